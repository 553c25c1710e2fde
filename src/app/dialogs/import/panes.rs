//! The two panes: the text as read on the left, the clean text on the right, one scroll bar for both. Only rows
//! in sight are laid out.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::text::{LayoutJob, TextFormat};
use egui::{Color32, FontId, Frame, Galley, Rect, ScrollArea, Sense, Stroke, Ui, Vec2, WidgetInfo, pos2};

use super::DialogView;
use super::files::FileRow;
use super::layout::{PaneLayout, PaneRow, Placed, ROW};
use super::marks;
use super::place;
use super::preview::Preview;
use crate::app::icons::Icon;
use crate::app::text_view::widths::Widths;
use crate::app::theme::{self, space};
use crate::app::{fonts, widgets};
use crate::import::alignment::Alignment;
use crate::import::{Joint, Options, TurnCorrection};
use crate::model::{BlockKind, CharIndex, Colour, Message, Segment};

/// What a person did in the panes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PaneDeed {
    /// Look closer at a paragraph.
    Select(usize),
    /// A line end is this.
    Joint(u32, Joint),
    /// A line is this in the conversation; `None`: whatever the program thinks.
    Turn(u32, Option<TurnCorrection>),
}

/// Where the panes stand; may be dropped.
#[derive(Default)]
pub(super) struct PanesView {
    layout: Option<(Arc<Alignment>, u32, PaneLayout)>,
    widths: Widths,
    /// Of the paragraph that is looked at: the place in the text as read, which stays when lines are joined.
    pub selected: Option<u32>,
    jump: Option<usize>,
    offset: f32,
}

impl PanesView {
    /// Another file is looked at.
    pub fn forget(&mut self) {
        *self = Self { widths: std::mem::take(&mut self.widths), jump: Some(0), ..Self::default() };
    }

    /// The text was made anew: rows are laid out again, the place stays.
    pub fn follow(&mut self) {
        self.layout = None;
    }

    /// Shows a paragraph and looks closer at it.
    pub fn show(&mut self, preview: &Preview, paragraph: usize) {
        self.jump = Some(paragraph);
        self.selected = preview.source_of(paragraph);
    }

    fn layout(&mut self, ui: &Ui, preview: &Preview, column: f32) -> PaneLayout {
        let key = column.to_bits();
        let known = self.layout.take().filter(|(of, width, _)| Arc::ptr_eq(of, &preview.alignment) && *width == key);
        if let Some((.., layout)) = known {
            return layout;
        }
        let font = font();
        let texts = (preview.raw(), preview.imported.text.as_str());
        ui.fonts_mut(|fonts| {
            let mut table = self.widths.table(&font);
            PaneLayout::new(texts, &preview.alignment, column, |character| table.width(fonts, character))
        })
    }

    /// Draws both panes.
    pub fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, preview: &Preview, options: &Options) -> Vec<PaneDeed> {
        let t = theme::tokens(ui);
        let mut deeds = Vec::new();
        let font = font();
        if ui.fonts_mut(|fonts| self.widths.follow(fonts, std::slice::from_ref(&font))) {
            self.layout = None;
        }
        heads_ui(ui, view);
        Frame::new().fill(t.field).stroke(Stroke::new(1.0, t.line)).corner_radius(theme::RADIUS).show(ui, |ui| {
            let width = ui.available_width();
            let half = (width / 2.0).floor();
            let column = (half - 2.0 * space::MEDIUM - 8.0).floor().max(60.0);
            let layout = self.layout(ui, preview, column);
            let mut area = ScrollArea::vertical().id_salt("import panes").auto_shrink([false, false]);
            if let Some(paragraph) = self.jump.take() {
                area = area.vertical_scroll_offset((layout.top_of(paragraph) - 3.0 * ROW).max(0.0));
            }
            let selected = self.selected.and_then(|source| preview.paragraph_at(source));
            let shown = area.show_viewport(ui, |ui, viewport| {
                ui.set_height(layout.height);
                ui.set_width(width);
                let origin = ui.max_rect().left_top();
                let middle = origin.x + half;
                ui.painter().vline(middle, ui.clip_rect().y_range(), Stroke::new(1.0, t.line));
                let page = Page { view, preview, options, layout: &layout, selected, middle, column };
                for block in layout.seen(viewport.min.y, viewport.max.y) {
                    page.block_ui(ui, block, origin, (viewport.min.y, viewport.max.y), &mut deeds);
                }
            });
            self.offset = shown.state.clamped_offset().y;
            self.layout = Some((Arc::clone(&preview.alignment), column.to_bits(), layout));
        });
        deeds
    }
}

fn font() -> FontId {
    FontId::proportional(theme::size::BODY)
}

