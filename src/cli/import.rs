//! `tianye import`: files into a project, each read in a process of its own, several at once.
//!
//! Files that cannot be read are named with the reason; the others go in, as one step that one undo
//! takes back. With `--preview` nothing is written: what would go in is said, and shown where that is asked for.

pub(super) mod choices;
mod lines;
mod report;
mod show;

use std::path::PathBuf;

use clap::{ArgAction, ArgMatches, Command, value_parser};

use super::arguments::{self, Words};
use super::outcome::{Done, Failure};
use super::{Context, import_survey, project};
use crate::import::batch::{self, Event, Origin, Read, Task, Wanted};
use crate::import::{Cancel, Cases, Step, Worker, cases};
use crate::model::{Message, Tell};
use crate::session::NewDocument;
use report::{Answer, Refused, Taken};

/// Each step of the clean-up and the flag that switches it off.
const SWITCHES: [(Step, &str); 9] = [
    (Step::WebRemains, "no-web-remains"),
    (Step::PageFurniture, "no-page-furniture"),
    (Step::Turns, "no-turns"),
    (Step::JoinLines, "no-join-lines"),
    (Step::FullWidth, "no-full-width"),
    (Step::Headings, "no-headings"),
    (Step::FrontMatter, "no-front-matter"),
    (Step::Spaces, "no-spaces"),
    (Step::CitationMarks, "no-citation-marks"),
];

pub(super) fn describe(words: Words) -> Command {
    let command = words
        .command("import")
        .arg(words.project())
        .arg(
            words
                .positional("files", "files", "files")
                .value_parser(value_parser!(PathBuf))
                .num_args(1..)
                .action(ArgAction::Append),
        )
        .arg(words.option("group", "group", "group").conflicts_with_all(["dry-run", "plan"]));
    choices::describe(words, command)
        .args(import_survey::describe(words))
        .arg(
            words
                .choice("cases", "import_cases", &["respondents", "quotations", "all"])
                .conflicts_with_all(["dry-run", "plan"]),
        )
        .args(lines::describe(words))
        .arg(words.dry_run("import_preview", Some("preview")).conflicts_with("plan"))
        .arg(
            words
                .choice("show", "import_show", &["clean", "raw", "joins"])
                .requires("dry-run")
                .conflicts_with_all(["json", "plan"]),
        )
        .arg(
            words
                .option("jobs", "import_jobs", "number")
                .value_parser(value_parser!(std::num::NonZeroUsize))
                .conflicts_with("plan"),
        )
        .mut_arg("save-profile", |save| save.conflicts_with("plan"))
        .arg(words.coder())
        .arg(words.json())
}

pub(super) fn run(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let options = choices::options(context, matches)?;
    if matches.get_flag("plan") {
        return import_survey::plan(context, matches, &worker()?, &options);
    }
    // Before anything goes in: what cannot be kept is said while nothing has happened.
    choices::save_profile(context, matches, &options)?;
    if matches.get_flag("dry-run") {
        return preview(context, matches, &options);
    }
    let mut session = project::open_to_change(context, &arguments::path(matches, "project"))?;
    let (read, refused) = read_all(context, matches, &options, Wanted::Documents)?;
    let cases = which_cases(matches);
    let (mut documents, mut taken) = (Vec::new(), Vec::new());
    for (name, Read { mut file, .. }) in read {
        session.note_twin(&mut file);
        for imported in &mut file.documents {
            cases::choose(imported, |candidate| cases.takes(candidate));
            taken.push(Taken::of(&context.console, &name, imported));
        }
        documents.extend(NewDocument::of_file(file));
    }
    if !documents.is_empty() {
        project::join(&mut session, matches)?;
        let ids = session.add_documents(documents, arguments::word(matches, "group"))?;
        for (taken, id) in taken.iter_mut().zip(ids) {
            taken.document = Some(id.to_string());
            // The project may have had a document of that title.
            if let Some(document) = session.project().document(id) {
                taken.title.clone_from(&document.title);
            }
        }
    }
    session.close()?;
    report::tell(context, matches, &Answer { imported: taken, refused })
}

