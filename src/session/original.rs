//! The file that a document came from, as the project keeps it.

use std::path::PathBuf;
use std::sync::Arc;

use crate::model::{DocumentId, Hash, Message, SourceRecord, Tell};
use crate::store::Fs;
use crate::store::journal::Pledge;

use super::Session;

/// The file that a document came from, to be read on any thread.
#[derive(Clone)]
pub struct Original {
    fs: Arc<dyn Fs>,
    path: PathBuf,
    /// What was imported a moment ago may be on its way to the disk.
    pledge: Option<Pledge>,
    /// What is known of it.
    pub record: Arc<SourceRecord>,
}

impl Original {
    /// All its bytes, proven to be the ones that were imported.
    ///
    /// # Errors
    /// [`OriginalError::Unreadable`], [`OriginalError::Changed`].
    pub fn read(&self) -> Result<Vec<u8>, OriginalError> {
        let name = self.record.name.clone();
        if let Some(Err(reason)) = self.pledge.as_ref().map(Pledge::wait) {
            log::warn!("what was just imported may not be there yet: {reason}");
        }
        match self.fs.read(&self.path) {
            Ok(bytes) if Hash::of(&bytes) == self.record.hash => Ok(bytes),
            Ok(_) => Err(OriginalError::Changed { name }),
            Err(error) => Err(OriginalError::Unreadable { name, reason: error.to_string() }),
        }
    }
}

/// Why an original cannot be had. The document itself is whole.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OriginalError {
    /// The document was typed, or is not in the project any more.
    #[error("the document was not imported from a file")]
    NoFile,
    /// The kept file could not be read.
    #[error("{name}: {reason}")]
    Unreadable {
        /// The file's own name.
        name: String,
        /// What the system says.
        reason: String,
    },
    /// The kept file is not the one that was imported.
    #[error("the kept copy of {name} has changed")]
    Changed {
        /// The file's own name.
        name: String,
    },
}

impl Tell for OriginalError {
    fn tell(&self) -> Message {
        match self {
            Self::NoFile => Message::new("session.original.none"),
            Self::Unreadable { name, reason } => {
                Message::new("session.original.unreadable").with("name", name).with("reason", reason)
            }
            Self::Changed { name } => Message::new("session.original.changed").with("name", name),
        }
    }
}

impl Session {
    /// The file that a document came from.
    ///
    /// # Errors
    /// [`OriginalError::NoFile`].
    pub fn original(&self, document: DocumentId) -> Result<Original, OriginalError> {
        let held = self.project().document(document).and_then(|document| document.source.clone());
        let record = held.ok_or(OriginalError::NoFile)?;
        let path = self.layout().source(&record.hash, &record.extension);
        Ok(Original { fs: Arc::clone(&self.environment().fs), path, pledge: self.store.pledge(), record })
    }
}
