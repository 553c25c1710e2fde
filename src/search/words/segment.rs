//! Cuts normalised paragraphs into words, every character in exactly one.
//!
//! Chinese goes by jieba's dictionary with the project's own words in it. Those get at least the weight
//! that lets them win over their own parts, so 社会组织 is one word where it was two, and 枢纽型社会组织
//! one where both are in the dictionary; but 民办 does not tear 居民办事 apart, since the words around it weigh
//! more. Project words of Latin letters or digits (`s协会`, `social work`) win wherever they stand between
//! the borders of runs. A run is a word; don't and 3.14 are one each; marks and spaces stand alone.
//!
//! The plain dictionary takes 33 MB and 0.2 s to load, once a process; that of a project is a copy of it
//! with more words (15 ms), and only the one used last is kept.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use jieba_rs::Jieba;

use super::lexicon::{Lexicon, Segmentation};
use crate::search::normalise::normalise_query;
use crate::search::script::{is_han, is_run};

/// The least weight of a project's word, in jieba's counts of 60 million: that of an uncommon word.
const LEAST_WEIGHT: usize = 100;

static PLAIN: LazyLock<Arc<Jieba>> = LazyLock::new(|| Arc::new(Jieba::new()));

static LAST_USED: LastUsed = LastUsed(Mutex::new(None));

/// The segmenter that was made last.
struct LastUsed(Mutex<Option<Arc<Segmenter>>>);

impl LastUsed {
    fn of(&self, lexicon: &Lexicon) -> Arc<Segmenter> {
        if let Some(ready) = self.ready(lexicon) {
            return ready;
        }
        let made = Arc::new(Segmenter::make(lexicon));
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&made));
        made
    }

    fn ready(&self, lexicon: &Lexicon) -> Option<Arc<Segmenter>> {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.as_ref().filter(|last| last.segmentation == lexicon.segmentation()).map(Arc::clone)
    }
}

/// jieba's own dictionary. Loaded where it is asked for first: not on the window's thread.
pub(in crate::search) fn plain_dictionary() -> &'static Jieba {
    &PLAIN
}

/// Cuts texts by a [`Lexicon`].
pub struct Segmenter {
    segmentation: Segmentation,
    jieba: Arc<Jieba>,
    /// Project words with other characters than Han, by their first character, longest first.
    mixed: HashMap<char, Vec<Box<str>>>,
    /// What is to be cut, to the parts.
    cuts: HashMap<Box<str>, Box<[String]>>,
}

impl std::fmt::Debug for Segmenter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Segmenter").field("segmentation", &self.segmentation).finish_non_exhaustive()
    }
}

impl Segmenter {
    /// The one for a lexicon, made where it was not the last one used. The first of a process loads the
    /// dictionary: not on the window's thread.
    #[must_use]
    pub fn of(lexicon: &Lexicon) -> Arc<Self> {
        LAST_USED.of(lexicon)
    }

    /// The one for a lexicon where it is at hand; never waits.
    #[must_use]
    pub fn ready(lexicon: &Lexicon) -> Option<Arc<Self>> {
        LAST_USED.ready(lexicon)
    }

    fn make(lexicon: &Lexicon) -> Self {
        let (mut han, mut others): (Vec<&str>, Vec<&str>) = lexicon.words().partition(|word| word.chars().all(is_han));
        // The longest first, in each list below.
        others.sort_by_key(|word| std::cmp::Reverse(word.len()));
        let jieba = if han.is_empty() {
            Arc::clone(&PLAIN)
        } else {
            let mut jieba = Jieba::clone(&PLAIN);
            // The shorter first: the weight of a longer one is reckoned from its parts.
            han.sort_by_key(|word| word.chars().count());
            for word in han {
                let weight = jieba.suggest_freq(word).max(LEAST_WEIGHT);
                jieba.add_word(word, Some(weight), None);
            }
            Arc::new(jieba)
        };
        let mut mixed: HashMap<char, Vec<Box<str>>> = HashMap::new();
        for word in others {
            if let Some(first) = word.chars().next() {
                mixed.entry(first).or_default().push(word.into());
            }
        }
        let cuts = lexicon.cuts().map(|parts| (parts.concat().into(), parts.into())).collect();
        Self { segmentation: lexicon.segmentation(), jieba, mixed, cuts }
    }

    /// How it cuts.
    #[must_use]
    pub fn segmentation(&self) -> Segmentation {
        self.segmentation
    }

