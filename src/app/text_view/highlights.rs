//! Soft colour under coded, selected and found passages, as one mesh behind the text.
//!
//! Colours are laid over each other thin enough that four codes on one passage can still be read
//! under, and each deeper lane is a little lower than the one before, so that the edge of every
//! one shows. Only rows on screen are looked at.

use std::collections::HashMap;

use egui::{Color32, Mesh, Rect, Theme, pos2};

use super::page::Page;
use super::style::Style;
use crate::app::theme;
use crate::model::{CharIndex, Colour, Span};

/// How strongly a coding is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// As all are.
    Soft,
    /// The one that the inspector shows.
    Selected,
    /// Pointed at, here or elsewhere.
    Lit,
}

/// One coding's colour.
#[derive(Clone, Copy, Debug)]
pub struct Wash {
    /// Where.
    pub span: Span,
    /// Of the code.
    pub paint: Paint,
    /// The lane of its stripe: washes of other depths show their edges.
    pub depth: usize,
    /// How strongly.
    pub strength: Strength,
}

/// The colours that a code's colour becomes in one theme.
#[derive(Clone, Copy, Debug)]
pub struct Paint {
    /// Under text.
    pub soft: Color32,
    /// Under text, where it is chosen or pointed at.
    pub strong: Color32,
    /// Of stripes, dots and lines.
    pub stripe: Color32,
}

/// Keeps what codes' colours become: finding a legible one takes a search, and a frame has dozens.
#[derive(Default)]
pub struct Paints {
    theme: Option<Theme>,
    known: HashMap<Colour, Paint>,
}

impl Paints {
    /// Of a colour in a theme.
    pub fn of(&mut self, colour: Colour, theme: Theme) -> Paint {
        if self.theme != Some(theme) {
            self.known.clear();
            self.theme = Some(theme);
        }
        *self.known.entry(colour).or_insert_with(|| Paint {
            soft: theme::highlight(colour, theme),
            strong: theme::highlight_strong(colour, theme),
            stripe: theme::stripe(colour, theme),
        })
    }
}

/// What a found passage stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HitGround {
    /// On what is coded there.
    Under,
    /// On its own, which nothing shines through: the one that is looked at.
    Own,
}

/// How thick the line of what is coded within a selection is.
const CODED_LINE: f32 = 1.5;

/// How thick the line of a found passage is.
const HIT_LINE: f32 = 2.0;

/// The colours under the text of a frame.
pub struct Highlights<'a, 'b> {
    page: &'a Page<'b>,
    style: &'a Style,
    mesh: Mesh,
}

impl<'a, 'b> Highlights<'a, 'b> {
    /// None yet.
    #[must_use]
    pub fn new(page: &'a Page<'b>, style: &'a Style) -> Self {
        Self { page, style, mesh: Mesh::default() }
    }

    /// What is painted, to go behind the text.
    #[must_use]
    pub fn into_mesh(self) -> Mesh {
        self.mesh
    }

    /// A band of a row: as high as its letters with a little air, so that rows stay apart.
    fn band(&self, row: usize, rect: Rect, inset: f32) -> Rect {
        let height = (self.page.layout.block_of(row).font.size * 1.5).min(rect.height());
        let centre = rect.center().y;
        Rect::from_min_max(pos2(rect.left(), centre - height / 2.0 + inset), pos2(rect.right(), centre + height / 2.0))
    }

    /// Selected text: whole rows, joined where the selection goes on, with a tail where it takes a line end.
    pub fn selection(&mut self, span: Span, colour: Color32) {
        let rows = self.page.layout.rows();
        for row in self.page.rows_of(Span { start: span.start, end: CharIndex(span.end.0 + 1) }) {
            let place = rows[row];
            if place.start >= span.end.0 || place.end < span.start.0 {
                continue;
            }
            let mut rect = self.page.part_on(row, span).unwrap_or_else(|| {
                let rect = self.page.row_rect(row);
                let x = if place.start == place.end { rect.left() } else { rect.right() };
                Rect::from_min_max(pos2(x, rect.top()), pos2(x, rect.bottom()))
            });
            let goes_on = rows.get(row + 1).is_some_and(|next| next.start < span.end.0);
            let new_paragraph = rows.get(row + 1).is_some_and(|next| next.paragraph != place.paragraph);
            if goes_on && new_paragraph {
                rect.max.x += self.style.body.size * 0.4;
            }
            self.mesh.add_colored_rect(rect, colour);
        }
    }

