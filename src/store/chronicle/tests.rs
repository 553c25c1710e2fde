//! Journals of several replicas, whole and damaged, read from their end.

use super::*;
use crate::model::{Code, CoderId, Colour, CountingMint, Mint, Timestamp};
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
            over: Vec::new(),
            passed_on: Vec::new(),
            forgets: Vec::new(),
        }
    }

    fn put(&self, replica: &str, number: u32, transactions: &[(u64, i64)]) {
        let of = Replica(replica.into());
        let head = Frame::Segment { version: CURRENT, project: self.today.id, replica: of.clone(), number };
        let mut bytes = frame::encode(&[head]).unwrap();
        for &(seq, at) in transactions {
            let frame = Frame::Transaction(Arc::new(self.transaction(replica, seq, at)));
            bytes.extend(frame::encode(&[frame]).unwrap());
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
