//! An attribute: a new one, or another name, kind or choices for one that there is.

use egui::Ui;

use super::{DialogView, Stay};
use crate::app::actions::{Action, Actions};
use crate::app::panels::parts;
use crate::app::panels::sheet::{define, holders, kind_name, remove_attribute};
use crate::app::theme::space;
use crate::app::widgets::{self, Settled};
use crate::model::{Attribute, AttributeId, AttributeKind, Edit, Message, Project};

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttributeDeed {
    /// What a new one is called and how it is read.
    New,
    /// How this one is read.
    Change(Attribute),
    /// What this one is called.
    Rename(Attribute),
}

/// The open question.
pub struct AttributeDialog {
    deed: AttributeDeed,
    name: Settled,
    kind: AttributeKind,
    choices: Settled,
    opened: bool,
}

impl AttributeDialog {
    /// Begins with what is known.
    #[must_use]
    pub fn new(deed: AttributeDeed) -> Self {
        let (name, kind, choices) = match &deed {
            AttributeDeed::New => (String::new(), AttributeKind::Text, String::new()),
            AttributeDeed::Change(held) | AttributeDeed::Rename(held) => {
                (held.name.clone(), held.kind, held.choices.join("\n"))
            }
        };
        Self { deed, name: Settled::of(&name), kind, choices: Settled::of(&choices), opened: false }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        let Some(shell) = view.shell else { return Stay::Close };
        let project = &*shell.project;
        super::title(
            ui,
            view.text(match self.deed {
                AttributeDeed::New => "sheet.new_attribute",
                AttributeDeed::Change(_) => "sheet.edit_attribute",
                AttributeDeed::Rename(_) => "sheet.rename_attribute",
            }),
        );
        let entered = super::entered(ui);
        let mut in_choices = false;
        if let AttributeDeed::Change(held) = &self.deed {
            ui.label(widgets::quiet(ui, &held.name));
        } else {
            let field = widgets::labelled_line(ui, view.text("sheet.attribute_name"), &mut self.name.text, "");
            if !self.opened {
                field.request_focus();
                self.opened = true;
            }
            self.name.settle(ui.ctx());
        }
        if let AttributeDeed::Rename(_) = self.deed {
            ui.label(widgets::caption(ui, view.text("sheet.rename_note")));
        } else {
            ui.add_space(space::TINY);
            ui.label(widgets::caption(ui, view.text("sheet.kind")));
            let kinds = AttributeKind::ALL.map(|kind| (kind, view.text(kind_name(kind))));
            parts::choice_ui(ui, view.text("sheet.kind"), &kinds, &mut self.kind);
            if self.kind == AttributeKind::Choice {
                ui.label(widgets::caption(ui, view.text("sheet.choices")));
                let hint = view.text("sheet.choices_hint");
                in_choices =
                    widgets::text_field(ui, view.text("sheet.choices"), &mut self.choices.text, hint, 4).has_focus();
                self.choices.settle(ui.ctx());
            }
        }
        let name = self.name.get().split_whitespace().collect::<Vec<_>>().join(" ");
        let is_own =
            matches!(&self.deed, AttributeDeed::Change(held) | AttributeDeed::Rename(held) if held.name == name);
        let taken = !is_own && is_taken(project, &name);
        if taken {
            let said = Message::new("sheet.name_taken").with("name", &name);
            let danger = crate::app::theme::tokens(ui).danger;
            ui.label(widgets::caption(ui, view.language.say(&said)).color(danger));
        }
        let mut stay = Stay::Open;
        widgets::dialog_foot(ui, |ui| {
            let fine = !name.is_empty() && !taken;
            let done =
                ui.add_enabled_ui(fine, |ui| widgets::primary_button(ui, view.text("dialog.ok")).clicked()).inner;
            if fine && (done || (entered && !in_choices)) {
                let (label, edits) = self.edits(project, &name);
                if !edits.is_empty() {
                    actions.push(Action::Commit { label, edits });
                    if self.deed == AttributeDeed::New {
                        let name = name.clone();
                        actions.push(Action::With(Box::new(move |shell| shell.views.sheet.go_to(&name))));
                    }
                }
                stay = Stay::Close;
            }
            if widgets::plain_button(ui, view.text("dialog.cancel")).clicked() {
                stay = Stay::Close;
            }
        });
        stay
    }

    fn edits(&self, project: &Project, name: &str) -> (Message, Vec<Edit>) {
        let mut choices: Vec<String> = Vec::new();
        for choice in self.choices.get().lines().map(str::trim).filter(|choice| !choice.is_empty()) {
            if self.kind == AttributeKind::Choice && !choices.iter().any(|held| held == choice) {
                choices.push(choice.to_owned());
            }
        }
        match &self.deed {
            AttributeDeed::New => {
                let mut attribute = Attribute::new(name, self.kind, project.next_attribute_rank());
                attribute.choices = choices;
                (Message::new("label.add_attribute").with("name", name), vec![Edit::AddAttribute(attribute)])
            }
            AttributeDeed::Change(held) => {
                let attribute = Attribute { kind: self.kind, choices, ..held.clone() };
                let edits = if attribute == *held { Vec::new() } else { vec![define(project, attribute)] };
                (Message::new("label.set_attribute_kind").with("name", name), edits)
            }
            AttributeDeed::Rename(held) => {
                let label = Message::new("label.rename_attribute").with("from", &held.name).with("to", name);
                (label, renamed(project, held, name))
            }
        }
    }
}

/// Whether something is called so already, defined or only standing somewhere.
fn is_taken(project: &Project, name: &str) -> bool {
    project.attribute(AttributeId::of(name)).is_some() || !holders(project, name).is_empty()
}

/// All values go to the new name, and the old one goes.
fn renamed(project: &Project, held: &Attribute, name: &str) -> Vec<Edit> {
    if held.name == name {
        return Vec::new();
    }
    let mut edits = vec![Edit::AddAttribute(Attribute { name: name.to_owned(), ..held.clone() })];
    for row in holders(project, &held.name) {
        let value = row.value(project, &held.name).to_owned();
        edits.push(row.set(name.to_owned(), Some(value)));
    }
    edits.extend(remove_attribute(project, &held.name));
    edits
}
