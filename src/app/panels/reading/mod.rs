//! The Code workspace: a document's title above the reading column, and what happens in it.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::{Align, Frame, Key, Layout, Margin, Modifiers, Rect, Ui};

use super::find::{self, FindView};
use super::floating_bar;
use super::words::{Borders, CutText};
use crate::app::actions::{Action, Actions, Choice, Passage};
use crate::app::commands::UiCommand;
use crate::app::fonts;
use crate::app::icons::Icon;
use crate::app::shell::ShellView;
use crate::app::text_view::{ContextMenu, DocumentView, Shown, Style, TextView, TextViewResponse};
use crate::app::theme::{self, size, space};
use crate::app::widgets;
use crate::model::{CodeId, CoderId, CodingId, CodingPlace, Document, DocumentId, Message};
use crate::search::words::Segmenter;

/// What it remembers between frames.
#[derive(Default)]
pub struct ReadingView {
    column: TextView,
    shown: Vec<Shown>,
    places: Vec<(CodingId, CodingPlace)>,
    shown_for: Option<(DocumentId, u64)>,
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

    /// The column itself, for tests and the tour.
    pub fn column(&mut self) -> &mut TextView {
        &mut self.column
    }

    /// Collects the codings of a document where it or the project has changed.
    fn follow(&mut self, view: &ShellView, document: &Document) {
        let key = (document.id, view.revision);
        if self.shown_for == Some(key) {
            return;
        }
        let mut codes: BTreeMap<CodeId, Arc<str>> = BTreeMap::new();
        let mut coders: BTreeMap<CoderId, Arc<str>> = BTreeMap::new();
        let codings = view.project.codings(document.id);
        self.shown = codings
            .iter()
            .filter_map(|coding| {
                let code = view.project.code_of(coding)?;
                let name = codes.entry(code.id).or_insert_with(|| Arc::from(code.name.as_str()));
                let coder = coders.entry(coding.coder).or_insert_with(|| {
                    Arc::from(view.project.coder(coding.coder).map_or("", |coder| coder.name.as_str()))
                });
                let (name, coder) = (Arc::clone(name), Arc::clone(coder));
                Some(Shown { id: coding.id, span: coding.span, colour: code.colour, name, coder })
            })
            .collect();
        self.places = codings.iter().map(|coding| (coding.id, coding.place(document.id))).collect();
        self.places.sort_unstable_by_key(|(id, _)| *id);
        self.shown_for = Some(key);
        self.generation += 1;
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
    title_ui(ui, view, document, actions);
    find::find_ui(ui, view, finding, document, actions);
    let column = ui.available_rect_before_wrap();
    state.follow(view, document);
    if let Some(passage) = view.desk.reveal.filter(|passage| passage.document == document.id) {
        state.column.reveal(passage.span);
        actions.push(Action::With(Box::new(|shell| shell.desk.reveal = None)));
    }
    let style = Style::of(theme::theme_of(ui));
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
    happened(ui, view, state, document.id, &response, actions);
    bar_ui(ui, view, state, document.id, &response, column, actions);
    menu_ui(view, state, document.id, &response, actions);
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

fn title_ui(ui: &mut Ui, view: &ShellView, document: &Document, actions: &mut Actions) {
    let t = theme::tokens(ui);
    Frame::new().inner_margin(Margin::symmetric(24, 10)).show(ui, |ui| {
        ui.horizontal(|ui| {
            let room = (ui.available_width() - 120.0).max(80.0);
            let (rect, response) = ui.allocate_exact_size(egui::Vec2::new(room, 26.0), egui::Sense::click());
            response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, &document.title));
            let font = egui::FontId::new(16.0, fonts::bold());
            let width = widgets::text_in(ui, rect, &document.title, font, t.ink, Align::Min);
            if response.clicked() {
                actions.push(Action::Choose(Choice::Document(document.id)));
            }
            let mut chips = rect;
            chips.min.x += width + space::MEDIUM;
            for group in &document.groups {
                let font = egui::FontId::proportional(size::SMALL);
                let wide = ui.fonts_mut(|fonts| group.chars().map(|c| fonts.glyph_width(&font, c)).sum::<f32>()) + 16.0;
                if chips.width() < wide {
                    break;
                }
                let chip = Rect::from_center_size(
                    egui::pos2(chips.left() + wide / 2.0, rect.center().y),
                    egui::Vec2::new(wide, 20.0),
                );
                ui.painter().rect_filled(chip, 10, t.hover);
                widgets::text_in(ui, chip, group, font, t.quiet, Align::Center);
                chips.min.x += wide + space::TINY;
            }
            response.on_hover_text(view.text("app.title_tip"));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 2.0;
                for (command, icon) in
                    [(UiCommand::ToggleInspector, Icon::PanelRight), (UiCommand::ToggleLists, Icon::PanelLeft)]
                {
                    if widgets::icon_button(ui, icon, &command.name(view.language)).clicked() {
                        actions.run(command);
                    }
                }
            });
        });
    });
    widgets::hairline(ui);
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
        if !ui.ctx().text_edit_focused() {
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
    {
        floating_bar::floating_bar_ui(ui, view, Passage { document, span }, rect, column, actions);
    }
}

/// The menu of the secondary button: what to do with the passage, and with the codings under the pointer.
fn menu_ui(
    view: &ShellView,
    state: &mut ReadingView,
    document: DocumentId,
    response: &TextViewResponse,
    actions: &mut Actions,
) {
    if response.context_menu.is_some() {
        state.menu.clone_from(&response.context_menu);
    }
    let Some(menu) = state.menu.clone() else { return };
    let opened = response.response.context_menu(|ui| {
        ui.set_min_width(200.0);
        let coding = [UiCommand::PickCode, UiCommand::InVivo, UiCommand::LastCode];
        let words = [UiCommand::OneWord, UiCommand::SearchPassage, UiCommand::PassageConcordance];
        for command in coding.into_iter().chain(words) {
            if command == UiCommand::OneWord {
                ui.separator();
            }
            let button = egui::Button::new(command.name(view.language))
                .shortcut_text(command.keys(ui.ctx()).unwrap_or_default());
            if ui.add_enabled(command.possible(&view.situation), button).clicked() {
                actions.run(command);
                ui.close();
            }
        }
        if let Some(text) =
            view.desk.passage.and_then(|p| Some(view.project.document(p.document)?.text.slice(p.span).to_owned()))
            && ui.button(view.text("app.copy")).clicked()
        {
            ui.ctx().copy_text(text);
            ui.close();
        }
        let original = UiCommand::ShowOriginal;
        if original.possible(&view.situation) && ui.button(original.name(view.language)).clicked() {
            actions.run(original);
            ui.close();
        }
        for id in &menu.codings {
            let Some(place) = state.place_of(*id) else { continue };
            let Some(coding) = view.project.codings(document).get(place.start, place.id) else { continue };
            let Some(code) = view.project.code_of(coding) else { continue };
            ui.separator();
            ui.horizontal(|ui| {
                widgets::dot(ui, code.colour);
                ui.label(widgets::bold(&code.name));
            });
            if ui.button(view.text("app.coding_details")).clicked() {
                actions.push(Action::Choose(Choice::Coding(place)));
                ui.close();
            }
            let remove = view.say(&Message::new("app.remove_coding_of").with("code", &code.name));
            if ui.add_enabled(view.writing(), egui::Button::new(remove)).clicked() {
                actions.push(Action::RemoveCodings(vec![place]));
                ui.close();
            }
        }
    });
    if opened.is_none() && response.context_menu.is_none() {
        state.menu = None;
    }
}
