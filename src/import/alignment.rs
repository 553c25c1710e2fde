//! Which lines of the text as read became which paragraphs of the clean one: what a preview shows side by
//! side, and where a person can join or part lines.
//!
//! Both texts stand in blocks, one below the other. A block is as small as the source map lets it be: a
//! paragraph and the lines that were joined to it, a line that was cut in two, lines that were dropped.
//! All places are code points. Pure, linear in both texts, and never looked into for a text that fits no map.

use std::ops::Range;

use super::{Doubt, Imported, Joint};
use crate::model::Segment;

/// Where the lines of a text begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines {
    /// Code point and byte of each line's first character; of an end behind the last one too.
    starts: Vec<(u32, usize)>,
}

impl Lines {
    /// Of a text with LF as line ends. An empty line behind the last line end is none.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut starts = vec![(0, 0)];
        let mut at = 0;
        for (byte, character) in text.char_indices() {
            at += 1;
            if character == '\n' {
                starts.push((at, byte + 1));
            }
        }
        if starts.last().is_none_or(|last| last.1 != text.len()) {
            // As if there were one more line end.
            starts.push((at + 1, text.len() + 1));
        }
        Self { starts }
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.starts.len() - 1
    }

    /// A line's code points without its line end.
    #[must_use]
    pub fn characters(&self, line: usize) -> Range<u32> {
        let of = |line: usize| self.starts.get(line).map_or(0, |start| start.0);
        of(line)..of(line + 1).max(of(line) + 1) - 1
    }

    /// A line's bytes without its line end.
    #[must_use]
    pub fn bytes(&self, line: usize) -> Range<usize> {
        let of = |line: usize| self.starts.get(line).map_or(0, |start| start.1);
        of(line)..of(line + 1).max(of(line) + 1) - 1
    }

    /// A line's words.
    #[must_use]
    pub fn text<'t>(&self, text: &'t str, line: usize) -> &'t str {
        text.get(self.bytes(line)).unwrap_or("")
    }

    /// The line in which a code point stands.
    #[must_use]
    pub fn at(&self, place: u32) -> usize {
        let after = self.starts.partition_point(|start| start.0 <= place);
        after.saturating_sub(1).min(self.count().saturating_sub(1))
    }
}

/// Lines and the paragraphs they became.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Lines of the text as read; empty nowhere but where something was inserted.
    pub raw: Range<usize>,
    /// Paragraphs of the clean text; empty where all was dropped.
    pub clean: Range<usize>,
}

/// A line end of the text as read between two lines that both stand in the clean text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineEnd {
    /// Its code point in the text as read: what a correction names.
    pub source: u32,
    /// The code point of the clean text at which it stood or stands.
    pub clean: u32,
    /// What became of it.
    pub joint: Joint,
    /// Whether a step was in doubt.
    pub in_doubt: bool,
}

/// A text as read and its clean text, side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alignment {
    /// Of the text as read.
    pub raw: Lines,
    /// Of the clean text.
    pub clean: Lines,
    /// From top to bottom; each line and each paragraph stands in one.
    pub blocks: Vec<Block>,
    /// Ascending by source, and so by clean place.
    pub line_ends: Vec<LineEnd>,
}

impl Alignment {
    /// Of a text as read and a document that was made of it.
    #[must_use]
    pub fn of(raw: &str, imported: &Imported) -> Self {
        let clean_text = imported.text.as_str();
        let (raw_lines, clean_lines) = (Lines::of(raw), Lines::of(clean_text));
        let map = Map(&imported.record.map.segments);
        let blocks = blocks(&raw_lines, &clean_lines, &map);
        let line_ends = line_ends(raw, (&raw_lines, &clean_lines), &map, &imported.doubts);
        Self { raw: raw_lines, clean: clean_lines, blocks, line_ends }
    }

    /// The line ends that stood or stand in these code points of the clean text, and at their end.
    #[must_use]
    pub fn line_ends_in(&self, clean: Range<u32>) -> &[LineEnd] {
        let first = self.line_ends.partition_point(|end| end.clean < clean.start);
        let last = self.line_ends.partition_point(|end| end.clean <= clean.end);
        self.line_ends.get(first..last).unwrap_or_default()
    }

