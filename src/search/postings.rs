//! Finds places by walking postings and positions.
//!
//! A literal is cut into the tokens of the field `chars`. Those inside it must stand in the text as they
//! are; a run at either end may be part of a longer one there (`jrc` in `jrc2`), so the longer ones are looked up
//! in the dictionary, or where they are too many the text is compared. All literals of a query share one walk
//! through the dictionary. The answer is complete: a place that it does not name is no place.
//! Where that would cost more than reading, there is none, and the caller reads.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use memchr::memmem::Finder;
use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption, Term};
use tantivy::{DocId, DocSet, InvertedIndexReader, SegmentReader, TERMINATED};

use super::index::Snapshot;
use super::script::is_run;
use super::tokens::first_token;

/// A run that is part of more dictionary entries than this is read for instead.
const MOST_ENTRIES: usize = 2_000;
/// How many dictionary entries are looked at before it is asked whether to stop.
const STRETCH: usize = 4_096;

/// Where a literal begins in some documents of a segment: `places` up to the first of `ends` are of the first
/// document, and so on. One list for thousands of documents.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Starts {
    pub documents: Vec<DocId>,
    pub ends: Vec<u32>,
    pub places: Vec<u32>,
}

/// What to make of a start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Certainty {
    /// Every start is one.
    #[default]
    Certain,
    /// Every start must be compared with the text.
    Compare,
}

/// A literal looked up in the dictionary of one segment.
pub(super) struct Lookup {
    postings: Arc<InvertedIndexReader>,
    pub certainty: Certainty,
    lists: Lists,
}

enum Lists {
    /// All of these tokens at their distances, the rarest first, and at each edge any of these runs.
    Together(Vec<(TermInfo, u32)>, Vec<Runs>),
    /// Any of these runs.
    Either(Runs),
    /// Reading is cheaper.
    Unknown,
}

/// Runs that a literal stands in or at; with each what leads from its position to where the literal begins.
type Runs = Vec<(TermInfo, Vec<i64>)>;

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

impl Starts {
    /// Of places in any order. They are dealt out to their documents first: a single digit stands in millions of
    /// places, and sorting them all at once takes as long as everything else.
    fn of(all: Vec<(DocId, u32)>, documents: &Range<DocId>) -> Self {
        let slot = |document: DocId| (document - documents.start) as usize;
        let mut next = vec![0; documents.len() + 1];
        for (document, _) in &all {
            if let Some(count) = next.get_mut(slot(*document) + 1) {
                *count += 1;
            }
        }
        for at in 1..next.len() {
            next[at] += next[at - 1];
        }
        let mut dealt = vec![0; all.len()];
        for (document, place) in all {
            let at = &mut next[slot(document)];
            dealt[*at] = place;
            *at += 1;
        }
        // Each document's end has become the next one's beginning.
        let (mut found, mut begin) = (Self::default(), 0);
        for (document, end) in documents.clone().zip(next) {
            let own = &mut dealt[begin..end];
            begin = end;
            own.sort_unstable();
            let first = found.places.len();
            for &place in &*own {
                if found.places[first..].last() != Some(&place) {
                    found.places.push(place);
                }
            }
            found.finish(document);
        }
        found
    }

    /// The places of one of its documents.
    pub fn of_document(&self, at: usize) -> &[u32] {
        let end = self.ends.get(at).copied().unwrap_or(0);
        let begin = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.places.get(begin as usize..end as usize).unwrap_or_default()
    }

    /// What is in both.
    fn common(&self, other: &Self) -> Self {
        let mut found = Self::default();
        let mut theirs = 0;
        for (own, &document) in self.documents.iter().enumerate() {
            while other.documents.get(theirs).is_some_and(|&there| there < document) {
                theirs += 1;
            }
            if other.documents.get(theirs) == Some(&document) {
                let mut starts = self.of_document(own).to_vec();
                keep_common(&mut starts, other.of_document(theirs), 0);
                found.places.extend(starts);
                found.finish(document);
            }
        }
        found
    }

    fn finish(&mut self, document: DocId) {
        let end = self.places.len() as u32;
        if self.ends.last().copied().unwrap_or(0) < end {
            self.documents.push(document);
            self.ends.push(end);
        }
    }
}

