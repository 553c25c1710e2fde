//! The index thread: follows the project and commits what changed.
//!
//! It compares fingerprints, so coding, renaming and regrouping cost it nothing, and a deleted, damaged or
//! outdated index is only one more reason to put documents in again. Changes are committed at once when
//! nothing happened just before, otherwise when it has been quiet for a moment. Searching never waits for it.
//! The characters come first; words follow on this one thread while nothing else is to be done.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use crate::model::{Document, DocumentId, Project, Revision};
use crate::store::SEARCH_INDEX;

use super::follow_words::FollowWords;
use super::index::{Home, IndexError, Kind, Opened, Snapshot, SourceText, remove_former};
use super::normalised::Fingerprint;
use super::pack::Dead;
use super::texts::{Cache, Occasion};
use super::tokens::{LONGEST_RUN, longest_run};

/// How long it must be quiet before changes are committed together.
const QUIET: Duration = Duration::from_millis(200);
/// The longest that changes wait for quiet.
const PATIENCE: Duration = Duration::from_secs(2);
/// Bytes of text that are normalised together and then handed to the threads that index.
const PORTION: usize = 24_000_000;
/// Bytes of text after which a long build commits what it has, so that searching gains from it and a crash
/// does not lose all. Commits make segments smaller, so not too often.
const COMMIT: usize = 200_000_000;
/// How often an index in a folder is made anew before it is kept in memory instead.
const ATTEMPTS: u32 = 2;
/// Folders below the one that an engine is given.
pub(super) const CHARACTERS: &str = SEARCH_INDEX;
const WORDS: &str = "search-words";
pub(super) const TEXTS: &str = "search-texts";

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
    words: Option<Arc<Snapshot>>,
    /// Up to which state of the project the words have come; `None` before any.
    words_status: IndexStatus,
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

    /// The index of words, for ranking.
    pub fn words(&self) -> Option<Arc<Snapshot>> {
        self.state().words.clone()
    }

    pub fn publish_words(&self, snapshot: Option<Snapshot>) {
        self.state().words = snapshot.map(Arc::new);
    }

    pub fn set_words_status(&self, status: IndexStatus) {
        self.state().words_status = status;
        self.changed.notify_all();
    }

    /// Waits until the index of characters holds this revision or a later one, or is off.
    pub fn wait_for(&self, revision: Revision) -> IndexStatus {
        self.wait(revision, |state| state.status)
    }

    /// The same for the words.
    pub fn wait_for_words(&self, revision: Revision) -> IndexStatus {
        self.wait(revision, |state| state.words_status)
    }

    fn wait(&self, revision: Revision, status: impl Fn(&State) -> IndexStatus) -> IndexStatus {
        let reached = |status: IndexStatus| match status {
            IndexStatus::Current(held) => held >= revision,
            IndexStatus::Off => true,
            IndexStatus::Waiting | IndexStatus::Building { .. } => false,
        };
        let waiting = self.changed.wait_while(self.state(), |state| !reached(status(state)));
        status(&waiting.unwrap_or_else(PoisonError::into_inner))
    }
}

/// The thread's own things.
pub(super) struct Follower {
    shared: Arc<Shared>,
    inbox: Receiver<Order>,
    home: Home,
    /// Where texts are kept, until they are opened.
    texts: Option<PathBuf>,
    opened: Option<Opened>,
    words: FollowWords,
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
    pub fn new(shared: Arc<Shared>, inbox: Receiver<Order>, below: Option<PathBuf>) -> Self {
        let folder = |name| below.as_ref().map(|below| below.join(name));
        Self {
            words: FollowWords::new(Arc::clone(&shared), Home::of(folder(WORDS))),
            home: Home::of(folder(CHARACTERS)),
            texts: folder(TEXTS),
            shared,
            inbox,
            opened: None,
            failures: 0,
            project: None,
            due: Due::Nothing,
            unindexable: BTreeSet::new(),
        }
    }

    /// Works until told to stop or until nobody is left to tell.
    pub fn run(mut self) {
        if let Some(folder) = self.texts.take() {
            if let Some(below) = folder.parent() {
                remove_former(below);
            }
            self.shared.cache.keep_in(&folder);
        }
        self.follow();
        let cache = &self.shared.cache;
        if let Some((project, _)) = &self.project {
            cache.keep_only(project);
        }
        cache.put_away(Occasion::Last);
        // Where the work was broken off, the next opening does it: now it would take long.
        if let (Some((project, _)), Due::Nothing) = (&self.project, &self.due) {
            cache.compact(project, Dead::Leaves);
        }
    }

