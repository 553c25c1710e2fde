//! Makes a plan of a query: looks its names up and parts what stands in a text from what narrows it.

use std::collections::HashMap;

use crate::model::Project;

use super::super::names::{Resolved, resolve};
use super::super::pattern::Pattern;
use super::super::query::{Field, Filter, Near, Node, Query};
use super::within::Within;
use super::{Plan, Step, is_positive};

impl Plan {
    /// Looks the names of a query up.
    #[must_use]
    pub fn new(query: &Query, project: &Project) -> Self {
        let mut builder = Builder::of(query, project);
        let root = builder.sole(&query.root);
        Self { root, patterns: builder.patterns }
    }
}

struct Builder<'a> {
    project: &'a Project,
    patterns: Vec<Pattern>,
    /// What each filter stands for, looked up once: that may go through all documents, and a node is asked about
    /// more than once.
    resolved: HashMap<(Field, String), Resolved>,
}

impl<'a> Builder<'a> {
    fn of(query: &Query, project: &'a Project) -> Self {
        let mut resolved = HashMap::new();
        for filter in query.root.filters() {
            resolved.entry((filter.field, filter.value.clone())).or_insert_with(|| resolve(filter, project));
        }
        Self { project, patterns: Vec::new(), resolved }
    }

    fn resolved(&self, filter: &Filter) -> Resolved {
        self.looked_up(filter).cloned().unwrap_or(Resolved::Target)
    }

    fn looked_up(&self, filter: &Filter) -> Option<&Resolved> {
        self.resolved.get(&(filter.field, filter.value.clone()))
    }

    fn step(&mut self, node: &Node) -> Step {
        match node {
            Node::Term(term) => {
                self.patterns.push(Pattern::of(term, self.project));
                Step::Term(self.patterns.len() - 1)
            }
            Node::All(nodes) => {
                let (mut parts, mut within, mut segments) = (Vec::new(), Vec::new(), Vec::new());
                for node in nodes.iter().filter(|node| !is_target(node)) {
                    if let Node::Filter(filter @ Filter { field: Field::Code | Field::Coder, .. }) = node {
                        segments.push(filter);
                    } else if let Some(condition) = self.condition(node) {
                        within.push(condition);
                    } else {
                        parts.push(self.step(node));
                    }
                }
                within.extend(self.same_segments(&segments));
                group(parts, within)
            }
            Node::Any(nodes) => Step::Any(nodes.iter().map(|node| self.sole(node)).collect()),
            Node::Not(node) => Step::Not(Box::new(self.sole(node))),
            Node::Near(Near { left, right, order, reach, .. }) => {
                Step::Near(Box::new(self.step(left)), Box::new(self.step(right)), *order, *reach)
            }
            Node::Filter(filter) => match self.resolved(filter) {
                Resolved::Documents(ids) => Step::Documents(ids),
                _ => Step::All(Vec::new(), self.within(node).into_iter().collect()),
            },
        }
    }

    /// A part that stands without neighbours that it could narrow.
    fn sole(&mut self, node: &Node) -> Step {
        match self.condition(node) {
            Some(within) => group(Vec::new(), vec![within]),
            None => self.step(node),
        }
    }

    /// The condition of a node that narrows the text that its neighbours look at; `None` of one that is looked for,
    /// and of one that whole documents fulfil or do not.
    fn condition(&self, node: &Node) -> Option<Within> {
        if self.is_of_documents(node) { None } else { self.within(node) }
    }

    fn is_of_documents(&self, node: &Node) -> bool {
        match node {
            Node::Term(_) | Node::Near(_) => false,
            Node::All(parts) | Node::Any(parts) => parts.iter().all(|part| self.is_of_documents(part)),
            Node::Not(part) => self.is_of_documents(part),
            Node::Filter(filter) => matches!(self.looked_up(filter), Some(Resolved::Documents(_))),
        }
    }

    /// The condition of a node that speaks of stretches of text only; `None` of any other.
    fn within(&self, node: &Node) -> Option<Within> {
        match node {
            Node::Term(_) | Node::Near(_) => None,
            Node::Not(part) => Some(Within::Not(Box::new(self.within(part)?))),
            Node::Any(parts) => Some(Within::Any(parts.iter().map(|p| self.within(p)).collect::<Option<_>>()?)),
            Node::All(parts) => {
                let is_segment =
                    |p: &&Node| matches!(p, Node::Filter(Filter { field: Field::Code | Field::Coder, .. }));
                let segments: Vec<&Filter> = parts
                    .iter()
                    .filter(is_segment)
                    .filter_map(|p| if let Node::Filter(filter) = p { Some(filter) } else { None })
                    .collect();
                let others = parts.iter().filter(|p| !is_segment(p));
                let mut all = others.map(|p| self.within(p)).collect::<Option<Vec<_>>>()?;
                all.extend(self.same_segments(&segments));
                Some(Within::All(all))
            }
            Node::Filter(filter) => match self.resolved(filter) {
                Resolved::Codes(_) | Resolved::Coders(_) => Some(Within::All(self.same_segments(&[filter]))),
                Resolved::Speakers(named) => Some(Within::Speakers(named)),
                Resolved::Part(part) => Some(Within::Part(part)),
                Resolved::Belonging(belonging) => Some(Within::Belonging(belonging)),
                Resolved::Uncoded(by) => Some(Within::Uncoded(by)),
                Resolved::Documents(ids) => Some(Within::Documents(ids)),
                Resolved::Target => None,
            },
        }
    }

    /// `code:合谋 coder:甲` side by side mean segments that 甲 coded 合谋.
    fn same_segments(&self, filters: &[&Filter]) -> Vec<Within> {
        let (mut codes, mut coders) = (Vec::new(), Vec::new());
        for filter in filters {
            match self.resolved(filter) {
                Resolved::Codes(ids) => codes.push(Some(ids)),
                Resolved::Coders(ids) => coders.push(Some(ids)),
                _ => {}
            }
        }
        if codes.is_empty() && coders.is_empty() {
            return Vec::new();
        }
        let or_none = |list: &mut Vec<_>| {
            if list.is_empty() {
                list.push(None);
            }
        };
        or_none(&mut codes);
        let coders = if coders.is_empty() { vec![None] } else { coders };
        let pairs = codes.iter().flat_map(|codes| coders.iter().map(move |coders| (codes.clone(), coders.clone())));
        pairs.map(|(codes, coders)| Within::Segments { codes, coders }).collect()
    }
}

/// `in:` says what a query is put to, not what is found there.
fn is_target(node: &Node) -> bool {
    matches!(node, Node::Filter(Filter { field: Field::In, .. }))
}

/// Parts within conditions. Where nothing gives hits, neither a part nor a condition, `-code:合谋` asks for
/// documents that hold no such segment.
fn group(mut parts: Vec<Step>, within: Vec<Within>) -> Step {
    if parts.iter().any(is_positive) || within.iter().any(Within::affirms) {
        return Step::All(parts, within);
    }
    let mut rest = Vec::new();
    for condition in within {
        match condition {
            Within::Not(inner) => parts.push(Step::Not(Box::new(group(Vec::new(), vec![*inner])))),
            other => rest.push(other),
        }
    }
    Step::All(parts, rest)
}
