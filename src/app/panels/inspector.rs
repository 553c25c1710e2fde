//! What is chosen: a coding with its memo, a code with its definition, a document with its source.
//!
//! What is written here is saved when the field is left, or when something else is chosen, as one
//! change; never letter by letter, and never while an input method composes.

mod said;

use std::sync::Arc;

use egui::{Align, Layout, ScrollArea, TextEdit, Ui};

use super::code_menu;
use super::codes::{confirm_delete, confirm_merge};
use super::documents;
use super::other_versions::other_versions_ui;
use crate::app::actions::{Action, Actions, Choice, Passage};
use crate::app::commands::UiCommand;
use crate::app::icons::Icon;
use crate::app::shell::ShellView;
use crate::app::theme::{self, space};
use crate::app::time;
use crate::app::widgets::{self, Settled};
use crate::export::Pages;
use crate::model::{
    AttributeId, Code, CodeChange, CodeId, CodingChange, CodingPlace, Document, DocumentChange, DocumentId, Edit,
    Message, Project,
};
use crate::store::stamps;

/// What it remembers between frames.
#[derive(Default)]
pub struct InspectorView {
    drafts: Vec<Draft>,
    seen: Choice,
    passages: Option<Passages>,
    /// An attribute without a value that is to be given one.
    asked: Option<(DocumentId, Arc<str>)>,
}

/// The first passages of a code, as of a revision.
struct Passages {
    code: CodeId,
    revision: u64,
    lines: Vec<PassageLine>,
    more: bool,
}

/// One of them.
struct PassageLine {
    passage: Passage,
    quote: String,
    title: String,
}

impl Passages {
    /// The most that are shown.
    const MOST: usize = 12;

    /// Walks all codings: once a revision, never in every frame.
    fn of(project: &Project, revision: u64, code: CodeId) -> Self {
        let mut lines = Vec::new();
        for document in project.documents_in_order() {
            for coding in project.codings(document.id).iter() {
                if project.resolve(coding.code) != code {
                    continue;
                }
                if lines.len() == Self::MOST {
                    return Self { code, revision, lines, more: true };
                }
                let quote: String = document.text.slice(coding.span).chars().take(60).collect();
                lines.push(PassageLine {
                    passage: Passage { document: document.id, span: coding.span },
                    quote: quote.replace('\n', " "),
                    title: document.title.clone(),
                });
            }
        }
        Self { code, revision, lines, more: false }
    }
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
    Attribute(DocumentId, Arc<str>),
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
            Self::Attribute(_, ref name) => {
                let label = Message::new("label.attribute").with("name", name);
                Action::Commit { label, edits: vec![self.write(&text)] }
            }
        }
    }

    /// As the store calls it.
    fn stamped(&self) -> stamps::Field {
        match self {
            Self::Memo(_) => stamps::Field::Memo,
            Self::CodeName(_) => stamps::Field::Name,
            Self::Definition(_) => stamps::Field::Definition,
            Self::Inclusion(_) => stamps::Field::Inclusion,
            Self::Exclusion(_) => stamps::Field::Exclusion,
            Self::Example(_) => stamps::Field::Example,
            Self::DocumentTitle(_) => stamps::Field::Title,
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
            Self::Attribute(id, ref name) => {
                let value = Some(text).filter(|text| !text.is_empty());
                Edit::SetDocument(id, DocumentChange::Attribute { name: name.to_string(), value })
            }
        }
    }

    /// Names cannot be empty: leaving such a field empty changes nothing.
    fn may_be_empty(&self) -> bool {
        !matches!(self, Self::CodeName(_) | Self::DocumentTitle(_))
    }
}

