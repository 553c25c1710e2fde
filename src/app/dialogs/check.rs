//! What a check found, the worst first; what a repair would do before it does it; and what it did.

use std::path::PathBuf;

use egui::{RichText, ScrollArea, Ui};

use super::{DialogView, Stay};
use crate::app::actions::{Action, Actions};
use crate::app::icons::Icon;
use crate::app::theme::{self, Tokens, space};
use crate::app::widgets;
use crate::model::Message;
use crate::store::check::{Finding, Report, Severity};
use crate::store::repair::{Others, Repaired};

/// The open dialog.
pub struct CheckDialog {
    folder: PathBuf,
    stage: Stage,
    /// Frames until its size has come to rest: it stands in the middle, and must not move under the pointer.
    settling: u8,
}

/// Frames in which wrapped lines and the area that scrolls find their size.
const SETTLING: u8 = 3;

enum Stage {
    /// What was found.
    Found(Report),
    /// Somebody wants it repaired; what that does is being found out, or is shown.
    Preview { found: Report, planned: Option<Planned>, others: Others },
    /// It was repaired.
    Repaired(Repaired),
}

struct Planned {
    tells: Vec<Message>,
    lost: Vec<Message>,
}

impl CheckDialog {
    /// Shows what a check found.
    #[must_use]
    pub fn found(folder: PathBuf, report: Report) -> Self {
        Self { folder, stage: Stage::Found(report), settling: SETTLING }
    }

    /// Shows what a repair did.
    #[must_use]
    pub fn repaired(folder: PathBuf, repaired: Repaired) -> Self {
        Self { folder, stage: Stage::Repaired(repaired), settling: SETTLING }
    }

    /// Takes what a repair would do, where that was asked in the same way.
    pub fn preview(&mut self, tells: Vec<Message>, lost: Vec<Message>, asked: Others) {
        if let Stage::Preview { planned, others, .. } = &mut self.stage
            && *others == asked
        {
            *planned = Some(Planned { tells, lost });
            self.settling = SETTLING;
        }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        super::title(ui, view.text("inspect.title"));
        let folder = self.folder.clone();
        let (stay, next) = match &mut self.stage {
            Stage::Found(report) => found_ui(ui, view, &folder, report, actions),
            Stage::Preview { found, planned, others } => {
                preview_ui(ui, view, &folder, found, (planned, others), actions)
            }
            Stage::Repaired(repaired) => (repaired_ui(ui, view, repaired), None),
        };
        if let Some(stage) = next {
            self.stage = stage;
            self.settling = SETTLING;
        }
        if let Some(left) = self.settling.checked_sub(1) {
            self.settling = left;
            ui.ctx().request_repaint();
        }
        stay
    }
}

fn is_locked(report: &Report) -> bool {
    report.findings.iter().any(|finding| finding.what.id == "store.locked")
}

fn found_ui(
    ui: &mut Ui,
    view: &DialogView<'_>,
    folder: &std::path::Path,
    report: &Report,
    actions: &mut Actions,
) -> (Stay, Option<Stage>) {
    let t = theme::tokens(ui);
    let count = |severity| report.findings.iter().filter(|finding| finding.severity == severity).count();
    if report.is_sound() {
        ui.label(RichText::new(view.text("inspect.sound")).color(t.success));
    } else {
        let counts = Message::new("inspect.counts")
            .with("damage", count(Severity::Damage))
            .with("notable", count(Severity::Notable))
            .with("notes", count(Severity::Note));
        ui.label(view.language.say(&counts));
    }
    if is_locked(report) {
        ui.label(RichText::new(view.text("inspect.is_locked")).color(t.warning));
    }
    ui.add_space(space::TINY);
    ScrollArea::vertical().max_height(380.0).auto_shrink([false, true]).show(ui, |ui| {
        for severity in Severity::ALL {
            let of: Vec<&Finding> = report.findings.iter().filter(|finding| finding.severity == severity).collect();
            if !of.is_empty() {
                widgets::section(ui, &view.language.say(&severity.heading()));
                for finding in of {
                    finding_ui(ui, view, folder, finding);
                }
            }
        }
    });
    let (mut stay, mut next) = (Stay::Open, None);
    widgets::dialog_foot(ui, |ui| {
        if !report.is_sound() {
            let may = !is_locked(report);
            let button = ui.add_enabled_ui(may, |ui| widgets::primary_button(ui, view.text("inspect.repair"))).inner;
            if button.on_disabled_hover_text(view.text("inspect.is_locked")).clicked() {
                ask_for_preview(actions, folder, Others::Leave);
                next = Some(Stage::Preview { found: report.clone(), planned: None, others: Others::Leave });
            }
        }
        if widgets::plain_button(ui, view.text("dialog.close")).clicked() {
            stay = Stay::Close;
        }
    });
    (stay, next)
}

