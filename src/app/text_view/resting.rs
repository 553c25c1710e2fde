//! Whether the pointer rests on the text: then the shell tells which codings lie there.
//!
//! It takes a while, and ends with the first movement, so that nothing flickers while one reads with the pointer in
//! the text.

use egui::{Pos2, Ui};

use super::TextView;
use super::selection::Press;
use crate::model::CodingId;

/// How long a pointer rests before it is told what lies under it, in seconds.
pub const PATIENCE: f64 = 0.6;

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
    /// These codings, once the pointer has rested on them.
    pub(super) fn rested_on(&mut self, ui: &Ui, here: &[CodingId]) -> Vec<CodingId> {
        let (at, now) = ui.input(|input| (input.pointer.hover_pos(), input.time));
        let Some(rested) = self.rest.follow(at, self.offset, now) else { return Vec::new() };
        if here.is_empty() || self.press != Press::None || egui::Popup::is_any_open(ui.ctx()) {
            return Vec::new();
        }
        if rested < PATIENCE {
            ui.request_repaint_after(std::time::Duration::from_secs_f64(PATIENCE - rested));
            return Vec::new();
        }
        here.to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

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
