//! Which text counts, said as a query of filters: `-part:参考文献 speaker:受访者 code:合谋 doc:街道`.
//!
//! One way to narrow: what the search would let a hit at a word be, that word counts. The query's own
//! evaluation ([`Plan`]) is asked, so `word:X` with the same filters beside it finds exactly the places that
//! a frequency list counts. It is not asked for every word but for the stretches between all ends of coded
//! segments, passages of cases, turns and lines, inside which the answer is the same, and for the words that
//! lie across one.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use crate::model::{CaseMember, Document, DocumentId, Message, Project, Span, Tell};
use crate::search::Cache;
use crate::search::hits::Cancelled;
use crate::search::normalise::Normalised;
use crate::search::pattern::{Occurrence, is_stemmed};
use crate::search::plan::Plan;
use crate::search::query::{Field, Node, Query, QueryError, Target, Term, Wording};

use super::columns::{Column, Columns};
use super::corpus::{Corpus, Part};
use super::frequency::Forms;
use super::vocabulary::Vocabulary;

/// Which text counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WordScope {
    /// Filters only; all text without one.
    query: Option<Query>,
}

/// Why a query cannot say which text counts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScopeError {
    /// It is no query.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// It looks for something.
    #[error("characters {} to {} look for words; only filters say which text counts", .0.start, .0.end)]
    Term(Range<u32>),
    /// It asks about memos or definitions.
    #[error("words are counted in documents, not in memos or definitions")]
    NotTexts,
}

impl Tell for ScopeError {
    fn tell(&self) -> Message {
        match self {
            Self::Query(error) => error.tell(),
            Self::NotTexts => Message::new("words.scope_not_texts"),
            Self::Term(at) => Message::new("words.scope_term").with("start", at.start + 1).with("end", at.end),
        }
    }
}

impl WordScope {
    /// What is left out where nothing else is said: what is not the text's own words, and who says
    /// them. In Chinese.
    pub const USUAL: &str = "-part:参考文献 -part:注释 -part:题头 -part:访谈信息 -part:标签";
    /// The same in English; both mean the same.
    pub const USUAL_ENGLISH: &str = "-part:references -part:note -part:front -part:metadata -part:label";

    /// All text.
    #[must_use]
    pub fn whole() -> Self {
        Self::default()
    }

    /// From a query of filters as it is typed; all text of an empty one.
    ///
    /// # Errors
    /// [`ScopeError`], with its place.
    pub fn parse(text: &str) -> Result<Self, ScopeError> {
        if text.trim().is_empty() {
            return Ok(Self::whole());
        }
        Self::of(Query::parse(text)?)
    }

    /// From a query of filters.
    ///
    /// # Errors
    /// [`ScopeError::Term`] where it holds anything to look for, [`ScopeError::NotTexts`] where it is about notes.
    pub fn of(query: Query) -> Result<Self, ScopeError> {
        match term_in(&query.root) {
            Some(at) => Err(ScopeError::Term(at)),
            None if query.target() != Target::Texts => Err(ScopeError::NotTexts),
            None => Ok(Self { query: Some(query) }),
        }
    }

    /// The same, and where it says nothing of parts without those that are usually left out, which are said as in
    /// [`Self::USUAL`] or [`Self::USUAL_ENGLISH`]. All text stays all.
    #[must_use]
    pub fn but_usual(self, usual: &str) -> Self {
        let Some(query) = self.query.as_ref().filter(|query| !speaks_of_parts(&query.root)) else { return self };
        let usual = Query::parse(usual).map(|usual| beside(query.root.clone(), &usual.root));
        usual.map_or(self, |root| Self { query: Some(Query::of(root)) })
    }

    /// As it was typed.
    #[must_use]
    pub fn text(&self) -> &str {
        self.query.as_ref().map_or("", |query| &query.text)
    }

    /// Which filters name something that the project does not have.
    #[must_use]
    pub fn check(&self, project: &Project) -> Vec<QueryError> {
        self.query.as_ref().map(|query| query.check(project)).unwrap_or_default()
    }

