//! What another text does to what stands on the one before: to codings, and to what belongs to cases. The same for a
//! file that is read again and for a correction.

use crate::model::gesture::{Moved, Revised};
use crate::model::{CoderId, Coding, Document, Project, Span};

/// All of it. Nothing has been changed yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effect {
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
}

/// What becomes of a coding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodingFate {
    /// In words, as it is.
    pub coding: CodingQuote,
    /// Where it stands in the earlier text.
    pub span: Span,
    /// Whether whoever works here made it.
    pub whose: Whose,
    /// What it will say; `None` where nothing is left of it.
    pub becomes: Option<String>,
}

/// A coding in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodingQuote {
    /// Its code.
    pub code: String,
    /// Who coded.
    pub coder: String,
    /// What it says today.
    pub quote: String,
}

/// Who made a coding, seen by whoever works here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// They themselves.
    Own,
    /// Somebody else.
    Others,
}

impl Effect {
    /// That of a text that is the one before.
    pub(super) fn none(codings: usize) -> Self {
        Self { kept: codings, ..Self::default() }
    }

    /// Of a revision of a document, seen by a coder.
    pub(super) fn of(project: &Project, held: &Document, coder: CoderId, revised: &Revised) -> Self {
        let fate = |coding: &Coding, becomes| CodingFate {
            coding: in_words(project, held, coding),
            span: coding.span,
            whose: if coding.coder == coder { Whose::Own } else { Whose::Others },
            becomes,
        };
        let says = |span| revised.document.as_ref().map(|new| new.text.slice(span).to_owned());
        Self {
            kept: revised.kept,
            moved: revised.moved.len(),
            changed: revised.changed.iter().map(|Moved { coding, to }| fate(coding, says(to.span))).collect(),
            lost: revised.lost.iter().map(|coding| fate(coding, None)).collect(),
            lost_passages: revised.lost_passages,
            lost_speakers: revised.lost_speakers.iter().cloned().collect(),
        }
    }

    /// Whether something goes.
    #[must_use]
    pub fn loses(&self) -> bool {
        !self.lost.is_empty() || self.lost_passages > 0 || !self.lost_speakers.is_empty()
    }

    /// Whether a colleague's coding comes to say something else.
    #[must_use]
    pub fn changes_others(&self) -> bool {
        self.changed.iter().any(|fate| fate.whose == Whose::Others)
    }
}

/// A coding for people, with what it says in its document.
fn in_words(project: &Project, document: &Document, coding: &Coding) -> CodingQuote {
    CodingQuote {
        code: project.code_of(coding).map(|code| code.name.clone()).unwrap_or_default(),
        coder: project.coder(coding.coder).map(|coder| coder.name.clone()).unwrap_or_default(),
        quote: document.text.slice(coding.span).to_owned(),
    }
}
