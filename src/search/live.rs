//! Search as you type: one request runs, one waits, and a newer one takes the place of the waiting one.
//!
//! The window asks at every key and never waits. What runs is stopped when something newer is asked,
//! so nothing piles up; the answer says what it answers, and only the newest is kept.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use crate::model::{Project, Revision};

use super::engine::Engine;
use super::hits::{Count, Hits, Options, Order};
use super::query::{Query, QueryError};

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

/// What came of it.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Of the request: an answer to other characters than those in the field is out of date.
    pub text: String,
    /// Of the project that was searched.
    pub revision: Revision,
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
        let desk = Arc::new(Desk { slots: Mutex::default(), asked: Condvar::new() });
        let shared = Arc::clone(&desk);
        let work = move || {
            while let Some((request, cancel)) = shared.next() {
                let answer = answer(&engine, request, &cancel);
                let mut slots = shared.slots();
                slots.running = None;
                // Looked at under the lock: what was asked meanwhile makes this answer an old one.
                if let Some(answer) = answer.filter(|_| !cancel.load(Ordering::Relaxed)) {
                    slots.answer = Some(answer);
                    drop(slots);
                    wake();
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

    /// The newest answer, once.
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

/// `None` where it was stopped.
fn answer(engine: &Engine, request: Request, cancel: &AtomicBool) -> Option<Answer> {
    let Request { project, revision, text, limit, order } = request;
    let options = Options { limit, count: Count::All, order, cancel };
    let outcome = match Query::parse(&text) {
        Err(error) => Err(vec![error]),
        Ok(query) => match query.check(&project) {
            errors if errors.is_empty() => Ok(engine.search(&project, &query, options).ok()?),
            errors => Err(errors),
        },
    };
    Some(Answer { text, revision, outcome })
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
}
