//! Merging another copy of the project: what comes in, what stays away, what both wrote.

mod commands;
mod properties;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::session::{FOLDER, add_code, add_document, code_passage, label, new_project};
use tianye::model::{CodeChange, CodeId, CodingChange, DocumentId, Edit, Project, Tell, invariants};
use tianye::session::{Consent, MergeRefusal, Session};
use tianye::store::ledger::Entity;
use tianye::store::merge::{MergeError, MergePlan, MergeReport, Reason, Side, Thing};
use tianye::store::stamps::Field;
use tianye::store::{Environment, Fs, MemoryFs};

const THERE: &str = "/stick/study.tianye";

pub fn on(fs: &MemoryFs, data: &str) -> Environment {
    let (environment, _) = Environment::in_memory();
    Environment { fs: Arc::new(fs.clone()), data_dir: PathBuf::from(data), ..environment }
}

/// Copies a folder as a person does: every file as it is now.
pub fn copy_folder(fs: &MemoryFs, from: &str, to: &str) {
    for (path, bytes) in fs.files() {
        if let Ok(inside) = path.strip_prefix(from)
            && !inside.to_string_lossy().starts_with('.')
        {
            fs.put(&Path::new(to).join(inside), &bytes);
        }
    }
}

pub fn plan(session: &Session, other: &str) -> Result<MergePlan, MergeError> {
    session.plan_merge(Path::new(other)).run(&|_, _| {}, &AtomicBool::new(false))
}

/// Merges and gives back what was told.
fn merge(session: &mut Session, other: &str) -> MergeReport {
    let plan = plan(session, other).unwrap();
    let report = plan.report.clone();
    session.merge(plan, Consent::OnlyWhole).unwrap();
    assert_eq!(invariants::check(session.project()), []);
    report
}

/// A study with a document, a code and a coding, in two copies of which a colleague has one.
struct Two {
    fs: MemoryFs,
    here: Session,
    there: Session,
    document: DocumentId,
    code: CodeId,
}

fn two_copies() -> Two {
    let (mut here, _, fs) = new_project();
    let document = add_document(&mut here, "访谈 01", "机构与街道形成合谋，老人并不知情。");
    let code = add_code(&mut here, "合谋");
    code_passage(&mut here, document, 6, 9, code);
    here.close().unwrap();
    copy_folder(&fs, FOLDER, THERE);
    let here = Session::open(&on(&fs, "/data"), Path::new(FOLDER)).unwrap();
    let mut there = Session::open(&on(&fs, "/other/data"), Path::new(THERE)).unwrap();
    there.join("王");
    Two { fs, here, there, document, code }
}

impl Two {
    fn reopened_here(self) -> (Session, Self) {
        let Self { fs, here, there, document, code } = self;
        here.close().unwrap();
        let here = Session::open(&on(&fs, "/data"), Path::new(FOLDER)).unwrap();
        let again = Session::open(&on(&fs, "/third"), Path::new(FOLDER)).unwrap();
        (again, Self { fs, here, there, document, code })
    }
}

fn set_code(session: &mut Session, code: CodeId, change: CodeChange) {
    session.commit(label(), vec![Edit::SetCode(code, change)]).unwrap();
}

fn name(session: &Session, code: CodeId) -> &str {
    &session.project().code(code).unwrap().name
}

fn versions(session: &Session, code: CodeId, field: Field) -> Vec<String> {
    session.other_versions(Entity::Code(code), field).map(|version| version.text.to_owned()).collect()
}

