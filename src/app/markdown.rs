//! Markdown, drawn: what a memo says, with links that can be clicked, tabbed to and heard.
//!
//! It draws the blocks of [`crate::export::marked`] in the faces of the interface, so that bold Chinese is bold. It
//! follows nothing itself: it says which link was clicked, and marks those of which it is told that they lead nowhere.

use std::ops::Range;
use std::sync::Arc;

use egui::accesskit::Role;
use egui::text::{LayoutJob, TextFormat};
use egui::text_selection::LabelSelectionState;
use egui::{
    Color32, CursorIcon, FontFamily, FontId, Frame, Galley, Grid, Label, Margin, Pos2, Rect, Sense, Stroke, StrokeKind,
    Ui, Vec2, WidgetInfo, pos2,
};

use super::fonts;
use super::icons::Icon;
use super::theme::{self, RADIUS, size, space};
use super::widgets;
use crate::export::marked::{Block, Item, Leads, Run};

/// Height of a line, of its letters' size.
const LINE: f32 = 1.7;
/// Of a heading of the second level, in points; that of the first is a title, the others are bold text.
const SECOND: f32 = 16.0;

/// Draws blocks below each other; gives the link that was clicked. `is_there` says whether a link within the project
/// leads somewhere.
pub fn markdown_ui(ui: &mut Ui, blocks: &[Block], is_there: &dyn Fn(&str) -> bool) -> Option<Leads> {
    ui.spacing_mut().item_spacing.y = space::SMALL;
    let mut clicked = None;
    for (at, block) in blocks.iter().enumerate() {
        let found = ui.push_id(at, |ui| block_ui(ui, block, is_there)).inner;
        clicked = clicked.or(found);
    }
    clicked
}

fn block_ui(ui: &mut Ui, block: &Block, is_there: &dyn Fn(&str) -> bool) -> Option<Leads> {
    let t = theme::tokens(ui);
    match block {
        Block::Heading(level, runs) => {
            ui.add_space(space::TINY);
            let size = match level {
                1 => size::TITLE,
                2 => SECOND,
                _ => size::BODY,
            };
            runs_ui(ui, runs, size, fonts::bold(), is_there)
        }
        Block::Paragraph(runs) => runs_ui(ui, runs, size::BODY, FontFamily::Proportional, is_there),
        Block::Quote(inner) => {
            let frame = Frame::new().inner_margin(Margin { left: 14, right: 0, top: 2, bottom: 2 });
            let shown = frame.show(ui, |ui| {
                ui.set_width(ui.available_width());
                markdown_ui(ui, inner, is_there)
            });
            let bar = Rect::from_min_max(
                shown.response.rect.left_top(),
                shown.response.rect.left_bottom() + Vec2::new(3.0, 0.0),
            );
            ui.painter().rect_filled(bar, 1.5, t.line);
            shown.inner
        }
        Block::List { first, items } => {
            let mut clicked = None;
            ui.spacing_mut().item_spacing.y = 2.0;
            for (at, item) in (0..).zip(items) {
                let number = first.map(|first| first.saturating_add(at));
                let found = ui.push_id(("item", at), |ui| item_ui(ui, number, item, is_there)).inner;
                clicked = clicked.or(found);
            }
            clicked
        }
        Block::Code(text) => {
            Frame::new().fill(t.field).corner_radius(RADIUS).inner_margin(Margin::same(10)).show(ui, |ui| {
                ui.set_width(ui.available_width());
                let font = FontId::new(size::BODY, FontFamily::Monospace);
                ui.add(Label::new(egui::RichText::new(text).font(font)).wrap().selectable(true));
            });
            None
        }
        Block::Rule => {
            widgets::hairline(ui);
            None
        }
        Block::Table(rows) => table_ui(ui, rows, is_there),
    }
}

fn item_ui(ui: &mut Ui, number: Option<u64>, item: &Item, is_there: &dyn Fn(&str) -> bool) -> Option<Leads> {
    let t = theme::tokens(ui);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::TINY;
        let height = (size::BODY * LINE).round();
        let (rect, _) = ui.allocate_exact_size(Vec2::new(22.0, height), Sense::hover());
        match (item.done, number) {
            (Some(done), _) => {
                let field = Rect::from_center_size(rect.center(), Vec2::splat(13.0));
                ui.painter().rect_stroke(field, 3.0, Stroke::new(1.0, t.quiet), StrokeKind::Inside);
                if done {
                    Icon::Check.paint(ui.painter(), field, 11.0, t.accent);
                }
            }
            (None, Some(number)) => {
                let font = FontId::proportional(size::BODY);
                widgets::text_in(ui, rect, &format!("{number}."), font, t.quiet, egui::Align::Max);
            }
            (None, None) => {
                ui.painter().circle_filled(rect.center() + Vec2::new(3.0, 0.0), 2.2, t.quiet);
            }
        }
        ui.vertical(|ui| markdown_ui(ui, &item.blocks, is_there)).inner
    })
    .inner
}

