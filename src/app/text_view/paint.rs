//! One frame of the column: rows, colours, stripes, numbers, caret; and what was done to them.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{
    Align2, Area, CornerRadius, CursorIcon, FontId, Id, Order, PointerButton, Pos2, Rect, Response, Sense, Shape,
    Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use super::boundaries::Unit;
use super::handles::{Handle, Presence};
use super::highlights::{Highlights, HitGround, Strength, Wash};
use super::input::{Pointed, reached};
use super::lanes::Lanes;
use super::layout::{Caret, Layout};
use super::margin::{Margin, margin_ui};
use super::page::{Columns, Page};
use super::selection::{Press, Selection};
use super::stripes;
use super::view::{ContextMenu, DocumentView, DraggedCode, Dropped, Finished, Shown, TextViewResponse};
use super::{Flash, TextView};
use crate::model::{BlockKind, CharIndex, CodingId, Span};

/// How long a revealed passage is lit, in seconds.
const FLASH: f64 = 0.9;
/// A paragraph longer than this is handed to screen readers by its visible rows only.
const LONG_PARAGRAPH: usize = 4_000;

/// What does not change within a frame.
pub(super) struct Frame<'a> {
    pub id: Id,
    pub view: &'a DocumentView<'a>,
    pub columns: &'a Columns,
    pub layout: &'a Layout,
    pub lanes: &'a Lanes,
    /// Left edge of the view on screen.
    pub left: f32,
    /// Of the first row on screen.
    pub origin: Pos2,
}

impl Frame<'_> {
    /// The codings on a character, the shortest first: the one that says most about it.
    pub fn codings_at(&self, page: &Page<'_>, position: CharIndex) -> Vec<CodingId> {
        let row = page.layout.row_of(Caret::at(position));
        let mut found: Vec<_> = self
            .lanes
            .touching(row..row + 1)
            .filter_map(|stripe| self.view.codings.get(stripe.coding))
            .filter(|shown| shown.span.contains(position))
            .collect();
        found.sort_by_key(|shown| (shown.span.len(), shown.span.start, shown.id));
        found.into_iter().map(|shown| shown.id).collect()
    }

    /// A coding of the rows on screen.
    pub fn shown(&self, page: &Page<'_>, id: CodingId) -> Option<&Shown> {
        let stripes = self.lanes.touching(page.rows.clone());
        stripes.filter_map(|stripe| self.view.codings.get(stripe.coding)).find(|shown| shown.id == id)
    }
}

impl TextView {
    /// The contents of the scroll area.
    pub(super) fn frame_ui(&mut self, ui: &mut Ui, frame: &Frame<'_>) -> TextViewResponse {
        let clip = ui.clip_rect();
        let page = ui.fonts_mut(|fonts| Page::new(frame.layout, frame.origin, clip, fonts));
        paragraph_nodes(ui, frame, &page);
        let area = Rect::from_min_max(clip.min, pos2(frame.left + frame.columns.margin - 4.0, clip.bottom()));
        let response = ui.interact(area, frame.id, Sense::click_and_drag());
        match frame.view.field {
            Some(name) => self.field_node(ui, frame, &response, name),
            None => response.widget_info(|| WidgetInfo::labeled(Role::Document, true, &frame.view.document.title)),
        }

        let pointed = self.pointer(ui, frame, &page, &response);
        let mut placed = stripes::place(&page, frame.lanes, frame.columns, frame.left, frame.view.style);
        let extent = self.extent(frame.view, &pointed);
        stripes::stretch(&mut placed, extent, frame.view.codings, &page);
        let margin = margin_ui(ui, frame, &placed);
        let context_menu = self.context_menu(ui, frame, &page, &response);
        let (outlined, dropped) = self.drop_ui(ui, frame, &page, &response);
        let here = self.under_pointer(ui, frame, &page, &response);
        // Of several the selected one stays lit, so that cycling through them can be followed.
        let in_text = here.iter().copied().find(|&id| Some(id) == frame.view.selected).or(here.first().copied());
        let hovered = margin.hovered.or(in_text);
        let handles = self.handles(ui, frame, &page, in_text);
        self.cursor_icon(ui, frame, &page, &response, &handles);

        let lit = hovered.or(frame.view.lit);
        self.paint(ui, frame, &page, lit, extent);
        paint_numbers(ui, frame, &page);
        self.paint_margin(ui, frame, &placed, lit);
        self.paint_handles(ui, frame, &page, &handles, extent);
        paint_outline(ui, frame, &page, outlined);
        self.paint_caret(ui, frame, &page, &response);
        self.ghost_ui(ui, frame);
        let rested = self.rested_on(ui, &here);
        let pointer = ui.input(|input| input.pointer.hover_pos()).filter(|_| !rested.is_empty());
        let rested_row = pointer.map(|at| page.row_rect(page.layout.row_at(at.y - page.origin.y)));
        self.handles = handles;
        let told = (rested, rested_row);
        self.respond(frame, &page, response, (pointed, margin, told), (hovered, context_menu, dropped))
    }

