//! The page of a code: all its passages, read again, written about and given other codes.

use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use tianye::app::actions::{Action, Centre, Choice, Workspace};
use tianye::app::panels::code_page::{Around, PageSort, Reach};
use tianye::app::panels::tick_list::Ticked;

use super::Desk;

const NONE: Modifiers = Modifiers::NONE;
const CTRL: Modifiers = Modifiers { ctrl: true, ..Modifiers::COMMAND };

impl Desk {
    /// 陷阱 with 合谋 below it, and three passages coded.
    fn with_passages() -> Self {
        let mut desk = Self::with_codes("陷阱\n  合谋\n依附");
        for (words, code) in
            [("来的都是那几位", "陷阱"), ("叫也叫不动", "陷阱"), ("上面要看照片", "合谋"), ("叫也叫不动", "依附")]
        {
            desk.select(words);
            let passage = desk.shell().desk.passage.unwrap();
            desk.act(Action::Code { passages: vec![passage], code: desk.code_named(code) });
        }
        desk.act(Action::SelectPassage(None));
        desk
    }

    fn with_page_of(code: &str) -> Self {
        let mut desk = Self::with_passages();
        desk.act(Action::ShowCentre(Centre::Code(desk.code_named(code))));
        desk.key(NONE, Key::F9);
        desk
    }

    /// The passages from above.
    fn passages(&self) -> Vec<String> {
        let page = self.harness.query_all_by_role(egui::accesskit::Role::ListItem);
        let all = page.map(|row| row.accesskit_node().label().unwrap());
        all.filter(|label| !label.starts_with("访谈")).collect()
    }

    fn coded_with(&self, code: &str) -> Vec<String> {
        self.coded().into_iter().filter(|(name, _)| name == code).map(|(_, words)| words).collect()
    }
}

#[test]
fn a_code_opens_on_its_passages_from_the_tree_by_double_click_by_menu_and_by_key() {
    let mut desk = Desk::with_passages();
    let code = desk.code_named("陷阱");
    let place = desk.harness.get_by_label("陷阱").rect().center();
    desk.harness.hover_at(place);
    desk.harness.step();
    // As quick as a hand: within one frame.
    let button = egui::PointerButton::Primary;
    let click = [true, false, true, false].map(|pressed| egui::Event::PointerButton {
        pos: place,
        button,
        pressed,
        modifiers: NONE,
    });
    desk.harness.input_mut().events.extend(click);
    desk.run();
    assert_eq!(desk.shell().desk.centre, Centre::Code(code));
    assert_eq!(desk.passages(), ["来的都是那几位", "叫也叫不动"]);
    desk.click("关闭，回到文档");
    assert_eq!(desk.shell().desk.centre, Centre::Text);
    desk.key(NONE, Key::F7);
    assert_eq!(desk.shell().desk.centre, Centre::Code(code));
    desk.key(NONE, Key::Escape);
    assert_eq!(desk.shell().desk.centre, Centre::Text);
    desk.key(NONE, Key::F9);
    desk.menu_of("合谋");
    desk.click("全部段落");
    assert_eq!(desk.passages(), ["上面要看照片"]);
}

#[test]
fn the_page_shows_codes_below_other_orders_and_what_is_looked_for() {
    let mut desk = Desk::with_page_of("陷阱");
    desk.click("含下级代码");
    assert_eq!(desk.passages(), ["来的都是那几位", "叫也叫不动", "上面要看照片"]);
    assert_eq!(desk.shell().views.code_page.shown.reach, Reach::Below);
    desk.harness.state_mut().views.code_page.shown.sort = PageSort::Time;
    desk.run();
    assert_eq!(desk.passages(), ["上面要看照片", "叫也叫不动", "来的都是那几位"]);
    desk.enter("在这些段落里查找");
    desk.write("办");
    assert_eq!(desk.passages(), ["上面要看照片"], "the sentence around it is looked into");
    desk.harness.state_mut().views.code_page.shown.around = Around::None;
    desk.run();
    desk.harness.get_by_label("没有符合的段落");
}

#[test]
fn a_passage_is_read_in_the_text_and_one_key_leads_back() {
    let mut desk = Desk::with_page_of("陷阱");
    let code = desk.code_named("陷阱");
    for key in [(NONE, Key::B), (NONE, Key::Escape)] {
        desk.click("叫也叫不动");
        assert!(matches!(desk.shell().desk.choice, Choice::Coding(_)), "the inspector shows the coding");
        desk.key(NONE, Key::Enter);
        assert_eq!(desk.shell().desk.centre, Centre::Text);
        desk.harness.get_by_label("回到“陷阱”的全部段落");
        desk.key(key.0, key.1);
        if desk.shell().desk.centre == Centre::Text {
            // The first Escape lets go of the coding.
            desk.key(key.0, key.1);
        }
        assert_eq!(desk.shell().desk.centre, Centre::Code(code));
    }
    desk.click("在原文中查看 第 2 段 来的都是那几位");
    assert_eq!(desk.shell().desk.centre, Centre::Text);
    desk.click("不再显示这一条");
    assert!(desk.harness.query_by_label("回到“陷阱”的全部段落").is_none());
}

