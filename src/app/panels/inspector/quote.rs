//! Words of a text in the inspector, set as in the reading column; a click goes to them.

use egui::accesskit::Role;
use egui::{Color32, CornerRadius, CursorIcon, FontId, Margin, Sense, Ui, Vec2, WidgetInfo};

use crate::app::actions::{Action, Actions};
use crate::app::panels::parts::{self, Piece};
use crate::app::theme::{self, size, space};
use crate::app::widgets;

/// So many rows of a long passage are shown.
const MOST_ROWS: usize = 8;
const EDGE: Margin = Margin::symmetric(10, 8);

/// Draws them; `tip` says where a click goes, which is what `then` does.
pub(super) fn quote_ui(ui: &mut Ui, words: &str, tip: &str, then: Action, actions: &mut Actions) {
    /// Rows are made of no more than this.
    const LONGEST: usize = 600;
    let t = theme::tokens(ui);
    let short: String = words.trim_end().chars().take(LONGEST).collect();
    let width = ui.available_width();
    let room = width - EDGE.sum().x;
    let galley = parts::passage(ui, &[Piece::plain(&short, t.ink)], &FontId::proportional(size::BODY), room, MOST_ROWS);
    let (rect, words) = ui.allocate_exact_size(Vec2::new(width, galley.size().y + EDGE.sum().y), Sense::hover());
    words.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("“{short}”")));
    let response = ui.interact(rect, words.id.with("quote"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, tip));
    let fill = if response.hovered() { t.hover } else { t.field };
    ui.painter().rect_filled(rect, CornerRadius::same(theme::RADIUS), fill);
    ui.painter().galley(rect.min + EDGE.left_top(), galley, Color32::PLACEHOLDER);
    widgets::focus_ring(ui, &response);
    if response.clicked() {
        actions.push(then);
    }
    response.on_hover_text(tip).on_hover_cursor(CursorIcon::PointingHand);
    ui.add_space(space::TINY);
}
