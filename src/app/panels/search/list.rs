//! The hits: under their documents, or below each other with what stands on either side.
//!
//! Rows are made for what is seen only. A click or an arrow key looks at a hit; what the pointer only passes over
//! changes nothing. A double click or Enter opens the document at the hit; Space or a click with Ctrl ticks, a click
//! with Shift ticks up to here; C, L and 1 to 9 code the hit and go
//! on to the next; where hits are ticked, C codes these.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Align, FontId, Id, Key, Modifiers, Rect, Response, Ui, Vec2, WidgetInfo, pos2};

use super::results::{Listing, Results};
use super::tools::{self, Go, With};
use super::{SearchView, dispersion};
use crate::app::actions::{Action, Actions, Found};
use crate::app::fonts;
use crate::app::icons::Icon;
use crate::app::panels::parts::{self, Piece, Tick};
use crate::app::shell::ShellView;
use crate::app::theme::{self, RADIUS, Tokens, size, space};
use crate::app::widgets;
use crate::model::{CharIndex, Colour, Document, DocumentId, Message, Project, Span};
use crate::search::concordance;
use crate::search::{Hit, half_columns};

/// Height of a line.
const LINE: f32 = 30.0;
/// The most characters of a hit that a line shows.
const LONGEST: u32 = 200;
/// The most codes of a hit that a line shows.
const DOTS: usize = 4;

/// One line of the list.
#[derive(Clone, Copy, Debug)]
pub enum Line {
    /// A document, with the range of its hits.
    Document {
        /// Which.
        id: DocumentId,
        /// The number of its first hit.
        first: usize,
        /// After its last.
        end: usize,
    },
    /// A hit by its number.
    Hit(usize),
}

/// Draws them.
pub fn list_ui(ui: &mut Ui, view: &ShellView, state: &mut SearchView, actions: &mut Actions) {
    keys(ui, view, state, actions);
    if state.is_to_enter() {
        let first = state.results.lines.iter().position(|line| matches!(line, Line::Hit(_)));
        state.results.rows.focus(first.unwrap_or(0));
    }
    let stale = state.is_stale();
    let results = &mut state.results;
    let lines = std::mem::take(&mut results.lines);
    let mut rows = std::mem::take(&mut results.rows);
    let (mut double, mut touched) = (None, None);
    let chosen = rows.ui(ui, "hits", lines.len(), LINE, |ui, rect, row, response| {
        let ticked = match lines[row] {
            Line::Document { id, first, end } => document_ui(ui, view, results, rect, response, id, first..end),
            Line::Hit(number) => {
                if response.double_clicked() {
                    double = Some(number);
                }
                let ticked = hit_ui(ui, view, results, rect, response, number);
                widgets::context_menu(response, |ui| {
                    ui.add_enabled_ui(!stale, |ui| line_menu_ui(ui, view, results, number, actions));
                });
                ticked
            }
        };
        if ticked == Deed::Tick {
            touched = Some((row, Deed::Tick));
        } else if response.secondary_clicked() {
            touched = Some((row, Deed::None));
        }
    });
    results.lines = lines;
    results.rows = rows;
    if let Some((row, deed)) = touched {
        // What was touched in a row has the keyboard: Space and the arrows go on from there.
        results.rows.focus(row);
        ui.ctx().request_repaint();
        if deed == Deed::Tick && !stale {
            tick(results, row);
        }
    }
    let keyboard = results.rows.with_keyboard();
    if let Some(Line::Hit(number)) = keyboard.and_then(|row| results.lines.get(row)) {
        results.current = Some(*number);
    }
    if let Some(number) = double {
        open(state, number, actions);
        return;
    }
    let Some(row) = chosen else { return };
    let modifiers = ui.input(|input| input.modifiers);
    match results.lines.get(row).copied() {
        Some(Line::Hit(_)) if stale && (modifiers.shift || modifiers.command) => {}
        Some(Line::Hit(_)) if modifiers.shift => tick_up_to(results, row),
        Some(Line::Hit(_)) if modifiers.command => tick(results, row),
        Some(Line::Hit(number)) => results.current = Some(number),
        Some(Line::Document { id, .. }) => fold(results, id),
        None => {}
    }
}

/// What was done to a row beside choosing it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    /// Its box was clicked.
    Tick,
    /// Nothing.
    None,
}

