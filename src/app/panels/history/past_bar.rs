//! The bar above a document of the past: of which day it is, a day back and on, and the way back to now.

use egui::{Align, Frame, Label, Layout, Margin, RichText, Ui};

use super::short_day;
use crate::app::actions::{Action, Actions, Workspace};
use crate::app::icons::Icon;
use crate::app::shell::ShellView;
use crate::app::theme::{self, space};
use crate::app::widgets;
use crate::model::Message;

/// Draws it where the document that is read is one of the past.
pub fn past_bar_ui(ui: &mut Ui, view: &ShellView, actions: &mut Actions) {
    let Some(past) = view.desk.past.as_ref().filter(|_| view.desk.workspace == Workspace::Code) else { return };
    let t = theme::tokens(ui);
    let title = past.project.document(past.document).map_or("", |document| document.title.as_str());
    let said = Message::new("history.past_bar").with("title", title);
    let said = view.say(&said.with("date", short_day(view.language, past.day)));
    Frame::new().fill(t.chosen).inner_margin(Margin::symmetric(24, 6)).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.set_min_height(30.0);
            let (rect, _) = ui.allocate_exact_size(egui::Vec2::splat(18.0), egui::Sense::hover());
            Icon::Clock.paint(ui.painter(), rect, 16.0, t.accent);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if widgets::primary_button(ui, view.text("history.back_to_now")).clicked() {
                    actions.push(Action::BackToNow);
                }
                if widgets::plain_button(ui, view.text("history.back_to_history")).clicked() {
                    actions.push(Action::Show(Workspace::History));
                }
                ui.add_space(space::SMALL);
                let mut step = |ui: &mut Ui, icon, id, day: Option<jiff::civil::Date>| {
                    let side = 26.0;
                    let button = ui.add_enabled_ui(day.is_some(), |ui| {
                        widgets::icon_button_of(ui, icon, view.text(id), side, None)
                    });
                    if let Some(day) = day.filter(|_| button.inner.clicked()) {
                        actions.push(Action::OpenPast(past.document, day));
                    }
                };
                step(ui, Icon::Right, "history.day_after", past.day.tomorrow().ok());
                step(ui, Icon::Left, "history.day_before", past.day.yesterday().ok());
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let words = ui.add(Label::new(RichText::new(said).color(t.ink)).truncate());
                    words.on_hover_text(view.text("history.only_reading"));
                });
            });
        });
        for finding in &past.findings {
            ui.add(Label::new(RichText::new(view.say(finding)).color(t.warning)).wrap());
        }
    });
}
