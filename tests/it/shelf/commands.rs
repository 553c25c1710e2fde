//! `tianye searches`, `synonyms` and `dictionary`, as scripts use them.

use crate::cli::Desk;

#[test]
fn searches_are_saved_listed_renamed_and_removed_and_each_run_is_one_step() {
    let desk = Desk::new();
    desk.study();
    let run = |arguments: &[&str]| desk.run(&[&["searches", "study.tianye"], arguments].concat());
    run(&[]).ends(0).says(&["no saved searches"]);
    run(&["--save", "互动==政社互动", "--save", "合谋=合谋 OR 共谋"]).ends(0).says(&["2 changes saved"]);
    let json = run(&["--json"]).ends(0).json();
    let list: Vec<_> =
        json["searches"].as_array().unwrap().iter().map(|one| (one["name"].as_str(), one["query"].as_str())).collect();
    assert_eq!(
        list,
        [(Some("互动"), Some("=政社互动")), (Some("合谋"), Some("合谋 OR 共谋"))],
        "parted at the first ="
    );
    // What nobody could run is not kept, and what is not there is not removed.
    run(&["--save", "坏=合谋 AND"]).ends(2);
    run(&["--save", "合谋"]).ends(2).says(&["NAME=VALUE"]);
    run(&["--remove", "没有的"]).ends(2).says(&["没有的", "nothing was changed"]);
    run(&["--rename", "合谋=互动"]).ends(2).says(&["互动"]);
    run(&["--rename", "合谋=共谋"]).ends(0);
    assert_eq!(run(&[]).ends(0).text(), "互动  =政社互动\n共谋  合谋 OR 共谋\n");
    desk.run(&["undo", "study.tianye"]).ends(0);
    desk.run(&["undo", "study.tianye"]).ends(0);
    run(&[]).ends(0).says(&["no saved searches"]);
    desk.run(&["redo", "study.tianye"]).ends(0);
    run(&["--remove", "合谋", "--remove", " 互动 "]).ends(0).says(&["2 changes saved"]);
    let history = desk.run(&["history", "study.tianye", "--json"]).ends(0).json();
    let newest = &history["entries"][0];
    assert_eq!(newest["kinds"][0], "searches", "{newest}");
    assert!(newest["what"].as_str().unwrap().contains("2 saved searches"), "{newest}");
}

#[test]
fn a_list_of_synonyms_is_set_with_chinese_commas_and_half_written_words() {
    let desk = Desk::new();
    desk.study();
    let run = |arguments: &[&str]| desk.run(&[&["synonyms", "study.tianye"], arguments].concat());
    run(&["--set", "@老人=老人、老年人，长者, 老人,"]).ends(0);
    let json = run(&["--json"]).ends(0).json();
    assert_eq!(json["synonyms"][0]["name"], "老人");
    assert_eq!(json["synonyms"][0]["words"], serde_json::json!(["老人", "老年人", "长者"]));
    assert_eq!(run(&["--set", "老人=老人"]).ends(0).text(), "@老人  老人\n");
    run(&["--set", "空=、，"]).ends(2);
    run(&["--remove", "@老人"]).ends(0).says(&["1 change saved"]);
}

#[test]
fn words_come_from_the_command_line_and_from_files_in_old_encodings() {
    let desk = Desk::new();
    desk.study();
    let run = |arguments: &[&str]| desk.run(&[&["dictionary", "study.tianye"], arguments].concat());
    run(&[]).ends(0).says(&["no words yet"]);
    desk.file("words.txt", format!("内卷化\n枢纽型社会组织 5 n\n# 不是词\n\n{}\n", "长".repeat(300)));
    let ran = run(&["--add", "政社互动", "--from", "words.txt", "--json"]).ends(1).says(&["Line 5"]);
    let json = ran.json();
    assert_eq!(json["words"], serde_json::json!(["内卷化", "政社互动", "枢纽型社会组织"]));
    assert_eq!(json["refused_lines"], serde_json::json!([5]));
    // `田野` and `札记` in GB18030.
    std::fs::write(desk.path("old.txt"), b"\xCC\xEF\xD2\xB0\n\xD4\xFD\xBC\xC7\n").unwrap();
    let listed = run(&["--from", "old.txt"]).ends(0).text();
    assert_eq!(listed, "内卷化\n政社互动\n札记\n枢纽型社会组织\n田野\n");
    run(&["--add", " "]).ends(2);
    run(&["--add", "内卷化"]).ends(0).says(&["0 changes saved"]);
    run(&["--remove", "政社互动", "--remove", "内卷化"]).ends(0);
    let left = run(&[]).ends(0).text();
    assert!(!left.contains("内卷化") && left.contains("枢纽型社会组织"), "{left}");
}

#[test]
fn stop_words_are_added_and_taken_off_apart_from_the_dictionary() {
    let desk = Desk::new();
    desk.study();
    let run = |arguments: &[&str]| desk.run(&[&["dictionary", "study.tianye", "--stop-words"], arguments].concat());
    let json = run(&["--add", "受访", "--remove", "没有", "--json"]).ends(0).json();
    assert_eq!((&json["stop_words"][0], &json["no_stop_words"][0]), (&"受访".into(), &"没有".into()));
    assert!(json["words"].as_array().unwrap().is_empty());
    desk.run(&["undo", "study.tianye"]).ends(0);
    let json = run(&["--json"]).ends(0).json();
    assert!(json["stop_words"].as_array().unwrap().is_empty());
}

#[test]
fn memos_and_definitions_are_searched_by_command_and_what_is_for_texts_is_refused() {
    let desk = Desk::new();
    desk.study();
    desk.file("codings.csv", "coder,doc,start_char,end_char,code_path,memo\n乙,访谈,0,5,陷阱/合谋,谁先默許的？\n");
    desk.run(&["codings", "import", "study.tianye", "codings.csv"]).ends(0);
    let run = |arguments: &[&str]| desk.run(&[&["search", "study.tianye"], arguments].concat());
    let ran = run(&["in:memo 默许"]).ends(0).says(&["1 place in 1 note"]);
    assert!(ran.text().contains("谁先【默許】的？"), "{}", ran.text());
    let json = run(&["in:memo 默许", "--json"]).ends(0).json();
    let note = &json["notes"][0];
    assert_eq!((&note["kind"], &note["places"]), (&"memo".into(), &serde_json::json!([{"start": 2, "end": 4}])));
    assert_eq!(run(&["in:memo 没有人写过", "--count"]).ends(0).text(), "0\n");
    run(&["in:memo 默许", "--unit", "sentence"]).ends(2).says(&["are for texts"]);
    desk.run(&["kwic", "study.tianye", "in:memo 默许"]).ends(2).says(&["tianye kwic"]);
    run(&["in:definition 默许 speaker:甲"]).ends(2);
}