    /// The query that finds the places of words that count here, as it would be typed. Where forms of a stem were
    /// counted as one, all of them; don’t and what is not English has no other forms.
    #[must_use]
    pub fn concordance<T: AsRef<str>>(&self, words: &[T], forms: Forms) -> String {
        let term = |word: &T| {
            let text = word.as_ref().to_owned();
            let by_stem = forms == Forms::ByStem && is_stemmed(&text);
            let wording = if by_stem { Wording::Stem } else { Wording::Word };
            Node::Term(Term { text, wording, at: 0..0 })
        };
        let any = match words {
            [word] => term(word),
            words => Node::Any(words.iter().map(term).collect()),
        };
        Query::of(self.query.as_ref().map_or(any.clone(), |query| beside(any, &query.root))).text
    }

    /// The words that count in these columns. Names are looked up in the project as it is now.
    ///
    /// # Errors
    /// [`Cancelled`], soon after `cancel` was set.
    pub fn corpus(
        &self,
        project: &Project,
        texts: &Cache,
        columns: &Columns,
        cancel: &AtomicBool,
    ) -> Result<Corpus, Cancelled> {
        let Some(query) = &self.query else { return Ok(Corpus::whole(columns)) };
        let any = Node::Term(Term { text: "词".to_owned(), wording: Wording::Exact, at: 0..0 });
        let plan = Plan::new(&Query { text: String::new(), root: beside(any, &query.root) }, project);
        let by_document = speaks_of_documents_only(&query.root);
        let passages = passages(project);
        let part = |(document, column): &(_, Arc<Column>)| {
            if cancel.load(Ordering::Relaxed) {
                return Err(Cancelled);
            }
            let Some(document) = project.document(*document).filter(|document| plan.may_match(document.id, &|_| true))
            else {
                return Ok(None);
            };
            let normalised = texts.get(document);
            if normalised.fingerprint() != column.fingerprint() {
                return Ok(None);
            }
            let passages = passages.get(&document.id).map_or(&[][..], Vec::as_slice);
            let asked = Asked { plan: &plan, project, document, normalised: &normalised, passages };
            let ranges = if by_document { asked.whole(column) } else { asked.narrowed(column, columns.vocabulary()) };
            Ok((!ranges.is_empty()).then(|| Part { document: document.id, column: Arc::clone(column), ranges }))
        };
        let parts = columns.all().par_iter().map(part).collect::<Result<Vec<_>, Cancelled>>()?;
        Ok(Corpus::new(columns.vocabulary(), parts.into_iter().flatten().collect()))
    }
}

/// A term, or filters, with filters beside it, which narrow it.
fn beside(term: Node, filters: &Node) -> Node {
    let mut nodes = match term {
        Node::All(nodes) => nodes,
        other => vec![other],
    };
    match filters {
        Node::All(filters) => nodes.extend(filters.iter().cloned()),
        other => nodes.push(other.clone()),
    }
    Node::All(nodes)
}

fn term_in(node: &Node) -> Option<Range<u32>> {
    match node {
        Node::Term(term) => Some(term.at.clone()),
        Node::All(nodes) | Node::Any(nodes) => nodes.iter().find_map(term_in),
        Node::Not(node) => term_in(node),
        Node::Near(near) => Some(near.at.clone()),
        Node::Filter(_) => None,
    }
}

fn speaks_of_parts(node: &Node) -> bool {
    match node {
        Node::All(nodes) | Node::Any(nodes) => nodes.iter().any(speaks_of_parts),
        Node::Not(node) => speaks_of_parts(node),
        Node::Filter(filter) => filter.field == Field::Part,
        Node::Term(_) | Node::Near(_) => false,
    }
}

fn speaks_of_documents_only(node: &Node) -> bool {
    match node {
        Node::All(nodes) | Node::Any(nodes) => nodes.iter().all(speaks_of_documents_only),
        Node::Not(node) => speaks_of_documents_only(node),
        Node::Filter(filter) => matches!(filter.field, Field::Document | Field::Group),
        Node::Term(_) | Node::Near(_) => false,
    }
}

/// One document that a plan is asked about.
struct Asked<'a> {
    plan: &'a Plan,
    project: &'a Project,
    document: &'a Document,
    normalised: &'a Normalised,
    /// Members of cases that are passages of it.
    passages: &'a [&'a CaseMember],
}

