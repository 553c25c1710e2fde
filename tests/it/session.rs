//! An open project, in memory: changes, undo without end, restarts.

use std::path::Path;

use tianye::model::gesture::{self, Overlap, Passage};
use tianye::model::{CodeId, DocumentId, Edit, Message, Span, Text, Timestamp, invariants};
use tianye::session::{NewDocument, Session};
use tianye::store::{Environment, MemoryFs, SaveState};

pub const FOLDER: &str = "/studies/study.tianye";

/// All of it is undone and made again; `states` are the projects before, in between and after.
pub fn goes_back_and_forth(session: &mut Session, states: &[std::sync::Arc<tianye::model::Project>]) {
    for expected in states.iter().rev().skip(1) {
        session.undo().unwrap().unwrap();
        assert_eq!(session.project(), expected);
    }
    for expected in &states[1..] {
        session.redo().unwrap().unwrap();
        assert_eq!(session.project(), expected);
    }
}

pub fn label() -> Message {
    Message::new("label.join").with("name", "test")
}

pub fn new_project() -> (Session, Environment, MemoryFs) {
    let (environment, fs) = Environment::in_memory();
    let session = Session::create(&environment, Path::new(FOLDER), "养老服务调查", "李").unwrap();
    (session, environment, fs)
}

pub fn add_document(session: &mut Session, title: &str, text: &str) -> DocumentId {
    session.add_documents(vec![NewDocument::typed(title, Text::new(text).unwrap())], None).unwrap()[0]
}

pub fn add_code(session: &mut Session, name: &str) -> CodeId {
    let project = session.project().clone();
    let (id, edits) = gesture::add_code(&project, name, None, session.mint());
    session.commit(label(), edits).unwrap();
    id
}

pub fn code_passage(session: &mut Session, document: DocumentId, start: u32, end: u32, code: CodeId) -> usize {
    let passage = Passage { document, span: Span::new(start, end).unwrap(), code };
    let project = session.project().clone();
    let coder = session.coder();
    let edits = gesture::code_passages(&project, &[passage], coder, Overlap::Merge, Timestamp(7), session.mint());
    session.commit(label(), edits).unwrap().edits
}

fn reopen(session: Session, environment: &Environment) -> Session {
    session.close().unwrap();
    Session::open(environment, Path::new(FOLDER)).unwrap()
}

#[test]
fn a_new_project_has_its_coder_and_is_saved() {
    let (session, ..) = new_project();
    session.wait_until_saved().unwrap();
    assert!(matches!(session.save_state(), SaveState::Saved(Some(_))));
    assert_eq!(session.project().title, "养老服务调查");
    assert_eq!(session.project().coder(session.coder()).unwrap().name, "李");
    assert_eq!(session.undo_label(), None, "there is nothing yet that anybody would take back");
}

#[test]
fn what_was_coded_is_there_after_a_restart() {
    let (mut session, environment, _) = new_project();
    let document = add_document(&mut session, "访谈 01", "机构与街道形成合谋。\n老人没有选择。");
    let code = add_code(&mut session, "合谋");
    assert_eq!(code_passage(&mut session, document, 6, 9, code), 1);
    let before = session.project().clone();
    let session = reopen(session, &environment);
    assert_eq!(*session.project(), before);
    assert!(session.findings().is_empty() && session.read_only().is_none());
    assert!(invariants::check(session.project()).is_empty());
}

#[test]
fn undo_goes_back_to_the_beginning_and_redo_to_the_end_over_restarts() {
    let (mut session, environment, _) = new_project();
    let mut states = vec![session.project().clone()];
    let document = add_document(&mut session, "访谈 01", "一二三四五六七八九十");
    states.push(session.project().clone());
    let code = add_code(&mut session, "内卷化");
    states.push(session.project().clone());
    for start in 0..4 {
        code_passage(&mut session, document, start * 2, start * 2 + 1, code);
        states.push(session.project().clone());
    }
    for expected in states.iter().rev().skip(1) {
        session = reopen(session, &environment);
        assert!(session.undo().unwrap().is_some());
        assert_eq!(session.project(), expected);
    }
    for expected in states.iter().skip(1) {
        session = reopen(session, &environment);
        assert!(session.redo().unwrap().is_some());
        assert_eq!(session.project(), expected);
    }
    assert_eq!(session.redo().unwrap(), None);
}

