//! One row of the tree: chevron, dot, name, key, counts; or the field in which it is renamed.

use egui::{Align, FontId, Key, Rect, Response, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2};

use super::drop;
use super::tree::{Shown, Why};
use super::{CodesView, Renaming, menu};
use crate::app::actions::{Action, Actions, Centre, DraggedCode, Workspace};
use crate::app::icons::Icon;
use crate::app::shell::ShellView;
use crate::app::theme::{self, ROW_HEIGHT, size, space};
use crate::app::widgets;
use crate::model::{Code, Message};

/// Seconds that a row shines after its code was used.
const FLASH: f64 = 0.6;
/// How far each level stands in.
const STEP: f32 = 16.0;
/// Deeper levels stand in no further.
const DEEPEST: usize = 10;

/// Where the name of a row begins, but for its dot.
pub(super) fn indent(rect: Rect, shown: &Shown) -> f32 {
    STEP.mul_add(shown.depth.min(DEEPEST) as f32, rect.left() + 18.0)
}

/// Draws a row into its place.
pub(super) fn row_ui(
    ui: &mut Ui,
    view: &ShellView,
    state: &mut CodesView,
    shown: &Shown,
    response: &Response,
    actions: &mut Actions,
) {
    let Some(code) = view.project.code(shown.id) else { return };
    if state.renaming.as_ref().is_some_and(|renaming| renaming.code == shown.id) {
        rename_ui(ui, view, state, shown, response.rect, actions);
        return;
    }
    let rect = response.rect;
    let t = theme::tokens(ui);
    let chosen = state.selected.holds(shown.id);
    // While one looks at single passages of a code, its row still says which page it is.
    let lit = chosen || (view.desk.workspace == Workspace::Code && view.desk.centre == Centre::Code(shown.id));
    response.widget_info(|| WidgetInfo::selected(egui::accesskit::Role::TreeItem, ui.is_enabled(), chosen, &code.name));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_level(shown.depth + 1);
        if shown.below > 0 {
            node.set_expanded(!shown.folded);
        }
    });
    if lit || response.hovered() {
        ui.painter().rect_filled(rect, theme::RADIUS, if lit { t.chosen } else { t.hover });
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect, theme::RADIUS, Stroke::new(1.5, t.accent), StrokeKind::Inside);
    }
    flash_ui(ui, state, shown, rect);
    let full = paint_row(ui, view, shown, code, rect);
    if shown.below > 0 {
        let mark = Rect::from_min_size(pos2(indent(rect, shown) - 16.0, rect.top()), Vec2::new(18.0, ROW_HEIGHT));
        let label = view.say(&Message::new("codes.fold").with("code", &code.name));
        let fold = ui.interact(mark, response.id.with("fold"), Sense::CLICK);
        fold.widget_info(|| WidgetInfo::labeled(egui::accesskit::Role::Button, true, &label));
        if fold.clicked() && !state.folded.remove(&shown.id) {
            state.folded.insert(shown.id);
        }
    }
    if response.double_clicked() {
        actions.push(Action::ShowCentre(Centre::Code(shown.id)));
    }
    if response.drag_started() {
        response.dnd_set_drag_payload(DraggedCode(shown.id));
    }
    if view.writing() {
        drop::drop_ui(ui, view, state, shown, response, actions);
    }
    widgets::context_menu(response, |ui| menu::code_menu_ui(ui, view, state, code, actions));
    if !full {
        response.clone().on_hover_text(&code.name);
    }
}

/// Chevron, dot, name, key, counts. Says whether the name could be shown whole.
fn paint_row(ui: &Ui, view: &ShellView, shown: &Shown, code: &Code, rect: Rect) -> bool {
    let t = theme::tokens(ui);
    let left = indent(rect, shown);
    if shown.below > 0 {
        let mark = Rect::from_center_size(pos2(left - 8.0, rect.center().y), Vec2::splat(12.0));
        if shown.folded { Icon::Right } else { Icon::Down }.paint(ui.painter(), mark, 12.0, t.quiet);
    }
    let colour = theme::stripe(code.colour, theme::theme_of(ui));
    ui.painter().circle_filled(pos2(left + 8.0, rect.center().y), 4.5, colour);
    let small = FontId::proportional(size::SMALL);
    let mut right = rect.right() - 8.0;
    let place = |right: f32| Rect::from_min_max(pos2(left + 20.0, rect.top()), pos2(right, rect.bottom()));
    // Own, and after a stroke that with all below: what is folded away still counts.
    let count = match shown.counts {
        (0, 0) => String::new(),
        (own, total) if shown.below > 0 && own != total => format!("{own} / {total}"),
        (own, _) => own.to_string(),
    };
    right -= widgets::text_in(ui, place(right), &count, small.clone(), t.quiet, Align::Max);
    if let Some(key) = view.desk.pins.iter().position(|pin| *pin == Some(shown.id)) {
        let badge = Rect::from_center_size(pos2(right - 14.0, rect.center().y), Vec2::splat(16.0));
        ui.painter().rect_stroke(badge, 4, Stroke::new(1.0, t.quiet), StrokeKind::Inside);
        widgets::text_in(ui, badge, &(key + 1).to_string(), small, t.quiet, Align::Center);
        right -= 22.0;
    }
    let name = place(right - space::TINY);
    let ink = if shown.why == Why::Fits { t.ink } else { t.quiet };
    let width = widgets::text_in(ui, name, &code.name, FontId::proportional(size::BODY), ink, Align::Min);
    width < name.width() - 1.0
}

fn flash_ui(ui: &Ui, state: &mut CodesView, shown: &Shown, rect: Rect) {
    let Some((code, since)) = &mut state.flash else { return };
    if *code != shown.id {
        return;
    }
    let now = ui.input(|input| input.time);
    let since = *since.get_or_insert(now);
    let left = 1.0 - ((now - since) / FLASH) as f32;
    if left <= 0.0 {
        state.flash = None;
        return;
    }
    let colour = theme::tokens(ui).accent.gamma_multiply(0.3 * left);
    ui.painter().rect_filled(rect, theme::RADIUS, colour);
    ui.ctx().request_repaint();
}

fn rename_ui(ui: &mut Ui, view: &ShellView, state: &mut CodesView, shown: &Shown, rect: Rect, actions: &mut Actions) {
    let Some(Renaming { name, opened, .. }) = &mut state.renaming else { return };
    let place = Rect::from_min_max(pos2(indent(rect, shown) + 4.0, rect.top()), rect.max);
    let edit =
        egui::TextEdit::singleline(&mut name.text).desired_width(place.width()).margin(egui::Margin::symmetric(6, 3));
    let response = ui.put(place, edit);
    widgets::name_field(ui, &response, view.text("codes.new_name"));
    if !*opened {
        response.request_focus();
        // What is typed now takes the place of the old name.
        let mut field = egui::TextEdit::load_state(ui.ctx(), response.id).unwrap_or_default();
        field.cursor.set_char_range(Some(egui::text::CCursorRange::select_all_str(&name.text)));
        field.store(ui.ctx(), response.id);
        *opened = true;
    }
    name.settle(ui.ctx());
    let escaped = ui.input(|input| input.key_pressed(Key::Escape));
    let entered = ui.input(|input| input.key_pressed(Key::Enter));
    if response.lost_focus()
        && let Some(renaming) = state.renaming.take()
    {
        if !escaped {
            renaming.save(actions);
        }
        if escaped || entered {
            // The keyboard stays in the tree.
            state.enter = Some(shown.id);
            ui.ctx().request_repaint();
        }
    }
}
