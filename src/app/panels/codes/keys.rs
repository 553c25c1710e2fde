//! The keyboard in the tree: arrows walk and fold, Shift reaches, Enter opens the passages, Insert makes a new code,
//! Delete deletes. What has keys everywhere stands in the table of commands.

use egui::{Key, Modifiers, Ui};

use super::CodesView;
use crate::app::actions::{Action, Actions, Centre, Choice};
use crate::app::commands::UiCommand;
use crate::app::shell::ShellView;
use crate::app::widgets;

/// Takes the keys of this frame, before the rows do.
pub(super) fn keys(ui: &Ui, view: &ShellView, state: &mut CodesView, actions: &mut Actions) {
    if state.renaming.is_some() || ui.ctx().text_edit_focused() || widgets::composing(ui.ctx()) {
        return;
    }
    let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
    let chosen = if let Choice::Code(code) = view.desk.choice { Some(code) } else { None };
    let focused = state.rows.focused().and_then(|row| state.laid.rows.get(row)).cloned();
    // Whoever has chosen a code and has the keyboard nowhere goes on from that code.
    let nowhere = view.desk.centre == Centre::Text && ui.memory(|memory| memory.focused().is_none());
    if focused.is_none() && !nowhere {
        return;
    }
    if chosen.is_some() && view.writing() && pressed(Modifiers::NONE, Key::Delete) {
        actions.run(UiCommand::DeleteCodes);
    }
    let Some(row) = focused else {
        let at = chosen.and_then(|code| state.laid.at(code));
        let step = match at {
            Some(at) if pressed(Modifiers::NONE, Key::ArrowDown) => Some(at + 1),
            Some(at) if pressed(Modifiers::NONE, Key::ArrowUp) => at.checked_sub(1),
            Some(at) if pressed(Modifiers::NONE, Key::ArrowLeft) => return fold(view, state, at, actions),
            Some(at) if pressed(Modifiers::NONE, Key::ArrowRight) => return unfold(state, at, actions),
            _ => None,
        };
        if let Some(to) = step {
            go(state, to, actions);
        }
        return;
    };
    if view.writing() && pressed(Modifiers::SHIFT, Key::Insert) {
        actions.run(UiCommand::AddCodeBelow);
    }
    if view.writing() && pressed(Modifiers::NONE, Key::Insert) {
        actions.run(UiCommand::AddCode);
    }
    if pressed(Modifiers::NONE, Key::Enter) {
        actions.push(Action::ShowCentre(Centre::Code(row.id)));
    }
    if pressed(Modifiers::COMMAND, Key::A) {
        state.selected.all(&state.laid);
        actions.push(Action::Choose(Choice::Code(row.id)));
    }
    if pressed(Modifiers::COMMAND, Key::Space) {
        state.selected.take(row.id, Modifiers::COMMAND, &state.laid, actions);
    }
    let Some(at) = state.laid.at(row.id) else { return };
    if pressed(Modifiers::NONE, Key::ArrowLeft) {
        fold(view, state, at, actions);
    }
    if pressed(Modifiers::NONE, Key::ArrowRight) {
        unfold(state, at, actions);
    }
}

/// Folds a row; where there is nothing to fold, goes to what it stands below.
fn fold(view: &ShellView, state: &mut CodesView, at: usize, actions: &mut Actions) {
    let Some(row) = state.laid.rows.get(at) else { return };
    if row.below > 0 && !row.folded {
        state.folded.insert(row.id);
        state.rows.focus(at);
    } else if let Some(parent) = view.project.code_ancestors(row.id).first().and_then(|&id| state.laid.at(id)) {
        go(state, parent, actions);
    }
}

/// Unfolds a row; where it is open, goes to the first below it.
fn unfold(state: &mut CodesView, at: usize, actions: &mut Actions) {
    let Some(row) = state.laid.rows.get(at) else { return };
    if row.folded {
        state.folded.remove(&row.id);
        state.rows.focus(at);
    } else if row.below > 0 {
        go(state, at + 1, actions);
    }
}

fn go(state: &mut CodesView, to: usize, actions: &mut Actions) {
    if let Some(row) = state.laid.rows.get(to) {
        state.selected.take(row.id, Modifiers::NONE, &state.laid, actions);
        state.rows.focus(to);
    }
}
