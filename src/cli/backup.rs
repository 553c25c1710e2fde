//! `tianye backup list|make|restore`: what a project's folder held before, also where the folder is damaged or gone.

use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command, value_parser};
use serde::Serialize;

use super::arguments::{self, Words};
use super::outcome::{Done, Failure};
use super::{Context, project};
use crate::app::amounts;
use crate::app::time;
use crate::model::{Message, Timestamp};
use crate::store::backup::{self, Backup, Going, Listing, Made, Reason, Soundness};

pub(super) fn describe(words: Words) -> Command {
    let to = words.option("to", "backup_to", "folder").required(true).value_parser(value_parser!(PathBuf));
    words
        .command("backup")
        .subcommand_required(true)
        .subcommand(words.subcommand("backup", "list").arg(words.project()).arg(words.json()))
        .subcommand(words.subcommand("backup", "make").arg(words.project()).arg(words.json()))
        .subcommand(
            words
                .subcommand("backup", "restore")
                .arg(words.project())
                .arg(words.option("which", "backup_which", "which"))
                .arg(to)
                .arg(words.json()),
        )
}

pub(super) fn run(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    match matches.subcommand() {
        Some(("make", matches)) => make(context, matches),
        Some(("restore", matches)) => restore(context, matches),
        Some((_, matches)) => Ok(list(context, matches)),
        None => Err(Failure::Usage(Message::new("cli.wrong.no_command"))),
    }
}

/// The list for programs; keys stay.
#[derive(Serialize)]
struct List {
    /// The newest first.
    backups: Vec<Line>,
    /// Backups that cannot be read.
    problems: Vec<String>,
}

/// A backup for programs.
#[derive(Serialize)]
struct Line {
    /// As `--which` takes it; 1 is the newest.
    number: usize,
    time: String,
    reason: &'static str,
    soundness: &'static str,
    title: String,
    place: String,
    program: String,
    documents: usize,
    codes: usize,
    codings: usize,
    characters: u64,
    files: usize,
    bytes: u64,
    manifest: String,
    problems: Vec<String>,
}

impl Line {
    fn of(context: &Context, number: usize, backup: &Backup) -> Self {
        let header = &backup.header;
        Self {
            number,
            time: instant(header.at),
            reason: header.reason.name(),
            soundness: header.soundness.name(),
            title: header.title.clone(),
            place: header.place.clone(),
            program: header.program.clone(),
            documents: header.counts.documents,
            codes: header.counts.codes,
            codings: header.counts.codings,
            characters: header.counts.characters,
            files: header.files,
            bytes: header.bytes,
            manifest: backup.manifest.display().to_string(),
            problems: header.findings.iter().map(|finding| context.console.say(finding)).collect(),
        }
    }
}

fn list(context: &mut Context, matches: &ArgMatches) -> Done {
    let (folder, listing) = listed(context, &arguments::path(matches, "project"));
    let problems: Vec<String> = listing.findings.iter().map(|finding| context.console.say(finding)).collect();
    for problem in &problems {
        context.console.note_text(problem);
    }
    if matches.get_flag("json") {
        let lines = listing.backups.iter().enumerate().map(|(n, backup)| Line::of(context, n + 1, backup)).collect();
        context.console.json(&List { backups: lines, problems });
    } else if listing.backups.is_empty() {
        context.console.note(&Message::new("cli.backup.none").with("path", folder.display()));
    } else {
        let here = place_of(&folder);
        for (n, backup) in listing.backups.iter().enumerate() {
            let line = line(context, n + 1, backup, &here);
            context.console.line(&line);
        }
    }
    if listing.findings.is_empty() { Done::Whole } else { Done::WithFindings }
}

/// `  1  2026-01-02 12:03:04  手动备份  3 篇文档，42 处编码  1.2 MB，31 个文件`, and what is not usual about it.
fn line(context: &Context, number: usize, backup: &Backup, here: &str) -> String {
    let header = &backup.header;
    let say = |message: Message| context.console.say(&message);
    let mut parts = vec![
        format!("{number:>3}"),
        time::to_the_second(header.at),
        say(header.reason.message()),
        say(header.counts.message()),
        say(Message::new("backup.size").with("size", amounts::bytes(header.bytes)).with("files", header.files)),
    ];
    if header.soundness != Soundness::Sound {
        parts.push(say(header.soundness.message()));
    }
    if header.place != here {
        parts.push(say(Message::new("backup.at_place").with("path", &header.place)));
    }
    parts.join("  ")
}

fn make(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let folder = project::found(&arguments::path(matches, "project"), &|path| context.environment.fs.exists(path));
    let environment = context.environment.clone();
    let made = backup::back_up(&environment, &folder, Reason::AskedFor, &mut |done, of| {
        progress(context, "backup.job_make", done, of)
    })?;
    if matches.get_flag("json") {
        let line = Line::of(context, 1, &made.backup);
        context.console.json(&line);
    } else {
        let said = made.message(|finding| context.console.say(finding));
        context.console.tell(&said);
    }
    Ok(done(&made))
}

fn done(made: &Made) -> Done {
    if made.backup.header.soundness == Soundness::Sound { Done::Whole } else { Done::WithFindings }
}

/// What was restored, for programs; keys stay.
#[derive(Serialize)]
struct Answer {
    folder: String,
    time: String,
    documents: usize,
    codes: usize,
    codings: usize,
    problems: Vec<String>,
}

