//! What of a text is still there after changes: the same answers as a change set gives, for thousands of places at
//! once, and the places where two texts differ.
//!
//! A document has thousands of codings, turns and marks, and whoever corrects it sees them move while typing. To walk
//! the whole change set for each of them would be felt; here each takes a binary search.

use std::ops::Range;

use super::{Assoc, ChangeSet, CharIndex, Span, Step};

/// A stretch where two texts differ. Either side may be empty, but not both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedPlace {
    /// What went, in code points of the earlier text.
    pub old: Range<u32>,
    /// What came, in code points of the later one.
    pub new: Range<u32>,
}

/// The characters that stand in both texts, as runs in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    runs: Vec<KeptRun>,
    old_len: u32,
    new_len: u32,
}

/// A run of characters that stands in both texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptRun {
    /// Where it begins in the earlier text.
    pub old: u32,
    /// Where it begins in the later one.
    pub new: u32,
    /// How many code points; never none.
    pub len: u32,
}

impl Kept {
    /// Of a change set.
    #[must_use]
    pub fn of(changes: &ChangeSet) -> Self {
        let mut kept = Self::default();
        for step in changes.steps() {
            match step {
                Step::Retain(count) => {
                    kept.runs.push(KeptRun { old: kept.old_len, new: kept.new_len, len: *count });
                    kept.old_len += count;
                    kept.new_len += count;
                }
                Step::Delete(count) => kept.old_len += count,
                Step::Insert(text) => kept.new_len += text.chars().count() as u32,
            }
        }
        kept
    }

    /// All runs, in order.
    #[must_use]
    pub fn runs(&self) -> &[KeptRun] {
        &self.runs
    }

    /// The same as [`ChangeSet::map_span`].
    #[must_use]
    pub fn map_span(&self, span: Span) -> Option<Span> {
        let (first, last) = self.touching(span)?;
        let start = first.new + span.start.0.max(first.old) - first.old;
        let end = last.new + span.end.0.min(last.old + last.len) - last.old;
        Span::new(start, end)
    }

    /// Whether a passage of the earlier text stands in the later one character by character, with nothing between.
    #[must_use]
    pub fn is_untouched(&self, span: Span) -> bool {
        self.touching(span).is_some_and(|(run, _)| run.old <= span.start.0 && span.end.0 <= run.old + run.len)
    }

    /// The first and the last run that hold a character of a passage of the earlier text.
    fn touching(&self, span: Span) -> Option<(KeptRun, KeptRun)> {
        let first = self.runs.partition_point(|run| run.old + run.len <= span.start.0);
        let end = self.runs.partition_point(|run| run.old < span.end.0);
        (first < end).then(|| (self.runs[first], self.runs[end - 1]))
    }

    /// The same as [`ChangeSet::map`].
    #[must_use]
    pub fn map(&self, place: CharIndex, assoc: Assoc) -> CharIndex {
        let place = place.0;
        let after = self.runs.partition_point(|run| run.old <= place);
        let next = || self.runs.get(after).map_or(self.new_len, |run| run.new);
        let Some(at) = after.checked_sub(1) else {
            return CharIndex(if place == 0 && assoc == Assoc::Before { 0 } else { next() });
        };
        let run = self.runs[at];
        let end = run.old + run.len;
        if place < end {
            // Where nothing went but something came just before the run, either side of it may be meant.
            let before = at.checked_sub(1).map(|at| self.runs[at]);
            let joins = before.map_or(run.old == 0, |before| before.old + before.len == run.old);
            if place == run.old && joins && assoc == Assoc::Before {
                return CharIndex(before.map_or(0, |before| before.new + before.len));
            }
            return CharIndex(run.new + (place - run.old));
        }
        CharIndex(if place == end && assoc == Assoc::Before { run.new + run.len } else { next() })
    }

    /// Where a character of the later text stood in the earlier one; `None` where it is new.
    #[must_use]
    pub fn old_of(&self, place: CharIndex) -> Option<CharIndex> {
        let after = self.runs.partition_point(|run| run.new <= place.0);
        let run = after.checked_sub(1).map(|at| self.runs[at])?;
        (place.0 < run.new + run.len).then(|| CharIndex(run.old + (place.0 - run.new)))
    }

    /// The first character of a stretch of the later text that stood in the earlier one, by its place there.
    #[must_use]
    pub fn first_old_in(&self, new: Range<u32>) -> Option<CharIndex> {
        let first = self.runs.partition_point(|run| run.new + run.len <= new.start);
        let run = self.runs.get(first).filter(|run| run.new < new.end)?;
        Some(CharIndex(run.old + new.start.max(run.new) - run.new))
    }
}

impl ChangeSet {
    /// The places where the two texts differ, in order.
    #[must_use]
    pub fn places(&self) -> Vec<ChangedPlace> {
        let mut places: Vec<ChangedPlace> = Vec::new();
        let (mut old, mut new) = (0, 0);
        let mut open = false;
        for step in self.steps() {
            let (gone, come) = match step {
                Step::Retain(count) => {
                    old += count;
                    new += count;
                    open = false;
                    continue;
                }
                Step::Delete(count) => (*count, 0),
                Step::Insert(text) => (0, text.chars().count() as u32),
            };
            match places.last_mut().filter(|_| open) {
                Some(place) => {
                    place.old.end += gone;
                    place.new.end += come;
                }
                None => places.push(ChangedPlace { old: old..old + gone, new: new..new + come }),
            }
            open = true;
            old += gone;
            new += come;
        }
        places
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn changes() -> impl Strategy<Value = (u32, ChangeSet)> {
        prop::collection::vec((0..3_u8, 1..5_u32), 0..12).prop_map(|raw| {
            let (mut changes, mut len) = (ChangeSet::default(), 0);
            for (kind, count) in raw {
                match kind {
                    0 => changes.retain(count),
                    1 => changes.delete(count),
                    _ => changes.insert(&"新".repeat(count as usize)),
                }
                len += if kind < 2 { count } else { 0 };
            }
            (len, changes)
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_look_up_answers_as_a_walk_does((len, changes) in changes()) {
            let kept = Kept::of(&changes);
            for start in 0..=len {
                for assoc in [Assoc::Before, Assoc::After] {
                    let place = CharIndex(start);
                    prop_assert_eq!(kept.map(place, assoc), changes.map(place, assoc), "{} {:?}", start, assoc);
                }
                for end in start + 1..=len {
                    let span = Span::new(start, end).unwrap();
                    prop_assert_eq!(kept.map_span(span), changes.map_span(span));
                    let moved = changes.map_span(span);
                    if kept.is_untouched(span) {
                        prop_assert_eq!(moved.map(Span::len), Some(span.len()));
                    }
                }
                if let Some(one) = Span::new(start, start + 1).filter(|one| one.end.0 <= len) {
                    let there = kept.map_span(one).map(|moved| moved.start);
                    prop_assert_eq!(there.and_then(|there| kept.old_of(there)), there.map(|_| one.start));
                }
            }
        }

        #[test]
        fn what_differs_is_all_that_comes_and_goes((len, changes) in changes()) {
            let places = changes.places();
            let (come, gone) = changes.counts();
            prop_assert_eq!(places.iter().map(|place| place.new.len() as u32).sum::<u32>(), come);
            prop_assert_eq!(places.iter().map(|place| place.old.len() as u32).sum::<u32>(), gone);
            prop_assert!(places.iter().all(|place| place.old.end <= len));
            prop_assert!(places.windows(2).all(|pair| pair[0].old.end < pair[1].old.start));
        }
    }
}
