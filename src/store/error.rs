//! What can go wrong with a project's folder, each with what is safe and what to do.

use std::path::PathBuf;

use super::format::{CURRENT, Version};
use crate::model::{Message, Tell};

/// Why a project could not be made or opened. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is nothing at this path.
    #[error("{} is not there", .0.display())]
    NotThere(PathBuf),
    /// A folder or file that is no project.
    #[error("{} is not a Tianye project: it holds no project.ron", .0.display())]
    NotAProject(PathBuf),
    /// A new project would be written over something.
    #[error("{} exists already and is not empty; nothing was written", .0.display())]
    Occupied(PathBuf),
    /// Of a program to come.
    #[error("{} has format {found}; this program reads up to {CURRENT}", folder.display())]
    Newer {
        /// The project.
        folder: PathBuf,
        /// Its format.
        found: Version,
    },
    /// `project.ron` cannot be understood.
    #[error("{} cannot be read: {reason}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The system refused.
    #[error("{}: {error}", path.display())]
    Io {
        /// What was being read or written.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
}

impl Tell for OpenError {
    fn tell(&self) -> Message {
        match self {
            Self::NotThere(path) => Message::new("store.not_there").with("path", path.display()),
            Self::NotAProject(path) => Message::new("store.not_a_project").with("path", path.display()),
            Self::Occupied(path) => Message::new("store.occupied").with("path", path.display()),
            Self::Newer { folder, found } => {
                Message::new("store.newer").with("path", folder.display()).with("found", found).with("current", CURRENT)
            }
            Self::Damaged { path, reason } => {
                Message::new("store.damaged").with("path", path.display()).with("reason", reason)
            }
            Self::Io { path, error } => io_message(path, error),
        }
    }
}

/// What the system said about a path, in words that name the usual causes.
#[must_use]
pub fn io_message(path: &std::path::Path, error: &std::io::Error) -> Message {
    use std::io::ErrorKind;
    let id = match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => "store.io_permission",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "store.io_full",
        ErrorKind::FileTooLarge => "store.io_too_large",
        ErrorKind::NotFound => "store.not_there",
        _ => "store.io_other",
    };
    Message::new(id).with("path", path.display()).with("error", error)
}

/// The last changes could not be put on disk; they are all in memory still.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the journal of {} could not be written: {reason}; what was saved before is intact", folder.display())]
pub struct SaveError {
    /// The project.
    pub folder: PathBuf,
    /// What the system said.
    pub reason: String,
}

impl Tell for SaveError {
    fn tell(&self) -> Message {
        Message::new("store.save_failed").with("path", self.folder.display()).with("reason", &self.reason)
    }
}