impl Lookup {
    /// Looks literals up; what a pattern stands on has at least one character. Once stopped, nothing is known.
    pub fn of_all(
        reader: &SegmentReader,
        field: Field,
        literals: &[&str],
        cancel: &AtomicBool,
    ) -> tantivy::Result<Vec<Self>> {
        let postings = reader.inverted_index(field)?;
        let mut ways = Vec::with_capacity(literals.len());
        for literal in literals {
            ways.push(way(&postings, field, literal)?);
        }
        let mut runs: Vec<&mut OpenRun<'_>> = ways.iter_mut().filter_map(|(_, way)| way.open_run()).collect();
        walk(&postings, &mut runs, cancel)?;
        let lookup = |(mut certainty, way): (Certainty, Way<'_>)| {
            let lists = match way {
                Way::Known(lists) => lists,
                Way::Open(run) => run.found.map_or(Lists::Unknown, Lists::Either),
                Way::Edged(lists, mut edges, run) => {
                    match run.found {
                        Some(runs) => edges.push(runs),
                        None => certainty = Certainty::Compare,
                    }
                    Lists::Together(lists, edges)
                }
            };
            Self { postings: Arc::clone(&postings), certainty, lists }
        };
        Ok(ways.into_iter().map(lookup).collect())
    }

    /// Where it may begin in these documents; `None` where reading is cheaper.
    pub fn starts(&self, documents: Range<DocId>) -> tantivy::Result<Option<Starts>> {
        match &self.lists {
            Lists::Together(lists, edges) => {
                let mut found = self.together(lists, documents.clone())?;
                for runs in edges {
                    let at_edge = self.either(runs, &documents, Some(&found.documents))?;
                    found = found.common(&at_edge);
                }
                Ok(Some(found))
            }
            Lists::Either(runs) => self.either(runs, &documents, None).map(Some),
            Lists::Unknown => Ok(None),
        }
    }

    fn open(&self, info: &TermInfo) -> tantivy::Result<SegmentPostings> {
        Ok(self.postings.read_postings_from_terminfo(info, IndexRecordOption::WithFreqsAndPositions)?)
    }

    fn together(&self, lists: &[(TermInfo, u32)], documents: Range<DocId>) -> tantivy::Result<Starts> {
        let mut found = Starts::default();
        let mut open = Vec::with_capacity(lists.len());
        for (info, offset) in lists {
            open.push((self.open(info)?, *offset));
        }
        let Some(((lead, lead_offset), others)) = open.split_first_mut() else { return Ok(found) };
        let (mut starts, mut positions) = (Vec::new(), Vec::new());
        let mut document = seek(lead, documents.start);
        while document < documents.end {
            let mut next = document;
            for (other, _) in others.iter_mut() {
                next = seek(other, document);
                if next != document {
                    break;
                }
            }
            if next != document {
                // Wherever one of them is missing, the rest may skip too.
                document = if next == TERMINATED { TERMINATED } else { seek(lead, next) };
                continue;
            }
            lead.positions(&mut starts);
            starts.retain_mut(|at| at.checked_sub(*lead_offset).map(|start| *at = start).is_some());
            for (other, offset) in others.iter_mut() {
                if starts.is_empty() {
                    break;
                }
                other.positions(&mut positions);
                keep_common(&mut starts, &positions, *offset);
            }
            found.places.extend_from_slice(&starts);
            found.finish(document);
            document = lead.advance();
        }
        Ok(found)
    }

    /// Where any of these runs stands, in all of the documents or in some.
    fn either(&self, runs: &Runs, documents: &Range<DocId>, only: Option<&[DocId]>) -> tantivy::Result<Starts> {
        let mut all: Vec<(DocId, u32)> = Vec::new();
        let mut positions = Vec::new();
        for (info, shifts) in runs {
            let mut postings = self.open(info)?;
            let mut add = |postings: &mut SegmentPostings| {
                postings.positions(&mut positions);
                let shifted = positions.iter().flat_map(|&at| shifts.iter().map(move |shift| i64::from(at) + shift));
                let document = postings.doc();
                all.extend(shifted.filter_map(|start| Some((document, u32::try_from(start).ok()?))));
            };
            if let Some(only) = only {
                for &document in only {
                    match seek(&mut postings, document) {
                        TERMINATED => break,
                        here if here == document => add(&mut postings),
                        _ => {}
                    }
                }
            } else {
                seek(&mut postings, documents.start);
                while postings.doc() < documents.end {
                    add(&mut postings);
                    postings.advance();
                }
            }
        }
        Ok(Starts::of(all, documents))
    }
}

