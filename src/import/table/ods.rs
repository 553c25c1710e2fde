//! `OpenDocument` spreadsheets: `content.xml` read as it comes, repeated cells and rows only as far as
//! they hold something.

use quick_xml::events::BytesStart;

use super::super::ImportError;
use super::super::encoding::without_controls;
use super::super::finding::counted;
use super::super::formats::Source;
use super::super::packed::xml::{self, Seen, attribute};
use super::super::packed::{Package, text_of_xml};
use super::Workbook;
use super::grid::{Grid, MOST_MERGES, MOST_ROWS, Merge};

/// Cells that hold something and say that they stand several times are believed so often, all together.
const MOST_COPIES: usize = 4 << 20;

/// Reads a workbook.
///
/// # Errors
/// [`ImportError`] where the file is damaged, encrypted, or unpacks to far more than it should.
pub fn read(source: &Source) -> Result<Workbook, ImportError> {
    let xml = if source.bytes.starts_with(b"PK") { packed(source)? } else { text_of_xml(source.bytes)? };
    let mut walk = Walk::new(Grid::new(source.options), hidden_styles(&xml));
    let whole = xml::walk(&xml, |seen| walk.see(seen));
    let mut workbook = walk.grid.finish();
    workbook.findings.extend(counted("import.finding.damaged", usize::from(!whole)));
    Ok(workbook)
}

/// The content of a package; what is one file of XML is the content itself.
fn packed(source: &Source) -> Result<String, ImportError> {
    let mut package = Package::open(source.name, source.bytes, source.options)?;
    let unreadable = |reason: &str| ImportError::Unreadable { name: source.name.to_owned(), reason: reason.to_owned() };
    if package.part("META-INF/manifest.xml")?.is_some_and(|xml| xml::count(&xml, "encryption-data") > 0) {
        return Err(ImportError::Refused { name: source.name.to_owned(), what: super::super::Refusal::Encrypted });
    }
    package.part("content.xml")?.ok_or_else(|| unreadable("no content.xml inside"))
}

/// Names of the styles of tables that are not shown.
fn hidden_styles(xml: &str) -> Vec<String> {
    let (mut names, mut name) = (Vec::new(), String::new());
    xml::walk(xml, |seen| match seen {
        Seen::Start("style", element) => name = attribute(element, "name").unwrap_or_default(),
        Seen::Start("table-properties", element)
            if attribute(element, "display").as_deref() == Some("false") && names.len() < 1000 =>
        {
            names.push(name.clone());
        }
        _ => {}
    });
    names
}

#[derive(Default)]
struct Cell {
    text: String,
    paragraphs: usize,
    shown: Option<String>,
    number: Option<f64>,
    repeat: usize,
    rows: usize,
    columns: usize,
    is_error: bool,
}

struct Walk {
    grid: Grid,
    hidden_styles: Vec<String>,
    row: usize,
    row_repeat: usize,
    column: usize,
    /// Filled cells of the row, for rows that say that they stand several times.
    filled: Vec<(usize, String)>,
    cell: Option<Cell>,
    /// Inside paragraphs of the cell, and inside remarks on it, which are no part of it.
    inside: usize,
    aside: usize,
    hidden: usize,
    merges: Vec<Merge>,
    /// Copies that are still believed.
    copies: usize,
}

impl Walk {
    fn new(grid: Grid, hidden_styles: Vec<String>) -> Self {
        Self {
            grid,
            hidden_styles,
            row: 0,
            row_repeat: 1,
            column: 0,
            filled: Vec::new(),
            cell: None,
            inside: 0,
            aside: 0,
            hidden: 0,
            merges: Vec::new(),
            copies: MOST_COPIES,
        }
    }

    fn see(&mut self, seen: Seen) {
        match seen {
            Seen::Start("table", element) if self.cell.is_none() => {
                self.grid.sheet(&attribute(element, "name").unwrap_or_default());
                let style = attribute(element, "style-name").unwrap_or_default();
                if self.hidden_styles.contains(&style) {
                    self.grid.hide_sheet();
                }
                self.row = 0;
            }
            Seen::End("table") if self.cell.is_none() => {
                for merge in std::mem::take(&mut self.merges) {
                    self.grid.merge(merge);
                }
                self.grid.hidden(std::mem::take(&mut self.hidden));
            }
            Seen::Start("table-row", element) => {
                self.row_repeat = repeats(element, "number-rows-repeated");
                self.column = 0;
                self.filled.clear();
                self.hidden_part(element, self.row_repeat);
            }
            Seen::End("table-row") => self.end_row(),
            Seen::Start("table-column", element) => {
                let repeat = repeats(element, "number-columns-repeated");
                self.hidden_part(element, repeat);
            }
            Seen::Start("table-cell" | "covered-table-cell", element) => self.cell = Some(cell_of(element)),
            Seen::End("table-cell" | "covered-table-cell") => self.end_cell(),
            Seen::Start("annotation", _) => self.aside += 1,
            Seen::End("annotation") => self.aside = self.aside.saturating_sub(1),
            seen if self.aside == 0 => self.see_inside(seen),
            _ => {}
        }
    }

