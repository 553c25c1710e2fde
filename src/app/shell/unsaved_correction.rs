//! A correction on its way: written down while it is typed, offered when the project is opened again, forgotten when it
//! was saved or thrown away.

use super::Shell;
use crate::app::actions::Action;
use crate::app::dialogs::{Dialog, Fit, ResumeCorrection};
use crate::app::unsaved_corrections::{UnsavedCorrection, UnsavedCorrections};
use crate::model::{DocumentId, ProjectId};
use crate::session::Draft;

/// How often it is written down while somebody types, in seconds: a book, which takes longer, less often.
const EVERY: f64 = 2.0;
/// Characters for each of which one second more is waited.
const SECOND_MORE: f64 = 40_000.0;

/// What of it is on the disk.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct WrittenDown {
    /// Which state of which draft.
    of: Option<(DocumentId, u64)>,
    /// When it was looked at last.
    at: f64,
}

impl Shell {
    /// Writes the correction down now and then.
    pub(super) fn attend_unsaved_correction(&mut self) {
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
    }

    /// Writes it down at once, where it was changed since.
    pub(super) fn write_correction_down(&mut self) {
        let (Some(session), Some(draft)) = (&self.session, self.views.correct.draft()) else { return };
        let of = Some((draft.base().id, draft.generation()));
        if self.written_down.of == of || draft.generation() == 0 {
            return;
        }
        let held = draft.is_changed().then(|| UnsavedCorrection {
            draft: draft.to_keep(),
            title: draft.base().title.clone(),
            caret: self.views.correct.caret(),
            at: session.now(),
        });
        self.written_down.of = of;
        self.put_correction(session.project().id, draft.base().id, held);
    }

    fn put_correction(&self, project: ProjectId, document: DocumentId, held: Option<UnsavedCorrection>) {
        if let Err(error) = UnsavedCorrections::put(&self.environment, project, document, held) {
            log::warn!("a correction was not written down: {error}");
        }
    }

    /// It was saved, or nobody wants it.
    pub(in crate::app) fn forget_correction(&mut self, document: DocumentId) {
        self.written_down.of = None;
        if let Some(session) = &self.session {
            self.put_correction(session.project().id, document, None);
        }
    }

    /// Offers what was not saved when the project was open last.
    pub(super) fn offer_corrections(&mut self) {
        let Some(session) = self.session.as_ref().filter(|session| session.read_only().is_none()) else { return };
        let all = UnsavedCorrections::load(&self.environment, session.project().id);
        let ids: Vec<DocumentId> = all.all().map(|(id, _)| id).collect();
        for id in ids {
            self.offer_correction(id);
        }
    }

    /// Offers what was not saved of a document; says whether there is anything.
    pub(super) fn offer_correction(&mut self, document: DocumentId) -> bool {
        let Some(session) = &self.session else { return false };
        let all = UnsavedCorrections::load(&self.environment, session.project().id);
        let Some(held) = all.of(document) else { return false };
        let fits = session.project().document(document).is_some_and(|document| held.draft.fits(document));
        let fit = if fits { Fit::Fits } else { Fit::Not };
        let question = ResumeCorrection::new(document, held.clone(), fit);
        self.ask_in_turn(Dialog::ResumeCorrection(Box::new(question)));
        true
    }

    /// Goes on where it was left.
    pub(in crate::app) fn resume_correction(&mut self, document: DocumentId) {
        let Some(session) = &self.session else { return };
        let project = session.project();
        let all = UnsavedCorrections::load(&self.environment, project.id);
        let resumed = project.document(document).zip(all.of(document));
        let resumed = resumed.and_then(|(document, held)| Some((Draft::resumed(document, &held.draft)?, held.caret)));
        let Some((draft, caret)) = resumed else { return };
        self.carry_out(Action::OpenDocument(document));
        self.written_down.of = Some((document, draft.generation()));
        self.views.correct.go_on(draft, caret);
        self.enter_correcting();
    }
}
