//! `tianye attributes import|export`: the table of attributes as CSV or a spreadsheet, in and out.

use clap::{ArgMatches, Command, value_parser};
use serde::Serialize;

use crate::cli::arguments::{self, Words};
use crate::cli::outcome::{Done, Failure};
use crate::cli::{Context, files, import, project};
use crate::exchange::attributes::{self, Plan, Side, Unmatched};
use crate::export::table::{self, TableFormat};
use crate::import::{Cancel, Content, Options};
use crate::model::{Message, Tell as _};

/// Adds both to the command.
pub(super) fn describe(command: Command, words: Words) -> Command {
    let file = |help: &str| words.positional("file", help, "file").value_parser(value_parser!(std::path::PathBuf));
    let of = || words.choice("of", "attributes_of", &["documents", "cases"]);
    command
        .subcommand_negates_reqs(true)
        .args_conflicts_with_subcommands(true)
        .subcommand(
            words
                .subcommand("attributes", "import")
                .arg(words.project())
                .arg(file("attributes_file"))
                .arg(of())
                .arg(words.flag("add-cases", "attributes_add_cases"))
                .arg(words.dry_run("attributes_plan", Some("plan")))
                .arg(words.coder())
                .arg(words.json()),
        )
        .subcommand(
            words
                .subcommand("attributes", "export")
                .arg(words.project())
                .args(words.out_wanted("attributes_out"))
                .arg(of())
                .arg(words.force()),
        )
}

fn side(matches: &ArgMatches) -> Side {
    if arguments::word(matches, "of") == Some("cases") { Side::Cases } else { Side::Documents }
}

/// The answer for programs; keys stay.
#[derive(Serialize)]
struct Answer<'a> {
    values: usize,
    same: usize,
    unfit: usize,
    new_attributes: &'a [String],
    new_cases: &'a [String],
    unmatched: &'a [String],
    ambiguous: &'a [String],
    changes: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    row: &'a str,
    attribute: &'a str,
    before: &'a str,
    after: &'a str,
}

pub(super) fn import(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let path = arguments::path(matches, "file");
    let opened = import::worker()?.open_file(&path, &Options::default(), &Cancel::default())?;
    let Content::Table(read) = opened.content else {
        return Err(Failure::Refused(Message::new("sheet.import_no_table").with("name", path.display())));
    };
    let rows = read.workbook.sheets.first().map(|sheet| sheet.rows.as_slice()).unwrap_or_default();
    let unmatched = if matches.get_flag("add-cases") { Unmatched::AddCases } else { Unmatched::LeaveOut };
    let project_folder = arguments::path(matches, "project");
    let refused = |error: attributes::NoTable| Failure::Refused(error.tell());
    let plan = if matches.get_flag("dry-run") {
        let session = project::open(context, &project_folder)?;
        let mut mint = crate::store::SystemMint;
        attributes::plan(session.project(), side(matches), rows, unmatched, &mut mint).map_err(refused)?
    } else {
        let mut session = project::open_to_change(context, &project_folder)?;
        let snapshot = session.project().clone();
        let mut plan = attributes::plan(&snapshot, side(matches), rows, unmatched, session.mint()).map_err(refused)?;
        if !plan.edits.is_empty() {
            project::join(&mut session, matches)?;
            let label = Message::new("label.import_attributes").with("count", plan.changes.len());
            session.commit(label, std::mem::take(&mut plan.edits))?;
        }
        session.close()?;
        plan
    };
    tell(context, &plan, matches);
    Ok(if plan.unmatched.is_empty() && plan.ambiguous.is_empty() { Done::Whole } else { Done::WithFindings })
}

fn tell(context: &mut Context, plan: &Plan, matches: &ArgMatches) {
    let line = |change: &'_ attributes::Change| -> [String; 4] {
        [change.row.clone(), change.attribute.clone(), change.before.clone(), change.after.clone()]
    };
    if matches.get_flag("json") {
        let changes = plan.changes.iter().map(|change| Line {
            row: &change.row,
            attribute: &change.attribute,
            before: &change.before,
            after: &change.after,
        });
        let answer = Answer {
            values: plan.changes.len(),
            same: plan.same,
            unfit: plan.unfit,
            new_attributes: &plan.new_columns,
            new_cases: &plan.new_rows,
            unmatched: &plan.unmatched,
            ambiguous: &plan.ambiguous,
            changes: changes.collect(),
        };
        context.console.json(&answer);
        return;
    }
    if matches.get_flag("dry-run") {
        for change in &plan.changes {
            context.console.line(&line(change).map(|cell| cell.replace('\n', " ")).join("\t"));
        }
    }
    let rows: std::collections::BTreeSet<&str> = plan.changes.iter().map(|change| change.row.as_str()).collect();
    let id = if matches.get_flag("dry-run") { "sheet.import_rows" } else { "cli.attributes.imported" };
    context.console.tell(&Message::new(id).with("rows", rows.len()).with("count", plan.changes.len()));
    for (id, names) in [("sheet.import_new_columns", &plan.new_columns), ("sheet.import_new_rows", &plan.new_rows)] {
        if !names.is_empty() {
            context
                .console
                .tell(&Message::new(id).with("count", names.len()).with("list", context.console.language.list(names)));
        }
    }
    if plan.unfit > 0 {
        context.console.tell(&Message::new("sheet.import_unfit").with("count", plan.unfit));
    }
    let what = if side(matches) == Side::Cases { "sheet.cases" } else { "sheet.documents" };
    let what = context.console.language.text(what).to_lowercase();
    for (id, names) in [("sheet.import_unmatched", &plan.unmatched), ("sheet.import_ambiguous", &plan.ambiguous)] {
        if !names.is_empty() {
            let said = Message::new(id).with("count", names.len()).with("what", &what);
            context.console.note(&said.with("list", context.console.language.list(names)));
        }
    }
}

pub(super) fn export(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let file = arguments::out(matches);
    let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or("csv");
    let format: TableFormat = ending
        .parse()
        .map_err(|_| Failure::Usage(Message::new("cli.wrong.format_unknown").with("file", file.display())))?;
    files::may_write(&file, files::existing(matches))?;
    let session = project::open(context, &arguments::path(matches, "project"))?;
    let (project, side, language) = (session.project(), side(matches), context.console.language);
    let (title, head) = match side {
        Side::Documents => ("sheet.documents", "sheet.title"),
        Side::Cases => ("sheet.cases", "sheet.name"),
    };
    let (rows, columns) = (attributes::rows(project, side), attributes::columns(project, side));
    let (title, head) = (language.text(title).to_owned(), language.text(head).to_owned());
    let bytes = table::write(&attributes::table(project, title, head, &rows, &columns), format, language)?;
    files::write(&mut context.console, &file, &bytes, files::existing(matches))?;
    if !files::is_stream(&file) {
        let said = Message::new("cli.exported.rows").with("count", rows.len());
        context.console.tell(&said.with("path", file.display()));
    }
    Ok(project::done(&session))
}
