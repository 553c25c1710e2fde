//! The tree of codes: virtualised rows of its own, with counts, folds, pins, drag and drop.
//!
//! A code can be dragged onto the text (the reading column takes [`DraggedCode`]) or within the tree:
//! upon another code it goes below it, between two it goes there, with Ctrl or Alt held it is merged
//! into the other after a question. A passage dragged here is coded.

use std::collections::BTreeSet;

use egui::{
    Align, CursorIcon, DragAndDrop, FontId, Key, Modifiers, Rect, Response, ScrollArea, Stroke, StrokeKind, Ui, Vec2,
    pos2,
};

use super::code_menu;
use crate::app::actions::{Action, Actions, Choice, DraggedCode, DraggedPassage, Passage};
use crate::app::commands::UiCommand;
use crate::app::dialogs::{Confirm, Dialog, Gravity};
use crate::app::finding;
use crate::app::icons::Icon;
use crate::app::shell::ShellView;
use crate::app::theme::{self, ROW_HEIGHT, size, space};
use crate::app::widgets::{self, RowLook, Settled};
use crate::model::{Code, CodeChange, CodeId, CodeRow, Message};

/// Seconds that a row shines after its code was used.
const FLASH: f64 = 0.6;
/// How far each level stands in.
const STEP: f32 = 16.0;

/// What it remembers between frames.
#[derive(Default)]
pub struct CodesView {
    filter: Settled,
    /// Codes whose children are hidden.
    pub folded: BTreeSet<CodeId>,
    renaming: Option<Renaming>,
    /// To be scrolled to.
    target: Option<CodeId>,
    flash: Option<(CodeId, Option<f64>)>,
}

struct Renaming {
    code: CodeId,
    name: Settled,
    opened: bool,
}

impl Renaming {
    /// A name cannot be empty: then the code keeps the one it has.
    fn save(&self, actions: &mut Actions) {
        let name = self.name.get().trim();
        if !name.is_empty() {
            actions.push(Action::SetCode(self.code, CodeChange::Name(name.to_owned())));
        }
    }
}

/// A row that is shown.
struct Shown<'a> {
    row: &'a CodeRow,
    code: &'a Code,
    folded: bool,
}

impl CodesView {
    /// Scrolls to a code in the next frame, and unfolds what hides it.
    pub fn show(&mut self, code: CodeId) {
        self.target = Some(code);
    }

    /// Makes a code's row shine for a moment.
    pub fn flash(&mut self, code: CodeId) {
        self.flash = Some((code, None));
    }

    /// Begins to rename a code in its row.
    pub fn rename(&mut self, code: &Code) {
        self.renaming = Some(Renaming { code: code.id, name: Settled::of(&code.name), opened: false });
    }

    /// Ends a renaming as if its field had been left.
    pub fn flush(&mut self, actions: &mut Actions) {
        if let Some(renaming) = self.renaming.take() {
            renaming.save(actions);
        }
    }
}

