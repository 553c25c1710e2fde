//! Files that a person, an editor or git has changed: what can be understood is taken, the rest is said.

use std::path::{Path, PathBuf};

use super::{Study, folder, on, study};
use tianye::session::Session;
use tianye::store::check::Severity;

fn text_of(study: &Study, path: &Path) -> String {
    String::from_utf8(study.bytes(path)).unwrap()
}

/// Everything is in record files, so that what a hand writes there is the last word.
fn settled() -> Study {
    let study = study();
    Session::open(&on(&study.fs), folder()).unwrap().close().unwrap();
    Study { fs: study.fs.after_a_crash(), expected: study.expected }
}

#[test]
fn a_valid_edit_is_taken_and_kept_and_survives_a_repair() {
    let study = settled();
    let path = study.one(&["/codebook/"]);
    study.put(&path, text_of(&study, &path).replace("共谋", "默契").as_bytes());
    let report = study.check();
    assert!(report.read_only.is_none() && !report.is_damaged(), "{:#?}", report.findings);
    study.repair();
    let project = study.is_writable("an edit by hand");
    assert!(project.codes().any(|code| code.name == "默契"), "{:?}", project.codes().collect::<Vec<_>>());
    study.is_sound("an edit by hand");
}

#[test]
fn line_ends_and_a_byte_order_mark_change_nothing() {
    let study = settled();
    for (path, bytes) in study.files() {
        let ending = path.extension().map(|ending| ending.to_string_lossy().into_owned()).unwrap_or_default();
        if ["ron", "txt", "log"].contains(&&*ending) {
            let text = String::from_utf8(bytes).unwrap().replace('\n', "\r\n");
            let mark = if ending == "ron" { "\u{FEFF}" } else { "" };
            study.put(&path, format!("{mark}{text}").as_bytes());
        }
    }
    assert_eq!(study.is_writable("with carriage returns"), study.expected);
    let report = study.check();
    assert!(report.findings.iter().all(|finding| finding.severity == Severity::Note), "{:#?}", report.findings);
}

type Edit = fn(&str) -> String;

/// Each is an edit that cannot stand, in a file of records.
const INVALID: [(&str, &str, Edit); 6] = [
    ("a span outside the text", "/codings/", |text| text.replacen("end:8", "end:900", 1)),
    ("a span the wrong way round", "/codings/", |text| text.replacen("start:6", "start:7000", 1)),
    ("an unknown code", "/codings/", |text| {
        let at = text.find("code:\"").unwrap() + 6;
        format!("{}ffffffff{}", &text[..at], &text[at + 8..])
    }),
    ("an unknown coder", "/codings/", |text| {
        let at = text.find("coder:\"").unwrap() + 7;
        format!("{}ffffffff{}", &text[..at], &text[at + 8..])
    }),
    ("a line that is none", "/codings/", |text| text.replacen("Coding", "编码", 1)),
    ("a bracket is gone", "/people/", |text| text.replacen('(', "", 3)),
];

#[test]
fn an_invalid_edit_is_told_and_the_rest_stays() {
    for (name, part, edit) in INVALID {
        let study = settled();
        let path = study.with(&[part]).into_iter().find(|path| edit(&text_of(&study, path)) != text_of(&study, path));
        let path: PathBuf = path.unwrap_or_else(|| panic!("{name}: no file to edit in"));
        let text = text_of(&study, &path);
        study.put(&path, edit(&text).as_bytes());
        let report = study.check();
        assert!(!report.is_sound(), "{name}: nothing was said");
        let before = study.files();
        study.repair();
        study.keeps(&before, name);
        let project = study.is_writable(name);
        assert_eq!(project.coding_count(), study.expected.coding_count(), "{name}: no coding is lost");
        study.is_sound(name);
    }
}