#[test]
fn what_a_colleague_did_in_her_copy_comes_in_as_one_change_that_undo_takes_back() {
    let mut two = two_copies();
    let her_document = add_document(&mut two.there, "访谈 02", "街道说：先报上去再说。");
    let her_code = add_code(&mut two.there, "虚报");
    code_passage(&mut two.there, her_document, 0, 5, her_code);
    code_passage(&mut two.there, two.document, 0, 2, two.code);
    set_code(&mut two.there, two.code, CodeChange::Definition("两方心照不宣".into()));
    let coding = two.here.project().codings(two.document).iter().next().unwrap().place(two.document);
    two.there.commit(label(), vec![Edit::SetCoding(coding, CodingChange::Memo(Some("为何？".into())))]).unwrap();
    two.there.wait_until_saved().unwrap();
    let mine = add_code(&mut two.here, "内卷化");
    let before = Project::clone(two.here.project());
    let report = merge(&mut two.here, THERE);
    assert_eq!((report.documents.as_slice(), report.codes.as_slice()), (&["访谈 02".into()][..], &["虚报".into()][..]));
    assert_eq!((report.coders.as_slice(), report.coding_count()), (&["王".into()][..], 2));
    assert_eq!(report.changes.len(), 2, "a definition and a memo: {:?}", report.changes);
    assert_eq!((report.left_out.len(), report.both.len(), report.damaged), (0, 0, false));
    let merged = Project::clone(two.here.project());
    assert_eq!(merged.codings(her_document), two.there.project().codings(her_document));
    assert_eq!(merged.codings(two.document), two.there.project().codings(two.document));
    assert_eq!(merged.code(two.code), two.there.project().code(two.code));
    assert!(merged.code(mine).is_some());
    two.here.undo().unwrap();
    assert_eq!(**two.here.project(), before);
    two.here.redo().unwrap();
    assert_eq!(**two.here.project(), merged);
    let (again, two) = two.reopened_here();
    assert_eq!((&**again.project(), &**two.here.project()), (&merged, &merged), "{:?}", again.findings());
    assert_eq!(again.findings(), []);
}

#[test]
fn merging_the_same_copy_again_changes_nothing() {
    let mut two = two_copies();
    add_code(&mut two.there, "虚报");
    set_code(&mut two.there, two.code, CodeChange::Name("共谋".into()));
    two.there.wait_until_saved().unwrap();
    merge(&mut two.here, THERE);
    let revision = two.here.revision();
    let again = plan(&two.here, THERE).unwrap();
    assert!(again.is_empty());
    assert_eq!(again.report.lines(), []);
    two.here.merge(again, Consent::OnlyWhole).unwrap();
    assert_eq!(two.here.revision(), revision);
}

#[test]
fn what_she_writes_after_a_merge_comes_in_with_the_next_one() {
    let mut two = two_copies();
    set_code(&mut two.there, two.code, CodeChange::Definition("初稿".into()));
    two.there.wait_until_saved().unwrap();
    merge(&mut two.here, THERE);
    // Much happens here, so that this copy's clock is far ahead of hers.
    for number in 0..20 {
        add_code(&mut two.here, &format!("代码 {number}"));
    }
    set_code(&mut two.there, two.code, CodeChange::Definition("二稿".into()));
    two.there.wait_until_saved().unwrap();
    let report = merge(&mut two.here, THERE);
    assert_eq!(two.here.project().code(two.code).unwrap().definition, "二稿");
    assert_eq!((report.changes.len(), report.both.len()), (1, 0));
}

#[test]
fn what_she_removes_after_a_merge_goes_here_too_however_much_happened_here() {
    let mut two = two_copies();
    code_passage(&mut two.there, two.document, 0, 2, two.code);
    two.there.wait_until_saved().unwrap();
    for number in 0..20 {
        add_code(&mut two.here, &format!("代码 {number}"));
    }
    merge(&mut two.here, THERE);
    two.there.undo().unwrap();
    two.there.wait_until_saved().unwrap();
    let report = merge(&mut two.here, THERE);
    assert_eq!(report.removed_codings.first().map(|codings| codings.count), Some(1));
    assert_eq!(two.here.project().codings(two.document), two.there.project().codings(two.document));
    // And where her files lie beside the journal that still says that it came in.
    two.here.wait_until_saved().unwrap();
    two.there.close().unwrap();
    let disk = two.fs.after_a_crash();
    for (path, bytes) in disk.files() {
        if let Ok(inside) = path.strip_prefix(THERE)
            && !disk.exists(&Path::new(FOLDER).join(inside))
        {
            disk.put(&Path::new(FOLDER).join(inside), &bytes);
        }
    }
    let both = Session::open(&on(&disk, "/data"), Path::new(FOLDER)).unwrap();
    assert_eq!(both.project(), two.here.project());
}

