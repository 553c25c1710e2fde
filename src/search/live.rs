//! Search as you type: one request runs, one waits, and a newer one takes the place of the waiting one.
//!
//! The window asks at every key and never waits. What runs is stopped when something newer is asked,
//! so nothing piles up; the answer says what it answers, and only the newest is kept.
//!
//! New characters are answered twice where that pays: the first page as soon as it is known
//! ([`Extent::Beginning`]), then everything. The same characters asked of a changed project are answered once,
//! so that what is shown does not shrink to a page in between.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use crate::model::{Project, Revision};

use super::counts::in_labels;
use super::engine::Engine;
use super::hits::{Cancelled, Count, Extent, Hits, Options, Order};
use super::notes::{NoteHit, notes_until};
use super::query::{Mistake, Query, QueryError, Target};

/// Hits of the first of two answers: what a window shows without scrolling, and then some.
const FIRST_PAGE: usize = 100;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Request {
    /// The state of the project that is searched.
    pub project: Arc<Project>,
    /// Its revision; the answer carries it.
    pub revision: Revision,
    /// As typed.
    pub text: String,
    /// The most hits to give.
    pub limit: usize,
    /// Of the documents.
    pub order: Order,
}

/// What came of it. Its hits say whether they are all ([`Hits::extent`]).
#[derive(Clone, Debug)]
pub struct Answer {
    /// Of the request: an answer to other characters than those in the field is out of date.
    pub text: String,
    /// Of the project that was searched.
    pub revision: Revision,
    /// What was found in memos, definitions and notes, where the query is put to those; then there are no hits.
    pub notes: Vec<NoteHit>,
    /// How many of the hits stand in labels that say who speaks; known with all of them.
    pub in_labels: usize,
    /// The hits, or what is wrong with the query: its mistake, or names that the project does not have.
    pub outcome: Result<Hits, Vec<QueryError>>,
}

/// A worker that answers the newest request.
pub struct Live {
    desk: Arc<Desk>,
    thread: Option<JoinHandle<()>>,
}

struct Desk {
    slots: Mutex<Slots>,
    asked: Condvar,
}

#[derive(Default)]
struct Slots {
    waiting: Option<Request>,
    /// Stops the running one.
    running: Option<Arc<AtomicBool>>,
    answer: Option<Answer>,
    /// What the last whole answer was to.
    answered: Option<String>,
    closed: bool,
}

impl Desk {
    fn slots(&self) -> MutexGuard<'_, Slots> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next request with its stop mark; `None` when closed.
    fn next(&self) -> Option<(Request, Arc<AtomicBool>)> {
        let waiting = self.asked.wait_while(self.slots(), |slots| slots.waiting.is_none() && !slots.closed);
        let mut slots = waiting.unwrap_or_else(PoisonError::into_inner);
        if slots.closed {
            return None;
        }
        let cancel = Arc::new(AtomicBool::new(false));
        slots.running = Some(Arc::clone(&cancel));
        slots.waiting.take().map(|request| (request, cancel))
    }
}

impl std::fmt::Debug for Live {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Live").field("busy", &self.is_busy()).finish_non_exhaustive()
    }
}

impl Live {
    /// Answers by this engine; `wake` is called, on another thread, when an answer is there.
    #[must_use]
    pub fn new(engine: Arc<Engine>, wake: impl Fn() + Send + 'static) -> Self {
        Self::answering(move |request, is_new, cancel, give| work_on(&engine, request, is_new, cancel, give), wake)
    }

