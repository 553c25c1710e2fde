//! A field to type into and a list that follows it: for the code picker and the palette.
//!
//! The field keeps the keyboard: arrows move through the list, Enter chooses what is lit. How much of the list is
//! seen follows the window.

use std::ops::Range;

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Align, FontId, Key, Modifiers, Rect, ScrollArea, Stroke, Ui, Vec2, pos2};

use crate::app::icons::Icon;
use crate::app::theme::{self, ROW_HEIGHT, size, space};
use crate::app::widgets::{self, RowLook, Settled};
use crate::model::Colour;

/// Height of a line that can be chosen.
const LINE: f32 = ROW_HEIGHT + 4.0;
/// What a window leaves above, around and below the list: the dialog stands 96 points from the top.
const AROUND: f32 = 96.0 + 132.0;

/// What stands before an entry.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mark {
    /// A code's colour.
    Dot(Colour),
    /// A code's colour, ticked: it has been given already.
    Given(Colour),
    /// An icon.
    Icon(Icon),
}

/// One line of a plain list.
#[derive(Clone, Debug)]
pub struct Entry<T> {
    /// What choosing it means.
    pub value: T,
    /// What stands before it.
    pub mark: Mark,
    /// What it is called.
    pub title: String,
    /// Where it is, how often, its keys.
    pub detail: String,
}

/// One line of a list in sections.
#[derive(Clone, Debug)]
pub struct Item<T> {
    /// What choosing it means.
    pub value: T,
    /// What stands before it.
    pub mark: Mark,
    /// What it is called, or what it says.
    pub title: String,
    /// Which bytes of the title were found.
    pub lit: Vec<Range<usize>>,
    /// Where it is.
    pub place: String,
    /// Its keys.
    pub keys: String,
}

/// Things of one kind, under a small head.
#[derive(Clone, Debug)]
pub struct Section<T> {
    /// What they are.
    pub name: String,
    /// The best first.
    pub items: Vec<Item<T>>,
    /// Said below them: that there are more.
    pub more: Option<String>,
}

/// The field and which line of the list is lit.
#[derive(Clone, Debug, Default)]
pub struct Chooser {
    /// What was typed.
    pub query: Settled,
    lit: usize,
    opened: bool,
    /// Where the list ends at the latest; `None` for what the window leaves.
    pub bottom: Option<f32>,
}

/// How something was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// By Enter or a click: that is all.
    AndDone,
    /// With Ctrl: more will be chosen.
    AndOneMore,
}

