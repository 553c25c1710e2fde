//! How a line can begin a turn: a name with a colon, with a time, in brackets, in the first cell of a
//! row, alone on its line; or a time without a name.
//!
//! This is what a line *could* be. Whether the text is a conversation, and which names are speakers,
//! only the whole text can say.

use super::names::{self, Name, Strength};
use super::stamp::{self, Stamp};
use crate::import::script::{is_wide, width};

/// How a line shows that a turn begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `访谈者：您好`, `Q1. …`
    Colon,
    /// `说话人1 00:02`, `王(00:01:08): …`
    Timed,
    /// The first cell of a row.
    Cell,
    /// A name alone on its line.
    Bare,
    /// A time without a name.
    Nameless,
}

/// A line read as the beginning of a turn. Places are bytes of the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// How it shows.
    pub shape: Shape,
    /// Who speaks; empty where nobody is named.
    pub name: String,
    /// What the label says of them.
    pub attributes: Vec<(String, String)>,
    /// How surely it is a name.
    pub strength: Strength,
    /// Whether the name stands in square brackets, as in saved captions of meetings.
    pub bracketed: bool,
    /// When.
    pub stamp: Option<Stamp>,
    /// The stamp with the blanks that go with it.
    pub stamped: Option<(usize, usize)>,
    /// Whether nothing would part the name from what was said if the stamp were gone: a line end then does.
    pub parted_by_stamp: bool,
    /// Where the turn begins.
    pub begin: usize,
    /// Where what was said begins; the line's end where it stands in the next line.
    pub said: usize,
    /// Where it begins if the name is none after all: behind a stamp at the line's beginning.
    pub said_behind_stamp: Option<usize>,
    /// Where it begins if the stamp behind a colon is a time of which somebody speaks.
    pub said_with_stamp: Option<usize>,
}

/// Longest label in half columns.
const LONGEST: usize = 32;

/// A place in a line that moves forward.
#[derive(Clone, Copy)]
struct Cursor<'a> {
    line: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn rest(self) -> &'a str {
        self.line.get(self.at..).unwrap_or("")
    }

    fn first(self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip(&mut self, blank: impl Fn(char) -> bool) {
        self.at += self.rest().len() - self.rest().trim_start_matches(blank).len();
    }

    fn skip_blanks(&mut self) {
        self.skip(char::is_whitespace);
    }

    /// Passes over a colon of either width.
    fn colon(&mut self) -> bool {
        let mark = self.first().filter(|c| matches!(c, ':' | '：'));
        self.at += mark.map_or(0, char::len_utf8);
        mark.is_some()
    }
}

/// Reads a line as the beginning of a turn.
pub fn read(line: &str) -> Option<Label> {
    let mut cursor = Cursor { line, at: 0 };
    cursor.skip_blanks();
    let begin = cursor.at;
    // `12 A：…`, `3. 问：…`, `[4] B: …`: the turn's number belongs to the label.
    let numbered = behind_number(cursor)
        .and_then(|behind| from(behind, begin))
        .filter(|label| !matches!(label.shape, Shape::Bare | Shape::Nameless) && label.strength >= Strength::Likely);
    numbered.or_else(|| from(cursor, begin))
}

fn behind_number(mut cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    let start = cursor.at;
    cursor.skip(|c| matches!(c, '[' | '(' | '（' | '【'));
    let digits = cursor.at;
    cursor.skip(|c| c.is_ascii_digit());
    let count = cursor.at - digits;
    let number = cursor.at;
    cursor.skip(|c| matches!(c, ']' | ')' | '）' | '】' | '.' | '．' | '、'));
    let marked = cursor.at > number || digits > start;
    let mark = cursor.at;
    cursor.skip_blanks();
    ((1..=4).contains(&count) && (marked || cursor.at > mark)).then_some(cursor)
}

/// Reads on from where a label may stand; the turn begins at `begin`.
fn from(mut cursor: Cursor<'_>, begin: usize) -> Option<Label> {
    if let Some(label) = dotted(cursor, begin) {
        return Some(label);
    }
    let Some(stamp) = stamp::at_start(cursor.rest()) else { return named(cursor, begin) };
    let from = cursor.at;
    cursor.at += stamp.len;
    cursor.skip(|c| c.is_whitespace() || matches!(c, '|' | '-' | '–'));
    let stamped = (from, cursor.at);
    let behind = cursor.at;
    let nameless = Label {
        shape: Shape::Nameless,
        name: String::new(),
        attributes: Vec::new(),
        strength: Strength::Perhaps,
        bracketed: false,
        stamp: Some(stamp),
        stamped: Some(stamped),
        parted_by_stamp: false,
        begin,
        said: behind,
        said_behind_stamp: Some(behind),
        said_with_stamp: None,
    };
    let Some(mut label) = named(cursor, begin) else { return Some(nameless) };
    if label.stamp.is_none() {
        label.stamp = Some(stamp);
        label.stamped = Some(stamped);
    }
    label.said_behind_stamp = Some(behind);
    if label.shape == Shape::Bare {
        label.shape = Shape::Timed;
    }
    Some(label)
}

