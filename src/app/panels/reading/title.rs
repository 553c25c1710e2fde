//! The line above the text: which document, what it belongs to, and the buttons of the desk.
//!
//! A title that is too long loses its middle: names of documents differ at their ends, as “访谈 03 (2)”.

use egui::accesskit::Role;
use egui::{Align, FontId, Frame, Layout, Margin, Rect, Sense, Ui, UiBuilder, Vec2, WidgetInfo, pos2};

use super::ReadingView;
use super::display::{self, Wording};
use crate::app::actions::{Action, Actions, Choice};
use crate::app::commands::UiCommand;
use crate::app::fonts;
use crate::app::icons::Icon;
use crate::app::panels::parts;
use crate::app::shell::{ShellView, Side};
use crate::app::theme::{self, size, space};
use crate::app::widgets::{self, ICON_BUTTON};
use crate::model::{Document, Message};

const HEIGHT: f32 = 30.0;
/// Below this the line says less in words.
const NARROW: f32 = 620.0;
/// What a title keeps of the room before anything else is drawn, in points.
const LEAST_TITLE: f32 = 120.0;
/// Longest chip.
const WIDEST_CHIP: f32 = 150.0;

pub(super) fn title_ui(ui: &mut Ui, view: &ShellView, state: &ReadingView, document: &Document, actions: &mut Actions) {
    let panel = ui.max_rect().x_range();
    let edge = if ui.available_width() < NARROW { 12 } else { 24 };
    Frame::new().inner_margin(Margin::symmetric(edge, 8)).show(ui, |ui| {
        let (line, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), HEIGHT), Sense::hover());
        let wording = if line.width() < NARROW { Wording::IconOnly } else { Wording::Words };
        let hidden = hidden_note(view, wording);
        let note = hidden.as_ref().map_or(0.0, |text| chip_width(ui, text) + space::SMALL);
        let buttons = display::button_width(ui, view, wording) + 2.0 * (ICON_BUTTON + 2.0);
        let split = line.right() - note - buttons - space::SMALL;
        let left = Rect::from_min_max(line.min, pos2(split, line.bottom()));
        let right = Rect::from_min_max(pos2(split, line.top()), line.max);
        let mut place = ui.new_child(UiBuilder::new().max_rect(left).layout(Layout::left_to_right(Align::Center)));
        place.spacing_mut().item_spacing.x = 2.0;
        steps_ui(&mut place, view, actions);
        place.add_space(space::SMALL);
        name_ui(&mut place, view, document, &state.facts.chips, actions);
        let mut place = ui.new_child(UiBuilder::new().max_rect(right).layout(Layout::left_to_right(Align::Center)));
        place.spacing_mut().item_spacing.x = 2.0;
        place.add_space(space::SMALL);
        if let Some(text) = hidden {
            note_ui(&mut place, view, &text, actions);
        }
        display::display_ui(&mut place, view, state, (wording, panel), actions);
        for (command, icon, side) in [
            (UiCommand::ToggleLists, Icon::PanelLeft, Side::Lists),
            (UiCommand::ToggleInspector, Icon::PanelRight, Side::Inspector),
        ] {
            let lit = (view.desk.drawer == Some(side)).then(|| theme::tokens(&place).accent);
            let name = command.name(view.language);
            if widgets::icon_button_of(&mut place, icon, &name, ICON_BUTTON, lit).clicked() {
                actions.run(command);
            }
        }
    });
    ui.add_space(-ui.spacing().item_spacing.y);
    widgets::hairline(ui);
}

/// What the line says of a document, gathered once a change.
#[derive(Default)]
pub(super) struct Facts {
    /// Groups, cases, and what is known of it.
    chips: Vec<String>,
}

impl Facts {
    pub(super) fn of(view: &ShellView, document: &Document) -> Self {
        Self { chips: chips(view, document) }
    }
}

