//! Files from outside: what is dropped on the start page, and the system's dialog, of which there is one at a time.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use tianye::app::actions::{Action, Choice};
use tianye::app::commands::UiCommand;
use tianye::app::dialogs::Dialog;
use tianye::app::picker::{FilePicker, Picked, Purpose};
use tianye::i18n::Language;
use tianye::session::Session;
use tianye::store::Environment;

use super::Desk;

/// Somebody drops this.
#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        Err("the program reads by the path".to_owned())
    }
}

/// A dialog that stays open.
struct Slow {
    asked: Rc<Cell<usize>>,
    answer: Rc<Cell<Option<Picked>>>,
}

impl FilePicker for Slow {
    fn ask(&mut self, _: &Purpose, _: Option<&Path>, _: Language) {
        self.asked.set(self.asked.get() + 1);
    }

    fn answer(&mut self) -> Option<Picked> {
        self.answer.take()
    }
}

#[test]
fn files_dropped_on_the_start_page_begin_a_project_and_come_into_it() {
    let place = tempfile::tempdir().unwrap();
    let interview = place.path().join("访谈 07.txt");
    std::fs::write(&interview, "社工 01：您来多久了？\n老人 05：三年多了。\n").unwrap();
    let mut desk = Desk::closed();
    desk.harness.input_mut().dropped_files.push(Arc::new(Dropped(interview)));
    desk.run();
    desk.harness.get_by_label("新建后导入这 1 个文件");
    desk.write("养老社区");
    desk.enter("编码者");
    desk.write("研究者 01");
    desk.key(Modifiers::NONE, Key::Enter);
    assert_eq!(desk.shell().session().unwrap().project().title, "养老社区");
    assert!(matches!(desk.shell().dialog, Some(Dialog::Import(_))), "the file is shown before it comes in");
    desk.click("导入 1 个文件");
    assert_eq!(desk.shell().session().unwrap().project().documents().len(), 1);
}

#[test]
fn files_whose_project_was_not_made_come_into_no_other() {
    let mut desk = Desk::closed();
    let environment = desk.shell().environment().clone();
    let folder = Path::new("/研究/甲.tianye");
    Session::create(&environment, folder, "甲", "社工 01").unwrap().close().unwrap();
    desk.harness.input_mut().dropped_files.push(Arc::new(Dropped("/别处/访谈.txt".into())));
    desk.run();
    desk.click("取消");
    desk.act(Action::OpenProject(folder.into()));
    assert!(desk.shell().session().is_some());
    assert!(desk.shell().dialog.is_none() && desk.shell().notices.problems().is_empty());
}

#[test]
fn a_second_dialog_of_the_system_is_refused_while_the_first_is_open() {
    let (asked, answer) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(None)));
    let picker = Slow { asked: Rc::clone(&asked), answer: Rc::clone(&answer) };
    let mut desk = Desk::picking(Environment::in_memory().0, Box::new(picker), Language::Chinese);
    desk.act(Action::Run(UiCommand::OpenProject));
    desk.act(Action::Run(UiCommand::OpenProject));
    assert_eq!(asked.get(), 1);
    desk.harness.get_by_label_contains("已经有一个选择文件的窗口开着");
    answer.set(Some(Picked::Cancelled));
    desk.run();
    desk.act(Action::Run(UiCommand::OpenProject));
    assert_eq!(asked.get(), 2);
}

#[test]
fn a_memo_that_is_emptied_comes_back_from_the_status_bar() {
    let mut desk = Desk::open();
    desk.select("上面要看照片");
    desk.key(Modifiers::NONE, Key::V);
    let Choice::Coding(place) = desk.shell().desk.choice else { panic!("the coding is chosen") };
    desk.act(Action::SetMemo(place, "迎检的说法".to_owned()));
    desk.act(Action::SetMemo(place, String::new()));
    desk.click("撤销这一步");
    let project = desk.shell().session().unwrap().project();
    assert_eq!(project.codings(desk.document()).iter().next().unwrap().memo.as_deref(), Some("迎检的说法"));
}
