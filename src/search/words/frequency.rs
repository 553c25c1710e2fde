//! How often words stand in a corpus.
//!
//! The base of all shares is every word of the corpus: stop words and numbers count, marks and spaces do
//! not. What is left out of the list (stop words, numbers, short and rare words) stays in the base, so a
//! word's share does not depend on what else is shown.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::corpus::{Corpus, Part};
use super::lexicon::Lexicon;
use super::vocabulary::{Kind, Vocabulary, WordId};

/// What is one word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Forms {
    /// As it is written.
    #[default]
    AsWritten,
    /// English words of one stem are one.
    ByStem,
}

/// Whether stop words are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum StopWords {
    /// They are left out.
    #[default]
    LeaveOut,
    /// They are listed like others.
    List,
}

/// Whether numbers are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Numbers {
    /// They are left out.
    #[default]
    LeaveOut,
    /// They are listed like others.
    List,
}

/// What is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrequencyOptions {
    /// What is one word.
    pub forms: Forms,
    /// Stop words.
    pub stop_words: StopWords,
    /// Numbers.
    pub numbers: Numbers,
    /// The fewest characters of a word that is listed.
    pub shortest: u32,
    /// The least count.
    pub minimum: u64,
    /// The most words; the most frequent ones are given.
    pub limit: usize,
}

impl Default for FrequencyOptions {
    fn default() -> Self {
        Self {
            forms: Forms::AsWritten,
            stop_words: StopWords::LeaveOut,
            numbers: Numbers::LeaveOut,
            shortest: 1,
            minimum: 1,
            limit: usize::MAX,
        }
    }
}

/// What the counts are of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// All words: stop words and numbers too, no marks.
    pub words: u64,
    /// How many different ones.
    pub different: usize,
    /// Documents with at least one.
    pub documents: u32,
}

/// How often one word stands there.
#[derive(Clone, Debug, PartialEq)]
pub struct Frequency {
    /// Its number; by stem, that of the word that stands for the stem.
    pub id: WordId,
    /// Normalised; by stem, its most frequent form.
    pub word: Arc<str>,
    /// How often.
    pub count: u64,
    /// In how many documents.
    pub documents: u32,
    /// How often in a million words of the corpus.
    pub per_million: f64,
    /// Deviation of proportions over the documents (Gries 2008): 0 evenly spread, near 1 in few of them. With
    /// one document it says nothing and is 0.
    pub dispersion: f64,
    /// By stem: all forms that stand there, the most frequent first. Otherwise empty.
    pub forms: Vec<Arc<str>>,
}

/// A frequency list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Frequencies {
    /// What the counts are of.
    pub totals: Totals,
    /// How many words could be listed, also beyond the limit.
    pub listable: usize,
    /// The most frequent first; of equals in the order of their characters.
    pub list: Vec<Frequency>,
}

/// Counts the words of a corpus.
#[must_use]
pub fn frequencies(corpus: &Corpus, lexicon: &Lexicon, options: &FrequencyOptions) -> Frequencies {
    let vocabulary = corpus.vocabulary();
    let counts = Counts::of(corpus, options.forms);
    let filter = Filter { lexicon, vocabulary, options };
    let mut listed: Vec<u32> = counts
        .tallies
        .iter()
        .zip(0..)
        .filter(|(tally, id)| tally.count > 0 && tally.count >= options.minimum && filter.lists(*id))
        .map(|(_, id)| id)
        .collect();
    let listable = listed.len();
    let texts: BTreeMap<u32, Vec<Arc<str>>> = match options.forms {
        Forms::AsWritten => BTreeMap::new(),
        Forms::ByStem => forms(&[corpus]),
    };
    let shown = |id: u32| {
        texts.get(&id).and_then(|forms| forms.first().cloned()).unwrap_or_else(|| vocabulary.text(WordId(id)))
    };
    listed.sort_by_cached_key(|&id| (std::cmp::Reverse(counts.count(id)), shown(id)));
    listed.truncate(options.limit);
    let dispersions = dispersions(corpus, &counts, options.forms, &listed);
    let entry = |(id, dispersion): (u32, f64)| {
        let tally = counts.tally(id);
        Frequency {
            id: WordId(id),
            word: shown(id),
            count: tally.count,
            documents: tally.documents,
            per_million: per_million(tally.count, counts.totals.words),
            dispersion,
            forms: texts.get(&id).cloned().unwrap_or_default(),
        }
    };
    Frequencies { totals: counts.totals, listable, list: listed.into_iter().zip(dispersions).map(entry).collect() }
}

