//! `tianye check`: opens a project, reading all of it, and says everything that is not as it must be.

use clap::{ArgMatches, Command};
use serde::Serialize;

use super::arguments::{self, Words};
use super::outcome::{Done, Failure};
use super::{Context, project};
use crate::model::{Message, invariants};

/// The answer for programs; keys stay.
#[derive(Serialize)]
struct Report {
    sound: bool,
    /// Why it can only be read; `null` where it can be changed.
    read_only: Option<String>,
    title: String,
    documents: usize,
    characters: u64,
    codes: usize,
    codings: usize,
    coders: usize,
    problems: Vec<String>,
}

pub(super) fn describe(words: Words) -> Command {
    words.command("check").arg(words.project()).arg(words.json())
}

pub(super) fn run(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let session = project::open_quietly(context, &arguments::path(matches, "project"))?;
    let project = session.project();
    let mut problems: Vec<Message> = invariants::check(project).iter().map(invariants::Violation::tell).collect();
    problems.extend(session.findings().iter().cloned());
    let report = Report {
        sound: problems.is_empty(),
        read_only: session.read_only().map(|why| context.console.say(why)),
        title: project.title.clone(),
        documents: project.documents().len(),
        characters: project.char_count(),
        codes: session.codebook().rows().len(),
        codings: project.coding_count(),
        coders: project.coders().len(),
        problems: problems.iter().map(|problem| context.console.say(problem)).collect(),
    };
    if let Some(why) = &report.read_only {
        context.console.note_text(why);
    }
    if matches.get_flag("json") {
        context.console.json(&report);
    } else if report.sound {
        context.console.tell(
            &Message::new("cli.check.sound")
                .with("documents", report.documents)
                .with("codes", report.codes)
                .with("codings", report.codings)
                .with("coders", report.coders),
        );
    } else {
        context.console.tell(&Message::new("cli.check.broken").with("count", report.problems.len()));
        for problem in &report.problems {
            context.console.line(&format!("  {problem}"));
        }
    }
    Ok(if report.sound { Done::Whole } else { Done::WithFindings })
}
