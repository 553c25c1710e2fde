//! The co-occurrence matrix of all codes: cold, after one edit, and the passages behind a cell.
//!
//! The bare pass reads the same spans once, sixteen bytes each, on one thread: what no count can do without.

mod common;

use tianye::analysis::cooccurrence::{Coders, Count, LiveCooccurrence, Parameters, Unit, cooccurrence};
use tianye::analysis::dense::Dense;
use tianye::analysis::passages;
use tianye::model::{CodingId, CountingMint, Edit, Project, QuoteHash, Span, apply_all};

use common::{Figures, measure, measure_after};

fn main() {
    for (name, shape) in common::shapes() {
        let project = common::project(&name, &shape);
        matrix(&project);
    }
}

fn matrix(project: &Project) {
    let dense = Dense::of(project);
    let bare = measure(50, || bare_pass(&dense));
    bare.print("bare pass over the packed spans", None);
    measure(10, || Dense::of(project)).print("packing all codings", Some(&bare));
    let merged = Parameters::default();
    measure(10, || cooccurrence(project, &merged)).print("overlap, merged, pooled: cold", Some(&bare));
    let mut live = LiveCooccurrence::new(project, &merged);
    let again = measure_after(10, |_| live.clone(), |live| live.asked(project, &merged));
    again.print("overlap, merged, pooled: packed already", Some(&bare));
    let raw = Parameters { count: Count::Raw, ..Parameters::default() };
    measure(10, || cooccurrence(project, &raw)).print("overlap, raw, doubled ones named: cold", Some(&bare));
    let each = Parameters { coders: Coders::Each, ..Parameters::default() };
    measure(5, || cooccurrence(project, &each)).print("overlap, merged, each coder: cold", Some(&bare));
    let paragraph = Parameters { unit: Unit::Paragraph, ..Parameters::default() };
    measure(10, || cooccurrence(project, &paragraph)).print("paragraph, pooled: cold", Some(&bare));
    one_edit(project, &mut live).print("overlap, merged, pooled: after one edit", Some(&bare));

    let table = live.result();
    let rows = 0..table.codes.len();
    let cell = rows.clone().flat_map(|a| rows.clone().skip(a + 1).map(move |b| (a, b)));
    if let Some((a, b)) = cell.max_by_key(|&(a, b)| table.pairs(a, b)) {
        let (first, second) = (table.codes[a].id, table.codes[b].id);
        let figures = measure(10, || passages::of_pair(project, &merged, first, second));
        figures.print(&format!("the {} passages of the fullest cell", table.pairs(a, b)), Some(&bare));
    }
}

fn bare_pass(dense: &Dense) -> u64 {
    let documents = dense.documents().iter();
    documents.flat_map(|document| document.codings.iter()).map(|coding| u64::from(coding.end - coding.start)).sum()
}

/// A passage is coded, in another document each time, and the matrix brought up to date.
fn one_edit(project: &Project, live: &mut LiveCooccurrence) -> Figures {
    let mut project = project.clone();
    let mut mint = CountingMint::after(1 << 64);
    let ids: Vec<_> = project.documents().map(|document| document.id).collect();
    let edit = |n: usize| {
        let document = project.document(ids[n * 7 % ids.len()])?;
        let mut coding = project.codings(document.id).iter().nth(n % 50)?.clone();
        coding.id = CodingId::new(&mut mint);
        coding.span = Span::new(coding.span.start.0, (coding.span.end.0 + 40).min(document.text.char_len()))?;
        coding.quote = QuoteHash::of(&document.text, coding.span);
        let edit = Edit::AddCoding(document.id, coding);
        // A generated passage can be coded again; what is refused changes nothing, and is not measured as an edit.
        apply_all(&mut project, &[edit]).ok().map(|_| project.clone())
    };
    measure_after(200, edit, |project| project.inspect(|project| live.update(project)))
}
