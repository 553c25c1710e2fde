//! The rows on screen with their glyphs, for one frame: what is painted, hit and measured.

use std::ops::Range;
use std::sync::Arc;

use egui::epaint::text::FontsView;
use egui::{Galley, Pos2, Rect, Vec2, pos2};

use super::layout::Layout;
use super::style::Style;
use crate::model::{CharIndex, Span, Structure};

/// Where the parts of the view stand across its width, from its left edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Columns {
    /// Right edge of the paragraph numbers.
    pub numbers: f32,
    /// Left edge of the text.
    pub text: f32,
    /// Width of the text.
    pub text_width: f32,
    /// Left edge of the stripes.
    pub margin: f32,
    /// Width of stripes and names.
    pub margin_width: f32,
}

/// Whether times stand beside the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// No turn has one.
    None,
    /// Below the numbers of paragraphs.
    Beside,
}

impl Times {
    /// Of a document.
    #[must_use]
    pub fn of(structure: &Structure) -> Self {
        if structure.turns.iter().any(|turn| turn.at.is_some()) { Self::Beside } else { Self::None }
    }
}

impl Columns {
    /// Shares a width out: numbers and times of turns, then text of at most so many em, then the margin; what is left goes to the sides.
    #[must_use]
    pub fn of(width: f32, paragraphs: usize, times: Times, style: &Style) -> Self {
        const SCROLL_BAR: f32 = 14.0;
        let digits = paragraphs.max(10).ilog10() as f32 + 1.0;
        let digits = if times == Times::Beside { digits.max(5.0) } else { digits };
        let gap = style.body.size;
        let gutter = (digits * style.label.size * 0.62 + gap + 8.0).round();
        let margin_width = (width * 0.24).clamp(72.0, 230.0).round();
        let rest = width - gutter - gap - margin_width - SCROLL_BAR;
        let text_width = rest.min(style.max_width * style.body.size).max(4.0 * style.body.size).floor();
        let side = ((rest - text_width) * 0.5).max(0.0).floor();
        let text = side + gutter;
        let margin = text + text_width + gap;
        Self { numbers: text - gap, text, text_width, margin, margin_width }
    }
}

/// The rows of a frame.
pub struct Page<'a> {
    /// Of the whole document.
    pub layout: &'a Layout,
    /// Where the layout's origin stands on screen.
    pub origin: Pos2,
    /// What can be seen.
    pub clip: Rect,
    /// The rows that can be seen.
    pub rows: Range<usize>,
    galleys: Vec<Arc<Galley>>,
}

impl<'a> Page<'a> {
    /// Lays out the rows that reach into `clip`.
    pub fn new(layout: &'a Layout, origin: Pos2, clip: Rect, fonts: &mut FontsView<'_>) -> Self {
        let rows = layout.rows_between(clip.top() - origin.y, clip.bottom() - origin.y);
        let galleys = rows.clone().map(|row| layout.galley(row, fonts)).collect();
        Self { layout, origin, clip, rows, galleys }
    }

    /// A visible row's glyphs.
    #[must_use]
    pub fn galley(&self, row: usize) -> &Arc<Galley> {
        &self.galleys[row - self.rows.start]
    }

    /// A visible row on screen, from its indent to the end of its glyphs.
    #[must_use]
    pub fn row_rect(&self, row: usize) -> Rect {
        let left = self.origin.x + self.layout.block_of(row).indent;
        let width = self.galley(row).rows.first().map_or(0.0, |placed| placed.size.x);
        Rect::from_min_max(
            pos2(left, self.origin.y + self.layout.top(row)),
            pos2(left + width, self.origin.y + self.layout.bottom(row)),
        )
    }

    /// The part of a span that stands on a visible row; `None` where it has none there.
    #[must_use]
    pub fn part_on(&self, row: usize, span: Span) -> Option<Rect> {
        let place = self.layout.rows()[row];
        let (start, end) = (span.start.0.max(place.start), span.end.0.min(place.end));
        if start >= end {
            return None;
        }
        let rect = self.row_rect(row);
        let galley = self.galley(row);
        let x = |at| self.origin.x + self.layout.x_of(row, CharIndex(at), galley);
        Some(Rect::from_min_max(pos2(x(start), rect.top()), pos2(x(end), rect.bottom())))
    }

    /// The visible rows that a span touches.
    #[must_use]
    pub fn rows_of(&self, span: Span) -> Range<usize> {
        let rows = &self.layout.rows()[self.rows.clone()];
        let first = rows.partition_point(|row| row.end <= span.start.0);
        let end = rows.partition_point(|row| row.start < span.end.0);
        self.rows.start + first..self.rows.start + end.max(first)
    }

    /// The visible parts of a span, row by row.
    pub fn parts(&self, span: Span) -> impl Iterator<Item = (usize, Rect)> {
        self.rows_of(span).filter_map(move |row| Some((row, self.part_on(row, span)?)))
    }

    /// Everything of a span that can be seen.
    #[must_use]
    pub fn bounds(&self, span: Span) -> Option<Rect> {
        self.parts(span).map(|(_, rect)| rect).reduce(Rect::union).map(|rect| rect.intersect(self.clip))
    }

    /// From the screen to the layout.
    #[must_use]
    pub fn local(&self, screen: Pos2) -> Pos2 {
        screen - Vec2::new(self.origin.x, self.origin.y)
    }

    /// The character whose glyph lies under a point of the screen; `None` beside the text.
    #[must_use]
    pub fn character_under(&self, screen: Pos2) -> Option<CharIndex> {
        let row = self.layout.row_at(screen.y - self.origin.y);
        if !self.rows.contains(&row) || !self.row_rect(row).contains(screen) {
            return None;
        }
        let place = self.layout.rows()[row];
        let glyphs = &self.galley(row).rows.first()?.glyphs;
        let x = screen.x - self.row_rect(row).left();
        let column = glyphs.partition_point(|glyph| glyph.pos.x <= x).max(1) - 1;
        (place.start < place.end).then(|| CharIndex((place.start + column as u32).min(place.end - 1)))
    }
}
