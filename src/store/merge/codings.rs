//! Codings of the other copy; what is removed with them; what stays away.

use std::collections::{BTreeMap, BTreeSet};

use super::super::ledger::Entity;
use super::super::stamps::{Stamps, Written};
use super::entities::Known;
use super::plan::Planner;
use super::{Reason, Thing};
use crate::model::anchor::settle;
use crate::model::{Code, Coder, CoderId, Coding, CodingChange, CodingId, DocumentId, Edit, EditError};

/// How many codings of whom in which document.
type Counts = BTreeMap<(DocumentId, CoderId), usize>;

impl Planner<'_> {
    /// Codings on the texts that their documents have in the end. One of which no word is left there goes, and is told
    /// of with those that go because what they name is gone.
    pub(super) fn brought_to_todays_texts(
        &self,
        mut merged: Vec<(DocumentId, Vec<Coding>)>,
    ) -> Vec<(DocumentId, Vec<Coding>)> {
        for (document, codings) in &mut merged {
            let Some(held) = self.scratch.document(*document) else { continue };
            settle(held, codings);
        }
        merged
    }

    /// Where the text here is not the one that a coding stands on, and nobody knows the way.
    fn has_lost_its_words(&self, document: DocumentId, coding: &Coding) -> bool {
        self.scratch.document(document).is_some_and(|held| held.mark() != coding.on)
    }

    /// `merged` are the codings that are there in the end, whatever they name.
    pub(super) fn codings(&mut self, merged: &[(DocumentId, Vec<Coding>)]) {
        let (mut added, mut removed, mut taken_along) = (Counts::new(), Counts::new(), Counts::new());
        for (document, codings) in merged {
            let document = *document;
            let there: BTreeSet<CodingId> = codings.iter().map(|coding| coding.id).collect();
            let here: BTreeMap<CodingId, Coding> =
                self.here.codings(document).iter().map(|coding| (coding.id, coding.clone())).collect();
            for coding in here.values() {
                let stays = there.contains(&coding.id);
                let is_lost = stays
                    && codings.iter().any(|other| other.id == coding.id && self.has_lost_its_words(document, other));
                if stays && !is_lost && !self.goes_with_what_it_names(document, coding) {
                    continue;
                }
                let written = if stays { None } else { self.removed(Entity::Coding(document, coding.id)) };
                if self.push(Edit::RemoveCoding(coding.place(document)), written).is_ok() {
                    let counts = if stays { &mut taken_along } else { &mut removed };
                    *counts.entry((document, coding.coder)).or_default() += 1;
                }
            }
            for coding in codings {
                let entity = Entity::Coding(document, coding.id);
                match here.get(&coding.id) {
                    Some(_) if self.has_lost_its_words(document, coding) => {}
                    Some(held) if !self.goes_with_what_it_names(document, coding) => {
                        let stamps = self.stamps_here(entity);
                        self.coding_fields(document, (held, &stamps), coding, Known::Here);
                        self.move_with_its_words(document, coding);
                    }
                    Some(_) => {}
                    None => {
                        if self.add_coding(document, coding) {
                            *added.entry((document, coding.coder)).or_default() += 1;
                        }
                    }
                }
            }
        }
        self.report.codings = self.counted(&added);
        self.report.removed_codings = self.counted(&removed);
        self.report.taken_along = self.counted(&taken_along);
    }

    /// Whether its code, document or coder was removed there.
    fn goes_with_what_it_names(&self, document: DocumentId, coding: &Coding) -> bool {
        let named = [Entity::Code(coding.code), Entity::Document(document), Entity::Coder(coding.coder)];
        named.into_iter().any(|entity| self.merged.is_removed(entity))
    }

    /// What was coded here on the text before the one that comes in moves with its words; that is what the merge decides.
    fn move_with_its_words(&mut self, document: DocumentId, coding: &Coding) {
        let Some(mark) = self.scratch.document(document).map(|held| held.mark()) else { return };
        let strayed = self.scratch.codings(document).iter().find(|held| held.id == coding.id && held.on != mark);
        if let Some(place) = strayed.map(|held| held.place(document)) {
            let _ = self.push(Edit::SetCoding(place, CodingChange::Anchor(coding.anchor())), None);
        }
    }

    fn add_coding(&mut self, document: DocumentId, coding: &Coding) -> bool {
        let entity = Entity::Coding(document, coding.id);
        if self.goes_with_what_it_names(document, coding) {
            self.leave_out_coding(document, coding, None);
            return false;
        }
        if self.has_lost_its_words(document, coding) {
            self.leave_out_coding(document, coding, Some(&EditError::OtherText { start: 0, end: 0 }));
            return false;
        }
        // One that its maker made and nobody removed bears no stamp; the least one stands for that, so that
        // a removal anywhere still counts (invariant 4).
        let added = self.added(entity);
        let stamps = Stamps::added(added.at.clone());
        match self.push(Edit::AddCoding(document, coding.clone()), Some(added)) {
            Ok(()) => {
                self.coding_fields(document, (coding, &stamps), coding, Known::New);
                true
            }
            Err(error) => {
                self.leave_out_coding(document, coding, Some(&error));
                false
            }
        }
    }

    fn leave_out_coding(&mut self, document: DocumentId, coding: &Coding, error: Option<&EditError>) {
        // What is put aside here already is no news.
        if self.job.ledger.of_codings(document).is_some_and(|held| held.aside.contains(coding)) {
            return;
        }
        let reason = self.reason(document, coding, error);
        let title = self.title_of(document);
        self.leave_out(Thing::Coding, &title, reason, 1);
    }

    fn reason(&self, document: DocumentId, coding: &Coding, error: Option<&EditError>) -> Reason {
        if self.merged.is_removed(Entity::Document(document)) {
            Reason::DocumentRemoved
        } else if self.merged.is_removed(Entity::Code(coding.code)) {
            Reason::CodeRemoved
        } else if self.merged.is_removed(Entity::Coder(coding.coder)) {
            Reason::CoderRemoved
        } else if self.scratch.document(document).is_none() {
            Reason::TextMissing
        } else if matches!(error, Some(EditError::OtherText { .. } | EditError::OutsideText { .. })) {
            Reason::OtherText
        } else {
            Reason::Incomplete
        }
    }

    /// Takes away what was removed in the other copy; the codings in it are gone by now.
    pub(super) fn removals(&mut self, coders: &[Coder], codes: &[Code]) {
        self.remove_codes(codes);
        let gone: Vec<(DocumentId, String)> =
            self.here.documents().map(|document| (document.id, document.title.clone())).collect();
        for (id, title) in gone {
            let entity = Entity::Document(id);
            if self.merged.is_removed(entity) {
                let removed: Option<Written> = self.removed(entity);
                match self.push(Edit::RemoveDocument(id), removed) {
                    Ok(()) => self.report.removed.push((Thing::Document, title)),
                    Err(_) => self.leave_out(Thing::Document, &title, Reason::StillUsed, 1),
                }
            }
        }
        let there: BTreeSet<CoderId> = coders.iter().map(|coder| coder.id).collect();
        let gone: Vec<Coder> = self.here.coders().filter(|coder| !there.contains(&coder.id)).cloned().collect();
        for coder in gone {
            let removed = self.removed(Entity::Coder(coder.id));
            match self.push(Edit::RemoveCoder(coder.id), removed) {
                Ok(()) => self.report.removed.push((Thing::Coder, coder.name)),
                Err(_) => self.leave_out(Thing::Coder, &coder.name, Reason::StillUsed, 1),
            }
        }
    }

    /// Tells of what stands there and was removed here: it does not come back by a merge (invariant 4).
    pub(super) fn stays_away(&mut self) {
        let only = self.only_there;
        let gone = |planner: &Self, entity| planner.merged.is_removed(entity);
        for coder in only.coders.iter().filter(|coder| gone(self, Entity::Coder(coder.id))).collect::<Vec<_>>() {
            self.leave_out(Thing::Coder, &coder.name, Reason::RemovedHere, 1);
        }
        for case in only.cases.iter().filter(|case| gone(self, Entity::Case(case.id))).collect::<Vec<_>>() {
            self.leave_out(Thing::Case, &case.name, Reason::RemovedHere, 1);
        }
        for item in only.items.iter().filter(|item| gone(self, Entity::Item(item.id()))).collect::<Vec<_>>() {
            self.leave_out(Thing::of(item.shelf), &item.name, Reason::RemovedHere, 1);
        }
        for memo in only.memos.iter().filter(|memo| gone(self, Entity::Memo(memo.id))).collect::<Vec<_>>() {
            self.leave_out(Thing::Memo, &memo.name(), Reason::RemovedHere, 1);
        }
        for code in only.codes.iter().filter(|code| gone(self, Entity::Code(code.id))).collect::<Vec<_>>() {
            self.leave_out(Thing::Code, &code.name, Reason::RemovedHere, 1);
        }
        for held in only.documents.iter().filter(|held| gone(self, Entity::Document(held.id))).collect::<Vec<_>>() {
            self.leave_out(Thing::Document, &held.title, Reason::RemovedHere, 1);
        }
        for (&document, codings) in &only.codings {
            let count = codings.iter().filter(|&&id| gone(self, Entity::Coding(document, id))).count();
            if count > 0 {
                let title = self.title_of(document);
                self.leave_out(Thing::Coding, &title, Reason::RemovedHere, count);
            }
        }
    }
}
