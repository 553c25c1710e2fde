//! The matrix as a heat map: one texture, however many cells, and arithmetic for what is pointed at.
//!
//! Heads stand still while cells scroll. Chinese names stand upright in a column, others lie on their side;
//! what is too long is cut and said whole in the tooltip. Where cells are large enough they show their number.

use egui::accesskit::Role;
use egui::epaint::TextShape;
use egui::{
    Align, Color32, ColorImage, EventFilter, FontId, Key, Modifiers, Painter, Pos2, Rect, Response, ScrollArea, Sense,
    Stroke, StrokeKind, TextureHandle, TextureOptions, Theme, Ui, Vec2, WidgetInfo, pos2,
};

use super::figure::{Figure, Measure};
use crate::app::fonts;
use crate::app::heat_scale;
use crate::app::panels::parts;
use crate::app::shell::ShellView;
use crate::app::theme::{self, Tokens, size, space};
use crate::app::widgets;
use crate::model::Message;

/// How large cells are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Zoom {
    /// So that every head can be read; what does not fit scrolls.
    #[default]
    Readable,
    /// So that everything is seen at once.
    Whole,
}

/// A cell that is narrower cannot have a head that is read.
pub const READABLE: f32 = 18.0;
const LARGEST: f32 = 46.0;
/// A cell that is wider shows its number.
const NUMBERED: f32 = 24.0;
const WIDEST_HEAD: f32 = 150.0;
const TALLEST_HEAD: usize = 8;
const LETTER: f32 = 14.0;
/// The longest name that lies on its side.
const LONGEST_HEAD: f32 = 150.0;

/// What the map remembers between frames; all of it may be dropped.
#[derive(Default)]
pub struct MapView {
    texture: Option<(u64, Theme, TextureHandle)>,
    offset: Vec2,
    /// Scrolls so that the chosen cell is seen.
    seek: bool,
}

/// Where the parts of the map stand.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Side of a cell.
    pub cell: f32,
    /// Width of the heads of rows.
    pub left: f32,
    /// Height of the heads of columns.
    pub top: f32,
}

impl Plan {
    /// For a figure in a space.
    #[must_use]
    pub fn of(ui: &Ui, figure: &Figure, space: Vec2, zoom: Zoom) -> Self {
        let font = FontId::proportional(size::SMALL);
        let widest = figure.heads.iter().map(|head| parts::text_width(ui, &head.name, &font)).fold(30.0, f32::max);
        let left = widest.min(WIDEST_HEAD).min(space.x * 0.3) + 24.0;
        let tallest = figure.heads.iter().map(|head| head_height(ui, &head.name, &font)).fold(30.0, f32::max);
        let top = tallest + space::SMALL;
        let bar = 12.0;
        let count = figure.size().max(1) as f32;
        let fit = ((space.x - left - bar) / count).min((space.y - top - bar) / count);
        let cell = match zoom {
            Zoom::Readable => fit.clamp(READABLE, LARGEST),
            Zoom::Whole => fit.clamp(1.0, LARGEST),
        };
        Self { cell: if cell >= READABLE { cell.floor() } else { cell }, left, top }
    }

    /// How large the cells are together.
    #[must_use]
    pub fn body(&self, figure: &Figure) -> Vec2 {
        Vec2::splat(self.cell * figure.size() as f32)
    }
}

fn upright(name: &str) -> bool {
    let han = name.chars().filter(|c| crate::app::panels::cooccurrence::is_wide(*c)).count();
    han * 2 >= name.chars().count()
}

fn head_height(ui: &Ui, name: &str, font: &FontId) -> f32 {
    if upright(name) {
        name.chars().count().min(TALLEST_HEAD) as f32 * LETTER
    } else {
        parts::text_width(ui, name, font).min(LONGEST_HEAD)
    }
}

/// The cells as pixels.
#[must_use]
pub fn image(figure: &Figure, look: Theme) -> ColorImage {
    let t = Tokens::of(look);
    let count = figure.size();
    let places = (0..count).flat_map(|row| (0..count).map(move |column| (row, column)));
    let pixels = places.map(|(row, column)| match figure.share(row, column) {
        Some(share) => heat_scale::colour(share, look),
        None if row == column => t.hover,
        None => t.field,
    });
    ColorImage::new([count, count], pixels.collect())
}

/// Which cell is chosen and which one is pointed at.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lit {
    /// Row and column.
    pub chosen: Option<(usize, usize)>,
    /// Row and column.
    pub hovered: Option<(usize, usize)>,
}

