//! Answers from the index: which documents of the roll hold a term, and where, a window of the list at a time.
//!
//! Documents are put into the index in the order of the list, so a window of the list is a narrow range of
//! every segment, and the first page costs little however frequent a word is. After many edits the ranges
//! overlap, which costs time and changes no hit.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use tantivy::{DocId, SegmentReader};

use crate::model::Document;

use super::index::Snapshot;
use super::normalised::Normalised;
use super::pattern::{Clue, Occurrence, Pattern, Sought, leftmost};
use super::plan::Plan;
use super::postings::{Certainty, Lookup};
use super::roll::Roll;
use super::scan::Source;
use super::starts::Starts;

/// No document, no entry.
const NONE: u32 = u32::MAX;
/// Documents of a segment that one thread looks at in one go.
const CHUNK: u32 = 1_024;
/// Literals and chains of a query that are looked up: each takes some bytes for every document. What the terms
/// after that stand on is read.
const MOST_SOUGHT: usize = 256;

/// Which entry of a roll stands where in a snapshot.
pub(super) struct Alignment {
    pub roll: Arc<Roll>,
    pub snapshot: Arc<Snapshot>,
    /// By entry: its segment and its document there.
    places: Vec<Option<(u32, DocId)>>,
    /// By segment and document: its entry.
    entries: Vec<Vec<u32>>,
}

impl Alignment {
    /// Of a roll and a snapshot.
    pub fn of(roll: &Arc<Roll>, snapshot: &Arc<Snapshot>) -> Self {
        let mut entries: Vec<Vec<u32>> = snapshot.sizes.iter().map(|&size| vec![NONE; size as usize]).collect();
        let mut places = vec![None; roll.entries().len()];
        // Both are in the order of ids.
        let mut held = snapshot.places.iter().peekable();
        for &(id, at) in roll.by_id() {
            while held.next_if(|(other, _)| *other < id).is_some() {}
            let place = held.peek().filter(|(other, _)| *other == id).map(|(_, place)| place);
            if let (Some(entry), Some(slot)) = (roll.entries().get(at as usize), places.get_mut(at as usize)) {
                *slot = place.filter(|place| place.is_of(entry.fingerprint())).map(|place| (place.segment, place.doc));
            }
        }
        for (at, (segment, doc)) in places.iter().enumerate().filter_map(|(at, place)| Some((at, (*place)?))) {
            if let Some(slot) = entries.get_mut(segment as usize).and_then(|docs| docs.get_mut(doc as usize)) {
                *slot = at as u32;
            }
        }
        Self { roll: Arc::clone(roll), snapshot: Arc::clone(snapshot), places, entries }
    }

    /// Whether it is of these.
    pub fn is_of(&self, roll: &Arc<Roll>, snapshot: &Arc<Snapshot>) -> bool {
        Arc::ptr_eq(&self.roll, roll) && Arc::ptr_eq(&self.snapshot, snapshot)
    }

    /// The documents of each segment that a window of the roll reaches over.
    fn ranges(&self, window: &Range<usize>) -> Vec<Range<DocId>> {
        if window.start == 0 && window.end >= self.places.len() {
            return self.snapshot.sizes.iter().map(|&size| 0..size).collect();
        }
        let mut ranges = vec![Range { start: NONE, end: 0 }; self.snapshot.sizes.len()];
        for &(segment, doc) in self.places.get(window.clone()).unwrap_or_default().iter().flatten() {
            if let Some(range) = ranges.get_mut(segment as usize) {
                *range = range.start.min(doc)..range.end.max(doc + 1);
            }
        }
        ranges
    }
}

/// Where one literal or chain is known to begin in the window.
#[derive(Default)]
struct Found {
    /// By entry of the window, counted from its beginning: its slot, or why there is none.
    slots: Vec<Slot>,
    parts: Vec<Starts>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Slot {
    /// It does not stand in the document.
    Nowhere,
    /// Part and document in it.
    Here(u32, u32),
    /// The index does not tell.
    Unknown,
}

impl Found {
    fn slot(&self, at: usize) -> Slot {
        self.slots.get(at).copied().unwrap_or(Slot::Unknown)
    }

