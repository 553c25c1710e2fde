//! The search workspace: what is typed above, every place where it stands below, ticked and coded in one go.
//!
//! It searches through `attend`, never while drawing, and never while an input method is composing. A
//! mistake in a query is told with its place; an empty list says why it is empty.

mod attend;
mod empty;
mod help;
mod list;
mod order;
mod widen;

use std::collections::BTreeSet;
use std::sync::Arc;

use egui::{Align, Frame, Layout, Margin, Rect, Stroke, TextEdit, Ui, Vec2};

pub use order::Sort;
pub use widen::{Extent, passages, widen};

use self::list::Line;
use super::parts::{self, Tick};
use super::rows::Rows;
use super::status_bar::grouped;
use crate::app::actions::Actions;
use crate::app::dialogs::{CodePicker, Dialog};
use crate::app::icons::Icon;
use crate::app::shell::ShellView;
use crate::app::theme::{self, space};
use crate::app::widgets::{self, Settled};
use crate::model::{Message, Tell};
use crate::search::{Answer, Hit, IndexStatus, QueryError};

/// How results are set out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Listing {
    /// Under their documents.
    #[default]
    Documents,
    /// The hits below each other, with what stands on either side.
    Concordance,
}

/// What it remembers between frames.
#[derive(Default)]
pub struct SearchView {
    /// What is looked for.
    pub query: Settled,
    /// How results are set out.
    pub listing: Listing,
    /// In which order the concordance stands.
    pub sort: Sort,
    /// How much around a hit is coded.
    pub extent: Extent,
    desk: Option<attend::Desk>,
    answer: Option<Answer>,
    hits: Arc<[Hit]>,
    total: usize,
    documents: usize,
    mistakes: Vec<QueryError>,
    ticked: BTreeSet<Hit>,
    /// The hits in the order of the concordance, once that is known.
    order: Option<(Sort, Vec<u32>)>,
    ordering: bool,
    lines: Vec<Line>,
    lines_of: Option<Listing>,
    rows: Rows,
    opened: bool,
}

impl SearchView {
    /// Puts a query into the field, as if it had been typed.
    pub fn look_for(&mut self, text: &str) {
        self.query = Settled::of(text);
    }

    /// Whether an answer or an order is still to come: a picture waits for it.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        let answered = self.answer.as_ref().is_some_and(|answer| answer.text == self.query.get().trim());
        let asked = !self.query.get().trim().is_empty() && self.desk.is_some();
        self.ordering || (asked && !answered) || self.desk.as_ref().is_some_and(attend::Desk::is_busy)
    }

    /// What was found, in the order of the documents.
    #[must_use]
    pub fn hits(&self) -> &[Hit] {
        &self.hits
    }

    fn forget(&mut self) {
        self.answer = None;
        self.hits = Arc::default();
        self.total = 0;
        self.documents = 0;
        self.mistakes.clear();
        self.ticked.clear();
        self.order = None;
        self.lines.clear();
    }
}

/// Draws it.
pub fn search_ui(ui: &mut Ui, view: &ShellView, state: &mut SearchView, actions: &mut Actions) {
    Frame::new().inner_margin(Margin { left: 24, right: 24, top: 16, bottom: 8 }).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::SMALL;
        head_ui(ui, view, state);
        counts_ui(ui, view, state);
        if state.hits.is_empty() {
            return;
        }
        tools_ui(ui, view, state, actions);
    });
    if state.hits.is_empty() {
        empty::empty_ui(ui, view, state, actions);
        return;
    }
    widgets::hairline(ui);
    Frame::new().inner_margin(Margin { left: 16, right: 8, top: 0, bottom: 0 }).show(ui, |ui| {
        list::list_ui(ui, view, state, actions);
    });
}

fn head_ui(ui: &mut Ui, view: &ShellView, state: &mut SearchView) {
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            help::help_ui(ui, view);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| field_ui(ui, view, state));
        });
    });
}

fn field_ui(ui: &mut Ui, view: &ShellView, state: &mut SearchView) {
    let t = theme::tokens(ui);
    let label = view.text("search.ui.field");
    let edit = TextEdit::singleline(&mut state.query.text)
        .hint_text(widgets::quiet(ui, view.text("search.ui.hint")).size(16.0))
        .font(egui::FontId::proportional(16.0))
        .desired_width(f32::INFINITY)
        .margin(Margin { left: 36, right: 36, top: 8, bottom: 8 });
    let output = edit.show(ui);
    let response = output.response.response;
    widgets::name_field(ui, &response, label);
    let lens = Rect::from_center_size(response.rect.left_center() + Vec2::new(19.0, 0.0), Vec2::splat(18.0));
    Icon::Lens.paint(ui.painter(), lens, 17.0, t.quiet);
    if !state.opened {
        response.request_focus();
        state.opened = true;
    }
    if !state.query.text.is_empty() {
        let place = Rect::from_center_size(response.rect.right_center() - Vec2::new(18.0, 0.0), Vec2::splat(24.0));
        let cross = ui.interact(place, response.id.with("clear"), egui::Sense::click());
        let name = view.text("search.ui.clear");
        cross.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, name));
        let colour = if cross.hovered() || cross.has_focus() { t.ink } else { t.quiet };
        Icon::Cross.paint(ui.painter(), place, 14.0, colour);
        if cross.clicked() || widgets::left_by_escape(&response) {
            state.query.clear();
            response.request_focus();
        }
    }
    // What is wrong is marked where it stands, once nothing else is being typed.
    if state.answered() {
        for mistake in &state.mistakes {
            let lead = state.query.text.chars().take_while(|c| c.is_whitespace()).count();
            let at = |n: u32| {
                let cursor = egui::text::CCursor::new(egui::text::CharIndex(n as usize + lead));
                output.galley_pos + output.galley.pos_from_cursor(cursor).left_bottom().to_vec2()
            };
            let (from, to) = (at(mistake.at.start), at(mistake.at.end));
            let to = egui::pos2(to.x.max(from.x + 8.0), to.y);
            let painter = ui.painter().with_clip_rect(response.rect);
            painter.line_segment([from, to], Stroke::new(2.0, t.danger));
        }
    }
    if state.query.settle(ui.ctx()) {
        ui.ctx().request_repaint();
    }
}

