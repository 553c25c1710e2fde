//! Find in the document: a strip above the reading column, for what is typed there and for the hits that
//! the search workspace opened.
//!
//! Its language is that of the search workspace. A document is looked through on another thread, never while
//! an input method is composing; until the answer is there the marks of the one before stay. It does not look into
//! other documents: for that it hands the query on.

use std::sync::Arc;

use egui::text::{CCursor, CCursorRange};
use egui::text_edit::TextEditState;
use egui::{Align, Frame, Id, Key, Layout, Margin, Modifiers, Rect, TextEdit, Ui, Vec2};

use crate::app::actions::{Action, Actions, Found, SearchSide};
use crate::app::commands::UiCommand;
use crate::app::icons::Icon;
use crate::app::jobs::{Continuation, JobKind, JobRequest};
use crate::app::shell::{Shell, ShellView};
use crate::app::theme::{self, size, space};
use crate::app::widgets::{self, Settled};
use crate::model::{CharIndex, Document, DocumentId, Message, Project, Span, Tell};
use crate::search::{Engine, Node, Normalised, Query, QueryError, Target, Term, Wording, scan_document};

use super::status_bar::grouped;

/// The longest selection that becomes what is looked for.
const LONGEST_SELECTION: usize = 60;

/// What it remembers between frames.
#[derive(Default)]
pub struct FindView {
    /// What is looked for.
    pub query: Settled,
    /// What was asked last: an answer to something else comes too late.
    asked: Option<Asked>,
    outcome: Option<Outcome>,
    /// The place from which the first hit is looked for: where the caret stood when the strip was opened.
    from: CharIndex,
    wants_keyboard: bool,
}

/// In which state of which document what was looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Asked {
    document: DocumentId,
    revision: u64,
    query: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Outcome {
    Nothing,
    /// It is put to memos, definitions or notes, which are not in the document.
    Elsewhere,
    Hits,
    Mistake(QueryError),
}

/// What is done with the first hit of an answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Then {
    /// It is shown: the query is new.
    Show,
    /// Nothing moves: the text or its codings are others, or another document was opened.
    Stay,
}

impl FindView {
    /// Begins to look for these words, or for those of before, from a place on.
    pub fn begin(&mut self, words: Option<&str>, from: CharIndex) {
        if let Some(words) = words {
            self.query = Settled::of(&as_query(words));
        }
        self.from = from;
        self.asked = None;
        self.wants_keyboard = true;
    }

    /// Shows what the search workspace found: nothing needs to be looked for again.
    pub fn take_over(&mut self, found: &Found, revision: u64) {
        self.query = Settled::of(&found.query);
        self.asked = Some(Asked { document: found.document, revision, query: found.query.to_string() });
        self.outcome = Some(Outcome::Hits);
        self.from = found.spans.get(found.current).map_or(CharIndex(0), |span| span.start);
    }

    fn answer(&mut self, asked: &Asked, looked: (Outcome, Vec<Span>), held: Option<&Found>) -> Option<Found> {
        let (outcome, spans) = looked;
        self.outcome = Some(outcome);
        if spans.is_empty() {
            return None;
        }
        let same = held.filter(|held| held.document == asked.document && *held.query == *asked.query);
        let from = same.and_then(|held| held.spans.get(held.current)).map_or(self.from, |span| span.start);
        let current = spans.iter().position(|span| span.start >= from).unwrap_or(0);
        Some(Found { query: asked.query.as_str().into(), document: asked.document, spans: spans.into(), current })
    }
}

/// Words of a text as a query for these very characters.
#[must_use]
pub fn as_query(words: &str) -> String {
    let words = words.trim();
    let wording = if words.chars().all(char::is_alphanumeric) { Wording::Open } else { Wording::Exact };
    Node::Term(Term { text: words.to_owned(), wording, at: 0..0 }).print()
}

fn field_id() -> Id {
    Id::unique("find in document")
}

