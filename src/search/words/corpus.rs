//! Which words of which documents count: what all statistics read.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use crate::model::DocumentId;

use super::columns::{Column, Columns};
use super::vocabulary::Vocabulary;

/// Words of some documents, by a [`super::WordScope`].
#[derive(Clone, Debug)]
pub struct Corpus {
    vocabulary: Arc<Vocabulary>,
    parts: Vec<Part>,
}

/// The words of one document that count.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub document: DocumentId,
    pub column: Arc<Column>,
    /// Words by their number in the column, ascending, parted by words that do not count.
    pub ranges: Vec<Range<u32>>,
}

impl Part {
    /// The numbers of all words that count.
    pub fn ids(&self) -> impl Iterator<Item = u32> {
        self.ranges.iter().flat_map(|range| self.column.ids(range.clone())).copied()
    }

    /// The range that holds a word.
    pub fn range_of(&self, word: u32) -> Option<Range<u32>> {
        let slot = self.ranges.partition_point(|range| range.end <= word);
        self.ranges.get(slot).filter(|range| range.contains(&word)).cloned()
    }
}

impl Corpus {
    /// All words of all documents.
    #[must_use]
    pub fn whole(columns: &Columns) -> Self {
        let parts = columns.all().iter().filter(|(_, column)| !column.is_empty()).map(|(document, column)| Part {
            document: *document,
            column: Arc::clone(column),
            ranges: std::iter::once(0..column.len()).collect(),
        });
        Self { vocabulary: Arc::clone(columns.vocabulary()), parts: parts.collect() }
    }

    pub(super) fn new(vocabulary: &Arc<Vocabulary>, parts: Vec<Part>) -> Self {
        Self { vocabulary: Arc::clone(vocabulary), parts }
    }

    /// The words that the numbers stand for.
    #[must_use]
    pub fn vocabulary(&self) -> &Arc<Vocabulary> {
        &self.vocabulary
    }

    /// The documents of which something counts, in their order.
    pub fn documents(&self) -> impl ExactSizeIterator<Item = DocumentId> {
        self.parts.iter().map(|part| part.document)
    }

    /// How many words count, stop words and numbers included, marks not.
    #[must_use]
    pub fn word_count(&self) -> u64 {
        let counted = self.vocabulary.counted();
        let of_part = |part: &Part| part.ids().filter(|&id| counted.get(id as usize) == Some(&true)).count() as u64;
        self.parts.par_iter().map(of_part).sum()
    }

    /// What counts here and not in another corpus of the same columns: the rest of the texts.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        let taken: BTreeMap<DocumentId, &Part> = other.parts.iter().map(|part| (part.document, part)).collect();
        let less = |part: &Part| {
            let taken = taken.get(&part.document);
            let ranges = taken.map_or_else(|| part.ranges.clone(), |taken| difference(&part.ranges, &taken.ranges));
            (!ranges.is_empty()).then(|| Part { ranges, ..part.clone() })
        };
        Self { vocabulary: Arc::clone(&self.vocabulary), parts: self.parts.iter().filter_map(less).collect() }
    }

    /// What counts in both.
    #[must_use]
    pub fn shared_with(&self, other: &Self) -> Self {
        self.without(&self.without(other))
    }

    pub(super) fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The parts in a few heaps of about equal numbers, for work in parallel with a table of all words each.
    pub(super) fn heaps(&self) -> impl IndexedParallelIterator<Item = &[Part]> {
        let heaps = rayon::current_num_threads().max(1) * 2;
        self.parts.par_chunks(self.parts.len().div_ceil(heaps).max(1))
    }
}

/// What is in the ranges and not in others; both ascend.
fn difference(ranges: &[Range<u32>], others: &[Range<u32>]) -> Vec<Range<u32>> {
    let mut left = Vec::new();
    let mut others = others.iter().peekable();
    for range in ranges {
        let mut start = range.start;
        while others.next_if(|other| other.end <= start).is_some() {}
        let mut ahead = others.clone();
        while let Some(other) = ahead.next_if(|other| other.start < range.end) {
            if start < other.start {
                left.push(start..other.start);
            }
            start = start.max(other.end);
        }
        if start < range.end {
            left.push(start..range.end);
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ranges(places: &[bool]) -> Vec<Range<u32>> {
        let mut ranges: Vec<Range<u32>> = Vec::new();
        for at in (0_u32..).zip(places).filter(|(_, inside)| **inside).map(|(at, _)| at) {
            match ranges.last_mut().filter(|last| last.end == at) {
                Some(last) => last.end += 1,
                None => ranges.push(at..at + 1),
            }
        }
        ranges
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn a_difference_holds_what_one_has_and_the_other_has_not(
            one in proptest::collection::vec(any::<bool>(), 20), other in proptest::collection::vec(any::<bool>(), 20)
        ) {
            let expected: Vec<bool> = one.iter().zip(&other).map(|(one, other)| *one && !other).collect();
            let found = difference(&ranges(&one), &ranges(&other));
            prop_assert_eq!(found.concat_places(), ranges(&expected).concat_places());
        }
    }

    trait Places {
        fn concat_places(&self) -> Vec<u32>;
    }

    impl Places for Vec<Range<u32>> {
        fn concat_places(&self) -> Vec<u32> {
            self.iter().flat_map(Clone::clone).collect()
        }
    }
}
