//! What is chosen: a coding with its memo, a code with its definition, a document with its source.
//!
//! What is written here is saved when the field is left, or when something else is chosen, as one
//! change; never letter by letter, and never while an input method composes.

mod case;
mod code;
mod coding;
mod document;
mod memos;
mod passage;
mod quote;
mod said;
mod speakers;
mod together;

pub use case::confirm_delete_cases;

pub(in crate::app::panels) use code::definition_ui;
pub(in crate::app::panels) use memos::{Known as KnownMemos, memos_of_code_ui};

use std::sync::Arc;

use egui::{Align, Layout, ScrollArea, TextEdit, Ui};

use self::passage::{End, Extent, Look, Row};
use super::other_versions::other_versions_ui;
use crate::app::actions::{Action, Actions, Choice, Passage};
use crate::app::icons::Icon;
use crate::app::shell::{ShellView, Together, coding_at};
use crate::app::theme::{self, space};
use crate::app::widgets::{self, Settled};
use crate::exchange::attributes::{CellChange, RowId, cell_edits};
use crate::model::{
    AttributeId, CaseChange, CaseId, CodeChange, CodeId, CodingChange, CodingPlace, DocumentChange, DocumentId, Edit,
    MemoOn, Message,
};
use crate::store::stamps;

/// What it remembers between frames.
#[derive(Default)]
pub struct InspectorView {
    drafts: Vec<Draft>,
    seen: Choice,
    seen_passage: Option<Passage>,
    first: First,
    passages: Option<code::Passages>,
    memos: memos::Known,
    /// An attribute without a value that is to be given one.
    asked: Option<(RowId, Arc<str>)>,
    /// The name of an attribute that nobody has yet.
    new_attribute: Settled,
    speakers: speakers::SpeakersView,
    members: case::MembersView,
}

/// What stands above, where both a passage is selected and something else is chosen: whichever came last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum First {
    #[default]
    Choice,
    Passage,
}

/// A text that is being written and not saved yet.
struct Draft {
    field: Field,
    /// As the project has it; when that changes under an untouched draft, the draft follows.
    held: String,
    text: Settled,
    /// What stood in it at the last look, and since when.
    rests: (String, f64),
}

/// A text that has not been touched for so long is saved, in seconds: nobody wants a step of history for
/// each letter, nor to lose a paragraph.
const RESTED: f64 = 2.0;

/// Which text.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Field {
    Memo(CodingPlace),
    CodeName(CodeId),
    Definition(CodeId),
    Inclusion(CodeId),
    Exclusion(CodeId),
    Example(CodeId),
    DocumentTitle(DocumentId),
    CaseName(CaseId),
    CaseNote(CaseId),
    Attribute(RowId, Arc<str>),
}

impl Field {
    fn save(&self, text: &str) -> Action {
        let text = text.trim().to_owned();
        match *self {
            Self::Memo(place) => Action::SetMemo(place, text),
            Self::CodeName(id) => Action::SetCode(id, CodeChange::Name(text)),
            Self::Definition(id) => Action::SetCode(id, CodeChange::Definition(text)),
            Self::Inclusion(id) => Action::SetCode(id, CodeChange::Inclusion(text)),
            Self::Exclusion(id) => Action::SetCode(id, CodeChange::Exclusion(text)),
            Self::Example(id) => Action::SetCode(id, CodeChange::Example(text)),
            Self::DocumentTitle(id) => Action::RenameDocument(id, text),
            Self::CaseName(_) | Self::CaseNote(_) => {
                let label = if matches!(self, Self::CaseName(_)) { "label.name_case" } else { "label.note_case" };
                Action::Commit { label: Message::new(label), edits: vec![self.write(&text)] }
            }
            Self::Attribute(row, ref name) => {
                let name = Arc::clone(name);
                // The attribute may be known nowhere yet; then it is defined with its first value.
                Action::With(Box::new(move |shell| {
                    let Some(session) = shell.session() else { return };
                    let change = CellChange { row, attribute: name.to_string(), value: text };
                    let edits = cell_edits(session.project(), &[change]);
                    shell.commit(Message::new("label.attribute").with("name", &name), edits);
                }))
            }
        }
    }

    /// As the store calls it.
    fn stamped(&self) -> stamps::Field {
        match self {
            Self::Memo(_) => stamps::Field::Memo,
            Self::CodeName(_) | Self::CaseName(_) => stamps::Field::Name,
            Self::Definition(_) => stamps::Field::Definition,
            Self::Inclusion(_) => stamps::Field::Inclusion,
            Self::Exclusion(_) => stamps::Field::Exclusion,
            Self::Example(_) => stamps::Field::Example,
            Self::DocumentTitle(_) => stamps::Field::Title,
            Self::CaseNote(_) => stamps::Field::Note,
            Self::Attribute(_, name) => stamps::Field::Attribute(AttributeId::of(name)),
        }
    }

