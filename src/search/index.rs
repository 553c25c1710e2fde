//! The two indexes of a project's texts: one index document a project document each, kept by tantivy.
//!
//! The one of characters gives places, the one of words frequencies for ranking. They are apart so that the
//! first, which searching gains from, never waits for the second, which takes three times the work. They lie
//! in the cache folder, or in memory, and may vanish at any time (invariant 6). A [`Snapshot`] is one committed
//! state of one; what it says of a document counts only while the [`Fingerprint`] is still the document's.
//! Their folders are made and emptied here and nowhere else in `search`, and only by the one program that has
//! taken them: to another one what is being merged looks damaged.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::index::SegmentId;
use tantivy::indexer::LogMergePolicy;
use tantivy::schema::document::{ReferenceValue, ReferenceValueLeaf};
use tantivy::schema::{
    Field, IndexRecordOption, STORED, STRING, Schema, TantivyDocument, TextFieldIndexing, TextOptions, Value,
};
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{DocId, Document, Index, IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyError, Term};

use crate::model::DocumentId;
use crate::store::fs::LockGuard;
use crate::store::{Fs, RealFs};

use super::normalised::{Fingerprint, Normalised};
use super::tokens::{Characters, Split};

/// Grows with every change of the fields or tokens. The normaliser's version is part of each fingerprint.
const VERSION: &str = "tianye-search-2";
/// What a thread that indexes characters may hold before it writes a segment.
const MEMORY: usize = 48_000_000;
/// Segments of more documents than this are not merged: merging them takes long, and several are searched
/// at the same time.
const LARGE: usize = 1_000;
/// A segment is written anew when so much of it is dead.
const DEAD: f32 = 0.3;

/// What an index is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Places of single characters and runs.
    Characters,
    /// Frequencies of words.
    Words,
}

/// The fields of an index.
#[derive(Clone, Copy, Debug)]
struct Fields {
    id: Field,
    fingerprint: Field,
    text: Field,
}

/// An index open for writing.
pub(super) struct Opened {
    writer: IndexWriter<Source>,
    reader: IndexReader,
    fields: Fields,
    /// What the writer has been given, committed or not.
    pub held: BTreeMap<DocumentId, Fingerprint>,
    /// What the segments hold: they never change, so this is read once for each.
    read: BTreeMap<SegmentId, Arc<Rows>>,
}

/// Whose text each document of a segment is.
type Rows = Vec<(DocumentId, Fingerprint)>;

/// A folder for an index, taken by this program: nobody else looks into it, writes it or empties it.
pub(super) struct OwnFolder {
    path: PathBuf,
    _lock: LockGuard,
}

impl OwnFolder {
    /// Takes a folder, which is made where there is none; [`IndexError::Busy`] while another program has it.
    pub fn take(path: &Path) -> Result<Self, IndexError> {
        RealFs.create_folder(path)?;
        // Beside the folder, so that emptying or deleting it lets nobody else in.
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".lock");
        let lock = RealFs.try_lock(&path.with_file_name(name))?.ok_or(IndexError::Busy)?;
        Ok(Self { path: path.to_owned(), _lock: lock })
    }

    /// Takes the files of an index away.
    pub fn empty(&self) -> Result<(), IndexError> {
        let entries = match RealFs.list(&self.path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            entries => entries?,
        };
        for entry in entries.iter().filter(|entry| !entry.is_folder) {
            RealFs.remove(&self.path.join(&entry.name))?;
        }
        Ok(())
    }
}

/// Where an index is kept.
pub(super) enum Home {
    /// In a folder that is still to be taken.
    Folder(PathBuf),
    Own(OwnFolder),
    Memory,
}

impl Home {
    /// Below a folder, or in memory without one.
    pub fn of(folder: Option<PathBuf>) -> Self {
        folder.map_or(Self::Memory, Self::Folder)
    }

    /// Opens the index that is kept here, or an empty one.
    pub fn open(&mut self, kind: Kind) -> Result<Opened, IndexError> {
        if let Self::Folder(path) = self {
            *self = Self::Own(OwnFolder::take(path)?);
        }
        match self {
            Self::Own(folder) => Opened::in_folder(kind, folder),
            _ => Opened::in_memory(kind),
        }
    }

