//! `tianye attributes`: what is known of documents and cases, listed, as a table, set one by one, and
//! taken in and out as a file.

mod exchange;

use clap::{ArgAction, ArgMatches, Command};
use serde::Serialize;

use super::arguments::{self, Words};
use super::outcome::{Done, Failure};
use super::{Context, project};
use crate::export::table::{self, Cell, Reader, Table, TableFormat};
use crate::model::{Attributes, CaseChange, CaseId, DocumentChange, DocumentId, Edit, Message, Project};

pub(super) fn describe(words: Words) -> Command {
    let command = words
        .command("attributes")
        .arg(words.project())
        .arg(words.option("document", "attributes_document", "document").conflicts_with("case"))
        .arg(words.option("case", "attributes_case", "case"))
        .arg(words.option("set", "attribute_set", "name_value").action(ArgAction::Append))
        .arg(words.flag("csv", "attributes_csv").conflicts_with("json"))
        .arg(words.coder())
        .arg(words.json());
    exchange::describe(command, words)
}

/// The answer for programs; keys stay.
#[derive(Serialize)]
struct Answer<'a> {
    attributes: Vec<Defined<'a>>,
    documents: Vec<Line<'a>>,
    cases: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Defined<'a> {
    name: &'a str,
    kind: &'static str,
    choices: &'a [String],
    /// Of documents and cases.
    values: usize,
    /// Values that do not read as the kind.
    unfit: usize,
}

#[derive(Serialize)]
struct Line<'a> {
    id: String,
    name: &'a str,
    values: &'a Attributes,
}

/// Of what the values are wanted or set.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Everything,
    Document(DocumentId),
    Case(CaseId),
}

pub(super) fn run(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    match matches.subcommand() {
        Some(("import", matches)) => return exchange::import(context, matches),
        Some((_, matches)) => return exchange::export(context, matches),
        None if matches.contains_id("set") => return set(context, matches),
        None => {}
    }
    let session = project::open(context, &arguments::path(matches, "project"))?;
    let answer = answer(session.project(), of(session.project(), matches)?);
    if matches.get_flag("json") {
        context.console.json(&answer);
    } else if matches.get_flag("csv") {
        let written =
            table::write(&as_table(&answer, context), TableFormat::Csv(Reader::Program), context.console.language)?;
        context.console.bytes(&written);
    } else {
        tell(context, &answer);
    }
    Ok(project::done(&session))
}

fn of(project: &Project, matches: &ArgMatches) -> Result<Of, Failure> {
    if let Some(name) = arguments::word(matches, "document") {
        return Ok(Of::Document(project::document(project, name)?));
    }
    let Some(name) = arguments::word(matches, "case") else { return Ok(Of::Everything) };
    Ok(Of::Case(project::case(project, name)?))
}

fn answer(project: &Project, of: Of) -> Answer<'_> {
    let is_wanted = |one: Of| of == Of::Everything || of == one;
    let documents = project.documents_in_order().into_iter().filter(|held| is_wanted(Of::Document(held.id)));
    let documents: Vec<Line> =
        documents.map(|held| Line { id: held.id.to_string(), name: &held.title, values: &held.attributes }).collect();
    let cases = project.cases().filter(|case| is_wanted(Of::Case(case.id)));
    let cases: Vec<Line> =
        cases.map(|case| Line { id: case.id.to_string(), name: &case.name, values: &case.attributes }).collect();
    let attributes = project.attributes_in_order().into_iter().map(|attribute| {
        let values = || documents.iter().chain(&cases).filter_map(|line| line.values.get(&attribute.name));
        Defined {
            name: &attribute.name,
            kind: attribute.kind.word(),
            choices: &attribute.choices,
            values: values().count(),
            unfit: values().filter(|value| attribute.reads_as(value).is_none()).count(),
        }
    });
    Answer { attributes: attributes.collect(), documents, cases }
}

/// Documents, then cases, a column for each attribute that any of them has.
fn as_table(answer: &Answer<'_>, context: &Context) -> Table {
    let names: Vec<&str> = names(answer);
    let say = |id: &'static str| context.console.say(&Message::new(id));
    let head = [say("cli.attributes.kind"), say("cli.attributes.name")];
    let columns = head.into_iter().chain(names.iter().map(|name| (*name).to_owned())).collect();
    let of = [(&answer.documents, say("cli.attributes.document")), (&answer.cases, say("cli.attributes.case"))];
    let rows = of.into_iter().flat_map(|(lines, kind)| {
        let names = &names;
        lines.iter().map(move |line| {
            let value = |name: &&str| line.values.get(*name).map_or(Cell::Empty, |value| Cell::Text(value.clone()));
            let first = [Cell::Text(kind.clone()), Cell::Text(line.name.to_owned())];
            first.into_iter().chain(names.iter().map(value)).collect()
        })
    });
    let rows = rows.collect();
    Table { title: say("cli.attributes.title"), columns, rows, notes: Vec::new() }
}

/// Attributes that the project knows, then those that only stand somewhere.
fn names<'a>(answer: &Answer<'a>) -> Vec<&'a str> {
    let mut names: Vec<&str> = answer.attributes.iter().map(|attribute| attribute.name).collect();
    for name in answer.documents.iter().chain(&answer.cases).flat_map(|line| line.values.keys()) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    names
}

fn tell(context: &mut Context, answer: &Answer<'_>) {
    if names(answer).is_empty() {
        context.console.note(&Message::new("cli.attributes.none"));
    }
    for attribute in &answer.attributes {
        let kind = context.console.language.text(&format!("cli.attribute_kind.{}", attribute.kind)).to_owned();
        let line = Message::new("cli.attributes.line").with("name", attribute.name).with("kind", kind);
        context.console.tell(&line.with("count", attribute.values));
        if attribute.unfit > 0 {
            context.console.tell(&Message::new("cli.attributes.unfit").with("count", attribute.unfit));
        }
    }
    for line in answer.documents.iter().chain(&answer.cases).filter(|line| !line.values.is_empty()) {
        context.console.line(line.name);
        for (name, value) in line.values {
            context.console.line(&format!("  {name}  {}", value.replace('\n', "\n    ")));
        }
    }
}

fn set(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let mut session = project::open_to_change(context, &arguments::path(matches, "project"))?;
    let of = of(session.project(), matches)?;
    let mut pairs = Vec::new();
    for pair in matches.get_many::<String>("set").into_iter().flatten() {
        let parted = pair.split_once('=').filter(|(name, _)| !name.trim().is_empty());
        pairs.push(parted.ok_or_else(|| Failure::Usage(Message::new("cli.wrong.set").with("value", pair)))?);
    }
    let set: &dyn Fn(String, Option<String>) -> Edit = match of {
        Of::Case(id) => &move |name, value| Edit::SetCase(id, CaseChange::Attribute { name, value }),
        Of::Document(id) => &move |name, value| Edit::SetDocument(id, DocumentChange::Attribute { name, value }),
        Of::Everything => return Err(Failure::Usage(Message::new("cli.wrong.set_of_what"))),
    };
    project::join(&mut session, matches)?;
    let names: Vec<&str> = pairs.iter().map(|(name, _)| name.trim()).collect();
    let edits = session.attributes_edits(&pairs, set);
    session.commit(Message::new("label.attribute").with("name", context.console.language.list(names)), edits)?;
    session.close()?;
    context.console.tell(&Message::new("cli.attributes.set").with("count", pairs.len()));
    Ok(Done::Whole)
}