/// Draws the strip where it is open, and has the document looked through where that is due.
pub fn find_ui(ui: &mut Ui, view: &ShellView, state: &mut FindView, document: &Document, actions: &mut Actions) {
    if !view.desk.finding {
        return;
    }
    let t = theme::tokens(ui);
    // It belongs to the title: no gap between them.
    ui.add_space(-ui.spacing().item_spacing.y);
    Frame::new().fill(t.panel).inner_margin(Margin::symmetric(24, 5)).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.set_min_height(30.0);
            ui.spacing_mut().item_spacing.x = space::TINY;
            field_ui(ui, view, state, actions);
            outcome_ui(ui, view, state, document.id);
            let any = found_in(view, document.id).is_some();
            for (command, icon) in [(UiCommand::FindPrevious, Icon::Up), (UiCommand::FindNext, Icon::Down)] {
                let name = command.name(view.language);
                let step = ui.add_enabled_ui(any, |ui| widgets::icon_button_of(ui, icon, &name, 26.0, None)).inner;
                if step.on_hover_text(command.tooltip(view.language, ui.ctx())).clicked() {
                    actions.run(command);
                }
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if widgets::icon_button_of(ui, Icon::Cross, view.text("query.find_close"), 26.0, None).clicked() {
                    actions.push(Action::With(Box::new(Shell::end_finding)));
                }
                let everywhere = UiCommand::FindEverywhere;
                if ui.available_width() > 150.0 {
                    let link = widgets::link_button(ui, view.text("query.find_everywhere"));
                    if link.on_hover_text(everywhere.tooltip(view.language, ui.ctx())).clicked() {
                        actions.run(everywhere);
                    }
                }
            });
        });
    });
    ui.add_space(-ui.spacing().item_spacing.y);
    widgets::hairline(ui);
    follow(view, state, document, actions);
}

fn found_in(view: &ShellView, document: DocumentId) -> Option<&Found> {
    view.desk.found.as_ref().filter(|found| found.document == document)
}

fn field_ui(ui: &mut Ui, view: &ShellView, state: &mut FindView, actions: &mut Actions) {
    let id = field_id();
    let writes = ui.memory(|memory| memory.has_focus(id)) && !widgets::composing(ui.ctx());
    if writes {
        // Shift first: without it the key fits both.
        let pressed = |modifiers| ui.input_mut(|input| input.consume_key(modifiers, Key::Enter));
        if pressed(Modifiers::SHIFT) {
            actions.run(UiCommand::FindPrevious);
        } else if pressed(Modifiers::NONE) {
            actions.run(UiCommand::FindNext);
        }
    }
    let width = (ui.available_width() - 330.0).clamp(120.0, 300.0);
    let edit = TextEdit::singleline(&mut state.query.text)
        .id(id)
        .hint_text(widgets::caption(ui, view.text("query.find_hint")))
        .desired_width(width)
        .margin(Margin { left: 28, right: 8, top: 5, bottom: 5 });
    let response = ui.add(edit);
    widgets::name_field(ui, &response, view.text("query.find_field"));
    let lens = Rect::from_center_size(response.rect.left_center() + Vec2::new(16.0, 0.0), Vec2::splat(16.0));
    Icon::Lens.paint(ui.painter(), lens, 14.0, theme::tokens(ui).quiet);
    if std::mem::take(&mut state.wants_keyboard) {
        response.request_focus();
        let mut edited = TextEditState::load(ui.ctx(), id).unwrap_or_default();
        let end = CCursor::new(egui::text::CharIndex(state.query.text.chars().count()));
        edited.cursor.set_char_range(Some(CCursorRange::two(CCursor::default(), end)));
        edited.store(ui.ctx(), id);
    }
    if widgets::left_by_escape(&response) {
        state.query.forget_unsettled();
        actions.push(Action::With(Box::new(Shell::end_finding)));
    } else if state.query.settle(ui.ctx()) {
        ui.ctx().request_repaint();
    }
}

