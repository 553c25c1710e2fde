//! Where a passage stands in the file it came from: page, lines, and the lines themselves.
//!
//! The file is read again by the same reader, and the source map of the document leads from its clean
//! characters to that text. Where the two no longer agree, because another version of the reader reads
//! the file differently, nothing is shown: a wrong place is worse than none.

use std::ops::Range;

use crate::model::{PageStart, SourceMap, Span, Text};

/// Where a passage stands in the text as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The page on which it begins, as it is cited; `None` where the format has no pages.
    pub page: Option<String>,
    /// The lines that hold it, and some around them.
    pub lines: Vec<OriginLine>,
}

/// A line of the text as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OriginLine {
    /// Counted from 1.
    pub number: usize,
    /// Without its line end.
    pub text: String,
    /// Which of its characters are the passage's, in code points of the line, ascending. What lies between
    /// two of them was dropped by a step.
    pub covered: Vec<Range<u32>>,
}

impl Origin {
    /// The first and the last line of the passage.
    #[must_use]
    pub fn line_numbers(&self) -> Option<(usize, usize)> {
        let mut held = self.lines.iter().filter(|line| !line.covered.is_empty()).map(|line| line.number);
        let first = held.next()?;
        Some((first, held.next_back().unwrap_or(first)))
    }
}

/// Of a hundred characters, so many must be the same in both texts, whatever the steps replace one for one.
const AGREE: usize = 80;

/// Finds a passage of a clean text in the text as read, with so many lines before and after it. `pages` are those
/// of the document, by which it is cited everywhere else.
/// `None` where the two texts do not belong together.
#[must_use]
pub fn locate(
    clean: &Text,
    map: &SourceMap,
    passage: Span,
    as_read: &str,
    pages: &[PageStart],
    around: usize,
) -> Option<Origin> {
    let pieces: Vec<Range<u32>> = pieces(map, passage);
    let (first, last) = (pieces.first()?.start, pieces.last()?.end);
    let characters: Vec<char> = as_read.chars().collect();
    if !agrees(clean, map, passage, &characters) {
        return None;
    }
    let starts: Vec<u32> = std::iter::once(0)
        .chain(characters.iter().enumerate().filter(|(_, c)| **c == '\n').map(|(at, _)| at as u32 + 1))
        .collect();
    let line_of = |place: u32| starts.partition_point(|start| *start <= place).saturating_sub(1);
    let from = line_of(first).saturating_sub(around);
    let to = (line_of(last.saturating_sub(1)) + around).min(starts.len() - 1);
    let lines = (from..=to)
        .filter_map(|line| {
            let start = *starts.get(line)?;
            let end = starts.get(line + 1).map_or(characters.len() as u32, |next| next - 1);
            let covered = pieces
                .iter()
                .map(|piece| piece.start.max(start)..piece.end.min(end))
                .filter(|piece| piece.start < piece.end)
                .map(|piece| piece.start - start..piece.end - start)
                .collect();
            let text = characters.get(start as usize..end as usize)?.iter().collect();
            Some(OriginLine { number: line + 1, text, covered })
        })
        .collect();
    let page = pages.partition_point(|page| page.start <= passage.start).checked_sub(1).and_then(|at| pages.get(at));
    Some(Origin { page: page.map(|page| page.label.clone()), lines })
}

/// The runs of the text as read that a passage consists of.
fn pieces(map: &SourceMap, passage: Span) -> Vec<Range<u32>> {
    let after = map.segments.partition_point(|segment| segment.clean.0 + segment.len <= passage.start.0);
    map.segments
        .get(after..)
        .unwrap_or_default()
        .iter()
        .take_while(|segment| segment.clean < passage.end)
        .map(|segment| {
            let low = segment.clean.max(passage.start).0 - segment.clean.0;
            let high = (segment.clean.0 + segment.len).min(passage.end.0) - segment.clean.0;
            segment.source.0 + low..segment.source.0 + high
        })
        .collect()
}

