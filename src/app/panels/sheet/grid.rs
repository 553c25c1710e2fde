//! The table as it is drawn: only the cells that can be seen, with its head and its first column standing still.

use egui::accesskit::Role;
use egui::{
    Align, CursorIcon, FontId, Id, Popup, PopupCloseBehavior, Rect, Response, ScrollArea, Sense, Stroke, StrokeKind,
    Ui, Vec2, WidgetInfo, pos2,
};

use super::content::Column;
use super::editor::editor_ui;
use super::selection::{Place, Reach, Selection};
use super::{SheetView, column_menu, keys, unfit_text};
use crate::app::actions::Actions;
use crate::app::fonts;
use crate::app::icons::Icon;
use crate::app::panels::documents::order::Way;
use crate::app::panels::parts;
use crate::app::shell::ShellView;
use crate::app::theme::{self, size, space};
use crate::app::widgets;
use crate::exchange::attributes::Side;
use crate::model::{AttributeKind, Message};

const ROW: f32 = 28.0;
const HEAD: f32 = 32.0;
const NARROWEST: f32 = 56.0;
const WIDEST: f32 = 640.0;
/// How many rows are looked at to find a column's width.
const LOOKED_AT: usize = 60;
/// Characters of a value that are laid out: no cell shows more.
const SHOWN: usize = 120;

/// Where the table stands.
#[derive(Default)]
pub(super) struct Scroll {
    offset: Vec2,
    sight: Vec2,
    jump: Option<Vec2>,
    follow: bool,
    dragging: bool,
}

impl Scroll {
    /// Back to the first cell.
    pub(super) fn rewind(&mut self) {
        self.jump = Some(Vec2::ZERO);
    }

    /// As far as needed to see the chosen cell.
    pub(super) fn follow(&mut self) {
        self.follow = true;
    }

    /// How many rows are seen.
    pub(super) fn rows_in_sight(&self) -> usize {
        ((self.sight.y - HEAD) / ROW).max(1.0) as usize
    }
}

/// Where columns begin and end, from the left edge of the table.
struct Layout {
    ends: Vec<f32>,
}

impl Layout {
    fn left(&self, column: usize) -> f32 {
        column.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0.0)
    }

    fn right(&self, column: usize) -> f32 {
        self.ends.get(column).copied().unwrap_or_else(|| self.ends.last().copied().unwrap_or(0.0))
    }

    fn whole(&self) -> f32 {
        self.ends.last().copied().unwrap_or(0.0)
    }

    fn at(&self, x: f32) -> usize {
        self.ends.partition_point(|end| *end <= x).min(self.ends.len().saturating_sub(1))
    }
}

fn layout(ui: &Ui, view: &ShellView, state: &mut SheetView) -> Layout {
    let mut ends = Vec::with_capacity(state.content.columns.len());
    let mut right = 0.0;
    for (at, column) in state.content.columns.iter().enumerate() {
        let key = (state.side, column.clone());
        let width = *state.widths.entry(key).or_insert_with(|| fitting(ui, view, &state.content, at));
        right += width;
        ends.push(right);
    }
    Layout { ends }
}

/// As wide as its head and the values that stand at its top, within bounds.
fn fitting(ui: &Ui, view: &ShellView, content: &super::Content, column: usize) -> f32 {
    let font = FontId::proportional(size::BODY);
    let head = parts::text_width(ui, content.head(view, column), &font) + 44.0;
    let rows = 0..content.rows.len().min(LOOKED_AT);
    let short = |row| content.text(view, row, column).chars().take(SHOWN).collect::<String>();
    let widest = rows.map(|row| parts::text_width(ui, &short(row), &font)).fold(0.0, f32::max) + 20.0;
    let (least, most) = if column == 0 { (140.0, 260.0) } else { (84.0, 220.0) };
    head.max(widest).clamp(least, most).round()
}

