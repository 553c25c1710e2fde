//! The list of documents: groups, how much of each is coded, filter, rename, group, delete.

use std::collections::{BTreeMap, BTreeSet};

use egui::{Align, FontId, Rect, ScrollArea, Ui, Vec2, pos2};

use crate::app::actions::{Action, Actions, Choice};
use crate::app::commands::UiCommand;
use crate::app::dialogs::{Confirm, Dialog, Gravity, Groups, NameDialog, Naming};
use crate::app::finding;
use crate::app::fonts;
use crate::app::icons::Icon;
use crate::app::shell::ShellView;
use crate::app::theme::{self, ROW_HEIGHT, size, space};
use crate::app::widgets::{self, RowLook, Settled};
use crate::model::{DocumentId, Message};

/// What it remembers between frames.
#[derive(Default)]
pub struct DocumentsView {
    filter: Settled,
    /// Groups whose documents are hidden.
    pub folded: BTreeSet<String>,
    rows: Vec<Row>,
    built_for: Option<(u64, String, BTreeSet<String>)>,
    shown: Option<DocumentId>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Row {
    Group { name: String, documents: usize },
    Document { id: DocumentId, title: String, codings: usize, depth: usize },
}

/// Draws it.
pub fn documents_ui(ui: &mut Ui, view: &ShellView, state: &mut DocumentsView, actions: &mut Actions) {
    head_ui(ui, view, actions);
    if view.project.documents().len() == 0 {
        widgets::empty_state(ui, Icon::Import, view.text("documents.empty"), view.text("documents.empty_line"));
        ui.vertical_centered(|ui| {
            let writing = view.writing();
            let text = view.text("documents.import");
            if ui.add_enabled_ui(writing, |ui| widgets::primary_button(ui, text).clicked()).inner {
                actions.run(UiCommand::ImportFiles);
            }
        });
        return;
    }
    widgets::filter_field(ui, view.text("documents.filter"), &mut state.filter);
    state.build(view);
    if state.rows.is_empty() {
        ui.label(widgets::caption(ui, view.text("documents.none_fits")));
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let opened = view.desk.document.filter(|_| state.shown != view.desk.document);
    let target = opened
        .and_then(|open| state.rows.iter().position(|row| matches!(row, Row::Document { id, .. } if *id == open)));
    state.shown = view.desk.document;
    let area = ScrollArea::vertical().id_salt("documents").auto_shrink(false);
    let mut fold = None;
    area.show_rows(ui, ROW_HEIGHT, state.rows.len(), |ui, range| {
        if let Some(target) = target.filter(|target| !range.contains(target)) {
            let top = ui.min_rect().top() + (target as f32 - range.start as f32) * ROW_HEIGHT;
            let rect = Rect::from_min_size(pos2(ui.min_rect().left(), top), Vec2::new(1.0, ROW_HEIGHT));
            ui.scroll_to_rect(rect, Some(Align::Center));
        }
        for row in &state.rows[range] {
            match row {
                Row::Group { name, documents } => {
                    if group_ui(ui, name, *documents, state.folded.contains(name)) {
                        fold = Some(name.clone());
                    }
                }
                Row::Document { id, title, codings, depth } => {
                    document_ui(ui, view, (*id, title, *codings, *depth), actions);
                }
            }
        }
    });
    if let Some(name) = fold
        && !state.folded.remove(&name)
    {
        state.folded.insert(name);
    }
}

fn head_ui(ui: &mut Ui, view: &ShellView, actions: &mut Actions) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::TINY;
        ui.label(widgets::bold(view.text("documents.title")));
        ui.label(widgets::caption(ui, view.project.documents().len().to_string()));
        ui.with_layout(egui::Layout::right_to_left(Align::Center), |ui| {
            ui.add_enabled_ui(view.writing(), |ui| {
                let tip = UiCommand::ImportFiles.name(view.language);
                if widgets::icon_button_of(ui, Icon::Import, &tip, 26.0, None).clicked() {
                    actions.run(UiCommand::ImportFiles);
                }
            });
        });
    });
}

impl DocumentsView {
    /// Lays the rows out anew where the project, the filter or the folds have changed.
    fn build(&mut self, view: &ShellView) {
        let key = (view.revision, self.filter.get().trim().to_owned(), self.folded.clone());
        if self.built_for.as_ref() != Some(&key) {
            self.rows = rows(view, &key.1, &key.2);
            self.built_for = Some(key);
        }
    }
}

/// Documents of no group first, then the groups by name; a document in two groups stands in both.
fn rows(view: &ShellView, filter: &str, folded: &BTreeSet<String>) -> Vec<Row> {
    let mut loose = Vec::new();
    let mut groups: BTreeMap<&str, Vec<Row>> = BTreeMap::new();
    for document in view.project.documents_in_order() {
        let fits = finding::fit(&document.title, filter).is_some();
        let codings = view.project.codings(document.id).len();
        let row = |depth| Row::Document { id: document.id, title: document.title.clone(), codings, depth };
        if document.groups.is_empty() && fits {
            loose.push(row(0));
        }
        for group in &document.groups {
            if fits || finding::fit(group, filter).is_some() {
                groups.entry(group).or_default().push(row(1));
            }
        }
    }
    let mut rows = loose;
    for (name, documents) in groups {
        rows.push(Row::Group { name: name.to_owned(), documents: documents.len() });
        // While something is looked for, nothing hides.
        if !filter.is_empty() || !folded.contains(name) {
            rows.extend(documents);
        }
    }
    rows
}