impl InspectorView {
    /// Saves what was written about the thing that was chosen before.
    fn follow(&mut self, choice: Choice, actions: &mut Actions) {
        if self.seen != choice {
            self.flush(actions);
            self.seen = choice;
        }
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
    state.follow(view.desk.choice, actions);
    egui::Frame::new().inner_margin(egui::Margin::symmetric(12, 10)).show(ui, |ui| {
        ScrollArea::vertical().id_salt("inspector").auto_shrink(false).show(ui, |ui| match view.desk.choice {
            Choice::Nothing => nothing_ui(ui, view),
            Choice::Coding(place) => coding_ui(ui, view, state, place, actions),
            Choice::Code(id) => {
                if let Some(code) = view.project.code(id) {
                    code_ui(ui, view, state, code, actions);
                }
            }
            Choice::Document(id) => {
                if let Some(document) = view.project.document(id) {
                    document_ui(ui, view, state, document, actions);
                }
            }
        });
    });
    state.save_rested(ui.ctx(), actions);
}

fn nothing_ui(ui: &mut Ui, view: &ShellView) {
    if view.desk.past.is_some() {
        widgets::empty_state(ui, Icon::Clock, view.text("inspector.nothing"), view.text("history.only_reading"));
        return;
    }
    widgets::empty_state(ui, Icon::Note, view.text("inspector.nothing"), view.text("inspector.nothing_line"));
    ui.add_space(space::MEDIUM);
    for (keys, id) in [
        ("C", "inspector.hint_pick"),
        ("V", "inspector.hint_in_vivo"),
        ("1 – 9", "inspector.hint_pins"),
        ("L", "inspector.hint_last"),
    ] {
        ui.horizontal(|ui| {
            ui.allocate_ui_with_layout(egui::Vec2::new(44.0, 20.0), Layout::right_to_left(Align::Center), |ui| {
                ui.label(widgets::caption(ui, keys).family(crate::app::fonts::bold()));
            });
            ui.label(widgets::caption(ui, view.text(id)));
        });
    }
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

fn coding_ui(ui: &mut Ui, view: &ShellView, state: &mut InspectorView, place: CodingPlace, actions: &mut Actions) {
    let project = &view.project;
    let Some(coding) = project.codings(place.document).get(place.start, place.id) else { return };
    let (Some(document), Some(code)) = (project.document(place.document), project.code_of(coding)) else { return };
    ui.label(widgets::caption(ui, view.text("inspector.coding")));
    ui.horizontal(|ui| {
        widgets::dot(ui, code.colour);
        ui.spacing_mut().button_padding.x = space::TINY;
        let name = egui::Button::new(widgets::bold(&code.name)).frame_when_inactive(false).truncate();
        if ui.add(name).on_hover_text(project.code_names(code.id).join(" › ")).clicked() {
            actions.push(Action::Choose(Choice::Code(code.id)));
        }
    });
    quote_ui(
        ui,
        view,
        document.text.slice(coding.span),
        Passage { document: place.document, span: coding.span },
        actions,
    );
    let paragraphs = document.text.paragraph_of(coding.span.start) + 1;
    fact_ui(ui, view.text("inspector.document"), &document.title);
    fact_ui(ui, view.text("inspector.paragraph"), &paragraphs.to_string());
    if let Some(pages) = Pages::of(&document.structure, coding.span) {
        fact_ui(ui, view.text("inspector.page"), &pages.to_string());
    }
    fact_ui(ui, view.text("inspector.coder"), project.coder(coding.coder).map_or("", |coder| &coder.name));
    fact_ui(ui, view.text("inspector.time"), &time::date(coding.at));
    ui.add_space(space::TINY);
    let memo = coding.memo.as_deref().unwrap_or("");
    field_ui(
        ui,
        view,
        state,
        &Field::Memo(place),
        memo,
        (view.text("inspector.memo"), view.text("inspector.memo_hint"), 5),
        actions,
    );
    ui.add_enabled_ui(view.writing(), |ui| {
        if widgets::danger_button(ui, &UiCommand::RemoveCoding.name(view.language)).clicked() {
            actions.push(Action::RemoveCodings(vec![place]));
        }
    });
}

/// The words themselves, with a bar in the margin; a click goes to them.
fn quote_ui(ui: &mut Ui, view: &ShellView, quote: &str, passage: Passage, actions: &mut Actions) {
    const LONGEST: usize = 240;
    let t = theme::tokens(ui);
    let text: String = if quote.chars().count() > LONGEST {
        quote.chars().take(LONGEST).chain(['…']).collect()
    } else {
        quote.to_owned()
    };
    let shown = egui::Frame::new()
        .fill(t.field)
        .corner_radius(theme::RADIUS)
        .inner_margin(egui::Margin::same(10))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.add(egui::Label::new(egui::RichText::new(text)).wrap());
        });
    let response = ui.interact(shown.response.rect, ui.scope_id().with("quote"), egui::Sense::click());
    response
        .widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, view.text("inspector.go_to")));
    if response.clicked() {
        actions.push(Action::Reveal(passage));
    }
    response.on_hover_text(view.text("inspector.go_to")).on_hover_cursor(egui::CursorIcon::PointingHand);
    ui.add_space(space::TINY);
}

