//! A table that an analysis made, as CSV, JSON or XLSX: a co-occurrence matrix, counts, agreement.
//!
//! It knows nothing of analyses; it holds cells and the notes that let a reader make the table again
//! (invariant 10). CSV holds the cells alone, so that every program can read it; JSON and XLSX carry the notes too.

use std::str::FromStr;

use rust_xlsxwriter::{Format as CellFormat, FormatAlign};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{ExportError, csv, xlsx};
use crate::i18n::Language;

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Words; guarded and escaped as each format needs.
    Text(String),
    /// A count.
    Integer(i64),
    /// A measure; one that is not finite is written as an empty cell.
    Decimal(f64),
    /// Nothing was measured; not the same as zero.
    Empty,
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => to.serialize_str(text),
            Self::Integer(number) => to.serialize_i64(*number),
            Self::Decimal(number) if number.is_finite() => to.serialize_f64(*number),
            Self::Decimal(_) | Self::Empty => to.serialize_none(),
        }
    }
}

/// A measure with so many digits behind the point, as people read it: what is rounded to nought has no sign.
#[must_use]
pub fn fixed(number: f64, digits: usize) -> String {
    unsigned_nought(format!("{number:.digits$}"))
}

/// The same with its sign, where it is not nought.
#[must_use]
pub fn signed(number: f64, digits: usize) -> String {
    unsigned_nought(format!("{number:+.digits$}"))
}

fn unsigned_nought(written: String) -> String {
    let is_nought = written.chars().all(|c| !c.is_alphanumeric() || c == '0');
    if is_nought { written.trim_start_matches(['-', '+']).to_owned() } else { written }
}

/// Columns, rows and where they come from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// What it is called.
    pub title: String,
    /// What stands above each column.
    pub columns: Vec<String>,
    /// Cells from left to right; a short row ends in empty cells.
    pub rows: Vec<Vec<Cell>>,
    /// Name and value: what was counted, by which definition, with which parameters.
    pub notes: Vec<(String, String)>,
}

/// What a table can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TableFormat {
    /// With byte order mark where people open it, without where programs read it.
    Csv(Reader),
    /// `{"title", "columns", "rows", "notes"}`, rows as lists in the order of the columns.
    Json,
    /// Numbers as numbers; notes on a second sheet.
    Xlsx,
}

/// Who opens a CSV file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reader {
    /// Excel, which needs a byte order mark to see UTF-8.
    Spreadsheet,
    /// A script, for which the mark would be part of the first column's name.
    Program,
}

impl FromStr for TableFormat {
    type Err = super::FormatError;

    /// From a file's extension or a name on the command line; `csv` is for programs.
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name.trim().to_ascii_lowercase().as_str() {
            "csv" => Ok(Self::Csv(Reader::Program)),
            "json" => Ok(Self::Json),
            "xlsx" | "excel" => Ok(Self::Xlsx),
            _ => Err(super::FormatError(name.to_owned())),
        }
    }
}

/// The table as the bytes of a file.
///
/// # Errors
/// [`ExportError`] where a library refuses, as with more rows than Excel has.
pub fn write(table: &Table, format: TableFormat, language: Language) -> Result<Vec<u8>, ExportError> {
    match format {
        TableFormat::Csv(reader) => write_csv(table, reader),
        TableFormat::Json => write_json(table),
        TableFormat::Xlsx => write_xlsx(table, language),
    }
}

fn write_csv(table: &Table, reader: Reader) -> Result<Vec<u8>, ExportError> {
    let start = match reader {
        Reader::Spreadsheet => csv::BYTE_ORDER_MARK.to_vec(),
        Reader::Program => Vec::new(),
    };
    let mut rows = ::csv::Writer::from_writer(start);
    rows.write_record(table.columns.iter().map(|column| csv::cell(column)))?;
    for row in &table.rows {
        rows.write_record((0..table.columns.len()).map(|column| match row.get(column) {
            Some(Cell::Text(text)) => csv::cell(text),
            // Typed as numbers, so a minus is a minus and is not guarded.
            Some(Cell::Integer(number)) => number.to_string(),
            Some(Cell::Decimal(number)) if number.is_finite() => number.to_string(),
            Some(Cell::Decimal(_) | Cell::Empty) | None => String::new(),
        }))?;
    }
    rows.into_inner().map_err(|error| error.into_error().into())
}

struct Notes<'a>(&'a [(String, String)]);

impl Serialize for Notes<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.0.len()))?;
        for (name, value) in self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

