//! How many hits queries have, counted behind the window: for saved searches and for the words of a list.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use crate::app::actions::{Action, Actions};
use crate::app::dialogs::Dialog;
use crate::app::jobs::{Continuation, JobKind, JobRequest};
use crate::app::shell::Shell;
use crate::model::{Message, Project};
use crate::search::{self, Engine, Options, Order, Query, Target, note_places};

/// How often a query is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// So many times.
    Hits(usize),
    /// It cannot be asked: it has a mistake, or names what the project no longer has.
    Mistake,
}

/// Counts of a few queries in the newest state of the project; those of the state before stay until then.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    asked: Option<(u64, Vec<String>)>,
    known: BTreeMap<String, Count>,
}

/// Who shows counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For {
    /// The menu of saved searches.
    Menu,
    /// The dialog of searches and lists.
    Dialog,
}

impl Counts {
    /// As far as it is known.
    #[must_use]
    pub fn of(&self, query: &str) -> Option<Count> {
        self.known.get(query).copied()
    }

    /// Has these queries counted where that has not been asked for in this state of the project.
    pub fn follow(&mut self, revision: u64, queries: Vec<String>, whom: For, actions: &mut Actions) {
        let wanted = (revision, queries);
        if self.asked.as_ref() == Some(&wanted) {
            return;
        }
        self.asked = Some(wanted.clone());
        if !wanted.1.is_empty() {
            actions.push(Action::With(Box::new(move |shell| shell.count_hits(wanted, whom))));
        }
    }

    fn take(&mut self, wanted: &(u64, Vec<String>), counts: Vec<Count>) {
        if self.asked.as_ref() == Some(wanted) {
            self.known = wanted.1.iter().cloned().zip(counts).collect();
        }
    }
}

impl Shell {
    fn count_hits(&mut self, wanted: (u64, Vec<String>), whom: For) {
        let (Some(session), Some(engine)) = (self.session(), self.views.search.engine().cloned()) else { return };
        let project = std::sync::Arc::clone(session.project());
        let label = Message::new("query.job_count");
        self.jobs.start(JobRequest::new(JobKind::Count, label, move |job| {
            let counts: Vec<Count> =
                wanted.1.iter().take_while(|_| !job.cancelled()).map(|text| count(&engine, &project, text)).collect();
            let then: Continuation<Self> = Box::new(move |shell| {
                let counted = match (whom, &mut shell.dialog) {
                    (For::Menu, _) => Some(shell.views.search.saved.counts()),
                    (For::Dialog, Some(Dialog::Shelf(dialog))) => Some(dialog.counts()),
                    (For::Dialog, _) => None,
                };
                if let Some(counted) = counted {
                    counted.take(&wanted, counts);
                }
            });
            then
        }));
    }
}

fn count(engine: &Engine, project: &Project, text: &str) -> Count {
    let cancel = AtomicBool::new(false);
    let Ok(query) = Query::parse(text) else { return Count::Mistake };
    if !query.check(project).is_empty() {
        return Count::Mistake;
    }
    if query.target() != Target::Texts {
        return search::notes_until(project, &query, &cancel)
            .map_or(Count::Mistake, |found| Count::Hits(note_places(&found)));
    }
    let options = Options { limit: 0, count: search::Count::All, order: Order::Documents, cancel: &cancel };
    engine.search(project, &query, options).map_or(Count::Mistake, |hits| Count::Hits(hits.total))
}
