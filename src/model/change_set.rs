//! How one text becomes another: what stays, what goes and what comes, from the first character to the last.
//!
//! Counted in code points. With it every place in the old text has its place in the new one, so that codings move
//! with their words. After the change set of Helix, which follows the operational transformations of text editors.

use serde::{Deserialize, Serialize};

use super::{CharIndex, Span};

/// The way from one text to another. The steps cover all of the old text; neighbours of one kind are one step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ChangeSet {
    steps: Vec<Step>,
}

/// A step through the old text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// So many characters stay.
    Retain(u32),
    /// So many characters go.
    Delete(u32),
    /// These come.
    Insert(String),
}

/// On which side of what comes in at a place the place stands afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assoc {
    /// Before it.
    Before,
    /// After it.
    After,
}

/// A change set does not fit a text, or two do not fit each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the changes are of another text")]
pub struct OtherLength;

impl ChangeSet {
    /// Its steps in order.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// So many characters stay.
    pub fn retain(&mut self, count: u32) {
        match self.steps.last_mut() {
            _ if count == 0 => {}
            Some(Step::Retain(before)) => *before += count,
            _ => self.steps.push(Step::Retain(count)),
        }
    }

    /// So many characters go.
    pub fn delete(&mut self, count: u32) {
        match self.steps.last_mut() {
            _ if count == 0 => {}
            Some(Step::Delete(before)) => *before += count,
            _ => self.steps.push(Step::Delete(count)),
        }
    }

    /// These characters come. At one place what comes stands before what goes, so that equal changes are equal.
    pub fn insert(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let gone = match self.steps.last() {
            Some(Step::Delete(count)) => Some(*count),
            _ => None,
        };
        if gone.is_some() {
            self.steps.pop();
        }
        match self.steps.last_mut() {
            Some(Step::Insert(before)) => before.push_str(text),
            _ => self.steps.push(Step::Insert(text.to_owned())),
        }
        self.steps.extend(gone.map(Step::Delete));
    }

