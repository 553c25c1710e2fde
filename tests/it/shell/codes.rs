//! The tree of codes, driven as a person drives it: chosen together, moved, merged, sorted, pinned.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use tianye::app::actions::{Action, Centre, Choice, Workspace};
use tianye::app::commands::UiCommand;
use tianye::app::panels::codes::{CodeCounts, CodeSort};
use tianye::app::panels::tick_list::Ticked;
use tianye::model::{CodeId, Colour};

use super::Desk;

const CTRL: Modifiers = Modifiers { ctrl: true, ..Modifiers::COMMAND };
const SHIFT: Modifiers = Modifiers::SHIFT;
const NONE: Modifiers = Modifiers::NONE;

impl Desk {
    /// A window with a tree of codes.
    pub(super) fn with_codes(outline: &str) -> Self {
        let mut desk = Self::open();
        desk.act(Action::PasteCodes { outline: outline.to_owned(), parent: None });
        desk
    }

    pub(super) fn code_named(&self, name: &str) -> CodeId {
        self.shell().session().unwrap().project().codes().find(|code| code.name == name).unwrap().id
    }

    fn click_with(&mut self, label: &str, modifiers: Modifiers) {
        let place = self.harness.get_by_label(label).rect().center();
        self.harness.hover_at(place);
        self.harness.event(egui::Event::ModifiersChanged(modifiers));
        for pressed in [true, false] {
            let button = egui::PointerButton::Primary;
            self.harness.event(egui::Event::PointerButton { pos: place, button, pressed, modifiers });
        }
        self.harness.step();
        self.harness.event(egui::Event::ModifiersChanged(NONE));
        self.run();
    }

    pub(super) fn menu_of(&mut self, label: &str) {
        self.harness.get_by_label(label).click_secondary();
        self.run();
    }

    fn drag(&mut self, from: &str, to: egui::Pos2, modifiers: Modifiers) {
        let from = self.harness.get_by_label(from).rect().center();
        self.harness.event(egui::Event::ModifiersChanged(modifiers));
        self.harness.drag_at(from);
        self.harness.run();
        for share in [0.3, 0.6, 1.0] {
            self.harness.hover_at(from.lerp(to, share));
            self.harness.run();
        }
        self.harness.drop_at(to);
        self.harness.event(egui::Event::ModifiersChanged(NONE));
        self.run();
    }

    fn place(&self, label: &str) -> egui::Rect {
        self.harness.get_by_label(label).rect()
    }

    fn chosen(&self) -> Vec<String> {
        let shell = self.shell();
        let project = shell.session().unwrap().project();
        shell.chosen_codes().into_iter().map(|id| project.code(id).unwrap().name.clone()).collect()
    }

    /// The names of the rows from above.
    fn rows(&self) -> Vec<String> {
        let rows = self.harness.query_all_by_role(egui::accesskit::Role::TreeItem);
        rows.map(|row| row.accesskit_node().label().unwrap()).collect()
    }
}

#[test]
fn several_codes_are_chosen_with_ctrl_with_shift_and_with_the_keyboard() {
    let mut desk = Desk::with_codes("陷阱\n合谋\n内卷\n依附");
    desk.click("合谋");
    desk.click_with("依附", CTRL);
    assert_eq!(desk.chosen(), ["合谋", "依附"]);
    desk.click_with("合谋", CTRL);
    assert_eq!(desk.chosen(), ["依附"]);
    desk.click_with("合谋", NONE);
    desk.click_with("依附", SHIFT);
    assert_eq!(desk.chosen(), ["合谋", "内卷", "依附"]);
    desk.click("陷阱");
    desk.key(SHIFT, Key::ArrowDown);
    desk.key(SHIFT, Key::ArrowDown);
    assert_eq!(desk.chosen(), ["陷阱", "合谋", "内卷"]);
    desk.key(NONE, Key::ArrowDown);
    assert_eq!(desk.chosen(), ["依附"]);
    desk.key(CTRL, Key::A);
    assert_eq!(desk.chosen().len(), 4);
    desk.act(Action::Choose(Choice::Code(desk.code_named("合谋"))));
    desk.click("陷阱");
    assert_eq!(desk.chosen(), ["陷阱"]);
}

