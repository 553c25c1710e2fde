//! Queries clicked together.

use egui::{Key, Modifiers};
use tianye::app::actions::Workspace;

use super::Desk;

fn building() -> Desk {
    let mut desk = Desk::open();
    desk.code("访谈 07", "老人 07：活动要有照片。", "摆拍");
    desk.show(Workspace::Search);
    desk.click("用条件组合检索");
    desk
}

fn text(desk: &Desk) -> &str {
    desk.shell().views.search.query.get()
}

#[test]
fn words_filters_and_what_is_near_are_clicked_together_and_the_field_shows_the_text() {
    let mut desk = building();
    desk.enter("第 1 行：词语");
    desk.write("活动");
    assert_eq!(text(&desk), "活动");
    assert!(desk.sees("4 处，2 篇文档"));
    desk.click("第 1 行：附近还有…");
    let second = desk.field("第 1 行：词语", 1);
    second.focus();
    desk.run();
    desk.write("照片");
    assert_eq!(text(&desk), "活动 近/20 照片");
    desk.choose("第 1 行：距离", "在同一句");
    assert_eq!(text(&desk), "活动 近/句 照片");
    desk.choose("第 1 行：先后", "后面有");
    assert_eq!(text(&desk), "活动 先/句 照片");
    desk.click("第 1 行：去掉附近的词");
    desk.click("限定范围");
    desk.click("标有代码");
    desk.click("第 2 行：选择…");
    desk.write("bp");
    desk.press(Modifiers::NONE, Key::Enter);
    assert_eq!(text(&desk), "活动 且 代码:摆拍");
    desk.choose("第 2 行：包含或不含", "不含");
    assert_eq!(text(&desk), "活动 且 非 代码:摆拍");
    desk.click("满足任一条件");
    assert_eq!(text(&desk), "活动 或 非 代码:摆拍");
    desk.click("第 2 行：删除这个条件");
    assert_eq!(text(&desk), "活动");
}

#[test]
fn what_is_typed_stands_in_the_lines_and_stays_as_it_was_typed() {
    let mut desk = building();
    desk.harness.state_mut().views.search.look_for("(照片 OR 上面)   -=JRC");
    desk.run();
    assert_eq!(text(&desk), "(照片 OR 上面)   -=JRC");
    assert_eq!(desk.fields("第 1 行：词语"), 2);
    desk.choose("第 2 行：怎样检索", "允许错一个字");
    assert_eq!(text(&desk), "(照片 或 上面) 且 非 JRC~1");
    desk.harness.state_mut().views.search.look_for("照片 AND");
    desk.run();
    assert!(desk.sees("检索式里有错"));
}

#[test]
fn what_no_line_can_show_is_changed_as_text() {
    let mut desk = building();
    desk.harness.state_mut().views.search.look_for("活动 照片 NEAR/5 (活动 NEAR/5 上面)");
    desk.run();
    desk.enter("第 2 行：用文字表示的部分");
    desk.press(Modifiers::COMMAND, Key::A);
    desk.write("照片");
    assert_eq!(text(&desk), "活动 且 照片");
}

#[test]
fn any_of_several_words_and_brackets() {
    let mut desk = building();
    desk.enter("第 1 行：词语");
    desk.write("照片");
    desk.click("第 1 行：再加一个词，任一即可");
    desk.field("第 1 行：词语", 1).focus();
    desk.run();
    desk.write("上面");
    assert_eq!(text(&desk), "照片 或 上面");
    desk.click("条件组");
    desk.enter("第 3 行：词语");
    desk.write("活动");
    desk.enter("第 4 行：词语");
    desk.write("办了");
    assert_eq!(text(&desk), "(照片 或 上面) 且 (活动 或 办了)");
    assert!(desk.sees("处，"));
}

#[test]
fn a_row_of_a_menu_that_has_the_keyboard_is_the_one_that_enter_takes() {
    let mut desk = building();
    desk.code("访谈 03", "活动办给上面看", "做样子");
    desk.click("限定范围");
    desk.click("标有代码");
    desk.click("第 2 行：选择…");
    desk.press(Modifiers::NONE, Key::Tab);
    desk.press(Modifiers::NONE, Key::Tab);
    desk.press(Modifiers::NONE, Key::Enter);
    assert_eq!(text(&desk), "代码:做样子");
}