/// What the keyboard does with the row that has it, and Ctrl+A with all.
fn keys(ui: &Ui, view: &ShellView, state: &mut SearchView, actions: &mut Actions) {
    if ui.ctx().text_edit_focused() || widgets::composing(ui.ctx()) {
        return;
    }
    let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
    let stale = state.is_stale();
    let results = &mut state.results;
    if !stale && pressed(Modifiers::COMMAND, Key::A) {
        results.ticked = results.hits.iter().copied().collect();
    }
    let row = results.rows.focused();
    if !stale && view.writing() {
        coding_keys(ui, view, results, row, actions);
    }
    let Some(row) = row else { return };
    if pressed(Modifiers::NONE, Key::Enter) {
        match results.lines.get(row).copied() {
            Some(Line::Hit(number)) => open(state, number, actions),
            Some(Line::Document { id, .. }) => fold(results, id),
            None => {}
        }
        return;
    }
    if stale {
        // Space would click the row.
        pressed(Modifiers::NONE, Key::Space);
        return;
    }
    // The one with more modifiers first: the other takes it too.
    if pressed(Modifiers::SHIFT, Key::Space) {
        tick_up_to(results, row);
    }
    if pressed(Modifiers::NONE, Key::Space) {
        tick(results, row);
    }
}

/// C codes what is ticked, which is what the lit button means; where nothing is, and with L and the digits, the hit that
/// has the keyboard is coded.
fn coding_keys(ui: &Ui, view: &ShellView, results: &Results, row: Option<usize>, actions: &mut Actions) {
    let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
    if !results.ticked.is_empty() && pressed(Modifiers::NONE, Key::C) {
        tools::code_ticked(view, results, With::Choice, actions);
    }
    let on_hit = row.is_some_and(|row| matches!(results.lines.get(row), Some(Line::Hit(_))));
    let Some(hit) = results.looked_at().filter(|_| on_hit) else { return };
    let mut code = |with: With| {
        let passages = tools::passages(&view.project, [&hit], results.unit);
        tools::code(passages, with, Go::On, actions);
    };
    if pressed(Modifiers::NONE, Key::C) {
        code(With::Choice);
    }
    if let Some(last) = view.desk.last_code
        && pressed(Modifiers::NONE, Key::L)
    {
        code(With::Code(last));
    }
    for (key, pin) in tools::DIGITS.into_iter().zip(view.desk.pins) {
        if let Some(pin) = pin
            && pressed(Modifiers::NONE, key)
        {
            code(With::Code(pin));
        }
    }
}

fn fold(results: &mut Results, document: DocumentId) {
    if !results.folded.remove(&document) {
        results.folded.insert(document);
    }
    results.anchor = None;
    results.make_lines();
}

/// Ticks what a row stands for, or takes the tick away.
fn tick(results: &mut Results, row: usize) {
    results.anchor = Some(row);
    match results.lines.get(row).copied() {
        Some(Line::Hit(number)) => {
            if let Some(hit) = results.listed.get(number).copied()
                && !results.ticked.remove(&hit)
            {
                results.ticked.insert(hit);
            }
        }
        Some(Line::Document { id, first, end }) => {
            if ticked_in(results, id) == end - first {
                results.ticked.retain(|hit| hit.document != id);
            } else {
                results.ticked.extend(results.listed[first..end].iter().copied());
            }
        }
        None => {}
    }
}

/// Ticks every hit from the row ticked last to this one.
fn tick_up_to(results: &mut Results, row: usize) {
    let from = results.anchor.unwrap_or(row);
    for line in &results.lines[from.min(row)..=from.max(row).min(results.lines.len().saturating_sub(1))] {
        if let Line::Hit(number) = line {
            results.ticked.extend(results.listed.get(*number));
        }
    }
    results.anchor = Some(row);
}

/// Opens the document at a hit, with all its hits marked.
pub(super) fn open(state: &SearchView, number: usize, actions: &mut Actions) {
    let Some(hit) = state.results.listed.get(number).copied() else { return };
    let spans = spans_in(&state.results, hit.document);
    let current = spans.iter().position(|span| *span == hit.span).unwrap_or(0);
    actions.push(Action::RevealFound(Found {
        query: Arc::clone(&state.results.query),
        document: hit.document,
        spans: spans.into(),
        current,
    }));
}

