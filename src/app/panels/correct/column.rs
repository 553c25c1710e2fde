//! The text while it is corrected: all pieces painted as the reading column paints them, and the one with the caret as
//! a field of the window, in place.
//!
//! Only what can be seen is laid out with glyphs, whatever the length of the text. The field keeps one identity
//! wherever the caret goes: an input method never sees the keyboard leave, so nobody's pinyin falls back to letters
//! in the middle of a page. What an input method is composing stands in the field alone and reaches the draft when
//! it is committed.

use std::collections::HashMap;
use std::sync::Arc;

use egui::accesskit::Role;
use egui::scroll_area::ScrollArea;
use egui::text::{CCursor, CCursorRange};
use egui::text_edit::TextEditState;
use egui::{
    Align, Align2, CornerRadius, EventFilter, Frame, Id, Margin, Rect, Sense, Shape, TextEdit, Ui, UiBuilder, Vec2,
    WidgetInfo, pos2, vec2,
};

use super::fates::Fates;
use super::galley::{galley_of, height_of, layout_of};
use super::pieces::{Piece, piece_at, pieces_of};
use crate::app::shell::ShellView;
use crate::app::text_view::highlights::{Highlights, HitGround, Paints, Strength, Wash};
use crate::app::text_view::page::{Columns, Page, Times};
use crate::app::text_view::widths::Widths;
use crate::app::text_view::{Caret, Layout, Style};
use crate::app::widgets;
use crate::model::{CharIndex, Message, Span};
use crate::session::Draft;

/// Empty space above the first piece and below the last.
const PADDING: f32 = 24.0;
/// Layouts that are kept; those on screen are a few dozen.
const MOST_LAYOUTS: usize = 400;

/// How a piece stands.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Measured {
    height: f32,
    above: f32,
    below: f32,
}

/// The column with what it remembers between frames.
#[derive(Default)]
pub struct Column {
    pieces: Vec<Piece>,
    measured: Vec<Measured>,
    tops: Vec<f32>,
    height: f32,
    /// For which state of the draft, at which width and in which style.
    made_for: Option<(u64, f32, Style)>,
    widths: Widths,
    layouts: HashMap<usize, Arc<Layout>>,
    paints: Paints,
    pub(super) field: Field,
    /// Where the caret is to go as soon as the pieces are known.
    pub(super) wanted: Option<CharIndex>,
    /// Whether the caret is to be scrolled to.
    reveal: bool,
    viewport: f32,
    offset: f32,
}

/// The piece that is a field.
#[derive(Default)]
pub(super) struct Field {
    pub(super) piece: usize,
    /// As the field shows it, with what is being composed.
    pub(super) text: String,
    /// The caret in the draft's text.
    pub(super) caret: CharIndex,
    /// As it was laid out last.
    pub(super) layout: Option<Arc<Layout>>,
}

/// What is shown with the text.
pub struct Shown<'a> {
    /// Where codings stand.
    pub fates: &'a Fates,
    /// Passages that were found, by start.
    pub hits: &'a [Span],
    /// Which of them is looked at.
    pub current: Option<usize>,
    /// Whether the field may take the keyboard: not while another one has it.
    pub keyboard: Keyboard,
}

/// Whether the text has the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyboard {
    /// It takes it where nobody else has it.
    Here,
    /// Another field has it.
    Elsewhere,
}

/// The identity of the field, wherever it stands.
#[must_use]
pub fn field_id() -> Id {
    Id::unique("corrected paragraph")
}

impl Column {
    /// Puts the caret somewhere and scrolls there.
    pub fn go_to(&mut self, at: CharIndex) {
        self.wanted = Some(at);
    }

    /// Where the caret stands.
    #[must_use]
    pub fn caret(&self) -> CharIndex {
        self.wanted.unwrap_or(self.field.caret)
    }

    pub(super) fn piece(&self) -> Piece {
        let end = Piece { start: 0, end: 0, paragraph: 0 };
        self.pieces.get(self.field.piece).copied().unwrap_or(end)
    }

    pub(super) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    pub(super) fn viewport(&self) -> f32 {
        self.viewport
    }

