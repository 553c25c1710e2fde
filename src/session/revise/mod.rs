//! A document's next text, from its file read again or corrected by hand ([`draft`], [`correct`]): what that would do to
//! its codings is shown before anything is changed.
//!
//! The new text becomes the document's next revision, the earlier one stays on disk, and codings move with their
//! words. A plan is made for one state of the project and refused for another.

pub mod by_hand;
pub mod correct;
pub mod diff;
pub mod draft;
pub mod places;
pub mod structure;

use std::sync::Arc;

use by_hand::ByHand;

use super::cases::attributes_of;
use super::{CommitError, Committed, Session};
use crate::import::ImportedFile;
use crate::model::gesture::{self, Moved, Revised};
use crate::model::{Coding, Document, DocumentChange, DocumentId, Edit, Hash, Message, Project, Revision, Tell};
use crate::store::Layout;
use crate::store::journal::FileFirst;

/// What reading a document again would do. Nothing has been changed yet.
#[derive(Debug)]
pub struct ReimportPlan {
    /// Which document.
    pub document: DocumentId,
    /// Characters that come in.
    pub inserted: u32,
    /// Characters that go.
    pub deleted: u32,
    /// Codings that stand where they stood.
    pub kept: usize,
    /// Codings that move with their words.
    pub moved: usize,
    /// Codings whose words change.
    pub changed: Vec<ChangedCoding>,
    /// Codings of whose words nothing is left: they go.
    pub lost: Vec<CodingQuote>,
    /// Passages of cases that go.
    pub lost_passages: usize,
    /// Speakers of cases whose words nobody speaks any more: they leave their cases.
    pub lost_speakers: Vec<String>,
    /// Corrections made by hand in the text that the document has.
    pub by_hand: ByHand,
    revision: Revision,
    edits: Vec<Edit>,
    files: Vec<FileFirst>,
    title: String,
}

/// What working a plan out takes: the project as it is, and where its files lie.
#[derive(Debug)]
pub struct ReimportJob {
    document: DocumentId,
    project: Arc<Project>,
    layout: Layout,
    revision: Revision,
}

/// A coding in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodingQuote {
    /// Its code.
    pub code: String,
    /// Who coded.
    pub coder: String,
    /// What it says today.
    pub quote: String,
}

/// A coding whose words change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedCoding {
    /// As it is.
    pub coding: CodingQuote,
    /// What it will say.
    pub becomes: String,
}

/// Why a document is not read again. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ReimportError {
    /// Removed meanwhile.
    #[error("the document is not in the project")]
    NoDocument,
    /// The file makes several documents, and none of them is this one.
    #[error("no part of the file is this document")]
    NoSuchPart,
    /// The project was changed since the plan was made.
    #[error("the project has changed since")]
    Outdated,
    /// The change was refused.
    #[error(transparent)]
    Commit(#[from] CommitError),
}

impl Tell for ReimportError {
    fn tell(&self) -> Message {
        match self {
            Self::NoDocument => Message::new("session.reimport_no_document"),
            Self::NoSuchPart => Message::new("session.reimport_no_such_part"),
            Self::Outdated => Message::new("session.reimport_outdated"),
            Self::Commit(error) => error.tell(),
        }
    }
}

impl ReimportPlan {
    /// Of the document.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Whether the text would be the one that the document has.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }
}

impl Session {
    /// Says what it would do to give a document the text that a file has, read anew.
    ///
    /// # Errors
    /// [`ReimportError`].
    pub fn plan_reimport(&self, document: DocumentId, file: ImportedFile) -> Result<ReimportPlan, ReimportError> {
        self.reimport_job(document).run(file)
    }

    /// The same, to be worked out on any thread: two long texts are compared.
    #[must_use]
    pub fn reimport_job(&self, document: DocumentId) -> ReimportJob {
        ReimportJob {
            document,
            project: Arc::clone(self.project()),
            layout: self.layout().clone(),
            revision: self.revision(),
        }
    }

