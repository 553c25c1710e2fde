//! A document: a frozen text with its structure, and the record of the file it came from.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    Attributes, Bibliography, CharIndex, DocumentId, Earlier, Message, PageStart, Rank, Role, Span, Speaker, Text,
    Timestamp, Turn,
};

/// An interview, a paper, a field note: what is read and coded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Stable over renaming and correcting.
    pub id: DocumentId,
    /// Not empty, no line ends.
    pub title: String,
    /// Names of the groups that it is in; a document may be in several.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub groups: BTreeSet<String>,
    /// Place in the list of documents.
    #[serde(default)]
    pub rank: Rank,
    /// 1 for the text as imported; a correction makes the next one.
    pub revision: u32,
    /// BLAKE3 of the text, in hexadecimal.
    pub text_hash: Hash,
    /// The text of that revision. It is kept in a file of its own, so records of a document go without it.
    #[serde(skip, default = "no_text")]
    pub text: Arc<Text>,
    /// The texts that it had before, the first one first, each with the way to the next.
    #[serde(default, skip_serializing_if = "no_earlier")]
    pub earlier: Arc<Vec<Earlier>>,
    /// Headings, lists, tables; bold and italic runs.
    #[serde(default)]
    pub structure: Arc<Structure>,
    /// The imported file; `None` for a text typed into Tianye.
    #[serde(default)]
    pub source: Option<Arc<SourceRecord>>,
    /// What is known of it: values by the attribute's name.
    #[serde(default, skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes,
    /// What a paper says of itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bibliography: Option<Arc<Bibliography>>,
    /// When it came into the project.
    pub added: Timestamp,
}

fn no_earlier(earlier: &Arc<Vec<Earlier>>) -> bool {
    earlier.is_empty()
}

fn no_text() -> Arc<Text> {
    Arc::new(Text::empty())
}

impl Document {
    /// The first revision of a document typed or made, not imported.
    #[must_use]
    pub fn of_text(id: DocumentId, title: &str, text: Text, added: Timestamp) -> Self {
        Self {
            id,
            title: title.to_owned(),
            groups: BTreeSet::new(),
            rank: Rank(0),
            revision: 1,
            text_hash: Hash::of(text.as_str().as_bytes()),
            text: Arc::new(text),
            earlier: Arc::default(),
            structure: Arc::default(),
            source: None,
            attributes: Attributes::new(),
            bibliography: None,
            added,
        }
    }
}

/// One revision of a document: its text and all that follows from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// 1 for the text as imported.
    pub revision: u32,
    /// BLAKE3 of the text.
    pub text_hash: Hash,
    /// The text, which is kept in a file of its own.
    #[serde(skip, default = "no_text")]
    pub text: Arc<Text>,
    /// The texts before it.
    #[serde(default, skip_serializing_if = "no_earlier")]
    pub earlier: Arc<Vec<Earlier>>,
    /// Of this text.
    #[serde(default)]
    pub structure: Arc<Structure>,
    /// The file that this text was read from, and how.
    #[serde(default)]
    pub source: Option<Arc<SourceRecord>>,
}

impl Document {
    /// The revision that it has.
    #[must_use]
    pub fn wording(&self) -> Wording {
        Wording {
            revision: self.revision,
            text_hash: self.text_hash.clone(),
            text: Arc::clone(&self.text),
            earlier: Arc::clone(&self.earlier),
            structure: Arc::clone(&self.structure),
            source: self.source.clone(),
        }
    }

    /// Gives it another revision.
    pub fn reword(&mut self, wording: &Wording) {
        let Wording { revision, text_hash, text, earlier, structure, source } = wording.clone();
        (self.revision, self.text_hash, self.text) = (revision, text_hash, text);
        (self.earlier, self.structure, self.source) = (earlier, structure, source);
    }
}

/// BLAKE3 in hexadecimal: names a content, wherever it is kept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hash(pub String);

impl Hash {
    /// Of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(blake3::hash(bytes).to_hex().to_string())
    }
}

