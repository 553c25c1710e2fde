//! The start page, dialogs, what is told, what is empty, and other sizes of the interface.

use std::path::PathBuf;

use egui::{Key, Modifiers};
use tianye::app::actions::{Action, Choice, Workspace};
use tianye::app::raster::Picture;
use tianye::app::scale::Scale;
use tianye::app::view_state::{Recent, Settings};
use tianye::model::{Message, Timestamp};

use super::stage::{Setting, Stage};

pub fn start_empty() -> Picture {
    Stage::start(Setting::light([860.0, 560.0]), Settings::default()).picture()
}

pub fn start_with_recents_dark() -> Picture {
    let setting = Setting::light([860.0, 640.0]).dark().english();
    let now = Stage::start(setting, Settings::default()).shell().environment().clock.now();
    let recent = |title: &str, hours: i64| Recent {
        folder: PathBuf::from(format!("/studies/{title}.tianye")),
        title: title.to_owned(),
        opened: Timestamp(now.0 - hours * 3_600_000),
    };
    let settings =
        Settings { recent: vec![recent("Living room", 1), recent("乡村治理访谈", 30)], ..Settings::default() };
    Stage::start(setting, settings).picture()
}

pub fn palette() -> Picture {
    let mut stage = Stage::study(Setting::light([1_000.0, 640.0]));
    stage.key(Modifiers::COMMAND, Key::K);
    stage.write("照片");
    stage.part(180.0, 40.0, 820.0, 560.0)
}

pub fn code_picker() -> Picture {
    let mut stage = Stage::study(Setting::light([1_000.0, 640.0])).alone();
    stage.select("大家心里都有数");
    stage.key(Modifiers::NONE, Key::C);
    stage.write("nj");
    stage.part(180.0, 260.0, 820.0, 620.0)
}

pub fn import_dialog() -> Picture {
    let folder = tempfile::tempdir().unwrap();
    let text = "访谈 12\n\n社工 01：您来多久了？\n老人 05：三年多\n了。一开始谁也不认得，\n后来才慢慢熟的。\n社工 01：常来吗？\n老人 05：天天来。\n";
    let path = folder.path().join("访谈 12.txt");
    std::fs::write(&path, text).unwrap();
    let mut stage = Stage::study(Setting::light([1_000.0, 660.0]));
    stage.act(Action::Import { paths: vec![path], group: None });
    stage.picture()
}

pub fn problem_and_undo() -> Picture {
    let mut stage = Stage::study(Setting::light([1_000.0, 420.0]));
    let gone = stage.coding("谁也不说破");
    stage.act(Action::RemoveCodings(vec![gone]));
    stage.shell_mut().notices.problem(Message::new("app.job_broken").with("what", "检索"));
    stage.run();
    stage.picture()
}

pub fn empty_project() -> Picture {
    Stage::of(Setting::light([1_000.0, 560.0]), Vec::new()).picture()
}

pub fn empty_search_english() -> Picture {
    let mut stage = Stage::of(Setting::light([1_000.0, 560.0]).dark().english(), Vec::new());
    stage.act(Action::Show(Workspace::Search));
    stage.picture()
}

/// The desk with a coding chosen, at a scale.
fn scaled(scale: Scale, size: [f32; 2]) -> Picture {
    let mut stage = Stage::study(Setting { scale, ..Setting::light(size) });
    let coding = stage.coding("上面要看照片");
    stage.act(Action::Choose(Choice::Coding(coding)));
    stage.picture()
}

pub fn small_interface() -> Picture {
    scaled(Scale::STEPS[0], [900.0, 560.0])
}

pub fn large_interface() -> Picture {
    scaled(Scale::STEPS[7], [1_440.0, 900.0])
}
