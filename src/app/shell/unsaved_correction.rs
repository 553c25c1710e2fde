//! A correction on its way: written down while it is typed, offered when the project is opened again, forgotten when it
//! was saved or thrown away.

use std::collections::VecDeque;
use std::io;

use super::Shell;
use crate::app::actions::Action;
use crate::app::dialogs::{Dialog, Fit, ResumeCorrection};
use crate::app::unsaved_corrections::{UnsavedCorrection, UnsavedCorrections};
use crate::model::{DocumentId, Message};
use crate::session::Draft;

/// How often it is written down while somebody types, in seconds: a book, which takes longer, less often.
const EVERY: f64 = 2.0;
/// Characters for each of which one second more is waited.
const SECOND_MORE: f64 = 40_000.0;

/// What of it is on the disk, and what is to be offered from there.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct WrittenDown {
    /// Which state of which draft.
    of: Option<(DocumentId, u64)>,
    /// When it was looked at last.
    at: f64,
    /// Whether it was said that nothing gets there.
    told: bool,
    /// What is offered one after another, each when no text is being corrected.
    offers: VecDeque<DocumentId>,
}

impl Shell {
    /// Writes the correction down now and then.
    pub(super) fn attend_unsaved_correction(&mut self) {
        self.offer_next();
        let draft = self.views.correct.draft();
        let of = draft.map(|draft| (draft.base().id, draft.generation()));
        let len = draft.map_or(0, |draft| draft.text().char_len());
        // One that nobody has typed in yet is not written down, and wakes nobody.
        if of.is_none_or(|(_, generation)| generation == 0) || self.written_down.of == of {
            return;
        }
        let now = self.ctx.input(|input| input.time);
        let due = self.written_down.at + EVERY + f64::from(len) / SECOND_MORE;
        if now < due {
            return self.ctx.request_repaint_after_secs((due - now) as f32);
        }
        self.written_down.at = now;
        self.write_correction_down();
        if self.written_down.of != of {
            // It did not get there; it is tried again though nobody types on.
            self.ctx.request_repaint_after_secs((EVERY + f64::from(len) / SECOND_MORE) as f32);
        }
    }

    /// Writes it down at once, where it was changed since. Where that fails it is said once.
    pub(super) fn write_correction_down(&mut self) {
        let (Some(session), Some(draft)) = (&self.session, self.views.correct.draft()) else { return };
        let of = Some((draft.base().id, draft.generation()));
        if self.written_down.of == of || draft.generation() == 0 {
            return;
        }
        let held = if draft.is_changed() { self.correction_to_keep() } else { None };
        let (project, document) = (session.project().id, draft.base().id);
        match UnsavedCorrections::put(&self.environment, project, document, held.as_ref()) {
            Ok(()) => {
                self.written_down.of = of;
                self.written_down.told = false;
            }
            Err(error) => {
                let title = draft.base().title.clone();
                self.correction_stays_unwritten(&title, &error);
            }
        }
    }

    fn correction_stays_unwritten(&mut self, title: &str, error: &io::Error) {
        log::warn!("a correction was not written down: {error}");
        if !std::mem::replace(&mut self.written_down.told, true) {
            self.notices.problem(Message::new("correct.not_written_down").with("title", title));
        }
    }

    /// The open draft as it is written down.
    fn correction_to_keep(&self) -> Option<UnsavedCorrection> {
        let (session, draft) = (self.session.as_ref()?, self.views.correct.draft()?);
        Some(UnsavedCorrection {
            draft: draft.to_keep(),
            title: draft.base().title.clone(),
            caret: self.views.correct.caret(),
            at: session.now(),
        })
    }

    /// Whether the text that is corrected leads from another one than the project has by now, or from none.
    pub(super) fn correction_is_outdated(&self) -> bool {
        let (Some(session), Some(draft)) = (&self.session, self.views.correct.draft()) else { return false };
        let now = session.project().document(draft.base().id);
        now.is_none_or(|now| now.text_hash != draft.base().text_hash)
    }