/// What the text's paragraphs and runs are. Positions are those of the revision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Structure {
    /// Paragraphs that are not plain body, ascending.
    #[serde(default)]
    pub blocks: Vec<Block>,
    /// Runs set off within paragraphs, ascending by start.
    #[serde(default)]
    pub marks: Vec<Mark>,
    /// Who speaks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub speakers: Vec<Speaker>,
    /// Turns of a conversation, ascending, never overlapping. What stands between them is nobody's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub turns: Vec<Turn>,
    /// Pages of the original, ascending; empty where the format has none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<PageStart>,
}

impl Structure {
    /// The turn in which a character stands.
    #[must_use]
    pub fn turn_at(&self, place: CharIndex) -> Option<&Turn> {
        let after = self.turns.partition_point(|turn| turn.span.start <= place);
        after.checked_sub(1).and_then(|at| self.turns.get(at)).filter(|turn| place < turn.span.end)
    }

    /// Who says what stands there.
    #[must_use]
    pub fn speaker_at(&self, place: CharIndex) -> Option<&Speaker> {
        self.turn_at(place)?.speaker.and_then(|speaker| self.speakers.get(usize::from(speaker)))
    }

    /// The turns of which a passage holds a character, in order.
    #[must_use]
    pub fn turns_in(&self, span: Span) -> &[Turn] {
        let first = self.turns.partition_point(|turn| turn.span.end <= span.start);
        let end = self.turns.partition_point(|turn| turn.span.start < span.end);
        self.turns.get(first..end.max(first)).unwrap_or(&[])
    }

    /// Whether an interviewer says what stands there, so that counts can leave it out.
    #[must_use]
    pub fn is_asked(&self, place: CharIndex) -> bool {
        self.speaker_at(place).is_some_and(|speaker| speaker.role == Role::Interviewer)
    }

    /// Whether a passage lies wholly in what interviewers say.
    #[must_use]
    pub fn is_all_asked(&self, span: Span) -> bool {
        let last = CharIndex(span.end.0.saturating_sub(1).max(span.start.0));
        let asked = |turn: &Turn| self.is_asked(turn.span.start);
        self.is_asked(span.start) && self.is_asked(last) && self.turns_in(span).iter().all(asked)
    }

    /// The page of the original on which a character stands.
    #[must_use]
    pub fn page_at(&self, place: CharIndex) -> Option<&PageStart> {
        let after = self.pages.partition_point(|page| page.start <= place);
        after.checked_sub(1).and_then(|at| self.pages.get(at))
    }

    /// What a paragraph is, counted from 0.
    #[must_use]
    pub fn kind_of(&self, paragraph: usize) -> BlockKind {
        self.blocks
            .binary_search_by_key(&paragraph, |block| block.paragraph as usize)
            .ok()
            .and_then(|at| self.blocks.get(at))
            .map_or(BlockKind::Body, |block| block.kind)
    }
}

/// One paragraph that is not plain body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Counted from 0.
    pub paragraph: u32,
    /// What it is.
    pub kind: BlockKind,
}

/// What a paragraph is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum BlockKind {
    /// Running text.
    #[default]
    Body,
    /// 1 to 6.
    Heading(u8),
    /// An item of a list; 0 is the outermost level.
    ListItem(u8),
    /// Quoted block.
    Quote,
    /// Title of a table or figure.
    Caption,
    /// A row of a table, its cells parted by tabs.
    TableRow,
    /// An entry of the list of references.
    Reference,
    /// A note set at the end.
    Note,
    /// Title, authors, abstract, keywords: what stands before a paper begins.
    FrontMatter,
    /// What a transcript says of itself: place and time, and lines that the recording program wrote.
    Metadata,
}

impl BlockKind {
    /// Whether it stands around the text and not in it: searches and word counts can leave it out.
    #[must_use]
    pub fn is_apparatus(self) -> bool {
        matches!(self, Self::Reference | Self::FrontMatter | Self::Metadata)
    }
}

/// A run set off within its paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Where.
    pub span: Span,
    /// How.
    pub kind: MarkKind,
}

/// How a run is set off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MarkKind {
    /// Bold.
    Bold,
    /// Italic.
    Italic,
    /// Mark of a citation or note, as in `[1]`.
    Citation,
}

