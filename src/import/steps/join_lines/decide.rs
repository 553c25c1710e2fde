//! Whether a line goes on in the next one, and how good the reasons are.
//!
//! One function per kind of reason, asked in order of their strength: what the lines are, whether the
//! first is full, how the sentence stands, how paragraphs begin in this text.

use super::super::{lines, references};
use super::glue::needs_space;
use super::habit::{Habit, SLACK};
use super::rows::Row;
use crate::import::script::{is_han, is_latin, is_sentence_end, never_begins_line, opens, width};
use crate::import::transcript::is_speaker_label;
use crate::model::BlockKind;

/// What a line end is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Break,
    /// The next line goes on where this one stopped.
    Join,
    /// Both stood on one line of the page.
    SameLine,
}

/// How good the reasons are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    Plain,
    /// A person should look.
    Thin,
}

type Decision = (Verdict, Evidence);

const BREAK: Decision = (Verdict::Break, Evidence::Plain);
const JOIN: Decision = (Verdict::Join, Evidence::Plain);

/// What stands on the page before a line end: pieces around marks of notes count together.
#[derive(Clone, Copy, Debug, Default)]
pub struct Standing {
    /// Half columns of the line as it stood on the page.
    width: usize,
    /// Lines of the paragraph so far.
    lines: usize,
    /// Whether all of them are indented: a block set in.
    set_in: bool,
}

impl Standing {
    /// At the first line of a paragraph.
    pub fn begin(row: &Row) -> Self {
        Self { width: row.width, lines: 1, set_in: row.indent >= 2 }
    }

    /// At the next line of it.
    pub fn goes_on(self, row: &Row) -> Self {
        Self { width: row.width, lines: self.lines + 1, set_in: self.set_in && row.indent >= 2 }
    }

    /// At the next piece of the same line.
    pub fn same_line(self, row: &Row) -> Self {
        Self { width: self.width + row.width, ..self }
    }
}

/// Whether two lines are one, and how surely.
pub fn decide(row: &Row, standing: &Standing, next: &Row, habit: &Habit) -> Decision {
    let structural = |row: &Row| row.kind != BlockKind::Body || habit.tables.contains(&row.line.start);
    if structural(row) || structural(next) {
        return BREAK;
    }
    let Some(first) = next.text.chars().next() else { return BREAK };
    // A mark of a note, and what follows it, belong to the line before.
    if lines::is_note_mark(next.text) && !lines::stands_alone(row.text) {
        return (Verdict::SameLine, Evidence::Plain);
    }
    if never_begins_line(first) && !references::opens_references(row.text) && !matches!(first, '…' | '”' | '’') {
        return (Verdict::SameLine, Evidence::Plain);
    }
    if next.in_references {
        return within_references(row, standing, next, habit);
    }
    if next.resized && !lines::is_note_mark(row.text) {
        return BREAK;
    }
    let full = is_full(row, standing, next, habit);
    if let Some(decision) = by_shape(row, next, full, habit) {
        return decision;
    }
    let Some(at) = habit.column(row) else { return heal(row, next, habit) };
    // An author who wraps by hand leaves lines ragged; inside a block of lines a small letter goes on.
    let small = first.is_ascii_lowercase() && !is_sentence_end(row.text) && row.width * 2 >= at;
    if small && !next.apart && !habit.blank_lines_say_nothing && next.indent <= row.indent {
        return JOIN;
    }
    if !full && goes_on_at_the_edge(row, next, at, habit) {
        return JOIN;
    }
    if !full {
        let cut = row.width * 2 >= at && is_cut(row, next);
        return (Verdict::Break, if cut { Evidence::Thin } else { Evidence::Plain });
    }
    if is_sentence_end(row.text) {
        after_sentence(row, standing, next, habit)
    } else {
        inside_sentence(row, next, habit)
    }
}

