//! An open project: one writer, snapshots for everybody else.
//!
//! The session applies edits to the project in memory and hands them to the store; the window and
//! the command line both work through it, so that there is one way in which a project changes.

mod backups;
mod cases;
mod documents;
mod error;
mod merge;
mod original;
pub mod generate;
pub mod history;
pub mod profiles;
mod rescan;
pub mod revise;
pub mod samples;
pub mod shelf;

use std::collections::{BTreeSet, VecDeque};
use std::path::Path;
use std::sync::{Arc, OnceLock};

pub use crate::model::Revision;
pub use backups::BETWEEN_BACKUPS;
pub use cases::NewCase;
pub use documents::NewDocument;
pub use error::CommitError;
pub use merge::{Consent, MergeRefusal, OtherVersion};
pub use original::{Original, OriginalError};
pub use rescan::{BETWEEN_LOOKS, CameIn};
pub use revise::by_hand::{ByHand, HandPlace};
pub use revise::correct::{CorrectedPlace, CorrectionPlan};
pub use revise::draft::{Draft, KeptDraft};
pub use revise::effect::{CodingFate, CodingQuote, Effect, Whose};
pub use revise::places::Way;
pub use revise::{ReimportError, ReimportPlan, RevisionJob};

use crate::model::take_back::{Refusal, can_take_back};
use crate::model::{
    Codebook, Coder, CoderId, CodingKey, CodingPlace, DocumentId, Edit, Message, Mint, Project, ProjectId, Sequence,
    Timestamp, Transaction, apply_all, good_members,
};
use crate::store::chronicle::Entry;
use crate::store::format::{CURRENT, ProjectFile};
use crate::store::journal::{FileFirst, Waker};
use crate::store::{Environment, Gesture, Layout, Learnt, OpenError, SaveError, SaveState, Store, SystemMint, Window};

/// What a commit did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    /// The state after it.
    pub revision: Revision,
    /// How many edits it took; none where there was nothing to do.
    pub edits: usize,
}

/// The change that an undo or a redo would take back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextStep {
    /// Which one it is: only this one is meant.
    pub sequence: Sequence,
    /// What it is called.
    pub label: Message,
    /// When it was made.
    pub at: Timestamp,
    /// By whom.
    pub coder: CoderId,
    /// In which session.
    pub made: Made,
}

/// When a change was made, by sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// Since the project was opened.
    InThisSession,
    /// Before that: whoever takes it back may not remember it.
    Before,
}

/// An open project.
pub struct Session {
    store: Store,
    project: Arc<Project>,
    revision: Revision,
    codebook: OnceLock<Arc<Codebook>>,
    coder: CoderId,
    mint: Box<dyn Mint + Send>,
    findings: Vec<Message>,
    /// Which documents the newest revisions touched, oldest first.
    changes: VecDeque<(Revision, BTreeSet<DocumentId>)>,
    undo_label: Option<Message>,
    redo_label: Option<Message>,
    changed_at: Timestamp,
    coder_is_known: bool,
    backups: backups::Backups,
    /// What was done in this session, the newest last.
    recent: Vec<Entry>,
    /// The last transaction of this installation before this session.
    opened_at: Sequence,
}

/// After so long without a change, what the journal holds is written into record files.
pub const IDLE_BEFORE_CHECKPOINT: std::time::Duration = std::time::Duration::from_secs(30);

/// Revisions of which it is still known what they touched.
const CHANGES_KEPT: usize = 4_096;

impl Session {
    /// Makes a project and opens it. The first change is that its coder joins.
    ///
    /// # Errors
    /// [`OpenError`]; where the folder is occupied nothing is written.
    pub fn create(environment: &Environment, folder: &Path, title: &str, coder: &str) -> Result<Self, OpenError> {
        let mut mint = SystemMint;
        let file = ProjectFile {
            version: CURRENT,
            id: ProjectId::new(&mut mint),
            title: one_line(title, "田野"),
            created: environment.clock.now(),
        };
        Store::create(environment, folder, &file)?;
        let mut session = Self::open(environment, folder)?;
        session.join(&one_line(coder, "我"));
        Ok(session)
    }

    /// Opens a project: to write where that is safe, otherwise to read, see [`Session::read_only`].
    ///
    /// # Errors
    /// [`OpenError`] where it cannot even be read.
    pub fn open(environment: &Environment, folder: &Path) -> Result<Self, OpenError> {
        Self::open_in(environment, folder, Window::First)
    }

