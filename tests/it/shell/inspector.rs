//! What the inspector says of what is selected and chosen, and what can be done there.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use tianye::app::actions::{Action, Choice};
use tianye::app::commands::UiCommand;
use tianye::app::notices::Notices;
use tianye::model::{CharIndex, Text};
use tianye::session::NewDocument;

use super::{Desk, TEXT};

const CTRL: Modifiers = Modifiers::COMMAND;

fn with_codes(outline: &str) -> Desk {
    let mut desk = Desk::open();
    desk.act(Action::PasteCodes { outline: outline.to_owned(), parent: None });
    desk.act(Action::Choose(Choice::Nothing));
    desk
}

fn says(desk: &Desk, text: &str) -> bool {
    desk.harness.query_all_by_label_contains(text).next().is_some()
}

fn button(desk: &mut Desk, label: &str) {
    desk.harness.get_by_role_and_label(Role::Button, label).click();
    desk.run();
}

/// What the status bar says.
fn notice(desk: &mut Desk) -> Option<String> {
    let ctx = desk.harness.ctx.clone();
    let language = desk.shell().language();
    let notices: &mut Notices = &mut desk.harness.state_mut().notices;
    notices.current(&ctx, 0).map(|notice| language.say(&notice.message))
}

#[test]
fn a_selected_passage_is_told_with_its_length_its_place_and_what_is_coded_there() {
    let mut desk = with_codes("合谋\n内卷");
    desk.select("叫也叫不动");
    desk.key(Modifiers::NONE, Key::V);
    desk.act(Action::Choose(Choice::Nothing));
    desk.select("来的都是那几位，别人叫也叫不动");
    assert!(!says(&desk, "没有选中内容"));
    assert!(says(&desk, "选中的片段") && says(&desk, "15 字"));
    button(&mut desk, "查看编码“叫也叫不动”，社工 01");
    assert!(matches!(desk.shell().desk.choice, Choice::Coding(_)));
    assert!(desk.shell().desk.passage.is_some(), "the passage stays selected");
}

#[test]
fn the_passage_is_coded_by_buttons_that_name_their_keys() {
    let mut desk = with_codes("合谋");
    let code = desk.shell().session().unwrap().codebook().rows()[0].id;
    desk.act(Action::Pin(code, Some(1)));
    desk.select("上面要看照片");
    button(&mut desk, "编码为“合谋”（2）");
    assert_eq!(desk.coded(), [("合谋".to_owned(), "上面要看照片".to_owned())]);
    desk.select("叫也叫不动");
    button(&mut desk, "上次的代码：合谋（L）");
    button(&mut desk, "原词编码（V）");
    assert_eq!(desk.coded().len(), 3);
    button(&mut desk, "选择代码（C）");
    assert!(desk.shell().dialog.is_some());
}

#[test]
fn a_key_that_codes_says_what_is_missing_where_nothing_is_selected() {
    let mut desk = with_codes("合谋");
    for (key, keys) in [(Key::C, "C"), (Key::V, "V"), (Key::L, "L"), (Key::Num3, "3")] {
        desk.key(Modifiers::NONE, key);
        let told = notice(&mut desk).unwrap_or_default();
        assert_eq!(told, format!("先在正文里选中一段文字，再按 {keys}"));
    }
    assert!(desk.shell().notices.problems().is_empty(), "it is no error");
    desk.select("上面要看照片");
    desk.key(Modifiers::NONE, Key::L);
    assert_eq!(notice(&mut desk).as_deref(), Some("还没有用过代码：先按 C 选一个"));
    desk.key(Modifiers::NONE, Key::Num7);
    assert!(notice(&mut desk).unwrap().contains("7 键"), "no code is on it");
    assert_eq!(desk.coded(), []);
}

