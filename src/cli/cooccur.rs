//! `tianye cooccur`: the co-occurrence matrix as CSV or JSON.
//!
//! CSV holds numbers alone: a matrix with the codes' own counts on the diagonal, or one row a pair. JSON
//! carries the parameters and the definition too, so that a figure in a paper can be made again
//! (invariant 10).

use clap::{ArgMatches, Command};
use serde::Serialize;

use super::arguments::{self, Words};
use super::outcome::{Done, Failure};
use super::{Context, files, project};
use crate::analysis::cooccurrence::{Coders, Coefficient, Cooccurrence, Count, Parameters, Unit, cooccurrence};
use crate::analysis::scope::Aggregate;
use crate::export::cooccurrence::{Meeting, Row, table as table_of_matrix};
use crate::export::table::{self, Cell, Reader, Table, TableFormat};
use crate::i18n::Language;
use crate::model::Project;

const UNITS: &[&str] = &["overlap", "paragraph", "document"];

pub(super) fn describe(words: Words) -> Command {
    words
        .command("cooccur")
        .arg(words.project())
        .arg(words.choice("unit", "unit", UNITS))
        .arg(words.choice("count", "count", &["merged", "raw"]))
        .arg(words.choice("coders", "coders", &["pooled", "each"]))
        .arg(words.option("codes", "codes_chosen", "codes"))
        .arg(words.flag("with-below", "counted_with_below"))
        .arg(words.choice("format", "table_format", &["csv", "json"]))
        .arg(words.choice("layout", "layout", &["matrix", "pairs"]))
        .arg(words.out())
        .arg(words.force())
}

pub(super) fn run(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let session = project::open(context, &arguments::path(matches, "project"))?;
    let parameters = parameters(session.project(), matches)?;
    let language = context.console.language;
    let result = cooccurrence(session.project(), &parameters);
    let bytes = match (arguments::word(matches, "format"), arguments::word(matches, "layout")) {
        (Some("json"), _) => json(session.project(), &result, language)?,
        (_, Some("pairs")) => csv(&pairs(session.project(), &result), language)?,
        _ => csv(&matrix(session.project(), &result), language)?,
    };
    for finding in &result.findings {
        context.console.note(&finding.tell(session.project()));
    }
    files::result(&mut context.console, arguments::path_given(matches, "out").as_deref(), &bytes, matches)?;
    Ok(project::done(&session))
}

fn parameters(project: &Project, matches: &ArgMatches) -> Result<Parameters, Failure> {
    Ok(Parameters {
        codes: arguments::word(matches, "codes").map_or(Ok(Vec::new()), |list| project::codes(project, list))?,
        unit: arguments::word(matches, "unit").and_then(Unit::named).unwrap_or_default(),
        count: if arguments::word(matches, "count") == Some("raw") { Count::Raw } else { Count::Merged },
        coders: if arguments::word(matches, "coders") == Some("each") { Coders::Each } else { Coders::Pooled },
        aggregate: if matches.get_flag("with-below") { Aggregate::WithBelow } else { Aggregate::Direct },
        ..Parameters::default()
    })
}

pub(super) fn csv(table: &Table, language: Language) -> Result<Vec<u8>, Failure> {
    Ok(table::write(table, TableFormat::Csv(Reader::Program), language)?)
}

/// One matrix of a result: of everybody, or of one coder.
struct Layer<'a> {
    coder: Option<String>,
    pairs: Box<dyn Fn(usize, usize) -> u64 + 'a>,
    coefficient: Box<dyn Fn(usize, usize) -> Coefficient + 'a>,
}

/// The whole first, then, where people were kept apart, each coder.
fn layers<'a>(project: &Project, result: &'a Cooccurrence) -> Vec<Layer<'a>> {
    let whole = Layer {
        coder: None,
        pairs: Box::new(|a, b| result.pairs(a, b)),
        coefficient: Box::new(|a, b| result.coefficient(a, b)),
    };
    let of_coder = |id| {
        let one = result.of_coder(id)?;
        Some(Layer {
            coder: Some(project.coder(id).map_or_else(|| id.to_string(), |coder| coder.name.clone())),
            pairs: Box::new(move |a, b| one.pairs(a, b)),
            coefficient: Box::new(move |a, b| one.coefficient(a, b)),
        })
    };
    std::iter::once(whole).chain(result.coders().filter_map(of_coder)).collect()
}

/// How the sum over all coders is called in a table that has each of them too.
const ALL_CODERS: &str = "*";

fn cell(count: u64) -> Cell {
    Meeting::Count(count).into()
}

/// `code,<path>,<path>…`; with a first column `coder` where people were kept apart.
pub(super) fn matrix(project: &Project, result: &Cooccurrence) -> Table {
    let each = result.parameters.coders == Coders::Each;
    let mut rows = Vec::new();
    for layer in layers(project, result) {
        for (at, row) in result.codes.iter().enumerate() {
            let coder = each.then(|| Cell::Text(layer.coder.clone().unwrap_or_else(|| ALL_CODERS.to_owned())));
            rows.push(Row {
                first: coder.into_iter().chain([Cell::Text(row.path.clone())]).collect(),
                meetings: (0..result.codes.len()).map(|other| Meeting::Count((layer.pairs)(at, other))).collect(),
            });
        }
    }
    let first = each.then_some("coder").into_iter().chain(["code"]);
    table_of_matrix(first, result.codes.iter().map(|row| row.path.as_str()), rows)
}