/// A line as it is drawn.
enum Line<'a, T> {
    Head(&'a str),
    More(&'a str),
    Entry { value: &'a T, mark: Mark, title: &'a str, lit: &'a [Range<usize>], place: &'a str, keys: &'a str },
}

impl Chooser {
    /// Draws a plain list. `entries` must follow [`Chooser::query`]. Gives what was chosen, by Enter or by a click.
    pub fn ui<T: Clone>(&mut self, ui: &mut Ui, label: &str, entries: &[Entry<T>]) -> Option<T> {
        let lines: Vec<Line<'_, T>> = entries
            .iter()
            .map(|Entry { value, mark, title, detail }| Line::Entry {
                value,
                mark: *mark,
                title,
                lit: &[],
                place: detail,
                keys: "",
            })
            .collect();
        self.lines_ui(ui, label, &lines, |_| ()).map(|(value, _)| value)
    }

    /// What is lit in a list in sections.
    pub fn lit_in<'a, T>(&self, sections: &'a [Section<T>]) -> Option<&'a T> {
        let count: usize = sections.iter().map(|section| section.items.len()).sum();
        let mut items = sections.iter().flat_map(|section| &section.items);
        items.nth(self.lit.min(count.saturating_sub(1))).map(|item| &item.value)
    }

    /// Draws a list in sections, with something between the field and it.
    pub fn sections_ui<T: Clone>(
        &mut self,
        ui: &mut Ui,
        label: &str,
        sections: &[Section<T>],
        between: impl FnOnce(&mut Ui),
    ) -> Option<T> {
        self.pick_sections(ui, label, sections, between).map(|(value, _)| value)
    }

    /// The same, saying how it was chosen. A section without a name has no head.
    pub fn pick_sections<T: Clone>(
        &mut self,
        ui: &mut Ui,
        label: &str,
        sections: &[Section<T>],
        between: impl FnOnce(&mut Ui),
    ) -> Option<(T, Way)> {
        let mut lines = Vec::new();
        for section in sections {
            if !section.name.is_empty() {
                lines.push(Line::Head(&section.name));
            }
            lines.extend(section.items.iter().map(|Item { value, mark, title, lit, place, keys }| Line::Entry {
                value,
                mark: *mark,
                title,
                lit,
                place,
                keys,
            }));
            lines.extend(section.more.as_deref().map(Line::More));
        }
        self.lines_ui(ui, label, &lines, between)
    }

    /// Begins anew with this in the field and the keyboard behind it.
    pub fn restart(&mut self, query: &str) {
        *self = Self { query: Settled::of(query), bottom: self.bottom, ..Self::default() };
    }

    fn lines_ui<T: Clone>(
        &mut self,
        ui: &mut Ui,
        label: &str,
        lines: &[Line<'_, T>],
        between: impl FnOnce(&mut Ui),
    ) -> Option<(T, Way)> {
        let key = |ui: &Ui, key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let mut moved = false;
        let count = lines.iter().filter(|line| matches!(line, Line::Entry { .. })).count();
        let last = count.saturating_sub(1);
        if !widgets::composing(ui.ctx()) {
            if key(ui, Key::ArrowDown) {
                self.lit = if self.lit >= last { 0 } else { self.lit + 1 };
                moved = true;
            }
            if key(ui, Key::ArrowUp) {
                self.lit = if self.lit == 0 { last } else { self.lit - 1 };
                moved = true;
            }
            if key(ui, Key::PageDown) {
                self.lit = (self.lit + 10).min(last);
                moved = true;
            }
            if key(ui, Key::PageUp) {
                self.lit = self.lit.saturating_sub(10);
                moved = true;
            }
        }
        let field = widgets::line_field(ui, label, &mut self.query.text, label);
        if !self.opened {
            field.request_focus();
            to_the_end(ui, &field, &self.query.text);
            self.opened = true;
        }
        if self.query.settle(ui.ctx()) {
            self.lit = 0;
            ui.ctx().request_repaint();
        }
        self.lit = self.lit.min(last);
        let settled = !widgets::composing(ui.ctx());
        let one_more = settled && ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Enter));
        let entered = settled && key(ui, Key::Enter) | (field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter)));
        between(ui);
        let entries = lines.iter().filter_map(|line| match line {
            Line::Entry { value, .. } => Some(*value),
            Line::Head(_) | Line::More(_) => None,
        });
        let way = if one_more { Way::AndOneMore } else { Way::AndDone };
        let lit = entries.clone().nth(self.lit).filter(|_| entered || one_more);
        let mut chosen = lit.map(|value| (value.clone(), way));
        if field.lost_focus() && chosen.is_none() && !ui.input(|input| input.pointer.any_down()) {
            field.request_focus();
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        let left = ui.ctx().content_rect().height() - AROUND;
        let room = self.bottom.map_or(left, |bottom| bottom - ui.cursor().top()).clamp(LINE * 3.0, LINE * 20.0);
        // What an area was high before says nothing about how high it may be.
        let area = ScrollArea::vertical().max_height(room).min_scrolled_height(room);
        area.auto_shrink([false, true]).show(ui, |ui| {
            let mut at = 0;
            for line in lines {
                match line {
                    Line::Head(name) => caption_ui(ui, name, ROW_HEIGHT, Head::Yes),
                    Line::More(text) => caption_ui(ui, text, ROW_HEIGHT - 4.0, Head::No),
                    Line::Entry { value, title, .. } => {
                        let look = if at == self.lit { RowLook::Chosen } else { RowLook::Plain };
                        let (rect, response) = widgets::row(ui, title, look, LINE);
                        if moved && at == self.lit {
                            // With the head above the first of a section.
                            ui.scroll_to_rect(rect.expand2(Vec2::new(0.0, ROW_HEIGHT)), None);
                        }
                        if ui.is_rect_visible(rect) {
                            entry_ui(ui, rect, line);
                        }
                        if response.clicked() {
                            let more = ui.input(|input| input.modifiers.command);
                            chosen = Some(((*value).clone(), if more { Way::AndOneMore } else { Way::AndDone }));
                        }
                        at += 1;
                    }
                }
            }
        });
        chosen
    }
}

