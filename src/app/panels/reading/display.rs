//! What is shown of codings and how text is set: a button in the title line that opens a sheet of switches.

use egui::accesskit::Role;
use egui::{
    Align, Button, FontId, Frame, Id, Layout, Popup, PopupCloseBehavior, Rangef, Rect, RectAlign, RichText, ScrollArea,
    Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2,
};

use super::{CoderRow, ColourBy, ReadingView};
use crate::app::actions::{Action, Actions};
use crate::app::commands::UiCommand;
use crate::app::fonts;
use crate::app::icons::Icon;
use crate::app::panels::parts::{self, Tick};
use crate::app::reading_settings::{Face, ReadingChange};
use crate::app::shell::ShellView;
use crate::app::theme::{self, RADIUS, size, space};
use crate::app::widgets;
use crate::model::Message;

const WIDTH: f32 = 256.0;
/// With the frame around it.
const WHOLE: f32 = WIDTH + 30.0;
const ROW: f32 = 26.0;

/// By which the command opens the sheet.
#[must_use]
pub fn view_options_id() -> Id {
    Id::unique("view options")
}

/// Where the keyboard is when the command opened it: what Tab reaches next is the first switch of the sheet.
#[must_use]
pub fn view_options_button_id() -> Id {
    Id::unique("view options button")
}

/// Whether the button says in words what it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wording {
    /// There is room.
    Words,
    /// Its icon has to do.
    IconOnly,
}

/// How wide the button is.
pub(super) fn button_width(ui: &Ui, view: &ShellView, wording: Wording) -> f32 {
    match wording {
        Wording::IconOnly => widgets::ICON_BUTTON,
        Wording::Words => parts::text_width(ui, view.text("reading.display"), &FontId::proportional(size::BODY)) + 38.0,
    }
}

/// Where the sheet's left edge stands: beside the text and its margin, which it changes, over the inspector or over the
/// lists; where neither is there, over as little of them as possible.
fn sheet_left(panel: Rangef, window: Rangef) -> f32 {
    let right = (panel.max + 2.0).min(window.max - 6.0 - WHOLE);
    let left = (panel.min - 2.0 - WHOLE).max(window.min + 4.0);
    let covered = [panel.max - right, left + WHOLE - panel.min];
    if covered[0] <= covered[1] { right } else { left }
}

/// Draws the button, and the sheet where it is open. The panel is that of the text.
pub(super) fn display_ui(
    ui: &mut Ui,
    view: &ShellView,
    state: &ReadingView,
    (wording, panel): (Wording, Rangef),
    actions: &mut Actions,
) {
    let name = view.text("reading.display");
    let width = button_width(ui, view, wording);
    let (rect, _) = ui.allocate_exact_size(Vec2::new(width, widgets::ICON_BUTTON), Sense::hover());
    let response = ui.interact(rect, view_options_button_id(), Sense::click());
    let id = view_options_id();
    let open = Popup::is_id_open(ui.ctx(), id);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, open, name));
    let t = theme::tokens(ui);
    let lit = response.hovered() || response.has_focus() || open;
    if lit {
        ui.painter().rect_filled(rect, RADIUS, if open { t.chosen } else { t.hover });
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect, RADIUS, Stroke::new(1.5, t.accent), StrokeKind::Inside);
    }
    let ink = if lit { t.ink } else { t.quiet };
    let icon = Rect::from_center_size(pos2(rect.left() + 14.0, rect.center().y), Vec2::splat(16.0));
    Icon::Eye.paint(ui.painter(), icon, 16.0, ink);
    if wording == Wording::Words {
        let words = Rect::from_min_max(pos2(rect.left() + 28.0, rect.top()), rect.max);
        widgets::text_in(ui, words, name, FontId::proportional(size::BODY), ink, Align::Min);
    }
    let frame = Frame::popup(ui.style()).inner_margin(egui::Margin::same(14));
    let room = (ui.ctx().content_rect().bottom() - rect.bottom() - 56.0).max(160.0);
    let corner = pos2(sheet_left(panel, ui.ctx().content_rect().x_range()), rect.bottom() + 4.0);
    Popup::from_toggle_button_response(&response)
        .id(id)
        .at_position(corner)
        .align(RectAlign::BOTTOM_START)
        .align_alternatives(&[])
        .gap(0.0)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .frame(frame)
        .show(|ui| {
            ui.set_width(WIDTH);
            ui.spacing_mut().item_spacing.y = space::TINY;
            ScrollArea::vertical().max_height(room).min_scrolled_height(room).show(ui, |ui| {
                colours_ui(ui, view, actions);
                coders_ui(ui, view, &state.coders, actions);
                marks_ui(ui, view, actions);
                ui.add_space(space::SMALL);
                widgets::hairline(ui);
                setting_ui(ui, view, state.column.em(), actions);
            });
        });
    if !open {
        response.on_hover_text(UiCommand::ViewOptions.tooltip(view.language, ui.ctx()));
    }
}

