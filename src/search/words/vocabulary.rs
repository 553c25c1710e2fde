//! The words of a project as numbers.
//!
//! It only grows: a word keeps its number as long as the dictionary stays, so columns made earlier stay
//! true. Words of documents that are gone stay in it, counted by nothing.

use std::collections::HashMap;
use std::sync::Arc;

use crate::search::normalise::BORDER;
use crate::search::script::is_run;

use super::stem::stem;

/// A word of a [`Vocabulary`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WordId(pub u32);

/// What a word is, as far as counting cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A word of letters or characters, digits among them or not.
    Word,
    /// Digits alone: 2016, 3.14.
    Number,
    /// A mark, a symbol, a space between words: counted nowhere.
    Mark,
    /// The end of a paragraph.
    Border,
}

impl Kind {
    fn of(word: &str) -> Self {
        if word.starts_with(BORDER) {
            Self::Border
        } else if !word.chars().any(char::is_alphanumeric) {
            Self::Mark
        } else if word.chars().all(|c| c.is_numeric() || !c.is_alphanumeric()) && word.contains(is_run) {
            Self::Number
        } else {
            Self::Word
        }
    }
}

/// All words of the columns made so far.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    entries: Vec<Entry>,
    ids: HashMap<Arc<str>, u32>,
    /// The first word of each stem.
    stems: HashMap<Box<str>, u32>,
}

#[derive(Clone, Debug)]
struct Entry {
    text: Arc<str>,
    char_len: u32,
    kind: Kind,
    /// The word that stands for all of its stem; itself where it has none.
    stem: u32,
}

impl Vocabulary {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The number of a normalised word; `None` where no document has it as a word.
    #[must_use]
    pub fn id(&self, word: &str) -> Option<WordId> {
        self.ids.get(word).map(|&id| WordId(id))
    }

    /// The characters of a word; nothing of a number of another vocabulary.
    #[must_use]
    pub fn text(&self, id: WordId) -> Arc<str> {
        self.entry(id.0).map_or_else(|| Arc::from(""), |entry| Arc::clone(&entry.text))
    }

    /// What a word is.
    #[must_use]
    pub fn kind(&self, id: WordId) -> Kind {
        self.entry(id.0).map_or(Kind::Mark, |entry| entry.kind)
    }

    /// The word that stands for all English words of its stem; itself where there is no other.
    #[must_use]
    pub fn stem_of(&self, id: WordId) -> WordId {
        WordId(self.entry(id.0).map_or(id.0, |entry| entry.stem))
    }

    fn entry(&self, id: u32) -> Option<&Entry> {
        self.entries.get(id as usize)
    }

    /// How many characters a word has.
    pub(super) fn char_len(&self, id: u32) -> u32 {
        self.entry(id).map_or(0, |entry| entry.char_len)
    }

    /// Whether it counts as a word at all.
    pub(super) fn is_counted(&self, id: u32) -> bool {
        self.entry(id).is_some_and(|entry| matches!(entry.kind, Kind::Word | Kind::Number))
    }

    /// For every word whether it counts as one, as a table to read fast.
    pub(super) fn counted(&self) -> Vec<bool> {
        self.entries.iter().map(|entry| matches!(entry.kind, Kind::Word | Kind::Number)).collect()
    }

    /// The number of a word, given to it where it has none.
    pub(super) fn intern(&mut self, word: &str) -> u32 {
        if let Some(&id) = self.ids.get(word) {
            return id;
        }
        let id = self.entries.len() as u32;
        let text: Arc<str> = Arc::from(word);
        let first = stem(word).map(|stem| *self.stems.entry(stem.into()).or_insert(id));
        self.entries.push(Entry {
            text: Arc::clone(&text),
            char_len: word.chars().count() as u32,
            kind: Kind::of(word),
            stem: first.unwrap_or(id),
        });
        self.ids.insert(text, id);
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_keeps_its_number_and_forms_of_a_stem_share_one() {
        let mut words = Vocabulary::default();
        let ids = ["organised", "老人", "organise", "老人"].map(|word| words.intern(word));
        assert_eq!(ids, [0, 1, 2, 1]);
        assert_eq!(words.stem_of(WordId(2)), WordId(0));
        assert_eq!(words.stem_of(WordId(1)), WordId(1));
        assert_eq!((words.id("organise"), words.id("不在")), (Some(WordId(2)), None));
        assert_eq!(&*words.text(WordId(1)), "老人");
    }

    #[test]
    fn marks_numbers_and_words_are_told_apart() {
        use Kind::{Border, Mark, Number, Word};
        let kinds = ["，", " ", "\n", "2016", "3.14", "s12", "一", "老人", "か", "😀"].map(Kind::of);
        assert_eq!(kinds, [Mark, Mark, Border, Number, Number, Word, Word, Word, Word, Mark]);
    }
}
