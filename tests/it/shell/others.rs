//! Other windows on the same project: read, written to from here too, and their changes taken in.

use std::path::Path;

use egui_kittest::kittest::Queryable as _;
use tianye::app::actions::Action;
use tianye::app::panels::memos::{MemoAction, Shown};
use tianye::app::picker::FakePicker;
use tianye::i18n::Language;
use tianye::model::{CodingChange, Edit, Span, gesture};
use tianye::session::{NewDocument, Session};
use tianye::store::Environment;

use super::Desk;

const FOLDER: &str = "/研究/互动.tianye";

fn add_code(session: &mut Session, name: &str) {
    let project = session.project().clone();
    let (_, edits) = gesture::add_code(&project, name, None, session.mint());
    session.commit(tianye::model::Message::new("label.add_code").with("code", name), edits).unwrap();
    session.wait_until_saved().unwrap();
}

/// A project that somebody has open elsewhere, and a window that has opened it too.
fn open_twice() -> (Session, Desk) {
    let (environment, _) = Environment::in_memory();
    let mut other = Session::create(&environment, Path::new(FOLDER), "互动", "甲").unwrap();
    let text = tianye::model::Text::new("老人 03：办总要办的。").unwrap();
    other.add_documents(vec![NewDocument::typed("访谈 01", text)], None).unwrap();
    other.wait_until_saved().unwrap();
    let mut desk = Desk::with(environment, FakePicker::default(), Language::Chinese);
    desk.act(Action::OpenProject(FOLDER.into()));
    (other, desk)
}

#[test]
fn what_another_window_does_is_seen_in_one_that_reads() {
    let (mut other, mut desk) = open_twice();
    assert!(desk.shell().session().unwrap().read_only().is_some());
    add_code(&mut other, "合谋");
    desk.harness.state_mut().look_for_others();
    desk.run();
    assert_eq!(desk.codes(), ["合谋"]);
    desk.harness.get_by_label_contains("已并入他处的改动");
}

#[test]
fn a_project_that_is_open_elsewhere_can_be_edited_here_too() {
    let (mut other, mut desk) = open_twice();
    desk.click("在此也编辑");
    assert_eq!(desk.shell().session().unwrap().read_only(), None);
    assert!(desk.shell().notices.problems().is_empty());
    desk.act(Action::CodeAsNew { passages: Vec::new(), name: "补位".into(), parent: None });
    add_code(&mut other, "合谋");
    desk.harness.state_mut().look_for_others();
    desk.run();
    desk.shell().session().unwrap().wait_until_saved().unwrap();
    // What the window is still putting in order behind itself is seen at the next look.
    for _ in 0..200 {
        if other.project().codes().len() == 2 {
            break;
        }
        let found = other.rescan().run().unwrap();
        other.take_in(found);
        desk.harness.state_mut().finish_jobs();
    }
    assert_eq!(other.project(), desk.shell().session().unwrap().project());
    assert_eq!(other.project().codes().len(), 2);
}

#[test]
fn a_remark_that_two_wrote_at_once_is_shown_beside_the_one_that_stands_and_can_be_taken() {
    let (mut other, mut desk) = open_twice();
    desk.click("在此也编辑");
    let label = || tianye::model::Message::new("label.memo");
    let project = other.project().clone();
    let document = project.documents().next().unwrap().id;
    let (code, edits) = gesture::add_code(&project, "合谋", None, other.mint());
    other.commit(label(), edits).unwrap();
    let project = other.project().clone();
    let (coder, now) = (other.coder(), other.now());
    let span = Span::new(6, 10).unwrap();
    let passages = [gesture::Passage { document, span, code }];
    let edits = gesture::code_passages(&project, &passages, coder, gesture::Overlap::Merge, now, other.mint());
    other.commit(label(), edits).unwrap();
    other.wait_until_saved().unwrap();
    desk.harness.state_mut().look_for_others();
    desk.run();
    let place = other.project().codings(document).iter().next().unwrap().place(document);
    // Both write without knowing of each other.
    other.commit(label(), vec![Edit::SetCoding(place, CodingChange::Memo(Some("那边写的".into())))]).unwrap();
    other.wait_until_saved().unwrap();
    desk.act(Action::SetMemo(place, "这边写的".into()));
    desk.harness.state_mut().look_for_others();
    desk.run();
    let held = |desk: &Desk| {
        let project = desk.shell().session().unwrap().project();
        project.codings(document).iter().next().unwrap().memo.clone().unwrap().into_string()
    };
    let lost = if held(&desk) == "这边写的" { "那边写的" } else { "这边写的" };
    desk.act(Action::Memo(MemoAction::Open(Shown::Remark(place))));
    desk.harness.get_by_label(lost);
    desk.click("采用");
    assert_eq!(held(&desk), lost);
    assert!(desk.harness.query_by_label("采用").is_none(), "it is settled");
}
