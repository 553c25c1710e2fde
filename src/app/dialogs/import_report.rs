//! How an import went, file by file: what was understood, what is to be checked, what was left out, what was
//! refused and why. It can be copied or kept as a text.

use std::fmt::Write as _;

use egui::{CollapsingHeader, RichText, ScrollArea, Ui};

use super::{DialogView, Stay};
use crate::app::actions::Actions;
use crate::app::icons::Icon;
use crate::app::panels::save_file::{self, Made};
use crate::app::theme::{self, space};
use crate::app::widgets;
use crate::i18n::Language;
use crate::import::report::DocumentReport;
use crate::model::Message;

/// What became of one file.
#[derive(Clone, Debug)]
pub enum FileOutcome {
    /// It is in the project now.
    Read {
        /// The file's name.
        name: String,
        /// What there is to say of each of its documents.
        documents: Vec<DocumentReport>,
    },
    /// It was left out; nothing of it is in the project.
    Refused {
        /// The file's name.
        name: String,
        /// Why, and what can be done.
        reason: Message,
    },
}

impl FileOutcome {
    /// Whether somebody should look at it.
    #[must_use]
    pub fn wants_a_look(&self) -> bool {
        match self {
            Self::Read { documents, .. } => {
                documents.iter().any(|one| !one.to_check.is_empty() || !one.left_out.is_empty())
            }
            Self::Refused { .. } => true,
        }
    }

    /// Refused files first, then those to be checked.
    fn urgency(&self) -> u8 {
        match self {
            Self::Refused { .. } => 0,
            Self::Read { documents, .. } if documents.iter().any(|one| !one.to_check.is_empty()) => 1,
            Self::Read { .. } => 2,
        }
    }
}

/// Whether somebody ended the import before all files were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// All files.
    Whole,
    /// Those before it was stopped.
    Stopped,
}

/// The open report.
pub struct ImportReport {
    outcomes: Vec<FileOutcome>,
    reach: Reach,
}

impl ImportReport {
    /// Files that want attention stand first.
    #[must_use]
    pub fn new(mut outcomes: Vec<FileOutcome>, reach: Reach) -> Self {
        outcomes.sort_by_key(FileOutcome::urgency);
        Self { outcomes, reach }
    }

    fn counts(&self) -> Message {
        let refused = self.outcomes.iter().filter(|outcome| matches!(outcome, FileOutcome::Refused { .. })).count();
        Message::new("dialog.import_counts").with("read", self.outcomes.len() - refused).with("refused", refused)
    }

    /// All of it as a plain text.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let mut text = format!("{}\n", language.say(&self.counts()));
        for outcome in &self.outcomes {
            match outcome {
                FileOutcome::Refused { name, reason } => {
                    let _ = write!(text, "\n{name}\n    {}\n", language.say(reason));
                }
                FileOutcome::Read { name, documents } => {
                    let _ = write!(text, "\n{name}\n");
                    for document in documents {
                        let _ = writeln!(text, "  {}", document.title);
                        for (heading, lines) in document.parts() {
                            let _ = writeln!(text, "    {}", language.text(heading));
                            for line in lines {
                                let _ = writeln!(text, "    - {}", language.say(line));
                            }
                        }
                    }
                }
            }
        }
        text
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        super::title(ui, view.text("dialog.import_report"));
        ui.label(view.language.say(&self.counts()));
        if self.reach == Reach::Stopped {
            ui.label(view.text("dialog.import_stopped"));
        }
        ui.add_space(space::TINY);
        let height = (ui.ctx().content_rect().height() - 300.0).clamp(160.0, 460.0);
        ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
            for (at, outcome) in self.outcomes.iter().enumerate() {
                outcome_ui(ui, view, at, outcome);
            }
        });
        let mut stay = Stay::Open;
        widgets::dialog_foot(ui, |ui| {
            if widgets::primary_button(ui, view.text("dialog.close")).clicked() || super::entered(ui) {
                stay = Stay::Close;
            }
            if widgets::plain_button(ui, view.text("dialog.import_copy")).clicked() {
                ui.ctx().copy_text(self.text(view.language));
            }
            if widgets::plain_button(ui, view.text("dialog.import_save")).clicked() {
                let text = self.text(view.language);
                let name = view.text("dialog.import_report");
                let make = move |_: &crate::app::jobs::JobContext| Ok(Made::whole(text.clone().into_bytes()));
                save_file::ask(actions, "dialog.import_save", name, "txt", make);
            }
        });
        stay
    }
}

fn outcome_ui(ui: &mut Ui, view: &DialogView<'_>, at: usize, outcome: &FileOutcome) {
    let t = theme::tokens(ui);
    let (icon, colour) = match outcome.urgency() {
        0 => (Icon::Cross, t.danger),
        1 => (Icon::Warning, t.warning),
        _ => (Icon::Check, t.success),
    };
    ui.horizontal_top(|ui| {
        let (rect, _) = ui.allocate_exact_size(egui::Vec2::splat(20.0), egui::Sense::hover());
        icon.paint(ui.painter(), rect, 15.0, colour);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            match outcome {
                FileOutcome::Refused { name, reason } => {
                    ui.label(widgets::bold(name));
                    ui.label(widgets::quiet(ui, view.language.say(reason)));
                }
                FileOutcome::Read { name, documents } => {
                    let characters: u32 = documents.iter().map(|one| one.characters).sum();
                    let length = Message::new("dialog.file_read").with("count", characters);
                    let head = format!("{name}   {}", view.language.say(&length));
                    CollapsingHeader::new(head).id_salt(("import report", at)).show(ui, |ui| {
                        for document in documents {
                            document_ui(ui, view, document);
                        }
                    });
                    for line in documents.iter().flat_map(|one| &one.to_check) {
                        ui.label(widgets::quiet(ui, view.language.say(line)));
                    }
                }
            }
        });
    });
    ui.add_space(space::TINY);
}

/// Everything there is to say of one document, in parts.
pub(super) fn document_ui(ui: &mut Ui, view: &DialogView<'_>, document: &DocumentReport) {
    let t = theme::tokens(ui);
    ui.label(widgets::bold(&document.title));
    for (heading, lines) in document.parts() {
        widgets::section(ui, view.text(heading));
        ui.spacing_mut().item_spacing.y = 2.0;
        let ink = if heading == "import.report.to_check" { t.warning } else { t.ink };
        for line in lines {
            ui.label(RichText::new(view.language.say(line)).color(ink).size(theme::size::SMALL));
        }
    }
    ui.add_space(space::SMALL);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_as_text_names_every_file_and_what_became_of_it() {
        let report = DocumentReport {
            title: "访谈 03".to_owned(),
            characters: 12,
            understood: vec![Message::new("import.report.format").with("format", "TXT")],
            cleaned: Vec::new(),
            to_check: vec![Message::new("import.finding.doubts").with("count", 2)],
            left_out: Vec::new(),
        };
        let read = FileOutcome::Read { name: "访谈 03.txt".to_owned(), documents: vec![report] };
        let refused = FileOutcome::Refused {
            name: "录音.mp3".to_owned(),
            reason: Message::new("import.refused.audio").with("name", "录音.mp3"),
        };
        let text = ImportReport::new(vec![read, refused], Reach::Whole).text(Language::Chinese);
        let place = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words} is not in {text}"));
        assert!(place("录音.mp3") < place("访谈 03.txt"), "what was refused stands first");
        assert!(place("需要核对") < place("2 处换行"));
        assert!(text.contains("讯飞听见"));
    }
}
