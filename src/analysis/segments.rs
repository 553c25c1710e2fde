//! Coded segments of chosen codes, in reading order: what `tianye segments` lists and what excerpts are made of.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::scope::{Aggregate, Rows, Scope};
use crate::model::{CodeId, CoderId, Coding, CodingPlace, DocumentId, Project, Span};

/// Which segments are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Selection {
    /// Empty for all codes.
    pub codes: Vec<CodeId>,
    /// With the codes below the chosen ones, or without.
    pub aggregate: Aggregate,
    /// Which documents and coders.
    pub scope: Scope,
}

/// One coding with what a list or an excerpt says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Which coding.
    pub place: CodingPlace,
    /// The code that it counts for today; a merged one is followed.
    pub code: CodeId,
    /// Who.
    pub coder: CoderId,
    /// Where.
    pub span: Span,
    /// Numbers of the first and the last paragraph, counted from 1 as readers do.
    pub paragraphs: RangeInclusive<u32>,
}

impl Segment {
    /// In which document.
    #[must_use]
    pub fn document(&self) -> DocumentId {
        self.place.document
    }

    /// What the text says.
    #[must_use]
    pub fn quote<'a>(&self, project: &'a Project) -> &'a str {
        project.document(self.document()).map_or("", |document| document.text.slice(self.span))
    }

    /// The coding itself, with its memo and weight.
    #[must_use]
    pub fn coding<'a>(&self, project: &'a Project) -> Option<&'a Coding> {
        project.codings(self.document()).get(self.place.start, self.place.id)
    }
}

/// The coded segments of a selection: documents as the list shows them, segments by start, the longer first.
///
/// A coding is listed once, even where it was chosen both by itself and by the code above it.
#[must_use]
pub fn segments(project: &Project, selection: &Selection) -> Vec<Segment> {
    let rows = Rows::choose(project, &selection.codes, selection.aggregate);
    let resolved: BTreeMap<CodeId, CodeId> = project
        .codes()
        .filter(|code| !rows.of(code.id).is_empty())
        .map(|code| (code.id, project.resolve(code.id)))
        .collect();
    let documents = selection.scope.documents_in_order(project);
    documents
        .par_iter()
        .flat_map_iter(|document| {
            let of_coding = |coding: &Coding| {
                let code = *resolved.get(&coding.code)?;
                let last = crate::model::CharIndex(coding.span.end.0 - 1);
                let number = |position| document.text.paragraph_of(position) as u32 + 1;
                selection.scope.holds_coder(coding.coder).then(|| Segment {
                    place: coding.place(document.id),
                    code,
                    coder: coding.coder,
                    span: coding.span,
                    paragraphs: number(coding.span.start)..=number(last),
                })
            };
            let mut found: Vec<Segment> = project.codings(document.id).iter().filter_map(of_coding).collect();
            found.sort_by_key(|segment| (segment.span.start, std::cmp::Reverse(segment.span.end), segment.place.id));
            found
        })
        .collect()
}
