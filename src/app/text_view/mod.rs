//! The reading column: a document's text with its codings, virtualised.
//!
//! [`TextView::ui`] paints the rows that can be seen, takes pointer and keys, and says what
//! happened; it never changes the project. A frame costs the same whether the document has five
//! hundred characters or five hundred thousand:
//!
//! - [`line_break`] breaks the whole text into rows, [`layout`] keeps where each stands; both only
//!   where text, width or style change;
//! - [`page`] lays out the glyphs of the rows on screen, each frame anew;
//! - [`highlights`] and [`stripes`] paint codings behind the text and beside it, in [`lanes`] that
//!   stay while the reader scrolls;
//! - [`selection`], [`caret`] and [`boundaries`] know passages, keys, words and sentences;
//! - [`ends`] and [`handles`] move the ends of codings, `margin` tells what is coded, `resting` when to tell more,
//!   [`quoted`] sets passages elsewhere as here, [`codeline`] shows where in the whole document;
//! - `input` and `paint` bring them together, `writing` makes a field of it for correcting.

pub mod boundaries;
pub mod caret;
pub mod codeline;
pub mod ends;
pub mod handles;
pub mod highlights;
mod input;
pub mod lanes;
pub mod layout;
pub mod line_break;
mod margin;
pub mod names;
pub mod page;
mod paint;
mod places;
pub mod quoted;
mod quotes;
mod resting;
pub mod runs;
pub mod selection;
pub mod stripes;
pub mod style;
mod tables;
pub mod view;
pub mod widths;
mod writing;

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::scroll_area::ScrollArea;
use egui::{Id, Margin, Pos2, Rect, Ui, UiBuilder, pos2};

pub use boundaries::{Unit, Words};
pub use caret::Motion;
pub use layout::{Caret, Layout, Side};
pub use selection::Anchor;
pub use style::{Alignment, Style};
pub use view::{ContextMenu, DocumentView, DraggedCode, DraggedPassage, Dropped, Finished, Shown, TextViewResponse};
pub use writing::{Standing, Stretch};

use crate::model::{CharIndex, CodingId, Document, DocumentId, Hash, Span};
use codeline::Codeline;
use handles::Handle;
use highlights::Paints;
use lanes::Lanes;
use page::{Columns, Times};
use resting::Rest;
use selection::{Clicks, Press, Selection};
use widths::Widths;

/// Empty space above the first row and below the last.
const PADDING: f32 = 24.0;

/// The reading column with what it remembers between frames; all of it may be dropped.
#[derive(Default)]
pub struct TextView {
    id: Option<Id>,
    widths: Widths,
    layout: Option<Arc<Layout>>,
    generation: u64,
    lanes: Lanes,
    document: Option<DocumentId>,
    /// Where the reader was in documents shown before.
    places: BTreeMap<DocumentId, Place>,
    selection: Selection,
    /// The text in which it stands.
    text: Option<Hash>,
    /// The selection was set from outside and outlives a change of the document.
    asked: bool,
    press: Press,
    clicks: Clicks,
    /// Where to scroll as soon as the rows are known.
    target: Option<Target>,
    /// How many characters of the body stand on a row, of the frame before.
    em: f32,
    /// Of the frame before.
    offset: f32,
    viewport: f32,
    /// Where the rows begin to be seen on screen.
    top: f32,
    /// Where the layout's origin stood on screen.
    origin: Pos2,
    flash: Option<Flash>,
    paints: Paints,
    /// Of the frame before: what the pointer can take hold of.
    handles: Vec<Handle>,
    rest: Rest,
    codeline: Codeline,
    /// Units to grow the selection to as soon as words are at hand.
    wishes: Vec<Unit>,
    /// What screen readers are told.
    said: String,
    /// The coding that keys moved in the frame before.
    resizing: Option<(CodingId, Span)>,
}

/// Where a reader was.
#[derive(Clone, Debug, Default)]
struct Place {
    /// The first character of the topmost row.
    top: CharIndex,
    /// How far that row was scrolled out, in points.
    within: f32,
    selection: Selection,
    /// The text in which it stands.
    text: Option<Hash>,
}

