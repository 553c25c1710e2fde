//! Codebook and codings as other programs write and read them.

use std::path::Path;

use tianye::exchange::codings::Columns;
use tianye::exchange::{Finding, Problem, codebook, codings};
use tianye::export::file::{Existing, save_with};
use tianye::export::table::Reader;
use tianye::model::{CountingMint, Edit, Mint, Project, ProjectId, Timestamp, apply_all, invariants};

use crate::support::interviews;

fn golden(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/exchange").join(name)).unwrap()
}

fn mint() -> CountingMint {
    CountingMint::after(1 << 40)
}

fn without_codes(project: &Project) -> Project {
    let mut copy = Project::new(ProjectId(mint().mint()), "副本", Timestamp(0));
    let edits: Vec<Edit> = project.documents().map(|document| Edit::AddDocument(document.clone())).collect();
    apply_all(&mut copy, &edits).unwrap();
    copy
}

fn csv_of(project: &Project, columns: Columns) -> String {
    let mut out = Vec::new();
    codings::export(project, columns, Reader::Program, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_codebook_saved_by_chinese_excel_comes_in() {
    let mut project = interviews();
    let plan = codebook::import(&project, &golden("codebook_excel_gb18030.csv"), &mut mint()).unwrap();
    assert_eq!(
        plan.findings,
        [
            Finding { line: None, problem: Problem::Encoding("gb18030") },
            Finding { line: None, problem: Problem::UnknownColumns(vec!["频数".into()]) },
        ]
    );
    apply_all(&mut project, &plan.edits).unwrap();
    let names = ["陷阱".to_owned(), "行政依附".to_owned()];
    let code = project.code(project.code_at_path(&names).unwrap()).unwrap();
    assert_eq!((code.definition.as_str(), code.colour.to_string().as_str()), ("听命于上级，\n不问效果。", "#2F5D8A"));
    assert_eq!((plan.added, plan.changed, plan.kept), (1, 1, 1));
}

#[test]
fn codings_made_by_a_script_come_in_and_its_mistakes_are_told() {
    let mut project = interviews();
    let before = project.coding_count();
    let plan = codings::import(&project, &golden("codings_script.csv"), Timestamp(0), &mut mint()).unwrap();
    let told: Vec<(Option<u64>, bool)> =
        plan.findings.iter().map(|finding| (finding.line, finding.problem.leaves_row_out())).collect();
    assert_eq!(told, [(None, false), (Some(4), true), (Some(5), true)]);
    apply_all(&mut project, &plan.edits).unwrap();
    assert_eq!((plan.added, project.coding_count()), (2, before + 2));
    assert_eq!(invariants::check(&project), []);
}

#[test]
fn codebook_and_codings_carry_a_whole_coding_to_another_copy_through_files() {
    let project = interviews();
    let folder = tempfile::tempdir().unwrap();
    let (book, coded) = (folder.path().join("codes.csv"), folder.path().join("codings.csv"));
    save_with(&book, Existing::Refuse, |out| codebook::export(&project, Reader::Spreadsheet, out)).unwrap();
    let written =
        save_with(&coded, Existing::Refuse, |out| codings::export(&project, Columns::All, Reader::Program, out))
            .unwrap();
    assert_eq!(written, project.coding_count());

    let mut copy = without_codes(&project);
    let plan = codebook::import(&copy, &std::fs::read(&book).unwrap(), &mut mint()).unwrap();
    apply_all(&mut copy, &plan.edits).unwrap();
    let mut after = CountingMint::after(1 << 41);
    let plan = codings::import(&copy, &std::fs::read(&coded).unwrap(), Timestamp(0), &mut after).unwrap();
    assert_eq!((plan.codes, plan.findings.len()), (0, 0), "the codebook brought every code");
    apply_all(&mut copy, &plan.edits).unwrap();
    assert_eq!(csv_of(&copy, Columns::All), csv_of(&project, Columns::All));
}
