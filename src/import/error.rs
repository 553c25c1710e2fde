//! Why a file was not imported. Nothing of the project is touched by any of these.

use serde::{Deserialize, Serialize};

use crate::model::{Message, Tell};

/// What a file is that Tianye does not read, so that the message can say what can be done instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Refusal {
    /// An old Office file that is no Word document, or one that cannot be read.
    OldOffice,
    /// A file behind a password or a seller's lock.
    Encrypted,
    /// A spreadsheet.
    Spreadsheet,
    /// Slides.
    Slides,
    /// A picture.
    Image,
    /// A recording.
    Audio,
    /// A film.
    Video,
    /// CAJ, the format of CNKI.
    Caj,
    /// Zip, RAR, 7z and the like.
    Archive,
    /// A program.
    Program,
    /// Bytes that are no text in any encoding.
    Binary,
}

impl Refusal {
    /// All of them, for the test that each has its words.
    pub const ALL: [Self; 11] = [
        Self::OldOffice,
        Self::Encrypted,
        Self::Spreadsheet,
        Self::Slides,
        Self::Image,
        Self::Audio,
        Self::Video,
        Self::Caj,
        Self::Archive,
        Self::Program,
        Self::Binary,
    ];

    fn id(self) -> &'static str {
        match self {
            Self::OldOffice => "import.refused.old_office",
            Self::Encrypted => "import.refused.encrypted",
            Self::Spreadsheet => "import.refused.spreadsheet",
            Self::Slides => "import.refused.slides",
            Self::Image => "import.refused.image",
            Self::Audio => "import.refused.audio",
            Self::Video => "import.refused.video",
            Self::Caj => "import.refused.caj",
            Self::Archive => "import.refused.archive",
            Self::Program => "import.refused.program",
            Self::Binary => "import.refused.binary",
        }
    }
}

/// Of what the process died that read a file, in so far as people can do something about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Death {
    /// It wanted more memory than it was granted.
    Memory,
    /// What is inside the file is nested without end.
    Depth,
    /// The system ended it: it had no memory left itself, or somebody ended the process.
    Killed,
    /// Nobody knows.
    Unknown,
}

impl Death {
    /// By the last words of the process and the signal that ended it.
    pub(super) fn of(last_words: &str, signal: Option<i32>) -> Self {
        const SIGKILL: i32 = 9;
        if last_words.contains("memory allocation of") || last_words.contains("out of memory") {
            Self::Memory
        } else if last_words.contains("overflowed its stack") {
            Self::Depth
        } else if signal == Some(SIGKILL) {
            Self::Killed
        } else {
            Self::Unknown
        }
    }

    fn id(self) -> &'static str {
        match self {
            Self::Memory => "import.died.memory",
            Self::Depth => "import.died.depth",
            Self::Killed => "import.died.killed",
            Self::Unknown => "import.crashed",
        }
    }
}

