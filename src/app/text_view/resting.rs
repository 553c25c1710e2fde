//! The small list of codings under a pointer that rests on the text.
//!
//! It comes after a while, goes with the first movement, takes no clicks and lies in the margin, past
//! the stripes; where the margin is too narrow it hangs below the row that is pointed at. So nothing
//! flickers while one reads with the pointer in the text, and the row under it stays free.

use egui::{Area, Order, Pos2, Ui, pos2};

use super::TextView;
use super::margin::code_line_ui;
use super::page::Page;
use super::paint::Frame;
use super::selection::Press;
use super::view::Shown;
use crate::model::CodingId;

/// How long a pointer rests before it is told what lies under it, in seconds.
pub const PATIENCE: f64 = 0.6;
/// At most so many codings are told.
const MOST: usize = 6;
/// A narrower margin has no room for the list.
const NARROWEST: f32 = 96.0;

/// Where a pointer rests, and since when.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rest {
    at: Option<Pos2>,
    /// Of the text: scrolling under a still pointer is movement too.
    offset: f32,
    since: f64,
}

impl Rest {
    /// How long the pointer has rested, in seconds; none where it moved, or is away.
    fn follow(&mut self, at: Option<Pos2>, offset: f32, now: f64) -> Option<f64> {
        let place = at?;
        let moved = self.at.is_none_or(|before| before.distance(place) > 1.5) || (self.offset - offset).abs() > 0.5;
        if moved {
            *self = Self { at: Some(place), offset, since: now };
        }
        Some(now - self.since)
    }
}

impl TextView {
    /// Shows the list once the pointer has rested on these codings.
    pub(super) fn resting_ui(&mut self, ui: &Ui, frame: &Frame<'_>, page: &Page<'_>, here: &[CodingId]) {
        let names_from = frame.names_from();
        let (at, now) = ui.input(|input| (input.pointer.hover_pos(), input.time));
        let rested = self.rest.follow(at, self.offset, now);
        let (Some(at), Some(rested)) = (at, rested) else { return };
        if here.is_empty() || self.press != Press::None || egui::Popup::is_any_open(ui.ctx()) {
            return;
        }
        if rested < PATIENCE {
            ui.request_repaint_after(std::time::Duration::from_secs_f64(PATIENCE - rested));
            return;
        }
        let right = frame.left + frame.columns.margin + frame.columns.margin_width;
        let row = page.layout.row_at(at.y - page.origin.y);
        let rect = page.row_rect(row);
        let room = right - names_from;
        let (corner, width) = if room >= NARROWEST {
            (pos2(names_from, rect.top()), room)
        } else {
            (pos2(at.x + 8.0, rect.bottom() + 2.0), 220.0)
        };
        let style = frame.view.style;
        let area = Area::new(frame.id.with("resting")).order(Order::Tooltip).fixed_pos(corner).interactable(false);
        area.constrain_to(page.clip).show(ui.ctx(), |ui| {
            egui::Frame::popup(ui.style()).show(ui, |ui| {
                ui.set_width(width - 16.0);
                ui.spacing_mut().item_spacing.y = 4.0;
                let all: Vec<&Shown> = here.iter().filter_map(|&id| frame.shown(page, id)).collect();
                // Who coded is told once where it was one person.
                let same = all.iter().all(|shown| shown.coder == all[0].coder);
                for shown in all.iter().take(MOST) {
                    let coder = if same { "" } else { &shown.coder };
                    code_line_ui(ui, shown.colour, &shown.name, coder, style);
                }
                let quiet = |text: String| egui::RichText::new(text).color(style.faint).size(style.label.size);
                if all.len() > MOST {
                    ui.label(quiet(format!("+{}", all.len() - MOST)));
                }
                if let Some(coder) = all.first().filter(|one| same && !one.coder.is_empty()).map(|one| &one.coder) {
                    ui.label(quiet(coder.to_string()));
                }
            });
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_rests_only_while_neither_it_nor_the_text_moves() {
        let mut rest = Rest::default();
        let at = |x: f32| Some(pos2(x, 10.0));
        assert_eq!(rest.follow(at(5.0), 0.0, 1.0), Some(0.0));
        assert_eq!(rest.follow(at(6.0), 0.0, 1.5), Some(0.5), "a hand trembles");
        assert_eq!(rest.follow(at(9.0), 0.0, 2.0), Some(0.0));
        assert_eq!(rest.follow(at(9.0), 40.0, 3.0), Some(0.0), "the text was scrolled");
        assert_eq!(rest.follow(None, 40.0, 4.0), None);
    }
}
