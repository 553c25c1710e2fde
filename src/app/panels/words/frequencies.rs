//! How often each word stands in the texts: a table that sorts and filters, each word to its places.

use std::cmp::Ordering;
use std::sync::Arc;

use egui::{Align, Frame, Layout, Margin, Ui, Vec2};

use super::counting::Frequencies;
use super::deeds::{self, Deed};
use super::definition::{Definition, definitions_ui};
use super::save;
use super::scope::{LeftOut, Scope};
use super::slot::Slot;
use super::table::{self, Done, Head, Line, Listing};
use super::{WordsView, counting};
use crate::app::actions::Actions;
use crate::app::icons::Icon;
use crate::app::panels::status_bar::grouped;
use crate::app::shell::ShellView;
use crate::app::theme::space;
use crate::app::widgets;
use crate::export::table::fixed;
use crate::model::Message;
use crate::search::pinyin::collation;
use crate::search::words::Frequency;

/// What the columns mean.
const DEFINITIONS: [Definition; 4] = [
    ("words.column.count", "words.define.count"),
    ("words.column.per_million", "words.define.per_million"),
    ("words.column.documents", "words.define.documents"),
    ("words.column.dispersion", "words.define.dispersion"),
];

/// So many words are looked for at once.
const MOST_TOGETHER: usize = 20;

/// The columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The word, by pinyin.
    Word,
    /// How often.
    Count,
    /// How often in a million words.
    PerMillion,
    /// In how many documents.
    Documents,
    /// How unevenly it is spread.
    Dispersion,
}

impl Line for Frequency {
    type Column = Column;

    fn word(&self) -> &Arc<str> {
        &self.word
    }

    fn compare(&self, other: &Self, by: Column) -> Ordering {
        match by {
            // Down is from A to Z here: nobody wants a list that begins at its end.
            Column::Word => by_pinyin(&other.word, &self.word),
            Column::Count | Column::PerMillion => self.count.cmp(&other.count),
            Column::Documents => self.documents.cmp(&other.documents),
            Column::Dispersion => self.dispersion.total_cmp(&other.dispersion),
        }
    }
}

/// As in a dictionary: Chinese by pinyin.
pub fn by_pinyin(a: &str, b: &str) -> Ordering {
    a.chars().map(collation).cmp(b.chars().map(collation))
}

/// What the tab remembers.
pub struct FrequenciesView {
    /// The figures; the cloud draws them too.
    pub slot: Slot<Scope, Frequencies>,
    /// The table.
    pub listing: Listing<Frequency>,
}

impl Default for FrequenciesView {
    fn default() -> Self {
        Self { slot: Slot::default(), listing: Listing::by(Column::Count) }
    }
}

/// Has the words counted where they are not.
pub fn follow(view: &ShellView, state: &mut WordsView, actions: &mut Actions) {
    let Some(counter) = state.counter.clone() else { return };
    let scope = state.scope.get();
    let (project, asked) = (Arc::clone(&view.project), scope.clone());
    state.frequencies.slot.want(
        view,
        scope,
        |words| &mut words.frequencies.slot,
        move |counter, context| counting::frequencies(counter, &project, &asked, context),
        &counter,
        actions,
    );
    if let Some(figures) = state.frequencies.slot.take_new() {
        state.frequencies.listing.put(Arc::clone(&figures.lines));
    }
    state.frequencies.listing.follow(|words| &mut words.frequencies.listing, actions);
}

/// How much was counted, in a sentence.
pub fn size_of(view: &ShellView, figures: &Frequencies) -> String {
    let said = Message::new("words.size")
        .with("tokens", grouped(figures.totals.words))
        .with("types", grouped(figures.totals.different as u64))
        .with("documents", grouped(u64::from(figures.totals.documents)));
    view.say(&said)
}

