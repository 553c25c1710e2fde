//! A damaged project in the window: it says so, shows what is wrong, and repairs it on request.

use std::path::Path;

use egui_kittest::kittest::Queryable as _;
use tianye::app::actions::Action;
use tianye::app::commands::UiCommand;
use tianye::app::picker::FakePicker;
use tianye::i18n::Language;
use tianye::model::{Project, Text};
use tianye::session::{NewDocument, Session};
use tianye::store::{Environment, Fs, MemoryFs};

use super::{Desk, TEXT};

const FOLDER: &str = "/研究/互动.tianye";

/// A closed project of one interview and one code, and its disk.
fn project() -> (Environment, MemoryFs, Project) {
    let (environment, fs) = Environment::in_memory();
    let mut session = Session::create(&environment, Path::new(FOLDER), "社区互动", "社工 01").unwrap();
    session.add_documents(vec![NewDocument::typed("访谈 03", Text::new(TEXT).unwrap())], None).unwrap();
    crate::session::add_code(&mut session, "合谋");
    let project = Project::clone(session.project());
    session.close().unwrap();
    (environment, fs, project)
}

fn file(fs: &MemoryFs, part: &str) -> std::path::PathBuf {
    fs.files().into_keys().find(|path| path.starts_with(FOLDER) && path.to_string_lossy().contains(part)).unwrap()
}

fn opened(environment: &Environment, language: Language) -> Desk {
    let mut desk = Desk::with(environment.clone(), FakePicker::default(), language);
    desk.act(Action::OpenProject(FOLDER.into()));
    desk
}

#[test]
fn a_damaged_project_is_checked_and_repaired_from_the_strip_that_says_so() {
    for language in Language::ALL {
        let (environment, fs, expected) = project();
        let codebook = file(&fs, "/codebook/");
        let broken = vec![0; fs.read(&codebook).unwrap().len()];
        fs.put(&codebook, &broken);
        let mut desk = opened(&environment, language);
        assert!(desk.shell().session().unwrap().read_only().is_some());
        desk.click(language.text("inspect.check"));
        let name = codebook.file_name().unwrap().to_string_lossy().into_owned();
        assert!(desk.harness.query_all_by_label_contains(&name).next().is_some(), "the file is named");
        desk.click(language.text("inspect.repair"));
        assert!(desk.harness.query_by_label_contains("set-aside").is_some(), "where things are kept is said before");
        desk.click(language.text("inspect.repair_deed"));
        let session = desk.shell().session().unwrap();
        assert_eq!(session.read_only(), None, "{:?}", session.findings());
        assert_eq!(**session.project(), expected);
        assert!(desk.harness.query_by_label_contains(language.text("inspect.done")).is_some(), "what was done is told");
        let kept = |(path, bytes): (std::path::PathBuf, Vec<u8>)| !path.starts_with(FOLDER) && bytes == broken;
        assert!(fs.files().into_iter().any(kept));
        desk.click(language.text("dialog.close"));
        desk.act(Action::Run(UiCommand::CheckProject));
        assert!(desk.harness.query_by_label(language.text("inspect.sound")).is_some());
    }
}

#[test]
fn a_project_without_its_project_file_is_offered_a_check_from_the_start_page() {
    let (environment, fs, expected) = project();
    fs.remove(&Path::new(FOLDER).join("project.ron")).unwrap();
    let mut desk = opened(&environment, Language::Chinese);
    assert!(desk.shell().session().is_none());
    desk.click("检查…");
    desk.click("修复…");
    desk.click("开始修复");
    let session = desk.shell().session().unwrap();
    assert_eq!((session.read_only(), session.project().id), (None, expected.id));
}

#[test]
fn what_cannot_be_had_back_is_said_before_anything_is_done_and_cancel_does_nothing() {
    let (environment, fs, _) = project();
    let text = file(&fs, "text.1.txt");
    fs.remove(&text).unwrap();
    let before = fs.files();
    let mut desk = opened(&environment, Language::Chinese);
    desk.act(Action::Run(UiCommand::CheckProject));
    desk.click("修复…");
    assert!(desk.harness.query_by_label_contains("无法找回").is_some());
    assert!(desk.harness.query_all_by_label_contains("访谈 03").next().is_some(), "the document is named");
    desk.click("取消");
    let project = |files: std::collections::BTreeMap<std::path::PathBuf, Vec<u8>>| -> Vec<_> {
        files.into_iter().filter(|(path, _)| path.starts_with(FOLDER)).collect()
    };
    assert_eq!(project(fs.files()), project(before));
}

#[test]
fn a_project_that_is_open_elsewhere_is_explained_and_not_repaired() {
    let (environment, fs, _) = project();
    let elsewhere = Session::open(&environment, Path::new(FOLDER)).unwrap();
    fs.put(&file(&fs, "/codebook/"), b"");
    let mut desk = opened(&environment, Language::Chinese);
    desk.act(Action::Run(UiCommand::CheckProject));
    assert!(desk.harness.query_by_label_contains("请先关闭那一处").is_some());
    desk.click("修复…");
    assert!(desk.harness.query_by_label("开始修复").is_none(), "it is not offered");
    drop(elsewhere);
}
