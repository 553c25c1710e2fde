//! Which words stand beside the hits of a search.
//!
//! The node is a hit, not a word: 社会组织 may be four words to the dictionary and is one node. A hit
//! inside a longer word (内卷 in 内卷化) has that word as its node. Beside it lie windows of words to the left
//! and to the right; marks take no place in them. Where windows of two hits overlap, each word in them
//! counts once (Evert 2008, Corpora and collocations, surface cooccurrence), so no word is together with the
//! node more often than it stands in the text. The words of nodes themselves count nowhere.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use crate::model::{DocumentId, Project, Span};
use crate::search::Cache;
use crate::search::hits::{Cancelled, Hits};
use crate::search::normalise::{Normalised, Scope};

use super::association::{Contingency, log_dice};
use super::corpus::{Corpus, Part};
use super::frequency::{Counts, Forms, Numbers, StopWords, forms, leaders, lists};
use super::lexicon::Lexicon;
use super::tree::Side;
use super::vocabulary::{Vocabulary, WordId};

/// The widest window in words; beyond, the whole sentence or paragraph is meant.
const WIDEST: u32 = 1_000;

/// How far from a hit words are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Window {
    /// So many words before it; more than 1,000 means all.
    pub left: u32,
    /// So many words after it; more than 1,000 means all.
    pub right: u32,
    /// What it never leaves.
    pub unit: WindowUnit,
}

/// What a window never leaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum WindowUnit {
    /// The paragraph of the hit.
    #[default]
    Paragraph,
    /// Its sentence.
    Sentence,
}

impl Default for Window {
    fn default() -> Self {
        Self { left: 5, right: 5, unit: WindowUnit::Paragraph }
    }
}

/// What collocates are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Measure {
    /// [`log_dice`]: does not depend on the size of the texts, favours neither rare nor common words.
    #[default]
    LogDice,
    /// G2: favours what there is most evidence for.
    LogLikelihood,
    /// Favours rare words that stand nowhere else.
    MutualInformation,
    /// Favours frequent words.
    TScore,
    /// Plain counts.
    Together,
}

impl Measure {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::LogDice, Self::LogLikelihood, Self::MutualInformation, Self::TScore, Self::Together];

    /// Its name on the command line and in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::LogDice => "log-dice",
            Self::LogLikelihood => "log-likelihood",
            Self::MutualInformation => "mutual-information",
            Self::TScore => "t-score",
            Self::Together => "together",
        }
    }

    /// The measure of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|measure| measure.name() == name)
    }
}

/// What is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CollocationOptions {
    /// How far.
    pub window: Window,
    /// What is one word.
    pub forms: Forms,
    /// Stop words.
    pub stop_words: StopWords,
    /// Numbers.
    pub numbers: Numbers,
    /// The least count together.
    pub minimum: u64,
    /// What comes first.
    pub measure: Measure,
    /// The most words.
    pub limit: usize,
}

impl Default for CollocationOptions {
    fn default() -> Self {
        Self {
            window: Window::default(),
            forms: Forms::AsWritten,
            stop_words: StopWords::LeaveOut,
            numbers: Numbers::LeaveOut,
            minimum: 2,
            measure: Measure::LogDice,
            limit: usize::MAX,
        }
    }
}

/// A word beside the hits.
#[derive(Clone, Debug, PartialEq)]
pub struct Collocate {
    /// Its number.
    pub id: WordId,
    /// Normalised; by stem, its most frequent form.
    pub word: Arc<str>,
    /// How often it stands in a window.
    pub together: u64,
    /// How often to the left of a hit; what stands between two hits is to the right of the first.
    pub left: u64,
    /// How often to the right.
    pub right: u64,
    /// In how many documents it stands in a window.
    pub documents: u32,
    /// How often it stands anywhere in the corpus, nodes left out.
    pub alone: u64,
    /// How often it would stand in a window by chance.
    pub expected: f64,
    /// [`log_dice`] of its count together, the number of hits and its count alone.
    pub log_dice: f64,
    /// log2 of observed by expected.
    pub mutual_information: f64,
    /// G2, below zero where it is rarer than by chance.
    pub log_likelihood: f64,
    /// t-score.
    pub t_score: f64,
}

impl Collocate {
    /// Its value of a measure.
    #[must_use]
    pub fn value(&self, measure: Measure) -> f64 {
        match measure {
            Measure::LogDice => self.log_dice,
            Measure::LogLikelihood => self.log_likelihood,
            Measure::MutualInformation => self.mutual_information,
            Measure::TScore => self.t_score,
            Measure::Together => self.together as f64,
        }
    }
}

/// The words beside the hits of a query.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Collocations {
    /// Hits that lie in the corpus.
    pub nodes: u64,
    /// Words in all windows, each once: stop words and numbers too, no marks.
    pub window_words: u64,
    /// Words of the corpus, nodes left out.
    pub words: u64,
    /// How many words could be listed, also beyond the limit.
    pub listable: usize,
    /// By the measure asked for, the strongest first.
    pub list: Vec<Collocate>,
}

