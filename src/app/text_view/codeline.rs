//! The codeline: a narrow strip beside the text that shows where in the whole document codings lie.
//!
//! Each line of pixels takes the two colours that cover most of it, side by side, so that what is
//! shown depends on the codings alone and not on their order; hits of a search are ticks at the right,
//! what can be seen is a soft window. The colours are merged once for each state of codings, hits and
//! size, never in a frame. A press goes there, a drag scrolls.

use std::ops::Range;
use std::sync::Arc;

use egui::accesskit::Role;
use egui::{CornerRadius, CursorIcon, Id, Mesh, Rect, Sense, Shape, Stroke, StrokeKind, Theme, Ui, WidgetInfo, pos2};

use super::highlights::Paints;
use super::lanes::Lanes;
use super::layout::{Caret, Layout};
use super::view::DocumentView;
use super::{PADDING, Target, TextView};
use crate::model::{CharIndex, Colour, Message, Span};

/// How wide the strip is.
pub const WIDTH: f32 = 14.0;
/// Of the coloured part; the ticks of hits stand right of it.
const COLOURS: f32 = 7.0;
/// Of a tick.
const TICK: f32 = 3.0;
/// No window is lower, so that it can be taken hold of.
const LEAST_WINDOW: f32 = 18.0;
/// Parts of a pixel's height in which what covers it is counted: whole numbers, so that no order of adding matters.
const PARTS: f32 = 256.0;
/// At most so many codes are told where the pointer is.
const MOST_TOLD: usize = 8;

/// What the strip was made of.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Made {
    revision: u64,
    generation: u64,
    codings: usize,
    /// Of the hits: how many, the first, one in the middle, the last.
    hits: (usize, [Option<Span>; 3]),
    rect: Rect,
    theme: Theme,
}

/// The strip with what it remembers.
#[derive(Default)]
pub struct Codeline {
    made: Option<Made>,
    mesh: Arc<Mesh>,
    /// How often it was made: a test holds it against the number of frames.
    times: u64,
    /// Where in the window the pointer holds it, from the window's upper edge.
    grip: Option<f32>,
}

/// Lines of pixels that show the same colours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    /// From above, counted from 0.
    pub lines: Range<usize>,
    /// What covers most of them, the most first.
    pub colours: [Option<Colour>; 2],
}

/// Merges pieces of a strip, each with its upper and lower edge and its colour, into bands of whole lines.
#[must_use]
pub fn merged(pieces: impl Iterator<Item = (f32, f32, Colour)>, lines: usize) -> Vec<Band> {
    let mut covers: Vec<Vec<(Colour, u32)>> = vec![Vec::new(); lines];
    for (top, bottom, colour) in pieces {
        // Whatever is coded is seen.
        let (top, bottom) = (top.max(0.0), bottom.max(top + 1.0).min(lines as f32));
        let touched = (top as usize).min(lines)..(bottom.ceil() as usize).min(lines);
        for (line, cover) in touched.clone().zip(covers.get_mut(touched).into_iter().flatten()) {
            let within = (bottom.min(line as f32 + 1.0) - top.max(line as f32)).max(0.0);
            let parts = ((within * PARTS) as u32).max(1);
            match cover.iter_mut().find(|(known, _)| *known == colour) {
                Some((_, cover)) => *cover += parts,
                None => cover.push((colour, parts)),
            }
        }
    }
    let mut bands: Vec<Band> = Vec::new();
    for (line, mut cover) in covers.into_iter().enumerate() {
        cover.sort_unstable_by_key(|(c, parts)| (std::cmp::Reverse(*parts), c.red, c.green, c.blue));
        let colour = |n: usize| cover.get(n).map(|(colour, _)| *colour);
        let colours = [colour(0), colour(1)];
        if colours[0].is_none() {
            continue;
        }
        match bands.last_mut() {
            Some(last) if last.lines.end == line && last.colours == colours => last.lines.end = line + 1,
            _ => bands.push(Band { lines: line..line + 1, colours }),
        }
    }
    bands
}

/// How the text's height is laid on the strip's.
#[derive(Clone, Copy)]
struct Scale {
    rect: Rect,
    /// Of all that can be scrolled, in points.
    content: f32,
    viewport: f32,
}

impl Scale {
    /// From the strip's upper edge.
    fn down(&self, y: f32) -> f32 {
        // A text that is shorter than the window is not blown up.
        y / self.content.max(self.viewport) * self.rect.height()
    }

    fn back(&self, y: f32) -> f32 {
        y / self.rect.height().max(1.0) * self.content.max(self.viewport)
    }

    fn window(&self, offset: f32) -> Rect {
        let height = self.down(self.viewport).max(LEAST_WINDOW).min(self.rect.height());
        let most = (self.content - self.viewport).max(0.0);
        let share = if most > 0.0 { (offset / most).clamp(0.0, 1.0) } else { 0.0 };
        let top = self.rect.top() + share * (self.rect.height() - height);
        Rect::from_min_max(pos2(self.rect.left(), top), pos2(self.rect.right(), top + height))
    }

