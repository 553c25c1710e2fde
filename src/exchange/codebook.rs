//! The codebook as CSV: `path,color,description`, a path's names parted by `/`, a `/` inside a name doubled.
//!
//! Criteria, example and groups stand in further columns where a codebook has them; several groups are parted by `;`,
//! and one whose name holds that stands in quotes. Coming in, codes are added with their parents; of codes that are
//! there already only what the file gives is changed, and nothing is ever removed: a code stays in the groups that it
//! is in.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::sheet::{Broken, Known, Sheet, cell, text};
use super::tree::{BadPath, CodeTree};
use super::{ExchangeError, Finding, Problem};
use crate::export::escape;
use crate::export::table::Reader;
use crate::model::{Code, CodeChange, CodeId, Codebook, Colour, Edit, Mint, Project};

const PATH: Known =
    Known { name: "path", others: &["code_path", "code", "代码", "代码路径", "路径", "编码"] };
const COLOUR: Known = Known { name: "color", others: &["colour", "颜色", "色彩"] };
const DESCRIPTION: Known = Known {
    name: "description",
    others: &["definition", "说明", "描述", "定义", "代码说明", "代码定义"],
};
const INCLUSION: Known =
    Known { name: "inclusion", others: &["inclusion_criteria", "纳入", "纳入标准", "适用情形"] };
const EXCLUSION: Known =
    Known { name: "exclusion", others: &["exclusion_criteria", "排除", "排除标准", "不适用情形"] };
const EXAMPLE: Known =
    Known { name: "example", others: &["anchor_example", "例子", "示例", "典型例句", "锚定样例"] };
const GROUPS: Known = Known { name: "groups", others: &["group", "代码组", "分组", "组"] };

/// What taking a codebook in would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// To be committed as one.
    pub edits: Vec<Edit>,
    /// Codes that are new, parents that the file only implies among them.
    pub added: usize,
    /// Codes of the project of which something changes.
    pub changed: usize,
    /// Codes of the project that the file names and that stay as they are.
    pub kept: usize,
    /// What could not be used, in the order of the file.
    pub findings: Vec<Finding>,
}

/// A text of a code.
type TextOf = fn(&Code) -> &String;

/// Writes the codebook, depth first. Merged codes are not in it. A byte order mark stands before it for a
/// spreadsheet, none for a program.
///
/// # Errors
/// Those of `out`.
pub fn export(project: &Project, reader: Reader, out: &mut dyn Write) -> io::Result<()> {
    let book = Codebook::of(project);
    let codes: Vec<&Code> = book.rows().iter().filter_map(|row| project.code(row.id)).collect();
    let texts: [(Known, TextOf); 3] =
        [(INCLUSION, |code| &code.inclusion), (EXCLUSION, |code| &code.exclusion), (EXAMPLE, |code| &code.example)];
    let texts: Vec<_> = texts.into_iter().filter(|(_, text)| codes.iter().any(|code| !text(code).is_empty())).collect();
    if reader == Reader::Spreadsheet {
        out.write_all("\u{FEFF}".as_bytes())?;
    }
    let mut rows = csv::Writer::from_writer(out);
    let names = [PATH, COLOUR, DESCRIPTION].into_iter().map(|column| column.name);
    let grouped = codes.iter().any(|code| !code.groups.is_empty());
    let groups = grouped.then_some(GROUPS.name);
    rows.write_record(names.chain(texts.iter().map(|(column, _)| column.name)).chain(groups))?;
    for code in codes {
        let (path, colour) = (project.code_path(code.id), code.colour.to_string());
        let cells = [path.as_str(), colour.as_str(), code.definition.as_str()].into_iter();
        let groups = written(&code.groups);
        let cells = cells.chain(texts.iter().map(|(_, text)| text(code).as_str()));
        let cells = cells.chain(grouped.then_some(groups.as_str()));
        rows.write_record(cells.map(|cell| escape::guard(cell).into_owned()))?;
    }
    rows.flush()
}

