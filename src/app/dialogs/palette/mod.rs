//! Find anything: documents, codes, cases, saved searches, commands, memos and passages in one list.
//!
//! What the project is made of is found at once ([`find`]); what stands in its texts and notes comes when it is
//! found ([`behind`]). A sign before the words asks for one kind alone ([`kind`]); with nothing typed, what was used
//! lately stands first.

mod behind;
mod find;
mod kind;

use std::sync::Arc;

use egui::{Button, RichText, Ui};
use serde::{Deserialize, Serialize};

use self::behind::Behind;
use self::kind::Kind;
use super::{Chooser, DialogView, Item, Mark, Section, Stay};
use crate::app::actions::{Action, Actions, Choice, Passage, Workspace};
use crate::app::commands::UiCommand;
use crate::app::jobs::Jobs;
use crate::app::panels::find::as_query;
use crate::app::panels::memos::{MemoAction, Shown};
use crate::app::panels::search::Listing;
use crate::app::panels::search::notes::open_note;
use crate::app::shell::{Shell, ShellView};
use crate::app::theme::{self, size, space};
use crate::app::widgets;
use crate::i18n::Language;
use crate::model::{CaseId, CodeId, DocumentId, MemoId, Message, Shelf};
use crate::search::{Engine, NoteOwner};
use crate::session::Session;

/// So many of what was used lately are remembered.
const REMEMBERED: usize = 12;

/// Something that was found here and may be wanted again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Recalled {
    /// A document.
    Document(DocumentId),
    /// A code.
    Code(CodeId),
    /// A case.
    Case(CaseId),
    /// A saved search, by its name.
    Search(String),
    /// A command, by its id.
    Command(String),
}

impl Recalled {
    /// Puts it at the head of what was used lately.
    pub fn remember(self, recent: &mut Vec<Self>) {
        recent.retain(|other| *other != self);
        recent.insert(0, self);
        recent.truncate(REMEMBERED);
    }
}

#[derive(Clone)]
enum Found {
    Recalled(Recalled),
    Memo(MemoId),
    Note(NoteOwner),
    Passage(Passage),
    /// All passages with these words, in the search workspace.
    Everywhere(String),
}

/// What the sections follow.
type Followed = (String, u64, Language, bool);

/// The open question.
#[derive(Default)]
pub struct Palette {
    chooser: Chooser,
    behind: Behind,
    sections: Vec<Section<Found>>,
    followed: Option<Followed>,
}

impl Palette {
    /// Asks behind the window for what was typed. The shell calls it whenever it looks at what happened there.
    pub fn attend(&mut self, session: &Session, engine: Option<&Arc<Engine>>, jobs: &mut Jobs<Shell>) {
        let asked = kind::asked(self.chooser.query.get());
        self.behind.attend(asked, session.project(), session.revision().0, engine, jobs);
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        let Some(shell) = view.shell else { return Stay::Close };
        self.follow(ui.ctx(), shell);
        let mut sign = None;
        let is_empty = self.chooser.query.text.is_empty();
        let nothing = self.sections.is_empty();
        let waits = self.behind.waits();
        let chosen = self.chooser.sections_ui(ui, view.text("palette.field"), &self.sections, |ui| {
            if is_empty {
                sign = signs_ui(ui, view.language);
            }
            if nothing {
                let said = if waits { "palette.looking" } else { "dialog.nothing_found" };
                ui.add_space(space::TINY);
                ui.label(widgets::quiet(ui, view.text(said)));
            }
        });
        if let Some(sign) = sign {
            self.chooser.restart(&sign.to_string());
        }
        match chosen {
            Some(found) => {
                go_to(shell, found, actions);
                Stay::Close
            }
            None => Stay::Open,
        }
    }

    /// Makes the list anew where it no longer fits what is typed.
    fn follow(&mut self, ctx: &egui::Context, shell: &ShellView) {
        let typed = self.chooser.query.get();
        let (only, words) = kind::asked(typed);
        let answered = self
            .behind
            .answered()
            .is_some_and(|(kind, said, revision)| (*kind, said.as_str(), *revision) == (only, words, shell.revision));
        let followed = (typed.to_owned(), shell.revision, shell.language, answered);
        if self.followed.as_ref() == Some(&followed) {
            return;
        }
        self.sections = find::find(ctx, shell, only, words);
        if answered {
            for kind in [Kind::Memo, Kind::Passage] {
                let mut items = self.behind.items(shell, kind);
                let found = items.len();
                if kind == Kind::Passage && found > 0 {
                    items.push(everywhere(shell, words));
                }
                find::push(&mut self.sections, shell.language, kind, items, found);
            }
        }
        self.followed = Some(followed);
    }
}

