//! A path to type or paste, where the system has no file dialog to show.

use std::path::PathBuf;

use egui::Ui;

use super::{DialogView, Stay};
use crate::app::actions::{Action, Actions};
use crate::app::picker::{Picked, Purpose};
use crate::app::theme::space;
use crate::app::widgets::{self, Settled};

/// The open question.
pub struct PathDialog {
    purpose: Purpose,
    paths: Settled,
    opened: bool,
}

impl PathDialog {
    /// For what the file dialog was wanted.
    #[must_use]
    pub fn new(purpose: Purpose) -> Self {
        Self { purpose, paths: Settled::default(), opened: false }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        super::title(ui, view.text(self.purpose.title()));
        ui.label(widgets::quiet(ui, view.text("dialog.no_file_dialog")));
        let many = matches!(self.purpose, Purpose::Import);
        let (label, entered) = if many { ("dialog.paths", false) } else { ("dialog.path", super::entered(ui)) };
        ui.add_space(space::TINY);
        let field = if many {
            widgets::text_field(ui, view.text(label), &mut self.paths.text, view.text("dialog.paths_hint"), 4)
        } else {
            widgets::line_field(ui, view.text(label), &mut self.paths.text, view.text("dialog.path_hint"))
        };
        if !self.opened {
            field.request_focus();
            self.opened = true;
        }
        self.paths.settle(ui.ctx());
        let paths = paths_of(self.paths.get());
        let writing = matches!(self.purpose, Purpose::WriteFile { .. });
        let missing = paths.iter().find(|path| !writing && !view.environment.fs.exists(path));
        if let Some(path) = missing {
            let message = crate::model::Message::new("dialog.path_missing").with("path", path.display());
            ui.colored_label(crate::app::theme::tokens(ui).danger, view.language.say(&message));
        }
        let fine = !paths.is_empty() && missing.is_none();
        let mut stay = Stay::Open;
        widgets::dialog_foot(ui, |ui| {
            let done =
                ui.add_enabled_ui(fine, |ui| widgets::primary_button(ui, view.text("dialog.ok")).clicked()).inner;
            if fine && (done || entered) {
                let purpose = self.purpose.clone();
                actions.push(Action::With(Box::new(move |shell| shell.picked(&purpose, Picked::Paths(paths)))));
                stay = Stay::Close;
            }
            if widgets::plain_button(ui, view.text("dialog.cancel")).clicked() {
                stay = Stay::Close;
            }
        });
        stay
    }
}

/// One path a line, as typed, pasted from a shell (in quotes) or from a file manager (`file://`).
fn paths_of(text: &str) -> Vec<PathBuf> {
    text.lines()
        .map(|line| line.trim().trim_matches(['"', '\'']))
        .map(|line| line.strip_prefix("file://").unwrap_or(line))
        .filter(|line| !line.is_empty())
        .map(PathBuf::from)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_may_come_from_a_shell_or_a_file_manager() {
        assert_eq!(
            paths_of("'/a b.txt'\n\nfile:///c.docx\n  /d.md "),
            ["/a b.txt", "/c.docx", "/d.md"].map(PathBuf::from)
        );
    }
}
