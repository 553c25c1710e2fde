//! The passages below each other, drawn only where they can be seen.
//!
//! Heights are estimated from the number of characters and become exact when a passage is drawn, so that ten thousand
//! passages are shown at once.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Align, FontId, Key, Modifiers, Rect, Response, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2};

use super::gather::{Entry, Gathered, Heading, Line, PageSort, Reach};
use super::{CodePage, deeds};
use crate::app::actions::{Action, Actions, Choice};
use crate::app::fonts;
use crate::app::icons::Icon;
use crate::app::panels::parts::{self, Piece, Tick};
use crate::app::shell::{ShellView, coding_at};
use crate::app::theme::{self, RADIUS, size, space};
use crate::app::time;
use crate::app::widgets;
use crate::model::{CodeId, CodingPlace, Message, Span};

/// Passages stand no wider.
const WIDEST: f32 = 860.0;
const SIDE: f32 = 24.0;
/// So far a row that is lit reaches out on the left, so that its box stands below that for all.
const OUT: f32 = 6.0;
/// Where the words of a passage begin.
const INSET: f32 = 44.0;
/// Where boxes to tick stand.
const TICK_WIDTH: f32 = 2.0 * OUT + parts::TICK;
const QUOTE: f32 = 15.0;
const QUOTE_LINE: f32 = 23.0;
/// Of a passage so many rows are shown; all of it stands in the text.
const MOST_ROWS: usize = 12;
const MEMO_ROWS: usize = 3;
const MEMO_LINE: f32 = 19.0;
const META: f32 = 22.0;
const HEADING: f32 = 40.0;
const PAD: f32 = 10.0;
/// So many characters tell passages apart for those who hear them.
const SPOKEN: usize = 24;

/// Draws them.
pub(super) fn list_ui(
    ui: &mut Ui,
    view: &ShellView,
    gathered: &Arc<Gathered>,
    state: &mut CodePage,
    actions: &mut Actions,
) {
    let width = (ui.available_width() - 2.0 * SIDE).clamp(200.0, WIDEST);
    follow_width(state, gathered, width);
    let ends = std::mem::take(&mut state.heights.ends);
    let mut rows = std::mem::take(&mut state.rows);
    let before = rows.focused();
    let (mut touched, mut read, mut pointed) = (None, None, None);
    let mut grown: Vec<(usize, f32)> = Vec::new();
    let clicked = rows.ui_of_ends(ui, "passages of the code", &ends, |ui, rect, at, response| {
        let place =
            Rect::from_min_size(pos2(rect.left() + SIDE - OUT, rect.top()), Vec2::new(width + OUT, rect.height()));
        match gathered.lines[at] {
            Line::Heading(heading, first, end) => {
                if heading_ui(ui, view, gathered, state, (heading, first, end), place, response) {
                    touched = Some(at);
                }
            }
            Line::Entry(number) => {
                let entry = &gathered.entries[number];
                if response.double_clicked() {
                    read = Some(entry.place);
                }
                if response.secondary_clicked() {
                    pointed = Some(entry.place);
                }
                let drawn = entry_ui(ui, view, gathered, state, entry, place, response);
                if (drawn.height - rect.height()).abs() > 0.5 {
                    grown.push((at, drawn.height));
                }
                state.heights.exact.insert(entry.place, drawn.height);
                match drawn.deed {
                    Deed::Tick => touched = Some(at),
                    Deed::Read => read = Some(entry.place),
                    Deed::None => {}
                }
                menu_ui(view, entry, state, response, actions);
            }
        }
    });
    state.heights.ends = ends;
    let walked = rows.focused().filter(|now| before.is_some() && before != Some(*now) && clicked.is_none());
    state.rows = rows;
    if !grown.is_empty() {
        for (at, height) in grown {
            state.heights.lines[at] = height;
        }
        state.heights.add_up();
        ui.ctx().request_repaint();
    }
    let modifiers = ui.input(|input| input.modifiers);
    if let Some(place) = read {
        deeds::read(view, place, state, actions);
    } else if let Some(at) = touched {
        tick(state, gathered, at);
        state.rows.focus(at);
    } else if let Some(place) = pointed {
        look(state, place, actions);
    } else if let Some(at) = clicked {
        match gathered.lines[at] {
            Line::Heading(..) => {}
            Line::Entry(_) if modifiers.command => tick(state, gathered, at),
            Line::Entry(number) if modifiers.shift => tick_up_to(state, gathered, number, actions),
            Line::Entry(number) => look(state, gathered.entries[number].place, actions),
        }
    } else if let Some(Line::Entry(number)) = walked.and_then(|at| gathered.lines.get(at)) {
        if modifiers.shift {
            tick_up_to(state, gathered, *number, actions);
        } else {
            look(state, gathered.entries[*number].place, actions);
        }
    }
}