fn seek(postings: &mut SegmentPostings, document: DocId) -> DocId {
    let here = postings.doc();
    if here < document { postings.seek(document) } else { here }
}

/// How a literal is looked up.
enum Way<'a> {
    Known(Lists),
    /// By the entries of the dictionary that hold a run.
    Open(Box<OpenRun<'a>>),
    /// What stands together and the edges known, and before it the end of any run.
    Edged(Vec<(TermInfo, u32)>, Vec<Runs>, Box<OpenRun<'a>>),
}

impl<'a> Way<'a> {
    fn open_run(&mut self) -> Option<&mut OpenRun<'a>> {
        match self {
            Self::Open(run) | Self::Edged(_, _, run) => Some(run),
            Self::Known(_) => None,
        }
    }
}

/// A run that may be part of a longer one, and the entries that have it, as in [`Lists::Either`].
struct OpenRun<'a> {
    text: &'a str,
    finder: Finder<'a>,
    standing: Standing,
    /// `None` when there are too many of them, or when it was stopped.
    found: Option<Runs>,
}

/// Where in a longer run a run may stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Anywhere,
    /// Something that is no run follows.
    AtItsEnd,
}

impl<'a> OpenRun<'a> {
    fn new(text: &'a str, standing: Standing) -> Self {
        Self { text, finder: Finder::new(text.as_bytes()), standing, found: Some(Vec::new()) }
    }

    /// Looks at an entry of the dictionary.
    fn take(&mut self, key: &[u8], info: &TermInfo) {
        let Some(found) = &mut self.found else { return };
        let holds = match self.standing {
            Standing::Anywhere => self.finder.find(key).is_some(),
            Standing::AtItsEnd => key.ends_with(self.text.as_bytes()),
        };
        let Some(entry) = std::str::from_utf8(key).ok().filter(|_| holds) else { return };
        if found.len() >= MOST_ENTRIES {
            self.found = None;
            return;
        }
        let shift = |at: usize| entry[..at].chars().count() as i64;
        let shifts = match self.standing {
            Standing::Anywhere => entry.match_indices(self.text).map(|(at, _)| shift(at)).collect(),
            Standing::AtItsEnd => vec![shift(entry.len() - self.text.len())],
        };
        found.push((info.clone(), shifts));
    }
}

fn way<'a>(postings: &InvertedIndexReader, field: Field, literal: &'a str) -> tantivy::Result<(Certainty, Way<'a>)> {
    let parts = parts(literal);
    let [first, .., last] = parts.as_slice() else {
        let way = match parts.first() {
            Some(only) if only.open => Way::Open(Box::new(OpenRun::new(only.text, Standing::Anywhere))),
            Some(only) => Way::Known(Lists::Together(together(postings, field, &[only])?, Vec::new())),
            None => Way::Known(Lists::Together(Vec::new(), Vec::new())),
        };
        return Ok((Certainty::Certain, way));
    };
    // Spaces are too common to be worth walking; they are compared in the text.
    let anchors: Vec<&Part<'_>> = parts.iter().filter(|part| !part.open && part.text != " ").collect();
    let beginning = |part: &Part<'_>| beginning_with(postings, part);
    let ending = |part: &Part<'a>| Box::new(OpenRun::new(part.text, Standing::AtItsEnd));
    if anchors.is_empty() {
        // Runs and spaces alone: one run with a space before it, behind it, or between it and another one.
        let way = if last.open {
            Way::Known(beginning(last)?.map_or(Lists::Unknown, Lists::Either))
        } else {
            Way::Open(ending(first))
        };
        return Ok((Certainty::Compare, way));
    }
    let mut certainty = if parts.iter().any(|part| part.text == " ") { Certainty::Compare } else { Certainty::Certain };
    let mut edges = Vec::new();
    if last.open {
        match beginning(last)? {
            Some(runs) => edges.push(runs),
            None => certainty = Certainty::Compare,
        }
    }
    let anchors = together(postings, field, &anchors)?;
    let way = if first.open && !anchors.is_empty() {
        Way::Edged(anchors, edges, ending(first))
    } else {
        Way::Known(Lists::Together(anchors, edges))
    };
    Ok((certainty, way))
}

