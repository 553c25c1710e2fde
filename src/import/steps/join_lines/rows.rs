//! The lines of a text that are not blank, with what the decision about their ends needs to know.

use super::super::lines::{self, Caption, Line};
use super::super::pen::Working;
use super::super::references;
use super::places;
use crate::import::draft::LinePlace;
use crate::import::script::{is_sentence_end, width};
use crate::model::BlockKind;

/// A line that is not blank.
pub struct Row<'a> {
    pub line: Line<'a>,
    pub text: &'a str,
    /// Half columns of its characters.
    pub width: usize,
    /// Half columns by which it stands in from the edge of its column.
    pub indent: usize,
    /// Whether it is set apart from the line above.
    pub apart: bool,
    pub trailing_blank: bool,
    pub kind: BlockKind,
    /// Whether it stands in a list of references.
    pub in_references: bool,
    /// Where it stands on its page.
    pub place: Option<LinePlace>,
    /// Half columns that are left to the edge of its column, where that is known.
    pub room: Option<usize>,
    /// Whether its type is of another size than that of the line above.
    pub resized: bool,
}

impl Row<'_> {
    /// Where the line end behind it stands in the text as read.
    pub fn line_end_source(&self, working: &Working) -> Option<u32> {
        working.source_of(self.line.start + self.line.text.chars().count() as u32)
    }

    /// Half columns of the column in which it stands, where its place is known.
    pub fn column(&self) -> Option<usize> {
        self.room.map(|room| self.indent + self.width + room)
    }
}

/// All of them.
pub fn of<'a>(text: &'a str, working: &Working) -> Vec<Row<'a>> {
    let mut rows: Vec<Row> = Vec::new();
    let mut apart = false;
    for line in lines::lines(text) {
        if line.is_blank() {
            apart = true;
            continue;
        }
        let trimmed = line.text.trim();
        let lead = line.text.len() - line.text.trim_start().len();
        let blanks = line.text.get(..lead).unwrap_or("");
        rows.push(Row {
            text: trimmed,
            width: width(trimmed),
            indent: blanks.chars().map(|c| if c == '\t' { 4 } else { width(c.encode_utf8(&mut [0; 4])) }).sum(),
            apart: std::mem::take(&mut apart),
            trailing_blank: line.text.ends_with([' ', '\t', '　']),
            kind: working.kind_at(line.start),
            in_references: false,
            place: working.place_at(line.start),
            room: None,
            resized: false,
            line,
        });
    }
    places::measure(&mut rows);
    let zones = references::zones(rows.iter().map(|row| row.text));
    for (row, zone) in rows.iter_mut().zip(zones) {
        row.in_references = zone;
    }
    rows
}

/// Rows of a table after its caption, so that the columns do not run into one another.
pub fn mark_tables(rows: &[Row], is_full: impl Fn(&Row) -> bool) -> Vec<bool> {
    let mut inside = 0_usize;
    rows.iter()
        .map(|row| {
            if lines::caption_kind(row.text) == Some(Caption::Table) {
                inside = 200;
                return false;
            }
            if inside > 0
                && (lines::is_table_foot(row.text)
                    || lines::heading_level(row.text).is_some()
                    || is_full(row)
                    || is_sentence_end(row.text))
            {
                inside = 0;
            }
            let in_table = inside > 0;
            inside = inside.saturating_sub(1);
            in_table
        })
        .collect()
}
