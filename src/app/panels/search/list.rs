//! The hits: under their documents, or below each other with what stands on either side.

use egui::accesskit::Role;
use egui::{Align, FontId, Id, Rect, Response, Ui, Vec2, WidgetInfo, pos2};

use super::{Listing, SearchView};
use crate::app::actions::{Action, Actions, Found};
use crate::app::fonts;
use crate::app::icons::Icon;
use crate::app::jobs::{Continuation, JobKind, JobRequest};
use crate::app::panels::parts::{self, Piece, Tick};
use crate::app::shell::{Shell, ShellView};
use crate::app::theme::{self, RADIUS, Tokens, size, space};
use crate::app::widgets;
use crate::model::{CharIndex, Document, DocumentId, Message, Span};
use crate::search::Hit;
use crate::search::concordance::{self, Sort};

/// Height of a line.
const LINE: f32 = 30.0;
/// Characters looked at on either side of a hit.
const CONTEXT: u32 = 80;

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
    follow(view, state, actions);
    let lines = std::mem::take(&mut state.lines);
    let mut rows = std::mem::take(&mut state.rows);
    let listing = state.listing;
    let chosen = rows.ui(ui, "hits", lines.len(), LINE, |ui, rect, row, response| match lines[row] {
        Line::Document { id, first, end } => document_ui(ui, view, state, rect, response, id, first..end),
        Line::Hit(number) => hit_ui(ui, view, state, rect, response, number, listing),
    });
    match chosen.map(|row| lines[row]) {
        Some(Line::Hit(number)) => open(state, number, actions),
        Some(Line::Document { first, .. }) => open(state, first, actions),
        None => {}
    }
    state.lines = lines;
    state.rows = rows;
}

/// Makes the lines where what they show has changed, and has hits ordered where that is wanted.
fn follow(view: &ShellView, state: &mut SearchView, actions: &mut Actions) {
    if state.lines_of != Some(state.listing) {
        state.lines.clear();
        state.lines_of = Some(state.listing);
        state.rows.rewind();
    }
    let ordered = state.order.as_ref().is_some_and(|(sort, _)| *sort == state.sort);
    if state.listing == Listing::Concordance && !ordered {
        state.lines.clear();
        if state.sort == Sort::Document {
            state.order = Some((Sort::Document, (0..state.hits.len() as u32).collect()));
        } else if !state.ordering {
            state.ordering = true;
            start_ordering(view, state, actions);
        }
    }
    if !state.lines.is_empty() {
        return;
    }
    match state.listing {
        Listing::Documents => {
            let mut at = 0;
            for same in state.hits.chunk_by(|a, b| a.document == b.document) {
                state.lines.push(Line::Document { id: same[0].document, first: at, end: at + same.len() });
                state.lines.extend((at..at + same.len()).map(Line::Hit));
                at += same.len();
            }
        }
        Listing::Concordance => {
            if let Some((_, order)) = state.order.as_ref().filter(|(sort, _)| *sort == state.sort) {
                state.lines.extend(order.iter().map(|&number| Line::Hit(number as usize)));
            }
        }
    }
}

fn start_ordering(view: &ShellView, state: &SearchView, actions: &mut Actions) {
    let (project, hits, sort) = (view.project.clone(), state.hits.clone(), state.sort);
    let label = Message::new("search.ui.job_sort");
    actions.push(Action::Start(JobRequest::new(JobKind::Search, label, move |context| {
        let order = concordance::order(&project, &hits, &[sort], &context.cancel_flag());
        let then: Continuation<Shell> = Box::new(move |shell| {
            let search = &mut shell.views.search;
            search.ordering = false;
            // Meanwhile something else may have been found; then the order is asked for again.
            if let Ok(order) = order
                && std::sync::Arc::ptr_eq(&search.hits, &hits)
            {
                search.order = Some((sort, order));
                search.lines.clear();
            }
        });
        then
    })));
}

fn open(state: &SearchView, number: usize, actions: &mut Actions) {
    let Some(hit) = state.hits.get(number).copied() else { return };
    let of_document: Vec<Span> = state.hits.iter().filter(|h| h.document == hit.document).map(|h| h.span).collect();
    let current = of_document.iter().position(|span| *span == hit.span).unwrap_or(0);
    actions.push(Action::RevealFound(Found {
        query: state.query.get().trim().into(),
        document: hit.document,
        spans: of_document.into(),
        current,
    }));
}

