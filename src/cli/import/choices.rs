//! Choices of an import from the command line: a profile first, then what each option says otherwise.

use std::path::Path;

use clap::{ArgAction, ArgMatches, Command};

use super::SWITCHES;
use crate::cli::Context;
use crate::cli::arguments::{Words, word};
use crate::cli::outcome::Failure;
use crate::import::{Notes, Options, SpeakerCorrection, Tables, Times, Tracked, Transcript, WebPage};
use crate::model::{Message, Role};
use crate::session::profiles::{self, Profile};

pub(in crate::cli) fn describe(words: Words, command: Command) -> Command {
    command
        .arg(words.option("profile", "import_profile", "profile"))
        .arg(words.option("save-profile", "import_save_profile", "name"))
        .arg(words.option("encoding", "encoding", "encoding"))
        .arg(words.choice("notes", "import_notes", &["end", "inline", "off"]))
        .arg(words.choice("tables", "import_tables", &["rows", "off"]))
        .arg(words.choice("tracked", "import_tracked", &["accepted", "rejected"]))
        .arg(words.flag("article", "import_article"))
        .arg(words.choice("transcript", "import_transcript", &["auto", "yes", "no"]))
        .arg(words.choice("times", "import_times", &["aside", "text"]))
        .arg(words.option("speaker", "import_speaker", "speaker").action(ArgAction::Append))
        .args(SWITCHES.iter().map(|(_, flag)| words.flag(flag, &flag.replace('-', "_"))))
        .arg(words.flag("no-cleaning", "no_cleaning"))
        .arg(words.flag("all-steps", "all_steps").conflicts_with("no-cleaning"))
}

pub(in crate::cli) fn options(context: &Context, matches: &ArgMatches) -> Result<Options, Failure> {
    options_after(Options::default(), context, matches)
}

/// Earlier choices, or those of a profile where one is named, with what is asked for otherwise.
pub(in crate::cli) fn options_after(
    before: Options,
    context: &Context,
    matches: &ArgMatches,
) -> Result<Options, Failure> {
    let mut options = match word(matches, "profile") {
        Some(named) => profile(context, named)?.options,
        None => before,
    };
    if matches.get_flag("no-cleaning") {
        options.off = Options::untouched().off;
    }
    // Of a profile, or of last time.
    if matches.get_flag("all-steps") {
        options.off.clear();
    }
    options.off.extend(SWITCHES.iter().filter(|(_, flag)| matches.get_flag(flag)).map(|(step, _)| *step));
    if let Some(encoding) = word(matches, "encoding") {
        options.encoding = Some(encoding.to_owned());
    }
    chosen(
        matches,
        "notes",
        &[("end", Notes::End), ("inline", Notes::Inline), ("off", Notes::Off)],
        &mut options.notes,
    );
    chosen(matches, "tables", &[("rows", Tables::Rows), ("off", Tables::Off)], &mut options.tables);
    let tracked = [("accepted", Tracked::Accepted), ("rejected", Tracked::Rejected)];
    chosen(matches, "tracked", &tracked, &mut options.tracked);
    if matches.get_flag("article") {
        options.page = WebPage::Article;
    }
    let transcript = [("auto", Transcript::Found), ("yes", Transcript::Yes), ("no", Transcript::No)];
    chosen(matches, "transcript", &transcript, &mut options.transcript);
    chosen(matches, "times", &[("aside", Times::Aside), ("text", Times::InText)], &mut options.times);
    for given in matches.get_many::<String>("speaker").into_iter().flatten() {
        let (label, correction) =
            speaker(given).ok_or_else(|| Failure::Usage(Message::new("cli.wrong.speaker").with("given", given)))?;
        options.corrections.speakers.insert(label, correction);
    }
    Ok(options)
}

fn chosen<T: Copy>(matches: &ArgMatches, name: &str, words: &[(&str, T)], value: &mut T) {
    let given = word(matches, name);
    if let Some((_, meant)) = words.iter().find(|(word, _)| Some(*word) == given) {
        *value = *meant;
    }
}

/// By name, or from a file that somebody handed on.
fn profile(context: &Context, named: &str) -> Result<Profile, Failure> {
    let path = Path::new(named);
    let is_file = path.components().count() > 1 || path.extension().is_some_and(|ending| ending == "ron");
    let environment = &context.environment;
    Ok(if is_file { profiles::read(environment, path) } else { profiles::load(environment, named) }?)
}

pub(in crate::cli) fn save_profile(
    context: &mut Context,
    matches: &ArgMatches,
    options: &Options,
) -> Result<(), Failure> {
    if let Some(name) = word(matches, "save-profile") {
        let profile = Profile::new(name, options);
        profile.save(&context.environment)?;
        context.console.note(&Message::new("cli.import.profile_saved").with("name", &profile.name));
    }
    Ok(())
}

/// `LABEL=NAME`, `LABEL=NAME:respondent`, `LABEL=:interviewer`; colons and roles in Chinese too.
fn speaker(given: &str) -> Option<(String, SpeakerCorrection)> {
    const ROLES: [(&str, Role); 4] = [
        ("interviewer", Role::Interviewer),
        ("respondent", Role::Respondent),
        ("访谈者", Role::Interviewer),
        ("受访者", Role::Respondent),
    ];
    let (label, rest) = given.split_once('=')?;
    let (name, role) = match rest.rsplit_once([':', '：']) {
        Some((name, word)) => (name, Some(ROLES.iter().find(|(known, _)| *known == word.trim())?.1)),
        None => (rest, None),
    };
    let (label, name) = (label.trim(), name.trim());
    let said = SpeakerCorrection { name: (!name.is_empty()).then(|| name.to_owned()), role };
    (!label.is_empty() && said != SpeakerCorrection::default()).then(|| (label.to_owned(), said))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_speaker_is_given_a_name_a_role_or_both() {
        let of = |given: &str| speaker(given).map(|(label, said)| (label, said.name.unwrap_or_default(), said.role));
        let said = |label: &str, name: &str, role| Some((label.to_owned(), name.to_owned(), role));
        assert_eq!(of("说话人1=社工 01"), said("说话人1", "社工 01", None));
        assert_eq!(of("说话人1=社工 01:interviewer"), said("说话人1", "社工 01", Some(Role::Interviewer)));
        assert_eq!(of("S1 = ：受访者"), said("S1", "", Some(Role::Respondent)));
        for wrong in ["", "说话人1", "=甲", "说话人1=", "说话人1=甲:boss"] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }
}
