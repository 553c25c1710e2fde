//! The list of documents: groups, filter, order, how much of each is coded; several at once; drag to move.
//!
//! A row is opened by a click or by Enter. Ctrl and Shift choose several, and what is done then is done to all of
//! them: Delete, groups, attributes, dragging. A document that is dragged upon a group goes there (with Ctrl held
//! it stays in its own as well); between two documents it goes to that place, where the list stands in its own order.

mod drag;
mod head;
mod menu;
pub mod order;
mod progress;
mod row;

use std::collections::BTreeSet;
use std::sync::Arc;

use egui::{Key, Modifiers, Rect, Ui};

use super::group_names::{self, Grouped, Left, NewName};
use super::rows::Rows;
use crate::app::actions::{Action, Actions, Choice};
use crate::app::commands::UiCommand;
use crate::app::dialogs::{Confirm, Dialog, Gravity};
use crate::app::icons::Icon;
use crate::app::shell::ShellView;
use crate::app::theme::ROW_HEIGHT;
use crate::app::widgets::{self, Settled};
use crate::model::{DocumentId, Message};

use order::{Arrangement, Listed, Row};

/// In a list of at least this width attributes stand as columns.
const WIDE: f32 = 420.0;
/// What stands above the rows, and below them to drop something.
const HEAD_HEIGHT: f32 = 110.0;

/// What it remembers between frames.
pub struct DocumentsView {
    filter: Settled,
    /// Groups whose documents are hidden.
    pub folded: BTreeSet<String>,
    /// Order, filter by coding, columns.
    pub arrangement: Arrangement,
    /// What is chosen in the list, for deeds to several.
    selected: BTreeSet<DocumentId>,
    /// From where Shift chooses.
    anchor: Option<DocumentId>,
    renaming: Option<Renaming>,
    renaming_group: Option<NewName>,
    list: Rows,
    /// The row that had the keyboard when it was looked at last.
    cursor: Option<usize>,
    rows: Vec<Row>,
    /// How many rows there would be with nothing folded or filtered away.
    whole: usize,
    /// The documents of all rows, also of folded groups, each once.
    listed: Arc<[DocumentId]>,
    built_for: Option<BuiltFor>,
    shown: Option<DocumentId>,
}

type BuiltFor = (u64, crate::model::CoderId, String, Arrangement, BTreeSet<String>);

impl Default for DocumentsView {
    fn default() -> Self {
        Self {
            filter: Settled::default(),
            folded: BTreeSet::new(),
            arrangement: Arrangement::default(),
            selected: BTreeSet::new(),
            anchor: None,
            renaming: None,
            renaming_group: None,
            list: Rows::of_tree(ROW_HEIGHT),
            cursor: None,
            rows: Vec::new(),
            whole: 0,
            listed: Arc::new([]),
            built_for: None,
            shown: None,
        }
    }
}

struct Renaming {
    document: DocumentId,
    /// A document in two groups has two rows; one of them is the field.
    row: usize,
    title: Settled,
    opened: bool,
}

impl Renaming {
    /// A title cannot be empty: then the document keeps the one it has.
    fn save(&self, actions: &mut Actions) {
        let title = self.title.get().trim();
        if !title.is_empty() {
            actions.push(Action::RenameDocument(self.document, title.to_owned()));
        }
    }
}

impl DocumentsView {
    /// A group has another name now.
    pub(super) fn follow_group(&mut self, from: &str, to: &str) {
        if self.folded.remove(from) {
            self.folded.insert(to.to_owned());
        }
    }

    /// Ends a renaming as if its field had been left.
    pub fn flush(&mut self, actions: &mut Actions) {
        if let Some(renaming) = self.renaming.take() {
            renaming.save(actions);
        }
    }

    /// Lays the rows out anew where the project, the filter, the order or the folds have changed. Says whether it did.
    fn build(&mut self, view: &ShellView) -> bool {
        let filter = self.filter.get().trim().to_owned();
        let key = (view.revision, view.coder, filter, self.arrangement.clone(), self.folded.clone());
        if self.built_for.as_ref() == Some(&key) {
            return false;
        }
        self.rows = order::rows(view, &key.2, &key.3, &key.4);
        // What is folded away comes next all the same.
        let whole = if key.4.is_empty() { None } else { Some(order::rows(view, &key.2, &key.3, &BTreeSet::new())) };
        let unfolded = whole.as_ref().unwrap_or(&self.rows);
        self.listed = each_once(unfolded);
        self.whole =
            if key.2.is_empty() { unfolded.len() } else { order::rows(view, "", &key.3, &BTreeSet::new()).len() };
        self.selected.retain(|id| view.project.document(*id).is_some());
        // A row may be another one now.
        self.renaming = None;
        self.renaming_group = None;
        self.built_for = Some(key);
        true
    }

