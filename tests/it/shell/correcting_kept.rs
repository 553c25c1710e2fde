//! Corrections that were not saved when the program ended are offered again, and their words are never lost.

use egui::{Key, Modifiers, OutputCommand};
use egui_kittest::kittest::Queryable as _;
use tianye::app::actions::{Action, Workspace};
use tianye::app::commands::UiCommand;
use tianye::app::dialogs::Dialog;
use tianye::app::picker::FakePicker;
use tianye::app::unsaved_corrections::{UnsavedCorrection, UnsavedCorrections};
use tianye::i18n::Language;
use tianye::model::{CharIndex, DocumentId, Text, Timestamp};
use tianye::session::{Draft, NewDocument, Session};
use tianye::store::Environment;

use super::{Desk, TEXT};

const FOLDER: &str = "/研究/互动.tianye";

fn draft(desk: &Desk) -> Option<String> {
    desk.shell().views.correct.draft().map(|draft| draft.text().as_str().to_owned())
}

fn written_down(desk: &Desk) -> usize {
    let project = desk.shell().session().unwrap().project().id;
    UnsavedCorrections::load(desk.shell().environment(), project).all().count()
}

/// Corrects something, and then the program ends without being asked.
fn interrupted() -> Environment {
    let mut desk = Desk::open();
    desk.key(Modifiers::NONE, Key::F4);
    desk.key(Modifiers::COMMAND, Key::Home);
    desk.write("补");
    // Nobody types for a while: it is written down by itself.
    for _ in 0..12 {
        desk.harness.step();
    }
    assert_eq!(written_down(&desk), 1);
    desk.harness.state_mut().leave();
    desk.shell().environment().clone()
}

fn opened_again(environment: Environment) -> Desk {
    let mut desk = Desk::with(environment, FakePicker::default(), Language::Chinese);
    desk.act(Action::OpenProject(FOLDER.into()));
    desk
}

#[test]
fn a_correction_that_was_interrupted_goes_on_where_it_was() {
    let mut desk = opened_again(interrupted());
    assert!(matches!(desk.shell().dialog, Some(Dialog::ResumeCorrection(_))));
    desk.harness.get_by_label_contains("《访谈 03》有 1 处改动没有保存");
    desk.click("接着更正");
    assert!(desk.shell().is_correcting());
    assert_eq!(draft(&desk), Some(format!("补{TEXT}")));
    assert_eq!(desk.shell().views.correct.caret().get(), 1);
    desk.write("写");
    desk.click("保存更正");
    let project = desk.shell().session().unwrap().project();
    assert_eq!(project.document(desk.document()).unwrap().text.as_str(), format!("补写{TEXT}"));
    assert_eq!(written_down(&desk), 0, "what is saved is not offered again");
}

#[test]
fn what_is_put_off_is_offered_again_and_what_is_thrown_away_is_not() {
    let mut desk = opened_again(interrupted());
    desk.click("以后再说");
    assert!(desk.shell().dialog.is_none());
    desk.key(Modifiers::NONE, Key::F4);
    assert!(matches!(desk.shell().dialog, Some(Dialog::ResumeCorrection(_))), "before another one takes its place");
    desk.click("丢弃这些改动");
    assert_eq!(written_down(&desk), 0);
    desk.key(Modifiers::NONE, Key::F4);
    assert_eq!(draft(&desk).as_deref(), Some(TEXT));
}

#[test]
fn leaving_without_saving_throws_away_what_was_written_down() {
    let mut desk = Desk::open();
    desk.key(Modifiers::NONE, Key::F4);
    desk.write("补");
    for _ in 0..12 {
        desk.harness.step();
    }
    assert_eq!(written_down(&desk), 1);
    desk.key(Modifiers::NONE, Key::Escape);
    desk.click("不保存，退出");
    assert_eq!(written_down(&desk), 0);
}

#[test]
fn where_the_document_has_another_text_the_words_are_handed_out() {
    let environment = interrupted();
    let mut session = Session::open(&environment, FOLDER.as_ref()).unwrap();
    let document = session.project().documents().next().unwrap().id;
    let plan = session.revision_job(document).of_text(Text::new("另一版").unwrap()).unwrap();
    session.correct(plan).unwrap();
    session.close().unwrap();

    let mut desk = opened_again(environment);
    desk.harness.get_by_label_contains("没法接着改");
    assert!(desk.harness.query_by_label("接着更正").is_none());
    desk.harness.get_by_label("复制全文").click();
    desk.harness.step();
    let copied = desk
        .harness
        .output()
        .platform_output
        .commands
        .iter()
        .any(|command| matches!(command, OutputCommand::CopyText(text) if *text == format!("补{TEXT}")));
    assert!(copied, "nothing of it is lost");
    desk.run();
    assert!(desk.shell().dialog.is_some(), "it stays until somebody decides");
    desk.click("丢弃这些改动");
    assert_eq!(written_down(&desk), 0);
}

#[test]
fn what_was_typed_and_taken_back_is_no_correction() {
    let mut desk = Desk::open();
    desk.key(Modifiers::NONE, Key::F4);
    desk.write("补");
    for _ in 0..12 {
        desk.harness.step();
    }
    desk.key(Modifiers::COMMAND, Key::Z);
    assert_eq!(draft(&desk).as_deref(), Some(TEXT));
    desk.act(Action::OpenProject("/研究/没有.tianye".into()));
    assert_eq!(written_down(&desk), 0);
    assert!(!desk.shell().views.correct.is_changed());
}