/// The collocates of hits in a corpus. `hits` must hold all hits that are to count, not a first page.
///
/// # Errors
/// [`Cancelled`], soon after `cancel` was set.
pub fn collocations(
    project: &Project,
    texts: &Cache,
    corpus: &Corpus,
    hits: &Hits,
    lexicon: &Lexicon,
    options: &CollocationOptions,
    cancel: &AtomicBool,
) -> Result<Collocations, Cancelled> {
    let vocabulary = corpus.vocabulary();
    let mut places: BTreeMap<DocumentId, Vec<Span>> = BTreeMap::new();
    for hit in &hits.hits {
        places.entry(hit.document).or_default().push(hit.span);
    }
    let leaders = leaders(vocabulary, options.forms);
    let leader = |id: u32| leaders.as_ref().and_then(|leaders| leaders.get(id as usize).copied()).unwrap_or(id);
    let counted = vocabulary.counted();
    let gather = |parts: &[Part]| {
        let mut beside = Beside::of(vocabulary.len());
        for (part, number) in parts.iter().zip(1_u32..) {
            let Some((spans, document)) = places.get(&part.document).zip(project.document(part.document)) else {
                continue;
            };
            let normalised = texts.get(document);
            if normalised.fingerprint() != part.column.fingerprint() {
                continue;
            }
            let walk = Walk { vocabulary, counted: &counted, part, normalised: &normalised, window: options.window };
            let nodes = walk.nodes(spans);
            beside.nodes += nodes.len() as u64;
            for word in merged(&nodes).into_iter().flat_map(|node| part.column.ids(node)) {
                beside.add_node(leader(*word), counted.get(*word as usize) == Some(&true));
            }
            walk.windows(&nodes, cancel, &mut |id, side| beside.add(leader(id), side, number))?;
        }
        Ok(beside)
    };
    let heaps = corpus.heaps().map(gather).collect::<Result<Vec<_>, Cancelled>>()?;
    let mut beside = Beside::of(vocabulary.len());
    for heap in heaps {
        beside.join(heap);
    }
    let counts = Counts::of(corpus, options.forms);
    let words = counts.totals.words - beside.node_words.min(counts.totals.words);
    let texts_of = if options.forms == Forms::ByStem { forms(&[corpus]) } else { BTreeMap::new() };
    let entry = |(tally, id): (&Tally, u32)| {
        let together = u64::from(tally.left) + u64::from(tally.right);
        if together < options.minimum.max(1) || !lists(vocabulary, lexicon, id, options.stop_words, options.numbers) {
            return None;
        }
        let alone = counts.count(id).saturating_sub(u64::from(tally.in_nodes));
        let table = Contingency { both: together, inside: beside.window_words, word: alone, all: words };
        let association = table.association();
        Some(Collocate {
            id: WordId(id),
            word: texts_of
                .get(&id)
                .and_then(|forms| forms.first().cloned())
                .unwrap_or_else(|| vocabulary.text(WordId(id))),
            together,
            left: u64::from(tally.left),
            right: u64::from(tally.right),
            documents: tally.documents,
            alone,
            expected: association.expected,
            log_dice: log_dice(together, beside.nodes, alone)?,
            mutual_information: association.mutual_information?,
            log_likelihood: association.log_likelihood,
            t_score: association.t_score?,
        })
    };
    let mut list: Vec<Collocate> = beside.tallies.iter().zip(0..).filter_map(entry).collect();
    let listable = list.len();
    list.sort_by(|a, b| {
        let by_value = b.value(options.measure).total_cmp(&a.value(options.measure));
        by_value.then_with(|| b.together.cmp(&a.together)).then_with(|| a.word.cmp(&b.word))
    });
    list.truncate(options.limit);
    Ok(Collocations { nodes: beside.nodes, window_words: beside.window_words, words, listable, list })
}

#[derive(Clone, Copy, Default)]
struct Tally {
    left: u32,
    right: u32,
    documents: u32,
    seen: u32,
    in_nodes: u32,
}

/// What stands beside nodes.
struct Beside {
    tallies: Vec<Tally>,
    nodes: u64,
    node_words: u64,
    window_words: u64,
}

impl Beside {
    fn of(size: usize) -> Self {
        Self { tallies: vec![Tally::default(); size], nodes: 0, node_words: 0, window_words: 0 }
    }

    fn add(&mut self, id: u32, side: Side, document: u32) {
        self.window_words += 1;
        if let Some(tally) = self.tallies.get_mut(id as usize) {
            match side {
                Side::Left => tally.left += 1,
                Side::Right => tally.right += 1,
            }
            tally.documents += u32::from(tally.seen != document);
            tally.seen = document;
        }
    }

    fn add_node(&mut self, id: u32, counted: bool) {
        self.node_words += u64::from(counted);
        if let Some(tally) = self.tallies.get_mut(id as usize) {
            tally.in_nodes += 1;
        }
    }