/// What is typed next goes behind what stands in the field.
fn to_the_end(ui: &Ui, field: &egui::Response, text: &str) {
    let mut state = egui::text_edit::TextEditState::load(ui.ctx(), field.id).unwrap_or_default();
    let end = egui::text::CCursor::new(text.chars().count());
    state.cursor.set_char_range(Some(egui::text::CCursorRange::one(end)));
    state.store(ui.ctx(), field.id);
}

#[derive(Clone, Copy, PartialEq)]
enum Head {
    Yes,
    No,
}

fn caption_ui(ui: &mut Ui, text: &str, height: f32, head: Head) {
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), height), egui::Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, text));
    let font = match head {
        Head::Yes => FontId::new(size::SMALL, crate::app::fonts::bold()),
        Head::No => FontId::proportional(size::SMALL),
    };
    let left = if head == Head::Yes { space::SMALL } else { 32.0 };
    let words = Rect::from_min_max(pos2(rect.left() + left, rect.top() + 4.0), rect.max);
    widgets::text_in(ui, words, text, font, theme::tokens(ui).quiet, Align::Min);
}

fn entry_ui<T>(ui: &Ui, rect: Rect, line: &Line<'_, T>) {
    let Line::Entry { mark, title, lit, place, keys, .. } = line else { return };
    let t = theme::tokens(ui);
    let at = Rect::from_center_size(pos2(rect.left() + 16.0, rect.center().y), Vec2::splat(16.0));
    match *mark {
        Mark::Dot(colour) => {
            let colour = theme::stripe(colour, theme::theme_of(ui));
            ui.painter().circle_filled(at.center(), 4.5, colour);
        }
        Mark::Given(colour) => {
            let colour = theme::stripe(colour, theme::theme_of(ui));
            ui.painter().circle_stroke(at.center(), 7.0, Stroke::new(1.0, colour));
            Icon::Check.paint(ui.painter(), at, 11.0, colour);
        }
        Mark::Icon(icon) => icon.paint(ui.painter(), at, 15.0, t.quiet),
    }
    let small = || FontId::proportional(size::SMALL);
    let mut right = rect.right() - 10.0;
    if !keys.is_empty() {
        let room = Rect::from_min_max(pos2(rect.center().x, rect.top()), pos2(right, rect.bottom()));
        right -= widgets::text_in(ui, room, keys, small(), t.quiet, Align::Max) + space::MEDIUM;
    }
    let left = rect.left() + 32.0;
    // A title that is a sentence needs the room more than where it stands.
    let detail = Rect::from_min_max(pos2(left + (right - left) * 0.62, rect.top()), pos2(right, rect.bottom()));
    let taken = widgets::text_in(ui, detail, place, small(), t.quiet, Align::Max);
    let name = Rect::from_min_max(pos2(left, rect.top()), pos2(right - taken - space::SMALL, rect.bottom()));
    title_in(ui, name, title, lit);
}

/// A title with what was found in it in the accent, cut with … where it is too long.
fn title_in(ui: &Ui, rect: Rect, title: &str, lit: &[Range<usize>]) {
    let t = theme::tokens(ui);
    let font = FontId::proportional(size::BODY);
    let mut job = LayoutJob { break_on_newline: false, ..LayoutJob::default() };
    let mut append = |text: Option<&str>, colour| {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            job.append(text, 0.0, TextFormat::simple(font.clone(), colour));
        }
    };
    let mut from = 0;
    for found in lit {
        append(title.get(from..found.start), t.ink);
        append(title.get(found.clone()), t.accent);
        from = found.end;
    }
    append(title.get(from..), t.ink);
    job.wrap = TextWrapping::truncate_at_width(rect.width().max(0.0));
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let place = egui::Align2::LEFT_CENTER.align_size_within_rect(galley.size(), rect);
    ui.painter().galley(place.min, galley, t.ink);
}
