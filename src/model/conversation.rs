//! Who speaks in a transcript, where each turn stands and when it was said.
//!
//! The words stay in the document's text, labels included: a turn only says which stretch of it is
//! whose. Whether a speaker asks or answers is said of the speaker, so that analyses can leave the
//! interviewer out without touching a text.

use serde::{Deserialize, Serialize};

use super::{CharIndex, Span};

/// Somebody who speaks in a document, under the name that stands in it or that a person gave them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speaker {
    /// One line, not empty, unlike the other speakers of the document.
    pub name: String,
    /// What they do in the conversation.
    #[serde(default)]
    pub role: Role,
}

/// What a speaker does in a conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Role {
    /// Not known.
    #[default]
    Unknown,
    /// Asks. Their turns can be left out of counts.
    Interviewer,
    /// Answers.
    Respondent,
}

/// A time as a transcript gives it, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Moment {
    /// Since the recording began.
    Recording(u32),
    /// Since midnight, by the clock: what saved captions of meetings carry.
    Clock(u32),
}

impl Moment {
    /// The milliseconds, whatever they are counted from.
    #[must_use]
    pub fn milliseconds(self) -> u32 {
        match self {
            Self::Recording(at) | Self::Clock(at) => at,
        }
    }
}

impl std::fmt::Display for Moment {
    /// `12:03`, `1:12:03`; by the clock always with hours. Parts of a second are left out.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let seconds = self.milliseconds() / 1000;
        let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        match self {
            Self::Recording(_) if hours == 0 => write!(f, "{minutes}:{seconds:02}"),
            _ => write!(f, "{hours}:{minutes:02}:{seconds:02}"),
        }
    }
}

/// What one speaker says until another one speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// The whole turn with its label.
    pub span: Span,
    /// Where what was said begins; from the start of the span to here stands the label.
    pub said: CharIndex,
    /// Place in [`super::Structure::speakers`]; `None` where nobody is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker: Option<u16>,
    /// When it begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Moment>,
    /// When it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Moment>,
}

/// Where a page of the original begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageStart {
    /// Its first code point.
    pub start: CharIndex,
    /// As it is cited: the number printed on the page, otherwise the file's own label or the page's place in the
    /// file. Where other pages have printed numbers, the place stands in brackets: `[1]` is the first page of
    /// the file, `1` the page on which 1 is printed.
    pub label: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_as_transcripts_write_it() {
        assert_eq!(Moment::Recording(62_900).to_string(), "1:02");
        assert_eq!(Moment::Recording(4_323_000).to_string(), "1:12:03");
        assert_eq!(Moment::Clock(62_000).to_string(), "0:01:02");
    }
}
