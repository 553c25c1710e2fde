//! The words side of the search workspace: which words the texts are made of, and how they are cut.

use egui::Ui;

use crate::app::actions::Actions;
use crate::app::icons::Icon;
use crate::app::shell::ShellView;
use crate::app::widgets;

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

/// What it remembers between frames.
#[derive(Default)]
pub struct WordsView {
    /// What is looked at.
    pub tab: Tab,
}

/// Draws it.
pub fn words_ui(ui: &mut Ui, view: &ShellView, _: &mut WordsView, _: &mut Actions) {
    ui.add_space((ui.available_height() * 0.12).min(80.0));
    let (title, line) = if view.project.documents().len() == 0 {
        ("words.no_documents", "words.no_documents_line")
    } else {
        ("words.begin", "words.begin_line")
    };
    widgets::empty_state(ui, Icon::List, view.text(title), view.text(line));
}
