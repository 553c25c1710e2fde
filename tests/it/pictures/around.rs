//! The start page, dialogs, what is told, what is empty, and other sizes of the interface.

use egui::{Key, Modifiers};
use tianye::app::actions::{Action, Choice, Workspace};
use tianye::app::commands::UiCommand;
use tianye::app::raster::Picture;
use tianye::app::scale::Scale;
use tianye::app::view_state::{Recent, Settings};
use tianye::model::Message;

use super::stage::{Setting, Stage};

pub fn start_empty() -> Picture {
    Stage::start(Setting::light([860.0, 560.0]), Settings::default()).picture()
}

pub fn start_with_recents_dark() -> Picture {
    let mut stage = Stage::study(Setting::light([860.0, 600.0]).dark().english());
    let gone = Recent {
        folder: "/media/stick/乡村治理访谈.tianye".into(),
        title: "乡村治理访谈".to_owned(),
        opened: stage.shell().environment().clock.now(),
    };
    stage.shell_mut().settings.recent.push(gone);
    stage.act(Action::Run(UiCommand::CloseProject));
    stage.picture()
}

pub fn palette() -> Picture {
    let mut stage = Stage::study(Setting::light([760.0, 560.0]));
    stage.key(Modifiers::COMMAND, Key::K);
    stage.write("照片");
    stage.picture()
}

pub fn code_picker() -> Picture {
    let mut stage = Stage::study(Setting::light([760.0, 560.0])).alone();
    stage.select("来的都是那几位");
    stage.key(Modifiers::NONE, Key::C);
    stage.write("nj");
    stage.picture()
}

pub fn import_dialog() -> Picture {
    let folder = tempfile::tempdir().unwrap();
    let text = "访谈 12\n\n社工 01：您来多久了？\n老人 05：三年多\n了。一开始谁也不认得，\n后来才慢慢熟的。\n社工 01：常来吗？\n老人 05：天天来。\n";
    let path = folder.path().join("访谈 12.txt");
    std::fs::write(&path, text).unwrap();
    let mut stage = Stage::study(Setting::light([960.0, 620.0]));
    stage.act(Action::Import { paths: vec![path], group: None });
    stage.picture()
}

pub fn problem_and_undo() -> Picture {
    let mut stage = Stage::study(Setting::light([760.0, 380.0]).english());
    let gone = stage.coding("more forms every year");
    stage.act(Action::RemoveCodings(vec![gone]));
    stage.shell_mut().notices.problem(Message::new("app.job_broken").with("what", "Search"));
    stage.run();
    stage.picture()
}

pub fn empty_project() -> Picture {
    Stage::of(Setting::light([900.0, 480.0]), Vec::new()).picture()
}

pub fn empty_search_english() -> Picture {
    let mut stage = Stage::of(Setting::light([900.0, 480.0]).dark().english(), Vec::new());
    stage.act(Action::Show(Workspace::Search));
    stage.picture()
}

/// The desk with a coding chosen, at a scale.
fn scaled(scale: Scale, size: [f32; 2]) -> Stage {
    let mut stage = Stage::study(Setting { scale, ..Setting::light(size) });
    let coding = stage.coding("上面要看照片");
    stage.act(Action::Choose(Choice::Coding(coding)));
    stage
}

pub fn small_interface() -> Picture {
    scaled(Scale::STEPS[0], [800.0, 400.0]).picture()
}

pub fn large_interface() -> Picture {
    scaled(Scale::STEPS[7], [1_440.0, 900.0]).part(0.0, 0.0, 500.0, 250.0)
}