/// A count in a million words.
pub(super) fn per_million(count: u64, words: u64) -> f64 {
    if words == 0 { 0.0 } else { count as f64 * 1e6 / words as f64 }
}

/// Which words are listed.
struct Filter<'a> {
    lexicon: &'a Lexicon,
    vocabulary: &'a Vocabulary,
    options: &'a FrequencyOptions,
}

impl Filter<'_> {
    fn lists(&self, id: u32) -> bool {
        lists(self.vocabulary, self.lexicon, id, self.options.stop_words, self.options.numbers)
            && self.vocabulary.char_len(id) >= self.options.shortest
    }
}

/// Whether a word may stand in a list at all.
pub(super) fn lists(
    vocabulary: &Vocabulary,
    lexicon: &Lexicon,
    id: u32,
    stop_words: StopWords,
    numbers: Numbers,
) -> bool {
    let kept = match vocabulary.kind(WordId(id)) {
        Kind::Word => true,
        Kind::Number => numbers == Numbers::List,
        Kind::Mark | Kind::Border => false,
    };
    kept && (stop_words == StopWords::List || !lexicon.is_stop_word(&vocabulary.text(WordId(id))))
}

/// How often each word stands in a corpus.
pub(super) struct Counts {
    pub tallies: Vec<Tally>,
    pub totals: Totals,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    pub count: u64,
    pub documents: u32,
    /// The document counted last, from 1.
    seen: u32,
}

impl Counts {
    pub fn of(corpus: &Corpus, forms: Forms) -> Self {
        let vocabulary = corpus.vocabulary();
        let size = vocabulary.len();
        let leaders = leaders(vocabulary, forms);
        let heap = |parts: &[Part]| {
            let mut tallies = vec![Tally::default(); size];
            for (part, number) in parts.iter().zip(1_u32..) {
                let mut add = |id: u32| {
                    if let Some(tally) = tallies.get_mut(id as usize) {
                        tally.count += 1;
                        tally.documents += u32::from(tally.seen != number);
                        tally.seen = number;
                    }
                };
                match &leaders {
                    None => part.ids().for_each(add),
                    Some(leaders) => part.ids().for_each(|id| add(leaders.get(id as usize).copied().unwrap_or(id))),
                }
            }
            tallies
        };
        let heaps: Vec<Vec<Tally>> = corpus.heaps().map(heap).collect();
        let mut heaps = heaps.into_iter();
        let mut tallies = heaps.next().unwrap_or_default();
        for heap in heaps {
            for (sum, own) in tallies.iter_mut().zip(heap) {
                sum.count += own.count;
                sum.documents += own.documents;
            }
        }
        let counted = vocabulary.counted();
        let has_words = |part: &&Part| part.ids().any(|id| counted.get(id as usize) == Some(&true));
        let documents = corpus.parts().par_iter().filter(has_words).count() as u32;
        let mut totals = Totals { documents, ..Totals::default() };
        for (tally, &counted) in tallies.iter_mut().zip(&counted) {
            if !counted {
                *tally = Tally::default();
            } else if tally.count > 0 {
                totals.words += tally.count;
                totals.different += 1;
            }
        }
        Self { tallies, totals }
    }

    pub fn tally(&self, id: u32) -> Tally {
        self.tallies.get(id as usize).copied().unwrap_or_default()
    }

    pub fn count(&self, id: u32) -> u64 {
        self.tally(id).count
    }
}

