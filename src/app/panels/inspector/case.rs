//! A case: its name, what is noted and known of it, and what of the documents belongs to it.

use egui::{Align, Layout, Popup, PopupCloseBehavior, ScrollArea, Ui};

use super::{Field, InspectorView, field_ui, said};
use crate::app::actions::{Action, Actions, Choice, Passage};
use crate::app::dialogs::{Confirm, Dialog, Gravity};
use crate::app::finding;
use crate::app::icons::Icon;
use crate::app::shell::ShellView;
use crate::app::theme::{self, space};
use crate::app::widgets::{self, Settled};
use crate::exchange::attributes::RowId;
use crate::model::{Case, CaseChange, CaseId, CaseMember, Document, Edit, Membership, MemoOn, Message};

/// What the list of members remembers.
#[derive(Default)]
pub(super) struct MembersView {
    filter: Settled,
}

pub(super) fn case_ui(ui: &mut Ui, view: &ShellView, state: &mut InspectorView, case: &Case, actions: &mut Actions) {
    ui.label(widgets::caption(ui, view.text("inspector.case")));
    let name = (view.text("inspector.name"), "", 1);
    field_ui(ui, view, state, &Field::CaseName(case.id), &case.name, name, actions);
    let note = (view.text("inspector.note"), view.text("inspector.note_hint"), 3);
    field_ui(ui, view, state, &Field::CaseNote(case.id), &case.note, note, actions);
    members_ui(ui, view, &mut state.members, case, actions);
    said::attributes_ui(ui, view, state, RowId::Case(case.id), &case.attributes, actions);
    super::memos::memos_ui(ui, view, &mut state.memos, MemoOn::Case(case.id), actions);
    ui.add_space(space::MEDIUM);
    if view.writing() && widgets::danger_button(ui, view.text("sheet.delete_case")).clicked() {
        actions.ask(confirm_delete_cases(view, &[case.id]));
    }
}

fn members_ui(ui: &mut Ui, view: &ShellView, state: &mut MembersView, case: &Case, actions: &mut Actions) {
    widgets::section(ui, view.text("inspector.members"));
    let mut any = false;
    for (member, document) in case.members_in(&view.project) {
        any = true;
        member_ui(ui, view, case, member, document, actions);
    }
    if !any {
        ui.label(widgets::caption(ui, view.text("inspector.no_members")));
    }
    if !view.writing() {
        return;
    }
    let button = widgets::link_button(ui, view.text("inspector.add_document"));
    Popup::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.set_min_width(220.0);
        widgets::filter_field(ui, view.text("inspector.find_document"), &mut state.filter);
        ScrollArea::vertical().max_height(280.0).show(ui, |ui| {
            for document in finding::documents(view, state.filter.get().trim()).into_iter().take(MOST_OFFERED) {
                let member = CaseMember::Document(document.id);
                if !case.members.contains(&member) && ui.button(&document.title).clicked() {
                    actions.push(change(case, member, Membership::In));
                    ui.close();
                }
            }
        });
    });
}

/// In a list of a menu; whoever looks for another types more of its name.
pub(super) const MOST_OFFERED: usize = 60;

fn member_ui(
    ui: &mut Ui,
    view: &ShellView,
    case: &Case,
    member: &CaseMember,
    document: &Document,
    actions: &mut Actions,
) {
    let (name, place) = match member {
        CaseMember::Document(_) => (document.title.clone(), None),
        CaseMember::Speaker { name, .. } => (format!("{name} · {}", document.title), first_turn(document, name)),
        CaseMember::Passage { .. } => {
            let span = member.span_in(document);
            let said = span.map_or_else(
                || view.text("inspector.member_strayed").to_owned(),
                |span| document.text.slice(span).chars().take(40).collect(),
            );
            (format!("{} · {}", said.replace('\n', " "), document.title), span)
        }
    };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let tip = view.say(&Message::new("inspector.remove_member").with("name", &name));
            if view.writing() && widgets::icon_button_of(ui, Icon::Cross, &tip, 22.0, None).clicked() {
                actions.push(change(case, member.clone(), Membership::Out));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let text = egui::RichText::new(&name).color(theme::tokens(ui).accent);
                let button = egui::Button::new(text).frame_when_inactive(false).truncate();
                if ui.add(button).on_hover_text(&name).clicked() {
                    actions.push(match place {
                        Some(span) => Action::Reveal(Passage { document: document.id, span }),
                        None => Action::OpenDocument(document.id),
                    });
                    actions.push(Action::Choose(Choice::Case(case.id)));
                }
            });
        });
    });
}

/// Where a speaker speaks first.
pub(super) fn first_turn(document: &Document, name: &str) -> Option<crate::model::Span> {
    let structure = &document.structure;
    let at = structure.speakers.iter().position(|speaker| speaker.name == name)?;
    structure.turns.iter().find(|turn| turn.speaker.map(usize::from) == Some(at)).map(|turn| turn.span)
}

/// Puts something into a case or takes it out.
pub(super) fn change(case: &Case, member: CaseMember, membership: Membership) -> Action {
    let label = Message::new("label.case_member").with("name", &case.name);
    Action::Commit { label, edits: vec![Edit::SetCase(case.id, CaseChange::Member(member, membership))] }
}

/// Asks before cases go.
#[must_use]
pub fn confirm_delete_cases(view: &ShellView, ids: &[CaseId]) -> Dialog {
    let name = ids.first().and_then(|id| view.project.case(*id)).map_or("", |case| &case.name);
    let (title, label) = match ids.len() {
        1 => (
            Message::new("sheet.delete_case_title").with("name", name),
            Message::new("label.delete_case").with("name", name),
        ),
        count => (
            Message::new("sheet.delete_cases_title").with("count", count),
            Message::new("label.delete_cases").with("count", count),
        ),
    };
    let edits: Vec<Edit> = ids.iter().map(|id| Edit::RemoveCase(*id)).collect();
    Dialog::Confirm(Confirm {
        title,
        text: Message::new("sheet.delete_cases_text"),
        deed: "dialog.delete",
        gravity: Gravity::Removes,
        then: Some(Action::With(Box::new(move |shell| shell.commit_and_tell(label, edits)))),
    })
}
