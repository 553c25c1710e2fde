//! A query with its names looked up in a project, and its evaluation in one document.
//!
//! The evaluation is the same whether occurrences come from a scan or from the index: it asks for the
//! occurrences of a term and does the rest. Codes and coders are not in the index; they are intervals
//! joined here, so coding never re-indexes anything.
//!
//! `code:` and `coder:` narrow the text that the rest of their group looks at: in `合谋 -老人 code:内卷`
//! 合谋 must stand in a segment coded 内卷 and 老人 must not stand in one. Alone they give the segments.
//! `speaker:` and `part:` do the same with turns and paragraphs.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{CharIndex, CodeId, CoderId, Document, DocumentId, Project, Span, Turn};

use super::found::{Found, Places};
use super::names::{Part, Resolved, resolve};
use super::normalise::Normalised;
use super::pattern::{Occurrence, Pattern};
use super::query::{Field, Filter, Node, Query};

/// A query ready to run.
#[derive(Debug)]
pub struct Plan {
    root: Step,
    /// The terms, in the order of the query.
    pub(super) patterns: Vec<Pattern>,
}

#[derive(Debug)]
enum Step {
    Term(usize),
    /// What every part must hold, within these segments.
    All(Vec<Step>, Vec<Within>),
    Any(Vec<Step>),
    Not(Box<Step>),
    Documents(BTreeSet<DocumentId>),
}

/// Which text is looked at: a condition on a span.
#[derive(Debug)]
enum Within {
    Segments {
        codes: Option<BTreeSet<CodeId>>,
        coders: Option<BTreeSet<CoderId>>,
    },
    /// What these speakers say, by document.
    Speakers(BTreeMap<DocumentId, BTreeSet<u16>>),
    /// Paragraphs of a kind; of none where the query names no kind that there is.
    Part(Option<Part>),
    All(Vec<Within>),
    Any(Vec<Within>),
    Not(Box<Within>),
}

/// Whether a condition is asked for or against.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sense {
    Affirmed,
    Denied,
}

impl Sense {
    fn turned(self) -> Self {
        match self {
            Self::Affirmed => Self::Denied,
            Self::Denied => Self::Affirmed,
        }
    }
}

impl Plan {
    /// Looks the names of a query up.
    #[must_use]
    pub fn new(query: &Query, project: &Project) -> Self {
        let mut patterns = Vec::new();
        let root = sole(&query.root, project, &mut patterns);
        Self { root, patterns }
    }

    /// What stands in a document; `None` where it does not match.
    pub(super) fn evaluate(
        &self,
        project: &Project,
        document: &Document,
        normalised: &Normalised,
        occurrences: &dyn Fn(usize) -> Vec<Occurrence>,
    ) -> Option<Found> {
        let mut run = Run { project, document, normalised, occurrences, counts: vec![0; self.patterns.len()] };
        let places = run.step(&self.root, &mut Vec::new())?;
        Some(Found { places, counts: run.counts })
    }

    /// Whether a document can match, as far as is known which terms may stand in it; cheap.
    pub(super) fn may_match(&self, document: DocumentId, may_hold: &dyn Fn(usize) -> bool) -> bool {
        may_match(&self.root, document, may_hold)
    }
}

fn may_match(step: &Step, document: DocumentId, may_hold: &dyn Fn(usize) -> bool) -> bool {
    match step {
        Step::Documents(ids) => ids.contains(&document),
        Step::All(parts, _) => parts.iter().all(|part| may_match(part, document, may_hold)),
        Step::Any(parts) => parts.iter().any(|part| may_match(part, document, may_hold)),
        Step::Term(term) => may_hold(*term),
        Step::Not(part) => match part.as_ref() {
            Step::Documents(ids) => !ids.contains(&document),
            _ => true,
        },
    }
}

fn step_of(node: &Node, project: &Project, patterns: &mut Vec<Pattern>) -> Step {
    match node {
        Node::Term(term) => {
            patterns.push(Pattern::of(term));
            Step::Term(patterns.len() - 1)
        }
        Node::All(nodes) => {
            let (mut parts, mut within, mut segments) = (Vec::new(), Vec::new(), Vec::new());
            for node in nodes {
                if let Node::Filter(filter @ Filter { field: Field::Code | Field::Coder, .. }) = node {
                    segments.push(filter);
                } else if let Some(condition) = within_of(node, project) {
                    within.push(condition);
                } else {
                    parts.push(step_of(node, project, patterns));
                }
            }
            within.extend(same_segments(&segments, project));
            group(parts, within)
        }
        Node::Any(nodes) => Step::Any(nodes.iter().map(|node| sole(node, project, patterns)).collect()),
        Node::Not(node) => Step::Not(Box::new(sole(node, project, patterns))),
        Node::Filter(filter) => match resolve(filter, project) {
            Resolved::Documents(ids) => Step::Documents(ids),
            _ => sole(node, project, patterns),
        },
    }
}

