//! The column as a field in which text is corrected: what typing needs of it beyond reading.
//!
//! It changes no text. Whoever does so moves the selection here, and shows the column the new text in the same frame.

use egui::{Id, Pos2, Rect, Ui, pos2};

use super::boundaries::Words;
use super::caret::{self, Motion};
use super::codeline;
use super::layout::Caret;
use super::page::{Columns, Times};
use super::selection::{Anchor, Selection};
use super::view::DocumentView;
use super::{PADDING, Target, TextView};
use crate::model::{CharIndex, Span, Text};

/// Where a reader is: a row, and how high on screen it stands. It outlives the column that showed it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    /// The first character of the topmost row that can be seen.
    pub top: CharIndex,
    /// That row's upper edge on screen.
    pub y: f32,
}

impl TextView {
    /// Of the widget, once it has been shown.
    #[must_use]
    pub fn id(&self) -> Option<Id> {
        self.id
    }

    /// The end of the selection that stays, and the one that moves: the caret.
    #[must_use]
    pub fn ends(&self) -> (CharIndex, CharIndex) {
        (self.selection.anchor, self.selection.head.at)
    }

    /// Puts both there without scrolling.
    pub fn put(&mut self, anchor: CharIndex, head: CharIndex) {
        self.selection = Selection { anchor, head: Caret::at(head), column: None };
        self.asked = true;
    }

    /// Scrolls just far enough to see the caret, as soon as the rows are known.
    pub fn show_caret(&mut self) {
        self.target = Some(Target::Caret);
    }

    /// Scrolls to a passage where it cannot be seen.
    pub fn show(&mut self, span: Span) {
        self.target = Some(Target::Show(span));
    }

    /// How the width is shared out.
    #[must_use]
    pub fn columns(width: f32, view: &DocumentView<'_>) -> Columns {
        let times = Times::of(&view.document.structure);
        let paragraphs = view.document.text.paragraph_count();
        Columns::of(width - codeline::WIDTH, paragraphs, times, view.style)
    }

    /// Moves the caret as a key does, in a column of a width; the text may have changed since it was drawn.
    pub fn travel(&mut self, ui: &Ui, view: &DocumentView<'_>, width: f32, motion: Motion, anchor: Anchor) {
        let columns = Self::columns(width, view);
        let target = self.target;
        let layout = self.laid_out(ui, view, columns.text_width);
        self.target = target;
        self.move_caret(ui, view, &layout, motion, anchor);
    }

    /// Where the reader is.
    #[must_use]
    pub fn standing(&self) -> Option<Standing> {
        let layout = self.layout.as_ref()?;
        let row = layout.row_at(self.offset - PADDING);
        let top = CharIndex(layout.rows().get(row)?.start);
        Some(Standing { top, y: self.top + PADDING + layout.top(row) - self.offset })
    }

    /// Brings the reader there, wherever the column stands on screen.
    pub fn stand(&mut self, standing: Standing) {
        self.target = Some(Target::Screen(standing));
    }

    /// Where the caret stands on screen, also where it is scrolled out of sight.
    #[must_use]
    pub fn caret_on_screen(&self, ui: &Ui) -> Option<Rect> {
        let layout = self.layout.as_ref()?;
        let rect = ui.fonts_mut(|fonts| layout.caret_rect(self.selection.head, fonts));
        Some(rect.translate(self.origin.to_vec2()))
    }

    /// From the upper edge of a passage's first row to the lower edge of its last one, on screen; an empty place has a
    /// row too.
    #[must_use]
    pub fn rows_on_screen(&self, start: CharIndex, end: CharIndex) -> Option<(Pos2, Pos2)> {
        let layout = self.layout.as_ref()?;
        let (first, last) = (layout.row_of(Caret::at(start)), layout.row_of(Caret::at(end)));
        let at = |y: f32| pos2(self.origin.x, self.origin.y + y);
        Some((at(layout.top(first)), at(layout.bottom(last))))
    }
}

/// What a key that erases takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stretch {
    /// The letter before, with what clings to it.
    LetterBefore,
    /// The letter after.
    LetterAfter,
    /// From the beginning of the word before.
    WordBefore,
    /// To the end of the word after.
    WordAfter,
}

impl Stretch {
    /// From a place to its other end, in either order.
    #[must_use]
    pub fn from(self, text: &Text, place: CharIndex, words: Option<Words<'_>>) -> CharIndex {
        let (here, end) = (place.0, text.char_len());
        CharIndex(match self {
            Self::LetterBefore => caret::previous(text, here),
            Self::LetterAfter => caret::next(text, here, end),
            Self::WordBefore => caret::word_before(text, here, words),
            Self::WordAfter => caret::word_after(text, here, end, words),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_erase_a_letter_with_its_accent_and_words_as_they_are_cut() {
        let text = Text::new("e\u{301}a 基层政府").unwrap();
        let two = |_: &str, at: usize| at / 2 * 2..at / 2 * 2 + 2;
        let other_end = |stretch: Stretch, at| stretch.from(&text, CharIndex(at), Some(&two)).0;
        assert_eq!(other_end(Stretch::LetterBefore, 2), 0);
        assert_eq!(other_end(Stretch::LetterAfter, 0), 2);
        assert_eq!(other_end(Stretch::WordBefore, 8), 6);
        assert_eq!(other_end(Stretch::WordAfter, 3), 6);
        assert_eq!(other_end(Stretch::LetterAfter, 8), 8, "there is nothing after the end");
        assert_eq!(other_end(Stretch::LetterBefore, 0), 0);
    }
}
