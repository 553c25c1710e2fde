//! The card of a coding: what its code means, who coded, what was remarked. It comes when the pointer rests on a
//! name or a stripe in the margin, or on a coded passage, and then tells of all that lie there; never while something
//! is dragged or asked. It lies neither on the passage nor on the names beside it.

use egui::{Area, Frame, Id, Margin, Order, Pos2, Rect, Stroke, Ui, Vec2, pos2};

use super::ReadingView;
use crate::app::shell::{ShellView, coding_at};
use crate::app::text_view::TextViewResponse;
use crate::app::theme::{self, size, space};
use crate::app::widgets;
use crate::model::{CodingId, CodingPlace, DocumentId, Message};

/// How long the pointer rests on a name before the card comes, in seconds.
const DELAY: f64 = 0.4;
/// The width of its words, the least that it makes do with, and what is around them.
const WIDTH: f32 = 300.0;
const LEAST_WIDTH: f32 = 210.0;
const FRAME: f32 = 26.0;
/// Between it and what it stands beside.
const GAP: f32 = 8.0;
/// From the edges of the window.
const EDGE: f32 = 6.0;
/// So many codings are told in full.
const MOST: usize = 4;

/// On what the pointer rests.
#[derive(Default)]
pub(super) struct Hover {
    on: Option<(CodingId, f64)>,
}

pub(super) fn hover_ui(
    ui: &Ui,
    view: &ShellView,
    state: &mut ReadingView,
    document: DocumentId,
    response: &TextViewResponse,
) {
    let (now, still, down, at) = ui.input(|input| {
        let pointer = &input.pointer;
        (input.time, pointer.velocity().length() < 20.0, pointer.any_down(), pointer.hover_pos())
    });
    let busy = down || egui::Popup::is_any_open(ui.ctx()) || response.selection.is_some() && state.bar;
    let (Some(at), false) = (at, busy) else {
        state.hover.on = None;
        return;
    };
    let told = if let Some(coding) = response.pointed_stripe {
        let since = match state.hover.on {
            Some((on, since)) if on == coding => since,
            _ => now,
        };
        let shown = now - since >= DELAY;
        // A pointer that moves on begins anew; a card that is there stays.
        let since = if still || shown { since } else { now };
        state.hover.on = Some((coding, since));
        if !shown {
            let left = (DELAY - (now - since)).max(0.01);
            ui.request_repaint_after(std::time::Duration::from_secs_f64(left));
            return;
        }
        vec![coding]
    } else {
        state.hover.on = None;
        response.rested.clone()
    };
    let places: Vec<CodingPlace> = told.into_iter().filter_map(|id| state.place_of(id)).collect();
    if !places.is_empty() && places.iter().all(|place| place.document == document) {
        let clear = Clear { rows: response.pointed_rows.unwrap_or(Rect::from_pos(at)), margin: response.margin };
        card_ui(ui, view, &places, at, clear);
    }
}

/// What the card must not lie on.
#[derive(Clone, Copy, Debug)]
struct Clear {
    /// Of the passage that is pointed at.
    rows: Rect,
    /// Stripes and names.
    margin: Rect,
}

/// Where the card stands and how wide its words may be: right of the names, beside the text; where there is no room,
/// left of them, below the passage or above it.
fn place(high: f32, at: Pos2, clear: Clear, window: Rect) -> (Pos2, f32) {
    let window = window.shrink(EDGE);
    let lowest = (window.bottom() - high).max(window.top());
    let beside = clear.margin.right() + GAP;
    let room = window.right() - beside - FRAME;
    if room >= LEAST_WIDTH {
        return (pos2(beside, (at.y - 20.0).clamp(window.top(), lowest)), room.min(WIDTH));
    }
    let left = (at.x - WIDTH / 2.0).min(clear.margin.left() - GAP - WIDTH - FRAME).max(window.left());
    let below = clear.rows.bottom() + GAP;
    let top = if below + high <= window.bottom() { below } else { clear.rows.top() - GAP - high };
    (pos2(left, top.clamp(window.top(), lowest)), WIDTH)
}

