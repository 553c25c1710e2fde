//! Several windows, several machines, one folder: each writes its own files and sees the others'.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::session::{FOLDER, add_code, add_document, code_passage, label, new_project};
use tianye::model::{CodeChange, Edit};
use tianye::session::Session;
use tianye::store::{Environment, Fs, MemoryFs};

use crate::support::trap::Trap;

fn on(fs: &MemoryFs) -> Environment {
    let (environment, _) = Environment::in_memory();
    Environment { fs: Arc::new(fs.clone()), ..environment }
}

/// Another machine that sees the same folder.
fn elsewhere(fs: &MemoryFs) -> Environment {
    Environment { data_dir: "/elsewhere/data".into(), ..on(fs) }
}

fn open(environment: &Environment) -> Session {
    Session::open(environment, Path::new(FOLDER)).unwrap()
}

/// In another machine's window, while the first one is open.
fn open_there(fs: &MemoryFs) -> Session {
    Session::open_beside(&elsewhere(fs), Path::new(FOLDER)).unwrap()
}

fn look(session: &mut Session) -> bool {
    session.wait_until_saved().unwrap();
    let found = session.rescan().run().unwrap();
    session.take_in(found).is_some()
}

/// A project of one document and one code, closed.
fn study() -> (MemoryFs, Environment) {
    let (mut session, environment, fs) = new_project();
    add_document(&mut session, "访谈 01", "一二三四五六七八九十");
    add_code(&mut session, "合谋");
    session.close().unwrap();
    (fs, environment)
}

fn rename(session: &mut Session, name: &str) {
    let code = session.project().codes().next().unwrap().id;
    session.commit(label(), vec![Edit::SetCode(code, CodeChange::Name(name.into()))]).unwrap();
}

fn files_with<'a>(files: &'a std::collections::BTreeMap<PathBuf, Vec<u8>>, part: &'a str) -> Vec<&'a PathBuf> {
    files.keys().filter(|path| path.starts_with(FOLDER) && path.to_string_lossy().contains(part)).collect()
}

#[test]
fn a_second_window_may_write_too_and_each_sees_what_the_other_did() {
    let (_, environment) = study();
    let mut first = open(&environment);
    let mut second = Session::open_beside(&environment, Path::new(FOLDER)).unwrap();
    assert_eq!(second.read_only(), None);
    let (document, code) = (first.project().documents().next().unwrap().id, first.project().codes().next().unwrap().id);
    code_passage(&mut first, document, 0, 2, code);
    code_passage(&mut second, document, 4, 6, code);
    first.wait_until_saved().unwrap();
    second.wait_until_saved().unwrap();
    assert!(look(&mut first) && look(&mut second));
    assert_eq!(first.project(), second.project());
    assert_eq!(first.project().coding_count(), 2);
    assert!(!look(&mut first), "nothing new");
    // Undo takes back one's own.
    first.undo().unwrap();
    first.wait_until_saved().unwrap();
    assert!(look(&mut second));
    assert_eq!(second.project().coding_count(), 1);
    let expected = first.project().clone();
    first.close().unwrap();
    second.close().unwrap();
    assert_eq!(*open(&environment).project(), expected);
}

#[test]
fn a_window_that_only_reads_follows_the_one_that_writes() {
    let (_, environment) = study();
    let mut first = open(&environment);
    let mut reader = open(&environment);
    assert!(reader.read_only().is_some());
    rename(&mut first, "共谋");
    first.wait_until_saved().unwrap();
    assert!(look(&mut reader));
    assert_eq!(reader.project(), first.project());
}

