//! Correcting a text: a mode of the reading column in which typing changes the transcript and codings move along.
//!
//! Everything happens in a draft ([`crate::session::Draft`]); the project learns of it when the correction is saved,
//! as one change. The column is the one that is read in, with the same colours, margin and ways to select, and is typed
//! in; above it stands what is changed so far and what that does to codings. Structure follows: see
//! `session/revise/structure.rs` for what a label that is written anew does.

mod bar;
mod beside;
mod fates;
mod replace;
mod screen;
mod typing;

use std::sync::Arc;

use egui::{CornerRadius, Key, KeyboardShortcut, Modifiers, Rect, Ui, pos2};

use fates::Fates;
use replace::Replace;
use screen::{Composition, Screen};
use typing::Ground;

pub use beside::beside_ui;
pub use replace::{Step, words_of};

use super::reading::{self, ReadingView};
use crate::app::actions::{Action, Actions, Choice};
use crate::app::jobs::Underway;
use crate::app::shell::{Asking, ShellView};
use crate::app::text_view::{DocumentView, Standing, Style, TextView};
use crate::app::theme;
use crate::app::widgets;
use crate::model::{Assoc, CharIndex, Document, DocumentId, Message, Span};
use crate::search::words::Segmenter;
use crate::session::Draft;

/// Saves the correction.
const SAVE: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::S);

/// What the mode remembers; nothing while no text is corrected.
#[derive(Default)]
pub struct CorrectView {
    open: Option<Box<Open>>,
}

/// A text that is being corrected.
struct Open {
    draft: Draft,
    column: TextView,
    /// What an input method is composing.
    composing: Option<Composition>,
    screen: Screen,
    replace: Replace,
    fates: Fates,
    /// What saving would do is being worked out, of this state.
    waiting: (Underway, u64),
    /// What is wanted after it was saved.
    then: Option<Action>,
}

impl Open {
    fn undo(&mut self) {
        typing::stop_composing(self);
        let caret = self.draft.undo();
        self.arrive(caret);
    }

    fn redo(&mut self) {
        typing::stop_composing(self);
        let caret = self.draft.redo();
        self.arrive(caret);
    }

    fn arrive(&mut self, caret: Option<CharIndex>) {
        if let Some(caret) = caret {
            self.go_to(Span { start: caret, end: CharIndex(caret.0 + 1) });
        }
    }

    /// Puts the caret at the beginning of a passage and shows it.
    fn go_to(&mut self, passage: Span) {
        self.composing = None;
        self.column.put(passage.start, passage.start);
        self.column.show(passage);
    }

    /// The caret in the draft's text.
    fn caret(&self) -> CharIndex {
        let head = self.column.ends().1;
        self.composing.as_ref().map_or(head, |composing| composing.back(head))
    }

    /// Where the reader is, in the draft's text.
    fn standing(&self) -> Option<Standing> {
        let standing = self.column.standing()?;
        let top = self.composing.as_ref().map_or(standing.top, |composing| composing.back(standing.top));
        Some(Standing { top, ..standing })
    }

    /// Changes the text in many places, with the reader and the caret staying at their words.
    fn change(&mut self, change: impl FnOnce(&mut Replace, &mut Draft)) {
        let standing = self.standing();
        typing::stop_composing(self);
        let caret = self.draft.back(self.caret());
        let top = standing.map(|standing| self.draft.back(standing.top));
        let generation = self.draft.generation();
        change(&mut self.replace, &mut self.draft);
        if self.draft.generation() == generation {
            return;
        }
        let now = |at| self.draft.kept().map(at, Assoc::After);
        let (caret, top) = (now(caret), top.map(now));
        self.column.put(caret, caret);
        if let (Some(standing), Some(top)) = (standing, top) {
            self.column.stand(Standing { top, ..standing });
        }
    }

    /// Follows the text with what is shown of it and of codings.
    fn follow(&mut self, view: &ShellView, reading: &mut ReadingView) {
        self.screen.follow(&self.draft, self.composing.as_ref());
        let of = (self.screen.looks, view.revision);
        if self.fates.of != Some(of) {
            self.fates = Fates::of(self.screen.draft(&self.draft), &view.project, of, view.coder);
        }
        if let Some(document) = view.project.document(self.draft.base().id) {
            self.screen.follow_codings(&self.fates, reading.codings_of(view, document));
        }
    }
}