/// Which of how many, that there is none, or what is wrong.
fn outcome_ui(ui: &mut Ui, view: &ShellView, state: &FindView, document: DocumentId) {
    let t = theme::tokens(ui);
    let (text, colour) = match (&state.outcome, found_in(view, document)) {
        _ if state.query.get().trim().is_empty() => (String::new(), t.quiet),
        (Some(Outcome::Mistake(mistake)), _) => {
            let place = Message::new("search.ui.mistake_at")
                .with("from", mistake.at.start + 1)
                .with("to", mistake.at.end.max(mistake.at.start + 1))
                .with("what", view.say(&mistake.tell()));
            (view.say(&place), t.danger)
        }
        (Some(Outcome::Elsewhere), _) => (view.text("query.find_elsewhere").to_owned(), t.quiet),
        (Some(Outcome::Nothing), _) => (view.text("query.find_nothing").to_owned(), t.quiet),
        (_, Some(found)) => {
            let (at, of) = (grouped(found.current as u64 + 1), grouped(found.spans.len() as u64));
            (format!("{at}/{of}"), t.ink)
        }
        _ => (String::new(), t.quiet),
    };
    if text.is_empty() {
        return;
    }
    let room = (ui.available_width() - 270.0).max(60.0);
    let font = egui::FontId::proportional(size::BODY);
    let width = super::parts::text_width(ui, &text, &font).min(room) + space::SMALL;
    let (rect, response) = ui.allocate_exact_size(Vec2::new(width, 26.0), egui::Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, &text));
    widgets::text_in(ui, rect, &text, font, colour, Align::Center);
    let elsewhere = state.outcome == Some(Outcome::Elsewhere);
    response.on_hover_text(if elsewhere { view.text("query.find_elsewhere_line").to_owned() } else { text });
}

/// Has the document looked through where something else is looked for, or where the project has changed.
fn follow(view: &ShellView, state: &mut FindView, document: &Document, actions: &mut Actions) {
    let query = state.query.get().trim().to_owned();
    if query.is_empty() {
        state.asked = None;
        state.outcome = None;
        if view.desk.found.is_some() {
            actions.push(Action::With(Box::new(|shell| shell.desk.found = None)));
        }
        return;
    }
    let wanted = Asked { document: document.id, revision: view.revision, query };
    if state.asked.as_ref() == Some(&wanted) {
        return;
    }
    let new = state.asked.as_ref().is_none_or(|asked| asked.query != wanted.query);
    let then = if new { Then::Show } else { Then::Stay };
    state.asked = Some(wanted.clone());
    let project = view.project.clone();
    actions.push(Action::With(Box::new(move |shell| shell.look_through(project, wanted, then))));
}

/// Where it stands; nothing where somebody wants something else by now. The engine, where there is one, knows the
/// text as it is compared.
fn look(
    project: &Project,
    asked: &Asked,
    engine: Option<&Engine>,
    cancelled: &dyn Fn() -> bool,
) -> Option<(Outcome, Vec<Span>)> {
    let query = match Query::parse(&asked.query) {
        Ok(query) => query,
        Err(mistake) => return Some((Outcome::Mistake(mistake), Vec::new())),
    };
    if let Some(mistake) = query.check(project).into_iter().next() {
        return Some((Outcome::Mistake(mistake), Vec::new()));
    }
    if query.target() != Target::Texts {
        return Some((Outcome::Elsewhere, Vec::new()));
    }
    let Some(document) = project.document(asked.document) else { return Some((Outcome::Nothing, Vec::new())) };
    if cancelled() {
        return None;
    }
    let text = engine.map_or_else(|| Arc::new(Normalised::of(document)), |engine| engine.texts().get(document));
    if cancelled() {
        return None;
    }
    let spans = scan_document(project, document, &text, &query);
    let outcome = if spans.is_empty() { Outcome::Nothing } else { Outcome::Hits };
    (!cancelled()).then_some((outcome, spans))
}

impl Shell {
    /// Opens the strip, with what is selected as what is looked for. In the search workspace, its field.
    pub(in crate::app) fn find_in_document(&mut self) {
        use crate::app::actions::Workspace;
        if self.desk.workspace == Workspace::Search || self.desk.document.is_none() {
            self.show_search();
            return;
        }
        if self.desk.workspace != Workspace::Code {
            self.carry_out(Action::Show(Workspace::Code));
        }
        let words = self.selected_words();
        let from = self.desk.passage.map_or_else(|| self.views.reading.column().caret(), |passage| passage.span.start);
        self.desk.finding = true;
        self.views.find.begin(words.as_deref(), from);
    }

