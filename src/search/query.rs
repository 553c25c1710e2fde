//! The query as a tree: what the parser reads, what clicking builds, what is saved in a project.
//!
//! A query says which documents match and which places in them are hits. It knows nothing of a project;
//! names of codes, documents, groups and coders are looked up when it is run ([`Query::check`] says
//! beforehand which are not there). See [`super::parse`] for how it is typed.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::model::{Message, Project, Tell};

use super::names::resolve;

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Query {
    /// As it was typed; the places of its parts are code points of this.
    pub text: String,
    /// What it means.
    pub root: Node,
}

/// A part of a query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Node {
    /// Characters to be found.
    Term(Term),
    /// Every one of them in the same document.
    All(Vec<Node>),
    /// At least one of them.
    Any(Vec<Node>),
    /// Not in the document (or, within coded segments, not in them).
    Not(Box<Node>),
    /// Only certain documents or coded segments.
    Filter(Filter),
}

/// Characters to be found wherever they stand, inside longer words too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// Without its quotes.
    pub text: String,
    /// Whether `?` stands for itself.
    pub wording: Wording,
    /// Where it stands in the query.
    pub at: Range<u32>,
}

/// How the characters of a term are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wording {
    /// `?` is any one character.
    Open,
    /// In quotes: every character stands for itself.
    Exact,
}

/// Narrows to documents, or to the text of coded segments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// By what.
    pub field: Field,
    /// The name.
    pub value: String,
    /// Where it stands in the query.
    pub at: Range<u32>,
}

/// What a filter goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Field {
    /// Inside segments with this code or one below it: its name or its path.
    Code,
    /// Documents whose title holds this.
    Document,
    /// Documents of this group.
    Group,
    /// Inside segments coded by this person.
    Coder,
    /// Inside what this speaker says, or all speakers of a role: `访谈者`, `受访者`.
    Speaker,
    /// Inside paragraphs of a kind: 正文, 题头, 参考文献 and so on.
    Part,
}

impl Field {
    /// The names that can be typed before the colon; the first is the one shown.
    #[must_use]
    pub const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Code => &["code", "代码", "编码"],
            Self::Document => &["doc", "document", "文档"],
            Self::Group => &["group", "分组", "组"],
            Self::Coder => &["coder", "编码者", "编码员"],
            Self::Speaker => &["speaker", "说话人", "发言人"],
            Self::Part => &["part", "部分"],
        }
    }

    /// All of them.
    pub const ALL: [Self; 6] = [Self::Code, Self::Document, Self::Group, Self::Coder, Self::Speaker, Self::Part];
}

/// A mistake in a query, with its place in what was typed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind} (characters {} to {})", at.start, at.end)]
pub struct QueryError {
    /// What is wrong.
    pub kind: Mistake,
    /// Code points of the query that it is about.
    pub at: Range<u32>,
}

/// What can be wrong with a query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Mistake {
    /// Nothing was typed.
    #[error("nothing to look for")]
    Empty,
    /// No closing quote.
    #[error("the quote is not closed")]
    OpenQuote,
    /// No closing bracket.
    #[error("the bracket is not closed")]
    OpenBracket,
    /// Nothing was opened.
    #[error("the bracket closes nothing")]
    StrayBracket,
    /// `合谋 AND`.
    #[error("\"{0}\" needs something beside it")]
    Operand(String),
    /// `()`, `""`.
    #[error("there is nothing inside")]
    Nothing,
    /// `??`.
    #[error("only wildcards")]
    OnlyWildcards,
    /// `code:`.
    #[error("the filter \"{0}\" needs a name")]
    FilterValue(String),
    /// Brackets in brackets in brackets.
    #[error("too deeply nested")]
    TooDeep,
    /// A whole page was pasted.
    #[error("the query is longer than {0} characters")]
    TooLong(usize),
    /// Not in this project.
    #[error("no {field:?} is named \"{value}\"")]
    Unknown {
        /// What was looked for.
        field: Field,
        /// By this name.
        value: String,
    },
}

impl Tell for QueryError {
    fn tell(&self) -> Message {
        match &self.kind {
            Mistake::Empty => Message::new("search.mistake.empty"),
            Mistake::OpenQuote => Message::new("search.mistake.open_quote"),
            Mistake::OpenBracket => Message::new("search.mistake.open_bracket"),
            Mistake::StrayBracket => Message::new("search.mistake.stray_bracket"),
            Mistake::Operand(operator) => Message::new("search.mistake.operand").with("operator", operator),
            Mistake::Nothing => Message::new("search.mistake.nothing"),
            Mistake::OnlyWildcards => Message::new("search.mistake.only_wildcards"),
            Mistake::FilterValue(name) => Message::new("search.mistake.filter_value").with("name", name),
            Mistake::TooDeep => Message::new("search.mistake.too_deep"),
            Mistake::TooLong(most) => Message::new("search.mistake.too_long").with("most", most),
            Mistake::Unknown { field, value } => Message::new(match field {
                Field::Code => "search.mistake.unknown_code",
                Field::Document => "search.mistake.unknown_document",
                Field::Group => "search.mistake.unknown_group",
                Field::Coder => "search.mistake.unknown_coder",
                Field::Speaker => "search.mistake.unknown_speaker",
                Field::Part => "search.mistake.unknown_part",
            })
            .with("value", value),
        }
    }
}

impl Query {
    /// A query for these very characters: what "find this" on a selection asks.
    ///
    /// # Errors
    /// Where nothing visible is left of the characters.
    pub fn exact(text: &str) -> Result<Self, QueryError> {
        let at = 0..text.chars().count() as u32;
        if super::normalise::normalise_query(text).is_empty() {
            return Err(QueryError { kind: Mistake::Empty, at });
        }
        let term = Term { text: text.to_owned(), wording: Wording::Exact, at };
        Ok(Self { text: text.to_owned(), root: Node::Term(term) })
    }

    /// Says which filters name something that the project does not have, in their order: never a silent empty list.
    #[must_use]
    pub fn check(&self, project: &Project) -> Vec<QueryError> {
        let mut errors = Vec::new();
        self.root.each_filter(&mut |filter| {
            if !resolve(filter, project).is_known() {
                let kind = Mistake::Unknown { field: filter.field, value: filter.value.clone() };
                errors.push(QueryError { kind, at: filter.at.clone() });
            }
        });
        errors
    }
}

impl Node {
    fn each_filter(&self, visit: &mut dyn FnMut(&Filter)) {
        match self {
            Self::Term(_) => {}
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.each_filter(visit)),
            Self::Not(part) => part.each_filter(visit),
            Self::Filter(filter) => visit(filter),
        }
    }
}