    /// How far the text is scrolled where the window's upper edge stands there.
    fn offset(&self, top: f32) -> f32 {
        let height = self.window(0.0).height();
        let share = ((top - self.rect.top()) / (self.rect.height() - height).max(1.0)).clamp(0.0, 1.0);
        share * (self.content - self.viewport).max(0.0)
    }
}

impl Codeline {
    /// How often it was made.
    #[must_use]
    pub fn times_made(&self) -> u64 {
        self.times
    }

    fn follow(&mut self, view: &DocumentView<'_>, layout: &Layout, lanes: &Lanes, scale: Scale, paints: &mut Paints) {
        let hits = view.hits;
        let some = [hits.first(), hits.get(hits.len() / 2), hits.last()].map(Option::<&Span>::copied);
        let made = Made {
            revision: view.revision,
            generation: layout.generation(),
            codings: view.codings.len(),
            hits: (hits.len(), some),
            rect: scale.rect,
            theme: view.style.theme,
        };
        if self.made == Some(made) {
            return;
        }
        self.made = Some(made);
        self.times += 1;
        let mut mesh = Mesh::default();
        let y = |row: usize| scale.down(layout.top(row) + PADDING);
        let lines = scale.rect.height().floor().max(0.0) as usize;
        let pieces = lanes.all().iter().filter_map(|stripe| {
            let shown = view.codings.get(stripe.coding)?;
            let below = scale.down(layout.bottom(stripe.last) + PADDING);
            Some((y(stripe.first), below, shown.colour))
        });
        let left = scale.rect.left() + 2.0;
        for band in merged(pieces, lines) {
            let top = scale.rect.top() + band.lines.start as f32;
            let bottom = scale.rect.top() + band.lines.end as f32;
            let mut part = |from: f32, to: f32, colour: Colour| {
                let rect = Rect::from_min_max(pos2(left + from, top), pos2(left + to, bottom));
                mesh.add_colored_rect(rect, paints.of(colour, view.style.theme).stripe.gamma_multiply(0.75));
            };
            match band.colours {
                [Some(first), Some(second)] => {
                    part(0.0, COLOURS / 2.0, first);
                    part(COLOURS / 2.0, COLOURS, second);
                }
                [Some(first), None] => part(0.0, COLOURS, first),
                [None, _] => {}
            }
        }
        let mut last = usize::MAX;
        for hit in hits {
            let line = y(layout.row_of(Caret::at(hit.start))) as usize;
            if line != last {
                last = line;
                let top = scale.rect.top() + line as f32;
                let right = scale.rect.right() - 1.0;
                let tick = Rect::from_min_max(pos2(right - TICK, top), pos2(right, top + 2.0));
                mesh.add_colored_rect(tick, view.style.accent);
            }
        }
        self.mesh = Arc::new(mesh);
    }
}

impl TextView {
    /// How often the codeline was made: for tests and for measuring.
    #[must_use]
    pub fn codeline_made(&self) -> u64 {
        self.codeline.times_made()
    }