    /// Takes what is looked for in the document, or what is selected, to the search workspace.
    pub(in crate::app) fn find_everywhere(&mut self) {
        use crate::app::actions::Workspace;
        if self.desk.workspace != Workspace::Search {
            let typed = self.views.find.query.get().trim().to_owned();
            let query = if self.desk.finding && !typed.is_empty() {
                Some(typed)
            } else {
                self.selected_words().map(|words| as_query(&words))
            };
            if let Some(query) = query.filter(|query| self.views.search.query.get().trim() != query) {
                self.views.search.look_for(&query);
            }
        }
        self.show_search();
    }

    fn show_search(&mut self) {
        self.show_side(SearchSide::Find);
        self.views.search.take_keyboard();
    }

    /// The words that are selected, where they are few and of one paragraph.
    fn selected_words(&self) -> Option<String> {
        let passage = self.desk.passage?;
        let words = self.shown_project()?.document(passage.document)?.text.slice(passage.span).trim();
        let fits = !words.is_empty() && !words.contains('\n') && words.chars().count() <= LONGEST_SELECTION;
        fits.then(|| words.to_owned())
    }

    /// Goes so many hits on, or back, round the end of the document.
    pub(in crate::app) fn step_found(&mut self, step: Direction) {
        let Some(found) = &mut self.desk.found else { return };
        let count = found.spans.len().max(1);
        found.current = match step {
            Direction::On => (found.current + 1) % count,
            Direction::Back => (found.current + count - 1) % count,
        };
        self.show_found();
    }

    fn show_found(&mut self) {
        let Some(found) = &self.desk.found else { return };
        let Some(span) = found.spans.get(found.current).copied() else { return };
        self.desk.reveal = Some(crate::app::actions::Passage { document: found.document, span });
    }

    /// Takes the strip and the marks away; the keyboard goes back to the text, at the hit.
    pub(in crate::app) fn end_finding(&mut self) {
        let at = self.desk.found.take().and_then(|found| found.spans.get(found.current).copied());
        self.desk.finding = false;
        let ctx = self.context().clone();
        let column = self.views.reading.column();
        if let Some(span) = at {
            column.select(span);
        }
        column.take_focus(&ctx);
        ctx.request_repaint();
    }

    fn look_through(&mut self, project: Arc<Project>, asked: Asked, then: Then) {
        // A document as it stood earlier is not among the texts of the engine, and must not take their place.
        let engine = self.views.search.engine().filter(|_| !self.past_is_shown()).cloned();
        let label = Message::new("query.find_job");
        self.carry_out(Action::Start(JobRequest::new(JobKind::Find, label, move |job| {
            let looked = look(&project, &asked, engine.as_deref(), &|| job.cancelled());
            let taken: Continuation<Self> = Box::new(move |shell| {
                if let Some(looked) = looked {
                    shell.take_found(&asked, looked, then);
                }
            });
            taken
        })));
    }

    fn take_found(&mut self, asked: &Asked, looked: (Outcome, Vec<Span>), then: Then) {
        if self.views.find.asked.as_ref() != Some(asked) || !self.desk.finding {
            return;
        }
        let held = self.desk.found.take();
        self.desk.found = self.views.find.answer(asked, looked, held.as_ref());
        if then == Then::Show {
            self.show_found();
        }
    }
}

/// On to the next hit, or back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To the next.
    On,
    /// To the one before.
    Back,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selected_words_are_looked_for_as_they_stand() {
        for words in ["内卷", "JRC", "内卷化？", "S 协会", "非", "他说“办了”", "他说“办「了”", "code:合谋", "-5"]
        {
            let text = as_query(words);
            let query = Query::parse(&text).unwrap();
            let crate::search::Node::Term(term) = query.root else { panic!("{text}") };
            assert_eq!(term.text, words);
        }
    }
}
