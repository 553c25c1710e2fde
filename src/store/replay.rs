//! Journal frames put into what is being read.
//!
//! Journals of several replicas, and copies of them, are heard of in any order and more than once; they
//! are replayed after all records, in the order of their stamps, so that the order of hearing makes no
//! difference.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::entry::{Entry, Ties};
use super::ledger::{Entity, entity_of};
use super::loose::Loose;
use super::record::Covers;
use super::stamps::{Field, Stamps, Written};
use crate::model::{Coding, Document, Edit, Stamp, Transaction};

/// A transaction with what the record files beside its journal cover of it.
#[derive(Debug)]
pub(super) struct Heard {
    transaction: Arc<Transaction>,
    covers: Arc<Covers>,
}

impl Loose {
    /// Takes a transaction from a journal, but for the edits whose files cover it already.
    pub fn hear(&mut self, transaction: Arc<Transaction>, covers: Arc<Covers>) {
        self.heard.push(Heard { transaction, covers });
    }

    /// Replays what was heard of, after all records.
    pub(super) fn replay(&mut self) {
        let mut heard = std::mem::take(&mut self.heard);
        let key = |heard: &Heard| {
            let Transaction { lamport, replica, seq, .. } = &*heard.transaction;
            (*lamport, replica.clone(), *seq)
        };
        heard.sort_by_cached_key(key);
        for Heard { transaction, covers } in heard {
            self.replay_one(&transaction, &covers);
        }
    }

    fn replay_one(&mut self, transaction: &Transaction, covers: &Covers) {
        let own_stamp = transaction.stamp();
        let is_own = self.is_own(&transaction.replica);
        let mut over = transaction.over.iter().peekable();
        let mut passed_on = transaction.passed_on.iter().peekable();
        for (number, edit) in (0_u32..).zip(&transaction.edits) {
            let over = over.next_if(|(at, _)| *at == number).map(|(_, stamp)| stamp.clone());
            let passed_on = passed_on.next_if(|(at, _)| *at == number).map(|(_, stamp)| stamp.clone());
            let ties = if covers.of(edit) < transaction.seq {
                Ties::Theirs
            } else {
                match &self.recall {
                    None => continue,
                    Some(held) if held.contains(&entity_of(edit)) => Ties::Ours,
                    Some(_) => Ties::Theirs,
                }
            };
            if transaction.forgets.contains(&number) && self.forget(entity_of(edit)) {
                if is_own {
                    self.dirty.mark(edit);
                }
                continue;
            }
            let adds_entity = matches!(
                edit,
                Edit::AddCoder(_)
                    | Edit::AddCode(_)
                    | Edit::AddDocument(_)
                    | Edit::AddAttribute(_)
                    | Edit::AddCase(_)
                    | Edit::AddItem(_)
                    | Edit::AddMemo(_)
            );
            if !is_own && adds_entity {
                self.elsewhere.insert(entity_of(edit));
            }
            let at = passed_on.unwrap_or_else(|| own_stamp.clone());
            self.replay_edit(edit, Written { at, over }, is_own, ties);
            if is_own && ties == Ties::Theirs {
                self.dirty.mark(edit);
            }
        }
    }

    /// Lets go of what a merge brought, unless it stands in somebody else's file, or was removed before.
    fn forget(&mut self, entity: Entity) -> bool {
        if self.elsewhere.contains(&entity) {
            return true;
        }
        match entity {
            Entity::Coding(document, id) => {
                let held = self.codings.entry(document).or_default();
                if held.stamps.get(&id).is_some_and(|stamps| stamps.removed.is_some()) {
                    return false;
                }
                if !held.foreign.contains(&id) {
                    held.values.remove(&id);
                    held.stamps.remove(&id);
                }
                true
            }
            Entity::Coder(id) => let_go(&mut self.coders, id),
            Entity::Code(id) => let_go(&mut self.codes, id),
            Entity::Document(id) => let_go(&mut self.documents, id),
            Entity::Attribute(id) => let_go(&mut self.attributes, id),
            Entity::Case(id) => let_go(&mut self.cases, id),
            Entity::Item(id) => let_go(&mut self.items, id),
            Entity::Memo(id) => let_go(&mut self.memos, id),
            Entity::Title => false,
        }
    }

