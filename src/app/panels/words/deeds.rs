//! What can be done with a word wherever it stands: see its places, its company, count it no more, cut it otherwise.

use std::sync::Arc;

use egui::Ui;

use super::dictionary::edits;
use super::{Tab, WordsView};
use crate::app::actions::{Action, Actions};
use crate::app::panels::search::Listing;
use crate::app::shell::{Shell, ShellView};
use crate::app::widgets::Settled;
use crate::model::{Edit, Message};
use crate::session::shelf;

/// What can be done with words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// All places that a query finds, below each other.
    Concordance(String),
    /// What stands near a word.
    Collocations(Arc<str>),
    /// Leave these out of every list.
    Stop(Vec<Arc<str>>),
    /// Look at how this one is cut, and cut it otherwise.
    CutOtherwise(Arc<str>),
    /// Onto the clipboard.
    Copy(Vec<Arc<str>>),
}

/// A word as a term of a query that finds it where it is counted.
#[must_use]
pub fn as_term(word: &str) -> String {
    if word.chars().all(char::is_alphanumeric) { format!("word:{word}") } else { format!("word:\"{word}\"") }
}

/// The menu of a word.
pub fn menu_ui(ui: &mut Ui, view: &ShellView, word: &Arc<str>, concordance: String, out: &mut Option<Deed>) {
    ui.set_min_width(180.0);
    let mut line = |ui: &mut Ui, id: &str, deed: Deed, possible: bool| {
        if ui.add_enabled(possible, egui::Button::new(view.text(id))).clicked() {
            *out = Some(deed);
            ui.close();
        }
    };
    line(ui, "words.deed.concordance", Deed::Concordance(concordance), true);
    line(ui, "words.deed.collocations", Deed::Collocations(Arc::clone(word)), true);
    ui.separator();
    line(ui, "words.deed.stop", Deed::Stop(vec![Arc::clone(word)]), view.writing());
    line(ui, "words.deed.cut", Deed::CutOtherwise(Arc::clone(word)), view.writing() && word.chars().nth(1).is_some());
    ui.separator();
    line(ui, "words.deed.copy", Deed::Copy(vec![Arc::clone(word)]), true);
}

/// Does it.
pub fn carry_out(ui: &Ui, view: &ShellView, state: &mut WordsView, deed: Deed, actions: &mut Actions) {
    match deed {
        Deed::Concordance(query) => look_up(query, actions),
        Deed::Collocations(word) => {
            state.collocations.node = Settled::of(&as_term(&word));
            state.tab = Tab::Collocations;
        }
        Deed::Stop(words) => {
            let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
            edits::switch_stop_words(view, &words, shelf::Listing::LeftOut, actions);
        }
        Deed::CutOtherwise(word) => {
            state.dictionary.attempt.text = Settled::of(&word);
            state.tab = Tab::Dictionary;
        }
        Deed::Copy(words) => ui.ctx().copy_text(words.join("\n")),
    }
}

/// Shows the places of a query on the other side of the workspace.
pub fn look_up(query: String, actions: &mut Actions) {
    actions.push(Action::With(Box::new(move |shell: &mut Shell| shell.look_up(&query, Listing::Concordance))));
}

/// Changes the project and offers to take it back.
pub fn commit(label: Message, edits: Vec<Edit>, actions: &mut Actions) {
    if !edits.is_empty() {
        actions.push(Action::With(Box::new(move |shell| shell.commit_and_tell(label, edits))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_with_marks_in_it_is_quoted_so_that_it_stays_one_term() {
        assert_eq!(as_term("内卷化"), "word:内卷化");
        assert_eq!(as_term("don’t"), "word:\"don’t\"");
    }
}
