//! Cells as they come, in the bounds that every format shares.
//!
//! A file of a few kilobytes may claim a sheet of a million rows by sixteen thousand columns, or name
//! one long string a million times. So a grid pays for what it holds, empty cells before a far one
//! included, and counts what it had no room for.

use super::super::Options;
use super::super::finding::counted;
use super::{Sheet, Workbook};
use crate::model::Message;

/// As many as Excel has.
pub const MOST_ROWS: usize = 1 << 20;
/// More than any questionnaire has.
pub const MOST_COLUMNS: usize = 4096;
/// Of all sheets together, empty ones before the last filled one of a row included.
const MOST_CELLS: usize = 4 << 20;
/// Bytes of one cell.
const LONGEST_CELL: usize = 1 << 20;
/// Merged areas of a sheet beyond these are not followed.
pub const MOST_MERGES: usize = 20_000;
/// Cells that one merged cell may cover and still be written into each of them.
const LARGEST_MERGE: usize = 10_000;

/// An area of merged cells: first and last row, first and last column, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merge {
    pub rows: (usize, usize),
    pub columns: (usize, usize),
}

/// A workbook in the making.
#[derive(Debug)]
pub struct Grid {
    workbook: Workbook,
    sheet: Sheet,
    cells: usize,
    rows: usize,
    bytes: u64,
    most_bytes: u64,
    beyond: usize,
    cut: usize,
    merged: usize,
    errors: usize,
    hidden_rows: usize,
    hidden_sheets: Vec<String>,
}

impl Grid {
    pub fn new(options: &Options) -> Self {
        Self {
            workbook: Workbook::default(),
            sheet: Sheet::default(),
            cells: 0,
            rows: 0,
            bytes: 0,
            most_bytes: options.limits.text_bytes,
            beyond: 0,
            cut: 0,
            merged: 0,
            errors: 0,
            hidden_rows: 0,
            hidden_sheets: Vec::new(),
        }
    }

    /// Begins a sheet; the one before it is done.
    pub fn sheet(&mut self, name: &str) {
        self.close();
        name.clone_into(&mut self.sheet.name);
    }

    /// Puts a cell at its place. A blank one takes no room; of two at one place the last one stays.
    pub fn put(&mut self, row: usize, column: usize, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        let mut text = text;
        if text.len() > LONGEST_CELL {
            text = text.get(..text.floor_char_boundary(LONGEST_CELL)).unwrap_or("");
            self.cut += 1;
        }
        let has = self.sheet.rows.get(row).map_or(0, Vec::len);
        let (rows, cells) = ((row + 1).saturating_sub(self.sheet.rows.len()), (column + 1).saturating_sub(has));
        let fits = row < MOST_ROWS
            && column < MOST_COLUMNS
            && self.rows + rows <= MOST_ROWS
            && self.cells + cells <= MOST_CELLS
            && self.bytes + text.len() as u64 <= self.most_bytes;
        if !fits {
            self.beyond += 1;
            return;
        }
        self.rows += rows;
        self.cells += cells;
        self.bytes += text.len() as u64;
        if rows > 0 {
            self.sheet.rows.resize(row + 1, Vec::new());
        }
        let Some(line) = self.sheet.rows.get_mut(row) else { return };
        if cells > 0 {
            line.resize(column + 1, String::new());
        }
        if let Some(cell) = line.get_mut(column) {
            text.clone_into(cell);
        }
    }

    /// Cells that were not even tried.
    pub fn beyond(&mut self, count: usize) {
        self.beyond = self.beyond.saturating_add(count);
    }

    /// A cell that shows an error and no value.
    pub fn error(&mut self) {
        self.errors += 1;
    }

    /// Rows or columns that the file hides.
    pub fn hidden(&mut self, count: usize) {
        self.hidden_rows += count;
    }

    /// The sheet is one that the file hides.
    pub fn hide_sheet(&mut self) {
        self.hidden_sheets.push(self.sheet.name.clone());
    }

