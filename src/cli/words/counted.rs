//! What `words`, `collocations` and `keyness` share: which text counts, how it is cut, what is listed.

use std::sync::atomic::AtomicBool;

use clap::{ArgMatches, Command, value_parser};

use crate::cli::Context;
use crate::cli::arguments::{self, Words};
use crate::cli::outcome::Failure;
use crate::cli::search::asked;
use crate::cli::search::written::columns;
use crate::export::table::{Cell, Table, fixed};
use crate::i18n::Language;
use crate::model::{Message, Project, Tell};
use crate::search::Cache;
use crate::search::words::{Columns, Corpus, Forms, Lexicon, Numbers, ScopeError, StopWords, WordScope};

/// Listed for eyes where nothing else is asked for.
const LIMIT: usize = 100;

/// The arguments that say which words are listed; `limit` is the text that says what the limit is of.
pub fn describe(words: Words, command: Command, limit: &str) -> Command {
    command
        .arg(words.flag("stop-words", "words_stop"))
        .arg(words.flag("numbers", "words_numbers"))
        .arg(words.flag("by-stem", "words_stem"))
        .arg(words.option("minimum", "words_minimum", "number").value_parser(value_parser!(u64)))
        .arg(words.option("limit", limit, "number").value_parser(value_parser!(u32)))
}

/// Stop words as asked for.
pub fn stop_words(matches: &ArgMatches) -> StopWords {
    if matches.get_flag("stop-words") { StopWords::List } else { StopWords::LeaveOut }
}

/// Numbers as asked for.
pub fn numbers(matches: &ArgMatches) -> Numbers {
    if matches.get_flag("numbers") { Numbers::List } else { Numbers::LeaveOut }
}

/// What is one word, as asked for.
pub fn forms(matches: &ArgMatches) -> Forms {
    if matches.get_flag("by-stem") { Forms::ByStem } else { Forms::AsWritten }
}

/// The least count, or the usual one.
pub fn minimum(matches: &ArgMatches, usual: u64) -> u64 {
    matches.get_one::<u64>("minimum").copied().unwrap_or(usual)
}

/// A list for eyes is cut, a table is whole.
pub fn limit(matches: &ArgMatches, is_table: bool) -> usize {
    let usual = if is_table { usize::MAX } else { LIMIT };
    matches.get_one::<u32>("limit").map_or(usual, |&limit| limit as usize)
}

/// The texts of a project, cut by its dictionary.
pub struct Counted {
    /// Its dictionary and stop words.
    pub lexicon: Lexicon,
    /// Normalised.
    pub texts: Cache,
    columns: Columns,
}

/// Nobody stops a command's counting.
pub static NEVER: AtomicBool = AtomicBool::new(false);

impl Counted {
    /// Cuts all texts.
    pub fn of(project: &Project) -> Result<Self, Failure> {
        let (lexicon, texts) = (Lexicon::of(project), Cache::default());
        let columns = Columns::of(project, &texts, &lexicon, &NEVER).map_err(stopped)?;
        Ok(Self { lexicon, texts, columns })
    }

    /// The words that a scope lets count.
    pub fn corpus(&self, project: &Project, scope: &WordScope) -> Result<Corpus, Failure> {
        scope.corpus(project, &self.texts, &self.columns, &NEVER).map_err(stopped)
    }
}

/// Refuses what was stopped, which nobody can do here.
pub fn stopped(_: crate::search::Cancelled) -> Failure {
    Failure::Refused(Message::new("cli.words.stopped"))
}

/// What is left out where nothing is said, in the language of the console.
pub fn usual(context: &Context) -> &'static str {
    match context.console.language {
        Language::Chinese => WordScope::USUAL,
        Language::English => WordScope::USUAL_ENGLISH,
    }
}

/// The scope that an argument names, or the usual one: all text but references, notes, front matter and the like.
pub fn scope(context: &Context, matches: &ArgMatches, argument: &str) -> Result<WordScope, Failure> {
    let text = arguments::word(matches, argument).unwrap_or(usual(context));
    WordScope::parse(text).map_err(|error| match error {
        ScopeError::Query(error) => asked::wrong(text, &error),
        error @ (ScopeError::Term(_) | ScopeError::NotTexts) => Failure::Usage(error.tell()),
    })
}

/// Refuses names that the project does not have.
pub fn check(project: &Project, scope: &WordScope) -> Result<(), Failure> {
    match scope.check(project).first() {
        Some(error) => Err(asked::wrong(scope.text(), error)),
        None => Ok(()),
    }
}

/// A cell of a count.
pub fn count(value: u64) -> Cell {
    i64::try_from(value).map_or(Cell::Empty, Cell::Integer)
}

/// A table for eyes: columns under each other, headings in the language of the console.
pub fn for_eyes(context: &Context, table: &Table) -> String {
    let language = context.console.language;
    let heading = |column: &String| language.text(&format!("cli.column.{column}")).to_owned();
    let mut lines: Vec<Vec<String>> = vec![table.columns.iter().map(heading).collect()];
    lines.extend(table.rows.iter().map(|row| row.iter().map(shown).collect()));
    let width = |column: usize| lines.iter().filter_map(|line| line.get(column)).map(|cell| columns(cell)).max();
    let widths: Vec<usize> = (0..table.columns.len()).map(|column| width(column).unwrap_or(0)).collect();
    let mut out = String::new();
    for line in &lines {
        let mut written = String::new();
        for (number, (cell, width)) in line.iter().zip(&widths).enumerate() {
            let gap = " ".repeat(width - columns(cell));
            // Words on the left, figures under their last digit.
            let text = if number == 0 { format!("{cell}{gap}") } else { format!("  {gap}{cell}") };
            written.push_str(&text);
        }
        out.push_str(written.trim_end());
        out.push('\n');
    }
    out
}

fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Integer(number) => number.to_string(),
        Cell::Decimal(number) => fixed(*number, 2),
        Cell::Empty => String::new(),
    }
}

/// A note of a workbook: what was counted.
pub fn note(context: &Context, name: &str, value: impl std::fmt::Display) -> (String, String) {
    (context.console.language.text(&format!("cli.words.note.{name}")).to_owned(), value.to_string())
}