    /// A found passage, over what is coded there: a line below it in the accent; the one that is looked at on a ground
    /// of its own, with a line around it.
    pub fn hit(&mut self, span: Span, ground: HitGround) {
        for (row, rect) in self.page.parts(span) {
            let band = self.band(row, rect, 0.0);
            let line = Rect::from_min_max(pos2(band.left(), band.bottom() - HIT_LINE), band.max);
            match ground {
                HitGround::Under => {}
                HitGround::Own => {
                    self.mesh.add_colored_rect(band.expand(HIT_LINE), self.style.accent);
                    self.mesh.add_colored_rect(band, self.style.current_hit);
                }
            }
            self.mesh.add_colored_rect(line, self.style.accent);
        }
    }

    /// The ground of found passages, under what is coded there.
    pub fn found(&mut self, span: Span) {
        for (row, rect) in self.page.parts(span) {
            self.mesh.add_colored_rect(self.band(row, rect, 0.0), self.style.hit);
        }
    }

    /// A coded passage.
    pub fn coding(&mut self, wash: Wash) {
        let colour = if wash.strength == Strength::Soft { wash.paint.soft } else { wash.paint.strong };
        let inset = 2.0 * (wash.depth % 4) as f32;
        for (row, rect) in self.page.parts(wash.span) {
            let band = self.band(row, rect, inset);
            self.mesh.add_colored_rect(band, colour);
            if wash.strength == Strength::Lit {
                let line = Rect::from_min_max(pos2(band.left(), band.bottom() - 2.0), band.max);
                self.mesh.add_colored_rect(line, wash.paint.stripe);
            }
        }
    }

    /// What is coded within a selection: a thin line at the foot of the row, one above the other.
    pub fn coded_below(&mut self, selected: Span, wash: Wash) {
        let (start, end) = (wash.span.start.max(selected.start), wash.span.end.min(selected.end));
        let Some(span) = Span::new(start.0, end.0) else { return };
        let up = CODED_LINE * 1.5 * (wash.depth % 4) as f32;
        for (_, rect) in self.page.parts(span) {
            let foot = rect.bottom() - up;
            let line = Rect::from_min_max(pos2(rect.left(), foot - CODED_LINE), pos2(rect.right(), foot));
            self.mesh.add_colored_rect(line, wash.paint.stripe);
        }
    }

    /// A passage that was just gone to; fades from 1 to 0.
    pub fn flash(&mut self, span: Span, left: f32) {
        let colour = self.style.accent.gamma_multiply(0.35 * left);
        for (row, rect) in self.page.parts(span) {
            self.mesh.add_colored_rect(self.band(row, rect, 0.0).expand(2.0), colour);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::theme::contrast;

    #[test]
    fn hits_can_be_told_from_what_is_coded_under_them() {
        for theme in [Theme::Light, Theme::Dark] {
            let style = Style::of(theme);
            assert!(contrast(style.accent, style.current_hit) >= 3.0, "{theme:?}: around the current one");
            for colour in Colour::palette() {
                let paint = Paints::default().of(colour, theme);
                for ground in [style.background, style.hit] {
                    let coded = ground.blend(paint.soft);
                    let line = contrast(style.accent, coded);
                    assert!(line >= 3.0, "{theme:?} {colour}: the line on what is coded: {line:.2}");
                }
            }
        }
    }

    #[test]
    fn coded_text_can_be_read_where_it_is_selected_or_found_too() {
        for theme in [Theme::Light, Theme::Dark] {
            let style = Style::of(theme);
            for ground in [style.background, style.selection, style.hit, style.current_hit] {
                let bare = contrast(style.text, ground);
                assert!(bare >= 6.0, "{theme:?} {ground:?} alone: {bare:.2}");
                for colour in Colour::palette() {
                    let paint = Paints::default().of(colour, theme);
                    let twice = ground.blend(paint.soft).blend(paint.soft);
                    let found = contrast(style.text, twice);
                    assert!(found >= 4.5, "{theme:?} {colour} twice on {ground:?}: {found:.2}");
                    let lit = contrast(style.text, ground.blend(paint.strong));
                    assert!(lit >= 3.5, "{theme:?} {colour} lit on {ground:?}: {lit:.2}");
                }
            }
        }
    }
}
