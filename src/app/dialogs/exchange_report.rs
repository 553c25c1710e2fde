//! What a file of codes or codings would change, and what of it cannot be used and why, before anything is changed.

use egui::{Label, RichText, ScrollArea, Ui};

use super::{DialogView, Stay};
use crate::app::actions::{Action, Actions};
use crate::app::notices::Offer;
use crate::app::theme::{self, space};
use crate::app::widgets;
use crate::exchange::{Finding, codebook, codings};
use crate::model::{Edit, Message};

/// What would be done.
pub enum Planned {
    /// Codes.
    Codebook(codebook::Plan),
    /// Codings.
    Codings(codings::Plan),
}

impl Planned {
    fn findings(&self) -> &[Finding] {
        match self {
            Self::Codebook(plan) => &plan.findings,
            Self::Codings(plan) => &plan.findings,
        }
    }

    fn edits(&self) -> &[Edit] {
        match self {
            Self::Codebook(plan) => &plan.edits,
            Self::Codings(plan) => &plan.edits,
        }
    }

    fn take_edits(&mut self) -> Vec<Edit> {
        match self {
            Self::Codebook(plan) => std::mem::take(&mut plan.edits),
            Self::Codings(plan) => std::mem::take(&mut plan.edits),
        }
    }

    /// What goes in, line by line.
    fn lines(&self) -> Vec<Message> {
        let some = |id, count: usize| (count > 0).then(|| Message::new(id).with("count", count));
        match self {
            Self::Codebook(plan) => {
                let added = Message::new("report.codes_added").with("count", plan.added);
                let rest = [some("report.codes_changed", plan.changed), some("report.codes_kept", plan.kept)];
                std::iter::once(added).chain(rest.into_iter().flatten()).collect()
            }
            Self::Codings(plan) => {
                let added = Message::new("report.codings_added").with("count", plan.added);
                let rest = [
                    some("report.codes_new", plan.codes),
                    some("report.coders_new", plan.coders),
                    some("report.codings_there", plan.already_there),
                    some("report.ids_new", plan.new_ids),
                ];
                std::iter::once(added).chain(rest.into_iter().flatten()).collect()
            }
        }
    }

    fn label(&self) -> Message {
        match self {
            Self::Codebook(plan) => Message::new("label.import_codebook").with("count", plan.added + plan.changed),
            Self::Codings(plan) => Message::new("label.import_codings").with("count", plan.added),
        }
    }
}

/// The open report.
pub struct ExchangeReport {
    name: String,
    planned: Planned,
    revision: u64,
}

impl ExchangeReport {
    /// Of a file of this name, planned on this state of the project.
    #[must_use]
    pub fn new(name: String, planned: Planned, revision: u64) -> Self {
        Self { name, planned, revision }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        const LINE: f32 = 20.0;
        let t = theme::tokens(ui);
        super::title(ui, &view.language.say(&Message::new("report.import_title").with("name", &self.name)));
        for line in self.planned.lines() {
            ui.label(view.language.say(&line));
        }
        let findings = self.planned.findings();
        let out = findings.iter().filter(|finding| finding.problem.leaves_row_out()).count();
        if findings.is_empty() {
            ui.label(RichText::new(view.text("report.no_findings")).color(t.success));
        } else {
            ui.add_space(space::TINY);
            let said = Message::new("report.rows_out").with("count", out).with("others", findings.len() - out);
            ui.label(RichText::new(view.language.say(&said)).color(if out > 0 { t.danger } else { t.warning }));
            let height = (findings.len() as f32 * (LINE + 2.0)).min(260.0);
            ui.spacing_mut().item_spacing.y = 2.0;
            let area = ScrollArea::vertical().max_height(height).auto_shrink([false, false]);
            area.show_rows(ui, LINE, findings.len(), |ui, range| {
                for finding in &findings[range] {
                    let line = view.language.say(&finding.tell());
                    let ink = if finding.problem.leaves_row_out() { t.ink } else { t.quiet };
                    let label = Label::new(RichText::new(&line).color(ink).size(theme::size::SMALL)).truncate();
                    ui.add_sized([ui.available_width(), LINE], label).on_hover_text(line);
                }
            });
        }
        let nothing = self.planned.edits().is_empty();
        if nothing {
            ui.label(widgets::quiet(ui, view.text("report.nothing_to_do")));
        }
        let mut stay = Stay::Open;
        widgets::dialog_foot(ui, |ui| {
            let deed = view.text("report.import_deed");
            let yes = ui.add_enabled_ui(!nothing, |ui| widgets::primary_button(ui, deed)).inner;
            if yes.clicked() {
                let (label, edits, revision) = (self.planned.label(), self.planned.take_edits(), self.revision);
                actions.push(Action::With(Box::new(move |shell| {
                    // Nobody can change the project behind a dialog; should it happen, nothing is done half.
                    if shell.session().map(|session| session.revision().0) != Some(revision) {
                        shell.notices.problem(Message::new("report.changed_meanwhile"));
                    } else if let Some(committed) = shell.commit(label.clone(), edits) {
                        shell.notices.tell(label, Offer::Undo, committed.revision.0);
                    }
                })));
                stay = Stay::Close;
            }
            if widgets::plain_button(ui, view.text("dialog.cancel")).clicked() {
                stay = Stay::Close;
            }
        });
        stay
    }
}
