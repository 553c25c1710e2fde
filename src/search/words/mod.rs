//! Words: how a text is cut into them, and what can be counted of them.
//!
//! Searching is by characters and needs no words; counting does. A [`Lexicon`] is what a project says of
//! words: those of its dictionary and its stop words. A [`Segmenter`] cuts normalised paragraphs by it,
//! every character in exactly one word. [`Columns`] hold every document cut, as numbers. A [`WordScope`]
//! is a query of filters that says which text counts; its [`Corpus`] is what everything else reads:
//! [`frequencies`], [`collocations`] of search hits, [`keyness`] of one corpus against another,
//! [`word_tree`], [`trend`].
//!
//! Nothing here belongs on the window's thread: loading the dictionary takes 0.2 s, cutting 20 MB a second.
//! The word of a list leads to its places by the query `word:X` with the scope's filters beside it, and
//! finds as many of them as the list says.

mod association;
mod collocation;
mod columns;
mod corpus;
mod frequency;
mod keyness;
mod lexicon;
mod scope;
mod segment;
mod stem;
#[cfg(test)]
mod tests;
mod tree;
mod trend;
mod vocabulary;

pub use association::{Association, Contingency, dispersion, log_dice, log_ratio};
pub use collocation::{Collocate, CollocationOptions, Collocations, Measure, Window, WindowUnit, collocations};
pub use columns::{Column, ColumnCache, Columns, Progress};
pub use corpus::Corpus;
pub use frequency::{Forms, Frequencies, Frequency, FrequencyOptions, Numbers, StopWords, Totals, frequencies};
pub use keyness::{Key, KeyOrder, Keyness, KeynessOptions, keyness};
pub use lexicon::{Lexicon, Segmentation};
pub use scope::{ScopeError, WordScope};
pub use segment::Segmenter;
pub(super) use segment::plain_dictionary;
pub use stem::stem;
pub use tree::{Branch, Side, TreeOptions, word_tree};
pub use trend::{Moment, trend};
pub use vocabulary::{Kind, Vocabulary, WordId};
