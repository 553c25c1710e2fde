//! What happens when something is dropped on a row: a passage is coded; codes go below it, between rows they go
//! there, with Ctrl or Alt held they are merged into it after a question.

use egui::{CursorIcon, DragAndDrop, Rect, Response, Stroke, StrokeKind, Ui};

use super::row::indent;
use super::tree::Shown;
use super::{CodesView, confirm_merge};
use crate::app::actions::{Action, Actions, DraggedCode, DraggedPassage, Passage};
use crate::app::shell::ShellView;
use crate::app::theme;
use crate::app::widgets;
use crate::model::{CodeId, Message};

/// Where within a row something is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spot {
    Before,
    Upon,
    After,
}

fn spot(rect: Rect, y: f32) -> Spot {
    match (y - rect.top()) / rect.height() {
        share if share < 0.25 => Spot::Before,
        share if share > 0.75 => Spot::After,
        _ => Spot::Upon,
    }
}

/// What is dragged: the code that was taken hold of, and where it is one of several chosen ones, all of them.
pub(super) fn dragged_codes(view: &ShellView, state: &CodesView, held: CodeId) -> Vec<CodeId> {
    if state.selected.holds(held) { state.selected.in_order(&view.codebook) } else { vec![held] }
}

/// Takes what is held above a row or dropped on it.
pub(super) fn drop_ui(
    ui: &Ui,
    view: &ShellView,
    state: &CodesView,
    shown: &Shown,
    response: &Response,
    actions: &mut Actions,
) {
    let t = theme::tokens(ui);
    let rect = response.rect;
    let frame = |ui: &Ui| {
        ui.painter().rect_stroke(rect, theme::RADIUS, Stroke::new(2.0, t.accent), StrokeKind::Inside);
    };
    if response.dnd_hover_payload::<DraggedPassage>().is_some() {
        frame(ui);
        ui.ctx().set_cursor_icon(CursorIcon::Copy);
    }
    if let Some(dragged) = widgets::dropped::<DraggedPassage>(response) {
        let passage = Passage { document: dragged.document, span: dragged.span };
        actions.push(Action::Code { passages: vec![passage], code: shown.id });
    }
    let Some(pointer) = ui.ctx().pointer_interact_pos() else { return };
    let merging = ui.input(|input| input.modifiers.command || input.modifiers.alt);
    let held = spot(rect, pointer.y);
    if let Some(dragged) = response.dnd_hover_payload::<DraggedCode>() {
        let codes = dragged_codes(view, state, dragged.0);
        let upon_itself = codes.contains(&shown.id);
        let inside = view.project.code_ancestors(shown.id).iter().any(|above| codes.contains(above));
        let between = held != Spot::Upon && !merging;
        let refused = inside && !merging || between && !view.desk.codes_shown.sort.is_own();
        if refused && !upon_itself {
            ui.ctx().set_cursor_icon(CursorIcon::NotAllowed);
        } else if !upon_itself {
            if between {
                let y = if held == Spot::Before { rect.top() } else { rect.bottom() };
                ui.painter().hline(indent(rect, shown)..=rect.right(), y, Stroke::new(2.0, t.accent));
            } else {
                frame(ui);
            }
            ui.ctx().set_cursor_icon(if merging { CursorIcon::Copy } else { CursorIcon::Grabbing });
        }
    }
    if let Some(dragged) = widgets::dropped::<DraggedCode>(response) {
        let codes = dragged_codes(view, state, dragged.0);
        if !codes.contains(&shown.id) {
            dropped(view, shown, codes, if merging { None } else { Some(held) }, actions);
        }
    }
}

/// Codes were dropped on a row; `None` merges.
fn dropped(view: &ShellView, shown: &Shown, codes: Vec<CodeId>, held: Option<Spot>, actions: &mut Actions) {
    let upon = shown.id;
    let Some(held) = held else {
        actions.ask(confirm_merge(view, codes, upon));
        return;
    };
    if view.project.code_ancestors(upon).iter().any(|above| codes.contains(above)) {
        return;
    }
    if held != Spot::Upon && !view.desk.codes_shown.sort.is_own() {
        actions.push(Action::Notice(Message::new("codes.sorted_not_moved")));
        return;
    }
    let parent = view.project.code_ancestors(upon).first().copied();
    let (parent, before) = match held {
        Spot::Upon => (Some(upon), None),
        Spot::Before => (parent, Some(upon)),
        // After an open code that has children means before the first of them.
        Spot::After if shown.below > 0 && !shown.folded => {
            (Some(upon), view.project.children(Some(upon)).first().map(|first| first.id))
        }
        Spot::After => {
            let siblings = view.project.children(parent);
            let at = siblings.iter().position(|sibling| sibling.id == upon);
            (parent, at.and_then(|at| siblings.get(at + 1)).map(|next| next.id))
        }
    };
    let stays = matches!((codes.as_slice(), before), ([code], Some(before)) if *code == before);
    if !stays {
        actions.push(Action::MoveCodes { codes, parent, before });
    }
}

/// The room after the last row: codes dropped there go to the top of the tree.
pub(super) fn tail_ui(ui: &Ui, view: &ShellView, state: &CodesView, actions: &mut Actions) {
    let Some(rect) = state.rows.tail_place().filter(|_| view.writing()) else { return };
    if !DragAndDrop::has_any_payload(ui.ctx()) {
        return;
    }
    let response = ui.interact(rect, ui.scope_id().with("after the tree"), egui::Sense::hover());
    if response.dnd_hover_payload::<DraggedCode>().is_some() {
        let stroke = Stroke::new(2.0, theme::tokens(ui).accent);
        ui.painter().hline(rect.left() + 18.0..=rect.right(), rect.top() + 1.0, stroke);
    }
    if let Some(dragged) = widgets::dropped::<DraggedCode>(&response) {
        let codes = dragged_codes(view, state, dragged.0);
        actions.push(Action::MoveCodes { codes, parent: None, before: None });
    }
}

/// Says by the pointer what is dragged, where that is more than what can be seen, and why rows stay where they are.
pub(super) fn hint_ui(ui: &Ui, view: &ShellView, state: &CodesView) {
    let Some(dragged) = DragAndDrop::payload::<DraggedCode>(ui.ctx()) else { return };
    let Some(pointer) = ui.ctx().pointer_interact_pos() else { return };
    let count = dragged_codes(view, state, dragged.0).len();
    let sorted = !view.desk.codes_shown.sort.is_own();
    if count < 2 && !sorted {
        return;
    }
    let mut lines = Vec::new();
    if count > 1 {
        lines.push(view.say(&Message::new("codes.count").with("count", count)));
    }
    if sorted {
        lines.push(view.text("codes.sorted_not_moved").to_owned());
    }
    let t = theme::tokens(ui);
    let layer = egui::LayerId::new(egui::Order::Tooltip, egui::Id::unique("dragged codes"));
    let painter = ui.ctx().layer_painter(layer);
    let font = egui::FontId::proportional(theme::size::SMALL);
    let galley = painter.layout(lines.join("\n"), font, t.ink, 260.0);
    let place = Rect::from_min_size(pointer + egui::vec2(14.0, 12.0), galley.size() + egui::vec2(16.0, 8.0));
    painter.rect(place, theme::RADIUS, t.field, Stroke::new(1.0, t.line), StrokeKind::Inside);
    painter.galley(place.min + egui::vec2(8.0, 4.0), galley, t.ink);
}
