//! `/购买.{0,4}服务/`: a regular expression on the normalised text of one paragraph, in the syntax of the crate
//! `regex`: no look-around, no references back, and so never slow. One whose matches have no greatest length
//! (`.*`) is sure of those of [`SURE`] bytes only where a paragraph is longer than that: otherwise a single line of
//! a whole book would be read to its end again for each match.
//!
//! The letters of the expression are folded as texts are: 購 finds 购, ＪＲＣ and JRC find jrc, a space beside a
//! Chinese character or a mark is nothing (`, then`, `[.!?] The`), and several are one. What has a meaning keeps
//! it; a full-width bracket has none and is a character.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use regex_automata::Input;
use regex_automata::meta::Regex;
use regex_syntax::ParserBuilder;
use regex_syntax::ast::ErrorKind;
use unicode_normalization::char::canonical_combining_class;

use super::super::normalise::normalise_query;
use super::super::query::RegexFault;
use super::super::script::is_run;
use super::chain::Chain;
use super::required::{chain, required};

/// Bytes that a compiled expression may take.
const LARGEST: usize = 2 << 20;
/// How deep groups may nest.
const DEEPEST: u32 = 50;

/// A match of more bytes than this may be found in part, or not at all, in a paragraph of more than twice as many.
const SURE: usize = 8_192;

#[derive(Debug)]
pub(super) struct Compiled {
    regex: Regex,
    /// What every match holds one of, where that is known.
    pub required: Option<Vec<String>>,
    /// The characters of every match, where they say more than that.
    pub chain: Option<Chain>,
    /// How many bytes of a paragraph are looked at for one match.
    window: usize,
}

impl Compiled {
    /// Bytes of a paragraph, ascending, not overlapping, none empty.
    pub fn places<'a>(&'a self, text: &'a [u8], cancel: &'a AtomicBool) -> impl Iterator<Item = Range<usize>> + 'a {
        let mut from = 0;
        std::iter::from_fn(move || {
            while from <= text.len() && !cancel.load(Ordering::Relaxed) {
                let end = next_character(text, from.saturating_add(self.window));
                let found = self.regex.search(&Input::new(text).range(from..end)).map(|found| found.range());
                // What begins in the second half may go on behind the window.
                let second_half = if end < text.len() { from + self.window / 2 } else { text.len() + 1 };
                match found {
                    Some(found) if found.start < second_half => {
                        from = if found.is_empty() { next_character(text, found.end + 1) } else { found.end };
                        if found.is_empty() && found.end == text.len() {
                            return None;
                        }
                        if !found.is_empty() {
                            return Some(found);
                        }
                    }
                    _ if end == text.len() => return None,
                    _ => from = next_character(text, second_half),
                }
            }
            None
        })
    }
}

/// The first byte of a character from here on, or the end.
fn next_character(text: &[u8], mut at: usize) -> usize {
    while text.get(at).is_some_and(|byte| byte & 0xC0 == 0x80) {
        at += 1;
    }
    at.min(text.len())
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
    let config = Regex::config().nfa_size_limit(Some(LARGEST));
    let regex = Regex::builder().configure(config).build_from_hir(&hir).map_err(|_| (RegexFault::TooLarge, whole()))?;
    let is_short = hir.properties().maximum_len().is_some_and(|len| len <= SURE);
    let required = required(&hir);
    let chain = chain(&hir, required.as_deref());
    Ok(Compiled { regex, required, chain, window: if is_short { usize::MAX } else { 2 * SURE } })
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

/// A part of an expression.
#[derive(Debug)]
struct Part {
    source: String,
    nature: Nature,
}

/// What a space beside a part has to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Nature {
    /// Only ever a character beside which texts have no space.
    Mark,
    Space,
    /// `?`, `*`, `+`, `{2,3}`: how often the part before it stands, and whether it may be missing.
    Repeat {
        may_be_none: bool,
    },
    Other,
}

