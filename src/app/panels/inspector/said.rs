//! What is known of a document beside its words: values of attributes, to be written here one by one, and what a
//! paper says of itself, to be read.

use std::sync::Arc;

use egui::Ui;

use super::{Field, InspectorView, fact_ui, field_ui};
use crate::app::actions::Actions;
use crate::app::shell::ShellView;
use crate::app::widgets;
use crate::model::{Bibliography, Document, Message};

/// A field for each value that the document has, and a way to fill in another attribute of the project.
pub(super) fn attributes_ui(
    ui: &mut Ui,
    view: &ShellView,
    state: &mut InspectorView,
    document: &Document,
    actions: &mut Actions,
) {
    let known = view.project.attributes_in_order();
    let unsaid: Vec<&str> = known
        .iter()
        .map(|attribute| attribute.name.as_str())
        .filter(|name| !document.attributes.contains_key(*name))
        .collect();
    if document.attributes.is_empty() && unsaid.is_empty() {
        return;
    }
    widgets::section(ui, view.text("inspector.attributes"));
    for (name, value) in &document.attributes {
        let field = Field::Attribute(document.id, Arc::from(name.as_str()));
        field_ui(ui, view, state, &field, value, (name, "", 1), actions);
    }
    let asked = state.asked.clone().filter(|(of, name)| *of == document.id && unsaid.contains(&&**name));
    if let Some((_, name)) = &asked {
        let field = Field::Attribute(document.id, Arc::clone(name));
        field_ui(ui, view, state, &field, "", (name, "", 1), actions);
    }
    if unsaid.is_empty() || !view.writing() {
        return;
    }
    ui.menu_button(view.text("inspector.add_attribute"), |ui| {
        egui::ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
            for name in &unsaid {
                if ui.button(*name).clicked() {
                    state.asked = Some((document.id, Arc::from(*name)));
                    ui.close();
                }
            }
        });
    });
}

/// The bibliographic record, in the lines of a list of references.
pub(super) fn bibliography_ui(ui: &mut Ui, view: &ShellView, document: &Document) {
    let Some(record) = &document.bibliography else { return };
    widgets::section(ui, view.text("inspector.bibliography"));
    for (id, value) in [
        ("inspector.paper_title", record.title.clone()),
        ("inspector.paper_title_translated", record.title_translated.clone()),
        ("inspector.authors", record.authors.join(view.text("inspector.list_comma"))),
        ("inspector.published", published(view, record)),
        ("inspector.doi", record.doi.clone()),
        ("inspector.keywords", record.keywords.join(view.text("inspector.list_comma"))),
    ] {
        if !value.is_empty() {
            fact_ui(ui, view.text(id), &value);
        }
    }
}

/// Journal, year, volume and pages as far as they are known.
fn published(view: &ShellView, record: &Bibliography) -> String {
    let issue = match (record.volume.as_str(), record.issue.as_str()) {
        ("", "") => String::new(),
        (volume, "") => view.say(&Message::new("inspector.volume").with("volume", volume)),
        ("", issue) => view.say(&Message::new("inspector.issue").with("issue", issue)),
        (volume, issue) => {
            view.say(&Message::new("inspector.volume_issue").with("volume", volume).with("issue", issue))
        }
    };
    let pages = match record.pages.as_str() {
        "" => String::new(),
        pages => view.say(&Message::new("inspector.pages").with("pages", pages)),
    };
    let parts = [record.journal.as_str(), record.year.as_str(), issue.as_str(), pages.as_str()];
    let said: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    said.join(view.text("inspector.list_comma"))
}
