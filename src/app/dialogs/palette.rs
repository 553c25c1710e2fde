//! Find anything: documents, codes and commands in one list.

use egui::Ui;

use super::{Chooser, DialogView, Entry, Mark, Stay};
use crate::app::actions::{Action, Actions, Choice};
use crate::app::commands::UiCommand;
use crate::app::finding;
use crate::app::icons::Icon;
use crate::app::shell::ShellView;
use crate::i18n::Language;
use crate::model::{CodeId, DocumentId};

/// At most this many of a kind.
const MOST: usize = 30;

/// The open question.
#[derive(Default)]
pub struct Palette {
    chooser: Chooser,
    entries: Vec<Entry<Found>>,
    /// The query, the revision and the language that `entries` follow.
    found_for: Option<(String, u64, Language)>,
}

#[derive(Clone, Copy)]
enum Found {
    Document(DocumentId),
    Code(CodeId),
    Command(UiCommand),
}

impl Palette {
    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        let Some(shell) = view.shell else { return Stay::Close };
        let query = self.chooser.query.get().trim().to_owned();
        let key = (query.clone(), shell.revision, view.language);
        if self.found_for.as_ref() != Some(&key) {
            self.entries = find(ui, shell, &query);
            self.found_for = Some(key);
        }
        match self.chooser.ui(ui, view.text("dialog.find_anything"), &self.entries) {
            Some(Found::Document(id)) => actions.push(Action::OpenDocument(id)),
            Some(Found::Code(id)) => actions.push(Action::Choose(Choice::Code(id))),
            Some(Found::Command(command)) => actions.run(command),
            None => {
                if self.entries.is_empty() {
                    ui.label(crate::app::widgets::quiet(ui, view.text("dialog.nothing_found")));
                }
                return Stay::Open;
            }
        }
        Stay::Close
    }
}

/// What fits: documents, then codes, then commands, the best of each first.
fn find(ui: &Ui, shell: &ShellView, query: &str) -> Vec<Entry<Found>> {
    let mut entries = Vec::new();
    for document in finding::documents(shell, query).into_iter().take(MOST) {
        entries.push(Entry {
            value: Found::Document(document.id),
            mark: Mark::Icon(Icon::Document),
            title: document.title.clone(),
            detail: document.groups.iter().cloned().collect::<Vec<_>>().join("  "),
        });
    }
    for code in finding::codes(shell, query).into_iter().take(MOST) {
        entries.push(Entry {
            value: Found::Code(code.id),
            mark: Mark::Dot(code.colour),
            title: code.name.clone(),
            detail: finding::code_detail(shell, code.id),
        });
    }
    for command in UiCommand::all().filter(|command| command.possible(&shell.situation)) {
        let name = command.name(shell.language);
        if command != UiCommand::FindAnything && finding::fit(&name, query).is_some() {
            entries.push(Entry {
                value: Found::Command(command),
                mark: Mark::Icon(Icon::Right),
                title: name,
                detail: command.keys(ui.ctx()).unwrap_or_default(),
            });
        }
    }
    entries
}
