//! The one way to change a draft: a pen that goes over the text once, from beginning to end.
//!
//! It copies, replaces one character for one, drops, and inserts a space or a line end. It refuses
//! everything else by having no method for it; what it is not told about it copies. From its
//! movements come the new text, the map to the source, and the new places of kinds and marks.

use std::collections::BTreeMap;

use super::{Cleaned, Places};
use crate::import::draft::{DraftTurn, Layout, LinePlace};
use crate::import::transcript::SpeakerNotes;
use crate::import::{Doubt, Draft, Joint, Options};
use crate::model::{BlockKind, CharIndex, Mark, Message, Segment, SourceMap, Span, StepDetail};

/// What a pen may put between two characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glue {
    /// U+0020.
    Space,
    /// LF.
    LineEnd,
}

/// Text under way from draft to clean text.
#[derive(Clone, Debug)]
pub struct Working {
    text: String,
    segments: Vec<Segment>,
    kinds: Vec<(u32, BlockKind)>,
    marks: Vec<Mark>,
    layout: Layout,
    pages: Vec<(u32, String)>,
    places: Vec<(u32, LinePlace)>,
    furniture: Vec<u32>,
    turns: Vec<DraftTurn>,
    speakers: BTreeMap<String, SpeakerNotes>,
    attributes: Vec<(String, String)>,
    verbatim: bool,
    doubts: BTreeMap<u32, Joint>,
    details: Vec<StepDetail>,
    findings: Vec<Message>,
    options: Options,
}

/// Goes over a text once and writes the next one. Places are bytes of the text it reads; a place
/// inside a character or behind the pen is moved to the next possible one.
#[derive(Debug)]
pub struct Pen<'a> {
    text: &'a str,
    /// Byte and code point up to which the text is dealt with.
    byte: usize,
    source: u32,
    out: String,
    len: u32,
    segments: Vec<Segment>,
}

impl<'a> Pen<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, byte: 0, source: 0, out: String::with_capacity(text.len()), len: 0, segments: Vec::new() }
    }

    fn up_to(&self, byte: usize) -> &'a str {
        let end = self.text.ceil_char_boundary(byte.min(self.text.len()));
        self.text.get(self.byte..end).unwrap_or("")
    }

    /// Copies everything before this byte.
    pub fn copy_to(&mut self, byte: usize) {
        let run = self.up_to(byte);
        let count = run.chars().count() as u32;
        self.keep(count);
        self.out.push_str(run);
        self.byte += run.len();
    }

    /// Drops everything before this byte.
    pub fn drop_to(&mut self, byte: usize) {
        let run = self.up_to(byte);
        self.byte += run.len();
        self.source += run.chars().count() as u32;
    }

    /// Writes another character in the place of the next one.
    pub fn replace(&mut self, with: char) {
        if let Some(next) = self.text.get(self.byte..).and_then(|rest| rest.chars().next()) {
            self.keep(1);
            self.out.push(with);
            self.byte += next.len_utf8();
        }
    }

    /// Inserts a space or a line end.
    pub fn insert(&mut self, glue: Glue) {
        self.out.push(match glue {
            Glue::Space => ' ',
            Glue::LineEnd => '\n',
        });
        self.len += 1;
    }

    fn keep(&mut self, count: u32) {
        if count == 0 {
            return;
        }
        match self.segments.last_mut() {
            Some(last) if last.clean.0 + last.len == self.len && last.source.0 + last.len == self.source => {
                last.len += count;
            }
            _ => self.segments.push(Segment { clean: CharIndex(self.len), source: CharIndex(self.source), len: count }),
        }
        self.len += count;
        self.source += count;
    }
}

impl Working {
    /// A draft before the first step.
    #[must_use]
    pub fn new(draft: Draft) -> Self {
        let len = draft.text.chars().count() as u32;
        let segments =
            if len == 0 { Vec::new() } else { vec![Segment { clean: CharIndex(0), source: CharIndex(0), len }] };
        Self {
            text: draft.text,
            segments,
            kinds: draft.kinds,
            marks: draft.marks,
            layout: draft.layout,
            pages: draft.pages,
            places: draft.places,
            furniture: draft.furniture,
            turns: draft.turns,
            speakers: BTreeMap::new(),
            attributes: draft.attributes,
            verbatim: false,
            doubts: BTreeMap::new(),
            details: Vec::new(),
            findings: Vec::new(),
            options: Options::default(),
        }
    }

