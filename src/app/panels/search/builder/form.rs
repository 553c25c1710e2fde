//! A query as lines that can be clicked together, and back.
//!
//! Every query has a form: what fits no line stands in one as text ([`Part::Text`]) and is changed as text. A
//! form may be unfinished: what is still empty in it is left out of the query.

use crate::app::widgets::Settled;
use crate::search::{Field, Filter, Near, NearOrder, Node, Operators, Query, Reach, Term, Wording};

/// Brackets in brackets beyond this are shown as text.
const DEEPEST: usize = 3;

/// Lines that all hold, or of which one is enough.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// How they are joined.
    pub join: Join,
    /// In their order.
    pub lines: Vec<Line>,
}

/// How lines are joined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Join {
    /// AND.
    #[default]
    All,
    /// OR.
    Any,
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Whether it is asked for or against.
    pub sign: Sign,
    /// What it says.
    pub part: Part,
}

/// Whether something is asked for or against.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sign {
    /// It is to be there.
    #[default]
    With,
    /// NOT.
    Without,
}

/// What a line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Words, and what stands near them.
    Words(Chain),
    /// Where they are looked for.
    Filter(Condition),
    /// Brackets.
    Group(Form),
    /// What no line can show, as it is typed.
    Text(Settled),
}

/// Words, and words near them, each near all that stands before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The first words.
    pub first: Words,
    /// What is near.
    pub links: Vec<Link>,
}

/// Words that are near others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Which may come first.
    pub order: NearOrder,
    /// How close.
    pub reach: Reach,
    /// Which.
    pub words: Words,
}

/// Words of which any is enough, read in one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// How they are read.
    pub wording: Wording,
    /// At least one, which may be empty.
    pub words: Vec<Settled>,
}

/// Where is looked; of several values any is enough.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// By what.
    pub field: Field,
    /// The names; of an attribute its name, a sign and a value.
    pub values: Vec<String>,
}

impl Default for Words {
    fn default() -> Self {
        Self { wording: Wording::Open, words: vec![Settled::default()] }
    }
}

impl Default for Link {
    fn default() -> Self {
        Self { order: NearOrder::Either, reach: Reach::Characters(20), words: Words::default() }
    }
}

impl Line {
    /// A line for a word that is still to be written.
    #[must_use]
    pub fn of_words() -> Self {
        let chain = Chain { first: Words::default(), links: Vec::new() };
        Self { sign: Sign::With, part: Part::Words(chain) }
    }

    /// A line for a filter whose value is still to be chosen.
    #[must_use]
    pub fn of_filter(field: Field) -> Self {
        // Alone it means something: coded by nobody.
        let values = if field == Field::Uncoded { vec![String::new()] } else { Vec::new() };
        Self { sign: Sign::With, part: Part::Filter(Condition { field, values }) }
    }

    /// Brackets with a line for a word; the other way of joining than what stands around them.
    #[must_use]
    pub fn of_group(around: Join) -> Self {
        let join = if around == Join::All { Join::Any } else { Join::All };
        Self { sign: Sign::With, part: Part::Group(Form { join, lines: vec![Self::of_words(), Self::of_words()] }) }
    }
}

impl Form {
    /// With one line for a word.
    #[must_use]
    pub fn empty() -> Self {
        Self { join: Join::All, lines: vec![Line::of_words()] }
    }

    /// Of a query.
    #[must_use]
    pub fn of(root: &Node) -> Self {
        Self::at(root, 0)
    }

    fn at(node: &Node, depth: usize) -> Self {
        let lines = |parts: &[Node]| parts.iter().map(|part| Line::of(part, depth)).collect();
        match node {
            Node::All(parts) => Self { join: Join::All, lines: lines(parts) },
            Node::Any(parts) if words_of(node).is_none() && condition_of(node).is_none() => {
                Self { join: Join::Any, lines: lines(parts) }
            }
            other => Self { join: Join::All, lines: vec![Line::of(other, depth)] },
        }
    }

