//! Why an edit is refused.

use super::super::{CodeId, Message, Tell};

/// Why an edit was refused. The project is as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// Ids are used once.
    #[error("{0} is there already")]
    Exists(String),
    /// Removed meanwhile, or of another project.
    #[error("{0} is not in this project")]
    Missing(String),
    /// Something still hangs on it.
    #[error("{what} is still used by {by}")]
    InUse {
        /// What was to go.
        what: String,
        /// What holds it.
        by: String,
    },
    /// Invariant 1.
    #[error("the span {start}..{end} does not lie in the text of {length} characters")]
    OutsideText {
        /// First code point.
        start: u32,
        /// After the last.
        end: u32,
        /// Of the document.
        length: u32,
    },
    /// The text says something else than when the coding was made.
    #[error("the text at {start}..{end} is not the one that was coded")]
    OtherText {
        /// First code point.
        start: u32,
        /// After the last.
        end: u32,
    },
    /// A code cannot stand below itself.
    #[error("{0} cannot be placed below itself")]
    Circle(CodeId),
    /// Names are one line and not empty.
    #[error("a name must be one line with at least one character")]
    BadName,
    /// An attribute without a value is not there.
    #[error("the attribute {0} must have a name of one line, and a value that is not empty")]
    BadAttribute(String),
    /// What stands on a shelf has a short name of one line and what belongs to its kind.
    #[error("{0:?} cannot stand on that shelf: its name must be one short line, and its value fit")]
    BadItem(String),
    /// Weights are 0 to 100.
    #[error("{0} is no weight: 0 to 100")]
    BadWeight(u8),
}

impl Tell for EditError {
    fn tell(&self) -> Message {
        match self {
            Self::Exists(what) => Message::new("edit.exists").with("what", what),
            Self::Missing(what) => Message::new("edit.missing").with("what", what),
            Self::InUse { what, by } => Message::new("edit.in_use").with("what", what).with("by", by),
            Self::OutsideText { start, end, length } => {
                Message::new("edit.outside_text").with("start", start).with("end", end).with("length", length)
            }
            Self::OtherText { start, end } => Message::new("edit.other_text").with("start", start).with("end", end),
            Self::Circle(code) => Message::new("edit.circle").with("code", code),
            Self::BadName => Message::new("edit.bad_name"),
            Self::BadAttribute(name) => Message::new("edit.bad_attribute").with("name", name),
            Self::BadItem(name) => Message::new("edit.bad_item").with("name", name),
            Self::BadWeight(weight) => Message::new("edit.bad_weight").with("weight", weight),
        }
    }
}