/// Whether a line that leaves a little room stops inside its sentence and the next one is not set in: type that is
/// not stretched to the edge. Where every paragraph begins with an indent, it may leave more.
fn goes_on_at_the_edge(row: &Row, next: &Row, column: usize, habit: &Habit) -> bool {
    let most = if habit.indents { column / 6 } else { (column / 12).max(4) };
    habit.placed
        && row.room.is_some_and(|room| room <= most)
        && next.indent < 2
        && !next.apart
        && !is_sentence_end(row.text)
        && lines::heading_level(row.text).is_none()
        && lines::heading_level(next.text).is_none()
}

/// What a line is that begins or ends something by its looks.
fn by_shape(row: &Row, next: &Row, full: bool, habit: &Habit) -> Option<Decision> {
    let ended = is_sentence_end(row.text);
    let apart = next.apart && !habit.blank_lines_say_nothing;
    if lines::caption_kind(row.text).is_some()
        || lines::is_table_foot(next.text)
        || lines::is_reference(next.text)
        || begins_turn(next.text, habit)
        || lines::heading_level(row.text).is_some() && !full
        || lines::caption_kind(next.text).is_some() && ended
    {
        return Some(BREAK);
    }
    let begins = lines::heading_level(next.text).is_some() || lines::is_list_item(next.text);
    if begins && (ended || !full || apart) {
        return Some(BREAK);
    }
    None
}

/// The line is full and its sentence is over: how do paragraphs begin here?
fn after_sentence(row: &Row, standing: &Standing, next: &Row, habit: &Habit) -> Decision {
    let short = match row.room {
        Some(room) => habit.justified && room > 2,
        None => standing.width.max(row.width) < habit.surely_full,
    };
    let apart = next.apart && !habit.blank_lines_say_nothing;
    let indented = next.indent >= 4 && (next.indent > row.indent || row.indent == 0)
        || habit.indents && next.indent >= 2 && !standing.set_in;
    let set_in_over = standing.set_in && standing.lines > 1 && next.indent == 0;
    if short || apart || indented || set_in_over || habit.trailing_blank_ends && row.trailing_blank {
        return BREAK;
    }
    let told = habit.shows_paragraphs() || habit.trailing_blank_ends;
    (Verdict::Join, if told { Evidence::Plain } else { Evidence::Thin })
}

/// The line is full and its sentence goes on.
fn inside_sentence(row: &Row, next: &Row, habit: &Habit) -> Decision {
    // Where places are known and every paragraph begins with an indent, a line set in begins one, whatever the
    // line above lacks: a heading that fills its line, a paragraph that ends with the mark of a note.
    if habit.placed && habit.indents && next.indent >= 3 && next.indent > row.indent {
        return (Verdict::Break, if is_closed(row.text) { Evidence::Plain } else { Evidence::Thin });
    }
    let looks_new = lines::heading_level(next.text).is_some()
        || lines::is_list_item(next.text)
        || lines::heading_level(row.text).is_some()
        || habit.placed && next.apart
        || habit.indents && next.indent >= 2 && next.indent > row.indent && is_closed(row.text);
    (Verdict::Join, if looks_new { Evidence::Thin } else { Evidence::Plain })
}

/// Whether a line ends with a mark that may close a paragraph though it ends no sentence: a note's, a bracket.
fn is_closed(line: &str) -> bool {
    line.ends_with([']', '］', ')', '）', '〕', '”', '】'])
}

/// Whether a sentence seems to be cut between two lines of prose though the first is not full.
fn is_cut(row: &Row, next: &Row) -> bool {
    let open = row.text.chars().next_back().is_some_and(|c| is_han(c) || is_latin(c) || is_comma(c));
    let prose = |row: &Row| lines::is_prose(row.text) && !lines::stands_alone(row.text);
    open && !is_sentence_end(row.text) && prose(row) && prose(next) && lines::label(row.text).is_none()
}

fn is_comma(character: char) -> bool {
    matches!(character, '，' | '、' | ',' | '（' | '“' | '-')
}

