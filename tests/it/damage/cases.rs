//! Damage that costs nothing: the journal, a copy or the other files know what was lost.

use std::path::{Path, PathBuf};

use super::{Study, on, study};
use tianye::model::Project;
use tianye::session::Session;

type Damage = fn(&Study) -> PathBuf;

fn zeros(study: &Study, path: &Path) {
    study.change(path, |bytes| bytes.fill(0));
}

fn flip(study: &Study, path: &Path, needle: &str) {
    study.change(path, |bytes| {
        let at = bytes.windows(needle.len()).position(|window| window == needle.as_bytes()).unwrap();
        bytes[at] = 0xFF;
    });
}

/// Each does something to the folder and says which file must be named.
const CASES: [(&str, Damage); 36] = [
    ("a codebook is missing", |s| remove(s, &["/codebook/"])),
    ("the people are missing", |s| remove(s, &["/people/"])),
    ("a document's record is missing", |s| remove(s, &["/documents/", "meta."])),
    ("a shard is missing", |s| remove(s, &["/codings/"])),
    ("all records are missing", |s| {
        for part in ["/codebook/", "/people/", "meta.", "/codings/"] {
            for path in s.with(&[part]) {
                s.remove(&path);
            }
        }
        "codebook".into()
    }),
    ("the codebook is zeroed", |s| with(s, &["/codebook/"], zeros)),
    ("the people are empty", |s| with(s, &["/people/"], |s, path| s.put(path, b""))),
    ("a shard is zeroed", |s| with(s, &["/codings/"], zeros)),
    ("a record is cut in mid line", |s| with(s, &["/codings/"], |s, p| s.change(p, |b| b.truncate(b.len() / 2)))),
    ("a header is changed", |s| with(s, &["/codebook/"], |s, p| flip(s, p, "Codebook"))),
    ("a byte of a code is no text", |s| with(s, &["/codebook/"], |s, p| flip(s, p, "合谋"))),
    ("a line was mangled by hand", |s| with(s, &["/codebook/"], |s, p| replace(s, p, "Code(", "Coed("))),
    ("the checkpoint is missing", |s| remove(s, &["/checkpoints/"])),
    ("the checkpoint is zeroed", |s| with(s, &["/checkpoints/"], zeros)),
    ("the checkpoint is cut", |s| with(s, &["/checkpoints/"], |s, p| s.change(p, |b| b.truncate(b.len() - 9)))),
    ("an archived segment is missing", |s| remove(s, &["/archive/00000001"])),
    ("an archived segment is damaged", |s| with(s, &["/archive/00000001"], |s, p| s.change(p, |b| b[40] ^= 8))),
    ("an archived segment is empty", |s| with(s, &["/archive/00000002"], |s, p| s.put(p, b""))),
    ("two archived segments are swapped", |s| {
        let (a, b) = (s.one(&["/archive/00000001"]), s.one(&["/archive/00000002"]));
        s.swap(&a, &b);
        a
    }),
    ("two shards are swapped", |s| {
        let shards = s.with(&["/codings/"]);
        s.swap(&shards[0], &shards[1]);
        shards[0].clone()
    }),
    ("two records of documents are swapped", |s| {
        let records = s.with(&["/documents/", "meta."]);
        s.swap(&records[0], &records[1]);
        records[0].clone()
    }),
    ("two texts are swapped", |s| {
        let texts = s.with(&["/documents/", "text.1.txt"]);
        s.swap(&texts[0], &texts[1]);
        texts[0].clone()
    }),
    ("a shard has another name", |s| rename(s, &["/codings/"], "冲突副本.ron")),
    ("a shard lies at the top", |s| {
        let shard = s.one(&["/codings/"]);
        let to = super::folder().join("shard.ron");
        s.put(&to, &s.bytes(&shard));
        s.remove(&shard);
        shard
    }),
    ("a codebook is there twice", |s| {
        let codebook = s.one(&["/codebook/"]);
        let copy = codebook.with_file_name("codebook (1).ron");
        s.put(&copy, &s.bytes(&codebook));
        copy
    }),
    ("an old codebook was put back", |s| {
        let codebook = s.one(&["/codebook/"]);
        let mut text = String::from_utf8(s.bytes(&codebook)).unwrap();
        let at = text.find("covers:").unwrap();
        let end = at + text[at..].find(',').unwrap();
        text.replace_range(at..end, "covers:1");
        let (first, rest) = text.split_once('\n').unwrap();
        let header = first.strip_prefix("// tianye records ").unwrap().rsplit_once(' ').unwrap().0;
        let crc = crc32c::crc32c(header.as_bytes());
        s.put(&codebook, format!("// tianye records {header} {crc:08x}\n{rest}").as_bytes());
        codebook
    }),
    ("project.ron is missing", |s| remove(s, &["project.ron"])),
    ("project.ron is zeroed", |s| with(s, &["project.ron"], zeros)),
    ("project.ron is cut", |s| with(s, &["project.ron"], |s, p| s.change(p, |b| b.truncate(30)))),
    ("project.ron is another's", |s| with(s, &["project.ron"], |s, p| s.put(p, &other_study().bytes(p)))),
    ("a codebook is another's", |s| {
        let (path, other) = (s.one(&["/codebook/"]), other_study());
        s.put(&path, &other.bytes(&other.one(&["/codebook/"])));
        path
    }),
    ("another's file lies beside", |s| {
        let other = other_study();
        let path = s.one(&["/codebook/"]).with_file_name("other.ron");
        s.put(&path, &other.bytes(&other.one(&["/codebook/"])));
        path
    }),
    ("another's whole journal lies beside", |s| {
        let other = other_study();
        let journal = other.with(&["/journal/"]);
        for path in &journal {
            s.put(path, &other.bytes(path));
        }
        journal[0].clone()
    }),
    ("a segment is another's", |s| {
        let (path, other) = (s.one(&["/archive/00000001"]), other_study());
        s.put(&path, &other.bytes(&other.one(&["/archive/00000001"])));
        path
    }),
    ("the journal's folder is gone", |s| {
        // What is not in record files yet is gone with it: put that there first.
        Session::open(&on(&s.fs), super::folder()).unwrap().close().unwrap();
        for path in s.with(&["/journal/"]) {
            s.remove(&path);
        }
        "journal".into()
    }),
    ("a segment is there twice", |s| {
        let packed = s.one(&["/archive/00000002"]);
        let open = packed.parent().unwrap().with_file_name("00000002.log");
        s.put(&open, b"\nnot a frame at all\n");
        open
    }),
];