fn write_json(table: &Table) -> Result<Vec<u8>, ExportError> {
    #[derive(serde::Serialize)]
    struct Whole<'a> {
        title: &'a str,
        columns: &'a [String],
        rows: Vec<Vec<&'a Cell>>,
        notes: Notes<'a>,
    }
    let row =
        |row: &'_ Vec<Cell>| (0..table.columns.len()).map(|c| row.get(c).cloned().unwrap_or(Cell::Empty)).collect();
    let full: Vec<Vec<Cell>> = table.rows.iter().map(row).collect();
    let whole = Whole {
        title: &table.title,
        columns: &table.columns,
        rows: full.iter().map(|row| row.iter().collect()).collect(),
        notes: Notes(&table.notes),
    };
    let mut bytes = serde_json::to_vec_pretty(&whole)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn write_xlsx(table: &Table, language: Language) -> Result<Vec<u8>, ExportError> {
    let mut workbook = xlsx::deterministic(&table.title)?;
    let text = CellFormat::new().set_align(FormatAlign::Top).set_text_wrap();
    let decimal = CellFormat::new().set_align(FormatAlign::Top).set_num_format("0.000");
    let sheet = workbook.add_worksheet();
    sheet.set_name(language.text("export.sheet.table"))?;
    for (column, name) in (0_u16..).zip(&table.columns) {
        xlsx::write_text(sheet, 0, column, name, &xlsx::header_format())?;
        let cells = table.rows.iter().filter_map(|row| row.get(usize::from(column)));
        let widest = cells.map(cell_width).chain([name.chars().count()]).max().unwrap_or_default();
        // A Chinese character is about two digits wide.
        sheet.set_column_width(column, (widest as f64 * 2.0).clamp(8.0, 40.0))?;
    }
    for (number, row) in (1_u32..).zip(&table.rows) {
        for (column, cell) in (0_u16..).zip(row).take(table.columns.len()) {
            match cell {
                Cell::Text(words) => xlsx::write_text(sheet, number, column, words, &text)?,
                Cell::Integer(count) => {
                    sheet.write_number_with_format(number, column, *count as f64, &text)?;
                }
                Cell::Decimal(measure) if measure.is_finite() => {
                    sheet.write_number_with_format(number, column, *measure, &decimal)?;
                }
                Cell::Decimal(_) | Cell::Empty => {}
            }
        }
    }
    sheet.set_freeze_panes(1, 1)?;
    let notes = workbook.add_worksheet();
    notes.set_name(language.text("export.sheet.about"))?;
    notes.set_column_width(0, 20)?;
    notes.set_column_width(1, 80)?;
    let title = (language.text("export.sheet.table").to_owned(), table.title.clone());
    for (row, (name, value)) in (0_u32..).zip([&title].into_iter().chain(&table.notes)) {
        xlsx::write_text(notes, row, 0, name, &text.clone().set_bold())?;
        xlsx::write_text(notes, row, 1, value, &text)?;
    }
    Ok(workbook.save_to_buffer()?)
}

fn cell_width(cell: &Cell) -> usize {
    match cell {
        Cell::Text(text) => text.chars().count(),
        Cell::Integer(number) => number.to_string().len() / 2,
        Cell::Decimal(_) => 3,
        Cell::Empty => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::parts::{part, texts};

    fn matrix() -> Table {
        Table {
            title: "共现矩阵".into(),
            columns: vec!["代码".into(), "=合谋".into(), "内卷化".into()],
            rows: vec![
                vec![Cell::Text("=合谋".into()), Cell::Integer(-3), Cell::Decimal(0.25)],
                vec![Cell::Text("内卷化".into()), Cell::Decimal(f64::NAN)],
            ],
            notes: vec![("unit".into(), "overlap".into()), ("count".into(), "raw".into())],
        }
    }

    #[test]
    fn what_is_rounded_to_nought_has_no_sign() {
        assert_eq!([-0.0, -0.04, 0.04, -0.06].map(|number| fixed(number, 1)), ["0.0", "0.0", "0.0", "-0.1"]);
        assert_eq!([-0.0, -0.04, 0.04, 0.06].map(|number| signed(number, 1)), ["0.0", "0.0", "0.0", "+0.1"]);
        assert_eq!((fixed(f64::NAN, 1), signed(-12.0, 0)), ("NaN".to_owned(), "-12".to_owned()));
    }

    #[test]
    fn csv_guards_words_and_leaves_numbers_numbers() {
        let bytes = write(&matrix(), TableFormat::Csv(Reader::Program), Language::Chinese).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), "代码,'=合谋,内卷化\n'=合谋,-3,0.25\n内卷化,,\n");
        let marked = write(&matrix(), TableFormat::Csv(Reader::Spreadsheet), Language::Chinese).unwrap();
        assert!(marked.starts_with(csv::BYTE_ORDER_MARK));
    }

    #[test]
    fn json_keeps_types_and_the_order_of_notes() {
        let bytes = write(&matrix(), TableFormat::Json, Language::Chinese).unwrap();
        let read: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(read["rows"], serde_json::json!([["=合谋", -3, 0.25], ["内卷化", null, null]]));
        assert_eq!(read["notes"]["unit"], "overlap");
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.find("\"unit\"") < text.find("\"count\""));
    }

    #[test]
    fn a_workbook_has_no_formulas_and_the_notes_on_their_sheet() {
        let file = write(&matrix(), TableFormat::Xlsx, Language::Chinese).unwrap();
        let sheet = part(&file, "xl/worksheets/sheet1.xml");
        assert!(texts(&sheet, "f").is_empty());
        assert!(texts(&sheet, "v").contains(&"-3".to_owned()) && texts(&sheet, "v").contains(&"0.25".to_owned()));
        let strings = texts(&part(&file, "xl/sharedStrings.xml"), "t");
        assert!(strings.contains(&"=合谋".to_owned()) && strings.contains(&"overlap".to_owned()));
    }
}
