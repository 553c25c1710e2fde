//! All keys on one page, made from the list of commands and from that of keys that are no commands.

use egui::accesskit::Role;
use egui::{Align, FontId, Key, Modifiers, Rect, ScrollArea, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2};

use super::{DialogView, Stay};
use crate::app::commands::{Group, HANDS, Place, UiCommand};
use crate::app::finding;
use crate::app::panels::parts::text_width;
use crate::app::theme::{self, size, space};
use crate::app::widgets::{self, Settled};
use crate::model::Message;

/// Height of a line.
const LINE: f32 = 28.0;
/// Least width of a column: then two stand side by side.
const COLUMN: f32 = 330.0;
/// What the window leaves above and below the lines.
const AROUND: f32 = 260.0;

/// The page and what it is filtered by.
#[derive(Debug, Default)]
pub struct ShortcutsPage {
    filter: Settled,
    opened: bool,
    /// How far down the lines stand, how high what is seen of them is and how high they are.
    scrolled: (f32, f32, f32),
}

/// Lines under one head.
struct Part {
    name: &'static str,
    lines: Vec<(String, String)>,
}

impl ShortcutsPage {
    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>) -> Stay {
        super::title(ui, view.text("dialog.shortcuts"));
        let jump = self.keys(ui);
        let field = widgets::filter_field_response(ui, view.text("dialog.shortcuts_filter"), &mut self.filter).0;
        if !self.opened {
            field.request_focus();
            self.opened = true;
        }
        let parts = parts(ui, view, self.filter.get());
        let height = (ui.ctx().content_rect().height() - AROUND).max(LINE * 4.0);
        if parts.is_empty() {
            ui.label(widgets::quiet(ui, view.text("dialog.nothing_found")));
        }
        let mut area = ScrollArea::vertical().max_height(height).auto_shrink([false, true]);
        if let Some(to) = jump {
            area = area.vertical_scroll_offset(to);
        }
        let shown = area.show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let count = if ui.available_width() >= 2.0 * COLUMN { 2 } else { 1 };
            let columns = in_columns(&parts, count);
            ui.columns(count, |uis| {
                for (ui, parts) in uis.iter_mut().zip(columns) {
                    for part in parts {
                        part_ui(ui, part);
                    }
                }
            });
        });
        self.scrolled = (shown.state.clamped_offset().y, shown.inner_rect.height(), shown.content_size.y);
        let find = UiCommand::FindAnything.keys(ui.ctx()).unwrap_or_default();
        let others = Message::new("dialog.shortcuts_others").with("keys", find);
        ui.label(widgets::caption(ui, view.language.say(&others)));
        close(ui, view)
    }

    /// The keys that scroll, which the filter has no use for: it is one line, that is typed anew rather than mended.
    fn keys(&self, ui: &Ui) -> Option<f32> {
        if widgets::composing(ui.ctx()) {
            return None;
        }
        let (at, seen, whole) = self.scrolled;
        let page = (seen - LINE).max(LINE);
        let ways = [
            (Key::ArrowDown, at + LINE),
            (Key::ArrowUp, at - LINE),
            (Key::PageDown, at + page),
            (Key::PageUp, at - page),
            (Key::Home, 0.0),
            (Key::End, whole),
        ];
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let to = ways.into_iter().find(|(key, _)| pressed(*key)).map(|(_, to)| to);
        to.map(|to| to.clamp(0.0, (whole - seen).max(0.0)))
    }
}

/// What fits the filter: by name, initials too, or by its keys.
fn parts(ui: &Ui, view: &DialogView<'_>, filter: &str) -> Vec<Part> {
    let filter = filter.trim();
    let squeezed = |text: &str| text.to_lowercase().replace([' ', '+'], "");
    let fits =
        |name: &str, keys: &str| finding::fit(name, filter).is_some() || squeezed(keys).contains(&squeezed(filter));
    let language = view.language;
    let commands = Group::ALL.map(|group| {
        let lines = UiCommand::all().filter(|command| command.group() == group);
        let lines = lines.filter_map(|command| Some((command.name(language), command.keys(ui.ctx())?)));
        Part { name: group.name(language), lines: lines.filter(|(name, keys)| fits(name, keys)).collect() }
    });
    let hands = Place::ALL.map(|place| {
        let lines = HANDS.iter().filter(|hand| hand.place == place);
        let lines = lines.map(|hand| (hand.name(language).to_owned(), hand.keys(language, ui.ctx())));
        Part { name: place.name(language), lines: lines.filter(|(name, keys)| fits(name, keys)).collect() }
    });
    commands.into_iter().chain(hands).filter(|part| !part.lines.is_empty()).collect()
}

/// The parts in columns of about the same length, in their order.
fn in_columns(parts: &[Part], count: usize) -> Vec<&[Part]> {
    let length = |part: &Part| part.lines.len() + 2;
    let half: usize = parts.iter().map(length).sum::<usize>().div_ceil(2);
    if count < 2 {
        return vec![parts];
    }
    let mut taken = 0;
    let at = parts.iter().position(|part| {
        taken += length(part);
        taken >= half
    });
    let at = at.map_or(parts.len(), |at| at + 1);
    vec![&parts[..at], &parts[at..]]
}

fn part_ui(ui: &mut Ui, part: &Part) {
    widgets::section(ui, part.name);
    ui.add_space(space::TINY);
    for (name, keys) in &part.lines {
        let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), LINE), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{name}: {keys}")));
        let t = theme::tokens(ui);
        let font = FontId::proportional(size::SMALL);
        let width = text_width(ui, keys, &font).min(rect.width() * 0.5) + 2.0 * space::SMALL;
        let right = rect.right() - space::MEDIUM;
        let cap = Rect::from_min_max(pos2(right - width, rect.top() + 4.0), pos2(right, rect.bottom() - 4.0));
        ui.painter().rect(cap, 4, t.field, Stroke::new(1.0, t.line), StrokeKind::Inside);
        widgets::text_in(ui, cap.shrink2(Vec2::new(space::SMALL, 0.0)), keys, font, t.ink, Align::Center);
        let words = Rect::from_min_max(rect.min, pos2(cap.left() - space::SMALL, rect.bottom()));
        widgets::text_in(ui, words, name, FontId::proportional(size::BODY), t.ink, Align::Min);
    }
    ui.add_space(space::MEDIUM);
}

pub(super) fn close(ui: &mut Ui, view: &DialogView<'_>) -> Stay {
    let mut stay = Stay::Open;
    widgets::dialog_foot(ui, |ui| {
        if widgets::primary_button(ui, view.text("dialog.close")).clicked() {
            stay = Stay::Close;
        }
    });
    stay
}
