//! Broken files of other replicas: never touched, unless somebody says that these will never come back.

use super::{Study, folder, on, study};
use crate::session::{add_code, add_document, code_passage};
use tianye::model::Project;
use tianye::session::Session;
use tianye::store::repair::repair;
use tianye::store::{Environment, MemoryFs};

fn there(fs: &MemoryFs) -> Environment {
    Environment { data_dir: "/elsewhere/data".into(), ..on(fs) }
}

/// The study, on which another machine worked as well, and that machine's name in it.
fn shared() -> (Study, String) {
    let study = study();
    Session::open(&on(&study.fs), folder()).unwrap().close().unwrap();
    let ours = study.one(&["/codebook/"]);
    let mut theirs = Session::open(&there(&study.fs), folder()).unwrap();
    let document = add_document(&mut theirs, "访谈 03", "社工 02：我们也没有别的办法。");
    let code = add_code(&mut theirs, "无奈");
    code_passage(&mut theirs, document, 6, 13, code);
    let expected = Project::clone(theirs.project());
    theirs.close().unwrap();
    let study = Study { fs: study.fs.after_a_crash(), expected };
    let other = study.with(&["/codebook/"]).into_iter().find(|path| *path != ours).unwrap();
    let name = other.file_stem().unwrap().to_string_lossy().into_owned();
    (study, name)
}

#[test]
fn what_others_broke_is_told_and_left_alone_and_does_not_keep_us_from_work() {
    for (part, damage) in [("/codings/", 0_u8), ("/checkpoints/", 0), ("/codebook/", 0xFF)] {
        let (study, theirs) = shared();
        let path = study.one(&[part, &theirs]);
        study.change(&path, |bytes| bytes.fill(damage));
        let before = study.files();
        let report = study.check();
        assert!(report.read_only.is_none() && !report.is_sound(), "{part}: {:#?}", report.findings);
        study.repair();
        assert_eq!(study.files().get(&path), before.get(&path), "{part}: it is theirs");
        study.is_writable(part);
    }
}

#[test]
fn those_who_never_come_back_are_taken_over() {
    for part in ["/codings/", "/codebook/", "/checkpoints/", "meta."] {
        let (study, theirs) = shared();
        let path = study.one(&[part, &theirs]);
        study.change(&path, |bytes| bytes.fill(0));
        let before = study.files();
        let repaired = study.adopt();
        study.keeps(&before, part);
        assert!(!repaired.done.is_empty(), "{part}");
        assert!(study.is_writable(part) == study.expected, "{part}");
        study.is_sound(part);
    }
}

#[test]
fn nothing_is_repaired_while_somebody_has_it_open() {
    let study = study();
    let path = study.one(&["/codebook/"]);
    let open = Session::open(&on(&study.fs), folder()).unwrap();
    assert_eq!(open.read_only(), None);
    study.put(&path, b"");
    let before = study.files();
    let refused = repair(&on(&study.fs), folder(), &Study::wishes()).unwrap_err();
    assert_eq!(tianye::model::Tell::tell(&refused).id, "store.locked");
    assert_eq!(study.files(), before);
    let report = study.check();
    assert!(report.findings.iter().any(|finding| finding.what.id == "store.locked"), "{:#?}", report.findings);
}
