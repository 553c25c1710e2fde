//! The window's inside, driven as a person drives it: by labels, keys and the pointer.

mod backups;
mod code_page;
mod codes;
mod accessible;
mod behind;
mod correcting;
mod correcting_column;
mod correcting_kept;
mod documents;
mod by_keys;
mod drafts;
mod ends;
mod escape;
mod files;
mod importing;
mod kept;
mod inspector;
mod memos;
mod keys_page;
mod mending;
mod merge;
mod original;
mod others;
mod picker;
mod questions;
mod reading;
mod palette;
mod reimport;
mod scale;
mod selecting;
mod sheet;
mod states;
mod survey;
mod undoing;
mod who;

use std::path::Path;

use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use tianye::app::actions::{Action, DraggedPassage, Passage, Workspace};
use tianye::app::offscreen::Work;
use tianye::app::picker::{FakePicker, FilePicker, Picked};
use tianye::app::shell::{ImportWith, Shell};
use tianye::i18n::Language;
use tianye::model::{DocumentId, Span, Text};
use tianye::session::{NewDocument, Session};
use tianye::store::Environment;

use crate::support::window::{Canvas, whole, window};

const TEXT: &str = "社工 01：最近活动来的人多吗？\n老人 03：来的都是那几位，别人叫也叫不动。\n社工 01：那活动还要不要办？\n老人 03：办总要办的，上面要看照片。";

struct Desk {
    harness: Harness<'static, Shell>,
    canvas: Canvas,
}

impl Desk {
    /// A window in Chinese with the start page.
    fn closed() -> Self {
        Self::in_language(Language::Chinese)
    }

    fn in_language(language: Language) -> Self {
        Self::with(Environment::in_memory().0, FakePicker::default(), language)
    }

    fn with(environment: Environment, picker: FakePicker, language: Language) -> Self {
        Self::picking(environment, Box::new(picker), language)
    }

    fn picking(environment: Environment, picker: Box<dyn FilePicker>, language: Language) -> Self {
        let (builder, canvas) = window([1200.0, 800.0], egui::Theme::Light);
        let ctx = egui::Context::default();
        let shell = Shell::new(&ctx, environment, picker, ImportWith::ThisProcess, Some(language));
        let app = |ui: &mut egui::Ui, shell: &mut Shell| {
            shell.logic();
            whole(ui, |ui| shell.ui(ui));
        };
        let mut harness = builder.build_ui_state(app, shell);
        harness.run();
        Self { harness, canvas }
    }

    /// A window with a project of one interview.
    fn open() -> Self {
        Self::open_with(Vec::new())
    }

    /// The same with more documents behind it.
    fn open_with(more: Vec<NewDocument>) -> Self {
        let mut desk = Self::closed();
        let environment = desk.shell().environment().clone();
        let folder = Path::new("/研究/互动.tianye");
        let mut session = Session::create(&environment, folder, "社区互动", "社工 01").unwrap();
        let text = Text::new(TEXT).unwrap();
        session.add_documents(vec![NewDocument::typed("访谈 03", text)], Some("访谈")).unwrap();
        session.add_documents(more, None).unwrap();
        desk.harness.state_mut().take(session);
        desk.run();
        desk
    }

    fn shell(&self) -> &Shell {
        self.harness.state()
    }

    /// Lets jobs finish and frames come to rest.
    fn run(&mut self) {
        // A job may start in the frame that takes the click in; a spinner turns until it has ended.
        for _ in 0..3 {
            self.harness.step();
            self.harness.state_mut().finish_jobs();
        }
        // What a search does on its own thread may take many frames where the machine is busy.
        for _ in 0..10_000 {
            if self.shell().work() == Work::Done {
                break;
            }
            std::thread::yield_now();
            self.harness.step();
            self.harness.state_mut().finish_jobs();
        }
        self.harness.run();
    }

    fn click(&mut self, label: &str) {
        self.harness.get_by_label(label).click();
        self.run();
    }

    fn key(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.run();
    }

    fn write(&mut self, text: &str) {
        self.harness.event(egui::Event::Text(text.to_owned()));
        self.run();
    }

    /// Puts the keyboard into a text field.
    fn enter(&mut self, field: &str) {
        let role = egui::accesskit::Role::TextInput;
        let many = egui::accesskit::Role::MultilineTextInput;
        let found = self.harness.query_by_role_and_label(role, field);
        match found {
            Some(found) => found.focus(),
            None => self.harness.get_by_role_and_label(many, field).focus(),
        }
        self.run();
    }