fn document_ui(
    ui: &mut Ui,
    view: &ShellView,
    state: &mut SearchView,
    rect: Rect,
    response: &Response,
    id: DocumentId,
    hits: std::ops::Range<usize>,
) {
    let t = theme::tokens(ui);
    let title = view.project.document(id).map_or("", |document| document.title.as_str());
    let count = Message::new("search.ui.hits_here").with("count", hits.len());
    let count = view.say(&count);
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, format!("{title}, {count}")));
    ground(ui, rect, response, Some(t.panel));
    let tick = Tick::of(ticked_in(state, id), hits.len());
    let label = view.say(&Message::new("search.ui.tick_document").with("title", title));
    if tick_ui(ui, rect, response.id, tick, &label) {
        if tick == Tick::On {
            state.ticked.retain(|hit| hit.document != id);
        } else {
            state.ticked.extend(state.hits[hits].iter().copied());
        }
    }
    let icon = Rect::from_center_size(pos2(rect.left() + 42.0, rect.center().y), Vec2::splat(16.0));
    Icon::Document.paint(ui.painter(), icon, 15.0, t.quiet);
    let right =
        Rect::from_min_max(pos2(rect.center().x, rect.top()), pos2(rect.right() - space::MEDIUM, rect.bottom()));
    let taken = widgets::text_in(ui, right, &count, FontId::proportional(size::SMALL), t.quiet, Align::Max);
    let words = Rect::from_min_max(
        pos2(rect.left() + 56.0, rect.top()),
        pos2(right.right() - taken - space::SMALL, rect.bottom()),
    );
    widgets::text_in(ui, words, title, FontId::new(size::BODY, fonts::bold()), t.ink, Align::Min);
}

/// How many hits of a document are ticked.
fn ticked_in(state: &SearchView, document: DocumentId) -> usize {
    let at = |n| Hit { document, span: Span { start: CharIndex(n), end: CharIndex(n) } };
    state.ticked.range(at(0)..=at(u32::MAX)).count()
}

fn ground(ui: &Ui, rect: Rect, response: &Response, under: Option<egui::Color32>) {
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

fn tick_ui(ui: &Ui, rect: Rect, id: Id, tick: Tick, label: &str) -> bool {
    let place = Rect::from_min_size(rect.min, Vec2::new(32.0, rect.height()));
    parts::tick_in(ui, place, id.with("tick"), tick, label).clicked()
}

/// A hit with its text on either side, cut at a reasonable length.
struct Seen<'a> {
    before: &'a str,
    words: &'a str,
    after: &'a str,
    title: &'a str,
    paragraph: usize,
}

impl<'a> Seen<'a> {
    fn of(document: &'a Document, hit: Hit) -> Self {
        let (before, after) = document.text.context(hit.span, CONTEXT);
        // What stands beyond the paragraph is no context of a hit.
        let before = before.rsplit('\n').next().unwrap_or(before);
        let after = after.split('\n').next().unwrap_or(after);
        let end = CharIndex(hit.span.end.0.min(hit.span.start.0 + CONTEXT));
        let shown = Span { start: hit.span.start, end };
        let paragraph = document.text.paragraph_of(hit.span.start) + 1;
        Self { before, words: document.text.slice(shown), after, title: &document.title, paragraph }
    }
}

fn hit_ui(
    ui: &mut Ui,
    view: &ShellView,
    state: &mut SearchView,
    rect: Rect,
    response: &Response,
    number: usize,
    listing: Listing,
) {
    let Some(&hit) = state.hits.get(number) else { return };
    let Some(document) = view.project.document(hit.document).filter(|d| hit.span.end.0 <= d.text.char_len()) else {
        return;
    };
    let seen = Seen::of(document, hit);
    let ticked = state.ticked.contains(&hit);
    let place = Message::new("search.ui.hit_place").with("title", seen.title).with("paragraph", seen.paragraph);
    let spoken = || format!("{} {}{}{}", view.say(&place), seen.before, seen.words, seen.after).replace('\n', " ");
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, spoken()));
    ground(ui, rect, response, None);
    let tick = if ticked { Tick::On } else { Tick::Off };
    let label = Message::new("search.ui.tick_hit").with("words", seen.words).with("place", view.say(&place));
    if tick_ui(ui, rect, response.id, tick, &view.say(&label)) && !state.ticked.remove(&hit) {
        state.ticked.insert(hit);
    }
    let inner =
        Rect::from_min_max(pos2(rect.left() + 36.0, rect.top()), pos2(rect.right() - space::MEDIUM, rect.bottom()));
    match listing {
        Listing::Documents => in_document_ui(ui, view, inner, &seen),
        Listing::Concordance => concordance_ui(ui, view, inner, &seen),
    }
}

