//! A document: what is said of it, and the file it came from.

use egui::Ui;

use super::{Field, InspectorView, fact_ui, field_ui, said, speakers};
use crate::app::actions::{Action, Actions};
use crate::app::commands::UiCommand;
use crate::app::dialogs::{Dialog, Groups};
use crate::app::panels::{documents, status_bar};
use crate::app::shell::ShellView;
use crate::app::theme::space;
use crate::app::time;
use crate::app::widgets;
use crate::exchange::attributes::RowId;
use crate::model::{Document, MemoOn, Message};

pub(super) fn document_ui(
    ui: &mut Ui,
    view: &ShellView,
    state: &mut InspectorView,
    document: &Document,
    actions: &mut Actions,
) {
    ui.label(widgets::caption(ui, view.text("inspector.document")));
    let title = (view.text("inspector.title"), "", 1);
    field_ui(ui, view, state, &Field::DocumentTitle(document.id), &document.title, title, actions);
    said::attributes_ui(ui, view, state, RowId::Document(document.id), &document.attributes, actions);
    speakers::speakers_ui(ui, view, &mut state.speakers, document, actions);
    said::bibliography_ui(ui, view, document);
    let groups = view.language.list(&document.groups);
    fact_ui(ui, view.text("inspector.groups"), if groups.is_empty() { "—" } else { &groups });
    let length = status_bar::grouped(u64::from(document.text.char_len()));
    fact_ui(ui, view.text("inspector.length"), &view.say(&Message::new("app.characters").with("count", length)));
    fact_ui(ui, view.text("inspector.paragraphs"), &document.text.paragraph_count().to_string());
    fact_ui(ui, view.text("inspector.codings"), &view.project.codings(document.id).len().to_string());
    fact_ui(ui, view.text("inspector.added"), &time::date(document.added));
    super::memos::memos_ui(ui, view, &mut state.memos, MemoOn::Document(document.id), actions);
    if let Some(source) = &document.source {
        widgets::section(ui, view.text("inspector.source"));
        fact_ui(ui, view.text("inspector.file"), &source.name);
        fact_ui(ui, view.text("inspector.format"), &source.format.to_uppercase());
        if let Some(encoding) = &source.encoding {
            fact_ui(ui, view.text("inspector.encoding"), encoding);
        }
        let done: Vec<_> = source.steps.iter().filter(|step| step.on && step.count > 0).collect();
        if !done.is_empty() {
            widgets::section(ui, view.text("inspector.clean_up"));
            for step in done {
                let name = view.language.text(&format!("import.step.{}", step.step)).to_owned();
                fact_ui(ui, &step.count.to_string(), &name);
            }
        }
        if !source.findings.is_empty() {
            widgets::section(ui, view.text("inspector.findings"));
            for finding in &source.findings {
                ui.label(widgets::quiet(ui, view.say(finding)));
            }
        }
    }
    ui.add_space(space::SMALL);
    ui.add_enabled_ui(view.writing(), |ui| {
        ui.horizontal_wrapped(|ui| {
            if widgets::plain_button(ui, view.text("documents.groups")).clicked() {
                actions.ask(Dialog::Groups(Groups::of(&view.project, &[document.id])));
            }
            if widgets::plain_button(ui, view.text("documents.correct")).clicked() {
                actions.push(Action::OpenDocument(document.id));
                actions.run(UiCommand::CorrectText);
            }
            if widgets::danger_button(ui, view.text("documents.delete")).clicked() {
                actions.ask(documents::confirm_delete(view, document.id, &document.title));
            }
        });
    });
}