    fn act(&mut self, action: Action) {
        self.harness.state_mut().carry_out(action);
        self.run();
    }

    fn document(&self) -> DocumentId {
        self.shell().session().unwrap().project().documents().next().unwrap().id
    }

    fn select(&mut self, words: &str) {
        let at = TEXT.chars().collect::<String>().find(words).map(|byte| TEXT[..byte].chars().count()).unwrap() as u32;
        let span = Span::new(at, at + words.chars().count() as u32).unwrap();
        self.harness.state_mut().views.reading.column().select(span);
        self.run();
        let document = self.document();
        assert_eq!(self.shell().desk.passage, Some(Passage { document, span }));
    }

    fn codes(&self) -> Vec<String> {
        let session = self.shell().session().unwrap();
        session.codebook().rows().iter().map(|row| session.project().code_path(row.id)).collect()
    }

    fn coded(&self) -> Vec<(String, String)> {
        let project = self.shell().session().unwrap().project();
        let document = project.document(self.document()).unwrap();
        let codings = project.codings(document.id).iter();
        codings.map(|c| (project.code_of(c).unwrap().name.clone(), document.text.slice(c.span).to_owned())).collect()
    }
}

#[test]
fn a_project_is_made_from_the_start_page() {
    let mut desk = Desk::closed();
    desk.click("新建项目");
    desk.write("养老社区");
    desk.enter("编码者");
    desk.write("研究者 01");
    desk.enter("存放位置");
    desk.key(Modifiers::COMMAND, Key::A);
    desk.write("/我的研究");
    desk.click("新建");
    let session = desk.shell().session().expect("the project is open");
    assert_eq!(session.project().title, "养老社区");
    assert_eq!(session.folder(), Path::new("/我的研究/养老社区.tianye"));
    assert_eq!(desk.shell().settings.recent.len(), 1);
}

#[test]
fn a_passage_is_coded_by_picker_by_key_in_vivo_and_once_more() {
    let mut desk = Desk::open();
    desk.select("来的都是那几位");
    desk.key(Modifiers::NONE, Key::C);
    desk.write("内卷化");
    desk.key(Modifiers::NONE, Key::Enter);
    assert_eq!(desk.coded(), [("内卷化".to_owned(), "来的都是那几位".to_owned())]);

    let code = desk.shell().session().unwrap().codebook().rows()[0].id;
    desk.act(Action::Pin(code, Some(2)));
    desk.select("叫也叫不动");
    desk.key(Modifiers::NONE, Key::Num3);
    assert_eq!(desk.coded().len(), 2);

    desk.select("上面要看照片");
    desk.key(Modifiers::NONE, Key::V);
    assert_eq!(desk.codes(), ["内卷化", "上面要看照片"]);
    desk.select("办总要办的");
    desk.key(Modifiers::NONE, Key::L);
    assert!(desk.coded().contains(&("上面要看照片".to_owned(), "办总要办的".to_owned())));
}

#[test]
fn a_removed_coding_comes_back_with_undo_from_the_status_bar() {
    let mut desk = Desk::open();
    desk.select("叫也叫不动");
    desk.key(Modifiers::NONE, Key::V);
    assert_eq!(desk.coded().len(), 1);
    desk.act(Action::SelectPassage(None));
    desk.key(Modifiers::NONE, Key::Delete);
    assert_eq!(desk.coded(), []);
    desk.click("撤销这一步");
    assert_eq!(desk.coded().len(), 1);
    desk.key(Modifiers::COMMAND, Key::Z);
    assert_eq!(desk.codes(), Vec::<String>::new());
    desk.key(Modifiers::COMMAND, Key::Y);
    assert_eq!(desk.coded().len(), 1);
}

#[test]
fn letters_typed_into_a_field_code_nothing() {
    let mut desk = Desk::open();
    desk.act(Action::PasteCodes { outline: "合谋".to_owned(), parent: None });
    desk.select("叫也叫不动");
    desk.enter("筛选代码");
    desk.key(Modifiers::NONE, Key::V);
    desk.key(Modifiers::NONE, Key::C);
    assert_eq!(desk.coded(), []);
    assert!(desk.shell().dialog.is_none());
}

#[test]
fn many_codes_are_pasted_with_a_preview() {
    let mut desk = Desk::open();
    desk.key(Modifiers { shift: true, ..Modifiers::COMMAND }, Key::V);
    desk.write("陷阱\n  合谋\n  内卷化");
    desk.click("添加 3 个代码");
    assert_eq!(desk.codes(), ["陷阱", "陷阱/合谋", "陷阱/内卷化"]);
}