fn heads_ui(ui: &mut Ui, view: &DialogView<'_>) {
    ui.spacing_mut().item_spacing.y = space::TINY;
    ui.horizontal(|ui| {
        let half = ui.available_width() / 2.0;
        let raw = ui.label(widgets::caption(ui, view.text("importing.raw")));
        ui.add_space((half - raw.rect.width() - space::SMALL).max(0.0));
        ui.label(widgets::caption(ui, view.text("importing.clean")));
    });
}

/// What a frame draws with.
struct Page<'a> {
    view: &'a DialogView<'a>,
    preview: &'a Preview,
    options: &'a Options,
    layout: &'a PaneLayout,
    /// The paragraph that is looked at.
    selected: Option<usize>,
    middle: f32,
    column: f32,
}

impl Page<'_> {
    fn block_ui(&self, ui: &mut Ui, block: &Placed, origin: egui::Pos2, seen: (f32, f32), deeds: &mut Vec<PaneDeed>) {
        let top = |row: usize, first: usize| block.top + (row - first) as f32 * ROW;
        let in_sight = |y: f32| y + ROW >= seen.0 && y <= seen.1;
        for row in block.raw.clone() {
            let y = top(row, block.raw.start);
            if in_sight(y) {
                self.raw_row(ui, &self.layout.raw[row], pos2(origin.x + space::MEDIUM, origin.y + y));
            }
        }
        let mut last = None;
        for row in block.clean.clone() {
            let y = top(row, block.clean.start);
            if !in_sight(y) {
                continue;
            }
            let paragraph = self.layout.clean[row].line;
            if last != Some(paragraph) {
                last = Some(paragraph);
                let rows = block.clean.clone().filter(|&row| self.layout.clean[row].line == paragraph);
                let (first, count) = (rows.clone().next().unwrap_or(row), rows.count());
                let y = origin.y + top(first, block.clean.start);
                let rect = Rect::from_min_size(
                    pos2(self.middle + 1.0, y),
                    Vec2::new(self.column + 2.0 * space::MEDIUM, count as f32 * ROW),
                );
                self.paragraph_ui(ui, paragraph, rect, deeds);
            }
            self.clean_row(ui, row, pos2(self.middle + space::MEDIUM, origin.y + y), deeds);
        }
    }

    /// The ground of a paragraph: what is pressed, heard and pointed at.
    fn paragraph_ui(&self, ui: &Ui, paragraph: usize, rect: Rect, deeds: &mut Vec<PaneDeed>) {
        let t = theme::tokens(ui);
        let Self { view, preview, options, .. } = self;
        let words = preview.alignment.clean.text(preview.imported.text.as_str(), paragraph);
        let label: String = words.chars().take(60).collect();
        let response = ui.interact(rect, ui.scope_id().with(("paragraph", paragraph)), Sense::click());
        response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, self.selected == Some(paragraph), &label));
        if self.selected == Some(paragraph) {
            ui.painter().rect_filled(rect, theme::RADIUS, t.chosen);
        } else if response.hovered() {
            ui.painter().rect_filled(rect, theme::RADIUS, t.hover);
        }
        if let Some(place) = preview.speaker_place(paragraph) {
            let stripe = Rect::from_min_size(rect.min + Vec2::new(3.0, 2.0), Vec2::new(3.0, rect.height() - 4.0));
            ui.painter().rect_filled(stripe, 1.5, theme::stripe(Colour::nth(place), theme::theme_of(ui)));
        }
        if response.clicked() {
            deeds.push(PaneDeed::Select(paragraph));
        }
        response.context_menu(|ui| place::menu_ui(ui, view, preview, options, paragraph, deeds));
        if response.hovered() {
            response.on_hover_text(place::said(view, preview, paragraph));
        }
    }

    /// Characters that were dropped are struck out, those that were replaced underlined.
    fn raw_row(&self, ui: &Ui, row: &PaneRow, at: egui::Pos2) {
        let t = theme::tokens(ui);
        let text = self.preview.raw().get(row.bytes.clone()).unwrap_or("");
        let segments = &self.preview.imported.record.map.segments;
        let clean = &self.preview.imported.text;
        let mut job = LayoutJob::default();
        let mut next = segments.partition_point(|s: &Segment| s.source.0 + s.len <= row.characters.start);
        let plain = TextFormat::simple(font(), t.ink);
        let dropped = TextFormat { strikethrough: Stroke::new(1.0, t.danger), ..TextFormat::simple(font(), t.quiet) };
        let replaced = TextFormat { underline: Stroke::new(1.0, t.warning), ..TextFormat::simple(font(), t.ink) };
        let mut run = (0, 0_u8);
        let format = |kind: u8| match kind {
            0 => plain.clone(),
            1 => dropped.clone(),
            _ => replaced.clone(),
        };
        for (place, (byte, character)) in (row.characters.start..).zip(text.char_indices()) {
            while segments.get(next).is_some_and(|s| s.source.0 + s.len <= place) {
                next += 1;
            }
            let kind = match segments.get(next).filter(|s| s.source.0 <= place) {
                None => 1,
                Some(s) => {
                    let there = clean.byte_at(CharIndex(s.clean.0 + place - s.source.0));
                    let same = clean.as_str().get(there..).is_some_and(|rest| rest.starts_with(character));
                    if same { 0 } else { 2 }
                }
            };
            if kind != run.1 {
                job.append(&text[run.0..byte], 0.0, format(run.1));
                run = (byte, kind);
            }
        }
        job.append(&text[run.0..], 0.0, format(run.1));
        paint(ui, job, at);
    }

    fn clean_row(&self, ui: &Ui, number: usize, at: egui::Pos2, deeds: &mut Vec<PaneDeed>) {
        let t = theme::tokens(ui);
        let row = &self.layout.clean[number];
        let structure = &self.preview.imported.structure;
        let text = self.preview.imported.text.as_str().get(row.bytes.clone()).unwrap_or("");
        let kind = structure.kind_of(row.line);
        let ink = if kind.is_apparatus() { t.quiet } else { t.ink };
        let face = if matches!(kind, BlockKind::Heading(_)) { fonts::bold() } else { egui::FontFamily::Proportional };
        let format = TextFormat::simple(FontId::new(theme::size::BODY, face), ink);
        // The label of a turn stands apart from what was said.
        let turn =
            structure.turn_at(CharIndex(row.characters.start)).filter(|turn| turn.span.start.0 >= row.characters.start);
        let label = turn.map_or(0, |turn| (turn.said.0.min(row.characters.end) - row.characters.start) as usize);
        let split = text.char_indices().nth(label).map_or(text.len(), |(byte, _)| byte);
        let mut job = LayoutJob::default();
        job.append(&text[..split], 0.0, TextFormat { color: t.accent, ..format.clone() });
        job.append(&text[split..], 0.0, format);
        let galley = paint(ui, job, at);
        self.marks_ui(ui, number, at, &galley, deeds);
    }

    /// Line ends that stood in this row, and the one at its end.
    fn marks_ui(&self, ui: &Ui, number: usize, at: egui::Pos2, galley: &Galley, deeds: &mut Vec<PaneDeed>) {
        let row = &self.layout.clean[number];
        let ends_paragraph = self.layout.clean.get(number + 1).is_none_or(|next| next.line != row.line);
        for end in self.preview.alignment.line_ends_in(row.characters.clone()) {
            // What stands at a row's end belongs to the row, but for the first of the next one.
            if end.clean == row.characters.end && !ends_paragraph
                || end.clean == row.characters.start
                    && number > 0
                    && end.clean != row.characters.end
                    && self.layout.clean[number - 1].line != row.line
            {
                continue;
            }
            let column = (end.clean - row.characters.start) as usize;
            let x = galley.rows.first().map_or(0.0, |placed| placed.x_offset(column.into()));
            let centre = pos2(at.x + x + if end.joint == Joint::Break { 7.0 } else { 0.0 }, at.y + ROW / 2.0);
            let decided = self.options.corrections.joints.contains_key(&end.source);
            let line = self.preview.alignment.raw.at(end.source) + 1;
            if marks::mark_ui(ui, self.view, *end, decided, line, centre) {
                let other = if end.joint == Joint::Join { Joint::Break } else { Joint::Join };
                deeds.push(PaneDeed::Joint(end.source, other));
            }
        }
    }
}

