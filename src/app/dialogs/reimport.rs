//! What reading a document again would do to its codings: how many stay, move, change their words or lose them, and
//! which. Nothing is done before somebody says so.

use egui::{Color32, Label, RichText, ScrollArea, Ui};

use super::{DialogView, Stay};
use crate::app::actions::{Action, Actions};
use crate::app::theme::{self, space};
use crate::app::widgets;
use crate::model::Message;
use crate::session::{CodingQuote, HandPlace, ReimportPlan};

/// Lines of one kind that are shown; of more their number is told.
const MOST_LINES: usize = 200;

/// The open plan.
pub struct ReimportDialog {
    plan: Option<ReimportPlan>,
    title: String,
    counts: Vec<Message>,
    lost: Vec<Message>,
    changed: Vec<Message>,
    by_hand: Vec<Message>,
    loses: bool,
}

impl ReimportDialog {
    /// Of a plan.
    #[must_use]
    pub fn new(plan: ReimportPlan) -> Self {
        let one = |id: &'static str, coding: &CodingQuote| {
            let message = Message::new(id).with("code", &coding.code).with("coder", &coding.coder);
            message.with("quote", on_one_line(&coding.quote))
        };
        let text = Message::new("reimport.text").with("inserted", plan.inserted).with("deleted", plan.deleted);
        let mut counts = vec![text];
        let of = [
            ("reimport.kept", plan.effect.kept),
            ("reimport.moved", plan.effect.moved),
            ("reimport.changed", plan.effect.changed.len()),
            ("reimport.lost", plan.effect.lost.len()),
            ("reimport.lost_passages", plan.effect.lost_passages),
            ("reimport.by_hand", plan.by_hand.replaced.len()),
            ("reimport.by_hand_kept", plan.by_hand.kept),
        ];
        counts.extend(of.into_iter().filter(|(_, n)| *n > 0).map(|(id, n)| Message::new(id).with("count", n)));
        let lost_speaker = |speaker| Message::new("reimport.lost_speaker").with("speaker", speaker);
        counts.extend(plan.effect.lost_speakers.iter().map(lost_speaker));
        Self {
            title: plan.title().to_owned(),
            counts,
            lost: plan.effect.lost.iter().map(|fate| one("reimport.lost_one", &fate.coding)).collect(),
            changed: plan
                .effect
                .changed
                .iter()
                .map(|fate| {
                    let becomes = on_one_line(fate.becomes.as_deref().unwrap_or_default());
                    one("reimport.changed_one", &fate.coding).with("becomes", becomes)
                })
                .collect(),
            by_hand: plan.by_hand.replaced.iter().map(by_hand).collect(),
            loses: plan.effect.loses() || !plan.by_hand.replaced.is_empty(),
            plan: Some(plan),
        }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        let t = theme::tokens(ui);
        super::title(ui, &view.language.say(&Message::new("reimport.title").with("title", &self.title)));
        for count in &self.counts {
            ui.label(view.language.say(count));
        }
        let height = (ui.ctx().content_rect().height() - 320.0).clamp(120.0, 420.0);
        ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
            ui.set_width(ui.available_width() - space::SMALL);
            list_ui(ui, view, ("reimport.lost_head", t.danger), &self.lost);
            list_ui(ui, view, ("reimport.by_hand_head", t.danger), &self.by_hand);
            list_ui(ui, view, ("reimport.changed_head", t.ink), &self.changed);
        });
        ui.label(widgets::caption(ui, view.text("reimport.undo_hint")));
        let mut stay = Stay::Open;
        widgets::dialog_foot(ui, |ui| {
            let button = if self.loses { widgets::danger_button } else { widgets::primary_button };
            if button(ui, view.text("reimport.deed")).clicked()
                && let Some(plan) = self.plan.take()
            {
                actions.push(Action::With(Box::new(move |shell| shell.reimport(plan))));
                stay = Stay::Close;
            }
            if widgets::safe_button(ui, view.text("dialog.cancel")).clicked() {
                stay = Stay::Close;
            }
        });
        stay
    }
}

/// A correction made by hand, that goes.
fn by_hand(place: &HandPlace) -> Message {
    let id = if place.says.is_empty() { "reimport.by_hand_cut" } else { "reimport.by_hand_one" };
    Message::new(id).with("paragraph", place.paragraph + 1).with("says", on_one_line(&place.says))
}

fn on_one_line(quote: &str) -> String {
    quote.replace('\n', " ")
}

/// What goes stands first: it is what somebody may not want.
fn list_ui(ui: &mut Ui, view: &DialogView<'_>, head: (&'static str, Color32), lines: &[Message]) {
    if lines.is_empty() {
        return;
    }
    let (head, ink) = head;
    widgets::section(ui, view.text(head));
    let mut line_ui = |line: &Message, ink| {
        let text = RichText::new(view.language.say(line)).color(ink).size(theme::size::SMALL);
        ui.add(Label::new(text).wrap());
    };
    for line in lines.iter().take(MOST_LINES) {
        line_ui(line, ink);
    }
    if lines.len() > MOST_LINES {
        line_ui(&Message::new("merge.more").with("count", lines.len() - MOST_LINES), ink);
    }
}
