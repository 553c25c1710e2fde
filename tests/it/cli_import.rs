//! `tianye import` by commands: choices, profiles, folders, previews that write nothing, reports.

#![allow(clippy::disallowed_methods, reason = "the tests write what the program is given")]

use crate::cli::{Desk, contents};

const NOTE: &str = "第一段ＡＢ在此。\n第二段在此。\n";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.run(&["new", "study", "--title", "试作", "--coder", "甲"]).ends(0);
    desk.file("札记.txt", NOTE);
    desk
}

#[test]
fn a_preview_reports_and_shows_and_writes_nothing() {
    let desk = desk();
    let before = contents(&desk.path("study.tianye"));
    let ran = desk.run(&["import", "study.tianye", "札记.txt", "--dry-run", "--json"]).ends(0);
    let answer = ran.json();
    let one = &answer["imported"][0];
    assert!(one["document"].is_null(), "{answer:#}");
    assert_eq!(one["characters"], 15);
    let step = one["steps"].as_array().unwrap().iter().find(|step| step["name"] == "full_width").unwrap();
    assert_eq!((step["on"].as_bool(), step["count"].as_u64()), (Some(true), Some(2)));
    let shown = |what: &str, more: &[&str]| {
        let mut arguments = vec!["import", "study.tianye", "札记.txt", "--dry-run", "--show", what];
        arguments.extend(more);
        desk.run(&arguments).ends(0).text()
    };
    assert_eq!(shown("clean", &[]).trim_end(), "第一段AB在此。\n第二段在此。");
    assert_eq!(shown("clean", &["--no-full-width"]).trim_end(), NOTE.trim_end());
    assert_eq!(shown("raw", &[]).trim_end(), NOTE.trim_end());
    let joins = shown("joins", &[]);
    assert!(joins.contains("line 1 parted") && joins.contains("¶第二段"), "{joins}");
    assert_eq!(contents(&desk.path("study.tianye")), before);
    desk.run(&["import", "study.tianye", "札记.txt", "--show", "raw"]).ends(2);
}

#[test]
fn a_profile_keeps_the_choices_for_the_next_import_and_for_colleagues() {
    let desk = desk();
    let import = ["import", "study.tianye", "札记.txt"];
    let with = |more: &[&str]| desk.run(&[&import[..], more, &["--dry-run", "--show", "clean"]].concat());
    with(&["--no-full-width", "--encoding", "utf-8", "--save-profile", "照原样"]).ends(0).says(&["照原样"]);
    assert!(with(&["--profile", "照原样"]).ends(0).text().contains("ＡＢ"));
    with(&["--profile", "没有的"]).ends(3).says(&["没有的"]);
    let folder = desk.path("home/data/tianye/import-profiles");
    let kept = std::fs::read_to_string(folder.join("照原样.ron")).unwrap();
    let handed_on = desk.file("给同事.ron", &kept);
    assert!(with(&["--profile", handed_on.to_str().unwrap()]).ends(0).text().contains("ＡＢ"));
    desk.file("新版.ron", kept.replace("version: 1", "version: 9"));
    with(&["--profile", "新版.ron"]).ends(3).says(&["新版.ron", "newer"]);
    // An option of its own comes before the profile.
    let ran = desk.run(&["import", "study.tianye", "札记.txt", "--profile", "照原样", "--encoding", "big5", "--json"]);
    assert_eq!(ran.ends(0).json()["imported"][0]["encoding"], "Big5");
}

#[test]
fn a_folder_gives_its_readable_files_and_one_bad_file_stops_none() {
    let desk = desk();
    std::fs::create_dir_all(desk.path("资料/里层")).unwrap();
    for n in 0..12 {
        desk.file(&format!("资料/里层/访谈 {n:02}.txt"), format!("这是第 {n} 份。"));
    }
    desk.file("资料/图.png", b"\x89PNG\r\n\x1A\n");
    desk.file("资料/假的.txt", b"\x89PNG\r\n\x1A\n");
    let ran = desk.run(&["import", "study.tianye", "资料", "--group", "访谈", "--jobs", "3", "--json"]).ends(1);
    let answer = ran.json();
    let titles: Vec<_> = answer["imported"].as_array().unwrap().iter().map(|one| one["title"].clone()).collect();
    let expected: Vec<String> = (0..12).map(|n| format!("访谈 {n:02}")).collect();
    assert_eq!(titles, expected, "not in the order of the files");
    // A picture among interviews is refused with advice, so that nobody thinks it came in.
    assert_eq!(answer["refused"].as_array().map(Vec::len), Some(2), "{answer:#}");
    desk.run(&["undo", "study.tianye"]).ends(0);
    std::fs::create_dir_all(desk.path("空的")).unwrap();
    desk.run(&["import", "study.tianye", "空的"]).ends(3).says(&["空的", "folder"]);
    desk.run(&["import", "study.tianye", "札记.txt", "--jobs", "0"]).ends(2);
}

