//! The Analyse workspace: analyses and their options on the left, the picture in the middle, the passages
//! behind a number on the right.
//!
//! Today one analysis is built: which codes go together. What does not exist is not listed. Nothing is
//! counted while drawing (`compute`); the picture on screen says by which definition it was made.

mod cell;
mod compute;
mod figure;
mod heat_map;
mod options;
mod save;

use egui::{Frame, Margin, Panel, ScrollArea, Ui};

pub use figure::{Figure, Measure, Sort};
pub use heat_map::Zoom;
pub use save::tab_separated;

use self::compute::{Behind, Counted};
use self::heat_map::{MapView, READABLE};
use super::rows::Rows;
use super::tick_list::Ticked;
use crate::analysis::cooccurrence::{Coders, Count, Parameters, Unit};
use crate::analysis::scope::{Aggregate, Scope};
use crate::app::actions::Actions;
use crate::app::icons::Icon;
use crate::app::shell::ShellView;
use crate::app::sized_panel::{Edge, SizedPanel};
use crate::app::theme::{self, size, space};
use crate::app::widgets;
use crate::model::{CodeId, CoderId, Message};

/// What a count was asked for, and of which state of the project.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Key {
    parameters: Parameters,
    revision: u64,
}

/// What it remembers between frames.
#[derive(Default)]
pub struct CooccurrenceView {
    /// Which codes are shown.
    pub codes: Ticked<CodeId>,
    /// In what two codes must be together.
    pub unit: Unit,
    /// Doubled codings once or each.
    pub count: Count,
    /// People together or apart.
    pub coders: Coders,
    /// Whose matrix is shown where people are kept apart; `None` for the sum.
    pub coder: Option<CoderId>,
    /// Codes alone or with what is below them.
    pub aggregate: Aggregate,
    /// What cells say.
    pub measure: Measure,
    /// In which order codes stand.
    pub sort: Sort,
    /// How large cells are.
    pub zoom: Zoom,
    /// The cell whose passages are shown.
    pub cell: Option<(CodeId, CodeId)>,
    counted: Counted,
    behind: Behind,
    figure: Option<Figure>,
    figure_of: Option<(u64, Measure, Sort, Option<CoderId>)>,
    /// Grows with every figure.
    generation: u64,
    map: MapView,
    code_list: Rows,
    passage_rows: Rows,
}

impl CooccurrenceView {
    /// What is asked for.
    #[must_use]
    pub fn parameters(&self, view: &ShellView) -> Parameters {
        let codes = match &self.codes {
            Ticked::All => Vec::new(),
            Ticked::Only(some) => {
                view.codebook.rows().iter().map(|row| row.id).filter(|id| some.contains(id)).collect()
            }
        };
        let (unit, count, coders, aggregate) = (self.unit, self.count, self.coders, self.aggregate);
        Parameters { codes, unit, count, coders, aggregate, scope: Scope::default() }
    }

    /// The picture on screen.
    #[must_use]
    pub fn figure(&self) -> Option<&Figure> {
        self.figure.as_ref()
    }

    /// How many passages are listed on the right.
    #[must_use]
    pub fn passages(&self) -> usize {
        if self.cell.is_some() && self.behind.cell == self.cell { self.behind.list.len() } else { 0 }
    }

    fn follow(&mut self, view: &ShellView, actions: &mut Actions) {
        let parameters = self.parameters(view);
        if self.codes.is_nothing() {
            self.figure = None;
            self.figure_of = None;
            return;
        }
        compute::follow(view, self, &parameters, actions);
        let coder = self.coder.filter(|_| self.coders == Coders::Each);
        let Some(result) = self.counted.result.clone() else { return };
        let of = (self.counted.generation, self.measure, self.sort, coder);
        if self.figure_of != Some(of) {
            self.figure = Some(Figure::of(&result, &view.project, coder, self.measure, self.sort));
            self.figure_of = Some(of);
            self.generation += 1;
        }
        let there = |id: &CodeId| self.figure.as_ref().is_some_and(|figure| figure.place(*id).is_some());
        self.cell = self.cell.filter(|(first, second)| there(first) && there(second));
        compute::find_passages(view, self, &parameters, self.cell, actions);
    }
}

/// Whether a character is as wide as it is high: such names can be written from top to bottom.
fn is_wide(c: char) -> bool {
    matches!(u32::from(c), 0x2E80..=0x9FFF | 0xAC00..=0xD7AF | 0xF900..=0xFAFF | 0xFF00..=0xFF60 | 0x20000..=0x3FFFD)
}

