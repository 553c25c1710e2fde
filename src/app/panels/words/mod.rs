//! The words side of the search workspace: which words the texts are made of, and how they are cut.
//!
//! Everything is counted behind the window, on texts that are cut into words once and kept; a figure stays
//! until the texts, the dictionary or the question change. Every word leads to its places: the other side.

mod borders;
mod cloud;
mod collocations;
mod counting;
mod deeds;
mod cut_text;
mod definition;
pub mod dictionary;
mod frequencies;
mod keyness;
mod save;
mod scope;
mod slot;
mod table;

pub use borders::Borders;
pub use cut_text::CutText;

use std::sync::Arc;

use egui::{Frame, Margin, Ui};

use self::counting::Counter;
use self::scope::Least;
use super::parts;
use crate::app::actions::Actions;
use crate::app::icons::Icon;
use crate::app::shell::ShellView;
use crate::app::theme::{self, space};
use crate::app::widgets::{self, Settled};
use crate::search::{Engine, Field, Filter};

/// What is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Tab {
    /// How often each word stands in the texts.
    #[default]
    Frequencies,
    /// The same as a picture.
    Cloud,
    /// What stands near a word or a query.
    Collocations,
    /// What sets one part of the texts off from another.
    Keyness,
    /// Which words there are: the project's own, and those that are left out.
    Dictionary,
}

impl Tab {
    /// All, with the ids of their names.
    pub const ALL: [(Self, &str); 5] = [
        (Self::Frequencies, "words.tab.frequencies"),
        (Self::Cloud, "words.tab.cloud"),
        (Self::Collocations, "words.tab.collocations"),
        (Self::Keyness, "words.tab.keyness"),
        (Self::Dictionary, "words.tab.dictionary"),
    ];
}

/// What it remembers between frames.
#[derive(Default)]
pub struct WordsView {
    /// What is looked at.
    pub tab: Tab,
    /// Which texts and which words of them.
    pub scope: scope::ScopeView,
    /// The table of frequencies.
    pub frequencies: frequencies::FrequenciesView,
    /// The picture of them.
    pub cloud: cloud::CloudView,
    /// What stands near a word.
    pub collocations: collocations::CollocationsView,
    /// What sets parts of the texts apart.
    pub keyness: keyness::KeynessView,
    /// The project's words.
    pub dictionary: dictionary::DictionaryView,
    counter: Option<Counter>,
    looked_at: Option<Tab>,
}

impl WordsView {
    /// Shows a tab with something in it: a query's company, a group against the rest, a sentence cut into words.
    pub fn begin(&mut self, tab: Tab, query: &str, group: Option<&str>, sentence: Option<&str>) {
        self.tab = tab;
        self.collocations.node = Settled::of(query);
        let focus = group.map_or_else(String::new, |name| Filter::print_named(Field::Group, name));
        self.keyness.focus = Settled::of(&focus);
        let sentence: String = sentence.unwrap_or_default().chars().take(60).collect();
        self.dictionary.attempt.text = Settled::of(&sentence);
    }

    /// Counts over the texts of this engine from now on.
    fn attend(&mut self, engine: &Arc<Engine>) {
        if !self.counter.as_ref().is_some_and(|counter| counter.is_of(engine)) {
            self.counter = Some(Counter::of(engine));
        }
    }
}

/// Draws the names of the tabs, beside the switch between the two sides.
pub fn tabs_ui(ui: &mut Ui, view: &ShellView, state: &mut WordsView) {
    let (rule, _) = ui.allocate_exact_size(egui::Vec2::new(space::LARGE, 28.0), egui::Sense::hover());
    let stroke = egui::Stroke::new(1.0, theme::tokens(ui).line);
    ui.painter().vline(rule.center().x, rule.shrink(5.0).y_range(), stroke);
    let tabs = Tab::ALL.map(|(tab, name)| (tab, view.text(name)));
    parts::segments_ui(ui, &tabs, &mut state.tab);
}

/// Draws it. The engine holds the texts as the search compares them.
pub fn words_ui(
    ui: &mut Ui,
    view: &ShellView,
    engine: Option<&Arc<Engine>>,
    state: &mut WordsView,
    actions: &mut Actions,
) {
    if view.project.documents().len() == 0 {
        ui.add_space((ui.available_height() * 0.12).min(80.0));
        widgets::empty_state(ui, Icon::List, view.text("words.no_documents"), view.text("words.no_documents_line"));
        parts::next_step_ui(ui, view, actions);
        return;
    }
    if let Some(engine) = engine {
        state.attend(engine);
    }
    if state.looked_at != Some(state.tab) {
        state.looked_at = Some(state.tab);
        state.frequencies.slot.put_off();
        state.collocations.slot.put_off();
        state.keyness.slot.put_off();
    }
    Frame::new().inner_margin(Margin { left: 24, right: 24, top: 8, bottom: 0 }).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::SMALL;
        if state.tab != Tab::Dictionary {
            let least = if state.tab == Tab::Collocations { Least::Elsewhere } else { Least::Here };
            state.scope.ui(ui, view, least);
        }
    });
    match state.tab {
        Tab::Frequencies => {
            frequencies::follow(view, state, actions);
            frequencies::frequencies_ui(ui, view, state, actions);
        }
        Tab::Cloud => {
            frequencies::follow(view, state, actions);
            cloud::cloud_ui(ui, view, state, actions);
        }
        Tab::Collocations => {
            collocations::follow(view, state, actions);
            collocations::collocations_ui(ui, view, state, actions);
        }
        Tab::Keyness => {
            keyness::follow(view, state, actions);
            keyness::keyness_ui(ui, view, state, actions);
        }
        Tab::Dictionary => dictionary::dictionary_ui(ui, view, state, actions),
    }
}
