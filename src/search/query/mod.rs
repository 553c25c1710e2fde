//! The query as a tree: what the parser reads, what clicking builds, what is saved in a project.
//!
//! A query says which documents match and which places in them are hits. It knows nothing of a project;
//! names of codes, documents, groups, coders and synonym lists are looked up when it is run
//! ([`Query::check`] says beforehand which are not there). See [`super::parse`] for how it is typed and
//! [`Node::print`] for how a tree that was clicked together is written down.

mod mistake;
mod print;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::normalise::{Scope, normalise_query};

pub use mistake::{Mistake, QueryError, RegexFault};
pub use print::Operators;

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
    /// Two things close to each other.
    Near(Near),
    /// Only certain documents or coded segments.
    Filter(Filter),
}

/// Characters to be found wherever they stand, inside longer words too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// Without quotes, slashes, signs before it and `~1` after it.
    pub text: String,
    /// What its characters mean.
    pub wording: Wording,
    /// Where it stands in the query.
    pub at: Range<u32>,
}

/// How the characters of a term are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wording {
    /// `内?化`, `政*互动`: `?` is any one character, `*` nought to six within a clause.
    Open,
    /// `"…"`: every character stands for itself.
    Exact,
    /// `=JRC`: case, width and script as typed; white space is still nothing.
    Unfolded,
    /// `合谋~1`: at most one character is another letter, digit or ideograph.
    Wrong,
    /// `/购买.{0,4}服务/`: a regular expression on the normalised text of one paragraph.
    Regex,
    /// `@老人`: any word of the project's synonym list of that name, and the name itself.
    Synonyms,
    /// `word:内卷`: only where segmentation takes it for a word (the places that word statistics count).
    Word,
    /// `stem:organise`: English words of the same stem.
    Stem,
}

/// Two things close to each other; its hits are the shortest stretches that hold both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Near {
    /// A term, an [`Node::Any`] of terms, or another [`Near`].
    pub left: Box<Node>,
    /// The same.
    pub right: Box<Node>,
    /// Which of them may come first.
    pub order: NearOrder,
    /// How close.
    pub reach: Reach,
    /// Where its operator stands in the query.
    pub at: Range<u32>,
}

/// Which of two things that are near may come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum NearOrder {
    /// `NEAR`: either.
    Either,
    /// `PRE`: the left one.
    Before,
}

/// How close two things are to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Reach {
    /// At most so many normalised characters between them; the end of a paragraph counts as one.
    Characters(u32),
    /// In the same sentence, paragraph or turn.
    Within(Scope),
}

/// Narrows to documents, or to stretches of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// By what.
    pub field: Field,
    /// The name; of an attribute its name, a sign and a value, as `年龄>60`.
    pub value: String,
    /// Where it stands in the query.
    pub at: Range<u32>,
}

impl Filter {
    /// The condition that a document has this very title, and not only a longer one that holds it.
    #[must_use]
    pub fn titled(title: &str) -> Self {
        Self { field: Field::Document, value: format!("={title}"), at: 0..0 }
    }

    /// The whole title that is asked for; `None` where it is asked for something else.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        if self.field == Field::Document { self.value.strip_prefix('=') } else { None }
    }
}

/// What a filter goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Field {
    /// Inside segments with this code or one below it: its name or its path.
    Code,
    /// Documents whose title holds this; after `=` (`doc:="访谈 1"`), those with this very title ([`Filter::title`]).
    Document,
    /// Documents of this group.
    Group,
    /// What belongs to this case: documents, what a speaker says, passages.
    Case,
    /// Documents with this attribute, and what belongs to cases with it.
    Attribute,
    /// Inside what this speaker says, or all speakers of a role: `访谈者`, `受访者`.
    Speaker,
    /// Inside segments coded by this person.
    Coder,
    /// Inside paragraphs of a kind: 正文, 题头, 参考文献 and so on; or labels of turns.
    Part,
    /// Where nobody coded anything, or this person did not.
    Uncoded,
    /// In memos or definitions instead of texts ([`Query::target`]).
    In,
}

impl Field {
    /// The names that can be typed before the colon: the first is the English one that is shown, the second the
    /// Chinese one.
    #[must_use]
    pub const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Code => &["code", "代码", "编码"],
            Self::Document => &["doc", "文档", "document"],
            Self::Group => &["group", "分组", "组"],
            Self::Case => &["case", "个案", "案例"],
            Self::Attribute => &["attr", "属性", "attribute"],
            Self::Speaker => &["speaker", "说话人", "发言人"],
            Self::Coder => &["coder", "编码者", "编码员"],
            Self::Part => &["part", "部分"],
            Self::Uncoded => &["uncoded", "未编码"],
            Self::In => &["in", "范围"],
        }
    }

    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Code,
        Self::Document,
        Self::Group,
        Self::Case,
        Self::Attribute,
        Self::Speaker,
        Self::Coder,
        Self::Part,
        Self::Uncoded,
        Self::In,
    ];
}

