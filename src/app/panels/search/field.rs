//! The field of the search workspace: what is typed, where in it something is wrong, and names that are proposed
//! while one is being typed.

use egui::text::{CCursor, CCursorRange, CharIndex};
use egui::text_edit::TextEditState;
use egui::{
    EventFilter, Id, Key, Margin, Modifiers, Popup, PopupCloseBehavior, Rect, RectAlign, Stroke, TextEdit, Ui, Vec2,
};

use super::builder::offer_ui;
use super::complete::{self, Asked};
use super::offers::{self, Known, Offer};
use super::{Entering, ReadsFrom, SearchView};
use crate::app::icons::Icon;
use crate::app::shell::ShellView;
use crate::app::theme;
use crate::app::widgets::{self, RowLook, Settled};
use crate::search::Query;

/// At most this many names are proposed.
const MOST: usize = 8;

/// Names that fit what is being typed.
#[derive(Default)]
pub struct Proposals {
    asked: Option<(Asked, u64)>,
    known: Known,
    offers: Vec<Offer>,
    lit: usize,
    /// The text for which Escape put them away.
    away: Option<String>,
    /// Where they stood in the frame before: a press on them takes the keyboard from the field, and they stay.
    place: Option<Rect>,
}

impl Proposals {
    /// Whether some are shown: the name is still being typed, and what is wrong with it is not told yet.
    pub(super) fn is_open(&self) -> bool {
        !self.offers.is_empty()
    }

    fn close(&mut self) {
        self.asked = None;
        self.offers.clear();
        self.place = None;
    }

    /// Follows the caret.
    fn follow(&mut self, view: &ShellView, text: &str, caret: Option<usize>) {
        let asked = caret.filter(|_| self.away.as_deref() != Some(text)).and_then(|at| complete::asked(text, at));
        let Some(asked) = asked else { return self.close() };
        let wanted = (asked, view.revision);
        if self.asked.as_ref() == Some(&wanted) {
            return;
        }
        let typed = wanted.0.typed.trim();
        let known = self.known.of(view, &wanted.0.source);
        // Nothing is left to propose where a name stands there as it is.
        let is_whole = known.iter().any(|offer| offer.value.eq_ignore_ascii_case(typed));
        self.offers = if is_whole { Vec::new() } else { offers::fitting(known, typed, MOST) };
        self.lit = 0;
        self.away = None;
        self.asked = Some(wanted);
    }

    /// Takes the keys of an open list; gives the number of the proposal that was taken.
    fn keys(&mut self, ui: &Ui, text: &str) -> Option<usize> {
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let last = self.offers.len().saturating_sub(1);
        if pressed(Key::ArrowDown) {
            self.lit = if self.lit >= last { 0 } else { self.lit + 1 };
        } else if pressed(Key::ArrowUp) {
            self.lit = if self.lit == 0 { last } else { self.lit - 1 };
        } else if pressed(Key::Escape) {
            self.away = Some(text.to_owned());
            self.close();
        } else if pressed(Key::Enter) || pressed(Key::Tab) {
            return Some(self.lit);
        }
        None
    }
}

fn field_id() -> Id {
    Id::unique("search field")
}

