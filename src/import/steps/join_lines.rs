//! Joining lines that a page's width had broken.
//!
//! Lines are measured in half columns (a Chinese character is two). Where many lines end near one
//! width, the text was wrapped there: a line that is full, into which the next word would not have
//! fitted, goes on in the next one. Blank lines tell paragraphs apart only where they are not behind
//! every line. Marks of notes that a copy put on lines of their own are taken back into their line
//! first. A text that was not wrapped is left alone but for sentences that a page break cut in two.
//!
//! Refused: joining headings, captions, rows of tables, items, references, and turns of a
//! conversation; and joining on one sign alone.

use std::collections::{BTreeMap, BTreeSet};

use super::lines::{self, Caption, Line};
use super::pen::{Glue, Pen, Working};
use crate::import::draft::Layout;
use crate::import::script::{closes, is_han, is_latin, is_sentence_end, is_wide, never_begins_line, opens, width};
use crate::model::BlockKind;

/// Joins to a fixed point: a joined text is not touched again, so importing a cleaned text changes nothing.
pub fn act(working: &mut Working) -> u32 {
    if working.is_verbatim() {
        return 0;
    }
    let mut total = 0;
    // Each round ends fewer lines than the one before; real texts need one and a round that finds nothing.
    for _ in 0..8 {
        let text = working.text().to_owned();
        let borders = working.turn_borders();
        let plan = plan(&text, working.layout(), &borders, |start| working.kind_at(start));
        if plan.is_empty() {
            break;
        }
        total += plan.len() as u32;
        working.rewrite(|_, pen| {
            carry_out(&plan, pen);
            0
        });
    }
    total
}

/// Two lines that are one: where the first ends, where the second begins, what goes between.
#[derive(Debug, PartialEq, Eq)]
struct Join {
    end: usize,
    next: usize,
    space: bool,
}

fn carry_out(plan: &[Join], pen: &mut Pen) {
    for join in plan {
        pen.copy_to(join.end);
        pen.drop_to(join.next);
        if join.space {
            pen.insert(Glue::Space);
        }
    }
}

/// A line that is not blank, with what the decision needs.
struct Row<'a> {
    line: Line<'a>,
    text: &'a str,
    width: usize,
    indent: usize,
    blank_before: bool,
    trailing_blank: bool,
    kind: BlockKind,
    in_table: bool,
}

/// What the whole text says about its lines.
struct Habit<'a> {
    /// Half columns at which lines were wrapped; `None` where they were not.
    wrapped_at: Option<usize>,
    /// Width that a line must have to go on though a sentence ends with it: what nearly all lines that
    /// stop inside a sentence have.
    surely_full: usize,
    /// Whether blank lines stand behind nearly every line, and so say nothing.
    blank_lines_say_nothing: bool,
    /// Whether a blank at the end of a line tells that a paragraph ends there.
    trailing_blank_ends: bool,
    /// Whether the author parts Chinese from Latin by a space.
    spaced: bool,
    /// Words that are written with a hyphen inside a line.
    hyphenated: BTreeSet<&'a str>,
    /// Labels that stand before a colon at the beginning of several lines.
    labels: BTreeMap<String, usize>,
}

fn plan(text: &str, layout: Layout, borders: &[u32], kind_at: impl Fn(u32) -> BlockKind) -> Vec<Join> {
    let mut rows = rows(text, kind_at);
    let habit = habit(text, &rows);
    mark_tables(&mut rows, habit.wrapped_at);
    if habit.wrapped_at.is_none() && layout == Layout::Paragraphs {
        return Vec::new();
    }
    let mut plan = Vec::new();
    // Width of the line as it stood on the page: pieces around marks of notes count together.
    let mut standing = rows.first().map_or(0, |row| row.width);
    for pair in rows.windows(2) {
        let [row, next] = pair else { continue };
        let verdict = decide(row, standing, next, &habit);
        if verdict == Verdict::Break || parts_turns(borders, row, next) {
            standing = next.width;
            continue;
        }
        let end = row.line.content_end();
        let hyphen = dehyphenated(row.text, next.text, &habit);
        plan.push(Join {
            end: if hyphen { end - 1 } else { end },
            next: next.line.content_start(),
            space: !hyphen && needs_space(row.text, next.text, habit.spaced),
        });
        standing = if verdict == Verdict::SameLine { standing + next.width } else { next.width };
    }
    plan
}