/// Draws it.
pub fn codes_ui(ui: &mut Ui, view: &ShellView, state: &mut CodesView, actions: &mut Actions) {
    head_ui(ui, view, actions);
    if view.codebook.rows().is_empty() {
        widgets::empty_state(ui, Icon::Tag, view.text("codes.empty"), view.text("codes.empty_line"));
        ui.vertical_centered(|ui| {
            ui.add_enabled_ui(view.writing(), |ui| {
                if widgets::primary_button(ui, view.text("codes.add")).clicked() {
                    actions.run(UiCommand::AddCode);
                }
                if widgets::link_button(ui, view.text("codes.paste")).clicked() {
                    actions.run(UiCommand::PasteCodes);
                }
            });
        });
        return;
    }
    widgets::filter_field(ui, view.text("codes.filter"), &mut state.filter);
    if let Some(target) = state.target {
        state.folded.retain(|folded| *folded == target || !view.project.code_ancestors(target).contains(folded));
    }
    let rows = shown_rows(view, state.filter.get().trim(), &state.folded);
    if rows.is_empty() {
        ui.label(widgets::caption(ui, view.text("codes.none_fits")));
    }
    if state.renaming.is_none() && !ui.ctx().text_edit_focused() {
        keys(ui, view, state, &rows, actions);
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let target = state.target.take().and_then(|target| rows.iter().position(|shown| shown.row.id == target));
    let area = ScrollArea::vertical().id_salt("codes").auto_shrink(false);
    // One more row at the end takes codes to the top of the tree.
    area.show_rows(ui, ROW_HEIGHT, rows.len() + 1, |ui, range| {
        if let Some(target) = target {
            let top = (target as f32 - range.start as f32).mul_add(ROW_HEIGHT, ui.min_rect().top());
            let rect = Rect::from_min_size(pos2(ui.min_rect().left(), top), Vec2::new(1.0, ROW_HEIGHT));
            ui.scroll_to_rect(rect, None);
        }
        for at in range {
            match rows.get(at) {
                Some(shown) => row_ui(ui, view, state, shown, actions),
                None => end_ui(ui, view, actions),
            }
        }
    });
}

fn head_ui(ui: &mut Ui, view: &ShellView, actions: &mut Actions) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::TINY;
        ui.label(widgets::bold(view.text("codes.title")));
        ui.label(widgets::caption(ui, view.codebook.rows().len().to_string()));
        ui.with_layout(egui::Layout::right_to_left(Align::Center), |ui| {
            ui.add_enabled_ui(view.writing(), |ui| {
                for (command, icon) in [(UiCommand::AddCode, Icon::Plus), (UiCommand::PasteCodes, Icon::List)] {
                    if widgets::icon_button_of(ui, icon, &command.name(view.language), 26.0, None).clicked() {
                        actions.run(command);
                    }
                }
            });
        });
    });
}

/// The rows that folds and filter leave. While something is looked for nothing is folded, and what
/// stands above a code that fits is shown too.
fn shown_rows<'a>(view: &'a ShellView, filter: &str, folded: &BTreeSet<CodeId>) -> Vec<Shown<'a>> {
    let all = view.codebook.rows();
    let fits = |row: &CodeRow| view.project.code(row.id).is_some_and(|code| finding::fit(&code.name, filter).is_some());
    let mut shown = Vec::new();
    let mut at = 0;
    while let Some(row) = all.get(at) {
        let below = &all[at + 1..=at + row.below];
        let seen = filter.is_empty() || fits(row) || below.iter().any(fits);
        let is_folded = filter.is_empty() && row.below > 0 && folded.contains(&row.id);
        if let (true, Some(code)) = (seen, view.project.code(row.id)) {
            shown.push(Shown { row, code, folded: is_folded });
        }
        at += if is_folded { row.below + 1 } else { 1 };
    }
    shown
}

/// Arrow keys walk the tree while a code is chosen; F2 renames it, Delete deletes it.
fn keys(ui: &Ui, view: &ShellView, state: &mut CodesView, rows: &[Shown<'_>], actions: &mut Actions) {
    let Choice::Code(chosen) = view.desk.choice else { return };
    let Some(at) = rows.iter().position(|shown| shown.row.id == chosen) else { return };
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let row = rows[at].row;
    if view.writing() && pressed(Key::F2) {
        state.rename(rows[at].code);
    }
    if view.writing() && pressed(Key::Delete) {
        actions.ask(confirm_delete(view, chosen));
    }
    // The reading column has the arrow keys while it has the keyboard.
    if ui.memory(|memory| memory.focused().is_some()) && !has_focus(ui, chosen) {
        return;
    }
    let go = |to: Option<&Shown<'_>>, actions: &mut Actions| {
        if let Some(shown) = to {
            actions.push(Action::Choose(Choice::Code(shown.row.id)));
        }
    };
    if pressed(Key::ArrowDown) {
        go(rows.get(at + 1), actions);
    }
    if pressed(Key::ArrowUp) {
        go(at.checked_sub(1).and_then(|above| rows.get(above)), actions);
    }
    if pressed(Key::ArrowLeft) {
        if row.below > 0 && !rows[at].folded {
            state.folded.insert(chosen);
        } else if let Some(parent) = view.project.code_ancestors(chosen).first() {
            actions.push(Action::Choose(Choice::Code(*parent)));
        }
    }
    if pressed(Key::ArrowRight) && row.below > 0 && !state.folded.remove(&chosen) {
        go(rows.get(at + 1), actions);
    }
}