/// Why a file was not imported.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum ImportError {
    /// Known, and not read by this version.
    #[error("{name} was not imported: it is a {what:?} file, which is not read")]
    Refused {
        /// The file.
        name: String,
        /// What it is.
        what: Refusal,
    },
    /// No bytes at all.
    #[error("{name} was not imported: it has no bytes")]
    Empty {
        /// The file.
        name: String,
    },
    /// Read, but without a single visible character.
    #[error("{name} was not imported: no text was found in it")]
    NoText {
        /// The file.
        name: String,
    },
    /// A table in which no column of text was chosen, or none of the chosen ones holds an answer.
    #[error("{name} was not imported: no column holds answers to read")]
    NoAnswers {
        /// The file.
        name: String,
    },
    /// Pages that are pictures, without a layer of text.
    #[error("{name} was not imported: its {pages} pages are pictures without text")]
    Scanned {
        /// The file.
        name: String,
        /// How many pages it has.
        pages: usize,
    },
    /// Text whose fonts do not say which characters they show.
    #[error("{name} was not imported: {unknown} of its {letters} characters have no Unicode")]
    Unmapped {
        /// The file.
        name: String,
        /// Characters that cannot be told.
        unknown: usize,
        /// All characters.
        letters: usize,
    },
    /// A folder where a file was asked for.
    #[error("{name} was not imported: it is a folder")]
    Folder {
        /// The folder.
        name: String,
    },
    /// Not there.
    #[error("{name} was not imported: there is no such file")]
    Missing {
        /// The path.
        name: String,
    },
    /// May not be read.
    #[error("{name} was not imported: no permission to read it")]
    Forbidden {
        /// The path.
        name: String,
    },
    /// A device, a pipe.
    #[error("{name} was not imported: it is no ordinary file")]
    NotAFile {
        /// The path.
        name: String,
    },
    /// Larger than the limit.
    #[error("{name} was not imported: {bytes} bytes are more than the limit of {limit}")]
    TooLarge {
        /// The file.
        name: String,
        /// Its size.
        bytes: u64,
        /// What is allowed.
        limit: u64,
    },
    /// Damaged beyond reading, or the disk failed.
    #[error("{name} was not imported: {reason}")]
    Unreadable {
        /// The file.
        name: String,
        /// For the log and the curious.
        reason: String,
    },
    /// It unpacks to far more than any document holds.
    #[error("{name} was not imported: {part} unpacks to far more than it should")]
    Bomb {
        /// The file.
        name: String,
        /// The part inside.
        part: String,
    },
    /// An encoding that nobody knows was asked for.
    #[error("the encoding {label} is not known")]
    UnknownEncoding {
        /// As it was asked for.
        label: String,
    },
    /// The person stopped it.
    #[error("the import of {name} was cancelled")]
    Cancelled {
        /// The file.
        name: String,
    },
    /// It took longer than it was granted.
    #[error("{name} was not imported: reading took longer than {seconds} s and was stopped")]
    TimedOut {
        /// The file.
        name: String,
        /// What was granted.
        seconds: u64,
    },
    /// The reading process died of it.
    #[error("{name} was not imported: the process that read it stopped ({reason})")]
    Crashed {
        /// The file.
        name: String,
        /// Of what, as far as that can be told.
        death: Death,
        /// For the log and the curious.
        reason: String,
    },
    /// The reading process could not be started.
    #[error("{name} was not imported: the reading process could not be started ({reason})")]
    NoWorker {
        /// The file.
        name: String,
        /// For the log and the curious.
        reason: String,
    },
}

impl Tell for ImportError {
    fn tell(&self) -> Message {
        let megabytes = |bytes: u64| format!("{:.1}", bytes as f64 / f64::from(1 << 20));
        match self {
            Self::Refused { name, what } => Message::new(what.id()).with("name", name),
            Self::Empty { name } => Message::new("import.empty").with("name", name),
            Self::NoText { name } => Message::new("import.no_text").with("name", name),
            Self::NoAnswers { name } => Message::new("import.no_answers").with("name", name),
            Self::Scanned { name, pages } => Message::new("import.scanned").with("name", name).with("pages", pages),
            Self::Unmapped { name, unknown, letters } => Message::new("import.unmapped")
                .with("name", name)
                .with("unknown", unknown)
                .with("letters", letters)
                .with("share", format!("{:.0}", *unknown as f64 * 100.0 / (*letters).max(1) as f64)),
            Self::Folder { name } => Message::new("import.folder").with("name", name),
            Self::Missing { name } => Message::new("import.missing").with("name", name),
            Self::Forbidden { name } => Message::new("import.forbidden").with("name", name),
            Self::NotAFile { name } => Message::new("import.not_a_file").with("name", name),
            Self::TooLarge { name, bytes, limit } => Message::new("import.too_large")
                .with("name", name)
                .with("size", megabytes(*bytes))
                .with("limit", megabytes(*limit)),
            Self::Unreadable { name, reason } => {
                Message::new("import.unreadable").with("name", name).with("reason", reason)
            }
            Self::Bomb { name, part } => Message::new("import.bomb").with("name", name).with("part", part),
            Self::UnknownEncoding { label } => Message::new("import.unknown_encoding").with("label", label),
            Self::Cancelled { name } => Message::new("import.cancelled").with("name", name),
            Self::TimedOut { name, seconds } => {
                Message::new("import.timed_out").with("name", name).with("seconds", seconds)
            }
            Self::Crashed { name, death, reason } => Message::new(death.id()).with("name", name).with("reason", reason),
            Self::NoWorker { name, reason } => {
                Message::new("import.no_worker").with("name", name).with("reason", reason)
            }
        }
    }
}