#[test]
fn arrows_fold_and_unfold_and_enter_opens_all_passages() {
    let mut desk = Desk::with_codes("陷阱\n  合谋\n内卷");
    desk.click("陷阱");
    desk.key(NONE, Key::ArrowRight);
    assert_eq!(desk.chosen(), ["合谋"]);
    desk.key(NONE, Key::ArrowLeft);
    assert_eq!(desk.chosen(), ["陷阱"]);
    desk.key(NONE, Key::ArrowLeft);
    assert_eq!(desk.rows(), ["陷阱", "内卷"]);
    desk.key(NONE, Key::ArrowRight);
    assert_eq!(desk.rows(), ["陷阱", "合谋", "内卷"]);
    desk.key(NONE, Key::End);
    desk.key(NONE, Key::Enter);
    assert_eq!(desk.shell().desk.centre, Centre::Code(desk.code_named("内卷")));
}

#[test]
fn codes_move_up_down_in_and_out_with_ctrl_and_the_arrows() {
    let mut desk = Desk::with_codes("甲\n乙\n丙");
    desk.click("丙");
    desk.key(CTRL, Key::ArrowUp);
    assert_eq!(desk.codes(), ["甲", "丙", "乙"]);
    desk.key(CTRL, Key::ArrowRight);
    assert_eq!(desk.codes(), ["甲", "甲/丙", "乙"]);
    desk.key(CTRL, Key::ArrowLeft);
    assert_eq!(desk.codes(), ["甲", "丙", "乙"]);
    desk.key(CTRL, Key::ArrowDown);
    assert_eq!(desk.codes(), ["甲", "乙", "丙"], "the keyboard went with the code");
    desk.key(CTRL, Key::ArrowDown);
    assert_eq!(desk.codes(), ["甲", "乙", "丙"]);
    desk.key(Modifiers::COMMAND, Key::Z);
    assert_eq!(desk.codes(), ["甲", "丙", "乙"]);
}

#[test]
fn new_codes_are_made_beside_and_below_by_key() {
    let mut desk = Desk::with_codes("陷阱\n  合谋");
    desk.click("合谋");
    desk.key(NONE, Key::Insert);
    desk.write("共谋");
    desk.key(NONE, Key::Enter);
    assert_eq!(desk.codes(), ["陷阱", "陷阱/合谋", "陷阱/共谋"]);
    desk.click("合谋");
    desk.key(SHIFT, Key::Insert);
    desk.write("默许");
    desk.key(NONE, Key::Enter);
    assert_eq!(desk.codes(), ["陷阱", "陷阱/合谋", "陷阱/合谋/默许", "陷阱/共谋"]);
    desk.key(Modifiers { shift: true, ..Modifiers::COMMAND }, Key::N);
    desk.write("迎检");
    desk.key(NONE, Key::Enter);
    assert!(desk.codes().contains(&"陷阱/合谋/迎检".to_owned()), "beside the one that is chosen");
}

#[test]
fn chosen_codes_are_dragged_together_below_a_code_between_codes_and_to_the_top() {
    let mut desk = Desk::with_codes("陷阱\n合谋\n内卷\n依附");
    desk.click("合谋");
    desk.click_with("内卷", CTRL);
    desk.drag("内卷", desk.place("陷阱").center(), NONE);
    assert_eq!(desk.codes(), ["陷阱", "陷阱/合谋", "陷阱/内卷", "依附"]);
    let between = desk.place("依附").center_bottom() - egui::vec2(0.0, 2.0);
    desk.drag("合谋", between, NONE);
    assert_eq!(desk.codes(), ["陷阱", "依附", "合谋", "内卷"]);
    desk.drag("依附", desk.place("陷阱").center(), NONE);
    assert_eq!(desk.codes(), ["陷阱", "陷阱/依附", "合谋", "内卷"]);
    let free = desk.place("内卷").center_bottom() + egui::vec2(0.0, 20.0);
    desk.drag("依附", free, NONE);
    assert_eq!(desk.codes(), ["陷阱", "合谋", "内卷", "依附"]);
}

