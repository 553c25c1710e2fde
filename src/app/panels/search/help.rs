//! The query language on one page, opened by the question mark beside the field: every operator with an example
//! that a click tries. All of it is made from one table.

use egui::{FontId, Popup, PopupCloseBehavior, RichText, ScrollArea, Ui, Vec2};

use super::SearchView;
use crate::app::shell::ShellView;
use crate::app::theme::{self, size, space};
use crate::app::widgets;

/// What belongs together: the id of its name, and of its lines.
pub type Group = (&'static str, &'static [&'static str]);

/// The table. Each line has two texts: `query.help.<line>`, an example, and `query.help.<line>_line`, what it finds.
pub const TABLE: [Group; 5] = [
    ("query.help.characters", &["words", "any", "star", "exact"]),
    ("query.help.reading", &["unfolded", "wrong", "word", "stem", "synonyms", "regex"]),
    ("query.help.together", &["beside", "or", "not", "brackets"]),
    ("query.help.near", &["near_words", "pre", "sentence", "paragraph", "turn"]),
    (
        "query.help.where",
        &[
            "code",
            "codes",
            "uncoded",
            "document",
            "title",
            "group",
            "case",
            "attribute",
            "speaker",
            "coder",
            "part",
            "memo",
            "definition",
        ],
    ),
];

/// The example of a line.
#[must_use]
pub fn example(view: &ShellView, line: &str) -> String {
    view.text(&format!("query.help.{line}")).to_owned()
}

/// What the example of a line finds.
#[must_use]
pub fn meaning(view: &ShellView, line: &str) -> String {
    view.text(&format!("query.help.{line}_line")).to_owned()
}

/// The button and the page.
pub fn help_ui(ui: &mut Ui, view: &ShellView, state: &mut SearchView) {
    let label = view.text("query.help");
    let button = ui.add(egui::Button::new(RichText::new("?").size(16.0)).min_size(Vec2::splat(36.0)));
    button.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, label));
    let mut tried = None;
    Popup::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        let room = ui.ctx().content_rect().size();
        ui.set_width(560.0_f32.min(room.x - 48.0));
        ui.label(widgets::bold(label));
        ui.label(widgets::caption(ui, view.text("query.help.folding")));
        ui.add_space(space::TINY);
        ScrollArea::vertical().max_height((room.y - 240.0).max(200.0)).auto_shrink([false, true]).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            for (group, lines) in TABLE {
                widgets::section(ui, view.text(group));
                for line in lines {
                    if line_ui(ui, view, line) {
                        tried = Some(example(view, line));
                    }
                }
            }
        });
    });
    if let Some(query) = tried {
        state.look_for(&query);
        state.take_keyboard();
        Popup::close_id(ui.ctx(), Popup::default_response_id(&button));
        ui.ctx().request_repaint();
    }
    button.on_hover_text(label);
}

/// Says whether its example is to be tried.
fn line_ui(ui: &mut Ui, view: &ShellView, line: &str) -> bool {
    ui.horizontal(|ui| {
        let example = RichText::new(example(view, line)).font(FontId::monospace(size::BODY));
        let button = egui::Button::new(example.color(theme::tokens(ui).accent)).frame_when_inactive(false);
        let (width, height) = (210.0, 26.0);
        let clicked = ui
            .allocate_ui_with_layout(Vec2::new(width, height), egui::Layout::left_to_right(egui::Align::Center), |ui| {
                ui.set_min_width(width);
                let response = ui.add(button.truncate());
                // By keyboard, lines below the edge of the page come into sight.
                if response.gained_focus() {
                    response.scroll_to_me(None);
                }
                response.clicked()
            })
            .inner;
        ui.add(egui::Label::new(meaning(view, line)).wrap());
        clicked
    })
    .inner
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::panels::search::offers::PARTS;
    use crate::i18n::Language;
    use crate::search::Wording as W;
    use crate::search::{Field, Node, Query};

    #[test]
    fn every_part_of_a_text_that_can_be_named_stands_there() {
        for language in Language::ALL {
            let line = language.text("query.help.part_line");
            for (chinese, english) in PARTS {
                let name = if language == Language::Chinese { chinese } else { english };
                assert!(line.contains(name), "{language:?}: {name}");
            }
        }
    }

    #[test]
    fn every_example_is_a_query_and_every_operator_has_one() {
        for language in Language::ALL {
            let lines = || TABLE.iter().flat_map(|(_, lines)| lines.iter());
            let mut queries = Vec::new();
            for line in lines() {
                let (example, meaning) = (format!("query.help.{line}"), format!("query.help.{line}_line"));
                assert_ne!(language.text(&meaning), meaning);
                let text = language.text(&example);
                queries.push(Query::parse(text).unwrap_or_else(|mistake| panic!("{line}: {text}: {mistake}")));
            }
            let wordings: Vec<W> =
                queries.iter().flat_map(|query| query.root.terms()).map(|term| term.wording).collect();
            for wording in [W::Open, W::Exact, W::Unfolded, W::Wrong, W::Regex, W::Synonyms, W::Word, W::Stem] {
                assert!(wordings.contains(&wording), "{language:?}: {wording:?}");
            }
            let fields: Vec<Field> =
                queries.iter().flat_map(|query| query.root.filters()).map(|filter| filter.field).collect();
            for field in Field::ALL {
                assert!(fields.contains(&field), "{language:?}: {field:?}");
            }
            let near = queries.iter().filter(|query| matches!(query.root, Node::Near(_))).count();
            assert!(near >= 5, "{language:?}");
        }
    }
}