    fn see_inside(&mut self, seen: Seen) {
        let Some(cell) = &mut self.cell else { return };
        match seen {
            Seen::Start("p" | "h", _) => {
                self.inside += 1;
                cell.paragraphs += 1;
                if cell.paragraphs > 1 {
                    cell.text.push('\n');
                }
            }
            Seen::End("p" | "h") => self.inside = self.inside.saturating_sub(1),
            Seen::Start("line-break", _) => cell.text.push('\n'),
            Seen::Start("tab", _) => cell.text.push('\t'),
            Seen::Start("s", element) => {
                let count = attribute(element, "c").and_then(|count| count.parse::<usize>().ok()).unwrap_or(1);
                cell.text.extend(std::iter::repeat_n(' ', count.min(100)));
            }
            Seen::Text(text) if self.inside > 0 => cell.text.push_str(text),
            _ => {}
        }
    }

    /// How many of so many copies there is room for; the others are counted.
    fn copies_of(&mut self, wanted: usize) -> usize {
        let granted = wanted.min(self.copies);
        if wanted > 1 {
            self.copies -= granted;
        }
        self.grid.beyond(wanted - granted);
        granted
    }

    fn hidden_part(&mut self, element: &BytesStart, count: usize) {
        if attribute(element, "visibility").is_some_and(|value| matches!(value.as_str(), "collapse" | "filter")) {
            // A hidden rest of the sheet is one.
            self.hidden += if count > 1000 { 1 } else { count };
        }
    }

    fn end_cell(&mut self) {
        self.inside = 0;
        self.aside = 0;
        let Some(cell) = self.cell.take() else { return };
        if cell.is_error {
            self.grid.error();
        } else {
            let text = match (cell.shown, cell.number) {
                (Some(shown), _) => shown,
                (None, Some(number)) => super::number::spelled(&without_controls(&cell.text).0, number),
                (None, None) => without_controls(&cell.text).0,
            };
            if !text.trim().is_empty() {
                for repeat in 0..self.copies_of(cell.repeat) {
                    let column = self.column.saturating_add(repeat);
                    self.grid.put(self.row, column, &text);
                    if self.row_repeat > 1 {
                        self.filled.push((column, text.clone()));
                    }
                }
                if (cell.rows > 1 || cell.columns > 1) && self.merges.len() < MOST_MERGES {
                    self.merges.push(Merge {
                        rows: (self.row, self.row.saturating_add(cell.rows - 1)),
                        columns: (self.column, self.column.saturating_add(cell.columns - 1)),
                    });
                }
            }
        }
        self.column = self.column.saturating_add(cell.repeat);
    }

    fn end_row(&mut self) {
        if !self.filled.is_empty() {
            let copies = self.copies_of(self.row_repeat.saturating_mul(self.filled.len())) / self.filled.len();
            for repeat in 1..copies {
                for (column, text) in &self.filled {
                    self.grid.put(self.row.saturating_add(repeat), *column, text);
                }
            }
        }
        self.row = self.row.saturating_add(self.row_repeat).min(MOST_ROWS);
        self.filled.clear();
    }
}

fn repeats(element: &BytesStart, name: &str) -> usize {
    attribute(element, name).and_then(|count| count.parse::<usize>().ok()).map_or(1, |count| count.clamp(1, MOST_ROWS))
}

/// What the cell's attributes say: dates, truths and numbers are taken from there, the rest as it is shown.
fn cell_of(element: &BytesStart) -> Cell {
    let kind = attribute(element, "value-type").unwrap_or_default();
    let shown = match kind.as_str() {
        "date" => attribute(element, "date-value").map(|date| date.replace('T', " ")),
        "boolean" => attribute(element, "boolean-value").map(|value| value.to_uppercase()),
        _ => None,
    };
    let number = || attribute(element, "value").and_then(|value| value.parse().ok());
    // Two attributes of that local name: what the value is, and whether working it out failed.
    let is_error = element
        .attributes()
        .with_checks(false)
        .flatten()
        .any(|attribute| attribute.key.local_name().into_inner() == "value-type" && &*attribute.value == "error");
    Cell {
        shown,
        number: (kind == "float").then(number).flatten(),
        is_error,
        repeat: repeats(element, "number-columns-repeated"),
        rows: repeats(element, "number-rows-spanned"),
        columns: repeats(element, "number-columns-spanned"),
        ..Cell::default()
    }
}
