//! The bar by the selection and the picker: which codes they offer, where they stand, what their keys do.

use egui::{Key, Modifiers, Rect};
use egui_kittest::kittest::Queryable as _;
use tianye::app::actions::Action;
use tianye::app::commands::UiCommand;
use tianye::app::dialogs::Dialog;
use tianye::model::{CharIndex, CodeId};

use super::{Desk, TEXT};

fn with_codes(outline: &str) -> Desk {
    let mut desk = Desk::open();
    desk.act(Action::PasteCodes { outline: outline.to_owned(), parent: None });
    desk
}

fn code(desk: &Desk, name: &str) -> CodeId {
    let session = desk.shell().session().unwrap();
    session.project().codes().find(|code| code.name == name).unwrap().id
}

/// Where the selected words stand on screen.
fn place_of(desk: &mut Desk, words: &str) -> Rect {
    let start = TEXT[..TEXT.find(words).unwrap()].chars().count() as u32;
    let ctx = desk.harness.ctx.clone();
    let column = desk.harness.state_mut().views.reading.column();
    (start..start + words.chars().count() as u32)
        .filter_map(|at| column.rect_on_screen(&ctx, CharIndex(at)))
        .reduce(Rect::union)
        .unwrap()
}

#[test]
fn ctrl_enter_codes_and_asks_for_one_more() {
    let mut desk = with_codes("内卷化\n合谋\n依附");
    desk.select("来的都是那几位");
    desk.key(Modifiers::NONE, Key::C);
    desk.write("nj");
    desk.key(Modifiers::COMMAND, Key::Enter);
    assert_eq!(desk.coded().len(), 1);
    assert!(desk.shell().dialog.is_some());
    desk.harness.get_by_label_contains("已编：内卷化");
    desk.write("yifu");
    desk.key(Modifiers::NONE, Key::Enter);
    assert!(desk.shell().dialog.is_none());
    let names: Vec<String> = desk.coded().into_iter().map(|(code, _)| code).collect();
    assert_eq!(names.len(), 2);
    assert!(names.contains(&"内卷化".to_owned()) && names.contains(&"依附".to_owned()));
}

#[test]
fn a_new_code_gets_its_place_by_tab() {
    let mut desk = with_codes("陷阱\n做样子");
    desk.select("上面要看照片");
    desk.key(Modifiers::NONE, Key::C);
    desk.write("迎检");
    desk.key(Modifiers::NONE, Key::Tab);
    desk.write("xj");
    desk.key(Modifiers::NONE, Key::Enter);
    assert!(desk.codes().contains(&"陷阱/迎检".to_owned()), "{:?}", desk.codes());
    assert_eq!(desk.coded(), [("迎检".to_owned(), "上面要看照片".to_owned())]);
}

#[test]
fn escape_leaves_the_question_for_the_place_first() {
    let mut desk = with_codes("陷阱");
    desk.select("上面要看照片");
    desk.key(Modifiers::NONE, Key::C);
    desk.write("迎检");
    desk.key(Modifiers::NONE, Key::Tab);
    desk.key(Modifiers::NONE, Key::Escape);
    assert!(desk.shell().dialog.is_some());
    desk.key(Modifiers::NONE, Key::Enter);
    assert_eq!(desk.coded(), [("迎检".to_owned(), "上面要看照片".to_owned())]);
    assert!(desk.codes().contains(&"迎检".to_owned()));
}

#[test]
fn what_was_used_lately_stands_first_and_the_best_name_before_it() {
    let mut desk = with_codes("内卷化\n合谋\n合作");
    let second = code(&desk, "合作");
    desk.select("叫也叫不动");
    desk.act(Action::Code { passages: vec![desk.shell().desk.passage.unwrap()], code: second });
    desk.select("来的都是那几位");
    desk.key(Modifiers::NONE, Key::C);
    desk.key(Modifiers::NONE, Key::Enter);
    assert!(desk.coded().contains(&("合作".to_owned(), "来的都是那几位".to_owned())));
    desk.select("上面要看照片");
    desk.key(Modifiers::NONE, Key::C);
    desk.write("合谋");
    desk.key(Modifiers::NONE, Key::Enter);
    assert!(desk.coded().contains(&("合谋".to_owned(), "上面要看照片".to_owned())));
}

#[test]
fn a_coding_gets_its_memo_at_once() {
    let mut desk = with_codes("做样子");
    desk.select("上面要看照片");
    desk.key(Modifiers::SHIFT, Key::M);
    desk.key(Modifiers::NONE, Key::Enter);
    desk.write("给检查的人看");
    desk.click("保存");
    let project = desk.shell().session().unwrap().project().clone();
    let coding = project.codings(desk.document()).iter().next().unwrap();
    assert_eq!(coding.memo.as_deref(), Some("给检查的人看"));
    // Once more on the same passage: the memo is the one of that coding.
    desk.key(Modifiers::SHIFT, Key::M);
    desk.key(Modifiers::NONE, Key::Enter);
    assert!(matches!(desk.shell().dialog, Some(Dialog::Memo(_))));
    desk.click("保存");
    assert_eq!(desk.coded().len(), 1);
}

