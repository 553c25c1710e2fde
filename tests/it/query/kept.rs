//! Searches that were made, searches that are kept, and lists of synonyms.

use egui::{Key, Modifiers};
use tianye::app::actions::{Action, Workspace};
use tianye::app::commands::UiCommand;
use tianye::app::dialogs::Dialog;
use tianye::app::panels::search::{DEFAULT_CONTEXT, Listing};
use tianye::app::view_state::ProjectView;
use tianye::model::{Shelf, ShelfItem};

use super::Desk;

fn searching(words: &str) -> Desk {
    let mut desk = Desk::open();
    desk.show(Workspace::Search);
    desk.write(words);
    desk
}

fn recent(desk: &Desk) -> Vec<&str> {
    desk.shell().views.search.recent.queries().iter().map(String::as_str).collect()
}

fn kept(desk: &Desk, shelf: Shelf) -> Vec<(String, String)> {
    desk.project().shelf(shelf).map(|item| (item.name.clone(), item.value.clone())).collect()
}

/// Puts something on a shelf, as another dialog or a merge would.
fn put(desk: &mut Desk, item: ShelfItem) {
    let edits = tianye::model::gesture::put_on_shelf(desk.project(), item.clone());
    let label = tianye::session::shelf::putting(&[item]);
    desk.act(Action::Commit { label, edits });
}

/// Seconds go by in the window.
fn wait(desk: &mut Desk, steps: usize) {
    for _ in 0..steps {
        desk.harness.step();
    }
    desk.run();
}

#[test]
fn a_search_is_remembered_once_it_has_stood_and_what_found_nothing_is_not() {
    let mut desk = searching("活");
    desk.write("动");
    wait(&mut desk, 10);
    assert_eq!(recent(&desk), ["活动"], "what it was typed on from is not kept beside it");
    desk.harness.state_mut().views.search.look_for("没有");
    wait(&mut desk, 60);
    assert_eq!(recent(&desk), ["活动"]);
    desk.press(Modifiers::NONE, Key::Enter);
    assert_eq!(recent(&desk), ["没有", "活动"], "by Enter it is");
}

#[test]
fn how_hits_are_set_out_and_how_much_stands_around_them_is_kept_with_the_project() {
    let mut desk = searching("照片");
    desk.click("逐行索引");
    let results = &mut desk.harness.state_mut().views.search.results;
    assert_eq!(results.listing, Listing::Concordance);
    results.context = 80;
    let id = desk.project().id;
    let kept = desk.shell().desk.kept(&desk.shell().views);
    desk.act(Action::Run(UiCommand::CloseProject));
    let loaded = ProjectView::load(desk.shell().environment(), id);
    assert_eq!((loaded.listing, loaded.context), (Listing::Concordance, 80));
    assert_eq!(kept, loaded);
    // What was written there by hand and cannot be chosen is as good as nothing.
    let mut desk = searching("活动");
    let results = &mut desk.harness.state_mut().views.search.results;
    results.look_as(loaded.listing, 81);
    assert_eq!((results.listing, results.context), (Listing::Concordance, DEFAULT_CONTEXT));
}

#[test]
fn searches_are_found_in_the_menu_after_the_project_was_opened_again_and_can_be_emptied() {
    let mut desk = searching("照片");
    wait(&mut desk, 60);
    let id = desk.project().id;
    desk.act(Action::Run(UiCommand::CloseProject));
    assert_eq!(ProjectView::load(desk.shell().environment(), id).searches, ["照片"]);
    let mut desk = searching("活动");
    desk.harness.state_mut().views.search.recent.remember("照片");
    desk.click("检索记录");
    desk.click("照片");
    assert!(desk.sees("2 处，1 篇文档"));
    desk.click("检索记录");
    desk.click("清空记录");
    assert_eq!(recent(&desk), [""; 0]);
}

#[test]
fn a_search_is_saved_under_a_name_and_its_count_stays_current() {
    let mut desk = searching("活动 code:摆拍");
    desk.harness.state_mut().views.search.look_for("照片 OR 上面");
    desk.run();
    desk.click("检索记录");
    desk.click("保存当前检索…");
    assert!(matches!(desk.shell().dialog, Some(Dialog::Shelf(_))));
    assert!(desk.sees("现在找到 4 处"));
    desk.write("做给人看");
    desk.click("保存");
    assert_eq!(kept(&desk, Shelf::Search), [("做给人看".to_owned(), "照片 OR 上面".to_owned())]);
    assert!(desk.shell().dialog.is_none());
    desk.click("检索记录");
    assert!(desk.sees("做给人看，4"));
    put(&mut desk, ShelfItem::new(Shelf::Search, "摆拍的", "活动 code:摆拍"));
    assert!(desk.sees("摆拍的，需要修改"), "it names a code that is not there");
    desk.code("访谈 07", "老人 07：活动要有照片。", "摆拍");
    assert!(desk.sees("摆拍的，1"), "and counts follow the project");
    desk.click("做给人看，4");
    assert_eq!(desk.shell().views.search.query.get(), "照片 OR 上面");
    desk.act(Action::Run(UiCommand::Undo));
}

#[test]
fn a_saved_search_is_renamed_changed_and_removed_each_with_undo() {
    let mut desk = searching("活动");
    put(&mut desk, ShelfItem::new(Shelf::Search, "一", "活动"));
    put(&mut desk, ShelfItem::new(Shelf::Search, "二", "照片"));
    desk.click("检索记录");
    desk.click("管理…");
    desk.enter("名称");
    desk.press(Modifiers::COMMAND, Key::A);
    desk.write("二");
    assert!(desk.sees("“二”已经有了"));
    desk.write("次");
    desk.enter("检索式");
    desk.press(Modifiers::COMMAND, Key::A);
    desk.write("活动 -照片");
    desk.press(Modifiers::COMMAND, Key::Enter);
    let both = |first: &str, second: &str| {
        vec![(first.to_owned(), "照片".to_owned()), (second.to_owned(), "活动 -照片".to_owned())]
    };
    assert_eq!(kept(&desk, Shelf::Search), both("二", "二次"));
    desk.click("删除这个检索");
    assert_eq!(kept(&desk, Shelf::Search).len(), 1);
    desk.click("关闭");
    desk.act(Action::Run(UiCommand::Undo));
    assert_eq!(kept(&desk, Shelf::Search), both("二", "二次"));
    desk.act(Action::Run(UiCommand::Undo));
    assert_eq!(kept(&desk, Shelf::Search)[0].0, "一");
}

#[test]
fn a_list_of_synonyms_is_made_counted_and_put_into_the_search() {
    let mut desk = searching("");
    desk.click("用条件组合检索");
    desk.click("同义词表…");
    assert!(desk.sees("还没有同义词表"));
    desk.write("做样子");
    desk.enter("词语（每行一个）");
    desk.write("照片");
    desk.press(Modifiers::NONE, Key::Enter);
    desk.write("上面");
    assert!(desk.sees("照片，2") && desk.sees("上面，2"));
    desk.click("保存");
    assert_eq!(kept(&desk, Shelf::Synonyms), [("做样子".to_owned(), "照片\n上面".to_owned())]);
    desk.harness.state_mut().desk.search_side = tianye::app::actions::SearchSide::Words;
    desk.click("把 @做样子 加入检索");
    assert!(desk.writes_in("检索全部文档"), "from wherever the dialog was opened");
    assert_eq!(desk.shell().views.search.query.get().trim(), "@做样子");
    assert!(desk.sees("4 处，2 篇文档"));
}
