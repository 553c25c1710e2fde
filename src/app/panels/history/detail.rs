//! One step of history: what it did, in words, and what can be done about it.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Frame, Label, Margin, RichText, ScrollArea, Ui, WidgetInfo};
use jiff::tz::TimeZone;

use super::{HistoryView, names};
use crate::app::actions::{Action, Actions, Passage};
use crate::app::icons::Icon;
use crate::app::shell::ShellView;
use crate::app::theme::{self, space};
use crate::app::{time, widgets};
use crate::model::{DocumentId, Edit, Message, Transaction};
use crate::session::history::{Days, Examined};
use crate::store::chronicle::Entry;

/// Of documents that a step touched, so many are offered.
const MOST_DOCUMENTS: usize = 4;

/// Draws it.
pub(super) fn detail_ui(ui: &mut Ui, view: &ShellView, state: &HistoryView, actions: &mut Actions) {
    let Some(entry) = &state.chosen else {
        ui.add_space(ui.available_height() * 0.2);
        widgets::empty_state(ui, Icon::Clock, view.text("history.nothing_chosen"), view.text("history.choose_one"));
        return;
    };
    let answer = state.answer.as_ref().filter(|(id, _)| *id == entry.id).map(|(_, answer)| answer);
    let examined = answer.and_then(|answer| answer.as_ref().ok());
    Frame::new().inner_margin(Margin { left: 16, right: 16, top: 14, bottom: 0 }).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::SMALL;
        ui.add(Label::new(widgets::bold(view.say(&state.taken_back.called(entry))).size(16.0)).wrap());
        let said = Message::new("history.by_whom").with("coder", names(view, state).coder(entry.coder));
        let said = said.with("time", time::date(entry.at)).with("count", entry.edits);
        ui.label(widgets::caption(ui, view.say(&said)));
        take_back_ui(ui, view, state, examined, actions);
        documents_ui(ui, view, state, entry, examined, actions);
        ui.add_space(space::TINY);
        widgets::hairline(ui);
        widgets::section(ui, view.text("history.what_it_did"));
        ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::SMALL;
            match answer {
                None => {
                    ui.add(egui::Spinner::new().size(14.0));
                }
                Some(Err(why)) => {
                    let text = RichText::new(view.say(why)).color(theme::tokens(ui).danger);
                    ui.add(Label::new(text).wrap().selectable(true));
                }
                Some(Ok(examined)) => {
                    for words in &examined.words {
                        ui.add(Label::new(view.say(words)).wrap().selectable(true));
                    }
                }
            }
        });
    });
}

/// Each document that the step touched: to read it as it is, and as it was on that day.
fn documents_ui(
    ui: &mut Ui,
    view: &ShellView,
    state: &HistoryView,
    entry: &Entry,
    examined: Option<&Examined>,
    actions: &mut Actions,
) {
    let day = Days::in_zone(TimeZone::system()).of(entry.at);
    for &document in entry.documents.iter().take(MOST_DOCUMENTS) {
        let title = names(view, state).document(document);
        widgets::hairline(ui);
        ui.add(
            Label::new(widgets::quiet(ui, view.say(&Message::new("history.titled").with("title", &title)))).truncate(),
        );
        ui.horizontal(|ui| {
            let named = |ui: &mut Ui, id: &'static str, enabled: bool| {
                let text = view.text(id);
                let response = ui.add_enabled_ui(enabled, |ui| widgets::plain_button(ui, text)).inner;
                let said = format!("{text} · {title}");
                response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, &said));
                response
            };
            let there = view.project.document(document).is_some();
            let open = named(ui, "history.open_document", there);
            if open.clicked() {
                let passage = examined.and_then(|examined| passage_of(&examined.transaction, document));
                actions.push(passage.map_or(Action::OpenDocument(document), Action::Reveal));
            }
            open.on_disabled_hover_text(view.text("history.document_is_gone"));
            let past = named(ui, "history.open_past", true);
            if past.clicked() {
                actions.push(Action::OpenPast(document, day));
            }
            past.on_hover_text(view.text("history.open_past_tip"));
        });
    }
    let more = entry.documents.len().saturating_sub(MOST_DOCUMENTS);
    if more > 0 {
        ui.label(widgets::caption(ui, view.say(&Message::new("history.more_documents").with("count", more))));
    }
}

/// The first passage that the step coded in a document, or took the coding from.
fn passage_of(transaction: &Transaction, document: DocumentId) -> Option<Passage> {
    transaction.edits.iter().chain(&transaction.inverses).find_map(|edit| match edit {
        Edit::AddCoding(of, coding) if *of == document => Some(Passage { document, span: coding.span }),
        _ => None,
    })
}

fn take_back_ui(
    ui: &mut Ui,
    view: &ShellView,
    state: &HistoryView,
    examined: Option<&Examined>,
    actions: &mut Actions,
) {
    let refused = examined.and_then(|examined| examined.refused.as_ref());
    let reason = if view.writing() {
        refused.map(|refused| view.say(refused))
    } else {
        Some(view.text("history.read_only").to_owned())
    };
    let possible = reason.is_none() && examined.is_some() && state.answer_is_new;
    let deed = view.text("history.take_back");
    let button = ui.add_enabled_ui(possible, |ui| widgets::primary_button(ui, deed)).inner;
    if button.clicked()
        && let Some(examined) = examined
    {
        let transaction = Arc::clone(&examined.transaction);
        actions.push(Action::With(Box::new(move |shell| shell.take_back(&transaction))));
    }
    match reason {
        Some(reason) => {
            button.on_disabled_hover_text(&reason);
            ui.add(Label::new(widgets::caption(ui, reason)).wrap().selectable(true));
        }
        None => {
            button.on_hover_text(view.text("history.take_back_tip"));
        }
    }
}
