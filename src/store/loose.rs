//! A project being read: records and journal frames put together, before anything is checked.
//!
//! After a crash between two renames of a checkpoint, some files are newer than others; in a folder
//! that is synchronised they arrive in any order, twice, or as copies under other names. So nothing is
//! refused here: of each mark and field the later stamp wins ([`super::stamps`]), and what the whole
//! comes to is checked once at the end by [`crate::model::assemble`]. Reading the same files in another
//! order gives the same.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::entry::{Entry, Ties};
use super::ledger::{CodingLedger, Dirty, Entity, Ledger, Versions, entity_of};
use super::record::{Covers, Record, RecordFile};
use super::stamps::{Field, Stamps};
use crate::model::{
    Code, CodeId, Coder, CoderId, Coding, CodingId, Document, DocumentId, Edit, Replica, Stamp, Transaction,
};

/// What has been read so far.
#[derive(Debug)]
pub struct Loose {
    own: Replica,
    title: Entry<String>,
    coders: BTreeMap<CoderId, Entry<Coder>>,
    codes: BTreeMap<CodeId, Entry<Code>>,
    documents: BTreeMap<DocumentId, Entry<Document>>,
    codings: BTreeMap<DocumentId, LooseCodings>,
    versions: Versions,
}

/// One document's codings. Most have no stamps, so these are kept apart.
#[derive(Debug, Default)]
struct LooseCodings {
    values: BTreeMap<CodingId, Coding>,
    stamps: BTreeMap<CodingId, Stamps>,
    foreign: BTreeSet<CodingId>,
}

/// All that was read, put together.
#[derive(Debug)]
pub struct Gathered {
    /// Where a record or frame names one.
    pub title: Option<String>,
    /// Those that are there.
    pub coders: Vec<Coder>,
    /// Those that are there.
    pub codes: Vec<Code>,
    /// Those that are there, without texts.
    pub documents: Vec<Document>,
    /// Those that are there.
    pub codings: Vec<(DocumentId, Vec<Coding>)>,
    /// Who wrote what last.
    pub ledger: Ledger,
    /// What was changed and is nowhere to be found: its file has not arrived, or is lost.
    pub missing: Vec<Entity>,
}

impl Loose {
    /// Nothing read yet, by this replica.
    #[must_use]
    pub fn of(own: Replica) -> Self {
        Self {
            own,
            title: Entry::default(),
            coders: BTreeMap::new(),
            codes: BTreeMap::new(),
            documents: BTreeMap::new(),
            codings: BTreeMap::new(),
            versions: Versions::new(),
        }
    }

    /// Takes the records of one file.
    pub fn take(&mut self, file: RecordFile) {
        let document = match file.header.kind {
            super::record::Kind::Codings(id) => Some(id),
            _ => None,
        };
        let is_own = file.header.replica == self.own;
        // What a person wrote into a file bears the old stamps and is meant all the same.
        let ties = if file.crc_fits { Ties::Ours } else { Ties::Theirs };
        for record in file.records {
            self.take_record(record, document, is_own, ties);
        }
    }

    fn take_record(&mut self, record: Record, document: Option<DocumentId>, is_own: bool, ties: Ties) {
        let versions = &mut self.versions;
        match record {
            Record::Title(at, title) => {
                self.title.join(Entity::Title, Some(title), Stamps::added(at), ties, versions);
            }
            Record::Coder(stamps, coder) => {
                let entity = Entity::Coder(coder.id);
                self.coders.entry(coder.id).or_default().join(entity, Some(coder), stamps, ties, versions);
            }
            Record::Code(stamps, code) => {
                let entity = Entity::Code(code.id);
                self.codes.entry(code.id).or_default().join(entity, Some(code), stamps, ties, versions);
            }
            Record::Document(stamps, held) => {
                let entity = Entity::Document(held.id);
                self.documents.entry(held.id).or_default().join(entity, Some(*held), stamps, ties, versions);
            }
            Record::RemovedCoder(at, id) => self.coders.entry(id).or_default().stamps.remove(&at),
            Record::RemovedCode(at, id) => self.codes.entry(id).or_default().stamps.remove(&at),
            Record::RemovedDocument(at, id) => self.documents.entry(id).or_default().stamps.remove(&at),
            Record::Coding(coding) => self.take_coding(document, coding, Stamps::default(), (is_own, ties)),
            Record::StampedCoding(stamps, coding) => self.take_coding(document, coding, stamps, (is_own, ties)),
            Record::RemovedCoding(at, id) => {
                if let Some(document) = document {
                    self.codings.entry(document).or_default().stamps.entry(id).or_default().remove(&at);
                }
            }
            Record::Version(entity, field, at, text) => {
                note_version(versions, (entity, field), &at, &text);
            }
        }
    }