#[test]
fn a_code_is_not_dropped_below_itself() {
    let mut desk = Desk::with_codes("陷阱\n  合谋");
    desk.drag("陷阱", desk.place("合谋").center(), NONE);
    assert_eq!(desk.codes(), ["陷阱", "陷阱/合谋"]);
}

#[test]
fn chosen_codes_are_merged_by_a_drop_with_ctrl_and_by_menu() {
    let mut desk = Desk::with_codes("陷阱\n合谋\n共谋\n勾结");
    desk.key(NONE, Key::F9);
    desk.click("合谋");
    desk.click_with("共谋", CTRL);
    desk.drag("共谋", desk.place("陷阱").center(), CTRL);
    desk.click("合并");
    assert_eq!(desk.codes(), ["陷阱", "勾结"]);
    desk.menu_of("勾结");
    desk.click("合并到其他代码…");
    desk.write("xj");
    desk.key(NONE, Key::Enter);
    desk.click("合并");
    assert_eq!(desk.codes(), ["陷阱"]);
    desk.click("撤销这一步");
    assert_eq!(desk.codes(), ["陷阱", "勾结"]);
}

#[test]
fn chosen_codes_are_moved_coloured_and_deleted_by_menu_in_one_step_each() {
    let mut desk = Desk::with_codes("陷阱\n合谋\n内卷\n依附");
    desk.key(NONE, Key::F9);
    desk.click("合谋");
    desk.click_with("内卷", CTRL);
    desk.menu_of("内卷");
    let colour = Colour::nth(9);
    desk.click(&format!("改为颜色 {colour}"));
    let project = desk.shell().session().unwrap().project().clone();
    assert_eq!(project.codes().filter(|code| code.colour == colour).count(), 2);
    desk.menu_of("合谋");
    desk.click("移到其他代码下…");
    desk.write("陷阱");
    desk.key(NONE, Key::Enter);
    assert_eq!(desk.codes(), ["陷阱", "陷阱/合谋", "陷阱/内卷", "依附"]);
    desk.key(Modifiers::COMMAND, Key::Z);
    assert_eq!(desk.codes(), ["陷阱", "合谋", "内卷", "依附"]);
    desk.click("合谋");
    desk.click_with("依附", SHIFT);
    desk.menu_of("内卷");
    desk.click("删除代码…");
    desk.harness.get_by_label("删除 3 个代码？");
    desk.click("删除");
    assert_eq!(desk.codes(), ["陷阱"]);
    desk.key(Modifiers::COMMAND, Key::Z);
    assert_eq!(desk.codes().len(), 4);
}

#[test]
fn before_codes_are_deleted_it_is_said_what_becomes_of_their_codings() {
    let mut desk = Desk::with_codes("陷阱\n  合谋");
    desk.select("叫也叫不动");
    let code = desk.code_named("合谋");
    let passage = desk.shell().desk.passage.unwrap();
    desk.act(Action::Code { passages: vec![passage], code });
    desk.act(Action::SelectPassage(None));
    desk.click("陷阱");
    desk.key(NONE, Key::Delete);
    desk.harness.get_by_label("下面的 1 个代码，以及 1 个文档里的 1 个编码会一起删除。原文不受影响。");
    desk.click("删除");
    assert_eq!(desk.coded(), []);
    desk.click("撤销这一步");
    assert_eq!(desk.coded().len(), 1);
}

#[test]
fn the_tree_is_sorted_by_sound_and_by_use_and_then_says_why_rows_stay_where_they_are() {
    let mut desk = Desk::with_codes("内卷\n合谋\n阿附");
    desk.select("叫也叫不动");
    let passage = desk.shell().desk.passage.unwrap();
    desk.act(Action::Code { passages: vec![passage], code: desk.code_named("合谋") });
    desk.act(Action::SelectPassage(None));
    desk.click("排序与计数");
    desk.harness.query_all_by_label("名称").next().unwrap().click();
    desk.run();
    assert_eq!(desk.rows(), ["阿附", "合谋", "内卷"]);
    desk.key(NONE, Key::Escape);
    let between = desk.place("阿附").center_top() + egui::vec2(0.0, 2.0);
    desk.drag("内卷", between, NONE);
    assert_eq!(desk.codes(), ["内卷", "合谋", "阿附"], "their own order is as it was");
    desk.harness.get_by_label("现在不是自定顺序，不能上下移动；请在“排序与计数”里改回自定顺序");
    desk.drag("内卷", desk.place("阿附").center(), NONE);
    assert_eq!(desk.codes(), ["合谋", "阿附", "阿附/内卷"], "below another code it can go in any order");
    for (sort, first) in [(CodeSort::Count, "合谋"), (CodeSort::LastUse, "合谋"), (CodeSort::Own, "合谋")] {
        desk.harness.state_mut().desk.codes_shown.sort = sort;
        desk.run();
        assert_eq!(desk.rows()[0], first, "{sort:?}");
    }
}

