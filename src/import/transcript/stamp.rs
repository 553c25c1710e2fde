//! Times as transcripts write them: `00:02`, `(00:01:08)`, `[0:01.5 --> 0:04.0]`, `#00:01:23-4#`.
//!
//! Refused: anything without a colon between two numbers. `(0.5)` is a pause in Jefferson notation,
//! `3-4` a range of pages, and neither is a time.

/// A time, or a range of two, that stands at a place of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Milliseconds.
    pub at: u32,
    /// The second one of a range.
    pub until: Option<u32>,
    /// Bytes that it takes, with its brackets.
    pub len: usize,
    /// How it is written: what tells a time of a recording from one of a day.
    pub form: Form,
}

/// How a stamp is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// In brackets or between `#`.
    pub enclosed: bool,
    /// With seconds beside hours, or with parts of a second: nobody writes a time of the day like that.
    pub exact: bool,
    /// How many digits the first number has: `8:30` among `00:10` is somebody's word.
    pub lead: usize,
}

/// Colons of both widths.
fn colon(text: &str) -> Option<&str> {
    text.strip_prefix([':', '：'])
}

/// The digits at the beginning: their value, how many, and what follows.
fn digits(text: &str) -> Option<(u32, usize, &str)> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let count = text.len() - rest.len();
    let value = text.get(..count).filter(|_| (1..=3).contains(&count))?.parse().ok()?;
    Some((value, count, rest))
}

/// One time without brackets: milliseconds, whether it has hours or parts of a second, what follows.
fn one(text: &str) -> Option<(u32, bool, &str)> {
    let (first, _, rest) = digits(text)?;
    let (second, width, rest) = digits(colon(rest)?)?;
    if width != 2 || second > 59 {
        return None;
    }
    let third = colon(rest).and_then(digits).filter(|(value, width, _)| *width == 2 && *value < 60);
    let (seconds, exact, rest) = match third {
        Some((third, _, rest)) => (first * 3600 + second * 60 + third, true, rest),
        None => (first * 60 + second, false, rest),
    };
    let (milliseconds, has_part, rest) = part(rest);
    let next = rest.chars().next();
    if next.is_some_and(|c| c.is_ascii_alphanumeric() || c == ':') {
        return None;
    }
    Some((seconds * 1000 + milliseconds, exact || has_part, rest))
}

/// Parts of a second: `.480`, `,480`, and `-4` where no second time follows.
fn part(text: &str) -> (u32, bool, &str) {
    let none = (0, false, text);
    let Some(mark) = text.chars().next().filter(|c| matches!(c, '.' | ',' | '-')) else { return none };
    let Some((value, width, rest)) = text.get(1..).and_then(digits) else { return none };
    if mark == '-' && (width > 1 || colon(rest).is_some()) {
        return none;
    }
    let scale = match width {
        1 => 100,
        2 => 10,
        _ => 1,
    };
    (value * scale, true, rest)
}

/// One time or a range.
fn range(text: &str) -> Option<(u32, Option<u32>, bool, &str)> {
    let (at, exact, rest) = one(text)?;
    let after = rest.trim_start_matches([' ', '\t', '\u{A0}']);
    let second = ["-->", "->", "--", "—", "–", "-", "~", "～", "至", "→"]
        .iter()
        .find_map(|mark| after.strip_prefix(mark))
        .and_then(|second| one(second.trim_start()))
        .filter(|(until, _, _)| *until >= at);
    // `8:30-11:30` are the hours of a canteen; a range is no more exact than its times.
    Some(match second {
        Some((until, also, rest)) => (at, Some(until), exact || also, rest),
        None => (at, None, exact, rest),
    })
}

/// How many digits a text begins with.
fn lead(text: &str) -> usize {
    text.chars().take_while(char::is_ascii_digit).count()
}

/// What closes what.
fn closing(open: char) -> Option<char> {
    Some(match open {
        '(' => ')',
        '（' => '）',
        '[' => ']',
        '［' => '］',
        '【' => '】',
        '〔' => '〕',
        '<' => '>',
        '{' => '}',
        '#' => '#',
        _ => return None,
    })
}

/// The stamp with which a text begins.
pub fn at_start(text: &str) -> Option<Stamp> {
    let open = text.chars().next()?;
    let Some(close) = closing(open) else {
        let (at, until, exact, rest) = range(text)?;
        let form = Form { enclosed: false, exact, lead: lead(text) };
        return Some(Stamp { at, until, len: text.len() - rest.len(), form });
    };
    let inside = text.get(open.len_utf8()..)?.trim_start();
    let (at, until, exact, rest) = range(inside)?;
    let rest = rest.trim_start().strip_prefix(close)?;
    let form = Form { enclosed: true, exact, lead: lead(inside) };
    Some(Stamp { at, until, len: text.len() - rest.len(), form })
}

/// The stamp in brackets with which a text ends, and the byte at which it begins. Blanks behind it are passed over.
pub fn at_end(text: &str) -> Option<(usize, Stamp)> {
    let text = text.trim_end();
    let close = text.chars().next_back().filter(|c| matches!(c, ')' | '）' | ']' | '］' | '】' | '>' | '}' | '#'))?;
    let inside = text.get(..text.len() - close.len_utf8())?;
    let (from, _) = inside.char_indices().rev().take(32).find(|(_, c)| closing(*c) == Some(close))?;
    let stamp = at_start(text.get(from..)?)?;
    (from + stamp.len == text.len()).then_some((from, stamp))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn read(text: &str) -> Option<(u32, Option<u32>, usize)> {
        at_start(text).map(|stamp| (stamp.at, stamp.until, stamp.len))
    }

    #[test]
    fn times_are_read_however_a_program_writes_them() {
        assert_eq!(read("00:02"), Some((2_000, None, 5)));
        assert_eq!(read("75:12 好"), Some((4_512_000, None, 5)));
        assert_eq!(read("00:00:16.480"), Some((16_480, None, 12)));
        assert_eq!(read("(00:01:08): 好"), Some((68_000, None, 10)));
        assert_eq!(read("（1：02）"), Some((62_000, None, 12)));
        assert_eq!(read("#00:01:23-4#"), Some((83_400, None, 12)));
        assert_eq!(read("[00:01.000 --> 00:04.500]"), Some((1_000, Some(4_500), 25)));
        assert_eq!(read("00:05-00:09"), Some((5_000, Some(9_000), 11)));
    }

    #[test]
    fn pauses_ratios_and_dates_are_no_times() {
        for text in ["(0.5)", "1:3", "12:345", "2016:07:12:11", "(1:20", "10:75", "3-4", "1:20pm"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_stamp_at_the_end_is_found_with_its_place() {
        let text = "食堂是去年开的。 #00:01:23-4# ";
        let (from, stamp) = at_end(text).unwrap();
        assert_eq!((text.get(from..from + stamp.len), stamp.at), (Some("#00:01:23-4#"), 83_400));
        assert_eq!(at_end("他笑了(0.5)"), None);
        assert_eq!(at_end("好"), None);
    }
}
