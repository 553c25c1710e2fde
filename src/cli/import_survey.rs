//! Surveys on the command line: which columns of a table are text, and a look at the plan before
//! anything is written.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, value_parser};
use serde::Serialize;

use super::Context;
use super::arguments::{self, Words};
use super::outcome::{Done, Failure};
use crate::import::batch::{self, Read};
use crate::import::survey::{Choices, Survey, headings, sheet_of};
use crate::import::table::column_name;
use crate::import::{Cancel, ColumnUse, Content, ImportError, OneDocument, Options, SurveyPlan, TableReading, Worker};
use crate::model::{Message, Tell};

/// Options that name columns, and what they make of them.
const COLUMNS: [(&str, &str, ColumnUse); 4] = [
    ("text-columns", "text_columns", ColumnUse::Text),
    ("attribute-columns", "attribute_columns", ColumnUse::Attribute),
    ("title-column", "title_column", ColumnUse::Title),
    ("leave-columns", "leave_columns", ColumnUse::Leave),
];

/// First values of a column that a plan shows.
const VALUES: usize = 3;

/// The options of `tianye import` that concern tables.
pub(super) fn describe(words: Words) -> Vec<Arg> {
    let mut all = vec![
        words.flag("plan", "plan"),
        words.flag("survey", "survey"),
        words.option("sheet", "sheet", "sheet"),
        words.option("header-rows", "header_rows", "number").value_parser(value_parser!(u16)),
        words.choice("one", "one", &["respondent", "question"]),
    ];
    all.extend(COLUMNS.iter().map(|(name, help, _)| words.option(name, help, "columns")));
    all
}

/// What was asked for.
fn choices(matches: &ArgMatches) -> Choices {
    let columns = COLUMNS.iter().flat_map(|(name, _, column)| {
        let listed = arguments::word(matches, name).map(arguments::listed).unwrap_or_default();
        listed.into_iter().map(|one| (one.trim_matches(['"', '“', '”']).to_owned(), *column))
    });
    Choices {
        sheet: arguments::word(matches, "sheet").map(str::to_owned),
        header_rows: matches.get_one::<u16>("header-rows").map(|rows| usize::from(*rows)),
        one: arguments::word(matches, "one").map(|one| match one {
            "question" => OneDocument::PerQuestion,
            _ => OneDocument::PerRespondent,
        }),
        columns: columns.collect(),
    }
}

/// Whether anything was said of tables: then what is in them has to be at hand.
pub(super) fn is_asked(matches: &ArgMatches) -> bool {
    choices(matches) != Choices::default() || matches.get_flag("survey")
}

/// A file that was read, a table by the plan that was asked for.
pub(super) fn by_plan(read: Read, name: &str, options: &Options, matches: &ArgMatches) -> Result<Read, Message> {
    if !is_asked(matches) {
        return Ok(read);
    }
    let Read { content: Some(Content::Table(table)), mut file } = read else {
        // With a choice of columns and without --survey, texts beside the tables go in as they do otherwise.
        let wanted = matches.get_flag("survey");
        return if wanted { Err(Message::new("survey.no_table").with("name", name)) } else { Ok(read) };
    };
    let plan = choices(matches).plan(&table.workbook).map_err(|error| error.tell())?;
    let options = Options { survey: Some(plan), ..options.clone() };
    let content = Content::Table(table);
    file.documents = content.documents(&options).map_err(|error| told(&error))?;
    Ok(Read { content: Some(content), file })
}

fn told(error: &ImportError) -> Message {
    log::info!("{error}");
    error.tell()
}

/// A plan for programs; keys stay.
#[derive(Serialize)]
struct Planned {
    file: String,
    sheets: Vec<String>,
    sheet: String,
    header_rows: usize,
    one: &'static str,
    respondents: usize,
    questions: usize,
    answers: usize,
    respondents_without_answer: usize,
    columns: Vec<Column>,
}

#[derive(Serialize)]
struct Column {
    #[serde(rename = "column")]
    letter: String,
    heading: String,
    r#use: &'static str,
    values: Vec<String>,
}

#[derive(Serialize)]
struct Answer {
    plans: Vec<Planned>,
    refused: Vec<Refused>,
}

#[derive(Serialize)]
struct Refused {
    file: String,
    reason: String,
}

