//! Conditions on where hits stand: in coded segments, in what somebody says, in a part of the text, in what
//! belongs to a case, in what nobody coded. All of it is intervals of original code points.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{CharIndex, CodeId, CoderId, Coding, Document, DocumentId, MemoOn, Project, Span, Turn};

use super::super::found::Places;
use super::super::names::{Belonging, Part, Uncoded};
use super::note::About;

/// Which text is looked at: a condition on a span.
#[derive(Debug)]
pub(super) enum Within {
    Segments {
        codes: Option<BTreeSet<CodeId>>,
        coders: Option<BTreeSet<CoderId>>,
    },
    /// What these speakers say, by document.
    Speakers(BTreeMap<DocumentId, BTreeSet<u16>>),
    /// Paragraphs of a kind, or the labels of turns; none where the query names no kind that there is.
    Part(Option<Part>),
    /// What belongs to cases, and whole documents.
    Belonging(Belonging),
    Uncoded(Uncoded),
    /// Beside conditions of other kinds.
    Documents(BTreeSet<DocumentId>),
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

impl Within {
    /// Whether it asks for stretches, not only against some.
    pub fn affirms(&self) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(Self::affirms),
            Self::Not(_) | Self::Documents(_) => false,
            _ => true,
        }
    }

    /// Whether a document can have such text, as far as is known without looking at it.
    pub fn may_hold(&self, document: DocumentId) -> bool {
        match self {
            Self::Speakers(named) => named.contains_key(&document),
            Self::Belonging(belonging) => belonging.stretches.contains_key(&document),
            Self::Documents(ids) => ids.contains(&document),
            Self::All(parts) => parts.iter().all(|part| part.may_hold(document)),
            Self::Any(parts) => parts.iter().any(|part| part.may_hold(document)),
            Self::Segments { .. } | Self::Part(_) | Self::Uncoded(_) | Self::Not(_) => true,
        }
    }
}

/// Where conditions are looked up.
#[derive(Clone, Copy)]
pub(super) enum Ground<'a> {
    /// The text of a document.
    Text(&'a Project, &'a Document),
    /// What somebody wrote about something of a project.
    Note(&'a Project, About<'a>),
}

impl Ground<'_> {
    /// The document that it belongs to.
    pub fn document(&self) -> Option<DocumentId> {
        match self {
            Self::Text(_, document) | Self::Note(_, About::Coding(document, _) | About::Document(document)) => {
                Some(document.id)
            }
            Self::Note(project, About::Memo(memo)) => match project.memo_on(memo) {
                MemoOn::Document(id) => Some(id),
                MemoOn::Project | MemoOn::Code(_) | MemoOn::Case(_) => None,
            },
            Self::Note(..) => None,
        }
    }

    /// Whether a span lies in text that all conditions let be looked at.
    pub fn fits_all(&self, within: &[&Within], span: Span) -> bool {
        within.iter().all(|condition| match self {
            Self::Text(project, document) => fits(condition, Sense::Affirmed, span, project, document),
            Self::Note(project, about) => holds(condition, project, *about),
        })
    }

    /// The stretches that conditions name and all of `within` lets be looked at; `None` where there are none. A
    /// note has no stretches: it is asked about as a whole.
    pub fn stretches(&self, own: &[Within], within: &[&Within]) -> Option<Places> {
        match self {
            Self::Note(project, about) => {
                within.iter().all(|condition| holds(condition, project, *about)).then(Places::default)
            }
            Self::Text(project, document) => {
                let named = own.iter().filter_map(|condition| stretches(condition, project, document));
                let mut spans = named.reduce(|one, other| common(&one, &other)).unwrap_or_default();
                spans.retain(|&span| self.fits_all(within, span));
                let matches = !spans.is_empty() || own.iter().all(|condition| admits(condition, project, document));
                matches.then(|| Places::original(spans))
            }
        }
    }
}

/// Whether a document fulfils a condition although nothing in it is named: by what it is, or by what it lacks.
fn admits(within: &Within, project: &Project, document: &Document) -> bool {
    let admits = |part: &Within| admits(part, project, document);
    match within {
        Within::Documents(ids) => ids.contains(&document.id),
        Within::All(parts) => parts.iter().all(admits),
        Within::Any(parts) => parts.iter().any(admits),
        Within::Not(part) => !admits(part) && stretches(part, project, document).is_none_or(|spans| spans.is_empty()),
        _ => false,
    }
}

fn segments<'a>(
    codes: Option<&'a BTreeSet<CodeId>>,
    coders: Option<&'a BTreeSet<CoderId>>,
) -> impl Fn(&Coding) -> bool + 'a {
    move |coding| is_one_of(codes, &coding.code) && is_one_of(coders, &coding.coder)
}

