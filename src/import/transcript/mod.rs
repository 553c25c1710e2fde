//! Transcripts: from lines to turns with speakers and times.
//!
//! ```text
//! lines -> header -> labels -> vote -> turns -> roles
//! ```
//! Formats that tell turns apart themselves (captions, oTranscribe, recognisers) have readers here that
//! hand over turns; every other text is looked at line by line by [`parse`], which the step `Turns` calls.
//!
//! Refused: taking papers, forms and lists for conversations (see [`vote`]), and changing a word. What was
//! wrongly found can be corrected line by line, by places of the text as read.

pub mod cues;
mod header;
mod jefferson;
mod label;
pub mod lrc;
pub(in crate::import) mod names;
pub mod otr;
pub mod recogniser;
mod roles;
mod scribe;
mod speakers;
mod stamp;
pub mod subtitles;
mod times;
mod vote;

use std::collections::{BTreeMap, BTreeSet};

use super::draft::DraftTurn;
use super::steps::Working;
use super::steps::lines::{self, Line};
use super::{Transcript, TurnCorrection};
use crate::model::{MarkKind, Span};
use header::Header;
pub use header::heads_turn_columns;
use label::{Label, Shape};
use names::Strength;
use scribe::{Scribe, point};
pub use speakers::{SpeakerNotes, case_candidates};
use vote::{Candidate, Readiness};

/// A conversation found in a text. Places are code points, but for those of the pen.
#[derive(Debug, Default)]
pub struct Talk {
    /// Ascending, without overlaps.
    pub turns: Vec<DraftTurn>,
    /// By name.
    pub speakers: BTreeMap<String, SpeakerNotes>,
    /// What the head says.
    pub attributes: Vec<(String, String)>,
    /// Lines that say something of the talk and are none.
    pub metadata: Vec<u32>,
    /// Times that leave the text: bytes, and whether a line end takes their place. Ascending.
    pub drops: Vec<(usize, usize, Behind)>,
    /// Whether its lines and blanks must stay as they are.
    pub verbatim: bool,
}

/// What a dropped time leaves behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behind {
    /// Nothing.
    Nothing,
    /// A line end, which parts the speaker's name from what was said.
    LineEnd,
}

/// Whether a label before a colon is one that transcripts give to speakers, whoever they are: 访谈者, 说话人 1, Q.
#[must_use]
pub fn is_speaker_label(label: &str) -> bool {
    let name = names::fold(label);
    name == "A" || name != "我" && names::strength(&name) == Strength::Known
}

/// Finds the conversation in a text. `None` where there is none.
#[must_use]
pub fn parse(working: &Working) -> Option<Talk> {
    let options = working.options();
    if options.transcript == Transcript::No {
        return None;
    }
    let text = working.text();
    let all = lines::lines(text);
    let corrected = corrected_lines(working, &all);
    if !working.turns().is_empty() {
        return Some(given(working, &all, &corrected));
    }
    let header = header::read(&all);
    let head: BTreeSet<usize> = header.lines.iter().copied().filter(|line| !corrected.contains_key(line)).collect();
    let candidates = candidates(working, &all, &head);
    let readiness = if options.transcript == Transcript::Yes { Readiness::Told } else { Readiness::Careful };
    let mut begins: BTreeMap<usize, Candidate> =
        vote::elect(&all, candidates.clone(), readiness).into_iter().map(|found| (found.line, found)).collect();
    let is_talk = !begins.is_empty() || readiness == Readiness::Told;
    for (&line, correction) in &corrected {
        let read = candidates.iter().find(|candidate| candidate.line == line);
        correct(&mut begins, line, correction, read, &all);
    }
    if begins.is_empty() {
        return narrated(&all, header, is_talk);
    }
    let mut scribe = Scribe::new(working, &all, &begins);
    scribe.write(&begins, &head);
    Some(scribe.finish(header))
}

/// What a person said of lines, by their place among the lines.
fn corrected_lines<'a>(working: &'a Working, all: &[Line]) -> BTreeMap<usize, &'a TurnCorrection> {
    let turns = &working.options().corrections.turns;
    if turns.is_empty() {
        return BTreeMap::new();
    }
    let place = |line: &Line| {
        let indent = line.text.chars().take_while(|c| c.is_whitespace()).count() as u32;
        let (first, content) = (working.source_of(line.start)?, working.source_of(line.start + indent)?);
        turns.range(first..=content.max(first)).next_back().map(|(_, correction)| correction)
    };
    all.iter()
        .enumerate()
        .filter(|(_, line)| !line.is_blank())
        .filter_map(|(at, line)| Some((at, place(line)?)))
        .collect()
}

