//! Captions become turns: pieces of two seconds are no text that anybody can read or code.
//!
//! Cues of one speaker with less than four seconds between them are one turn and one paragraph. Where
//! nobody is named, a paragraph ends at the end of a sentence once it is long. Captions that roll (each
//! repeats the line before) and captions that stand there twice are read once, and counted.

use super::label::{self, Shape};
use super::names::{self, Strength};
use crate::import::draft::{Draft, DraftTurn, Layout};
use crate::import::finding::counted;
use crate::import::script::{is_han, is_sentence_end, is_wide};
use crate::model::{Moment, Span};

/// Silence after which the same speaker begins a new turn, in milliseconds.
const SILENCE: u32 = 4_000;
/// Characters after which a paragraph of nobody ends with its sentence, and after which it ends anyhow.
const LONG: usize = 400;
const TOO_LONG: usize = 1_000;

/// One caption.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cue {
    /// Milliseconds.
    pub start: u32,
    /// Milliseconds; not before the start.
    pub end: u32,
    /// Who speaks, where the format says so.
    pub speaker: Option<String>,
    /// Lines as they stand on the screen.
    pub lines: Vec<String>,
}

/// A turn in the making.
struct Turn {
    start: u32,
    end: u32,
    speaker: Option<String>,
    text: String,
    characters: usize,
}

/// The turns of captions as a draft: each a paragraph, behind the speaker's name.
pub fn draft(mut cues: Vec<Cue>) -> Draft {
    cues.sort_by_key(|cue| cue.start);
    name_speakers(&mut cues);
    let repeated = drop_repeated(&mut cues);
    let between = between(&cues);
    let mut turns: Vec<Turn> = Vec::new();
    for cue in cues {
        let said = joined(&cue.lines, between);
        if said.is_empty() {
            continue;
        }
        let goes_on = turns.last().is_some_and(|turn| {
            let ends = turn.speaker.is_none()
                && (turn.characters > TOO_LONG || turn.characters > LONG && is_sentence_end(&turn.text));
            turn.speaker == cue.speaker && cue.start < turn.end.saturating_add(SILENCE) && !ends
        });
        match turns.last_mut().filter(|_| goes_on) {
            Some(turn) => {
                glue(&mut turn.text, &said, between);
                turn.characters += said.chars().count();
                turn.end = turn.end.max(cue.end);
            }
            None => turns.push(Turn {
                start: cue.start,
                end: cue.end,
                speaker: cue.speaker,
                characters: said.chars().count(),
                text: said,
            }),
        }
    }
    let mut draft = Draft { layout: Layout::Paragraphs, ..Draft::default() };
    draft.findings.extend(counted("import.finding.repeated_captions", repeated));
    let mut len = 0_u32;
    for turn in turns {
        if len > 0 {
            draft.text.push('\n');
            len += 1;
        }
        let label = turn.speaker.as_deref().map(written).unwrap_or_default();
        let said = len + label.chars().count() as u32;
        let end = said + turn.text.chars().count() as u32;
        draft.text.push_str(&label);
        draft.text.push_str(&turn.text);
        if let Some(span) = Span::new(len, end) {
            draft.turns.push(DraftTurn {
                span,
                said,
                speaker: turn.speaker,
                at: Some(Moment::Recording(turn.start)),
                until: Some(Moment::Recording(turn.end)),
            });
        }
        len = end;
    }
    draft
}

/// A label as one writes it by hand.
fn written(speaker: &str) -> String {
    if speaker.chars().any(is_han) { format!("{speaker}：") } else { format!("{speaker}: ") }
}

/// What parts Chinese captions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Between {
    /// Nothing: their marks do.
    Nothing,
    /// A space: they have no marks, and a caption ends where a clause does.
    Space,
}

fn between(cues: &[Cue]) -> Between {
    let marked = |cue: &&Cue| {
        cue.lines.last().is_some_and(|line| line.trim_end().ends_with(|c| ",，.。?？!！…、；".contains(c)))
    };
    if cues.iter().filter(marked).count() * 5 < cues.len() { Between::Space } else { Between::Nothing }
}

fn joined(lines: &[String], between: Between) -> String {
    let mut said = String::new();
    for line in lines {
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        if !line.is_empty() {
            glue(&mut said, &line, between);
        }
    }
    said
}

fn glue(said: &mut String, more: &str, between: Between) {
    let (last, first) = (said.chars().next_back(), more.chars().next());
    if let (Some(last), Some(first)) = (last, first)
        && (between == Between::Space || !is_wide(last) && !is_wide(first))
    {
        said.push(' ');
    }
    said.push_str(more);
}

/// Most speakers that captions name.
const MOST_SPEAKERS: usize = 300;

