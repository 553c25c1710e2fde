//! A coding: its words, where they stand, who coded them, its memo.

use egui::Ui;

use super::quote::quote_ui;
use super::{Field, InspectorView, fact_ui, field_ui, passage};
use crate::app::actions::{Action, Actions, Choice, Passage};
use crate::app::commands::UiCommand;
use crate::app::panels::memos::{MemoAction, Shown};
use crate::app::shell::ShellView;
use crate::app::theme::space;
use crate::app::time;
use crate::app::widgets;
use crate::export::Pages;
use crate::model::CodingPlace;

pub(super) fn coding_ui(
    ui: &mut Ui,
    view: &ShellView,
    state: &mut InspectorView,
    place: CodingPlace,
    actions: &mut Actions,
) {
    let project = &view.project;
    let Some(coding) = project.codings(place.document).get(place.start, place.id) else { return };
    let (Some(document), Some(code)) = (project.document(place.document), project.code_of(coding)) else { return };
    ui.label(widgets::caption(ui, view.text("inspector.coding")));
    ui.horizontal(|ui| {
        widgets::dot(ui, code.colour);
        ui.spacing_mut().button_padding.x = space::TINY;
        let name = egui::Button::new(widgets::bold(&code.name)).frame_when_inactive(false).truncate();
        if ui.add(name).on_hover_text(project.code_names(code.id).join(" › ")).clicked() {
            actions.push(Action::Choose(Choice::Code(code.id)));
        }
    });
    let reveal = Action::Reveal(Passage { document: place.document, span: coding.span });
    quote_ui(ui, document.text.slice(coding.span), view.text("inspector.go_to"), reveal, actions);
    let paragraphs = document.text.paragraph_of(coding.span.start) + 1;
    fact_ui(ui, view.text("inspector.document"), &document.title);
    fact_ui(ui, view.text("inspector.paragraph"), &paragraphs.to_string());
    if let Some(pages) = Pages::of(&document.structure, coding.span) {
        fact_ui(ui, view.text("inspector.page"), &pages.to_string());
    }
    fact_ui(ui, view.text("inspector.coder"), project.coder(coding.coder).map_or("", |coder| &coder.name));
    fact_ui(ui, view.text("inspector.time"), &time::date(coding.at));
    ui.add_space(space::TINY);
    let memo = coding.memo.as_deref().unwrap_or("");
    field_ui(
        ui,
        view,
        state,
        &Field::Memo(place),
        memo,
        (view.text("inspector.memo"), view.text("inspector.memo_hint"), 5),
        actions,
    );
    if widgets::link_button(ui, view.text("memos.open_larger")).clicked() {
        actions.push(Action::Memo(MemoAction::Open(Shown::Remark(place))));
    }
    ui.add_enabled_ui(view.writing(), |ui| {
        if widgets::danger_button(ui, &UiCommand::RemoveCoding.name(view.language)).clicked() {
            actions.push(Action::RemoveCodings(vec![place]));
        }
    });
    // Of a selected passage they stand below anyway.
    let others = passage::codings_on(view, place.document, coding.span, Some(place));
    if !others.is_empty() && passage::selected(view).is_none() {
        widgets::section(ui, view.text("inspector.codings_here"));
        passage::codings_ui(ui, view, place.document, &others, actions);
        ui.label(widgets::caption(ui, view.text("inspector.codings_here_line")));
    }
}
