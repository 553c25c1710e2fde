//! Keys of the table, taken before the field in the chosen cell sees them: walking, choosing, copying, pasting,
//! filling, clearing, undoing. While an input method composes, all keys are its own.

use egui::{Event, Key, Modifiers, Ui};

use super::SheetView;
use super::clipboard;
use super::content::Column;
use super::editor::{Editor, Opened};
use super::paste::{Grown, Head, Headed, headed, lay};
use super::selection::{Place, Reach, Selection};
use crate::app::actions::{Action, Actions, Centre, Choice};
use crate::app::commands::UiCommand;
use crate::app::dialogs::{Dialog, PasteGrow, SheetImport};
use crate::app::shell::ShellView;
use crate::app::widgets;
use crate::exchange::attributes::{RowId, Side};
use crate::import::table::{Sheet, Workbook};
use crate::model::Message;

/// Takes the keys of this frame.
pub(super) fn keys(ui: &mut Ui, view: &ShellView, state: &mut SheetView, actions: &mut Actions) {
    if !Editor::has_keyboard(ui) || widgets::composing(ui.ctx()) {
        return;
    }
    let before = state.selection;
    let mut kept = Vec::new();
    for event in ui.input_mut(|input| std::mem::take(&mut input.events)) {
        let taken = match state.editor.opened() {
            None => at_rest(ui, view, state, &event, actions),
            Some(opened) => in_field(state, &event, opened, actions),
        };
        if !taken {
            kept.push(event);
        }
    }
    ui.input_mut(|input| input.events = kept);
    if state.selection != before {
        state.scroll.follow();
        choose(state, actions);
        ui.ctx().request_repaint();
    }
}

/// The inspector shows what the chosen row is.
pub(super) fn choose(state: &SheetView, actions: &mut Actions) {
    actions.push(Action::Choose(match state.content.rows.get(state.selection.cursor.row) {
        Some(RowId::Document(id)) => Choice::Document(*id),
        Some(RowId::Case(id)) => Choice::Case(*id),
        None => return,
    }));
}

/// A key while nothing is being written. Says whether it was meant for the table.
fn at_rest(ui: &Ui, view: &ShellView, state: &mut SheetView, event: &Event, actions: &mut Actions) -> bool {
    match event {
        Event::Copy => copy(ui, view, state),
        Event::Cut => {
            copy(ui, view, state);
            clear(view, state, actions);
        }
        Event::Paste(text) => paste(view, state, text, actions),
        Event::Key { key, pressed: true, modifiers, .. } => {
            return key_at_rest(ui, view, state, *key, *modifiers, actions);
        }
        // A space begins no value; it would open the field unseen.
        Event::Text(text) => return text.trim().is_empty(),
        _ => return false,
    }
    true
}

fn key_at_rest(
    ui: &Ui,
    view: &ShellView,
    state: &mut SheetView,
    key: Key,
    held: Modifiers,
    actions: &mut Actions,
) -> bool {
    let (rows, columns) = (state.content.rows.len(), state.content.columns.len());
    let reach = if held.shift { Reach::Extend } else { Reach::Move };
    let far = if held.command { isize::MAX / 2 } else { 1 };
    let page = state.scroll.rows_in_sight().max(2) as isize - 1;
    let selection = &mut state.selection;
    match key {
        Key::ArrowDown => selection.step((far, 0), reach, rows, columns),
        Key::ArrowUp => selection.step((-far, 0), reach, rows, columns),
        Key::ArrowRight => selection.step((0, far), reach, rows, columns),
        Key::ArrowLeft => selection.step((0, -far), reach, rows, columns),
        Key::PageDown => selection.step((page, 0), reach, rows, columns),
        Key::PageUp => selection.step((-page, 0), reach, rows, columns),
        Key::Home => selection.step((if held.command { -far } else { 0 }, isize::MIN / 2), reach, rows, columns),
        Key::End => selection.step((if held.command { far } else { 0 }, isize::MAX / 2), reach, rows, columns),
        Key::Tab => selection.next((0, if held.shift { -1 } else { 1 }), rows, columns),
        Key::Enter => selection.next((if held.shift { -1 } else { 1 }, 0), rows, columns),
        Key::F2 => {
            let place = state.selection.cursor;
            let content = state.content.clone();
            state.editor.open(ui, view, &content, place);
        }
        Key::Delete | Key::Backspace => clear(view, state, actions),
        Key::Escape if selection.is_many() => *selection = Selection::of(selection.cursor),
        // As on the passages of a code.
        Key::Escape => actions.push(Action::ShowCentre(Centre::Text)),
        Key::F6 => state.editor.give_keyboard(ui),
        Key::A if held.command => {
            let last = Place { row: rows.saturating_sub(1), column: columns.saturating_sub(1) };
            *selection = Selection::between(Place { row: 0, column: 0 }, last);
        }
        Key::D if held.command => fill_down(view, state, actions),
        Key::Z if held.command && held.shift => actions.run(UiCommand::Redo),
        Key::Z if held.command => actions.run(UiCommand::Undo),
        Key::Y if held.command => actions.run(UiCommand::Redo),
        _ => return false,
    }
    true
}