/// Where to scroll.
#[derive(Clone, Copy, Debug)]
enum Target {
    /// So that a row begins so far above the upper edge.
    Place(CharIndex, f32),
    /// So that a row stands in the upper third.
    Top(CharIndex),
    /// No further than needed to see a passage.
    Show(Span),
    /// Exactly.
    Offset(f32),
    /// No further than needed to see the caret, with a row of air.
    Caret,
    /// So that a row stands as high on screen as it stood.
    Screen(Standing),
}

/// A passage that is lit for a moment.
#[derive(Clone, Copy, Debug)]
struct Flash {
    span: Span,
    /// When it began; `None` until the frame that shows it first.
    since: Option<f64>,
}

impl TextView {
    /// What is selected.
    #[must_use]
    pub fn selection(&self) -> Option<Span> {
        self.selection.span()
    }

    /// Where the caret stands.
    #[must_use]
    pub fn caret(&self) -> CharIndex {
        self.selection.head.at
    }

    /// Selects a passage without scrolling.
    pub fn select(&mut self, span: Span) {
        self.selection = Selection::of(span);
        self.asked = true;
    }

    /// Leaves the caret where it is and selects nothing. Where nothing is selected, a drag that is just
    /// beginning goes on.
    pub fn clear_selection(&mut self) {
        if self.selection.span().is_none() {
            return;
        }
        self.selection = Selection::caret(self.selection.head);
        self.press = Press::None;
    }

    /// Scrolls so that a place stands in the upper third.
    pub fn scroll_to(&mut self, position: CharIndex) {
        self.target = Some(Target::Top(position));
    }

    /// Scrolls as far as needed to see a passage and lights it for a moment.
    pub fn reveal(&mut self, span: Span) {
        self.target = Some(Target::Show(span));
        self.flash = Some(Flash { span, since: None });
        self.selection = Selection::caret(Caret::at(span.start));
        self.asked = true;
    }

    /// Grows the selection, or the caret, to whole words, sentences or paragraphs.
    pub fn extend(&mut self, unit: Unit) {
        self.wishes.push(unit);
    }

    /// Tells screen readers something; what was told before is told no more.
    pub fn announce(&mut self, said: String) {
        self.said = said;
    }

    /// The rows of the document shown last; for tests and for measuring.
    #[must_use]
    pub fn layout(&self) -> Option<&Layout> {
        self.layout.as_deref()
    }

    /// Where the character after a place stands on screen, also where it is scrolled out of sight.
    #[must_use]
    pub fn rect_on_screen(&self, ctx: &egui::Context, position: CharIndex) -> Option<Rect> {
        let layout = self.layout.as_ref()?;
        let rect = ctx.fonts_mut(|fonts| layout.rect_of(position, fonts));
        Some(rect.translate(self.origin.to_vec2()))
    }

    /// How wide the column was in the last frame, in em of the body: less than what is asked for in a narrow window.
    #[must_use]
    pub fn em(&self) -> f32 {
        self.em
    }

    /// How far the text is scrolled, in points.
    #[must_use]
    pub fn offset(&self) -> f32 {
        self.offset
    }

    /// The characters that were on screen in the last frame.
    #[must_use]
    pub fn on_screen(&self) -> Option<Span> {
        let layout = self.layout.as_ref()?;
        let rows = layout.rows();
        let first = rows.get(layout.row_at(self.offset - PADDING))?;
        let last = rows.get(layout.row_at(self.offset - PADDING + self.viewport))?;
        Span::new(first.start, last.end)
    }

    /// Gives the column the keyboard, once it has been shown.
    pub fn take_focus(&self, ctx: &egui::Context) {
        if let Some(id) = self.id {
            ctx.memory_mut(|memory| memory.request_focus(id));
        }
    }

