//! What stands behind a cell: each passage with both codes marked and what they share stronger.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Align, Color32, FontId, Rect, Stroke, Ui, Vec2, WidgetInfo, pos2};

use super::CooccurrenceView;
use super::figure::Figure;
use crate::analysis::passages::Passage;
use crate::app::actions::{Action, Actions, Passage as Place};
use crate::app::icons::Icon;
use crate::app::panels::parts::{self, Piece};
use crate::app::shell::ShellView;
use crate::app::theme::{self, RADIUS, size, space};
use crate::app::widgets;
use crate::model::{CodeId, Colour, Message, Project, Span};

const ROWS: usize = 4;
const LINE: f32 = 22.0;
const CARD: f32 = 24.0 + LINE * ROWS as f32 + 16.0;
/// Characters before the first mark and after the last.
const CONTEXT: u32 = 12;
/// Of the longest passage so much is shown.
const LONGEST: u32 = 220;

/// Draws the passages of the chosen cell.
pub fn cell_ui(ui: &mut Ui, view: &ShellView, state: &mut CooccurrenceView, figure: &Figure, actions: &mut Actions) {
    let t = theme::tokens(ui);
    let Some((first, second)) = state.cell else { return };
    let (Some(row), Some(column)) = (figure.place(first), figure.place(second)) else { return };
    ui.horizontal(|ui| {
        ui.label(widgets::bold(view.text("analyse.behind")));
        ui.with_layout(egui::Layout::right_to_left(Align::Center), |ui| {
            if widgets::icon_button_of(ui, Icon::Cross, view.text("analyse.close_cell"), 24.0, None).clicked() {
                state.cell = None;
            }
        });
    });
    for place in if first == second { vec![row] } else { vec![row, column] } {
        let head = &figure.heads[place];
        ui.horizontal(|ui| {
            widgets::dot(ui, head.colour);
            ui.add(egui::Label::new(&head.path).truncate()).on_hover_text(&head.path);
            ui.label(widgets::caption(ui, format!("n = {}", head.n)));
        });
    }
    if first != second {
        let value = figure.value(row, column);
        let c = value.and_then(|v| v.coefficient.value).map_or_else(|| "–".to_owned(), |c| format!("{c:.3}"));
        let said = Message::new("analyse.cell_counts").with("count", value.map_or(0, |v| v.count)).with("c", c);
        ui.label(widgets::quiet(ui, view.say(&said)));
        for warning in figure.warnings(row, column) {
            let text = egui::RichText::new(view.say(&warning.tell())).size(size::SMALL).color(t.warning);
            ui.add(egui::Label::new(text).wrap());
        }
    }
    ui.add_space(space::TINY);
    widgets::hairline(ui);
    if state.behind.cell != Some((first, second)) {
        ui.add(egui::Spinner::new());
        return;
    }
    let list = Arc::clone(&state.behind.list);
    if list.is_empty() {
        ui.label(widgets::quiet(ui, view.text("analyse.no_passages")));
        return;
    }
    let clicked = state.passage_rows.ui(ui, "passages", list.len(), CARD, |ui, rect, at, response| {
        let passage = &list[at];
        let Some(document) = view.project.document(passage.document) else { return };
        let paragraph = document.text.paragraph_of(passage.extent.start) + 1;
        let place = Message::new("analyse.passage_place").with("title", &document.title).with("paragraph", paragraph);
        let place = view.say(&place);
        let spoken = || format!("{place} {}", shown(&view.project, passage).1.replace('\n', " "));
        response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, spoken()));
        let card = rect.shrink2(Vec2::new(0.0, 4.0)).with_max_x(rect.right() - 10.0);
        let fill = if response.hovered() { t.hover } else { t.field };
        let line = if response.has_focus() { Stroke::new(1.5, t.accent) } else { Stroke::new(1.0, t.line) };
        ui.painter().rect(card, RADIUS, fill, line, egui::StrokeKind::Inside);
        let inner = card.shrink2(Vec2::new(10.0, 6.0));
        let head = Rect::from_min_size(inner.min, Vec2::new(inner.width(), 18.0));
        let small = FontId::proportional(size::SMALL);
        let number = view.say(&Message::new("search.ui.paragraph").with("number", paragraph));
        let taken = widgets::text_in(ui, head, &number, small.clone(), t.quiet, Align::Max);
        let title = Rect::from_min_max(head.min, pos2(head.right() - taken - space::SMALL, head.bottom()));
        widgets::text_in(ui, title, &document.title, small, t.quiet, Align::Min);
        let colours = [colour(&view.project, first), colour(&view.project, second)];
        text_ui(ui, view, passage, Rect::from_min_max(pos2(inner.left(), head.bottom() + 2.0), inner.max), colours);
    });
    if let Some(passage) = clicked.and_then(|at| list.get(at)) {
        actions.push(Action::Reveal(Place { document: passage.document, span: passage.extent }));
    }
}

