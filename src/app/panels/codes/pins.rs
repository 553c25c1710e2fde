//! The pinned codes as chips above the tree: a click codes what is selected, dragging one upon another changes their
//! keys, a code dropped on one takes its key.

use egui::{Align, CursorIcon, FontId, Rect, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2};

use crate::app::actions::{Action, Actions, Centre, Choice, DraggedCode, DraggedPassage, Passage};
use crate::app::panels::parts;
use crate::app::shell::ShellView;
use crate::app::theme::{self, RADIUS, size, space};
use crate::app::widgets;
use crate::model::{Code, Message};

const HEIGHT: f32 = 24.0;
/// Of a name so much is shown.
const WIDEST: f32 = 96.0;

/// A chip that is being dragged, by its key counted from 0.
struct DraggedPin(usize);

/// Draws them, where any code is pinned.
pub(super) fn pins_ui(ui: &mut Ui, view: &ShellView, actions: &mut Actions) {
    let pinned: Vec<(usize, &Code)> = view
        .desk
        .pins
        .iter()
        .enumerate()
        .filter_map(|(key, pin)| pin.and_then(|id| view.project.code(id)).map(|code| (key, code)))
        .collect();
    if pinned.is_empty() {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = Vec2::splat(space::TINY);
        for (key, code) in pinned {
            chip_ui(ui, view, key, code, actions);
        }
    });
    ui.add_space(2.0);
}

fn chip_ui(ui: &mut Ui, view: &ShellView, key: usize, code: &Code, actions: &mut Actions) {
    let t = theme::tokens(ui);
    let font = FontId::proportional(size::SMALL);
    let name_width = parts::text_width(ui, &code.name, &font).min(WIDEST).ceil() + 1.0;
    let (rect, response) = ui.allocate_exact_size(Vec2::new(name_width + 40.0, HEIGHT), Sense::click_and_drag());
    let label = view.say(&Message::new("codes.pinned").with("key", key + 1).with("code", &code.name));
    response.widget_info(|| WidgetInfo::labeled(egui::accesskit::Role::Button, true, &label));
    let lit = response.hovered() || response.has_focus();
    let fill = if lit { t.hover } else { t.field };
    let line = if response.has_focus() { Stroke::new(1.5, t.accent) } else { Stroke::new(1.0, t.line) };
    ui.painter().rect(rect, RADIUS, fill, line, StrokeKind::Inside);
    let key_place = Rect::from_min_size(pos2(rect.left() + 4.0, rect.top()), Vec2::new(14.0, HEIGHT));
    widgets::text_in(ui, key_place, &(key + 1).to_string(), font.clone(), t.quiet, Align::Center);
    let dot = theme::stripe(code.colour, theme::theme_of(ui));
    ui.painter().circle_filled(pos2(rect.left() + 25.0, rect.center().y), 4.0, dot);
    let place = Rect::from_min_max(pos2(rect.left() + 34.0, rect.top()), pos2(rect.right() - 4.0, rect.bottom()));
    widgets::text_in(ui, place, &code.name, font, t.ink, Align::Min);
    if response.clicked() {
        match view.desk.passage.filter(|_| view.writing()) {
            Some(passage) => actions.push(Action::Code { passages: vec![passage], code: code.id }),
            None => actions.push(Action::Choose(Choice::Code(code.id))),
        }
    }
    if response.drag_started() {
        response.dnd_set_drag_payload(DraggedPin(key));
    }
    drop_ui(ui, view, key, code, &response, actions);
    widgets::context_menu(&response, |ui| {
        if ui.button(view.text("command.open_code_page")).clicked() {
            actions.push(Action::ShowCentre(Centre::Code(code.id)));
            ui.close();
        }
        if ui.button(view.text("codes.unpin")).clicked() {
            actions.push(Action::Pin(code.id, None));
            ui.close();
        }
    });
    let tip = if view.desk.passage.is_some() { "codes.pinned_tip_code" } else { "codes.pinned_tip" };
    response.on_hover_text(view.say(&Message::new(tip).with("code", &code.name).with("key", key + 1)));
}

fn drop_ui(ui: &Ui, view: &ShellView, key: usize, code: &Code, response: &egui::Response, actions: &mut Actions) {
    let held = response.dnd_hover_payload::<DraggedPin>().is_some_and(|pin| pin.0 != key)
        || response.dnd_hover_payload::<DraggedCode>().is_some()
        || response.dnd_hover_payload::<DraggedPassage>().is_some_and(|_| view.writing());
    if held {
        let stroke = Stroke::new(2.0, theme::tokens(ui).accent);
        ui.painter().rect_stroke(response.rect, RADIUS, stroke, StrokeKind::Inside);
        ui.ctx().set_cursor_icon(CursorIcon::Copy);
    }
    if let Some(pin) = widgets::dropped::<DraggedPin>(response) {
        let from = pin.0;
        actions.push(Action::With(Box::new(move |shell| shell.desk.pins.swap(from, key))));
    }
    if let Some(dragged) = widgets::dropped::<DraggedCode>(response) {
        actions.push(Action::Pin(dragged.0, Some(key)));
    }
    if let Some(dragged) = widgets::dropped::<DraggedPassage>(response).filter(|_| view.writing()) {
        let passage = Passage { document: dragged.document, span: dragged.span };
        actions.push(Action::Code { passages: vec![passage], code: code.id });
    }
}
