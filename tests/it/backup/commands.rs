//! `tianye backup`, run as the real program on the real disk.

use crate::cli::{Desk, contents};

#[test]
fn a_project_that_was_deleted_comes_back_from_its_backup() {
    let desk = Desk::new();
    desk.study();
    let made = desk.run(&["backup", "make", "study"]).ends(0);
    assert!(made.text().contains("1 document"), "{}", made.text());
    desk.run(&["codes", "import", "study", "codes.csv"]).ends(0);
    let before = contents(&desk.path("study.tianye"));
    let json = desk.run(&["backup", "make", "study.tianye", "--json"]).ends(0).json();
    assert_eq!((json["reason"].as_str(), json["soundness"].as_str()), (Some("asked_for"), Some("sound")));
    assert_eq!(contents(&desk.path("study.tianye")), before, "a backup changes nothing in the project");
    std::fs::remove_dir_all(desk.path("study.tianye")).unwrap();
    let list = desk.run(&["backup", "list", "study", "--json"]).ends(0).json();
    assert_eq!(list["backups"].as_array().map(Vec::len), Some(2));
    assert_eq!(list["backups"][0]["number"], 1);
    assert_eq!(list["backups"][0]["codes"], 4);
    assert_eq!(desk.run(&["backup", "list", "study"]).ends(0).text().lines().count(), 2);
    let back = desk.run(&["backup", "restore", "study", "--which", "2", "--to", "back"]).ends(0);
    assert!(back.text().contains("back.tianye"), "{}", back.text());
    desk.run(&["check", "back"]).ends(0);
    desk.run(&["undo", "back"]).ends(0);
    // And once more to where it was.
    desk.run(&["backup", "restore", "study", "--to", "study"]).ends(0);
    desk.run(&["check", "study"]).ends(0);
}

#[test]
fn a_backup_is_never_restored_over_something() {
    let desk = Desk::in_chinese();
    desk.study();
    desk.run(&["backup", "make", "study"]).ends(0);
    let before = contents(&desk.path("study.tianye"));
    desk.run(&["backup", "restore", "study", "--to", "study.tianye"]).ends(3).says(&["已经存在", "没有写入任何内容"]);
    desk.run(&["backup", "restore", "study", "--to", "study.tianye/旧的"]).ends(3).says(&["之内"]);
    assert_eq!(contents(&desk.path("study.tianye")), before);
}

#[test]
fn what_is_asked_for_wrongly_is_said() {
    let desk = Desk::new();
    desk.study();
    desk.run(&["backup", "restore", "study", "--to", "back"]).ends(3).says(&["No backup of", "study.tianye"]);
    desk.run(&["backup", "list", "study"]).ends(0).says(&["No backup"]);
    desk.run(&["backup", "make", "nowhere"]).ends(3).says(&["nowhere"]);
    desk.run(&["backup", "make", "study"]).ends(0);
    desk.run(&["backup", "restore", "study", "--to", "back", "--which", "7"]).ends(2).says(&["number 7"]);
    desk.run(&["backup", "restore", "study", "--to", "back", "--which", "1999"]).ends(2);
    desk.run(&["backup", "restore", "study"]).ends(2).says(&["--to"]);
    desk.run(&["backup"]).ends(2);
}

#[test]
fn a_damaged_project_can_be_listed_and_restored_from_before_it_was_damaged() {
    let desk = Desk::new();
    desk.study();
    desk.run(&["backup", "make", "study"]).ends(0);
    for file in std::fs::read_dir(desk.path("study.tianye/codebook")).unwrap() {
        std::fs::write(file.unwrap().path(), [0; 64]).unwrap();
    }
    let made = desk.run(&["backup", "make", "study", "--json"]).ends(1).json();
    assert_eq!(made["soundness"], "as_damaged");
    assert!(made["problems"].as_array().is_some_and(|problems| !problems.is_empty()));
    // Without being told which, the newest that opens whole is taken.
    let back = desk.run(&["backup", "restore", "study", "--to", "back", "--json"]).ends(0).json();
    assert_eq!(back["codes"], 4);
    // Even where the project no longer says what it is.
    std::fs::write(desk.path("study.tianye/project.ron"), "(").unwrap();
    let list = desk.run(&["backup", "list", "study", "--json"]).ends(0).json();
    assert_eq!(list["backups"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_backup_that_rotted_is_told_by_name() {
    let desk = Desk::new();
    desk.study();
    let made = desk.run(&["backup", "make", "study", "--json"]).ends(0).json();
    let manifest = std::path::PathBuf::from(made["manifest"].as_str().unwrap());
    let mut text = std::fs::read(&manifest).unwrap();
    let last = text.len() - 5;
    text[last] ^= 1;
    std::fs::write(&manifest, text).unwrap();
    desk.run(&["backup", "restore", "study", "--to", "back"]).ends(3).says(&["cannot be used"]);
    assert!(!desk.path("back.tianye").exists());
}