fn is_one_of<T: Ord>(set: Option<&BTreeSet<T>>, item: &T) -> bool {
    set.is_none_or(|set| set.contains(item))
}

fn fits(within: &Within, sense: Sense, span: Span, project: &Project, document: &Document) -> bool {
    match within {
        Within::Segments { codes, coders } => {
            let is_named = segments(codes.as_ref(), coders.as_ref());
            project.codings(document.id).overlapping(span).any(|coding| coding.span.encloses(span) && is_named(coding))
        }
        Within::Speakers(named) => {
            named.get(&document.id).is_some_and(|speakers| is_said_by(speakers, sense, span, document))
        }
        Within::Part(Some(Part::Label)) => is_label(sense, span, document),
        Within::Part(part) => {
            let (text, structure) = (&document.text, &document.structure);
            let (first, last) = (text.paragraph_of(span.start), text.paragraph_of(CharIndex(span.end.0 - 1)));
            part.is_some_and(|part| (first..=last).all(|at| part.holds(structure.kind_of(at))))
        }
        Within::Belonging(belonging) => belonging.stretches.get(&document.id).is_some_and(|stretch| {
            stretch.is_whole || stretch.passages.holds(span) || is_said_by(&stretch.speakers, sense, span, document)
        }),
        Within::Uncoded(by) => {
            let is_named = segments(None, by.as_ref());
            !project.codings(document.id).overlapping(span).any(is_named)
        }
        Within::Documents(ids) => ids.contains(&document.id),
        Within::All(parts) => parts.iter().all(|part| fits(part, sense, span, project, document)),
        Within::Any(parts) => parts.iter().any(|part| fits(part, sense, span, project, document)),
        Within::Not(part) => !fits(part, sense.turned(), span, project, document),
    }
}

fn is_said_by(speakers: &BTreeSet<u16>, sense: Sense, span: Span, document: &Document) -> bool {
    // A label is not said: `speaker:老人` does not find it, and `-speaker:老人` does not find it either.
    let start = |turn: &Turn| if sense == Sense::Affirmed { turn.said } else { turn.span.start };
    let turn = document.structure.turn_at(span.start);
    let turn = turn.filter(|turn| start(turn) <= span.start && span.end <= turn.span.end);
    turn.and_then(|turn| turn.speaker).is_some_and(|speaker| speakers.contains(&speaker))
}

/// Whether a span lies in the label of a turn; where that is denied, whether any of it does.
fn is_label(sense: Sense, span: Span, document: &Document) -> bool {
    let turns = &document.structure.turns;
    let from = turns.partition_point(|turn| turn.span.end <= span.start);
    let near = turns.iter().skip(from).take_while(|turn| turn.span.start < span.end);
    near.filter_map(label).any(|label| match sense {
        Sense::Affirmed => label.encloses(span),
        Sense::Denied => label.start < span.end && span.start < label.end,
    })
}

fn label(turn: &Turn) -> Option<Span> {
    Span::new(turn.span.start.0, turn.said.0)
}

/// The stretches that a condition asks for; `None` where it only asks against some.
fn stretches(within: &Within, project: &Project, document: &Document) -> Option<Vec<Span>> {
    let codings = project.codings(document.id);
    let mut spans = match within {
        Within::Segments { codes, coders } => {
            let is_named = segments(codes.as_ref(), coders.as_ref());
            codings.iter().filter(|coding| is_named(coding)).map(|coding| coding.span).collect()
        }
        Within::Speakers(named) => named.get(&document.id).map(|speakers| said(speakers, document)).unwrap_or_default(),
        Within::Part(Some(Part::Label)) => {
            let labels = document.structure.turns.iter().filter_map(label);
            labels.filter_map(|label| trimmed(label.start.0, label.end.0, document)).collect()
        }
        Within::Part(part) => {
            let Some(part) = part else { return Some(Vec::new()) };
            let kind = |at| document.structure.kind_of(at);
            paragraphs(document).filter(|(at, _)| part.holds(kind(*at))).map(|(_, span)| span).collect()
        }
        Within::Belonging(belonging) => {
            let Some(stretch) = belonging.stretches.get(&document.id) else { return Some(Vec::new()) };
            let mut spans = said(&stretch.speakers, document);
            spans.extend(stretch.passages.spans());
            if stretch.is_whole {
                spans.extend(paragraphs(document).map(|(_, span)| span));
            }
            spans
        }
        Within::Uncoded(by) => {
            let is_named = segments(None, by.as_ref());
            let taken: Vec<Span> = codings.iter().filter(|coding| is_named(coding)).map(|coding| coding.span).collect();
            free(&taken, document)
        }
        Within::All(parts) => {
            let named = parts.iter().filter_map(|part| stretches(part, project, document));
            named.reduce(|one, other| common(&one, &other))?
        }
        Within::Any(parts) => {
            let named: Vec<_> = parts.iter().filter_map(|part| stretches(part, project, document)).collect();
            if named.is_empty() {
                return None;
            }
            named.concat()
        }
        Within::Not(_) | Within::Documents(_) => return None,
    };
    spans.sort_unstable();
    spans.dedup();
    Some(spans)
}

