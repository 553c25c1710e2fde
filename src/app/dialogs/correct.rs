//! What a correction would do: the codings that would go, each with the choice to keep it; those whose words change,
//! colleagues' first; and every place that changes. Nothing is saved before somebody says so.

use egui::{Label, RichText, ScrollArea, Ui};

use super::{DialogView, Stay};
use crate::app::actions::{Action, Actions};
use crate::app::shell::Asking;
use crate::app::theme::{self, space};
use crate::app::widgets;
use crate::model::{DocumentId, Message, Span};
use crate::session::{CodingFate, CorrectedPlace, CorrectionPlan, Whose};

/// Lines of one kind that are shown; of more their number is told.
const MOST_LINES: usize = 200;
/// Characters of a place that are shown; a paragraph may be replaced whole.
const LONGEST: usize = 80;

/// The open plan.
pub struct CorrectDialog {
    plan: Option<CorrectionPlan>,
    of: (DocumentId, u64),
    then: Option<Action>,
    title: String,
    counts: Vec<Message>,
    lost: Vec<(Message, Span)>,
    changed_of_others: Vec<Message>,
    changed: Vec<Message>,
    places: Vec<Message>,
}

impl CorrectDialog {
    /// Of a plan, made of this state of the draft; `then` is done after it was saved.
    #[must_use]
    pub fn new(plan: CorrectionPlan, of: (DocumentId, u64), then: Option<Action>) -> Self {
        let counts = [
            ("correct.moved", plan.effect.moved),
            ("correct.turns", plan.turns),
            ("reimport.lost_passages", plan.effect.lost_passages),
        ];
        let counts = counts.into_iter().filter(|(_, n)| *n > 0).map(|(id, n)| Message::new(id).with("count", n));
        let speakers = plan.effect.lost_speakers.iter();
        let speakers = speakers.map(|speaker| Message::new("reimport.lost_speaker").with("speaker", speaker));
        let changed =
            |whose: Whose| plan.effect.changed.iter().filter(move |fate| fate.whose == whose).map(said).collect();
        // What a colleague made stands first: it is not one's own to let go.
        let mut lost: Vec<&CodingFate> = plan.effect.lost.iter().collect();
        lost.sort_by_key(|fate| fate.whose == Whose::Own);
        Self {
            title: plan.title().to_owned(),
            counts: counts.chain(speakers).collect(),
            lost: lost.into_iter().map(|fate| (said(fate), fate.span)).collect(),
            changed_of_others: changed(Whose::Others),
            changed: changed(Whose::Own),
            places: plan.places.iter().map(place).collect(),
            plan: Some(plan),
            of,
            then,
        }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        super::title(ui, &view.language.say(&Message::new("correct.title").with("title", &self.title)));
        for count in &self.counts {
            ui.label(view.language.say(count));
        }
        let mut stay = Stay::Open;
        let height = (ui.ctx().content_rect().height() - 300.0).clamp(140.0, 460.0);
        ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
            ui.set_width(ui.available_width() - space::SMALL);
            ui.spacing_mut().item_spacing.y = space::TINY;
            if let Some(passage) = self.lost_ui(ui, view) {
                let then = self.then.take();
                actions.push(Action::With(Box::new(move |shell| shell.keep_coding(passage, then))));
                stay = Stay::Close;
            }
            list_ui(ui, view, "correct.changed_of_others", &self.changed_of_others);
            list_ui(ui, view, "correct.changed_own", &self.changed);
            list_ui(ui, view, "correct.places_head", &self.places);
        });
        ui.label(widgets::caption(ui, view.text("correct.undo_hint")));
        widgets::dialog_foot(ui, |ui| {
            let losing = self.lost.len();
            let (button, deed): (fn(&mut Ui, &str) -> egui::Response, _) = if losing > 0 {
                (widgets::danger_button, Message::new("correct.save_without").with("count", losing))
            } else {
                (widgets::primary_button, Message::new("correct.save_now"))
            };
            if button(ui, &view.language.say(&deed)).clicked()
                && let Some(plan) = self.plan.take()
            {
                let (of, then) = (self.of, self.then.take());
                actions.push(Action::With(Box::new(move |shell| shell.correct(plan, of, then))));
                stay = Stay::Close;
            }
            if widgets::safe_button(ui, view.text("correct.go_on")).clicked() {
                stay = Stay::Close;
            }
        });
        stay
    }

    /// The codings that go; says which is to be kept.
    fn lost_ui(&self, ui: &mut Ui, view: &DialogView<'_>) -> Option<Span> {
        if self.lost.is_empty() {
            return None;
        }
        let mut keep = None;
        widgets::section(ui, view.text("correct.lost_head"));
        let ink = theme::tokens(ui).danger;
        for (line, passage) in self.lost.iter().take(MOST_LINES) {
            let said = view.language.say(line);
            ui.horizontal(|ui| {
                let button = ui.button(view.text("correct.keep")).on_hover_text(view.text("correct.keep_tip"));
                let name = format!("{} {said}", view.text("correct.keep"));
                button.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, &name));
                if button.clicked() {
                    keep = Some(*passage);
                }
                ui.add(Label::new(RichText::new(said).color(ink)).wrap());
            });
        }
        more_ui(ui, view, self.lost.len());
        keep
    }
}

