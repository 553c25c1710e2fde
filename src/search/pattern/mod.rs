//! One term of a query, ready to be compared with normalised text.
//!
//! Occurrences are the leftmost ones that do not overlap, as every text editor counts: 哈哈 is once in 哈哈哈.
//! None reaches across the end of a paragraph. Whatever the index knows of a term it knows by the term's
//! [`Clue`]; the comparison itself is here, once, and reads only paragraphs that can hold something.

mod chain;
mod regex;
mod required;
mod stem;
mod synonyms;
mod unfolded;
mod wildcard;
mod word;
mod wrong;

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use ::regex::bytes::Regex;
use aho_corasick::AhoCorasick;
use memchr::memmem::Finder;

use super::normalise::{BORDER, Normalised, normalise_query};
use super::query::{Term, Wording};
use crate::model::{Document, Project};

pub use self::chain::{Chain, Gap, Link};
pub(super) use self::regex::check_regex;
pub(super) use stem::is_stemmed;
pub(super) use synonyms::{list_of, lists};

/// Characters to find.
#[derive(Debug)]
pub struct Pattern {
    kind: Kind,
    /// What every paragraph with an occurrence holds one of; `None` where that is not known.
    holds: Option<Vec<Finder<'static>>>,
    /// What an index can look up instead, where that says more: one of these stands in every occurrence.
    chains: Vec<Chain>,
}

#[derive(Debug)]
enum Kind {
    Nothing,
    Literal {
        literal: String,
        finder: Finder<'static>,
        len: u32,
    },
    Wildcards(Regex),
    Expression(Box<self::regex::Compiled>),
    /// A list of words, and those of its words that an index is asked for, where they are few.
    Synonyms(AhoCorasick, Option<Vec<String>>),
    Wrong(Box<wrong::Wrong>),
    Unfolded(unfolded::Unfolded),
    Word(word::Whole),
    Stem(stem::Stem),
}

/// What an index can say of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clue {
    /// Every place of this literal is an occurrence, but for those that overlap the one before; nothing else is.
    Literal(String),
    /// Each occurrence's paragraph holds one of these literals; which ones are occurrences the pattern says.
    Holds(Vec<String>),
    /// One of these chains begins in each occurrence; which ones are occurrences the pattern says.
    Apart(Vec<Chain>),
    /// Every paragraph may hold one.
    Nothing,
}

/// One thing to look up.
#[derive(Clone, Copy, Debug)]
pub enum Sought<'a> {
    /// A literal.
    Literal(&'a str),
    /// A chain.
    Chain(&'a Chain),
}

impl Clue {
    /// What is to be looked up.
    #[must_use]
    pub fn sought(&self) -> Vec<Sought<'_>> {
        match self {
            Self::Literal(literal) => vec![Sought::Literal(literal)],
            Self::Holds(literals) => literals.iter().map(|literal| Sought::Literal(literal)).collect(),
            Self::Apart(chains) => chains.iter().map(Sought::Chain).collect(),
            Self::Nothing => Vec::new(),
        }
    }
}

/// Normalised characters `[start, end)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occurrence {
    /// First character.
    pub start: u32,
    /// After the last.
    pub end: u32,
}

