//! Opening, making and leaving projects: each a job, so that the window never waits for a disk.

use std::path::{Path, PathBuf};

use crate::model::{Message, Tell};
use crate::session::{Session, samples};
use crate::store::repair::Repaired;
use crate::store::{OpenError, backup};

use super::rescue::{Copied, Lost, Saving};
use super::undo::Agreed;
use super::{Desk, Shell};
use crate::app::dialogs::Dialog;
use crate::app::jobs::{JobKind, JobRequest};
use crate::app::notices::Remedy;
use crate::app::panels::start::StartView;

/// So many findings are said one by one when a project is opened; of more a check tells.
const FINDINGS_SHOWN: usize = 2;

/// A project that was opened, or why it was not.
pub(super) struct Arrived {
    pub(super) folder: PathBuf,
    pub(super) opened: Result<Session, OpenError>,
    pub(super) origin: Origin,
}

/// Where an opened project comes from.
pub(super) enum Origin {
    /// It was there, and others may have coded it. Where it could not be opened: what its newest backup calls it.
    Found {
        /// The title.
        backed_up: Option<String>,
    },
    /// It was just made here, or is a sample to try things out in.
    Made,
    /// It was just written as a copy.
    Copied(Copied),
    /// It was just repaired.
    Repaired(Repaired),
}

/// How a project came that is not a copy.
enum Arrival {
    Found(Option<String>),
    Made,
    Repaired(Repaired),
}

impl Shell {
    /// Opens a project; the one that is open is closed when the other has been opened.
    pub fn open(&mut self, folder: PathBuf) {
        self.flush_drafts();
        if self.session.as_ref().is_some_and(|session| session.folder() == folder) {
            return;
        }
        let environment = self.environment.clone();
        let label = Message::new("app.job_open");
        self.jobs.start(JobRequest::new(JobKind::Open, label, move |_| {
            let opened = Session::open(&environment, &folder);
            let newest =
                if opened.is_err() { backup::list(&environment, &folder).backups.into_iter().next() } else { None };
            let origin = Origin::Found { backed_up: newest.map(|newest| newest.header.title) };
            Box::new(move |shell: &mut Self| shell.arrive(Arrived { folder, opened, origin }))
        }));
    }

    /// Makes a project and opens it.
    pub fn create(&mut self, folder: PathBuf, title: String, coder: String) {
        let named = |name: String, otherwise| {
            if name.trim().is_empty() { self.language().text(otherwise).to_owned() } else { name }
        };
        let (title, coder) = (named(title, "app.untitled"), named(coder, "cli.new.coder"));
        self.settings.coder.clone_from(&coder);
        self.settings.folder = folder.parent().map(Path::to_owned);
        self.keep_settings();
        let environment = self.environment.clone();
        let label = Message::new("app.job_create");
        self.jobs.start(JobRequest::new(JobKind::Open, label, move |_| {
            let above = folder.parent().map_or(Ok(()), |above| environment.fs.create_folder(above));
            let opened = above
                .map_err(|error| OpenError::Io { path: folder.clone(), error })
                .and_then(|()| Session::create(&environment, &folder, &title, &coder));
            Box::new(move |shell: &mut Self| shell.arrive(Arrived { folder, opened, origin: Origin::Made }))
        }));
    }

    /// Opens the working copy of a sample; makes it first where there is none yet.
    pub fn open_sample(&mut self, name: String) {
        let environment = self.environment.clone();
        let label = Message::new("app.job_sample");
        self.jobs.start(JobRequest::new(JobKind::Open, label, move |_| {
            let copy = samples::working_copy(&environment, &name);
            let opened = copy.map(|folder| (Session::open(&environment, &folder), folder));
            Box::new(move |shell: &mut Self| match opened {
                Ok((opened, folder)) => shell.arrive(Arrived { folder, opened, origin: Origin::Made }),
                Err(error) => shell.notices.problem(error.tell()),
            })
        }));
    }

    /// What went wrong is said at once; a project waits until no dialog is open.
    pub(super) fn arrive(&mut self, arrived: Arrived) {
        match arrived.opened {
            Ok(_) => self.arrived.push_back(arrived),
            Err(_) => self.opened(arrived),
        }
    }