#[test]
fn several_passages_get_another_code_in_one_step_that_undo_takes_back() {
    let mut desk = Desk::with_page_of("陷阱");
    desk.click("来的都是那几位");
    desk.key(NONE, Key::Space);
    desk.key(NONE, Key::ArrowDown);
    desk.key(NONE, Key::Space);
    assert_eq!(desk.shell().views.code_page.chosen().len(), 2);
    desk.click("改为其他代码…");
    desk.write("hm");
    desk.key(NONE, Key::Enter);
    assert_eq!(desk.coded_with("陷阱"), Vec::<String>::new());
    assert_eq!(desk.coded_with("合谋").len(), 3);
    desk.harness.get_by_label("还没有段落用这个代码");
    desk.click("撤销这一步");
    assert_eq!(desk.coded_with("陷阱").len(), 2);
    assert_eq!(desk.passages().len(), 2);
}

#[test]
fn codings_of_somebody_else_are_changed_only_after_a_question() {
    let mut desk = Desk::with_page_of("陷阱");
    let before = desk.coded_with("陷阱");
    // Somebody else sits down.
    desk.harness.state_mut().join("乙");
    desk.run();
    desk.click("来的都是那几位");
    desk.key(NONE, Key::Space);
    desk.click("改为其他代码…");
    desk.write("hm");
    desk.key(NONE, Key::Enter);
    desk.harness.get_by_label("其中有别人的编码");
    assert_eq!(desk.coded_with("陷阱"), before, "nothing has changed yet");
    desk.click("仍然改动");
    assert_eq!(desk.coded_with("陷阱").len(), before.len() - 1);
}

#[test]
fn codings_of_somebody_else_are_removed_only_after_a_question() {
    let mut desk = Desk::with_page_of("陷阱");
    let before = desk.coded_with("陷阱");
    desk.harness.state_mut().join("乙");
    desk.run();
    for remove in ["by key", "by button"] {
        desk.click("来的都是那几位");
        desk.key(NONE, Key::Space);
        if remove == "by key" {
            desk.key(NONE, Key::Delete);
        } else {
            desk.click("移除编码");
        }
        desk.harness.get_by_label_contains("1 条中有 1 条是 社工 01 的编码");
        assert_eq!(desk.coded_with("陷阱"), before, "{remove}: nothing has gone yet");
        desk.click("取消");
        desk.key(NONE, Key::Escape);
    }
    desk.click("来的都是那几位");
    desk.key(NONE, Key::Space);
    desk.key(NONE, Key::Delete);
    desk.click("仍然移除");
    assert_eq!(desk.coded_with("陷阱").len(), before.len() - 1);
}

#[test]
fn memos_about_the_code_stand_on_its_page_open_by_click_and_are_begun_there() {
    let mut desk = Desk::with_page_of("陷阱");
    desk.click("代码备忘");
    desk.harness.get_by_label("还没有关于这个代码的备忘。");
    desk.click("新建备忘");
    assert_eq!(desk.shell().desk.workspace, Workspace::Memos);
    desk.write("为何是陷阱");
    desk.enter("备忘正文");
    desk.write("**越互动**越走不出来");
    let code = desk.code_named("陷阱");
    desk.act(Action::ShowCentre(Centre::Code(code)));
    desk.harness.get_by_label("代码备忘 1");
    desk.click("为何是陷阱");
    assert_eq!(desk.shell().desk.workspace, Workspace::Memos);
    let project = desk.shell().session().unwrap().project();
    let memo = project.memos().next().unwrap();
    assert_eq!((memo.on, desk.shell().views.memos.memo()), (tianye::model::MemoOn::Code(code), Some(memo.id)));
}

#[test]
fn in_a_low_window_the_passages_have_most_of_the_room_until_somebody_asks_otherwise() {
    let mut desk = Desk::with_page_of("陷阱");
    let fields = |desk: &Desk| desk.harness.query_all_by_label("定义").count();
    assert!(fields(&desk) > 0);
    desk.harness.set_size(egui::Vec2::new(1024.0, 600.0));
    desk.run();
    assert_eq!(fields(&desk), 0);
    let first = desk.harness.get_by_label("来的都是那几位").rect();
    assert!(first.top() < 600.0 * 0.45, "{first:?}");
    desk.click("说明");
    assert!(fields(&desk) > 0, "whoever asks gets it");
    desk.click("收起");
    desk.harness.set_size(egui::Vec2::new(1200.0, 800.0));
    desk.run();
    assert_eq!(fields(&desk), 0, "and what was chosen stays");
}