fn has_focus(ui: &Ui, code: CodeId) -> bool {
    ui.data(|data| data.get_temp::<egui::Id>(egui::Id::unique(("code row", code))))
        .is_some_and(|id| ui.memory(|m| m.has_focus(id)))
}

fn row_ui(ui: &mut Ui, view: &ShellView, state: &mut CodesView, shown: &Shown<'_>, actions: &mut Actions) {
    let (id, code) = (shown.row.id, shown.code);
    if state.renaming.as_ref().is_some_and(|renaming| renaming.code == id) {
        rename_ui(ui, view, state, shown, actions);
        return;
    }
    let look = if view.desk.choice == Choice::Code(id) { RowLook::Chosen } else { RowLook::Plain };
    let (rect, response) = widgets::row(ui, &code.name, look, ROW_HEIGHT);
    ui.data_mut(|data| data.insert_temp(egui::Id::unique(("code row", id)), response.id));
    flash_ui(ui, state, id, rect);
    let full = paint_row(ui, view, shown, rect);
    if shown.row.below > 0 {
        let mark = Rect::from_min_size(pos2(indent(rect, shown) - 16.0, rect.top()), Vec2::new(18.0, ROW_HEIGHT));
        let label = view.say(&Message::new("codes.fold").with("code", &code.name));
        let fold = ui.interact(mark, response.id.with("fold"), egui::Sense::click());
        fold.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, &label));
        if fold.clicked() && !state.folded.remove(&id) {
            state.folded.insert(id);
        }
    }
    if response.clicked() {
        actions.push(Action::Choose(Choice::Code(id)));
        response.request_focus();
    }
    if response.double_clicked() && view.writing() {
        state.rename(code);
    }
    if view.writing() {
        if response.drag_started() {
            response.dnd_set_drag_payload(DraggedCode(id));
        }
        drop_ui(ui, view, shown, rect, &response, actions);
    }
    response.context_menu(|ui| code_menu::code_menu_ui(ui, view, state, code, actions));
    if !full {
        response.on_hover_text(&code.name);
    }
}

fn indent(rect: Rect, shown: &Shown<'_>) -> f32 {
    STEP.mul_add(shown.row.depth.min(10) as f32, rect.left() + 18.0)
}

/// Chevron, dot, name, key, counts. Says whether the name could be shown whole.
fn paint_row(ui: &Ui, view: &ShellView, shown: &Shown<'_>, rect: Rect) -> bool {
    let t = theme::tokens(ui);
    let (row, code) = (shown.row, shown.code);
    let left = indent(rect, shown);
    if row.below > 0 {
        let mark = Rect::from_center_size(pos2(left - 8.0, rect.center().y), Vec2::splat(12.0));
        if shown.folded { Icon::Right } else { Icon::Down }.paint(ui.painter(), mark, 12.0, t.quiet);
    }
    let colour = theme::stripe(code.colour, theme::theme_of(ui));
    ui.painter().circle_filled(pos2(left + 8.0, rect.center().y), 4.5, colour);
    let small = FontId::proportional(size::SMALL);
    let mut right = rect.right() - 8.0;
    let place = |right: f32| Rect::from_min_max(pos2(left + 20.0, rect.top()), pos2(right, rect.bottom()));
    // Own, and after a stroke that of all below: what is folded away still counts.
    let count = match (row.own, row.total) {
        (0, 0) => String::new(),
        (own, total) if row.below > 0 && own != total => format!("{own} / {total}"),
        (own, _) => own.to_string(),
    };
    right -= widgets::text_in(ui, place(right), &count, small.clone(), t.quiet, Align::Max);
    if let Some(key) = view.desk.pins.iter().position(|pin| *pin == Some(row.id)) {
        let badge = Rect::from_center_size(pos2(right - 14.0, rect.center().y), Vec2::splat(16.0));
        ui.painter().rect_stroke(badge, 4, Stroke::new(1.0, t.quiet), StrokeKind::Inside);
        widgets::text_in(ui, badge, &(key + 1).to_string(), small, t.quiet, Align::Center);
        right -= 22.0;
    }
    let name = place(right - space::TINY);
    let ink = t.ink;
    let width = widgets::text_in(ui, name, &code.name, FontId::proportional(size::BODY), ink, Align::Min);
    width < name.width() - 1.0
}

