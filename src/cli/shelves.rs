//! `tianye searches`, `tianye synonyms` and `tianye dictionary`: what a project keeps for searching and counting,
//! listed and changed by name. Each run that changes something is one step that undo takes back.

use clap::{ArgAction, ArgMatches, Command, value_parser};
use serde::Serialize;

use super::arguments::{self, Words};
use super::outcome::{Done, Failure};
use super::{Context, files, project};
use crate::import::encoding;
use crate::model::gesture::rename_on_shelf;
use crate::model::{Message, Shelf, ShelfItem};
use crate::search::Query;
use crate::session::Session;

pub(super) fn describe_searches(words: Words) -> Command {
    let command = words.command("searches").arg(words.project());
    changes(words, command, "save", "searches_save", "name_query")
}

pub(super) fn describe_synonyms(words: Words) -> Command {
    let command = words.command("synonyms").arg(words.project());
    changes(words, command, "set", "synonyms_set", "name_words")
}

pub(super) fn describe_dictionary(words: Words) -> Command {
    let many = |name, help| words.option(name, help, "word").action(ArgAction::Append);
    words
        .command("dictionary")
        .arg(words.project())
        .arg(words.flag("stop-words", "dictionary_stop_words"))
        .arg(many("add", "dictionary_add"))
        .arg(words.option("from", "dictionary_from", "file").value_parser(value_parser!(std::path::PathBuf)))
        .arg(many("remove", "dictionary_remove"))
        .arg(words.coder())
        .arg(words.json())
}

fn changes(words: Words, command: Command, put: &'static str, help: &str, value: &str) -> Command {
    command
        .arg(words.option(put, help, value).action(ArgAction::Append))
        .arg(words.option("rename", "shelf_rename", "old_new").conflicts_with_all([put, "remove"]))
        .arg(words.option("remove", "shelf_remove", "name").action(ArgAction::Append))
        .arg(words.coder())
        .arg(words.json())
}

/// The answer for programs; keys stay.
#[derive(Serialize)]
struct Searches<'a> {
    searches: Vec<Search<'a>>,
}

#[derive(Serialize)]
struct Search<'a> {
    name: &'a str,
    query: &'a str,
}

#[derive(Serialize)]
struct Lists<'a> {
    synonyms: Vec<List<'a>>,
}

#[derive(Serialize)]
struct List<'a> {
    name: &'a str,
    words: Vec<&'a str>,
}

#[derive(Serialize)]
struct Dictionary<'a> {
    /// Of the project's dictionary.
    words: Vec<&'a str>,
    /// Added to the program's own list.
    stop_words: Vec<&'a str>,
    /// Taken off that list.
    no_stop_words: Vec<&'a str>,
    /// Lines of the file that are no words, from 1; none where no file was read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    refused_lines: Vec<usize>,
}

pub(super) fn run_searches(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let items = pairs(matches, "save")?.into_iter().map(|(name, query)| {
        let item = ShelfItem::new(Shelf::Search, name, query);
        // One that nobody can run is not kept.
        match Query::parse(&item.value) {
            Ok(_) => Ok(item),
            Err(error) => Err(super::search::asked::wrong(&item.value, &error)),
        }
    });
    let items = items.collect::<Result<Vec<_>, _>>()?;
    let session = change(context, matches, Shelf::Search, items)?;
    let project = session.project();
    let searches: Vec<Search> =
        project.shelf(Shelf::Search).map(|item| Search { name: &item.name, query: &item.value }).collect();
    if matches.get_flag("json") {
        context.console.json(&Searches { searches });
    } else if searches.is_empty() {
        context.console.note(&Message::new("cli.searches.none"));
    } else {
        for Search { name, query } in searches {
            context.console.line(&format!("{name}  {query}"));
        }
    }
    finish(session)
}

pub(super) fn run_synonyms(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let items = pairs(matches, "set")?.into_iter().map(|(name, words)| {
        let words: Vec<&str> = words.split([',', '，', '、', ';', '；', '\n']).collect();
        ShelfItem::synonyms(name, &words)
    });
    let session = change(context, matches, Shelf::Synonyms, items.collect())?;
    let project = session.project();
    let synonyms: Vec<List> =
        project.shelf(Shelf::Synonyms).map(|item| List { name: &item.name, words: item.words().collect() }).collect();
    if matches.get_flag("json") {
        context.console.json(&Lists { synonyms });
    } else if synonyms.is_empty() {
        context.console.note(&Message::new("cli.synonyms.none"));
    } else {
        for List { name, words } in synonyms {
            context.console.line(&format!("@{name}  {}", words.join("、")));
        }
    }
    finish(session)
}

