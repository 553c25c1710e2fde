//! What a project keeps beside its texts: saved searches, synonyms, dictionary and stop words. Kept over closing,
//! merged, taken back, repaired; and that a project of format 2.1 is read as it is.

mod commands;

use std::path::Path;

use tianye::i18n::Language;
use tianye::model::gesture::put_on_shelf;
use tianye::model::{Project, Shelf, ShelfItem, Tell, invariants};
use tianye::session::{Consent, Session};
use tianye::store::check::{Writer, check};
use tianye::store::chronicle::LostNames;
use tianye::store::ledger::Entity;
use tianye::store::merge::{LeftOut, MergeReport, Reason, Side, Thing};
use tianye::store::repair::{Wishes, repair};
use tianye::store::stamps::Field;
use tianye::store::{Fs, MemoryFs, write_copy};

use crate::merge::{copy_folder, on, plan};
use crate::session::{add_document, goes_back_and_forth, label};

const A: &str = "/a/s.tianye";
const B: &str = "/b/s.tianye";

fn open(fs: &MemoryFs, data: &str, folder: &str) -> Session {
    Session::open(&on(fs, data), Path::new(folder)).unwrap()
}

fn search(name: &str, query: &str) -> ShelfItem {
    ShelfItem::new(Shelf::Search, name, query)
}

fn word(name: &str) -> ShelfItem {
    ShelfItem::new(Shelf::Word, name, "")
}

fn put(session: &mut Session, items: &[ShelfItem]) -> usize {
    session.put_on_shelf(items.to_vec()).unwrap()
}

fn names(project: &Project, shelf: Shelf) -> Vec<&str> {
    project.shelf(shelf).map(|item| item.name.as_str()).collect()
}

fn query<'a>(project: &'a Project, name: &str) -> Option<&'a str> {
    project.shelf_item(Shelf::Search, name).map(|item| item.value.as_str())
}

fn look(session: &mut Session) {
    session.wait_until_saved().unwrap();
    let found = session.rescan().run().unwrap();
    session.take_in(found);
}

/// A study that two coders have: 甲 in /a, 乙 in a copy of it in /b, both with the search 合谋.
struct Two {
    fs: MemoryFs,
    here: Session,
    there: Session,
}

fn two_copies() -> Two {
    let fs = MemoryFs::new();
    let mut here = Session::create(&on(&fs, "/data/a"), Path::new(A), "样例", "甲").unwrap();
    add_document(&mut here, "访谈 01", "机构与街道形成合谋，老人并不知情。");
    put(&mut here, &[search("合谋", "合谋")]);
    here.close().unwrap();
    copy_folder(&fs, A, B);
    let (here, mut there) = (open(&fs, "/data/a", A), open(&fs, "/data/b", B));
    there.join("乙");
    Two { fs, here, there }
}

fn merge(session: &mut Session, other: &str) -> MergeReport {
    let plan = plan(session, other).unwrap();
    let report = plan.report.clone();
    session.merge(plan, Consent::OnlyWhole).unwrap();
    assert_eq!(invariants::check(session.project()), []);
    report
}

#[test]
fn two_coders_in_one_folder_add_to_the_same_dictionary_and_both_keep_all_words() {
    let fs = MemoryFs::new();
    let mut first = Session::create(&on(&fs, "/data/a"), Path::new(A), "样例", "甲").unwrap();
    first.wait_until_saved().unwrap();
    let mut second = Session::open_beside(&on(&fs, "/data/b"), Path::new(A)).unwrap();
    second.join("乙");
    put(&mut first, &[word("内卷化"), word("政社互动"), word("Ｎｇo")]);
    put(&mut second, &[word("枢纽型"), word("政社互动"), word("NGO")]);
    look(&mut second);
    look(&mut first);
    look(&mut second);
    assert_eq!(first.project(), second.project());
    let mut held = names(first.project(), Shelf::Word);
    held.sort_by_key(|name| name.len());
    assert_eq!(held.len(), 4, "the word that both added is there once, in whatever width: {held:?}");
    // What one of them takes out is out for both, though the other had added it too.
    assert_eq!(first.take_off_shelf(Shelf::Word, &["政社互动", "没有的"]).unwrap(), 1);
    look(&mut first);
    look(&mut second);
    assert_eq!(names(second.project(), Shelf::Word), names(first.project(), Shelf::Word));
    assert!(!names(second.project(), Shelf::Word).contains(&"政社互动"));
    let expected = first.project().clone();
    first.close().unwrap();
    second.close().unwrap();
    assert_eq!(*open(&fs, "/data/a", A).project(), expected);
}

