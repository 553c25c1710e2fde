//! The field in the chosen cell: not seen until something is written into it.
//!
//! What is typed takes the place of the value; F2 and a double click open the value as it is. Until then the field is
//! empty and holds the keyboard, so that pinyin begins to be composed in the cell itself.

use egui::{
    EventFilter, Frame, Id, Key, KeyboardShortcut, Margin, Modifiers, Rect, TextEdit, Ui, UiBuilder, Vec2, pos2,
};

use super::SheetView;
use crate::app::actions::{Action, Actions};
use crate::app::finding;
use crate::app::shell::ShellView;
use crate::app::theme::{self, size};
use crate::app::widgets::{self, RowLook, Settled};
use crate::model::{Edit, Message};

use super::content::{Column, Content};
use super::selection::Place;

/// How the field came to be open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opened {
    /// By typing: arrows leave it.
    Typing,
    /// By F2 or a double click: arrows move within it.
    Asking,
}

/// A cell that is being written.
#[derive(Clone, Debug)]
struct Writing {
    place: Place,
    /// The table as it was when the writing began: rows may move meanwhile.
    content: Content,
    opened: Opened,
    /// What stood there.
    held: String,
    offers: Vec<String>,
    lit: Option<usize>,
}

/// The field.
#[derive(Default)]
pub(super) struct Editor {
    text: Settled,
    writing: Option<Writing>,
    /// To be given the keyboard.
    wants: bool,
    /// Whether it had the keyboard in the last frame in which it was drawn.
    held: bool,
    /// When it was drawn last, to know when the table comes into sight.
    drawn: u64,
    /// The project of the last frame, for saving when the table is left.
    project: Option<std::sync::Arc<crate::model::Project>>,
}

/// How many values are offered.
const MOST_OFFERS: usize = 8;

impl Editor {
    pub(super) fn id() -> Id {
        Id::unique("sheet cell")
    }

    /// Wants the keyboard.
    pub(super) fn take_keyboard(&mut self) {
        self.wants = true;
    }

    /// Lets go of the keyboard.
    pub(super) fn give_keyboard(&mut self, ui: &Ui) {
        self.held = false;
        ui.memory_mut(|memory| memory.surrender_focus(Self::id()));
    }

    pub(super) fn has_keyboard(ui: &Ui) -> bool {
        ui.memory(|memory| memory.has_focus(Self::id()))
    }

    pub(super) fn opened(&self) -> Option<Opened> {
        self.writing.as_ref().map(|writing| writing.opened)
    }

    /// Opens the value that stands in a cell.
    pub(super) fn open(&mut self, ui: &Ui, view: &ShellView, content: &Content, place: Place) {
        if !view.writing() || !content.may_write(place.column) || place.row >= content.rows.len() {
            return;
        }
        let held = content.text(view, place.row, place.column).into_owned();
        self.text = Settled::of(&held);
        self.begin(view, content, place, Opened::Asking, held);
        let mut state = TextEdit::load_state(ui.ctx(), Self::id()).unwrap_or_default();
        let end = egui::text::CCursor::new(egui::text::CharIndex(self.text.text.chars().count()));
        state.cursor.set_char_range(Some(egui::text::CCursorRange::one(end)));
        state.store(ui.ctx(), Self::id());
        self.wants = true;
    }

    fn begin(&mut self, view: &ShellView, content: &Content, place: Place, opened: Opened, held: String) {
        let offers = match content.columns.get(place.column) {
            Some(Column::Attribute(_) | Column::Aside) => content.values(view, place.column),
            _ => Vec::new(),
        };
        self.writing = Some(Writing { place, content: content.clone(), opened, held, offers, lit: None });
    }

    /// Takes back what was written.
    pub(super) fn cancel(&mut self) {
        self.writing = None;
        self.text.clear();
    }

    /// Saves what was written. What an input method is still composing was not written.
    pub(super) fn leave(&mut self, actions: &mut Actions) {
        let Some(writing) = self.writing.take() else { return };
        let value = self.text.get().trim().to_owned();
        self.text.clear();
        let Some(project) = &self.project else { return };
        if value == writing.held.trim() {
            return;
        }
        let Place { row, column } = writing.place;
        let edits = writing.content.write(project, &[(row, column, value.clone())]);
        let label = label_of(&writing, &edits, project);
        super::commit(label, edits, actions);
    }

