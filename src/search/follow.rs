//! The index thread: follows the project and commits what changed.
//!
//! It compares fingerprints, so coding, renaming and regrouping cost it nothing, and a deleted, damaged or
//! outdated index is only one more reason to put documents in again. Changes are committed at once when
//! nothing happened just before, otherwise when it has been quiet for a moment. Searching never waits for it.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::model::{DocumentId, Project, Revision};

use super::index::{IndexError, Opened, Snapshot};
use super::normalise::{Cache, Fingerprint};
use super::tokens::{LONGEST_RUN, longest_run};

/// How long it must be quiet before changes are committed together.
const QUIET: Duration = Duration::from_millis(200);
/// The longest that changes wait for quiet.
const PATIENCE: Duration = Duration::from_secs(2);
/// Bytes of text after which a long build commits what it has, so that searching gains from it.
const PORTION: usize = 8_000_000;
/// How often an index in a folder is made anew before it is kept in memory instead.
const ATTEMPTS: u32 = 2;

/// How far the index is. Searching works in every state, with equal hits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IndexStatus {
    /// No project has been followed yet.
    #[default]
    Waiting,
    /// Documents are being put in.
    Building {
        /// Put in so far.
        done: usize,
        /// To be put in.
        total: usize,
    },
    /// It holds this state of the project.
    Current(Revision),
    /// It cannot be kept, not even in memory; everything is found by reading.
    Off,
}

pub(super) enum Order {
    Follow {
        project: Arc<Project>,
        revision: Revision,
        changed: Option<BTreeSet<DocumentId>>,
    },
    /// Reading the index failed.
    MakeAnew,
    Stop,
}

/// What the index thread and those who search share.
#[derive(Default)]
pub(super) struct Shared {
    pub cache: Cache,
    state: Mutex<State>,
    changed: Condvar,
    pub stop: AtomicBool,
}

#[derive(Default)]
struct State {
    snapshot: Option<Arc<Snapshot>>,
    status: IndexStatus,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn snapshot(&self) -> Option<Arc<Snapshot>> {
        self.state().snapshot.clone()
    }

    pub fn status(&self) -> IndexStatus {
        self.state().status
    }

    pub fn forget_snapshot(&self) {
        self.state().snapshot = None;
    }

    fn set_status(&self, status: IndexStatus) {
        self.state().status = status;
        self.changed.notify_all();
    }

    fn publish(&self, snapshot: Snapshot) {
        self.state().snapshot = Some(Arc::new(snapshot));
    }

    /// Waits until the index holds this revision or a later one, or is off.
    pub fn wait_for(&self, revision: Revision) -> IndexStatus {
        let reached = |status: IndexStatus| match status {
            IndexStatus::Current(held) => held >= revision,
            IndexStatus::Off => true,
            IndexStatus::Waiting | IndexStatus::Building { .. } => false,
        };
        let waiting = self.changed.wait_while(self.state(), |state| !reached(state.status));
        waiting.unwrap_or_else(PoisonError::into_inner).status
    }
}

/// The thread's own things.
pub(super) struct Follower {
    shared: Arc<Shared>,
    inbox: Receiver<Order>,
    folder: Option<PathBuf>,
    opened: Option<Opened>,
    failures: u32,
    project: Option<(Arc<Project>, Revision)>,
    due: Due,
    /// Texts with runs that no index takes; they are read.
    unindexable: BTreeSet<Fingerprint>,
}

/// Which documents must be looked at.
enum Due {
    Nothing,
    These(BTreeSet<DocumentId>),
    All,
}

enum Failure {
    Stopped,
    Index(IndexError),
}

impl<E: Into<IndexError>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Index(error.into())
    }
}

impl Follower {
    pub fn new(shared: Arc<Shared>, inbox: Receiver<Order>, folder: Option<PathBuf>) -> Self {
        let (opened, project, unindexable) = (None, None, BTreeSet::new());
        Self { shared, inbox, folder, opened, failures: 0, project, due: Due::Nothing, unindexable }
    }

    /// Works until told to stop or until nobody is left to tell.
    pub fn run(mut self) {
        let mut last: Option<Instant> = None;
        loop {
            let Ok(order) = self.inbox.recv() else { return };
            let begun = Instant::now();
            let idle = last.is_none_or(|last| begun.duration_since(last) > QUIET);
            if !self.take(order) || !self.take_all(if idle { Duration::ZERO } else { QUIET }, begun) {
                return;
            }
            while let Err(failure) = self.work_guarded() {
                match failure {
                    Failure::Stopped => return,
                    Failure::Index(error) => {
                        if !self.recover(&error) {
                            break;
                        }
                    }
                }
            }
            last = Some(Instant::now());
        }
    }

