//! Who wrote what last: the bookkeeping that lets several replicas share a folder.
//!
//! The model knows what is true; the ledger knows whose file says so. A replica writes only what it
//! wrote last, and removals as facts of their own.

use std::collections::{BTreeMap, BTreeSet};

use super::record::Stamp;
use crate::model::{CodeId, CoderId, Coding, CodingId, CodingPlace, DocumentId, Edit, Replica, Transaction};

/// Something that is written as one record, codings apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Entity {
    /// The project's title.
    Title,
    /// A coder.
    Coder(CoderId),
    /// A code.
    Code(CodeId),
    /// A document.
    Document(DocumentId),
}

/// Stamps of entities and codings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger {
    /// Whose ledger this is.
    pub own: Replica,
    /// The last write of each entity, removals included.
    pub written: BTreeMap<Entity, Stamp>,
    /// Entities that are gone.
    pub removed: BTreeSet<Entity>,
    /// Codings that are gone, by document.
    pub removed_codings: BTreeMap<DocumentId, BTreeMap<CodingId, Stamp>>,
    /// Codings whose memo or weight was changed after they were made.
    pub changed_codings: BTreeMap<CodingId, Stamp>,
    /// Codings that stand in another replica's file.
    pub foreign_codings: BTreeSet<CodingId>,
    /// This replica's codings that cannot be shown, because what they name is not there (yet): written back as they were read.
    pub aside: BTreeMap<DocumentId, Vec<Coding>>,
}

/// Which files of this replica no longer say what is true.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dirty {
    /// Codes.
    pub codebook: bool,
    /// Title and coders.
    pub people: bool,
    /// Records of documents.
    pub documents: BTreeSet<DocumentId>,
    /// Codings of documents.
    pub codings: BTreeSet<DocumentId>,
}

impl Dirty {
    /// Whether all files say what is true.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        *self == Self::default()
    }

    /// Adds what another has.
    pub fn merge(&mut self, other: Self) {
        self.codebook |= other.codebook;
        self.people |= other.people;
        self.documents.extend(other.documents);
        self.codings.extend(other.codings);
    }
}

impl Ledger {
    /// An empty one.
    #[must_use]
    pub fn of(own: Replica) -> Self {
        Self {
            own,
            written: BTreeMap::new(),
            removed: BTreeSet::new(),
            removed_codings: BTreeMap::new(),
            changed_codings: BTreeMap::new(),
            foreign_codings: BTreeSet::new(),
            aside: BTreeMap::new(),
        }
    }

    /// Notes a transaction that was just applied, and which files it makes dirty.
    pub fn note(&mut self, transaction: &Transaction, dirty: &mut Dirty) {
        let stamp = Stamp(transaction.lamport, transaction.replica.0.clone());
        for edit in &transaction.edits {
            self.note_edit(edit, &stamp, dirty);
        }
    }

    /// Notes one edit, see [`Ledger::note`].
    pub(super) fn note_edit(&mut self, edit: &Edit, stamp: &Stamp, dirty: &mut Dirty) {
        match edit {
            Edit::SetTitle(_) => self.wrote(Entity::Title, stamp, dirty),
            Edit::AddCoder(coder) | Edit::SetCoder(coder) => self.wrote(Entity::Coder(coder.id), stamp, dirty),
            Edit::RemoveCoder(id) => self.removed(Entity::Coder(*id), stamp, dirty),
            Edit::AddDocument(document) => self.wrote(Entity::Document(document.id), stamp, dirty),
            Edit::SetDocument(id, _) => self.wrote(Entity::Document(*id), stamp, dirty),
            Edit::RemoveDocument(id) => self.removed(Entity::Document(*id), stamp, dirty),
            Edit::AddCode(code) => self.wrote(Entity::Code(code.id), stamp, dirty),
            Edit::SetCode(id, _) => self.wrote(Entity::Code(*id), stamp, dirty),
            Edit::RemoveCode(id) => self.removed(Entity::Code(*id), stamp, dirty),
            Edit::AddCoding(document, coding) => {
                // Undoing a removal: the fact that it was removed is withdrawn.
                if let Some(removed) = self.removed_codings.get_mut(document) {
                    removed.remove(&coding.id);
                }
                dirty.codings.insert(*document);
            }
            Edit::RemoveCoding(CodingPlace { document, id, .. }) => {
                self.removed_codings.entry(*document).or_default().insert(*id, stamp.clone());
                dirty.codings.insert(*document);
            }
            Edit::SetCoding(CodingPlace { document, id, .. }, _) => {
                self.changed_codings.insert(*id, stamp.clone());
                // From now on it stands in the file of whoever changed it last, too.
                if stamp.1 == self.own.0 {
                    self.foreign_codings.remove(id);
                }
                dirty.codings.insert(*document);
            }
        }
    }

    fn wrote(&mut self, entity: Entity, stamp: &Stamp, dirty: &mut Dirty) {
        self.written.insert(entity, stamp.clone());
        self.removed.remove(&entity);
        dirty.mark(entity);
    }

    fn removed(&mut self, entity: Entity, stamp: &Stamp, dirty: &mut Dirty) {
        self.written.insert(entity, stamp.clone());
        self.removed.insert(entity);
        dirty.mark(entity);
    }
}

impl Dirty {
    fn mark(&mut self, entity: Entity) {
        match entity {
            Entity::Title | Entity::Coder(_) => self.people = true,
            Entity::Code(_) => self.codebook = true,
            Entity::Document(id) => {
                self.documents.insert(id);
            }
        }
    }
}
