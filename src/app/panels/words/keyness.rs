//! What sets one part of the texts off from another: words that stand more often in the one, and in the other.

use std::cmp::Ordering;
use std::sync::Arc;

use egui::{Align, Frame, Layout, Margin, Rect, Ui, Vec2, pos2};

use super::WordsView;
use super::counting::{self, Comparison, Keyness};
use super::deeds::{self, Deed};
use super::definition::{Definition, definitions_ui};
use super::frequencies::{by_pinyin, tenths, ticked_ui};
use super::save;
use super::scope::{Scope, filters_ui};
use super::slot::Slot;
use super::table::{self, Done, Head, Line, Listing};
use crate::app::actions::Actions;
use crate::app::icons::Icon;
use crate::app::panels::parts;
use crate::app::panels::status_bar::grouped;
use crate::app::shell::ShellView;
use crate::app::theme::{self, space};
use crate::app::widgets::{self, Settled};
use crate::export::table::{fixed, signed};
use crate::model::Message;
use crate::search::words::Key;
use crate::search::{Field, Filter};

/// What the columns mean.
const DEFINITIONS: [Definition; 3] = [
    ("words.column.log_likelihood", "words.define.key_likelihood"),
    ("words.column.log_ratio", "words.define.log_ratio"),
    ("words.column.focus_rate", "words.define.per_million"),
];

/// The columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The word, by pinyin.
    Word,
    /// How often in the part that is looked at.
    Focus,
    /// The same in a million words.
    FocusRate,
    /// How often in the other.
    Reference,
    /// The same in a million words.
    ReferenceRate,
    /// G2.
    LogLikelihood,
    /// How many times as often.
    LogRatio,
}

impl Line for Key {
    type Column = Column;

    fn word(&self) -> &Arc<str> {
        &self.word
    }

    fn compare(&self, other: &Self, by: Column) -> Ordering {
        match by {
            Column::Word => by_pinyin(&other.word, &self.word),
            Column::Focus => self.focus.cmp(&other.focus),
            Column::FocusRate => self.focus_per_million.total_cmp(&other.focus_per_million),
            Column::Reference => self.reference.cmp(&other.reference),
            Column::ReferenceRate => self.reference_per_million.total_cmp(&other.reference_per_million),
            Column::LogLikelihood => self.log_likelihood.total_cmp(&other.log_likelihood),
            Column::LogRatio => self.log_ratio.total_cmp(&other.log_ratio),
        }
    }
}

/// How much evidence a word needs in order to be listed.
const EVIDENCE: [(u8, f64, &str); 4] = [
    (0, 3.84, "words.evidence.p05"),
    (1, 6.63, "words.evidence.p01"),
    (2, 10.83, "words.evidence.p001"),
    (3, 0.0, "words.evidence.none"),
];

/// What the tab remembers.
pub struct KeynessView {
    /// Filters of what is looked at.
    pub focus: Settled,
    /// Filters of what it is compared with; empty for the rest.
    pub reference: Settled,
    evidence: u8,
    /// The figures.
    pub slot: Slot<(Scope, Comparison), Keyness>,
    /// The table.
    pub listing: Listing<Key>,
}

impl Default for KeynessView {
    fn default() -> Self {
        Self {
            focus: Settled::default(),
            reference: Settled::default(),
            evidence: 0,
            slot: Slot::default(),
            listing: Listing::by(Column::LogLikelihood),
        }
    }
}

impl KeynessView {
    fn said(&self, view: &ShellView) -> String {
        let reference = self.reference.get().trim();
        let reference = if reference.is_empty() { view.text("words.key.rest") } else { reference };
        let (_, least, _) = EVIDENCE[usize::from(self.evidence) % EVIDENCE.len()];
        let said = Message::new("words.key.said").with("focus", self.focus.get().trim()).with("reference", reference);
        view.say(&said.with("least", least))
    }
}

/// Has the two parts compared where they are not.
pub fn follow(view: &ShellView, state: &mut WordsView, actions: &mut Actions) {
    let Some(counter) = state.counter.clone() else { return };
    let own = &state.keyness;
    let focus = own.focus.get().trim().to_owned();
    if focus.is_empty() {
        return;
    }
    let (_, evidence, _) = EVIDENCE[usize::from(own.evidence) % EVIDENCE.len()];
    let comparison = Comparison { focus, reference: own.reference.get().trim().to_owned(), evidence };
    let asked = (state.scope.get(), comparison);
    let (project, wanted) = (Arc::clone(&view.project), asked.clone());
    state.keyness.slot.want(
        view,
        asked,
        |words| &mut words.keyness.slot,
        move |counter, context| counting::keyness(counter, &project, &wanted.0, &wanted.1, context),
        &counter,
        actions,
    );
    if let Some(figures) = state.keyness.slot.take_new() {
        state.keyness.listing.put(Arc::clone(&figures.lines));
    }
    state.keyness.listing.follow(|words| &mut words.keyness.listing, actions);
}

