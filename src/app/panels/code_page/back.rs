//! The way back, above the text that was opened from the passages of a code.

use egui::{Align, Frame, Layout, Margin, Ui};

use crate::app::actions::{Action, Actions};
use crate::app::commands::UiCommand;
use crate::app::icons::Icon;
use crate::app::shell::ShellView;
use crate::app::theme::{self, space};
use crate::app::widgets;
use crate::model::{Code, CodeId, Message};

/// Draws it.
pub fn way_back_ui(ui: &mut Ui, view: &ShellView, code: CodeId, actions: &mut Actions) {
    if let Some(code) = view.project.code(code) {
        ui.scope(|ui| bar_ui(ui, view, code, actions));
    }
}

fn bar_ui(ui: &mut Ui, view: &ShellView, code: &Code, actions: &mut Actions) {
    let t = theme::tokens(ui);
    ui.spacing_mut().item_spacing.y = 0.0;
    Frame::new().fill(t.panel).inner_margin(Margin::symmetric(16, 4)).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::TINY;
            let label = view.say(&Message::new("code_page.back").with("code", &code.name));
            let (place, _) = ui.allocate_exact_size(egui::Vec2::splat(16.0), egui::Sense::hover());
            Icon::Left.paint(ui.painter(), place, 14.0, t.accent);
            if widgets::link_button(ui, &label).clicked() {
                actions.run(UiCommand::BackToCodePage);
            }
            if let Some(keys) = UiCommand::BackToCodePage.keys(ui.ctx()) {
                ui.label(widgets::caption(ui, keys));
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let close = view.text("code_page.forget_way");
                if widgets::icon_button_of(ui, Icon::Cross, close, 24.0, None).clicked() {
                    actions.push(Action::With(Box::new(|shell| shell.views.code_page.forget_way_back())));
                }
            });
        });
    });
    widgets::hairline(ui);
}