    pub(super) fn top_of(&self, piece: usize) -> f32 {
        self.tops.get(piece).copied().unwrap_or_default()
    }

    /// The piece at a height.
    pub(super) fn piece_near(&self, y: f32) -> usize {
        self.tops.partition_point(|top| *top <= y).max(1) - 1
    }

    /// A piece laid out; kept until the text, the width or the style changes.
    pub(super) fn layout(&mut self, ui: &Ui, draft: &Draft, at: usize) -> Option<Arc<Layout>> {
        if let Some(layout) = self.layouts.get(&at) {
            return Some(Arc::clone(layout));
        }
        let piece = *self.pieces.get(at)?;
        let (_, width, style) = self.made_for.as_ref()?;
        let (width, style) = (*width, style.clone());
        let widths = &mut self.widths;
        let layout = ui.fonts_mut(|fonts| Arc::new(layout_of(draft, &piece, None, (&style, width), widths, fonts)));
        if self.layouts.len() >= MOST_LAYOUTS {
            self.layouts.clear();
        }
        self.layouts.insert(at, Arc::clone(&layout));
        Some(layout)
    }

    /// Cuts and measures the text where it, the width or the style has changed: after a change only what it touched.
    pub(super) fn follow(&mut self, ui: &Ui, draft: &Draft, style: &Style, width: f32) {
        let bold = style.bold.clone().map(|family| egui::FontId::new(style.body.size, family));
        let samples: Vec<_> = [style.body.clone(), style.heading.clone()].into_iter().chain(bold).collect();
        let fonts_changed = ui.fonts_mut(|fonts| self.widths.follow(fonts, &samples));
        let generation = draft.generation();
        let same_look =
            !fonts_changed && self.made_for.as_ref().is_some_and(|(_, w, s)| (w - width).abs() < 0.01 && s == style);
        if same_look && self.made_for.as_ref().is_some_and(|made| made.0 == generation) {
            return;
        }
        let one_on = same_look && self.made_for.as_ref().is_some_and(|made| made.0 + 1 == generation);
        let new = pieces_of(draft.text());
        let (mut head, mut tail) = (0, 0);
        if one_on {
            let touched = draft.touched();
            head = self.pieces.iter().zip(&new).take_while(|(a, b)| a == b && a.end < touched.old.start).count();
            let most = self.pieces.len().min(new.len()) - head;
            let same_end = self.pieces.iter().rev().zip(new.iter().rev()).take(most).take_while(|(old, new)| {
                let as_long = old.end - old.start == new.end - new.start;
                as_long && old.start > touched.old.end && new.start > touched.new.end
            });
            tail = same_end.count();
        }
        let old_len = self.measured.len();
        let mut measured = self.measured[..head].to_vec();
        for piece in &new[head..new.len() - tail] {
            let widths = &mut self.widths;
            let layout = ui.fonts_mut(|fonts| layout_of(draft, piece, None, (style, width), widths, fonts));
            let block = layout.block_of(0);
            measured.push(Measured { height: height_of(&layout), above: block.above, below: block.below });
        }
        measured.extend_from_slice(&self.measured[old_len - tail..]);
        self.measured = measured;
        self.pieces = new;
        self.layouts.clear();
        if !one_on {
            self.field.layout = None;
        }
        self.made_for = Some((generation, width, style.clone()));
        self.place_pieces();
    }

    fn place_pieces(&mut self) {
        self.tops.clear();
        let mut y = PADDING;
        for (at, measured) in self.measured.iter().enumerate() {
            if let Some(before) = at.checked_sub(1) {
                let same = self.pieces[before].paragraph == self.pieces[at].paragraph;
                y += if same { 0.0 } else { measured.above.max(self.measured[before].below) };
            }
            self.tops.push(y);
            y += measured.height;
        }
        self.height = y + PADDING;
    }

