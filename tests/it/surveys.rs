//! A survey by commands: a look at the plan, other columns, one document a question.

use crate::cli::{Desk, contents};

const EXPORT: &str = "序号,提交答卷时间,来自IP,1、您的年龄？,2、您为什么来食堂？,3、您有什么建议？\n\
    1,2025/3/1 10:00:00,10.0.0.1(甲省-乙市),60~69岁,\"便宜，离家也近，一个人不想做饭。\",菜再软一点就好了，牙不好的人咬不动。\n\
    2,2025/3/1 10:02:00,10.0.0.2(甲省-乙市),70~79岁,可以和老朋友说说话，一坐就是半天。,\n\
    3,2025/3/1 10:09:00,10.0.0.3(甲省-乙市),70~79岁,,希望周末也能开门，子女都不在身边。\n\
    4,2025/3/1 10:11:00,10.0.0.4(甲省-乙市),60~69岁,,\n";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.run(&["new", "study", "--title", "食堂", "--coder", "编码者甲"]).ends(0);
    desk.file("问卷.csv", encoding_rs::GB18030.encode(EXPORT).0);
    desk
}

#[test]
fn a_plan_is_shown_with_first_values_and_nothing_is_written() {
    let desk = desk();
    let before = contents(&desk.path("study.tianye"));
    let plan = desk.run(&["import", "study.tianye", "问卷.csv", "--plan", "--json"]).ends(0).json();
    let plan = &plan["plans"][0];
    assert_eq!((plan["header_rows"].as_u64(), plan["respondents"].as_u64()), (Some(1), Some(4)));
    assert_eq!((plan["answers"].as_u64(), plan["respondents_without_answer"].as_u64()), (Some(4), Some(1)));
    let uses: Vec<&str> = plan["columns"].as_array().unwrap().iter().map(|c| c["use"].as_str().unwrap()).collect();
    assert_eq!(uses, ["title", "attribute", "leave", "attribute", "text", "text"]);
    assert_eq!(plan["columns"][3]["values"][0], "60~69岁");
    let said = desk.run(&["import", "study.tianye", "问卷.csv", "--plan", "--one", "question"]).ends(0).text();
    assert!(said.contains("One document a question") && said.contains("1、您的年龄？"), "{said}");
    assert_eq!(contents(&desk.path("study.tianye")), before);
}

#[test]
fn a_survey_becomes_a_document_a_respondent_and_says_what_was_left_out() {
    let desk = desk();
    let answer = desk.run(&["import", "study.tianye", "问卷.csv", "--json"]).ends(0).json();
    let imported = answer["imported"].as_array().unwrap();
    let titles: Vec<&str> = imported.iter().map(|taken| taken["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["问卷 1", "问卷 2", "问卷 3"]);
    assert_eq!(imported[0]["encoding"], "gb18030");
    let findings = imported[0]["findings"].as_array().unwrap();
    assert_eq!(findings[0], "Survey: 4 respondents, 2 questions in words, 4 answers.");
    assert_eq!(findings.len(), 3, "{findings:?}");
    // The original stands in the project once.
    let originals = contents(&desk.path("study.tianye"))
        .into_iter()
        .filter(|(path, _)| path.extension().is_some_and(|extension| extension == "csv"))
        .count();
    assert_eq!(originals, 1);
}

#[test]
fn columns_are_named_by_heading_or_letter() {
    let desk = desk();
    let answer = desk
        .run(&[
            "import",
            "study.tianye",
            "问卷.csv",
            "--survey",
            "--text-columns",
            "F,“2、您为什么来食堂？”",
            "--title-column",
            "A",
            "--leave-columns",
            "B",
            "--one",
            "question",
            "--json",
        ])
        .ends(0)
        .json();
    let imported = answer["imported"].as_array().unwrap();
    let titles: Vec<&str> = imported.iter().map(|taken| taken["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["2、您为什么来食堂？", "3、您有什么建议？"]);
    let found = desk.run(&["search", "study.tianye", "周末", "--json"]).ends(0).json();
    assert_eq!(found["total"], 1);
}

#[test]
fn what_is_no_table_and_what_a_table_does_not_have_is_refused_by_name() {
    let desk = desk();
    let before = contents(&desk.path("study.tianye"));
    desk.file("札记.txt", "今天是第一天。");
    desk.run(&["import", "study.tianye", "札记.txt", "--survey"]).ends(3).says(&["札记.txt", "no table"]);
    desk.run(&["import", "study.tianye", "札记.txt", "--plan"]).ends(3).says(&["札记.txt"]);
    desk.run(&["import", "study.tianye", "问卷.csv", "--text-columns", "收入"]).ends(3).says(&["收入", "您的年龄"]);
    desk.run(&["import", "study.tianye", "问卷.csv", "--sheet", "Sheet1"]).ends(3).says(&["Sheet1"]);
    let texts = |path: &std::path::Path| path.components().any(|part| part.as_os_str() == "texts");
    let after = contents(&desk.path("study.tianye"));
    assert_eq!(
        after.iter().filter(|(path, _)| texts(path)).count(),
        before.iter().filter(|(path, _)| texts(path)).count()
    );
}

/// A workbook of one sheet with this XML.
fn workbook(sheet: &str) -> Vec<u8> {
    use std::io::{Cursor, Write};
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in [
        ("xl/workbook.xml", "<workbook xmlns:r=\"r\"><sheets><sheet name=\"S\" r:id=\"a\"/></sheets></workbook>"),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id=\"a\" Type=\"x/worksheet\" Target=\"worksheets/s.xml\"/></Relationships>",
        ),
        ("xl/worksheets/s.xml", sheet),
    ] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn workbooks_that_claim_a_million_rows_or_unpack_without_end_harm_neither_the_others_nor_the_project() {
    let desk = desk();
    let far = "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>看法</t></is></c></row>\
        <row r=\"1048576\"><c r=\"A1048576\" t=\"inlineStr\"><is><t>最后一行的人说，饭菜比以前好多了。</t></is></c><c r=\"XFD1048576\"><v>1</v></c></row></sheetData></worksheet>";
    let far = workbook(far);
    assert!(far.len() < 4_800, "{}", far.len());
    desk.file("远.xlsx", far);
    desk.file("炸.xlsx", workbook(&format!("<worksheet>{}</worksheet>", " ".repeat(12 << 20))));
    let answer = desk.run(&["import", "study.tianye", "远.xlsx", "炸.xlsx", "问卷.csv", "--json"]).ends(1).json();
    let imported = answer["imported"].as_array().unwrap();
    assert_eq!(imported.len(), 4);
    assert!(imported[0]["findings"][0].as_str().unwrap().contains("left out"), "{}", imported[0]);
    assert!(answer["refused"][0]["file"].as_str().unwrap().contains("炸.xlsx"));
    desk.run(&["check", "study.tianye"]).ends(0);
}
