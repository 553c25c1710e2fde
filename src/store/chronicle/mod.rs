//! The history of a project: what everybody did, newest first, read from the journals of all replicas.
//!
//! Journals are read segment by segment from their newest end, open and archived ones alike, so that the first
//! page of a long history is there at once. An [`Entry`] is light, since a project may hold half a million of
//! them; the transaction itself is read again when somebody looks at it ([`find`]). What cannot be read is a
//! finding and a gap, never an end (invariant 8). Nothing is ever written here.

mod entry;

use std::collections::{BTreeSet, HashMap};
use std::io;
use std::sync::Arc;

use super::archive;
use super::environment::Environment;
use super::format::Gate;
use super::frame::{self, End, Frame};
use super::fs::Fs;
use super::layout::Layout;
use crate::model::fact::{Fact, written};
use crate::model::{CodeId, CodingId, Edit, Message, Project, ProjectId, Replica, Sequence, Transaction};

pub use entry::{Entry, EntryId, Kind, LostNames};

/// In which order transactions of different replicas come. Those of one replica always come in their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// By the wall clock, as people look for them.
    Time,
    /// By logical time: nothing comes before what it had seen.
    Logical,
}

/// Reads the journals of a project, newest first.
#[derive(Debug)]
pub struct Chronicle {
    fs: Arc<dyn Fs>,
    layout: Layout,
    project: ProjectId,
    today: Arc<Project>,
    order: Order,
    streams: Vec<Stream>,
    labels: BTreeSet<Arc<Message>>,
    /// Which code a coding had that is no longer there; told by what took it away, which is newer than what is asked.
    codes_of_removed: HashMap<CodingId, CodeId>,
    names: LostNames,
    findings: Vec<Message>,
}

/// One replica's journal, read from its end.
#[derive(Debug)]
struct Stream {
    replica: Arc<Replica>,
    /// Numbers of those not read yet, ascending.
    segments: Vec<u32>,
    /// Of the segment read last, ascending.
    held: Vec<Arc<Transaction>>,
    /// The last number that was given out; the next one must be the one before it.
    last: Option<Sequence>,
    /// Nothing after this one is wanted.
    until: Option<Sequence>,
}

impl Chronicle {
    /// The history of a project of which `today` is known. Of the replica `own`, transactions after the given
    /// one are left out: whoever made them has them in memory.
    #[must_use]
    pub fn of(
        environment: &Environment,
        layout: &Layout,
        today: &Arc<Project>,
        order: Order,
        own: Option<(&Replica, Sequence)>,
    ) -> Self {
        let mut chronicle = Self {
            fs: Arc::clone(&environment.fs),
            layout: layout.clone(),
            project: today.id,
            today: Arc::clone(today),
            order,
            streams: Vec::new(),
            labels: BTreeSet::new(),
            codes_of_removed: HashMap::new(),
            names: LostNames::default(),
            findings: Vec::new(),
        };
        for replica in chronicle.replicas() {
            match archive::segment_numbers(&*chronicle.fs, layout, &replica) {
                Ok(segments) => {
                    let until = own.filter(|(own, _)| **own == replica).map(|(_, seq)| seq);
                    let replica = Arc::new(replica);
                    chronicle.streams.push(Stream { replica, segments, held: Vec::new(), last: None, until });
                }
                Err(error) => {
                    let folder = layout.replica_journal(&replica);
                    chronicle.finding("store.unreadable", &folder, &error.to_string());
                }
            }
        }
        chronicle
    }

