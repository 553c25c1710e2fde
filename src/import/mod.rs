//! From any file to text that can be coded and cited.
//!
//! ```text
//! bytes -> sniff -> reader -> Content (a Draft) -> steps -> clean text with a source map -> Imported
//! ```
//! A *reader* (one file a format, one row in [`formats`]) turns bytes into a [`Draft`]: paragraphs with
//! their kinds, bold and italic runs, and findings. The *steps* clean the draft: each can be switched
//! off, each counts what it did, and none can do more than copy, replace one for one, drop, or insert a
//! space or a line end, because [`steps::Pen`] knows no other movement. So every character of the
//! clean text can be shown at its place in the original.
//!
//! [`open`] and [`read`] are pure. [`worker::Worker`] reads a file from disk and has its bytes read in a child
//! process with limits of time and memory, because the file is a stranger's.
//!
//! Refused here: writing anything, guessing in silence (what was doubtful is a finding), and failing
//! whole where a part can be read (invariant 8).
//!
//! ```
//! use tianye::import::{Options, read};
//! let imported = read("札记.md", "# 第一天\n\n天气**很**好。".as_bytes(), &Options::default())?;
//! assert_eq!(imported[0].text.as_str(), "第一天\n天气很好。");
//! # Ok::<(), tianye::import::ImportError>(())
//! ```

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod doc;
pub mod alignment;
pub mod batch;
pub mod cases;
mod docx;
pub mod draft;
pub mod encoding;
mod epub;
mod error;
mod fb2;
mod finding;
mod flow;
pub mod formats;
mod html;
mod markdown;
mod numerals;
mod odt;
mod options;
pub mod origin;
mod packed;
mod papers;
mod pdf;
mod properties;
mod reading;
mod rtf;
pub mod report;
mod script;
pub mod sniff;
pub mod steps;
mod symbols;
pub mod survey;
pub mod table;
mod title;
mod transcript;
mod txt;
pub mod worker;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::{Bibliography, Hash, SourceRecord, Span, Structure, Text};

pub use cases::Cases;
pub use draft::Draft;
pub use error::{Death, ImportError, Refusal};
pub use formats::Format;
pub use options::{
    Corrections, Joint, Limits, Notes, Options, SpeakerCorrection, Tables, Times, Tracked, Transcript, TurnCorrection,
    WebPage,
};
pub use reading::Reading;
pub use steps::Step;
pub use survey::{ColumnUse, OneDocument, SurveyPlan};
pub use table::TableReading;
pub use worker::{Cancel, OpenedFile, Worker};

/// Version of readers and steps. It grows whenever the same bytes would give another text.
pub const IMPORTER: u32 = 3;

/// A file, or a part of one, as a document: everything but its id and the time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// From the file's own title where it clearly has one, otherwise its name.
    pub title: String,
    /// The clean text.
    #[serde(with = "as_characters")]
    pub text: Text,
    /// Its headings, lists, tables, turns, pages and marked runs.
    pub structure: Structure,
    /// Where it came from and what was done to it.
    pub record: SourceRecord,
    /// What the file says of its text: name and value, as 访谈时间 and 2016 年 7 月.
    pub attributes: Vec<(String, String)>,
    /// What a paper says of itself; empty for everything else.
    pub bibliography: Bibliography,
    /// Who could become a case.
    pub candidates: Vec<CaseCandidate>,
    /// Line ends about which a step was in doubt. A person can decide each with a correction.
    pub doubts: Vec<Doubt>,
}

/// Somebody or something that a document speaks of, or lets speak, and that could become a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseCandidate {
    /// As the document calls it.
    pub name: String,
    /// What of the document belongs to it.
    pub of: CandidateOf,
    /// What the document says of it.
    pub attributes: Vec<(String, String)>,
}

/// What of a document belongs to a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CandidateOf {
    /// All of it: the answers of one respondent.
    Document,
    /// What this speaker says.
    Speaker(String),
    /// Passages: quotations in a paper.
    Passages(Vec<Span>),
}

/// A line end that may be the end of a paragraph or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// Code point of the line end in the text as read.
    pub source: u32,
    /// What the step made of it.
    pub taken_for: Joint,
}

mod as_characters {
    //! A text goes over the pipe as its characters.

    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::model::Text;

    pub fn serialize<S: Serializer>(text: &Text, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(text.as_str())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Text, D::Error> {
        Text::new(String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// What a file holds: read, and not yet cleaned or divided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Content {
    /// A text: one document.
    Text(Box<Reading>),
    /// A table: as many documents as it has respondents or questions.
    Table(Box<TableReading>),
}

impl Content {
    /// What the steps began with, where the file is one text.
    #[must_use]
    pub fn reading(&self) -> Option<&Reading> {
        match self {
            Self::Text(reading) => Some(reading),
            Self::Table(_) => None,
        }
    }

    /// The documents that the choices make of it. This can be done again with other choices of steps.
    ///
    /// # Errors
    /// [`ImportError::NoText`] where nothing is left to read.
    pub fn documents(&self, options: &Options) -> Result<Vec<Imported>, ImportError> {
        match self {
            Self::Text(reading) => reading.document(options).map(|imported| vec![imported]),
            Self::Table(reading) => survey::documents(reading, options),
        }
    }
}

/// Documents with the bytes they came from, which the project keeps untouched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedFile {
    /// At least one.
    pub documents: Vec<Imported>,
    /// The original, byte for byte.
    pub bytes: Arc<[u8]>,
}

/// Reads a file's bytes. `name` is the file's own name without folders; it is believed only where the
/// bytes leave a choice.
///
/// # Errors
/// [`ImportError`] where nothing can be read: what kind of file it is, and what can be done instead.
pub fn open(name: &str, bytes: &[u8], options: &Options) -> Result<Content, ImportError> {
    let sniffed = sniff::sniff(name, bytes, options.transcript)?;
    let entry = formats::entry(sniffed.format);
    let limit = if entry.is_text { options.limits.text_bytes } else { options.limits.file_bytes };
    if bytes.len() as u64 > limit {
        return Err(ImportError::TooLarge { name: name.to_owned(), bytes: bytes.len() as u64, limit });
    }
    let source = formats::Source { name, bytes, options };
    match entry.reader {
        formats::Reader::Text(read) => {
            let mut draft = read(&source)?;
            draft.findings.splice(0..0, sniffed.findings);
            if draft.text.len() as u64 > options.limits.text_bytes {
                let bytes = draft.text.len() as u64;
                return Err(ImportError::TooLarge { name: name.to_owned(), bytes, limit: options.limits.text_bytes });
            }
            Ok(Content::Text(Box::new(Reading {
                name: name.to_owned(),
                hash: Hash::of(bytes),
                bytes: bytes.len() as u64,
                format: sniffed.format,
                draft,
            })))
        }
        formats::Reader::Table(read) => {
            let mut workbook = read(&source)?;
            workbook.findings.splice(0..0, sniffed.findings);
            if workbook.sheets.is_empty() {
                return Err(ImportError::NoText { name: name.to_owned() });
            }
            Ok(Content::Table(Box::new(TableReading {
                name: name.to_owned(),
                hash: Hash::of(bytes),
                bytes: bytes.len() as u64,
                format: sniffed.format,
                workbook,
            })))
        }
    }
}

/// Reads a file's bytes and makes documents of them: [`open`], then [`Content::documents`].
///
/// # Errors
/// As those.
pub fn read(name: &str, bytes: &[u8], options: &Options) -> Result<Vec<Imported>, ImportError> {
    open(name, bytes, options)?.documents(options)
}

#[cfg(test)]
mod tests;
