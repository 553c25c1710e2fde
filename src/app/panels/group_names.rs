//! The name of a group, changed where it stands: of codes and of documents.
//!
//! A group is nothing but its name in what belongs to it, so a new name is written into all of them in one step. Where
//! that name is another group's both become one, which is asked before.

use std::collections::BTreeSet;

use egui::text::CCursorRange;
use egui::{Key, Margin, Rect, TextEdit, Ui};

use crate::app::actions::Action;
use crate::app::dialogs::{Confirm, Dialog, Gravity};
use crate::app::notices::Offer;
use crate::app::shell::{Shell, ShellView};
use crate::app::widgets::{self, Settled};
use crate::model::arrange::group_documents;
use crate::model::{CodeChange, DocumentId, Edit, Message, Project};

/// Whose groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouped {
    /// Codes.
    Codes,
    /// Documents.
    Documents,
}

/// A name that is being changed.
pub struct NewName {
    was: String,
    name: Settled,
    opened: bool,
}

/// What has become of the field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Left {
    /// It is still written in.
    No,
    /// It was left, and nothing is to change.
    Same,
    /// It was left with another name.
    With(String),
}

impl NewName {
    /// Begins with the name that the group has.
    #[must_use]
    pub fn of(group: &str) -> Self {
        Self { was: group.to_owned(), name: Settled::of(group), opened: false }
    }

    /// Whether it is this group's.
    #[must_use]
    pub fn is_of(&self, group: &str) -> bool {
        self.was == group
    }

    /// What it is to be called: the name on one line; `None` where that changes nothing.
    #[must_use]
    pub fn wanted(&self) -> Option<String> {
        let name = self.name.get().split_whitespace().collect::<Vec<_>>().join(" ");
        (!name.is_empty() && name != self.was).then_some(name)
    }

    /// Draws the field into the place of the name.
    pub fn ui(&mut self, ui: &mut Ui, place: Rect, label: &str) -> Left {
        let edit =
            TextEdit::singleline(&mut self.name.text).desired_width(place.width()).margin(Margin::symmetric(6, 3));
        let response = ui.put(place, edit);
        widgets::name_field(ui, &response, label);
        if !self.opened {
            response.request_focus();
            // What is typed now takes the place of the old name.
            let mut field = TextEdit::load_state(ui.ctx(), response.id).unwrap_or_default();
            field.cursor.set_char_range(Some(CCursorRange::select_all_str(&self.name.text)));
            field.store(ui.ctx(), response.id);
            self.opened = true;
        }
        self.name.settle(ui.ctx());
        if !response.lost_focus() {
            return Left::No;
        }
        let escaped = ui.input(|input| input.key_pressed(Key::Escape));
        self.wanted().filter(|_| !escaped).map_or(Left::Same, Left::With)
    }
}

/// What gives a group another name; a question first where another group has that name.
#[must_use]
pub fn rename(view: &ShellView, of: Grouped, from: &str, to: &str) -> Action {
    let there = members(&view.project, of, to);
    let names = (from.to_owned(), to.to_owned());
    // What is in the group is asked for when it is done: others may put something into it while a question stands.
    let deed = Action::With(Box::new(move |shell| shell.rename_group(of, &names.0, &names.1)));
    if there == 0 {
        return deed;
    }
    let text = match of {
        Grouped::Codes => "codes.merge_groups_text",
        Grouped::Documents => "documents.merge_groups_text",
    };
    let both = Message::new(text).with("count", members(&view.project, of, from));
    Action::Ask(Box::new(Dialog::Confirm(Confirm {
        title: Message::new("codes.merge_groups").with("from", from).with("to", to),
        text: both.with("there", there).with("to", to),
        deed: "codes.merge_groups_deed",
        gravity: Gravity::Changes,
        then: Some(deed),
    })))
}

impl Shell {
    /// Gives a group another name. Whoever looks at it goes on looking at it, and what was folded stays folded.
    fn rename_group(&mut self, of: Grouped, from: &str, to: &str) {
        let Some(session) = self.session() else { return };
        let edits = edits(session.project(), of, from, to);
        let label = Message::new("label.rename_group").with("from", from).with("to", to);
        let several = edits.len() > 1;
        let Some(committed) = self.commit(label.clone(), edits) else { return };
        if several {
            self.notices.tell(label, Offer::Undo, committed.revision.0);
        }
        match of {
            Grouped::Codes => self.views.codes.follow_group(from, to),
            Grouped::Documents => self.views.documents.follow_group(from, to),
        }
    }
}

fn members(project: &Project, of: Grouped, group: &str) -> usize {
    match of {
        Grouped::Codes => project.codes().filter(|code| code.alias_of.is_none() && code.groups.contains(group)).count(),
        Grouped::Documents => project.documents().filter(|document| document.groups.contains(group)).count(),
    }
}

/// Codes that were merged away are renamed too: what is taken back comes back to its group.
fn edits(project: &Project, of: Grouped, from: &str, to: &str) -> Vec<Edit> {
    match of {
        Grouped::Codes => {
            let held = project.codes().filter(|code| code.groups.contains(from));
            held.map(|code| {
                let mut groups = code.groups.clone();
                groups.remove(from);
                groups.insert(to.to_owned());
                Edit::SetCode(code.id, CodeChange::Groups(groups))
            })
            .collect()
        }
        Grouped::Documents => {
            let held: Vec<DocumentId> =
                project.documents().filter(|held| held.groups.contains(from)).map(|held| held.id).collect();
            group_documents(project, &held, &BTreeSet::from([to.to_owned()]), &BTreeSet::from([from.to_owned()]))
        }
    }
}