    fn join(&mut self, other: Self) {
        for (sum, own) in self.tallies.iter_mut().zip(other.tallies) {
            sum.left += own.left;
            sum.right += own.right;
            sum.documents += own.documents;
            sum.in_nodes += own.in_nodes;
        }
        self.nodes += other.nodes;
        self.node_words += other.node_words;
        self.window_words += other.window_words;
    }
}

/// The windows of one document.
struct Walk<'a> {
    vocabulary: &'a Vocabulary,
    counted: &'a [bool],
    part: &'a Part,
    normalised: &'a Normalised,
    window: Window,
}

impl Walk<'_> {
    /// The words of each hit that lies in the corpus with its beginning and its end, ascending.
    fn nodes(&self, spans: &[Span]) -> Vec<Range<u32>> {
        let node = |span: &Span| {
            let characters = self.normalised.first_at(span.start.0)..self.normalised.first_at(span.end.0);
            let words = self.part.column.words_in(self.vocabulary, characters);
            let inside = self.part.range_of(words.start).is_some_and(|range| words.end <= range.end);
            (words.start < words.end && inside).then_some(words)
        };
        let mut nodes: Vec<Range<u32>> = spans.iter().filter_map(node).collect();
        nodes.sort_unstable_by_key(|node| (node.start, node.end));
        nodes
    }

    /// Visits every word in a window once, those of nodes left out.
    fn windows(
        &self,
        nodes: &[Range<u32>],
        cancel: &AtomicBool,
        visit: &mut dyn FnMut(u32, Side),
    ) -> Result<(), Cancelled> {
        let nodes = merged(nodes);
        // Up to here every word was looked at, and the unit that was reached.
        let (mut done, mut unit) = (0, 0..0);
        for (at, node) in nodes.iter().enumerate() {
            if cancel.load(Ordering::Relaxed) {
                return Err(Cancelled);
            }
            if !unit.contains(&node.start) || node.end > unit.end {
                unit = self.unit(node);
            }
            // What lies to the left of the node before is in that one's window, or too far.
            let start = self.left_end(node.start, unit.start.max(done));
            self.visit(start..node.start, Side::Left, visit);
            done = done.max(node.end);
            let end = self.right_end(node.end, unit.end);
            if done >= end {
                continue;
            }
            for next in nodes.iter().skip(at + 1).take_while(|next| next.start < end) {
                self.visit(done.min(next.start)..next.start, Side::Right, visit);
                done = done.max(next.end);
            }
            self.visit(done.min(end)..end, Side::Right, visit);
            done = done.max(end);
        }
        Ok(())
    }

    fn visit(&self, words: Range<u32>, side: Side, visit: &mut dyn FnMut(u32, Side)) {
        for &id in self.part.column.ids(words) {
            if self.counts(id) {
                visit(id, side);
            }
        }
    }

    fn counts(&self, id: u32) -> bool {
        self.counted.get(id as usize) == Some(&true)
    }

    /// The words that a window around a node may reach: those of the corpus, in its sentence or paragraph.
    fn unit(&self, node: &Range<u32>) -> Range<u32> {
        let range = self.part.range_of(node.start).unwrap_or(node.clone());
        let character = self.part.column.characters_of(self.vocabulary, node.start).start;
        let scope = match self.window.unit {
            WindowUnit::Paragraph => Scope::Paragraph,
            WindowUnit::Sentence => Scope::Sentence,
        };
        let unit = self.normalised.unit_around(scope, character).unwrap_or(character..character);
        let words = self.part.column.words_in(self.vocabulary, unit);
        range.start.max(words.start)..range.end.min(words.end).max(node.end)
    }

    fn left_end(&self, from: u32, least: u32) -> u32 {
        if self.window.left > WIDEST || from <= least {
            return least.min(from);
        }
        let ids = self.part.column.ids(least..from);
        let mut places = (least..from).rev().zip(ids.iter().rev()).filter(|(_, id)| self.counts(**id));
        let Some(last) = (self.window.left as usize).checked_sub(1) else { return from };
        places.nth(last).map_or(least, |(at, _)| at)
    }

    fn right_end(&self, from: u32, most: u32) -> u32 {
        if self.window.right > WIDEST || from >= most {
            return most.max(from);
        }
        let mut places = self.part.column.ids(from..most).iter().zip(from..).filter(|(id, _)| self.counts(**id));
        let Some(last) = (self.window.right as usize).checked_sub(1) else { return from };
        places.nth(last).map_or(most, |(_, at)| at + 1)
    }
}

/// Ranges without overlaps; they ascend.
fn merged(ranges: &[Range<u32>]) -> Vec<Range<u32>> {
    let mut merged: Vec<Range<u32>> = Vec::new();
    for range in ranges {
        match merged.last_mut().filter(|last| last.end > range.start) {
            Some(last) => last.end = last.end.max(range.end),
            None => merged.push(range.clone()),
        }
    }
    merged
}
