//! All that a project's folder holds, read and not yet put together: [`super::open`] makes a project of
//! it, [`super::merge`] puts it together with another.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use super::checkpoint::Checkpoint;
use super::environment::Environment;
use super::error::OpenError;
use super::format::ProjectFile;
use super::layout::Layout;
use super::loose::Loose;
use super::open::read_project_file;
use super::read_files::{Place, Reader};
use super::read_journals::{Reach, ReplicaJournal};
use super::record::{Covers, RecordFile};
use crate::model::{Document, DocumentId, Message, Replica};

/// A folder as read.
pub(super) struct ReadFolder<'a> {
    /// As `project.ron` says.
    pub(super) file: ProjectFile,
    /// What was not as it should be, and where texts are read.
    pub(super) reader: Reader<'a>,
    /// What each replica's record files cover of its journal; nothing where the journals are read whole.
    pub(super) covers: BTreeMap<Replica, Covers>,
    pub(super) checkpoints: BTreeMap<Replica, Checkpoint>,
    pub(super) journals: Vec<ReplicaJournal>,
    pub(super) records: Vec<RecordFile>,
    reach: Reach,
}

impl<'a> ReadFolder<'a> {
    /// Reads everything but the texts.
    ///
    /// # Errors
    /// As [`read_project_file`].
    pub(super) fn of(
        environment: &'a Environment,
        layout: &'a Layout,
        own: &'a Replica,
        known_texts: &'a BTreeMap<DocumentId, Arc<Document>>,
        reach: Reach,
    ) -> Result<Self, OpenError> {
        let file = read_project_file(environment, layout.root())?;
        let mut reader = Reader {
            environment,
            layout,
            own,
            findings: Vec::new(),
            troubles: Vec::new(),
            strays: Vec::new(),
            edited: Vec::new(),
            newest: file.version,
            unlisted: Mutex::default(),
            known_texts,
        };
        if environment.fs.read(&layout.project_file()).is_ok_and(|bytes| !ProjectFile::seal_fits(&bytes)) {
            reader.findings.push(Message::new("store.edited_by_hand").with("file", "project.ron"));
        }
        let mut covers: BTreeMap<Replica, Covers> = BTreeMap::new();
        let mut records = Vec::new();
        for (record_file, place) in reader.record_files(&file) {
            // A copy beside it says nothing of what the file in its place covers.
            if place == Place::Own {
                let header = &record_file.header;
                covers.entry(header.replica.clone()).or_default().note(&header.kind, header.covers);
            }
            records.push(record_file);
        }
        let checkpoints = reader.checkpoints();
        reader.compare_with_checkpoints(&checkpoints, &covers);
        let journals = reader.journals(&file, &checkpoints, reach);
        Ok(Self { file, reader, covers, checkpoints, journals, records, reach })
    }

    /// Puts records and journals into what is being read, each journal as far as the records beside it do
    /// not cover it.
    pub(super) fn put_into(&mut self, loose: &mut Loose) {
        for record_file in std::mem::take(&mut self.records) {
            loose.take(record_file);
        }
        let mut shared: BTreeMap<&Replica, Arc<Covers>> = BTreeMap::new();
        if self.reach != Reach::Everything {
            shared.extend(self.covers.iter().map(|(replica, covers)| (replica, Arc::new(covers.clone()))));
        }
        let none = Arc::new(Covers::default());
        for transaction in self.journals.iter().flat_map(|journal| &journal.transactions) {
            let covers = shared.get(&transaction.replica).unwrap_or(&none);
            loose.hear(Arc::clone(transaction), Arc::clone(covers));
        }
    }
}
