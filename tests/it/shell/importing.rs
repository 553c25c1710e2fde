//! The import dialog, from choosing files to what stands in the project.

use std::path::{Path, PathBuf};

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use tianye::app::actions::Action;
use tianye::app::dialogs::Dialog;
use tianye::app::picker::FakePicker;
use tianye::i18n::Language;
use tianye::import::{Joint, Options, Step, TurnCorrection};
use tianye::model::{Document, Role};
use tianye::session::{Session, profiles};
use tianye::store::{Environment, MemoryFs};

use super::Desk;

impl Desk {
    /// Opens a drop-down list by its name.
    fn choose(&mut self, list: &str) {
        self.harness.get_by_role_and_label(egui::accesskit::Role::ComboBox, list).click();
        self.run();
    }
}

/// A window with an empty project, and a folder with these files.
struct Study {
    desk: Desk,
    folder: tempfile::TempDir,
    disk: MemoryFs,
}

impl Study {
    fn with(files: &[(&str, &[u8])]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            std::fs::write(folder.path().join(name), bytes).unwrap();
        }
        let (environment, disk) = Environment::in_memory();
        let mut desk = Desk::with(environment, FakePicker::default(), Language::Chinese);
        let environment = desk.shell().environment().clone();
        let session = Session::create(&environment, Path::new("/研究/甲.tianye"), "甲", "社工 01").unwrap();
        desk.harness.state_mut().take(session);
        desk.run();
        Self { desk, folder, disk }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn import(&mut self, paths: Vec<PathBuf>) {
        self.desk.act(Action::Import { paths, group: None });
        self.desk.run();
    }

