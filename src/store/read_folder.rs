//! All that a project's folder holds, read and not yet put together: [`super::open`] makes a project of
//! it, [`super::merge`] puts it together with another.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::checkpoint::Checkpoint;
use super::environment::Environment;
use super::error::OpenError;
use super::format::ProjectFile;
use super::layout::Layout;
use super::loose::Loose;
use super::more::More;
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
    /// What each replica's record files cover of its journal.
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
        Ok(Self::of_project(environment, layout, file, own, known_texts, reach, &More::default()))
    }

    /// As [`ReadFolder::of`], of a folder whose `project.ron` says this, or should.
    pub(super) fn of_project(
        environment: &'a Environment,
        layout: &'a Layout,
        file: ProjectFile,
        own: &'a Replica,
        known_texts: &'a BTreeMap<DocumentId, Arc<Document>>,
        reach: Reach,
        more: &More<'_>,
    ) -> Self {
        let mut reader = Reader::of(environment, layout, own, file.version, known_texts);
        reader.extra.clone_from(&more.extra);
        if environment.fs.read(&layout.project_file()).is_ok_and(|bytes| !ProjectFile::seal_fits(&bytes)) {
            reader.findings.push(Message::new("store.edited_by_hand").with("file", "project.ron"));
        }
        let mut covers: BTreeMap<Replica, Covers> = BTreeMap::new();
        let mut records = Vec::new();
        for (mut record_file, place) in reader.record_files(&file) {
            // A copy beside it says nothing of what the file in its place covers, and one that has lost
            // lines covers nothing that can be relied on.
            if place == Place::Own && (reach == Reach::SinceCheckpoint || record_file.bad_lines.is_empty()) {
                let header = &record_file.header;
                covers.entry(header.replica.clone()).or_default().note(&header.kind, header.covers);
            }
            more.trust(&mut record_file);
            records.push(record_file);
        }
        let checkpoints = reader.checkpoints();
        reader.compare_with_checkpoints(&checkpoints, &covers);
        if let Some(checkpoint) = checkpoints.get(own) {
            reader.given_up.clone_from(&checkpoint.given_up);
        }
        let journals = reader.journals(&file, &checkpoints, reach);
        Self { file, reader, covers, checkpoints, journals, records, reach }
    }

    /// Whether the archive was read too: edits that the records cover are then heard of again.
    pub(super) fn reads_everything(&self) -> bool {
        self.reach == Reach::Everything
    }

    /// Puts the records into what is being read.
    pub(super) fn put_records_into(&mut self, loose: &mut Loose) {
        for record_file in std::mem::take(&mut self.records) {
            loose.take(record_file);
        }
    }

    /// Puts the journals into what is being read.
    pub(super) fn put_journals_into(&self, loose: &mut Loose) {
        let covers = |replica| (replica, Arc::new(self.covers.get(replica).cloned().unwrap_or_default()));
        let shared: BTreeMap<&Replica, Arc<Covers>> = self.journals.iter().map(|j| covers(&j.replica)).collect();
        let none = Arc::new(Covers::default());
        for transaction in self.journals.iter().flat_map(|journal| &journal.transactions) {
            let covers = shared.get(&transaction.replica).unwrap_or(&none);
            loose.hear(Arc::clone(transaction), Arc::clone(covers));
        }
    }
}