    /// As a field it says the paragraph of the caret.
    fn field_node(&self, ui: &Ui, frame: &Frame<'_>, response: &Response, name: &str) {
        let text = &frame.view.document.text;
        let said = text.paragraph(text.paragraph_of(self.selection.head.at));
        response.widget_info(|| WidgetInfo::text_edit(true, said, said, ""));
        ui.ctx().accesskit_node_builder(response.id, |node| {
            node.set_role(Role::MultilineTextInput);
            node.set_label(name);
            node.set_value(said);
        });
    }

    fn respond(
        &self,
        frame: &Frame<'_>,
        page: &Page<'_>,
        response: Response,
        (pointed, margin, (rested, rested_row)): (Pointed, Margin, (Vec<CodingId>, Option<Rect>)),
        (hovered_coding, context_menu, dropped): (Option<CodingId>, Option<ContextMenu>, Option<Dropped>),
    ) -> TextViewResponse {
        let bounds = |span: Span| page.bounds(span);
        let finished = pointed.finished.map(|span| {
            let rect = bounds(span).unwrap_or_else(|| Rect::from_center_size(page.clip.center(), vec2(1.0, 1.0)));
            Finished { span, rect }
        });
        let selection = self.selection.span();
        TextViewResponse {
            selection,
            selection_changed: false,
            selection_finished: finished,
            selection_rect: selection.and_then(bounds),
            clicked_coding: margin.clicked.or(pointed.clicked),
            hovered_coding,
            pointed_rows: margin.pointed.and_then(|id| bounds(frame.shown(page, id)?.span)).or(rested_row),
            pointed_stripe: margin.pointed,
            rested,
            margin: Rect::from_min_max(
                pos2(frame.left + frame.columns.margin, page.clip.top()),
                pos2(frame.left + frame.columns.margin + frame.columns.margin_width, page.clip.bottom()),
            ),
            resized: pointed.resized,
            context_menu,
            dropped,
            codings_at_caret: frame.codings_at(page, self.selection.head.at),
            rows_painted: page.rows.len(),
            response,
        }
    }

    /// The codings under the pointer, the shortest first.
    fn under_pointer(&self, ui: &Ui, frame: &Frame<'_>, page: &Page<'_>, response: &Response) -> Vec<CodingId> {
        let at =
            ui.input(|input| input.pointer.hover_pos()).filter(|_| response.hovered() && self.press == Press::None);
        at.and_then(|at| page.character_under(at)).map_or_else(Vec::new, |under| frame.codings_at(page, under))
    }

    /// Where a coding stands that is being moved, by the pointer or by keys.
    fn extent(&self, view: &DocumentView<'_>, pointed: &Pointed) -> Option<(CodingId, Span)> {
        let pulled = match self.press {
            Press::Pulling(pull) => Some((pull.coding, pull.now)),
            _ => None,
        };
        pulled.or(pointed.resized).or(view.resizing)
    }

    /// The handles of this frame: of the coding that is chosen and of the one under the pointer, which also stays
    /// while the pointer is on its handle.
    fn handles(&self, ui: &Ui, frame: &Frame<'_>, page: &Page<'_>, in_text: Option<CodingId>) -> Vec<Handle> {
        let idle = matches!(self.press, Press::None | Press::Pulling(_));
        if !frame.view.may_resize || !idle || frame.view.resizing.is_some() {
            return Vec::new();
        }
        let at = ui.input(|input| input.pointer.hover_pos());
        let held = at.and_then(|at| self.handles.iter().find(|handle| handle.is_under(at))).map(|handle| handle.coding);
        let mut codings: Vec<CodingId> = Vec::new();
        for id in [frame.view.selected, held.or(in_text)].into_iter().flatten() {
            if !codings.contains(&id) {
                codings.push(id);
            }
        }
        let shown = codings.into_iter().filter_map(|id| frame.shown(page, id));
        shown.flat_map(|shown| Handle::of(page, shown.id, shown.span)).collect()
    }