    fn replicas(&mut self) -> Vec<Replica> {
        let folder = self.layout.journal_folder();
        match self.fs.list(&folder) {
            Ok(entries) => {
                let folders = entries.into_iter().filter(|e| e.is_folder && !e.name.starts_with('.'));
                folders.map(|entry| Replica(entry.name)).collect()
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => {
                self.finding("store.unreadable", &folder, &error.to_string());
                Vec::new()
            }
        }
    }

    fn finding(&mut self, id: &'static str, path: &std::path::Path, reason: &str) {
        let file = path.strip_prefix(self.layout.root()).unwrap_or(path).display().to_string();
        self.findings.push(Message::new(id).with("file", file).with("reason", reason));
    }

    /// How many replicas have a journal.
    #[must_use]
    pub fn replica_count(&self) -> usize {
        self.streams.len()
    }

    /// Which they are.
    #[must_use]
    pub fn replica_names(&self) -> Vec<Replica> {
        self.streams.iter().map(|stream| Replica::clone(&stream.replica)).collect()
    }

    /// What could not be read so far, or is missing.
    #[must_use]
    pub fn findings(&self) -> &[Message] {
        &self.findings
    }

    /// Names met so far of what is not in today's project.
    #[must_use]
    pub fn take_names(&mut self) -> LostNames {
        std::mem::take(&mut self.names)
    }

    /// The next older transaction; `None` at the beginning of history.
    pub fn next_transaction(&mut self) -> Option<Arc<Transaction>> {
        for at in 0..self.streams.len() {
            self.fill(at);
        }
        let order = self.order;
        let key = |transaction: &Transaction| match order {
            Order::Time => (transaction.at.0, transaction.lamport),
            Order::Logical => (i64::try_from(transaction.lamport).unwrap_or(i64::MAX), 0),
        };
        let newest = self
            .streams
            .iter_mut()
            .filter(|stream| !stream.held.is_empty())
            .max_by_key(|stream| stream.held.last().map(|held| (key(held), Arc::clone(&stream.replica))))?;
        let transaction = newest.held.pop()?;
        self.names.note(&self.today, &transaction);
        for inverse in &transaction.inverses {
            if let Edit::AddCoding(_, coding) = inverse {
                self.codes_of_removed.entry(coding.id).or_insert(coding.code);
            }
        }
        Some(transaction)
    }

    /// The next older ones, lightly; at most so many, none at the beginning of history.
    pub fn page(&mut self, count: usize) -> Vec<Entry> {
        let mut page = Vec::new();
        while page.len() < count
            && let Some(transaction) = self.next_transaction()
        {
            let entry = self.entry(&transaction);
            page.push(entry);
        }
        page
    }

    /// The entry of one of its transactions.
    pub fn entry(&mut self, transaction: &Transaction) -> Entry {
        let mut entry = Entry::of(transaction, |place| {
            let held = self.today.codings(place.document).get(place.start, place.id);
            held.map(|coding| coding.code).or_else(|| self.codes_of_removed.get(&place.id).copied())
        });
        if let Some(stream) = self.streams.iter().find(|stream| *stream.replica == transaction.replica) {
            entry.id.replica = Arc::clone(&stream.replica);
        }
        match self.labels.get(&*entry.label) {
            Some(known) => entry.label = Arc::clone(known),
            None => {
                self.labels.insert(Arc::clone(&entry.label));
            }
        }
        entry
    }

    /// Reads older segments of a stream until one holds something.
    fn fill(&mut self, at: usize) {
        while let Some(stream) = self.streams.get_mut(at)
            && stream.held.is_empty()
            && let Some(number) = stream.segments.pop()
        {
            let replica = Arc::clone(&stream.replica);
            let found = self.segment(&replica, number);
            let Some(stream) = self.streams.get_mut(at) else { return };
            let (last, until) = (stream.last, stream.until);
            stream.held = found;
            stream.held.retain(|t| last.is_none_or(|last| t.seq < last) && until.is_none_or(|until| t.seq <= until));
            let (first, newest) = (stream.held.first().map(|t| t.seq), stream.held.last().map(|t| t.seq));
            if let (Some(newest), Some(expected)) = (newest, last.map(|last| last.0 - 1))
                && newest.0 < expected
            {
                let gap = Message::new("history.gap").with("from", newest.0 + 1).with("to", expected);
                self.findings.push(gap.with("count", expected - newest.0));
            }
            if let Some(stream) = self.streams.get_mut(at) {
                stream.last = first.or(last);
            }
        }
    }

    fn segment(&mut self, replica: &Replica, number: u32) -> Vec<Arc<Transaction>> {
        let path = self.layout.segment(replica, number);
        let bytes = match archive::read_segment(&*self.fs, &self.layout, replica, number) {
            Ok(bytes) => bytes,
            Err(error) => {
                self.finding("store.unreadable", &path, &error.to_string());
                return Vec::new();
            }
        };
        let segment = frame::read(&bytes);
        // A torn tail was never called saved; in the newest segment it is the write that is on its way.
        if let End::Damaged { good_after, .. } = segment.end {
            self.finding("store.journal_damaged", &path, &good_after.to_string());
        }
        let mut found = Vec::new();
        for frame in segment.frames {
            match frame {
                Frame::Segment { project, version, .. } => {
                    if project != self.project || version.gate() == Gate::Refuse {
                        self.finding("store.of_another_project", &path, "");
                        return Vec::new();
                    }
                }
                Frame::Transaction(transaction) if transaction.replica == *replica => found.push(transaction),
                Frame::Transaction(_) | Frame::Closed { .. } | Frame::Migrated { .. } | Frame::Lost { .. } => {}
            }
        }
        found
    }
}

/// One transaction with its edits, from the journal. Documents that come back in it go without their texts.
///
/// # Errors
/// What the system says; `NotFound` where no segment holds it.
pub fn find(environment: &Environment, layout: &Layout, id: &EntryId) -> io::Result<Arc<Transaction>> {
    let fs = &*environment.fs;
    let mut failed = None;
    for number in archive::segment_numbers(fs, layout, &id.replica)?.into_iter().rev() {
        let bytes = match archive::read_segment(fs, layout, &id.replica, number) {
            Ok(bytes) => bytes,
            Err(error) => {
                failed = Some(error);
                continue;
            }
        };
        // Numbers grow from segment to segment: one that begins later need not be read.
        let Some(first) = frame::first_transaction(&bytes) else { continue };
        if first.seq > id.seq {
            continue;
        }
        let found = frame::read(&bytes).frames.into_iter().find_map(|frame| match frame {
            Frame::Transaction(transaction) if transaction.seq == id.seq => Some(transaction),
            _ => None,
        });
        if let Some(found) = found {
            return Ok(found);
        }
        // Segments that a repair mended may have changed their order.
    }
    Err(failed.unwrap_or_else(|| io::ErrorKind::NotFound.into()))
}

/// Who wrote a fact last, after a transaction: the newest one that wrote it.
#[must_use]
pub fn last_writer(
    environment: &Environment,
    layout: &Layout,
    today: &Arc<Project>,
    fact: Fact,
    after: &Transaction,
) -> Option<Arc<Transaction>> {
    let mut chronicle = Chronicle::of(environment, layout, today, Order::Logical, None);
    while let Some(transaction) = chronicle.next_transaction() {
        if (transaction.lamport, &transaction.replica) <= (after.lamport, &after.replica) {
            return None;
        }
        if written(&transaction.edits).contains_key(&fact) {
            return Some(transaction);
        }
    }
    None
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests;
