//! How a command ended, as scripts see it.

use crate::model::{Message, Tell};

/// A command that ran to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// Exit code 0: all that was asked.
    Whole,
    /// Exit code 1: what could be done is done and saved; something was refused, and it was said what.
    WithFindings,
}

/// A command that did nothing: no file of the project has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Exit code 2: the arguments are wrong.
    Usage(Message),
    /// Exit code 3: the arguments are right, but it could not be done.
    Refused(Message),
}

impl<E: Tell> From<E> for Failure {
    /// Every error of the engine becomes a refusal; its English goes to the log.
    fn from(error: E) -> Self {
        log::info!("{error}");
        Self::Refused(error.tell())
    }
}
