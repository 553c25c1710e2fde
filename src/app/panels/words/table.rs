//! A table of words: heads that sort, a field that filters, ticks, and a hundred thousand rows that scroll.
//!
//! Which rows stand in which order is worked out behind the window (`WordsOrder`), since sorting and
//! filtering by pinyin take longer than a frame. Only rows on screen are drawn.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Align, FontId, Rect, Response, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2};

use super::WordsView;
use crate::app::actions::{Action, Actions};
use crate::app::icons::Icon;
use crate::app::jobs::{Continuation, JobKind, JobRequest, Underway};
use crate::app::panels::parts::{self, Tick};
use crate::app::panels::rows::Rows;
use crate::app::shell::{Shell, ShellView};
use crate::app::theme::{self, RADIUS, size, space};
use crate::app::widgets::{self, Settled};
use crate::model::Message;
use crate::search::pinyin::match_name;

/// Height of a row.
pub const ROW: f32 = 28.0;
/// Of the box to tick and of the dots at the end.
const EDGE: f32 = 32.0;

/// One word with its figures.
pub trait Line: Send + Sync + 'static {
    /// What can be sorted by.
    type Column: Copy + Eq + std::fmt::Debug + Send + Sync + 'static;

    /// The word.
    fn word(&self) -> &Arc<str>;

    /// What stands first where this column goes upwards.
    fn compare(&self, other: &Self, by: Self::Column) -> Ordering;
}

/// Which way a column goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The smallest first.
    Up,
    /// The largest first.
    Down,
}

/// What decides which rows are seen, and in which order.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Arrangement<C> {
    generation: u64,
    by: C,
    way: Way,
    filter: String,
}

/// A table's rows and what it remembers.
pub struct Listing<L: Line> {
    lines: Arc<[L]>,
    generation: u64,
    /// Which rows are seen, in order.
    order: Arc<[u32]>,
    shown: Option<Arrangement<L::Column>>,
    asked: Option<Arrangement<L::Column>>,
    underway: Underway,
    /// The column that is sorted by.
    pub by: L::Column,
    /// And which way.
    pub way: Way,
    /// Only words that hold this, or whose pinyin does.
    pub filter: Settled,
    /// Words that are ticked.
    pub ticked: BTreeSet<Arc<str>>,
    rows: Rows,
}

/// Where the listing of a table is found when its order has been worked out.
pub type Find<L> = fn(&mut WordsView) -> &mut Listing<L>;

impl<L: Line> Listing<L> {
    /// Nothing yet; it will be sorted by this column, the largest first.
    #[must_use]
    pub fn by(by: L::Column) -> Self {
        Self {
            lines: Arc::new([]),
            generation: 0,
            order: Arc::new([]),
            shown: None,
            asked: None,
            underway: Underway::default(),
            by,
            way: Way::Down,
            filter: Settled::default(),
            ticked: BTreeSet::new(),
            rows: Rows::default(),
        }
    }

    /// All lines, as they were counted.
    #[must_use]
    pub fn lines(&self) -> &Arc<[L]> {
        &self.lines
    }

    /// The lines that are seen, from the top.
    pub fn seen(&self) -> impl ExactSizeIterator<Item = &L> {
        self.order.iter().filter_map(|&at| self.lines.get(at as usize)).collect::<Vec<_>>().into_iter()
    }

    /// Which lines are seen, by their numbers.
    #[must_use]
    pub fn order(&self) -> &Arc<[u32]> {
        &self.order
    }

    /// Puts other lines in. What was ticked and is no longer there is let go.
    pub fn put(&mut self, lines: Arc<[L]>) {
        if !self.ticked.is_empty() {
            let there: BTreeSet<&Arc<str>> = lines.iter().map(Line::word).collect();
            self.ticked.retain(|word| there.contains(word));
        }
        self.lines = lines;
        self.generation += 1;
        // Numbers of the lines before mean others now.
        self.order = Arc::new([]);
        self.shown = None;
    }

    /// Whether rows are still to come.
    #[must_use]
    pub fn is_busy(&mut self) -> bool {
        self.underway.goes_on()
    }

