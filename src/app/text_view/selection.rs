//! What is selected: an anchor that stays and a head that moves, and how a press of the pointer
//! makes them.

use egui::{Pos2, Vec2};

use super::boundaries::{Unit, Words};
use super::ends::End;
use super::layout::Caret;
use crate::model::{CharIndex, CodingId, Span, Text};

/// A caret, or a passage between an anchor and it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Selection {
    /// The end that stays.
    pub anchor: CharIndex,
    /// The end that moves.
    pub head: Caret,
    /// The column that a run of ups and downs keeps.
    pub column: Option<f32>,
}

impl Selection {
    /// A caret with nothing selected.
    #[must_use]
    pub fn caret(head: Caret) -> Self {
        Self { anchor: head.at, head, column: None }
    }

    /// A passage, its head at the end.
    #[must_use]
    pub fn of(span: Span) -> Self {
        let head = Caret { at: span.end, side: super::layout::Side::Previous };
        Self { anchor: span.start, head, column: None }
    }

    /// What is selected.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        Span::new(self.anchor.0.min(self.head.at.0), self.anchor.0.max(self.head.at.0))
    }

    /// The head moved; the anchor follows unless it is held.
    #[must_use]
    pub fn moved(self, head: Caret, column: Option<f32>, anchor: Anchor) -> Self {
        let anchor = match anchor {
            Anchor::Held => self.anchor,
            Anchor::Follows => head.at,
        };
        Self { anchor, head, column }
    }
}

/// Whether the anchor stays when the head moves: Shift, or the pointer's button, holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The passage grows or shrinks.
    Held,
    /// There is only a caret.
    Follows,
}

/// What the button that is down is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Press {
    /// It is up.
    #[default]
    None,
    /// Selecting; `origin` is what the first press took and is never given up while dragging.
    Selecting {
        /// By what the passage grows.
        unit: Unit,
        /// What the press took: a word, a sentence, or the empty place of the anchor.
        origin: (CharIndex, CharIndex),
        /// The character that was pressed: the word that a drag with Alt begins with.
        under: CharIndex,
    },
    /// Pulling an end of a coding. Releasing leaves it there, Escape lets it go.
    Pulling(Pull),
    /// Pressed within the selection: dragging takes the passage along, releasing puts the caret there.
    Carrying {
        /// Where the caret would go.
        caret: Caret,
        /// Whether the passage is on its way.
        moved: bool,
    },
}

/// An end of a coding on its way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pull {
    /// Which coding.
    pub coding: CodingId,
    /// Which end.
    pub end: End,
    /// Where the coding stands.
    pub span: Span,
    /// Where it would stand if it were let go now.
    pub now: Span,
}

/// Counts presses at one place, so that the second takes a word at once and can be dragged on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clicks {
    count: u32,
    time: f64,
    place: Pos2,
}

impl Clicks {
    /// Whether a pointer has left the place that was pressed last so far that it is a drag.
    #[must_use]
    pub fn is_left(&self, at: Pos2) -> bool {
        const THRESHOLD: f32 = 3.0;
        self.place.distance(at) > THRESHOLD
    }

    /// How many presses this one makes.
    pub fn press(&mut self, time: f64, place: Pos2, delay: f64) -> u32 {
        let near = Vec2::length(place - self.place) < 6.0;
        self.count = if near && time - self.time < delay { self.count + 1 } else { 1 };
        self.time = time;
        self.place = place;
        self.count
    }
}

/// The selection when the pointer, having pressed `origin`, is over `head` and the character `under`.
#[must_use]
pub fn dragged(
    text: &Text,
    origin: (CharIndex, CharIndex),
    unit: Unit,
    (head, under): (Caret, CharIndex),
    words: Option<Words<'_>>,
) -> Selection {
    let Some(reached) = unit.around(text, under, words) else {
        let anchor = if head.at < origin.0 { origin.1 } else { origin.0 };
        return Selection { anchor, head, column: None };
    };
    if reached.start < origin.0 {
        Selection { anchor: origin.1, head: Caret::at(reached.start), column: None }
    } else {
        let end = reached.end.max(origin.1);
        Selection { anchor: origin.0, ..Selection::of(Span { start: origin.0, end }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drag_by_words_keeps_the_first_word_in_both_directions() {
        let text = Text::new("one two three four").unwrap();
        let origin = (CharIndex(4), CharIndex(7));
        let over = |at: u32| {
            let head = (Caret::at(CharIndex(at)), CharIndex(at));
            text.slice(dragged(&text, origin, Unit::Word, head, None).span().unwrap())
        };
        assert_eq!(over(10), "two three");
        assert_eq!(over(1), "one two");
        assert_eq!(over(5), "two");
    }

    #[test]
    fn presses_count_up_only_at_one_place_and_soon() {
        let mut clicks = Clicks::default();
        let place = Pos2::new(5.0, 5.0);
        let counts =
            [(1.0, place), (1.1, place), (1.2, place), (1.3, Pos2::new(50.0, 5.0)), (9.0, Pos2::new(50.0, 5.0))]
                .map(|(time, place)| clicks.press(time, place, 0.3));
        assert_eq!(counts, [1, 2, 3, 1, 1]);
    }
}
