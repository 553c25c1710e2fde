//! `word:内卷`: places that are a whole word of the paragraph's segmentation: exactly those that word statistics
//! count. What cannot be one word, having a space or a mark in it or both scripts, may be several whole ones.

use std::ops::Range;
use std::sync::Arc;

use memchr::memmem::Finder;

use super::super::script::{is_han, is_run};
use super::super::words::{Lexicon, Segmenter};
use super::all_places;
use crate::model::Project;

#[derive(Debug)]
pub(super) struct Whole {
    finder: Finder<'static>,
    segmenter: Arc<Segmenter>,
    /// Whether it must be one word.
    is_one: bool,
}

impl Whole {
    pub fn of(literal: &str, project: &Project) -> Self {
        let segmenter = Segmenter::of(&Lexicon::of(project));
        let is_one = literal.chars().all(is_han) || literal.chars().all(is_run);
        Self { finder: Finder::new(literal.as_bytes()).into_owned(), segmenter, is_one }
    }

    /// Bytes of a paragraph, ascending, not overlapping.
    pub fn places(&self, text: &str) -> Vec<Range<usize>> {
        let mut starts = all_places(&self.finder, text.as_bytes()).peekable();
        if starts.peek().is_none() {
            return Vec::new();
        }
        // Where words begin, and where the last one ends; ascending.
        let mut borders = vec![0];
        self.segmenter.each(text, &mut |word| borders.extend(borders.last().map(|last| last + word.len())));
        let is_word = |start: usize, end: usize| {
            let (from, to) = (borders.binary_search(&start), borders.binary_search(&end));
            from.is_ok_and(|from| to.is_ok_and(|to| !self.is_one || to == from + 1))
        };
        let mut found: Vec<Range<usize>> = Vec::new();
        for start in starts {
            let end = start + self.finder.needle().len();
            if is_word(start, end) && found.last().is_none_or(|last| last.end <= start) {
                found.push(start..end);
            }
        }
        found
    }
}
