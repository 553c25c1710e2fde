//! What goes between two lines that are one: nothing, a space, or less than nothing where a hyphen goes.

use super::habit::Habit;
use crate::import::script::{closes, is_han, is_latin, is_wide, never_begins_line, opens};

/// How two lines become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seam {
    /// One right behind the other.
    Tight,
    /// With a space between.
    Space,
    /// The hyphen at the end of the first only parted a word and goes.
    WithoutHyphen,
}

/// How these two are sewn together.
pub fn seam(line: &str, next: &str, habit: &Habit) -> Seam {
    if dehyphenated(line, next, habit) {
        Seam::WithoutHyphen
    } else if needs_space(line, next, habit.spaced) {
        Seam::Space
    } else {
        Seam::Tight
    }
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
pub fn needs_space(line: &str, next: &str, spaced: bool) -> bool {
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
