//! The part of a plan that writes this replica's state anew: records, journal, checkpoint.
//!
//! Only what is broken is written, and the checkpoint, which then covers everything that anybody knows of.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use super::RepairError;
use super::gather::Facts;
use super::journals::{self, Mended};
use super::plan::{Draft, Step, beside, encoding};
use crate::model::{DocumentId, Message, Replica, Sequence};
use crate::store::check::place::Place;
use crate::store::check::{SegmentState, gaps, top};
use crate::store::checkpoint::{self, Checkpoint, Moment};
use crate::store::format::CURRENT;
use crate::store::ledger::{Dirty, Entity, Ledger};
use crate::store::read_files::{What, Whose};
use crate::store::record::{self, Header, Kind, Record};

/// Numbers that are passed over where some may have been used that nobody knows of any more.
const PASSED_OVER: u64 = 1_000;
/// The same of logical time: it runs ahead of the numbers.
const TIME_PASSED_OVER: u64 = 1_000_000;

/// Whether the record files and the checkpoint must be written anew.
pub(super) fn needs_rewriting(facts: &Facts, given_up: &BTreeSet<DocumentId>) -> bool {
    let troubled = facts.loaded.troubles.iter().any(|trouble| {
        let is_text = matches!(facts.place(&trouble.path), Place::Text(..));
        trouble.whose == Whose::Ours && !is_text
    });
    let torn = facts.segments.get(&facts.own).is_some_and(|segments| {
        segments.iter().any(|segment| !segment.is_sound()) || !gaps(segments, known_top(facts, &facts.own)).is_empty()
    });
    let mut known = facts.loaded.dirty.clone();
    known.merge(facts.dirty_when_opened.clone());
    troubled
        || torn
        || !facts.adopted.is_empty()
        || !facts.stand_ins.is_empty()
        || !facts.misplaced.is_empty()
        || *given_up != facts.loaded.ledger.given_up
        || known != facts.dirty_when_opened
}

/// Up to which number a replica has written, as far as anything says.
fn known_top(facts: &Facts, replica: &Replica) -> Sequence {
    let checkpoint = facts.checkpoints.get(replica);
    let listed = checkpoint.map(|held| held.archived.as_slice()).unwrap_or_default();
    let segments = facts.segments.get(replica).map(Vec::as_slice).unwrap_or_default();
    top(segments, listed).max(checkpoint.map(|held| held.covers).unwrap_or_default())
}

/// Writes everything of this replica anew that is broken; says up to which number it has then written.
pub(super) fn rewrite(
    facts: &Facts,
    given_up: &BTreeSet<DocumentId>,
    draft: &mut Draft,
) -> Result<Sequence, RepairError> {
    let mut dirty = facts.loaded.dirty.clone();
    broken_records(facts, &mut dirty, draft);
    misplaced(facts, &mut dirty, draft);
    let own = facts.segments.get(&facts.own).map(Vec::as_slice).unwrap_or_default();
    let known = facts.loaded.seq.max(known_top(facts, &facts.own)).max(facts.used);
    // What stood in a broken segment after the last thing that anybody knows of is not known either.
    let unsure = own.iter().any(|segment| segment.is_open && !segment.faults.is_empty());
    let seq = if unsure { Sequence(known.0 + PASSED_OVER) } else { known };
    let lost = gaps(own, seq);
    let mended = mend(facts, &facts.own, own, &lost, draft)?;
    let mut ledger = facts.loaded.ledger.clone();
    settle(facts, given_up, &mut ledger, &mut dirty, draft);
    let mut history = facts.loaded.history.clone();
    history.forget(&lost);
    let mut labels = facts.loaded.labels.clone();
    labels.extend(facts.loaded.replayed.iter().rev().take(64).map(|t| (t.seq, t.label.clone())));
    let mut files = facts.loaded.covers.clone();
    let hidden = hidden_records(facts, &ledger, &dirty, seq)?;
    for (kind, ..) in &hidden {
        files.note(kind, seq);
    }
    let moment = Moment {
        project: Arc::new(facts.loaded.project.clone()),
        ledger,
        seq,
        lamport: facts.loaded.lamport + if unsure { TIME_PASSED_OVER } else { 0 },
        history,
        dirty,
        finished: mended.finished,
        archived: mended.archived,
        labels,
        files,
    };
    let path = facts.layout.checkpoint(&facts.own);
    let plan = checkpoint::plan(&moment, &facts.layout, &facts.own).map_err(encoding(&path))?;
    draft.writes.extend(hidden.into_iter().map(|(_, path, bytes)| Step::Write { path, bytes }));
    draft.writes.extend(plan.files.into_iter().map(|(path, bytes)| Step::Write { path, bytes }));
    draft.keep.insert(plan.last.0.clone());
    draft.last.push(Step::Write { path: plan.last.0, bytes: plan.last.1 });
    draft.last.extend(plan.archive.into_iter().map(|(from, to)| Step::PutAway { from, to }));
    for replica in &facts.adopted {
        take_over(facts, replica, draft)?;
    }
    if draft.tells.is_empty() {
        // Only what the journal knows is written; nothing is broken that has a name.
        draft.tells.push(Message::new("inspect.will_write_records"));
    }
    Ok(seq)
}