/// The file a document was imported from, and how its text came to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRecord {
    /// Of the file's bytes; the project keeps them under this name.
    pub hash: Hash,
    /// Lower case, without the dot; may be empty.
    pub extension: String,
    /// The file's own name without its folders.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// What it was read as: `txt`, `md`, `html`, `docx`.
    pub format: String,
    /// Character encoding, where the format leaves a choice.
    #[serde(default)]
    pub encoding: Option<String>,
    /// Which part of the file this document is, where a file makes several: the row of a table. Empty for the whole.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub part: String,
    /// The importer's choices as it writes them, so that the same can be done again. Empty: the usual ones.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub choices: String,
    /// Of readers and steps; a higher one may clean differently.
    pub importer: u32,
    /// What each clean-up did.
    #[serde(default)]
    pub steps: Vec<StepEffect>,
    /// What was doubtful or left out.
    #[serde(default)]
    pub findings: Vec<Message>,
    /// From the clean text back to the text as read.
    #[serde(default)]
    pub map: SourceMap,
}

/// One clean-up: whether it was switched on and how often it acted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepEffect {
    /// The step's name, stable over versions.
    pub step: String,
    /// Whether it was switched on.
    pub on: bool,
    /// How often it acted.
    pub count: u32,
    /// What it acted on, where that can be listed: running heads with their counts. The most frequent first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<StepDetail>,
}

/// One thing that a clean-up acted on: the file's own words, shortened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepDetail {
    /// At most [`StepDetail::LONGEST`] characters on one line.
    pub text: String,
    /// How often.
    pub count: u32,
}

impl StepDetail {
    /// Most details of one clean-up.
    pub const MOST: usize = 20;
    /// Most characters of a detail.
    pub const LONGEST: usize = 60;

    /// Of these words, on one line and shortened.
    #[must_use]
    pub fn new(text: &str, count: u32) -> Self {
        let mut words = String::new();
        for word in text.split_whitespace() {
            if !words.is_empty() {
                words.push(' ');
            }
            words.push_str(word);
            if words.chars().nth(Self::LONGEST).is_some() {
                words = words.chars().take(Self::LONGEST - 1).chain(['…']).collect();
                break;
            }
        }
        Self { text: words, count }
    }
}

/// From clean positions back to positions in the text as the reader gave it.
///
/// Segments are ascending in both and never empty; a clean position in no segment was inserted,
/// a source position in no segment was dropped.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceMap {
    /// Runs that stand in both texts.
    pub segments: Vec<Segment>,
}

/// A run of characters that stands in the clean text and, one for one, in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// First code point in the clean text.
    pub clean: CharIndex,
    /// First code point in the source.
    pub source: CharIndex,
    /// How many code points.
    pub len: u32,
}

impl SourceMap {
    /// The source position of a clean position: its own, or, of an inserted character, where the next run begins.
    #[must_use]
    pub fn source_of(&self, clean: CharIndex) -> Option<CharIndex> {
        let after = self.segments.partition_point(|segment| segment.clean <= clean);
        let inside = after.checked_sub(1).and_then(|at| self.segments.get(at)).filter(|s| clean.0 < s.clean.0 + s.len);
        match inside {
            Some(segment) => Some(CharIndex(segment.source.0 + (clean.0 - segment.clean.0))),
            None => self.segments.get(after).map(|segment| segment.source),
        }
    }

    /// The source characters from the first to the last of a clean span.
    #[must_use]
    pub fn source_span(&self, clean: Span) -> Option<Span> {
        let start = self.source_of(clean.start)?;
        let last = self.source_of(CharIndex(clean.end.0 - 1))?;
        Span::new(start.0, last.0.max(start.0) + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clean_span_is_found_again_in_its_source() {
        let segment = |clean, source, len| Segment { clean: CharIndex(clean), source: CharIndex(source), len };
        let map = SourceMap { segments: vec![segment(0, 2, 3), segment(4, 9, 2)] };
        assert_eq!(map.source_span(Span::new(0, 3).unwrap()), Span::new(2, 5));
        assert_eq!(map.source_span(Span::new(2, 5).unwrap()), Span::new(4, 10));
        assert_eq!(map.source_of(CharIndex(3)), Some(CharIndex(9)));
        assert_eq!(map.source_of(CharIndex(6)), None);
    }
}
