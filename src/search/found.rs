//! What a query found in one document, before anybody asks where that is in the original.
//!
//! Places stay in normalised characters as long as they are only counted, compared and joined; the way back
//! to the original is gone only for those that are listed. What was never normalised (segments, turns,
//! paragraphs that a filter names) stays in original code points.

use crate::model::Span;

use super::normalise::Normalised;
use super::pattern::Occurrence;

/// Places in one document: ascending, none twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Places {
    /// Normalised characters. No two of them come from the same original code points.
    Compared(Vec<Occurrence>),
    /// Original code points.
    Original(Vec<Span>),
}

/// What a query found in one document that matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Its hits.
    pub places: Places,
    /// How often each term was found.
    pub counts: Vec<u32>,
}

impl Default for Places {
    fn default() -> Self {
        Self::Compared(Vec::new())
    }
}

impl Places {
    /// Of occurrences in any order; of two that come from the same original code points (both f of `ﬃ`) one stays.
    pub fn compared(mut occurrences: Vec<Occurrence>, normalised: &Normalised) -> Self {
        if !occurrences.is_sorted() {
            occurrences.sort_unstable();
        }
        occurrences.dedup();
        if normalised.expands() {
            occurrences.dedup_by_key(|found| normalised.original(found.start, found.end));
        }
        Self::Compared(occurrences)
    }

    /// Of original spans in any order.
    pub fn original(mut spans: Vec<Span>) -> Self {
        spans.sort_unstable();
        spans.dedup();
        Self::Original(spans)
    }

    /// How many.
    pub fn len(&self) -> usize {
        match self {
            Self::Compared(list) => list.len(),
            Self::Original(list) => list.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Both, each place once.
    pub fn and(self, other: Self, normalised: &Normalised) -> Self {
        match (self, other) {
            (one, other) if other.is_empty() => one,
            (one, other) if one.is_empty() => other,
            (Self::Compared(mut list), Self::Compared(more)) => {
                list.extend(more);
                Self::compared(list, normalised)
            }
            (one, other) => {
                let mut spans: Vec<Span> = one.spans(normalised).collect();
                spans.extend(other.spans(normalised));
                Self::original(spans)
            }
        }
    }

    /// Where they are in the original: whole code points (invariant 7).
    pub fn spans<'a>(&'a self, normalised: &'a Normalised) -> impl Iterator<Item = Span> + 'a {
        let (compared, original) = match self {
            Self::Compared(list) => (list.as_slice(), [].as_slice()),
            Self::Original(list) => ([].as_slice(), list.as_slice()),
        };
        compared.iter().filter_map(|found| normalised.original(found.start, found.end)).chain(original.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CountingMint, Document, DocumentId, Text, Timestamp};

    fn normalised(text: &str) -> Normalised {
        let id = DocumentId::new(&mut CountingMint::default());
        Normalised::of(&Document::of_text(id, "札记", Text::new(text).unwrap(), Timestamp(0)))
    }

    fn occurrences(list: &[(u32, u32)]) -> Vec<Occurrence> {
        list.iter().map(|&(start, end)| Occurrence { start, end }).collect()
    }

    #[test]
    fn two_letters_of_one_ligature_are_one_place() {
        let text = normalised("oﬃce");
        let found = Places::compared(occurrences(&[(2, 3), (1, 2), (4, 5), (4, 5)]), &text);
        assert_eq!(found.len(), 2);
        assert_eq!(found.spans(&text).map(|span| (span.start.0, span.end.0)).collect::<Vec<_>>(), [(1, 2), (2, 3)]);
    }

    #[test]
    fn places_as_compared_and_segments_of_the_original_join() {
        let text = normalised("合 谋");
        let compared = Places::compared(occurrences(&[(0, 2)]), &text);
        let segments = Places::original(vec![Span::new(1, 3).unwrap(), Span::new(0, 3).unwrap()]);
        let both = compared.clone().and(segments.clone(), &text);
        assert_eq!(both, segments);
        assert_eq!(compared.clone().and(Places::default(), &text), compared);
    }
}
