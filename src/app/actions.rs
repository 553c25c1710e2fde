//! What the interface wants done.
//!
//! Panels are functions that draw and push actions; the shell runs the queue once after the frame.
//! So no panel ever changes the project, and none changes another.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use crate::model::{CaseId, CodeChange, CodeId, CodingPlace, Colour, DocumentId, Edit, Message, Span};

pub use super::text_view::{DraggedCode, DraggedPassage};

use super::commands::UiCommand;
use super::dialogs::Dialog;
use super::jobs::{Continuation, JobContext, JobKind, JobRequest};
use super::panels::memos::MemoAction;
use super::picker::Purpose;
use super::shell::Shell;

/// The workspaces. They share documents, codes and what is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Workspace {
    /// Read and code.
    #[default]
    Code,
    /// Search all documents.
    Search,
    /// What goes together.
    Analyse,
    /// Take it out.
    Report,
    /// Who did what when.
    History,
    /// What one thinks of it.
    Memos,
}

impl Workspace {
    /// All, in the order of the tabs.
    pub const ALL: [Self; 6] = [Self::Code, Self::Search, Self::Analyse, Self::Report, Self::Memos, Self::History];

    /// The command that shows it.
    #[must_use]
    pub fn command(self) -> UiCommand {
        match self {
            Self::Code => UiCommand::ShowCode,
            Self::Search => UiCommand::ShowSearch,
            Self::Analyse => UiCommand::ShowAnalyse,
            Self::Report => UiCommand::ShowReport,
            Self::History => UiCommand::ShowHistory,
            Self::Memos => UiCommand::ShowMemos,
        }
    }
}

/// The two sides of the search workspace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum SearchSide {
    /// Look for something that is known.
    #[default]
    Find,
    /// Which words the texts are made of.
    Words,
}

/// What stands in the middle of the Code workspace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Centre {
    /// The document that is read.
    #[default]
    Text,
    /// A code with all its passages.
    Code(CodeId),
    /// Documents or cases with their attributes, as a table.
    Sheet,
}

/// What the inspector shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// Nothing is chosen.
    #[default]
    Nothing,
    /// A coding.
    Coding(CodingPlace),
    /// A code.
    Code(CodeId),
    /// A document.
    Document(DocumentId),
    /// A case.
    Case(CaseId),
}

/// A selected passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passage {
    /// In which document.
    pub document: DocumentId,
    /// Where.
    pub span: Span,
}

/// Hits of a search that are marked in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What was looked for.
    pub query: Arc<str>,
    /// In which document.
    pub document: DocumentId,
    /// By start; at least one.
    pub spans: Arc<[Span]>,
    /// Which one is looked at.
    pub current: usize,
}

