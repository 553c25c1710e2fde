//! The groups that documents are in: those that there are, to tick, and a new one to name. A group in which only
//! some of several documents are stands half ticked, and stays as it is unless somebody presses it.

use std::collections::{BTreeMap, BTreeSet};

use egui::{ScrollArea, Ui};

use super::{DialogView, Stay};
use crate::app::actions::{Action, Actions};
use crate::app::panels::parts::{self, Tick};
use crate::app::widgets::{self, Settled};
use crate::model::arrange::group_documents;
use crate::model::{DocumentId, Message, Project};

/// The open question.
pub struct Groups {
    documents: Vec<DocumentId>,
    title: String,
    ticked: BTreeMap<String, Tick>,
    new: Settled,
}

impl Groups {
    /// Of these documents.
    #[must_use]
    pub fn of(project: &Project, documents: &[DocumentId]) -> Self {
        let mut counted: BTreeMap<String, usize> = BTreeMap::new();
        for document in project.documents() {
            let here = usize::from(documents.contains(&document.id));
            for group in &document.groups {
                *counted.entry(group.clone()).or_default() += here;
            }
        }
        let ticked = counted.into_iter().map(|(group, count)| (group, Tick::of(count, documents.len()))).collect();
        let title = match documents {
            [one] => project.document(*one).map(|document| document.title.clone()).unwrap_or_default(),
            _ => String::new(),
        };
        Self { documents: documents.to_vec(), title, ticked, new: Settled::default() }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        super::title(ui, view.text("dialog.groups"));
        let of = match self.documents.len() {
            1 => self.title.clone(),
            count => view.language.say(&Message::new("documents.chosen").with("count", count)),
        };
        ui.label(widgets::quiet(ui, of));
        ScrollArea::vertical().max_height(240.0).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            for (group, tick) in &mut self.ticked {
                if parts::tick_line(ui, *tick, group).clicked() {
                    *tick = if *tick == Tick::On { Tick::Off } else { Tick::On };
                }
            }
        });
        let entered = super::entered(ui);
        let field = widgets::labelled_line(
            ui,
            view.text("dialog.new_group"),
            &mut self.new.text,
            view.text("dialog.new_group_hint"),
        );
        if self.ticked.is_empty() && ui.memory(|memory| memory.focused().is_none()) {
            field.request_focus();
        }
        self.new.settle(ui.ctx());
        let mut stay = Stay::Open;
        widgets::dialog_foot(ui, |ui| {
            if widgets::primary_button(ui, view.text("dialog.ok")).clicked() || entered {
                self.carry_out(view, actions);
                stay = Stay::Close;
            }
            if widgets::plain_button(ui, view.text("dialog.cancel")).clicked() {
                stay = Stay::Close;
            }
        });
        stay
    }

    fn carry_out(&self, view: &DialogView<'_>, actions: &mut Actions) {
        let Some(shell) = view.shell else { return };
        let those = |wanted: Tick| {
            let ticked = self.ticked.iter().filter(move |(_, tick)| **tick == wanted);
            ticked.map(|(group, _)| group.clone()).collect::<BTreeSet<String>>()
        };
        let mut into = those(Tick::On);
        let new = self.new.get().split_whitespace().collect::<Vec<_>>().join(" ");
        into.extend(Some(new).filter(|new| !new.is_empty()));
        let edits = group_documents(&shell.project, &self.documents, &into, &those(Tick::Off));
        let label = match self.documents.len() {
            1 => Message::new("label.group_document").with("title", &self.title),
            count => Message::new("label.group_documents").with("count", count),
        };
        actions.push(Action::Commit { label, edits });
    }
}
