//! Backups in the window: seen, made, restored; also of a project that no longer opens.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use tianye::app::actions::Action;
use tianye::app::commands::UiCommand;
use tianye::app::dialogs::Dialog;
use tianye::app::picker::{FakePicker, Picked};
use tianye::i18n::Language;
use tianye::model::{Text, Timestamp};
use tianye::session::{NewDocument, Session};
use tianye::store::backup::{self, Reason};
use tianye::store::{Clock, Environment, MemoryFs, SteppingClock};

use super::Desk;

const FOLDER: &str = "/研究/互动.tianye";

/// A clock that stands still: no backup comes by itself.
#[derive(Debug)]
struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp(1_767_225_600_000)
    }
}

/// A window, and a project of one interview on its disk.
fn desk(answers: Vec<Picked>) -> (Desk, Session, MemoryFs) {
    desk_by(Arc::new(Still), answers)
}

fn desk_by(clock: Arc<dyn Clock>, answers: Vec<Picked>) -> (Desk, Session, MemoryFs) {
    let (environment, fs) = Environment::in_memory();
    let environment = Environment { clock, ..environment };
    let mut session = Session::create(&environment, Path::new(FOLDER), "社区互动", "社工 01").unwrap();
    let text = Text::new("老人 03：办总要办的，上面要看照片。").unwrap();
    session.add_documents(vec![NewDocument::typed("访谈 03", text)], None).unwrap();
    session.wait_until_saved().unwrap();
    let mut picker = FakePicker::default();
    picker.answers.extend(answers);
    (Desk::with(environment, picker, Language::Chinese), session, fs)
}

fn row(desk: &Desk) -> Option<String> {
    let row = desk.harness.query_by_label_contains("的备份，")?;
    row.accesskit_node().label()
}

fn says(desk: &Desk, words: &str) -> bool {
    desk.harness.query_by_label_contains(words).is_some()
}

#[test]
fn a_backup_is_made_and_restored_from_the_menu_and_the_copy_opens() {
    let (mut desk, session, fs) = desk(vec![Picked::Paths(vec![PathBuf::from("/别处")])]);
    desk.harness.state_mut().take(session);
    desk.run();
    desk.click("项目菜单");
    desk.click("备份…");
    assert!(says(&desk, "还没有备份"));
    assert_eq!(row(&desk), None);
    desk.click("现在备份");
    assert!(says(&desk, "已备份：1 篇文档"), "it is said that it opened");
    assert!(row(&desk).unwrap().contains("手动备份"));
    // The list stays open over the system's own dialog.
    desk.click("恢复到新文件夹…");
    assert!(says(&desk, "已恢复到 /别处"));
    desk.click("打开恢复的项目");
    let session = desk.shell().session().expect("the copy is open");
    assert!(session.folder().starts_with("/别处"), "{}", session.folder().display());
    assert_eq!((session.project().documents().len(), session.read_only()), (1, None));
    assert!(fs.files().keys().any(|path| path.starts_with(FOLDER)), "the original is where it was");
}

#[test]
fn the_palette_finds_the_backups() {
    let (mut desk, session, _) = desk(Vec::new());
    desk.harness.state_mut().take(session);
    desk.run();
    desk.key(Modifiers::COMMAND, Key::K);
    desk.write("备份");
    desk.key(Modifiers::NONE, Key::Enter);
    assert!(matches!(desk.shell().dialog, Some(Dialog::Backups(_))));
    desk.key(Modifiers::NONE, Key::Escape);
    assert!(desk.shell().dialog.is_none());
}

#[test]
fn a_project_that_no_longer_opens_offers_its_backups() {
    let (mut desk, session, fs) = desk(vec![Picked::Paths(vec![PathBuf::from("/别处")])]);
    backup::make(session.environment(), Path::new(FOLDER), Reason::AskedFor).unwrap();
    session.close().unwrap();
    fs.put(&Path::new(FOLDER).join("project.ron"), b"(");
    desk.act(Action::OpenProject(PathBuf::from(FOLDER)));
    assert!(desk.shell().session().is_none());
    desk.click("从备份恢复…");
    assert!(row(&desk).is_some());
    desk.click("恢复到新文件夹…");
    desk.click("打开恢复的项目");
    assert_eq!(desk.shell().session().map(|session| session.project().documents().len()), Some(1));
}

