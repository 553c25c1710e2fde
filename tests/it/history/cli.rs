//! History on the command line, with the real program.

use crate::cli::Desk;

fn entry_of(desk: &Desk, what: &str) -> String {
    let answer = desk.run(&["history", "study.tianye", "--json"]).ends(0).json();
    let entries = answer["entries"].as_array().unwrap();
    let found = entries.iter().find(|entry| entry["what"].as_str().unwrap().contains(what)).unwrap();
    found["entry"].as_str().unwrap().to_owned()
}

fn coded() -> Desk {
    let desk = Desk::new();
    desk.study();
    let row = "coder,doc,start_char,end_char,code_path,memo\n编码者乙,访谈,6,10,陷阱/合谋,为何？\n";
    desk.file("codings.csv", row);
    desk.run(&["codings", "import", "study.tianye", "codings.csv", "--coder", "编码者乙"]).ends(0);
    desk
}

#[test]
fn steps_are_listed_newest_first_and_filtered() {
    let desk = coded();
    let all = desk.run(&["history", "study.tianye"]).ends(0).text();
    let lines: Vec<&str> = all.lines().collect();
    assert!(lines.len() >= 4 && lines[0].contains("1 coding") && lines.last().unwrap().contains("编码者甲"), "{all}");
    let one = desk.run(&["history", "study.tianye", "--limit", "1"]).ends(0).text();
    assert_eq!(one.lines().collect::<Vec<_>>(), [lines[0]]);
    let theirs = desk.run(&["history", "study.tianye", "--coder", "编码者乙", "--json"]).ends(0).json();
    assert!(theirs["entries"].as_array().unwrap().iter().all(|entry| entry["coder"] == "编码者乙"));
    let of_code =
        desk.run(&["history", "study.tianye", "--code", "合谋", "--document", "访谈", "--json"]).ends(0).json();
    assert_eq!((of_code["listed"].as_u64(), &of_code["entries"][0]["codes"][0]), (Some(1), &"合谋".into()));
    let none = desk.run(&["history", "study.tianye", "--until", "2001-01-01"]).ends(0);
    assert_eq!(none.text(), "");
    none.says(&["No step matches"]);
}

#[test]
fn a_step_is_taken_back_once_and_then_refused_with_the_reason() {
    let desk = coded();
    let entry = entry_of(&desk, "1 coding");
    let number = entry.split_once(':').unwrap().1;
    let done = desk.run(&["take-back", "study.tianye", number]).ends(0).text();
    assert!(done.starts_with("Taken back: "), "{done}");
    assert_eq!(
        desk.run(&["segments", "study.tianye", "--code", "合谋", "--format", "json"]).ends(0).json()["count"],
        0
    );
    desk.run(&["take-back", "study.tianye", &entry]).ends(3).says(&["cannot be taken back", "nothing to take back"]);
    desk.run(&["redo", "study.tianye"]).ends(0);
    assert_eq!(
        desk.run(&["segments", "study.tianye", "--code", "合谋", "--format", "json"]).ends(0).json()["count"],
        1
    );
    let import = entry_of(&desk, "访谈");
    desk.run(&["take-back", "study.tianye", &import]).ends(3).says(&["访谈", "1 coding"]);
}

#[test]
fn the_codings_of_a_day_are_written_as_csv_and_a_day_before_the_project_is_refused() {
    let desk = coded();
    let today = jiff::Zoned::now().date().to_string();
    let on = |day: &str| desk.run(&["history", "study.tianye", "--document", "访谈", "--on", day]);
    let csv = on(&today).ends(0).text();
    assert_eq!(csv.lines().nth(1), Some("编码者乙,访谈,6,10,陷阱/合谋,为何？"), "{csv}");
    on("2001-01-01").ends(3).says(&["2001-01-01", "did not exist"]);
}

#[test]
fn what_is_asked_wrongly_is_said() {
    let desk = coded();
    let history = |more: &[&str]| desk.run(&[&["history", "study.tianye"], more].concat());
    history(&["--since", "gestern"]).ends(2).says(&["gestern", "2026-03-02"]);
    history(&["--coder", "丙"]).ends(2).says(&["丙"]);
    history(&["--on", "2026-03-02"]).ends(2);
    desk.run(&["take-back", "study.tianye", "zwölf"]).ends(2).says(&["zwölf"]);
    desk.run(&["take-back", "study.tianye", "999"]).ends(3).says(&["999"]);
}