    /// Opens a project in one more window, which writes as a replica of its own beside the first.
    ///
    /// # Errors
    /// [`OpenError`] where it cannot even be read.
    pub fn open_beside(environment: &Environment, folder: &Path) -> Result<Self, OpenError> {
        Self::open_in(environment, folder, Window::Beside)
    }

    fn open_in(environment: &Environment, folder: &Path, window: Window) -> Result<Self, OpenError> {
        let opened = Store::open(environment, folder, window)?;
        let remembered = opened.coder.filter(|&id| opened.project.coder(id).is_some());
        let coder_is_known = remembered.is_some();
        let coder = remembered
            .or_else(|| opened.project.coders().next().map(|coder| coder.id))
            .unwrap_or(CoderId(uuid::Uuid::nil()));
        let opened_at = opened.store.last();
        let mut session = Self {
            store: opened.store,
            project: Arc::new(opened.project),
            revision: Revision(1),
            codebook: OnceLock::new(),
            coder,
            mint: Box::new(SystemMint),
            findings: opened.findings,
            changes: VecDeque::new(),
            undo_label: None,
            redo_label: None,
            changed_at: environment.clock.now(),
            coder_is_known,
            backups: backups::Backups::found(environment, folder, Revision(1)),
            recent: Vec::new(),
            opened_at,
        };
        session.back_up_before_migrating();
        session.note_what_was_settled(&opened.edited, opened.untangled);
        session.refresh_labels();
        Ok(session)
    }

    /// What the opening had to settle becomes part of the history.
    fn note_what_was_settled(&mut self, edited: &[String], untangled: Vec<Edit>) {
        if self.read_only().is_some() {
            return;
        }
        for file in edited {
            let label = Message::new("label.edited_outside").with("file", file);
            let (at, coder) = (self.now(), self.coder);
            let (edits, inverses, learnt) = (Vec::new(), Vec::new(), Learnt::default());
            self.store.keep(Gesture { at, coder, label, undoes: None, edits, inverses, learnt }, Vec::new());
        }
        if let Err(error) = self.commit(Message::new("label.untangle"), untangled) {
            log::warn!("what two people moved at once was set right in memory only: {error}");
        }
    }

    /// Lets somebody join as a coder, or finds who bears the name, and codes as them from now on.
    /// In a project that is open for reading the name is only looked for.
    pub fn join(&mut self, name: &str) -> CoderId {
        let name = name.trim();
        let known = self.project.coders().find(|coder| coder.name == name).map(|coder| coder.id);
        if let Some(id) = known {
            self.code_as(id);
        } else if !name.is_empty() {
            let id = CoderId::new(&mut *self.mint);
            let before = std::mem::replace(&mut self.coder, id);
            let edits = vec![Edit::AddCoder(Coder::named(id, name))];
            match self.commit(Message::new("label.join").with("name", name), edits) {
                Ok(_) => self.code_as(id),
                Err(_) => self.coder = before,
            }
        }
        self.coder
    }

    /// Codes as another coder of the project.
    pub fn code_as(&mut self, coder: CoderId) {
        if self.project.coder(coder).is_some() {
            self.coder = coder;
            self.coder_is_known = true;
            self.store.remember_coder(coder);
        }
    }

    /// What is true now. A clone of the `Arc` is a snapshot for background work.
    #[must_use]
    pub fn project(&self) -> &Arc<Project> {
        &self.project
    }

    /// The tree of codes of this revision.
    #[must_use]
    pub fn codebook(&self) -> &Arc<Codebook> {
        self.codebook.get_or_init(|| Arc::new(Codebook::of(&self.project)))
    }

    /// Grows with every change.
    #[must_use]
    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// The newest change of this installation: scripts and acknowledgements name changes by it.
    #[must_use]
    pub fn last_change(&self) -> Sequence {
        self.store.last_change()
    }

