//! The folder: crashes, a full disk, a second window, newer programs, damage.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::session::{FOLDER, add_code, add_document, code_passage, label, new_project};
use tianye::model::{CodeChange, CodingChange, Edit, Tell};
use tianye::session::{CommitError, Session};
use tianye::store::{Environment, MemoryFs, OpenError, SaveState, write_copy};

fn on(fs: &MemoryFs) -> Environment {
    let (environment, _) = Environment::in_memory();
    Environment { fs: Arc::new(fs.clone()), ..environment }
}

fn open(environment: &Environment) -> Session {
    Session::open(environment, Path::new(FOLDER)).unwrap()
}

fn only_file(fs: &MemoryFs, part: &str) -> PathBuf {
    let files = fs.files();
    let mut found = files.keys().filter(|path| path.starts_with(FOLDER) && path.to_string_lossy().contains(part));
    let first = found.next().unwrap_or_else(|| panic!("no file with {part}")).clone();
    assert_eq!(found.next(), None, "more than one file with {part}");
    first
}

#[test]
fn what_was_saved_survives_a_crash() {
    let (mut session, _, fs) = new_project();
    let document = add_document(&mut session, "访谈 01", "机构与街道形成合谋。");
    let code = add_code(&mut session, "合谋");
    code_passage(&mut session, document, 6, 9, code);
    session.wait_until_saved().unwrap();
    for disk in [fs.after_a_crash(), fs.after_a_power_cut()] {
        let after = open(&on(&disk));
        assert_eq!(after.project(), session.project());
        assert!(after.undo_label().is_some(), "and can still be undone");
    }
}

#[test]
fn a_write_that_a_crash_cut_short_is_dropped_and_the_rest_stands() {
    let (mut session, _, fs) = new_project();
    add_code(&mut session, "合谋");
    let before = session.project().clone();
    session.wait_until_saved().unwrap();
    let whole = fs.after_a_crash();
    let path = only_file(&whole, "/journal/");
    let length = whole.files()[&path].len();
    add_code(&mut session, "内卷化");
    session.wait_until_saved().unwrap();
    let bytes = fs.files()[&path].clone();
    for cut in [length + 1, length + 9, bytes.len() - 1] {
        let torn = fs.after_a_crash();
        torn.put(&path, &bytes[..cut]);
        let mut after = open(&on(&torn));
        assert_eq!(*after.project(), before, "cut at {cut} of {}", bytes.len());
        // And work goes on, on a segment of its own.
        add_code(&mut after, "行政依附");
        let expected = after.project().clone();
        after.close().unwrap();
        assert_eq!(*open(&on(&torn)).project(), expected);
    }
}

#[test]
fn a_full_disk_is_told_and_memory_is_intact() {
    let (mut session, _, fs) = new_project();
    session.wait_until_saved().unwrap();
    let saved = session.project().clone();
    fs.fill_up_after(Some(0));
    add_code(&mut session, "合谋");
    assert!(session.wait_until_saved().is_err());
    assert!(matches!(session.save_state(), SaveState::Failed(_)));
    assert_eq!(session.project().codes().len(), 1, "the change is in memory");
    fs.fill_up_after(None);
    let after = fs.after_a_crash();
    assert_eq!(*open(&on(&after)).project(), saved, "what was called saved is there");
}

#[test]
fn an_import_that_does_not_fit_is_refused_before_anything_is_written() {
    let (mut session, _, fs) = new_project();
    session.wait_until_saved().unwrap();
    let before = fs.files();
    fs.say_room(Some(1_000_000));
    let text = tianye::model::Text::new("一二三四").unwrap();
    let refused = session.add_documents(vec![tianye::session::NewDocument::typed("访谈", text.clone())], None);
    assert_eq!(refused.unwrap_err().tell().id, "session.no_room");
    assert_eq!(fs.files(), before);
    fs.say_room(Some(1_000_000_000));
    session.add_documents(vec![tianye::session::NewDocument::typed("访谈", text)], None).unwrap();
}

#[test]
fn where_nothing_can_be_synced_work_goes_on_with_a_warning() {
    let (mut session, _, fs) = new_project();
    session.wait_until_saved().unwrap();
    assert_eq!(session.standing_warning(), None);
    fs.refuse_to_sync();
    add_code(&mut session, "合谋");
    session.wait_until_saved().unwrap();
    assert_eq!(session.standing_warning().unwrap().id, "store.cannot_sync");
    let expected = session.project().clone();
    session.close().unwrap();
    assert_eq!(*open(&on(&fs.after_a_crash())).project(), expected);
}

#[test]
fn a_checkpoint_that_fails_at_any_call_loses_nothing() {
    for calls in 0..40 {
        let (mut session, _, fs) = new_project();
        let document = add_document(&mut session, "访谈 01", "机构与街道形成合谋。");
        let code = add_code(&mut session, "合谋");
        code_passage(&mut session, document, 6, 9, code);
        session.wait_until_saved().unwrap();
        let expected = session.project().clone();
        fs.fill_up_after(Some(calls));
        let _ = session.close(); // may well fail: that is the point
        fs.fill_up_after(None);
        for disk in [fs.after_a_crash(), fs.after_a_power_cut()] {
            let after = open(&on(&disk));
            assert_eq!(*after.project(), expected, "after {calls} calls: {:?}", after.findings());
            assert_eq!(after.read_only(), None, "after {calls} calls: {:?}", after.findings());
        }
    }
}