/// Draws it.
pub fn frequencies_ui(ui: &mut Ui, view: &ShellView, state: &mut WordsView, actions: &mut Actions) {
    let mut deed = None;
    let figures = state.frequencies.slot.get().map(Arc::clone);
    Frame::new().inner_margin(Margin { left: 24, right: 24, top: 4, bottom: 4 }).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.set_min_height(30.0);
            if let Some(figures) = &figures {
                let mut size = size_of(view, figures);
                if state.scope.left_out.contains(&LeftOut::Interviewers) {
                    size.push_str(view.text("words.size_respondents"));
                }
                ui.label(widgets::bold(size)).on_hover_text(view.text("words.scope.interviewers_tip"));
            }
            state.frequencies.slot.state_ui(ui, view, actions);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                definitions_ui(ui, view, &DEFINITIONS, &state.scope.said(view));
                if let Some(figures) = &figures {
                    let order = Arc::clone(state.frequencies.listing.order());
                    let notes = state.scope.notes(view);
                    save::table_menu_ui(ui, view, "words.tab.frequencies", actions, {
                        let figures = Arc::clone(figures);
                        move |view| save::frequencies(view, &figures, &order, notes.clone())
                    });
                }
                ui.allocate_ui(Vec2::new(200.0, 28.0), |ui| {
                    widgets::filter_field(ui, view.text("words.filter"), &mut state.frequencies.listing.filter);
                });
            });
        });
        let places = |words: &[Arc<str>]| figures.as_ref().map(|figures| figures.places_of(words)).unwrap_or_default();
        ticked_ui(ui, view, &mut state.frequencies.listing, &places, &mut deed);
    });
    let Some(figures) = figures else { return };
    if figures.lines.is_empty() {
        nothing_ui(ui, view);
        return;
    }
    let most = figures.lines.iter().map(|line| line.count).max().unwrap_or(1);
    let heads = heads(view);
    let listing = &mut state.frequencies.listing;
    let cell = |ui: &Ui, place, line: &Frequency, column| match column {
        Column::Word => table::word_cell(ui, place, &line.word),
        Column::Count => table::bar_cell(ui, place, &grouped(line.count), line.count as f32 / most as f32),
        Column::PerMillion => table::number_cell(ui, place, &tenths(line.per_million)),
        Column::Documents => table::number_cell(ui, place, &grouped(u64::from(line.documents))),
        Column::Dispersion => table::number_cell(ui, place, &fixed(line.dispersion, 2)),
    };
    let spoken = |line: &Frequency| {
        let said = Message::new("words.spoken")
            .with("word", &line.word)
            .with("count", grouped(line.count))
            .with("documents", grouped(u64::from(line.documents)));
        view.say(&said)
    };
    let mut menu = |ui: &mut Ui, line: &Frequency| {
        let word = (&line.word, figures.forms);
        deeds::menu_ui(ui, view, word, figures.places_of(&[&line.word]), &mut deed);
    };
    let done = Frame::new()
        .inner_margin(Margin { left: 16, right: 8, top: 0, bottom: 0 })
        .show(ui, |ui| table::table_ui(ui, view, listing, &heads, &cell, &spoken, &mut menu))
        .inner;
    if let Some(Done::Open(at)) = done
        && let Some(line) = figures.lines.get(at)
    {
        deed = Some(Deed::Concordance(figures.places_of(&[&line.word])));
    }
    if let Some(deed) = deed {
        deeds::carry_out(ui, view, state, deed, actions);
    }
}

fn heads(view: &ShellView) -> [Head<'_, Column>; 5] {
    let head =
        |column, name, tip, width, align| Head { column, name: view.text(name), tip: view.text(tip), width, align };
    [
        head(Column::Word, "words.column.word", "words.define.word", (2.0, 130.0), Align::Min),
        head(Column::Count, "words.column.count", "words.define.count", (2.0, 150.0), Align::Max),
        head(Column::PerMillion, "words.column.per_million", "words.define.per_million", (0.6, 96.0), Align::Max),
        head(Column::Documents, "words.column.documents", "words.define.documents", (0.6, 84.0), Align::Max),
        head(Column::Dispersion, "words.column.dispersion", "words.define.dispersion", (0.6, 96.0), Align::Max),
    ]
}

/// Height of the line of what can be done with ticked words.
const DEEDS: f32 = 30.0;

/// What can be done with the words that are ticked; `places` is the query that finds what was counted of some. It has
/// its place also where none is ticked: the rows below stay where the pointer is.
pub fn ticked_ui<L: Line>(
    ui: &mut Ui,
    view: &ShellView,
    listing: &mut Listing<L>,
    places: &dyn Fn(&[Arc<str>]) -> String,
    deed: &mut Option<Deed>,
) {
    let words: Vec<Arc<str>> = listing.ticked.iter().map(Arc::clone).collect();
    let size = Vec2::new(ui.available_width(), DEEDS);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_size(size);
        if words.is_empty() {
            if !listing.lines().is_empty() {
                ui.label(widgets::caption(ui, view.text("words.ticked_none")));
            }
            return;
        }
        let said = Message::new("words.ticked").with("count", grouped(words.len() as u64));
        ui.label(widgets::caption(ui, view.say(&said)));
        ui.add_space(space::TINY);
        let few = words.len() <= MOST_TOGETHER;
        let button = ui.add_enabled(few, egui::Button::new(view.text("words.deed.concordance")));
        if button.clicked() {
            *deed = Some(Deed::Concordance(places(&words)));
        }
        button.on_disabled_hover_text(view.say(&Message::new("words.too_many").with("most", MOST_TOGETHER)));
        if ui.add_enabled(view.writing(), egui::Button::new(view.text("words.deed.stop"))).clicked() {
            *deed = Some(Deed::Stop(words.clone()));
        }
        if ui.button(view.text("words.deed.copy")).clicked() {
            *deed = Some(Deed::Copy(words.clone()));
        }
        if widgets::link_button(ui, view.text("words.untick")).clicked() {
            listing.ticked.clear();
        }
    });
}

/// Nothing was left to count.
pub fn nothing_ui(ui: &mut Ui, view: &ShellView) {
    ui.add_space(ui.available_height() * 0.15);
    widgets::empty_state(ui, Icon::List, view.text("words.nothing"), view.text("words.nothing_line"));
}

/// A number with one digit behind the point.
pub fn tenths(number: f64) -> String {
    let whole = number.abs().trunc() as u64;
    if whole >= 1_000 { grouped(number.round() as u64) } else { fixed(number, 1) }
}