#[test]
fn the_picker_leaves_the_passage_in_sight_in_every_window() {
    let mut desk = with_codes(&(1..=40).map(|n| format!("代码 {n:02}")).collect::<Vec<_>>().join("\n"));
    for size in [[1440.0, 900.0], [1024.0, 700.0], [900.0, 600.0]] {
        desk.harness.set_size(egui::Vec2::from(size));
        desk.run();
        desk.select("来的都是那几位");
        let passage = place_of(&mut desk, "来的都是那几位");
        desk.key(Modifiers::NONE, Key::C);
        let field = desk.harness.get_by_role_and_label(egui::accesskit::Role::TextInput, "为这个片段选择代码").rect();
        let rows: Vec<Rect> =
            desk.harness.query_all_by_role(egui::accesskit::Role::ListItem).map(|row| row.rect()).collect();
        let rows: Vec<Rect> = rows.into_iter().filter(|row| (row.left() - field.left()).abs() < 2.0).collect();
        let list = rows.iter().copied().filter(|row| row.bottom() <= size[1]).reduce(Rect::union).unwrap();
        assert!(!field.union(list).intersects(passage), "{size:?}: {passage:?} under {field:?} and {list:?}");
        assert!(list.height() >= 6.0 * 28.0, "{size:?}: {list:?}");
        desk.key(Modifiers::NONE, Key::Escape);
        desk.act(Action::SelectPassage(None));
    }
}

#[test]
fn the_bar_offers_pinned_codes_and_goes_with_escape() {
    let mut desk = with_codes("内卷化\n合谋");
    let pinned = code(&desk, "合谋");
    desk.act(Action::Pin(pinned, Some(1)));
    desk.select("来的都是那几位");
    desk.harness.get_by_label("原词编码");
    desk.harness.get_by_label("编码并写备忘");
    desk.harness.get_by_label("检索选中文字");
    desk.key(Modifiers::NONE, Key::Escape);
    assert!(desk.harness.query_by_label("原词编码").is_none());
    assert_eq!(desk.shell().desk.passage, None);
    desk.select("上面要看照片");
    desk.click("编码为“合谋”");
    assert_eq!(desk.coded(), [("合谋".to_owned(), "上面要看照片".to_owned())]);
    desk.select("叫也叫不动");
    desk.click("选择代码");
    assert!(desk.shell().dialog.is_some());
    desk.key(Modifiers::NONE, Key::Escape);
    desk.act(Action::Run(UiCommand::ShowCode));
}

#[test]
fn the_bar_is_away_while_one_drags_and_never_lies_on_the_words() {
    let mut desk = with_codes("内卷化");
    let all = place_of(&mut desk, "来的都是那几位，别人叫也叫不动");
    desk.harness.drag_at(all.left_center());
    desk.harness.run();
    for share in [0.3, 0.6, 0.9] {
        desk.harness.hover_at(all.left_center().lerp(all.right_center(), share));
        desk.harness.run();
        assert!(desk.harness.query_by_label("原词编码").is_none(), "it flickers");
    }
    desk.harness.drop_at(all.right_center());
    desk.run();
    let bar = desk.harness.get_by_label("原词编码").rect();
    assert!(!bar.intersects(all), "{bar:?} lies on {all:?}");
}

#[test]
fn codes_that_the_passage_has_are_told_and_those_used_lately_stand_first() {
    let mut desk = with_codes("内卷化\n合谋\n依附");
    let last = code(&desk, "依附");
    desk.select("叫也叫不动");
    desk.act(Action::Code { passages: vec![desk.shell().desk.passage.unwrap()], code: last });
    desk.key(Modifiers::NONE, Key::C);
    desk.harness.get_by_label("最近使用");
    desk.harness.get_by_label("全部代码");
    let painted = painted(&desk);
    assert!(painted.iter().any(|text| text.contains("已编码")), "{painted:?}");
    desk.key(Modifiers::NONE, Key::Escape);
    desk.select("上面要看照片");
    desk.key(Modifiers::NONE, Key::C);
    assert!(!self::painted(&desk).iter().any(|text| text.contains("已编码")), "another passage has it not");
}

#[test]
fn what_was_typed_is_set_off_in_the_names_also_by_initials() {
    let mut desk = with_codes("反内卷化\n合谋");
    desk.select("叫也叫不动");
    desk.key(Modifiers::NONE, Key::C);
    desk.write("nj");
    let accent = tianye::app::theme::Tokens::of(egui::Theme::Light).accent;
    let set_off = sections(&desk).into_iter().filter(|(_, colour)| *colour == accent).map(|(text, _)| text);
    assert!(set_off.collect::<Vec<_>>().contains(&"内卷".to_owned()));
}

/// All texts that are painted.
fn painted(desk: &Desk) -> Vec<String> {
    galleys(desk).iter().map(|galley| galley.text().to_owned()).collect()
}

/// Their parts, each with its colour.
fn sections(desk: &Desk) -> Vec<(String, egui::Color32)> {
    let mut found = Vec::new();
    for galley in galleys(desk) {
        for section in &galley.job.sections {
            let range = section.byte_range.start.0..section.byte_range.end.0;
            found.push((galley.job.text[range].to_owned(), section.format.color));
        }
    }
    found
}

fn galleys(desk: &Desk) -> Vec<std::sync::Arc<egui::Galley>> {
    let mut found = Vec::new();
    let mut left: Vec<egui::Shape> = desk.harness.output().shapes.iter().map(|shape| shape.shape.clone()).collect();
    while let Some(shape) = left.pop() {
        match shape {
            egui::Shape::Text(text) => found.push(text.galley),
            egui::Shape::Vec(shapes) => left.extend(shapes),
            _ => {}
        }
    }
    found
}