#[test]
fn a_code_is_renamed_in_its_row_and_deleted_after_a_question() {
    let mut desk = Desk::open();
    desk.act(Action::PasteCodes { outline: "陷阱\n  合谋".to_owned(), parent: None });
    desk.click("合谋");
    desk.key(Modifiers::NONE, Key::F2);
    desk.key(Modifiers::COMMAND, Key::A);
    desk.write("共谋");
    desk.key(Modifiers::NONE, Key::Enter);
    assert_eq!(desk.codes(), ["陷阱", "陷阱/共谋"]);
    desk.click("共谋");
    desk.key(Modifiers::NONE, Key::Delete);
    desk.click("取消");
    assert_eq!(desk.codes().len(), 2);
    desk.key(Modifiers::NONE, Key::Delete);
    desk.click("删除");
    assert_eq!(desk.codes(), ["陷阱"]);
}

#[test]
fn the_palette_finds_a_document_a_code_and_a_command() {
    let mut desk = Desk::open();
    desk.act(Action::Show(Workspace::Report));
    desk.key(Modifiers::COMMAND, Key::K);
    desk.write("访谈");
    desk.key(Modifiers::NONE, Key::Enter);
    assert_eq!(desk.shell().desk.workspace, Workspace::Code);
    desk.key(Modifiers::COMMAND, Key::K);
    desk.write("批量");
    desk.key(Modifiers::NONE, Key::Enter);
    desk.harness.get_by_label("预览");
}

#[test]
fn a_memo_is_written_in_the_inspector_and_kept_when_it_is_left() {
    let mut desk = Desk::open();
    desk.select("上面要看照片");
    desk.key(Modifiers::NONE, Key::V);
    desk.act(Action::SelectPassage(None));
    desk.enter("备忘");
    desk.write("迎检的说法");
    desk.click("检索");
    let project = desk.shell().session().unwrap().project().clone();
    let memo = project.codings(desk.document()).iter().next().unwrap().memo.clone();
    assert_eq!(memo.as_deref(), Some("迎检的说法"));
}

#[test]
fn the_language_changes_at_once_and_is_remembered() {
    let mut desk = Desk::open();
    desk.click("切换语言 / Switch language");
    desk.harness.get_by_label("Documents");
    let again = tianye::app::view_state::Settings::load(desk.shell().environment());
    assert_eq!(again.language(), Language::English);
}

#[test]
fn how_a_project_was_left_is_how_it_is_found() {
    let mut desk = Desk::open();
    desk.select("上面要看照片");
    desk.key(Modifiers::NONE, Key::V);
    let code = desk.shell().session().unwrap().codebook().rows()[0].id;
    desk.act(Action::Pin(code, Some(0)));
    desk.act(Action::Show(Workspace::Analyse));
    let folder = desk.shell().session().unwrap().folder().to_owned();
    desk.act(Action::Run(tianye::app::commands::UiCommand::CloseProject));
    assert!(desk.shell().session().is_none());
    desk.act(Action::OpenProject(folder));
    assert_eq!(desk.shell().desk.workspace, Workspace::Analyse);
    assert_eq!(desk.shell().desk.pins[0], Some(code));
}

#[test]
fn a_folder_that_is_no_project_is_told_and_stays_told_until_read() {
    let mut desk = Desk::closed();
    desk.act(Action::OpenProject("/nirgends.tianye".into()));
    assert_eq!(desk.shell().notices.problems().len(), 1);
    desk.click("知道了");
    assert!(desk.shell().notices.problems().is_empty());
}

#[test]
fn a_picture_of_the_window_has_text_in_it() {
    let desk = Desk::open();
    let picture = desk.canvas.picture(&desk.harness);
    let dark = (0..picture.width * picture.height)
        .filter(|n| picture.pixel(n % picture.width, n / picture.width)[0] < 0x60)
        .count();
    assert!(dark > 2_000, "only {dark} dark pixels");
}

