//! `/购买.{0,4}服务/`: a regular expression on the normalised text of one paragraph, in the syntax of the crate
//! `regex`: no look-around, no references back, and so never slow.
//!
//! The letters of the expression are folded as texts are: 購 finds 购, ＪＲＣ and JRC find jrc, a space beside a
//! Chinese character is nothing. What has a meaning keeps it; a full-width bracket has none and is a character.

use std::ops::Range;

use ::regex::bytes::{Regex, RegexBuilder};
use regex_syntax::ParserBuilder;
use regex_syntax::ast::ErrorKind;
use unicode_normalization::char::canonical_combining_class;

use super::super::normalise::normalise_query;
use super::super::query::RegexFault;
use super::super::script::is_run;
use super::required::required;

/// Bytes that a compiled expression may take.
const LARGEST: usize = 2 << 20;
/// How deep groups may nest.
const DEEPEST: u32 = 50;

pub(super) struct Compiled {
    pub regex: Regex,
    /// What every match holds one of, where that is known.
    pub required: Option<Vec<String>>,
}

/// What is wrong with an expression, and which of its characters that is about.
pub(in super::super) fn check_regex(text: &str) -> Result<(), (RegexFault, Range<usize>)> {
    compile(text).map(|_| ())
}

pub(super) fn compile(text: &str) -> Result<Compiled, (RegexFault, Range<usize>)> {
    let whole = || 0..text.chars().count();
    // As it was typed, so that what is wrong has its place.
    parser().parse(text).map_err(|error| fault(&error, text))?;
    let source = folded(text);
    let hir = parser().parse(&source).map_err(|error| (fault(&error, &source).0, whole()))?;
    if hir.properties().maximum_len() == Some(0) {
        return Err((RegexFault::MatchesNothing, whole()));
    }
    let built = RegexBuilder::new(&source).case_insensitive(true).size_limit(LARGEST).nest_limit(DEEPEST).build();
    let regex = built.map_err(|_| (RegexFault::TooLarge, whole()))?;
    Ok(Compiled { regex, required: required(&hir) })
}

/// Only expressions that match whole characters.
fn parser() -> regex_syntax::Parser {
    ParserBuilder::new().case_insensitive(true).nest_limit(DEEPEST).utf8(true).build()
}

fn fault(error: &regex_syntax::Error, text: &str) -> (RegexFault, Range<usize>) {
    let (fault, span) = match error {
        regex_syntax::Error::Parse(error) => {
            let fault = match error.kind() {
                ErrorKind::GroupUnclosed => RegexFault::OpenGroup,
                ErrorKind::GroupUnopened => RegexFault::StrayGroup,
                ErrorKind::ClassUnclosed => RegexFault::OpenClass,
                ErrorKind::ClassRangeInvalid | ErrorKind::ClassRangeLiteral => RegexFault::Range,
                ErrorKind::RepetitionMissing => RegexFault::NothingToRepeat,
                ErrorKind::RepetitionCountInvalid
                | ErrorKind::RepetitionCountDecimalEmpty
                | ErrorKind::RepetitionCountUnclosed
                | ErrorKind::DecimalEmpty
                | ErrorKind::DecimalInvalid => RegexFault::Count,
                ErrorKind::EscapeUnrecognized | ErrorKind::EscapeUnexpectedEof | ErrorKind::ClassEscapeInvalid => {
                    RegexFault::Escape
                }
                ErrorKind::UnsupportedBackreference | ErrorKind::UnsupportedLookAround => RegexFault::Unsupported,
                ErrorKind::NestLimitExceeded(_) | ErrorKind::CaptureLimitExceeded => RegexFault::TooLarge,
                _ => RegexFault::Malformed,
            };
            (fault, *error.span())
        }
        regex_syntax::Error::Translate(error) => (RegexFault::Malformed, *error.span()),
        _ => return (RegexFault::Malformed, 0..text.chars().count()),
    };
    let at = |byte: usize| text.get(..byte).map_or(0, |before| before.chars().count());
    (fault, at(span.start.offset)..at(span.end.offset))
}

/// The expression with its letters folded as texts are.
fn folded(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let (mut at, mut classes) = (0, 0_usize);
    while let Some(&c) = characters.get(at) {
        let rest = &characters[at..];
        let len = match c {
            '\\' => {
                let len = escape_len(rest);
                out.extend(&rest[..len]);
                len
            }
            '[' | ']' => {
                classes = if c == '[' { classes + 1 } else { classes.saturating_sub(1) };
                out.push(c);
                1
            }
            '(' if classes == 0 && rest.get(1) == Some(&'?') => {
                // The name or the flags of a group.
                let len = rest.iter().position(|c| matches!(c, ':' | '>' | ')')).map_or(1, |end| end + 1);
                out.extend(&rest[..len]);
                len
            }
            _ if classes > 0 && is_range(rest) => {
                out.push_str(&folded_range(rest[0], rest[2]));
                3
            }
            _ if c.is_whitespace() && c != '\n' => {
                if !is_dropped(&characters, at, classes) {
                    out.push(' ');
                }
                1
            }
            _ => {
                let marks = rest[1..].iter().take_while(|&&c| canonical_combining_class(c) != 0).count();
                let len = 1 + marks;
                if c.is_ascii() && marks == 0 {
                    out.push(c);
                } else {
                    let next = rest.get(len).copied();
                    push_folded(&rest[..len], classes > 0, next, &mut out);
                }
                len
            }
        };
        at += len;
    }
    out
}

