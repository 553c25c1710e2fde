//! The steps, newest first, under the head of their day.

use egui::accesskit::Role;
use egui::{Align, FontId, Rect, Ui, WidgetInfo, pos2};

use super::{HistoryView, day_said, names};
use crate::app::fonts;
use crate::app::panels::status_bar::grouped;
use crate::app::shell::ShellView;
use crate::app::theme::{self, RADIUS, size, space};
use crate::app::{time, widgets};
use crate::model::Message;
use crate::session::history::Line;
use crate::store::chronicle::Entry;

const ROW: f32 = 30.0;
const TIME: f32 = 44.0;
const CODER: f32 = 96.0;

/// Draws it; a click chooses a step.
pub(super) fn list_ui(ui: &mut Ui, view: &ShellView, state: &mut HistoryView) {
    let mut list = std::mem::take(&mut state.list);
    let clicked = list.ui(ui, "history", state.lines.len(), ROW, |ui, rect, at, response| match state.lines.get(at) {
        Some(Line::Day { date, count }) => {
            let said = Message::new("history.day_head").with("day", day_said(view.language, *date));
            let said = view.say(&said.with("count", grouped(*count as u64)));
            response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, &said));
            let font = FontId::new(size::SMALL, fonts::bold());
            let place = Rect::from_min_max(pos2(rect.left() + space::SMALL, rect.top() + 6.0), rect.max);
            widgets::text_in(ui, place, &said, font, theme::tokens(ui).quiet, Align::Min);
        }
        Some(Line::Entry(place)) => {
            if let Some(entry) = state.entry(*place) {
                row_ui(ui, view, state, rect, entry, response);
            }
        }
        None => {}
    });
    state.list = list;
    if let Some(Line::Entry(place)) = clicked.and_then(|at| state.lines.get(at)) {
        state.chosen = state.entry(*place).cloned();
    }
}

fn row_ui(ui: &Ui, view: &ShellView, state: &HistoryView, rect: Rect, entry: &Entry, response: &egui::Response) {
    let t = theme::tokens(ui);
    let names = names(view, state);
    let chosen = state.chosen.as_ref().is_some_and(|chosen| chosen.id == entry.id);
    let gone = state.taken_back.holds(&entry.id);
    let (what, coder) = (view.say(&state.taken_back.called(entry)), names.coder(entry.coder));
    let clock = time::of_day(entry.at);
    let clock = clock.get(..5).unwrap_or(&clock);
    response.widget_info(|| {
        let id = if gone { "history.row_taken_back" } else { "history.row" };
        let said = Message::new(id).with("time", clock).with("coder", &coder).with("what", &what);
        WidgetInfo::selected(Role::ListItem, true, chosen, view.say(&said))
    });
    if chosen || response.hovered() {
        ui.painter().rect_filled(rect, RADIUS, if chosen { t.chosen } else { t.hover });
    }
    if response.has_focus() {
        let stroke = egui::Stroke::new(1.5, t.accent);
        ui.painter().rect_stroke(rect, RADIUS, stroke, egui::StrokeKind::Inside);
    }
    let mut x = rect.left() + space::SMALL;
    let mut column = |width: f32| {
        let place = Rect::from_min_max(pos2(x, rect.top()), pos2((x + width).min(rect.right()), rect.bottom()));
        x += width;
        place
    };
    let body = FontId::proportional(size::BODY);
    let small = FontId::proportional(size::SMALL);
    widgets::text_in(ui, column(TIME), clock, small.clone(), t.quiet, Align::Min);
    let person = column(CODER);
    if let Some(coder) = view.project.coder(entry.coder) {
        let colour = theme::stripe(coder.colour, theme::theme_of(ui));
        ui.painter().circle_filled(pos2(person.left() + 5.0, person.center().y), 4.0, colour);
    }
    let name = Rect::from_min_max(pos2(person.left() + 15.0, person.top()), person.max - egui::vec2(6.0, 0.0));
    widgets::text_in(ui, name, &coder, body.clone(), t.quiet, Align::Min);
    let mut rest = Rect::from_min_max(pos2(x, rect.top()), pos2(rect.right() - 12.0, rect.bottom()));
    let about = about(view, state, entry, &what);
    if !about.is_empty() && rest.width() > 240.0 {
        let end = Rect::from_min_max(pos2(rest.right() - rest.width() * 0.35, rest.top()), rest.max);
        let taken = widgets::text_in(ui, end, &about, small.clone(), t.quiet, Align::Max);
        rest.max.x -= taken + space::MEDIUM;
    }
    if gone {
        let tag = view.text("history.taken_back_tag");
        let width = ui.fonts_mut(|fonts| tag.chars().map(|c| fonts.glyph_width(&small, c)).sum::<f32>()) + 12.0;
        let words = Rect::from_min_max(rest.min, pos2(rest.right() - width - space::SMALL, rest.bottom()));
        let taken = widgets::text_in(ui, words, &what, body, t.quiet, Align::Min);
        let chip = Rect::from_center_size(
            pos2(words.left() + taken + space::SMALL + width / 2.0, rect.center().y),
            egui::vec2(width, 18.0),
        );
        ui.painter().rect_filled(chip, 9, t.pressed);
        widgets::text_in(ui, chip, tag, small, t.quiet, Align::Center);
    } else {
        widgets::text_in(ui, rest, &what, body, t.ink, Align::Min);
    }
}

/// Documents and codes that the step touched and does not name already.
fn about(view: &ShellView, state: &HistoryView, entry: &Entry, what: &str) -> String {
    let names = names(view, state);
    let documents = entry.documents.iter().take(2).map(|id| names.document(*id));
    let codes = entry.codes.iter().take(2).map(|id| names.code(*id));
    let mut told: Vec<String> = documents.chain(codes).filter(|name| !what.contains(name.as_str())).collect();
    if entry.documents.len() > 2 || entry.codes.len() > 2 {
        told.push("…".to_owned());
    }
    told.join(" · ")
}
