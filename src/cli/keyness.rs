//! `tianye keyness`: which words are typical of some of the texts against others.

use clap::{ArgMatches, Command, value_parser};
use serde::Serialize;

use super::arguments::{self, Words};
use super::outcome::{Done, Failure};
use super::search::written::{self, Format, words};
use super::words::counted::{self, Counted};
use super::{Context, files, project};
use crate::export::table::{Cell, Table};
use crate::model::Message;
use crate::search::words::{Key, KeyOrder, Keyness, KeynessOptions, WordScope, keyness};

pub(super) fn describe(words: Words) -> Command {
    let filters = |name, help| words.option(name, help, "query").allow_hyphen_values(true);
    let command = words
        .command("keyness")
        .arg(words.project())
        .arg(filters("focus", "keyness_focus").required(true))
        .arg(filters("reference", "keyness_reference"))
        .arg(words.option("evidence", "keyness_evidence", "number").value_parser(value_parser!(f64)))
        .arg(words.choice("order", "keyness_order", &["log-likelihood", "log-ratio"]));
    written::describe(words, counted::describe(words, command, "keyness_limit"))
}

pub(super) fn run(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let format = written::format(matches)?;
    let focus = counted::scope(context, matches, "focus")?;
    let given = arguments::word(matches, "reference").is_some();
    let reference = counted::scope(context, matches, "reference")?;
    let session = project::open(context, &arguments::path(matches, "project"))?;
    let project = session.project();
    counted::check(project, &focus)?;
    counted::check(project, &reference)?;
    // Of both sides the same parts count: what only one side has would be typical of it.
    let usual = counted::usual(context);
    let (focus, reference) = (focus.but_usual(usual), reference.but_usual(usual));
    let counted = Counted::of(project)?;
    let own = counted.corpus(project, &focus)?;
    let other = counted.corpus(project, &reference)?;
    // Without a reference: what else there is.
    let other = if given { other } else { other.without(&own) };
    let options = options(matches, format);
    let found = keyness(&own, &other, &counted.lexicon, &options);
    let question = Question { focus: &focus, reference: &reference, rest: !given, options: &options };
    let bytes = match format {
        Format::Json => files::json_bytes(&answer(&question, &found))?,
        Format::Csv | Format::Xlsx => written::table(context, table(context, &question, &found), format)?,
        Format::Text => counted::for_eyes(context, &table(context, &question, &found)).into_bytes(),
    };
    written::write(context, matches, &bytes)?;
    if found.shared_words > 0 {
        context.console.note(&Message::new("cli.keyness.shared").with("words", found.shared_words));
    }
    if format == Format::Text {
        let message = Message::new("cli.keyness.summary")
            .with("focus", found.focus.words)
            .with("reference", found.reference.words)
            .with("more", found.more.len())
            .with("less", found.less.len());
        context.console.note(&message);
    }
    Ok(project::done(&session))
}

fn options(matches: &ArgMatches, format: Format) -> KeynessOptions {
    let usual = KeynessOptions::default();
    let by_ratio = arguments::word(matches, "order") == Some("log-ratio");
    KeynessOptions {
        forms: counted::forms(matches),
        stop_words: counted::stop_words(matches),
        numbers: counted::numbers(matches),
        minimum: counted::minimum(matches, usual.minimum),
        evidence: matches.get_one::<f64>("evidence").copied().unwrap_or(usual.evidence),
        order: if by_ratio { KeyOrder::LogRatio } else { KeyOrder::LogLikelihood },
        limit: counted::limit(matches, matches!(format, Format::Csv | Format::Xlsx)),
    }
}

/// What was asked.
struct Question<'a> {
    focus: &'a WordScope,
    reference: &'a WordScope,
    /// No reference was named: of its scope counts what is not in the focus.
    rest: bool,
    options: &'a KeynessOptions,
}

/// The answer for programs; keys stay.
#[derive(Serialize)]
struct Answer<'a> {
    focus: Side<'a>,
    reference: Side<'a>,
    /// Words that are in both.
    shared_words: u64,
    minimum: u64,
    evidence: f64,
    more: Vec<Listed<'a>>,
    less: Vec<Listed<'a>>,
}

#[derive(Serialize)]
struct Side<'a> {
    scope: &'a str,
    /// Of the scope only what is not in the focus.
    rest: bool,
    words: u64,
    documents: u32,
}

#[derive(Serialize)]
struct Listed<'a> {
    word: &'a str,
    focus: u64,
    focus_per_million: f64,
    focus_documents: u32,
    reference: u64,
    reference_per_million: f64,
    reference_documents: u32,
    log_likelihood: f64,
    log_ratio: f64,
}

impl<'a> Listed<'a> {
    fn of(key: &'a Key) -> Self {
        Self {
            word: &key.word,
            focus: key.focus,
            focus_per_million: key.focus_per_million,
            focus_documents: key.focus_documents,
            reference: key.reference,
            reference_per_million: key.reference_per_million,
            reference_documents: key.reference_documents,
            log_likelihood: key.log_likelihood,
            log_ratio: key.log_ratio,
        }
    }
}

fn answer<'a>(question: &Question<'a>, found: &'a Keyness) -> Answer<'a> {
    Answer {
        focus: Side {
            scope: question.focus.text(),
            rest: false,
            words: found.focus.words,
            documents: found.focus.documents,
        },
        reference: Side {
            scope: question.reference.text(),
            rest: question.rest,
            words: found.reference.words,
            documents: found.reference.documents,
        },
        shared_words: found.shared_words,
        minimum: question.options.minimum,
        evidence: question.options.evidence,
        more: found.more.iter().map(Listed::of).collect(),
        less: found.less.iter().map(Listed::of).collect(),
    }
}

fn table(context: &Context, question: &Question, found: &Keyness) -> Table {
    let columns = [
        "word",
        "focus",
        "focus_per_million",
        "focus_documents",
        "reference",
        "reference_per_million",
        "reference_documents",
        "log_likelihood",
        "log_ratio",
    ];
    let row = |key: &Key| {
        vec![
            words(&key.word),
            counted::count(key.focus),
            Cell::Decimal(key.focus_per_million),
            Cell::Integer(key.focus_documents.into()),
            counted::count(key.reference),
            Cell::Decimal(key.reference_per_million),
            Cell::Integer(key.reference_documents.into()),
            Cell::Decimal(key.log_likelihood),
            Cell::Decimal(key.log_ratio),
        ]
    };
    let say = |id: &str| context.console.language.text(id).to_owned();
    let named = question.reference.text();
    let reference = if question.rest { format!("{} {named}", say("cli.keyness.rest")) } else { named.to_owned() };
    let notes = vec![
        counted::note(context, "focus", question.focus.text()),
        counted::note(context, "reference", reference),
        counted::note(context, "focus_words", found.focus.words),
        counted::note(context, "reference_words", found.reference.words),
        counted::note(context, "base", say("cli.words.base")),
        counted::note(context, "measures", say("cli.keyness.measures")),
    ];
    let rows = found.more.iter().chain(&found.less).map(row).collect();
    Table { notes, ..written::whole(question.focus.text(), &columns, rows) }
}