    /// Has the rows put in order where what decides that has changed.
    pub fn follow(&mut self, find: Find<L>, actions: &mut Actions) {
        let wanted = Arrangement {
            generation: self.generation,
            by: self.by,
            way: self.way,
            filter: self.filter.get().trim().to_owned(),
        };
        if self.shown.as_ref() == Some(&wanted) || self.asked.as_ref() == Some(&wanted) {
            return;
        }
        self.asked = Some(wanted.clone());
        let (held, lines) = (self.underway.begin(), Arc::clone(&self.lines));
        let label = Message::new("words.job_order");
        actions.push(Action::Start(JobRequest::new(JobKind::WordsOrder, label, move |context| {
            let order = arrange(&lines, &wanted, &|| context.cancelled());
            let then: Continuation<Shell> = Box::new(move |shell| {
                drop(held);
                let listing = find(&mut shell.views.words);
                listing.asked = None;
                if let Some(order) = order.filter(|_| listing.generation == wanted.generation) {
                    let before = listing.shown.replace(wanted);
                    if before.is_none_or(|before| Some(&before) != listing.shown.as_ref()) {
                        listing.rows.rewind();
                    }
                    listing.order = order;
                }
            });
            then
        })));
    }
}

/// The numbers of the lines that are seen, in order; `None` when nobody waits any more.
fn arrange<L: Line>(lines: &[L], wanted: &Arrangement<L::Column>, stopped: &dyn Fn() -> bool) -> Option<Arc<[u32]>> {
    let mut order = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if at % 1_000 == 0 && stopped() {
            return None;
        }
        if wanted.filter.is_empty()
            || match_name(&wanted.filter, line.word()).is_some_and(|found| joined(&found.positions))
        {
            order.push(at as u32);
        }
    }
    order.sort_by(|&a, &b| {
        let (a, b) = (&lines[a as usize], &lines[b as usize]);
        let sorted = a.compare(b, wanted.by);
        let sorted = if wanted.way == Way::Up { sorted } else { sorted.reverse() };
        sorted.then_with(|| a.word().cmp(b.word()))
    });
    Some(order.into())
}

/// Of thousands of words those that hold what was typed in one piece, not scattered over it.
fn joined(positions: &[u32]) -> bool {
    positions.windows(2).all(|pair| pair[0] + 1 == pair[1])
}

/// One column's head.
pub struct Head<'a, C> {
    /// Which.
    pub column: C,
    /// What stands above it.
    pub name: &'a str,
    /// What it means.
    pub tip: &'a str,
    /// Its share of the width, and the least of it in points.
    pub width: (f32, f32),
    /// Where its contents stand.
    pub align: Align,
}

/// Where columns stand: of each its left edge and its right one, after the box to tick and before the dots.
#[must_use]
pub fn places<C>(heads: &[Head<'_, C>], width: f32) -> Vec<(f32, f32)> {
    let room = (width - 2.0 * EDGE).max(0.0);
    let least: f32 = heads.iter().map(|head| head.width.1).sum();
    let shares: f32 = heads.iter().map(|head| head.width.0).sum();
    let more = (room - least).max(0.0);
    let squeeze = if least > room { room / least } else { 1.0 };
    let mut left = EDGE;
    heads
        .iter()
        .map(|head| {
            let wide = head.width.1 * squeeze + if shares > 0.0 { more * head.width.0 / shares } else { 0.0 };
            let from = left;
            left += wide;
            (from, left - space::MEDIUM)
        })
        .collect()
}

/// Paints one cell of a line.
pub type PaintCell<'a, L> = dyn Fn(&Ui, Rect, &L, <L as Line>::Column) + 'a;

/// What was done in a table.
pub enum Done {
    /// A row was clicked, or Enter pressed on it.
    Open(usize),
}

/// Draws a table below a line with its heads. `cell` paints one cell, `spoken` says a row, `menu` is what can be done
/// with a word.
pub fn table_ui<L: Line>(
    ui: &mut Ui,
    view: &ShellView,
    listing: &mut Listing<L>,
    heads: &[Head<'_, L::Column>],
    cell: &PaintCell<'_, L>,
    spoken: &dyn Fn(&L) -> String,
    menu: &mut dyn FnMut(&mut Ui, &L),
) -> Option<Done> {
    let width = ui.available_width();
    let places = places(heads, width);
    heads_ui(ui, view, listing, heads, &places);
    widgets::hairline(ui);
    let mut rows = std::mem::take(&mut listing.rows);
    let (lines, order) = (Arc::clone(&listing.lines), Arc::clone(&listing.order));
    let ticked = &mut listing.ticked;
    let chosen = rows.ui(ui, "words", order.len(), ROW, |ui, rect, row, response| {
        let Some(line) = order.get(row).and_then(|&at| lines.get(at as usize)) else { return };
        response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, spoken(line)));
        ground(ui, rect, response);
        let word = line.word();
        let box_place = Rect::from_min_size(rect.min, Vec2::new(EDGE, rect.height()));
        let tick = if ticked.contains(word) { Tick::On } else { Tick::Off };
        let label = view.say(&Message::new("words.tick").with("word", word));
        if parts::tick_in(ui, box_place, response.id.with("tick"), tick, &label).clicked() && !ticked.remove(word) {
            ticked.insert(Arc::clone(word));
        }
        for (head, &(from, to)) in heads.iter().zip(&places) {
            let place = Rect::from_min_max(pos2(rect.left() + from, rect.top()), pos2(rect.left() + to, rect.bottom()));
            cell(ui, place, line, head.column);
        }
        dots_ui(ui, view, rect, response, line, menu);
        widgets::context_menu(response, |ui| menu(ui, line));
    });
    listing.rows = rows;
    chosen.and_then(|row| order.get(row)).map(|&at| Done::Open(at as usize))
}

