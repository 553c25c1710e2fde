//! Who speaks in a document: how much, in which role, and to which case it belongs.

use egui::{Align, Key, Layout, Popup, PopupCloseBehavior, ScrollArea, Ui};

use super::case::{MOST_OFFERED, change, first_turn};
use crate::app::actions::{Action, Actions, Choice, Passage};
use crate::app::finding;
use crate::app::icons::Icon;
use crate::app::panels::{parts, status_bar};
use crate::app::shell::ShellView;
use crate::app::theme::{self, space};
use crate::app::widgets::{self, Settled};
use crate::model::arrange::{Share, rename_speaker, set_role, shares};
use crate::model::{Case, CaseMember, Document, DocumentId, Membership, Message, Role};

/// What the list of speakers remembers.
#[derive(Default)]
pub(super) struct SpeakersView {
    renaming: Option<Renaming>,
    find_case: Settled,
}

struct Renaming {
    document: DocumentId,
    name: String,
    new: Settled,
    opened: bool,
}

pub(super) fn speakers_ui(
    ui: &mut Ui,
    view: &ShellView,
    state: &mut SpeakersView,
    document: &Document,
    actions: &mut Actions,
) {
    let shares = shares(&document.structure);
    if shares.is_empty() {
        return;
    }
    widgets::section(ui, view.text("inspector.speakers"));
    for share in &shares {
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            speaker_ui(ui, view, state, document, &shares, share, actions);
        });
        ui.add_space(space::TINY);
    }
}

fn speaker_ui(
    ui: &mut Ui,
    view: &ShellView,
    state: &mut SpeakersView,
    document: &Document,
    shares: &[Share],
    share: &Share,
    actions: &mut Actions,
) {
    let name = &share.speaker.name;
    if state.renaming.as_ref().is_some_and(|held| held.document == document.id && held.name == *name) {
        rename_ui(ui, view, state, actions);
    } else {
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let tip = view.say(&Message::new("inspector.speaker_menu").with("name", name));
                let button = widgets::icon_button_of(ui, Icon::Dots, &tip, 24.0, None);
                Popup::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
                    menu_ui(ui, view, state, document, shares, share, actions);
                });
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.add(egui::Label::new(widgets::bold(name)).truncate());
                });
            });
        });
    }
    ui.horizontal_wrapped(|ui| {
        let mut role = share.speaker.role;
        let label = view.say(&Message::new("inspector.role").with("name", name));
        let options = [
            (Role::Unknown, view.text("inspector.role_unknown")),
            (Role::Interviewer, view.text("inspector.role_interviewer")),
            (Role::Respondent, view.text("inspector.role_respondent")),
        ];
        let changed = ui.add_enabled_ui(view.writing(), |ui| parts::choice_ui(ui, &label, &options, &mut role)).inner;
        if changed {
            let edits = set_role(&view.project, document.id, name, role);
            actions.push(Action::Commit { label: Message::new("label.speaker_role").with("name", name), edits });
        }
        let said = Message::new("inspector.speaker_said").with("turns", share.turns);
        let said = said.with("characters", status_bar::grouped(u64::from(share.characters)));
        // Whole on the next line, rather than broken.
        ui.add(egui::Label::new(widgets::caption(ui, view.say(&said))).extend());
    });
    let member = CaseMember::Speaker { document: document.id, name: name.clone() };
    for case in view.project.cases().filter(|case| case.members.contains(&member)) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::TINY;
            ui.label(widgets::caption(ui, view.text("inspector.case")));
            let tip = view.say(&Message::new("inspector.show_case").with("name", &case.name));
            let text = egui::RichText::new(&case.name).color(theme::tokens(ui).accent);
            let button = ui.add(egui::Button::new(text).frame_when_inactive(false).truncate());
            if button.on_hover_text(tip).clicked() {
                actions.push(Action::Choose(Choice::Case(case.id)));
            }
        });
    }
}