    /// Answers by this function, which may fail.
    fn answering(
        answer: impl Fn(&Request, bool, &AtomicBool, Give<'_>) + Send + 'static,
        wake: impl Fn() + Send + 'static,
    ) -> Self {
        let desk = Arc::new(Desk { slots: Mutex::default(), asked: Condvar::new() });
        let shared = Arc::clone(&desk);
        let work = move || {
            while let Some((request, cancel)) = shared.next() {
                let is_new = shared.slots().answered.as_deref() != Some(request.text.as_str());
                let give = |answer: Answer, part: Part| {
                    let mut slots = shared.slots();
                    // Looked at under the lock: what was asked meanwhile makes this answer an old one.
                    if cancel.load(Ordering::Relaxed) {
                        return;
                    }
                    if part == Part::Last {
                        slots.running = None;
                        slots.answered = Some(answer.text.clone());
                    }
                    slots.answer = Some(answer);
                    drop(slots);
                    wake();
                };
                // One query that fails must not be the last one.
                if catch_unwind(AssertUnwindSafe(|| answer(&request, is_new, &cancel, &give))).is_err() {
                    log::error!("searching failed");
                    give(failed(&request), Part::Last);
                }
                let mut slots = shared.slots();
                if slots.running.as_ref().is_some_and(|running| Arc::ptr_eq(running, &cancel)) {
                    slots.running = None;
                }
            }
        };
        let thread = std::thread::Builder::new().name("search".to_owned()).spawn(work);
        Self { desk, thread: thread.inspect_err(|error| log::error!("no thread to search on: {error}")).ok() }
    }

    /// Asks, in place of whatever was asked before.
    pub fn ask(&self, request: Request) {
        let mut slots = self.desk.slots();
        if let Some(cancel) = &slots.running {
            cancel.store(true, Ordering::Relaxed);
        }
        slots.waiting = Some(request);
        slots.answer = None;
        self.desk.asked.notify_all();
    }

    /// The newest answer, once. A first page may be followed by the whole.
    #[must_use]
    pub fn take(&self) -> Option<Answer> {
        self.desk.slots().answer.take()
    }

    /// Whether an answer is still to come.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        let slots = self.desk.slots();
        slots.waiting.is_some() || slots.running.is_some()
    }
}

/// Whether more is to come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    First,
    Last,
}

type Give<'a> = &'a dyn Fn(Answer, Part);

/// Says that answering broke off.
fn failed(request: &Request) -> Answer {
    let error = QueryError { kind: Mistake::Failed, at: 0..request.text.chars().count() as u32 };
    Answer {
        text: request.text.clone(),
        revision: request.revision,
        notes: Vec::new(),
        in_labels: 0,
        outcome: Err(vec![error]),
    }
}

