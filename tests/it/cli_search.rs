//! `tianye search`, `kwic` and `text`: found, counted, set in lines, written in every format, coded.

use std::collections::BTreeSet;

use serde_json::Value;
use tianye::search::half_columns;

use crate::cli::{Desk, contents};

/// The names of an object's values.
#[track_caller]
fn keys(object: &Value) -> BTreeSet<&str> {
    object.as_object().unwrap_or_else(|| panic!("no object: {object}")).keys().map(String::as_str).collect()
}

fn strings<'a>(rows: &'a Value, key: &str) -> Vec<&'a str> {
    rows.as_array().unwrap().iter().map(|row| row[key].as_str().unwrap()).collect()
}

/// The names of the files in an archive, which a workbook is.
fn parts_of(workbook: &std::path::Path) -> Vec<String> {
    let archive = zip::ZipArchive::new(std::fs::File::open(workbook).unwrap()).unwrap();
    archive.file_names().map(|name| name.unwrap().into_owned()).collect()
}

/// The study with an interview that is known as one.
fn interviewed() -> Desk {
    let desk = Desk::new();
    desk.study();
    desk.file(
        "对话.txt",
        "访谈者：谁来付钱？\n老人 03：街道。街道付，\n我们签字。\n访谈者：签几次？\n老人 03：月底签。\n",
    );
    desk.run(&["import", "study", "对话.txt", "--group", "组二"]).ends(0);
    desk
}

#[test]
fn places_are_listed_with_what_stands_around_them() {
    let desk = interviewed();
    let found = desk.run(&["search", "study", "街道", "--json"]).ends(0).json();
    assert_eq!(keys(&found), BTreeSet::from(["query", "total", "documents", "hits"]));
    assert_eq!(keys(&found["documents"][0]), BTreeSet::from(["document", "title", "count"]));
    let of_a_hit = ["document", "title", "paragraph", "page", "speaker", "start", "end", "before", "text", "after"];
    assert_eq!(keys(&found["hits"][0]), of_a_hit.into_iter().chain(["passage"]).collect::<BTreeSet<_>>());
    assert_eq!(keys(&found["hits"][0]["passage"]), BTreeSet::from(["start", "end"]));
    assert_eq!((&found["total"], &found["documents"][1]["count"]), (&Value::from(4), &Value::from(2)));
    assert_eq!(found["hits"][0]["speaker"], Value::Null);
    assert_eq!(found["hits"][3]["speaker"], "老人 03");

    let near = desk.run(&["search", "study", "街道", "--json", "--context", "2"]).ends(0).json();
    assert_eq!((&near["hits"][0]["before"], &near["hits"][0]["after"]), (&"钱从".into(), &"来，".into()));
}

#[test]
fn a_unit_shows_all_of_itself_and_nothing_else() {
    let desk = interviewed();
    let whole = |unit: &str| {
        let found = desk.run(&["search", "study", "街道付", "--json", "--unit", unit]).ends(0).json();
        let hit = &found["hits"][0];
        let width = hit["passage"]["end"].as_u64().unwrap() - hit["passage"]["start"].as_u64().unwrap();
        let said: String = ["before", "text", "after"].map(|key| hit[key].as_str().unwrap()).concat();
        assert_eq!(width as usize, said.chars().count(), "{unit}");
        said.replace('\n', "")
    };
    assert_eq!(whole("hit"), "街道付");
    assert_eq!(whole("clause"), "街道付");
    assert_eq!(whole("sentence"), "街道付，我们签字。");
    assert!(whole("paragraph").ends_with("街道。街道付，我们签字。"));
    assert_eq!(whole("turn"), "街道。街道付，我们签字。");
    let shown = desk.run(&["search", "study", "街道付", "--unit", "sentence"]).ends(0);
    assert!(shown.text().contains("【街道付】，") && !shown.text().contains('…'), "{}", shown.text());
}

#[test]
fn the_list_is_cut_but_the_count_and_the_tables_are_whole() {
    let desk = interviewed();
    let cut = desk.run(&["search", "study", "签", "--json", "--limit", "1"]).ends(0).json();
    assert_eq!((cut["hits"].as_array().unwrap().len(), &cut["total"]), (1, &Value::from(4)));
    desk.run(&["search", "study", "签", "--limit", "1"]).ends(0).says(&["4 places in 2 documents", "1 listed"]);
    let rows = desk.run(&["search", "study", "签", "--format", "csv"]).ends(0).text();
    assert_eq!(rows.lines().count(), 1 + 4);
}

