//! `tianye words`: how often words stand in the texts, or how a text is cut into them.

pub(super) mod counted;

use clap::{ArgMatches, Command, value_parser};
use serde::Serialize;

use self::counted::Counted;
use super::arguments::{self, Words};
use super::outcome::{Done, Failure};
use super::search::written::{self, Format, words};
use super::{Context, files, project};
use crate::export::table::{Cell, Table};
use crate::model::Message;
use crate::search::words::{
    Forms, Frequencies, FrequencyOptions, Lexicon, Numbers, Segmenter, StopWords, WordScope, frequencies,
};

pub(super) fn describe(words: Words) -> Command {
    let command = words
        .command("words")
        .arg(words.project())
        .arg(words.option("scope", "words_scope", "query").allow_hyphen_values(true))
        .arg(words.option("shortest", "words_shortest", "number").value_parser(value_parser!(u32)));
    let command = counted::describe(words, command, "words_limit");
    let segment = words.option("segment", "words_segment", "text").allow_hyphen_values(true);
    written::describe(words, command.arg(segment.conflicts_with_all(["scope", "shortest", "minimum", "limit"])))
}

pub(super) fn run(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let format = written::format(matches)?;
    let scope = counted::scope(context, matches, "scope")?;
    let session = project::open(context, &arguments::path(matches, "project"))?;
    let project = session.project();
    if let Some(text) = arguments::word(matches, "segment") {
        let bytes = segmented(context, &Lexicon::of(project), text, format)?;
        written::write(context, matches, &bytes)?;
        return Ok(project::done(&session));
    }
    counted::check(project, &scope)?;
    let counted = Counted::of(project)?;
    let is_table = matches!(format, Format::Csv | Format::Xlsx);
    let options = FrequencyOptions {
        forms: counted::forms(matches),
        stop_words: counted::stop_words(matches),
        numbers: counted::numbers(matches),
        shortest: matches.get_one::<u32>("shortest").copied().unwrap_or(1),
        minimum: counted::minimum(matches, 1),
        limit: counted::limit(matches, is_table),
    };
    let found = frequencies(&counted.corpus(project, &scope)?, &counted.lexicon, &options);
    let bytes = match format {
        Format::Json => files::json_bytes(&answer(&project.title, &scope, &options, &found))?,
        Format::Csv | Format::Xlsx => written::table(context, table(context, &project.title, &scope, &found), format)?,
        Format::Text => counted::for_eyes(context, &table(context, &project.title, &scope, &found)).into_bytes(),
    };
    written::write(context, matches, &bytes)?;
    if format == Format::Text {
        let message = Message::new("cli.words.summary")
            .with("words", found.totals.words)
            .with("different", found.totals.different)
            .with("documents", found.totals.documents)
            .with("listable", found.listable)
            .with("listed", found.list.len());
        context.console.note(&message);
    }
    Ok(project::done(&session))
}

/// How a text is cut by the project's dictionary.
fn segmented(context: &Context, lexicon: &Lexicon, text: &str, format: Format) -> Result<Vec<u8>, Failure> {
    #[derive(Serialize)]
    struct Answer<'a> {
        text: &'a str,
        words: Vec<String>,
    }
    let cut = Segmenter::of(lexicon).shown(text);
    match format {
        Format::Json => files::json_bytes(&Answer { text, words: cut }),
        Format::Text => Ok(format!("{}\n", cut.join(" / ")).into_bytes()),
        Format::Csv | Format::Xlsx => {
            let rows = cut.iter().map(|word| vec![words(word)]).collect();
            written::table(context, written::whole(text, &["word"], rows), format)
        }
    }
}

/// The answer for programs; keys stay.
#[derive(Serialize)]
struct Answer<'a> {
    project: &'a str,
    scope: &'a str,
    stop_words: bool,
    numbers: bool,
    by_stem: bool,
    shortest: u32,
    minimum: u64,
    totals: Totals,
    /// Words that could be listed, also beyond the limit.
    listable: usize,
    words: Vec<Listed<'a>>,
}

/// Of all words: those that are not listed too.
#[derive(Serialize)]
struct Totals {
    words: u64,
    different: usize,
    documents: u32,
}

#[derive(Serialize)]
struct Listed<'a> {
    word: &'a str,
    count: u64,
    documents: u32,
    per_million: f64,
    dispersion: f64,
    /// Only with `--by-stem`.
    forms: Vec<&'a str>,
}

fn answer<'a>(
    project: &'a str,
    scope: &'a WordScope,
    options: &FrequencyOptions,
    found: &'a Frequencies,
) -> Answer<'a> {
    let listed = found.list.iter().map(|entry| Listed {
        word: &entry.word,
        count: entry.count,
        documents: entry.documents,
        per_million: entry.per_million,
        dispersion: entry.dispersion,
        forms: entry.forms.iter().map(|form| &**form).collect(),
    });
    Answer {
        project,
        scope: scope.text(),
        stop_words: options.stop_words == StopWords::List,
        numbers: options.numbers == Numbers::List,
        by_stem: options.forms == Forms::ByStem,
        shortest: options.shortest,
        minimum: options.minimum,
        totals: Totals {
            words: found.totals.words,
            different: found.totals.different,
            documents: found.totals.documents,
        },
        listable: found.listable,
        words: listed.collect(),
    }
}

fn table(context: &Context, title: &str, scope: &WordScope, found: &Frequencies) -> Table {
    let by_stem = found.list.iter().any(|entry| !entry.forms.is_empty());
    let mut columns = vec!["word", "count", "documents", "per_million", "dispersion"];
    columns.extend(by_stem.then_some("forms"));
    let rows = found.list.iter().map(|entry| {
        let mut cells = vec![
            words(&entry.word),
            counted::count(entry.count),
            Cell::Integer(entry.documents.into()),
            Cell::Decimal(entry.per_million),
            Cell::Decimal(entry.dispersion),
        ];
        cells.extend(by_stem.then(|| words(&entry.forms.join(" "))));
        cells
    });
    let notes = vec![
        counted::note(context, "scope", scope.text()),
        counted::note(context, "words", found.totals.words),
        counted::note(context, "base", context.console.language.text("cli.words.base")),
        counted::note(context, "dispersion", context.console.language.text("cli.words.dispersion")),
    ];
    Table { notes, ..written::whole(title, &columns, rows.collect()) }
}
