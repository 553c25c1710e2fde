//! Correcting a text: into the mode and out of it, and from its draft to one change of the project.
//!
//! What saving would do is worked out in the background. It is shown first where something would go, or where a
//! colleague's coding would come to say something else; and whenever somebody asks to see it.

use std::sync::Arc;

use super::{Shell, Views};
use crate::app::actions::{Action, Centre, Choice, Workspace};
use crate::app::commands::UiCommand;
use crate::app::dialogs::{CorrectDialog, Dialog, LeaveCorrection};
use crate::app::jobs::{Continuation, JobKind, JobRequest};
use crate::app::notices::Offer;
use crate::app::panels::correct::words_of;
use crate::app::text_view::{Standing, TextView};
use crate::model::{DocumentId, Message, Span, Tell};
use crate::session::CorrectionPlan;

/// Whether what saving would do is shown before it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::app) enum Asking {
    /// Where something goes, or where others' codings change.
    WhereNeeded,
    /// In any case.
    Always,
}

/// How a correction ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// The project has the text as it was typed.
    Saved,
    /// It has the one that it had.
    Discarded,
}

impl Shell {
    /// Whether the text on the desk is being corrected.
    #[must_use]
    pub fn is_correcting(&self) -> bool {
        let document = self.views.correct.document();
        document.is_some()
            && document == self.desk.document
            && self.desk.workspace == Workspace::Code
            && self.desk.centre == Centre::Text
            && !self.past_is_shown()
    }

    /// The column that is on screen: to read in, or to correct in.
    pub(super) fn text_column(&mut self) -> &mut TextView {
        let correcting = self.is_correcting();
        let Views { correct, reading, .. } = &mut self.views;
        correct.column().filter(|_| correcting).unwrap_or_else(|| reading.column())
    }

    /// Begins to correct the text that is read, or asks to leave.
    pub(super) fn correct_text(&mut self) {
        if self.is_correcting() {
            return self.leave_correcting(None);
        }
        if self.views.correct.is_changed() {
            return self.leave_correcting(Some(Action::Run(UiCommand::CorrectText)));
        }
        self.flush_drafts();
        self.desk.centre = Centre::Text;
        let Some(document) = self.shown_document() else { return };
        if self.offer_correction(document.id) {
            return;
        }
        let column = self.views.reading.column();
        let caret = match (column.selection(), column.on_screen()) {
            (Some(selected), _) => selected.start,
            (None, Some(seen)) if !seen.contains(column.caret()) => seen.start,
            _ => column.caret(),
        };
        let standing = column.standing();
        self.views.correct.begin(&document, caret, standing);
        self.enter_correcting();
    }

    /// What the mode takes the place of gives way.
    pub(super) fn enter_correcting(&mut self) {
        self.desk.centre = Centre::Text;
        self.desk.workspace = Workspace::Code;
        self.views.reading.clear_selection();
        self.desk.passage = None;
        // Beside the text stands what correcting does to codings.
        if matches!(self.desk.choice, Choice::Coding(_)) {
            self.desk.choice = Choice::Nothing;
        }
        self.desk.finding = false;
        self.desk.found = None;
        self.ctx.memory_mut(|memory| {
            if let Some(focused) = memory.focused() {
                memory.surrender_focus(focused);
            }
        });
        self.ctx.request_repaint();
    }

    fn shown_document(&self) -> Option<Arc<crate::model::Document>> {
        let project = self.session.as_ref()?.project();
        project.document(self.desk.document?).cloned()
    }

    /// Opens find and replace in the text, and the mode where it is not open.
    pub(super) fn replace_in_text(&mut self) {
        let selected = self.desk.passage.and_then(|passage| {
            let document = self.session.as_ref()?.project().document(passage.document)?;
            let words = document.text.slice(passage.span);
            (!words.contains('\n') && words.chars().count() <= 40).then(|| words.to_owned())
        });
        let looked_for = || words_of(self.views.find.query.get());
        let words = selected.or_else(looked_for);
        if !self.is_correcting() {
            self.correct_text();
        }
        if self.is_correcting() {
            self.views.correct.find(words.as_deref());
        }
    }

    /// Leaves the mode, asking first where something is not saved; then does what was wanted.
    pub(in crate::app) fn leave_correcting(&mut self, then: Option<Action>) {
        if self.views.correct.is_changed() {
            if self.correction_is_outdated() {
                return self.hand_out_correction(then);
            }
            let asked = |dialog: &Dialog| matches!(dialog, Dialog::LeaveCorrection(_));
            if !self.dialog.iter().chain(&self.questions).any(asked) {
                let places = self.views.correct.draft().map_or(0, |draft| draft.places().len());
                self.ask_in_turn(Dialog::LeaveCorrection(LeaveCorrection::new(places, then)));
            }
            return;
        }
        self.discard_correction(then);
    }

    /// Leaves the mode without saving.
    pub(in crate::app) fn discard_correction(&mut self, then: Option<Action>) {
        self.end_correcting(Outcome::Discarded);
        if let Some(action) = then {
            self.carry_out(action);
        }
    }

    /// Nothing is left to ask about.
    pub(super) fn close_correction(&mut self) {
        self.views.correct.close();
        let about = |question: &Dialog| matches!(question, Dialog::LeaveCorrection(_) | Dialog::Correct(_));
        self.questions.retain(|question| !about(question));
        self.dialog.take_if(|dialog| about(dialog));
    }

