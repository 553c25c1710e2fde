//! Memos of the other copy.

use super::super::ledger::Entity;
use super::super::stamps::{Field, Stamps};
use super::entities::{Known, Pair};
use super::plan::Planner;
use super::{Reason, Thing};
use crate::model::{Edit, Memo, MemoChange, MemoId};

impl Planner<'_> {
    /// Brings in new memos and what was written in others; takes away those that were removed there. `merged` are
    /// those that are there in the end.
    pub(super) fn memos(&mut self, merged: &[Memo]) {
        for memo in merged {
            let entity = Entity::Memo(memo.id);
            if let Some(held) = self.here.memo(memo.id).map(|held| Memo::clone(held)) {
                let stamps = self.stamps_here(entity);
                self.memo_fields((&held, &stamps), memo, Known::Here);
                continue;
            }
            let added = self.added(entity);
            let stamps = Stamps::added(added.at.clone());
            match self.push(Edit::AddMemo(memo.clone()), Some(added)) {
                Ok(()) => {
                    self.report.memos.push(memo.name());
                    self.memo_fields((memo, &stamps), memo, Known::New);
                }
                Err(_) => self.leave_out(Thing::Memo, &memo.name(), Reason::Unfit, 1),
            }
        }
        let here = self.here;
        let gone: Vec<(MemoId, String)> = here
            .memos()
            .filter(|held| self.merged.is_removed(Entity::Memo(held.id)))
            .map(|held| (held.id, held.name()))
            .collect();
        for (id, name) in gone {
            let removed = self.removed(Entity::Memo(id));
            if self.push(Edit::RemoveMemo(id), removed).is_ok() {
                self.report.removed.push((Thing::Memo, name));
            }
        }
    }

    fn memo_fields(&mut self, here: (&Memo, &Stamps), merged: &Memo, known: Known) {
        let (id, name) = (merged.id, here.0.name());
        let pair = Pair { entity: Entity::Memo(id), here, merged, known, thing: Thing::Memo, name: &name };
        let edit = |field, value: &Memo| {
            Some(Edit::SetMemo(
                id,
                match field {
                    Field::Title => MemoChange::Title(value.title.clone()),
                    Field::Memo => MemoChange::Text(value.text.clone()),
                    Field::Labels => MemoChange::Labels(value.labels.clone()),
                    Field::On => MemoChange::On(value.on),
                    Field::Changed => MemoChange::Changed(value.changed),
                    _ => return None,
                },
            ))
        };
        let with_text = |field, value: &Memo, text: &str| {
            let mut value = value.clone();
            match field {
                Field::Title => text.clone_into(&mut value.title),
                _ => text.clone_into(&mut value.text),
            }
            value
        };
        self.fields(&pair, edit, with_text);
    }
}
