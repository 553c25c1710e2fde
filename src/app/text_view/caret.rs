//! The caret: how keys move it through the rows.
//!
//! Left and right go by what a reader sees as one character, up and down keep the column that they
//! started in, and all of them cross paragraphs.

use egui::epaint::text::FontsView;
use egui::{Key, Modifiers, pos2};

use super::boundaries::{Words, word_at};
use super::layout::{Caret, Layout, Side};
use super::line_break::clings;
use crate::model::{CharIndex, Text};

/// Where a key takes the caret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motion {
    /// One character back.
    Left,
    /// One character on.
    Right,
    /// To the beginning of the word before.
    WordLeft,
    /// To the end of the word after.
    WordRight,
    /// To the row above, in the same column.
    Up,
    /// To the row below, in the same column.
    Down,
    /// A screenful up.
    PageUp,
    /// A screenful down.
    PageDown,
    /// To the row's beginning.
    RowStart,
    /// To the row's end.
    RowEnd,
    /// To the beginning of this paragraph or the one before.
    ParagraphUp,
    /// To the end of this paragraph or the one after.
    ParagraphDown,
    /// To the very beginning.
    Start,
    /// To the very end.
    End,
}

impl Motion {
    /// That of a key, Shift aside; `None` where the key is not ours.
    #[must_use]
    pub fn of_key(key: Key, modifiers: Modifiers) -> Option<Self> {
        let by_word = modifiers.alt || modifiers.ctrl && !modifiers.mac_cmd;
        let far = modifiers.command;
        Some(match key {
            Key::ArrowLeft if modifiers.mac_cmd => Self::RowStart,
            Key::ArrowRight if modifiers.mac_cmd => Self::RowEnd,
            Key::ArrowLeft if by_word => Self::WordLeft,
            Key::ArrowRight if by_word => Self::WordRight,
            Key::ArrowLeft => Self::Left,
            Key::ArrowRight => Self::Right,
            Key::ArrowUp if modifiers.mac_cmd => Self::Start,
            Key::ArrowDown if modifiers.mac_cmd => Self::End,
            Key::ArrowUp if by_word => Self::ParagraphUp,
            Key::ArrowDown if by_word => Self::ParagraphDown,
            Key::ArrowUp => Self::Up,
            Key::ArrowDown => Self::Down,
            Key::Home if far => Self::Start,
            Key::End if far => Self::End,
            Key::Home => Self::RowStart,
            Key::End => Self::RowEnd,
            Key::PageUp => Self::PageUp,
            Key::PageDown => Self::PageDown,
            _ => return None,
        })
    }

    /// Whether it keeps the column in which a run of such motions began.
    #[must_use]
    pub fn keeps_column(self) -> bool {
        matches!(self, Self::Up | Self::Down | Self::PageUp | Self::PageDown)
    }
}

/// What moving has to know besides the caret.
pub struct Ground<'a, 'f, 'v> {
    /// The rows.
    pub layout: &'a Layout,
    /// For laying out the row that is gone to.
    pub fonts: &'f mut FontsView<'v>,
    /// The height of a screenful.
    pub page: f32,
    /// For words.
    pub words: Option<Words<'a>>,
}

impl Ground<'_, '_, '_> {
    /// Where a motion takes a caret, and the column to keep for the next one.
    pub fn moved(&mut self, caret: Caret, motion: Motion, column: Option<f32>) -> (Caret, Option<f32>) {
        let layout = self.layout;
        let text = layout.text();
        let row = layout.row_of(caret);
        let here = caret.at.0;
        let end = layout.end().0;
        if motion.keeps_column() {
            let x = column.unwrap_or_else(|| layout.caret_rect(caret, self.fonts).left());
            return (self.in_column(row, motion, x), Some(x));
        }
        let at = match motion {
            Motion::Left => previous(text, here),
            Motion::Right => next(text, here, end),
            Motion::WordLeft => word_before(text, here, self.words),
            Motion::WordRight => word_after(text, here, end, self.words),
            Motion::RowStart => layout.rows()[row].start,
            Motion::RowEnd => {
                let at = CharIndex(layout.rows()[row].end);
                return (Caret { at, side: Side::Previous }, None);
            }
            Motion::ParagraphUp => {
                let paragraph = text.paragraph_of(caret.at);
                let start = text.paragraph_range(paragraph).start;
                if start < here { start } else { text.paragraph_range(paragraph.saturating_sub(1)).start }
            }
            Motion::ParagraphDown => {
                let paragraph = text.paragraph_of(caret.at);
                let stop = text.paragraph_range(paragraph).end;
                let after = (paragraph + 1).min(text.paragraph_count() - 1);
                if here < stop { stop } else { text.paragraph_range(after).end }
            }
            Motion::Start => 0,
            Motion::End | Motion::Up | Motion::Down | Motion::PageUp | Motion::PageDown => end,
        };
        (Caret::at(CharIndex(at.min(end))), None)
    }

    fn in_column(&mut self, row: usize, motion: Motion, x: f32) -> Caret {
        let layout = self.layout;
        let last = layout.rows().len() - 1;
        let target = match motion {
            Motion::Up if row == 0 => return Caret::at(CharIndex(0)),
            Motion::Down if row == last => return Caret::at(layout.end()),
            Motion::Up => row - 1,
            Motion::Down => row + 1,
            // A row stays in sight, so that the reader finds the place again.
            Motion::PageUp => {
                let y = layout.top(row) - self.page + layout.row_height(row);
                if y < 0.0 { 0 } else { layout.row_at(y).min(row.saturating_sub(1)) }
            }
            _ => layout.row_at(layout.top(row) + self.page - layout.row_height(row)).max(row + 1).min(last),
        };
        let galley = layout.galley(target, self.fonts);
        let caret = layout.position_on(target, x, &galley);
        debug_assert_eq!(layout.row_of(caret), target, "a caret stands on the row it was put on: {:?}", pos2(x, 0.0));
        caret
    }
}

/// The beginning of the word before a place.
pub(super) fn word_before(text: &Text, here: u32, words: Option<Words<'_>>) -> u32 {
    let mut at = here;
    while at > 0 && character(text, at - 1).is_none_or(char::is_whitespace) {
        at -= 1;
    }
    match at.checked_sub(1) {
        Some(inside) => word_at(text, CharIndex(inside), words).map_or(inside, |word| word.start.0),
        None => 0,
    }
}

/// The end of the word after a place, no further than `end`.
pub(super) fn word_after(text: &Text, here: u32, end: u32, words: Option<Words<'_>>) -> u32 {
    let mut at = here;
    while at < end && character(text, at).is_none_or(char::is_whitespace) {
        at += 1;
    }
    if at >= end { end } else { word_at(text, CharIndex(at), words).map_or(at + 1, |word| word.end.0) }
}

fn character(text: &Text, at: u32) -> Option<char> {
    text.as_str()[text.byte_at(CharIndex(at))..].chars().next()
}

/// The place before, past what clings to a letter.
pub(super) fn previous(text: &Text, here: u32) -> u32 {
    let mut at = here.saturating_sub(1);
    while at > 0 && character(text, at).is_some_and(clings) {
        at -= 1;
    }
    at
}

/// The place after, past what clings to a letter; no further than `end`.
pub(super) fn next(text: &Text, here: u32, end: u32) -> u32 {
    let mut at = here + 1;
    while at < end && character(text, at).is_some_and(clings) {
        at += 1;
    }
    at.min(end)
}
