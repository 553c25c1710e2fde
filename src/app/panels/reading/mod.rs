//! The Code workspace: a document's title above the reading column, and what happens in it.

mod colours;
mod display;
mod hover;
mod legend;
mod menu;
mod title;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use egui::{Key, Modifiers, Rect, Ui};

pub use colours::ColourBy;
pub use display::{view_options_button_id, view_options_id};

use super::find::{self, FindView};
use super::floating_bar;
use super::words::{Borders, CutText};
use crate::app::actions::{Action, Actions, Choice, Passage};
use crate::app::commands::UiCommand;
use crate::app::icons::Icon;
use crate::app::shell::ShellView;
use crate::app::text_view::{ContextMenu, DocumentView, DraggedCode, Shown, Style, TextView, TextViewResponse};
use crate::app::theme::{self, space};
use crate::app::widgets;
use crate::i18n::Language;
use crate::model::{CharIndex, CodeId, CoderId, CodingId, CodingPlace, Colour, Document, DocumentId, Message};
use crate::search::words::Segmenter;

/// What it remembers between frames.
#[derive(Default)]
pub struct ReadingView {
    column: TextView,
    shown: Vec<Shown>,
    places: Vec<(CodingId, CodingPlace)>,
    shown_for: Option<ShownFor>,
    /// Of the document that is shown.
    coders: Vec<CoderRow>,
    /// What its colours say; empty where they say which code it is.
    legend: Vec<LegendRow>,
    /// What the title line says of it.
    facts: title::Facts,
    hover: hover::Hover,
    /// Of the last frame.
    selection_on_screen: Option<Rect>,
    /// What Ctrl and the wheel asked for, as far as it is no whole step yet.
    zoom: f32,
    /// Grows when `shown` differs.
    generation: u64,
    /// Whether the floating bar stands by the selection.
    bar: bool,
    menu: Option<ContextMenu>,
    /// How the text on screen is cut into words.
    pub cut: CutText,
    /// Where words begin and end for the mouse and the keys.
    pub borders: Borders,
    /// Whether the document just opened has been given the keyboard.
    opened: Option<DocumentId>,
}

/// What the shown codings follow from.
#[derive(Clone, PartialEq)]
struct ShownFor {
    document: DocumentId,
    revision: u64,
    colour_by: ColourBy,
    hidden: BTreeSet<CoderId>,
    language: Language,
}

/// A coder with the codings of the document that is shown.
struct CoderRow {
    id: CoderId,
    name: Arc<str>,
    colour: Colour,
    count: usize,
}

/// One colour of the text.
struct LegendRow {
    /// `None` of passages about which nothing is known.
    name: Option<Arc<str>>,
    colour: Colour,
    count: usize,
}

impl ReadingView {
    /// Selects nothing.
    pub fn clear_selection(&mut self) {
        self.column.clear_selection();
        self.bar = false;
    }

    /// Takes the floating bar away: what was asked has been done, and the next passage may lie under it.
    pub fn hide_bar(&mut self) {
        self.bar = false;
    }

    /// Where the selection stood in the last frame.
    #[must_use]
    pub fn selection_on_screen(&self) -> Option<Rect> {
        self.selection_on_screen
    }

    /// Where the reader is in each document, to be kept.
    #[must_use]
    pub fn places(&self) -> BTreeMap<DocumentId, CharIndex> {
        self.column.reading_places()
    }

    /// The column itself, for tests and the tour.
    pub fn column(&mut self) -> &mut TextView {
        &mut self.column
    }