fn colour(project: &Project, code: CodeId) -> Colour {
    project.code(code).map_or(Colour::nth(0), |code| code.colour)
}

/// The part of a passage that is shown: around what both share, where it is long.
fn shown<'a>(project: &'a Project, passage: &Passage) -> (Span, &'a str) {
    let Some(document) = project.document(passage.document) else { return (passage.extent, "") };
    let centre = passage.shared.unwrap_or(passage.extent);
    let mut start = passage.extent.start.0.saturating_sub(CONTEXT);
    if centre.start.0.saturating_sub(start) > LONGEST / 3 {
        start = centre.start.0 - LONGEST / 4;
    }
    // A mark that closes what is not shown says nothing.
    let lead = Span::new(start, centre.start.0).map_or("", |lead| document.text.slice(lead));
    start += lead.chars().take_while(|c| !c.is_alphanumeric() && !"“‘「『（《(".contains(*c)).count() as u32;
    let end = (passage.extent.end.0 + CONTEXT).min(start + LONGEST).min(document.text.char_len());
    Span::new(start, end).map_or((passage.extent, ""), |span| (span, document.text.slice(span)))
}

fn text_ui(ui: &Ui, view: &ShellView, passage: &Passage, place: Rect, colours: [Colour; 2]) {
    let t = theme::tokens(ui);
    let look = theme::theme_of(ui);
    let (span, text) = shown(&view.project, passage);
    // The passage falls apart where a mark begins or ends.
    let marks = [&passage.first, &passage.second];
    let mut cuts = vec![span.start.0, span.end.0];
    for mark in marks.iter().flat_map(|marks| marks.iter()) {
        cuts.extend([mark.span.start.0, mark.span.end.0]);
    }
    cuts.retain(|cut| (span.start.0..=span.end.0).contains(cut));
    cuts.sort_unstable();
    cuts.dedup();
    let on = |side: usize, at: Span| marks[side].iter().any(|mark| mark.span.overlaps(at));
    let grounds = colours.map(|colour| theme::highlight(colour, look));
    let strong = colours.map(|colour| theme::highlight_strong(colour, look));
    let shared = strong[0].lerp_to_gamma(strong[1], 0.5);
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    let bytes: Vec<usize> = text.char_indices().map(|(byte, _)| byte).chain([text.len()]).collect();
    for pair in cuts.windows(2) {
        let Some(at) = Span::new(pair[0], pair[1]) else { continue };
        let words = &text[bytes[(pair[0] - span.start.0) as usize]..bytes[(pair[1] - span.start.0) as usize]];
        let (ink, ground, line) = match (on(0, at), on(1, at)) {
            (true, true) => (t.ink, shared, Stroke::new(1.5, t.ink)),
            (true, false) => (t.ink, grounds[0], Stroke::NONE),
            (false, true) => (t.ink, grounds[1], Stroke::NONE),
            (false, false) => (t.quiet, Color32::TRANSPARENT, Stroke::NONE),
        };
        pieces.push(Piece { text: words, ink, ground, line });
    }
    let font = FontId::proportional(size::BODY);
    let galley = parts::passage(ui, &pieces, &font, place.width(), ROWS);
    ui.painter().with_clip_rect(place.intersect(ui.clip_rect())).galley(place.min, galley, t.ink);
}
