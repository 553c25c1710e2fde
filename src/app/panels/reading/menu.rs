//! The menu of the secondary button in the text.

use super::ReadingView;
use crate::app::actions::{Action, Actions, Choice};
use crate::app::commands::UiCommand;
use crate::app::shell::ShellView;
use crate::app::text_view::TextViewResponse;
use crate::app::widgets;
use crate::model::{DocumentId, Message};

/// The menu of the secondary button: what to do with the passage, and with the codings under the pointer.
pub(super) fn menu_ui(
    view: &ShellView,
    state: &mut ReadingView,
    document: DocumentId,
    response: &TextViewResponse,
    actions: &mut Actions,
) {
    if response.context_menu.is_some() {
        state.menu.clone_from(&response.context_menu);
    }
    let Some(menu) = state.menu.clone() else { return };
    let opened = response.response.context_menu(|ui| {
        ui.set_min_width(200.0);
        let coding = [UiCommand::PickCode, UiCommand::CodeWithMemo, UiCommand::InVivo, UiCommand::LastCode];
        let words = [UiCommand::OneWord, UiCommand::SearchPassage, UiCommand::PassageConcordance];
        for command in coding.into_iter().chain(words) {
            if command == UiCommand::OneWord {
                ui.separator();
            }
            command_ui(ui, view, command, actions);
        }
        ui.separator();
        if let Some(text) =
            view.desk.passage.and_then(|p| Some(view.project.document(p.document)?.text.slice(p.span).to_owned()))
            && ui.button(view.text("app.copy")).clicked()
        {
            ui.ctx().copy_text(text);
            ui.close();
        }
        for command in [UiCommand::CopyCitation, UiCommand::CopyMarkdown] {
            command_ui(ui, view, command, actions);
        }
        let original = UiCommand::ShowOriginal;
        if original.possible(&view.situation) && ui.button(original.name(view.language)).clicked() {
            actions.run(original);
            ui.close();
        }
        for id in &menu.codings {
            let Some(place) = state.place_of(*id) else { continue };
            let Some(coding) = view.project.codings(document).get(place.start, place.id) else { continue };
            let Some(code) = view.project.code_of(coding) else { continue };
            ui.separator();
            ui.horizontal(|ui| {
                widgets::dot(ui, code.colour);
                ui.label(widgets::bold(&code.name));
            });
            if ui.button(view.text("app.coding_details")).clicked() {
                actions.push(Action::Choose(Choice::Coding(place)));
                ui.close();
            }
            let remove = view.say(&Message::new("app.remove_coding_of").with("code", &code.name));
            if ui.add_enabled(view.writing(), egui::Button::new(remove)).clicked() {
                actions.push(Action::RemoveCodings(vec![place]));
                ui.close();
            }
        }
    });
    if opened.is_none() && response.context_menu.is_none() {
        state.menu = None;
    }
}

fn command_ui(ui: &mut egui::Ui, view: &ShellView, command: UiCommand, actions: &mut Actions) {
    let keys = command.keys(ui.ctx()).unwrap_or_default();
    let button = egui::Button::new(command.name(view.language)).shortcut_text(keys);
    if ui.add_enabled(command.possible(&view.situation), button).clicked() {
        actions.run(command);
        ui.close();
    }
}
