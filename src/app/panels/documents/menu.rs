//! What can be done to a document, or to several that are chosen.

use std::collections::BTreeSet;

use egui::Ui;

use super::order::{Listed, Row};
use super::{DocumentsView, confirm_delete_all};
use crate::app::actions::{Action, Actions, Choice};
use crate::app::commands::UiCommand;
use crate::app::dialogs::{Dialog, Groups, SetAttribute};
use crate::app::icons::Icon;
use crate::app::panels::group_names::NewName;
use crate::app::shell::ShellView;
use crate::app::theme;
use crate::app::widgets;
use crate::model::arrange::group_documents;
use crate::model::{DocumentId, Message};

/// The menu of a row. What concerns several is done to all that are chosen.
pub(super) fn menu_ui(
    ui: &mut Ui,
    view: &ShellView,
    state: &mut DocumentsView,
    rows: &[Row],
    at: usize,
    listed: &Listed,
    actions: &mut Actions,
) {
    ui.set_min_width(168.0);
    let id = listed.id;
    if !state.selected.contains(&id) {
        state.select_only(id);
    }
    // The rows are being drawn and stand outside the view.
    let mut meant: Vec<DocumentId> = Vec::new();
    for listed in rows.iter().filter_map(Row::document) {
        if state.selected.contains(&listed.id) && !meant.contains(&listed.id) {
            meant.push(listed.id);
        }
    }
    if meant.len() > 1 {
        let count = Message::new("documents.chosen").with("count", meant.len());
        ui.label(widgets::caption(ui, view.say(&count)));
    } else if ui.button(view.text("documents.details")).clicked() {
        actions.push(Action::OpenDocument(id));
        actions.push(Action::Choose(Choice::Document(id)));
        ui.close();
    }
    ui.add_enabled_ui(view.writing(), |ui| {
        if meant.len() == 1 && ui.button(view.text("documents.rename")).clicked() {
            state.rename(at, listed);
            ui.close();
        }
        if ui.button(view.text("documents.groups")).clicked() {
            actions.ask(Dialog::Groups(Groups::of(&view.project, &meant)));
            ui.close();
        }
        if ui.button(view.text("documents.set_attribute")).clicked() {
            actions.ask(Dialog::SetAttribute(SetAttribute::of(meant.clone())));
            ui.close();
        }
        if meant.len() == 1 {
            ui.separator();
            if ui.button(view.text("documents.correct")).clicked() {
                actions.push(Action::OpenDocument(id));
                actions.run(UiCommand::CorrectText);
                ui.close();
            }
            let source = view.project.document(id).is_some_and(|document| document.source.is_some());
            if source && ui.button(view.text("documents.import_again")).clicked() {
                actions.push(Action::With(Box::new(move |shell| shell.read_again(id))));
                ui.close();
            }
            if ui.button(view.text("documents.import_instead")).clicked() {
                actions.push(Action::With(Box::new(move |shell| shell.pick_instead(id))));
                ui.close();
            }
        }
        ui.separator();
        let text = match meant.len() {
            1 => view.text("documents.delete").to_owned(),
            count => view.say(&Message::new("documents.delete_several").with("count", count)),
        };
        if ui.button(egui::RichText::new(text).color(theme::tokens(ui).danger)).clicked() {
            actions.ask(confirm_delete_all(view, &meant));
            ui.close();
        }
    });
}

/// The menu of a group.
pub(super) fn group_menu_ui(
    ui: &mut Ui,
    view: &ShellView,
    state: &mut DocumentsView,
    name: &str,
    actions: &mut Actions,
) {
    ui.set_min_width(168.0);
    ui.add_enabled_ui(view.writing(), |ui| {
        if ui.button(view.text("documents.group_rename")).clicked() {
            state.renaming_group = Some(NewName::of(name));
            ui.close();
        }
        if ui.button(view.text("documents.group_dissolve")).clicked() {
            let held = view.project.documents().filter(|document| document.groups.contains(name));
            let held: Vec<DocumentId> = held.map(|document| document.id).collect();
            let edits = group_documents(&view.project, &held, &BTreeSet::new(), &BTreeSet::from([name.to_owned()]));
            let label = Message::new("label.ungroup").with("count", held.len());
            actions.push(Action::With(Box::new(move |shell| shell.commit_and_tell(label, edits))));
            ui.close();
        }
    });
}

/// The same as buttons, for several that are chosen.
pub(super) fn deeds_ui(ui: &mut Ui, view: &ShellView, meant: &[DocumentId], actions: &mut Actions) {
    let count = meant.len();
    let delete = view.say(&Message::new("documents.delete_several").with("count", count));
    if widgets::icon_button_of(ui, Icon::Bin, &delete, 22.0, None).clicked() {
        actions.ask(confirm_delete_all(view, meant));
    }
    if widgets::icon_button_of(ui, Icon::Pencil, view.text("documents.set_attribute"), 22.0, None).clicked() {
        actions.ask(Dialog::SetAttribute(SetAttribute::of(meant.to_vec())));
    }
    let groups = view.say(&Message::new("documents.groups_several").with("count", count));
    if widgets::icon_button_of(ui, Icon::Folder, &groups, 22.0, None).clicked() {
        actions.ask(Dialog::Groups(Groups::of(&view.project, meant)));
    }
}
