//! OTR, the file of oTranscribe: JSON around a piece of HTML, in which times stand as
//! `<span class="timestamp" data-timestamp="12.3">0:12</span>`.
//!
//! The times are written out as `[0:00:12.3]`, so that the step `Turns` reads them like any other.

use serde::Deserialize;

use crate::import::draft::Draft;
use crate::import::formats::Source;
use crate::import::html::Page;
use crate::import::{ImportError, encoding};

#[derive(Deserialize)]
struct File {
    text: String,
    #[serde(default)]
    media: Option<serde_json::Value>,
}

/// Reads it.
pub fn read(source: &Source) -> Result<Draft, ImportError> {
    let decoded = encoding::decode(source.bytes, source.options.encoding.as_deref(), None)?;
    let unreadable = |reason: String| ImportError::Unreadable { name: source.name.to_owned(), reason };
    let file: File = serde_json::from_str(decoded.text.trim_start_matches('\u{FEFF}'))
        .map_err(|error| unreadable(error.to_string()))?;
    let mut page = Page::default();
    page.feed(&with_times(&file.text));
    let mut draft = page.finish();
    draft.encoding = Some(decoded.encoding.to_owned());
    draft.findings.splice(0..0, decoded.findings);
    if let Some(media) = file.media.as_ref().and_then(serde_json::Value::as_str).filter(|name| !name.trim().is_empty())
    {
        draft.attributes.push(("media".to_owned(), media.trim().to_owned()));
    }
    Ok(draft)
}

/// The markup with each time written out in place of its element.
fn with_times(markup: &str) -> String {
    let mut out = String::with_capacity(markup.len());
    let mut rest = markup;
    while let Some(at) = rest.find("<span") {
        let (head, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(head);
        let Some(tag_end) = tail.find('>') else {
            rest = tail;
            break;
        };
        let tag = tail.get(..tag_end).unwrap_or("");
        let behind = tail.get(tag_end + 1..).unwrap_or("");
        // The element is short; a missing end tag must not cost the rest of the text.
        let near = behind.get(..behind.floor_char_boundary(200)).unwrap_or("");
        if let (Some(milliseconds), Some(end)) = (seconds(tag), near.find("</span>")) {
            out.push_str(&written(milliseconds));
            rest = behind.get(end + "</span>".len()..).unwrap_or("");
            if !rest.starts_with(char::is_whitespace) {
                out.push(' ');
            }
        } else {
            out.push_str(tag);
            out.push('>');
            rest = behind;
        }
    }
    out.push_str(rest);
    out
}

fn seconds(tag: &str) -> Option<u32> {
    let (_, value) = tag.split_once("data-timestamp=")?;
    let digits: String = value
        .trim_start_matches(['"', '\'', '\\'])
        .chars()
        .take_while(|c| c.is_ascii_digit() || *c == '.')
        .take(16)
        .collect();
    let seconds: f64 = digits.parse().ok()?;
    (0.0..1.0e6).contains(&seconds).then_some((seconds * 1000.0).round() as u32)
}

fn written(milliseconds: u32) -> String {
    let seconds = milliseconds / 1000;
    let (hours, minutes, tenths) = (seconds / 3600, seconds / 60 % 60, milliseconds % 1000 / 100);
    format!("[{hours}:{minutes:02}:{:02}.{tenths}]", seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_out_and_other_spans_stay() {
        let markup =
            "<p><span class=\"timestamp\" data-timestamp=\"72.34\">1:12</span>甲：<span style=\"x\">好</span></p>";
        assert_eq!(with_times(markup), "<p>[0:01:12.3] 甲：<span style=\"x\">好</span></p>");
        assert_eq!(with_times("<span data-timestamp=\"1\">无"), "<span data-timestamp=\"1\">无");
        assert_eq!(with_times("<span"), "<span");
    }
}
