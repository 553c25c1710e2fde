//! What the search workspace says where there is nothing to list: how to begin, or why nothing was found.

use egui::accesskit::Role;
use egui::{Align, FontId, RichText, Ui, WidgetInfo};

use super::builder::operators;
use super::count::{Count, For};
use super::{SearchView, help, list};
use crate::app::actions::{Action, Actions};
use crate::app::icons::Icon;
use crate::app::panels::status_bar::grouped;
use crate::app::shell::ShellView;
use crate::app::theme::{self, size, space};
use crate::app::widgets::{self, Settled};
use crate::model::Message;
use crate::search::{Field, Filter, Node, Operators, Query, Target};

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
        crate::app::panels::parts::next_step_ui(ui, view, actions);
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
        let said = view.say(&said);
        let ways = without_conditions(&answer.text, operators(view.language));
        let queries = ways.iter().map(|way| way.query.clone()).collect();
        state.nothing.follow(view.revision, queries, For::Nothing, actions);
        let count = |way: &Without| match state.nothing.of(&way.query) {
            Some(Count::Hits(count)) => Some(count),
            Some(Count::Mistake) => Some(0),
            None => None,
        };
        let counted: Option<Vec<usize>> = ways.iter().map(count).collect();
        match counted {
            // What is to blame is not known yet: nothing is said that would be taken back at once.
            None => widgets::empty_state(ui, Icon::Lens, &said, " "),
            Some(counts) if counts.iter().all(|count| *count == 0) => {
                widgets::empty_state(ui, Icon::Lens, &said, view.text(line));
            }
            Some(counts) => {
                widgets::empty_state(ui, Icon::Lens, &said, view.text("search.ui.nothing_filtered"));
                without_ui(ui, view, state, &ways, &counts);
            }
        }
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

/// A query without one of its conditions, or without all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Without {
    /// The condition as it would be typed; `None` of all of them.
    condition: Option<String>,
    /// What is left.
    query: String,
}

/// The ways to take conditions from a query that looks for something.
fn without_conditions(text: &str, operators: Operators) -> Vec<Without> {
    let Ok(Node::All(parts)) = Query::parse(text).map(|query| query.root) else { return Vec::new() };
    let is_target = |part: &Node| matches!(part, Node::Filter(filter) if filter.field == Field::In);
    let is_condition = |part: &Node| (matches!(part, Node::Not(_)) || part.terms().is_empty()) && !is_target(part);
    let left = |keep: &dyn Fn(usize, &Node) -> bool| {
        let parts = parts.iter().enumerate().filter(|(at, part)| keep(*at, part)).map(|(_, part)| part.clone());
        Query::written(Node::All(parts.collect()), operators).text
    };
    let conditions: Vec<usize> =
        parts.iter().enumerate().filter(|(_, part)| is_condition(part)).map(|(at, _)| at).collect();
    if parts.iter().all(|part| is_condition(part) || is_target(part)) {
        return Vec::new();
    }
    let one = |&at: &usize| Without {
        condition: parts.get(at).map(|part| part.print_with(operators)),
        query: left(&|own, _| own != at),
    };
    let mut ways: Vec<Without> = conditions.iter().map(one).collect();
    if ways.len() > 1 {
        ways.push(Without { condition: None, query: left(&|_, part| !is_condition(part)) });
    }
    ways
}

/// Which condition leaves nothing: a button for each that takes it away.
fn without_ui(ui: &mut Ui, view: &ShellView, state: &mut SearchView, ways: &[Without], counts: &[usize]) {
    ui.add_space(space::SMALL);
    ui.vertical_centered(|ui| {
        for (way, &count) in ways.iter().zip(counts).filter(|(_, count)| **count > 0) {
            let said = match &way.condition {
                Some(condition) => Message::new("search.ui.without_condition").with("condition", condition),
                None => Message::new("search.ui.without_conditions"),
            };
            if widgets::link_button(ui, &view.say(&said.with("count", grouped(count as u64)))).clicked() {
                state.look_for(&way.query);
                state.take_keyboard();
                ui.ctx().request_repaint();
            }
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_condition_can_be_taken_from_a_query_and_all_together() {
        let ways = |text: &str| {
            let ways = without_conditions(text, Operators::English);
            ways.into_iter().map(|way| (way.condition.unwrap_or_default(), way.query)).collect::<Vec<_>>()
        };
        let pair = |condition: &str, query: &str| (condition.to_owned(), query.to_owned());
        assert_eq!(ways("照片 speaker:受访者"), [pair("speaker:受访者", "照片")]);
        let both = [
            pair("speaker:受访者", "照片 AND NOT 老人 AND in:memo"),
            pair("NOT 老人", "照片 AND speaker:受访者 AND in:memo"),
            pair("", "照片 AND in:memo"),
        ];
        assert_eq!(ways("照片 speaker:受访者 -老人 in:memo"), both);
        for text in ["照片", "照片 老人", "code:甲 doc:乙", "照片 AND"] {
            assert_eq!(ways(text), [], "{text}");
        }
    }
}