    /// The block in which a paragraph of the clean text stands.
    #[must_use]
    pub fn block_of_paragraph(&self, paragraph: usize) -> Option<&Block> {
        let at = self.blocks.partition_point(|block| block.clean.end <= paragraph);
        self.blocks.get(at).filter(|block| block.clean.contains(&paragraph))
    }
}

/// Where a code point of the source stands in the clean text.
struct Map<'a>(&'a [Segment]);

impl Map<'_> {
    fn before(&self, source: u32) -> Option<&Segment> {
        self.0.get(self.0.partition_point(|segment| segment.source.0 < source).checked_sub(1)?)
    }

    /// Behind the last kept character before a place.
    fn end_before(&self, source: u32) -> u32 {
        self.before(source).map_or(0, |segment| segment.clean.0 + (source - segment.source.0).min(segment.len))
    }

    /// The first kept character at or behind a place: its place in the clean text.
    fn start_at(&self, source: u32) -> Option<u32> {
        let at = self.0.partition_point(|segment| segment.source.0 + segment.len <= source);
        self.0.get(at).map(|segment| segment.clean.0 + source.saturating_sub(segment.source.0))
    }

    /// Whether any character of a range was kept.
    fn keeps(&self, source: &Range<u32>) -> bool {
        let at = self.0.partition_point(|segment| segment.source.0 + segment.len <= source.start);
        self.0.get(at).is_some_and(|segment| segment.source.0 < source.end)
    }

    /// The source of the first kept character in a range of the clean text, and of the last.
    fn source_of(&self, clean: &Range<u32>) -> Option<(u32, u32)> {
        let first = self.0.get(self.0.partition_point(|s| s.clean.0 + s.len <= clean.start))?;
        let last = self.0.get(self.0.partition_point(|s| s.clean.0 < clean.end).checked_sub(1)?)?;
        let from = first.source.0 + clean.start.saturating_sub(first.clean.0);
        let to = last.source.0 + (clean.end - last.clean.0).min(last.len).saturating_sub(1);
        (first.clean.0 < clean.end && last.clean.0 + last.len > clean.start).then_some((from, to))
    }
}

fn blocks(raw: &Lines, clean: &Lines, map: &Map) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut done = 0;
    for paragraph in 0..clean.count() {
        let characters = clean.characters(paragraph);
        // An empty paragraph is known by its line end.
        let stood = if characters.is_empty() { characters.start..characters.end + 1 } else { characters };
        let sources = map.source_of(&stood).map(|(from, to)| raw.at(from)..raw.at(to) + 1);
        match (sources, blocks.last_mut()) {
            // A line cut in two: its second part stands with the first.
            (Some(lines), Some(last)) if lines.start < done && last.clean.end == paragraph => {
                last.clean.end = paragraph + 1;
                last.raw.end = last.raw.end.max(lines.end);
                done = done.max(lines.end);
            }
            (Some(lines), _) => {
                if done < lines.start {
                    blocks.push(Block { raw: done..lines.start, clean: paragraph..paragraph });
                }
                done = lines.end;
                blocks.push(Block { raw: lines, clean: paragraph..paragraph + 1 });
            }
            // An empty paragraph, or one of nothing but inserted blanks.
            (None, Some(last)) if last.clean.end == paragraph => last.clean.end = paragraph + 1,
            (None, _) => blocks.push(Block { raw: done..done, clean: paragraph..paragraph + 1 }),
        }
    }
    if done < raw.count() {
        blocks.push(Block { raw: done..raw.count(), clean: clean.count()..clean.count() });
    }
    blocks
}

