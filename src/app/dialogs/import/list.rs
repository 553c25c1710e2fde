//! The list of files: a tick, the name, how far it is. Only rows in sight are drawn.

use egui::accesskit::Role;
use egui::{Align, FontId, Rect, Ui, Vec2, WidgetInfo, pos2};

use super::files::{FileRow, Look};
use super::{DialogView, ImportDialog};
use crate::app::icons::Icon;
use crate::app::panels::parts::{self, Tick};
use crate::app::theme::{self, RADIUS, size, space};
use crate::app::widgets;
use crate::model::Message;

/// Height of a file in the list.
const ROW: f32 = 44.0;

impl ImportDialog {
    pub(super) fn list_ui(&mut self, ui: &mut Ui, view: &DialogView<'_>) {
        let tally = self.tally();
        ui.horizontal(|ui| {
            let head = Message::new("importing.files").with("count", tally.all);
            ui.label(widgets::bold(view.language.say(&head)));
            ui.with_layout(egui::Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().button_padding.x = space::TINY;
                let all = self.files.iter().all(|file| file.ticked);
                let text = if all { "importing.tick_none" } else { "importing.tick_all" };
                if widgets::link_button(ui, view.text(text)).clicked() {
                    self.files.iter_mut().for_each(|file| file.ticked = !all);
                }
            });
        });
        let files = &self.files;
        let selected = self.selected;
        let mut ticked = None;
        let clicked = self.list.ui(ui, "files to import", files.len(), ROW, |ui, rect, at, response| {
            if row_ui(ui, view, rect, &files[at], at == selected, response) {
                ticked = Some(at);
            }
        });
        if let Some(file) = ticked.and_then(|at| self.files.get_mut(at)) {
            file.ticked = !file.ticked;
        } else if let Some(at) = clicked {
            self.select(at);
        }
    }

    /// Looks at another file.
    pub(super) fn select(&mut self, number: usize) {
        if number != self.selected && number < self.files.len() {
            self.selected = number;
            self.panes.forget();
        }
    }
}

/// Draws one; says whether its tick was pressed.
fn row_ui(
    ui: &Ui,
    view: &DialogView<'_>,
    rect: Rect,
    file: &FileRow,
    is_selected: bool,
    response: &egui::Response,
) -> bool {
    let t = theme::tokens(ui);
    let (state, icon, colour) = state_of(view, file, t);
    let label = format!("{} · {state}", file.name);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, is_selected, &label));
    let ground = if is_selected { Some(t.chosen) } else { response.hovered().then_some(t.hover) };
    if let Some(ground) = ground {
        ui.painter().rect_filled(rect.shrink2(Vec2::new(0.0, 1.0)), RADIUS, ground);
    }
    let place = Rect::from_min_size(rect.min + Vec2::new(4.0, 0.0), Vec2::new(22.0, rect.height()));
    let tick = if file.ticked && file.refusal().is_none() { Tick::On } else { Tick::Off };
    let tick_label = view.language.say(&Message::new("importing.tick").with("name", &file.name));
    let pressed = parts::tick_in(ui, place, response.id.with("tick"), tick, &tick_label).clicked();
    let text = Rect::from_min_max(pos2(place.right() + 4.0, rect.top() + 4.0), rect.max - Vec2::new(12.0, 4.0));
    let (upper, lower) = text.split_top_bottom_at_fraction(0.52);
    let ink = if file.is_wanted() { t.ink } else { t.quiet };
    widgets::text_in(ui, upper, &file.name, FontId::proportional(size::BODY), ink, Align::Min);
    let mark = Rect::from_min_size(lower.left_top(), Vec2::new(14.0, lower.height()));
    icon.paint(ui.painter(), mark, 11.0, colour);
    let words = Rect::from_min_max(pos2(mark.right() + 3.0, lower.top()), lower.max);
    widgets::text_in(ui, words, &state, FontId::proportional(size::SMALL), colour, Align::Min);
    if response.hovered() {
        let said = file.refusal().map_or_else(|| file.name.clone(), |reason| view.language.say(reason));
        response.clone().on_hover_text(said);
    }
    pressed
}

/// In words, with a sign.
fn state_of(view: &DialogView<'_>, file: &FileRow, t: &theme::Tokens) -> (String, Icon, egui::Color32) {
    let text = |id: &str| view.text(id).to_owned();
    match file.look() {
        Look::Waiting => (text("importing.waiting"), Icon::Clock, t.quiet),
        Look::Reading => (text("importing.reading"), Icon::Again, t.accent),
        Look::Ready => {
            let documents = file.file().map_or(0, |file| file.documents.len());
            if documents == 0 {
                return (text("importing.ready_table"), Icon::Check, t.success);
            }
            if documents > 1 {
                let said = Message::new("importing.ready_documents").with("count", documents);
                return (view.language.say(&said), Icon::Check, t.success);
            }
            let characters = file.file().and_then(|file| file.documents.first()).map_or(0, |one| one.text.char_len());
            let said = Message::new("importing.ready").with("count", characters);
            (view.language.say(&said), Icon::Check, t.success)
        }
        Look::Doubtful(count) => {
            let said = Message::new("importing.doubtful").with("count", count);
            (view.language.say(&said), Icon::Warning, t.warning)
        }
        Look::Refused => (text("importing.refused"), Icon::Cross, t.danger),
    }
}
