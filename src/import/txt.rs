//! Plain text: characters, nothing else. Whether its lines are paragraphs is for the steps to find out.

use super::draft::{Draft, Layout};
use super::formats::Source;
use super::{ImportError, encoding};

/// Reads a plain text in any encoding.
pub fn read(source: &Source) -> Result<Draft, ImportError> {
    let decoded = encoding::decode(source.bytes, source.options.encoding.as_deref(), None)?;
    Ok(Draft {
        text: decoded.text,
        layout: Layout::Lines,
        encoding: Some(decoded.encoding.to_owned()),
        findings: decoded.findings,
        ..Draft::default()
    })
}
