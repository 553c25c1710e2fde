//! The query language on one page, opened by the question mark beside the field.

use egui::{FontId, Grid, Popup, RichText, Ui};

use crate::app::shell::ShellView;
use crate::app::theme::{self, size, space};
use crate::app::widgets;

/// What can be typed and what it finds: ids of both texts.
const LINES: [(&str, &str); 11] = [
    ("search.ui.help.words", "search.ui.help.words_line"),
    ("search.ui.help.exact", "search.ui.help.exact_line"),
    ("search.ui.help.and", "search.ui.help.and_line"),
    ("search.ui.help.or", "search.ui.help.or_line"),
    ("search.ui.help.not", "search.ui.help.not_line"),
    ("search.ui.help.any", "search.ui.help.any_line"),
    ("search.ui.help.code", "search.ui.help.code_line"),
    ("search.ui.help.document", "search.ui.help.document_line"),
    ("search.ui.help.coder", "search.ui.help.coder_line"),
    ("search.ui.help.speaker", "search.ui.help.speaker_line"),
    ("search.ui.help.part", "search.ui.help.part_line"),
];

/// The button and the page.
pub fn help_ui(ui: &mut Ui, view: &ShellView) {
    let label = view.text("search.ui.help");
    let button = ui.add(egui::Button::new(RichText::new("?").size(16.0)).min_size(egui::Vec2::splat(36.0)));
    button.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, label));
    Popup::menu(&button).close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.set_max_width(460.0);
        ui.add_space(space::TINY);
        ui.label(widgets::bold(label));
        ui.add_space(space::TINY);
        Grid::new("query language").num_columns(2).spacing([space::LARGE, 6.0]).show(ui, |ui| {
            for (typed, means) in LINES {
                let typed = RichText::new(view.text(typed)).font(FontId::monospace(size::BODY));
                ui.label(typed.color(theme::tokens(ui).accent));
                ui.add(egui::Label::new(view.text(means)).wrap());
                ui.end_row();
            }
        });
        ui.add_space(space::TINY);
        ui.label(widgets::caption(ui, view.text("search.ui.help.folding")));
    });
    button.on_hover_text(label);
}