/// Draws it.
pub fn keyness_ui(ui: &mut Ui, view: &ShellView, state: &mut WordsView, actions: &mut Actions) {
    let mut deed = None;
    let asked = !state.keyness.focus.get().trim().is_empty();
    let figures = state.keyness.slot.get().filter(|_| asked).map(Arc::clone);
    Frame::new().inner_margin(Margin { left: 24, right: 24, top: 4, bottom: 4 }).show(ui, |ui| {
        parts_ui(ui, view, state);
        if !asked {
            return;
        }
        ui.horizontal(|ui| {
            ui.set_min_height(30.0);
            if let Some(figures) = &figures {
                let said = Message::new("words.key.size")
                    .with("focus", grouped(figures.focus.words))
                    .with("reference", grouped(figures.reference.words))
                    .with("listed", grouped(figures.lines.len() as u64));
                ui.label(widgets::bold(view.say(&said)));
            }
            state.keyness.slot.state_ui(ui, view, actions);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let said = format!("{}\n{}", state.keyness.said(view), state.scope.said(view));
                definitions_ui(ui, view, &DEFINITIONS, &said);
                if let Some(figures) = &figures {
                    let order = Arc::clone(state.keyness.listing.order());
                    let mut notes = state.scope.notes(view);
                    notes.push((view.text("words.key.compared").to_owned(), state.keyness.said(view)));
                    save::table_menu_ui(ui, view, "words.tab.keyness", actions, {
                        let figures = Arc::clone(figures);
                        move |view| save::keyness(view, &figures, &order, notes.clone())
                    });
                    ui.allocate_ui(Vec2::new(200.0, 28.0), |ui| {
                        widgets::filter_field(ui, view.text("words.filter"), &mut state.keyness.listing.filter);
                    });
                }
            });
        });
        if let Some(figures) = figures.as_ref().filter(|figures| figures.shared_words > 0) {
            let said = Message::new("words.key.shared").with("count", grouped(figures.shared_words));
            let warning = egui::RichText::new(view.say(&said)).color(theme::tokens(ui).warning);
            ui.add(egui::Label::new(warning.size(theme::size::SMALL)).wrap());
        }
        let places = |words: &[Arc<str>]| figures.as_ref().map(|figures| figures.places_of(words)).unwrap_or_default();
        ticked_ui(ui, view, &mut state.keyness.listing, &places, &mut deed);
    });
    match figures {
        None if !asked => begin_ui(ui, view, state),
        None => {}
        Some(figures) if figures.lines.is_empty() => {
            ui.add_space(ui.available_height() * 0.15);
            let empty = figures.focus.words == 0 || figures.reference.words == 0;
            let line = if empty { "words.key.empty_part" } else { "words.key.nothing_line" };
            widgets::empty_state(ui, Icon::List, view.text("words.key.nothing"), view.text(line));
        }
        Some(figures) => rows_ui(ui, view, state, &figures, &mut deed),
    }
    if let Some(deed) = deed {
        deeds::carry_out(ui, view, state, deed, actions);
    }
}

/// The two parts, and how much evidence is asked for.
fn parts_ui(ui: &mut Ui, view: &ShellView, state: &mut WordsView) {
    let own = &mut state.keyness;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = Vec2::new(space::SMALL, space::TINY);
        filters_ui(ui, view, &mut own.focus, "words.key.focus", "words.key.focus_hint");
        ui.label(widgets::quiet(ui, view.text("words.key.against")));
        filters_ui(ui, view, &mut own.reference, "words.key.reference", "words.key.rest");
        let levels = EVIDENCE.map(|(level, _, name)| (level, view.text(name)));
        parts::choice_ui(ui, view.text("words.evidence"), &levels, &mut own.evidence);
    });
}

