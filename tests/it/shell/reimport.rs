//! A document's file read again with another choice: what that does to codings is shown before the text is replaced.

use std::path::Path;

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use tianye::app::actions::{Action, Passage};
use tianye::app::commands::UiCommand;
use tianye::app::dialogs::Dialog;
use tianye::app::picker::{FakePicker, Picked};
use tianye::i18n::Language;
use tianye::import::{ImportedFile, Options, read};
use tianye::model::{DocumentId, Span};
use tianye::session::{NewDocument, Session};
use tianye::store::Environment;

use super::Desk;
use crate::support::WRAPPED;

/// A window with one imported document, two passages of which are coded: one over the end of a line.
fn coded(picker: FakePicker) -> (Desk, DocumentId) {
    let mut desk = Desk::with(Environment::in_memory().0, picker, Language::Chinese);
    let environment = desk.shell().environment().clone();
    let mut session = Session::create(&environment, Path::new("/研究/互动.tianye"), "社区互动", "社工 01").unwrap();
    let documents = read("札记.txt", WRAPPED.as_bytes(), &Options::default()).unwrap();
    let file = ImportedFile { documents, bytes: WRAPPED.as_bytes().into() };
    let id = session.add_documents(NewDocument::of_file(file), None).unwrap()[0];
    let text = session.project().document(id).unwrap().text.as_str().to_owned();
    desk.harness.state_mut().take(session);
    desk.run();
    let passages = ["早早地坐在门口等着", "拿起笔就签"].map(|words| {
        let start = text[..text.find(words).unwrap()].chars().count() as u32;
        Passage { document: id, span: Span::new(start, start + words.chars().count() as u32).unwrap() }
    });
    desk.act(Action::CodeAsNew { passages: passages.to_vec(), name: "合谋".into(), parent: None });
    assert_eq!(quotes(&desk), ["早早地坐在门口等着", "拿起笔就签"]);
    (desk, id)
}

fn quotes(desk: &Desk) -> Vec<String> {
    desk.coded().into_iter().map(|(_, quote)| quote).collect()
}

fn open_menu(desk: &mut Desk) {
    let titles = desk.harness.query_all_by_label("食堂的事").collect::<Vec<_>>();
    titles.first().expect("the document stands in the list").click_secondary();
    desk.run();
}

#[test]
fn a_document_is_read_again_without_joining_lines_and_its_codings_are_shown_and_move() {
    let (mut desk, id) = coded(FakePicker::default());
    let before = desk.shell().session().unwrap().project().clone();
    open_menu(&mut desk);
    desk.click("重新导入…");
    assert!(matches!(desk.shell().dialog, Some(Dialog::Import(_))));
    desk.click("接好断行");
    desk.click("用新文本替换…");
    assert!(matches!(desk.shell().dialog, Some(Dialog::Reimport(_))), "what it would do is shown first");
    assert_eq!(desk.shell().session().unwrap().project(), &before);
    desk.harness.get_by_label("1 条编码随原文移位。");
    desk.harness.get_by_label("1 条编码的文字有变。");
    desk.harness.get_by_label("合谋（社工 01）：早早地坐在门口等着 → 早早地坐 在门口等着");
    desk.click("替换");
    assert_eq!(quotes(&desk), ["早早地坐\n在门口等着", "拿起笔就签"]);
    assert_eq!(desk.shell().session().unwrap().project().document(id).unwrap().revision, 2);
    desk.harness.get_by_label_contains("已替换《食堂的事》的正文。");
    desk.key(Modifiers::COMMAND, Key::Z);
    assert_eq!(desk.shell().session().unwrap().project(), &before);
}

#[test]
fn the_command_begins_with_the_choices_of_last_time_and_says_so_where_nothing_would_change() {
    let (mut desk, id) = coded(FakePicker::default());
    desk.act(Action::OpenDocument(id));
    desk.act(Action::Run(UiCommand::ImportAgain));
    desk.click("用新文本替换…");
    assert!(desk.shell().dialog.is_none());
    desk.harness.get_by_label_contains("重新读出的正文与现在的一样");
    assert!(!Desk::open().shell().possible(UiCommand::ImportAgain), "a text that was typed has no file");
}

#[test]
fn another_file_takes_the_place_of_the_text_and_what_loses_its_words_is_named_first() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("改过.txt");
    std::fs::write(&path, WRAPPED.replace("，拿起笔就签，说是帮她一个忙", "")).unwrap();
    let mut picker = FakePicker::default();
    picker.answers.push_back(Picked::Paths(vec![path]));
    let (mut desk, _) = coded(picker);
    open_menu(&mut desk);
    desk.click("用另一个文件重新导入…");
    desk.click("用新文本替换…");
    desk.harness.get_by_label("1 条编码失去原文，将移除。");
    desk.harness.get_by_label("合谋（社工 01）：拿起笔就签");
    desk.click("取消");
    assert_eq!(quotes(&desk).len(), 2, "nothing was done");
}

#[test]
fn before_a_file_replaces_what_was_corrected_by_hand_it_is_said() {
    let (mut desk, _) = coded(FakePicker::default());
    desk.key(Modifiers::NONE, Key::F4);
    desk.key(Modifiers::COMMAND, Key::Home);
    desk.write("补充");
    desk.click("保存更正");
    open_menu(&mut desk);
    desk.click("重新导入…");
    desk.click("用新文本替换…");
    desk.harness.get_by_label("1 处手工更正会被文件里的文字替换。");
    desk.harness.get_by_label("第 1 段：补充");
}
