//! Links to notes and back from them, and what a page says of itself in its head.

use std::sync::Arc;

use html5ever::tokenizer::Tag;

use super::super::notes::{self, Extent};
use super::{State, attribute};
use crate::import::Notes;
use crate::import::draft::Piece;
use crate::import::flow::{bracketed, labelled};
use crate::model::MarkKind;

impl State {
    /// A link may refer to a note, or lead back from one.
    pub(super) fn begin_link(&mut self, tag: &Tag) {
        self.link = None;
        if self.is_note {
            self.link = Some(self.piece.char_len());
            return;
        }
        let Some(key) = notes::reference(tag, &self.file) else { return };
        let book = Arc::clone(&self.book);
        if let Some(note) = book.note(&key) {
            self.cite(note);
            self.referred_to.insert(key);
            // The number that stands there gives way to ours.
            self.extent = Some(Extent::new("a"));
        }
    }

    pub(super) fn end_link(&mut self) {
        if let Some(from) = self.link.take()
            && let Some(said) = self.piece.tail(from, 8)
            && notes::is_way_back(said)
        {
            let count = self.piece.char_len() - from;
            self.piece.drop_last(count);
        }
    }

    /// A note is referred to here.
    pub fn cite(&mut self, note: &Piece) {
        match self.notes {
            Notes::Off => self.notes_left_out += 1,
            Notes::Inline => self.piece.append(&bracketed(note)),
            Notes::End => {
                let label = format!("[^{}]", self.cited.len() + 1);
                self.piece.push(&label, &[MarkKind::Citation]);
                self.cited.push(labelled(&label, note));
            }
        }
    }

    pub(super) fn take_metadata(&mut self, tag: &Tag) {
        let name = attribute(tag, "name").or_else(|| attribute(tag, "property")).or_else(|| attribute(tag, "itemprop"));
        if let (Some(name), Some(content)) = (name, attribute(tag, "content"))
            && self.metadata.len() < 400
            && name.len() < 100
        {
            self.metadata.push((name.trim().to_ascii_lowercase(), content.chars().take(2000).collect()));
        }
    }
}