    /// The values that begin to be what is typed.
    fn offers(&self) -> Vec<&str> {
        let Some(writing) = &self.writing else { return Vec::new() };
        let typed = self.text.text.trim();
        if writing.opened == Opened::Asking && typed == writing.held {
            return Vec::new();
        }
        let fits = |offer: &&str| *offer != typed && finding::fit(offer, typed).is_some();
        if typed.is_empty() {
            return Vec::new();
        }
        writing.offers.iter().map(String::as_str).filter(fits).take(MOST_OFFERS).collect()
    }

    /// Up and down among the offers; says whether there were any.
    pub(super) fn walk_offers(&mut self, by: isize) -> bool {
        let count = self.offers().len();
        let Some(writing) = self.writing.as_mut().filter(|_| count > 0) else { return false };
        writing.lit = match (writing.lit, by) {
            (None, 1) => Some(0),
            (None, _) => Some(count - 1),
            (Some(at), _) => at.checked_add_signed(by).filter(|at| *at < count),
        };
        true
    }

    /// Takes the offer that is lit, as if it had been typed.
    pub(super) fn take_offer(&mut self) {
        let lit = self.writing.as_ref().and_then(|writing| writing.lit);
        if let Some(offer) = lit.and_then(|lit| self.offers().get(lit).map(|offer| (*offer).to_owned())) {
            self.text = Settled::of(&offer);
        }
    }
}

fn label_of(writing: &Writing, edits: &[Edit], project: &crate::model::Project) -> Message {
    let row = writing.content.rows.get(writing.place.row);
    let held = row.map_or("", |row| row.name(project)).to_owned();
    match (writing.content.columns.get(writing.place.column), edits.first()) {
        (Some(Column::Attribute(name)), _) => Message::new("label.attribute").with("name", name),
        (Some(Column::Aside), _) => Message::new("label.group_document").with("title", held),
        (_, Some(Edit::SetDocument(_, crate::model::DocumentChange::Title(to)))) => {
            Message::new("label.rename_document").with("from", held).with("to", to)
        }
        (_, Some(Edit::SetCase(_, crate::model::CaseChange::Name(to)))) => {
            Message::new("label.rename_case").with("from", held).with("to", to)
        }
        _ => Message::new("label.attribute").with("name", ""),
    }
}