fn group_ui(ui: &mut Ui, name: &str, documents: usize, folded: bool) -> bool {
    let t = theme::tokens(ui);
    let (rect, response) = widgets::row(ui, name, RowLook::Plain, ROW_HEIGHT);
    let mark = Rect::from_center_size(pos2(rect.left() + 10.0, rect.center().y), Vec2::splat(12.0));
    if folded { Icon::Right } else { Icon::Down }.paint(ui.painter(), mark, 12.0, t.quiet);
    let inner = Rect::from_min_max(pos2(rect.left() + 22.0, rect.top()), rect.max - Vec2::new(8.0, 0.0));
    let small = FontId::proportional(size::SMALL);
    let taken = widgets::text_in(ui, inner, &documents.to_string(), small, t.quiet, Align::Max);
    let text = Rect::from_min_max(inner.min, pos2(inner.right() - taken - space::SMALL, inner.bottom()));
    widgets::text_in(ui, text, name, FontId::new(size::BODY, fonts::bold()), t.ink, Align::Min);
    response.clicked()
}

fn document_ui(ui: &mut Ui, view: &ShellView, row: (DocumentId, &str, usize, usize), actions: &mut Actions) {
    let (id, title, codings, depth) = row;
    let t = theme::tokens(ui);
    let look = if view.desk.document == Some(id) { RowLook::Chosen } else { RowLook::Plain };
    let (rect, response) = widgets::row(ui, title, look, ROW_HEIGHT);
    let left = 16.0_f32.mul_add(depth as f32, rect.left() + 8.0);
    let inner = Rect::from_min_max(pos2(left, rect.top()), rect.max - Vec2::new(8.0, 0.0));
    let count = if codings > 0 { codings.to_string() } else { String::new() };
    let taken = widgets::text_in(ui, inner, &count, FontId::proportional(size::SMALL), t.quiet, Align::Max);
    let text = Rect::from_min_max(inner.min, pos2(inner.right() - taken - space::SMALL, inner.bottom()));
    let full = widgets::text_in(ui, text, title, FontId::proportional(size::BODY), t.ink, Align::Min);
    if response.clicked() {
        actions.push(Action::OpenDocument(id));
    }
    if response.double_clicked() {
        actions.push(Action::Choose(Choice::Document(id)));
    }
    response.context_menu(|ui| document_menu_ui(ui, view, id, title, actions));
    if full >= text.width() - 1.0 {
        response.on_hover_text(title);
    }
}

fn document_menu_ui(ui: &mut Ui, view: &ShellView, id: DocumentId, title: &str, actions: &mut Actions) {
    ui.set_min_width(160.0);
    if ui.button(view.text("documents.details")).clicked() {
        actions.push(Action::OpenDocument(id));
        actions.push(Action::Choose(Choice::Document(id)));
        ui.close();
    }
    ui.add_enabled_ui(view.writing(), |ui| {
        if ui.button(view.text("documents.rename")).clicked() {
            actions.ask(Dialog::Name(NameDialog::new(Naming::Document(id), title)));
            ui.close();
        }
        if ui.button(view.text("documents.groups")).clicked() {
            if let Some(groups) = Groups::of(&view.project, id) {
                actions.ask(Dialog::Groups(groups));
            }
            ui.close();
        }
        if ui.button(view.text("documents.correct")).clicked() {
            actions.push(Action::OpenDocument(id));
            actions.run(UiCommand::CorrectText);
            ui.close();
        }
        ui.separator();
        let source = view.project.document(id).is_some_and(|document| document.source.is_some());
        if source && ui.button(view.text("documents.import_again")).clicked() {
            actions.push(Action::With(Box::new(move |shell| shell.read_again(id))));
            ui.close();
        }
        if ui.button(view.text("documents.import_instead")).clicked() {
            actions.push(Action::With(Box::new(move |shell| shell.pick_instead(id))));
            ui.close();
        }
        ui.separator();
        let delete = egui::RichText::new(view.text("documents.delete")).color(theme::tokens(ui).danger);
        if ui.button(delete).clicked() {
            actions.ask(confirm_delete(view, id, title));
            ui.close();
        }
    });
}

/// Asks before a document goes, and says how many codings go with it.
#[must_use]
pub fn confirm_delete(view: &ShellView, id: DocumentId, title: &str) -> Dialog {
    let count = view.project.codings(id).len();
    Dialog::Confirm(Confirm {
        title: Message::new("dialog.delete_document").with("title", title),
        text: Message::new("dialog.delete_document_text").with("count", count),
        deed: "dialog.delete",
        gravity: Gravity::Removes,
        then: Some(Action::DeleteDocument(id)),
    })
}
