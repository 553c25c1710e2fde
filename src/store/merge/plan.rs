//! The differences between what is open and both copies put together, as edits that apply in order.
//!
//! Every edit is tried on a scratch copy of the project before it is taken into the plan, so that the
//! plan as a whole applies; what is refused is left out and told.

use std::collections::BTreeMap;

use super::super::journal::FileFirst;
use super::super::ledger::{Entity, Ledger, PassedOn, Versions};
use super::super::loose::Gathered;
use super::super::project_store::Learnt;
use super::super::read_files::Reader;
use super::super::stamps::{Field, Stamps, Written};
use super::gather::{Joined, OnlyThere};
use super::{CodingCount, LeftOut, MergeJob, MergePlan, MergeReport, Reason, Thing};
use crate::model::{CoderId, DocumentId, Edit, EditError, Project};

/// A plan in the making.
pub(super) struct Planner<'a> {
    pub(super) job: &'a MergeJob,
    /// As it is here.
    pub(super) here: &'a Project,
    /// Who wrote what, put together.
    pub(super) merged: &'a Ledger,
    pub(super) only_there: &'a OnlyThere,
    /// What is here after the edits so far.
    pub(super) scratch: Project,
    pub(super) files: Vec<FileFirst>,
    pub(super) report: MergeReport,
    /// Texts that could not be put in as other versions.
    pub(super) without: Vec<(Entity, Field)>,
    edits: Vec<Edit>,
    passed_on: PassedOn,
    left_out: BTreeMap<(Thing, String, Reason), usize>,
}

/// Says what merging would do.
pub(super) fn plan(job: &MergeJob, joined: Joined, reader: &mut Reader<'_>) -> MergePlan {
    let Joined { merged, only_there, lamport } = joined;
    let Gathered { title, coders, codes, documents, codings, attributes, cases, items, memos, ledger, missing, .. } =
        merged;
    let mut planner = Planner {
        job,
        here: &job.project,
        merged: &ledger,
        only_there: &only_there,
        scratch: Project::clone(&job.project),
        files: Vec::new(),
        report: MergeReport { other: job.there.clone(), ..MergeReport::default() },
        without: Vec::new(),
        edits: Vec::new(),
        passed_on: PassedOn::new(),
        left_out: BTreeMap::new(),
    };
    planner.title(title.as_deref());
    planner.coders(&coders);
    planner.codes(&codes);
    planner.documents(documents, reader);
    let codings = planner.brought_to_todays_texts(codings);
    planner.codings(&codings);
    planner.attributes(&attributes);
    planner.cases(&cases);
    planner.items(&items);
    planner.memos(&memos);
    planner.removals(&coders, &codes);
    planner.stays_away();
    if !missing.is_empty() {
        planner.leave_out(Thing::Coding, "", Reason::Incomplete, missing.len());
    }
    let Planner { mut report, files, edits, passed_on, left_out, scratch, without, .. } = planner;
    reader.tell_of_unlisted();
    report.findings = std::mem::take(&mut reader.findings);
    report.damaged = !reader.troubles.is_empty();
    report.left_out =
        left_out.into_iter().map(|((thing, name, reason), count)| LeftOut { thing, name, reason, count }).collect();
    let versions = standing(ledger.versions, &scratch, &without);
    let learnt = Learnt { passed_on, versions: Some(versions), lamport, ..Learnt::default() };
    MergePlan { report, revision: job.revision, edits, files, learnt }
}

/// The texts that lose, of what is here in the end.
fn standing(mut versions: Versions, project: &Project, without: &[(Entity, Field)]) -> Versions {
    versions.retain(|key, _| {
        let is_here = match key.0 {
            Entity::Title => true,
            Entity::Coder(id) => project.coder(id).is_some(),
            Entity::Code(id) => project.code(id).is_some(),
            Entity::Document(id) => project.document(id).is_some(),
            Entity::Attribute(id) => project.attribute(id).is_some(),
            Entity::Case(id) => project.case(id).is_some(),
            Entity::Item(id) => project.item(id).is_some(),
            Entity::Memo(id) => project.memo(id).is_some(),
            Entity::Coding(document, id) => project.codings(document).iter().any(|coding| coding.id == id),
        };
        is_here && !without.contains(key)
    });
    versions
}

impl Planner<'_> {
    /// Takes an edit into the plan. `passed_on` says when it was written in the other copy; without it, it
    /// is what this merge decides.
    pub(super) fn push(&mut self, edit: Edit, passed_on: Option<Written>) -> Result<(), EditError> {
        edit.apply(&mut self.scratch)?;
        if let Some(written) = passed_on
            && let Ok(number) = u32::try_from(self.edits.len())
        {
            self.passed_on.insert(number, written);
        }
        self.edits.push(edit);
        Ok(())
    }

    /// The stamps of an entity that is no coding, put together.
    pub(super) fn stamps(&self, entity: Entity) -> Stamps {
        match entity {
            Entity::Coding(document, id) => {
                self.merged.of_codings(document).and_then(|held| held.stamps.get(&id)).cloned().unwrap_or_default()
            }
            _ => self.merged.entities.get(&entity).cloned().unwrap_or_default(),
        }
    }

    /// The stamps that it has here.
    pub(super) fn stamps_here(&self, entity: Entity) -> Stamps {
        let ledger = &self.job.ledger;
        match entity {
            Entity::Coding(document, id) => {
                ledger.of_codings(document).and_then(|held| held.stamps.get(&id)).cloned().unwrap_or_default()
            }
            _ => ledger.entities.get(&entity).cloned().unwrap_or_default(),
        }
    }

    /// When it was added, as an edit bears it.
    pub(super) fn added(&self, entity: Entity) -> Written {
        Written { at: self.stamps(entity).added, over: None }
    }

    /// When it was removed; `None` where nobody removed it as such.
    pub(super) fn removed(&self, entity: Entity) -> Option<Written> {
        self.stamps(entity).removed.map(|at| Written { at, over: None })
    }

    pub(super) fn leave_out(&mut self, thing: Thing, name: &str, reason: Reason, count: usize) {
        *self.left_out.entry((thing, name.to_owned(), reason)).or_default() += count;
    }

    /// The title of a document here or there.
    pub(super) fn title_of(&self, id: DocumentId) -> String {
        let here = self.scratch.document(id).or_else(|| self.here.document(id)).map(|document| document.title.clone());
        let there = || self.only_there.documents.iter().find(|document| document.id == id).map(|d| d.title.clone());
        here.or_else(there).unwrap_or_default()
    }

    /// The name of a coder here or there.
    pub(super) fn coder_name(&self, id: CoderId) -> String {
        let here = self.scratch.coder(id).or_else(|| self.here.coder(id)).map(|coder| coder.name.clone());
        let there = || self.only_there.coders.iter().find(|coder| coder.id == id).map(|coder| coder.name.clone());
        here.or_else(there).unwrap_or_default()
    }

    /// Counts of codings by document and coder, in words.
    pub(super) fn counted(&self, counts: &BTreeMap<(DocumentId, CoderId), usize>) -> Vec<CodingCount> {
        let name = |(&(document, coder), &count): (&(DocumentId, CoderId), &usize)| CodingCount {
            document: self.title_of(document),
            coder: self.coder_name(coder),
            count,
        };
        let mut list: Vec<CodingCount> = counts.iter().map(name).collect();
        list.sort();
        list
    }
}
