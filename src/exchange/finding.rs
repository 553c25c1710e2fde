//! What is said of a file that came in: rows that cannot be used and cells that were not taken, with their lines.

use crate::model::{Message, Tell};

/// Something about one row, or, where `line` is `None`, about the whole file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Counted from 1, the header's line being the first; where a row runs over several lines, its first.
    pub line: Option<u64>,
    /// What.
    pub problem: Problem,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The file is not UTF-8; it was read as this.
    Encoding(&'static str),
    /// So many characters could not be read; U+FFFD stands for each.
    Replaced(usize),
    /// Columns whose names say nothing to us; they were passed over.
    UnknownColumns(Vec<String>),
    /// A column stands twice; the first one was read.
    ColumnTwice(String),
    /// Quotation marks that do not match.
    Quotes,
    /// The row has no code.
    NoCode,
    /// The row has no coder.
    NoCoder,
    /// A name holds a line end.
    NameWithLineEnd(String),
    /// The code stood on an earlier line already.
    CodeTwice {
        /// Its path.
        path: String,
        /// The earlier line.
        first: u64,
    },
    /// The row went in without its colour.
    NotAColour(String),
    /// No document of this title or id.
    NoDocument(String),
    /// Several documents of this title; the id would tell them apart.
    SeveralDocuments(String),
    /// A position that is not a whole number.
    NotAPosition(String),
    /// A passage that is empty, runs backwards or past the text.
    OutsideText {
        /// As given.
        start: u32,
        /// As given.
        end: u32,
        /// Of the document.
        length: u32,
    },
    /// The id belongs to another coding, which stays as it is.
    IdOfAnother(String),
    /// The row went in without its weight.
    NotAWeight(String),
    /// The row went in with the time of the import.
    NotATime(String),
}

impl Problem {
    /// Whether the row stayed out.
    #[must_use]
    pub fn leaves_row_out(&self) -> bool {
        match self {
            Self::Encoding(_)
            | Self::Replaced(_)
            | Self::UnknownColumns(_)
            | Self::ColumnTwice(_)
            | Self::NotAColour(_)
            | Self::NotAWeight(_)
            | Self::NotATime(_) => false,
            Self::Quotes
            | Self::NoCode
            | Self::NoCoder
            | Self::NameWithLineEnd(_)
            | Self::CodeTwice { .. }
            | Self::NoDocument(_)
            | Self::SeveralDocuments(_)
            | Self::NotAPosition(_)
            | Self::OutsideText { .. }
            | Self::IdOfAnother(_) => true,
        }
    }
}

impl Finding {
    pub(super) fn of_file(problem: Problem) -> Self {
        Self { line: None, problem }
    }

    pub(super) fn at(line: u64, problem: Problem) -> Self {
        Self { line: Some(line), problem }
    }

    /// For people.
    #[must_use]
    pub fn tell(&self) -> Message {
        let message = match &self.problem {
            Problem::Encoding(name) => Message::new("exchange.encoding").with("name", name),
            Problem::Replaced(count) => Message::new("exchange.replaced").with("count", count),
            Problem::UnknownColumns(names) => Message::new("exchange.unknown_columns").with("names", names.join(", ")),
            Problem::ColumnTwice(name) => Message::new("exchange.column_twice").with("name", name),
            Problem::Quotes => Message::new("exchange.quotes"),
            Problem::NoCode => Message::new("exchange.no_code"),
            Problem::NoCoder => Message::new("exchange.no_coder"),
            Problem::NameWithLineEnd(name) => Message::new("exchange.name_with_line_end").with("name", short(name)),
            Problem::CodeTwice { path, first } => {
                Message::new("exchange.code_twice").with("path", short(path)).with("first", first)
            }
            Problem::NotAColour(cell) => Message::new("exchange.not_a_colour").with("cell", short(cell)),
            Problem::NoDocument(cell) => Message::new("exchange.no_document").with("cell", short(cell)),
            Problem::SeveralDocuments(cell) => Message::new("exchange.several_documents").with("cell", short(cell)),
            Problem::NotAPosition(cell) => Message::new("exchange.not_a_position").with("cell", short(cell)),
            Problem::OutsideText { start, end, length } => {
                Message::new("exchange.outside_text").with("start", start).with("end", end).with("length", length)
            }
            Problem::IdOfAnother(cell) => Message::new("exchange.id_of_another").with("cell", short(cell)),
            Problem::NotAWeight(cell) => Message::new("exchange.not_a_weight").with("cell", short(cell)),
            Problem::NotATime(cell) => Message::new("exchange.not_a_time").with("cell", short(cell)),
        };
        match self.line {
            Some(line) => message.with("line", line),
            None => message,
        }
    }
}

/// A cell on one line, short enough for a list of findings.
fn short(cell: &str) -> String {
    const LONGEST: usize = 40;
    let line = cell.replace('\n', "⏎");
    if line.chars().count() <= LONGEST { line } else { line.chars().take(LONGEST).chain(['…']).collect() }
}

/// Why a file could not be read at all. The project is as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExchangeError {
    /// Not a character in it.
    #[error("the file is empty")]
    Empty,
    /// The bytes are no text in any encoding that we know.
    #[error("the file is not text")]
    NotText,
    /// A workbook is not CSV, whatever its file is called.
    #[error("the file is a workbook, not CSV")]
    Workbook,
    /// A column without which rows mean nothing.
    #[error("the first line does not name the column {0}")]
    NoColumn(&'static str),
}

impl Tell for ExchangeError {
    fn tell(&self) -> Message {
        match self {
            Self::Empty => Message::new("exchange.empty"),
            Self::NotText => Message::new("exchange.not_text"),
            Self::Workbook => Message::new("exchange.workbook"),
            Self::NoColumn(name) => Message::new("exchange.no_column").with("name", name),
        }
    }
}
