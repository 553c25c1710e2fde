//! Reading the journals of a folder: every replica's segments in order, as far as its archive does not hold them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

use super::archive::{self, segment_number};
use super::checkpoint::{ArchivedSegment, Checkpoint};
use super::fault::{Fault, planted};
use super::format::{Gate, ProjectFile};
use super::frame::{self, End, Frame};
use super::read_files::{Reader, Stray, What, Whose};
use super::record;
use super::record::LATEST;
use crate::model::{Hash, Message, Replica, Sequence, Transaction};

/// How far back journals are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// What the record files do not hold yet.
    SinceCheckpoint,
    /// The archive too: what was lost from record files comes back from there.
    Everything,
}

/// One replica's journal, as far as it was asked for.
pub(super) struct ReplicaJournal {
    pub(super) replica: Replica,
    pub(super) transactions: Vec<Arc<Transaction>>,
    pub(super) segments: Vec<ArchivedSegment>,
    pub(super) next_segment: u32,
}

/// Reads one replica's segments one after the other.
struct Progress {
    journal: ReplicaJournal,
    /// The next transaction, unless something is missing.
    expected: Sequence,
    whose: Whose,
}

/// The bytes of a segment in which git or an editor has changed no more than line ends, as they were.
pub(super) fn with_own_line_ends(bytes: &[u8]) -> Cow<'_, [u8]> {
    if bytes.starts_with(b"\n") || !bytes.contains(&b'\r') { Cow::Borrowed(bytes) } else { record::as_written(bytes) }
}