/// Notes what each broken record file was about, and keeps it.
fn broken_records(facts: &Facts, dirty: &mut Dirty, draft: &mut Draft) {
    let from_before = is_a_copy(facts);
    for trouble in &facts.loaded.troubles {
        let place = facts.place(&trouble.path);
        let (kind, replica) = match &place {
            Place::Records(kind, replica) => (kind.clone(), replica),
            Place::Checkpoint(replica) if *replica == facts.own => {
                draft.tell("inspect.will_rebuild", facts, &trouble.path);
                continue;
            }
            _ => continue,
        };
        let is_own = *replica == facts.own;
        if facts.is_taken_over(replica) {
            mark(dirty, &kind);
            draft.keep.insert(trouble.path.clone());
            // Where something is written in its place it does not go; that is seen at the end.
            draft.gone.insert(trouble.path.clone());
            let id = if is_own { "inspect.will_rebuild" } else { "inspect.will_take_over" };
            draft.tell(id, facts, &trouble.path);
            if from_before
                && !facts.was_helped
                && matches!(trouble.what, What::Unreadable | What::Missing | What::Damaged)
            {
                draft.lost.push(Message::new("inspect.lost_before_journal").with("file", facts.name(&trouble.path)));
            }
        }
    }
    if !facts.adopted.is_empty() {
        (dirty.codebook, dirty.people) = (true, true);
    }
}

/// Whether the project was written as a copy, so that its journal does not reach back to its beginning.
fn is_a_copy(facts: &Facts) -> bool {
    let entities = &facts.loaded.ledger.entities;
    entities.iter().any(|(entity, stamps)| !matches!(entity, Entity::Coder(_) | Entity::Title) && stamps.added.0 == 1)
}

fn mark(dirty: &mut Dirty, kind: &Kind) {
    match kind {
        Kind::Codebook => dirty.codebook = true,
        Kind::People => dirty.people = true,
        Kind::Document(id) => drop(dirty.documents.insert(*id)),
        Kind::Codings(id) => drop(dirty.codings.insert(*id)),
    }
}

/// What lies where something else belongs is copied beside it before that is written, and goes at the end.
fn misplaced(facts: &Facts, dirty: &mut Dirty, draft: &mut Draft) {
    for stray in &facts.misplaced {
        mark(dirty, &stray.kind);
        draft.keep.insert(stray.path.clone());
        draft.gone.insert(stray.path.clone());
        if let Place::Records(kind, _) = facts.place(&stray.path) {
            mark(dirty, &kind);
            let to = beside(&stray.path);
            draft.beside.push(Step::Copy { from: stray.path.clone(), to: to.clone() });
            draft.gone.insert(to);
        }
        draft.tell("inspect.will_take", facts, &stray.path);
    }
}

fn mend(
    facts: &Facts,
    replica: &Replica,
    segments: &[SegmentState],
    lost: &[(Sequence, Sequence)],
    draft: &mut Draft,
) -> Result<Mended, RepairError> {
    let path = facts.layout.replica_journal(replica);
    let mended = journals::mend(&facts.layout, facts.identity.file.id, replica, segments, lost)
        .map_err(|error| RepairError::Io { path: path.clone(), error })?;
    for path in &mended.broken {
        draft.keep.insert(path.clone());
        draft.gone.insert(path.clone());
        draft.tell("inspect.will_mend_journal", facts, path);
    }
    for (from, to) in &mended.elsewhere {
        draft.beside.push(Step::Copy { from: from.clone(), to: to.clone() });
    }
    for (path, bytes) in &mended.files {
        draft.write(path.clone(), bytes.clone());
    }
    let known = known_top(facts, replica);
    for (first, last) in lost.iter().filter(|(first, _)| *first <= known) {
        let last = (*last).min(known);
        draft.lost.push(Message::new("inspect.lost_changes").with("first", first.0).with("last", last.0));
    }
    Ok(mended)
}