    /// Makes the piece that holds a place the field.
    pub(super) fn place_caret(&mut self, ui: &Ui, draft: &Draft, at: CharIndex) {
        let at = CharIndex(at.0.min(draft.text().char_len()));
        let index = piece_at(&self.pieces, at);
        let left = self.field.piece;
        if left != index
            && let Some(layout) = self.layout(ui, draft, left)
        {
            // What was being composed there may have taken a row more.
            self.measured[left].height = height_of(&layout);
            self.place_pieces();
        }
        let Some(piece) = self.pieces.get(index).copied() else { return };
        let offset = at.0.clamp(piece.start, piece.end) - piece.start;
        piece.said(draft.text()).clone_into(&mut self.field.text);
        self.field.piece = index;
        self.field.caret = CharIndex(piece.start + offset);
        self.field.layout = None;
        let mut state = TextEditState::default();
        let cursor = CCursor::new(egui::text::CharIndex(offset as usize));
        state.cursor.set_char_range(Some(CCursorRange::one(cursor)));
        state.store(ui.ctx(), field_id());
        self.reveal = true;
    }

    /// Draws the text and takes what was typed into the draft. Says whether anything was.
    pub fn ui(&mut self, ui: &mut Ui, view: &ShellView, draft: &mut Draft, shown: &Shown<'_>, style: &Style) -> bool {
        let available = ui.available_rect_before_wrap();
        let times = Times::of(&draft.document().structure);
        let columns = Columns::of(available.width(), draft.text().paragraph_count(), times, style);
        self.viewport = available.height();
        let before = self.made_for.as_ref().map(|made| made.0);
        self.follow(ui, draft, style, columns.text_width);
        if before != Some(draft.generation()) && self.wanted.is_none() {
            // Something else than the field changed the text, or it is shown for the first time.
            self.wanted = Some(self.field.caret);
        }
        if let Some(wanted) = self.wanted.take() {
            self.place_caret(ui, draft, wanted);
        }
        let generation = draft.generation();
        if shown.keyboard == Keyboard::Here && super::keys::keys(ui, self, draft) {
            self.follow(ui, draft, style, columns.text_width);
            if let Some(wanted) = self.wanted.take() {
                self.place_caret(ui, draft, wanted);
            }
        }
        let area = ScrollArea::vertical().id_salt("corrected text").auto_shrink(false).content_margin(Margin::ZERO);
        let content = self.height;
        let output = area.show_viewport(ui, |ui, viewport| {
            ui.set_width(available.width());
            ui.set_height(content);
            self.offset = viewport.min.y;
            self.frame_ui(ui, view, draft, shown, (style, &columns), viewport)
        });
        let taken = output.inner;
        if taken {
            self.follow(ui, draft, style, columns.text_width);
            self.settle_field(ui, draft);
        } else {
            self.forget_composition(ui, draft);
        }
        draft.generation() != generation
    }

    /// After the draft took what the field says: where the field holds just one piece still, it stays as it is.
    fn settle_field(&mut self, ui: &Ui, draft: &Draft) {
        let stays = self.pieces.get(self.field.piece).is_some_and(|piece| {
            let within = piece.start <= self.field.caret.0 && self.field.caret.0 <= piece.end;
            within && piece.said(draft.text()) == self.field.text
        });
        if !stays {
            self.place_caret(ui, draft, self.field.caret);
        }
        ui.ctx().request_repaint();
    }