fn card_ui(ui: &Ui, view: &ShellView, places: &[CodingPlace], at: Pos2, clear: Clear) {
    let t = theme::tokens(ui);
    let window = ui.ctx().content_rect();
    let id = Id::unique("coding card");
    let high = ui.memory(|memory| memory.area_rect(id)).map_or(120.0, |rect| rect.height());
    let (corner, width) = place(high, at, clear, window);
    Area::new(id).order(Order::Tooltip).fixed_pos(corner).constrain_to(window.shrink(EDGE)).interactable(false).show(
        ui.ctx(),
        |ui| {
            Frame::new()
                .fill(t.field)
                .stroke(Stroke::new(1.0, t.line))
                .corner_radius(8)
                .shadow(ui.visuals().popup_shadow)
                .inner_margin(Margin::symmetric(12, 10))
                .show(ui, |ui| {
                    ui.set_max_width(width);
                    ui.spacing_mut().item_spacing = Vec2::new(space::SMALL, space::TINY);
                    for (number, place) in places.iter().take(MOST).enumerate() {
                        if number > 0 {
                            ui.separator();
                        }
                        coding_ui(ui, view, *place);
                    }
                    if places.len() > MOST {
                        let more = Message::new("inspector.more_codings").with("count", places.len() - MOST);
                        ui.label(widgets::caption(ui, view.say(&more)));
                    }
                });
        },
    );
}

fn coding_ui(ui: &mut Ui, view: &ShellView, place: CodingPlace) {
    let Some(coding) = coding_at(&view.project, place) else { return };
    let Some(code) = view.project.code_of(coding) else { return };
    ui.horizontal_wrapped(|ui| {
        widgets::dot(ui, code.colour);
        let mut names = view.project.code_names(code.id);
        names.pop();
        ui.label(widgets::bold(&code.name));
        if !names.is_empty() {
            ui.label(widgets::caption(ui, names.join(" › ")));
        }
    });
    if let Some(line) = first_line(&code.definition) {
        ui.label(line);
    }
    if let Some(memo) = coding.memo.as_deref().and_then(first_line) {
        let said = Message::new("reading.card_memo").with("memo", memo);
        ui.label(egui::RichText::new(view.say(&said)).size(size::BODY));
    }
    let coder = view.project.coder(coding.coder).map_or("", |coder| coder.name.as_str());
    let said = Message::new("reading.card_coder").with("name", coder);
    ui.label(widgets::caption(ui, view.say(&said.with("date", crate::app::time::date(coding.at)))));
}

/// The beginning of a longer text; `None` where it says nothing.
fn first_line(text: &str) -> Option<String> {
    const LONGEST: usize = 90;
    let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    let cut = line.chars().count() > LONGEST;
    Some(if cut { line.chars().take(LONGEST).chain(['…']).collect() } else { line.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_card_lies_neither_on_the_names_nor_on_the_passage() {
        for size in [Vec2::new(1440.0, 900.0), Vec2::new(1024.0, 700.0)] {
            let window = Rect::from_min_size(Pos2::ZERO, size);
            for right in [size.x - 300.0, size.x - 14.0] {
                let margin = Rect::from_min_max(pos2(right - 220.0, 90.0), pos2(right, size.y - 20.0));
                for y in [100.0, size.y * 0.5, size.y - 60.0] {
                    let rows = Rect::from_min_max(pos2(300.0, y), pos2(margin.left() - 20.0, y + 36.0));
                    for at in [pos2(margin.left() + 60.0, y + 10.0), pos2(400.0, y + 10.0)] {
                        let (corner, width) = place(150.0, at, Clear { rows, margin }, window);
                        let card = Rect::from_min_size(corner, Vec2::new(width + FRAME, 150.0));
                        assert!(window.contains_rect(card), "{card:?} in {window:?}");
                        assert!(!card.intersects(margin) && !card.intersects(rows), "{card:?}: {margin:?} {rows:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_card_says_the_first_line_that_says_something() {
        assert_eq!(first_line("\n  \n 上下都知道 \n第二行").as_deref(), Some("上下都知道"));
        assert_eq!(first_line(" \n"), None);
        assert_eq!(first_line(&"长".repeat(200)).map(|line| line.chars().count()), Some(91));
    }
}
