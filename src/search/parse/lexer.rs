//! Cuts a query into its pieces: brackets, operators, terms and filters, each with its place.

use std::ops::Range;

use super::super::normalise::{Scope, normalise_query};
use super::super::pattern::{check_regex, is_stemmed};
use super::super::query::{Field, Mistake, NearOrder, QueryError, Reach, Wording};

/// The greatest distance that can be asked for.
const FARTHEST: u32 = 10_000;

#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub kind: Kind,
    pub at: Range<u32>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Open,
    Close,
    And(String),
    Or(String),
    Not(String),
    Near(String, NearOrder, Reach),
    Term(String, Wording),
    Filter(Field, String),
}

/// What a name before a bracket says of all that stands inside.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Prefix {
    Field(Field),
    Wording(Wording),
}

pub(super) fn pieces(characters: &[char]) -> Result<Vec<Piece>, QueryError> {
    Lexer { characters, at: 0, prefixes: Vec::new() }.pieces()
}

/// What closes the quote that a character opens; `None` where it opens none.
pub(in super::super) fn closers(c: char) -> Option<&'static [char]> {
    match c {
        '"' | '“' | '”' | '＂' => Some(&['"', '“', '”', '＂']),
        '「' => Some(&['」']),
        '『' => Some(&['』']),
        _ => None,
    }
}

struct Lexer<'a> {
    characters: &'a [char],
    at: usize,
    /// What the brackets that are open say of what stands inside them.
    prefixes: Vec<Option<Prefix>>,
}

