//! What `tianye search` finds beside the texts, where the query says `in:memo`, `in:definition` or `in:note`: each note
//! that matches, with what it is about and every place in it. Units, counts and tables are for texts and are refused.

use clap::ArgMatches;
use serde::Serialize;

use super::asked::Asked;
use super::written::{self, Format};
use crate::cli::Context;
use crate::cli::files;
use crate::cli::outcome::Failure;
use crate::model::{CodingKey, MemoOn, Message, Project};
use crate::search::{NoteHit, NoteOwner, notes};

/// What has no meaning where notes are searched.
const FOR_TEXTS: [&str; 5] = ["unit", "context", "order", "code", "by"];

/// The answer for programs; keys stay. Positions are code points of the note, `end` outside.
#[derive(Serialize)]
struct Answer<'a> {
    query: &'a str,
    /// Notes that match, those that are not listed too.
    total: usize,
    notes: Vec<Note<'a>>,
}

#[derive(Serialize)]
struct Note<'a> {
    /// `memo`, `definition`, `inclusion`, `exclusion`, `example` or `case`.
    kind: &'static str,
    /// Of the coding, code or case.
    id: String,
    /// The document of a coding.
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<String>,
    /// What it is about, as people call it: the document, the code, the case.
    name: String,
    /// Of a coding.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    text: &'a str,
    places: Vec<Place>,
}

#[derive(Serialize)]
struct Place {
    start: u32,
    end: u32,
}

/// Lists the notes; to be called where the query is put to those.
pub fn tell(
    context: &mut Context,
    matches: &ArgMatches,
    project: &Project,
    asked: &Asked,
    format: Format,
) -> Result<(), Failure> {
    // Not by its value: that of `--context` is a number.
    if FOR_TEXTS.iter().any(|name| matches.value_source(name).is_some()) || matches!(format, Format::Csv | Format::Xlsx)
    {
        return Err(Failure::Usage(Message::new("cli.search.notes_plain")));
    }
    let found = notes(project, &asked.query);
    let limit = matches.get_one::<u32>("limit").map_or(super::LIMIT, |&limit| limit as usize);
    let shown = found.get(..limit.min(found.len())).unwrap_or_default();
    let only_figures = matches.get_flag("count");
    let listed: Vec<Note> = shown.iter().filter(|_| !only_figures).filter_map(|hit| note(project, hit)).collect();
    let bytes = match format {
        Format::Json => files::json_bytes(&Answer { query: &asked.text, total: found.len(), notes: listed })?,
        _ if only_figures => format!("{}\n", found.len()).into_bytes(),
        _ => listed.iter().map(|note| line(context, note)).collect::<String>().into_bytes(),
    };
    written::write(context, matches, &bytes)?;
    if format == Format::Text {
        let total: usize = found.iter().map(|hit| hit.places.len()).sum();
        context.console.note(&Message::new("cli.search.in_notes").with("total", total).with("notes", found.len()));
    }
    Ok(())
}

fn note<'a>(project: &Project, hit: &'a NoteHit) -> Option<Note<'a>> {
    let path = |id| project.code_path(project.resolve(id));
    let (kind, id, document, name, code) = match hit.owner {
        NoteOwner::Coding(place) => {
            let coding = project.coding(CodingKey(place))?;
            let title = project.document(place.document)?.title.clone();
            ("memo", place.id.to_string(), Some(place.document.to_string()), title, Some(path(coding.code)))
        }
        NoteOwner::Code(id, text) => (text.word(), id.to_string(), None, path(id), None),
        NoteOwner::Case(id) => ("case", id.to_string(), None, project.case(id)?.name.clone(), None),
        NoteOwner::Memo(id) => {
            let memo = project.memo(id)?;
            let on = project.memo_on(memo);
            let code = if let MemoOn::Code(code) = on { Some(path(code)) } else { None };
            let document = if let MemoOn::Document(document) = on { Some(document.to_string()) } else { None };
            ("free-memo", id.to_string(), document, project.name_of(on)?.to_owned(), code)
        }
    };
    let places = hit.places.iter().map(|place| Place { start: place.start, end: place.end }).collect();
    Some(Note { kind, id, document, name, code, text: &hit.text, places })
}

/// Whose it is, and the note with its places marked, on one line.
fn line(context: &Context, note: &Note<'_>) -> String {
    let head = Message::new(match note.kind {
        "memo" => "cli.search.note_memo",
        "free-memo" => "cli.search.note_free_memo",
        "definition" => "cli.search.note_definition",
        "inclusion" => "cli.search.note_inclusion",
        "exclusion" => "cli.search.note_exclusion",
        "example" => "cli.search.note_example",
        _ => "cli.search.note_case",
    });
    let head = head.with("name", &note.name).with("code", note.code.as_deref().unwrap_or_default());
    let mut marked = String::new();
    for (at, c) in (0_u32..).zip(note.text.chars()) {
        if note.places.iter().any(|place| place.end == at) {
            marked.push('】');
        }
        if note.places.iter().any(|place| place.start == at) {
            marked.push('【');
        }
        marked.push(if c.is_control() { ' ' } else { c });
    }
    if note.places.iter().any(|place| place.end as usize == note.text.chars().count()) {
        marked.push('】');
    }
    format!("{}  {marked}\n", context.console.say(&head))
}