/// `code_a,code_b,n_a,n_b,n_ab,c`: one row a pair that meets at least once.
fn pairs(project: &Project, result: &Cooccurrence) -> Table {
    let each = result.parameters.coders == Coders::Each;
    let names = ["code_a", "code_b", "n_a", "n_b", "n_ab", "c"];
    let columns = if each { vec!["coder"] } else { vec![] }.into_iter().chain(names).map(str::to_owned).collect();
    let mut rows = Vec::new();
    for layer in layers(project, result) {
        for (a, first) in result.codes.iter().enumerate() {
            for (b, second) in result.codes.iter().enumerate().skip(a + 1) {
                let together = (layer.pairs)(a, b);
                if together == 0 {
                    continue;
                }
                let mut cells = Vec::with_capacity(7);
                if each {
                    cells.push(Cell::Text(layer.coder.clone().unwrap_or_else(|| ALL_CODERS.to_owned())));
                }
                cells.extend([Cell::Text(first.path.clone()), Cell::Text(second.path.clone())]);
                cells.extend([cell((layer.pairs)(a, a)), cell((layer.pairs)(b, b)), cell(together)]);
                cells.push((layer.coefficient)(a, b).value.map_or(Cell::Empty, Cell::Decimal));
                rows.push(cells);
            }
        }
    }
    Table { columns, rows, ..Table::default() }
}

/// The answer for programs; keys stay.
#[derive(Serialize)]
struct Answer {
    project: String,
    unit: &'static str,
    count: &'static str,
    coders: &'static str,
    with_below: bool,
    definition: Vec<String>,
    codes: Vec<CodeCount>,
    /// Counts, in the order of `codes`; the diagonal is `n`.
    matrix: Vec<Vec<u64>>,
    pairs: Vec<Pair>,
    /// Only with `--coders each`.
    each: Vec<OfCoder>,
    findings: Vec<String>,
}

#[derive(Serialize)]
struct CodeCount {
    id: String,
    path: String,
    n: u64,
}

#[derive(Serialize)]
struct Pair {
    a: String,
    b: String,
    count: u64,
    c: Option<f64>,
    warnings: Vec<String>,
}

#[derive(Serialize)]
struct OfCoder {
    coder: String,
    matrix: Vec<Vec<u64>>,
    pairs: Vec<Pair>,
}

pub(super) fn json(project: &Project, result: &Cooccurrence, language: Language) -> Result<Vec<u8>, Failure> {
    files::json_bytes(&answer(project, result, language))
}

fn answer(project: &Project, result: &Cooccurrence, language: Language) -> Answer {
    let parameters = &result.parameters;
    let size = result.codes.len();
    let square = |layer: &Layer| -> Vec<Vec<u64>> {
        (0..size).map(|a| (0..size).map(|b| (layer.pairs)(a, b)).collect()).collect()
    };
    let together = |layer: &Layer| -> Vec<Pair> {
        let places = (0..size).flat_map(|a| (a + 1..size).map(move |b| (a, b)));
        places
            .filter(|&(a, b)| (layer.pairs)(a, b) > 0)
            .map(|(a, b)| {
                let coefficient = (layer.coefficient)(a, b);
                Pair {
                    a: result.codes[a].path.clone(),
                    b: result.codes[b].path.clone(),
                    count: (layer.pairs)(a, b),
                    c: coefficient.value,
                    warnings: coefficient.warnings.iter().map(|warning| language.say(&warning.tell())).collect(),
                }
            })
            .collect()
    };
    let mut layers = layers(project, result).into_iter();
    let whole = layers.next();
    Answer {
        project: project.title.clone(),
        unit: parameters.unit.name(),
        count: if parameters.count == Count::Raw { "raw" } else { "merged" },
        coders: if parameters.coders == Coders::Each { "each" } else { "pooled" },
        with_below: parameters.aggregate == Aggregate::WithBelow,
        definition: parameters.definition().iter().map(|sentence| language.say(sentence)).collect(),
        codes: (0..size)
            .map(|at| {
                let row = &result.codes[at];
                CodeCount { id: row.id.to_string(), path: row.path.clone(), n: result.n(at) }
            })
            .collect(),
        matrix: whole.as_ref().map(square).unwrap_or_default(),
        pairs: whole.as_ref().map(together).unwrap_or_default(),
        each: layers
            .map(|layer| OfCoder {
                coder: layer.coder.clone().unwrap_or_default(),
                matrix: square(&layer),
                pairs: together(&layer),
            })
            .collect(),
        findings: result.findings.iter().map(|finding| language.say(&finding.tell(project))).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_of_the_analysis_can_be_asked_for() {
        assert_eq!(UNITS, Unit::ALL.map(Unit::name));
    }
}
