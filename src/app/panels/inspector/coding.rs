//! A coding: its words, where they stand, who coded them, its memo.

use egui::Ui;

use super::{Field, InspectorView, fact_ui, field_ui};
use crate::app::actions::{Action, Actions, Choice, Passage};
use crate::app::commands::UiCommand;
use crate::app::panels::memos::{MemoAction, Shown};
use crate::app::shell::ShellView;
use crate::app::theme::{self, space};
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
    quote_ui(
        ui,
        view,
        document.text.slice(coding.span),
        Passage { document: place.document, span: coding.span },
        actions,
    );
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
}

/// The words themselves, with a bar in the margin; a click goes to them.
fn quote_ui(ui: &mut Ui, view: &ShellView, quote: &str, passage: Passage, actions: &mut Actions) {
    const LONGEST: usize = 240;
    let t = theme::tokens(ui);
    let text: String = if quote.chars().count() > LONGEST {
        quote.chars().take(LONGEST).chain(['…']).collect()
    } else {
        quote.to_owned()
    };
    let shown = egui::Frame::new()
        .fill(t.field)
        .corner_radius(theme::RADIUS)
        .inner_margin(egui::Margin::same(10))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.add(egui::Label::new(egui::RichText::new(text)).wrap());
        });
    let response = ui.interact(shown.response.rect, ui.scope_id().with("quote"), egui::Sense::click());
    response
        .widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, view.text("inspector.go_to")));
    if response.clicked() {
        actions.push(Action::Reveal(passage));
    }
    response.on_hover_text(view.text("inspector.go_to")).on_hover_cursor(egui::CursorIcon::PointingHand);
    ui.add_space(space::TINY);
}