#[test]
fn of_two_records_with_one_id_one_counts_and_the_file_is_kept() {
    let study = settled();
    let path = study.one(&["/codebook/"]);
    let text = text_of(&study, &path);
    let line = text.lines().find(|line| line.contains("共谋")).unwrap();
    let twice = text.replace(line, &format!("{line}\n{}", line.replace("共谋", "另一个")));
    study.put(&path, twice.as_bytes());
    let report = study.check();
    assert!(report.findings.iter().any(|finding| finding.what.id == "store.said_twice"), "{:#?}", report.findings);
    assert_eq!(study.is_writable("an id twice").codes().len(), study.expected.codes().len());
    let kept =
        study.fs.files().into_iter().any(|(path, bytes)| !path.starts_with(folder()) && bytes == twice.as_bytes());
    assert!(kept, "the file as it was edited is kept");
}

#[test]
fn a_circle_of_parents_is_cut_and_every_code_is_seen() {
    let study = settled();
    let path = study.one(&["/codebook/"]);
    let text = text_of(&study, &path);
    let (above, below) = (
        study.expected.codes().find(|code| code.name == "陷阱").unwrap().id,
        study.expected.codes().find(|code| code.name == "共谋").unwrap().id,
    );
    let name = "name:\"陷阱\"";
    assert!(text.contains(name), "{text}");
    let start = text.find(name).unwrap();
    let rank = start + text[start..].find("rank:").unwrap();
    study.put(&path, format!("{}parent:Some(\"{below}\"),{}", &text[..rank], &text[rank..]).as_bytes());
    let project = study.is_writable("a circle");
    assert_eq!(project.codes().len(), 2);
    assert!(project.code(above).unwrap().parent.is_none() || project.code(below).unwrap().parent.is_none());
    study.is_sound("a circle");
}

#[test]
fn records_of_a_newer_minor_version_are_neither_damage_nor_written_over() {
    let study = settled();
    let path = study.one(&["/codebook/"]);
    let text = text_of(&study, &path);
    let (first, rest) = text.split_once('\n').unwrap();
    let header = first.strip_prefix("// tianye records ").unwrap().rsplit_once(' ').unwrap().0;
    let header = header.replace("version:(2,3)", "version:(2,9)");
    let crc = crc32c::crc32c(header.as_bytes());
    let rest = rest.replacen("[\n", "[\nHologram(3,\"x\"),\n", 1);
    study.put(&path, format!("// tianye records {header} {crc:08x}\n{rest}").as_bytes());
    let session = Session::open(&on(&study.fs), folder()).unwrap();
    assert_eq!(session.read_only().unwrap().id, "store.newer_minor");
    assert_eq!(session.project().codes().len(), 2, "what is known of it is shown");
    drop(session);
    let before = study.files();
    let refused = tianye::store::repair::repair(&on(&study.fs), folder(), &Study::wishes()).unwrap_err();
    assert_eq!(tianye::model::Tell::tell(&refused).id, "inspect.not_repaired_newer");
    assert_eq!(study.files(), before);
}

#[test]
fn a_frame_that_claims_to_be_huge_is_damage_and_not_a_hang() {
    let study = settled();
    let mut session = Session::open(&on(&study.fs), folder()).unwrap();
    crate::session::add_code(&mut session, "甲");
    session.wait_until_saved().unwrap(); // a write of its own
    crate::session::add_code(&mut session, "乙");
    session.wait_until_saved().unwrap();
    let study = Study { fs: study.fs.after_a_crash(), expected: study.expected };
    let open = study
        .with(&["/journal/", ".log"])
        .into_iter()
        .find(|path| !path.to_string_lossy().contains("archive"))
        .unwrap();
    study.change(&open, |bytes| {
        let text = String::from_utf8(bytes.clone()).unwrap();
        let (at, _) = text.match_indices('\n').nth(2).unwrap();
        let space = at + 9 + text[at + 10..].find(' ').unwrap() + 1;
        *bytes = format!("{} 99999999999999999999 {}", &text[..at + 9], &text[space..]).into_bytes();
    });
    let report = study.check();
    assert!(report.is_damaged(), "{:#?}", report.findings);
    study.repair();
    let project = study.is_writable("a huge frame");
    assert!(project.codes().any(|code| code.name == "乙"), "the frame after it is good");
    study.is_sound("a huge frame");
}
