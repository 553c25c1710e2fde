//! A project being read: records and journal frames put together, before anything is checked.
//!
//! After a crash between two renames of a checkpoint, some files are newer than others; in a folder
//! that is synchronised they arrive in any order, twice, or as copies under other names. So nothing is
//! refused here: of each mark and field the later stamp wins ([`super::stamps`]), and what the whole
//! comes to is checked once at the end by [`crate::model::assemble`]. Records may come in any order and
//! twice; so may journal frames, which are put in order before they are replayed ([`super::replay`]).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::entry::{Entry, Ties};
use super::ledger::{CodingLedger, Dirty, Entity, Ledger, Versions};
use super::record::{Record, RecordFile};
use super::replay::Heard;
use super::stamps::{Field, Fielded, Stamps, Written};
use crate::model::{
    Attribute, AttributeId, Case, CaseId, Code, CodeId, Coder, CoderId, Coding, CodingId, Document, DocumentId, Memo,
    MemoId, Replica, ShelfItem, ShelfItemId, Stamp,
};

/// What has been read so far.
#[derive(Debug)]
pub struct Loose {
    pub(super) own: Replica,
    pub(super) title: Entry<String>,
    pub(super) coders: BTreeMap<CoderId, Entry<Coder>>,
    pub(super) codes: BTreeMap<CodeId, Entry<Code>>,
    pub(super) documents: BTreeMap<DocumentId, Entry<Document>>,
    pub(super) codings: BTreeMap<DocumentId, LooseCodings>,
    pub(super) attributes: BTreeMap<AttributeId, Entry<Attribute>>,
    pub(super) cases: BTreeMap<CaseId, Entry<Case>>,
    pub(super) items: BTreeMap<ShelfItemId, Entry<ShelfItem>>,
    pub(super) memos: BTreeMap<MemoId, Entry<Memo>>,
    pub(super) versions: Versions,
    /// Transactions that were heard of and not replayed yet.
    pub(super) heard: Vec<Heard>,
    /// Which files of this replica its replayed transactions make dirty.
    pub(super) dirty: Dirty,
    /// Those that count as this one.
    adopted: BTreeSet<Replica>,
    /// Coders, codes, documents, attributes, cases, memos and what is on shelves, that stand in the files of others.
    pub(super) elsewhere: BTreeSet<Entity>,
    /// What the record files hold, where edits that they cover are read again all the same: so what they
    /// have lost comes back, and of what they hold they have the last word.
    pub(super) recall: Option<BTreeSet<Entity>>,
}

/// What stands for things that are named and were found nowhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StandIns {
    /// For coders.
    pub coders: Vec<Coder>,
    /// For codes.
    pub codes: Vec<Code>,
    /// For documents whose text is there.
    pub documents: Vec<Document>,
}

impl StandIns {
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// One document's codings. Most have no stamps, so these are kept apart.
#[derive(Debug, Default)]
pub(super) struct LooseCodings {
    pub(super) values: BTreeMap<CodingId, Coding>,
    pub(super) stamps: BTreeMap<CodingId, Stamps>,
    pub(super) foreign: BTreeSet<CodingId>,
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
    /// Those that are there.
    pub attributes: Vec<Attribute>,
    /// Those that are there.
    pub cases: Vec<Case>,
    /// Those that are there.
    pub items: Vec<ShelfItem>,
    /// Those that are there.
    pub memos: Vec<Memo>,
    /// Who wrote what last.
    pub ledger: Ledger,
    /// What was changed and is nowhere to be found: its file has not arrived, or is lost.
    pub missing: Vec<Entity>,
    /// What this replica's journal holds and its record files do not.
    pub dirty: Dirty,
}

impl Loose {
    /// Nothing read yet, by this replica.
    #[must_use]
    pub fn of(own: Replica) -> Self {
        Self {
            own,
            adopted: BTreeSet::new(),
            elsewhere: BTreeSet::new(),
            recall: None,
            title: Entry::default(),
            coders: BTreeMap::new(),
            codes: BTreeMap::new(),
            documents: BTreeMap::new(),
            codings: BTreeMap::new(),
            attributes: BTreeMap::new(),
            cases: BTreeMap::new(),
            items: BTreeMap::new(),
            memos: BTreeMap::new(),
            versions: Versions::new(),
            heard: Vec::new(),
            dirty: Dirty::default(),
        }
    }

