//! Writes a tree down as it would be typed: what is printed parses to the same tree.
//!
//! Two trees cannot be written exactly and are written as what means the same: a group of one (it is its only
//! part), and an open term without wildcards that would be read as something else (`AND`, `a~1`): it is put in
//! quotes.

use super::super::normalise::Scope;
use super::super::parse::{closers, reads_as_open};
use super::{Field, Filter, Near, NearOrder, Node, Reach, Term, Wording};

/// The language of the operators and of the names of filters that are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Operators {
    /// `AND`, `NEAR/20`, `code:`
    #[default]
    English,
    /// `且`, `近/20`, `代码:`
    Chinese,
}

impl Operators {
    fn pick(self, english: &'static str, chinese: &'static str) -> &'static str {
        match self {
            Self::English => english,
            Self::Chinese => chinese,
        }
    }

    /// The name of a filter, as it stands before the colon.
    #[must_use]
    pub fn field(self, field: Field) -> &'static str {
        let names = field.names();
        names.get(usize::from(self == Self::Chinese)).or(names.first()).copied().unwrap_or_default()
    }

    /// What stands between two things that are near: `NEAR/20`, `近/句`.
    #[must_use]
    pub fn near(self, order: NearOrder, reach: Reach) -> String {
        let name = match order {
            NearOrder::Either => self.pick("NEAR", "近"),
            NearOrder::Before => self.pick("PRE", "先"),
        };
        match reach {
            Reach::Characters(count) => format!("{name}/{count}"),
            Reach::Within(Scope::Sentence) => format!("{name}/{}", self.pick("s", "句")),
            Reach::Within(Scope::Paragraph) => format!("{name}/{}", self.pick("p", "段")),
            Reach::Within(Scope::Turn) => format!("{name}/{}", self.pick("t", "轮")),
        }
    }
}

impl Filter {
    /// A filter of this name as it would be typed, whatever marks stand in the name.
    #[must_use]
    pub fn print_named(field: Field, name: &str) -> String {
        Node::Filter(Self { field, value: name.to_owned(), at: 0..0 }).print()
    }
}

/// How tightly a node must hold together where it stands.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Hold {
    Any,
    All,
    Not,
    Near,
    One,
}

impl Node {
    /// As it would be typed, with English operators.
    #[must_use]
    pub fn print(&self) -> String {
        self.print_with(Operators::English)
    }

    /// As it would be typed.
    #[must_use]
    pub fn print_with(&self, operators: Operators) -> String {
        let mut out = String::new();
        write(self, operators, Hold::Any, &mut out);
        out
    }
}

fn write(node: &Node, operators: Operators, hold: Hold, out: &mut String) {
    let (own, parts): (Hold, &[Node]) = match node {
        Node::All(parts) => (Hold::All, parts),
        Node::Any(parts) => (Hold::Any, parts),
        Node::Not(_) => (Hold::Not, &[]),
        Node::Near(_) => (Hold::Near, &[]),
        Node::Term(_) | Node::Filter(_) => (Hold::One, &[]),
    };
    if let [only] = parts {
        return write(only, operators, hold, out);
    }
    let is_bracketed = own < hold;
    if is_bracketed {
        out.push('(');
    }
    match node {
        Node::Term(term) => write_term(term, operators, out),
        Node::Filter(filter) => write_filter(filter, operators, out),
        Node::All(parts) => write_list(parts, operators.pick(" AND ", " 且 "), Hold::Not, operators, out),
        Node::Any(parts) => write_list(parts, operators.pick(" OR ", " 或 "), Hold::All, operators, out),
        Node::Not(part) => {
            out.push_str(operators.pick("NOT ", "非 "));
            let is_near = matches!(part.as_ref(), Node::Near(_));
            write(part, operators, if is_near { Hold::One } else { Hold::Not }, out);
        }
        Node::Near(Near { left, right, order, reach, .. }) => {
            write(left, operators, Hold::Near, out);
            out.push(' ');
            out.push_str(&operators.near(*order, *reach));
            out.push(' ');
            write(right, operators, Hold::One, out);
        }
    }
    if is_bracketed {
        out.push(')');
    }
}

fn write_list(parts: &[Node], between: &str, hold: Hold, operators: Operators, out: &mut String) {
    if parts.is_empty() {
        out.push_str("()");
    }
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            out.push_str(between);
        }
        write(part, operators, hold, out);
    }
}

fn write_filter(filter: &Filter, operators: Operators, out: &mut String) {
    out.push_str(operators.field(filter.field));
    out.push(':');
    let title = filter.title();
    if title.is_some() {
        out.push('=');
    }
    let value = title.unwrap_or(&filter.value);
    let ends = |c: char| c.is_whitespace() || matches!(c, '(' | '（' | ')' | '）') || closers(c).is_some();
    if value.contains(ends) {
        out.push_str(&quoted(value));
    } else {
        out.push_str(value);
    }
}

fn write_term(Term { text, wording, .. }: &Term, operators: Operators, out: &mut String) {
    match wording {
        Wording::Open if reads_as_open(text) || text.contains(['?', '？', '*', '＊']) => out.push_str(text),
        Wording::Open | Wording::Exact => match quotes(text) {
            Some((open, close)) => out.extend([open, text, close]),
            // With every kind of quote in it, it can only be written as an expression.
            None => write_regex(&regex::escape(text), out),
        },
        Wording::Unfolded => out.extend(["=", &bare(text)]),
        Wording::Wrong => out.extend([&bare(text), "~1"]),
        Wording::Synonyms => out.extend(["@", &bare(text)]),
        Wording::Word => out.extend([operators.pick("word:", "词:"), &bare(text)]),
        Wording::Stem => out.extend([operators.pick("stem:", "词干:"), &bare(text)]),
        Wording::Regex => write_regex(text, out),
    }
}

/// Characters after a sign: without quotes where nothing in them could be read as more than a character.
fn bare(text: &str) -> String {
    if !text.is_empty() && text.chars().all(char::is_alphanumeric) { text.to_owned() } else { quoted(text) }
}

fn quoted(text: &str) -> String {
    if let Some((open, close)) = quotes(text) {
        return format!("{open}{text}{close}");
    }
    let rest: String = text.chars().filter(|c| !matches!(c, '"' | '“' | '”' | '＂')).collect();
    format!("\"{rest}\"")
}

/// Quotes whose closing ones do not stand in a text.
fn quotes(text: &str) -> Option<(&'static str, &'static str)> {
    let pairs = [("\"", "\""), ("「", "」"), ("『", "』")];
    pairs.into_iter().find(|(open, _)| {
        let closing = open.chars().next().and_then(closers).unwrap_or_default();
        !text.contains(closing)
    })
}

/// A slash inside is escaped, so that none closes the expression.
fn write_regex(text: &str, out: &mut String) {
    out.push('/');
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match c {
            '/' | '／' => out.extend(['\\', c]),
            '\\' => {
                out.push(c);
                out.extend(characters.next());
            }
            _ => out.push(c),
        }
    }
    out.push('/');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Query;

    #[test]
    fn a_filter_is_read_as_the_name_that_it_was_printed_for() {
        for name in ["合谋", "所谓\"合谋\"", "他说“办了”", "政府（街道）", "a b", "「合谋」", "/合谋/"]
        {
            for field in [Field::Code, Field::Group] {
                let text = Filter::print_named(field, name);
                let Node::Filter(filter) = Query::parse(&text).unwrap().root else { panic!("{text}") };
                assert_eq!((filter.field, filter.value.as_str()), (field, name), "{text}");
            }
        }
    }
}