    fn starts(&self, part: u32, at: u32) -> &[u32] {
        self.parts.get(part as usize).map(|part| part.of_document(at as usize)).unwrap_or_default()
    }
}

/// A term and where what its clue looks for is known to begin.
struct OfTerm {
    clue: Clue,
    /// By what the clue looks for and by segment.
    lookups: Vec<Vec<Lookup>>,
    found: Vec<Found>,
}

/// The index as a source of occurrences.
pub(super) struct Indexed<'a> {
    alignment: &'a Alignment,
    terms: Vec<OfTerm>,
    cancel: &'a AtomicBool,
    begin: usize,
    /// Reading the index failed; from then on everything is read in the texts.
    pub failed: bool,
}

/// Damaged files may make tantivy panic instead of failing.
pub(super) fn guarded<T>(ask: impl FnOnce() -> tantivy::Result<T>) -> Option<T> {
    match catch_unwind(AssertUnwindSafe(ask)) {
        Ok(Ok(answer)) => return Some(answer),
        Ok(Err(error)) => log::warn!("the search index could not be read: {error}"),
        Err(_) => log::warn!("reading the search index failed"),
    }
    None
}

impl<'a> Indexed<'a> {
    /// Looks the terms of a plan up.
    pub fn new(alignment: &'a Alignment, plan: &Plan, cancel: &'a AtomicBool) -> Option<Self> {
        let readers = alignment.snapshot.searcher.segment_readers();
        let field = alignment.snapshot.text;
        let mut left = MOST_SOUGHT;
        let mut clue_of = |pattern: &Pattern| {
            let clue = pattern.clue();
            match left.checked_sub(clue.sought().len()) {
                Some(fewer) => left = fewer,
                None => return Clue::Nothing,
            }
            clue
        };
        let clues: Vec<Clue> = plan.patterns.iter().map(&mut clue_of).collect();
        let sought: Vec<Sought<'_>> = clues.iter().flat_map(Clue::sought).collect();
        let look_up = |reader: &SegmentReader| Lookup::of_all(reader, field, &sought, cancel);
        let by_segment: Vec<Vec<Lookup>> =
            guarded(|| readers.par_iter().map(look_up).collect::<tantivy::Result<Vec<_>>>())?;
        let mut by_segment: Vec<_> = by_segment.into_iter().map(Vec::into_iter).collect();
        let mut next = |_: Sought<'_>| by_segment.iter_mut().filter_map(Iterator::next).collect();
        let lookups: Vec<Vec<Vec<Lookup>>> =
            clues.iter().map(|clue| clue.sought().into_iter().map(&mut next).collect()).collect();
        let of_term = |(clue, lookups)| OfTerm { clue, lookups, found: Vec::new() };
        let terms = clues.into_iter().zip(lookups).map(of_term).collect();
        Some(Self { alignment, terms, cancel, begin: 0, failed: false })
    }