impl Pattern {
    /// Of a term. Nothing is found by a term of which nothing visible is left, nor by one that the parser refuses.
    #[must_use]
    pub fn of(term: &Term, project: &Project) -> Self {
        let literal = normalise_query(&term.text);
        match term.wording {
            Wording::Exact => Self::literally(literal),
            Wording::Open => {
                let stretches = wildcard::stretches(&term.text);
                match wildcard::literal(&stretches) {
                    Some(literal) => Self::literally(literal.to_owned()),
                    None => match wildcard::expression(&stretches) {
                        Some(regex) => {
                            let required = wildcard::required(&stretches);
                            Self::holding(required, wildcard::chain(&stretches), Kind::Wildcards(regex))
                        }
                        None => Self::nothing(),
                    },
                }
            }
            Wording::Regex => match self::regex::compile(&term.text) {
                Ok(mut compiled) => {
                    let (required, chain) = (compiled.required.take(), compiled.chain.take());
                    Self::holding(required, chain, Kind::Expression(Box::new(compiled)))
                }
                Err(_) => Self::nothing(),
            },
            Wording::Synonyms => {
                let words = synonyms::words(&term.text, project);
                match synonyms::automaton(&words) {
                    Some(automaton) => {
                        let words = (words.len() <= synonyms::MOST_LOOKED_UP).then_some(words);
                        Self { kind: Kind::Synonyms(automaton, words), holds: None, chains: Vec::new() }
                    }
                    None => Self::nothing(),
                }
            }
            _ if literal.is_empty() => Self::nothing(),
            Wording::Wrong => match wrong::Wrong::of(&literal) {
                Some(wrong) => {
                    let chains = wrong.chains();
                    Self { chains, ..Self::known(wrong.halves(), Kind::Wrong(Box::new(wrong))) }
                }
                None => Self::literally(literal),
            },
            Wording::Unfolded => {
                let unfolded = unfolded::Unfolded::of(&term.text, &literal);
                Self::known(vec![literal], Kind::Unfolded(unfolded))
            }
            Wording::Word => Self::known(vec![literal.clone()], Kind::Word(word::Whole::of(&literal, project))),
            Wording::Stem => {
                let stem = stem::Stem::of(&literal);
                Self::known(vec![stem.beginning().to_owned()], Kind::Stem(stem))
            }
        }
    }

    fn nothing() -> Self {
        Self { kind: Kind::Nothing, holds: Some(Vec::new()), chains: Vec::new() }
    }

    fn known(holds: Vec<String>, kind: Kind) -> Self {
        Self { kind, holds: Some(finders(&holds)), chains: Vec::new() }
    }

    fn literally(literal: String) -> Self {
        if literal.is_empty() {
            return Self::nothing();
        }
        let finder = Finder::new(literal.as_bytes()).into_owned();
        let len = literal.chars().count() as u32;
        Self { kind: Kind::Literal { literal, finder, len }, holds: None, chains: Vec::new() }
    }

    fn holding(required: Option<Vec<String>>, chain: Option<Chain>, kind: Kind) -> Self {
        Self { kind, holds: required.map(|all| finders(&all)), chains: chain.into_iter().collect() }
    }

    /// What an index can say of it.
    #[must_use]
    pub fn clue(&self) -> Clue {
        let text = |finder: &Finder| String::from_utf8_lossy(finder.needle()).into_owned();
        match (&self.kind, &self.holds) {
            (Kind::Literal { literal, .. }, _) => Clue::Literal(literal.clone()),
            (Kind::Synonyms(_, Some(words)), _) => Clue::Holds(words.clone()),
            _ if !self.chains.is_empty() => Clue::Apart(self.chains.clone()),
            (_, Some(holds)) => Clue::Holds(holds.iter().map(text).collect()),
            (_, None) => Clue::Nothing,
        }
    }

    /// Its characters where it is a literal.
    #[must_use]
    pub fn literal(&self) -> Option<&str> {
        match &self.kind {
            Kind::Literal { literal, .. } => Some(literal),
            _ => None,
        }
    }

    /// All occurrences in a document, in order, by reading; soon after `cancel` was set, as many as there were.
    #[must_use]
    pub fn occurrences(&self, document: &Document, normalised: &Normalised, cancel: &AtomicBool) -> Vec<Occurrence> {
        let bytes = normalised.bytes();
        let mut found = Vec::new();
        match (&self.kind, &self.holds) {
            (Kind::Nothing, _) => {}
            (Kind::Literal { finder, len, .. }, _) => {
                let starts = finder.find_iter(bytes).map(|byte| normalised.char_at(byte));
                found.extend(starts.map(|start| Occurrence { start, end: start + len }));
            }
            (_, holds) => {
                let mut start = 0;
                let ends = memchr::memchr_iter(BORDER as u8, bytes).chain(std::iter::once(bytes.len()));
                for end in ends {
                    if cancel.load(Ordering::Relaxed) {
                        break;
                    }
                    let paragraph = bytes.get(start..end).unwrap_or_default();
                    if holds.as_ref().is_none_or(|holds| holds.iter().any(|one| one.find(paragraph).is_some())) {
                        let first = normalised.char_at(start);
                        let view = Paragraph { document, normalised, bytes: paragraph, first, cancel };
                        self.in_paragraph(view, &mut found);
                    }
                    start = end + 1;
                }
            }
        }
        found
    }

