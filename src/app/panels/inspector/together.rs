//! Several codes or documents that are chosen together: which, how much that is, and what can be done with all of them.

use egui::{ScrollArea, Ui};

use super::passage::{End, Look, Row, dot, row_ui};
use crate::app::actions::{Action, Actions, Choice};
use crate::app::commands::UiCommand;
use crate::app::dialogs::{Dialog, Groups, SetAttribute};
use crate::app::icons::Icon;
use crate::app::panels::{codes, documents, status_bar};
use crate::app::shell::{ShellView, Together};
use crate::app::theme::space;
use crate::app::widgets;
use crate::model::{CodeId, Document, DocumentId, Message};

/// A long list scrolls by itself: what can be done stays in sight below it.
const LIST: f32 = 236.0;

pub(super) fn together_ui(ui: &mut Ui, view: &ShellView, actions: &mut Actions) {
    match &view.together {
        Together::No => {}
        Together::Codes(ids) => codes_ui(ui, view, ids, actions),
        Together::Documents(ids) => documents_ui(ui, view, ids, actions),
    }
}

fn head_ui(ui: &mut Ui, view: &ShellView, title: &Message, counts: &Message) {
    ui.label(widgets::bold(view.say(title)));
    ui.label(widgets::quiet(ui, view.say(counts)));
    ui.add_space(space::TINY);
}

fn codes_ui(ui: &mut Ui, view: &ShellView, ids: &[CodeId], actions: &mut Actions) {
    let own = |id: CodeId| view.codebook.row(id).map_or(0, |row| row.own);
    let count = status_bar::grouped(ids.iter().map(|&id| own(id) as u64).sum());
    let title = Message::new("inspector.several_codes").with("count", ids.len());
    head_ui(ui, view, &title, &Message::new("inspector.several_codes_counts").with("count", count));
    ScrollArea::vertical().id_salt("codes together").max_height(LIST).auto_shrink([false, true]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for &id in ids {
            let Some(code) = view.project.code(id) else { continue };
            let label = view.say(&Message::new("inspector.choose_only").with("name", &code.name));
            let path = view.project.code_names(id).join(" › ");
            let detail = own(id).to_string();
            let row =
                Row { label: &label, name: &code.name, end: End::Said(&detail), look: Look::Plain, tip: Some(&path) };
            if row_ui(ui, &row, |ui, rect| dot(ui, rect, code.colour)) {
                actions.push(Action::With(Box::new(move |shell| {
                    shell.views.codes.choose_only(id);
                    shell.carry_out(Action::Choose(Choice::Code(id)));
                })));
            }
        }
    });
    ui.add_enabled_ui(view.writing(), |ui| {
        widgets::section(ui, view.text("codes.colour"));
        codes::palette_ui(ui, view, ids, None, actions);
        codes::pin_many_ui(ui, view, ids, actions);
        widgets::section(ui, view.text("inspector.what_to_do"));
        ui.horizontal_wrapped(|ui| {
            for command in [UiCommand::MergeCodesInto, UiCommand::MoveCodesBelow, UiCommand::GroupCodes] {
                if widgets::plain_button(ui, &command.name(view.language)).clicked() {
                    actions.run(command);
                }
            }
        });
    });
    if widgets::plain_button(ui, view.text("inspector.export_codes")).clicked() {
        codes::export(ids.to_vec(), actions);
    }
    ui.add_enabled_ui(view.writing(), |ui| {
        if widgets::danger_button(ui, &UiCommand::DeleteCodes.name(view.language)).clicked() {
            actions.run(UiCommand::DeleteCodes);
        }
    });
}

fn documents_ui(ui: &mut Ui, view: &ShellView, ids: &[DocumentId], actions: &mut Actions) {
    let held: Vec<&Document> = ids.iter().filter_map(|id| view.project.document(*id).map(|held| &**held)).collect();
    let codings = |document: &Document| view.project.codings(document.id).len();
    let characters = status_bar::grouped(held.iter().map(|document| u64::from(document.text.char_len())).sum());
    let all = status_bar::grouped(held.iter().map(|document| codings(document) as u64).sum());
    let title = Message::new("inspector.several_documents").with("count", held.len());
    let counts = Message::new("inspector.several_documents_counts").with("characters", characters).with("codings", all);
    head_ui(ui, view, &title, &counts);
    ScrollArea::vertical().id_salt("documents together").max_height(LIST).auto_shrink([false, true]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for document in &held {
            let label = view.say(&Message::new("inspector.open_document").with("name", &document.title));
            let detail = codings(document).to_string();
            let row =
                Row { label: &label, name: &document.title, end: End::Said(&detail), look: Look::Plain, tip: None };
            let icon = |ui: &Ui, rect: egui::Rect| {
                let place = egui::Rect::from_min_size(rect.min, egui::Vec2::new(14.0, rect.height()));
                Icon::Document.paint(ui.painter(), place, 14.0, crate::app::theme::tokens(ui).quiet);
                20.0
            };
            if row_ui(ui, &row, icon) {
                actions.push(Action::OpenDocument(document.id));
            }
        }
    });
    widgets::section(ui, view.text("inspector.what_to_do"));
    ui.add_enabled_ui(view.writing(), |ui| {
        ui.horizontal_wrapped(|ui| {
            if widgets::plain_button(ui, view.text("inspector.documents_groups")).clicked() {
                actions.ask(Dialog::Groups(Groups::of(&view.project, ids)));
            }
            if widgets::plain_button(ui, view.text("inspector.documents_attribute")).clicked() {
                actions.ask(Dialog::SetAttribute(SetAttribute::of(ids.to_vec())));
            }
            if widgets::danger_button(ui, view.text("inspector.documents_delete")).clicked() {
                actions.ask(documents::confirm_delete_all(view, ids));
            }
        });
    });
}
