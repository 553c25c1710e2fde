//! The groups of codes above the tree: a click shows the codes of one, codes dropped on it are put into it, F2 or its
//! menu gives it another name where it stands.

use std::collections::BTreeMap;

use egui::{
    Align, CursorIcon, FontId, Key, Modifiers, Rect, ScrollArea, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2,
};

use super::order::{CodesShown, GroupsShown};
use super::{CodesView, drop};
use crate::app::actions::{Action, Actions, DraggedCode};
use crate::app::icons::Icon;
use crate::app::panels::group_names::{self, Grouped, Left, NewName};
use crate::app::shell::ShellView;
use crate::app::theme::{self, ROW_HEIGHT, size};
use crate::app::widgets::{self, RowLook};
use crate::model::{CodeId, Message};

/// So many are seen at once.
const MOST: f32 = 5.0;

/// Draws them, where any code is in one.
pub(super) fn groups_ui(ui: &mut Ui, view: &ShellView, state: &mut CodesView, actions: &mut Actions) {
    let groups = state.laid.groups.clone();
    if groups.is_empty() {
        state.group = None;
        return;
    }
    let shown = view.desk.codes_shown;
    let open = shown.groups == GroupsShown::Open;
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        head_ui(ui, view, &groups, shown, actions);
        if open {
            // In a low window the tree comes first.
            let rows = (ui.available_height() * 0.25 / ROW_HEIGHT).floor().clamp(1.0, MOST);
            ScrollArea::vertical().id_salt("groups of codes").max_height(ROW_HEIGHT * rows).show(ui, |ui| {
                for (group, codes) in groups.iter() {
                    group_ui(ui, view, state, group, codes, actions);
                }
            });
        } else if let Some(group) = state.group.clone() {
            let codes = groups.get(&group).cloned().unwrap_or_default();
            group_ui(ui, view, state, &group, &codes, actions);
        }
    });
    ui.add_space(2.0);
}

fn head_ui(
    ui: &mut Ui,
    view: &ShellView,
    groups: &BTreeMap<String, Vec<CodeId>>,
    shown: CodesShown,
    actions: &mut Actions,
) {
    let t = theme::tokens(ui);
    let open = shown.groups == GroupsShown::Open;
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 22.0), Sense::click());
    let label = view.text("codes.groups");
    response.widget_info(|| WidgetInfo::labeled(egui::accesskit::Role::Button, true, label));
    if response.has_focus() {
        ui.painter().rect_stroke(rect, theme::RADIUS, Stroke::new(1.5, t.accent), StrokeKind::Inside);
    }
    let mark = Rect::from_center_size(pos2(rect.left() + 10.0, rect.center().y), Vec2::splat(12.0));
    if open { Icon::Down } else { Icon::Right }.paint(ui.painter(), mark, 12.0, t.quiet);
    let font = FontId::proportional(size::SMALL);
    let place = Rect::from_min_max(pos2(rect.left() + 20.0, rect.top()), rect.max);
    let words = format!("{label}  {}", groups.len());
    widgets::text_in(ui, place, &words, font, t.quiet, Align::Min);
    if response.clicked() {
        let groups = if open { GroupsShown::Folded } else { GroupsShown::Open };
        let shown = CodesShown { groups, ..shown };
        actions.push(Action::With(Box::new(move |shell| shell.desk.codes_shown = shown)));
    }
}

fn group_ui(
    ui: &mut Ui,
    view: &ShellView,
    state: &mut CodesView,
    group: &str,
    codes: &[CodeId],
    actions: &mut Actions,
) {
    let t = theme::tokens(ui);
    let chosen = state.group.as_deref() == Some(group);
    let look = if chosen { RowLook::Chosen } else { RowLook::Plain };
    if let Some(mut name) = state.renaming_group.take_if(|name| name.is_of(group)) {
        let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), ROW_HEIGHT), Sense::hover());
        let place = Rect::from_min_max(pos2(rect.left() + 14.0, rect.top()), rect.max);
        match name.ui(ui, place, view.text("codes.group_new_name")) {
            Left::No => state.renaming_group = Some(name),
            Left::Same => {}
            Left::With(to) => actions.push(group_names::rename(view, Grouped::Codes, group, &to)),
        }
        return;
    }
    let label = view.say(&Message::new("codes.group").with("group", group));
    let (rect, response) = widgets::row(ui, &label, look, ROW_HEIGHT);
    let small = FontId::proportional(size::SMALL);
    // Its number stands above those of the tree, beside which a scroll bar may take room.
    let right = state.rows.width().map_or(rect.right(), |width| rect.right().min(rect.left() + width)) - 8.0;
    let inner = Rect::from_min_max(pos2(rect.left() + 20.0, rect.top()), pos2(right, rect.bottom()));
    let taken = widgets::text_in(ui, inner, &codes.len().to_string(), small, t.quiet, Align::Max);
    let name = Rect::from_min_max(inner.min, pos2(inner.right() - taken - 6.0, inner.bottom()));
    widgets::text_in(ui, name, group, FontId::proportional(size::BODY), t.ink, Align::Min);
    if response.clicked() {
        state.group = (!chosen).then(|| group.to_owned());
    }
    if view.writing() {
        if response.has_focus() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::F2)) {
            state.renaming_group = Some(NewName::of(group));
        }
        if response.dnd_hover_payload::<DraggedCode>().is_some() {
            ui.painter().rect_stroke(rect, theme::RADIUS, Stroke::new(2.0, t.accent), StrokeKind::Inside);
            ui.ctx().set_cursor_icon(CursorIcon::Copy);
        }
        if let Some(dragged) = widgets::dropped::<DraggedCode>(&response) {
            let codes = drop::dragged_codes(view, state, dragged.0);
            let put = [group.to_owned()].into();
            actions.push(Action::GroupCodes { codes, put, take: std::collections::BTreeSet::new() });
        }
    }
    widgets::context_menu(&response, |ui| {
        ui.add_enabled_ui(view.writing(), |ui| {
            let rename = egui::Button::new(view.text("codes.group_rename")).shortcut_text("F2");
            let rename = ui.add(rename);
            rename.widget_info(|| {
                WidgetInfo::labeled(egui::accesskit::Role::MenuItem, true, view.text("codes.group_rename"))
            });
            if rename.clicked() {
                state.renaming_group = Some(NewName::of(group));
                ui.close();
            }
            let all = state.selected.in_order(&view.codebook);
            let held: Vec<CodeId> = all.into_iter().filter(|id| codes.contains(id)).collect();
            if !held.is_empty() {
                let label = view.say(&Message::new("codes.take_out").with("count", held.len()));
                if ui.button(label).clicked() {
                    let put = std::collections::BTreeSet::new();
                    actions.push(Action::GroupCodes { codes: held, put, take: [group.to_owned()].into() });
                    ui.close();
                }
            }
            if ui.button(view.text("codes.dissolve")).clicked() {
                let (codes, put) = (codes.to_vec(), std::collections::BTreeSet::new());
                actions.push(Action::GroupCodes { codes, put, take: [group.to_owned()].into() });
                ui.close();
            }
        });
    });
    if !chosen {
        response.on_hover_text(view.text("codes.group_tip"));
    }
}
