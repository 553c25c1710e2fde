//! One open project folder: the lock, the journal, the checkpoints.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::checkpoint::{self, ArchivedSegment, Moment};
use super::environment::Environment;
use super::error::{OpenError, SaveError, io_message};
use super::format::{CURRENT, Gate, ProjectFile};
use super::frame::{self, Frame};
use super::fs::{LockGuard, replace, sync_folder_where_possible};
use super::history::Stacks;
use super::journal::{FileFirst, Journal, Target, Waker};
use super::layout::{GIT_ATTRIBUTES, GIT_IGNORE, Layout};
use super::ledger::{Dirty, Ledger};
use super::open::{load, read_project_file};
use crate::model::{CoderId, Edit, Hash, Message, Project, ProjectId, Replica, Sequence, Text, Timestamp, Transaction};

/// Whether what was done is on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveState {
    /// Everything is (invariant 3); since when, if anything was written in this session.
    Saved(Option<Timestamp>),
    /// The newest gestures are on their way.
    Saving,
    /// The disk refused; nothing more is written, everything is in memory.
    Failed(Message),
    /// The project is open for reading.
    ReadOnly(Message),
}

/// One open project folder.
pub struct Store {
    environment: Environment,
    layout: Layout,
    project: ProjectId,
    replica: Replica,
    seq: Sequence,
    lamport: u64,
    ledger: Ledger,
    dirty: Dirty,
    history: Stacks,
    /// Bodies of this replica's transactions that were needed lately.
    bodies: BTreeMap<Sequence, Arc<Transaction>>,
    /// What the newest transactions were called.
    labels: BTreeMap<Sequence, Message>,
    segments: Vec<ArchivedSegment>,
    archived: Vec<ArchivedSegment>,
    /// First transaction of the segment that is being written.
    segment_begins: Sequence,
    since_checkpoint: usize,
    running: Option<RunningCheckpoint>,
    journal: Option<Journal>,
    read_only: Option<Message>,
    _locks: Vec<LockGuard>,
}

struct RunningCheckpoint {
    answer: Receiver<Result<Vec<ArchivedSegment>, String>>,
    dirty: Dirty,
    thread: std::thread::JoinHandle<()>,
}

/// A store with what it read.
pub struct Opened {
    /// To write to.
    pub store: Store,
    /// What is true.
    pub project: Project,
    /// What was not as it should be.
    pub findings: Vec<Message>,
    /// Who coded here last on this installation.
    pub coder: Option<CoderId>,
}

/// What an installation remembers of a project, in its data folder.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Remembered {
    coder: Option<CoderId>,
}

/// Bodies kept in memory; older ones are read from the journal again.
const BODIES_KEPT: usize = 512;
/// A transaction of more edits is not kept in memory, but read again when it is to be undone.
const EDITS_KEPT: usize = 2_000;
/// Labels written into a checkpoint.
const LABELS_IN_CHECKPOINT: usize = 64;
/// Labels kept in memory.
const LABELS_KEPT: usize = 4_096;
/// After this many edits a checkpoint is due.
const EDITS_BEFORE_CHECKPOINT: usize = 5_000;

impl Store {
    /// Makes the folder of a new project.
    ///
    /// # Errors
    /// [`OpenError::Occupied`] where something is there, and what the system says.
    pub fn create(environment: &Environment, folder: &Path, project: &ProjectFile) -> Result<(), OpenError> {
        let fs = &environment.fs;
        let io = |path: &Path| {
            let path = path.to_owned();
            move |error| OpenError::Io { path: path.clone(), error }
        };
        if fs.exists(folder) && !fs.list(folder).map_err(io(folder))?.is_empty() {
            return Err(OpenError::Occupied(folder.to_owned()));
        }
        fs.create_folder(folder).map_err(io(folder))?;
        let layout = Layout::of(folder);
        for below in [
            layout.codebook_folder(),
            layout.people_folder(),
            layout.documents_folder(),
            layout.codings_folder(),
            layout.sources_folder(),
            layout.journal_folder(),
            layout.checkpoints_folder(),
        ] {
            fs.create_folder(&below).map_err(io(&below))?;
        }
        for (name, text) in [(".gitattributes", GIT_ATTRIBUTES), (".gitignore", GIT_IGNORE)] {
            let path = folder.join(name);
            replace(&**fs, &path, text.as_bytes()).map_err(io(&path))?;
        }
        let path = layout.project_file();
        let text = ron::ser::to_string_pretty(project, ron::ser::PrettyConfig::new().new_line("\n"))
            .map_err(|error| OpenError::Damaged { path: path.clone(), reason: error.to_string() })?;
        replace(&**fs, &path, format!("{text}\n").as_bytes()).map_err(io(&path))?;
        if let Some(above) = folder.parent().filter(|above| !above.as_os_str().is_empty()) {
            sync_folder_where_possible(&**fs, above).map_err(io(above))?;
        }
        Ok(())
    }