/// Whether a turn begins or ends between two lines, or its label stands alone on the first.
fn parts_turns(borders: &[u32], row: &Row, next: &Row) -> bool {
    let end = row.line.start + row.line.text.trim_end().chars().count() as u32;
    let begin = next.line.start + next.line.text.chars().take_while(|c| c.is_whitespace()).count() as u32;
    let first = borders.partition_point(|&border| border < end);
    borders.get(first).is_some_and(|&border| border <= begin)
}

fn rows(text: &str, kind_at: impl Fn(u32) -> BlockKind) -> Vec<Row<'_>> {
    let mut rows: Vec<Row> = Vec::new();
    let mut blank_before = false;
    for line in lines::lines(text) {
        if line.is_blank() {
            blank_before = true;
            continue;
        }
        let trimmed = line.text.trim();
        let lead = line.text.len() - line.text.trim_start().len();
        rows.push(Row {
            text: trimmed,
            width: width(trimmed),
            indent: line
                .text
                .get(..lead)
                .map_or(0, |blanks| blanks.chars().map(|c| if c == '\t' { 4 } else { width(&c.to_string()) }).sum()),
            blank_before: std::mem::take(&mut blank_before),
            trailing_blank: line.text.ends_with([' ', '\t', '　']),
            kind: kind_at(line.start),
            in_table: false,
            line,
        });
    }
    rows
}

/// Share of long lines that must end at the width for a text to count as wrapped.
const WRAPPED_SHARE: f64 = 0.45;
/// How far short of the width a full line may end: proportional digits, a hanging mark, one word.
const SLACK: usize = 7;

fn habit<'a>(text: &'a str, rows: &[Row]) -> Habit<'a> {
    let wrapped_at = wrapped_at(rows);
    let gaps = rows.len().saturating_sub(1).max(1);
    let blanks = rows.iter().skip(1).filter(|row| row.blank_before).count();
    let mut labels = BTreeMap::new();
    for row in rows {
        if let Some(label) = lines::label(row.text) {
            *labels.entry(label.to_owned()).or_insert(0) += 1;
        }
    }
    let full = |row: &&Row| wrapped_at.is_some_and(|at| row.width + SLACK >= at);
    let full_and_open = rows.iter().filter(full).filter(|row| !is_sentence_end(row.text)).count();
    let full_open_blank =
        rows.iter().filter(full).filter(|row| !is_sentence_end(row.text) && row.trailing_blank).count();
    let ended_blank = rows.iter().filter(|row| row.trailing_blank && is_sentence_end(row.text)).count();
    let characters: Vec<char> = text.chars().collect();
    let mut open_widths: Vec<usize> =
        rows.iter().filter(full).filter(|row| !is_sentence_end(row.text)).map(|row| row.width).collect();
    open_widths.sort_unstable();
    let surely_full = open_widths.get(open_widths.len() / 20).copied().unwrap_or(0);
    let (mut spaced, mut tight) = (0, 0);
    for window in characters.windows(3) {
        if let [a, b, c] = *window {
            spaced += usize::from(b == ' ' && ((is_han(a) && is_latin(c)) || (is_latin(a) && is_han(c))));
            tight += usize::from((is_han(a) && is_latin(b)) || (is_latin(a) && is_han(b)));
        }
    }
    Habit {
        wrapped_at,
        surely_full,
        blank_lines_say_nothing: blanks * 100 >= gaps * 60,
        trailing_blank_ends: ended_blank >= 3 && full_open_blank * 20 <= full_and_open,
        spaced: spaced > tight,
        hyphenated: text
            .split(|c: char| !c.is_alphabetic() && c != '-')
            .filter(|word| word.contains('-') && !word.ends_with('-'))
            .collect(),
        labels,
    }
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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Break,
    /// The next line goes on where this one stopped.
    Join,
    /// Both stood on one line of the page.
    SameLine,
}