/// Lets go of what cannot be had, and takes as this replica's own what lay under wrong names.
fn settle(facts: &Facts, given_up: &BTreeSet<DocumentId>, ledger: &mut Ledger, dirty: &mut Dirty, draft: &mut Draft) {
    for stray in &facts.misplaced {
        if let Kind::Codings(document) = &stray.kind {
            for coding in &stray.codings {
                ledger.adopt(*document, *coding);
            }
        }
    }
    for entity in &facts.loaded.missing {
        if let Entity::Coding(document, coding) = entity
            && !ledger.is_foreign(*document, *coding)
        {
            ledger.let_go(*document, *coding);
            dirty.codings.insert(*document);
            draft.lost.push(Message::new("inspect.lost_coding").with("coding", coding).with("document", document));
        }
    }
    for (document, coding) in &facts.loaded.left_out {
        let gone = [Entity::Document(*document), Entity::Code(coding.code), Entity::Coder(coding.coder)];
        let is_on_another = facts.loaded.project.document(*document).is_some_and(|held| held.mark() != coding.on);
        let waits =
            is_on_another || given_up.contains(document) || facts.texts.iter().any(|found| found.document == *document);
        if waits || ledger.is_foreign(*document, coding.id) || gone.into_iter().any(|entity| ledger.is_removed(entity))
        {
            continue;
        }
        // It lies outside its text, and the journal does not know better. Its file is kept.
        ledger.let_go(*document, coding.id);
        dirty.codings.insert(*document);
        draft.keep.insert(facts.layout.records(&Kind::Codings(*document), &facts.own));
        draft.lost.push(Message::new("inspect.lost_coding").with("coding", coding.id).with("document", document));
    }
    ledger.given_up.clone_from(given_up);
    let stand_ins = &facts.stand_ins;
    for code in &stand_ins.codes {
        dirty.codebook = true;
        draft.lost.push(Message::new("inspect.lost_name").with("name", &code.name));
    }
    for coder in &stand_ins.coders {
        dirty.people = true;
        draft.lost.push(Message::new("inspect.lost_name").with("name", &coder.name));
    }
    for document in &stand_ins.documents {
        dirty.documents.insert(document.id);
        draft.lost.push(Message::new("inspect.lost_record").with("name", &document.title));
    }
}

/// Records of documents that are hidden: a checkpoint writes only of what is shown.
fn hidden_records(
    facts: &Facts,
    ledger: &Ledger,
    dirty: &Dirty,
    seq: Sequence,
) -> Result<Vec<(Kind, PathBuf, Vec<u8>)>, RepairError> {
    let hidden = facts.loaded.hidden.iter().filter(|document| dirty.documents.contains(&document.id));
    hidden
        .map(|document| {
            let kind = Kind::Document(document.id);
            let path = facts.layout.records(&kind, &facts.own);
            let header = Header {
                version: CURRENT,
                project: facts.identity.file.id,
                replica: facts.own.clone(),
                kind: kind.clone(),
                covers: seq,
                count: 0,
                crc: String::new(),
            };
            let stamps = ledger.entities.get(&Entity::Document(document.id)).cloned().unwrap_or_default();
            let bytes = record::encode(header, &[Record::Document(stamps, Box::new(document.clone()))]);
            Ok((kind, path.clone(), bytes.map_err(encoding(&path))?))
        })
        .collect()
}

/// Sets the broken files of a replica aside that will never come back. What they held stands in this
/// replica's files by now; its checkpoint must no longer ask for them.
fn take_over(facts: &Facts, replica: &Replica, draft: &mut Draft) -> Result<(), RepairError> {
    let segments = facts.segments.get(replica).map(Vec::as_slice).unwrap_or_default();
    let top = known_top(facts, replica);
    let lost = gaps(segments, top);
    let mended = mend(facts, replica, segments, &lost, draft)?;
    let held = facts.checkpoints.get(replica);
    let none = BTreeMap::new();
    let mut archived = mended.archived;
    archived.extend(mended.finished);
    let checkpoint = Checkpoint {
        version: CURRENT,
        covers: top,
        lamport: facts.loaded.lamport,
        history: held.map(|held| held.history.clone()).unwrap_or_default(),
        archived,
        labels: held.map_or(&none, |held| &held.labels).clone(),
        replica: Some(replica.clone()),
        files: facts.covers.get(replica).cloned().unwrap_or_default(),
        given_up: held.map(|held| held.given_up.clone()).unwrap_or_default(),
    };
    let path = facts.layout.checkpoint(replica);
    let bytes = checkpoint.encode().map_err(encoding(&path))?;
    draft.keep.insert(path.clone());
    draft.last.push(Step::Write { path, bytes });
    draft.tells.push(Message::new("inspect.will_adopt").with("replica", &replica.0));
    Ok(())
}
