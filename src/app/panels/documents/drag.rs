//! Dragging documents: upon a group, between two documents, out of their groups.

use std::collections::BTreeSet;

use egui::{CursorIcon, DragAndDrop, Rect, Response, Stroke, StrokeKind, Ui};

use super::DocumentsView;
use super::order::{Arrangement, Listed, Row, SortBy, Way};
use crate::app::actions::{Action, Actions};
use crate::app::shell::ShellView;
use crate::app::theme;
use crate::app::widgets;
use crate::model::arrange::{group_documents, move_documents};
use crate::model::{DocumentId, Edit, Message};

/// Documents on their way.
pub struct DraggedDocuments {
    documents: Vec<DocumentId>,
    /// The groups under which they were taken up.
    from: BTreeSet<String>,
}

impl DraggedDocuments {
    /// The row that is dragged, with all that are chosen where it is one of them.
    pub(super) fn of(state: &DocumentsView, id: DocumentId) -> Self {
        let documents = state.meant(id);
        let rows = state.rows.iter().filter_map(Row::document).filter(|row| documents.contains(&row.id));
        let from = rows.filter_map(|row| row.group.clone()).collect();
        Self { documents, from }
    }
}

/// Whether the list shows documents in their own order, so that a place in it means something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Own,
    Sorted,
}

impl Order {
    pub(super) fn of(arrangement: &Arrangement, filter: &str) -> Self {
        let own = arrangement.sort == SortBy::Own && arrangement.way == Way::Up && filter.trim().is_empty();
        if own { Self::Own } else { Self::Sorted }
    }
}

/// Where documents were let go.
pub(super) struct Dropped {
    what: std::sync::Arc<DraggedDocuments>,
    /// Into which group, or out of all under which they stood.
    group: Option<String>,
    /// Beside which document.
    beside: Option<(DocumentId, Side)>,
    keep: Keep,
}

/// Before or after a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

/// Whether documents stay in the groups that they come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Keep {
    Leave,
    Stay,
}

fn keep(ui: &Ui) -> Keep {
    if ui.input(|input| input.modifiers.command || input.modifiers.alt) { Keep::Stay } else { Keep::Leave }
}

fn frame(ui: &Ui, rect: Rect) {
    let stroke = Stroke::new(2.0, theme::tokens(ui).accent);
    ui.painter().rect_stroke(rect, theme::RADIUS, stroke, StrokeKind::Inside);
    ui.ctx().set_cursor_icon(if keep(ui) == Keep::Stay { CursorIcon::Copy } else { CursorIcon::Grabbing });
}

/// Upon the head of a group.
pub(super) fn group_ui(ui: &Ui, view: &ShellView, rect: Rect, response: &Response, name: &str) -> Option<Dropped> {
    if !view.writing() {
        return None;
    }
    if response.dnd_hover_payload::<DraggedDocuments>().is_some() {
        frame(ui, rect);
    }
    let what = widgets::dropped::<DraggedDocuments>(response)?;
    Some(Dropped { what, group: Some(name.to_owned()), beside: None, keep: keep(ui) })
}

/// Upon a document: to its place and its group.
pub(super) fn document_ui(
    ui: &Ui,
    view: &ShellView,
    rect: Rect,
    response: &Response,
    listed: &Listed,
    order: Order,
) -> Option<Dropped> {
    if !view.writing() {
        return None;
    }
    let pointer = ui.ctx().pointer_interact_pos()?;
    let side = if pointer.y < rect.center().y { Side::Before } else { Side::After };
    if let Some(dragged) = response.dnd_hover_payload::<DraggedDocuments>() {
        let elsewhere = listed.group.as_ref().is_none_or(|group| !dragged.from.contains(group));
        match order {
            Order::Own if !dragged.documents.contains(&listed.id) => {
                let y = if side == Side::Before { rect.top() } else { rect.bottom() };
                ui.painter().hline(rect.x_range(), y, Stroke::new(2.0, theme::tokens(ui).accent));
                ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
            }
            Order::Sorted if elsewhere => frame(ui, rect),
            _ => {}
        }
    }
    let what = widgets::dropped::<DraggedDocuments>(response)?;
    let beside = (order == Order::Own).then_some((listed.id, side));
    Some(Dropped { what, group: listed.group.clone(), beside, keep: keep(ui) })
}

/// Into the empty room below the rows: out of their groups, to the end.
pub(super) fn rest_ui(ui: &Ui, view: &ShellView, rect: Rect) -> Option<Dropped> {
    if !view.writing() || rect.height() < 4.0 || !DragAndDrop::has_payload_of_type::<DraggedDocuments>(ui.ctx()) {
        return None;
    }
    let response = ui.interact(rect, ui.scope_id().with("below the documents"), egui::Sense::hover());
    if response.dnd_hover_payload::<DraggedDocuments>().is_some() {
        ui.painter().hline(rect.x_range(), rect.top() + 1.0, Stroke::new(2.0, theme::tokens(ui).accent));
    }
    let what = widgets::dropped::<DraggedDocuments>(&response)?;
    Some(Dropped { what, group: None, beside: None, keep: Keep::Leave })
}

/// As one step of history.
pub(super) fn carry_out(view: &ShellView, dropped: Dropped, actions: &mut Actions) {
    let Dropped { what, group, beside, keep } = dropped;
    let project = &view.project;
    let into: BTreeSet<String> = group.iter().cloned().collect();
    let mut out_of = if keep == Keep::Leave { what.from.clone() } else { BTreeSet::new() };
    out_of.retain(|name| !into.contains(name));
    let mut edits: Vec<Edit> = group_documents(project, &what.documents, &into, &out_of);
    let grouped = !edits.is_empty();
    if let Some((id, side)) = beside {
        let order = project.documents_in_order();
        let at = order.iter().position(|document| document.id == id);
        let before = match side {
            Side::Before => Some(id),
            Side::After => at.and_then(|at| order.get(at + 1)).map(|next| next.id),
        };
        edits.extend(move_documents(project, &what.documents, before));
    }
    if edits.is_empty() {
        return;
    }
    let count = what.documents.len();
    let label = match (&group, grouped) {
        (Some(group), true) => Message::new("label.group_into").with("count", count).with("group", group),
        (None, true) => Message::new("label.ungroup").with("count", count),
        (_, false) => Message::new("label.move_documents").with("count", count),
    };
    actions.push(Action::Commit { label, edits });
}