/// Draws the field in its cell; `clip` is the part of the table in which it may be seen.
pub(super) fn editor_ui(
    ui: &mut Ui,
    view: &ShellView,
    state: &mut SheetView,
    cell: Rect,
    clip: Rect,
    actions: &mut Actions,
) {
    let id = Editor::id();
    let frame = ui.ctx().cumulative_frame_nr();
    if state.editor.drawn + 1 < frame && !ui.ctx().text_edit_focused() {
        // The table has just come into sight.
        state.editor.wants = true;
    }
    state.editor.drawn = frame;
    state.editor.project = Some(std::sync::Arc::clone(&view.project));
    // After a menu or dialog the keyboard comes back to where it was.
    let free = ui.memory(|memory| memory.focused().is_none() && memory.top_modal_layer().is_none());
    if state.editor.held && free && !egui::Popup::is_any_open(ui.ctx()) {
        state.editor.wants = true;
    }
    let t = theme::tokens(ui);
    let writing = state.editor.writing.is_some();
    let place = state.editor.writing.as_ref().map_or(state.selection.cursor, |writing| writing.place);
    let (least, most) = (cell.width(), (clip.right() - cell.left()).clamp(cell.width(), 420.0));
    let longest = state.editor.text.text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
    let width = if writing { (longest as f32).mul_add(size::BODY, 24.0).clamp(least, most) } else { least };
    let frame_of = if writing {
        Frame::new().fill(t.field).stroke(egui::Stroke::new(2.0, t.accent)).inner_margin(Margin::symmetric(6, 3))
    } else {
        Frame::new().inner_margin(Margin::symmetric(6, 3))
    };
    let rect = Rect::from_min_size(cell.min, Vec2::new(width, cell.height()));
    let label = view.text("sheet.cell");
    let may_write = view.writing();
    let mut output = None;
    ui.scope_builder(UiBuilder::new().max_rect(rect), |ui| {
        ui.set_clip_rect(clip);
        if !writing {
            // A caret in an empty field would look like writing, and its blinking would draw frames.
            ui.visuals_mut().text_cursor.stroke = egui::Stroke::NONE;
            ui.visuals_mut().text_cursor.blink = false;
        }
        let edit = TextEdit::multiline(&mut state.editor.text.text)
            .id(id)
            .frame(frame_of)
            .desired_rows(1)
            .desired_width(width)
            .interactive(may_write || !writing)
            .return_key(Some(KeyboardShortcut::new(Modifiers::ALT, Key::Enter)))
            .event_filter(EventFilter { tab: true, horizontal_arrows: true, vertical_arrows: true, escape: true });
        let shown = edit.show(ui);
        output = Some(shown.response.response);
    });
    let Some(response) = output else { return };
    widgets::name_field(ui, &response, label);
    if !may_write {
        state.editor.text.clear();
    }
    state.editor.text.settle(ui.ctx());
    if state.editor.writing.is_none() && !state.editor.text.text.is_empty() {
        if state.content.may_write(place.column) && place.row < state.content.rows.len() {
            let held = state.content.text(view, place.row, place.column).into_owned();
            let content = state.content.clone();
            state.editor.begin(view, &content, place, Opened::Typing, held);
        } else {
            state.editor.text.clear();
        }
    }
    if response.changed()
        && let Some(writing) = &mut state.editor.writing
    {
        writing.lit = None;
    }
    if response.lost_focus() && state.editor.writing.is_some() && !state.editor.wants {
        state.editor.text.forget_unsettled();
        state.editor.leave(actions);
    }
    if state.editor.wants {
        response.request_focus();
        if response.has_focus() {
            state.editor.wants = false;
        } else {
            ui.ctx().request_repaint();
        }
    }
    let focus_elsewhere = ui.memory(|memory| memory.focused().is_some_and(|focused| focused != id));
    state.editor.held = (state.editor.held || response.has_focus()) && !focus_elsewhere;
    offers_ui(ui, state, response.rect, actions);
}

/// The values that are offered, below the cell.
fn offers_ui(ui: &Ui, state: &mut SheetView, cell: Rect, actions: &mut Actions) {
    let offers: Vec<String> = state.editor.offers().into_iter().map(str::to_owned).collect();
    let Some(lit) = state.editor.writing.as_ref().filter(|_| !offers.is_empty()).map(|writing| writing.lit) else {
        return;
    };
    let t = theme::tokens(ui);
    let area = egui::Area::new(Editor::id().with("offers")).order(egui::Order::Foreground);
    let mut taken = None;
    area.fixed_pos(pos2(cell.left(), cell.bottom() + 2.0)).constrain(true).show(ui.ctx(), |ui| {
        let look = Frame::new().fill(t.paper).stroke(egui::Stroke::new(1.0, t.line)).corner_radius(theme::RADIUS);
        look.inner_margin(4).show(ui, |ui| {
            ui.set_width(cell.width().max(140.0));
            ui.spacing_mut().item_spacing.y = 0.0;
            for (at, offer) in offers.iter().enumerate() {
                let chosen = if lit == Some(at) { RowLook::Chosen } else { RowLook::Plain };
                let (rect, response) = widgets::row(ui, offer, chosen, 24.0);
                let text = rect.shrink2(Vec2::new(6.0, 0.0));
                widgets::text_in(ui, text, offer, egui::FontId::proportional(size::BODY), t.ink, egui::Align::Min);
                // Before the click is over the field has lost the keyboard and saved what was typed.
                if response.is_pointer_button_down_on() {
                    taken = Some(offer.clone());
                }
            }
        });
    });
    if let Some(offer) = taken {
        state.editor.text = Settled::of(&offer);
        state.editor.leave(actions);
        state.editor.take_keyboard();
    }
}

impl Editor {
    /// For [`Action`]s that need the table saved first.
    pub(super) fn then(&mut self, action: Action, actions: &mut Actions) {
        self.leave(actions);
        actions.push(action);
    }
}
