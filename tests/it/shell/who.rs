//! Who sits here: asked once, where nobody knows, and answered by keys.

use std::path::Path;

use egui::{Key, Modifiers};
use tianye::app::actions::Action;
use tianye::app::commands::UiCommand;
use tianye::app::dialogs::Dialog;
use tianye::session::Session;

use super::Desk;

/// A project that two others have coded, on an installation that does not know them.
fn of_others() -> Desk {
    let mut desk = Desk::closed();
    let mut elsewhere = desk.shell().environment().clone();
    elsewhere.data_dir = "/别处".into();
    let folder = Path::new("/研究/合作.tianye");
    let mut session = Session::create(&elsewhere, folder, "合作", "甲").unwrap();
    session.join("乙");
    session.close().unwrap();
    desk.act(Action::OpenProject(folder.to_owned()));
    assert!(matches!(desk.shell().dialog, Some(Dialog::Who(_))));
    desk
}

fn coder(desk: &Desk) -> String {
    let session = desk.shell().session().unwrap();
    session.project().coder(session.coder()).unwrap().name.clone()
}

#[test]
fn nobody_is_asked_who_they_are_where_they_opened_the_sample_before() {
    let mut desk = Desk::closed();
    desk.act(Action::OpenSample("trap-of-interaction".to_owned()));
    let (folder, before) = (desk.shell().session().unwrap().folder().to_owned(), coder(&desk));
    desk.act(Action::Run(UiCommand::CloseProject));
    desk.act(Action::OpenProject(folder));
    assert!(desk.shell().dialog.is_none(), "the same person sits here");
    assert_eq!(coder(&desk), before);
}

#[test]
fn the_question_is_answered_by_arrows_and_enter() {
    let mut desk = of_others();
    desk.key(Modifiers::NONE, Key::ArrowDown);
    desk.key(Modifiers::NONE, Key::Enter);
    assert!(desk.shell().dialog.is_none());
    assert_eq!(coder(&desk), "乙");
    let mut desk = of_others();
    desk.key(Modifiers::NONE, Key::Enter);
    assert!(desk.shell().dialog.is_none());
    assert_eq!(coder(&desk), "甲");
    assert!(desk.shell().session().unwrap().coder_is_known());
}
