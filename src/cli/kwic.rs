//! `tianye kwic`: the concordance, every hit in the middle of its line.
//!
//! Lines are set by the width of their characters on a screen, a Chinese one two columns, so that the hits stand
//! under each other. A line never reaches into another paragraph.

use std::fmt::Write;
use std::sync::atomic::AtomicBool;

use clap::{ArgMatches, Command, value_parser};
use serde::Serialize;

use super::arguments::{self, Words};
use super::outcome::{Done, Failure};
use super::search::asked::{self, Asked};
use super::search::written::{self, Format, Place, columns};
use super::{Context, files, project};
use crate::exchange::hits::HitColumns;
use crate::model::Message;
use crate::search::concordance::{self, Line, Sort, lines};
use crate::search::unit::Unit;
use crate::search::{Hits, Order};

/// Listed where nothing else is asked for.
const LIMIT: usize = 100;
/// Characters on either side of a hit.
const WIDTH: u32 = 20;
/// The widest that is understood: a whole page.
const WIDEST: i64 = 10_000;

const SORTS: &[&str] = &["document", "left", "right", "relevance"];

pub(super) fn describe(words: Words) -> Command {
    let command = asked::describe(words, words.command("kwic"))
        .arg(words.choice("sort", "kwic_sort", SORTS).value_delimiter(','))
        .arg(words.option("width", "kwic_width", "number").value_parser(value_parser!(u32).range(0..=WIDEST)))
        .arg(words.choice("through", "search_through", asked::THROUGH))
        .arg(words.option("limit", "limit", "number").value_parser(value_parser!(u32)));
    written::describe(words, command)
}

pub(super) fn run(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    asked::refuse_early(matches)?;
    let format = written::format(matches)?;
    let session = project::open(context, &arguments::path(matches, "project"))?;
    let project = session.project();
    let asked = asked::asked(&mut context.console, project, matches)?;
    asked.refuse_all_notes("tianye kwic")?;
    let keys = keys(matches);
    let by_relevance = keys.first() == Some(&Sort::Relevance);
    // All of them: what stands first is known only when all are sorted.
    let order = if by_relevance { Order::Relevance } else { Order::Documents };
    let mut found = asked::find(context, &session, matches, &asked.query, usize::MAX, order);
    let sorted = concordance::order(project, &found.hits, &keys, &AtomicBool::new(false)).unwrap_or_default();
    found.hits = sorted.into_iter().filter_map(|number| found.hits.get(number as usize).copied()).collect();
    let usual = if matches!(format, Format::Csv | Format::Xlsx) { usize::MAX } else { LIMIT };
    found.hits.truncate(matches.get_one::<u32>("limit").map_or(usual, |&limit| limit as usize));
    let width = matches.get_one::<u32>("width").copied().unwrap_or(WIDTH);
    let lines: Vec<(Line, Place)> = lines(project, &found.hits, width)
        .into_iter()
        .filter_map(|line| {
            let place = Place::of(project, line.hit)?;
            Some((line, place))
        })
        .collect();
    let bytes = match format {
        Format::Json => files::json_bytes(&answer(&asked, found.total, &keys, width, &lines))?,
        Format::Csv | Format::Xlsx => {
            let columns = HitColumns { language: context.console.language, context: width, unit: Unit::Hit };
            written::hits(context, project, &asked.text, &found.hits, columns, format)?
        }
        Format::Text if found.total == 0 => {
            let limit = matches.get_one::<u32>("limit").map_or(LIMIT, |&limit| limit as usize);
            written::documents(project, &found, limit).into_bytes()
        }
        Format::Text => text(context, &lines).into_bytes(),
    };
    written::write(context, matches, &bytes)?;
    if format == Format::Text {
        context.console.note(&summary(&found, lines.len()));
    }
    Ok(project::done(&session))
}

/// What the lines are sorted by.
fn keys(matches: &ArgMatches) -> Vec<Sort> {
    let named = matches.get_many::<String>("sort").into_iter().flatten();
    let keys: Vec<Sort> = named.filter_map(|name| Sort::ALL.into_iter().find(|key| key.name() == name)).collect();
    if keys.is_empty() { vec![Sort::default()] } else { keys }
}

/// The answer for programs; keys stay. Positions are code points, `end` outside.
#[derive(Serialize)]
struct Answer<'a> {
    query: &'a str,
    total: usize,
    /// By what, first keys first.
    sort: Vec<&'static str>,
    /// Characters on either side.
    width: u32,
    lines: Vec<InContext<'a>>,
}

#[derive(Serialize)]
struct InContext<'a> {
    document: String,
    title: &'a str,
    /// From 1.
    paragraph: usize,
    page: Option<&'a str>,
    speaker: Option<&'a str>,
    start: u32,
    end: u32,
    left: &'a str,
    text: &'a str,
    right: &'a str,
}

fn answer<'a>(asked: &'a Asked, total: usize, keys: &[Sort], width: u32, lines: &'a [(Line, Place<'a>)]) -> Answer<'a> {
    let lines = lines.iter().map(|(line, place)| InContext {
        document: place.document.id.to_string(),
        title: &place.document.title,
        paragraph: place.paragraph,
        page: place.page,
        speaker: place.speaker,
        start: place.span.start.0,
        end: place.span.end.0,
        left: &line.left,
        text: &line.found,
        right: &line.right,
    });
    let sort = keys.iter().map(|key| key.name()).collect();
    Answer { query: &asked.text, total, sort, width, lines: lines.collect() }
}

/// The lines with their hits under each other, and where each stands after them.
fn text(context: &Context, lines: &[(Line, Place)]) -> String {
    let shown: Vec<[String; 3]> =
        lines.iter().map(|(line, _)| [&line.left, &line.found, &line.right].map(|part| on_screen(part))).collect();
    let widest = |part: fn(&[String; 3]) -> usize| shown.iter().map(part).max().unwrap_or_default();
    let left_width = widest(|[left, _, _]| columns(left));
    let rest_width = widest(|[_, found, right]| columns(found) + columns(right));
    let mut out = String::new();
    for ([left, found, right], (_, place)) in shown.iter().zip(lines) {
        let before = " ".repeat(left_width - columns(left));
        let after = " ".repeat(rest_width - columns(found) - columns(right));
        let _ = writeln!(out, "{before}{left}【{found}】{right}{after}  {}", place.said(context));
    }
    out
}

/// What a terminal can show on one line: tabs and other control characters are blanks.
fn on_screen(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn summary(found: &Hits, listed: usize) -> Message {
    match found.total {
        0 if found.documents.is_empty() => Message::new("cli.search.none"),
        0 => Message::new("cli.search.only_documents").with("documents", found.documents.len()),
        total => Message::new("cli.kwic.summary").with("total", total).with("listed", listed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_can_be_asked_for() {
        assert_eq!(SORTS, Sort::ALL.map(Sort::name));
    }

    #[test]
    fn a_chinese_character_is_as_wide_as_two_others() {
        assert_eq!(columns("社工 01：ok"), 11);
        assert_eq!(on_screen("甲\t乙\r"), "甲 乙 ");
        assert_eq!(columns(&on_screen("a\u{200B}b")), 2);
    }
}
