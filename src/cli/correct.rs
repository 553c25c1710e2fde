//! `tianye text correct`: gives a document the text of a corrected file, with its codings moved along. Says first what
//! that would do, place by place; with `--yes` it does it, as one step that undo takes back.

use std::path::PathBuf;
use std::sync::Arc;

use clap::{ArgMatches, Command, value_parser};
use serde::Serialize;

use super::arguments::{self, Words};
use super::outcome::{Done, Failure};
use super::{Context, effect, files, project};
use crate::import::encoding;
use crate::model::{Message, Text};
use crate::session::CorrectionPlan;

/// Places that are told one by one; of more their number is told.
const MOST_PLACES: usize = 200;

pub(super) fn describe(words: Words) -> Command {
    words
        .subcommand("text", "correct")
        .arg(words.project())
        .arg(words.positional("document", "reimport_document", "document"))
        .arg(words.option("from", "correct_from", "file").value_parser(value_parser!(PathBuf)).required(true))
        .arg(words.flag("yes", "correct_yes"))
        .arg(words.coder())
        .arg(words.json())
}

/// The answer for programs; keys stay. Paragraphs are counted from 1.
#[derive(Serialize)]
struct Answer<'a> {
    done: bool,
    places: Vec<Place<'a>>,
    turns: usize,
    #[serde(flatten)]
    effect: effect::Answer<'a>,
}

#[derive(Serialize)]
struct Place<'a> {
    paragraph: usize,
    before: &'a str,
    after: &'a str,
}

pub(super) fn run(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let mut session = project::open_to_change(context, &arguments::path(matches, "project"))?;
    let name = arguments::word(matches, "document").unwrap_or_default();
    let document = project::document(session.project(), name)?;
    let bytes = files::read(&arguments::path(matches, "from"))?;
    let decoded = encoding::decode(&bytes, None, None)?;
    // Line ends at the very end come and go with editors, and `tianye text` adds one: they are no correction.
    let held = session.project().document(document).map(|held| Arc::clone(&held.text));
    let closing = held.as_ref().map_or("", |held| &held.as_str()[held.as_str().trim_end_matches('\n').len()..]);
    let text = format!("{}{closing}", decoded.text.trim_end_matches('\n'));
    let text = Text::new(text).map_err(|error| {
        Failure::Refused(Message::new("cli.file_unreadable").with("path", name).with("error", error))
    })?;
    if decoded.findings.iter().any(|finding| finding.id == "import.finding.replaced") {
        return Err(Failure::Refused(Message::new("cli.correct.unreadable").with("encoding", decoded.encoding)));
    }
    // Whoever does it is who its own codings are told from.
    let yes = matches.get_flag("yes");
    if yes {
        project::join(&mut session, matches)?;
    }
    let plan = session.revision_job(document).of_text(text)?;
    let done = yes && !plan.is_empty();
    if matches.get_flag("json") {
        context.console.json(&answer(&plan, done));
    } else {
        tell(context, &plan);
    }
    let nothing = plan.is_empty();
    if done {
        session.correct(plan)?;
        session.close()?;
    }
    if !matches.get_flag("json") && !nothing {
        let last = if done { "cli.correct.done" } else { "cli.reimport.not_done" };
        context.console.tell(&Message::new(last));
    }
    Ok(Done::Whole)
}

fn answer(plan: &CorrectionPlan, done: bool) -> Answer<'_> {
    let place = |place: &'_ crate::session::CorrectedPlace| place.paragraph + 1;
    let places = plan.places.iter();
    Answer {
        done,
        places: places.map(|p| Place { paragraph: place(p), before: &p.before, after: &p.after }).collect(),
        turns: plan.turns,
        effect: effect::Answer::of(&plan.effect),
    }
}

fn tell(context: &mut Context, plan: &CorrectionPlan) {
    if plan.is_empty() {
        context.console.tell(&Message::new("cli.correct.same"));
        return;
    }
    context.console.tell(&Message::new("cli.correct.places").with("count", plan.places.len()));
    for place in plan.places.iter().take(MOST_PLACES) {
        let id = match (place.before.is_empty(), place.after.is_empty()) {
            (true, _) => "cli.correct.in",
            (_, true) => "cli.correct.out",
            _ => "cli.correct.place",
        };
        let shown = |text: &str| text.replace('\n', "⏎");
        let message = Message::new(id).with("paragraph", place.paragraph + 1);
        context.console.tell(&message.with("before", shown(&place.before)).with("after", shown(&place.after)));
    }
    if plan.places.len() > MOST_PLACES {
        context.console.tell(&Message::new("merge.more").with("count", plan.places.len() - MOST_PLACES));
    }
    effect::tell_counts(context, &plan.effect);
    if plan.turns > 0 {
        context.console.tell(&Message::new("cli.correct.turns").with("count", plan.turns));
    }
    effect::tell_each(context, &plan.effect);
}
