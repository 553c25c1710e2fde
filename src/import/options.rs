//! What a person can choose about an import, and how far a file may go.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Step;

/// Choices of one import. The defaults suit papers and interviews.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// Label of the character encoding (`gb18030`, `big5`, `utf-16le`); `None` finds it out.
    #[serde(default)]
    pub encoding: Option<String>,
    /// Steps of the clean-up that are switched off.
    #[serde(default)]
    pub off: BTreeSet<Step>,
    /// How large and how slow a file may be.
    #[serde(default)]
    pub limits: Limits,
}

impl Options {
    /// The text as the reader gives it, without any clean-up.
    #[must_use]
    pub fn untouched() -> Self {
        Self { off: Step::ALL.into_iter().collect(), ..Self::default() }
    }
}

/// How large and how slow a file may be before it is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of text: of a text file, and of what is inside a packed one.
    pub text_bytes: u64,
    /// Bytes of a packed file, which may hold pictures.
    pub file_bytes: u64,
    /// Milliseconds that any file is granted.
    pub base_milliseconds: u64,
    /// Milliseconds granted for each megabyte on top.
    pub milliseconds_a_megabyte: u64,
    /// Bytes of memory that the reading process may take; 0 sets no limit.
    pub memory_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            text_bytes: 64 << 20,
            file_bytes: 512 << 20,
            base_milliseconds: 60_000,
            milliseconds_a_megabyte: 1_000,
            memory_bytes: 4 << 30,
        }
    }
}

impl Limits {
    /// The time that a file of this size is granted.
    #[must_use]
    pub fn time_for(&self, bytes: u64) -> std::time::Duration {
        std::time::Duration::from_millis(self.base_milliseconds + (bytes >> 20) * self.milliseconds_a_megabyte)
    }
}