    /// The same under somebody's choices.
    #[must_use]
    pub fn with_options(self, options: &Options) -> Self {
        Self { options: options.clone(), ..self }
    }

    /// What was chosen and corrected.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The text so far.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether lines are known to be paragraphs.
    #[must_use]
    pub fn layout(&self) -> Layout {
        self.layout
    }

    /// Kinds of lines so far.
    #[must_use]
    pub fn kinds(&self) -> &[(u32, BlockKind)] {
        &self.kinds
    }

    /// The kind of the line that begins at a code point.
    #[must_use]
    pub fn kind_at(&self, start: u32) -> BlockKind {
        let found = self.kinds.binary_search_by_key(&start, |(at, _)| *at);
        found.ok().and_then(|at| self.kinds.get(at)).map_or(BlockKind::Body, |(_, kind)| *kind)
    }

    /// Where pages begin so far.
    #[must_use]
    pub fn pages(&self) -> &[(u32, String)] {
        &self.pages
    }

    /// Where the line that begins at a code point stands on its page, if that is known.
    #[must_use]
    pub fn place_at(&self, start: u32) -> Option<LinePlace> {
        let found = self.places.binary_search_by_key(&start, |(at, _)| *at);
        found.ok().and_then(|at| self.places.get(at)).map(|(_, place)| *place)
    }

    /// Whether the line that begins at a code point stands around the text by where it stands on its page.
    #[must_use]
    pub fn is_furniture(&self, start: u32) -> bool {
        self.furniture.binary_search(&start).is_ok()
    }

    /// Turns so far.
    #[must_use]
    pub fn turns(&self) -> &[DraftTurn] {
        &self.turns
    }

    /// Sets the turns, and what is known of their speakers.
    pub fn set_turns(&mut self, turns: Vec<DraftTurn>, speakers: BTreeMap<String, SpeakerNotes>) {
        self.turns = turns;
        self.speakers = speakers;
    }

    /// The places between turns, ascending: no two lines are one across any of them. A turn's label that stands
    /// alone on its line is parted from what was said as well.
    #[must_use]
    pub fn turn_borders(&self) -> Vec<u32> {
        self.turns.iter().flat_map(|turn| [turn.span.start.0, turn.said, turn.span.end.0]).collect()
    }

    /// Adds what the text says of itself; what the file's own data say stands first and stays.
    pub fn add_attributes(&mut self, attributes: impl IntoIterator<Item = (String, String)>) {
        for (name, value) in attributes {
            if !self.attributes.iter().any(|(known, of)| *known == name && *of == value) {
                self.attributes.push((name, value));
            }
        }
    }

    /// Says that lines and blanks are part of what the text says: Jefferson's notation.
    pub fn keep_verbatim(&mut self) {
        self.verbatim = true;
    }

    /// Whether no line may be joined and no blank be dropped.
    #[must_use]
    pub fn is_verbatim(&self) -> bool {
        self.verbatim
    }

    /// Marked runs so far.
    #[must_use]
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// The code point of the text as read behind one of the text so far: its own, or, of what was inserted, that
    /// of the next character that was not.
    #[must_use]
    pub fn source_of(&self, clean: u32) -> Option<u32> {
        let at = self.segments.partition_point(|segment| segment.clean.0 + segment.len <= clean);
        let segment = self.segments.get(at)?;
        Some(segment.source.0 + clean.saturating_sub(segment.clean.0))
    }

    /// Notes that a line end was decided in doubt.
    pub fn doubt(&mut self, doubt: Doubt) {
        self.doubts.entry(doubt.source).or_insert(doubt.taken_for);
    }

    /// Sets where pages begin: code point and the number by which the page is cited.
    pub fn set_pages(&mut self, mut pages: Vec<(u32, String)>) {
        pages.sort_by_key(|(start, _)| *start);
        self.pages = pages;
    }

    /// Adds to what the step at work lists of its doings.
    pub fn note_detail(&mut self, text: &str, count: u32) {
        let detail = StepDetail::new(text, count);
        if let Some(noted) = self.details.iter_mut().find(|noted| noted.text == detail.text) {
            noted.count += count;
        } else if self.details.len() < 4 * StepDetail::MOST {
            // A step lists a few of what it met most; hostile files do not make it list forever.
            self.details.push(detail);
        }
    }

