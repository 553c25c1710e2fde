//! `tianye code`: passages coded from the command line, each answered once it is on disk.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdout, Command, Stdio};

use crate::cli::{Desk, Ran};

impl Desk {
    /// Runs the program with these lines on its standard input.
    fn feed(&self, arguments: &[&str], lines: impl AsRef<[u8]>) -> Ran {
        let piped = self.command(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut child = piped.unwrap();
        child.stdin.take().unwrap().write_all(lines.as_ref()).unwrap();
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        Ran { code: output.status.code().unwrap_or(-1), out: output.stdout, err }
    }

    /// All codings with their ids, as CSV.
    fn codings(&self) -> String {
        self.run(&["codings", "export", "study", "-", "--columns", "id"]).ends(0).text()
    }
}

/// The ids of the codings that were answered with this word.
fn answered(ran: &Ran, word: &str) -> Vec<String> {
    let lines = ran.text();
    let parts = lines.lines().map(|line| line.split(' ').collect::<Vec<_>>());
    parts.filter(|parts| parts[0] == word).map(|parts| parts[parts.len() - 1].to_owned()).collect()
}

#[test]
fn a_passage_is_coded_by_its_place_or_by_its_words() {
    let desk = Desk::new();
    desk.study();
    let at = ["code", "study", "--document", "访谈", "--code", "陷阱/合谋", "--at", "6..12", "--coder", "编码者乙"];
    let by_place = desk.run(&at).ends(0);
    let quote = ["code", "study", "--document", "访谈", "--code", "内卷化", "--quote", "社工 01", "--every"];
    let by_words = desk.run(&quote).ends(0);
    let rows = desk.codings();
    for (ids, row) in [
        (answered(&by_place, "saved"), "编码者乙,访谈,6,12,陷阱/合谋,"),
        (answered(&by_words, "saved")[..1].to_vec(), "编码者乙,访谈,0,5,陷阱/内卷化,"),
        (answered(&by_words, "saved")[1..].to_vec(), "编码者乙,访谈,32,37,陷阱/内卷化,"),
    ] {
        assert_eq!(ids.len(), 1);
        assert!(rows.contains(&format!("{},{row}", ids[0])), "{row} is not in\n{rows}");
    }
    // A change each: one undo takes back one of the two.
    desk.run(&["undo", "study"]).ends(0);
    assert_eq!(desk.codings().lines().count(), 1 + 2);
}

#[test]
fn what_is_coded_so_already_is_not_coded_twice() {
    let desk = Desk::new();
    desk.study();
    let lines = "访谈\t0\t5\t合谋\n访谈\t0\t5\t陷阱/合谋\n访谈\t0\t5\t内卷化\n";
    let first = desk.feed(&["code", "study", "--lines", "-"], lines).ends(0);
    let again = desk.feed(&["code", "study", "--lines", "-"], lines).ends(0);
    assert_eq!((answered(&first, "saved").len(), answered(&first, "already").len()), (2, 1));
    assert_eq!((answered(&again, "saved").len(), answered(&again, "already").len()), (0, 3));
    assert_eq!(answered(&first, "already")[0], answered(&first, "saved")[0]);
    assert_eq!(desk.codings().lines().count(), 1 + 2);
}

#[test]
fn lines_that_cannot_be_used_are_named_and_the_rest_goes_on() {
    for (desk, like) in [(Desk::new(), "Did you mean"), (Desk::in_chinese(), "是不是")] {
        desk.study();
        let mut lines = "\u{feff}访谈\t0\t5\t合谋\r\n\n没有\t0\t5\t合谋\n访谈\t5\t5\t合谋\n访谈\t0\t999\t合谋\n"
            .as_bytes()
            .to_vec();
        lines.extend("访谈\t一\t5\t合谋\n访谈\t0\t5\n访谈\t0\t5\t合谋化\n".as_bytes());
        lines.extend(b"\xff\xfe\t0\t5\tx\n");
        lines.extend(b"x".repeat(100_000));
        lines.extend("\n访谈\t6\t12\t内卷化".as_bytes());
        desk.file("行.txt", &lines);
        for ran in
            [desk.run(&["code", "study", "--lines", "行.txt"]), desk.feed(&["code", "study", "--lines", "-"], &lines)]
        {
            let ran = ran.ends(1).says(&["没有", "999", "一", like]);
            let told: Vec<&str> = ran.err.lines().filter(|line| line.starts_with(['L', '第'])).collect();
            assert_eq!(told.len(), 8, "{}", ran.err);
            for (line, number) in told.iter().zip([3, 4, 5, 6, 7, 8, 9, 10]) {
                assert!(line.contains(&number.to_string()), "{line}");
            }
            assert_eq!(ran.text().lines().count(), 2, "{}", ran.text());
        }
        assert_eq!(desk.codings().lines().count(), 1 + 2);
    }
}

#[test]
fn a_code_that_is_not_there_is_made_only_when_asked_for() {
    let desk = Desk::new();
    desk.study();
    let line = "访谈\t0\t5\t陷阱/形式主义/留痕\n访谈\t6\t12\t陷阱/形式主义/留痕\n访谈\t0\t5\t陷阱/形式主义\n";
    let before = desk.run(&["codes", "list", "study", "--json"]).json();
    desk.feed(&["code", "study", "--lines", "-"], line).ends(1);
    assert_eq!(desk.run(&["codes", "list", "study", "--json"]).json(), before);
    desk.feed(&["code", "study", "--lines", "-", "--create-codes"], line).ends(0);
    let list = desk.run(&["codes", "list", "study"]).ends(0).text();
    assert!(list.contains("  形式主义  3\n    留痕  2\n"), "{list}");
    desk.run(&["check", "study"]).ends(0);
    // A name that two codes have is not made a third time.
    desk.feed(&["code", "study", "--lines", "-", "--create-codes"], "访谈\t0\t5\t治理/合谋\n").ends(0);
    desk.feed(&["code", "study", "--lines", "-", "--create-codes"], "访谈\t0\t5\t合谋\n").ends(1).says(&["合谋"]);
}

#[test]
fn wrong_usage_changes_nothing() {
    for desk in [Desk::new(), Desk::in_chinese()] {
        desk.study();
        let usual = ["code", "study", "--document", "访谈", "--code", "合谋"];
        let with = |more: &[&'static str]| desk.run(&[&usual[..], more].concat());
        with(&[]).ends(2).says(&["--at"]);
        with(&["--at", "5-7"]).ends(2).says(&["5-7"]);
        with(&["--at", "5..99999"]).ends(2).says(&["99999"]);
        with(&["--at", "0..5", "--quote", "社工"]).ends(2).says(&["--quote"]);
        with(&["--at", "0..5", "--every"]).ends(2).says(&["--every"]);
        with(&["--quote", "没有人说过"]).ends(2).says(&["访谈"]);
        with(&["--quote", ""]).ends(2);
        with(&["--lines", "-"]).ends(2).says(&["--lines"]);
        with(&["--at", "0..5", "--coder", " "]).ends(2).says(&["--coder"]);
        desk.run(&["code", "study", "--lines", "没有.txt"]).ends(3).says(&["没有.txt"]);
        desk.run(&["code", "nowhere", "--lines", "-"]).ends(3).says(&["nowhere"]);
        assert_eq!(desk.codings().lines().count(), 1);
    }
}

/// A program that codes what it is given, line by line.
struct Coding(Child, BufReader<ChildStdout>);

impl Coding {
    fn start(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        Self(child, out)
    }

    /// Its answer; empty once it has ended.
    fn code(&mut self, line: &str) -> String {
        self.0.stdin.as_mut().unwrap().write_all(line.as_bytes()).unwrap();
        let mut answer = String::new();
        self.1.read_line(&mut answer).unwrap();
        answer
    }
}

#[test]
fn an_answered_coding_is_on_disk_whatever_becomes_of_the_program() {
    let desk = Desk::new();
    desk.study();
    let mut answers = Vec::new();
    for round in 0..2 {
        let mut coding = Coding::start(desk.command(&["code", "study", "--lines", "-"]));
        // The answer comes while the program waits for the next line: a script can go by it.
        for n in 0..3 {
            answers.push(coding.code(&format!("访谈\t{}\t{}\t合谋\n", round * 3 + n, round * 3 + n + 2)));
        }
        coding.0.kill().unwrap();
        coding.0.wait().unwrap();
    }
    let rows = desk.codings();
    for answer in &answers {
        let id = answer.trim_end().rsplit(' ').next().unwrap();
        assert!(answer.starts_with("saved ") && rows.contains(id), "{answer} is not in\n{rows}");
    }
    assert_eq!(rows.lines().count(), 1 + answers.len());
    desk.run(&["check", "study"]).ends(0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_limit_of_file_size_is_told_and_costs_nothing_that_was_answered() {
    let desk = Desk::new();
    desk.study();
    let mut limited = Command::new("sh");
    // 8 blocks of 512 or 1,024 bytes, as the shell counts; forty frames are more than either.
    let script = format!("ulimit -f 8 && exec {} code study --lines -", env!("CARGO_BIN_EXE_tianye"));
    let plain = desk.command(&[]);
    limited.args(["-c", &script]).current_dir(desk.path("")).env_clear();
    limited.envs(plain.get_envs().filter_map(|(key, value)| Some((key, value?))));
    let mut coding = Coding::start(limited);
    let lines: Vec<String> = (0..40).map(|n| format!("访谈\t{n}\t{}\t合谋\n", n + 2)).collect();
    let answers: Vec<String> = lines.iter().map(|line| coding.code(line)).take_while(|a| !a.is_empty()).collect();
    let output = coding.0.wait_with_output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{err}");
    assert!(err.contains("File too large") && err.contains(&format!(" {} passage", answers.len())), "{err}");
    assert!(answers.len() > 2 && answers.len() < 40, "{answers:?}");

    // With the limit gone it goes on where it stopped.
    let rest = desk.feed(&["code", "study", "--lines", "-"], lines.concat()).ends(0);
    let already = answered(&rest, "already");
    for answer in &answers {
        assert!(already.iter().any(|id| answer.contains(id)), "{answer} was lost: {already:?}");
    }
    assert_eq!(already.len() + answered(&rest, "saved").len(), 40);
    assert_eq!(desk.codings().lines().count(), 1 + 40);
    desk.run(&["check", "study"]).ends(0);
}

#[test]
fn a_corrected_file_says_first_what_it_changes_and_is_written_only_with_yes() {
    let desk = Desk::new();
    desk.study();
    let before = desk.run(&["text", "study", "--document", "访谈"]).ends(0).text();
    let same = desk.feed(&["text", "correct", "study", "访谈", "--from", "-"], &before).ends(0);
    assert!(same.text().contains("nothing to correct"), "{}", same.text());
    let first: String = before.chars().take(2).collect();
    let corrected = before.replacen(&first, "补充", 1).replace('\n', "\r\n");
    let shown = desk.feed(&["text", "correct", "study", "访谈", "--from", "-"], &corrected).ends(0);
    let line = format!("Paragraph 1: {first} → 补充");
    assert!(shown.text().contains(&line) && shown.text().contains("Nothing was changed"), "{}", shown.text());
    assert_eq!(desk.run(&["text", "study", "--document", "访谈"]).ends(0).text(), before);
    desk.feed(&["text", "correct", "study", "访谈", "--from", "-", "--yes"], &corrected).ends(0);
    let after = desk.run(&["text", "study", "--document", "访谈"]).ends(0).text();
    assert_eq!(after, before.replacen(&first, "补充", 1));
    desk.run(&["undo", "study"]).ends(0);
    assert_eq!(desk.run(&["text", "study", "--document", "访谈"]).ends(0).text(), before);
}
