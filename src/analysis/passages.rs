//! The passages behind a number: what a person sees who clicks a cell of the matrix.
//!
//! Each function follows the definitions of [`super::cooccurrence`], so that a cell that says 17
//! opens 17 passages; the tests hold both against each other. Quotes are not copied: a passage knows
//! its place and cuts its text out when it is asked ([`Passage::quote`]).

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::cooccurrence::{Coders, Count, Parameters, Unit};
use super::scope::Rows;
use super::sweep::stretch_of;
use crate::model::{CodeId, CoderId, Coding, CodingId, Document, DocumentId, Project, Span};

/// A place where a code stands, or where two codes stand together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// In which document.
    pub document: DocumentId,
    /// Everything marked, from the first character to the last: the union.
    pub extent: Span,
    /// What both codes share: the intersection. For containers, where codes need not overlap, `None`.
    pub shared: Option<Span>,
    /// Where the first code stands: one stretch for overlap, all within the container otherwise.
    pub first: Vec<Marked>,
    /// Where the second code stands; empty where only one was asked for.
    pub second: Vec<Marked>,
}

/// A stretch of text that one coder gave one code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// Where; for containers, the part that lies in the container.
    pub span: Span,
    /// Who.
    pub coder: CoderId,
    /// The codings united in it, in order.
    pub codings: Vec<CodingId>,
}

impl Passage {
    /// What the text says from the first marked character to the last.
    #[must_use]
    pub fn quote<'a>(&self, project: &'a Project) -> &'a str {
        project.document(self.document).map_or("", |document| document.text.slice(self.extent))
    }
}

/// The passages behind the cell of two codes, in the order of the list of documents and then of the text.
///
/// There are as many as the cell says. A code that the parameters do not show is taken as if they did.
#[must_use]
pub fn of_pair(project: &Project, parameters: &Parameters, first: CodeId, second: CodeId) -> Vec<Passage> {
    if project.resolve(first) == project.resolve(second) {
        return of_code(project, parameters, first);
    }
    gather(project, parameters, &[first, second], |unit, first, second| match unit {
        Unit::Overlap => overlapping(first, second),
        Unit::Paragraph | Unit::Document => together(first, second),
    })
}

/// The passages behind the diagonal: where one code stands.
#[must_use]
pub fn of_code(project: &Project, parameters: &Parameters, code: CodeId) -> Vec<Passage> {
    gather(project, parameters, &[code], |unit, first, _| match unit {
        Unit::Overlap => first.iter().map(Stretch::alone).collect(),
        Unit::Paragraph | Unit::Document => {
            containers(first).into_iter().map(|(_, marked)| passage(marked, &[])).collect()
        }
    })
}

/// A stretch with its units.
#[derive(Clone, Debug)]
struct Stretch {
    document: DocumentId,
    /// The container, or 0.
    unit: u32,
    marked: Marked,
}

impl Stretch {
    fn alone(&self) -> Passage {
        let Marked { span, .. } = self.marked;
        Passage {
            document: self.document,
            extent: span,
            shared: None,
            first: vec![self.marked.clone()],
            second: Vec::new(),
        }
    }
}

type Meet = fn(Unit, &[Stretch], &[Stretch]) -> Vec<Passage>;

fn gather(project: &Project, parameters: &Parameters, codes: &[CodeId], meet: Meet) -> Vec<Passage> {
    let rows = Rows::choose(project, codes, parameters.aggregate);
    if rows.ids().len() < codes.len() {
        return Vec::new();
    }
    let documents: Vec<&Arc<Document>> = parameters.scope.documents_in_order(project);
    let voices: Vec<Option<CoderId>> = match parameters.coders {
        Coders::Pooled => vec![None],
        Coders::Each => parameters.scope.coders_in_order(project).iter().map(|coder| Some(coder.id)).collect(),
    };
    let of_document = |document: &&Arc<Document>| {
        let mut found: Vec<Passage> = Vec::new();
        for &voice in &voices {
            let admitted = |coding: &&Coding| {
                parameters.scope.holds_coder(coding.coder) && voice.is_none_or(|coder| coder == coding.coder)
            };
            let side = |row: u32| {
                let codings = project.codings(document.id).iter().filter(admitted);
                stretches(document, codings.filter(|c| rows.of(c.code).contains(&row)), parameters)
            };
            let first = side(0);
            if !first.is_empty() {
                found.extend(meet(parameters.unit, &first, &side(1)));
            }
        }
        found.sort_by_key(|passage| {
            let start = |marked: &[Marked]| marked.first().map(|marked| (marked.span, marked.coder));
            (start(&passage.first), start(&passage.second))
        });
        found
    };
    documents.par_iter().flat_map_iter(of_document).collect()
}

