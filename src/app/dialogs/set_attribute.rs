//! One value for several documents: which attribute, known or new, and what it is to say.

use egui::{ComboBox, Ui};

use super::{DialogView, Stay};
use crate::app::actions::{Action, Actions};
use crate::app::theme::space;
use crate::app::widgets::{self, Settled};
use crate::exchange::attributes::{CellChange, RowId, cell_edits};
use crate::model::{DocumentId, Message};

/// The open question.
pub struct SetAttribute {
    documents: Vec<DocumentId>,
    name: Settled,
    value: Settled,
    opened: bool,
}

impl SetAttribute {
    /// For these documents.
    #[must_use]
    pub fn of(documents: Vec<DocumentId>) -> Self {
        Self { documents, name: Settled::default(), value: Settled::default(), opened: false }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        let Some(shell) = view.shell else { return Stay::Close };
        super::title(ui, view.text("documents.set_attribute_title"));
        let count = Message::new("documents.chosen").with("count", self.documents.len());
        ui.label(widgets::quiet(ui, view.language.say(&count)));
        let known: Vec<String> =
            shell.project.attributes_in_order().iter().map(|attribute| attribute.name.clone()).collect();
        let entered = super::entered(ui);
        let field = widgets::labelled_line(
            ui,
            view.text("sheet.attribute_name"),
            &mut self.name.text,
            view.text("documents.set_attribute_hint"),
        );
        if !self.opened {
            field.request_focus();
            self.opened = true;
        }
        self.name.settle(ui.ctx());
        if !known.is_empty() {
            let width = ui.available_width();
            let list =
                ComboBox::from_id_salt("known attributes").selected_text(view.text("documents.known_attributes"));
            let shown = list.width(width).show_ui(ui, |ui| {
                for name in &known {
                    if ui.selectable_label(self.name.get() == name, name).clicked() {
                        self.name = Settled::of(name);
                    }
                }
            });
            widgets::name_field(ui, &shown.response, view.text("documents.known_attributes"));
        }
        ui.add_space(space::TINY);
        let hint = view.text("documents.value_hint");
        widgets::labelled_line(ui, view.text("sheet.value"), &mut self.value.text, hint);
        self.value.settle(ui.ctx());
        let name = self.name.get().split_whitespace().collect::<Vec<_>>().join(" ");
        let mut stay = Stay::Open;
        widgets::dialog_foot(ui, |ui| {
            let fine = !name.is_empty();
            let done =
                ui.add_enabled_ui(fine, |ui| widgets::primary_button(ui, view.text("dialog.ok")).clicked()).inner;
            if fine && (done || entered) {
                let change = |id: &DocumentId| CellChange {
                    row: RowId::Document(*id),
                    attribute: name.clone(),
                    value: self.value.get().to_owned(),
                };
                let changes: Vec<CellChange> = self.documents.iter().map(change).collect();
                let edits = cell_edits(&shell.project, &changes);
                let label = Message::new("label.attribute").with("name", &name);
                actions.push(Action::Commit { label, edits });
                stay = Stay::Close;
            }
            if widgets::plain_button(ui, view.text("dialog.cancel")).clicked() {
                stay = Stay::Close;
            }
        });
        stay
    }
}