fn flash_ui(ui: &Ui, state: &mut CodesView, id: CodeId, rect: Rect) {
    let Some((code, since)) = &mut state.flash else { return };
    if *code != id {
        return;
    }
    let now = ui.input(|input| input.time);
    let since = *since.get_or_insert(now);
    let left = 1.0 - ((now - since) / FLASH) as f32;
    if left <= 0.0 {
        state.flash = None;
        return;
    }
    let colour = theme::tokens(ui).accent.gamma_multiply(0.3 * left);
    ui.painter().rect_filled(rect, theme::RADIUS, colour);
    ui.ctx().request_repaint();
}

fn rename_ui(ui: &mut Ui, view: &ShellView, state: &mut CodesView, shown: &Shown<'_>, actions: &mut Actions) {
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), ROW_HEIGHT), egui::Sense::hover());
    let Some(renaming) = &mut state.renaming else { return };
    let place = Rect::from_min_max(pos2(indent(rect, shown) + 4.0, rect.top()), rect.max);
    let edit = egui::TextEdit::singleline(&mut renaming.name.text)
        .desired_width(place.width())
        .margin(egui::Margin::symmetric(6, 3));
    let response = ui.put(place, edit);
    widgets::name_field(ui, &response, view.text("codes.new_name"));
    if !renaming.opened {
        response.request_focus();
        // What is typed now takes the place of the old name.
        let mut field = egui::TextEdit::load_state(ui.ctx(), response.id).unwrap_or_default();
        field.cursor.set_char_range(Some(egui::text::CCursorRange::select_all_str(&renaming.name.text)));
        field.store(ui.ctx(), response.id);
        renaming.opened = true;
    }
    renaming.name.settle(ui.ctx());
    let escaped = ui.input(|input| input.key_pressed(Key::Escape));
    if response.lost_focus() {
        if !escaped {
            renaming.save(actions);
        }
        state.renaming = None;
    }
}

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

fn drop_ui(ui: &Ui, view: &ShellView, shown: &Shown<'_>, rect: Rect, response: &Response, actions: &mut Actions) {
    let t = theme::tokens(ui);
    let frame = |ui: &Ui| {
        ui.painter().rect_stroke(rect, theme::RADIUS, Stroke::new(2.0, t.accent), StrokeKind::Inside);
    };
    if response.dnd_hover_payload::<DraggedPassage>().is_some() {
        frame(ui);
        ui.ctx().set_cursor_icon(CursorIcon::Copy);
    }
    if let Some(dragged) = widgets::dropped::<DraggedPassage>(response) {
        let passage = Passage { document: dragged.document, span: dragged.span };
        actions.push(Action::Code { passages: vec![passage], code: shown.row.id });
    }
    let Some(pointer) = ui.ctx().pointer_interact_pos() else { return };
    let merging = ui.input(|input| input.modifiers.command || input.modifiers.alt);
    let held = spot(rect, pointer.y);
    if let Some(dragged) = response.dnd_hover_payload::<DraggedCode>() {
        let allowed = dragged.0 != shown.row.id && !view.project.code_ancestors(shown.row.id).contains(&dragged.0);
        if allowed {
            match held {
                _ if merging => frame(ui),
                Spot::Upon => frame(ui),
                Spot::Before | Spot::After => {
                    let y = if held == Spot::Before { rect.top() } else { rect.bottom() };
                    ui.painter().hline(indent(rect, shown)..=rect.right(), y, Stroke::new(2.0, t.accent));
                }
            }
            ui.ctx().set_cursor_icon(if merging { CursorIcon::Copy } else { CursorIcon::Grabbing });
        } else if dragged.0 != shown.row.id {
            ui.ctx().set_cursor_icon(CursorIcon::NotAllowed);
        }
    }
    if let Some(dragged) = widgets::dropped::<DraggedCode>(response) {
        dropped(view, shown, dragged.0, if merging { None } else { Some(held) }, actions);
    }
}

