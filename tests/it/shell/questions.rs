//! Questions before something is destroyed: Enter pressed without reading destroys nothing, nor does Escape.

use egui::{Key, Modifiers};
use egui_kittest::kittest::NodeT as _;
use tianye::app::actions::{Action, Choice};
use tianye::app::commands::UiCommand;
use tianye::app::dialogs::{Confirm, Dialog, Gravity};
use tianye::model::{Edit, Message};

use super::Desk;

/// Brings up a question.
type Ask = Box<dyn Fn(&mut Desk)>;

fn asked(gravity: Gravity) -> Desk {
    let mut desk = Desk::open();
    let then = Action::Commit {
        label: Message::new("label.rename_project").with("to", "改了"),
        edits: vec![Edit::SetTitle("改了".to_owned())],
    };
    desk.act(Action::Ask(Box::new(Dialog::Confirm(Confirm {
        title: Message::new("dialog.leave"),
        text: Message::new("dialog.leave_text"),
        deed: "app.undo_deed",
        gravity,
        then: Some(then),
    }))));
    assert!(desk.shell().dialog.is_some());
    desk
}

fn title(desk: &Desk) -> String {
    desk.shell().session().unwrap().project().title.clone()
}

#[test]
fn enter_says_yes_only_where_nothing_goes() {
    for (gravity, then) in [
        (Gravity::Changes, "改了"),
        (Gravity::Removes, "社区互动"),
        (Gravity::StepsBack, "社区互动"),
        (Gravity::StepsForth, "社区互动"),
        (Gravity::Overwrites, "社区互动"),
    ] {
        let mut desk = asked(gravity);
        desk.key(Modifiers::NONE, Key::Enter);
        assert_eq!(title(&desk), then, "{gravity:?}");
        assert!(desk.shell().dialog.is_none());
        let mut desk = asked(gravity);
        desk.key(Modifiers::NONE, Key::Escape);
        assert_eq!(title(&desk), "社区互动", "{gravity:?}");
        assert!(desk.shell().dialog.is_none());
    }
}

#[test]
fn no_question_of_the_desk_gives_the_keyboard_to_what_takes_something_away() {
    let mut desk = Desk::open();
    desk.act(Action::PasteCodes { outline: "陷阱\n\t合谋".to_owned(), parent: None });
    desk.select("上面要看照片");
    desk.key(Modifiers::NONE, Key::V);
    let code = desk.shell().session().unwrap().codebook().rows()[0].id;
    let document = desk.document();
    let asks: [(&str, Ask); 3] = [
        (
            "codes",
            Box::new(move |desk| {
                desk.act(Action::Choose(Choice::Code(code)));
                desk.act(Action::Run(UiCommand::DeleteCodes));
            }),
        ),
        (
            "document",
            Box::new(move |desk| {
                desk.act(Action::Choose(Choice::Document(document)));
                desk.click("删除文档…");
            }),
        ),
        (
            "undo",
            Box::new(|desk| {
                let folder = desk.shell().session().unwrap().folder().to_owned();
                desk.act(Action::Run(UiCommand::CloseProject));
                desk.act(Action::OpenProject(folder));
                desk.act(Action::Run(UiCommand::Undo));
            }),
        ),
    ];
    for (what, ask) in asks {
        let count = |desk: &Desk| {
            let project = desk.shell().session().unwrap().project();
            (project.documents().len(), project.codes().len(), project.coding_count())
        };
        let held = count(&desk);
        ask(&mut desk);
        assert!(desk.shell().dialog.is_some(), "{what}: nothing is asked");
        let focused = desk.harness.root().children_recursive().find(|node| node.accesskit_node().is_focused());
        let label = focused.and_then(|node| node.accesskit_node().label());
        assert_eq!(label.as_deref(), Some("取消"), "{what}");
        desk.key(Modifiers::NONE, Key::Enter);
        assert!(desk.shell().dialog.is_none(), "{what}");
        assert_eq!(count(&desk), held, "{what}");
    }
}
