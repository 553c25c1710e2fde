//! Correcting a text: a mode of the reading column in which typing changes the transcript and codings move along.
//!
//! Everything happens in a draft ([`crate::session::Draft`]); the project learns of it when the correction is saved,
//! as one change. Above the text stands what is changed so far and what that does to codings. Structure follows: see
//! `session/revise/structure.rs` for what a label that is written anew does.

mod column;
mod fates;
mod galley;
mod keys;
mod pieces;
mod replace;

use std::sync::Arc;

use egui::{Align, Frame, Key, KeyboardShortcut, Layout, Margin, Modifiers, Ui};

use column::{Column, Keyboard, Shown};
use fates::Fates;
use replace::Replace;

pub use column::field_id;
pub use replace::{Step, words_of};

use crate::app::actions::{Action, Actions};
use crate::app::commands::UiCommand;
use crate::app::fonts;
use crate::app::icons::Icon;
use crate::app::shell::{Asking, ShellView};
use crate::app::text_view::Style;
use crate::app::theme::{self, size, space};
use crate::app::widgets;
use crate::model::{CharIndex, Document, DocumentId, Message, Span};
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
    column: Column,
    replace: Replace,
    fates: Fates,
    /// Whether what saving would do is being worked out.
    waiting: bool,
    /// What is wanted after it was saved.
    then: Option<Action>,
}

impl CorrectView {
    /// Begins to correct a document, with the caret at a place.
    pub fn begin(&mut self, document: &Arc<Document>, at: CharIndex) {
        let mut column = Column::default();
        column.go_to(at);
        self.open = Some(Box::new(Open {
            draft: Draft::of(document),
            column,
            replace: Replace::default(),
            fates: Fates::default(),
            waiting: false,
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

    /// Its text as it is now.
    #[must_use]
    pub fn draft(&self) -> Option<&Draft> {
        self.open.as_ref().map(|open| &open.draft)
    }

    /// Where the caret stands.
    #[must_use]
    pub fn caret(&self) -> CharIndex {
        self.open.as_ref().map_or(CharIndex(0), |open| open.column.caret())
    }

    /// Whether something would be lost by leaving.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.draft().is_some_and(Draft::is_changed)
    }

    /// Takes the last change back.
    pub fn undo(&mut self) {
        if let Some(open) = &mut self.open
            && let Some(caret) = open.draft.undo()
        {
            open.column.go_to(caret);
        }
    }

    /// Makes it again.
    pub fn redo(&mut self) {
        if let Some(open) = &mut self.open
            && let Some(caret) = open.draft.redo()
        {
            open.column.go_to(caret);
        }
    }

    /// Puts back what took the words of a passage of the project's text, and shows it.
    pub fn restore(&mut self, passage: Span) {
        if let Some(open) = &mut self.open {
            open.draft.restore(passage);
            if let Some(now) = open.draft.kept().map_span(passage) {
                open.column.go_to(now.start);
            }
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
            && let Some(at) = open.replace.step(step)
        {
            open.column.go_to(at);
        }
    }

    /// Says that what saving would do is being worked out; `then` is wanted after it was saved.
    pub fn wait(&mut self, then: Option<Action>) {
        if let Some(open) = &mut self.open {
            open.waiting = true;
            open.then = then;
        }
    }

    /// Says that it is known, and what was wanted then.
    #[must_use]
    pub fn waited(&mut self) -> Option<Action> {
        let open = self.open.as_mut()?;
        open.waiting = false;
        open.then.take()
    }
}

/// Draws the mode.
pub fn correct_ui(ui: &mut Ui, view: &ShellView, state: &mut CorrectView, actions: &mut Actions) {
    let Some(open) = &mut state.open else { return };
    let id = open.draft.base().id;
    let now = view.project.document(id);
    // Others may give the document another text meanwhile.
    let outdated = now.is_none_or(|now| now.text_hash != open.draft.base().text_hash);
    let of = (open.draft.generation(), view.revision);
    if open.fates.of != Some(of) {
        open.fates = Fates::of(&open.draft, &view.project, view.revision, view.coder);
    }
    if let Some(passage) = view.desk.reveal.filter(|passage| passage.document == id) {
        let kept = open.draft.kept().map_span(passage.span);
        open.column.go_to(kept.map_or(passage.span.start, |span| span.start));
        actions.push(Action::With(Box::new(|shell| shell.desk.reveal = None)));
    }
    // While something is asked every key belongs to the question.
    let asked = ui.memory(|memory| memory.top_modal_layer().is_some());
    if asked {
        ui.memory_mut(|memory| memory.surrender_focus(field_id()));
    } else {
        keys(ui, open, outdated, actions);
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    bar_ui(ui, view, open, outdated, actions);
    let caret = open.column.caret();
    if let Some(at) = replace::replace_ui(ui, view, &mut open.replace, &mut open.draft, caret) {
        open.column.go_to(at);
    }
    widgets::hairline(ui);
    let style = Style::with(theme::theme_of(ui), view.reading);
    let focused = ui.memory(egui::Memory::focused);
    let keyboard = match focused {
        Some(focused) if focused != field_id() => Keyboard::Elsewhere,
        _ if asked => Keyboard::Elsewhere,
        _ => Keyboard::Here,
    };
    let (hits, current) = open.replace.found();
    let shown = Shown { fates: &open.fates, hits, current, keyboard };
    if open.column.ui(ui, view, &mut open.draft, &shown, &style) {
        open.replace.follow(&open.draft, open.column.caret());
        ui.ctx().request_repaint();
    }
}

fn keys(ui: &Ui, open: &mut Open, outdated: bool, actions: &mut Actions) {
    if widgets::composing(ui.ctx()) || egui::Popup::is_any_open(ui.ctx()) {
        return;
    }
    if ui.input_mut(|input| input.consume_shortcut(&SAVE)) && open.draft.is_changed() && !outdated && !open.waiting {
        actions.push(Action::With(Box::new(|shell| shell.save_correction(Asking::WhereNeeded, None))));
    }
    let here = ui.memory(|memory| memory.focused().is_none_or(|focused| focused == field_id()));
    if here && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        if open.replace.open {
            open.replace.open = false;
        } else {
            actions.push(Action::With(Box::new(|shell| shell.leave_correcting(None))));
        }
    }
}

/// What is changed so far, and what can be done with it.
fn bar_ui(ui: &mut Ui, view: &ShellView, open: &mut Open, outdated: bool, actions: &mut Actions) {
    let t = theme::tokens(ui);
    let fill = t.paper.lerp_to_gamma(t.accent, 0.10);
    Frame::new().fill(fill).inner_margin(Margin::symmetric(24, 8)).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.set_min_height(32.0);
            let changed = open.draft.is_changed();
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = space::TINY;
                let can_save = changed && !outdated && !open.waiting;
                let save = ui
                    .add_enabled_ui(can_save, |ui| widgets::primary_button(ui, view.text("correct.save")))
                    .inner
                    .on_hover_text(ui.ctx().format_shortcut(&SAVE));
                if save.clicked() {
                    actions.push(Action::With(Box::new(|shell| shell.save_correction(Asking::WhereNeeded, None))));
                }
                let leave = view.text(if changed { "correct.discard" } else { "correct.leave" });
                if widgets::plain_button(ui, leave).clicked() {
                    actions.push(Action::With(Box::new(|shell| shell.leave_correcting(None))));
                }
                ui.add_space(space::SMALL);
                let replace = UiCommand::Replace.name(view.language);
                if widgets::icon_button(ui, Icon::Lens, replace.trim_end_matches(['…', '.'])).clicked() {
                    actions.run(UiCommand::Replace);
                }
                for (can, icon, id) in [
                    (open.draft.can_redo(), Icon::Redo, "correct.redo"),
                    (open.draft.can_undo(), Icon::Undo, "correct.undo"),
                ] {
                    if ui.add_enabled_ui(can, |ui| widgets::icon_button(ui, icon, view.text(id))).inner.clicked() {
                        let caret = if icon == Icon::Undo { open.draft.undo() } else { open.draft.redo() };
                        if let Some(caret) = caret {
                            open.column.go_to(caret);
                        }
                    }
                }
                ui.add_space(space::SMALL);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| said_ui(ui, view, open, outdated, actions));
            });
        });
    });
}