#[test]
fn files_are_imported_through_the_dialog_and_what_was_refused_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (interview, scan) = (folder.path().join("访谈 07.txt"), folder.path().join("扫描.pdf"));
    std::fs::write(&interview, "社工 01：您来多久了？\n老人 05：三年多了。\n").unwrap();
    std::fs::write(&scan, b"%PDF-1.4 nothing else").unwrap();
    let mut picker = FakePicker::default();
    picker.answers.push_back(Picked::Paths(vec![interview, scan]));
    let mut desk = Desk::with(Environment::in_memory().0, picker, Language::Chinese);
    let environment = desk.shell().environment().clone();
    let session = Session::create(&environment, Path::new("/研究/甲.tianye"), "甲", "社工 01").unwrap();
    desk.harness.state_mut().take(session);
    desk.run();
    desk.key(Modifiers::COMMAND, Key::I);
    desk.run();
    desk.click("导入 1 个文件");
    let project = desk.shell().session().unwrap().project().clone();
    let titles: Vec<_> = project.documents().map(|document| document.title.as_str()).collect();
    assert_eq!(titles, ["访谈 07"]);
    desk.harness.get_by_label("扫描.pdf");
    desk.click("关闭");
    desk.key(Modifiers::COMMAND, Key::Z);
    assert_eq!(desk.shell().session().unwrap().project().documents().len(), 0);
}

#[test]
fn a_path_can_be_typed_where_the_system_has_no_file_dialog() {
    let mut picker = FakePicker::default();
    picker.answers.push_back(Picked::Unavailable);
    let mut desk = Desk::with(Environment::in_memory().0, picker, Language::Chinese);
    let environment = desk.shell().environment().clone();
    Session::create(&environment, Path::new("/研究/甲.tianye"), "甲", "社工 01").unwrap().close().unwrap();
    desk.click("打开项目");
    desk.write("/研究/甲.tianye");
    desk.key(Modifiers::NONE, Key::Enter);
    assert_eq!(desk.shell().session().unwrap().project().title, "甲");
}

#[test]
fn a_code_is_moved_by_dragging_and_merged_by_dragging_with_ctrl() {
    let mut desk = Desk::open();
    desk.act(Action::PasteCodes { outline: "陷阱\n合谋\n共谋".to_owned(), parent: None });
    let centre = |desk: &Desk, label: &str| desk.harness.get_by_label(label).rect().center();
    let drag = |desk: &mut Desk, from: &str, to: &str, modifiers: Modifiers| {
        let (from, to) = (centre(desk, from), centre(desk, to));
        desk.harness.event(egui::Event::ModifiersChanged(modifiers));
        desk.harness.drag_at(from);
        desk.harness.run();
        for share in [0.3, 0.6, 1.0] {
            desk.harness.hover_at(from.lerp(to, share));
            desk.harness.run();
        }
        desk.harness.drop_at(to);
        desk.harness.event(egui::Event::ModifiersChanged(Modifiers::NONE));
        desk.run();
    };
    drag(&mut desk, "合谋", "陷阱", Modifiers::NONE);
    assert_eq!(desk.codes(), ["陷阱", "陷阱/合谋", "共谋"]);
    drag(&mut desk, "共谋", "合谋", Modifiers::COMMAND | Modifiers::CTRL);
    desk.click("合并");
    assert_eq!(desk.codes(), ["陷阱", "陷阱/合谋"]);
}

#[test]
fn a_passage_dropped_on_a_code_is_coded() {
    let mut desk = Desk::open();
    desk.act(Action::PasteCodes { outline: "合谋".to_owned(), parent: None });
    let (document, span) = (desk.document(), Span::new(0, 5).unwrap());
    let row = desk.harness.get_by_label("合谋").rect().center();
    desk.harness.drag_at(egui::pos2(700.0, 400.0));
    desk.harness.step();
    egui::DragAndDrop::set_payload(&desk.harness.ctx, DraggedPassage { document, span });
    desk.harness.hover_at(row);
    desk.harness.step();
    desk.harness.drop_at(row);
    desk.run();
    assert_eq!(desk.coded(), [("合谋".to_owned(), "社工 01".to_owned())]);
}

/// A window whose disk is full since a code was made, with a picker that answers these folders.
fn desk_with_full_disk(folders: &[&str]) -> (Desk, tianye::store::MemoryFs) {
    let (environment, disk) = Environment::in_memory();
    let mut picker = FakePicker::default();
    picker.answers.extend(folders.iter().map(|folder| Picked::Paths(vec![folder.into()])));
    let mut desk = Desk::with(environment.clone(), picker, Language::Chinese);
    let session = Session::create(&environment, Path::new("/研究/互动.tianye"), "社区互动", "社工 01").unwrap();
    desk.harness.state_mut().take(session);
    desk.shell().session().unwrap().wait_until_saved().unwrap();
    disk.fill_up_after(Some(0));
    desk.act(Action::PasteCodes { outline: "合谋".to_owned(), parent: None });
    desk.shell().session().unwrap().wait_until_saved().unwrap_err();
    desk.run();
    (desk, disk)
}