#[test]
fn several_codes_are_told_together_and_can_be_coloured_merged_or_left() {
    let mut desk = with_codes("合谋\n内卷\n依附");
    desk.select("叫也叫不动");
    let first = desk.shell().session().unwrap().codebook().rows()[0].id;
    desk.act(Action::Code { passages: vec![desk.shell().desk.passage.unwrap()], code: first });
    desk.act(Action::SelectPassage(None));
    desk.harness.get_by_role_and_label(Role::TreeItem, "合谋").click();
    desk.run();
    desk.harness.get_by_role_and_label(Role::TreeItem, "依附").click_modifiers(CTRL);
    desk.run();
    assert!(says(&desk, "选中的 2 个代码") && says(&desk, "共 1 个编码"));
    let colour = tianye::model::Colour::nth(5);
    button_of(&mut desk, Role::RadioButton, &format!("改为颜色 {colour}"));
    let project = desk.shell().session().unwrap().project().clone();
    let coloured = project.codes().filter(|code| code.colour == colour && code.name != "内卷").count();
    assert_eq!(coloured, 2);
    let merge = UiCommand::MergeCodesInto.name(desk.shell().language());
    button(&mut desk, &merge);
    assert!(desk.shell().dialog.is_some());
    desk.key(Modifiers::NONE, Key::Escape);
    button(&mut desk, "只选“依附”");
    assert!(!says(&desk, "选中的 2 个代码"));
}

fn button_of(desk: &mut Desk, role: Role, label: &str) {
    desk.harness.get_by_role_and_label(role, label).click();
    desk.run();
}

#[test]
fn several_documents_are_told_together() {
    let more = ["访谈 04", "访谈 05"].map(|title| NewDocument::typed(title, Text::new("社工 01：好。").unwrap()));
    let mut desk = Desk::open_with(more.into());
    let row = |desk: &Desk, name: &str| {
        let all = desk.harness.get_all_by_label(name);
        let rows: Vec<_> =
            all.filter(|node| node.accesskit_node().role() != Role::Document).map(|n| n.rect()).collect();
        rows[0].center()
    };
    let at = row(&desk, "访谈 04");
    desk.harness.hover_at(at);
    desk.harness.event_modifiers(
        egui::Event::PointerButton { pos: at, button: egui::PointerButton::Primary, pressed: true, modifiers: CTRL },
        CTRL,
    );
    desk.harness.event_modifiers(
        egui::Event::PointerButton { pos: at, button: egui::PointerButton::Primary, pressed: false, modifiers: CTRL },
        CTRL,
    );
    desk.run();
    assert!(says(&desk, "选中的 2 个文档"));
    button(&mut desk, "打开《访谈 04》");
    let open = desk.shell().desk.document.unwrap();
    assert_eq!(desk.shell().session().unwrap().project().document(open).unwrap().title, "访谈 04");
}

#[test]
fn of_several_codings_in_one_place_each_leads_to_the_others() {
    let mut desk = with_codes("合谋\n内卷");
    for (code, words) in [(0, "来的都是那几位，别人叫也叫不动"), (1, "叫也叫不动")] {
        desk.select(words);
        let code = desk.shell().session().unwrap().codebook().rows()[code].id;
        desk.act(Action::Code { passages: vec![desk.shell().desk.passage.unwrap()], code });
        desk.act(Action::SelectPassage(None));
    }
    assert!(says(&desk, "同一处的其他编码") && says(&desk, "再点一次"));
    button(&mut desk, "查看编码“合谋”，社工 01");
    button(&mut desk, "查看编码“内卷”，社工 01");
}

#[test]
fn a_code_that_is_dragged_over_the_selection_says_what_dropping_it_does_and_does_it() {
    let mut desk = with_codes("合谋");
    desk.select("叫也叫不动");
    let at = TEXT[..TEXT.find("也叫不动").unwrap()].chars().count() as u32;
    let ctx = desk.harness.ctx.clone();
    let column = desk.harness.state_mut().views.reading.column();
    let words = column.rect_on_screen(&ctx, CharIndex(at)).unwrap().center();
    let row = desk.harness.get_by_role_and_label(Role::TreeItem, "合谋").rect().center();
    desk.harness.drag_at(row);
    desk.harness.run();
    for share in [0.1, 0.5, 1.0] {
        desk.harness.hover_at(row.lerp(words, share));
        desk.harness.run();
    }
    desk.harness.get_by_label("松开即编码为“合谋”");
    desk.harness.drop_at(words);
    desk.run();
    assert_eq!(desk.coded(), [("合谋".to_owned(), "叫也叫不动".to_owned())]);
    assert!(desk.harness.query_by_label("松开即编码为“合谋”").is_none());
}
