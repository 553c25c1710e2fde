//! What goes on behind the window: jobs that end while somebody works, projects that open and close.

use std::path::Path;

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use tianye::app::actions::{Action, Passage};
use tianye::app::commands::UiCommand;
use tianye::app::dialogs::Dialog;
use tianye::app::jobs::{JobContext, JobKind, JobRequest};
use tianye::app::picker::FakePicker;
use tianye::app::shell::Shell;
use tianye::i18n::Language;
use tianye::model::{Message, Span};
use tianye::session::Session;
use tianye::store::Environment;

use super::Desk;

const FOLDER: &str = "/研究/互动.tianye";

#[test]
fn files_to_import_wait_until_what_somebody_is_typing_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let scan = folder.path().join("扫描.pdf");
    std::fs::write(&scan, b"%PDF-1.4 nothing else").unwrap();
    let mut desk = Desk::open();
    desk.key(Modifiers { shift: true, ..Modifiers::COMMAND }, Key::V);
    desk.write("陷阱\n  合谋");
    desk.act(Action::Import { paths: vec![scan], group: None });
    assert!(matches!(desk.shell().dialog, Some(Dialog::PasteCodes(_))), "the outline is still there");
    desk.click("添加 2 个代码");
    assert_eq!(desk.codes(), ["陷阱", "陷阱/合谋"]);
    assert!(matches!(desk.shell().dialog, Some(Dialog::Import(_))), "and the files wait behind it");
    desk.click("取消");
    assert!(desk.shell().dialog.is_none());
}

#[test]
fn a_project_that_has_been_opened_waits_until_the_dialog_is_left() {
    let mut desk = Desk::closed();
    let environment = desk.shell().environment().clone();
    Session::create(&environment, FOLDER.as_ref(), "甲", "社工 01").unwrap().close().unwrap();
    desk.click("新建项目");
    desk.write("养老社区");
    desk.act(Action::OpenProject(FOLDER.into()));
    assert!(matches!(desk.shell().dialog, Some(Dialog::NewProject(_))));
    assert!(desk.shell().session().is_none());
    desk.key(Modifiers::NONE, Key::Escape);
    assert_eq!(desk.shell().session().unwrap().project().title, "甲");
}

#[test]
fn a_project_that_is_closed_and_opened_again_at_once_can_be_changed() {
    let mut desk = Desk::open();
    let shell = desk.harness.state_mut();
    shell.carry_out(Action::Run(UiCommand::CloseProject));
    shell.carry_out(Action::OpenProject(FOLDER.into()));
    desk.run();
    let session = desk.shell().session().expect("it is open again");
    assert_eq!(session.read_only(), None);
    assert!(desk.shell().notices.problems().is_empty());
}

#[test]
fn a_project_that_is_opened_twice_in_a_row_can_be_changed() {
    let mut desk = Desk::open();
    desk.act(Action::Run(UiCommand::CloseProject));
    for _ in 0..2 {
        desk.harness.state_mut().carry_out(Action::OpenProject(FOLDER.into()));
    }
    desk.run();
    assert_eq!(desk.shell().session().unwrap().read_only(), None);
}

#[test]
fn a_project_opened_by_another_way_to_its_folder_stays_open_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("甲.tianye");
    let environment = Environment {
        fs: std::sync::Arc::new(tianye::store::RealFs),
        cache_dir: folder.path().join("cache"),
        data_dir: folder.path().join("data"),
        ..Environment::in_memory().0
    };
    let session = Session::create(&environment, &place, "甲", "社工 01").unwrap();
    let mut desk = Desk::with(environment, FakePicker::default(), Language::Chinese);
    desk.harness.state_mut().take(session);
    desk.run();
    desk.act(Action::OpenProject(folder.path().join("cache").join("..").join("甲.tianye")));
    let session = desk.shell().session().unwrap();
    assert_eq!((session.folder(), session.read_only()), (place.as_path(), None));
    desk.harness.state_mut().leave();
}

#[test]
fn leaving_closes_what_was_still_being_opened() {
    let mut desk = Desk::open();
    let environment = desk.shell().environment().clone();
    let other = Path::new("/研究/乙.tianye");
    Session::create(&environment, other, "乙", "社工 01").unwrap().close().unwrap();
    let shell = desk.harness.state_mut();
    shell.carry_out(Action::OpenProject(other.into()));
    shell.leave();
    assert!(!shell.jobs.busy());
    assert!(shell.session().is_none());
    for folder in [Path::new(FOLDER), other] {
        assert_eq!(Session::open(&environment, folder).unwrap().read_only(), None, "nobody holds it any more");
    }
}

#[test]
fn leaving_waits_for_no_job_that_could_be_stopped() {
    let mut desk = Desk::open();
    let endless = JobRequest::new(JobKind::Import, Message::new("app.job_import"), |context: &JobContext| {
        while !context.cancelled() {
            std::thread::yield_now();
        }
        Box::new(|_: &mut Shell| {})
    });
    let shell = desk.harness.state_mut();
    shell.carry_out(Action::Start(endless));
    shell.leave();
    assert!(!shell.jobs.busy());
}

#[test]
fn coding_in_a_locked_project_is_refused_and_not_called_done_already() {
    let mut desk = Desk::open();
    desk.act(Action::PasteCodes { outline: "合谋".to_owned(), parent: None });
    let code = desk.shell().session().unwrap().codebook().rows()[0].id;
    let document = desk.document();
    let environment = desk.shell().environment().clone();
    desk.shell().session().unwrap().wait_until_saved().unwrap();
    // Somebody else sees the same project while it is open here.
    let second = Session::open(&environment, FOLDER.as_ref()).unwrap();
    assert!(second.read_only().is_some());
    let mut other = Desk::with(environment, FakePicker::default(), Language::Chinese);
    other.harness.state_mut().take(second);
    other.run();
    let passage = Passage { document, span: Span::new(0, 5).unwrap() };
    other.act(Action::Code { passages: vec![passage], code });
    assert_eq!(other.coded(), []);
    assert!(other.harness.query_by_label_contains("已经有这个代码").is_none());
}
