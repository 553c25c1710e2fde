//! One passage after another: selecting, coding and selecting again without a click between.

use egui::{Key, Modifiers, Pos2};
use egui_kittest::kittest::Queryable as _;
use tianye::app::actions::Action;
use tianye::model::CharIndex;

use super::{Desk, TEXT};

/// Where words stand on screen: the middle of the left edge of the first character, and of the one after the last.
fn ends(desk: &mut Desk, words: &str) -> [Pos2; 2] {
    let start = TEXT[..TEXT.find(words).unwrap()].chars().count();
    let end = start + words.chars().count();
    let ctx = desk.harness.ctx.clone();
    let column = desk.harness.state_mut().views.reading.column();
    [start, end].map(|at| column.rect_on_screen(&ctx, CharIndex(at as u32)).unwrap().left_center())
}

fn drag_over(desk: &mut Desk, words: &str) {
    let [from, to] = ends(desk, words);
    desk.harness.drag_at(from);
    desk.harness.run();
    for share in [0.3, 0.6, 1.0] {
        desk.harness.hover_at(from.lerp(to, share));
        desk.harness.run();
    }
    desk.harness.drop_at(to);
    desk.run();
}

fn selected(desk: &Desk) -> Option<String> {
    let shell = desk.shell();
    let passage = shell.desk.passage?;
    Some(shell.session()?.project().document(passage.document)?.text.slice(passage.span).to_owned())
}

#[test]
fn a_second_passage_is_dragged_out_while_the_first_is_still_selected() {
    let mut desk = Desk::open();
    drag_over(&mut desk, "来的都是那几位");
    assert_eq!(selected(&desk).as_deref(), Some("来的都是那几位"));
    drag_over(&mut desk, "上面要看照片");
    assert_eq!(selected(&desk).as_deref(), Some("上面要看照片"));
}

#[test]
fn the_bar_by_the_selection_goes_once_the_passage_is_coded() {
    let mut desk = Desk::open();
    desk.act(Action::PasteCodes { outline: "合谋".to_owned(), parent: None });
    drag_over(&mut desk, "别人叫也叫不动");
    assert!(desk.harness.query_by_label("原词编码").is_some(), "the bar stands by a new selection");
    desk.key(Modifiers::NONE, Key::V);
    assert_eq!(desk.coded().len(), 1);
    assert!(desk.harness.query_by_label("原词编码").is_none(), "the next passage may lie under it");
}

#[test]
fn ctrl_shift_z_does_again_and_never_undoes_more() {
    let mut desk = Desk::open();
    for outline in ["合谋", "内卷化"] {
        desk.act(Action::PasteCodes { outline: outline.to_owned(), parent: None });
    }
    desk.key(Modifiers::COMMAND, Key::Z);
    assert_eq!(desk.codes(), ["合谋"]);
    desk.key(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(desk.codes(), ["合谋", "内卷化"]);
    desk.key(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(desk.codes(), ["合谋", "内卷化"]);
}
