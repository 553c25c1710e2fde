//! Files and folders that are dropped on the window.
//!
//! A project is opened, anything else is imported. Where no project is open one is made for them first.

use std::path::PathBuf;

use egui::{Align2, Color32, Context, FontId, Id, LayerId, Order, Stroke, StrokeKind, Ui};

use super::Shell;
use crate::app::actions::{Action, Actions};
use crate::app::dialogs::{Dialog, NewProjectDialog};
use crate::app::fonts;
use crate::app::icons::Icon;
use crate::app::theme;
use crate::model::Message;

impl Shell {
    /// Files dropped on the window are imported; a project's folder is opened.
    pub(super) fn take_dropped_files(&mut self, ctx: &Context, actions: &mut Actions) {
        let dropped = ctx.input(|input| input.raw.dropped_files.clone());
        let paths: Vec<_> = dropped.iter().map(|file| file.path().to_owned()).filter(|p| p.is_absolute()).collect();
        if paths.is_empty() {
            return;
        }
        let project = paths.iter().find(|path| self.environment.fs.exists(&path.join("project.ron")));
        match project {
            Some(project) => actions.push(Action::OpenProject(project.clone())),
            None if self.session.is_some() => actions.push(Action::Import { paths, group: None }),
            None => actions.push(Action::With(Box::new(move |shell| shell.make_project_for(paths)))),
        }
    }

    /// Asks for a new project that these files come into.
    fn make_project_for(&mut self, files: Vec<PathBuf>) {
        if self.dialog.is_some() {
            // Somebody is writing there, and it is not about these files.
            self.notices.problem(Message::new("start.open_first"));
            return;
        }
        let folder = self.settings.folder.clone().unwrap_or_else(|| self.usual_folder());
        let dialog = NewProjectDialog::new(&self.settings.coder, &folder).with_files(files);
        self.dialog = Some(Dialog::NewProject(dialog));
    }

    /// The files wait until the project is there.
    pub fn import_when_made(&mut self, files: Vec<PathBuf>) {
        self.dropped = files;
    }

    /// What waited comes in.
    pub(super) fn import_dropped(&mut self) {
        let paths = std::mem::take(&mut self.dropped);
        if !paths.is_empty() {
            self.carry_out(Action::Import { paths, group: None });
        }
    }

    /// What happens when the files that are held over the window are let go.
    pub(super) fn hover_ui(&self, ui: &Ui) {
        let count = ui.ctx().input(|input| input.raw.hovered_files.len());
        if count == 0 {
            return;
        }
        let t = theme::tokens(ui);
        let painter = ui.ctx().layer_painter(LayerId::new(Order::Foreground, Id::unique("files held over the window")));
        let window = ui.ctx().content_rect();
        let veil = if ui.visuals().dark_mode { 210 } else { 225 };
        let [r, g, b, _] = t.paper.to_array();
        painter.rect_filled(window, 0, Color32::from_rgba_unmultiplied(r, g, b, veil));
        painter.rect_stroke(window.shrink(14.0), 12, Stroke::new(2.0, t.accent), StrokeKind::Inside);
        let id = if self.session.is_some() { "start.drop_to_import" } else { "start.drop_to_begin" };
        let said = self.language().say(&Message::new(id).with("count", count));
        let centre = window.center();
        let picture = egui::Rect::from_center_size(centre - egui::vec2(0.0, 34.0), egui::Vec2::splat(44.0));
        Icon::Import.paint(&painter, picture, 40.0, t.accent);
        let font = FontId::new(theme::size::TITLE, fonts::bold());
        painter.text(centre + egui::vec2(0.0, 14.0), Align2::CENTER_CENTER, said, font, t.ink);
    }
}