impl CorrectView {
    /// Begins to correct a document with the caret at a place; `standing` is where the reader is.
    pub fn begin(&mut self, document: &Arc<Document>, at: CharIndex, standing: Option<Standing>) {
        self.go_on(Draft::of(document), at);
        if let (Some(open), Some(standing)) = (&mut self.open, standing) {
            open.column.stand(standing);
        }
    }

    /// Goes on with a draft, with the caret at a place.
    pub fn go_on(&mut self, draft: Draft, at: CharIndex) {
        let mut column = TextView::default();
        column.put(at, at);
        column.show(Span { start: at, end: CharIndex(at.0 + 1) });
        self.open = Some(Box::new(Open {
            draft,
            column,
            composing: None,
            screen: Screen::default(),
            replace: Replace::default(),
            fates: Fates::default(),
            waiting: (Underway::default(), 0),
            then: None,
        }));
    }

    /// Leaves the mode; what was not saved is gone.
    pub fn close(&mut self) {
        self.open = None;
    }

    /// Which document is being corrected.
    #[must_use]
    pub fn document(&self) -> Option<DocumentId> {
        self.draft().map(|draft| draft.base().id)
    }

    /// Which state of which document's text this is.
    #[must_use]
    pub fn state(&self) -> Option<(DocumentId, u64)> {
        self.draft().map(|draft| (draft.base().id, draft.generation()))
    }

    /// Its text as it is now.
    #[must_use]
    pub fn draft(&self) -> Option<&Draft> {
        self.open.as_ref().map(|open| &open.draft)
    }

    /// The column in which it is typed.
    #[must_use]
    pub fn column(&mut self) -> Option<&mut TextView> {
        self.open.as_mut().map(|open| &mut open.column)
    }

    /// The codings as they are shown beside the text.
    #[must_use]
    pub fn codings(&self) -> &[crate::app::text_view::Shown] {
        self.open.as_ref().map_or(&[], |open| &open.screen.codings)
    }

    /// Where the caret stands.
    #[must_use]
    pub fn caret(&self) -> CharIndex {
        self.open.as_ref().map_or(CharIndex(0), |open| open.caret())
    }

    /// Where the reader is.
    #[must_use]
    pub fn standing(&self) -> Option<Standing> {
        self.open.as_ref()?.standing()
    }

    /// Whether something would be lost by leaving.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.draft().is_some_and(Draft::is_changed)
    }

    /// Takes the last change back.
    pub fn undo(&mut self) {
        if let Some(open) = &mut self.open {
            open.undo();
        }
    }

    /// Makes it again.
    pub fn redo(&mut self) {
        if let Some(open) = &mut self.open {
            open.redo();
        }
    }

    /// Puts back what took the words of a passage of the project's text, and shows it.
    pub fn restore(&mut self, passage: Span) {
        if let Some(open) = &mut self.open {
            typing::stop_composing(open);
            open.draft.restore(passage);
            if let Some(now) = open.draft.kept().map_span(passage) {
                open.go_to(now);
            }
        }
    }

    /// Shows a passage of the text as it is now.
    pub fn show(&mut self, passage: Span) {
        if let Some(open) = &mut self.open {
            open.go_to(passage);
        }
    }

    /// Opens the strip that finds and replaces.
    pub fn find(&mut self, words: Option<&str>) {
        if let Some(open) = &mut self.open {
            open.replace.begin(words);
        }
    }

    /// Whether that strip has found anything.
    #[must_use]
    pub fn has_found(&self) -> bool {
        self.open.as_ref().is_some_and(|open| !open.replace.found().0.is_empty())
    }

    /// Goes to the next hit, or the one before.
    pub fn step(&mut self, step: Step) {
        if let Some(open) = &mut self.open
            && let Some(hit) = open.replace.step(step)
        {
            open.go_to(hit);
        }
    }

    /// Says that what saving would do is being worked out; `then` is wanted after it was saved. Whoever works it out
    /// holds what this gives back: where that is let go of without a word, nobody waits any more.
    pub fn wait(&mut self, then: Option<Action>) -> Option<Arc<()>> {
        let open = self.open.as_mut()?;
        open.then = then;
        open.waiting.1 = open.draft.generation();
        Some(open.waiting.0.begin())
    }

    /// Whether it is being worked out.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.open.as_ref().is_some_and(|open| open.waiting.0.goes_on())
    }

    /// Says that it is known of a state, and what was wanted then; `None` where nobody waits for that one.
    #[must_use]
    pub fn waited(&mut self, (document, generation): (DocumentId, u64)) -> Option<Option<Action>> {
        let open = self.open.as_mut()?;
        let same = open.draft.base().id == document && open.waiting.1 == generation && open.waiting.0.goes_on();
        same.then(|| {
            open.waiting.0 = Underway::default();
            open.then.take()
        })
    }
}