    /// The project's folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.store.layout().root()
    }

    /// The paths of the project.
    #[must_use]
    pub fn layout(&self) -> &Layout {
        self.store.layout()
    }

    /// The world that it was opened in.
    #[must_use]
    pub fn environment(&self) -> &Environment {
        self.store.environment()
    }

    /// Who is coding.
    #[must_use]
    pub fn coder(&self) -> CoderId {
        self.coder
    }

    /// Why nothing can be changed.
    #[must_use]
    pub fn read_only(&self) -> Option<&Message> {
        self.store.read_only()
    }

    /// What was not as it should be when the project was opened.
    #[must_use]
    pub fn findings(&self) -> &[Message] {
        &self.findings
    }

    /// Whether what was done is on disk.
    #[must_use]
    pub fn save_state(&self) -> SaveState {
        self.store.save_state()
    }

    /// What is not as safe here as it should be, where there is such a thing: a file system that cannot sync.
    #[must_use]
    pub fn standing_warning(&self) -> Option<Message> {
        self.store.cannot_sync().then(|| Message::new("store.cannot_sync").with("path", self.folder().display()))
    }

    /// Who is woken when something was saved or failed.
    pub fn set_waker(&self, waker: Waker) {
        self.store.set_waker(waker);
    }

    /// What time it is.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.environment().clock.now()
    }

    /// Where new ids come from.
    pub fn mint(&mut self) -> &mut dyn Mint {
        &mut *self.mint
    }

    /// Makes a change: whole or not at all. No edits, nothing done.
    ///
    /// # Errors
    /// [`CommitError`]; the project is then as it was.
    pub fn commit(&mut self, label: Message, edits: Vec<Edit>) -> Result<Committed, CommitError> {
        good_members(&self.project, &edits)?;
        self.commit_with_files(label, edits, None, Vec::new())
    }

    fn commit_with_files(
        &mut self,
        label: Message,
        edits: Vec<Edit>,
        undoes: Option<Sequence>,
        files: Vec<FileFirst>,
    ) -> Result<Committed, CommitError> {
        self.commit_learnt(label, edits, undoes, files, Learnt::default())
    }

    fn commit_learnt(
        &mut self,
        label: Message,
        edits: Vec<Edit>,
        undoes: Option<Sequence>,
        files: Vec<FileFirst>,
        learnt: Learnt,
    ) -> Result<Committed, CommitError> {
        if let Some(reason) = self.store.read_only() {
            return Err(CommitError::ReadOnly(reason.clone()));
        }
        let count = edits.len();
        if count == 0 {
            return Ok(Committed { revision: self.revision, edits: 0 });
        }
        let inverses = apply_all(Arc::make_mut(&mut self.project), &edits)?;
        self.revision.0 += 1;
        self.codebook = OnceLock::new();
        self.note_touched(edits.iter().filter_map(Edit::document).collect());
        self.changed_at = self.now();
        let (at, coder) = (self.changed_at, self.coder);
        let gesture = Gesture { at, coder, label, undoes, edits, inverses, learnt };
        let kept = self.store.keep(gesture, files);
        let project = &self.project;
        let code_of = |place: &CodingPlace| project.coding(CodingKey(*place)).map(|coding| coding.code);
        self.recent.push(Entry::of(&kept, code_of));
        self.store.collect_checkpoint();
        if self.store.checkpoint_is_due() {
            self.store.start_checkpoint(&self.project);
        }
        self.refresh_labels();
        Ok(Committed { revision: self.revision, edits: count })
    }

    fn note_touched(&mut self, documents: BTreeSet<DocumentId>) {
        self.changes.push_back((self.revision, documents));
        if self.changes.len() > CHANGES_KEPT {
            self.changes.pop_front();
        }
    }

    /// Takes back the last change of this installation; says what it was, or nothing where there is none.
    ///
    /// # Errors
    /// [`CommitError`]; the project is then as it was.
    pub fn undo(&mut self) -> Result<Option<Message>, CommitError> {
        let target = self.store.history().to_undo();
        self.step_back(target)
    }

    /// Does again what was undone last; says what it was, or nothing where there is none.
    ///
    /// # Errors
    /// [`CommitError`]; the project is then as it was.
    pub fn redo(&mut self) -> Result<Option<Message>, CommitError> {
        let target = self.store.history().to_redo();
        self.step_back(target)
    }

    fn step_back(&mut self, target: Option<Sequence>) -> Result<Option<Message>, CommitError> {
        let Some(target) = target else { return Ok(None) };
        if let Some(reason) = self.store.read_only() {
            return Err(CommitError::ReadOnly(reason.clone()));
        }
        let mut transaction = Transaction::clone(&*self.store.transaction(target)?);
        transaction.inverses = self.store.with_texts(std::mem::take(&mut transaction.inverses))?;
        let label = transaction.label.clone();
        // Others may have written since: what they wrote is not written over by a key.
        if let Err(refusal @ Refusal::Obstructed { .. }) = can_take_back(&self.project, &transaction) {
            return Err(CommitError::WrittenSince(history::words_of(&self.project, &refusal, &transaction)));
        }
        let learnt = Learnt { forgets: transaction.inverses_that_forget(), ..Learnt::default() };
        self.commit_learnt(label.clone(), transaction.inverses, Some(target), Vec::new(), learnt)?;
        Ok(Some(label))
    }

    /// The change that the next undo takes back, with when and by whom it was made; `None` where there is none, or
    /// where it cannot be read, which [`Session::undo`] then says.
    pub fn next_undo(&mut self) -> Option<NextStep> {
        self.step(self.store.history().to_undo()?)
    }

    /// The undo that the next redo takes back, as [`Session::next_undo`].
    pub fn next_redo(&mut self) -> Option<NextStep> {
        self.step(self.store.history().to_redo()?)
    }

    fn step(&mut self, sequence: Sequence) -> Option<NextStep> {
        let made = if sequence > self.opened_at { Made::InThisSession } else { Made::Before };
        let transaction = self.store.transaction(sequence).ok()?;
        let (label, at, coder) = (transaction.label.clone(), transaction.at, transaction.coder);
        Some(NextStep { sequence, label, at, coder, made })
    }

    /// What the next undo takes back.
    #[must_use]
    pub fn undo_label(&self) -> Option<&Message> {
        self.undo_label.as_ref()
    }

    /// What the next redo does again.
    #[must_use]
    pub fn redo_label(&self) -> Option<&Message> {
        self.redo_label.as_ref()
    }

    fn refresh_labels(&mut self) {
        let [to_undo, to_redo] = [self.store.history().to_undo(), self.store.history().to_redo()];
        let mut label = |seq: Option<Sequence>| self.store.label(seq?).map_err(|error| log::warn!("{error}")).ok();
        self.undo_label = label(to_undo);
        self.redo_label = label(to_redo);
    }

    /// The documents that were touched after `revision`; `None` where that is too long ago to be known.
    #[must_use]
    pub fn documents_changed_since(&self, revision: Revision) -> Option<BTreeSet<DocumentId>> {
        let known_from = self.changes.front().map_or(self.revision, |(first, _)| Revision(first.0 - 1));
        if revision < known_from {
            return None;
        }
        let later = self.changes.iter().rev().take_while(|(at, _)| *at > revision);
        Some(later.flat_map(|(_, documents)| documents.iter().copied()).collect())
    }

    /// Takes note of a checkpoint that has ended, and starts one where nothing has changed for
    /// [`IDLE_BEFORE_CHECKPOINT`]; after it a backup, where one is due. Says how long until it should be
    /// asked again, if at all. Returns at once.
    pub fn tick(&mut self) -> Option<std::time::Duration> {
        self.store.collect_checkpoint();
        let can_write = matches!(self.save_state(), SaveState::Saved(_) | SaveState::Saving);
        if !can_write {
            return None;
        }
        if !self.store.has_unwritten_records() {
            return self.tick_backup();
        }
        let idle = u64::try_from(self.now().0 - self.changed_at.0).unwrap_or(0);
        let wait = IDLE_BEFORE_CHECKPOINT.saturating_sub(std::time::Duration::from_millis(idle));
        if wait.is_zero() {
            self.store.start_checkpoint(&self.project);
        }
        Some(wait.max(std::time::Duration::from_secs(1)))
    }

    /// Whether this installation knows who codes here; where not, [`Session::coder`] is the project's
    /// first coder, for want of a better guess.
    #[must_use]
    pub fn coder_is_known(&self) -> bool {
        self.coder_is_known
    }

    /// Waits until everything is on disk.
    ///
    /// # Errors
    /// What went wrong with the journal.
    pub fn wait_until_saved(&self) -> Result<(), SaveError> {
        self.store.wait_until_saved()
    }

    /// Saves everything, writes a checkpoint and lets the project go.
    ///
    /// # Errors
    /// What went wrong with the journal.
    pub fn close(self) -> Result<(), SaveError> {
        self.store.close(&self.project)
    }
}

fn one_line(text: &str, otherwise: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() { otherwise.to_owned() } else { line }
}