/// Draws it.
pub fn field_ui(ui: &mut Ui, view: &ShellView, state: &mut SearchView) {
    let t = theme::tokens(ui);
    let id = field_id();
    let writes = ui.memory(|memory| memory.has_focus(id)) && !widgets::composing(ui.ctx());
    let was_open = writes && state.proposals.is_open();
    let mut taken = if was_open { state.proposals.keys(ui, &state.query.text) } else { None };
    // The list of names has the arrows first.
    let down = writes && !was_open && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::ArrowDown));
    let edit = TextEdit::singleline(&mut state.query.text)
        .id(id)
        .hint_text(widgets::quiet(ui, view.text("search.ui.hint")).size(16.0))
        .font(egui::FontId::proportional(16.0))
        .desired_width(f32::INFINITY)
        .margin(Margin { left: 36, right: 36, top: 8, bottom: 8 })
        // While names are proposed Tab takes one and Escape puts them away: neither leaves the field.
        .event_filter(EventFilter { horizontal_arrows: true, vertical_arrows: true, tab: was_open, escape: was_open });
    let output = edit.show(ui);
    let response = output.response.response;
    widgets::name_field(ui, &response, view.text("search.ui.field"));
    let lens = Rect::from_center_size(response.rect.left_center() + Vec2::new(19.0, 0.0), Vec2::splat(18.0));
    Icon::Lens.paint(ui.painter(), lens, 17.0, t.quiet);
    if !state.opened {
        response.request_focus();
        state.opened = true;
        // What is typed next goes behind what stands there, also where something else put it there; but what was put
        // there to be read is seen from its beginning.
        let end = if state.reads_from == ReadsFrom::End { state.query.text.chars().count() } else { 0 };
        put_caret(ui, id, end);
        state.reads_from = ReadsFrom::End;
    }
    let entered = response.lost_focus() && writes && ui.input(|input| input.key_pressed(Key::Enter));
    if entered {
        // Asked for by Enter: worth coming back to even where it found nothing.
        if Query::parse(state.query.get().trim()).is_ok() {
            let query = state.query.get().to_owned();
            state.recent.remember(&query);
        }
        response.request_focus();
    }
    if response.changed() {
        state.entering = Entering::No;
    }
    if (entered && taken.is_none()) || down {
        state.entering = Entering::Asked;
        ui.ctx().request_repaint();
    }
    if widgets::left_by_escape(&response) {
        // What was typed stays: Escape goes to what it found.
        state.entering = Entering::Asked;
        ui.ctx().request_repaint();
    }
    clear_ui(ui, view, state, &response);
    if state.tells_mistakes() {
        underline(ui, state, &response, &output.galley, output.galley_pos);
    }
    if state.query.settle(ui.ctx()) {
        ui.ctx().request_repaint();
    }
    let caret = output.cursor_range.filter(CCursorRange::is_empty).map(|range| range.primary.index.0);
    let held = state.proposals.place.is_some_and(|place| {
        ui.input(|input| {
            let pressed = input.pointer.any_down() || input.pointer.any_released();
            pressed && input.pointer.interact_pos().is_some_and(|at| place.contains(at))
        })
    });
    if response.has_focus() && !widgets::composing(ui.ctx()) {
        state.proposals.follow(view, &state.query.text, caret);
    } else if !held {
        state.proposals.close();
    }
    taken = taken.or(proposals_ui(view, &mut state.proposals, &response));
    if let (Some(number), Some((asked, _))) = (taken, state.proposals.asked.clone())
        && let Some(offer) = state.proposals.offers.get(number)
    {
        let (text, caret) = complete::complete(&state.query.text, &asked, &offer.value);
        state.query = Settled::of(&text);
        state.proposals.close();
        put_caret(ui, id, caret);
        response.request_focus();
        ui.ctx().request_repaint();
    }
}

fn put_caret(ui: &Ui, field: Id, at: usize) {
    let mut edited = TextEditState::load(ui.ctx(), field).unwrap_or_default();
    edited.cursor.set_char_range(Some(CCursorRange::one(CCursor::new(CharIndex(at)))));
    edited.store(ui.ctx(), field);
}

fn clear_ui(ui: &Ui, view: &ShellView, state: &mut SearchView, response: &egui::Response) {
    if state.query.text.is_empty() {
        return;
    }
    let t = theme::tokens(ui);
    let place = Rect::from_center_size(response.rect.right_center() - Vec2::new(18.0, 0.0), Vec2::splat(24.0));
    let cross = ui.interact(place, response.id.with("clear"), egui::Sense::click());
    let name = view.text("search.ui.clear");
    cross.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, name));
    let colour = if cross.hovered() || cross.has_focus() { t.ink } else { t.quiet };
    Icon::Cross.paint(ui.painter(), place, 14.0, colour);
    if cross.clicked() {
        state.query.clear();
        state.proposals.close();
        response.request_focus();
    }
}

/// What is wrong is marked where it stands, once nothing else is being typed.
fn underline(ui: &Ui, state: &SearchView, response: &egui::Response, galley: &egui::Galley, corner: egui::Pos2) {
    let t = theme::tokens(ui);
    for mistake in &state.mistakes {
        let lead = state.query.text.chars().take_while(|c| c.is_whitespace()).count();
        let at = |n: u32| {
            let cursor = CCursor::new(CharIndex(n as usize + lead));
            corner + galley.pos_from_cursor(cursor).left_bottom().to_vec2()
        };
        let (from, to) = (at(mistake.at.start), at(mistake.at.end));
        let to = egui::pos2(to.x.max(from.x + 8.0), to.y);
        let painter = ui.painter().with_clip_rect(response.rect);
        painter.line_segment([from, to], Stroke::new(2.0, t.danger));
    }
}

/// Draws the list; gives the number of the one that was clicked.
fn proposals_ui(view: &ShellView, state: &mut Proposals, field: &egui::Response) -> Option<usize> {
    if !state.is_open() {
        state.place = None;
        return None;
    }
    let mut taken = None;
    let shown = Popup::from_response(field)
        .id(field.id.with("proposals"))
        .open(true)
        .align(RectAlign::BOTTOM_START)
        .gap(4.0)
        .close_behavior(PopupCloseBehavior::IgnoreClicks)
        .show(|ui| {
            ui.set_width(340.0);
            ui.spacing_mut().item_spacing.y = 1.0;
            for (at, offer) in state.offers.iter().enumerate() {
                let look = if at == state.lit { RowLook::Chosen } else { RowLook::Plain };
                if offer_ui(ui, offer, look).clicked() {
                    taken = Some(at);
                }
            }
            ui.label(widgets::caption(ui, view.text("query.proposals_keys")));
        });
    state.place = shown.map(|shown| shown.response.rect);
    taken
}
