//! A document's next text, from its file read again or corrected by hand ([`draft`], [`correct`]): what that would do to
//! its codings is shown before anything is changed.
//!
//! The new text becomes the document's next revision, the earlier one stays on disk, and codings move with their
//! words. A plan is made for one state of the project and refused for another.

pub mod by_hand;
pub mod correct;
pub mod diff;
pub mod draft;
pub mod effect;
pub mod places;
pub mod structure;

use std::sync::Arc;

use by_hand::ByHand;
use effect::Effect;

use super::cases::attributes_of;
use super::{CommitError, Committed, Session};
use crate::import::ImportedFile;
use crate::model::gesture::{self, Revised};
use crate::model::{CoderId, Document, DocumentChange, DocumentId, Edit, Hash, Message, Project, Revision, Tell};
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
    /// To codings and cases.
    pub effect: Effect,
    /// Corrections made by hand in the text that the document has.
    pub by_hand: ByHand,
    ready: Ready,
}

/// What carrying a plan out takes.
#[derive(Debug)]
struct Ready {
    /// The state of the project that it was made for.
    revision: Revision,
    title: String,
    edits: Vec<Edit>,
    files: Vec<FileFirst>,
}

/// What working a plan out takes: the project as it is, and where its files lie.
#[derive(Debug)]
pub struct RevisionJob {
    document: DocumentId,
    project: Arc<Project>,
    layout: Layout,
    revision: Revision,
    coder: CoderId,
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
        &self.ready.title
    }

    /// Whether the text would be the one that the document has.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ready.edits.is_empty()
    }
}

impl Session {
    /// Says what it would do to give a document the text that a file has, read anew.
    ///
    /// # Errors
    /// [`ReimportError`].
    pub fn plan_reimport(&self, document: DocumentId, file: ImportedFile) -> Result<ReimportPlan, ReimportError> {
        self.revision_job(document).of_file(file)
    }

    /// What it takes to say what another text would do, on any thread: two long texts are compared.
    #[must_use]
    pub fn revision_job(&self, document: DocumentId) -> RevisionJob {
        RevisionJob {
            document,
            project: Arc::clone(self.project()),
            layout: self.layout().clone(),
            revision: self.revision(),
            coder: self.coder(),
        }
    }

    /// Carries a plan out, as one change that undo takes back.
    ///
    /// # Errors
    /// [`ReimportError`]; then nothing was changed.
    pub fn reimport(&mut self, plan: ReimportPlan) -> Result<Committed, ReimportError> {
        let label = Message::new("label.reimport").with("title", &plan.ready.title);
        self.revise(plan.ready, label)
    }

    fn revise(&mut self, ready: Ready, label: Message) -> Result<Committed, ReimportError> {
        if ready.revision != self.revision() {
            return Err(ReimportError::Outdated);
        }
        self.make_sure_of_room(ready.files.iter().map(|file| file.bytes.len() as u64).sum())?;
        Ok(self.commit_with_files(label, ready.edits, None, ready.files)?)
    }
}

impl RevisionJob {
    /// Says what reading the document from this file would do.
    ///
    /// # Errors
    /// [`ReimportError`].
    pub fn of_file(self, file: ImportedFile) -> Result<ReimportPlan, ReimportError> {
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
            effect: Effect::none(self.project.codings(document).len()),
            by_hand: ByHand::default(),
            ready: self.ready(held),
        };
        if hash == held.text_hash && structure == held.structure {
            return Ok(plan);
        }
        let changes = diff::between(held.text.as_str(), text.as_str());
        (plan.inserted, plan.deleted) = changes.counts();
        plan.by_hand = ByHand::of(held, &changes);
        let path = self.layout.source(&record.hash, &record.extension);
        plan.ready.files.push(FileFirst { path, bytes });
        let revised = gesture::revise(&self.project, document, text, structure, Some(record), changes);
        plan.effect = Effect::of(&self.project, held, self.coder, &revised);
        self.make_ready(&mut plan.ready, revised)?;
        // What is said of the document already stays; what the new reading found beside it is added.
        let said = attributes_of(imported.attributes);
        let unsaid = said.into_iter().filter(|(name, _)| !held.attributes.contains_key(name));
        let set = |(name, value)| Edit::SetDocument(document, DocumentChange::Attribute { name, value: Some(value) });
        plan.ready.edits.extend(unsaid.map(set));
        if held.bibliography.is_none() && !imported.bibliography.is_empty() {
            let record = Some(Arc::new(imported.bibliography));
            plan.ready.edits.push(Edit::SetDocument(document, DocumentChange::Bibliography(record)));
        }
        Ok(plan)
    }

    fn ready(&self, held: &Document) -> Ready {
        Ready { revision: self.revision, title: held.title.clone(), edits: Vec::new(), files: Vec::new() }
    }

    /// The change, after the file of the new text.
    fn make_ready(&self, ready: &mut Ready, revised: Revised) -> Result<(), ReimportError> {
        let new = revised.document.ok_or(ReimportError::NoDocument)?;
        let path = self.layout.text(self.document, new.revision, &new.text_hash);
        ready.files.push(FileFirst { path, bytes: new.text.as_str().as_bytes().into() });
        ready.edits = revised.edits;
        Ok(())
    }
}
