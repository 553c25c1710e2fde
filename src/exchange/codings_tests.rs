//! Codings that go out and come back, and files that are not quite right.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeSet;
use std::fmt::Write;

use super::*;
use crate::exchange::{ExchangeError, Finding, Problem};
use crate::export::sample::{AT, Sample};
use crate::export::table::Reader;
use crate::model::{
    CodingChange, CodingId, CountingMint, Document, DocumentChange, Edit, Project, Timestamp, apply_all, invariants,
};

const LATER: Timestamp = Timestamp(1_800_000_000_000);

fn exported(project: &Project, columns: Columns, reader: Reader) -> String {
    let mut out = Vec::new();
    export(project, columns, reader, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn take_in(project: &mut Project, text: &str) -> Plan {
    let plan = import(project, text.as_bytes(), LATER, &mut CountingMint::after(1_000_000)).unwrap();
    apply_all(project, &plan.edits).unwrap();
    assert_eq!(invariants::check(project), []);
    plan
}

/// A project with the same documents and nothing else.
fn empty_copy(project: &Project) -> Project {
    let mut copy = Sample::new().project;
    let add = |document: &std::sync::Arc<Document>| Edit::AddDocument(document.clone());
    let edits: Vec<Edit> = project.documents().map(add).collect();
    apply_all(&mut copy, &edits).unwrap();
    copy
}

/// What the codings of a project say, by names.
fn said(project: &Project) -> BTreeSet<(String, String, u32, u32, String, String)> {
    let mut all = BTreeSet::new();
    for (document, codings) in project.all_codings() {
        for coding in codings.iter() {
            all.insert((
                project.coder(coding.coder).unwrap().name.trim().to_owned(),
                project.document(document).unwrap().title.clone(),
                coding.span.start.0,
                coding.span.end.0,
                project.code_path(coding.code),
                coding.memo.as_deref().unwrap_or_default().to_owned(),
            ));
        }
    }
    all
}

fn ids(project: &Project) -> BTreeSet<(CodingId, Timestamp, Option<u8>)> {
    project.all_codings().flat_map(|(_, codings)| codings.iter()).map(|c| (c.id, c.at, c.weight)).collect()
}

#[test]
fn codings_are_written_by_code_points_and_a_merged_code_as_what_it_stands_for() {
    let project = Sample::study().project;
    assert_eq!(
        exported(&project, Columns::Six, Reader::Program),
        "coder,doc,start_char,end_char,code_path,memo\n\
         编码者甲,老人 03,7,15,陷阱/合谋,“早就定好”：程序走形式\n\
         编码者乙,老人 03,9,29,陷阱/合谋,\n\
         编码者甲,老人 03,32,40,陷阱/内卷化,\n\
         编码者乙,社工 01,0,12,陷阱/合谋,\n\
         编码者甲,社工 01,14,23,陷阱/内卷化,\n",
    );
    assert!(exported(&project, Columns::WithId, Reader::Spreadsheet).starts_with("\u{FEFF}id,coder,doc,"));
}

#[test]
fn what_is_exported_comes_back_equal_in_an_empty_copy() {
    for mut sample in [Sample::study(), Sample::hostile()] {
        let document = sample.project.documents_in_order()[0].id;
        let place = sample.project.codings(document).iter().next().unwrap().place(document);
        sample.apply(vec![Edit::SetCoding(place, CodingChange::Weight(Some(70)))]);
        for reader in [Reader::Program, Reader::Spreadsheet] {
            let mut copy = empty_copy(&sample.project);
            let plan = take_in(&mut copy, &exported(&sample.project, Columns::All, reader));
            assert_eq!(plan.findings, []);
            assert_eq!((plan.added, plan.new_ids), (sample.project.coding_count(), 0));
            assert_eq!(said(&copy), said(&sample.project));
            assert_eq!(ids(&copy), ids(&sample.project), "ids, times and weights are kept");
        }
    }
}

#[test]
fn importing_into_the_same_project_adds_nothing() {
    let mut sample = Sample::study();
    for columns in [Columns::Six, Columns::WithId, Columns::All] {
        let text = exported(&sample.project, columns, Reader::Program);
        let plan = take_in(&mut sample.project, &text);
        assert_eq!((plan.edits.len(), plan.already_there, plan.findings.len()), (0, 5, 0), "{columns:?}");
    }
}

#[test]
fn twins_of_a_name_are_told_apart_by_id() {
    let mut sample = Sample::study();
    let (first, second) = {
        let documents = sample.project.documents_in_order();
        (documents[0].id, documents[1].id)
    };
    sample.apply(vec![Edit::SetDocument(second, DocumentChange::Title(" 老人 03".into()))]);
    let text = exported(&sample.project, Columns::Six, Reader::Program);
    assert!(text.contains(&first.to_string()) && text.contains(&second.to_string()) && !text.contains("老人"));
    let mut copy = empty_copy(&sample.project);
    assert_eq!(take_in(&mut copy, &text).added, 5);
    assert_eq!(said(&copy), said(&sample.project));
    let ambiguous = take_in(&mut copy, "coder,doc,start,end,code\n甲,老人 03 ,0,1,码\n");
    assert_eq!(ambiguous.findings, [Finding::at(2, Problem::SeveralDocuments("老人 03 ".into()))]);
}

#[test]
fn rows_with_an_id_in_use_by_another_coding_stay_out_and_a_bad_id_is_made_anew() {
    let mut project = Sample::study().project;
    let used = project.all_codings().next().unwrap().1.iter().next().unwrap().id;
    let fresh = CodingId(uuid::Uuid::from_u128(0x0190_aaaa_0000_7000_8000_0000_0000_0001));
    let text = format!(
        "id,coder,doc,start_char,end_char,code_path,memo\n\
         {used},新人,老人 03,0,2,没有的码,\n\
         {fresh},编码者甲,老人 03,0,2,陷阱,\n\
         {fresh},编码者甲,老人 03,2,4,陷阱,\n\
         17,编码者甲,老人 03,4,6,陷阱,\n\
         ,编码者甲,老人 03,4,6,陷阱,\n"
    );
    let plan = take_in(&mut project, &text);
    assert_eq!(plan.findings, [Finding::at(2, Problem::IdOfAnother(used.to_string()))]);
    assert_eq!((plan.added, plan.new_ids, plan.already_there), (3, 2, 1));
    assert_eq!((plan.coders, plan.codes), (0, 0), "a row that stays out brings no coder and no code");
    assert!(project.all_codings().any(|(_, codings)| codings.iter().any(|coding| coding.id == fresh)));
}

#[test]
fn of_ten_thousand_rows_seven_bad_ones_are_told_exactly_and_the_others_go_in() {
    let mut sample = Sample::new();
    sample.document("长文", &"田野调查".repeat(3000));
    let mut text = "coder,doc,start_char,end_char,code_path,memo\n".to_owned();
    for row in 0..10_000_u32 {
        let (start, end) = (row, row + 3);
        let _ = match row {
            10 => writeln!(text, "甲,没有的文档,{start},{end},码,"),
            999 => writeln!(text, "甲,长文,{start},十二,码,"),
            2500 => writeln!(text, "甲,长文,11999,12001,码,"),
            4000 => writeln!(text, "甲,长文,{end},{start},码,"),
            5555 => writeln!(text, "甲,长文,{start},{end},\" / \","),
            7777 => writeln!(text, ",长文,{start},{end},码,"),
            9999 => writeln!(text, "甲,长文,{start},{end},码,\"没有结束"),
            _ => writeln!(text, "甲,长文,{start},{end},组{}/码{},\"备忘，\n第二行\"", row % 3, row % 7),
        };
    }
    // The rows between are two lines each; `row` rows and the header stand before.
    let line = |row: u64, bad_before: u64| 2 + 2 * row - bad_before;
    let plan = take_in(&mut sample.project, &text);
    assert_eq!(
        plan.findings,
        [
            Finding::at(line(10, 0), Problem::NoDocument("没有的文档".into())),
            Finding::at(line(999, 1), Problem::NotAPosition("十二".into())),
            Finding::at(line(2500, 2), Problem::OutsideText { start: 11_999, end: 12_001, length: 12_000 }),
            Finding::at(line(4000, 3), Problem::OutsideText { start: 4003, end: 4000, length: 12_000 }),
            Finding::at(line(5555, 4), Problem::NoCode),
            Finding::at(line(7777, 5), Problem::NoCoder),
            Finding::at(line(9999, 6), Problem::Quotes),
        ],
    );
    assert_eq!((plan.added, plan.left_out(), plan.coders, plan.codes), (9993, 7, 1, 3 + 21));
    assert_eq!(sample.project.coding_count(), 9993);
    let memo = sample.project.all_codings().next().unwrap().1.iter().next().unwrap().memo.clone();
    assert_eq!(memo.as_deref(), Some("备忘，\n第二行"));
}

#[test]
fn titles_match_without_blanks_and_however_their_characters_are_composed() {
    let mut sample = Sample::new();
    let document = sample.document("Café 访谈", "一二三四五");
    let text = format!(
        "编码者\t文档\t起始\t结束\t代码\t备注\n甲\t Cafe\u{301} 访谈 \t0\t2.0\t码\t\n 甲 \t{}\t2\t4\t码\t说明\n",
        document.to_string().to_uppercase(),
    );
    let plan = take_in(&mut sample.project, &text);
    assert_eq!((plan.findings, plan.added, plan.coders), (vec![], 2, 1));
}

#[test]
fn codings_without_a_time_are_dated_at_the_import_and_doubtful_cells_cost_only_themselves() {
    let mut sample = Sample::new();
    sample.document("文", "一二三四五");
    let text = "coder,doc,start,end,code,time,weight\n\
                甲,文,0,1,码,2024-05-03T08:30:00Z,100\n甲,文,1,2,码,,\n甲,文,2,3,码,昨天,101\n";
    let plan = take_in(&mut sample.project, text);
    assert_eq!(
        plan.findings,
        [Finding::at(4, Problem::NotATime("昨天".into())), Finding::at(4, Problem::NotAWeight("101".into())),],
    );
    assert_eq!((plan.added, plan.left_out()), (3, 0));
    let dated: Vec<_> = ids(&sample.project).into_iter().map(|(_, at, weight)| (at, weight)).collect();
    assert_eq!(dated, [(AT, Some(100)), (LATER, None), (LATER, None)]);
}

#[test]
fn a_header_without_a_needed_column_is_refused_whole() {
    let refused = import(&Sample::new().project, b"coder,doc,start,end\n", AT, &mut CountingMint::default());
    assert_eq!(refused, Err(ExchangeError::NoColumn("code_path")));
}

#[test]
fn every_finding_can_be_said_with_its_line() {
    use crate::i18n::Language;
    let problems = [
        Problem::Quotes,
        Problem::NoCode,
        Problem::NoCoder,
        Problem::NameWithLineEnd("甲\n乙".into()),
        Problem::CodeTwice { path: "甲".into(), first: 2 },
        Problem::NotAColour("红".into()),
        Problem::NoDocument("甲".into()),
        Problem::SeveralDocuments("甲".into()),
        Problem::NotAPosition("甲".into()),
        Problem::OutsideText { start: 1, end: 2, length: 1 },
        Problem::IdOfAnother("甲".into()),
        Problem::NotAWeight("甲".into()),
        Problem::NotATime("甲".into()),
    ];
    for problem in problems {
        let message = Finding::at(4711, problem).tell();
        for language in Language::ALL {
            let said = language.say(&message);
            assert!(said.contains("4711") && said != message.id, "{said}");
        }
    }
}