    fn frame_ui(
        &mut self,
        ui: &mut Ui,
        view: &ShellView,
        draft: &mut Draft,
        shown: &Shown<'_>,
        (style, columns): (&Style, &Columns),
        viewport: Rect,
    ) -> bool {
        let corner = ui.max_rect().min;
        let left = corner.x + columns.text;
        let clip = ui.clip_rect();
        ui.painter().rect_filled(clip, CornerRadius::ZERO, style.background);
        let first = self.piece_near(viewport.min.y);
        let end = self.tops.partition_point(|top| *top < viewport.max.y).max(first + 1).min(self.pieces.len());
        let places = draft.places();
        let mut pressed = None;
        for at in first..end {
            let Some(layout) = self.layout(ui, draft, at) else { continue };
            let piece = self.pieces[at];
            let is_field = at == self.field.piece;
            let layout = if is_field { self.field.layout.clone().unwrap_or(layout) } else { layout };
            let top = corner.y + self.tops[at];
            let origin = pos2(left, top);
            let rect = Rect::from_min_size(origin, vec2(columns.text_width, self.measured[at].height));
            if is_field {
                let wide = Rect::from_min_max(pos2(left - 8.0, rect.top()), pos2(rect.right() + 8.0, rect.bottom()));
                ui.painter().rect_filled(wide, CornerRadius::same(4), style.accent.gamma_multiply(0.07));
            }
            let composed = if is_field { self.composed(draft, &piece) } else { None };
            self.paint_colours(ui, (&piece, &layout, origin), composed, shown, style);
            paint_edges(ui, draft, &places, (&piece, rect), (style, columns), corner.x);
            if is_field {
                continue;
            }
            let response = ui.interact(rect, ui.scope_id().with(("piece", at)), Sense::click());
            let said = piece.said(draft.text());
            response.widget_info(|| WidgetInfo::labeled(Role::Paragraph, true, said));
            if response.hovered() {
                ui.set_cursor_icon(egui::CursorIcon::Text);
            }
            let down = response.is_pointer_button_down_on() && ui.input(|input| input.pointer.primary_pressed());
            if (down || response.clicked())
                && let Some(pointer) = response.interact_pointer_pos()
            {
                let caret = ui.fonts_mut(|fonts| layout.position_at(pointer - origin.to_vec2(), fonts));
                pressed = Some(CharIndex(piece.start + caret.at.0));
            }
            let page = ui.fonts_mut(|fonts| Page::new(&layout, origin, clip, fonts));
            for row in page.rows.clone() {
                let galley = page.galley(row);
                if !galley.is_empty() {
                    ui.painter().galley(page.row_rect(row).left_top(), Arc::clone(galley), style.text);
                }
            }
        }
        let changed = self.field_ui(ui, view, draft, shown, (style, columns), corner.to_vec2());
        if let Some(at) = pressed {
            self.place_caret(ui, draft, at);
            self.keep_keyboard(ui, left, corner.y);
        }
        changed && self.take(ui, draft)
    }

