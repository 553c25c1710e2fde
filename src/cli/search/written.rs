//! How what was found is written: for eyes, for programs, as a table; on the terminal or into a file.

use std::path::Path;

use clap::{ArgMatches, Command};

use crate::cli::arguments::{self, Words};
use crate::cli::outcome::Failure;
use crate::cli::{Context, files};
use crate::exchange::hits::HitColumns;
use crate::export::table::{self, Cell, Reader, Table, TableFormat};
use crate::model::{Document, Message, Project, Span};
use crate::search::{Hit, Hits, half_columns};

/// Of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For eyes.
    Text,
    /// One document for a program.
    Json,
    /// Rows for a program; cells that a spreadsheet would take for formulas are guarded.
    Csv,
    /// A workbook; its notes say what was asked.
    Xlsx,
}

impl Format {
    /// Of its name, or of the ending of a file.
    fn of(name: &str) -> Option<Self> {
        match name {
            "text" | "txt" => Some(Self::Text),
            "json" => Some(Self::Json),
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }

    /// How files of it end.
    fn ending(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }
}

/// The names on the command line, the usual one first.
pub const FORMATS: &[&str] = &["text", "json", "csv", "xlsx"];

/// The arguments that say how and where a result is written.
pub fn describe(words: Words, command: Command) -> Command {
    command
        .arg(words.choice("format", "found_format", FORMATS).conflicts_with("json"))
        .arg(words.json())
        .arg(words.out())
        .arg(words.force())
}

/// The format that is asked for, by name or by the ending of the file. Refused before the work is done: a workbook
/// on the terminal, a file that exists, and one whose name ends as that of something else.
pub fn format(matches: &ArgMatches) -> Result<Format, Failure> {
    let out = arguments::path_given(matches, "out");
    if let Some(out) = &out {
        files::may_write(out, files::existing(matches))?;
    }
    let by_name = arguments::word(matches, "format").or(matches.get_flag("json").then_some("json"));
    let ending = out.as_deref().and_then(Path::extension).and_then(|ending| ending.to_str());
    let of_ending = ending.map(|ending| (ending, Format::of(&ending.to_ascii_lowercase())));
    let format = match (by_name.map(Format::of), of_ending) {
        (Some(Some(format)), _) | (_, Some((_, Some(format)))) => format,
        _ => Format::Text,
    };
    // What is in a file is what its name says.
    if let Some((ending, _)) = of_ending.filter(|(_, of_ending)| *of_ending != Some(format)) {
        let message = match by_name {
            Some(_) => Message::new("cli.search.ending_not_format").with("fitting", format.ending()),
            None => Message::new("cli.search.ending"),
        };
        return Err(Failure::Usage(message.with("ending", ending)));
    }
    if format == Format::Xlsx && out.is_none() {
        return Err(Failure::Usage(Message::new("cli.search.xlsx_needs_out")));
    }
    Ok(format)
}

/// Writes a result where `--out` says, or to standard output.
pub fn write(context: &mut Context, matches: &ArgMatches, bytes: &[u8]) -> Result<(), Failure> {
    files::result(&mut context.console, arguments::path_given(matches, "out").as_deref(), bytes, matches)
}

/// A table as CSV, or as a workbook with its headings in the language of the console.
pub fn table(context: &Context, mut table: Table, format: Format) -> Result<Vec<u8>, Failure> {
    let language = context.console.language;
    let format = if format == Format::Xlsx {
        for column in &mut table.columns {
            language.text(&format!("cli.column.{column}")).clone_into(column);
        }
        TableFormat::Xlsx
    } else {
        TableFormat::Csv(Reader::Program)
    };
    Ok(table::write(&table, format, language)?)
}

/// Places that a query found: the columns of the window, whose heads are in the language of the console as they are.
pub fn hits(
    context: &Context,
    project: &Project,
    query: &str,
    hits: &[Hit],
    columns: HitColumns,
    format: Format,
) -> Result<Vec<u8>, Failure> {
    let format = if format == Format::Xlsx { TableFormat::Xlsx } else { TableFormat::Csv(Reader::Program) };
    let table = columns.table(project, query.to_owned(), hits, Vec::new());
    Ok(table::write(&table, format, context.console.language)?)
}

/// How many columns of a terminal characters take.
pub fn columns(text: &str) -> usize {
    text.chars().map(half_columns).sum()
}

/// A cell of a count.
pub fn number(value: usize) -> Cell {
    i64::try_from(value).map_or(Cell::Empty, Cell::Integer)
}

/// A cell of words.
pub fn words(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

/// A table of what a query found; the query stands in the notes of a workbook.
pub fn whole(query: &str, columns: &[&str], rows: Vec<Vec<Cell>>) -> Table {
    let columns = columns.iter().map(|&column| column.to_owned()).collect();
    Table { title: query.to_owned(), columns, rows, ..Table::default() }
}

/// The titles of documents that match without a place: the query only narrows them.
pub fn documents(project: &Project, found: &Hits, limit: usize) -> String {
    let matching = found.documents.iter().take(limit).filter_map(|counted| project.document(counted.document));
    let mut lines = String::new();
    for document in matching {
        lines.push_str(&document.title.replace('\n', " "));
        lines.push('\n');
    }
    lines
}

/// Where a hit stands, as people say it.
pub struct Place<'a> {
    /// Its document.
    pub document: &'a Document,
    /// From 1.
    pub paragraph: usize,
    /// Of the original, as it is cited.
    pub page: Option<&'a str>,
    /// Who says it, where that is known.
    pub speaker: Option<&'a str>,
    /// Code points.
    pub span: Span,
}

impl<'a> Place<'a> {
    /// Of a hit; `None` where its document is gone.
    pub fn of(project: &'a Project, hit: Hit) -> Option<Self> {
        let document = project.document(hit.document)?;
        Some(Self {
            document,
            paragraph: document.text.paragraph_of(hit.span.start) + 1,
            page: document.structure.page_at(hit.span.start).map(|page| &*page.label).filter(|label| !label.is_empty()),
            speaker: document.structure.speaker_at(hit.span.start).map(|speaker| speaker.name.as_str()),
            span: hit.span,
        })
    }

    /// `访谈 02 第 7 段`.
    pub fn said(&self, context: &Context) -> String {
        let message = Message::new("cli.search.hit").with("document", &self.document.title);
        context.console.say(&message.with("paragraph", self.paragraph))
    }
}
