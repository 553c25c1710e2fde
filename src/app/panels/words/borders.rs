//! Where words begin and end for the mouse and the keys: the project's dictionary, held ready.
//!
//! It is loaded and changed on another thread, from the moment a project is open. Until it is there (and until a
//! change of the dictionary has been taken in) the one of before is used, and to begin with none: then words are
//! parted by their script alone.

use std::sync::Arc;

use crate::app::jobs::{Continuation, JobKind, JobRequest, Jobs, Underway};
use crate::app::shell::Shell;
use crate::model::{Message, Project, ProjectId};
use crate::search::words::{Lexicon, Segmenter};

/// Of which project, at which revision.
type Key = (ProjectId, u64);

/// The dictionary of the open project.
#[derive(Default)]
pub struct Borders {
    segmenter: Option<(Key, Arc<Segmenter>)>,
    asked: Option<Key>,
    underway: Underway,
}

impl Borders {
    /// What cuts a clause into words, where it is at hand. Never waits.
    #[must_use]
    pub fn of(&self, project: ProjectId) -> Option<&Arc<Segmenter>> {
        self.segmenter.as_ref().filter(|((of, _), _)| *of == project).map(|(_, segmenter)| segmenter)
    }

    /// Has it made where the project is another one or has changed. What the dictionary did not change costs
    /// nothing but a look.
    pub fn attend(&mut self, project: &Arc<Project>, revision: u64, jobs: &mut Jobs<Shell>) {
        let wanted = (project.id, revision);
        let is_held = self.segmenter.as_ref().is_some_and(|(of, _)| *of == wanted);
        if is_held || (self.asked == Some(wanted) && self.underway.goes_on()) {
            return;
        }
        self.asked = Some(wanted);
        let (held, project) = (self.underway.begin(), Arc::clone(project));
        jobs.start(JobRequest::new(JobKind::Dictionary, Message::new("words.job_dictionary"), move |_| {
            let segmenter = Segmenter::of(&Lexicon::of(&project));
            let then: Continuation<Shell> = Box::new(move |shell| {
                drop(held);
                shell.views.reading.borders.segmenter = Some((wanted, segmenter));
            });
            then
        }));
    }
}
