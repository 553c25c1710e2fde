//! `tianye merge`, as scripts use it.

use crate::cli::Desk;

/// A study, a copy of it, and work in both.
fn two_copies() -> Desk {
    let desk = Desk::new();
    desk.study();
    copy(&desk.path("study.tianye"), &desk.path("stick.tianye"));
    desk.file("theirs.csv", "coder,doc,start_char,end_char,code_path,memo\n乙,访谈,0,5,陷阱/合谋,为何\n");
    desk.run(&["codings", "import", "stick.tianye", "theirs.csv"]).ends(0);
    desk
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let beside = to.join(path.file_name().unwrap());
        if path.is_dir() { copy(&path, &beside) } else { std::fs::copy(&path, &beside).map(|_| ()).unwrap() }
    }
}

#[test]
fn a_copy_is_looked_at_merged_and_taken_back() {
    let desk = two_copies();
    let looked = desk.run(&["merge", "study.tianye", "stick.tianye", "--dry-run", "--json"]).ends(0).json();
    assert_eq!((looked["merged"].as_bool(), looked["codings"].as_u64()), (Some(false), Some(1)));
    assert_eq!(looked["coders"][0], "乙");
    let said = desk.run(&["merge", "study.tianye", "stick.tianye", "--dry-run"]).ends(0).text();
    assert!(said.contains("1 coding comes in") && said.contains("New coder: 乙"), "{said}");
    desk.run(&["merge", "study.tianye", "stick"]).ends(0);
    let segments = desk.run(&["segments", "study.tianye", "--code", "合谋", "--format", "json"]).ends(0).json();
    assert_eq!((segments["count"].as_u64(), segments["segments"][0]["memo"].as_str()), (Some(1), Some("为何")));
    let again = desk.run(&["merge", "study.tianye", "stick.tianye", "--json"]).ends(0).json();
    assert_eq!((again["merged"].as_bool(), again["codings"].as_u64()), (Some(false), Some(0)));
    desk.run(&["undo", "study.tianye"]).ends(0);
    // What was taken back was not removed: merging again is merging.
    let back = desk.run(&["merge", "study.tianye", "stick.tianye", "--json"]).ends(0).json();
    assert_eq!((back["merged"].as_bool(), back["codings"].as_u64()), (Some(true), Some(1)), "{back}");
    desk.run(&["check", "study.tianye"]).ends(0);
}

#[test]
fn who_coded_in_the_copy_and_merges_it_here_is_one_coder() {
    let desk = two_copies();
    desk.run(&["merge", "study.tianye", "stick.tianye", "--coder", "乙"]).ends(0);
    let checked = desk.run(&["check", "study.tianye", "--json"]).ends(0).json();
    assert_eq!(checked["coders"], 2, "甲 and 乙");
}

#[test]
fn another_project_and_a_damaged_copy_are_refused_with_what_to_do() {
    let desk = two_copies();
    desk.run(&["new", "other", "--title", "别的", "--coder", "甲"]).ends(0);
    desk.run(&["merge", "study.tianye", "other.tianye"]).ends(3).says(&["another project", "CSV"]);
    desk.run(&["merge", "study.tianye", "nowhere.tianye"]).ends(3).says(&["nowhere.tianye"]);
    let codings = desk.path("stick.tianye").join("codebook");
    let file = std::fs::read_dir(&codings).unwrap().next().unwrap().unwrap().path();
    std::fs::write(&file, [0; 64]).unwrap();
    desk.run(&["merge", "study.tianye", "stick.tianye"]).ends(3).says(&["--readable-part"]);
    desk.run(&["merge", "study.tianye", "stick.tianye", "--readable-part"]).ends(1);
    let segments = desk.run(&["segments", "study.tianye", "--code", "合谋", "--format", "json"]).ends(0).json();
    assert_eq!(segments["count"], 1);
}