#[test]
fn a_second_window_reads_and_says_why_it_cannot_write() {
    let (mut session, environment, _) = new_project();
    add_code(&mut session, "合谋");
    session.wait_until_saved().unwrap();
    let mut second = open(&environment);
    assert_eq!(second.project(), session.project());
    assert_eq!(second.read_only().unwrap().id, "store.locked");
    assert!(matches!(second.commit(label(), vec![Edit::SetTitle("x".into())]), Err(CommitError::ReadOnly(_))));
    session.close().unwrap();
    assert_eq!(open(&environment).read_only(), None);
}

#[test]
fn a_newer_minor_format_is_read_only_and_a_newer_major_one_is_refused() {
    let (session, _, fs) = new_project();
    session.close().unwrap();
    let path = Path::new(FOLDER).join("project.ron");
    let text = String::from_utf8(fs.files()[&path].clone()).unwrap();
    assert!(text.contains("version: (2, 3)"), "{text}");
    fs.put(&path, text.replace("(2, 3)", "(2, 7)").as_bytes());
    assert_eq!(open(&on(&fs.after_a_crash())).read_only().unwrap().id, "store.newer_minor");
    fs.put(&path, text.replace("version: (2, 3)", "version: (3, 0), wholly: \"new\"").as_bytes());
    let refused = Session::open(&on(&fs), Path::new(FOLDER)).err().unwrap();
    assert!(matches!(refused, OpenError::Newer { .. }), "{refused}");
    assert_eq!(refused.tell().id, "store.newer");
}

#[test]
fn a_zeroed_file_is_damage_and_never_an_empty_project() {
    let (mut session, _, fs) = new_project();
    add_code(&mut session, "合谋");
    session.close().unwrap();
    let path = only_file(&fs, "/codebook/");
    let length = fs.files()[&path].len();
    fs.put(&path, &vec![0; length]);
    let before = fs.files();
    let opened = open(&on(&fs));
    assert_eq!(opened.read_only().unwrap().id, "store.read_only_damaged");
    assert!(opened.findings().iter().any(|f| f.id == "store.hollow"));
    opened.close().unwrap();
    let unchanged = |path: &&PathBuf| path.starts_with(FOLDER);
    let after = fs.files();
    assert!(before.keys().filter(unchanged).all(|p| before[p] == after[p]), "a damaged project was written to");
}

#[test]
fn a_damaged_journal_opens_to_read_what_stands_before_the_damage() {
    let (mut session, _, fs) = new_project();
    for name in ["合谋", "内卷化"] {
        add_code(&mut session, name);
        session.wait_until_saved().unwrap();
    }
    let path = only_file(&fs, "/journal/");
    let mut bytes = fs.files()[&path].clone();
    let at = bytes.windows(6).position(|w| w == "合谋".as_bytes()).unwrap();
    bytes[at] ^= 1;
    let damaged = fs.after_a_crash();
    damaged.put(&path, &bytes);
    let opened = open(&on(&damaged));
    assert_eq!(opened.project().codes().len(), 0);
    assert!(opened.read_only().is_some());
    assert!(opened.findings().iter().any(|f| f.id == "store.journal_damaged"));
}

#[test]
fn two_installations_write_different_files_of_one_folder_and_see_each_other() {
    let (mut first, _, fs) = new_project();
    let document = add_document(&mut first, "访谈 01", "一二三四五六七八九十");
    let code = add_code(&mut first, "合谋");
    code_passage(&mut first, document, 0, 2, code);
    first.close().unwrap();
    let theirs: Vec<_> = fs.files().into_iter().filter(|(path, _)| path.starts_with(FOLDER)).collect();
    assert!(theirs.len() > 5);
    let elsewhere = Environment { data_dir: "/other/data".into(), ..on(&fs) };
    let mut second = open(&elsewhere);
    second.join("王");
    code_passage(&mut second, document, 4, 6, code);
    let expected = second.project().clone();
    second.close().unwrap();
    let after = fs.files();
    assert!(theirs.iter().all(|(path, bytes)| after.get(path) == Some(bytes)), "invariant 5");
    let back = open(&on(&fs));
    assert_eq!(*back.project(), expected);
    assert_eq!(back.project().coders().len(), 2);
}

/// The folder as it was copied while it was open: everything of the first installation is in its journal only.
fn copied_while_open() -> (Session, MemoryFs, Environment) {
    let (mut first, _, fs) = new_project();
    let document = add_document(&mut first, "访谈 01", "一二三四五六七八九十");
    let code = add_code(&mut first, "合谋");
    code_passage(&mut first, document, 0, 2, code);
    code_passage(&mut first, document, 4, 6, code);
    first.wait_until_saved().unwrap();
    let copy = fs.after_a_crash();
    let elsewhere = Environment { data_dir: "/other/data".into(), ..on(&copy) };
    (first, copy, elsewhere)
}

