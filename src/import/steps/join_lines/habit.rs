//! What the whole text says about its lines.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{lines, references};
use super::rows::{self, Row};
use crate::import::script::{is_han, is_latin, is_sentence_end};
use crate::model::BlockKind;

/// Share of long lines that must end at the width for a text to count as wrapped.
const WRAPPED_SHARE: f64 = 0.45;
/// How far short of the width a full line may end: proportional digits, a hanging mark, one word.
pub const SLACK: usize = 7;

/// How the author, or the program that set the text, does things.
pub struct Habit<'a> {
    /// Half columns at which lines were wrapped; `None` where they were not.
    pub wrapped_at: Option<usize>,
    /// Whether places on pages tell how full lines are.
    pub placed: bool,
    /// Whether full lines end exactly at the edge of their column.
    pub justified: bool,
    /// Width that a line must have to go on though a sentence ends with it: what nearly all lines that
    /// stop inside a sentence have.
    pub surely_full: usize,
    /// Whether blank lines stand behind nearly every line, and so say nothing.
    pub blank_lines_say_nothing: bool,
    /// Whether a blank at the end of a line tells that a paragraph ends there.
    pub trailing_blank_ends: bool,
    /// Whether nearly every paragraph begins with an indent.
    pub indents: bool,
    /// Whether nearly every paragraph is set apart by a blank line.
    pub sets_apart: bool,
    /// Whether paragraphs end with a mark that ends a sentence.
    pub punctuated: bool,
    /// Whether the author parts Chinese from Latin by a space.
    pub spaced: bool,
    /// Words that are written with a hyphen inside a line.
    pub hyphenated: BTreeSet<&'a str>,
    /// Labels that stand before a colon at the beginning of several lines.
    pub labels: BTreeMap<String, usize>,
    /// Whether entries of references carry numbers.
    pub numbered_references: bool,
    /// Rows of tables, by their place among the rows.
    pub tables: BTreeSet<u32>,
}

impl<'a> Habit<'a> {
    pub fn of(text: &'a str, rows: &[Row]) -> Self {
        let wrapped_at = wrapped_at(rows);
        let gaps = rows.len().saturating_sub(1).max(1);
        let blanks = rows.iter().skip(1).filter(|row| row.apart).count();
        let mut labels = BTreeMap::new();
        for row in rows {
            if let Some(label) = lines::label(row.text) {
                *labels.entry(label.to_owned()).or_insert(0) += 1;
            }
        }
        let placed = rows.iter().filter(|row| row.room.is_some()).count() * 2 > rows.len();
        let full = |row: &&Row| match row.room {
            Some(room) => room <= 2,
            None => wrapped_at.is_some_and(|at| row.width + SLACK >= at),
        };
        let full_and_open = rows.iter().filter(full).filter(|row| !is_sentence_end(row.text)).count();
        let full_open_blank =
            rows.iter().filter(full).filter(|row| !is_sentence_end(row.text) && row.trailing_blank).count();
        let ended_blank = rows.iter().filter(|row| row.trailing_blank && is_sentence_end(row.text)).count();
        let mut open_widths: Vec<usize> =
            rows.iter().filter(full).filter(|row| !is_sentence_end(row.text)).map(|row| row.width).collect();
        open_widths.sort_unstable();
        let near_edge = rows.iter().filter(|row| row.room.is_some_and(|room| room <= 8)).count();
        let at_edge = rows.iter().filter(|row| row.room.is_some_and(|room| room <= 1)).count();
        let blank_lines_say_nothing = !placed && blanks * 100 >= gaps * 60;
        let begins = Beginnings::of(rows, wrapped_at);
        let is_table = rows::mark_tables(rows, |row| full(&row));
        let references: Vec<&Row> = rows.iter().filter(|row| row.in_references).collect();
        let numbered = references.iter().filter(|row| references::entry_number(row.text).is_some()).count();
        Self {
            wrapped_at,
            placed,
            justified: at_edge * 10 >= near_edge * 7,
            surely_full: open_widths.get(open_widths.len() / 20).copied().unwrap_or(0),
            blank_lines_say_nothing,
            trailing_blank_ends: ended_blank >= 3 && full_open_blank * 20 <= full_and_open,
            indents: begins.indented * 10 >= begins.all * 7 && begins.indented >= 3,
            sets_apart: !blank_lines_say_nothing && begins.apart * 10 >= begins.all * 7 && begins.apart >= 3,
            punctuated: begins.ended * 10 >= begins.long * 7,
            spaced: is_spaced(text),
            hyphenated: text
                .split(|c: char| !c.is_alphabetic() && c != '-')
                .filter(|word| word.contains('-') && !word.ends_with('-'))
                .collect(),
            labels,
            numbered_references: numbered >= 3
                || references.first().is_some_and(|row| references::entry_number(row.text).is_some()),
            tables: rows.iter().zip(is_table).filter(|(_, is)| *is).map(|(row, _)| row.line.start).collect(),
        }
    }

