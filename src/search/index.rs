//! The index of a project's texts: one index document a project document, kept by tantivy.
//!
//! It lies in the cache folder, or in memory, and may vanish at any time (invariant 6). A [`Snapshot`]
//! is one committed state of it; what it says of a document counts only while the [`Fingerprint`] is
//! still the document's. Its folder is made and emptied
//! here and nowhere else in `search`.

use std::collections::BTreeMap;
use std::path::Path;

use tantivy::schema::{
    Field, IndexRecordOption, STORED, STRING, Schema, TantivyDocument, TextFieldIndexing, TextOptions, Value,
};
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{DocId, Index, IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyError, Term};

use crate::model::DocumentId;
use crate::store::{Fs, RealFs};

use super::normalise::{Fingerprint, Normalised};
use super::tokens::{Characters, Words};

/// Grows with every change of the fields or tokens. The normaliser's version is part of each fingerprint.
const VERSION: &str = "tianye-search-1";
/// Of the indexing threads, together.
const THREADS: usize = 2;
const MEMORY: usize = 60_000_000;

/// The fields of the index.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields {
    id: Field,
    fingerprint: Field,
    pub chars: Field,
    pub words: Field,
}

/// An index open for writing.
pub(super) struct Opened {
    writer: IndexWriter,
    reader: IndexReader,
    fields: Fields,
    /// What the writer has been given, committed or not.
    pub held: BTreeMap<DocumentId, Fingerprint>,
}

/// Why an index cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum IndexError {
    #[error("the index is of another version")]
    Version,
    #[error("the index is damaged: {0}")]
    Damaged(String),
    #[error("another program writes this index")]
    Busy,
    #[error(transparent)]
    Index(#[from] TantivyError),
    #[error(transparent)]
    File(#[from] std::io::Error),
}

fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let text = |tokenizer: &str, record| {
        let indexing =
            TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(record).set_fieldnorms(false);
        TextOptions::default().set_indexing_options(indexing)
    };
    let fields = Fields {
        id: builder.add_text_field("id", STRING | STORED),
        fingerprint: builder.add_text_field("fingerprint", STORED),
        chars: builder.add_text_field("chars", text("chars", IndexRecordOption::WithFreqsAndPositions)),
        words: builder.add_text_field("words", text("words", IndexRecordOption::WithFreqs)),
    };
    (builder.build(), fields)
}

impl Opened {
    /// An empty index in memory.
    pub fn in_memory() -> Result<Self, IndexError> {
        let (schema, fields) = schema();
        Self::of(Index::create_in_ram(schema), fields)
    }

    /// Opens the index of a folder, or makes an empty one where there is none.
    pub fn in_folder(folder: &Path) -> Result<Self, IndexError> {
        let (schema, fields) = schema();
        RealFs.create_folder(folder)?;
        if RealFs.list(folder)?.is_empty() {
            return Self::of(Index::create_in_dir(folder, schema)?, fields);
        }
        let index = Index::open_in_dir(folder).map_err(|error| IndexError::Damaged(error.to_string()))?;
        if index.schema() != schema || index.load_metas()?.payload.is_some_and(|payload| payload != VERSION) {
            return Err(IndexError::Version);
        }
        let damaged = index.validate_checksum().map_err(|error| IndexError::Damaged(error.to_string()))?;
        if !damaged.is_empty() {
            return Err(IndexError::Damaged(format!("{} files", damaged.len())));
        }
        Self::of(index, fields)
    }

    /// Takes the files of an index away.
    pub fn remove_files(folder: &Path) -> Result<(), IndexError> {
        let entries = match RealFs.list(folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            entries => entries?,
        };
        for entry in entries.iter().filter(|entry| !entry.is_folder) {
            RealFs.remove(&folder.join(&entry.name))?;
        }
        Ok(())
    }

    fn of(index: Index, fields: Fields) -> Result<Self, IndexError> {
        index.tokenizers().register("chars", TextAnalyzer::from(Characters));
        index.tokenizers().register("words", TextAnalyzer::from(Words));
        let reader: IndexReader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let writer = match index.writer_with_num_threads(THREADS, MEMORY) {
            Err(TantivyError::LockFailure(..)) => return Err(IndexError::Busy),
            other => other?,
        };
        let mut opened = Self { writer, reader, fields, held: BTreeMap::new() };
        opened.held = opened.snapshot()?.places.iter().map(|(&id, place)| (id, place.fingerprint)).collect();
        Ok(opened)
    }

    /// Puts a document in, in place of what was there of it.
    pub fn put(&mut self, id: DocumentId, normalised: &Normalised) -> Result<(), IndexError> {
        self.take_out(id);
        let mut document = TantivyDocument::default();
        document.add_text(self.fields.id, id.to_string());
        document.add_text(self.fields.fingerprint, format!("{:032x}", normalised.fingerprint().0));
        let text = normalised.slice(0, normalised.char_len());
        document.add_text(self.fields.chars, text);
        document.add_text(self.fields.words, text);
        self.writer.add_document(document)?;
        self.held.insert(id, normalised.fingerprint());
        Ok(())
    }

    /// Takes a document out.
    pub fn take_out(&mut self, id: DocumentId) {
        if self.held.remove(&id).is_some() {
            self.writer.delete_term(Term::from_field_text(self.fields.id, &id.to_string()));
        }
    }

    /// Makes what was put in and taken out searchable, and lasting where the index is in a folder.
    pub fn commit(&mut self) -> Result<Snapshot, IndexError> {
        let mut prepared = self.writer.prepare_commit()?;
        prepared.set_payload(VERSION);
        prepared.commit()?;
        self.reader.reload()?;
        self.snapshot()
    }

    /// The state of the last commit.
    pub fn snapshot(&self) -> Result<Snapshot, IndexError> {
        let searcher = self.reader.searcher();
        let mut places = BTreeMap::new();
        for (number, segment) in searcher.segment_readers().iter().enumerate() {
            let store = segment.get_store_reader(8)?;
            for doc in segment.doc_ids_alive() {
                let document: TantivyDocument = store.get(doc)?;
                let text = |field| document.get_first(field).and_then(|value| value.as_str());
                let id = text(self.fields.id).and_then(|id| id.parse().ok());
                let fingerprint = text(self.fields.fingerprint).and_then(|f| u128::from_str_radix(f, 16).ok());
                let (Some(id), Some(fingerprint)) = (id, fingerprint) else {
                    return Err(IndexError::Damaged("a document without its id".to_owned()));
                };
                places.insert(id, Place { segment: number, doc, fingerprint: Fingerprint(fingerprint) });
            }
        }
        Ok(Snapshot { searcher, fields: self.fields, places })
    }
}

/// One committed state of the index.
pub(super) struct Snapshot {
    pub searcher: Searcher,
    pub fields: Fields,
    pub places: BTreeMap<DocumentId, Place>,
}

/// Where a document stands in a snapshot.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub segment: usize,
    pub doc: DocId,
    pub fingerprint: Fingerprint,
}

impl Snapshot {
    /// Where this text of a document stands; `None` where the index holds another or none.
    pub fn place(&self, document: DocumentId, normalised: &Normalised) -> Option<Place> {
        self.places.get(&document).copied().filter(|place| place.fingerprint == normalised.fingerprint())
    }
}