    fn paint_handles(
        &mut self,
        ui: &Ui,
        frame: &Frame<'_>,
        page: &Page<'_>,
        handles: &[Handle],
        extent: Option<(CodingId, Span)>,
    ) {
        let style = frame.view.style;
        let painter = ui.painter();
        if let Some((id, span)) = extent {
            let colour = frame.view.codings.iter().find(|shown| shown.id == id).map(|shown| shown.colour);
            let Some(colour) = colour else { return };
            let paint = self.paints.of(colour, style.theme);
            for handle in Handle::of(page, id, span) {
                handle.paint(painter, Presence::Full, paint.stripe, style.background);
            }
            return;
        }
        for handle in handles {
            let Some(shown) = frame.shown(page, handle.coding) else { continue };
            let chosen = frame.view.selected == Some(handle.coding);
            let presence = if chosen { Presence::Full } else { Presence::Hint };
            let paint = self.paints.of(shown.colour, style.theme);
            handle.paint(painter, presence, paint.stripe, style.background);
        }
    }

    fn context_menu(
        &mut self,
        ui: &Ui,
        frame: &Frame<'_>,
        page: &Page<'_>,
        response: &Response,
    ) -> Option<ContextMenu> {
        if !response.clicked_by(PointerButton::Secondary) {
            return None;
        }
        let at = response.interact_pointer_pos()?;
        let (caret, position) = reached(ui, page, at);
        if !self.selection.span().is_some_and(|span| span.contains(position)) {
            self.selection = Selection::caret(caret);
        }
        let codings = page.character_under(at).map_or_else(Vec::new, |under| frame.codings_at(page, under));
        Some(ContextMenu { at, position, codings })
    }

    /// A code that is dragged over the text: what it would code, and whether it was let go.
    fn drop_ui(
        &mut self,
        ui: &Ui,
        frame: &Frame<'_>,
        page: &Page<'_>,
        response: &Response,
    ) -> (Option<Span>, Option<Dropped>) {
        let hovering = response.dnd_hover_payload::<DraggedCode>();
        let released = response.dnd_release_payload::<DraggedCode>();
        if frame.view.field.is_some() {
            return (None, None);
        }
        let Some(code) = released.as_ref().or(hovering.as_ref()) else { return (None, None) };
        let Some(at) = ui.input(|input| input.pointer.interact_pos()) else { return (None, None) };
        if released.is_none() {
            self.scroll_at_edges(ui, page, at.y);
        }
        let (_, under) = reached(ui, page, at);
        let selected = self.selection.span().filter(|span| span.contains(under));
        let text = &frame.view.document.text;
        let Some(span) = selected.or_else(|| Unit::Sentence.around(text, under, None)) else { return (None, None) };
        let dropped = released.is_some().then_some(Dropped { code: code.0, span });
        (Some(span), dropped)
    }

    fn cursor_icon(&self, ui: &Ui, frame: &Frame<'_>, page: &Page<'_>, response: &Response, handles: &[Handle]) {
        let Some(at) = ui.input(|input| input.pointer.hover_pos()) else { return };
        if !response.hovered() && self.press == Press::None {
            return;
        }
        let selected = |character| self.selection.span().is_some_and(|span| span.contains(character));
        let icon = match self.press {
            Press::Carrying { moved: true, .. } => CursorIcon::Grabbing,
            Press::Pulling(_) => CursorIcon::ResizeHorizontal,
            Press::None if handles.iter().any(|handle| handle.is_under(at)) => CursorIcon::ResizeHorizontal,
            Press::None if frame.view.field.is_none() && page.character_under(at).is_some_and(selected) => {
                CursorIcon::Grab
            }
            Press::None if at.x < frame.left + frame.columns.numbers + 4.0 => CursorIcon::Default,
            _ => CursorIcon::Text,
        };
        ui.set_cursor_icon(icon);
    }