#[test]
fn how_codes_are_sorted_and_counted_is_kept_for_the_next_time() {
    let mut desk = Desk::with_codes("内卷\n合谋");
    desk.harness.state_mut().desk.codes_shown.sort = CodeSort::Name;
    desk.click("排序与计数");
    desk.harness.query_all_by_label("文档数").next().unwrap().click();
    desk.run();
    let folder = desk.shell().session().unwrap().folder().to_owned();
    desk.act(Action::Run(tianye::app::commands::UiCommand::CloseProject));
    desk.act(Action::OpenProject(folder));
    let shown = desk.shell().desk.codes_shown;
    assert_eq!((shown.sort, shown.counts), (CodeSort::Name, CodeCounts::Documents));
}

#[test]
fn the_filter_finds_by_initials_and_offers_what_definitions_say() {
    let mut desk = Desk::with_codes("陷阱\n  合谋 | 双方都得利\n内卷 | 越忙越没有结果\n依附");
    desk.enter("筛选代码");
    desk.write("hm");
    assert_eq!(desk.rows(), ["陷阱", "合谋"]);
    desk.key(Modifiers::COMMAND, Key::A);
    desk.write("越忙");
    assert_eq!(desk.rows(), Vec::<String>::new());
    desk.click("另有 1 个代码在说明里提到");
    assert_eq!(desk.rows(), ["内卷"]);
}

#[test]
fn pinned_codes_stand_above_the_tree_code_with_a_click_and_change_keys_by_dragging() {
    let mut desk = Desk::with_codes("陷阱\n合谋");
    desk.key(NONE, Key::F9);
    let (trap, collusion) = (desk.code_named("陷阱"), desk.code_named("合谋"));
    desk.click("陷阱");
    desk.click_with("合谋", CTRL);
    desk.menu_of("合谋");
    desk.click("置顶到空闲的数字键");
    assert_eq!(desk.shell().desk.pins[..3], [Some(trap), Some(collusion), None]);
    desk.select("叫也叫不动");
    desk.click("置顶 2：合谋");
    assert_eq!(desk.coded(), [("合谋".to_owned(), "叫也叫不动".to_owned())]);
    desk.drag("置顶 2：合谋", desk.place("置顶 1：陷阱").center(), NONE);
    assert_eq!(desk.shell().desk.pins[..2], [Some(collusion), Some(trap)]);
    desk.menu_of("置顶 1：合谋");
    desk.click("取消置顶");
    assert_eq!(desk.shell().desk.pins[..2], [None, Some(trap)]);
    desk.drag("合谋", desk.place("置顶 2：陷阱").center(), NONE);
    assert_eq!(desk.shell().desk.pins[..2], [None, Some(collusion)]);
}

#[test]
fn passages_of_chosen_codes_are_taken_out_through_the_report() {
    let mut desk = Desk::with_codes("陷阱\n合谋\n内卷");
    desk.click("陷阱");
    desk.click_with("内卷", CTRL);
    desk.menu_of("陷阱");
    desk.click("导出段落…");
    assert_eq!(desk.shell().desk.workspace, Workspace::Report);
    let wanted = [desk.code_named("陷阱"), desk.code_named("内卷")].into();
    assert_eq!(desk.shell().views.report.codes, Ticked::Only(wanted));
}

