//! From any file to text that can be coded and cited.
//!
//! ```text
//! bytes -> sniff -> reader -> Draft -> steps -> clean text with a source map -> Imported
//! ```
//! A *reader* (one file a format, one row in [`formats`]) turns bytes into a [`Draft`]: paragraphs with
//! their kinds, bold and italic runs, and findings. The *steps* clean the draft: each can be switched
//! off, each counts what it did, and none can do more than copy, replace one for one, drop, or insert a
//! space or a line end, because [`steps::Pen`] knows no other movement. So every character of the
//! clean text can be shown at its place in the original.
//!
//! [`read`] is pure. [`worker::Worker`] reads a file from disk and has its bytes read in a child
//! process with limits of time and memory, because the file is a stranger's.
//!
//! Refused here: writing anything, guessing in silence (what was doubtful is a finding), and failing
//! whole where a part can be read (invariant 8).
//!
//! ```
//! use tianye::import::{Options, read};
//! let imported = read("札记.md", "# 第一天\n\n天气**很**好。".as_bytes(), &Options::default())?;
//! assert_eq!(imported.text.as_str(), "第一天\n天气很好。");
//! # Ok::<(), tianye::import::ImportError>(())
//! ```

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod docx;
pub mod draft;
pub mod encoding;
mod error;
mod finding;
pub mod formats;
mod html;
mod markdown;
mod options;
mod script;
pub mod sniff;
pub mod steps;
mod title;
mod txt;
pub mod worker;

use crate::model::{Hash, SourceRecord, Structure, Text};

pub use draft::Draft;
pub use error::{ImportError, Refusal};
pub use formats::Format;
pub use options::{Limits, Options};
pub use steps::Step;
pub use worker::{Cancel, Worker};

/// Version of readers and steps. It grows whenever the same bytes would give another text.
pub const IMPORTER: u32 = 1;

/// A file as a document: everything but its id and the time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// From the file's own title where it clearly has one, otherwise its name.
    pub title: String,
    /// The clean text.
    pub text: Text,
    /// Its headings, lists, tables and marked runs.
    pub structure: Structure,
    /// Where it came from and what was done to it.
    pub record: SourceRecord,
}

/// A document with the bytes it came from, which the project keeps untouched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedFile {
    /// The document.
    pub imported: Imported,
    /// The original, byte for byte.
    pub bytes: Vec<u8>,
}

/// Reads a file's bytes. `name` is the file's own name without folders; it is believed only where the
/// bytes leave a choice.
///
/// # Errors
/// [`ImportError`] where nothing can be read: what kind of file it is, and what can be done instead.
pub fn read(name: &str, bytes: &[u8], options: &Options) -> Result<Imported, ImportError> {
    let sniffed = sniff::sniff(name, bytes)?;
    let entry = formats::entry(sniffed.format);
    let limit = if entry.is_text { options.limits.text_bytes } else { options.limits.file_bytes };
    if bytes.len() as u64 > limit {
        return Err(ImportError::TooLarge { name: name.to_owned(), bytes: bytes.len() as u64, limit });
    }
    let mut draft = (entry.read)(&formats::Source { name, bytes, options })?;
    draft.findings.splice(0..0, sniffed.findings);
    if draft.text.len() as u64 > options.limits.text_bytes {
        let bytes = draft.text.len() as u64;
        return Err(ImportError::TooLarge { name: name.to_owned(), bytes, limit: options.limits.text_bytes });
    }
    let from_metadata = draft.title.take();
    let (encoding, findings) = (draft.encoding.take(), std::mem::take(&mut draft.findings));
    let cleaned = steps::run(draft, options);
    if cleaned.text.chars().all(char::is_whitespace) {
        return Err(ImportError::NoText { name: name.to_owned() });
    }
    let text = Text::new(cleaned.text)
        .map_err(|error| ImportError::Unreadable { name: name.to_owned(), reason: error.to_string() })?;
    let structure = steps::structure(&text, &cleaned.kinds, cleaned.marks);
    Ok(Imported {
        title: title::choose(name, from_metadata.as_deref(), &text, &structure),
        record: SourceRecord {
            hash: Hash::of(bytes),
            extension: sniff::extension(name),
            name: name.to_owned(),
            bytes: bytes.len() as u64,
            format: entry.name.to_owned(),
            encoding,
            importer: IMPORTER,
            steps: cleaned.effects,
            findings,
            map: cleaned.map,
        },
        text,
        structure,
    })
}

#[cfg(test)]
mod tests;