/// Where in a document hits stand, by place.
pub(super) fn spans_in(results: &Results, document: DocumentId) -> Vec<Span> {
    // The search gives them document by document.
    let from = results.hits.iter().position(|hit| hit.document == document).unwrap_or(results.hits.len());
    results.hits[from..].iter().take_while(|hit| hit.document == document).map(|hit| hit.span).collect()
}

fn document_ui(
    ui: &mut Ui,
    view: &ShellView,
    results: &Results,
    rect: Rect,
    response: &Response,
    id: DocumentId,
    hits: std::ops::Range<usize>,
) -> Deed {
    let t = theme::tokens(ui);
    let document = view.project.document(id);
    let title = document.map_or("", |document| document.title.as_str());
    let count = Message::new("search.ui.hits_here").with("count", hits.len());
    let count = view.say(&count);
    let folded = results.folded.contains(&id);
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ListItem, true, format!("{title}, {count}"));
        info.selected = Some(!folded);
        info
    });
    ground(ui, rect, response, Some(t.panel));
    let ticked = Tick::of(ticked_in(results, id), hits.len());
    let label = view.say(&Message::new("search.ui.tick_document").with("title", title));
    let deed = tick_ui(ui, rect, response.id, ticked, &label);
    let mark = Rect::from_center_size(pos2(rect.left() + 42.0, rect.center().y), Vec2::splat(16.0));
    if folded { Icon::Right } else { Icon::Down }.paint(ui.painter(), mark, 12.0, t.quiet);
    let right =
        Rect::from_min_max(pos2(rect.right() - 80.0, rect.top()), pos2(rect.right() - space::MEDIUM, rect.bottom()));
    widgets::text_in(ui, right, &count, FontId::proportional(size::SMALL), t.quiet, Align::Max);
    let strip_width = (rect.width() * 0.22).clamp(80.0, 200.0);
    let strip = Rect::from_center_size(
        pos2(right.left() - space::SMALL - strip_width / 2.0, rect.center().y),
        Vec2::new(strip_width, 12.0),
    );
    if let Some(document) = document {
        dispersion::strip_ui(ui, strip, &document.text, &results.listed[hits]);
    }
    let words =
        Rect::from_min_max(pos2(rect.left() + 56.0, rect.top()), pos2(strip.left() - space::MEDIUM, rect.bottom()));
    widgets::text_in(ui, words, title, FontId::new(size::BODY, fonts::bold()), t.ink, Align::Min);
    deed
}

/// How many hits of a document are ticked.
fn ticked_in(results: &Results, document: DocumentId) -> usize {
    let at = |n| Hit { document, span: Span { start: CharIndex(n), end: CharIndex(n) } };
    results.ticked.range(at(0)..=at(u32::MAX)).count()
}

pub(super) fn ground(ui: &Ui, rect: Rect, response: &Response, under: Option<egui::Color32>) {
    let t = theme::tokens(ui);
    let inner = rect.shrink2(Vec2::new(0.0, 1.0));
    let fill = if response.hovered() { Some(t.hover) } else { under };
    if let Some(fill) = fill {
        ui.painter().rect_filled(inner, RADIUS, fill);
    }
    if response.has_focus() {
        let stroke = egui::Stroke::new(1.5, t.accent);
        ui.painter().rect_stroke(inner, RADIUS, stroke, egui::StrokeKind::Inside);
    }
}

fn tick_ui(ui: &Ui, rect: Rect, id: Id, tick: Tick, label: &str) -> Deed {
    let place = Rect::from_min_size(rect.min, Vec2::new(32.0, rect.height()));
    if parts::tick_in_row(ui, place, id.with("tick"), tick, label).clicked() { Deed::Tick } else { Deed::None }
}

/// A hit's line with whose it is.
struct Seen<'a> {
    line: concordance::Line,
    /// Whether the paragraph goes on before what stands on the left.
    before: Edge,
    /// And behind what stands on the right.
    after: Edge,
    title: &'a str,
    /// Whether its document has speakers at all, so that lines without one stand below those with one.
    has_speakers: bool,
    colours: Vec<Colour>,
}