/// In a list of references: entries part, their lines join.
fn within_references(row: &Row, standing: &Standing, next: &Row, habit: &Habit) -> Decision {
    if !row.in_references {
        return BREAK;
    }
    let full = is_full(row, standing, next, habit);
    let ended = is_sentence_end(row.text);
    let address = ["http", "doi", "DOI", "www."].iter().any(|start| next.text.starts_with(start));
    let apart = next.apart && !habit.blank_lines_say_nothing;
    if habit.numbered_references {
        // Numbers of pages go on behind a hyphen: `58-` and, on the next line, `72.`
        let goes_on = row.text.ends_with(['-', '–', '—', '+', ',', '，']);
        if references::entry_number(next.text).is_some() && !goes_on {
            return BREAK;
        }
        if address || full || goes_on || !ended && habit.is_wrapped() && !apart {
            return JOIN;
        }
        let begins = ended && next.indent >= 2 && next.indent > row.indent;
        return if apart || begins || ended && !habit.placed { BREAK } else { (Verdict::Join, Evidence::Thin) };
    }
    let hangs = next.indent >= 2 && (next.indent > row.indent || standing.lines > 1);
    if hangs && habit.is_wrapped() || address {
        return JOIN;
    }
    if !full || next.indent < row.indent && standing.lines > 1 {
        return BREAK;
    }
    match (ended, references::looks_like_entry(next.text)) {
        (true, true) => BREAK,
        (true, false) | (false, true) => (Verdict::Join, Evidence::Thin),
        (false, false) => JOIN,
    }
}

/// Whether the next word would not have fitted on the line.
fn is_full(row: &Row, standing: &Standing, next: &Row, habit: &Habit) -> bool {
    let word = width(first_word(next.text));
    let gap = usize::from(needs_space(row.text, next.text, habit.spaced));
    if let (Some(room), Some(column)) = (row.room, row.column()) {
        return room <= 1 || gap + word > room && word <= column / 2;
    }
    let Some(at) = habit.wrapped_at else { return false };
    let standing = standing.width.max(row.width) + row.indent.min(8);
    standing + SLACK >= at || standing + gap + word + 2 > at && word <= at / 3
}

/// What the next line would have had to give up first: a Latin word, or a character with the closing marks after it.
fn first_word(line: &str) -> &str {
    let mut end = 0;
    let mut word = false;
    let mut only_opening = true;
    for (at, character) in line.char_indices() {
        let goes_on = if end == 0 || (!word && only_opening) {
            word = is_latin(character);
            true
        } else {
            (word && is_latin(character)) || never_begins_line(character) || matches!(character, '"' | ',' | '.' | ')')
        };
        if !goes_on {
            break;
        }
        only_opening &= opens(character);
        end = at + character.len_utf8();
    }
    line.get(..end).unwrap_or(line)
}

/// In a text that was not wrapped: a sentence that a page break cut in two.
fn heal(row: &Row, next: &Row, habit: &Habit) -> Decision {
    let (Some(last), Some(first)) = (row.text.chars().next_back(), next.text.chars().next()) else {
        return BREAK;
    };
    let open = is_han(last) || last.is_ascii_lowercase() || is_comma(last);
    let goes_on = is_han(first) || first.is_ascii_lowercase() || first.is_ascii_digit() || matches!(first, '“' | '（');
    let both = is_han(last) == is_han(first)
        || matches!(last, '，' | '、' | ',')
        || first.is_ascii_digit()
        || !is_latin(first);
    let long = row.width >= 72 && lines::is_prose(row.text);
    let prose = lines::is_prose(next.text) && (is_sentence_end(next.text) || next.width >= 72);
    let alone = lines::stands_alone(row.text) || lines::stands_alone(next.text) || lines::label(next.text).is_some();
    if !long || !prose || alone || is_sentence_end(row.text) {
        return BREAK;
    }
    // Where hardly a paragraph ends without its mark, one that does was cut.
    if open && goes_on && both && next.indent < 4 {
        return (Verdict::Join, if habit.punctuated { Evidence::Plain } else { Evidence::Thin });
    }
    (Verdict::Break, if habit.punctuated { Evidence::Thin } else { Evidence::Plain })
}

/// Whether a line begins a turn of a conversation: a label that comes back, or a known one.
fn begins_turn(line: &str, habit: &Habit) -> bool {
    let Some(label) = lines::label(line) else { return false };
    is_speaker_label(label) || habit.labels.get(label).is_some_and(|&count| count >= 3)
}