    /// Carries a plan out, as one change that undo takes back.
    ///
    /// # Errors
    /// [`ReimportError`]; then nothing was changed.
    pub fn reimport(&mut self, plan: ReimportPlan) -> Result<Committed, ReimportError> {
        if plan.revision != self.revision() {
            return Err(ReimportError::Outdated);
        }
        self.make_sure_of_room(plan.files.iter().map(|file| file.bytes.len() as u64).sum())?;
        let label = Message::new("label.reimport").with("title", &plan.title);
        Ok(self.commit_with_files(label, plan.edits, None, plan.files)?)
    }
}

impl ReimportJob {
    /// Says what reading the document from this file would do.
    ///
    /// # Errors
    /// [`ReimportError`].
    pub fn run(self, file: ImportedFile) -> Result<ReimportPlan, ReimportError> {
        let document = self.document;
        let held = self.project.document(document).ok_or(ReimportError::NoDocument)?;
        let ImportedFile { mut documents, bytes } = file;
        let part = held.source.as_ref().map(|source| source.part.clone()).unwrap_or_default();
        let at = match documents.as_slice() {
            [_] => Some(0),
            several => several.iter().position(|imported| imported.record.part == part),
        };
        let imported = documents.swap_remove(at.ok_or(ReimportError::NoSuchPart)?);
        let text = Arc::new(imported.text);
        let (structure, record) = (Arc::new(imported.structure), Arc::new(imported.record));
        let hash = Hash::of(text.as_str().as_bytes());
        let mut plan = ReimportPlan {
            document,
            inserted: 0,
            deleted: 0,
            kept: 0,
            moved: 0,
            changed: Vec::new(),
            lost: Vec::new(),
            lost_passages: 0,
            lost_speakers: Vec::new(),
            by_hand: ByHand::default(),
            revision: self.revision,
            edits: Vec::new(),
            files: Vec::new(),
            title: held.title.clone(),
        };
        if hash == held.text_hash && structure == held.structure {
            plan.kept = self.project.codings(document).len();
            return Ok(plan);
        }
        let changes = diff::between(held.text.as_str(), text.as_str());
        (plan.inserted, plan.deleted) = changes.counts();
        plan.by_hand = ByHand::of(held, &changes);
        let path = self.layout.source(&record.hash, &record.extension);
        plan.files.push(FileFirst { path, bytes });
        let source = Some(record);
        let revised = gesture::revise(&self.project, document, Arc::clone(&text), structure, source, changes);
        let Revised { edits, document: new, kept, moved, changed, lost, lost_passages, lost_speakers } = revised;
        let new = new.ok_or(ReimportError::NoDocument)?;
        let path = self.layout.text(document, new.revision, &new.text_hash);
        plan.files.push(FileFirst { path, bytes: text.as_str().as_bytes().into() });
        (plan.kept, plan.moved, plan.lost_passages) = (kept, moved.len(), lost_passages);
        plan.lost_speakers = lost_speakers.into_iter().collect();
        plan.changed = changed
            .iter()
            .map(|Moved { coding, to }| ChangedCoding {
                coding: in_words(&self.project, held, coding),
                becomes: new.text.slice(to.span).to_owned(),
            })
            .collect();
        plan.lost = lost.iter().map(|coding| in_words(&self.project, held, coding)).collect();
        plan.edits = edits;
        // What is said of the document already stays; what the new reading found beside it is added.
        let said = attributes_of(imported.attributes);
        let unsaid = said.into_iter().filter(|(name, _)| !held.attributes.contains_key(name));
        let set = |(name, value)| Edit::SetDocument(document, DocumentChange::Attribute { name, value: Some(value) });
        plan.edits.extend(unsaid.map(set));
        if held.bibliography.is_none() && !imported.bibliography.is_empty() {
            let record = Some(Arc::new(imported.bibliography));
            plan.edits.push(Edit::SetDocument(document, DocumentChange::Bibliography(record)));
        }
        Ok(plan)
    }
}

/// A coding for people, with what it says in its document.
fn in_words(project: &Project, document: &Document, coding: &Coding) -> CodingQuote {
    CodingQuote {
        code: project.code_of(coding).map(|code| code.name.clone()).unwrap_or_default(),
        coder: project.coder(coding.coder).map(|coder| coder.name.clone()).unwrap_or_default(),
        quote: document.text.slice(coding.span).to_owned(),
    }
}