    /// The reading column comes back with the same line at the same height, and the caret where it was.
    fn end_correcting(&mut self, outcome: Outcome) {
        let correct = &self.views.correct;
        let place = |at| match (outcome, correct.draft()) {
            (Outcome::Discarded, Some(draft)) => draft.back(at),
            _ => at,
        };
        let caret = place(correct.caret());
        let standing = correct.standing().map(|standing| Standing { top: place(standing.top), ..standing });
        if let Some(document) = self.views.correct.document() {
            self.forget_correction(document);
        }
        self.close_correction();
        let ctx = self.ctx.clone();
        let column = self.views.reading.column();
        column.put(caret, caret);
        if let Some(standing) = standing {
            column.stand(standing);
        }
        column.take_focus(&ctx);
        ctx.request_repaint();
    }

    /// Works out what saving would do, then shows it or does it; `then` is done after it was saved.
    pub(in crate::app) fn save_correction(&mut self, asking: Asking, then: Option<Action>) {
        self.flush_drafts();
        if self.views.correct.is_changed() && self.correction_is_outdated() {
            return self.hand_out_correction(then);
        }
        let (Some(session), Some(draft)) = (self.session.as_ref(), self.views.correct.draft()) else { return };
        let job = session.revision_job(draft.base().id);
        let of = (draft.base().id, draft.generation());
        let draft = draft.clone();
        let label = Message::new("correct.job").with("title", &draft.base().title);
        let waits = self.views.correct.wait(then);
        let request = JobRequest::new(JobKind::Exchange, label, move |context| {
            let planned = job.of_draft(Arc::clone(draft.text()), draft.way_to_save());
            let stopped = context.cancelled();
            let done: Continuation<Self> = Box::new(move |shell| {
                let waited = shell.views.correct.waited(of);
                drop(waits);
                let Some(then) = waited else { return };
                match planned {
                    _ if stopped => {}
                    // Somebody typed on meanwhile.
                    _ if shell.views.correct.state() != Some(of) => shell.save_correction(asking, then),
                    Ok(plan) if plan.is_empty() => shell.discard_correction(then),
                    Ok(plan) if asking == Asking::Always || plan.asks() => {
                        shell.ask_in_turn(Dialog::Correct(Box::new(CorrectDialog::new(plan, of, then))));
                    }
                    Ok(plan) => shell.correct(plan, of, then),
                    Err(error) => shell.notices.problem(error.tell()),
                }
            });
            done
        });
        self.jobs.start(request);
    }

    /// Saves what was worked out of a state of the draft, as one change. Where the project has changed since, it is
    /// worked out again; where somebody has typed since, it is shown again, too.
    pub(in crate::app) fn correct(&mut self, plan: CorrectionPlan, of: (DocumentId, u64), then: Option<Action>) {
        if self.views.correct.state() != Some(of) {
            return self.save_correction(Asking::Always, then);
        }
        let Some(session) = self.session.as_mut() else { return };
        let said = Message::new("correct.done").with("count", plan.places.len()).with("title", plan.title());
        match session.correct(plan) {
            Ok(committed) => {
                self.end_correcting(Outcome::Saved);
                if let Some(session) = &self.session {
                    self.desk.follow(session.project());
                }
                self.notices.tell(said, Offer::Undo, committed.revision.0);
                if let Some(action) = then {
                    self.carry_out(action);
                }
            }
            Err(crate::session::ReimportError::Outdated) => self.save_correction(Asking::WhereNeeded, then),
            Err(error) => self.notices.problem(error.tell()),
        }
    }

    /// Puts back what took the words of a coding, and shows anew what saving would do.
    pub(in crate::app) fn keep_coding(&mut self, passage: Span, then: Option<Action>) {
        self.views.correct.restore(passage);
        if self.views.correct.is_changed() {
            self.save_correction(Asking::Always, then);
        }
    }

    /// Puts a question before an action that leaves a text with corrections that are not saved; gives back every
    /// other action.
    pub(super) fn unless_correcting(&mut self, action: Action) -> Option<Action> {
        let Some(document) = self.views.correct.document() else { return Some(action) };
        let other = |id: &DocumentId| *id != document;
        let leaves = match &action {
            Action::OpenDocument(id) => other(id),
            Action::Reveal(passage) => other(&passage.document),
            Action::RevealFound(found) => other(&found.document),
            Action::OpenPast(..) | Action::OpenSample(_) | Action::NewProject { .. } | Action::OpenProject(_) => true,
            Action::Run(command) => matches!(
                command,
                UiCommand::CloseProject
                    | UiCommand::Quit
                    | UiCommand::PreviousDocument
                    | UiCommand::NextDocument
                    | UiCommand::ImportAgain
            ),
            _ => false,
        };
        if !leaves {
            return Some(action);
        }
        if self.views.correct.is_changed() {
            if matches!(action, Action::OpenDocument(_)) {
                self.views.documents.stay_with(document);
            }
            self.leave_correcting(Some(action));
            return None;
        }
        // What was typed and taken back is no correction.
        self.write_correction_down();
        self.views.correct.close();
        Some(action)
    }

    /// A text that is no longer in the project cannot be corrected.
    pub(super) fn attend_correction(&mut self) {
        let Some(document) = self.views.correct.document() else { return };
        let gone = self.session.as_ref().is_none_or(|session| session.project().document(document).is_none());
        if gone && self.views.correct.is_changed() && self.session.is_some() {
            self.hand_out_correction(None);
        } else if gone {
            self.close_correction();
        }
    }
}
