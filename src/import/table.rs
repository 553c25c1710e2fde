//! Tables: spreadsheets and CSV files as sheets of cells as they are shown, before anybody says which
//! columns are text and which are attributes (that is [`super::survey`]'s work).
//!
//! One reader a format fills a `grid::Grid`, which holds every bound: no sheet claims more cells than
//! the file really brings. Refused here: working out formulas (what the program last showed is read),
//! and dropping what is hidden in silence (it is read, and a finding says so).

mod delimited;
mod grid;
mod number;
mod ods;
mod xls;
mod xls_formats;
mod xlsx;

use serde::{Deserialize, Serialize};

use super::Format;
use crate::model::{Hash, Message};

pub use delimited::{Evidence, Extent, is_table, read as read_delimited};
pub use ods::read as read_ods;
pub use xls::read as read_xls;
pub use xlsx::read as read_xlsx;

/// A spreadsheet, or a CSV file as one of a single sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workbook {
    /// In the order of the file. Sheets without a cell are left out.
    pub sheets: Vec<Sheet>,
    /// Name of the encoding, where the format leaves a choice.
    pub encoding: Option<String>,
    /// What was left out or doubtful.
    pub findings: Vec<Message>,
}

/// One sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Empty for a CSV file.
    pub name: String,
    /// Cells from the first column on; rows end with their last filled cell.
    pub rows: Vec<Vec<String>>,
}

impl Sheet {
    /// A cell; empty where there is none. Both places are counted from 0.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> &str {
        self.rows.get(row).and_then(|row| row.get(column)).map_or("", String::as_str)
    }

    /// How many columns the widest row has.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or(0)
    }

    /// How many cells hold something.
    #[must_use]
    pub fn filled(&self) -> usize {
        self.rows.iter().flatten().filter(|cell| !cell.trim().is_empty()).count()
    }
}

/// A table between its reader and the documents that are made of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableReading {
    /// The file's own name.
    pub name: String,
    /// Of its bytes.
    pub hash: Hash,
    /// How many bytes it has.
    pub bytes: u64,
    /// What it was read as.
    pub format: Format,
    /// Its sheets.
    pub workbook: Workbook,
}

/// What a column is called in a spreadsheet: A, B, … Z, AA. Counted from 0.
#[must_use]
pub fn column_name(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// The place of a column by its letters.
#[must_use]
pub fn column_of_name(name: &str) -> Option<usize> {
    let is_name = (1..=3).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphabetic());
    let number = |sum: usize, byte: u8| sum * 26 + usize::from(byte.to_ascii_uppercase() - b'A') + 1;
    is_name.then(|| name.bytes().fold(0, number) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_called_as_spreadsheets_call_them() {
        for (place, name) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
            assert_eq!(column_name(place), name);
            assert_eq!(column_of_name(name), Some(place));
        }
        assert_eq!(column_of_name("年龄"), None);
        assert_eq!(column_of_name(""), None);
        assert_eq!(column_of_name("ABCD"), None);
    }
}