/// `--plan`: what would become of the columns of each table. Writes nothing, and needs no project.
pub(super) fn plan(
    context: &mut Context,
    matches: &ArgMatches,
    worker: &Worker,
    options: &Options,
) -> Result<Done, Failure> {
    let given: Vec<PathBuf> = matches.get_many::<PathBuf>("files").into_iter().flatten().cloned().collect();
    let files = batch::files_of(&*context.environment.fs, &given);
    let choices = choices(matches);
    let mut answer = Answer { plans: Vec::new(), refused: Vec::new() };
    for file in &files {
        let name = file.display().to_string();
        let opened = worker.open_file(file, options, &Cancel::default()).map_err(|error| told(&error));
        let planned = opened.and_then(|opened| match opened.content {
            Content::Table(table) => {
                let plan = choices.plan(&table.workbook).map_err(|error| error.tell())?;
                Ok(planned(&name, &table, &plan))
            }
            Content::Text(_) => Err(Message::new("survey.no_table").with("name", &name)),
        });
        match planned {
            Ok(planned) => answer.plans.push(planned),
            Err(reason) => answer.refused.push(Refused { file: name, reason: context.console.say(&reason) }),
        }
    }
    if matches.get_flag("json") {
        context.console.json(&answer);
    } else {
        for planned in &answer.plans {
            show(context, planned);
        }
    }
    for refused in &answer.refused {
        let said = Message::new("cli.import.refused").with("file", &refused.file).with("why", &refused.reason);
        context.console.note(&said);
    }
    match (answer.plans.is_empty(), answer.refused.is_empty()) {
        (_, true) => Ok(Done::Whole),
        (false, false) => Ok(Done::WithFindings),
        (true, false) => Err(Failure::Refused(Message::new("survey.no_plan"))),
    }
}

fn planned(file: &str, table: &TableReading, plan: &SurveyPlan) -> Planned {
    let sheet = sheet_of(&table.workbook, plan);
    let survey = Survey::of(table, plan);
    let headings = sheet.map(|sheet| headings(sheet, plan.header_rows)).unwrap_or_default();
    let columns = headings.into_iter().enumerate().map(|(place, heading)| {
        let below = sheet.into_iter().flat_map(|sheet| sheet.rows.iter().skip(plan.header_rows));
        let filled = below.filter_map(|row| row.get(place)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
        Column {
            letter: column_name(place),
            heading,
            r#use: plan.columns.get(place).copied().unwrap_or_default().name(),
            values: filled.take(VALUES).map(shortened).collect(),
        }
    });
    Planned {
        file: file.to_owned(),
        sheets: table.workbook.sheets.iter().map(|sheet| sheet.name.clone()).collect(),
        sheet: sheet.map(|sheet| sheet.name.clone()).unwrap_or_default(),
        header_rows: plan.header_rows,
        one: match plan.one {
            OneDocument::PerRespondent => "respondent",
            OneDocument::PerQuestion => "question",
        },
        respondents: survey.as_ref().map_or(0, |survey| survey.respondents.len()),
        questions: survey.as_ref().map_or(0, |survey| survey.texts.len()),
        answers: survey.as_ref().map_or(0, Survey::answers),
        respondents_without_answer: survey.as_ref().map_or(0, Survey::silent),
        columns: columns.collect(),
    }
}

fn shortened(cell: &str) -> String {
    let line = cell.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= 30 { line } else { line.chars().take(29).chain(['…']).collect() }
}

fn show(context: &mut Context, planned: &Planned) {
    let console = &mut context.console;
    let head = Message::new("survey.plan_of")
        .with("file", &planned.file)
        .with("sheet", if planned.sheet.is_empty() { "—" } else { &planned.sheet })
        .with("rows", planned.header_rows);
    console.tell(&head);
    let counts = Message::new("survey.counts")
        .with("respondents", planned.respondents)
        .with("questions", planned.questions)
        .with("answers", planned.answers)
        .with("silent", planned.respondents_without_answer);
    console.tell(&counts);
    let one = console.language.text(&format!("survey.per_{}", planned.one)).to_owned();
    console.line(&one);
    for column in &planned.columns {
        let r#use = console.language.text(&format!("survey.use.{}", column.r#use)).to_owned();
        console.line(&format!("  {}\t{}\t{}\t{}", column.letter, r#use, column.heading, column.values.join(" | ")));
    }
}