    /// A cell that lies over several stands in each of them: a village merged over the rows of its people
    /// is the village of each.
    pub fn merge(&mut self, merge: Merge) {
        let (height, width) = (
            merge.rows.1.saturating_sub(merge.rows.0).saturating_add(1),
            merge.columns.1.saturating_sub(merge.columns.0).saturating_add(1),
        );
        let text = self.sheet.cell(merge.rows.0, merge.columns.0).to_owned();
        if text.is_empty() || height.saturating_mul(width) > LARGEST_MERGE || height.saturating_mul(width) < 2 {
            return;
        }
        self.merged += 1;
        for row in merge.rows.0..=merge.rows.1 {
            for column in merge.columns.0..=merge.columns.1 {
                if self.sheet.cell(row, column).is_empty() {
                    self.put(row, column, &text);
                }
            }
        }
    }

    fn close(&mut self) {
        let sheet = std::mem::take(&mut self.sheet);
        if !sheet.rows.is_empty() {
            self.workbook.sheets.push(sheet);
        }
    }

    /// The workbook with what was left out or doubtful.
    pub fn finish(mut self) -> Workbook {
        self.close();
        let findings = &mut self.workbook.findings;
        findings.extend(counted("import.finding.table_beyond", self.beyond));
        findings.extend(counted("import.finding.table_cut", self.cut));
        findings.extend(counted("import.finding.table_errors", self.errors));
        findings.extend(counted("import.finding.table_merged", self.merged));
        findings.extend(counted("import.finding.table_hidden_rows", self.hidden_rows));
        if !self.hidden_sheets.is_empty() {
            let names = self.hidden_sheets.iter().take(20).map(String::as_str).collect::<Vec<_>>().join("、");
            findings.push(Message::new("import.finding.table_hidden_sheets").with("names", names));
        }
        self.workbook
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;

    fn ids(workbook: &Workbook) -> Vec<&str> {
        workbook.findings.iter().map(|finding| finding.id.as_ref()).collect()
    }

    #[test]
    fn far_cells_take_only_the_room_that_is_left() {
        let mut grid = Grid::new(&Options::default());
        grid.sheet("甲");
        for row in 0..5_000 {
            grid.put(row, MOST_COLUMNS - 1, "x");
        }
        grid.put(usize::MAX - 1, 0, "x");
        grid.put(0, usize::MAX - 1, "x");
        let workbook = grid.finish();
        assert_eq!(ids(&workbook), ["import.finding.table_beyond"]);
        let held: usize = workbook.sheets[0].rows.iter().map(Vec::len).sum();
        assert!(held <= MOST_CELLS, "{held}");
        assert_eq!(workbook.sheets[0].cell(0, MOST_COLUMNS - 1), "x");
    }

    #[test]
    fn one_string_named_a_million_times_is_held_as_often_as_a_text_may_be_long() {
        let mut options = Options::default();
        options.limits.text_bytes = 1000;
        let mut grid = Grid::new(&options);
        grid.sheet("甲");
        for row in 0..100 {
            grid.put(row, 0, &"长".repeat(10));
        }
        let workbook = grid.finish();
        assert_eq!(workbook.sheets[0].filled(), 33);
        assert_eq!(workbook.findings[0].args[0].1, "67");
    }

    #[test]
    fn a_merged_cell_stands_in_each_of_its_places_but_over_no_other() {
        let mut grid = Grid::new(&Options::default());
        grid.sheet("甲");
        grid.put(0, 0, "甲村");
        grid.put(1, 1, "乙");
        grid.merge(Merge { rows: (0, 1), columns: (0, 1) });
        grid.merge(Merge { rows: (0, usize::MAX), columns: (0, usize::MAX) });
        let workbook = grid.finish();
        assert_eq!(workbook.sheets[0].rows, [["甲村", "甲村"], ["甲村", "乙"]]);
        assert_eq!(ids(&workbook), ["import.finding.table_merged"]);
    }
}
