//! A sentence to try: how it is cut, and with a click how it is to be cut from now on.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Align2, FontFamily, FontId, Rect, Response, Sense, Stroke, Ui, Vec2, WidgetInfo, pos2};

use super::edits;
use crate::app::actions::{Action, Actions};
use crate::app::jobs::{Continuation, JobKind, JobRequest, Underway};
use crate::app::panels::parts::text_width;
use crate::app::shell::{Shell, ShellView};
use crate::app::theme::{self, RADIUS, space};
use crate::app::widgets::{self, Settled};
use crate::model::Message;
use crate::search::words::{Lexicon, Segmenter};

/// At most so many characters are tried.
const LONGEST: usize = 400;
/// Of the text that is cut.
const SIZE: f32 = 18.0;
const HEIGHT: f32 = 34.0;
/// Between two words, to join them; between two characters of one, to part them.
const BETWEEN: f32 = 16.0;
const WITHIN: f32 = 5.0;

/// What was tried and how it was cut.
#[derive(Default)]
pub struct Attempt {
    /// As typed.
    pub text: Settled,
    cut: Option<(Asked, Vec<String>)>,
    asked: Option<Asked>,
    underway: Underway,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Asked {
    text: String,
    revision: u64,
}

impl Attempt {
    /// The words, as far as they are known.
    #[must_use]
    pub fn words(&self) -> &[String] {
        self.cut.as_ref().map_or(&[], |(_, words)| words)
    }

    /// Has the text cut where it is not.
    fn follow(&mut self, view: &ShellView, actions: &mut Actions) {
        let text: String = self.text.get().trim().chars().take(LONGEST).collect();
        if text.is_empty() {
            self.cut = None;
            self.asked = None;
            return;
        }
        let wanted = Asked { text, revision: view.revision };
        let known = self.cut.as_ref().is_some_and(|(of, _)| *of == wanted);
        if known || (self.asked.as_ref() == Some(&wanted) && self.underway.goes_on()) {
            return;
        }
        self.asked = Some(wanted.clone());
        let (held, project) = (self.underway.begin(), Arc::clone(&view.project));
        let label = Message::new("words.job_cut");
        actions.push(Action::Start(JobRequest::new(JobKind::Segmentation, label, move |_| {
            let words = Segmenter::of(&Lexicon::of(&project)).shown(&wanted.text);
            let then: Continuation<Shell> = Box::new(move |shell| {
                drop(held);
                shell.views.words.dictionary.attempt.cut = Some((wanted, words));
            });
            then
        })));
    }

    /// The field, and below it the text in words.
    pub fn ui(&mut self, ui: &mut Ui, view: &ShellView, actions: &mut Actions) {
        self.follow(view, actions);
        ui.label(widgets::bold(view.text("words.try")));
        let hint = view.text("words.try_hint");
        widgets::line_field(ui, view.text("words.try"), &mut self.text.text, hint);
        if self.text.settle(ui.ctx()) {
            ui.ctx().request_repaint();
        }
        if self.words().is_empty() {
            ui.label(widgets::caption(ui, view.text("words.try_line")));
            return;
        }
        let words = self.words().to_vec();
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = Vec2::new(0.0, space::TINY);
            for (at, word) in words.iter().enumerate() {
                word_ui(ui, view, at, word, actions);
                if let Some(whole) = joined_with_next(&words, at) {
                    join_ui(ui, view, at, &whole, actions);
                }
            }
        });
        if view.writing() {
            ui.label(widgets::caption(ui, view.text("words.try_deeds")));
        }
    }
}

/// A word and the next one as one; a space between words of Latin letters stays in it.
fn joined_with_next(words: &[String], at: usize) -> Option<String> {
    let is_word = |word: &String| word.chars().all(char::is_alphanumeric);
    let this = words.get(at).filter(|word| is_word(word))?;
    let next = words.get(at + 1)?;
    if next == " " {
        let after = words.get(at + 2).filter(|word| is_word(word))?;
        return Some(format!("{this} {after}"));
    }
    is_word(next).then(|| format!("{this}{next}"))
}

