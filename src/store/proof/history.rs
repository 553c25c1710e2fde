//! What a recovered project is measured against: the states that existed, and up to which one the
//! user had been told that it is saved.

use std::sync::Arc;

use crate::model::Project;
use crate::store::Stacks;

/// The project after a change.
#[derive(Clone, Debug)]
pub struct Moment {
    /// `None` before it was made.
    pub project: Option<Arc<Project>>,
    /// What can be undone, and by which installation.
    pub stacks: Option<(usize, Stacks)>,
}

/// Everything that happened, in order. Marks name a count of calls and a state.
#[derive(Clone, Debug)]
pub struct History {
    /// The first is that of no project.
    pub states: Vec<Moment>,
    begun: Vec<(usize, usize)>,
    saved: Vec<(usize, usize)>,
    working: Vec<(usize, usize)>,
}

impl Default for History {
    fn default() -> Self {
        let nothing = Moment { project: None, stacks: None };
        Self { states: vec![nothing], begun: Vec::new(), saved: Vec::new(), working: Vec::new() }
    }
}

impl History {
    /// What another run builds on: these states, of which this one is promised.
    pub fn after(states: &[Moment], floor: usize, who: usize) -> Self {
        let begun = vec![(0, states.len() - 1)];
        Self { states: states.to_vec(), begun, saved: vec![(0, floor)], working: vec![(0, who)] }
    }

    /// The project is about to become this.
    pub fn begin(&mut self, call: usize, moment: Moment) {
        self.states.push(moment);
        self.begun.push((call, self.states.len() - 1));
    }

    /// The newest state was called saved.
    pub fn saved(&mut self, call: usize) {
        self.saved.push((call, self.states.len() - 1));
    }

    /// Another installation works from now on.
    pub fn working(&mut self, call: usize, who: usize) {
        self.working.push((call, who));
    }

    /// A power cut at this call must not lose this state.
    pub fn floor(&self, call: usize) -> usize {
        latest(&self.saved, call)
    }

    /// A power cut at this call can leave no later state than this.
    pub fn ceiling(&self, call: usize) -> usize {
        latest(&self.begun, call)
    }

    /// Who was working.
    pub fn who(&self, call: usize) -> usize {
        self.working.iter().rev().find(|(at, _)| *at <= call).map_or(0, |(_, who)| *who)
    }
}

fn latest(marks: &[(usize, usize)], call: usize) -> usize {
    marks.iter().filter(|(at, _)| *at <= call).map(|(_, state)| *state).max().unwrap_or(0)
}
