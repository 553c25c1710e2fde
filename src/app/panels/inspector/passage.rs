//! The passage that is selected: how long it is, where it stands, what is coded there, and what can be done with it.

use egui::accesskit::Role;
use egui::{Align, FontId, Rect, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2};

use super::{fact_ui, quote};
use crate::app::actions::{Action, Actions, Choice, Passage};
use crate::app::commands::UiCommand;
use crate::app::panels::{parts, status_bar};
use crate::app::shell::ShellView;
use crate::app::theme::{self, RADIUS, size, space};
use crate::app::widgets;
use crate::export::Pages;
use crate::model::{Coding, CodingPlace, Colour, Document, DocumentId, Message, Span};

/// So many codings are listed.
const MOST: usize = 8;
const ROW: f32 = 26.0;

/// How much is said of the passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// Its words too.
    Whole,
    /// Its words stand above already, as those of the coding.
    WithoutWords,
}

/// The selected passage, where it can be seen.
pub(super) fn selected(view: &ShellView) -> Option<Passage> {
    view.desk.passage.filter(|_| view.situation.passage)
}

pub(super) fn passage_ui(ui: &mut Ui, view: &ShellView, passage: Passage, extent: Extent, actions: &mut Actions) {
    let Some(document) = view.project.document(passage.document) else { return };
    let span = passage.span;
    ui.label(widgets::caption(ui, view.text("inspector.passage")));
    if extent == Extent::Whole {
        quote::quote_ui(ui, document.text.slice(span), view.text("inspector.go_to"), Action::Reveal(passage), actions);
    }
    let length = Message::new("inspector.passage_length").with("count", status_bar::grouped(u64::from(span.len())));
    fact_ui(ui, view.text("inspector.length"), &view.say(&length));
    fact_ui(ui, view.text("inspector.paragraph"), &paragraphs(document, span));
    if let Some(pages) = Pages::of(&document.structure, span) {
        fact_ui(ui, view.text("inspector.page"), &pages.to_string());
    }
    if let Some(speaker) = document.structure.speaker_at(span.start) {
        fact_ui(ui, view.text("inspector.speaker"), &speaker.name);
    }
    let coded = codings_on(view, document.id, span, None);
    widgets::section(ui, view.text("inspector.codings_on_passage"));
    if coded.is_empty() {
        ui.label(widgets::caption(ui, view.text("inspector.no_codings_on_passage")));
    }
    codings_ui(ui, view, document.id, &coded, actions);
    if view.writing() {
        deeds_ui(ui, view, passage, actions);
    }
}

/// As they are cited: `3`, or `3–5`.
fn paragraphs(document: &Document, span: Span) -> String {
    let first = document.text.paragraph_of(span.start) + 1;
    let last = document.text.paragraph_of(crate::model::CharIndex(span.end.0 - 1)) + 1;
    if first == last { first.to_string() } else { format!("{first}–{last}") }
}

/// The codings that are shown and touch a passage, the shortest first as clicks offer them; all but one.
pub(super) fn codings_on(view: &ShellView, document: DocumentId, span: Span, but: Option<CodingPlace>) -> Vec<&Coding> {
    let all = view.project.codings(document).overlapping(span);
    let mut found: Vec<&Coding> = all
        .filter(|coding| !view.desk.hidden_coders.contains(&coding.coder))
        .filter(|coding| but != Some(coding.place(document)))
        .collect();
    found.sort_by_key(|coding| (coding.span.len(), coding.span.start, coding.id));
    found
}

/// Codings one below the other; a click shows one.
pub(super) fn codings_ui(
    ui: &mut Ui,
    view: &ShellView,
    document: DocumentId,
    codings: &[&Coding],
    actions: &mut Actions,
) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for coding in codings.iter().take(MOST) {
            let Some(code) = view.project.code_of(coding) else { continue };
            let coder = view.project.coder(coding.coder).map_or("", |coder| coder.name.as_str());
            let said = Message::new("inspector.show_coding").with("code", &code.name).with("coder", coder);
            let place = coding.place(document);
            let look = if view.desk.choice == Choice::Coding(place) { Look::Chosen } else { Look::Plain };
            let whose = if coding.coder == view.coder { "" } else { coder };
            let row = Row { label: &view.say(&said), name: &code.name, end: End::Said(whose), look, tip: None };
            if row_ui(ui, &row, |ui, rect| dot(ui, rect, code.colour)) {
                actions.push(Action::Choose(Choice::Coding(place)));
            }
        }
    });
    if codings.len() > MOST {
        let more = Message::new("inspector.more_codings").with("count", codings.len() - MOST);
        ui.label(widgets::caption(ui, view.say(&more)));
    }
}