    /// Shows a document in all the space that is left.
    pub fn ui(&mut self, ui: &mut Ui, view: &DocumentView<'_>) -> TextViewResponse {
        let before = (self.document, self.selection.span());
        self.change_document(view.document);
        let whole = ui.available_rect_before_wrap();
        let strip = Rect::from_min_max(pos2(whole.right() - codeline::WIDTH, whole.top()), whole.max);
        let available = Rect::from_min_max(whole.min, pos2(strip.left(), whole.bottom()));
        let times = Times::of(&view.document.structure);
        let columns = Columns::of(available.width(), view.document.text.paragraph_count(), times, view.style);
        let layout = self.laid_out(ui, view, columns.text_width);
        let id = ui.make_persistent_id("text view");
        self.id = Some(id);
        self.viewport = available.height();
        self.em = columns.text_width / view.style.body.size;
        self.top = available.top();
        self.keys(ui, id, view, &layout);
        self.follow_keys(view);
        self.said_ui(ui, id, whole);
        let mut lanes = std::mem::take(&mut self.lanes);
        lanes.follow(view.codings, view.revision, &layout);

        let content = layout.height() + 2.0 * PADDING;
        let mut area = ScrollArea::vertical().id_salt("text view rows").auto_shrink(false).content_margin(Margin::ZERO);
        if let Some(target) = self.target.take() {
            let offset = self.offset_for(target, &layout).clamp(0.0, (content - self.viewport).max(0.0));
            area = area.vertical_scroll_offset(offset);
        }
        let beside = UiBuilder::new().max_rect(available);
        let output = ui
            .scope_builder(beside, |ui| {
                area.show_viewport(ui, |ui, viewport| {
                    ui.set_width(available.width());
                    ui.set_height(content);
                    let corner = ui.max_rect().min;
                    let frame = paint::Frame {
                        id,
                        view,
                        columns: &columns,
                        layout: &layout,
                        lanes: &lanes,
                        left: corner.x,
                        origin: pos2(corner.x + columns.text, corner.y + PADDING),
                    };
                    self.offset = viewport.min.y;
                    self.origin = frame.origin;
                    self.frame_ui(ui, &frame)
                })
            })
            .inner;
        // The wheel moves the text after it was painted; the keys of the next frame start from there.
        self.offset = output.state.clamped_offset().y;
        self.lanes = lanes;
        self.codeline_ui(ui, id, view, &layout, strip);
        let mut response = output.inner;
        response.selection = self.selection.span();
        response.selection_changed = before != (self.document, response.selection);
        response
    }

    /// Keeps the end in sight that keys move.
    fn follow_keys(&mut self, view: &DocumentView<'_>) {
        if self.resizing == view.resizing {
            return;
        }
        if let Some((id, span)) = view.resizing {
            let before = self.resizing.filter(|(held, _)| *held == id).map(|(_, span)| span);
            let before = before.or_else(|| view.codings.iter().find(|shown| shown.id == id).map(|shown| shown.span));
            let at =
                if before.is_some_and(|before| before.start != span.start) { span.start.0 } else { span.end.0 - 1 };
            self.target = Span::new(at, at + 1).map(Target::Show);
        }
        self.resizing = view.resizing;
    }

    /// What screen readers say by themselves.
    fn said_ui(&self, ui: &Ui, id: Id, whole: Rect) {
        if self.said.is_empty() {
            return;
        }
        let id = id.with("said");
        ui.interact(Rect::from_min_size(whole.min, egui::Vec2::splat(1.0)), id, egui::Sense::hover());
        ui.accesskit_node_builder(id, |node| {
            node.set_role(egui::accesskit::Role::Status);
            node.set_live(egui::accesskit::Live::Polite);
            node.set_label(self.said.as_str());
        });
    }

    /// Notes where the reader was in the document shown before, and goes back to where they were in this one.
    fn change_document(&mut self, document: &Document) {
        if self.document != Some(document.id) {
            if let (Some(id), Some(layout)) = (self.document, &self.layout) {
                let row = layout.row_at(self.offset - PADDING);
                let place = Place {
                    top: CharIndex(layout.rows()[row].start),
                    within: self.offset - PADDING - layout.top(row),
                    selection: self.selection,
                    text: self.text.take(),
                };
                self.places.insert(id, place);
            }
            let place = self.places.get(&document.id).cloned();
            let fresh = Place { within: -PADDING, ..Place::default() };
            let place = place.unwrap_or(fresh);
            // Somebody may have asked for a passage of the new document before it was shown.
            if self.target.is_none() {
                self.target = Some(Target::Place(place.top, place.within));
                self.flash = None;
            }
            if !self.asked {
                self.selection = place.selection;
            }
            self.text = place.text;
            self.press = Press::None;
            self.document = Some(document.id);
            self.layout = None;
            self.offset = 0.0;
            self.handles.clear();
        }
        // After a correction the same positions are those of other words.
        if self.text.as_ref() != Some(&document.text_hash) {
            if !self.asked {
                self.selection = Selection::caret(self.selection.head);
            }
            self.text = Some(document.text_hash.clone());
        }
        self.asked = false;
        // It may have shortened the text, too.
        let end = CharIndex(document.text.char_len());
        self.selection.anchor = self.selection.anchor.min(end);
        self.selection.head.at = self.selection.head.at.min(end);
    }

