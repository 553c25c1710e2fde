//! What a row of the list of documents looks like.

use egui::accesskit::Role;
use egui::{Align, CornerRadius, FontId, Key, Rect, Response, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2};

use super::Renaming;
use super::order::{Listed, Row};
use super::progress::Progress;
use crate::app::actions::Actions;
use crate::app::fonts;
use crate::app::icons::Icon;
use crate::app::panels::{parts, status_bar};
use crate::app::shell::ShellView;
use crate::app::theme::{self, RADIUS, size, space};
use crate::app::widgets;
use crate::model::Message;

/// Width of an attribute's column.
const COLUMN: f32 = 92.0;
/// Of the bar before the count.
const BAR: f32 = 22.0;
/// Between the bar and the count, however many digits that has.
const GAP: f32 = 6.0;

/// How wide the counts are: as the widest of them needs, so that titles have the rest.
pub(super) fn count_width(ui: &Ui, rows: &[Row]) -> f32 {
    let most = rows.iter().filter_map(Row::document).map(|listed| listed.codings).max().unwrap_or(0);
    parts::text_width(ui, &most.to_string(), &FontId::proportional(size::SMALL)).max(12.0).ceil()
}

/// Names above the columns.
pub(super) fn column_heads_ui(ui: &mut Ui, view: &ShellView, columns: &[String], (width, count): (Option<f32>, f32)) {
    if columns.is_empty() {
        return;
    }
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 20.0), egui::Sense::hover());
    // As wide as the rows below, beside which a scroll bar may stand.
    let rect = width.map_or(rect, |width| rect.with_max_x(rect.left() + width));
    let quiet = theme::tokens(ui).quiet;
    let title = rect.with_min_x(rect.left() + 10.0);
    widgets::text_in(ui, title, view.text("sheet.title"), FontId::proportional(size::SMALL), quiet, Align::Min);
    for (column, place) in columns.iter().zip(column_places(rect, columns.len(), count)) {
        widgets::text_in(ui, place, column, FontId::proportional(size::SMALL), quiet, Align::Min);
    }
}

fn column_places(rect: Rect, columns: usize, count: f32) -> impl Iterator<Item = Rect> {
    let right = bar_place(rect, count_place(rect, count)).left() - space::SMALL;
    let left = right - COLUMN * columns as f32;
    (0..columns).map(move |n| {
        let x = COLUMN.mul_add(n as f32, left);
        Rect::from_min_max(pos2(x, rect.top()), pos2(x + COLUMN - space::SMALL, rect.bottom()))
    })
}

fn count_place(rect: Rect, count: f32) -> Rect {
    Rect::from_min_max(pos2(rect.right() - 8.0 - count, rect.top()), rect.max - Vec2::new(8.0, 0.0))
}

fn bar_place(rect: Rect, count: Rect) -> Rect {
    Rect::from_min_size(pos2(count.left() - GAP - BAR, rect.center().y - 2.0), Vec2::new(BAR, 4.0))
}

fn ground(ui: &Ui, rect: Rect, response: &Response, chosen: bool, open: bool) {
    let t = theme::tokens(ui);
    if chosen || open {
        ui.painter().rect_filled(rect, CornerRadius::same(RADIUS), t.chosen);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, CornerRadius::same(RADIUS), t.hover);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect, CornerRadius::same(RADIUS), Stroke::new(1.5, t.accent), StrokeKind::Inside);
    }
}

/// The head of a group: chevron, name, count.
pub(super) fn group_ui(ui: &Ui, rect: Rect, response: &Response, group: (&str, usize, bool)) {
    let (name, documents, folded) = group;
    let t = theme::tokens(ui);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, ui.is_enabled(), !folded, name));
    ground(ui, rect, response, false, false);
    let mark = Rect::from_center_size(pos2(rect.left() + 10.0, rect.center().y), Vec2::splat(12.0));
    if folded { Icon::Right } else { Icon::Down }.paint(ui.painter(), mark, 12.0, t.quiet);
    let inner = Rect::from_min_max(pos2(rect.left() + 22.0, rect.top()), rect.max - Vec2::new(8.0, 0.0));
    let small = FontId::proportional(size::SMALL);
    let taken = widgets::text_in(ui, inner, &documents.to_string(), small, t.quiet, Align::Max);
    let text = Rect::from_min_max(inner.min, pos2(inner.right() - taken - space::SMALL, inner.bottom()));
    let full = widgets::text_in(ui, text, name, FontId::new(size::BODY, fonts::bold()), t.ink, Align::Min);
    if full >= text.width() - 1.0 {
        response.clone().on_hover_text(name);
    }
}

