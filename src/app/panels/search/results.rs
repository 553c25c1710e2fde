//! What was found and how it is looked at: the listing, its order, what is ticked, which hit is looked at.
//!
//! What is listed changes only when its order is ready: while one types, the list before stays until the
//! next can take its place, so nothing flickers. Sorting runs behind the window.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use egui::{Frame, Margin, Ui};

use super::counts::CountsView;
use super::export::Taken;
use super::list::{self, Line};
use super::pending::Pending;
use super::tree::TreeView;
use super::{SearchView, counts, preview, tools, tree};
use crate::app::actions::{Action, Actions};
use crate::app::jobs::{Continuation, JobKind, JobRequest};
use crate::app::panels::rows::Rows;
use crate::app::shell::{Shell, ShellView};
use crate::app::sized_panel::{Edge, SizedPanel};
use crate::app::theme;
use crate::app::widgets;
use crate::model::{DocumentId, Message, Project, Revision};
use crate::search::concordance::{self, Sort};
use crate::search::unit::Unit;
use crate::search::{Extent, Hit, Hits, Order};

/// Characters on either side of a hit, until another number is chosen.
pub const DEFAULT_CONTEXT: u32 = 40;

/// How results are set out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Listing {
    /// Under their documents.
    #[default]
    Documents,
    /// The hits below each other, with what stands on either side.
    Concordance,
    /// What follows or precedes the hits, as branches.
    Tree,
}

/// Whether a part of the workspace is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pane {
    /// It is.
    Shown,
    /// It is not.
    Hidden,
}

impl Pane {
    /// The other.
    pub fn switch(&mut self) {
        *self = match self {
            Self::Shown => Self::Hidden,
            Self::Hidden => Self::Shown,
        };
    }
}

/// The results and how one looks at them; may be dropped.
pub struct Results {
    /// How results are set out.
    pub listing: Listing,
    /// In which order they stand; of those under their documents only by document and by relevance.
    pub sort: Sort,
    /// In which order those stand that are alike in the first.
    pub second: Sort,
    /// How much around a hit is coded.
    pub unit: Unit,
    /// Characters shown on either side of a hit.
    pub context: u32,
    /// The hit that is looked at, in its paragraph.
    pub preview: Pane,
    /// Which hits are taken out.
    pub taken: Taken,
    /// How often hits stand where.
    pub counts: CountsView,
    /// What follows or precedes them.
    pub tree: TreeView,
    /// The query that found them: that in the field may be another by now, or none.
    pub(super) query: Arc<str>,
    /// Of the texts in which they were found.
    pub(in crate::app) revision: Revision,
    /// What was found last.
    pub(super) hits: Arc<[Hit]>,
    /// How many there are, also beyond those listed.
    pub(super) total: usize,
    /// How many documents match.
    pub(super) documents: usize,
    /// Whether the numbers are those of the whole project.
    pub(super) extent: Extent,
    /// Grows with every answer.
    pub(super) generation: u64,
    pub(super) ticked: BTreeSet<Hit>,
    /// What was coded and unticked last, with the project before: ticked again where the coding is taken back.
    coded: Option<(Arc<Project>, Vec<Hit>)>,
    /// What the lines show.
    pub(super) listed: Arc<[Hit]>,
    pub(super) lines: Vec<Line>,
    pub(super) folded: BTreeSet<DocumentId>,
    pub(super) rows: Rows,
    /// The number of the hit that is looked at.
    pub(super) current: Option<usize>,
    /// The row that was ticked last, from which a range goes on.
    pub(super) anchor: Option<usize>,
    laid_out: Option<Layout>,
    ordering: Pending<Layout>,
    pub(super) room: Room,
}

/// What there is room for beside and below the hits.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Room {
    /// For how often they stand where.
    pub counts: bool,
    /// For the paragraph of one.
    pub preview: bool,
}

impl Room {
    /// In so much, the tools above the hits included.
    fn in_space(space: egui::Vec2) -> Self {
        Self { counts: space.x >= 560.0, preview: space.y >= 380.0 }
    }
}