#[test]
fn every_choice_has_its_option_and_wrong_ones_are_said() {
    let desk = desk();
    let choices = [
        "--notes",
        "inline",
        "--tables",
        "off",
        "--tracked",
        "rejected",
        "--article",
        "--transcript",
        "no",
        "--times",
        "text",
        "--speaker",
        "说话人1=社工 01:interviewer",
        "--cases",
        "all",
    ];
    desk.run(&[&["import", "study.tianye", "札记.txt"][..], &choices].concat()).ends(0);
    let record = contents(&desk.path("study.tianye"));
    desk.run(&["import", "study.tianye", "札记.txt", "--speaker", "甲"]).ends(2).says(&["--speaker 甲"]);
    desk.run(&["import", "study.tianye", "札记.txt", "--notes", "footer"]).ends(2);
    assert_eq!(contents(&desk.path("study.tianye")), record, "wrong usage wrote something");
    let text: String = record.iter().map(|(_, bytes)| String::from_utf8_lossy(bytes)).collect();
    for choice in ["Inline", "Rejected", "Article", "InText", "社工 01"] {
        assert!(text.contains(choice), "the record does not say {choice}");
    }
}

#[test]
fn options_that_say_nothing_together_are_refused() {
    let desk = desk();
    let before = contents(&desk.path("study.tianye"));
    for pair in [
        &["--dry-run", "--show", "clean", "--json"][..],
        &["--dry-run", "--cases", "all"],
        &["--dry-run", "--group", "访谈"],
        &["--plan", "--dry-run"],
        &["--plan", "--save-profile", "甲"],
        &["--plan", "--jobs", "2"],
        &["--plan", "--cases", "all"],
        &["--no-cleaning", "--all-steps"],
    ] {
        desk.run(&[&["import", "study.tianye", "札记.txt"], pair].concat()).ends(2).says(&["cannot be used together"]);
    }
    // A profile that cannot be kept is said while nothing has happened.
    desk.run(&["import", "study.tianye", "札记.txt", "--save-profile", " "]).ends(3);
    assert_eq!(contents(&desk.path("study.tianye")), before);
    std::fs::create_dir_all(desk.path("表")).unwrap();
    desk.file("表/问卷.csv", "编号,您怎么看？\n1,大家都在排队，没有人说话。\n2,食堂的饭比以前好多了。\n");
    let answer = desk.run(&["import", "study.tianye", "表", "--plan", "--json"]).ends(0).json();
    assert_eq!(answer["plans"].as_array().map(Vec::len), Some(1), "{answer:#}");
}

#[test]
fn steps_that_a_profile_switched_off_can_be_switched_on_again() {
    let desk = desk();
    let with = |more: &[&str]| {
        let import = ["import", "study.tianye", "札记.txt", "--dry-run", "--show", "clean"];
        desk.run(&[&import[..], more].concat()).ends(0).text()
    };
    assert!(with(&["--no-full-width", "--save-profile", "照原样"]).contains("ＡＢ"));
    assert!(with(&["--profile", "照原样"]).contains("ＡＢ"));
    assert!(with(&["--profile", "照原样", "--all-steps"]).contains("AB"));
    assert!(with(&["--profile", "照原样", "--all-steps", "--no-full-width"]).contains("ＡＢ"));
}

#[test]
fn single_lines_are_corrected_by_number() {
    let desk = desk();
    let import = |more: &[&str]| desk.run(&[&["import", "study.tianye", "札记.txt"], more].concat());
    let show = ["--dry-run", "--show", "clean"];
    assert_eq!(import(&[&show[..], &["--join", "1"]].concat()).ends(0).text().trim_end(), "第一段AB在此。第二段在此。");
    import(&["--join", "2"]).ends(3).says(&["line 2"]);
    import(&["--join", "行"]).ends(2);
    import(&["--turn", "1"]).ends(2);
    desk.file("另一.txt", NOTE);
    desk.run(&["import", "study.tianye", "札记.txt", "另一.txt", "--join", "1"]).ends(2).says(&["single file"]);
    let answer = import(&["--turn", "1=老人 03", "--transcript", "yes", "--json"]).ends(0).json();
    assert_eq!(answer["imported"][0]["speakers"][0], "老人 03", "{answer:#}");
}
