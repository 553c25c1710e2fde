//! A document's text while somebody corrects it: every change by itself can be taken back, and all of them together
//! are one change set against the text that the project has.
//!
//! Nothing here touches the project. What is typed and what is replaced everywhere go the same way
//! ([`Draft::replace`], [`Draft::replace_all`]), so that codings, turns and pages follow both alike.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::diff;
use super::places::{Way, together};
use super::structure::follow;
use crate::model::kept::{ChangedPlace, Kept};
use crate::model::{Assoc, ChangeSet, CharIndex, Document, Hash, Span, Text};

/// A stretch that was replaced and is longer than this, both texts together, is compared with what came when the
/// correction is saved, not with each letter that is typed.
const LONGEST_WHILE_TYPING: u32 = 4_096;

/// The caret of a step that nobody typed.
const START: (CharIndex, CharIndex) = (CharIndex(0), CharIndex(0));

/// A document's text as it is being corrected.
#[derive(Clone, Debug)]
pub struct Draft {
    base: Arc<Document>,
    /// With the text and the structure as they are now; all else is the base's.
    now: Document,
    changes: ChangeSet,
    /// The same way as it was typed: a word that was replaced by another is one stretch, whatever letters they share.
    typed: ChangeSet,
    kept: Kept,
    done: Vec<Done>,
    undone: Vec<Done>,
    generation: u64,
}

/// A draft as it is written down, so that it outlives the window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptDraft {
    /// Of the text that it leads from.
    base: Hash,
    changes: ChangeSet,
    typed: ChangeSet,
    /// All of it as it was: also where it fits the document no more it can be read.
    text: String,
}

impl KeptDraft {
    /// What the text said when it was written down.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// In how many places it differs from the project's text.
    #[must_use]
    pub fn places(&self) -> usize {
        together(&self.changes.places(), &self.typed.places()).len()
    }

    /// Whether a document still has the text that it leads from.
    #[must_use]
    pub fn fits(&self, document: &Document) -> bool {
        let leads = |way: &ChangeSet| way.apply(document.text.as_str()).is_ok_and(|made| made == self.text);
        document.text_hash == self.base && leads(&self.changes) && leads(&self.typed)
    }
}

/// One change, and how to take it back.
#[derive(Clone, Debug)]
struct Done {
    step: ChangeSet,
    back: ChangeSet,
    /// All changes before it, and as they were typed.
    before: (ChangeSet, ChangeSet),
    /// Where the caret goes when it is made, and when it is taken back.
    caret: (CharIndex, CharIndex),
    /// Whether what is typed next may join it: a letter after a letter.
    joins: Joins,
}

/// What may still join a change, so that taking back goes by phrases and not by letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Joins {
    Nothing,
    /// Letters that come in here.
    Typed(u32),
    /// Letters that go before here.
    Erased(u32),
}

impl Draft {
    /// Of a document as it stands.
    #[must_use]
    pub fn of(document: &Arc<Document>) -> Self {
        let mut changes = ChangeSet::default();
        changes.retain(document.text.char_len());
        Self {
            base: Arc::clone(document),
            now: Document::clone(document),
            kept: Kept::of(&changes),
            typed: changes.clone(),
            changes,
            done: Vec::new(),
            undone: Vec::new(),
            generation: 0,
        }
    }

    /// As it was written down; `None` where the document has another text now.
    #[must_use]
    pub fn resumed(document: &Arc<Document>, kept: &KeptDraft) -> Option<Self> {
        let mut draft = Self::of(document);
        let fits = kept.fits(document);
        // One step leads there, so that it can be taken back whole.
        (fits
            && draft.carry_out(kept.changes.clone(), (kept.changes.clone(), kept.typed.clone()), START, Joins::Nothing))
        .then_some(draft)
    }

    /// To be written down.
    #[must_use]
    pub fn to_keep(&self) -> KeptDraft {
        KeptDraft {
            base: self.base.text_hash.clone(),
            changes: self.changes.clone(),
            typed: self.typed.clone(),
            text: self.text().as_str().to_owned(),
        }
    }

    /// How it would be with other characters in the place of some, without a past: what is being composed is shown,
    /// and nothing remembers it.
    #[must_use]
    pub fn with(&self, place: Range<u32>, with: &str) -> Self {
        let mut shown = Self {
            base: Arc::clone(&self.base),
            now: self.now.clone(),
            changes: self.changes.clone(),
            typed: self.typed.clone(),
            kept: self.kept.clone(),
            done: Vec::new(),
            undone: Vec::new(),
            generation: self.generation,
        };
        shown.replace(place, with);
        shown
    }

    /// Where a place of this text is in the project's: where what stands there is new, where it came in.
    #[must_use]
    pub fn back(&self, at: CharIndex) -> CharIndex {
        let way = self.changes.invert(self.base.text.as_str());
        way.map_or(at, |way| way.map(at, Assoc::Before))
    }

    /// The document as the project has it.
    #[must_use]
    pub fn base(&self) -> &Arc<Document> {
        &self.base
    }

