//! Where a passage stands: code points, half open.
//!
//! A span keeps its place by code point (Unicode scalar value), never by byte: REFI-QDA counts
//! them so, and so do readers. Bytes and UTF-16 units exist only at the borders of the program;
//! [`super::Text`] is where they are exchanged.

use serde::{Deserialize, Serialize};

/// A position between two code points of a text; 0 stands before the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CharIndex(pub u32);

impl CharIndex {
    /// As a `usize`, for arithmetic on slices.
    #[must_use]
    pub fn get(self) -> usize {
        self.0 as usize
    }
}

/// A passage `[start, end)` of one text. Made by [`Span::new`], which refuses an empty or turned-round one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First code point inside.
    pub start: CharIndex,
    /// First code point after the end.
    pub end: CharIndex,
}

impl Span {
    /// The span of these code points; `None` where it would be empty or run backwards (invariant 1).
    #[must_use]
    pub fn new(start: u32, end: u32) -> Option<Self> {
        (start < end).then_some(Self { start: CharIndex(start), end: CharIndex(end) })
    }

    /// How many code points it holds.
    #[must_use]
    pub fn len(self) -> u32 {
        self.end.0.saturating_sub(self.start.0)
    }

    /// True of no span made by [`Span::new`].
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Whether both share at least one code point.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies wholly inside (equal counts as inside).
    #[must_use]
    pub fn encloses(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the code point after `position` lies inside.
    #[must_use]
    pub fn contains(self, position: CharIndex) -> bool {
        self.start <= position && position < self.end
    }

    /// What both share.
    #[must_use]
    pub fn intersection(self, other: Self) -> Option<Self> {
        Self::new(self.start.0.max(other.start.0), self.end.0.min(other.end.0))
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: u32, end: u32) -> Span {
        Span::new(start, end).unwrap()
    }

    #[test]
    fn an_empty_or_backward_span_cannot_be_made() {
        assert_eq!(Span::new(3, 3), None);
        assert_eq!(Span::new(4, 3), None);
    }

    #[test]
    fn spans_that_only_touch_do_not_overlap() {
        assert!(!span(0, 3).overlaps(span(3, 5)));
        assert!(span(0, 4).overlaps(span(3, 5)));
        assert_eq!(span(0, 4).intersection(span(3, 5)), Some(span(3, 4)));
        assert_eq!(span(0, 3).intersection(span(3, 5)), None);
    }

    #[test]
    fn a_union_holds_both_and_the_gap_between() {
        assert_eq!(span(0, 2).union(span(5, 6)), span(0, 6));
        assert!(span(0, 6).encloses(span(5, 6)) && !span(0, 2).encloses(span(1, 3)));
    }
}
