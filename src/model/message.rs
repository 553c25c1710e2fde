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

    /// The same around another message, which stands where its text names `{step}`: so that what speaks of a
    /// step of history can be read in another language too. To be called last.
    #[must_use]
    pub fn around(mut self, inner: &Self) -> Self {
        self.args.push((Cow::Borrowed(Self::INNER), inner.id.clone().into_owned()));
        self.args.extend(inner.args.iter().cloned());
        self
    }

    /// The message that this one stands around.
    #[must_use]
    pub fn inner(&self) -> Option<Self> {
        let at = self.args.iter().position(|(name, _)| name == Self::INNER)?;
        let (own, args) = self.args.split_at(at + 1);
        Some(Self { id: Cow::Owned(own.last()?.1.clone()), args: args.to_vec() })
    }

    /// A value of the message itself, not of one inside it.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        let own = self.args.iter().take_while(|(key, _)| key != Self::INNER);
        own.into_iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The value that names the message inside.
    pub const INNER: &'static str = "step";
}

/// An error that can be said in the reader's language.
///
/// `Display` of such an error is the English of the log; [`Tell::tell`] is what people read.
pub trait Tell: std::error::Error {
    /// What happened, to what, what is safe and what to do.
    fn tell(&self) -> Message;
}
