//! The passages as they will stand in the file, drawn only where they can be seen.
//!
//! Heights are estimated from the number of characters and become exact when a passage is drawn, so that a
//! choice of ten thousand passages is shown at once and scrolls.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::text::LayoutJob;
use egui::{Color32, FontId, Rect, ScrollArea, Sense, Stroke, TextFormat, Ui, Vec2, WidgetInfo, pos2};

use crate::app::actions::Passage;
use crate::app::fonts;
use crate::app::shell::ShellView;
use crate::app::theme::{self, RADIUS, size, space};
use crate::export::{Excerpt, Excerpts, wording};
use crate::model::Colour;

const WIDEST: f32 = 760.0;
const SIDE: f32 = 24.0;
const QUOTE: f32 = 15.0;
/// Of a passage so much is shown.
const LONGEST: usize = 2_000;

/// What stands below each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Item {
    Heading(usize),
    Excerpt(usize, usize),
}

/// The list and how high its parts are; may be dropped.
#[derive(Default)]
pub struct Preview {
    items: Vec<Item>,
    heights: Vec<f32>,
    exact: Vec<bool>,
    width: f32,
    rewind: bool,
}

impl Preview {
    /// Shows other passages.
    pub fn show(&mut self, excerpts: &Arc<Excerpts>) {
        let group = |(at, group): (usize, &crate::export::Group)| {
            std::iter::once(Item::Heading(at)).chain((0..group.excerpts.len()).map(move |n| Item::Excerpt(at, n)))
        };
        let items: Vec<Item> = excerpts.groups.iter().enumerate().flat_map(group).collect();
        self.rewind = self.items.len() != items.len();
        self.items = items;
        self.width = 0.0;
    }

    /// Draws them; gives the passage that was clicked.
    pub fn ui(&mut self, ui: &mut Ui, view: &ShellView, excerpts: &Excerpts) -> Option<Passage> {
        let width = (ui.available_width() - 2.0 * SIDE).clamp(160.0, WIDEST);
        if (self.width - width).abs() > 0.5 {
            self.width = width;
            self.heights = self.items.iter().map(|item| estimate(excerpts, *item, width)).collect();
            self.exact = vec![false; self.items.len()];
        }
        let mut area = ScrollArea::vertical().id_salt("preview").auto_shrink([false, false]);
        if std::mem::take(&mut self.rewind) {
            area = area.vertical_scroll_offset(0.0);
        }
        let mut clicked = None;
        let mut settled = true;
        area.show_viewport(ui, |ui, viewport| {
            let total: f32 = self.heights.iter().sum::<f32>() + space::HUGE;
            ui.set_height(total);
            let origin = ui.max_rect().left_top();
            let left = origin.x + SIDE + ((ui.max_rect().width() - 2.0 * SIDE - width) * 0.5).max(0.0);
            let mut top = 0.0;
            for at in 0..self.items.len() {
                let height = self.heights[at];
                if top > viewport.max.y {
                    break;
                }
                if top + height >= viewport.min.y {
                    let place = Rect::from_min_size(pos2(left, origin.y + top), Vec2::new(width, height));
                    let (drawn, hit) = item_ui(ui, view, excerpts, self.items[at], place);
                    clicked = clicked.or(hit);
                    if !self.exact[at] || (drawn - height).abs() > 0.5 {
                        settled &= (drawn - height).abs() <= 0.5;
                        self.heights[at] = drawn;
                        self.exact[at] = true;
                    }
                }
                top += height;
            }
        });
        if !settled {
            ui.ctx().request_repaint();
        }
        clicked
    }
}

fn columns(text: &str) -> f32 {
    text.chars().map(|c| if c.is_ascii() { 0.55 } else { 1.0 }).sum()
}

fn estimate(excerpts: &Excerpts, item: Item, width: f32) -> f32 {
    let rows = |text: &str, font: f32, width: f32| (columns(text) * font / width).ceil().max(1.0);
    match item {
        Item::Heading(at) => {
            let definition = excerpts.groups.get(at).map_or("", |group| group.definition.as_str());
            let below = if definition.is_empty() { 0.0 } else { rows(definition, size::BODY, width) * 20.0 };
            58.0 + below
        }
        Item::Excerpt(group, at) => {
            excerpts.groups.get(group).and_then(|g| g.excerpts.get(at)).map_or(0.0, |excerpt| {
                let inner = width - 40.0;
                let quote: String = [&excerpt.before, &excerpt.quote, &excerpt.after].map(String::as_str).concat();
                let quote: String = quote.chars().take(LONGEST).collect();
                let memo = excerpt.memo.as_ref().map_or(0.0, |memo| rows(memo, size::SMALL, inner) * 18.0);
                let codes = if excerpt.other_codes.is_empty() { 0.0 } else { 18.0 };
                rows(&quote, QUOTE, inner) * 25.0 + 18.0 + memo + codes + 34.0
            })
        }
    }
}

