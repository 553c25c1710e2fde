//! `tianye search --code`: codes what was found, all of it as one change that one undo takes back.
//!
//! As in the window: what has the code by this coder already is left as it is, and what overlaps such a passage is
//! united with it. `--dry-run` says the same numbers and changes nothing.

use std::sync::Arc;

use clap::{ArgMatches, Command};
use serde::Serialize;

use crate::cli::arguments::{self, Words};
use crate::cli::outcome::{Done, Failure};
use crate::cli::{Context, project};
use crate::model::gesture::{Overlap, Passage, code_passages};
use crate::model::{CodeId, CoderId, DocumentId, Edit, Message, Project, Span};
use crate::search::unit::{Unit, widen};
use crate::search::{Hits, Order};
use crate::session::Session;

/// The arguments of coding.
pub fn describe(words: Words, command: Command) -> Command {
    let alone = ["limit", "context", "order", "count", "by", "explain", "format", "out"];
    command
        .arg(words.option("code", "search_code", "code").conflicts_with_all(alone))
        .arg(words.dry_run("search_dry_run", None).requires("code"))
        .arg(words.coder().requires("code"))
}

/// The answer for programs; keys stay.
#[derive(Serialize)]
struct Answer<'a> {
    query: &'a str,
    total: usize,
    code: String,
    unit: &'static str,
    /// Different passages that the hits come to.
    passages: usize,
    /// New codings.
    coded: usize,
    /// Passages that had the code.
    already: usize,
    /// Earlier codings that went into new ones since they overlapped.
    united: usize,
    dry_run: bool,
}

/// Codes every hit.
pub fn run(context: &mut Context, matches: &ArgMatches, unit: Unit) -> Result<Done, Failure> {
    super::asked::refuse_early(matches)?;
    let dry_run = matches.get_flag("dry-run");
    let path = arguments::path(matches, "project");
    let mut session = if dry_run { project::open(context, &path)? } else { project::open_to_change(context, &path)? };
    let snapshot = Arc::clone(session.project());
    let asked = super::asked::asked(&mut context.console, &snapshot, matches)?;
    asked.refuse_all_notes("--code")?;
    let code = project::code(&snapshot, arguments::word(matches, "code").unwrap_or_default())?;
    let found = super::asked::find(context, &session, matches, &asked.query, usize::MAX, Order::Documents);
    let passages = passages(&snapshot, &found, unit, code);
    let coder = if dry_run {
        who_would(&mut session, matches)?
    } else {
        project::join(&mut session, matches)?;
        session.coder()
    };
    let now = session.now();
    // A coder who has joined just now has coded nothing: what was looked at before is still right.
    let edits = code_passages(&snapshot, &passages, coder, Overlap::Merge, now, session.mint());
    let mut answer = Answer {
        query: &asked.text,
        total: found.total,
        code: snapshot.code_path(code),
        unit: unit.name(),
        passages: passages.len(),
        coded: edits.iter().filter(|edit| matches!(edit, Edit::AddCoding(..))).count(),
        already: 0,
        united: edits.iter().filter(|edit| matches!(edit, Edit::RemoveCoding(_))).count(),
        dry_run,
    };
    answer.already = already(&snapshot, &passages, coder);
    if !dry_run {
        let name = snapshot.code(code).map_or("", |code| &code.name);
        let label = Message::new("label.code_many").with("count", answer.coded).with("code", name);
        session.commit(label, edits)?;
    }
    let done = project::done(&session);
    session.close()?;
    tell(context, matches, &answer);
    Ok(done)
}

fn tell(context: &mut Context, matches: &ArgMatches, answer: &Answer) {
    if matches.get_flag("json") {
        context.console.json(answer);
        return;
    }
    let id = if answer.dry_run { "cli.search.would_code" } else { "cli.search.coded" };
    let message = Message::new(id).with("coded", answer.coded).with("code", &answer.code);
    let message = message.with("total", answer.total).with("already", answer.already).with("united", answer.united);
    context.console.tell(&message);
}

/// What the hits come to in this unit, each passage once.
fn passages(project: &Project, found: &Hits, unit: Unit, code: CodeId) -> Vec<Passage> {
    let mut passages: Vec<Passage> = Vec::new();
    let mut last: Option<(DocumentId, Span)> = None;
    for hit in &found.hits {
        let Some(document) = project.document(hit.document) else { continue };
        let span = widen(document, hit.span, unit);
        if last != Some((hit.document, span)) {
            passages.push(Passage { document: hit.document, span, code });
        }
        last = Some((hit.document, span));
    }
    passages
}

/// Passages that lie in one that this coder has given this code.
fn already(project: &Project, passages: &[Passage], coder: CoderId) -> usize {
    let has = |passage: &&Passage| {
        let code = project.resolve(passage.code);
        let mut held = project.codings(passage.document).overlapping(passage.span);
        held.any(|c| c.coder == coder && project.resolve(c.code) == code && c.span.encloses(passage.span))
    };
    passages.iter().filter(has).count()
}

/// Who would code: nobody joins for asking.
fn who_would(session: &mut Session, matches: &ArgMatches) -> Result<CoderId, Failure> {
    let Some(name) = arguments::word(matches, "coder").map(str::trim) else {
        project::join(session, matches)?;
        return Ok(session.coder());
    };
    if name.is_empty() {
        return Err(Failure::Usage(Message::new("cli.wrong.coder_empty")));
    }
    let known = session.project().coders().find(|coder| coder.name == name).map(|coder| coder.id);
    Ok(known.unwrap_or_else(|| CoderId::new(session.mint())))
}
