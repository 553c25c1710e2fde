//! Find and replace in the text that is being corrected: these very characters, here, now. What is replaced counts
//! like anything else that is changed, and is taken back like it.
//!
//! It knows no wildcards and no lists: to put the same words in many places one must see what they are.

use egui::{Align, Frame, Key, Layout, Margin, Modifiers, Ui};

use super::Open;
use crate::app::icons::Icon;
use crate::app::panels::status_bar::grouped;
use crate::app::shell::ShellView;
use crate::app::theme::{self, space};
use crate::app::widgets::{self, Settled};
use crate::model::{CharIndex, Message, Span, Text};
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
    /// How many were replaced at once, and in which state of the text; said until something else is done.
    replaced: Option<(usize, u64)>,
    wants_keyboard: bool,
}

/// The passage at which the caret is to go.
pub type GoTo = Option<Span>;

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
        self.replaced = None;
        self.hits.get(next).copied()
    }

    /// How many there are and which is looked at, or how many were just replaced.
    fn said(&self, view: &ShellView, generation: u64) -> String {
        if let Some((count, _)) = self.replaced.filter(|(_, of)| *of == generation) {
            return view.say(&Message::new("correct.replaced").with("count", count));
        }
        match self.current {
            Some(at) => format!("{}/{}", grouped(at as u64 + 1), grouped(self.hits.len() as u64)),
            None if self.find.get().is_empty() => String::new(),
            None => view.text("query.find_nothing").to_owned(),
        }
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
        let next = self.current.and_then(|at| self.hits.get(at)).copied();
        next.or(Some(Span { start: after, end: CharIndex(after.0 + 1) }))
    }

    /// Replaces them all, and keeps how many.
    fn replace_all(&mut self, draft: &mut Draft) {
        let with = self.with.get().to_owned();
        let count = draft.replace_all(&self.hits, &with);
        self.replaced = Some((count, draft.generation()));
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
pub(super) fn replace_ui(ui: &mut Ui, view: &ShellView, open: &mut Open) {
    if !open.replace.open {
        return;
    }
    let t = theme::tokens(ui);
    let mut done = Done::default();
    widgets::hairline(ui);
    Frame::new().fill(t.paper).inner_margin(Margin::symmetric(24, 8)).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.set_min_height(30.0);
            ui.spacing_mut().item_spacing.x = space::TINY;
            done = strip_ui(ui, view, open);
        });
    });
    match done.deed {
        Some(Deed::Step(step)) => {
            if let Some(hit) = open.replace.step(step) {
                open.go_to(hit);
            }
        }
        Some(Deed::One) => {
            open.composing = None;
            if let Some(place) = open.replace.replace_one(&mut open.draft) {
                open.go_to(place);
            }
        }
        Some(Deed::All) => open.change(Replace::replace_all),
        None => {}
    }
    if done.close {
        open.replace.open = false;
    }
}

/// What was asked for in the strip.
#[derive(Default)]
struct Done {
    deed: Option<Deed>,
    close: bool,
}

enum Deed {
    Step(Step),
    One,
    All,
}

fn strip_ui(ui: &mut Ui, view: &ShellView, open: &mut Open) -> Done {
    let (caret, state) = (open.caret(), &mut open.replace);
    let mut done = Done::default();
    let width = ((ui.available_width() - 470.0) / 2.0).clamp(90.0, 230.0);
    let first = field_ui(ui, view.text("correct.find"), &mut state.find, width);
    if std::mem::take(&mut state.wants_keyboard) {
        first.0.request_focus();
    }
    let second = field_ui(ui, view.text("correct.replace_with"), &mut state.with, width);
    state.follow(&open.draft, caret);
    let any = !state.hits.is_empty();
    let said = state.said(view, open.draft.generation());
    ui.add_sized([104.0, 26.0], egui::Label::new(widgets::quiet(ui, said)).truncate());
    for (id, icon, step) in
        [("correct.find_previous", Icon::Up, Step::Back), ("correct.find_next", Icon::Down, Step::On)]
    {
        let button = ui.add_enabled_ui(any, |ui| widgets::icon_button_of(ui, icon, view.text(id), 26.0, None)).inner;
        if button.clicked() || step == Step::On && first.1 {
            done.deed = Some(Deed::Step(step));
        }
    }
    let button = |ui: &mut Ui, id| ui.add_enabled(any, egui::Button::new(view.text(id))).clicked();
    if button(ui, "correct.replace_one") || second.1 && any {
        done.deed = Some(Deed::One);
    }
    if button(ui, "correct.replace_all") {
        done.deed = Some(Deed::All);
    }
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        done.close = widgets::icon_button_of(ui, Icon::Cross, view.text("query.find_close"), 26.0, None).clicked();
    });
    done.close |= first.2 || second.2;
    done
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