/// How to begin: parts to compare.
fn begin_ui(ui: &mut Ui, view: &ShellView, state: &mut WordsView) {
    const MOST: usize = 5;
    ui.add_space((ui.available_height() * 0.12).min(80.0));
    widgets::empty_state(ui, Icon::List, view.text("words.key.begin"), view.text("words.key.begin_line"));
    let groups: std::collections::BTreeSet<&str> =
        view.project.documents().take(200).flat_map(|document| document.groups.iter().map(String::as_str)).collect();
    let mut tries: Vec<String> =
        groups.iter().take(MOST).map(|group| Filter::print_named(Field::Group, group)).collect();
    let code = view.codebook.rows().iter().max_by_key(|row| row.own).and_then(|row| view.project.code(row.id));
    tries.extend(code.map(|code| Filter::print_named(Field::Code, &code.name)));
    ui.add_space(space::MEDIUM);
    ui.vertical_centered(|ui| {
        ui.label(widgets::caption(ui, view.text("words.key.try")));
        for filters in tries {
            if widgets::link_button(ui, &filters).clicked() {
                state.keyness.focus = Settled::of(&filters);
            }
        }
    });
}

fn rows_ui(ui: &mut Ui, view: &ShellView, state: &mut WordsView, figures: &Keyness, deed: &mut Option<Deed>) {
    let listing = &mut state.keyness.listing;
    let most = figures.lines.iter().map(|line| line.log_likelihood.abs()).fold(1.0, f64::max);
    let cell = |ui: &Ui, place, line: &Key, column| match column {
        Column::Word => table::word_cell(ui, place, &line.word),
        Column::Focus => table::number_cell(ui, place, &grouped(line.focus)),
        Column::FocusRate => table::number_cell(ui, place, &tenths(line.focus_per_million)),
        Column::Reference => table::number_cell(ui, place, &grouped(line.reference)),
        Column::ReferenceRate => table::number_cell(ui, place, &tenths(line.reference_per_million)),
        Column::LogLikelihood => both_ways_cell(ui, place, line, most),
        Column::LogRatio => table::number_cell(ui, place, &signed(line.log_ratio, 2)),
    };
    let spoken = |line: &Key| {
        let id = if line.log_likelihood < 0.0 { "words.key.spoken_less" } else { "words.key.spoken_more" };
        let said = Message::new(id)
            .with("word", &line.word)
            .with("focus", grouped(line.focus))
            .with("reference", grouped(line.reference))
            .with("likelihood", fixed(line.log_likelihood.abs(), 1));
        view.say(&said)
    };
    let mut menu = |ui: &mut Ui, line: &Key| {
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

fn heads(view: &ShellView) -> [Head<'_, Column>; 7] {
    let head =
        |column, name, tip, width, align| Head { column, name: view.text(name), tip: view.text(tip), width, align };
    let number = |column, name, tip| head(column, name, tip, (0.5, 88.0), Align::Max);
    [
        head(Column::Word, "words.column.word", "words.define.word", (1.4, 110.0), Align::Min),
        head(
            Column::LogLikelihood,
            "words.column.log_likelihood",
            "words.define.key_likelihood",
            (2.0, 150.0),
            Align::Max,
        ),
        number(Column::LogRatio, "words.column.log_ratio", "words.define.log_ratio"),
        number(Column::Focus, "words.column.focus", "words.define.focus"),
        number(Column::FocusRate, "words.column.focus_rate", "words.define.per_million"),
        number(Column::Reference, "words.column.reference", "words.define.reference"),
        number(Column::ReferenceRate, "words.column.reference_rate", "words.define.per_million"),
    ]
}

/// Evidence as a bar from the middle: to the right more in the focus, to the left more in the other.
fn both_ways_cell(ui: &Ui, place: Rect, line: &Key, most: f64) {
    let t = theme::tokens(ui);
    let room = (place.width() - 64.0).max(0.0);
    if room > 16.0 {
        let middle = place.left() + room / 2.0;
        let long = (line.log_likelihood.abs() / most) as f32 * (room / 2.0 - 2.0);
        let more = line.log_likelihood >= 0.0;
        let (from, to) =
            if more { (middle + 1.0, middle + long.max(2.0)) } else { (middle - long.max(2.0), middle - 1.0) };
        let bar = Rect::from_min_max(pos2(from, place.center().y - 4.0), pos2(to, place.center().y + 4.0));
        let ink = if more { t.accent } else { t.warning };
        ui.painter().rect_filled(bar, 1.0, ink.gamma_multiply(0.5));
        let stroke = egui::Stroke::new(1.0, t.line);
        ui.painter().line_segment([pos2(middle, place.top() + 5.0), pos2(middle, place.bottom() - 5.0)], stroke);
    }
    table::number_cell(ui, place, &signed(line.log_likelihood, 1));
}
