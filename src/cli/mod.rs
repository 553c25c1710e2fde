//! The command line: the same engine as the window, one file a command.
//!
//! A command reads its arguments, opens the project as the window would, and hands every change to
//! [`crate::session::Session`]; it never writes into a project's folder itself. Results go to
//! standard output, remarks to standard error, and the exit code tells a script how it went:
//!
//! | code | meaning |
//! |---|---|
//! | 0 | all done |
//! | 1 | done, with findings: some files or rows were refused, and it was said which |
//! | 2 | wrong usage |
//! | 3 | could not be done; nothing in the project has changed, but for what was acknowledged line by line |

mod arguments;
mod attributes;
mod backup;
mod cases;
mod check;
mod code;
mod codes;
mod codings;
mod collocations;
mod console;
mod cooccur;
mod correct;
pub mod crash;
mod dictionary;
mod exchange_report;
mod export;
mod effect;
mod files;
mod history;
mod import;
mod import_survey;
mod keyness;
mod kwic;
mod memos;
mod merge;
mod new;
mod open;
mod original;
mod outcome;
mod picture;
mod project;
mod reimport;
mod search;
mod segments;
mod text;
mod shelves;
mod tour;
mod undo;
mod usage;
mod words;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ArgMatches, Command};

use crate::i18n::Language;
use crate::model::Message;
use crate::store::Environment;
use arguments::Words;
use console::Console;
use outcome::{Done, Failure};

/// What a command works with.
struct Context {
    console: Console,
    environment: Environment,
}

/// One command: its name, its page of help and what it does.
struct Entry {
    name: &'static str,
    describe: fn(Words) -> Command,
    run: fn(&mut Context, &ArgMatches) -> Result<Done, Failure>,
}

/// All commands but `open`, which is the window's, in the order of help.
const COMMANDS: &[Entry] = &[
    Entry { name: "new", describe: new::describe, run: new::run },
    Entry { name: "import", describe: import::describe, run: import::run },
    Entry { name: "reimport", describe: reimport::describe, run: reimport::run },
    Entry { name: "codes", describe: codes::describe, run: codes::run },
    Entry { name: "code", describe: code::describe, run: code::run },
    Entry { name: "codings", describe: codings::describe, run: codings::run },
    Entry { name: "cases", describe: cases::describe, run: cases::run },
    Entry { name: "attributes", describe: attributes::describe, run: attributes::run },
    Entry { name: "memos", describe: memos::describe, run: memos::run },
    Entry { name: "search", describe: search::describe, run: search::run },
    Entry { name: "kwic", describe: kwic::describe, run: kwic::run },
    Entry { name: "words", describe: words::describe, run: words::run },
    Entry { name: "collocations", describe: collocations::describe, run: collocations::run },
    Entry { name: "keyness", describe: keyness::describe, run: keyness::run },
    Entry { name: "searches", describe: shelves::describe_searches, run: shelves::run_searches },
    Entry { name: "synonyms", describe: shelves::describe_synonyms, run: shelves::run_synonyms },
    Entry { name: "dictionary", describe: dictionary::describe, run: dictionary::run },
    Entry { name: "cooccur", describe: cooccur::describe, run: cooccur::run },
    Entry { name: "segments", describe: segments::describe, run: segments::run },
    Entry { name: "text", describe: text::describe, run: text::run },
    Entry { name: "original", describe: original::describe, run: original::run },
    Entry { name: "export", describe: export::describe, run: export::run },
    Entry { name: "check", describe: check::describe, run: check::run },
    Entry { name: "backup", describe: backup::describe, run: backup::run },
    Entry { name: "merge", describe: merge::describe, run: merge::run },
    Entry { name: "undo", describe: undo::describe_undo, run: undo::run_undo },
    Entry { name: "redo", describe: undo::describe_redo, run: undo::run_redo },
    Entry { name: "history", describe: history::describe, run: history::run },
    Entry { name: "take-back", describe: history::describe_take_back, run: history::run_take_back },
    Entry { name: "tour", describe: tour::describe, run: tour::run },
    Entry { name: "picture", describe: picture::describe, run: picture::run },
];

/// What the program is to do once its arguments are read.
#[derive(Debug)]
pub enum Next {
    /// A command has run; the process ends with this.
    Exit(ExitCode),
    /// The window is to open.
    Window {
        /// On this project, or on the start page.
        project: Option<PathBuf>,
        /// Where it was asked for, by `--lang` or `TIANYE_LANG`.
        language: Option<Language>,
    },
}

const DONE: u8 = 0;
const FINDINGS: u8 = 1;
const WRONG_USAGE: u8 = 2;
const REFUSED: u8 = 3;