/// All these parts at their distances; none where one of them stands nowhere.
fn together(
    postings: &InvertedIndexReader,
    field: Field,
    parts: &[&Part<'_>],
) -> tantivy::Result<Vec<(TermInfo, u32)>> {
    let mut lists = Vec::with_capacity(parts.len());
    for part in parts {
        match postings.get_term_info(&Term::from_field_text(field, part.text))? {
            Some(info) => lists.push((info, part.offset)),
            None => return Ok(Vec::new()),
        }
    }
    // By how often, not by in how many documents: in a long document everything common stands.
    lists.sort_by_key(|(info, _)| info.positions_range.len());
    Ok(lists)
}

/// Shows all these runs every entry of the dictionary.
fn walk(postings: &InvertedIndexReader, runs: &mut [&mut OpenRun<'_>], cancel: &AtomicBool) -> tantivy::Result<()> {
    if runs.is_empty() {
        return Ok(());
    }
    let mut dictionary = postings.terms().stream()?;
    let mut seen = 0_usize;
    while dictionary.advance() && runs.iter().any(|run| run.found.is_some()) {
        seen += 1;
        if seen.is_multiple_of(STRETCH) && cancel.load(Ordering::Relaxed) {
            for run in runs.iter_mut() {
                run.found = None;
            }
            return Ok(());
        }
        for run in runs.iter_mut() {
            run.take(dictionary.key(), dictionary.value());
        }
    }
    Ok(())
}

/// Where a run that ends a literal may stand: at the beginning of any run of the text. `None`: too many of them.
fn beginning_with(postings: &InvertedIndexReader, part: &Part<'_>) -> tantivy::Result<Option<Runs>> {
    let mut runs = Runs::new();
    let mut dictionary = postings.terms().range().ge(part.text.as_bytes()).into_stream()?;
    while dictionary.advance() && dictionary.key().starts_with(part.text.as_bytes()) {
        if runs.len() >= MOST_ENTRIES {
            return Ok(None);
        }
        runs.push((dictionary.value().clone(), vec![-i64::from(part.offset)]));
    }
    Ok(Some(runs))
}

/// Keeps the starts for which a position stands `offset` further; both ascend.
fn keep_common(starts: &mut Vec<u32>, positions: &[u32], offset: u32) {
    if starts.len() * 16 < positions.len() {
        starts.retain(|start| positions.binary_search(&(start + offset)).is_ok());
        return;
    }
    let mut rest = positions;
    starts.retain(|start| {
        let wanted = start + offset;
        while let Some((&at, more)) = rest.split_first() {
            if at >= wanted {
                return at == wanted;
            }
            rest = more;
        }
        false
    });
}

/// How often each document of a snapshot of words holds a term as a word of its own.
pub(super) fn word_counts(snapshot: &Snapshot, word: &str) -> tantivy::Result<Vec<Vec<(DocId, u32)>>> {
    let term = Term::from_field_text(snapshot.text, word);
    let count = |reader: &SegmentReader| {
        let mut counts = Vec::new();
        let postings = reader.inverted_index(snapshot.text)?.read_postings(&term, IndexRecordOption::WithFreqs)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_dealt_out_to_their_documents_in_order_and_once() {
        let all = vec![(7, 4), (7, 9), (5, 9), (7, 1), (7, 9), (9, 9), (5, 2)];
        let starts = Starts::of(all, &(5..11));
        let expected = Starts { documents: vec![5, 7, 9], ends: vec![2, 5, 6], places: vec![2, 9, 1, 4, 9, 9] };
        assert_eq!(starts, expected);
        assert_eq!(Starts::of(Vec::new(), &(0..3)), Starts::default());
    }
}