    /// The paper, the colours and the text over them.
    fn paint(
        &mut self,
        ui: &Ui,
        frame: &Frame<'_>,
        page: &Page<'_>,
        lit: Option<CodingId>,
        extent: Option<(CodingId, Span)>,
    ) {
        let view = frame.view;
        let painter = ui.painter();
        painter.rect_filled(page.clip, CornerRadius::ZERO, view.style.background);
        let mut colours = Highlights::new(page, view.style);
        let window = page.layout.rows()[page.rows.clone()].first().zip(page.layout.rows()[page.rows.clone()].last());
        let window = window.and_then(|(first, last)| Span::new(first.start, last.end));
        let mut found: Vec<(Span, bool)> = Vec::new();
        if let Some(window) = window {
            let from = view.hits.partition_point(|hit| hit.end <= window.start);
            let seen = view.hits.iter().enumerate().skip(from).take_while(|(_, hit)| hit.start < window.end);
            found = seen.map(|(at, &hit)| (hit, view.current_hit == Some(at))).collect();
            for (hit, _) in &found {
                colours.found(*hit);
            }
        }
        for stripe in frame.lanes.touching(page.rows.clone()) {
            let Some(shown) = view.codings.get(stripe.coding) else { continue };
            if extent.is_some_and(|(id, _)| id == shown.id) {
                continue;
            }
            let strength = if lit == Some(shown.id) {
                Strength::Lit
            } else if view.selected == Some(shown.id) {
                Strength::Selected
            } else {
                Strength::Soft
            };
            let paint = self.paints.of(shown.colour, view.style.theme);
            colours.coding(Wash { span: shown.span, paint, depth: stripe.lane, strength });
        }
        // What is being moved may have left the rows that it stands on in the project.
        if let Some((id, span)) = extent
            && let Some(shown) = view.codings.iter().find(|shown| shown.id == id)
        {
            let paint = self.paints.of(shown.colour, view.style.theme);
            colours.coding(Wash { span, paint, depth: 0, strength: Strength::Selected });
        }
        // Over what is coded, so that it is one even ground; what is coded there is told by lines.
        if let Some(span) = self.selection.span() {
            colours.selection(span, view.style.selection);
            for stripe in frame.lanes.touching(page.rows_of(span)) {
                let Some(shown) = view.codings.get(stripe.coding) else { continue };
                let paint = self.paints.of(shown.colour, view.style.theme);
                colours
                    .coded_below(span, Wash { span: shown.span, paint, depth: stripe.lane, strength: Strength::Soft });
            }
        }
        // The current one last: nothing lies over it.
        found.sort_by_key(|(_, current)| *current);
        for (hit, current) in found {
            colours.hit(hit, if current { HitGround::Own } else { HitGround::Under });
        }
        if let Some((span, left)) = self.flashing(ui) {
            colours.flash(span, left);
        }
        painter.add(Shape::mesh(colours.into_mesh()));
        paint_rules(ui, frame, page);
        if let Some(window) = window {
            paint_words(ui, frame, page, window);
        }
        for row in page.rows.clone() {
            let galley = page.galley(row);
            if !galley.is_empty() {
                painter.galley(page.row_rect(row).left_top(), Arc::clone(galley), view.style.text);
            }
        }
    }

    /// What is still lit, and how strongly from 1 to 0.
    fn flashing(&mut self, ui: &Ui) -> Option<(Span, f32)> {
        let now = ui.input(|input| input.time);
        let Flash { span, since } = self.flash?;
        let since = since.unwrap_or(now);
        self.flash = Some(Flash { span, since: Some(since) });
        let left = 1.0 - (now - since) / FLASH;
        if left <= 0.0 {
            self.flash = None;
            return None;
        }
        ui.request_repaint_after(std::time::Duration::from_millis(33));
        Some((span, left as f32))
    }

    fn paint_caret(&self, ui: &Ui, frame: &Frame<'_>, page: &Page<'_>, response: &Response) {
        let row = page.layout.row_of(self.selection.head);
        if !response.has_focus() || !page.rows.contains(&row) {
            return;
        }
        let x = page.origin.x + page.layout.x_of(row, self.selection.head.at, page.galley(row));
        let rect = page.row_rect(row);
        let height = (page.layout.block_of(row).font.size * 1.3).min(rect.height());
        let (top, bottom) = (rect.center().y - height / 2.0, rect.center().y + height / 2.0);
        let stroke = Stroke::new(2.0, frame.view.style.accent);
        ui.painter().line_segment([pos2(x, top), pos2(x, bottom)], stroke);
    }

    /// The beginning of a passage that is carried to a code, beside the pointer.
    fn ghost_ui(&self, ui: &Ui, frame: &Frame<'_>) {
        let Press::Carrying { moved: true, .. } = self.press else { return };
        let (Some(span), Some(at)) = (self.selection.span(), ui.input(|input| input.pointer.latest_pos())) else {
            return;
        };
        let said = frame.view.document.text.slice(span);
        let mut short: String = said.chars().take(18).map(|c| if c == '\n' { ' ' } else { c }).collect();
        if short.len() < said.len() {
            short.push('…');
        }
        Area::new(frame.id.with("ghost"))
            .order(Order::Tooltip)
            .fixed_pos(at + vec2(14.0, 12.0))
            .interactable(false)
            .show(ui, |ui| {
                egui::Frame::popup(ui.style()).show(ui, |ui| ui.label(short));
            });
    }
}

