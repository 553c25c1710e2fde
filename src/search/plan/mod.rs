//! A query with its names looked up in a project, and its evaluation in one document.
//!
//! The evaluation is the same whether occurrences come from a scan or from the index: it asks for the
//! occurrences of a term and does the rest. Codes, coders, cases and attributes are not in the index; they are
//! intervals joined here, so coding never re-indexes anything.
//!
//! `code:` and `coder:` narrow the text that the rest of their group looks at: in `合谋 -老人 code:内卷`
//! 合谋 must stand in a segment coded 内卷 and 老人 must not stand in one. Alone they give the segments.
//! `speaker:`, `part:`, `case:`, `attr:` and `uncoded:` do the same with turns, paragraphs, what belongs to a
//! case, and what nobody coded. A filter only narrows: what overlaps or is nearest is settled before it.

mod build;
mod near;
mod note;
#[cfg(test)]
mod tests;
mod within;

use std::collections::BTreeSet;

use crate::model::{Document, DocumentId, Project};

use super::found::{Found, Places};
use super::normalise::Normalised;
use super::pattern::{Occurrence, Pattern};
use super::query::{NearOrder, Reach};
use within::{Ground, Within};

pub use note::{About, places_in};

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
    Near(Box<Step>, Box<Step>, NearOrder, Reach),
    Documents(BTreeSet<DocumentId>),
}

impl Plan {
    /// What stands in a document; `None` where it does not match.
    pub(super) fn evaluate(
        &self,
        project: &Project,
        document: &Document,
        normalised: &Normalised,
        occurrences: &dyn Fn(usize) -> Vec<Occurrence>,
    ) -> Option<Found> {
        let ground = Ground::Text(project, document);
        let mut run = Run { ground, normalised, occurrences, counts: vec![0; self.patterns.len()] };
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
        Step::All(parts, within) => {
            parts.iter().all(|part| may_match(part, document, may_hold))
                && within.iter().all(|within| within.may_hold(document))
        }
        Step::Any(parts) => parts.iter().any(|part| may_match(part, document, may_hold)),
        Step::Near(left, right, ..) => may_match(left, document, may_hold) && may_match(right, document, may_hold),
        Step::Term(term) => may_hold(*term),
        Step::Not(part) => match part.as_ref() {
            Step::Documents(ids) => !ids.contains(&document),
            _ => true,
        },
    }
}

struct Run<'a> {
    ground: Ground<'a>,
    normalised: &'a Normalised,
    occurrences: &'a dyn Fn(usize) -> Vec<Occurrence>,
    counts: Vec<u32>,
}

impl<'a> Run<'a> {
    /// The hits of a step, or `None` where the document does not match.
    fn step(&mut self, step: &'a Step, within: &mut Vec<&'a Within>) -> Option<Places> {
        match step {
            Step::Term(term) => {
                let found = (self.occurrences)(*term);
                let found = self.narrowed(found, within);
                self.count(*term, found.len());
                (!found.is_empty()).then_some(found)
            }
            Step::Near(..) => {
                let found = self.places(step);
                let found = self.narrowed(found, within);
                (!found.is_empty()).then_some(found)
            }
            Step::All(parts, own) => {
                let outer = within.len();
                within.extend(own);
                let found = if parts.iter().any(is_positive) || own.is_empty() {
                    self.all(parts, within)
                } else {
                    self.all(parts, within).and_then(|_| self.ground.stretches(own, within))
                };
                within.truncate(outer);
                found
            }
            Step::Any(parts) => {
                let found = parts.iter().filter_map(|part| self.step(part, within)).collect::<Vec<_>>().into_iter();
                found.reduce(|one, other| one.and(other, self.normalised))
            }
            Step::Not(part) => self.step(part, within).is_none().then(Places::default),
            Step::Documents(ids) => self.ground.document().is_some_and(|id| ids.contains(&id)).then(Places::default),
        }
    }

    fn all(&mut self, parts: &'a [Step], within: &mut Vec<&'a Within>) -> Option<Places> {
        let mut places = Places::default();
        for part in parts {
            let more = self.step(part, within)?;
            places = places.and(more, self.normalised);
        }
        Some(places)
    }

    /// Where a step stands, before anything narrows it: of terms, of several of them, of what is near.
    fn places(&mut self, step: &'a Step) -> Vec<Occurrence> {
        match step {
            Step::Term(term) => {
                let found = (self.occurrences)(*term);
                self.count(*term, found.len());
                found
            }
            Step::Any(parts) => {
                let mut all: Vec<Occurrence> = parts.iter().flat_map(|part| self.places(part)).collect();
                all.sort_unstable();
                all.dedup();
                all
            }
            Step::Near(left, right, order, reach) => {
                let (left, right) = (self.places(left), self.places(right));
                near::near(&left, &right, *order, *reach, self.normalised)
            }
            // The parser takes nothing else, and a tree that holds it stands nowhere.
            Step::All(..) | Step::Not(_) | Step::Documents(_) => Vec::new(),
        }
    }

    /// Those that lie in text that all conditions let be looked at.
    fn narrowed(&self, mut found: Vec<Occurrence>, within: &[&Within]) -> Places {
        if !within.is_empty() {
            found.retain(|place| {
                let span = self.normalised.original(place.start, place.end);
                span.is_some_and(|span| self.ground.fits_all(within, span))
            });
        }
        Places::compared(found, self.normalised)
    }

    fn count(&mut self, term: usize, found: usize) {
        if let Some(count) = self.counts.get_mut(term) {
            *count = (*count).max(found as u32);
        }
    }
}

/// Whether a part gives hits of its own, so that segments need not stand in for them.
fn is_positive(step: &Step) -> bool {
    match step {
        Step::Term(_) | Step::Near(..) => true,
        Step::All(parts, within) => !within.is_empty() || parts.iter().any(is_positive),
        Step::Any(parts) => parts.iter().any(is_positive),
        Step::Not(_) | Step::Documents(_) => false,
    }
}
