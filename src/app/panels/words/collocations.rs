//! What stands near a word: the hits of a query in the middle, the words beside them in a table with all measures.

use std::cmp::Ordering;
use std::sync::Arc;

use egui::{Align, Frame, Layout, Margin, Rect, TextEdit, Ui, Vec2, pos2};

use super::WordsView;
use super::counting::{self, Collocations, Node};
use super::deeds::{self, Deed};
use super::definition::{Definition, definitions_ui};
use super::frequencies::{by_pinyin, ticked_ui};
use super::save;
use super::scope::Scope;
use super::slot::Slot;
use super::table::{self, Done, Head, Line, Listing};
use crate::app::actions::Actions;
use crate::app::icons::Icon;
use crate::app::panels::parts;
use crate::app::panels::status_bar::grouped;
use crate::app::shell::ShellView;
use crate::app::theme::{self, space};
use crate::app::widgets::{self, Settled};
use crate::export::table::fixed;
use crate::model::Message;
use crate::search::words::{Collocate, Window, WindowUnit};

/// What the columns mean.
const DEFINITIONS: [Definition; 7] = [
    ("words.column.together", "words.define.together"),
    ("words.column.place", "words.define.place"),
    ("words.column.alone", "words.define.alone"),
    ("words.column.log_dice", "words.define.log_dice"),
    ("words.column.mi", "words.define.mi"),
    ("words.column.log_likelihood", "words.define.log_likelihood"),
    ("words.column.t_score", "words.define.t_score"),
];

/// The columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The word, by pinyin.
    Word,
    /// How often in a window.
    Together,
    /// Rather before the node or after it.
    Place,
    /// How often anywhere.
    Alone,
    /// logDice.
    LogDice,
    /// MI.
    Mutual,
    /// G2.
    LogLikelihood,
    /// t.
    TScore,
}

impl Line for Collocate {
    type Column = Column;

    fn word(&self) -> &Arc<str> {
        &self.word
    }

    fn compare(&self, other: &Self, by: Column) -> Ordering {
        match by {
            Column::Word => by_pinyin(&other.word, &self.word),
            Column::Together => self.together.cmp(&other.together),
            Column::Place => leaning(self).total_cmp(&leaning(other)),
            Column::Alone => self.alone.cmp(&other.alone),
            Column::LogDice => self.log_dice.total_cmp(&other.log_dice),
            Column::Mutual => self.mutual_information.total_cmp(&other.mutual_information),
            Column::LogLikelihood => self.log_likelihood.total_cmp(&other.log_likelihood),
            Column::TScore => self.t_score.total_cmp(&other.t_score),
        }
    }
}

/// Where a word stands: -1 always before the node, 1 always after it.
fn leaning(line: &Collocate) -> f64 {
    (line.right as f64 - line.left as f64) / (line.together.max(1)) as f64
}

/// How far from the node words are looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// The node's sentence.
    Sentence,
    /// So many words on either side, within the paragraph.
    #[default]
    Words,
}

/// What the tab remembers.
pub struct CollocationsView {
    /// A query; its hits are the node.
    pub node: Settled,
    /// How far.
    pub reach: Reach,
    /// So many words before it.
    pub left: u32,
    /// So many words after it.
    pub right: u32,
    /// Together at least so often.
    pub least: u64,
    /// The figures.
    pub slot: Slot<(Scope, Node), Collocations>,
    /// The table.
    pub listing: Listing<Collocate>,
}

impl Default for CollocationsView {
    fn default() -> Self {
        Self {
            node: Settled::default(),
            reach: Reach::default(),
            left: 5,
            right: 5,
            least: 2,
            slot: Slot::default(),
            listing: Listing::by(Column::LogDice),
        }
    }
}

impl CollocationsView {
    fn window(&self) -> Window {
        match self.reach {
            Reach::Sentence => Window { left: u32::MAX, right: u32::MAX, unit: WindowUnit::Sentence },
            Reach::Words => Window { left: self.left, right: self.right, unit: WindowUnit::Paragraph },
        }
    }

    /// What was asked, in a sentence.
    fn said(&self, view: &ShellView) -> String {
        let node = self.node.get().trim();
        let message = match self.reach {
            Reach::Sentence => Message::new("words.node.said_sentence"),
            Reach::Words => Message::new("words.node.said_words").with("left", self.left).with("right", self.right),
        };
        view.say(&message.with("node", node).with("least", self.least))
    }
}

/// Has the company of the node counted where it is not.
pub fn follow(view: &ShellView, state: &mut WordsView, actions: &mut Actions) {
    let Some(counter) = state.counter.clone() else { return };
    let own = &state.collocations;
    let query = own.node.get().trim().to_owned();
    if query.is_empty() {
        // The most frequent words are offered to begin with. One count at a time: the newer ends the older.
        state.collocations.slot.put_off();
        super::frequencies::follow(view, state, actions);
        return;
    }
    state.frequencies.slot.put_off();
    let own = &state.collocations;
    let node = Node { query, window: own.window(), least: own.least };
    let asked = (state.scope.get(), node);
    let (project, wanted) = (Arc::clone(&view.project), asked.clone());
    state.collocations.slot.want(
        view,
        asked,
        |words| &mut words.collocations.slot,
        move |counter, context| counting::collocations(counter, &project, &wanted.0, &wanted.1, context),
        &counter,
        actions,
    );
    if let Some(figures) = state.collocations.slot.take_new() {
        state.collocations.listing.put(Arc::clone(&figures.lines));
    }
    state.collocations.listing.follow(|words| &mut words.collocations.listing, actions);
}

