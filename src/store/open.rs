//! Opening a project: record files, then the journals after them, then one check of the whole.
//!
//! Reading never fails whole (invariant 8): a file that cannot be understood becomes a finding with
//! its name, the rest is opened, and nothing is written over what was not understood.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::checkpoint::{ArchivedSegment, Checkpoint};
use super::environment::Environment;
use super::error::OpenError;
use super::format::{Gate, OnlyVersion, ProjectFile, Version};
use super::frame::{self, End, Frame};
use super::history::Stacks;
use super::layout::Layout;
use super::ledger::{Dirty, Entity, Ledger};
use super::loose::{Covers, Loose};
use super::record::{self, NotRecords};
use crate::model::invariants::Violation;
use crate::model::{
    Assembled, Document, Hash, Message, Parts, Project, Replica, Sequence, Text, Transaction, assemble,
};

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

struct Reader<'a> {
    environment: &'a Environment,
    layout: &'a Layout,
    findings: Vec<Message>,
    damaged: bool,
    /// The newest format met in any file.
    newest: Version,
    /// Folders that are there and cannot be looked into.
    unlisted: Mutex<Vec<(PathBuf, String)>>,
}

/// One replica's journal, as far as its archive does not hold it.
struct ReplicaJournal {
    replica: Replica,
    transactions: Vec<Transaction>,
    segments: Vec<ArchivedSegment>,
    next_segment: u32,
}