/// The stretches of one row in one document, by start.
fn stretches<'a>(
    document: &Document,
    codings: impl Iterator<Item = &'a Coding>,
    parameters: &Parameters,
) -> Vec<Stretch> {
    let mut all: Vec<Stretch> = Vec::new();
    // Of each coder: the place of the last stretch, the only one that the next coding can reach.
    let mut last: BTreeMap<CoderId, usize> = BTreeMap::new();
    for coding in codings {
        let marked = |span| Marked { span, coder: coding.coder, codings: vec![coding.id] };
        if parameters.unit != Unit::Overlap {
            let (from, to) = stretch_of(parameters.unit, &document.text, coding.span.start.0, coding.span.end.0);
            all.extend((from..to).filter_map(|unit| {
                let inside = coding.span.intersection(container(document, parameters.unit, unit)?)?;
                Some(Stretch { document: document.id, unit, marked: marked(inside) })
            }));
            continue;
        }
        let at = last.entry(coding.coder).or_insert(usize::MAX);
        let held = all.get_mut(*at).filter(|held| held.marked.span.overlaps(coding.span));
        if let Some(held) = held.filter(|_| parameters.count == Count::Merged) {
            held.marked.span = held.marked.span.union(coding.span);
            held.marked.codings.push(coding.id);
        } else {
            *at = all.len();
            all.push(Stretch { document: document.id, unit: 0, marked: marked(coding.span) });
        }
    }
    all
}

fn container(document: &Document, unit: Unit, at: u32) -> Option<Span> {
    match unit {
        Unit::Overlap => None,
        Unit::Document => document.text.whole(),
        // The line end belongs to its paragraph here: a coding of it alone still lies in one.
        Unit::Paragraph => {
            let range = document.text.paragraph_range(at as usize);
            Span::new(range.start, (range.end + 1).min(document.text.char_len()))
        }
    }
}

fn overlapping(first: &[Stretch], second: &[Stretch]) -> Vec<Passage> {
    let mut found = Vec::new();
    for one in first {
        let before = second.partition_point(|other| other.marked.span.start < one.marked.span.end);
        for other in second.iter().take(before) {
            let Some(shared) = one.marked.span.intersection(other.marked.span) else { continue };
            found.push(Passage {
                document: one.document,
                extent: one.marked.span.union(other.marked.span),
                shared: Some(shared),
                first: vec![one.marked.clone()],
                second: vec![other.marked.clone()],
            });
        }
    }
    found
}

/// Stretches by container, containers in order.
fn containers(stretches: &[Stretch]) -> Vec<(u32, Vec<&Stretch>)> {
    let mut by_unit: BTreeMap<u32, Vec<&Stretch>> = BTreeMap::new();
    for stretch in stretches {
        by_unit.entry(stretch.unit).or_default().push(stretch);
    }
    by_unit.into_iter().collect()
}

fn together(first: &[Stretch], second: &[Stretch]) -> Vec<Passage> {
    let others: BTreeMap<u32, Vec<&Stretch>> = containers(second).into_iter().collect();
    let both = containers(first).into_iter().filter_map(|(unit, marked)| Some((marked, others.get(&unit)?)));
    both.map(|(marked, others)| passage(marked, others)).collect()
}

fn passage(first: Vec<&Stretch>, second: &[&Stretch]) -> Passage {
    let spans = || first.iter().chain(second).map(|stretch| stretch.marked.span);
    let document = first[0].document;
    let extent = spans().fold(first[0].marked.span, Span::union);
    let marked = |list: &[&Stretch]| list.iter().map(|stretch| stretch.marked.clone()).collect();
    Passage { document, extent, shared: None, first: marked(&first), second: marked(second) }
}