/// The button with what else can be done with a word.
fn dots_ui<L: Line>(
    ui: &Ui,
    view: &ShellView,
    rect: Rect,
    row: &Response,
    line: &L,
    menu: &mut dyn FnMut(&mut Ui, &L),
) {
    let t = theme::tokens(ui);
    let place = Rect::from_min_max(pos2(rect.right() - EDGE, rect.top()), rect.max);
    let dots = ui.interact(place, row.id.with("dots"), Sense::click());
    let label = view.say(&Message::new("words.more").with("word", line.word()));
    dots.widget_info(|| WidgetInfo::labeled(Role::Button, true, &label));
    let lit = dots.hovered() || dots.has_focus();
    if lit || row.hovered() || row.has_focus() {
        let ink = if lit { t.ink } else { t.quiet };
        Icon::Dots.paint(ui.painter(), place, 15.0, ink);
    }
    egui::Popup::menu(&dots).show(|ui| menu(ui, line));
}

fn ground(ui: &Ui, rect: Rect, response: &Response) {
    let t = theme::tokens(ui);
    let inner = rect.shrink2(Vec2::new(0.0, 1.0));
    if response.hovered() {
        ui.painter().rect_filled(inner, RADIUS, t.hover);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(inner, RADIUS, Stroke::new(1.5, t.accent), StrokeKind::Inside);
    }
}

/// The heads; a click sorts by one, a second click turns the order round.
fn heads_ui<L: Line>(
    ui: &mut Ui,
    view: &ShellView,
    listing: &mut Listing<L>,
    heads: &[Head<'_, L::Column>],
    places: &[(f32, f32)],
) {
    let t = theme::tokens(ui);
    let (strip, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 30.0), Sense::hover());
    let tick = Tick::of(listing.ticked.len(), listing.order.len().max(listing.ticked.len()));
    let place = Rect::from_min_size(strip.min, Vec2::new(EDGE, strip.height()));
    let id = ui.scope_id().with("all words");
    if parts::tick_in(ui, place, id, tick, view.text("words.tick_all")).clicked() {
        let all = tick == Tick::On;
        listing.ticked = if all { BTreeSet::new() } else { listing.seen().map(|l| Arc::clone(l.word())).collect() };
    }
    for (head, &(from, to)) in heads.iter().zip(places) {
        let place = Rect::from_min_max(pos2(strip.left() + from, strip.top()), pos2(strip.left() + to, strip.bottom()));
        let response = ui.interact(place, id.with(head.name), Sense::click());
        let on = listing.by == head.column;
        let label = view.say(&Message::new("words.sort_by").with("column", head.name));
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, on, &label));
        let ink = if on || response.hovered() || response.has_focus() { t.ink } else { t.quiet };
        let arrow = if on { 14.0 } else { 0.0 };
        let words = match head.align {
            Align::Max => Rect::from_min_max(place.min, pos2(place.right() - arrow, place.bottom())),
            _ => place,
        };
        let font = FontId::proportional(size::SMALL);
        let taken = widgets::text_in(ui, words, head.name, font, ink, head.align);
        if on {
            let x = if head.align == Align::Max { place.right() - 5.0 } else { place.left() + taken + 9.0 };
            let icon = if listing.way == Way::Down { Icon::Down } else { Icon::Up };
            icon.paint(
                ui.painter(),
                Rect::from_center_size(pos2(x, place.center().y), Vec2::splat(12.0)),
                10.0,
                t.accent,
            );
        }
        if response.clicked() {
            listing.way = match (on, listing.way) {
                (true, Way::Down) => Way::Up,
                _ => Way::Down,
            };
            listing.by = head.column;
        }
        response.on_hover_text(head.tip);
    }
}

