//! Correcting a text at the desk: typing with an input method, parting and joining paragraphs, codings that move along
//! or are shown before they go, replacing, leaving, saving as one step.

use egui::accesskit::Role;
use egui::{Event, ImeEvent, Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use tianye::app::actions::Action;
use tianye::app::commands::UiCommand;
use tianye::app::dialogs::Dialog;
use tianye::model::{CharIndex, Text, invariants};
use tianye::session::NewDocument;

use super::{Desk, TEXT};

/// The text of a window's only document.
fn text(desk: &Desk) -> String {
    let project = desk.shell().session().unwrap().project();
    project.document(desk.document()).unwrap().text.as_str().to_owned()
}

/// The text as it is being corrected.
fn draft(desk: &Desk) -> String {
    desk.shell().views.correct.draft().expect("a text is being corrected").text().as_str().to_owned()
}

/// Codes a passage with its own words.
fn code(desk: &mut Desk, words: &str) {
    desk.select(words);
    desk.key(Modifiers::NONE, Key::V);
}

fn correcting() -> Desk {
    let mut desk = Desk::open();
    desk.key(Modifiers::NONE, Key::F4);
    assert!(desk.shell().is_correcting());
    desk
}

/// Puts the caret before the first place of these words.
fn caret_before(desk: &mut Desk, words: &str) {
    let now = draft(desk);
    let line = now.lines().find(|line| line.contains(words)).unwrap().to_owned();
    desk.click(&line);
    desk.key(Modifiers::COMMAND, Key::Home);
    // From the beginning of the text, by characters.
    let start = now[..now.find(words).unwrap()].chars().count();
    for _ in 0..start {
        desk.harness.key_press(Key::ArrowRight);
    }
    desk.run();
    assert_eq!(desk.shell().views.correct.caret().get(), start);
}

fn preedit(desk: &mut Desk, letters: &str) {
    desk.harness.event(Event::Ime(ImeEvent::Preedit { text: letters.to_owned(), active_range_chars: None }));
    desk.harness.step();
}

fn commit(desk: &mut Desk, words: &str) {
    desk.harness.event(Event::Ime(ImeEvent::Commit(words.to_owned())));
    desk.run();
}

#[test]
fn chinese_is_typed_with_an_input_method_and_what_is_only_composed_is_no_text() {
    let mut desk = Desk::open();
    code(&mut desk, "叫也叫不动");
    desk.key(Modifiers::NONE, Key::F4);
    desk.harness.get_by_label("更正模式");
    caret_before(&mut desk, "办总要办的");
    preedit(&mut desk, "qi'shi");
    preedit(&mut desk, "qi'shi");
    assert_eq!(draft(&desk), TEXT, "nothing is taken while it is composed");
    commit(&mut desk, "其实");
    assert_eq!(draft(&desk), TEXT.replace("办总要办的", "其实办总要办的"));
    assert_eq!(text(&desk), TEXT, "the project knows nothing of it yet");
    desk.harness.get_by_label_contains("1 处改动");

    // A composition that ends without a word leaves nothing behind.
    preedit(&mut desk, "bu");
    preedit(&mut desk, "");
    desk.run();
    assert_eq!(draft(&desk), TEXT.replace("办总要办的", "其实办总要办的"));

    // Nor does one that the window was left in.
    preedit(&mut desk, "bu");
    desk.harness.event(Event::WindowFocused(false));
    desk.run();
    assert_eq!(draft(&desk), TEXT.replace("办总要办的", "其实办总要办的"));
    desk.harness.event(Event::WindowFocused(true));
    desk.run();

    desk.click("保存更正");
    assert_eq!(text(&desk), TEXT.replace("办总要办的", "其实办总要办的"));
    assert!(!desk.shell().is_correcting());
    assert_eq!(desk.coded(), [("叫也叫不动".to_owned(), "叫也叫不动".to_owned())]);
    desk.harness.get_by_label_contains("更正了《访谈 03》1 处");
    desk.key(Modifiers::COMMAND, Key::Z);
    assert_eq!(text(&desk), TEXT, "one step takes all of it back");
}

#[test]
fn enter_parts_a_paragraph_backspace_joins_it_again_and_undo_goes_step_by_step() {
    let mut desk = correcting();
    caret_before(&mut desk, "办总要办的");
    desk.key(Modifiers::NONE, Key::Enter);
    let parted = TEXT.replace("办总要办的", "\n办总要办的");
    assert_eq!(draft(&desk), parted);
    desk.write("啊");
    assert_eq!(draft(&desk), parted.replace("\n办总", "\n啊办总"));
    desk.key(Modifiers::NONE, Key::Backspace);
    desk.key(Modifiers::NONE, Key::Backspace);
    assert_eq!(draft(&desk), TEXT, "joined");
    desk.harness.get_by_label_contains("点到哪里就改哪里");
    desk.key(Modifiers::COMMAND, Key::Z);
    assert_eq!(draft(&desk), parted, "undo parts them again");
    for _ in 0..3 {
        desk.key(Modifiers::COMMAND, Key::Z);
    }
    assert_eq!(draft(&desk), TEXT);
    desk.key(Modifiers::COMMAND, Key::Y);
    assert_eq!(draft(&desk), parted);
    assert_eq!(text(&desk), TEXT, "the project's own undo was not touched");
}

#[test]
fn a_coding_that_would_go_is_shown_first_and_can_be_kept() {
    let mut desk = Desk::open();
    code(&mut desk, "叫也叫不动");
    desk.key(Modifiers::NONE, Key::F4);
    caret_before(&mut desk, "叫也叫不动");
    for _ in 0..5 {
        desk.harness.key_press(Key::Delete);
    }
    desk.run();
    desk.harness.get_by_label_contains("1 条将变空");
    desk.key(Modifiers::COMMAND, Key::S);
    assert!(matches!(desk.shell().dialog, Some(Dialog::Correct(_))), "it is shown before it goes");
    assert_eq!(text(&desk), TEXT);
    desk.harness.get_by_label("叫也叫不动（社工 01）：叫也叫不动");
    desk.click("留住 叫也叫不动（社工 01）：叫也叫不动");
    assert_eq!(draft(&desk), TEXT, "its words are back");
    assert!(desk.shell().dialog.is_none());

    caret_before(&mut desk, "叫也叫不动");
    for _ in 0..5 {
        desk.harness.key_press(Key::Delete);
    }
    desk.run();
    desk.click("查看…");
    desk.click("保存，并移除这 1 条编码");
    assert_eq!((text(&desk), desk.coded().len()), (TEXT.replace("叫也叫不动", ""), 0));
    assert_eq!(invariants::check(desk.shell().session().unwrap().project()), []);
    desk.key(Modifiers::COMMAND, Key::Z);
    assert_eq!((text(&desk).as_str(), desk.coded().len()), (TEXT, 1));
}

#[test]
fn words_are_replaced_one_by_one_and_all_together_as_one_step_of_undo() {
    let mut desk = Desk::open();
    let count = TEXT.matches('的').count();
    assert!(count > 2, "{TEXT}");
    desk.key(Modifiers::COMMAND, Key::H);
    assert!(desk.shell().is_correcting(), "the command opens the mode");
    desk.write("的");
    desk.harness.get_by_label_contains(&format!("1/{count}"));
    desk.enter("替换为");
    desk.write("底");
    desk.click("替换");
    assert_eq!(draft(&desk), TEXT.replacen('的', "底", 1));
    desk.harness.get_by_label_contains(&format!("1/{}", count - 1));
    desk.click("全部替换");
    assert_eq!(draft(&desk), TEXT.replace('的', "底"));
    desk.click("撤销上一处改动");
    assert_eq!(draft(&desk), TEXT.replacen('的', "底", 1), "all of them came back together");
}

#[test]
fn leaving_with_changes_asks_and_what_is_discarded_is_gone() {
    let mut desk = correcting();
    desk.key(Modifiers::COMMAND, Key::Home);
    desk.write("补");
    desk.key(Modifiers::NONE, Key::Escape);
    assert!(matches!(desk.shell().dialog, Some(Dialog::LeaveCorrection(_))));
    desk.click("继续更正");
    assert_eq!(draft(&desk), format!("补{TEXT}"));
    desk.act(Action::Run(UiCommand::CloseProject));
    desk.click("不保存，退出");
    assert!(desk.shell().session().is_none(), "then what was wanted is done");
}

#[test]
fn a_document_that_was_not_opened_after_all_is_not_lit_in_the_list() {
    let other = NewDocument::typed("乙村", Text::new("老人 03：来的都是那几位。").unwrap());
    let mut desk = Desk::open_with(vec![other]);
    let chosen = |desk: &Desk| desk.shell().views.documents.chosen();
    let row = |desk: &mut Desk, title: &str| {
        desk.harness.get_by_role_and_label(Role::ListItem, title).click();
        desk.run();
    };
    row(&mut desk, "访谈 03");
    let first = desk.shell().desk.document.unwrap();
    desk.key(Modifiers::NONE, Key::F4);
    assert!(desk.shell().is_correcting());
    desk.key(Modifiers::COMMAND, Key::Home);
    desk.write("补");
    row(&mut desk, "乙村");
    desk.click("继续更正");
    assert_eq!((desk.shell().desk.document, chosen(&desk)), (Some(first), vec![first]));
    row(&mut desk, "乙村");
    desk.key(Modifiers::NONE, Key::Escape);
    assert_eq!(chosen(&desk), [first]);
    row(&mut desk, "乙村");
    desk.click("不保存，退出");
    let second = desk.shell().desk.document.unwrap();
    assert_ne!(second, first);
    assert_eq!(chosen(&desk), [second], "and where it is opened it alone is lit");
}

#[test]
fn while_something_is_asked_every_key_belongs_to_the_question() {
    let mut desk = correcting();
    desk.key(Modifiers::COMMAND, Key::Home);
    desk.write("补");
    desk.act(Action::Run(UiCommand::CloseProject));
    desk.write("多");
    desk.key(Modifiers::NONE, Key::Backspace);
    desk.key(Modifiers::NONE, Key::Delete);
    desk.key(Modifiers::COMMAND, Key::Z);
    assert_eq!(draft(&desk), format!("补{TEXT}"), "nothing of it reaches the text");
    desk.key(Modifiers::NONE, Key::Escape);
    assert!(desk.shell().dialog.is_none());
    assert_eq!(draft(&desk), format!("补{TEXT}"), "it is being corrected still");
    desk.write("写");
    assert_eq!(draft(&desk), format!("补写{TEXT}"), "the keyboard has come back");
}

#[test]
fn closing_the_project_asks_and_saving_goes_on_to_what_was_wanted() {
    let mut desk = correcting();
    desk.key(Modifiers::COMMAND, Key::Home);
    desk.write("补");
    desk.act(Action::Run(UiCommand::CloseProject));
    assert!(matches!(desk.shell().dialog, Some(Dialog::LeaveCorrection(_))));
    assert!(desk.shell().session().is_some());
    let folder = desk.shell().session().unwrap().folder().to_owned();
    desk.click("保存并退出");
    assert!(desk.shell().session().is_none());
    desk.act(Action::OpenProject(folder));
    assert_eq!(text(&desk), format!("补{TEXT}"));
}

#[test]
fn arrows_lead_from_paragraph_to_paragraph_and_the_field_keeps_its_name() {
    let mut desk = correcting();
    desk.key(Modifiers::COMMAND, Key::Home);
    let first = TEXT.lines().next().unwrap().chars().count();
    desk.key(Modifiers::NONE, Key::End);
    for _ in 0..40 {
        if desk.shell().views.correct.caret().get() > first {
            break;
        }
        desk.key(Modifiers::NONE, Key::ArrowDown);
    }
    assert!(desk.shell().views.correct.caret().get() > first);
    desk.harness.get_by_label("正在更正第 2 段");
    desk.key(Modifiers::NONE, Key::Home);
    desk.key(Modifiers::NONE, Key::ArrowLeft);
    assert_eq!(desk.shell().views.correct.caret().get(), first);
    desk.key(Modifiers::NONE, Key::Delete);
    assert_eq!(draft(&desk), TEXT.replacen('\n', "", 1), "the next paragraph is joined");
}

#[test]
fn a_passage_is_let_go_of_when_its_document_comes_to_read_otherwise() {
    let mut desk = correcting();
    caret_before(&mut desk, "办总要办的");
    commit(&mut desk, "其实");
    desk.click("保存更正");
    desk.select("办总要");
    desk.key(Modifiers::COMMAND, Key::Z);
    assert_eq!(text(&desk), TEXT);
    assert_eq!(desk.shell().desk.passage, None, "other words stand there now");
    assert_eq!(desk.harness.state_mut().views.reading.column().selection(), None);
    // What is selected in the text as it reads now stays while something else changes.
    desk.select("办总要");
    let passage = desk.shell().desk.passage;
    desk.act(Action::PasteCodes { outline: "合谋".to_owned(), parent: None });
    assert_eq!(desk.shell().desk.passage, passage);
}

#[test]
fn what_is_saved_is_what_was_shown_and_no_other_state_of_the_text() {
    let mut desk = Desk::open();
    code(&mut desk, "叫也叫不动");
    desk.key(Modifiers::NONE, Key::F4);
    let at = TEXT[..TEXT.find("叫也叫不动").unwrap()].chars().count() as u32;
    desk.harness.state_mut().views.correct.column().unwrap().put(CharIndex(at), CharIndex(at + 5));
    desk.run();
    desk.key(Modifiers::NONE, Key::Delete);
    desk.key(Modifiers::COMMAND, Key::Home);
    desk.write("补");
    desk.click("保存更正");
    assert!(matches!(desk.shell().dialog, Some(Dialog::Correct(_))));
    desk.harness.state_mut().views.correct.undo();
    desk.click("保存，并移除这 1 条编码");
    assert_eq!(text(&desk), TEXT, "that was another state of the text");
    assert!(matches!(desk.shell().dialog, Some(Dialog::Correct(_))), "what this one does is shown first");
    desk.click("保存，并移除这 1 条编码");
    assert_eq!(text(&desk), TEXT.replace("叫也叫不动", ""));
}
