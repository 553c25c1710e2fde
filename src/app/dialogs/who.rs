//! Who are you? Asked once, where this installation opens a project that others have coded.
//!
//! Whoever does not answer goes on as the coder that was guessed, and is asked again next time.

use egui::{ScrollArea, Ui};

use super::{DialogView, Stay};
use crate::app::actions::{Action, Actions};
use crate::app::theme::space;
use crate::app::widgets::{self, RowLook, Settled};

/// The open question.
pub struct WhoDialog {
    name: Settled,
}

impl WhoDialog {
    /// Begins with the name under which this person codes elsewhere.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self { name: Settled::of(name) }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        super::title(ui, view.text("dialog.who"));
        ui.label(view.text("dialog.who_text"));
        ui.add_space(space::TINY);
        let mut stay = Stay::Open;
        if let Some(shell) = view.shell {
            ScrollArea::vertical().max_height(200.0).show(ui, |ui| {
                for coder in shell.project.coders() {
                    let (rect, response) = widgets::row(ui, &coder.name, RowLook::default(), 30.0);
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
        widgets::labelled_line(ui, view.text("dialog.who_new"), &mut self.name.text, view.text("dialog.coder_hint"));
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