#[test]
fn codes_are_put_into_a_group_by_menu_and_by_a_drop_and_the_group_is_shown_alone() {
    let mut desk = Desk::with_codes("陷阱\n  合谋\n内卷\n依附");
    desk.key(NONE, Key::F9);
    desk.click("合谋");
    desk.click_with("内卷", CTRL);
    desk.menu_of("内卷");
    desk.click("设置代码组…");
    desk.write("初始编码");
    desk.key(NONE, Key::Enter);
    let members = |desk: &Desk| -> Vec<String> {
        let project = desk.shell().session().unwrap().project();
        let named = project.codes().filter(|code| code.groups.contains("初始编码"));
        named.map(|code| code.name.clone()).collect()
    };
    assert_eq!(members(&desk), ["合谋", "内卷"]);
    desk.drag("依附", desk.place("代码组：初始编码").center(), NONE);
    assert_eq!(members(&desk), ["合谋", "内卷", "依附"]);
    desk.click("代码组：初始编码");
    assert_eq!(desk.rows(), ["陷阱", "合谋", "内卷", "依附"], "what stands above one of them is shown too");
    desk.click("内卷");
    desk.menu_of("代码组：初始编码");
    desk.click("从这一组移出选中的 1 个代码");
    assert_eq!(desk.rows(), ["陷阱", "合谋", "依附"]);
    desk.click("代码组");
    assert_eq!(desk.rows(), ["陷阱", "合谋", "依附"], "folded, the group still says what is shown");
    desk.click("代码组：初始编码");
    assert_eq!(desk.rows().len(), 4);
    desk.click("代码组");
    desk.menu_of("代码组：初始编码");
    desk.click("解散这一组");
    assert_eq!(members(&desk), Vec::<String>::new());
    desk.click("撤销这一步");
    assert_eq!(members(&desk), ["合谋", "依附"]);
}

#[test]
fn a_group_of_codes_is_renamed_in_its_place_and_into_the_name_of_another_only_after_a_question() {
    let mut desk = Desk::with_codes("陷阱\n合谋\n内卷");
    desk.key(NONE, Key::F9);
    for (code, group) in [("陷阱", "第一轮"), ("合谋", "第二轮")] {
        let put = [group.to_owned()].into();
        desk.act(Action::GroupCodes { codes: vec![desk.code_named(code)], put, take: [].into() });
    }
    let groups = |desk: &Desk, code: &str| -> Vec<String> {
        let project = desk.shell().session().unwrap().project();
        project.code(desk.code_named(code)).unwrap().groups.iter().cloned().collect()
    };
    desk.click("代码组：第一轮");
    desk.menu_of("代码组：第一轮");
    desk.click("重命名…");
    desk.write("初始编码");
    desk.key(NONE, Key::Enter);
    assert_eq!(groups(&desk, "陷阱"), ["初始编码"]);
    assert_eq!(desk.rows(), ["陷阱"], "its codes are still those that are looked at");
    desk.harness.get_by_label("代码组：第二轮").focus();
    desk.run();
    desk.key(NONE, Key::F2);
    desk.write("初始编码");
    desk.key(NONE, Key::Enter);
    desk.click("取消");
    assert_eq!(groups(&desk, "合谋"), ["第二轮"]);
    desk.click("代码组：第二轮");
    desk.menu_of("代码组：第二轮");
    desk.click("重命名…");
    desk.write("初始编码");
    desk.key(NONE, Key::Enter);
    assert_eq!(desk.rows(), ["合谋"], "nothing is answered yet, and this group is looked at");
    // Meanwhile another one is put into it, and the first into one more.
    for (code, group) in [("内卷", "第二轮"), ("合谋", "第三轮")] {
        let put = [group.to_owned()].into();
        let codes = vec![desk.code_named(code)];
        desk.harness.state_mut().carry_out(Action::GroupCodes { codes, put, take: [].into() });
    }
    desk.click("合并");
    assert_eq!((groups(&desk, "陷阱"), groups(&desk, "内卷")), (vec!["初始编码".to_owned()], vec!["初始编码".into()]));
    assert_eq!(groups(&desk, "合谋"), ["初始编码", "第三轮"]);
    assert_eq!(desk.shell().views.codes.filtered_by().1, Some("初始编码"));
    desk.key(Modifiers::COMMAND, Key::Z);
    assert_eq!(groups(&desk, "合谋"), ["第三轮", "第二轮"], "one step");
}

