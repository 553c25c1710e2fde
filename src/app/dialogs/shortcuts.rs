//! All keys on one page, made from the list of commands.

use egui::{Grid, ScrollArea, Ui};

use super::{DialogView, Stay};
use crate::app::commands::{Group, UiCommand};
use crate::app::theme::space;
use crate::app::widgets;

/// Keys that are no commands: what the reading column and the tree do with them.
const OTHERS: [(&str, &str); 10] = [
    ("1 – 9", "command.key_pins"),
    ("Esc", "command.key_leave"),
    ("Alt", "command.key_alt"),
    ("× 2  × 3  × 4", "command.key_clicks"),
    ("Ctrl  Shift", "command.key_several"),
    ("Enter", "command.key_open"),
    ("Space", "command.key_tick"),
    ("← →", "command.key_fold"),
    ("Ctrl+Enter", "command.key_save"),
    ("Ctrl", "command.key_merge"),
];

pub(super) fn shortcuts_ui(ui: &mut Ui, view: &DialogView<'_>) -> Stay {
    super::title(ui, view.text("dialog.shortcuts"));
    ScrollArea::vertical().max_height(460.0).auto_shrink([false, true]).show(ui, |ui| {
        for group in Group::ALL {
            widgets::section(ui, group.name(view.language));
            Grid::new(format!("{group:?}")).num_columns(2).min_col_width(130.0).spacing([space::LARGE, 4.0]).show(
                ui,
                |ui| {
                    for command in UiCommand::all().filter(|command| command.group() == group) {
                        let Some(keys) = command.keys(ui.ctx()) else { continue };
                        ui.label(widgets::bold(keys));
                        ui.label(command.name(view.language));
                        ui.end_row();
                    }
                    if group == Group::Coding {
                        for (keys, id) in OTHERS {
                            ui.label(widgets::bold(keys));
                            ui.label(view.text(id));
                            ui.end_row();
                        }
                    }
                },
            );
        }
    });
    close(ui, view)
}

pub(super) fn close(ui: &mut Ui, view: &DialogView<'_>) -> Stay {
    let mut stay = Stay::Open;
    widgets::dialog_foot(ui, |ui| {
        if widgets::primary_button(ui, view.text("dialog.close")).clicked() {
            stay = Stay::Close;
        }
    });
    stay
}
