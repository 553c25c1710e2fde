//! Saved searches, synonyms, the dictionary and stop words, kept and let go, with the words that undo and the
//! history have for it.

use std::collections::BTreeMap;

use super::{CommitError, Session};
use crate::model::gesture::{put_on_shelf, rename_on_shelf, take_off_shelf};
use crate::model::{Edit, Message, Shelf, ShelfItem, ShelfItemId};

/// What it is called to put these on their shelves. They are all of one shelf; of several the first one's is said.
#[must_use]
pub fn putting(items: &[ShelfItem]) -> Message {
    let (one, many) = match items.first().map(|item| item.shelf) {
        Some(Shelf::Synonyms) => ("label.synonyms", "label.synonyms_many"),
        Some(Shelf::Word) => ("label.word", "label.words"),
        Some(Shelf::StopWord) => ("label.stop_word", "label.stop_words"),
        Some(Shelf::Search) | None => ("label.save_search", "label.save_searches"),
    };
    counted(one, many, items.iter().map(|item| item.name.as_str()))
}

/// What it is called to take these off their shelf.
#[must_use]
pub fn taking_off(shelf: Shelf, names: &[&str]) -> Message {
    let (one, many) = match shelf {
        Shelf::Search => ("label.remove_search", "label.remove_searches"),
        Shelf::Synonyms => ("label.remove_synonyms", "label.remove_synonyms_many"),
        Shelf::Word => ("label.remove_word", "label.remove_words"),
        Shelf::StopWord => ("label.stop_word", "label.stop_words"),
    };
    counted(one, many, names.iter().copied())
}

/// What it is called to give something on a shelf another name.
#[must_use]
pub fn renaming(shelf: Shelf, from: &str, to: &str) -> Message {
    let id = match shelf {
        Shelf::Search => "label.rename_search",
        Shelf::Synonyms => "label.rename_synonyms",
        Shelf::Word | Shelf::StopWord => "label.rename_word",
    };
    Message::new(id).with("from", from).with("to", to)
}

fn counted<'a>(one: &'static str, many: &'static str, mut names: impl ExactSizeIterator<Item = &'a str>) -> Message {
    match names.len() {
        1 => Message::new(one).with("name", names.next().unwrap_or_default()),
        count => Message::new(many).with("count", count),
    }
}

impl Session {
    /// Puts things on their shelves, as one change; of two under one name the last one counts. Answers how many
    /// were not there, or otherwise.
    ///
    /// # Errors
    /// [`CommitError`]; then nothing has changed.
    pub fn put_on_shelf(&mut self, items: Vec<ShelfItem>) -> Result<usize, CommitError> {
        let by_id: BTreeMap<ShelfItemId, ShelfItem> = items.into_iter().map(|item| (item.id(), item)).collect();
        let changed = |item: &ShelfItem| self.project().item(item.id()) != Some(item);
        let items: Vec<ShelfItem> = by_id.into_values().filter(changed).collect();
        let edits = items.iter().flat_map(|item| put_on_shelf(self.project(), item.clone())).collect();
        self.commit_shelves(putting(&items), edits).map(|()| items.len())
    }

    /// Takes things off a shelf, as one change. Answers how many stood there.
    ///
    /// # Errors
    /// [`CommitError`]; then nothing has changed.
    pub fn take_off_shelf(&mut self, shelf: Shelf, names: &[&str]) -> Result<usize, CommitError> {
        let by_id: BTreeMap<ShelfItemId, &str> =
            names.iter().map(|name| (ShelfItemId::of(shelf, name), *name)).collect();
        let held: Vec<&str> =
            by_id.into_iter().filter(|(id, _)| self.project().item(*id).is_some()).map(|(_, name)| name).collect();
        let edits = held.iter().flat_map(|name| take_off_shelf(self.project(), shelf, name)).collect();
        self.commit_shelves(taking_off(shelf, &held), edits).map(|()| held.len())
    }

    /// Gives something on a shelf another name, unless something else bears it. Answers whether it was done.
    ///
    /// # Errors
    /// [`CommitError`]; then nothing has changed.
    pub fn rename_on_shelf(&mut self, shelf: Shelf, from: &str, to: &str) -> Result<bool, CommitError> {
        let edits = rename_on_shelf(self.project(), shelf, from, to);
        let is_done = !edits.is_empty();
        self.commit_shelves(renaming(shelf, &shelf.tidy(from), &shelf.tidy(to)), edits).map(|()| is_done)
    }

    fn commit_shelves(&mut self, label: Message, edits: Vec<Edit>) -> Result<(), CommitError> {
        if edits.is_empty() { Ok(()) } else { self.commit(label, edits).map(|_| ()) }
    }
}
