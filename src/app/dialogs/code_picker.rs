//! Which code for this passage? Type a few characters, or the initials of its pinyin, and press Enter.

use egui::Ui;

use super::{Chooser, DialogView, Entry, Mark, Stay};
use crate::app::actions::{Action, Actions, Passage};
use crate::app::finding;
use crate::app::icons::Icon;
use crate::model::CodeId;

/// The open question.
pub struct CodePicker {
    passages: Vec<Passage>,
    chooser: Chooser,
    then: Option<Action>,
}

#[derive(Clone)]
enum Pick {
    Known(CodeId),
    New(String),
}

impl CodePicker {
    /// For these passages.
    #[must_use]
    pub fn for_passages(passages: Vec<Passage>) -> Self {
        Self { passages, chooser: Chooser::default(), then: None }
    }

    /// What is done after a code was chosen and the passages were coded.
    #[must_use]
    pub fn and_then(self, then: Action) -> Self {
        Self { then: Some(then), ..self }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        let Some(shell) = view.shell else { return Stay::Close };
        let query = self.chooser.query.get().trim().to_owned();
        let mut entries: Vec<Entry<Pick>> = finding::codes(shell, &query)
            .into_iter()
            .map(|code| Entry {
                value: Pick::Known(code.id),
                mark: Mark::Dot(code.colour),
                title: code.name.clone(),
                detail: finding::code_detail(shell, code.id),
            })
            .collect();
        let known = shell.project.codes().any(|code| code.alias_of.is_none() && code.name == query);
        if !query.is_empty() && !known {
            let title = crate::model::Message::new("dialog.new_code_named").with("name", &query);
            entries.push(Entry {
                value: Pick::New(query),
                mark: Mark::Icon(Icon::Plus),
                title: view.language.say(&title),
                detail: String::new(),
            });
        }
        let many = crate::model::Message::new("dialog.pick_code_many").with("count", self.passages.len());
        let title = match self.passages.len() {
            0 | 1 => view.text("dialog.pick_code").to_owned(),
            _ => view.language.say(&many),
        };
        match self.chooser.ui(ui, &title, &entries) {
            Some(Pick::Known(code)) => actions.push(Action::Code { passages: self.passages.clone(), code }),
            Some(Pick::New(name)) => {
                actions.push(Action::CodeAsNew { passages: self.passages.clone(), name, parent: None });
            }
            None => return Stay::Open,
        }
        if let Some(then) = self.then.take() {
            actions.push(then);
        }
        Stay::Close
    }
}
