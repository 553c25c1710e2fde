//! What panels look at, and what they remember.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::i18n::Language;
use crate::model::{
    Case, Code, CodeId, Codebook, CoderId, Coding, CodingPlace, Document, DocumentId, Hash, Memo, Message, Project,
    Timestamp,
};
use crate::store::ledger::Entity;
use crate::store::stamps::{Field, Fielded, fields_of};

use super::{Resizing, Shell};
use crate::app::actions::{Centre, Choice, Found, Passage, SearchSide, Workspace};
use crate::app::commands::Situation;
use crate::app::dialogs::Recalled;
use crate::app::panels;
use crate::app::panels::memos::Shown;
use crate::app::panels::reading::ColourBy;
use crate::app::reading_settings::ReadingSettings;
use crate::app::sized_panel::Sizes;
use crate::app::view_state::{CodesFilter, ProjectView};
use crate::session::Session;
use crate::session::history::PastDocument;

/// What is open, chosen and selected. Shared by all workspaces.
#[derive(Clone, Debug)]
pub struct Desk {
    /// Which workspace is shown.
    pub workspace: Workspace,
    /// What stands in the middle of the Code workspace.
    pub centre: Centre,
    /// Which side of the search workspace is shown.
    pub search_side: SearchSide,
    /// Whether words are marked in the text that is read.
    pub word_marks: bool,
    /// What the colours of codings say.
    pub colour_by: ColourBy,
    /// Whose codings are not shown in the text.
    pub hidden_coders: BTreeSet<CoderId>,
    /// The document that is read.
    pub document: Option<DocumentId>,
    /// The documents in the order of the list, as it was drawn last; none before that.
    pub listed: Arc<[DocumentId]>,
    /// The passage that is selected in it.
    pub passage: Option<Passage>,
    /// The text in which it is selected.
    selected_in: Option<Hash>,
    /// What the inspector shows.
    pub choice: Choice,
    /// The codes on the keys 1 to 9.
    pub pins: [Option<CodeId>; 9],
    /// In which order the codes stand and what their numbers count.
    pub codes_shown: panels::codes::CodesShown,
    /// The code used last.
    pub last_code: Option<CodeId>,
    /// A coding whose ends are being moved by keys.
    pub resizing: Option<Resizing>,
    /// Codes that were used, the last one first.
    pub recent_codes: Vec<CodeId>,
    /// A passage to scroll to and light up, once.
    pub reveal: Option<Passage>,
    /// Hits of a search that are marked in a document.
    pub found: Option<Found>,
    /// Whether something is looked for in the document that is read.
    pub finding: bool,
    /// The document as it stood on a day, shown instead of today's.
    pub past: Option<Arc<PastDocument>>,
    /// Whether the lists on the left are shown.
    pub lists: bool,
    /// Whether the inspector is shown.
    pub inspector: bool,
    /// What was found with the palette lately, newest first.
    pub recent: Vec<Recalled>,
    /// The panel that lies over the text because there is no room beside it.
    pub drawer: Option<Side>,
    /// The inspector is to be seen, also where it has no place of its own.
    inspector_wanted: bool,
    /// Which panels there is no room for beside the text, as of the last frame.
    pub cramped: Cramped,
    /// Width of the lists.
    pub lists_width: f32,
    /// Width of the inspector.
    pub inspector_width: f32,
    /// The documents' share of the lists' height.
    pub documents_share: f32,
}

/// A panel beside what is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Documents and codes, on the left.
    Lists,
    /// What is chosen, on the right.
    Inspector,
}

/// Panels that do not fit beside what is read: their commands lay them over it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cramped {
    /// The lists do not.
    pub lists: bool,
    /// The inspector does not.
    pub inspector: bool,
}

impl Cramped {
    /// Whether a panel does not fit.
    #[must_use]
    pub fn holds(self, side: Side) -> bool {
        match side {
            Side::Lists => self.lists,
            Side::Inspector => self.inspector,
        }
    }
}

impl Default for Desk {
    fn default() -> Self {
        Self::of(&ProjectView::default())
    }
}

