//! What goes into a paper: coded excerpts and tables, as files that need no hand work after.
//!
//! [`excerpts`] gathers what was selected, purely; one writer a format turns it into bytes, the same bytes for
//! the same input; [`mod@file`] puts bytes on the disk whole or not at all. Everything is escaped in [`escape`]
//! (invariant 9). Nothing here changes a project, and nothing asks a clock.

mod citation;
pub mod cooccurrence;
mod csv;
mod docx;
pub mod escape;
mod excerpts;
pub mod file;
mod html;
mod markdown;
pub mod marked;
pub mod memos;
#[cfg(test)]
mod parts;
pub mod quotes;
#[cfg(test)]
pub(crate) mod sample;
pub mod table;
pub(crate) mod wording;
mod xlsx;

use std::str::FromStr;

pub use citation::{CitationForm, cite};
pub use excerpts::{
    Below, Chosen, Codes, Column, Excerpt, Excerpts, Group, GroupBy, Interviewers, Pages, Paragraphs, Selected,
    Selection, excerpts,
};

use crate::i18n::Language;
use crate::model::{Message, Tell};

/// What coded excerpts can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// A Word document: headings, quotes with attribution lines.
    Docx,
    /// An Excel workbook, one excerpt a row.
    Xlsx,
    /// Comma-separated, UTF-8 with byte order mark for Excel, guarded against formulas.
    Csv,
    /// Markdown, quotes as block quotes.
    Markdown,
    /// One self-contained page without scripts.
    Html,
}

impl Format {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::Docx, Self::Xlsx, Self::Csv, Self::Markdown, Self::Html];

    /// What its files end in, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Markdown => "md",
            Self::Html => "html",
        }
    }
}

/// A name that is no format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a format for excerpts: docx, xlsx, csv, markdown or html")]
pub struct FormatError(pub String);

impl Tell for FormatError {
    fn tell(&self) -> Message {
        Message::new("export.no_format").with("name", &self.0)
    }
}

impl FromStr for Format {
    type Err = FormatError;

    fn from_str(name: &str) -> Result<Self, FormatError> {
        match name.trim().to_ascii_lowercase().as_str() {
            "docx" | "word" => Ok(Self::Docx),
            "xlsx" | "excel" => Ok(Self::Xlsx),
            "csv" => Ok(Self::Csv),
            "md" | "markdown" => Ok(Self::Markdown),
            "html" | "htm" => Ok(Self::Html),
            _ => Err(FormatError(name.to_owned())),
        }
    }
}

/// Why excerpts could not be written. Nothing has reached the disk.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The parts of a DOCX could not be packed.
    #[error("the document could not be packed: {0}")]
    Pack(#[from] zip::result::ZipError),
    /// A part could not be written to memory.
    #[error("a part of the export could not be written: {0}")]
    Write(#[from] std::io::Error),
    /// The workbook could not be made.
    #[error("the workbook could not be made: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// A row of a CSV file could not be made.
    #[error("the CSV file could not be made: {0}")]
    Rows(#[from] ::csv::Error),
    /// A table could not be put as JSON.
    #[error("the table could not be put as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

impl Tell for ExportError {
    fn tell(&self) -> Message {
        Message::new("export.not_made").with("reason", self)
    }
}

/// Excerpts as the bytes of a file. The same excerpts give the same bytes.
///
/// # Errors
/// [`ExportError`] where a library refuses, which no text should make it do.
pub fn write(excerpts: &Excerpts, format: Format, language: Language) -> Result<Vec<u8>, ExportError> {
    match format {
        Format::Docx => docx::write(excerpts, language),
        Format::Xlsx => xlsx::write(excerpts, language),
        Format::Csv => csv::write(excerpts, language),
        Format::Markdown => Ok(markdown::write(excerpts, language)),
        Format::Html => Ok(html::write(excerpts, language)),
    }
}

/// What a format cannot hold of these excerpts, to be said beside the finished file; empty for all but XLSX,
/// whose cells end at 32,767 characters.
#[must_use]
pub fn losses(excerpts: &Excerpts, format: Format) -> Vec<Message> {
    match format {
        Format::Xlsx => xlsx::losses(excerpts),
        _ => Vec::new(),
    }
}