impl<'a> Seen<'a> {
    fn of(project: &Project, document: &'a Document, hit: Hit, context: u32) -> Option<Self> {
        let end = CharIndex(hit.span.end.0.min(hit.span.start.0.saturating_add(LONGEST)));
        let shown = Hit { span: Span { start: hit.span.start, end }, ..hit };
        // So many Chinese characters on either side, and twice as many Latin letters, which are half as wide.
        let columns = context as usize * 2;
        let mut line = concordance::line(document, shown, context * 2 + 1)?;
        let (left, before) = cut(line.left.chars().rev(), columns);
        let (right, mut after) = cut(line.right.chars(), columns);
        line.left = left.chars().rev().collect();
        line.right = right;
        if end < hit.span.end {
            (line.right, after) = (String::new(), Edge::Cut);
        }
        let mut colours: Vec<Colour> = Vec::new();
        for coding in project.codings(document.id).overlapping(hit.span) {
            if let Some(code) = project.code_of(coding)
                && !colours.contains(&code.colour)
                && colours.len() < DOTS
            {
                colours.push(code.colour);
            }
        }
        let has_speakers = !document.structure.speakers.is_empty();
        Some(Self { line, before, after, title: &document.title, has_speakers, colours })
    }
}

/// Whether a text goes on where what is shown of it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edge {
    /// It ends there.
    Whole,
    /// It goes on.
    Cut,
}

/// The first characters up to a width in half columns.
fn cut(characters: impl Iterator<Item = char>, columns: usize) -> (String, Edge) {
    let (mut kept, mut taken) = (String::new(), 0);
    for c in characters {
        taken += half_columns(c);
        if taken > columns {
            return (kept, Edge::Cut);
        }
        kept.push(c);
    }
    (kept, Edge::Whole)
}

/// The end of what stands left of a hit as it fits, with the mark of what is cut off.
fn left_fitting(ui: &Ui, text: &str, edge: Edge, font: &FontId, width: f32) -> String {
    if edge == Edge::Whole && parts::text_width(ui, text, font) <= width {
        return text.to_owned();
    }
    let room = width - parts::text_width(ui, "…", font);
    format!("…{}", parts::tail_fitting(ui, text, font, room))
}

/// The beginning of what stands right of it, likewise.
fn right_fitting(ui: &Ui, text: &str, edge: Edge, font: &FontId, width: f32) -> String {
    if edge == Edge::Whole && parts::text_width(ui, text, font) <= width {
        return text.to_owned();
    }
    let room = width - parts::text_width(ui, "…", font);
    format!("{}…", parts::head_fitting(ui, text, font, room))
}

fn hit_ui(ui: &Ui, view: &ShellView, results: &Results, rect: Rect, response: &Response, number: usize) -> Deed {
    let Some(&hit) = results.listed.get(number) else { return Deed::None };
    let Some(document) = view.project.document(hit.document) else { return Deed::None };
    let Some(seen) = Seen::of(&view.project, document, hit, results.context) else { return Deed::None };
    let line = &seen.line;
    let place = place_of(seen.title, line);
    let spoken = || format!("{} {}{}{}", view.say(&place), line.left, line.found, line.right);
    let t = theme::tokens(ui);
    let is_current = results.current == Some(number);
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ListItem, true, spoken());
        info.selected = Some(is_current);
        info
    });
    ground(ui, rect, response, is_current.then_some(t.hover));
    if is_current {
        // What the pointer is over looks the same but for this.
        let bar = Rect::from_min_size(rect.left_top() + Vec2::new(0.0, 6.0), Vec2::new(3.0, rect.height() - 12.0));
        ui.painter().rect_filled(bar, 1.5, t.accent);
    }
    let ticked = results.ticked.contains(&hit);
    let tick = if ticked { Tick::On } else { Tick::Off };
    let label = Message::new("search.ui.tick_hit").with("words", &line.found).with("place", view.say(&place));
    let deed = tick_ui(ui, rect, response.id, tick, &view.say(&label));
    let inner =
        Rect::from_min_max(pos2(rect.left() + 36.0, rect.top()), pos2(rect.right() - space::MEDIUM, rect.bottom()));
    match results.listing {
        Listing::Concordance => concordance_ui(ui, view, inner, &seen),
        Listing::Documents | Listing::Tree => in_document_ui(ui, view, inner, &seen),
    }
    deed
}

/// Which document, which paragraph.
pub(super) fn place_of(title: &str, line: &concordance::Line) -> Message {
    Message::new("search.ui.hit_place").with("title", title).with("paragraph", line.paragraph)
}

/// Paragraph and page as they are cited.
pub(super) fn number_text(view: &ShellView, line: &concordance::Line) -> String {
    let paragraph = view.say(&Message::new("search.ui.paragraph").with("number", line.paragraph));
    match &line.page {
        Some(page) => {
            let said = Message::new("search.ui.paragraph_page").with("paragraph", paragraph).with("page", page);
            view.say(&said)
        }
        None => paragraph,
    }
}

