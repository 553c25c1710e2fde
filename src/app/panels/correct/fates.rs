//! What becomes of a document's codings while its text is corrected: where each stands in the text as it is now, and
//! how many move, change or lose all their words. Worked out anew with every change, so it takes a look-up a coding.

use std::sync::Arc;

use crate::model::{CoderId, CodingId, Colour, DocumentId, Project, Span, gesture};
use crate::session::Draft;

/// Emptied codings that are looked for elsewhere in the text; more than these are seldom cut and put in again.
const MOST_LOOKED_FOR: usize = 40;
/// Lanes of highlights that lie over each other.
const MOST_LANES: usize = 4;

/// The codings of a draft.
#[derive(Clone, Debug, Default)]
pub struct Fates {
    /// Of which state: of the draft, and of the project.
    pub of: Option<(u64, u64)>,
    /// Those that still have words, by start.
    pub standing: Vec<Standing>,
    /// Say what they said, elsewhere.
    pub moved: usize,
    /// Say something else.
    pub changed: usize,
    /// Have no words left.
    pub emptied: usize,
    /// Of those that say something else or nothing, how many a colleague made.
    pub of_others: usize,
}

/// A coding in the text as it is now.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// Which.
    pub id: CodingId,
    /// Where.
    pub span: Span,
    /// Of its code.
    pub colour: Colour,
    /// Its code.
    pub name: Arc<str>,
    /// How deep it lies under others that begin before it.
    pub lane: usize,
}

impl Fates {
    /// Of a draft, against the codings that the project has now.
    #[must_use]
    pub fn of(draft: &Draft, project: &Project, revision: u64, coder: CoderId) -> Self {
        let mut fates = Self { of: Some((draft.generation(), revision)), ..Self::default() };
        let document: DocumentId = draft.base().id;
        let mut names: std::collections::BTreeMap<_, Arc<str>> = std::collections::BTreeMap::new();
        let mark = draft.base().mark();
        for coding in project.codings(document).iter().filter(|coding| coding.on == mark) {
            let mut altered = false;
            let mapped = draft.kept().map_span(coding.span);
            let span = if let Some(span) = mapped {
                if !draft.kept().is_untouched(coding.span) {
                    fates.changed += 1;
                    altered = true;
                } else if span != coding.span {
                    fates.moved += 1;
                }
                Some(span)
            } else {
                let looked_for = fates.emptied < MOST_LOOKED_FOR;
                let found =
                    looked_for.then(|| gesture::found_again(draft.base(), coding.span, draft.document())).flatten();
                if found.is_some() {
                    fates.moved += 1;
                } else {
                    fates.emptied += 1;
                    altered = true;
                }
                found.map(|anchor| anchor.span)
            };
            fates.of_others += usize::from(altered && coding.coder != coder);
            if let (Some(span), Some(code)) = (span, project.code_of(coding)) {
                let name = names.entry(code.id).or_insert_with(|| Arc::from(code.name.as_str()));
                let name = Arc::clone(name);
                fates.standing.push(Standing { id: coding.id, span, colour: code.colour, name, lane: 0 });
            }
        }
        fates.standing.sort_by_key(|standing| (standing.span.start, std::cmp::Reverse(standing.span.end)));
        let mut ends = [0_u32; MOST_LANES];
        for standing in &mut fates.standing {
            let free = ends.iter().position(|end| *end <= standing.span.start.0).unwrap_or(MOST_LANES - 1);
            ends[free] = ends[free].max(standing.span.end.0);
            standing.lane = free;
        }
        fates
    }

    /// The codings that hold a character of a stretch.
    pub fn touching(&self, start: u32, end: u32) -> impl Iterator<Item = &Standing> {
        let after = self.standing.partition_point(|standing| standing.span.start.0 < end);
        self.standing[..after].iter().filter(move |standing| standing.span.end.0 > start)
    }
}