fn heading_ui(ui: &mut Ui, text: &str) {
    ui.label(widgets::caption(ui, text).family(fonts::bold()));
}

#[derive(Clone, Copy, PartialEq)]
enum By {
    Code,
    Coder,
    Attribute,
}

fn colours_ui(ui: &mut Ui, view: &ShellView, actions: &mut Actions) {
    heading_ui(ui, view.text("reading.colours"));
    let attributes = view.project.attributes_in_order();
    let mut options = vec![(By::Code, view.text("reading.by_code")), (By::Coder, view.text("reading.by_coder"))];
    if !attributes.is_empty() {
        options.push((By::Attribute, view.text("reading.by_attribute")));
    }
    let mut by = match &view.desk.colour_by {
        ColourBy::Code => By::Code,
        ColourBy::Coder => By::Coder,
        ColourBy::Attribute(_) => By::Attribute,
    };
    if parts::segments_ui(ui, &options, &mut by) {
        actions.run(match by {
            By::Code => UiCommand::ColourByCode,
            By::Coder => UiCommand::ColourByCoder,
            By::Attribute => UiCommand::ColourByAttribute,
        });
    }
    if let ColourBy::Attribute(chosen) = &view.desk.colour_by {
        ScrollArea::vertical().id_salt("attributes").max_height(ROW * 4.5).auto_shrink([false, true]).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for attribute in &attributes {
                let on = attribute.name == *chosen;
                let look = if on { widgets::RowLook::Chosen } else { widgets::RowLook::Plain };
                let (rect, response) = widgets::row(ui, &attribute.name, look, ROW);
                let words = rect.shrink2(Vec2::new(space::SMALL, 0.0));
                let ink = theme::tokens(ui).ink;
                widgets::text_in(ui, words, &attribute.name, FontId::proportional(size::BODY), ink, Align::Min);
                if response.clicked() {
                    let name = attribute.name.clone();
                    actions.push(Action::With(Box::new(move |shell| shell.colour_by(ColourBy::Attribute(name)))));
                }
            }
        });
    }
    ui.add_space(space::SMALL);
}

/// A dot, a name and a count at the right end.
fn named_row(ui: &Ui, rect: Rect, name: &str, (colour, count): (crate::model::Colour, usize)) {
    let t = theme::tokens(ui);
    let dot = pos2(rect.left() + 5.0, rect.center().y);
    ui.painter().circle_filled(dot, 4.5, theme::stripe(colour, theme::theme_of(ui)));
    let font = FontId::proportional(size::SMALL);
    let taken = widgets::text_in(ui, rect, &count.to_string(), font, t.quiet, Align::Max);
    let words =
        Rect::from_min_max(pos2(rect.left() + 17.0, rect.top()), pos2(rect.right() - taken - 8.0, rect.bottom()));
    widgets::text_in(ui, words, name, FontId::proportional(size::BODY), t.ink, Align::Min);
}

fn coders_ui(ui: &mut Ui, view: &ShellView, coders: &[CoderRow], actions: &mut Actions) {
    let hidden = &view.desk.hidden_coders;
    ui.horizontal(|ui| {
        heading_ui(ui, view.text("reading.coders"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().button_padding.x = space::TINY;
            let others = coders.iter().any(|row| row.id != view.coder && !hidden.contains(&row.id));
            if !hidden.is_empty() && link_ui(ui, view.text("reading.all_coders")) {
                actions.run(UiCommand::ShowAllCoders);
            }
            if others && link_ui(ui, view.text("reading.only_own")) {
                actions.run(UiCommand::OnlyOwnCodings);
            }
        });
    });
    for row in coders {
        let shown = !hidden.contains(&row.id);
        let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), ROW), Sense::click());
        let label = view.say(&Message::new("reading.codings_of").with("name", &row.name));
        response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, shown, &label));
        let lit = response.hovered() || response.has_focus();
        if lit {
            ui.painter().rect_filled(rect, RADIUS, theme::tokens(ui).hover);
        }
        let place = Rect::from_center_size(pos2(rect.left() + 14.0, rect.center().y), Vec2::splat(parts::TICK));
        parts::paint_tick(ui, place, if shown { Tick::On } else { Tick::Off }, lit);
        let rest = Rect::from_min_max(pos2(rect.left() + 30.0, rect.top()), pos2(rect.right() - 8.0, rect.bottom()));
        named_row(ui, rest, &row.name, (row.colour, row.count));
        if response.clicked() {
            let mut now = hidden.clone();
            if shown {
                now.insert(row.id);
            } else {
                now.remove(&row.id);
            }
            actions.push(Action::With(Box::new(move |shell| shell.hide_coders(now))));
        }
    }
    ui.add_space(space::SMALL);
}

/// A small deed at the end of a line.
pub(super) fn link_ui(ui: &mut Ui, text: &str) -> bool {
    let text = RichText::new(text).size(size::SMALL).color(theme::tokens(ui).accent);
    ui.add(Button::new(text).frame_when_inactive(false).min_size(Vec2::new(0.0, 20.0))).clicked()
}

