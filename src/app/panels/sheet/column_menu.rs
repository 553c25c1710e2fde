//! What can be done to a column, and to the rows and cells that are chosen.

use std::collections::BTreeSet;

use egui::{RichText, ScrollArea, Ui};

use super::content::Column;
use super::{SheetView, keys, kind_name};
use crate::app::actions::{Action, Actions, Choice};
use crate::app::dialogs::{AttributeDeed, AttributeDialog, Confirm, Dialog, Gravity, NameDialog, Naming};
use crate::app::panels::documents::order::Way;
use crate::app::panels::inspector::confirm_delete_cases;
use crate::app::shell::ShellView;
use crate::app::theme;
use crate::app::widgets;
use crate::exchange::attributes::{RowId, Side};
use crate::model::{Attribute, AttributeId, AttributeKind, CaseId, Edit, Message, Project, Rank};

/// Asks for a new attribute.
pub(super) fn new_attribute() -> Action {
    Action::Ask(Box::new(Dialog::Attribute(Box::new(AttributeDialog::new(AttributeDeed::New)))))
}

/// Asks for a new case.
pub(super) fn new_case() -> Action {
    Action::Ask(Box::new(Dialog::Name(NameDialog::new(Naming::Case, ""))))
}

/// The menu of a column.
pub(super) fn menu_ui(ui: &mut Ui, view: &ShellView, state: &mut SheetView, column: usize, actions: &mut Actions) {
    ui.set_min_width(180.0);
    let Some(held) = state.content.columns.get(column).cloned() else { return };
    let sorted = state.looks().sort.clone();
    for (way, text) in [(Way::Up, "sheet.sort_up"), (Way::Down, "sheet.sort_down")] {
        let wanted = Some((held.clone(), way));
        if ui.radio(sorted == wanted, view.text(text)).clicked() {
            state.looks().sort = wanted;
            ui.close();
        }
    }
    if sorted.is_some() && ui.button(view.text("sheet.sort_none")).clicked() {
        state.looks().sort = None;
        ui.close();
    }
    let Column::Attribute(name) = held else { return };
    ui.menu_button(view.text("sheet.filter_values"), |ui| values_ui(ui, view, state, column, &name));
    if ui.button(view.text("sheet.hide_column")).clicked() {
        state.looks().shown.remove(&name);
        state.looks().hidden.insert(name.clone());
        ui.close();
    }
    if !view.writing() {
        return;
    }
    ui.separator();
    let attribute = view.project.attribute(AttributeId::of(&name)).cloned();
    let attribute =
        attribute.unwrap_or_else(|| Attribute::new(&name, AttributeKind::Text, view.project.next_attribute_rank()));
    ui.menu_button(format!("{}: {}", view.text("sheet.kind"), view.text(kind_name(attribute.kind))), |ui| {
        for kind in AttributeKind::ALL {
            if ui.radio(kind == attribute.kind, view.text(kind_name(kind))).clicked() {
                let label = Message::new("label.set_attribute_kind").with("name", &name);
                let edit = define(&view.project, Attribute { kind, ..attribute.clone() });
                super::commit(label, vec![edit], actions);
                ui.close();
            }
        }
    });
    for (text, deed) in [
        ("sheet.edit_column", AttributeDeed::Change(attribute.clone())),
        ("sheet.rename_column", AttributeDeed::Rename(attribute.clone())),
    ] {
        if ui.button(view.text(text)).clicked() {
            actions.ask(Dialog::Attribute(Box::new(AttributeDialog::new(deed))));
            ui.close();
        }
    }
    let neighbours = |by: isize| neighbour(state, column, by);
    for (by, text) in [(-1, "sheet.move_left"), (1, "sheet.move_right")] {
        if let Some(other) = neighbours(by)
            && ui.button(view.text(text)).clicked()
        {
            let edits = moved(&view.project, &state.content, &name, &other, by);
            super::commit(Message::new("label.move_attribute").with("name", &name), edits, actions);
            ui.close();
        }
    }
    ui.separator();
    if ui.button(RichText::new(view.text("sheet.delete_column")).color(theme::tokens(ui).danger)).clicked() {
        actions.ask(confirm_delete_column(view, &name));
        ui.close();
    }
}

/// Says how an attribute's values are to be read, for the first time or anew.
pub fn define(project: &Project, attribute: Attribute) -> Edit {
    match project.attribute(attribute.id()) {
        Some(_) => Edit::SetAttribute(attribute),
        None => Edit::AddAttribute(attribute),
    }
}

fn neighbour(state: &SheetView, column: usize, by: isize) -> Option<String> {
    match state.content.columns.get(column.checked_add_signed(by)?) {
        Some(Column::Attribute(name)) => Some(name.clone()),
        _ => None,
    }
}