/// A document: title, columns, bar, count.
pub(super) fn document_ui(
    ui: &Ui,
    view: &ShellView,
    rect: Rect,
    response: &Response,
    listed: &Listed,
    (columns, count): (&[String], f32),
    selected: bool,
) {
    let t = theme::tokens(ui);
    let open = view.desk.document == Some(listed.id);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, ui.is_enabled(), open || selected, &listed.title));
    ground(ui, rect, response, selected, open);
    if open {
        // Of several that are chosen the open one can still be told.
        let mark = Rect::from_min_size(pos2(rect.left(), rect.top() + 5.0), Vec2::new(3.0, rect.height() - 10.0));
        ui.painter().rect_filled(mark, 1.5, t.accent);
    }
    let left = rect.left() + if listed.group.is_some() { 24.0 } else { 10.0 };
    let small = FontId::proportional(size::SMALL);
    let count_place = count_place(rect, count);
    let codings = if listed.codings > 0 { listed.codings.to_string() } else { String::new() };
    widgets::text_in(ui, count_place, &codings, small.clone(), t.quiet, Align::Max);
    let bar = bar_place(rect, count_place);
    bar_ui(ui, bar, listed.progress);
    let mut right = bar.left() - space::SMALL;
    if !columns.is_empty()
        && let Some(document) = view.project.document(listed.id)
    {
        for (column, place) in columns.iter().zip(column_places(rect, columns.len(), count)) {
            right = right.min(place.left() - space::SMALL);
            if let Some(value) = document.attributes.get(column) {
                widgets::text_in(ui, place, &value.replace('\n', " "), small.clone(), t.quiet, Align::Min);
            }
        }
    }
    let place = Rect::from_min_max(pos2(left, rect.top()), pos2(right, rect.bottom()));
    let font = FontId::proportional(size::BODY);
    let title = elided(ui, &listed.title, &font, place.width());
    let short = title.is_some();
    widgets::text_in(ui, place, title.as_deref().unwrap_or(&listed.title), font, t.ink, Align::Min);
    if response.hovered() {
        let hover = hover_text(view, listed, short);
        response.clone().on_hover_text(hover);
    }
}

/// The full title where it is cut, and how much is coded.
fn hover_text(view: &ShellView, listed: &Listed, short: bool) -> String {
    let length = view.project.document(listed.id).map_or(0, |document| document.text.char_len());
    let percent =
        |share: f32| if share > 0.0 && share < 0.01 { "< 1".to_owned() } else { format!("{:.0}", share * 100.0) };
    let said = Message::new("documents.progress")
        .with("all", percent(listed.progress.anybody))
        .with("mine", percent(listed.progress.mine))
        .with("count", listed.codings)
        .with("length", status_bar::grouped(u64::from(length)));
    let said = view.say(&said);
    if short { format!("{}\n{said}", listed.title) } else { said }
}

/// What is coded by anybody, and within it what the one who codes here has coded.
fn bar_ui(ui: &Ui, rect: Rect, progress: Progress) {
    let t = theme::tokens(ui);
    ui.painter().rect_filled(rect, 2.0, t.line);
    let part = |share: f32| {
        // A little is seen as a little, not as nothing.
        let width = if share > 0.0 { (rect.width() * share).max(2.0) } else { 0.0 };
        Rect::from_min_size(rect.min, Vec2::new(width, rect.height()))
    };
    ui.painter().rect_filled(part(progress.anybody), 2.0, t.accent.gamma_multiply(0.45));
    ui.painter().rect_filled(part(progress.mine), 2.0, t.accent);
}

