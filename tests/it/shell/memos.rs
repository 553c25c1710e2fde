//! Memos in the window: begun, written, linked, quoted into, found, deleted; by labels and keys.

use std::sync::Arc;

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use tianye::app::actions::{Action, Centre, Choice, Workspace};
use tianye::app::commands::UiCommand;
use tianye::app::panels::memos::{MemoAction, Mode, Shown};
use tianye::model::{CodeChange, Memo, MemoOn};
use tianye::session::Session;

use super::Desk;

fn memos(desk: &Desk) -> Vec<Arc<Memo>> {
    desk.shell().session().unwrap().project().memos().cloned().collect()
}

fn steps(desk: &Desk) -> u64 {
    desk.shell().session().unwrap().revision().0
}

/// A window in which a new memo is open, with the keyboard in its title.
fn with_memo() -> Desk {
    let mut desk = Desk::open();
    desk.act(Action::PasteCodes { outline: "合谋\n内卷化".to_owned(), parent: None });
    desk.act(Action::Choose(Choice::Nothing));
    desk.key(Modifiers::COMMAND | Modifiers::SHIFT, Key::M);
    desk
}

#[test]
fn an_empty_workspace_says_what_memos_are_for_and_a_button_begins_one() {
    let mut desk = Desk::open();
    desk.act(Action::Show(Workspace::Memos));
    desk.harness.get_by_label("还没有备忘");
    desk.harness.get_by_label_contains("输入 [[");
    desk.click("新备忘");
    assert_eq!(memos(&desk).len(), 1);
    desk.write("沉默");
    desk.enter("备忘正文");
    assert_eq!(memos(&desk)[0].title, "沉默", "the title is saved when it is left");
}

#[test]
fn a_memo_is_saved_as_one_step_once_nobody_types_for_a_while() {
    let mut desk = with_memo();
    desk.write("沉默");
    desk.enter("备忘正文");
    let before = steps(&desk);
    desk.write("他们");
    desk.write("怕。");
    assert_eq!((memos(&desk)[0].text.as_str(), steps(&desk)), ("", before), "not letter by letter");
    desk.harness.get_by_label("正在保存…");
    for _ in 0..12 {
        desk.harness.step();
    }
    assert_eq!((memos(&desk)[0].text.as_str(), steps(&desk)), ("他们怕。", before + 1));
    // Leaving by a key saves what was typed since.
    desk.enter("备忘正文");
    desk.write("也不信。");
    desk.key(Modifiers::COMMAND, Key::Num1);
    assert!(memos(&desk)[0].text.contains("也不信。"));
    assert!(desk.harness.query_by_label("正在保存…").is_none(), "nobody waits for what is saved");
}

#[test]
fn what_is_half_typed_is_kept_when_the_window_is_closed() {
    let mut desk = with_memo();
    desk.enter("备忘正文");
    desk.write("还没写完");
    desk.harness.state_mut().leave();
    let environment = desk.shell().environment().clone();
    let session = Session::open(&environment, "/研究/互动.tianye".as_ref()).unwrap();
    assert_eq!(session.project().memos().next().unwrap().text, "还没写完");
}

#[test]
fn two_brackets_propose_names_by_pinyin_and_enter_puts_the_link_in() {
    let mut desk = with_memo();
    desk.enter("备忘正文");
    desk.write("见 [[hm");
    desk.harness.get_by_label("代码 合谋");
    desk.key(Modifiers::NONE, Key::Enter);
    desk.write("，再问");
    desk.harness.state_mut().flush_drafts();
    assert_eq!(memos(&desk)[0].text, "见 [[合谋]]，再问");
}

