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
    /// What was to be undone could not be read.
    #[error(transparent)]
    Save(#[from] SaveError),
}

impl Tell for CommitError {
    fn tell(&self) -> Message {
        match self {
            Self::ReadOnly(reason) => reason.clone(),
            Self::Edit(error) => error.tell(),
            Self::Save(error) => error.tell(),
        }
    }
}