#[test]
fn one_search_saved_by_two_who_do_not_know_of_each_other_stands_as_the_later_and_keeps_the_earlier_beside_it() {
    let Two { fs, mut here, mut there } = two_copies();
    put(&mut here, &[search("互动", "政社互动")]);
    here.wait_until_saved().unwrap();
    put(&mut there, &[word("枢纽型")]);
    put(&mut there, &[search("互动", "政*互动")]);
    there.wait_until_saved().unwrap();
    let report = merge(&mut here, B);
    let both: Vec<_> =
        report.both.iter().map(|two| (two.name.as_str(), two.here.as_str(), two.there.as_str(), two.stands)).collect();
    assert_eq!(both, [("互动", "政社互动", "政*互动", Side::There)]);
    assert_eq!(report.items, [(Thing::Word, "枢纽型".to_owned())]);
    let id = search("互动", "").id();
    let beside = |session: &Session| -> Vec<String> {
        session.other_versions(Entity::Item(id), Field::Whole).map(|version| version.text.to_owned()).collect()
    };
    assert_eq!((query(here.project(), "互动"), beside(&here)), (Some("政*互动"), vec!["政社互动".to_owned()]));
    // Over closing, and with the record files alone.
    let expected = here.project().clone();
    here.close().unwrap();
    let mut here = open(&fs, "/data/a", A);
    assert_eq!((here.project(), beside(&here)), (&expected, vec!["政社互动".to_owned()]));
    // The other way round the same stands, and the same is beside it.
    merge(&mut there, A);
    assert_eq!((query(there.project(), "互动"), beside(&there)), (Some("政*互动"), vec!["政社互动".to_owned()]));
    // Whoever saves it again has seen both.
    put(&mut here, &[search("互动", "政社互动 OR 政*互动")]);
    assert_eq!(beside(&here), [""; 0]);
    here.wait_until_saved().unwrap();
    merge(&mut there, A);
    assert_eq!((query(there.project(), "互动"), beside(&there).len()), (Some("政社互动 OR 政*互动"), 0));
    assert!(merge(&mut here, B).lines().is_empty(), "nothing more to say");
}

#[test]
fn a_change_that_its_writer_based_on_the_others_leaves_no_other_version() {
    let Two { mut here, mut there, .. } = two_copies();
    put(&mut here, &[search("互动", "政社互动")]);
    here.wait_until_saved().unwrap();
    merge(&mut there, A);
    put(&mut there, &[search("互动", "政*互动")]);
    there.wait_until_saved().unwrap();
    let report = merge(&mut here, B);
    assert_eq!((report.changes.len(), report.both.len()), (1, 0), "{report:?}");
    assert_eq!(query(here.project(), "互动"), Some("政*互动"));
    here.undo().unwrap();
    assert_eq!(query(here.project(), "互动"), Some("政社互动"));
}

#[test]
fn a_saved_search_renamed_here_and_changed_there_keeps_its_new_name_and_the_change_is_told() {
    let Two { mut here, mut there, .. } = two_copies();
    assert!(here.rename_on_shelf(Shelf::Search, "合谋", "共谋").unwrap());
    here.wait_until_saved().unwrap();
    put(&mut there, &[search("合谋", "合谋 NEAR/20 上级")]);
    there.wait_until_saved().unwrap();
    let report = merge(&mut here, B);
    assert_eq!(names(here.project(), Shelf::Search), ["共谋"], "what was taken off does not come back by a merge");
    let left = LeftOut { thing: Thing::Search, name: "合谋".into(), reason: Reason::RemovedHere, count: 1 };
    assert_eq!(report.left_out, [left]);
    // There it is told that it goes, before it does, and one undo brings the changed one back.
    let report = merge(&mut there, A);
    assert_eq!(report.removed, [(Thing::Search, "合谋".to_owned())]);
    assert_eq!(report.items, [(Thing::Search, "共谋".to_owned())]);
    assert_eq!(names(there.project(), Shelf::Search), ["共谋"]);
    there.undo().unwrap();
    assert_eq!(query(there.project(), "合谋"), Some("合谋 NEAR/20 上级"));
    for message in report.lines() {
        for language in Language::ALL {
            assert!(!language.say(&message).contains("merge."), "{message:?}");
        }
    }
}