    /// The words of a normalised paragraph as ranges of its characters, one after another without a gap:
    /// marks and spaces too.
    #[must_use]
    pub fn words(&self, paragraph: &str) -> Vec<Range<u32>> {
        let mut words = Vec::with_capacity(paragraph.len() / 5);
        let mut at = 0;
        self.each(paragraph, &mut |word| {
            let end = at + word.chars().count() as u32;
            words.push(at..end);
            at = end;
        });
        words
    }

    /// The words of a text as they are, normalised: how it is cut, for people to see.
    #[must_use]
    pub fn shown(&self, text: &str) -> Vec<String> {
        let mut words = Vec::new();
        for paragraph in text.lines() {
            self.each(&normalise_query(paragraph), &mut |word| words.push(word.to_owned()));
        }
        words
    }

    /// The word of a clause, as it stands in a document, that holds a character: place and range count
    /// characters. For a double click.
    #[must_use]
    pub fn around(&self, clause: &str, at: usize) -> Range<usize> {
        // Character by character, so that places stay.
        let alike: String = clause
            .chars()
            .map(|c| {
                let mut normal = [0; 4];
                let normal = normalise_query(c.encode_utf8(&mut normal));
                let mut characters = normal.chars();
                characters.next().filter(|_| characters.next().is_none()).unwrap_or(c)
            })
            .collect();
        let words = self.words(&alike);
        let found = words.into_iter().map(|word| word.start as usize..word.end as usize).find(|w| w.contains(&at));
        found.unwrap_or(at..at + 1)
    }

    /// Visits the words of a normalised paragraph from left to right.
    pub(in crate::search) fn each<'a>(&self, paragraph: &'a str, visit: &mut dyn FnMut(&'a str)) {
        if self.mixed.is_empty() {
            self.each_of_unmixed(paragraph, visit);
            return;
        }
        let (mut done, mut at) = (0, 0);
        let mut before = None;
        while let Some(c) = paragraph.get(at..).and_then(|rest| rest.chars().next()) {
            if let Some(word) = self.mixed_at(paragraph, at, c, before) {
                self.each_of_unmixed(&paragraph[done..at], visit);
                visit(word);
                at += word.len();
                done = at;
                before = word.chars().next_back();
            } else {
                at += c.len_utf8();
                before = Some(c);
            }
        }
        self.each_of_unmixed(&paragraph[done..], visit);
    }

    /// The longest project word that begins at a byte and does not end inside a run.
    fn mixed_at<'a>(&self, text: &'a str, at: usize, first: char, before: Option<char>) -> Option<&'a str> {
        let words = self.mixed.get(&first)?;
        if is_run(first) && before.is_some_and(is_run) {
            return None;
        }
        let rest = &text[at..];
        let fits = |word: &str| {
            rest.starts_with(word) && !(word.ends_with(is_run) && rest[word.len()..].chars().next().is_some_and(is_run))
        };
        words.iter().find(|word| fits(word)).map(|word| &rest[..word.len()])
    }

    fn each_of_unmixed<'a>(&self, text: &'a str, visit: &mut dyn FnMut(&'a str)) {
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let len = if is_han(first) {
                stretch(rest, is_han)
            } else if is_run(first) {
                run_len(rest)
            } else if is_kana(first) {
                stretch(rest, is_kana)
            } else {
                first.len_utf8()
            };
            let (word, after) = rest.split_at(len);
            if is_han(first) {
                for token in self.jieba.cut(word, true) {
                    self.cut_or_whole(token.word, visit);
                }
            } else {
                visit(word);
            }
            rest = after;
        }
    }

    fn cut_or_whole<'a>(&self, word: &'a str, visit: &mut dyn FnMut(&'a str)) {
        let Some(parts) = self.cuts.get(word) else {
            visit(word);
            return;
        };
        let mut rest = word;
        for part in parts {
            let (word, after) = rest.split_at(part.len());
            visit(word);
            rest = after;
        }
    }
}

/// The bytes at the beginning of a text that are all of a kind.
fn stretch(text: &str, kind: fn(char) -> bool) -> usize {
    text.find(|c| !kind(c)).unwrap_or(text.len())
}

fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' | '\u{30FC}' | '\u{31F0}'..='\u{31FF}')
}

