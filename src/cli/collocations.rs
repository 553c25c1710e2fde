//! `tianye collocations`: which words stand beside the hits of a query.

use clap::{ArgMatches, Command, value_parser};
use serde::Serialize;

use super::arguments::{self, Words};
use super::outcome::{Done, Failure};
use super::search::asked::{self, Asked};
use super::search::written::{self, Format, words};
use super::words::counted::{self, Counted, NEVER};
use super::{Context, files, project};
use crate::export::table::{Cell, Table};
use crate::model::Message;
use crate::search::Order;
use crate::search::words::{CollocationOptions, Collocations, Measure, Window, WindowUnit, WordScope, collocations};

/// Words beside a hit where nothing else is asked for.
const WINDOW: u32 = 5;
const MEASURES: &[&str] = &["log-dice", "log-likelihood", "mutual-information", "t-score", "together"];

pub(super) fn describe(words: Words) -> Command {
    let command = asked::describe(words, words.command("collocations"))
        .arg(words.option("left", "window_left", "number").value_parser(value_parser!(u32)))
        .arg(words.option("right", "window_right", "number").value_parser(value_parser!(u32)))
        .arg(words.choice("within", "window_within", &["paragraph", "sentence"]))
        .arg(words.choice("measure", "measure", MEASURES))
        .arg(words.option("scope", "words_scope", "query").allow_hyphen_values(true))
        .arg(words.choice("through", "search_through", asked::THROUGH));
    written::describe(words, counted::describe(words, command, "words_limit"))
}

pub(super) fn run(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    asked::refuse_early(matches)?;
    let format = written::format(matches)?;
    let scope = counted::scope(context, matches, "scope")?;
    let session = project::open(context, &arguments::path(matches, "project"))?;
    let project = session.project();
    counted::check(project, &scope)?;
    let asked = asked::asked(&mut context.console, project, matches)?;
    asked.refuse_all_notes("tianye collocations")?;
    let hits = asked::find(context, &session, matches, &asked.query, usize::MAX, Order::Documents);
    let counted = Counted::of(project)?;
    let corpus = counted.corpus(project, &scope)?;
    let options = options(matches, format);
    let found = collocations(project, &counted.texts, &corpus, &hits, &counted.lexicon, &options, &NEVER)
        .map_err(counted::stopped)?;
    let asked = Question { asked: &asked, scope: &scope, options: &options };
    let bytes = match format {
        Format::Json => files::json_bytes(&answer(&asked, &found))?,
        Format::Csv | Format::Xlsx => written::table(context, table(context, &asked, &found), format)?,
        Format::Text => counted::for_eyes(context, &table(context, &asked, &found)).into_bytes(),
    };
    written::write(context, matches, &bytes)?;
    if format == Format::Text {
        let message = Message::new("cli.collocations.summary")
            .with("hits", hits.total)
            .with("nodes", found.nodes)
            .with("words", found.window_words)
            .with("listable", found.listable)
            .with("listed", found.list.len());
        context.console.note(&message);
    }
    Ok(project::done(&session))
}

fn options(matches: &ArgMatches, format: Format) -> CollocationOptions {
    let side = |name: &str| matches.get_one::<u32>(name).copied().unwrap_or(WINDOW);
    let within = arguments::word(matches, "within");
    CollocationOptions {
        window: Window {
            left: side("left"),
            right: side("right"),
            unit: if within == Some("sentence") { WindowUnit::Sentence } else { WindowUnit::Paragraph },
        },
        forms: counted::forms(matches),
        stop_words: counted::stop_words(matches),
        numbers: counted::numbers(matches),
        minimum: counted::minimum(matches, CollocationOptions::default().minimum),
        measure: arguments::word(matches, "measure").and_then(Measure::named).unwrap_or_default(),
        limit: counted::limit(matches, matches!(format, Format::Csv | Format::Xlsx)),
    }
}

/// What was asked.
struct Question<'a> {
    asked: &'a Asked,
    scope: &'a WordScope,
    options: &'a CollocationOptions,
}

impl Question<'_> {
    fn within(&self) -> &'static str {
        match self.options.window.unit {
            WindowUnit::Paragraph => "paragraph",
            WindowUnit::Sentence => "sentence",
        }
    }
}

/// The answer for programs; keys stay.
#[derive(Serialize)]
struct Answer<'a> {
    query: &'a str,
    scope: &'a str,
    left: u32,
    right: u32,
    within: &'static str,
    measure: &'static str,
    minimum: u64,
    /// Hits that lie in the scope.
    nodes: u64,
    /// Words in the windows, each once.
    window_words: u64,
    /// Words of the scope without those of hits.
    words: u64,
    /// Words that could be listed, also beyond the limit.
    listable: usize,
    collocates: Vec<Listed<'a>>,
}

#[derive(Serialize)]
struct Listed<'a> {
    word: &'a str,
    together: u64,
    left: u64,
    right: u64,
    documents: u32,
    alone: u64,
    expected: f64,
    log_dice: f64,
    mutual_information: f64,
    log_likelihood: f64,
    t_score: f64,
}

fn answer<'a>(question: &Question<'a>, found: &'a Collocations) -> Answer<'a> {
    let listed = found.list.iter().map(|entry| Listed {
        word: &entry.word,
        together: entry.together,
        left: entry.left,
        right: entry.right,
        documents: entry.documents,
        alone: entry.alone,
        expected: entry.expected,
        log_dice: entry.log_dice,
        mutual_information: entry.mutual_information,
        log_likelihood: entry.log_likelihood,
        t_score: entry.t_score,
    });
    Answer {
        query: &question.asked.text,
        scope: question.scope.text(),
        left: question.options.window.left,
        right: question.options.window.right,
        within: question.within(),
        measure: question.options.measure.name(),
        minimum: question.options.minimum,
        nodes: found.nodes,
        window_words: found.window_words,
        words: found.words,
        listable: found.listable,
        collocates: listed.collect(),
    }
}

fn table(context: &Context, question: &Question, found: &Collocations) -> Table {
    let columns = [
        "word",
        "together",
        "left_count",
        "right_count",
        "documents",
        "alone",
        "expected",
        "log_dice",
        "mutual_information",
        "log_likelihood",
        "t_score",
    ];
    let rows = found.list.iter().map(|entry| {
        vec![
            words(&entry.word),
            counted::count(entry.together),
            counted::count(entry.left),
            counted::count(entry.right),
            Cell::Integer(entry.documents.into()),
            counted::count(entry.alone),
            Cell::Decimal(entry.expected),
            Cell::Decimal(entry.log_dice),
            Cell::Decimal(entry.mutual_information),
            Cell::Decimal(entry.log_likelihood),
            Cell::Decimal(entry.t_score),
        ]
    });
    let window = format!("{} / {}", question.options.window.left, question.options.window.right);
    let say = |id: &str| context.console.language.text(id).to_owned();
    let notes = vec![
        counted::note(context, "scope", question.scope.text()),
        counted::note(context, "window", window),
        counted::note(context, "within", question.within()),
        counted::note(context, "nodes", found.nodes),
        counted::note(context, "words", found.words),
        counted::note(context, "base", say("cli.collocations.base")),
        counted::note(context, "measures", say("cli.collocations.measures")),
    ];
    Table { notes, ..written::whole(&question.asked.text, &columns, rows.collect()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_measure_can_be_asked_for() {
        assert_eq!(MEASURES, Measure::ALL.map(Measure::name));
    }
}
