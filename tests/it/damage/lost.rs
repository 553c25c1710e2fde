//! Damage that costs something: what is lost is said, and only that is lost.

use super::{Study, folder, on, study};
use tianye::model::DocumentId;
use tianye::session::Session;
use tianye::store::check::Writer;
use tianye::store::repair::{Helper, Wishes, preview, repair};
use tianye::store::{Environment, MemoryFs, write_copy};

fn ids(messages: &[tianye::model::Message]) -> Vec<&str> {
    messages.iter().map(|message| &*message.id).collect()
}

/// The open segment of the study: what the third session did.
fn damage_open_segment(study: &Study) {
    let open = study.with(&["/journal/", ".log"]).into_iter().find(|path| !path.to_string_lossy().contains("archive"));
    study.change(&open.unwrap(), |bytes| {
        let at = bytes.windows(6).position(|window| window == "共谋".as_bytes()).unwrap();
        bytes[at] ^= 1;
    });
}

#[test]
fn of_a_damaged_journal_the_frames_before_and_after_are_taken_and_the_lost_ones_are_named() {
    let study = study();
    damage_open_segment(&study);
    assert!(Session::open(&on(&study.fs.after_a_crash()), folder()).unwrap().read_only().is_some());
    let before = study.files();
    let repaired = study.repair();
    assert_eq!(ids(&repaired.lost), ["inspect.lost_changes"]);
    study.keeps(&before, "the damaged segment");
    let project = study.is_writable("after a damaged frame");
    let code = study.expected.codes().find(|code| code.name == "共谋").unwrap().id;
    assert_eq!(project.code(code).unwrap().name, "合谋", "the renaming was in the damaged frame");
    assert_eq!(project.coding_count(), study.expected.coding_count(), "the coding after it was not");
    study.is_sound("after a damaged frame");
    // No number is used twice, and what is still known can be undone.
    let mut session = Session::open(&on(&study.fs), folder()).unwrap();
    while session.undo_label().is_some() {
        session.undo().unwrap_or_else(|error| panic!("{error}"));
    }
    assert_eq!(session.project().codes().len(), 0);
}

#[test]
fn a_lost_text_hides_its_document_and_nothing_else_until_it_is_back() {
    let study = study();
    let text = study.one(&["text.1.txt"]);
    let words = study.bytes(&text);
    for damage in ["missing", "zeroed", "another"] {
        let study = Study { fs: study.fs.after_a_crash(), expected: study.expected.clone() };
        match damage {
            "missing" => study.remove(&text),
            "zeroed" => study.put(&text, &[0; 40]),
            _ => study.put(&text, "改过的文字，已经不是原来的了。".as_bytes()),
        }
        assert!(Session::open(&on(&study.fs.after_a_crash()), folder()).unwrap().read_only().is_some(), "{damage}");
        let repaired = study.repair();
        assert_eq!(ids(&repaired.lost), ["inspect.lost_text"], "{damage}");
        let project = study.is_writable(damage);
        assert_eq!((project.documents().len(), study.expected.documents().len()), (1, 2), "{damage}");
        let report = study.check();
        assert_eq!(report.read_only, None);
        assert!(report.findings.iter().any(|finding| finding.what.id == "store.text_given_up"), "{damage}");
        assert!(!report.is_damaged(), "{damage}: {:#?}", report.findings);
        assert!(study.repair().done.is_empty(), "there is nothing more to do about it");
        study.put(&text, &words);
        assert_eq!(study.is_writable(damage), study.expected, "{damage}: it came back");
        study.is_sound(damage);
    }
}

#[test]
fn a_text_is_found_by_its_content_under_any_name_in_the_folder() {
    let study = study();
    let text = study.one(&["text.1.txt"]);
    let elsewhere = folder().join("访谈 备份.txt");
    study.put(&elsewhere, &study.bytes(&text));
    study.remove(&text);
    assert_eq!(ids(&study.repair().lost), Vec::<&str>::new());
    assert_eq!(study.is_writable("found"), study.expected);
}

