//! Codes of the other copy, and where they stand in the tree.

use std::collections::BTreeSet;

use super::super::ledger::Entity;
use super::super::stamps::{Field, Stamps, Written};
use super::entities::Known;
use super::plan::Planner;
use super::{Change, Reason, Thing};
use crate::model::{Code, CodeChange, CodeId, Edit};

/// A change of the tree that waits until it can be made.
#[derive(Clone, Debug)]
struct Move {
    code: CodeId,
    change: CodeChange,
    passed_on: Option<Written>,
}

impl Planner<'_> {
    /// Brings in new codes, what codes mean, and the tree. `merged` are those that are there in the end,
    /// with circles taken out.
    pub(super) fn codes(&mut self, merged: &[Code]) {
        self.add_codes(merged);
        for code in merged {
            match self.here.code(code.id).cloned() {
                Some(held) => {
                    let stamps = self.stamps_here(Entity::Code(code.id));
                    self.code_fields((&held, &stamps), code, Known::Here);
                }
                None if self.scratch.code(code.id).is_some() => {
                    let stamps = Stamps::added(self.stamps(Entity::Code(code.id)).added);
                    self.code_fields((code, &stamps), code, Known::New);
                }
                None => {}
            }
        }
        self.place_codes(merged);
    }

    fn add_codes(&mut self, merged: &[Code]) {
        let mut waiting: Vec<&Code> = merged.iter().filter(|code| self.here.code(code.id).is_none()).collect();
        while !waiting.is_empty() {
            let before = waiting.len();
            waiting.retain(|code| !self.add_code((*code).clone()));
            if waiting.len() == before {
                // Some name each other: they are put at the top and placed later.
                waiting.retain(|code| !self.add_code(Code { parent: None, alias_of: None, ..(*code).clone() }));
                for code in std::mem::take(&mut waiting) {
                    self.leave_out(Thing::Code, &code.name, Reason::Incomplete, 1);
                }
            }
        }
    }

    fn add_code(&mut self, code: Code) -> bool {
        let (added, name) = (self.added(Entity::Code(code.id)), code.name.clone());
        let is_added = self.push(Edit::AddCode(code), Some(added)).is_ok();
        if is_added {
            self.report.codes.push(name);
        }
        is_added
    }

    fn place_codes(&mut self, merged: &[Code]) {
        let mut waiting = Vec::new();
        for code in merged {
            let Some(now) = self.scratch.code(code.id) else { continue };
            let stamps = self.stamps(Entity::Code(code.id));
            let here = self.stamps_here(Entity::Code(code.id));
            let is_new = self.here.code(code.id).is_none();
            let skipped = self.merged.skipped.get(&code.id).cloned().unwrap_or_default();
            // What cannot stand is settled here and now, for good.
            let passed_on = |field: Field, is_skipped: bool| (!is_skipped).then(|| stamps.written(field));
            let is_unwritten = |field: Field| is_new && *stamps.at(field) > stamps.added;
            if (now.parent, now.rank) != (code.parent, code.rank) || is_unwritten(Field::Place) {
                let change = CodeChange::Place { parent: code.parent, rank: code.rank };
                let passed_on = passed_on(Field::Place, skipped.parent.is_some());
                waiting.push(Move { code: code.id, change, passed_on });
            }
            if now.alias_of != code.alias_of || is_unwritten(Field::Alias) {
                let change = CodeChange::AliasOf(code.alias_of);
                let passed_on = passed_on(Field::Alias, skipped.alias_of.is_some());
                waiting.push(Move { code: code.id, change, passed_on });
            }
            let is_news =
                stamps.at(Field::Place) > here.at(Field::Place) || stamps.at(Field::Alias) > here.at(Field::Alias);
            if skipped != super::super::ledger::Skipped::default() && is_news {
                self.leave_out(Thing::Code, &code.name, Reason::Circle, 1);
            }
        }
        self.make_moves(waiting);
    }

    /// A move may have to wait for another one. Where all wait for each other, their codes go to the top first.
    fn make_moves(&mut self, mut waiting: Vec<Move>) {
        let mut at_the_top = BTreeSet::new();
        while !waiting.is_empty() {
            let before = waiting.len();
            let mut refused = Vec::new();
            for step in waiting {
                match self.push(Edit::SetCode(step.code, step.change.clone()), step.passed_on.clone()) {
                    Ok(()) => self.tell_of_move(&step),
                    Err(_) => refused.push(step),
                }
            }
            waiting = refused;
            if waiting.len() < before {
                continue;
            }
            let Some(at) = waiting.iter().position(|step| at_the_top.insert((step.code, is_alias(&step.change))))
            else {
                for step in waiting {
                    let name = self.scratch.code(step.code).map(|code| code.name.clone()).unwrap_or_default();
                    self.leave_out(Thing::Code, &name, Reason::Circle, 1);
                }
                return;
            };
            let Some(step) = waiting.get(at).cloned() else { return };
            let first = match step.change {
                CodeChange::Place { rank, .. } => CodeChange::Place { parent: None, rank },
                _ => CodeChange::AliasOf(None),
            };
            // It bears the same stamp, so that the one that follows it stands.
            let _ = self.push(Edit::SetCode(step.code, first), step.passed_on);
        }
    }

    fn tell_of_move(&mut self, step: &Move) {
        let Some(name) = self.here.code(step.code).map(|code| code.name.clone()) else { return };
        let field = if is_alias(&step.change) { Field::Alias } else { Field::Place };
        self.report.changes.push(Change { thing: Thing::Code, name, field });
    }

    /// Takes away codes that were removed in the other copy; their codings are gone by now.
    pub(super) fn remove_codes(&mut self, merged: &[Code]) {
        let there: BTreeSet<CodeId> = merged.iter().map(|code| code.id).collect();
        let mut waiting: Vec<Code> = self.here.codes().filter(|code| !there.contains(&code.id)).cloned().collect();
        loop {
            let before = waiting.len();
            waiting.retain(|code| {
                let removed = self.removed(Entity::Code(code.id));
                let is_gone = self.push(Edit::RemoveCode(code.id), removed).is_ok();
                if is_gone {
                    self.report.removed.push((Thing::Code, code.name.clone()));
                }
                !is_gone
            });
            if waiting.len() == before {
                break;
            }
        }
        for code in waiting {
            self.leave_out(Thing::Code, &code.name, Reason::StillUsed, 1);
        }
    }
}

fn is_alias(change: &CodeChange) -> bool {
    matches!(change, CodeChange::AliasOf(_))
}
