//! What a person can choose about an import, and how far a file may go.
//!
//! The same choices are the switches of the dialog, the options of `tianye import`, what a profile
//! keeps, and what stands in a document's record so that its file can be read again in the same way.
//! [`Corrections`] belong to one file and are in no profile.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Step, SurveyPlan};
use crate::model::Role;

/// Choices of one import. The defaults suit papers and interviews.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    /// Label of the character encoding (`gb18030`, `big5`, `utf-16le`); `None` finds it out.
    #[serde(skip_serializing_if = "is_default")]
    pub encoding: Option<String>,
    /// Steps of the clean-up that are switched off.
    #[serde(skip_serializing_if = "is_default")]
    pub off: BTreeSet<Step>,
    /// Where the notes of a document go.
    #[serde(skip_serializing_if = "is_default")]
    pub notes: Notes,
    /// Whether tables are read.
    #[serde(skip_serializing_if = "is_default")]
    pub tables: Tables,
    /// What becomes of changes that somebody tracked and nobody decided.
    #[serde(skip_serializing_if = "is_default")]
    pub tracked: Tracked,
    /// How much of a web page is read.
    #[serde(skip_serializing_if = "is_default")]
    pub page: WebPage,
    /// Whether the text is a conversation.
    #[serde(skip_serializing_if = "is_default")]
    pub transcript: Transcript,
    /// What becomes of the times in a transcript.
    #[serde(skip_serializing_if = "is_default")]
    pub times: Times,
    /// How a table becomes documents; `None` guesses it from the table.
    #[serde(skip_serializing_if = "is_default")]
    pub survey: Option<SurveyPlan>,
    /// What a person corrected in this one file.
    #[serde(skip_serializing_if = "is_default")]
    pub corrections: Corrections,
    /// How large and how slow a file may be.
    #[serde(skip_serializing_if = "is_default")]
    pub limits: Limits,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Where the notes of a document go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Notes {
    /// Behind the text, in the order in which it refers to them.
    #[default]
    End,
    /// Into the text, in brackets where it refers to them.
    Inline,
    /// Left out, and counted.
    Off,
}

/// Whether tables are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tables {
    /// Each row a paragraph, its cells parted by tabs.
    #[default]
    Rows,
    /// Left out, and counted.
    Off,
}

/// What becomes of changes that somebody tracked and nobody decided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tracked {
    /// What was inserted stays, what was deleted goes.
    #[default]
    Accepted,
    /// What was inserted goes, what was deleted stays.
    Rejected,
}

/// How much of a web page is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum WebPage {
    /// All of it.
    #[default]
    Whole,
    /// What looks like its article. What is dropped is listed, since that is a guess.
    Article,
}

/// Whether the text is a conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Transcript {
    /// Where its lines say so.
    #[default]
    Found,
    /// It is one.
    Yes,
    /// It is none: no turns are looked for.
    No,
}

/// What becomes of the times in a transcript.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Times {
    /// They are known of each turn and leave the text.
    #[default]
    Aside,
    /// They are known of each turn and stay in the text as well.
    InText,
}

/// What a person corrected in one file. Places are code points of the text as read, so that they hold
/// whatever steps are switched on or off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Corrections {
    /// Line ends that join or part, whatever the step would do, by the place of the line end.
    #[serde(skip_serializing_if = "is_default")]
    pub joints: BTreeMap<u32, Joint>,
    /// Lines that begin a turn or do not, by the place of the line's first character.
    #[serde(skip_serializing_if = "is_default")]
    pub turns: BTreeMap<u32, TurnCorrection>,
    /// What speakers are called and do, by the name that stands in the file.
    #[serde(skip_serializing_if = "is_default")]
    pub speakers: BTreeMap<String, SpeakerCorrection>,
}

/// What a line end is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Joint {
    /// The line goes on in the next one.
    Join,
    /// The paragraph ends here.
    Break,
}

/// What a line is in a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TurnCorrection {
    /// It goes on with the turn before it, though it looks like a new one.
    GoesOn,
    /// A turn of this speaker begins here. The label that stands there is not part of what was said.
    Begins {
        /// As it stands in the file, or another name.
        speaker: String,
    },
}

/// What a person said of a speaker.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SpeakerCorrection {
    /// Another name; two speakers given one name are one.
    pub name: Option<String>,
    /// What they do.
    pub role: Option<Role>,
}