/// A project that has nothing to do with the study.
fn other_study() -> Study {
    let (mut session, _, fs) = crate::session::new_project();
    crate::session::add_code(&mut session, "别的研究");
    session.close().unwrap();
    let expected = Project::clone(Session::open(&on(&fs), super::folder()).unwrap().project());
    Study { fs: fs.after_a_crash(), expected }
}

fn remove(study: &Study, parts: &[&str]) -> PathBuf {
    let path = study.one(parts);
    study.remove(&path);
    path
}

fn with(study: &Study, parts: &[&str], work: impl FnOnce(&Study, &Path)) -> PathBuf {
    let path = study.one(parts);
    work(study, &path);
    path
}

fn rename(study: &Study, parts: &[&str], name: &str) -> PathBuf {
    let path = study.one(parts);
    let to = path.with_file_name(name);
    study.put(&to, &study.bytes(&path));
    study.remove(&path);
    to
}

fn replace(study: &Study, path: &Path, from: &str, to: &str) {
    let text = String::from_utf8(study.bytes(path)).unwrap();
    assert!(text.contains(from), "{text}");
    study.put(path, text.replacen(from, to, 1).as_bytes());
}

#[test]
fn what_the_rest_of_the_folder_knows_comes_back_whole() {
    for (name, damage) in CASES {
        let study = study();
        let path = damage(&study);
        let before = study.files();
        // Opening may refuse, and never breaks.
        let opened = Session::open(&on(&study.fs.after_a_crash()), super::folder());
        assert!(opened.is_ok() || path.ends_with("project.ron"), "{name}: {:?}", opened.err());
        let report = study.check();
        let file = path.file_name().unwrap().to_string_lossy();
        assert!(!report.findings.is_empty(), "{name}: nothing was said");
        let named = report.findings.iter().any(|finding| {
            let said = finding.what.args.iter().any(|(_, value)| value.contains(&*file));
            said || finding.path.to_string_lossy().contains(&*file)
        });
        assert!(named, "{name}: {file} is not named: {:#?}", report.findings);
        let repaired = study.repair();
        study.keeps(&before, name);
        let mut project = study.is_writable(name);
        // When a project was made stands in project.ron alone; the earliest change tells it nearly.
        project.created = study.expected.created;
        assert!(project == study.expected, "{name}: {repaired:#?}\n{project:#?}");
        study.is_sound(name);
    }
}

#[test]
fn a_file_cut_at_any_line_end_or_within_a_line_is_never_taken_for_a_shorter_one() {
    for part in ["/codebook/", "/people/", "/codings/", "meta."] {
        let whole = study();
        let text = whole.bytes(&whole.one(&[part]));
        let length = text.len();
        let ends = text.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(at, _)| at + 1);
        let cuts: Vec<usize> = ends.chain([1, length / 3, length - 2]).filter(|&cut| cut < length).collect();
        for cut in cuts {
            let why = format!("{part} cut at {cut} of {length}");
            let study = study();
            let path = study.one(&[part]);
            // Ids differ from study to study, the lines do not.
            study.change(&path, |bytes| bytes.truncate(cut.min(bytes.len() - 1)));
            assert!(
                Session::open(&on(&study.fs.after_a_crash()), super::folder()).unwrap().read_only().is_some(),
                "{why}"
            );
            study.repair();
            assert_eq!(study.is_writable(&why), study.expected, "{why}");
            study.is_sound(&why);
        }
    }
}