#[test]
fn a_checkpoint_that_lands_while_the_folder_is_read_hides_nothing() {
    let (fs, _) = study();
    let trap = Arc::new(Trap::over(&fs));
    let mut first = open(&Environment { fs: Arc::clone(&trap) as Arc<dyn Fs>, ..on(&fs) });
    let mut second = open_there(&fs);
    let kept = add_code(&mut second, "内卷化");
    second.wait_until_saved().unwrap();
    assert!(look(&mut first));
    assert!(first.project().code(kept).is_some());
    let new = add_code(&mut second, "补位");
    second.wait_until_saved().unwrap();
    // Record files have been read, journals not yet: now the other window moves all from these into those.
    trap.set("checkpoints", move || second.close().unwrap());
    let found = first.rescan().run().unwrap();
    assert!(trap.is_sprung());
    first.take_in(found).unwrap();
    assert!(first.project().code(kept).is_some(), "what was here before would have gone for a minute");
    assert!(first.project().code(new).is_some(), "and what is new would have come a minute late");
    assert!(first.findings().is_empty(), "{:?}", first.findings());
}

#[test]
fn what_is_not_saved_yet_stays_while_others_files_come_in() {
    let (fs, environment) = study();
    let mut first = open(&environment);
    let mut second = open_there(&fs);
    let document = first.project().documents().next().unwrap().id;
    let code = add_code(&mut second, "内卷化");
    second.wait_until_saved().unwrap();
    let found = first.rescan().run().unwrap();
    let mine = add_code(&mut first, "补位");
    assert!(first.take_in(found).is_none(), "work went on meanwhile: the next look tells");
    assert!(look(&mut first));
    assert!(first.project().code(code).is_some() && first.project().code(mine).is_some());
    assert!(first.documents_changed_since(first.revision()).unwrap().is_empty());
    code_passage(&mut first, document, 0, 2, code);
    let expected = first.project().clone();
    first.close().unwrap();
    second.close().unwrap();
    assert_eq!(*open(&environment).project(), expected);
}

#[test]
fn of_one_field_the_later_write_wins_and_other_fields_are_not_touched() {
    let (fs, environment) = study();
    let mut second = open_there(&fs);
    let mut first = open(&environment);
    let code = first.project().codes().next().unwrap().id;
    let set = |change| vec![Edit::SetCode(code, change)];
    first.commit(label(), set(CodeChange::Definition("一方得利".into()))).unwrap();
    second.commit(label(), set(CodeChange::Example("他们一起瞒着上面".into()))).unwrap();
    second.commit(label(), set(CodeChange::Name("共谋".into()))).unwrap();
    first.close().unwrap();
    second.close().unwrap();
    let both = open(&environment);
    let code = both.project().code(code).unwrap();
    assert_eq!((&*code.name, &*code.definition, &*code.example), ("共谋", "一方得利", "他们一起瞒着上面"));
}

#[test]
fn a_conflict_copy_of_a_cloud_client_is_taken_in_and_cleared_away() {
    let (fs, environment) = study();
    let before = fs.files();
    let shard = files_with(&before, "/codebook/")[0].clone();
    // Two states of one file: the client keeps the newer one under another name.
    let mut session = open(&environment);
    let code = add_code(&mut session, "内卷化");
    session.close().unwrap();
    let newer = fs.files()[&shard].clone();
    let copy = shard.with_file_name("codebook (conflicted copy 2026-11-22).ron");
    let old = fs.after_a_crash();
    for (path, bytes) in before.iter().filter(|(path, _)| path.starts_with(FOLDER)) {
        old.put(path, bytes);
    }
    for path in files_with(&fs.files(), "/journal/").into_iter().filter(|path| !before.contains_key(*path)) {
        old.remove(path).unwrap();
    }
    old.put(&copy, &newer);
    let opened = open(&elsewhere(&old));
    assert!(opened.project().code(code).is_some());
    assert!(opened.findings().iter().any(|finding| finding.id == "store.stray"));
    let expected = opened.project().clone();
    opened.close().unwrap();
    let after = old.files();
    assert!(!after.contains_key(&copy), "it is gone from the folder");
    assert!(after.iter().any(|(path, bytes)| path.to_string_lossy().contains("/conflicts/") && *bytes == newer));
    let again = open(&elsewhere(&old));
    assert_eq!((again.project(), again.findings().len()), (&expected, 0));
}

