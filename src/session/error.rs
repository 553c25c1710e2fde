//! Why a change was not made.

use crate::model::{EditError, Message, Tell};
use crate::store::SaveError;

/// A change that was refused. The project is as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommitError {
    /// The project is open for reading.
    #[error("the project is open for reading")]
    ReadOnly(Message),
    /// The model refused.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// Somebody else wrote over it since; nothing was taken back.
    #[error("somebody else wrote over it since")]
    WrittenSince(Message),
    /// What is to be written does not fit on the disk. Nothing was written.
    #[error("{needed} bytes are needed and {room} are free")]
    NoRoom {
        /// In bytes.
        needed: u64,
        /// In bytes.
        room: u64,
    },
    /// What was to be undone could not be read.
    #[error(transparent)]
    Save(#[from] SaveError),
}

impl Tell for CommitError {
    fn tell(&self) -> Message {
        match self {
            Self::ReadOnly(reason) | Self::WrittenSince(reason) => reason.clone(),
            Self::Edit(error) => error.tell(),
            Self::NoRoom { needed, room } => {
                let megabytes = |bytes: &u64| format!("{:.1}", *bytes as f64 / 1_000_000.0);
                Message::new("session.no_room").with("needed", megabytes(needed)).with("room", megabytes(room))
            }
            Self::Save(error) => error.tell(),
        }
    }
}
