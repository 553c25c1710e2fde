//! A project being read: records and journal frames put together, before anything is checked.
//!
//! After a crash between two renames of a checkpoint, some files are newer than others. So nothing is
//! refused here: the later stamp wins, a frame is skipped where the file that it is about already
//! covers it, and what the whole comes to is checked once at the end by [`crate::model::assemble`].

use std::collections::BTreeMap;

use super::ledger::{Dirty, Entity, Ledger};
use super::record::{Record, RecordFile, Stamp};
use crate::model::{
    Code, CodeChange, Coder, Coding, CodingChange, CodingId, Document, DocumentChange, DocumentId, Edit, Replica,
    Sequence, Transaction,
};

/// What has been read so far.
#[derive(Debug)]
pub struct Loose {
    /// The title, where a record or frame names one.
    pub title: Option<String>,
    /// By id; what was removed is not in it.
    pub coders: BTreeMap<crate::model::CoderId, Coder>,
    /// By id.
    pub codes: BTreeMap<crate::model::CodeId, Code>,
    /// By id, without texts.
    pub documents: BTreeMap<DocumentId, Document>,
    /// By document and id.
    pub codings: BTreeMap<DocumentId, BTreeMap<CodingId, Coding>>,
    /// Who wrote what last, and whose reading this is.
    pub ledger: Ledger,
}

/// Which of a replica's transactions each of its files covers.
#[derive(Debug, Default, Clone)]
pub struct Covers {
    /// The codebook file.
    pub codebook: Sequence,
    /// The people file.
    pub people: Sequence,
    /// Files of documents' records.
    pub documents: BTreeMap<DocumentId, Sequence>,
    /// Files of codings.
    pub codings: BTreeMap<DocumentId, Sequence>,
}

impl Covers {
    /// Notes what a record file covers.
    pub fn note(&mut self, file: &RecordFile) {
        let seq = file.header.covers;
        match file.header.kind {
            super::record::Kind::Codebook => self.codebook = seq,
            super::record::Kind::People => self.people = seq,
            super::record::Kind::Document(id) => {
                self.documents.insert(id, seq);
            }
            super::record::Kind::Codings(id) => {
                self.codings.insert(id, seq);
            }
        }
    }

    fn of(&self, edit: &Edit) -> Sequence {
        let in_map = |map: &BTreeMap<DocumentId, Sequence>, id: &DocumentId| map.get(id).copied().unwrap_or_default();
        match edit {
            Edit::SetTitle(_) | Edit::AddCoder(_) | Edit::SetCoder(_) | Edit::RemoveCoder(_) => self.people,
            Edit::AddCode(_) | Edit::SetCode(..) | Edit::RemoveCode(_) => self.codebook,
            Edit::AddDocument(document) => in_map(&self.documents, &document.id),
            Edit::SetDocument(id, _) | Edit::RemoveDocument(id) => in_map(&self.documents, id),
            Edit::AddCoding(id, _) => in_map(&self.codings, id),
            Edit::RemoveCoding(place) | Edit::SetCoding(place, _) => in_map(&self.codings, &place.document),
        }
    }
}

impl Loose {
    /// Nothing read yet, by this replica.
    #[must_use]
    pub fn of(own: Replica) -> Self {
        Self {
            title: None,
            coders: BTreeMap::new(),
            codes: BTreeMap::new(),
            documents: BTreeMap::new(),
            codings: BTreeMap::new(),
            ledger: Ledger::of(own),
        }
    }

    /// Takes the records of one file.
    pub fn take(&mut self, file: RecordFile) {
        let document = match file.header.kind {
            super::record::Kind::Codings(id) => Some(id),
            _ => None,
        };
        for record in file.records {
            self.take_record(record, document, &file.header.replica);
        }
    }

