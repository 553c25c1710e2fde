//! A normalised text with the way back to the original, as one stretch of bytes.
//!
//! The bytes are the same on the disk and in memory, so a text that lies in a mapped file is used where it
//! lies and is in memory once at most. They hold, after a head of [`HEAD`] numbers (32 bits, least byte
//! first): the byte of every [`STRIDE`]th character, the runs that came from one stretch of the original, the
//! beginnings of sentences, the turns, and the characters as UTF-8. Bytes that are not what this module wrote
//! are refused by [`Normalised::read`]; whoever keeps them checks that they are what was written.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use tantivy::directory::OwnedBytes;

use crate::model::{Document, Span};

use super::unit::sentence_starts;

/// Stands in a normalised text where a paragraph ends.
pub const BORDER: char = '\n';

/// Grows whenever the same text would come out otherwise, so that an index of before is made anew.
pub const NORMALISER: u32 = 4;

/// Every so manieth character has its byte in a table.
const STRIDE: u32 = 64;
/// Numbers before the tables.
const HEAD: usize = 13;
/// Says that what follows is a normalised text.
const MARK: u32 = u32::from_le_bytes(*b"TyNt");

/// A document's text as it is compared, with the way back to the original.
#[derive(Clone)]
pub struct Normalised {
    bytes: OwnedBytes,
    fingerprint: Fingerprint,
    char_len: u32,
    expands: bool,
    strides: Table<1>,
    pieces: Table<3>,
    sentences: Table<1>,
    turns: Table<2>,
    /// Where the characters begin.
    body: usize,
}

/// What two terms may have to share: `NEAR/s`, `NEAR/p`, `NEAR/t`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Scope {
    /// Up to a full stop, a question mark or an exclamation mark.
    Sentence,
    /// Up to the end of a paragraph.
    Paragraph,
    /// What one speaker says without a break.
    Turn,
}

/// Names a normalised text: equal ones have equal texts, borders and normalisers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub u128);

/// A run of normalised characters and where it came from. Runs follow each other without a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// First normalised character.
    pub normalised: u32,
    /// First original code point.
    pub original: u32,
    /// 0 where character stands for code point, one for one; otherwise how many code points all of it came from.
    pub whole: u32,
}

/// What a normalised text is made of.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub body: String,
    pub pieces: Vec<Piece>,
    /// Whether some original code point became several characters.
    pub expands: bool,
}

/// Rows of numbers within the bytes.
#[derive(Clone, Copy, Debug)]
struct Table<const WIDTH: usize> {
    at: usize,
    rows: usize,
}

impl<const WIDTH: usize> Table<WIDTH> {
    const ROW: usize = WIDTH * 4;

    fn end(self) -> Option<usize> {
        self.at.checked_add(self.rows.checked_mul(Self::ROW)?)
    }

    fn row(self, bytes: &[u8], row: usize) -> Option<[u32; WIDTH]> {
        if row >= self.rows {
            return None;
        }
        let from = self.at + row * Self::ROW;
        let row = bytes.get(from..from + Self::ROW)?;
        let mut numbers = [0; WIDTH];
        for (number, four) in numbers.iter_mut().zip(row.chunks_exact(4)) {
            *number = u32::from_le_bytes(four.try_into().ok()?);
        }
        Some(numbers)
    }

    /// How many rows at the beginning fulfil a condition that no row after them fulfils.
    fn partition_point(self, bytes: &[u8], holds: impl Fn([u32; WIDTH]) -> bool) -> usize {
        let (mut low, mut high) = (0, self.rows);
        while low < high {
            let middle = low.midpoint(high);
            if self.row(bytes, middle).is_some_and(&holds) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

impl Fingerprint {
    /// Of a document, without normalising it.
    #[must_use]
    pub fn of(document: &Document) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&NORMALISER.to_le_bytes());
        hasher.update(document.text_hash.0.as_bytes());
        let blocks = document.structure.blocks.iter().map(|block| block.paragraph);
        let turns = document.structure.turns.iter().flat_map(|turn| [turn.span.start.0, turn.span.end.0]);
        let numbers: Vec<u8> = std::iter::once(document.structure.blocks.len() as u32)
            .chain(blocks)
            .chain(turns)
            .flat_map(u32::to_le_bytes)
            .collect();
        hasher.update(&numbers);
        let mut first = [0; 16];
        first.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        Self(u128::from_be_bytes(first))
    }
}

impl std::fmt::Debug for Normalised {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Normalised").field("text", &self.slice(0, self.char_len)).finish_non_exhaustive()
    }
}

impl PartialEq for Normalised {
    fn eq(&self, other: &Self) -> bool {
        self.record() == other.record()
    }
}

impl Eq for Normalised {}

