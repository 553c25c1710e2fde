//! Memos and groups of codes on disk: kept over closing, merged with both texts of a field, taken back, repaired,
//! told in the history; and that a project of format 2.2 is read as it is.

mod commands;

use std::collections::BTreeSet;
use std::path::Path;

use tianye::i18n::Language;
use tianye::model::gesture::{add_memo, delete_code, set_memo};
use tianye::model::{
    Code, CodeChange, CodeId, Colour, Edit, Memo, MemoChange, MemoId, MemoOn, Shelf, Tell, Timestamp, invariants,
};
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

fn begin(session: &mut Session, about: MemoOn, title: &str, text: &str) -> MemoId {
    let coder = session.coder();
    let (id, edits) = add_memo(about, title, text, coder, Timestamp(5), session.mint());
    session.commit(label(), edits).unwrap();
    id
}

fn write(session: &mut Session, id: MemoId, change: MemoChange) {
    let edits = set_memo(session.project(), id, change, Timestamp(9));
    session.commit(label(), edits).unwrap();
}

fn text(session: &Session, id: MemoId) -> &str {
    &session.project().memo(id).unwrap().text
}

fn add_code(session: &mut Session, name: &str) -> CodeId {
    let id = CodeId::new(session.mint());
    session.commit(label(), vec![Edit::AddCode(Code::named(id, name, Colour::nth(0)))]).unwrap();
    id
}

/// A study that two coders have, with one code and one memo on it: 甲 in /a, 乙 in a copy of it in /b.
struct Two {
    here: Session,
    there: Session,
    fs: MemoryFs,
    code: CodeId,
    memo: MemoId,
}

fn two_copies() -> Two {
    let fs = MemoryFs::new();
    let mut here = Session::create(&on(&fs, "/data/a"), Path::new(A), "样例", "甲").unwrap();
    add_document(&mut here, "访谈 01", "机构与街道形成合谋，老人并不知情。");
    let code = add_code(&mut here, "合谋");
    let memo = begin(&mut here, MemoOn::Code(code), "沉默", "为何不说？");
    here.close().unwrap();
    copy_folder(&fs, A, B);
    let (here, mut there) = (open(&fs, "/data/a", A), open(&fs, "/data/b", B));
    there.join("乙");
    Two { here, there, fs, code, memo }
}

fn merge(session: &mut Session, other: &str) -> MergeReport {
    let plan = plan(session, other).unwrap();
    let report = plan.report.clone();
    session.merge(plan, Consent::OnlyWhole).unwrap();
    assert_eq!(invariants::check(session.project()), []);
    for message in report.lines() {
        for language in Language::ALL {
            assert!(!language.say(&message).contains("merge."), "{message:?}");
        }
    }
    report
}

#[test]
fn two_who_write_in_one_memo_apart_keep_both_texts_and_each_others_fields() {
    let Two { mut here, mut there, fs, memo, .. } = two_copies();
    write(&mut here, memo, MemoChange::Text("他们怕。".into()));
    write(&mut here, memo, MemoChange::Labels(["理论".to_owned()].into()));
    here.wait_until_saved().unwrap();
    write(&mut there, memo, MemoChange::Title("为什么沉默".into()));
    write(&mut there, memo, MemoChange::Labels(["方法".to_owned()].into()));
    write(&mut there, memo, MemoChange::Text("他们不信。".into()));
    there.wait_until_saved().unwrap();
    let report = merge(&mut here, B);
    let both: Vec<_> = report.both.iter().map(|two| (two.here.as_str(), two.there.as_str(), two.stands)).collect();
    assert_eq!(both, [("他们怕。", "他们不信。", Side::There)]);
    let changed: BTreeSet<_> = report.changes.iter().map(|change| change.field).collect();
    assert_eq!(changed, [Field::Title, Field::Labels].into(), "when it was written in is not told by itself");
    let beside = |session: &Session| -> Vec<String> {
        let others = session.other_versions(Entity::Memo(memo), Field::Memo);
        others.map(|version| version.text.to_owned()).collect()
    };
    assert_eq!((text(&here, memo), beside(&here)), ("他们不信。", vec!["他们怕。".to_owned()]));
    // Over closing, and the other way round.
    let expected = here.project().clone();
    here.close().unwrap();
    let mut here = open(&fs, "/data/a", A);
    assert_eq!((here.project(), beside(&here)), (&expected, vec!["他们怕。".to_owned()]));
    merge(&mut there, A);
    assert_eq!((there.project(), beside(&there)), (&expected, vec!["他们怕。".to_owned()]));
    // Whoever writes it again has seen both.
    write(&mut here, memo, MemoChange::Text("他们怕，也不信。".into()));
    assert_eq!(beside(&here), [""; 0]);
    here.undo().unwrap();
    assert_eq!(text(&here, memo), "他们不信。");
}

