//! The search workspace: what is typed above, every place where it stands below, ticked and coded in one go.
//!
//! It searches through `attend`, never while drawing, and never while an input method is composing. A
//! mistake in a query is told with its place; an empty list says why it is empty.

mod attend;
mod empty;
mod field;
mod head;
mod help;
mod history;
mod list;
mod tools;

use std::collections::BTreeSet;
use std::sync::Arc;

use egui::{Frame, Margin, Ui};

pub use history::Recent;
pub use tools::passages;

use self::list::Line;
use super::rows::Rows;
use crate::app::actions::Actions;
use crate::app::shell::ShellView;
use crate::app::theme::space;
use crate::app::widgets::{self, Settled};
use crate::search::concordance::Sort;
use crate::search::unit::Unit;
use crate::search::{Answer, Hit, QueryError};

/// How results are set out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Listing {
    /// Under their documents.
    #[default]
    Documents,
    /// The hits below each other, with what stands on either side.
    Concordance,
}

/// How much around a hit is coded; at first its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coded(pub Unit);

impl Default for Coded {
    fn default() -> Self {
        Self(Unit::Sentence)
    }
}

/// What it remembers between frames.
#[derive(Default)]
pub struct SearchView {
    /// What is looked for.
    pub query: Settled,
    /// How results are set out.
    pub listing: Listing,
    /// In which order the concordance stands.
    pub sort: Sort,
    /// How much around a hit is coded.
    pub unit: Coded,
    /// What was searched for before.
    pub recent: Recent,
    standing: history::Standing,
    desk: Option<attend::Desk>,
    answer: Option<Answer>,
    hits: Arc<[Hit]>,
    total: usize,
    documents: usize,
    mistakes: Vec<QueryError>,
    ticked: BTreeSet<Hit>,
    /// The hits in the order of the concordance, once that is known.
    order: Option<(Sort, Vec<u32>)>,
    ordering: bool,
    lines: Vec<Line>,
    lines_of: Option<Listing>,
    rows: Rows,
    opened: bool,
}

impl SearchView {
    /// Puts a query into the field, as if it had been typed.
    pub fn look_for(&mut self, text: &str) {
        self.query = Settled::of(text);
    }

    /// Gives the field the keyboard as soon as it is shown.
    pub fn take_keyboard(&mut self) {
        self.opened = false;
    }

    /// Whether an answer or an order is still to come: a picture waits for it.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        let answered = self.answer.as_ref().is_some_and(|answer| answer.text == self.query.get().trim());
        let asked = !self.query.get().trim().is_empty() && self.desk.is_some();
        self.ordering || (asked && !answered) || self.desk.as_ref().is_some_and(attend::Desk::is_busy)
    }

    /// What was found, in the order of the documents.
    #[must_use]
    pub fn hits(&self) -> &[Hit] {
        &self.hits
    }

    /// Whether what is shown answers what stands in the field.
    fn answered(&self) -> bool {
        self.answer.as_ref().is_some_and(|answer| answer.text == self.query.text.trim())
    }

    fn forget(&mut self) {
        self.answer = None;
        self.hits = Arc::default();
        self.total = 0;
        self.documents = 0;
        self.mistakes.clear();
        self.ticked.clear();
        self.order = None;
        self.lines.clear();
    }
}

/// Draws it.
pub fn search_ui(ui: &mut Ui, view: &ShellView, state: &mut SearchView, actions: &mut Actions) {
    Frame::new().inner_margin(Margin { left: 24, right: 24, top: 16, bottom: 8 }).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::SMALL;
        head::head_ui(ui, view, state);
        head::counts_ui(ui, view, state);
        if state.hits.is_empty() {
            return;
        }
        tools::tools_ui(ui, view, state, actions);
    });
    if state.hits.is_empty() {
        empty::empty_ui(ui, view, state, actions);
        return;
    }
    widgets::hairline(ui);
    Frame::new().inner_margin(Margin { left: 16, right: 8, top: 0, bottom: 0 }).show(ui, |ui| {
        list::list_ui(ui, view, state, actions);
    });
}