/// How many characters an escape has: `\d`, `\p{Han}`, `\x{4E00}`.
fn escape_len(rest: &[char]) -> usize {
    let takes_braces = matches!(rest.get(1), Some('p' | 'P' | 'x' | 'u' | 'U' | 'b'));
    if takes_braces && rest.get(2) == Some(&'{') {
        return rest.iter().position(|&c| c == '}').map_or(rest.len(), |end| end + 1);
    }
    rest.len().min(2)
}

/// Whether `a-z` stands here, inside a class.
fn is_range(rest: &[char]) -> bool {
    let is_end = |c: Option<&char>| c.is_some_and(|c| !matches!(c, '[' | ']' | '\\' | '-' | '&' | '~'));
    is_end(rest.first()) && rest.get(1) == Some(&'-') && is_end(rest.get(2))
}

/// A range of full-width letters or digits becomes one of half-width ones; others stay.
fn folded_range(first: char, last: char) -> String {
    let narrow = |c: char| match c {
        'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '０'..='９' => char::from_u32(u32::from(c) - 0xFEE0),
        _ => None,
    };
    match (narrow(first), narrow(last)) {
        (Some(first), Some(last)) => format!("{first}-{last}"),
        _ => format!("{first}-{last}"),
    }
}

/// Whether a space is one that texts lose: beside a character that stands for itself, and not repeated.
fn is_dropped(characters: &[char], at: usize, classes: usize) -> bool {
    let stands_alone = |c: Option<&char>| c.is_some_and(|&c| !c.is_ascii() && !is_run(c) && !c.is_whitespace());
    let is_repeated = characters.get(at + 1).is_some_and(|c| matches!(c, '?' | '*' | '+' | '{'));
    let before = characters[..at].iter().rev().find(|c| !c.is_whitespace());
    let after = characters[at..].iter().find(|c| !c.is_whitespace());
    classes == 0 && !is_repeated && (stands_alone(before) || stands_alone(after))
}

/// One character with the marks on it, as texts have it. Nothing of what it becomes has a meaning.
fn push_folded(cluster: &[char], is_in_class: bool, next: Option<char>, out: &mut String) {
    let plain = normalise_query(&cluster.iter().collect::<String>());
    let plain: Vec<char> = plain.chars().collect();
    let is_repeated = next.is_some_and(|c| matches!(c, '?' | '*' | '+' | '{'));
    let is_group = plain.len() != 1 && is_repeated && !is_in_class;
    if is_group {
        out.push_str("(?:");
    }
    for c in plain {
        if is_in_class || regex_syntax::is_meta_character(c) {
            // In a class `-`, `&` and `~` have meanings of their own.
            if c.is_ascii_punctuation() {
                out.push('\\');
            }
        }
        out.push(c);
    }
    if is_group {
        out.push(')');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_folded_and_what_has_a_meaning_keeps_it() {
        for (typed, folded) in [
            ("購買.{0,4}服務", "购买.{0,4}服务"),
            (r"\d{4}\s\p{Han}\x{8CFC}\(", r"\d{4}\s\p{Han}\x{8CFC}\("),
            ("ＪＲＣ（内）？", r"jrc\(内\)\?"),
            ("[購買一-龥Ａ-Ｚ－]", r"[购买一-龥A-Z\-]"),
            ("(?<名>購)(?i:A)", "(?<名>购)(?i:A)"),
            ("S 協會 social work", "S协会social work"),
            ("購 ?買", "购 ?买"),
            ("㈱?e\u{301}+", r"(?:\(株\))?é+"),
        ] {
            assert_eq!(super::folded(typed), folded, "{typed}");
        }
    }

    #[test]
    fn what_every_match_holds_is_told_to_the_index() {
        let holds = |typed: &str| compile(typed).unwrap().required.unwrap_or_default();
        assert_eq!(holds("購買.{0,4}社会服务"), ["社会服务"]);
        assert_eq!(holds("(购买|采购)了?服务?"), ["购买", "采购"]);
        assert_eq!(holds("Social"), ["social"]);
        assert_eq!(holds("^KPI$"), ["kpi"]);
        assert_eq!(holds("[内外]卷"), ["卷"]);
        assert_eq!(holds("(内+|卷)+"), ["内", "卷"]);
        for nothing in [r"\w+", "内*", ".{3}", "(内|.)", "[一-龥]"] {
            assert!(holds(nothing).is_empty(), "{nothing}");
        }
    }
}