/// A node for each visible paragraph, so that screen readers and tests find painted text.
fn paragraph_nodes(ui: &Ui, frame: &Frame<'_>, page: &Page<'_>) {
    let Some(first) = page.rows.clone().next() else { return };
    let last = page.rows.end - 1;
    let rows = page.layout.rows();
    for paragraph in rows[first].paragraph..=rows[last].paragraph {
        let all = page.layout.rows_of(paragraph as usize);
        let seen = all.start.max(page.rows.start)..all.end.min(page.rows.end);
        let Some(rect) = seen.clone().map(|row| page.row_rect(row)).reduce(Rect::union) else { continue };
        let id = frame.id.with(("paragraph", paragraph));
        let rect = rect.intersect(page.clip);
        ui.interact(rect, id, Sense::hover());
        ui.accesskit_node_builder(id, |node| {
            let text = page.layout.text();
            let whole = text.paragraph(paragraph as usize);
            node.set_role(Role::Paragraph);
            let [(x0, y0), (x1, y1)] = [rect.min, rect.max].map(|at| (f64::from(at.x), f64::from(at.y)));
            node.set_bounds(egui::accesskit::Rect { x0, y0, x1, y1 });
            if whole.len() <= LONG_PARAGRAPH {
                node.set_label(whole);
            } else {
                let span = Span::new(rows[seen.start].start, rows[seen.end - 1].end);
                node.set_label(span.map_or("", |span| text.slice(span)));
            }
        });
    }
}

/// Numbers stand beside the first row of their paragraph, with the time of a turn that begins there below them, and beside the topmost one where that is out of sight.
fn paint_numbers(ui: &Ui, frame: &Frame<'_>, page: &Page<'_>) {
    let style = frame.view.style;
    let right = frame.left + frame.columns.numbers;
    let mut said = None;
    for row in page.rows.clone() {
        let place = page.layout.rows()[row];
        let rect = page.row_rect(row);
        let first = page.layout.rows_of(place.paragraph as usize).start == row;
        let stands_in = said.is_none() && rect.top() >= page.clip.top();
        if said == Some(place.paragraph) || !(first || stands_in) || place.start == place.end {
            continue;
        }
        said = Some(place.paragraph);
        let number = (place.paragraph + 1).to_string();
        let at = pos2(right, rect.center().y);
        ui.painter().text(at, Align2::RIGHT_CENTER, number, style.label.clone(), style.faint);
        if let Some(moment) = page.layout.moment_of(row) {
            let small = FontId::new(style.label.size * 0.85, style.label.family.clone());
            let below = at + vec2(0.0, style.label.size);
            let ink = style.faint.gamma_multiply(0.8);
            ui.painter().text(below, Align2::RIGHT_CENTER, moment.to_string(), small, ink);
        }
    }
}

/// A thin line under each word, with a gap to the next one.
fn paint_words(ui: &Ui, frame: &Frame<'_>, page: &Page<'_>, window: Span) {
    let words = frame.view.cut;
    let from = words.partition_point(|word| word.end <= window.start);
    let stroke = Stroke::new(1.0, frame.view.style.faint.gamma_multiply(0.75));
    for &word in words.iter().skip(from).take_while(|word| word.start < window.end) {
        for (row, rect) in page.parts(word) {
            let y = rect.center().y + page.layout.block_of(row).font.size * 0.68;
            ui.painter().hline(rect.left() + 2.0..=rect.right() - 2.0, y.round() + 0.5, stroke);
        }
    }
}

/// Hairlines between the rows of tables.
fn paint_rules(ui: &Ui, frame: &Frame<'_>, page: &Page<'_>) {
    let stroke = Stroke::new(1.0, frame.view.style.faint.gamma_multiply(0.3));
    let across = page.origin.x..=page.origin.x + frame.columns.text_width;
    for row in page.rows.clone().filter(|&row| page.layout.kind_of(row) == BlockKind::TableRow) {
        let paragraph = page.layout.rows()[row].paragraph as usize;
        if page.layout.rows_of(paragraph).end == row + 1 {
            ui.painter().hline(across.clone(), page.row_rect(row).bottom() + 1.0, stroke);
        }
    }
}

fn paint_outline(ui: &Ui, frame: &Frame<'_>, page: &Page<'_>, span: Option<Span>) {
    let Some(span) = span else { return };
    for (_, rect) in page.parts(span) {
        let rect = rect.shrink2(vec2(0.0, 2.0));
        let stroke = Stroke::new(1.5, frame.view.style.accent);
        ui.painter().rect_filled(rect, CornerRadius::same(3), frame.view.style.accent.gamma_multiply(0.12));
        ui.painter().rect_stroke(rect, CornerRadius::same(3), stroke, StrokeKind::Inside);
    }
}