#[test]
fn what_was_removed_here_stays_away_and_the_report_says_so() {
    let mut two = two_copies();
    let place = two.here.project().codings(two.document).iter().next().unwrap().place(two.document);
    two.here.commit(label(), vec![Edit::RemoveCoding(place), Edit::RemoveCode(two.code)]).unwrap();
    code_passage(&mut two.there, two.document, 0, 2, two.code);
    two.there.wait_until_saved().unwrap();
    let before = two.here.project().clone();
    let report = merge(&mut two.here, THERE);
    assert_eq!(two.here.project().codings(two.document), before.codings(two.document));
    let left: Vec<_> = report.left_out.iter().map(|left| (left.thing, left.reason, left.count)).collect();
    assert_eq!(
        left,
        [
            (Thing::Code, Reason::RemovedHere, 1),
            (Thing::Coding, Reason::RemovedHere, 1),
            (Thing::Coding, Reason::CodeRemoved, 1)
        ]
    );
}

#[test]
fn what_she_removed_goes_here_too_with_what_hangs_on_it_and_undo_brings_all_of_it_back() {
    let mut two = two_copies();
    code_passage(&mut two.here, two.document, 0, 2, two.code);
    let place = two.there.project().codings(two.document).iter().next().unwrap().place(two.document);
    two.there.commit(label(), vec![Edit::RemoveCoding(place), Edit::RemoveCode(two.code)]).unwrap();
    two.there.wait_until_saved().unwrap();
    let before = Project::clone(two.here.project());
    let report = merge(&mut two.here, THERE);
    assert_eq!(report.removed, [(Thing::Code, "合谋".to_owned())]);
    assert_eq!((report.removed_codings.len(), report.taken_along.len()), (1, 1));
    assert_eq!((two.here.project().codes().len(), two.here.project().coding_count()), (0, 0));
    two.here.undo().unwrap();
    assert_eq!(**two.here.project(), before);
    let again = plan(&two.here, THERE).unwrap().report;
    let nothing = again.removed.is_empty() && again.removed_codings.is_empty() && again.taken_along.is_empty();
    assert!(nothing, "what was taken back is not done again behind one's back");
}

#[test]
fn undoing_a_merge_lets_go_what_came_and_removes_nothing_of_hers() {
    let mut two = two_copies();
    let her_code = add_code(&mut two.there, "虚报");
    code_passage(&mut two.there, two.document, 0, 2, her_code);
    two.there.wait_until_saved().unwrap();
    let hers = Project::clone(two.there.project());
    let first = merge(&mut two.here, THERE);
    two.here.undo().unwrap();
    assert!(two.here.project().code(her_code).is_none());
    two.here.wait_until_saved().unwrap();
    // Neither from the journal nor from record files does she learn of a removal, nor does it come back here.
    let crashed = Session::open(&on(&two.fs.after_a_crash(), "/data"), Path::new(FOLDER)).unwrap();
    assert_eq!(crashed.project(), two.here.project());
    merge(&mut two.there, FOLDER);
    assert_eq!(**two.there.project(), hers);
    let (again, mut two) = two.reopened_here();
    assert!(again.project().code(her_code).is_none() && again.findings().is_empty());
    drop(again);
    merge(&mut two.there, FOLDER);
    assert_eq!(**two.there.project(), hers);
    // Merging again is merging: what was undone was no removal.
    let second = plan(&two.here, THERE).unwrap().report;
    assert_eq!((&second.codes, second.coding_count(), second.left_out.len()), (&first.codes, 1, 0));
    two.here.redo().unwrap();
    assert!(two.here.project().code(her_code).is_some(), "and redo is the other way back");
}