fn item_ui(ui: &Ui, view: &ShellView, excerpts: &Excerpts, item: Item, place: Rect) -> (f32, Option<Passage>) {
    match item {
        Item::Heading(at) => (heading_ui(ui, view, excerpts, at, place), None),
        Item::Excerpt(group, at) => match excerpts.groups.get(group).and_then(|g| g.excerpts.get(at)) {
            Some(excerpt) => excerpt_ui(ui, view, excerpts, excerpt, (group, at), place),
            None => (0.0, None),
        },
    }
}

fn heading_ui(ui: &Ui, view: &ShellView, excerpts: &Excerpts, at: usize, place: Rect) -> f32 {
    let Some(group) = excerpts.groups.get(at) else { return 0.0 };
    let t = theme::tokens(ui);
    let mut job = LayoutJob::default();
    let font = FontId::new(17.0, fonts::bold());
    append(&mut job, &group.heading, font, t.ink, 26.0, Color32::TRANSPARENT);
    let count = format!("   {}", group.excerpts.len());
    append(&mut job, &count, FontId::proportional(size::SMALL), t.quiet, 26.0, Color32::TRANSPARENT);
    if !group.definition.trim().is_empty() {
        let text = format!("\n{}", group.definition.trim());
        append(&mut job, &text, FontId::proportional(size::BODY), t.quiet, 20.0, Color32::TRANSPARENT);
    }
    if group.excerpts.is_empty() {
        let text = format!("\n{}", wording::nothing_coded(view.language));
        append(&mut job, &text, FontId::proportional(size::BODY), t.quiet, 20.0, Color32::TRANSPARENT);
    }
    let indent = if group.colour.is_some() { 20.0 } else { 0.0 };
    job.wrap.max_width = place.width() - indent;
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let top = place.top() + 22.0;
    if let Some(colour) = group.colour {
        let dot = theme::stripe(colour, theme::theme_of(ui));
        ui.painter().circle_filled(pos2(place.left() + 6.0, top + 13.0), 5.0, dot);
    }
    let height = 22.0 + galley.size().y + 10.0;
    ui.painter().galley(pos2(place.left() + indent, top), galley, t.ink);
    height
}

fn append(job: &mut LayoutJob, text: &str, font_id: FontId, color: Color32, line_height: f32, background: Color32) {
    let format = TextFormat { font_id, color, line_height: Some(line_height), background, ..TextFormat::default() };
    job.append(text, 0.0, format);
}

fn excerpt_ui(
    ui: &Ui,
    view: &ShellView,
    excerpts: &Excerpts,
    excerpt: &Excerpt,
    at: (usize, usize),
    place: Rect,
) -> (f32, Option<Passage>) {
    let t = theme::tokens(ui);
    let language = view.language;
    let mut job = LayoutJob::default();
    let font = FontId::proportional(QUOTE);
    append(&mut job, &excerpt.before, font.clone(), t.quiet, 25.0, Color32::TRANSPARENT);
    let cut: String = excerpt.quote.chars().take(LONGEST).collect();
    append(&mut job, &cut, font.clone(), t.ink, 25.0, Color32::TRANSPARENT);
    if cut.len() < excerpt.quote.len() {
        append(&mut job, "…", font.clone(), t.quiet, 25.0, Color32::TRANSPARENT);
    }
    append(&mut job, &excerpt.after, font, t.quiet, 25.0, Color32::TRANSPARENT);
    let small = FontId::proportional(size::SMALL);
    let lines = [
        Some(wording::attribution(excerpt, excerpts, language)).filter(|line| !line.is_empty()),
        wording::other_codes_line(excerpt, excerpts, language),
        wording::memo_line(excerpt, excerpts, language),
    ];
    for line in lines.into_iter().flatten() {
        append(&mut job, &format!("\n{line}"), small.clone(), t.quiet, 19.0, Color32::TRANSPARENT);
    }
    job.wrap.max_width = place.width() - 40.0;
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let card = Rect::from_min_size(place.min, Vec2::new(place.width(), galley.size().y + 20.0));
    let id = ui.scope_id().with(("excerpt", at));
    let response = ui.interact(card, id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, spoken(view, excerpts, excerpt)));
    if response.hovered() || response.has_focus() {
        let line = if response.has_focus() { Stroke::new(1.5, t.accent) } else { Stroke::NONE };
        ui.painter().rect(card, RADIUS, t.panel, line, egui::StrokeKind::Inside);
    }
    paint_bar(ui, card, excerpt.colour);
    ui.painter().galley(card.min + Vec2::new(20.0, 10.0), galley, t.ink);
    let open = response.clicked().then_some(Passage { document: excerpt.document, span: excerpt.span });
    response.on_hover_text(view.text("report.open"));
    (card.height() + 8.0, open)
}

fn paint_bar(ui: &Ui, card: Rect, colour: Colour) {
    let colour = theme::stripe(colour, theme::theme_of(ui));
    let bar = Rect::from_min_max(card.min + Vec2::new(4.0, 12.0), pos2(card.left() + 7.0, card.bottom() - 10.0));
    ui.painter().rect_filled(bar, 1.5, colour);
}

fn spoken(view: &ShellView, excerpts: &Excerpts, excerpt: &Excerpt) -> String {
    let quote: String = excerpt.quote.chars().take(120).collect();
    format!("{} {}", quote.replace('\n', " "), wording::attribution(excerpt, excerpts, view.language))
}
