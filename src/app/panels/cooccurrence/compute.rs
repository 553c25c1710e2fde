//! Counting behind the window: the matrix is kept up to date edit by edit, the passages of a cell follow it.

use std::sync::Arc;

use super::{CooccurrenceView, Key};
use crate::analysis::cooccurrence::{Cooccurrence, LiveCooccurrence, Parameters};
use crate::analysis::passages::{self, Passage};
use crate::app::actions::{Action, Actions};
use crate::app::jobs::{Continuation, JobKind, JobRequest, Underway};
use crate::app::shell::{Shell, ShellView};
use crate::model::{CodeId, Message};

/// The matrix as it was counted last, and what is being counted.
#[derive(Default)]
pub struct Counted {
    live: Option<LiveCooccurrence>,
    /// The last matrix; it stays until the next one is there.
    pub result: Option<Arc<Cooccurrence>>,
    /// Grows with every new matrix.
    pub generation: u64,
    of: Option<Key>,
    underway: Underway,
}

/// The passages behind a cell.
#[derive(Default)]
pub struct Behind {
    /// Of the first code and the second.
    pub list: Arc<[Passage]>,
    /// Of which cell.
    pub cell: Option<(CodeId, CodeId)>,
    of: Option<(CodeId, CodeId, Key)>,
    underway: Underway,
}

impl Counted {
    /// Whether the matrix shown is not of today.
    pub fn is_behind(&mut self, key: &Key) -> bool {
        self.underway.goes_on() || self.of.as_ref() != Some(key)
    }
}

/// Has counted what is wanted and is not there yet. One count runs at a time; each begins with what the last left.
pub fn follow(view: &ShellView, state: &mut CooccurrenceView, parameters: &Parameters, actions: &mut Actions) {
    let key = Key { parameters: parameters.clone(), revision: view.revision };
    let counted = &mut state.counted;
    if counted.underway.goes_on() || counted.of.as_ref() == Some(&key) {
        return;
    }
    let token = counted.underway.begin();
    let live = counted.live.take();
    // Asked for once: a count that breaks off is not tried again until something changes.
    counted.of = Some(key.clone());
    let project = Arc::clone(&view.project);
    actions.push(Action::Start(JobRequest::new(JobKind::Analyse, Message::new("analyse.job"), move |_| {
        let held = token;
        let live = match live {
            Some(mut live) if live.result().parameters == key.parameters => {
                live.update(&project);
                live
            }
            Some(live) => live.asked(&project, &key.parameters),
            None => LiveCooccurrence::new(&project, &key.parameters),
        };
        let then: Continuation<Shell> = Box::new(move |shell| {
            drop(held);
            let counted = &mut shell.views.cooccurrence.counted;
            counted.result = Some(Arc::clone(live.result()));
            counted.live = Some(live);
            counted.generation += 1;
        });
        then
    })));
}

/// Finds the passages behind the chosen cell.
pub fn find_passages(
    view: &ShellView,
    state: &mut CooccurrenceView,
    parameters: &Parameters,
    cell: Option<(CodeId, CodeId)>,
    actions: &mut Actions,
) {
    let Some((first, second)) = cell else {
        state.behind = Behind::default();
        return;
    };
    let key = Key { parameters: parameters.clone(), revision: view.revision };
    let wanted = (first, second, key);
    if state.behind.underway.goes_on() || state.behind.of.as_ref() == Some(&wanted) {
        return;
    }
    let token = state.behind.underway.begin();
    state.behind.of = Some(wanted);
    let project = Arc::clone(&view.project);
    let parameters = parameters.clone();
    actions.push(Action::Start(JobRequest::new(JobKind::Passages, Message::new("analyse.job_passages"), move |_| {
        let held = token;
        let list: Arc<[Passage]> = passages::of_pair(&project, &parameters, first, second).into();
        let then: Continuation<Shell> = Box::new(move |shell| {
            drop(held);
            let behind = &mut shell.views.cooccurrence.behind;
            behind.list = list;
            behind.cell = Some((first, second));
        });
        then
    })));
}