    /// The rows at this width, made anew only where they must be; the reader keeps their place.
    fn laid_out(&mut self, ui: &Ui, view: &DocumentView<'_>, width: f32) -> Arc<Layout> {
        let samples = [view.style.body.clone(), view.style.heading.clone()];
        let bold = view.style.bold.clone().map(|family| egui::FontId::new(view.style.body.size, family));
        let samples: Vec<_> = samples.into_iter().chain(bold).collect();
        let changed = ui.fonts_mut(|fonts| self.widths.follow(fonts, &samples));
        if let Some(layout) = &self.layout
            && !changed
            && layout.fits(view.document, view.style, width)
        {
            return Arc::clone(layout);
        }
        if let Some(old) = self.layout.as_ref().filter(|old| old.is_of(view.document))
            && self.target.is_none()
        {
            let row = old.row_at(self.offset - PADDING);
            let within = self.offset - PADDING - old.top(row);
            self.target = Some(Target::Place(CharIndex(old.rows()[row].start), within));
        }
        self.generation += 1;
        let (generation, widths) = (self.generation, &mut self.widths);
        let layout = ui.fonts_mut(|fonts| Layout::new(view.document, view.style, width, generation, widths, fonts));
        let layout = Arc::new(layout);
        self.layout = Some(Arc::clone(&layout));
        layout
    }

    /// How far to scroll for a target.
    fn offset_for(&self, target: Target, layout: &Layout) -> f32 {
        let row_of = |position: CharIndex| layout.row_of(Caret::at(position));
        match target {
            Target::Offset(offset) => offset,
            Target::Place(position, within) => layout.top(row_of(position)) + within + PADDING,
            Target::Screen(standing) => layout.top(row_of(standing.top)) + PADDING + self.top - standing.y,
            Target::Caret => self.offset_for_caret(layout).unwrap_or(self.offset),
            Target::Top(position) => layout.top(row_of(position)) + PADDING - self.viewport * 0.3,
            Target::Show(span) => {
                let (first, last) = (row_of(span.start), row_of(CharIndex(span.end.0.saturating_sub(1))));
                let air = 2.0 * layout.row_height(first);
                let upper = layout.top(first) + PADDING;
                let lower = layout.bottom(last) + PADDING;
                let seen = self.offset..self.offset + self.viewport;
                if upper >= seen.start + air * 0.5 && lower <= seen.end - air * 0.5 {
                    self.offset
                } else if lower - upper > self.viewport - 2.0 * air {
                    upper - air
                } else {
                    upper - self.viewport * 0.3
                }
            }
        }
    }

    /// Scrolls just far enough to keep the caret in sight, with a row of air.
    fn follow_caret(&mut self, layout: &Layout) {
        if let Some(offset) = self.offset_for_caret(layout) {
            self.target = Some(Target::Offset(offset));
        }
    }

    fn offset_for_caret(&self, layout: &Layout) -> Option<f32> {
        let row = layout.row_of(self.selection.head);
        let air = layout.row_height(row).min(self.viewport / 4.0);
        let (upper, lower) = (layout.top(row) + PADDING - air, layout.bottom(row) + PADDING + air);
        if upper < self.offset {
            Some(upper)
        } else if lower > self.offset + self.viewport {
            Some(lower - self.viewport)
        } else {
            None
        }
    }
}

/// The next of several codings under one point: a click on the selected one goes on to the one below.
#[must_use]
fn next_of(codings: &[CodingId], selected: Option<CodingId>) -> Option<CodingId> {
    let at = selected.and_then(|selected| codings.iter().position(|&id| id == selected));
    codings.get(at.map_or(0, |at| (at + 1) % codings.len())).copied()
}
