//! Reads a query as people type it, in Chinese or English, half or full width.
//!
//! | typed | means |
//! |---|---|
//! | `内卷` | these characters wherever they stand, 内卷化 too |
//! | `合谋 内卷` | both in the document, every place of either is a hit |
//! | `"…"` `“…”` `「…」` | exactly these characters |
//! | `AND` `OR` `NOT`, `且` `或` `非`, `-合谋`, `( )` | as usual; AND binds tighter than OR |
//! | `NEAR/20` `PRE/20`, `近/20` `先/20` | at most 20 characters apart; PRE: in this order; binds tighter than AND |
//! | `NEAR/s` `NEAR/p` `NEAR/t`, `近/句` `近/段` `近/轮` | in one sentence, paragraph, turn |
//! | `?` `*` | any one character; nought to six within a clause (in quotes: themselves) |
//! | `/购买.{0,4}服务/` | a regular expression, within a paragraph |
//! | `合谋~1` `"社会组织"~1` | at most one character is another letter, digit or ideograph |
//! | `=JRC` `="購買"` | case, width and script as typed |
//! | `@老人` | any word of the project's synonym list 老人 |
//! | `word:内卷` `词:内卷` | only where it is a word of its own |
//! | `stem:organise` `词干:organise` | English words of the same stem |
//! | `code:` `doc:` `group:` `case:` `attr:` `speaker:` `coder:` `part:` `uncoded:` | only these segments, documents, stretches |
//! | `doc:=访谈1` `doc:="访谈 1"` | the document of this very title |
//! | `in:memo` `in:definition` `in:note` | what researchers write beside the texts |
//! | `code:(内卷化 AND 合谋)`, `word:(内卷 OR 合谋)` | the name before the colon goes with every one of them |
//!
//! Operators are words of their own and in capitals: 非营利 and "and" are looked for. What is not syntax at
//! its place is a character: 和/或, 2016/05, 12~15岁, `a=b`, a colon after a word that names no filter. A mistake
//! is explained at its place ([`QueryError`]); nothing is guessed.

mod lexer;
mod parser;

use super::query::{Field, Filter, Mistake, Node, Query, QueryError, Target, Wording};

pub(super) use lexer::closers;

/// How deep brackets and negations may nest, and how many things may be near each other in a row.
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
        let pieces = lexer::pieces(&characters)?;
        if pieces.is_empty() {
            return Err(QueryError { kind: Mistake::Empty, at: all });
        }
        let root = parser::parse(&pieces, all.end)?;
        check_target(&root)?;
        Ok(Self { text: text.to_owned(), root })
    }
}

/// `in:` speaks of the whole query, so it stands once and beside everything else.
fn check_target(root: &Node) -> Result<(), QueryError> {
    let beside: Vec<&Node> = if let Node::All(parts) = root { parts.iter().collect() } else { vec![root] };
    let is_beside = |filter: &Filter| beside.iter().any(|node| matches!(node, Node::Filter(f) if f.at == filter.at));
    let mut is_said = false;
    for filter in root.filters().into_iter().filter(|filter| filter.field == Field::In) {
        let kind = if !is_beside(filter) {
            Mistake::InPlace
        } else if is_said {
            Mistake::InTwice
        } else if Target::named(&filter.value).is_none() {
            Mistake::UnknownTarget(filter.value.clone())
        } else {
            is_said = true;
            continue;
        };
        return Err(QueryError { kind, at: filter.at.clone() });
    }
    Ok(())
}

/// Whether characters typed on their own are read as an open term of just these characters.
pub(super) fn reads_as_open(text: &str) -> bool {
    let characters: Vec<char> = text.chars().collect();
    match lexer::pieces(&characters).as_deref() {
        Ok([lexer::Piece { kind: lexer::Kind::Term(read, Wording::Open), .. }]) => read == text,
        _ => false,
    }
}

#[cfg(test)]
mod tests;
