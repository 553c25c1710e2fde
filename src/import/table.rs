//! What a reader of tables hands over: sheets of cells as they are shown, before anybody says which
//! columns are text and which are attributes.

use serde::{Deserialize, Serialize};

use crate::model::Message;

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
