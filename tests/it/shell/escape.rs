//! Escape leaves one thing at a time: a field first, then what is selected, then what is chosen.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use tianye::app::actions::{Action, Choice, Workspace};

use super::Desk;

#[test]
fn escape_takes_back_a_renaming_and_nothing_else() {
    let mut desk = Desk::open();
    desk.act(Action::PasteCodes { outline: "合谋".to_owned(), parent: None });
    desk.click("合谋");
    let chosen = desk.shell().desk.choice;
    desk.key(Modifiers::NONE, Key::F2);
    desk.key(Modifiers::COMMAND, Key::A);
    desk.write("共谋");
    desk.key(Modifiers::NONE, Key::Escape);
    assert_eq!(desk.codes(), ["合谋"]);
    assert_eq!(desk.shell().desk.choice, chosen);
    desk.key(Modifiers::NONE, Key::Escape);
    assert_eq!(desk.shell().desk.choice, Choice::Nothing);
}

#[test]
fn escape_empties_the_filter_of_the_codes_and_keeps_the_selection() {
    let mut desk = Desk::open();
    desk.act(Action::PasteCodes { outline: "合谋\n陷阱".to_owned(), parent: None });
    desk.select("上面要看照片");
    desk.enter("筛选代码");
    desk.write("陷");
    assert!(desk.harness.query_by_label("合谋").is_none(), "it is filtered away");
    desk.key(Modifiers::NONE, Key::Escape);
    desk.harness.get_by_label("合谋");
    assert!(desk.shell().desk.passage.is_some());
    desk.key(Modifiers::NONE, Key::Escape);
    assert!(desk.shell().desk.passage.is_none());
}

#[test]
fn escape_leaves_the_field_of_the_search_for_its_list_and_keeps_what_was_typed() {
    let mut desk = Desk::open();
    desk.act(Action::Show(Workspace::Search));
    desk.write("照片");
    assert_eq!(desk.shell().views.search.query.text, "照片");
    desk.key(Modifiers::NONE, Key::Escape);
    assert_eq!(desk.shell().views.search.query.text, "照片");
    desk.write("活动");
    assert_eq!(desk.shell().views.search.query.text, "照片", "the list has the keyboard");
}

#[test]
fn escape_closes_the_strip_that_a_hit_of_the_search_opened() {
    use tianye::app::actions::Found;
    let mut desk = Desk::open();
    desk.select("照片");
    let passage = desk.shell().desk.passage.unwrap();
    let found = Found { query: "照片".into(), document: passage.document, spans: [passage.span].into(), current: 0 };
    desk.act(Action::RevealFound(found));
    assert!(desk.shell().desk.finding);
    desk.key(Modifiers::NONE, Key::Escape);
    assert!(!desk.shell().desk.finding && desk.shell().desk.found.is_none());
}

#[test]
fn whoever_comes_to_the_search_can_type_at_once() {
    let mut desk = Desk::open();
    for (typed, stands) in [("照", "照"), ("片", "照片")] {
        desk.act(Action::Show(Workspace::Code));
        desk.act(Action::Show(Workspace::Search));
        desk.write(typed);
        assert_eq!(desk.shell().views.search.query.text, stands);
    }
}