/// To the document before and after, and which one this is.
fn steps_ui(ui: &mut Ui, view: &ShellView, actions: &mut Actions) {
    let list = view.desk.documents_in_turn(&view.project);
    let of = list.len();
    let at = list.iter().position(|id| Some(*id) == view.desk.document).map_or(0, |at| at + 1);
    if of < 2 || at == 0 {
        return;
    }
    let step = |ui: &mut Ui, icon: Icon, command: UiCommand, there: bool, actions: &mut Actions| {
        let name = command.name(view.language);
        let button = ui.add_enabled_ui(there, |ui| widgets::icon_button_of(ui, icon, &name, 24.0, None)).inner;
        if button.clicked() {
            actions.run(command);
        }
    };
    step(ui, Icon::Left, UiCommand::PreviousDocument, at > 1, actions);
    if ui.available_width() > 300.0 {
        ui.label(widgets::caption(ui, format!("{at}/{of}")));
    }
    step(ui, Icon::Right, UiCommand::NextDocument, at < of, actions);
}

/// The title, and what the document belongs to; all of it opens the document's details.
fn name_ui(ui: &mut Ui, view: &ShellView, document: &Document, chips: &[String], actions: &mut Actions) {
    let t = theme::tokens(ui);
    let room = ui.available_width().max(40.0);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(room, HEIGHT), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &document.title));
    if response.has_focus() {
        let stroke = egui::Stroke::new(1.5, t.accent);
        ui.painter().rect_stroke(rect, theme::RADIUS, stroke, egui::StrokeKind::Inside);
    }
    let font = FontId::new(16.0, fonts::bold());
    let wanted: f32 = chips.iter().take(2).map(|chip| chip_width(ui, chip) + space::TINY).sum();
    let share = if chips.is_empty() { room } else { (room - wanted - space::MEDIUM).max(room * 0.6).min(room) };
    let title = middle_cut(ui, &document.title, &font, share.max(LEAST_TITLE.min(room)));
    let width = widgets::text_in(ui, rect, &title, font, t.ink, Align::Min);
    let mut rest = rect;
    rest.min.x += width + space::MEDIUM;
    chips_ui(ui, rest, chips);
    let tip = || {
        let lines = std::iter::once(document.title.as_str()).chain(chips.iter().map(String::as_str));
        lines.chain([view.text("app.title_tip")]).collect::<Vec<_>>().join("\n")
    };
    let response = if response.hovered() { response.on_hover_text(tip()) } else { response };
    if response.clicked() {
        actions.push(Action::Choose(Choice::Document(document.id)));
    }
}

/// Groups, cases, and what is known of the document.
fn chips(view: &ShellView, document: &Document) -> Vec<String> {
    let mut chips: Vec<String> = document.groups.iter().cloned().collect();
    for (case, _) in view.project.members_in(document.id) {
        if !chips.contains(&case.name) {
            chips.push(case.name.clone());
        }
    }
    for attribute in view.project.attributes_in_order() {
        if let Some(value) = document.attributes.get(&attribute.name) {
            let said = Message::new("reading.attribute").with("name", &attribute.name).with("value", value);
            chips.push(view.say(&said));
        }
    }
    chips
}

fn chips_ui(ui: &Ui, mut rest: Rect, chips: &[String]) {
    let t = theme::tokens(ui);
    let font = FontId::proportional(size::SMALL);
    for (at, chip) in chips.iter().enumerate() {
        let left = format!("+{}", chips.len() - at);
        let wide = chip_width(ui, chip);
        let last = at + 1 == chips.len();
        let more = if last { 0.0 } else { parts::text_width(ui, &left, &font) + space::SMALL };
        if rest.width() < wide + more {
            if rest.width() >= parts::text_width(ui, &left, &font) {
                widgets::text_in(ui, rest, &left, font, t.quiet, Align::Min);
            }
            return;
        }
        let place = Rect::from_min_size(pos2(rest.left(), rest.center().y - 10.0), Vec2::new(wide, 20.0));
        ui.painter().rect_filled(place, 10, t.hover);
        widgets::text_in(ui, place.shrink2(Vec2::new(8.0, 0.0)), chip, font.clone(), t.quiet, Align::Center);
        rest.min.x += wide + space::TINY;
    }
}

