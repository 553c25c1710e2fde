//! Writing turns down, line by line: from the lines that begin turns to turns with places, speakers and
//! times, and to the stretches that leave the text.

use std::collections::{BTreeMap, BTreeSet};

use super::header::{self, Header};
use super::label::{Label, Shape};
use super::vote::Candidate;
use super::{Behind, Talk, jefferson, speakers, stamp};
use crate::import::Times;
use crate::import::draft::DraftTurn;
use crate::import::steps::Working;
use crate::import::steps::lines::Line;
use crate::model::{BlockKind, Moment, Span};

/// The code point at a byte of a line.
pub fn point(line: &Line, byte: usize) -> u32 {
    line.start + line.text.get(..byte).map_or(0, |head| head.chars().count()) as u32
}

/// Writes turns down, line by line.
pub struct Scribe<'a> {
    working: &'a Working,
    all: &'a [Line<'a>],
    talk: Talk,
    /// Whether times of the text are times of the day.
    clock: bool,
    /// Whether times at the ends of paragraphs belong to them.
    times_at_ends: bool,
    open: Option<DraftTurn>,
    /// A time that stood alone on the line before.
    waiting: Option<(u32, Moment, Option<Moment>)>,
}

impl<'a> Scribe<'a> {
    /// Looks at the times of a text and begins.
    pub fn new(working: &'a Working, all: &'a [Line<'a>], begins: &BTreeMap<usize, Candidate>) -> Self {
        let stamps = || begins.values().filter_map(|found| Some((found.label.bracketed, found.label.stamp?)));
        // Saved captions of a meeting: `[王] 10:01:22`. And no recording begins after five hours.
        let saved = stamps().filter(|(bracketed, stamp)| *bracketed && stamp.form.exact).count();
        let late = stamps().next().is_some_and(|(_, stamp)| stamp.form.exact && stamp.at >= 5 * 3_600_000);
        let ends = || all.iter().filter_map(|line| stamp::at_end(line.text).map(|(from, _)| (line, from)));
        let hashes = ends().filter(|(line, _)| line.text.trim_end().ends_with('#')).count();
        Self {
            working,
            all,
            talk: Talk { verbatim: jefferson::is_used(all), ..Talk::default() },
            clock: late || saved * 2 > stamps().count(),
            times_at_ends: hashes > 0 || ends().count() >= 3,
            open: None,
            waiting: None,
        }
    }

    fn moment(&self, at: u32) -> Moment {
        if self.clock { Moment::Clock(at) } else { Moment::Recording(at) }
    }

    /// Goes over all lines; those of the head are no talk.
    pub fn write(&mut self, begins: &BTreeMap<usize, Candidate>, head: &BTreeSet<usize>) {
        let first = begins.keys().next().copied().unwrap_or(0);
        let visible = self.all.iter().filter(|line| !line.is_blank()).count();
        let mut seen = 0;
        for (at, line) in self.all.iter().enumerate() {
            if line.is_blank() {
                continue;
            }
            seen += 1;
            let kind = self.working.kind_at(line.start);
            let outside = at < first || seen + 6 > visible;
            if let Some(found) = begins.get(&at) {
                self.begin(line, &found.label);
            } else if at < first && head.contains(&at) || outside && header::is_program_line(line.text) {
                self.close();
                self.talk.metadata.push(line.start);
            } else if matches!(kind, BlockKind::Heading(_)) {
                self.close();
            } else if at > first {
                self.go_on(line);
            }
        }
        self.close();
    }

    fn begin(&mut self, line: &Line, label: &Label) {
        let stamp = label.stamp;
        let at = stamp.map(|stamp| self.moment(stamp.at));
        let until = stamp.and_then(|stamp| stamp.until).map(|until| self.moment(until));
        let start = point(line, label.begin);
        let is_alone = label.said >= line.text.trim_end().len();
        if label.shape == Shape::Nameless
            && is_alone
            && let Some(at) = at
        {
            self.waiting = Some((start, at, until));
            self.drop(line.byte, line.byte + line.text.len() + 1, Behind::Nothing);
            return;
        }
        let speaker = if label.shape == Shape::Nameless {
            self.open.as_ref().and_then(|turn| turn.speaker.clone())
        } else {
            Some(self.call(&label.name, &label.attributes))
        };
        self.close();
        let waiting = self.waiting.take();
        let said = point(line, label.said);
        let end = point(line, line.text.trim_end().len());
        if let Some(span) = Span::new(waiting.map_or(start, |(start, ..)| start), end) {
            self.open = Some(DraftTurn {
                span,
                said: said.clamp(span.start.0, span.end.0),
                speaker,
                at: at.or(waiting.map(|(_, at, _)| at)),
                until: until.or(waiting.and_then(|(_, _, until)| until)),
            });
            // Where the label stands alone, what was said begins in the next line.
            self.end_of(line, label.said);
        }
        if let Some((from, to)) = label.stamped {
            let behind = if label.parted_by_stamp { Behind::LineEnd } else { Behind::Nothing };
            self.drop(line.byte + from, line.byte + to, behind);
        }
    }

    fn go_on(&mut self, line: &Line) {
        let start = point(line, line.content_start() - line.byte);
        let end = point(line, line.text.trim_end().len());
        if let Some((from, at, until)) = self.waiting.take() {
            let speaker = self.open.as_ref().and_then(|turn| turn.speaker.clone());
            self.close();
            self.open = Span::new(from, end).map(|span| DraftTurn { span, said: start, speaker, at: Some(at), until });
        } else if let Some(turn) = &mut self.open {
            if turn.said >= turn.span.end.0 {
                turn.said = start;
            }
            turn.span = Span::new(turn.span.start.0, end).unwrap_or(turn.span);
        }
        self.end_of(line, 0);
    }

    /// Takes the time at a line's end.
    fn end_of(&mut self, line: &Line, said: usize) {
        if !self.times_at_ends {
            return;
        }
        let Some((from, stamp)) = stamp::at_end(line.text).filter(|(from, _)| *from >= said && *from > 0) else {
            return;
        };
        let moment = self.moment(stamp.at);
        if let Some(turn) = &mut self.open {
            turn.until = Some(moment);
        }
        let from = line.text.get(..from).map_or(from, |head| head.trim_end().len()).max(said);
        self.drop(line.byte + from, line.byte + line.text.trim_end().len(), Behind::Nothing);
    }

    fn drop(&mut self, from: usize, to: usize, behind: Behind) {
        if self.working.options().times == Times::Aside && from < to {
            self.talk.drops.push((from, to, behind));
        }
    }

    fn close(&mut self) {
        let Some(mut turn) = self.open.take() else { return };
        // A time at the end of a turn is where the next one begins.
        if turn.at.is_none() {
            turn.at = self.talk.turns.last().and_then(|before| before.until).filter(|_| turn.until.is_some());
        }
        self.talk.turns.push(turn);
    }

    /// The name under which somebody goes on, after corrections.
    fn call(&mut self, name: &str, attributes: &[(String, String)]) -> String {
        let called = speakers::corrected_name(self.working, name);
        let notes = self.talk.speakers.entry(called.clone()).or_default();
        for (key, value) in attributes {
            if !notes.attributes.iter().any(|(known, _)| known == key) {
                notes.attributes.push((key.clone(), value.clone()));
            }
        }
        called
    }

    /// What was written, with roles.
    pub fn finish(mut self, header: Header) -> Talk {
        speakers::give_roles(self.working, &mut self.talk, &header);
        self.talk.drops.sort_unstable_by_key(|&(from, to, _)| (from, to));
        self.talk.attributes = header.attributes;
        self.talk
    }
}