    /// The occurrences in the paragraphs that hold these places (normalised characters, ascending). With the places
    /// of what the clue looks for these are all there are, unless it was stopped.
    #[must_use]
    pub fn occurrences_around(
        &self,
        document: &Document,
        normalised: &Normalised,
        places: &[u32],
        cancel: &AtomicBool,
    ) -> Vec<Occurrence> {
        let bytes = normalised.bytes();
        let mut found = Vec::new();
        let mut done = 0;
        for &place in places.iter().filter(|&&place| place < normalised.char_len()) {
            if place < done {
                continue;
            }
            if cancel.load(Ordering::Relaxed) {
                break;
            }
            let Range { start, end } = normalised.paragraph_around(place);
            done = end + 1;
            let paragraph = bytes.get(normalised.byte_at(start)..normalised.byte_at(end)).unwrap_or_default();
            self.in_paragraph(Paragraph { document, normalised, bytes: paragraph, first: start, cancel }, &mut found);
        }
        found
    }

    /// Adds the occurrences in one paragraph.
    fn in_paragraph(&self, paragraph: Paragraph<'_>, found: &mut Vec<Occurrence>) {
        match &self.kind {
            Kind::Nothing => {}
            Kind::Literal { finder, .. } => {
                let len = finder.needle().len();
                paragraph.add(finder.find_iter(paragraph.bytes).map(|at| at..at + len), found);
            }
            Kind::Synonyms(automaton, _) => {
                paragraph.add(automaton.find_iter(paragraph.bytes).map(|found| found.range()), found);
            }
            Kind::Expression(compiled) => paragraph.add(compiled.places(paragraph.bytes, paragraph.cancel), found),
            Kind::Wildcards(regex) => {
                let matches = regex.find_iter(paragraph.bytes).map(|found| found.range());
                paragraph.add(matches.filter(|range| !range.is_empty()), found);
            }
            Kind::Wrong(wrong) => paragraph.add(wrong.places(paragraph.text()).into_iter(), found),
            Kind::Unfolded(unfolded) => unfolded.add(paragraph, found),
            Kind::Word(word) => paragraph.add(word.places(paragraph.text()).into_iter(), found),
            Kind::Stem(stem) => paragraph.add(stem.places(paragraph.text()).into_iter(), found),
        }
    }
}

fn finders(literals: &[String]) -> Vec<Finder<'static>> {
    literals.iter().map(|literal| Finder::new(literal.as_bytes()).into_owned()).collect()
}

/// One paragraph of a normalised text.
#[derive(Clone, Copy)]
struct Paragraph<'a> {
    document: &'a Document,
    normalised: &'a Normalised,
    bytes: &'a [u8],
    /// Its first normalised character.
    first: u32,
    /// Set when nobody wants to know any more.
    cancel: &'a AtomicBool,
}

impl<'a> Paragraph<'a> {
    fn text(&self) -> &'a str {
        std::str::from_utf8(self.bytes).unwrap_or_default()
    }

    /// Adds places that are given in bytes of the paragraph, ascending and not overlapping.
    fn add(&self, ranges: impl Iterator<Item = Range<usize>>, found: &mut Vec<Occurrence>) {
        let (mut byte, mut at) = (0, self.first);
        let mut advance = |to: usize| {
            at += count(self.bytes.get(byte..to).unwrap_or_default());
            byte = to;
            at
        };
        for range in ranges {
            let start = advance(range.start);
            found.push(Occurrence { start, end: advance(range.end) });
        }
    }
}

/// How many characters these bytes of UTF-8 are.
fn count(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count() as u32
}

