//! What a project says of words: its dictionary and its stop words.
//!
//! All words are compared in normalised form: 購買 in the dictionary is 购买 in every text. Stop words
//! only decide what is listed, never how a text is cut, so changing them costs nothing; a change of the
//! dictionary has all columns made anew, which [`Segmentation`] tells.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::model::{Project, Shelf, ShelfItem};
use crate::search::normalise::normalise_query;

/// Parts the words of a dictionary entry that says where to cut: `中国|社会` is two words, never one.
const CUT: [char; 2] = ['|', '｜'];

/// Grows whenever the same paragraph would be cut otherwise by the same dictionary.
const SEGMENTER: u32 = 1;

/// Words of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lexicon {
    joined: BTreeSet<String>,
    cut: BTreeSet<Vec<String>>,
    stop_words: BTreeSet<String>,
    segmentation: Segmentation,
}

/// Names a way of cutting texts: dictionaries of equal names cut every text alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Segmentation(pub u128);

impl Lexicon {
    /// Of a project: its words and stop words.
    #[must_use]
    pub fn of(project: &Project) -> Self {
        let names = |shelf| project.shelf(shelf).map(|item| item.name.as_str());
        let is_off = |item: &&ShelfItem| item.value == ShelfItem::TAKEN_OFF;
        let off = project.shelf(Shelf::StopWord).filter(is_off).map(|item| item.name.as_str());
        let added = project.shelf(Shelf::StopWord).filter(|item| !is_off(item)).map(|item| item.name.as_str());
        Self::new(names(Shelf::Word), added, off)
    }

    /// From plain lists: the dictionary, stop words added to the bundled ones, bundled ones taken off.
    ///
    /// An entry with a bar in it, `中国|社会`, says that there are two words where one was found. Entries of
    /// which fewer than two characters are left say nothing.
    #[must_use]
    pub fn new<T: AsRef<str>>(
        words: impl IntoIterator<Item = T>,
        stop_added: impl IntoIterator<Item = T>,
        stop_removed: impl IntoIterator<Item = T>,
    ) -> Self {
        let (mut joined, mut cut) = (BTreeSet::new(), BTreeSet::new());
        for word in words {
            let parts = word.as_ref().split(CUT).map(normalise_query).filter(|part| !part.is_empty());
            let mut parts: Vec<String> = parts.collect();
            if parts.len() > 1 {
                cut.insert(parts);
            } else if let Some(word) = parts.pop().filter(|word| word.chars().nth(1).is_some()) {
                joined.insert(word);
            }
        }
        let mut stop_words = BUNDLED.clone();
        for word in stop_removed {
            stop_words.remove(&normalise_query(word.as_ref()));
        }
        stop_words.extend(stop_added.into_iter().map(|word| normalise_query(word.as_ref())));
        stop_words.remove("");
        let segmentation = segmentation_of(&joined, &cut);
        Self { joined, cut, stop_words, segmentation }
    }

    /// The words of the dictionary that are one word each, normalised.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.joined.iter().map(String::as_str)
    }

    /// What the dictionary says is several words, normalised.
    pub fn cuts(&self) -> impl Iterator<Item = &[String]> {
        self.cut.iter().map(Vec::as_slice)
    }

    /// Whether the dictionary leaves everything as it is.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.joined.is_empty() && self.cut.is_empty()
    }

    /// All stop words, the bundled ones and the project's own, normalised.
    pub fn stop_words(&self) -> impl Iterator<Item = &str> {
        self.stop_words.iter().map(String::as_str)
    }

    /// Whether a normalised word is a stop word.
    #[must_use]
    pub fn is_stop_word(&self, word: &str) -> bool {
        self.stop_words.contains(word) || (word.contains('’') && self.stop_words.contains(&word.replace('’', "'")))
    }

    /// How texts are cut by it: columns of another are out of date.
    #[must_use]
    pub fn segmentation(&self) -> Segmentation {
        self.segmentation
    }

    /// The stop words that come with the program, Chinese and English, normalised.
    pub fn bundled_stop_words() -> impl Iterator<Item = &'static str> {
        BUNDLED.iter().map(String::as_str)
    }
}

impl Default for Lexicon {
    fn default() -> Self {
        Self::new([""; 0], [""; 0], [""; 0])
    }
}

fn segmentation_of(joined: &BTreeSet<String>, cut: &BTreeSet<Vec<String>>) -> Segmentation {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&SEGMENTER.to_le_bytes());
    for word in joined {
        hasher.update(word.as_bytes()).update(b"\n");
    }
    for parts in cut {
        hasher.update(parts.join("|").as_bytes()).update(b"\n");
    }
    let mut first = [0; 16];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    Segmentation(u128::from_be_bytes(first))
}

static BUNDLED: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let lists = [include_str!("../../../assets/stop-words/zh.txt"), include_str!("../../../assets/stop-words/en.txt")];
    let lines = lists.iter().flat_map(|list| list.lines()).filter(|line| !line.starts_with('#'));
    let groups = lines.filter_map(|line| line.split_once(':'));
    groups.flat_map(|(_, words)| words.split_whitespace()).map(normalise_query).collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_kept_in_the_form_in_which_texts_are_compared() {
        let lexicon = Lexicon::new(["購買服務", " S 協會", "村", "", "中国｜社会"], [], []);
        assert_eq!(lexicon.words().collect::<Vec<_>>(), ["s协会", "购买服务"]);
        assert_eq!(lexicon.cuts().collect::<Vec<_>>(), [["中国", "社会"]]);
        assert!(Lexicon::new(["村"], [], []).is_plain());
    }

    #[test]
    fn a_project_adds_stop_words_and_takes_bundled_ones_off() {
        let lexicon = Lexicon::new([""; 0], ["老師"], ["的", "The"]);
        assert!(lexicon.is_stop_word("老师") && lexicon.is_stop_word("我们") && lexicon.is_stop_word("don’t"));
        assert!(!lexicon.is_stop_word("的") && !lexicon.is_stop_word("the") && !lexicon.is_stop_word("合谋"));
    }

    #[test]
    fn stop_words_do_not_change_how_texts_are_cut() {
        let plain = Lexicon::default();
        assert_eq!(Lexicon::new([""; 0], ["老师"], [""; 0]).segmentation(), plain.segmentation());
        assert_ne!(Lexicon::new(["合谋者"], [], []).segmentation(), plain.segmentation());
        assert_ne!(
            Lexicon::new(["中国社会"], [], []).segmentation(),
            Lexicon::new(["中国|社会"], [], []).segmentation()
        );
    }

    #[test]
    fn the_bundled_lists_hold_function_words_and_fillers_of_both_languages() {
        let bundled: BTreeSet<&str> = Lexicon::bundled_stop_words().collect();
        assert!(["嗯", "呃", "那个", "就是说", "的", "他们", "um", "the", "would"].iter().all(|w| bundled.contains(w)));
        assert!(["老人", "政府", "合谋", "social", "people"].iter().all(|word| !bundled.contains(word)));
    }
}