/// What a list of lines was made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Layout {
    generation: u64,
    listing: Listing,
    keys: [Sort; 2],
}

impl Default for Results {
    fn default() -> Self {
        Self {
            listing: Listing::default(),
            sort: Sort::default(),
            second: Sort::default(),
            unit: Unit::Sentence,
            context: DEFAULT_CONTEXT,
            preview: Pane::Shown,
            taken: Taken::default(),
            counts: CountsView::default(),
            tree: TreeView::default(),
            query: "".into(),
            revision: Revision::default(),
            hits: Arc::default(),
            total: 0,
            documents: 0,
            extent: Extent::Whole,
            generation: 0,
            ticked: BTreeSet::new(),
            coded: None,
            listed: Arc::default(),
            lines: Vec::new(),
            folded: BTreeSet::new(),
            rows: Rows::default(),
            current: None,
            anchor: None,
            laid_out: None,
            ordering: Pending::default(),
            room: Room::default(),
        }
    }
}

impl Results {
    /// Sets them out as they were left; a width that cannot be chosen is none.
    pub fn look_as(&mut self, listing: Listing, context: u32) {
        self.listing = listing;
        self.context = if tools::CONTEXTS.contains(&context) { context } else { DEFAULT_CONTEXT };
    }

    /// The order that the search is to be asked for.
    #[must_use]
    pub fn asks_for(&self) -> Order {
        self.sort.asks_for()
    }

