//! Writes codings row by row, never the whole file in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::match_names::normal;
use super::{CODE, CODER, DOCUMENT, END, ID, MEMO, START, TIME, WEIGHT};
use crate::export::escape;
use crate::export::table::Reader;
use crate::model::{CodeId, Codebook, Coding, Project};

/// Which columns are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Columns {
    /// `coder,doc,start_char,end_char,code_path,memo`.
    Six,
    /// `id` before the six: a later import knows each coding again.
    WithId,
    /// `id`, the six, `weight` and `time` (UTC): everything that a coding is.
    All,
}

/// Writes all codings, documents in the list's order, each in the order of its text; says how many. A merged code
/// is written as the code that it stands for. Where a title, a coder's name or a code's path is not the only one of
/// its kind, the id stands in its place, so that what is written can be placed again.
///
/// # Errors
/// Those of `out`.
pub fn export(project: &Project, columns: Columns, reader: Reader, out: &mut dyn Write) -> io::Result<usize> {
    let codes = code_cells(project);
    let coders = unique_or_id(project.coders().map(|coder| (coder.id, coder.name.as_str())));
    let documents = project.documents_in_order();
    let titles = unique_or_id(documents.iter().map(|document| (document.id, document.title.as_str())));
    if reader == Reader::Spreadsheet {
        out.write_all("\u{FEFF}".as_bytes())?;
    }
    let mut rows = csv::WriterBuilder::new().buffer_capacity(1 << 18).from_writer(out);
    let six = [CODER, DOCUMENT, START, END, CODE, MEMO].map(|column| column.name);
    match columns {
        Columns::Six => rows.write_record(six)?,
        Columns::WithId => rows.write_record([ID.name].into_iter().chain(six))?,
        Columns::All => rows.write_record([ID.name].into_iter().chain(six).chain([WEIGHT.name, TIME.name]))?,
    }
    let mut written = 0;
    for document in documents {
        for coding in project.codings(document.id).iter() {
            if columns != Columns::Six {
                rows.write_field(coding.id.to_string())?;
            }
            rows.write_field(coders.get(&coding.coder).map_or("", String::as_str))?;
            rows.write_field(titles.get(&document.id).map_or("", String::as_str))?;
            rows.write_field(coding.span.start.0.to_string())?;
            rows.write_field(coding.span.end.0.to_string())?;
            rows.write_field(codes.get(&project.resolve(coding.code)).map_or("", String::as_str))?;
            rows.write_field(&*escape::guard(coding.memo.as_deref().unwrap_or_default()))?;
            if columns == Columns::All {
                rows.write_field(coding.weight.map(|weight| weight.to_string()).unwrap_or_default())?;
                rows.write_field(time(coding))?;
            }
            rows.write_record(None::<&[u8]>)?;
            written += 1;
        }
    }
    rows.flush()?;
    Ok(written)
}

/// As `2024-05-03T08:30:00Z`; empty of a time that no calendar holds.
fn time(coding: &Coding) -> String {
    jiff::Timestamp::from_millisecond(coding.at.0).map(|time| time.to_string()).unwrap_or_default()
}

fn code_cells(project: &Project) -> BTreeMap<CodeId, String> {
    let book = Codebook::of(project);
    let paths: Vec<(CodeId, String)> = book.rows().iter().map(|row| (row.id, project.code_path(row.id))).collect();
    unique_or_id(paths.iter().map(|(id, path)| (*id, path.as_str())))
}

/// The guarded name of each thing, or, of one whose name another has too, its id.
fn unique_or_id<'a, Id: Copy + Ord + ToString>(names: impl Iterator<Item = (Id, &'a str)>) -> BTreeMap<Id, String> {
    let names: Vec<(Id, &str)> = names.collect();
    let mut once = BTreeSet::new();
    let mut twice = BTreeSet::new();
    for (_, name) in &names {
        let name = normal(name);
        if !once.insert(name.clone()) {
            twice.insert(name);
        }
    }
    let cell = |(id, name): (Id, &str)| {
        let clear = !name.trim().is_empty() && !twice.contains(&normal(name));
        (id, if clear { escape::guard(name).into_owned() } else { id.to_string() })
    };
    names.into_iter().map(cell).collect()
}