#[test]
fn a_link_in_the_preview_opens_what_it_names_and_one_that_leads_nowhere_offers_to_make_it() {
    let mut desk = with_memo();
    desk.enter("备忘正文");
    desk.write("**注意：**[[合谋]]，[[访谈 03#2]]，[[没有的]]");
    desk.click("预览");
    assert_eq!(desk.shell().views.memos.mode, Mode::Read);
    desk.harness.get_by_role_and_label(egui::accesskit::Role::Link, "没有的").click();
    desk.run();
    let offered = desk.harness.get_all_by_label("新建同名代码").count();
    assert!(offered > 0);
    desk.harness.get_all_by_label("新建同名代码").next().unwrap().click();
    desk.run();
    assert!(desk.codes().contains(&"没有的".to_owned()));
    desk.harness.get_by_role_and_label(egui::accesskit::Role::Link, "访谈 03#2").click();
    desk.run();
    assert_eq!((desk.shell().desk.workspace, desk.shell().desk.centre), (Workspace::Code, Centre::Text));
    let document = desk.document();
    assert_eq!(desk.shell().desk.document, Some(document));
    desk.act(Action::Show(Workspace::Memos));
    desk.harness.get_by_role_and_label(egui::accesskit::Role::Link, "合谋").click();
    desk.run();
    assert!(matches!(desk.shell().desk.choice, Choice::Code(_)));
}

#[test]
fn renaming_a_code_renames_its_links_in_the_same_step() {
    let mut desk = with_memo();
    desk.enter("备忘正文");
    desk.write("见 [[合谋]]");
    desk.harness.state_mut().flush_drafts();
    let code = desk.shell().session().unwrap().codebook().rows()[0].id;
    let before = steps(&desk);
    desk.act(Action::SetCode(code, CodeChange::Name("共谋".into())));
    assert_eq!((memos(&desk)[0].text.as_str(), steps(&desk)), ("见 [[共谋]]", before + 1));
    desk.act(Action::Run(UiCommand::Undo));
    assert_eq!(memos(&desk)[0].text, "见 [[合谋]]");
    // The editor shows what the project has.
    desk.act(Action::Show(Workspace::Memos));
    assert!(!desk.shell().views.memos.is_writing());
}

#[test]
fn a_passage_goes_into_the_open_memo_with_a_link_to_its_paragraph() {
    let mut desk = Desk::open();
    desk.select("上面要看照片");
    desk.key(Modifiers::NONE, Key::Q);
    let first = memos(&desk);
    assert_eq!(first.len(), 1);
    assert_eq!(first[0].text.trim_end(), "> 上面要看照片\n>\n> —— [[访谈 03#4]]");
    assert_eq!(first[0].on, MemoOn::Document(desk.document()));
    desk.harness.get_by_label_contains("引文已放进备忘");
    desk.select("叫也叫不动");
    desk.key(Modifiers::NONE, Key::Q);
    let now = memos(&desk);
    assert_eq!(now.len(), 1, "into the same memo");
    assert!(now[0].text.contains("> 叫也叫不动\n>\n> —— [[访谈 03#2]]"), "{}", now[0].text);
}

#[test]
fn a_deleted_memo_comes_back_with_undo_from_the_status_bar() {
    let mut desk = with_memo();
    desk.write("沉默");
    desk.enter("备忘正文");
    desk.click("删除备忘");
    assert_eq!(memos(&desk).len(), 0);
    desk.click("撤销");
    assert_eq!(memos(&desk)[0].title, "沉默");
}

#[test]
fn the_inspector_lists_the_memos_of_a_code_and_begins_one_about_it() {
    let mut desk = with_memo();
    desk.enter("备忘正文");
    desk.write("[[合谋]] 怎么开始的");
    desk.act(Action::Show(Workspace::Code));
    let code = desk.shell().session().unwrap().codebook().rows()[0].id;
    desk.act(Action::Choose(Choice::Code(code)));
    desk.harness.set_size(egui::vec2(1_280.0, 1_000.0));
    desk.run();
    desk.harness.get_by_label("提到它的备忘");
    desk.harness.get_by_label("新建备忘").click();
    desk.run();
    assert_eq!(memos(&desk)[1].on, MemoOn::Code(code));
    assert_eq!(desk.shell().views.memos.shown, Some(Shown::Memo(memos(&desk)[1].id)));
    assert_eq!(desk.shell().desk.workspace, Workspace::Memos);
}

