//! Memos, definitions and notes of cases: searched, listed and opened.

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, PointerButton};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use tianye::app::actions::{Action, Choice, Workspace};
use tianye::app::commands::UiCommand;
use tianye::model::{
    Case, CaseChange, CaseId, CaseMember, CodeChange, CodeId, CodingPlace, CountingMint, Edit, Message, Shelf,
    ShelfItem,
};

use super::Desk;

fn coding(desk: &Desk, code: &str) -> CodingPlace {
    let project = desk.project();
    let of = |coding: &&tianye::model::Coding| project.code_of(coding).is_some_and(|held| held.name == code);
    let found = project.documents().find_map(|document| {
        let coding = project.codings(document.id).iter().find(of)?;
        Some(coding.place(document.id))
    });
    found.unwrap()
}

fn code(desk: &Desk, name: &str) -> CodeId {
    desk.project().codes().find(|code| code.name == name).unwrap().id
}

/// Two interviews with two memos, a definition and a case with a note; the window searches these words.
fn searching(query: &str) -> Desk {
    let mut desk = Desk::open();
    desk.code("访谈 03", "活动办给上面看", "做给人看");
    desk.code("访谈 07", "活动要有照片", "摆拍");
    for (name, memo) in [("做给人看", "谁是“上面”？\n为何要看照片，要追问。"), ("摆拍", "照片代替了活动，照片就是活动")]
    {
        let place = coding(&desk, name);
        desk.act(Action::SetMemo(place, memo.to_owned()));
    }
    let defined = code(&desk, "摆拍");
    desk.act(Action::SetCode(defined, CodeChange::Definition("为了照片而办的活动".to_owned())));
    let mut case = Case::named(CaseId::new(&mut CountingMint::after(700)), "老人 07");
    case.members.insert(CaseMember::Document(desk.document("访谈 07")));
    let note = Edit::SetCase(case.id, CaseChange::Note("她只谈照片".to_owned()));
    let label = Message::new("label.shelves");
    desk.act(Action::Commit { label, edits: vec![Edit::AddCase(case), note] });
    desk.show(Workspace::Search);
    desk.write(query);
    desk
}

/// What the rows say, from the top.
fn listed(desk: &Desk) -> Vec<String> {
    let rows = desk.harness.query_all_by_role(Role::ListItem);
    rows.filter_map(|node| node.accesskit_node().label()).collect()
}

fn click_row(desk: &mut Desk, words: &str) {
    let mut rows = desk.harness.query_all_by_label_contains(words);
    rows.find(|node| node.accesskit_node().role() == Role::ListItem).unwrap().click();
    drop(rows);
    desk.run();
}

fn double_click_row(desk: &mut Desk, words: &str) {
    // What was clicked before is no part of it.
    for _ in 0..8 {
        desk.harness.step();
    }
    let mut rows = desk.harness.query_all_by_label_contains(words);
    let pos = rows.find(|node| node.accesskit_node().role() == Role::ListItem).unwrap().rect().center();
    drop(rows);
    desk.harness.event(Event::PointerMoved(pos));
    desk.harness.step();
    // As quick as a hand makes them: within one frame.
    for pressed in [true, false, true, false] {
        let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
        desk.harness.input_mut().events.push(Event::PointerButton { pos, button, pressed, modifiers });
    }
    desk.run();
}

#[test]
fn a_memo_is_found_counted_and_opened_at_its_coding_with_the_inspector() {
    let mut desk = searching("照片 in:memo");
    assert!(desk.sees("3 处，2 条备忘"));
    assert_eq!(
        listed(&desk),
        [
            "备忘 做给人看 《访谈 03》第 2 段 · “活动办给上面看”: 谁是“上面”？\n为何要看照片，要追问。",
            "备忘 摆拍 《访谈 07》第 2 段 · “活动要有照片”: 照片代替了活动，照片就是活动",
        ]
    );
    desk.harness.state_mut().desk.inspector = false;
    click_row(&mut desk, "备忘 摆拍");
    assert_eq!(desk.shell().desk.workspace, Workspace::Search, "a click looks at it, as at a hit");
    double_click_row(&mut desk, "备忘 摆拍");
    let place = coding(&desk, "摆拍");
    let shown = &desk.shell().desk;
    assert_eq!((shown.workspace, shown.document), (Workspace::Code, Some(place.document)));
    assert_eq!(shown.choice, Choice::Coding(place));
    assert!(desk.harness.query_by_role_and_label(Role::MultilineTextInput, "备忘").is_some(), "the memo is beside it");
    assert_eq!(desk.shell().views.search.recent.queries(), ["照片 in:memo"]);
}