    /// Opens a project: to write where that is safe, otherwise to read, saying why.
    ///
    /// # Errors
    /// [`OpenError`] where it cannot even be read.
    pub fn open(environment: &Environment, folder: &Path) -> Result<Opened, OpenError> {
        let file = read_project_file(environment, folder)?;
        let layout = Layout::of(folder);
        let replica = own_replica(environment, folder, file.id);
        let mut locks = Vec::new();
        // The lock comes before the reading: what is read must be what is written on.
        let mut read_only = take_locks(environment, &layout, &mut locks).err();
        let loaded = load(environment, folder, &replica)?;
        if loaded.version.gate() == Gate::ReadOnly {
            let reason = Message::new("store.newer_minor").with("found", loaded.version).with("current", CURRENT);
            read_only = Some(reason);
        } else if loaded.damaged && read_only.is_none() {
            read_only = Some(Message::new("store.read_only_damaged").with("count", loaded.findings.len()));
        }
        let journal = if read_only.is_none() {
            let started = Journal::start(Target {
                fs: Arc::clone(&environment.fs),
                clock: Arc::clone(&environment.clock),
                layout: layout.clone(),
                project: file.id,
                replica: replica.clone(),
                next_segment: loaded.next_segment,
                durable: loaded.seq,
            });
            Some(started.map_err(|error| OpenError::Io { path: layout.journal_folder(), error })?)
        } else {
            locks.clear();
            None
        };
        let mut store = Self {
            environment: environment.clone(),
            project: file.id,
            replica,
            seq: loaded.seq,
            lamport: loaded.lamport,
            ledger: loaded.ledger,
            dirty: loaded.dirty,
            history: loaded.history,
            bodies: BTreeMap::new(),
            labels: BTreeMap::new(),
            segments: loaded.segments,
            archived: loaded.archived,
            segment_begins: Sequence(loaded.seq.0 + 1),
            since_checkpoint: loaded.replayed.iter().map(|t| t.edits.len()).sum(),
            running: None,
            journal,
            read_only,
            _locks: locks,
            layout,
        };
        store.labels = loaded.labels;
        for transaction in loaded.replayed {
            store.remember_body(transaction);
        }
        let coder = store.remembered().coder;
        Ok(Opened { store, project: loaded.project, findings: loaded.findings, coder })
    }

    /// Why nothing can be written.
    #[must_use]
    pub fn read_only(&self) -> Option<&Message> {
        self.read_only.as_ref()
    }

    /// The paths of the project.
    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The world that it was opened in.
    #[must_use]
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// Keeps a gesture that was applied to the project: hands it to the journal and returns at once.
    /// `files` are on disk before it is.
    pub fn keep(&mut self, gesture: Gesture, files: Vec<FileFirst>) {
        self.seq.0 += 1;
        self.lamport += 1;
        let transaction = Transaction {
            replica: self.replica.clone(),
            seq: self.seq,
            lamport: self.lamport,
            at: gesture.at,
            coder: gesture.coder,
            label: gesture.label,
            undoes: gesture.undoes,
            edits: gesture.edits,
            inverses: gesture.inverses,
        };
        self.ledger.note(&transaction, &mut self.dirty);
        self.history.note(&transaction);
        self.since_checkpoint += transaction.edits.len();
        let transaction = Arc::new(transaction);
        self.remember_body(Arc::clone(&transaction));
        match &self.journal {
            Some(journal) => journal.append(files, transaction),
            None => log::error!("a transaction was handed to a project that is open for reading"),
        }
    }

    /// Keeps bodies that are cheap; an undo of another reads it from the journal.
    fn remember_body(&mut self, transaction: Arc<Transaction>) {
        self.labels.insert(transaction.seq, transaction.label.clone());
        while self.labels.len() > LABELS_KEPT {
            self.labels.pop_first();
        }
        if transaction.edits.len() <= EDITS_KEPT {
            self.bodies.insert(transaction.seq, transaction);
        }
        while self.bodies.len() > BODIES_KEPT {
            self.bodies.pop_first();
        }
    }

