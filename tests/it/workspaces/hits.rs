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
    hit(&desk, "《访谈 07》第 2 段").click();
    desk.run();
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
