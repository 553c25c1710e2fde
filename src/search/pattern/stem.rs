//! `stem:organise`: English words of the same stem (the English Snowball stemmer), as whole runs of letters.
//!
//! British and American spellings have different stems: organise and organize are asked for with OR.

use std::ops::Range;

use super::super::script::is_run;
use super::super::words::stem;

#[derive(Debug)]
pub(super) struct Stem {
    stem: String,
    /// What every word of this stem begins with.
    beginning: usize,
}

/// Whether characters can have a stem: one word of English letters.
pub(in super::super) fn is_stemmed(literal: &str) -> bool {
    !literal.is_empty() && literal.bytes().all(|byte| byte.is_ascii_alphabetic())
}

impl Stem {
    pub fn of(literal: &str) -> Self {
        let stem = stem(literal).unwrap_or_default();
        // The stemmer writes other letters only at the end: happy is happi, ability abl, dying die.
        let beginning = stem.len().saturating_sub(2).max(1).min(stem.len());
        Self { stem, beginning }
    }

    pub fn beginning(&self) -> &str {
        self.stem.get(..self.beginning).unwrap_or(&self.stem)
    }

    /// Bytes of a paragraph, ascending, not overlapping.
    pub fn places(&self, text: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find(is_run) {
            let run = &rest[at..];
            let run = &run[..run.find(|c| !is_run(c)).unwrap_or(run.len())];
            let start = text.len() - rest.len() + at;
            if run.starts_with(self.beginning()) && is_stemmed(run) && stem(run).as_ref() == Some(&self.stem) {
                found.push(start..start + run.len());
            }
            rest = &text[start + run.len()..];
        }
        found
    }
}