    /// The query; `None` while nothing is filled in.
    #[must_use]
    pub fn node(&self) -> Option<Node> {
        let mut parts: Vec<Node> = self.lines.iter().filter_map(Line::node).collect();
        match parts.len() {
            0 => None,
            1 => parts.pop(),
            _ if self.join == Join::All => Some(Node::All(parts)),
            _ => Some(Node::Any(parts)),
        }
    }

    /// The query as it would be typed; nothing while nothing is filled in.
    #[must_use]
    pub fn print(&self, operators: Operators) -> String {
        self.node().map(|node| node.print_with(operators)).unwrap_or_default()
    }
}

impl Line {
    fn of(node: &Node, depth: usize) -> Self {
        match node {
            Node::Not(inner) if !matches!(inner.as_ref(), Node::Not(_)) => {
                Self { sign: Sign::Without, part: Part::of(inner, depth) }
            }
            other => Self { sign: Sign::With, part: Part::of(other, depth) },
        }
    }

    fn node(&self) -> Option<Node> {
        let node = match &self.part {
            Part::Words(chain) => chain.node()?,
            Part::Filter(condition) => condition.node()?,
            Part::Group(form) => form.node()?,
            Part::Text(text) => Query::parse(text.get().trim()).ok()?.root,
        };
        Some(if self.sign == Sign::Without { Node::Not(Box::new(node)) } else { node })
    }
}

impl Part {
    fn of(node: &Node, depth: usize) -> Self {
        if let Some(chain) = chain_of(node) {
            return Self::Words(chain);
        }
        if let Some(condition) = condition_of(node) {
            return Self::Filter(condition);
        }
        match node {
            Node::All(_) | Node::Any(_) if depth < DEEPEST => Self::Group(Form::at(node, depth + 1)),
            other => Self::Text(Settled::of(&other.print())),
        }
    }
}

fn words_of(node: &Node) -> Option<Words> {
    let terms: Vec<&Term> = match node {
        Node::Term(term) => vec![term],
        Node::Any(parts) => parts
            .iter()
            .map(|part| match part {
                Node::Term(term) => Some(term),
                _ => None,
            })
            .collect::<Option<_>>()?,
        _ => return None,
    };
    let wording = terms.first()?.wording;
    let same = terms.iter().all(|term| term.wording == wording);
    same.then(|| Words { wording, words: terms.iter().map(|term| Settled::of(&term.text)).collect() })
}

fn chain_of(node: &Node) -> Option<Chain> {
    let Node::Near(Near { left, right, order, reach, .. }) = node else {
        return Some(Chain { first: words_of(node)?, links: Vec::new() });
    };
    let mut chain = chain_of(left)?;
    chain.links.push(Link { order: *order, reach: *reach, words: words_of(right)? });
    Some(chain)
}

fn condition_of(node: &Node) -> Option<Condition> {
    let filters: Vec<&Filter> = match node {
        Node::Filter(filter) => vec![filter],
        Node::Any(parts) => parts
            .iter()
            .map(|part| match part {
                Node::Filter(filter) => Some(filter),
                _ => None,
            })
            .collect::<Option<_>>()?,
        _ => return None,
    };
    let field = filters.first()?.field;
    let alone = filters.len() == 1 || !matches!(field, Field::Attribute | Field::In | Field::Uncoded);
    let same = alone && filters.iter().all(|filter| filter.field == field);
    same.then(|| Condition { field, values: filters.iter().map(|filter| filter.value.clone()).collect() })
}

impl Chain {
    fn node(&self) -> Option<Node> {
        let mut node = self.first.node();
        for link in &self.links {
            node = match (node, link.words.node()) {
                (Some(left), Some(right)) => Some(Node::Near(Near {
                    left: Box::new(left),
                    right: Box::new(right),
                    order: link.order,
                    reach: link.reach,
                    at: 0..0,
                })),
                (one, other) => one.or(other),
            };
        }
        node
    }
}

