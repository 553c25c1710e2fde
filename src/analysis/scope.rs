//! Which part of a project an analysis looks at: documents, groups, coders; and which codes it shows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::{CodeId, Codebook, Coder, CoderId, Document, DocumentId, Project};

/// Narrows an analysis. An empty set narrows nothing, so the default is the whole project.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// These documents, and those of the groups below.
    #[serde(default)]
    pub documents: BTreeSet<DocumentId>,
    /// The documents of these groups, and those named above.
    #[serde(default)]
    pub groups: BTreeSet<String>,
    /// What these people coded.
    #[serde(default)]
    pub coders: BTreeSet<CoderId>,
}

impl Scope {
    /// Whether a document is looked at.
    #[must_use]
    pub fn holds_document(&self, document: &Document) -> bool {
        let open = self.documents.is_empty() && self.groups.is_empty();
        open || self.documents.contains(&document.id) || !self.groups.is_disjoint(&document.groups)
    }

    /// Whether a coder's codings are looked at.
    #[must_use]
    pub fn holds_coder(&self, coder: CoderId) -> bool {
        self.coders.is_empty() || self.coders.contains(&coder)
    }

    /// The documents looked at, as the list shows them.
    #[must_use]
    pub fn documents_in_order<'a>(&self, project: &'a Project) -> Vec<&'a Arc<Document>> {
        project.documents_in_order().into_iter().filter(|document| self.holds_document(document)).collect()
    }

    /// The coders looked at, in the order in which they came.
    #[must_use]
    pub fn coders_in_order<'a>(&self, project: &'a Project) -> Vec<&'a Coder> {
        project.coders().filter(|coder| self.holds_coder(coder.id)).collect()
    }
}

/// Whether a code stands for itself or for all that is below it as well. Each result says which.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Aggregate {
    /// Only what was coded with the code itself, or with one merged into it.
    #[default]
    Direct,
    /// What was coded with it or with any code below it.
    WithBelow,
}

/// The codes that an analysis shows, as rows, and which codings count for which of them.
///
/// With [`Aggregate::WithBelow`] a coding may count for several rows: its own and those above.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    ids: Vec<CodeId>,
    /// From a code as it was applied to the rows that its codings count for, ascending.
    of: BTreeMap<CodeId, Vec<u32>>,
    missing: Vec<CodeId>,
}

impl Rows {
    /// The rows of a choice of codes, in that order; merged codes are followed, none is shown twice.
    ///
    /// An empty choice takes every code with codings, as the codebook orders them. Codings are asked
    /// for in the whole project, not in the scope, so that two groups of interviews are shown with the same rows.
    #[must_use]
    pub fn choose(project: &Project, choice: &[CodeId], aggregate: Aggregate) -> Self {
        let book = Codebook::of(project);
        let mut rows = Self::default();
        if choice.is_empty() {
            let used = book.rows().iter().filter(|row| match aggregate {
                Aggregate::Direct => row.own > 0,
                Aggregate::WithBelow => row.total > 0,
            });
            rows.ids = used.map(|row| row.id).collect();
        } else {
            let mut seen = BTreeSet::new();
            for &id in choice {
                let resolved = project.resolve(id);
                if book.row(resolved).is_none() {
                    rows.missing.push(id);
                } else if seen.insert(resolved) {
                    rows.ids.push(resolved);
                }
            }
        }
        let mut of_resolved: BTreeMap<CodeId, Vec<u32>> = BTreeMap::new();
        for (row, &id) in rows.ids.iter().enumerate() {
            let members = match aggregate {
                Aggregate::Direct => vec![id],
                Aggregate::WithBelow => book.with_below(id),
            };
            for member in members {
                of_resolved.entry(member).or_default().push(row as u32);
            }
        }
        for code in project.codes() {
            if let Some(list) = of_resolved.get(&project.resolve(code.id)) {
                rows.of.insert(code.id, list.clone());
            }
        }
        rows
    }

    /// The codes shown, in order.
    #[must_use]
    pub fn ids(&self) -> &[CodeId] {
        &self.ids
    }

    /// The rows that a coding with this code, as applied, counts for.
    #[must_use]
    pub fn of(&self, applied: CodeId) -> &[u32] {
        self.of.get(&applied).map_or(&[], Vec::as_slice)
    }

    /// Chosen codes that the project does not have.
    #[must_use]
    pub fn missing(&self) -> &[CodeId] {
        &self.missing
    }

    /// Whether every coding of one row counts for the other too, since that one stands above it.
    #[must_use]
    pub fn nested(&self, first: usize, second: usize) -> bool {
        let holds = |inner: usize, outer: usize| {
            self.ids.get(inner).is_some_and(|&id| self.of(id).contains(&(outer as u32)) && inner != outer)
        };
        holds(first, second) || holds(second, first)
    }
}