fn line_ends(raw: &str, lines: (&Lines, &Lines), map: &Map, doubts: &[Doubt]) -> Vec<LineEnd> {
    let (raw_lines, clean_lines) = lines;
    let stands =
        |line: &usize| map.keeps(&raw_lines.characters(*line)) && !raw_lines.text(raw, *line).trim().is_empty();
    let shown: Vec<usize> = (0..raw_lines.count()).filter(stands).collect();
    let mut doubts = doubts.iter().copied().peekable();
    let mut ends = Vec::new();
    for pair in shown.windows(2) {
        let &[line, next] = pair else { continue };
        let range = raw_lines.characters(line);
        let mut source = range.end;
        // A step that doubted names the line end itself, which may be that of an empty line in between.
        let mut in_doubt = false;
        while let Some(doubt) = doubts.next_if(|doubt| doubt.source < raw_lines.characters(next).start) {
            if doubt.source >= range.start {
                (source, in_doubt) = (doubt.source, true);
            }
        }
        let clean = map.end_before(range.end);
        let Some(after) = map.start_at(raw_lines.characters(next).start) else { continue };
        let joint = if clean_lines.at(clean) == clean_lines.at(after) { Joint::Join } else { Joint::Break };
        ends.push(LineEnd { source, clean, joint, in_doubt });
    }
    ends
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::import::{Options, read};
    use crate::model::{CharIndex, Text};
    use proptest::prelude::*;

    fn of(raw: &str, options: &Options) -> (Imported, Alignment) {
        let imported = read("a.txt", raw.as_bytes(), options).unwrap().remove(0);
        let alignment = Alignment::of(raw, &imported);
        (imported, alignment)
    }

    /// Pairs of what stands beside each other, lines and paragraphs parted by strokes.
    fn beside(raw: &str, imported: &Imported, alignment: &Alignment) -> Vec<(String, String)> {
        let join = |lines: &Lines, text: &str, range: &Range<usize>| {
            range.clone().map(|line| lines.text(text, line)).collect::<Vec<_>>().join("|")
        };
        let clean = imported.text.as_str();
        let pair = |block: &Block| (join(&alignment.raw, raw, &block.raw), join(&alignment.clean, clean, &block.clean));
        alignment.blocks.iter().map(pair).collect()
    }

    #[test]
    fn joined_lines_stand_beside_their_paragraph_and_dropped_ones_beside_nothing() {
        let raw = "甲甲\n乙乙\n\n7\n丙丙\n";
        let (mut imported, _) = of(raw, &Options::untouched());
        imported.text = Text::new("甲甲乙乙\n丙丙").unwrap();
        let segment = |clean, source, len| Segment { clean: CharIndex(clean), source: CharIndex(source), len };
        imported.record.map.segments = vec![segment(0, 0, 2), segment(2, 3, 3), segment(5, 9, 2)];
        imported.doubts = vec![Doubt { source: 8, taken_for: Joint::Break }];
        let alignment = Alignment::of(raw, &imported);
        let expected = [("甲甲|乙乙", "甲甲乙乙"), ("|7", ""), ("丙丙", "丙丙")];
        assert_eq!(beside(raw, &imported, &alignment), expected.map(|(raw, clean)| (raw.to_owned(), clean.to_owned())));
        let joined = LineEnd { source: 2, clean: 2, joint: Joint::Join, in_doubt: false };
        let broken = LineEnd { source: 8, clean: 4, joint: Joint::Break, in_doubt: true };
        assert_eq!(alignment.line_ends, [joined, broken]);
        assert_eq!(alignment.line_ends_in(0..4), [joined, broken]);
        assert_eq!(alignment.line_ends_in(5..7), []);
    }

    #[test]
    fn an_untouched_text_stands_beside_itself_line_by_line() {
        let raw = "甲\n乙\n\n丙";
        let (imported, alignment) = of(raw, &Options::untouched());
        assert!(beside(raw, &imported, &alignment).iter().all(|(raw, clean)| raw == clean));
        assert_eq!(alignment.blocks.len(), 4);
        assert_eq!(alignment.block_of_paragraph(3), Some(&Block { raw: 3..4, clean: 3..4 }));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn every_line_and_every_paragraph_stands_in_one_block_in_order(raw in "([甲乙丙。 a-b]{0,30}\n){0,12}[甲a。 ]{1,9}正") {
            let (imported, alignment) = of(&raw, &Options::default());
            let raw_lines: Vec<usize> = alignment.blocks.iter().flat_map(|block| block.raw.clone()).collect();
            let clean: Vec<usize> = alignment.blocks.iter().flat_map(|block| block.clean.clone()).collect();
            prop_assert_eq!(raw_lines, (0..alignment.raw.count()).collect::<Vec<_>>());
            prop_assert_eq!(clean, (0..alignment.clean.count()).collect::<Vec<_>>());
            prop_assert!(alignment.line_ends.windows(2).all(|two| two[0].source < two[1].source && two[0].clean <= two[1].clean));
            let len = imported.text.char_len();
            prop_assert!(alignment.line_ends.iter().all(|end| end.clean <= len));
        }
    }
}