    /// Says what was left out of the text.
    pub fn note_finding(&mut self, finding: Message) {
        self.findings.push(finding);
    }

    /// What the step at work listed, the most frequent first.
    pub(super) fn take_details(&mut self) -> Vec<StepDetail> {
        let mut details = std::mem::take(&mut self.details);
        details.sort_by_key(|detail| std::cmp::Reverse(detail.count));
        details.truncate(StepDetail::MOST);
        details
    }

    /// Rewrites the text: the closure moves the pen and returns its count.
    pub fn rewrite(&mut self, with: impl FnOnce(&Self, &mut Pen) -> u32) -> u32 {
        let before = std::mem::take(&mut self.text);
        let mut pen = Pen::new(&before);
        // The closure sees kinds and marks as they were; the text it sees through the pen's own borrow.
        let count = with(self, &mut pen);
        pen.copy_to(before.len());
        let Pen { out, segments, .. } = pen;
        if out == before {
            self.text = before;
            return count;
        }
        self.carry(&before, &out, &segments);
        self.segments = compose(&self.segments, &segments);
        self.text = out;
        count
    }

    fn carry(&mut self, before: &str, after: &str, moved: &[Segment]) {
        let ends = line_starts(before);
        let starts = line_starts(after);
        self.kinds = self
            .kinds
            .iter()
            .filter_map(|&(start, kind)| {
                let next = ends.partition_point(|&line| line <= start);
                let end = ends.get(next).copied().unwrap_or(u32::MAX);
                let place = forward(moved, start).filter(|(_, source)| *source < end)?.0;
                starts.binary_search(&place).is_ok().then_some((place, kind))
            })
            .collect();
        for (start, _) in &mut self.pages {
            *start = forward(moved, *start).map_or(u32::MAX, |(place, _)| place);
        }
        self.pages.retain(|(start, _)| *start != u32::MAX);
        self.places = self
            .places
            .iter()
            .filter_map(|&(start, line)| {
                let (place, source) = forward(moved, start)?;
                let next = ends.get(ends.partition_point(|&line| line <= start)).copied().unwrap_or(u32::MAX);
                (source < next && starts.binary_search(&place).is_ok()).then_some((place, line))
            })
            .collect();
        self.furniture = self
            .furniture
            .iter()
            .filter_map(|&start| forward(moved, start).map(|(place, _)| place))
            .filter(|place| starts.binary_search(place).is_ok())
            .collect();
        self.turns = std::mem::take(&mut self.turns)
            .into_iter()
            .filter_map(|turn| {
                let start = forward(moved, turn.span.start.0)?.0;
                let end = backward(moved, turn.span.end.0)?;
                let said = forward(moved, turn.said).map_or(end, |(place, _)| place).clamp(start, end);
                Span::new(start, end).map(|span| DraftTurn { span, said, ..turn })
            })
            .collect();
        self.marks = self
            .marks
            .iter()
            .filter_map(|mark| {
                let start = forward(moved, mark.span.start.0)?.0;
                let end = backward(moved, mark.span.end.0)?;
                Span::new(start, end).map(|span| Mark { span, kind: mark.kind })
            })
            .collect();
    }

    /// Sets the kinds of lines, by the code point at which each begins; a line of `Body` is left out.
    pub fn set_kinds(&mut self, mut kinds: Vec<(u32, BlockKind)>) {
        kinds.sort_by_key(|(start, _)| *start);
        kinds.dedup_by_key(|(start, _)| *start);
        kinds.retain(|(_, kind)| *kind != BlockKind::Body);
        self.kinds = kinds;
    }

    /// Adds marked runs.
    pub fn add_marks(&mut self, marks: impl IntoIterator<Item = Mark>) {
        self.marks.extend(marks);
        self.marks.sort_by_key(|mark| (mark.span.start, mark.span.end, mark.kind as u8));
        self.marks.dedup();
    }

    pub(super) fn into_cleaned(self) -> Cleaned {
        Cleaned {
            text: self.text,
            kinds: self.kinds,
            marks: self.marks,
            map: SourceMap { segments: self.segments },
            effects: Vec::new(),
            places: Places {
                pages: self.pages,
                turns: self.turns,
                speakers: self.speakers,
                attributes: self.attributes,
            },
            doubts: self.doubts.into_iter().map(|(source, taken_for)| Doubt { source, taken_for }).collect(),
            findings: self.findings,
        }
    }
}