/// Plans to take a codebook in.
///
/// # Errors
/// [`ExchangeError`] where the file is no text or has no column of paths.
pub fn import(project: &Project, bytes: &[u8], mint: &mut dyn Mint) -> Result<Plan, ExchangeError> {
    let mut sheet = Sheet::read(bytes, &[PATH, COLOUR, DESCRIPTION, INCLUSION, EXCLUSION, EXAMPLE, GROUPS])?;
    let path_column = sheet.required(&PATH)?;
    let colour_column = sheet.column(&COLOUR);
    let groups_column = sheet.column(&GROUPS);
    let text_columns = [DESCRIPTION, INCLUSION, EXCLUSION, EXAMPLE].map(|column| sheet.column(&column));
    let mut plan = Plan { findings: sheet.take_findings(), ..Plan::default() };
    let mut tree = CodeTree::of(project);
    let mut seen: BTreeMap<CodeId, u64> = BTreeMap::new();
    let mut changes = Vec::new();

    let mut rows = sheet.rows();
    let mut cells = Vec::new();
    while let Some(row) = rows.next(&mut cells) {
        let line = match row {
            Ok(line) => line,
            Err(Broken(line)) => {
                plan.findings.push(Finding::at(line, Problem::Quotes));
                continue;
            }
        };
        let path = text(&cells, Some(path_column));
        let id = match tree.find_or_add(path, mint) {
            Ok(id) => id,
            Err(BadPath::Empty) => {
                plan.findings.push(Finding::at(line, Problem::NoCode));
                continue;
            }
            Err(BadPath::LineEnd) => {
                plan.findings.push(Finding::at(line, Problem::NameWithLineEnd(path.to_owned())));
                continue;
            }
        };
        if let Some(&first) = seen.get(&id) {
            plan.findings.push(Finding::at(line, Problem::CodeTwice { path: path.to_owned(), first }));
            continue;
        }
        seen.insert(id, line);
        let colour = cell(&cells, colour_column);
        let colour: Option<Colour> = if colour.is_empty() {
            None
        } else {
            let parsed = colour.parse().ok();
            if parsed.is_none() {
                plan.findings.push(Finding::at(line, Problem::NotAColour(colour.to_owned())));
            }
            parsed
        };
        let texts = text_columns.map(|column| Some(text(&cells, column)).filter(|text| !text.trim().is_empty()));
        let groups = read(text(&cells, groups_column));
        if let Some(code) = tree.added_mut(id) {
            fill(code, colour, texts);
            code.groups = groups;
        } else if let Some(code) = project.code(id) {
            let mut of_code = changes_of(code, colour, texts);
            if !groups.is_subset(&code.groups) {
                of_code.push(CodeChange::Groups(code.groups.union(&groups).cloned().collect()));
            }
            plan.changed += usize::from(!of_code.is_empty());
            plan.kept += usize::from(of_code.is_empty());
            changes.extend(of_code.into_iter().map(|change| Edit::SetCode(id, change)));
        }
    }
    let added = tree.into_added();
    plan.added = added.len();
    plan.edits = added.into_iter().map(Edit::AddCode).chain(changes).collect();
    Ok(plan)
}

/// Part groups in a cell; the full-width one is what a Chinese keyboard gives.
const BETWEEN: [char; 2] = [';', '；'];

/// A name that holds what parts names, or a quote, stands in quotes, in which a quote is doubled.
fn written(groups: &BTreeSet<String>) -> String {
    let name = |group: &String| {
        if group.contains(BETWEEN) || group.contains('"') {
            format!("\"{}\"", group.replace('"', "\"\""))
        } else {
            group.clone()
        }
    };
    groups.iter().map(name).collect::<Vec<_>>().join(";")
}

/// The groups of a cell.
fn read(cell: &str) -> BTreeSet<String> {
    let mut groups = Vec::new();
    let mut rest = cell;
    loop {
        let (name, after) = quoted(rest).unwrap_or_else(|| {
            let end = rest.find(BETWEEN).unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            (name.to_owned(), after)
        });
        groups.push(name);
        let mut characters = after.chars();
        if characters.next().is_none() {
            break;
        }
        rest = characters.as_str();
    }
    let names = groups.iter().map(|group| group.split_whitespace().collect::<Vec<_>>().join(" "));
    names.filter(|group| !group.is_empty()).collect()
}

/// The name in quotes at the beginning, and what follows it. `None` where the quotes do not hold a whole name: then
/// they belong to it.
fn quoted(cell: &str) -> Option<(String, &str)> {
    let mut characters = cell.trim_start().strip_prefix('"')?.chars();
    let mut name = String::new();
    loop {
        match characters.next()? {
            '"' => match characters.as_str().strip_prefix('"') {
                Some(after) => {
                    name.push('"');
                    characters = after.chars();
                }
                None => break,
            },
            other => name.push(other),
        }
    }
    let after = characters.as_str().trim_start();
    (after.is_empty() || after.starts_with(BETWEEN)).then_some((name, after))
}

fn fill(code: &mut Code, colour: Option<Colour>, [definition, inclusion, exclusion, example]: [Option<&str>; 4]) {
    code.colour = colour.unwrap_or(code.colour);
    for (held, given) in [
        (&mut code.definition, definition),
        (&mut code.inclusion, inclusion),
        (&mut code.exclusion, exclusion),
        (&mut code.example, example),
    ] {
        if let Some(given) = given {
            given.clone_into(held);
        }
    }
}

fn changes_of(code: &Code, colour: Option<Colour>, texts: [Option<&str>; 4]) -> Vec<CodeChange> {
    let held = [&code.definition, &code.inclusion, &code.exclusion, &code.example];
    let kinds = [CodeChange::Definition, CodeChange::Inclusion, CodeChange::Exclusion, CodeChange::Example];
    let colour = colour.filter(|given| *given != code.colour).map(CodeChange::Colour);
    let texts = texts.into_iter().zip(held).zip(kinds);
    let texts =
        texts.filter_map(|((given, held), kind)| given.filter(|given| given != held).map(|text| kind(text.into())));
    colour.into_iter().chain(texts).collect()
}

#[cfg(test)]
#[path = "codebook_tests.rs"]
mod tests;