/// Draws it.
pub(super) fn grid_ui(ui: &mut Ui, view: &ShellView, state: &mut SheetView, actions: &mut Actions) {
    let area = ui.available_rect_before_wrap();
    let columns = layout(ui, view, state);
    let count = state.content.rows.len();
    follow(state, &columns);
    let whole = Vec2::new(columns.whole() + NEW_COLUMN, (count as f32).mul_add(ROW, HEAD) + ROW);
    let source = egui::scroll_area::ScrollSource { drag: egui::scroll_area::DragScroll::Never, ..Default::default() };
    let mut scroll = ScrollArea::both().id_salt("sheet").auto_shrink([false, false]).scroll_source(source);
    if let Some(jump) = state.scroll.jump.take() {
        scroll = scroll.scroll_offset(jump);
    }
    let shown = scroll.show_viewport(ui, |ui, viewport| {
        ui.set_min_size(whole);
        let origin = ui.max_rect().min;
        let sight = Rect::from_min_size(origin + viewport.min.to_vec2(), area.size()).intersect(ui.clip_rect());
        let frozen = columns.right(0);
        let body = Rect::from_min_max(sight.min + Vec2::new(frozen, HEAD), sight.max);
        let names =
            Rect::from_min_max(pos2(sight.left(), sight.top() + HEAD), pos2(sight.left() + frozen, sight.bottom()));
        let drawn = Drawn { origin, viewport, sight, body, names };
        let at = state.selection.cursor;
        let clip = if at.column == 0 { names } else { body };
        let cell = drawn.cell(&columns, at);
        // While nothing is written the field lies under the table, so that the pointer meets cells only.
        let writing = state.editor.opened().is_some();
        if !writing {
            editor_ui(ui, view, state, cell, clip, actions);
        }
        mouse(ui, view, state, &columns, &drawn, actions);
        cells_ui(ui, view, state, &columns, &drawn);
        head_ui(ui, view, state, &columns, &drawn, actions);
        empty_ui(ui, view, state, &drawn);
        if writing {
            editor_ui(ui, view, state, cell, clip, actions);
        }
    });
    state.scroll.offset = shown.state.clamped_offset();
    state.scroll.sight = shown.inner_rect.size();
}

/// Room behind the last column for a button that makes another.
const NEW_COLUMN: f32 = 44.0;

/// What is seen of the table, in points of the window.
struct Drawn {
    origin: egui::Pos2,
    viewport: Rect,
    sight: Rect,
    body: Rect,
    names: Rect,
}

impl Drawn {
    /// Where a cell stands; those of the first column stand still.
    fn cell(&self, columns: &Layout, at: Place) -> Rect {
        let left = if at.column == 0 { self.sight.left() } else { self.origin.x + columns.left(at.column) };
        let width = columns.right(at.column) - columns.left(at.column);
        let top = (at.row as f32).mul_add(ROW, self.origin.y + HEAD);
        Rect::from_min_size(pos2(left, top), Vec2::new(width, ROW))
    }

    fn rows(&self, count: usize) -> std::ops::Range<usize> {
        let first = (self.viewport.min.y / ROW).floor().max(0.0) as usize;
        let last = ((self.viewport.min.y + self.sight.height()) / ROW).ceil().max(0.0) as usize;
        first.min(count)..last.min(count)
    }

    fn columns(&self, columns: &Layout) -> std::ops::Range<usize> {
        let first = columns.at(self.viewport.min.x + columns.right(0)).max(1);
        let last = columns.at(self.viewport.min.x + self.sight.width()) + 1;
        first..last.min(columns.ends.len()).max(first.min(columns.ends.len()))
    }

    fn place_at(&self, columns: &Layout, count: usize, pos: egui::Pos2) -> Place {
        let row = ((pos.y - self.origin.y - HEAD) / ROW).floor().max(0.0) as usize;
        let column = if pos.x < self.names.right() { 0 } else { columns.at(pos.x - self.origin.x) };
        Place { row: row.min(count.saturating_sub(1)), column }
    }
}

/// Scrolls to the far corner of what is chosen, where a key has moved it.
fn follow(state: &mut SheetView, columns: &Layout) {
    if !std::mem::take(&mut state.scroll.follow) {
        return;
    }
    let at = state.selection.corner;
    let (offset, sight) = (state.scroll.offset, state.scroll.sight);
    let mut wanted = offset;
    let (top, bottom) = (at.row as f32 * ROW, (at.row + 1) as f32 * ROW);
    wanted.y = wanted.y.min(top).max(bottom - (sight.y - HEAD).max(ROW));
    if at.column > 0 {
        let frozen = columns.right(0);
        let (left, right) = (columns.left(at.column) - frozen, columns.right(at.column));
        wanted.x = wanted.x.max(right - sight.x.max(frozen + NARROWEST)).min(left);
    }
    if wanted != offset {
        state.scroll.jump = Some(wanted.max(Vec2::ZERO));
    }
}