    fn follow(&mut self) {
        let mut last: Option<Instant> = None;
        while let Some(order) = self.next() {
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

    /// The next order. While none waits, words are put in, a document at a time.
    fn next(&mut self) -> Option<Order> {
        loop {
            if !self.words.is_behind() {
                return self.inbox.recv().ok();
            }
            match self.inbox.try_recv() {
                Ok(order) => return Some(order),
                Err(TryRecvError::Empty) => self.words.step(),
                Err(TryRecvError::Disconnected) => return None,
            }
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
                self.home.start_anew();
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
        let is_busy = matches!(error, IndexError::Busy);
        match &self.home {
            Home::Memory if self.failures > ATTEMPTS => {
                self.shared.set_status(IndexStatus::Off);
                return false;
            }
            Home::Memory => {}
            Home::Folder(_) | Home::Own(_) if is_busy || self.failures > ATTEMPTS => {
                self.home = Home::Memory;
                self.failures = 0;
            }
            Home::Folder(_) | Home::Own(_) => self.home.start_anew(),
        }
        true
    }

    fn work(&mut self) -> Result<(), Failure> {
        let Some((project, revision)) = self.project.clone() else { return Ok(()) };
        let first = self.opened.is_none();
        let opened = match &mut self.opened {
            Some(opened) => opened,
            none => {
                self.due = Due::All;
                let mut opened = self.home.open(Kind::Characters)?;
                self.shared.publish(opened.snapshot()?);
                none.insert(opened)
            }
        };
        let cache = &self.shared.cache;
        cache.keep_only(&project);
        let due: Vec<DocumentId> = match &self.due {
            Due::Nothing => Vec::new(),
            Due::These(ids) => ids.iter().copied().collect(),
            Due::All => project.documents().map(|d| d.id).chain(opened.held.keys().copied()).collect(),
        };
        let due: BTreeSet<DocumentId> = due.into_iter().collect();
        for &id in due.iter().filter(|&&id| project.document(id).is_none()) {
            opened.take_out(id);
        }
        let todo = to_put_in(&project, &due, cache, |id, fingerprint| {
            opened.held.get(&id) == Some(&fingerprint) || self.unindexable.contains(&fingerprint)
        });
        let gone = due.iter().any(|&id| project.document(id).is_none());
        let (total, mut done, mut bytes) = (todo.len(), 0, 0);
        for portion in portions(&todo) {
            self.shared.set_status(IndexStatus::Building { done, total });
            let texts = cache.prepare(portion);
            let too_long: Vec<bool> =
                texts.par_iter().map(|text| longest_run(text.slice(0, text.char_len())) > LONGEST_RUN).collect();
            for ((document, text), too_long) in portion.iter().zip(texts).zip(too_long) {
                if self.shared.stop.load(Ordering::Relaxed) {
                    return Err(Failure::Stopped);
                }
                if too_long {
                    self.unindexable.insert(text.fingerprint());
                    opened.take_out(document.id);
                } else {
                    bytes += text.bytes().len();
                    opened.put(document.id, text.fingerprint(), SourceText::Whole(text))?;
                }
                done += 1;
            }
            if bytes > COMMIT {
                bytes = 0;
                self.shared.publish(opened.commit()?);
            }
        }
        if total > 0 || gone {
            self.shared.publish(opened.commit()?);
        }
        self.due = Due::Nothing;
        self.failures = 0;
        self.shared.set_status(IndexStatus::Current(revision));
        if first {
            // A sound index asks for no text, also where the packs were lost.
            for portion in portions(&cache.unpacked(&project)) {
                if self.shared.stop.load(Ordering::Relaxed) {
                    return Err(Failure::Stopped);
                }
                cache.prepare(portion);
            }
        }
        cache.put_away(Occasion::Passing);
        if first || total > 0 {
            cache.compact(&project, if first { Dead::Leaves } else { Dead::MayStay });
        }
        self.words.follow(project, revision, due);
        Ok(())
    }
}

/// The documents among some that are not held yet, in the order of the list.
pub(super) fn to_put_in<'a>(
    project: &'a Project,
    due: &BTreeSet<DocumentId>,
    cache: &Cache,
    is_held: impl Fn(DocumentId, Fingerprint) -> bool,
) -> Vec<&'a Arc<Document>> {
    let mut documents: Vec<&Arc<Document>> = due.iter().filter_map(|&id| project.document(id)).collect();
    documents.sort_by_key(|document| (document.rank, document.id));
    let fingerprints: Vec<Fingerprint> =
        documents.par_iter().map(|document| cache.held(document).fingerprint(document)).collect();
    let both = documents.into_iter().zip(fingerprints);
    both.filter(|(document, fingerprint)| !is_held(document.id, *fingerprint)).map(|(document, _)| document).collect()
}

/// Cuts a list of documents so that each part has about [`PORTION`] bytes of text.
fn portions<'a, 'b>(documents: &'b [&'a Arc<Document>]) -> impl Iterator<Item = &'b [&'a Arc<Document>]> {
    let mut rest = documents;
    std::iter::from_fn(move || {
        let mut bytes = 0;
        let len = rest.iter().take_while(|document| {
            let fits = bytes < PORTION;
            bytes += document.text.as_str().len();
            fits
        });
        let (portion, more) = rest.split_at_checked(len.count())?;
        rest = more;
        (!portion.is_empty()).then_some(portion)
    })
}