#[test]
fn places_stand_in_the_columns_of_the_window_with_heads_in_the_language_asked_for() {
    let desk = interviewed();
    let english = "Document,Paragraph,Page,Speaker,Left,Hit,Right,Passage,Codes,Start,End";
    let chinese = "文档,段落,页码,说话人,左侧,命中,右侧,所在文字,代码,起点,终点";
    for command in ["search", "kwic"] {
        for (language, heads) in [("en", english), ("zh", chinese)] {
            let rows = desk.run(&[command, "study", "签", "--format", "csv", "--lang", language]).ends(0).text();
            assert_eq!(rows.lines().next(), Some(heads), "{command}");
        }
    }
    desk.run(&["search", "study", "月底签", "--code", "合谋", "--coder", "编码者甲"]).ends(0);
    let rows = desk.run(&["search", "study", "月底", "--format", "csv", "--unit", "sentence"]).ends(0).text();
    let row = rows.lines().find(|row| row.starts_with("对话")).unwrap();
    assert!(row.contains(",月底,签。,") && row.contains("月底签。,陷阱/合谋,"), "{row}");
}

#[test]
fn only_figures_are_given_where_only_figures_are_asked_for() {
    let desk = interviewed();
    let figures = desk.run(&["search", "study", "签", "--count"]).ends(0).says(&["4 places in 2 documents."]);
    assert_eq!(figures.text(), "4\n");
    let figures = desk.run(&["search", "study", "签", "--count", "--json"]).ends(0).json();
    assert_eq!((&figures["total"], figures["hits"].as_array().unwrap().len()), (&Value::from(4), 0));
    let rows = desk.run(&["search", "study", "签", "--count", "--format", "csv"]).ends(0).text();
    assert_eq!(rows, "document,hits\n访谈,1\n对话,3\n");
    desk.run(&["search", "study", "没有这个词"]).ends(0).says(&["Nothing found"]);
    desk.run(&["search", "study", "-签"]).ends(0).says(&["Nothing found"]);
    desk.run(&["search", "study", "-月底"]).ends(0).says(&["1 document matches"]);
}

