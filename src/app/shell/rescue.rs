//! A way out where a project cannot be saved: a copy elsewhere, and a question before anything is left.
//!
//! What is in memory is whole even where the disk is full, so a copy of it is all that is needed. Nothing
//! here repairs the old folder, and nothing is written into it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::export::escape;
use crate::model::{Message, Project, Revision};
use crate::session::Session;
use crate::store::{EXTENSION, Environment, Layout, OpenError, SaveState, write_copy};

use super::Shell;
use super::project::{Arrived, Origin};
use crate::app::actions::Action;
use crate::app::commands::UiCommand;
use crate::app::dialogs::{Dialog, LeaveDialog};
use crate::app::jobs::{JobKind, JobRequest};
use crate::app::notices::Remedy;
use crate::app::picker::{Purpose, Then};

/// What is known of the open project's saving.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Saving {
    /// It goes well, or nobody has looked yet.
    #[default]
    Well,
    /// It has failed, and that was said.
    Failed,
    /// It has failed, and somebody decided to leave what is not saved, or has a copy of it.
    GivenUp,
}

/// A project that is to be written elsewhere, and whose folder holds the originals of its documents.
#[derive(Clone)]
pub struct Lost {
    project: Arc<Project>,
    layout: Layout,
}

/// What a copy was made of.
pub(super) struct Copied {
    lost: Lost,
    /// Of the open project, where it is that one.
    revision: Option<Revision>,
}

impl Lost {
    /// What a session holds now.
    #[must_use]
    pub fn of(session: &Session) -> Self {
        Self { project: Arc::clone(session.project()), layout: session.layout().clone() }
    }
}

impl Shell {
    /// Whether leaving the open project would lose something that can still be kept.
    #[must_use]
    pub fn would_lose(&self) -> bool {
        let failed = |session: &Session| matches!(session.save_state(), SaveState::Failed(_));
        self.saving != Saving::GivenUp && self.session.as_ref().is_some_and(failed)
    }

    /// Says once that saving has failed, and offers the way out.
    pub(super) fn attend_saving(&mut self) {
        let Some(session) = &self.session else { return };
        match session.save_state() {
            SaveState::Failed(message) if self.saving == Saving::Well => {
                self.saving = Saving::Failed;
                self.notices.problem_with(message, Remedy::Copy(None));
            }
            SaveState::Saved(_) => self.saving = Saving::Well,
            _ => {}
        }
        if let Some(warning) = session.standing_warning().filter(|_| !self.warned) {
            self.warned = true;
            self.notices.problem(warning);
        }
    }

    /// The window's own X: what is on its way gets to the disk first, and what cannot is asked about.
    pub(super) fn attend_close_request(&mut self) {
        if !self.ctx.input(|input| input.viewport().close_requested()) || self.saving == Saving::GivenUp {
            return;
        }
        self.flush_drafts();
        if let Some(Err(error)) = self.session.as_ref().map(Session::wait_until_saved) {
            log::warn!("the window stays open: {error}");
        }
        if self.views.correct.is_changed() {
            self.leaving = false;
            self.ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            self.leave_correcting(Some(Action::Run(UiCommand::Quit)));
            self.ctx.request_repaint();
        } else if self.would_lose() {
            self.leaving = false;
            self.ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            self.ask_before_leaving(Action::Run(UiCommand::Quit));
            self.ctx.request_repaint();
        }
    }

    /// Whether the open project is no longer open after an action.
    pub(super) fn leaves_project(&self, action: &Action) -> bool {
        match action {
            Action::Run(command) => matches!(command, UiCommand::CloseProject | UiCommand::Quit),
            Action::OpenProject(folder) => self.session.as_ref().is_none_or(|session| session.folder() != folder),
            Action::OpenSample(_) | Action::NewProject { .. } => true,
            _ => false,
        }
    }

    /// Puts a question before an action that leaves the open project while it cannot be saved; gives back
    /// every other action.
    pub(super) fn unless_it_loses(&mut self, action: Action) -> Option<Action> {
        if self.leaves_project(&action) && self.would_lose() {
            self.ask_before_leaving(action);
            return None;
        }
        Some(action)
    }