    /// Leaves a correction that can no longer be saved: it is written down, and its words are handed out. What leaves
    /// the project is done where it is on the disk; then it is handed out when the project is opened again.
    pub(super) fn hand_out_correction(&mut self, then: Option<Action>) {
        let Some(held) = self.correction_to_keep() else { return };
        self.write_correction_down();
        let is_safe = self.written_down.of.is_some() && self.written_down.of == self.views.correct.state();
        let Some(document) = self.views.correct.document() else { return };
        let leaves = then.as_ref().is_some_and(|then| self.leaves_project(then));
        self.close_correction();
        self.written_down.of = None;
        if !(leaves && is_safe) {
            self.ask_in_turn(Dialog::ResumeCorrection(Box::new(ResumeCorrection::new(document, held, Fit::Not))));
        }
        if let Some(action) = then.filter(|_| is_safe || !leaves) {
            self.carry_out(action);
        }
    }

    /// It was saved, or nobody wants it.
    pub(in crate::app) fn forget_correction(&mut self, document: DocumentId) {
        self.written_down.of = None;
        let Some(session) = &self.session else { return };
        if let Err(error) = UnsavedCorrections::put(&self.environment, session.project().id, document, None) {
            log::warn!("a correction that nobody wants stays written down: {error}");
        }
    }

    /// Offers what was not saved when the project was open last, one after another.
    pub(super) fn offer_corrections(&mut self) {
        self.written_down.offers.clear();
        let Some(session) = self.session.as_ref().filter(|session| session.read_only().is_none()) else { return };
        let all = UnsavedCorrections::load(&self.environment, session.project().id);
        self.written_down.offers = all.all().map(|(id, _)| id).collect();
        self.offer_next();
    }

    /// Going on with one takes the place of another: the next is offered when none is open.
    fn offer_next(&mut self) {
        if self.session.is_none() || self.leaving {
            return self.written_down.offers.clear();
        }
        if self.dialog.is_none() && self.questions.is_empty() && self.views.correct.document().is_none() {
            // Something may have been typed and saved there meanwhile.
            while let Some(document) = self.written_down.offers.pop_front() {
                if self.offer_correction(document) {
                    return;
                }
            }
        }
    }

    /// Offers what was not saved of a document; says whether there is anything.
    pub(super) fn offer_correction(&mut self, document: DocumentId) -> bool {
        let Some(session) = &self.session else { return false };
        let project = session.project();
        let Some(held) = UnsavedCorrections::one(&self.environment, project.id, document) else { return false };
        let fits = project.document(document).is_some_and(|document| held.draft.fits(document));
        let fit = if fits { Fit::Fits } else { Fit::Not };
        self.written_down.offers.retain(|waiting| *waiting != document);
        self.ask_in_turn(Dialog::ResumeCorrection(Box::new(ResumeCorrection::new(document, held, fit))));
        true
    }

    /// Goes on where it was left. What is being corrected is asked about first.
    pub(in crate::app) fn resume_correction(&mut self, document: DocumentId) {
        if self.views.correct.is_changed() {
            if self.views.correct.document() != Some(document) {
                let resume = Action::With(Box::new(move |shell| shell.resume_correction(document)));
                self.leave_correcting(Some(resume));
            }
            return;
        }
        let Some(session) = &self.session else { return };
        let project = session.project();
        let held = UnsavedCorrections::one(&self.environment, project.id, document);
        let resumed = project.document(document).zip(held);
        let resumed = resumed.and_then(|(document, held)| Some((Draft::resumed(document, &held.draft)?, held.caret)));
        let Some((draft, caret)) = resumed else {
            // Others gave it another text while the question stood there.
            self.offer_correction(document);
            return;
        };
        self.carry_out(Action::OpenDocument(document));
        if self.desk.document != Some(document) {
            return;
        }
        self.written_down.of = Some((document, draft.generation()));
        self.views.correct.go_on(draft, caret);
        self.enter_correcting();
    }
}