fn chip_width(ui: &Ui, text: &str) -> f32 {
    (parts::text_width(ui, text, &FontId::proportional(size::SMALL)) + 16.0).min(WIDEST_CHIP)
}

/// That not everybody's codings are shown.
fn hidden_note(view: &ShellView, wording: Wording) -> Option<String> {
    let count = view.desk.hidden_coders.len();
    let id = if wording == Wording::Words { "reading.hidden" } else { "reading.hidden_short" };
    (count > 0).then(|| view.say(&Message::new(id).with("count", count)))
}

/// A click shows them all again.
fn note_ui(ui: &mut Ui, view: &ShellView, text: &str, actions: &mut Actions) {
    let t = theme::tokens(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(chip_width(ui, text), 22.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, text));
    let lit = response.hovered() || response.has_focus();
    ui.painter().rect_filled(rect, 11, if lit { t.pressed } else { t.chosen });
    let font = FontId::proportional(size::SMALL);
    widgets::text_in(ui, rect.shrink2(Vec2::new(8.0, 0.0)), text, font, t.accent, Align::Center);
    ui.add_space(space::SMALL);
    let mut names: Vec<&str> = Vec::new();
    for id in &view.desk.hidden_coders {
        names.extend(view.project.coder(*id).map(|coder| coder.name.as_str()));
    }
    let tip = Message::new("reading.hidden_tip").with("names", names.join(view.text("export.between.items")));
    if response.on_hover_text(view.say(&tip)).clicked() {
        actions.run(UiCommand::ShowAllCoders);
    }
}

/// A name that fits a width: of one that is too long the beginning and the end.
fn middle_cut(ui: &Ui, text: &str, font: &FontId, width: f32) -> String {
    ui.fonts_mut(|fonts| {
        let widths: Vec<f32> = text.chars().map(|c| fonts.glyph_width(font, c)).collect();
        cut(text, &widths, fonts.glyph_width(font, '…'), width)
    })
}

/// The end that tells names apart (a number, a bracket, a few characters), and as much of the beginning as fits.
fn cut(text: &str, widths: &[f32], ellipsis: f32, width: f32) -> String {
    const TAIL: usize = 6;
    if widths.iter().sum::<f32>() <= width {
        return text.to_owned();
    }
    let characters: Vec<char> = text.chars().collect();
    let mut from = characters.len().saturating_sub(TAIL);
    // A bracket or a number is not cut in two.
    let bracket = characters.iter().rposition(|c| matches!(c, '(' | '（' | '[' | '【'));
    if let Some(open) = bracket.filter(|open| characters.len() - open <= 2 * TAIL && *open < from) {
        from = open;
    }
    while from < characters.len() && widths[from..].iter().sum::<f32>() > width * 0.5 {
        from += 1;
    }
    let tail: f32 = widths[from..].iter().sum();
    let mut head = 0;
    let mut taken = 0.0;
    while head < from && taken + widths[head] + ellipsis + tail <= width {
        taken += widths[head];
        head += 1;
    }
    let beginning: String = characters[..head].iter().collect();
    let end: String = characters[from..].iter().collect();
    format!("{}…{}", beginning.trim_end(), end.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut_to(text: &str, width: f32) -> String {
        cut(text, &vec![1.0; text.chars().count()], 1.0, width)
    }

    #[test]
    fn two_documents_of_one_long_name_stay_apart() {
        let name = "社区居家养老服务供给中的合谋与内卷化访谈记录";
        for end in ["(2)", "（3）", " 12"] {
            let title = format!("{name}{end}");
            let short = cut_to(&title, 14.0);
            assert!(short.ends_with(end.trim()) && short.starts_with("社区居家"), "{short}");
            assert!(short.chars().count() <= 14, "{short}");
        }
        assert_eq!(cut_to("访谈 03", 14.0), "访谈 03");
    }

    #[test]
    fn where_there_is_hardly_any_room_something_is_still_said() {
        let short = cut_to("社区居家养老服务供给", 4.0);
        assert!(short.contains('…') && short.chars().count() <= 4, "{short}");
    }
}