/// `Q1. …`, `A. …`, `问1、…`.
fn dotted(cursor: Cursor<'_>, begin: usize) -> Option<Label> {
    let rest = cursor.rest();
    let letter = rest.chars().next().filter(|c| matches!(c, 'Q' | 'A' | 'Ｑ' | 'Ａ' | '问' | '答' | '問'))?;
    let after = rest.get(letter.len_utf8()..)?;
    let mark = after.trim_start_matches(|c: char| c.is_ascii_digit());
    let dot = mark.chars().next().filter(|c| matches!(c, '.' | '．' | '、'))?;
    let text = mark.get(dot.len_utf8()..)?;
    // `A.M.`, `Q.E.D.` are no labels.
    if dot == '.' && !text.is_empty() && !text.starts_with(|c: char| c.is_whitespace() || is_wide(c)) {
        return None;
    }
    let name = names::fold(rest.get(..rest.len() - mark.len())?);
    let said = cursor.at + rest.len() - text.trim_start().len();
    Some(label(Shape::Colon, Name { name, attributes: Vec::new() }, begin, said))
}

fn label(shape: Shape, Name { name, attributes }: Name, begin: usize, said: usize) -> Label {
    let strength = names::strength(&name);
    Label {
        shape,
        strength,
        name,
        attributes,
        bracketed: false,
        stamp: None,
        stamped: None,
        parted_by_stamp: false,
        begin,
        said,
        said_behind_stamp: None,
        said_with_stamp: None,
    }
}

/// A name and what parts it from what was said.
fn named(cursor: Cursor<'_>, begin: usize) -> Option<Label> {
    if let Some((inside, behind)) = in_brackets(cursor) {
        let mut found = ended(inside, cursor, behind, begin)?;
        found.bracketed = true;
        return Some(found);
    }
    let end = name_end(cursor.rest())?;
    let raw = cursor.rest().get(..end)?;
    ended(raw, cursor, cursor.at + end, begin)
}

/// `[王]`, `【访谈者】`: what is inside, and the byte behind.
fn in_brackets(cursor: Cursor<'_>) -> Option<(&str, usize)> {
    let rest = cursor.rest();
    let close = match rest.chars().next()? {
        '[' => ']',
        '【' => '】',
        '［' => '］',
        _ => return None,
    };
    let (head, _) = rest.split_once(close)?;
    let inside = head.get(head.chars().next()?.len_utf8()..)?;
    let is_name = !inside.is_empty() && width(inside) <= LONGEST && name_end(inside) == Some(inside.len());
    is_name.then_some((inside, cursor.at + head.len() + close.len_utf8()))
}

/// The byte at which a name ends: at a colon, a tab, a stamp, the end. `None` where something stands in it
/// that stands in no name.
fn name_end(text: &str) -> Option<usize> {
    let mut columns = 0;
    let mut last = ' ';
    let mut inside_until = 0;
    for (at, character) in text.char_indices() {
        if at < inside_until {
            continue;
        }
        if matches!(character, ':' | '：' | '\t') {
            return Some(at);
        }
        let rest = text.get(at..)?;
        let begins_number = character.is_ascii_digit() && !last.is_ascii_digit() && at > 0;
        if (begins_number || !in_plain_name(character)) && stamp::at_start(rest).is_some() {
            return Some(at);
        }
        if matches!(character, '(' | '（') {
            let close = rest.char_indices().take(24).find(|(_, c)| matches!(c, ')' | '）'))?;
            inside_until = at + close.0 + close.1.len_utf8();
        } else if !in_plain_name(character) {
            return None;
        }
        columns += crate::import::script::columns(character);
        if columns > LONGEST {
            return None;
        }
        last = character;
    }
    Some(text.len())
}

fn in_plain_name(character: char) -> bool {
    names::in_name(character) || matches!(character, '<' | '>')
}

