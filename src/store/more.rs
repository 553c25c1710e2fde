//! What a repair reads beside the folder itself: backups and other copies, files in odd places, replicas
//! that count as this one. Opening reads with none of it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::environment::Environment;
use super::format::ProjectFile;
use super::layout::Layout;
use super::ledger::{Dirty, Entity, Ledger, entity_of};
use super::loose::{Loose, StandIns};
use super::read_files::Reader;
use super::read_journals::{Reach, ReplicaJournal};
use super::record::{Kind, Record, RecordFile};
use crate::model::{CodingId, DocumentId, Replica, Timestamp};

/// What a repair reads beside the folder itself.
#[derive(Debug, Default)]
pub(super) struct More<'a> {
    /// Replicas that will never come back: what they wrote counts as this one's.
    pub adopted: BTreeSet<Replica>,
    /// Other readable states of the same project, the newest first: what the folder has lost may stand there.
    pub helpers: &'a [Helper],
    /// For what is named and found nowhere.
    pub stand_ins: StandIns,
    /// Record files that lie where nobody looks for them.
    pub extra: Vec<PathBuf>,
    /// Codings that record files say wrongly: only what journals say of them is taken.
    pub distrusted: BTreeSet<(DocumentId, CodingId)>,
}

/// Another readable state of a project: a backup.
#[derive(Clone, Debug)]
pub struct Helper {
    /// Where it can be read.
    pub environment: Environment,
    /// As which folder.
    pub folder: PathBuf,
    /// When it was made.
    pub at: Timestamp,
}

impl More<'_> {
    /// Takes out what is not to be trusted.
    pub(super) fn trust(&self, file: &mut RecordFile) {
        if let (Kind::Codings(document), false) = (&file.header.kind, self.distrusted.is_empty()) {
            let document = *document;
            file.records.retain(|record| match record {
                Record::Coding(coding) | Record::StampedCoding(_, coding) => {
                    !self.distrusted.contains(&(document, coding.id))
                }
                _ => true,
            });
        }
    }
}

/// What came from helpers and stands nowhere in the folder: this replica writes it from now on.
#[derive(Default)]
pub(super) struct Helped {
    pub(super) known: BTreeSet<Entity>,
    new: BTreeSet<Entity>,
}

impl Helped {
    pub(super) fn note_journals(&mut self, journals: &[ReplicaJournal]) {
        let edits = journals.iter().flat_map(|journal| &journal.transactions).flat_map(|of| &of.edits);
        self.known.extend(edits.map(entity_of));
    }

    fn note(&mut self, entity: Entity) {
        if !self.known.contains(&entity) {
            self.new.insert(entity);
        }
    }

    /// Takes the record files of another state of the project; its journals come with the others. What is
    /// wrong with it matters to nobody here.
    pub(super) fn take(
        &mut self,
        helper: &Helper,
        own: &Replica,
        file: &ProjectFile,
        more: &More<'_>,
        loose: &mut Loose,
    ) -> Vec<ReplicaJournal> {
        let layout = Layout::of(&helper.folder);
        let known = BTreeMap::new();
        let mut reader = Reader::of(&helper.environment, &layout, own, file.version, &known);
        for (mut record_file, _) in reader.record_files(file) {
            more.trust(&mut record_file);
            let document = if let Kind::Codings(id) = record_file.header.kind { Some(id) } else { None };
            for entity in record_file.records.iter().filter_map(|record| record.entity(document)) {
                self.note(entity);
            }
            loose.take(record_file);
        }
        let checkpoints = reader.checkpoints();
        let journals = reader.journals(file, &checkpoints, Reach::Everything);
        for edit in journals.iter().flat_map(|journal| &journal.transactions).flat_map(|of| &of.edits) {
            self.note(entity_of(edit));
        }
        journals
    }

    pub(super) fn settle(self, ledger: &mut Ledger, dirty: &mut Dirty) {
        for entity in self.new {
            dirty.mark_entity(entity);
            if let Entity::Coding(document, coding) = entity {
                ledger.adopt(document, coding);
            }
        }
    }
}