/// One thing that a person wants done.
pub enum Action {
    /// Run a command of the list.
    Run(UiCommand),
    /// Change the project: these edits, whole or not at all.
    Commit {
        /// What history and the undo button call it.
        label: Message,
        /// In order.
        edits: Vec<Edit>,
    },
    /// Code passages with a code.
    Code {
        /// Which.
        passages: Vec<Passage>,
        /// With what.
        code: CodeId,
    },
    /// Make a code and code passages with it.
    CodeAsNew {
        /// Which; may be none.
        passages: Vec<Passage>,
        /// The new code.
        name: String,
        /// Below which code.
        parent: Option<CodeId>,
    },
    /// Code a passage with its own words.
    InVivo(Passage),
    /// Take codings away.
    RemoveCodings(Vec<CodingPlace>),
    /// Move the ends of a coding: it stands on this passage then.
    ResizeCoding(CodingPlace, Span),
    /// Something of a memo.
    Memo(MemoAction),
    /// Write, change or remove a coding's memo.
    SetMemo(CodingPlace, String),
    /// Add the codes of an indented text.
    PasteCodes {
        /// One a line.
        outline: String,
        /// Below which code.
        parent: Option<CodeId>,
    },
    /// Change a field of a code.
    SetCode(CodeId, CodeChange),
    /// Move codes in the tree.
    MoveCodes {
        /// Which.
        codes: Vec<CodeId>,
        /// Below which; `None` for the top.
        parent: Option<CodeId>,
        /// Before which sibling; `None` for the end.
        before: Option<CodeId>,
    },
    /// Merge codes into another.
    MergeCodes {
        /// Go.
        from: Vec<CodeId>,
        /// Stays.
        into: CodeId,
    },
    /// Give codes a colour.
    ColourCodes(Vec<CodeId>, Colour),
    /// Put codes into groups and take them out of others.
    GroupCodes {
        /// Which.
        codes: Vec<CodeId>,
        /// Into these.
        put: BTreeSet<String>,
        /// Out of these.
        take: BTreeSet<String>,
    },
    /// Delete codes with what is below them.
    DeleteCodes(Vec<CodeId>),
    /// Give codings another code.
    Recode {
        /// Which.
        places: Vec<CodingPlace>,
        /// Instead of the one that they have.
        into: CodeId,
    },
    /// Make a code and give it to codings instead of the one that they have.
    RecodeAsNew {
        /// Which.
        places: Vec<CodingPlace>,
        /// The new code's.
        name: String,
        /// Below which code.
        parent: Option<CodeId>,
    },
    /// Rename a document.
    RenameDocument(DocumentId, String),
    /// Delete a document with its codings.
    DeleteDocument(DocumentId),
    /// Rename the project.
    RenameProject(String),
    /// Show a workspace.
    Show(Workspace),
    /// Show this in the middle of the Code workspace.
    ShowCentre(Centre),
    /// Read a document, from where one left it.
    OpenDocument(DocumentId),
    /// Read a document as it stood at the end of a day.
    OpenPast(DocumentId, jiff::civil::Date),
    /// Read the document as it is again.
    BackToNow,
    /// Read a document at a passage, and light the passage up.
    Reveal(Passage),
    /// Show this in the inspector.
    Choose(Choice),
    /// Select a passage, or none.
    SelectPassage(Option<Passage>),
    /// Give a code one of the keys 1 to 9 (counted from 0), or take its key away.
    Pin(CodeId, Option<usize>),
    /// Open a dialog.
    Ask(Box<Dialog>),
    /// Close the dialog.
    CloseDialog,
    /// Choose a file or folder with the system's dialog.
    Pick(Purpose),
    /// Make a project.
    NewProject {
        /// The folder that is to hold it.
        folder: PathBuf,
        /// As the researcher calls it.
        title: String,
        /// Who codes.
        coder: String,
    },
    /// Open a project.
    OpenProject(PathBuf),
    /// Open a copy of a sample project.
    OpenSample(String),
    /// Take a project out of the list of recent ones; its folder stays.
    ForgetRecent(PathBuf),
    /// Import files and folders.
    Import {
        /// What.
        paths: Vec<PathBuf>,
        /// Into which group.
        group: Option<String>,
    },
    /// Start a background job.
    Start(JobRequest<Shell>),
    /// Stop a background job.
    CancelJob(JobKind),
    /// Say something that went well and goes away by itself.
    Notice(Message),
    /// Say something that went wrong and stays until read.
    Problem(Message),
    /// Read a document at a hit of a search, with all its hits marked.
    RevealFound(Found),
    /// Change the interface's own state: for panels' actions that concern only themselves.
    With(Box<dyn FnOnce(&mut Shell)>),
}

/// The queue that panels push into.
#[derive(Default)]
pub struct Actions {
    queue: Vec<Action>,
}

impl Actions {
    /// Wants this done after the frame.
    pub fn push(&mut self, action: Action) {
        self.queue.push(action);
    }

    /// Wants a command run.
    pub fn run(&mut self, command: UiCommand) {
        self.push(Action::Run(command));
    }

    /// Wants a dialog opened.
    pub fn ask(&mut self, dialog: Dialog) {
        self.push(Action::Ask(Box::new(dialog)));
    }

    /// Wants a background job whose result is thrown away when the project changes meanwhile.
    pub fn start(
        &mut self,
        kind: JobKind,
        label: Message,
        revision: u64,
        work: impl FnOnce(&JobContext) -> Continuation<Shell> + Send + 'static,
    ) {
        self.push(Action::Start(JobRequest::new(kind, label, work).of_revision(revision)));
    }

    /// What was wanted, in order; the queue is empty afterwards.
    #[must_use]
    pub fn take(&mut self) -> Vec<Action> {
        std::mem::take(&mut self.queue)
    }

    /// Whether nothing was wanted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }
}
