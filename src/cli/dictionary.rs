//! `tianye dictionary`: the words of the project's own dictionary and its stop words, listed, added and removed; from
//! files too. Each run that changes something is one step that undo takes back.

use clap::{ArgAction, ArgMatches, Command, value_parser};
use serde::Serialize;

use super::arguments::{self, Words};
use super::outcome::{Done, Failure};
use super::shelves::{commit, finish, given};
use super::{Context, files, project};
use crate::import::encoding;
use crate::model::gesture::take_off_shelf;
use crate::model::{Message, Project, Shelf, ShelfItem};
use crate::session::shelf::{Listing, entry_edits, putting, stop_word_edits, switching, taking_off, words_in};

pub(super) fn describe(words: Words) -> Command {
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

/// The answer for programs; keys stay.
#[derive(Serialize)]
struct Answer<'a> {
    /// Of the project's dictionary.
    words: Vec<&'a str>,
    /// Added to the program's own list.
    stop_words: Vec<&'a str>,
    /// Taken off that list.
    no_stop_words: Vec<&'a str>,
    /// Lines of the file that are no words, from 1.
    refused_lines: Vec<usize>,
}

pub(super) fn run(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let shelf = if matches.get_flag("stop-words") { Shelf::StopWord } else { Shelf::Word };
    let (from_file, refused_lines) = match arguments::path_given(matches, "from") {
        Some(path) => words_in(&encoding::decode(&files::read(&path)?, None, None)?.text),
        None => (Vec::new(), Vec::new()),
    };
    let added: Vec<&str> = from_file.iter().map(String::as_str).chain(given(matches, "add")).collect();
    let gone: Vec<&str> = given(matches, "remove").collect();
    let path = arguments::path(matches, "project");
    let session = if added.is_empty() && gone.is_empty() {
        project::open(context, &path)?
    } else {
        let session = project::open_to_change(context, &path)?;
        let project = session.project();
        let missing = gone.iter().find(|word| shelf == Shelf::Word && project.shelf_item(shelf, word).is_none());
        if let Some(word) = missing {
            return Err(Failure::Usage(Message::new("cli.shelf.not_there").with("name", word)));
        }
        let edits = if shelf == Shelf::Word {
            let off = gone.iter().flat_map(|word| take_off_shelf(project, shelf, word));
            entry_edits(project, added.iter().copied()).into_iter().chain(off).collect()
        } else {
            let off = gone.iter().map(|word| (*word, Listing::Listed));
            stop_word_edits(project, added.iter().map(|word| (*word, Listing::LeftOut)).chain(off))
        };
        let items: Vec<ShelfItem> = added.iter().map(|word| ShelfItem::new(shelf, word, "")).collect();
        let label = match (items.is_empty(), gone.is_empty()) {
            (false, true) if shelf == Shelf::StopWord => switching(&added, Listing::LeftOut),
            (true, _) if shelf == Shelf::StopWord => switching(&gone, Listing::Listed),
            (false, true) => putting(&items),
            (true, _) => taking_off(shelf, &gone),
            (false, false) => Message::new("label.shelves"),
        };
        commit(context, matches, session, label, edits)?
    };
    for line in &refused_lines {
        context.console.note(&Message::new("cli.dictionary.line_refused").with("line", line));
    }
    let is_whole = refused_lines.is_empty();
    tell(context, matches, session.project(), shelf, refused_lines);
    finish(session).map(|done| if is_whole { done } else { Done::WithFindings })
}

fn tell(context: &mut Context, matches: &ArgMatches, project: &Project, shelf: Shelf, refused_lines: Vec<usize>) {
    let names = |shelf, value: &str| -> Vec<&str> {
        project.shelf(shelf).filter(|item| item.value == value).map(|item| item.name.as_str()).collect()
    };
    let answer = Answer {
        words: names(Shelf::Word, ""),
        stop_words: names(Shelf::StopWord, ""),
        no_stop_words: names(Shelf::StopWord, ShelfItem::TAKEN_OFF),
        refused_lines,
    };
    if matches.get_flag("json") {
        context.console.json(&answer);
    } else if shelf == Shelf::StopWord {
        list(context, "cli.dictionary.stop_words", &answer.stop_words);
        list(context, "cli.dictionary.no_stop_words", &answer.no_stop_words);
    } else if answer.words.is_empty() {
        context.console.note(&Message::new("cli.dictionary.none"));
    } else {
        for word in &answer.words {
            context.console.line(word);
        }
    }
}

fn list(context: &mut Context, head: &'static str, words: &[&str]) {
    context.console.note(&Message::new(head).with("count", words.len()));
    for word in words {
        context.console.line(word);
    }
}
