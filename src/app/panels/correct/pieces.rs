//! A text cut into the pieces that are edited one at a time: its paragraphs, and parts of those that are very long.
//!
//! A field of the window lays out all it holds with every letter; so no piece is longer than [`LONGEST`], whatever the
//! text looks like. Pure: no egui, no widths.

use crate::model::{CharIndex, Span, Text};

/// The longest piece, in code points.
const LONGEST: u32 = 2_000;

/// A stretch of the text that is edited by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// First code point.
    pub start: u32,
    /// After the last one; a line end is never part of it.
    pub end: u32,
    /// Its paragraph, counted from 0.
    pub paragraph: u32,
}

impl Piece {
    /// Whether it is the first of its paragraph.
    #[must_use]
    pub fn opens(&self, text: &Text) -> bool {
        text.paragraph_range(self.paragraph as usize).start == self.start
    }

    /// What it says.
    #[must_use]
    pub fn said<'a>(&self, text: &'a Text) -> &'a str {
        Span::new(self.start, self.end).map_or("", |span| text.slice(span))
    }
}

/// The pieces of a text, at least one. After a line end that closes the text stands an empty one, to write on in.
#[must_use]
pub fn pieces_of(text: &Text) -> Vec<Piece> {
    let count = text.paragraph_count();
    let mut pieces = Vec::with_capacity(count + 1);
    for paragraph in 0..count {
        let range = text.paragraph_range(paragraph);
        let paragraph = paragraph as u32;
        let mut start = range.start;
        while range.end - start > LONGEST {
            let end = start + part(text, start);
            pieces.push(Piece { start, end, paragraph });
            start = end;
        }
        pieces.push(Piece { start, end: range.end, paragraph });
    }
    if text.as_str().ends_with('\n') {
        pieces.push(Piece { start: text.char_len(), end: text.char_len(), paragraph: count as u32 });
    }
    pieces
}

/// How long the next part of a very long paragraph is: up to the last end of a sentence that fits.
fn part(text: &Text, start: u32) -> u32 {
    let window = Span::new(start, start + LONGEST).map_or("", |span| text.slice(span));
    let ends = window.chars().enumerate().filter(|(_, c)| "。！？!?".contains(*c)).map(|(at, _)| at as u32 + 1);
    ends.last().filter(|len| *len > LONGEST / 4).unwrap_or(LONGEST)
}

/// The piece in which a place is edited: of two that meet there, the one that begins.
#[must_use]
pub fn piece_at(pieces: &[Piece], at: CharIndex) -> usize {
    pieces.partition_point(|piece| piece.start <= at.0).max(1) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_cover_the_text_but_for_its_line_ends_and_none_is_long() {
        let long = "老人说饭菜清淡。".repeat(700);
        for body in ["", "一", "一\n", "\n\n二\n", &format!("甲\n{long}\n乙"), &"无".repeat(5_000)] {
            let text = Text::new(body).unwrap();
            let pieces = pieces_of(&text);
            let mut joined = String::new();
            for (at, piece) in pieces.iter().enumerate() {
                assert!(piece.end - piece.start <= LONGEST);
                if at > 0 && pieces[at - 1].paragraph != piece.paragraph {
                    joined.push('\n');
                }
                joined.push_str(piece.said(&text));
            }
            assert_eq!(joined, body);
            for place in 0..=text.char_len() {
                let piece = pieces[piece_at(&pieces, CharIndex(place))];
                assert!(piece.start <= place && place <= piece.end, "{place} {piece:?}");
            }
        }
    }
}
