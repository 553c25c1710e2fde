//! What the search workspace says where there is nothing to list: how to begin, or why nothing was found.

use egui::accesskit::Role;
use egui::{Align, FontId, RichText, Ui, WidgetInfo};

use super::{SearchView, help, list};
use crate::app::actions::{Action, Actions};
use crate::app::commands::UiCommand;
use crate::app::icons::Icon;
use crate::app::shell::ShellView;
use crate::app::theme::{self, size, space};
use crate::app::widgets::{self, Settled};
use crate::model::Message;
use crate::search::{Field, Filter, Target};

/// Queries to try, by the ids of their texts, and the lines of the help that say what such a query finds.
const EXAMPLES: [(&str, &str); 4] = [
    ("search.ui.example.words", "beside"),
    ("search.ui.example.exact", "exact"),
    ("search.ui.example.or", "or"),
    ("search.ui.example.any", "any"),
];

/// Height of the line of a document.
const DOCUMENT: f32 = 30.0;

/// Draws it.
pub fn empty_ui(ui: &mut Ui, view: &ShellView, state: &mut SearchView, actions: &mut Actions) {
    if state.scope == Target::Texts && state.mistakes.is_empty() && documents_ui(ui, view, state, actions) {
        return;
    }
    ui.add_space((ui.available_height() * 0.12).min(80.0));
    // What the query is put to is known before anything is typed.
    let target = state.scope;
    if target != Target::Texts && !state.notes.is_written(view, target) {
        let (title, line) = match target {
            Target::Texts | Target::Memos => ("search.ui.no_memos", "search.ui.no_memos_line"),
            Target::Definitions => ("search.ui.no_definitions", "search.ui.no_definitions_line"),
            Target::Notes => ("search.ui.no_notes", "search.ui.no_notes_line"),
        };
        widgets::empty_state(ui, Icon::Note, view.text(title), view.text(line));
        return;
    }
    if target == Target::Texts && view.project.documents().len() == 0 {
        widgets::empty_state(
            ui,
            Icon::Lens,
            view.text("search.ui.no_documents"),
            view.text("search.ui.no_documents_line"),
        );
        if view.writing() {
            ui.vertical_centered(|ui| {
                ui.add_space(space::SMALL);
                let name = UiCommand::ImportFiles.name(view.language);
                if widgets::primary_button(ui, name.trim_end_matches('…')).clicked() {
                    actions.run(UiCommand::ImportFiles);
                }
            });
        }
        return;
    }
    if !state.mistakes.is_empty() {
        widgets::empty_state(ui, Icon::Lens, view.text("search.ui.unfinished"), view.text("search.ui.unfinished_line"));
        return;
    }
    if let Some(answer) = &state.answer {
        let said = Message::new("search.ui.nothing").with("query", &answer.text);
        let line = match target {
            Target::Texts => "search.ui.nothing_line",
            Target::Memos | Target::Definitions | Target::Notes => "search.ui.no_note_found_line",
        };
        widgets::empty_state(ui, Icon::Lens, &view.say(&said), view.text(line));
        return;
    }
    widgets::empty_state(ui, Icon::Lens, view.text("search.ui.begin"), view.text("search.ui.begin_line"));
    ui.add_space(space::LARGE);
    let width = 440.0_f32.min(ui.available_width() - 48.0);
    ui.vertical_centered(|ui| {
        ui.allocate_ui_with_layout(egui::Vec2::new(width, 10.0), egui::Layout::top_down(egui::Align::Min), |ui| {
            ui.label(widgets::caption(ui, view.text("search.ui.try")));
            let code = view.codebook.rows().iter().max_by_key(|row| row.own).and_then(|row| view.project.code(row.id));
            let of_code = code.map(|code| (Filter::print_named(Field::Code, &code.name), help::meaning(view, "code")));
            let fixed = EXAMPLES.map(|(query, means)| (view.text(query).to_owned(), help::meaning(view, means)));
            for (query, means) in fixed.into_iter().chain(of_code) {
                example_ui(ui, state, &query, &means);
            }
        });
    });
}

/// The documents that match where nothing in them is marked; says whether there are such.
fn documents_ui(ui: &mut Ui, view: &ShellView, state: &mut SearchView, actions: &mut Actions) -> bool {
    let Some(Ok(hits)) = state.answer.as_ref().map(|answer| &answer.outcome) else { return false };
    let documents: Vec<_> = hits.documents.iter().filter_map(|found| view.project.document(found.document)).collect();
    if documents.is_empty() {
        return false;
    }
    if state.is_to_enter() {
        state.results.rows.focus(0);
    }
    let rows = &mut state.results.rows;
    egui::Frame::new().inner_margin(egui::Margin::symmetric(24, 0)).show(ui, |ui| {
        ui.label(widgets::caption(ui, view.text("search.ui.only_documents")));
        let chosen = rows.ui(ui, "documents", documents.len(), DOCUMENT, |ui, rect, row, response| {
            let title = documents[row].title.as_str();
            response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, title));
            list::ground(ui, rect, response, None);
            let font = FontId::proportional(size::BODY);
            let place = rect.shrink2(egui::vec2(space::SMALL, 0.0));
            widgets::text_in(ui, place, title, font, theme::tokens(ui).ink, Align::Min);
        });
        if let Some(row) = chosen {
            actions.push(Action::OpenDocument(documents[row].id));
        }
    });
    true
}

fn example_ui(ui: &mut Ui, state: &mut SearchView, query: &str, means: &str) {
    ui.horizontal(|ui| {
        let text = RichText::new(query).color(theme::tokens(ui).accent);
        let button = egui::Button::new(text).frame_when_inactive(false).min_size(egui::Vec2::new(150.0, 26.0));
        if ui.add(button).clicked() {
            state.query = Settled::of(query);
            ui.ctx().request_repaint();
        }
        ui.label(widgets::caption(ui, means));
    });
}
