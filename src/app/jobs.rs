//! Background jobs: named, with progress, cancelled by an atomic, one of a kind at a time.
//!
//! A frame never waits. A job gets what it needs moved into it (a snapshot is an `Arc`), works on a
//! thread of its own, and gives back a continuation: what to do with the interface when it is done,
//! run on the interface's thread. What only looks (a search, an analysis, a preview) is replaced by the
//! newest of its kind; what does something (an import, an export, opening and closing) waits its turn, and
//! nothing is opened while something is still being closed. A result made from an older revision than
//! today's is thrown away.

use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::model::Message;

/// At most this often does a job report how far it is.
const PROGRESS_EVERY: Duration = Duration::from_millis(50);
/// At most this long does a frame take in results.
const DRAIN_FOR: Duration = Duration::from_millis(10);

/// One job of each kind runs at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JobKind {
    /// Opening or making a project.
    Open,
    /// Writing the rest of a project that was left.
    Close,
    /// Reading files into the project.
    Import,
    /// Reading or cleaning the file that the import dialog shows.
    ImportPreview,
    /// The order of what a search of all texts found.
    Search,
    /// Looking through the document that is read.
    Find,
    /// Passages and notes for the palette.
    Anything,
    /// Cutting texts into words and counting them.
    Words,
    /// Putting a table of words in order.
    WordsOrder,
    /// Laying out a cloud of words.
    WordCloud,
    /// How the text on screen is cut into words.
    Segmentation,
    /// Loading the project's dictionary.
    Dictionary,
    /// How often hits stand where.
    Counts,
    /// What follows or precedes hits, as a tree.
    WordTree,
    /// How much around many hits is to be coded.
    Widen,
    /// How often saved searches and words of lists are found.
    Count,
    /// A matrix or another analysis.
    Analyse,
    /// Writing excerpts and tables.
    Export,
    /// Codebooks and codings in and out.
    Exchange,
    /// The passages behind a number.
    Passages,
    /// All passages of a code.
    CodePage,
    /// Rows and columns of the table of attributes.
    Sheet,
    /// What an export will look like.
    Preview,
    /// Whether others wrote into the folder.
    Look,
    /// Looking for backups, making and restoring one.
    Backup,
    /// Who did what when.
    History,
    /// One step of history, looked at closely.
    Examine,
    /// A document as it stood on a day.
    Past,
    /// Verifying a project's folder, and what a repair would do.
    Check,
}

impl JobKind {
    /// Whether the window does it again and again without being asked.
    fn goes_on_by_itself(self) -> bool {
        matches!(
            self,
            Self::Look
                | Self::Count
                | Self::Find
                | Self::Anything
                | Self::CodePage
                | Self::Sheet
                | Self::WordsOrder
                | Self::WordCloud
                | Self::Segmentation
                | Self::Dictionary
        )
    }

    /// Whether each of them is done, one after another; of the others only the newest is wanted.
    fn lines_up(self) -> bool {
        matches!(self, Self::Open | Self::Close | Self::Import | Self::Export | Self::Exchange | Self::Backup)
    }
}

/// What to do with the interface when a job is done.
pub type Continuation<S> = Box<dyn FnOnce(&mut S) + Send>;

/// The work of a job, done on a thread of its own.
pub type Work<S> = Box<dyn FnOnce(&JobContext) -> Continuation<S> + Send>;

/// A job to be started.
pub struct JobRequest<S> {
    /// Only one of these runs.
    pub kind: JobKind,
    /// What people see while it runs.
    pub label: Message,
    /// The revision that it looks at; its result is dropped when the project has moved on. `None`: always welcome.
    pub revision: Option<u64>,
    /// The work itself.
    pub work: Work<S>,
}