#[test]
fn of_two_texts_the_later_stands_and_the_other_is_kept_until_somebody_decides() {
    let mut two = two_copies();
    set_code(&mut two.here, two.code, CodeChange::Name("串通".into()));
    set_code(&mut two.there, two.code, CodeChange::Name("共谋".into()));
    set_code(&mut two.there, two.code, CodeChange::Name("合伙".into()));
    two.there.wait_until_saved().unwrap();
    two.here.wait_until_saved().unwrap();
    // Hers is later: it stands in both.
    let report = merge(&mut two.here, THERE);
    let [both] = report.both.as_slice() else { panic!("{report:?}") };
    assert_eq!((both.here.as_str(), both.there.as_str(), both.stands), ("串通", "合伙", Side::There));
    assert_eq!(name(&two.here, two.code), "合伙");
    assert_eq!(versions(&two.here, two.code, Field::Name), ["串通"]);
    let report = merge(&mut two.there, FOLDER);
    assert_eq!(name(&two.there, two.code), "合伙");
    assert_eq!(versions(&two.there, two.code, Field::Name), ["串通"]);
    assert_eq!(report.both.first().map(|both| both.stands), Some(Side::Here));
    // As the journal has it, and as the record files have it.
    two.here.wait_until_saved().unwrap();
    let crashed = Session::open(&on(&two.fs.after_a_crash(), "/data"), Path::new(FOLDER)).unwrap();
    assert_eq!(versions(&crashed, two.code, Field::Name), ["串通"]);
    let (again, mut two) = two.reopened_here();
    assert_eq!(versions(&again, two.code, Field::Name), ["串通"]);
    assert_eq!(versions(&two.here, two.code, Field::Name), ["串通"]);
    // Adopting the other version settles it, here and, merged, there.
    set_code(&mut two.here, two.code, CodeChange::Name("串通".into()));
    assert_eq!(versions(&two.here, two.code, Field::Name), [""; 0]);
    two.here.wait_until_saved().unwrap();
    let report = merge(&mut two.there, FOLDER);
    assert_eq!((name(&two.there, two.code), report.both.len()), ("串通", 0));
    assert_eq!(versions(&two.there, two.code, Field::Name), [""; 0]);
}

#[test]
fn where_ours_is_later_hers_is_kept_beside_it() {
    let mut two = two_copies();
    set_code(&mut two.there, two.code, CodeChange::Definition("她的说法".into()));
    for text in ["一", "二", "我的说法"] {
        set_code(&mut two.here, two.code, CodeChange::Definition(text.into()));
    }
    two.there.wait_until_saved().unwrap();
    let before = two.here.project().clone();
    let report = merge(&mut two.here, THERE);
    assert_eq!(report.both.first().map(|both| (both.there.as_str(), both.stands)), Some(("她的说法", Side::Here)));
    assert_eq!(two.here.project().code(two.code), before.code(two.code));
    let (again, mut two) = two.reopened_here();
    for session in [&again, &two.here] {
        assert_eq!(versions(session, two.code, Field::Definition), ["她的说法"]);
    }
    assert!(plan(&two.here, THERE).unwrap().is_empty(), "and merging again does not ask again");
    // Writing the present text again settles it.
    set_code(&mut two.here, two.code, CodeChange::Definition("我的说法".into()));
    let (again, two) = two.reopened_here();
    for session in [&again, &two.here] {
        assert_eq!(versions(session, two.code, Field::Definition), [""; 0]);
    }
    assert!(plan(&two.here, THERE).unwrap().is_empty());
}

#[test]
fn moves_that_cross_make_no_circle_and_both_copies_come_to_the_same_tree() {
    let mut two = two_copies();
    let other = add_code(&mut two.here, "内卷化");
    two.here.wait_until_saved().unwrap();
    merge(&mut two.there, FOLDER);
    let below = |parent| CodeChange::Place { parent: Some(parent), rank: tianye::model::Rank(0) };
    set_code(&mut two.here, two.code, below(other));
    set_code(&mut two.there, other, below(two.code));
    two.here.wait_until_saved().unwrap();
    two.there.wait_until_saved().unwrap();
    merge(&mut two.here, THERE);
    two.here.wait_until_saved().unwrap();
    merge(&mut two.there, FOLDER);
    let tree = |session: &Session| session.project().codes().map(|code| (code.id, code.parent)).collect::<Vec<_>>();
    assert_eq!(tree(&two.here), tree(&two.there));
    let expected = tree(&two.here);
    let (again, two) = two.reopened_here();
    assert_eq!((tree(&again), tree(&two.here)), (expected.clone(), expected));
}

#[test]
fn another_project_a_newer_format_and_the_project_itself_are_refused() {
    let two = two_copies();
    let other = "/studies/other.tianye";
    Session::create(&on(&two.fs, "/data"), Path::new(other), "另一项研究", "李").unwrap().close().unwrap();
    assert_eq!(plan(&two.here, other).unwrap_err().tell().id, "merge.other_project");
    assert_eq!(plan(&two.here, FOLDER).unwrap_err().tell().id, "merge.same_folder");
    assert_eq!(plan(&two.here, "/nowhere").unwrap_err().tell().id, "store.not_there");
    let file = Path::new(THERE).join("project.ron");
    let text = String::from_utf8(two.fs.read(&file).unwrap()).unwrap();
    for (version, id) in [("(2, 9)", "merge.newer_minor"), ("(9, 0)", "store.newer")] {
        two.fs.put(&file, text.replace("(2, 3)", version).as_bytes());
        assert_eq!(plan(&two.here, THERE).unwrap_err().tell().id, id);
    }
}

