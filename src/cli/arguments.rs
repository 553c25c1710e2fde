//! How commands describe their arguments: every word of the help comes from the text tables.
//!
//! clap writes a few English words of its own (`Usage:`, `[possible values: …]`). They are switched off
//! here and said in the table's texts instead, so that Chinese help is Chinese throughout.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::i18n::Language;

/// The words of the command line in one language: ids of the area `cli` without their first part.
#[derive(Clone, Copy, Debug)]
pub struct Words(pub Language);

impl Words {
    /// The text of `cli.<id>`.
    #[must_use]
    pub fn get(self, id: &str) -> String {
        self.0.text(&format!("cli.{id}")).to_owned()
    }

    /// A command with its line about itself, its usage and the translated page for both.
    #[must_use]
    pub fn command(self, name: &'static str) -> Command {
        let id = name.replace('-', "_");
        self.page(Command::new(name), &id)
    }

    /// A command below another, as `codes import`; its texts are those of `<above>.<name>`.
    #[must_use]
    pub fn subcommand(self, above: &str, name: &'static str) -> Command {
        self.page(Command::new(name), &format!("{above}.{name}"))
    }

    fn page(self, command: Command, id: &str) -> Command {
        command
            .about(self.get(&format!("{id}.about")))
            .override_usage(self.get(&format!("{id}.usage")))
            .help_template(format!("{{about}}\n\n{}{{usage}}\n\n{{all-args}}{{after-help}}\n", self.get("usage")))
            .subcommand_help_heading(self.get("commands"))
            .disable_help_flag(true)
            .disable_help_subcommand(true)
            .disable_version_flag(true)
    }

    /// The same with `--help`, and with it in every command below: last, so that options stand after arguments.
    #[must_use]
    pub fn with_help(self, command: Command) -> Command {
        let help = self.flag("help", "help").short('h').action(ArgAction::Help).display_order(900);
        command.arg(help).mut_subcommands(|below| self.with_help(below))
    }

    fn described(self, arg: Arg, help: &str) -> Arg {
        arg.help(self.get(&format!("arg.{help}")))
    }

    /// A value that stands at its place: `<项目>`.
    #[must_use]
    pub fn positional(self, name: &'static str, help: &str, value: &str) -> Arg {
        self.described(Arg::new(name), help)
            .value_name(self.get(&format!("value.{value}")))
            .help_heading(self.get("arguments"))
            // Of one heading clap lists what has one order by name.
            .display_order(usize::from(name != "project"))
            .required(true)
    }

    /// The project's folder, which nearly every command begins with.
    #[must_use]
    pub fn project(self) -> Arg {
        self.positional("project", "project", "project").value_parser(value_parser!(PathBuf))
    }

    /// `--name <VALUE>`.
    #[must_use]
    pub fn option(self, name: &'static str, help: &str, value: &str) -> Arg {
        self.described(Arg::new(name), help)
            .long(name)
            .value_name(self.get(&format!("value.{value}")))
            // `-1` is a wrong number, not an unknown option.
            .allow_negative_numbers(value == "number")
            .help_heading(self.get("options"))
    }

    /// `--name a|b`: one of a few words.
    #[must_use]
    pub fn choice(self, name: &'static str, help: &str, words: &'static [&'static str]) -> Arg {
        self.described(Arg::new(name), help)
            .long(name)
            .value_name(words.join("|"))
            .value_parser(PossibleValuesParser::new(words))
            .hide_possible_values(true)
            .help_heading(self.get("options"))
    }

    /// `--name`, there or not.
    #[must_use]
    pub fn flag(self, name: &'static str, help: &str) -> Arg {
        self.described(Arg::new(name), help).long(name).action(ArgAction::SetTrue).help_heading(self.get("options"))
    }

    /// `--json`: one document for a program to read.
    #[must_use]
    pub fn json(self) -> Arg {
        self.flag("json", "json")
    }

    /// `--coder NAME`: who makes the change.
    #[must_use]
    pub fn coder(self) -> Arg {
        self.option("coder", "coder_as", "coder")
    }

    /// `--out FILE`.
    #[must_use]
    pub fn out(self) -> Arg {
        self.option("out", "out", "file").short('o').value_parser(value_parser!(PathBuf))
    }

    /// `--out FILE`, which must be given. It used to stand at its place without a name, and still may.
    #[must_use]
    pub fn out_wanted(self, help: &str) -> [Arg; 2] {
        let at_its_place = Arg::new("file").value_parser(value_parser!(PathBuf)).hide(true).conflicts_with("out");
        [self.out().help(self.get(&format!("arg.{help}"))).required_unless_present("file"), at_its_place]
    }

    /// `--dry-run`: says what would be done and writes nothing. The same under a name that it had before.
    #[must_use]
    pub fn dry_run(self, help: &str, before: Option<&'static str>) -> Arg {
        self.flag("dry-run", help).aliases(before)
    }

    /// `--force`: an existing file may be replaced.
    #[must_use]
    pub fn force(self) -> Arg {
        self.flag("force", "force")
    }
}

/// The path given for an argument that clap has made sure of.
#[must_use]
pub fn path(matches: &ArgMatches, name: &str) -> PathBuf {
    matches.get_one::<PathBuf>(name).cloned().unwrap_or_default()
}

/// The path given for an argument, where there is one.
#[must_use]
pub fn path_given(matches: &ArgMatches, name: &str) -> Option<PathBuf> {
    matches.get_one::<PathBuf>(name).cloned()
}

/// Where [`Words::out_wanted`] leads.
#[must_use]
pub fn out(matches: &ArgMatches) -> PathBuf {
    path_given(matches, "out").unwrap_or_else(|| path(matches, "file"))
}

/// The word given for an argument, where there is one.
#[must_use]
pub fn word<'a>(matches: &'a ArgMatches, name: &str) -> Option<&'a str> {
    matches.get_one::<String>(name).map(String::as_str)
}

/// Paths of codes as people list them: parted by commas, full-width ones too; a code path may hold neither.
#[must_use]
pub fn listed(text: &str) -> Vec<&str> {
    text.split([',', '，']).map(str::trim).filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_listed_with_either_comma() {
        assert_eq!(listed("陷阱/合谋, 陷阱/内卷化，,治理"), ["陷阱/合谋", "陷阱/内卷化", "治理"]);
    }
}