    /// Makes sure that what is kept here is not met again: files of this program's own are removed; a folder that
    /// another one has is left alone, and memory is used instead.
    pub fn start_anew(&mut self) {
        match self {
            Self::Own(folder) => {
                if let Err(error) = folder.empty() {
                    log::warn!("a search index could not be removed and is kept in memory: {error}");
                    *self = Self::Memory;
                }
            }
            Self::Folder(_) | Self::Memory => *self = Self::Memory,
        }
    }
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

/// What is put in, as tantivy reads it. A text waits for its turn where it lies, not as a copy.
#[derive(Debug)]
struct Source {
    fields: Fields,
    id: String,
    fingerprint: String,
    text: SourceText,
}

#[derive(Debug)]
pub(super) enum SourceText {
    Whole(Arc<Normalised>),
    /// Words, as [`Split`] parts them.
    Words(String),
}

#[derive(Clone, Copy, Debug)]
struct Said<'a>(&'a str);

impl<'a> Value<'a> for Said<'a> {
    type ArrayIter = std::iter::Empty<Self>;
    type ObjectIter = std::iter::Empty<(&'a str, Self)>;

    fn as_value(&self) -> ReferenceValue<'a, Self> {
        ReferenceValue::Leaf(ReferenceValueLeaf::Str(self.0))
    }
}

impl Document for Source {
    type Value<'a> = Said<'a>;
    type FieldsValuesIter<'a> = std::array::IntoIter<(Field, Said<'a>), 3>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        let text = match &self.text {
            SourceText::Whole(text) => text.slice(0, text.char_len()),
            SourceText::Words(words) => words,
        };
        let Fields { id, fingerprint, text: field } = self.fields;
        [(id, Said(&self.id)), (fingerprint, Said(&self.fingerprint)), (field, Said(text))].into_iter()
    }
}

/// Takes away the index of the first versions, which lay right in the project's folder of the cache. Nothing else
/// there is touched.
pub(super) fn remove_former(folder: &Path) {
    const KINDS: [&str; 8] = ["idx", "pos", "term", "store", "fast", "fieldnorm", "del", "temp"];
    let is_former = |name: &str| {
        matches!(name, "meta.json" | ".managed.json")
            || name.starts_with(".tantivy-")
            || name.rsplit_once('.').is_some_and(|(_, kind)| KINDS.contains(&kind))
    };
    let entries = RealFs.list(folder).unwrap_or_default();
    for entry in entries.iter().filter(|entry| !entry.is_folder && is_former(&entry.name)) {
        if let Err(error) = RealFs.remove(&folder.join(&entry.name)) {
            log::warn!("{} of a former search index could not be removed: {error}", entry.name);
        }
    }
}

impl Kind {
    fn schema(self) -> (Schema, Fields) {
        let (name, record) = match self {
            Self::Characters => ("chars", IndexRecordOption::WithFreqsAndPositions),
            Self::Words => ("words", IndexRecordOption::WithFreqs),
        };
        let mut builder = Schema::builder();
        let indexing = TextFieldIndexing::default().set_tokenizer(name).set_index_option(record).set_fieldnorms(false);
        let fields = Fields {
            id: builder.add_text_field("id", STRING | STORED),
            fingerprint: builder.add_text_field("fingerprint", STORED),
            text: builder.add_text_field(name, TextOptions::default().set_indexing_options(indexing)),
        };
        (builder.build(), fields)
    }

    /// How many threads write.
    fn threads(self) -> usize {
        match self {
            Self::Characters => rayon::current_num_threads().clamp(1, 4),
            Self::Words => 1,
        }
    }
}

impl Opened {
    /// An empty index in memory.
    fn in_memory(kind: Kind) -> Result<Self, IndexError> {
        let (schema, fields) = kind.schema();
        Self::of(kind, &Index::create_in_ram(schema), fields)
    }

    /// Opens the index of a folder, or makes an empty one where there is none.
    fn in_folder(kind: Kind, folder: &OwnFolder) -> Result<Self, IndexError> {
        let folder = folder.path.as_path();
        let (schema, fields) = kind.schema();
        RealFs.create_folder(folder)?;
        if RealFs.list(folder)?.is_empty() {
            return Self::of(kind, &Index::create_in_dir(folder, schema)?, fields);
        }
        let index = Index::open_in_dir(folder).map_err(|error| IndexError::Damaged(error.to_string()))?;
        if index.schema() != schema || index.load_metas()?.payload.is_some_and(|payload| payload != VERSION) {
            return Err(IndexError::Version);
        }
        let damaged = index.validate_checksum().map_err(|error| IndexError::Damaged(error.to_string()))?;
        if !damaged.is_empty() {
            return Err(IndexError::Damaged(format!("{} files", damaged.len())));
        }
        Self::of(kind, &index, fields)
    }

