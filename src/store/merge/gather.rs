//! Reading the other copy and putting it together with what is open here.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::super::checkpoint;
use super::super::entry::Ties;
use super::super::format::Gate;
use super::super::layout::Layout;
use super::super::ledger::Entity;
use super::super::loose::{Gathered, Loose};
use super::super::open::read_project_file;
use super::super::read_folder::ReadFolder;
use super::super::read_journals::Reach;
use super::super::record::Record;
use super::super::untangle::untangle;
use super::{MergeError, MergeJob};
use crate::model::{Case, Code, Coder, CodingId, Document, DocumentId, Hash, Memo, ShelfItem};

/// Both copies in one, and what the other one has that is not here.
pub(super) struct Joined {
    pub(super) merged: Gathered,
    pub(super) only_there: OnlyThere,
    /// The highest logical time seen in the other copy.
    pub(super) lamport: u64,
}

/// What stands in the other copy and is not here.
#[derive(Default)]
pub(super) struct OnlyThere {
    pub(super) coders: Vec<Coder>,
    pub(super) cases: Vec<Case>,
    pub(super) items: Vec<ShelfItem>,
    pub(super) memos: Vec<Memo>,
    pub(super) codes: Vec<Code>,
    pub(super) documents: Vec<Document>,
    pub(super) codings: BTreeMap<DocumentId, BTreeSet<CodingId>>,
    /// Documents that are here too, with another text.
    pub(super) other_texts: BTreeMap<DocumentId, Hash>,
}

/// Reads the other copy; where it is damaged, its archive too.
pub(super) fn read_other<'a>(
    job: &'a MergeJob,
    there: &'a Layout,
    known: &'a BTreeMap<DocumentId, Arc<Document>>,
) -> Result<ReadFolder<'a>, MergeError> {
    let file = read_project_file(&job.environment, there.root())?;
    if file.id != job.project.id {
        return Err(MergeError::OtherProject { folder: job.there.clone(), title: file.title });
    }
    let mut read = ReadFolder::of(&job.environment, there, &job.replica, known, Reach::SinceCheckpoint)?;
    if !read.reader.troubles.is_empty() {
        let findings = std::mem::take(&mut read.reader.findings);
        read = ReadFolder::of(&job.environment, there, &job.replica, known, Reach::Everything)?;
        for finding in findings {
            if !read.reader.findings.contains(&finding) {
                read.reader.findings.push(finding);
            }
        }
    }
    if read.reader.newest.gate() != Gate::Open {
        return Err(MergeError::NewerMinor { folder: job.there.clone(), found: read.reader.newest });
    }
    Ok(read)
}

/// Puts both into one.
pub(super) fn join(job: &MergeJob, other: &mut ReadFolder<'_>) -> Joined {
    let mut loose = Loose::of(job.replica.clone());
    let transactions = other.journals.iter().flat_map(|journal| &journal.transactions).map(|t| t.lamport);
    let checkpoints = other.checkpoints.values().map(|checkpoint| checkpoint.lamport);
    let lamport = transactions.chain(checkpoints).max().unwrap_or_default();
    other.put_records_into(&mut loose);
    loose.recall = other.reads_everything().then(|| loose.held());
    other.put_journals_into(&mut loose);
    loose.replay();
    loose.recall = None;
    let only_there = only_there(job, &loose);
    for (document, record) in records(job) {
        loose.take_record(record, document, true, Ties::Theirs);
    }
    let mut merged = loose.gather();
    untangle(&mut merged.codes, &mut merged.ledger);
    let lamport = lamport.max(merged.ledger.highest_lamport());
    Joined { merged, only_there, lamport }
}

/// What is open here, as a checkpoint would write it if it wrote everything.
fn records(job: &MergeJob) -> Vec<(Option<DocumentId>, Record)> {
    let (project, ledger) = (&*job.project, &job.ledger);
    let mut records: Vec<(Option<DocumentId>, Record)> = Vec::new();
    records.extend(checkpoint::people(project, ledger).into_iter().map(|record| (None, record)));
    records.extend(checkpoint::codebook(project, ledger).into_iter().map(|record| (None, record)));
    let gone = ledger.entities.keys().filter_map(|entity| match entity {
        Entity::Document(id) => Some(*id),
        _ => None,
    });
    let documents: BTreeSet<DocumentId> = project.documents().map(|document| document.id).chain(gone).collect();
    for id in documents {
        records.extend(checkpoint::document(project, ledger, id).into_iter().flatten().map(|record| (None, record)));
    }
    let coded = project.all_codings().map(|(id, _)| id).chain(ledger.codings.keys().copied());
    for id in coded.collect::<BTreeSet<_>>() {
        let all = checkpoint::codings(project, ledger, id, checkpoint::Whose::Everybodys);
        records.extend(all.into_iter().map(|record| (Some(id), record)));
    }
    records
}

/// Whether one revision came of the other.
fn follows(earlier: &Document, later: &Document) -> bool {
    later.earlier.iter().any(|held| held.text_hash == earlier.text_hash)
}

fn only_there(job: &MergeJob, loose: &Loose) -> OnlyThere {
    let here = &*job.project;
    let mut only = OnlyThere::default();
    for entry in loose.coders.values().filter(|entry| entry.stamps.is_there()) {
        only.coders.extend(entry.value.iter().filter(|coder| here.coder(coder.id).is_none()).cloned());
    }
    for entry in loose.cases.values().filter(|entry| entry.stamps.is_there()) {
        only.cases.extend(entry.value.iter().filter(|case| here.case(case.id).is_none()).cloned());
    }
    for entry in loose.items.values().filter(|entry| entry.stamps.is_there()) {
        only.items.extend(entry.value.iter().filter(|item| here.item(item.id()).is_none()).cloned());
    }
    for entry in loose.memos.values().filter(|entry| entry.stamps.is_there()) {
        only.memos.extend(entry.value.iter().filter(|memo| here.memo(memo.id).is_none()).cloned());
    }
    for entry in loose.codes.values().filter(|entry| entry.stamps.is_there()) {
        only.codes.extend(entry.value.iter().filter(|code| here.code(code.id).is_none()).cloned());
    }
    for entry in loose.documents.values().filter(|entry| entry.stamps.is_there()) {
        let Some(value) = &entry.value else { continue };
        match here.document(value.id) {
            None => only.documents.push(value.clone()),
            Some(held) if held.text_hash != value.text_hash && !follows(held, value) && !follows(value, held) => {
                only.other_texts.insert(value.id, value.text_hash.clone());
            }
            Some(_) => {}
        }
    }
    for (&document, codings) in &loose.codings {
        let held: BTreeSet<CodingId> = here.codings(document).iter().map(|coding| coding.id).collect();
        let there = |id: &CodingId| codings.stamps.get(id).is_none_or(super::super::stamps::Stamps::is_there);
        let missing: BTreeSet<CodingId> =
            codings.values.keys().copied().filter(|id| !held.contains(id) && there(id)).collect();
        if !missing.is_empty() {
            only.codings.insert(document, missing);
        }
    }
    only
}