/// Two documents, each with a correction that was written down.
fn two_interrupted() -> (Environment, [DocumentId; 2]) {
    let mut desk = Desk::open_with(vec![NewDocument::typed("访谈 04", Text::new("人都走了。").unwrap())]);
    let environment = desk.shell().environment().clone();
    let project = desk.shell().session().unwrap().project();
    for document in project.documents() {
        let mut draft = Draft::of(document);
        draft.replace(0..0, "补");
        let (title, caret, at) = (document.title.clone(), CharIndex(1), Timestamp(0));
        let held = UnsavedCorrection { draft: draft.to_keep(), title, caret, at };
        UnsavedCorrections::put(&environment, project.id, document.id, Some(&held)).unwrap();
    }
    let all = UnsavedCorrections::load(&environment, project.id);
    let ids: Vec<DocumentId> = all.all().map(|(id, _)| id).collect();
    desk.harness.state_mut().leave();
    (environment, [ids[0], ids[1]])
}

#[test]
fn going_on_with_one_correction_takes_no_other_along() {
    let (environment, [first, second]) = two_interrupted();
    let mut desk = opened_again(environment);
    desk.click("接着更正");
    assert_eq!(desk.shell().views.correct.document(), Some(first));
    assert!(desk.shell().dialog.is_none(), "the next is offered when this one is done with");
    // Whoever goes to the other one is asked about this one first, and it stays as it is.
    desk.act(Action::OpenDocument(second));
    assert!(matches!(desk.shell().dialog, Some(Dialog::LeaveCorrection(_))));
    assert_eq!(desk.shell().views.correct.document(), Some(first));
    desk.click("不保存，退出");
    assert_eq!(written_down(&desk), 1, "the other one is still there");
    assert!(matches!(desk.shell().dialog, Some(Dialog::ResumeCorrection(_))));
    desk.click("接着更正");
    assert_eq!(desk.shell().views.correct.document(), Some(second));
    assert_eq!(desk.shell().desk.document, Some(second));
}

#[test]
fn a_correction_of_a_document_that_is_removed_meanwhile_is_handed_out() {
    let mut desk = Desk::open();
    desk.key(Modifiers::NONE, Key::F4);
    desk.key(Modifiers::COMMAND, Key::Home);
    desk.write("补");
    let document = desk.document();
    desk.act(Action::DeleteDocument(document));
    assert!(!desk.shell().is_correcting());
    desk.harness.get_by_label_contains("没法接着改");
    desk.harness.get_by_label("复制全文");
    assert_eq!(written_down(&desk), 1);
    desk.click("以后再说");
    assert_eq!(written_down(&desk), 1, "it is offered again");
}

#[test]
fn leaving_a_text_that_others_have_changed_hands_out_what_was_typed() {
    let mut desk = Desk::open();
    desk.key(Modifiers::NONE, Key::F4);
    desk.key(Modifiers::COMMAND, Key::Home);
    desk.write("甲");
    desk.click("保存更正");
    desk.key(Modifiers::NONE, Key::F4);
    desk.key(Modifiers::COMMAND, Key::Home);
    desk.write("乙");
    desk.act(Action::Show(Workspace::Report));
    desk.act(Action::Run(UiCommand::Undo));
    desk.act(Action::Show(Workspace::Code));
    desk.harness.get_by_label_contains("换成了另一版");
    desk.click("退出");
    assert!(!desk.shell().is_correcting());
    desk.harness.get_by_label("复制全文");
    assert_eq!(written_down(&desk), 1, "nothing of it is lost");
}

#[test]
fn a_document_that_goes_while_the_question_stands_there_is_asked_about_again() {
    let mut desk = opened_again(interrupted());
    let document = desk.document();
    desk.act(Action::DeleteDocument(document));
    desk.click("接着更正");
    assert!(!desk.shell().is_correcting());
    desk.harness.get_by_label_contains("没法接着改");
    assert_eq!(written_down(&desk), 1);
}

#[test]
fn what_cannot_be_written_down_is_said_once_and_tried_again() {
    let (environment, fs) = Environment::in_memory();
    let mut session = Session::create(&environment, FOLDER.as_ref(), "社区互动", "社工 01").unwrap();
    session.add_documents(vec![NewDocument::typed("访谈 03", Text::new(TEXT).unwrap())], None).unwrap();
    session.close().unwrap();
    let mut desk = opened_again(environment);
    desk.key(Modifiers::NONE, Key::F4);
    desk.key(Modifiers::COMMAND, Key::Home);
    fs.fill_up_after(Some(0));
    desk.write("补");
    for _ in 0..24 {
        desk.harness.step();
    }
    assert_eq!(written_down(&desk), 0);
    desk.harness.get_by_label_contains("没能临时记到磁盘上");
    fs.fill_up_after(None);
    for _ in 0..24 {
        desk.harness.step();
    }
    assert_eq!(written_down(&desk), 1, "though nobody typed on");
}
