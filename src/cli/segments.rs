//! `tianye segments`: the passages of a code, to read, as a table or for a program.

use clap::{ArgMatches, Command};
use serde::Serialize;

use super::arguments::{self, Words};
use super::outcome::{Done, Failure};
use super::{Context, project};
use crate::export::{self, Below, Codes, Excerpts, Format, Selection};
use crate::model::Message;

/// The answer for programs; keys stay. Positions are code points, `end` outside.
#[derive(Serialize)]
struct Answer<'a> {
    code: String,
    with_below: bool,
    count: usize,
    segments: Vec<Segment<'a>>,
}

#[derive(Serialize)]
struct Segment<'a> {
    id: String,
    code: &'a str,
    document: String,
    title: &'a str,
    paragraph: usize,
    /// Of the original, as it is cited: `48` or `48–49`.
    page: Option<String>,
    start: u32,
    end: u32,
    text: &'a str,
    coder: &'a str,
    memo: Option<&'a str>,
}

pub(super) fn describe(words: Words) -> Command {
    words
        .command("segments")
        .arg(words.project())
        .arg(words.option("code", "code", "code").required(true))
        .arg(words.flag("with-below", "with_below"))
        .arg(words.flag("without-interviewer", "without_interviewer"))
        .arg(words.choice("format", "segments_format", &["text", "csv", "json"]))
        .arg(words.out())
        .arg(words.force())
}

pub(super) fn run(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let session = project::open(context, &arguments::path(matches, "project"))?;
    let code = project::code(session.project(), arguments::word(matches, "code").unwrap_or_default())?;
    let below = if matches.get_flag("with-below") { Below::Include } else { Below::Leave };
    let selection = Selection {
        codes: Codes::Chosen { codes: vec![code], below },
        interviewers: super::export::interviewers(matches),
        zone: jiff::tz::TimeZone::system(),
        ..Selection::default()
    };
    let excerpts = export::excerpts(session.project(), &selection);
    let path = session.project().code_path(code);
    let bytes = match arguments::word(matches, "format") {
        Some("csv") => export::write(&excerpts, Format::Csv, context.console.language)?,
        Some("json") => json(&path, below, &excerpts)?,
        _ => text(context, &path, &excerpts).into_bytes(),
    };
    let out = arguments::path_given(matches, "out");
    super::files::result(&mut context.console, out.as_deref(), &bytes, matches)?;
    Ok(project::done(&session))
}

fn json(code: &str, below: Below, excerpts: &Excerpts) -> Result<Vec<u8>, Failure> {
    let segments: Vec<Segment> = excerpts
        .groups
        .iter()
        .flat_map(|group| &group.excerpts)
        .map(|excerpt| Segment {
            id: excerpt.coding.to_string(),
            code: &excerpt.code,
            document: excerpt.document.to_string(),
            title: &excerpt.title,
            paragraph: excerpt.paragraphs.first,
            page: excerpt.pages.as_ref().map(ToString::to_string),
            start: excerpt.span.start.0,
            end: excerpt.span.end.0,
            text: &excerpt.quote,
            coder: &excerpt.coder,
            memo: excerpt.memo.as_deref(),
        })
        .collect();
    super::files::json_bytes(&Answer {
        code: code.to_owned(),
        with_below: below == Below::Include,
        count: segments.len(),
        segments,
    })
}

fn text(context: &Context, code: &str, excerpts: &Excerpts) -> String {
    use std::fmt::Write;
    let mut out = String::new();
    for excerpt in excerpts.groups.iter().flat_map(|group| &group.excerpts) {
        let id = if excerpt.pages.is_some() { "cli.segments.one_on_page" } else { "cli.segments.one" };
        let place = Message::new(id)
            .with("page", excerpt.pages.as_ref().map(ToString::to_string).unwrap_or_default())
            .with("document", &excerpt.title)
            .with("paragraph", excerpt.paragraphs.first)
            .with("coder", &excerpt.coder);
        let _ = writeln!(out, "{}\n  {}", context.console.say(&place), excerpt.quote.replace('\n', "\n  "));
        if let Some(memo) = &excerpt.memo {
            let memo = Message::new("cli.segments.memo").with("memo", memo);
            let _ = writeln!(out, "  {}", context.console.say(&memo));
        }
        out.push('\n');
    }
    let count = excerpts.selected.passages;
    let summary = Message::new("cli.segments.summary").with("code", code).with("count", count);
    let _ = writeln!(out, "{}", context.console.say(&summary));
    out
}