/// The members of cases that are passages, by document.
fn passages(project: &Project) -> BTreeMap<DocumentId, Vec<&CaseMember>> {
    let mut passages: BTreeMap<DocumentId, Vec<&CaseMember>> = BTreeMap::new();
    for member in project.cases().flat_map(|case| &case.members) {
        if matches!(member, CaseMember::Passage { .. }) {
            passages.entry(member.document()).or_default().push(member);
        }
    }
    passages
}

impl Asked<'_> {
    fn whole(&self, column: &Column) -> Vec<Range<u32>> {
        let everything = Occurrence { start: 0, end: self.normalised.char_len() };
        if self.lets(&[everything]).contains(&true) { std::iter::once(0..column.len()).collect() } else { Vec::new() }
    }

    /// Whether hits at these places would be hits.
    fn lets(&self, places: &[Occurrence]) -> Vec<bool> {
        let found = self.plan.evaluate(self.project, self.document, self.normalised, &|_| places.to_vec());
        let spans: Vec<Span> = found.map(|found| found.places.spans(self.normalised).collect()).unwrap_or_default();
        let is_found = |place: &Occurrence| {
            let span = self.normalised.original(place.start, place.end);
            span.is_some_and(|span: Span| spans.binary_search(&span).is_ok())
        };
        places.iter().map(is_found).collect()
    }

    fn narrowed(&self, column: &Column, vocabulary: &Vocabulary) -> Vec<Range<u32>> {
        let ends = self.ends();
        let stretches: Vec<Occurrence> =
            ends.windows(2).filter_map(|pair| Some(Occurrence { start: *pair.first()?, end: *pair.last()? })).collect();
        let mut ranges: Vec<Range<u32>> = Vec::new();
        let mut across = Vec::new();
        for (stretch, lets) in stretches.iter().zip(self.lets(&stretches)) {
            let (first, start) = column.word_at(vocabulary, stretch.start);
            let (last, begun) = column.word_at(vocabulary, stretch.end);
            if begun < stretch.end {
                across.push(last);
            }
            let first = if start < stretch.start { first + 1 } else { first };
            if lets && first < last {
                ranges.push(first..last);
            }
        }
        across.dedup();
        let places: Vec<Occurrence> = across
            .iter()
            .map(|&word| column.characters_of(vocabulary, word))
            .map(|place| Occurrence { start: place.start, end: place.end })
            .collect();
        let let_through = across.iter().zip(self.lets(&places)).filter(|(_, lets)| *lets);
        ranges.extend(let_through.map(|(&word, _)| word..word + 1));
        ranges.sort_unstable_by_key(|range| range.start);
        joined(ranges)
    }

    /// Where the answer may change: normalised characters, ascending, the ends of the text included.
    fn ends(&self) -> Vec<u32> {
        let text = &self.document.text;
        let lines = (0..text.paragraph_count()).map(|line| text.paragraph_range(line));
        let turns = self.document.structure.turns.iter();
        let codings = self.project.codings(self.document.id).iter();
        let passages = self.passages.iter().filter_map(|member| member.span_in(self.document));
        let mut ends: Vec<u32> = lines
            .flat_map(|range| [range.start, range.end])
            .chain(turns.flat_map(|turn| [turn.span.start.0, turn.said.0, turn.span.end.0]))
            .chain(codings.map(|coding| coding.span).chain(passages).flat_map(|span| [span.start.0, span.end.0]))
            .map(|original| self.normalised.first_at(original))
            .chain([0, self.normalised.char_len()])
            .collect();
        ends.sort_unstable();
        ends.dedup();
        ends
    }
}

/// Ranges that touch become one.
fn joined(ranges: Vec<Range<u32>>) -> Vec<Range<u32>> {
    let mut joined: Vec<Range<u32>> = Vec::new();
    for range in ranges {
        match joined.last_mut().filter(|last| last.end >= range.start) {
            Some(last) => last.end = last.end.max(range.end),
            None => joined.push(range),
        }
    }
    joined
}
