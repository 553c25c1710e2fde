//! Corrections that are not saved, written down beside how the interface was left: a crash, or a computer that goes
//! off, takes no hour of them.
//!
//! One file a project, in the data folder of this machine, never in the project: it belongs to whoever types here. What
//! was saved or thrown away is taken out of it.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::view_state::{load, save};
use crate::model::{CharIndex, DocumentId, ProjectId, Timestamp};
use crate::session::KeptDraft;
use crate::store::Environment;

/// Those of a project, by document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnsavedCorrections {
    held: BTreeMap<DocumentId, UnsavedCorrection>,
}

/// One that is not saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnsavedCorrection {
    /// The text and how it came to be.
    pub draft: KeptDraft,
    /// Of the document, when it was written down.
    pub title: String,
    /// Where the caret stood.
    pub caret: CharIndex,
    /// When it was written down.
    pub at: Timestamp,
}

impl UnsavedCorrections {
    fn path(environment: &Environment, project: ProjectId) -> PathBuf {
        environment.data_dir.join("corrections").join(format!("{project}.ron"))
    }

    /// As they were written down.
    #[must_use]
    pub fn load(environment: &Environment, project: ProjectId) -> Self {
        load(environment, &Self::path(environment, project))
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = (DocumentId, &UnsavedCorrection)> {
        self.held.iter().map(|(id, held)| (*id, held))
    }

    /// Of a document.
    #[must_use]
    pub fn of(&self, document: DocumentId) -> Option<&UnsavedCorrection> {
        self.held.get(&document)
    }

    /// Writes one down, or takes one out.
    ///
    /// # Errors
    /// Of the file system; nothing of the project depends on it.
    pub fn put(
        environment: &Environment,
        project: ProjectId,
        document: DocumentId,
        correction: Option<UnsavedCorrection>,
    ) -> io::Result<()> {
        let mut all = Self::load(environment, project);
        let before = match correction {
            Some(correction) => all.held.insert(document, correction),
            None if all.held.contains_key(&document) => all.held.remove(&document),
            None => return Ok(()),
        };
        drop(before);
        let path = Self::path(environment, project);
        if all.held.is_empty() { environment.fs.remove(&path) } else { save(environment, &path, &all) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CountingMint, Document, Mint, Text};
    use crate::session::Draft;
    use std::sync::Arc;

    #[test]
    fn a_correction_comes_back_as_it_was_typed_and_goes_when_it_is_taken_out() {
        let (environment, _) = Environment::in_memory();
        let mut mint = CountingMint::default();
        let (project, id) = (ProjectId(mint.mint()), DocumentId::new(&mut mint));
        let document = Arc::new(Document::of_text(id, "访谈", Text::new("办总要办的").unwrap(), Timestamp(0)));
        let mut draft = Draft::of(&document);
        draft.replace(0..1, "其实办");
        let held =
            UnsavedCorrection { draft: draft.to_keep(), title: "访谈".into(), caret: CharIndex(3), at: Timestamp(7) };
        UnsavedCorrections::put(&environment, project, id, Some(held.clone())).unwrap();
        let loaded = UnsavedCorrections::load(&environment, project);
        assert_eq!(loaded.of(id), Some(&held));
        let resumed = Draft::resumed(&document, &loaded.of(id).unwrap().draft).unwrap();
        assert_eq!(resumed.text().as_str(), "其实办总要办的");
        let mut other = Document::clone(&document);
        other.text_hash = crate::model::Hash::of(b"");
        assert!(Draft::resumed(&Arc::new(other), &held.draft).is_none(), "it leads from another text");
        UnsavedCorrections::put(&environment, project, id, None).unwrap();
        assert_eq!(UnsavedCorrections::load(&environment, project).all().count(), 0);
    }
}