fn decide(row: &Row, standing: usize, next: &Row, habit: &Habit) -> Verdict {
    let structural = |row: &Row| row.kind != BlockKind::Body || row.in_table;
    if structural(row) || structural(next) {
        return Verdict::Break;
    }
    let Some(first) = next.text.chars().next() else { return Verdict::Break };
    // A mark of a note, and what follows it, belong to the line before.
    if lines::is_note_mark(next.text) && !lines::stands_alone(row.text) {
        return Verdict::SameLine;
    }
    if never_begins_line(first) && !lines::opens_references(row.text) && !matches!(first, '…' | '”' | '’') {
        return Verdict::SameLine;
    }
    let page_break = next.blank_before && !habit.blank_lines_say_nothing;
    if lines::heading_level(row.text).is_some() && !is_full(row, standing, next, habit)
        || lines::heading_level(next.text).is_some()
            && (is_sentence_end(row.text) || !is_full(row, standing, next, habit))
        || lines::caption_kind(row.text).is_some()
        || lines::caption_kind(next.text).is_some() && is_sentence_end(row.text)
        || lines::is_table_foot(next.text)
        || lines::is_reference(next.text)
        || begins_turn(next.text, habit)
    {
        return Verdict::Break;
    }
    if page_break && (lines::is_list_item(next.text) || lines::heading_level(next.text).is_some()) {
        return Verdict::Break;
    }
    if lines::is_list_item(next.text) && (is_sentence_end(row.text) || !is_full(row, standing, next, habit)) {
        return Verdict::Break;
    }
    let Some(at) = habit.wrapped_at else { return heal(row, next) };
    // An author who wraps by hand leaves lines ragged; inside a block of lines a small letter goes on.
    let small = first.is_ascii_lowercase() && !is_sentence_end(row.text) && row.width * 2 >= at;
    if small && !next.blank_before && !habit.blank_lines_say_nothing && next.indent <= row.indent {
        return Verdict::Join;
    }
    if !is_full(row, standing, next, habit) {
        return Verdict::Break;
    }
    let ended = is_sentence_end(row.text);
    if ended && standing.max(row.width) < habit.surely_full {
        return Verdict::Break;
    }
    if ended && (page_break || next.indent >= 4 && next.indent > row.indent) {
        return Verdict::Break;
    }
    if ended && habit.trailing_blank_ends && row.trailing_blank {
        return Verdict::Break;
    }
    if next.indent >= 4 && row.indent == 0 && ended {
        return Verdict::Break;
    }
    Verdict::Join
}

/// Whether the next word would not have fitted on the line.
fn is_full(row: &Row, standing: usize, next: &Row, habit: &Habit) -> bool {
    let Some(at) = habit.wrapped_at else { return false };
    let word = first_word(next.text);
    let gap = usize::from(needs_space(row.text, next.text, habit.spaced));
    let standing = standing.max(row.width) + row.indent.min(8);
    standing + SLACK >= at || standing + gap + width(word) + 2 > at && width(word) <= at / 3
}

/// What the next line would have had to give up first: a Latin word, or a character with the closing marks after it.
fn first_word(line: &str) -> &str {
    let mut end = 0;
    let mut word = false;
    for (at, character) in line.char_indices() {
        let goes_on = if end == 0 || (!word && line.get(..at).is_some_and(|head| head.chars().all(opens))) {
            word = is_latin(character);
            true
        } else {
            (word && is_latin(character)) || never_begins_line(character) || matches!(character, '"' | ',' | '.' | ')')
        };
        if !goes_on {
            break;
        }
        end = at + character.len_utf8();
    }
    line.get(..end).unwrap_or(line)
}