    fn take_coding(
        &mut self,
        document: Option<DocumentId>,
        coding: Coding,
        stamps: Stamps,
        (is_own, ties): (bool, Ties),
    ) {
        let Some(document) = document else { return };
        let held = self.codings.entry(document).or_default();
        let id = coding.id;
        if is_own {
            held.foreign.remove(&id);
        } else if !held.values.contains_key(&id) {
            held.foreign.insert(id);
        }
        if stamps.is_plain() && !held.stamps.contains_key(&id) {
            if ties == Ties::Theirs {
                held.values.insert(id, coding);
            } else {
                held.values.entry(id).or_insert(coding);
            }
            return;
        }
        let entity = Entity::Coding(document, id);
        held.with(id, |entry| entry.join(entity, Some(coding), stamps, ties, &mut self.versions));
    }

    /// Takes a transaction from a journal, but for the edits whose files cover it already: journals of
    /// different replicas meet here in any order, and a frame may be taken twice.
    pub fn replay(&mut self, transaction: &Transaction, covers: &Covers, dirty: &mut Dirty) {
        let stamp = transaction.stamp();
        let is_own = transaction.replica == self.own;
        let mut over = transaction.over.iter().peekable();
        for (number, edit) in (0_u32..).zip(&transaction.edits) {
            let knew = over.next_if(|(at, _)| *at == number).map(|(_, stamp)| stamp.clone());
            if covers.of(edit) >= transaction.seq {
                continue;
            }
            self.replay_edit(edit, &stamp, knew, is_own);
            if is_own {
                dirty.mark(edit);
            }
        }
    }

    fn replay_edit(&mut self, edit: &Edit, stamp: &Stamp, knew: Option<Stamp>, is_own: bool) {
        let versions = &mut self.versions;
        let entity = entity_of(edit);
        let added = || Stamps::added(stamp.clone());
        match edit {
            Edit::SetTitle(title) => {
                let written = super::stamps::Written { at: stamp.clone(), over: knew };
                let stamps = Stamps { fields: [(Field::Title, written)].into(), ..Stamps::default() };
                self.title.join(entity, Some(title.clone()), stamps, Ties::Theirs, versions);
            }
            Edit::AddCoder(coder) => {
                let held = self.coders.entry(coder.id).or_default();
                held.join(entity, Some(coder.clone()), added(), Ties::Theirs, versions);
            }
            Edit::SetCoder(coder) => {
                let held = self.coders.entry(coder.id).or_default();
                held.write(entity, Field::Whole, stamp, knew, versions, |held| held.clone_from(coder));
            }
            Edit::RemoveCoder(id) => self.coders.entry(*id).or_default().stamps.remove(stamp),
            Edit::AddDocument(document) => {
                let held = self.documents.entry(document.id).or_default();
                held.join(entity, Some(Document::clone(document)), added(), Ties::Theirs, versions);
            }
            Edit::RemoveDocument(id) => self.documents.entry(*id).or_default().stamps.remove(stamp),
            Edit::SetDocument(id, change) => {
                let held = self.documents.entry(*id).or_default();
                if let Some(field) = Field::of(edit) {
                    held.write(entity, field, stamp, knew, versions, |held| change.put_into(held));
                }
            }
            Edit::AddCode(code) => {
                let held = self.codes.entry(code.id).or_default();
                held.join(entity, Some(code.clone()), added(), Ties::Theirs, versions);
            }
            Edit::RemoveCode(id) => self.codes.entry(*id).or_default().stamps.remove(stamp),
            Edit::SetCode(id, change) => {
                let held = self.codes.entry(*id).or_default();
                if let Some(field) = Field::of(edit) {
                    held.write(entity, field, stamp, knew, versions, |held| change.put_into(held));
                }
            }
            Edit::AddCoding(document, coding) => {
                let held = self.codings.entry(*document).or_default();
                held.touch(coding.id, is_own);
                if held.stamps.contains_key(&coding.id) {
                    // One that was removed comes back by an undo, and only by a later stamp (invariant 4).
                    held.with(coding.id, |entry| {
                        entry.join(entity, Some(coding.clone()), added(), Ties::Theirs, versions);
                    });
                } else {
                    held.values.entry(coding.id).or_insert_with(|| coding.clone());
                }
            }
            Edit::RemoveCoding(place) => {
                let held = self.codings.entry(place.document).or_default();
                held.touch(place.id, is_own);
                held.stamps.entry(place.id).or_default().remove(stamp);
            }
            Edit::SetCoding(place, change) => {
                let held = self.codings.entry(place.document).or_default();
                held.touch(place.id, is_own);
                if let Some(field) = Field::of(edit) {
                    held.with(place.id, |entry| {
                        entry.write(entity, field, stamp, knew, versions, |held| change.put_into(held));
                    });
                }
            }
        }
    }

