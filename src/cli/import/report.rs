//! What `tianye import` says of each file, for people and for programs.

use clap::ArgMatches;
use serde::Serialize;

use crate::cli::Context;
use crate::cli::console::Console;
use crate::cli::outcome::{Done, Failure};
use crate::import::Imported;
use crate::import::report::DocumentReport;
use crate::model::Message;

/// The answer for programs; keys stay.
#[derive(Serialize)]
pub(super) struct Answer {
    pub imported: Vec<Taken>,
    pub refused: Vec<Refused>,
}

#[derive(Serialize)]
pub(super) struct Taken {
    pub file: String,
    /// Its id; nothing in a preview.
    pub document: Option<String>,
    pub title: String,
    pub format: String,
    pub encoding: Option<String>,
    pub paragraphs: usize,
    pub characters: u32,
    pub turns: usize,
    pub speakers: Vec<String>,
    pub pages: usize,
    pub steps: Vec<Step>,
    pub doubts: usize,
    pub understood: Vec<String>,
    pub to_check: Vec<String>,
    pub left_out: Vec<String>,
    /// What is to be checked and what was left out, in the order in which it was found.
    pub findings: Vec<String>,
    #[serde(skip)]
    said: DocumentReport,
}

#[derive(Serialize)]
pub(super) struct Step {
    name: String,
    on: bool,
    count: u32,
}

#[derive(Serialize)]
pub(super) struct Refused {
    pub file: String,
    pub reason: String,
}

impl Taken {
    pub(super) fn of(console: &Console, file: &str, imported: &Imported) -> Self {
        let report = DocumentReport::of(imported);
        let say = |lines: &[Message]| lines.iter().map(|line| console.say(line)).collect::<Vec<_>>();
        let step =
            |effect: &crate::model::StepEffect| Step { name: effect.step.clone(), on: effect.on, count: effect.count };
        Self {
            file: file.to_owned(),
            document: None,
            title: imported.title.clone(),
            format: imported.record.format.clone(),
            encoding: imported.record.encoding.clone(),
            paragraphs: imported.text.paragraph_count(),
            characters: imported.text.char_len(),
            turns: imported.structure.turns.len(),
            speakers: imported.structure.speakers.iter().map(|speaker| speaker.name.clone()).collect(),
            pages: imported.structure.pages.len(),
            steps: imported.record.steps.iter().map(step).collect(),
            doubts: imported.doubts.len(),
            understood: say(&report.understood),
            to_check: say(&report.to_check),
            left_out: say(&report.left_out),
            findings: say(&imported.record.findings),
            said: report,
        }
    }
}

pub(super) fn tell(context: &mut Context, matches: &ArgMatches, answer: &Answer) -> Result<Done, Failure> {
    let console = &mut context.console;
    let (json, preview) = (matches.get_flag("json"), matches.get_flag("dry-run"));
    if json {
        console.json(answer);
    } else {
        for taken in &answer.imported {
            let one = if preview { "cli.import.would_be" } else { "cli.import.one" };
            console.tell(
                &Message::new(one)
                    .with("title", &taken.title)
                    .with("paragraphs", taken.paragraphs)
                    .with("characters", taken.characters)
                    .with("file", &taken.file),
            );
            for (heading, lines) in taken.said.parts() {
                let said: Vec<String> = lines.iter().map(|line| console.say(line)).collect();
                let heading = console.language.text(heading).to_owned();
                // What was left out or is to be checked is a sentence each; the rest are figures.
                if lines.iter().all(|line| line.id.starts_with("import.report.")) {
                    console.line(&format!("  {heading}: {}", said.join("; ")));
                } else {
                    for line in said {
                        console.line(&format!("  {heading}: {line}"));
                    }
                }
            }
        }
    }
    refusals(console, &answer.refused);
    if !json && !answer.imported.is_empty() {
        let id = if preview { "cli.import.preview_summary" } else { "cli.import.summary" };
        console.tell(&Message::new(id).with("imported", answer.imported.len()).with("refused", answer.refused.len()));
    }
    ended(answer)
}

pub(super) fn refusals(console: &mut Console, refused: &[Refused]) {
    for refused in refused {
        console.note(&Message::new("cli.import.refused").with("file", &refused.file).with("why", &refused.reason));
    }
}

pub(super) fn ended(answer: &Answer) -> Result<Done, Failure> {
    if answer.imported.is_empty() {
        return Err(Failure::Refused(Message::new("cli.import.nothing")));
    }
    Ok(if answer.refused.is_empty() { Done::Whole } else { Done::WithFindings })
}
