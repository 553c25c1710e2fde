//! What is done with hits while the query, the texts and the window change under them.

use super::*;

/// A window whose file dialog answers once, with a place for a table.
fn with_table(folder: &Path) -> (Desk, PathBuf) {
    let path = folder.join("表.csv");
    (Desk::with_answers([path.clone()]), path)
}

fn saved(desk: &mut Desk, path: &Path) -> Vec<String> {
    desk.click("导出…");
    desk.click("表格存为 CSV…");
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(str::to_owned).collect()
}

#[test]
fn under_a_word_tree_what_goes_out_is_what_was_found_now() {
    let folder = tempfile::tempdir().unwrap();
    let (mut desk, path) = with_table(folder.path());
    desk.show(Workspace::Search);
    desk.write("照片");
    desk.click("词树");
    desk.harness.state_mut().views.search.look_for("活动");
    desk.run();
    let rows = saved(&mut desk, &path);
    assert_eq!(rows.len(), 5, "{rows:?}");
    assert!(rows[1..].iter().all(|row| row.contains(",活动,")), "{rows:?}");
}

#[test]
fn a_hit_is_opened_with_the_query_that_found_it_not_with_the_mistake_in_the_field() {
    let mut desk = Desk::open();
    desk.show(Workspace::Search);
    desk.write("照片");
    desk.harness.state_mut().views.search.look_for("照片 AND");
    desk.run();
    assert_eq!(desk.shell().views.search.hits().len(), 2, "a mistake leaves what was found");
    let at = hit(&desk, "《访谈 07》第 2 段").rect().center();
    desk.double_click_at(at);
    let found = desk.shell().desk.found.as_ref().unwrap();
    assert_eq!((&*found.query, found.spans.len()), ("照片", 2));
}

#[test]
fn coding_one_by_one_skips_none_when_coded_hits_leave_the_list() {
    let mut desk = Desk::open();
    desk.code("访谈 03", "来的都是那几位", "做样子");
    desk.show(Workspace::Search);
    desk.write("活动 uncoded:");
    let all = desk.shell().views.search.hits().to_vec();
    assert_eq!(all.len(), 4);
    desk.harness.state_mut().views.search.results.unit = Unit::Hit;
    hit(&desk, "《访谈 03》第 1 段").focus();
    desk.run();
    for coded in 1..=4 {
        desk.harness.key_press(Key::L);
        desk.run();
        assert_eq!(desk.shell().views.search.hits(), &all[coded..], "the next one, not the one after it");
    }
    assert_eq!(desk.codings(), 5);
}

#[test]
fn nothing_is_searched_while_another_workspace_is_shown_and_anew_on_coming_back() {
    let mut desk = Desk::open();
    desk.show(Workspace::Search);
    desk.write("活动 uncoded:");
    assert_eq!(desk.shell().views.search.hits().len(), 4);
    desk.show(Workspace::Code);
    desk.code("访谈 07", "活动要有照片", "摆拍");
    desk.run();
    assert_eq!(desk.shell().desk.workspace, Workspace::Code);
    assert_eq!(desk.shell().views.search.hits().len(), 4, "nobody looks");
    desk.show(Workspace::Search);
    assert_eq!(desk.shell().views.search.hits().len(), 3);
}

#[test]
fn a_bar_of_a_document_narrows_to_this_title_in_the_language_of_the_window() {
    let mut desk = Desk::open();
    desk.show(Workspace::Search);
    desk.write("活动");
    desk.click("统计");
    hit(&desk, "访谈 07：2 处").click();
    desk.run();
    assert_eq!(desk.shell().views.search.query.get(), "活动 且 文档:=\"访谈 07\"");
    assert_eq!(desk.shell().views.search.hits().len(), 2);
}