    /// Whether nothing changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.iter().all(|step| matches!(step, Step::Retain(_)))
    }

    /// Characters that come, and that go.
    #[must_use]
    pub fn counts(&self) -> (u32, u32) {
        self.steps.iter().fold((0, 0), |(come, gone), step| match step {
            Step::Retain(_) => (come, gone),
            Step::Delete(count) => (come, gone + count),
            Step::Insert(text) => (come + length(text), gone),
        })
    }

    /// Characters of the text that it changes.
    #[must_use]
    pub fn old_len(&self) -> u32 {
        let of = |step: &Step| if let Step::Retain(count) | Step::Delete(count) = step { *count } else { 0 };
        self.steps.iter().map(of).sum()
    }

    /// The text that it makes of another.
    ///
    /// # Errors
    /// [`OtherLength`].
    pub fn apply(&self, old: &str) -> Result<String, OtherLength> {
        let mut rest = old;
        let mut new = String::with_capacity(old.len());
        for step in &self.steps {
            match step {
                Step::Insert(text) => new.push_str(text),
                Step::Retain(count) | Step::Delete(count) => {
                    let (taken, after) = split(rest, *count)?;
                    if matches!(step, Step::Retain(_)) {
                        new.push_str(taken);
                    }
                    rest = after;
                }
            }
        }
        if rest.is_empty() { Ok(new) } else { Err(OtherLength) }
    }

    /// The way back; `old` is the text that it changes.
    ///
    /// # Errors
    /// [`OtherLength`].
    pub fn invert(&self, old: &str) -> Result<Self, OtherLength> {
        let (mut rest, mut back) = (old, Self::default());
        for step in &self.steps {
            match step {
                Step::Insert(text) => back.delete(length(text)),
                Step::Retain(count) => {
                    rest = split(rest, *count)?.1;
                    back.retain(*count);
                }
                Step::Delete(count) => {
                    let (gone, after) = split(rest, *count)?;
                    back.insert(gone);
                    rest = after;
                }
            }
        }
        if rest.is_empty() { Ok(back) } else { Err(OtherLength) }
    }

    /// This and then another, as one.
    ///
    /// # Errors
    /// [`OtherLength`] where the other one changes another text than this one makes.
    pub fn compose(&self, then: &Self) -> Result<Self, OtherLength> {
        let mut both = Self::default();
        let (mut first, mut second) = (self.steps.iter().cloned(), then.steps.iter().cloned());
        let (mut one, mut two) = (first.next(), second.next());
        loop {
            match (one.take(), two.take()) {
                (None, None) => return Ok(both),
                (Some(Step::Delete(count)), other) => {
                    both.delete(count);
                    (one, two) = (first.next(), other);
                }
                (held, Some(Step::Insert(text))) => {
                    both.insert(&text);
                    (one, two) = (held, second.next());
                }
                (Some(Step::Retain(kept)), Some(Step::Retain(count) | Step::Delete(count)))
                    if kept == 0 || count == 0 =>
                {
                    one = if kept == 0 { first.next() } else { Some(Step::Retain(kept)) };
                    two = if count == 0 { second.next() } else { Some(Step::Retain(count)) };
                }
                (Some(Step::Retain(kept)), Some(step @ (Step::Retain(count) | Step::Delete(count)))) => {
                    let taken = kept.min(count);
                    let is_kept = matches!(step, Step::Retain(_));
                    if is_kept {
                        both.retain(taken);
                    } else {
                        both.delete(taken);
                    }
                    one = if kept > taken { Some(Step::Retain(kept - taken)) } else { first.next() };
                    let left = count - taken;
                    let rest = if is_kept { Step::Retain(left) } else { Step::Delete(left) };
                    two = if left > 0 { Some(rest) } else { second.next() };
                }
                (Some(Step::Insert(text)), Some(step @ (Step::Retain(count) | Step::Delete(count)))) => {
                    let len = length(&text);
                    let taken = len.min(count);
                    let (head, tail) = split(&text, taken)?;
                    let is_kept = matches!(step, Step::Retain(_));
                    if is_kept {
                        both.insert(head);
                    }
                    one = if tail.is_empty() { first.next() } else { Some(Step::Insert(tail.to_owned())) };
                    let left = count - taken;
                    let rest = if is_kept { Step::Retain(left) } else { Step::Delete(left) };
                    two = if left > 0 { Some(rest) } else { second.next() };
                }
                (None, Some(_)) | (Some(_), None) => return Err(OtherLength),
            }
        }
    }

    /// Where a place stands afterwards: one inside what goes, where that stood; one where something comes in, on the
    /// side that is asked for.
    #[must_use]
    pub fn map(&self, place: CharIndex, assoc: Assoc) -> CharIndex {
        let (mut old, mut new) = (0, 0);
        for step in &self.steps {
            match step {
                Step::Retain(count) => {
                    if place.0 < old + count {
                        return CharIndex(new + (place.0 - old));
                    }
                    old += count;
                    new += count;
                }
                Step::Delete(count) => {
                    if place.0 < old + count {
                        return CharIndex(new);
                    }
                    old += count;
                }
                Step::Insert(text) => {
                    if place.0 == old && assoc == Assoc::Before {
                        return CharIndex(new);
                    }
                    new += length(text);
                }
            }
        }
        CharIndex(new)
    }

    /// The span of what is left of a span's characters, with what came in between them; `None` where none is left.
    #[must_use]
    pub fn map_span(&self, span: Span) -> Option<Span> {
        let (mut old, mut new) = (0, 0);
        let (mut start, mut end) = (None, None);
        for step in &self.steps {
            match step {
                Step::Retain(count) => {
                    let (from, to) = (span.start.0.max(old), span.end.0.min(old + count));
                    if from < to {
                        start = start.or(Some(new + (from - old)));
                        end = Some(new + (to - old));
                    }
                    old += count;
                    new += count;
                }
                Step::Delete(count) => old += count,
                Step::Insert(text) => new += length(text),
            }
            if old >= span.end.0 {
                break;
            }
        }
        Span::new(start?, end?)
    }
}

