//! What is known of a document or case beside its words: values of attributes, to be written here one by one, and what a
//! paper says of itself, to be read.

use std::sync::Arc;

use egui::{Popup, PopupCloseBehavior, Ui};

use super::{Field, InspectorView, fact_ui, field_ui};
use crate::app::actions::Actions;
use crate::app::finding;
use crate::app::panels::sheet;
use crate::app::shell::ShellView;
use crate::app::theme;
use crate::app::widgets;
use crate::exchange::attributes::RowId;
use crate::model::{AttributeId, Attributes, Bibliography, Document, Message};

/// A field for each value that a document or case has, and a way to fill in another attribute of the project or
/// one that is new.
pub(super) fn attributes_ui(
    ui: &mut Ui,
    view: &ShellView,
    state: &mut InspectorView,
    row: RowId,
    held: &Attributes,
    actions: &mut Actions,
) {
    let known = view.project.attributes_in_order();
    let unsaid: Vec<&str> =
        known.iter().map(|attribute| attribute.name.as_str()).filter(|name| !held.contains_key(*name)).collect();
    if held.is_empty() && !view.writing() {
        return;
    }
    widgets::section(ui, view.text("inspector.attributes"));
    // As the project orders them; such as only stand here come last.
    let place = |name: &str| known.iter().position(|attribute| attribute.name == name).unwrap_or(usize::MAX);
    let mut said: Vec<(&String, &String)> = held.iter().collect();
    said.sort_by_key(|(name, _)| place(name));
    for (name, value) in said {
        let field = Field::Attribute(row, Arc::from(name.as_str()));
        field_ui(ui, view, state, &field, value, (name, "", lines(value)), actions);
        let unfit = view.project.attribute(AttributeId::of(name)).filter(|held| held.reads_as(value).is_none());
        if let Some(attribute) = unfit {
            let said = sheet::unfit_text(view, attribute.kind, value);
            ui.label(widgets::caption(ui, said).color(theme::tokens(ui).warning));
        }
    }
    let asked = state.asked.clone().filter(|(of, name)| *of == row && !held.contains_key(&**name));
    if let Some((_, name)) = &asked {
        let field = Field::Attribute(row, Arc::clone(name));
        field_ui(ui, view, state, &field, "", (name, "", 1), actions);
    }
    if !view.writing() {
        return;
    }
    let button = widgets::link_button(ui, view.text("inspector.add_attribute"));
    Popup::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.set_min_width(180.0);
        if let Some(name) = another_ui(ui, view, state, &unsaid) {
            state.asked = Some((row, Arc::from(name)));
            state.new_attribute.clear();
            ui.close();
        }
    });
}

/// Values of one line get one, longer ones a few.
fn lines(value: &str) -> usize {
    if value.contains('\n') || value.chars().count() > 40 { 3 } else { 1 }
}

/// Which attribute is to be filled in: one that there is, or a new name.
fn another_ui(ui: &mut Ui, view: &ShellView, state: &mut InspectorView, unsaid: &[&str]) -> Option<String> {
    let entered = !widgets::composing(ui.ctx()) && ui.input(|input| input.key_pressed(egui::Key::Enter));
    let hint = view.text("inspector.new_attribute");
    let field = widgets::line_field(ui, hint, &mut state.new_attribute.text, hint);
    state.new_attribute.settle(ui.ctx());
    let typed = state.new_attribute.get().split_whitespace().collect::<Vec<_>>().join(" ");
    if entered && field.lost_focus() && !typed.is_empty() {
        return Some(typed);
    }
    let mut chosen = None;
    egui::ScrollArea::vertical().max_height(260.0).show(ui, |ui| {
        for name in unsaid.iter().filter(|name| finding::fit(name, &typed).is_some()) {
            if ui.button(*name).clicked() {
                chosen = Some((*name).to_owned());
            }
        }
    });
    chosen
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
