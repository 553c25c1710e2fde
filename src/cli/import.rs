//! `tianye import`: files into a project, each read in a process of its own.
//!
//! Files that cannot be read are named with the reason; the others go in, as one step that one undo
//! takes back.

use std::path::{Path, PathBuf};

use clap::{ArgAction, ArgMatches, Command, value_parser};
use serde::Serialize;

use super::arguments::{self, Words};
use super::outcome::{Done, Failure};
use super::{Context, import_survey, project};
use crate::import::{Imported, Options, Step, Worker};
use crate::model::Message;
use crate::session::NewDocument;

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

/// The answer for programs; keys stay.
#[derive(Serialize)]
struct Answer {
    imported: Vec<Taken>,
    refused: Vec<Refused>,
}

#[derive(Serialize)]
struct Taken {
    file: String,
    document: String,
    title: String,
    format: String,
    encoding: Option<String>,
    paragraphs: usize,
    characters: u32,
    findings: Vec<String>,
}

#[derive(Serialize)]
struct Refused {
    file: String,
    reason: String,
}

pub(super) fn describe(words: Words) -> Command {
    words
        .command("import")
        .arg(words.project())
        .arg(
            words
                .positional("files", "files", "files")
                .value_parser(value_parser!(PathBuf))
                .num_args(1..)
                .action(ArgAction::Append),
        )
        .arg(words.option("group", "group", "group"))
        .arg(words.option("encoding", "encoding", "encoding"))
        .args(SWITCHES.iter().map(|(_, flag)| words.flag(flag, &flag.replace('-', "_"))))
        .arg(words.flag("no-cleaning", "no_cleaning"))
        .args(import_survey::describe(words))
        .arg(words.coder())
        .arg(words.json())
}

pub(super) fn run(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    if matches.get_flag("plan") {
        return import_survey::plan(context, matches, &worker()?, &options(matches));
    }
    let mut session = project::open_to_change(context, &arguments::path(matches, "project"))?;
    let files: Vec<PathBuf> = matches.get_many::<PathBuf>("files").into_iter().flatten().cloned().collect();
    let options = options(matches);
    let worker = worker()?;
    let (mut read, mut refused) = (Vec::new(), Vec::new());
    for (done, file) in files.iter().enumerate() {
        let progress = Message::new("cli.import.reading").with("done", done + 1).with("total", files.len());
        context.console.progress(&progress.with("file", short(file)));
        match import_survey::read_file(&worker, file, &options, matches) {
            Ok(imported) => read.push((file.display().to_string(), imported)),
            Err(reason) => {
                let reason = context.console.say(&reason);
                refused.push(Refused { file: file.display().to_string(), reason });
            }
        }
    }
    let (mut documents, mut names, mut findings) = (Vec::new(), Vec::new(), Vec::new());
    for (name, mut file) in read {
        session.note_twin(&mut file);
        for imported in &file.documents {
            names.push(name.clone());
            findings.push(self::findings(context, imported));
        }
        documents.extend(NewDocument::of_file(file));
    }
    let ids = if documents.is_empty() {
        Vec::new()
    } else {
        project::join(&mut session, matches)?;
        session.add_documents(documents, arguments::word(matches, "group"))?
    };
    let project = session.project().clone();
    session.close()?;
    let documents = ids.iter().filter_map(|id| project.document(*id));
    let imported = names.into_iter().zip(findings).zip(documents).map(|((file, findings), document)| Taken {
        file,
        document: document.id.to_string(),
        title: document.title.clone(),
        format: document.source.as_ref().map_or_else(String::new, |source| source.format.clone()),
        encoding: document.source.as_ref().and_then(|source| source.encoding.clone()),
        paragraphs: document.text.paragraph_count(),
        characters: document.text.char_len(),
        findings,
    });
    report(context, matches, &Answer { imported: imported.collect(), refused })
}

/// The process that reads strangers' files: this program once more.
pub(super) fn worker() -> Result<Worker, Failure> {
    let exe = std::env::current_exe()
        .map_err(|error| Failure::Refused(Message::new("cli.no_worker").with("error", error)))?;
    Ok(Worker::process(exe))
}

fn options(matches: &ArgMatches) -> Options {
    let mut options = if matches.get_flag("no-cleaning") { Options::untouched() } else { Options::default() };
    options.encoding = arguments::word(matches, "encoding").map(str::to_owned);
    options.off.extend(SWITCHES.iter().filter(|(_, flag)| matches.get_flag(flag)).map(|(step, _)| *step));
    options
}

fn findings(context: &Context, imported: &Imported) -> Vec<String> {
    imported.record.findings.iter().map(|finding| context.console.say(finding)).collect()
}

fn short(file: &Path) -> String {
    file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned()
}

fn report(context: &mut Context, matches: &ArgMatches, answer: &Answer) -> Result<Done, Failure> {
    let console = &mut context.console;
    let json = matches.get_flag("json");
    if json {
        console.json(answer);
    } else {
        for taken in &answer.imported {
            console.tell(
                &Message::new("cli.import.one")
                    .with("title", &taken.title)
                    .with("paragraphs", taken.paragraphs)
                    .with("characters", taken.characters)
                    .with("file", &taken.file),
            );
            for finding in &taken.findings {
                console.line(&format!("  {finding}"));
            }
        }
    }
    for refused in &answer.refused {
        console.note(&Message::new("cli.import.refused").with("file", &refused.file).with("why", &refused.reason));
    }
    if answer.imported.is_empty() {
        return Err(Failure::Refused(Message::new("cli.import.nothing")));
    }
    if !json {
        console.tell(
            &Message::new("cli.import.summary")
                .with("imported", answer.imported.len())
                .with("refused", answer.refused.len()),
        );
    }
    Ok(if answer.refused.is_empty() { Done::Whole } else { Done::WithFindings })
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