fn mouse(ui: &Ui, view: &ShellView, state: &mut SheetView, columns: &Layout, drawn: &Drawn, actions: &mut Actions) {
    let whole = Rect::from_min_max(pos2(drawn.sight.left(), drawn.body.top()), drawn.sight.max);
    let response = ui.interact(whole, Id::unique("sheet cells"), Sense::CLICK | Sense::DRAG);
    let count = state.content.rows.len();
    let (pressed, released, shift) =
        ui.input(|input| (input.pointer.any_pressed(), !input.pointer.any_down(), input.modifiers.shift));
    let pointer = ui.ctx().pointer_interact_pos();
    let secondary = ui.input(|input| input.pointer.secondary_down());
    if let Some(pos) = pointer.filter(|_| count > 0) {
        let at = drawn.place_at(columns, count, pos);
        let inside = pos.y < drawn.origin.y + HEAD + count as f32 * ROW
            && pos.x < drawn.origin.x + columns.whole().max(columns.right(0));
        if pressed && response.contains_pointer() && inside {
            state.flush(actions);
            if !(secondary && state.selection.holds(at)) {
                state.selection.go(at, if shift { Reach::Extend } else { Reach::Move });
            }
            state.scroll.dragging = !secondary;
            state.editor.take_keyboard();
            keys::choose(state, actions);
        } else if state.scroll.dragging && response.dragged() && at != state.selection.corner {
            state.selection.go(at, Reach::Extend);
            state.scroll.follow();
            ui.ctx().request_repaint();
        }
        if response.double_clicked() && inside {
            let content = state.content.clone();
            state.editor.open(ui, view, &content, at);
        }
    }
    if released {
        state.scroll.dragging = false;
    }
    response.context_menu(|ui| column_menu::cells_menu_ui(ui, view, state, actions));
}

fn cells_ui(ui: &mut Ui, view: &ShellView, state: &SheetView, columns: &Layout, drawn: &Drawn) {
    let rows = drawn.rows(state.content.rows.len());
    let t = theme::tokens(ui);
    for (clip, range) in [(drawn.body, drawn.columns(columns)), (drawn.names, 0..1)] {
        if clip.width() <= 0.0 || clip.height() <= 0.0 {
            continue;
        }
        let mut part = ui.new_child(egui::UiBuilder::new().max_rect(clip));
        part.set_clip_rect(clip);
        let is_names = range == (0..1);
        let bottom = drawn.cell(columns, Place { row: rows.end, column: 0 }).top().min(clip.bottom());
        if is_names {
            part.painter().rect_filled(Rect::from_min_max(clip.min, pos2(clip.right(), bottom)), 0.0, t.panel);
        }
        for row in rows.clone() {
            for column in range.clone() {
                let at = Place { row, column };
                cell_ui(&part, view, state, at, drawn.cell(columns, at));
            }
        }
        if is_names {
            part.painter().vline(clip.right() - 0.5, clip.top()..=bottom, Stroke::new(1.0, t.line));
        }
        selection_ui(&part, state, columns, drawn, is_names);
    }
}

fn cell_ui(ui: &Ui, view: &ShellView, state: &SheetView, at: Place, rect: Rect) {
    let t = theme::tokens(ui);
    let content = &state.content;
    let text = content.text(view, at.row, at.column);
    let chosen = state.selection.holds(at);
    if chosen && state.selection.is_many() && at != state.selection.cursor {
        ui.painter().rect_filled(rect, 0.0, t.chosen);
    }
    let line = Stroke::new(1.0, t.line.gamma_multiply(0.7));
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, line);
    if at.column > 0 {
        ui.painter().vline(rect.right() - 0.5, rect.y_range(), line);
    }
    let unfit = content.unfit(view, at.row, at.column);
    let kind = content.kinds.get(at.column).and_then(Option::as_ref).map(|attribute| attribute.kind);
    let number = matches!(kind, Some(AttributeKind::Integer | AttributeKind::Decimal)) && unfit.is_none();
    let ink = match at.column {
        _ if unfit.is_some() => t.danger,
        1 => t.quiet,
        _ => t.ink,
    };
    if !text.is_empty() {
        let short: String = text.chars().take(SHOWN).map(|c| if c == '\n' { ' ' } else { c }).collect();
        let align = if number { Align::Max } else { Align::Min };
        let place = rect.shrink2(Vec2::new(8.0, 0.0));
        widgets::text_in(ui, place, &short, FontId::proportional(size::BODY), ink, align);
    }
    if unfit.is_some() {
        let corner = rect.right_top();
        let mark = vec![corner, corner - Vec2::new(8.0, 0.0), corner + Vec2::new(0.0, 8.0)];
        ui.painter().add(egui::Shape::convex_polygon(mark, t.danger, Stroke::NONE));
    }
    // Cells are heard and found by name; the pointer is asked once for the whole table.
    let seen = rect.intersect(ui.clip_rect());
    if seen.width() <= 0.0 || seen.height() <= 0.0 {
        return;
    }
    let response = ui.interact(seen, Id::unique(("sheet cell", at.row, at.column)), Sense::hover());
    let row = content.rows.get(at.row).map_or("", |row| row.name(&view.project));
    let label = view.say(&Message::new("sheet.cell_of").with("row", row).with("column", content.head(view, at.column)));
    response.widget_info(|| WidgetInfo::selected(Role::Cell, true, chosen, &label));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_value(&*text));
    if response.contains_pointer() {
        hover(ui, view, &response, unfit.map(|attribute| attribute.kind), &text, rect);
    }
}

