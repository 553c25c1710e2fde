//! Corrections that were not saved when the program ended are offered again, and their words are never lost.

use egui::{Key, Modifiers, OutputCommand};
use egui_kittest::kittest::Queryable as _;
use tianye::app::actions::Action;
use tianye::app::dialogs::Dialog;
use tianye::app::picker::FakePicker;
use tianye::app::unsaved_corrections::UnsavedCorrections;
use tianye::i18n::Language;
use tianye::model::Text;
use tianye::session::Session;
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