    /// All files of the folder, by name. The project's own disk is in memory and knows none of them.
    fn import_all(&mut self) {
        let mut paths: Vec<PathBuf> =
            std::fs::read_dir(self.folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        self.import(paths);
    }

    fn documents(&self) -> Vec<Document> {
        let project = self.desk.shell().session().unwrap().project().clone();
        project.documents_in_order().iter().map(|document| (***document).clone()).collect()
    }

    fn is_open(&self) -> bool {
        matches!(self.desk.shell().dialog, Some(Dialog::Import(_)))
    }

    /// Whether a paragraph of the clean pane begins so.
    fn shows(&self, words: &str) -> bool {
        self.desk.harness.query_all_by_label(words).next().is_some()
    }
}

fn options_of(document: &Document) -> Options {
    Options::of_choices(&document.source.as_ref().unwrap().choices).unwrap()
}

#[test]
fn a_step_is_switched_off_a_line_end_decided_and_the_file_goes_in_as_it_was_shown() {
    let mut study = Study::with(&[("访谈 07.txt", "第一行ＡＢ。\n第二行在此。\n".as_bytes())]);
    study.import_all();
    assert!(study.shows("第一行AB。"));
    study.desk.click("全角字母和数字改为半角");
    assert!(study.shows("第一行ＡＢ。"), "the step is off and the text is as before");
    study.desk.click("第 1 行末已分段，点击接上");
    study.desk.enter("标题");
    study.desk.key(Modifiers::COMMAND, Key::A);
    study.desk.write("老人 05");
    study.desk.enter("归入分组");
    study.desk.write("访谈");
    assert_eq!(study.documents(), [], "nothing is in the project before the button is pressed");
    study.desk.click("导入 1 个文件");
    let documents = study.documents();
    assert_eq!(documents.len(), 1);
    let options = options_of(&documents[0]);
    assert_eq!(options.off.iter().copied().collect::<Vec<_>>(), [Step::FullWidth]);
    assert_eq!(options.corrections.joints.get(&6), Some(&Joint::Join));
    assert_eq!((documents[0].title.as_str(), documents[0].groups.contains("访谈")), ("老人 05", true));
    assert!(documents[0].text.as_str().starts_with("第一行ＡＢ。第二行在此。"));
    study.desk.key(Modifiers::COMMAND, Key::Z);
    assert_eq!(study.documents(), []);
}

#[test]
fn cancelling_leaves_nothing_and_escape_asks_before_corrections_are_lost() {
    let mut study = Study::with(&[("a.txt", "第一行。\n第二行。\n".as_bytes())]);
    study.import_all();
    study.desk.click("取消");
    assert!(!study.is_open());
    study.import_all();
    study.desk.key(Modifiers::NONE, Key::Escape);
    assert!(!study.is_open(), "nothing was corrected");
    study.import_all();
    study.desk.click("第 1 行末已分段，点击接上");
    study.desk.key(Modifiers::NONE, Key::Escape);
    assert!(study.is_open());
    study.desk.click("继续");
    study.desk.key(Modifiers::NONE, Key::Escape);
    study.desk.click("放弃导入");
    assert!(!study.is_open());
    assert_eq!(study.documents(), []);
}

#[test]
fn a_bad_file_among_forty_is_refused_with_advice_and_the_others_go_in_as_one_change() {
    let files: Vec<(String, String)> =
        (0..40).map(|n| (format!("访谈 {n:02}.txt"), format!("这是第 {n} 份。"))).collect();
    let mut all: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    all[17].1 = b"ID3\x04\x00\x00\x00\x00\xFF\xFB\x90\x64";
    let mut study = Study::with(&all);
    study.import_all();
    study.desk.click("导入“访谈 03.txt”");
    study.desk.click("导入 38 个文件");
    assert_eq!(study.documents().len(), 38);
    assert!(study.documents().iter().all(|document| document.title != "访谈 03"));
    assert!(study.desk.harness.query_by_label_contains("讯飞听见").is_some(), "the report says what to do");
    study.desk.click("关闭");
    study.desk.key(Modifiers::COMMAND, Key::Z);
    assert_eq!(study.documents(), []);
}

#[test]
fn another_encoding_is_seen_at_once() {
    // Bytes that are words in both encodings.
    let (bytes, _, _) = encoding_rs::BIG5.encode("說話請問\n");
    let mut study = Study::with(&[("訪談.txt", &bytes)]);
    study.import_all();
    study.desk.choose("编码");
    study.desk.click("简体中文 GB18030 / GBK");
    assert!(study.shows("弧杠叫拜") && !study.shows("說話請問"));
    study.desk.choose("编码");
    study.desk.click("繁体中文 Big5");
    assert!(study.shows("說話請問") && !study.shows("弧杠叫拜"));
    study.desk.click("导入 1 个文件");
    assert_eq!(options_of(&study.documents()[0]).encoding.as_deref(), Some("Big5"));
}

#[test]
fn a_profile_is_saved_chosen_for_all_files_and_there_next_time() {
    let files: [(&str, &[u8]); 2] = [("一.txt", "第一份ＡＢ。".as_bytes()), ("二.txt", "第二份ＡＢ。".as_bytes())];
    let mut study = Study::with(&files);
    study.import_all();
    study.desk.click("全角字母和数字改为半角");
    study.desk.click("把现在的设置存为方案");
    study.desk.enter("方案名称");
    study.desk.write("照原样");
    study.desk.click("保存方案");
    let environment = study.desk.shell().environment().clone();
    assert!(profiles::load(&environment, "照原样").unwrap().options.off.contains(&Step::FullWidth));
    study.desk.click("取消");
    study.desk.click("放弃导入");

    study.import_all();
    study.desk.choose("导入方案");
    study.desk.click("照原样");
    study.desk.click("导入 2 个文件");
    assert!(study.documents().iter().all(|document| document.text.as_str().contains("ＡＢ")));
    study.desk.key(Modifiers::COMMAND, Key::Z);

    study.import_all();
    study.desk.click("导入 2 个文件");
    assert!(
        study.documents().iter().all(|document| document.text.as_str().contains("ＡＢ")),
        "it is the usual one now"
    );
}

#[test]
fn choices_of_one_file_can_be_those_of_all() {
    let files: [(&str, &[u8]); 3] =
        [("一.txt", "甲ＡＢ。".as_bytes()), ("三.txt", "丙ＡＢ。".as_bytes()), ("二.txt", "乙ＡＢ。".as_bytes())];
    let mut study = Study::with(&files);
    study.import_all();
    study.desk.click("全角字母和数字改为半角");
    study.desk.click("导入 3 个文件");
    let kept = |study: &Study| study.documents().iter().filter(|one| one.text.as_str().contains("ＡＢ")).count();
    assert_eq!(kept(&study), 1, "it was said of one file");
    study.desk.key(Modifiers::COMMAND, Key::Z);
    study.import_all();
    study.desk.click("全角字母和数字改为半角");
    study.desk.click("应用到全部文件");
    study.desk.click("导入 3 个文件");
    assert_eq!(kept(&study), 3);
}

#[test]
fn who_wants_no_preview_imports_directly_and_can_have_it_back() {
    let mut study = Study::with(&[("a.txt", "正文在此。".as_bytes())]);
    study.import_all();
    study.desk.click("以后直接导入");
    study.desk.click("导入 1 个文件");
    study.import(vec![study.path("a.txt")]);
    assert!(!study.is_open());
    assert_eq!(study.documents().len(), 2);
    study.desk.click("关闭");
    study.desk.act(Action::Run(tianye::app::commands::UiCommand::PreviewImports));
    study.import_all();
    assert!(study.is_open());
}

#[test]
fn files_dropped_on_the_open_dialog_join_the_list() {
    let mut study = Study::with(&[("a.txt", "甲。".as_bytes()), ("b.txt", "乙。".as_bytes())]);
    study.import(vec![study.path("a.txt")]);
    study.import(vec![study.path("b.txt")]);
    study.desk.click("导入 2 个文件");
    assert_eq!(study.documents().len(), 2);
}

const TALK: &str = "说话人1 00:00\n您来社区工作多久了？\n\n说话人2 00:05\n三年多了，来的都是那几位。\n\n\
说话人1 00:12\n那活动还要不要办？\n\n说话人2 00:15\n办总要办的，上面要看照片。\n\n\
说话人1 00:30\n照片给谁看？\n\n说话人2 00:33\n街道要看，区里也要看。\n";

#[test]
fn a_speaker_gets_a_name_and_a_role_a_wrong_turn_is_none_and_who_answers_is_a_candidate() {
    let mut study = Study::with(&[("访谈.txt", TALK.as_bytes())]);
    study.import_all();
    study.desk.click("说话人");
    study.desk.enter("“说话人1”的名字");
    study.desk.key(Modifiers::COMMAND, Key::A);
    study.desk.write("社工 01");
    study.desk.key(Modifiers::NONE, Key::Enter);
    study.desk.choose("“社工 01”的角色");
    study.desk.click("访谈者");
    // Its middle is no sign of a line end.
    let label = "街道要看，区里也要看。";
    study.desk.harness.query_all_by_label_contains(label).next().expect("the answer is shown").click();
    study.desk.run();
    study.desk.click("这不是新的话轮");
    assert!(study.desk.harness.query_by_label("恢复自动识别").is_some(), "the bar does not say what was corrected");
    study.desk.click("个案");
    study.desk.harness.get_by_role_and_label(egui::accesskit::Role::CheckBox, "访谈").click();
    study.desk.run();
    study.desk.click("导入 1 个文件");
    let document = study.documents().remove(0);
    let speakers: Vec<_> = document.structure.speakers.iter().map(|one| (one.name.as_str(), one.role)).collect();
    assert!(speakers.contains(&("社工 01", Role::Interviewer)), "{speakers:?}");
    assert!(!speakers.iter().any(|(name, _)| *name == "说话人1"), "{speakers:?}");
    let options = options_of(&document);
    assert_eq!(options.corrections.turns.values().collect::<Vec<_>>(), [&TurnCorrection::GoesOn]);
    assert_eq!(document.structure.turns.len(), 5);
    let project = study.desk.shell().session().unwrap().project().clone();
    let cases: Vec<_> = project.cases().map(|case| case.name.clone()).collect();
    assert_eq!(cases, ["访谈"], "who answers in an interview is called as it is");
}

#[test]
fn what_the_disk_has_no_room_for_is_kept_with_all_that_was_chosen_and_goes_in_when_there_is_room() {
    let mut study = Study::with(&[("a.txt", "第一行ＡＢ。\n".as_bytes())]);
    study.import_all();
    study.desk.click("全角字母和数字改为半角");
    study.desk.enter("标题");
    study.desk.key(Modifiers::COMMAND, Key::A);
    study.desk.write("老人 05");
    study.disk.say_room(Some(1_000));
    study.desk.click("导入 1 个文件");
    assert_eq!(study.documents(), []);
    study.desk.click("再试一次");
    assert_eq!(study.documents(), [], "there is still no room");
    study.disk.say_room(None);
    study.desk.click("再试一次");
    let documents = study.documents();
    assert_eq!((documents.len(), documents[0].title.as_str()), (1, "老人 05"));
    assert!(options_of(&documents[0]).off.contains(&Step::FullWidth));
    assert!(study.desk.harness.query_by_label("再试一次").is_none());
}

#[test]
fn a_file_dropped_twice_is_listed_once_and_cancel_asks_as_escape_does() {
    let mut study = Study::with(&[("a.txt", "甲。".as_bytes()), ("b.txt", "乙。".as_bytes())]);
    study.import(vec![study.path("a.txt"), study.path("a.txt")]);
    study.import(vec![study.path("a.txt"), study.path("b.txt")]);
    study.desk.click("导入“b.txt”");
    study.desk.click("取消");
    assert!(study.is_open());
    study.desk.click("继续");
    study.desk.click("导入 1 个文件");
    assert_eq!(study.documents().len(), 1);
}

#[test]
fn escape_in_a_field_leaves_only_the_field() {
    let mut study = Study::with(&[("a.txt", "甲。".as_bytes())]);
    study.import_all();
    study.desk.enter("归入分组");
    study.desk.key(Modifiers::NONE, Key::Escape);
    assert!(study.is_open());
    study.desk.key(Modifiers::NONE, Key::Escape);
    assert!(!study.is_open());
}

#[test]
fn a_title_that_is_still_being_composed_is_none() {
    let mut study = Study::with(&[("a.txt", "甲。".as_bytes())]);
    study.import_all();
    study.desk.enter("标题");
    study.desk.key(Modifiers::COMMAND, Key::A);
    let preedit = egui::ImeEvent::Preedit { text: "lao'ren".to_owned(), active_range_chars: None };
    study.desk.harness.event(egui::Event::Ime(preedit));
    study.desk.run();
    study.desk.click("导入 1 个文件");
    assert_eq!(study.documents()[0].title, "a");
}
