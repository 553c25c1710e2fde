//! Transactions of the past: the newest in memory, the others read from the journal again.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::archive;
use super::environment::Environment;
use super::error::SaveError;
use super::frame::{self, Frame};
use super::layout::Layout;
use super::project_store::Store;
use crate::model::{Document, DocumentChange, DocumentId, Edit, Hash, Message, Sequence, Text, Transaction, Wording};

/// Bodies kept in memory; older ones are read from the journal again.
const BODIES_KEPT: usize = 512;
/// A transaction of more edits is not kept in memory, but read again when it is to be undone.
const EDITS_KEPT: usize = 2_000;
/// Labels written into a checkpoint.
const LABELS_IN_CHECKPOINT: usize = 64;
/// Labels kept in memory.
const LABELS_KEPT: usize = 4_096;
impl Store {
    /// Keeps bodies that are cheap; an undo of another reads it from the journal.
    pub(super) fn remember_body(&mut self, transaction: Arc<Transaction>) {
        self.labels.insert(transaction.seq, transaction.label.clone());
        while self.labels.len() > LABELS_KEPT {
            self.labels.pop_first();
        }
        if transaction.edits.len() <= EDITS_KEPT {
            self.bodies.insert(transaction.seq, transaction);
        }
        while self.bodies.len() > BODIES_KEPT {
            self.bodies.pop_first();
        }
    }

    /// Remembers what a journal ended with; what would be forgotten at once is not looked at.
    pub(super) fn remember_newest(&mut self, replayed: Vec<Arc<Transaction>>) {
        let older = replayed.len().saturating_sub(LABELS_KEPT);
        for transaction in replayed.into_iter().skip(older) {
            self.remember_body(transaction);
        }
    }

    pub(super) fn newest_labels(&self) -> BTreeMap<Sequence, Message> {
        let asked = [self.history.to_undo(), self.history.to_redo()].into_iter().flatten();
        let newest = self.labels.keys().rev().take(LABELS_IN_CHECKPOINT).copied();
        asked.chain(newest).filter_map(|seq| Some((seq, self.labels.get(&seq)?.clone()))).collect()
    }

    /// What one of this replica's transactions was called.
    ///
    /// # Errors
    /// Where it is an old one and the journal cannot be read.
    pub fn label(&mut self, seq: Sequence) -> Result<Message, SaveError> {
        match self.labels.get(&seq) {
            Some(label) => Ok(label.clone()),
            None => self.transaction(seq).map(|transaction| transaction.label.clone()),
        }
    }

    /// One of this replica's transactions, from memory or from its journal.
    ///
    /// # Errors
    /// Where the journal cannot be read or does not hold it.
    pub fn transaction(&mut self, seq: Sequence) -> Result<Arc<Transaction>, SaveError> {
        if let Some(held) = self.bodies.get(&seq) {
            return Ok(Arc::clone(held));
        }
        self.wait_until_saved()?;
        let known = self.segments.iter().chain(&self.archived).find(|s| s.first <= seq && seq <= s.last);
        let fs = Arc::clone(&self.environment.fs);
        let numbers = match known {
            Some(segment) => vec![segment.number],
            // In the segment that is being written, or one that a checkpoint is archiving just now.
            None => archive::segment_numbers(&*fs, &self.layout, &self.replica).unwrap_or_default(),
        };
        for number in numbers.into_iter().rev() {
            let Ok(bytes) = archive::read_segment(&*fs, &self.layout, &self.replica, number) else { continue };
            let mut found = None;
            for frame in frame::read(&bytes).frames {
                if let Frame::Transaction(transaction) = frame {
                    if transaction.seq == seq {
                        found = Some(Arc::clone(&transaction));
                    }
                    self.remember_body(transaction);
                }
            }
            if let Some(found) = found {
                return Ok(found);
            }
        }
        Err(self.save_error(format!("transaction {} is not in the journal", seq.0)))
    }

    /// One of this replica's transactions, where it is in memory: for those who must not wait for a disk.
    #[must_use]
    pub fn in_memory(&self, seq: Sequence) -> Option<Arc<Transaction>> {
        self.bodies.get(&seq).cloned()
    }

    /// As [`with_texts`].
    ///
    /// # Errors
    /// Where a text cannot be read or is not the one that the frame names.
    pub fn with_texts(&self, edits: Vec<Edit>) -> Result<Vec<Edit>, SaveError> {
        with_texts(&self.environment, &self.layout, edits)
    }
}

/// Edits read from the journal, with the texts of the documents that they bring back: a frame names
/// a text by its hash, the text itself has a file of its own that never changes.
///
/// # Errors
/// Where a text cannot be read or is not the one that the frame names.
pub fn with_texts(environment: &Environment, layout: &Layout, edits: Vec<Edit>) -> Result<Vec<Edit>, SaveError> {
    let with_text = |edit| match edit {
        Edit::AddDocument(document) => with_text(environment, layout, document).map(Edit::AddDocument),
        Edit::SetDocument(id, DocumentChange::Text(mut wording)) => {
            let Wording { revision, text_hash, text, .. } = &*wording;
            wording.text = text_of(environment, layout, id, (*revision, text_hash), text)?;
            Ok(Edit::SetDocument(id, DocumentChange::Text(wording)))
        }
        other => Ok(other),
    };
    edits.into_iter().map(with_text).collect()
}

/// A document with the text that its hash names.
///
/// # Errors
/// Where that cannot be read or is another one.
pub fn with_text(
    environment: &Environment,
    layout: &Layout,
    document: Arc<Document>,
) -> Result<Arc<Document>, SaveError> {
    let text = text_of(environment, layout, document.id, (document.revision, &document.text_hash), &document.text)?;
    if Arc::ptr_eq(&text, &document.text) {
        return Ok(document);
    }
    let mut document = Arc::unwrap_or_clone(document);
    document.text = text;
    Ok(Arc::new(document))
}

/// The text of a revision: the one that is held, where that is it.
fn text_of(
    environment: &Environment,
    layout: &Layout,
    document: DocumentId,
    (revision, hash): (u32, &Hash),
    held: &Arc<Text>,
) -> Result<Arc<Text>, SaveError> {
    if Hash::of(held.as_str().as_bytes()) == *hash {
        return Ok(Arc::clone(held));
    }
    let save_error = |reason: String| SaveError { folder: layout.root().to_owned(), reason };
    let path = layout.text(document, revision, hash);
    let read = environment.fs.read(&path).map_err(|error| error.to_string());
    let text = read
        .and_then(|bytes| String::from_utf8(bytes).map_err(|error| error.to_string()))
        .and_then(|body| Text::new(body).map_err(|error| error.to_string()))
        .map_err(save_error)?;
    if Hash::of(text.as_str().as_bytes()) != *hash {
        return Err(save_error(format!("{} was changed", path.display())));
    }
    Ok(Arc::new(text))
}
