//! `tianye search --by`: how often a query is found in each document, in what each speaker says, under each code.
//!
//! Beside each count stands how much text that is: a long document is not one that speaks of something more.

use std::fmt::Write;
use std::sync::atomic::AtomicBool;

use clap::{ArgMatches, Command};
use serde::Serialize;

use super::asked::Asked;
use super::written::{self, Format, columns, number, words};
use crate::cli::arguments::{self, Words};
use crate::cli::outcome::Failure;
use crate::cli::{Context, files};
use crate::export::table::Cell;
use crate::i18n::Language;
use crate::model::{AttributeId, Message, Project, Role};
use crate::search::Hits;
use crate::search::counts::{By, Count, CountId, counts};

/// What can be counted by, but for attributes, which are named after a colon: the name in results, and others.
const NAMES: [(&str, &[&str], By); 7] = [
    ("document", &["doc", "文档"], By::Document),
    ("group", &["分组", "组"], By::Group),
    ("speaker", &["说话人", "发言人"], By::Speaker),
    ("role", &["角色"], By::Role),
    ("code", &["代码", "编码"], By::Code),
    ("case", &["案例", "个案"], By::Case),
    ("coder", &["编码者", "编码员"], By::Coder),
];
const ATTRIBUTE: &str = "attribute";
const ATTRIBUTE_NAMES: [&str; 3] = [ATTRIBUTE, "attr", "属性"];

/// The argument that asks for counts.
pub fn describe(words: Words, command: Command) -> Command {
    let others = ["limit", "context", "unit", "order", "count"];
    command.arg(words.option("by", "search_by", "by").conflicts_with_all(others))
}

/// What is counted by, with the words that asked for it.
pub struct Asking {
    by: By,
    name: String,
}

/// What `--by` says; `None` where it was not given.
pub fn by(project: &Project, matches: &ArgMatches) -> Result<Option<Asking>, Failure> {
    let Some(given) = arguments::word(matches, "by") else { return Ok(None) };
    if let Some((_, value)) = given.split_once([':', '：']).filter(|(name, _)| ATTRIBUTE_NAMES.contains(name)) {
        let id = AttributeId::of(value.trim());
        if !is_held(project, id) {
            return Err(Failure::Usage(Message::new("cli.search.no_attribute").with("name", value)));
        }
        return Ok(Some(Asking { by: By::Attribute(id), name: format!("{ATTRIBUTE}:{}", value.trim()) }));
    }
    let found = NAMES.iter().find(|(name, others, _)| *name == given || others.contains(&given));
    let found = found.map(|(name, _, by)| Asking { by: *by, name: (*name).to_owned() });
    let allowed = || NAMES.iter().map(|(name, ..)| *name).chain(["attribute:…"]).collect::<Vec<_>>().join(" ");
    let wrong = || Message::new("cli.wrong.not_among").with("argument", "--by").with("given", given);
    found.map(Some).ok_or_else(|| Failure::Usage(wrong().with("allowed", allowed())))
}

/// Whether any document or case has a value of an attribute.
fn is_held(project: &Project, id: AttributeId) -> bool {
    let of_documents = project.documents().map(|document| &document.attributes);
    let mut held = of_documents.chain(project.cases().map(|case| &case.attributes)).flat_map(|all| all.keys());
    held.any(|name| AttributeId::of(name) == id)
}

/// The answer for programs; keys stay.
#[derive(Serialize)]
struct Answer<'a> {
    query: &'a str,
    total: usize,
    by: &'a str,
    counts: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    /// `null` of what belongs to none.
    name: Option<&'a str>,
    /// Of what has one.
    id: Option<String>,
    hits: usize,
    documents: usize,
    /// Of all the text that it has.
    characters: u64,
    per_thousand_characters: Option<f64>,
}