/// Draws the mode. What reading shows of codings is shown here too.
pub fn correct_ui(
    ui: &mut Ui,
    view: &ShellView,
    state: &mut CorrectView,
    read: &mut ReadingView,
    actions: &mut Actions,
) {
    let Some(open) = &mut state.open else { return };
    let id = open.draft.base().id;
    let now = view.project.document(id);
    // Others may give the document another text meanwhile.
    let outdated = now.is_none_or(|now| now.text_hash != open.draft.base().text_hash);
    if let Some(passage) = view.desk.reveal.filter(|passage| passage.document == id) {
        open.go_to(open.draft.kept().map_span(passage.span).unwrap_or(passage.span));
        actions.push(Action::With(Box::new(|shell| shell.desk.reveal = None)));
    }
    // While something is asked every key belongs to the question.
    let asked = ui.memory(|memory| memory.top_modal_layer().is_some());
    if !asked {
        keys(ui, open, outdated, actions);
    } else if let Some(field) = open.column.id() {
        ui.memory_mut(|memory| memory.surrender_focus(field));
    }
    let style = Style::with(theme::theme_of(ui), view.reading);
    let segmenter = read.borders.of(view.project.id).map(Arc::clone);
    let around = |clause: &str, at: usize| {
        segmenter.as_ref().map_or(at..at + 1, |segmenter: &Arc<Segmenter>| segmenter.around(clause, at))
    };
    let ground = Ground { style: &style, words: segmenter.is_some().then_some(&around), width: ui.available_width() };
    typing::typing(ui, open, &ground);
    // What is said above the text is of the text below it.
    open.follow(view, read);
    ui.spacing_mut().item_spacing.y = 0.0;
    bar::bar_ui(ui, view, open, outdated, actions);
    replace::replace_ui(ui, view, open);
    widgets::hairline(ui);
    open.follow(view, read);
    open.replace.follow(&open.draft, open.caret());
    let column = ui.available_rect_before_wrap();
    reading::zoom(ui, read, column, actions);
    ui.push_id("corrected text", |ui| column_ui(ui, view, open, &ground, column, actions));
    let Some(field) = open.column.id() else { return };
    if !asked && ui.memory(|memory| memory.focused().is_none()) {
        ui.memory_mut(|memory| memory.request_focus(field));
    }
    tell_input_method(ui, open, column);
}

fn column_ui(ui: &mut Ui, view: &ShellView, open: &mut Open, ground: &Ground<'_>, column: Rect, actions: &mut Actions) {
    let Open { draft, screen, column: text, replace, composing, .. } = open;
    let Some(document) = screen.document() else { return };
    let (hits, current) = replace.found();
    let hits = screen.passages(hits);
    let paragraph = document.text.paragraph_of(text.ends().1) + 1;
    let name = view.say(&Message::new("correct.field").with("paragraph", paragraph));
    let selected = match view.desk.choice {
        Choice::Coding(place) => Some(place.id),
        _ => None,
    };
    let shown = DocumentView {
        codings: &screen.codings,
        revision: screen.revision,
        selected,
        language: view.language,
        words: ground.words,
        hits: &hits,
        current_hit: current.filter(|_| composing.is_none()),
        cut: &screen.underlined,
        field: Some(&name),
        ..DocumentView::new(document, ground.style)
    };
    let response = text.ui(ui, &shown);
    // A click in the text puts the caret there and chooses nothing; one on a stripe asks for its coding.
    if let Some(place) = response.clicked_coding.filter(|id| response.pointed_stripe == Some(*id)).and_then(|id| {
        let codings = view.project.codings(document.id);
        codings.iter().find(|coding| coding.id == id).map(|coding| coding.place(document.id))
    }) {
        actions.push(Action::Choose(Choice::Coding(place)));
    } else if selected.is_some() && response.response.clicked() {
        actions.push(Action::Choose(Choice::Nothing));
    }
    paint_changes(ui, draft, text, (column, &shown));
}