#[test]
fn the_most_relevant_document_comes_first_where_that_is_asked_for() {
    let desk = interviewed();
    let order = |order: &str| {
        let found = desk.run(&["search", "study", "签", "--json", "--order", order]).ends(0).json();
        strings(&found["documents"], "title").into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(order("document"), ["访谈", "对话"]);
    assert_eq!(order("relevance"), ["对话", "访谈"]);
}

#[test]
fn reading_and_the_index_find_the_same_places() {
    let desk = interviewed();
    for query in ["签", "街道 付", "签 -月底", "签 speaker:老人03", "几?"] {
        let through = |way| desk.run(&["search", "study", query, "--json", "--through", way]).ends(0).text();
        assert_eq!(through("scan"), through("index"), "{query}");
    }
}

#[test]
fn a_spreadsheet_takes_nothing_that_was_found_for_a_formula() {
    let desk = Desk::new();
    desk.study();
    desk.file("表.txt", "=1+2表格@甲\n-1表格+2\n");
    desk.run(&["import", "study", "表.txt", "--no-cleaning"]).ends(0);
    let arguments: [&[&str]; 2] = [&["search", "study", "表格 doc:表"], &["kwic", "study", "表格 doc:表"]];
    for arguments in arguments {
        let rows = desk.run(&[arguments, &["--format", "csv"]].concat()).ends(0).text();
        let cells: Vec<&str> = rows.split([',', '\n']).map(|cell| cell.trim_matches('"')).collect();
        assert!(cells.contains(&"'=1+2"), "{rows}");
        assert!(cells.iter().all(|cell| !cell.starts_with(['=', '@', '+', '-'])), "{rows}");
    }
}

#[test]
fn a_result_goes_into_a_file_of_the_format_that_its_name_says() {
    let desk = interviewed();
    for command in ["search", "kwic"] {
        desk.run(&[command, "study", "签", "--format", "xlsx"]).ends(2).says(&["--out"]);
        desk.run(&[command, "study", "签", "--out", "签.xlsx"]).ends(0).says(&["签.xlsx"]);
        let sheets = parts_of(&desk.path("签.xlsx"));
        assert!(sheets.iter().any(|name| name == "xl/worksheets/sheet1.xml"), "{sheets:?}");
        desk.run(&[command, "study", "签", "--out", "签.xlsx"]).ends(3).says(&["签.xlsx"]);
        desk.run(&[command, "study", "签", "--out", "签.xlsx", "--force"]).ends(0);
        std::fs::remove_file(desk.path("签.xlsx")).unwrap();
        desk.run(&[command, "study", "签", "--out", "签.json"]).ends(0);
        let found: Value = serde_json::from_slice(&std::fs::read(desk.path("签.json")).unwrap()).unwrap();
        assert_eq!(found["total"], 4);
        std::fs::remove_file(desk.path("签.json")).unwrap();
    }
}

#[test]
fn a_mistake_is_shown_at_its_place_in_both_languages() {
    for (desk, place) in [(Desk::new(), "characters 8 to 9"), (Desk::in_chinese(), "第 8–9 个字")] {
        desk.study();
        for command in ["search", "kwic"] {
            // Even where there is no such project: what cannot be read needs none.
            for project in ["study", "nowhere"] {
                desk.run(&[command, project, "合谋 AND OR 内卷"]).ends(2).says(&[place, "合谋 AND 【OR】 内卷"]);
            }
            let both = desk.run(&[command, "study", "code:没有 doc:也没有 表格"]).ends(2);
            both.says(&["【code:没有】", "【doc:也没有】"]);
        }
        desk.run(&["kwic", "nowhere", "合谋"]).ends(3);
        desk.run(&["kwic", "study", "合谋", "--sort", "middle"]).ends(2).says(&["middle", "left"]);
        desk.run(&["search", "study", "合谋", "--unit", "turn", "--context", "3"]).ends(2);
        desk.run(&["search", "study", "in:definition 心照", "--context", "3"]).ends(2).says(&["in:"]);
        desk.run(&["search", "study", "in:definition 心照", "--code", "合谋"]).ends(2).says(&["--code"]);
        desk.run(&["kwic", "study", "in:definition 心照"]).ends(2).says(&["kwic"]);
        desk.run(&["search", "study", "合谋", "--dry-run"]).ends(2).says(&["--code"]);
    }
}

#[test]
fn what_was_found_is_coded_as_one_change_that_one_undo_takes_back() {
    let desk = interviewed();
    let codings = || desk.run(&["codings", "export", "study", "-"]).ends(0).text();
    let before = contents(&desk.path("study.tianye/codings"));
    let arguments = ["search", "study", "签 或 街道", "--code", "合谋", "--unit", "sentence", "--coder", "编码者乙"];
    let planned = desk.run(&[&arguments[..], &["--dry-run", "--json"]].concat()).ends(0).json();
    let of_a_plan = ["query", "total", "code", "unit", "passages", "coded", "already", "united", "dry_run"];
    assert_eq!(keys(&planned), BTreeSet::from(of_a_plan));
    assert_eq!(contents(&desk.path("study.tianye/codings")), before);
    assert_eq!(planned["code"], "陷阱/合谋");

    let done = desk.run(&[&arguments[..], &["--json"]].concat()).ends(0).json();
    let figures = |answer: &Value| ["total", "passages", "coded", "already"].map(|key| answer[key].as_u64().unwrap());
    assert_eq!(figures(&done), figures(&planned));
    let [total, passages, coded, already] = figures(&done);
    assert_eq!((total, already), (8, 0));
    assert!(passages < total && passages == coded, "two places of one sentence are one passage: {done}");
    assert_eq!(codings().lines().count() as u64, 1 + coded);
    assert!(codings().lines().skip(1).all(|row| row.starts_with("编码者乙,") && row.contains("陷阱/合谋")));

    let again = desk.run(&[&arguments[..], &["--json"]].concat()).ends(0).json();
    assert_eq!(figures(&again), [total, passages, 0, passages]);
    desk.run(&arguments).ends(0);
    desk.run(&["undo", "study"]).ends(0);
    assert_eq!(codings().lines().count(), 1);
}

#[test]
fn coding_needs_a_code_and_among_several_coders_a_name() {
    let desk = interviewed();
    desk.run(&["search", "study", "签", "--code", "合谋化"]).ends(2).says(&["合谋化", "Did you mean"]);
    desk.run(&["search", "study", "签", "--code", "合谋", "--limit", "1"]).ends(2).says(&["--limit"]);
    desk.run(&["search", "study", "签", "--code", "合谋", "--coder", " "]).ends(2);
    desk.run(&["search", "study", "签 code:没有", "--code", "合谋"]).ends(2).says(&["【code:没有】"]);
    assert_eq!(desk.run(&["codings", "export", "study", "-"]).ends(0).text().lines().count(), 1);
    let nobody = ["search", "study", "签", "--code", "合谋", "--coder", "丙", "--dry-run"];
    desk.run(&nobody).ends(0).says(&[]);
    assert!(!desk.run(&["history", "study"]).ends(0).text().contains('丙'), "asking has made a coder");
}

#[test]
fn the_hits_of_a_concordance_stand_under_each_other() {
    let desk = interviewed();
    desk.file("mixed.txt", "We signed 签 twice, 然后 o\u{301}k 签 again\n");
    desk.run(&["import", "study", "mixed.txt", "--no-cleaning"]).ends(0);
    let lines = desk.run(&["kwic", "study", "签", "--width", "9"]).ends(0).says(&["6 places", "6 listed"]).text();
    let left = |line: &str| line.split('【').next().unwrap().chars().map(half_columns).sum::<usize>();
    let columns: BTreeSet<usize> = lines.lines().map(left).collect();
    assert_eq!((lines.lines().count(), columns.len()), (6, 1), "{lines}");
    let place = |line: &str| line[..line.rfind("  ").unwrap()].chars().map(half_columns).sum::<usize>();
    assert_eq!(lines.lines().map(place).collect::<BTreeSet<_>>().len(), 1, "{lines}");
}

#[test]
fn a_concordance_is_sorted_by_what_stands_beside() {
    let desk = interviewed();
    let sorted = |by: &str, key: &str| {
        let found = desk.run(&["kwic", "study", "签", "--json", "--width", "1", "--sort", by]).ends(0).json();
        assert_eq!(found["sort"].as_array().unwrap().len(), by.split(',').count());
        strings(&found["lines"], key).concat()
    };
    assert_eq!(sorted("document", "right"), "几字几。");
    assert_eq!(sorted("right", "right"), "。几几字");
    assert_eq!(sorted("left", "left"), "：：底们");
    assert_eq!(sorted("right,left", "right"), "。几几字");
    let found = desk.run(&["kwic", "study", "签", "--json", "--sort", "relevance"]).ends(0).json();
    assert_eq!(keys(&found), BTreeSet::from(["query", "total", "sort", "width", "lines"]));
    let of_a_line = ["document", "title", "paragraph", "page", "speaker", "start", "end", "left", "text", "right"];
    assert_eq!(keys(&found["lines"][0]), BTreeSet::from(of_a_line));
    assert_eq!(found["lines"][0]["title"], "对话");
}

#[test]
fn texts_are_written_out_as_they_are_for_other_programs() {
    let desk = interviewed();
    let whole = desk.run(&["text", "study", "--json"]).ends(0).json();
    assert_eq!(keys(&whole), BTreeSet::from(["project", "documents"]));
    let of_a_document = ["document", "title", "groups", "attributes", "speakers", "turns", "paragraphs", "text"];
    assert_eq!(keys(&whole["documents"][0]), BTreeSet::from(of_a_document));
    let talk = &whole["documents"][1];
    assert_eq!((&talk["title"], &talk["groups"][0]), (&"对话".into(), &"组二".into()));
    let text: Vec<char> = talk["text"].as_str().unwrap().chars().collect();
    let turn = &talk["turns"][1];
    let [start, said, end] = ["start", "said", "end"].map(|key| turn[key].as_u64().unwrap() as usize);
    assert_eq!(text[start..said].iter().collect::<String>(), "老人 03：");
    assert!(text[said..end].iter().collect::<String>().starts_with("街道。街道付"));
    assert_eq!(talk["speakers"][turn["speaker"].as_u64().unwrap() as usize]["role"], "respondent");
    assert_eq!(talk["paragraphs"].as_array().unwrap().len(), text.split(|&c| c == '\n').count());

    let one = desk.run(&["text", "study", "--document", "访谈"]).ends(0).text();
    assert!(one.starts_with("社工 01：表格越填越多。\n"));
    desk.run(&["text", "study"]).ends(2).says(&["--document"]);
    desk.run(&["text", "study", "--document", "没有"]).ends(2).says(&["没有"]);
}

#[test]
fn a_name_that_ends_as_something_else_is_refused_before_the_work() {
    let desk = interviewed();
    for command in ["search", "kwic"] {
        desk.run(&[command, "study", "签", "--out", "签.docx"]).ends(2).says(&["docx", ".csv", ".xlsx"]);
        desk.run(&[command, "study", "签", "--format", "csv", "--out", "签.xlsx"]).ends(2).says(&[".csv"]);
        desk.run(&[command, "study", "签", "--out", &format!("{command}.txt")]).ends(0);
        desk.run(&[command, "study", "签", "--limit", "-1"]).ends(2).says(&["--limit", "from 0", "-1"]);
    }
    assert!(!desk.path("签.docx").exists() && !desk.path("签.xlsx").exists());
}

#[test]
fn documents_that_match_without_a_place_are_named() {
    let desk = interviewed();
    let all = desk.run(&["search", "study", "签", "--by", "文档", "--json"]).ends(0).json();
    assert_eq!(all["by"], "document");
    let title = all["counts"][0]["name"].as_str().unwrap().to_owned();
    for command in ["search", "kwic"] {
        assert_eq!(desk.run(&[command, "study", &format!("doc:\"{title}\"")]).ends(0).text(), format!("{title}\n"));
    }
}