    /// Collects the codings of a document where it, the project or what colours say has changed.
    fn follow(&mut self, view: &ShellView, document: &Document) {
        let key = ShownFor {
            document: document.id,
            revision: view.revision,
            colour_by: view.desk.colour_by.clone(),
            hidden: view.desk.hidden_coders.clone(),
            language: view.language,
        };
        if self.shown_for.as_ref() == Some(&key) {
            return;
        }
        let project = &*view.project;
        let codings = project.codings(document.id);
        let coder_colours = colours::coder_colours(project);
        let coder = |coder: &crate::model::Coder| CoderRow {
            id: coder.id,
            name: Arc::from(coder.name.as_str()),
            colour: coder_colours.get(&coder.id).copied().unwrap_or(coder.colour),
            count: 0,
        };
        let mut coders: BTreeMap<CoderId, CoderRow> = project.coders().map(|held| (held.id, coder(held))).collect();
        let attribute = match &key.colour_by {
            ColourBy::Attribute(name) => {
                Some((colours::value_colours(project, name), colours::Values::of(project, document, name)))
            }
            ColourBy::Code | ColourBy::Coder => None,
        };
        let mut codes: BTreeMap<CodeId, Arc<str>> = BTreeMap::new();
        let mut values: BTreeMap<Option<&str>, (Colour, usize)> = BTreeMap::new();
        let mut shown = Vec::with_capacity(codings.len());
        for coding in codings.iter() {
            let Some(code) = project.code_of(coding) else { continue };
            let by = coders.get_mut(&coding.coder);
            let (coder, coder_colour) = by.map_or((Arc::from(""), colours::NO_VALUE), |row| {
                row.count += 1;
                (Arc::clone(&row.name), row.colour)
            });
            if key.hidden.contains(&coding.coder) {
                continue;
            }
            let colour = match &attribute {
                Some((of_values, at)) => {
                    let value = at.at(coding.span.start);
                    let colour = value.and_then(|value| of_values.get(value)).copied().unwrap_or(colours::NO_VALUE);
                    values.entry(value).or_insert((colour, 0)).1 += 1;
                    colour
                }
                None if key.colour_by == ColourBy::Coder => coder_colour,
                None => code.colour,
            };
            let name = Arc::clone(codes.entry(code.id).or_insert_with(|| Arc::from(code.name.as_str())));
            shown.push(Shown { id: coding.id, span: coding.span, colour, name, coder });
        }
        let value = |(name, (colour, count)): (Option<&str>, (Colour, usize))| LegendRow {
            name: name.map(Arc::from),
            colour,
            count,
        };
        self.legend = match key.colour_by {
            ColourBy::Code => Vec::new(),
            ColourBy::Attribute(_) => values.into_iter().map(value).collect(),
            ColourBy::Coder => {
                let seen = coders.values().filter(|row| row.count > 0 && !key.hidden.contains(&row.id));
                seen.map(|row| LegendRow { name: Some(Arc::clone(&row.name)), colour: row.colour, count: row.count })
                    .collect()
            }
        };
        self.facts = title::Facts::of(view, document);
        self.shown = shown;
        self.coders = coders.into_values().collect();
        self.places = codings.iter().map(|coding| (coding.id, coding.place(document.id))).collect();
        self.places.sort_unstable_by_key(|(id, _)| *id);
        self.shown_for = Some(key);
        self.generation += 1;
    }

    /// The codings of a document as they are shown here, with a number that grows when they differ: where a text is
    /// corrected they look the same.
    pub(in crate::app::panels) fn codings_of(&mut self, view: &ShellView, document: &Document) -> (&[Shown], u64) {
        self.follow(view, document);
        (&self.shown, self.generation)
    }

    fn place_of(&self, id: CodingId) -> Option<CodingPlace> {
        self.places.binary_search_by_key(&id, |(id, _)| *id).ok().map(|at| self.places[at].1)
    }
}

/// Draws it.
pub fn reading_ui(
    ui: &mut Ui,
    view: &ShellView,
    state: &mut ReadingView,
    finding: &mut FindView,
    actions: &mut Actions,
) {
    let Some(document) = view.desk.document.and_then(|id| view.project.document(id)) else {
        nothing_ui(ui, view, actions);
        return;
    };
    state.follow(view, document);
    title::title_ui(ui, view, state, document, actions);
    legend::legend_ui(ui, view, &state.legend, actions);
    find::find_ui(ui, view, finding, document, actions);
    let column = ui.available_rect_before_wrap();
    zoom(ui, state, column, actions);
    if let Some(passage) = view.desk.reveal.filter(|passage| passage.document == document.id) {
        state.column.reveal(passage.span);
        actions.push(Action::With(Box::new(|shell| shell.desk.reveal = None)));
    }
    let style = Style::with(theme::theme_of(ui), view.reading);
    let selected = match view.desk.choice {
        Choice::Coding(place) if place.document == document.id => Some(place.id),
        _ => None,
    };
    let found = view.desk.found.as_ref().filter(|found| found.document == document.id);
    let segmenter = state.borders.of(view.project.id).map(Arc::clone);
    let around = |clause: &str, at: usize| {
        segmenter.as_ref().map_or(at..at + 1, |segmenter: &Arc<Segmenter>| segmenter.around(clause, at))
    };
    let shown = DocumentView {
        codings: &state.shown,
        revision: state.generation,
        selected,
        may_resize: view.writing(),
        resizing: view.desk.resizing.map(|held| (held.place.id, held.span)),
        language: view.language,
        words: segmenter.is_some().then_some(&around),
        hits: found.map_or(&[], |found| &found.spans),
        cut: if view.desk.word_marks { state.cut.of(document.id) } else { &[] },
        current_hit: found.map(|found| found.current),
        ..DocumentView::new(document, &style)
    };
    let response = state.column.ui(ui, &shown);
    state.selection_on_screen = response.selection_rect.filter(|rect| rect.intersects(column));
    happened(ui, view, state, document.id, &response, actions);
    bar_ui(ui, view, state, document.id, &response, column, actions);
    hover::hover_ui(ui, view, state, document.id, &response);
    dragged_code_ui(ui, view, &response);
    menu::menu_ui(view, state, document.id, &response, actions);
}

