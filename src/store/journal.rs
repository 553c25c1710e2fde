//! The journal's thread: every gesture is on disk before the status says saved (invariant 3).
//!
//! One thread takes what is to be kept, in order; what has gathered while it synced goes out in one
//! write (group commit). After the first failure the journal is poisoned: nothing more is tried on
//! that file, because a sync that failed once may answer well the second time with the data gone.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use super::environment::Clock;
use super::fault::{Fault, planted};
use super::format::{CURRENT, ProjectFile, Version};
use super::frame::{self, Frame};
use super::fs::{Appender, Fs, make_folder, replace, sync_folder_where_possible, sync_where_possible};
use super::layout::Layout;
use crate::model::{ProjectId, Replica, Sequence, Timestamp, Transaction};

/// A file that must be on disk before the frame that speaks of it.
#[derive(Clone, Debug)]
pub struct FileFirst {
    /// Where.
    pub path: PathBuf,
    /// What. A path that is there already is left alone: such files never change.
    pub bytes: Arc<[u8]>,
}

enum Order {
    Append {
        files: Vec<FileFirst>,
        transaction: Arc<Transaction>,
    },
    /// Goes on in a new segment; says its number.
    Rotate(Sender<Option<u32>>),
    /// `project.ron` is brought to another format before anything of that format is written.
    Migrate(ProjectFile, Version),
    /// The session ends in order here.
    MarkEnd(Sequence),
}

/// How far the journal is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Everything up to here is on disk.
    pub durable: Sequence,
    /// When that was.
    pub at: Option<Timestamp>,
    /// Set by the first failure, for good.
    pub failed: Option<String>,
    /// This file system cannot sync: a power cut may cost what was written last.
    pub cannot_sync: bool,
}

#[derive(Default)]
struct Shared {
    progress: Mutex<Progress>,
    changed: Condvar,
    waker: Mutex<Option<Waker>>,
}

/// Called when something was saved or failed.
pub type Waker = Box<dyn Fn() + Send>;

/// The hand that writes one replica's journal.
pub struct Journal {
    orders: Sender<Order>,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

/// What the thread writes to.
pub struct Target {
    /// The file system.
    pub fs: Arc<dyn Fs>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The folder.
    pub layout: Layout,
    /// The project.
    pub project: ProjectId,
    /// The writer.
    pub replica: Replica,
    /// The first segment that this session may create.
    pub next_segment: u32,
    /// What is on disk already.
    pub durable: Sequence,
    /// What was read from the newest segment. The program that wrote it may have been killed before it
    /// could sync, or its sync may have failed; so the first segment of this session says it again,
    /// before anything that builds on it is called saved.
    pub carried: Vec<Arc<Transaction>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Journal {
    /// Starts the thread. No file is made before the first order.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub fn start(target: Target) -> std::io::Result<Self> {
        let shared = Arc::new(Shared::default());
        lock(&shared.progress).durable = target.durable;
        let (orders, inbox) = channel();
        let writer = Writer { next: target.next_segment, target, shared: Arc::clone(&shared), segment: None };
        let thread = std::thread::Builder::new().name("tianye journal".into()).spawn(move || writer.run(&inbox))?;
        Ok(Self { orders, shared, thread: Some(thread) })
    }

    /// Hands over a gesture; returns at once.
    pub fn append(&self, files: Vec<FileFirst>, transaction: Arc<Transaction>) {
        self.send(Order::Append { files, transaction });
    }

    /// Ends the present segment; everything appended so far stands in the ones before the number that comes back.
    /// `None` when the journal has failed.
    #[must_use]
    pub fn rotate(&self) -> Receiver<Option<u32>> {
        let (answer, waits) = channel();
        self.send(Order::Rotate(answer));
        waits
    }

    fn send(&self, order: Order) {
        if self.orders.send(order).is_err() {
            let mut progress = lock(&self.shared.progress);
            progress.failed.get_or_insert_with(|| "the journal's thread has ended".to_owned());
        }
    }

    /// How far it is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        lock(&self.shared.progress).clone()
    }

