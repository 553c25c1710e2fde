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
    times_at_ends: AtEnds,
    open: Option<DraftTurn>,
    /// A time that stood alone on the line before.
    waiting: Option<Waiting>,
}

/// Times at the ends of paragraphs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum AtEnds {
    /// Somebody spoke of them.
    None,
    /// Between `#`, as f4 writes them; others are spoken of.
    Hashes,
    /// In brackets.
    Brackets,
}

/// A time alone on its line, which belongs to what is said below it.
struct Waiting {
    start: u32,
    at: Moment,
    until: Option<Moment>,
    /// Whom a person named.
    speaker: Option<String>,
    /// The line, which leaves the text once its time has found a turn.
    bytes: (usize, usize),
}

/// How a text writes times at the ends of paragraphs. Those of a day in brackets, `他们来了（8:30）`, seldom rise.
fn at_ends(all: &[Line]) -> AtEnds {
    let ends: Vec<(bool, stamp::Stamp)> = all
        .iter()
        .filter_map(|line| Some((line.text.trim_end().ends_with('#'), stamp::at_end(line.text)?.1)))
        .collect();
    let rises = ends.windows(2).filter(|pair| pair.first().map(|e| e.1.at) <= pair.last().map(|e| e.1.at)).count();
    let exact = ends.iter().filter(|(_, stamp)| stamp.form.exact).count();
    let visible = all.iter().filter(|line| !line.is_blank()).count();
    if ends.iter().any(|(is_hash, _)| *is_hash) {
        AtEnds::Hashes
    } else if ends.len() >= 3 && rises + 1 == ends.len() && (exact * 2 > ends.len() || ends.len() * 3 >= visible) {
        AtEnds::Brackets
    } else {
        AtEnds::None
    }
}

impl<'a> Scribe<'a> {
    /// Looks at the times of a text and begins.
    pub fn new(working: &'a Working, all: &'a [Line<'a>], begins: &BTreeMap<usize, Candidate>) -> Self {
        let stamps = || begins.values().filter_map(|found| Some((found.label.bracketed, found.label.stamp?)));
        // Saved captions of a meeting: `[王] 10:01:22`. And no recording begins after five hours.
        let saved = stamps().filter(|(bracketed, stamp)| *bracketed && stamp.form.exact).count();
        let late = stamps().next().is_some_and(|(_, stamp)| stamp.form.exact && stamp.at >= 5 * 3_600_000);
        Self {
            working,
            all,
            talk: Talk { verbatim: jefferson::is_used(all), ..Talk::default() },
            clock: late || saved * 2 > stamps().count(),
            times_at_ends: at_ends(all),
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
            let speaker = (!label.name.is_empty()).then(|| self.call(&label.name, &label.attributes));
            let bytes = (line.byte, line.byte + line.text.len() + 1);
            self.waiting = Some(Waiting { start, at, until, speaker, bytes });
            return;
        }
        // A time has no name of its own, but a person may have given it one.
        let speaker = if label.name.is_empty() && label.shape == Shape::Nameless {
            self.open.as_ref().and_then(|turn| turn.speaker.clone())
        } else {
            Some(self.call(&label.name, &label.attributes))
        };
        self.close();
        let waiting = if at.is_none() { self.take_waiting() } else { None };
        self.waiting = None;
        let said = point(line, label.said);
        let end = point(line, line.text.trim_end().len());
        if let Some(span) = Span::new(waiting.as_ref().map_or(start, |waiting| waiting.start), end) {
            self.open = Some(DraftTurn {
                span,
                said: said.clamp(span.start.0, span.end.0),
                speaker,
                at: at.or(waiting.as_ref().map(|waiting| waiting.at)),
                until: until.or(waiting.and_then(|waiting| waiting.until)),
            });
            // Where the label stands alone, what was said begins in the next line.
            self.end_of(line, label.said);
        }
        if let Some((from, to)) = label.stamped {
            let behind = if label.parted_by_stamp { Behind::LineEnd } else { Behind::Nothing };
            self.drop(line.byte + from, line.byte + to, behind);
        }
    }

    fn take_waiting(&mut self) -> Option<Waiting> {
        let waiting = self.waiting.take()?;
        self.drop(waiting.bytes.0, waiting.bytes.1, Behind::Nothing);
        Some(waiting)
    }

    fn go_on(&mut self, line: &Line) {
        let start = point(line, line.content_start() - line.byte);
        let end = point(line, line.text.trim_end().len());
        if let Some(Waiting { start: from, at, until, speaker, .. }) = self.take_waiting() {
            let speaker = speaker.or_else(|| self.open.as_ref().and_then(|turn| turn.speaker.clone()));
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
        let found = stamp::at_end(line.text).filter(|(from, _)| *from >= said && *from > 0);
        let Some((from, stamp)) = found else { return };
        let is_hash = line.text.trim_end().ends_with('#');
        if self.times_at_ends == AtEnds::None || self.times_at_ends == AtEnds::Hashes && !is_hash {
            return;
        }
        let moment = self.moment(stamp.at);
        let Some(turn) = &mut self.open else { return };
        turn.until = Some(moment);
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
