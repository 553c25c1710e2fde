//! What was put on a shelf or taken off it, in words.

use super::{or_none, short};
use crate::model::{Edit, Message, Shelf, ShelfItem};

/// A query in full as far as it goes; of a list of words the words.
pub(super) fn say_item(item: &ShelfItem, inverse: Option<&Edit>) -> Message {
    let said = |item: &ShelfItem| match item.shelf {
        Shelf::Synonyms => short(&item.words().collect::<Vec<_>>().join("、")),
        _ => short(&item.value),
    };
    let was = if let Some(Edit::SetItem(was)) = inverse { Some(was) } else { None };
    let is_off = item.value == ShelfItem::TAKEN_OFF;
    let id = match (item.shelf, was) {
        (Shelf::Search, None) => "history.edit.add_search",
        (Shelf::Search, Some(_)) => "history.edit.set_search",
        (Shelf::Synonyms, None) => "history.edit.add_synonyms",
        (Shelf::Synonyms, Some(_)) => "history.edit.set_synonyms",
        (Shelf::Word, _) => "history.edit.add_word",
        (Shelf::StopWord, _) if is_off => "history.edit.stop_word_off",
        (Shelf::StopWord, _) => "history.edit.add_stop_word",
    };
    let message = Message::new(id).with("name", short(&item.name)).with("is", or_none(Some(said(item))));
    match was {
        Some(was) => message.with("was", or_none(Some(said(was)))),
        None => message,
    }
}

pub(super) fn say_item_gone(item: &ShelfItem) -> Message {
    let id = match item.shelf {
        Shelf::Search => "history.edit.remove_search",
        Shelf::Synonyms => "history.edit.remove_synonyms",
        Shelf::Word => "history.edit.remove_word",
        Shelf::StopWord if item.value == ShelfItem::TAKEN_OFF => "history.edit.stop_word_on",
        Shelf::StopWord => "history.edit.remove_stop_word",
    };
    Message::new(id).with("name", short(&item.name))
}