/// Gives nothing more once it is stopped.
fn work_on(engine: &Engine, request: &Request, is_new: bool, cancel: &AtomicBool, give: Give<'_>) {
    let Request { project, revision, text, limit, order } = request;
    let answer = |outcome| Answer { text: text.clone(), revision: *revision, notes: Vec::new(), in_labels: 0, outcome };
    let whole = |hits: Hits| Answer { in_labels: in_labels(project, &hits.hits), ..answer(Ok(hits)) };
    let query = Query::parse(text).map_err(|error| vec![error]).and_then(|query| match query.check(project) {
        errors if errors.is_empty() => Ok(query),
        errors => Err(errors),
    });
    let query = match query {
        Ok(query) => query,
        Err(errors) => return give(answer(Err(errors)), Part::Last),
    };
    if query.target() != Target::Texts {
        if let Ok(notes) = notes_until(project, &query, cancel) {
            give(Answer { notes, ..answer(Ok(Hits::default())) }, Part::Last);
        }
        return;
    }
    let ask = |limit, count| engine.search(project, &query, Options { limit, count, order: *order, cancel });
    if is_new && *order == Order::Documents && *limit > FIRST_PAGE {
        match ask(FIRST_PAGE, Count::Listed) {
            Err(Cancelled) => return,
            Ok(hits) if hits.extent == Extent::Beginning => give(answer(Ok(hits)), Part::First),
            Ok(hits) if hits.total <= hits.hits.len() => return give(whole(hits), Part::Last),
            // Everything was looked at and there is more than a page: the list is still to be made.
            Ok(_) => {}
        }
    }
    if let Ok(hits) = ask(*limit, Count::All) {
        give(whole(hits), Part::Last);
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        {
            let mut slots = self.desk.slots();
            slots.closed = true;
            if let Some(cancel) = &slots.running {
                cancel.store(true, Ordering::Relaxed);
            }
            self.desk.asked.notify_all();
        }
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            log::error!("the search thread failed");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;
    use crate::search::fixture::Fixture;

    #[test]
    fn the_newest_question_is_answered_and_mistakes_are_answers_too() {
        let fixture = Fixture::of(&["合谋与内卷"]);
        let project = Arc::new(fixture.project);
        let (woken, wakes) = channel();
        let live = Live::new(Arc::new(Engine::open(None)), move || woken.send(()).unwrap_or_default());
        let ask = |text: &str| {
            let (project, text) = (Arc::clone(&project), text.to_owned());
            live.ask(Request { project, revision: Revision(7), text, limit: 10, order: Order::Documents });
        };
        for text in ["合", "合谋", "合谋 内", "合谋 内卷"] {
            ask(text);
        }
        let newest = loop {
            wakes.recv().unwrap();
            if let Some(answer) = live.take().filter(|answer| answer.text == "合谋 内卷") {
                break answer;
            }
        };
        assert_eq!((newest.revision, newest.outcome.unwrap().total), (Revision(7), 2));
        ask("合谋 AND");
        wakes.recv().unwrap();
        assert_eq!(live.take().unwrap().outcome.unwrap_err()[0].at, 3..6);
        ask("合谋 code:没有");
        wakes.recv().unwrap();
        assert_eq!(live.take().unwrap().outcome.unwrap_err()[0].at, 3..10);
        assert!(!live.is_busy());
    }

    #[test]
    fn a_question_that_fails_is_answered_and_the_next_one_too() {
        let project = Arc::new(Fixture::of(&["合谋"]).project);
        let ((woken, wakes), (told, new)) = (channel(), channel());
        let engine = Engine::open(None);
        let answer = move |request: &Request, is_new: bool, cancel: &AtomicBool, give: Give<'_>| {
            assert!(request.text != "坏", "on purpose");
            told.send(is_new).unwrap();
            work_on(&engine, request, is_new, cancel, give);
        };
        let live = Live::answering(answer, move || woken.send(()).unwrap_or_default());
        let ask = |text: &str| {
            let (project, text) = (Arc::clone(&project), text.to_owned());
            live.ask(Request { project, revision: Revision(7), text, limit: 10, order: Order::Documents });
            wakes.recv().unwrap();
            live.take().unwrap()
        };
        let broken = ask("坏");
        assert_eq!(broken.outcome.unwrap_err()[0].kind, Mistake::Failed);
        assert!(!live.is_busy());
        assert_eq!(ask("合谋").outcome.unwrap().total, 1);
        // The same characters once more are no new question, whatever became of the project.
        assert_eq!(ask("合谋").outcome.unwrap().total, 1);
        assert_eq!((new.recv(), new.recv()), (Ok(true), Ok(false)));
    }

    #[test]
    fn the_first_page_comes_before_the_whole_and_once_only_for_the_same_characters() {
        let texts = vec!["合谋合谋"; 300];
        let project = Arc::new(Fixture::of(&texts).project);
        let engine = Engine::open(None);
        let answers = |text: &str, is_new: bool| {
            let (project, text) = (Arc::clone(&project), text.to_owned());
            let request = Request { project, revision: Revision(7), text, limit: 10_000, order: Order::Documents };
            let given = Mutex::new(Vec::new());
            work_on(&engine, &request, is_new, &AtomicBool::new(false), &|answer, part| {
                let hits = answer.outcome.unwrap();
                given.lock().unwrap().push((part == Part::Last, hits.extent, hits.total));
            });
            given.into_inner().unwrap()
        };
        let found = answers("合谋", true);
        let [(false, Extent::Beginning, page), (true, Extent::Whole, 600)] = found[..] else { panic!("{found:?}") };
        assert!((FIRST_PAGE..600).contains(&page));
        assert_eq!(answers("合谋", false), [(true, Extent::Whole, 600)]);
        assert_eq!(answers("没有的", true), [(true, Extent::Whole, 0)]);
    }
}
