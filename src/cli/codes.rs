//! `tianye codes list|import|export`: the codebook.

use clap::{ArgMatches, Command, value_parser};
use serde::Serialize;

use super::arguments::{self, Words};
use super::exchange_report::{self, Row};
use super::outcome::{Done, Failure};
use super::{Context, files, project};
use crate::exchange::codebook;
use crate::export::table::Reader;
use crate::model::Message;

pub(super) fn describe(words: Words) -> Command {
    let file = |help: &str| words.positional("file", help, "file").value_parser(value_parser!(std::path::PathBuf));
    words
        .command("codes")
        .subcommand_required(true)
        .subcommand(words.subcommand("codes", "list").arg(words.project()).arg(words.json()))
        .subcommand(
            words
                .subcommand("codes", "import")
                .arg(words.project())
                .arg(file("codebook_file"))
                .arg(words.coder())
                .arg(words.json()),
        )
        .subcommand(
            words
                .subcommand("codes", "export")
                .arg(words.project())
                .args(words.out_wanted("codebook_out"))
                .arg(words.force()),
        )
}

pub(super) fn run(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    match matches.subcommand() {
        Some(("import", matches)) => import(context, matches),
        Some(("export", matches)) => export(context, matches),
        Some((_, matches)) => list(context, matches),
        None => Err(Failure::Usage(Message::new("cli.wrong.no_command"))),
    }
}

/// The list for programs; keys stay.
#[derive(Serialize)]
struct List {
    codes: Vec<CodeLine>,
}

#[derive(Serialize)]
struct CodeLine {
    id: String,
    path: String,
    name: String,
    depth: usize,
    color: String,
    description: String,
    /// Codings of the code itself.
    codings: usize,
    /// With those of the codes below it.
    total: usize,
}

fn list(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let session = project::open(context, &arguments::path(matches, "project"))?;
    let project = session.project();
    let codes: Vec<CodeLine> = session
        .codebook()
        .rows()
        .iter()
        .filter_map(|row| {
            let code = project.code(row.id)?;
            Some(CodeLine {
                id: row.id.to_string(),
                path: project.code_path(row.id),
                name: code.name.clone(),
                depth: row.depth,
                color: code.colour.to_string(),
                description: code.definition.clone(),
                codings: row.own,
                total: row.total,
            })
        })
        .collect();
    if matches.get_flag("json") {
        context.console.json(&List { codes });
    } else if codes.is_empty() {
        context.console.note(&Message::new("cli.codes.none"));
    } else {
        for code in codes {
            context.console.line(&format!("{}{}  {}", "  ".repeat(code.depth), code.name, code.total));
        }
    }
    Ok(project::done(&session))
}

/// The answer for programs; keys stay.
#[derive(Serialize)]
struct Answer {
    added: usize,
    changed: usize,
    same: usize,
    refused: Vec<Row>,
    findings: Vec<Row>,
}

fn import(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let mut session = project::open_to_change(context, &arguments::path(matches, "project"))?;
    let bytes = files::read(&arguments::path(matches, "file"))?;
    let snapshot = session.project().clone();
    let plan = codebook::import(&snapshot, &bytes, session.mint())?;
    project::join(&mut session, matches)?;
    session.commit(Message::new("cli.label.codes").with("count", plan.added + plan.changed), plan.edits)?;
    session.close()?;
    let (refused, findings) = exchange_report::rows(&context.console, &plan.findings);
    let answer = Answer { added: plan.added, changed: plan.changed, same: plan.kept, refused, findings };
    let summary = Message::new("cli.codes.imported")
        .with("added", answer.added)
        .with("changed", answer.changed)
        .with("same", answer.same);
    exchange_report::tell(&mut context.console, &answer.refused, &answer.findings);
    if matches.get_flag("json") {
        context.console.json(&answer);
    } else {
        context.console.tell(&summary);
    }
    Ok(if answer.refused.is_empty() { Done::Whole } else { Done::WithFindings })
}

fn export(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let file = arguments::out(matches);
    files::may_write(&file, files::existing(matches))?;
    let session = project::open(context, &arguments::path(matches, "project"))?;
    let mut bytes = Vec::new();
    codebook::export(session.project(), Reader::Program, &mut bytes).map_err(crate::export::ExportError::Write)?;
    files::write(&mut context.console, &file, &bytes, files::existing(matches))?;
    if !files::is_stream(&file) {
        let rows = Message::new("cli.exported.rows").with("count", session.codebook().rows().len());
        context.console.tell(&rows.with("path", file.display()));
    }
    Ok(project::done(&session))
}
