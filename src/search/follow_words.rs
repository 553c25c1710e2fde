//! Puts words into their own index, behind the characters: a document at a time, so that everything else comes first.
//!
//! Only ranking asks for them. Where their index cannot be kept, documents are ranked without it.

use std::collections::{BTreeSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::model::{DocumentId, Project, Revision};

use super::follow::{IndexStatus, Shared, to_put_in};
use super::index::{Home, IndexError, Kind, Opened, SourceText};
use super::tokens::words_of;

/// Bytes of text after which a long build commits what it has.
const COMMIT: usize = 100_000_000;
/// How often the index is made anew before there is none.
const ATTEMPTS: u32 = 2;

pub(super) struct FollowWords {
    shared: Arc<Shared>,
    home: Home,
    opened: Option<Opened>,
    project: Option<(Arc<Project>, Revision)>,
    due: BTreeSet<DocumentId>,
    todo: VecDeque<DocumentId>,
    total: usize,
    bytes: usize,
    state: State,
    failures: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing is to be done.
    Current,
    /// What is to be done must be found out.
    Told,
    /// Documents wait.
    Behind,
    /// Given up.
    Off,
}

impl FollowWords {
    pub fn new(shared: Arc<Shared>, home: Home) -> Self {
        Self {
            shared,
            home,
            opened: None,
            project: None,
            due: BTreeSet::new(),
            todo: VecDeque::new(),
            total: 0,
            bytes: 0,
            state: State::Current,
            failures: 0,
        }
    }

    /// Whether [`FollowWords::step`] has something to do.
    pub fn is_behind(&self) -> bool {
        matches!(self.state, State::Told | State::Behind)
    }

    /// Tells of a state of the project in which these documents may be others.
    pub fn follow(&mut self, project: Arc<Project>, revision: Revision, due: BTreeSet<DocumentId>) {
        if self.state == State::Off {
            return;
        }
        self.project = Some((project, revision));
        self.due.extend(due);
        self.due.extend(self.todo.drain(..));
        self.state = State::Told;
    }

    /// Does a little.
    pub fn step(&mut self) {
        // A damaged file may make tantivy panic; that must not end the thread.
        let outcome = catch_unwind(AssertUnwindSafe(|| self.step_or_fail()));
        let error = match outcome {
            Ok(Ok(())) => return,
            Ok(Err(error)) => error,
            Err(_) => IndexError::Damaged("reading it failed".to_owned()),
        };
        log::warn!("the index of words is made anew: {error}");
        self.opened = None;
        self.shared.publish_words(None);
        self.failures += 1;
        if matches!(error, IndexError::Busy) {
            self.home = Home::Memory;
        } else {
            self.home.start_anew();
        }
        if self.failures > ATTEMPTS {
            self.state = State::Off;
            self.shared.set_words_status(IndexStatus::Off);
        } else {
            self.state = State::Told;
        }
    }

    fn step_or_fail(&mut self) -> Result<(), IndexError> {
        let Some((project, revision)) = &self.project else {
            self.state = State::Current;
            return Ok(());
        };
        let opened = match &mut self.opened {
            Some(opened) => opened,
            none => {
                let mut opened = self.home.open(Kind::Words)?;
                self.due.extend(project.documents().map(|document| document.id));
                self.due.extend(opened.held.keys());
                self.shared.publish_words(Some(opened.snapshot()?));
                none.insert(opened)
            }
        };
        if self.state == State::Told {
            let gone = self.due.iter().filter(|&&id| project.document(id).is_none() && opened.held.contains_key(&id));
            let gone: Vec<DocumentId> = gone.copied().collect();
            for &id in &gone {
                opened.take_out(id);
            }
            self.bytes += gone.len();
            let is_held = |id, fingerprint| opened.held.get(&id) == Some(&fingerprint);
            let todo = to_put_in(project, &self.due, &self.shared.cache, is_held);
            self.todo = todo.into_iter().map(|document| document.id).collect();
            self.total = self.todo.len();
            self.due.clear();
            self.state = State::Behind;
            return Ok(());
        }
        if let Some(document) = self.todo.pop_front().and_then(|id| project.document(id)) {
            let text = self.shared.cache.get(document);
            let words = words_of(text.slice(0, text.char_len()));
            opened.put(document.id, text.fingerprint(), SourceText::Words(words))?;
            self.bytes += text.bytes().len() + 1;
        }
        if self.bytes > COMMIT || (self.todo.is_empty() && self.bytes > 0) {
            self.bytes = 0;
            self.shared.publish_words(Some(opened.commit()?));
        }
        if self.todo.is_empty() {
            self.state = State::Current;
            self.failures = 0;
            self.shared.set_words_status(IndexStatus::Current(*revision));
        } else {
            let (total, left) = (self.total, self.todo.len());
            self.shared.set_words_status(IndexStatus::Building { done: total - left, total });
        }
        Ok(())
    }
}