fn table_ui(ui: &mut Ui, rows: &[Vec<Vec<Run>>], is_there: &dyn Fn(&str) -> bool) -> Option<Leads> {
    let columns = rows.iter().map(Vec::len).max().filter(|columns| *columns > 0)?;
    let width = ((ui.available_width() - space::MEDIUM * columns as f32) / columns as f32).clamp(48.0, 360.0);
    let mut clicked = None;
    let grid = Grid::new("table").striped(true).num_columns(columns).spacing(Vec2::new(space::MEDIUM, space::SMALL));
    grid.show(ui, |ui| {
        for (at, row) in rows.iter().enumerate() {
            for cell in row {
                let family = if at == 0 { fonts::bold() } else { FontFamily::Proportional };
                let found = ui
                    .vertical(|ui| {
                        ui.set_max_width(width);
                        runs_ui(ui, cell, size::BODY, family, is_there)
                    })
                    .inner;
                clicked = clicked.take().or(found);
            }
            ui.end_row();
        }
    });
    clicked
}

/// One paragraph: text that can be selected, with its links over it.
fn runs_ui(ui: &mut Ui, runs: &[Run], size: f32, family: FontFamily, is_there: &dyn Fn(&str) -> bool) -> Option<Leads> {
    let t = theme::tokens(ui);
    let mut job = LayoutJob::default();
    let mut links: Vec<(Range<usize>, &Run)> = Vec::new();
    let mut characters = 0;
    for run in runs {
        let count = run.text.chars().count();
        let ink = match &run.leads {
            Some(Leads::Inside(target)) if !is_there(target) => t.warning,
            Some(_) => t.accent,
            None => t.ink,
        };
        if run.leads.is_some() {
            links.push((characters..characters + count, run));
        }
        characters += count;
        job.append(&run.text, 0.0, format(run, size, &family, ink, t));
    }
    job.wrap.max_width = ui.available_width();
    let (at, galley, response) = Label::new(job).selectable(true).layout_in_ui(ui);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, galley.text()));
    LabelSelectionState::label_text_selection(ui, &response, at, Arc::clone(&galley), t.ink, Stroke::NONE);
    let mut clicked = None;
    for (number, (range, run)) in links.into_iter().enumerate() {
        for (part, rect) in rects_of(&galley, at, &range).into_iter().enumerate() {
            let link = ui.interact(rect, response.id.with((number, part)), Sense::click());
            link.widget_info(|| WidgetInfo::labeled(Role::Link, true, &run.text));
            if link.has_focus() {
                ui.painter().rect_stroke(rect, 3.0, Stroke::new(1.5, t.accent), StrokeKind::Outside);
            }
            if link.clicked() {
                clicked.clone_from(&run.leads);
            }
            let address = if let Some(Leads::Address(address)) = &run.leads { address.as_str() } else { "" };
            let link = link.on_hover_cursor(CursorIcon::PointingHand);
            if !address.is_empty() {
                link.on_hover_text(address);
            }
        }
    }
    clicked
}

fn format(run: &Run, size: f32, family: &FontFamily, ink: Color32, t: &theme::Tokens) -> TextFormat {
    let family = match (run.look.code, run.look.bold) {
        (true, _) => FontFamily::Monospace,
        (false, true) => fonts::bold(),
        (false, false) => family.clone(),
    };
    TextFormat {
        font_id: FontId::new(size, family),
        color: ink,
        background: if run.look.code { t.hover } else { Color32::TRANSPARENT },
        italics: run.look.italic,
        underline: if run.leads.is_some() { Stroke::new(1.0, ink.gamma_multiply(0.5)) } else { Stroke::NONE },
        strikethrough: if run.look.struck { Stroke::new(1.0, ink) } else { Stroke::NONE },
        line_height: Some((size * LINE).round()),
        ..TextFormat::default()
    }
}

/// Where characters stand on the screen, a place a row.
fn rects_of(galley: &Galley, at: Pos2, range: &Range<usize>) -> Vec<Rect> {
    let mut found = Vec::new();
    let mut first = 0;
    for row in &galley.rows {
        let on_row = row.glyphs.iter().enumerate().filter(|(column, _)| range.contains(&(first + column)));
        let sides = on_row.fold(None, |sides: Option<(f32, f32)>, (_, glyph)| {
            let (left, right) = (glyph.pos.x, glyph.max_x());
            Some(sides.map_or((left, right), |(l, r)| (l.min(left), r.max(right))))
        });
        if let Some((left, right)) = sides {
            let origin = at + row.pos.to_vec2();
            found.push(Rect::from_min_max(
                pos2(origin.x + left, origin.y),
                pos2(origin.x + right, origin.y + row.height()),
            ));
        }
        first += row.glyphs.len() + usize::from(row.ends_with_newline);
    }
    found
}