impl Words {
    fn node(&self) -> Option<Node> {
        let filled = self.words.iter().map(|word| word.get().trim()).filter(|word| !word.is_empty());
        let term = |word: &str| Node::Term(Term { text: word.to_owned(), wording: self.wording, at: 0..0 });
        either(filled.map(term).collect())
    }
}

impl Condition {
    fn node(&self) -> Option<Node> {
        let filter = |value: &String| Node::Filter(Filter { field: self.field, value: value.clone(), at: 0..0 });
        let chosen = self.values.iter().filter(|value| self.field == Field::Uncoded || !value.trim().is_empty());
        either(chosen.map(filter).collect())
    }
}

fn either(mut parts: Vec<Node>) -> Option<Node> {
    if parts.len() > 1 { Some(Node::Any(parts)) } else { parts.pop() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> Form {
        Form::of(&Query::parse(text).unwrap().root)
    }

    #[test]
    fn every_query_has_a_form_that_means_the_same() {
        for text in [
            "合谋",
            "合谋 内卷 -政府",
            "老人 OR 长者 OR 老年人",
            "(老人 OR 长者) 食堂 code:内卷化",
            "合谋 或 (街道 且 非 社区)",
            "=JRC \"枢纽型 社会组织\" 社会组织~1 @老人 word:内卷 stem:organise /购买.{0,4}服务/",
            "政府 NEAR/20 购买 PRE/s 服务",
            "(政府 OR 街道) NEAR/p 购买",
            "code:(内卷化 OR 合谋) doc:访谈 group:甲 case:老人03 attr:年龄>60 uncoded: in:memo",
            "NOT NOT 合谋",
            "-(合谋 OR code:内卷)",
            "((((((合谋 OR 内卷) 街道) OR 社区) 政府) OR 老人) 食堂)",
            "政府 NEAR/5 (购买 NEAR/5 服务)",
            "合谋 attr:地区=农村 OR attr:地区=城市",
        ] {
            let query = Query::parse(text).unwrap();
            let printed = Form::of(&query.root).print(Operators::English);
            let again = Query::parse(&printed).unwrap_or_else(|mistake| panic!("{text} became {printed}: {mistake}"));
            assert_eq!(again.root.print(), query.root.print(), "{text}");
            let chinese = Form::of(&query.root).print(Operators::Chinese);
            assert_eq!(Query::parse(&chinese).unwrap().root.print(), query.root.print(), "{chinese}");
        }
    }

    #[test]
    fn words_of_one_kind_that_stand_for_each_other_are_one_line() {
        let form = form("(老人 OR 长者) -code:内卷化");
        assert_eq!((form.join, form.lines.len()), (Join::All, 2));
        let Part::Words(chain) = &form.lines[0].part else { panic!() };
        assert_eq!(chain.first.words.len(), 2);
        assert_eq!(form.lines[1].sign, Sign::Without);
    }

    #[test]
    fn what_no_line_can_show_stands_in_one_as_text() {
        let form = form("街道 政府 NEAR/5 (购买 NEAR/5 服务)");
        assert!(matches!(&form.lines[1].part, Part::Text(text) if text.get().contains("NEAR/5")));
        let mut deep = super::Form::empty();
        deep.lines.push(Line { sign: Sign::With, part: Part::Text(Settled::of("合谋 AND")) });
        assert_eq!(deep.node(), None, "a mistake in it is left out until it is mended");
    }

    #[test]
    fn what_is_not_filled_in_yet_is_left_out() {
        let mut form = Form::empty();
        form.lines.push(Line::of_filter(Field::Code));
        form.lines.push(Line::of_group(Join::All));
        assert_eq!(form.print(Operators::English), "");
        if let Part::Words(chain) = &mut form.lines[0].part {
            chain.first.words[0] = Settled::of("政府");
            chain.links.push(Link::default());
        }
        assert_eq!(form.print(Operators::English), "政府");
        form.lines.push(Line::of_filter(Field::Uncoded));
        assert_eq!(Query::parse(&form.print(Operators::English)).unwrap().root.print(), "政府 AND uncoded:");
    }
}
