//! `tianye search`: every place where a query is found, in its context; counted; or coded.
//!
//! Everything is found by reading ([`asked::find`]): opening the project has read every text already.

pub(super) mod asked;
mod coding;
mod counted;
mod explained;
pub(super) mod notes;
pub(super) mod written;

use std::fmt::Write;

use clap::{ArgMatches, Command, value_parser};
use serde::Serialize;

use self::asked::Asked;
use self::written::{Format, Place, number, words};
use super::arguments::{self, Words};
use super::outcome::{Done, Failure};
use super::{Context, files, project};
use crate::exchange::hits::HitColumns;
use crate::export::table::Table;
use crate::model::{Message, Project, Span};
use crate::search::unit::{Unit, widen};
use crate::search::{Hits, Order, Target};

/// Listed where nothing else is asked for.
const LIMIT: usize = 100;
/// Characters shown on either side of a hit.
const CONTEXT: u32 = 24;

const UNITS: &[&str] = &["hit", "clause", "sentence", "paragraph", "turn"];

pub(super) fn describe(words: Words) -> Command {
    let command = asked::describe(words, words.command("search"))
        .arg(words.option("limit", "limit", "number").value_parser(value_parser!(u32)))
        .arg(
            words.option("context", "search_context", "number").value_parser(value_parser!(u32)).conflicts_with("unit"),
        )
        .arg(words.choice("unit", "search_unit", UNITS))
        .arg(words.choice("through", "search_through", asked::THROUGH))
        .arg(words.choice("order", "search_order", &["document", "relevance"]))
        .arg(words.flag("count", "search_count").conflicts_with_all(["limit", "context", "unit"]));
    let others = ["limit", "context", "unit", "order", "count", "by", "through"];
    let command = command.arg(words.flag("explain", "search_explain").conflicts_with_all(others));
    written::describe(words, coding::describe(words, counted::describe(words, command)))
}

pub(super) fn run(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    asked::refuse_early(matches)?;
    let unit = unit(matches);
    if matches.contains_id("code") && arguments::word(matches, "code").is_some() {
        return coding::run(context, matches, unit);
    }
    let format = written::format(matches)?;
    let session = project::open(context, &arguments::path(matches, "project"))?;
    let project = session.project();
    let asked = asked::asked(&mut context.console, project, matches)?;
    if matches.get_flag("explain") {
        explained::tell(context, matches, &asked, format)?;
        return Ok(project::done(&session));
    }
    if asked.query.target() != Target::Texts {
        notes::tell(context, matches, project, &asked, format)?;
        return Ok(project::done(&session));
    }
    if let Some(by) = counted::by(project, matches)? {
        let found = asked::find(context, &session, matches, &asked.query, usize::MAX, Order::Documents);
        counted::tell(context, matches, project, &asked, &found, &by, format)?;
        return Ok(project::done(&session));
    }
    let order =
        if arguments::word(matches, "order") == Some("relevance") { Order::Relevance } else { Order::Documents };
    let found = asked::find(context, &session, matches, &asked.query, limit(matches, format), order);
    let view = View {
        context: matches.get_one::<u32>("context").copied().unwrap_or(CONTEXT),
        unit: arguments::word(matches, "unit").map(|_| unit),
    };
    let only_figures = matches.get_flag("count");
    let places: Vec<Listed> = found
        .hits
        .iter()
        .filter(|_| !only_figures)
        .filter_map(|&hit| Some(view.listed(Place::of(project, hit)?)))
        .collect();
    let bytes = match format {
        Format::Json => files::json_bytes(&answer(project, &asked, &found, &places))?,
        Format::Csv | Format::Xlsx if only_figures => {
            written::table(context, documents(project, &asked, &found), format)?
        }
        Format::Csv | Format::Xlsx => {
            let columns = HitColumns { language: context.console.language, context: view.context, unit };
            written::hits(context, project, &asked.text, &found.hits, columns, format)?
        }
        Format::Text if only_figures => format!("{}\n", found.total).into_bytes(),
        Format::Text if found.total == 0 => written::documents(project, &found, limit(matches, format)).into_bytes(),
        Format::Text => text(context, &view, &places).into_bytes(),
    };
    written::write(context, matches, &bytes)?;
    if format == Format::Text {
        context.console.note(&summary(&found, places.len(), only_figures));
    }
    Ok(project::done(&session))
}

/// The unit of `--unit`; the hit itself where none is given.
fn unit(matches: &ArgMatches) -> Unit {
    let asked = arguments::word(matches, "unit");
    Unit::ALL.into_iter().find(|&unit| Some(unit.name()) == asked).unwrap_or_default()
}