fn hover(ui: &Ui, view: &ShellView, response: &Response, unfit: Option<AttributeKind>, text: &str, rect: Rect) {
    let width = parts::text_width(ui, text, &FontId::proportional(size::BODY));
    let long = text.contains('\n') || width > rect.width() - 16.0;
    match unfit {
        Some(kind) => {
            response.clone().on_hover_text(unfit_text(view, kind, text));
        }
        None if long => {
            response.clone().on_hover_text(text);
        }
        None => {}
    }
}

/// The frame around what is chosen.
fn selection_ui(ui: &Ui, state: &SheetView, columns: &Layout, drawn: &Drawn, names: bool) {
    let t = theme::tokens(ui);
    if state.content.rows.is_empty() {
        return;
    }
    let (rows, chosen) = (state.selection.rows(), state.selection.columns());
    let from = drawn.cell(columns, Place { row: *rows.start(), column: *chosen.start() });
    let to = drawn.cell(columns, Place { row: *rows.end(), column: *chosen.end() });
    let reaches_names = *chosen.start() == 0;
    if names && !reaches_names {
        return;
    }
    let right = if names { to.right().min(drawn.names.right()) } else { to.right() };
    let left = if !names && reaches_names { drawn.names.left() } else { from.left() };
    let frame = Rect::from_min_max(pos2(left, from.top()), pos2(right, to.bottom()));
    let faint = if super::editor::Editor::has_keyboard(ui) { t.accent } else { t.quiet };
    if state.selection.is_many() {
        ui.painter().rect_stroke(frame, 0.0, Stroke::new(1.0, faint), StrokeKind::Inside);
    }
    if (state.selection.cursor.column == 0) == names {
        let cell = drawn.cell(columns, state.selection.cursor);
        ui.painter().rect_stroke(cell, 1.0, Stroke::new(2.0, faint), StrokeKind::Inside);
    }
}

fn head_ui(
    ui: &mut Ui,
    view: &ShellView,
    state: &mut SheetView,
    columns: &Layout,
    drawn: &Drawn,
    actions: &mut Actions,
) {
    let t = theme::tokens(ui);
    let top = drawn.sight.top();
    let strip = Rect::from_min_max(drawn.sight.min, pos2(drawn.sight.right(), top + HEAD));
    ui.painter().rect_filled(strip, 0.0, t.panel);
    ui.painter().hline(strip.x_range(), strip.bottom() - 0.5, Stroke::new(1.0, t.line));
    let scrolling = Rect::from_min_max(pos2(drawn.body.left(), top), strip.max);
    for (clip, range) in [
        (scrolling, drawn.columns(columns)),
        (Rect::from_min_max(strip.min, pos2(drawn.body.left(), strip.bottom())), 0..1),
    ] {
        let mut part = ui.new_child(egui::UiBuilder::new().max_rect(clip));
        part.set_clip_rect(clip.intersect(ui.clip_rect()));
        for column in range {
            let cell = drawn.cell(columns, Place { row: 0, column });
            let rect = Rect::from_min_max(pos2(cell.left(), top), pos2(cell.right(), top + HEAD));
            column_head_ui(&mut part, view, state, column, rect, actions);
        }
    }
    let right = drawn.origin.x + columns.whole();
    let button = Rect::from_min_size(pos2(right + space::SMALL, top + 3.0), Vec2::splat(26.0));
    if view.writing() && scrolling.contains_rect(button) {
        let mut part = ui.new_child(egui::UiBuilder::new().max_rect(button));
        if widgets::icon_button_of(&mut part, Icon::Plus, view.text("sheet.new_column"), 26.0, None).clicked() {
            let then = column_menu::new_attribute();
            state.editor.then(then, actions);
        }
    }
}