impl Reader<'_> {
    pub(super) fn journals(
        &mut self,
        project: &ProjectFile,
        checkpoints: &BTreeMap<Replica, Checkpoint>,
        reach: Reach,
    ) -> Vec<ReplicaJournal> {
        let replicas = self.names(&self.layout.journal_folder(), true);
        replicas.into_iter().map(|name| self.journal(project, Replica(name), checkpoints, reach)).collect()
    }

    fn journal(
        &mut self,
        project: &ProjectFile,
        replica: Replica,
        checkpoints: &BTreeMap<Replica, Checkpoint>,
        reach: Reach,
    ) -> ReplicaJournal {
        let covers = checkpoints.get(&replica).map(|c| c.covers).unwrap_or_default();
        let folder = self.layout.replica_journal(&replica);
        let names = self.names(&folder, false);
        let archived = self.names(&self.layout.archive_folder(&replica), false);
        let archived: Vec<u32> = archived.iter().filter_map(|name| segment_number(name)).collect();
        let open: Vec<u32> = names.iter().filter_map(|name| segment_number(name)).collect();
        let next_segment = archived.iter().chain(&open).max().map_or(1, |highest| highest + 1);
        let mut progress = Progress {
            journal: ReplicaJournal { replica, transactions: Vec::new(), segments: Vec::new(), next_segment },
            expected: Sequence(covers.0 + 1),
            whose: if folder == self.layout.replica_journal(self.own) { Whose::Ours } else { Whose::Theirs },
        };
        let mut numbers = open.clone();
        if reach == Reach::Everything {
            numbers.extend(&archived);
            numbers.sort_unstable();
            numbers.dedup();
        }
        // Only after a checkpoint does anything go to the archive: one that is missing then was lost.
        if !archived.is_empty() && !checkpoints.contains_key(&progress.journal.replica) {
            let path = self.layout.checkpoint(&progress.journal.replica);
            if !self.troubles.iter().any(|trouble| trouble.path == path) {
                self.trouble(&path, progress.whose, What::Missing, "store.file_missing", "");
            }
        }
        for number in numbers {
            let is_open = open.contains(&number);
            self.segment(project, &mut progress, number, is_open, reach);
        }
        for name in names.iter().filter(|name| name.contains(".log") && segment_number(name).is_none()) {
            self.stray_segment(project, &mut progress, &folder.join(name));
        }
        progress.journal
    }

    fn segment(&mut self, project: &ProjectFile, progress: &mut Progress, number: u32, is_open: bool, reach: Reach) {
        let replica = progress.journal.replica.clone();
        let whose = progress.whose;
        let path = if is_open {
            self.layout.segment(&replica, number)
        } else {
            self.layout.archived_segment(&replica, number)
        };
        let bytes = match archive::read_segment(&*self.environment.fs, self.layout, &replica, number) {
            Ok(bytes) => bytes,
            Err(error) => {
                self.trouble(&path, whose, What::Unreadable, "store.unreadable", &error.to_string());
                match self.environment.fs.read(&path) {
                    Ok(packed) if reach == Reach::Everything => archive::unpack_as_far_as_possible(&packed),
                    _ => return,
                }
            }
        };
        let bytes = with_own_line_ends(&bytes);
        let unchecked = planted(&*self.environment.fs, Fault::NoCrc);
        let segment = if unchecked { frame::read_checking(&bytes, |_, _| true) } else { frame::read(&bytes) };
        match segment.end {
            End::Whole => {}
            End::Torn { bytes } => {
                log::warn!("{}: dropped a torn tail of {bytes} bytes", self.name(&path));
                self.findings.push(Message::new("store.torn").with("file", self.name(&path)));
            }
            End::Damaged { good_after, .. } => {
                self.trouble(&path, whose, What::Damaged, "store.journal_damaged", &good_after.to_string());
            }
        }
        // Whoever reads everything wants every frame that is good, wherever it stands.
        let everything = reach == Reach::Everything;
        let frames = if everything { frame::read_past_damage(&bytes) } else { segment.frames };
        let mut range: Option<(Sequence, Sequence)> = None;
        for frame in frames {
            match frame {
                Frame::Segment { project: of, version, replica: writer, number: says } => {
                    self.newest = self.newest.max(version);
                    if of != project.id || version.gate() == Gate::Refuse {
                        return self.trouble(&path, whose, What::OfAnotherProject, "store.of_another_project", "");
                    }
                    if writer != replica || says != number {
                        self.trouble(&path, whose, What::Misplaced, "store.journal_swapped", "");
                        if !everything {
                            return;
                        }
                    }
                }
                Frame::Transaction(transaction) if transaction.lamport > LATEST || transaction.seq.0 > LATEST => {
                    self.trouble(&path, whose, What::Damaged, "store.journal_damaged", "");
                    break;
                }
                Frame::Transaction(transaction) => {
                    let seq = transaction.seq;
                    range = Some(range.map_or((seq, seq), |(first, last)| (seq.min(first), seq.max(last))));
                    if seq > progress.expected {
                        let missing = progress.expected.0.to_string();
                        self.trouble(&path, whose, What::Missing, "store.journal_gap", &missing);
                        if !everything {
                            break;
                        }
                    }
                    // One that the checkpoint covers is taken all the same: a record file may be older than it.
                    progress.expected = Sequence(progress.expected.0.max(seq.0 + 1));
                    progress.journal.transactions.push(transaction);
                }
                Frame::Closed { seq } => {
                    if seq.0 >= progress.expected.0 {
                        let missing = progress.expected.0.to_string();
                        self.trouble(&path, whose, What::Missing, "store.journal_gap", &missing);
                    }
                }
                Frame::Lost { last, .. } => progress.expected = Sequence(progress.expected.0.max(last.0 + 1)),
                Frame::Migrated { .. } => {}
            }
        }
        if is_open {
            // One without a whole transaction goes to the archive too: what was torn off in it is told once.
            let nothing = (progress.expected, Sequence(progress.expected.0 - 1));
            let (first, last) = range.unwrap_or(nothing);
            progress.journal.segments.push(ArchivedSegment { number, first, last });
        }
    }

    /// A copy that a cloud client made of a segment: what it holds is taken again, which changes nothing
    /// where it is known.
    fn stray_segment(&mut self, project: &ProjectFile, progress: &mut Progress, path: &Path) {
        let read = |bytes: Vec<u8>| if bytes.starts_with(b"\n") { Ok(bytes) } else { archive::unpack(&bytes) };
        let bytes: io::Result<Vec<u8>> = self.environment.fs.read(path);
        let Some((hash, bytes)) = bytes.ok().and_then(|bytes| Some((Hash::of(&bytes), read(bytes).ok()?))) else {
            return self.trouble(path, Whose::Theirs, What::Unreadable, "store.unreadable", "");
        };
        let frames = frame::read_past_damage(&with_own_line_ends(&bytes));
        let is_ours = matches!(frames.first(), Some(Frame::Segment { project: of, replica, version, .. })
            if *of == project.id && *replica == progress.journal.replica && version.gate() != Gate::Refuse);
        if !is_ours {
            return self.trouble(path, Whose::Theirs, What::OfAnotherProject, "store.of_another_project", "");
        }
        self.findings.push(Message::new("store.stray").with("file", self.name(path)));
        self.strays.push(Stray { path: path.to_owned(), kind: None, hash });
        progress.journal.transactions.extend(frames.into_iter().filter_map(|frame| match frame {
            Frame::Transaction(transaction) => Some(transaction),
            _ => None,
        }));
    }
}