impl<S> JobRequest<S> {
    /// A job whose result is welcome whatever has happened meanwhile.
    pub fn new(
        kind: JobKind,
        label: Message,
        work: impl FnOnce(&JobContext) -> Continuation<S> + Send + 'static,
    ) -> Self {
        Self { kind, label, revision: None, work: Box::new(work) }
    }

    /// The same, of one revision only.
    #[must_use]
    pub fn of_revision(mut self, revision: u64) -> Self {
        self.revision = Some(revision);
        self
    }
}

/// Knows whether a job still works for somebody, also when that job broke off or was never begun: the job holds
/// what [`Underway::begin`] gives, and lets go of it at its end.
#[derive(Debug, Default)]
pub struct Underway(Option<Arc<()>>);

impl Underway {
    /// A job is about to be asked for; it must hold this.
    pub fn begin(&mut self) -> Arc<()> {
        let token = Arc::new(());
        self.0 = Some(Arc::clone(&token));
        token
    }

    /// Whether it still works.
    #[must_use]
    pub fn goes_on(&self) -> bool {
        self.0.as_ref().is_some_and(|token| Arc::strong_count(token) > 1)
    }
}

/// How far a job is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Pieces done.
    pub done: u64,
    /// Pieces in all; 0 where nobody knows.
    pub of: u64,
    /// The piece in work, as the name of a file.
    pub what: String,
}

/// What a job is given to talk with the window.
pub struct JobContext {
    cancelled: Arc<AtomicBool>,
    report: Box<dyn Fn(Progress) + Send + Sync>,
    last: Mutex<Option<Instant>>,
}

impl JobContext {
    /// Whether somebody pressed cancel or something newer waits; look often and stop soon.
    #[must_use]
    pub fn cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// The flag itself, for code that knows nothing of jobs.
    #[must_use]
    pub fn cancel_flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.cancelled)
    }

    /// Says how far the job is, from whichever of its threads. Call it as often as you like: what comes too soon after the last is not sent.
    pub fn progress(&self, done: u64, of: u64, what: &str) {
        let now = Instant::now();
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.is_some_and(|last| now.duration_since(last) < PROGRESS_EVERY) && done != of {
            return;
        }
        *last = Some(now);
        (self.report)(Progress { done, of, what: what.to_owned() });
    }
}

/// A job that runs, as the status bar shows it.
#[derive(Clone, Debug)]
pub struct Running {
    /// Which.
    pub kind: JobKind,
    /// What people see.
    pub label: Message,
    /// How far it is.
    pub progress: Progress,
    /// Whether it was asked to stop and has not done so yet.
    pub stopping: bool,
    number: u64,
    revision: Option<u64>,
    cancelled: Arc<AtomicBool>,
}

/// How a job came to its end.
pub enum Ended<S> {
    /// Run this on the interface.
    Done(Continuation<S>),
    /// It broke off by a fault of the program; the log says where. Nothing was changed.
    Broken(Message),
}

enum Report<S> {
    Progress(Progress),
    Ended(Ended<S>),
}

/// Wakes the window.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

fn waker_of(ctx: &egui::Context) -> Wake {
    let ctx = ctx.clone();
    Arc::new(move || ctx.request_repaint_after(Duration::from_millis(10)))
}

/// The jobs of one window.
pub struct Jobs<S> {
    running: BTreeMap<JobKind, Running>,
    /// In the order in which they came.
    waiting: VecDeque<JobRequest<S>>,
    sender: Sender<(JobKind, u64, Report<S>)>,
    receiver: Receiver<(JobKind, u64, Report<S>)>,
    /// Taken in by [`Jobs::wait`] and not yet looked at.
    early: VecDeque<(JobKind, u64, Report<S>)>,
    wake: Wake,
    next: u64,
}