#[test]
fn a_memo_begun_on_a_code_that_the_other_deleted_meanwhile_is_not_lost() {
    let Two { mut here, mut there, code, memo, .. } = two_copies();
    let edits = delete_code(here.project(), code);
    here.commit(label(), edits).unwrap();
    here.wait_until_saved().unwrap();
    let second = begin(&mut there, MemoOn::Code(code), "代价", "谁付出了代价？");
    there.wait_until_saved().unwrap();
    let report = merge(&mut here, B);
    assert_eq!(report.memos, ["代价"]);
    let about = |session: &Session, id| session.project().memo_on(session.project().memo(id).unwrap());
    assert_eq!([about(&here, memo), about(&here, second)], [MemoOn::Project; 2]);
    here.wait_until_saved().unwrap();
    merge(&mut there, A);
    assert_eq!([about(&there, memo), about(&there, second)], [MemoOn::Project; 2]);
    assert_eq!(here.project(), there.project());
}

#[test]
fn a_memo_that_was_deleted_does_not_come_back_by_a_merge_and_goes_in_the_other_copy() {
    let Two { mut here, mut there, memo, .. } = two_copies();
    here.commit(label(), vec![Edit::RemoveMemo(memo)]).unwrap();
    here.wait_until_saved().unwrap();
    let report = merge(&mut here, B);
    let left = LeftOut { thing: Thing::Memo, name: "沉默".into(), reason: Reason::RemovedHere, count: 1 };
    assert_eq!((report.left_out, here.project().memos().len()), (vec![left], 0));
    let report = merge(&mut there, A);
    assert_eq!(report.removed, [(Thing::Memo, "沉默".to_owned())]);
    there.undo().unwrap();
    assert_eq!(text(&there, memo), "为何不说？");
}

#[test]
fn groups_of_a_code_are_kept_and_merged() {
    let Two { mut here, mut there, fs, code, .. } = two_copies();
    let groups = CodeChange::Groups(["机构".to_owned(), "权力".to_owned()].into());
    there.commit(label(), vec![Edit::SetCode(code, groups)]).unwrap();
    there.wait_until_saved().unwrap();
    let report = merge(&mut here, B);
    assert_eq!(report.changes.iter().map(|change| change.field).collect::<Vec<_>>(), [Field::Groups]);
    let expected = here.project().clone();
    here.close().unwrap();
    let again = open(&fs, "/data/a", A);
    assert_eq!(again.project(), &expected);
    assert_eq!(again.project().code(code).unwrap().groups.len(), 2);
}

#[test]
fn history_says_in_words_what_was_written_and_a_step_is_taken_back_unless_it_was_written_over() {
    let fs = MemoryFs::new();
    let mut session = Session::create(&on(&fs, "/data/a"), Path::new(A), "样例", "甲").unwrap();
    let code = add_code(&mut session, "合谋");
    let memo = begin(&mut session, MemoOn::Code(code), "沉默", "为何不说？");
    for change in [
        MemoChange::Text("他们怕。".into()),
        MemoChange::Labels(["理论".to_owned()].into()),
        MemoChange::On(MemoOn::Project),
        MemoChange::Text("他们怕，也不信。".into()),
    ] {
        write(&mut session, memo, change);
    }
    session.commit(label(), vec![Edit::SetCode(code, CodeChange::Groups(["机构".to_owned()].into()))]).unwrap();
    session.wait_until_saved().unwrap();
    let steps: Vec<_> = session.recent_changes().iter().map(|entry| entry.id.clone()).collect();
    let said: Vec<Vec<String>> = steps
        .iter()
        .map(|step| {
            let words = session.history().examine(step, None, &LostNames::default()).unwrap().words;
            words.iter().map(|message| Language::Chinese.say(message)).collect()
        })
        .collect();
    for expected in [
        "新建备忘“沉默”：为何不说？",
        "备忘“沉默”：为何不说？ → 他们怕。",
        "备忘“沉默”的标签：— → 理论",
        "备忘“沉默”所属的对象：合谋 → —",
    ] {
        assert!(said.iter().any(|lines| lines == &[expected]), "{expected}\n{said:#?}");
    }
    assert!(said.iter().flatten().any(|line| line.contains("代码组：— → 机构")), "{said:#?}");
    let step_of = |line: &str| {
        let at = said.iter().position(|lines| lines.iter().any(|said| said == line)).unwrap();
        steps[at].clone()
    };
    let error = session.take_back(&step_of("备忘“沉默”：为何不说？ → 他们怕。")).unwrap_err();
    let told = Language::Chinese.say(&error.tell());
    assert!(told.contains("备忘“沉默”后来又写过"), "{told}");
    session.take_back(&step_of("备忘“沉默”：他们怕。 → 他们怕，也不信。")).unwrap();
    assert_eq!(text(&session, memo), "他们怕。");
    session.take_back(&step_of("备忘“沉默”的标签：— → 理论")).unwrap();
    assert_eq!(session.project().memo(memo).unwrap().labels.len(), 0);
}

