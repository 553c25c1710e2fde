//! `tianye words`, `collocations` and `keyness`: counted by the project's dictionary, in every format.

use serde_json::Value;

use crate::cli::Desk;

/// Two talks: who asks, who answers, and what is no talk.
fn talks() -> Desk {
    let desk = Desk::new();
    desk.run(&["new", "study", "--title", "试作", "--coder", "甲"]).ends(0);
    desk.file(
        "一.txt",
        "访谈者：食堂怎么样？\n老人 03：食堂好，食堂近。志愿者来食堂。\n访谈者：谁付钱？\n老人 03：街道付钱。\n",
    );
    desk.file("二.txt", "访谈者：活动室呢？\n社工 01：活动室 2016 年开的，志愿者少。\n社工 01：活动室远。\n");
    desk.run(&["import", "study", "一.txt", "二.txt"]).ends(0);
    desk
}

fn count_of(list: &Value, word: &str) -> u64 {
    let found = list.as_array().unwrap().iter().find(|entry| entry["word"] == word);
    found.map_or(0, |entry| entry["count"].as_u64().unwrap())
}

#[test]
fn words_are_counted_and_their_places_are_as_many() {
    let desk = talks();
    let found = desk.run(&["words", "study", "--json"]).ends(0).json();
    let words = &found["words"];
    assert_eq!((count_of(words, "食堂"), count_of(words, "活动室"), count_of(words, "2016")), (4, 3, 0));
    assert_eq!(count_of(words, "的"), 0, "a stop word");
    assert!(found["totals"]["words"].as_u64().unwrap() > found["listable"].as_u64().unwrap());
    let places = desk.run(&["search", "study", "word:食堂", "--json"]).ends(0).json();
    assert_eq!(places["total"], 4);

    let all = desk.run(&["words", "study", "--json", "--stop-words", "--numbers", "--scope", ""]).ends(0).json();
    assert_eq!((count_of(&all["words"], "的"), count_of(&all["words"], "2016")), (1, 1));
}

#[test]
fn a_scope_narrows_what_counts_and_a_mistake_in_it_is_told() {
    let desk = talks();
    let said = |scope: &str| desk.run(&["words", "study", "--json", "--scope", scope]).ends(0).json();
    assert_eq!(count_of(&said("speaker:受访者")["words"], "食堂"), 3);
    assert_eq!(count_of(&said("-speaker:访谈者")["words"], "食堂"), 3);
    assert_eq!(count_of(&said("doc:二")["words"], "食堂"), 0);
    desk.run(&["words", "study", "--scope", "食堂"]).ends(2).says(&["only filters"]);
    desk.run(&["words", "study", "--scope", "in:memo"]).ends(2).says(&["documents"]);
    desk.run(&["words", "study", "--scope", "doc:不在"]).ends(2).says(&["不在"]);
}

#[test]
fn the_dictionary_decides_how_a_text_is_cut() {
    let desk = talks();
    let cut = |text: &str| desk.run(&["words", "study", "--segment", text]).ends(0).text();
    assert_ne!(cut("枢纽型社会组织"), "枢纽型社会组织\n");
    desk.run(&["dictionary", "study", "--add", "枢纽型社会组织", "--add", "街道|付钱"]).ends(0);
    assert_eq!(cut("枢纽型社会组织"), "枢纽型社会组织\n");
    assert_eq!(cut("食堂近，S协会"), "食堂 / 近 / , / s / 协会\n");
    let found = desk.run(&["words", "study", "--segment", "食堂", "--json"]).ends(0).json();
    assert_eq!(found["words"], serde_json::json!(["食堂"]));
}

#[test]
fn collocates_stand_beside_the_hits_of_any_query() {
    let desk = talks();
    let options = ["--minimum", "1", "--left", "1", "--right", "1", "--json", "--within", "sentence", "--stop-words"];
    let found = desk.run(&[&["collocations", "study", "食堂"], options.as_slice()].concat()).ends(0).json();
    assert_eq!((found["nodes"].as_u64(), found["measure"].as_str()), (Some(4), Some("log-dice")));
    let near = found["collocates"].as_array().unwrap().iter().find(|entry| entry["word"] == "近").unwrap();
    assert_eq!((&near["together"], &near["right"], &near["alone"]), (&1.into(), &1.into(), &1.into()));
    let text = desk.run(&["collocations", "study", "食堂", "--minimum", "1", "--measure", "together"]).ends(0);
    assert!(text.text().lines().next().unwrap().contains("logDice"), "{}", text.text());
    desk.run(&["collocations", "study", "食堂 AND", "--json"]).ends(2).says(&["AND"]);
    desk.run(&["collocations", "study", "食堂 in:memo"]).ends(2).says(&["tianye collocations"]);
}

#[test]
fn keyness_compares_some_texts_with_the_rest() {
    let desk = talks();
    let options = ["--minimum", "1", "--evidence", "0", "--json"];
    let found = desk.run(&[&["keyness", "study", "--focus", "doc:一"], options.as_slice()].concat()).ends(0).json();
    let usual = tianye::search::words::WordScope::USUAL_ENGLISH;
    assert_eq!(found["focus"]["scope"], format!("doc:一 {usual}").replace(" -", " AND NOT "));
    assert_eq!((&found["reference"]["scope"], &found["reference"]["rest"]), (&usual.into(), &true.into()));
    assert_eq!(found["shared_words"], 0);
    let words = |side: &str| -> Vec<String> {
        found[side].as_array().unwrap().iter().map(|key| key["word"].as_str().unwrap().to_owned()).collect()
    };
    assert!(words("more").contains(&"食堂".to_owned()) && words("less").contains(&"活动室".to_owned()));
    let overlapping = desk.run(&["keyness", "study", "--focus", "doc:一", "--reference", ""]).ends(0);
    overlapping.says(&["overlap"]);
}

#[test]
fn a_table_goes_into_a_file_as_csv_or_a_workbook() {
    let desk = talks();
    let csv = desk.run(&["words", "study", "--format", "csv"]).ends(0).text();
    assert!(csv.starts_with("word,count,documents,per_million,dispersion\n食堂,4,1,"), "{csv}");
    desk.run(&["keyness", "study", "--focus", "doc:一", "--out", "k.xlsx"]).ends(0);
    assert!(std::fs::read(desk.path("k.xlsx")).unwrap().starts_with(b"PK"));
    desk.run(&["words", "study", "--out", "k.xlsx"]).ends(3);
}
