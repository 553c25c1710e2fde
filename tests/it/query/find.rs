//! Find in the document: the strip above the reading column.

use egui::{Event, ImeEvent, Key, Modifiers};
use tianye::app::actions::{Action, Choice, Passage, SearchSide, Workspace};
use tianye::app::commands::UiCommand;

use super::Desk;

/// The document of the two interviews that says 照片 twice, with the strip open.
fn finding(words: &str) -> Desk {
    let mut desk = Desk::open();
    let document = desk.document("访谈 07");
    desk.act(Action::OpenDocument(document));
    desk.press(Modifiers::COMMAND, Key::F);
    assert!(desk.writes_in("在文档中查找"));
    desk.write(words);
    desk
}

fn current(desk: &Desk) -> Option<(usize, usize)> {
    desk.shell().desk.found.as_ref().map(|found| (found.current, found.spans.len()))
}

#[test]
fn what_is_typed_is_marked_in_the_document_and_the_keys_go_round() {
    let mut desk = finding("照片");
    assert!(desk.sees("1/2"));
    desk.press(Modifiers::NONE, Key::Enter);
    assert!(desk.sees("2/2") && desk.writes_in("在文档中查找"), "the field keeps the keyboard");
    desk.press(Modifiers::NONE, Key::F3);
    assert_eq!(current(&desk), Some((0, 2)), "round the end");
    desk.press(Modifiers::SHIFT, Key::Enter);
    assert_eq!(current(&desk), Some((1, 2)));
    desk.press(Modifiers::SHIFT, Key::F3);
    assert_eq!(current(&desk), Some((0, 2)));
    desk.click("下一处");
    desk.click("上一处");
    assert_eq!(current(&desk), Some((0, 2)));
}

#[test]
fn escape_leaves_the_strip_with_the_hit_selected_and_the_keyboard_in_the_text() {
    let mut desk = finding("照片");
    desk.press(Modifiers::NONE, Key::Enter);
    let hit = desk.shell().desk.found.as_ref().unwrap().spans[1];
    desk.press(Modifiers::NONE, Key::Escape);
    assert!(!desk.sees("关闭查找") && current(&desk).is_none());
    let document = desk.document("访谈 07");
    assert_eq!(desk.shell().desk.passage, Some(Passage { document, span: hit }));
    // The keyboard is in the text: a letter is a command there.
    desk.press(Modifiers::NONE, Key::V);
    assert_eq!(desk.project().coding_count(), 1);
}

#[test]
fn it_begins_with_the_selection_and_takes_it_to_all_documents() {
    let mut desk = Desk::open();
    let document = desk.document("访谈 07");
    desk.act(Action::OpenDocument(document));
    desk.harness.state_mut().views.reading.column().select(Desk::span("活动要有"));
    desk.run();
    desk.press(Modifiers::COMMAND, Key::F);
    assert_eq!(desk.shell().views.find.query.get(), "活动要有");
    assert!(desk.sees("1/1"));
    desk.write("活动");
    assert!(desk.sees("1/2"), "what was selected is written over");
    desk.click("在全部文档中检索");
    assert_eq!(desk.shell().desk.workspace, Workspace::Search);
    assert!(desk.sees("4 处，2 篇文档") && desk.writes_in("检索全部文档"));
}

#[test]
fn the_selection_goes_to_all_documents_by_its_key_alone() {
    let mut desk = Desk::open();
    let document = desk.document("访谈 07");
    desk.act(Action::OpenDocument(document));
    desk.harness.state_mut().views.reading.column().select(Desk::span("照片有了，"));
    desk.run();
    desk.press(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::F);
    assert_eq!(desk.shell().views.search.query.get(), "\"照片有了，\"");
    assert!(desk.sees("1 处，1 篇文档"));
}

#[test]
fn the_language_is_that_of_the_workspace_and_its_mistakes_are_told() {
    let mut desk = finding("照片 OR 上面");
    assert!(desk.sees("1/3"));
    desk.write(" AND");
    assert!(desk.sees("第 10–12 个字符"));
    desk.press(Modifiers::COMMAND, Key::F);
    desk.write("没有这个");
    assert!(desk.sees("没有找到") && current(&desk).is_none());
}

#[test]
fn marks_follow_codings_and_the_document_that_is_read() {
    let mut desk = finding("活动 code:摆拍");
    assert!(desk.sees("没有名为“摆拍”的代码"));
    desk.code("访谈 07", "老人 07：活动要有照片。", "摆拍");
    assert_eq!(current(&desk), Some((0, 1)), "coding made it a hit");
    desk.press(Modifiers::COMMAND, Key::F);
    desk.write("活动");
    assert_eq!(current(&desk), Some((0, 2)));
    let other = desk.document("访谈 03");
    desk.act(Action::OpenDocument(other));
    let found = desk.shell().desk.found.as_ref().unwrap();
    assert_eq!((found.document, found.spans.len()), (other, 2));
}