/// In a text that was not wrapped: a sentence that a page break cut in two.
fn heal(row: &Row, next: &Row) -> Verdict {
    let (Some(last), Some(first)) = (row.text.chars().next_back(), next.text.chars().next()) else {
        return Verdict::Break;
    };
    let open = is_han(last) || last.is_ascii_lowercase() || matches!(last, '，' | '、' | ',' | '（' | '“' | '-');
    let goes_on = is_han(first) || first.is_ascii_lowercase() || first.is_ascii_digit() || matches!(first, '“' | '（');
    let both = is_han(last) == is_han(first)
        || matches!(last, '，' | '、' | ',')
        || first.is_ascii_digit()
        || !is_latin(first);
    let long = row.width >= 72 && lines::is_prose(row.text);
    let prose = lines::is_prose(next.text) && (is_sentence_end(next.text) || next.width >= 72);
    let alone = lines::stands_alone(row.text) || lines::stands_alone(next.text) || lines::label(next.text).is_some();
    let indented = next.indent >= 4;
    if open && goes_on && both && long && prose && !alone && !indented { Verdict::Join } else { Verdict::Break }
}

/// Whether a line begins a turn of a conversation: a label that comes back, or a known one.
fn begins_turn(line: &str, habit: &Habit) -> bool {
    let Some(label) = lines::label(line) else { return false };
    let known = ["访谈者", "受访者", "採訪者", "受訪者", "主持人", "说话人", "发言人", "问", "答", "問", "Q", "A"];
    let stem = label.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
    known.contains(&stem) || habit.labels.get(label).is_some_and(|&count| count >= 3)
}

/// Whether a hyphen at the end of a line only parted a word: it goes, unless the word is known with it.
fn dehyphenated(line: &str, next: &str, habit: &Habit) -> bool {
    let Some(stem) = line.strip_suffix('-') else { return false };
    let head = stem.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    let tail = next.split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    let parted = head.chars().count() >= 2
        && head.chars().all(is_latin)
        && tail.starts_with(char::is_lowercase)
        && tail.chars().count() >= 2;
    parted && !habit.hyphenated.contains(format!("{head}-{tail}").as_str())
}

/// Whether words must be kept apart where a line end was.
fn needs_space(line: &str, next: &str, spaced: bool) -> bool {
    let (Some(last), Some(first)) = (line.chars().next_back(), next.chars().next()) else { return false };
    if last == '-' && line.chars().rev().nth(1).is_some_and(char::is_alphabetic) {
        return false;
    }
    if opens(last) && !matches!(last, '"' | '\'') || never_begins_line(first) {
        return false;
    }
    if is_latin(last) && is_latin(first) {
        return true;
    }
    if is_wide(last) && is_wide(first) {
        return false;
    }
    if (is_han(last) && is_latin(first)) || (is_latin(last) && is_han(first)) {
        return spaced;
    }
    let western = |c: char| !is_wide(c) && !matches!(c, '“' | '”' | '‘' | '’' | '—' | '…' | '·');
    // A western mark before a western word: `end of clause, next`.
    western(last)
        && western(first)
        && !matches!(first, ')' | ']' | ',' | '.' | ';' | ':' | '!' | '?')
        && (closes(last) || !is_wide(first))
}

/// Rows of a table after its caption, so that the columns do not run into one another.
fn mark_tables(rows: &mut [Row], wrapped_at: Option<usize>) {
    let mut inside = 0_usize;
    for row in rows {
        if lines::caption_kind(row.text) == Some(Caption::Table) {
            inside = 200;
            continue;
        }
        let full = wrapped_at.is_some_and(|at| row.width + SLACK >= at);
        if inside > 0
            && (lines::is_table_foot(row.text)
                || lines::heading_level(row.text).is_some()
                || full
                || is_sentence_end(row.text))
        {
            inside = 0;
        }
        row.in_table = inside > 0;
        inside = inside.saturating_sub(1);
    }
}
