//! A name to give: to a new code, a code below another, a document, the project, somebody who codes.

use egui::Ui;

use super::{DialogView, Stay};
use crate::app::actions::{Action, Actions};
use crate::app::widgets::{self, Settled};
use crate::model::{CodeId, DocumentId};

/// What is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// A new code below this one, or at the top.
    NewCode(Option<CodeId>),
    /// A document.
    Document(DocumentId),
    /// The project.
    Project,
    /// Somebody who codes from now on.
    Coder,
    /// A new case.
    Case,
}

/// The open question.
pub struct NameDialog {
    naming: Naming,
    name: Settled,
    opened: bool,
}

impl NameDialog {
    /// Begins with a name.
    #[must_use]
    pub fn new(naming: Naming, name: &str) -> Self {
        Self { naming, name: Settled::of(name), opened: false }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        let (title, label) = match self.naming {
            Naming::NewCode(None) => ("dialog.new_code", "dialog.code_name"),
            Naming::NewCode(Some(_)) => ("dialog.new_code_below", "dialog.code_name"),
            Naming::Document(_) => ("dialog.rename_document", "dialog.document_title"),
            Naming::Project => ("dialog.rename_project", "dialog.project_title"),
            Naming::Coder => ("dialog.new_coder", "dialog.coder"),
            Naming::Case => ("dialog.new_case", "dialog.case_name"),
        };
        super::title(ui, view.text(title));
        if let (Naming::NewCode(Some(parent)), Some(shell)) = (self.naming, view.shell) {
            ui.label(widgets::quiet(ui, shell.project.code_names(parent).join(" › ")));
        }
        let entered = super::entered(ui);
        let field = widgets::labelled_line(ui, view.text(label), &mut self.name.text, "");
        if !self.opened {
            field.request_focus();
            self.opened = true;
        }
        self.name.settle(ui.ctx());
        let name = self.name.get().trim().to_owned();
        let mut stay = Stay::Open;
        widgets::dialog_foot(ui, |ui| {
            let fine = !name.is_empty();
            let done =
                ui.add_enabled_ui(fine, |ui| widgets::primary_button(ui, view.text("dialog.ok")).clicked()).inner;
            if fine && (done || entered) {
                actions.push(match self.naming {
                    Naming::NewCode(parent) => Action::CodeAsNew { passages: Vec::new(), name: name.clone(), parent },
                    Naming::Document(id) => Action::RenameDocument(id, name.clone()),
                    Naming::Project => Action::RenameProject(name.clone()),
                    Naming::Coder => {
                        let name = name.clone();
                        Action::With(Box::new(move |shell| shell.join(&name)))
                    }
                    Naming::Case => {
                        let name = name.clone();
                        Action::With(Box::new(move |shell| shell.add_case(&name, Vec::new())))
                    }
                });
                stay = Stay::Close;
            }
            if widgets::plain_button(ui, view.text("dialog.cancel")).clicked() {
                stay = Stay::Close;
            }
        });
        stay
    }
}