    /// Writes a text even where it is the one that stands: to settle what others wrote.
    fn write(&self, text: &str) -> Edit {
        let text = text.to_owned();
        match *self {
            Self::Memo(place) => {
                let memo = (!text.is_empty()).then(|| text.into());
                Edit::SetCoding(place, CodingChange::Memo(memo))
            }
            Self::CodeName(id) => Edit::SetCode(id, CodeChange::Name(text)),
            Self::Definition(id) => Edit::SetCode(id, CodeChange::Definition(text)),
            Self::Inclusion(id) => Edit::SetCode(id, CodeChange::Inclusion(text)),
            Self::Exclusion(id) => Edit::SetCode(id, CodeChange::Exclusion(text)),
            Self::Example(id) => Edit::SetCode(id, CodeChange::Example(text)),
            Self::DocumentTitle(id) => Edit::SetDocument(id, DocumentChange::Title(text)),
            Self::CaseName(id) => Edit::SetCase(id, CaseChange::Name(text)),
            Self::CaseNote(id) => Edit::SetCase(id, CaseChange::Note(text)),
            Self::Attribute(row, ref name) => row.set(name.to_string(), Some(text).filter(|text| !text.is_empty())),
        }
    }

    /// Names cannot be empty: leaving such a field empty changes nothing.
    fn may_be_empty(&self) -> bool {
        !matches!(self, Self::CodeName(_) | Self::DocumentTitle(_) | Self::CaseName(_))
    }
}

impl InspectorView {
    /// Saves what was written about the thing that was chosen before.
    fn follow(&mut self, choice: Choice, passage: Option<Passage>, actions: &mut Actions) {
        if self.seen != choice {
            self.flush(actions);
            self.seen = choice;
            self.first = First::Choice;
        } else if self.seen_passage != passage {
            self.first = First::Passage;
        }
        self.seen_passage = passage;
    }

    /// Saves everything that was written and not saved yet: what is left may not be drawn again. What an
    /// input method is still composing was not written.
    pub fn flush(&mut self, actions: &mut Actions) {
        for draft in self.drafts.drain(..) {
            save(&draft, actions);
        }
    }

    /// Whether something was written that is not saved yet.
    #[must_use]
    pub fn is_writing(&self) -> bool {
        self.drafts.iter().any(|draft| draft.text.get().trim() != draft.held.trim())
    }

    /// Saves texts that have rested. A name is saved when its field is left: half a name is none.
    fn save_rested(&mut self, ctx: &egui::Context, actions: &mut Actions) {
        let now = ctx.input(|input| input.time);
        for draft in self.drafts.iter_mut().filter(|draft| draft.field.may_be_empty()) {
            let text = draft.text.get();
            if draft.rests.0 != text {
                draft.rests = (text.to_owned(), now);
            }
            if text.trim() == draft.held.trim() {
                continue;
            }
            let due = draft.rests.1 + RESTED;
            if now < due {
                ctx.request_repaint_after_secs((due - now) as f32);
            } else {
                draft.rests.1 = now;
                save(draft, actions);
            }
        }
    }

    fn draft(&mut self, field: &Field, held: &str) -> &mut Draft {
        let at = self.drafts.iter().position(|draft| draft.field == *field).unwrap_or_else(|| {
            let rests = (held.to_owned(), 0.0);
            let field = field.clone();
            self.drafts.push(Draft { field, held: held.to_owned(), text: Settled::of(held), rests });
            self.drafts.len() - 1
        });
        let draft = &mut self.drafts[at];
        if draft.held != held {
            if draft.text.text == draft.held {
                draft.text = Settled::of(held);
            }
            held.clone_into(&mut draft.held);
        }
        draft
    }
}

fn save(draft: &Draft, actions: &mut Actions) {
    let text = draft.text.get().trim();
    if text != draft.held.trim() && (draft.field.may_be_empty() || !text.is_empty()) {
        actions.push(draft.field.save(text));
    }
}

/// Draws it.
pub fn inspector_ui(ui: &mut Ui, view: &ShellView, state: &mut InspectorView, actions: &mut Actions) {
    let selected = passage::selected(view);
    state.follow(view.desk.choice, selected, actions);
    egui::Frame::new().inner_margin(egui::Margin::symmetric(12, 10)).show(ui, |ui| {
        ScrollArea::vertical().id_salt("inspector").auto_shrink(false).show(ui, |ui| match (selected, state.first) {
            (None, _) => choice_ui(ui, view, state, actions),
            (Some(selected), First::Passage) => {
                passage::passage_ui(ui, view, selected, Extent::Whole, actions);
                if view.desk.choice != Choice::Nothing {
                    divide(ui);
                    choice_ui(ui, view, state, actions);
                }
            }
            (Some(selected), First::Choice) => {
                if view.desk.choice != Choice::Nothing {
                    choice_ui(ui, view, state, actions);
                    divide(ui);
                }
                let extent = if touches(view, selected) { Extent::WithoutWords } else { Extent::Whole };
                passage::passage_ui(ui, view, selected, extent, actions);
            }
        });
    });
    state.save_rested(ui.ctx(), actions);
}