/// A bar beside each place that is changed.
fn paint_changes(ui: &Ui, draft: &Draft, text: &TextView, (column, shown): (Rect, &DocumentView<'_>)) {
    let Some(seen) = text.on_screen() else { return };
    let right = column.left() + TextView::columns(column.width(), shown).numbers;
    let places = draft.places();
    let from = places.partition_point(|place| place.new.end < seen.start.0);
    let painter = ui.painter_at(column);
    for place in places[from..].iter().take_while(|place| place.new.start <= seen.end.0) {
        let rows = text.rows_on_screen(CharIndex(place.new.start), CharIndex(place.new.end));
        let Some((top, bottom)) = rows else { continue };
        let bar = Rect::from_min_max(pos2(right + 5.0, top.y + 4.0), pos2(right + 8.0, bottom.y - 4.0));
        painter.rect_filled(bar, CornerRadius::same(2), shown.style.accent);
    }
}

/// Says where the caret is, also while it is scrolled out of sight: an input method that is not told thinks that the
/// field was left, and the next pinyin would come as letters.
fn tell_input_method(ui: &Ui, open: &Open, column: Rect) {
    if !open.column.id().is_some_and(|field| ui.memory(|memory| memory.has_focus(field))) {
        return;
    }
    let Some(caret) = open.column.caret_on_screen(ui) else { return };
    let clamped = pos2(
        caret.left().clamp(column.left(), column.right()),
        caret.top().clamp(column.top(), (column.bottom() - caret.height()).max(column.top())),
    );
    let cursor_rect = Rect::from_min_size(clamped, egui::vec2(2.0, caret.height()));
    ui.output_mut(|output| {
        output.ime = Some(egui::output::IMEOutput {
            purpose: egui::IMEPurpose::Normal,
            rect: column,
            cursor_rect,
            should_interrupt_composition: false,
        });
    });
}

fn keys(ui: &Ui, open: &mut Open, outdated: bool, actions: &mut Actions) {
    if widgets::composing(ui.ctx()) || egui::Popup::is_any_open(ui.ctx()) {
        return;
    }
    if ui.input_mut(|input| input.consume_shortcut(&SAVE))
        && open.draft.is_changed()
        && !outdated
        && !open.waiting.0.goes_on()
    {
        actions.push(Action::With(Box::new(|shell| shell.save_correction(Asking::WhereNeeded, None))));
    }
    let field = open.column.id();
    let here = ui.memory(|memory| memory.focused().is_none_or(|focused| Some(focused) == field));
    if here && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        if open.replace.open {
            open.replace.open = false;
        } else {
            actions.push(Action::With(Box::new(|shell| shell.leave_correcting(None))));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CountingMint, Text, Timestamp};

    fn view() -> CorrectView {
        let id = DocumentId::new(&mut CountingMint::default());
        let document = Document::of_text(id, "访谈", Text::new("办总要办的，办了又办").unwrap(), Timestamp(0));
        let mut view = CorrectView::default();
        view.go_on(Draft::of(&Arc::new(document)), CharIndex(2));
        view
    }

    fn compose(view: &mut CorrectView) {
        let open = view.open.as_mut().unwrap();
        let at = CharIndex(2);
        open.composing = Some(Composition { text: "qi".into(), place: 2..2, held: (at, at), caret: CharIndex(4) });
        open.column.put(CharIndex(4), CharIndex(4));
    }

    #[test]
    fn nobody_waits_for_a_job_that_broke_off_nor_for_one_about_an_older_state() {
        let mut view = view();
        let job = view.wait(None);
        assert!(job.is_some() && view.is_waiting());
        drop(job);
        assert!(!view.is_waiting(), "what broke off says nothing, and Save can be pressed again");

        let older = view.state().unwrap();
        let first = view.wait(None);
        view.open.as_mut().unwrap().draft.replace(0..1, "不办");
        let second = view.wait(Some(Action::CloseDialog));
        assert!(view.waited(older).is_none(), "somebody waits for the newer one");
        assert!(view.is_waiting());
        let now = view.state().unwrap();
        assert!(matches!(view.waited(now), Some(Some(Action::CloseDialog))));
        assert!(!view.is_waiting());
        drop((first, second));
    }

    #[test]
    fn what_is_composed_ends_before_the_text_changes_otherwise() {
        let mut view = view();
        compose(&mut view);
        view.undo();
        assert!(view.open.as_ref().unwrap().composing.is_none(), "also where there is nothing to take back");
        assert_eq!(view.caret(), CharIndex(2));
        compose(&mut view);
        view.open.as_mut().unwrap().change(|_, draft| draft.replace(6..7, "没办"));
        assert!(view.open.as_ref().unwrap().composing.is_none());
        assert_eq!(view.caret(), CharIndex(2), "the caret stays at its word");
    }
}