#[test]
fn a_remark_on_a_coding_stands_in_the_list_and_is_written_in_the_same_editor() {
    let mut desk = Desk::open();
    desk.select("上面要看照片");
    desk.key(Modifiers::NONE, Key::V);
    desk.act(Action::SelectPassage(None));
    let Choice::Coding(place) = desk.shell().desk.choice else { panic!("the coding is chosen") };
    desk.act(Action::SetMemo(place, "迎检的说法".to_owned()));
    desk.click("展开撰写备忘");
    assert_eq!(desk.shell().views.memos.shown, Some(Shown::Remark(place)));
    desk.enter("备忘正文");
    desk.key(Modifiers::COMMAND, Key::A);
    desk.write("另一种说法");
    desk.harness.state_mut().flush_drafts();
    let project = Arc::clone(desk.shell().session().unwrap().project());
    let coding = project.codings(place.document).iter().next().unwrap();
    assert_eq!(coding.memo.as_deref(), Some("另一种说法"));
    assert_eq!(project.memos().len(), 0, "it stays the coding's own");
    desk.run();
    desk.click("包括编码上的备忘");
    desk.harness.get_by_label("没有符合条件的备忘");
}

#[test]
fn filters_and_the_search_workspace_find_memos_and_open_them() {
    let mut desk = with_memo();
    desk.write("沉默");
    desk.enter("备忘正文");
    desk.write("为什么没有人问过我们");
    desk.key(Modifiers::COMMAND | Modifiers::SHIFT, Key::M);
    desk.write("代价");
    desk.enter("按文字筛选");
    desk.write("没有人问");
    desk.harness.get_by_label("沉默 · 整个项目");
    assert!(desk.harness.query_by_label("代价 · 整个项目").is_none());
    desk.act(Action::Show(Workspace::Search));
    desk.harness.state_mut().views.search.look_for("in:memo 没有人问");
    for _ in 0..20 {
        desk.run();
        if !desk.shell().views.search.is_busy() {
            break;
        }
    }
    desk.harness.get_by_label_contains("为什么没有人问过我们").click();
    desk.run();
    desk.key(Modifiers::NONE, Key::Enter);
    assert_eq!(desk.shell().desk.workspace, Workspace::Memos);
    let silent = memos(&desk).into_iter().find(|memo| memo.title == "沉默").unwrap().id;
    assert_eq!(desk.shell().views.memos.shown, Some(Shown::Memo(silent)));
}

#[test]
fn a_memo_is_moved_to_a_code_from_its_menu() {
    let mut desk = with_memo();
    desk.click("更改所属对象");
    desk.click("代码 · 内卷化");
    let code = desk.shell().session().unwrap().codebook().rows()[1].id;
    assert_eq!(memos(&desk)[0].on, MemoOn::Code(code));
    desk.act(Action::Memo(MemoAction::Open(Shown::Memo(memos(&desk)[0].id))));
    desk.harness.get_all_by_label("内卷化").next().unwrap();
}

#[test]
fn a_row_of_the_list_reads_without_marks_and_search_does_too() {
    let mut desk = with_memo();
    desk.enter("备忘正文");
    desk.write("> **先问**机构，见 [[合谋|那里]]");
    desk.harness.state_mut().flush_drafts();
    desk.run();
    desk.harness.get_by_label("先问机构，见 那里 · 整个项目");
    desk.key(Modifiers::COMMAND, Key::K);
    desk.write("!先问");
    let read = desk.harness.query_all_by_label_contains("先问机构，见 那里").count();
    assert!(read >= 2, "in the list, and in what was found: {read}");
    assert_eq!(desk.harness.query_all_by_label_contains("**先问").count(), 0);
}