/// The expression with its letters folded as texts are.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let parts = parts(text);
    let mut at = 0;
    while let Some(part) = parts.get(at) {
        if part.nature != Nature::Space {
            out.push_str(&part.source);
            at += 1;
            continue;
        }
        let is_space = |part: &&Part| matches!(part.nature, Nature::Space | Nature::Repeat { .. });
        let len = parts[at..].iter().take_while(is_space).count();
        push_spaces(&parts, at..at + len, &mut out);
        at += len;
    }
    out
}

/// Spaces side by side, each with what repeats it, as the one space that a text can have there.
fn push_spaces(parts: &[Part], range: Range<usize>, out: &mut String) {
    let mut before = parts[..range.start].iter().rev();
    let (before, before_may_be_none) = match before.next() {
        Some(Part { nature: Nature::Repeat { may_be_none }, .. }) => (before.next(), *may_be_none),
        other => (other, false),
    };
    let own = &parts[range.clone()];
    let after = parts.get(range.end).map(|part| part.nature);
    let after_may_be_none =
        parts.get(range.end + 1).map(|part| part.nature) == Some(Nature::Repeat { may_be_none: true });
    let is_space = |at: usize| own.get(at).is_some_and(|part| part.nature == Nature::Space);
    let is_lone = |at: usize| match own.get(at + 1).map(|part| part.nature) {
        Some(Nature::Repeat { may_be_none }) => !may_be_none,
        _ => true,
    };
    let must_stand = (0..own.len()).any(|at| is_space(at) && is_lone(at));
    let (is_before, is_after) = (before.is_some_and(|part| part.nature == Nature::Mark), after == Some(Nature::Mark));
    let beside_mark = is_before || is_after;
    let always_beside = (is_before && !before_may_be_none) || (is_after && !after_may_be_none);
    match own {
        [only] if !beside_mark => out.push_str(&only.source),
        _ if !must_stand => own.iter().for_each(|part| out.push_str(&part.source)),
        _ if !beside_mark => out.push(' '),
        // `work ,?then`: without its mark the space is there.
        _ if !always_beside => out.push_str(" ?"),
        _ => {}
    }
}

