//! The journal: one coding until it is saved, coding while a checkpoint runs, and reading a long journal again.
//!
//! `cargo bench --bench journal`; `-- largest` for the largest project of the design, `frames=` for another
//! length of the journal. Saving stands beside a bare append and sync of the same bytes, each after the other
//! in the same run; coding during a checkpoint beside coding without one; reading a journal beside reading its bytes.

#![allow(clippy::print_stdout, reason = "benchmarks print their figures")]

mod common;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use tianye::model::gesture::{Overlap, Passage, code_passages};
use tianye::model::{
    CodeId, Coding, CodingId, DocumentId, Edit, Message, Mint as _, Project, QuoteHash, Replica, Sequence, Span,
    Timestamp, Transaction,
};
use tianye::session::{IDLE_BEFORE_CHECKPOINT, Session};
use tianye::store::frame::{self, Frame};
use tianye::store::{Clock, Environment, Fs as _, RealFs, SystemClock, SystemMint, format};

use common::{Figures, OnDisk, files_below, measure, said};

fn main() {
    for (name, shape) in common::shapes() {
        let project = Arc::new(common::project(&name, &shape));
        let disk = common::on_disk(&project);
        until_saved(&disk);
        while_a_checkpoint_runs(&disk, &project);
        drop(disk);
        replay(&common::on_disk(&project), &project, frames());
    }
}

/// How many frames the long journal has.
fn frames() -> usize {
    let given = std::env::args().find_map(|argument| argument.strip_prefix("frames=")?.parse().ok());
    given.unwrap_or(500_000)
}

/// Codes passages that nobody has coded, one after another over all documents.
struct Hand {
    documents: Vec<DocumentId>,
    code: CodeId,
    done: usize,
}

impl Hand {
    fn of(project: &Project) -> Self {
        let documents = project.documents().map(|document| document.id).collect();
        let code = project.codes().next().expect("a code").id;
        Self { documents, code, done: 0 }
    }

    fn next(&mut self) -> Passage {
        let document = self.documents[self.done % self.documents.len()];
        let round = (self.done / self.documents.len()) as u32;
        self.done += 1;
        // 7 characters are shorter than what the generator codes.
        let start = round % 10_000;
        Passage { document, span: Span::new(start, start + 3 + round / 10_000).expect("a span"), code: self.code }
    }

    fn edits(&mut self, session: &mut Session, count: usize) -> Vec<Edit> {
        let passages: Vec<Passage> = (0..count).map(|_| self.next()).collect();
        let project = Arc::clone(session.project());
        let (coder, now) = (session.coder(), session.now());
        code_passages(&project, &passages, coder, Overlap::KeepBoth, now, session.mint())
    }

    /// Codes one passage; only the commit is measured, which is what a frame of the window would wait for.
    fn commit(&mut self, session: &mut Session) -> Duration {
        let edits = self.edits(session, 1);
        let begun = Instant::now();
        session.commit(Message::new("label.code"), edits).expect("coded");
        begun.elapsed()
    }
}

fn journal_bytes(folder: &Path) -> u64 {
    let files = files_below(&folder.join("journal"));
    files.iter().map(|path| std::fs::metadata(path).map_or(0, |data| data.len())).sum()
}

