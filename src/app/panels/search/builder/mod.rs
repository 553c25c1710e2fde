//! A query clicked together: lines below the field, the text in the field follows at once, and what is typed there
//! stands in the lines.
//!
//! Only what is changed here is written anew; a query that was typed stays as it was typed until then. While
//! the text has a mistake the lines wait.

pub mod form;
mod lines;
mod pick;

use egui::{Frame, Margin, ScrollArea, Ui};

use super::SearchView;
use crate::app::actions::Actions;
use crate::app::dialogs::{Dialog, ShelfDialog};
use crate::app::icons::Icon;
use crate::app::shell::ShellView;
use crate::app::theme::{self, RADIUS, space};
use crate::app::widgets;
use crate::i18n::Language;
use crate::model::Shelf;
use crate::search::{Field, Operators, Query};

pub use pick::offer_ui;

use form::{Form, Line};
use pick::Picks;

/// Filters in the order of the menu.
pub const FIELDS: [(Field, &str); 9] = [
    (Field::Code, "query.field_code"),
    (Field::Document, "query.field_document"),
    (Field::Group, "query.field_group"),
    (Field::Case, "query.field_case"),
    (Field::Attribute, "query.field_attribute"),
    (Field::Speaker, "query.field_speaker"),
    (Field::Coder, "query.field_coder"),
    (Field::Part, "query.field_part"),
    (Field::Uncoded, "query.field_uncoded"),
];

/// What it remembers.
#[derive(Default)]
pub struct Builder {
    /// Whether it is shown.
    pub is_open: bool,
    form: Form,
    /// The query that the lines show.
    text: String,
    /// The lines as they were written when they came from a text: what differs from it was changed here.
    written: String,
    reads: Reads,
    picks: Picks,
    wanting: Option<lines::NewNear>,
}

/// Whether the lines show what stands in the field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Reads {
    /// Nothing has been read yet.
    #[default]
    Not,
    /// They do.
    All,
    /// The text has a mistake.
    Mistake,
}

/// How a builder writes operators for somebody who reads this language.
#[must_use]
pub fn operators(language: Language) -> Operators {
    match language {
        Language::Chinese => Operators::Chinese,
        Language::English => Operators::English,
    }
}

impl Builder {
    /// Takes in what stands in the field.
    fn follow(&mut self, text: &str, operators: Operators) {
        if self.reads != Reads::Not && self.text == text {
            return;
        }
        text.clone_into(&mut self.text);
        self.reads = match Query::parse(text) {
            Ok(query) => {
                self.form = Form::of(&query.root);
                Reads::All
            }
            Err(_) if text.is_empty() => {
                self.form = Form::empty();
                Reads::All
            }
            Err(_) => Reads::Mistake,
        };
        self.written = self.form.print(operators);
    }

    /// What is to stand in the field, where it was changed here.
    fn changed(&mut self, operators: Operators) -> Option<String> {
        let written = self.form.print(operators);
        if self.reads != Reads::All || written == self.written {
            return None;
        }
        self.written.clone_from(&written);
        self.text.clone_from(&written);
        Some(written)
    }
}

/// Draws it where it is open.
pub fn builder_ui(ui: &mut Ui, view: &ShellView, state: &mut SearchView, actions: &mut Actions) {
    if !state.builder.is_open {
        return;
    }
    let t = theme::tokens(ui);
    let operators = operators(view.language);
    state.builder.follow(state.query.get().trim(), operators);
    let builder = &mut state.builder;
    let room = (ui.available_height() * 0.45).max(150.0);
    Frame::new().fill(t.panel).corner_radius(RADIUS).inner_margin(Margin::symmetric(12, 8)).show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        if builder.reads == Reads::Mistake {
            ui.label(widgets::quiet(ui, view.text("query.builder_mistake")));
        }
        ui.add_enabled_ui(builder.reads != Reads::Mistake, |ui| {
            ui.spacing_mut().item_spacing.y = space::TINY;
            let area = ScrollArea::vertical().id_salt("builder").max_height(room).auto_shrink([false, true]);
            area.show(ui, |ui| {
                let mut tools =
                    lines::Tools { view, picks: &mut builder.picks, wanting: &mut builder.wanting, number: 0 };
                lines::form_ui(ui, &mut tools, &mut builder.form, 0);
            });
            foot_ui(ui, view, &mut builder.form, actions);
        });
    });
    if let Some(text) = state.builder.changed(operators) {
        state.look_for(&text);
        ui.ctx().request_repaint();
    }
}

fn foot_ui(ui: &mut Ui, view: &ShellView, form: &mut Form, actions: &mut Actions) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::TINY;
        if add_button(ui, view.text("query.add_words")).clicked() {
            form.lines.push(Line::of_words());
        }
        let filter = add_button(ui, view.text("query.add_filter"));
        egui::Popup::menu(&filter).show(|ui| {
            ui.set_min_width(140.0);
            for (field, name) in FIELDS {
                if ui.button(view.text(name)).clicked() {
                    form.lines.push(Line::of_filter(field));
                    ui.close();
                }
            }
        });
        if add_button(ui, view.text("query.add_group")).clicked() {
            form.lines.push(Line::of_group(form.join));
        }
        ui.add_space(space::SMALL);
        if widgets::link_button(ui, view.text("query.edit_synonyms")).clicked() {
            actions.ask(Dialog::Shelf(Box::new(ShelfDialog::open(Shelf::Synonyms, None))));
        }
    });
}

fn add_button(ui: &mut Ui, text: &str) -> egui::Response {
    let t = theme::tokens(ui);
    let label = egui::RichText::new(text).color(t.accent);
    let padding = egui::Vec2::new(26.0, 28.0);
    let button = egui::Button::new(label).frame_when_inactive(false).min_size(padding);
    ui.scope(|ui| {
        ui.spacing_mut().button_padding.x = 24.0;
        let response = ui.add(button);
        let place = response.rect.left_center() + egui::Vec2::new(13.0, 0.0);
        let rect = egui::Rect::from_center_size(place, egui::Vec2::splat(14.0));
        Icon::Plus.paint(ui.painter(), rect, 12.0, t.accent);
        response
    })
    .inner
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_stays_as_it_was_typed_until_a_line_is_changed() {
        let mut builder = Builder::default();
        builder.follow("老人   -政府", Operators::English);
        assert_eq!(builder.changed(Operators::English), None);
        builder.form.lines.remove(1);
        assert_eq!(builder.changed(Operators::English).as_deref(), Some("老人"));
        assert_eq!(builder.changed(Operators::English), None, "once");
        builder.follow("老人", Operators::English);
        assert_eq!(builder.form.lines.len(), 1);
    }

    #[test]
    fn a_mistake_in_the_text_leaves_the_lines_as_they_are() {
        let mut builder = Builder::default();
        builder.follow("老人 政府", Operators::English);
        builder.follow("老人 政府 AND", Operators::English);
        assert_eq!((builder.reads, builder.form.lines.len()), (Reads::Mistake, 2));
        assert_eq!(builder.changed(Operators::English), None);
        builder.follow("", Operators::English);
        assert_eq!((builder.reads, builder.form.lines.len()), (Reads::All, 1));
    }
}