/// The bytes of a run at the beginning, an apostrophe between letters and a point between digits included.
fn run_len(text: &str) -> usize {
    let mut len = stretch(text, is_run);
    loop {
        let mut after = text[len..].chars();
        let (Some(joint), Some(next)) = (after.next(), after.next()) else { return len };
        let last = text[..len].chars().next_back();
        let joins = match joint {
            '\'' | '’' => last.is_some_and(char::is_alphabetic) && next.is_alphabetic() && is_run(next),
            '.' | ',' => last.is_some_and(|c| c.is_ascii_digit()) && next.is_ascii_digit(),
            _ => false,
        };
        if !joins {
            return len;
        }
        len += joint.len_utf8();
        len += stretch(&text[len..], is_run);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::search::fixture::text_of;

    fn cut(dictionary: &[&str], text: &str) -> Vec<String> {
        Segmenter::make(&Lexicon::new(dictionary.iter().copied(), [], [])).shown(text)
    }

    #[test]
    fn a_word_of_the_project_is_one_word() {
        let text = "枢纽型社会组织的行政依附与社会组织";
        assert_eq!(cut(&["社会组织"], text).iter().filter(|word| *word == "社会组织").count(), 2);
        let words = cut(&["社会组织", "行政依附", "枢纽型社会组织"], text);
        assert_eq!(words, ["枢纽型社会组织", "的", "行政依附", "与", "社会组织"]);
        assert!(!cut(&[], text).contains(&"行政依附".to_owned()), "the plain dictionary has it already");
    }

    #[test]
    fn a_word_of_the_project_does_not_tear_other_words_apart() {
        assert_eq!(cut(&["民办"], "居民办事很方便")[..2], ["居民", "办事"]);
        assert_eq!(cut(&["内卷"], "国内卷入的人内卷了")[..1], ["国内"]);
        assert!(cut(&["内卷"], "老人也内卷了").contains(&"内卷".to_owned()));
    }

    #[test]
    fn a_bar_in_the_dictionary_cuts_a_word() {
        let whole = cut(&["街道办事处"], "街道办事处来人");
        assert_eq!(whole[0], "街道办事处");
        assert_eq!(cut(&["街道办事处", "街道|办事处"], "街道办事处来人")[..2], ["街道", "办事处"]);
    }

    #[test]
    fn runs_numbers_and_contractions_are_words_and_marks_stand_alone() {
        assert_eq!(cut(&[], "JRC说,I don't 付3.14元"), ["jrc", "说", ",", "i", " ", "don't", "付", "3.14", "元"]);
        assert_eq!(cut(&[], "a.b 20160710YJ2"), ["a", ".", "b", " ", "20160710yj2"]);
    }

    #[test]
    fn project_words_with_latin_letters_stand_between_the_borders_of_runs() {
        let dictionary = ["S协会", "social work"];
        assert_eq!(cut(&dictionary, "去S 协会")[1..], ["s协会"]);
        assert_eq!(cut(&dictionary, "NGOS协会")[..1], ["ngos"]);
        assert_eq!(cut(&dictionary, "Social Work, social worker")[..1], ["social work"]);
        assert_eq!(cut(&dictionary, "Social Work, social worker").last().map(String::as_str), Some("worker"));
    }

    #[test]
    fn a_double_click_takes_the_word_in_the_script_of_the_document() {
        let segmenter = Segmenter::make(&Lexicon::new(["购买服务"], [], []));
        assert_eq!(segmenter.around("政府購買服務的錢", 4), 2..6);
        assert_eq!(segmenter.around("政府", 7), 7..8);
    }

    #[test]
    fn the_segmenter_of_a_lexicon_is_kept_until_another_is_used() {
        // Not the one of the process: other tests use that at the same time.
        let (last, lexicon) = (LastUsed(Mutex::new(None)), Lexicon::new(["鹞子翻身"], [], []));
        assert!(last.ready(&lexicon).is_none());
        let made = last.of(&lexicon);
        assert_eq!(made.segmentation(), lexicon.segmentation());
        assert!(Arc::ptr_eq(&made, &last.of(&lexicon)), "made once");
        assert!(last.ready(&lexicon).is_some_and(|ready| Arc::ptr_eq(&made, &ready)));
        let other = Lexicon::new(["鹞子"], [], []);
        assert!(last.ready(&other).is_none());
        last.of(&other);
        assert!(last.ready(&lexicon).is_none() && last.ready(&other).is_some());
    }

    const ODD: &str = "社会组织的行政依附jS12é.,'’，。 か々〇𠮷😀\u{301}-";

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn every_character_is_in_exactly_one_word(text in text_of(ODD, 40)) {
            let segmenter = Segmenter::of(&Lexicon::new(["社会组织", "s12", "12行", "'j", "织的|行", "行政依"], [], []));
            let text = normalise_query(&text);
            let mut end = 0;
            for word in segmenter.words(&text) {
                prop_assert!(word.start == end && word.end > word.start);
                end = word.end;
            }
            prop_assert_eq!(end, text.chars().count() as u32);
            for run in text.split(|c| !is_run(c)).filter(|run| !run.is_empty()) {
                prop_assert!(segmenter.shown(&text).iter().any(|word| word.contains(run)), "{} was cut", run);
            }
        }
    }
}