#[test]
fn undo_and_redo_go_all_the_way_over_closing() {
    let fs = MemoryFs::new();
    let mut session = Session::create(&on(&fs, "/data/a"), Path::new(A), "样例", "甲").unwrap();
    let mut states = vec![session.project().clone()];
    let memo = begin(&mut session, MemoOn::Project, "沉默", "为何不说？");
    states.push(session.project().clone());
    write(&mut session, memo, MemoChange::Text("## 怕\n\n见 [[合谋]]".into()));
    states.push(session.project().clone());
    session.commit(label(), vec![Edit::RemoveMemo(memo)]).unwrap();
    states.push(session.project().clone());
    session.close().unwrap();
    let mut session = open(&fs, "/data/a", A);
    goes_back_and_forth(&mut session, &states);
}

#[test]
fn a_damaged_record_is_told_and_comes_back_from_the_journal() {
    let fs = MemoryFs::new();
    let mut session = Session::create(&on(&fs, "/data/a"), Path::new(A), "样例", "甲").unwrap();
    begin(&mut session, MemoOn::Project, "沉默", "一行\n又一行：为何不说？");
    let expected = session.project().clone();
    session.close().unwrap();
    let is_people = |path: &Path| path.to_string_lossy().contains("/people/");
    let (path, bytes) = fs.files().into_iter().find(|(path, _)| is_people(path)).unwrap();
    let whole = String::from_utf8(bytes).unwrap();
    let line = whole.lines().find(|line| line.contains("Memo(")).unwrap();
    for damaged in [whole.replace("Memo(", "Memp("), whole.replace(line, line.get(..20).unwrap())] {
        fs.put(&path, damaged.as_bytes());
        let environment = on(&fs, "/data/a");
        assert!(
            !check(&environment, Path::new(A), Writer::Nobody).unwrap().is_sound(),
            "nothing was said of {damaged}"
        );
        let wishes = Wishes { lost_name: "名称丢失".into(), ..Wishes::default() };
        repair(&environment, Path::new(A), &wishes).unwrap();
        let session = open(&fs, "/data/a", A);
        assert_eq!((session.project(), session.read_only()), (&expected, None));
        session.close().unwrap();
        fs.put(&path, whole.as_bytes());
    }
    // What a hand wrote into the file is taken.
    fs.put(&path, whole.replace("为何不说", "为何沉默").as_bytes());
    let session = open(&fs, "/data/a", A);
    assert!(session.project().memos().next().unwrap().text.contains("为何沉默"));
}

#[test]
fn a_copy_without_history_has_all_memos() {
    let fs = MemoryFs::new();
    let mut session = Session::create(&on(&fs, "/data/a"), Path::new(A), "样例", "甲").unwrap();
    begin(&mut session, MemoOn::Project, "沉默", "为何不说？");
    write_copy(&on(&fs, "/data/c"), Path::new(B), session.project(), &|_| None).unwrap();
    let copy = open(&fs, "/data/c", B);
    let all = |session: &Session| session.project().memos().map(|memo| Memo::clone(memo)).collect::<Vec<_>>();
    assert_eq!(all(&copy), all(&session));
    assert_eq!(all(&copy).len(), 1);
}

#[test]
fn what_2_2_wrote_is_read_as_it_stands_and_told_to_older_programs_with_the_first_change() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/v2.2.tianye");
    let fs = MemoryFs::new();
    crate::replicas::copy_into(&fs, &golden, Path::new(A));
    let mut session = open(&fs, "/data/a", A);
    assert_eq!((session.read_only(), session.findings().len()), (None, 0), "{:?}", session.findings());
    let project = session.project().clone();
    assert_eq!((project.documents().len(), project.codes().len(), project.coding_count()), (2, 3, 3));
    assert_eq!((project.cases().len(), project.items().len(), project.memos().len()), (1, 3, 0));
    assert_eq!(project.shelf(Shelf::Search).next().unwrap().value, "合谋 NEAR/20 上级");
    assert_eq!(invariants::check(&project), []);
    let version = |fs: &MemoryFs| String::from_utf8(fs.read(&Path::new(A).join("project.ron")).unwrap()).unwrap();
    assert!(version(&fs).contains("version: (2, 2)"), "looking at it changes nothing");
    session.join("甲");
    begin(&mut session, MemoOn::Project, "沉默", "为何不说？");
    let expected = session.project().clone();
    session.close().unwrap();
    assert!(version(&fs).contains("version: (2, 3)"), "a program of 2.2 must not write here any more");
    let again = open(&fs, "/data/a", A);
    assert_eq!((again.project(), again.findings().len()), (&expected, 0));
}
