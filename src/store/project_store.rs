//! One open project folder: the lock, the journal, the checkpoints.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use super::checkpoint::{self, ArchivedSegment, Moment};
use super::environment::Environment;
use super::error::SaveError;
use super::format::{CURRENT, ProjectFile};
use super::fs::LockGuard;
use super::history::Stacks;
use super::installation::Identity;
use super::journal::{FileFirst, Journal, Pledge, Waker};
use super::layout::Layout;
use super::ledger::{Dirty, Ledger, PassedOn, Versions};
use super::read_files::Stray;
use super::record::Covers;
use super::rescan::Fingerprint;
use super::settle;
use crate::model::{CoderId, Edit, Message, Project, ProjectId, Replica, Sequence, Stamp, Timestamp, Transaction};

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
    pub(super) environment: Environment,
    pub(super) layout: Layout,
    pub(super) project: ProjectId,
    pub(super) replica: Replica,
    pub(super) identity: Identity,
    pub(super) seq: Sequence,
    pub(super) lamport: u64,
    pub(super) ledger: Ledger,
    pub(super) dirty: Dirty,
    /// What this replica's record files cover.
    pub(super) covers: Covers,
    /// Files under names that are not theirs: they go once what they hold stands in a record file.
    pub(super) strays: Vec<Stray>,
    /// What `project.ron` says, where that is an older format and nothing has been written yet.
    pub(super) older_format: Option<ProjectFile>,
    /// Own transactions that may not be on disk yet.
    pub(super) newest: VecDeque<Arc<Transaction>>,
    /// What other replicas' files looked like when they were last taken in.
    pub(super) seen: Option<Fingerprint>,
    pub(super) history: Stacks,
    /// Bodies of this replica's transactions that were needed lately.
    pub(super) bodies: BTreeMap<Sequence, Arc<Transaction>>,
    /// What the newest transactions were called.
    pub(super) labels: BTreeMap<Sequence, Message>,
    pub(super) segments: Vec<ArchivedSegment>,
    pub(super) archived: Vec<ArchivedSegment>,
    /// First transaction of the segment that is being written.
    pub(super) segment_begins: Sequence,
    pub(super) since_checkpoint: usize,
    pub(super) running: Option<RunningCheckpoint>,
    pub(super) journal: Option<Journal>,
    pub(super) read_only: Option<Message>,
    pub(super) _locks: Vec<LockGuard>,
}

pub(super) struct RunningCheckpoint {
    answer: Receiver<Result<Carried, String>>,
    dirty: Dirty,
    thread: std::thread::JoinHandle<()>,
}

/// What a checkpoint did.
struct Carried {
    finished: Vec<ArchivedSegment>,
    covers: Covers,
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
    /// Files that were changed with another program and have been taken: to be noted in the history.
    pub edited: Vec<String>,
    /// What was taken out so that the rest can stand: to be committed, so that it stays so.
    pub untangled: Vec<Edit>,
}

/// After this many edits a checkpoint is due.
const EDITS_BEFORE_CHECKPOINT: usize = 5_000;

impl Store {
    /// Why nothing can be written.
    #[must_use]
    pub fn read_only(&self) -> Option<&Message> {
        self.read_only.as_ref()
    }

    /// Whether the first change brings the folder to a newer format.
    #[must_use]
    pub fn is_of_older_format(&self) -> bool {
        self.older_format.is_some() && self.journal.is_some()
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
    /// `files` are on disk before it is. Gives it back as history knows it.
    pub fn keep(&mut self, gesture: Gesture, files: Vec<FileFirst>) -> Arc<Transaction> {
        self.bring_to_current_format();
        self.seq.0 += 1;
        let Learnt { passed_on, versions, lamport, forgets } = gesture.learnt;
        self.lamport = self.lamport.max(lamport) + 1;
        let stamp = Stamp(self.lamport, Arc::from(self.replica.0.as_str()));
        let over = self.ledger.note(&gesture.edits, &stamp, &passed_on, &forgets, &mut self.dirty);
        if let Some(versions) = versions {
            self.ledger.versions = versions;
        }
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
            over,
            forgets: forgets.into_iter().collect(),
            passed_on: passed_on.into_iter().map(|(number, written)| (number, written.at)).collect(),
        };
        self.history.note(&transaction);
        self.since_checkpoint += transaction.edits.len();
        let transaction = Arc::new(transaction);
        self.remember_body(Arc::clone(&transaction));
        if let Some(journal) = &self.journal {
            let durable = journal.progress().durable;
            self.forget_written(durable);
        }
        self.note_newest(&transaction);
        match &self.journal {
            Some(journal) => journal.append(files, Arc::clone(&transaction)),
            None => log::error!("a transaction was handed to a project that is open for reading"),
        }
        transaction
    }

