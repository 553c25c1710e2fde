//! Which code do codes or codings go to? For moving codes below another, merging them, and for giving codings
//! another code. Type a few characters, or the initials of its pinyin, and press Enter.

use std::collections::BTreeSet;

use egui::Ui;

use super::{Chooser, DialogView, Entry, Mark, Stay};
use crate::app::actions::{Action, Actions};
use crate::app::finding;
use crate::app::icons::Icon;
use crate::app::widgets;
use crate::model::{CodeId, Message};

/// What was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A code.
    Known(CodeId),
    /// One that is not there yet.
    New(String),
    /// The top of the tree.
    Top,
}

/// Whether a code that is not there yet may be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum New {
    /// It may.
    Allowed,
    /// Only what is there.
    Refused,
}

/// Whether the top of the tree may be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Top {
    /// It may.
    Allowed,
    /// Only codes.
    Refused,
}

type Then = Box<dyn FnOnce(Target) -> Action>;

/// The open question.
pub struct PickCode {
    title: Message,
    leave_out: BTreeSet<CodeId>,
    new: New,
    top: Top,
    chooser: Chooser,
    then: Option<Then>,
}

impl PickCode {
    /// Asks under a title, and turns the answer into what is to be done. Codes to leave out are not offered.
    #[must_use]
    pub fn new(
        title: Message,
        leave_out: BTreeSet<CodeId>,
        (new, top): (New, Top),
        then: impl FnOnce(Target) -> Action + 'static,
    ) -> Self {
        Self { title, leave_out, new, top, chooser: Chooser::default(), then: Some(Box::new(then)) }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        let Some(shell) = view.shell else { return Stay::Close };
        let query = self.chooser.query.get().trim().to_owned();
        let mut entries: Vec<Entry<Target>> = Vec::new();
        if self.top == Top::Allowed && finding::fit(view.text("codes.top"), &query).is_some() {
            entries.push(Entry {
                value: Target::Top,
                mark: Mark::Icon(Icon::List),
                title: view.text("codes.top").to_owned(),
                detail: String::new(),
            });
        }
        let known = finding::codes(shell, &query).into_iter().filter(|code| !self.leave_out.contains(&code.id));
        entries.extend(known.map(|code| Entry {
            value: Target::Known(code.id),
            mark: Mark::Dot(code.colour),
            title: code.name.clone(),
            detail: finding::code_detail(shell, code.id),
        }));
        let taken = shell.project.codes().any(|code| code.alias_of.is_none() && code.name == query);
        if self.new == New::Allowed && !query.is_empty() && !taken {
            entries.push(Entry {
                value: Target::New(query.clone()),
                mark: Mark::Icon(Icon::Plus),
                title: view.language.say(&Message::new("dialog.new_code_named").with("name", &query)),
                detail: String::new(),
            });
        }
        ui.label(widgets::caption(ui, view.language.say(&self.title)));
        let Some(target) = self.chooser.ui(ui, view.text("dialog.which_code"), &entries) else { return Stay::Open };
        if let Some(then) = self.then.take() {
            // What this opens is a dialog of its own: it comes after this one has closed.
            actions.push(then(target));
        }
        Stay::Close
    }
}
