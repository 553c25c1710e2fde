//! The history of a project: what everybody did, newest first, read from the journals of all replicas.
//!
//! Journals are read segment by segment from their newest end, open and archived ones alike, so that the first
//! page of a long history is there at once. An [`Entry`] is light, since a project may hold half a million of
//! them; the transaction itself is read again when somebody looks at it ([`find`]). What cannot be read is a
//! finding and a gap, never an end (invariant 8). Nothing is ever written here.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::sync::Arc;

use super::archive;
use super::environment::Environment;
use super::format::Gate;
use super::frame::{self, End, Frame};
use super::fs::Fs;
use super::layout::Layout;
use crate::model::fact::{Fact, written};
use crate::model::{
    CodeId, CoderId, CodingId, DocumentId, Edit, Message, Project, ProjectId, Replica, Sequence, Timestamp, Transaction,
};

/// What kind of change it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Passages were coded.
    Coded,
    /// Codings were taken away.
    Uncoded,
    /// A coding's memo or weight.
    Memos,
    /// The codebook.
    Codes,
    /// Documents came, went, were renamed or grouped.
    Documents,
    /// Coders and the project itself.
    People,
}

impl Kind {
    /// All, in the order of a list.
    pub const ALL: [Self; 6] = [Self::Coded, Self::Uncoded, Self::Memos, Self::Codes, Self::Documents, Self::People];

    fn of(edit: &Edit) -> Self {
        match edit {
            Edit::AddCoding(..) => Self::Coded,
            Edit::RemoveCoding(_) => Self::Uncoded,
            Edit::SetCoding(..) => Self::Memos,
            Edit::AddCode(_) | Edit::RemoveCode(_) | Edit::SetCode(..) => Self::Codes,
            Edit::AddDocument(_) | Edit::RemoveDocument(_) | Edit::SetDocument(..) => Self::Documents,
            Edit::SetTitle(_) | Edit::AddCoder(_) | Edit::SetCoder(_) | Edit::RemoveCoder(_) => Self::People,
        }
    }
}

/// Which transaction: whose, and which of theirs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId {
    /// Who wrote it.
    pub replica: Arc<Replica>,
    /// Which of theirs.
    pub seq: Sequence,
}

/// One transaction of the past, without its edits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Which.
    pub id: EntryId,
    /// Logical time over all replicas.
    pub lamport: u64,
    /// Wall clock.
    pub at: Timestamp,
    /// Who did it.
    pub coder: CoderId,
    /// What it is called; equal ones are shared.
    pub label: Arc<Message>,
    /// Which one of the same replica it takes back.
    pub undoes: Option<Sequence>,
    /// How many edits.
    pub edits: usize,
    /// A bit for each kind of change in it.
    kinds: u8,
    /// Documents that it touched, ascending.
    pub documents: Box<[DocumentId]>,
    /// Codes that it touched, or whose codings it did, as they were applied, ascending.
    pub codes: Box<[CodeId]>,
    /// Codings that it touched, ascending.
    pub codings: Box<[CodingId]>,
}

impl Entry {
    /// Of a transaction. `code_of` says of a coding that stands in no edit which code it has.
    #[must_use]
    pub fn of(transaction: &Transaction, code_of: impl Fn(&crate::model::CodingPlace) -> Option<CodeId>) -> Self {
        let (mut documents, mut codes, mut codings) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let mut kinds = 0;
        for edit in &transaction.edits {
            kinds |= 1 << Kind::of(edit) as u8;
        }
        for edit in transaction.edits.iter().chain(&transaction.inverses) {
            documents.extend(edit.document());
            match edit {
                Edit::AddCode(code) => {
                    codes.insert(code.id);
                }
                Edit::RemoveCode(id) => {
                    codes.insert(*id);
                }
                Edit::SetCode(id, change) => {
                    codes.insert(*id);
                    if let crate::model::CodeChange::AliasOf(target) = change {
                        codes.extend(*target);
                    }
                }
                Edit::AddCoding(_, coding) => {
                    codes.insert(coding.code);
                    codings.insert(coding.id);
                }
                Edit::RemoveCoding(place) => {
                    codings.insert(place.id);
                }
                Edit::SetCoding(place, _) => {
                    codings.insert(place.id);
                    codes.extend(code_of(place));
                }
                _ => {}
            }
        }
        Self {
            id: EntryId { replica: Arc::new(transaction.replica.clone()), seq: transaction.seq },
            lamport: transaction.lamport,
            at: transaction.at,
            coder: transaction.coder,
            label: Arc::new(transaction.label.clone()),
            undoes: transaction.undoes,
            edits: transaction.edits.len(),
            kinds,
            documents: documents.into_iter().collect(),
            codes: codes.into_iter().collect(),
            codings: codings.into_iter().collect(),
        }
    }