/// A list for eyes is cut, a table is whole.
fn limit(matches: &ArgMatches, format: Format) -> usize {
    let usual = if matches!(format, Format::Csv | Format::Xlsx) { usize::MAX } else { LIMIT };
    matches.get_one::<u32>("limit").map_or(usual, |&limit| limit as usize)
}

/// How much around a hit is shown.
struct View {
    context: u32,
    /// Where it was asked for, all of it and nothing else.
    unit: Option<Unit>,
}

/// A hit with what is shown of it.
struct Listed<'a> {
    place: Place<'a>,
    /// What `--unit` takes: what would be coded.
    passage: Span,
    before: &'a str,
    text: &'a str,
    after: &'a str,
}

impl Listed<'_> {
    /// What stands before, the hit and what stands after, for a line or a cell.
    fn on_one_line(&self) -> [String; 3] {
        [self.before, self.text, self.after].map(|part| part.replace('\n', " "))
    }
}

impl View {
    fn listed<'a>(&self, place: Place<'a>) -> Listed<'a> {
        let (document, span) = (place.document, place.span);
        let passage = widen(document, span, self.unit.unwrap_or_default());
        let slice = |from, to| Span::new(from, to).map_or("", |span| document.text.slice(span));
        let (before, after) = match self.unit {
            None => document.text.context(span, self.context),
            Some(_) => (slice(passage.start.0, span.start.0), slice(span.end.0, passage.end.0)),
        };
        Listed { passage, before, text: document.text.slice(span), after, place }
    }
}

/// The answer for programs; keys stay. Positions are code points, `end` outside.
#[derive(Serialize)]
struct Answer<'a> {
    query: &'a str,
    total: usize,
    documents: Vec<InDocument<'a>>,
    hits: Vec<Found<'a>>,
}

#[derive(Serialize)]
struct InDocument<'a> {
    document: String,
    title: &'a str,
    count: usize,
}

#[derive(Serialize)]
struct Found<'a> {
    document: String,
    title: &'a str,
    /// From 1.
    paragraph: usize,
    page: Option<&'a str>,
    speaker: Option<&'a str>,
    start: u32,
    end: u32,
    before: &'a str,
    text: &'a str,
    after: &'a str,
    passage: Passage,
}

/// What `--unit` takes.
#[derive(Serialize)]
struct Passage {
    start: u32,
    end: u32,
}

fn answer<'a>(project: &'a Project, asked: &'a Asked, found: &Hits, places: &'a [Listed<'a>]) -> Answer<'a> {
    let documents = found.documents.iter().filter_map(|counted| {
        let document = project.document(counted.document)?;
        Some(InDocument { document: document.id.to_string(), title: &document.title, count: counted.count })
    });
    let hits = places.iter().map(|listed| Found {
        document: listed.place.document.id.to_string(),
        title: &listed.place.document.title,
        paragraph: listed.place.paragraph,
        page: listed.place.page,
        speaker: listed.place.speaker,
        start: listed.place.span.start.0,
        end: listed.place.span.end.0,
        before: listed.before,
        text: listed.text,
        after: listed.after,
        passage: Passage { start: listed.passage.start.0, end: listed.passage.end.0 },
    });
    Answer { query: &asked.text, total: found.total, documents: documents.collect(), hits: hits.collect() }
}

fn text(context: &Context, view: &View, places: &[Listed]) -> String {
    let mut out = String::new();
    let more = if view.unit.is_none() { "…" } else { "" };
    for listed in places {
        let head = listed.place.said(context);
        let [before, text, after] = listed.on_one_line();
        let _ = writeln!(out, "{head}  {more}{before}【{text}】{after}{more}");
    }
    out
}

/// A row a document.
fn documents(project: &Project, asked: &Asked, found: &Hits) -> Table {
    let row = |counted: &crate::search::DocumentCount| {
        Some(vec![words(&project.document(counted.document)?.title), number(counted.count)])
    };
    written::whole(&asked.text, &["document", "hits"], found.documents.iter().filter_map(row).collect())
}

fn summary(found: &Hits, listed: usize, only_figures: bool) -> Message {
    let id = match found.total {
        0 if found.documents.is_empty() => return Message::new("cli.search.none"),
        0 => "cli.search.only_documents",
        _ if only_figures => "cli.search.figures",
        _ => "cli.search.summary",
    };
    let message = Message::new(id).with("total", found.total).with("documents", found.documents.len());
    if id == "cli.search.summary" { message.with("listed", listed) } else { message }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_can_be_asked_for() {
        assert_eq!(UNITS, Unit::ALL.map(Unit::name));
    }
}
