//! `tianye check`: verifies everything of a project's folder, says what is wrong and what to do, and with
//! `--repair` does what is safe.

use std::path::Path;

use clap::{ArgMatches, Command};
use serde::Serialize;

use super::arguments::{self, Words};
use super::outcome::{Done, Failure};
use super::{Context, project};
use crate::model::{Codebook, Message};
use crate::session::Session;
use crate::store::check::{self, Finding, Severity, Writer};
use crate::store::repair::{self, Helper, Others, Repaired, Wishes};

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
    /// What is wrong, harmless things left out.
    problems: Vec<String>,
    /// Everything there is to say.
    findings: Vec<Line>,
    /// What `--repair` did; `null` without it.
    repaired: Option<Mended>,
}

#[derive(Serialize)]
struct Line {
    severity: &'static str,
    path: String,
    what: String,
    safe: String,
    todo: String,
}

#[derive(Serialize)]
struct Mended {
    done: Vec<String>,
    lost: Vec<String>,
    set_aside: Option<String>,
}

pub(super) fn describe(words: Words) -> Command {
    words
        .command("check")
        .arg(words.project())
        .arg(words.flag("repair", "repair"))
        .arg(words.flag("adopt-others", "adopt_others").requires("repair"))
        .arg(
            words
                .option("from", "repair_from", "project")
                .value_parser(clap::value_parser!(std::path::PathBuf))
                .requires("repair"),
        )
        .arg(words.json())
}

pub(super) fn run(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let path = arguments::path(matches, "project");
    let folder = project::found(&path, &|path| context.environment.fs.exists(path));
    let repaired = if matches.get_flag("repair") { Some(mend(context, &folder, matches)?) } else { None };
    let found = check::check(&context.environment, &folder, Writer::Nobody)?;
    let say = |message: &Message| context.console.say(message);
    let project = &found.project;
    let report = Report {
        sound: found.is_sound(),
        read_only: found.read_only.as_ref().map(say),
        title: project.title.clone(),
        documents: project.documents().len(),
        characters: project.char_count(),
        codes: Codebook::of(project).rows().len(),
        codings: project.coding_count(),
        coders: project.coders().len(),
        problems: problems(&found.findings).map(|finding| say(&finding.what)).collect(),
        findings: found.findings.iter().map(|finding| line(finding, &folder, &say)).collect(),
        repaired: repaired.as_ref().map(|repaired| Mended {
            done: repaired.done.iter().map(say).collect(),
            lost: repaired.lost.iter().map(say).collect(),
            set_aside: repaired.set_aside.as_ref().map(|path| path.display().to_string()),
        }),
    };
    if matches.get_flag("json") {
        context.console.json(&report);
    } else {
        if let Some(repaired) = &repaired {
            tell_repaired(context, repaired);
        }
        tell(context, &report, &found.findings, &folder);
    }
    let whole = report.sound && repaired.is_none_or(|repaired| repaired.lost.is_empty());
    Ok(if whole { Done::Whole } else { Done::WithFindings })
}

fn problems(findings: &[Finding]) -> impl Iterator<Item = &Finding> {
    findings.iter().filter(|finding| finding.severity != Severity::Note)
}

fn line(finding: &Finding, folder: &Path, say: &impl Fn(&Message) -> String) -> Line {
    Line {
        severity: finding.severity.name(),
        path: finding.name(folder),
        what: say(&finding.what),
        safe: say(&finding.safe),
        todo: say(&finding.todo),
    }
}

/// Repairs, then opens the project once and closes it, which settles what only needs that.
fn mend(context: &mut Context, folder: &Path, matches: &ArgMatches) -> Result<Repaired, Failure> {
    let helpers = arguments::path_given(matches, "from").map(|from| {
        let folder = project::found(&from, &|path| context.environment.fs.exists(path));
        Helper { environment: context.environment.clone(), folder, at: context.environment.clock.now() }
    });
    let wishes = Wishes {
        others: if matches.get_flag("adopt-others") { Others::Adopt } else { Others::Leave },
        helpers: helpers.into_iter().collect(),
        lost_name: context.console.say(&Message::new("inspect.lost_stand_in")),
    };
    let repaired = repair::repair(&context.environment, folder, &wishes)?;
    let session = Session::open(&context.environment, folder)?;
    session.close()?;
    Ok(repaired)
}

fn tell_repaired(context: &mut Context, repaired: &Repaired) {
    let console = &mut context.console;
    if repaired.done.is_empty() {
        console.tell(&Message::new("inspect.nothing_to_repair"));
        return;
    }
    console.tell(&match &repaired.set_aside {
        Some(path) => Message::new("inspect.repaired_into").with("path", path.display()),
        None => Message::new("inspect.repaired"),
    });
    for (heading, lines) in [(None, &repaired.done), (Some("inspect.preview_lost"), &repaired.lost)] {
        if let (Some(heading), false) = (heading, lines.is_empty()) {
            console.tell(&Message::new(heading));
        }
        for line in lines {
            let line = console.say(line);
            console.line(&format!("  {line}"));
        }
    }
}

fn tell(context: &mut Context, report: &Report, findings: &[Finding], folder: &Path) {
    let console = &mut context.console;
    if let Some(why) = &report.read_only {
        console.note_text(why);
    }
    if report.sound {
        console.tell(
            &Message::new("cli.check.sound")
                .with("documents", report.documents)
                .with("codes", report.codes)
                .with("codings", report.codings)
                .with("coders", report.coders),
        );
    } else {
        console.tell(&Message::new("cli.check.broken").with("count", report.problems.len()));
    }
    for severity in Severity::ALL {
        let of: Vec<&Finding> = findings.iter().filter(|finding| finding.severity == severity).collect();
        if of.is_empty() {
            continue;
        }
        let heading = console.say(&severity.heading());
        console.line(&format!("{heading} ({})", of.len()));
        for finding in of {
            let lines = finding.lines(folder);
            let what = console.say(lines.what);
            console.line(&match lines.path {
                Some(path) => format!("  {path}: {what}"),
                None => format!("  {what}"),
            });
            for (mark, line) in [("  ", lines.safe), ("→ ", lines.todo)] {
                if let Some(line) = line {
                    let line = console.say(line);
                    console.line(&format!("    {mark}{line}"));
                }
            }
        }
    }
}