/// Reads the arguments (the program's name first) and runs the command that they name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Next {
    let arguments = as_meant(arguments.into_iter().collect());
    let asked = language_asked(&arguments);
    let mut console = Console::of_process(asked.unwrap_or_else(Language::of_system));
    crash::install(console.language);
    let matches = match program(console.language).try_get_matches_from(&arguments) {
        Ok(matches) => matches,
        Err(error) => return Next::Exit(ExitCode::from(answer(&mut console, &error, &arguments))),
    };
    let (name, matches) = match matches.subcommand() {
        None => return Next::Window { project: None, language: asked },
        Some(("open", matches)) => {
            return Next::Window {
                project: arguments::path_given(matches, "project").map(open::folder),
                language: asked,
            };
        }
        Some(named) => named,
    };
    let Some(entry) = COMMANDS.iter().find(|entry| entry.name == name) else {
        return Next::Window { project: None, language: asked };
    };
    Next::Exit(ExitCode::from(carry_out(console, entry, matches)))
}

/// What people type who know other programs: `tianye help import` for `tianye import --help`, and a project's folder
/// alone for `tianye open` with it.
fn as_meant(mut arguments: Vec<OsString>) -> Vec<OsString> {
    let first = arguments.get(1).map(|first| first.to_string_lossy().into_owned()).unwrap_or_default();
    if first == "help" {
        arguments.remove(1);
        arguments.push("--help".into());
    } else if arguments.len() == 2 && first.trim_end_matches(['/', '\\']).ends_with(".tianye") {
        arguments.insert(1, "open".into());
    }
    arguments
}

/// What the program does instead of a window where there is no display: says so and runs the tour.
pub fn tour_without_display(language: Option<Language>, why: &Message) -> ExitCode {
    let mut console = Console::of_process(language.unwrap_or_else(Language::of_system));
    console.note(why);
    let Ok(matches) = tour::describe(Words(console.language)).try_get_matches_from(["tour"]) else {
        return ExitCode::from(REFUSED);
    };
    let Some(entry) = COMMANDS.iter().find(|entry| entry.name == "tour") else { return ExitCode::from(REFUSED) };
    ExitCode::from(carry_out(console, entry, &matches))
}

fn carry_out(mut console: Console, entry: &Entry, matches: &ArgMatches) -> u8 {
    let environment = match Environment::of_system() {
        Ok(environment) => environment,
        Err(error) => {
            console.note(&Message::new("cli.no_home").with("error", error));
            return REFUSED;
        }
    };
    let mut context = Context { console, environment };
    match (entry.run)(&mut context, matches) {
        Ok(Done::Whole) => DONE,
        Ok(Done::WithFindings) => FINDINGS,
        Err(Failure::Usage(message)) => {
            wrong_usage(&mut context.console, &message, entry.name);
            WRONG_USAGE
        }
        Err(Failure::Refused(message)) => {
            let what = context.console.say(&message);
            context.console.note(&Message::new("cli.failed").with("what", what));
            REFUSED
        }
    }
}

/// The program as clap knows it.
fn program(language: Language) -> Command {
    let words = Words(language);
    let program = words
        .command("tianye")
        .version(env!("CARGO_PKG_VERSION"))
        .after_help(format!("\n{}", words.get("tianye.after")))
        .arg(words.choice("lang", "lang", &["zh", "en"]).global(true).display_order(901))
        .arg(words.flag("version", "version").short('V').action(clap::ArgAction::Version).display_order(902))
        .subcommand(open::describe(words));
    let program = COMMANDS.iter().fold(program, |program, entry| program.subcommand((entry.describe)(words)));
    words.with_help(program)
}

/// `--lang` before clap has read it, since its own help is to be in that language; then `TIANYE_LANG`.
fn language_asked(arguments: &[OsString]) -> Option<Language> {
    let texts: Vec<&str> = arguments.iter().take_while(|a| *a != "--").filter_map(|a| a.to_str()).collect();
    let after = texts.iter().position(|a| *a == "--lang").and_then(|at| texts.get(at + 1).copied());
    let joined = texts.iter().find_map(|a| a.strip_prefix("--lang="));
    after
        .or(joined)
        .and_then(Language::of_tag)
        .or_else(|| std::env::var("TIANYE_LANG").ok().and_then(|tag| Language::of_tag(&tag)))
}