/// A key while something is being written. Says whether it was meant for the table.
fn in_field(state: &mut SheetView, event: &Event, opened: Opened, actions: &mut Actions) -> bool {
    let Event::Key { key, pressed: true, modifiers: held, .. } = event else { return false };
    let (rows, columns) = (state.content.rows.len(), state.content.columns.len());
    let by = match key {
        Key::Enter if held.alt => return false,
        Key::Escape => {
            state.editor.cancel();
            return true;
        }
        Key::ArrowDown | Key::ArrowUp => {
            let down = *key == Key::ArrowDown;
            if state.editor.walk_offers(if down { 1 } else { -1 }) {
                return true;
            }
            if opened == Opened::Asking || held.shift {
                return false;
            }
            (if down { 1 } else { -1 }, 0)
        }
        Key::ArrowLeft | Key::ArrowRight if opened == Opened::Typing && !held.shift && !held.command => {
            (0, if *key == Key::ArrowRight { 1 } else { -1 })
        }
        Key::Enter => (if held.shift { -1 } else { 1 }, 0),
        Key::Tab => (0, if held.shift { -1 } else { 1 }),
        _ => return false,
    };
    if matches!(key, Key::Enter | Key::Tab) {
        state.editor.take_offer();
    }
    state.editor.leave(actions);
    state.selection.next(by, rows, columns);
    state.scroll.follow();
    true
}

/// The chosen cells, row by row.
fn chosen(view: &ShellView, state: &SheetView) -> Vec<Vec<String>> {
    let cell =
        |row| state.selection.columns().map(move |column| state.content.text(view, row, column).into_owned()).collect();
    state.selection.rows().map(cell).collect()
}

pub(super) fn copy(ui: &Ui, view: &ShellView, state: &SheetView) {
    ui.ctx().copy_text(clipboard::write(&chosen(view, state)));
}

pub(super) fn clear(view: &ShellView, state: &SheetView, actions: &mut Actions) {
    let cells: Vec<_> = state.selection.places().map(|place| (place.row, place.column, String::new())).collect();
    write(view, state, ("label.sheet_clear", "sheet.cleared"), &cells, actions);
}

/// Each chosen column gets what stands in its first chosen row.
pub(super) fn fill_down(view: &ShellView, state: &SheetView, actions: &mut Actions) {
    let first = *state.selection.rows().start();
    // A name is nobody else's.
    let places = state.selection.places().filter(|place| place.row > first && place.column > 0);
    let filled = places.map(|place| {
        let value = state.content.text(view, first, place.column).into_owned();
        (place.row, place.column, value)
    });
    write(view, state, ("label.sheet_fill", "sheet.filled"), &filled.collect::<Vec<_>>(), actions);
}

fn write(
    view: &ShellView,
    state: &SheetView,
    (label, told): (&'static str, &'static str),
    cells: &[(usize, usize, String)],
    actions: &mut Actions,
) {
    if !view.writing() {
        return;
    }
    let edits = state.content.write(&view.project, cells);
    let count = super::cells_of(&edits);
    let [label, told] = [label, told].map(|id| Message::new(id).with("count", count));
    super::commit_many(label, told, edits, actions);
}

fn paste(view: &ShellView, state: &mut SheetView, text: &str, actions: &mut Actions) {
    if !view.writing() {
        return;
    }
    let mut grid = clipboard::parse(text);
    let heads: Vec<&str> = (0..state.content.columns.len()).map(|column| state.content.head(view, column)).collect();
    let headed = headed(&heads, &grid);
    if let Some(Headed::ByName(names)) = headed {
        // The preview finds rows by the first column that could hold names.
        for row in &mut grid {
            row.resize(row.len().max(names + 1), String::new());
            row[..=names].rotate_right(1);
        }
        let workbook = Workbook { sheets: vec![Sheet { name: String::new(), rows: grid }], ..Workbook::default() };
        let name = view.text("sheet.pasted_table").to_owned();
        actions.ask(Dialog::SheetImport(Box::new(SheetImport::new(name, workbook, state.side))));
        return;
    }
    let pasted = lay(&state.content, state.selection, &grid);
    let first = Place { row: *state.selection.rows().start(), column: *state.selection.columns().start() };
    let cases_beyond = state.side == Side::Cases && pasted.rows_beyond > 0;
    if pasted.columns_beyond > 0 || cases_beyond || headed.is_some() {
        let names: Vec<String> =
            (1..=pasted.columns_beyond).map(|n| view.say(&Message::new("sheet.grow_attribute").with("n", n))).collect();
        let case_name = view.text("sheet.grow_case").to_owned();
        let content = state.content.clone();
        let head = if headed.is_some() { Head::Names } else { Head::Values };
        let grown = Grown { content, first, grid, new_columns: names, head, case_name };
        actions.ask(Dialog::PasteGrow(Box::new(PasteGrow::new(grown, pasted))));
        return;
    }
    let edits = state.content.write(&view.project, &pasted.cells);
    let count = super::cells_of(&edits);
    let label = Message::new("label.sheet_paste").with("count", count);
    let refused = if let Some(column) = pasted.refused.first() {
        let name = state.content.head(view, *column);
        let names = state.content.columns.get(*column) == Some(&Column::Name);
        let id = if names { "sheet.paste_no_names" } else { "sheet.read_only_column" };
        Some(Message::new(id).with("name", name))
    } else {
        (pasted.rows_beyond > 0).then(|| Message::new("sheet.paste_rows_left").with("count", pasted.rows_beyond))
    };
    match refused {
        Some(refused) if edits.is_empty() => actions.push(Action::Notice(refused)),
        // What stayed out matters more than what went in, which is seen; both are taken back by one button.
        refused => {
            let told = refused.unwrap_or_else(|| Message::new("sheet.pasted").with("count", count));
            super::commit_many(label, told, edits, actions);
        }
    }
    let (height, width) = (grid.len(), grid.iter().map(Vec::len).max().unwrap_or(1));
    if !state.selection.is_many() && height * width > 1 {
        let last = Place { row: first.row + height - 1, column: first.column + width.max(1) - 1 };
        state.selection = Selection::between(first, last);
        state.selection.clamp(state.content.rows.len(), state.content.columns.len());
    }
}