/// A title that does not fit, with its middle left out: endings, as `(2)` and numbers, tell titles apart.
fn elided(ui: &Ui, title: &str, font: &FontId, width: f32) -> Option<String> {
    let widths: Vec<(char, f32)> =
        ui.fonts_mut(|fonts| title.chars().map(|c| (c, fonts.glyph_width(font, c))).collect());
    let mark = ui.fonts_mut(|fonts| fonts.glyph_width(font, '…'));
    elided_by(&widths, mark, width)
}

fn elided_by(widths: &[(char, f32)], mark: f32, width: f32) -> Option<String> {
    let whole: f32 = widths.iter().map(|(_, width)| width).sum();
    if whole <= width {
        return None;
    }
    let room = (width - mark).max(0.0);
    let fitting = |characters: &mut dyn Iterator<Item = &(char, f32)>, room: f32| {
        let mut taken = 0.0;
        characters
            .take_while(|(_, width)| {
                taken += width;
                taken <= room
            })
            .count()
    };
    let tail = fitting(&mut widths.iter().rev(), room * 0.4);
    let tail_width: f32 = widths.iter().rev().take(tail).map(|(_, width)| width).sum();
    let head = fitting(&mut widths.iter(), room - tail_width);
    let text = |part: &[(char, f32)]| part.iter().map(|(c, _)| *c).collect::<String>();
    let (head, tail) = (text(widths.get(..head)?), text(widths.get(widths.len() - tail..)?));
    Some(format!("{}…{}", head.trim_end(), tail.trim_start()))
}

/// The field in place of a title that is being changed. Says whether it was left.
pub(super) fn rename_ui(
    ui: &mut Ui,
    view: &ShellView,
    rect: Rect,
    listed: &Listed,
    renaming: &mut Option<Renaming>,
    actions: &mut Actions,
) -> bool {
    let Some(field) = renaming else { return false };
    let left = rect.left() + if listed.group.is_some() { 18.0 } else { 4.0 };
    let place = Rect::from_min_max(pos2(left, rect.top()), rect.max - Vec2::new(4.0, 0.0));
    let edit = egui::TextEdit::singleline(&mut field.title.text)
        .desired_width(place.width())
        .margin(egui::Margin::symmetric(6, 3));
    let response = ui.put(place, edit);
    widgets::name_field(ui, &response, view.text("documents.new_title"));
    if !field.opened {
        response.request_focus();
        let mut memory = egui::TextEdit::load_state(ui.ctx(), response.id).unwrap_or_default();
        memory.cursor.set_char_range(Some(egui::text::CCursorRange::select_all_str(&field.title.text)));
        memory.store(ui.ctx(), response.id);
        field.opened = true;
    }
    field.title.settle(ui.ctx());
    let left = response.lost_focus();
    if left && !ui.input(|input| input.key_pressed(Key::Escape)) {
        field.save(actions);
    }
    left
}

/// How many columns there is room for beside the titles.
pub(super) fn most_columns(width: f32) -> usize {
    ((width - 240.0) / COLUMN).max(0.0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn between_bar_and_count_is_the_same_gap_whatever_the_count() {
        let rect = Rect::from_min_size(pos2(0.0, 0.0), Vec2::new(240.0, 28.0));
        for width in [12.0, 24.0] {
            let count = count_place(rect, width);
            assert!((count.left() - bar_place(rect, count).right() - GAP).abs() < 0.01);
            assert!(column_places(rect, 1, width).all(|place| place.right() < bar_place(rect, count).left()));
        }
    }

    #[test]
    fn a_long_title_keeps_its_beginning_and_its_end() {
        let widths =
            |title: &str| title.chars().map(|c| (c, if c.is_ascii() { 5.0 } else { 10.0 })).collect::<Vec<_>>();
        assert_eq!(elided_by(&widths("访谈 03"), 10.0, 100.0), None);
        let cut = elided_by(&widths("社区活动中心老年食堂工作人员访谈记录 (2)"), 10.0, 120.0).unwrap();
        assert!(cut.starts_with("社区活动") && cut.ends_with("(2)") && cut.contains('…'), "{cut}");
        assert!(elided_by(&widths("很窄"), 10.0, 0.0).is_some());
    }
}
