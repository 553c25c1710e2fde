//! Above the table: documents or cases, the filter, what can be added, taken out and brought in.

use egui::{Align, Layout, Popup, PopupCloseBehavior, ScrollArea, Ui, Vec2};

use super::content::Column;
use super::{SheetView, column_menu, transfer};
use crate::app::actions::{Action, Actions, Centre};
use crate::app::icons::Icon;
use crate::app::panels::parts;
use crate::app::shell::ShellView;
use crate::app::theme::space;
use crate::app::widgets;
use crate::exchange::attributes::{Side, columns};
use crate::model::Message;

pub(super) fn head_ui(ui: &mut Ui, view: &ShellView, state: &mut SheetView, actions: &mut Actions) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::TINY;
        let sides = [(Side::Documents, view.text("sheet.documents")), (Side::Cases, view.text("sheet.cases"))];
        let mut side = state.side;
        if parts::segments_ui(ui, &sides, &mut side) {
            state.flush(actions);
            state.show(side);
            state.editor.take_keyboard();
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if widgets::icon_button(ui, Icon::Cross, view.text("sheet.close")).clicked() {
                state.editor.then(Action::ShowCentre(Centre::Text), actions);
            }
            let export = widgets::icon_button(ui, Icon::Export, view.text("sheet.take_out"));
            Popup::menu(&export).show(|ui| transfer::export_menu_ui(ui, view, state, actions));
            let columns_button = widgets::icon_button(ui, Icon::Lines, view.text("sheet.columns"));
            Popup::menu(&columns_button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
                columns_menu_ui(ui, view, state);
            });
            ui.add_enabled_ui(view.writing(), |ui| {
                if widgets::icon_button(ui, Icon::Import, view.text("sheet.bring_in")).clicked() {
                    state.flush(actions);
                    transfer::pick(state.side, actions);
                }
                if state.side == Side::Cases && ui.button(view.text("sheet.new_case")).clicked() {
                    state.editor.then(column_menu::new_case(), actions);
                }
                if ui.button(view.text("sheet.new_column")).clicked() {
                    state.editor.then(column_menu::new_attribute(), actions);
                }
            });
            let width = (ui.available_width() - space::SMALL).clamp(60.0, 260.0);
            ui.add_space(space::SMALL);
            ui.allocate_ui_with_layout(Vec2::new(width, 30.0), Layout::left_to_right(Align::Center), |ui| {
                widgets::filter_field(ui, view.text("sheet.filter"), &mut state.filter);
            });
        });
    });
    filters_ui(ui, view, state);
}

/// Which values rows are limited to, with a way out of each.
fn filters_ui(ui: &mut Ui, view: &ShellView, state: &mut SheetView) {
    let only = state.looks().only.clone();
    if only.is_empty() {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        for (name, values) in only {
            let shown: Vec<&str> = values
                .iter()
                .take(3)
                .map(|value| if value.is_empty() { view.text("sheet.no_value") } else { value })
                .collect();
            let more = if values.len() > 3 { "…" } else { "" };
            ui.label(widgets::caption(ui, format!("{name} = {}{more}", view.language.list(shown))));
            let tip = format!("{}: {name}", view.text("sheet.filter_all"));
            if widgets::icon_button_of(ui, Icon::Cross, &tip, 20.0, None).clicked() {
                state.looks().only.remove(&name);
            }
            ui.add_space(space::SMALL);
        }
        let counted = Message::new("sheet.filtered").with("shown", state.content.rows.len());
        ui.label(widgets::caption(ui, view.say(&counted.with("all", state.content.all))));
    });
}

/// Which attributes are columns.
fn columns_menu_ui(ui: &mut Ui, view: &ShellView, state: &mut SheetView) {
    ui.set_min_width(180.0);
    ui.label(widgets::caption(ui, view.text("sheet.columns")));
    let usual = columns(&view.project, state.side);
    let mut names = usual.clone();
    for attribute in view.project.attributes_in_order() {
        if !names.contains(&attribute.name) {
            names.push(attribute.name.clone());
        }
    }
    if names.is_empty() {
        ui.label(widgets::caption(ui, "—"));
    }
    ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        for name in names {
            let mut on = state.content.columns.contains(&Column::Attribute(name.clone()));
            if ui.checkbox(&mut on, &name).changed() {
                let is_usual = usual.contains(&name);
                let looks = state.looks();
                looks.hidden.remove(&name);
                looks.shown.remove(&name);
                if on && !is_usual {
                    looks.shown.insert(name);
                } else if !on && is_usual {
                    looks.hidden.insert(name);
                }
            }
        }
    });
}