#[test]
fn what_has_no_room_cannot_be_switched_on_and_off() {
    let mut desk = Desk::open();
    desk.show(Workspace::Search);
    desk.write("活动");
    let is_off = |desk: &Desk, label: &str| desk.harness.get_by_label(label).accesskit_node().is_disabled();
    assert!(!is_off(&desk, "统计") && !is_off(&desk, "原文"));
    desk.harness.set_size(egui::Vec2::new(1_000.0, 420.0));
    desk.run();
    assert!(!is_off(&desk, "统计") && is_off(&desk, "原文"), "it is too low");
    desk.harness.set_size(egui::Vec2::new(520.0, 800.0));
    desk.run();
    assert!(is_off(&desk, "统计") && !is_off(&desk, "原文"), "it is too narrow");
}

/// What is heard of the row that has the keyboard.
fn with_keyboard(desk: &Desk) -> String {
    let rows = desk.harness.query_all_by_label_contains("访谈");
    let own = rows.into_iter().filter(|node| node.accesskit_node().role() == egui::accesskit::Role::ListItem);
    own.filter(|node| node.accesskit_node().is_focused()).filter_map(|node| node.accesskit_node().label()).collect()
}

#[test]
fn the_arrows_go_from_the_field_into_the_hits_and_space_ticks_them() {
    for key in [Key::ArrowDown, Key::Enter] {
        let mut desk = Desk::open();
        desk.show(Workspace::Search);
        desk.write("活动");
        desk.press(key);
        assert!(with_keyboard(&desk).contains("《访谈 03》第 1 段"), "{}", with_keyboard(&desk));
        desk.press(Key::ArrowDown);
        assert!(with_keyboard(&desk).contains("《访谈 03》第 2 段"), "{}", with_keyboard(&desk));
        desk.press(Key::Space);
        assert!(desk.sees("为 1 处编码…"));
        desk.press(Key::Enter);
        assert_eq!(desk.shell().desk.workspace, Workspace::Code, "Enter opens it");
    }
}

#[test]
fn what_the_pointer_touched_in_a_row_has_the_keyboard_and_what_it_passes_over_has_nothing() {
    let mut desk = Desk::open();
    desk.show(Workspace::Search);
    desk.write("活动");
    let row = hit(&desk, "《访谈 03》第 1 段").rect();
    desk.click_at(row.left_center() + egui::vec2(16.0, 0.0));
    assert!(desk.sees("为 1 处编码…"), "its box was ticked");
    desk.press(Key::ArrowDown);
    desk.press(Key::Space);
    assert!(desk.sees("为 2 处编码…"));
    desk.press(Key::ArrowUp);
    desk.press(Key::Space);
    assert!(desk.sees("为 1 处编码…"), "and the tick taken away");
    let second = hit(&desk, "《访谈 03》第 2 段").rect().center();
    desk.click_at(second);
    assert_eq!(desk.shell().desk.workspace, Workspace::Search, "a click opens nothing");
    let other = hit(&desk, "《访谈 07》第 2 段").rect().center();
    desk.harness.event(Event::PointerMoved(other));
    desk.run();
    desk.click("打开原文");
    let found = desk.shell().desk.found.clone().unwrap();
    assert_eq!((found.document, found.current), (desk.document("访谈 03"), 1), "that which was clicked");
}

#[test]
fn all_hits_are_one_stop_of_the_tab_key() {
    let mut desk = Desk::open();
    desk.show(Workspace::Search);
    desk.write("活动");
    desk.press(Key::ArrowDown);
    desk.press(Key::ArrowDown);
    let row = with_keyboard(&desk);
    assert!(!row.is_empty());
    desk.press(Key::Tab);
    assert_eq!(with_keyboard(&desk), "", "past all of them");
    desk.harness.key_press_modifiers(Modifiers::SHIFT, Key::Tab);
    desk.run();
    assert_eq!(with_keyboard(&desk), row, "and back to the same");
}