pub(super) fn run_dictionary(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let are_stop_words = matches.get_flag("stop-words");
    let shelf = if are_stop_words { Shelf::StopWord } else { Shelf::Word };
    let mut items: Vec<ShelfItem> = given(matches, "add").map(|word| ShelfItem::new(shelf, word, "")).collect();
    let mut refused_lines = Vec::new();
    if let Some(path) = arguments::path_given(matches, "from") {
        let decoded = encoding::decode(&files::read(&path)?, None, None)?;
        for (number, word) in words_of(&decoded.text) {
            let item = ShelfItem::new(shelf, word, "");
            if item.is_good() { items.push(item) } else { refused_lines.push(number) }
        }
    }
    if are_stop_words {
        // Of the program's own list a word is taken off; one that was added is so no more.
        let off = given(matches, "remove").map(|word| ShelfItem::new(shelf, word, ShelfItem::TAKEN_OFF));
        items.extend(off);
    }
    let session = change(context, matches, shelf, items)?;
    for line in &refused_lines {
        context.console.note(&Message::new("cli.dictionary.line_refused").with("line", line));
    }
    let done = if refused_lines.is_empty() { Done::Whole } else { Done::WithFindings };
    let project = session.project();
    let stop_words = |value| project.shelf(Shelf::StopWord).filter(move |item| item.value == value).map(name_of);
    let answer = Dictionary {
        words: project.shelf(Shelf::Word).map(name_of).collect(),
        stop_words: stop_words("").collect(),
        no_stop_words: stop_words(ShelfItem::TAKEN_OFF).collect(),
        refused_lines,
    };
    if matches.get_flag("json") {
        context.console.json(&answer);
    } else if are_stop_words {
        tell(context, "cli.dictionary.stop_words", &answer.stop_words);
        tell(context, "cli.dictionary.no_stop_words", &answer.no_stop_words);
    } else if answer.words.is_empty() {
        context.console.note(&Message::new("cli.dictionary.none"));
    } else {
        for word in &answer.words {
            context.console.line(word);
        }
    }
    finish(session).map(|whole| if done == Done::Whole { whole } else { done })
}

fn name_of(item: &ShelfItem) -> &str {
    &item.name
}

fn tell(context: &mut Context, head: &'static str, words: &[&str]) {
    context.console.note(&Message::new(head).with("count", words.len()));
    for word in words {
        context.console.line(word);
    }
}

/// The words of a file, one a line, with the number of the line; empty ones and remarks after `#` are none. Of a line
/// of a jieba dictionary (word, frequency, part of speech) the word.
fn words_of(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
    lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')).map(|(at, line)| (at, without_frequency(line)))
}

fn without_frequency(line: &str) -> &str {
    let mut parts = line.split_whitespace();
    match (parts.next(), parts.next()) {
        (Some(word), Some(number)) if number.bytes().all(|b| b.is_ascii_digit()) => word,
        _ => line,
    }
}

fn given<'a>(matches: &'a ArgMatches, name: &str) -> impl Iterator<Item = &'a str> {
    matches.get_many::<String>(name).into_iter().flatten().map(String::as_str)
}

/// `NAME=VALUE`, parted at the first `=`.
fn pairs<'a>(matches: &'a ArgMatches, name: &str) -> Result<Vec<(&'a str, &'a str)>, Failure> {
    let parted = |pair: &'a str| {
        let parted = pair.split_once('=').filter(|(name, value)| !name.trim().is_empty() && !value.trim().is_empty());
        parted.ok_or_else(|| Failure::Usage(Message::new("cli.wrong.pair").with("value", pair)))
    };
    given(matches, name).map(parted).collect()
}

/// Carries out what is asked for: puts and removes, or renames. Opens to read where nothing is.
fn change(
    context: &mut Context,
    matches: &ArgMatches,
    shelf: Shelf,
    items: Vec<ShelfItem>,
) -> Result<Session, Failure> {
    let path = arguments::path(matches, "project");
    let has_names = matches!(shelf, Shelf::Search | Shelf::Synonyms);
    let rename = if has_names { pairs(matches, "rename")?.pop() } else { None };
    let gone: Vec<&str> = if shelf == Shelf::StopWord { Vec::new() } else { given(matches, "remove").collect() };
    if items.is_empty() && rename.is_none() && gone.is_empty() {
        return project::open(context, &path);
    }
    let mut session = project::open_to_change(context, &path)?;
    let mut named = rename.iter().map(|(from, _)| from).chain(&gone);
    if let Some(name) = named.find(|name| session.project().shelf_item(shelf, name).is_none()) {
        return Err(Failure::Usage(Message::new("cli.shelf.not_there").with("name", name)));
    }
    if let Some((from, to)) = rename
        && rename_on_shelf(session.project(), shelf, from, to).is_empty()
    {
        return Err(Failure::Usage(Message::new("cli.shelf.name_taken").with("from", from).with("to", to)));
    }
    if let Some(unfit) = items.iter().find(|item| !item.is_good()) {
        return Err(Failure::Usage(Message::new("edit.bad_item").with("name", &unfit.name)));
    }
    project::join(&mut session, matches)?;
    let mut changed = session.put_on_shelf(items)? + session.take_off_shelf(shelf, &gone)?;
    if let Some((from, to)) = rename {
        changed += usize::from(session.rename_on_shelf(shelf, from, to)?);
    }
    session.wait_until_saved()?;
    context.console.note(&Message::new("cli.shelf.changed").with("count", changed));
    Ok(session)
}

fn finish(session: Session) -> Result<Done, Failure> {
    let done = project::done(&session);
    session.close()?;
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_words_may_be_one_of_jieba_and_hold_remarks() {
        let text = "# 我的词典\n内卷化\n\n  枢纽型社会组织  \n政社互动 12 n\n合谋\t3\nsocial work 2nd\n";
        let words: Vec<_> = words_of(text).collect();
        let expected = [(2, "内卷化"), (4, "枢纽型社会组织"), (5, "政社互动"), (6, "合谋"), (7, "social work 2nd")];
        assert_eq!(words, expected);
    }
}
