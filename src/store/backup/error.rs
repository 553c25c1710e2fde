//! What can go wrong with a backup, each with what is safe and what to do.

use std::path::{Path, PathBuf};

use crate::model::{Message, Tell};
use crate::store::error::OpenError;

/// Why a backup could not be made or restored. The project and the other backups are as they were.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// Another program is making or restoring one of the same project.
    #[error("another backup of {} is being made", .0.display())]
    Busy(PathBuf),
    /// Somebody pressed cancel.
    #[error("cancelled")]
    Cancelled,
    /// There is nothing to back up, or nobody knows what it is.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The system refused, in the folder of backups.
    #[error("{}: {error}", path.display())]
    Keep {
        /// What was being read or written.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// The system refused, in the folder that was being restored.
    #[error("{} could not be written: {error}; the backup is intact", path.display())]
    Restore {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// Somebody pressed cancel while a folder was being restored.
    #[error("cancelled; {} is not whole", .0.display())]
    RestoreStopped(PathBuf),
    /// The backup's list of files is gone or was changed.
    #[error("{} cannot be read: {reason}", path.display())]
    Damaged {
        /// The manifest, or the object.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A restore would be written over something.
    #[error("{} exists already and is not empty; nothing was written", .0.display())]
    Occupied(PathBuf),
    /// A restore into the project that is backed up, or into the backups.
    #[error("{} lies inside the project or its backups; nothing was written", .0.display())]
    Inside(PathBuf),
}

impl Tell for BackupError {
    fn tell(&self) -> Message {
        let at = |id, path: &Path| Message::new(id).with("path", path.display());
        match self {
            Self::Busy(path) => at("backup.busy", path),
            Self::Cancelled => Message::new("backup.cancelled"),
            Self::Open(error) => error.tell(),
            Self::Keep { path, error } => {
                Message::new("backup.not_made").with("path", path.display()).with("error", error)
            }
            Self::Restore { path, error } if error.kind() == std::io::ErrorKind::StorageFull => {
                at("backup.restore_full", path)
            }
            Self::Restore { path, error } => at("backup.restore_failed", path).with("error", error),
            Self::RestoreStopped(path) => at("backup.restore_stopped", path),
            Self::Damaged { path, reason } => at("backup.damaged", path).with("reason", reason),
            Self::Occupied(path) => OpenError::Occupied(path.clone()).tell(),
            Self::Inside(path) => at("backup.inside", path),
        }
    }
}

impl BackupError {
    /// For `map_err` on calls into the folder of backups.
    pub(super) fn keeping(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        |error| Self::Keep { path, error }
    }

    /// For `map_err` on calls into the folder that is being restored.
    pub(super) fn restoring(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        |error| Self::Restore { path, error }
    }
}

/// What the system said of a file of the project that could not be read.
pub(super) fn unreadable(name: &str, error: &std::io::Error) -> Message {
    Message::new("backup.file_unreadable").with("file", name).with("reason", error)
}
