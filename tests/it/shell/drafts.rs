//! What was typed is kept: however a field, a panel, a project or the window is left.

use egui::{Event, ImeEvent, Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use tianye::app::actions::{Action, Choice};
use tianye::app::commands::UiCommand;
use tianye::session::Session;

use super::Desk;

const FOLDER: &str = "/研究/互动.tianye";

/// A memo is being written about the only coding, and its field has not been left.
fn writing_a_memo() -> Desk {
    let mut desk = Desk::open();
    desk.select("上面要看照片");
    desk.key(Modifiers::NONE, Key::V);
    desk.act(Action::SelectPassage(None));
    desk.enter("备忘");
    desk.write("迎检的说法");
    assert_eq!(memo(desk.shell().session().unwrap()), None, "it is not saved letter by letter");
    desk
}

fn memo(session: &Session) -> Option<String> {
    let project = session.project();
    let document = project.documents().next().unwrap().id;
    let coding = project.codings(document).iter().next().unwrap();
    coding.memo.as_deref().map(ToOwned::to_owned)
}

/// As the disk has it after the project was closed.
fn kept_memo(desk: &Desk) -> Option<String> {
    memo(&Session::open(desk.shell().environment(), FOLDER.as_ref()).unwrap())
}

#[test]
fn a_memo_is_saved_once_nobody_types_for_a_while_and_until_then_is_not_called_saved() {
    let mut desk = writing_a_memo();
    desk.harness.get_by_label("正在保存…");
    for _ in 0..12 {
        desk.harness.step();
    }
    assert_eq!(memo(desk.shell().session().unwrap()).as_deref(), Some("迎检的说法"));
    desk.harness.state_mut().session().unwrap().wait_until_saved().unwrap();
    desk.run();
    desk.harness.get_by_label_contains("已保存");
    assert!(desk.harness.query_by_label("正在保存…").is_none());
    // And the field still takes what is typed.
    desk.write("，还有表格");
    desk.harness.state_mut().leave();
    assert_eq!(kept_memo(&desk).as_deref(), Some("迎检的说法，还有表格"));
}

#[test]
fn escape_in_the_dialog_of_a_memo_keeps_what_was_written() {
    let mut desk = writing_a_memo();
    desk.act(Action::Run(UiCommand::EditMemo));
    desk.key(Modifiers::COMMAND, Key::A);
    desk.write("另一种说法");
    desk.key(Modifiers::NONE, Key::Escape);
    assert!(desk.shell().dialog.is_none());
    assert_eq!(memo(desk.shell().session().unwrap()).as_deref(), Some("另一种说法"));
    desk.harness.get_by_label_contains("已保存备忘");
    desk.click("撤销这一步");
    assert_eq!(memo(desk.shell().session().unwrap()).as_deref(), Some("迎检的说法"));
}

#[test]
fn cancel_discards_what_was_written_in_the_dialog_of_a_memo_and_escape_says_nothing_where_nothing_was() {
    let mut desk = writing_a_memo();
    desk.act(Action::Run(UiCommand::EditMemo));
    desk.key(Modifiers::COMMAND, Key::A);
    desk.write("另一种说法");
    desk.click("取消");
    assert_eq!(memo(desk.shell().session().unwrap()).as_deref(), Some("迎检的说法"));
    desk.act(Action::Run(UiCommand::EditMemo));
    desk.key(Modifiers::NONE, Key::Escape);
    assert!(desk.shell().dialog.is_none() && desk.harness.query_by_label_contains("已保存备忘").is_none());
}

#[test]
fn a_memo_half_typed_is_kept_when_the_project_is_closed_by_its_key() {
    let mut desk = writing_a_memo();
    desk.key(Modifiers::COMMAND, Key::W);
    assert!(desk.shell().session().is_none());
    assert_eq!(kept_memo(&desk).as_deref(), Some("迎检的说法"));
}

#[test]
fn a_memo_half_typed_is_kept_when_the_program_is_left_by_its_key() {
    let mut desk = writing_a_memo();
    desk.key(Modifiers::COMMAND, Key::Q);
    assert!(desk.shell().leaving());
    desk.harness.state_mut().leave();
    assert_eq!(kept_memo(&desk).as_deref(), Some("迎检的说法"));
}

#[test]
fn a_memo_in_its_dialog_is_kept_when_the_window_is_closed() {
    let mut desk = writing_a_memo();
    desk.act(Action::Run(UiCommand::EditMemo));
    desk.key(Modifiers::COMMAND, Key::A);
    desk.write("另一种说法");
    desk.harness.state_mut().leave();
    assert_eq!(kept_memo(&desk).as_deref(), Some("另一种说法"));
}

#[test]
fn a_memo_half_typed_is_kept_when_the_inspector_is_hidden_or_the_workspace_left_by_key() {
    for (modifiers, key) in [(Modifiers::NONE, Key::F9), (Modifiers::COMMAND, Key::Num2)] {
        let mut desk = writing_a_memo();
        let before = (desk.shell().desk.inspector, desk.shell().desk.workspace);
        desk.key(modifiers, key);
        assert_ne!((desk.shell().desk.inspector, desk.shell().desk.workspace), before, "{key:?} does something");
        assert_eq!(memo(desk.shell().session().unwrap()).as_deref(), Some("迎检的说法"), "{key:?}");
    }
}

#[test]
fn a_memo_half_typed_is_kept_when_another_project_is_opened() {
    let mut desk = writing_a_memo();
    let environment = desk.shell().environment().clone();
    Session::create(&environment, "/研究/乙.tianye".as_ref(), "乙", "社工 01").unwrap().close().unwrap();
    desk.act(Action::OpenProject("/研究/乙.tianye".into()));
    assert_eq!(desk.shell().session().unwrap().project().title, "乙");
    assert_eq!(kept_memo(&desk).as_deref(), Some("迎检的说法"));
}

#[test]
fn a_new_name_half_typed_in_its_row_is_kept_when_the_project_is_closed() {
    let mut desk = Desk::open();
    desk.act(Action::PasteCodes { outline: "合谋".to_owned(), parent: None });
    desk.click("合谋");
    desk.key(Modifiers::NONE, Key::F2);
    desk.key(Modifiers::COMMAND, Key::A);
    desk.write("共谋");
    desk.key(Modifiers::COMMAND, Key::W);
    let session = Session::open(desk.shell().environment(), FOLDER.as_ref()).unwrap();
    let codes: Vec<_> = session.codebook().rows().iter().map(|row| session.project().code_path(row.id)).collect();
    assert_eq!(codes, ["共谋"]);
}

fn preedit(text: &str) -> Event {
    Event::Ime(ImeEvent::Preedit { text: text.to_owned(), active_range_chars: None })
}

#[test]
fn pinyin_that_is_still_being_composed_does_not_go_into_a_memo() {
    let mut desk = writing_a_memo();
    desk.harness.event(preedit("ban'shi'"));
    desk.run();
    desk.act(Action::Choose(Choice::Nothing));
    assert_eq!(memo(desk.shell().session().unwrap()).as_deref(), Some("迎检的说法"));
    desk.harness.get_by_label("筛选代码");
}

#[test]
fn the_passages_of_a_code_follow_what_is_coded() {
    let mut desk = Desk::open();
    desk.select("上面要看照片");
    desk.key(Modifiers::NONE, Key::V);
    let code = desk.shell().session().unwrap().codebook().rows()[0].id;
    desk.act(Action::Choose(Choice::Code(code)));
    desk.harness.get_by_label("编码片段");
    assert!(desk.harness.query_by_label("叫也叫不动").is_none());
    desk.select("叫也叫不动");
    desk.key(Modifiers::NONE, Key::L);
    desk.act(Action::Choose(Choice::Code(code)));
    desk.harness.get_by_label("叫也叫不动");
}

#[test]
fn ctrl_enter_does_what_the_button_does_in_dialogs_of_several_lines() {
    let mut desk = Desk::open();
    desk.key(Modifiers { shift: true, ..Modifiers::COMMAND }, Key::V);
    desk.key(Modifiers::COMMAND, Key::Enter);
    assert!(desk.shell().dialog.is_some(), "there is nothing to add yet");
    desk.write("陷阱\n  合谋");
    desk.harness.get_by_label("添加 2 个代码").hover();
    desk.harness.run();
    let keys = if cfg!(target_os = "macos") { "⌘" } else { "Ctrl" };
    assert!(desk.harness.query_all_by_label_contains(keys).count() > 0, "the tooltip names the keys");
    desk.key(Modifiers::COMMAND, Key::Enter);
    assert_eq!(desk.codes(), ["陷阱", "陷阱/合谋"]);

    let mut desk = writing_a_memo();
    desk.act(Action::Run(UiCommand::EditMemo));
    desk.key(Modifiers::COMMAND, Key::A);
    desk.write("另一种说法");
    desk.key(Modifiers::COMMAND, Key::Enter);
    assert!(desk.shell().dialog.is_none());
    assert_eq!(memo(desk.shell().session().unwrap()).as_deref(), Some("另一种说法"));
}