fn number_text(view: &ShellView, paragraph: usize) -> String {
    view.say(&Message::new("search.ui.paragraph").with("number", paragraph))
}

/// Paragraph, then the words around the hit, the hit about a third of the way in.
fn in_document_ui(ui: &Ui, view: &ShellView, rect: Rect, seen: &Seen<'_>) {
    const NUMBER: f32 = 64.0;
    let t = theme::tokens(ui);
    let number = Rect::from_min_size(rect.min, Vec2::new(NUMBER, rect.height()));
    let small = FontId::proportional(size::SMALL);
    widgets::text_in(ui, number, &number_text(view, seen.paragraph), small, t.quiet, Align::Min);
    let words = Rect::from_min_max(pos2(rect.left() + NUMBER + space::SMALL, rect.top()), rect.max);
    let font = FontId::proportional(size::BODY);
    let before = parts::tail_fitting(ui, seen.before, &font, words.width() * 0.32);
    let before_text = if before.len() < seen.before.len() { format!("…{before}") } else { before.to_owned() };
    let pieces = [Piece::plain(&before_text, t.quiet), marked(t, seen.words), Piece::plain(seen.after, t.quiet)];
    paint_line(ui, words, &pieces, &font, Align::Min);
}

fn marked<'a>(t: &Tokens, words: &'a str) -> Piece<'a> {
    Piece { text: words, ink: t.ink, ground: t.chosen, line: egui::Stroke::NONE }
}

/// Hits below each other, so that the eye runs down what stands beside them.
fn concordance_ui(ui: &Ui, view: &ShellView, rect: Rect, seen: &Seen<'_>) {
    let t = theme::tokens(ui);
    let font = FontId::proportional(size::BODY);
    let source = (rect.width() * 0.24).clamp(110.0, 240.0);
    let text = Rect::from_min_max(rect.min, pos2(rect.right() - source - space::LARGE, rect.bottom()));
    let gap = space::TINY;
    let hit_width = parts::text_width(ui, seen.words, &font).min(text.width() * 0.4);
    let left_edge = text.left() + ((text.width() - hit_width) * 0.5).min(text.width() * 0.44);
    let left = Rect::from_min_max(text.min, pos2(left_edge - gap, text.bottom()));
    let before = parts::tail_fitting(ui, seen.before, &font, left.width());
    widgets::text_in(ui, left, before, font.clone(), t.quiet, Align::Max);
    let hit = Rect::from_min_max(pos2(left_edge, text.top()), pos2(left_edge + hit_width + 1.0, text.bottom()));
    paint_line(ui, hit, &[marked(t, seen.words)], &font, Align::Min);
    let right = Rect::from_min_max(pos2(hit.right() + gap, text.top()), text.max);
    widgets::text_in(ui, right, seen.after, font, t.quiet, Align::Min);
    let place = Rect::from_min_max(pos2(rect.right() - source, rect.top()), rect.max);
    let small = FontId::proportional(size::SMALL);
    let taken = widgets::text_in(ui, place, &number_text(view, seen.paragraph), small.clone(), t.quiet, Align::Max);
    let title = Rect::from_min_max(place.min, pos2(place.right() - taken - space::SMALL, place.bottom()));
    widgets::text_in(ui, title, seen.title, small, t.quiet, Align::Min);
}

fn paint_line(ui: &Ui, rect: Rect, pieces: &[Piece<'_>], font: &FontId, align: Align) {
    let job = parts::passage(pieces, font, rect.width(), 1);
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let x = match align {
        Align::Max => rect.right() - galley.size().x,
        _ => rect.left(),
    };
    let y = rect.center().y - galley.size().y / 2.0;
    ui.painter().with_clip_rect(rect.intersect(ui.clip_rect())).galley(pos2(x, y), galley, theme::tokens(ui).ink);
}