    /// What the list is filtered by.
    #[must_use]
    pub fn filtered_by(&self) -> &str {
        self.filter.get()
    }

    /// Filters the list.
    pub fn filter_by(&mut self, text: &str) {
        self.filter = Settled::of(text);
    }

    /// The documents in the order of the list, each once.
    #[must_use]
    pub fn listed(&self) -> &Arc<[DocumentId]> {
        &self.listed
    }

    /// The documents that are chosen together, in the order of the list.
    #[must_use]
    pub fn chosen(&self) -> Vec<DocumentId> {
        self.listed.iter().copied().filter(|id| self.selected.contains(id)).collect()
    }

    /// How high the list would have to be to show everything; folding and filtering it moves nothing beside it.
    pub(super) fn wanted_height(&mut self, view: &ShellView) -> f32 {
        self.build(view);
        self.whole as f32 * ROW_HEIGHT + HEAD_HEIGHT
    }

    /// What a deed on a row is meant for: all that are chosen, where it is one of them.
    fn meant(&self, id: DocumentId) -> Vec<DocumentId> {
        if !self.selected.contains(&id) {
            return vec![id];
        }
        let mut meant = Vec::new();
        for listed in self.rows.iter().filter_map(Row::document) {
            if self.selected.contains(&listed.id) && !meant.contains(&listed.id) {
                meant.push(listed.id);
            }
        }
        meant
    }

    fn select_to(&mut self, at: usize) {
        let from = self.anchor.and_then(|id| self.place_of(id)).unwrap_or(at);
        let range = from.min(at)..=from.max(at);
        self.selected =
            self.rows.get(range).into_iter().flatten().filter_map(Row::document).map(|listed| listed.id).collect();
    }

    /// Another document was clicked and was not opened: the one that stays open is the one that is chosen.
    pub fn stay_with(&mut self, open: DocumentId) {
        self.select_only(open);
    }

    fn select_only(&mut self, id: DocumentId) {
        self.selected = BTreeSet::from([id]);
        self.anchor = Some(id);
    }

    fn place_of(&self, id: DocumentId) -> Option<usize> {
        self.rows.iter().position(|row| row.document().is_some_and(|listed| listed.id == id))
    }
}

