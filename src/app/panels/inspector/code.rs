//! A code: its name, colour, key, definition and first passages.

use egui::{Align, Ui};

use super::{Field, InspectorView, field_ui};
use crate::app::actions::{Action, Actions, Centre, Passage};
use crate::app::commands::UiCommand;
use crate::app::panels::codes::{self, confirm_delete};
use crate::app::shell::ShellView;
use crate::app::theme::{self, space};
use crate::app::widgets;
use crate::model::{Code, CodeId, MemoOn, Message, Project};

/// Between the edge of a field and its words, as [`field_ui`] sets them.
const FIELD_MARGIN: f32 = 8.0;

/// The first passages of a code, as of a revision.
pub(super) struct Passages {
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

pub(super) fn code_ui(ui: &mut Ui, view: &ShellView, state: &mut InspectorView, code: &Code, actions: &mut Actions) {
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
    ui.add_enabled_ui(view.writing(), |ui| codes::palette_ui(ui, view, &[code.id], Some(code.colour), actions));
    ui.label(widgets::caption(ui, view.text("codes.pin")));
    codes::pins_ui(ui, view, code.id, actions);
    ui.add_space(space::TINY);
    groups_ui(ui, view, code, actions);
    // On the page of the code what it means stands above its passages already.
    let on_page = view.desk.centre == Centre::Code(code.id);
    if !on_page {
        for part in Part::ALL {
            part_ui(ui, view, state, (code, part), if part == Part::Definition { 3 } else { 2 }, actions);
        }
    }
    ui.add_enabled_ui(view.writing(), |ui| {
        ui.horizontal_wrapped(|ui| {
            if widgets::plain_button(ui, &UiCommand::MergeCodesInto.name(view.language)).clicked() {
                actions.run(UiCommand::MergeCodesInto);
            }
            if widgets::danger_button(ui, &UiCommand::DeleteCodes.name(view.language)).clicked() {
                actions.ask(confirm_delete(view, vec![code.id]));
            }
        });
    });
    // Its memos stand on the page too.
    if !on_page {
        super::memos::memos_ui(ui, view, &mut state.memos, MemoOn::Code(code.id), actions);
        ui.add_space(space::TINY);
        if widgets::plain_button(ui, &UiCommand::OpenCodePage.name(view.language)).clicked() {
            actions.push(Action::ShowCentre(Centre::Code(code.id)));
        }
        passages_ui(ui, view, state, code.id, actions);
    }
}

/// The groups that it is in, and a way to change them.
fn groups_ui(ui: &mut Ui, view: &ShellView, code: &Code, actions: &mut Actions) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::TINY;
        ui.label(widgets::caption(ui, view.text("codes.groups")));
        ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Extend);
        if !code.groups.is_empty() {
            let names: Vec<&str> = code.groups.iter().map(String::as_str).collect();
            let names = widgets::bold(names.join(" · ")).size(theme::size::SMALL);
            ui.add(egui::Label::new(names).truncate());
        }
        let words = if code.groups.is_empty() { "codes.group_add" } else { "codes.group_change" };
        if ui.add_enabled_ui(view.writing(), |ui| widgets::link_button(ui, view.text(words)).clicked()).inner {
            actions.run(UiCommand::GroupCodes);
        }
    });
}

/// What is said of a code, in parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Definition,
    Inclusion,
    Exclusion,
    Example,
}

impl Part {
    const ALL: [Self; 4] = [Self::Definition, Self::Inclusion, Self::Exclusion, Self::Example];
}

/// Which field it is, what stands in it, what it is called, and what is asked where it is empty.
fn field_of(code: &Code, part: Part) -> (Field, &str, &'static str, &'static str) {
    let id = code.id;
    match part {
        Part::Definition => {
            (Field::Definition(id), &code.definition, "inspector.definition", "inspector.definition_hint")
        }
        Part::Inclusion => (Field::Inclusion(id), &code.inclusion, "inspector.inclusion", "inspector.inclusion_hint"),
        Part::Exclusion => (Field::Exclusion(id), &code.exclusion, "inspector.exclusion", "inspector.exclusion_hint"),
        Part::Example => (Field::Example(id), &code.example, "inspector.example", "inspector.example_hint"),
    }
}

fn part_ui(
    ui: &mut Ui,
    view: &ShellView,
    state: &mut InspectorView,
    (code, part): (&Code, Part),
    rows: usize,
    actions: &mut Actions,
) {
    let (field, held, label, hint) = field_of(code, part);
    field_ui(ui, view, state, &field, held, (view.text(label), view.text(hint), rows), actions);
}

/// How many rows what is being written takes in a field of this width.
fn rows_of(ui: &Ui, state: &mut InspectorView, code: &Code, part: Part, width: f32) -> usize {
    let (field, held, ..) = field_of(code, part);
    let text = state.draft(&field, held).text.text.clone();
    let font = egui::TextStyle::Body.resolve(ui.style());
    let ink = theme::tokens(ui).ink;
    ui.fonts_mut(|fonts| fonts.layout(text, font, ink, width - 2.0 * FIELD_MARGIN)).rows.len()
}

/// What is said of a code, side by side where there is room, to be written as in the inspector.
pub(in crate::app::panels) fn definition_ui(
    ui: &mut Ui,
    view: &ShellView,
    state: &mut InspectorView,
    code: &Code,
    actions: &mut Actions,
) {
    let pairs = [[Part::Definition, Part::Example], [Part::Inclusion, Part::Exclusion]];
    if ui.available_width() < 400.0 {
        for part in Part::ALL {
            part_ui(ui, view, state, (code, part), 2, actions);
        }
    } else {
        for pair in pairs {
            ui.columns(2, |columns| {
                // Two fields beside each other are equally high, whatever stands in them.
                let width = columns[0].available_width();
                let needed = pair.map(|part| rows_of(&columns[0], state, code, part, width));
                let rows = needed.into_iter().fold(2, usize::max);
                for (ui, part) in columns.iter_mut().zip(pair) {
                    part_ui(ui, view, state, (code, part), rows, actions);
                }
            });
        }
    }
    state.save_rested(ui.ctx(), actions);
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
    if passages.more && widgets::link_button(ui, view.text("inspector.more_passages")).clicked() {
        actions.push(Action::ShowCentre(Centre::Code(code)));
    }
}
