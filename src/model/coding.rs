//! A coding: one code on one span of one document by one coder at one time.
//!
//! Codings of a document are kept sorted by their start, so that what lies in a window of text is
//! found without looking at the rest.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{CharIndex, CodeId, CoderId, CodingId, DocumentId, Span, Text, TextMark, Timestamp};

/// One code applied to one passage by one coder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coding {
    /// Never used again after a removal (invariant 4).
    pub id: CodingId,
    /// As it was applied: a merged code still stands here, see [`super::Code::alias_of`].
    pub code: CodeId,
    /// Who.
    pub coder: CoderId,
    /// Where, in the document's current revision.
    pub span: Span,
    /// When.
    pub at: Timestamp,
    /// What the passage said when it was coded, so that it can be found again if the text changes
    /// elsewhere. The 32 characters on either side are not kept: the revision they stand in never changes.
    pub quote: QuoteHash,
    /// In which of the document's texts it stands there; `None` for the one that was imported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<TextMark>,
    /// The coder's remark on this passage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memo: Option<Box<str>>,
    /// 0 to 100, as MAXQDA counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<u8>,
}

impl Coding {
    /// Where it stands in its document.
    #[must_use]
    pub fn place(&self, document: super::DocumentId) -> CodingPlace {
        CodingPlace { document, start: self.span.start, id: self.id }
    }
}

/// How a coding is found: its document, its start and its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CodingPlace {
    /// The document that it is in.
    pub document: super::DocumentId,
    /// Its span's start.
    pub start: CharIndex,
    /// Its id.
    pub id: CodingId,
}

/// Which coding, wherever it stands: correcting a text moves its start.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct CodingKey(pub CodingPlace);

impl CodingKey {
    fn tells(&self) -> (DocumentId, CodingId) {
        (self.0.document, self.0.id)
    }
}

impl PartialEq for CodingKey {
    fn eq(&self, other: &Self) -> bool {
        self.tells() == other.tells()
    }
}

impl Eq for CodingKey {}

impl PartialOrd for CodingKey {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for CodingKey {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.tells().cmp(&other.tells())
    }
}

impl std::hash::Hash for CodingKey {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.tells().hash(state);
    }
}

/// The first eight bytes of the BLAKE3 hash of the coded characters; written as 16 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct QuoteHash(pub u64);

impl QuoteHash {
    /// Of what a span of a text says.
    #[must_use]
    pub fn of(text: &Text, span: Span) -> Self {
        let hash = blake3::hash(text.slice(span).as_bytes());
        let mut first = [0; 8];
        first.copy_from_slice(&hash.as_bytes()[..8]);
        Self(u64::from_be_bytes(first))
    }
}

impl std::fmt::Debug for QuoteHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl From<QuoteHash> for String {
    fn from(hash: QuoteHash) -> Self {
        format!("{:016x}", hash.0)
    }
}

impl TryFrom<String> for QuoteHash {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        u64::from_str_radix(&text, 16)
            .map(Self)
            .map_err(|_| format!("\"{text}\" is not a quote's hash: 16 hexadecimal digits"))
    }
}

/// The codings of one document, sorted by start and id.
#[derive(Clone, Debug, Default)]
pub struct Codings {
    by_start: BTreeMap<(CharIndex, CodingId), Coding>,
    /// No coding is longer: what overlaps a place begins at most so far before it. It never shrinks.
    longest: u32,
}

impl PartialEq for Codings {
    fn eq(&self, other: &Self) -> bool {
        self.by_start == other.by_start
    }
}

impl Eq for Codings {}

impl Codings {
    /// All of these, and those left out because another with their start and id came before them.
    pub(super) fn of(mut codings: Vec<Coding>) -> (Self, Vec<Coding>) {
        codings.sort_by_key(|coding| (coding.span.start, coding.id));
        let longest = codings.iter().map(|coding| coding.span.len()).max().unwrap_or(0);
        let mut twice = Vec::new();
        let mut last = None;
        let mut by_start = Vec::with_capacity(codings.len());
        for coding in codings {
            let key = (coding.span.start, coding.id);
            if last.replace(key) == Some(key) {
                twice.push(coding);
            } else {
                by_start.push((key, coding));
            }
        }
        (Self { longest, by_start: by_start.into_iter().collect() }, twice)
    }

    /// In order of start, then id (that is: of time).
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Coding> + Clone {
        self.by_start.values()
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_start.len()
    }

    /// Whether nothing is coded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_start.is_empty()
    }

    /// The coding that begins there with this id.
    #[must_use]
    pub fn get(&self, start: CharIndex, id: CodingId) -> Option<&Coding> {
        self.by_start.get(&(start, id))
    }

    /// Those that share a character with `span`, in order.
    pub fn overlapping(&self, span: Span) -> impl Iterator<Item = &Coding> {
        let first = CharIndex(span.start.0.saturating_sub(self.longest));
        self.by_start
            .range((first, CodingId(uuid::Uuid::nil()))..(span.end, CodingId(uuid::Uuid::nil())))
            .map(|(_, coding)| coding)
            .filter(move |coding| coding.span.overlaps(span))
    }

    pub(super) fn insert(&mut self, coding: Coding) -> Option<Coding> {
        self.longest = self.longest.max(coding.span.len());
        self.by_start.insert((coding.span.start, coding.id), coding)
    }

    pub(super) fn remove(&mut self, start: CharIndex, id: CodingId) -> Option<Coding> {
        self.by_start.remove(&(start, id))
    }

    pub(super) fn get_mut(&mut self, start: CharIndex, id: CodingId) -> Option<&mut Coding> {
        self.by_start.get_mut(&(start, id))
    }
}
