//! Where everything lies in a project's folder. Each file that changes carries the name of its only writer (invariant 5).

use std::path::{Path, PathBuf};

use super::record::Kind;
use crate::model::{DocumentId, Hash, Replica};

/// The ending of a project's folder.
pub const EXTENSION: &str = "tianye";

/// Written into each new project, so that git neither mends line ends nor merges what is binary.
const GIT_ATTRIBUTES: &str = "*.ron text eol=lf\n*.txt text eol=lf\njournal/** binary -diff\nsources/** -text\n";

/// Written into each new project.
const GIT_IGNORE: &str = ".*.tmp\n.lock*\n";

/// Both with their names.
pub(super) const GIT_FILES: [(&str, &str); 2] = [(".gitattributes", GIT_ATTRIBUTES), (".gitignore", GIT_IGNORE)];

/// The paths of one project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    root: PathBuf,
}

impl Layout {
    /// Of a project's folder.
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        Self { root: folder.to_owned() }
    }

    /// The folder itself.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Format and identity.
    #[must_use]
    pub fn project_file(&self) -> PathBuf {
        self.root.join("project.ron")
    }

    /// The folders that every project has.
    pub(super) fn folders(&self) -> [PathBuf; 7] {
        [
            self.codebook_folder(),
            self.people_folder(),
            self.documents_folder(),
            self.codings_folder(),
            self.sources_folder(),
            self.journal_folder(),
            self.checkpoints_folder(),
        ]
    }

    /// Of the first window without a suffix.
    pub(super) fn lock(&self, suffix: &str) -> PathBuf {
        self.root.join(format!(".lock{suffix}"))
    }

    pub(super) fn codebook_folder(&self) -> PathBuf {
        self.root.join("codebook")
    }

    pub(super) fn people_folder(&self) -> PathBuf {
        self.root.join("people")
    }

    pub(super) fn documents_folder(&self) -> PathBuf {
        self.root.join("documents")
    }

    pub(super) fn document_folder(&self, document: DocumentId) -> PathBuf {
        self.documents_folder().join(document.to_string())
    }

    /// The text of one revision. Two replicas may make a second one each: these bear a part of their hash, so that
    /// neither is written over the other.
    #[must_use]
    pub fn text(&self, document: DocumentId, revision: u32, hash: &Hash) -> PathBuf {
        let name = match (revision, hash.0.get(..12)) {
            (2.., Some(start)) => format!("text.{revision}.{start}.txt"),
            _ => format!("text.{revision}.txt"),
        };
        self.document_folder(document).join(name)
    }

    pub(super) fn document_records(&self, document: DocumentId, replica: &Replica) -> PathBuf {
        self.document_folder(document).join(format!("meta.{}.ron", replica.0))
    }

    pub(super) fn codings_folder(&self) -> PathBuf {
        self.root.join("codings")
    }

    pub(super) fn shard(&self, document: DocumentId, replica: &Replica) -> PathBuf {
        self.codings_folder().join(document.to_string()).join(format!("{}.ron", replica.0))
    }

    /// Where a replica keeps its records of a kind.
    pub(super) fn records(&self, kind: &Kind, replica: &Replica) -> PathBuf {
        let name = format!("{}.ron", replica.0);
        match kind {
            Kind::Codebook => self.codebook_folder().join(name),
            Kind::People => self.people_folder().join(name),
            Kind::Document(id) => self.document_records(*id, replica),
            Kind::Codings(id) => self.shard(*id, replica),
        }
    }

    /// An imported file, named by its content.
    #[must_use]
    pub fn source(&self, hash: &Hash, extension: &str) -> PathBuf {
        let name = if extension.is_empty() { hash.0.clone() } else { format!("{}.{extension}", hash.0) };
        self.sources_folder().join(name)
    }

    pub(super) fn sources_folder(&self) -> PathBuf {
        self.root.join("sources")
    }

    pub(super) fn journal_folder(&self) -> PathBuf {
        self.root.join("journal")
    }

    pub(super) fn replica_journal(&self, replica: &Replica) -> PathBuf {
        self.journal_folder().join(&replica.0)
    }

    pub(super) fn segment(&self, replica: &Replica, number: u32) -> PathBuf {
        self.replica_journal(replica).join(format!("{number:08}.log"))
    }

    pub(super) fn archive_folder(&self, replica: &Replica) -> PathBuf {
        self.replica_journal(replica).join("archive")
    }

    pub(super) fn archived_segment(&self, replica: &Replica, number: u32) -> PathBuf {
        self.archive_folder(replica).join(format!("{number:08}.log.zst"))
    }

    /// Where a segment stood in the archive of format 1.
    pub(super) fn archived_uncompressed(&self, replica: &Replica, number: u32) -> PathBuf {
        self.archive_folder(replica).join(format!("{number:08}.log"))
    }

    pub(super) fn checkpoints_folder(&self) -> PathBuf {
        self.root.join("checkpoints")
    }

    pub(super) fn checkpoint(&self, replica: &Replica) -> PathBuf {
        self.checkpoints_folder().join(format!("{}.ron", replica.0))
    }
}
