//! Title, coder and folder of a new project.

use std::path::{Path, PathBuf};

use egui::Ui;

use super::{DialogView, Stay};
use crate::app::actions::{Action, Actions};
use crate::app::picker::Purpose;
use crate::app::theme::{self, space};
use crate::app::widgets::{self, Settled};
use crate::export::escape;
use crate::store::{EXTENSION, Fs};

/// The open question.
pub struct NewProjectDialog {
    title: Settled,
    coder: Settled,
    /// In which the project's folder is made.
    pub folder: Settled,
    opened: bool,
    looked: Option<(PathBuf, bool)>,
    /// Come into the project when it is there.
    files: Vec<PathBuf>,
}

impl NewProjectDialog {
    /// Begins with who coded last, and where the last project was made.
    #[must_use]
    pub fn new(coder: &str, folder: &Path) -> Self {
        Self {
            title: Settled::default(),
            coder: Settled::of(coder),
            folder: Settled::of(&folder.to_string_lossy()),
            opened: false,
            looked: None,
            files: Vec::new(),
        }
    }

    /// Made for these files, which come into it.
    #[must_use]
    pub fn with_files(self, files: Vec<PathBuf>) -> Self {
        Self { files, ..self }
    }

    /// Whether something is at a path; the disk is asked once a path, not in every frame.
    fn is_taken(&mut self, path: &Path, fs: &dyn Fs) -> bool {
        if let Some((_, taken)) = self.looked.as_ref().filter(|(looked, _)| looked == path) {
            return *taken;
        }
        let taken = fs.exists(path);
        self.looked = Some((path.to_owned(), taken));
        taken
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        super::title(ui, view.text("dialog.new_project"));
        let entered = super::entered(ui);
        let title = widgets::labelled_line(
            ui,
            view.text("dialog.project_title"),
            &mut self.title.text,
            view.text("dialog.project_title_hint"),
        );
        if !self.opened {
            title.request_focus();
            self.opened = true;
        }
        widgets::labelled_line(ui, view.text("dialog.coder"), &mut self.coder.text, view.text("dialog.coder_hint"));
        ui.label(widgets::caption(ui, view.text("dialog.folder")));
        ui.horizontal(|ui| {
            let button = 72.0;
            ui.scope(|ui| {
                ui.set_width(ui.available_width() - button - space::SMALL);
                widgets::line_field(ui, view.text("dialog.folder"), &mut self.folder.text, "");
            });
            if widgets::plain_button(ui, view.text("dialog.choose")).clicked() {
                actions.push(Action::Pick(Purpose::NewProjectFolder));
            }
        });
        for field in [&mut self.title, &mut self.coder, &mut self.folder] {
            field.settle(ui.ctx());
        }
        let path = project_folder(Path::new(self.folder.get().trim()), self.title.get());
        let taken = path.as_ref().is_some_and(|path| self.is_taken(path, &*view.environment.fs));
        if let Some(path) = &path {
            let text = crate::model::Message::new(if taken { "dialog.folder_taken" } else { "dialog.folder_will_be" });
            let text = view.language.say(&text.with("path", path.display()));
            let colour = if taken { theme::tokens(ui).danger } else { theme::tokens(ui).quiet };
            ui.label(widgets::caption(ui, text).color(colour));
        }
        if !self.files.is_empty() {
            let said = crate::model::Message::new("start.files_wait").with("count", self.files.len());
            ui.label(widgets::caption(ui, view.language.say(&said)));
        }
        let fine = path.is_some() && !taken && !self.coder.get().trim().is_empty();
        let mut stay = Stay::Open;
        widgets::dialog_foot(ui, |ui| {
            let text = view.text("dialog.create");
            let done = ui.add_enabled_ui(fine, |ui| widgets::primary_button(ui, text).clicked()).inner;
            if let Some(folder) = path.filter(|_| fine && (done || entered)) {
                let files = std::mem::take(&mut self.files);
                actions.push(Action::With(Box::new(|shell| shell.import_when_made(files))));
                actions.push(Action::NewProject {
                    folder,
                    title: self.title.get().trim().to_owned(),
                    coder: self.coder.get().trim().to_owned(),
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

/// The folder of a project of this title; `None` where there is no title or no place.
fn project_folder(place: &Path, title: &str) -> Option<PathBuf> {
    let says_something = title.chars().any(|c| !c.is_whitespace() && c != '.');
    let named = || place.join(escape::file_name(title, EXTENSION));
    (says_something && !place.as_os_str().is_empty()).then(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whether_a_folder_is_taken_is_looked_for_once_a_path() {
        let fs = crate::store::MemoryFs::default();
        let (first, second) = (Path::new("/研究/甲.tianye"), Path::new("/研究/乙.tianye"));
        let mut dialog = NewProjectDialog::new("社工 01", Path::new("/研究"));
        assert!(!dialog.is_taken(first, &fs));
        fs.create_folder(first).unwrap();
        assert!(!dialog.is_taken(first, &fs), "the disk is not asked again for the same path");
        assert!(!dialog.is_taken(second, &fs));
        assert!(dialog.is_taken(first, &fs));
    }

    #[test]
    fn a_title_becomes_a_folder_that_every_system_can_keep() {
        let folder = |title: &str| project_folder(Path::new("/研究"), title);
        assert_eq!(folder("社区养老: 一/二"), Some(PathBuf::from("/研究/社区养老_ 一_二.tianye")));
        assert_eq!(folder("  "), None);
        assert_eq!(folder("..."), None);
        assert_eq!(project_folder(Path::new(""), "甲"), None);
    }
}
