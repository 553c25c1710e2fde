//! One term of a query, ready to be compared with normalised text.
//!
//! Occurrences are the leftmost ones that do not overlap, as every text editor counts: 哈哈 is once in 哈哈哈.

use std::ops::Range;

use memchr::memmem::Finder;

use super::normalise::{BORDER, Normalised, normalise_query};
use super::query::{Term, Wording};
use crate::model::Document;

/// Characters to find, some of them open.
#[derive(Clone, Debug)]
pub struct Pattern {
    symbols: Vec<Symbol>,
    /// The longest stretch without wildcards.
    literal: String,
    /// How many symbols stand before it.
    before: usize,
    finder: Finder<'static>,
}

/// One place of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Symbol {
    /// This character.
    Is(char),
    /// Any character but the end of a paragraph.
    Any,
}

impl Symbol {
    fn fits(self, c: char) -> bool {
        match self {
            Self::Is(own) => own == c,
            Self::Any => c != BORDER,
        }
    }
}

/// What an index can say of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clue {
    /// Every place of this literal is an occurrence, but for those that overlap the one before; nothing else is.
    Literal(String),
    /// Each occurrence's paragraph holds one of these literals; which ones are occurrences the pattern says.
    Holds(Vec<String>),
    /// Every paragraph may hold one.
    Nothing,
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
    /// Of a term. Nothing is found by a term of which nothing visible is left.
    #[must_use]
    pub fn of(term: &Term) -> Self {
        let mut symbols = Vec::new();
        match term.wording {
            Wording::Exact => symbols.extend(normalise_query(&term.text).chars().map(Symbol::Is)),
            Wording::Open => {
                for (index, stretch) in term.text.split(['?', '？']).enumerate() {
                    if index > 0 {
                        symbols.push(Symbol::Any);
                    }
                    symbols.extend(normalise_query(stretch).chars().map(Symbol::Is));
                }
            }
        }
        let (before, literal) = longest_literal(&symbols);
        let finder = Finder::new(literal.as_bytes()).into_owned();
        Self { symbols, literal, before, finder }
    }

    /// What an index can say of it.
    #[must_use]
    pub fn clue(&self) -> Clue {
        match self.literal() {
            Some(literal) => Clue::Literal(literal.to_owned()),
            None => Clue::Holds(vec![self.literal.clone()]),
        }
    }

    /// Its characters where it has no wildcards.
    #[must_use]
    pub fn literal(&self) -> Option<&str> {
        self.is_literal().then_some(self.literal.as_str())
    }

    fn is_literal(&self) -> bool {
        !self.symbols.contains(&Symbol::Any)
    }

    /// How many characters every occurrence has.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.symbols.len() as u32
    }

    /// Whether there is nothing to find.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.literal.is_empty()
    }

    /// All occurrences in a document, in order, by reading.
    #[must_use]
    pub fn occurrences(&self, _: &Document, normalised: &Normalised) -> Vec<Occurrence> {
        self.within(normalised, 0..normalised.char_len())
    }

    /// The occurrences in the paragraphs that hold these places (normalised characters, ascending). With the places
    /// of the clue's literals these are all there are.
    #[must_use]
    pub fn occurrences_around(&self, _: &Document, normalised: &Normalised, places: &[u32]) -> Vec<Occurrence> {
        let (mut found, mut done) = (Vec::new(), 0);
        for &place in places.iter().filter(|&&place| place < normalised.char_len()) {
            if place >= done {
                let paragraph = normalised.paragraph_around(place);
                done = paragraph.end + 1;
                found.extend(self.within(normalised, paragraph));
            }
        }
        found
    }

    fn within(&self, normalised: &Normalised, stretch: Range<u32>) -> Vec<Occurrence> {
        let mut found = Vec::new();
        if self.is_empty() {
            return found;
        }
        let body = normalised.bytes().get(..normalised.byte_at(stretch.end)).unwrap_or_default();
        let first_byte = normalised.byte_at(stretch.start);
        let literal = self.is_literal();
        let (mut from, mut free) = (first_byte, stretch.start);
        while let Some(at) = body.get(from..).and_then(|rest| self.finder.find(rest)).map(|at| from + at) {
            let start = normalised.char_at(at).checked_sub(self.before as u32);
            if let Some(start) = start.filter(|&start| start >= free && (literal || self.fits(normalised, start))) {
                free = start + self.len();
                found.push(Occurrence { start, end: free });
            }
            // With wildcards the next occurrence may begin inside the stretch that was just looked at.
            let first = if literal { None } else { self.literal.chars().next() };
            from = at + first.map_or(self.literal.len(), char::len_utf8);
        }
        found
    }

    /// Whether the whole pattern stands at this character.
    fn fits(&self, normalised: &Normalised, start: u32) -> bool {
        let mut here = normalised.slice(start, start + self.len()).chars();
        self.symbols.iter().all(|symbol| here.next().is_some_and(|c| symbol.fits(c)))
    }
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

fn longest_literal(symbols: &[Symbol]) -> (usize, String) {
    let mut best = (0, String::new());
    let mut at = 0;
    for stretch in symbols.split(|symbol| *symbol == Symbol::Any) {
        let characters: String =
            stretch.iter().filter_map(|s| if let Symbol::Is(c) = s { Some(*c) } else { None }).collect();
        if characters.len() > best.1.len() {
            best = (at, characters);
        }
        at += stretch.len() + 1;
    }
    best
}