#[test]
fn nothing_is_done_with_former_hits_while_the_query_is_a_mistake() {
    let mut desk = Desk::open();
    desk.show(Workspace::Search);
    desk.write("活动");
    desk.write(" AND");
    assert!(desk.sees("上一次有效检索“活动”的结果"));
    for label in ["导出…", "全选", "编码并看下一处…"] {
        assert!(desk.harness.get_by_label(label).accesskit_node().is_disabled(), "{label}");
    }
    let row = hit(&desk, "《访谈 03》第 1 段").rect();
    desk.click_at(row.left_center() + egui::vec2(16.0, 0.0));
    desk.press(Key::Space);
    desk.press(Key::C);
    assert!(desk.shell().dialog.is_none(), "nothing is coded");
    desk.harness.state_mut().views.search.look_for("活动");
    desk.run();
    assert!(!desk.sees("为 1 处编码…"), "nothing was ticked");
    assert!(!desk.sees("上一次有效检索"));
}

#[test]
fn where_all_had_the_code_it_is_said_and_undo_says_what_went() {
    let mut desk = Desk::open();
    desk.show(Workspace::Search);
    desk.write("活动");
    desk.click("全选");
    desk.click("为 4 处编码…");
    desk.write("摆拍");
    desk.press(Key::Enter);
    assert_eq!(desk.codings(), 4);
    desk.click("全选");
    desk.click("为 4 处编码…");
    desk.write("摆拍");
    desk.press(Key::Enter);
    assert!(desk.sees("4 处都已有“摆拍”，没有新编"));
    desk.act(Action::Run(UiCommand::Undo));
    assert!(desk.sees("已撤销：新建代码“摆拍”并编码 4 处"));
    assert_eq!(desk.codings(), 0);
}

#[test]
fn what_was_unticked_because_it_was_coded_is_ticked_again_by_undo() {
    let mut desk = Desk::open();
    desk.show(Workspace::Search);
    desk.write("活动");
    desk.click("全选");
    desk.click("为 4 处编码…");
    assert!(desk.sees("为这") && desk.sees("个片段选择代码") && !desk.sees("为这个片段"), "there are several");
    desk.write("摆拍");
    desk.press(Key::Enter);
    assert!(desk.codings() == 4 && desk.sees("为勾选处编码…"));
    desk.act(Action::Run(UiCommand::Undo));
    assert!(desk.codings() == 0 && desk.sees("为 4 处编码…"));
}

#[test]
fn the_keyboard_goes_from_the_field_into_a_list_of_documents_alone() {
    for key in [Key::ArrowDown, Key::Enter] {
        let mut desk = Desk::open();
        desk.show(Workspace::Search);
        desk.write("doc:07 ");
        desk.press(key);
        assert!(hit(&desk, "访谈 07").is_focused());
        desk.press(Key::Enter);
        assert_eq!(desk.shell().desk.document, Some(desk.document("访谈 07")));
        assert_eq!(desk.shell().desk.workspace, Workspace::Code);
    }
}

#[test]
fn documents_that_match_are_listed_where_no_place_in_them_is_marked() {
    let mut desk = Desk::open();
    desk.show(Workspace::Search);
    desk.write("doc:07 ");
    assert!(!desk.sees("没有找到") && desk.sees("符合条件的文档"));
    hit(&desk, "访谈 07").click();
    desk.run();
    assert_eq!(desk.shell().desk.workspace, Workspace::Code);
    assert_eq!(desk.shell().desk.document, Some(desk.document("访谈 07")));
}

#[test]
fn c_codes_what_is_ticked_and_says_what_enter_does() {
    let mut desk = Desk::open();
    desk.show(Workspace::Search);
    desk.write("活动");
    desk.press(Key::ArrowDown);
    desk.press(Key::ArrowDown);
    desk.press(Key::C);
    assert!(desk.sees("回车编码，随即到下一处"));
    desk.press(Key::Escape);
    desk.click("全选");
    desk.press(Key::C);
    desk.write("摆拍");
    desk.press(Key::Enter);
    assert_eq!(desk.codings(), 4);
}
