//! The bar above a text that is corrected: what is changed so far, what that does to codings, and what can be done.
//!
//! What is said is never cut off: where the buttons leave no room for it, it stands below them.

use egui::{Align, FontId, Frame, Label, Layout, Margin, RichText, Sense, Ui, Vec2, WidgetInfo};

use super::fates::Fates;
use super::{Open, SAVE};
use crate::app::actions::{Action, Actions};
use crate::app::commands::UiCommand;
use crate::app::fonts;
use crate::app::icons::Icon;
use crate::app::panels::parts;
use crate::app::shell::{Asking, ShellView};
use crate::app::theme::{self, size, space};
use crate::app::widgets;
use crate::model::Message;

/// What the bar says beside the name of the mode.
struct Said {
    text: String,
    look: Look,
    /// Whether a link leads to what would go.
    warns: bool,
}

enum Look {
    Quiet,
    Plain,
    Wrong,
}

/// Draws it.
pub(super) fn bar_ui(ui: &mut Ui, view: &ShellView, open: &mut Open, outdated: bool, actions: &mut Actions) {
    let t = theme::tokens(ui);
    let fill = t.paper.lerp_to_gamma(t.accent, 0.10);
    let said = said(view, open, outdated);
    Frame::new().fill(fill).inner_margin(Margin::symmetric(24, 8)).show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        let mut told = false;
        ui.horizontal(|ui| {
            ui.set_min_height(32.0);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = space::TINY;
                buttons_ui(ui, view, open, outdated, actions);
                ui.add_space(space::SMALL);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    mode_ui(ui, view, &open.draft.base().title);
                    ui.add_space(space::SMALL);
                    let link = if said.warns { link_width(ui, view) } else { 0.0 };
                    let wide = parts::text_width(ui, &said.text, &FontId::proportional(size::BODY)) + link + 4.0;
                    if wide <= ui.available_width() {
                        said_ui(ui, view, &said, actions);
                        told = true;
                    }
                });
            });
        });
        if !told {
            ui.add_space(2.0);
            ui.horizontal_wrapped(|ui| said_ui(ui, view, &said, actions));
            ui.add_space(2.0);
        }
    });
}

fn link_width(ui: &Ui, view: &ShellView) -> f32 {
    parts::text_width(ui, view.text("correct.look"), &FontId::proportional(size::BODY)) + 24.0
}

fn buttons_ui(ui: &mut Ui, view: &ShellView, open: &mut Open, outdated: bool, actions: &mut Actions) {
    let changed = open.draft.is_changed();
    let can_save = changed && !outdated && !open.waiting.0.goes_on();
    let save = ui
        .add_enabled_ui(can_save, |ui| widgets::primary_button(ui, view.text("correct.save")))
        .inner
        .on_hover_text(ui.ctx().format_shortcut(&SAVE));
    if save.clicked() {
        actions.push(Action::With(Box::new(|shell| shell.save_correction(Asking::WhereNeeded, None))));
    }
    let leave = view.text(if changed && !outdated { "correct.discard" } else { "correct.leave" });
    if widgets::plain_button(ui, leave).clicked() {
        actions.push(Action::With(Box::new(|shell| shell.leave_correcting(None))));
    }
    ui.add_space(space::SMALL);
    let replace = UiCommand::Replace.name(view.language);
    if widgets::icon_button(ui, Icon::Lens, replace.trim_end_matches(['…', '.'])).clicked() {
        actions.run(UiCommand::Replace);
    }
    for (can, icon, id) in
        [(open.draft.can_redo(), Icon::Redo, "correct.redo"), (open.draft.can_undo(), Icon::Undo, "correct.undo")]
    {
        if ui.add_enabled_ui(can, |ui| widgets::icon_button(ui, icon, view.text(id))).inner.clicked() {
            if icon == Icon::Undo { open.undo() } else { open.redo() }
        }
    }
}

fn mode_ui(ui: &mut Ui, view: &ShellView, title: &str) {
    let t = theme::tokens(ui);
    let font = FontId::new(size::BODY, fonts::bold());
    let mode = view.text("correct.mode");
    let wide = Vec2::new(parts::text_width(ui, mode, &font) + 2.0, 26.0);
    let (rect, response) = ui.allocate_exact_size(wide, Sense::hover());
    widgets::text_in(ui, rect, mode, font, t.accent, Align::Min);
    response.widget_info(|| WidgetInfo::labeled(egui::accesskit::Role::Label, true, mode));
    response.on_hover_text(title);
}

fn said(view: &ShellView, open: &Open, outdated: bool) -> Said {
    if outdated {
        return Said { text: view.text("correct.outdated").to_owned(), look: Look::Wrong, warns: false };
    }
    let places = open.draft.places().len();
    if places == 0 {
        return Said { text: view.text("correct.nothing").to_owned(), look: Look::Quiet, warns: false };
    }
    Said { text: summary(view, places, &open.fates), look: Look::Plain, warns: open.fates.warn() }
}

fn said_ui(ui: &mut Ui, view: &ShellView, said: &Said, actions: &mut Actions) {
    let t = theme::tokens(ui);
    let text = match said.look {
        Look::Quiet => widgets::quiet(ui, &said.text),
        Look::Plain => RichText::new(&said.text).color(t.ink),
        Look::Wrong => RichText::new(&said.text).color(t.danger),
    };
    ui.add(Label::new(text).wrap());
    if said.warns && widgets::link_button(ui, view.text("correct.look")).clicked() {
        actions.push(Action::With(Box::new(|shell| shell.save_correction(Asking::Always, None))));
    }
}

/// `3 处改动，2 条编码随之移动，1 条将变空`.
fn summary(view: &ShellView, places: usize, fates: &Fates) -> String {
    let parts = [
        ("correct.places", places),
        ("correct.moved", fates.moved),
        ("correct.altered", fates.changed),
        ("correct.emptied", fates.emptied),
        ("correct.of_others", fates.of_others),
    ];
    let parts = parts.into_iter().filter(|(_, count)| *count > 0);
    let said: Vec<_> = parts.map(|(id, count)| view.say(&Message::new(id).with("count", count))).collect();
    said.join(view.text("correct.comma"))
}
