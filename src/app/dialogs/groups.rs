//! The groups that a document is in: those that there are, to tick, and a new one to name.

use std::collections::BTreeMap;

use egui::{ScrollArea, Ui};

use super::{DialogView, Stay};
use crate::app::actions::{Action, Actions};
use crate::app::widgets::{self, Settled};
use crate::model::{DocumentId, Project};

/// The open question.
pub struct Groups {
    document: DocumentId,
    title: String,
    ticked: BTreeMap<String, bool>,
    new: Settled,
}

impl Groups {
    /// Of a document; `None` where it has gone.
    #[must_use]
    pub fn of(project: &Project, id: DocumentId) -> Option<Self> {
        let document = project.document(id)?;
        let mut ticked: BTreeMap<String, bool> =
            project.documents().flat_map(|other| other.groups.iter().cloned()).map(|group| (group, false)).collect();
        ticked.extend(document.groups.iter().map(|group| (group.clone(), true)));
        Some(Self { document: id, title: document.title.clone(), ticked, new: Settled::default() })
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        super::title(ui, view.text("dialog.groups"));
        ui.label(widgets::quiet(ui, &self.title));
        ScrollArea::vertical().max_height(240.0).show(ui, |ui| {
            for (group, ticked) in &mut self.ticked {
                ui.checkbox(ticked, group);
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
                let new = self.new.get().trim().to_owned();
                let kept = self.ticked.iter().filter(|(_, ticked)| **ticked).map(|(group, _)| group.clone());
                let groups = kept.chain(Some(new).filter(|new| !new.is_empty())).collect();
                actions.push(Action::GroupDocument(self.document, groups));
                stay = Stay::Close;
            }
            if widgets::plain_button(ui, view.text("dialog.cancel")).clicked() {
                stay = Stay::Close;
            }
        });
        stay
    }
}