fn said_ui(ui: &mut Ui, view: &ShellView, open: &Open, outdated: bool, actions: &mut Actions) {
    let t = theme::tokens(ui);
    let title = &open.draft.base().title;
    let font = egui::FontId::new(size::BODY, fonts::bold());
    let mode = view.text("correct.mode");
    let (rect, response) = ui.allocate_exact_size(
        egui::Vec2::new(super::parts::text_width(ui, mode, &font) + 2.0, 26.0),
        egui::Sense::hover(),
    );
    widgets::text_in(ui, rect, mode, font, t.accent, Align::Min);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, mode));
    response.on_hover_text(title);
    ui.add_space(space::SMALL);
    if outdated {
        let text = egui::RichText::new(view.text("correct.outdated")).color(t.danger);
        ui.add(egui::Label::new(text).truncate());
        return;
    }
    let said = summary(view, open);
    let text =
        if open.draft.is_changed() { egui::RichText::new(&said).color(t.ink) } else { widgets::quiet(ui, &said) };
    let warns = open.fates.emptied > 0 || open.fates.of_others > 0;
    let room = ui.available_width() - if warns { 120.0 } else { 0.0 };
    ui.scope(|ui| {
        ui.set_max_width(room.max(60.0));
        ui.add(egui::Label::new(text).truncate());
    });
    if warns && widgets::link_button(ui, view.text("correct.look")).clicked() {
        actions.push(Action::With(Box::new(|shell| shell.save_correction(Asking::Always, None))));
    }
}

/// `3 处改动，2 条编码随之移动，1 条将变空`.
fn summary(view: &ShellView, open: &Open) -> String {
    let places = open.draft.places().len();
    if places == 0 {
        return view.text("correct.nothing").to_owned();
    }
    let Fates { moved, changed, emptied, of_others, .. } = open.fates;
    let parts = [
        ("correct.places", places),
        ("correct.moved", moved),
        ("correct.altered", changed),
        ("correct.emptied", emptied),
        ("correct.of_others", of_others),
    ];
    let parts = parts.into_iter().filter(|(_, count)| *count > 0);
    let said: Vec<_> = parts.map(|(id, count)| view.say(&Message::new(id).with("count", count))).collect();
    said.join(view.text("correct.comma"))
}
