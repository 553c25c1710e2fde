//! Corrections that are not saved, written down beside how the interface was left: a crash, or a computer that goes
//! off, takes no hour of them.
//!
//! One file a document, in the data folder of this machine, never in the project: it belongs to whoever types here. It
//! goes when the correction was saved or thrown away. A file that nobody understands is set aside, never written over:
//! it may hold an hour of somebody's work.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::model::{CharIndex, DocumentId, ProjectId, Timestamp};
use crate::session::KeptDraft;
use crate::store::{Environment, write_data};

/// How the name of such a file ends.
const ENDING: &str = ".ron";
/// Names under which files that nobody understands are set aside, one after another.
const MOST_ASIDE: usize = 100;

/// Those of a project, by document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
    fn folder(environment: &Environment, project: ProjectId) -> PathBuf {
        environment.data_dir.join("corrections").join(project.to_string())
    }

    fn path(environment: &Environment, project: ProjectId, document: DocumentId) -> PathBuf {
        Self::folder(environment, project).join(format!("{document}{ENDING}"))
    }

    /// As they were written down.
    #[must_use]
    pub fn load(environment: &Environment, project: ProjectId) -> Self {
        let entries = environment.fs.list(&Self::folder(environment, project)).unwrap_or_default();
        let ids = entries.iter().filter_map(|entry| entry.name.strip_suffix(ENDING)?.parse::<DocumentId>().ok());
        Self { held: ids.filter_map(|id| Some((id, Self::one(environment, project, id)?))).collect() }
    }

    /// The one of a document.
    #[must_use]
    pub fn one(environment: &Environment, project: ProjectId, document: DocumentId) -> Option<UnsavedCorrection> {
        let path = Self::path(environment, project, document);
        match read(environment, &path) {
            Ok(held) => held,
            Err(error) => {
                log::warn!("a correction that was written down cannot be read: {error}");
                None
            }
        }
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = (DocumentId, &UnsavedCorrection)> {
        self.held.iter().map(|(id, held)| (*id, held))
    }

    /// Writes one down, or takes it away. What stood there and cannot be read is set aside first.
    ///
    /// # Errors
    /// Of the file system; nothing of the project depends on it.
    pub fn put(
        environment: &Environment,
        project: ProjectId,
        document: DocumentId,
        correction: Option<&UnsavedCorrection>,
    ) -> io::Result<()> {
        let path = Self::path(environment, project, document);
        if read(environment, &path).is_err() {
            set_aside(environment, &path)?;
        }
        match correction {
            Some(correction) => {
                let pretty = ron::ser::PrettyConfig::default();
                let text = ron::ser::to_string_pretty(correction, pretty).map_err(io::Error::other)?;
                write_data(environment, &path, text.as_bytes())
            }
            None if environment.fs.exists(&path) => environment.fs.remove(&path),
            None => Ok(()),
        }
    }
}

/// `None` where there is none.
fn read(environment: &Environment, path: &Path) -> io::Result<Option<UnsavedCorrection>> {
    match environment.fs.read(path) {
        Ok(bytes) => ron::de::from_bytes(&bytes).map(Some).map_err(io::Error::other),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Under a name that nothing else has.
fn set_aside(environment: &Environment, path: &Path) -> io::Result<()> {
    let free = |number: &usize| !environment.fs.exists(&aside(path, *number));
    let number = (1..=MOST_ASIDE).find(free).ok_or_else(|| io::Error::other("too much was set aside already"))?;
    log::warn!("a correction that cannot be read was set aside: {}", aside(path, number).display());
    environment.fs.rename(path, &aside(path, number))
}

fn aside(path: &Path, number: usize) -> PathBuf {
    path.with_extension(format!("unreadable-{number}"))
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
        UnsavedCorrections::put(&environment, project, id, Some(&held)).unwrap();
        let loaded = UnsavedCorrections::one(&environment, project, id);
        assert_eq!(loaded, Some(held.clone()));
        let resumed = Draft::resumed(&document, &loaded.unwrap().draft).unwrap();
        assert_eq!(resumed.text().as_str(), "其实办总要办的");
        let mut other = Document::clone(&document);
        other.text_hash = crate::model::Hash::of(b"");
        assert!(Draft::resumed(&Arc::new(other), &held.draft).is_none(), "it leads from another text");
        UnsavedCorrections::put(&environment, project, id, None).unwrap();
        assert_eq!(UnsavedCorrections::load(&environment, project).all().count(), 0);
    }

    fn held() -> UnsavedCorrection {
        let id = DocumentId::new(&mut CountingMint::default());
        let document = Arc::new(Document::of_text(id, "访谈", Text::new("办总要办的").unwrap(), Timestamp(0)));
        let mut draft = Draft::of(&document);
        draft.replace(0..1, "其实办");
        UnsavedCorrection { draft: draft.to_keep(), title: "访谈".into(), caret: CharIndex(3), at: Timestamp(7) }
    }

    #[test]
    fn what_was_written_down_outlives_a_power_cut() {
        let (environment, fs) = Environment::in_memory();
        let mut mint = CountingMint::default();
        let (project, id) = (ProjectId(mint.mint()), DocumentId::new(&mut mint));
        UnsavedCorrections::put(&environment, project, id, Some(&held())).unwrap();
        let after = Environment { fs: Arc::new(fs.after_a_power_cut()), ..environment };
        assert_eq!(UnsavedCorrections::one(&after, project, id), Some(held()));
    }

    #[test]
    fn a_file_that_cannot_be_read_is_set_aside_and_takes_no_other_along() {
        let (environment, fs) = Environment::in_memory();
        let mut mint = CountingMint::default();
        let (project, id, other) = (ProjectId(mint.mint()), DocumentId::new(&mut mint), DocumentId::new(&mut mint));
        let broken = b"(draft: (base: \"1".as_slice();
        fs.put(&UnsavedCorrections::path(&environment, project, id), broken);
        UnsavedCorrections::put(&environment, project, other, Some(&held())).unwrap();
        let ids: Vec<_> = UnsavedCorrections::load(&environment, project).all().map(|(id, _)| id).collect();
        assert_eq!(ids, [other]);
        UnsavedCorrections::put(&environment, project, id, Some(&held())).unwrap();
        assert_eq!(UnsavedCorrections::load(&environment, project).all().count(), 2);
        assert!(fs.files().values().any(|bytes| bytes == broken), "what nobody understands is still there");
    }
}