    /// Whether lines of this text are pieces of paragraphs.
    pub fn is_wrapped(&self) -> bool {
        self.placed || self.wrapped_at.is_some()
    }

    /// Half columns of the column in which a line stands; `None` where nothing was wrapped.
    pub fn column(&self, row: &Row) -> Option<usize> {
        row.column().or(self.wrapped_at)
    }

    /// Whether something else than a short last line tells where paragraphs begin.
    pub fn shows_paragraphs(&self) -> bool {
        self.indents || self.sets_apart
    }
}

/// How lines behind a surely last line begin.
struct Beginnings {
    all: usize,
    indented: usize,
    apart: usize,
    long: usize,
    ended: usize,
}

impl Beginnings {
    fn of(rows: &[Row], wrapped_at: Option<usize>) -> Self {
        let mut found = Self { all: 0, indented: 0, apart: 0, long: 0, ended: 0 };
        for row in rows.iter().filter(|row| row.width >= 72 && !row.in_references && lines::is_prose(row.text)) {
            found.long += 1;
            found.ended += usize::from(is_sentence_end(row.text));
        }
        for pair in rows.windows(2) {
            let [row, next] = pair else { continue };
            let short = match (row.room, wrapped_at) {
                (Some(room), _) => room > 8,
                (None, Some(at)) => row.width + row.indent.min(8) + 2 * SLACK < at,
                (None, None) => false,
            };
            let prose = lines::is_prose(next.text) && next.kind == BlockKind::Body && !lines::stands_alone(next.text);
            if short && is_sentence_end(row.text) && prose {
                found.all += 1;
                found.indented += usize::from(next.indent >= 2);
                found.apart += usize::from(next.apart);
            }
        }
        found
    }
}

fn is_spaced(text: &str) -> bool {
    let (mut spaced, mut tight) = (0, 0);
    let mut last = ['\n'; 2];
    for c in text.chars() {
        let [a, b] = last;
        spaced += usize::from(b == ' ' && ((is_han(a) && is_latin(c)) || (is_latin(a) && is_han(c))));
        tight += usize::from((is_han(a) && is_latin(b)) || (is_latin(a) && is_han(b)));
        last = [b, c];
    }
    spaced > tight
}

/// The width at which lines were wrapped: the one near which most long lines end, none far beyond it.
fn wrapped_at(rows: &[Row]) -> Option<usize> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    let candidates = || rows.iter().filter(|row| row.kind == BlockKind::Body && row.width >= 24);
    for row in candidates() {
        *counts.entry(row.width).or_default() += 1;
    }
    let near = |at: usize| counts.range(at.saturating_sub(SLACK)..=at).map(|(_, n)| n).sum::<usize>();
    let (&widest, _) = counts.iter().max_by_key(|(at, _)| (near(**at), std::cmp::Reverse(**at)))?;
    let full = near(widest);
    let long = candidates().filter(|row| row.width * 2 >= widest).count();
    let beyond = counts.range(widest + SLACK..).map(|(_, n)| n).sum::<usize>();
    // A verse has lines of one width as well, but short ones; a paragraph a line has no width at all.
    let plausible = (28..=200).contains(&widest);
    // Among the full lines many end inside a sentence; lines that are sentences were not wrapped.
    let open = candidates()
        .filter(|row| row.width + SLACK >= widest && row.width <= widest && !is_sentence_end(row.text))
        .count();
    (plausible && full >= 3 && full as f64 >= long as f64 * WRAPPED_SHARE && beyond * 10 <= full && open * 2 >= full)
        .then_some(widest)
}
