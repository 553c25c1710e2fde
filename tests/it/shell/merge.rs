//! Another copy merged from the window: chosen, shown, done and taken back; and other versions where they are read.

use std::path::{Path, PathBuf};

use egui_kittest::kittest::Queryable as _;
use tianye::app::actions::{Action, Choice};
use tianye::app::commands::UiCommand;
use tianye::app::picker::{FakePicker, Picked};
use tianye::i18n::Language;
use tianye::model::{CodeChange, CodeId, CodingChange, Edit, Message, Project};
use tianye::session::{NewDocument, Session};
use tianye::store::{Environment, MemoryFs};

use super::Desk;
use crate::session::{add_code, code_passage};

const HERE: &str = "/研究/互动.tianye";
const THERE: &str = "/U 盘/互动.tianye";

fn set_code(session: &mut Session, code: CodeId, change: CodeChange) {
    session.commit(Message::new("label.define").with("code", "合谋"), vec![Edit::SetCode(code, change)]).unwrap();
}

fn answering(paths: Vec<PathBuf>) -> FakePicker {
    let mut picker = FakePicker::default();
    picker.answers.push_back(Picked::Paths(paths));
    picker
}

/// A project in two copies that two people have worked on, and a window on the one.
fn two_copies(language: Language) -> (Desk, MemoryFs, CodeId) {
    let (environment, fs) = Environment::in_memory();
    let mut here = Session::create(&environment, Path::new(HERE), "社区互动", "甲").unwrap();
    let text = tianye::model::Text::new("社工 01：最近来的人多吗？\n老人 03：来的都是那几位。").unwrap();
    here.add_documents(vec![NewDocument::typed("访谈 03", text)], None).unwrap();
    let document = here.project().documents().next().unwrap().id;
    let code = add_code(&mut here, "合谋");
    code_passage(&mut here, document, 6, 13, code);
    here.close().unwrap();
    for (path, bytes) in fs.files() {
        if let Ok(inside) = path.strip_prefix(HERE) {
            fs.put(&Path::new(THERE).join(inside), &bytes);
        }
    }
    let other = Environment { data_dir: PathBuf::from("/other"), ..environment.clone() };
    let mut there = Session::open(&other, Path::new(THERE)).unwrap();
    there.join("王");
    let text = tianye::model::Text::new("街道：先报上去再说。").unwrap();
    there.add_documents(vec![NewDocument::typed("访谈 04", text)], None).unwrap();
    let falsely = add_code(&mut there, "虚报");
    code_passage(&mut there, document, 14, 19, falsely);
    set_code(&mut there, code, CodeChange::Definition("双方都知道是做样子，谁也不说破。".into()));
    there.close().unwrap();
    let mut here = Session::open(&environment, Path::new(HERE)).unwrap();
    set_code(&mut here, code, CodeChange::Definition("机构与街道心照不宣地配合。".into()));
    here.close().unwrap();
    let picker = answering(vec![THERE.into()]);
    let mut desk = Desk::with(environment, picker, language);
    desk.act(Action::OpenProject(HERE.into()));
    (desk, fs, code)
}

fn project(desk: &Desk) -> Project {
    Project::clone(desk.shell().session().unwrap().project())
}

#[test]
fn a_copy_is_chosen_shown_merged_and_taken_back() {
    let (mut desk, _, code) = two_copies(Language::Chinese);
    let before = project(&desk);
    desk.act(Action::Run(UiCommand::MergeCopy));
    desk.harness.get_by_label("新文档：《访谈 04》");
    desk.harness.get_by_label("新代码：“虚报”");
    desk.harness.get_by_label("机构与街道心照不宣地配合。");
    desk.harness.get_by_label("双方都知道是做样子，谁也不说破。");
    assert_eq!(project(&desk), before, "nothing before one says so");
    desk.click("合并");
    assert_eq!(project(&desk).documents().len(), 2);
    desk.harness.get_by_label_contains("已合并“互动.tianye”");
    desk.act(Action::Choose(Choice::Code(code)));
    desk.harness.get_by_label("另一处写的版本");
    desk.act(Action::Run(UiCommand::Undo));
    assert_eq!(project(&desk), before);
    assert!(desk.harness.query_by_label("另一处写的版本").is_none());
}