impl Normalised {
    /// Of a document.
    #[must_use]
    pub fn of(document: &Document) -> Self {
        let fingerprint = Fingerprint::of(document);
        let draft = super::normalise::draft(&document.text, &document.structure);
        // Without its sentences and turns first: it is what finds their places.
        let bare = Self::written(fingerprint, &draft, &[], &[]);
        let mut sentences: Vec<u32> = sentence_starts(document).into_iter().map(|at| bare.first_at(at)).collect();
        sentences.dedup();
        let turns = document.structure.turns.iter();
        let turns = turns.map(|turn| [bare.first_at(turn.span.start.0), bare.first_at(turn.span.end.0)]);
        let turns: Vec<[u32; 2]> = turns.filter(|[start, end]| start < end).collect();
        Self::written(fingerprint, &draft, &sentences, &turns)
    }

    fn written(fingerprint: Fingerprint, draft: &Draft, sentences: &[u32], turns: &[[u32; 2]]) -> Self {
        let mut strides = Vec::with_capacity(draft.body.len() / 100);
        let mut char_len = 0_u32;
        for (byte, _) in draft.body.char_indices() {
            if char_len.is_multiple_of(STRIDE) {
                strides.push(byte as u32);
            }
            char_len += 1;
        }
        let fingerprint_parts = [0, 32, 64, 96].map(|shift| (fingerprint.0 >> shift) as u32);
        let lengths =
            [strides.len(), draft.pieces.len(), sentences.len(), turns.len(), draft.body.len()].map(|n| n as u32);
        let mut bytes = Vec::with_capacity(
            HEAD * 4
                + 4 * (strides.len() + 3 * draft.pieces.len() + sentences.len() + 2 * turns.len())
                + draft.body.len(),
        );
        let head = [MARK, NORMALISER].into_iter().chain(fingerprint_parts).chain(lengths);
        let head = head.chain([char_len, u32::from(draft.expands)]);
        let pieces = draft.pieces.iter().flat_map(|piece| [piece.normalised, piece.original, piece.whole]);
        let tables =
            strides.into_iter().chain(pieces).chain(sentences.iter().copied()).chain(turns.iter().flatten().copied());
        bytes.extend(head.chain(tables).flat_map(u32::to_le_bytes));
        bytes.extend_from_slice(draft.body.as_bytes());
        // What was just written can be read.
        Self::read(OwnedBytes::new(bytes)).unwrap_or_else(|| Self {
            bytes: OwnedBytes::empty(),
            fingerprint,
            char_len: 0,
            expands: false,
            strides: Table { at: 0, rows: 0 },
            pieces: Table { at: 0, rows: 0 },
            sentences: Table { at: 0, rows: 0 },
            turns: Table { at: 0, rows: 0 },
            body: 0,
        })
    }

    /// What [`Normalised::record`] gave; `None` of anything else. Only lengths are looked at: whoever kept the
    /// bytes knows whether they are still the same.
    pub(super) fn read(bytes: OwnedBytes) -> Option<Self> {
        let head = Table::<HEAD> { at: 0, rows: 1 }.row(&bytes, 0)?;
        let [mark, normaliser, a, b, c, d, strides, pieces, sentences, turns, body_len, char_len, expands] = head;
        if (mark, normaliser) != (MARK, NORMALISER) {
            return None;
        }
        let fingerprint = [a, b, c, d].iter().rev().fold(0, |whole, &part| whole << 32 | u128::from(part));
        let strides = Table::<1> { at: HEAD * 4, rows: strides as usize };
        let pieces = Table::<3> { at: strides.end()?, rows: pieces as usize };
        let sentences = Table::<1> { at: pieces.end()?, rows: sentences as usize };
        let turns = Table::<2> { at: sentences.end()?, rows: turns as usize };
        let body = turns.end()?;
        (bytes.len() == body.checked_add(body_len as usize)?).then_some(Self {
            bytes,
            fingerprint: Fingerprint(fingerprint),
            char_len,
            expands: expands != 0,
            strides,
            pieces,
            sentences,
            turns,
            body,
        })
    }

    /// Everything, to be kept.
    pub(super) fn record(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether some original code point became several characters, so that two places may be one.
    #[must_use]
    pub fn expands(&self) -> bool {
        self.expands
    }

    /// The characters as bytes of UTF-8; paragraphs are parted by [`BORDER`].
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.bytes.get(self.body..).unwrap_or_default()
    }

    /// How many characters it has.
    #[must_use]
    pub fn char_len(&self) -> u32 {
        self.char_len
    }

    /// The character that holds a byte.
    #[must_use]
    pub fn char_at(&self, byte: usize) -> u32 {
        let body = self.bytes();
        if byte >= body.len() {
            return self.char_len;
        }
        let row = self.strides.partition_point(&self.bytes, |[start]| start as usize <= byte).saturating_sub(1);
        let base = self.strides.row(&self.bytes, row).map_or(0, |[base]| base as usize);
        let walked = body.get(base..=byte).unwrap_or_default().iter().filter(|&&byte| begins(byte)).count();
        row as u32 * STRIDE + (walked as u32).saturating_sub(1)
    }