fn code_ui(ui: &mut Ui, view: &ShellView, state: &mut InspectorView, code: &Code, actions: &mut Actions) {
    let row = view.codebook.row(code.id);
    ui.label(widgets::caption(ui, view.text("inspector.code")));
    let above = view.project.code_names(code.id);
    if above.len() > 1 {
        ui.label(widgets::caption(ui, above[..above.len() - 1].join(" › ")));
    }
    field_ui(ui, view, state, &Field::CodeName(code.id), &code.name, (view.text("inspector.name"), "", 1), actions);
    if let Some(row) = row {
        let counts = Message::new("inspector.counts").with("own", row.own).with("total", row.total);
        ui.label(widgets::quiet(ui, view.say(&counts)));
    }
    ui.add_enabled_ui(view.writing(), |ui| code_menu::palette_ui(ui, view, code, actions));
    ui.horizontal(|ui| {
        ui.label(widgets::caption(ui, view.text("codes.pin")));
        code_menu::pins_ui(ui, view, code.id, actions);
    });
    ui.add_space(space::TINY);
    for (field, held, label, hint, rows) in [
        (Field::Definition(code.id), &code.definition, "inspector.definition", "inspector.definition_hint", 3),
        (Field::Inclusion(code.id), &code.inclusion, "inspector.inclusion", "inspector.inclusion_hint", 2),
        (Field::Exclusion(code.id), &code.exclusion, "inspector.exclusion", "inspector.exclusion_hint", 2),
        (Field::Example(code.id), &code.example, "inspector.example", "inspector.example_hint", 2),
    ] {
        field_ui(ui, view, state, &field, held, (view.text(label), view.text(hint), rows), actions);
    }
    ui.add_enabled_ui(view.writing(), |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.menu_button(view.text("inspector.merge_into"), |ui| merge_menu_ui(ui, view, code.id, actions));
            if widgets::danger_button(ui, view.text("codes.delete")).clicked() {
                actions.ask(confirm_delete(view, code.id));
            }
        });
    });
    passages_ui(ui, view, state, code.id, actions);
}

/// The other codes, to merge this one into: the way without a mouse that drags.
fn merge_menu_ui(ui: &mut Ui, view: &ShellView, from: CodeId, actions: &mut Actions) {
    ui.set_min_width(180.0);
    ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
        for row in view.codebook.rows() {
            let Some(code) = view.project.code(row.id).filter(|code| code.id != from) else { continue };
            let name = format!("{}{}", "　".repeat(row.depth.min(6)), code.name);
            if ui.button(name).clicked() {
                actions.ask(confirm_merge(view, from, code.id));
                ui.close();
            }
        }
    });
}