fn until_saved(disk: &OnDisk) {
    let mut session = Session::open(&disk.environment, &disk.folder).expect("opened");
    let mut hand = Hand::of(session.project());
    let mut code = |session: &mut Session| {
        let edits = hand.edits(session, 1);
        let begun = Instant::now();
        session.commit(Message::new("label.code"), edits).expect("coded");
        session.wait_until_saved().expect("saved");
        begun.elapsed()
    };
    code(&mut session);
    let before = journal_bytes(&disk.folder);
    for _ in 0..20 {
        code(&mut session);
    }
    let bytes = vec![b'x'; ((journal_bytes(&disk.folder) - before) / 20) as usize];
    let beside = disk.root.path().join("bare");
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(beside).expect("a file");
    let (mut saved, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..1_000 {
        saved.push(code(&mut session));
        let begun = Instant::now();
        file.write_all(&bytes).expect("written");
        file.sync_data().expect("synced");
        bare.push(begun.elapsed());
    }
    let bare = Figures::of(bare);
    bare.print_tail(&format!("bare append and sync of {} bytes", bytes.len()), None);
    Figures::of(saved).print_tail("one coding until it is saved", Some(&bare));
    session.close().expect("closed");
}

/// The system's clock, put forward at will: what is done after half a minute of rest is done at once.
#[derive(Debug, Default)]
struct ClockPutForward(AtomicI64);

impl Clock for ClockPutForward {
    fn now(&self) -> Timestamp {
        Timestamp(SystemClock.now().0 + self.0.load(Ordering::Relaxed))
    }
}

/// The most documents that one coder has touched when a checkpoint begins.
const DIRTY: usize = 2_000;

fn while_a_checkpoint_runs(disk: &OnDisk, project: &Project) {
    let clock = Arc::new(ClockPutForward::default());
    let environment = Environment { clock: Arc::clone(&clock) as Arc<dyn Clock>, ..disk.environment.clone() };
    let mut session = Session::open(&environment, &disk.folder).expect("opened");
    let mut hand = Hand::of(session.project());
    hand.done = 10 * project.documents().len();
    let without: Vec<Duration> = (0..2_000).map(|_| hand.commit(&mut session)).collect();
    let without = Figures::of(without);
    without.print_tail("a commit while no checkpoint runs", None);

    let (mut first, mut during, mut starts, mut lasted) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let dirty = DIRTY.min(project.documents().len());
    for _ in 0..5 {
        let edits = hand.edits(&mut session, dirty);
        session.commit(Message::new("label.code"), edits).expect("coded");
        session.wait_until_saved().expect("saved");
        let before = checkpointed(&disk.folder);
        clock.0.fetch_add(IDLE_BEFORE_CHECKPOINT.as_millis() as i64, Ordering::Relaxed);
        let begun = Instant::now();
        session.tick();
        starts.push(begun.elapsed());
        // The first change after it began copies what the checkpoint holds.
        first.push(hand.commit(&mut session));
        while checkpointed(&disk.folder) == before {
            during.push(hand.commit(&mut session));
            std::thread::sleep(Duration::from_millis(1));
        }
        lasted.push(begun.elapsed());
        // Takes note of its end: as a window does.
        std::thread::sleep(Duration::from_millis(100));
        during.push(hand.commit(&mut session));
    }
    let (starts, lasted) = (Figures::of(starts), Figures::of(lasted));
    starts.print_tail("starting a checkpoint, the window waiting", None);
    Figures::of(first).print_tail("the first commit after it has begun", Some(&without));
    let count = during.len();
    Figures::of(during).print_tail(&format!("a commit while one runs ({count} of them)"), Some(&without));
    println!("  the checkpoint of {dirty} documents took {}", said(lasted.median()));

    // A checkpoint that is due by the number of changes begins inside a commit.
    let all: Vec<Duration> = (0..12_000).map(|_| hand.commit(&mut session)).collect();
    Figures::of(all).print_tail("a commit of 12,000, with the checkpoints due", Some(&without));
    let begun = Instant::now();
    session.close().expect("closed");
    println!("  closed with a checkpoint of what changed in {}", said(begun.elapsed()));
}

/// When the last checkpoint ended.
fn checkpointed(folder: &Path) -> Option<SystemTime> {
    let files = std::fs::read_dir(folder.join("checkpoints")).ok()?.flatten();
    files.filter_map(|file| file.metadata().ok()?.modified().ok()).max()
}

/// A journal of so many gestures without any checkpoint: what a crash leaves at the very worst.
fn replay(disk: &OnDisk, project: &Project, count: usize) {
    // The first change says under which name this installation writes here.
    let mut session = Session::open(&disk.environment, &disk.folder).expect("opened");
    let coder = session.coder();
    Hand::of(project).commit(&mut session);
    session.wait_until_saved().expect("saved");
    drop(session);
    let log = files_below(&disk.folder.join("journal")).pop().expect("a segment");
    let name = log.parent().and_then(Path::file_name).expect("a replica").to_string_lossy().into_owned();
    let replica = Replica(name);
    let (path, bytes) = long_segment(&log, project, &replica, coder, count);
    println!("  a journal of {count} frames, {:.0} MB", bytes as f64 / 1e6);

    let bare = measure(3, || std::fs::read(&path).expect("read").len());
    bare.print("bare pass: the journal's bytes read", None);
    let held = std::fs::read(&path).expect("read");
    let parsed = measure(3, || frame::read(&held).frames.len());
    parsed.print("its frames read, all threads", Some(&bare));
    let without = {
        let aside = disk.root.path().join("aside.log");
        std::fs::rename(&path, &aside).expect("moved");
        let without = measure(3, || Session::open(&disk.environment, &disk.folder).expect("opened"));
        std::fs::rename(&aside, &path).expect("moved back");
        without
    };
    let whole = measure(3, || {
        let session = Session::open(&disk.environment, &disk.folder).expect("opened");
        assert_eq!(session.project().coding_count(), project.coding_count() + 1 + count);
        session
    });
    whole.print("opened with all of it replayed", Some(&bare));
    let replay = whole.median().saturating_sub(without.median()).as_secs_f64();
    println!(
        "  replay alone: {:.2} s, {:.0} frames/s, {:.0} MB/s",
        replay,
        count as f64 / replay,
        bytes as f64 / 1e6 / replay
    );
}

fn long_segment(
    log: &Path,
    project: &Project,
    replica: &Replica,
    coder: tianye::model::CoderId,
    count: usize,
) -> (PathBuf, usize) {
    let mut hand = Hand::of(project);
    hand.next();
    let header = Frame::Segment { version: format::CURRENT, project: project.id, replica: replica.clone(), number: 2 };
    let mut bytes = frame::encode(&[header]).expect("a frame");
    for n in 0..count as u64 {
        let Passage { document, span, code } = hand.next();
        let text = &project.document(document).expect("a document").text;
        let quote = QuoteHash::of(text, span);
        let id = CodingId(SystemMint.mint());
        let coding =
            Coding { id, code, coder, span, at: Timestamp(n as i64), quote, on: None, memo: None, weight: None };
        let place = coding.place(document);
        let transaction = Transaction {
            replica: replica.clone(),
            seq: Sequence(n + 2),
            lamport: n + 3,
            at: Timestamp(n as i64),
            coder,
            label: Message::new("label.code").with("code", "治理"),
            undoes: None,
            edits: vec![Edit::AddCoding(document, coding)],
            inverses: vec![Edit::RemoveCoding(place)],
            over: Vec::new(),
            passed_on: Vec::new(),
            forgets: Vec::new(),
        };
        bytes.extend(frame::encode(&[Frame::Transaction(Arc::new(transaction))]).expect("a frame"));
    }
    let path = log.with_file_name("00000002.log");
    RealFs.create_new(&path).and_then(|mut file| file.append(&bytes)).expect("written");
    (path, bytes.len())
}