/// Reads everything, says what would be imported, and writes nothing.
fn preview(context: &mut Context, matches: &ArgMatches, options: &crate::import::Options) -> Result<Done, Failure> {
    let shown = arguments::word(matches, "show");
    let wanted = if shown.is_some() { Wanted::ContentToo } else { Wanted::Documents };
    let (read, refused) = read_all(context, matches, options, wanted)?;
    let mut taken = Vec::new();
    for (name, read) in &read {
        for imported in &read.file.documents {
            taken.push(Taken::of(&context.console, name, imported));
        }
    }
    let Some(shown) = shown else {
        return report::tell(context, matches, &Answer { imported: taken, refused });
    };
    for (name, read) in &read {
        show::show(&mut context.console, name, read, shown);
    }
    report::refusals(&mut context.console, &refused);
    report::ended(&Answer { imported: taken, refused })
}

/// What was read, by the name of its file, and what was refused.
type Outcome = (Vec<(String, Read)>, Vec<Refused>);

/// In the order of the files.
fn read_all(
    context: &mut Context,
    matches: &ArgMatches,
    options: &crate::import::Options,
    wanted: Wanted,
) -> Result<Outcome, Failure> {
    let given: Vec<PathBuf> = matches.get_many::<PathBuf>("files").into_iter().flatten().cloned().collect();
    let files = batch::files_of(&*context.environment.fs, &given);
    let at_once = matches.get_one("jobs").copied().unwrap_or_else(batch::children);
    let corrected = lines::given(matches)?;
    if !corrected.is_empty() && files.len() != 1 {
        return Err(Failure::Usage(Message::new("cli.wrong.lines_of_one").with("count", files.len())));
    }
    let wanted = if import_survey::is_asked(matches) || !corrected.is_empty() { Wanted::ContentToo } else { wanted };
    let task = |path: &PathBuf| Task { origin: Origin::Path(path.clone()), options: options.clone(), wanted };
    let tasks: Vec<Task> = files.iter().map(task).collect();
    let mut outcomes: Vec<_> = tasks.iter().map(|_| None).collect();
    let mut done = 0;
    batch::read(&worker()?, &tasks, at_once, &Cancel::default(), |event| match event {
        Event::Begun(number) => {
            let name = tasks.get(number).map(|task| task.origin.name()).unwrap_or_default();
            let progress = Message::new("cli.import.reading").with("done", done + 1).with("total", tasks.len());
            context.console.progress(&progress.with("file", name));
        }
        Event::Ended(number, outcome) => {
            done += 1;
            if let Some(slot) = outcomes.get_mut(number) {
                *slot = Some(outcome);
            }
        }
    });
    let (mut read, mut refused) = (Vec::new(), Vec::new());
    for (file, outcome) in files.iter().zip(outcomes) {
        let Some(outcome) = outcome else { continue };
        let outcome = outcome.map_err(|error| {
            log::info!("{error}");
            error.tell()
        });
        let name = file.display().to_string();
        let outcome = outcome.and_then(|read| lines::corrected(read, &name, options, &corrected));
        match outcome.and_then(|read| import_survey::by_plan(read, &name, options, matches)) {
            Ok(one) => read.push((name, one)),
            Err(reason) => refused.push(Refused { file: name, reason: context.console.say(&reason) }),
        }
    }
    Ok((read, refused))
}

fn which_cases(matches: &ArgMatches) -> Cases {
    match arguments::word(matches, "cases") {
        Some("respondents") => Cases::Respondents,
        Some("quotations") => Cases::Quotations,
        Some("all") => Cases::All,
        _ => Cases::None,
    }
}

/// The process that reads strangers' files: this program once more.
pub(super) fn worker() -> Result<Worker, Failure> {
    let exe = std::env::current_exe()
        .map_err(|error| Failure::Refused(Message::new("cli.no_worker").with("error", error)))?;
    Ok(Worker::process(exe))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_of_the_clean_up_has_its_switch() {
        let switched: Vec<Step> = SWITCHES.iter().map(|(step, _)| *step).collect();
        assert_eq!(switched, Step::ALL);
        assert!(SWITCHES.iter().all(|(step, flag)| *flag == format!("no-{}", step.name().replace('_', "-"))));
    }
}