/// What the keyboard does with the row that has it, and Ctrl+A with all.
pub(super) fn keys(ui: &Ui, view: &ShellView, gathered: &Gathered, state: &mut CodePage, actions: &mut Actions) {
    if ui.ctx().text_edit_focused() || widgets::composing(ui.ctx()) {
        return;
    }
    let nowhere = ui.memory(|memory| memory.focused().is_none());
    let focused = state.rows.focused();
    if focused.is_none() && !nowhere {
        return;
    }
    let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
    if pressed(Modifiers::COMMAND, Key::A) {
        state.ticked = gathered.entries.iter().map(|entry| entry.place).collect();
    }
    if view.writing() && !state.chosen().is_empty() {
        if pressed(Modifiers::NONE, Key::Delete) || pressed(Modifiers::NONE, Key::Backspace) {
            deeds::remove(view, state, actions);
        }
        if let Some(code) = view.project.code(gathered.asked.code)
            && pressed(Modifiers::NONE, Key::C)
        {
            deeds::ask_also(view, code, state, actions);
        }
    }
    if let Some(at) = focused {
        if pressed(Modifiers::NONE, Key::Space) {
            tick(state, gathered, at);
        }
        if let Some(Line::Entry(number)) = gathered.lines.get(at)
            && pressed(Modifiers::NONE, Key::Enter)
        {
            deeds::read(view, gathered.entries[*number].place, state, actions);
        }
        return;
    }
    // Whoever has the keyboard nowhere comes in with an arrow, where one was before.
    let first = gathered.lines.iter().position(|line| matches!(line, Line::Entry(_)));
    if let Some(at) = state.current.and_then(|place| state.line_of(place)).or(first)
        && (pressed(Modifiers::NONE, Key::ArrowDown) || pressed(Modifiers::NONE, Key::ArrowUp))
    {
        state.rows.focus(at);
        if let Some(Line::Entry(number)) = gathered.lines.get(at) {
            look(state, gathered.entries[*number].place, actions);
        }
    }
}

/// Looks at a passage: the inspector shows its coding.
fn look(state: &mut CodePage, place: CodingPlace, actions: &mut Actions) {
    state.current = Some(place);
    state.anchor = Some(place);
    actions.push(Action::Choose(Choice::Coding(place)));
}

/// Ticks a passage or all under a heading, or takes the ticks away.
fn tick(state: &mut CodePage, gathered: &Gathered, at: usize) {
    let range = match gathered.lines[at] {
        Line::Heading(_, first, end) => first..end,
        Line::Entry(number) => number..number + 1,
    };
    let places = gathered.entries[range].iter().map(|entry| entry.place);
    if places.clone().all(|place| state.ticked.contains(&place)) {
        for place in places {
            state.ticked.remove(&place);
        }
    } else {
        state.anchor = places.clone().next();
        state.ticked.extend(places);
    }
}

/// Ticks everything from where one was before.
fn tick_up_to(state: &mut CodePage, gathered: &Gathered, number: usize, actions: &mut Actions) {
    let anchor = state.anchor.or(state.current);
    let from = anchor.and_then(|place| gathered.entries.iter().position(|entry| entry.place == place));
    let from = from.unwrap_or(number);
    let range = from.min(number)..=from.max(number);
    state.ticked.extend(gathered.entries[range].iter().map(|entry| entry.place));
    let place = gathered.entries[number].place;
    state.current = Some(place);
    actions.push(Action::Choose(Choice::Coding(place)));
}