    /// What can be undone and redone.
    #[must_use]
    pub fn history(&self) -> &Stacks {
        &self.history
    }

    fn newest_labels(&self) -> BTreeMap<Sequence, Message> {
        let asked = [self.history.to_undo(), self.history.to_redo()].into_iter().flatten();
        let newest = self.labels.keys().rev().take(LABELS_IN_CHECKPOINT).copied();
        asked.chain(newest).filter_map(|seq| Some((seq, self.labels.get(&seq)?.clone()))).collect()
    }

    /// What one of this replica's transactions was called.
    ///
    /// # Errors
    /// Where it is an old one and the journal cannot be read.
    pub fn label(&mut self, seq: Sequence) -> Result<Message, SaveError> {
        match self.labels.get(&seq) {
            Some(label) => Ok(label.clone()),
            None => self.transaction(seq).map(|transaction| transaction.label.clone()),
        }
    }

    /// One of this replica's transactions, from memory or from its journal.
    ///
    /// # Errors
    /// Where the journal cannot be read or does not hold it.
    pub fn transaction(&mut self, seq: Sequence) -> Result<Arc<Transaction>, SaveError> {
        if let Some(held) = self.bodies.get(&seq) {
            return Ok(Arc::clone(held));
        }
        self.wait_until_saved()?;
        let archived = self.archived.iter().find(|s| s.first <= seq && seq <= s.last);
        let open = self.segments.iter().find(|s| s.first <= seq && seq <= s.last);
        let mut paths = Vec::new();
        paths.extend(open.map(|s| self.layout.segment(&self.replica, s.number)));
        paths.extend(archived.map(|s| self.layout.archived_segment(&self.replica, s.number)));
        if paths.is_empty() {
            // In the segment that is being written, or one that a checkpoint is archiving just now.
            for folder in [self.layout.replica_journal(&self.replica), self.layout.archive_folder(&self.replica)] {
                let names = self.environment.fs.list(&folder).unwrap_or_default();
                paths.extend(names.into_iter().rev().filter(|e| !e.is_folder).map(|e| folder.join(e.name)));
            }
        }
        for path in paths {
            let Ok(bytes) = self.environment.fs.read(&path) else { continue };
            let mut found = None;
            for frame in frame::read(&bytes).frames {
                if let Frame::Transaction(transaction) = frame {
                    if transaction.seq == seq {
                        found = Some(Arc::clone(&transaction));
                    }
                    self.remember_body(transaction);
                }
            }
            if let Some(found) = found {
                return Ok(found);
            }
        }
        Err(self.save_error(format!("transaction {} is not in the journal", seq.0)))
    }

    /// Edits read from the journal, with the texts of the documents that they bring back: a frame names
    /// a text by its hash, the text itself has a file of its own that never changes.
    ///
    /// # Errors
    /// Where a text cannot be read or is not the one that the frame names.
    pub fn with_texts(&self, edits: Vec<Edit>) -> Result<Vec<Edit>, SaveError> {
        edits
            .into_iter()
            .map(|edit| match edit {
                Edit::AddDocument(document) if Hash::of(document.text.as_str().as_bytes()) != document.text_hash => {
                    let path = self.layout.text(document.id, document.revision);
                    let read = self.environment.fs.read(&path).map_err(|error| error.to_string());
                    let text = read
                        .and_then(|bytes| String::from_utf8(bytes).map_err(|error| error.to_string()))
                        .and_then(|body| Text::new(body).map_err(|error| error.to_string()))
                        .map_err(|reason| self.save_error(reason))?;
                    if Hash::of(text.as_str().as_bytes()) != document.text_hash {
                        return Err(self.save_error(format!("{} was changed", path.display())));
                    }
                    let mut document = Arc::unwrap_or_clone(document);
                    document.text = Arc::new(text);
                    Ok(Edit::AddDocument(Arc::new(document)))
                }
                other => Ok(other),
            })
            .collect()
    }

    fn save_error(&self, reason: String) -> SaveError {
        SaveError { folder: self.layout.root().to_owned(), reason }
    }

