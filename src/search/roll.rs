//! The documents of one state of a project in the order of the list, each with the place of its text.
//!
//! Forty thousand documents are not sorted and looked up at every key: the roll is made once and made again
//! only when a document is another one. Coding changes no document, so it costs nothing here.

use std::sync::Arc;

use crate::model::{Document, DocumentId, Project, Rank};

use super::normalised::{Fingerprint, Normalised};
use super::texts::{Cache, Held};

/// The documents in order.
pub(super) struct Roll {
    entries: Vec<Entry>,
    /// Places in `entries`, by id.
    by_id: Vec<(DocumentId, u32)>,
}

/// One document.
pub(super) struct Entry {
    pub document: Arc<Document>,
    held: Arc<Held>,
}

impl Entry {
    /// Its text.
    pub fn normalised(&self, cache: &Cache) -> Arc<Normalised> {
        cache.normalised(&self.document, &self.held)
    }

    /// Which text that is.
    pub fn fingerprint(&self) -> Fingerprint {
        self.held.fingerprint(&self.document)
    }
}

impl Roll {
    /// Of a project, as far as possible from the roll before. Both are walked in the order of ids, side by side.
    pub fn of(project: &Project, cache: &Cache, before: Option<&Self>) -> Self {
        let mut old = before.into_iter().flat_map(Self::in_order_of_ids).peekable();
        let mut ranked: Vec<(Rank, DocumentId, Entry)> = Vec::with_capacity(project.documents().len());
        for document in project.documents() {
            while old.next_if(|entry| entry.document.id < document.id).is_some() {}
            let same = old.next_if(|entry| Arc::ptr_eq(&entry.document, document));
            let held = same.map_or_else(|| cache.held(document), |same| Arc::clone(&same.held));
            ranked.push((document.rank, document.id, Entry { document: Arc::clone(document), held }));
        }
        ranked.sort_by_key(|(rank, id, _)| (*rank, *id));
        let mut by_id: Vec<(DocumentId, u32)> = ranked.iter().zip(0..).map(|((_, id, _), at)| (*id, at)).collect();
        by_id.sort_unstable();
        Self { entries: ranked.into_iter().map(|(.., entry)| entry).collect(), by_id }
    }

    fn in_order_of_ids(&self) -> impl Iterator<Item = &Entry> {
        self.by_id.iter().filter_map(|&(_, at)| self.entries.get(at as usize))
    }

    /// Whether these are the documents of a project.
    pub fn is_of(&self, project: &Project) -> bool {
        let own = self.in_order_of_ids();
        project.documents().len() == self.entries.len()
            && project.documents().zip(own).all(|(document, entry)| Arc::ptr_eq(document, &entry.document))
    }

    /// In the order of the list.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// By id: where in the list a document stands.
    pub fn by_id(&self) -> &[(DocumentId, u32)] {
        &self.by_id
    }

    /// Where in the list a document stands.
    pub fn find(&self, id: DocumentId) -> Option<usize> {
        let at = self.by_id.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        self.by_id.get(at).map(|&(_, at)| at as usize)
    }
}
