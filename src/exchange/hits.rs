//! Places that a search found as a table: the same columns wherever it is asked for, in the window and by a command,
//! with heads in the reader's language.

use crate::export::table::{Cell, Table};
use crate::i18n::Language;
use crate::model::Project;
use crate::search::Hit;
use crate::search::concordance;
use crate::search::unit::{Unit, widen};

/// The ids of the heads of the columns.
const COLUMNS: [&str; 11] = [
    "search.ui.column.document",
    "search.ui.column.paragraph",
    "search.ui.column.page",
    "search.ui.column.speaker",
    "search.ui.column.left",
    "search.ui.column.hit",
    "search.ui.column.right",
    "search.ui.column.unit",
    "search.ui.column.codes",
    "search.ui.column.start",
    "search.ui.column.end",
];

/// What of a hit is told.
#[derive(Clone, Copy, Debug)]
pub struct HitColumns {
    /// Of the heads.
    pub language: Language,
    /// Characters on either side.
    pub context: u32,
    /// What would be coded: the passage.
    pub unit: Unit,
}

impl HitColumns {
    /// One hit a row, in this order. Positions are code points, the end outside. Hits of documents that are gone have
    /// no row.
    #[must_use]
    pub fn table(self, project: &Project, title: String, hits: &[Hit], notes: Vec<(String, String)>) -> Table {
        Table {
            title,
            columns: COLUMNS.map(|id| self.language.text(id).to_owned()).to_vec(),
            rows: hits.iter().filter_map(|hit| self.row(project, *hit)).collect(),
            notes,
        }
    }

    fn row(self, project: &Project, hit: Hit) -> Option<Vec<Cell>> {
        let document = project.document(hit.document)?;
        let line = concordance::line(document, hit, self.context)?;
        let text = |words: String| if words.is_empty() { Cell::Empty } else { Cell::Text(words) };
        let passage = document.text.slice(widen(document, hit.span, self.unit)).to_owned();
        Some(vec![
            Cell::Text(document.title.clone()),
            Cell::Integer(i64::try_from(line.paragraph).unwrap_or(i64::MAX)),
            text(line.page.unwrap_or_default()),
            text(line.speaker.unwrap_or_default()),
            text(line.left),
            Cell::Text(line.found),
            text(line.right),
            Cell::Text(passage),
            text(codes_on(project, hit).join("; ")),
            Cell::Integer(hit.span.start.0.into()),
            Cell::Integer(hit.span.end.0.into()),
        ])
    }
}

/// The paths of the codes that lie on a hit, in the order of the text.
#[must_use]
pub fn codes_on(project: &Project, hit: Hit) -> Vec<String> {
    let mut paths: Vec<String> = Vec::new();
    for coding in project.codings(hit.document).overlapping(hit.span) {
        if let Some(code) = project.code_of(coding) {
            let path = project.code_path(code.id);
            if !paths.contains(&path) {
                paths.push(path);
            }
        }
    }
    paths
}
