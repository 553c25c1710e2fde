//! Taking back a step of history, and reading a document as it stood on a day.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Shell;
use super::view::ShellView;
use crate::app::actions::{Choice, Workspace};
use crate::app::jobs::{JobKind, JobRequest};
use crate::app::notices::Offer;
use crate::model::{Codebook, DocumentId, Message, Project, Tell, Transaction};
use crate::session::history::PastDocument;

impl Shell {
    /// Takes back a step of history that was looked at, or says why not.
    pub fn take_back(&mut self, transaction: &Transaction) {
        let Some(session) = self.session.as_mut() else { return };
        match session.take_back_this(transaction) {
            Ok(label) => {
                self.desk.follow(session.project());
                let revision = session.revision().0;
                self.notices.tell(Message::new("history.taken_back").around(&label), Offer::Undo, revision);
            }
            Err(error) => self.notices.problem(error.tell()),
        }
    }

    /// Shows a document as it stood at the end of a day, once it has been found out.
    pub fn open_past(&mut self, document: DocumentId, day: Date) {
        let Some(session) = &self.session else { return };
        let reader = session.history();
        let project = session.project().id;
        self.jobs.start(JobRequest::new(JobKind::Past, Message::new("history.job_past"), move |_| {
            let found = reader.document_on(document, day, &TimeZone::system());
            Box::new(move |shell: &mut Self| {
                if shell.session.as_ref().is_none_or(|session| session.project().id != project) {
                    return;
                }
                match found {
                    Ok(past) => shell.show_past(past),
                    Err(why) => shell.notices.problem(why),
                }
            })
        }));
    }

    fn show_past(&mut self, past: PastDocument) {
        self.show(Workspace::Code);
        self.desk.document = Some(past.document);
        self.desk.past = Some(Arc::new(past));
        self.desk.choice = Choice::Nothing;
        self.desk.passage = None;
        self.desk.found = None;
        self.views.reading.clear_selection();
    }

    /// Shows documents as they are again.
    pub fn back_to_now(&mut self) {
        if self.desk.past.take().is_none() {
            return;
        }
        self.desk.choice = Choice::Nothing;
        self.desk.passage = None;
        self.views.reading.clear_selection();
        if let Some(session) = &self.session {
            self.desk.follow(session.project());
            if self.desk.document.is_none() {
                self.desk.document = session.project().documents_in_order().first().map(|document| document.id);
            }
        }
    }

    /// Whether the reading column shows a document of the past: there nothing can be changed.
    #[must_use]
    pub fn past_is_shown(&self) -> bool {
        self.desk.past.is_some() && self.desk.workspace == Workspace::Code
    }

    /// The project that is read: today's, or the one of a past day where that is shown.
    pub(in crate::app) fn shown_project(&self) -> Option<&Arc<Project>> {
        match self.desk.past.as_ref().filter(|_| self.past_is_shown()) {
            Some(past) => Some(&past.project),
            None => Some(self.session.as_ref()?.project()),
        }
    }

    /// What the reading column and the inspector look at instead of today's project.
    pub(super) fn past_view(&self, view: &ShellView) -> Option<ShellView> {
        let past = self.desk.past.as_ref().filter(|_| self.past_is_shown())?;
        let mut view = view.clone();
        view.project = Arc::clone(&past.project);
        view.codebook = Arc::new(Codebook::of(&past.project));
        // A state of its own for whoever remembers something by its number; today's grow from 1.
        let day = i64::from(past.day.year()) * 512 + i64::from(past.day.day_of_year());
        view.revision = u64::MAX - day.unsigned_abs();
        view.desk.document = Some(past.document);
        Some(view)
    }
}