    fn take_record(&mut self, record: Record, document: Option<DocumentId>, from: &Replica) {
        match record {
            Record::Title(stamp, title) => {
                if self.newer(Entity::Title, &stamp) {
                    self.title = Some(title);
                    self.ledger.written.insert(Entity::Title, stamp);
                }
            }
            Record::Coder(stamp, coder) => {
                if self.put(Entity::Coder(coder.id), stamp) {
                    self.coders.insert(coder.id, coder);
                }
            }
            Record::RemovedCoder(stamp, id) => {
                if self.drop_entity(Entity::Coder(id), stamp) {
                    self.coders.remove(&id);
                }
            }
            Record::Code(stamp, code) => {
                if self.put(Entity::Code(code.id), stamp) {
                    self.codes.insert(code.id, code);
                }
            }
            Record::RemovedCode(stamp, id) => {
                if self.drop_entity(Entity::Code(id), stamp) {
                    self.codes.remove(&id);
                }
            }
            Record::Document(stamp, held) => {
                if self.put(Entity::Document(held.id), stamp) {
                    self.documents.insert(held.id, *held);
                }
            }
            Record::RemovedDocument(stamp, id) => {
                if self.drop_entity(Entity::Document(id), stamp) {
                    self.documents.remove(&id);
                }
            }
            Record::Coding(coding) => self.take_coding(document, coding, None, from),
            Record::ChangedCoding(stamp, coding) => self.take_coding(document, coding, Some(stamp), from),
            Record::RemovedCoding(stamp, id) => {
                if let Some(document) = document {
                    if let Some(codings) = self.codings.get_mut(&document) {
                        codings.remove(&id);
                    }
                    self.ledger.removed_codings.entry(document).or_default().insert(id, stamp);
                }
            }
        }
    }

    fn take_coding(&mut self, document: Option<DocumentId>, coding: Coding, stamp: Option<Stamp>, from: &Replica) {
        let Some(document) = document else { return };
        // Invariant 4: removed stays removed, whichever file is read first.
        if self.ledger.removed_codings.get(&document).is_some_and(|removed| removed.contains_key(&coding.id)) {
            return;
        }
        let held = self.codings.entry(document).or_default();
        if held.contains_key(&coding.id) && self.ledger.changed_codings.get(&coding.id) >= stamp.as_ref() {
            return;
        }
        if *from == self.ledger.own {
            self.ledger.foreign_codings.remove(&coding.id);
        } else {
            self.ledger.foreign_codings.insert(coding.id);
        }
        if let Some(stamp) = stamp {
            self.ledger.changed_codings.insert(coding.id, stamp);
        }
        held.insert(coding.id, coding);
    }

    fn newer(&self, entity: Entity, stamp: &Stamp) -> bool {
        self.ledger.written.get(&entity).is_none_or(|held| held < stamp)
    }

    fn put(&mut self, entity: Entity, stamp: Stamp) -> bool {
        let newer = self.newer(entity, &stamp);
        if newer {
            self.ledger.removed.remove(&entity);
            self.ledger.written.insert(entity, stamp);
        }
        newer
    }

    fn drop_entity(&mut self, entity: Entity, stamp: Stamp) -> bool {
        let newer = self.newer(entity, &stamp);
        if newer {
            self.ledger.removed.insert(entity);
            self.ledger.written.insert(entity, stamp);
        }
        newer
    }

    /// Takes a transaction from a journal, but for the edits whose files cover it already and those
    /// that something later overtook: journals of different replicas meet here in any order.
    pub fn replay(&mut self, transaction: &Transaction, covers: &Covers, dirty: &mut Dirty) {
        let stamp = Stamp(transaction.lamport, transaction.replica.0.clone());
        let is_own = transaction.replica == self.ledger.own;
        let mut not_ours = Dirty::default();
        for edit in &transaction.edits {
            if covers.of(edit) < transaction.seq && !self.is_overtaken(edit, &stamp) {
                self.replay_edit(edit, is_own);
                self.ledger.note_edit(edit, &stamp, if is_own { &mut *dirty } else { &mut not_ours });
            }
        }
    }