/// What a query is put to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Target {
    /// The texts of the documents.
    #[default]
    Texts,
    /// `in:memo`: memos on coded segments.
    Memos,
    /// `in:definition`: what the codebook says of its codes.
    Definitions,
    /// `in:note`: all that researchers write beside the texts, memos and definitions included.
    Notes,
}

impl Target {
    /// All of them, each with the names that can be typed after `in:`; the first is the English one, the second
    /// the Chinese one.
    pub const NAMES: [(Self, &'static [&'static str]); 4] = [
        (Self::Texts, &["text", "原文", "texts", "文本"]),
        (Self::Memos, &["memo", "备忘", "memos", "备忘录"]),
        (Self::Definitions, &["definition", "定义", "definitions"]),
        (Self::Notes, &["note", "笔记", "notes", "附记"]),
    ];

    /// By any of its names.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let wanted = normalise_query(name);
        let known = Self::NAMES.into_iter().find(|(_, names)| names.iter().any(|name| normalise_query(name) == wanted));
        known.map(|(target, _)| target)
    }
}

impl Query {
    /// A query for these very characters: what "find this" on a selection asks.
    ///
    /// # Errors
    /// Where nothing visible is left of the characters.
    pub fn exact(text: &str) -> Result<Self, QueryError> {
        let at = 0..text.chars().count() as u32;
        if normalise_query(text).is_empty() {
            return Err(QueryError { kind: Mistake::Empty, at });
        }
        let term = Term { text: text.to_owned(), wording: Wording::Exact, at };
        Ok(Self { text: text.to_owned(), root: Node::Term(term) })
    }

    /// The query of a tree, written down in English operators; its places are those of that text.
    #[must_use]
    pub fn of(root: Node) -> Self {
        Self::written(root, Operators::English)
    }

    /// The query of a tree, written down.
    #[must_use]
    pub fn written(root: Node, operators: Operators) -> Self {
        let text = root.print_with(operators);
        // A tree that nothing typed means (an empty group) stays as it is; typing its text tells what is wrong.
        match Self::parse(&text) {
            Ok(query) => query,
            Err(_) => Self { text, root },
        }
    }

    /// What it is put to: the texts, unless `in:` says otherwise.
    #[must_use]
    pub fn target(&self) -> Target {
        let named = |node: &Node| match node {
            Node::Filter(Filter { field: Field::In, value, .. }) => Target::named(value),
            _ => None,
        };
        match &self.root {
            Node::All(parts) => parts.iter().find_map(named),
            other => named(other),
        }
        .unwrap_or_default()
    }
}

impl Node {
    /// Where it stands in the query, from the first to the last of its parts.
    #[must_use]
    pub fn at(&self) -> Range<u32> {
        match self {
            Self::Term(term) => term.at.clone(),
            Self::Filter(filter) => filter.at.clone(),
            Self::Not(part) => part.at(),
            Self::Near(near) => hull([near.left.at(), near.at.clone(), near.right.at()]),
            Self::All(parts) | Self::Any(parts) => hull(parts.iter().map(Self::at)),
        }
    }

    /// Its filters, from left to right.
    #[must_use]
    pub fn filters(&self) -> Vec<&Filter> {
        let mut filters = Vec::new();
        self.visit(&mut |node| {
            if let Self::Filter(filter) = node {
                filters.push(filter);
            }
        });
        filters
    }

    /// Its terms, from left to right: what the patterns of a plan are made of.
    #[must_use]
    pub fn terms(&self) -> Vec<&Term> {
        let mut terms = Vec::new();
        self.visit(&mut |node| {
            if let Self::Term(term) = node {
                terms.push(term);
            }
        });
        terms
    }

    fn visit<'a>(&'a self, visit: &mut dyn FnMut(&'a Self)) {
        visit(self);
        match self {
            Self::Term(_) | Self::Filter(_) => {}
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.visit(visit)),
            Self::Not(part) => part.visit(visit),
            Self::Near(near) => {
                near.left.visit(visit);
                near.right.visit(visit);
            }
        }
    }
}

fn hull(ranges: impl IntoIterator<Item = Range<u32>>) -> Range<u32> {
    ranges.into_iter().reduce(|a, b| a.start.min(b.start)..a.end.max(b.end)).unwrap_or(0..0)
}