    /// Waits until everything up to `seq` is on disk.
    ///
    /// # Errors
    /// What went wrong.
    pub fn wait_for(&self, seq: Sequence) -> Result<(), String> {
        self.pledge(seq).wait()
    }

    /// The same for a thread that does not hold the journal.
    #[must_use]
    pub fn pledge(&self, seq: Sequence) -> Pledge {
        Pledge { shared: Arc::clone(&self.shared), seq }
    }

    /// Who is woken when something was saved or failed.
    pub fn set_waker(&self, waker: Waker) {
        *lock(&self.shared.waker) = Some(waker);
    }

    /// Brings `project.ron` to a newer format, and notes it.
    pub fn migrate(&self, file: ProjectFile, to: Version) {
        self.send(Order::Migrate(file, to));
    }

    /// Writes the mark of an orderly end into the segment that is open, if any: what is missing before
    /// it was damaged, not torn off.
    pub fn mark_end(&self, seq: Sequence) {
        self.send(Order::MarkEnd(seq));
    }

    /// Writes what is waiting and ends the thread.
    ///
    /// # Errors
    /// What went wrong.
    pub fn close(mut self) -> Result<(), String> {
        let (closed, _) = channel();
        self.orders = closed; // the thread's inbox ends, it writes what it has and stops
        self.join();
        self.progress().failed.map_or(Ok(()), Err)
    }

    fn join(&mut self) {
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            lock(&self.shared.progress).failed.get_or_insert_with(|| "the journal's thread broke off".to_owned());
        }
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        let (closed, _) = channel();
        self.orders = closed;
        self.join();
    }
}

/// That everything up to some transaction will be on disk, or what went wrong.
#[derive(Clone)]
pub struct Pledge {
    shared: Arc<Shared>,
    seq: Sequence,
}

