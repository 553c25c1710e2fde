//! A strip above the reading column while hits of a search are marked in it: which one, back, on, away.

use egui::{Frame, Margin, Ui};

use crate::app::actions::{Action, Actions, Found, Workspace};
use crate::app::icons::Icon;
use crate::app::shell::ShellView;
use crate::app::theme::{self, space};
use crate::app::widgets;
use crate::model::{DocumentId, Message};

/// Draws it where this document has marked hits.
pub fn found_ui(ui: &mut Ui, view: &ShellView, document: DocumentId, actions: &mut Actions) {
    let Some(found) = view.desk.found.as_ref().filter(|found| found.document == document) else { return };
    let t = theme::tokens(ui);
    // It belongs to the title: no gap between them.
    ui.add_space(-ui.spacing().item_spacing.y);
    Frame::new().fill(t.panel).inner_margin(Margin::symmetric(24, 3)).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.set_min_height(26.0);
            ui.spacing_mut().item_spacing.x = space::TINY;
            let query: String = found.query.chars().take(24).collect();
            let said = Message::new("search.ui.found_here")
                .with("query", query)
                .with("at", found.current + 1)
                .with("of", found.spans.len());
            ui.label(widgets::caption(ui, view.say(&said)));
            let count = found.spans.len();
            let mut go = |ui: &mut Ui, icon, name: &str, to: usize| {
                if widgets::icon_button_of(ui, icon, name, 24.0, None).clicked() {
                    actions.push(Action::RevealFound(Found { current: to, ..found.clone() }));
                }
            };
            go(ui, Icon::Up, view.text("search.ui.found_previous"), (found.current + count - 1) % count.max(1));
            go(ui, Icon::Down, view.text("search.ui.found_next"), (found.current + 1) % count.max(1));
            ui.add_space(space::SMALL);
            if widgets::link_button(ui, view.text("search.ui.found_back")).clicked() {
                actions.push(Action::Show(Workspace::Search));
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if widgets::icon_button_of(ui, Icon::Cross, view.text("search.ui.found_clear"), 24.0, None).clicked() {
                    actions.push(Action::With(Box::new(|shell| shell.desk.found = None)));
                }
            });
        });
    });
}