#[test]
fn a_new_change_ends_what_could_be_redone() {
    let (mut session, ..) = new_project();
    add_code(&mut session, "合谋");
    session.undo().unwrap();
    assert!(session.redo_label().is_some());
    add_code(&mut session, "内卷化");
    assert_eq!(session.redo_label(), None);
    assert_eq!(session.redo().unwrap(), None);
}

#[test]
fn a_refused_change_leaves_nothing_behind() {
    let (mut session, environment, _) = new_project();
    let document = add_document(&mut session, "访谈 01", "一二三");
    let before = session.project().clone();
    let edits = vec![Edit::SetTitle("改名".into()), Edit::RemoveDocument(document), Edit::RemoveDocument(document)];
    assert!(session.commit(label(), edits).is_err());
    assert_eq!(*session.project(), before);
    assert_eq!(*reopen(session, &environment).project(), before);
}

#[test]
fn coding_the_same_words_twice_is_one_finding() {
    let (mut session, ..) = new_project();
    let document = add_document(&mut session, "访谈 01", "一二三四五六七八九十");
    let code = add_code(&mut session, "合谋");
    code_passage(&mut session, document, 0, 4, code);
    assert_eq!(code_passage(&mut session, document, 1, 3, code), 0, "it lies inside what is coded already");
    code_passage(&mut session, document, 3, 8, code);
    let spans: Vec<_> = session.project().codings(document).iter().map(|c| c.span).collect();
    assert_eq!(spans, [Span::new(0, 8).unwrap()]);
    session.undo().unwrap();
    assert_eq!(session.project().codings(document).len(), 1);
}

#[test]
fn a_document_of_a_title_in_use_gets_a_number() {
    let (mut session, ..) = new_project();
    add_document(&mut session, "访谈", "一");
    let second = add_document(&mut session, "访谈", "二");
    assert_eq!(session.project().document(second).unwrap().title, "访谈 (2)");
}

#[test]
fn the_documents_that_a_change_touched_are_known() {
    let (mut session, ..) = new_project();
    let first = add_document(&mut session, "甲", "一二三");
    let revision = session.revision();
    let second = add_document(&mut session, "乙", "一二三");
    let changed = session.documents_changed_since(revision).unwrap();
    assert!(changed.contains(&second) && !changed.contains(&first));
    assert_eq!(session.documents_changed_since(session.revision()).unwrap().len(), 0);
}

#[test]
fn many_changes_are_checkpointed_and_still_undone() {
    let (mut session, environment, fs) = new_project();
    let document = add_document(&mut session, "访谈 01", &"一".repeat(9_000));
    let code = add_code(&mut session, "合谋");
    let project = session.project().clone();
    let passages: Vec<_> =
        (0..4_000).map(|n| Passage { document, span: Span::new(n * 2, n * 2 + 1).unwrap(), code }).collect();
    let coder = session.coder();
    let edits = gesture::code_passages(&project, &passages, coder, Overlap::KeepBoth, Timestamp(1), session.mint());
    session.commit(label(), edits).unwrap();
    for start in 0..3 {
        code_passage(&mut session, document, 8_100 + start * 2, 8_101 + start * 2, code);
    }
    let before = session.project().clone();
    let mut session = reopen(session, &environment);
    assert_eq!(*session.project(), before);
    assert!(fs.files().keys().any(|path| path.to_string_lossy().contains("/archive/")));
    for _ in 0..4 {
        assert!(session.undo().unwrap().is_some(), "what a checkpoint archived can still be undone");
    }
    assert_eq!(session.project().coding_count(), 0);
}