#[test]
fn history_says_in_words_what_was_kept_and_each_step_can_be_taken_back() {
    let fs = MemoryFs::new();
    let mut session = Session::create(&on(&fs, "/data/a"), Path::new(A), "样例", "甲").unwrap();
    let items = [
        search("合谋", "合谋"),
        search("合谋", "合谋 NEAR/20 上级"),
        ShelfItem::synonyms("老人", &["老人", "长者"]),
        ShelfItem::synonyms("老人", &["老人", "长者", "老年人"]),
        word("内卷化"),
        ShelfItem::new(Shelf::StopWord, "然后", ""),
        ShelfItem::new(Shelf::StopWord, "没有", ShelfItem::TAKEN_OFF),
    ];
    for item in items {
        put(&mut session, &[item]);
    }
    session.take_off_shelf(Shelf::Word, &["内卷化"]).unwrap();
    session.wait_until_saved().unwrap();
    let said: Vec<String> = session
        .recent_changes()
        .iter()
        .flat_map(|entry| {
            let examined = session.history().examine(&entry.id, None, &LostNames::default()).unwrap();
            examined.words
        })
        .map(|message| Language::Chinese.say(&message))
        .collect();
    for expected in [
        "保存检索“合谋”：合谋",
        "保存的检索“合谋”：合谋 → 合谋 NEAR/20 上级",
        "新建同义词表“老人”：老人、长者",
        "同义词表“老人”：老人、长者 → 老人、长者、老年人",
        "把“内卷化”加入自定义词典",
        "从自定义词典移除“内卷化”",
        "把“然后”设为停用词",
        "从自带的停用词表中去掉“没有”",
    ] {
        assert!(said.iter().any(|line| line == expected), "{expected}\n{said:#?}");
    }
    // The first of two changes of one thing stands in the way of nobody but itself.
    let steps: Vec<_> =
        session.recent_changes().iter().map(|entry| (entry.label.id.clone(), entry.id.clone())).collect();
    let of = |id: &str| steps.iter().filter(|(label, _)| label == id).map(|(_, step)| step.clone()).collect::<Vec<_>>();
    let saved = of("label.save_search");
    let mut refused = 0;
    for step in &saved {
        match session.take_back(step) {
            Ok(_) => {}
            Err(error) => {
                refused += 1;
                let told = Language::Chinese.say(&error.tell());
                assert!(told.contains("保存的检索“合谋”后来又改过"), "{told}");
            }
        }
    }
    assert_eq!(refused, 1, "the first one, since the second wrote over it");
    assert_eq!(query(session.project(), "合谋"), Some("合谋"));
    assert_eq!(names(session.project(), Shelf::StopWord).len(), 2);
}

#[test]
fn undo_and_redo_go_all_the_way_over_closing() {
    let fs = MemoryFs::new();
    let mut session = Session::create(&on(&fs, "/data/a"), Path::new(A), "样例", "甲").unwrap();
    let mut states = vec![session.project().clone()];
    for items in [&[word("内卷化"), word("枢纽型")][..], &[search("合谋", "合谋")], &[search("合谋", "共谋")]]
    {
        put(&mut session, items);
        states.push(session.project().clone());
    }
    assert_eq!(put(&mut session, &[word("枢纽型")]), 0, "it is there: no step");
    session.rename_on_shelf(Shelf::Search, "合谋", "上下级").unwrap();
    states.push(session.project().clone());
    session.close().unwrap();
    let mut session = open(&fs, "/data/a", A);
    goes_back_and_forth(&mut session, &states);
}