#[test]
fn a_plan_of_an_older_state_is_refused() {
    let mut two = two_copies();
    add_code(&mut two.there, "虚报");
    two.there.wait_until_saved().unwrap();
    let old = plan(&two.here, THERE).unwrap();
    add_code(&mut two.here, "内卷化");
    assert_eq!(two.here.merge(old, Consent::OnlyWhole), Err(MergeRefusal::ChangedSince));
}

#[test]
fn of_a_damaged_copy_what_can_be_read_comes_in_once_that_is_agreed_to() {
    let mut two = two_copies();
    let her_document = add_document(&mut two.there, "访谈 02", "街道说：先报上去再说。");
    code_passage(&mut two.there, her_document, 0, 2, two.code);
    let her_code = add_code(&mut two.there, "虚报");
    two.there.close().unwrap();
    let text = Path::new(THERE).join(format!("documents/{her_document}/text.1.txt"));
    two.fs.remove(&text).unwrap();
    let damaged = || plan(&two.here, THERE).unwrap();
    assert!(damaged().report.damaged && !damaged().report.findings.is_empty());
    let left: Vec<_> = damaged().report.left_out.iter().map(|left| (left.thing, left.reason, left.count)).collect();
    assert_eq!(left, [(Thing::Document, Reason::TextMissing, 1), (Thing::Coding, Reason::TextMissing, 1)]);
    let plan = damaged();
    let before = two.here.project().clone();
    assert_eq!(two.here.merge(damaged(), Consent::OnlyWhole), Err(MergeRefusal::Damaged));
    assert_eq!(*two.here.project(), before);
    two.here.merge(plan, Consent::AsFarAsReadable).unwrap();
    assert!(two.here.project().code(her_code).is_some());
    assert_eq!(two.here.project().documents().len(), 1);
}

#[test]
fn a_text_that_says_something_else_does_not_carry_her_codings() {
    let mut two = two_copies();
    let her_document = add_document(&mut two.there, "访谈 02", "街道说：先报上去再说。");
    code_passage(&mut two.there, her_document, 0, 2, two.code);
    two.there.close().unwrap();
    let text = Path::new(THERE).join(format!("documents/{her_document}/text.1.txt"));
    two.fs.put(&text, "街道说：什么也没有说。".as_bytes());
    let plan = plan(&two.here, THERE).unwrap();
    let left: Vec<_> = plan.report.left_out.iter().map(|left| (left.thing, left.reason)).collect();
    assert_eq!(left, [(Thing::Document, Reason::TextMissing), (Thing::Coding, Reason::TextMissing)]);
    assert!(plan.report.damaged);
    two.here.merge(plan, Consent::AsFarAsReadable).unwrap();
    assert!(two.here.project().document(her_document).is_none());
}

#[test]
fn an_old_backup_opened_elsewhere_brings_nothing_back() {
    let mut two = two_copies();
    let place = two.here.project().codings(two.document).iter().next().unwrap().place(two.document);
    set_code(&mut two.here, two.code, CodeChange::Name("共谋".into()));
    two.here.commit(label(), vec![Edit::RemoveCoding(place)]).unwrap();
    let before = two.here.project().clone();
    let older = plan(&two.here, THERE).unwrap();
    assert!(older.report.left_out.iter().all(|left| left.reason == Reason::RemovedHere));
    two.here.merge(older, Consent::OnlyWhole).unwrap();
    assert_eq!(two.here.project().code(two.code), before.code(two.code));
    assert_eq!(two.here.project().coding_count(), 0);
}

#[test]
fn a_merge_is_not_begun_without_a_backup() {
    use tianye::store::backup::{self, Reason};
    let mut two = two_copies();
    add_code(&mut two.there, "虚报");
    two.there.wait_until_saved().unwrap();
    merge(&mut two.here, THERE);
    let newest = backup::latest(&on(&two.fs, "/data"), Path::new(FOLDER)).unwrap();
    assert_eq!(newest.header.reason, Reason::BeforeMerging);
}