    /// The strip, once the text beside it has been shown.
    pub(super) fn codeline_ui(&mut self, ui: &Ui, id: Id, view: &DocumentView<'_>, layout: &Layout, rect: Rect) {
        let content = layout.height() + 2.0 * PADDING;
        let scale = Scale { rect: rect.shrink2(egui::vec2(0.0, 2.0)), content, viewport: self.viewport };
        self.codeline.follow(view, layout, &self.lanes, scale, &mut self.paints);
        let style = view.style;
        let painter = ui.painter();
        painter.rect_filled(rect, CornerRadius::ZERO, style.background);
        painter.add(Shape::mesh(Arc::clone(&self.codeline.mesh)));
        let response = ui.interact(rect, id.with("codeline"), Sense::CLICK | Sense::DRAG);
        response.widget_info(|| {
            let shown = self.offset / (content - self.viewport).max(1.0);
            WidgetInfo::slider(true, f64::from(shown.clamp(0.0, 1.0)), view.language.text("documents.codeline"))
        });
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_role(Role::ScrollBar));
        if content > self.viewport {
            let window = scale.window(self.offset);
            let strong = response.hovered() || self.codeline.grip.is_some();
            let (ground, edge) = if strong { (0.2, 0.6) } else { (0.1, 0.3) };
            painter.rect_filled(window, CornerRadius::same(3), style.faint.gamma_multiply(ground));
            let stroke = Stroke::new(1.0, style.faint.gamma_multiply(edge));
            painter.rect_stroke(window, CornerRadius::same(3), stroke, StrokeKind::Inside);
        }
        // A click goes there, also one that was over before a frame could see the button down.
        if let Some(at) = response.interact_pointer_pos().filter(|_| response.clicked()) {
            let window = scale.window(self.offset);
            self.codeline.grip = None;
            self.target = Some(Target::Offset(scale.offset(at.y - window.height() / 2.0)));
            ui.request_repaint();
            return;
        }
        let Some(at) = response.interact_pointer_pos().filter(|_| response.is_pointer_button_down_on()) else {
            self.codeline.grip = None;
            self.codeline_tip_ui(&response, view, layout, scale);
            return;
        };
        ui.set_cursor_icon(CursorIcon::Default);
        let window = scale.window(self.offset);
        let grip = *self.codeline.grip.get_or_insert_with(|| {
            if window.y_range().contains(at.y) { at.y - window.top() } else { window.height() / 2.0 }
        });
        let offset = scale.offset(at.y - grip);
        if (offset - self.offset).abs() > 0.5 {
            self.target = Some(Target::Offset(offset));
            ui.request_repaint();
        }
    }

    /// Which paragraphs lie under the pointer, and which codes are there.
    fn codeline_tip_ui(&self, response: &egui::Response, view: &DocumentView<'_>, layout: &Layout, scale: Scale) {
        let Some(at) = response.hover_pos() else { return };
        response.clone().on_hover_ui_at_pointer(|ui| {
            ui.spacing_mut().item_spacing.y = 3.0;
            // The pointer is not finer than a few pixels.
            let y = scale.back(at.y - scale.rect.top()) - PADDING;
            let around = scale.back(1.5);
            let rows = layout.rows_between(y - around, y + around);
            let places = &layout.rows()[rows.clone()];
            let (Some(first), Some(last)) = (places.first(), places.last()) else { return };
            let one = first.paragraph == last.paragraph;
            let told = Message::new(if one { "documents.codeline_in" } else { "documents.codeline_here" })
                .with("from", first.paragraph + 1)
                .with("to", last.paragraph + 1);
            ui.label(egui::RichText::new(view.language.say(&told)).color(view.style.faint).small());
            let mut codes: Vec<(Arc<str>, Colour, usize)> = Vec::new();
            for stripe in self.lanes.touching(rows) {
                let Some(shown) = view.codings.get(stripe.coding) else { continue };
                match codes.iter_mut().find(|(name, colour, _)| *name == shown.name && *colour == shown.colour) {
                    Some((.., count)) => *count += 1,
                    None => codes.push((Arc::clone(&shown.name), shown.colour, 1)),
                }
            }
            if codes.is_empty() {
                ui.label(view.language.text("documents.codeline_nothing"));
            }
            codes.sort_by_key(|(.., count)| std::cmp::Reverse(*count));
            let more = codes.len().saturating_sub(MOST_TOLD);
            for (name, colour, count) in codes.into_iter().take(MOST_TOLD) {
                let line = if count > 1 { format!("{name}  ×{count}") } else { name.to_string() };
                super::margin::code_line_ui(ui, colour, &line, "", view.style);
            }
            if more > 0 {
                ui.label(format!("+{more}"));
            }
            let window = Span { start: CharIndex(first.start), end: CharIndex(last.end.max(first.start + 1)) };
            let from = view.hits.partition_point(|hit| hit.end <= window.start);
            let hits = view.hits[from..].iter().take_while(|hit| hit.start < window.end).count();
            if hits > 0 {
                ui.label(view.language.say(&Message::new("documents.codeline_hits").with("count", hits)));
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(n: usize) -> Colour {
        Colour::nth(n)
    }

    #[test]
    fn a_line_shows_what_covers_most_of_it_and_lines_alike_are_one_band() {
        let pieces = [(0.0, 4.0, of(1)), (2.2, 3.6, of(2)), (2.5, 2.9, of(3)), (9.2, 9.3, of(4)), (30.0, 31.0, of(5))];
        let bands = merged(pieces.into_iter(), 12);
        let told: Vec<_> = bands.iter().map(|band| (band.lines.clone(), band.colours)).collect();
        let expected = [(0..2, [Some(of(1)), None]), (2..4, [Some(of(1)), Some(of(2))]), (9..11, [Some(of(4)), None])];
        assert_eq!(told, expected, "what lies below the strip is not drawn");
    }

    proptest! {
        #[test]
        fn the_strip_does_not_depend_on_the_order_of_codings(
            pieces in proptest::collection::vec((0_u16..400, 0_u16..90, 0_usize..12), 0..60),
        ) {
            let pieces: Vec<_> = pieces
                .into_iter()
                .map(|(top, len, colour)| (f32::from(top) / 4.0, f32::from(top + len) / 4.0, of(colour)))
                .collect();
            let straight = merged(pieces.iter().copied(), 100);
            let turned = merged(pieces.iter().rev().copied(), 100);
            prop_assert_eq!(&straight, &turned);
            for pair in straight.windows(2) {
                prop_assert!(pair[0].lines.end <= pair[1].lines.start);
            }
            for (top, _, _) in pieces.iter().filter(|(top, ..)| *top < 100.0) {
                prop_assert!(straight.iter().any(|band| band.lines.contains(&(*top as usize))), "a coding is not seen");
            }
        }
    }
}
