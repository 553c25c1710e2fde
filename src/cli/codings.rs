//! `tianye codings import|export`: codings as CSV, in and out.

use clap::{ArgMatches, Command, value_parser};
use serde::Serialize;

use super::arguments::{self, Words};
use super::exchange_report::{self, Row};
use super::outcome::{Done, Failure};
use super::project::Joined;
use super::{Context, files, project};
use crate::exchange::codings::{self, Columns};
use crate::export::ExportError;
use crate::export::table::Reader;
use crate::model::Message;

pub(super) fn describe(words: Words) -> Command {
    let file = |help: &str| words.positional("file", help, "file").value_parser(value_parser!(std::path::PathBuf));
    words
        .command("codings")
        .subcommand_required(true)
        .subcommand(
            words
                .subcommand("codings", "import")
                .arg(words.project())
                .arg(file("codings_file"))
                .arg(words.coder())
                .arg(words.json()),
        )
        .subcommand(
            words
                .subcommand("codings", "export")
                .arg(words.project())
                .args(words.out_wanted("codings_out"))
                .arg(words.choice("columns", "columns", &["six", "id", "all"]))
                .arg(words.force()),
        )
}

pub(super) fn run(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    match matches.subcommand() {
        Some(("import", matches)) => import(context, matches),
        Some((_, matches)) => export(context, matches),
        None => Err(Failure::Usage(Message::new("cli.wrong.no_command"))),
    }
}

/// The answer for programs; keys stay.
#[derive(Serialize)]
struct Answer {
    added: usize,
    same: usize,
    new_codes: usize,
    new_coders: usize,
    new_ids: usize,
    refused: Vec<Row>,
    findings: Vec<Row>,
}

fn import(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let mut session = project::open_to_change(context, &arguments::path(matches, "project"))?;
    let bytes = files::read(&arguments::path(matches, "file"))?;
    let (snapshot, now) = (session.project().clone(), session.now());
    let mut plan = codings::import(&snapshot, &bytes, now, session.mint())?;
    if project::join(&mut session, matches)? == Joined::New {
        // The file may have codings by the one who has just joined.
        let snapshot = session.project().clone();
        plan = codings::import(&snapshot, &bytes, now, session.mint())?;
    }
    session.commit(Message::new("cli.label.codings").with("count", plan.added), plan.edits)?;
    session.close()?;
    let (refused, findings) = exchange_report::rows(&context.console, &plan.findings);
    let answer = Answer {
        added: plan.added,
        same: plan.already_there,
        new_codes: plan.codes,
        new_coders: plan.coders,
        new_ids: plan.new_ids,
        refused,
        findings,
    };
    exchange_report::tell(&mut context.console, &answer.refused, &answer.findings);
    if matches.get_flag("json") {
        context.console.json(&answer);
    } else {
        context.console.tell(
            &Message::new("cli.codings.imported")
                .with("added", answer.added)
                .with("same", answer.same)
                .with("refused", answer.refused.len()),
        );
        // A slip in a path makes a code that nobody meant: it must be seen.
        if answer.new_codes + answer.new_coders > 0 {
            let made = Message::new("cli.codings.made").with("codes", answer.new_codes);
            context.console.tell(&made.with("coders", answer.new_coders));
        }
    }
    Ok(if answer.refused.is_empty() { Done::Whole } else { Done::WithFindings })
}

fn export(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let file = arguments::out(matches);
    files::may_write(&file, files::existing(matches))?;
    let session = project::open(context, &arguments::path(matches, "project"))?;
    let columns = match arguments::word(matches, "columns") {
        Some("id") => Columns::WithId,
        Some("all") => Columns::All,
        _ => Columns::Six,
    };
    let mut bytes = Vec::new();
    let count = codings::export(session.project(), columns, Reader::Program, &mut bytes).map_err(ExportError::Write)?;
    files::write(&mut context.console, &file, &bytes, files::existing(matches))?;
    if !files::is_stream(&file) {
        let rows = Message::new("cli.exported.rows").with("count", count);
        context.console.tell(&rows.with("path", file.display()));
    }
    Ok(project::done(&session))
}