/// On to the search workspace, for all that was found in the texts.
fn everywhere(shell: &ShellView, words: &str) -> Item<Found> {
    Item {
        value: Found::Everywhere(words.to_owned()),
        mark: Mark::Icon(Kind::Search.icon()),
        title: shell.say(&Message::new("palette.everywhere").with("words", words)),
        lit: Vec::new(),
        place: String::new(),
        keys: String::new(),
    }
}

/// The signs that ask for one kind alone; a click puts one into the field.
fn signs_ui(ui: &mut Ui, language: Language) -> Option<char> {
    let mut chosen = None;
    ui.add_space(space::TINY);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(space::TINY, space::TINY);
        for kind in Kind::ALL {
            let Some(sign) = kind.signs().first().copied() else { continue };
            let name = kind.name(language);
            let text = RichText::new(format!("{sign} {name}")).size(size::SMALL).color(theme::tokens(ui).quiet);
            let button = ui.add(Button::new(text).min_size(egui::vec2(0.0, 24.0)));
            if button.clicked() {
                chosen = Some(sign);
            }
        }
    });
    ui.add_space(space::TINY);
    chosen
}

/// Goes to what was chosen, and remembers it.
fn go_to(shell: &ShellView, found: Found, actions: &mut Actions) {
    match found {
        Found::Recalled(recalled) => {
            recall(shell, &recalled, actions);
            actions.push(Action::With(Box::new(move |shell| recalled.remember(&mut shell.desk.recent))));
        }
        Found::Memo(id) => actions.push(Action::Memo(MemoAction::Open(Shown::Memo(id)))),
        Found::Note(owner) => open_note(&shell.project, owner, actions),
        Found::Passage(passage) => actions.push(Action::Reveal(passage)),
        Found::Everywhere(words) => {
            let parsed = behind::query_of(&shell.project, &words).filter(|query| query.text == words);
            let is_typed =
                parsed.is_some_and(|query| crate::search::Query::parse(&words).is_ok_and(|typed| typed == query));
            let query = if is_typed { words } else { as_query(&words) };
            actions.push(Action::With(Box::new(move |shell| shell.look_up(&query, Listing::Documents))));
        }
    }
}

fn recall(shell: &ShellView, recalled: &Recalled, actions: &mut Actions) {
    match recalled {
        Recalled::Document(id) => actions.push(Action::OpenDocument(*id)),
        Recalled::Code(id) => {
            // A code that nobody sees was not found.
            let id = *id;
            actions.push(Action::Show(Workspace::Code));
            actions.push(Action::Choose(Choice::Code(id)));
            actions.push(Action::With(Box::new(|shell| {
                shell.desk.show_inspector();
                shell.desk.lists = true;
            })));
        }
        Recalled::Case(id) => open_note(&shell.project, NoteOwner::Case(*id), actions),
        Recalled::Search(name) => {
            let known = shell.project.shelf(Shelf::Search).find(|item| item.name == *name);
            if let Some(query) = known.map(|item| item.value.clone()) {
                actions.push(Action::With(Box::new(move |shell| shell.look_up(&query, Listing::Documents))));
            }
        }
        Recalled::Command(id) => {
            if let Some(command) = UiCommand::of_id(id) {
                match command.missing(&shell.situation) {
                    Some(missing) => actions.push(Action::With(Box::new(move |shell| {
                        let keys = command.keys(shell.context()).unwrap_or_default();
                        shell.carry_out(Action::Notice(Message::new(missing).with("keys", keys)));
                    }))),
                    None => actions.run(command),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_used_again_moves_to_the_head_and_old_things_are_forgotten() {
        let mut recent = Vec::new();
        for n in 0..20 {
            Recalled::Search(n.to_string()).remember(&mut recent);
        }
        Recalled::Search("12".to_owned()).remember(&mut recent);
        assert_eq!(recent.len(), REMEMBERED);
        assert_eq!(recent[0], Recalled::Search("12".to_owned()));
        assert_eq!(recent.iter().filter(|one| **one == recent[0]).count(), 1);
    }
}