#[test]
fn a_definition_is_found_and_opened_with_the_keyboard() {
    let mut desk = searching("照片");
    desk.click("代码定义");
    assert_eq!(desk.shell().views.search.query.get(), "照片 范围:定义");
    assert!(desk.sees("1 处，1 条代码说明"));
    let row = desk.harness.query_all_by_role(Role::ListItem).next().unwrap();
    row.focus();
    desk.run();
    desk.press(Modifiers::NONE, Key::Enter);
    let shown = &desk.shell().desk;
    assert_eq!((shown.workspace, shown.choice), (Workspace::Code, Choice::Code(code(&desk, "摆拍"))));
    assert!(desk.harness.query_by_role_and_label(Role::MultilineTextInput, "定义").is_some());
}

#[test]
fn all_notes_are_one_list_through_which_the_arrows_go() {
    let mut desk = searching("照片 in:note");
    assert!(desk.sees("5 处，4 条笔记"));
    let heads = ["备忘 做给人看", "备忘 摆拍", "定义 摆拍:", "个案笔记 老人 07:"];
    let rows = listed(&desk);
    assert!(rows.len() == 4 && rows.iter().zip(heads).all(|(row, head)| row.starts_with(head)), "{rows:?}");
    desk.harness.query_all_by_role(Role::ListItem).next().unwrap().focus();
    desk.run();
    desk.press(Modifiers::NONE, Key::End);
    desk.press(Modifiers::NONE, Key::Enter);
    assert_eq!(desk.shell().desk.document, Some(desk.document("访谈 07")), "what belongs to the case");
    desk.show(Workspace::Search);
    desk.harness.state_mut().views.search.look_for("in:memo code:摆拍");
    desk.run();
    assert!(desk.sees("1 条备忘") && !desk.sees("处，1 条备忘"), "filters alone list notes without places");
}

#[test]
fn an_empty_list_says_why() {
    let mut desk = searching("没有人 in:memo");
    assert!(desk.sees("没有找到“没有人 in:memo”") && desk.sees("这里只检索上方选定的范围"));
    for name in ["做给人看", "摆拍"] {
        let place = coding(&desk, name);
        desk.act(Action::SetMemo(place, String::new()));
    }
    assert!(desk.sees("还没有备忘"), "the project is another one now");
    desk.act(Action::Run(UiCommand::Undo));
    assert!(desk.sees("没有找到"));
    let mut desk = Desk::open();
    desk.show(Workspace::Search);
    desk.click("代码定义");
    assert!(desk.sees("代码还没有定义"), "before anything is typed");
}

#[test]
fn thousands_of_notes_are_drawn_as_far_as_they_are_seen() {
    let mut desk = Desk::open();
    let outline: String = (0..3_000).fold(String::new(), |all, n| all + &format!("代码{n}\n"));
    desk.act(Action::PasteCodes { outline, parent: None });
    let codes: Vec<CodeId> = desk.project().codes().map(|code| code.id).collect();
    let define = |(n, code): (usize, &CodeId)| {
        Edit::SetCode(*code, CodeChange::Definition("一个很长的定义，".repeat(n % 40) + "照片"))
    };
    let edits = codes.iter().enumerate().map(define).collect();
    desk.act(Action::Commit { label: Message::new("label.shelves"), edits });
    desk.show(Workspace::Search);
    desk.write("照片 in:definition");
    assert!(desk.sees("3,000 处，3,000 条代码说明"));
    let seen = listed(&desk).len();
    assert!((4..40).contains(&seen), "{seen}");
    desk.harness.query_all_by_role(Role::ListItem).next().unwrap().focus();
    desk.run();
    desk.press(Modifiers::NONE, Key::End);
    desk.press(Modifiers::NONE, Key::Enter);
    let last = desk.project().codes().map(|code| code.name.as_str()).filter(|name| *name == "代码2999").count();
    assert_eq!((last, desk.shell().desk.choice), (1, Choice::Code(code(&desk, "代码2999"))));
}

#[test]
fn a_saved_search_of_memos_is_counted_and_find_in_a_document_says_where_to_ask() {
    let mut desk = searching("照片");
    let item = ShelfItem::new(Shelf::Search, "追问", "照片 in:memo");
    let edits = tianye::model::gesture::put_on_shelf(desk.project(), item.clone());
    desk.act(Action::Commit { label: tianye::session::shelf::putting(&[item]), edits });
    desk.click("检索记录");
    assert!(desk.sees("追问，3"));
    desk.press(Modifiers::NONE, Key::Escape);
    let document = desk.document("访谈 07");
    desk.act(Action::OpenDocument(document));
    desk.press(Modifiers::COMMAND, Key::F);
    desk.write("照片 in:memo");
    assert!(desk.sees("“in:”请到“检索”里用") && desk.shell().desk.found.is_none());
    desk.click("在全部文档中检索");
    assert!(desk.sees("3 处，2 条备忘"));
}
