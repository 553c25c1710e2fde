//! `tianye new`: makes a project with its first coder.

use clap::{ArgMatches, Command, value_parser};

use super::arguments::{self, Words};
use super::outcome::{Done, Failure};
use super::{Context, project};
use crate::model::Message;
use crate::session::Session;

pub(super) fn describe(words: Words) -> Command {
    words
        .command("new")
        .arg(words.positional("project", "new_project", "project").value_parser(value_parser!(std::path::PathBuf)))
        .arg(words.option("title", "title", "title"))
        .arg(words.option("coder", "coder", "coder"))
}

pub(super) fn run(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let folder = project::named_as_project(&arguments::path(matches, "project"));
    let of_folder = folder.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let given = |name| arguments::word(matches, name).filter(|word| !word.trim().is_empty());
    let title = given("title").map_or(of_folder, str::to_owned);
    let coder = given("coder").map_or_else(|| context.console.language.text("cli.new.coder").to_owned(), str::to_owned);
    let session = Session::create(&context.environment, &folder, &title, &coder)?;
    session.close()?;
    context.console.tell(&Message::new("cli.new.done").with("title", title).with("path", folder.display()));
    Ok(Done::Whole)
}
