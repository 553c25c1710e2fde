//! A text corrected by hand or by a corrected file: what that does is worked out first, then saved as one change.
//!
//! The way there is the same as for a file that is read again (`gesture::revise`); only the structure is not read
//! anew but follows its words ([`super::structure`]).

use std::sync::Arc;

use super::places::Way;
use super::structure::{follow, follow_source};
use super::{CodingQuote, ReimportError, diff, in_words};
use crate::model::gesture::{self, Moved, Revised};
use crate::model::kept::ChangedPlace;
use crate::model::{
    ChangeSet, CoderId, Coding, Document, DocumentId, Edit, Hash, Message, Project, Revision, Span, Text,
};
use crate::session::{Committed, Session};
use crate::store::Layout;
use crate::store::journal::FileFirst;

/// What a correction would do. Nothing has been changed yet.
#[derive(Debug)]
pub struct CorrectionPlan {
    /// Of which document.
    pub document: DocumentId,
    /// Each place that changes, in order.
    pub places: Vec<CorrectedPlace>,
    /// Codings that stand where they stood.
    pub kept: usize,
    /// Codings that move with their words.
    pub moved: usize,
    /// Codings whose words change, with what they will say.
    pub changed: Vec<CodingFate>,
    /// Codings of whose words nothing is left: they go.
    pub lost: Vec<CodingFate>,
    /// Passages of cases that go.
    pub lost_passages: usize,
    /// Speakers of cases whose words nobody speaks any more: they leave their cases.
    pub lost_speakers: Vec<String>,
    /// Turns that are somebody else's, or nobody's, from now on; turns that begin or end are counted too.
    pub turns: usize,
    revision: Revision,
    edits: Vec<Edit>,
    files: Vec<FileFirst>,
    title: String,
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

/// What becomes of a coding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodingFate {
    /// In words, as it is.
    pub coding: CodingQuote,
    /// Where it stands in the earlier text.
    pub span: Span,
    /// Whether whoever corrects made it.
    pub whose: Whose,
    /// What it will say; `None` where nothing is left of it.
    pub becomes: Option<String>,
}

/// Who made a coding, seen by whoever works here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// They themselves.
    Own,
    /// Somebody else.
    Others,
}

/// What working a plan out takes: the project as it is, and where its files lie.
#[derive(Debug)]
pub struct CorrectionJob {
    document: DocumentId,
    project: Arc<Project>,
    layout: Layout,
    revision: Revision,
    coder: CoderId,
}

impl CorrectionPlan {
    /// Of the document.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Whether nothing would change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// Whether something goes, or a colleague's coding comes to say something else: that is shown before it is done.
    #[must_use]
    pub fn asks(&self) -> bool {
        let others = |fate: &CodingFate| fate.whose == Whose::Others;
        !self.lost.is_empty()
            || self.lost_passages > 0
            || !self.lost_speakers.is_empty()
            || self.changed.iter().any(others)
    }
}

impl Session {
    /// What it takes to say what a correction would do, on any thread.
    #[must_use]
    pub fn correction_job(&self, document: DocumentId) -> CorrectionJob {
        CorrectionJob {
            document,
            project: Arc::clone(self.project()),
            layout: self.layout().clone(),
            revision: self.revision(),
            coder: self.coder(),
        }
    }

    /// Carries a plan out, as one change that undo takes back.
    ///
    /// # Errors
    /// [`ReimportError`]; then nothing was changed.
    pub fn correct(&mut self, plan: CorrectionPlan) -> Result<Committed, ReimportError> {
        if plan.revision != self.revision() {
            return Err(ReimportError::Outdated);
        }
        self.make_sure_of_room(plan.files.iter().map(|file| file.bytes.len() as u64).sum())?;
        let label = Message::new("label.correct").with("count", plan.places.len()).with("title", &plan.title);
        Ok(self.commit_with_files(label, plan.edits, None, plan.files)?)
    }
}

impl CorrectionJob {
    /// Says what giving the document this text would do; the way there is found by comparing the two.
    ///
    /// # Errors
    /// [`ReimportError`].
    pub fn of_text(self, text: Text) -> Result<CorrectionPlan, ReimportError> {
        let held = self.project.document(self.document).ok_or(ReimportError::NoDocument)?;
        let changes = diff::between(held.text.as_str(), text.as_str());
        self.run(Arc::new(text), Way::found(changes))
    }

    /// The same where the way is known that leads from the text that the document has to this one.
    ///
    /// # Errors
    /// [`ReimportError`]: also where the changes are of another text, since the document has got a new one meanwhile.
    pub fn run(self, text: Arc<Text>, Way { changes, places }: Way) -> Result<CorrectionPlan, ReimportError> {
        let document = self.document;
        let held = self.project.document(document).ok_or(ReimportError::NoDocument)?;
        if !changes.apply(held.text.as_str()).is_ok_and(|made| made == text.as_str()) {
            return Err(ReimportError::Outdated);
        }
        let mut plan = CorrectionPlan {
            document,
            places: places_of(&held.text, &text, &places),
            kept: 0,
            moved: 0,
            changed: Vec::new(),
            lost: Vec::new(),
            lost_passages: 0,
            lost_speakers: Vec::new(),
            turns: 0,
            revision: self.revision,
            edits: Vec::new(),
            files: Vec::new(),
            title: held.title.clone(),
        };
        if Hash::of(text.as_str().as_bytes()) == held.text_hash {
            plan.places.clear();
            plan.kept = self.project.codings(document).len();
            return Ok(plan);
        }
        let structure = follow(&held.text, &held.structure, &text, &changes);
        plan.turns = turns_changed(held, &structure, &changes);
        let source = held.source.as_ref().map(|record| Arc::new(follow_source(record, &changes)));
        let revised = gesture::revise(&self.project, document, Arc::clone(&text), Arc::new(structure), source, changes);
        let Revised { edits, document: new, kept, moved, changed, lost, lost_passages, lost_speakers } = revised;
        let new = new.ok_or(ReimportError::NoDocument)?;
        let path = self.layout.text(document, new.revision, &new.text_hash);
        plan.files.push(FileFirst { path, bytes: text.as_str().as_bytes().into() });
        (plan.kept, plan.moved, plan.lost_passages) = (kept, moved.len(), lost_passages);
        plan.lost_speakers = lost_speakers.into_iter().collect();
        let becomes = |Moved { coding, to }: &Moved| (coding.clone(), Some(new.text.slice(to.span).to_owned()));
        plan.changed = changed.iter().map(becomes).map(|(coding, says)| self.fate(held, &coding, says)).collect();
        plan.lost = lost.iter().map(|coding| self.fate(held, coding, None)).collect();
        plan.edits = edits;
        Ok(plan)
    }

    fn fate(&self, document: &Document, coding: &Coding, becomes: Option<String>) -> CodingFate {
        let whose = if coding.coder == self.coder { Whose::Own } else { Whose::Others };
        CodingFate { coding: in_words(&self.project, document, coding), span: coding.span, whose, becomes }
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
