//! `tianye search`: every place where a query is found, in its context.

use clap::{ArgMatches, Command, value_parser};
use serde::Serialize;

use super::arguments::{self, Words};
use super::outcome::{Done, Failure};
use super::{Context, project};
use crate::model::{Message, Project};
use crate::search::{Hit, Hits, Query, QueryError, scan};

/// Listed where nothing else is asked for.
const LIMIT: usize = 100;
/// Characters shown on either side of a hit.
const CONTEXT: u32 = 24;

pub(super) fn describe(words: Words) -> Command {
    words
        .command("search")
        .arg(words.project())
        .arg(words.positional("query", "query", "query"))
        .arg(words.option("limit", "limit", "number").value_parser(value_parser!(u32)))
        .arg(words.json())
}

/// The answer for programs; keys stay. Positions are code points, `end` outside.
#[derive(Serialize)]
struct Answer<'a> {
    query: &'a str,
    total: usize,
    documents: Vec<InDocument<'a>>,
    hits: Vec<Place<'a>>,
}

#[derive(Serialize)]
struct InDocument<'a> {
    document: String,
    title: &'a str,
    count: usize,
}

#[derive(Serialize)]
struct Place<'a> {
    document: String,
    title: &'a str,
    /// From 1.
    paragraph: usize,
    start: u32,
    end: u32,
    before: &'a str,
    text: &'a str,
    after: &'a str,
}

pub(super) fn run(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let typed = arguments::word(matches, "query").unwrap_or_default();
    let query = Query::parse(typed).map_err(|error| wrong_query(&error))?;
    let limit = matches.get_one::<u32>("limit").map_or(LIMIT, |&limit| limit as usize);
    let session = project::open(context, &arguments::path(matches, "project"))?;
    let project = session.project();
    if let Some(error) = query.check(project).into_iter().next() {
        return Err(wrong_query(&error));
    }
    let found = scan(project, &query, limit);
    let places: Vec<Place> = found.hits.iter().filter_map(|hit| place(project, *hit)).collect();
    if matches.get_flag("json") {
        context.console.json(&answer(project, typed, &found, places));
        return Ok(project::done(&session));
    }
    for place in &places {
        let head = Message::new("cli.search.hit").with("document", place.title).with("paragraph", place.paragraph);
        let head = context.console.say(&head);
        let [before, text, after] = [place.before, place.text, place.after].map(|part| part.replace('\n', " "));
        context.console.line(&format!("{head}  …{before}【{text}】{after}…"));
    }
    context.console.note(&match found.total {
        0 => Message::new("cli.search.none"),
        total => Message::new("cli.search.summary")
            .with("total", total)
            .with("documents", found.documents.len())
            .with("listed", places.len()),
    });
    Ok(project::done(&session))
}

fn wrong_query(error: &QueryError) -> Failure {
    use crate::model::Tell;
    Failure::Usage(error.tell())
}

fn place(project: &Project, hit: Hit) -> Option<Place<'_>> {
    let document = project.document(hit.document)?;
    let (before, after) = document.text.context(hit.span, CONTEXT);
    Some(Place {
        document: hit.document.to_string(),
        title: &document.title,
        paragraph: document.text.paragraph_of(hit.span.start) + 1,
        start: hit.span.start.0,
        end: hit.span.end.0,
        before,
        text: document.text.slice(hit.span),
        after,
    })
}

fn answer<'a>(project: &'a Project, query: &'a str, found: &Hits, hits: Vec<Place<'a>>) -> Answer<'a> {
    let documents = found.documents.iter().filter_map(|counted| {
        let document = project.document(counted.document)?;
        Some(InDocument { document: document.id.to_string(), title: &document.title, count: counted.count })
    });
    Answer { query, total: found.total, documents: documents.collect(), hits }
}