/// Draws it.
pub fn cooccurrence_ui(ui: &mut Ui, view: &ShellView, state: &mut CooccurrenceView, actions: &mut Actions) {
    let t = theme::tokens(ui);
    if view.project.coding_count() == 0 {
        ui.add_space(ui.available_height() * 0.25);
        widgets::empty_state(ui, Icon::Grid, view.text("analyse.no_codings"), view.text("analyse.no_codings_line"));
        super::parts::next_step_ui(ui, view, actions);
        return;
    }
    state.follow(view, actions);
    let side = Frame::new().fill(t.panel).inner_margin(Margin::same(12));
    let name = view.text("app.edge_analyses");
    let panel = SizedPanel { edge: Edge::Left, salt: "analyses", name, frame: side, range: 220.0..=400.0 };
    panel.show_of(ui, 268.0, |ui| {
        ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| options::options_ui(ui, view, state));
    });
    // The picture stays in its place while what belongs to it is drawn.
    let figure = state.figure.take();
    if let (Some(figure), Some(_)) = (&figure, state.cell) {
        let name = view.text("app.edge_passages");
        let panel = SizedPanel { edge: Edge::Right, salt: "passages", name, frame: side, range: 260.0..=560.0 };
        panel.show_of(ui, 340.0, |ui| cell::cell_ui(ui, view, state, figure, actions));
    }
    let centre = Frame::new().inner_margin(Margin { left: 20, right: 12, top: 12, bottom: 10 });
    egui::CentralPanel::no_frame().frame(centre).show(ui, |ui| match &figure {
        Some(figure) if figure.size() >= 2 => picture_ui(ui, view, state, figure, actions),
        _ if state.codes.is_nothing() || figure.is_some() => {
            ui.add_space(ui.available_height() * 0.25);
            widgets::empty_state(ui, Icon::Grid, view.text("analyse.few_codes"), view.text("analyse.few_codes_line"));
        }
        _ => {
            ui.vertical_centered(|ui| {
                ui.add_space(ui.available_height() * 0.3);
                ui.add(egui::Spinner::new().size(24.0));
                ui.label(widgets::quiet(ui, view.text("analyse.job")));
            });
        }
    });
    if state.figure.is_none() {
        state.figure = figure;
    }
}

fn picture_ui(ui: &mut Ui, view: &ShellView, state: &mut CooccurrenceView, figure: &Figure, actions: &mut Actions) {
    ui.horizontal(|ui| {
        ui.label(widgets::bold(view.text("analyse.cooccurrence")).size(16.0));
        let said = Message::new("analyse.size").with("codes", figure.size());
        ui.label(widgets::caption(ui, view.say(&said)));
        let key = Key { parameters: state.parameters(view), revision: view.revision };
        if state.counted.is_behind(&key) {
            ui.add(egui::Spinner::new().size(14.0));
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            save::save_menu_ui(ui, view, state, figure, actions);
            let fits = ui.available_height();
            if figure.size() as f32 * READABLE > fits.max(360.0) || state.zoom == Zoom::Whole {
                let zooms = [
                    (Zoom::Readable, view.text("analyse.zoom_readable")),
                    (Zoom::Whole, view.text("analyse.zoom_whole")),
                ];
                super::parts::choice_ui(ui, view.text("analyse.zoom"), &zooms, &mut state.zoom);
            }
        });
    });
    ui.add_space(space::SMALL);
    let foot = Panel::bottom("definition").frame(Frame::new()).show_separator_line(false);
    foot.show(ui, |ui| foot_ui(ui, view, state, figure));
    let chosen = state.cell.and_then(|(first, second)| Some((figure.place(first)?, figure.place(second)?)));
    let clicked = heat_map::heat_map_ui(ui, view, &mut state.map, figure, state.generation, state.zoom, chosen);
    if let Some((row, column)) = clicked {
        let cell = figure.heads.get(row).zip(figure.heads.get(column)).map(|(first, second)| (first.id, second.id));
        if cell != state.cell {
            state.cell = cell;
            state.passage_rows.rewind();
        }
    }
}

/// The scale, what the numbers mean, and what a reader of them should know.
fn foot_ui(ui: &mut Ui, view: &ShellView, state: &CooccurrenceView, figure: &Figure) {
    ui.spacing_mut().item_spacing.y = space::TINY;
    ui.add_space(space::SMALL);
    heat_map::legend_ui(ui, view, figure);
    let text = definition(view, state).join(" ");
    ui.add(egui::Label::new(widgets::caption(ui, text)).wrap());
    let warned = (0..figure.size()).flat_map(|a| (0..a).map(move |b| (a, b)));
    let warned = warned.filter(|&(a, b)| figure.share(a, b).is_some() && !figure.warnings(a, b).is_empty()).count();
    if figure.measure == Measure::Coefficient && warned > 0 {
        let said = view.say(&Message::new("analyse.warned").with("count", warned));
        let colour = theme::tokens(ui).warning;
        ui.add(egui::Label::new(egui::RichText::new(said).size(size::SMALL).color(colour)).wrap());
    }
    let findings = state.counted.result.as_ref().map_or(0, |result| result.findings.len());
    if findings > 0 {
        let said = view.say(&Message::new("analyse.findings").with("count", findings));
        let label = ui.label(egui::RichText::new(said).size(size::SMALL).color(theme::tokens(ui).warning));
        label.on_hover_ui(|ui| {
            const SHOWN: usize = 12;
            let result = state.counted.result.iter().flat_map(|result| &result.findings);
            for finding in result.take(SHOWN) {
                ui.label(view.say(&finding.tell(&view.project)));
            }
            if findings > SHOWN {
                ui.label("…");
            }
        });
    }
}

/// What the numbers mean, as sentences.
fn definition(view: &ShellView, state: &CooccurrenceView) -> Vec<String> {
    let mut sentences: Vec<String> = state.parameters(view).definition().iter().map(|m| view.say(m)).collect();
    if state.measure == Measure::Coefficient {
        sentences.push(view.text("analyse.coefficient_definition").to_owned());
    }
    sentences
}