/// Draws it.
pub fn documents_ui(ui: &mut Ui, view: &ShellView, state: &mut DocumentsView, actions: &mut Actions) {
    state.build(view);
    head::head_ui(ui, view, state, actions);
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
    if state.build(view) {
        // What stands above was counted before the filter was typed.
        ui.ctx().request_repaint();
    }
    head::chosen_ui(ui, view, state, actions);
    if state.rows.is_empty() {
        ui.label(widgets::caption(ui, view.text("documents.none_fits")));
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let width = ui.available_width();
    let columns = if width >= WIDE { head::columns_in(view, &state.arrangement, width) } else { Vec::new() };
    let count = row::count_width(ui, &state.rows);
    row::column_heads_ui(ui, view, &columns, (state.list.width(), count));
    let opened = view.desk.document.filter(|_| state.shown != view.desk.document);
    if let Some(open) = opened.filter(|_| state.selected.len() == 1) {
        // One that was chosen alone was chosen by being opened: what is open now takes its place.
        state.select_only(open);
    }
    if opened.is_some_and(|open| !state.selected.contains(&open)) {
        // Opened from elsewhere: what was chosen here before is not what is read.
        state.selected.clear();
    }
    if let Some(at) = opened.and_then(|open| state.place_of(open)) {
        state.list.show(at);
    }
    state.shown = view.desk.document;
    list_ui(ui, view, state, (&columns, count), actions);
}

/// What happened to a row.
enum Event {
    Dragged(DocumentId),
    Renamed,
    RenamedGroup(usize, Left),
    OpenDetails(DocumentId),
    Drop(drag::Dropped),
}

fn list_ui(ui: &mut Ui, view: &ShellView, state: &mut DocumentsView, columns: (&[String], f32), actions: &mut Actions) {
    let rows = std::mem::take(&mut state.rows);
    let mut list = std::mem::take(&mut state.list);
    let mut events = Vec::new();
    let in_order = drag::Order::of(&state.arrangement, state.filter.get());
    let clicked = list.ui(ui, "documents", rows.len(), ROW_HEIGHT, |ui, rect, at, response| {
        let Some(row) = rows.get(at) else { return };
        match row {
            Row::Group { name, .. } if state.renaming_group.as_ref().is_some_and(|held| held.is_of(name)) => {
                let place = Rect::from_min_max(rect.min + egui::vec2(14.0, 0.0), rect.max);
                let label = view.text("documents.group_new_name");
                match state.renaming_group.as_mut().map(|held| held.ui(ui, place, label)) {
                    None | Some(Left::No) => {}
                    Some(left) => events.push(Event::RenamedGroup(at, left)),
                }
            }
            Row::Group { name, documents } => {
                row::group_ui(ui, rect, response, (name, *documents, state.folded.contains(name)));
                if let Some(dropped) = drag::group_ui(ui, view, rect, response, name) {
                    events.push(Event::Drop(dropped));
                }
                widgets::context_menu(response, |ui| menu::group_menu_ui(ui, view, state, name, actions));
            }
            Row::Document(listed) => {
                if state.renaming.as_ref().is_some_and(|renaming| renaming.row == at) {
                    if row::rename_ui(ui, view, rect, listed, &mut state.renaming, actions) {
                        events.push(Event::Renamed);
                    }
                    return;
                }
                row::document_ui(ui, view, rect, response, listed, columns, state.selected.contains(&listed.id));
                if response.double_clicked() {
                    events.push(Event::OpenDetails(listed.id));
                }
                if view.writing() && response.drag_started() {
                    events.push(Event::Dragged(listed.id));
                }
                if let Some(dropped) = drag::document_ui(ui, view, rect, response, listed, in_order) {
                    events.push(Event::Drop(dropped));
                }
                widgets::context_menu(response, |ui| menu::menu_ui(ui, view, state, &rows, at, listed, actions));
            }
        }
    });
    if let Some(dropped) = list.tail_place().and_then(|rest| drag::rest_ui(ui, view, rest)) {
        events.push(Event::Drop(dropped));
    }
    state.rows = rows;
    state.list = list;
    if let Some(at) = clicked {
        clicked_on(ui, view, state, at, actions);
    } else {
        keys(ui, view, state, actions);
    }
    state.cursor = state.list.focused();
    for event in events {
        match event {
            Event::Dragged(id) => {
                egui::DragAndDrop::set_payload(ui.ctx(), drag::DraggedDocuments::of(state, id));
            }
            Event::Renamed => {
                let row = state.renaming.take().map(|renaming| renaming.row);
                if let Some(row) = row {
                    state.list.focus(row);
                }
            }
            Event::RenamedGroup(at, left) => {
                let held = state.renaming_group.take();
                if let (Left::With(to), Some(Row::Group { name, .. })) = (left, state.rows.get(at).cloned()) {
                    actions.push(group_names::rename(view, Grouped::Documents, &name, &to));
                }
                if held.is_some() && !ui.memory(|memory| memory.focused().is_some()) {
                    state.list.focus(at);
                }
            }
            Event::OpenDetails(id) => actions.push(Action::Choose(Choice::Document(id))),
            Event::Drop(dropped) => drag::carry_out(view, dropped, actions),
        }
    }
}

const KEEPS: &str = "the list of documents keeps the keyboard";

/// Whether a document was just opened by a click in the list: then arrows and F2 go on meaning the list.
#[must_use]
pub fn keeps_keyboard(ctx: &egui::Context) -> bool {
    let clicked: Option<u64> = ctx.data(|data| data.get_temp(egui::Id::unique(KEEPS)));
    clicked.is_some_and(|frame| ctx.cumulative_frame_nr() <= frame + 2)
}

/// A document in two groups stands where its first row is.
fn each_once(rows: &[Row]) -> Arc<[DocumentId]> {
    let mut seen = BTreeSet::new();
    rows.iter().filter_map(Row::document).map(|listed| listed.id).filter(|id| seen.insert(*id)).collect()
}

/// A click or Enter: opens; with Ctrl or Shift it only chooses.
fn clicked_on(ui: &Ui, view: &ShellView, state: &mut DocumentsView, at: usize, actions: &mut Actions) {
    let (held, entered) = ui.input(|input| (input.modifiers, input.key_pressed(Key::Enter)));
    match state.rows.get(at).cloned() {
        Some(Row::Group { name, .. }) => {
            let folded = state.folded.remove(&name);
            state.folded.extend((!folded).then_some(name));
        }
        Some(Row::Document(listed)) if held.shift && !entered => {
            state.anchor = state.anchor.or(view.desk.document);
            state.select_to(at);
            actions.push(Action::Choose(Choice::Document(listed.id)));
        }
        Some(Row::Document(Listed { id, .. })) if held.command && !entered => {
            if state.selected.is_empty() {
                state.selected.extend(view.desk.document);
            }
            if !state.selected.remove(&id) {
                state.selected.insert(id);
            }
            state.anchor = Some(id);
            let shown = if state.selected.contains(&id) { Some(id) } else { state.selected.first().copied() };
            actions.push(Action::Choose(shown.map_or(Choice::Nothing, Choice::Document)));
        }
        Some(Row::Document(Listed { id, .. })) => {
            state.select_only(id);
            if entered {
                // Enter goes on into the text.
                ui.memory_mut(|memory| memory.focused().into_iter().for_each(|row| memory.surrender_focus(row)));
            } else {
                let frame = ui.ctx().cumulative_frame_nr();
                ui.data_mut(|data| data.insert_temp(egui::Id::unique(KEEPS), frame));
            }
            actions.push(Action::OpenDocument(id));
            actions.push(Action::Choose(Choice::Document(id)));
        }
        None => {}
    }
}

/// Keys while a row has the keyboard. Arrows walk (which [`Rows`] does) and choose what they come to.
fn keys(ui: &Ui, view: &ShellView, state: &mut DocumentsView, actions: &mut Actions) {
    let Some(at) = state.list.focused() else { return };
    let walked = state.cursor.filter(|from| *from != at);
    let shift = ui.input(|input| input.modifiers.shift);
    if walked.is_some() && !shift && matches!(state.rows.get(at), Some(Row::Group { .. })) {
        // On the head of a group no document is chosen: what is lit is what is open.
        state.selected.clear();
        actions.push(Action::Choose(view.desk.document.map_or(Choice::Nothing, Choice::Document)));
    }
    if let Some(from) = walked
        && let Some(id) = state.rows.get(at).and_then(Row::document).map(|listed| listed.id)
    {
        if shift {
            state.anchor = state.anchor.or_else(|| state.rows.get(from).and_then(Row::document).map(|was| was.id));
            state.select_to(at);
        } else {
            state.select_only(id);
        }
        actions.push(Action::Choose(Choice::Document(id)));
    }
    if widgets::composing(ui.ctx()) || state.renaming.is_some() || state.renaming_group.is_some() {
        return;
    }
    let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
    match state.rows.get(at).cloned() {
        Some(Row::Group { name, .. }) => {
            if pressed(Modifiers::NONE, Key::ArrowLeft) {
                state.folded.insert(name);
            } else if pressed(Modifiers::NONE, Key::ArrowRight) {
                state.folded.remove(&name);
            } else if view.writing() && pressed(Modifiers::NONE, Key::F2) {
                state.renaming_group = Some(NewName::of(&name));
            }
        }
        Some(Row::Document(listed)) => {
            if pressed(Modifiers::COMMAND, Key::A) {
                state.selected = state.rows.iter().filter_map(Row::document).map(|listed| listed.id).collect();
            }
            if view.writing() && pressed(Modifiers::NONE, Key::F2) {
                state.rename(at, &listed);
            }
            let delete = pressed(Modifiers::NONE, Key::Delete) || pressed(Modifiers::NONE, Key::Backspace);
            if view.writing() && delete {
                actions.ask(confirm_delete_all(view, &state.meant(listed.id)));
            }
        }
        None => {}
    }
}

impl DocumentsView {
    fn rename(&mut self, row: usize, listed: &Listed) {
        let title = Settled::of(&listed.title);
        self.renaming = Some(Renaming { document: listed.id, row, title, opened: false });
    }
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

/// The same of several.
pub(in crate::app::panels) fn confirm_delete_all(view: &ShellView, ids: &[DocumentId]) -> Dialog {
    if let [one] = ids {
        let title = view.project.document(*one).map_or("", |document| &document.title);
        return confirm_delete(view, *one, title);
    }
    let count: usize = ids.iter().map(|id| view.project.codings(*id).len()).sum();
    let ids = ids.to_vec();
    Dialog::Confirm(Confirm {
        title: Message::new("documents.delete_many").with("count", ids.len()),
        text: Message::new("documents.delete_many_text").with("count", count),
        deed: "dialog.delete",
        gravity: Gravity::Removes,
        then: Some(Action::With(Box::new(move |shell| shell.delete_documents(&ids)))),
    })
}