fn rename_ui(ui: &mut Ui, view: &ShellView, state: &mut SpeakersView, actions: &mut Actions) {
    let Some(renaming) = &mut state.renaming else { return };
    let response = widgets::line_field(ui, view.text("inspector.speaker_new_name"), &mut renaming.new.text, "");
    if !renaming.opened {
        response.request_focus();
        renaming.opened = true;
    }
    renaming.new.settle(ui.ctx());
    ui.label(widgets::caption(ui, view.text("inspector.rename_note")));
    if response.lost_focus() {
        if !ui.input(|input| input.key_pressed(Key::Escape)) {
            rename(view, renaming.document, &renaming.name, renaming.new.get().trim(), actions);
        }
        state.renaming = None;
    }
}

fn rename(view: &ShellView, document: DocumentId, from: &str, to: &str, actions: &mut Actions) {
    let edits = rename_speaker(&view.project, document, from, to);
    if edits.is_empty() {
        return;
    }
    let merges =
        view.project.document(document).is_some_and(|held| held.structure.speakers.iter().any(|s| s.name == to));
    let label = Message::new(if merges { "label.merge_speakers" } else { "label.rename_speaker" });
    actions.push(Action::Commit { label: label.with("from", from).with("to", to), edits });
}

fn menu_ui(
    ui: &mut Ui,
    view: &ShellView,
    state: &mut SpeakersView,
    document: &Document,
    shares: &[Share],
    share: &Share,
    actions: &mut Actions,
) {
    ui.set_min_width(200.0);
    let name = &share.speaker.name;
    if let Some(span) = first_turn(document, name)
        && ui.button(view.text("inspector.go_to_speaker")).clicked()
    {
        actions.push(Action::Reveal(Passage { document: document.id, span }));
        actions.push(Action::Choose(Choice::Document(document.id)));
        ui.close();
    }
    if !view.writing() {
        return;
    }
    if ui.button(view.text("inspector.speaker_rename")).clicked() {
        let new = Settled::of(name);
        state.renaming = Some(Renaming { document: document.id, name: name.clone(), new, opened: false });
        ui.close();
    }
    if shares.len() > 1 {
        ui.menu_button(view.text("inspector.speaker_merge"), |ui| {
            for other in shares.iter().filter(|other| other.speaker.name != *name) {
                let into = Message::new("inspector.speaker_merge_into").with("name", &other.speaker.name);
                if ui.button(view.say(&into)).clicked() {
                    rename(view, document.id, name, &other.speaker.name, actions);
                    ui.close();
                }
            }
        });
    }
    ui.separator();
    let member = CaseMember::Speaker { document: document.id, name: name.clone() };
    let (linked, others): (Vec<&Case>, Vec<&Case>) =
        view.project.cases().map(|case| &**case).partition(|case| case.members.contains(&member));
    for case in linked {
        let text = view.say(&Message::new("inspector.speaker_unlink").with("name", &case.name));
        if ui.button(text).clicked() {
            actions.push(change(case, member.clone(), Membership::Out));
            ui.close();
        }
    }
    let new = view.say(&Message::new("inspector.speaker_new_case").with("name", name));
    if view.project.case_named(name).is_none() && ui.button(new).clicked() {
        let (name, member) = (name.clone(), member.clone());
        actions.push(Action::With(Box::new(move |shell| shell.add_case(&name, vec![member]))));
        ui.close();
    }
    if others.is_empty() {
        return;
    }
    ui.label(widgets::caption(ui, view.text("inspector.speaker_case")));
    if others.len() > 8 {
        widgets::filter_field(ui, view.text("inspector.find_case"), &mut state.find_case);
    }
    ScrollArea::vertical().max_height(220.0).show(ui, |ui| {
        let wanted = state.find_case.get().trim().to_owned();
        for case in others.iter().filter(|case| finding::fit(&case.name, &wanted).is_some()).take(MOST_OFFERED) {
            if ui.button(&case.name).clicked() {
                actions.push(change(case, member.clone(), Membership::In));
                state.find_case.clear();
                ui.close();
            }
        }
    });
}