/// What can be done, each with its key: the same as in the bar by the selection, in words.
fn deeds_ui(ui: &mut Ui, view: &ShellView, passage: Passage, actions: &mut Actions) {
    widgets::section(ui, view.text("inspector.what_to_do"));
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        deed_ui(ui, view, UiCommand::PickCode, actions);
        let pins = view.desk.pins.iter().enumerate();
        let pinned: Vec<_> = pins.filter_map(|(key, pin)| Some((key + 1, view.project.code((*pin)?)?))).collect();
        for (key, code) in &pinned {
            let deed = view.say(&Message::new("codes.code_with").with("code", &code.name));
            let keys = key.to_string();
            let label = view.say(&Message::new("inspector.deed_keys").with("deed", &deed).with("keys", &keys));
            let row = Row { label: &label, name: &code.name, end: End::Keys(&keys), look: Look::Plain, tip: None };
            if row_ui(ui, &row, |ui, rect| dot(ui, rect, code.colour)) {
                actions.push(Action::Code { passages: vec![passage], code: code.id });
            }
        }
        deed_ui(ui, view, UiCommand::InVivo, actions);
        if UiCommand::LastCode.possible(&view.situation) {
            deed_ui(ui, view, UiCommand::LastCode, actions);
        }
        deed_ui(ui, view, UiCommand::CodeWithMemo, actions);
        deed_ui(ui, view, UiCommand::QuoteIntoMemo, actions);
        deed_ui(ui, view, UiCommand::SearchPassage, actions);
        deed_ui(ui, view, UiCommand::CopyCitation, actions);
        if pinned.is_empty() {
            let name = view.text("inspector.no_pins");
            let hint = Row { label: "", name, end: End::Keys("1–9"), look: Look::Hint, tip: None };
            row_ui(ui, &hint, |_, _| 0.0);
        }
    });
}

fn deed_ui(ui: &mut Ui, view: &ShellView, command: UiCommand, actions: &mut Actions) {
    let keys = command.keys(ui.ctx()).unwrap_or_default();
    let last = view.desk.last_code.filter(|_| command == UiCommand::LastCode);
    let deed = match last.and_then(|id| view.project.code(id)) {
        Some(code) => view.say(&Message::new("inspector.last_code").with("code", &code.name)),
        None => command.name(view.language).trim_end_matches(['…', '.']).to_owned(),
    };
    let label = view.say(&Message::new("inspector.deed_keys").with("deed", &deed).with("keys", &keys));
    let tip = command.tooltip(view.language, ui.ctx());
    let row = Row { label: &label, name: &deed, end: End::Keys(&keys), look: Look::Plain, tip: Some(&tip) };
    if row_ui(ui, &row, |_, _| 0.0) {
        actions.run(command);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Plain,
    Chosen,
    /// It only tells.
    Hint,
}

/// A line of the inspector that can be pressed.
pub(super) struct Row<'a> {
    pub(super) label: &'a str,
    pub(super) name: &'a str,
    /// At the right end.
    pub(super) end: End<'a>,
    pub(super) look: Look,
    pub(super) tip: Option<&'a str>,
}

/// What stands at the right end of a line.
#[derive(Clone, Copy)]
pub(super) enum End<'a> {
    /// A count, a name.
    Said(&'a str),
    /// Keys, in a frame.
    Keys(&'a str),
}

/// Draws it behind its mark, which says how wide it is. Says whether it was pressed.
pub(super) fn row_ui(ui: &mut Ui, row: &Row<'_>, mark: impl FnOnce(&Ui, Rect) -> f32) -> bool {
    let t = theme::tokens(ui);
    let sense = if row.look == Look::Hint { Sense::hover() } else { Sense::click() };
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), ROW), sense);
    if row.look == Look::Hint {
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, row.name));
    } else {
        let chosen = row.look == Look::Chosen;
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, row.label));
        if chosen || response.hovered() {
            let fill = if response.is_pointer_button_down_on() { t.pressed } else { t.hover };
            ui.painter().rect_filled(rect, RADIUS, if chosen { t.chosen } else { fill });
        }
    }
    widgets::focus_ring(ui, &response);
    let inner = rect.shrink2(Vec2::new(space::TINY, 0.0));
    let words = inner.with_min_x(inner.left() + mark(ui, inner));
    let taken = match row.end {
        End::Said("") | End::Keys("") => 0.0,
        End::Said(said) => {
            widgets::text_in(ui, words, said, FontId::proportional(size::SMALL), t.quiet, Align::Max) + space::SMALL
        }
        End::Keys(keys) => badge(ui, words, keys) + space::SMALL,
    };
    let name = words.with_max_x(words.right() - taken);
    let ink = if row.look == Look::Hint { t.quiet } else { t.ink };
    let font = FontId::proportional(if row.look == Look::Hint { size::SMALL } else { size::BODY });
    let width = widgets::text_in(ui, name, row.name, font, ink, Align::Min);
    let cut = width >= name.width() - 1.0;
    let clicked = response.clicked();
    match row.tip {
        Some(tip) => drop(response.on_hover_text(tip)),
        None if cut => drop(response.on_hover_text(row.name)),
        None => {}
    }
    clicked
}

/// The colour of a code.
pub(super) fn dot(ui: &Ui, rect: Rect, colour: Colour) -> f32 {
    let at = pos2(rect.left() + 6.0, rect.center().y);
    ui.painter().circle_filled(at, 4.5, theme::stripe(colour, theme::theme_of(ui)));
    20.0
}

/// Keys in a frame at the right end; says how wide it is.
fn badge(ui: &Ui, rect: Rect, keys: &str) -> f32 {
    let t = theme::tokens(ui);
    let font = FontId::proportional(size::SMALL);
    let wide = (parts::text_width(ui, keys, &font) + 10.0).max(20.0).ceil();
    let corner = pos2(rect.right() - wide, rect.center().y - 9.0);
    let place = Rect::from_min_size(corner, Vec2::new(wide, 18.0));
    ui.painter().rect(place, 4, t.field, Stroke::new(1.0, t.line), StrokeKind::Inside);
    widgets::text_in(ui, place, keys, font, t.quiet, Align::Center);
    wide
}
