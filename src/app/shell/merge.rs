//! Merging another copy of the open project: choose it, compare in the background, show, and only then do it.

use std::path::PathBuf;

use crate::app::actions::Action;
use crate::app::dialogs::{Dialog, MergeDialog};
use crate::app::jobs::{Continuation, JobKind, JobRequest};
use crate::app::notices::Offer;
use crate::app::picker::{Purpose, Then};
use crate::model::{Message, Tell};
use crate::session::Consent;
use crate::store::backup::{self, Reason};
use crate::store::merge::{MergeError, MergePlan};

use super::Shell;

impl Shell {
    pub(super) fn pick_copy_to_merge(&mut self) {
        let then = Then::new(|shell: &mut Self, folder| shell.compare_with(folder));
        self.carry_out(Action::Pick(Purpose::Folder { title: "merge.pick", then }));
    }

    /// Compares with another copy in the background; the report asks before anything is done.
    pub fn compare_with(&mut self, folder: PathBuf) {
        self.flush_drafts();
        let Some(session) = &self.session else { return };
        let job = session.plan_merge(&folder);
        let revision = session.revision().0;
        // A plan for an older state of the project is of no use to anybody.
        let request = JobRequest::new(JobKind::Exchange, Message::new("merge.job"), move |context| {
            let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let planned = job.run(&|done, of| context.progress(done, of, &name), &context.cancel_flag());
            let then: Continuation<Self> = Box::new(move |shell| match planned {
                Ok(plan) => shell.ask_in_turn(Dialog::Merge(Box::new(MergeDialog::new(plan)))),
                Err(MergeError::Stopped) => {}
                Err(error) => shell.notices.problem(error.tell()),
            });
            then
        });
        self.jobs.start(request.of_revision(revision));
    }

    /// Makes a backup in the background, then does what was shown. Without a backup nothing is begun.
    pub fn merge(&mut self, plan: MergePlan, consent: Consent) {
        let Some(session) = &self.session else { return };
        let (environment, folder) = (session.environment().clone(), session.folder().to_owned());
        let revision = session.revision();
        self.jobs.start(JobRequest::new(JobKind::Exchange, Message::new("merge.job_backup"), move |_| {
            let made = backup::make(&environment, &folder, Reason::BeforeMerging);
            let then: Continuation<Self> = Box::new(move |shell| {
                let Some(session) = shell.session.as_mut().filter(|session| session.folder() == folder) else { return };
                match made {
                    Ok(made) => {
                        session.note_backup(&made, revision);
                        shell.merge_backed_up(plan, consent);
                    }
                    Err(error) => shell.notices.problem(error.tell()),
                }
            });
            then
        }));
    }

    fn merge_backed_up(&mut self, plan: MergePlan, consent: Consent) {
        let name = plan.name();
        let Some(session) = self.session.as_mut() else { return };
        match session.merge_backed_up(plan, consent) {
            Ok(committed) => {
                self.desk.follow(session.project());
                let said = Message::new("merge.done").with("name", name);
                self.notices.tell(said, Offer::Undo, committed.revision.0);
            }
            Err(refusal) => self.notices.problem(refusal.tell()),
        }
    }
}