fn follow_width(state: &mut CodePage, gathered: &Gathered, width: f32) {
    let heights = &mut state.heights;
    if (heights.width - width).abs() <= 0.5 {
        return;
    }
    if heights.width > 0.0 {
        heights.exact.clear();
    }
    heights.width = width;
    let height = |line: &Line| match line {
        Line::Heading(..) => HEADING,
        Line::Entry(number) => {
            let entry = &gathered.entries[*number];
            heights.exact.get(&entry.place).copied().unwrap_or_else(|| estimate(entry, width))
        }
    };
    heights.lines = gathered.lines.iter().map(height).collect();
    heights.add_up();
}

impl super::Heights {
    fn add_up(&mut self) {
        let mut end = 0.0;
        self.ends.clear();
        self.ends.extend(self.lines.iter().map(|height| {
            end += f64::from(*height);
            end
        }));
    }
}

/// As if every character were a Chinese one.
fn estimate(entry: &Entry, width: f32) -> f32 {
    let inner = width + OUT - INSET - space::SMALL;
    let rows = |characters: f32, font: f32| (characters * font / inner).ceil().max(1.0);
    let quote = rows(entry.wide.len() as f32, QUOTE).min(MOST_ROWS as f32) * QUOTE_LINE;
    let memo =
        if entry.memo > 0 { rows(entry.memo as f32, size::SMALL).min(MEMO_ROWS as f32) * MEMO_LINE } else { 0.0 };
    quote + memo + META + 2.0 * PAD
}

/// What was done to a row beside choosing it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    None,
    Tick,
    Read,
}

struct Drawn {
    height: f32,
    deed: Deed,
}

fn heading_ui(
    ui: &Ui,
    view: &ShellView,
    gathered: &Gathered,
    state: &CodePage,
    (heading, first, end): (Heading, usize, usize),
    place: Rect,
    response: &Response,
) -> bool {
    let t = theme::tokens(ui);
    let name = match heading {
        Heading::Document(id) => view.project.document(id).map_or("", |document| &document.title),
        Heading::Coder(id) => view.project.coder(id).map_or("", |coder| &coder.name),
    };
    let ticked = gathered.entries[first..end].iter().filter(|entry| state.ticked.contains(&entry.place)).count();
    let count = (end - first).to_string();
    let label = format!("{name} {count}");
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, &label));
    let low = Rect::from_min_max(pos2(place.left(), place.top() + 8.0), place.max);
    if response.has_focus() {
        ui.painter().rect_stroke(low, RADIUS, Stroke::new(1.5, t.accent), StrokeKind::Inside);
    }
    let tick_place = Rect::from_min_size(low.min, Vec2::new(TICK_WIDTH, low.height()));
    let tick_label = view.say(&Message::new("code_page.tick_group").with("name", name));
    let tick = Tick::of(ticked, end - first);
    let pressed = parts::tick_in_row(ui, tick_place, response.id.with("tick"), tick, &tick_label).clicked();
    let words = Rect::from_min_max(pos2(low.left() + INSET, low.top()), pos2(low.right() - 60.0, low.bottom()));
    let taken = widgets::text_in(ui, words, name, FontId::new(size::BODY, fonts::bold()), t.ink, Align::Min);
    let rest = Rect::from_min_max(pos2(words.left() + taken + space::SMALL, low.top()), low.max);
    widgets::text_in(ui, rest, &count, FontId::proportional(size::SMALL), t.quiet, Align::Min);
    ui.painter().hline(low.left() + INSET..=low.right(), low.bottom() - 1.0, Stroke::new(1.0, t.line));
    pressed
}

