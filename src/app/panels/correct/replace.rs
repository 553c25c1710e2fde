//! Find and replace in the text that is being corrected: these very characters, here, now. What is replaced counts
//! like anything else that is changed, and is taken back like it.
//!
//! It knows no wildcards and no lists: to put the same words in many places one must see what they are.

use egui::{Align, Frame, Key, Layout, Margin, Modifiers, Ui};

use crate::app::icons::Icon;
use crate::app::panels::status_bar::grouped;
use crate::app::shell::ShellView;
use crate::app::theme::{self, space};
use crate::app::widgets::{self, Settled};
use crate::model::{CharIndex, Span, Text};
use crate::search::{Node, Query, Wording};
use crate::session::Draft;

/// Hits that are looked for at most.
const MOST: usize = 100_000;

/// The strip with what it found.
#[derive(Default)]
pub struct Replace {
    /// Whether it is open.
    pub open: bool,
    find: Settled,
    with: Settled,
    hits: Vec<Span>,
    current: Option<usize>,
    /// Of which state of the text and which words the hits are.
    of: Option<(u64, String)>,
    wants_keyboard: bool,
}

/// Where the caret is to go.
pub type GoTo = Option<CharIndex>;

impl Replace {
    /// Opens the strip. `words` stand in it at first.
    pub fn begin(&mut self, words: Option<&str>) {
        self.open = true;
        self.wants_keyboard = true;
        if let Some(words) = words.filter(|words| !words.is_empty()) {
            self.find = Settled::of(words);
        }
    }

    /// What was found, by start, and which of it is looked at.
    #[must_use]
    pub fn found(&self) -> (&[Span], Option<usize>) {
        if self.open { (&self.hits, self.current) } else { (&[], None) }
    }

    /// Looks again where the words or the text are others now.
    pub fn follow(&mut self, draft: &Draft, caret: CharIndex) {
        let of = (draft.generation(), self.find.get().to_owned());
        if !self.open || self.of.as_ref() == Some(&of) {
            return;
        }
        self.hits = look(draft.text(), &of.1);
        let at = self.current.and_then(|at| self.hits.get(at)).map_or(caret, |hit| hit.start.min(caret));
        self.current = first_from(&self.hits, at);
        self.of = Some(of);
    }

    /// The next hit, or the one before, round the ends of the text.
    pub fn step(&mut self, on: Step) -> GoTo {
        let count = self.hits.len();
        let at = self.current.filter(|_| count > 0)?;
        let next = match on {
            Step::On => (at + 1) % count,
            Step::Back => (at + count - 1) % count,
        };
        self.current = Some(next);
        self.hits.get(next).map(|hit| hit.start)
    }

    /// Replaces the hit that is looked at and goes on to the next one.
    fn replace_one(&mut self, draft: &mut Draft) -> GoTo {
        let hit = self.hits.get(self.current?).copied()?;
        let with = self.with.get().to_owned();
        draft.replace(hit.start.0..hit.end.0, &with);
        let after = CharIndex(hit.start.0 + with.chars().count() as u32);
        self.hits = look(draft.text(), self.find.get());
        self.current = first_from(&self.hits, after);
        self.of = Some((draft.generation(), self.find.get().to_owned()));
        self.current.and_then(|at| self.hits.get(at)).map(|hit| hit.start).or(Some(after))
    }

    /// Replaces them all; says how many.
    fn replace_all(&mut self, draft: &mut Draft) -> usize {
        let with = self.with.get().to_owned();
        draft.replace_all(&self.hits, &with)
    }
}

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// To the next.
    On,
    /// To the one before.
    Back,
}

/// Where words stand in a text, one after another without overlaps.
fn look(text: &Text, words: &str) -> Vec<Span> {
    if words.is_empty() {
        return Vec::new();
    }
    let len = words.chars().count() as u32;
    let found = text.as_str().match_indices(words).take(MOST).map(|(byte, _)| text.char_at(byte).0);
    found.filter_map(|start| Span::new(start, start + len)).collect()
}

fn first_from(hits: &[Span], at: CharIndex) -> Option<usize> {
    let next = hits.partition_point(|hit| hit.start < at);
    if next < hits.len() { Some(next) } else { (!hits.is_empty()).then_some(0) }
}

