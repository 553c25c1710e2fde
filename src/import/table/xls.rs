//! Excel 97 to 2003: `office_oxide` finds the cells, ours are the bounds and how numbers are shown.

use std::io::Cursor;

use office_oxide::xls::{CellValue, XlsDocument, XlsError};

use super::super::ImportError;
use super::super::encoding::without_controls;
use super::super::error::Refusal;
use super::super::finding::counted;
use super::super::formats::Source;
use super::Workbook;
use super::grid::{Grid, MOST_MERGES, Merge};
use super::number;
use super::xls_formats::Formats;

/// Reads a workbook.
///
/// # Errors
/// [`ImportError`] where the file is damaged or encrypted.
pub fn read(source: &Source) -> Result<Workbook, ImportError> {
    let document = XlsDocument::from_reader(Cursor::new(source.bytes)).map_err(|error| match error {
        XlsError::Encrypted | XlsError::EncryptionNotSupported(_) => {
            ImportError::Refused { name: source.name.to_owned(), what: Refusal::Encrypted }
        }
        error => ImportError::Unreadable { name: source.name.to_owned(), reason: error.to_string() },
    })?;
    let formats = Formats::read(source.bytes);
    let mut grid = Grid::new(source.options);
    for sheet in &document.sheets {
        grid.sheet(&without_controls(&sheet.name).0);
        if sheet.hidden && !sheet.rows.is_empty() {
            grid.hide_sheet();
        }
        for (row, cells) in sheet.rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                match cell {
                    CellValue::Empty => {}
                    CellValue::Error(_) => grid.error(),
                    CellValue::Number(number) => {
                        let shown = sheet.display_text(row, column).unwrap_or_default();
                        let day = is_date(&shown);
                        let text = match () {
                            () if day && (0.0..1.0).contains(number) => number::time(*number),
                            () if day || shown.ends_with('%') => shown.into_owned(),
                            () => {
                                let look = sheet.xf.get(row).and_then(|looks| looks.get(column));
                                let code = look.and_then(|look| formats.code(*look));
                                code.and_then(|code| number::padded(*number, code))
                                    .unwrap_or_else(|| number::plain(*number))
                            }
                        };
                        grid.put(row, column, &text);
                    }
                    other => grid.put(row, column, &without_controls(&other.as_text_cow()).0),
                }
            }
        }
        for &(first_row, last_row, first_column, last_column) in sheet.merged_cells.iter().take(MOST_MERGES) {
            grid.merge(Merge {
                rows: (first_row.into(), last_row.into()),
                columns: (first_column.into(), last_column.into()),
            });
        }
    }
    let mut workbook = grid.finish();
    workbook.findings.extend(counted("import.finding.damaged", usize::from(document.truncated())));
    Ok(workbook)
}

/// Whether a shown number is an ISO date, with or without a time.
fn is_date(shown: &str) -> bool {
    let date = shown.get(..10).unwrap_or("").as_bytes();
    date.len() == 10
        && date
            .iter()
            .enumerate()
            .all(|(at, byte)| if matches!(at, 4 | 7) { *byte == b'-' } else { byte.is_ascii_digit() })
}
