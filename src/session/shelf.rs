//! Saved searches, synonyms, the dictionary and stop words, kept and let go, with the words that undo and the
//! history have for it.

use std::collections::{BTreeMap, BTreeSet};

use super::{CommitError, Session};
use crate::model::gesture::{put_on_shelf, rename_on_shelf, take_off_shelf};
use crate::model::{Edit, Message, Project, Shelf, ShelfItem, ShelfItemId};
use crate::search::normalise_query;
use crate::search::words::Lexicon;

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

/// What it is called to leave words out of lists of words, or to list them again.
#[must_use]
pub fn switching(words: &[&str], listing: Listing) -> Message {
    let (one, many) = match listing {
        Listing::LeftOut => ("label.leave_out_word", "label.leave_out_words"),
        Listing::Listed => ("label.list_word", "label.list_words"),
    };
    counted(one, many, words.iter().copied())
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

/// Adds entries to the dictionary. What it said before of the same characters, whether they are one word
/// (`中国社会`) or several (`中国|社会`), is taken out; of two that speak of the same the last one counts.
#[must_use]
pub fn entry_edits<'a>(project: &Project, entries: impl IntoIterator<Item = &'a str>) -> Vec<Edit> {
    let mut held: BTreeMap<String, Vec<ShelfItemId>> = BTreeMap::new();
    for item in project.shelf(Shelf::Word) {
        held.entry(without_bars(&item.name)).or_default().push(item.id());
    }
    let entries = entries.into_iter().map(|entry| ShelfItem::new(Shelf::Word, entry, ""));
    let wanted: BTreeMap<String, ShelfItem> = entries.map(|item| (without_bars(&item.name), item)).collect();
    let mut edits = Vec::new();
    for (speaks_of, item) in wanted {
        let others = held.get(&speaks_of).into_iter().flatten().filter(|id| **id != item.id());
        edits.extend(others.map(|id| Edit::RemoveItem(*id)));
        edits.extend(put_on_shelf(project, item));
    }
    edits
}

fn without_bars(entry: &str) -> String {
    normalise_query(&entry.replace(['|', '｜'], ""))
}

/// Whether a word is left out of lists of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listing {
    /// It is a stop word.
    LeftOut,
    /// It is not.
    Listed,
}

/// Makes words stop words or lets them be none, whether they are of the program's own list or not; of a word that is
/// named twice the last one counts.
#[must_use]
pub fn stop_word_edits<'a>(project: &Project, words: impl IntoIterator<Item = (&'a str, Listing)>) -> Vec<Edit> {
    let words = words.into_iter().map(|(word, listing)| (ShelfItemId::of(Shelf::StopWord, word), (word, listing)));
    let by_id: BTreeMap<ShelfItemId, (&str, Listing)> = words.collect();
    let bundled: BTreeSet<&str> = Lexicon::bundled_stop_words().collect();
    let edits = by_id.into_values().flat_map(|(word, listing)| {
        match (bundled.contains(normalise_query(word).as_str()), listing) {
            (true, Listing::Listed) => {
                put_on_shelf(project, ShelfItem::new(Shelf::StopWord, word, ShelfItem::TAKEN_OFF))
            }
            (false, Listing::LeftOut) => put_on_shelf(project, ShelfItem::new(Shelf::StopWord, word, "")),
            (true, Listing::LeftOut) | (false, Listing::Listed) => take_off_shelf(project, Shelf::StopWord, word),
        }
    });
    edits.collect()
}

/// The words of a text, one a line, and the lines (from 1) that are none: a single character, or too long. Empty lines
/// and remarks after `#` are passed over; of a line of a dictionary of jieba's, with a frequency and a part of speech,
/// the word is taken. None is there twice.
#[must_use]
pub fn words_in(text: &str) -> (Vec<String>, Vec<usize>) {
    let (mut words, mut refused, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (at, line) in text.trim_start_matches('\u{FEFF}').lines().enumerate() {
        let mut pieces = line.split_whitespace();
        let Some(first) = pieces.next().filter(|first| !first.starts_with('#')) else { continue };
        let has_frequency = pieces.next().is_some_and(|next| next.parse::<u64>().is_ok());
        let name = Shelf::Word.tidy(if has_frequency { first } else { line });
        let fits = name.chars().filter(|c| c.is_alphanumeric()).nth(1).is_some()
            && name.chars().count() <= ShelfItem::LONGEST_NAME;
        if !fits {
            refused.push(at + 1);
        } else if seen.insert(ShelfItemId::of(Shelf::Word, &name)) {
            words.push(name);
        }
    }
    (words, refused)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CountingMint, ProjectId, Timestamp, apply_all};

    fn project() -> Project {
        Project::new(ProjectId::new(&mut CountingMint::default()), "样例", Timestamp(0))
    }

    fn listed(project: &Project, shelf: Shelf) -> Vec<(&str, &str)> {
        project.shelf(shelf).map(|item| (item.name.as_str(), item.value.as_str())).collect()
    }

    #[test]
    fn a_file_of_words_may_be_one_of_jieba_and_hold_remarks() {
        let text =
            "\u{FEFF}# 我的词典\n内卷化\n\n  枢纽型社会组织  \n政社互动 12 n\n谋\n合谋\t3\nsocial work 2nd\n内卷化\n";
        let (words, refused) = words_in(text);
        assert_eq!(words, ["内卷化", "枢纽型社会组织", "政社互动", "合谋", "social work 2nd"]);
        assert_eq!(refused, [6]);
        assert_eq!(words_in(&"长".repeat(201)), (Vec::new(), vec![1]));
    }

    #[test]
    fn the_last_word_on_where_to_cut_counts() {
        let mut project = project();
        for entry in ["中国社会", "中国｜社会", "中國社會"] {
            let edits = entry_edits(&project, [entry]);
            apply_all(&mut project, &edits).unwrap();
            assert_eq!(listed(&project, Shelf::Word), [(entry, "")]);
        }
        assert_eq!(entry_edits(&project, ["中國社會"]), []);
        let edits = entry_edits(&project, ["内卷", "中国|社会", "內|捲"]);
        apply_all(&mut project, &edits).unwrap();
        let mut names: Vec<&str> = listed(&project, Shelf::Word).into_iter().map(|(name, _)| name).collect();
        names.sort_unstable();
        assert_eq!(names, ["中国|社会", "內|捲"]);
    }

    #[test]
    fn a_bundled_stop_word_is_taken_off_and_another_one_added_and_both_ways_back_leave_nothing() {
        let mut project = project();
        let bundled = Lexicon::bundled_stop_words().find(|word| word.chars().count() > 1).unwrap();
        for (word, listing) in [(bundled, Listing::Listed), ("受访", Listing::LeftOut)] {
            let edits = stop_word_edits(&project, [(word, listing)]);
            apply_all(&mut project, &edits).unwrap();
        }
        let mut expected = vec![(bundled, "-"), ("受访", "")];
        expected.sort_unstable();
        assert_eq!(listed(&project, Shelf::StopWord), expected);
        let lexicon = Lexicon::of(&project);
        assert!(!lexicon.is_stop_word(bundled) && lexicon.is_stop_word("受访"));
        for (word, listing) in [(bundled, Listing::LeftOut), ("受访", Listing::Listed)] {
            let edits = stop_word_edits(&project, [(word, listing)]);
            apply_all(&mut project, &edits).unwrap();
        }
        assert_eq!(project.items().len(), 0);
    }
}
