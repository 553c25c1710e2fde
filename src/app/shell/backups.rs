//! Backups from the window: looking for them, making and restoring one, each a job; and what those say
//! that came by themselves.

use std::path::{Path, PathBuf};

use crate::model::{Message, Tell};
use crate::session::Session;
use crate::store::Environment;
use crate::store::backup::{self, Backup, BackupError, Going, Listing, Reason, Soundness};

use super::Shell;
use super::rescue::free_folder;
use crate::app::dialogs::{BackupsDialog, Dialog, Folder, Mood};
use crate::app::jobs::{JobContext, JobKind, JobRequest};
use crate::app::picker::{Purpose, Then};
use crate::app::time;

impl Shell {
    /// Shows the backups of the open project.
    pub fn show_own_backups(&mut self) {
        let Some(session) = &self.session else { return };
        let (folder, title) = (session.folder().to_owned(), session.project().title.clone());
        self.show_backups(folder, title);
    }

    /// Shows the backups of a project, which need not be open, or be there at all.
    pub fn show_backups(&mut self, folder: PathBuf, title: String) {
        self.dialog = Some(Dialog::Backups(BackupsDialog::new(folder.clone(), title)));
        let environment = self.environment.clone();
        let label = Message::new("backup.job_list");
        self.jobs.start(JobRequest::new(JobKind::Backup, label, move |_| {
            let found = look(&environment, &folder);
            Box::new(move |shell: &mut Self| shell.found_backups(&folder, found))
        }));
    }

    fn found_backups(&mut self, folder: &Path, (listing, there): (Listing, Folder)) {
        if let Some(dialog) = self.backups_dialog(folder) {
            dialog.found(listing, there);
        }
    }

    /// The list of a project's backups, where it is still open.
    fn backups_dialog(&mut self, folder: &Path) -> Option<&mut BackupsDialog> {
        self.dialog.iter_mut().chain(&mut self.questions).find_map(|dialog| match dialog {
            Dialog::Backups(dialog) if dialog.folder() == folder => Some(dialog),
            _ => None,
        })
    }

    /// Makes a backup of a project, open or not.
    pub fn make_backup(&mut self, folder: PathBuf) {
        self.flush_drafts();
        if let Some(dialog) = self.backups_dialog(&folder) {
            dialog.begin("backup.job_make");
        }
        let revision = self.session.as_ref().map(Session::revision);
        let environment = self.environment.clone();
        let label = Message::new("backup.job_make");
        self.jobs.start(JobRequest::new(JobKind::Backup, label, move |context| {
            let made = backup::back_up(&environment, &folder, Reason::AskedFor, &mut watching(context));
            let found = look(&environment, &folder);
            Box::new(move |shell: &mut Self| {
                shell.found_backups(&folder, found);
                let (mood, message) = match &made {
                    Ok(made) => {
                        let sound = made.backup.header.soundness == Soundness::Sound;
                        let language = shell.language();
                        let message = made.message(|finding| language.say(finding));
                        (if sound { Mood::Good } else { Mood::Doubtful }, message)
                    }
                    Err(error) => (Mood::Bad, told(error)),
                };
                if let (Ok(made), Some(session), Some(revision)) = (&made, &mut shell.session, revision)
                    && session.folder() == folder
                {
                    session.note_backup(made, revision);
                }
                shell.say_of_backups(&folder, mood, message);
            })
        }));
    }

    /// Asks where a backup is to be restored.
    pub fn pick_restore(&mut self, backup: Backup) {
        let Some(Dialog::Backups(dialog)) = &self.dialog else { return };
        let folder = dialog.folder().to_owned();
        let then = Then::new(move |shell: &mut Self, above: PathBuf| {
            shell.restore_backup(folder.clone(), backup.clone(), above);
        });
        self.pick(Purpose::Folder { title: "backup.pick_folder", then });
    }

    /// Restores a backup of the project in `folder` into a new folder below `above`.
    fn restore_backup(&mut self, folder: PathBuf, backup: Backup, above: PathBuf) {
        if let Some(dialog) = self.backups_dialog(&folder) {
            dialog.begin("backup.job_restore");
        }
        let when = time::date(backup.header.at).replace(':', ".");
        let suffix = self.language().say(&Message::new("backup.suffix").with("time", when));
        let environment = self.environment.clone();
        let label = Message::new("backup.job_restore");
        self.jobs.start(JobRequest::new(JobKind::Backup, label, move |context| {
            let target = free_folder(&environment, &above, &format!("{} {suffix}", backup.header.title));
            let restored = backup::restore(&environment, &backup, &target, &mut watching(context));
            Box::new(move |shell: &mut Self| {
                let language = shell.language();
                match restored {
                    Ok(restored) => {
                        let mood = if restored.findings.is_empty() { Mood::Good } else { Mood::Doubtful };
                        let message = restored.message(|finding| language.say(finding));
                        shell.say_of_backups(&folder, mood, message);
                        if let Some(dialog) = shell.backups_dialog(&folder) {
                            dialog.restored(restored.folder);
                        }
                    }
                    Err(error) => shell.say_of_backups(&folder, Mood::Bad, told(&error)),
                }
            })
        }));
    }

    /// Says how it went where somebody is looking; elsewhere where it is seen.
    fn say_of_backups(&mut self, folder: &Path, mood: Mood, message: Message) {
        if let Some(dialog) = self.backups_dialog(folder) {
            dialog.say(mood, message);
        } else if mood == Mood::Good {
            self.notices.tell(message, crate::app::notices::Offer::Nothing, 0);
        } else {
            self.notices.problem(message);
        }
    }

    /// Says what a backup that came by itself found wrong. One that went well is not worth a word.
    pub(super) fn attend_backups(&mut self) {
        let language = self.language();
        match self.session.as_mut().and_then(Session::ended_backup) {
            Some(Ok(made)) if made.backup.header.soundness != Soundness::Sound => {
                self.notices.problem(made.message(|finding| language.say(finding)));
            }
            // Another window is making one: as good as our own.
            None | Some(Ok(_) | Err(BackupError::Busy(_))) => {}
            Some(Err(error)) => self.notices.problem(told(&error)),
        }
    }
}

fn look(environment: &Environment, folder: &Path) -> (Listing, Folder) {
    let there = if environment.fs.exists(folder) { Folder::There } else { Folder::Gone };
    (backup::list(environment, folder), there)
}

fn watching(context: &JobContext) -> impl FnMut(usize, usize) -> Going + '_ {
    |done, of| {
        context.progress(done as u64, of as u64, "");
        if context.cancelled() { Going::Stop } else { Going::On }
    }
}

fn told(error: &BackupError) -> Message {
    log::warn!("a backup was not made or restored: {error}");
    error.tell()
}
