//! Every state of the interface that a test on all of it looks at: workspaces, their sides, what is chosen, dialogs.

use egui::{Key, Modifiers};
use tianye::app::actions::{Action, Choice, SearchSide, Workspace};
use tianye::app::commands::UiCommand;
use tianye::app::panels::words::Tab;
use tianye::i18n::Language;
use tianye::model::{CodingKey, Span};

use super::Desk;

/// Commands that open a dialog, in a project with a passage selected.
const DIALOGS: [UiCommand; 14] = [
    UiCommand::NewProject,
    UiCommand::FindAnything,
    UiCommand::Shortcuts,
    UiCommand::About,
    UiCommand::AddCode,
    UiCommand::PasteCodes,
    UiCommand::PickCode,
    UiCommand::EditMemo,
    UiCommand::SavedSearches,
    UiCommand::SynonymLists,
    UiCommand::Backups,
    UiCommand::CheckProject,
    UiCommand::ShowOriginal,
    UiCommand::MergeCopy,
];

/// How much there is in the project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filled {
    /// The sample project.
    Full,
    /// One without a document.
    Empty,
}

impl Desk {
    /// A window of this size with a project.
    pub fn of_project(filled: Filled, language: Language, size: [f32; 2]) -> Self {
        let mut desk = Self::in_language(language);
        desk.harness.set_size(size.into());
        match filled {
            Filled::Full => desk.act(Action::OpenSample("trap-of-interaction".to_owned())),
            Filled::Empty => {
                let folder = "/研究/空.tianye".into();
                desk.act(Action::NewProject { folder, title: "Empty".to_owned(), coder: "甲".to_owned() });
            }
        }
        assert!(desk.shell().session().is_some());
        desk
    }

    /// Goes through all workspaces and what can be chosen in them.
    pub fn each_workspace(&mut self, mut look: impl FnMut(&mut Self, &str)) {
        for workspace in Workspace::ALL {
            self.act(Action::Show(workspace));
            look(self, &format!("{workspace:?}"));
        }
        self.act(Action::Show(Workspace::Search));
        self.write("活动");
        look(self, "Search with hits");
        self.harness.state_mut().show_side(SearchSide::Words);
        for (tab, _) in Tab::ALL {
            self.harness.state_mut().views.words.tab = tab;
            self.run();
            look(self, &format!("words {tab:?}"));
        }
        self.harness.state_mut().show_side(SearchSide::Find);
        self.act(Action::Show(Workspace::Code));
        let project = self.shell().session().unwrap().project().clone();
        let Some(document) = project.documents_in_order().first().map(|document| document.id) else { return };
        self.act(Action::OpenDocument(document));
        let code = self.shell().session().unwrap().codebook().rows()[0].id;
        let coding = project.codings(document).iter().next().unwrap().place(document);
        assert!(project.coding(CodingKey(coding)).is_some());
        for choice in [Choice::Document(document), Choice::Code(code), Choice::Coding(coding)] {
            self.act(Action::Choose(choice));
            look(self, &format!("{choice:?}"));
        }
    }

    /// Goes through the dialogs.
    pub fn each_dialog(&mut self, mut look: impl FnMut(&mut Self, &str)) {
        self.act(Action::Show(Workspace::Code));
        if self.shell().desk.document.is_some() {
            self.harness.state_mut().views.reading.column().select(Span::new(2, 8).unwrap());
            self.run();
        }
        for command in DIALOGS {
            if !self.shell().possible(command) {
                continue;
            }
            self.act(Action::Run(command));
            if self.shell().dialog.is_some() {
                look(self, &format!("dialog {command:?}"));
                self.key(Modifiers::NONE, Key::Escape);
                self.act(Action::CloseDialog);
            }
        }
    }
}