/// Writes the counts.
pub fn tell(
    context: &mut Context,
    matches: &ArgMatches,
    project: &Project,
    asked: &Asked,
    found: &Hits,
    asking: &Asking,
    format: Format,
) -> Result<(), Failure> {
    // Nobody stops it.
    let counted = counts(project, &found.hits, asking.by, &AtomicBool::new(false)).unwrap_or_default();
    let bytes = match format {
        Format::Json => {
            let counts = counted.iter().map(row).collect();
            files::json_bytes(&Answer { query: &asked.text, total: found.total, by: &asking.name, counts })?
        }
        Format::Csv | Format::Xlsx => table(context, asked, &counted, format)?,
        Format::Text => text(context.console.language, &counted).into_bytes(),
    };
    written::write(context, matches, &bytes)?;
    if format == Format::Text {
        context.console.note(&super::summary(found, 0, true));
    }
    Ok(())
}

fn row(count: &Count) -> Row<'_> {
    Row {
        name: match count.id {
            CountId::None => None,
            CountId::Role(role) => Some(role_id(role)),
            _ => Some(&count.label),
        },
        id: match count.id {
            CountId::Document(id) => Some(id.to_string()),
            CountId::Code(id) => Some(id.to_string()),
            CountId::Case(id) => Some(id.to_string()),
            CountId::Coder(id) => Some(id.to_string()),
            CountId::Role(_) | CountId::Name | CountId::None => None,
        },
        hits: count.hits,
        documents: count.documents,
        characters: count.characters,
        per_thousand_characters: count.per_thousand_characters,
    }
}

fn role_id(role: Role) -> &'static str {
    match role {
        Role::Unknown => "unknown",
        Role::Interviewer => "interviewer",
        Role::Respondent => "respondent",
    }
}

/// As people call it.
fn label(language: Language, count: &Count) -> String {
    match count.id {
        CountId::None => language.text("cli.search.none_of_them").to_owned(),
        CountId::Role(role) => language.text(&format!("cli.role.{}", role_id(role))).to_owned(),
        _ => count.label.clone(),
    }
}

fn table(context: &Context, asked: &Asked, counted: &[Count], format: Format) -> Result<Vec<u8>, Failure> {
    let row = |count: &Count| {
        let name = if format == Format::Xlsx {
            words(&label(context.console.language, count))
        } else {
            row(count).name.map_or(Cell::Empty, words)
        };
        let characters = i64::try_from(count.characters).map_or(Cell::Empty, Cell::Integer);
        let rate = count.per_thousand_characters.map_or(Cell::Empty, Cell::Decimal);
        vec![name, number(count.hits), number(count.documents), characters, rate]
    };
    let names = ["name", "hits", "documents", "characters", "per_thousand_characters"];
    written::table(context, written::whole(&asked.text, &names, counted.iter().map(row).collect()), format)
}

/// Numbers under each other, names after them.
fn text(language: Language, counted: &[Count]) -> String {
    let heads = ["hits", "documents", "per_thousand_characters"];
    let heads = heads.map(|head| language.text(&format!("cli.column.{head}")).to_owned());
    let rows = counted.iter().map(|count| {
        let rate = count.per_thousand_characters.map_or(String::new(), |rate| format!("{rate:.2}"));
        [count.hits.to_string(), count.documents.to_string(), rate]
    });
    let rows: Vec<[String; 3]> = std::iter::once(heads).chain(rows).collect();
    let names = std::iter::once(language.text("cli.column.name").to_owned());
    let names = names.chain(counted.iter().map(|count| label(language, count)));
    let widths: Vec<usize> =
        (0..3).map(|at| rows.iter().map(|row| columns(&row[at])).max().unwrap_or_default()).collect();
    let mut out = String::new();
    for (row, name) in rows.iter().zip(names) {
        for (cell, width) in row.iter().zip(&widths) {
            let _ = write!(out, "{}{cell}  ", " ".repeat(width - columns(cell)));
        }
        let _ = writeln!(out, "{name}");
    }
    out
}