#[test]
fn where_the_disk_is_full_a_copy_elsewhere_keeps_everything() {
    let (mut desk, disk) = desk_with_full_disk(&["/别处", "/别处"]);
    assert_eq!(desk.shell().notices.problems().len(), 1);
    desk.harness.get_by_label("未能保存");
    let save = |desk: &mut Desk| {
        desk.harness.query_all_by_label("另存一份…").next().unwrap().click();
        desk.run();
    };
    save(&mut desk);
    assert_eq!(desk.shell().session().unwrap().folder(), Path::new("/研究/互动.tianye"), "the disk is full there too");
    disk.fill_up_after(None);
    save(&mut desk);
    assert_eq!(desk.shell().session().unwrap().folder(), Path::new("/别处/社区互动 副本.tianye"));
    assert_eq!(desk.codes(), ["合谋"]);
    assert!(desk.shell().notices.problems().is_empty());
    desk.act(Action::PasteCodes { outline: "依附".to_owned(), parent: None });
    desk.shell().session().unwrap().wait_until_saved().unwrap();
}

#[test]
fn a_project_that_is_not_saved_is_not_left_without_a_question() {
    use tianye::app::commands::UiCommand;
    let (mut desk, _disk) = desk_with_full_disk(&[]);
    for action in [
        Action::Run(UiCommand::CloseProject),
        Action::OpenProject("/研究/别的.tianye".into()),
        Action::Run(UiCommand::Quit),
    ] {
        desk.act(action);
        desk.click("留下");
        assert_eq!(desk.codes(), ["合谋"]);
        assert!(!desk.shell().leaving());
    }
    let root = egui::ViewportId::ROOT;
    desk.harness.input_mut().viewports.entry(root).or_default().events.push(egui::ViewportEvent::Close);
    desk.harness.step();
    let kept = &desk.harness.output().viewport_output[&root].commands;
    assert!(kept.contains(&egui::ViewportCommand::CancelClose), "the window would close: {kept:?}");
    desk.harness.input_mut().viewports.entry(root).or_default().events.clear();
    desk.run();
    desk.click("留下");
    desk.act(Action::Run(UiCommand::CloseProject));
    desk.click("不保存，直接离开");
    assert!(desk.shell().session().is_none());
    assert!(desk.shell().notices.problems().is_empty(), "it was decided, and is not told again");
}

#[test]
fn a_second_person_joins_from_the_menu_and_codes_under_their_own_name() {
    let mut desk = Desk::open();
    desk.click("编码者：社工 01");
    desk.click("新编码者…");
    desk.write("社工 02");
    desk.key(Modifiers::NONE, Key::Enter);
    desk.select("上面要看照片");
    desk.key(Modifiers::NONE, Key::V);
    let project = desk.shell().session().unwrap().project().clone();
    let coder = project.codings(desk.document()).iter().next().unwrap().coder;
    assert_eq!(project.coder(coder).unwrap().name, "社工 02");
}

#[test]
fn on_another_machine_a_project_asks_once_who_codes() {
    let mut desk = Desk::closed();
    let folder = Path::new("/研究/互动.tianye");
    let here = desk.shell().environment().clone();
    let elsewhere = Environment { data_dir: "/另一台/data".into(), ..here };
    Session::create(&elsewhere, folder, "互动", "社工 01").unwrap().close().unwrap();
    let open = |desk: &mut Desk| {
        desk.act(Action::Run(tianye::app::commands::UiCommand::CloseProject));
        desk.act(Action::OpenProject(folder.into()));
    };
    let coder = |desk: &Desk| {
        let session = desk.shell().session().unwrap();
        session.project().coder(session.coder()).unwrap().name.clone()
    };
    open(&mut desk);
    desk.click("以后再说");
    assert_eq!(coder(&desk), "社工 01", "the best guess");
    open(&mut desk);
    desk.enter("或者用一个新名字加入");
    desk.write("社工 02");
    desk.key(Modifiers::NONE, Key::Enter);
    assert_eq!(coder(&desk), "社工 02");
    open(&mut desk);
    assert!(desk.shell().dialog.is_none(), "it was answered");
    assert_eq!(coder(&desk), "社工 02");
}
