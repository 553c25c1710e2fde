//! From the lines of all pages to the draft: one visual line a line, a blank line where the page shows a gap
//! between paragraphs, blanks before an indented line, and where each line stands.

use std::collections::BTreeMap;

use super::furniture::{Furniture, PageLines};

use super::line::{Line, Sign, is_chinese, usual_distance};
use super::outline::Heading;
use crate::import::draft::{Draft, Layout, LinePlace};
use crate::model::{BlockKind, Mark, MarkKind, Span};

/// How much farther than usual the next line must stand for a gap to show, in usual distances.
const GAP: f32 = 1.45;
/// From how many sizes on a line counts as indented, and how many half columns of it are written.
const INDENT: f32 = 1.2;
const DEEPEST_INDENT: usize = 8;

/// Puts the pages' lines one below the other.
pub fn draft(pages: &[PageLines], labels: &[String], furniture: &Furniture, outline: &[Heading]) -> Draft {
    let mut writer = Writer { draft: Draft { layout: Layout::Lines, ..Draft::default() }, len: 0 };
    let headings = headings(pages, furniture, outline);
    let marks_bold = !mostly(pages, |sign| sign.style.bold);
    let marks_italic = !mostly(pages, |sign| sign.style.italic);
    for (at, page) in pages.iter().enumerate() {
        if page.lines.is_empty() {
            continue;
        }
        let leading = usual_distance(&page.lines);
        let lefts = left_edges(&page.lines);
        let mut before: Option<&Line> = None;
        let mut is_first = true;
        for (nth, line) in page.lines.iter().enumerate() {
            let is_furniture = furniture.lines.contains(&(at, nth));
            if let Some(before) = before.filter(|_| !is_furniture)
                && before.column == line.column
                && before.turn == line.turn
                && is_gap(before, line, leading)
            {
                writer.end_line();
            }
            if is_first {
                let label = labels.get(at).cloned().unwrap_or_else(|| (at + 1).to_string());
                writer.draft.pages.push((writer.next_start(), label));
                is_first = false;
            }
            let start = writer.next_start();
            writer.draft.places.push((start, place(at, line)));
            if is_furniture {
                writer.draft.furniture.push(start);
            } else if let Some(&level) = headings.get(&(at, nth)) {
                writer.draft.kinds.push((start, BlockKind::Heading(level)));
            }
            let left = lefts.get(&line.column).copied().unwrap_or(line.left);
            let indent = if is_furniture { 0.0 } else { (line.left - left) / line.size.max(1.0) };
            writer.line(line, indent, marks_bold, marks_italic);
            before = if is_furniture { None } else { Some(line) };
        }
    }
    writer.draft.marks.sort_by_key(|mark| (mark.span.start, mark.span.end, mark.kind as u8));
    writer.draft
}

struct Writer {
    draft: Draft,
    len: u32,
}

impl Writer {
    /// The place at which the next line will begin.
    fn next_start(&self) -> u32 {
        if self.draft.text.is_empty() { 0 } else { self.len + 1 }
    }

    fn end_line(&mut self) {
        self.draft.text.push('\n');
        self.len += 1;
    }

    fn push(&mut self, character: char) {
        self.draft.text.push(character);
        self.len += 1;
    }

    fn line(&mut self, line: &Line, indent: f32, bold: bool, italic: bool) {
        if !self.draft.text.is_empty() {
            self.end_line();
        }
        if indent >= INDENT {
            let columns = ((indent * 2.0).round() as usize).min(DEEPEST_INDENT);
            if is_chinese(&line.signs) {
                (0..columns / 2).for_each(|_| self.push('\u{3000}'));
            } else {
                (0..columns).for_each(|_| self.push(' '));
            }
        }
        let start = self.len;
        for sign in &line.signs {
            self.push(sign.character);
        }
        if bold {
            self.mark(line, start, MarkKind::Bold, |sign| sign.style.bold);
        }
        if italic {
            self.mark(line, start, MarkKind::Italic, |sign| sign.style.italic);
        }
        self.mark(line, start, MarkKind::Citation, |sign| sign.raised && is_of_mark(sign.character));
    }