fn marks_ui(ui: &mut Ui, view: &ShellView, actions: &mut Actions) {
    let tick = if view.desk.word_marks { Tick::On } else { Tick::Off };
    ui.horizontal(|ui| {
        ui.add_space(6.0);
        if parts::tick_line(ui, tick, view.text("reading.word_marks")).clicked() {
            actions.run(UiCommand::WordMarks);
        }
    });
}

/// `room` is how wide the column is now, in em: narrower than what is set where the window is.
fn setting_ui(ui: &mut Ui, view: &ShellView, room: f32, actions: &mut Actions) {
    ui.add_space(space::SMALL);
    ui.horizontal(|ui| {
        heading_ui(ui, view.text("reading.setting"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if view.reading != crate::app::reading_settings::ReadingSettings::default()
                && link_ui(ui, view.text("reading.reset"))
            {
                actions.run(UiCommand::ResetReading);
            }
        });
    });
    let settings = view.reading.within_limits();
    let room = room.floor() as u8;
    let cramped = room > 0 && room < settings.width;
    let em = Message::new("reading.em").with("count", if cramped { room } else { settings.width });
    let points = Message::new("reading.points").with("count", settings.size);
    let (smaller, larger) = (UiCommand::TextSmaller, UiCommand::TextLarger);
    stepper_ui(ui, view, "reading.size", &view.say(&points), [smaller, larger], actions);
    let (tighter, looser) = (UiCommand::TighterLines, UiCommand::LooserLines);
    let spacing = format!("{:.1}", view.reading.line_spacing());
    stepper_ui(ui, view, "reading.line_height", &spacing, [tighter, looser], actions);
    let (narrower, wider) = (UiCommand::NarrowerColumn, UiCommand::WiderColumn);
    stepper_ui(ui, view, "reading.width", &view.say(&em), [narrower, wider], actions);
    if cramped {
        let told = Message::new("reading.width_now").with("count", room).with("set", settings.width);
        ui.label(widgets::caption(ui, view.say(&told)));
    }
    face_ui(ui, view, actions);
}

/// A name, and at the right end a number between two buttons.
fn stepper_ui(
    ui: &mut Ui,
    view: &ShellView,
    name: &str,
    value: &str,
    [less, more]: [UiCommand; 2],
    actions: &mut Actions,
) {
    ui.horizontal(|ui| {
        ui.label(view.text(name));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            for (command, icon) in [(more, Icon::Plus), (less, Icon::Minus)] {
                if widgets::icon_button_of(ui, icon, &command.name(view.language), 26.0, None).clicked() {
                    actions.run(command);
                }
                if command == more {
                    let (rect, _) = ui.allocate_exact_size(Vec2::new(62.0, 26.0), Sense::hover());
                    let (ink, font) = (theme::tokens(ui).ink, FontId::proportional(size::BODY));
                    widgets::text_in(ui, rect, value, font, ink, Align::Center);
                }
            }
        });
    });
}

fn face_ui(ui: &mut Ui, view: &ShellView, actions: &mut Actions) {
    let serif = fonts::serif_name(ui.ctx());
    ui.horizontal(|ui| {
        ui.label(view.text("reading.face"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let mut face = view.reading.face;
            let options = [(Face::Sans, view.text("reading.sans")), (Face::Serif, view.text("reading.serif"))];
            let options = if serif.is_some() { &options[..] } else { &options[..1] };
            // From the right, as everything in these lines.
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let font = FontId::proportional(size::BODY);
                let wide: f32 = options.iter().map(|(_, name)| parts::text_width(ui, name, &font) + 26.0).sum();
                ui.add_space((ui.available_width() - wide).max(0.0));
                if parts::segments_ui(ui, options, &mut face) {
                    actions.push(Action::With(Box::new(move |shell| {
                        shell.change_reading(ReadingChange::Face(face));
                    })));
                }
            });
        });
    });
    if serif.is_none() {
        ui.label(widgets::caption(ui, view.text("reading.no_serif")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sheet_stands_beside_the_text_where_there_is_anything_beside_it() {
        let window = Rangef::new(0.0, 1440.0);
        let covered = |panel: Rangef, window| {
            let left = sheet_left(panel, window);
            let sheet = Rangef::new(left, left + WHOLE);
            assert!(window.contains(sheet.min) && window.contains(sheet.max));
            (sheet.max.min(panel.max) - sheet.min.max(panel.min)).max(0.0)
        };
        assert!(covered(Rangef::new(264.0, 1130.0), window) < 1.0, "over the inspector");
        assert!(covered(Rangef::new(320.0, 1440.0), window) < 1.0, "over the lists");
        // Not more than the numbers of paragraphs.
        assert!(covered(Rangef::new(250.0, 1024.0), Rangef::new(0.0, 1024.0)) < 50.0);
    }
}
