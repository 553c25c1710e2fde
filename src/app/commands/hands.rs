//! Keys and gestures that are no commands: what the text, lists, trees and fields do with them. The page of
//! shortcuts shows them beside the commands.

use egui::{Context, Key, Modifiers};

use super::{in_common_arrows, keys_text};
use crate::i18n::Language;

/// Where they mean something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The text that is read.
    Text,
    /// The tree of codes.
    Codes,
    /// Lists and tables.
    Lists,
    /// Fields and dialogs.
    Fields,
}

impl Place {
    /// All, in the order of the page.
    pub const ALL: [Self; 4] = [Self::Text, Self::Codes, Self::Lists, Self::Fields];

    /// Its name.
    #[must_use]
    pub fn name(self, language: Language) -> &'static str {
        language.text(match self {
            Self::Text => "command.place_text",
            Self::Codes => "command.place_codes",
            Self::Lists => "command.place_lists",
            Self::Fields => "command.place_fields",
        })
    }
}

/// What is pressed.
enum Stroke {
    /// Any of these keys.
    Any(&'static [Key]),
    /// From one key to another.
    From(Key, Key),
    /// Something done with the pointer: the id of its text.
    Pointer(&'static str),
}

/// One line of the page.
pub struct Hand {
    /// Where.
    pub place: Place,
    modifiers: Modifiers,
    stroke: Stroke,
    id: &'static str,
}

const fn hand(place: Place, modifiers: Modifiers, stroke: Stroke, id: &'static str) -> Hand {
    Hand { place, modifiers, stroke, id }
}

const BARE: Modifiers = Modifiers::NONE;
const SHIFT: Modifiers = Modifiers::SHIFT;
const CTRL: Modifiers = Modifiers::COMMAND;
const ALT: Modifiers = Modifiers::ALT;
const ACROSS: &[Key] = &[Key::ArrowLeft, Key::ArrowRight];
const ALONG: &[Key] = &[Key::ArrowUp, Key::ArrowDown];
const ARROWS: &[Key] = &[Key::ArrowLeft, Key::ArrowRight, Key::ArrowUp, Key::ArrowDown];

/// All of them, in the order of the page.
pub const HANDS: &[Hand] = {
    use Place as P;
    use Stroke as S;
    &[
        hand(P::Text, BARE, S::From(Key::Num1, Key::Num9), "command.key_pins"),
        hand(P::Text, SHIFT, S::Any(ARROWS), "command.key_select"),
        hand(P::Text, Modifiers { shift: true, ..CTRL }, S::Any(ACROSS), "command.key_select_word"),
        hand(P::Text, Modifiers { shift: true, ..CTRL }, S::Any(ALONG), "command.key_select_paragraph"),
        hand(P::Text, SHIFT, S::Any(&[Key::Home, Key::End]), "command.key_select_row"),
        hand(P::Text, CTRL, S::Any(&[Key::A]), "command.key_select_all"),
        hand(P::Text, BARE, S::Pointer("command.hand_clicks"), "command.key_clicks"),
        hand(P::Text, ALT, S::Pointer("command.hand_drag"), "command.key_alt"),
        hand(P::Text, BARE, S::Any(&[Key::Escape]), "command.key_leave"),
        hand(P::Codes, BARE, S::Any(ACROSS), "command.key_fold"),
        hand(P::Codes, CTRL, S::Pointer("command.hand_drag"), "command.key_merge"),
        hand(P::Codes, CTRL, S::Pointer("command.hand_click"), "command.key_several"),
        hand(P::Lists, BARE, S::Any(ALONG), "command.key_rows"),
        hand(P::Lists, BARE, S::Any(&[Key::Home, Key::End]), "command.key_ends"),
        hand(P::Lists, BARE, S::Any(&[Key::Enter]), "command.key_open"),
        hand(P::Lists, BARE, S::Any(&[Key::Space]), "command.key_tick"),
        hand(P::Fields, CTRL, S::Any(&[Key::Enter]), "command.key_save"),
        hand(P::Fields, BARE, S::Any(&[Key::Tab]), "command.key_next"),
        hand(P::Fields, BARE, S::Any(&[Key::Escape]), "command.key_close"),
    ]
};

impl Hand {
    /// What it does.
    #[must_use]
    pub fn name(&self, language: Language) -> &'static str {
        language.text(self.id)
    }

    /// The keys as this system writes them.
    #[must_use]
    pub fn keys(&self, language: Language, ctx: &Context) -> String {
        let with = |key: Key| keys_text(ctx, egui::KeyboardShortcut::new(self.modifiers, key));
        let alone = |key: Key| in_common_arrows(key.symbol_or_name());
        match self.stroke {
            Stroke::Any(keys) => {
                let mut out = String::new();
                for key in keys {
                    if out.is_empty() {
                        out = with(*key);
                    } else {
                        out.push_str("  ");
                        out.push_str(&alone(*key));
                    }
                }
                out
            }
            Stroke::From(first, last) => format!("{} – {}", with(first), alone(last)),
            Stroke::Pointer(id) => {
                let deed = language.text(id);
                if self.modifiers.is_none() {
                    deed.to_owned()
                } else {
                    format!("{} + {deed}", ctx.format_modifiers(self.modifiers))
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_has_words_in_both_languages() {
        for language in Language::ALL {
            for hand in HANDS {
                assert_ne!(hand.name(language), hand.id, "no text");
                if let Stroke::Pointer(id) = hand.stroke {
                    assert_ne!(language.text(id), id, "no text");
                }
            }
            for place in Place::ALL {
                assert!(HANDS.iter().any(|hand| hand.place == place), "{} is empty", place.name(language));
            }
        }
    }

    #[test]
    fn keys_are_written_as_the_system_writes_them() {
        let on = |system| {
            let ctx = Context::default();
            super::super::super::fonts::Fonts::bundled_only().install(&ctx);
            ctx.set_os(system);
            let mut said = Vec::new();
            let input = egui::RawInput { max_texture_side: Some(8192), ..egui::RawInput::default() };
            ctx.run_ui(input, |ui| {
                said = HANDS.iter().map(|hand| hand.keys(Language::English, ui.ctx())).collect();
            })
            .drop_without_applying_deltas();
            said
        };
        let linux = on(egui::os::OperatingSystem::Nix);
        assert!(linux.contains(&"Ctrl+Enter".to_owned()), "{linux:?}");
        assert!(linux.contains(&"1 – 9".to_owned()), "{linux:?}");
        assert!(on(egui::os::OperatingSystem::Mac).iter().all(|keys| !keys.contains("Ctrl")));
    }
}
