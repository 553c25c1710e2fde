//! What a text's paragraphs, marks, turns and pages are after it was corrected.
//!
//! Everything stands where its words stand. Three things are read anew, since they are written in the text itself:
//!
//! - the label before a turn: whoever writes another name there gives the turn to somebody else, whoever takes the
//!   label away gives the words to the turn before;
//! - a paragraph that was typed and begins with a known speaker's name and a colon begins a turn;
//! - a paragraph that is parted becomes two of its kind, but for a heading, whose rest is plain text.
//!
//! It guesses nothing else: no kinds, no roles, no speakers where a document has none.

use std::ops::Range;

use crate::model::kept::Kept;
use crate::model::{
    Assoc, Block, BlockKind, ChangeSet, CharIndex, Mark, PageStart, Role, Segment, SourceMap, SourceRecord, Span,
    Speaker, Structure, Text, Turn,
};

/// A label is short: what is longer is no name.
const LONGEST_NAME: usize = 40;

/// The structure of a corrected text.
#[must_use]
pub fn follow(old: &Text, structure: &Structure, new: &Text, changes: &ChangeSet) -> Structure {
    let kept = Kept::of(changes);
    let marks = structure.marks.iter().filter_map(|mark| Some(Mark { span: kept.map_span(mark.span)?, ..*mark }));
    let (speakers, turns) = turns(old, structure, new, changes, &kept);
    Structure {
        blocks: blocks(old, structure, new, &kept),
        marks: marks.collect(),
        speakers,
        turns,
        pages: pages(structure, &kept),
    }
}

/// The record of a document's file, leading from the corrected text back to the file; what was typed leads nowhere.
#[must_use]
pub fn follow_source(record: &SourceRecord, changes: &ChangeSet) -> SourceRecord {
    let kept = Kept::of(changes);
    let mut segments = Vec::with_capacity(record.map.segments.len());
    for segment in &record.map.segments {
        let end = segment.clean.0 + segment.len;
        let first = kept.runs().partition_point(|run| run.old + run.len <= segment.clean.0);
        for run in kept.runs().iter().skip(first).take_while(|run| run.old < end) {
            let from = run.old.max(segment.clean.0);
            segments.push(Segment {
                clean: CharIndex(run.new + (from - run.old)),
                source: CharIndex(segment.source.0 + (from - segment.clean.0)),
                len: end.min(run.old + run.len) - from,
            });
        }
    }
    SourceRecord { map: SourceMap { segments }, ..record.clone() }
}

fn blocks(old: &Text, structure: &Structure, new: &Text, kept: &Kept) -> Vec<Block> {
    if structure.blocks.is_empty() {
        return Vec::new();
    }
    let mut blocks = Vec::with_capacity(structure.blocks.len());
    let (mut taken, mut before) = (None, BlockKind::Body);
    for paragraph in 0..new.paragraph_count() {
        let range = new.paragraph_range(paragraph);
        let first = kept.first_old_in(range.clone()).map(|at| old.paragraph_of(at));
        let kind = match first {
            // The rest of a heading that was parted.
            Some(from) if taken == Some(from) && matches!(structure.kind_of(from), BlockKind::Heading(_)) => {
                BlockKind::Body
            }
            Some(from) => structure.kind_of(from),
            None => match written_anew(old, kept, range.start) {
                Some(from) => structure.kind_of(from),
                // A line put in after another.
                None => match before {
                    BlockKind::Heading(_) | BlockKind::Caption | BlockKind::TableRow => BlockKind::Body,
                    same => same,
                },
            },
        };
        taken = first.or(taken);
        before = kind;
        if kind != BlockKind::Body {
            blocks.push(Block { paragraph: paragraph as u32, kind });
        }
    }
    blocks
}

/// The earlier paragraph of which every word was replaced by a paragraph that begins at a place.
fn written_anew(old: &Text, kept: &Kept, start: u32) -> Option<usize> {
    let paragraph = match start.checked_sub(1) {
        None => 0,
        // The line end before it still stands, and so it is the paragraph after that one.
        Some(end) => old.paragraph_of(kept.old_of(CharIndex(end))?) + 1,
    };
    let range = old.paragraph_range(paragraph);
    let span = Span::new(range.start, range.end)?;
    kept.map_span(span).is_none().then_some(paragraph)
}