impl<S: 'static> Jobs<S> {
    /// No jobs yet; `wake` is called from their threads.
    #[must_use]
    pub fn new(wake: Wake) -> Self {
        let (sender, receiver) = channel();
        Self {
            running: BTreeMap::new(),
            waiting: VecDeque::new(),
            sender,
            receiver,
            early: VecDeque::new(),
            wake,
            next: 0,
        }
    }

    /// Jobs that wake an egui window.
    #[must_use]
    pub fn waking(ctx: &egui::Context) -> Self {
        Self::new(waker_of(ctx))
    }

    /// Jobs started from now on wake another window.
    pub fn wake_instead(&mut self, ctx: &egui::Context) {
        self.wake = waker_of(ctx);
    }

    /// Starts a job, or has it wait for those before it. One of which only the newest is wanted asks the
    /// running one to stop and takes the place of the waiting one.
    pub fn start(&mut self, request: JobRequest<S>) {
        if !request.kind.lines_up() {
            self.cancel(request.kind);
        }
        self.waiting.push_back(request);
        self.advance();
    }

    /// Starts what has waited long enough. The shell calls it after it has carried out what the ended jobs
    /// wanted: that may have been to close a project, and opening waits for that.
    pub fn advance(&mut self) {
        while let Some(at) = (0..self.waiting.len()).find(|&at| self.may_begin(self.waiting[at].kind)) {
            if let Some(request) = self.waiting.remove(at) {
                self.launch(request);
            }
        }
    }

    fn may_begin(&self, kind: JobKind) -> bool {
        !self.running.contains_key(&kind) && (kind != JobKind::Open || !self.is_running(JobKind::Close))
    }

    fn launch(&mut self, request: JobRequest<S>) {
        let JobRequest { kind, label, revision, work } = request;
        self.next += 1;
        let number = self.next;
        let cancelled = Arc::new(AtomicBool::new(false));
        let (sender, wake) = (self.sender.clone(), Arc::clone(&self.wake));
        let send = move |report| {
            // Nobody listens any more when the window has closed.
            let _ = sender.send((kind, number, report));
            wake();
        };
        let tell = send.clone();
        let context = JobContext {
            cancelled: Arc::clone(&cancelled),
            report: Box::new(move |progress| tell(Report::Progress(progress))),
            last: Mutex::new(None),
        };
        let broken = label.clone();
        let thread = std::thread::Builder::new().name(format!("{kind:?}")).spawn(move || {
            let ended = catch_unwind(AssertUnwindSafe(|| work(&context)));
            send(Report::Ended(ended.map_or(Ended::Broken(broken), Ended::Done)));
        });
        match thread {
            Ok(_) => {
                let progress = Progress::default();
                let running = Running { kind, label, progress, stopping: false, number, revision, cancelled };
                self.running.insert(kind, running);
            }
            Err(error) => {
                log::error!("no thread for {kind:?}: {error}");
                let running = Running {
                    kind,
                    label: label.clone(),
                    progress: Progress::default(),
                    stopping: false,
                    number,
                    revision,
                    cancelled,
                };
                self.running.insert(kind, running);
                let _ = self.sender.send((kind, number, Report::Ended(Ended::Broken(label))));
            }
        }
    }

    /// Asks the running job of a kind to stop. Those that wait their turn still get it.
    pub fn cancel(&mut self, kind: JobKind) {
        if !kind.lines_up() {
            self.forget(kind);
        }
        if let Some(running) = self.running.get_mut(&kind) {
            running.cancelled.store(true, Ordering::Relaxed);
            running.stopping = true;
        }
    }

    /// Lets go of those of a kind that wait and have not begun.
    pub fn forget(&mut self, kind: JobKind) {
        self.waiting.retain(|waiting| waiting.kind != kind);
    }

    /// Asks all jobs to stop and lets go of those that wait, but for those that open and close projects and
    /// those for backups: they are of a folder, not of the project that is open.
    pub fn cancel_all(&mut self) {
        let kept = [JobKind::Open, JobKind::Close, JobKind::Backup];
        self.waiting.retain(|waiting| kept.contains(&waiting.kind));
        let kinds: Vec<JobKind> = self.running.keys().copied().filter(|kind| !kept.contains(kind)).collect();
        for kind in kinds {
            self.cancel(kind);
        }
    }

    /// What runs, in the order of kinds.
    pub fn running(&self) -> impl Iterator<Item = &Running> {
        self.running.values()
    }

    /// What runs and somebody asked for: not what the window does by itself again and again.
    pub fn shown(&self) -> impl Iterator<Item = &Running> {
        self.running.values().filter(|running| !running.kind.goes_on_by_itself())
    }

    /// Whether a job of this kind runs or waits.
    #[must_use]
    pub fn is_running(&self, kind: JobKind) -> bool {
        self.running.contains_key(&kind) || self.waiting.iter().any(|waiting| waiting.kind == kind)
    }

    /// Whether any job runs or waits.
    #[must_use]
    pub fn busy(&self) -> bool {
        !self.running.is_empty() || !self.waiting.is_empty()
    }

    /// Sleeps until a job reports. Never for a window: for pictures and tests, which have nothing else to do.
    pub fn wait(&mut self) {
        if !self.running.is_empty()
            && self.early.is_empty()
            && let Ok(report) = self.receiver.recv()
        {
            self.early.push_back(report);
        }
    }

    /// Takes in what the jobs have reported, for at most ten milliseconds; `revision` is today's.
    pub fn drain(&mut self, revision: Option<u64>) -> Vec<Ended<S>> {
        let began = Instant::now();
        let mut ended = Vec::new();
        while let Some((kind, number, report)) = self.early.pop_front().or_else(|| self.receiver.try_recv().ok()) {
            let known = self.running.get_mut(&kind).filter(|running| running.number == number);
            match (report, known) {
                (Report::Progress(progress), Some(running)) => running.progress = progress,
                (Report::Ended(end), Some(running)) => {
                    let stale = running.revision.is_some_and(|seen| Some(seen) != revision);
                    self.running.remove(&kind);
                    if !stale || matches!(end, Ended::Broken(_)) {
                        ended.push(end);
                    }
                }
                _ => {}
            }
            if began.elapsed() > DRAIN_FOR {
                (self.wake)();
                break;
            }
        }
        ended
    }
}