    /// Whether something that was written later says otherwise. Edits of one transaction share a stamp
    /// and do not overtake each other.
    fn is_overtaken(&self, edit: &Edit, stamp: &Stamp) -> bool {
        let later = |held: Option<&Stamp>| held.is_some_and(|held| held > stamp);
        let entity = match edit {
            Edit::SetTitle(_) => Entity::Title,
            Edit::AddCoder(coder) | Edit::SetCoder(coder) => Entity::Coder(coder.id),
            Edit::RemoveCoder(id) => Entity::Coder(*id),
            Edit::AddDocument(document) => Entity::Document(document.id),
            Edit::SetDocument(id, _) | Edit::RemoveDocument(id) => Entity::Document(*id),
            Edit::AddCode(code) => Entity::Code(code.id),
            Edit::SetCode(id, _) | Edit::RemoveCode(id) => Entity::Code(*id),
            // Invariant 4: what was removed later does not come back, and what was changed later stays changed.
            Edit::AddCoding(document, coding) => {
                let removed = self.ledger.removed_codings.get(document).and_then(|all| all.get(&coding.id));
                let there = self.codings.get(document).is_some_and(|all| all.contains_key(&coding.id));
                return later(removed) || there;
            }
            Edit::RemoveCoding(_) => return false,
            Edit::SetCoding(place, _) => return later(self.ledger.changed_codings.get(&place.id)),
        };
        later(self.ledger.written.get(&entity))
    }

    fn replay_edit(&mut self, edit: &Edit, is_own: bool) {
        match edit {
            Edit::SetTitle(title) => self.title = Some(title.clone()),
            Edit::AddCoder(coder) | Edit::SetCoder(coder) => {
                self.coders.insert(coder.id, coder.clone());
            }
            Edit::RemoveCoder(id) => {
                self.coders.remove(id);
            }
            Edit::AddDocument(document) => {
                self.documents.insert(document.id, Document::clone(document));
            }
            Edit::RemoveDocument(id) => {
                self.documents.remove(id);
            }
            Edit::SetDocument(id, change) => {
                if let Some(held) = self.documents.get_mut(id) {
                    match change {
                        DocumentChange::Title(title) => held.title.clone_from(title),
                        DocumentChange::Groups(groups) => held.groups.clone_from(groups),
                        DocumentChange::Rank(rank) => held.rank = *rank,
                    }
                }
            }
            Edit::AddCode(code) => {
                self.codes.insert(code.id, code.clone());
            }
            Edit::RemoveCode(id) => {
                self.codes.remove(id);
            }
            Edit::SetCode(id, change) => {
                if let Some(held) = self.codes.get_mut(id) {
                    set_code(held, change);
                }
            }
            Edit::AddCoding(document, coding) => {
                if !is_own {
                    self.ledger.foreign_codings.insert(coding.id);
                }
                self.codings.entry(*document).or_default().insert(coding.id, coding.clone());
            }
            Edit::RemoveCoding(place) => {
                if let Some(codings) = self.codings.get_mut(&place.document) {
                    codings.remove(&place.id);
                }
            }
            Edit::SetCoding(place, change) => {
                let held = self.codings.get_mut(&place.document).and_then(|codings| codings.get_mut(&place.id));
                if let Some(held) = held {
                    match change {
                        CodingChange::Memo(memo) => held.memo.clone_from(memo),
                        CodingChange::Weight(weight) => held.weight = *weight,
                    }
                }
            }
        }
    }
}

fn set_code(held: &mut Code, change: &CodeChange) {
    match change {
        CodeChange::Name(text) => held.name.clone_from(text),
        CodeChange::Colour(colour) => held.colour = *colour,
        CodeChange::Definition(text) => held.definition.clone_from(text),
        CodeChange::Inclusion(text) => held.inclusion.clone_from(text),
        CodeChange::Exclusion(text) => held.exclusion.clone_from(text),
        CodeChange::Example(text) => held.example.clone_from(text),
        CodeChange::Place { parent, rank } => {
            held.parent = *parent;
            held.rank = *rank;
        }
        CodeChange::AliasOf(target) => held.alias_of = *target,
    }
}