/// A part that stands without neighbours that it could narrow.
fn sole(node: &Node, project: &Project, patterns: &mut Vec<Pattern>) -> Step {
    match within_of(node, project) {
        Some(within) => group(Vec::new(), vec![within]),
        None => step_of(node, project, patterns),
    }
}

/// Parts within conditions. Where nothing gives hits, neither a part nor a condition, `-code:合谋` asks for
/// documents that hold no such segment.
fn group(mut parts: Vec<Step>, within: Vec<Within>) -> Step {
    if parts.iter().any(is_positive) || within.iter().any(affirms) {
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

/// Whether a condition asks for segments, not only against some.
fn affirms(within: &Within) -> bool {
    match within {
        Within::Segments { .. } | Within::Speakers(_) | Within::Part(_) => true,
        Within::All(parts) | Within::Any(parts) => parts.iter().any(affirms),
        Within::Not(_) => false,
    }
}

/// The condition of a node that speaks of coded segments only; `None` of any other.
fn within_of(node: &Node, project: &Project) -> Option<Within> {
    match node {
        Node::Term(_) => None,
        Node::Not(part) => Some(Within::Not(Box::new(within_of(part, project)?))),
        Node::Any(parts) => Some(Within::Any(parts.iter().map(|p| within_of(p, project)).collect::<Option<_>>()?)),
        Node::All(parts) => {
            let segments: Vec<&Filter> =
                parts.iter().filter_map(|p| if let Node::Filter(filter) = p { Some(filter) } else { None }).collect();
            let others = parts.iter().filter(|p| !matches!(p, Node::Filter(_)));
            let mut all = others.map(|p| within_of(p, project)).collect::<Option<Vec<_>>>()?;
            if segments.iter().any(|filter| matches!(filter.field, Field::Document | Field::Group)) {
                return None;
            }
            all.extend(segments.iter().filter_map(|filter| stretches(filter, project)));
            all.extend(same_segments(&segments, project));
            Some(Within::All(all))
        }
        Node::Filter(filter) => match filter.field {
            Field::Code | Field::Coder => Some(Within::All(same_segments(&[filter], project))),
            Field::Speaker | Field::Part => stretches(filter, project),
            Field::Document | Field::Group => None,
        },
    }
}

/// Turns or paragraphs that a filter names; `None` of a filter that speaks of something else.
fn stretches(filter: &Filter, project: &Project) -> Option<Within> {
    match resolve(filter, project) {
        Resolved::Speakers(named) => Some(Within::Speakers(named)),
        Resolved::Part(part) => Some(Within::Part(part)),
        Resolved::Codes(_) | Resolved::Coders(_) | Resolved::Documents(_) => None,
    }
}

/// `code:合谋 coder:甲` side by side mean segments that 甲 coded 合谋.
fn same_segments(filters: &[&Filter], project: &Project) -> Vec<Within> {
    let (mut codes, mut coders) = (Vec::new(), Vec::new());
    for filter in filters {
        match resolve(filter, project) {
            Resolved::Codes(ids) => codes.push(Some(ids)),
            Resolved::Coders(ids) => coders.push(Some(ids)),
            Resolved::Documents(_) | Resolved::Speakers(_) | Resolved::Part(_) => {}
        }
    }
    if codes.is_empty() && coders.is_empty() {
        return Vec::new();
    }
    let or_none = |list: Vec<_>| if list.is_empty() { vec![None] } else { list };
    let codes = or_none(codes);
    let coders = if coders.is_empty() { vec![None] } else { coders };
    codes
        .iter()
        .flat_map(|c| coders.iter().map(|by| Within::Segments { codes: c.clone(), coders: by.clone() }))
        .collect()
}

struct Run<'a> {
    project: &'a Project,
    document: &'a Document,
    normalised: &'a Normalised,
    occurrences: &'a dyn Fn(usize) -> Vec<Occurrence>,
    counts: Vec<u32>,
}

impl<'a> Run<'a> {
    fn step(&mut self, step: &'a Step, within: &mut Vec<&'a Within>) -> Option<Places> {
        match step {
            Step::Term(term) => {
                let mut found = (self.occurrences)(*term);
                if !within.is_empty() {
                    found.retain(|found| {
                        let span = self.normalised.original(found.start, found.end);
                        span.is_some_and(|span| within.iter().all(|w| self.fits(w, Sense::Affirmed, span)))
                    });
                }
                let places = Places::compared(found, self.normalised);
                if let Some(count) = self.counts.get_mut(*term) {
                    *count = (*count).max(places.len() as u32);
                }
                (!places.is_empty()).then_some(places)
            }
            Step::All(parts, own) => {
                let outer = within.len();
                within.extend(own);
                let found = if parts.iter().any(is_positive) || own.is_empty() {
                    self.all(parts, within)
                } else {
                    self.all(parts, within).and_then(|_| self.segments(own, within))
                };
                within.truncate(outer);
                found
            }
            Step::Any(parts) => {
                let found = parts.iter().filter_map(|part| self.step(part, within)).collect::<Vec<_>>();
                found.into_iter().reduce(|one, other| one.and(other, self.normalised))
            }
            Step::Not(part) => self.step(part, within).is_none().then(Places::default),
            Step::Documents(ids) => ids.contains(&self.document.id).then(Places::default),
        }
    }

    fn all(&mut self, parts: &'a [Step], within: &mut Vec<&'a Within>) -> Option<Places> {
        let mut places = Places::default();
        for part in parts {
            places = places.and(self.step(part, within)?, self.normalised);
        }
        Some(places)
    }

    /// The segments that conditions name, where there are any.
    fn segments(&self, own: &[Within], within: &[&Within]) -> Option<Places> {
        let codings = self.project.codings(self.document.id).iter();
        let named = codings.filter(|coding| own.iter().any(|w| names(w, coding))).map(|coding| coding.span);
        let turns = own.iter().any(|w| mentions(w, &|w| matches!(w, Within::Speakers(_)))).then(|| self.turns());
        let parts = own.iter().any(|w| mentions(w, &|w| matches!(w, Within::Part(_)))).then(|| self.paragraphs());
        let named = named.chain(turns.into_iter().flatten()).chain(parts.into_iter().flatten());
        let named = named.filter(|&span| within.iter().all(|w| self.fits(w, Sense::Affirmed, span)));
        let places = Places::original(named.collect());
        (!places.is_empty()).then_some(places)
    }

    /// What each turn says, its label left out.
    fn turns(&self) -> Vec<Span> {
        let turns = self.document.structure.turns.iter();
        turns.filter_map(|turn| Span::new(turn.said.0, turn.span.end.0)).collect()
    }

    fn paragraphs(&self) -> Vec<Span> {
        let text = &self.document.text;
        let ranges = (0..text.paragraph_count()).map(|at| text.paragraph_range(at));
        ranges.filter_map(|range| Span::new(range.start, range.end)).collect()
    }

    /// Whether a span lies in text that a condition lets be looked at.
    fn fits(&self, within: &Within, sense: Sense, span: Span) -> bool {
        match within {
            Within::Segments { codes, coders } => {
                self.project.codings(self.document.id).overlapping(span).any(|coding| {
                    coding.span.encloses(span)
                        && is_one_of(codes.as_ref(), &coding.code)
                        && is_one_of(coders.as_ref(), &coding.coder)
                })
            }
            Within::Speakers(named) => {
                // A label is not said: `speaker:老人` does not find it, and `-speaker:老人` does not find it either.
                let start = |turn: &Turn| if sense == Sense::Affirmed { turn.said } else { turn.span.start };
                let turn = self.document.structure.turn_at(span.start);
                let turn = turn.filter(|turn| start(turn) <= span.start && span.end <= turn.span.end);
                let speaker = turn.and_then(|turn| turn.speaker);
                let named = named.get(&self.document.id);
                speaker.zip(named).is_some_and(|(speaker, named)| named.contains(&speaker))
            }
            Within::Part(part) => {
                let (text, structure) = (&self.document.text, &self.document.structure);
                let (first, last) = (text.paragraph_of(span.start), text.paragraph_of(CharIndex(span.end.0 - 1)));
                part.is_some_and(|part| (first..=last).all(|at| part.holds(structure.kind_of(at))))
            }
            Within::All(parts) => parts.iter().all(|part| self.fits(part, sense, span)),
            Within::Any(parts) => parts.iter().any(|part| self.fits(part, sense, span)),
            Within::Not(part) => !self.fits(part, sense.turned(), span),
        }
    }
}

/// Whether a part gives hits of its own, so that segments need not stand in for them.
fn is_positive(step: &Step) -> bool {
    match step {
        Step::Term(_) => true,
        Step::All(parts, within) => !within.is_empty() || parts.iter().any(is_positive),
        Step::Any(parts) => parts.iter().any(is_positive),
        Step::Not(_) | Step::Documents(_) => false,
    }
}

/// Whether a condition asks for this coding, not only against others.
fn names(within: &Within, coding: &crate::model::Coding) -> bool {
    match within {
        Within::Segments { codes, coders } => {
            is_one_of(codes.as_ref(), &coding.code) && is_one_of(coders.as_ref(), &coding.coder)
        }
        Within::All(parts) | Within::Any(parts) => parts.iter().any(|part| names(part, coding)),
        Within::Not(_) | Within::Speakers(_) | Within::Part(_) => false,
    }
}

/// Whether a condition, or one inside it that it does not deny, is of a kind.
fn mentions(within: &Within, kind: &dyn Fn(&Within) -> bool) -> bool {
    match within {
        Within::All(parts) | Within::Any(parts) => parts.iter().any(|part| mentions(part, kind)),
        Within::Not(_) => false,
        other => kind(other),
    }
}

fn is_one_of<T: Ord>(set: Option<&BTreeSet<T>>, item: &T) -> bool {
    set.is_none_or(|set| set.contains(item))
}
