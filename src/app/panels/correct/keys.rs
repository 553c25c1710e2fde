//! Keys at the edges of the field in which a piece is corrected: there they join paragraphs or lead to the next one.
//! Inside it every key is the field's own, and all are while an input method composes.

use egui::text_edit::TextEditState;
use egui::{Key, KeyboardShortcut, Modifiers, Ui};

use super::column::{Column, field_id};
use crate::app::text_view::{Caret, Layout};
use crate::app::widgets;
use crate::model::CharIndex;
use crate::session::Draft;

/// Where the caret goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Back,
    On,
}

/// Takes the keys that the field would not know what to do with. Says whether the caret or the text changed.
pub(super) fn keys(ui: &Ui, column: &mut Column, draft: &mut Draft) -> bool {
    let ctx = ui.ctx();
    if widgets::composing(ctx) || !ui.memory(|memory| memory.has_focus(field_id())) {
        return false;
    }
    if undo(ui, column, draft) {
        return true;
    }
    let Some(range) = TextEditState::load(ctx, field_id()).and_then(|state| state.cursor.char_range()) else {
        return false;
    };
    let piece = column.piece();
    let offset = u32::try_from(range.primary.index.0).unwrap_or(u32::MAX);
    let (at_start, at_end) = (offset == 0, piece.start + offset >= piece.end);
    let pressed = |modifiers: Modifiers, key: Key| ui.input_mut(|input| input.consume_key(modifiers, key));
    let len = draft.text().char_len();
    if range.is_empty() {
        if at_start && piece.start > 0 && pressed(Modifiers::NONE, Key::Backspace) {
            draft.replace(piece.start - 1..piece.start, "");
            column.go_to(CharIndex(piece.start - 1));
            return true;
        }
        if at_end && piece.end < len && pressed(Modifiers::NONE, Key::Delete) {
            draft.replace(piece.end..piece.end + 1, "");
            column.go_to(CharIndex(piece.end));
            return true;
        }
        if at_start && piece.start > 0 && pressed(Modifiers::NONE, Key::ArrowLeft) {
            column.go_to(CharIndex(piece.start - 1));
            return true;
        }
        if at_end && piece.end < len && pressed(Modifiers::NONE, Key::ArrowRight) {
            column.go_to(CharIndex(piece.end + 1));
            return true;
        }
    }
    if pressed(Modifiers::COMMAND, Key::Home) {
        column.go_to(CharIndex(0));
        return true;
    }
    if pressed(Modifiers::COMMAND, Key::End) {
        column.go_to(CharIndex(len));
        return true;
    }
    for (key, way) in [(Key::PageUp, Way::Back), (Key::PageDown, Way::On)] {
        if pressed(Modifiers::NONE, key) {
            page(column, way);
            return true;
        }
    }
    let Some(layout) = column.field.layout.clone() else { return false };
    let row = layout.row_of(Caret::at(CharIndex(offset)));
    let (first, last) = (row == 0, row + 1 >= layout.rows().len());
    if first && column.field.piece > 0 && pressed(Modifiers::NONE, Key::ArrowUp) {
        return into_row(ui, column, draft, (&layout, row, offset), Way::Back);
    }
    if last && column.field.piece + 1 < column.pieces().len() && pressed(Modifiers::NONE, Key::ArrowDown) {
        return into_row(ui, column, draft, (&layout, row, offset), Way::On);
    }
    false
}

fn undo(ui: &Ui, column: &mut Column, draft: &mut Draft) -> bool {
    let pressed = |modifiers, key| ui.input_mut(|input| input.consume_shortcut(&KeyboardShortcut::new(modifiers, key)));
    // Shift first: without it the key fits both.
    let redo = pressed(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z) || pressed(Modifiers::COMMAND, Key::Y);
    let caret = if redo {
        draft.redo()
    } else if pressed(Modifiers::COMMAND, Key::Z) {
        draft.undo()
    } else {
        return false;
    };
    if let Some(caret) = caret {
        column.go_to(caret);
    }
    caret.is_some()
}

/// The nearest row of the piece above or below, at the same distance from the edge.
fn into_row(
    ui: &Ui,
    column: &mut Column,
    draft: &Draft,
    (layout, row, offset): (&Layout, usize, u32),
    way: Way,
) -> bool {
    let x = ui.fonts_mut(|fonts| {
        let galley = layout.galley(row, fonts);
        layout.x_of(row, CharIndex(offset), &galley)
    });
    let next = if way == Way::Back { column.field.piece - 1 } else { column.field.piece + 1 };
    let Some(other) = column.layout(ui, draft, next) else { return false };
    let into = if way == Way::Back { other.rows().len() - 1 } else { 0 };
    let at = ui.fonts_mut(|fonts| {
        let galley = other.galley(into, fonts);
        other.position_on(into, x, &galley).at
    });
    column.go_to(CharIndex(column.pieces()[next].start + at.0));
    true
}

/// A screen up or down.
fn page(column: &mut Column, way: Way) {
    let step = (column.viewport() - 60.0).max(60.0);
    let here = column.top_of(column.field.piece);
    let to = column.piece_near(if way == Way::Back { here - step } else { here + step });
    let to = if to == column.field.piece {
        // One piece fills the screen.
        if way == Way::Back { to.saturating_sub(1) } else { (to + 1).min(column.pieces().len() - 1) }
    } else {
        to
    };
    let start = column.pieces()[to].start;
    column.go_to(CharIndex(start));
}