impl Desk {
    /// As a project was left.
    #[must_use]
    pub fn of(view: &ProjectView) -> Self {
        Self {
            workspace: view.workspace,
            centre: view.centre,
            search_side: view.search_side,
            word_marks: view.word_marks,
            colour_by: view.colour_by.clone(),
            hidden_coders: view.hidden_coders.clone(),
            document: view.document,
            listed: Arc::new([]),
            passage: None,
            selected_in: None,
            choice: Choice::Nothing,
            pins: view.pins,
            codes_shown: view.codes_shown,
            last_code: view.last_code,
            resizing: None,
            recent_codes: view.recent_codes.clone(),
            reveal: None,
            found: None,
            finding: false,
            past: None,
            recent: view.recent.clone(),
            lists: view.lists,
            inspector: view.inspector,
            drawer: None,
            inspector_wanted: false,
            cramped: Cramped::default(),
            lists_width: view.lists_width,
            inspector_width: view.inspector_width,
            documents_share: view.documents_share,
        }
    }

    /// Shows the inspector: beside the text, or over it where there is no room.
    pub fn show_inspector(&mut self) {
        self.inspector = true;
        self.inspector_wanted = true;
    }

    /// Whether it is to be shown now; once.
    pub(super) fn takes_inspector(&mut self) -> bool {
        std::mem::take(&mut self.inspector_wanted)
    }

    /// The documents in the order in which one goes through them: that of the list, of a project whose list does not
    /// show the open one its own.
    #[must_use]
    pub fn documents_in_turn(&self, project: &Project) -> Vec<DocumentId> {
        let there = |id: &DocumentId| project.document(*id).is_some();
        if self.document.is_some_and(|open| self.listed.contains(&open)) {
            return self.listed.iter().copied().filter(there).collect();
        }
        project.documents_in_order().into_iter().map(|document| document.id).collect()
    }

    /// What is kept of it for next time, but for the sizes of panels, which the window knows.
    #[must_use]
    pub fn kept(&self, views: &Views) -> ProjectView {
        let (text, group) = views.codes.filtered_by();
        ProjectView {
            workspace: self.workspace,
            centre: self.centre,
            search_side: self.search_side,
            word_marks: self.word_marks,
            colour_by: self.colour_by.clone(),
            hidden_coders: self.hidden_coders.clone(),
            words_tab: views.words.tab,
            document: self.document,
            pins: self.pins,
            codes_shown: self.codes_shown,
            code_page: views.code_page.shown,
            last_code: self.last_code,
            recent_codes: self.recent_codes.clone(),
            searches: views.search.recent.queries().to_vec(),
            listing: views.search.results.listing,
            context: views.search.results.context,
            folded: views.codes.folded.clone(),
            folded_groups: views.documents.folded.clone(),
            recent: self.recent.clone(),
            documents: views.documents.arrangement.clone(),
            documents_filter: views.documents.filtered_by().to_owned(),
            codes_filter: CodesFilter { text: text.to_owned(), group: group.map(ToOwned::to_owned) },
            memos: views.memos.kept(),
            sheet: views.sheet.kept(),
            reading_places: views.reading.places(),
            lists: self.lists,
            inspector: self.inspector,
            lists_width: self.lists_width.round(),
            inspector_width: self.inspector_width.round(),
            documents_share: self.documents_share,
            panels: Sizes::default(),
        }
    }

    /// Selects a passage of the text as it stands, or nothing.
    pub fn select(&mut self, passage: Option<Passage>, project: &Project) {
        let document = passage.and_then(|passage| project.document(passage.document));
        self.selected_in = document.map(|document| document.text_hash.clone());
        self.passage = passage;
    }

    /// Remembers that a code was used.
    pub fn used(&mut self, code: CodeId) {
        const MOST: usize = 12;
        self.last_code = Some(code);
        self.recent_codes.retain(|held| *held != code);
        self.recent_codes.insert(0, code);
        self.recent_codes.truncate(MOST);
    }