/// Draws it.
pub fn collocations_ui(ui: &mut Ui, view: &ShellView, state: &mut WordsView, actions: &mut Actions) {
    let mut deed = None;
    let asked = !state.collocations.node.get().trim().is_empty();
    let figures = state.collocations.slot.get().filter(|_| asked).map(Arc::clone);
    Frame::new().inner_margin(Margin { left: 24, right: 24, top: 4, bottom: 4 }).show(ui, |ui| {
        node_ui(ui, view, &mut state.collocations);
        if !asked {
            return;
        }
        ui.horizontal(|ui| {
            ui.set_min_height(30.0);
            if let Some(figures) = &figures {
                let said = Message::new("words.node.size")
                    .with("nodes", grouped(figures.nodes))
                    .with("words", grouped(figures.window_words))
                    .with("listed", grouped(figures.lines.len() as u64));
                ui.label(widgets::bold(view.say(&said)));
            }
            state.collocations.slot.state_ui(ui, view, actions);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let said = format!("{}\n{}", state.collocations.said(view), state.scope.said(view));
                definitions_ui(ui, view, &DEFINITIONS, &said);
                if let Some(figures) = &figures {
                    let order = Arc::clone(state.collocations.listing.order());
                    let mut notes = state.scope.notes(view);
                    notes.push((view.text("words.node").to_owned(), state.collocations.said(view)));
                    save::table_menu_ui(ui, view, "words.tab.collocations", actions, {
                        let figures = Arc::clone(figures);
                        move |view| save::collocations(view, &figures, &order, notes.clone())
                    });
                    ui.allocate_ui(Vec2::new(200.0, 28.0), |ui| {
                        widgets::filter_field(ui, view.text("words.filter"), &mut state.collocations.listing.filter);
                    });
                }
            });
        });
        let places = |words: &[Arc<str>]| figures.as_ref().map(|figures| figures.places_of(words)).unwrap_or_default();
        ticked_ui(ui, view, &mut state.collocations.listing, &places, &mut deed);
    });
    match figures {
        None if !asked => begin_ui(ui, view, state),
        None => {}
        Some(figures) if figures.lines.is_empty() => {
            ui.add_space(ui.available_height() * 0.15);
            let line = if figures.nodes == 0 { "words.node.no_hits" } else { "words.node.nothing_line" };
            widgets::empty_state(ui, Icon::List, view.text("words.node.nothing"), view.text(line));
        }
        Some(figures) => rows_ui(ui, view, state, &figures, &mut deed),
    }
    if let Some(deed) = deed {
        deeds::carry_out(ui, view, state, deed, actions);
    }
}

/// The node, how far from it, and how often at least.
fn node_ui(ui: &mut Ui, view: &ShellView, own: &mut CollocationsView) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = Vec2::new(space::SMALL, space::TINY);
        let width = (ui.max_rect().width() * 0.34).clamp(220.0, 360.0);
        let field = TextEdit::singleline(&mut own.node.text)
            .hint_text(widgets::caption(ui, view.text("words.node.hint")))
            .desired_width(width)
            .margin(Margin { left: 28, right: 8, top: 5, bottom: 5 });
        let response = ui.add_sized(Vec2::new(width, 28.0), field);
        widgets::name_field(ui, &response, view.text("words.node"));
        let lens = Rect::from_center_size(response.rect.left_center() + Vec2::new(15.0, 0.0), Vec2::splat(16.0));
        Icon::Lens.paint(ui.painter(), lens, 14.0, theme::tokens(ui).quiet);
        if widgets::left_by_escape(&response) {
            own.node.text.clear();
        }
        if own.node.settle(ui.ctx()) {
            ui.ctx().request_repaint();
        }
        response.on_hover_text(view.text("words.node.tip"));
        let reaches =
            [(Reach::Words, view.text("words.reach.words")), (Reach::Sentence, view.text("words.reach.sentence"))];
        parts::segments_ui(ui, &reaches, &mut own.reach);
        if own.reach == Reach::Words {
            number_ui(ui, view.text("words.reach.left"), &mut own.left, 0..=20);
            number_ui(ui, view.text("words.reach.right"), &mut own.right, 0..=20);
        }
        let mut least = u32::try_from(own.least).unwrap_or(u32::MAX);
        number_ui(ui, view.text("words.node.least"), &mut least, 1..=100);
        own.least = u64::from(least);
    });
}

/// A number with its name before it, to be dragged or typed.
fn number_ui(ui: &mut Ui, label: &str, number: &mut u32, range: std::ops::RangeInclusive<u32>) {
    ui.label(widgets::caption(ui, label));
    let response = ui.add(egui::DragValue::new(number).range(range).speed(0.1));
    widgets::name_field(ui, &response, label);
}