#[test]
fn a_damaged_record_is_told_and_comes_back_from_the_journal() {
    let fs = MemoryFs::new();
    let mut session = Session::create(&on(&fs, "/data/a"), Path::new(A), "样例", "甲").unwrap();
    put(&mut session, &[search("合谋", "合谋 NEAR/20 上级")]);
    put(&mut session, &[ShelfItem::synonyms("老人", &["老人", "长者"]), word("内卷化")]);
    let expected = session.project().clone();
    session.close().unwrap();
    let (path, bytes) = fs
        .files()
        .into_iter()
        .find(|(path, bytes)| {
            path.to_string_lossy().contains("/people/") && String::from_utf8_lossy(bytes).contains("NEAR/20")
        })
        .unwrap();
    let text = String::from_utf8(bytes).unwrap();
    // A bit of the name flips; the kind of the record is unreadable; a line is cut.
    let line = text.lines().find(|line| line.contains("NEAR/20")).unwrap();
    for damaged in [
        text.replace("Item(", "Itfm("),
        text.replace(line, line.get(..20).unwrap()),
        text.replace("shelf:Search", "shelf:Sea\u{fffd}ch"),
    ] {
        assert_ne!(damaged, text);
        fs.put(&path, damaged.as_bytes());
        let environment = on(&fs, "/data/a");
        let report = check(&environment, Path::new(A), Writer::Nobody).unwrap();
        assert!(!report.is_sound(), "nothing was said of {damaged}");
        let wishes = Wishes { lost_name: "名称丢失".into(), ..Wishes::default() };
        repair(&environment, Path::new(A), &wishes).unwrap();
        let session = open(&fs, "/data/a", A);
        assert_eq!((session.project(), session.read_only()), (&expected, None));
        session.close().unwrap();
        fs.put(&path, text.as_bytes());
    }
}

#[test]
fn what_a_hand_wrote_into_the_file_is_taken_where_it_can_stand_and_told_where_it_cannot() {
    let fs = MemoryFs::new();
    let mut session = Session::create(&on(&fs, "/data/a"), Path::new(A), "样例", "甲").unwrap();
    put(&mut session, &[search("合谋", "合谋")]);
    session.close().unwrap();
    let is_people = |path: &Path| path.to_string_lossy().contains("/people/");
    let (path, bytes) = fs.files().into_iter().find(|(path, _)| is_people(path)).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    fs.put(&path, text.replace("value:\"合谋\"", "value:\"共谋\"").as_bytes());
    let session = open(&fs, "/data/a", A);
    assert_eq!(query(session.project(), "合谋"), Some("共谋"));
    session.close().unwrap();
    let text = String::from_utf8(fs.read(&path).unwrap()).unwrap();
    fs.put(&path, text.replace("value:\"共谋\"", "value:\" \"").as_bytes());
    let report = check(&on(&fs, "/data/a"), Path::new(A), Writer::Nobody).unwrap();
    let told: Vec<String> = report.findings.iter().map(|finding| Language::Chinese.say(&finding.what)).collect();
    assert!(told.iter().any(|line| line.contains("“合谋”不合要求")), "{told:#?}");
}

#[test]
fn a_copy_without_history_has_all_shelves() {
    let fs = MemoryFs::new();
    let mut session = Session::create(&on(&fs, "/data/a"), Path::new(A), "样例", "甲").unwrap();
    put(&mut session, &[word("内卷化"), word("枢纽型")]);
    put(&mut session, &[search("合谋", "合谋")]);
    write_copy(&on(&fs, "/data/c"), Path::new(B), session.project(), &|_| None).unwrap();
    let copy = open(&fs, "/data/c", B);
    assert!(copy.project().items().eq(session.project().items()));
    assert_eq!(copy.project().items().len(), 3);
}

#[test]
fn what_2_1_wrote_is_read_as_it_stands_and_told_to_older_programs_with_the_first_change() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/v2.1.tianye");
    let fs = MemoryFs::new();
    crate::replicas::copy_into(&fs, &golden, Path::new(A));
    let mut session = open(&fs, "/data/a", A);
    assert_eq!((session.read_only(), session.findings().len()), (None, 0), "{:?}", session.findings());
    let project = session.project().clone();
    assert_eq!((project.documents().len(), project.codes().len(), project.coding_count()), (2, 3, 3));
    assert_eq!((project.attributes().len(), project.cases().len(), project.items().len()), (2, 1, 0));
    assert_eq!(project.cases().next().unwrap().attributes["年龄"], "71");
    assert_eq!(invariants::check(&project), []);
    let version = |fs: &MemoryFs| String::from_utf8(fs.read(&Path::new(A).join("project.ron")).unwrap()).unwrap();
    assert!(version(&fs).contains("version: (2, 1)"), "looking at it changes nothing");
    let edits = put_on_shelf(&project, search("合谋", "合谋"));
    session.commit(label(), edits).unwrap();
    let expected = session.project().clone();
    session.close().unwrap();
    assert!(version(&fs).contains("version: (2, 3)"), "a program of 2.1 must not write here any more");
    let again = open(&fs, "/data/a", A);
    assert_eq!((again.project(), again.findings().len()), (&expected, 0));
}