    /// Whether it holds a change of this kind.
    #[must_use]
    pub fn is_of(&self, kind: Kind) -> bool {
        self.kinds & (1 << kind as u8) != 0
    }
}

/// In which order transactions of different replicas come. Those of one replica always come in their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// By the wall clock, as people look for them.
    Time,
    /// By logical time: nothing comes before what it had seen.
    Logical,
}

/// Names of what is no longer in the project, as it was called last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LostNames {
    /// Codes.
    pub codes: BTreeMap<CodeId, String>,
    /// Documents.
    pub documents: BTreeMap<DocumentId, String>,
    /// Coders.
    pub coders: BTreeMap<CoderId, String>,
}

impl LostNames {
    /// Takes in what another knows and this one does not.
    pub fn add(&mut self, other: Self) {
        for (id, name) in other.codes {
            self.codes.entry(id).or_insert(name);
        }
        for (id, name) in other.documents {
            self.documents.entry(id).or_insert(name);
        }
        for (id, name) in other.coders {
            self.coders.entry(id).or_insert(name);
        }
    }

    /// Takes the names out of a transaction, unless a newer one has told them.
    pub fn note(&mut self, today: &Project, transaction: &Transaction) {
        // What an edit adds was called so; what it took away was called so until then.
        for edit in transaction.edits.iter().rev().chain(&transaction.inverses) {
            match edit {
                Edit::AddCode(code) if today.code(code.id).is_none() => {
                    self.codes.entry(code.id).or_insert_with(|| code.name.clone());
                }
                Edit::SetCode(id, crate::model::CodeChange::Name(name)) if today.code(*id).is_none() => {
                    self.codes.entry(*id).or_insert_with(|| name.clone());
                }
                Edit::AddDocument(document) if today.document(document.id).is_none() => {
                    self.documents.entry(document.id).or_insert_with(|| document.title.clone());
                }
                Edit::AddCoder(coder) | Edit::SetCoder(coder) if today.coder(coder.id).is_none() => {
                    self.coders.entry(coder.id).or_insert_with(|| coder.name.clone());
                }
                _ => {}
            }
        }
    }
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
                Frame::Transaction(_) | Frame::Closed { .. } => {}
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
        break;
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
mod tests {
    use super::*;
    use crate::model::{Code, Colour, CountingMint, Mint};
    use crate::store::format::CURRENT;
    use crate::store::{MemoryFs, archive::put_away};
    use std::path::Path;

    struct Journals {
        environment: Environment,
        fs: MemoryFs,
        layout: Layout,
        today: Arc<Project>,
        coder: CoderId,
    }

    impl Journals {
        fn new() -> Self {
            let (environment, fs) = Environment::in_memory();
            let mut mint = CountingMint::default();
            let today = Arc::new(Project::new(ProjectId::new(&mut mint), "样例", Timestamp(0)));
            let coder = CoderId(mint.mint());
            Self { environment, fs, layout: Layout::of(Path::new("/p.tianye")), today, coder }
        }

        fn transaction(&self, replica: &str, seq: u64, at: i64) -> Transaction {
            let code = CodeId(uuid::Uuid::from_u128(u128::from(seq) + 1_000));
            let name = format!("代码{seq}");
            Transaction {
                replica: Replica(replica.into()),
                seq: Sequence(seq),
                lamport: seq * 10,
                at: Timestamp(at),
                coder: self.coder,
                label: Message::new("label.add_code").with("code", "代码"),
                undoes: None,
                edits: vec![Edit::AddCode(Code::named(code, &name, Colour::nth(0)))],
                inverses: vec![Edit::RemoveCode(code)],
            }
        }

        fn put(&self, replica: &str, number: u32, transactions: &[(u64, i64)]) {
            let of = Replica(replica.into());
            let head = Frame::Segment { version: CURRENT, project: self.today.id, replica: of.clone(), number };
            let mut bytes = frame::encode(&head).unwrap();
            for &(seq, at) in transactions {
                let frame = Frame::Transaction(Arc::new(self.transaction(replica, seq, at)));
                bytes.extend(frame::encode(&frame).unwrap());
            }
            self.fs.put(&self.layout.segment(&of, number), &bytes);
        }

        fn pack(&self, replica: &str, number: u32) {
            let of = Replica(replica.into());
            let (from, to) = (self.layout.segment(&of, number), self.layout.archived_segment(&of, number));
            put_away(&self.fs, &from, &to).unwrap();
        }

        fn read(&self, order: Order) -> (Vec<(String, u64)>, Vec<Message>) {
            let mut chronicle = Chronicle::of(&self.environment, &self.layout, &self.today, order, None);
            let entries = chronicle.page(usize::MAX);
            let ids = entries.iter().map(|entry| (entry.id.replica.0.clone(), entry.id.seq.0)).collect();
            (ids, chronicle.findings().to_vec())
        }
    }

