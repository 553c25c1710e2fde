//! Beside a text that is corrected, in the place of the inspector: what becomes of codings, as it is typed, and the keys
//! that mean something here.

use egui::{Align, Label, Layout, Margin, RichText, ScrollArea, Ui, Vec2};

use super::fates::Told;
use super::{CorrectView, SAVE};
use crate::app::actions::{Action, Actions};
use crate::app::commands::UiCommand;
use crate::app::fonts;
use crate::app::shell::ShellView;
use crate::app::theme::{self, size, space};
use crate::app::widgets;
use crate::model::Message;

/// Draws it.
pub fn beside_ui(ui: &mut Ui, view: &ShellView, state: &CorrectView, actions: &mut Actions) {
    let Some(open) = &state.open else { return };
    egui::Frame::new().inner_margin(Margin::symmetric(12, 10)).show(ui, |ui| {
        ScrollArea::vertical().id_salt("beside correcting").auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::TINY;
            widgets::section(ui, view.text("correct.codings"));
            let fates = &open.fates;
            let counts = [
                ("correct.beside_moved", fates.moved),
                ("correct.beside_altered", fates.changed),
                ("correct.beside_emptied", fates.emptied),
                ("correct.of_others", fates.of_others),
            ];
            let mut any = false;
            for (id, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
                any = true;
                ui.add(Label::new(view.say(&Message::new(id).with("count", count))).wrap());
            }
            if !any {
                ui.add(Label::new(widgets::quiet(ui, view.text("correct.codings_stay"))).wrap());
            }
            told_ui(ui, view, "correct.gone_head", &fates.gone, actions);
            told_ui(ui, view, "correct.altered_head", &fates.altered, actions);
            ui.add_space(space::MEDIUM);
            widgets::section(ui, view.text("correct.keys"));
            keys_ui(ui, view);
        });
    });
}

/// Codings one by one; each leads to its place.
fn told_ui(ui: &mut Ui, view: &ShellView, head: &'static str, list: &[Told], actions: &mut Actions) {
    if list.is_empty() {
        return;
    }
    ui.add_space(space::SMALL);
    ui.label(widgets::caption(ui, view.text(head)));
    for told in list {
        let t = theme::tokens(ui);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            widgets::dot(ui, told.colour);
            ui.add(Label::new(RichText::new(&told.code).family(fonts::bold()).size(size::SMALL)).truncate());
            if let Some(coder) = &told.coder {
                ui.label(widgets::caption(ui, coder));
            }
            let (deed, name) = match told.now {
                Some(_) => ("correct.go_there", "correct.go_there_name"),
                None => ("correct.keep", "correct.keep_name"),
            };
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let button = widgets::link_button(ui, view.text(deed));
                let name = view.say(&Message::new(name).with("code", &told.code).with("quote", &told.quote));
                widgets::name_field(ui, &button, &name);
                if button.clicked() {
                    let (span, now) = (told.span, told.now);
                    actions.push(Action::With(Box::new(move |shell| match now {
                        Some(now) => shell.views.correct.show(now),
                        None => shell.views.correct.restore(span),
                    })));
                }
            });
        });
        let ink = if told.now.is_none() { t.danger } else { t.quiet };
        ui.add(Label::new(RichText::new(&told.quote).color(ink).size(size::SMALL)).wrap());
    }
}

fn keys_ui(ui: &mut Ui, view: &ShellView) {
    let command = |command: UiCommand| command.keys(ui.ctx()).unwrap_or_default();
    let shortcut = |key| ui.ctx().format_shortcut(&egui::KeyboardShortcut::new(egui::Modifiers::COMMAND, key));
    let lines = [
        (ui.ctx().format_shortcut(&SAVE), "correct.key_save"),
        (shortcut(egui::Key::Z), "correct.key_undo"),
        (command(UiCommand::Replace), "correct.key_replace"),
        ("Enter".to_owned(), "correct.key_part"),
        ("Backspace".to_owned(), "correct.key_join"),
        ("Esc".to_owned(), "correct.key_leave"),
    ];
    for (keys, id) in lines {
        ui.horizontal(|ui| {
            ui.allocate_ui_with_layout(Vec2::new(76.0, 20.0), Layout::right_to_left(Align::Center), |ui| {
                ui.set_min_width(76.0);
                ui.label(widgets::caption(ui, keys).family(fonts::bold()));
            });
            ui.add(Label::new(widgets::caption(ui, view.text(id))).wrap());
        });
    }
}
