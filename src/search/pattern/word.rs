//! `word:内卷`: places that are one or several whole words of the paragraph's segmentation.

use std::ops::Range;
use std::sync::Arc;

use memchr::memmem::Finder;

use super::super::words::{Lexicon, Segmenter};
use super::all_places;
use crate::model::Project;

#[derive(Debug)]
pub(super) struct Whole {
    finder: Finder<'static>,
    segmenter: Arc<Segmenter>,
}

impl Whole {
    pub fn of(literal: &str, project: &Project) -> Self {
        let segmenter = Segmenter::of(&Lexicon::of(project));
        Self { finder: Finder::new(literal.as_bytes()).into_owned(), segmenter }
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
        let is_border = |byte: &usize| borders.binary_search(byte).is_ok();
        let mut found: Vec<Range<usize>> = Vec::new();
        for start in starts {
            let end = start + self.finder.needle().len();
            let is_whole = is_border(&start) && is_border(&end);
            if is_whole && found.last().is_none_or(|last| last.end <= start) {
                found.push(start..end);
            }
        }
        found
    }
}
