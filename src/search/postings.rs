//! Finds places by walking postings and positions.
//!
//! A literal is cut into the tokens of the field `chars`. Those inside it must stand in the text as they
//! are; a run at either end may be part of a longer one there (`jrc` in `jrc2`), so it is looked up in the
//! dictionary or checked in the text. The answer is complete: a place that it does not name is no place.
//! Where that would cost more than reading, there is none, and the caller reads.

use std::sync::atomic::{AtomicBool, Ordering};

use memchr::memmem::Finder;
use rayon::prelude::*;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{IndexRecordOption, Term};
use tantivy::{DocId, DocSet, InvertedIndexReader, SegmentReader, TERMINATED};

use crate::model::Document;

use super::index::{Place, Snapshot};
use super::normalise::Normalised;
use super::pattern::{Clue, Occurrence, Pattern, leftmost};
use super::script::is_run;
use super::tokens::first_token;

/// A run that is part of more dictionary entries than this is read for instead.
const MOST_ENTRIES: usize = 2_000;

/// What the index says of one pattern, segment by segment.
pub(super) struct Answer {
    /// Of each of the pattern's literals; `None` where the documents must be read.
    segments: Vec<Option<Vec<Starts>>>,
}

/// Where a literal begins, by document, ascending.
#[derive(Default)]
struct Starts {
    certainty: Certainty,
    documents: Vec<(DocId, Vec<u32>)>,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Certainty {
    /// Every start is one.
    #[default]
    Certain,
    /// Every start must be compared with the text.
    Compare,
}

impl Answer {
    /// Asks a snapshot. `Err` where the index cannot be read.
    pub fn of(snapshot: &Snapshot, pattern: &Pattern, cancel: &AtomicBool) -> tantivy::Result<Self> {
        let readers = snapshot.searcher.segment_readers();
        let literals = match pattern.clue() {
            Clue::Literal(literal) => vec![literal],
            Clue::Holds(literals) => literals,
            Clue::Nothing => return Ok(Self { segments: Vec::new() }),
        };
        let ask = |reader: &SegmentReader| {
            if cancel.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let postings = reader.inverted_index(snapshot.fields.chars)?;
            let segment =
                Segment { postings: &postings, term: &|text| Term::from_field_text(snapshot.fields.chars, text) };
            let mut all = Vec::new();
            for literal in &literals {
                let Some(starts) = segment.starts(literal)? else { return Ok(None) };
                all.push(starts);
            }
            Ok(Some(all))
        };
        Ok(Self { segments: readers.par_iter().map(ask).collect::<tantivy::Result<_>>()? })
    }

    /// The occurrences in one document; `None` where it must be read.
    pub fn occurrences(
        &self,
        place: Place,
        pattern: &Pattern,
        document: &Document,
        normalised: &Normalised,
    ) -> Option<Vec<Occurrence>> {
        let literals = self.segments.get(place.segment)?.as_ref()?;
        let of_document = |starts: &Starts| {
            let at = starts.documents.binary_search_by_key(&place.doc, |(doc, _)| *doc).ok()?;
            starts.documents.get(at).map(|(_, found)| found.clone())
        };
        if let (Some(literal), [starts]) = (pattern.literal(), literals.as_slice()) {
            let compare = |start: &u32| {
                let byte = normalised.byte_at(*start);
                normalised.bytes().get(byte..).is_some_and(|rest| rest.starts_with(literal.as_bytes()))
            };
            let certain = starts.certainty == Certainty::Certain;
            let found = of_document(starts).unwrap_or_default();
            let len = literal.chars().count() as u32;
            return Some(leftmost(found.into_iter().filter(|start| certain || compare(start)), len));
        }
        // Every start of a literal is looked around, whether it stands there or not: the pattern decides.
        let mut places: Vec<u32> = literals.iter().filter_map(of_document).flatten().collect();
        places.sort_unstable();
        Some(pattern.occurrences_around(document, normalised, &places))
    }
}

/// How often each document of a snapshot holds a term as a word of its own.
pub(super) fn word_counts(snapshot: &Snapshot, word: &str) -> tantivy::Result<Vec<Vec<(DocId, u32)>>> {
    let term = Term::from_field_text(snapshot.fields.words, word);
    let count = |reader: &SegmentReader| {
        let mut counts = Vec::new();
        let postings =
            reader.inverted_index(snapshot.fields.words)?.read_postings(&term, IndexRecordOption::WithFreqs)?;
        if let Some(mut postings) = postings {
            while postings.doc() != TERMINATED {
                counts.push((postings.doc(), postings.term_freq()));
                postings.advance();
            }
        }
        Ok(counts)
    };
    snapshot.searcher.segment_readers().iter().map(count).collect()
}

/// A token of a literal.
struct Part<'a> {
    text: &'a str,
    /// Its index in the literal.
    offset: u32,
    /// Whether it may be part of a longer run in the text.
    open: bool,
}

fn parts(literal: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let (mut rest, mut offset) = (literal, 0);
    while let Some(text) = first_token(rest) {
        rest = &rest[text.len()..];
        let open = text.starts_with(is_run) && (offset == 0 || rest.is_empty());
        parts.push(Part { text, offset, open });
        offset += text.chars().count() as u32;
    }
    parts
}

struct Segment<'a> {
    postings: &'a InvertedIndexReader,
    term: &'a dyn Fn(&str) -> Term,
}