#[test]
fn a_folder_put_back_to_an_old_state_goes_on_under_a_new_name() {
    let (fs, environment) = study();
    let old = fs.files();
    let mut session = open(&environment);
    rename(&mut session, "共谋");
    session.close().unwrap();
    let theirs = fs.after_a_crash(); // what a colleague's machine has seen
    let now = fs.files();
    for path in now.keys().filter(|path| path.starts_with(FOLDER) && !old.contains_key(*path)) {
        fs.remove(path).unwrap();
    }
    for (path, bytes) in old.iter().filter(|(path, _)| path.starts_with(FOLDER)) {
        fs.put(path, bytes);
    }
    let mut back = open(&environment);
    assert!(back.findings().iter().any(|finding| finding.id == "store.put_back"));
    assert_eq!(back.read_only(), None);
    add_code(&mut back, "补位");
    back.close().unwrap();
    // File by file into the colleague's folder: nothing is written over.
    for (path, bytes) in fs.files().into_iter().filter(|(path, _)| path.starts_with(FOLDER)) {
        if !theirs.exists(&path) {
            theirs.put(&path, &bytes);
        }
    }
    let merged = open(&elsewhere(&theirs));
    let names: Vec<_> = merged.project().codes().map(|code| code.name.clone()).collect();
    assert_eq!(names, ["共谋", "补位"]);
}

#[test]
fn what_was_edited_by_hand_counts_as_written_now_and_is_noted() {
    let (fs, environment) = study();
    let codebook = files_with(&fs.files(), "/codebook/")[0].clone();
    let text = String::from_utf8(fs.files()[&codebook].clone()).unwrap();
    // Two others have the codebook in files of their own, with the old name and its stamp; whichever file
    // is read first, what was edited counts.
    let mut third = open(&Environment { data_dir: "/third/data".into(), ..on(&fs) });
    add_code(&mut third, "补位");
    third.close().unwrap();
    let mut other = open(&elsewhere(&fs));
    add_code(&mut other, "内卷化");
    other.close().unwrap();
    fs.put(&codebook, text.replace("合谋", "串通").as_bytes());
    let opened = open(&environment);
    let expected = opened.project().clone();
    assert!(expected.codes().any(|code| code.name == "串通"));
    opened.close().unwrap();
    let copies = fs.files();
    assert!(copies.iter().any(|(path, bytes)| path.to_string_lossy().contains("/conflicts/")
        && String::from_utf8_lossy(bytes).contains("串通")));
    for environment in [environment, elsewhere(&fs)] {
        let again = open(&environment);
        assert_eq!(*again.project(), expected);
        assert!(again.findings().is_empty(), "{:?}", again.findings());
    }
}

#[test]
fn two_moves_that_make_a_circle_together_leave_a_tree_that_all_agree_on() {
    let (mut first, environment, fs) = new_project();
    let (above, below) = (add_code(&mut first, "甲类"), add_code(&mut first, "乙类"));
    first.close().unwrap();
    let place = |code, parent| {
        vec![Edit::SetCode(code, CodeChange::Place { parent: Some(parent), rank: tianye::model::Rank(0) })]
    };
    let mut second = open_there(&fs);
    let mut first = open(&environment);
    first.commit(label(), place(above, below)).unwrap();
    second.commit(label(), place(below, above)).unwrap();
    first.close().unwrap();
    second.close().unwrap();
    let settled = open(&environment);
    assert!(settled.findings().iter().any(|finding| finding.id == "store.move_skipped"));
    assert_eq!(settled.read_only(), None);
    let expected = settled.project().clone();
    assert_eq!(tianye::model::Codebook::of(&expected).rows().len(), 2);
    settled.close().unwrap();
    for environment in [elsewhere(&fs), environment] {
        let again = open(&environment);
        assert_eq!((again.project().as_ref(), again.findings().len()), (&*expected, 0));
    }
}