/// The code points at which lines begin.
fn line_starts(text: &str) -> Vec<u32> {
    let mut starts = vec![0];
    starts.extend(text.chars().enumerate().filter(|(_, c)| *c == '\n').map(|(at, _)| at as u32 + 1));
    starts
}

/// New place of the first kept character at or after an old one, and its own old place.
fn forward(moved: &[Segment], old: u32) -> Option<(u32, u32)> {
    let at = moved.partition_point(|segment| segment.source.0 + segment.len <= old);
    let segment = moved.get(at)?;
    let inside = old.saturating_sub(segment.source.0);
    Some((segment.clean.0 + inside, segment.source.0 + inside))
}

/// New place after the last kept character before an old one.
fn backward(moved: &[Segment], old: u32) -> Option<u32> {
    let after = moved.partition_point(|segment| segment.source.0 < old);
    let segment = moved.get(after.checked_sub(1)?)?;
    Some(segment.clean.0 + (old - segment.source.0).min(segment.len))
}

/// The map of two rewritings one after the other: from the newest text to the source.
fn compose(older: &[Segment], newer: &[Segment]) -> Vec<Segment> {
    let mut out: Vec<Segment> = Vec::with_capacity(older.len().max(newer.len()));
    let mut from = 0;
    for segment in newer {
        let (start, end) = (segment.source.0, segment.source.0 + segment.len);
        while older.get(from).is_some_and(|old| old.clean.0 + old.len <= start) {
            from += 1;
        }
        for old in older.iter().skip(from).take_while(|old| old.clean.0 < end) {
            let low = start.max(old.clean.0);
            let high = end.min(old.clean.0 + old.len);
            let next = Segment {
                clean: CharIndex(segment.clean.0 + (low - start)),
                source: CharIndex(old.source.0 + (low - old.clean.0)),
                len: high - low,
            };
            match out.last_mut() {
                Some(last) if last.clean.0 + last.len == next.clean.0 && last.source.0 + last.len == next.source.0 => {
                    last.len += next.len;
                }
                _ => out.push(next),
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;
    use crate::model::MarkKind;

    fn working(text: &str) -> Working {
        Working::new(Draft { text: text.into(), ..Draft::default() })
    }

    #[test]
    fn two_rewritings_lead_back_to_the_source() {
        let mut text = working("  甲乙\n丙 丁");
        text.rewrite(|_, pen| {
            pen.drop_to(2);
            pen.copy_to(8);
            pen.drop_to(9);
            pen.insert(Glue::Space);
            1
        });
        assert_eq!(text.text(), "甲乙 丙 丁");
        text.rewrite(|_, pen| {
            pen.replace('A');
            pen.copy_to(6);
            pen.drop_to(7);
            1
        });
        let Cleaned { text: clean, map, .. } = text.into_cleaned();
        assert_eq!(clean, "A乙丙 丁");
        let sources: Vec<_> = (0..5).map(|at| map.source_of(CharIndex(at)).unwrap().0).collect();
        assert_eq!(sources, [2, 3, 5, 6, 7]);
    }

    #[test]
    fn marks_and_kinds_keep_to_their_characters() {
        let mut text = working("题\n\n  正文重点。");
        text.set_kinds(vec![(0, BlockKind::Heading(1)), (2, BlockKind::Quote), (3, BlockKind::Note)]);
        text.add_marks([Mark { span: Span::new(7, 9).unwrap(), kind: MarkKind::Bold }]);
        text.rewrite(|_, pen| {
            pen.copy_to(4);
            pen.drop_to(7);
            1
        });
        assert_eq!(text.text(), "题\n正文重点。");
        assert_eq!(text.kinds(), [(0, BlockKind::Heading(1)), (2, BlockKind::Note)]);
        assert_eq!(text.marks[0].span, Span::new(4, 6).unwrap());
    }

    #[test]
    fn a_place_inside_a_character_or_behind_the_pen_breaks_nothing() {
        let mut text = working("𠮷田");
        text.rewrite(|_, pen| {
            pen.copy_to(2);
            pen.drop_to(1);
            pen.copy_to(900);
            pen.replace('x');
            0
        });
        assert_eq!(text.text(), "𠮷田");
    }
}
