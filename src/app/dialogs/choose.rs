//! A field to type into and a list that follows it: for the code picker and the palette.

use egui::{Align, FontId, Key, Modifiers, Rect, ScrollArea, Ui, Vec2, pos2};

use crate::app::icons::Icon;
use crate::app::theme::{self, ROW_HEIGHT, size};
use crate::app::widgets::{self, RowLook, Settled};
use crate::model::Colour;

/// What stands before an entry.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mark {
    /// A code's colour.
    Dot(Colour),
    /// An icon.
    Icon(Icon),
}

/// One line of the list.
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

/// The field and which line of the list is lit.
#[derive(Clone, Debug, Default)]
pub struct Chooser {
    /// What was typed.
    pub query: Settled,
    lit: usize,
    opened: bool,
}

impl Chooser {
    /// Draws both. `entries` must follow [`Chooser::query`]. Gives what was chosen, by Enter or by a click.
    pub fn ui<T: Clone>(&mut self, ui: &mut Ui, label: &str, entries: &[Entry<T>]) -> Option<T> {
        let key = |ui: &Ui, key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let mut moved = false;
        let last = entries.len().saturating_sub(1);
        if !widgets::composing(ui.ctx()) {
            if key(ui, Key::ArrowDown) {
                self.lit = if self.lit >= last { 0 } else { self.lit + 1 };
                moved = true;
            }
            if key(ui, Key::ArrowUp) {
                self.lit = if self.lit == 0 { last } else { self.lit - 1 };
                moved = true;
            }
        }
        let field = widgets::line_field(ui, label, &mut self.query.text, label);
        if !self.opened {
            field.request_focus();
            self.opened = true;
        }
        if self.query.settle(ui.ctx()) {
            self.lit = 0;
            ui.ctx().request_repaint();
        }
        self.lit = self.lit.min(last);
        let entered = !widgets::composing(ui.ctx())
            && key(ui, Key::Enter) | (field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter)));
        let mut chosen = entries.get(self.lit).filter(|_| entered).map(|entry| entry.value.clone());
        if field.lost_focus() && chosen.is_none() && !ui.input(|input| input.pointer.any_down()) {
            field.request_focus();
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        ScrollArea::vertical().max_height(ROW_HEIGHT * 11.0).auto_shrink([false, true]).show(ui, |ui| {
            for (at, entry) in entries.iter().enumerate() {
                let look = if at == self.lit { RowLook::Chosen } else { RowLook::Plain };
                let (rect, response) = widgets::row(ui, &entry.title, look, ROW_HEIGHT + 2.0);
                if moved && at == self.lit {
                    response.scroll_to_me(None);
                }
                entry_ui(ui, rect, entry);
                if response.clicked() {
                    chosen = Some(entry.value.clone());
                }
            }
        });
        chosen
    }
}

fn entry_ui<T>(ui: &Ui, rect: Rect, entry: &Entry<T>) {
    let t = theme::tokens(ui);
    let mark = Rect::from_center_size(pos2(rect.left() + 16.0, rect.center().y), Vec2::splat(16.0));
    match entry.mark {
        Mark::Dot(colour) => {
            let colour = theme::stripe(colour, theme::theme_of(ui));
            ui.painter().circle_filled(mark.center(), 4.5, colour);
        }
        Mark::Icon(icon) => icon.paint(ui.painter(), mark, 15.0, t.quiet),
    }
    let detail = Rect::from_min_max(pos2(rect.center().x, rect.top()), pos2(rect.right() - 10.0, rect.bottom()));
    let font = FontId::proportional(size::SMALL);
    let taken = widgets::text_in(ui, detail, &entry.detail, font, t.quiet, Align::Max);
    let name =
        Rect::from_min_max(pos2(rect.left() + 32.0, rect.top()), pos2(rect.right() - 18.0 - taken, rect.bottom()));
    widgets::text_in(ui, name, &entry.title, FontId::proportional(size::BODY), t.ink, Align::Min);
}