fn pages(structure: &Structure, kept: &Kept) -> Vec<PageStart> {
    let mut pages: Vec<PageStart> = Vec::with_capacity(structure.pages.len());
    for page in &structure.pages {
        let start = kept.map(page.start, Assoc::Before);
        // Of a page of which nothing is left there is no place.
        if pages.last().is_some_and(|before| before.start >= start) {
            pages.pop();
        }
        pages.push(PageStart { start, label: page.label.clone() });
    }
    pages
}

/// Turns in the making.
struct Turns<'a> {
    new: &'a Text,
    speakers: Vec<Speaker>,
    done: Vec<Turn>,
}

fn turns(old: &Text, structure: &Structure, new: &Text, changes: &ChangeSet, kept: &Kept) -> (Vec<Speaker>, Vec<Turn>) {
    let mut made = Turns { new, speakers: structure.speakers.clone(), done: Vec::with_capacity(structure.turns.len()) };
    for turn in &structure.turns {
        made.follow(old, turn, kept);
    }
    if !structure.turns.is_empty() {
        for place in changes.places() {
            made.begun_in(place.new);
        }
    }
    made.settle_speakers(structure)
}

impl Turns<'_> {
    fn follow(&mut self, old: &Text, turn: &Turn, kept: &Kept) {
        let span = turn.span;
        let closes_line = old.slice(span).ends_with('\n');
        let mut start = kept.map(span.start, Assoc::Before).0;
        let end = kept.map(span.end, if closes_line { Assoc::Before } else { Assoc::After }).0;
        let mut said = kept.map(turn.said, Assoc::Before).0.clamp(start, end);
        let label = Span::new(span.start.0, turn.said.0);
        let mut speaker = turn.speaker;
        if let Some(label) = label.filter(|label| !kept.is_untouched(*label) || start < new_start(kept, *label)) {
            // Lines typed above the label belong to the turn before.
            if let Some(lines) = slice(self.new, start..said).rfind('\n') {
                start += slice(self.new, start..said)[..=lines].chars().count() as u32;
                if let Some(before) = self.done.last_mut() {
                    before.span = Span::new(before.span.start.0, start - 1).unwrap_or(before.span);
                }
            }
            let was = old.slice(label);
            if was.trim_end().ends_with([':', '：']) {
                let line = slice(self.new, start..end);
                let line = line.split('\n').next().unwrap_or_default();
                let colon = line.chars().take(LONGEST_NAME * 2).position(|c| matches!(c, ':' | '：'));
                let blanks = colon.map_or(0, |at| line.chars().skip(at + 1).take_while(|c| *c == ' ').count());
                said = colon.map_or(said, |at| start + (at + 1 + blanks) as u32).clamp(start, end);
            }
            match self.read_label(was, turn.speaker, slice(self.new, start..said)) {
                Label::Of(whose) => speaker = whose,
                Label::Gone => {
                    if let Some(before) = self.done.last_mut() {
                        before.span = Span::new(before.span.start.0, end).unwrap_or(before.span);
                        return;
                    }
                    (speaker, said) = (None, start);
                }
            }
        }
        // What came in at the end of the turn before is that one's.
        start = start.max(self.done.last().map_or(0, |before| before.span.end.0));
        if let Some(span) = Span::new(start, end) {
            self.done.push(Turn { span, said: CharIndex(said.clamp(start, end)), speaker, ..*turn });
        }
    }

    /// Who a label names that was written anew.
    fn read_label(&mut self, was: &str, speaker: Option<u16>, is: &str) -> Label {
        let bare = |label: &str| label.trim().trim_end_matches([':', '：']).trim().to_owned();
        let name = speaker.and_then(|at| self.speakers.get(usize::from(at))).map(|speaker| speaker.name.clone());
        let parted = name.as_deref().and_then(|name| was.split_once(name));
        let within = parted.and_then(|(before, after)| {
            is.trim().strip_prefix(before.trim())?.strip_suffix(after.trim()).map(|name| name.trim().to_owned())
        });
        let written = within.unwrap_or_else(|| bare(is));
        if written.is_empty() {
            return Label::Gone;
        }
        if let Some(known) = self.speakers.iter().position(|speaker| speaker.name == written) {
            return Label::Of(u16::try_from(known).ok());
        }
        // A name that a person gave stands in no label: what is written there says nothing new of who speaks.
        if parted.is_none() || written.chars().count() > LONGEST_NAME {
            return Label::Of(speaker);
        }
        let at = u16::try_from(self.speakers.len()).ok();
        self.speakers.push(Speaker { name: written, role: Role::Unknown });
        Label::Of(at)
    }

    /// Turns that begin with a known name in a stretch that was typed.
    fn begun_in(&mut self, typed: Range<u32>) {
        let first = self.new.paragraph_of(CharIndex(typed.start));
        let last = self.new.paragraph_of(CharIndex(typed.end.saturating_sub(1).max(typed.start)));
        for paragraph in first..=last {
            let range = self.new.paragraph_range(paragraph);
            let at = self.done.partition_point(|turn| turn.span.start.0 < range.start);
            let begins = self.done.get(at).is_some_and(|turn| turn.span.start.0 < range.end.max(range.start + 1));
            let Some((speaker, label)) = self.named_at_head(slice(self.new, range.clone())) else { continue };
            let is_typed = typed.start < range.start + label && range.start <= typed.end;
            if begins || !is_typed {
                continue;
            }
            let next = self.done.get(at).map(|turn| turn.span.start.0);
            let inside = at.checked_sub(1).filter(|&before| self.done[before].span.end.0 > range.start);
            let end = match inside {
                Some(before) => {
                    let end = self.done[before].span.end.0;
                    let head = self.done[before].span.start.0;
                    let Some(cut) = Span::new(head, range.start - 1) else { continue };
                    self.done[before].span = cut;
                    self.done[before].said = self.done[before].said.min(cut.end);
                    end
                }
                None => next.map_or(range.end, |next| range.end.min(next)),
            };
            if let Some(span) = Span::new(range.start, end) {
                let said = CharIndex((range.start + label).min(end));
                self.done.insert(at, Turn { span, said, speaker: Some(speaker), at: None, until: None });
            }
        }
    }

    /// A known speaker with whose name and a colon a line begins, and how long that label is.
    fn named_at_head(&self, line: &str) -> Option<(u16, u32)> {
        let head: String = line.chars().take(LONGEST_NAME * 2).collect();
        let (name, _) = head.split_once([':', '：'])?;
        let known = self.speakers.iter().position(|speaker| speaker.name == name.trim())?;
        let colon = name.chars().count() + 1;
        let blanks = head.chars().skip(colon).take_while(|c| *c == ' ').count();
        Some((u16::try_from(known).ok()?, (colon + blanks) as u32))
    }

    /// Who spoke before and speaks no more goes. Where another name took all of their turns it is they under that
    /// name, and what they do is known.
    fn settle_speakers(mut self, structure: &Structure) -> (Vec<Speaker>, Vec<Turn>) {
        let speaks = |turns: &[Turn], at: usize| turns.iter().any(|turn| turn.speaker.map(usize::from) == Some(at));
        let spoke: Vec<bool> = (0..self.speakers.len()).map(|at| speaks(&structure.turns, at)).collect();
        let speaks_now: Vec<bool> = (0..self.speakers.len()).map(|at| speaks(&self.done, at)).collect();
        let gone: Vec<usize> = (0..self.speakers.len()).filter(|&at| spoke[at] && !speaks_now[at]).collect();
        let known = structure.speakers.len();
        if let ([gone], [came]) = (gone.as_slice(), self.speakers[known..].to_vec().as_slice())
            && speaks_now[known]
        {
            self.speakers[known] = Speaker { name: came.name.clone(), role: self.speakers[*gone].role };
        }
        let stays = |at: usize| speaks_now[at] || at < known && !spoke[at];
        let mut places = vec![None; self.speakers.len()];
        let mut speakers = Vec::new();
        for (at, speaker) in self.speakers.into_iter().enumerate().filter(|(at, _)| stays(*at)) {
            places[at] = u16::try_from(speakers.len()).ok();
            speakers.push(speaker);
        }
        for turn in &mut self.done {
            turn.speaker = turn.speaker.and_then(|at| places.get(usize::from(at)).copied().flatten());
        }
        (speakers, self.done)
    }
}

enum Label {
    Of(Option<u16>),
    Gone,
}

/// Where the first character of a label that is still there stands now.
fn new_start(kept: &Kept, label: Span) -> u32 {
    kept.map_span(label).map_or(0, |span| span.start.0)
}

fn slice(text: &Text, range: Range<u32>) -> &str {
    Span::new(range.start, range.end).map_or("", |span| text.slice(span))
}