    /// Whether something is still being sorted or counted.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.ordering.is_busy() || self.counts.is_busy() || self.tree.is_busy()
    }

    /// Takes what a query found. By the same query as before, what is ticked stays ticked.
    pub(super) fn take(&mut self, found: &Hits, query: &str, revision: Revision) {
        let same = *self.query == *query;
        self.query = query.into();
        self.revision = revision;
        self.hits = found.hits.as_slice().into();
        self.total = found.total;
        self.documents = found.documents.len();
        self.extent = found.extent;
        self.generation += 1;
        if same {
            if self.extent == Extent::Whole && !self.ticked.is_empty() {
                let found = self.hits.iter().filter(|hit| self.ticked.contains(hit));
                self.ticked = found.copied().collect();
            }
        } else {
            self.ticked.clear();
            self.coded = None;
            self.folded.clear();
            self.rows.rewind();
            self.current = None;
            self.anchor = None;
        }
    }

    /// Unticks what was coded.
    pub(super) fn untick(&mut self, before: Arc<Project>, now: &Project, coded: Vec<Hit>) {
        self.ticked.retain(|hit| coded.binary_search(hit).is_err());
        self.coded = (!coded_alike(&before, now, &coded)).then_some((before, coded));
    }

    /// Ticks again what was unticked because it was coded, where that was taken back.
    pub(super) fn tick_again(&mut self, now: &Project) {
        if self.coded.as_ref().is_some_and(|(before, hits)| coded_alike(before, now, hits))
            && let Some((_, hits)) = self.coded.take()
        {
            self.ticked.extend(hits);
        }
    }

    /// Lets go of everything that was found.
    pub(super) fn forget(&mut self) {
        self.take(&Hits::default(), "", Revision::default());
        self.ticked.clear();
        self.listed = Arc::default();
        self.lines.clear();
        self.laid_out = None;
    }

    /// The hit that is looked at.
    pub(super) fn looked_at(&self) -> Option<Hit> {
        self.current.and_then(|number| self.listed.get(number)).copied()
    }

    /// Makes the lines where what they show has changed, and has hits sorted where that is wanted.
    fn follow(&mut self, view: &ShellView, actions: &mut Actions) {
        let keys = match self.listing {
            Listing::Concordance => [self.sort, self.second],
            Listing::Documents | Listing::Tree => [Sort::Document; 2],
        };
        let wanted = Layout { generation: self.generation, listing: self.listing, keys };
        if self.laid_out == Some(wanted) || self.listing == Listing::Tree {
            return;
        }
        // The search gave them by document or by relevance already.
        if matches!(keys[0], Sort::Document | Sort::Relevance) {
            self.ordering.again();
            self.lay_out(wanted, None);
            return;
        }
        // The first page is not yet the beginning of this order.
        if self.extent == Extent::Beginning {
            return;
        }
        // Stopped by hand: they stand as they were found, and the choice of the order says so.
        if self.ordering.is_over(&wanted) {
            self.sort = Sort::Document;
            self.follow(view, actions);
            return;
        }
        let Some(held) = self.ordering.begin(wanted) else { return };
        let (project, hits) = (view.project.clone(), Arc::clone(&self.hits));
        let label = Message::new("search.ui.job_sort");
        actions.push(Action::Start(JobRequest::new(JobKind::Search, label, move |context| {
            let order = concordance::order(&project, &hits, &keys, &context.cancel_flag());
            let then: Continuation<Shell> = Box::new(move |shell| {
                drop(held);
                let results = &mut shell.views.search.results;
                // Meanwhile something else may be wanted; then that is asked for in the next frame.
                if let Ok(order) = order
                    && results.ordering.is_for(&wanted)
                    && results.generation == wanted.generation
                {
                    results.lay_out(wanted, Some(&order));
                }
            });
            then
        })));
    }

    fn lay_out(&mut self, layout: Layout, order: Option<&[u32]>) {
        let before = Arc::clone(&self.listed);
        let (keyboard, anchor) = (self.rows.with_keyboard(), self.anchor);
        let stood = [keyboard, anchor].map(|row| row.and_then(|row| self.lines.get(row)).copied());
        if self.laid_out.is_none_or(|before| (before.listing, before.keys) != (layout.listing, layout.keys)) {
            self.rows.rewind();
            self.anchor = None;
        }
        let sorted = |order: &[u32]| order.iter().filter_map(|&n| self.hits.get(n as usize).copied()).collect();
        self.listed = order.map_or_else(|| Arc::clone(&self.hits), sorted);
        let looked_at = self.current.and_then(|number| kept(&before, &self.listed, number));
        self.current = looked_at.or_else(|| (!self.listed.is_empty()).then_some(0));
        self.laid_out = Some(layout);
        self.make_lines();
        let [keyboard_now, anchor_now] = stood.map(|line| self.row_of(&before, line?));
        if let (Some(from), Some(to)) = (keyboard, keyboard_now) {
            self.rows.carry(from, to);
        }
        self.anchor = self.anchor.and(anchor_now);
    }

    /// The row in which stands what a line of the list before stood for, or what came after it.
    fn row_of(&self, before: &[Hit], line: Line) -> Option<usize> {
        match line {
            Line::Document { id: wanted, first, .. } => {
                let own = |line: &Line| matches!(line, Line::Document { id, .. } if *id == wanted);
                self.lines.iter().position(own).or_else(|| self.row_of(before, Line::Hit(first)))
            }
            Line::Hit(number) => {
                let number = kept(before, &self.listed, number)?;
                let holds = |line: &Line| match line {
                    Line::Hit(own) => *own == number,
                    // Its document is folded.
                    Line::Document { first, end, id } => self.folded.contains(id) && (*first..*end).contains(&number),
                };
                self.lines.iter().position(holds)
            }
        }
    }

    pub(super) fn make_lines(&mut self) {
        self.lines.clear();
        let count = self.listed.len();
        if self.laid_out.is_some_and(|layout| layout.listing == Listing::Concordance) {
            self.lines.extend((0..count).map(Line::Hit));
            return;
        }
        let mut at = 0;
        for same in self.listed.chunk_by(|a, b| a.document == b.document) {
            let end = at + same.len();
            self.lines.push(Line::Document { id: same[0].document, first: at, end });
            if !self.folded.contains(&same[0].document) {
                self.lines.extend((at..end).map(Line::Hit));
            }
            at = end;
        }
    }

    /// Looks at the next hit of the list and gives it the keyboard.
    pub(super) fn go_on(&mut self) {
        let Some(current) = self.current else { return };
        let row = self.lines.iter().position(|line| matches!(line, Line::Hit(number) if *number == current));
        let after = row.map_or(0, |row| row + 1);
        let next = self.lines.iter().enumerate().skip(after).find_map(|(row, line)| match line {
            Line::Hit(number) => Some((row, *number)),
            Line::Document { .. } => None,
        });
        if let Some((row, number)) = next {
            self.current = Some(number);
            self.rows.focus(row);
        }
    }
}

