//! What a search gives back, and how documents are put in order of relevance.

use std::sync::atomic::AtomicBool;

use serde::Serialize;

use crate::model::{DocumentId, Project, Span};

use super::plan::Found;

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
    /// The most hits to give; all are counted.
    pub limit: usize,
    /// Of the documents.
    pub order: Order,
    /// Set to stop.
    pub cancel: &'a AtomicBool,
}

/// Robertson and Zaragoza 2009, The Probabilistic Relevance Framework: the usual values.
const K1: f64 = 1.2;
const B: f64 = 0.75;

/// Puts what was found into order and cuts it at the limit.
///
/// `whole_words(document, term)` says how often a term is a word of its own there, as far as known: a
/// document about 内卷 stands before one that only says 内卷化.
pub(super) fn gather(
    project: &Project,
    mut found: Vec<(DocumentId, Found)>,
    options: Options<'_>,
    whole_words: &dyn Fn(DocumentId, usize) -> u32,
) -> Hits {
    if options.order == Order::Relevance {
        let scores = scores(project, &found, whole_words);
        let mut ranked: Vec<_> = scores.into_iter().zip(found).collect();
        // Stable: of equals the list's order stays.
        ranked.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        found = ranked.into_iter().map(|(_, found)| found).collect();
    }
    let documents: Vec<_> =
        found.iter().map(|(document, found)| DocumentCount { document: *document, count: found.spans.len() }).collect();
    let total = documents.iter().map(|document| document.count).sum();
    let all =
        found.iter().flat_map(|(document, found)| found.spans.iter().map(|&span| Hit { document: *document, span }));
    Hits { hits: all.take(options.limit).collect(), total, documents }
}

/// BM25 over the counts of terms, a whole word counting once more.
fn scores(
    project: &Project,
    found: &[(DocumentId, Found)],
    whole_words: &dyn Fn(DocumentId, usize) -> u32,
) -> Vec<f64> {
    let documents = project.documents().len().max(1) as f64;
    let average = (project.char_count() as f64 / documents).max(1.0);
    let terms = found.first().map_or(0, |(_, found)| found.counts.len());
    let holding: Vec<f64> = (0..terms)
        .map(|term| found.iter().filter(|(_, f)| f.counts.get(term).is_some_and(|&count| count > 0)).count() as f64)
        .collect();
    let score = |(document, found): &(DocumentId, Found)| {
        let length = project.document(*document).map_or(0.0, |d| f64::from(d.text.char_len()));
        let weigh = |(term, &count): (usize, &u32)| {
            let holding = holding.get(term).copied().unwrap_or(0.0);
            let rarity = (1.0 + (documents - holding + 0.5) / (holding + 0.5)).ln();
            let frequency = f64::from(count) + f64::from(whole_words(*document, term));
            rarity * frequency * (K1 + 1.0) / (frequency + K1 * (1.0 - B + B * length / average))
        };
        found.counts.iter().enumerate().filter(|(_, count)| **count > 0).map(weigh).sum()
    };
    found.iter().map(score).collect()
}