/// For each word the one that stands for it, where they are not all themselves.
pub(super) fn leaders(vocabulary: &Vocabulary, forms: Forms) -> Option<Vec<u32>> {
    let all = || (0..vocabulary.len() as u32).map(|id| vocabulary.stem_of(WordId(id)).0).collect();
    (forms == Forms::ByStem).then(all)
}

/// By the word that stands for a stem, all forms that stand in corpora of the same columns, those first that are
/// the most frequent in all of them together.
pub(super) fn forms(corpora: &[&Corpus]) -> BTreeMap<u32, Vec<Arc<str>>> {
    let Some(vocabulary) = corpora.first().map(|corpus| corpus.vocabulary()) else { return BTreeMap::new() };
    let counts: Vec<Counts> = corpora.iter().map(|corpus| Counts::of(corpus, Forms::AsWritten)).collect();
    let mut by_stem: BTreeMap<u32, Vec<(u64, Arc<str>)>> = BTreeMap::new();
    for id in 0..vocabulary.len() as u32 {
        let count: u64 = counts.iter().map(|counts| counts.count(id)).sum();
        if count > 0 {
            let entry = by_stem.entry(vocabulary.stem_of(WordId(id)).0).or_default();
            entry.push((count, vocabulary.text(WordId(id))));
        }
    }
    let sorted = |(id, mut forms): (u32, Vec<(u64, Arc<str>)>)| {
        forms.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        (id, forms.into_iter().map(|(_, text)| text).collect())
    };
    by_stem.into_iter().map(sorted).collect()
}

/// Deviation of proportions of some words: [`super::association::dispersion`] for all of them in one pass.
fn dispersions(corpus: &Corpus, counts: &Counts, forms: Forms, listed: &[u32]) -> Vec<f64> {
    const MARK: u32 = u32::MAX;
    const UNLISTED: u32 = u32::MAX - 1;
    let vocabulary = corpus.vocabulary();
    let leaders = leaders(vocabulary, forms);
    let mut places = vec![UNLISTED; vocabulary.len()];
    for (&id, slot) in listed.iter().zip(0..) {
        if let Some(own) = places.get_mut(id as usize) {
            *own = slot;
        }
    }
    // For each word its place among those listed: one look-up for each word of the texts.
    let place = |(id, counted): (usize, bool)| {
        let leader = leaders.as_ref().and_then(|leaders| leaders.get(id)).map_or(id, |&leader| leader as usize);
        if counted { places.get(leader).copied().unwrap_or(UNLISTED) } else { MARK }
    };
    let slots: Vec<u32> = vocabulary.counted().into_iter().enumerate().map(place).collect();
    let frequencies: Vec<f64> = listed.iter().map(|&id| counts.count(id) as f64).collect();
    let all = counts.totals.words as f64;
    let heap = |parts: &[Part]| {
        let mut sums = vec![0.0_f64; listed.len()];
        let mut here = vec![0_u32; listed.len()];
        let mut touched = Vec::new();
        for part in parts {
            let mut size = 0_u64;
            part.ids().for_each(|id| {
                let slot = slots.get(id as usize).copied().unwrap_or(MARK);
                size += u64::from(slot != MARK);
                if let Some(count) = here.get_mut(slot as usize) {
                    if *count == 0 {
                        touched.push(slot as usize);
                    }
                    *count += 1;
                }
            });
            let share = size as f64 / all;
            for slot in touched.drain(..) {
                let own = f64::from(std::mem::take(&mut here[slot])) / frequencies[slot];
                sums[slot] += (own - share).abs() - share;
            }
        }
        sums
    };
    // Summed in the order of the documents, so that the same texts give the same figures to the last bit.
    let mut sums = vec![1.0; listed.len()];
    for own in corpus.heaps().map(heap).collect::<Vec<_>>() {
        sums.iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
    }
    sums.into_iter().map(|sum| (sum / 2.0).max(0.0)).collect()
}