/// What happens where a code that is held over the text is let go; the passage itself is outlined in the column.
fn dragged_code_ui(ui: &Ui, view: &ShellView, response: &TextViewResponse) {
    let held = response.response.dnd_hover_payload::<DraggedCode>().filter(|_| view.writing());
    let code = held.and_then(|held| view.project.code(held.0));
    let (Some(code), Some(at)) = (code, ui.input(|input| input.pointer.latest_pos())) else { return };
    ui.set_cursor_icon(egui::CursorIcon::Copy);
    egui::Area::new(egui::Id::unique("what dropping a code does"))
        .order(egui::Order::Tooltip)
        .fixed_pos(at + egui::vec2(14.0, 14.0))
        .interactable(false)
        .show(ui.ctx(), |ui| {
            egui::Frame::popup(ui.style()).show(ui, |ui| {
                ui.horizontal(|ui| {
                    widgets::dot(ui, code.colour);
                    ui.label(view.say(&Message::new("reading.drop_code").with("code", &code.name)));
                });
            });
        });
}

/// Ctrl and the wheel over the text make its letters larger or smaller, a point at a time.
pub(in crate::app::panels) fn zoom(ui: &Ui, state: &mut ReadingView, column: Rect, actions: &mut Actions) {
    /// A notch of a wheel is about this much, as a natural logarithm.
    const STEP: f32 = 0.1;
    if !ui.rect_contains_pointer(column) {
        return;
    }
    let factor = ui.input(egui::InputState::zoom_delta);
    if (factor - 1.0).abs() <= f32::EPSILON {
        return;
    }
    state.zoom += factor.ln();
    while state.zoom.abs() >= STEP {
        let larger = state.zoom > 0.0;
        state.zoom -= STEP.copysign(state.zoom);
        actions.run(if larger { UiCommand::TextLarger } else { UiCommand::TextSmaller });
    }
}

fn nothing_ui(ui: &mut Ui, view: &ShellView, actions: &mut Actions) {
    ui.add_space(ui.available_height() * 0.25);
    let empty = view.project.documents().len() == 0;
    let (title, line) =
        if empty { ("app.no_documents", "app.no_documents_line") } else { ("app.no_document", "app.no_document_line") };
    widgets::empty_state(ui, Icon::Document, view.text(title), view.text(line));
    if empty && view.writing() {
        ui.vertical_centered(|ui| {
            ui.add_space(space::SMALL);
            if widgets::primary_button(ui, UiCommand::ImportFiles.name(view.language).trim_end_matches(['…', '.']))
                .clicked()
            {
                actions.run(UiCommand::ImportFiles);
            }
        });
    }
}

/// Turns what happened in the column into actions.
fn happened(
    ui: &Ui,
    view: &ShellView,
    state: &mut ReadingView,
    document: DocumentId,
    response: &TextViewResponse,
    actions: &mut Actions,
) {
    let passage = response.selection.map(|span| Passage { document, span });
    if response.selection_changed || view.desk.passage != passage {
        actions.push(Action::SelectPassage(passage));
    }
    if response.selection_finished.is_some() {
        state.bar = true;
    } else if response.selection_changed || view.desk.passage != passage {
        state.bar = response.selection.is_some() && !ui.input(|input| input.pointer.any_down());
    }
    if let Some(place) = response.clicked_coding.and_then(|id| state.place_of(id)) {
        actions.push(Action::Choose(Choice::Coding(place)));
    }
    if let Some((place, span)) = response.resized.and_then(|(id, span)| Some((state.place_of(id)?, span))) {
        actions.push(Action::ResizeCoding(place, span));
    }
    if let Some(dropped) = response.dropped.filter(|_| view.writing()) {
        let passages = vec![Passage { document, span: dropped.span }];
        actions.push(Action::Code { passages, code: dropped.code });
    }
    // The caret, and so the keyboard, can choose a coding too: Enter goes through those under it.
    let has_keys = ui.memory(|memory| memory.has_focus(response.response.id));
    if has_keys && !response.codings_at_caret.is_empty() {
        let entered = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
        let at = match view.desk.choice {
            Choice::Coding(place) => response.codings_at_caret.iter().position(|id| *id == place.id),
            _ => None,
        };
        let next = at.map_or(0, |at| (at + 1) % response.codings_at_caret.len());
        if let Some(place) = response.codings_at_caret.get(next).filter(|_| entered).and_then(|id| state.place_of(*id))
        {
            actions.push(Action::Choose(Choice::Coding(place)));
        }
    }
    if state.opened != Some(document) {
        state.opened = Some(document);
        state.bar = false;
        if !ui.ctx().text_edit_focused() && !super::documents::keeps_keyboard(ui.ctx()) {
            response.response.request_focus();
        }
    }
}

fn bar_ui(
    ui: &Ui,
    view: &ShellView,
    state: &ReadingView,
    document: DocumentId,
    response: &TextViewResponse,
    column: Rect,
    actions: &mut Actions,
) {
    if let (true, Some(span), Some(rect)) = (state.bar && view.writing(), response.selection, response.selection_rect)
        && rect.intersects(column)
        && view.desk.drawer.is_none()
        // A question may stand where the bar would.
        && ui.memory(|memory| memory.top_modal_layer().is_none())
        && !ui.input(|input| input.pointer.primary_down() && input.pointer.is_decidedly_dragging())
    {
        floating_bar::floating_bar_ui(ui, view, Passage { document, span }, rect, column, actions);
    }
}
