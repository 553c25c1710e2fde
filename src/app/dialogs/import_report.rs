//! How an import went, file by file: what came in, what was doubtful, what was refused and why.

use egui::{ScrollArea, Ui};

use super::{DialogView, Stay};
use crate::app::icons::Icon;
use crate::app::theme::{self, space};
use crate::app::widgets;
use crate::model::Message;

/// What became of one file.
#[derive(Clone, Debug)]
pub enum FileOutcome {
    /// It is a document now.
    Read {
        /// The file's name.
        name: String,
        /// How long its text is.
        characters: u32,
        /// What was doubtful or left out.
        findings: Vec<Message>,
    },
    /// It was left out; nothing of it is in the project.
    Refused {
        /// The file's name.
        name: String,
        /// Why, and what can be done.
        reason: Message,
    },
}

/// The open report.
pub struct ImportReport {
    outcomes: Vec<FileOutcome>,
    stopped: bool,
}

impl ImportReport {
    /// Refused files first: they want attention.
    #[must_use]
    pub fn new(mut outcomes: Vec<FileOutcome>, stopped: bool) -> Self {
        outcomes.sort_by_key(|outcome| matches!(outcome, FileOutcome::Read { .. }));
        Self { outcomes, stopped }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>) -> Stay {
        super::title(ui, view.text("dialog.import_report"));
        let refused = self.outcomes.iter().filter(|outcome| matches!(outcome, FileOutcome::Refused { .. })).count();
        let said =
            Message::new("dialog.import_counts").with("read", self.outcomes.len() - refused).with("refused", refused);
        ui.label(view.language.say(&said));
        if self.stopped {
            ui.label(view.text("dialog.import_stopped"));
        }
        ui.add_space(space::TINY);
        ScrollArea::vertical().max_height(360.0).auto_shrink([false, true]).show(ui, |ui| {
            for outcome in &self.outcomes {
                outcome_ui(ui, view, outcome);
            }
        });
        let mut stay = Stay::Open;
        widgets::dialog_foot(ui, |ui| {
            if widgets::primary_button(ui, view.text("dialog.close")).clicked() || super::entered(ui) {
                stay = Stay::Close;
            }
        });
        stay
    }
}

fn outcome_ui(ui: &mut Ui, view: &DialogView<'_>, outcome: &FileOutcome) {
    let t = theme::tokens(ui);
    let (icon, colour, name, lines): (_, _, _, Vec<String>) = match outcome {
        FileOutcome::Read { name, characters, findings } => {
            let length = Message::new("dialog.file_read").with("count", characters);
            let lines = std::iter::once(&length).chain(findings).map(|line| view.language.say(line)).collect();
            (Icon::Check, t.success, name, lines)
        }
        FileOutcome::Refused { name, reason } => (Icon::Warning, t.danger, name, vec![view.language.say(reason)]),
    };
    ui.horizontal_top(|ui| {
        let (rect, _) = ui.allocate_exact_size(egui::Vec2::splat(20.0), egui::Sense::hover());
        icon.paint(ui.painter(), rect, 15.0, colour);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.label(widgets::bold(name));
            for line in lines {
                ui.label(widgets::quiet(ui, line));
            }
        });
    });
    ui.add_space(space::TINY);
}
