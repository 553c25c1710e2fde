//! What went wrong, said above the workspace, with what can be done about it.

use egui::{Frame, Panel, Ui};

use super::Shell;
use super::stations::Station;
use crate::app::icons::Icon;
use crate::app::notices::Remedy;
use crate::app::theme::{self, space};
use crate::app::widgets;

impl Shell {
    /// What went wrong, in a strip that stays until it is read.
    pub(super) fn problems_ui(&mut self, ui: &mut Ui) {
        if self.notices.problems().is_empty() {
            return;
        }
        let t = theme::tokens(ui);
        let language = self.language();
        let frame = Frame::new().fill(t.field).inner_margin(egui::Margin::symmetric(12, 8));
        let mut read = None;
        let mut copy = None;
        let mut write_too = false;
        let (mut import_again, mut give_up) = (false, false);
        let mut backups = None;
        let mut check = None;
        let strip = Panel::top("problems").frame(frame).show(ui, |ui| {
            for (at, problem) in self.notices.problems().iter().enumerate() {
                // Sign, first line and buttons stand on one line, however many lines follow.
                ui.horizontal_top(|ui| {
                    let line = ui.spacing().interact_size.y;
                    let (rect, _) = ui.allocate_exact_size(egui::Vec2::new(20.0, line), egui::Sense::hover());
                    Icon::Warning.paint(ui.painter(), rect, 16.0, t.danger);
                    let buttons = match problem.remedy {
                        Remedy::None => 110.0,
                        Remedy::Check(_) => 200.0,
                        Remedy::Copy(_) | Remedy::WriteToo | Remedy::Backups { .. } | Remedy::ImportAgain => 260.0,
                        Remedy::CheckOrBackups { .. } => 370.0,
                    };
                    let room = (ui.available_width() - buttons).max(120.0);
                    let text = egui::RichText::new(language.say(&problem.message)).color(t.ink);
                    ui.allocate_ui(egui::Vec2::new(room, 0.0), |ui| {
                        let lettering = ui.text_style_height(&egui::TextStyle::Body);
                        ui.vertical(|ui| {
                            ui.add_space(((line - lettering) / 2.0).max(0.0));
                            ui.add(egui::Label::new(text).wrap().selectable(true))
                        })
                    });
                    ui.with_layout(egui::Layout::right_to_left(egui::Align::Min), |ui| {
                        let is_import = matches!(problem.remedy, Remedy::ImportAgain);
                        let understood = if is_import { "importing.give_up" } else { "app.understood" };
                        if widgets::plain_button(ui, language.text(understood)).clicked() {
                            read = Some(at);
                            give_up |= is_import;
                        }
                        if is_import && widgets::primary_button(ui, language.text("importing.try_again")).clicked() {
                            import_again = true;
                        }
                        // Of two the check is the one that puts things right.
                        let is_main = problem.remedy.check().is_none();
                        let button = if is_main { widgets::primary_button } else { widgets::plain_button };
                        if let Some(lost) = problem.remedy.copy()
                            && button(ui, language.text("app.save_copy")).clicked()
                        {
                            copy = Some(lost.cloned());
                        }
                        if let Some((folder, title)) = problem.remedy.backups()
                            && button(ui, language.text("backup.from_backup")).clicked()
                        {
                            backups = Some((at, folder.clone(), title.clone()));
                        }
                        if let Some(folder) = problem.remedy.check()
                            && widgets::primary_button(ui, language.text("inspect.check")).clicked()
                        {
                            check = Some(folder.clone());
                        }
                        if matches!(problem.remedy, Remedy::WriteToo)
                            && widgets::primary_button(ui, language.text("app.write_too")).clicked()
                        {
                            read = Some(at);
                            write_too = true;
                        }
                    });
                });
            }
            ui.add_space(space::TINY);
        });
        self.stations.stand(Station::Problems, strip.response.rect);
        if let Some(at) = read {
            self.notices.read(at);
        }
        if give_up {
            self.give_imports_up();
        }
        if import_again {
            self.import_again();
        }
        if let Some(lost) = copy {
            self.save_copy(lost);
        }
        if write_too {
            self.write_here_too();
        }
        if let Some(folder) = check {
            self.check_folder(folder);
        }
        if let Some((at, folder, title)) = backups {
            self.notices.read(at);
            self.show_backups(folder, title);
        }
    }
}
