//! `合谋~1`: the literal, and where it does not stand, as many characters of which exactly one is another.
//!
//! Only a letter, digit or ideograph may stand in its place: `合，` is no misspelt `合谋`.
//!
//! A window with one wrong character has the first or the second half of the literal unharmed, so only the
//! places of the halves are looked at.

use std::ops::Range;

use memchr::memmem::Finder;

use super::all_places;
use super::chain::{Chain, Chains, Gap};

/// Of more characters than this the halves are rare enough, and looked up sooner.
const MOST_CHAINED: usize = 6;

#[derive(Debug)]
pub(super) struct Wrong {
    characters: Vec<char>,
    /// How many characters the first half has.
    middle: usize,
    halves: [Finder<'static>; 2],
}

impl Wrong {
    /// `None` of a single character: all of it would be wrong.
    pub fn of(literal: &str) -> Option<Self> {
        let characters: Vec<char> = literal.chars().collect();
        if characters.len() < 2 {
            return None;
        }
        let middle = characters.len() / 2;
        let half = |part: &[char]| Finder::new(part.iter().collect::<String>().as_bytes()).into_owned();
        let halves = [half(&characters[..middle]), half(&characters[middle..])];
        Some(Self { characters, middle, halves })
    }

    pub fn halves(&self) -> Vec<String> {
        self.halves.iter().map(|half| String::from_utf8_lossy(half.needle()).into_owned()).collect()
    }

    /// For each character, all others at their distances; none where that says no more than the halves.
    pub fn chains(&self) -> Vec<Chain> {
        if self.characters.len() > MOST_CHAINED {
            return Vec::new();
        }
        let but = |wrong: usize| {
            let mut chains = Chains::default();
            for (at, c) in self.characters.iter().enumerate() {
                if at == wrong {
                    chains.gap(Gap::of(1));
                } else {
                    chains.literal(c.encode_utf8(&mut [0; 4]));
                }
            }
            chains.better_than(self.middle)
        };
        let chains: Option<Vec<Chain>> = (0..self.characters.len()).map(but).collect();
        chains.unwrap_or_default()
    }

    /// Bytes of a paragraph, ascending, not overlapping: exact places first, others in the gaps between them.
    pub fn places(&self, text: &str) -> Vec<Range<usize>> {
        let mut windows: Vec<(Range<usize>, usize)> = Vec::new();
        let [first, second] = &self.halves;
        for at in all_places(first, text.as_bytes()) {
            windows.extend(self.window(text, at));
        }
        for at in all_places(second, text.as_bytes()) {
            let start = text.get(..at).and_then(|before| before.char_indices().rev().nth(self.middle - 1));
            windows.extend(start.and_then(|(start, _)| self.window(text, start)));
        }
        windows.sort_by_key(|(range, _)| range.start);
        windows.dedup();
        let mut exact: Vec<Range<usize>> = Vec::new();
        for (range, _) in windows.iter().filter(|(_, wrong)| *wrong == 0) {
            if exact.last().is_none_or(|last| last.end <= range.start) {
                exact.push(range.clone());
            }
        }
        let mut ahead = exact.into_iter().peekable();
        let mut found: Vec<Range<usize>> = Vec::new();
        for (range, _) in windows.into_iter().filter(|(_, wrong)| *wrong == 1) {
            while let Some(next) = ahead.next_if(|next| next.start <= range.start) {
                found.push(next);
            }
            let is_free = found.last().is_none_or(|last| last.end <= range.start);
            if is_free && ahead.peek().is_none_or(|next| range.end <= next.start) {
                found.push(range);
            }
        }
        found.extend(ahead);
        found
    }

    /// The window that begins at a byte, and how many of its characters are wrong, one at most.
    fn window(&self, text: &str, start: usize) -> Option<(Range<usize>, usize)> {
        let mut wrong = 0;
        let mut rest = text.get(start..)?.chars();
        for &own in &self.characters {
            let found = rest.next()?;
            if found != own {
                wrong += 1;
                if wrong > 1 || !found.is_alphanumeric() {
                    return None;
                }
            }
        }
        Some((start..text.len() - rest.as_str().len(), wrong))
    }
}
