//! `tianye original`: where a passage stands in the file it came from, with the lines around it.

use clap::{ArgMatches, Command};
use serde::Serialize;

use super::arguments::{self, Words};
use super::code::{place, spans};
use super::outcome::{Done, Failure};
use super::{Context, import, project};
use crate::import::origin::{Origin, OriginLine, locate};
use crate::import::{Cancel, Options};
use crate::model::{Message, Tell};

/// Lines before and after the passage.
const AROUND: usize = 2;

/// The answer for programs; keys stay. Positions are code points, `end` outside.
#[derive(Serialize)]
struct Answer<'a> {
    file: &'a str,
    page: Option<&'a str>,
    lines: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    number: usize,
    text: &'a str,
    covered: Vec<(u32, u32)>,
}

pub(super) fn describe(words: Words) -> Command {
    words
        .command("original")
        .arg(words.project())
        .arg(words.option("document", "code_document", "document").required(true))
        .arg(words.option("at", "at", "span").required_unless_present("quote").conflicts_with("quote"))
        .arg(words.option("quote", "quote", "text"))
        .arg(words.json())
}

pub(super) fn run(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let session = project::open(context, &arguments::path(matches, "project"))?;
    let id = project::document(session.project(), arguments::word(matches, "document").unwrap_or_default())?;
    let refused = |error: &dyn Tell| Failure::Refused(error.tell());
    let document = session.project().document(id).cloned();
    let document = document.ok_or_else(|| Failure::Refused(Message::new("session.original.none")))?;
    let span = spans(&document, &place(matches)?).map_err(Failure::Usage)?.first().copied();
    let original = session.original(id).map_err(|error| refused(&error))?;
    let bytes = original.read().map_err(|error| refused(&error))?;
    let record = &original.record;
    let other = || Failure::Refused(Message::new("session.original.other").with("name", &record.name));
    let options = Options::of_choices(&record.choices).map_err(|_| other())?;
    let opened = import::worker()?.open_bytes(&record.name, &bytes, &options, &Cancel::new());
    let (content, _) = opened.map_err(|error| refused(&error))?;
    let part = || Message::new("session.original.part").with("name", &record.name).with("part", &record.part);
    let reading = content.reading().ok_or_else(|| Failure::Refused(part()))?;
    let (draft, map) = (&reading.draft, &record.map);
    let origin =
        span.and_then(|span| locate(&document.text, map, span, &draft.text, &document.structure.pages, AROUND));
    let origin = origin.ok_or_else(other)?;
    if matches.get_flag("json") {
        let lines = origin.lines.iter().map(|OriginLine { number, text, covered }| Line {
            number: *number,
            text,
            covered: covered.iter().map(|range| (range.start, range.end)).collect(),
        });
        let answer = Answer { file: &record.name, page: origin.page.as_deref(), lines: lines.collect() };
        context.console.json(&answer);
    } else {
        tell(context, &record.name, &origin);
    }
    Ok(project::done(&session))
}

fn tell(context: &mut Context, file: &str, origin: &Origin) {
    let (first, last) = origin.line_numbers().unwrap_or_default();
    let id = if origin.page.is_some() { "cli.original.page" } else { "cli.original.lines" };
    let place = Message::new(id).with("file", file).with("first", first).with("last", last);
    context.console.tell(&place.with("page", origin.page.clone().unwrap_or_default()));
    for OriginLine { number, text, covered } in &origin.lines {
        let sign = if covered.is_empty() { ' ' } else { '>' };
        context.console.line(&format!("{sign} {number:>5}  {text}"));
    }
}