/// Code, coder, what the coding says and what it will say.
fn said(fate: &CodingFate) -> Message {
    let id = if fate.becomes.is_some() { "correct.coding_becomes" } else { "correct.coding" };
    let message = Message::new(id).with("code", &fate.coding.code).with("coder", &fate.coding.coder);
    let becomes = fate.becomes.as_deref().unwrap_or_default();
    message.with("quote", shown(&fate.coding.quote)).with("becomes", shown(becomes))
}

fn place(place: &CorrectedPlace) -> Message {
    let id = match (place.before.is_empty(), place.after.is_empty()) {
        (true, _) => "correct.place_in",
        (_, true) => "correct.place_out",
        _ => "correct.place",
    };
    let message = Message::new(id).with("paragraph", place.paragraph + 1);
    message.with("before", shown(&place.before)).with("after", shown(&place.after))
}

/// On one line, and not too long.
fn shown(text: &str) -> String {
    let line = text.replace('\n', "⏎");
    if line.chars().count() <= LONGEST { line } else { line.chars().take(LONGEST).chain(['…']).collect() }
}

fn list_ui(ui: &mut Ui, view: &DialogView<'_>, head: &'static str, lines: &[Message]) {
    if lines.is_empty() {
        return;
    }
    widgets::section(ui, view.text(head));
    for line in lines.iter().take(MOST_LINES) {
        ui.add(Label::new(view.language.say(line)).wrap());
    }
    more_ui(ui, view, lines.len());
}

fn more_ui(ui: &mut Ui, view: &DialogView<'_>, count: usize) {
    if count > MOST_LINES {
        ui.label(widgets::quiet(ui, view.language.say(&Message::new("merge.more").with("count", count - MOST_LINES))));
    }
}

/// Leaving a text with corrections that are not saved.
pub struct LeaveCorrection {
    places: usize,
    then: Option<Action>,
}

impl LeaveCorrection {
    /// With so many places changed; `then` is what was wanted.
    #[must_use]
    pub fn new(places: usize, then: Option<Action>) -> Self {
        Self { places, then }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        super::title(ui, view.text("correct.leave_title"));
        ui.label(view.language.say(&Message::new("correct.leave_text").with("count", self.places)));
        let mut stay = Stay::Open;
        widgets::dialog_foot(ui, |ui| {
            let save = widgets::primary_button(ui, view.text("correct.save_and_leave"));
            if ui.memory(|memory| memory.focused().is_none()) {
                save.request_focus();
            }
            if save.clicked() {
                let then = self.then.take();
                actions.push(Action::With(Box::new(move |shell| shell.save_correction(Asking::WhereNeeded, then))));
                stay = Stay::Close;
            }
            if widgets::danger_button(ui, view.text("correct.leave_without")).clicked() {
                let then = self.then.take();
                actions.push(Action::With(Box::new(move |shell| shell.discard_correction(then))));
                stay = Stay::Close;
            }
            if widgets::plain_button(ui, view.text("correct.go_on")).clicked() {
                stay = Stay::Close;
            }
        });
        stay
    }
}
