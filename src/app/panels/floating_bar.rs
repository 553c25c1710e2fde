//! The small bar by a selection: the codes at hand, without a trip to the tree.
//!
//! It never lies on what is selected: it stands above, otherwise below, and where the selection fills the column,
//! over the title line. Its size is known before it is drawn, so that it stands right in its first frame.

use egui::accesskit::Role;
use egui::{
    Align, Area, FontId, Frame, Id, Margin, Order, Rect, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2,
};

use super::parts;
use crate::app::actions::{Action, Actions, Passage};
use crate::app::commands::UiCommand;
use crate::app::icons::Icon;
use crate::app::shell::ShellView;
use crate::app::theme::{self, RADIUS, size, space};
use crate::app::widgets;
use crate::model::{Code, Message};

/// Height of a row, and the frame around all.
const ROW: f32 = 30.0;
const EDGE: Vec2 = Vec2::new(6.0, 4.0);
/// Between the bar and the selection.
const GAP: f32 = 6.0;
/// No wider, however many codes are pinned: then they take a second row.
const WIDEST: f32 = 640.0;
const MOST_ROWS: usize = 2;
const WIDEST_NAME: f32 = 104.0;
const COMMAND: f32 = 30.0;
/// In characters; a longer passage is none.
const LONGEST_WORD: u32 = 16;

/// What stands in the bar.
#[derive(Clone)]
enum Item<'a> {
    /// A code with its key.
    Code(&'a Code, String),
    /// A command by its icon.
    Command(UiCommand, Icon),
    /// A hairline between both.
    Line,
}

/// Draws it where it does not lie on the selection.
pub fn floating_bar_ui(
    ui: &Ui,
    view: &ShellView,
    passage: Passage,
    selection: Rect,
    column: Rect,
    actions: &mut Actions,
) {
    let t = theme::tokens(ui);
    let room = (column.width() - 16.0 - 2.0 * EDGE.x).min(WIDEST);
    let rows = rows(items(view, passage), room, |item| width(ui, item));
    let inner = Vec2::new(
        rows.iter().map(|row| row.iter().map(|item| width(ui, item)).sum::<f32>()).fold(0.0, f32::max),
        rows.len() as f32 * ROW,
    );
    let place = place(inner + 2.0 * EDGE, selection, column);
    let frame = Frame::new()
        .fill(t.field)
        .stroke(Stroke::new(1.0, t.line))
        .corner_radius(8)
        .shadow(ui.visuals().popup_shadow)
        .inner_margin(Margin::symmetric(EDGE.x as i8, EDGE.y as i8));
    Area::new(Id::unique("floating bar")).order(Order::Middle).fixed_pos(place.min).constrain(false).show(
        ui.ctx(),
        |ui| {
            frame.show(ui, |ui| {
                ui.spacing_mut().item_spacing = Vec2::ZERO;
                for row in &rows {
                    ui.horizontal(|ui| {
                        for item in row {
                            item_ui(ui, view, item, passage, actions);
                        }
                    });
                }
            });
        },
    );
}

/// Above the selection, otherwise below it, otherwise above the column; within its sides.
fn place(size: Vec2, selection: Rect, column: Rect) -> Rect {
    let above = selection.top() - GAP - size.y;
    let below = selection.bottom() + GAP;
    let y = if above >= column.top() {
        above
    } else if below + size.y <= column.bottom() {
        below
    } else {
        (column.top() - size.y - 2.0).max(0.0)
    };
    let furthest = (column.right() - 8.0 - size.x).max(column.left() + 8.0);
    Rect::from_min_size(pos2(selection.left().clamp(column.left() + 8.0, furthest).round(), y.round()), size)
}