    /// Lets go of what is no longer in the project.
    pub fn follow(&mut self, project: &Project) {
        let there = |id: CodeId| project.code(id).is_some_and(|code| code.alias_of.is_none());
        for pin in &mut self.pins {
            *pin = pin.map(|id| project.resolve(id)).filter(|&id| there(id));
        }
        self.last_code = self.last_code.map(|id| project.resolve(id)).filter(|&id| there(id));
        let recent = self.recent_codes.iter().map(|&id| project.resolve(id)).filter(|&id| there(id));
        self.recent_codes = recent.collect();
        self.hidden_coders.retain(|id| project.coder(*id).is_some());
        if matches!(&self.colour_by, ColourBy::Attribute(name) if !project.attributes().any(|held| held.name == *name))
        {
            self.colour_by = ColourBy::Code;
        }
        if self.document.is_some_and(|id| project.document(id).is_none()) {
            self.document = None;
        }
        // Positions hold as long as the text does: after a correction they are those of other words.
        let text = self.selected_in.take();
        self.passage = self.passage.filter(|passage| {
            project.document(passage.document).is_some_and(|document| text.as_ref() == Some(&document.text_hash))
        });
        self.selected_in = text.filter(|_| self.passage.is_some());
        // Hits are looked for anew by the strip that shows them.
        if self.found.as_ref().is_some_and(|found| project.document(found.document).is_none()) {
            self.found = None;
        }
        if matches!(self.centre, Centre::Code(id) if !there(id)) {
            self.centre = Centre::Text;
        }
        self.resizing = self.resizing.filter(|held| coding_at(project, held.place).is_some());
        let gone = match self.choice {
            Choice::Nothing => false,
            Choice::Coding(place) => coding_at(project, place).is_none(),
            Choice::Code(id) => !there(id),
            Choice::Document(id) => project.document(id).is_none(),
            Choice::Case(id) => project.case(id).is_none(),
        };
        if gone {
            self.choice = Choice::Nothing;
        }
    }
}

/// The coding at a place.
#[must_use]
pub fn coding_at(project: &Project, place: CodingPlace) -> Option<&crate::model::Coding> {
    project.codings(place.document).get(place.start, place.id)
}

/// What each panel remembers between frames; all of it may be dropped.
#[derive(Default)]
pub struct Views {
    /// The list of documents.
    pub documents: panels::documents::DocumentsView,
    /// The tree of codes.
    pub codes: panels::codes::CodesView,
    /// What is chosen.
    pub inspector: panels::inspector::InspectorView,
    /// The reading column.
    pub reading: panels::reading::ReadingView,
    /// The text that is being corrected.
    pub correct: panels::correct::CorrectView,
    /// Find in the document.
    pub find: panels::find::FindView,
    /// The search workspace.
    pub search: panels::search::SearchView,
    /// The words side of it.
    pub words: panels::words::WordsView,
    /// The analysis workspace.
    pub cooccurrence: panels::cooccurrence::CooccurrenceView,
    /// The report workspace.
    pub report: panels::report::ReportView,
    /// A code with all its passages.
    pub code_page: panels::code_page::CodePage,
    /// Documents or cases with their attributes.
    pub sheet: panels::sheet::SheetView,
    /// The memos workspace.
    pub memos: panels::memos::MemosView,
    /// The history workspace.
    pub history: panels::history::HistoryView,
}

/// What is true this frame, for panels to draw. It is cheap: projects are shared, not copied.
#[derive(Clone)]
pub struct ShellView {
    /// In which the interface speaks.
    pub language: Language,
    /// A snapshot.
    pub project: Arc<Project>,
    /// Its tree of codes.
    pub codebook: Arc<Codebook>,
    /// Which state it is; grows with every change.
    pub revision: u64,
    /// Who is coding.
    pub coder: CoderId,
    /// What is open, chosen and selected.
    pub desk: Desk,
    /// Where things stand, as far as commands care.
    pub situation: Situation,
    /// How texts are set for reading.
    pub reading: ReadingSettings,
    /// What undo would take back.
    pub undo: Option<Message>,
    /// What redo would make again.
    pub redo: Option<Message>,
    /// Now.
    pub now: Timestamp,
    /// What is chosen together, where that is more than one.
    pub together: Together,
    /// Texts of what is chosen that were written elsewhere at the same time and lost.
    pub versions: Vec<OtherText>,
}