/// One row, without breaking it again.
fn paint(ui: &Ui, mut job: LayoutJob, at: egui::Pos2) -> Arc<Galley> {
    job.wrap.max_width = f32::INFINITY;
    job.break_on_newline = false;
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let place = pos2(at.x, at.y + (ROW - galley.size().y) / 2.0);
    ui.painter().galley(place, Arc::clone(&galley), Color32::PLACEHOLDER);
    galley
}

/// What to say where there is nothing to show yet, or never.
pub(super) fn nothing_ui(ui: &mut Ui, view: &DialogView<'_>, file: &FileRow) {
    let t = theme::tokens(ui);
    let documents = file.file().map_or(0, |made| made.documents.len());
    Frame::new().fill(t.field).stroke(Stroke::new(1.0, t.line)).corner_radius(theme::RADIUS).show(ui, |ui| {
        ui.set_min_size(ui.available_size());
        if let Some(reason) = file.refusal().filter(|_| file.is_current()) {
            let text = view.language.say(reason);
            widgets::empty_state(ui, Icon::Warning, view.text("importing.refused_title"), &text);
        } else if documents > 1 || file.is_table() {
            let said = match documents {
                0 => view.text("importing.ready_table").to_owned(),
                count => view.language.say(&Message::new("importing.many_documents").with("count", count)),
            };
            widgets::empty_state(ui, Icon::List, &said, view.text("importing.many_documents_hint"));
        } else {
            ui.centered_and_justified(|ui| ui.add(egui::Spinner::new()));
        }
    });
}
