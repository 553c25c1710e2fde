//! Runs a query on what researchers write beside the texts: memos, definitions, notes.
//!
//! Terms, wildcards, NEAR and the rest are evaluated on the note as on a document. Filters ask what the note is
//! about: of a memo on a coded segment, whose code, coder, document, speaker, part and case that segment has; of
//! a definition, `code:` asks for its code; of a case's note, `case:` and `attr:` for the case. A filter that
//! cannot be asked of it (`speaker:` of a definition) lets nothing through. `in:` is not looked at here.

use std::ops::Range;
use std::sync::atomic::AtomicBool;

use uuid::Uuid;

use crate::model::{CaseId, CodeId, Coding, Document, DocumentId, Memo, Project, Text, Timestamp};

use super::super::normalise::Normalised;
use super::super::query::Query;
use super::within::Ground;
use super::{Plan, Run};

/// What a note is about.
#[derive(Clone, Copy, Debug)]
pub enum About<'a> {
    /// A coded segment of a document.
    Coding(&'a Document, &'a Coding),
    /// A code.
    Code(CodeId),
    /// A case.
    Case(CaseId),
    /// A whole document.
    Document(&'a Document),
    /// What somebody thinks: filters ask who wrote it, and what it is about.
    Memo(&'a Memo),
    /// Nothing that a filter could ask for.
    Nothing,
}

impl Plan {
    /// The places of a note that match, in its code points, in order; `None` where it does not match. A query of
    /// filters only, or of what must not be there, matches without places.
    #[must_use]
    pub fn places_in(&self, project: &Project, note: &str, about: About<'_>) -> Option<Vec<Range<u32>>> {
        // Carriage returns are white space here, and one character for one keeps the places.
        let text = Text::new(note.replace('\r', " ")).ok()?;
        let document = Document::of_text(DocumentId(Uuid::nil()), "", text, Timestamp(0));
        let normalised = Normalised::of(&document);
        // A note is short: whoever looks through many of them asks between two whether to stop.
        let go = AtomicBool::new(false);
        let occurrences = |term: usize| {
            self.patterns.get(term).map(|pattern| pattern.occurrences(&document, &normalised, &go)).unwrap_or_default()
        };
        let ground = Ground::Note(project, about);
        let counts = vec![0; self.patterns.len()];
        let mut run = Run { ground, normalised: &normalised, occurrences: &occurrences, counts };
        let places = run.step(&self.root, &mut Vec::new())?;
        Some(places.spans(&normalised).map(|span| span.start.0..span.end.0).collect())
    }
}

/// The places of a small text that match a query, in its code points. For many texts make a [`Plan`] once.
#[must_use]
pub fn places_in(query: &Query, project: &Project, text: &str) -> Option<Vec<Range<u32>>> {
    Plan::new(query, project).places_in(project, text, About::Nothing)
}