/// A number at the right edge of a cell, with a bar below it that shows its share.
pub fn bar_cell(ui: &Ui, place: Rect, text: &str, share: f32) {
    let t = theme::tokens(ui);
    let room = (place.width() - 64.0).max(0.0);
    let long = room * share.clamp(0.0, 1.0);
    let bar = Rect::from_min_size(pos2(place.left(), place.center().y - 4.0), Vec2::new(long.max(1.0), 8.0));
    if room > 8.0 {
        ui.painter().rect_filled(bar, 2.0, t.accent.gamma_multiply(0.45));
    }
    number_cell(ui, place, text);
}

/// A number.
pub fn number_cell(ui: &Ui, place: Rect, text: &str) {
    let t = theme::tokens(ui);
    widgets::text_in(ui, place, text, FontId::proportional(size::BODY), t.ink, Align::Max);
}

/// The word itself.
pub fn word_cell(ui: &Ui, place: Rect, text: &str) {
    let t = theme::tokens(ui);
    widgets::text_in(ui, place, text, FontId::proportional(size::BODY), t.ink, Align::Min);
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Word(Arc<str>, u32);

    impl Line for Word {
        type Column = ();

        fn word(&self) -> &Arc<str> {
            &self.0
        }

        fn compare(&self, other: &Self, (): ()) -> Ordering {
            self.1.cmp(&other.1)
        }
    }

    fn seen(filter: &str, way: Way) -> Vec<&'static str> {
        let words = [("内卷", 3), ("内部的卷宗", 9), ("合谋", 3), ("照片", 5)];
        let lines: Vec<Word> = words.iter().map(|&(word, count)| Word(word.into(), count)).collect();
        let wanted = Arrangement { generation: 0, by: (), way, filter: filter.to_owned() };
        let order = arrange(&lines, &wanted, &|| false).unwrap();
        order.iter().map(|&at| words[at as usize].0).collect()
    }

    #[test]
    fn rows_are_sorted_and_equal_ones_stand_by_their_words() {
        assert_eq!(seen("", Way::Down), ["内部的卷宗", "照片", "内卷", "合谋"]);
        assert_eq!(seen("", Way::Up), ["内卷", "合谋", "照片", "内部的卷宗"]);
    }

    #[test]
    fn the_filter_takes_characters_and_initials_but_not_scattered_ones() {
        assert_eq!(seen("nj", Way::Down), ["内卷"]);
        assert_eq!(seen("片", Way::Down), ["照片"]);
        assert_eq!(seen("没有", Way::Down), Vec::<&str>::new());
    }

    #[test]
    fn a_stopped_arrangement_gives_nothing() {
        let lines = [Word("内卷".into(), 1)];
        let wanted = Arrangement { generation: 0, by: (), way: Way::Down, filter: String::new() };
        assert_eq!(arrange(&lines, &wanted, &|| true), None);
    }

    #[test]
    fn columns_share_the_width_and_never_overlap() {
        let head = |share, least| Head { column: (), name: "", tip: "", width: (share, least), align: Align::Min };
        let heads = [head(2.0, 120.0), head(1.0, 90.0), head(0.0, 80.0)];
        for width in [900.0, 300.0, 40.0] {
            let places = places(&heads, width);
            assert!(places.windows(2).all(|pair| pair[0].1 <= pair[1].0), "{places:?}");
            assert!(places.iter().all(|place| place.1 <= width), "{places:?}");
        }
    }
}
