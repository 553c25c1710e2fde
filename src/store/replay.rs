//! Journal frames put into what is being read.
//!
//! Journals of several replicas, and copies of them, are heard of in any order and more than once; they
//! are replayed after all records, in the order of their stamps, so that the order of hearing makes no
//! difference.

use std::sync::Arc;

use super::entry::Ties;
use super::ledger::entity_of;
use super::loose::Loose;
use super::record::Covers;
use super::stamps::{Field, Stamps, Written};
use crate::model::{Document, Edit, Stamp, Transaction};

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
        let is_own = transaction.replica == self.own;
        let mut over = transaction.over.iter().peekable();
        let mut passed_on = transaction.passed_on.iter().peekable();
        for (number, edit) in (0_u32..).zip(&transaction.edits) {
            let over = over.next_if(|(at, _)| *at == number).map(|(_, stamp)| stamp.clone());
            let passed_on = passed_on.next_if(|(at, _)| *at == number).map(|(_, stamp)| stamp.clone());
            if covers.of(edit) >= transaction.seq {
                continue;
            }
            let at = passed_on.unwrap_or_else(|| own_stamp.clone());
            self.replay_edit(edit, Written { at, over }, is_own);
            if is_own {
                self.dirty.mark(edit);
            }
        }
    }

    fn replay_edit(&mut self, edit: &Edit, written: Written, is_own: bool) {
        let versions = &mut self.versions;
        let entity = entity_of(edit);
        let stamp: &Stamp = &written.at.clone();
        let added = || Stamps::added(stamp.clone());
        match edit {
            Edit::SetTitle(title) => {
                let stamps = Stamps { fields: [(Field::Title, written)].into(), ..Stamps::default() };
                self.title.join(entity, Some(title.clone()), stamps, Ties::Theirs, versions);
            }
            Edit::AddCoder(coder) => {
                let held = self.coders.entry(coder.id).or_default();
                held.join(entity, Some(coder.clone()), added(), Ties::Theirs, versions);
            }
            Edit::SetCoder(coder) => {
                let held = self.coders.entry(coder.id).or_default();
                held.write(entity, Field::Whole, written, versions, |held| held.clone_from(coder));
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
                    held.write(entity, field, written, versions, |held| change.put_into(held));
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
                    held.write(entity, field, written, versions, |held| change.put_into(held));
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
                        entry.write(entity, field, written, versions, |held| change.put_into(held));
                    });
                }
            }
        }
    }
}
