//! Backups of an open project: at most one an hour, while it changes, on a thread of their own.
//!
//! One begins when a checkpoint has ended, so that it finds the record files new and the journal short.
//! Closing a project never waits for one: what is cut off leaves no manifest and is swept away later.

use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::Duration;

use super::{Revision, Session};
use crate::model::{Tell, Timestamp};
use crate::store::backup::{self, BackupError, Made, Reason};

/// Between two backups that nobody asked for.
pub const BETWEEN_BACKUPS: Duration = Duration::from_hours(1);

/// So soon is a running backup looked at again.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// What a session knows of its backups.
pub(super) struct Backups {
    last: Option<Timestamp>,
    /// The newest backup was made by another version of the program.
    by_another_program: bool,
    /// The project as the newest backup holds it.
    revision: Revision,
    running: Option<Receiver<Result<Made, BackupError>>>,
    ended: Option<Result<Made, BackupError>>,
}

impl Backups {
    /// As found on disk, for a project that has just been opened.
    pub(super) fn found(environment: &crate::store::Environment, folder: &std::path::Path, revision: Revision) -> Self {
        let newest = backup::latest(environment, folder);
        Self {
            last: newest.as_ref().map(|newest| newest.header.at),
            by_another_program: newest.is_some_and(|newest| newest.header.program != env!("CARGO_PKG_VERSION")),
            revision,
            running: None,
            ended: None,
        }
    }
}

impl Session {
    /// Why a backup is due, where one is: the project was changed, and the newest backup is an hour old; or
    /// that was made by another version of the program, which comes before the first change by this one.
    /// Never while one runs, or where nothing can be saved.
    #[must_use]
    pub fn backup_is_due(&self, now: Timestamp) -> Option<Reason> {
        let wait = self.until_backup(now)?;
        let reason = if self.backups.by_another_program { Reason::NewProgram } else { Reason::Hourly };
        wait.is_zero().then_some(reason)
    }

    /// How long until one is due, if nothing else changes.
    fn until_backup(&self, now: Timestamp) -> Option<Duration> {
        let is_wanted = self.revision != self.backups.revision || self.backups.by_another_program;
        if !is_wanted || self.read_only().is_some() || self.backups.running.is_some() {
            return None;
        }
        // One of a clock that went wrong, later than now, is no reason to wait.
        let age = self.backups.last.filter(|last| *last <= now && !self.backups.by_another_program);
        Some(age.map_or(Duration::ZERO, |last| {
            BETWEEN_BACKUPS.saturating_sub(Duration::from_millis(u64::try_from(now.0 - last.0).unwrap_or(0)))
        }))
    }

    /// Starts a backup on a thread of its own, unless one runs. Returns at once.
    pub fn start_backup(&mut self, reason: Reason) {
        if self.backups.running.is_some() {
            return;
        }
        // Whether it goes well or not, the next one comes in an hour.
        self.backups.last = Some(self.now());
        self.backups.by_another_program = false;
        self.backups.revision = self.revision;
        let (environment, folder) = (self.environment().clone(), self.folder().to_owned());
        let (tell, answer) = channel();
        let work = move || {
            let made = backup::make(&environment, &folder, reason);
            let _ = tell.send(made); // the project was closed meanwhile: fine
        };
        match std::thread::Builder::new().name("tianye backup".into()).spawn(work) {
            Ok(_) => self.backups.running = Some(answer),
            Err(error) => log::warn!("no thread for the backup: {error}"),
        }
    }

    /// Makes a backup now and waits for it: before something that no undo takes back. Where it fails, that
    /// is not to be begun.
    ///
    /// # Errors
    /// [`BackupError`]; the project is as it was.
    pub fn back_up(&mut self, reason: Reason) -> Result<Made, BackupError> {
        if let Err(error) = self.wait_until_saved() {
            log::warn!("what is backed up is what could be saved: {error}");
        }
        let revision = self.revision;
        let made = backup::make(self.environment(), self.folder(), reason)?;
        self.note_backup(&made, revision);
        Ok(made)
    }

    /// A project of an older format is backed up when it is opened: its first change will bring it to the
    /// newer one. Once is enough, however often it is opened before that.
    pub(super) fn back_up_before_migrating(&mut self) {
        let is_done = |newest: backup::Backup| newest.header.reason == Reason::BeforeMigrating;
        if !self.store.is_of_older_format() || backup::latest(self.environment(), self.folder()).is_some_and(is_done) {
            return;
        }
        if let Err(error) = self.back_up(Reason::BeforeMigrating) {
            log::warn!("a project of an older format could not be backed up: {error}");
            self.findings.push(error.tell());
        }
    }

    /// Takes note of a backup that was made of this project as it was at a revision.
    pub fn note_backup(&mut self, made: &Made, revision: Revision) {
        self.backups.last = Some(made.backup.header.at);
        self.backups.by_another_program = false;
        self.backups.revision = revision;
    }

    /// How a backup that ran by itself has ended, once.
    pub fn ended_backup(&mut self) -> Option<Result<Made, BackupError>> {
        self.backups.ended.take()
    }

    /// Starts a backup where one is due and takes note of one that has ended. Says when to be asked again.
    pub(super) fn tick_backup(&mut self) -> Option<Duration> {
        if let Some(running) = &self.backups.running {
            match running.try_recv() {
                Err(TryRecvError::Empty) => return Some(LOOK_AGAIN),
                Ok(ended) => self.backups.ended = Some(ended),
                Err(TryRecvError::Disconnected) => log::error!("the thread of a backup broke off"),
            }
            self.backups.running = None;
        }
        let now = self.now();
        if let Some(reason) = self.backup_is_due(now) {
            self.start_backup(reason);
            return Some(LOOK_AGAIN);
        }
        self.until_backup(now)
    }
}