/// Paragraph and speaker, then the words around the hit, the hit about a third of the way in.
fn in_document_ui(ui: &Ui, view: &ShellView, rect: Rect, seen: &Seen<'_>) {
    let t = theme::tokens(ui);
    let line = &seen.line;
    let small = FontId::proportional(size::SMALL);
    let numbers = if line.page.is_some() { 116.0 } else { 64.0 };
    let number = Rect::from_min_size(rect.min, Vec2::new(numbers, rect.height()));
    widgets::text_in(ui, number, &number_text(view, line), small.clone(), t.quiet, Align::Min);
    let mut left = number.right() + space::SMALL;
    if seen.has_speakers {
        let speaker = line.speaker.as_deref().unwrap_or_default();
        let width = (rect.width() * 0.12).clamp(56.0, 110.0);
        let place = Rect::from_min_size(pos2(left, rect.top()), Vec2::new(width, rect.height()));
        widgets::text_in(ui, place, speaker, small, t.quiet, Align::Min);
        left = place.right() + space::SMALL;
    }
    let right = dots_ui(ui, rect, &seen.colours);
    let words = Rect::from_min_max(pos2(left, rect.top()), pos2(right, rect.bottom()));
    let font = FontId::new(size::BODY, fonts::reading());
    let before = left_fitting(ui, &line.left, seen.before, &font, words.width() * 0.32);
    let room = words.width() - parts::text_width(ui, &before, &font);
    let found = right_fitting(ui, &line.found, Edge::Whole, &font, room);
    let after = if found.len() < line.found.len() {
        String::new()
    } else {
        right_fitting(ui, &line.right, seen.after, &font, room - parts::text_width(ui, &found, &font))
    };
    let pieces = [Piece::plain(&before, t.quiet), marked(t, &found), Piece::plain(&after, t.quiet)];
    paint_line(ui, words, &pieces, &font);
}

/// The colours of the codes on a hit, from the right; gives where they begin.
fn dots_ui(ui: &Ui, rect: Rect, colours: &[Colour]) -> f32 {
    let look = theme::theme_of(ui);
    for (at, colour) in colours.iter().enumerate() {
        let centre = pos2(rect.right() - 5.0 - at as f32 * 11.0, rect.center().y);
        ui.painter().circle_filled(centre, 4.0, theme::stripe(*colour, look));
    }
    if colours.is_empty() { rect.right() } else { rect.right() - colours.len() as f32 * 11.0 - space::SMALL }
}

fn marked<'a>(t: &Tokens, words: &'a str) -> Piece<'a> {
    Piece { text: words, ink: t.ink, ground: t.chosen, line: egui::Stroke::NONE }
}

/// Hits below each other, so that the eye runs down what stands beside them.
fn concordance_ui(ui: &Ui, view: &ShellView, rect: Rect, seen: &Seen<'_>) {
    let t = theme::tokens(ui);
    let line = &seen.line;
    let font = FontId::new(size::BODY, fonts::reading());
    let source = (rect.width() * 0.26).clamp(110.0, 280.0);
    let text = Rect::from_min_max(rect.min, pos2(rect.right() - source - space::LARGE, rect.bottom()));
    let gap = space::TINY;
    let hit_width = parts::text_width(ui, &line.found, &font).min(text.width() * 0.4);
    let left_edge = text.left() + ((text.width() - hit_width) * 0.5).min(text.width() * 0.44);
    let left = Rect::from_min_max(text.min, pos2(left_edge - gap, text.bottom()));
    let before = left_fitting(ui, &line.left, seen.before, &font, left.width());
    paint_line_at(ui, left, &[Piece::plain(&before, t.quiet)], &font, Align::Max);
    let hit = Rect::from_min_max(pos2(left_edge, text.top()), pos2(left_edge + hit_width + 1.0, text.bottom()));
    let found = right_fitting(ui, &line.found, Edge::Whole, &font, hit_width + 1.0);
    paint_line(ui, hit, &[marked(t, &found)], &font);
    let right = Rect::from_min_max(pos2(hit.right() + gap, text.top()), text.max);
    let after = right_fitting(ui, &line.right, seen.after, &font, right.width());
    paint_line(ui, right, &[Piece::plain(&after, t.quiet)], &font);
    let place = Rect::from_min_max(pos2(rect.right() - source, rect.top()), rect.max);
    let place = place.with_max_x(dots_ui(ui, place, &seen.colours));
    let small = FontId::proportional(size::SMALL);
    let taken = widgets::text_in(ui, place, &number_text(view, line), small.clone(), t.quiet, Align::Max);
    let title = Rect::from_min_max(place.min, pos2(place.right() - taken - space::SMALL, place.bottom()));
    let whose = match &line.speaker {
        Some(speaker) => format!("{}  {speaker}", seen.title),
        None => seen.title.to_owned(),
    };
    widgets::text_in(ui, title, &whose, small, t.quiet, Align::Min);
}

