//! How many hits queries have, counted behind the window: for saved searches and for the words of a list.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

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
    /// What was asked has been answered.
    answered: bool,
    known: BTreeMap<String, Count>,
}

/// Who shows counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For {
    /// The menu of saved searches.
    Menu,
    /// The dialog of searches and lists.
    Dialog,
    /// The workspace where nothing was found.
    Nothing,
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
        self.answered = false;
        if !wanted.1.is_empty() {
            actions.push(Action::With(Box::new(move |shell| shell.count_hits(wanted, whom))));
        }
    }

    fn take(&mut self, wanted: &(u64, Vec<String>), counts: Vec<Count>) {
        if self.asked.as_ref() == Some(wanted) {
            self.known = wanted.1.iter().cloned().zip(counts).collect();
            self.answered = true;
        }
    }

    /// Another count takes the place of the one that was asked for: it is asked for again when it is next shown.
    fn give_way(&mut self) {
        if !self.answered {
            self.asked = None;
        }
    }
}

impl Shell {
    fn count_hits(&mut self, wanted: (u64, Vec<String>), whom: For) {
        let (Some(session), Some(engine)) = (self.session(), self.views.search.engine().cloned()) else { return };
        let project = std::sync::Arc::clone(session.project());
        let label = Message::new("query.job_count");
        // Only one counts at a time.
        if whom != For::Dialog
            && let Some(Dialog::Shelf(dialog)) = &mut self.dialog
        {
            dialog.counts().give_way();
        }
        if whom != For::Menu {
            self.views.search.saved.counts().give_way();
        }
        if whom != For::Nothing {
            self.views.search.nothing.give_way();
        }
        self.jobs.start(JobRequest::new(JobKind::Count, label, move |job| {
            let cancel = job.cancel_flag();
            let counts: Option<Vec<Count>> =
                wanted.1.iter().map(|text| count(&engine, &project, text, &cancel)).collect();
            let then: Continuation<Self> = Box::new(move |shell| {
                // It was stopped half way: somebody wants something newer.
                let Some(counts) = counts else { return };
                let counted = match (whom, &mut shell.dialog) {
                    (For::Menu, _) => Some(shell.views.search.saved.counts()),
                    (For::Nothing, _) => Some(&mut shell.views.search.nothing),
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

/// `None` where it was stopped before it was done.
fn count(engine: &Engine, project: &Project, text: &str, cancel: &AtomicBool) -> Option<Count> {
    if cancel.load(Ordering::Relaxed) {
        return None;
    }
    let Ok(query) = Query::parse(text) else { return Some(Count::Mistake) };
    if !query.check(project).is_empty() {
        return Some(Count::Mistake);
    }
    if query.target() != Target::Texts {
        return search::notes_until(project, &query, cancel).ok().map(|found| Count::Hits(note_places(&found)));
    }
    let options = Options { limit: 0, count: search::Count::All, order: Order::Documents, cancel };
    engine.search(project, &query, options).ok().map(|hits| Count::Hits(hits.total))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CountingMint, ProjectId, Timestamp};

    #[test]
    fn what_was_stopped_counts_nothing_and_is_not_a_mistake() {
        let project = Project::new(ProjectId::new(&mut CountingMint::default()), "研究", Timestamp(0));
        let engine = Engine::open(None);
        let ask = |text, stopped| count(&engine, &project, text, &AtomicBool::new(stopped));
        assert_eq!(ask("合谋", false), Some(Count::Hits(0)));
        assert_eq!(ask("合谋", true), None);
        assert_eq!(ask("合谋 AND", false), Some(Count::Mistake));
    }

    #[test]
    fn who_gave_way_to_another_count_asks_again() {
        let asked = |counts: &mut Counts| {
            let mut actions = Actions::default();
            counts.follow(7, vec!["合谋".to_owned()], For::Menu, &mut actions);
            actions.take().len()
        };
        let mut counts = Counts::default();
        assert_eq!((asked(&mut counts), asked(&mut counts)), (1, 0));
        counts.give_way();
        assert_eq!(asked(&mut counts), 1, "its job was taken from it");
        counts.take(&(7, vec!["合谋".to_owned()]), vec![Count::Hits(2)]);
        counts.give_way();
        assert_eq!((asked(&mut counts), counts.of("合谋")), (0, Some(Count::Hits(2))), "it has its answer");
    }
}