#[test]
fn a_copy_has_no_journal_and_another_copy_helps() {
    let study = study();
    let (environment, copy) = (on(&study.fs), std::path::Path::new("/usb/copy.tianye"));
    write_copy(&environment, copy, &std::sync::Arc::new(study.expected.clone()), &|_| None).unwrap();
    let is_shard = |path: &std::path::Path| path.starts_with(copy.join("codings"));
    let broken: MemoryFs = study.fs.after_a_crash();
    for path in
        broken.files().into_keys().filter(|path| is_shard(path) || path.to_string_lossy().ends_with("text.1.txt"))
    {
        if path.starts_with(copy) {
            broken.put(&path, b"");
        }
    }
    let there = on(&broken);
    let alone = Wishes { lost_name: "名称丢失".into(), ..Wishes::default() };
    let plan = preview(&there, copy, &alone).unwrap();
    assert!(ids(&plan.lost).contains(&"inspect.lost_before_journal"), "{:?}", plan.lost);
    assert!(ids(&plan.lost).contains(&"inspect.lost_text"), "{:?}", plan.lost);
    assert_eq!(broken.files().get(&copy.join("project.ron")), study.fs.files().get(&copy.join("project.ron")));
    // The study itself holds everything that the copy has lost.
    let helper = Helper { environment: on(&study.fs), folder: folder().to_owned(), at: tianye::model::Timestamp(0) };
    let repaired = repair(&there, copy, &Wishes { helpers: vec![helper], ..alone }).unwrap();
    assert_eq!(ids(&repaired.lost), Vec::<&str>::new());
    let session = Session::open(&there, copy).unwrap();
    assert_eq!(session.read_only(), None, "{:#?}", session.findings());
    assert_eq!(**session.project(), study.expected);
}

#[test]
fn what_is_named_and_nowhere_gets_a_stand_in_so_that_its_codings_are_seen() {
    let study = study();
    let environment = on(&study.fs);
    let copy = std::path::Path::new("/usb/copy.tianye");
    write_copy(&environment, copy, &std::sync::Arc::new(study.expected.clone()), &|_| None).unwrap();
    let gone = |part: &str| {
        let path =
            study.fs.files().into_keys().find(|path| path.starts_with(copy) && path.to_string_lossy().contains(part));
        tianye::store::Fs::remove(&study.fs, &path.unwrap()).unwrap();
    };
    gone("/codebook/");
    gone("/people/");
    let document: DocumentId = {
        let session = Session::open(&environment, copy).unwrap();
        assert!(session.read_only().is_some());
        session.project().documents().next().unwrap().id
    };
    gone(&format!("/documents/{document}/meta."));
    let repaired = repair(&environment, copy, &Study::wishes()).unwrap();
    assert!(ids(&repaired.lost).contains(&"inspect.lost_name"));
    assert!(ids(&repaired.lost).contains(&"inspect.lost_record"));
    let session = Session::open(&environment, copy).unwrap();
    assert_eq!(session.read_only(), None, "{:#?}", session.findings());
    let project = session.project();
    assert_eq!(project.coding_count(), study.expected.coding_count(), "every coding is seen");
    assert!(project.codes().all(|code| code.name.starts_with("名称丢失")), "{:?}", project.codes().collect::<Vec<_>>());
    assert_eq!(project.documents().len(), 2);
    drop(session);
    // Should the codebook turn up again, its names win.
    let report = tianye::store::check::check(&environment, copy, Writer::Nobody).unwrap();
    assert!(report.is_sound(), "{:#?}", report.findings);
}

#[test]
fn a_folder_that_was_never_made_to_its_end_becomes_an_empty_project() {
    let (environment, fs): (Environment, MemoryFs) = Environment::in_memory();
    for calls in 0..40 {
        let fs = fs.after_a_crash();
        let environment = on(&fs);
        fs.fill_up_after(Some(calls));
        let made = Session::create(&environment, folder(), "新项目", "甲").is_ok();
        fs.fill_up_after(None);
        let fs = fs.after_a_crash();
        let environment = on(&fs);
        match repair(&environment, folder(), &Study::wishes()) {
            // Too little was there to know it for a project: then there is nothing to lose.
            Err(_) => assert!(!made && fs.files().keys().all(|path| !path.starts_with(folder().join("journal")))),
            Ok(_) => {
                assert_eq!(Session::open(&environment, folder()).unwrap().read_only(), None, "after {calls} calls");
            }
        }
    }
    drop(environment);
}

#[test]
fn what_the_journal_does_not_reach_comes_from_a_backup() {
    let study = study();
    let (environment, copy) = (on(&study.fs), std::path::Path::new("/usb/copy.tianye"));
    write_copy(&environment, copy, &std::sync::Arc::new(study.expected.clone()), &|_| None).unwrap();
    tianye::store::backup::make(&environment, copy, tianye::store::backup::Reason::AskedFor).unwrap();
    for path in study.fs.files().into_keys().filter(|path| path.starts_with(copy)) {
        let name = path.to_string_lossy().into_owned();
        if name.contains("/codings/") || name.contains("/codebook/") || name.ends_with("text.1.txt") {
            study.put(&path, &[0; 30]);
        }
    }
    let repaired = repair(&environment, copy, &Study::wishes()).unwrap();
    assert_eq!(ids(&repaired.lost), Vec::<&str>::new());
    let session = Session::open(&environment, copy).unwrap();
    assert_eq!(session.read_only(), None, "{:#?}", session.findings());
    assert!(**session.project() == study.expected);
}
