//! Reads a query as people type it, in Chinese or English, half or full width.
//!
//! | typed | means |
//! |---|---|
//! | `内卷` | these characters wherever they stand, 内卷化 too |
//! | `合谋 内卷` | both in the document, every place of either is a hit |
//! | `"…"` `“…”` `「…」` | exactly these characters |
//! | `AND` `OR` `NOT`, `且` `或` `非`, `-合谋`, `( )` | as usual; AND binds tighter than OR |
//! | `?` | any one character (in quotes: a question mark) |
//! | `code:` `doc:` `group:` `coder:` | only these segments or documents |
//! | `speaker:` `part:` | only what they say; only running text, references and so on |
//!
//! Operators are words of their own and in capitals: 非营利 and "and" are looked for. A mistake is
//! explained at its place ([`QueryError`]); nothing is guessed.

use std::ops::Range;

use super::normalise::normalise_query;
use super::query::{Field, Filter, Mistake, Node, Query, QueryError, Term, Wording};

/// How deep brackets and negations may nest.
const DEEPEST: usize = 40;
/// The longest query, in characters.
const LONGEST: usize = 2_000;

impl Query {
    /// Reads what was typed.
    ///
    /// # Errors
    /// The first mistake, with its place.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        let characters: Vec<char> = text.chars().collect();
        let all = 0..characters.len() as u32;
        if characters.len() > LONGEST {
            return Err(QueryError { kind: Mistake::TooLong(LONGEST), at: LONGEST as u32..all.end });
        }
        let pieces = Lexer { characters: &characters, at: 0 }.pieces()?;
        if pieces.is_empty() {
            return Err(QueryError { kind: Mistake::Empty, at: all });
        }
        let mut parser = Parser { pieces: &pieces, at: 0, depth: 0, end: all.end };
        let root = parser.any()?;
        match parser.peek() {
            None => Ok(Self { text: text.to_owned(), root }),
            Some(piece) => Err(QueryError { kind: Mistake::StrayBracket, at: piece.at.clone() }),
        }
    }
}

#[derive(Clone, Debug)]
struct Piece {
    kind: Kind,
    at: Range<u32>,
}

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    Open,
    Close,
    And(String),
    Or(String),
    Not(String),
    Term(String, Wording),
    Filter(Field, String),
}

struct Lexer<'a> {
    characters: &'a [char],
    at: usize,
}

impl Lexer<'_> {
    fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    fn pieces(mut self) -> Result<Vec<Piece>, QueryError> {
        let mut pieces: Vec<Piece> = Vec::new();
        while let Some(c) = self.peek() {
            let start = self.at as u32;
            let kind = match c {
                c if c.is_whitespace() => {
                    self.at += 1;
                    continue;
                }
                '(' | '（' => self.step(Kind::Open),
                ')' | '）' => self.step(Kind::Close),
                '-' | '－' | '−' if self.characters.get(self.at + 1).is_some_and(|next| !next.is_whitespace()) => {
                    self.step(Kind::Not(c.to_string()))
                }
                '-' | '－' | '−' => return Err(self.error(Mistake::Operand(c.to_string()), start, start + 1)),
                c if closers(c).is_some() => Kind::Term(self.quoted()?, Wording::Exact),
                _ => self.word()?,
            };
            pieces.push(Piece { kind, at: start..self.at as u32 });
        }
        Ok(pieces)
    }

    fn step(&mut self, kind: Kind) -> Kind {
        self.at += 1;
        kind
    }

    fn error(&self, kind: Mistake, start: u32, end: u32) -> QueryError {
        QueryError { kind, at: start..end.min(self.characters.len() as u32) }
    }

    /// The characters between the quote that stands here and its end.
    fn quoted(&mut self) -> Result<String, QueryError> {
        let start = self.at;
        let closing = self.peek().and_then(closers).unwrap_or_default();
        self.at += 1;
        let inside: String = self.characters[self.at..].iter().take_while(|&c| !closing.contains(c)).collect();
        self.at += inside.chars().count() + 1;
        let (from, to) = (start as u32, self.at as u32);
        if self.at > self.characters.len() {
            return Err(self.error(Mistake::OpenQuote, from, to));
        }
        if normalise_query(&inside).is_empty() {
            return Err(self.error(Mistake::Nothing, from, to));
        }
        Ok(inside)
    }

    fn word(&mut self) -> Result<Kind, QueryError> {
        let start = self.at;
        let ends = |c: char| c.is_whitespace() || matches!(c, '(' | '（' | ')' | '）') || closers(c).is_some();
        let word: String = self.characters[start..].iter().copied().take_while(|&c| !ends(c)).collect();
        self.at += word.chars().count();
        if let Some((name, field, value)) = filter_of(&word) {
            let quoted = value.is_empty() && self.peek().is_some_and(|c| closers(c).is_some());
            let value = if quoted { self.quoted()? } else { value.to_owned() };
            if normalise_query(&value).is_empty() {
                return Err(self.error(Mistake::FilterValue(name.to_owned()), start as u32, self.at as u32));
            }
            return Ok(Kind::Filter(field, value));
        }
        Ok(match word.as_str() {
            "AND" | "且" => Kind::And(word),
            "OR" | "或" => Kind::Or(word),
            "NOT" | "非" => Kind::Not(word),
            _ => {
                let (from, to) = (start as u32, self.at as u32);
                let literal = normalise_query(&word);
                if literal.is_empty() {
                    return Err(self.error(Mistake::Nothing, from, to));
                }
                if literal.chars().all(|c| c == '?') {
                    return Err(self.error(Mistake::OnlyWildcards, from, to));
                }
                Kind::Term(word, Wording::Open)
            }
        })
    }
}