    /// Takes all orders that wait, and those that come within `quiet` of each other. False: stop.
    fn take_all(&mut self, quiet: Duration, begun: Instant) -> bool {
        loop {
            let left = PATIENCE.saturating_sub(begun.elapsed()).min(quiet);
            match self.inbox.recv_timeout(left) {
                Ok(order) => {
                    if !self.take(order) {
                        return false;
                    }
                }
                Err(RecvTimeoutError::Timeout) => return true,
                Err(RecvTimeoutError::Disconnected) => return false,
            }
        }
    }

    fn take(&mut self, order: Order) -> bool {
        match order {
            Order::Stop => return false,
            Order::MakeAnew => {
                // Whatever made reading fail, an index made anew does not have it.
                self.opened = None;
                if let Some(folder) = &self.folder
                    && let Err(error) = Opened::remove_files(folder)
                {
                    log::warn!("the search index could not be removed: {error}");
                    self.folder = None;
                }
                self.due = Due::All;
            }
            Order::Follow { project, revision, changed } => {
                self.project = Some((project, revision));
                self.due = match (std::mem::replace(&mut self.due, Due::All), changed) {
                    (Due::Nothing, Some(changed)) => Due::These(changed),
                    (Due::These(mut due), Some(changed)) => {
                        due.extend(changed);
                        Due::These(due)
                    }
                    _ => Due::All,
                };
            }
        }
        true
    }

    /// A damaged file may make tantivy panic; that must not end the thread.
    fn work_guarded(&mut self) -> Result<(), Failure> {
        catch_unwind(AssertUnwindSafe(|| self.work()))
            .unwrap_or_else(|_| Err(Failure::Index(IndexError::Damaged("reading it failed".to_owned()))))
    }

    /// Gets ready for another try. False: there is none left.
    fn recover(&mut self, error: &IndexError) -> bool {
        log::warn!("the search index is made anew: {error}");
        self.failures += 1;
        self.opened = None;
        self.shared.forget_snapshot();
        self.due = Due::All;
        let busy = matches!(error, IndexError::Busy);
        match &self.folder {
            Some(folder) if !busy && self.failures <= ATTEMPTS => {
                if let Err(error) = Opened::remove_files(folder) {
                    log::warn!("the search index is kept in memory: {error}");
                    self.folder = None;
                }
                true
            }
            Some(_) => {
                self.folder = None;
                self.failures = 0;
                true
            }
            None if self.failures <= ATTEMPTS => true,
            None => {
                self.shared.set_status(IndexStatus::Off);
                false
            }
        }
    }

    fn work(&mut self) -> Result<(), Failure> {
        let Some((project, revision)) = self.project.clone() else { return Ok(()) };
        let opened = match &mut self.opened {
            Some(opened) => opened,
            none => {
                self.due = Due::All;
                let opened = match &self.folder {
                    Some(folder) => Opened::in_folder(folder)?,
                    None => Opened::in_memory()?,
                };
                self.shared.publish(opened.snapshot()?);
                none.insert(opened)
            }
        };
        self.shared.cache.keep_only(&project);
        let due: Vec<DocumentId> = match &self.due {
            Due::Nothing => Vec::new(),
            Due::These(ids) => ids.iter().copied().collect(),
            Due::All => project
                .documents()
                .map(|d| d.id)
                .chain(opened.held.keys().copied())
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect(),
        };
        let mut gone = Vec::new();
        let mut todo = BTreeMap::new();
        for id in due {
            match project.document(id) {
                None if opened.held.contains_key(&id) => gone.push(id),
                None => {}
                Some(document) => {
                    let fingerprint = Fingerprint::of(document);
                    if opened.held.get(&id) != Some(&fingerprint) && !self.unindexable.contains(&fingerprint) {
                        todo.insert(id, document);
                    }
                }
            }
        }
        for &id in &gone {
            opened.take_out(id);
        }
        let total = todo.len();
        let mut bytes = 0;
        for (done, (id, document)) in todo.into_iter().enumerate() {
            if self.shared.stop.load(Ordering::Relaxed) {
                return Err(Failure::Stopped);
            }
            self.shared.set_status(IndexStatus::Building { done, total });
            let normalised = self.shared.cache.get(document);
            if longest_run(normalised.slice(0, normalised.char_len())) > LONGEST_RUN {
                self.unindexable.insert(normalised.fingerprint());
                opened.take_out(id);
                continue;
            }
            opened.put(id, &normalised)?;
            bytes += normalised.bytes().len();
            if bytes > PORTION {
                bytes = 0;
                self.shared.publish(opened.commit()?);
            }
        }
        if total > 0 || !gone.is_empty() {
            self.shared.publish(opened.commit()?);
        }
        self.due = Due::Nothing;
        self.failures = 0;
        self.shared.set_status(IndexStatus::Current(revision));
        Ok(())
    }
}