    /// The field, also where it is scrolled out of sight: a field that is not drawn loses the keyboard.
    fn field_ui(
        &mut self,
        ui: &mut Ui,
        view: &ShellView,
        draft: &Draft,
        shown: &Shown<'_>,
        (style, columns): (&Style, &Columns),
        corner: Vec2,
    ) -> bool {
        let at = self.field.piece;
        let Some(piece) = self.pieces.get(at).copied() else { return false };
        let place = pos2(columns.text, self.tops[at]) + corner;
        let rect = Rect::from_min_size(place, vec2(columns.text_width, self.measured[at].height));
        let kind = draft.document().structure.kind_of(piece.paragraph as usize);
        let block = style.block(kind);
        let text = &mut self.field.text;
        let widths = &mut self.widths;
        let mut laid_out = None;
        let mut layouter = |ui: &Ui, buffer: &dyn egui::TextBuffer, _: f32| {
            ui.fonts_mut(|fonts| {
                let look = (style, columns.text_width);
                let layout = layout_of(draft, &piece, Some(buffer.as_str()), look, widths, fonts);
                let galley = galley_of(&layout, fonts);
                laid_out = Some(Arc::new(layout));
                galley
            })
        };
        let mut inner = ui.new_child(UiBuilder::new().max_rect(rect).layout(egui::Layout::top_down(Align::Min)));
        // The text scrolls where the column says, not where the field's own frame would be.
        inner.set_clip_rect(ui.clip_rect());
        let edit = TextEdit::multiline(text)
            .id(field_id())
            .frame(Frame::NONE)
            .margin(Margin::ZERO)
            .font(block.font.clone())
            .desired_width(columns.text_width)
            .desired_rows(1)
            .layouter(&mut layouter)
            .event_filter(EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: true });
        let output = edit.show(&mut inner);
        let response = output.response.response;
        let label = view.say(&Message::new("correct.field").with("paragraph", piece.paragraph + 1));
        widgets::name_field(ui, &response, &label);
        self.field.layout = laid_out;
        if let Some(range) = output.state.cursor.char_range() {
            let offset = u32::try_from(range.primary.index.0).unwrap_or(u32::MAX);
            self.field.caret = CharIndex(piece.start + offset);
        }
        let height = self.field.layout.as_ref().map_or(rect.height(), |layout| height_of(layout));
        if (height - self.measured[at].height).abs() > 0.5 {
            // What is being composed may take a row more, or give one back.
            self.measured[at].height = height;
            self.place_pieces();
            ui.ctx().request_repaint();
        }
        if std::mem::take(&mut self.reveal)
            && let Some(layout) = &self.field.layout
        {
            let within = CharIndex(self.field.caret.0.saturating_sub(piece.start));
            let caret = ui.fonts_mut(|fonts| layout.caret_rect(Caret::at(within), fonts));
            ui.scroll_to_rect(caret.translate(place.to_vec2()).expand(block.row_height * 0.8), None);
        }
        if shown.keyboard == Keyboard::Here && ui.memory(|memory| memory.focused().is_none()) {
            response.request_focus();
        }
        response.changed()
    }

    /// A press beside the field takes the keyboard from it; it comes back in the same frame, and the input method is
    /// told where the caret is as if nothing had happened.
    fn keep_keyboard(&mut self, ui: &Ui, left: f32, top: f32) {
        ui.memory_mut(|memory| memory.request_focus(field_id()));
        let at = self.field.piece;
        let (Some(measured), Some(place)) = (self.measured.get(at), self.tops.get(at)) else { return };
        let rect = Rect::from_min_size(pos2(left, top + place), vec2(200.0, measured.height));
        let cursor_rect = Rect::from_min_size(rect.min, vec2(2.0, measured.height));
        ui.output_mut(|output| {
            output.ime = Some(egui::output::IMEOutput {
                purpose: egui::IMEPurpose::Normal,
                rect,
                cursor_rect,
                should_interrupt_composition: true,
            });
        });
        ui.ctx().request_repaint();
    }

    /// Takes what the field says into the draft, but for what is being composed.
    fn take(&mut self, ui: &Ui, draft: &mut Draft) -> bool {
        let piece = self.piece();
        if widgets::composing(ui.ctx()) {
            return false;
        }
        let said = piece.said(draft.text());
        let Some((place, with)) = difference(said, &self.field.text, self.field.caret.0.saturating_sub(piece.start))
        else {
            return false;
        };
        let caret = self.field.caret;
        draft.replace(piece.start + place.start..piece.start + place.end, &with);
        self.field.caret = caret;
        true
    }

    /// What was left of a composition that ended without a word: the field goes back to what the text says. To be
    /// asked after the field took its input, since what is committed stands in it only then.
    fn forget_composition(&mut self, ui: &Ui, draft: &Draft) {
        let piece = self.piece();
        if widgets::composing(ui.ctx()) || self.wanted.is_some() || piece.said(draft.text()) == self.field.text {
            return;
        }
        let range = TextEditState::load(ui.ctx(), field_id()).and_then(|state| state.cursor.char_range());
        let first = range.map_or(0, |range| range.primary.index.0.min(range.secondary.index.0));
        let at = piece.start + u32::try_from(first).unwrap_or(u32::MAX).min(piece.end - piece.start);
        self.place_caret(ui, draft, CharIndex(at));
        ui.ctx().request_repaint();
    }

    /// What the field shows and the text does not say yet: in the place of which of its characters stand how many.
    fn composed(&self, draft: &Draft, piece: &Piece) -> Option<(std::ops::Range<u32>, u32)> {
        let caret = self.field.caret.0.saturating_sub(piece.start);
        let (place, with) = difference(piece.said(draft.text()), &self.field.text, caret)?;
        Some((place, with.chars().count() as u32))
    }

    fn paint_colours(
        &mut self,
        ui: &Ui,
        (piece, layout, origin): (&Piece, &Layout, egui::Pos2),
        composed: Option<(std::ops::Range<u32>, u32)>,
        shown: &Shown<'_>,
        style: &Style,
    ) {
        let page = ui.fonts_mut(|fonts| Page::new(layout, origin, ui.clip_rect(), fonts));
        let mut colours = Highlights::new(&page, style);
        let within = |span: Span| {
            let (start, end) = (span.start.0.max(piece.start), span.end.0.min(piece.end));
            (start < end).then(|| Span::new(start - piece.start, end - piece.start)).flatten()
        };
        // Colours stay on their words while something is composed before them.
        let within = |span: Span| {
            let span = within(span)?;
            let Some((place, come)) = &composed else { return Some(span) };
            let start =
                if span.start.0 >= place.end { span.start.0 - place.end + place.start + come } else { span.start.0 };
            let end = if span.end.0 > place.start {
                span.end.0.max(place.end) - place.end + place.start + come
            } else {
                span.end.0
            };
            Span::new(start, end)
        };
        let from = shown.hits.partition_point(|hit| hit.end.0 <= piece.start);
        let hits = shown.hits.iter().enumerate().skip(from).take_while(|(_, hit)| hit.start.0 < piece.end);
        let mut found: Vec<(Span, bool)> =
            hits.filter_map(|(at, hit)| Some((within(*hit)?, shown.current == Some(at)))).collect();
        for (span, _) in &found {
            colours.found(*span);
        }
        for standing in shown.fates.touching(piece.start, piece.end) {
            let paint = self.paints.of(standing.colour, style.theme);
            if let Some(span) = within(standing.span) {
                colours.coding(Wash { span, paint, depth: standing.lane, strength: Strength::Soft });
            }
        }
        found.sort_by_key(|(_, current)| *current);
        for (span, current) in found {
            colours.hit(span, if current { HitGround::Own } else { HitGround::Under });
        }
        ui.painter().add(Shape::mesh(colours.into_mesh()));
    }
}