    /// Whether what was done is on disk.
    #[must_use]
    pub fn save_state(&self) -> SaveState {
        if let Some(reason) = &self.read_only {
            return SaveState::ReadOnly(reason.clone());
        }
        let Some(journal) = &self.journal else { return SaveState::Saving };
        let progress = journal.progress();
        match progress.failed {
            Some(reason) => SaveState::Failed(
                Message::new("store.save_failed").with("path", self.layout.root().display()).with("reason", reason),
            ),
            None if progress.durable < self.seq => SaveState::Saving,
            None => SaveState::Saved(progress.at),
        }
    }

    /// Who is woken when something was saved or failed.
    pub fn set_waker(&self, waker: Waker) {
        if let Some(journal) = &self.journal {
            journal.set_waker(waker);
        }
    }

    /// Waits until everything is on disk.
    ///
    /// # Errors
    /// What went wrong with the journal.
    pub fn wait_until_saved(&self) -> Result<(), SaveError> {
        match &self.journal {
            Some(journal) => journal.wait_for(self.seq).map_err(|reason| self.save_error(reason)),
            None => Ok(()),
        }
    }

    /// Whether enough has gathered for a checkpoint.
    #[must_use]
    pub fn checkpoint_is_due(&self) -> bool {
        self.since_checkpoint >= EDITS_BEFORE_CHECKPOINT && self.running.is_none()
    }

    /// Whether any record file is behind the journal.
    #[must_use]
    pub fn has_unwritten_records(&self) -> bool {
        !self.dirty.is_clean() || self.running.is_some()
    }

    /// Starts a checkpoint of this state on a thread of its own, unless one is running or nothing is to be written.
    /// A failure is logged and tried again later: the journal holds everything.
    pub fn start_checkpoint(&mut self, project: &Arc<Project>) {
        self.collect_checkpoint();
        let Some(journal) = &self.journal else { return };
        if self.running.is_some() || self.dirty.is_clean() {
            return;
        }
        let rotated = journal.rotate();
        let mut finished = self.segments.clone();
        let begins = self.segment_begins;
        let seq = self.seq;
        let dirty = std::mem::take(&mut self.dirty);
        self.segment_begins = Sequence(seq.0 + 1);
        self.since_checkpoint = 0;
        let mut moment = Moment {
            project: Arc::clone(project),
            ledger: self.ledger.clone(),
            seq,
            lamport: self.lamport,
            history: self.history.clone(),
            dirty: dirty.clone(),
            finished: Vec::new(),
            archived: self.archived.clone(),
            labels: self.newest_labels(),
        };
        let (fs, layout, replica) = (Arc::clone(&self.environment.fs), self.layout.clone(), self.replica.clone());
        let (tell, answer) = channel();
        let work = move || {
            let done = (|| {
                let next = rotated.recv().ok().flatten().ok_or("the journal has failed")?;
                if begins <= seq && next > 1 {
                    finished.push(ArchivedSegment { number: next - 1, first: begins, last: seq });
                }
                moment.finished = finished;
                let plan = checkpoint::plan(&moment, &layout, &replica).map_err(|error| error.to_string())?;
                checkpoint::carry_out(&plan, &*fs).map_err(|error| error.to_string())?;
                Ok::<_, String>(moment.finished)
            })();
            if let Err(reason) = &done {
                log::warn!("the checkpoint was not written: {reason}; the journal holds everything");
            }
            let _ = tell.send(done); // nobody waits any more: fine
        };
        match std::thread::Builder::new().name("tianye checkpoint".into()).spawn(work) {
            Ok(thread) => self.running = Some(RunningCheckpoint { answer, dirty, thread }),
            Err(error) => {
                log::warn!("no thread for the checkpoint: {error}");
                self.dirty.merge(dirty);
            }
        }
    }

    /// Takes note of a checkpoint that has ended.
    pub fn collect_checkpoint(&mut self) {
        let Some(running) = &self.running else { return };
        match running.answer.try_recv() {
            Err(std::sync::mpsc::TryRecvError::Empty) => {}
            Ok(Ok(finished)) => {
                self.running = None;
                self.segments.retain(|held| !finished.iter().any(|done| done.number == held.number));
                self.archived.extend(finished);
            }
            Ok(Err(_)) | Err(std::sync::mpsc::TryRecvError::Disconnected) => {
                if let Some(failed) = self.running.take() {
                    self.dirty.merge(failed.dirty);
                }
            }
        }
    }

