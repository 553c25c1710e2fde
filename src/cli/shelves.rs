//! `tianye searches` and `tianye synonyms`: what a project keeps for searching, listed and changed by name. Each run
//! that changes something is one step that undo takes back.

use std::collections::BTreeMap;

use clap::{ArgAction, ArgMatches, Command};
use serde::Serialize;

use super::arguments::{self, Words};
use super::outcome::{Done, Failure};
use super::{Context, project};
use crate::model::gesture::{put_on_shelf, rename_on_shelf, take_off_shelf};
use crate::model::{Edit, Message, Shelf, ShelfItem, ShelfItemId};
use crate::search::Query;
use crate::session::{Session, shelf};

pub(super) fn describe_searches(words: Words) -> Command {
    let command = words.command("searches").arg(words.project());
    changes(words, command, "save", "searches_save", "name_query")
}

pub(super) fn describe_synonyms(words: Words) -> Command {
    let command = words.command("synonyms").arg(words.project());
    changes(words, command, "set", "synonyms_set", "name_words")
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

pub(super) fn run_searches(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let items = pairs(matches, "save")?.into_iter().map(|(name, query)| {
        // One that nobody can run is not kept.
        match Query::parse(query) {
            Ok(_) => Ok(ShelfItem::new(Shelf::Search, name, query)),
            Err(error) => Err(super::search::asked::wrong(query, &error)),
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
            context.console.line(&format!("@{name}  {}", context.console.language.list(words)));
        }
    }
    finish(session)
}

pub(super) fn given<'a>(matches: &'a ArgMatches, name: &str) -> impl Iterator<Item = &'a str> {
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

/// Carries out what is asked for, as one step: puts and removes, or renames. Opens to read where nothing is.
fn change(
    context: &mut Context,
    matches: &ArgMatches,
    shelf: Shelf,
    items: Vec<ShelfItem>,
) -> Result<Session, Failure> {
    let rename = pairs(matches, "rename")?.pop();
    let gone: Vec<&str> = given(matches, "remove").collect();
    let path = arguments::path(matches, "project");
    if items.is_empty() && rename.is_none() && gone.is_empty() {
        return project::open(context, &path);
    }
    let session = project::open_to_change(context, &path)?;
    let project = session.project();
    let mut named = rename.iter().map(|(from, _)| from).chain(&gone);
    if let Some(name) = named.find(|name| project.shelf_item(shelf, name).is_none()) {
        return Err(Failure::Usage(Message::new("cli.shelf.not_there").with("name", name)));
    }
    let last: BTreeMap<ShelfItemId, ShelfItem> = items.iter().map(|item| (item.id(), item.clone())).collect();
    let mut edits: Vec<Edit> = last.into_values().flat_map(|item| put_on_shelf(project, item)).collect();
    edits.extend(gone.iter().flat_map(|name| take_off_shelf(project, shelf, name)));
    let label = match (rename, items.is_empty(), gone.is_empty()) {
        (Some((from, to)), ..) => {
            edits.extend(rename_on_shelf(project, shelf, from, to));
            if edits.is_empty() {
                return Err(Failure::Usage(Message::new("cli.shelf.name_taken").with("from", from).with("to", to)));
            }
            shelf::renaming(shelf, from, to)
        }
        (None, false, true) => shelf::putting(&items),
        (None, true, _) => shelf::taking_off(shelf, &gone),
        (None, false, false) => Message::new("label.shelves"),
    };
    commit(context, matches, session, label, edits)
}

/// Makes a change, where there is one, and says how much it is.
pub(super) fn commit(
    context: &mut Context,
    matches: &ArgMatches,
    mut session: Session,
    label: Message,
    edits: Vec<Edit>,
) -> Result<Session, Failure> {
    // Refused before anybody joins: a command that fails leaves the project as it was.
    let unfit = edits.iter().find_map(|edit| match edit {
        Edit::AddItem(item) | Edit::SetItem(item) if !item.is_good() => Some(&item.name),
        _ => None,
    });
    if let Some(name) = unfit {
        return Err(Failure::Usage(Message::new("edit.bad_item").with("name", name)));
    }
    let count = edits.len();
    if count > 0 {
        project::join(&mut session, matches)?;
        session.commit(label, edits)?;
        session.wait_until_saved()?;
    }
    context.console.note(&Message::new("cli.shelf.changed").with("count", count));
    Ok(session)
}

pub(super) fn finish(session: Session) -> Result<Done, Failure> {
    let done = project::done(&session);
    session.close()?;
    Ok(done)
}
