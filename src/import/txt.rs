//! Plain text: characters, nothing else. Whether its lines are paragraphs is for the steps to find out.

use super::draft::{Draft, Layout};
use super::formats::Source;
use super::{ImportError, encoding};

/// Reads a plain text in any encoding.
pub fn read(source: &Source) -> Result<Draft, ImportError> {
    let decoded = encoding::decode(source.bytes, source.options.encoding.as_deref(), None)?;
    let pages = pages(&decoded.text, &decoded.page_breaks);
    Ok(Draft {
        text: decoded.text,
        pages,
        layout: Layout::Lines,
        encoding: Some(decoded.encoding.to_owned()),
        findings: decoded.findings,
        ..Draft::default()
    })
}

/// Pages as form feeds part them, where there are any. One at the end of the text begins nothing.
fn pages(text: &str, breaks: &[u32]) -> Vec<(u32, String)> {
    let end = text.trim_end().chars().count() as u32;
    let mut starts: Vec<u32> = breaks.iter().copied().filter(|&start| start < end).collect();
    if !starts.is_empty() && starts.first() != Some(&0) {
        starts.insert(0, 0);
    }
    starts.into_iter().enumerate().map(|(page, start)| (start, (page + 1).to_string())).collect()
}
