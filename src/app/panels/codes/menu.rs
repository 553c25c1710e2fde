//! What can be done with a code or with several, as a menu; and the parts of it that the inspector shares.

use egui::{Sense, Stroke, StrokeKind, Ui, Vec2};

use super::CodesView;
use crate::app::actions::{Action, Actions, Workspace};
use crate::app::commands::UiCommand;
use crate::app::panels::tick_list::Ticked;
use crate::app::shell::ShellView;
use crate::app::theme::{self, space};
use crate::app::widgets;
use crate::model::{Code, CodeId, Colour, Message};

pub(super) fn code_menu_ui(ui: &mut Ui, view: &ShellView, state: &CodesView, code: &Code, actions: &mut Actions) {
    ui.set_min_width(210.0);
    let codes = if state.selected.holds(code.id) { state.selected.in_order(&view.codebook) } else { vec![code.id] };
    let many = codes.len() > 1;
    if many {
        ui.label(widgets::caption(ui, view.say(&Message::new("codes.count").with("count", codes.len()))));
    } else {
        if let Some(passage) = view.desk.passage.filter(|_| view.writing())
            && ui.button(view.text("codes.apply")).clicked()
        {
            actions.push(Action::Code { passages: vec![passage], code: code.id });
            ui.close();
        }
        commands_ui(ui, view, &[UiCommand::OpenCodePage], actions);
        commands_ui(ui, view, &[UiCommand::RenameCode, UiCommand::AddCode, UiCommand::AddCodeBelow], actions);
    }
    ui.separator();
    commands_ui(ui, view, &[UiCommand::MoveCodesBelow, UiCommand::MergeCodesInto, UiCommand::GroupCodes], actions);
    let nested = codes.iter().any(|&id| view.project.code(id).is_some_and(|code| code.parent.is_some()));
    if nested && ui.add_enabled(view.writing(), egui::Button::new(view.text("codes.to_top"))).clicked() {
        actions.push(Action::MoveCodes { codes: codes.clone(), parent: None, before: None });
        ui.close();
    }
    ui.separator();
    ui.add_enabled_ui(view.writing(), |ui| {
        ui.label(widgets::caption(ui, view.text("codes.colour")));
        palette_ui(ui, view, &codes, (!many).then_some(code.colour), actions);
    });
    ui.separator();
    if many {
        pin_many_ui(ui, view, &codes, actions);
    } else {
        ui.label(widgets::caption(ui, view.text("codes.pin")));
        pins_ui(ui, view, code.id, actions);
    }
    ui.separator();
    if ui.button(view.text("codes.export")).clicked() {
        export(codes, actions);
        ui.close();
    }
    ui.add_enabled_ui(view.writing(), |ui| {
        let delete = egui::RichText::new(UiCommand::DeleteCodes.name(view.language)).color(theme::tokens(ui).danger);
        if ui.button(delete).clicked() {
            actions.run(UiCommand::DeleteCodes);
            ui.close();
        }
    });
}

/// Commands by their names, with their keys. They are about what is chosen, and a menu chooses its row.
fn commands_ui(ui: &mut Ui, view: &ShellView, commands: &[UiCommand], actions: &mut Actions) {
    for &command in commands {
        let mut button = egui::Button::new(command.name(view.language));
        if let Some(keys) = command.keys(ui.ctx()) {
            button = button.shortcut_text(keys);
        }
        let possible = view.writing() || command == UiCommand::OpenCodePage;
        let response = ui.add_enabled(possible, button);
        let name = command.name(view.language);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::MenuItem, possible, &name));
        if response.clicked() {
            actions.run(command);
            ui.close();
        }
    }
}

/// The passages of codes, taken out as the report takes them out.
pub(in crate::app::panels) fn export(codes: Vec<CodeId>, actions: &mut Actions) {
    actions.push(Action::With(Box::new(move |shell| {
        shell.views.report.codes = Ticked::Only(codes.into_iter().collect());
        shell.carry_out(Action::Show(Workspace::Report));
    })));
}

/// The first of several codes gets the first free key, and so on, as long as there are any.
pub(in crate::app::panels) fn pin_many_ui(ui: &mut Ui, view: &ShellView, codes: &[CodeId], actions: &mut Actions) {
    let pins = view.desk.pins;
    let unpinned: Vec<CodeId> = codes.iter().copied().filter(|id| !pins.contains(&Some(*id))).collect();
    let free: Vec<usize> = (0..pins.len()).filter(|&key| pins[key].is_none()).collect();
    let some = !unpinned.is_empty() && !free.is_empty();
    if ui.add_enabled(some, egui::Button::new(view.text("codes.pin_many"))).clicked() {
        for (code, key) in unpinned.into_iter().zip(free) {
            actions.push(Action::Pin(code, Some(key)));
        }
        ui.close();
    }
    let pinned = codes.iter().copied().filter(|id| pins.contains(&Some(*id)));
    if codes.iter().any(|id| pins.contains(&Some(*id))) && ui.button(view.text("codes.unpin")).clicked() {
        for code in pinned {
            actions.push(Action::Pin(code, None));
        }
        ui.close();
    }
}

/// The twelve colours, the one that a code has ringed. Gives the widget where the keyboard comes in, and whether one was
/// chosen.
pub(in crate::app) fn palette_ui(
    ui: &mut Ui,
    view: &ShellView,
    codes: &[CodeId],
    current: Option<Colour>,
    actions: &mut Actions,
) -> (Option<egui::Id>, Picked) {
    let (mut entry, mut picked) = (None, Picked::No);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = Vec2::splat(space::TINY);
        ui.set_max_width(190.0);
        for colour in Colour::palette() {
            let (rect, response) = ui.allocate_exact_size(Vec2::splat(24.0), Sense::click());
            let label = view.say(&Message::new("codes.recolour").with("colour", colour));
            let chosen = Some(colour) == current;
            if chosen || entry.is_none() {
                entry = Some(response.id);
            }
            response.widget_info(|| {
                egui::WidgetInfo::selected(egui::accesskit::Role::RadioButton, ui.is_enabled(), chosen, &label)
            });
            ui.painter().circle_filled(rect.center(), 8.0, theme::stripe(colour, theme::theme_of(ui)));
            if chosen || response.hovered() || response.has_focus() {
                let ink = if chosen { theme::tokens(ui).ink } else { theme::tokens(ui).quiet };
                ui.painter().circle_stroke(rect.center(), 10.5, Stroke::new(1.5, ink));
            }
            if response.clicked() {
                actions.push(Action::ColourCodes(codes.to_vec(), colour));
                picked = Picked::Yes;
                ui.close();
            }
        }
    });
    (entry, picked)
}

/// Whether something was chosen in this frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::app) enum Picked {
    /// It was.
    Yes,
    /// Not yet.
    No,
}

/// The keys 1 to 9; a click gives the code that key, or takes it away.
pub(in crate::app::panels) fn pins_ui(ui: &mut Ui, view: &ShellView, code: CodeId, actions: &mut Actions) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = Vec2::splat(2.0);
        for (key, pin) in view.desk.pins.iter().enumerate() {
            let t = theme::tokens(ui);
            let mine = *pin == Some(code);
            let (rect, response) = ui.allocate_exact_size(Vec2::splat(20.0), Sense::click());
            let label = view.say(&Message::new("codes.pin_to").with("key", key + 1));
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
