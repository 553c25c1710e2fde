//! Every document cut into words, as numbers: what all counting reads.
//!
//! A [`Column`] has four bytes a word and no text; where a word stands follows from the lengths of those
//! before it, with a place noted at every 64th. Columns are made in parallel, kept by document, and made
//! again where the text is another (its [`Fingerprint`]) or the dictionary is ([`Segmentation`]). What was
//! made before somebody stopped it is kept too.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use crate::model::{Document, DocumentId, Project};
use crate::search::Cache;
use crate::search::hits::Cancelled;
use crate::search::normalise::{BORDER, Fingerprint, Normalised};

use super::lexicon::{Lexicon, Segmentation};
use super::segment::Segmenter;
use super::vocabulary::{Vocabulary, WordId};

/// So many words stand between two places that are noted.
const STRIDE: usize = 64;

/// The words of one document, marks and ends of paragraphs among them, so that nothing is left out.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    fingerprint: Fingerprint,
    words: Box<[u32]>,
    /// Where every 64th word begins, in normalised characters.
    places: Box<[u32]>,
    char_len: u32,
}

impl Column {
    /// Of which text.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// How many words, marks included.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.words.len() as u32
    }

    /// Whether there is nothing in the document.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// All of them in order.
    pub fn words(&self) -> impl Iterator<Item = WordId> {
        self.words.iter().map(|&id| WordId(id))
    }

    /// The words of a range; what lies outside is left out.
    pub(super) fn ids(&self, range: Range<u32>) -> &[u32] {
        let end = range.end.min(self.len());
        self.words.get(range.start.min(end) as usize..end as usize).unwrap_or_default()
    }

    /// The word that holds a normalised character and where that word begins; at the end the number of words.
    pub(super) fn word_at(&self, vocabulary: &Vocabulary, character: u32) -> (u32, u32) {
        if character >= self.char_len {
            return (self.len(), self.char_len);
        }
        let slot = self.places.partition_point(|&place| place <= character).saturating_sub(1);
        let mut start = self.places.get(slot).copied().unwrap_or(0);
        let mut word = (slot * STRIDE) as u32;
        for &id in self.ids(word..self.len()) {
            let end = start + vocabulary.char_len(id);
            if character < end {
                break;
            }
            start = end;
            word += 1;
        }
        (word, start)
    }

    /// The words that touch a range of normalised characters.
    #[must_use]
    pub fn words_in(&self, vocabulary: &Vocabulary, characters: Range<u32>) -> Range<u32> {
        if characters.start >= characters.end {
            return 0..0;
        }
        let (first, _) = self.word_at(vocabulary, characters.start);
        let (last, _) = self.word_at(vocabulary, characters.end - 1);
        first..(last + 1).min(self.len())
    }

    /// The normalised characters of a word.
    #[must_use]
    pub fn characters_of(&self, vocabulary: &Vocabulary, word: u32) -> Range<u32> {
        let slot = word as usize / STRIDE;
        let mut start = self.places.get(slot).copied().unwrap_or(self.char_len);
        for &id in self.ids((slot * STRIDE) as u32..word) {
            start += vocabulary.char_len(id);
        }
        let len = self.ids(word..word + 1).first().map_or(0, |&id| vocabulary.char_len(id));
        start..start + len
    }

    fn new(fingerprint: Fingerprint, words: Vec<u32>, vocabulary: &Vocabulary) -> Self {
        let mut places = Vec::with_capacity(words.len() / STRIDE + 1);
        let mut start = 0;
        for (at, &id) in words.iter().enumerate() {
            if at.is_multiple_of(STRIDE) {
                places.push(start);
            }
            start += vocabulary.char_len(id);
        }
        Self { fingerprint, words: words.into(), places: places.into(), char_len: start }
    }
}

/// The columns of one state of a project; cheap to clone.
#[derive(Clone, Debug)]
pub struct Columns {
    vocabulary: Arc<Vocabulary>,
    segmentation: Segmentation,
    /// In the order of the documents.
    documents: Arc<[(DocumentId, Arc<Column>)]>,
}

impl Columns {
    /// The words that the numbers stand for.
    #[must_use]
    pub fn vocabulary(&self) -> &Arc<Vocabulary> {
        &self.vocabulary
    }

    /// How the texts were cut.
    #[must_use]
    pub fn segmentation(&self) -> Segmentation {
        self.segmentation
    }

    /// The columns in the order of the list of documents.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (DocumentId, &Arc<Column>)> {
        self.documents.iter().map(|(id, column)| (*id, column))
    }

    /// All at once, without keeping anything.
    ///
    /// # Errors
    /// [`Cancelled`], soon after `cancel` was set.
    pub fn of(project: &Project, texts: &Cache, lexicon: &Lexicon, cancel: &AtomicBool) -> Result<Self, Cancelled> {
        ColumnCache::default().get(project, texts, lexicon, cancel, &|_| {})
    }

    pub(super) fn all(&self) -> &[(DocumentId, Arc<Column>)] {
        &self.documents
    }
}