    fn replay_edit(&mut self, edit: &Edit, written: Written, is_own: bool, ties: Ties) {
        let versions = &mut self.versions;
        let entity = entity_of(edit);
        let stamp: &Stamp = &written.at.clone();
        let added = || Stamps::added(stamp.clone());
        match edit {
            Edit::SetTitle(title) => {
                let stamps = Stamps { fields: [(Field::Title, written)].into(), ..Stamps::default() };
                self.title.join(entity, Some(title.clone()), stamps, ties, versions);
            }
            Edit::AddCoder(coder) => {
                let held = self.coders.entry(coder.id).or_default();
                held.join(entity, Some(coder.clone()), added(), ties, versions);
            }
            Edit::SetCoder(coder) => {
                let held = self.coders.entry(coder.id).or_default();
                held.write(entity, Field::Whole, written, ties, versions, |held| held.clone_from(coder));
            }
            Edit::RemoveCoder(id) => self.coders.entry(*id).or_default().stamps.remove(stamp),
            Edit::AddDocument(document) => {
                let held = self.documents.entry(document.id).or_default();
                held.join(entity, Some(Document::clone(document)), added(), ties, versions);
            }
            Edit::RemoveDocument(id) => self.documents.entry(*id).or_default().stamps.remove(stamp),
            Edit::SetDocument(id, change) => {
                let held = self.documents.entry(*id).or_default();
                if let Some(field) = Field::of(edit) {
                    held.write(entity, field, written, ties, versions, |held| change.put_into(held));
                }
            }
            Edit::AddCode(code) => {
                let held = self.codes.entry(code.id).or_default();
                held.join(entity, Some(code.clone()), added(), ties, versions);
            }
            Edit::RemoveCode(id) => self.codes.entry(*id).or_default().stamps.remove(stamp),
            Edit::SetCode(id, change) => {
                let held = self.codes.entry(*id).or_default();
                if let Some(field) = Field::of(edit) {
                    held.write(entity, field, written, ties, versions, |held| change.put_into(held));
                }
            }
            Edit::AddAttribute(attribute) => {
                let held = self.attributes.entry(attribute.id()).or_default();
                held.join(entity, Some(attribute.clone()), added(), ties, versions);
            }
            Edit::SetAttribute(attribute) => {
                let held = self.attributes.entry(attribute.id()).or_default();
                held.write(entity, Field::Whole, written, ties, versions, |held| held.clone_from(attribute));
            }
            Edit::RemoveAttribute(id) => self.attributes.entry(*id).or_default().stamps.remove(stamp),
            Edit::AddItem(item) => {
                let held = self.items.entry(item.id()).or_default();
                held.join(entity, Some(item.clone()), added(), ties, versions);
            }
            Edit::SetItem(item) => {
                let held = self.items.entry(item.id()).or_default();
                held.write(entity, Field::Whole, written, ties, versions, |held| held.clone_from(item));
            }
            Edit::RemoveItem(id) => self.items.entry(*id).or_default().stamps.remove(stamp),
            Edit::AddMemo(memo) => {
                let held = self.memos.entry(memo.id).or_default();
                held.join(entity, Some(memo.clone()), added(), ties, versions);
            }
            Edit::RemoveMemo(id) => self.memos.entry(*id).or_default().stamps.remove(stamp),
            Edit::SetMemo(id, change) => {
                let held = self.memos.entry(*id).or_default();
                if let Some(field) = Field::of(edit) {
                    held.write(entity, field, written, ties, versions, |held| change.put_into(held));
                }
            }
            Edit::AddCase(case) => {
                let held = self.cases.entry(case.id).or_default();
                held.join(entity, Some(case.clone()), added(), ties, versions);
            }
            Edit::RemoveCase(id) => self.cases.entry(*id).or_default().stamps.remove(stamp),
            Edit::SetCase(id, change) => {
                let held = self.cases.entry(*id).or_default();
                if let Some(field) = Field::of(edit) {
                    held.write(entity, field, written, ties, versions, |held| change.put_into(held));
                }
            }
            Edit::AddCoding(document, coding) => {
                let held = self.codings.entry(*document).or_default();
                held.touch(coding.id, is_own);
                if held.stamps.contains_key(&coding.id) {
                    // Of where it stands a record has the last word over an edit that it covers.
                    let told = held.values.get(&coding.id).filter(|_| ties == Ties::Ours).map(Coding::anchor);
                    let coding = &told.map_or_else(|| coding.clone(), |anchor| coding.clone().anchored(anchor));
                    // One that was removed comes back by an undo, and only by a later stamp (invariant 4).
                    held.with(coding.id, |entry| {
                        entry.join(entity, Some(coding.clone()), added(), ties, versions);
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
                        entry.write(entity, field, written, ties, versions, |held| change.put_into(held));
                    });
                }
            }
        }
    }
}

