//! `tianye memos list|add|export`: what people think, listed, begun and written out.

use std::io::Read as _;

use clap::{ArgAction, ArgMatches, Command};
use serde::Serialize;

use super::arguments::{self, Words};
use super::outcome::{Done, Failure};
use super::{Context, files, project};
use crate::export::memos::{MemoFormat, MemoPages, MemoSource, all, pages, write};
use crate::i18n::Language;
use crate::model::link::LinkKind;
use crate::model::{CodingKey, CodingPlace, Edit, Memo, MemoOn, Message, Project, first_line, gesture, link};

/// A text from standard input is at most this long, in bytes.
const LONGEST: u64 = 4 << 20;

pub(super) fn describe(words: Words) -> Command {
    words
        .command("memos")
        .subcommand_required(true)
        .subcommand(words.subcommand("memos", "list").arg(words.project()).arg(words.json()))
        .subcommand(
            words
                .subcommand("memos", "add")
                .arg(words.project())
                .arg(words.positional("title", "memo_title", "title"))
                .arg(words.option("text", "memo_text", "text"))
                .arg(words.option("about", "memo_about", "name"))
                .arg(words.option("label", "memo_label", "label").action(ArgAction::Append))
                .arg(words.coder())
                .arg(words.json()),
        )
        .subcommand(
            words
                .subcommand("memos", "export")
                .arg(words.project())
                .arg(words.out().required(true).help(words.get("arg.out_required")))
                .arg(words.choice("format", "format", &["md", "docx", "html"]))
                .arg(words.force()),
        )
}

pub(super) fn run(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    match matches.subcommand() {
        Some(("add", matches)) => add(context, matches),
        Some(("export", matches)) => export(context, matches),
        Some((_, matches)) => list(context, matches),
        None => Err(Failure::Usage(Message::new("cli.wrong.no_command"))),
    }
}

/// The answer for programs; keys stay.
#[derive(Serialize)]
struct List {
    memos: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    id: String,
    title: String,
    /// `project`, `document`, `code` or `case`; `coding` of a remark.
    about: &'static str,
    /// What it is about, as people call it; of a remark its code and where its passage stands.
    name: String,
    labels: Vec<String>,
    coder: String,
    /// Milliseconds since 1970.
    made: i64,
    /// Milliseconds since 1970.
    changed: i64,
    text: String,
}

/// Of a memo or a remark; the title of one that has none is its first line.
fn line_of(project: &Project, source: MemoSource) -> Option<Line> {
    match source {
        MemoSource::Memo(id) => project.memo(id).map(|memo| line(project, memo)),
        MemoSource::Remark(place) => line_of_remark(project, place),
    }
}

fn line_of_remark(project: &Project, place: CodingPlace) -> Option<Line> {
    let coding = project.coding(CodingKey(place))?;
    let (document, code) = (project.document(place.document)?, project.code_of(coding)?);
    let paragraph = document.text.paragraph_of(coding.span.start) + 1;
    let text = coding.memo.as_deref().unwrap_or_default();
    Some(Line {
        id: coding.id.to_string(),
        title: first_line(text),
        about: "coding",
        name: format!("{} · {} ¶{paragraph}", project.code_path(code.id), document.title),
        labels: Vec::new(),
        coder: project.coder(coding.coder).map_or_else(String::new, |coder| coder.name.clone()),
        made: coding.at.0,
        changed: coding.at.0,
        text: text.to_owned(),
    })
}

fn title_of(line: &Line, language: Language) -> String {
    if line.title.is_empty() { language.text("memos.untitled").to_owned() } else { line.title.clone() }
}

fn line(project: &Project, memo: &Memo) -> Line {
    let on = project.memo_on(memo);
    Line {
        id: memo.id.to_string(),
        title: memo.name(),
        about: match on {
            MemoOn::Project => "project",
            MemoOn::Document(_) => "document",
            MemoOn::Code(_) => "code",
            MemoOn::Case(_) => "case",
        },
        name: project.name_of(on).unwrap_or_default().to_owned(),
        labels: memo.labels.iter().cloned().collect(),
        coder: project.coder(memo.coder).map_or_else(String::new, |coder| coder.name.clone()),
        made: memo.made.0,
        changed: memo.changed.0,
        text: memo.text.clone(),
    }
}