#[test]
fn a_folder_that_is_no_project_and_has_no_backups_offers_none() {
    let (mut desk, session, fs) = desk(Vec::new());
    session.close().unwrap();
    fs.put(Path::new("/研究/别的/notes.txt"), b"mine");
    desk.act(Action::OpenProject(PathBuf::from("/研究/别的")));
    assert!(says(&desk, "不是田野项目"));
    assert!(!says(&desk, "从备份恢复"));
}

#[test]
fn a_recent_project_that_is_gone_is_restored_from_the_start_page() {
    let answers = vec![Picked::Paths(vec![PathBuf::from("/别处")])];
    let (mut desk, session, _) = desk(answers);
    let environment = session.environment().clone();
    backup::make(&environment, Path::new(FOLDER), Reason::AskedFor).unwrap();
    session.close().unwrap();
    let gone = Path::new("/移动硬盘/互动.tianye");
    desk.harness.state_mut().settings.remember(gone, "社区互动", environment.clock.now());
    desk.run();
    desk.click("从备份恢复…");
    assert!(says(&desk, "没有找到这个项目的备份"), "none was ever made of that place");
    desk.click("关闭");
    desk.harness.state_mut().show_backups(PathBuf::from(FOLDER), "社区互动".to_owned());
    desk.run();
    desk.click("恢复到新文件夹…");
    desk.click("打开恢复的项目");
    assert!(desk.shell().session().is_some());
}

#[test]
fn a_restore_that_fails_says_so_in_the_list_and_the_list_stays() {
    let (mut desk, session, fs) = desk(vec![Picked::Paths(vec![PathBuf::from("/别处")])]);
    let made = backup::make(session.environment(), Path::new(FOLDER), Reason::AskedFor).unwrap();
    desk.harness.state_mut().take(session);
    desk.harness.state_mut().run(UiCommand::Backups);
    desk.run();
    let mut bytes = fs.files()[&made.backup.manifest].clone();
    let last = bytes.len() - 4;
    bytes[last] ^= 1;
    fs.put(&made.backup.manifest, &bytes);
    desk.click("恢复到新文件夹…");
    assert!(says(&desk, "无法使用"));
    assert!(row(&desk).is_some());
}

#[test]
fn without_a_file_dialog_a_path_is_asked_for_and_the_list_comes_back() {
    let (mut desk, session, fs) = desk(vec![Picked::Unavailable]);
    backup::make(session.environment(), Path::new(FOLDER), Reason::AskedFor).unwrap();
    desk.harness.state_mut().take(session);
    desk.harness.state_mut().run(UiCommand::Backups);
    desk.run();
    desk.click("恢复到新文件夹…");
    assert!(matches!(desk.shell().dialog, Some(Dialog::Path(_))));
    fs.put(Path::new("/别处/已有.txt"), b"mine");
    desk.write("/别处");
    desk.key(Modifiers::NONE, Key::Enter);
    assert!(matches!(desk.shell().dialog, Some(Dialog::Backups(_))));
    assert!(says(&desk, "已恢复到 /别处"));
}

#[test]
fn a_backup_that_comes_by_itself_says_only_what_is_wrong() {
    for (damaged, problems) in [(false, 0), (true, 1)] {
        let (mut desk, mut session, fs) = desk_by(Arc::new(SteppingClock::default()), Vec::new());
        if damaged {
            let text = fs.files().into_keys().find(|path| path.to_string_lossy().ends_with("text.1.txt")).unwrap();
            fs.put(&text, &[0; 9]);
        }
        session.start_backup(Reason::Hourly);
        while session.tick().is_some() {
            std::thread::yield_now();
        }
        desk.harness.state_mut().take(session);
        desk.run();
        let said: Vec<_> = desk.shell().notices.problems().iter().map(|problem| &*problem.message.id).collect();
        assert_eq!(said, vec!["backup.made_as_damaged"; problems]);
    }
}