    fn ask_before_leaving(&mut self, action: Action) {
        // Whoever presses the X again and again is asked once.
        let asked = |dialog: &Dialog| matches!(dialog, Dialog::Leave(_));
        if !self.dialog.iter().chain(&self.questions).any(asked) {
            self.ask_in_turn(Dialog::Leave(LeaveDialog::new(action)));
        }
    }

    /// Leaves the open project although something of it is not saved.
    pub fn leave_without(&mut self, action: Action) {
        self.saving = Saving::GivenUp;
        self.carry_out(action);
    }

    /// Asks where a copy is to be put, writes it there and opens it. `lost` is a project that is no longer open.
    pub fn save_copy(&mut self, lost: Option<Lost>) {
        let then = Then::new(move |shell: &mut Self, folder: PathBuf| shell.write_copy_into(&folder, lost.clone()));
        self.pick(Purpose::Folder { title: "dialog.pick_copy", then });
    }

    fn write_copy_into(&mut self, above: &Path, lost: Option<Lost>) {
        self.flush_drafts();
        let revision = self.session.as_ref().filter(|_| lost.is_none()).map(Session::revision);
        let Some(lost) = lost.or_else(|| self.session.as_ref().map(Lost::of)) else { return };
        let environment = self.environment.clone();
        let suffix = self.language().text("app.copy_suffix").to_owned();
        let above = above.to_owned();
        let label = Message::new("app.job_save_copy");
        self.jobs.start(JobRequest::new(JobKind::Open, label, move |_| {
            let folder = free_folder(&environment, &above, &format!("{} {suffix}", lost.project.title));
            let opened = write(&environment, &folder, &lost).and_then(|()| Session::open(&environment, &folder));
            let origin = Origin::Copied(Copied { lost, revision });
            Box::new(move |shell: &mut Self| shell.arrive(Arrived { folder, opened, origin }))
        }));
    }

    /// Shows a copy that was written, where it is still all that there is.
    pub(super) fn copied(&mut self, folder: &Path, opened: Result<Session, OpenError>, copied: Copied) {
        let Copied { lost, revision } = copied;
        self.flush_drafts();
        let now = self.session.as_ref().map(Session::revision);
        match opened {
            Ok(_) if revision.is_some() && revision != now => {
                // Something was coded while the copy was written; the copy does not have it.
                let message = Message::new("app.copy_is_older").with("path", folder.display());
                self.notices.problem_with(message, Remedy::Copy(None));
            }
            Ok(session) => {
                if revision.is_some() {
                    self.saving = Saving::GivenUp;
                }
                self.notices.forget_remedies();
                self.take(session);
                let message = Message::new("app.copy_saved").with("path", folder.display());
                self.notices.tell(message, crate::app::notices::Offer::File(folder.to_owned()), 0);
            }
            Err(error) => {
                let path = folder.display();
                let message = Message::new("app.copy_failed").with("path", path).with("error", &error);
                log::warn!("a copy was not written: {error}");
                let lost = if revision.is_some() { None } else { Some(lost) };
                self.notices.problem_with(message, Remedy::Copy(lost));
            }
        }
    }
}

fn write(environment: &Environment, folder: &Path, lost: &Lost) -> Result<(), OpenError> {
    if let Some(above) = folder.parent() {
        environment.fs.create_folder(above).map_err(|error| OpenError::Io { path: above.to_owned(), error })?;
    }
    let fs = &environment.fs;
    write_copy(environment, folder, &lost.project, &|record| {
        let path = lost.layout.source(&record.hash, &record.extension);
        fs.read(&path).map_err(|error| log::warn!("the original {} is not copied: {error}", path.display())).ok()
    })
}

/// A folder for a project that is not there yet.
pub(super) fn free_folder(environment: &Environment, above: &Path, title: &str) -> PathBuf {
    let named = |title: &str| above.join(escape::file_name(title, EXTENSION));
    let numbered = (2..1_000).map(|number| named(&format!("{title} {number}")));
    let mut all = std::iter::once(named(title)).chain(numbered);
    all.find(|folder| !environment.fs.exists(folder)).unwrap_or_else(|| named(title))
}