/// Shares items out to rows. Codes that have no place in the last row are left out; commands never are.
fn rows<'a>(items: Vec<Item<'a>>, room: f32, width: impl Fn(&Item<'a>) -> f32) -> Vec<Vec<Item<'a>>> {
    let (codes, commands): (Vec<_>, Vec<_>) = items.into_iter().partition(|item| matches!(item, Item::Code(..)));
    let tail: f32 = commands.iter().map(&width).sum();
    let mut rows: Vec<Vec<Item<'a>>> = vec![Vec::new()];
    let mut taken = 0.0;
    for code in codes {
        let wide = width(&code);
        // The commands stand in the last row.
        if taken + wide > room - if rows.len() == MOST_ROWS { tail } else { 0.0 } {
            if rows.len() == MOST_ROWS {
                break;
            }
            rows.push(Vec::new());
            taken = 0.0;
            if wide > room - tail {
                break;
            }
        }
        taken += wide;
        if let Some(row) = rows.last_mut() {
            row.push(code);
        }
    }
    if taken + tail > room {
        rows.push(Vec::new());
    }
    let alone = rows.last().is_none_or(Vec::is_empty);
    if let Some(row) = rows.last_mut() {
        row.extend(commands.into_iter().filter(|item| !(alone && matches!(item, Item::Line))));
    }
    rows.retain(|row| !row.is_empty());
    rows
}

/// The pinned codes with their keys, the one used last where it has none, and what else can be done.
fn items(view: &ShellView, passage: Passage) -> Vec<Item<'_>> {
    let pinned = view.desk.pins.iter().enumerate();
    let pinned = pinned.filter_map(|(key, pin)| Some(Item::Code(view.project.code((*pin)?)?, (key + 1).to_string())));
    let last = view.desk.last_code.filter(|last| !view.desk.pins.contains(&Some(*last)));
    let last = last.and_then(|id| view.project.code(id)).map(|code| Item::Code(code, "L".to_owned()));
    let mut items: Vec<Item<'_>> = pinned.chain(last).collect();
    items.push(Item::Line);
    let commands = [
        (UiCommand::PickCode, Icon::Tag),
        (UiCommand::InVivo, Icon::Quote),
        (UiCommand::CodeWithMemo, Icon::Note),
        (UiCommand::SearchPassage, Icon::Lens),
    ];
    items.extend(commands.map(|(command, icon)| Item::Command(command, icon)));
    if may_be_a_word(view, passage) {
        items.push(Item::Command(UiCommand::OneWord, Icon::Plus));
    }
    items
}

/// Whether so little is selected that it can be one word.
fn may_be_a_word(view: &ShellView, passage: Passage) -> bool {
    (2..=LONGEST_WORD).contains(&passage.span.len())
        && view
            .project
            .document(passage.document)
            .is_some_and(|document| document.text.slice(passage.span).chars().all(|c| c.is_alphanumeric() || c == ' '))
}

fn name_font() -> FontId {
    FontId::proportional(size::BODY)
}

fn key_font() -> FontId {
    FontId::proportional(size::SMALL)
}

fn width(ui: &Ui, item: &Item<'_>) -> f32 {
    match item {
        Item::Code(code, key) => {
            let name = parts::text_width(ui, &code.name, &name_font()).min(WIDEST_NAME);
            (name + parts::text_width(ui, key, &key_font()) + 39.0).ceil()
        }
        Item::Command(..) => COMMAND,
        Item::Line => 2.0 * space::TINY + 1.0,
    }
}

fn item_ui(ui: &mut Ui, view: &ShellView, item: &Item<'_>, passage: Passage, actions: &mut Actions) {
    let size = Vec2::new(width(ui, item), ROW);
    match item {
        Item::Line => {
            let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
            let stroke = Stroke::new(1.0, theme::tokens(ui).line);
            ui.painter().vline(rect.center().x, rect.shrink(6.0).y_range(), stroke);
        }
        Item::Command(command, icon) => {
            let name = command.name(view.language);
            let label = name.trim_end_matches(['…', '.']);
            let (rect, response) = button_ui(ui, size, label);
            let ink = theme::tokens(ui).accent;
            icon.paint(ui.painter(), rect, 16.0, ink);
            let keys = command.keys(ui.ctx()).map(|keys| format!("  ({keys})")).unwrap_or_default();
            if response.on_hover_text(format!("{label}{keys}")).clicked() {
                actions.run(*command);
            }
        }
        Item::Code(code, key) => code_ui(ui, view, code, key, (size, passage), actions),
    }
}