/// The first passages of a code; a click goes there.
fn passages_ui(ui: &mut Ui, view: &ShellView, state: &mut InspectorView, code: CodeId, actions: &mut Actions) {
    let known = state.passages.take().filter(|known| (known.code, known.revision) == (code, view.revision));
    let passages = state.passages.insert(known.unwrap_or_else(|| Passages::of(&view.project, view.revision, code)));
    let t = theme::tokens(ui);
    if !passages.lines.is_empty() {
        widgets::section(ui, view.text("inspector.passages"));
    }
    for PassageLine { passage, quote, title } in &passages.lines {
        let (rect, response) = widgets::row(ui, quote, widgets::RowLook::Plain, 40.0);
        let inner = rect.shrink2(egui::Vec2::new(6.0, 3.0));
        let (upper, lower) = inner.split_top_bottom_at_fraction(0.55);
        widgets::text_in(ui, upper, quote, egui::FontId::proportional(13.0), t.ink, Align::Min);
        let small = egui::FontId::proportional(theme::size::SMALL);
        widgets::text_in(ui, lower, title, small, t.quiet, Align::Min);
        if response.clicked() {
            actions.push(Action::Reveal(*passage));
        }
    }
    if passages.more {
        ui.label(widgets::caption(ui, view.text("inspector.more_passages")));
    }
}

fn document_ui(ui: &mut Ui, view: &ShellView, state: &mut InspectorView, document: &Document, actions: &mut Actions) {
    ui.label(widgets::caption(ui, view.text("inspector.document")));
    let title = (view.text("inspector.title"), "", 1);
    field_ui(ui, view, state, &Field::DocumentTitle(document.id), &document.title, title, actions);
    said::attributes_ui(ui, view, state, document, actions);
    said::bibliography_ui(ui, view, document);
    let groups: Vec<&str> = document.groups.iter().map(String::as_str).collect();
    fact_ui(ui, view.text("inspector.groups"), &if groups.is_empty() { "—".to_owned() } else { groups.join("、") });
    let length = super::status_bar::grouped(u64::from(document.text.char_len()));
    fact_ui(ui, view.text("inspector.length"), &view.say(&Message::new("app.characters").with("count", length)));
    fact_ui(ui, view.text("inspector.paragraphs"), &document.text.paragraph_count().to_string());
    fact_ui(ui, view.text("inspector.codings"), &view.project.codings(document.id).len().to_string());
    fact_ui(ui, view.text("inspector.added"), &time::date(document.added));
    if let Some(source) = &document.source {
        widgets::section(ui, view.text("inspector.source"));
        fact_ui(ui, view.text("inspector.file"), &source.name);
        fact_ui(ui, view.text("inspector.format"), &source.format.to_uppercase());
        if let Some(encoding) = &source.encoding {
            fact_ui(ui, view.text("inspector.encoding"), encoding);
        }
        let done: Vec<_> = source.steps.iter().filter(|step| step.on && step.count > 0).collect();
        if !done.is_empty() {
            widgets::section(ui, view.text("inspector.clean_up"));
            for step in done {
                let name = view.language.text(&format!("import.step.{}", step.step)).to_owned();
                fact_ui(ui, &step.count.to_string(), &name);
            }
        }
        if !source.findings.is_empty() {
            widgets::section(ui, view.text("inspector.findings"));
            for finding in &source.findings {
                ui.label(widgets::quiet(ui, view.say(finding)));
            }
        }
    }
    ui.add_space(space::SMALL);
    ui.add_enabled_ui(view.writing(), |ui| {
        ui.horizontal_wrapped(|ui| {
            if widgets::plain_button(ui, view.text("documents.groups")).clicked()
                && let Some(groups) = crate::app::dialogs::Groups::of(&view.project, document.id)
            {
                actions.ask(crate::app::dialogs::Dialog::Groups(groups));
            }
            if widgets::danger_button(ui, view.text("documents.delete")).clicked() {
                actions.ask(documents::confirm_delete(view, document.id, &document.title));
            }
        });
    });
}
