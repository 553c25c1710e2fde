//! Where a coding stands in a text that may be corrected: the span, what it says, and in which text that is so.
//!
//! A coding is made on one text. When the document is given another ([`super::Wording`]), codings that are known
//! move with their words in the same change. One that was made elsewhere meanwhile still stands on the earlier text;
//! [`settle`] moves it when both come together. What cannot be moved is never put on other words: it is given back.

use serde::{Deserialize, Serialize};

use super::{ChangeSet, Coding, Document, Hash, QuoteHash, Span, Text};

/// Which text: the first eight bytes of its BLAKE3 hash.
pub type TextMark = QuoteHash;

/// Where a coding stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// The passage.
    pub span: Span,
    /// What it says there.
    pub quote: QuoteHash,
    /// In which text; `None` for the one that was imported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<TextMark>,
}

/// A text that a document had before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    /// Which revision it was.
    pub revision: u32,
    /// BLAKE3 of it.
    pub text_hash: Hash,
    /// The way from it to the next one.
    pub changes: ChangeSet,
}

/// The mark of a revision's text.
#[must_use]
pub fn mark_of(revision: u32, hash: &Hash) -> Option<TextMark> {
    let first = hash.0.get(..16).and_then(|digits| u64::from_str_radix(digits, 16).ok()).unwrap_or_default();
    (revision > 1).then_some(QuoteHash(first))
}

impl Document {
    /// The mark of the text that it has.
    #[must_use]
    pub fn mark(&self) -> Option<TextMark> {
        mark_of(self.revision, &self.text_hash)
    }

    /// Whether it has, or had, the text of this mark.
    #[must_use]
    pub fn knows(&self, mark: Option<TextMark>) -> bool {
        mark == self.mark() || self.earlier.iter().any(|held| mark_of(held.revision, &held.text_hash) == mark)
    }

    /// A passage of its text.
    #[must_use]
    pub fn anchor(&self, span: Span) -> Anchor {
        Anchor { span, quote: QuoteHash::of(&self.text, span), on: self.mark() }
    }
}

impl Anchor {
    /// Whether it says in this text what it said when it was made.
    #[must_use]
    pub fn fits(&self, text: &Text) -> bool {
        let Span { start, end } = self.span;
        start < end && end.0 <= text.char_len() && QuoteHash::of(text, self.span) == self.quote
    }

    /// The same on the text that the document has now: where its words, or what is left of them, stand today.
    /// `None` where nothing is left, or where nobody knows the way.
    #[must_use]
    pub fn brought_to(&self, document: &Document) -> Option<Self> {
        if self.on == document.mark() {
            return Some(*self);
        }
        // Of equal texts the last: the way from it is the shortest.
        let from = document.earlier.iter().rposition(|held| mark_of(held.revision, &held.text_hash) == self.on)?;
        let way = document.earlier.get(from..)?;
        let span = way.iter().try_fold(self.span, |span, held| held.changes.map_span(span))?;
        (span.end.0 <= document.text.char_len()).then(|| document.anchor(span))
    }
}

impl Coding {
    /// Where it stands.
    #[must_use]
    pub fn anchor(&self) -> Anchor {
        Anchor { span: self.span, quote: self.quote, on: self.on }
    }

    /// The same coding, standing elsewhere.
    #[must_use]
    pub fn anchored(mut self, anchor: Anchor) -> Self {
        self.put(anchor);
        self
    }

    pub(super) fn put(&mut self, anchor: Anchor) {
        (self.span, self.quote, self.on) = (anchor.span, anchor.quote, anchor.on);
    }
}

/// What became of codings that stood on an earlier text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// They say what they said.
    pub moved: usize,
    /// Some of their words are others now.
    pub unsure: usize,
}

/// Brings codings to the text that the document has now. Those that cannot be brought there stay as they are:
/// whoever puts a project together leaves them out and tells of them.
pub fn settle(document: &Document, codings: &mut [Coding]) -> Settled {
    let mark = document.mark();
    let mut settled = Settled::default();
    for coding in codings.iter_mut().filter(|coding| coding.on != mark) {
        let Some(anchor) = coding.anchor().brought_to(document) else { continue };
        if anchor.quote == coding.quote {
            settled.moved += 1;
        } else {
            settled.unsure += 1;
        }
        coding.put(anchor);
    }
    settled
}
