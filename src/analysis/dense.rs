//! All codings packed for sweeps: sixteen bytes each, codes and coders as small numbers.
//!
//! A project keeps codings in trees made for editing; counting half a million of them wants them side
//! by side. [`Dense::of`] packs all documents in parallel; [`Dense::follow`] packs again only those
//! that an edit has touched, which it sees by the pointers that snapshots share. Codes stand here as
//! they were applied: merging or moving a code changes no packed document, only the table of rows that
//! an analysis lays over it ([`super::scope::Rows`]).

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use rayon::prelude::*;

use crate::model::{CodeId, CoderId, Codings, DocumentId, Project, Text};

/// The codings of a project at one state.
#[derive(Clone, Debug, Default)]
pub struct Dense {
    codes: Numbering<CodeId>,
    coders: Numbering<CoderId>,
    documents: Vec<Arc<DenseDocument>>,
}

/// The codings of one document at one state; a later state is another one.
#[derive(Debug)]
pub struct DenseDocument {
    /// Which.
    pub id: DocumentId,
    /// Its text, for units that ask for paragraphs.
    pub text: Arc<Text>,
    /// Sorted by start.
    pub codings: Box<[DenseCoding]>,
    source: Arc<Codings>,
}

/// One coding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DenseCoding {
    /// First code point.
    pub start: u32,
    /// After the last.
    pub end: u32,
    /// Number of the code as applied.
    pub code: u32,
    /// Number of the coder.
    pub coder: u32,
}

/// Numbers from 0 for ids. A number once given stays, whatever goes or comes.
#[derive(Clone, Debug)]
pub struct Numbering<Id> {
    ids: Vec<Id>,
    numbers: HashMap<Id, u32>,
}

impl<Id> Default for Numbering<Id> {
    fn default() -> Self {
        Self { ids: Vec::new(), numbers: HashMap::new() }
    }
}

impl<Id: Copy + Eq + Hash> Numbering<Id> {
    fn extend(&mut self, ids: impl Iterator<Item = Id>) {
        for id in ids {
            self.numbers.entry(id).or_insert_with(|| {
                self.ids.push(id);
                self.ids.len() as u32 - 1
            });
        }
    }

    /// The ids by number.
    #[must_use]
    pub fn ids(&self) -> &[Id] {
        &self.ids
    }

    /// The number of an id.
    #[must_use]
    pub fn number(&self, id: Id) -> Option<u32> {
        self.numbers.get(&id).copied()
    }
}

impl Dense {
    /// Packs all codings of a project.
    #[must_use]
    pub fn of(project: &Project) -> Self {
        let mut dense = Self::default();
        dense.follow(project);
        dense
    }

    /// Brings the view to another state of the project, packing only documents that changed.
    pub fn follow(&mut self, project: &Project) {
        self.codes.extend(project.codes().map(|code| code.id));
        self.coders.extend(project.coders().map(|coder| coder.id));
        let mut before = std::mem::take(&mut self.documents).into_iter().peekable();
        // Both lists are sorted by id, so one walk finds what stayed.
        let states: Vec<_> = project
            .all_codings()
            .filter_map(|(id, codings)| {
                let text = &project.document(id)?.text;
                while before.next_if(|held| held.id < id).is_some() {}
                let kept = before
                    .next_if(|held| held.id == id)
                    .filter(|held| Arc::ptr_eq(&held.source, codings) && Arc::ptr_eq(&held.text, text));
                Some(kept.ok_or_else(|| (id, Arc::clone(text), Arc::clone(codings))))
            })
            .collect();
        let pack = |(id, text, source): (DocumentId, Arc<Text>, Arc<Codings>)| {
            let codings = self.pack(&source);
            Arc::new(DenseDocument { id, text, codings, source })
        };
        self.documents = if states.iter().filter(|state| state.is_err()).count() < 16 {
            states.into_iter().map(|state| state.unwrap_or_else(pack)).collect()
        } else {
            states.into_par_iter().map(|state| state.unwrap_or_else(pack)).collect()
        };
    }

    fn pack(&self, codings: &Codings) -> Box<[DenseCoding]> {
        let pack = |coding: &crate::model::Coding| {
            Some(DenseCoding {
                start: coding.span.start.0,
                end: coding.span.end.0,
                code: self.codes.number(coding.code)?,
                coder: self.coders.number(coding.coder)?,
            })
        };
        codings.iter().filter_map(pack).collect()
    }

    /// Codes as applied, by number.
    #[must_use]
    pub fn codes(&self) -> &Numbering<CodeId> {
        &self.codes
    }

    /// Coders by number.
    #[must_use]
    pub fn coders(&self) -> &Numbering<CoderId> {
        &self.coders
    }

    /// The documents that have codings, by id. One that has not changed is the same one, by pointer, after [`Dense::follow`].
    #[must_use]
    pub fn documents(&self) -> &[Arc<DenseDocument>] {
        &self.documents
    }
}
