//! The documents of one state of a project in the order of the list, each with the place of its text.
//!
//! Forty thousand documents are not sorted and looked up at every key: the roll is made once and made again
//! only when a document is another one. Coding changes no document, so it costs nothing here.

use std::sync::Arc;

use crate::model::{Document, DocumentId, Project};

use super::normalised::{Fingerprint, Normalised};
use super::texts::{Cache, Held};

/// The documents in order.
pub(super) struct Roll {
    entries: Vec<Entry>,
    /// Places in `entries`, by id.
    by_id: Vec<u32>,
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
    /// Of a project, as far as possible from the roll before.
    pub fn of(project: &Project, cache: &Cache, before: Option<&Self>) -> Self {
        let entry = |document: &Arc<Document>| {
            let same = before.and_then(|before| before.find(document.id)).and_then(|at| before?.entries.get(at));
            let held = match same.filter(|same| Arc::ptr_eq(&same.document, document)) {
                Some(same) => Arc::clone(&same.held),
                None => cache.held(document),
            };
            Entry { document: Arc::clone(document), held }
        };
        let entries: Vec<Entry> = project.documents_in_order().into_iter().map(entry).collect();
        let mut by_id: Vec<u32> = (0..entries.len() as u32).collect();
        by_id.sort_by_key(|&at| entries.get(at as usize).map(|entry| entry.document.id));
        Self { entries, by_id }
    }

    /// Whether these are the documents of a project.
    pub fn is_of(&self, project: &Project) -> bool {
        let own = self.by_id.iter().filter_map(|&at| self.entries.get(at as usize));
        project.documents().len() == self.entries.len()
            && project.documents().zip(own).all(|(document, entry)| Arc::ptr_eq(document, &entry.document))
    }

    /// In the order of the list.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Where in the list a document stands.
    pub fn find(&self, id: DocumentId) -> Option<usize> {
        let id_at = |at: &u32| self.entries.get(*at as usize).map(|entry| entry.document.id);
        let at = self.by_id.binary_search_by_key(&Some(id), id_at).ok()?;
        self.by_id.get(at).map(|&at| at as usize)
    }
}