/// The words of a query of the find strip, where it asks for nothing but words.
#[must_use]
pub fn words_of(query: &str) -> Option<String> {
    match Query::parse(query.trim()).ok()?.root {
        Node::Term(term) if matches!(term.wording, Wording::Open | Wording::Exact) => {
            Some(term.text).filter(|text| !text.is_empty() && !text.contains(['*', '?', '？']))
        }
        _ => None,
    }
}

/// Draws the strip where it is open.
pub fn replace_ui(ui: &mut Ui, view: &ShellView, state: &mut Replace, draft: &mut Draft, caret: CharIndex) -> GoTo {
    if !state.open {
        return None;
    }
    let t = theme::tokens(ui);
    let mut go_to = None;
    let mut close = false;
    Frame::new().fill(t.panel).inner_margin(Margin::symmetric(24, 6)).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.set_min_height(30.0);
            ui.spacing_mut().item_spacing.x = space::TINY;
            let width = ((ui.available_width() - 430.0) / 2.0).clamp(90.0, 230.0);
            let first = field_ui(ui, view.text("correct.find"), &mut state.find, width);
            if std::mem::take(&mut state.wants_keyboard) {
                first.0.request_focus();
            }
            let second = field_ui(ui, view.text("correct.replace_with"), &mut state.with, width);
            state.follow(draft, caret);
            let count = state.hits.len();
            let said = match state.current {
                Some(at) => format!("{}/{}", grouped(at as u64 + 1), grouped(count as u64)),
                None if state.find.get().is_empty() => String::new(),
                None => view.text("query.find_nothing").to_owned(),
            };
            ui.add_sized([64.0, 26.0], egui::Label::new(widgets::quiet(ui, said)).truncate());
            let any = count > 0;
            for (id, icon, step) in
                [("correct.find_previous", Icon::Up, Step::Back), ("correct.find_next", Icon::Down, Step::On)]
            {
                let button =
                    ui.add_enabled_ui(any, |ui| widgets::icon_button_of(ui, icon, view.text(id), 26.0, None)).inner;
                if button.clicked() || step == Step::On && first.1 {
                    go_to = state.step(step);
                }
            }
            let button = |ui: &mut Ui, id| ui.add_enabled(any, egui::Button::new(view.text(id))).clicked();
            if button(ui, "correct.replace_one") || second.1 && any {
                go_to = state.replace_one(draft);
            }
            if button(ui, "correct.replace_all") && state.replace_all(draft) > 0 {
                go_to = Some(caret);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                close = widgets::icon_button_of(ui, Icon::Cross, view.text("query.find_close"), 26.0, None).clicked();
            });
            close |= first.2 || second.2;
        });
    });
    if close {
        state.open = false;
        go_to = Some(go_to.unwrap_or(caret));
    }
    go_to
}

/// A field; whether Enter was pressed in it, and Escape.
fn field_ui(ui: &mut Ui, label: &str, text: &mut Settled, width: f32) -> (egui::Response, bool, bool) {
    let id = ui.scope_id().with(label);
    let has_keys = ui.memory(|memory| memory.has_focus(id)) && !widgets::composing(ui.ctx());
    let entered = has_keys && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
    let edit = egui::TextEdit::singleline(&mut text.text)
        .id(id)
        .hint_text(widgets::caption(ui, label))
        .desired_width(width)
        .margin(Margin::symmetric(8, 5));
    let response = ui.add(edit);
    widgets::name_field(ui, &response, label);
    text.settle(ui.ctx());
    let escaped = widgets::left_by_escape(&response);
    (response, entered, escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_words_of_a_query_are_taken_over() {
        assert_eq!(words_of("内卷").as_deref(), Some("内卷"));
        assert_eq!(words_of("\"办了, 就是\"").as_deref(), Some("办了, 就是"));
        for query in ["内卷 OR 合谋", "内*", "code:合谋", ""] {
            assert_eq!(words_of(query), None, "{query}");
        }
    }

    #[test]
    fn words_are_found_where_they_stand_and_never_twice_in_one_place() {
        let text = Text::new("好好好\n不好").unwrap();
        let spans: Vec<_> = look(&text, "好好").iter().map(|span| span.start.0).collect();
        assert_eq!(spans, [0]);
        assert_eq!(look(&text, "好").len(), 4);
        assert_eq!(first_from(&look(&text, "好"), CharIndex(3)), Some(3));
        assert_eq!(first_from(&look(&text, "好"), CharIndex(6)), Some(0));
    }
}