    fn ids(of: &[(&str, u64)]) -> Vec<(String, u64)> {
        of.iter().map(|(replica, seq)| ((*replica).to_owned(), *seq)).collect()
    }

    #[test]
    fn all_replicas_are_read_newest_first_from_open_and_archived_segments() {
        let journals = Journals::new();
        journals.put("a", 1, &[(1, 100), (2, 110)]);
        journals.pack("a", 1);
        journals.put("a", 3, &[(3, 300)]);
        journals.put("b", 1, &[(1, 105), (2, 400)]);
        let (by_time, findings) = journals.read(Order::Time);
        assert_eq!(by_time, ids(&[("b", 2), ("a", 3), ("a", 2), ("b", 1), ("a", 1)]));
        assert_eq!(findings, []);
        let (by_logic, _) = journals.read(Order::Logical);
        assert_eq!(by_logic, ids(&[("a", 3), ("b", 2), ("a", 2), ("b", 1), ("a", 1)]));
    }

    #[test]
    fn the_first_page_reads_no_more_segments_than_it_needs() {
        let journals = Journals::new();
        journals.put("a", 1, &[(1, 1)]);
        journals.put("a", 2, &[(2, 2), (3, 3)]);
        let environment = &journals.environment;
        let mut chronicle = Chronicle::of(environment, &journals.layout, &journals.today, Order::Time, None);
        // The oldest segment may be as broken as it likes: nobody has asked for it yet.
        journals.fs.put(&journals.layout.segment(&Replica("a".into()), 1), b"\n0");
        assert_eq!(chronicle.page(2).len(), 2);
        assert_eq!(chronicle.streams[0].segments, [1]);
    }

    #[test]
    fn what_cannot_be_read_is_told_and_the_rest_is_there() {
        let journals = Journals::new();
        for (number, seqs) in [(1, [(1, 1), (2, 2)]), (2, [(3, 3), (4, 4)]), (3, [(5, 5), (6, 6)])] {
            journals.put("a", number, &seqs);
        }
        let of = Replica("a".into());
        let path = journals.layout.segment(&of, 2);
        let mut bytes = journals.fs.files()[&path].clone();
        let at = bytes.windows(7).position(|w| w == "代码3".as_bytes()).unwrap();
        bytes[at] ^= 1;
        journals.fs.put(&path, &bytes);
        let (read, findings) = journals.read(Order::Time);
        assert_eq!(read, ids(&[("a", 6), ("a", 5), ("a", 2), ("a", 1)]));
        let said: Vec<&str> = findings.iter().map(|finding| &*finding.id).collect();
        assert_eq!(said, ["store.journal_damaged", "history.gap"]);
        journals.pack("a", 3);
        journals.fs.put(&journals.layout.archived_segment(&of, 3), b"not packed by anybody");
        let (read, findings) = journals.read(Order::Time);
        assert_eq!(read, ids(&[("a", 2), ("a", 1)]));
        assert_eq!(findings[0].id, "store.unreadable");
    }

    #[test]
    fn names_of_what_is_gone_are_told_and_labels_are_shared() {
        let journals = Journals::new();
        journals.put("a", 1, &[(1, 1), (2, 2)]);
        let environment = &journals.environment;
        let mut chronicle = Chronicle::of(environment, &journals.layout, &journals.today, Order::Time, None);
        let page = chronicle.page(10);
        assert!(Arc::ptr_eq(&page[0].label, &page[1].label));
        assert!(page[0].is_of(Kind::Codes) && !page[0].is_of(Kind::Coded));
        let names = chronicle.take_names();
        assert_eq!(names.codes.values().collect::<Vec<_>>(), ["代码1", "代码2"]);
    }

    #[test]
    fn one_transaction_is_found_again_wherever_it_stands_and_what_is_in_memory_is_left_out() {
        let journals = Journals::new();
        journals.put("a", 1, &[(1, 1), (2, 2)]);
        journals.put("a", 2, &[(3, 3), (4, 4)]);
        journals.pack("a", 1);
        let replica = Arc::new(Replica("a".into()));
        let find = |seq| {
            let id = EntryId { replica: Arc::clone(&replica), seq: Sequence(seq) };
            find(&journals.environment, &journals.layout, &id)
        };
        for seq in 1..=4 {
            assert_eq!(*find(seq).unwrap(), journals.transaction("a", seq, seq.cast_signed()));
        }
        assert_eq!(find(5).unwrap_err().kind(), io::ErrorKind::NotFound);
        let own = Some((&*replica, Sequence(3)));
        let environment = &journals.environment;
        let mut chronicle = Chronicle::of(environment, &journals.layout, &journals.today, Order::Time, own);
        assert_eq!(chronicle.page(9).first().map(|entry| entry.id.seq), Some(Sequence(3)));
        assert_eq!(chronicle.findings(), []);
    }
}