impl Segment<'_> {
    /// Where a literal may begin; `None` where reading is cheaper.
    fn starts(&self, literal: &str) -> std::io::Result<Option<Starts>> {
        let parts = parts(literal);
        let [first, .., last] = parts.as_slice() else {
            return match parts.first() {
                Some(only) if only.open => self.inside_runs(only.text),
                Some(only) => self.together(&[only], Certainty::Certain).map(Some),
                None => Ok(Some(Starts::default())),
            };
        };
        // Spaces are too common to be worth walking; they are compared in the text.
        let anchors: Vec<&Part<'_>> = parts.iter().filter(|part| !part.open && part.text != " ").collect();
        let all = anchors.len() == parts.len();
        if !anchors.is_empty() {
            return self.together(&anchors, if all { Certainty::Certain } else { Certainty::Compare }).map(Some);
        }
        let anchor = if last.open { last } else { first };
        self.beginning_with(anchor)
    }

    fn positions_of(&self, text: &str) -> std::io::Result<Option<SegmentPostings>> {
        self.postings.read_postings(&(self.term)(text), IndexRecordOption::WithFreqsAndPositions)
    }

    /// Where all these parts stand at their distances; the rarest leads.
    fn together(&self, parts: &[&Part<'_>], certainty: Certainty) -> std::io::Result<Starts> {
        let mut lists = Vec::with_capacity(parts.len());
        for part in parts {
            match self.positions_of(part.text)? {
                Some(postings) => lists.push((postings, part.offset)),
                None => return Ok(Starts { certainty, documents: Vec::new() }),
            }
        }
        lists.sort_by_key(|(postings, _)| postings.doc_freq());
        let mut documents = Vec::new();
        let Some(((lead, lead_offset), others)) = lists.split_first_mut() else { return Ok(Starts::default()) };
        let (mut starts, mut positions) = (Vec::new(), Vec::new());
        let mut doc = lead.doc();
        while doc != TERMINATED {
            let in_all = others.iter_mut().all(|(other, _)| {
                let here = other.doc();
                (if here < doc { other.seek(doc) } else { here }) == doc
            });
            if in_all {
                lead.positions(&mut starts);
                starts.retain_mut(|at| at.checked_sub(*lead_offset).map(|start| *at = start).is_some());
                for (other, offset) in others.iter_mut() {
                    if starts.is_empty() {
                        break;
                    }
                    other.positions(&mut positions);
                    keep_common(&mut starts, &positions, *offset);
                }
                if !starts.is_empty() {
                    documents.push((doc, starts.clone()));
                }
            }
            doc = lead.advance();
        }
        Ok(Starts { certainty, documents })
    }

    /// Where a run stands, alone or inside longer ones.
    fn inside_runs(&self, run: &str) -> std::io::Result<Option<Starts>> {
        let finder = Finder::new(run.as_bytes());
        let mut found = Vec::new();
        let mut entries = 0;
        let mut dictionary = self.postings.terms().stream()?;
        while dictionary.advance() {
            if finder.find(dictionary.key()).is_none() {
                continue;
            }
            entries += 1;
            if entries > MOST_ENTRIES {
                return Ok(None);
            }
            let Ok(entry) = std::str::from_utf8(dictionary.key()) else { continue };
            let offsets: Vec<u32> =
                entry.match_indices(run).map(|(at, _)| entry[..at].chars().count() as u32).collect();
            let info = dictionary.value().clone();
            let postings =
                self.postings.read_postings_from_terminfo(&info, IndexRecordOption::WithFreqsAndPositions)?;
            collect(postings, &mut found, &|at| offsets.iter().map(|offset| at + offset).collect());
        }
        Ok(Some(merged(found, Certainty::Certain)))
    }

    /// Where a run that ends a literal may stand: at the beginning of any run of the text.
    fn beginning_with(&self, part: &Part<'_>) -> std::io::Result<Option<Starts>> {
        let mut found = Vec::new();
        let mut entries = 0;
        let mut dictionary = self.postings.terms().range().ge(part.text.as_bytes()).into_stream()?;
        while dictionary.advance() && dictionary.key().starts_with(part.text.as_bytes()) {
            entries += 1;
            if entries > MOST_ENTRIES {
                return Ok(None);
            }
            let info = dictionary.value().clone();
            let postings =
                self.postings.read_postings_from_terminfo(&info, IndexRecordOption::WithFreqsAndPositions)?;
            collect(postings, &mut found, &|at| at.checked_sub(part.offset).into_iter().collect());
        }
        Ok(Some(merged(found, Certainty::Compare)))
    }
}

fn collect(mut postings: SegmentPostings, found: &mut Vec<(DocId, u32)>, starts: &dyn Fn(u32) -> Vec<u32>) {
    let mut positions = Vec::new();
    let mut doc = postings.doc();
    while doc != TERMINATED {
        postings.positions(&mut positions);
        found.extend(positions.iter().flat_map(|&at| starts(at)).map(|start| (doc, start)));
        doc = postings.advance();
    }
}

fn merged(mut found: Vec<(DocId, u32)>, certainty: Certainty) -> Starts {
    found.sort_unstable();
    found.dedup();
    let documents = found.chunk_by(|a, b| a.0 == b.0);
    let documents = documents.map(|chunk| (chunk[0].0, chunk.iter().map(|(_, start)| *start).collect())).collect();
    Starts { certainty, documents }
}

/// Keeps the starts for which a position stands `offset` further; both ascend.
fn keep_common(starts: &mut Vec<u32>, positions: &[u32], offset: u32) {
    if starts.len() * 16 < positions.len() {
        starts.retain(|start| positions.binary_search(&(start + offset)).is_ok());
        return;
    }
    let mut rest = positions.iter().copied().peekable();
    starts.retain(|start| {
        while rest.next_if(|&at| at < start + offset).is_some() {}
        rest.peek() == Some(&(start + offset))
    });
}