impl Lexer<'_> {
    fn pieces(mut self) -> Result<Vec<Piece>, QueryError> {
        let mut pieces: Vec<Piece> = Vec::new();
        while let Some(c) = self.peek() {
            let start = self.at as u32;
            let prefix = self.prefixes.last().copied().flatten();
            let kind = match c {
                c if c.is_whitespace() => {
                    self.at += 1;
                    continue;
                }
                '(' | '（' => self.open(prefix),
                ')' | '）' => {
                    self.at += 1;
                    self.prefixes.pop();
                    Kind::Close
                }
                '-' | '－' | '−' if self.characters.get(self.at + 1).is_some_and(|next| !next.is_whitespace()) => {
                    self.at += 1;
                    Kind::Not(c.to_string())
                }
                '-' | '－' | '−' => return Err(self.error(Mistake::Operand(c.to_string()), start, start + 1)),
                c if closers(c).is_some() => {
                    let inside = self.quoted()?;
                    self.with_prefix(prefix, inside, Style::Quoted, start)?
                }
                _ => match prefix {
                    Some(prefix) if self.title_in_quotes(prefix) => self.prefixed("", prefix, start)?,
                    Some(prefix) => self.name(prefix, start)?,
                    None => self.word(c, start)?,
                },
            };
            pieces.push(Piece { kind, at: start..self.at as u32 });
        }
        Ok(pieces)
    }

    fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    fn open(&mut self, prefix: Option<Prefix>) -> Kind {
        self.at += 1;
        self.prefixes.push(prefix);
        Kind::Open
    }

    fn error(&self, kind: Mistake, start: u32, end: u32) -> QueryError {
        QueryError { kind, at: start..end.min(self.characters.len() as u32) }
    }

    fn mistake(&self, kind: Mistake, start: u32) -> QueryError {
        self.error(kind, start, self.at as u32)
    }

    /// The characters up to the next one that ends a word.
    fn run(&mut self) -> String {
        let ends = |c: char| c.is_whitespace() || matches!(c, '(' | '（' | ')' | '）') || closers(c).is_some();
        let run: String = self.characters[self.at..].iter().copied().take_while(|&c| !ends(c)).collect();
        self.at += run.chars().count();
        run
    }

    /// The characters between the quote that stands here and its end.
    fn quoted(&mut self) -> Result<String, QueryError> {
        let start = self.at;
        let closing = self.peek().and_then(closers).unwrap_or_default();
        self.at += 1;
        let inside: String = self.characters[self.at..].iter().take_while(|&c| !closing.contains(c)).collect();
        self.at += inside.chars().count() + 1;
        if self.at > self.characters.len() {
            return Err(self.mistake(Mistake::OpenQuote, start as u32));
        }
        if normalise_query(&inside).is_empty() {
            return Err(self.mistake(Mistake::Nothing, start as u32));
        }
        Ok(inside)
    }

    /// An operator, a filter or a term without quotes.
    fn word(&mut self, first: char, start: u32) -> Result<Kind, QueryError> {
        match first {
            '/' | '／' => return self.regex(),
            '=' | '＝' => return self.signed(Prefix::Wording(Wording::Unfolded), first, start),
            '@' | '＠' => return self.signed(Prefix::Wording(Wording::Synonyms), first, start),
            _ => {}
        }
        if let Some((name, prefix)) = self.prefix_here() {
            self.at += name.chars().count() + 1;
            return self.prefixed(&name, prefix, start);
        }
        let word = self.run();
        if let Some(kind) = operator(&word) {
            return Ok(kind);
        }
        match near(&word) {
            Some(Ok((order, reach))) => Ok(Kind::Near(word, order, reach)),
            Some(Err(kind)) => Err(self.mistake(kind, start)),
            None => self.term(word, Wording::Open, Style::Bare, start),
        }
    }

    /// The name of a filter or of a way to read a term, where one and a colon stand here.
    fn prefix_here(&self) -> Option<(String, Prefix)> {
        let rest = &self.characters[self.at..];
        let colon = rest.iter().position(|c| matches!(c, ':' | '：'))?;
        let name: String = rest[..colon].iter().collect();
        let is = |names: &[&str]| names.iter().any(|n| n.eq_ignore_ascii_case(&name));
        let field = Field::ALL.into_iter().find(|field| is(field.names())).map(Prefix::Field);
        let wording = || match () {
            () if is(&["word", "词"]) => Some(Prefix::Wording(Wording::Word)),
            () if is(&["stem", "词干"]) => Some(Prefix::Wording(Wording::Stem)),
            () => None,
        };
        field.or_else(wording).map(|prefix| (name, prefix))
    }

    /// What stands after `code:`.
    fn prefixed(&mut self, name: &str, prefix: Prefix, start: u32) -> Result<Kind, QueryError> {
        match self.peek() {
            Some('(' | '（') => return Ok(self.open(Some(prefix))),
            Some(c) if closers(c).is_some() => {
                let inside = self.quoted()?;
                return self.with_prefix(Some(prefix), inside, Style::Quoted, start);
            }
            _ if self.title_in_quotes(prefix) => {
                self.at += 1;
                let title = self.quoted()?;
                return self.with_prefix(Some(prefix), format!("={title}"), Style::Quoted, start);
            }
            _ => {}
        }
        let value = self.run();
        if value.is_empty() && prefix == Prefix::Field(Field::Uncoded) {
            return Ok(Kind::Filter(Field::Uncoded, value));
        }
        if value.is_empty() {
            return Err(self.mistake(Mistake::FilterValue(name.to_owned()), start));
        }
        self.with_prefix(Some(prefix), value, Style::Bare, start)
    }

    /// Whether a whole title stands here: `="访谈 1"`.
    fn title_in_quotes(&self, prefix: Prefix) -> bool {
        prefix == Prefix::Field(Field::Document)
            && matches!(self.peek(), Some('=' | '＝'))
            && self.characters.get(self.at + 1).is_some_and(|&c| closers(c).is_some())
    }

    /// What stands after `=` or `@`.
    fn signed(&mut self, prefix: Prefix, sign: char, start: u32) -> Result<Kind, QueryError> {
        self.at += 1;
        if self.peek().is_some_and(|c| closers(c).is_some()) {
            let inside = self.quoted()?;
            return self.with_prefix(Some(prefix), inside, Style::Quoted, start);
        }
        let value = self.run();
        if normalise_query(&value).is_empty() {
            return Err(self.mistake(Mistake::Sign(sign.to_string()), start));
        }
        self.with_prefix(Some(prefix), value, Style::Bare, start)
    }

    /// A word inside `code:( )`: an operator, or one of the names.
    fn name(&mut self, prefix: Prefix, start: u32) -> Result<Kind, QueryError> {
        let word = self.run();
        match operator(&word) {
            Some(kind) => Ok(kind),
            None => self.with_prefix(Some(prefix), word, Style::Bare, start),
        }
    }

    fn with_prefix(
        &mut self,
        prefix: Option<Prefix>,
        value: String,
        style: Style,
        start: u32,
    ) -> Result<Kind, QueryError> {
        match prefix {
            Some(Prefix::Field(Field::Attribute)) => self.attribute(value, start),
            Some(Prefix::Field(Field::Document)) if value.starts_with(['=', '＝']) => {
                let title: String = value.chars().skip(1).collect();
                if normalise_query(&title).is_empty() {
                    return Err(self.mistake(Mistake::FilterValue("doc".to_owned()), start));
                }
                Ok(Kind::Filter(Field::Document, format!("={title}")))
            }
            Some(Prefix::Field(field)) if normalise_query(&value).is_empty() => {
                Err(self.mistake(Mistake::FilterValue(field.names()[0].to_owned()), start))
            }
            Some(Prefix::Field(field)) => Ok(Kind::Filter(field, value)),
            Some(Prefix::Wording(wording)) => self.term(value, wording, style, start),
            None => self.term(value, Wording::Exact, style, start),
        }
    }

    /// The name of an attribute and what it is compared with, of which either may be in quotes.
    fn attribute(&mut self, mut value: String, start: u32) -> Result<Kind, QueryError> {
        let is_sign = |c: char| matches!(c, '=' | '＝' | '>' | '＞' | '<' | '＜' | '≥' | '≤' | '≠' | '!' | '！');
        if !value.contains(is_sign) {
            // `attr:年龄 > 60`; but `attr:年龄 =JRC` is an attribute and a term.
            let spaces = self.characters[self.at..].iter().take_while(|c| c.is_whitespace()).count();
            let rest = &self.characters[self.at + spaces..];
            let signs = rest.iter().take_while(|&&c| is_sign(c)).count();
            let is_only_equals = signs == 1 && matches!(rest.first(), Some('=' | '＝'));
            let stands_alone = rest.get(signs).is_none_or(|c| c.is_whitespace());
            if signs > 0 && (spaces == 0 || stands_alone || !is_only_equals) {
                self.at += spaces;
                value.push_str(&self.run());
            }
        }
        if value.ends_with(is_sign) {
            let spaces = self.characters[self.at..].iter().take_while(|c| c.is_whitespace()).count();
            let after = self.at;
            self.at += spaces;
            match self.peek() {
                Some(c) if closers(c).is_some() => value.push_str(&self.quoted()?),
                _ => value.push_str(&self.run()),
            }
            if value.ends_with(is_sign) {
                self.at = after;
                return Err(self.mistake(Mistake::Comparison(value), start));
            }
        }
        if value.starts_with(is_sign) || normalise_query(&value).is_empty() {
            return Err(self.mistake(Mistake::FilterValue("attr".to_owned()), start));
        }
        Ok(Kind::Filter(Field::Attribute, value))
    }

    /// A term, with the `~1` that may stand at its end.
    fn term(&mut self, mut text: String, mut wording: Wording, style: Style, start: u32) -> Result<Kind, QueryError> {
        if matches!(wording, Wording::Open | Wording::Exact) {
            let tail = if style == Style::Quoted { self.wrong_after_quote() } else { wrong_tail(&text) };
            if let Some(tail) = tail {
                if !matches!(tail.as_str(), "~1" | "～1" | "~１" | "～１") {
                    return Err(self.mistake(Mistake::WrongCount(tail), start));
                }
                if style == Style::Bare {
                    text.truncate(text.len() - tail.len());
                }
                wording = Wording::Wrong;
            }
        }
        let literal = normalise_query(&text);
        if literal.is_empty() {
            return Err(self.mistake(Mistake::Nothing, start));
        }
        let wildcard = |c: char| matches!(c, '?' | '？' | '*' | '＊');
        match wording {
            Wording::Open if text.replace(wildcard, "").trim().is_empty() => {
                return Err(self.mistake(Mistake::OnlyWildcards, start));
            }
            Wording::Unfolded | Wording::Wrong | Wording::Word | Wording::Stem
                if style == Style::Bare && text.contains(wildcard) =>
            {
                return Err(self.mistake(Mistake::Wildcards, start));
            }
            Wording::Wrong if literal.chars().count() < 2 => return Err(self.mistake(Mistake::WrongShort, start)),
            Wording::Stem if !is_stemmed(&literal) => return Err(self.mistake(Mistake::StemWord, start)),
            _ => {}
        }
        Ok(Kind::Term(text, wording))
    }

    /// `~1` straight after a closing quote.
    fn wrong_after_quote(&mut self) -> Option<String> {
        let rest = &self.characters[self.at..];
        rest.first().filter(|c| matches!(c, '~' | '～'))?;
        let len = 1 + rest[1..].iter().take_while(|c| c.is_numeric()).count();
        self.at += len;
        Some(rest[..len].iter().collect())
    }

    /// An expression between slashes. A slash inside may be escaped; one that nothing, white space or a closing
    /// bracket follows closes.
    fn regex(&mut self) -> Result<Kind, QueryError> {
        let start = self.at;
        let (mut text, mut places) = (String::new(), Vec::new());
        let mut at = start + 1;
        loop {
            let next = self.characters.get(at + 1).copied();
            match self.characters.get(at).copied() {
                None => {
                    self.at = self.characters.len();
                    return Err(self.mistake(Mistake::OpenSlash, start as u32));
                }
                Some('/' | '／') if next.is_none_or(|c| c.is_whitespace() || matches!(c, ')' | '）')) => break,
                Some('\\') if matches!(next, Some('/' | '／')) => {
                    at += 1;
                    text.extend(next);
                    places.push(at);
                }
                Some('\\') => {
                    text.push('\\');
                    places.push(at);
                    if let Some(next) = next {
                        at += 1;
                        text.push(next);
                        places.push(at);
                    }
                }
                Some(c) => {
                    text.push(c);
                    places.push(at);
                }
            }
            at += 1;
        }
        self.at = at + 1;
        if text.trim().is_empty() {
            return Err(self.mistake(Mistake::Nothing, start as u32));
        }
        if let Err((fault, place)) = check_regex(&text) {
            let begin = places.get(place.start).copied().unwrap_or(at);
            let end = places.get(place.end.saturating_sub(1)).map_or(at, |last| last + 1).max(begin + 1);
            return Err(self.error(Mistake::Regex(fault), begin as u32, end as u32));
        }
        Ok(Kind::Term(text, Wording::Regex))
    }
}

