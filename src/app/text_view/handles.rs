//! Handles at the two ends of a coding: a knob above its first character and one below its last.
//!
//! They stand on the coding that is chosen and on the one under the pointer. A knob lies in the air
//! between two rows, never on a letter: who wants to select from the first coded character on presses
//! the character. What a pull makes of the coding stands in `ends`.

use egui::{Color32, Painter, Pos2, Rect, Stroke, Vec2, pos2};

use super::ends::End;
use super::layout::{Caret, Side};
use super::page::Page;
use crate::model::{CodingId, Span};

/// How far from a knob's middle the pointer takes hold of it.
const REACH: Vec2 = Vec2::new(8.0, 6.5);

/// How much is seen of a handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// A small knob: the pointer is on the coding.
    Hint,
    /// A knob on a stem: the coding is chosen.
    Full,
}

/// One handle on screen.
#[derive(Clone, Copy, Debug)]
pub struct Handle {
    /// Of which coding.
    pub coding: CodingId,
    /// Which end of it.
    pub end: End,
    /// Where the coding stands.
    pub span: Span,
    /// The middle of the knob.
    pub knob: Pos2,
    /// The other end of the stem.
    foot: Pos2,
}

impl Handle {
    /// The handles of a coding that can be seen.
    pub fn of(page: &Page<'_>, coding: CodingId, span: Span) -> impl Iterator<Item = Self> {
        [End::Start, End::Finish].into_iter().filter_map(move |end| Self::at(page, coding, span, end))
    }

    fn at(page: &Page<'_>, coding: CodingId, span: Span, end: End) -> Option<Self> {
        let caret = match end {
            End::Start => Caret::at(span.start),
            End::Finish => Caret { at: span.end, side: Side::Previous },
        };
        let row = page.layout.row_of(caret);
        if !page.rows.contains(&row) {
            return None;
        }
        let x = page.origin.x + page.layout.x_of(row, caret.at, page.galley(row));
        let rect = page.row_rect(row);
        let half = (page.layout.block_of(row).font.size * 0.75).min(rect.height() / 2.0);
        let (top, bottom) = (pos2(x, rect.center().y - half), pos2(x, rect.center().y + half));
        let (knob, foot) = match end {
            End::Start => (top, bottom),
            End::Finish => (bottom, top),
        };
        Some(Self { coding, end, span, knob, foot })
    }

    /// Whether a pointer there takes hold of it.
    #[must_use]
    pub fn is_under(&self, pointer: Pos2) -> bool {
        // Away from the letters rather than towards them.
        let out = match self.end {
            End::Start => -2.0,
            End::Finish => 2.0,
        };
        Rect::from_center_size(self.knob + Vec2::new(0.0, out), 2.0 * REACH).contains(pointer)
    }

    /// Paints it.
    pub fn paint(&self, painter: &Painter, presence: Presence, colour: Color32, ground: Color32) {
        let radius = match presence {
            Presence::Hint => 3.0,
            Presence::Full => {
                painter.line_segment([self.knob, self.foot], Stroke::new(1.5, colour));
                4.5
            }
        };
        painter.circle(self.knob, radius, colour, Stroke::new(1.0, ground));
    }
}