/// Every place of a literal in a text, also those that overlap; bytes.
fn all_places<'a>(finder: &'a Finder<'static>, bytes: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    // A literal begins with a whole character, so what follows its first byte is found with it, not again.
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = from + finder.find(bytes.get(from..)?)?;
        from = at + 1;
        Some(at)
    })
}

/// Drops what overlaps the one before; the starts ascend.
pub(super) fn leftmost(starts: impl IntoIterator<Item = u32>, len: u32) -> Vec<Occurrence> {
    let mut free = 0;
    let mut found = Vec::new();
    for start in starts {
        if start >= free {
            free = start + len;
            found.push(Occurrence { start, end: free });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Edit, ShelfItem};
    use crate::search::fixture::{Fixture, hits_of};

    #[test]
    fn a_long_list_of_words_is_not_looked_up_word_by_word_and_finds_the_same() {
        let mut fixture = Fixture::of(&["社会组织与社工，词9和词39"]);
        let many: Vec<String> = (0..2_000).map(|number| format!("词{number}")).collect();
        let words: Vec<&str> = many.iter().map(String::as_str).chain(["社会", "社会组织"]).collect();
        Edit::AddItem(ShelfItem::synonyms("长", &words)).apply(&mut fixture.project).unwrap();
        Edit::AddItem(ShelfItem::synonyms("短", &["社工", "社会"])).apply(&mut fixture.project).unwrap();
        let clue = |name: &str| {
            let term = Term { text: name.to_owned(), wording: Wording::Synonyms, at: 0..0 };
            Pattern::of(&term, &fixture.project).clue()
        };
        assert_eq!(clue("长"), Clue::Nothing);
        assert_eq!(clue("短"), Clue::Holds(["社会", "社工", "短"].map(str::to_owned).to_vec()));
        assert_eq!(hits_of(&fixture.project, "@长"), ["社会组织", "词9", "词39"]);
        assert_eq!(hits_of(&fixture.project, "@短"), ["社会", "社工"]);
    }

    #[test]
    fn an_index_is_asked_for_all_that_a_pattern_with_gaps_holds() {
        let fixture = Fixture::of(&["政府"]);
        let clue = |text: &str, wording| {
            let term = Term { text: text.to_owned(), wording, at: 0..0 };
            match Pattern::of(&term, &fixture.project).clue() {
                Clue::Apart(chains) => {
                    let links =
                        |chain: &Chain| chain.links.iter().map(|link| link.characters.len()).collect::<Vec<_>>();
                    chains.iter().map(links).collect()
                }
                other => {
                    assert!(matches!(other, Clue::Holds(_)), "{text}: {other:?}");
                    Vec::new()
                }
            }
        };
        assert_eq!(clue("購买?服务", Wording::Open), [[4]]);
        assert_eq!(clue("政*合同", Wording::Open), [[1, 2]]);
        assert_eq!(clue("(购買).{0,4}服务?", Wording::Regex), [[2, 1]]);
        assert_eq!(clue("(购买|采购).{0,4}服务", Wording::Regex), Vec::<Vec<usize>>::new());
        assert_eq!(clue("?jrc*协会", Wording::Open), Vec::<Vec<usize>>::new());
        assert_eq!(clue("年度考核", Wording::Wrong), [[3], [3], [3], [3]]);
        assert_eq!(clue("枢纽型社会组织", Wording::Wrong), Vec::<Vec<usize>>::new());
    }

    #[test]
    fn a_stopped_comparison_reads_no_further() {
        let fixture = Fixture::of(&["社工\n社工"]);
        let document = fixture.project.document(fixture.ids[0]).unwrap();
        let term = Term { text: "社.".to_owned(), wording: Wording::Regex, at: 0..0 };
        let (pattern, normalised) = (Pattern::of(&term, &fixture.project), Normalised::of(document));
        let found = |stop| pattern.occurrences(document, &normalised, &AtomicBool::new(stop)).len();
        let around = |stop| pattern.occurrences_around(document, &normalised, &[0, 3], &AtomicBool::new(stop)).len();
        assert_eq!((found(false), around(false), found(true), around(true)), (2, 2, 0, 0));
    }
}