fn entry_ui(
    ui: &Ui,
    view: &ShellView,
    gathered: &Gathered,
    state: &CodePage,
    entry: &Entry,
    place: Rect,
    response: &Response,
) -> Drawn {
    let t = theme::tokens(ui);
    let gone = Drawn { height: place.height(), deed: Deed::None };
    let Some(document) = view.project.document(entry.place.document) else { return gone };
    let Some(coding) = coding_at(&view.project, entry.place) else { return gone };
    let (ticked, current) = (state.ticked.contains(&entry.place), state.current == Some(entry.place));
    let text = &document.text;
    let quote = text.slice(entry.span);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, ticked, quote.replace('\n', " ")));
    if current || ticked || response.hovered() {
        ui.painter().rect_filled(place, RADIUS, if current || ticked { t.chosen } else { t.panel });
    }
    if response.has_focus() {
        ui.painter().rect_stroke(place, RADIUS, Stroke::new(1.5, t.accent), StrokeKind::Inside);
    }
    let inner = place.width() - INSET - space::SMALL;
    let before = Span::new(entry.wide.start.0, entry.span.start.0).map_or("", |span| text.slice(span));
    let after = Span::new(entry.span.end.0, entry.wide.end.0).map_or("", |span| text.slice(span));
    let pieces = [Piece::plain(before, t.quiet), Piece::plain(quote, t.ink), Piece::plain(after, t.quiet)];
    let galley = parts::passage(ui, &pieces, &FontId::proportional(QUOTE), inner, MOST_ROWS);
    let memo = coding.memo.as_deref().filter(|memo| !memo.trim().is_empty()).map(|memo| {
        let font = FontId::proportional(size::SMALL);
        let pieces = [Piece::plain(memo, t.ink)];
        parts::passage(ui, &pieces, &font, inner - 20.0, MEMO_ROWS)
    });
    let x = place.left() + INSET;
    let top = place.top() + PAD;
    if let Some(code) = view.project.code(entry.code) {
        let bar = Rect::from_min_size(pos2(x - 10.0, top + 2.0), Vec2::new(3.0, galley.size().y - 4.0));
        ui.painter().rect_filled(bar, 1.5, theme::stripe(code.colour, theme::theme_of(ui)));
    }
    let mut y = top + galley.size().y;
    ui.painter().galley(pos2(x, top), galley, t.ink);
    if let Some(memo) = memo {
        let icon = Rect::from_min_size(pos2(x, y + 2.0), Vec2::new(14.0, 16.0));
        Icon::Note.paint(ui.painter(), icon, 12.0, t.quiet);
        let height = memo.size().y;
        ui.painter().galley(pos2(x + 20.0, y), memo, t.ink);
        y += height;
    }
    let meta = Rect::from_min_size(pos2(x, y), Vec2::new(inner, META));
    let read = meta_ui(ui, view, gathered, entry, meta, response);
    let box_place = Rect::from_min_size(pos2(place.left(), place.top() + PAD - 2.0), Vec2::new(TICK_WIDTH, QUOTE_LINE));
    let label = view.text("code_page.tick");
    let tick = if ticked { Tick::On } else { Tick::Off };
    let boxed = parts::tick_in_row(ui, box_place, response.id.with("tick"), tick, label).clicked();
    let deed = match (boxed, read) {
        (true, _) => Deed::Tick,
        (_, true) => Deed::Read,
        _ => Deed::None,
    };
    Drawn { height: y + META + PAD - place.top(), deed }
}

