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
use super::linked::{Linked, seek};
use super::pattern::Sought;
use super::script::is_run;
use super::starts::Starts;
use super::tokens::first_token;

/// A run that is part of more dictionary entries than this is read for instead.
const MOST_ENTRIES: usize = 2_000;
/// How many dictionary entries are looked at before it is asked whether to stop.
const STRETCH: usize = 4_096;

/// What to make of a start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Certainty {
    /// Every start is one.
    #[default]
    Certain,
    /// Every start must be compared with the text.
    Compare,
}

/// A literal or a chain looked up in the dictionary of one segment.
pub(super) struct Lookup {
    postings: Arc<InvertedIndexReader>,
    pub certainty: Certainty,
    lists: Lists,
}

enum Lists {
    /// All of these tokens at their distances, and at each edge any of these runs.
    Together(Linked, Vec<Runs>),
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

impl Lookup {
    /// Looks literals and chains up; what a pattern stands on has at least one character. Once stopped, nothing is known.
    pub fn of_all(
        reader: &SegmentReader,
        field: Field,
        sought: &[Sought<'_>],
        cancel: &AtomicBool,
    ) -> tantivy::Result<Vec<Self>> {
        let postings = reader.inverted_index(field)?;
        let mut ways = Vec::with_capacity(sought.len());
        for one in sought {
            ways.push(match one {
                Sought::Literal(literal) => way(&postings, field, literal)?,
                Sought::Chain(chain) => {
                    let linked = Linked::chain(&postings, field, chain)?;
                    (Certainty::Certain, Way::Known(Lists::Together(linked, Vec::new())))
                }
            });
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
            Lists::Together(linked, edges) => {
                let mut found = linked.starts(&self.postings, documents.clone())?;
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

/// How a literal is looked up.
enum Way<'a> {
    Known(Lists),
    /// By the entries of the dictionary that hold a run.
    Open(Box<OpenRun<'a>>),
    /// What stands together and the edges known, and before it the end of any run.
    Edged(Linked, Vec<Runs>, Box<OpenRun<'a>>),
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
            None => Way::Known(Lists::Together(Linked::default(), Vec::new())),
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

/// All these parts at their distances.
fn together(postings: &InvertedIndexReader, field: Field, parts: &[&Part<'_>]) -> tantivy::Result<Linked> {
    let tokens: Vec<(&str, u32)> = parts.iter().map(|part| (part.text, part.offset)).collect();
    Linked::literal(postings, field, &tokens)
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