impl<S> Drop for Jobs<S> {
    fn drop(&mut self) {
        for running in self.running.values() {
            running.cancelled.store(true, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    type Log = Vec<&'static str>;

    /// Jobs with a bell that rings whenever one of them reports.
    fn jobs() -> (Jobs<Log>, Receiver<()>) {
        let (ring, bell) = channel();
        let ring = std::sync::Mutex::new(ring);
        (Jobs::new(Arc::new(move || drop(ring.lock().map(|ring| ring.send(()))))), bell)
    }

    fn request(say: &'static str, gate: mpsc::Receiver<()>) -> JobRequest<Log> {
        JobRequest::new(JobKind::Search, Message::new("app.job_search"), move |_| {
            let _ = gate.recv();
            Box::new(move |log: &mut Log| log.push(say))
        })
    }

    fn settle(jobs: &mut Jobs<Log>, bell: &Receiver<()>, revision: Option<u64>) -> (Log, usize) {
        let (mut log, mut broken) = (Log::new(), 0);
        loop {
            for end in jobs.drain(revision) {
                match end {
                    Ended::Done(then) => then(&mut log),
                    Ended::Broken(_) => broken += 1,
                }
            }
            jobs.advance();
            if !jobs.busy() {
                return (log, broken);
            }
            bell.recv().unwrap();
        }
    }

    #[test]
    fn the_newest_of_those_waiting_runs_after_the_running_one() {
        let (mut jobs, bell) = jobs();
        let (open, gate) = channel();
        jobs.start(request("first", gate));
        let open_gate = || channel::<()>().1;
        jobs.start(request("second", open_gate()));
        jobs.start(request("third", open_gate()));
        assert!(jobs.running().all(|running| running.stopping), "the running one is asked to stop");
        drop(open);
        assert_eq!(settle(&mut jobs, &bell, None).0, ["first", "third"]);
    }

    fn of_kind(kind: JobKind, say: &'static str, gate: mpsc::Receiver<()>) -> JobRequest<Log> {
        JobRequest::new(kind, Message::new("app.job_import"), move |context| {
            let _ = gate.recv();
            let stopped = context.cancelled();
            Box::new(move |log: &mut Log| log.push(if stopped { "stopped" } else { say }))
        })
    }

    #[test]
    fn files_dropped_during_an_import_wait_their_turn_and_none_are_lost() {
        let (mut jobs, bell) = jobs();
        let (open, gate) = channel();
        jobs.start(of_kind(JobKind::Import, "first", gate));
        for say in ["second", "third"] {
            jobs.start(of_kind(JobKind::Import, say, channel().1));
        }
        assert!(!jobs.running().any(|running| running.stopping), "nobody is interrupted");
        drop(open);
        assert_eq!(settle(&mut jobs, &bell, None).0, ["first", "second", "third"]);
    }

    #[test]
    fn stopping_an_import_lets_the_next_one_begin() {
        let (mut jobs, bell) = jobs();
        let (open, gate) = channel();
        jobs.start(of_kind(JobKind::Import, "first", gate));
        jobs.start(of_kind(JobKind::Import, "second", channel().1));
        jobs.cancel(JobKind::Import);
        drop(open);
        assert_eq!(settle(&mut jobs, &bell, None).0, ["stopped", "second"]);
    }

    #[test]
    fn a_project_is_opened_only_when_those_before_it_are_closed() {
        let (mut jobs, bell) = jobs();
        let (open, gate) = channel();
        jobs.start(of_kind(JobKind::Close, "closed one", gate));
        jobs.start(of_kind(JobKind::Open, "opened", channel().1));
        jobs.start(of_kind(JobKind::Close, "closed another", channel().1));
        assert_eq!(jobs.running().map(|running| running.kind).collect::<Vec<_>>(), [JobKind::Close]);
        drop(open);
        assert_eq!(settle(&mut jobs, &bell, None).0, ["closed one", "closed another", "opened"]);
    }

    #[test]
    fn a_result_of_an_older_revision_is_dropped() {
        let (mut jobs, bell) = jobs();
        jobs.start(request("old", channel().1).of_revision(3));
        assert_eq!(settle(&mut jobs, &bell, Some(4)), (vec![], 0));
        jobs.start(request("new", channel().1).of_revision(4));
        assert_eq!(settle(&mut jobs, &bell, Some(4)), (vec!["new"], 0));
    }

    #[test]
    fn a_job_that_breaks_is_told_and_the_next_one_runs() {
        let (mut jobs, bell) = jobs();
        let label = Message::new("app.job_search");
        jobs.start(JobRequest::new(JobKind::Search, label, |_| panic!("a fault in a job, on purpose")));
        assert_eq!(settle(&mut jobs, &bell, None), (vec![], 1));
        jobs.start(request("after", channel().1));
        assert_eq!(settle(&mut jobs, &bell, None), (vec!["after"], 0));
    }

    #[test]
    fn a_job_learns_that_it_was_cancelled_and_can_still_say_what_it_did() {
        let (mut jobs, bell) = jobs();
        let (open, gate) = channel::<()>();
        let label = Message::new("app.job_search");
        jobs.start(JobRequest::new(JobKind::Import, label, move |context| {
            let _ = gate.recv();
            let said = if context.cancelled() { "stopped" } else { "went on" };
            Box::new(move |log: &mut Log| log.push(said))
        }));
        jobs.cancel(JobKind::Import);
        drop(open);
        assert_eq!(settle(&mut jobs, &bell, None).0, ["stopped"]);
    }
}