#[test]
fn what_a_copy_changed_and_removed_stays_so_over_the_journal_of_the_original() {
    let (_, copy, elsewhere) = copied_while_open();
    let mut second = open(&elsewhere);
    let code = second.project().codes().next().unwrap().id;
    let document = second.project().documents().next().unwrap().id;
    let places: Vec<_> = second.project().codings(document).iter().map(|c| c.place(document)).collect();
    let edits = vec![
        Edit::SetCode(code, CodeChange::Name("共谋".into())),
        Edit::SetCoding(places[0], CodingChange::Memo(Some("为何？".into()))),
        Edit::RemoveCoding(places[1]),
    ];
    second.commit(label(), edits).unwrap();
    let expected = second.project().clone();
    second.close().unwrap();
    for _ in 0..2 {
        let again = open(&elsewhere);
        assert_eq!(*again.project(), expected, "{:?}", again.findings());
        assert_eq!(again.read_only(), None);
        again.close().unwrap();
    }
    assert!(copy.files().keys().any(|path| path.to_string_lossy().contains("/journal/")));
}

#[test]
fn a_code_that_another_journal_wrote_last_is_not_dropped() {
    let (first, _, fs) = new_project();
    first.close().unwrap();
    let theirs = |disk: &MemoryFs| Environment { data_dir: "/other/data".into(), ..on(disk) };
    // The second installation makes a code, the first one renames it and crashes: only its journal knows.
    let mut second = open(&theirs(&fs));
    let code = add_code(&mut second, "合谋");
    second.close().unwrap();
    let mut first = open(&on(&fs));
    first.commit(label(), vec![Edit::SetCode(code, CodeChange::Name("共谋".into()))]).unwrap();
    first.wait_until_saved().unwrap();
    let disk = fs.after_a_crash();
    // The second one writes its codebook anew.
    let mut second = open(&theirs(&disk));
    add_code(&mut second, "内卷化");
    let expected = second.project().clone();
    second.close().unwrap();
    let after = open(&Environment { data_dir: "/third".into(), ..on(&disk) });
    assert_eq!(*after.project(), expected);
    assert_eq!(after.project().code(code).map(|code| code.name.as_str()), Some("共谋"));
}

#[test]
fn codings_whose_codebook_has_not_arrived_yet_are_kept_and_not_written_over() {
    let (mut session, _, fs) = new_project();
    let document = add_document(&mut session, "访谈 01", "一二三四五六七八九十");
    let code = add_code(&mut session, "合谋");
    code_passage(&mut session, document, 0, 2, code);
    let expected = session.project().clone();
    session.close().unwrap();
    let path = only_file(&fs, "/codebook/");
    let codebook = fs.files()[&path].clone();
    let without = fs.after_a_crash();
    tianye::store::Fs::remove(&without, &path).unwrap();
    let opened = open(&on(&without));
    assert!(opened.read_only().is_some() && !opened.findings().is_empty());
    opened.close().unwrap();
    without.put(&path, &codebook);
    let arrived = open(&on(&without));
    assert_eq!((arrived.project(), arrived.read_only()), (&expected, None));
}

#[test]
fn a_quiet_project_is_checkpointed_and_undo_still_has_its_name() {
    let (mut session, environment, fs) = new_project();
    add_code(&mut session, "合谋");
    while session.tick().is_some() {
        session.wait_until_saved().unwrap();
    }
    assert!(fs.files().keys().any(|path| path.to_string_lossy().contains("/archive/")));
    let label = session.undo_label().cloned();
    assert!(label.is_some());
    session.close().unwrap();
    assert_eq!(open(&environment).undo_label(), label.as_ref());
}

#[test]
fn a_copy_written_elsewhere_is_the_same_project() {
    let (mut session, environment, _) = new_project();
    let document = add_document(&mut session, "访谈 01", "机构与街道形成合谋。");
    let code = add_code(&mut session, "合谋");
    code_passage(&mut session, document, 6, 9, code);
    let elsewhere = Path::new("/backup/copy.tianye");
    write_copy(&environment, elsewhere, session.project(), &|_| None).unwrap();
    let copy = Session::open(&environment, elsewhere).unwrap();
    assert_eq!(copy.project(), session.project());
    assert_eq!((copy.read_only(), copy.findings().len()), (None, 0));
}

#[test]
fn nothing_is_written_over_a_folder_that_holds_something() {
    let (environment, fs) = Environment::in_memory();
    fs.put(Path::new("/studies/study.tianye/notes.txt"), b"mine");
    let refused = Session::create(&environment, Path::new(FOLDER), "t", "c").err().unwrap();
    assert!(matches!(refused, OpenError::Occupied(_)));
    assert_eq!(fs.files().len(), 1);
    assert!(matches!(Session::open(&environment, Path::new("/nowhere")), Err(OpenError::NotThere(_))));
    assert!(matches!(Session::open(&environment, Path::new("/studies")), Err(OpenError::NotAProject(_))));
}
