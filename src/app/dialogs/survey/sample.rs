//! The first document as it will be: its title, its text, its attributes.

use egui::{Frame, Label, Margin, ScrollArea, Ui};

use crate::app::dialogs::DialogView;
use crate::app::theme::{self, space};
use crate::app::widgets;
use crate::import::{CandidateOf, Imported};
use crate::model::BlockKind;

/// Paragraphs that are shown; more says nothing more of the plan.
const PARAGRAPHS: usize = 60;
/// Characters of a paragraph that are shown.
const CHARACTERS: usize = 600;

pub(super) fn sample_ui(ui: &mut Ui, view: &DialogView<'_>, document: Option<&Imported>, height: f32) {
    let t = theme::tokens(ui);
    widgets::section(ui, view.text("survey.sample"));
    Frame::new()
        .fill(t.field)
        .stroke(egui::Stroke::new(1.0, t.line))
        .corner_radius(theme::RADIUS)
        .inner_margin(Margin::same(10))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ScrollArea::vertical()
                .id_salt("survey sample")
                .max_height(height - 24.0)
                .min_scrolled_height(height - 24.0)
                .auto_shrink([false, false])
                .show(ui, |ui| match document {
                    Some(document) => document_ui(ui, view, document),
                    None => {
                        ui.label(widgets::quiet(ui, view.text("survey.no_answers")));
                    }
                });
        });
}

fn document_ui(ui: &mut Ui, view: &DialogView<'_>, document: &Imported) {
    let attributes = attributes(document);
    let width = ui.available_width();
    ui.horizontal_top(|ui| {
        ui.vertical(|ui| {
            ui.set_width(if attributes.is_empty() { width } else { width * 0.62 });
            ui.spacing_mut().item_spacing.y = space::TINY;
            ui.heading(&document.title);
            for paragraph in 0..document.text.paragraph_count().min(PARAGRAPHS) {
                let text: String = document.text.paragraph(paragraph).chars().take(CHARACTERS).collect();
                let text = match document.structure.kind_of(paragraph) {
                    BlockKind::Heading(_) => widgets::bold(text),
                    _ => egui::RichText::new(text),
                };
                ui.add(Label::new(text).wrap());
            }
        });
        if !attributes.is_empty() {
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = space::TINY;
                widgets::section(ui, view.text("survey.attributes"));
                for (name, value) in attributes {
                    ui.add(Label::new(widgets::caption(ui, name)).truncate());
                    ui.add(Label::new(value).wrap());
                }
            });
        }
    });
}

/// Those of the document, or, where it holds the answers of many, of the first one who answers.
fn attributes(document: &Imported) -> &[(String, String)] {
    let first = document.candidates.iter().find(|case| matches!(case.of, CandidateOf::Speaker(_)));
    if document.attributes.is_empty() { first.map_or(&[], |case| &case.attributes) } else { &document.attributes }
}
