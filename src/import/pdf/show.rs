//! Showing text: which character a code is, where it stands, how large, which way up, how it is set off.

use hayro_cmap::BfString;
use hayro_font::kurbo::{Affine, Point};

use super::fonts::Face;
use super::glyph::{Glyph, Style, Turn};
use super::interpret::Machine;
use super::unicode::{Meaning, meaning};
use crate::import::symbols;

/// Letters kept of what one code stands for.
const LETTERS: usize = 16;

impl Machine<'_, '_> {
    /// Moves against the writing, by thousandths of the size.
    pub fn move_back(&mut self, thousandths: f64) {
        let by = -thousandths / 1000.0 * self.state.size;
        let vertical = self.state.face.as_ref().is_some_and(|face| face.vertical);
        let step = if vertical { (0.0, by) } else { (by * self.state.stretch, 0.0) };
        self.state.text *= Affine::translate(step);
    }

    pub fn show(&mut self, bytes: &[u8]) {
        let mut fallen_back = false;
        if self.state.face.is_none() {
            self.state.face = self.fonts.fallback();
            fallen_back = true;
        }
        let Some(face) = self.state.face.clone() else { return };
        let mut at = 0;
        while at < bytes.len() {
            let (code, length) = face.next_code(bytes, at);
            let shown = bytes.get(at..(at + length).min(bytes.len())).unwrap_or_default();
            at += length;
            if !self.budget.glyph() {
                return;
            }
            let word_space = if shown == b" " { self.state.word_space } else { 0.0 };
            let width = face.advance(code) / 1000.0 * self.state.size;
            let characters = if fallen_back && !bytes.is_ascii() { None } else { face.characters(code, shown) };
            self.place(&face, code, characters, width);
            let step = width + self.state.letter_space + word_space;
            let step = if face.vertical { (0.0, step) } else { (step * self.state.stretch, 0.0) };
            self.state.text *= Affine::translate(step);
        }
        if fallen_back {
            self.state.face = None;
        }
    }

    /// Puts what a code shows on the sheet.
    fn place(&mut self, face: &Face, code: u32, characters: Option<BfString>, width: f64) {
        let state = &self.state;
        let to_page = state.page * state.text * Affine::translate((0.0, state.rise));
        let [a, b, c, d, ..] = (to_page * Affine::scale_non_uniform(state.stretch, 1.0)).as_coeffs();
        let size = (state.size * c.hypot(d)).abs();
        let origin = to_page * Point::ZERO;
        let length = width.abs() * if face.vertical { c.hypot(d) } else { a.hypot(b) };
        if !(size.is_finite() && origin.is_finite() && length.is_finite()) || size < 0.05 {
            return;
        }
        // A font shown at a negative size stands on its head, twice turned it stands on its feet.
        let sign = state.size.signum();
        let turn = if face.vertical { Turn::of((-d * sign).atan2(-c * sign)) } else { None };
        let turn = match turn {
            Some(_) => Turn::of((-d * sign).atan2(-c * sign)),
            None => Turn::of((b * sign).atan2(a * sign)),
        };
        let Some(turn) = turn else {
            self.sheet.askew += 1;
            return;
        };
        let margin = size;
        let page = self.sheet.size;
        let is_outside = origin.x < -margin
            || origin.y < -margin
            || origin.x > f64::from(page.width) + margin
            || origin.y > f64::from(page.height) + margin;
        if is_outside || self.content.is_hidden() {
            self.sheet.hidden += 1;
            return;
        }
        let skewed = !face.vertical && (a * c + b * d).abs() > 0.1 * (a * d - b * c).abs();
        let glyph = Glyph {
            character: ' ',
            x: origin.x as f32,
            y: origin.y as f32,
            width: length as f32,
            size: size as f32,
            turn,
            style: Style {
                bold: face.bold || matches!(state.painting, 2 | 6),
                italic: face.italic || skewed,
                invisible: matches!(state.painting, 3 | 7),
                artifact: self.content.is_artifact(),
            },
        };
        // The baseline of what runs from top to bottom stands beside its middle.
        let glyph = if face.vertical { beside_the_middle(glyph) } else { glyph };
        self.put(glyph, face, code, characters);
    }

    fn put(&mut self, glyph: Glyph, face: &Face, code: u32, characters: Option<BfString>) {
        let mut meanings: Vec<char> = Vec::new();
        let mut read = |character: char| match meaning(character) {
            Meaning::Character(character) => meanings.push(character),
            Meaning::Ligature(letters) => meanings.extend(letters.chars()),
            Meaning::Blank => meanings.push(' '),
            Meaning::SoftHyphen => meanings.push('\u{AD}'),
            Meaning::Nothing => {}
            Meaning::Unknown => {
                let symbol = if matches!(character, '\u{E000}'..='\u{F8FF}') { u32::from(character) } else { code };
                match symbols::character(&face.name, symbol).filter(|_| is_symbol_font(&face.name)) {
                    Some(symbol) => meanings.push(symbol),
                    None => meanings.push('\u{FFFD}'),
                }
            }
        };
        match characters {
            Some(BfString::Char(character)) => read(character),
            Some(BfString::String(text)) => text.chars().take(LETTERS).for_each(&mut read),
            None => read('\u{FFFD}'),
        }
        let share = meanings.len().max(1) as f32;
        for (place, character) in meanings.into_iter().enumerate() {
            let along = glyph.width / share * place as f32;
            let (right, down) = match glyph.turn {
                Turn::Level => (along, 0.0),
                Turn::Down => (0.0, along),
                Turn::Reversed => (-along, 0.0),
                Turn::Up => (0.0, -along),
            };
            self.sheet.unknown += usize::from(character == '\u{FFFD}');
            self.sheet.glyphs.push(Glyph {
                character,
                x: glyph.x + right,
                y: glyph.y + down,
                width: glyph.width / share,
                ..glyph
            });
        }
    }
}

fn is_symbol_font(name: &str) -> bool {
    let name = name.to_lowercase();
    name.starts_with("wingdings") || name.starts_with("symbol")
}

/// Moves a glyph of a vertical line from its middle to where the baseline of turned letters would be.
fn beside_the_middle(glyph: Glyph) -> Glyph {
    let by = glyph.size * 0.36;
    match glyph.turn {
        Turn::Level => Glyph { y: glyph.y + by, ..glyph },
        Turn::Down => Glyph { x: glyph.x - by, ..glyph },
        Turn::Reversed => Glyph { y: glyph.y - by, ..glyph },
        Turn::Up => Glyph { x: glyph.x + by, ..glyph },
    }
}