#[test]
fn nothing_is_looked_for_while_pinyin_is_still_being_typed() {
    let mut desk = finding("");
    let preedit = ImeEvent::Preedit { text: "zhao'pian".to_owned(), active_range_chars: None };
    desk.harness.event(Event::Ime(preedit));
    desk.harness.step();
    desk.harness.step();
    assert_eq!(desk.shell().views.find.query.get(), "");
    desk.harness.event(Event::Ime(ImeEvent::Commit("照片".to_owned())));
    desk.run();
    assert!(desk.sees("1/2"));
}

#[test]
fn hits_that_the_workspace_opened_stand_in_the_same_strip() {
    let mut desk = Desk::open();
    desk.show(Workspace::Search);
    desk.write("照片");
    let document = desk.document("访谈 07");
    let spans: Vec<_> = desk.shell().views.search.hits().iter().map(|hit| hit.span).collect();
    let found = tianye::app::actions::Found { query: "照片".into(), document, spans: spans.into(), current: 1 };
    desk.act(Action::RevealFound(found));
    assert_eq!(desk.shell().views.find.query.get(), "照片");
    assert!(desk.sees("2/2"));
    desk.click("关闭查找");
    assert_eq!(desk.shell().desk.found, None);
    assert!(!desk.sees("关闭查找"));
}

#[test]
fn from_another_workspace_it_opens_the_reading_desk_and_in_search_the_field() {
    let mut desk = finding("照片");
    desk.show(Workspace::Report);
    desk.act(Action::Run(UiCommand::FindInDocument));
    assert_eq!(desk.shell().desk.workspace, Workspace::Code);
    assert!(desk.writes_in("在文档中查找"));
    desk.show(Workspace::Search);
    desk.act(Action::Choose(Choice::Nothing));
    desk.act(Action::Run(UiCommand::FindInDocument));
    assert!(desk.writes_in("检索全部文档"));
}

#[test]
fn keys_that_search_everywhere_leave_the_side_of_the_words() {
    let mut desk = finding("照片");
    desk.act(Action::Run(UiCommand::ShowWords));
    desk.act(Action::Run(UiCommand::FindInDocument));
    assert_eq!(desk.shell().desk.search_side, SearchSide::Find);
    assert!(desk.writes_in("检索全部文档"));
    desk.act(Action::Run(UiCommand::ShowWords));
    desk.show(Workspace::Code);
    desk.press(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::F);
    assert!(desk.writes_in("检索全部文档") && desk.sees("2 处，1 篇文档"));
}

#[test]
fn what_is_selected_is_searched_for_with_its_quotes() {
    let text = "老人 07：他说“办了”，＂其实＂『没办』。\n社工 01：他说 办了吗？";
    let mut desk = Desk::of(&[("访谈 09", text)], [1120.0, 800.0]);
    let document = desk.document("访谈 09");
    for words in ["他说“办了”", "＂其实＂『没办』"] {
        desk.act(Action::OpenDocument(document));
        let at = text[..text.find(words).unwrap()].chars().count() as u32;
        let span = tianye::model::Span::new(at, at + words.chars().count() as u32).unwrap();
        desk.harness.state_mut().views.reading.column().select(span);
        desk.run();
        desk.act(Action::Run(UiCommand::SearchPassage));
        let hits: Vec<_> = desk.shell().views.search.hits().iter().map(|hit| hit.span).collect();
        assert_eq!(hits, [span], "{words}: {}", desk.shell().views.search.query.get());
    }
}

#[test]
fn a_letter_searches_only_where_the_passage_can_be_seen() {
    let mut desk = Desk::open();
    desk.code("访谈 07", "活动要有照片", "摆拍");
    let document = desk.document("访谈 07");
    desk.act(Action::OpenDocument(document));
    let place = desk.project().codings(document).iter().next().unwrap().place(document);
    desk.act(Action::Choose(Choice::Coding(place)));
    desk.show(Workspace::Report);
    desk.press(Modifiers::NONE, Key::S);
    desk.press(Modifiers::NONE, Key::K);
    assert_eq!(desk.shell().desk.workspace, Workspace::Report);
    desk.show(Workspace::Code);
    desk.press(Modifiers::NONE, Key::S);
    assert_eq!(desk.shell().views.search.query.get(), "活动要有照片");
}