fn length(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

fn split(text: &str, count: u32) -> Result<(&str, &str), OtherLength> {
    let mut places = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    let at = places.nth(count as usize).ok_or(OtherLength)?;
    Ok(text.split_at(at))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A text and changes of it.
    fn text_and_changes() -> impl Strategy<Value = (String, Vec<(u8, u32, String)>)> {
        ("[一二三四ab]{0,30}", prop::collection::vec((0..3_u8, 1..8_u32, "[五六c]{1,4}"), 0..8))
    }

    fn build(old: &str, raw: &[(u8, u32, String)]) -> ChangeSet {
        let mut left = length(old);
        let mut changes = ChangeSet::default();
        for (kind, count, text) in raw {
            let count = (*count).min(left);
            match kind {
                0 => changes.retain(count),
                1 => changes.delete(count),
                _ => changes.insert(text),
            }
            if *kind < 2 {
                left -= count;
            }
        }
        changes.retain(left);
        changes
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn going_and_coming_back_changes_nothing((old, raw) in text_and_changes()) {
            let changes = build(&old, &raw);
            let new = changes.apply(&old).unwrap();
            let back = changes.invert(&old).unwrap();
            prop_assert_eq!(back.apply(&new).unwrap(), old.clone());
            prop_assert_eq!(changes.compose(&back).unwrap().apply(&old).unwrap(), old);
        }

        #[test]
        fn two_changes_as_one_are_one_after_the_other((old, first) in text_and_changes(), (_, second) in text_and_changes()) {
            let one = build(&old, &first);
            let between = one.apply(&old).unwrap();
            let two = build(&between, &second);
            let both = one.compose(&two).unwrap();
            prop_assert_eq!(both.apply(&old).unwrap(), two.apply(&between).unwrap());
            for place in 0..=length(&old) {
                let place = CharIndex(place);
                prop_assert!(both.map(place, Assoc::After) <= CharIndex(length(&both.apply(&old).unwrap())));
            }
        }

        #[test]
        fn a_passage_that_nobody_touched_says_what_it_said((old, raw) in text_and_changes(), start in 0..30_u32, len in 1..9_u32) {
            let changes = build(&old, &raw);
            let new: Vec<char> = changes.apply(&old).unwrap().chars().collect();
            let old: Vec<char> = old.chars().collect();
            let Some(span) = Span::new(start, start + len).filter(|span| span.end.get() <= old.len()) else { return Ok(()) };
            let mut at = 0;
            let untouched = changes.steps().iter().any(|step| match step {
                Step::Retain(count) => {
                    let inside = at <= span.start.0 && span.end.0 <= at + count;
                    at += count;
                    inside
                }
                Step::Delete(count) => {
                    at += count;
                    false
                }
                Step::Insert(_) => false,
            });
            if untouched {
                let moved = changes.map_span(span).unwrap();
                prop_assert_eq!(&new[moved.start.get()..moved.end.get()], &old[span.start.get()..span.end.get()]);
                prop_assert_eq!(changes.map(span.start, Assoc::After), moved.start);
            }
        }
    }

    #[test]
    fn what_is_put_beside_a_passage_is_not_in_it_and_what_is_put_into_it_is() {
        let mut changes = ChangeSet::default();
        changes.retain(2);
        changes.insert("甲");
        changes.retain(1);
        changes.insert("乙");
        changes.retain(1);
        changes.insert("丙");
        changes.retain(3);
        assert_eq!(changes.map_span(Span::new(2, 4).unwrap()), Span::new(3, 6));
        assert_eq!(changes.map(CharIndex(2), Assoc::Before), CharIndex(2));
        assert_eq!(changes.map(CharIndex(2), Assoc::After), CharIndex(3));
    }

    #[test]
    fn of_a_passage_of_which_nothing_is_left_there_is_no_span() {
        let mut changes = ChangeSet::default();
        changes.retain(1);
        changes.delete(4);
        changes.insert("别的");
        assert_eq!(changes.map_span(Span::new(2, 4).unwrap()), None);
        assert_eq!(changes.steps(), [Step::Retain(1), Step::Insert("别的".into()), Step::Delete(4)]);
        assert_eq!(changes.apply("短"), Err(OtherLength));
    }
}
