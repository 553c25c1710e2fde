//! What merging another copy would do: what comes in, what changes, what goes, what stays away, and the
//! texts that both sides wrote, side by side. Nothing is done before somebody says so.

use egui::{Color32, Frame, Label, Margin, RichText, ScrollArea, Ui};

use super::{DialogView, Stay};
use crate::app::actions::{Action, Actions};
use crate::app::theme::{self, space};
use crate::app::widgets;
use crate::model::Message;
use crate::session::Consent;
use crate::store::merge::{Change, CodingCount, LeftOut, MergePlan, MergeReport, Side, TwoTexts};

/// Lines of one kind that are shown; of more their number is told.
const MOST_LINES: usize = 200;

/// The open report.
pub struct MergeDialog {
    plan: Option<MergePlan>,
    report: MergeReport,
    summary: Message,
    is_empty: bool,
    /// In sections, made once.
    sections: Vec<(&'static str, Vec<Message>)>,
}

impl MergeDialog {
    /// Of a plan.
    #[must_use]
    pub fn new(plan: MergePlan) -> Self {
        let report = plan.report.clone();
        let (summary, is_empty) = (plan.summary(), plan.is_empty());
        let sections = sections(&report);
        Self { plan: Some(plan), report, summary, is_empty, sections }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        let t = theme::tokens(ui);
        super::title(ui, view.text("merge.title"));
        let from = Message::new("merge.from").with("path", self.report.other.display());
        ui.label(widgets::caption(ui, view.language.say(&from)));
        if self.report.damaged {
            let said = Message::new("merge.damaged").with("count", self.report.findings.len());
            ui.label(RichText::new(view.language.say(&said)).color(t.danger));
        }
        ui.label(widgets::bold(view.language.say(&self.summary)));
        if !self.sections.is_empty() || !self.report.both.is_empty() {
            let height = (ui.ctx().content_rect().height() - 320.0).clamp(120.0, 420.0);
            ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| self.body_ui(ui, view));
        }
        if !self.is_empty {
            ui.label(widgets::caption(ui, view.text("merge.undo_hint")));
        }
        self.foot_ui(ui, view, actions)
    }

    fn body_ui(&self, ui: &mut Ui, view: &DialogView<'_>) {
        let t = theme::tokens(ui);
        ui.set_width(ui.available_width() - space::SMALL);
        if !self.report.both.is_empty() {
            widgets::section(ui, view.text("merge.both"));
            for two in &self.report.both {
                two_texts_ui(ui, view, two);
            }
        }
        for (head, lines) in &self.sections {
            widgets::section(ui, view.text(head));
            ui.spacing_mut().item_spacing.y = 2.0;
            for line in lines.iter().take(MOST_LINES) {
                let ink = if *head == "merge.findings" { t.warning } else { t.ink };
                line_ui(ui, &view.language.say(line), ink);
            }
            if lines.len() > MOST_LINES {
                let more = Message::new("merge.more").with("count", lines.len() - MOST_LINES);
                line_ui(ui, &view.language.say(&more), t.quiet);
            }
            ui.spacing_mut().item_spacing.y = space::SMALL;
        }
    }

    fn foot_ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        let mut stay = Stay::Open;
        widgets::dialog_foot(ui, |ui| {
            if self.is_empty {
                if widgets::primary_button(ui, view.text("dialog.close")).clicked() {
                    stay = Stay::Close;
                }
                return;
            }
            let (deed, consent) = if self.report.damaged {
                (widgets::danger_button(ui, view.text("merge.merge_part")), Consent::AsFarAsReadable)
            } else {
                (widgets::primary_button(ui, view.text("merge.merge")), Consent::OnlyWhole)
            };
            if deed.clicked()
                && let Some(plan) = self.plan.take()
            {
                actions.push(Action::With(Box::new(move |shell| shell.merge(plan, consent))));
                stay = Stay::Close;
            }
            if widgets::safe_button(ui, view.text("dialog.cancel")).clicked() {
                stay = Stay::Close;
            }
        });
        stay
    }
}

/// What goes stands first: it is what somebody may not want.
fn sections(report: &MergeReport) -> Vec<(&'static str, Vec<Message>)> {
    let mut comes: Vec<Message> =
        report.coders.iter().map(|name| Message::new("merge.coder").with("name", name)).collect();
    comes.extend(report.documents.iter().map(|title| Message::new("merge.document").with("name", title)));
    comes.extend(report.codes.iter().map(|name| Message::new("merge.code").with("name", name)));
    comes.extend(counted("merge.codings", &report.codings));
    let mut goes = counted("merge.codings_taken_along", &report.taken_along);
    goes.extend(counted("merge.codings_removed", &report.removed_codings));
    goes.extend(report.removed_lines());
    let all = [
        ("merge.goes", goes),
        ("merge.comes_in", comes),
        ("merge.changes", report.changes.iter().map(Change::message).collect()),
        ("merge.stays_away", report.left_out.iter().map(LeftOut::message).collect()),
        ("merge.findings", report.findings.clone()),
    ];
    all.into_iter().filter(|(_, lines)| !lines.is_empty()).collect()
}

fn counted(head: &'static str, list: &[CodingCount]) -> Vec<Message> {
    if list.is_empty() {
        return Vec::new();
    }
    let count: usize = list.iter().map(|codings| codings.count).sum();
    std::iter::once(Message::new(head).with("count", count)).chain(list.iter().map(CodingCount::message)).collect()
}

fn line_ui(ui: &mut Ui, line: &str, ink: Color32) {
    ui.add(Label::new(RichText::new(line).color(ink).size(theme::size::SMALL)).wrap());
}

/// The text that stands after merging is on the side where it was written.
fn two_texts_ui(ui: &mut Ui, view: &DialogView<'_>, two: &TwoTexts) {
    let field = two.field_name().map(|name| view.language.say(&name)).unwrap_or_default();
    ui.label(widgets::caption(ui, format!("{} · {field}", two.name)));
    ui.columns_const(|[here, there]| {
        text_ui(here, view, "merge.here", &two.here, two.stands == Side::Here);
        text_ui(there, view, "merge.there", &two.there, two.stands == Side::There);
    });
}

fn text_ui(ui: &mut Ui, view: &DialogView<'_>, side: &str, text: &str, stands: bool) {
    let t = theme::tokens(ui);
    let line = if stands { t.accent } else { t.line };
    Frame::new()
        .fill(t.field)
        .stroke(egui::Stroke::new(1.0, line))
        .corner_radius(theme::RADIUS)
        .inner_margin(Margin::same(8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            let fate = if stands { "merge.stands" } else { "merge.kept_beside" };
            let head = format!("{} · {}", view.text(side), view.text(fate));
            ui.label(RichText::new(head).size(theme::size::SMALL).color(if stands { t.accent } else { t.quiet }));
            let text = if text.is_empty() { view.text("merge.empty_text") } else { text };
            ui.add(Label::new(text).wrap());
        });
}
