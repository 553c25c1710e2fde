//! What a search gives back, and how documents are put in order of relevance.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use rayon::prelude::*;
use serde::Serialize;

use crate::model::{Document, DocumentId, Project, Span};

use super::found::Found;
use super::normalise::Normalised;

/// One place that a query found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Hit {
    /// In which document.
    pub document: DocumentId,
    /// Whole original code points (invariant 7).
    pub span: Span,
}

/// How often a query was found in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct DocumentCount {
    /// Which.
    pub document: DocumentId,
    /// All its hits, also those beyond the limit; 0 where a document matches only by what it does not hold.
    pub count: usize,
}

/// What a query found in a project.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Hits {
    /// The first of them up to the limit, document by document in the order of `documents`, by place within one.
    pub hits: Vec<Hit>,
    /// How many there are, also beyond the limit.
    pub total: usize,
    /// Every document that matches.
    pub documents: Vec<DocumentCount>,
    /// Whether the counts are those of the whole project.
    pub extent: Extent,
}

/// How far a search went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum Extent {
    /// Through every document.
    #[default]
    Whole,
    /// Up to the document with the last listed hit; further ones may match, so the counts are not final.
    Beginning,
}

/// What is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Count {
    /// Every hit.
    #[default]
    All,
    /// No more than is needed to list `limit` hits: for the first page while one types. Ranking needs all
    /// counts, so it is the same as `All` with [`Order::Relevance`].
    Listed,
}

/// In which order documents stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// As in the list of documents.
    #[default]
    Documents,
    /// The most relevant first.
    Relevance,
}

/// A search was stopped because nobody waits for it any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the search was stopped")]
pub struct Cancelled;

/// How a search is to be done.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// The most hits to give.
    pub limit: usize,
    /// Whether hits beyond the limit are counted.
    pub count: Count,
    /// Of the documents.
    pub order: Order,
    /// Set to stop.
    pub cancel: &'a AtomicBool,
}

/// Robertson and Zaragoza 2009, The Probabilistic Relevance Framework: the usual values.
const K1: f64 = 1.2;
const B: f64 = 0.75;

/// A document that matches.
#[derive(Debug)]
pub(super) struct Evaluated<'a> {
    pub document: &'a Document,
    pub normalised: Arc<Normalised>,
    pub found: Found,
}

/// Puts what was found into order and lists it up to the limit; only what is listed is mapped to the original.
///
/// `whole_words(document, term)` says how often a term is a word of its own there, as far as known: a
/// document about 内卷 stands before one that only says 内卷化.
pub(super) fn gather(
    project: &Project,
    found: &[Evaluated<'_>],
    options: Options<'_>,
    extent: Extent,
    whole_words: &dyn Fn(DocumentId, usize) -> u32,
) -> Hits {
    let mut ranked: Vec<&Evaluated<'_>> = found.iter().collect();
    if options.order == Order::Relevance {
        let mut scored: Vec<_> = scores(project, found, whole_words).into_iter().zip(ranked).collect();
        // Stable: of equals the list's order stays.
        scored.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        ranked = scored.into_iter().map(|(_, evaluated)| evaluated).collect();
    }
    let count = |e: &&Evaluated<'_>| DocumentCount { document: e.document.id, count: e.found.places.len() };
    let documents: Vec<_> = ranked.iter().map(count).collect();
    let total = documents.iter().map(|document| document.count).sum();
    let mut left = options.limit;
    let mut listed = Vec::new();
    for evaluated in ranked {
        if left == 0 {
            break;
        }
        let taken = evaluated.found.places.len().min(left);
        left -= taken;
        listed.push((evaluated, taken));
    }
    let hits = listed.into_par_iter().with_min_len(64).flat_map_iter(|(evaluated, taken)| {
        let document = evaluated.document.id;
        evaluated.found.places.spans(&evaluated.normalised).take(taken).map(move |span| Hit { document, span })
    });
    Hits { hits: hits.collect(), total, documents, extent }
}

/// BM25 over the counts of terms, a whole word counting once more.
fn scores(project: &Project, found: &[Evaluated<'_>], whole_words: &dyn Fn(DocumentId, usize) -> u32) -> Vec<f64> {
    let documents = project.documents().len().max(1) as f64;
    let average = (project.char_count() as f64 / documents).max(1.0);
    let terms = found.first().map_or(0, |first| first.found.counts.len());
    let holds = |evaluated: &&Evaluated<'_>, term| evaluated.found.counts.get(term).is_some_and(|&count| count > 0);
    let holding: Vec<f64> =
        (0..terms).map(|term| found.iter().filter(|evaluated| holds(evaluated, term)).count() as f64).collect();
    let score = |evaluated: &Evaluated<'_>| {
        let length = f64::from(evaluated.document.text.char_len());
        let weigh = |(term, &count): (usize, &u32)| {
            let holding = holding.get(term).copied().unwrap_or(0.0);
            let rarity = (1.0 + (documents - holding + 0.5) / (holding + 0.5)).ln();
            let frequency = f64::from(count) + f64::from(whole_words(evaluated.document.id, term));
            rarity * frequency * (K1 + 1.0) / (frequency + K1 * (1.0 - B + B * length / average))
        };
        evaluated.found.counts.iter().enumerate().filter(|(_, count)| **count > 0).map(weigh).sum()
    };
    found.iter().map(score).collect()
}
