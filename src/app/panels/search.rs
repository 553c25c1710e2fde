//! The search workspace: what is typed above, every place where it stands below, ticked and coded in one go.
//!
//! It searches through `attend`, never while drawing, and never while an input method is composing. A
//! mistake in a query is told with its place; an empty list says why it is empty.

mod attend;
mod counts;
mod dispersion;
pub mod builder;
mod complete;
mod count;
mod empty;
mod export;
mod field;
mod head;
mod help;
mod history;
mod list;
pub mod notes;
mod pending;
mod preview;
mod results;
mod offers;
mod saved;
mod scope;
mod spaced;
mod tools;
mod tree;

use egui::{Frame, Margin, Ui};

pub use count::{Count, Counts, For};
pub use counts::{CountOrder, CountsView};
pub use export::Taken;
pub use help::TABLE as HELP;
pub use history::Recent;
pub use results::{DEFAULT_CONTEXT, Listing, Pane, Results};
pub use tools::passages;
pub use tree::TreeView;

use crate::app::actions::Actions;
use crate::app::shell::ShellView;
use crate::app::theme::space;
use crate::app::widgets::Settled;
use crate::search::{Answer, Hit, QueryError, Target};

/// What it remembers between frames.
#[derive(Default)]
pub struct SearchView {
    /// What is looked for.
    pub query: Settled,
    /// What was searched for before.
    pub recent: Recent,
    /// Searches that the project keeps.
    pub saved: saved::SavedView,
    /// The query as lines.
    pub builder: builder::Builder,
    proposals: field::Proposals,
    /// What the last query without a mistake was put to.
    scope: Target,
    standing: history::Standing,
    /// What was found in memos, definitions and notes.
    pub notes: notes::NotesView,
    /// What was found, and how it is looked at.
    pub results: Results,
    desk: Option<attend::Desk>,
    answer: Option<Answer>,
    mistakes: Vec<QueryError>,
    opened: bool,
    entering: Entering,
    reads_from: ReadsFrom,
    /// What would be found without one of the conditions.
    nothing: Counts,
    eye: Eye,
}

/// Which end of the query is seen where it is longer than the field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum ReadsFrom {
    /// That at which one goes on typing.
    #[default]
    End,
    /// That at which it says what it is about.
    Beginning,
}

/// Whether the keyboard is to go from the field into the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Entering {
    /// It stays where it is.
    #[default]
    No,
    /// As soon as the list is that of what stands in the field.
    Asked,
}

/// Whether somebody can see the workspace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Eye {
    /// It is shown.
    #[default]
    Looks,
    /// Another one is: nothing is searched for it.
    Away,
}

impl SearchView {
    /// Puts a query into the field, as if it had been typed.
    pub fn look_for(&mut self, text: &str) {
        self.query = Settled::of(text);
    }

    /// The same with a query that was made for somebody: its beginning says what it looks for.
    pub fn look_for_and_read(&mut self, text: &str) {
        self.look_for(text);
        self.reads_from = ReadsFrom::Beginning;
        self.take_keyboard();
    }

    /// Puts more behind what stands in the field.
    pub fn insert(&mut self, more: &str) {
        let text = format!("{} {more} ", self.query.get().trim());
        self.look_for(text.trim_start());
        self.take_keyboard();
    }

    /// Gives the field the keyboard as soon as it is shown.
    pub fn take_keyboard(&mut self) {
        self.opened = false;
    }

    /// Whether an answer or an order is still to come: a picture waits for it.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        let answered = self.answer.as_ref().is_some_and(|answer| answer.text == self.query.get().trim());
        let asked = self.eye == Eye::Looks && !self.query.get().trim().is_empty() && self.desk.is_some();
        self.results.is_busy() || (asked && !answered) || self.desk.as_ref().is_some_and(attend::Desk::is_busy)
    }

    /// What was found, in the order of the documents.
    #[must_use]
    pub fn hits(&self) -> &[Hit] {
        &self.results.hits
    }

    /// Whether what is shown answers what stands in the field.
    fn answered(&self) -> bool {
        self.answer.as_ref().is_some_and(|answer| answer.text == self.query.text.trim())
    }

    /// Whether what is wrong with the query is said: not of a name that is still being chosen.
    fn tells_mistakes(&self) -> bool {
        self.answered() && !self.proposals.is_open()
    }

    /// Whether what is shown was found by an earlier query, because that in the field is a mistake.
    fn is_stale(&self) -> bool {
        !self.mistakes.is_empty()
    }

    /// Whether the keyboard is to go from the field into the list, now that it shows what was asked for; said once.
    fn is_to_enter(&mut self) -> bool {
        if self.entering != Entering::Asked || !self.answered() || self.results.is_busy() {
            return false;
        }
        self.entering = Entering::No;
        self.mistakes.is_empty()
    }

    fn forget(&mut self) {
        self.answer = None;
        self.mistakes.clear();
        self.results.forget();
        self.notes.forget();
    }
}

/// Draws it.
pub fn search_ui(ui: &mut Ui, view: &ShellView, state: &mut SearchView, actions: &mut Actions) {
    Frame::new().inner_margin(Margin { left: 24, right: 24, top: 16, bottom: 8 }).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::SMALL;
        head::head_ui(ui, view, state, actions);
        builder::builder_ui(ui, view, state, actions);
        spaced::spaced_ui(ui, view, state);
        head::counts_ui(ui, view, state);
    });
    if !state.notes.found.is_empty() {
        notes::notes_ui(ui, view, state, actions);
    } else if state.results.hits.is_empty() {
        empty::empty_ui(ui, view, state, actions);
    } else {
        results::results_ui(ui, view, state, actions);
    }
}