/// What speakers say, their labels left out.
fn said(speakers: &BTreeSet<u16>, document: &Document) -> Vec<Span> {
    let turns = document.structure.turns.iter();
    let turns = turns.filter(|turn| turn.speaker.is_some_and(|speaker| speakers.contains(&speaker)));
    turns.filter_map(|turn| Span::new(turn.said.0, turn.span.end.0)).collect()
}

/// The paragraphs that are not blank.
fn paragraphs(document: &Document) -> impl Iterator<Item = (usize, Span)> + '_ {
    let text = &document.text;
    let all = (0..text.paragraph_count()).map(|at| (at, text.paragraph_range(at)));
    let spans = all.filter_map(|(at, range)| Some((at, Span::new(range.start, range.end)?)));
    spans.filter(|(_, span)| !text.slice(*span).trim().is_empty())
}

/// What of the paragraphs lies in none of these spans (ascending by start), without white space at its ends.
fn free(taken: &[Span], document: &Document) -> Vec<Span> {
    let mut free = Vec::new();
    let mut taken = taken.iter().peekable();
    let mut from = 0;
    for (_, paragraph) in paragraphs(document) {
        from = paragraph.start.0.max(from);
        while let Some(span) = taken.next_if(|span| span.start < paragraph.end) {
            free.extend(trimmed(from, span.start.0, document));
            from = from.max(span.end.0);
        }
        free.extend(trimmed(from, paragraph.end.0, document));
    }
    free
}

fn trimmed(start: u32, end: u32, document: &Document) -> Option<Span> {
    let slice = document.text.slice(Span::new(start, end)?);
    let before = slice.chars().take_while(|c| c.is_whitespace()).count() as u32;
    let after = slice.chars().rev().take_while(|c| c.is_whitespace()).count() as u32;
    Span::new(start + before, end.saturating_sub(after))
}

/// What lies in a span of either list; both ascend.
fn common(one: &[Span], other: &[Span]) -> Vec<Span> {
    let mut all = Vec::new();
    // Spans of a list may overlap, so those that begin early and end late stay in sight.
    let mut from = 0;
    for span in one {
        while other.get(from).is_some_and(|first| first.end <= span.start) {
            from += 1;
        }
        let near = other[from..].iter().take_while(|candidate| candidate.start < span.end);
        all.extend(near.filter_map(|candidate| span.intersection(*candidate)));
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// Whether a condition holds of a note, by what it is about.
fn holds(within: &Within, project: &Project, about: About<'_>) -> bool {
    match (within, about) {
        (Within::Segments { codes, coders }, About::Coding(_, coding)) => {
            segments(codes.as_ref(), coders.as_ref())(coding)
        }
        (Within::Segments { codes, coders: None }, About::Code(code)) => is_one_of(codes.as_ref(), &code),
        (Within::Belonging(belonging), About::Case(case)) => belonging.cases.contains(&case),
        (Within::Belonging(belonging), About::Document(document)) => {
            belonging.stretches.get(&document.id).is_some_and(|stretch| stretch.is_whole)
        }
        (Within::Speakers(_) | Within::Part(_) | Within::Belonging(_), About::Coding(document, coding)) => {
            fits(within, Sense::Affirmed, coding.span, project, document)
        }
        (Within::Documents(ids), About::Coding(document, _) | About::Document(document)) => ids.contains(&document.id),
        (Within::All(parts), _) => parts.iter().all(|part| holds(part, project, about)),
        (Within::Any(parts), _) => parts.iter().any(|part| holds(part, project, about)),
        (Within::Not(part), _) => !holds(part, project, about),
        (Within::Segments { codes, coders }, About::Memo(memo)) => {
            let on_code = || match project.memo_on(memo) {
                MemoOn::Code(code) => is_one_of(codes.as_ref(), &code),
                MemoOn::Project | MemoOn::Document(_) | MemoOn::Case(_) => false,
            };
            is_one_of(coders.as_ref(), &memo.coder) && (codes.is_none() || on_code())
        }
        (_, About::Memo(memo)) => match project.memo_on(memo) {
            MemoOn::Document(id) => {
                project.document(id).is_some_and(|document| holds(within, project, About::Document(document)))
            }
            MemoOn::Case(id) => holds(within, project, About::Case(id)),
            MemoOn::Project | MemoOn::Code(_) => false,
        },
        _ => false,
    }
}