/// A code was dropped on a row; `None` merges.
fn dropped(view: &ShellView, shown: &Shown<'_>, code: CodeId, held: Option<Spot>, actions: &mut Actions) {
    let upon = shown.row.id;
    if code == upon {
        return;
    }
    let Some(held) = held else {
        actions.ask(confirm_merge(view, code, upon));
        return;
    };
    if view.project.code_ancestors(upon).contains(&code) {
        return;
    }
    let parent = view.project.code_ancestors(upon).first().copied();
    let (parent, before) = match held {
        Spot::Upon => (Some(upon), None),
        Spot::Before => (parent, Some(upon)),
        // After an open code that has children means before the first of them.
        Spot::After if shown.row.below > 0 && !shown.folded => {
            (Some(upon), view.project.children(Some(upon)).first().map(|first| first.id))
        }
        Spot::After => {
            let siblings = view.project.children(parent);
            let at = siblings.iter().position(|sibling| sibling.id == upon);
            (parent, at.and_then(|at| siblings.get(at + 1)).map(|next| next.id))
        }
    };
    if before != Some(code) {
        actions.push(Action::MoveCode { code, parent, before });
    }
}

/// The empty row at the end: a code dropped here goes to the top of the tree.
fn end_ui(ui: &mut Ui, view: &ShellView, actions: &mut Actions) {
    let height = ROW_HEIGHT.max(ui.available_height());
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), height), egui::Sense::hover());
    if !view.writing() {
        return;
    }
    if response.dnd_hover_payload::<DraggedCode>().is_some() {
        let stroke = Stroke::new(2.0, theme::tokens(ui).accent);
        ui.painter().hline(rect.left() + 18.0..=rect.right(), rect.top() + 1.0, stroke);
    }
    if let Some(dragged) = widgets::dropped::<DraggedCode>(&response) {
        actions.push(Action::MoveCode { code: dragged.0, parent: None, before: None });
    }
    if DragAndDrop::has_any_payload(ui.ctx()) {
        response.on_hover_cursor(CursorIcon::Grabbing);
    }
}

/// Asks before a code is merged into another, and says what happens to its codings.
#[must_use]
pub fn confirm_merge(view: &ShellView, from: CodeId, into: CodeId) -> Dialog {
    let name = |id| view.project.code(id).map_or("", |code| &code.name);
    let count = view.codebook.row(from).map_or(0, |row| row.own);
    Dialog::Confirm(Confirm {
        title: Message::new("dialog.merge").with("from", name(from)).with("into", name(into)),
        text: Message::new("dialog.merge_text").with("from", name(from)).with("into", name(into)).with("count", count),
        deed: "dialog.merge_deed",
        gravity: Gravity::Changes,
        then: Some(Action::MergeCodes { from, into }),
    })
}

/// Asks before a code goes, and says how many codes below it and how many codings go with it.
#[must_use]
pub fn confirm_delete(view: &ShellView, id: CodeId) -> Dialog {
    let (below, total) = view.codebook.row(id).map_or((0, 0), |row| (row.below, row.total));
    let name = view.project.code(id).map_or("", |code| &code.name);
    let text = if below > 0 { "dialog.delete_code_below_text" } else { "dialog.delete_code_text" };
    Dialog::Confirm(Confirm {
        title: Message::new("dialog.delete_code").with("code", name),
        text: Message::new(text).with("below", below).with("count", total),
        deed: "dialog.delete",
        gravity: Gravity::Removes,
        then: Some(Action::DeleteCode(id)),
    })
}
