//! From bytes and code units to characters, across the borders of runs.

use encoding_rs::{Decoder, Encoding, WINDOWS_1252};

use super::charset::{Reading, are_pairs};
use crate::import::symbols;

/// Bytes on their way to characters. A pair may be parted between two runs, two surrogates likewise.
#[derive(Default)]
pub struct Characters {
    /// Decoder of the run so far; it keeps the first half of a pair.
    open: Option<(&'static Encoding, Decoder)>,
    /// Bytes of which it depends on those that follow what they are.
    doubtful: Vec<u8>,
    fallback: Option<&'static Encoding>,
    high: Option<u16>,
    out: String,
    /// Places in fonts of symbols that no table knows.
    pub unknown_symbols: usize,
}

impl Characters {
    /// Takes bytes of text.
    pub fn bytes(&mut self, bytes: &[u8], reading: Reading, font: &str) {
        self.end_surrogate();
        match reading {
            Reading::Symbols => {
                self.end_bytes();
                for byte in bytes {
                    self.symbol(font, 0xF000 + u32::from(*byte));
                }
            }
            Reading::PairsOr(encoding) => {
                if self.fallback != Some(encoding) {
                    self.end_bytes();
                }
                self.fallback = Some(encoding);
                self.doubtful.extend_from_slice(bytes);
            }
            Reading::In(encoding) => {
                self.end_doubt();
                self.decode(bytes, encoding);
            }
        }
    }

    fn decode(&mut self, bytes: &[u8], encoding: &'static Encoding) {
        if self.open.as_ref().is_none_or(|(open, _)| *open != encoding) {
            self.end_decoder();
            self.open = Some((encoding, encoding.new_decoder_without_bom_handling()));
        }
        if let Some((_, decoder)) = &mut self.open {
            let needed = decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len() * 4 + 16);
            self.out.reserve(needed);
            let _ = decoder.decode_to_string(bytes, &mut self.out, false);
        }
    }

    /// Takes a `\u`: a code unit of UTF-16, negative beyond 32767, or, of careless programs, a character.
    pub fn unit(&mut self, value: i32, is_symbol_font: bool, font: &str) {
        self.end_bytes();
        let code = if value < 0 { value.wrapping_add(65_536) } else { value } as u32;
        match (code, self.high) {
            (0xD800..=0xDBFF, _) => {
                self.end_surrogate();
                self.high = Some(code as u16);
            }
            (0xDC00..=0xDFFF, Some(high)) => {
                self.high = None;
                let both = [high, code as u16];
                self.out.extend(char::decode_utf16(both).map(|unit| unit.unwrap_or('\u{FFFD}')));
            }
            (0xF000..=0xF0FF, _) if is_symbol_font => {
                self.end_surrogate();
                self.symbol(font, code);
            }
            _ => {
                self.end_surrogate();
                self.out.push(char::from_u32(code).unwrap_or('\u{FFFD}'));
            }
        }
    }

    fn symbol(&mut self, font: &str, code: u32) {
        let character = symbols::character(font, code);
        self.unknown_symbols += usize::from(character.is_none());
        self.out.push(character.unwrap_or('\u{FFFD}'));
    }

    /// Adds a character that a word stands for.
    pub fn character(&mut self, character: char) {
        self.end_all();
        self.out.push(character);
    }

    fn end_surrogate(&mut self) {
        if self.high.take().is_some() {
            self.out.push('\u{FFFD}');
        }
    }

    fn end_decoder(&mut self) {
        if let Some((_, mut decoder)) = self.open.take() {
            self.out.reserve(16);
            let _ = decoder.decode_to_string(b"", &mut self.out, true);
        }
    }

    fn end_doubt(&mut self) {
        let doubtful = std::mem::take(&mut self.doubtful);
        if let Some(encoding) = self.fallback.take() {
            self.decode(&doubtful, if are_pairs(&doubtful) { encoding } else { WINDOWS_1252 });
        }
    }

    fn end_bytes(&mut self) {
        self.end_doubt();
        self.end_decoder();
    }

    fn end_all(&mut self) {
        self.end_bytes();
        self.end_surrogate();
    }

    /// Characters that are certain by now; half a pair waits for its other half.
    pub fn certain(&mut self) -> String {
        self.end_doubt();
        std::mem::take(&mut self.out)
    }

    /// All characters: nothing that follows belongs to them.
    pub fn all(&mut self) -> String {
        self.end_all();
        std::mem::take(&mut self.out)
    }
}
