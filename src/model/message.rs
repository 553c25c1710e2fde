//! Words for people, before a language is chosen.
//!
//! The engine never speaks Chinese or English: it hands out a [`Message`], an id of the interface's
//! text table with its arguments, and the window or the command line says it in the reader's language.
//! History labels, import findings and errors are all messages, so they can still be read in another
//! language years later.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// An id of `assets/i18n` with the values that its text names in braces.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Message {
    /// As in `assets/i18n/en/*.ron`: area, dot, name.
    pub id: Cow<'static, str>,
    /// Name and value of each `{name}` of the text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<(Cow<'static, str>, String)>,
}

impl Message {
    /// A message of a known id.
    #[must_use]
    pub fn new(id: &'static str) -> Self {
        Self { id: Cow::Borrowed(id), args: Vec::new() }
    }

    /// The same with one more value.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((Cow::Borrowed(name), value.to_string()));
        self
    }
}

/// An error that can be said in the reader's language.
///
/// `Display` of such an error is the English of the log; [`Tell::tell`] is what people read.
pub trait Tell: std::error::Error {
    /// What happened, to what, what is safe and what to do.
    fn tell(&self) -> Message;
}
