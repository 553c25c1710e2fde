//! The field of the search workspace: names that are proposed, help, what is put to what.

use std::path::Path;

use egui::accesskit::Role;
use egui::{Event, ImeEvent, Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use tianye::app::actions::Workspace;
use tianye::model::{CharIndex, Role as Part, Speaker, Structure, Text, Turn};
use tianye::session::{NewDocument, Session};
use tianye::store::Environment;

use super::Desk;

fn searching() -> Desk {
    let mut desk = Desk::open();
    desk.code("访谈 07", "老人 07：活动要有照片。", "摆拍");
    desk.code("访谈 03", "活动办给上面看", "做样子");
    desk.show(Workspace::Search);
    desk
}

fn text(desk: &Desk) -> &str {
    desk.shell().views.search.query.get()
}

/// Chooses what the query is put to; a tab of the window bears the name of memos too.
fn put_to(desk: &mut Desk, target: &str) {
    desk.harness.get_by_role_and_label(Role::RadioButton, target).click();
    desk.run();
}

#[test]
fn names_are_proposed_by_pinyin_and_taken_by_a_key() {
    let mut desk = searching();
    desk.write("活动 code:bp");
    assert!(desk.sees("摆拍") && !desk.sees("做样子"));
    desk.press(Modifiers::NONE, Key::Enter);
    assert_eq!(text(&desk).trim(), "活动 code:摆拍");
    assert!(desk.sees("1 处，1 篇文档") && desk.writes_in("检索全部文档"));
}

#[test]
fn arrows_choose_among_proposals_and_tab_takes_one_without_leaving_the_field() {
    let mut desk = searching();
    desk.write("doc:");
    desk.press(Modifiers::NONE, Key::ArrowDown);
    desk.press(Modifiers::NONE, Key::Tab);
    assert_eq!(text(&desk).trim(), "doc:\"访谈 07\"");
    assert!(desk.writes_in("检索全部文档"));
}

#[test]
fn the_document_of_this_very_title_is_proposed_too() {
    let mut desk = searching();
    desk.write("doc:=");
    desk.press(Modifiers::NONE, Key::Enter);
    assert_eq!(text(&desk).trim(), "doc:=\"访谈 03\"");
}

#[test]
fn a_name_with_a_space_in_it_is_offered_in_quotes() {
    let mut desk = Desk::of(&[("访谈 03", "S 协会来了人，协会说 S 是代号。")], [1120.0, 800.0]);
    desk.show(Workspace::Search);
    desk.write("S 协会");
    assert!(desk.sees("空格分开的是两个词") && desk.sees("4 处，1 篇文档"));
    desk.click("改为检索 \"S 协会\"");
    assert_eq!(text(&desk), "\"S 协会\"");
    assert!(!desk.sees("空格分开的是两个词") && desk.sees("1 处，1 篇文档"));
}

#[test]
fn escape_puts_proposals_away_first_and_leaves_the_field_for_what_was_found_then() {
    let mut desk = searching();
    desk.write("code:");
    assert!(desk.sees("做样子"));
    desk.press(Modifiers::NONE, Key::Escape);
    assert!(!desk.sees("做样子") && desk.writes_in("检索全部文档"));
    assert_eq!(text(&desk), "code:");
    desk.write("摆拍 ");
    desk.press(Modifiers::NONE, Key::Escape);
    assert_eq!(text(&desk), "code:摆拍 ", "what was typed stays");
    assert!(!desk.writes_in("检索全部文档"));
    let mut rows = desk.harness.query_all_by_role(Role::ListItem);
    assert!(rows.any(|row| row.is_focused()), "the list has the keyboard");
    drop(rows);
    desk.click("清空");
    assert_eq!(text(&desk), "");
}

#[test]
fn nothing_is_proposed_for_a_name_that_is_whole_though_others_begin_with_it() {
    let mut desk = searching();
    desk.code("访谈 07", "照片有了", "摆拍照片");
    desk.write("活动 code:摆");
    let keys = tianye::i18n::Language::Chinese.text("query.proposals_keys");
    assert!(desk.sees(keys) && desk.sees("摆拍照片"));
    desk.write("拍");
    assert!(!desk.sees(keys) && desk.sees("1 处，1 篇文档"));
}

#[test]
fn what_is_wrong_is_not_told_while_a_name_is_chosen_and_moves_nothing_when_it_is_told() {
    let mut desk = searching();
    desk.write("活动 ");
    let top = |desk: &Desk| desk.harness.get_by_label("导出…").rect().top();
    let before = top(&desk);
    desk.write("code:");
    assert!(desk.sees("做样子") && !desk.sees("后面缺少名称"));
    assert_eq!(top(&desk).to_bits(), before.to_bits());
    desk.press(Modifiers::NONE, Key::Escape);
    assert!(desk.sees("后面缺少名称"), "nobody chooses any more");
    desk.write("没有");
    assert!(desk.sees("没有名为“没有”的代码"));
    assert_eq!(top(&desk).to_bits(), before.to_bits());
}

#[test]
fn where_conditions_leave_nothing_it_is_said_which() {
    let mut desk = searching();
    desk.write("照片 code:做样子 ");
    assert!(desk.sees("没有找到") && desk.sees("一处也不剩") && !desk.sees("少输几个字"));
    desk.click("去掉“代码:做样子”：2 处");
    assert_eq!(text(&desk), "照片");
    assert!(desk.sees("2 处，1 篇文档"));
    desk.write("没有的词 code:做样子 ");
    assert!(desk.sees("少输几个字"), "the words themselves are not there");
}

#[test]
fn a_proposal_can_be_clicked() {
    let mut desk = searching();
    desk.write("code:z");
    desk.click("做样子");
    assert_eq!(text(&desk).trim(), "code:做样子");
}

#[test]
fn nothing_is_proposed_while_an_input_method_composes() {
    let mut desk = searching();
    desk.write("code:");
    let preedit = ImeEvent::Preedit { text: "bai".to_owned(), active_range_chars: None };
    desk.harness.event(Event::Ime(preedit));
    desk.harness.step();
    desk.harness.step();
    assert!(!desk.sees("做样子"));
    desk.harness.event(Event::Ime(ImeEvent::Commit("摆".to_owned())));
    desk.run();
    assert!(desk.sees("摆拍"));
}

#[test]
fn an_example_of_the_help_is_tried_by_a_click() {
    let mut desk = searching();
    desk.click("检索语法");
    desk.click("政*互动");
    assert_eq!(text(&desk), "政*互动");
    assert!(!desk.sees("政府 PRE/20 购买"), "the page is closed");
}

#[test]
fn what_a_query_is_put_to_is_written_into_it() {
    let mut desk = searching();
    desk.write("活动");
    put_to(&mut desk, "备忘");
    assert_eq!(text(&desk), "活动 范围:备忘");
    desk.click("文本");
    assert_eq!(text(&desk), "活动");
    assert!(desk.sees("4 处，2 篇文档"));
}

#[test]
fn every_line_of_the_help_can_be_reached_in_a_small_window() {
    let mut desk = Desk::of(&[("访谈 03", super::FIRST)], [1024.0, 700.0]);
    desk.show(Workspace::Search);
    let lines = tianye::app::panels::search::HELP.iter().flat_map(|(_, lines)| lines.iter());
    for line in lines {
        let id = format!("query.help.{line}");
        let example = tianye::i18n::Language::Chinese.text(&id);
        desk.harness.state_mut().views.search.look_for("这里没有的词");
        desk.run();
        desk.click("检索语法");
        // As the keyboard reaches it, and whoever reads the screen aloud.
        desk.harness.get_by_label(example).focus();
        desk.run();
        desk.run();
        let line = desk.harness.get_by_label(example).rect();
        assert!(line.min.y >= 0.0 && line.max.y <= 700.0, "{example}: {line:?}");
        desk.click(example);
        assert_eq!(text(&desk), example);
    }
}

#[test]
fn a_scope_chosen_before_anything_is_typed_stays_with_what_is_typed_and_goes_with_it() {
    let mut desk = searching();
    desk.write("活动");
    desk.click("清空");
    put_to(&mut desk, "备忘");
    desk.write("照片");
    assert_eq!(text(&desk), "范围:备忘 照片");
    desk.click("清空");
    desk.write("照片");
    assert_eq!(text(&desk), "照片");
    assert!(desk.sees("2 处，1 篇文档"), "what is empty is put to texts");
}

#[test]
fn places_in_labels_are_told_and_left_out_with_a_click() {
    let mut desk = searching();
    let words = Text::new("老人 07：我是老人。").unwrap();
    let speakers = vec![Speaker { name: "老人 07".to_owned(), role: Part::Respondent }];
    let span = words.whole().unwrap();
    let turns = vec![Turn { span, said: CharIndex(6), speaker: Some(0), at: None, until: None }];
    let structure = Structure { speakers, turns, ..Structure::default() };
    let document = NewDocument { structure, ..NewDocument::typed("访谈 09", words) };
    let (environment, _) = Environment::in_memory();
    let mut session = Session::create(&environment, Path::new("/研究/标签.tianye"), "标签", "社工 01").unwrap();
    session.add_documents(vec![document], None).unwrap();
    desk.harness.state_mut().take(session);
    desk.show(Workspace::Search);
    desk.write("老人 doc:09 ");
    assert!(desk.sees("2 处，1 篇文档") && desk.sees("其中 1 处是说话人标签"));
    desk.click("不看标签");
    assert_eq!(text(&desk), "老人 且 文档:09 且 非 部分:标签");
    assert!(desk.sees("1 处，1 篇文档") && !desk.sees("说话人标签"));
}
