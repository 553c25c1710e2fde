//! A correction that was not saved when the program ended: go on with it, throw it away, or later. Where the document
//! has another text by now it cannot go on; then its words are handed out, so that nothing is lost.

use egui::{Label, Ui};

use super::{DialogView, Stay};
use crate::app::actions::{Action, Actions};
use crate::app::panels::save_file::{self, Made};
use crate::app::time;
use crate::app::unsaved_corrections::UnsavedCorrection;
use crate::app::widgets;
use crate::model::{DocumentId, Message};

/// Whether it can go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// The document has the text that it leads from.
    Fits,
    /// It has another one, or is gone.
    Not,
}

/// The open question.
pub struct ResumeCorrection {
    document: DocumentId,
    held: UnsavedCorrection,
    fit: Fit,
}

impl ResumeCorrection {
    /// About a correction of a document.
    #[must_use]
    pub fn new(document: DocumentId, held: UnsavedCorrection, fit: Fit) -> Self {
        Self { document, held, fit }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        let (title, text) = match self.fit {
            Fit::Fits => ("correct.resume_title", "correct.resume_text"),
            Fit::Not => ("correct.outgrown_title", "correct.outgrown_text"),
        };
        super::title(ui, view.text(title));
        let text = Message::new(text)
            .with("title", &self.held.title)
            .with("count", self.held.draft.places())
            .with("at", time::date(self.held.at));
        ui.add(Label::new(view.language.say(&text)).wrap());
        let mut stay = Stay::Open;
        let document = self.document;
        widgets::dialog_foot(ui, |ui| {
            match self.fit {
                Fit::Fits => {
                    let go_on = widgets::primary_button(ui, view.text("correct.resume"));
                    if ui.memory(|memory| memory.focused().is_none()) {
                        go_on.request_focus();
                    }
                    if go_on.clicked() {
                        actions.push(Action::With(Box::new(move |shell| shell.resume_correction(document))));
                        stay = Stay::Close;
                    }
                }
                Fit::Not => {
                    if widgets::primary_button(ui, view.text("correct.save_text")).clicked() {
                        let bytes = self.held.draft.text().as_bytes().to_vec();
                        let make = move |_: &_| Ok(Made::whole(bytes.clone()));
                        save_file::ask(actions, "correct.save_text_title", &self.held.title, "txt", make);
                    }
                    if widgets::plain_button(ui, view.text("correct.copy_text")).clicked() {
                        ui.copy_text(self.held.draft.text().to_owned());
                    }
                }
            }
            if widgets::danger_button(ui, view.text("correct.resume_discard")).clicked() {
                actions.push(Action::With(Box::new(move |shell| shell.forget_correction(document))));
                stay = Stay::Close;
            }
            if widgets::plain_button(ui, view.text("correct.resume_later")).clicked() {
                stay = Stay::Close;
            }
        });
        stay
    }
}