/// Help and version are answers; everything else that clap has to say is wrong usage.
fn answer(console: &mut Console, error: &clap::Error, arguments: &[OsString]) -> u8 {
    use clap::error::ErrorKind;
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        console.bytes(error.render().to_string().as_bytes());
        return DONE;
    }
    // The help of the command that was meant: `codes export`, not `codes` alone.
    let mut command = Vec::new();
    let mut within = &program(console.language);
    for word in arguments.iter().skip(1).filter_map(|a| a.to_str()) {
        if let Some(named) = within.find_subcommand(word) {
            command.push(word);
            within = named;
        }
    }
    let command = command.join(" ");
    wrong_usage(console, &usage::message(error), &command);
    WRONG_USAGE
}

fn wrong_usage(console: &mut Console, message: &Message, command: &str) {
    let what = console.say(message);
    console.note(&Message::new("cli.failed").with("what", what));
    let command = format!("tianye {command}");
    console.note(&Message::new("cli.wrong.see_help").with("command", command.trim_end()));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(language: Language) -> Vec<(String, String)> {
        fn walk(mut command: Command, above: &str, found: &mut Vec<(String, String)>) {
            let name = format!("{above} {}", command.get_name()).trim().to_owned();
            found.push((name.clone(), command.render_long_help().to_string()));
            for below in command.get_subcommands() {
                walk(below.clone(), &name, found);
            }
        }
        let mut found = Vec::new();
        walk(program(language), "", &mut found);
        found
    }

    #[test]
    fn the_arguments_of_every_command_are_sound() {
        for language in Language::ALL {
            program(language).debug_assert();
        }
    }

    #[test]
    fn usage_names_every_option_that_asks_for_something() {
        // What every command has that writes, or that is another name for `--format json`.
        let everywhere = ["json", "force", "lang", "help"];
        for language in Language::ALL {
            for name in ["search", "kwic", "words", "collocations", "keyness", "picture"] {
                let usage = format!("cli.{name}.usage");
                let usage = language.text(&usage);
                let program = program(language);
                let command = program.find_subcommand(name).unwrap();
                for option in command.get_arguments().filter_map(clap::Arg::get_long) {
                    let named = usage.contains(&format!("--{option}")) || everywhere.contains(&option);
                    assert!(named, "{language:?}: {name}: --{option}");
                }
            }
            let views = language.text("cli.arg.view");
            for (view, _) in picture::VIEWS {
                assert!(views.contains(view), "{language:?}: {view}");
            }
        }
    }

    #[test]
    fn every_page_of_help_is_in_its_language_and_names_no_missing_text() {
        for (name, page) in pages(Language::Chinese) {
            assert!(page.contains("用法："), "{name}: {page}");
            for english in ["Usage", "Options", "Arguments", "Commands", "possible values", "[default", "Print"] {
                assert!(!page.contains(english), "{name} says {english}:\n{page}");
            }
        }
        for (name, page) in pages(Language::English) {
            assert!(page.contains("Usage:") && page.contains("--help"), "{name}: {page}");
            assert!(!page.chars().any(|c| ('\u{4e00}'..'\u{9fff}').contains(&c) && !"田野".contains(c)), "{page}");
        }
        for (name, page) in Language::ALL.into_iter().flat_map(pages) {
            assert!(!page.contains("cli."), "{name} shows the id of a text that is not there:\n{page}");
            assert!(page.contains(&format!("tianye {}", name.trim_start_matches("tianye").trim_start())), "{page}");
        }
    }

    #[test]
    fn every_refusal_of_clap_is_said_in_both_languages() {
        let wrong: [&[&str]; 9] = [
            &["tianye", "serch", "P"],
            &["tianye", "search", "P"],
            &["tianye", "search", "P", "x", "--jsn"],
            &["tianye", "search", "P", "x", "--limit", "many"],
            &["tianye", "cooccur", "P", "--unit", "page"],
            &["tianye", "cooccur", "P", "--unit"],
            &["tianye", "codes"],
            &["tianye", "check", "P", "Q"],
            &["tianye", "check", "P", "--json", "--json"],
        ];
        for arguments in wrong {
            let error = program(Language::Chinese).try_get_matches_from(arguments).unwrap_err();
            let message = usage::message(&error);
            for language in Language::ALL {
                let said = language.say(&message);
                assert!(!said.contains("cli.") && !said.contains("{}"), "{arguments:?}: {said}");
            }
            assert_ne!(message.id, "cli.wrong.other", "{arguments:?} is not understood: {error:?}");
        }
    }

    #[test]
    fn the_language_is_known_before_the_arguments_are_read() {
        let asked = |text: &str| language_asked(&text.split(' ').map(OsString::from).collect::<Vec<_>>());
        assert_eq!(asked("tianye --lang en search"), Some(Language::English));
        assert_eq!(asked("tianye search P x --lang=zh"), Some(Language::Chinese));
        assert_ne!(asked("tianye search P -- --lang en"), Some(Language::English));
    }
}