    /// Takes the records of one file.
    pub fn take(&mut self, file: RecordFile) {
        let document = match file.header.kind {
            super::record::Kind::Codings(id) => Some(id),
            _ => None,
        };
        let is_own = self.is_own(&file.header.replica);
        // What a person wrote into a file bears the old stamps and is meant all the same.
        let ties = if file.crc_fits { Ties::Ours } else { Ties::Theirs };
        for record in file.records {
            self.take_record(record, document, is_own, ties);
        }
    }

    /// Takes one record; `document` says of which document's codings its file is.
    pub(super) fn take_record(&mut self, record: Record, document: Option<DocumentId>, is_own: bool, ties: Ties) {
        let named = match &record {
            Record::Coder(_, coder) => Some(Entity::Coder(coder.id)),
            Record::Code(_, code) => Some(Entity::Code(code.id)),
            Record::Document(_, document) => Some(Entity::Document(document.id)),
            Record::Attribute(_, attribute) => Some(Entity::Attribute(attribute.id())),
            Record::Case(_, case) => Some(Entity::Case(case.id)),
            Record::Item(_, item) => Some(Entity::Item(item.id())),
            Record::Memo(_, memo) => Some(Entity::Memo(memo.id)),
            _ => None,
        };
        self.elsewhere.extend(named.filter(|_| !is_own));
        let versions = &mut self.versions;
        match record {
            Record::Title(at, title) => {
                self.title.join(Entity::Title, Some(title), Stamps::added(at), ties, versions);
            }
            Record::StampedTitle(stamps, title) => {
                self.title.join(Entity::Title, Some(title), stamps, ties, versions);
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
            Record::Attribute(stamps, attribute) => {
                let (id, entity) = (attribute.id(), Entity::Attribute(attribute.id()));
                self.attributes.entry(id).or_default().join(entity, Some(attribute), stamps, ties, versions);
            }
            Record::Case(stamps, case) => {
                let (id, entity) = (case.id, Entity::Case(case.id));
                self.cases.entry(id).or_default().join(entity, Some(case), stamps, ties, versions);
            }
            Record::Item(stamps, item) => {
                let (id, entity) = (item.id(), Entity::Item(item.id()));
                self.items.entry(id).or_default().join(entity, Some(item), stamps, ties, versions);
            }
            Record::Memo(stamps, memo) => {
                let (id, entity) = (memo.id, Entity::Memo(memo.id));
                self.memos.entry(id).or_default().join(entity, Some(memo), stamps, ties, versions);
            }
            Record::RemovedMemo(at, id) => self.memos.entry(id).or_default().stamps.remove(&at),
            Record::RemovedItem(at, id) => self.items.entry(id).or_default().stamps.remove(&at),
            Record::RemovedAttribute(at, id) => self.attributes.entry(id).or_default().stamps.remove(&at),
            Record::RemovedCase(at, id) => self.cases.entry(id).or_default().stamps.remove(&at),
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

    /// Lets replicas count as this one: what they wrote is written into this one's files.
    pub fn adopt(&mut self, replicas: &BTreeSet<Replica>) {
        self.adopted.extend(replicas.iter().cloned());
    }

    pub(super) fn is_own(&self, replica: &Replica) -> bool {
        *replica == self.own || self.adopted.contains(replica)
    }

    /// Everything that has been read of, also what is removed.
    #[must_use]
    pub fn held(&self) -> BTreeSet<Entity> {
        let title = self.title.value.is_some().then_some(Entity::Title);
        let coders = self.coders.keys().map(|&id| Entity::Coder(id));
        let codes = self.codes.keys().map(|&id| Entity::Code(id));
        let documents = self.documents.keys().map(|&id| Entity::Document(id));
        let codings = self.codings.iter().flat_map(|(&document, held)| {
            held.values.keys().chain(held.stamps.keys()).map(move |&id| Entity::Coding(document, id))
        });
        let attributes = self.attributes.keys().map(|&id| Entity::Attribute(id));
        let cases = self.cases.keys().map(|&id| Entity::Case(id));
        let items = self.items.keys().map(|&id| Entity::Item(id));
        let memos = self.memos.keys().map(|&id| Entity::Memo(id));
        let people = title.into_iter().chain(coders).chain(attributes).chain(cases).chain(items).chain(memos);
        people.chain(codes).chain(documents).chain(codings).collect()
    }

    /// Puts something in that is named and was found nowhere; whatever is read of it wins.
    pub fn stand_in(&mut self, stand_ins: &StandIns) {
        fn entry<T: Clone>(value: &T) -> Entry<T> {
            Entry { value: Some(value.clone()), stamps: Stamps::default() }
        }
        self.coders.extend(stand_ins.coders.iter().map(|coder| (coder.id, entry(coder))));
        self.codes.extend(stand_ins.codes.iter().map(|code| (code.id, entry(code))));
        self.documents.extend(stand_ins.documents.iter().map(|document| (document.id, entry(document))));
    }

    /// Everything put together.
    #[must_use]
    pub fn gather(mut self) -> Gathered {
        self.replay();
        let mut ledger = Ledger::of(self.own);
        let mut missing = Vec::new();
        let Self {
            title, coders, codes, documents, codings, attributes, cases, items, memos, mut versions, dirty, ..
        } = self;
        // Texts are asked for before the entities that are gone are let go.
        let words = |entity: Entity, field: Field| -> Option<(&Stamps, Option<&str>)> {
            match entity {
                Entity::Title => Some(title.words(field)),
                Entity::Coder(id) => Some(coders.get(&id)?.words(field)),
                Entity::Code(id) => Some(codes.get(&id)?.words(field)),
                Entity::Document(id) => Some(documents.get(&id)?.words(field)),
                Entity::Attribute(id) => Some(attributes.get(&id)?.words(field)),
                Entity::Case(id) => Some(cases.get(&id)?.words(field)),
                Entity::Item(id) => Some(items.get(&id)?.words(field)),
                Entity::Memo(id) => Some(memos.get(&id)?.words(field)),
                Entity::Coding(document, id) => {
                    let held = codings.get(&document)?;
                    Some((held.stamps.get(&id)?, held.values.get(&id).and_then(|value| value.words(field))))
                }
            }
        };
        versions.retain(|&(entity, field), by_replica| {
            let Some((stamps, Some(winner))) = words(entity, field) else { return false };
            if !stamps.is_there() {
                return false;
            }
            retain_unknown(by_replica, stamps, (entity, field), winner);
            !by_replica.is_empty()
        });
        ledger.versions = versions;
        if title.value.is_some() {
            ledger.entities.insert(Entity::Title, title.stamps);
        }
        let coders = settle(coders, Entity::Coder, &mut ledger, &mut missing);
        let codes = settle(codes, Entity::Code, &mut ledger, &mut missing);
        let documents = settle(documents, Entity::Document, &mut ledger, &mut missing);
        let attributes = settle(attributes, Entity::Attribute, &mut ledger, &mut missing);
        let cases = settle(cases, Entity::Case, &mut ledger, &mut missing);
        let items = settle(items, Entity::Item, &mut ledger, &mut missing);
        let memos = settle(memos, Entity::Memo, &mut ledger, &mut missing);
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
        let title = title.value;
        let codings = all;
        Gathered { title, coders, codes, documents, codings, attributes, cases, items, memos, ledger, missing, dirty }
    }
}

/// Of a field's texts, keeps those that the writer of the last one did not know. Each text once, and
/// not the one that stands.
fn retain_unknown(
    by_replica: &mut BTreeMap<Arc<str>, (Stamp, String)>,
    stamps: &Stamps,
    (entity, field): (Entity, Field),
    winner: &str,
) {
    let Written { at: last, over } = stamps.written(field);
    // Whoever adds again what was removed knew it; whoever adds it for the first time need not know that others did.
    let as_added = || {
        if entity.has_many_makers() { stamps.removed.clone().unwrap_or_default() } else { stamps.added.clone() }
    };
    let known = over.unwrap_or_else(as_added);
    by_replica.retain(|replica, (at, text)| *replica != last.1 && *at > known && *at < last && text != winner);
    let newest_of: BTreeMap<String, Stamp> = by_replica.values().map(|(at, text)| (text.clone(), at.clone())).fold(
        BTreeMap::new(),
        |mut newest, (text, at)| {
            let held: &mut Stamp = newest.entry(text).or_default();
            *held = at.max(held.clone());
            newest
        },
    );
    by_replica.retain(|_, (at, text)| newest_of.get(text) == Some(at));
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
    pub(super) fn touch(&mut self, id: CodingId, is_own: bool) {
        if is_own {
            self.foreign.remove(&id);
        } else if !self.values.contains_key(&id) {
            self.foreign.insert(id);
        }
    }

    pub(super) fn with(&mut self, id: CodingId, work: impl FnOnce(&mut Entry<Coding>)) {
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