fn code_ui(
    ui: &mut Ui,
    view: &ShellView,
    code: &Code,
    key: &str,
    (size, passage): (Vec2, Passage),
    actions: &mut Actions,
) {
    let t = theme::tokens(ui);
    let said = view.say(&Message::new("codes.code_with").with("code", &code.name));
    let (rect, response) = button_ui(ui, size, &said);
    let dot = pos2(rect.left() + 12.0, rect.center().y);
    ui.painter().circle_filled(dot, 4.5, theme::stripe(code.colour, theme::theme_of(ui)));
    let taken = parts::text_width(ui, key, &key_font());
    let key_place =
        Rect::from_min_max(pos2(rect.right() - 8.0 - taken, rect.top()), pos2(rect.right() - 8.0, rect.bottom()));
    widgets::text_in(ui, key_place, key, key_font(), t.quiet, Align::Max);
    let name = Rect::from_min_max(pos2(rect.left() + 23.0, rect.top()), pos2(key_place.left() - 5.0, rect.bottom()));
    widgets::text_in(ui, name.expand2(Vec2::new(1.0, 0.0)), &code.name, name_font(), t.ink, Align::Min);
    let path = view.project.code_names(code.id).join(" › ");
    if response.on_hover_text(format!("{path}  ({key})")).clicked() {
        actions.push(Action::Code { passages: vec![passage], code: code.id });
    }
}

fn button_ui(ui: &mut Ui, size: Vec2, label: &str) -> (Rect, egui::Response) {
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, label));
    let t = theme::tokens(ui);
    if response.hovered() || response.has_focus() {
        let fill = if response.is_pointer_button_down_on() { t.pressed } else { t.hover };
        ui.painter().rect_filled(rect.shrink2(Vec2::new(0.0, 1.0)), RADIUS, fill);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect, RADIUS, Stroke::new(1.5, t.accent), StrokeKind::Inside);
    }
    (rect, response)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CodeId, Colour, CountingMint};

    fn column() -> Rect {
        Rect::from_min_max(pos2(300.0, 100.0), pos2(900.0, 700.0))
    }

    fn selection(top: f32, bottom: f32) -> Rect {
        Rect::from_min_max(pos2(400.0, top), pos2(880.0, bottom))
    }

    #[test]
    fn the_bar_never_lies_on_the_selection_and_never_leaves_the_sides_of_the_column() {
        let size = Vec2::new(420.0, 38.0);
        for (top, bottom) in [(300.0, 340.0), (104.0, 180.0), (104.0, 690.0), (660.0, 696.0), (100.0, 700.0)] {
            let held = selection(top, bottom);
            let bar = place(size, held, column());
            assert!(!bar.intersects(held), "{held:?}: {bar:?}");
            assert!(bar.left() >= column().left() && bar.right() <= column().right(), "{bar:?}");
            assert!(bar.top() >= 0.0 && bar.bottom() <= column().bottom());
        }
    }

    #[test]
    fn in_a_narrow_column_codes_give_way_and_commands_stay() {
        let mut mint = CountingMint::default();
        let codes: Vec<Code> =
            (0..9).map(|n| Code::named(CodeId::new(&mut mint), &format!("代码 {n}"), Colour::nth(n))).collect();
        let items = || {
            let mut items: Vec<Item<'_>> = codes.iter().map(|code| Item::Code(code, "1".to_owned())).collect();
            items.push(Item::Line);
            items
                .extend([Item::Command(UiCommand::PickCode, Icon::Tag), Item::Command(UiCommand::InVivo, Icon::Quote)]);
            items
        };
        let width = |item: &Item<'_>| if matches!(item, Item::Code(..)) { 100.0 } else { 30.0 };
        for room in [640.0, 300.0, 150.0, 80.0] {
            let rows = rows(items(), room, width);
            assert!(rows.len() <= 3, "{room}");
            for row in &rows {
                assert!(row.iter().map(width).sum::<f32>() <= room.max(90.0), "{room}");
            }
            let commands = rows.iter().flatten().filter(|item| matches!(item, Item::Command(..))).count();
            assert_eq!(commands, 2, "{room}");
        }
        let all = rows(items(), 640.0, width);
        assert_eq!(all.iter().flatten().filter(|item| matches!(item, Item::Code(..))).count(), 9);
    }
}