/// Its place, which opens it, who says and who coded it, and its other codes. Says whether it is to be read.
fn meta_ui(ui: &Ui, view: &ShellView, gathered: &Gathered, entry: &Entry, place: Rect, row: &Response) -> bool {
    let t = theme::tokens(ui);
    let small = FontId::proportional(size::SMALL);
    let Some(document) = view.project.document(entry.place.document) else { return false };
    let quote: String = document.text.slice(entry.span).chars().take(SPOKEN).collect();
    let paragraph = document.text.paragraph_of(entry.span.start) + 1;
    let mut label = view.say(&Message::new("code_page.paragraph").with("number", paragraph));
    if gathered.asked.sort != PageSort::Documents {
        label = format!("{} · {label}", document.title);
    }
    let from = |x: f32| Rect::from_min_max(pos2(x, place.top()), place.max);
    let width = parts::text_width(ui, &label, &small).min(place.width() * 0.5) + 2.0;
    let link = Rect::from_min_size(place.min, Vec2::new(width, place.height()));
    let response = ui.interact(link, row.id.with("read"), Sense::CLICK);
    let tip = view.text("code_page.read");
    response.widget_info(|| WidgetInfo::labeled(Role::Link, true, format!("{tip} {label} {quote}")));
    widgets::text_in(ui, link, &label, small.clone(), t.accent, Align::Min);
    if response.hovered() {
        ui.painter().hline(link.x_range(), link.bottom() - 5.0, Stroke::new(1.0, t.accent));
    }
    let mut x = link.right();
    let speaker = document.structure.speaker_at(entry.span.start).map(|speaker| speaker.name.clone());
    let coder = view.project.coder(entry.coder).map(|coder| coder.name.clone());
    let mut said: Vec<String> = speaker.into_iter().collect();
    if gathered.asked.sort != PageSort::Coder && gathered.coders > 1 {
        said.extend(coder);
    }
    said.push(time::date(entry.at));
    let said = format!("  ·  {}", said.join("  ·  "));
    x += widgets::text_in(ui, from(x), &said, small, t.quiet, Align::Min) + space::SMALL;
    let own = (gathered.asked.reach == Reach::Below && entry.code != gathered.asked.code).then_some(entry.code);
    for code in own.into_iter().chain(entry.others.iter().copied()) {
        match chip_ui(ui, view, code, from(x)) {
            Some(width) => x += width + space::TINY,
            None => return response.clicked(),
        }
    }
    if entry.more_others > 0 {
        let more = format!("+{}", entry.more_others);
        widgets::text_in(ui, from(x), &more, FontId::proportional(size::SMALL), t.quiet, Align::Min);
    }
    let clicked = response.clicked();
    response.on_hover_text(tip);
    clicked
}

/// Another code of a passage; `None` where there is no room.
fn chip_ui(ui: &Ui, view: &ShellView, code: CodeId, room: Rect) -> Option<f32> {
    let t = theme::tokens(ui);
    let code = view.project.code(code)?;
    let font = FontId::proportional(size::SMALL);
    let name = parts::text_width(ui, &code.name, &font).min(120.0) + 2.0;
    let width = name + 24.0;
    if width > room.width() {
        return None;
    }
    let place = Rect::from_center_size(pos2(room.left() + width / 2.0, room.center().y), Vec2::new(width, 18.0));
    ui.painter().rect(place, 9, t.panel, Stroke::new(1.0, t.line), StrokeKind::Inside);
    let dot = pos2(place.left() + 10.0, place.center().y);
    ui.painter().circle_filled(dot, 3.5, theme::stripe(code.colour, theme::theme_of(ui)));
    let words = Rect::from_min_max(pos2(place.left() + 17.0, place.top()), pos2(place.right() - 5.0, place.bottom()));
    widgets::text_in(ui, words, &code.name, font, t.ink, Align::Min);
    Some(width)
}

fn menu_ui(view: &ShellView, entry: &Entry, state: &mut CodePage, response: &Response, actions: &mut Actions) {
    widgets::context_menu(response, |ui| {
        ui.set_min_width(180.0);
        if ui.button(view.text("code_page.read")).clicked() {
            deeds::read(view, entry.place, state, actions);
            ui.close();
        }
        let Some(code) = view.project.code(state.code.unwrap_or(entry.code)) else { return };
        // A passage that is not ticked is meant alone.
        if !state.ticked.contains(&entry.place) {
            state.ticked.clear();
        }
        ui.add_enabled_ui(view.writing(), |ui| {
            if ui.button(view.text("code_page.also")).clicked() {
                deeds::ask_also(view, code, state, actions);
                ui.close();
            }
            if ui.button(view.text("code_page.recode")).clicked() {
                deeds::ask_recode(view, code, state, actions);
                ui.close();
            }
            if ui.button(view.text("code_page.remove")).clicked() {
                deeds::remove(view, state, actions);
                ui.close();
            }
        });
    });
}