    /// The first byte of a character; a place past the end is the end.
    #[must_use]
    pub fn byte_at(&self, character: u32) -> usize {
        let body = self.bytes();
        if character >= self.char_len {
            return body.len();
        }
        let base = self.strides.row(&self.bytes, (character / STRIDE) as usize).map_or(0, |[base]| base as usize);
        let mut at = base;
        for _ in 0..character % STRIDE {
            at += match body.get(at) {
                Some(0xF0..) => 4,
                Some(0xE0..) => 3,
                Some(0xC0..) => 2,
                _ => 1,
            };
        }
        at.min(body.len())
    }

    /// The characters `[start, end)`; what lies outside the text is left out.
    #[must_use]
    pub fn slice(&self, start: u32, end: u32) -> &str {
        let (from, to) = (self.byte_at(start), self.byte_at(end));
        self.bytes().get(from..to).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }

    /// The unit of text that holds a character; `None` of a turn where nobody is known to speak.
    #[must_use]
    pub fn unit_around(&self, scope: Scope, at: u32) -> Option<Range<u32>> {
        match scope {
            Scope::Paragraph => Some(self.paragraph_around(at)),
            // Paragraphs are among the sentences' beginnings, so only the border before the next is to be left out.
            Scope::Sentence => {
                let next = self.sentences.partition_point(&self.bytes, |[start]| start <= at);
                let row = |row| self.sentences.row(&self.bytes, row).map(|[start]| start);
                let start = next.checked_sub(1).and_then(row).unwrap_or(0);
                let end = row(next).unwrap_or(self.char_len);
                let last = self.byte_at(end).checked_sub(1).and_then(|last| self.bytes().get(last));
                Some(start..if last == Some(&(BORDER as u8)) { end - 1 } else { end })
            }
            Scope::Turn => {
                let row = self.turns.partition_point(&self.bytes, |[start, _]| start <= at).checked_sub(1)?;
                let [start, end] = self.turns.row(&self.bytes, row)?;
                (at < end).then_some(start..end)
            }
        }
    }

    /// The paragraph that holds a character, without its border.
    #[must_use]
    pub fn paragraph_around(&self, at: u32) -> Range<u32> {
        let bytes = self.bytes();
        let byte = self.byte_at(at).min(bytes.len());
        let start = memchr::memrchr(BORDER as u8, &bytes[..byte]).map_or(0, |border| self.char_at(border) + 1);
        let end = memchr::memchr(BORDER as u8, &bytes[byte..]).map_or(self.char_len, |more| self.char_at(byte + more));
        start..end
    }

    fn piece(&self, row: usize) -> Option<Piece> {
        let [normalised, original, whole] = self.pieces.row(&self.bytes, row)?;
        Some(Piece { normalised, original, whole })
    }

    /// The first normalised character that came from this original code point or one after it.
    #[must_use]
    pub fn first_at(&self, original: u32) -> u32 {
        let row = self.pieces.partition_point(&self.bytes, |[_, from, _]| from < original);
        let next = self.piece(row).map_or(self.char_len, |piece| piece.normalised);
        match row.checked_sub(1).and_then(|row| self.piece(row)) {
            // Inside a run that stands one for one; what follows the run in the original was dropped.
            Some(piece) if piece.whole == 0 => (piece.normalised + (original - piece.original)).min(next),
            _ => next,
        }
    }

    /// Which text this is.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// The original code points of the normalised characters `[start, end)`: whole ones, those dropped
    /// between the first and the last included. `None` of nothing.
    #[must_use]
    pub fn original(&self, start: u32, end: u32) -> Option<Span> {
        if start >= end || end > self.char_len {
            return None;
        }
        let row = self.pieces.partition_point(&self.bytes, |[from, _, _]| from <= start);
        let (first, alone) = self.place(row, start);
        // Most hits lie within one run.
        let inside = self.piece(row).is_none_or(|next| end <= next.normalised);
        let (_, last) = match (inside, end - start) {
            (true, 1) => (first, alone),
            (true, _) => self.place(row, end - 1),
            (false, _) => self.place(self.pieces.partition_point(&self.bytes, |[from, _, _]| from < end), end - 1),
        };
        Span::new(first, last)
    }

    /// The original code points `[start, end)` of one normalised character of the run before this row.
    fn place(&self, row: usize, at: u32) -> (u32, u32) {
        match row.checked_sub(1).and_then(|row| self.piece(row)) {
            Some(piece) if piece.whole == 0 => {
                let original = piece.original + (at - piece.normalised);
                (original, original + 1)
            }
            Some(piece) => (piece.original, piece.original + piece.whole),
            None => (at, at + 1),
        }
    }
}

/// Whether a byte of UTF-8 begins a character.
fn begins(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}
