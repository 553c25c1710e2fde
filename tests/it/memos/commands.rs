//! `tianye memos`: listed, begun and written out from the command line.

use crate::cli::Desk;

#[test]
fn memos_are_added_listed_searched_and_exported_by_command() {
    let desk = Desk::new();
    desk.study();
    desk.run(&["memos", "list", "study"]).ends(0).says(&["no memos"]);
    let text = "**注意：**先问机构\n\n见 [[内卷化]]";
    let add = ["memos", "add", "study", "沉默", "--text", text, "--about", "合谋", "--label", "理论", "--json"];
    let added = desk.run(&add).ends(0).json();
    assert_eq!((added["about"].as_str(), added["name"].as_str()), (Some("code"), Some("合谋")));
    desk.run(&["memos", "add", "study", "x", "--about", "没有的"]).ends(2).says(&["没有的"]);
    let listed = desk.run(&["memos", "list", "study", "--json"]).ends(0).json();
    assert_eq!(listed["memos"].as_array().unwrap().len(), 1);
    assert_eq!(listed["memos"][0]["labels"][0], "理论");
    assert_eq!(desk.run(&["search", "study", "in:memo 先问机构", "--count"]).ends(0).text().trim(), "1");
    desk.run(&["memos", "export", "study", "--out", "memos.md"]).ends(0);
    let written = std::fs::read_to_string(desk.path("memos.md")).unwrap();
    assert!(written.contains("## 沉默") && written.contains("**注意：**先问机构\n\n见 "), "{written}");
    assert!(written.contains("- Labels: 理论") && written.contains("内卷化") && !written.contains("[["), "{written}");
    desk.run(&["memos", "export", "study", "--out", "memos.docx"]).ends(0);
    desk.run(&["memos", "export", "study", "--out", "memos.html"]).ends(0);
    let page = std::fs::read_to_string(desk.path("memos.html")).unwrap();
    assert!(page.contains("<b>注意：</b>先问机构") && page.contains("Labels: 理论"), "{page}");
    desk.run(&["undo", "study"]).ends(0);
    desk.run(&["memos", "list", "study"]).ends(0).says(&["no memos"]);
}
