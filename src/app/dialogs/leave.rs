//! Leaving a project that cannot be saved: save a copy, leave without, or stay.

use egui::Ui;

use super::{DialogView, Stay};
use crate::app::actions::{Action, Actions};
use crate::app::widgets;

/// The open question.
pub struct LeaveDialog {
    action: Option<Action>,
}

impl LeaveDialog {
    /// Before this is done.
    #[must_use]
    pub fn new(action: Action) -> Self {
        Self { action: Some(action) }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        super::title(ui, view.text("dialog.leave"));
        ui.label(view.text("dialog.leave_text"));
        let mut stay = Stay::Open;
        widgets::dialog_foot(ui, |ui| {
            let copy = widgets::primary_button(ui, view.text("app.save_copy"));
            if ui.memory(|memory| memory.focused().is_none()) {
                copy.request_focus();
            }
            if copy.clicked() {
                actions.push(Action::With(Box::new(|shell| shell.save_copy(None))));
                stay = Stay::Close;
            }
            if widgets::danger_button(ui, view.text("dialog.leave_without")).clicked() {
                if let Some(action) = self.action.take() {
                    actions.push(Action::With(Box::new(move |shell| shell.leave_without(action))));
                }
                stay = Stay::Close;
            }
            if widgets::plain_button(ui, view.text("dialog.leave_not")).clicked() {
                stay = Stay::Close;
            }
        });
        stay
    }
}