fn let_go<Id: Ord, T>(held: &mut BTreeMap<Id, Entry<T>>, id: Id) -> bool {
    if held.get(&id).is_some_and(|entry| entry.stamps.removed.is_some()) {
        return false;
    }
    held.remove(&id);
    true
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;
    use crate::model::{
        Assembled, Attribute, AttributeKind, Case, CaseChange, CaseId, CaseMember, Code, CodeChange, CodeId, Coder,
        CoderId, Coding, CodingChange, CodingId, Colour, CountingMint, DocumentChange, DocumentId, Membership, Memo,
        MemoChange, MemoId, MemoOn, Message, Parts, Project, ProjectId, QuoteHash, Rank, Replica, Sequence, Shelf,
        ShelfItem, Span, Text, Timestamp, apply_all, assemble,
    };
    use crate::store::checkpoint;
    use crate::store::ledger::{Dirty, Ledger, PassedOn};
    use crate::store::loose::Gathered;
    use crate::store::record::{Kind, Record};
    use crate::store::untangle::untangle;

    /// One replica that works alone, after all began on the same.
    struct Writer {
        replica: Replica,
        project: Project,
        ledger: Ledger,
        lamport: u64,
        seq: u64,
        frames: Vec<Arc<Transaction>>,
        /// Its records as of a transaction.
        records: Vec<(Kind, Record)>,
        covers: Arc<Covers>,
    }

    impl Writer {
        fn of(name: &str, start: &Project) -> Self {
            Self {
                replica: Replica(name.into()),
                project: start.clone(),
                ledger: Ledger::of(Replica(name.into())),
                lamport: 0,
                seq: 0,
                frames: Vec::new(),
                records: Vec::new(),
                covers: Arc::default(),
            }
        }

        fn commit(&mut self, edits: Vec<Edit>, skip: u64) {
            let Ok(inverses) = apply_all(&mut self.project, &edits) else { return };
            self.lamport += 1 + skip;
            self.seq += 1;
            let stamp = Stamp(self.lamport, Arc::from(self.replica.0.as_str()));
            let over = self.ledger.note(&edits, &stamp, &PassedOn::new(), &BTreeSet::new(), &mut Dirty::default());
            self.frames.push(Arc::new(Transaction {
                replica: self.replica.clone(),
                seq: Sequence(self.seq),
                lamport: self.lamport,
                at: Timestamp(0),
                coder: CoderId::new(&mut CountingMint::default()),
                label: Message::new("label.test"),
                undoes: None,
                edits,
                inverses,
                over,
                passed_on: Vec::new(),
                forgets: Vec::new(),
            }));
        }

        /// Takes over what another has, as a copied folder does.
        fn begin_on(&mut self, other: &Self) {
            self.project = other.project.clone();
            self.ledger = Ledger { own: self.replica.clone(), ..other.ledger.clone() };
            self.lamport = other.lamport;
        }

        fn checkpoint(&mut self) {
            let (project, ledger) = (&self.project, &self.ledger);
            let mut records: Vec<(Kind, Record)> = Vec::new();
            records.extend(checkpoint::people(project, ledger).into_iter().map(|record| (Kind::People, record)));
            records.extend(checkpoint::codebook(project, ledger).into_iter().map(|record| (Kind::Codebook, record)));
            let mut covers = Covers::default();
            covers.note(&Kind::People, Sequence(self.seq));
            covers.note(&Kind::Codebook, Sequence(self.seq));
            for document in project.documents() {
                let kinds = [Kind::Document(document.id), Kind::Codings(document.id)];
                let of = checkpoint::document(project, ledger, document.id).unwrap();
                records.extend(of.into_iter().map(|record| (kinds[0].clone(), record)));
                let of = checkpoint::codings(project, ledger, document.id, checkpoint::Whose::Everybodys);
                records.extend(of.into_iter().map(|record| (kinds[1].clone(), record)));
                for kind in &kinds {
                    covers.note(kind, Sequence(self.seq));
                }
            }
            (self.records, self.covers) = (records, Arc::new(covers));
        }
    }

    /// What is done, by whom; numbers pick what it is done to.
    type Step = (usize, u8, u8, u8, u64);

    fn carry_out(writer: &mut Writer, (_, kind, a, b, skip): Step, mint: &mut CountingMint) {
        let project = &writer.project;
        let codes: Vec<CodeId> = project.codes().map(|code| code.id).collect();
        let document = project.documents().next().unwrap();
        let places: Vec<_> = project.codings(document.id).iter().map(|coding| coding.place(document.id)).collect();
        let code = |n: u8| codes.get(usize::from(n) % codes.len().max(1)).copied();
        let place = places.get(usize::from(a) % places.len().max(1)).copied();
        let words = ["甲", "乙", "丙"][usize::from(b) % 3].to_owned();
        let cases: Vec<CaseId> = project.cases().map(|case| case.id).collect();
        let case = cases.get(usize::from(a) % cases.len().max(1)).copied();
        let name = ["年龄", "地点"][usize::from(a) % 2].to_owned();
        let value = Some(words.clone()).filter(|_| b % 4 > 0);
        let edits = match (kind % 15, code(a), place) {
            (0, ..) => vec![Edit::AddCode(Code::named(CodeId::new(mint), &words, Colour::nth(usize::from(b))))],
            (1, Some(code), _) => vec![Edit::SetCode(code, CodeChange::Name(words))],
            (2, Some(code), _) => vec![Edit::SetCode(code, CodeChange::Definition(words))],
            (3, Some(below), _) => {
                let change = CodeChange::Place { parent: code(b), rank: Rank(i64::from(a)) };
                vec![Edit::SetCode(below, change)]
            }
            (4, Some(code), _) => {
                let span = Span::new(u32::from(b) % 5, u32::from(b) % 5 + 2).unwrap();
                let quote = QuoteHash::of(&document.text, span);
                let coder = project.coders().next().unwrap().id;
                let (id, at) = (CodingId::new(mint), Timestamp(0));
                vec![Edit::AddCoding(
                    document.id,
                    Coding { id, code, coder, span, at, quote, on: None, memo: None, weight: None },
                )]
            }
            (5, _, Some(place)) => vec![Edit::RemoveCoding(place)],
            (6, _, Some(place)) => vec![Edit::SetCoding(place, CodingChange::Memo(Some(words.into())))],
            (8, ..) => vec![Edit::SetDocument(document.id, DocumentChange::Attribute { name, value })],
            (9, ..) => vec![Edit::AddCase(Case::named(CaseId::new(mint), &words))],
            (10, ..) => {
                let Some(case) = case else { return };
                let member = match b % 3 {
                    0 => CaseMember::Document(document.id),
                    1 => CaseMember::Speaker { document: document.id, name: words },
                    _ => CaseMember::passage(document, Span::new(1, 4).unwrap()).unwrap(),
                };
                let membership = if a % 3 == 0 { Membership::Out } else { Membership::In };
                vec![Edit::SetCase(case, CaseChange::Member(member, membership))]
            }
            (11, ..) => {
                let Some(case) = case else { return };
                match b % 3 {
                    0 => vec![Edit::SetCase(case, CaseChange::Attribute { name, value })],
                    1 => vec![Edit::SetCase(case, CaseChange::Note(words))],
                    _ => vec![Edit::RemoveCase(case)],
                }
            }
            (12, ..) => {
                let kind = AttributeKind::ALL[usize::from(b) % 6];
                let attribute = Attribute::new(&name, kind, Rank(0));
                match project.attribute(attribute.id()) {
                    None => vec![Edit::AddAttribute(attribute)],
                    Some(_) if b % 5 == 0 => vec![Edit::RemoveAttribute(attribute.id())],
                    Some(_) => vec![Edit::SetAttribute(attribute)],
                }
            }
            (13, ..) => {
                let shelf = Shelf::ALL[usize::from(a) % 4];
                let value = match shelf {
                    Shelf::Search | Shelf::Synonyms => words.as_str(),
                    Shelf::Word => "",
                    Shelf::StopWord => ["", ShelfItem::TAKEN_OFF][usize::from(b) % 2],
                };
                let item = ShelfItem::new(shelf, "老人", value);
                match project.item(item.id()) {
                    None => vec![Edit::AddItem(item)],
                    Some(_) if b % 5 == 0 => vec![Edit::RemoveItem(item.id())],
                    Some(_) => vec![Edit::SetItem(item)],
                }
            }
            (14, ..) => {
                let memos: Vec<MemoId> = project.memos().map(|memo| memo.id).collect();
                let memo = memos.get(usize::from(a) % memos.len().max(1)).copied();
                let on = code(a).map_or(MemoOn::Project, MemoOn::Code);
                let coder = project.coders().next().unwrap().id;
                let mut begun =
                    || Memo { text: words.clone(), ..Memo::new(MemoId::new(mint), on, coder, Timestamp(0)) };
                match (memo, b % 6) {
                    (None, _) | (_, 0) => vec![Edit::AddMemo(begun())],
                    (Some(memo), 1) => vec![Edit::RemoveMemo(memo)],
                    (Some(memo), 2) => vec![Edit::SetMemo(memo, MemoChange::On(on))],
                    (Some(memo), 3) => vec![Edit::SetMemo(memo, MemoChange::Labels([words].into()))],
                    (Some(memo), 4) => vec![Edit::SetMemo(memo, MemoChange::Title(words))],
                    (Some(memo), _) => vec![
                        Edit::SetMemo(memo, MemoChange::Text(words)),
                        Edit::SetMemo(memo, MemoChange::Changed(Timestamp(i64::from(a)))),
                    ],
                }
            }
            // The last one taken back: what was removed comes back under a later stamp.
            (7, ..) => {
                let last = writer.frames.last().filter(|last| !matches!(last.edits[0], Edit::AddCoder(_)));
                last.map(|last| last.inverses.clone()).unwrap_or_default()
            }
            _ => Vec::new(),
        };
        if !edits.is_empty() {
            writer.commit(edits, skip);
        }
    }

    fn start(mint: &mut CountingMint) -> Project {
        Project::new(ProjectId::new(mint), "样例", Timestamp(0))
    }

    /// Everything that a folder says, with its versions.
    type Said = (Project, BTreeMap<(crate::store::ledger::Entity, Field), Vec<(Stamp, String)>>);

    fn said(loose: Loose, id: ProjectId, document: DocumentId, text: &Arc<Text>) -> Said {
        let gathered = loose.gather();
        let Gathered { coders, mut codes, mut documents, codings, attributes, cases, items, memos, .. } = gathered;
        let mut ledger = gathered.ledger;
        untangle(&mut codes, &mut ledger);
        documents.iter_mut().filter(|held| held.id == document).for_each(|held| held.text = Arc::clone(text));
        let (title, created) = (String::new(), Timestamp(0));
        let Assembled { project, .. } =
            assemble(Parts { id, title, created, coders, codes, documents, codings, attributes, cases, items, memos });
        let versions = ledger.versions.into_iter();
        (project, versions.map(|(key, texts)| (key, texts.into_values().collect())).collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn three_replicas_say_the_same_in_whatever_order_they_are_heard(
            base in prop::collection::vec((Just(0_usize), any::<u8>(), any::<u8>(), any::<u8>(), 0..3_u64), 4..12),
            steps in prop::collection::vec((0..3_usize, any::<u8>(), any::<u8>(), any::<u8>(), 0..3_u64), 0..24),
            checkpoints in prop::collection::vec(0..24_usize, 3),
            (seed, twice) in any::<(u64, u64)>(),
        ) {
            let mut mint = CountingMint::default();
            let project = start(&mut mint);
            let id = project.id;
            let mut writers = ["a", "b", "c"].map(|name| Writer::of(name, &project));
            let text = Arc::new(Text::new("一二三四五六七八九十").unwrap());
            let document = Document::of_text(DocumentId::new(&mut mint), "访谈", Text::clone(&text), Timestamp(0));
            let document_id = document.id;
            let coder = Coder::named(CoderId::new(&mut mint), "甲");
            let code = Code::named(CodeId::new(&mut mint), "合谋", Colour::nth(0));
            writers[0].commit(
                vec![Edit::AddCoder(coder), Edit::AddDocument(Arc::new(document)), Edit::AddCode(code)],
                0,
            );
            for step in base {
                carry_out(&mut writers[0], step, &mut mint);
            }
            let [first, others @ ..] = &mut writers;
            for writer in others {
                writer.begin_on(first);
            }
            for (number, step) in steps.into_iter().enumerate() {
                carry_out(&mut writers[step.0], step, &mut mint);
                for (writer, _) in writers.iter_mut().zip(&checkpoints).filter(|(_, at)| **at == number) {
                    writer.checkpoint();
                }
            }
            let fill = |loose: &mut Loose, seed: u64, twice: u64| {
                enum Delivery<'a> {
                    Record(&'a Kind, &'a Record, bool),
                    Frame(&'a Arc<Transaction>, &'a Arc<Covers>),
                }
                let mut all: Vec<Delivery<'_>> = Vec::new();
                for writer in &writers {
                    let is_own = writer.replica.0 == "a";
                    all.extend(writer.records.iter().map(|(kind, record)| Delivery::Record(kind, record, is_own)));
                    all.extend(writer.frames.iter().map(|frame| Delivery::Frame(frame, &writer.covers)));
                }
                let mut sequence: Vec<usize> = (0..all.len()).collect();
                // Any order that the seed gives; 0 is the order in which things were written.
                sequence.sort_by_key(|&at| (at as u64 + 1).wrapping_mul(seed).rotate_left(23));
                sequence.extend((0..all.len()).filter(|at| twice >> (at % 64) & 1 == 1));
                for at in sequence {
                    match &all[at] {
                        Delivery::Record(kind, record, is_own) => {
                            let of = if let Kind::Codings(id) = kind { Some(*id) } else { None };
                            loose.take_record(Record::clone(record), of, *is_own, Ties::Ours);
                        }
                        Delivery::Frame(frame, covers) => loose.hear(Arc::clone(frame), Arc::clone(covers)),
                    }
                }
            };
            let (mut plain, mut shuffled, mut whole) =
                (Loose::of(Replica("a".into())), Loose::of(Replica("a".into())), Loose::of(Replica("a".into())));
            fill(&mut plain, 0, 0);
            fill(&mut shuffled, seed, twice);
            // As if nobody had ever written a checkpoint.
            for frame in writers.iter().flat_map(|writer| &writer.frames) {
                whole.hear(Arc::clone(frame), Arc::default());
            }
            let of = |loose| said(loose, id, document_id, &text);
            let (plain, shuffled, whole) = (of(plain), of(shuffled), of(whole));
            prop_assert_eq!(&plain, &shuffled);
            prop_assert_eq!(&plain.0, &whole.0, "records say what frames said");
            prop_assert_eq!(&plain.1, &whole.1, "and the same texts lost");
        }
    }
}
