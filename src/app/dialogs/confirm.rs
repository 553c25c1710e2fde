//! Are you sure? Says what will happen, with numbers, and that it can be undone.

use egui::Ui;

use super::{DialogView, Stay};
use crate::app::actions::{Action, Actions};
use crate::app::theme::space;
use crate::app::widgets;
use crate::model::Message;

/// How much the answer takes away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gravity {
    /// Something changes.
    Changes,
    /// Something goes.
    Removes,
    /// A step is taken back.
    StepsBack,
    /// One that was taken back is made again.
    StepsForth,
    /// A file is written over; no undo brings it back.
    Overwrites,
}

/// The open question.
pub struct Confirm {
    /// What is asked.
    pub title: Message,
    /// What will happen.
    pub text: Message,
    /// What the button says.
    pub deed: &'static str,
    /// What it takes away.
    pub gravity: Gravity,
    /// What to do on yes.
    pub then: Option<Action>,
}

impl Confirm {
    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        super::title(ui, &view.language.say(&self.title));
        ui.label(view.language.say(&self.text));
        ui.add_space(space::TINY);
        let way_back = match self.gravity {
            Gravity::Changes | Gravity::Removes | Gravity::StepsForth => Some("dialog.can_be_undone"),
            Gravity::StepsBack => Some("dialog.can_be_redone"),
            Gravity::Overwrites => None,
        };
        if let Some(way_back) = way_back {
            ui.label(widgets::quiet(ui, view.text(way_back)));
        }
        let mut stay = Stay::Open;
        widgets::dialog_foot(ui, |ui| {
            let deed = view.text(self.deed);
            let yes = match self.gravity {
                Gravity::Changes => widgets::primary_button(ui, deed),
                Gravity::Removes | Gravity::StepsBack | Gravity::StepsForth | Gravity::Overwrites => {
                    widgets::danger_button(ui, deed)
                }
            };
            let no = widgets::plain_button(ui, view.text("dialog.cancel"));
            if ui.memory(|memory| memory.focused().is_none()) {
                // Whoever presses Enter without having read loses nothing.
                if self.gravity == Gravity::Changes { yes.request_focus() } else { no.request_focus() }
            }
            if yes.clicked() {
                if let Some(action) = self.then.take() {
                    actions.push(action);
                }
                stay = Stay::Close;
            }
            if no.clicked() {
                stay = Stay::Close;
            }
        });
        stay
    }
}