#[test]
fn of_five_hundred_codes_only_those_in_sight_are_drawn_and_one_held_at_the_edge_scrolls_the_tree() {
    let outline: Vec<String> = (0..500).map(|n| format!("代码 {n:03}")).collect();
    let mut desk = Desk::with_codes(&outline.join("\n"));
    desk.act(Action::Choose(Choice::Code(desk.code_named("代码 000"))));
    let shown = desk.rows();
    assert!((5..60).contains(&shown.len()) && shown[0] == "代码 000", "{shown:?}");
    // The last one may be seen in part only.
    let last = desk.place(&shown[shown.len() - 1]);
    let (from, edge) = (desk.place("代码 000").center(), last.center_top() + egui::vec2(0.0, 1.0));
    desk.harness.drag_at(from);
    desk.harness.step();
    desk.harness.hover_at(from.lerp(edge, 0.5));
    desk.harness.step();
    desk.harness.hover_at(edge);
    for _ in 0..30 {
        desk.harness.step();
    }
    assert!(!desk.rows().contains(&"代码 000".to_owned()) && desk.rows().len() < 60, "{:?}", desk.rows());
    desk.harness.drop_at(edge);
    desk.run();
    assert_ne!(desk.codes()[0], "代码 000", "it has gone down, to where it was let go");
    // The chosen one is seen where it went.
    assert!(desk.rows().contains(&"代码 000".to_owned()), "{:?}", desk.rows());
}

#[test]
fn a_code_gets_its_digit_and_its_colour_by_keys() {
    let mut desk = Desk::open();
    desk.act(Action::PasteCodes { outline: "合谋\n内卷".to_owned(), parent: None });
    let code = |desk: &Desk| desk.shell().session().unwrap().codebook().rows()[1].id;
    let id = code(&desk);
    desk.act(Action::Choose(Choice::Code(id)));
    desk.act(Action::Run(UiCommand::GiveKey));
    desk.key(Modifiers::NONE, Key::ArrowDown);
    desk.key(Modifiers::NONE, Key::Enter);
    assert_eq!(desk.shell().desk.pins[1], Some(id), "the first free one, and one on");
    desk.act(Action::Run(UiCommand::GiveKey));
    desk.key(Modifiers::NONE, Key::Num4);
    assert_eq!(desk.shell().desk.pins[3], Some(id));
    assert_eq!(desk.shell().desk.pins[1], None);
    let colour = |desk: &Desk| desk.shell().session().unwrap().project().code(id).unwrap().colour;
    let before = colour(&desk);
    desk.act(Action::Run(UiCommand::ColourCodes));
    desk.key(Modifiers::NONE, Key::ArrowRight);
    desk.key(Modifiers::NONE, Key::Enter);
    assert!(desk.shell().dialog.is_none());
    assert_ne!(colour(&desk), before);
}

#[test]
fn the_menu_of_a_code_opens_by_shift_f10_and_gives_the_keyboard_back() {
    let mut desk = Desk::open();
    desk.act(Action::PasteCodes { outline: "合谋\n内卷".to_owned(), parent: None });
    desk.harness.get_by_role_and_label(Role::TreeItem, "合谋").click();
    desk.run();
    let row = desk.harness.ctx.memory(egui::Memory::focused);
    assert!(row.is_some());
    desk.key(Modifiers::SHIFT, Key::F10);
    assert!(egui::Popup::is_any_open(&desk.harness.ctx));
    desk.key(Modifiers::NONE, Key::Escape);
    assert!(!egui::Popup::is_any_open(&desk.harness.ctx));
    assert_eq!(desk.harness.ctx.memory(egui::Memory::focused), row);
    desk.key(Modifiers::SHIFT, Key::F10);
    desk.key(Modifiers::NONE, Key::Enter);
    let code = desk.shell().session().unwrap().codebook().rows()[0].id;
    assert_eq!(desk.shell().desk.centre, Centre::Code(code), "the first line of the menu");
}