    /// Shows what was opened, once no dialog is in the way: somebody may be writing in it.
    pub(super) fn opened(&mut self, Arrived { folder, opened, origin }: Arrived) {
        let (opened, found) = match origin {
            Origin::Copied(copied) => return self.copied(&folder, opened, copied),
            Origin::Found { backed_up } => (opened, Arrival::Found(backed_up)),
            Origin::Made => (opened, Arrival::Made),
            Origin::Repaired(repaired) => (opened, Arrival::Repaired(repaired)),
        };
        match opened {
            Ok(session) if self.leaving => close_well(session),
            Ok(session) if self.is_open_already(&session) => {}
            Ok(session) => {
                self.take(session);
                match found {
                    Arrival::Found(_) => self.ask_who(),
                    Arrival::Repaired(repaired) => self.say_repaired(repaired),
                    Arrival::Made => {
                        self.keep_coder();
                        self.import_dropped();
                    }
                }
            }
            Err(error) => {
                log::warn!("a project was not opened: {error}");
                if self.saving == Saving::GivenUp {
                    self.saving = Saving::Failed;
                }
                self.start = StartView::default();
                self.dropped.clear();
                let title = if let Arrival::Found(title) = found { title } else { None };
                let remedy = match (self.may_be_repaired(&error), title) {
                    (true, Some(title)) => Remedy::CheckOrBackups { folder, title },
                    (true, None) => Remedy::Check(folder),
                    (false, Some(title)) => Remedy::Backups { folder, title },
                    (false, None) => Remedy::None,
                };
                self.notices.problem_with(error.tell(), remedy);
            }
        }
    }

    /// Whether this is the open project once more, by another way to the same folder: then it is locked, by us.
    fn is_open_already(&self, session: &Session) -> bool {
        let Some(open) = &self.session else { return false };
        let place = |folder: &Path| folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        open.project().id == session.project().id
            && session.read_only().is_some()
            && place(open.folder()) == place(session.folder())
    }

    /// Shows an open project.
    pub fn take(&mut self, session: Session) {
        self.close_project();
        let ctx = self.ctx.clone();
        session.set_waker(Box::new(move || ctx.request_repaint()));
        self.look_as_left(&session);
        let project = session.project();
        let folder = session.folder().to_owned();
        let is_damaged = session.read_only().is_some() && !session.findings().is_empty();
        if is_damaged {
            // The reason stands below, and a check tells the rest.
        } else if session.findings().len() > FINDINGS_SHOWN {
            let many = Message::new("inspect.opened_with").with("count", session.findings().len());
            self.notices.problem_with(many, Remedy::Check(folder.clone()));
        } else {
            for finding in session.findings() {
                self.notices.problem_with(finding.clone(), Remedy::Check(folder.clone()));
            }
        }
        if let Some(reason) = session.read_only() {
            self.notices.problem_with(reason.clone(), Self::remedy_of(&session));
        }
        self.warned = false;
        self.agreed = Agreed::default();
        self.settings.remember(session.folder(), &project.title, session.now());
        self.session = Some(session);
        self.keep_settings();
        self.dialog = None;
        self.questions.clear();
        self.offer_corrections();
    }

    /// Goes back to the start page. What is still on its way to the disk gets there in the background.
    pub fn close_project(&mut self) {
        self.flush_drafts();
        self.write_correction_down();
        self.notices.forget_problems();
        self.unsaved.clear();
        self.surveys.clear();
        self.keep_view_now();
        self.jobs.cancel_all();
        let given_up = std::mem::take(&mut self.saving) == Saving::GivenUp;
        let Some(session) = self.session.take() else { return };
        let lost = Lost::of(&session);
        self.desk = Desk::default();
        let views = std::mem::take(&mut self.views);
        self.start = StartView::default();
        self.questions.clear();
        self.notices.dismiss();
        let label = Message::new("app.job_close");
        self.jobs.start(JobRequest::new(JobKind::Close, label, move |_| {
            // The search ends its threads when it goes, and may have to wait for them.
            drop(views.search);
            let closed = session.close();
            Box::new(move |shell: &mut Self| match closed {
                Err(error) if given_up => log::warn!("a project was left without being saved: {error}"),
                Err(error) => shell.notices.problem_with(error.tell(), Remedy::Copy(Some(lost))),
                Ok(()) => {}
            })
        }));
    }

    /// Leaves the program, and waits for no job but those that bring projects to the disk: everything is on disk when this returns.
    pub fn leave(&mut self) {
        self.flush_drafts();
        if let Some(Dialog::Memo(memo)) = &self.dialog {
            let written = memo.written();
            self.carry_out(written);
        }
        self.write_correction_down();
        self.keep_view_now();
        self.keep_settings();
        self.leaving = true;
        self.jobs.cancel_all();
        self.jobs.forget(JobKind::Open);
        self.jobs.forget(JobKind::Backup);
        self.jobs.cancel(JobKind::Backup);
        self.dialog = None;
        if let Some(session) = self.session.take() {
            close_well(session);
        }
        self.finish_jobs();
    }
}

fn close_well(session: Session) {
    if let Err(error) = session.close() {
        log::error!("the project was not closed well: {error}");
    }
}