impl SearchView {
    /// Whether what is shown answers what stands in the field.
    fn answered(&self) -> bool {
        self.answer.as_ref().is_some_and(|answer| answer.text == self.query.text.trim())
    }
}

/// How much was found, what is wrong with the query, how far the index is.
fn counts_ui(ui: &mut Ui, view: &ShellView, state: &SearchView) {
    let t = theme::tokens(ui);
    for mistake in state.mistakes.iter().filter(|_| state.answered()) {
        ui.horizontal(|ui| {
            let (rect, _) = ui.allocate_exact_size(Vec2::splat(18.0), egui::Sense::hover());
            Icon::Warning.paint(ui.painter(), rect, 15.0, t.danger);
            let place = Message::new("search.ui.mistake_at")
                .with("from", mistake.at.start + 1)
                .with("to", mistake.at.end.max(mistake.at.start + 1))
                .with("what", view.say(&mistake.tell()));
            ui.add(egui::Label::new(egui::RichText::new(view.say(&place)).color(t.danger)).wrap());
        });
    }
    ui.horizontal(|ui| {
        ui.set_min_height(20.0);
        if state.answer.is_some() && state.mistakes.is_empty() {
            let said = Message::new("search.ui.counts")
                .with("hits", grouped(state.total as u64))
                .with("documents", grouped(state.documents as u64));
            ui.label(widgets::bold(view.say(&said)));
            if state.total > state.hits.len() {
                let said = Message::new("search.ui.limited").with("count", grouped(state.hits.len() as u64));
                ui.label(widgets::caption(ui, view.say(&said)));
            }
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| index_ui(ui, view, state));
    });
}

fn index_ui(ui: &mut Ui, view: &ShellView, state: &SearchView) {
    let Some(desk) = &state.desk else { return };
    let (text, more) = match desk.status() {
        IndexStatus::Building { done, total } if total > 0 => (
            Message::new("search.ui.index_building").with("done", done).with("total", total),
            "search.ui.index_building_line",
        ),
        IndexStatus::Waiting | IndexStatus::Building { .. } => {
            (Message::new("search.ui.index_waiting"), "search.ui.index_building_line")
        }
        IndexStatus::Current(_) => (Message::new("search.ui.index_ready"), "search.ui.index_ready_line"),
        IndexStatus::Off => (Message::new("search.ui.index_off"), "search.ui.index_off_line"),
    };
    ui.label(widgets::caption(ui, view.say(&text))).on_hover_text(view.text(more));
    if state.is_busy() {
        ui.add(egui::Spinner::new().size(12.0));
    }
}

/// How results are set out, what is ticked, and what is done with it.
fn tools_ui(ui: &mut Ui, view: &ShellView, state: &mut SearchView, actions: &mut Actions) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = Vec2::new(space::SMALL, space::TINY);
        let listings = [
            (Listing::Documents, view.text("search.ui.by_document")),
            (Listing::Concordance, view.text("search.ui.concordance")),
        ];
        parts::segments_ui(ui, &listings, &mut state.listing);
        if state.listing == Listing::Concordance {
            let sorts = Sort::ALL.map(|(sort, id)| (sort, view.text(id)));
            if parts::choice_ui(ui, view.text("search.ui.sort"), &sorts, &mut state.sort) {
                state.rows.rewind();
            }
        }
        ui.add_space(space::SMALL);
        let tick = Tick::of(state.ticked.len(), state.hits.len());
        if parts::tick_line(ui, tick, view.text("search.ui.tick_all")).clicked() {
            state.ticked = if tick == Tick::On { BTreeSet::new() } else { state.hits.iter().copied().collect() };
        }
        if !view.writing() {
            return;
        }
        ui.add_space(space::SMALL);
        let extents = Extent::ALL.map(|(extent, id)| (extent, view.text(id)));
        parts::choice_ui(ui, view.text("search.ui.extent"), &extents, &mut state.extent);
        let deed = match state.ticked.len() {
            0 => view.text("search.ui.code_ticked_none").to_owned(),
            count => view.say(&Message::new("search.ui.code_ticked").with("count", grouped(count as u64))),
        };
        let button = ui.add_enabled_ui(!state.ticked.is_empty(), |ui| widgets::primary_button(ui, &deed)).inner;
        if button.clicked() {
            let passages = passages(&view.project, &state.ticked, state.extent);
            actions.ask(Dialog::CodePicker(CodePicker::for_passages(passages)));
        }
        button.on_disabled_hover_text(view.text("search.ui.tick_first"));
    });
}
