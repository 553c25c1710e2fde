//! The query language a second time, obvious and slow, for tests: every operator tries every place.
//!
//! It shares with the search only the normalised text, the parser and the segmentation. Random projects are asked
//! random queries; reading, the index and this must give the same hits.

mod conditions;
mod terms;

use proptest::test_runner::TestCaseError;

use super::fixture::Fixture;
use super::{Engine, Hit, Node, Normalised, Occurrence, Options, Query, Reach, scan};
use crate::model::{Document, Project, Revision, Span};
use crate::search::query::{Near, NearOrder};

/// One document with all that is needed to try every place.
struct Naive<'a> {
    project: &'a Project,
    document: &'a Document,
    normalised: Normalised,
    text: Vec<char>,
}

impl<'a> Naive<'a> {
    fn of(project: &'a Project, document: &'a Document) -> Self {
        let normalised = Normalised::of(document);
        let text = String::from_utf8(normalised.bytes().to_vec()).unwrap().chars().collect();
        Self { project, document, normalised, text }
    }

    /// The hits among the spans that `keep` lets through; `None` where the document does not match.
    fn hits(&self, node: &Node, keep: &dyn Fn(Span) -> bool) -> Option<Vec<Span>> {
        match node {
            Node::Term(_) | Node::Near(_) => {
                let places = self.places(node);
                let spans = places.iter().filter_map(|place| self.normalised.original(place.start, place.end));
                let spans: Vec<Span> = spans.filter(|span| keep(*span)).collect();
                (!spans.is_empty()).then_some(spans)
            }
            Node::All(nodes) => {
                let is_condition = |node: &&Node| node.terms().is_empty();
                let conditions: Vec<Node> = nodes.iter().filter(is_condition).cloned().collect();
                let conditions = Node::All(conditions);
                let narrower = |span: Span| keep(span) && self.fits(&conditions, span, true);
                let others = nodes.iter().filter(|node| !is_condition(node));
                let all = others.map(|node| self.hits(node, &narrower)).collect::<Option<Vec<_>>>();
                all.map(|all| all.concat())
            }
            Node::Any(nodes) => {
                let some: Vec<_> = nodes.iter().filter_map(|node| self.hits(node, keep)).collect();
                (!some.is_empty()).then(|| some.concat())
            }
            Node::Not(node) => self.hits(node, keep).is_none().then(Vec::new),
            Node::Filter(_) => unreachable!("queries of filters alone are not asked"),
        }
    }

    fn places(&self, node: &Node) -> Vec<Occurrence> {
        match node {
            Node::Term(term) => self.occurrences(term),
            Node::Any(nodes) => nodes.iter().flat_map(|node| self.places(node)).collect(),
            Node::Near(near) => self.near(near),
            _ => unreachable!("the parser lets nothing else be near"),
        }
    }

    /// All pairs, those that are near enough, those that hold none of the others, the leftmost.
    fn near(&self, Near { left, right, order, reach, .. }: &Near) -> Vec<Occurrence> {
        let (left, right) = (self.places(left), self.places(right));
        let mut stretches = Vec::new();
        for one in &left {
            for other in &right {
                let (first, second) = if one.end <= other.start {
                    (one, other)
                } else if other.end <= one.start && *order == NearOrder::Either {
                    (other, one)
                } else {
                    continue;
                };
                let is_near = match reach {
                    Reach::Characters(most) => second.start - first.end <= *most,
                    Reach::Within(scope) => {
                        let unit = |at| self.normalised.unit_around(*scope, at);
                        unit(first.start).is_some() && (first.start..second.end).all(|at| unit(at) == unit(first.start))
                    }
                };
                if is_near {
                    stretches.push(Occurrence { start: first.start, end: second.end });
                }
            }
        }
        let holds =
            |one: &Occurrence, other: &Occurrence| one != other && one.start <= other.start && other.end <= one.end;
        let mut shortest: Vec<Occurrence> =
            stretches.iter().filter(|one| !stretches.iter().any(|other| holds(one, other))).copied().collect();
        shortest.sort_unstable();
        leftmost(&shortest)
    }
}

/// Those that begin after the end of the one before.
fn leftmost(places: &[Occurrence]) -> Vec<Occurrence> {
    let mut taken: Vec<Occurrence> = Vec::new();
    for place in places {
        if taken.last().is_none_or(|last| last.end <= place.start) {
            taken.push(*place);
        }
    }
    taken
}

fn naive(project: &Project, query: &Query) -> Vec<Hit> {
    let mut hits = Vec::new();
    for document in project.documents_in_order() {
        let mut spans = Naive::of(project, document).hits(&query.root, &|_| true).unwrap_or_default();
        spans.sort_unstable();
        spans.dedup();
        hits.extend(spans.into_iter().map(|span| Hit { document: document.id, span }));
    }
    hits
}

/// Asks every query of the oracle, of a scan and of an index; what cannot be parsed is left out. Gives how many hits
/// there were, so that a test can say that it found something.
fn agree(fixture: &Fixture, queries: &[String]) -> Result<usize, TestCaseError> {
    let engine = Engine::open(None);
    engine.follow(std::sync::Arc::new(fixture.project.clone()), Revision(1), None);
    engine.wait_for(Revision(1));
    let go = std::sync::atomic::AtomicBool::new(false);
    let mut total = 0;
    for typed in queries {
        let Ok(query) = Query::parse(typed) else { continue };
        let read = scan(&fixture.project, &query, usize::MAX);
        proptest::prop_assert_eq!(&read.hits, &naive(&fixture.project, &query), "read: {}", typed);
        let options =
            Options { limit: usize::MAX, count: super::Count::All, order: super::Order::Documents, cancel: &go };
        let found = engine.search(&fixture.project, &query, options).unwrap();
        proptest::prop_assert_eq!(&found, &read, "by the index: {}", typed);
        total += read.total;
    }
    Ok(total)
}