/// The parts of an expression, their letters folded.
fn parts(text: &str) -> Vec<Part> {
    let characters: Vec<char> = text.chars().collect();
    let mut parts: Vec<Part> = Vec::with_capacity(characters.len());
    // Where the classes begin that are open.
    let mut classes: Vec<usize> = Vec::new();
    let mut at = 0;
    while let Some(&c) = characters.get(at) {
        let rest = &characters[at..];
        let is_in_class = !classes.is_empty();
        let taken = |len: usize| rest[..len].iter().collect::<String>();
        let (len, source, nature) = match c {
            '\\' => {
                let len = escape_len(rest);
                let nature = match rest.get(1) {
                    Some('s') if !is_in_class => Nature::Space,
                    Some(escaped) if escaped.is_ascii_punctuation() => Nature::Mark,
                    _ => Nature::Other,
                };
                (len, taken(len), nature)
            }
            '[' => {
                classes.push(parts.len());
                (1, "[".to_owned(), Nature::Other)
            }
            ']' => {
                // A class of marks is a mark.
                let own = classes.pop().and_then(|start| parts.get_mut(start..)).unwrap_or_default();
                let is_mark = own.len() > 1 && own[1..].iter().all(|part| part.nature == Nature::Mark);
                let nature = if is_mark { Nature::Mark } else { Nature::Other };
                if let Some(opening) = own.first_mut() {
                    opening.nature = nature;
                }
                (1, "]".to_owned(), nature)
            }
            '(' if !is_in_class && rest.get(1) == Some(&'?') => {
                // The name or the flags of a group.
                let len = rest.iter().position(|c| matches!(c, ':' | '>' | ')')).map_or(1, |end| end + 1);
                (len, taken(len), Nature::Other)
            }
            '?' | '*' | '+' if !is_in_class => (1, c.to_string(), Nature::Repeat { may_be_none: c != '+' }),
            '{' if !is_in_class => {
                let len = rest.iter().position(|&c| c == '}').map_or(1, |end| end + 1);
                let least = rest[1..].iter().take_while(|c| c.is_ascii_digit());
                (len, taken(len), Nature::Repeat { may_be_none: least.into_iter().all(|&digit| digit == '0') })
            }
            _ if is_in_class && is_range(rest) => (3, folded_range(rest[0], rest[2]), Nature::Other),
            _ if c.is_whitespace() && c != '\n' => {
                (1, " ".to_owned(), if is_in_class { Nature::Other } else { Nature::Space })
            }
            _ => {
                let marks = rest[1..].iter().take_while(|&&c| canonical_combining_class(c) != 0).count();
                let len = 1 + marks;
                let has_meaning = if is_in_class { c == '^' } else { regex_syntax::is_meta_character(c) };
                let is_mark = if c.is_ascii() {
                    c.is_ascii_punctuation() && (!has_meaning || (!is_in_class && matches!(c, '#' | '&' | '-' | '~')))
                } else {
                    !is_run(c) && !c.is_whitespace()
                };
                let mut source = String::new();
                if c.is_ascii() && marks == 0 {
                    source.push(c);
                } else {
                    push_folded(&rest[..len], is_in_class, rest.get(len).copied(), &mut source);
                }
                (len, source, if is_mark { Nature::Mark } else { Nature::Other })
            }
        };
        parts.push(Part { source, nature });
        at += len;
    }
    parts
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
            ("work, then", "work,then"),
            (r"\. The", r"\.The"),
            ("[.!?,]+ The", "[.!?,]+The"),
            (r"[a,] b\s+c", r"[a,] b c"),
            (r"social  work \s", "social work "),
            (r"a ,?b, ?c ,* d", "a ?,?b, ?c ?,* ?d"),
            (r"\d - \d", r"\d-\d"),
            ("㈱?e\u{301}+", r"(?:\(株\))?é+"),
        ] {
            assert_eq!(super::folded(typed), folded, "{typed}");
        }
    }

    fn found(typed: &str, text: &str) -> Vec<Range<usize>> {
        let compiled = compile(typed).map_err(|(fault, _)| fault).unwrap();
        compiled.places(text.as_bytes(), &AtomicBool::new(false)).collect()
    }

    #[test]
    fn a_match_without_a_greatest_length_is_looked_for_in_a_part_of_a_long_line() {
        let long = "a".repeat(10 * SURE);
        assert_eq!(found("a.*z|a", &long).len(), long.len());
        assert_eq!(found("a.*z|a", &format!("{}z", &long[..SURE])), std::slice::from_ref(&(0..SURE + 1)));
        // Whatever is short enough is found wherever it stands, with what stands beside the window.
        for at in [SURE - 2, SURE, SURE + 1, 2 * SURE - 3, 2 * SURE, 5 * SURE - 1] {
            let text = format!("{}购买了服务。{}", "老".repeat(at), "人".repeat(SURE));
            assert_eq!(found("购买.*?服务", &text), std::slice::from_ref(&(3 * at..3 * at + 15)), "{at}");
            assert_eq!(found("^购.*|服务$", &text), Vec::<Range<usize>>::new(), "{at}");
        }
        assert_eq!(found("内*", "外内内外内"), [3..9, 12..15]);
    }

    #[test]
    fn a_stopped_search_finds_no_more() {
        let (compiled, stop) = (compile("a.*z|a").map_err(|(fault, _)| fault).unwrap(), AtomicBool::new(false));
        let mut places = compiled.places(b"aaaa", &stop);
        assert_eq!(places.next(), Some(0..1));
        stop.store(true, Ordering::Relaxed);
        assert_eq!(places.next(), None);
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