impl Reader<'_> {
    fn name(&self, path: &Path) -> String {
        path.strip_prefix(self.layout.root()).unwrap_or(path).display().to_string()
    }

    fn names(&self, folder: &Path, folders: bool) -> Vec<String> {
        let entries = match self.environment.fs.list(folder) {
            Ok(entries) => entries,
            Err(error) => {
                // A folder that cannot be looked into is not an empty one.
                if error.kind() != std::io::ErrorKind::NotFound {
                    let mut unlisted = self.unlisted.lock().unwrap_or_else(PoisonError::into_inner);
                    unlisted.push((folder.to_owned(), error.to_string()));
                }
                Vec::new()
            }
        };
        entries.into_iter().filter(|e| e.is_folder == folders && !e.name.starts_with('.')).map(|e| e.name).collect()
    }

    fn tell_of_unlisted(&mut self) {
        let unlisted = std::mem::take(&mut *self.unlisted.lock().unwrap_or_else(PoisonError::into_inner));
        for (folder, reason) in unlisted {
            self.damage(&folder, "store.unreadable", &reason);
        }
    }

    fn record_files(&mut self, project: &ProjectFile) -> Vec<record::RecordFile> {
        let is_ron = |name: &String| Path::new(name).extension().is_some_and(|e| e == "ron");
        let mut paths: Vec<PathBuf> = Vec::new();
        for folder in [self.layout.codebook_folder(), self.layout.people_folder()] {
            paths.extend(self.names(&folder, false).into_iter().filter(is_ron).map(|name| folder.join(name)));
        }
        for above in [self.layout.documents_folder(), self.layout.codings_folder()] {
            let below: Vec<PathBuf> = self.names(&above, true).into_iter().map(|name| above.join(name)).collect();
            let found: Vec<Vec<PathBuf>> = below
                .par_iter()
                .map(|folder| {
                    self.names(folder, false).into_iter().filter(is_ron).map(|name| folder.join(name)).collect()
                })
                .collect();
            paths.extend(found.into_iter().flatten());
        }
        let fs = &self.environment.fs;
        let read: Vec<_> = paths
            .into_par_iter()
            .map(|path| {
                let result = fs
                    .read(&path)
                    .map_err(|error| error.to_string())
                    .and_then(|bytes| record::read(&bytes).map_err(|error: NotRecords| error.to_string()));
                (path, result)
            })
            .collect();
        let mut files = Vec::new();
        for (path, result) in read {
            match result {
                Ok(file) if file.header.project != project.id => {
                    self.findings.push(Message::new("store.of_another_project").with("file", self.name(&path)));
                    self.damaged = true;
                }
                Ok(file) => {
                    self.newest = self.newest.max(file.header.version);
                    if let Some(line) = file.bad_lines.first() {
                        let finding = Message::new("store.bad_lines").with("file", self.name(&path));
                        self.findings.push(finding.with("count", file.bad_lines.len()).with("line", line));
                        self.damaged = true;
                    } else if !file.crc_fits {
                        self.findings.push(Message::new("store.edited_by_hand").with("file", self.name(&path)));
                    }
                    files.push(file);
                }
                Err(reason) => {
                    let finding = Message::new("store.unreadable").with("file", self.name(&path));
                    self.findings.push(finding.with("reason", reason));
                    self.damaged = true;
                }
            }
        }
        files
    }

    fn checkpoints(&mut self) -> BTreeMap<Replica, Checkpoint> {
        let folder = self.layout.checkpoints_folder();
        let mut checkpoints = BTreeMap::new();
        for name in self.names(&folder, false) {
            let Some(replica) = name.strip_suffix(".ron") else { continue };
            let path = folder.join(&name);
            let read = self
                .environment
                .fs
                .read(&path)
                .map_err(|error| error.to_string())
                .and_then(|bytes| Checkpoint::read(&bytes));
            match read {
                Ok(checkpoint) => {
                    self.newest = self.newest.max(checkpoint.version);
                    checkpoints.insert(Replica(replica.to_owned()), checkpoint);
                }
                Err(reason) => {
                    let finding = Message::new("store.unreadable").with("file", self.name(&path));
                    self.findings.push(finding.with("reason", reason));
                    self.damaged = true;
                }
            }
        }
        checkpoints
    }

    fn journals(&mut self, project: &ProjectFile, checkpoints: &BTreeMap<Replica, Checkpoint>) -> Vec<ReplicaJournal> {
        let replicas = self.names(&self.layout.journal_folder(), true);
        replicas.into_iter().map(|name| self.journal(project, Replica(name), checkpoints)).collect()
    }

    fn journal(
        &mut self,
        project: &ProjectFile,
        replica: Replica,
        checkpoints: &BTreeMap<Replica, Checkpoint>,
    ) -> ReplicaJournal {
        let folder = self.layout.replica_journal(&replica);
        let covers = checkpoints.get(&replica).map(|c| c.covers).unwrap_or_default();
        let mut expected = Sequence(covers.0 + 1);
        let mut journal = ReplicaJournal {
            replica: replica.clone(),
            transactions: Vec::new(),
            segments: Vec::new(),
            next_segment: 1,
        };
        let names: Vec<String> = self.names(&folder, false);
        let archived = self.names(&self.layout.archive_folder(&replica), false);
        let numbers = archived.iter().filter_map(|name| name.strip_suffix(".log")?.parse::<u32>().ok());
        journal.next_segment = numbers.max().map_or(1, |highest| highest + 1);
        for name in &names {
            let Some(number) = name.strip_suffix(".log").and_then(|n| n.parse::<u32>().ok()) else { continue };
            journal.next_segment = journal.next_segment.max(number + 1);
            let path = folder.join(name);
            let bytes = match self.environment.fs.read(&path) {
                Ok(bytes) => bytes,
                Err(error) => {
                    self.damage(&path, "store.unreadable", &error.to_string());
                    continue;
                }
            };
            let segment = frame::read(&bytes);
            match segment.end {
                End::Whole => {}
                End::Torn { bytes } => {
                    log::warn!("{}: dropped a torn tail of {bytes} bytes", self.name(&path));
                    self.findings.push(Message::new("store.torn").with("file", self.name(&path)));
                }
                End::Damaged { good_after, .. } => {
                    self.damage(&path, "store.journal_damaged", &good_after.to_string());
                }
            }
            let mut range: Option<(Sequence, Sequence)> = None;
            for frame in segment.frames {
                match frame {
                    Frame::Segment { project: of, version, .. } => {
                        self.newest = self.newest.max(version);
                        if of != project.id || version.gate() == Gate::Refuse {
                            self.damage(&path, "store.of_another_project", "");
                            break;
                        }
                    }
                    Frame::Transaction(transaction) => {
                        let seq = transaction.seq;
                        range = Some(range.map_or((seq, seq), |(first, _)| (first, seq)));
                        if seq < expected {
                            continue;
                        }
                        if seq > expected {
                            self.damage(&path, "store.journal_gap", &expected.0.to_string());
                            break;
                        }
                        expected = Sequence(seq.0 + 1);
                        journal.transactions.push(Arc::unwrap_or_clone(transaction));
                    }
                    Frame::Closed { seq } => {
                        if seq.0 >= expected.0 {
                            self.damage(&path, "store.journal_gap", &expected.0.to_string());
                        }
                    }
                }
            }
            if let Some((first, last)) = range {
                journal.segments.push(ArchivedSegment { number, first, last });
            }
        }
        journal
    }

    fn damage(&mut self, path: &Path, id: &'static str, reason: &str) {
        let finding = Message::new(id).with("file", self.name(path)).with("reason", reason);
        self.findings.push(finding);
        self.damaged = true;
    }

    /// Puts its text into each document; one whose text is not to be had is left out and told.
    fn texts(&mut self, documents: Vec<Document>) -> Vec<Document> {
        let read: Vec<_> = documents
            .into_par_iter()
            .map(|mut document| {
                let path = self.layout.text(document.id, document.revision);
                let text = self.environment.fs.read(&path).map_err(|error| error.to_string()).and_then(|bytes| {
                    let same = Hash::of(&bytes) == document.text_hash;
                    let body = String::from_utf8(bytes).map_err(|error| error.to_string())?;
                    if !same && body.bytes().all(|b| b == 0) {
                        return Err(NotRecords::Hollow.to_string());
                    }
                    Ok((Text::new(body).map_err(|error| error.to_string())?, same))
                });
                match text {
                    Ok((text, same)) => {
                        document.text = Arc::new(text);
                        (path, Ok((document, same)))
                    }
                    Err(reason) => (path, Err(reason)),
                }
            })
            .collect();
        let mut good = Vec::with_capacity(read.len());
        for (path, result) in read {
            match result {
                Ok((document, same)) => {
                    if !same {
                        self.findings.push(Message::new("store.text_changed").with("file", self.name(&path)));
                        self.damaged = true;
                    }
                    good.push(document);
                }
                Err(reason) => self.damage(&path, "store.text_missing", &reason),
            }
        }
        good
    }
}
