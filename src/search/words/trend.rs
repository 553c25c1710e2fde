//! How often a word stands in each document, in their order.

use crate::model::DocumentId;

use super::corpus::Corpus;
use super::frequency::{Forms, per_million};
use super::vocabulary::WordId;

/// A word in one document.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    /// Which.
    pub document: DocumentId,
    /// How often.
    pub count: u64,
    /// How many words the corpus has there.
    pub words: u64,
    /// How often in a million words.
    pub per_million: f64,
}

/// A word, or all words of its stem, over the documents of a corpus; also those without it.
#[must_use]
pub fn trend(corpus: &Corpus, word: WordId, forms: Forms) -> Vec<Moment> {
    let vocabulary = corpus.vocabulary();
    let counted = vocabulary.counted();
    let is_it = |id: u32| match forms {
        Forms::AsWritten => id == word.0,
        Forms::ByStem => vocabulary.stem_of(WordId(id)) == vocabulary.stem_of(word),
    };
    let moment = |part: &super::corpus::Part| {
        let (mut count, mut words) = (0, 0);
        part.ids().for_each(|id| {
            count += u64::from(is_it(id));
            words += u64::from(counted.get(id as usize) == Some(&true));
        });
        Moment { document: part.document, count, words, per_million: per_million(count, words) }
    };
    corpus.parts().iter().map(moment).collect()
}