    fn wait_for_checkpoint(&mut self) {
        if let Some(running) = self.running.take() {
            let RunningCheckpoint { answer, dirty, thread } = running;
            let ended = answer.recv();
            let _ = thread.join(); // its answer says how it went
            match ended {
                Ok(Ok(finished)) => {
                    self.segments.retain(|held| !finished.iter().any(|done| done.number == held.number));
                    self.archived.extend(finished);
                }
                _ => self.dirty.merge(dirty),
            }
        }
    }

    /// Saves, writes a checkpoint, ends the journal in order and lets the locks go.
    ///
    /// # Errors
    /// What went wrong with the journal.
    pub fn close(mut self, project: &Arc<Project>) -> Result<(), SaveError> {
        self.wait_until_saved()?;
        self.wait_for_checkpoint();
        if let Some(journal) = &self.journal {
            journal.mark_end(self.seq);
        }
        self.start_checkpoint(project);
        self.wait_for_checkpoint();
        let folder = self.layout.root().to_owned();
        match self.journal.take() {
            Some(journal) => journal.close().map_err(|reason| SaveError { folder, reason }),
            None => Ok(()),
        }
    }

    fn remembered_path(&self) -> PathBuf {
        self.environment.data_dir.join("projects").join(format!("{}.ron", self.project))
    }

    fn remembered(&self) -> Remembered {
        let bytes = self.environment.fs.read(&self.remembered_path());
        bytes.ok().and_then(|bytes| ron::de::from_bytes(&bytes).ok()).unwrap_or_default()
    }

    /// Remembers who codes in this project on this installation.
    pub fn remember_coder(&self, coder: CoderId) {
        let remembered = Remembered { coder: Some(coder) };
        if let Err(error) = ron::to_string(&remembered)
            .map_err(std::io::Error::other)
            .and_then(|text| write_data(&self.environment, &self.remembered_path(), text.as_bytes()))
        {
            log::warn!("who codes here was not remembered: {error}");
        }
    }
}

/// What was done, before it has a number.
#[derive(Clone, Debug)]
pub struct Gesture {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub coder: CoderId,
    /// What it is called.
    pub label: Message,
    /// What it takes back.
    pub undoes: Option<Sequence>,
    /// What it did.
    pub edits: Vec<Edit>,
    /// What takes it back.
    pub inverses: Vec<Edit>,
}

/// Writes a file of the data folder, making its folder where needed.
pub(crate) fn write_data(environment: &Environment, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        environment.fs.create_folder(folder)?;
    }
    replace(&*environment.fs, path, bytes)
}

/// This installation's name in this folder: another copy of the project elsewhere has another, so that
/// two copies can be merged file by file.
pub(super) fn own_replica(environment: &Environment, folder: &Path, project: ProjectId) -> Replica {
    let path = environment.data_dir.join("installation");
    let held = environment.fs.read(&path).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let installation = held.filter(|text| !text.trim().is_empty()).unwrap_or_else(|| {
        let fresh = Uuid::now_v7().to_string();
        if let Err(error) = write_data(environment, &path, fresh.as_bytes()) {
            log::warn!("this installation's id was not kept: {error}");
        }
        fresh
    });
    let place = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let name = Hash::of(format!("{}\n{project}\n{}", installation.trim(), place.display()).as_bytes());
    Replica(name.0.chars().take(12).collect())
}

fn take_locks(environment: &Environment, layout: &Layout, locks: &mut Vec<LockGuard>) -> Result<(), Message> {
    let place = layout.root().canonicalize().unwrap_or_else(|_| layout.root().to_owned());
    let name: String = Hash::of(place.display().to_string().as_bytes()).0.chars().take(16).collect();
    let folder = environment.data_dir.join("locks");
    let outside = folder.join(format!("{name}.lock"));
    // Without a data folder the lock inside the project must do.
    if environment.fs.create_folder(&folder).is_ok() {
        match environment.fs.try_lock(&outside) {
            Ok(Some(guard)) => locks.push(guard),
            Ok(None) => return Err(Message::new("store.locked").with("path", layout.root().display())),
            Err(error) => log::warn!("no lock in the data folder: {error}"),
        }
    }
    match environment.fs.try_lock(&layout.lock()) {
        Ok(Some(guard)) => {
            locks.push(guard);
            Ok(())
        }
        Ok(None) => Err(Message::new("store.locked").with("path", layout.root().display())),
        Err(error) if error.kind() == std::io::ErrorKind::Unsupported => Ok(()),
        Err(error) => Err(io_message(layout.root(), &error)),
    }
}
