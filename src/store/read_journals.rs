//! Reading the journals of a folder: every replica's segments in order, as far as its archive does not hold them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::archive::segment_number;
use super::checkpoint::{ArchivedSegment, Checkpoint};
use super::format::{Gate, ProjectFile};
use super::frame::{self, End, Frame};
use super::read_files::Reader;
use crate::model::{Message, Replica, Sequence, Transaction};

/// One replica's journal, as far as its archive does not hold it.
pub(super) struct ReplicaJournal {
    pub(super) replica: Replica,
    pub(super) transactions: Vec<Transaction>,
    pub(super) segments: Vec<ArchivedSegment>,
    pub(super) next_segment: u32,
}

impl Reader<'_> {
    pub(super) fn journals(
        &mut self,
        project: &ProjectFile,
        checkpoints: &BTreeMap<Replica, Checkpoint>,
    ) -> Vec<ReplicaJournal> {
        let replicas = self.names(&self.layout.journal_folder(), true);
        replicas.into_iter().map(|name| self.journal(project, Replica(name), checkpoints)).collect()
    }

    fn journal(
        &mut self,
        project: &ProjectFile,
        replica: Replica,
        checkpoints: &BTreeMap<Replica, Checkpoint>,
    ) -> ReplicaJournal {
        let folder = self.layout.replica_journal(&replica);
        let covers = checkpoints.get(&replica).map(|c| c.covers).unwrap_or_default();
        let mut expected = Sequence(covers.0 + 1);
        let mut journal = ReplicaJournal {
            replica: replica.clone(),
            transactions: Vec::new(),
            segments: Vec::new(),
            next_segment: 1,
        };
        let names: Vec<String> = self.names(&folder, false);
        let archived = self.names(&self.layout.archive_folder(&replica), false);
        let numbers = archived.iter().filter_map(|name| segment_number(name));
        journal.next_segment = numbers.max().map_or(1, |highest| highest + 1);
        for name in &names {
            let Some(number) = segment_number(name) else { continue };
            journal.next_segment = journal.next_segment.max(number + 1);
            let path = folder.join(name);
            let bytes = match self.environment.fs.read(&path) {
                Ok(bytes) => bytes,
                Err(error) => {
                    self.damage(&path, "store.unreadable", &error.to_string());
                    continue;
                }
            };
            let segment = frame::read(&bytes);
            match segment.end {
                End::Whole => {}
                End::Torn { bytes } => {
                    log::warn!("{}: dropped a torn tail of {bytes} bytes", self.name(&path));
                    self.findings.push(Message::new("store.torn").with("file", self.name(&path)));
                }
                End::Damaged { good_after, .. } => {
                    self.damage(&path, "store.journal_damaged", &good_after.to_string());
                }
            }
            let mut range: Option<(Sequence, Sequence)> = None;
            for frame in segment.frames {
                match frame {
                    Frame::Segment { project: of, version, .. } => {
                        self.newest = self.newest.max(version);
                        if of != project.id || version.gate() == Gate::Refuse {
                            self.damage(&path, "store.of_another_project", "");
                            break;
                        }
                    }
                    Frame::Transaction(transaction) => {
                        let seq = transaction.seq;
                        range = Some(range.map_or((seq, seq), |(first, _)| (first, seq)));
                        if seq < expected {
                            continue;
                        }
                        if seq > expected {
                            self.damage(&path, "store.journal_gap", &expected.0.to_string());
                            break;
                        }
                        expected = Sequence(seq.0 + 1);
                        journal.transactions.push(Arc::unwrap_or_clone(transaction));
                    }
                    Frame::Closed { seq } => {
                        if seq.0 >= expected.0 {
                            self.damage(&path, "store.journal_gap", &expected.0.to_string());
                        }
                    }
                }
            }
            if let Some((first, last)) = range {
                journal.segments.push(ArchivedSegment { number, first, last });
            }
        }
        journal
    }
}