    /// This installation's name in this folder.
    #[must_use]
    pub fn replica(&self) -> &Replica {
        &self.replica
    }

    /// The last transaction of this replica.
    #[must_use]
    pub fn last(&self) -> Sequence {
        self.seq
    }

    /// This replica's newest transaction.
    #[must_use]
    pub fn last_change(&self) -> Sequence {
        self.seq
    }

    /// What can be undone and redone.
    #[must_use]
    pub fn history(&self) -> &Stacks {
        &self.history
    }

    pub(super) fn save_error(&self, reason: String) -> SaveError {
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

    /// Whether this file system cannot promise that what is written outlasts a power cut.
    #[must_use]
    pub fn cannot_sync(&self) -> bool {
        self.journal.as_ref().is_some_and(|journal| journal.progress().cannot_sync)
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

    /// That all that was kept so far will be on disk; for a thread that must not hold the store. A project that is
    /// open for reading has nothing to wait for.
    #[must_use]
    pub fn pledge(&self) -> Option<Pledge> {
        self.journal.as_ref().map(|journal| journal.pledge(self.seq))
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
        if self.journal.is_none() || self.running.is_some() || self.dirty.is_clean() {
            return;
        }
        self.bring_to_current_format();
        let Some(journal) = &self.journal else { return };
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
            files: self.covers.clone(),
        };
        let (environment, layout, replica) = (self.environment.clone(), self.layout.clone(), self.replica.clone());
        let (identity, strays) = (self.identity.clone(), std::mem::take(&mut self.strays));
        let (tell, answer) = channel();
        let work = move || {
            let done = (|| {
                let next = rotated.recv().ok().flatten().ok_or("the journal has failed")?;
                if begins <= seq && next > 1 {
                    finished.push(ArchivedSegment { number: next - 1, first: begins, last: seq });
                }
                moment.finished = finished;
                let plan = checkpoint::plan(&moment, &layout, &replica).map_err(|error| error.to_string())?;
                checkpoint::carry_out(&plan, &*environment.fs).map_err(|error| error.to_string())?;
                settle::remove_strays(&*environment.fs, &strays);
                identity.remember(&environment, moment.seq);
                Ok::<_, String>(Carried { finished: moment.finished, covers: plan.covers })
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
            Ok(Ok(carried)) => {
                self.running = None;
                self.note_carried(carried);
            }
            Ok(Err(_)) | Err(std::sync::mpsc::TryRecvError::Disconnected) => {
                if let Some(failed) = self.running.take() {
                    self.dirty.merge(failed.dirty);
                }
            }
        }
    }

    fn note_carried(&mut self, Carried { finished, covers }: Carried) {
        self.segments.retain(|held| !finished.iter().any(|done| done.number == held.number));
        self.archived.extend(finished);
        self.covers = covers;
    }

    /// Brings `project.ron` to the format that is about to be written.
    fn bring_to_current_format(&mut self) {
        if let (Some(file), Some(journal)) = (self.older_format.take(), &self.journal) {
            journal.migrate(file, CURRENT);
        }
    }

    fn wait_for_checkpoint(&mut self) {
        if let Some(running) = self.running.take() {
            let RunningCheckpoint { answer, dirty, thread } = running;
            let ended = answer.recv();
            let _ = thread.join(); // its answer says how it went
            match ended {
                Ok(Ok(carried)) => self.note_carried(carried),
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
    /// What of it was written in another copy; nothing but for a merge.
    pub learnt: Learnt,
}

/// What a merge learns from another copy beside its edits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Learnt {
    /// Which edits were written there, and when.
    pub passed_on: PassedOn,
    /// The texts that lose, of all fields.
    pub versions: Option<Versions>,
    /// The highest logical time seen there.
    pub lamport: u64,
    /// Edits, counted from 0, that only let go what a merge brought, see [`Transaction::forgets`].
    pub forgets: std::collections::BTreeSet<u32>,
}