/// `王：开饭了`, `- 开饭了`: names in the text itself, where they come back. A cue without one goes on with the last.
fn name_speakers(cues: &mut [Cue]) {
    for cue in cues.iter_mut() {
        if let Some(speaker) = &cue.speaker {
            cue.speaker = Some(names::fold(speaker)).filter(|name| !name.is_empty());
        }
    }
    if cues.iter().any(|cue| cue.speaker.is_some()) {
        return;
    }
    let read = |line: &str| {
        label::read(line).filter(|label| label.shape == Shape::Colon && !label.name.is_empty() && label.stamp.is_none())
    };
    let mut counts: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    for label in cues.iter().flat_map(|cue| &cue.lines).filter_map(|line| read(line)) {
        *counts.entry(label.name).or_default() += 1;
    }
    // Where nearly every caption has a label, each of them names somebody: so Zoom writes them.
    let all_named = counts.values().sum::<usize>() * 10 >= cues.len() * 8;
    counts.retain(|name, count| match names::strength(name) {
        Strength::Never => false,
        Strength::Known => true,
        Strength::Likely | Strength::Person => *count >= 2 || all_named,
        Strength::Perhaps => *count >= 3 || all_named && cues.len() >= 3,
    });
    if counts.is_empty() || counts.len() > MOST_SPEAKERS {
        return;
    }
    let mut last: Option<String> = None;
    for cue in cues {
        if let Some(line) = cue.lines.first_mut()
            && let Some(label) = read(line).filter(|label| counts.contains_key(&label.name))
        {
            *line = line.get(label.said..).unwrap_or("").to_owned();
            last = Some(label.name);
        }
        cue.speaker.clone_from(&last);
    }
}

/// Drops captions that stand there twice, and, where captions roll, the lines that each repeats. Says how many lines.
fn drop_repeated(cues: &mut Vec<Cue>) -> usize {
    let mut dropped = 0;
    let before = cues.len();
    cues.dedup_by(|next, cue| {
        let same = next.start == cue.start && next.lines == cue.lines && next.speaker == cue.speaker;
        if same {
            cue.end = cue.end.max(next.end);
        }
        same
    });
    dropped += before - cues.len();
    let touches = |cue: &Cue, next: &Cue| next.start <= cue.end.saturating_add(100);
    // An answer in one line that comes back was given twice; only what stands above another line rolls.
    let repeats = |cue: &Cue, next: &Cue| {
        touches(cue, next) && cue.lines.len().max(next.lines.len()) > 1 && next.lines.first() == cue.lines.last()
    };
    let rolling = cues.windows(2).filter(|pair| matches!(pair, [cue, next] if repeats(cue, next))).count();
    if rolling < 3 || rolling * 10 < cues.len() * 3 {
        return dropped;
    }
    let mut shown: Vec<String> = Vec::new();
    let mut until = 0;
    for cue in cues.iter_mut() {
        let lines = std::mem::take(&mut cue.lines);
        let still = cue.start <= until + 100;
        let rolls = shown.len().max(lines.len()) > 1;
        let again = if still && rolls { overlap(&shown, &lines) } else { 0 };
        dropped += again;
        cue.lines = lines.iter().skip(again).cloned().collect();
        shown = lines;
        until = cue.end;
    }
    dropped
}

/// How many of the first lines are the last ones of those shown before. Captions have two or three.
fn overlap(shown: &[String], lines: &[String]) -> usize {
    (1..=shown.len().min(lines.len()).min(8))
        .rev()
        .find(|&count| shown.get(shown.len() - count..) == lines.get(..count))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]

    use super::*;

    fn cue(start: u32, end: u32, text: &str) -> Cue {
        Cue { start, end, speaker: None, lines: text.lines().map(str::to_owned).collect() }
    }

    #[test]
    fn cues_join_until_somebody_else_speaks_or_falls_silent() {
        let draft = draft(vec![
            cue(0, 1_000, "访谈者：食堂几点"),
            cue(1_500, 2_000, "开门？"),
            cue(2_500, 3_000, "受访者：十一点半"),
            cue(9_000, 9_500, "受访者：有时候早一点。"),
        ]);
        assert_eq!(draft.text, "访谈者：食堂几点开门？\n受访者：十一点半\n受访者：有时候早一点。");
        let times: Vec<_> = draft
            .turns
            .iter()
            .map(|turn| (turn.at.map(Moment::milliseconds), turn.until.map(Moment::milliseconds)))
            .collect();
        assert_eq!(times, [(Some(0), Some(2_000)), (Some(2_500), Some(3_000)), (Some(9_000), Some(9_500))]);
        assert_eq!(draft.turns[1].said - draft.turns[1].span.start.0, 4);
    }

    #[test]
    fn rolling_captions_are_read_once_and_an_answer_that_comes_back_stays() {
        let rolling = draft(vec![
            cue(0, 1_000, "we eat"),
            cue(1_000, 2_000, "we eat\nat noon"),
            cue(2_000, 3_000, "at noon\nin the hall"),
            cue(3_000, 4_000, "in the hall\nevery day"),
        ]);
        assert_eq!(rolling.text, "we eat at noon in the hall every day");
        assert_eq!(rolling.findings.len(), 1);
        let bare = draft(vec![cue(0, 1_000, "食堂开了"), cue(1_000, 2_000, "人来了"), cue(2_000, 3_000, "坐满了")]);
        assert_eq!(bare.text, "食堂开了 人来了 坐满了");
        let answers = draft(vec![cue(0, 1_000, "对。"), cue(1_000, 2_000, "对。"), cue(2_000, 3_000, "天天来。")]);
        assert_eq!(answers.text, "对。对。天天来。");
    }

    #[test]
    fn a_lecture_of_nobody_is_parted_into_paragraphs() {
        let draft = draft((0..200).map(|at| cue(at * 1_000, at * 1_000 + 900, "食堂每天中午开门。")).collect());
        assert!(draft.turns.len() > 3 && draft.text.lines().all(|line| line.chars().count() < 500));
    }
}