fn finding_ui(ui: &mut Ui, view: &DialogView<'_>, folder: &std::path::Path, finding: &Finding) {
    let t = theme::tokens(ui);
    let (icon, colour) = mark(finding.severity, t);
    ui.horizontal_top(|ui| {
        let (rect, _) = ui.allocate_exact_size(egui::Vec2::splat(20.0), egui::Sense::hover());
        icon.paint(ui.painter(), rect, 15.0, colour);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            let lines = finding.lines(folder);
            if let Some(path) = lines.path {
                ui.label(widgets::quiet(ui, path).size(theme::size::SMALL));
            }
            ui.label(view.language.say(lines.what));
            if let Some(safe) = lines.safe {
                ui.label(widgets::quiet(ui, view.language.say(safe)));
            }
            if let Some(todo) = lines.todo {
                ui.label(widgets::quiet(ui, format!("→ {}", view.language.say(todo))));
            }
        });
    });
    ui.add_space(space::TINY);
}

fn mark(severity: Severity, t: &Tokens) -> (Icon, egui::Color32) {
    match severity {
        Severity::Damage => (Icon::Warning, t.danger),
        Severity::Notable => (Icon::Warning, t.warning),
        Severity::Note => (Icon::Note, t.quiet),
    }
}

fn ask_for_preview(actions: &mut Actions, folder: &std::path::Path, others: Others) {
    let folder = folder.to_owned();
    actions.push(Action::With(Box::new(move |shell| shell.preview_repair(folder, others))));
}

fn preview_ui(
    ui: &mut Ui,
    view: &DialogView<'_>,
    folder: &std::path::Path,
    found: &Report,
    (planned, others): (&mut Option<Planned>, &mut Others),
    actions: &mut Actions,
) -> (Stay, Option<Stage>) {
    let broken_others = found.findings.iter().any(|finding| finding.todo.id == "inspect.todo_wait_for_others");
    if broken_others {
        let mut adopt = *others == Others::Adopt;
        if ui.checkbox(&mut adopt, view.text("inspect.adopt")).changed() {
            *others = if adopt { Others::Adopt } else { Others::Leave };
            *planned = None;
            ask_for_preview(actions, folder, *others);
        }
    }
    match planned {
        None => {
            ui.horizontal(|ui| {
                ui.spinner();
                ui.label(widgets::quiet(ui, view.text("inspect.job_check")));
            });
        }
        Some(planned) if planned.tells.is_empty() => {
            ui.label(view.text("inspect.nothing_to_repair"));
        }
        Some(planned) => {
            lines_ui(ui, view, "inspect.preview", &planned.tells);
            lines_ui(ui, view, "inspect.preview_lost", &planned.lost);
            let aside = view.environment.data_dir.join("set-aside").join(found.project.id.to_string());
            let said = Message::new("inspect.preview_aside").with("path", aside.display());
            ui.label(widgets::quiet(ui, view.language.say(&said)));
        }
    }
    let (mut stay, mut next) = (Stay::Open, None);
    widgets::dialog_foot(ui, |ui| {
        let may = planned.as_ref().is_some_and(|planned| !planned.tells.is_empty());
        let deed = view.text("inspect.repair_deed");
        if ui.add_enabled_ui(may, |ui| widgets::primary_button(ui, deed)).inner.clicked() {
            let (folder, others) = (folder.to_owned(), *others);
            actions.push(Action::With(Box::new(move |shell| shell.repair_folder(folder, others))));
            stay = Stay::Close;
        }
        if widgets::plain_button(ui, view.text("dialog.cancel")).clicked() {
            next = Some(Stage::Found(found.clone()));
        }
    });
    (stay, next)
}

fn repaired_ui(ui: &mut Ui, view: &DialogView<'_>, repaired: &Repaired) -> Stay {
    let t = theme::tokens(ui);
    let said = match &repaired.set_aside {
        Some(path) => Message::new("inspect.repaired_into").with("path", path.display()),
        None => Message::new("inspect.repaired"),
    };
    ui.label(RichText::new(view.language.say(&said)).color(t.success));
    lines_ui(ui, view, "inspect.done", &repaired.done);
    lines_ui(ui, view, "inspect.preview_lost", &repaired.lost);
    let mut stay = Stay::Open;
    widgets::dialog_foot(ui, |ui| {
        if widgets::primary_button(ui, view.text("dialog.close")).clicked() || super::entered(ui) {
            stay = Stay::Close;
        }
    });
    stay
}

fn lines_ui(ui: &mut Ui, view: &DialogView<'_>, heading: &'static str, lines: &[Message]) {
    if lines.is_empty() {
        return;
    }
    widgets::section(ui, view.text(heading));
    let area = ScrollArea::vertical().id_salt(heading).max_height(180.0).auto_shrink([false, true]);
    area.show(ui, |ui| {
        for line in lines {
            ui.label(format!("· {}", view.language.say(line)));
        }
    });
}