fn column_head_ui(
    ui: &mut Ui,
    view: &ShellView,
    state: &mut SheetView,
    column: usize,
    rect: Rect,
    actions: &mut Actions,
) {
    let t = theme::tokens(ui);
    let name = state.content.head(view, column).to_owned();
    let response = ui.interact(rect, Id::unique(("sheet head", column)), Sense::CLICK);
    let label = view.say(&Message::new("sheet.column").with("name", &name));
    response.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, true, &label));
    let chosen = state.selection.columns().contains(&column);
    if chosen || response.hovered() {
        ui.painter().rect_filled(rect.shrink2(Vec2::new(0.0, 0.5)), 0.0, if chosen { t.chosen } else { t.hover });
    }
    ui.painter().vline(rect.right() - 0.5, rect.y_range(), Stroke::new(1.0, t.line));
    let Some(held) = state.content.columns.get(column).cloned() else { return };
    let looks = state.looks().clone();
    let menu = Rect::from_center_size(pos2(rect.right() - 15.0, rect.center().y), Vec2::splat(20.0));
    let mut right = menu.left() - 2.0;
    let mark = |ui: &Ui, icon: Icon, right: &mut f32| {
        let place = Rect::from_center_size(pos2(*right - 7.0, rect.center().y), Vec2::splat(12.0));
        icon.paint(ui.painter(), place, 12.0, t.accent);
        *right -= 16.0;
    };
    if let Some((_, way)) = looks.sort.as_ref().filter(|(by, _)| *by == held) {
        mark(ui, if *way == Way::Up { Icon::Up } else { Icon::Down }, &mut right);
    }
    if matches!(&held, Column::Attribute(name) if looks.only.contains_key(name)) {
        mark(ui, Icon::Lens, &mut right);
    }
    let text = Rect::from_min_max(pos2(rect.left() + 8.0, rect.top()), pos2(right, rect.bottom()));
    let font = FontId::new(size::BODY, fonts::bold());
    let taken = widgets::text_in(ui, text, &name, font, if column == 1 { t.quiet } else { t.ink }, Align::Min);
    if response.clicked() && !state.content.rows.is_empty() {
        state.flush(actions);
        let last = state.content.rows.len() - 1;
        state.selection = Selection::between(Place { row: 0, column }, Place { row: last, column });
        state.editor.take_keyboard();
    }
    let tip = view.say(&Message::new("sheet.column_menu").with("name", &name));
    let mut part = ui.new_child(egui::UiBuilder::new().max_rect(menu));
    let button = widgets::icon_button_of(&mut part, Icon::Down, &tip, 20.0, None);
    Popup::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        column_menu::menu_ui(ui, view, state, column, actions);
    });
    resize_ui(ui, view, state, column, rect);
    if taken >= text.width() - 1.0 {
        response.on_hover_text(name);
    }
}

fn resize_ui(ui: &Ui, view: &ShellView, state: &mut SheetView, column: usize, rect: Rect) {
    let edge = Rect::from_center_size(pos2(rect.right(), rect.center().y), Vec2::new(7.0, rect.height()));
    let response = ui.interact(edge, Id::unique(("sheet edge", column)), Sense::CLICK | Sense::DRAG);
    if response.hovered() || response.dragged() {
        ui.ctx().set_cursor_icon(CursorIcon::ResizeColumn);
    }
    let Some(held) = state.content.columns.get(column).cloned() else { return };
    let key = (state.side, held);
    if response.double_clicked() {
        let width = fitting(ui, view, &state.content, column);
        state.widths.insert(key, width);
    } else if response.dragged() {
        let moved = response.drag_delta().x;
        if let Some(width) = state.widths.get_mut(&key) {
            *width = (*width + moved).clamp(NARROWEST, WIDEST);
        }
    }
}

/// What an empty table says.
fn empty_ui(ui: &mut Ui, view: &ShellView, state: &SheetView, drawn: &Drawn) {
    if !state.content.rows.is_empty() || state.is_waiting() {
        return;
    }
    let place = Rect::from_min_max(pos2(drawn.sight.left(), drawn.body.top()), drawn.sight.max);
    ui.painter().rect_filled(place, 0.0, theme::tokens(ui).paper);
    ui.scope_builder(egui::UiBuilder::new().max_rect(place), |ui| {
        let (icon, title, line) = match (state.content.all, state.side) {
            (0, Side::Documents) => (Icon::Document, "sheet.no_rows_documents", "sheet.no_rows_documents_line"),
            (0, Side::Cases) => (Icon::Person, "sheet.no_rows_cases", "sheet.no_rows_cases_line"),
            _ => (Icon::Lens, "sheet.nothing_fits", "documents.none_fits"),
        };
        if state.content.all == 0 {
            widgets::empty_state(ui, icon, view.text(title), view.text(line));
        } else {
            widgets::empty_state(ui, icon, view.text(title), "");
        }
    });
}
