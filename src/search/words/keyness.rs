//! Which words are typical of one corpus against another.
//!
//! G2 (Dunning 1993) says how much evidence there is for a difference, the log ratio (Hardie 2014) how
//! large it is; neither stands for the other, so both are given. Two people's talk differs in most of its
//! words by something: with enough text everything is significant, so sort by the ratio among what has
//! evidence enough.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::association::{Contingency, log_ratio};
use super::corpus::Corpus;
use super::frequency::{Counts, Forms, Numbers, StopWords, Totals, forms, lists, per_million};
use super::lexicon::Lexicon;
use super::vocabulary::WordId;

/// What comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum KeyOrder {
    /// What there is most evidence for.
    #[default]
    LogLikelihood,
    /// What differs most.
    LogRatio,
}

/// What is listed.
#[derive(Clone, Debug, PartialEq)]
pub struct KeynessOptions {
    /// What is one word.
    pub forms: Forms,
    /// Stop words. In talk they may be what differs.
    pub stop_words: StopWords,
    /// Numbers.
    pub numbers: Numbers,
    /// The least count in the corpus in which the word is more frequent.
    pub minimum: u64,
    /// The least G2, without its sign: 3.84 is p < 0.05, 6.63 p < 0.01, 10.83 p < 0.001, of one comparison.
    pub evidence: f64,
    /// What comes first.
    pub order: KeyOrder,
    /// The most words in each direction.
    pub limit: usize,
}

impl Default for KeynessOptions {
    fn default() -> Self {
        Self {
            forms: Forms::AsWritten,
            stop_words: StopWords::LeaveOut,
            numbers: Numbers::LeaveOut,
            minimum: 3,
            evidence: 3.84,
            order: KeyOrder::LogLikelihood,
            limit: usize::MAX,
        }
    }
}

/// One word in two corpora.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// Its number.
    pub id: WordId,
    /// Normalised; by stem, its most frequent form in the two.
    pub word: Arc<str>,
    /// How often in the focus.
    pub focus: u64,
    /// In how many documents of the focus.
    pub focus_documents: u32,
    /// In a million words of the focus.
    pub focus_per_million: f64,
    /// How often in the reference.
    pub reference: u64,
    /// In how many documents of the reference.
    pub reference_documents: u32,
    /// In a million words of the reference.
    pub reference_per_million: f64,
    /// G2; below zero where the word is rarer in the focus.
    pub log_likelihood: f64,
    /// log2 of the ratio of the shares: 1 is twice as often in the focus, -1 half as often.
    pub log_ratio: f64,
}

/// What tells two corpora apart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Keyness {
    /// What is looked at.
    pub focus: Totals,
    /// What it is compared with.
    pub reference: Totals,
    /// Words that are in both, where the corpora overlap: then they are compared with themselves in part.
    pub shared_words: u64,
    /// More frequent in the focus, the strongest first.
    pub more: Vec<Key>,
    /// Rarer in the focus, the strongest first.
    pub less: Vec<Key>,
}

/// Compares the words of two corpora of the same columns.
#[must_use]
pub fn keyness(focus: &Corpus, reference: &Corpus, lexicon: &Lexicon, options: &KeynessOptions) -> Keyness {
    let vocabulary = focus.vocabulary();
    let (own, other) = (Counts::of(focus, options.forms), Counts::of(reference, options.forms));
    let texts: BTreeMap<u32, Vec<Arc<str>>> = match options.forms {
        Forms::AsWritten => BTreeMap::new(),
        Forms::ByStem => forms(&[focus, reference]),
    };
    let (words, reference_words) = (own.totals.words, other.totals.words);
    let key = |id: u32| {
        let (here, there) = (own.tally(id), other.tally(id));
        if here.count + there.count == 0 || !lists(vocabulary, lexicon, id, options.stop_words, options.numbers) {
            return None;
        }
        let table = Contingency {
            both: here.count,
            inside: words,
            word: here.count + there.count,
            all: words + reference_words,
        };
        let log_likelihood = table.log_likelihood();
        let most = if log_likelihood < 0.0 { there.count } else { here.count };
        if log_likelihood.abs() < options.evidence || most < options.minimum {
            return None;
        }
        Some(Key {
            id: WordId(id),
            word: texts
                .get(&id)
                .and_then(|forms| forms.first().cloned())
                .unwrap_or_else(|| vocabulary.text(WordId(id))),
            focus: here.count,
            focus_documents: here.documents,
            focus_per_million: per_million(here.count, words),
            reference: there.count,
            reference_documents: there.documents,
            reference_per_million: per_million(there.count, reference_words),
            log_likelihood,
            log_ratio: log_ratio(here.count, words, there.count, reference_words)?,
        })
    };
    let keys = (0..vocabulary.len() as u32).filter_map(key);
    let (mut more, mut less): (Vec<Key>, Vec<Key>) = keys.partition(|key| key.log_likelihood >= 0.0);
    for list in [&mut more, &mut less] {
        list.sort_by(|a, b| {
            let strength = |key: &Key| match options.order {
                KeyOrder::LogLikelihood => key.log_likelihood.abs(),
                KeyOrder::LogRatio => key.log_ratio.abs(),
            };
            strength(b).total_cmp(&strength(a)).then_with(|| a.word.cmp(&b.word))
        });
        list.truncate(options.limit);
    }
    let shared_words = focus.shared_with(reference).word_count();
    Keyness { focus: own.totals, reference: other.totals, shared_words, more, less }
}