/// Columns stand by rank: all that are shown are numbered as they stand, with the two exchanged.
fn moved(project: &Project, content: &super::Content, name: &str, other: &str, by: isize) -> Vec<Edit> {
    let mut order: Vec<Attribute> = project.attributes_in_order().into_iter().cloned().collect();
    for column in &content.columns {
        if let Column::Attribute(unknown) = column
            && !order.iter().any(|attribute| attribute.name == *unknown)
        {
            order.push(Attribute::new(unknown, AttributeKind::Text, project.next_attribute_rank()));
        }
    }
    let place = |wanted: &str, order: &[Attribute]| order.iter().position(|attribute| attribute.name == wanted);
    let Some(from) = place(name, &order) else { return Vec::new() };
    let attribute = order.remove(from);
    let Some(beside) = place(other, &order) else { return Vec::new() };
    order.insert(if by < 0 { beside } else { beside + 1 }, attribute);
    let numbered =
        order.into_iter().zip(0..).map(|(attribute, n)| Attribute { rank: Rank(n * Rank::GAP), ..attribute });
    let changed = numbered.filter(|attribute| project.attribute(attribute.id()) != Some(attribute));
    changed.map(|attribute| define(project, attribute)).collect()
}

/// Which values rows are limited to.
fn values_ui(ui: &mut Ui, view: &ShellView, state: &mut SheetView, column: usize, name: &str) {
    ui.set_min_width(180.0);
    let mut values = state.content.values(view, column);
    widgets::filter_field(ui, view.text("sheet.filter_values"), &mut state.column_filter);
    let wanted = state.column_filter.get().trim().to_owned();
    values.retain(|value| value.contains(&wanted));
    values.push(String::new());
    let only = state.looks().only.get(name).cloned();
    if only.is_some() && ui.button(view.text("sheet.filter_all")).clicked() {
        state.looks().only.remove(name);
        return;
    }
    ScrollArea::vertical().max_height(280.0).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        for value in &values {
            let mut on = only.as_ref().is_some_and(|only| only.contains(value));
            let text = if value.is_empty() { view.text("sheet.no_value") } else { value };
            if ui.checkbox(&mut on, text).changed() {
                let held: &mut BTreeSet<String> = state.looks().only.entry(name.to_owned()).or_default();
                if on {
                    held.insert(value.clone());
                } else {
                    held.remove(value);
                }
                if held.is_empty() {
                    state.looks().only.remove(name);
                }
            }
        }
    });
}

/// Removes an attribute from wherever it stands.
#[must_use]
pub fn remove_attribute(project: &Project, name: &str) -> Vec<Edit> {
    let mut edits: Vec<Edit> = holders(project, name).into_iter().map(|row| row.set(name.to_owned(), None)).collect();
    if project.attribute(AttributeId::of(name)).is_some() {
        edits.push(Edit::RemoveAttribute(AttributeId::of(name)));
    }
    edits
}

/// Documents and cases that have a value of an attribute.
#[must_use]
pub fn holders(project: &Project, name: &str) -> Vec<RowId> {
    let documents = project.documents().filter(|document| document.attributes.contains_key(name));
    let cases = project.cases().filter(|case| case.attributes.contains_key(name));
    documents.map(|document| RowId::Document(document.id)).chain(cases.map(|case| RowId::Case(case.id))).collect()
}

fn confirm_delete_column(view: &ShellView, name: &str) -> Dialog {
    let holders = holders(&view.project, name);
    let cases = holders.iter().filter(|row| matches!(row, RowId::Case(_))).count();
    let text = Message::new("sheet.delete_column_text").with("documents", holders.len() - cases).with("cases", cases);
    let label = Message::new("label.remove_attribute").with("name", name);
    let edits = remove_attribute(&view.project, name);
    Dialog::Confirm(Confirm {
        title: Message::new("sheet.delete_column_title").with("name", name),
        text,
        deed: "dialog.delete",
        gravity: Gravity::Removes,
        then: Some(Action::With(Box::new(move |shell| shell.commit_and_tell(label, edits)))),
    })
}

/// The menu of the chosen cells.
pub(super) fn cells_menu_ui(ui: &mut Ui, view: &ShellView, state: &mut SheetView, actions: &mut Actions) {
    ui.set_min_width(180.0);
    let rows: Vec<RowId> = state.selection.rows().filter_map(|row| state.content.rows.get(row).copied()).collect();
    if let [row] = rows.as_slice() {
        match row {
            RowId::Document(id) => {
                if ui.button(view.text("sheet.open")).clicked() {
                    actions.push(Action::OpenDocument(*id));
                    ui.close();
                }
            }
            RowId::Case(id) => {
                if ui.button(view.text("sheet.details")).clicked() {
                    actions.push(Action::Choose(Choice::Case(*id)));
                    ui.close();
                }
            }
        }
    }
    if ui.button(view.text("sheet.copy")).clicked() {
        keys::copy(ui, view, state);
        ui.close();
    }
    if !view.writing() {
        return;
    }
    let several = state.selection.rows().count() > 1;
    if several && ui.button(view.text("sheet.fill_down")).clicked() {
        keys::fill_down(view, state, actions);
        ui.close();
    }
    if ui.button(view.text("sheet.clear")).clicked() {
        keys::clear(view, state, actions);
        ui.close();
    }
    let cases: Vec<CaseId> = rows
        .iter()
        .filter_map(|row| match row {
            RowId::Case(id) => Some(*id),
            RowId::Document(_) => None,
        })
        .collect();
    if state.side == Side::Cases && !cases.is_empty() {
        ui.separator();
        let text = RichText::new(view.text("sheet.delete_case")).color(theme::tokens(ui).danger);
        if ui.button(text).clicked() {
            actions.ask(confirm_delete_cases(view, &cases));
            ui.close();
        }
    }
}