fn restore(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let (folder, listing) = listed(context, &arguments::path(matches, "project"));
    let to = arguments::path(matches, "to");
    // A folder of this name that is there is not meant as the beginning of another name.
    let target = if context.environment.fs.exists(&to) { to } else { project::named_as_project(&to) };
    let chosen = match arguments::word(matches, "which") {
        Some(which) => chosen(&listing, which)?,
        None => newest(&listing, &place_of(&folder))
            .ok_or_else(|| Failure::Refused(Message::new("cli.backup.none").with("path", folder.display())))?,
    };
    let environment = context.environment.clone();
    let restored = backup::restore(&environment, chosen, &target, &mut |done, of| {
        progress(context, "backup.job_restore", done, of)
    })?;
    let problems: Vec<String> = restored.findings.iter().map(|finding| context.console.say(finding)).collect();
    for problem in &problems {
        context.console.note_text(problem);
    }
    if matches.get_flag("json") {
        let counts = restored.counts;
        context.console.json(&Answer {
            folder: restored.folder.display().to_string(),
            time: instant(chosen.header.at),
            documents: counts.documents,
            codes: counts.codes,
            codings: counts.codings,
            problems,
        });
    } else {
        let from = Message::new("cli.backup.from").with("time", time::to_the_second(chosen.header.at));
        let from = from.with("reason", context.console.say(&chosen.header.reason.message()));
        context.console.note(&from);
        let said = restored.message(|finding| context.console.say(finding));
        context.console.tell(&said);
    }
    Ok(if restored.findings.is_empty() { Done::Whole } else { Done::WithFindings })
}

/// The backups of what somebody typed: `研究` means `研究.tianye`, also where neither is there any more.
fn listed(context: &Context, path: &Path) -> (PathBuf, Listing) {
    let folder = project::found(path, &|path| context.environment.fs.exists(path));
    let listing = backup::list(&context.environment, &folder);
    let named = project::named_as_project(&folder);
    if listing.backups.is_empty() && named != folder {
        let of_named = backup::list(&context.environment, &named);
        if !of_named.backups.is_empty() {
            return (named, of_named);
        }
    }
    (folder, listing)
}

/// The newest that opened whole; where none did, the newest.
/// The newest one that opens whole, of this place first: another copy of the project is another state of it.
fn newest<'a>(listing: &'a Listing, here: &str) -> Option<&'a Backup> {
    let of = |here_only: bool, sound_only: bool| {
        listing.backups.iter().find(|backup| {
            (!here_only || backup.header.place == here) && (!sound_only || backup.header.soundness == Soundness::Sound)
        })
    };
    of(true, true).or_else(|| of(true, false)).or_else(|| of(false, true)).or_else(|| of(false, false))
}

fn place_of(folder: &std::path::Path) -> String {
    std::path::absolute(folder).map(|path| path.display().to_string()).unwrap_or_default()
}

/// By its number in the list, or by the beginning of its time as the list or `--json` writes it.
fn chosen<'a>(listing: &'a Listing, which: &str) -> Result<&'a Backup, Failure> {
    let which = which.trim();
    let refused = |id| Failure::Usage(Message::new(id).with("which", which).with("count", listing.backups.len()));
    // A year is no number of the list.
    if let Ok(number) = which.parse::<usize>()
        && which.len() < 4
    {
        let found = number.checked_sub(1).and_then(|at| listing.backups.get(at));
        return found.ok_or_else(|| refused("cli.backup.no_number"));
    }
    let fits = |backup: &&Backup| {
        let at = backup.header.at;
        !which.is_empty() && (time::to_the_second(at).starts_with(which) || instant(at).starts_with(which))
    };
    let mut fitting = listing.backups.iter().filter(fits);
    match (fitting.next(), fitting.next()) {
        (Some(only), None) => Ok(only),
        (Some(_), Some(_)) => Err(refused("cli.backup.many_times")),
        (None, _) => Err(refused("cli.backup.no_time")),
    }
}

/// `2026-01-02T12:03:04.005Z`.
fn instant(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.0)
        .map_or_else(|_| at.0.to_string(), |time| time.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string())
}

fn progress(context: &mut Context, what: &'static str, done: usize, of: usize) -> Going {
    if of > 0 {
        let what = context.console.say(&Message::new(what));
        context.console.progress(&Message::new("app.progress").with("what", what).with("at", done).with("of", of));
    }
    Going::On
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Session;
    use crate::store::Environment;

    fn two() -> Listing {
        let (environment, _) = Environment::in_memory();
        let folder = Path::new("/研究/互动.tianye");
        let mut session = Session::create(&environment, folder, "互动", "甲").unwrap();
        session.back_up(Reason::AskedFor).unwrap();
        session.back_up(Reason::BeforeMerging).unwrap();
        backup::list(&environment, folder)
    }

    #[test]
    fn a_backup_is_chosen_by_number_or_by_time() {
        let listing = two();
        let reason = |which: &str| chosen(&listing, which).map(|backup| backup.header.reason);
        assert_eq!(reason("1"), Ok(Reason::BeforeMerging));
        assert_eq!(reason("2"), Ok(Reason::AskedFor));
        let times: Vec<Timestamp> = listing.backups.iter().map(|backup| backup.header.at).collect();
        assert_eq!(reason(&time::to_the_second(times[1])), Ok(Reason::AskedFor));
        assert_eq!(reason(&instant(times[0])), Ok(Reason::BeforeMerging));
        assert!(matches!(reason("2026-01"), Err(Failure::Usage(message)) if message.id == "cli.backup.many_times"));
        for wrong in ["0", "3", "2025-01-01", "", "合谋"] {
            assert!(matches!(reason(wrong), Err(Failure::Usage(_))), "{wrong}");
        }
    }
}