/// Whether the documents of some hits are coded in one project as in the other.
fn coded_alike(before: &Project, now: &Project, hits: &[Hit]) -> bool {
    let documents: BTreeSet<DocumentId> = hits.iter().map(|hit| hit.document).collect();
    documents.into_iter().all(|document| before.codings(document) == now.codings(document))
}

/// How far around a hit that is gone one is looked for that is left.
const NEAR: usize = 64;

/// The number in a newer list of a hit of an older one; of one that is gone, that of the next one that is left, or of
/// the last one before it.
fn kept(before: &[Hit], now: &[Hit], number: usize) -> Option<usize> {
    let own = *before.get(number)?;
    if let Some(same) = now.iter().position(|hit| *hit == own) {
        return Some(same);
    }
    let near = before[number..].iter().take(NEAR).chain(before[..number].iter().rev().take(NEAR));
    let order: BTreeMap<Hit, usize> = near.enumerate().map(|(order, hit)| (*hit, order)).collect();
    let left = now.iter().enumerate().filter_map(|(at, hit)| Some((*order.get(hit)?, at)));
    left.min().map(|(_, at)| at).or_else(|| now.len().checked_sub(1).map(|last| number.min(last)))
}

/// Draws everything below the field.
pub fn results_ui(ui: &mut Ui, view: &ShellView, state: &mut SearchView, actions: &mut Actions) {
    state.results.room = Room::in_space(ui.available_size());
    let room = state.results.room;
    state.results.follow(view, actions);
    counts::follow(view, state, actions);
    tree::follow(view, state, actions);
    let t = theme::tokens(ui);
    // What is found no longer answers what stands in the field: it can be read, and nothing is done with it.
    let stale = state.is_stale();
    Frame::new().inner_margin(Margin { left: 24, right: 24, top: 0, bottom: 8 }).show(ui, |ui| {
        ui.add_enabled_ui(!stale, |ui| tools::tools_ui(ui, view, state, actions));
        // Below the tools, which stay where they are.
        if stale {
            let said = Message::new("search.ui.last_valid").with("query", &*state.results.query);
            ui.label(widgets::caption(ui, view.say(&said)));
        }
    });
    // What stands below the line touches it.
    ui.spacing_mut().item_spacing.y = 0.0;
    widgets::hairline(ui);
    let beside = Frame::new().fill(t.panel).inner_margin(Margin::symmetric(12, 8));
    if state.results.counts.pane == Pane::Shown && room.counts {
        let name = view.text("app.edge_counts");
        let panel = SizedPanel { edge: Edge::Right, salt: "counts of hits", name, frame: beside, range: 200.0..=420.0 };
        panel.show_of(ui, 264.0, |ui| {
            ui.add_enabled_ui(!stale, |ui| counts::counts_ui(ui, view, state, actions));
        });
    }
    if state.results.preview == Pane::Shown && room.preview && state.results.listing != Listing::Tree {
        let below = Frame::new().fill(t.panel).inner_margin(Margin::symmetric(24, 8));
        let name = view.text("app.edge_hit");
        let panel =
            SizedPanel { edge: Edge::Bottom, salt: "hit in its paragraph", name, frame: below, range: 110.0..=360.0 };
        panel.show_of(ui, 176.0, |ui| preview::preview_ui(ui, view, state, actions));
    }
    if state.results.listing == Listing::Tree {
        ui.add_enabled_ui(!stale, |ui| tree::tree_ui(ui, view, state, actions));
        return;
    }
    Frame::new().inner_margin(Margin { left: 16, right: 8, top: 0, bottom: 0 }).show(ui, |ui| {
        if stale {
            ui.multiply_opacity(0.5);
        }
        list::list_ui(ui, view, state, actions);
    });
}