/// Draws the map in a space; gives the cell that was clicked or walked to.
pub fn heat_map_ui(
    ui: &mut Ui,
    view: &ShellView,
    state: &mut MapView,
    figure: &Figure,
    generation: u64,
    zoom: Zoom,
    chosen: Option<(usize, usize)>,
) -> Option<(usize, usize)> {
    let look = theme::theme_of(ui);
    let t = theme::tokens(ui);
    let whole = ui.available_rect_before_wrap();
    let plan = Plan::of(ui, figure, whole.size(), zoom);
    let texture = match &state.texture {
        Some((of, with, texture)) if *of == generation && *with == look => texture.id(),
        _ => {
            let texture = ui.ctx().load_texture("heat map", image(figure, look), TextureOptions::NEAREST);
            let id = texture.id();
            state.texture = Some((generation, look, texture));
            id
        }
    };
    let body = Rect::from_min_max(whole.min + Vec2::new(plan.left, plan.top), whole.max);
    let mut clicked = None;
    let mut lit = Lit { chosen, hovered: None };
    let mut area = ScrollArea::both().id_salt("cells").auto_shrink([false, false]);
    if std::mem::take(&mut state.seek)
        && let Some((row, column)) = chosen
    {
        let at = Vec2::new(column as f32, row as f32) * plan.cell;
        let low = at + Vec2::splat(plan.cell) - body.size() + Vec2::splat(14.0);
        let offset =
            Vec2::new(state.offset.x.clamp(low.x.min(at.x), at.x), state.offset.y.clamp(low.y.min(at.y), at.y));
        area = area.scroll_offset(offset.max(Vec2::ZERO));
    }
    let mut inner = ui.new_child(egui::UiBuilder::new().max_rect(body));
    let shown = area.show(&mut inner, |ui| {
        let (rect, _) = ui.allocate_exact_size(plan.body(figure), Sense::hover());
        // An id of its own: the keyboard stays here when the passages open beside it.
        let response = ui.interact(rect, egui::Id::unique("cells of the matrix"), Sense::click());
        let said = chosen.map_or_else(String::new, |(row, column)| cell_words(view, figure, row, column));
        let name = format!("{} {said}", view.text("analyse.map"));
        response.widget_info(|| WidgetInfo::labeled(Role::Table, true, name.trim_end()));
        let at = |pos: Pos2| {
            let place = (pos - rect.min) / plan.cell;
            let inside = rect.contains(pos) && place.x >= 0.0 && place.y >= 0.0;
            let (row, column) = (place.y as usize, place.x as usize);
            (inside && row < figure.size() && column < figure.size()).then_some((row, column))
        };
        lit.hovered = response.hover_pos().and_then(at);
        if response.clicked() {
            clicked = response.interact_pointer_pos().and_then(at);
            response.request_focus();
        }
        clicked = clicked.or_else(|| walk(ui, &response, figure, chosen));
        paint_cells(ui.painter(), rect, texture, figure, &plan, look, lit);
        if response.has_focus() {
            ui.painter().rect_stroke(rect, 2.0, Stroke::new(1.5, t.accent), StrokeKind::Inside);
        }
        if let Some((row, column)) = lit.hovered {
            response.on_hover_ui_at_pointer(|ui| tooltip_ui(ui, view, figure, row, column));
        }
    });
    state.offset = shown.state.clamped_offset();
    if clicked.is_some() && clicked != chosen {
        state.seek = true;
    }
    let origin = body.min - state.offset;
    paint_heads(ui, whole, body, origin, figure, &plan, lit);
    ui.allocate_rect(whole, Sense::hover());
    clicked
}

