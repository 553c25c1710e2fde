//! Where each row of the two panes stands: both texts broken into rows of one width, block beside block.
//!
//! Only places are kept; glyphs are laid out for the rows on screen. Pure: widths of characters come in.

use std::ops::Range;

use crate::app::text_view::line_break::{Line, Row, break_paragraph};
use crate::import::alignment::{Alignment, Lines};

/// Height of a row.
pub(super) const ROW: f32 = 22.0;
/// Between blocks.
pub(super) const GAP: f32 = 6.0;

/// One row of one pane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PaneRow {
    /// Line or paragraph of which it is a part.
    pub line: usize,
    /// Code points.
    pub characters: Range<u32>,
    /// The same in bytes.
    pub bytes: Range<usize>,
}

/// Both panes at one width.
pub(super) struct PaneLayout {
    /// Of the text as read.
    pub raw: Vec<PaneRow>,
    /// Of the clean text.
    pub clean: Vec<PaneRow>,
    blocks: Vec<Placed>,
    /// Of the whole.
    pub height: f32,
}

/// Where a block stands.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    /// Its upper edge.
    pub top: f32,
    /// Its rows on the left.
    pub raw: Range<usize>,
    /// Its rows on the right.
    pub clean: Range<usize>,
}

impl PaneLayout {
    /// Breaks both texts into a column of so many points.
    pub fn new(texts: (&str, &str), alignment: &Alignment, column: f32, mut width: impl FnMut(char) -> f32) -> Self {
        let mut layout = Self { raw: Vec::new(), clean: Vec::new(), blocks: Vec::new(), height: 0.0 };
        let mut scratch = Scratch::default();
        let mut top = GAP;
        for block in &alignment.blocks {
            let (first_raw, first_clean) = (layout.raw.len(), layout.clean.len());
            for line in block.raw.clone() {
                scratch.rows_of((texts.0, &alignment.raw, line), column, &mut width, &mut layout.raw);
            }
            for line in block.clean.clone() {
                scratch.rows_of((texts.1, &alignment.clean, line), column, &mut width, &mut layout.clean);
            }
            let placed = Placed { top, raw: first_raw..layout.raw.len(), clean: first_clean..layout.clean.len() };
            top += placed.raw.len().max(placed.clean.len()) as f32 * ROW + GAP;
            layout.blocks.push(placed);
        }
        layout.height = top;
        layout
    }

    /// The blocks that can be seen between two heights.
    pub fn seen(&self, from: f32, to: f32) -> impl Iterator<Item = &Placed> {
        let first = self.blocks.partition_point(|block| block.top <= from).saturating_sub(1);
        self.blocks.iter().skip(first).take_while(move |block| block.top < to)
    }

    /// The upper edge of a paragraph of the clean text.
    pub fn top_of(&self, paragraph: usize) -> f32 {
        let row = self.clean.partition_point(|row| row.line < paragraph);
        let at = self.blocks.partition_point(|block| block.clean.end <= row);
        self.blocks.get(at).map_or(0.0, |block| block.top + (row - block.clean.start) as f32 * ROW)
    }
}

/// Reused over lines.
#[derive(Default)]
struct Scratch {
    characters: Vec<char>,
    bytes: Vec<usize>,
    widths: Vec<f32>,
    rows: Vec<Row>,
}

impl Scratch {
    fn rows_of(
        &mut self,
        (text, lines, line): (&str, &Lines, usize),
        column: f32,
        width: &mut impl FnMut(char) -> f32,
        into: &mut Vec<PaneRow>,
    ) {
        let (start, bytes) = (lines.characters(line).start, lines.bytes(line));
        self.characters.clear();
        self.bytes.clear();
        self.widths.clear();
        self.rows.clear();
        for (byte, character) in lines.text(text, line).char_indices() {
            self.characters.push(character);
            self.bytes.push(bytes.start + byte);
            self.widths.push(width(character));
        }
        self.bytes.push(bytes.end);
        let whole = Line { characters: &self.characters, widths: &self.widths, paragraph: line as u32, start };
        break_paragraph(whole, column, &mut self.rows);
        let byte = |place: u32| self.bytes.get((place - start) as usize).copied().unwrap_or(bytes.end);
        into.extend(self.rows.iter().map(|row| PaneRow {
            line,
            characters: row.start..row.end,
            bytes: byte(row.start)..byte(row.end),
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{Options, read};

    fn of(raw: &str, column: f32) -> (String, PaneLayout) {
        let imported = read("a.txt", raw.as_bytes(), &Options::default()).unwrap().remove(0);
        let alignment = Alignment::of(raw, &imported);
        let clean = imported.text.as_str().to_owned();
        let layout = PaneLayout::new((raw, &clean), &alignment, column, |_| 10.0);
        (clean, layout)
    }

    #[test]
    fn rows_hold_every_character_of_both_texts_and_blocks_never_overlap() {
        let raw = "一、背景\n\n村里的事情大家都知道，只是没有人愿意第一个开口说出来罢了。\n  ７\n再说。";
        let (clean, layout) = of(raw, 80.0);
        let whole = |text: &str, rows: &[PaneRow]| rows.iter().map(|row| &text[row.bytes.clone()]).collect::<String>();
        assert_eq!(whole(raw, &layout.raw), raw.replace('\n', ""));
        assert_eq!(whole(&clean, &layout.clean), clean.replace('\n', ""));
        for pair in layout.blocks.windows(2) {
            let rows = pair[0].raw.len().max(pair[0].clean.len()) as f32;
            assert!(pair[0].top + rows * ROW < pair[1].top, "two blocks overlap");
        }
        assert!(layout.height > layout.blocks.last().unwrap().top);
    }

    #[test]
    fn only_blocks_in_sight_are_given_and_a_paragraph_is_found_again() {
        let raw: String = (0..1000).map(|n| ["第", &n.to_string(), "段话。\n\n"].concat()).collect();
        let (_, layout) = of(&raw, 200.0);
        let top = layout.top_of(500);
        let seen: Vec<&Placed> = layout.seen(top, top + 3.0 * (ROW + GAP)).collect();
        assert!(seen.len() < 10, "{} blocks are drawn", seen.len());
        assert!(seen.iter().any(|block| (block.top - top).abs() < 0.5));
        assert_eq!(layout.seen(-50.0, 1.0).count(), 0);
    }
}