fn paint_line(ui: &Ui, rect: Rect, pieces: &[Piece<'_>], font: &FontId) {
    paint_line_at(ui, rect, pieces, font, Align::Min);
}

/// Pieces that were cut to fit before.
fn paint_line_at(ui: &Ui, rect: Rect, pieces: &[Piece<'_>], font: &FontId, align: Align) {
    let galley = parts::passage(ui, pieces, font, f32::INFINITY, 1);
    let left = if align == Align::Max { rect.right() - galley.size().x } else { rect.left() };
    let place = pos2(left, rect.center().y - galley.size().y / 2.0);
    ui.painter().with_clip_rect(rect.intersect(ui.clip_rect())).galley(place, galley, theme::tokens(ui).ink);
}

/// What can be done with one line.
fn line_menu_ui(ui: &mut Ui, view: &ShellView, results: &mut Results, number: usize, actions: &mut Actions) {
    let Some(hit) = results.listed.get(number).copied() else { return };
    ui.set_min_width(180.0);
    results.current = Some(number);
    if ui.button(view.text("search.ui.copy_text")).clicked() {
        tools::copy_text(ui, view, hit, results.unit, actions);
        ui.close();
    }
    if ui.button(view.text("search.ui.copy_citation")).clicked() {
        tools::copy_citation(ui, view, hit, results.unit, actions);
        ui.close();
    }
    if view.writing() {
        ui.separator();
        let passages = || tools::passages(&view.project, [&hit], results.unit);
        if ui.button(view.text("search.ui.code_this")).clicked() {
            tools::code(passages(), With::Choice, Go::Stay, actions);
            ui.close();
        }
        for offer in tools::offers(view, None) {
            if ui.button(&offer.label).clicked() {
                tools::code(passages(), offer.with.clone(), Go::Stay, actions);
                ui.close();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latin_letters_take_half_the_room_and_what_is_cut_is_known() {
        let kept = |text: &str, columns| cut(text.chars(), columns);
        assert_eq!(kept("老人说", 6), ("老人说".to_owned(), Edge::Whole));
        assert_eq!(kept("老人说", 5), ("老人".to_owned(), Edge::Cut));
        assert_eq!(kept("abcdef", 6), ("abcdef".to_owned(), Edge::Whole));
        assert_eq!(kept("abcdefg", 6), ("abcdef".to_owned(), Edge::Cut));
    }

    #[test]
    fn a_line_fills_its_width_and_is_marked_on_the_side_where_it_is_cut() {
        let ctx = egui::Context::default();
        fonts::Fonts::bundled_only().install(&ctx);
        let frame = |ui: &mut Ui| {
            let font = FontId::proportional(size::BODY);
            let text = "they say what the others want to hear";
            let whole = parts::text_width(ui, text, &font);
            let right = |edge, width| right_fitting(ui, text, edge, &font, width);
            let left = |edge, width| left_fitting(ui, text, edge, &font, width);
            assert_eq!((left(Edge::Whole, whole), right(Edge::Whole, whole)), (text.to_owned(), text.to_owned()));
            assert_eq!(right(Edge::Cut, whole + 50.0), format!("{text}…"));
            assert_eq!(left(Edge::Cut, whole + 50.0), format!("…{text}"));
            for cut in [left(Edge::Whole, whole * 0.6), right(Edge::Whole, whole * 0.6)] {
                let width = parts::text_width(ui, &cut, &font);
                assert!(cut.contains('…') && (whole * 0.5..=whole * 0.6).contains(&width), "{cut}: {width} of {whole}");
            }
        };
        ctx.run_ui(egui::RawInput::default(), |_| ()).drop_without_applying_deltas();
        ctx.run_ui(egui::RawInput::default(), frame).drop_without_applying_deltas();
    }
}