/// What closes the quote that a character opens; `None` where it opens none.
fn closers(c: char) -> Option<&'static [char]> {
    match c {
        '"' | '“' | '”' | '＂' => Some(&['"', '“', '”', '＂']),
        '「' => Some(&['」']),
        '『' => Some(&['』']),
        _ => None,
    }
}

/// The field and the value of `code:合谋` or `代码：合谋`.
fn filter_of(word: &str) -> Option<(&str, Field, &str)> {
    let (name, value) = word.split_once([':', '：'])?;
    let field = Field::ALL.into_iter().find(|field| field.names().iter().any(|n| n.eq_ignore_ascii_case(name)))?;
    Some((name, field, value))
}

struct Parser<'a> {
    pieces: &'a [Piece],
    at: usize,
    depth: usize,
    end: u32,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Piece> {
        self.pieces.get(self.at)
    }

    fn any(&mut self) -> Result<Node, QueryError> {
        let mut parts = vec![self.all()?];
        while let Some(Piece { kind: Kind::Or(_), .. }) = self.peek() {
            self.at += 1;
            parts.push(self.all()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Node::Any(parts) })
    }

    fn all(&mut self) -> Result<Node, QueryError> {
        let mut parts = vec![self.one()?];
        loop {
            match self.peek().map(|piece| &piece.kind) {
                None | Some(Kind::Or(_) | Kind::Close) => break,
                Some(Kind::And(_)) => {
                    self.at += 1;
                    parts.push(self.one()?);
                }
                Some(_) => parts.push(self.one()?),
            }
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Node::All(parts) })
    }

    /// A term, a filter, something in brackets, or the negation of one.
    fn one(&mut self) -> Result<Node, QueryError> {
        let Some(piece) = self.peek() else { return Err(self.missing()) };
        self.at += 1;
        let at = piece.at.clone();
        if self.depth >= DEEPEST {
            return Err(QueryError { kind: Mistake::TooDeep, at });
        }
        match &piece.kind {
            Kind::Term(text, wording) => Ok(Node::Term(Term { text: text.clone(), wording: *wording, at })),
            Kind::Filter(field, value) => Ok(Node::Filter(Filter { field: *field, value: value.clone(), at })),
            Kind::Not(_) => {
                self.depth += 1;
                let part = self.one()?;
                self.depth -= 1;
                Ok(Node::Not(Box::new(part)))
            }
            Kind::Open => {
                match self.peek() {
                    Some(Piece { kind: Kind::Close, at: end }) => {
                        return Err(QueryError { kind: Mistake::Nothing, at: at.start..end.end });
                    }
                    None => return Err(QueryError { kind: Mistake::OpenBracket, at: at.start..self.end }),
                    Some(_) => {}
                }
                self.depth += 1;
                let inside = self.any()?;
                self.depth -= 1;
                match self.peek() {
                    Some(Piece { kind: Kind::Close, .. }) => {
                        self.at += 1;
                        Ok(inside)
                    }
                    _ => Err(QueryError { kind: Mistake::OpenBracket, at: at.start..self.end }),
                }
            }
            Kind::Close if self.depth == 0 && self.at == 1 => Err(QueryError { kind: Mistake::StrayBracket, at }),
            Kind::And(word) | Kind::Or(word) => Err(QueryError { kind: Mistake::Operand(word.clone()), at }),
            Kind::Close => {
                self.at -= 1;
                Err(self.missing())
            }
        }
    }

    /// What stands just before the place where something is missing.
    fn missing(&self) -> QueryError {
        match self.at.checked_sub(1).and_then(|at| self.pieces.get(at)) {
            Some(Piece { kind: Kind::And(word) | Kind::Or(word) | Kind::Not(word), at }) => {
                QueryError { kind: Mistake::Operand(word.clone()), at: at.clone() }
            }
            Some(piece) => QueryError { kind: Mistake::Nothing, at: piece.at.clone() },
            None => QueryError { kind: Mistake::Empty, at: 0..self.end },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(node: &Node) -> String {
        let list = |parts: &[Node]| parts.iter().map(shape).collect::<Vec<_>>().join(" ");
        match node {
            Node::Term(Term { text, wording: Wording::Open, .. }) => text.clone(),
            Node::Term(Term { text, .. }) => format!("\"{text}\""),
            Node::All(parts) => format!("all({})", list(parts)),
            Node::Any(parts) => format!("any({})", list(parts)),
            Node::Not(part) => format!("not({})", shape(part)),
            Node::Filter(Filter { field, value, .. }) => format!("{}={value}", field.names()[0]),
        }
    }

    fn read(text: &str) -> String {
        Query::parse(text).map_or_else(|error| format!("{error}"), |query| shape(&query.root))
    }

    fn mistake(text: &str) -> (Mistake, Range<u32>) {
        let error = Query::parse(text).expect_err(text);
        (error.kind, error.at)
    }

    #[test]
    fn words_operators_quotes_and_brackets_are_read_in_both_languages() {
        assert_eq!(read("内卷"), "内卷");
        assert_eq!(read(" 合谋  内卷 "), "all(合谋 内卷)");
        assert_eq!(read("合谋 AND 内卷 OR 依附 NOT 老人"), "any(all(合谋 内卷) all(依附 not(老人)))");
        assert_eq!(read("合谋 且 （内卷 或 依附） 非 老人"), "all(合谋 any(内卷 依附) not(老人))");
        assert_eq!(read("合谋 -内卷"), "all(合谋 not(内卷))");
        assert_eq!(read("“枢纽型 社会组织” 「为什么?」"), "all(\"枢纽型 社会组织\" \"为什么?\")");
        assert_eq!(read("政?互动"), "政?互动");
    }

    #[test]
    fn operators_inside_words_are_only_characters() {
        assert_eq!(read("非营利"), "非营利");
        assert_eq!(read("and 或许 co-occurrence 12:30"), "all(and 或许 co-occurrence 12:30)");
    }

    #[test]
    fn filters_are_known_by_either_name_and_either_colon() {
        assert_eq!(read("政府 code:陷阱/合谋 代码：\"行政 依附\""), "all(政府 code=陷阱/合谋 code=行政 依附)");
        assert_eq!(read("doc:访谈 -group：机构 coder:甲"), "all(doc=访谈 not(group=机构) coder=甲)");
    }

    #[test]
    fn a_mistake_is_explained_at_its_place() {
        assert_eq!(mistake("  "), (Mistake::Empty, 0..2));
        assert_eq!(mistake("合谋 \"内卷"), (Mistake::OpenQuote, 3..6));
        assert_eq!(mistake("(合谋 内卷"), (Mistake::OpenBracket, 0..6));
        assert_eq!(mistake("合谋 ("), (Mistake::OpenBracket, 3..4));
        assert_eq!(mistake("合谋）"), (Mistake::StrayBracket, 2..3));
        assert_eq!(mistake("）合谋"), (Mistake::StrayBracket, 0..1));
        assert_eq!(mistake("合谋 AND"), (Mistake::Operand("AND".into()), 3..6));
        assert_eq!(mistake("合谋 AND OR 内卷"), (Mistake::Operand("OR".into()), 7..9));
        assert_eq!(mistake("或 内卷"), (Mistake::Operand("或".into()), 0..1));
        assert_eq!(mistake("(合谋 且)"), (Mistake::Operand("且".into()), 4..5));
        assert_eq!(mistake("合谋 - "), (Mistake::Operand("-".into()), 3..4));
        assert_eq!(mistake("合谋 （）"), (Mistake::Nothing, 3..5));
        assert_eq!(mistake("合谋 \"　\""), (Mistake::Nothing, 3..6));
        assert_eq!(mistake("合谋 ？?"), (Mistake::OnlyWildcards, 3..5));
        assert_eq!(mistake("合谋 code："), (Mistake::FilterValue("code".into()), 3..8));
    }

    #[test]
    fn a_pasted_page_or_a_thousand_brackets_are_refused() {
        assert!(matches!(mistake(&"(".repeat(1_000)).0, Mistake::TooDeep));
        assert!(matches!(mistake(&"-".repeat(1_000)).0, Mistake::TooDeep | Mistake::Operand(_)));
        assert!(matches!(mistake(&"字".repeat(3_000)).0, Mistake::TooLong(_)));
    }

    #[test]
    fn a_query_is_saved_and_read_back_with_its_places() {
        let query = Query::parse("合谋 OR (code:内卷 -\"老 人\")").unwrap();
        assert_eq!(ron::from_str::<Query>(&ron::to_string(&query).unwrap()), Ok(query));
    }
}