/// The arrows go from cell to cell.
fn walk(ui: &Ui, response: &Response, figure: &Figure, chosen: Option<(usize, usize)>) -> Option<(usize, usize)> {
    if !response.has_focus() || figure.size() == 0 {
        return None;
    }
    let filter = EventFilter { vertical_arrows: true, horizontal_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let last = figure.size() - 1;
    let Some((row, column)) = chosen else {
        let keys = [Key::ArrowDown, Key::ArrowRight, Key::ArrowUp, Key::ArrowLeft, Key::Enter];
        return keys.into_iter().any(pressed).then_some((0, last.min(1)));
    };
    let to = if pressed(Key::ArrowDown) {
        ((row + 1).min(last), column)
    } else if pressed(Key::ArrowUp) {
        (row.saturating_sub(1), column)
    } else if pressed(Key::ArrowRight) {
        (row, (column + 1).min(last))
    } else if pressed(Key::ArrowLeft) {
        (row, column.saturating_sub(1))
    } else {
        return None;
    };
    Some(to)
}

/// What a cell says, in words.
pub fn cell_words(view: &ShellView, figure: &Figure, row: usize, column: usize) -> String {
    let (Some(first), Some(second), Some(value)) =
        (figure.heads.get(row), figure.heads.get(column), figure.value(row, column))
    else {
        return String::new();
    };
    if row == column {
        return view.say(&Message::new("analyse.cell_alone").with("code", &first.path).with("count", first.n));
    }
    let said = Message::new("analyse.cell").with("first", &first.path).with("second", &second.path);
    view.say(&said.with("count", value.count))
}

fn tooltip_ui(ui: &mut Ui, view: &ShellView, figure: &Figure, row: usize, column: usize) {
    ui.set_max_width(320.0);
    ui.label(widgets::bold(cell_words(view, figure, row, column)));
    if row == column {
        return;
    }
    let Some(value) = figure.value(row, column) else { return };
    let (first, second) = (&figure.heads[row], &figure.heads[column]);
    let c = value.coefficient.value.map_or_else(|| "–".to_owned(), |c| format!("{c:.3}"));
    let said = Message::new("analyse.cell_line").with("c", c).with("first", first.n).with("second", second.n);
    ui.label(widgets::caption(ui, view.say(&said)));
    for warning in figure.warnings(row, column) {
        ui.colored_label(theme::tokens(ui).warning, view.say(&warning.tell()));
    }
}

/// Paints cells, their numbers, and what is lit.
pub fn paint_cells(
    painter: &Painter,
    rect: Rect,
    texture: egui::TextureId,
    figure: &Figure,
    plan: &Plan,
    look: Theme,
    lit: Lit,
) {
    let t = Tokens::of(look);
    let count = figure.size();
    let unit = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
    painter.image(texture, rect, unit, Color32::WHITE);
    let clip = painter.clip_rect();
    let cell = |row: usize, column: usize| {
        let corner = rect.min + Vec2::new(column as f32, row as f32) * plan.cell;
        Rect::from_min_size(corner, Vec2::splat(plan.cell))
    };
    if plan.cell >= 9.0 {
        let line = Stroke::new(1.0, t.paper);
        for n in 0..=count {
            let (x, y) = (rect.left() + n as f32 * plan.cell, rect.top() + n as f32 * plan.cell);
            painter.vline(x, rect.y_range(), line);
            painter.hline(rect.x_range(), y, line);
        }
    }
    if plan.cell >= NUMBERED {
        let font = FontId::proportional(if plan.cell >= 32.0 { size::SMALL } else { 11.0 });
        let seen = |low: f32, high: f32, from: f32| {
            let first = ((low - from) / plan.cell).floor().max(0.0) as usize;
            first..(((high - from) / plan.cell).ceil().max(0.0) as usize).min(count)
        };
        for row in seen(clip.top(), clip.bottom(), rect.top()) {
            for column in seen(clip.left(), clip.right(), rect.left()) {
                let text = figure.text(row, column);
                let place = cell(row, column);
                let ink = match figure.share(row, column) {
                    Some(share) => heat_scale::ink_on(heat_scale::colour(share, look), look),
                    None => t.quiet,
                };
                if !text.is_empty() {
                    let galley = painter.layout_no_wrap(text, font.clone(), ink);
                    if galley.size().x <= plan.cell - 2.0 {
                        painter.galley(place.center() - galley.size() / 2.0, galley, ink);
                    }
                }
                if figure.measure == Measure::Coefficient
                    && figure.share(row, column).is_some()
                    && !figure.warnings(row, column).is_empty()
                {
                    painter.circle_filled(place.right_top() + Vec2::new(-5.0, 5.0), 2.0, ink);
                }
            }
        }
    }
    if let Some((row, column)) = lit.hovered {
        painter.rect_stroke(cell(row, column), 2.0, Stroke::new(1.5, t.ink), StrokeKind::Inside);
    }
    if let Some((row, column)) = lit.chosen {
        let place = cell(row, column).expand(1.0);
        painter.rect_stroke(place, 2.0, Stroke::new(3.0, t.paper), StrokeKind::Outside);
        painter.rect_stroke(place, 2.0, Stroke::new(2.5, t.warning), StrokeKind::Inside);
    }
}

/// Paints the names of rows and columns; where there is no room for all, those that are lit.
pub fn paint_heads(ui: &Ui, whole: Rect, body: Rect, origin: Pos2, figure: &Figure, plan: &Plan, lit: Lit) {
    let t = theme::tokens(ui);
    let look = theme::theme_of(ui);
    let rows_clip = Rect::from_min_max(pos2(whole.left(), body.top()), pos2(body.left(), whole.bottom()));
    let columns_clip = Rect::from_min_max(pos2(body.left(), whole.top()), pos2(whole.right(), body.top()));
    let every = if plan.cell >= 12.0 { 1 } else { (12.0 / plan.cell).ceil() as usize };
    let lit_row = |n: usize| lit.chosen.is_some_and(|c| c.0 == n) || lit.hovered.is_some_and(|c| c.0 == n);
    let lit_column = |n: usize| lit.chosen.is_some_and(|c| c.1 == n) || lit.hovered.is_some_and(|c| c.1 == n);
    // Where not every head has room, one that is lit takes the place of its neighbours.
    let crowded = |n: usize, is_lit: &dyn Fn(usize) -> bool| {
        every > 1 && !is_lit(n) && (n.saturating_sub(every - 1)..n + every).any(is_lit)
    };
    for (n, head) in figure.heads.iter().enumerate() {
        let centre = (n as f32 + 0.5) * plan.cell;
        let font =
            |bold: bool| FontId::new(size::SMALL, if bold { fonts::bold() } else { egui::FontFamily::Proportional });
        let dot = theme::stripe(head.colour, look);
        let y = origin.y + centre;
        if (rows_clip.top()..rows_clip.bottom()).contains(&y)
            && (lit_row(n) || (n % every == 0 && !crowded(n, &lit_row)))
        {
            let is_lit = lit_row(n);
            let right = body.left() - space::SMALL;
            let place = Rect::from_min_max(pos2(whole.left(), y - 9.0), pos2(right - 12.0, y + 9.0));
            let ink = if is_lit { t.accent } else { t.ink };
            widgets::text_in(ui, place, &head.name, font(is_lit), ink, Align::Max);
            ui.painter().circle_filled(pos2(right - 3.0, y), 3.0, dot);
        }
        let x = origin.x + centre;
        if (columns_clip.left()..columns_clip.right()).contains(&x)
            && (lit_column(n) || (n % every == 0 && !crowded(n, &lit_column)))
        {
            let is_lit = lit_column(n);
            let ink = if is_lit { t.accent } else { t.ink };
            column_head(ui, &head.name, pos2(x, body.top() - space::SMALL), font(is_lit), ink);
        }
    }
}

/// A name that ends above a column: upright characters below each other, or a line on its side.
fn column_head(ui: &Ui, name: &str, foot: Pos2, font: FontId, ink: Color32) {
    if upright(name) {
        let mut letters: Vec<char> = name.chars().take(TALLEST_HEAD).collect();
        if name.chars().count() > TALLEST_HEAD {
            letters.pop();
            letters.push('…');
        }
        for (n, letter) in letters.iter().rev().enumerate() {
            let place = foot - Vec2::new(0.0, (n as f32 + 0.5) * LETTER);
            ui.painter().text(place, egui::Align2::CENTER_CENTER, letter, font.clone(), ink);
        }
        return;
    }
    let mut job = egui::text::LayoutJob::simple_singleline(name.to_owned(), font, ink);
    job.wrap = egui::text::TextWrapping::truncate_at_width(LONGEST_HEAD + 1.0);
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let corner = foot - Vec2::new(galley.size().y / 2.0, 0.0);
    ui.painter().add(TextShape::new(corner, galley, ink).with_angle(-std::f32::consts::FRAC_PI_2));
}

/// The scale: its colours with the numbers at both ends.
pub fn legend_ui(ui: &mut Ui, view: &ShellView, figure: &Figure) {
    const STEPS: u16 = 40;
    let look = theme::theme_of(ui);
    let t = theme::tokens(ui);
    let name = match figure.measure {
        Measure::Count => view.text("analyse.legend_count"),
        Measure::Coefficient => view.text("analyse.legend_coefficient"),
    };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::SMALL;
        ui.label(widgets::caption(ui, name));
        let (none, _) = ui.allocate_exact_size(Vec2::new(18.0, 12.0), Sense::hover());
        ui.painter().rect(none, 2.0, t.field, Stroke::new(1.0, t.line), StrokeKind::Inside);
        ui.label(widgets::caption(ui, "0"));
        let (bar, _) = ui.allocate_exact_size(Vec2::new(160.0, 12.0), Sense::hover());
        for step in 0..STEPS {
            let from = bar.left() + bar.width() * f32::from(step) / f32::from(STEPS);
            let to = bar.left() + bar.width() * f32::from(step + 1) / f32::from(STEPS);
            let piece = Rect::from_min_max(pos2(from, bar.top()), pos2(to, bar.bottom()));
            ui.painter().rect_filled(piece, 0.0, heat_scale::colour(f32::from(step) / f32::from(STEPS - 1), look));
        }
        ui.label(widgets::caption(ui, figure.say(figure.top)));
    });
}
