//! The digit and the colour of codes, chosen by keys: what the menu of a code offers to the pointer.
//!
//! Neither asks before it does: a digit is given anew as easily, and a colour is undone.

use egui::{Align, FontId, Key, Modifiers, Ui, Vec2};

use super::{DialogView, Stay};
use crate::app::actions::{Action, Actions};
use crate::app::panels::codes::{Picked, palette_ui};
use crate::app::shell::DIGITS;
use crate::app::theme::{self, size};
use crate::app::widgets::{self, RowLook};
use crate::model::{CodeId, Message};

/// Which digit codes with this code? Begins at its own, or at the first that is free.
pub struct CodeKey {
    code: CodeId,
    begin: usize,
    opened: bool,
}

impl CodeKey {
    /// Of a code, where these digits are given.
    #[must_use]
    pub fn of(code: CodeId, pins: &[Option<CodeId>]) -> Self {
        let own = pins.iter().position(|pin| *pin == Some(code));
        let begin = own.or(pins.iter().position(Option::is_none)).unwrap_or(0);
        Self { code, begin, opened: false }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        let Some(shell) = view.shell else { return Stay::Close };
        let Some(code) = shell.project.code(self.code) else { return Stay::Close };
        super::title(ui, &view.language.say(&Message::new("codes.ask_key").with("code", &code.name)));
        let mut chosen = DIGITS.iter().position(|key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, *key)));
        ui.spacing_mut().item_spacing.y = 0.0;
        for (key, pin) in shell.desk.pins.iter().enumerate() {
            let held = pin.and_then(|id| shell.project.code(id)).map_or("", |code| code.name.as_str());
            let look = if *pin == Some(self.code) { RowLook::Chosen } else { RowLook::Plain };
            let label = view.language.say(&Message::new("codes.pin_to").with("key", key + 1));
            let (rect, response) = widgets::row(ui, &label, look, 28.0);
            let t = theme::tokens(ui);
            let inner = rect.shrink2(Vec2::new(12.0, 0.0));
            let body = FontId::proportional(size::BODY);
            widgets::text_in(ui, inner, &(key + 1).to_string(), body.clone(), t.ink, Align::Min);
            let name = egui::Rect::from_min_max(inner.min + Vec2::new(28.0, 0.0), inner.max);
            widgets::text_in(ui, name, held, body, t.quiet, Align::Min);
            if key == self.begin && !self.opened {
                response.request_focus();
                self.opened = true;
            }
            if response.clicked() {
                chosen = Some(key);
            }
        }
        let taken_away = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Delete));
        if chosen.is_some() || taken_away {
            actions.push(Action::Pin(self.code, chosen));
            return Stay::Close;
        }
        ui.label(widgets::caption(ui, view.text("codes.ask_key_keys")));
        Stay::Open
    }
}

/// Which colour do these codes get?
pub struct CodeColour {
    title: Message,
    codes: Vec<CodeId>,
    opened: bool,
}

impl CodeColour {
    /// Asks under a title.
    #[must_use]
    pub fn of(title: Message, codes: Vec<CodeId>) -> Self {
        Self { title, codes, opened: false }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        let Some(shell) = view.shell else { return Stay::Close };
        super::title(ui, &view.language.say(&self.title));
        let current = match self.codes.as_slice() {
            [code] => shell.project.code(*code).map(|code| code.colour),
            _ => None,
        };
        let (entry, picked) = palette_ui(ui, shell, &self.codes, current, actions);
        if let Some(entry) = entry.filter(|_| !self.opened) {
            ui.memory_mut(|memory| memory.request_focus(entry));
            self.opened = true;
        }
        ui.label(widgets::caption(ui, view.text("codes.ask_colour_keys")));
        if picked == Picked::Yes { Stay::Close } else { Stay::Open }
    }
}
