//! What can be done with a code, as a menu: from the tree and from the inspector.

use egui::{Sense, Stroke, StrokeKind, Ui, Vec2};

use super::codes::{CodesView, confirm_delete};
use crate::app::actions::{Action, Actions};
use crate::app::dialogs::{Dialog, NameDialog, Naming};
use crate::app::shell::ShellView;
use crate::app::theme::{self, space};
use crate::app::widgets;
use crate::model::{Code, CodeChange, CodeId, Colour};

pub(super) fn code_menu_ui(ui: &mut Ui, view: &ShellView, state: &mut CodesView, code: &Code, actions: &mut Actions) {
    ui.set_min_width(190.0);
    ui.add_enabled_ui(view.writing(), |ui| {
        if let Some(passage) = view.desk.passage
            && ui.button(view.text("codes.apply")).clicked()
        {
            actions.push(Action::Code { passages: vec![passage], code: code.id });
            ui.close();
        }
        if ui.add(egui::Button::new(view.text("codes.rename")).shortcut_text("F2")).clicked() {
            state.rename(code);
            ui.close();
        }
        if ui.button(view.text("codes.add_below")).clicked() {
            actions.ask(Dialog::Name(NameDialog::new(Naming::NewCode(Some(code.id)), "")));
            ui.close();
        }
        if ui.button(view.text("codes.add_beside")).clicked() {
            let parent = view.project.code_ancestors(code.id).first().copied();
            actions.ask(Dialog::Name(NameDialog::new(Naming::NewCode(parent), "")));
            ui.close();
        }
        if code.parent.is_some() && ui.button(view.text("codes.to_top")).clicked() {
            actions.push(Action::MoveCode { code: code.id, parent: None, before: None });
            ui.close();
        }
        ui.separator();
        ui.label(widgets::caption(ui, view.text("codes.colour")));
        palette_ui(ui, view, code, actions);
    });
    ui.separator();
    ui.label(widgets::caption(ui, view.text("codes.pin")));
    pins_ui(ui, view, code.id, actions);
    ui.separator();
    ui.add_enabled_ui(view.writing(), |ui| {
        let delete = egui::RichText::new(view.text("codes.delete")).color(theme::tokens(ui).danger);
        if ui.button(delete).clicked() {
            actions.ask(confirm_delete(view, code.id));
            ui.close();
        }
    });
}

/// The twelve colours, the code's own one ringed.
pub(super) fn palette_ui(ui: &mut Ui, view: &ShellView, code: &Code, actions: &mut Actions) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = Vec2::splat(space::TINY);
        ui.set_max_width(190.0);
        for colour in Colour::palette() {
            let (rect, response) = ui.allocate_exact_size(Vec2::splat(24.0), Sense::click());
            let label = view.say(&crate::model::Message::new("codes.recolour").with("colour", colour));
            let chosen = colour == code.colour;
            response.widget_info(|| {
                egui::WidgetInfo::selected(egui::accesskit::Role::RadioButton, ui.is_enabled(), chosen, &label)
            });
            ui.painter().circle_filled(rect.center(), 8.0, theme::stripe(colour, theme::theme_of(ui)));
            if chosen || response.hovered() || response.has_focus() {
                let ink = if chosen { theme::tokens(ui).ink } else { theme::tokens(ui).quiet };
                ui.painter().circle_stroke(rect.center(), 10.5, Stroke::new(1.5, ink));
            }
            if response.clicked() {
                actions.push(Action::SetCode(code.id, CodeChange::Colour(colour)));
                ui.close();
            }
        }
    });
}

/// The keys 1 to 9; a click gives the code that key, or takes it away.
pub(super) fn pins_ui(ui: &mut Ui, view: &ShellView, code: CodeId, actions: &mut Actions) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        for (key, pin) in view.desk.pins.iter().enumerate() {
            let t = theme::tokens(ui);
            let mine = *pin == Some(code);
            let (rect, response) = ui.allocate_exact_size(Vec2::splat(20.0), Sense::click());
            let label = view.say(&crate::model::Message::new("codes.pin_to").with("key", key + 1));
            response.widget_info(|| egui::WidgetInfo::selected(egui::accesskit::Role::RadioButton, true, mine, &label));
            let fill = if mine {
                t.accent
            } else if response.hovered() {
                t.hover
            } else {
                t.field
            };
            ui.painter().rect(rect, 4, fill, Stroke::new(1.0, t.line), StrokeKind::Inside);
            let ink = if mine {
                t.on_accent
            } else if pin.is_some() {
                t.quiet
            } else {
                t.ink
            };
            let font = egui::FontId::proportional(theme::size::SMALL);
            widgets::text_in(ui, rect, &(key + 1).to_string(), font, ink, egui::Align::Center);
            if response.clicked() {
                actions.push(Action::Pin(code, (!mine).then_some(key)));
            }
            let held = pin.and_then(|id| view.project.code(id)).map(|code| code.name.clone());
            response.on_hover_text(held.unwrap_or(label));
        }
    });
}