    fn mark(&mut self, line: &Line, start: u32, kind: MarkKind, is_marked: impl Fn(&Sign) -> bool) {
        let mut from = None;
        for (at, sign) in line.signs.iter().enumerate() {
            match (is_marked(sign), from) {
                (true, None) => from = Some(at as u32),
                (false, Some(begun)) => {
                    self.draft
                        .marks
                        .extend(Span::new(start + begun, start + at as u32).map(|span| Mark { span, kind }));
                    from = None;
                }
                _ => {}
            }
        }
        let end = line.signs.len() as u32;
        self.draft
            .marks
            .extend(from.and_then(|begun| Span::new(start + begun, start + end)).map(|span| Mark { span, kind }));
    }
}

/// What marks of notes are made of.
fn is_of_mark(character: char) -> bool {
    character.is_ascii_digit()
        || matches!(
            character,
            '[' | ']' | '［' | '］' | '〔' | '〕' | '(' | ')' | ',' | '-' | '–' | '*' | '†' | '‡' | '①'
                ..='⑳' | '¹' | '²' | '³'
        )
}

fn mostly(pages: &[PageLines], is: impl Fn(&Sign) -> bool) -> bool {
    let signs = || pages.iter().flat_map(|page| &page.lines).flat_map(|line| &line.signs);
    signs().filter(|sign| is(sign)).count() * 2 > signs().count()
}

fn is_gap(before: &Line, line: &Line, leading: Option<f32>) -> bool {
    let distance = line.baseline - before.baseline;
    let size = before.size.max(line.size);
    let usual = leading.unwrap_or(size * 2.0).max(size);
    distance > usual * GAP || distance < -size
}

/// The left edge of each column: where most of its lines begin, the leftmost of those.
fn left_edges(lines: &[Line]) -> BTreeMap<u32, f32> {
    let mut counts: BTreeMap<u32, BTreeMap<i32, usize>> = BTreeMap::new();
    for line in lines {
        *counts.entry(line.column).or_default().entry((line.left / 2.0).round() as i32).or_default() += 1;
    }
    counts
        .into_iter()
        .filter_map(|(column, counts)| {
            let near = |at: i32| counts.range(at - 1..=at + 1).map(|(_, count)| count).sum::<usize>();
            let most = counts.keys().map(|&at| near(at)).max()?;
            let edge = counts.keys().find(|&&at| near(at) * 5 >= most * 2)?;
            Some((column, *edge as f32 * 2.0))
        })
        .collect()
}

fn place(page: usize, line: &Line) -> LinePlace {
    let tenths = |points: f32| (points * 10.0).round() as i32;
    LinePlace {
        page: page as u32,
        column: line.column,
        left: tenths(line.left),
        right: tenths(line.right),
        baseline: tenths(line.baseline),
        size: tenths(line.size),
    }
}

/// Lines, or pairs of lines, that read as an entry of the outline does.
fn headings(pages: &[PageLines], furniture: &Furniture, outline: &[Heading]) -> BTreeMap<(usize, usize), u8> {
    let mut places: BTreeMap<String, Vec<(usize, usize, usize)>> = BTreeMap::new();
    if outline.is_empty() {
        return BTreeMap::new();
    }
    for (at, page) in pages.iter().enumerate() {
        let texts: Vec<String> = page.lines.iter().map(|line| folded(&line.text())).collect();
        for (nth, text) in texts.iter().enumerate() {
            if furniture.lines.contains(&(at, nth)) || text.is_empty() || text.chars().count() > 200 {
                continue;
            }
            places.entry(text.clone()).or_default().push((at, nth, 1));
            if let Some(next) = texts.get(nth + 1).filter(|next| next.chars().count() <= 100) {
                places.entry(format!("{text}{next}")).or_default().push((at, nth, 2));
            }
        }
    }
    let mut out = BTreeMap::new();
    let mut last = (0, 0);
    for heading in outline {
        let Some(found) = places.get(&folded(&heading.title)) else { continue };
        let on_page = heading.page.and_then(|page| found.iter().find(|place| place.0 == page));
        let after = found.iter().find(|place| (place.0, place.1) >= last);
        let Some(&(page, line, count)) = on_page.or(if heading.page.is_some() { None } else { after }) else {
            continue;
        };
        last = (page, line + 1);
        for nth in line..line + count {
            out.insert((page, nth), heading.level);
        }
    }
    out
}

/// Without blanks, in small letters.
fn folded(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}
