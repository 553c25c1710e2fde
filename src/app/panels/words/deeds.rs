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
use crate::search::words::{Forms, WordScope};
use crate::session::shelf;

/// What can be done with words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// All places that a query finds, below each other.
    Concordance(String),
    /// What stands near the places of a query.
    Collocations(String),
    /// Leave these out of every list.
    Stop(Vec<Arc<str>>),
    /// Look at how this one is cut, and cut it otherwise.
    CutOtherwise(Arc<str>),
    /// Onto the clipboard.
    Copy(Vec<Arc<str>>),
}

/// A word as a term of a query that finds it where it is counted.
#[must_use]
pub fn as_term(word: &str, forms: Forms) -> String {
    WordScope::whole().concordance(&[word], forms)
}

/// The menu of a word; its forms were counted as they are said.
pub fn menu_ui(
    ui: &mut Ui,
    view: &ShellView,
    (word, forms): (&Arc<str>, Forms),
    concordance: String,
    out: &mut Option<Deed>,
) {
    ui.set_min_width(180.0);
    let mut line = |ui: &mut Ui, id: &str, deed: Deed, possible: bool| {
        if ui.add_enabled(possible, egui::Button::new(view.text(id))).clicked() {
            *out = Some(deed);
            ui.close();
        }
    };
    line(ui, "words.deed.concordance", Deed::Concordance(concordance), true);
    line(ui, "words.deed.collocations", Deed::Collocations(as_term(word, forms)), true);
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
        Deed::Collocations(query) => {
            state.collocations.node = Settled::of(&query);
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
        use crate::search::Query;
        for word in ["内卷化", "don’t", "social work"] {
            assert_eq!(Query::parse(&as_term(word, Forms::ByStem)).unwrap().root.terms().len(), 1, "{word}");
        }
    }
}