/// What follows a name says what kind of label it is.
fn ended(raw: &str, mut cursor: Cursor<'_>, end: usize, begin: usize) -> Option<Label> {
    let name = names::read(raw)?;
    cursor.at = end;
    let blank = end;
    cursor.skip_blanks();
    if cursor.rest().is_empty() {
        let tab = cursor.line.get(blank..).is_some_and(|gap| gap.contains('\t'));
        return (!tab).then(|| label(Shape::Bare, name, begin, cursor.line.len()));
    }
    if let Some(stamp) = stamp::at_start(cursor.rest()) {
        let behind = cursor.at + stamp.len;
        cursor.at = behind;
        cursor.skip_blanks();
        let colon = cursor.colon();
        cursor.skip_blanks();
        let text = cursor.rest();
        // `早上 8:30出门` is a sentence: what follows a bare time is set off.
        let set_off = colon || text.is_empty() || stamp.form.enclosed || cursor.at > behind;
        if !set_off {
            return None;
        }
        let mut found = label(Shape::Timed, name, begin, cursor.at);
        found.stamp = Some(stamp);
        let in_cells = cursor.line.get(behind..cursor.at).is_some_and(|gap| gap.contains('\t'));
        found.parted_by_stamp = !(text.is_empty() || colon || in_cells);
        found.stamped = Some((blank, if found.parted_by_stamp { cursor.at } else { behind }));
        return Some(found);
    }
    let parted = cursor.line.get(blank..cursor.at).unwrap_or("");
    let wide = cursor.first() == Some('：');
    if cursor.colon() {
        return colon_label(name, cursor, wide, begin);
    }
    let is_cell = parted.contains('\t');
    let bracketed = cursor.line.get(..blank).is_some_and(|head| head.ends_with([']', '】', '］']));
    if is_cell || bracketed {
        return Some(label(if is_cell { Shape::Cell } else { Shape::Colon }, name, begin, cursor.at));
    }
    None
}

fn colon_label(name: Name, mut cursor: Cursor<'_>, wide: bool, begin: usize) -> Option<Label> {
    let next = cursor.first();
    // `http://…`, `a:b`, `3:1` are no labels.
    let tight =
        next.is_some_and(|c| !c.is_whitespace() && !is_wide(c) && !matches!(c, '[' | '(' | '<' | '#' | '“' | '"'));
    let western = name.name.is_ascii() && names::strength(&name.name) < Strength::Known;
    if next == Some('/') || !wide && tight && western {
        return None;
    }
    cursor.skip_blanks();
    let before = cursor.at;
    let mut found = label(Shape::Colon, name, begin, before);
    if let Some(stamp) = stamp::at_start(cursor.rest()) {
        cursor.at += stamp.len;
        let behind = cursor.at;
        cursor.skip_blanks();
        if stamp.form.enclosed || stamp.form.exact || cursor.rest().is_empty() || cursor.at > behind {
            found.shape = Shape::Timed;
            found.stamp = Some(stamp);
            found.stamped = Some((before, cursor.at));
            found.said = cursor.at;
            found.said_with_stamp = Some(before);
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// Name, shape, milliseconds, what was said.
    fn parts(line: &str) -> Option<(String, Shape, Option<u32>, &str)> {
        read(line).map(|label| (label.name, label.shape, label.stamp.map(|s| s.at), line.get(label.said..).unwrap()))
    }

    #[test]
    fn every_shape_of_a_label_is_read() {
        use Shape::{Bare, Cell, Colon, Nameless, Timed};
        for (line, name, shape, at, said) in [
            ("说话人1 00:02", "说话人1", Timed, Some(2_000), ""),
            ("Speaker 1 00:00:16.480", "Speaker 1", Timed, Some(16_480), ""),
            ("王老师(00:01:08): 开饭了", "王老师", Timed, Some(68_000), "开饭了"),
            ("Ann Lee  0:02  ", "Ann Lee", Timed, Some(2_000), ""),
            ("[Ann Lee] 10:01:22", "Ann Lee", Timed, Some(36_082_000), ""),
            ("[00:00:05] I: Hello", "I", Colon, Some(5_000), "Hello"),
            ("Speaker 2: [00:00:05] Hello", "Speaker 2", Timed, Some(5_000), "Hello"),
            ("访谈者：您好", "访谈者", Colon, None, "您好"),
            ("答:好", "答", Colon, None, "好"),
            ("Q1. Where?", "Q1", Colon, None, "Where?"),
            ("某大爷（67岁）：天天来", "某大爷", Colon, None, "天天来"),
            ("12 B：后来呢", "B", Colon, None, "后来呢"),
            ("3. 问：后来呢", "问", Colon, None, "后来呢"),
            ("【访谈者】后来呢", "访谈者", Colon, None, "后来呢"),
            ("访谈者\t后来呢", "访谈者", Cell, None, "后来呢"),
            ("访谈者", "访谈者", Bare, None, ""),
            ("[00:01:23] 天天来。", "", Nameless, Some(83_000), "天天来。"),
        ] {
            assert_eq!(parts(line), Some((name.to_owned(), shape, at, said)), "{line}");
        }
    }

    #[test]
    fn sentences_addresses_and_pauses_are_no_labels() {
        for line in ["我们，第一：要", "http://a.b", "对。", "早上 8:30出门，晚上回来", "", "  ", "12:30", "a:b"]
        {
            assert!(parts(line).is_none_or(|(name, ..)| name.is_empty()), "{line}");
        }
    }
}
