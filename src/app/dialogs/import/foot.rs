//! The foot: how far the reading is, the group, the one button that imports everything that is ticked.

use egui::{Align, Layout, ProgressBar, RichText, TextEdit, Ui, Vec2};

use super::{DialogView, ImportDialog, Purpose, Stay};
use crate::app::actions::Actions;
use crate::app::theme::{self, space};
use crate::app::widgets;
use crate::model::Message;

impl ImportDialog {
    pub(super) fn foot_ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        let tally = self.tally();
        let waits = tally.behind > 0 && !self.stopped;
        if self.importing && !waits {
            return self.hand_over(actions);
        }
        let count = if self.stopped { tally.wanted - tally.behind } else { tally.wanted };
        let mut stay = Stay::Open;
        ui.allocate_ui_with_layout(Vec2::new(ui.available_width(), 36.0), Layout::right_to_left(Align::Center), |ui| {
            if self.giving_up {
                stay = self.giving_up_ui(ui, view);
                return;
            }
            let text = match &self.purpose {
                Purpose::Import { .. } => view.language.say(&Message::new("importing.deed").with("count", count)),
                Purpose::Again { .. } => view.text("importing.deed_again").to_owned(),
            };
            let may = count > 0 && !self.importing;
            let button = ui.add_enabled_ui(may, |ui| super::super::deed_button(ui, &text)).inner;
            if button.clicked() || (may && super::super::deed_pressed(ui)) {
                self.importing = true;
                ui.ctx().request_repaint();
            }
            if widgets::plain_button(ui, view.text("dialog.cancel")).clicked() && self.gives_way() {
                stay = Stay::Close;
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                if self.purpose_is_import() {
                    self.group_ui(ui, view);
                }
                self.progress_ui(ui, view, tally.done, tally.all);
            });
        });
        stay
    }

    fn group_ui(&mut self, ui: &mut Ui, view: &DialogView<'_>) {
        let label = view.text("importing.group");
        ui.label(widgets::caption(ui, label));
        let field = TextEdit::singleline(&mut self.group)
            .hint_text(widgets::caption(ui, view.text("importing.group_none")))
            .desired_width(120.0)
            .margin(egui::Margin::symmetric(8, 5));
        let response = ui.add(field);
        widgets::name_field(ui, &response, label);
        ui.checkbox(&mut self.directly, view.text("importing.directly"))
            .on_hover_text(view.text("importing.directly_tip"));
    }

    fn progress_ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, done: usize, all: usize) {
        let text = |id: &'static str| view.language.say(&Message::new(id).with("done", done).with("all", all));
        if self.stopped && done < all {
            ui.label(widgets::caption(ui, text("importing.stopped")));
            if widgets::link_button(ui, view.text("importing.go_on")).clicked() {
                self.stopped = false;
            }
        } else if done < all && all > 1 {
            ui.add_space(space::SMALL);
            ui.add(ProgressBar::new(done as f32 / all as f32).desired_width(90.0).desired_height(8.0));
            ui.label(widgets::caption(ui, text("importing.progress")));
            if widgets::link_button(ui, view.text("importing.stop")).clicked() {
                self.stop_reading();
            }
        } else if self.importing {
            ui.add(egui::Spinner::new().size(14.0));
        }
    }

    fn giving_up_ui(&mut self, ui: &mut Ui, view: &DialogView<'_>) -> Stay {
        let mut stay = Stay::Open;
        if widgets::danger_button(ui, view.text("importing.give_up")).clicked() {
            stay = Stay::Close;
        }
        if widgets::plain_button(ui, view.text("importing.do_not_give_up")).clicked() {
            self.giving_up = false;
        }
        let text = RichText::new(view.text("importing.giving_up")).color(theme::tokens(ui).warning);
        ui.label(text);
        stay
    }
}
