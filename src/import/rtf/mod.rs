//! RTF, as Word, WPS, `LibreOffice`, macOS and databases write it: our own reader.
//!
//! What is hard in it is which character a byte is: the font's character set, the file's code page,
//! escapes, raw bytes, `\u` with so many characters to pass over after it, and pairs that are parted
//! between two runs. Kept beside the text: automatic numbers as they were written, tables within
//! tables, text boxes, notes, results of fields, headings by outline level or style, bold and italic.
//! Tracked changes are accepted or rejected as was chosen; comments and pictures are counted.
//!
//! Groups are followed with a stack of bounded depth; `\bin` is passed over unread.

mod charset;
mod groups;
mod reader;
mod text;
mod tokens;

use super::draft::Draft;
use super::formats::Source;
use super::{ImportError, encoding};

/// Reads a document.
pub fn read(source: &Source) -> Result<Draft, ImportError> {
    if let Some(label) = source.options.encoding.as_deref() {
        // The same refusal of an unknown label as a plain text gives.
        encoding::decode(b"", Some(label), None)?;
    }
    let charsets = charset::Charsets::of(source.bytes, source.options.encoding.as_deref());
    let tokens = tokens::Tokens::of(source.bytes, charsets.raw_pairs());
    let mut reader = reader::Reader::new(charsets, source.options);
    for token in tokens {
        reader.take(token);
    }
    Ok(reader.finish())
}