/// Several things that are chosen together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Together {
    /// There is one or none.
    #[default]
    No,
    /// Codes, in the order of the tree.
    Codes(Vec<CodeId>),
    /// Documents, in the order of the list.
    Documents(Vec<DocumentId>),
}

/// A text that was written elsewhere into a field and lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherText {
    /// Which field of what is chosen.
    pub field: Field,
    /// What it says.
    pub text: String,
}

impl ShellView {
    /// A text of the interface.
    #[must_use]
    pub fn text<'a>(&self, id: &'a str) -> &'a str
    where
        Self: 'a,
    {
        self.language.text(id)
    }

    /// A message with its values.
    #[must_use]
    pub fn say(&self, message: &Message) -> String {
        self.language.say(message)
    }

    /// Whether the project may be changed.
    #[must_use]
    pub fn writing(&self) -> bool {
        self.situation.writing
    }
}

impl Shell {
    /// What is true now, for drawing; `None` while no project is open.
    #[must_use]
    pub fn view(&self) -> Option<ShellView> {
        let session = self.session.as_ref()?;
        Some(ShellView {
            language: self.language(),
            project: Arc::clone(session.project()),
            codebook: Arc::clone(session.codebook()),
            revision: session.revision().0,
            coder: session.coder(),
            desk: self.desk.clone(),
            situation: self.situation(),
            reading: self.settings.reading,
            undo: session.undo_label().cloned(),
            redo: session.redo_label().cloned(),
            now: session.now(),
            together: self.together(),
            versions: self.other_texts(),
        })
    }

    fn together(&self) -> Together {
        match self.desk.choice {
            Choice::Code(_) => Some(self.chosen_codes()).filter(|all| all.len() > 1).map(Together::Codes),
            Choice::Document(id) => {
                let all = self.views.documents.chosen();
                (all.len() > 1 && all.contains(&id)).then_some(Together::Documents(all))
            }
            Choice::Nothing | Choice::Coding(_) | Choice::Case(_) => None,
        }
        .unwrap_or_default()
    }

    /// Of what is chosen.
    fn other_texts(&self) -> Vec<OtherText> {
        let Some(session) = &self.session else { return Vec::new() };
        let project = session.project();
        if self.desk.workspace == Workspace::Memos {
            return match self.views.memos.shown {
                Some(Shown::Memo(id)) => others_of(session, Entity::Memo(id), Memo::FIELDS),
                Some(Shown::Remark(place)) => {
                    others_of(session, Entity::Coding(place.document, place.id), Coding::FIELDS)
                }
                None => Vec::new(),
            };
        }
        let (entity, fields): (Entity, Vec<Field>) = match self.desk.choice {
            Choice::Nothing => return Vec::new(),
            Choice::Coding(place) => (Entity::Coding(place.document, place.id), Coding::FIELDS.to_vec()),
            Choice::Code(id) => (Entity::Code(id), Code::FIELDS.to_vec()),
            Choice::Document(id) => match project.document(id) {
                Some(document) => (Entity::Document(id), fields_of::<Document>(&[document], &[])),
                None => return Vec::new(),
            },
            Choice::Case(id) => match project.case(id) {
                Some(case) => (Entity::Case(id), fields_of::<Case>(&[&**case], &[])),
                None => return Vec::new(),
            },
        };
        others_of(session, entity, &fields)
    }
}

fn others_of(session: &Session, entity: Entity, fields: &[Field]) -> Vec<OtherText> {
    let of = |&field: &Field| {
        let texts = session.other_versions(entity, field);
        texts.map(move |version| OtherText { field, text: version.text.to_owned() })
    };
    fields.iter().flat_map(of).collect()
}
