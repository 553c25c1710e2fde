//! `tianye import --preview --show`: a text as it would be imported, as it was read, or what became of its line ends.

use crate::cli::console::Console;
use crate::import::alignment::{Alignment, LineEnd};
use crate::import::batch::Read;
use crate::import::{Content, Imported, Joint};
use crate::model::{CharIndex, Message, Text};

/// Characters on each side of a line end.
const AROUND: usize = 12;

pub(super) fn show(console: &mut Console, file: &str, read: &Read, what: &str) {
    let raw = match &read.content {
        Some(Content::Text(reading)) => Some(reading.draft.text.as_str()),
        _ => None,
    };
    for imported in &read.file.documents {
        let head = Message::new("cli.import.shown").with("title", &imported.title).with("file", file);
        console.note(&head);
        match (what, raw) {
            ("raw", Some(raw)) => whole(console, raw),
            ("joins", Some(raw)) => joins(console, raw, imported),
            _ => whole(console, imported.text.as_str()),
        }
    }
}

fn whole(console: &mut Console, text: &str) {
    console.line(text.strip_suffix('\n').unwrap_or(text));
}

fn joins(console: &mut Console, raw: &str, imported: &Imported) {
    let alignment = Alignment::of(raw, imported);
    for end in &alignment.line_ends {
        let line = line_of(raw, &imported.text, &alignment, end);
        console.tell(&line);
    }
}

fn line_of(raw: &str, clean: &Text, alignment: &Alignment, end: &LineEnd) -> Message {
    let line = alignment.raw.at(end.source);
    let words = alignment.raw.text(raw, line).trim();
    let before: Vec<char> = words.chars().rev().take(AROUND).collect();
    let rest = clean.as_str().get(clean.byte_at(CharIndex(end.clean))..).unwrap_or_default();
    let after: String = rest.trim_start().chars().take_while(|c| *c != '\n').take(AROUND).collect();
    let id = match (end.joint, end.in_doubt) {
        (Joint::Join, false) => "cli.import.joined",
        (Joint::Join, true) => "cli.import.joined_in_doubt",
        (Joint::Break, false) => "cli.import.parted",
        (Joint::Break, true) => "cli.import.parted_in_doubt",
    };
    Message::new(id)
        .with("line", line + 1)
        .with("before", before.into_iter().rev().collect::<String>())
        .with("after", after)
}