/// Whether characters stood in quotes, where wildcards and signs are only characters.
#[derive(Clone, Copy, PartialEq)]
enum Style {
    Bare,
    Quoted,
}

fn operator(word: &str) -> Option<Kind> {
    Some(match word {
        "AND" | "且" => Kind::And(word.to_owned()),
        "OR" | "或" => Kind::Or(word.to_owned()),
        "NOT" | "非" => Kind::Not(word.to_owned()),
        _ => return None,
    })
}

/// `NEAR/20`, `先/句`; a mistake where a word can only be meant so but has no distance.
fn near(word: &str) -> Option<Result<(NearOrder, Reach), Mistake>> {
    let (name, reach) = match word.split_once(['/', '／']) {
        Some((name, reach)) => (name, Some(reach)),
        None => (word, None),
    };
    let order = match name.to_ascii_uppercase().as_str() {
        "NEAR" | "近" => NearOrder::Either,
        "PRE" | "先" => NearOrder::Before,
        _ => return None,
    };
    let is_capital = matches!(name, "NEAR" | "PRE");
    let Some(reach) = reach else { return is_capital.then(|| Err(Mistake::Reach(word.to_owned()))) };
    let reach = normalise_query(reach);
    let scope = match reach.as_str() {
        "s" | "句" => Some(Scope::Sentence),
        "p" | "段" => Some(Scope::Paragraph),
        "t" | "轮" => Some(Scope::Turn),
        _ => None,
    };
    if let Some(scope) = scope {
        return Some(Ok((order, Reach::Within(scope))));
    }
    if !reach.is_empty() && reach.bytes().all(|b| b.is_ascii_digit()) {
        let count = reach.parse().ok().filter(|&count: &u32| count <= FARTHEST);
        return Some(count.map(|count| (order, Reach::Characters(count))).ok_or(Mistake::FarReach(FARTHEST)));
    }
    // 近/远期 and near/far are only characters.
    let is_meant = is_capital || reach.is_empty() || reach.starts_with(|c: char| c.is_ascii());
    let is_meant = is_meant && (is_capital || !name.is_ascii());
    is_meant.then(|| Err(Mistake::Reach(word.to_owned())))
}

/// `~`, or `~` and one digit, at the end of a word. `12~15岁` and `2010~2015` have none.
fn wrong_tail(word: &str) -> Option<String> {
    let at = word.rfind(['~', '～'])?;
    let tail = &word[at..];
    let is_count = tail.chars().count() <= 2 && tail.chars().skip(1).all(char::is_numeric);
    is_count.then(|| tail.to_owned())
}
