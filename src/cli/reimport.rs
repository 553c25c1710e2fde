//! `tianye reimport`: reads a document's file again, says what that would do to its codings, and with `--yes` does it.

use std::path::PathBuf;

use clap::{ArgMatches, Command, value_parser};
use serde::Serialize;

use super::arguments::{self, Words};
use super::import::{self, choices};
use super::outcome::{Done, Failure};
use super::{Context, effect, project};
use crate::import::{Cancel, ImportedFile, Options};
use crate::model::Message;
use crate::session::ReimportPlan;

pub(super) fn describe(words: Words) -> Command {
    let command = words
        .command("reimport")
        .arg(words.project())
        .arg(words.positional("document", "reimport_document", "document"))
        .arg(words.option("file", "reimport_file", "file").value_parser(value_parser!(PathBuf)));
    choices::describe(words, command)
        .arg(words.flag("usual", "reimport_usual"))
        .arg(words.flag("yes", "reimport_yes"))
        .arg(words.coder())
        .arg(words.json())
}

/// The answer for programs; keys stay.
#[derive(Serialize)]
struct Answer<'a> {
    done: bool,
    inserted: u32,
    deleted: u32,
    #[serde(flatten)]
    effect: effect::Answer<'a>,
    corrections_kept: usize,
    corrections_replaced: usize,
}

pub(super) fn run(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let mut session = project::open_to_change(context, &arguments::path(matches, "project"))?;
    let name = arguments::word(matches, "document").unwrap_or_default();
    let document = project::document(session.project(), name)?;
    let source = session.project().document(document).and_then(|held| held.source.clone());
    // The choices of last time, where this program knows them, with what is asked for now.
    let source = source.filter(|_| !matches.get_flag("usual"));
    let before = source.and_then(|source| Options::of_choices(&source.choices).ok()).unwrap_or_default();
    let options = choices::options_after(before, context, matches)?;
    choices::save_profile(context, matches, &options)?;
    let worker = import::worker()?;
    let file = if let Some(path) = arguments::path_given(matches, "file") {
        worker.read_file(&path, &options, &Cancel::default())?
    } else {
        let original = session.original(document)?;
        let bytes = original.read()?;
        let documents = worker.read_bytes(&original.record.name, &bytes, &options, &Cancel::default())?;
        ImportedFile { documents, bytes: bytes.into() }
    };
    let plan = session.plan_reimport(document, file)?;
    let done = matches.get_flag("yes") && !plan.is_empty();
    if matches.get_flag("json") {
        context.console.json(&answer(&plan, done));
    } else {
        tell(context, &plan);
    }
    if done {
        project::join(&mut session, matches)?;
        session.reimport(plan)?;
        session.close()?;
    }
    if !matches.get_flag("json") {
        let last = if done { "cli.reimport.done" } else { "cli.reimport.not_done" };
        context.console.tell(&Message::new(last));
    }
    Ok(Done::Whole)
}

fn answer(plan: &ReimportPlan, done: bool) -> Answer<'_> {
    Answer {
        done,
        inserted: plan.inserted,
        deleted: plan.deleted,
        effect: effect::Answer::of(&plan.effect),
        corrections_kept: plan.by_hand.kept,
        corrections_replaced: plan.by_hand.replaced.len(),
    }
}

fn tell(context: &mut Context, plan: &ReimportPlan) {
    if plan.is_empty() {
        context.console.tell(&Message::new("cli.reimport.same"));
        return;
    }
    let text = Message::new("cli.reimport.text").with("inserted", plan.inserted).with("deleted", plan.deleted);
    context.console.tell(&text);
    effect::tell_counts(context, &plan.effect);
    effect::tell_each(context, &plan.effect);
    let by_hand = [("reimport.by_hand_kept", plan.by_hand.kept), ("reimport.by_hand", plan.by_hand.replaced.len())];
    for (id, count) in by_hand.into_iter().filter(|(_, count)| *count > 0) {
        context.console.tell(&Message::new(id).with("count", count));
    }
    for place in &plan.by_hand.replaced {
        let id = if place.says.is_empty() { "reimport.by_hand_cut" } else { "reimport.by_hand_one" };
        let message = Message::new(id).with("paragraph", place.paragraph + 1);
        context.console.tell(&message.with("says", place.says.replace('\n', " ")));
    }
}