fn font() -> FontId {
    FontId::new(SIZE, FontFamily::Proportional)
}

/// One word; between its characters it can be parted.
fn word_ui(ui: &mut Ui, view: &ShellView, at: usize, word: &str, actions: &mut Actions) {
    let t = theme::tokens(ui);
    if word.trim().is_empty() {
        return;
    }
    let is_word = word.chars().all(char::is_alphanumeric);
    let parts = is_word && view.writing() && word.chars().all(|c| !c.is_ascii());
    let characters: Vec<char> = word.chars().collect();
    let widths: Vec<f32> = characters.iter().map(|c| text_width(ui, &c.to_string(), &font())).collect();
    let gap = if parts { WITHIN } else { 0.0 };
    let width = widths.iter().sum::<f32>() + gap * (characters.len().saturating_sub(1)) as f32;
    let air = if is_word { 7.0 } else { 1.0 };
    let (rect, response) = ui.allocate_exact_size(Vec2::new(width + 2.0 * air, HEIGHT), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, word));
    if is_word {
        ui.painter().rect_filled(rect.shrink2(Vec2::new(0.0, 2.0)), RADIUS, t.chosen);
    }
    let ink = if is_word { t.ink } else { t.quiet };
    let mut x = rect.left() + air;
    for (n, (c, wide)) in characters.iter().zip(&widths).enumerate() {
        ui.painter().text(pos2(x, rect.center().y), Align2::LEFT_CENTER, c, font(), ink);
        x += wide;
        if parts && n + 1 < characters.len() {
            let place = Rect::from_min_max(pos2(x, rect.top()), pos2(x + gap, rect.bottom()));
            let left: String = characters[..=n].iter().collect();
            let right: String = characters[n + 1..].iter().collect();
            let said = Message::new("words.part").with("left", &left).with("right", &right);
            let button = ui.interact(place, ui.scope_id().with(("part", at, n)), Sense::click());
            if gap_ui(ui, &button, place, &view.say(&said), t.danger) {
                edits::part(view, &left, &right, actions);
            }
            x += gap;
        }
    }
}

/// Between two words: to make one of them.
fn join_ui(ui: &mut Ui, view: &ShellView, at: usize, whole: &str, actions: &mut Actions) {
    let (place, _) = ui.allocate_exact_size(Vec2::new(BETWEEN, HEIGHT), Sense::hover());
    if !view.writing() {
        return;
    }
    let t = theme::tokens(ui);
    let said = view.say(&Message::new("words.join").with("word", whole));
    let button = ui.interact(place, ui.scope_id().with(("join", at)), Sense::click());
    if !button.hovered() && !button.has_focus() {
        ui.painter().circle_filled(place.center(), 1.5, t.quiet);
    }
    if gap_ui(ui, &button, place, &said, t.accent) {
        edits::join(view, whole, actions);
    }
}

/// A narrow button that shows itself as a line when it is pointed at.
fn gap_ui(ui: &Ui, button: &Response, place: Rect, label: &str, ink: egui::Color32) -> bool {
    button.widget_info(|| WidgetInfo::labeled(Role::Button, true, label));
    if button.hovered() || button.has_focus() {
        let x = place.center().x;
        ui.painter().line_segment([pos2(x, place.top() + 3.0), pos2(x, place.bottom() - 3.0)], Stroke::new(2.0, ink));
    }
    let clicked = button.clicked();
    button.clone().on_hover_text(label).on_hover_cursor(egui::CursorIcon::PointingHand);
    clicked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_joined_with_the_next_one_and_never_over_a_mark() {
        let words: Vec<String> = ["社会", "组织", "，", "social", " ", "work"].map(str::to_owned).into();
        let joined = |at| joined_with_next(&words, at);
        assert_eq!(joined(0).as_deref(), Some("社会组织"));
        assert_eq!((joined(1), joined(2), joined(5)), (None, None, None));
        assert_eq!(joined(3).as_deref(), Some("social work"));
    }
}