    /// Everything put together.
    #[must_use]
    pub fn gather(self) -> Gathered {
        let mut ledger = Ledger::of(self.own);
        let mut missing = Vec::new();
        let Self { title, coders, codes, documents, codings, mut versions, .. } = self;
        if title.value.is_some() {
            ledger.entities.insert(Entity::Title, title.stamps);
        }
        let coders = settle(coders, Entity::Coder, &mut ledger, &mut missing);
        let codes = settle(codes, Entity::Code, &mut ledger, &mut missing);
        let documents = settle(documents, Entity::Document, &mut ledger, &mut missing);
        let mut all = Vec::with_capacity(codings.len());
        for (document, LooseCodings { mut values, stamps, foreign }) in codings {
            for (&id, stamps) in &stamps {
                if !stamps.is_there() {
                    values.remove(&id);
                } else if !values.contains_key(&id) {
                    missing.push(Entity::Coding(document, id));
                }
            }
            if !stamps.is_empty() || !foreign.is_empty() {
                ledger.codings.insert(document, Arc::new(CodingLedger { stamps, foreign, aside: Vec::new() }));
            }
            all.push((document, values.into_values().collect()));
        }
        versions.retain(|(entity, field), by_replica| {
            let stamps = match entity {
                Entity::Coding(document, id) => ledger.codings.get(document).and_then(|held| held.stamps.get(id)),
                _ => ledger.entities.get(entity),
            };
            let Some(stamps) = stamps else { return false };
            let winner = stamps.written(*field);
            let known = winner.over.unwrap_or_else(|| stamps.added.clone());
            by_replica.retain(|replica, (at, _)| *replica != winner.at.1 && *at > known && *at < winner.at);
            !by_replica.is_empty()
        });
        ledger.versions = versions;
        Gathered { title: title.value, coders, codes, documents, codings: all, ledger, missing }
    }
}

fn settle<Id: Copy + Ord, T: super::stamps::Fielded>(
    held: BTreeMap<Id, Entry<T>>,
    entity: fn(Id) -> Entity,
    ledger: &mut Ledger,
    missing: &mut Vec<Entity>,
) -> Vec<T> {
    let mut there = Vec::with_capacity(held.len());
    for (id, Entry { value, stamps }) in held {
        match value {
            Some(value) if stamps.is_there() => there.push(value),
            None if stamps.is_there() => missing.push(entity(id)),
            _ => {}
        }
        ledger.entities.insert(entity(id), stamps);
    }
    there
}

/// Keeps the newest text of each replica.
pub(super) fn note_version(versions: &mut Versions, key: (Entity, Field), at: &Stamp, text: &str) {
    let held = versions.entry(key).or_default().entry(Arc::clone(&at.1)).or_default();
    if held.0 < *at {
        *held = (at.clone(), text.to_owned());
    }
}

impl LooseCodings {
    /// A replica that wrote of a coding keeps it in its own file.
    fn touch(&mut self, id: CodingId, is_own: bool) {
        if is_own {
            self.foreign.remove(&id);
        } else if !self.values.contains_key(&id) {
            self.foreign.insert(id);
        }
    }

    fn with(&mut self, id: CodingId, work: impl FnOnce(&mut Entry<Coding>)) {
        let stamps = self.stamps.remove(&id).unwrap_or_default();
        let mut entry = Entry { value: self.values.remove(&id), stamps };
        work(&mut entry);
        if let Some(value) = entry.value {
            self.values.insert(id, value);
        }
        if !entry.stamps.is_plain() {
            self.stamps.insert(id, entry.stamps);
        }
    }
}
