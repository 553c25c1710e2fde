//! What `search` and `kwic` are asked: a query that was typed, or one that the project keeps, without a mistake.
//!
//! A mistake is told with its place and the query with that place set in 【】; nothing is guessed and nothing
//! silently finds nothing.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use clap::{ArgMatches, Command};

use crate::cli::Context;
use crate::cli::arguments::{self, Words};
use crate::cli::console::Console;
use crate::cli::outcome::Failure;
use crate::model::{Message, Project, Shelf, Tell};
use crate::search::{Cache, Count, Engine, Hits, Options, Order, Query, QueryError, Target, scan_with};
use crate::session::Session;

/// Characters of the query shown on either side of a mistake.
const AROUND: usize = 30;

/// The arguments that say what is looked for.
pub fn describe(words: Words, command: Command) -> Command {
    // `-合谋` is a query, not an option.
    let query = words.positional("query", "query", "query").allow_hyphen_values(true);
    command
        .arg(words.project())
        .arg(query.required(false).required_unless_present("saved"))
        .arg(words.option("saved", "search_saved", "name").conflicts_with("query"))
}

/// A query that the project can answer.
pub struct Asked {
    /// As it was typed, or as it is kept.
    pub text: String,
    /// What it means.
    pub query: Query,
}

impl Asked {
    /// Refuses a query that is put to something else than the texts, for what works on texts only.
    pub fn refuse_all_notes(&self, what: &str) -> Result<(), Failure> {
        if self.query.target() == Target::Texts { Ok(()) } else { Err(only_texts(what)) }
    }
}

fn only_texts(what: &str) -> Failure {
    Failure::Usage(Message::new("cli.search.only_texts").with("what", what))
}

/// The query of the arguments, looked up in the project.
pub fn asked(console: &mut Console, project: &Project, matches: &ArgMatches) -> Result<Asked, Failure> {
    let text = match arguments::word(matches, "saved") {
        Some(name) => saved(project, name)?.to_owned(),
        None => arguments::word(matches, "query").unwrap_or_default().to_owned(),
    };
    let query = Query::parse(&text).map_err(|error| wrong(&text, &error))?;
    let mut errors = query.check(project).into_iter();
    if let Some(first) = errors.next() {
        for other in errors {
            console.note(&mistake(&text, &other));
        }
        return Err(wrong(&text, &first));
    }
    Ok(Asked { text, query })
}

/// The query that the project keeps under a name.
fn saved<'a>(project: &'a Project, name: &str) -> Result<&'a str, Failure> {
    let kept = project.shelf_item(Shelf::Search, name).map(|item| item.value.as_str());
    kept.ok_or_else(|| {
        let names: Vec<&str> = project.shelf(Shelf::Search).map(|item| item.name.as_str()).collect();
        let id = if names.is_empty() { "cli.search.nothing_saved" } else { "cli.search.not_saved" };
        let message = Message::new(id).with("name", name);
        Failure::Usage(if names.is_empty() { message } else { message.with("names", names.join("、")) })
    })
}

/// Refuses, before the project is opened, what cannot be understood in any project.
pub fn refuse_early(matches: &ArgMatches) -> Result<(), Failure> {
    let Some(text) = arguments::word(matches, "query") else { return Ok(()) };
    Query::parse(text).map(|_| ()).map_err(|error| wrong(text, &error))
}

/// Wrong usage: a query with a mistake.
pub fn wrong(text: &str, error: &QueryError) -> Failure {
    Failure::Usage(mistake(text, error))
}

/// The two ways to the same places, the usual one first.
pub const THROUGH: &[&str] = &["scan", "index"];

/// All hits. By reading, unless the index is asked for: opening a project reads its texts anyway, and to normalise
/// them once costs less than to open an index, check it and bring it up to date.
pub fn find(
    context: &Context,
    session: &Session,
    matches: &ArgMatches,
    query: &Query,
    limit: usize,
    order: Order,
) -> Hits {
    let never = AtomicBool::new(false);
    let options = Options { limit, count: Count::All, order, cancel: &never };
    let project = session.project();
    // Nobody stops a command's search, so there is always an answer.
    if arguments::word(matches, "through") == Some("index") {
        let folder = context.environment.cache_dir.join(project.id.to_string());
        let engine = Engine::open(Some(&folder));
        engine.follow(Arc::clone(project), session.revision(), None);
        engine.wait_for(session.revision());
        return engine.search(project, query, options).unwrap_or_default();
    }
    scan_with(project, &Cache::default(), query, options).unwrap_or_default()
}

/// What is wrong, where, and the query around it.
fn mistake(text: &str, error: &QueryError) -> Message {
    let (before, part, after) = around(text, &error.at);
    Message::new("cli.search.mistake")
        .with("from", error.at.start + 1)
        .with("to", error.at.end.max(error.at.start + 1))
        .with("before", before)
        .with("part", part)
        .with("after", after)
        .around(&error.tell())
}

/// The part of a query that a mistake is about with what stands beside it, on one line.
fn around(text: &str, at: &Range<u32>) -> (String, String, String) {
    let characters: Vec<char> = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let (start, end) = ((at.start as usize).min(characters.len()), (at.end as usize).min(characters.len()));
    let (first, last) = (start.saturating_sub(AROUND), (end + AROUND).min(characters.len()));
    let cut = |is_cut: bool| if is_cut { "…" } else { "" };
    let part = |range: Range<usize>| characters.get(range).unwrap_or_default().iter().collect::<String>();
    let (before, mut inside, after) = (part(first..start), part(start..end), part(end..last));
    if inside.chars().count() > 2 * AROUND {
        inside = format!("{}…", inside.chars().take(2 * AROUND).collect::<String>());
    }
    (format!("{}{before}", cut(first > 0)), inside, format!("{after}{}", cut(last < characters.len())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    #[test]
    fn a_mistake_is_shown_in_its_query() {
        let text = "合谋\nAND OR 内卷";
        let said = Language::English.say(&mistake(text, &Query::parse(text).unwrap_err()));
        assert!(said.contains("characters 8 to 9") && said.contains("合谋 AND 【OR】 内卷"), "{said}");
        let long = format!("{}（", "字".repeat(100));
        let said = Language::Chinese.say(&mistake(&long, &Query::parse(&long).unwrap_err()));
        assert!(said.contains(&format!("…{}【（】", "字".repeat(AROUND))) && said.contains("第 101"), "{said}");
    }

    #[test]
    fn the_place_of_a_mistake_may_lie_at_the_very_end() {
        assert_eq!(around("合谋", &(2..9)), ("合谋".to_owned(), String::new(), String::new()));
        assert_eq!(around("", &(0..0)), (String::new(), String::new(), String::new()));
    }
}
