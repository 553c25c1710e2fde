//! Reading a document's file again: the original is fetched and shown in the import dialog, what the new text would
//! do to codings is worked out in the background and shown, and only then the text is replaced, as one change.

use std::path::PathBuf;

use super::Shell;
use crate::app::actions::Action;
use crate::app::dialogs::{Chosen, Dialog, ImportDialog, ImportPurpose, ReimportDialog};
use crate::app::jobs::{Continuation, JobKind, JobRequest};
use crate::app::notices::Offer;
use crate::app::picker::{Purpose, Then};
use crate::import::batch::Origin;
use crate::import::{Corrections, Options, formats};
use crate::model::{DocumentId, Message, Tell};
use crate::session::ReimportPlan;

impl Shell {
    /// Shows the file that a document came from in the import dialog, with the choices of that time.
    pub fn read_again(&mut self, document: DocumentId) {
        self.flush_drafts();
        let Some(session) = self.session.as_ref() else { return };
        let original = match session.original(document) {
            Ok(original) => original,
            Err(error) => return self.notices.problem(error.tell()),
        };
        let project = session.project().id;
        let label = Message::new("app.job_original").with("name", &original.record.name);
        self.jobs.start(JobRequest::new(JobKind::Import, label, move |context| {
            let bytes = original.read();
            let stopped = context.cancelled();
            let then: Continuation<Self> = Box::new(move |shell| match bytes {
                _ if stopped || shell.session.as_ref().map(|session| session.project().id) != Some(project) => {}
                Ok(bytes) => {
                    let name = original.record.name.clone();
                    let options = Options::of_choices(&original.record.choices).unwrap_or_default();
                    shell.show_again(document, Origin::Bytes { name, bytes: bytes.into() }, &options);
                }
                Err(error) => shell.notices.problem(error.tell()),
            });
            then
        }));
    }

    /// Asks for another file that is to take the place of a document's text.
    pub fn pick_instead(&mut self, document: DocumentId) {
        let then = Then::new(move |shell: &mut Self, path| shell.read_instead(document, path));
        let endings = formats::extensions().collect();
        self.carry_out(Action::Pick(Purpose::ReadFile { title: "reimport.pick", endings, then }));
    }

    fn read_instead(&mut self, document: DocumentId, path: PathBuf) {
        let Some(held) = self.session.as_ref().and_then(|session| session.project().document(document)) else { return };
        let choices = held.source.as_ref().and_then(|source| Options::of_choices(&source.choices).ok());
        // Corrections belong to places in the file that they were made in.
        let options = choices.unwrap_or_default().with_corrections(Corrections::default());
        self.show_again(document, Origin::Path(path), &options);
    }

    fn show_again(&mut self, document: DocumentId, origin: Origin, options: &Options) {
        let Some(held) = self.session.as_ref().and_then(|session| session.project().document(document)) else { return };
        let purpose = ImportPurpose::Again { title: held.title.clone() };
        let deed = move |shell: &mut Self, chosen| shell.plan_again(document, chosen);
        let dialog = ImportDialog::new(vec![origin], options, self.import_with.worker(), purpose, deed);
        self.ask_in_turn(Dialog::Import(Box::new(dialog)));
    }

    /// Works out what the chosen text would do to codings, in the background.
    fn plan_again(&mut self, document: DocumentId, chosen: Chosen) {
        if let Some((_, reason)) = chosen.refused.into_iter().next() {
            return self.notices.problem(reason);
        }
        let Some((name, file)) = chosen.files.into_iter().next() else { return };
        self.flush_drafts();
        let Some(session) = self.session.as_ref() else { return };
        let job = session.revision_job(document);
        let revision = session.revision().0;
        let label = Message::new("reimport.job").with("name", name);
        // A plan for an older state of the project is of no use to anybody.
        let request = JobRequest::new(JobKind::Exchange, label, move |_| {
            let planned = job.of_file(file);
            let then: Continuation<Self> = Box::new(move |shell| match planned {
                Ok(plan) if plan.is_empty() => {
                    shell.notices.tell(Message::new("reimport.same"), Offer::Nothing, 0);
                }
                Ok(plan) => shell.ask_in_turn(Dialog::Reimport(Box::new(ReimportDialog::new(plan)))),
                Err(error) => shell.notices.problem(error.tell()),
            });
            then
        });
        self.jobs.start(request.of_revision(revision));
    }

    /// Replaces the text as it was shown.
    pub fn reimport(&mut self, plan: ReimportPlan) {
        let Some(session) = self.session.as_mut() else { return };
        let said = Message::new("reimport.done").with("title", plan.title());
        match session.reimport(plan) {
            Ok(committed) => {
                self.desk.passage = None;
                self.views.reading.clear_selection();
                self.desk.follow(session.project());
                self.notices.tell(said, Offer::Undo, committed.revision.0);
            }
            Err(error) => self.notices.problem(error.tell()),
        }
    }
}
