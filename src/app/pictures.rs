//! The views of a project as pictures, without a display: the real shell on the real project.
//!
//! The project is opened as any window opens it; the program's own settings are neither read nor
//! written, so a picture leaves no trace and comes out the same whoever draws it.

use std::path::Path;

use egui::Theme;

use crate::analysis::cooccurrence::{Parameters, cooccurrence};
use crate::i18n::Language;
use crate::model::{CodeId, CodingPlace, DocumentId, Message, Project, Span, Tell};
use crate::session::Session;
use crate::store::{Environment, OpenError};

use super::actions::{Action, Centre, Choice, Passage, SearchSide, Workspace};
use super::commands::UiCommand;
use super::offscreen::Offscreen;
use super::panels::memos::Mode;
use super::panels::search::{Listing, Pane};
use super::panels::words::Tab;
use super::picker::FakePicker;
use super::shell::{ImportWith, Shell};
use super::view_state::{Look, Recent};

/// What can be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Before a project is opened; this one is offered.
    Start,
    /// A workspace as it opens.
    Workspace(Workspace),
    /// In the Code workspace, the code used most with all its passages.
    CodePage,
    /// In the Code workspace, documents with their attributes.
    Sheet,
    /// In the Code workspace, the document while it is corrected.
    Correcting,
    /// Hits of a search set out so, with their counts beside them.
    Hits(Listing),
    /// A tab of the words.
    Words(Tab),
}

impl Subject {
    fn workspace(self) -> Workspace {
        match self {
            Self::Start | Self::CodePage | Self::Sheet | Self::Correcting => Workspace::Code,
            Self::Workspace(workspace) => workspace,
            Self::Hits(_) | Self::Words(_) => Workspace::Search,
        }
    }
}

/// What is to be drawn, and how.
#[derive(Clone, Debug)]
pub struct Request {
    /// What.
    pub subject: Subject,
    /// Light or dark; [`Look::System`] is light, since there is no system to ask.
    pub look: Look,
    /// In which the interface speaks.
    pub language: Language,
    /// Points; a pixel each.
    pub size: [u32; 2],
    /// The document that is open; the first one otherwise.
    pub document: Option<DocumentId>,
    /// What is looked for in the search workspace.
    pub query: String,
}

impl Request {
    /// In light, 1440 by 900, with nothing chosen.
    #[must_use]
    pub fn of(subject: Subject, language: Language) -> Self {
        Self { subject, look: Look::Light, language, size: [1440, 900], document: None, query: String::new() }
    }
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// The project cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The picture could not be packed.
    #[error("the picture could not be packed: {0}")]
    Pack(#[from] png::EncodingError),
}

impl Tell for PictureError {
    fn tell(&self) -> Message {
        match self {
            Self::Open(error) => error.tell(),
            Self::Pack(error) => Message::new("tour.picture_not_packed").with("error", error),
        }
    }
}

/// Draws a view of the project in `folder`, as a PNG file.
///
/// # Errors
/// [`PictureError`].
pub fn draw(environment: &Environment, folder: &Path, request: &Request) -> Result<Vec<u8>, PictureError> {
    let session = Session::open(environment, folder)?;
    let look = if request.look == Look::Dark { Theme::Dark } else { Theme::Light };
    let mut offscreen = Offscreen::new(request.size, 1.0, look);
    // The shell's own settings live in memory; the session keeps the world that it was opened in.
    let (memory, _) = Environment::in_memory();
    let picker = Box::<FakePicker>::default();
    let mut shell = Shell::new(offscreen.ctx(), memory, picker, ImportWith::ThisProcess, Some(request.language));
    shell.settings.look = request.look;
    offscreen.ctx().set_theme(look);
    let project = session.project().clone();
    if request.subject == Subject::Start {
        // The folder is there, though the shell looks for it on a disk in memory.
        let _ = shell.environment().fs.create_folder(session.folder());
        let (folder, title) = (session.folder().to_owned(), project.title.clone());
        shell.settings.recent.push(Recent { folder, title, opened: session.now() });
        let picture = offscreen.draw_shell(&mut shell);
        return Ok(picture.png()?);
    }
    let most_used = session.codebook().rows().iter().rev().max_by_key(|row| row.own).map(|row| row.id);
    shell.take(session);
    let document = request.document.or_else(|| project.documents_in_order().first().map(|document| document.id));
    if let Some(document) = document {
        shell.carry_out(Action::OpenDocument(document));
        let chosen = with_memo(&project, document);
        if let Some((_, span)) = chosen {
            shell.carry_out(Action::Reveal(Passage { document, span }));
        }
        let chosen = chosen.map_or(Choice::Document(document), |(place, _)| Choice::Coding(place));
        shell.carry_out(Action::Choose(chosen));
    }
    shell.views.search.look_for(&request.query);
    if let Subject::Hits(listing) = request.subject {
        shell.views.search.results.listing = listing;
        shell.views.search.results.counts.pane = Pane::Shown;
    }
    shell.views.cooccurrence.cell = closest(&project);
    // What was written beside how it reads.
    shell.views.memos.mode = Mode::Both;
    shell.carry_out(Action::Show(request.subject.workspace()));
    match (request.subject, most_used) {
        (Subject::CodePage, Some(code)) => shell.carry_out(Action::ShowCentre(Centre::Code(code))),
        (Subject::Sheet, _) => shell.carry_out(Action::ShowCentre(Centre::Sheet)),
        (Subject::Correcting, _) => shell.carry_out(Action::Run(UiCommand::CorrectText)),
        _ => {}
    }
    if let Subject::Words(tab) = request.subject {
        let group = document.and_then(|id| project.document(id)?.groups.first().cloned());
        let first = document.and_then(|id| {
            let text = &project.document(id)?.text;
            (0..text.paragraph_count()).map(|n| text.paragraph(n)).max_by_key(|line| line.len().min(120))
        });
        shell.views.words.begin(tab, &request.query, group.as_deref(), first);
        shell.show_side(SearchSide::Words);
    }
    let picture = offscreen.draw_while(|ui| {
        shell.logic();
        shell.ui(ui);
        shell.work()
    });
    shell.leave();
    Ok(picture.png()?)
}

/// The first coding of a document that carries a memo, and where it stands: a picture is to show one.
fn with_memo(project: &Project, document: DocumentId) -> Option<(CodingPlace, Span)> {
    let coding = project.codings(document).iter().find(|coding| coding.memo.is_some())?;
    Some((coding.place(document), coding.span))
}

/// The two codes that are together most often: their cell is open, with the passages behind it.
fn closest(project: &Project) -> Option<(CodeId, CodeId)> {
    let matrix = cooccurrence(project, &Parameters::default());
    let size = matrix.codes.len();
    let pairs = (0..size).flat_map(|first| (first + 1..size).map(move |second| (first, second)));
    let met = pairs.filter(|&(first, second)| matrix.pairs(first, second) > 0);
    let (first, second) = met.max_by_key(|&(first, second)| matrix.pairs(first, second))?;
    Some((matrix.codes[first].id, matrix.codes[second].id))
}