    fn of(kind: Kind, index: &Index, fields: Fields) -> Result<Self, IndexError> {
        index.tokenizers().register("chars", TextAnalyzer::from(Characters));
        index.tokenizers().register("words", TextAnalyzer::from(Split));
        let reader: IndexReader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let threads = kind.threads();
        let writer = match index.writer_with_num_threads(threads, threads * MEMORY) {
            Err(TantivyError::LockFailure(..)) => return Err(IndexError::Busy),
            other => other?,
        };
        let mut merging = LogMergePolicy::default();
        merging.set_max_docs_before_merge(LARGE);
        merging.set_del_docs_ratio_before_merge(DEAD);
        writer.set_merge_policy(Box::new(merging));
        let mut opened = Self { writer, reader, fields, held: BTreeMap::new(), read: BTreeMap::new() };
        opened.held = opened.snapshot()?.places.iter().map(|(id, place)| (*id, place.fingerprint)).collect();
        Ok(opened)
    }

    /// Puts a document in, in place of what was there of it.
    pub fn put(&mut self, id: DocumentId, fingerprint: Fingerprint, text: SourceText) -> Result<(), IndexError> {
        self.take_out(id);
        let source =
            Source { fields: self.fields, id: id.to_string(), fingerprint: format!("{:032x}", fingerprint.0), text };
        self.writer.add_document(source)?;
        self.held.insert(id, fingerprint);
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
    pub fn snapshot(&mut self) -> Result<Snapshot, IndexError> {
        let searcher = self.reader.searcher();
        let mut before = std::mem::take(&mut self.read);
        let (mut places, mut rows_of) = (Vec::new(), Vec::new());
        for (number, segment) in searcher.segment_readers().iter().enumerate() {
            let rows = match before.remove(&segment.segment_id()) {
                Some(rows) => rows,
                None => Arc::new(self.rows(segment)?),
            };
            for doc in segment.doc_ids_alive() {
                if let Some(&(id, fingerprint)) = rows.get(doc as usize) {
                    places.push((id, Place { segment: number as u32, doc, fingerprint }));
                }
            }
            self.read.insert(segment.segment_id(), Arc::clone(&rows));
            rows_of.push(rows.len() as u32);
        }
        places.sort_unstable_by_key(|(id, _)| *id);
        Ok(Snapshot { searcher, text: self.fields.text, places, sizes: rows_of })
    }

    fn rows(&self, segment: &tantivy::SegmentReader) -> Result<Rows, IndexError> {
        let store = segment.get_store_reader(8)?;
        let mut rows = Rows::with_capacity(segment.max_doc() as usize);
        for doc in 0..segment.max_doc() {
            let document: TantivyDocument = store.get(doc)?;
            let text = |field| document.get_first(field).and_then(|value| value.as_str());
            let id = text(self.fields.id).and_then(|id| id.parse().ok());
            let fingerprint = text(self.fields.fingerprint).and_then(|f| u128::from_str_radix(f, 16).ok());
            let row = id.zip(fingerprint.map(Fingerprint));
            rows.push(row.ok_or_else(|| IndexError::Damaged("a document without its id".to_owned()))?);
        }
        Ok(rows)
    }
}

/// One committed state of an index.
pub(super) struct Snapshot {
    pub searcher: Searcher,
    /// The field of its text.
    pub text: Field,
    /// Where documents stand, by id.
    pub places: Vec<(DocumentId, Place)>,
    /// How many documents each segment has, dead ones included.
    pub sizes: Vec<u32>,
}

/// Where a document stands in a snapshot.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub segment: u32,
    pub doc: DocId,
    fingerprint: Fingerprint,
}

impl Place {
    /// Whether this text stands there.
    pub fn is_of(&self, fingerprint: Fingerprint) -> bool {
        self.fingerprint == fingerprint
    }
}

impl Snapshot {
    /// Where this text of a document stands; `None` where the index holds another or none.
    pub fn place(&self, document: DocumentId, fingerprint: Fingerprint) -> Option<Place> {
        let at = self.places.binary_search_by_key(&document, |(id, _)| *id).ok()?;
        let (_, place) = self.places.get(at)?;
        place.is_of(fingerprint).then_some(*place)
    }
}