impl Pledge {
    /// Waits until it is.
    ///
    /// # Errors
    /// What went wrong.
    pub fn wait(&self) -> Result<(), String> {
        let mut progress = lock(&self.shared.progress);
        loop {
            if let Some(failed) = &progress.failed {
                return Err(failed.clone());
            }
            if progress.durable >= self.seq {
                return Ok(());
            }
            progress = self.shared.changed.wait(progress).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

struct Writer {
    target: Target,
    shared: Arc<Shared>,
    segment: Option<Box<dyn Appender>>,
    next: u32,
}

impl Drop for Writer {
    /// A thread that broke off must not leave anybody waiting for it.
    fn drop(&mut self) {
        if std::thread::panicking() {
            lock(&self.shared.progress).failed.get_or_insert_with(|| "the journal's thread broke off".to_owned());
            self.announce();
        }
    }
}

impl Writer {
    fn run(mut self, inbox: &Receiver<Order>) {
        while let Ok(first) = inbox.recv() {
            let mut batch = vec![first];
            batch.extend(inbox.try_iter());
            let mut pending = Vec::new();
            let mut durable = None;
            for order in batch {
                match order {
                    Order::Append { files, transaction } => {
                        self.attempt(|writer| writer.write_files(&files));
                        durable = Some(transaction.seq);
                        pending.push(Frame::Transaction(transaction));
                    }
                    Order::Rotate(answer) => {
                        self.flush(&mut pending, durable.take());
                        let number = (!self.failed()).then_some(self.next);
                        self.segment = None;
                        let _ = answer.send(number); // nobody waits any more: fine
                    }
                    Order::Migrate(file, to) => {
                        let from = file.version;
                        self.attempt(|writer| writer.write_project_file(&ProjectFile { version: to, ..file }));
                        pending.push(Frame::Migrated { from, to });
                    }
                    Order::MarkEnd(seq) => {
                        // A session that changed nothing leaves no trace.
                        if self.segment.is_some() || !pending.is_empty() {
                            pending.push(Frame::Closed { seq });
                        }
                    }
                }
            }
            self.flush(&mut pending, durable);
        }
    }

    fn failed(&self) -> bool {
        lock(&self.shared.progress).failed.is_some()
    }

    fn attempt(&mut self, work: impl FnOnce(&mut Self) -> std::io::Result<()>) {
        if self.failed() {
            return;
        }
        if let Err(error) = work(self) {
            log::error!("the journal cannot be written: {error}");
            lock(&self.shared.progress).failed = Some(error.to_string());
            self.announce();
        }
    }

    fn announce(&self) {
        self.shared.changed.notify_all();
        if let Some(waker) = lock(&self.shared.waker).as_ref() {
            waker();
        }
    }

    fn write_files(&mut self, files: &[FileFirst]) -> std::io::Result<()> {
        for file in files {
            let folder = file.path.parent().unwrap_or(Path::new(""));
            if self.target.fs.exists(&file.path) {
                // Whole, but the program that wrote it may have been killed before its name was sure to last.
                sync_folder_where_possible(&*self.target.fs, folder)?;
                continue;
            }
            make_folder(&*self.target.fs, folder)?;
            replace(&*self.target.fs, &file.path, &file.bytes)?;
        }
        Ok(())
    }

    fn write_project_file(&mut self, file: &ProjectFile) -> std::io::Result<()> {
        let path = self.target.layout.project_file();
        replace(&*self.target.fs, &path, &file.encode().map_err(std::io::Error::other)?)
    }

    fn flush(&mut self, pending: &mut Vec<Frame>, durable: Option<Sequence>) {
        let frames = std::mem::take(pending);
        if frames.is_empty() {
            return;
        }
        let fs = Arc::clone(&self.target.fs);
        self.attempt(|writer| {
            let bytes = frame::encode(&frames).map_err(std::io::Error::other)?;
            let segment = writer.segment()?;
            segment.append(&bytes)?;
            if planted(&*fs, Fault::NoJournalSync) {
                return Ok(());
            }
            match segment.sync() {
                Err(error) if error.kind() == std::io::ErrorKind::Unsupported => {
                    lock(&writer.shared.progress).cannot_sync = true;
                    Ok(())
                }
                Err(_) if planted(&*fs, Fault::RetryFailedSync) => segment.sync(),
                result => result,
            }
        });
        if !self.failed() {
            let at = self.target.clock.now();
            let mut progress = lock(&self.shared.progress);
            progress.at = Some(at);
            progress.durable = durable.unwrap_or(progress.durable);
            drop(progress);
            self.announce();
        }
    }

    /// The open segment. One that this session did not create is never appended to.
    fn segment(&mut self) -> std::io::Result<&mut Box<dyn Appender>> {
        if self.segment.is_none() {
            let folder = self.target.layout.replica_journal(&self.target.replica);
            // All names on the way, from the outside in: a program that was killed may have made them
            // without living to sync them.
            let journals = self.target.layout.journal_folder();
            let outside: Vec<&Path> = journals.ancestors().skip(1).take(2).collect();
            for above in outside.into_iter().rev().filter(|above| !above.as_os_str().is_empty()) {
                sync_folder_where_possible(&*self.target.fs, above)?;
            }
            make_folder(&*self.target.fs, &folder)?;
            sync_folder_where_possible(&*self.target.fs, &journals)?;
            let goes_on = planted(&*self.target.fs, Fault::AppendToOldSegment) && self.next > 1;
            let number = if goes_on { self.next - 1 } else { self.next };
            let mut file = self.target.fs.create_new(&self.target.layout.segment(&self.target.replica, number))?;
            let header = Frame::Segment {
                version: CURRENT,
                project: self.target.project,
                replica: self.target.replica.clone(),
                number,
            };
            let carried = self.target.carried.iter().cloned().map(Frame::Transaction);
            let first: Vec<Frame> = std::iter::once(header).chain(carried).collect();
            file.append(&frame::encode(&first).map_err(std::io::Error::other)?)?;
            sync_where_possible(&mut *file)?;
            self.target.carried.clear();
            sync_folder_where_possible(&*self.target.fs, &folder)?;
            self.next = number + 1;
            self.segment = Some(file);
        }
        self.segment.as_mut().ok_or_else(|| std::io::Error::other("the segment is gone"))
    }
}