#[test]
fn an_older_format_is_read_as_it_is_and_brought_forward_with_the_first_change() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/v1.tianye");
    let fs = MemoryFs::new();
    copy_into(&fs, &golden, Path::new(FOLDER));
    let environment = on(&fs);
    let first = open(&environment);
    assert_eq!((first.read_only(), first.findings().len()), (None, 0), "{:?}", first.findings());
    let project = first.project().clone();
    assert_eq!((project.documents().len(), project.codes().len(), project.coding_count()), (2, 13, 83));
    assert!(tianye::model::invariants::check(&project).is_empty());
    let before = fs.files();
    first.close().unwrap();
    assert_eq!(fs.files(), before, "reading changes nothing");
    let mut session = open(&environment);
    rename(&mut session, "共谋");
    let expected = session.project().clone();
    session.close().unwrap();
    let file = String::from_utf8(fs.files()[&Path::new(FOLDER).join("project.ron")].clone()).unwrap();
    assert!(file.contains("version: (2, 3)"), "{file}");
    let again = open(&environment);
    assert_eq!((again.project(), again.findings().len()), (&expected, 0));
}

pub fn copy_into(fs: &MemoryFs, from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_into(fs, &path, &target);
        } else {
            fs.put(&target, &std::fs::read(&path).unwrap());
        }
    }
}

#[test]
fn a_conflict_copy_whose_code_has_not_arrived_is_kept_until_it_has() {
    let (fs, environment) = study();
    let before = fs.files();
    let mut second = open(&elsewhere(&fs));
    let document = second.project().documents().next().unwrap().id;
    let code = add_code(&mut second, "内卷化");
    code_passage(&mut second, document, 4, 6, code);
    let expected = second.project().clone();
    second.close().unwrap();
    // Of all that the other machine wrote, only its codings have arrived, under another name.
    let here = fs.after_a_crash();
    let all = fs.files();
    let theirs: Vec<_> = all.keys().filter(|path| path.starts_with(FOLDER) && !before.contains_key(*path)).collect();
    for path in &theirs {
        here.remove(path).unwrap();
    }
    let shard = theirs.iter().find(|path| path.to_string_lossy().contains("/codings/")).unwrap();
    here.put(&shard.with_file_name("codings (conflicted copy).ron"), &all[*shard]);
    let opened = open(&on(&here));
    assert_eq!(opened.project().coding_count(), 0);
    opened.close().unwrap();
    // The rest arrives, but for the codings themselves.
    for path in theirs.iter().filter(|path| !path.to_string_lossy().contains("/codings/")) {
        if !path.to_string_lossy().contains("/checkpoints/") && !path.to_string_lossy().contains("/journal/") {
            here.put(path, &all[*path]);
        }
    }
    let arrived = open(&on(&here));
    assert_eq!(arrived.project().codings(document), expected.codings(document), "{:?}", arrived.findings());
    drop(environment);
}