#[test]
fn passages_are_split_off_into_a_new_code_below() {
    let mut desk = Desk::with_page_of("陷阱");
    desk.click("来的都是那几位");
    desk.key(NONE, Key::Space);
    desk.click("改为其他代码…");
    desk.write("小圈子");
    desk.key(NONE, Key::Enter);
    assert_eq!(desk.codes(), ["陷阱", "陷阱/合谋", "陷阱/小圈子", "依附"]);
    assert_eq!(desk.coded_with("小圈子"), ["来的都是那几位"]);
    desk.key(Modifiers::COMMAND, Key::Z);
    assert_eq!(desk.codes().len(), 3);
    assert_eq!(desk.coded_with("陷阱").len(), 2);
}

#[test]
fn all_passages_get_one_more_code_or_lose_theirs() {
    let mut desk = Desk::with_page_of("陷阱");
    desk.click("来的都是那几位");
    desk.key(CTRL, Key::A);
    desk.key(NONE, Key::C);
    desk.write("依附");
    desk.key(NONE, Key::Enter);
    assert_eq!(desk.coded_with("依附"), ["来的都是那几位", "叫也叫不动"], "what has it already is left alone");
    assert_eq!(desk.coded_with("陷阱").len(), 2);
    desk.click("来的都是那几位");
    desk.key(CTRL, Key::A);
    desk.key(NONE, Key::Delete);
    assert_eq!(desk.coded_with("陷阱"), Vec::<String>::new());
    desk.click("撤销这一步");
    assert_eq!(desk.coded_with("陷阱").len(), 2);
}

#[test]
fn ticks_are_set_by_box_by_heading_and_with_shift_and_escape_lets_go_of_them() {
    let mut desk = Desk::with_page_of("陷阱");
    let chosen = |desk: &Desk| desk.shell().views.code_page.chosen().len();
    desk.click("选中“访谈 03”的全部段落");
    assert_eq!(chosen(&desk), 2);
    desk.harness.get_by_label("已选 2 段");
    desk.key(NONE, Key::Escape);
    assert_eq!((chosen(&desk), desk.shell().desk.centre == Centre::Text), (0, false));
    desk.click("来的都是那几位");
    desk.key(Modifiers::SHIFT, Key::ArrowDown);
    assert_eq!(chosen(&desk), 2);
    desk.harness.query_all_by_label("选中这一段").next().unwrap().click();
    desk.run();
    assert_eq!(chosen(&desk), 1);
    desk.click("已选 1 段");
    assert_eq!(chosen(&desk), 2, "the box for all ticks all");
    assert_eq!(desk.coded().len(), 4, "ticking changes nothing");
}

#[test]
fn a_single_passage_is_removed_by_menu() {
    let mut desk = Desk::with_page_of("陷阱");
    desk.menu_of("叫也叫不动");
    let remove = desk.harness.query_all_by_label("移除编码").last().unwrap();
    remove.click();
    desk.run();
    assert_eq!(desk.coded_with("陷阱"), ["来的都是那几位"]);
    assert_eq!(desk.coded_with("依附"), ["叫也叫不动"]);
}

#[test]
fn what_the_code_means_is_written_on_its_page_and_kept_when_the_page_is_left() {
    let mut desk = Desk::with_page_of("陷阱");
    desk.key(NONE, Key::F9);
    desk.enter("定义");
    desk.write("越互动越走不出来");
    desk.click("来的都是那几位");
    let definition = |desk: &Desk| {
        let project = desk.shell().session().unwrap().project();
        project.code(desk.code_named("陷阱")).unwrap().definition.clone()
    };
    assert_eq!(definition(&desk), "越互动越走不出来");
    desk.key(NONE, Key::F9);
    desk.enter("何时不用");
    desk.write("只说一次的抱怨");
    desk.act(Action::OpenDocument(desk.document()));
    let project = desk.shell().session().unwrap().project();
    assert_eq!(project.code(desk.code_named("陷阱")).unwrap().exclusion, "只说一次的抱怨");
}

#[test]
fn the_passages_of_the_page_are_taken_out_through_the_report() {
    let mut desk = Desk::with_page_of("陷阱");
    desk.click("含下级代码");
    desk.click("导出…");
    assert_eq!(desk.shell().desk.workspace, Workspace::Report);
    let wanted = [desk.code_named("陷阱"), desk.code_named("合谋")].into();
    assert_eq!(desk.shell().views.report.codes, Ticked::Only(wanted));
}

#[test]
fn a_page_whose_code_is_deleted_or_merged_away_closes() {
    for merged in [false, true] {
        let mut desk = Desk::with_page_of("合谋");
        let (code, into) = (desk.code_named("合谋"), desk.code_named("依附"));
        desk.act(if merged { Action::MergeCodes { from: vec![code], into } } else { Action::DeleteCodes(vec![code]) });
        assert_eq!(desk.shell().desk.centre, Centre::Text);
    }
}