#[test]
fn cancelling_the_report_changes_nothing() {
    let (mut desk, fs, _) = two_copies(Language::Chinese);
    let (before, files) = (project(&desk), fs.files());
    desk.act(Action::Run(UiCommand::MergeCopy));
    desk.click("取消");
    assert_eq!(project(&desk), before);
    let there = |files: &std::collections::BTreeMap<PathBuf, Vec<u8>>| {
        files
            .iter()
            .filter(|(path, _)| path.starts_with(THERE))
            .map(|(p, b)| (p.clone(), b.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(there(&fs.files()), there(&files), "the other copy is left as it is");
}

#[test]
fn the_other_version_is_read_below_its_field_and_taken_or_left() {
    let (ours, theirs) = ("机构与街道心照不宣地配合。", "双方都知道是做样子，谁也不说破。");
    for (button, stands) in [("采用", "other"), ("保留现有的", "held")] {
        let (mut desk, _, code) = two_copies(Language::Chinese);
        desk.act(Action::Run(UiCommand::MergeCopy));
        desk.click("合并");
        let merged = project(&desk).code(code).unwrap().definition.clone();
        let other = if merged == ours { theirs } else { ours };
        desk.act(Action::Choose(Choice::Code(code)));
        desk.harness.get_by_label(other);
        desk.click(button);
        let expected = if stands == "other" { other } else { merged.as_str() };
        assert_eq!(project(&desk).code(code).unwrap().definition, expected);
        assert!(desk.harness.query_by_label("另一处写的版本").is_none(), "it is settled");
    }
}

#[test]
fn two_memos_on_one_coding_are_both_kept() {
    let (mut desk, fs, _) = two_copies(Language::Chinese);
    let (document, place) = {
        let project = project(&desk);
        let document = project.documents().next().unwrap().id;
        (document, project.codings(document).iter().next().unwrap().place(document))
    };
    let memo = |text: &str| vec![Edit::SetCoding(place, CodingChange::Memo(Some(text.into())))];
    let (environment, _) = Environment::in_memory();
    let other = Environment { data_dir: "/other".into(), fs: std::sync::Arc::new(fs), ..environment };
    let mut there = Session::open(&other, Path::new(THERE)).unwrap();
    there.commit(Message::new("label.memo"), memo("王：像是客气话")).unwrap();
    there.close().unwrap();
    desk.act(Action::Commit { label: Message::new("label.memo"), edits: memo("甲：回避") });
    desk.act(Action::Run(UiCommand::MergeCopy));
    desk.click("合并");
    desk.act(Action::Choose(Choice::Coding(place)));
    desk.harness.get_by_label("另一处写的版本");
    let held = project(&desk).codings(document).get(place.start, place.id).unwrap().memo.clone().unwrap();
    let lost = if &*held == "甲：回避" { "王：像是客气话" } else { "甲：回避" };
    desk.harness.get_by_label(lost);
}

#[test]
fn another_project_is_refused_with_what_can_be_done_instead() {
    let (environment, _) = Environment::in_memory();
    Session::create(&environment, Path::new("/别的.tianye"), "另一项研究", "甲").unwrap().close().unwrap();
    Session::create(&environment, Path::new(HERE), "社区互动", "甲").unwrap().close().unwrap();
    let picker = answering(vec!["/别的.tianye".into()]);
    let mut desk = Desk::with(environment, picker, Language::Chinese);
    desk.act(Action::OpenProject(HERE.into()));
    desk.act(Action::Run(UiCommand::MergeCopy));
    desk.harness.get_by_label_contains("再导入到这里");
}