    /// The document with the text as it is now.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.now
    }

    /// The text as it is now.
    #[must_use]
    pub fn text(&self) -> &Arc<Text> {
        &self.now.text
    }

    /// The way from the project's text to this one.
    #[must_use]
    pub fn changes(&self) -> &ChangeSet {
        &self.changes
    }

    /// What of the project's text still stands here.
    #[must_use]
    pub fn kept(&self) -> &Kept {
        &self.kept
    }

    /// The places where the two differ, a word that was replaced by another as one.
    #[must_use]
    pub fn places(&self) -> Vec<ChangedPlace> {
        together(&self.changes.places(), &self.typed.places())
    }

    /// Whether anything differs.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        !self.changes.is_empty()
    }

    /// Grows with every change.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Whether there is a change to take back.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        !self.done.is_empty()
    }

    /// Whether there is one to make again.
    #[must_use]
    pub fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }

    /// Puts other characters in the place of some. Line ends of other systems become those of the text.
    pub fn replace(&mut self, place: Range<u32>, with: &str) {
        let with = clean(with);
        let len = self.text().char_len();
        let place = place.start.min(len)..place.end.clamp(place.start.min(len), len);
        if slice(self.text(), &place) == with {
            return;
        }
        let come = with.chars().count() as u32;
        let joins = match (place.is_empty(), come) {
            (true, 1..) if !with.ends_with(ends_a_phrase) => Joins::Typed(place.start + come),
            (false, 0) if place.len() == 1 && slice(self.text(), &place) != "\n" => Joins::Erased(place.start),
            _ => Joins::Nothing,
        };
        let goes_on = self.undone.is_empty()
            && match (self.done.last().map(|done| done.joins), joins) {
                (Some(Joins::Typed(end)), _) => place.is_empty() && place.start == end && !with.contains('\n'),
                (Some(Joins::Erased(at)), Joins::Erased(_)) => place.end == at,
                _ => false,
            };
        let caret = (CharIndex(place.start + come), CharIndex(place.end));
        self.make(&[place], &with, caret, joins, goes_on);
    }

    /// Puts the same characters in the place of several stretches, given in order, as one change; says how many.
    pub fn replace_all(&mut self, places: &[Span], with: &str) -> usize {
        let with = clean(with);
        let mut ranges: Vec<Range<u32>> = Vec::with_capacity(places.len());
        for place in places {
            let range = place.start.0..place.end.0;
            let apart = ranges.last().is_none_or(|before| before.end <= range.start);
            if apart && range.end <= self.text().char_len() && slice(self.text(), &range) != with {
                ranges.push(range);
            }
        }
        if let Some(first) = ranges.first() {
            let caret = CharIndex(first.start);
            self.make(&ranges, &with, (caret, caret), Joins::Nothing, false);
        }
        ranges.len()
    }

    /// Puts back every change that took a character of a passage of the project's text.
    pub fn restore(&mut self, passage: Span) {
        let mut changes = ChangeSet::default();
        let mut step = ChangeSet::default();
        let (mut old, mut new) = (0, 0);
        let mut caret = None;
        for place in self.changes.places() {
            changes.retain(place.old.start - old);
            step.retain(place.new.start - new);
            let came = slice(self.text(), &place.new).to_owned();
            if place.old.start < passage.end.0 && passage.start.0 < place.old.end {
                let went = slice(&self.base.text, &place.old);
                changes.retain(place.old.len() as u32);
                step.insert(went);
                step.delete(place.new.len() as u32);
                caret = caret.or(Some(CharIndex(place.new.start)));
            } else {
                changes.insert(&came);
                changes.delete(place.old.len() as u32);
                step.retain(place.new.len() as u32);
            }
            (old, new) = (place.old.end, place.new.end);
        }
        let Some(caret) = caret else { return };
        changes.retain(self.base.text.char_len() - old);
        step.retain(self.text().char_len() - new);
        let typed = changes.clone();
        self.carry_out(step, (changes, typed), (caret, caret), Joins::Nothing);
    }

    /// Takes the last change back; says where it was.
    pub fn undo(&mut self) -> Option<CharIndex> {
        let done = self.done.pop()?;
        self.become_another(&done.back, done.before.clone());
        let caret = done.caret.1;
        self.undone.push(done);
        Some(caret)
    }

    /// Makes it again; says where it is.
    pub fn redo(&mut self) -> Option<CharIndex> {
        let done = self.undone.pop()?;
        let changes = done.before.0.compose(&done.step).ok()?;
        let changes = self.normal(&changes, Some(LONGEST_WHILE_TYPING));
        let typed = done.before.1.compose(&done.step).ok()?;
        self.become_another(&done.step, (changes, typed));
        let caret = done.caret.0;
        self.done.push(done);
        Some(caret)
    }

    /// The way that is saved, with the places it changes: also long stretches that were replaced are compared with
    /// what came.
    #[must_use]
    pub fn way_to_save(&self) -> Way {
        let changes = self.normal(&self.changes, None);
        let places = together(&changes.places(), &self.typed.places());
        Way { changes, places }
    }

    fn make(&mut self, places: &[Range<u32>], with: &str, caret: (CharIndex, CharIndex), joins: Joins, goes_on: bool) {
        let mut step = ChangeSet::default();
        let mut at = 0;
        for place in places {
            step.retain(place.start - at);
            step.insert(with);
            step.delete(place.len() as u32);
            at = place.end;
        }
        step.retain(self.text().char_len() - at);
        let (Ok(changes), Ok(typed)) = (self.changes.compose(&step), self.typed.compose(&step)) else { return };
        let changes = self.normal(&changes, Some(LONGEST_WHILE_TYPING));
        let made = self.done.len();
        self.carry_out(step, (changes, typed), caret, joins);
        if !goes_on || self.done.len() == made {
            return;
        }
        // The two are taken back together.
        let (Some(last), Some(earlier)) = (self.done.pop(), self.done.pop()) else { return };
        if let (Ok(step), Ok(back)) = (earlier.step.compose(&last.step), last.back.compose(&earlier.back)) {
            self.done.push(Done { step, back, before: earlier.before, caret: (last.caret.0, earlier.caret.1), joins });
        } else {
            self.done.extend([earlier, last]);
        }
    }

    /// Says whether it could.
    fn carry_out(
        &mut self,
        step: ChangeSet,
        way: (ChangeSet, ChangeSet),
        caret: (CharIndex, CharIndex),
        joins: Joins,
    ) -> bool {
        let Ok(back) = step.invert(self.text().as_str()) else { return false };
        let before = (self.changes.clone(), self.typed.clone());
        let done = self.become_another(&step, way);
        if done {
            self.done.push(Done { step, back, before, caret, joins });
            self.undone.clear();
        }
        done
    }

    /// Says whether it could: a text that is too long stays as it was.
    fn become_another(&mut self, step: &ChangeSet, (changes, typed): (ChangeSet, ChangeSet)) -> bool {
        let Some(text) = step.apply(self.text().as_str()).ok().and_then(|text| Text::new(text).ok()) else {
            return false;
        };
        self.now.structure = Arc::new(follow(&self.base.text, &self.base.structure, &text, &changes));
        self.now.text = Arc::new(text);
        self.kept = Kept::of(&changes);
        (self.changes, self.typed) = (changes, typed);
        self.generation += 1;
        true
    }

    /// The same way with each stretch that was replaced compared with what came: who types a word anew and changes
    /// one letter of it has changed one letter.
    fn normal(&self, changes: &ChangeSet, longest: Option<u32>) -> ChangeSet {
        normal(&self.base.text, changes, longest)
    }
}