fn agrees(clean: &Text, map: &SourceMap, passage: Span, as_read: &[char]) -> bool {
    let (mut same, mut all) = (0, 0);
    for (at, character) in clean.slice(passage).chars().enumerate() {
        let place = passage.start.0 + at as u32;
        let held = map.segments.partition_point(|segment| segment.clean.0 <= place).checked_sub(1);
        let Some(segment) = held.and_then(|at| map.segments.get(at)).filter(|s| place < s.clean.0 + s.len) else {
            continue;
        };
        all += 1;
        let source = segment.source.0 + (place - segment.clean.0);
        same += usize::from(as_read.get(source as usize).is_some_and(|read| folded(*read) == folded(character)));
    }
    all > 0 && same * 100 >= all * AGREE
}

/// What steps replace one for one made equal: full width and half, blanks of every kind.
fn folded(character: char) -> char {
    match character {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(character as u32 - 0xFEE0).unwrap_or(character),
        blank if blank.is_whitespace() => ' ',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;
    use crate::import::{Options, open};

    const WRAPPED: &str = "食堂的事

　　饭菜是街道送来的，每天十一点以前一定会到，老人们早早地坐
在门口等着，谁也不说话。天冷的时候，社工会先把门打开，让他们
进屋里坐，再去把炉子上的水烧开，一人倒上一杯。
　　志愿者是附近学校的学生，每个月换一批，刚认得人就要走了。
老人们问过几回，能不能让他们多留些日子，社工说这要看学校怎样
安排，她做不了主。后来来的学生都在纸上写下名字，贴在墙上，谁
走了就在后面画一个小小的太阳，墙上慢慢就满了。
　　到了年底，街道要看台账，社工把一年里的单子都翻出来重新填
过一遍，签字的地方空着，等老人们来吃饭的时候再补。他们不大问
写的是什么，拿起笔就签，说是帮她一个忙。
";

    fn place(passage: &str) -> Option<Origin> {
        let content = open("札记.txt", WRAPPED.as_bytes(), &Options::default()).unwrap();
        let reading = content.reading().unwrap();
        let imported = reading.document(&Options::default()).unwrap();
        let at = imported.text.as_str().find(passage).unwrap();
        let start = imported.text.as_str()[..at].chars().count() as u32;
        let span = Span::new(start, start + passage.chars().count() as u32).unwrap();
        locate(&imported.text, &imported.record.map, span, &reading.draft.text, &imported.structure.pages, 1)
    }

    #[test]
    fn a_passage_over_a_joined_line_is_shown_on_both_lines() {
        let origin = place("早早地坐在门口").unwrap();
        assert_eq!(origin.line_numbers(), Some((3, 4)));
        let shown: Vec<String> = origin
            .lines
            .iter()
            .map(|line| {
                let within = |at: u32| line.covered.iter().any(|range| range.contains(&at));
                line.text.chars().enumerate().filter(|(at, _)| within(*at as u32)).map(|(_, c)| c).collect()
            })
            .collect();
        assert_eq!(shown, ["", "早早地坐", "在门口", ""]);
        assert_eq!(origin.page, None);
    }

    #[test]
    fn what_a_step_replaced_one_for_one_is_found() {
        let content = open("a.txt", "到２０１６年，\u{3000}KＲB 开了。".as_bytes(), &Options::default()).unwrap();
        let reading = content.reading().unwrap();
        let imported = reading.document(&Options::default()).unwrap();
        assert!(imported.text.as_str().starts_with("到2016年"));
        let passage = Span::new(1, 5).unwrap();
        let origin = locate(&imported.text, &imported.record.map, passage, &reading.draft.text, &[], 0).unwrap();
        assert_eq!(origin.lines[0].covered.first(), Some(&(1..5)));
    }

    #[test]
    fn another_text_is_not_passed_off_as_the_source() {
        let text = Text::new("饭菜是街道送来的").unwrap();
        let map = SourceMap {
            segments: vec![crate::model::Segment {
                clean: crate::model::CharIndex(0),
                source: crate::model::CharIndex(0),
                len: 8,
            }],
        };
        let passage = Span::new(0, 8).unwrap();
        assert!(locate(&text, &map, passage, "菜饭由街道里送去", &[], 0).is_none());
        assert!(locate(&text, &map, passage, "饭", &[], 0).is_none());
        let page = |start, label: &str| PageStart { start: crate::model::CharIndex(start), label: label.to_owned() };
        let pages = [page(0, "17"), page(1, "18")];
        assert_eq!(locate(&text, &map, passage, "饭菜是街道送来的。", &pages, 0).unwrap().page.as_deref(), Some("17"));
    }
}
