//! What is done with the passages that are ticked, or with the one that is looked at: one step of history each.

use std::collections::BTreeSet;

use crate::app::actions::{Action, Actions, Choice, Passage};
use crate::app::dialogs::{Confirm, Dialog, Gravity, New, PickCode, Target, Top};
use crate::app::shell::ShellView;
use crate::app::shell::coding_at;
use crate::model::{Code, CoderId, CodingPlace, Message};

use super::CodePage;

/// Reads a passage where it stands; one key leads back.
pub(super) fn read(view: &ShellView, place: CodingPlace, state: &mut CodePage, actions: &mut Actions) {
    let Some(coding) = coding_at(&view.project, place) else { return };
    state.current = Some(place);
    state.leave_for_the_text();
    actions.push(Action::Reveal(Passage { document: place.document, span: coding.span }));
    actions.push(Action::Choose(Choice::Coding(place)));
}

pub(super) fn remove(view: &ShellView, state: &CodePage, actions: &mut Actions) {
    actions.push(removal(view, state.chosen()));
}

/// What takes codings away: at once where they are one's own, after a question where a colleague made some of them.
pub(in crate::app) fn removal(view: &ShellView, places: Vec<CodingPlace>) -> Action {
    let others = of_others(view, &places, "code_page.remove_others_text");
    asked_first(others, "code_page.remove_others", Gravity::Removes, Action::RemoveCodings(places))
}

/// A deed, after a question where there is one.
fn asked_first(question: Option<Message>, yes: &'static str, gravity: Gravity, deed: Action) -> Action {
    let Some(text) = question else { return deed };
    let title = Message::new("code_page.others_title");
    Action::Ask(Box::new(Dialog::Confirm(Confirm { title, text, deed: yes, gravity, then: Some(deed) })))
}

/// Asks for a code to add to those that the passages have.
pub(super) fn ask_also(view: &ShellView, code: &Code, state: &CodePage, actions: &mut Actions) {
    let passages: Vec<Passage> = state
        .chosen()
        .into_iter()
        .filter_map(|place| {
            let coding = coding_at(&view.project, place)?;
            Some(Passage { document: place.document, span: coding.span })
        })
        .collect();
    if passages.is_empty() {
        return;
    }
    let title = Message::new("code_page.ask_also").with("count", passages.len());
    let dialog = PickCode::new(title, [code.id].into(), (New::Allowed, Top::Refused), move |target| match target {
        Target::Known(code) => Action::Code { passages, code },
        Target::New(name) => Action::CodeAsNew { passages, name, parent: None },
        Target::Top => Action::CloseDialog,
    });
    actions.ask(Dialog::PickCode(dialog));
}

/// Asks for the code that the passages get instead of the one that they have.
pub(super) fn ask_recode(view: &ShellView, code: &Code, state: &CodePage, actions: &mut Actions) {
    let places = state.chosen();
    if places.is_empty() {
        return;
    }
    // With codes below shown, a passage may have another code than the page's, and may get this one.
    let all_own = places.iter().all(|place| {
        coding_at(&view.project, *place).is_some_and(|coding| view.project.resolve(coding.code) == code.id)
    });
    let leave_out = if all_own { [code.id].into() } else { BTreeSet::new() };
    let title = Message::new("code_page.ask_recode").with("count", places.len());
    let below = code.id;
    let others = of_others(view, &places, "code_page.recode_others_text");
    let dialog = PickCode::new(title, leave_out, (New::Allowed, Top::Refused), move |target| {
        let deed = match target {
            Target::Known(into) => Action::Recode { places, into },
            Target::New(name) => Action::RecodeAsNew { places, name, parent: Some(below) },
            Target::Top => return Action::CloseDialog,
        };
        asked_first(others, "code_page.recode_others", Gravity::Changes, deed)
    });
    actions.ask(Dialog::PickCode(dialog));
}

/// Says whose codings others made are among these; `None` where all are one's own. They stay theirs by name, so
/// whoever changes them changes what a colleague is held to have judged.
fn of_others(view: &ShellView, places: &[CodingPlace], said: &'static str) -> Option<Message> {
    let coders: Vec<CoderId> = places
        .iter()
        .filter_map(|place| coding_at(&view.project, *place).map(|coding| coding.coder))
        .filter(|coder| *coder != view.coder)
        .collect();
    let names: BTreeSet<&str> =
        coders.iter().filter_map(|coder| view.project.coder(*coder)).map(|coder| coder.name.as_str()).collect();
    let names = view.language.list(names);
    let said = Message::new(said).with("count", coders.len());
    (!coders.is_empty()).then(|| said.with("of", places.len()).with("coders", names))
}