/// Compares each stretch that was replaced with what came in its place.
#[must_use]
pub fn normal(old: &Text, changes: &ChangeSet, longest: Option<u32>) -> ChangeSet {
    use crate::model::Step;
    let mut out = ChangeSet::default();
    let (mut at, mut gone, mut come) = (0, 0, String::new());
    let close = |at: u32, gone: &mut u32, come: &mut String, out: &mut ChangeSet| {
        let fits = longest.is_none_or(|longest| *gone + come.chars().count() as u32 <= longest);
        if *gone > 0 && !come.is_empty() && fits {
            let between = diff::between(slice(old, &(at - *gone..at)), come);
            for step in between.steps() {
                match step {
                    Step::Retain(count) => out.retain(*count),
                    Step::Delete(count) => out.delete(*count),
                    Step::Insert(text) => out.insert(text),
                }
            }
        } else {
            out.insert(come);
            out.delete(*gone);
        }
        *gone = 0;
        come.clear();
    };
    for step in changes.steps() {
        match step {
            Step::Retain(count) => {
                close(at, &mut gone, &mut come, &mut out);
                out.retain(*count);
                at += count;
            }
            Step::Delete(count) => {
                gone += count;
                at += count;
            }
            Step::Insert(text) => come.push_str(text),
        }
    }
    close(at, &mut gone, &mut come, &mut out);
    out
}

/// Line ends of other systems, and a byte order mark, as a text of the project has them.
fn clean(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").replace('\u{FEFF}', "")
}

fn ends_a_phrase(c: char) -> bool {
    "，。、；：！？,.;:!?\n".contains(c)
}

fn slice<'a>(text: &'a Text, range: &Range<u32>) -> &'a str {
    Span::new(range.start, range.end).map_or("", |span| text.slice(span))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CountingMint, DocumentId, Timestamp};

    #[test]
    fn what_was_written_down_fits_only_where_both_ways_lead_to_its_text() {
        let id = DocumentId::new(&mut CountingMint::default());
        let document = Arc::new(Document::of_text(id, "访谈", Text::new("办总要办的").unwrap(), Timestamp(0)));
        let mut draft = Draft::of(&document);
        draft.replace(0..1, "其实办");
        let kept = draft.to_keep();
        assert!(kept.fits(&document));
        let elsewhere = KeptDraft { typed: Draft::of(&document).typed, ..kept.clone() };
        assert!(!elsewhere.fits(&document), "the way that was typed leads to another text");
        let elsewhere = KeptDraft { changes: Draft::of(&document).changes, ..kept };
        assert!(!elsewhere.fits(&document));
    }
}
