//! Opening a project: record files, then the journals after them, then one check of the whole.
//!
//! Reading never fails whole (invariant 8): a file that cannot be understood becomes a finding with
//! its name, the rest is opened, and nothing is written over what was not understood.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use super::checkpoint::ArchivedSegment;
use super::environment::Environment;
use super::error::OpenError;
use super::format::{Gate, OnlyVersion, ProjectFile, Version};
use super::history::Stacks;
use super::layout::Layout;
use super::ledger::{Dirty, Entity, Ledger};
use super::loose::{Covers, Loose};
use super::read_files::Reader;
use crate::model::invariants::Violation;
use crate::model::{Assembled, Message, Parts, Project, Replica, Sequence, Transaction, assemble};

/// A project as read from its folder.
#[derive(Debug)]
pub struct Loaded {
    /// What is true.
    pub project: Project,
    /// Its format.
    pub version: Version,
    /// Who wrote what.
    pub ledger: Ledger,
    /// This replica's last transaction.
    pub seq: Sequence,
    /// The highest logical time seen.
    pub lamport: u64,
    /// What can be undone.
    pub history: Stacks,
    /// What the journal holds and the record files do not.
    pub dirty: Dirty,
    /// This replica's segments that are not in the archive yet.
    pub segments: Vec<ArchivedSegment>,
    /// Those that are.
    pub archived: Vec<ArchivedSegment>,
    /// The number for the next segment.
    pub next_segment: u32,
    /// This replica's transactions that were replayed: the newest history.
    pub replayed: Vec<Arc<Transaction>>,
    /// What older transactions were called.
    pub labels: BTreeMap<Sequence, Message>,
    /// What was not as it should be.
    pub findings: Vec<Message>,
    /// Whether something that was saved may be missing; then nothing must be written.
    pub damaged: bool,
}

/// Reads `project.ron` and passes the version gate.
///
/// # Errors
/// [`OpenError`] where there is no project, or one of a newer major version.
pub fn read_project_file(environment: &Environment, folder: &Path) -> Result<ProjectFile, OpenError> {
    let path = Layout::of(folder).project_file();
    let bytes = environment.fs.read(&path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound if !environment.fs.exists(folder) => OpenError::NotThere(folder.to_owned()),
        std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => OpenError::NotAProject(folder.to_owned()),
        _ => OpenError::Io { path: path.clone(), error },
    })?;
    let damaged = |reason: String| OpenError::Damaged { path: path.clone(), reason };
    let text = std::str::from_utf8(&bytes).map_err(|error| damaged(error.to_string()))?;
    let only: OnlyVersion = ron::from_str(text).map_err(|error| damaged(error.to_string()))?;
    if only.version.gate() == Gate::Refuse {
        return Err(OpenError::Newer { folder: folder.to_owned(), found: only.version });
    }
    ron::from_str(text).map_err(|error| damaged(error.to_string()))
}

/// Reads the whole project as `own` replica sees it.
///
/// # Errors
/// As [`read_project_file`].
pub fn load(environment: &Environment, folder: &Path, own: &Replica) -> Result<Loaded, OpenError> {
    let file = read_project_file(environment, folder)?;
    let layout = Layout::of(folder);
    let mut reader = Reader {
        environment,
        layout: &layout,
        findings: Vec::new(),
        damaged: false,
        newest: file.version,
        unlisted: Mutex::default(),
    };
    let mut loose = Loose::of(own.clone());
    let mut covers: BTreeMap<Replica, Covers> = BTreeMap::new();
    for record_file in reader.record_files(&file) {
        covers.entry(record_file.header.replica.clone()).or_default().note(&record_file);
        loose.take(record_file);
    }
    let checkpoints = reader.checkpoints();
    let journals = reader.journals(&file, &checkpoints);

    let own_checkpoint = checkpoints.get(own);
    let mut seq = own_checkpoint.map(|c| c.covers).unwrap_or_default();
    let mut lamport = checkpoints.values().map(|c| c.lamport).max().unwrap_or_default();
    lamport = lamport.max(loose.ledger.written.values().map(|stamp| stamp.0).max().unwrap_or_default());
    let mut history = own_checkpoint.map(|c| c.history.clone()).unwrap_or_default();
    let mut dirty = Dirty::default();
    let mut replayed = Vec::new();
    let mut transactions: Vec<Transaction> = journals.iter().flat_map(|j| j.transactions.iter().cloned()).collect();
    transactions.sort_by(|a, b| (a.lamport, &a.replica, a.seq).cmp(&(b.lamport, &b.replica, b.seq)));
    let none = Covers::default();
    for transaction in transactions {
        loose.replay(&transaction, covers.get(&transaction.replica).unwrap_or(&none), &mut dirty);
        lamport = lamport.max(transaction.lamport);
        if transaction.replica == *own {
            seq = seq.max(transaction.seq);
            history.note(&transaction);
            replayed.push(Arc::new(transaction));
        }
    }
    // After the replay, so that no number that a record file has seen is used twice.
    if let Some(own_covers) = covers.get(own) {
        let all = own_covers.documents.values().chain(own_covers.codings.values());
        seq = all.copied().chain([seq, own_covers.codebook, own_covers.people]).max().unwrap_or(seq);
    }
    let (segments, next_segment) =
        journals.iter().find(|j| j.replica == *own).map_or((Vec::new(), 1), |j| (j.segments.clone(), j.next_segment));
    let archived = own_checkpoint.map(|c| c.archived.clone()).unwrap_or_default();
    let next_segment = archived.iter().map(|s| s.number + 1).max().unwrap_or(1).max(next_segment);

    let documents = reader.texts(loose.documents.into_values().collect());
    let parts = Parts {
        id: file.id,
        title: loose.title.unwrap_or(file.title),
        created: file.created,
        coders: loose.coders.into_values().collect(),
        codes: loose.codes.into_values().collect(),
        documents,
        codings: loose.codings.into_iter().map(|(id, codings)| (id, codings.into_values().collect())).collect(),
    };
    let Assembled { project, violations, left_out } = assemble(parts);
    let mut ledger = loose.ledger;
    for (document, coding) in left_out {
        // Two people may have removed a code here and used it there. Anything else that is missing may
        // yet arrive; until then nothing must be written over it.
        reader.damaged |= !ledger.removed.contains(&Entity::Code(coding.code));
        if !ledger.foreign_codings.contains(&coding.id) {
            ledger.aside.entry(document).or_default().push(coding);
        }
    }
    reader.damaged |= violations.iter().any(|v| matches!(v, Violation::BrokenTree(_)));
    reader.findings.extend(violations.iter().map(Violation::tell));
    reader.tell_of_unlisted();
    Ok(Loaded {
        project,
        version: reader.newest,
        ledger,
        seq,
        lamport,
        history,
        dirty,
        segments,
        archived,
        next_segment,
        replayed,
        labels: own_checkpoint.map(|c| c.labels.clone()).unwrap_or_default(),
        findings: reader.findings,
        damaged: reader.damaged,
    })
}
