//! The small signs in the clean pane at which lines were joined or parted: one click does the other thing.

use egui::accesskit::Role;
use egui::{Color32, Pos2, Rect, Sense, Stroke, Ui, Vec2, WidgetInfo, pos2};

use super::DialogView;
use super::layout::ROW;
use crate::app::theme;
use crate::import::Joint;
use crate::import::alignment::LineEnd;
use crate::model::Message;

/// Draws one around a place; says whether it was pressed.
pub(super) fn mark_ui(ui: &Ui, view: &DialogView<'_>, end: LineEnd, decided: bool, line: usize, centre: Pos2) -> bool {
    let t = theme::tokens(ui);
    let rect = Rect::from_center_size(centre, Vec2::new(12.0, ROW - 2.0));
    let response = ui.interact(rect, ui.scope_id().with(("line end", end.source)), Sense::click());
    let doubtful = end.in_doubt && !decided;
    let id = match (end.joint, doubtful) {
        (Joint::Join, false) => "importing.joined",
        (Joint::Join, true) => "importing.joined_in_doubt",
        (Joint::Break, false) => "importing.parted",
        (Joint::Break, true) => "importing.parted_in_doubt",
    };
    let said = view.language.say(&Message::new(id).with("line", line));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &said));
    let lit = response.hovered() || response.has_focus();
    let colour = match (lit, decided, doubtful) {
        (true, ..) | (_, true, _) => t.accent,
        (_, _, true) => t.warning,
        _ => t.quiet.gamma_multiply(0.75),
    };
    if lit || doubtful {
        ui.painter().rect_filled(rect, 3.0, colour.gamma_multiply(0.22));
    }
    match end.joint {
        Joint::Join => join(ui, centre, colour),
        Joint::Break => pilcrow(ui, centre, colour),
    }
    response.on_hover_text(said).clicked()
}

/// A bow under the two characters that were joined.
fn join(ui: &Ui, centre: Pos2, colour: Color32) {
    let y = centre.y + ROW / 2.0 - 4.0;
    let points = [(-4.0, -2.5), (-2.0, -0.5), (0.0, 0.0), (2.0, -0.5), (4.0, -2.5)];
    let line: Vec<Pos2> = points.iter().map(|(x, dy)| pos2(centre.x + x, y + dy)).collect();
    ui.painter().line(line, Stroke::new(1.5, colour));
}

/// The hook of a line that ends.
fn pilcrow(ui: &Ui, centre: Pos2, colour: Color32) {
    let points = [(3.0, -4.0), (3.0, 1.5), (-3.0, 1.5)];
    let line: Vec<Pos2> = points.iter().map(|(x, y)| centre + Vec2::new(*x, *y)).collect();
    ui.painter().line(line, Stroke::new(1.3, colour));
    let tip = [centre + Vec2::new(-0.5, -1.0), centre + Vec2::new(-3.0, 1.5), centre + Vec2::new(-0.5, 4.0)];
    ui.painter().line(tip.to_vec(), Stroke::new(1.3, colour));
}