    fn found(&self, lookups: &[Lookup], ranges: &[Range<DocId>], window: &Range<usize>) -> tantivy::Result<Found> {
        let chunks = |(segment, range): (usize, &Range<DocId>)| {
            let (start, end) = (range.start, range.end);
            (start..end).step_by(CHUNK as usize).map(move |from| (segment, from..end.min(from + CHUNK)))
        };
        let tasks: Vec<(usize, Range<DocId>)> = ranges.iter().enumerate().flat_map(chunks).collect();
        let answers = tasks.into_par_iter().map(|(segment, range)| {
            let lookup = lookups.get(segment).filter(|_| !self.cancel.load(Ordering::Relaxed));
            let starts = lookup.map(|lookup| lookup.starts(range.clone())).transpose()?.flatten();
            Ok((segment, range, starts))
        });
        let answers = answers.collect::<tantivy::Result<Vec<_>>>()?;
        let places = self.alignment.places.get(window.clone()).unwrap_or_default();
        let unknown = |place: &Option<_>| if place.is_some() { Slot::Nowhere } else { Slot::Unknown };
        let mut found = Found { slots: places.iter().map(unknown).collect(), parts: Vec::with_capacity(answers.len()) };
        for (segment, range, starts) in answers {
            let entries = self.alignment.entries.get(segment).map(Vec::as_slice).unwrap_or_default();
            let mut set = |doc: DocId, slot: Slot| {
                let entry = entries.get(doc as usize).copied().unwrap_or(NONE) as usize;
                let at = entry.checked_sub(window.start);
                if let Some(own) = at.and_then(|at| found.slots.get_mut(at)) {
                    *own = slot;
                }
            };
            match starts {
                None => range.for_each(|doc| set(doc, Slot::Unknown)),
                Some(starts) => {
                    let part = found.parts.len() as u32;
                    for (at, &doc) in starts.documents.iter().enumerate() {
                        set(doc, Slot::Here(part, at as u32));
                    }
                    found.parts.push(starts);
                }
            }
        }
        Ok(found)
    }
}

impl Source for Indexed<'_> {
    fn look(&mut self, window: Range<usize>) {
        self.begin = window.start;
        let ranges = self.alignment.ranges(&window);
        let found = guarded(|| {
            let of_term = |term: &OfTerm| {
                term.lookups.iter().map(|lookups| self.found(lookups, &ranges, &window)).collect::<tantivy::Result<_>>()
            };
            self.terms.iter().map(of_term).collect::<tantivy::Result<Vec<Vec<Found>>>>()
        });
        self.failed |= found.is_none();
        let mut found = found.unwrap_or_default().into_iter();
        for term in &mut self.terms {
            term.found = found.next().unwrap_or_default();
        }
    }

    fn may_hold(&self, entry: usize, term: usize) -> bool {
        let Some(term) = self.terms.get(term) else { return true };
        let at = entry - self.begin;
        match &term.clue {
            Clue::Nothing => true,
            _ if self.failed => true,
            _ => term.found.iter().any(|found| found.slot(at) != Slot::Nowhere),
        }
    }

    fn occurrences(
        &self,
        entry: usize,
        pattern: &Pattern,
        (document, normalised): (&Document, &Normalised),
        term: usize,
    ) -> Option<Vec<Occurrence>> {
        let term = self.terms.get(term).filter(|_| !self.failed)?;
        let at = entry - self.begin;
        match &term.clue {
            Clue::Nothing => None,
            Clue::Literal(literal) => {
                let found = term.found.first()?;
                let (part, at) = match found.slot(at) {
                    Slot::Unknown => return None,
                    Slot::Nowhere => return Some(Vec::new()),
                    Slot::Here(part, at) => (part, at),
                };
                let starts = found.starts(part, at).iter().copied();
                let len = literal.chars().count() as u32;
                let certain = term.lookups.first()?.iter().all(|lookup| lookup.certainty == Certainty::Certain);
                if certain {
                    return Some(leftmost(starts, len));
                }
                let stands = |start: &u32| {
                    let here = normalised.bytes().get(normalised.byte_at(*start)..);
                    here.is_some_and(|here| here.starts_with(literal.as_bytes()))
                };
                Some(leftmost(starts.filter(stands), len))
            }
            Clue::Holds(_) | Clue::Apart(_) => {
                let mut places = Vec::new();
                for found in &term.found {
                    match found.slot(at) {
                        Slot::Unknown => return None,
                        Slot::Nowhere => {}
                        Slot::Here(part, at) => places.extend_from_slice(found.starts(part, at)),
                    }
                }
                places.sort_unstable();
                Some(pattern.occurrences_around(document, normalised, &places, self.cancel))
            }
        }
    }
}
