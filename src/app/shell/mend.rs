//! Checking and repairing a project from the window: each a job, and repairing only while it is closed.

use std::path::{Path, PathBuf};

use crate::app::dialogs::{CheckDialog, Dialog};
use crate::app::jobs::{JobKind, JobRequest};
use crate::app::notices::Offer;
use crate::model::{Message, Tell};
use crate::session::Session;
use crate::store::OpenError;
use crate::store::check::{self, Writer};
use crate::store::repair::{self, Others, Repaired, Wishes};

use super::Shell;
use super::project::{Arrived, Origin};

impl Shell {
    /// Checks the open project.
    pub(super) fn check_project(&mut self) {
        if let Some(folder) = self.session.as_ref().map(|session| session.folder().to_owned()) {
            self.check_folder(folder);
        }
    }

    /// Checks the project in a folder, which may be one that does not open, and shows what was found.
    pub(super) fn check_folder(&mut self, folder: PathBuf) {
        let is_open = self.session.as_ref().filter(|session| session.folder() == folder);
        let writes = is_open.is_some_and(|session| session.read_only().is_none());
        let writer = if writes { Writer::Ourselves } else { Writer::Nobody };
        let environment = self.world();
        let label = Message::new("inspect.job_check");
        self.jobs.start(JobRequest::new(JobKind::Check, label, move |_| {
            let report = check::check(&environment, &folder, writer);
            Box::new(move |shell: &mut Self| match report {
                Ok(report) => shell.ask_in_turn(Dialog::Check(CheckDialog::found(folder, report))),
                Err(error) => shell.notices.problem(error.tell()),
            })
        }));
    }

    /// Finds out what a repair would do, for the dialog that asks.
    pub fn preview_repair(&mut self, folder: PathBuf, others: Others) {
        let environment = self.world();
        let wishes = self.wishes(others);
        let label = Message::new("inspect.job_check");
        self.jobs.start(JobRequest::new(JobKind::Check, label, move |_| {
            let plan = repair::preview(&environment, &folder, &wishes);
            Box::new(move |shell: &mut Self| match (plan, &mut shell.dialog) {
                (Ok(plan), Some(Dialog::Check(dialog))) => dialog.preview(plan.tells, plan.lost, others),
                (Err(error), Some(Dialog::Check(_))) => {
                    shell.dialog = None;
                    shell.notices.problem(error.tell());
                }
                _ => {}
            })
        }));
    }

    /// Closes the project where it is open, repairs its folder and opens it again.
    pub fn repair_folder(&mut self, folder: PathBuf, others: Others) {
        let environment = self.world();
        let wishes = self.wishes(others);
        if self.session.as_ref().is_some_and(|session| session.folder() == folder) {
            self.close_project();
        }
        self.notices.forget_problems();
        self.unsaved.clear();
        self.surveys.clear();
        let label = Message::new("inspect.job_repair");
        self.jobs.start(JobRequest::new(JobKind::Open, label, move |_| {
            let repaired = repair::repair(&environment, &folder, &wishes);
            let opened = Session::open(&environment, &folder);
            Box::new(move |shell: &mut Self| match repaired {
                Ok(repaired) => shell.arrive(Arrived { folder, opened, origin: Origin::Repaired(repaired) }),
                Err(error) => {
                    log::warn!("a project was not repaired: {error}");
                    shell.notices.problem(error.tell());
                    if opened.is_ok() {
                        shell.arrive(Arrived { folder, opened, origin: Origin::Made });
                    }
                }
            })
        }));
    }

    /// Shows what a repair did.
    pub(super) fn say_repaired(&mut self, repaired: Repaired) {
        self.notices.tell(Message::new("inspect.repaired"), Offer::Nothing, 0);
        let folder = self.session.as_ref().map(|session| session.folder().to_owned()).unwrap_or_default();
        self.ask_in_turn(Dialog::Check(CheckDialog::repaired(folder, repaired)));
    }

    /// Whether a folder that does not open may hold a project all the same.
    pub(super) fn may_be_repaired(&self, error: &OpenError) -> bool {
        let fs = &self.environment.fs;
        let is_ours = |folder: &Path| fs.exists(&folder.join("journal")) && fs.exists(&folder.join("codings"));
        match error {
            OpenError::Damaged { .. } => true,
            OpenError::NotAProject(folder) => is_ours(folder),
            _ => false,
        }
    }

    fn wishes(&self, others: Others) -> Wishes {
        Wishes { others, helpers: Vec::new(), lost_name: self.language().text("inspect.lost_stand_in").to_owned() }
    }

    /// The world of the open project; pictures open theirs in another one than the window's.
    fn world(&self) -> crate::store::Environment {
        self.session.as_ref().map_or_else(|| self.environment.clone(), |session| session.environment().clone())
    }
}
