//! The card of a coding: what its code means, who coded, what was remarked. It comes when the pointer rests on a
//! name or a stripe in the margin, and never while something is dragged or asked. Of the text itself the column says
//! which codings lie there.

use egui::{Area, Frame, Id, Margin, Order, Rect, Stroke, Ui, Vec2, pos2};

use super::ReadingView;
use crate::app::shell::{ShellView, coding_at};
use crate::app::text_view::TextViewResponse;
use crate::app::theme::{self, size, space};
use crate::app::widgets;
use crate::model::{CodingId, DocumentId, Message};

/// How long the pointer rests before the card comes, in seconds.
const DELAY: f64 = 0.4;
const WIDTH: f32 = 300.0;

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
    let (Some(coding), Some(at), false) = (response.pointed_stripe, at, busy) else {
        state.hover.on = None;
        return;
    };
    let since = match state.hover.on {
        Some((on, since)) if on == coding => since,
        _ => now,
    };
    let shown = now - since >= DELAY;
    // A pointer that moves on begins anew; a card that is there stays.
    let since = if still || shown { since } else { now };
    state.hover.on = Some((coding, since));
    if !shown {
        ui.request_repaint_after(std::time::Duration::from_secs_f64((DELAY - (now - since)).max(0.01)));
        return;
    }
    if let Some(place) = state.place_of(coding)
        && place.document == document
    {
        card_ui(ui, view, place, at);
    }
}

fn card_ui(ui: &Ui, view: &ShellView, place: crate::model::CodingPlace, at: egui::Pos2) {
    let Some(coding) = coding_at(&view.project, place) else { return };
    let Some(code) = view.project.code_of(coding) else { return };
    let t = theme::tokens(ui);
    let window = ui.ctx().content_rect();
    let id = Id::unique("coding card");
    // Below the pointer, or above it where there is no room: never on the passage that it is about.
    let high = ui.memory(|memory| memory.area_rect(id)).map_or(120.0, |rect| rect.height());
    let top = if at.y + 22.0 + high > window.bottom() - 6.0 { at.y - 14.0 - high } else { at.y + 22.0 };
    let left = (at.x + 14.0).min(window.right() - WIDTH - 34.0);
    Area::new(id)
        .order(Order::Tooltip)
        .fixed_pos(pos2(left.max(8.0), top))
        .constrain_to(Rect::from_min_max(window.min, window.max).shrink(6.0))
        .interactable(false)
        .show(ui.ctx(), |ui| {
            Frame::new()
                .fill(t.field)
                .stroke(Stroke::new(1.0, t.line))
                .corner_radius(8)
                .shadow(ui.visuals().popup_shadow)
                .inner_margin(Margin::symmetric(12, 10))
                .show(ui, |ui| {
                    ui.set_max_width(WIDTH);
                    ui.spacing_mut().item_spacing = Vec2::new(space::SMALL, space::TINY);
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
                        ui.label(egui::RichText::new(view.say(&said)).size(size::BODY).color(t.ink));
                    }
                    let coder = view.project.coder(coding.coder).map_or("", |coder| coder.name.as_str());
                    let said = Message::new("reading.card_coder").with("name", coder);
                    ui.label(widgets::caption(ui, view.say(&said.with("date", crate::app::time::date(coding.at)))));
                });
        });
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
    fn a_card_says_the_first_line_that_says_something() {
        assert_eq!(first_line("\n  \n 上下都知道 \n第二行").as_deref(), Some("上下都知道"));
        assert_eq!(first_line(" \n"), None);
        assert_eq!(first_line(&"长".repeat(200)).map(|line| line.chars().count()), Some(91));
    }
}