fn candidates(working: &Working, all: &[Line], head: &BTreeSet<usize>) -> Vec<Candidate> {
    let bold: Vec<Span> =
        working.marks().iter().filter(|mark| mark.kind == MarkKind::Bold).map(|mark| mark.span).collect();
    let is_bold = |line: &Line, label: &Label| {
        let begin = point(line, label.begin);
        let after = bold.partition_point(|span| span.start.0 <= begin);
        let len = label.name.chars().count() as u32;
        after.checked_sub(1).and_then(|at| bold.get(at)).is_some_and(|span| span.end.0 >= begin + len)
    };
    all.iter()
        .enumerate()
        .filter(|(at, line)| !line.is_blank() && !head.contains(at) && !header::is_program_line(line.text))
        .filter_map(|(at, line)| {
            let label = label::read(line.text)?;
            let bold = is_bold(line, &label);
            let timed_at_end =
                stamp::at_end(line.text).is_some_and(|(from, _)| from >= label.said && line.text.ends_with('#'));
            Some(Candidate { line: at, label, bold, timed_at_end })
        })
        .collect()
}

fn correct(
    begins: &mut BTreeMap<usize, Candidate>,
    line: usize,
    correction: &TurnCorrection,
    read: Option<&Candidate>,
    all: &[Line],
) {
    match correction {
        TurnCorrection::GoesOn => {
            begins.remove(&line);
        }
        TurnCorrection::Begins { speaker } => {
            let start = all.get(line).map_or(0, |line| line.content_start() - line.byte);
            // A time with which what was said goes on is no stamp, whoever says it.
            let text = all.get(line).map_or("", |line| line.text);
            let read = read.filter(|read| read.label.shape != Shape::Nameless || times::is_set_off(text, &read.label));
            let mut found = begins.remove(&line).or_else(|| read.cloned()).unwrap_or_else(|| Candidate {
                line,
                label: Label {
                    shape: Shape::Colon,
                    name: String::new(),
                    attributes: Vec::new(),
                    strength: Strength::Known,
                    bracketed: false,
                    stamp: None,
                    stamped: None,
                    parted_by_stamp: false,
                    begin: start,
                    said: start,
                    said_behind_stamp: None,
                    said_with_stamp: None,
                },
                bold: false,
                timed_at_end: false,
            });
            // A line that is only a word is no label unless it is the speaker's.
            if found.label.shape == Shape::Bare && found.label.name != *speaker {
                found.label.said = start;
                found.label.shape = Shape::Colon;
            }
            found.label.name.clone_from(speaker);
            begins.insert(line, found);
        }
    }
}

/// An interview that somebody retold: no turns, but a head. Two keys of an interview make one.
fn narrated(all: &[Line], header: Header, is_talk: bool) -> Option<Talk> {
    let of_interview = |key: &str| {
        let lower = key.to_lowercase();
        ["访谈", "采访", "受访", "被访", "訪談", "interview"].iter().any(|word| lower.starts_with(word))
    };
    let keys = header.attributes.iter().filter(|(key, _)| of_interview(key)).count();
    (is_talk && keys > 0 || keys >= 2).then(|| Talk {
        attributes: header.attributes,
        metadata: header.lines.iter().filter_map(|&at| all.get(at)).map(|line| line.start).collect(),
        ..Talk::default()
    })
}

/// Turns that the format told apart, with what a person corrected.
fn given(working: &Working, all: &[Line], corrected: &BTreeMap<usize, &TurnCorrection>) -> Talk {
    let mut talk = Talk::default();
    let at_line: BTreeMap<u32, &TurnCorrection> =
        corrected.iter().filter_map(|(line, correction)| Some((all.get(*line)?.start, *correction))).collect();
    for turn in working.turns() {
        let mut turn = turn.clone();
        turn.speaker = turn.speaker.map(|name| speakers::corrected_name(working, &name));
        let goes_on = at_line.get(&turn.span.start.0).is_some_and(|c| matches!(c, TurnCorrection::GoesOn));
        if let Some(before) = talk.turns.last_mut().filter(|_| goes_on) {
            before.span = Span::new(before.span.start.0, turn.span.end.0).unwrap_or(before.span);
            before.until = turn.until;
        } else {
            talk.turns.push(turn);
        }
    }
    for (&start, correction) in &at_line {
        if let TurnCorrection::Begins { speaker } = correction {
            split(&mut talk.turns, start, speakers::corrected_name(working, speaker));
        }
    }
    speakers::give_roles(working, &mut talk, &Header::default());
    talk
}

/// Another speaker from this place on, to the end of the turn in which it stands.
fn split(turns: &mut Vec<DraftTurn>, start: u32, speaker: String) {
    let after = turns.partition_point(|turn| turn.span.start.0 <= start);
    let Some(at) = after.checked_sub(1) else { return };
    let Some(turn) = turns.get_mut(at).filter(|turn| start < turn.span.end.0) else { return };
    if turn.span.start.0 == start {
        turn.speaker = Some(speaker);
        return;
    }
    let (Some(first), Some(second)) = (Span::new(turn.span.start.0, start - 1), Span::new(start, turn.span.end.0))
    else {
        return;
    };
    let until = turn.until.take();
    turn.span = first;
    turn.said = turn.said.min(first.end.0);
    turns.insert(at + 1, DraftTurn { span: second, said: start, speaker: Some(speaker), at: None, until });
}