fn list(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let session = project::open(context, &arguments::path(matches, "project"))?;
    let project = session.project();
    let memos: Vec<Line> = all(project).into_iter().filter_map(|source| line_of(project, source)).collect();
    if matches.get_flag("json") {
        context.console.json(&List { memos });
    } else if memos.is_empty() {
        context.console.note(&Message::new("cli.memos.none"));
    } else {
        let language = context.console.language;
        for line in memos {
            let title = title_of(&line, language);
            let name = if line.about == "project" { language.text("memos.about_project") } else { &line.name };
            let labels = line.labels.join(language.text("export.between.items"));
            let labels = if labels.is_empty() { labels } else { format!("  [{labels}]") };
            context.console.line(&format!("{title}  ({name}){labels}"));
        }
    }
    Ok(project::done(&session))
}

/// What `--about` names: as in a link, `合谋`, `doc:访谈02`, `case:老人 03`.
fn about(project: &Project, name: &str) -> Result<MemoOn, Failure> {
    let wrong = || Failure::Usage(Message::new("cli.memos.no_such").with("name", name));
    let found = link::resolve(project, name).ok_or_else(wrong)?;
    match found {
        link::LinkTarget::Code(id) => Ok(MemoOn::Code(id)),
        link::LinkTarget::Document(id, _) => Ok(MemoOn::Document(id)),
        link::LinkTarget::Case(id) => Ok(MemoOn::Case(id)),
        link::LinkTarget::Memo(_) => {
            debug_assert_eq!(found.kind(), LinkKind::Memo);
            Err(wrong())
        }
    }
}

fn add(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let text = match arguments::word(matches, "text") {
        Some("-") => {
            let mut text = String::new();
            let read = std::io::stdin().lock().take(LONGEST).read_to_string(&mut text);
            read.map_err(|_| Failure::Usage(Message::new("cli.memos.not_text")))?;
            text
        }
        Some(text) => text.to_owned(),
        None => String::new(),
    };
    let title = arguments::word(matches, "title").unwrap_or_default().to_owned();
    let mut session = project::open_to_change(context, &arguments::path(matches, "project"))?;
    let on = arguments::word(matches, "about").map_or(Ok(MemoOn::Project), |name| about(session.project(), name))?;
    project::join(&mut session, matches)?;
    let (coder, now) = (session.coder(), session.now());
    let (id, mut edits) = gesture::add_memo(on, &title, &text, coder, now, session.mint());
    if let Some(Edit::AddMemo(memo)) = edits.first_mut() {
        let labels = matches.get_many::<String>("label").into_iter().flatten();
        memo.labels = labels.map(|label| label.trim().to_owned()).filter(|label| !label.is_empty()).collect();
    }
    session.commit(Message::new("label.add_memo"), edits)?;
    session.wait_until_saved()?;
    let project = session.project();
    if let Some(memo) = project.memo(id) {
        let line = line(project, memo);
        if matches.get_flag("json") {
            context.console.json(&line);
        } else {
            context.console.tell(&Message::new("cli.memos.added").with("title", &line.title).with("name", &line.name));
        }
    }
    let done = project::done(&session);
    session.close()?;
    Ok(done)
}

fn export(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let out = arguments::path(matches, "out");
    let ending = out.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
    let format = match arguments::word(matches, "format").or(ending.as_deref()) {
        Some("docx") => MemoFormat::Docx,
        Some("md") => MemoFormat::Markdown,
        Some("html" | "htm") => MemoFormat::Html,
        _ => return Err(Failure::Usage(Message::new("cli.wrong.format_unknown").with("file", out.display()))),
    };
    files::may_write(&out, files::existing(matches))?;
    let session = project::open(context, &arguments::path(matches, "project"))?;
    let project = session.project();
    let language = context.console.language;
    let zone = jiff::tz::TimeZone::system();
    let memos = pages(project, &all(project), &zone, language);
    let count = memos.len();
    let title = format!("{} {}", project.title, language.text("memos.file"));
    let bytes = write(&MemoPages { title: title.trim().to_owned(), memos }, format, language)?;
    files::write(&mut context.console, &out, &bytes, files::existing(matches))?;
    if !files::is_stream(&out) {
        let told = Message::new("cli.memos.exported").with("count", count);
        context.console.tell(&told.with("path", out.display()));
    }
    Ok(project::done(&session))
}
