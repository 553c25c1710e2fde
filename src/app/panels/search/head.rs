//! The head of the search workspace: the field with what helps to fill it, what was found, what is wrong.

use egui::accesskit::Role;
use egui::{Align, Button, Layout, Response, Ui, Vec2, WidgetInfo};

use super::builder::operators;
use super::{SearchView, counts, field, help, saved, scope};
use crate::app::actions::Actions;
use crate::app::icons::Icon;
use crate::app::panels::parts;
use crate::app::panels::status_bar::grouped;
use crate::app::shell::ShellView;
use crate::app::theme::{self, space};
use crate::app::widgets;
use crate::i18n::Language;
use crate::model::{Message, Tell};
use crate::search::{Extent, Field, Filter, IndexStatus, Node, Query, QueryError, Target};

/// Draws the field and what stands beside it.
pub fn head_ui(ui: &mut Ui, view: &ShellView, state: &mut SearchView, actions: &mut Actions) {
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            help::help_ui(ui, view, state);
            saved::saved_ui(ui, view, state, actions);
            builder_button(ui, view, state);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| field::field_ui(ui, view, state));
        });
    });
}

/// Shows the query as lines, or hides them.
fn builder_button(ui: &mut Ui, view: &ShellView, state: &mut SearchView) {
    let is_open = state.builder.is_open;
    let label = view.text(if is_open { "query.builder_close" } else { "query.builder_open" });
    if square_button(ui, Icon::Lines, is_open, label).clicked() {
        state.builder.is_open = !is_open;
    }
}

/// A button of one icon, as high as the field.
pub fn square_button(ui: &mut Ui, icon: Icon, is_on: bool, label: &str) -> Response {
    let t = theme::tokens(ui);
    let mut button = Button::new("").min_size(Vec2::splat(36.0));
    if is_on {
        button = button.fill(t.chosen);
    }
    let response = ui.add(button);
    response.widget_info(|| WidgetInfo::selected(Role::Button, ui.is_enabled(), is_on, label));
    icon.paint(ui.painter(), response.rect, 17.0, if is_on { t.accent } else { t.ink });
    response.on_hover_text(label)
}

/// How much was found, what is wrong with the query, how far the index is.
pub fn counts_ui(ui: &mut Ui, view: &ShellView, state: &mut SearchView) {
    let told: Vec<String> = if state.tells_mistakes() {
        state.mistakes.iter().map(|mistake| mistake_text(view, mistake)).collect()
    } else {
        Vec::new()
    };
    // One that has room in the line of the counts stands there, so that nothing below it moves.
    let mut beside = None;
    let line = ui.horizontal(|ui| {
        ui.set_min_height(28.0);
        scope::scope_ui(ui, view, state);
        ui.add_space(space::SMALL);
        if let [only] = told.as_slice() {
            let font = egui::FontId::proportional(theme::size::BODY);
            let width = parts::text_width(ui, only, &font) + 18.0 + 2.0 * space::LARGE;
            if width <= ui.available_width() - INDEX {
                mistake_ui(ui, only);
                beside = Some(());
            }
        }
        if state.answer.is_some() && state.mistakes.is_empty() && state.notes.target() != Target::Texts {
            ui.label(widgets::bold(view.say(&state.notes.counts())));
        } else if state.answer.is_some() && state.mistakes.is_empty() {
            let results = &state.results;
            // While the first page is all that is known, no number is told that would change at once.
            let told = |count: usize| match results.extent {
                Extent::Whole => grouped(count as u64),
                Extent::Beginning => "…".to_owned(),
            };
            let said = Message::new("search.ui.counts")
                .with("hits", told(results.total))
                .with("documents", told(results.documents));
            ui.label(widgets::bold(view.say(&said)));
            labels_ui(ui, view, state);
            let results = &state.results;
            if results.extent == Extent::Whole && results.total > results.hits.len() {
                let said = Message::new("search.ui.limited").with("count", grouped(results.hits.len() as u64));
                ui.label(widgets::caption(ui, view.say(&said)));
            }
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| index_ui(ui, view, state));
    });
    drop(line);
    if beside.is_none() {
        for text in &told {
            ui.horizontal(|ui| mistake_ui(ui, text));
        }
    }
}

/// Room for the state of the index at the end of the line of counts.
const INDEX: f32 = 160.0;

fn mistake_text(view: &ShellView, mistake: &QueryError) -> String {
    let place = Message::new("search.ui.mistake_at")
        .with("from", mistake.at.start + 1)
        .with("to", mistake.at.end.max(mistake.at.start + 1))
        .with("what", view.say(&mistake.tell()));
    view.say(&place)
}

fn mistake_ui(ui: &mut Ui, text: &str) {
    let t = theme::tokens(ui);
    let (rect, _) = ui.allocate_exact_size(Vec2::splat(18.0), egui::Sense::hover());
    Icon::Warning.paint(ui.painter(), rect, 15.0, t.danger);
    ui.add(egui::Label::new(egui::RichText::new(text).color(t.danger)).wrap());
}

/// How many of the hits stand in labels that say who speaks, and the way to leave them out. Somebody who speaks of
/// parts already knows.
fn labels_ui(ui: &mut Ui, view: &ShellView, state: &mut SearchView) {
    let Some(answer) = state.answer.as_ref().filter(|answer| answer.in_labels > 0) else { return };
    let Ok(query) = Query::parse(&answer.text) else { return };
    if query.root.filters().iter().any(|filter| filter.field == Field::Part) {
        return;
    }
    let said = Message::new("search.ui.in_labels").with("count", grouped(answer.in_labels as u64));
    ui.label(widgets::caption(ui, view.say(&said)));
    let tip = view.text("search.ui.leave_out_labels_tip");
    if widgets::link_button(ui, view.text("search.ui.leave_out_labels")).on_hover_text(tip).clicked() {
        let value = if view.language == Language::Chinese { "标签" } else { "label" };
        let label = Node::Filter(Filter { field: Field::Part, value: value.to_owned(), at: 0..0 });
        let text = counts::narrowed(&answer.text, Node::Not(Box::new(label)), operators(view.language));
        if let Some(text) = text {
            state.look_for(&text);
            ui.ctx().request_repaint();
        }
    }
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