/// How to begin: words to try.
fn begin_ui(ui: &mut Ui, view: &ShellView, state: &mut WordsView) {
    ui.add_space((ui.available_height() * 0.12).min(80.0));
    widgets::empty_state(ui, Icon::Lens, view.text("words.node.begin"), view.text("words.node.begin_line"));
    let (words, forms): (Vec<Arc<str>>, _) = match state.frequencies.slot.get() {
        Some(figures) => (figures.lines.iter().take(6).map(|line| Arc::clone(&line.word)).collect(), figures.forms),
        None => return,
    };
    ui.add_space(space::MEDIUM);
    ui.vertical_centered(|ui| {
        ui.label(widgets::caption(ui, view.text("words.node.try")));
        for word in words {
            if widgets::link_button(ui, &word).clicked() {
                state.collocations.node = Settled::of(&deeds::as_term(&word, forms));
            }
        }
    });
}

fn rows_ui(ui: &mut Ui, view: &ShellView, state: &mut WordsView, figures: &Collocations, deed: &mut Option<Deed>) {
    let listing = &mut state.collocations.listing;
    let most = figures.lines.iter().map(|line| line.together).max().unwrap_or(1);
    let cell = |ui: &Ui, place, line: &Collocate, column| match column {
        Column::Word => table::word_cell(ui, place, &line.word),
        Column::Together => table::bar_cell(ui, place, &grouped(line.together), line.together as f32 / most as f32),
        Column::Place => place_cell(ui, place, line),
        Column::Alone => table::number_cell(ui, place, &grouped(line.alone)),
        Column::LogDice => table::number_cell(ui, place, &fixed(line.log_dice, 2)),
        Column::Mutual => table::number_cell(ui, place, &fixed(line.mutual_information, 2)),
        Column::LogLikelihood => table::number_cell(ui, place, &fixed(line.log_likelihood, 1)),
        Column::TScore => table::number_cell(ui, place, &fixed(line.t_score, 2)),
    };
    let spoken = |line: &Collocate| {
        let said = Message::new("words.node.spoken")
            .with("word", &line.word)
            .with("together", grouped(line.together))
            .with("left", grouped(line.left))
            .with("right", grouped(line.right))
            .with("log_dice", fixed(line.log_dice, 2));
        view.say(&said)
    };
    let mut menu = |ui: &mut Ui, line: &Collocate| {
        deeds::menu_ui(ui, view, (&line.word, figures.forms), figures.places_of(&[&line.word]), deed);
    };
    let heads = heads(view);
    let done = Frame::new()
        .inner_margin(Margin { left: 16, right: 8, top: 0, bottom: 0 })
        .show(ui, |ui| table::table_ui(ui, view, listing, &heads, &cell, &spoken, &mut menu))
        .inner;
    if let Some(Done::Open(at)) = done
        && let Some(line) = figures.lines.get(at)
    {
        *deed = Some(Deed::Concordance(figures.places_of(&[&line.word])));
    }
}

fn heads(view: &ShellView) -> [Head<'_, Column>; 8] {
    let head =
        |column, name, tip, width, align| Head { column, name: view.text(name), tip: view.text(tip), width, align };
    let number = |column, name, tip| head(column, name, tip, (0.5, 82.0), Align::Max);
    [
        head(Column::Word, "words.column.word", "words.define.word", (1.6, 110.0), Align::Min),
        head(Column::Together, "words.column.together", "words.define.together", (1.4, 96.0), Align::Max),
        head(Column::Place, "words.column.place", "words.define.place", (0.8, 90.0), Align::Center),
        number(Column::Alone, "words.column.alone", "words.define.alone"),
        number(Column::LogDice, "words.column.log_dice", "words.define.log_dice"),
        number(Column::Mutual, "words.column.mi", "words.define.mi"),
        number(Column::LogLikelihood, "words.column.log_likelihood", "words.define.log_likelihood"),
        number(Column::TScore, "words.column.t_score", "words.define.t_score"),
    ]
}

/// A line with the node in its middle: how much of the word stands before it, how much after.
fn place_cell(ui: &Ui, place: Rect, line: &Collocate) {
    let t = theme::tokens(ui);
    let (middle, half) = (place.center(), (place.width() * 0.5 - 6.0).max(4.0));
    let share = |count: u64| count as f32 / line.together.max(1) as f32 * half;
    let left =
        Rect::from_min_max(pos2(middle.x - share(line.left), middle.y - 4.0), pos2(middle.x - 1.0, middle.y + 4.0));
    let right =
        Rect::from_min_max(pos2(middle.x + 1.0, middle.y - 4.0), pos2(middle.x + share(line.right), middle.y + 4.0));
    let fill = t.accent.gamma_multiply(0.45);
    for bar in [left, right].into_iter().filter(|bar| bar.width() > 0.0) {
        ui.painter().rect_filled(bar, 1.0, fill);
    }
    let stroke = egui::Stroke::new(1.0, t.quiet);
    ui.painter().line_segment([pos2(middle.x, middle.y - 7.0), pos2(middle.x, middle.y + 7.0)], stroke);
}