impl Corrections {
    /// Whether nothing was corrected.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// How many places were corrected.
    #[must_use]
    pub fn count(&self) -> usize {
        self.joints.len() + self.turns.len() + self.speakers.len()
    }

    /// The same for a text that was read again under other choices of the reader. Places before the first
    /// and behind the last difference are kept; between them nobody knows what was meant.
    #[must_use]
    pub fn carried(&self, before: &str, after: &str) -> Self {
        if before == after {
            return self.clone();
        }
        let alike = before.chars().zip(after.chars()).take_while(|(one, other)| one == other).count() as u32;
        let (old, new) = (before.chars().count() as u32, after.chars().count() as u32);
        let most = old.min(new) - alike;
        let tail = before.chars().rev().zip(after.chars().rev()).take_while(|(one, other)| one == other).count();
        let tail = (tail as u32).min(most);
        let place = |at: u32| match at {
            at if at < alike => Some(at),
            at if at >= old - tail => Some(at - (old - tail) + (new - tail)),
            _ => None,
        };
        Self {
            joints: self.joints.iter().filter_map(|(&at, &joint)| Some((place(at)?, joint))).collect(),
            turns: self.turns.iter().filter_map(|(&at, turn)| Some((place(at)?, turn.clone()))).collect(),
            speakers: self.speakers.clone(),
        }
    }
}

impl Options {
    /// The text as the reader gives it, without any clean-up.
    #[must_use]
    pub fn untouched() -> Self {
        Self { off: Step::ALL.into_iter().collect(), ..Self::default() }
    }

    /// Whether a reader gives the same text under both: then only steps have to be done again. That a person calls
    /// a text a conversation is the one choice of the steps that the reader heeds: its columns are no survey then.
    #[must_use]
    pub fn reads_like(&self, other: &Self) -> bool {
        let told = |options: &Self| match options.transcript {
            Transcript::Yes => Transcript::Yes,
            Transcript::Found | Transcript::No => Transcript::Found,
        };
        let reading = |options: &Self| Self {
            off: BTreeSet::new(),
            transcript: told(options),
            times: Times::default(),
            survey: None,
            corrections: Corrections::default(),
            ..options.clone()
        };
        reading(self) == reading(other)
    }

    /// The same for another file: what was corrected in one stays with it.
    #[must_use]
    pub fn with_corrections(self, corrections: Corrections) -> Self {
        Self { corrections, ..self }
    }

    /// The choices as a document's record keeps them: empty where they are the usual ones.
    #[must_use]
    pub fn choices(&self) -> String {
        let chosen = Self { limits: Limits::default(), ..self.clone() };
        if chosen == Self::default() { String::new() } else { serde_json::to_string(&chosen).unwrap_or_default() }
    }

    /// The choices of a record, for reading its file again.
    ///
    /// # Errors
    /// Where they were written by a program that knows choices which this one does not.
    pub fn of_choices(choices: &str) -> Result<Self, serde_json::Error> {
        if choices.is_empty() { Ok(Self::default()) } else { serde_json::from_str(choices) }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(places: &[u32]) -> Corrections {
        Corrections { joints: places.iter().map(|&at| (at, Joint::Join)).collect(), ..Corrections::default() }
    }

    #[test]
    fn corrections_stay_where_the_text_around_them_does() {
        let before = "开头一行\n（注）中间\n末尾一行\n尾";
        let after = "开头一行\n中间\n末尾一行\n尾";
        assert_eq!(joined(&[4, 10, 15]).carried(before, after), joined(&[4, 7, 12]));
        assert_eq!(joined(&[4]).carried(before, "全不一样"), joined(&[]));
        assert_eq!(joined(&[1]).carried("啊啊啊", "啊啊"), joined(&[1]));
    }

    #[test]
    fn steps_and_corrections_need_no_new_reading() {
        let read = Options::default();
        let cleaned = Options { corrections: joined(&[3]), ..Options::untouched() };
        assert!(read.reads_like(&cleaned));
        let plan = Some(SurveyPlan::default());
        let steps = Options { transcript: Transcript::No, times: Times::InText, survey: plan, ..Options::default() };
        assert!(read.reads_like(&steps));
        assert!(!read.reads_like(&Options { encoding: Some("big5".to_owned()), ..Options::default() }));
    }
}
