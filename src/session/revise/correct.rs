//! A text corrected by hand or by a corrected file: what that does is worked out first, then saved as one change.
//!
//! The way there is the same as for a file that is read again (`gesture::revise`); only the structure is not read
//! anew but follows its words ([`super::structure`]).

use std::sync::Arc;

use super::effect::Effect;
use super::places::Way;
use super::structure::{follow, follow_source};
use super::{Ready, ReimportError, RevisionJob, diff};
use crate::model::gesture;
use crate::model::kept::ChangedPlace;
use crate::model::{ChangeSet, Document, DocumentId, Hash, Message, Span, Text};
use crate::session::{Committed, Session};

/// What a correction would do. Nothing has been changed yet.
#[derive(Debug)]
pub struct CorrectionPlan {
    /// Of which document.
    pub document: DocumentId,
    /// Each place that changes, in order.
    pub places: Vec<CorrectedPlace>,
    /// To codings and cases.
    pub effect: Effect,
    /// Turns that are somebody else's, or nobody's, from now on; turns that begin or end are counted too.
    pub turns: usize,
    ready: Ready,
}

/// One place of a correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectedPlace {
    /// The paragraph of the earlier text in which it begins, counted from 0.
    pub paragraph: usize,
    /// What stood there; empty where something comes in.
    pub before: String,
    /// What will stand there; empty where something goes.
    pub after: String,
}

impl CorrectionPlan {
    /// Of the document.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.ready.title
    }

    /// Whether nothing would change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ready.edits.is_empty()
    }

    /// Whether something goes, or a colleague's coding comes to say something else: that is shown before it is done.
    #[must_use]
    pub fn asks(&self) -> bool {
        self.effect.loses() || self.effect.changes_others()
    }
}

impl Session {
    /// Carries a plan out, as one change that undo takes back.
    ///
    /// # Errors
    /// [`ReimportError`]; then nothing was changed.
    pub fn correct(&mut self, plan: CorrectionPlan) -> Result<Committed, ReimportError> {
        let label = Message::new("label.correct").with("count", plan.places.len()).with("title", &plan.ready.title);
        self.revise(plan.ready, label)
    }
}

impl RevisionJob {
    /// Says what giving the document this text would do; the way there is found by comparing the two.
    ///
    /// # Errors
    /// [`ReimportError`].
    pub fn of_text(self, text: Text) -> Result<CorrectionPlan, ReimportError> {
        let held = self.project.document(self.document).ok_or(ReimportError::NoDocument)?;
        let changes = diff::between(held.text.as_str(), text.as_str());
        self.of_draft(Arc::new(text), Way::found(changes))
    }

    /// The same where the way is known that leads from the text that the document has to this one.
    ///
    /// # Errors
    /// [`ReimportError`]: also where the changes are of another text, since the document has got a new one meanwhile.
    pub fn of_draft(self, text: Arc<Text>, Way { changes, places }: Way) -> Result<CorrectionPlan, ReimportError> {
        let document = self.document;
        let held = self.project.document(document).ok_or(ReimportError::NoDocument)?;
        if !changes.apply(held.text.as_str()).is_ok_and(|made| made == text.as_str()) {
            return Err(ReimportError::Outdated);
        }
        let mut plan = CorrectionPlan {
            document,
            places: places_of(&held.text, &text, &places),
            effect: Effect::none(self.project.codings(document).len()),
            turns: 0,
            ready: self.ready(held),
        };
        if Hash::of(text.as_str().as_bytes()) == held.text_hash {
            plan.places.clear();
            return Ok(plan);
        }
        let structure = follow(&held.text, &held.structure, &text, &changes);
        plan.turns = turns_changed(held, &structure, &changes);
        let source = held.source.as_ref().map(|record| Arc::new(follow_source(record, &changes)));
        let revised = gesture::revise(&self.project, document, text, Arc::new(structure), source, changes);
        plan.effect = Effect::of(&self.project, held, self.coder, &revised);
        self.make_ready(&mut plan.ready, revised)?;
        Ok(plan)
    }
}

/// What stood at each place and what will stand there.
#[must_use]
pub fn places_of(old: &Text, new: &Text, places: &[ChangedPlace]) -> Vec<CorrectedPlace> {
    let said = |text: &Text, range: &std::ops::Range<u32>| {
        Span::new(range.start, range.end).map_or("", |span| text.slice(span)).to_owned()
    };
    let one = |place: &ChangedPlace| CorrectedPlace {
        paragraph: old.paragraph_of(crate::model::CharIndex(place.old.start)),
        before: said(old, &place.old),
        after: said(new, &place.new),
    };
    places.iter().map(one).collect()
}

/// Turns that are not the ones that were there, moved.
fn turns_changed(held: &Document, new: &crate::model::Structure, changes: &ChangeSet) -> usize {
    let name = |structure: &crate::model::Structure, turn: &crate::model::Turn| {
        turn.speaker.and_then(|at| structure.speakers.get(usize::from(at))).map(|speaker| speaker.name.clone())
    };
    let old = &held.structure;
    let kept = crate::model::kept::Kept::of(changes);
    let mut found = 0;
    let mut same = 0;
    for turn in &old.turns {
        let Some(said) = Span::new(turn.said.0, turn.span.end.0).and_then(|said| kept.map_span(said)) else {
            found += 1;
            continue;
        };
        match new.turn_at(said.start) {
            Some(now) if name(new, now) == name(old, turn) && now.said <= said.start => same += 1,
            _ => found += 1,
        }
    }
    found + new.turns.len().saturating_sub(same + found)
}
