//! Tracked changes: which of them deleted, and what stood there.
//!
//! A deletion is kept apart from the text, with a point in the text where it was. `LibreOffice` also
//! leaves deleted text in its place and only says where it begins and ends.

use std::collections::BTreeMap;

use crate::import::draft::Piece;
use crate::import::packed::xml::{self, Seen};

/// What a change did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Text was added.
    Insertion,
    /// Text was taken away; its paragraphs, where they are kept apart.
    Deletion(Vec<String>),
    /// Only its look was changed.
    Format,
}

/// All changes by their ids.
pub type Changes = BTreeMap<String, Change>;

/// Reads the list of changes.
pub fn read(content: &str) -> Changes {
    let mut changes = Changes::new();
    let mut now: Option<(String, Change)> = None;
    let (mut listing, mut info, mut paragraph) = (false, 0_usize, 0_usize);
    xml::walk(content, |seen| match seen {
        Seen::Start("tracked-changes", _) => listing = true,
        Seen::End("tracked-changes") => listing = false,
        _ if !listing => {}
        Seen::Start("changed-region", element) => {
            now = xml::attribute(element, "id").map(|id| (id, Change::Format));
        }
        Seen::End("changed-region") => changes.extend(now.take()),
        Seen::Start("change-info", _) => info += 1,
        Seen::End("change-info") => info = info.saturating_sub(1),
        Seen::Start("insertion", _) => {
            if let Some((_, change)) = &mut now {
                *change = Change::Insertion;
            }
        }
        Seen::Start("deletion", _) => {
            if let Some((_, change)) = &mut now {
                *change = Change::Deletion(Vec::new());
            }
        }
        Seen::Start("p" | "h", _) if info == 0 => {
            paragraph += 1;
            if let Some((_, Change::Deletion(paragraphs))) = &mut now {
                paragraphs.push(String::new());
            }
        }
        Seen::End("p" | "h") if info == 0 => paragraph = paragraph.saturating_sub(1),
        Seen::Text(text) if info == 0 && paragraph > 0 => {
            if let Some((_, Change::Deletion(paragraphs))) = &mut now
                && let Some(last) = paragraphs.last_mut()
            {
                last.push_str(&text.replace(['\n', '\r'], " "));
            }
        }
        Seen::Start(name @ ("s" | "tab" | "line-break"), element) if paragraph > 0 => {
            if let Some((_, Change::Deletion(paragraphs))) = &mut now
                && let Some(last) = paragraphs.last_mut()
            {
                last.push_str(&blank(name, xml::attribute(element, "c").as_deref()));
            }
        }
        _ => {}
    });
    changes
}

/// What stands for an element of blanks.
pub fn blank(name: &str, count: Option<&str>) -> String {
    match name {
        "tab" => "\t".to_owned(),
        "line-break" => "\n".to_owned(),
        // No author sets a thousand blanks.
        _ => " ".repeat(count.and_then(|count| count.parse::<usize>().ok()).unwrap_or(1).min(200)),
    }
}

/// What was taken away, put back in its place: its paragraphs are lines there.
pub fn restored(paragraphs: &[String]) -> Piece {
    let mut piece = Piece::default();
    piece.push(&paragraphs.join("\n"), &[]);
    piece
}
