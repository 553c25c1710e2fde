//! Cases of the other copy, and what belongs to each.

use super::super::ledger::Entity;
use super::super::stamps::{Field, Stamps};
use super::entities::{Known, Pair, named, put_text};
use super::plan::Planner;
use super::{Reason, Thing};
use crate::model::{AttributeId, Case, CaseChange, CaseMember, Edit, MemberId, Membership};

impl Planner<'_> {
    /// Brings in new cases and what was written of others; takes away those that were removed there. `merged`
    /// are those that are there in the end.
    pub(super) fn cases(&mut self, merged: &[Case]) {
        for case in merged {
            let entity = Entity::Case(case.id);
            let case = &self.with_what_can_be_found(case);
            if let Some(held) = self.here.case(case.id).map(|held| Case::clone(held)) {
                let stamps = self.stamps_here(entity);
                self.case_fields((&held, &stamps), case, Known::Here);
                continue;
            }
            let added = self.added(entity);
            let stamps = Stamps::added(added.at.clone());
            match self.push(Edit::AddCase(case.clone()), Some(added)) {
                Ok(()) => {
                    self.report.cases.push(case.name.clone());
                    self.case_fields((case, &stamps), case, Known::New);
                }
                Err(_) => self.leave_out(Thing::Case, &case.name, Reason::Incomplete, 1),
            }
        }
        self.remove_cases(merged);
    }

    /// The case without the passages that the texts here do not have; those that are in it here already stay.
    fn with_what_can_be_found(&mut self, case: &Case) -> Case {
        let held = self.here.case(case.id);
        let stays =
            |member: &CaseMember| member.fits(&self.scratch) || held.is_some_and(|held| held.members.contains(member));
        let mut found = case.clone();
        found.members.retain(stays);
        let strayed = case.members.len() - found.members.len();
        if strayed > 0 {
            self.leave_out(Thing::Case, &case.name, Reason::OtherText, strayed);
        }
        found
    }

    fn case_fields(&mut self, here: (&Case, &Stamps), merged: &Case, known: Known) {
        let id = merged.id;
        let pair = Pair { entity: Entity::Case(id), here, merged, known, thing: Thing::Case, name: &here.0.name };
        let attribute = |of: &Case, attribute: AttributeId| {
            named(attribute, &of.attributes, [&here.0.attributes, &merged.attributes])
        };
        let edit = |field, value: &Case| {
            Some(Edit::SetCase(
                id,
                match field {
                    Field::Name => CaseChange::Name(value.name.clone()),
                    Field::Note => CaseChange::Note(value.note.clone()),
                    Field::Attribute(of) => {
                        let (name, value) = attribute(value, of)?;
                        CaseChange::Attribute { name, value }
                    }
                    Field::Member(of) => match value.member(of) {
                        Some(member) => CaseChange::Member(member.clone(), Membership::In),
                        None => CaseChange::Member(known_member(of, [here.0, merged])?, Membership::Out),
                    },
                    _ => return None,
                },
            ))
        };
        let with_text = |field, value: &Case, text: &str| {
            let mut value = value.clone();
            match field {
                Field::Attribute(of) => {
                    let name = attribute(&value, of);
                    put_text(&mut value.attributes, name, text);
                }
                Field::Note => text.clone_into(&mut value.note),
                _ => text.clone_into(&mut value.name),
            }
            value
        };
        self.fields(&pair, edit, with_text);
    }

    fn remove_cases(&mut self, merged: &[Case]) {
        let stays = |case: &Case| merged.iter().any(|other| other.id == case.id);
        let gone: Vec<Case> = self.here.cases().filter(|case| !stays(case)).map(|case| Case::clone(case)).collect();
        for case in gone {
            let removed = self.removed(Entity::Case(case.id));
            if self.push(Edit::RemoveCase(case.id), removed).is_ok() {
                self.report.removed.push((Thing::Case, case.name));
            }
        }
        let here = self.here;
        let gone: Vec<_> =
            here.attributes().filter(|held| self.merged.is_removed(Entity::Attribute(held.id()))).collect();
        for attribute in gone {
            let removed = self.removed(Entity::Attribute(attribute.id()));
            if self.push(Edit::RemoveAttribute(attribute.id()), removed).is_ok() {
                self.report.removed.push((Thing::Attribute, attribute.name.clone()));
            }
        }
    }
}

fn known_member(id: MemberId, known: [&Case; 2]) -> Option<CaseMember> {
    known.into_iter().find_map(|case| case.member(id).cloned())
}