/// The number of a paragraph, and a bar beside those that are changed.
fn paint_edges(
    ui: &Ui,
    draft: &Draft,
    places: &[crate::model::kept::ChangedPlace],
    (piece, rect): (&Piece, Rect),
    (style, columns): (&Style, &Columns),
    left: f32,
) {
    let right = left + columns.numbers;
    let row = style.block(draft.document().structure.kind_of(piece.paragraph as usize)).row_height;
    if piece.opens(draft.text()) || piece.start == piece.end {
        let at = pos2(right, rect.top() + row / 2.0);
        let number = (piece.paragraph + 1).to_string();
        ui.painter().text(at, Align2::RIGHT_CENTER, number, style.label.clone(), style.faint);
    }
    let from = places.partition_point(|place| place.new.end < piece.start);
    if places.get(from).is_some_and(|place| place.new.start <= piece.end) {
        let bar = Rect::from_min_max(pos2(right + 6.0, rect.top() + 3.0), pos2(right + 9.0, rect.bottom() - 3.0));
        ui.painter().rect_filled(bar, CornerRadius::same(2), style.accent);
    }
}

/// Which stretch of one text stands for which characters of another; `None` where both are the same. `caret` is the
/// place in the new text up to which it was typed: of equal letters, as 好 typed after 好, it tells which came.
fn difference(old: &str, new: &str, caret: u32) -> Option<(std::ops::Range<u32>, String)> {
    if old == new {
        return None;
    }
    let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let behind = new.len().saturating_sub(caret as usize).min(old.len()).min(new.len());
    let tail_from =
        |most: usize| old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(one, other)| one == other).count();
    // What stands behind the caret was not typed now; then what both begin with; then whatever else both end with.
    let mut tail = tail_from(behind);
    let shortest = old.len().min(new.len());
    let head = old.iter().zip(&new).take(shortest - tail).take_while(|(one, other)| one == other).count();
    if tail == behind {
        tail = tail_from(shortest - head);
    }
    let with = new[head..new.len() - tail].iter().collect();
    Some((head as u32..(old.len() - tail) as u32, with))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_told_by_the_caret_where_letters_are_the_same() {
        assert_eq!(difference("好好", "好好", 1), None);
        assert_eq!(difference("好坏", "好好坏", 2), Some((1..1, "好".into())));
        assert_eq!(difference("好好", "好好好", 1), Some((0..0, "好".into())));
        assert_eq!(difference("一二三", "一三", 1), Some((1..2, String::new())));
        assert_eq!(difference("", "新", 1), Some((0..0, "新".into())));
        assert_eq!(difference("甲乙丙", "甲丁丙", 2), Some((1..2, "丁".into())));
        assert_eq!(difference("好好好", "好好", 0), Some((0..1, String::new())));
    }
}
