//! Who are you? Asked once, where this installation opens a project that others have coded.
//!
//! Whoever does not answer goes on as the coder that was guessed, and is asked again next time, unless they have
//! coded under that name. The keyboard begins at the names: arrows and Enter answer.

use egui::{ScrollArea, Ui};

use super::{DialogView, Stay};
use crate::app::actions::{Action, Actions};
use crate::app::theme::space;
use crate::app::widgets::{self, RowLook, Settled};

/// The open question.
pub struct WhoDialog {
    name: Settled,
    opened: bool,
}

impl WhoDialog {
    /// Begins with the name under which this person codes elsewhere.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self { name: Settled::of(name), opened: false }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        super::title(ui, view.text("dialog.who"));
        ui.label(view.text("dialog.who_text"));
        ui.add_space(space::TINY);
        let mut stay = Stay::Open;
        if let Some(shell) = view.shell {
            let bears = |name: &str| name == self.name.get().trim();
            let mine = shell.project.coders().position(|coder| bears(&coder.name)).unwrap_or(0);
            ScrollArea::vertical().max_height(200.0).show(ui, |ui| {
                for (at, coder) in shell.project.coders().enumerate() {
                    let (rect, response) = widgets::row(ui, &coder.name, RowLook::default(), 30.0);
                    if at == mine && !self.opened {
                        response.request_focus();
                        self.opened = true;
                    }
                    let inner = rect.shrink2(egui::Vec2::new(10.0, 0.0));
                    let font = egui::FontId::proportional(crate::app::theme::size::BODY);
                    let ink = crate::app::theme::tokens(ui).ink;
                    widgets::text_in(ui, inner, &coder.name, font, ink, egui::Align::Min);
                    if response.clicked() {
                        let id = coder.id;
                        actions.push(Action::With(Box::new(move |shell| shell.code_as(id))));
                        stay = Stay::Close;
                    }
                }
            });
            ui.add_space(space::TINY);
        }
        let entered = super::entered(ui);
        let (label, hint) = (view.text("dialog.who_new"), view.text("dialog.coder_hint"));
        let field = widgets::labelled_line(ui, label, &mut self.name.text, hint);
        // On a name above, Enter means that name.
        let entered = entered && (field.has_focus() || field.lost_focus());
        self.name.settle(ui.ctx());
        let name = self.name.get().trim().to_owned();
        widgets::dialog_foot(ui, |ui| {
            let fine = !name.is_empty();
            let text = view.text("dialog.who_join");
            let done = ui.add_enabled_ui(fine, |ui| widgets::primary_button(ui, text).clicked()).inner;
            if fine && (done || entered) {
                actions.push(Action::With(Box::new(move |shell| shell.join(&name))));
                stay = Stay::Close;
            }
            if widgets::plain_button(ui, view.text("dialog.who_later")).clicked() {
                stay = Stay::Close;
            }
        });
        stay
    }
}