/// A line between what is chosen and what is selected.
fn divide(ui: &mut Ui) {
    ui.add_space(space::SMALL);
    widgets::hairline(ui);
    ui.add_space(space::SMALL);
}

/// Whether the coding that is chosen lies on a passage.
fn touches(view: &ShellView, passage: Passage) -> bool {
    let Choice::Coding(place) = view.desk.choice else { return false };
    place.document == passage.document
        && coding_at(&view.project, place).is_some_and(|coding| coding.span.overlaps(passage.span))
}

fn choice_ui(ui: &mut Ui, view: &ShellView, state: &mut InspectorView, actions: &mut Actions) {
    if view.together != Together::No {
        together::together_ui(ui, view, actions);
        return;
    }
    match view.desk.choice {
        Choice::Nothing => {
            nothing_ui(ui, view);
            if view.desk.past.is_none() {
                ui.add_space(space::LARGE);
                memos::memos_ui(ui, view, &mut state.memos, MemoOn::Project, actions);
            }
        }
        Choice::Coding(place) => coding::coding_ui(ui, view, state, place, actions),
        Choice::Code(id) => {
            if let Some(code) = view.project.code(id) {
                code::code_ui(ui, view, state, code, actions);
            }
        }
        Choice::Document(id) => {
            if let Some(document) = view.project.document(id) {
                document::document_ui(ui, view, state, document, actions);
            }
        }
        Choice::Case(id) => {
            if let Some(case) = view.project.case(id) {
                case::case_ui(ui, view, state, case, actions);
            }
        }
    }
}

fn nothing_ui(ui: &mut Ui, view: &ShellView) {
    if view.desk.past.is_some() {
        widgets::empty_state(ui, Icon::Clock, view.text("inspector.nothing"), view.text("history.only_reading"));
        return;
    }
    widgets::empty_state(ui, Icon::Note, view.text("inspector.nothing"), view.text("inspector.nothing_line"));
    ui.add_space(space::MEDIUM);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (keys, id) in [
            ("C", "inspector.hint_pick"),
            ("V", "inspector.hint_in_vivo"),
            ("1–9", "inspector.hint_pins"),
            ("L", "inspector.hint_last"),
        ] {
            let row = Row { label: "", name: view.text(id), end: End::Keys(keys), look: Look::Hint, tip: None };
            passage::row_ui(ui, &row, |_, _| space::SMALL);
        }
    });
}

fn field_ui(
    ui: &mut Ui,
    view: &ShellView,
    state: &mut InspectorView,
    field: &Field,
    held: &str,
    text: (&str, &str, usize),
    actions: &mut Actions,
) {
    let (label, hint, rows) = text;
    let writing = view.writing();
    let draft = state.draft(field, held);
    ui.spacing_mut().item_spacing.y = space::TINY;
    ui.label(widgets::caption(ui, label));
    let save_key = ui.input_mut(|input| {
        let shortcut = egui::KeyboardShortcut::new(egui::Modifiers::COMMAND, egui::Key::Enter);
        input.focused && input.clone().consume_shortcut(&shortcut)
    });
    let edit = if rows > 1 {
        TextEdit::multiline(&mut draft.text.text).desired_rows(rows)
    } else {
        TextEdit::singleline(&mut draft.text.text)
    };
    let response = ui.add_enabled(
        writing,
        edit.hint_text(widgets::caption(ui, hint)).desired_width(f32::INFINITY).margin(egui::Margin::symmetric(8, 6)),
    );
    widgets::name_field(ui, &response, label);
    draft.text.settle(ui.ctx());
    if response.lost_focus() {
        draft.text.forget_unsettled();
    }
    if response.lost_focus() || (save_key && response.has_focus() && !widgets::composing(ui.ctx())) {
        save(draft, actions);
        if !field.may_be_empty() && draft.text.get().trim().is_empty() {
            draft.text = Settled::of(&draft.held);
        }
    }
    other_versions_ui(ui, view, field.stamped(), held, |text| field.write(text), actions);
    ui.add_space(space::TINY);
}

fn fact_ui(ui: &mut Ui, label: &str, value: &str) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::SMALL;
        ui.allocate_ui_with_layout(egui::Vec2::new(64.0, 18.0), Layout::left_to_right(Align::Min), |ui| {
            ui.set_min_width(64.0);
            ui.label(widgets::caption(ui, label));
        });
        ui.add(egui::Label::new(egui::RichText::new(value).size(theme::size::SMALL)).wrap().selectable(true));
    });
}
