//! Undo says what it takes back, and asks before it goes on into work that is not of this session.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use tianye::app::actions::Action;
use tianye::app::commands::UiCommand;

use super::Desk;

const UNDO: (Modifiers, Key) = (Modifiers::COMMAND, Key::Z);

/// Two codes of the day before, one of today.
fn on_the_next_day() -> Desk {
    let mut desk = Desk::open();
    for code in ["陷阱", "合谋"] {
        desk.act(Action::PasteCodes { outline: code.to_owned(), parent: None });
    }
    let folder = desk.shell().session().unwrap().folder().to_owned();
    desk.act(Action::Run(UiCommand::CloseProject));
    desk.act(Action::OpenProject(folder));
    desk.act(Action::PasteCodes { outline: "依附".to_owned(), parent: None });
    assert_eq!(desk.codes(), ["陷阱", "合谋", "依附"]);
    desk
}

#[test]
fn undo_asks_once_before_it_takes_back_what_was_done_before_the_project_was_opened() {
    let mut desk = on_the_next_day();
    desk.key(UNDO.0, UNDO.1);
    assert_eq!(desk.codes(), ["陷阱", "合谋"], "of this session: no question");
    desk.harness.get_by_label_contains("已撤销");
    desk.key(UNDO.0, UNDO.1);
    assert!(desk.shell().dialog.is_some());
    desk.harness.get_by_label_contains("这是打开项目之前的改动");
    desk.key(Modifiers::NONE, Key::Enter);
    assert_eq!(desk.codes(), ["陷阱", "合谋"], "Enter alone takes nothing back");
    assert!(desk.shell().dialog.is_none());
    desk.key(UNDO.0, UNDO.1);
    desk.click("仍要撤销");
    assert_eq!(desk.codes(), ["陷阱"]);
    desk.key(UNDO.0, UNDO.1);
    assert!(desk.shell().dialog.is_none(), "it was agreed to");
    assert!(desk.codes().is_empty());
    desk.key(Modifiers::COMMAND, Key::Y);
    assert_eq!(desk.codes(), ["陷阱"]);
    desk.harness.get_by_label_contains("已重做");
}

#[test]
fn what_was_made_again_in_this_session_is_of_this_session() {
    let mut desk = on_the_next_day();
    desk.key(UNDO.0, UNDO.1);
    desk.key(UNDO.0, UNDO.1);
    desk.click("仍要撤销");
    desk.key(Modifiers::COMMAND, Key::Y);
    assert_eq!(desk.codes(), ["陷阱", "合谋"]);
    desk.key(UNDO.0, UNDO.1);
    assert_eq!(desk.codes(), ["陷阱"]);
}

#[test]
fn redo_asks_once_before_it_makes_again_what_was_undone_before_the_project_was_opened() {
    let mut desk = Desk::open();
    for code in ["陷阱", "合谋", "依附"] {
        desk.act(Action::PasteCodes { outline: code.to_owned(), parent: None });
    }
    for _ in 0..3 {
        desk.key(UNDO.0, UNDO.1);
    }
    let folder = desk.shell().session().unwrap().folder().to_owned();
    desk.act(Action::Run(UiCommand::CloseProject));
    desk.act(Action::OpenProject(folder));
    desk.key(Modifiers::COMMAND, Key::Y);
    desk.harness.get_by_label_contains("这是打开项目之前撤销的改动");
    desk.key(Modifiers::NONE, Key::Enter);
    assert!(desk.codes().is_empty(), "Enter alone makes nothing again");
    desk.key(Modifiers::COMMAND, Key::Y);
    desk.click("仍要重做");
    assert_eq!(desk.codes(), ["陷阱"]);
    desk.key(Modifiers::COMMAND, Key::Y);
    assert_eq!(desk.codes(), ["陷阱", "合谋"], "it was agreed to");
}

#[test]
fn agreeing_takes_back_what_was_shown_and_nothing_that_was_done_since() {
    let mut desk = on_the_next_day();
    desk.key(UNDO.0, UNDO.1);
    desk.key(UNDO.0, UNDO.1);
    desk.harness.get_by_label_contains("这是打开项目之前的改动");
    desk.harness.state_mut().carry_out(Action::PasteCodes { outline: "补位".to_owned(), parent: None });
    desk.click("仍要撤销");
    assert_eq!(desk.codes(), ["陷阱", "合谋", "补位"]);
}

#[test]
fn undo_asks_before_it_takes_back_what_another_coder_did_in_this_window() {
    let mut desk = Desk::open();
    desk.act(Action::PasteCodes { outline: "陷阱".to_owned(), parent: None });
    desk.act(Action::With(Box::new(|shell| shell.join("社工 02"))));
    desk.key(UNDO.0, UNDO.1);
    desk.harness.get_by_label_contains("“社工 01”");
    desk.key(Modifiers::NONE, Key::Escape);
    assert_eq!(desk.codes(), ["陷阱"]);
    desk.key(UNDO.0, UNDO.1);
    desk.click("仍要撤销");
    assert!(desk.codes().is_empty());
}

#[test]
fn what_changes_several_things_at_once_is_said_with_a_way_back() {
    use tianye::app::actions::Choice;
    use tianye::model::{CodeChange, Edit, Message};
    let mut desk = Desk::open();
    desk.act(Action::PasteCodes { outline: "陷阱\n合谋".to_owned(), parent: None });
    let codes: Vec<_> = desk.shell().session().unwrap().codebook().rows().iter().map(|row| row.id).collect();
    let edits = codes.iter().map(|id| Edit::SetCode(*id, CodeChange::Definition("定义".into()))).collect();
    desk.act(Action::Commit { label: Message::new("label.sheet_fill").with("count", 2), edits });
    desk.harness.get_by_label_contains("向下填充 2 个单元格");
    desk.click("撤销这一步");
    let project = desk.shell().session().unwrap().project();
    assert!(project.codes().all(|code| code.definition.is_empty()));
    assert_eq!(desk.shell().desk.choice, Choice::Nothing);
}

#[test]
fn what_just_happened_is_readable_also_while_several_jobs_run_in_a_narrow_window() {
    use super::states::Filled;
    use tianye::app::jobs::{JobKind, JobRequest};
    use tianye::i18n::Language;
    use tianye::model::Message;
    let mut desk = Desk::of_project(Filled::Full, Language::English, [1_024.0, 700.0]);
    let codes: Vec<_> = desk.shell().session().unwrap().codebook().rows().iter().map(|row| row.id).collect();
    desk.act(Action::DeleteCodes(vec![codes[0], codes[5]]));
    let mut ends = Vec::new();
    for (kind, label) in [(JobKind::Export, "report.job"), (JobKind::Check, "inspect.job_check")] {
        let (end, ended) = std::sync::mpsc::channel::<()>();
        let job = JobRequest::new(kind, Message::new(label), move |_| {
            // It runs as long as the test looks.
            let _ = ended.recv();
            Box::new(|_| ())
        });
        desk.harness.state_mut().carry_out(Action::Start(job));
        ends.push(end);
    }
    desk.harness.run_steps(3);
    assert_eq!(desk.shell().jobs.shown().count(), 2);
    let told = desk.harness.get_by_label("Delete 2 codes").rect();
    let saved = desk.harness.get_by_label_contains("Saved").rect();
    assert!(told.left() > saved.right() && told.width() > 60.0, "{told:?} {saved:?}");
    assert!(desk.harness.get_by_label("Undo this").rect().left() > told.right());
    drop(ends);
    desk.run();
}
