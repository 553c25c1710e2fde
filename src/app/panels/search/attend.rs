//! The engine behind the search workspace: opened with the project, told of every change, asked at every key.
//!
//! Nothing here waits. The index is made on the engine's own thread; questions are answered on another one,
//! and of those that wait the newest stays. The index lies in the cache folder, never in the project.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use egui::Context;

use super::history::Age;
use super::{Eye, SearchView};
use crate::model::Revision;
use crate::search::{Answer, Engine, IndexStatus, Live, Order, Request};
use crate::session::Session;

/// The most hits that are listed; all are counted.
pub const LIMIT: usize = 100_000;
/// How often the state of the index is looked at while it is being made.
const LOOK_AGAIN: Duration = Duration::from_millis(250);

/// The engine of the open project and what it was told and asked last.
pub struct Desk {
    engine: Arc<Engine>,
    live: Live,
    followed: u64,
    asked: Option<(String, u64, Order)>,
}

impl Desk {
    fn open(session: &Session, ctx: &Context) -> Self {
        let engine = Arc::new(Engine::open(folder(session).as_deref()));
        let ctx = ctx.clone();
        let live = Live::new(Arc::clone(&engine), move || ctx.request_repaint());
        Self { engine, live, followed: 0, asked: None }
    }

    /// How far the index is.
    pub fn status(&self) -> IndexStatus {
        self.engine.status()
    }

    /// Whether an answer is still to come.
    pub fn is_busy(&self) -> bool {
        self.live.is_busy()
    }
}

/// Where the index may lie; `None` where the project's world is not the disk.
fn folder(session: &Session) -> Option<PathBuf> {
    let environment = session.environment();
    let folder = environment.cache_dir.join(session.project().id.to_string());
    environment.fs.create_folder(&folder).ok()?;
    folder.is_dir().then_some(folder)
}

impl SearchView {
    /// The engine of the open project; the words are counted over its normalised texts.
    #[must_use]
    pub fn engine(&self) -> Option<&Arc<Engine>> {
        self.desk.as_ref().map(|desk| &desk.engine)
    }

    /// Tells the engine of changes, asks it what stands in the field, takes in what it answers. The shell
    /// calls this whenever it looks at what happened behind the window. While another workspace is shown nothing
    /// is asked: what stands in the field is asked anew when somebody comes back to it.
    pub fn attend(&mut self, session: &Session, ctx: &Context, eye: Eye) {
        self.eye = eye;
        let revision = session.revision().0;
        let desk = self.desk.get_or_insert_with(|| Desk::open(session, ctx));
        if desk.followed != revision {
            let changed = match desk.followed {
                0 => None,
                seen => session.documents_changed_since(Revision(seen)),
            };
            desk.engine.follow(Arc::clone(session.project()), Revision(revision), changed);
            desk.followed = revision;
            self.results.tick_again(session.project());
        }
        if matches!(desk.status(), IndexStatus::Building { .. } | IndexStatus::Waiting) {
            ctx.request_repaint_after(LOOK_AGAIN);
        }
        let text = self.query.get().trim();
        if let Some(before) = self.standing.replaced_by(text) {
            self.recent.remember(&before);
        }
        if text.is_empty() {
            desk.asked = None;
            if self.answer.is_some() {
                self.forget();
            }
            return;
        }
        let wanted = (text.to_owned(), revision, self.results.asks_for());
        if eye == Eye::Looks && desk.asked.as_ref() != Some(&wanted) {
            desk.live.ask(Request {
                project: Arc::clone(session.project()),
                revision: Revision(revision),
                text: wanted.0.clone(),
                limit: LIMIT,
                order: wanted.2,
            });
            desk.asked = Some(wanted);
        }
        if let Some(answer) = desk.live.take() {
            self.take(answer);
        }
        if eye == Eye::Looks {
            self.remember_what_stands(ctx);
        }
    }

    /// A query that has found something and stands there for a moment is one to come back to.
    fn remember_what_stands(&mut self, ctx: &Context) {
        // While the list is open nothing moves in it.
        let nothing = self.results.total == 0 && self.notes.found.is_empty();
        if egui::Popup::is_any_open(ctx) || nothing || !self.mistakes.is_empty() || !self.answered() {
            return;
        }
        let query = self.query.get().trim();
        match self.standing.look(query, ctx.input(|input| input.time)) {
            Age::Of => self.recent.remember(query),
            Age::In(seconds) => ctx.request_repaint_after(Duration::from_secs_f64(seconds)),
            Age::Since => {}
        }
    }

    fn take(&mut self, mut answer: Answer) {
        let same = self.answer.as_ref().is_some_and(|before| before.text == answer.text);
        match &answer.outcome {
            Ok(hits) => {
                self.results.take(hits, &answer.text, answer.revision);
                self.notes.take(&answer.text, std::mem::take(&mut answer.notes), same);
                self.mistakes.clear();
            }
            // A mistake while typing does not take away what was found before it.
            Err(mistakes) => self.mistakes.clone_from(mistakes),
        }
        self.answer = Some(answer);
    }
}