/// How far the making of columns is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of text cut so far.
    pub done: usize,
    /// Bytes to cut.
    pub total: usize,
}

/// Keeps the columns of a project from one question to the next.
#[derive(Debug, Default)]
pub struct ColumnCache {
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    segmentation: Option<Segmentation>,
    vocabulary: Arc<Vocabulary>,
    columns: BTreeMap<DocumentId, Arc<Column>>,
}

impl ColumnCache {
    /// The columns of this state of a project; those of documents that changed are made. One caller at a
    /// time: a second one waits for the first. `progress` is called on other threads.
    ///
    /// # Errors
    /// [`Cancelled`], soon after `cancel` was set.
    pub fn get(
        &self,
        project: &Project,
        texts: &Cache,
        lexicon: &Lexicon,
        cancel: &AtomicBool,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Columns, Cancelled> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.segmentation != Some(lexicon.segmentation()) {
            *held = Held { segmentation: Some(lexicon.segmentation()), ..Held::default() };
        }
        held.columns.retain(|&id, _| project.document(id).is_some());
        let documents = project.documents_in_order();
        let is_current = |document: &Document| {
            held.columns.get(&document.id).is_some_and(|column| column.fingerprint == Fingerprint::of(document))
        };
        let missing: Vec<&Arc<Document>> = documents.iter().copied().filter(|d| !is_current(d)).collect();
        if !missing.is_empty() {
            let segmenter = Segmenter::of(lexicon);
            let total = missing.iter().map(|document| document.text.as_str().len()).sum();
            let done = AtomicUsize::new(0);
            let vocabulary = Mutex::new(&mut held.vocabulary);
            let make = |document: &&Arc<Document>| {
                let normalised = texts.get(document);
                let cut = Cut::of(&segmenter, &normalised, cancel)?;
                let mut vocabulary = vocabulary.lock().unwrap_or_else(PoisonError::into_inner);
                let column = cut.column(&mut vocabulary);
                let bytes = document.text.as_str().len();
                progress(Progress { done: done.fetch_add(bytes, Ordering::Relaxed) + bytes, total });
                Some((document.id, Arc::new(column)))
            };
            let made: Vec<_> = missing.par_iter().map(make).collect();
            let whole = made.iter().all(Option::is_some);
            held.columns.extend(made.into_iter().flatten());
            if !whole {
                return Err(Cancelled);
            }
        }
        let columns = documents.iter().filter_map(|d| Some((d.id, Arc::clone(held.columns.get(&d.id)?))));
        Ok(Columns {
            vocabulary: Arc::clone(&held.vocabulary),
            segmentation: lexicon.segmentation(),
            documents: columns.collect(),
        })
    }
}

/// A document cut, its words numbered by itself.
struct Cut<'a> {
    fingerprint: Fingerprint,
    own: Vec<&'a str>,
    words: Vec<u32>,
}

impl<'a> Cut<'a> {
    /// `None` where it was stopped.
    fn of(segmenter: &Segmenter, normalised: &'a Normalised, cancel: &AtomicBool) -> Option<Self> {
        let text = normalised.slice(0, normalised.char_len());
        let (mut own, mut words) = (Vec::new(), Vec::with_capacity(text.len() / 5));
        let mut ids: HashMap<&str, u32> = HashMap::new();
        let mut add = |word: &'a str| {
            let id = *ids.entry(word).or_insert_with(|| {
                own.push(word);
                own.len() as u32 - 1
            });
            words.push(id);
        };
        let mut rest = text;
        while !rest.is_empty() {
            if cancel.load(Ordering::Relaxed) {
                return None;
            }
            let end = rest.find(BORDER).unwrap_or(rest.len());
            let (paragraph, after) = rest.split_at(end);
            segmenter.each(paragraph, &mut add);
            let (border, after) = after.split_at(after.len().min(BORDER.len_utf8()));
            if !border.is_empty() {
                add(border);
            }
            rest = after;
        }
        Some(Self { fingerprint: normalised.fingerprint(), own, words })
    }

    fn column(mut self, vocabulary: &mut Arc<Vocabulary>) -> Column {
        // Where nothing is new, what others hold need not be copied.
        let ids: Vec<u32> = if self.own.iter().all(|word| vocabulary.id(word).is_some()) {
            self.own.iter().filter_map(|word| vocabulary.id(word)).map(|id| id.0).collect()
        } else {
            let vocabulary = Arc::make_mut(vocabulary);
            self.own.iter().map(|word| vocabulary.intern(word)).collect()
        };
        for word in &mut self.words {
            *word = ids.get(*word as usize).copied().unwrap_or_default();
        }
        Column::new(self.fingerprint, self.words, vocabulary)
    }
}
