//! `tianye text`: documents as they were imported and cleaned, for other programs: the words alone, or with what is
//! known of them (paragraphs, speakers, turns). It changes nothing and leaves nothing out; `correct.rs` is the way back.

use clap::{ArgMatches, Command};
use serde::Serialize;

use super::arguments::{self, Words};
use super::outcome::{Done, Failure};
use super::{Context, correct, files, project};
use crate::model::{Attributes, BlockKind, Document, Message, Project, Role};

/// The answer for programs; keys stay. Positions are code points of `text`, `end` outside.
#[derive(Serialize)]
struct Answer<'a> {
    project: &'a str,
    documents: Vec<Whole<'a>>,
}

#[derive(Serialize)]
struct Whole<'a> {
    document: String,
    title: &'a str,
    groups: Vec<&'a str>,
    attributes: &'a Attributes,
    speakers: Vec<Person<'a>>,
    turns: Vec<Spoken>,
    /// Of each line of `text` what it is.
    paragraphs: Vec<&'static str>,
    text: &'a str,
}

#[derive(Serialize)]
struct Person<'a> {
    name: &'a str,
    role: &'static str,
}

#[derive(Serialize)]
struct Spoken {
    start: u32,
    /// After the label.
    said: u32,
    end: u32,
    /// Its place in `speakers`, from 0.
    speaker: Option<u16>,
}

pub(super) fn describe(words: Words) -> Command {
    words
        .command("text")
        .args_conflicts_with_subcommands(true)
        .subcommand_negates_reqs(true)
        .subcommand(correct::describe(words))
        .arg(words.project())
        .arg(words.option("document", "text_document", "document"))
        .arg(words.json())
        .arg(words.out())
        .arg(words.force())
}

pub(super) fn run(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    if let Some(("correct", matches)) = matches.subcommand() {
        return correct::run(context, matches);
    }
    let session = project::open(context, &arguments::path(matches, "project"))?;
    let documents = documents(session.project(), arguments::word(matches, "document"))?;
    let bytes = if matches.get_flag("json") {
        files::json_bytes(&Answer {
            project: &session.project().title,
            documents: documents.iter().map(|document| whole(document)).collect(),
        })?
    } else {
        let [document] = documents.as_slice() else {
            return Err(Failure::Usage(Message::new("cli.text.which").with("count", documents.len())));
        };
        format!("{}\n", document.text.as_str()).into_bytes()
    };
    files::result(&mut context.console, arguments::path_given(matches, "out").as_deref(), &bytes, matches)?;
    Ok(project::done(&session))
}

/// The document that is named, or all of them in the order of the list.
fn documents<'a>(project: &'a Project, named: Option<&str>) -> Result<Vec<&'a Document>, Failure> {
    let Some(name) = named else {
        return Ok(project.documents_in_order().into_iter().map(AsRef::as_ref).collect());
    };
    let id = project::document(project, name)?;
    Ok(project.document(id).map(AsRef::as_ref).into_iter().collect())
}

fn whole(document: &Document) -> Whole<'_> {
    let structure = &document.structure;
    Whole {
        document: document.id.to_string(),
        title: &document.title,
        groups: document.groups.iter().map(String::as_str).collect(),
        attributes: &document.attributes,
        speakers: structure.speakers.iter().map(|s| Person { name: &s.name, role: role(s.role) }).collect(),
        turns: structure
            .turns
            .iter()
            .map(|turn| Spoken {
                start: turn.span.start.0,
                said: turn.said.0,
                end: turn.span.end.0,
                speaker: turn.speaker,
            })
            .collect(),
        paragraphs: (0..document.text.paragraph_count()).map(|at| kind(structure.kind_of(at))).collect(),
        text: document.text.as_str(),
    }
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Unknown => "unknown",
        Role::Interviewer => "interviewer",
        Role::Respondent => "respondent",
    }
}

fn kind(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Body => "body",
        BlockKind::Heading(_) => "heading",
        BlockKind::ListItem(_) => "list",
        BlockKind::Quote => "quote",
        BlockKind::Caption => "caption",
        BlockKind::TableRow => "table",
        BlockKind::Reference => "reference",
        BlockKind::Note => "note",
        BlockKind::FrontMatter => "front",
        BlockKind::Metadata => "metadata",
    }
}
