//! The field of the search workspace: what is typed, and where in it something is wrong.

use egui::{Margin, Rect, Stroke, TextEdit, Ui, Vec2};

use super::SearchView;
use crate::app::icons::Icon;
use crate::app::shell::ShellView;
use crate::app::theme;
use crate::app::widgets;

/// Draws it.
pub fn field_ui(ui: &mut Ui, view: &ShellView, state: &mut SearchView) {
    let t = theme::tokens(ui);
    let label = view.text("search.ui.field");
    let edit = TextEdit::singleline(&mut state.query.text)
        .hint_text(widgets::quiet(ui, view.text("search.ui.hint")).size(16.0))
        .font(egui::FontId::proportional(16.0))
        .desired_width(f32::INFINITY)
        .margin(Margin { left: 36, right: 36, top: 8, bottom: 8 });
    let output = edit.show(ui);
    let response = output.response.response;
    widgets::name_field(ui, &response, label);
    let lens = Rect::from_center_size(response.rect.left_center() + Vec2::new(19.0, 0.0), Vec2::splat(18.0));
    Icon::Lens.paint(ui.painter(), lens, 17.0, t.quiet);
    if !state.opened {
        response.request_focus();
        state.opened = true;
    }
    if !state.query.text.is_empty() {
        let place = Rect::from_center_size(response.rect.right_center() - Vec2::new(18.0, 0.0), Vec2::splat(24.0));
        let cross = ui.interact(place, response.id.with("clear"), egui::Sense::click());
        let name = view.text("search.ui.clear");
        cross.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, name));
        let colour = if cross.hovered() || cross.has_focus() { t.ink } else { t.quiet };
        Icon::Cross.paint(ui.painter(), place, 14.0, colour);
        if cross.clicked() || widgets::left_by_escape(&response) {
            state.query.clear();
            response.request_focus();
        }
    }
    // What is wrong is marked where it stands, once nothing else is being typed.
    if state.answered() {
        for mistake in &state.mistakes {
            let lead = state.query.text.chars().take_while(|c| c.is_whitespace()).count();
            let at = |n: u32| {
                let cursor = egui::text::CCursor::new(egui::text::CharIndex(n as usize + lead));
                output.galley_pos + output.galley.pos_from_cursor(cursor).left_bottom().to_vec2()
            };
            let (from, to) = (at(mistake.at.start), at(mistake.at.end));
            let to = egui::pos2(to.x.max(from.x + 8.0), to.y);
            let painter = ui.painter().with_clip_rect(response.rect);
            painter.line_segment([from, to], Stroke::new(2.0, t.danger));
        }
    }
    if state.query.settle(ui.ctx()) {
        ui.ctx().request_repaint();
    }
}