#[test]
fn a_hand_edit_neither_wipes_nor_revives_what_others_wrote_meanwhile() {
    let (mut first, environment, fs) = new_project();
    add_document(&mut first, "访谈 01", "一二三四五六七八九十");
    let code = add_code(&mut first, "合谋");
    let gone = add_code(&mut first, "误加");
    first.close().unwrap();
    // The other one removes a code and defines another, out of sight.
    let there = fs.after_a_crash();
    let mut second = open(&elsewhere(&there));
    let definition = CodeChange::Definition("一起瞒着上面".into());
    second.commit(label(), vec![Edit::SetCode(code, definition), Edit::RemoveCode(gone)]).unwrap();
    second.close().unwrap();
    // Here somebody corrects a name in the file, after some more work.
    let mut session = open(&environment);
    rename(&mut session, "合 谋");
    session.close().unwrap();
    let codebook = files_with(&fs.files(), "/codebook/")[0].clone();
    let text = String::from_utf8(fs.files()[&codebook].clone()).unwrap();
    fs.put(&codebook, text.replace("合 谋", "合谋").as_bytes());
    open(&environment).close().unwrap();
    for (path, bytes) in there.files().into_iter().filter(|(path, _)| path.starts_with(FOLDER)) {
        if !fs.exists(&path) {
            fs.put(&path, &bytes);
        }
    }
    let both = open(&environment);
    assert!(both.project().code(gone).is_none(), "what was removed stays removed");
    let held = both.project().code(code).unwrap();
    let other =
        both.other_versions(tianye::store::ledger::Entity::Code(code), tianye::store::stamps::Field::Definition);
    let texts: Vec<_> = other.map(|version| version.text.to_owned()).chain([held.definition.clone()]).collect();
    assert!(texts.iter().any(|text| text == "一起瞒着上面"), "{texts:?}");
    assert_eq!(held.name, "合谋");
}

#[test]
fn undo_does_not_write_over_what_somebody_else_wrote_since() {
    let (fs, environment) = study();
    let mut first = open(&environment);
    let code = first.project().codes().next().unwrap().id;
    let define = |text: &str| vec![Edit::SetCode(code, CodeChange::Definition(text.into()))];
    first.commit(label(), define("一方得利")).unwrap();
    first.wait_until_saved().unwrap();
    let mut second = open_there(&fs);
    second.commit(label(), define("双方都图稳妥")).unwrap();
    second.wait_until_saved().unwrap();
    assert!(look(&mut first));
    let refused = first.undo().unwrap_err();
    assert!(matches!(refused, tianye::session::CommitError::WrittenSince(_)), "{refused}");
    assert_eq!(first.project().code(code).unwrap().definition, "双方都图稳妥");
}

#[test]
fn a_time_that_nobody_can_have_reached_is_damage_and_later_work_still_counts() {
    let (fs, environment) = study();
    let mut second = open(&elsewhere(&fs));
    rename(&mut second, "共谋");
    second.close().unwrap();
    let theirs = files_with(&fs.files(), "/codebook/")
        .into_iter()
        .find(|path| String::from_utf8_lossy(&fs.files()[*path]).contains("共谋"))
        .unwrap()
        .clone();
    let text = String::from_utf8(fs.files()[&theirs].clone()).unwrap();
    let at = text.find("added:(").unwrap() + "added:(".len();
    let end = at + text[at..].find(',').unwrap();
    fs.put(&theirs, format!("{}18446744073709551615{}", &text[..at], &text[end..]).as_bytes());
    let mut session = open(&environment);
    assert!(session.findings().iter().any(|finding| finding.id == "store.bad_lines"), "{:?}", session.findings());
    rename(&mut session, "串通");
    session.close().unwrap();
    assert_eq!(open(&environment).project().codes().next().unwrap().name, "串通");
}

#[test]
fn a_text_of_somebody_else_that_is_still_on_its_way_stops_nobody() {
    let (fs, environment) = study();
    let mut second = open(&elsewhere(&fs));
    let document = add_document(&mut second, "访谈 02", "她说的话还在路上。");
    second.close().unwrap();
    let text = files_with(&fs.files(), &format!("{document}/text.1.txt"))[0].clone();
    let words = fs.files()[&text].clone();
    fs.remove(&text).unwrap();
    let mut first = open(&environment);
    assert_eq!(first.read_only(), None, "{:?}", first.findings());
    assert!(first.project().document(document).is_none() && !first.findings().is_empty());
    rename(&mut first, "共谋");
    first.wait_until_saved().unwrap();
    // It arrives while the window is open.
    fs.put(&text, &words);
    assert!(look(&mut first));
    assert!(first.project().document(document).is_some());
}
