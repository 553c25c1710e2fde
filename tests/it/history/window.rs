//! History in the window, driven by labels.

use std::path::Path;
use std::sync::Arc;

use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use tianye::app::actions::{Action, Passage, Workspace};
use tianye::app::picker::FakePicker;
use tianye::app::shell::{ImportWith, Shell};
use tianye::i18n::Language;
use tianye::model::{CodeChange, DocumentId, Edit, Message, Span, Text};
use tianye::session::{NewDocument, Session};
use tianye::store::Environment;

use super::{SetClock, in_march};
use crate::session::FOLDER;
use crate::support::window::{whole, window};

const TEXT: &str = "社工 01：最近活动来的人多吗？\n老人 03：来的都是那几位，别人叫也叫不动。\n社工 01：那活动还要不要办？\n老人 03：办总要办的，上面要看照片。";

struct Desk {
    harness: Harness<'static, Shell>,
    clock: Arc<SetClock>,
}

impl Desk {
    /// A window in Chinese with a project in which 甲 and 乙 worked on the first three days of March.
    fn open() -> Self {
        let (session, environment, clock, _) = in_march();
        let session = worked_on(session, &environment, &clock);
        let (builder, _) = window([1200.0, 800.0], egui::Theme::Light);
        let ctx = egui::Context::default();
        let picker = Box::<FakePicker>::default();
        let mut shell = Shell::new(&ctx, environment, picker, ImportWith::ThisProcess, Some(Language::Chinese));
        shell.take(session);
        let app = |ui: &mut egui::Ui, shell: &mut Shell| {
            shell.logic();
            whole(ui, |ui| shell.ui(ui));
        };
        let mut desk = Self { harness: builder.build_ui_state(app, shell), clock };
        desk.run();
        desk
    }

    fn shell(&self) -> &Shell {
        self.harness.state()
    }

    fn session(&self) -> &Session {
        self.shell().session().unwrap()
    }

    fn run(&mut self) {
        for _ in 0..4 {
            self.harness.step();
            self.harness.state_mut().finish_jobs();
        }
        self.harness.run();
    }

    fn click(&mut self, label: &str) {
        self.harness.get_by_label(label).click();
        self.run();
    }

    fn act(&mut self, action: Action) {
        self.harness.state_mut().carry_out(action);
        self.run();
    }

    fn document(&self) -> DocumentId {
        self.session().project().documents().next().unwrap().id
    }

    /// The steps that are listed, newest first, as they are heard.
    fn steps(&self) -> Vec<String> {
        let rows = self.harness.query_all_by_role(egui::accesskit::Role::ListItem);
        rows.filter_map(|row| row.accesskit_node().label()).filter(|label| label.starts_with("12:00")).collect()
    }

    fn choose(&mut self, from: &str, option: &str) {
        self.harness.get_by_role_and_label(egui::accesskit::Role::ComboBox, from).click();
        self.run();
        self.harness.get_by_role_and_label(egui::accesskit::Role::Button, option).click();
        self.run();
    }

    fn codes(&self) -> Vec<String> {
        self.session().project().codes().map(|code| code.name.clone()).collect()
    }
}

fn code(session: &mut Session, words: &str, name: &str) {
    let project = session.project().clone();
    let document = project.documents().next().unwrap().id;
    let start = TEXT[..TEXT.find(words).unwrap()].chars().count() as u32;
    let span = Span::new(start, start + words.chars().count() as u32).unwrap();
    let code = project.codes().find(|code| code.name == name).unwrap().id;
    let passage = tianye::model::gesture::Passage { document, span, code };
    let (coder, now) = (session.coder(), session.now());
    let overlap = tianye::model::gesture::Overlap::Merge;
    let edits = tianye::model::gesture::code_passages(&project, &[passage], coder, overlap, now, session.mint());
    session.commit(Message::new("label.code").with("code", name), edits).unwrap();
}

fn add_code(session: &mut Session, name: &str) {
    let project = session.project().clone();
    let (_, edits) = tianye::model::gesture::add_code(&project, name, None, session.mint());
    session.commit(Message::new("label.add_code").with("code", name), edits).unwrap();
}

fn rename_code(session: &mut Session, from: &str, to: &str) {
    let id = session.project().codes().find(|code| code.name == from).unwrap().id;
    let label = Message::new("label.rename_code").with("from", from).with("to", to);
    session.commit(label, vec![Edit::SetCode(id, CodeChange::Name(to.into()))]).unwrap();
}

fn worked_on(mut first: Session, environment: &Environment, clock: &SetClock) -> Session {
    let text = Text::new(TEXT).unwrap();
    first.add_documents(vec![NewDocument::typed("访谈 03", text)], Some("访谈")).unwrap();
    add_code(&mut first, "形式化");
    add_code(&mut first, "内卷化");
    code(&mut first, "来的都是那几位", "内卷化");
    rename_code(&mut first, "形式化", "留痕");
    first.close().unwrap();
    clock.march(2);
    let elsewhere = Environment { data_dir: "/other/data".into(), ..environment.clone() };
    let mut second = Session::open(&elsewhere, Path::new(FOLDER)).unwrap();
    second.join("乙");
    code(&mut second, "上面要看照片", "留痕");
    rename_code(&mut second, "留痕", "痕迹管理");
    second.close().unwrap();
    clock.march(3);
    let mut first = Session::open(environment, Path::new(FOLDER)).unwrap();
    code(&mut first, "叫也叫不动", "内卷化");
    first
}

#[test]
fn everybodys_steps_are_listed_by_day_and_new_ones_come_on_top() {
    let mut desk = Desk::open();
    desk.click("历史：谁在什么时候做了什么");
    assert_eq!(desk.shell().desk.workspace, Workspace::History);
    let steps = desk.steps();
    assert_eq!(steps.len(), 10, "{steps:?}");
    assert_eq!(steps[0], "12:00 甲 编码为“内卷化”");
    assert_eq!(steps[1], "12:00 乙 代码“留痕”改名为“痕迹管理”");
    assert!(desk.harness.query_by_label("2026年3月3日 星期二 · 1 步").is_some());
    assert!(desk.harness.query_by_label("2026年3月2日 星期一 · 3 步").is_some());
    desk.clock.march(4);
    desk.act(Action::CodeAsNew { passages: vec![], name: "动员".into(), parent: None });
    assert_eq!(desk.steps()[0], "12:00 甲 新建代码“动员”");
    assert!(desk.harness.query_by_label("2026年3月4日 星期三 · 1 步").is_some());
}

#[test]
fn what_another_window_does_comes_into_the_list() {
    let mut desk = Desk::open();
    desk.act(Action::Show(Workspace::History));
    let elsewhere = Environment { data_dir: "/other/data".into(), ..desk.shell().environment().clone() };
    let mut other = Session::open_beside(&elsewhere, Path::new(FOLDER)).unwrap();
    assert_eq!(other.read_only(), None);
    // The clock stands still: a window that was idle for a day would be writing a checkpoint now, and look later.
    add_code(&mut other, "动员");
    other.wait_until_saved().unwrap();
    desk.harness.state_mut().look_for_others();
    desk.run();
    assert_eq!(desk.steps()[0], "12:00 乙 新建代码“动员”");
    assert_eq!(desk.steps().len(), 11, "and nothing is listed twice");
}

#[test]
fn steps_are_filtered_by_coder_code_and_words() {
    let mut desk = Desk::open();
    desk.act(Action::Show(Workspace::History));
    desk.choose("编码者", "乙");
    assert!(desk.steps().iter().all(|step| step.starts_with("12:00 乙")) && desk.steps().len() == 3);
    desk.click("清除筛选");
    assert_eq!(desk.steps().len(), 10);
    desk.choose("代码", "痕迹管理");
    assert_eq!(desk.steps().len(), 4, "{:?}", desk.steps());
    desk.click("清除筛选");
    let field = desk.harness.get_by_role_and_label(egui::accesskit::Role::TextInput, "按名称筛选");
    field.focus();
    desk.run();
    desk.harness.event(egui::Event::Text("改名".into()));
    desk.run();
    assert_eq!(desk.steps().len(), 2);
}

#[test]
fn a_step_of_another_is_taken_back_and_one_that_was_overtaken_says_why_not() {
    let mut desk = Desk::open();
    desk.act(Action::Show(Workspace::History));
    desk.click("12:00 甲 代码“形式化”改名为“留痕”");
    assert!(desk.harness.query_by_label("代码名称：“形式化” → “留痕”").is_some());
    let reason = "代码后来又改过名，现在叫“痕迹管理”。改动者：乙，2026-03-02 12:00。";
    assert!(desk.harness.query_by_label(reason).is_some());
    assert!(desk.harness.get_by_label("撤回这一步").accesskit_node().is_disabled());

    desk.click("12:00 乙 代码“留痕”改名为“痕迹管理”");
    desk.click("撤回这一步");
    assert!(desk.codes().contains(&"留痕".to_owned()));
    assert_eq!(desk.steps()[0], "12:00 甲 撤回：代码“留痕”改名为“痕迹管理”");
    assert!(desk.steps().contains(&"12:00 乙 代码“留痕”改名为“痕迹管理”（已撤回）".to_owned()));
    let already = "这一步做的事，现在都已经是它之前的样子了，没有什么可撤回的。改动者：甲，2026-03-03 12:00。";
    assert!(desk.harness.query_by_label(already).is_some());
    // What stood in the way is gone: now the older one can be taken back too.
    desk.click("12:00 甲 代码“形式化”改名为“留痕”");
    desk.click("撤回这一步");
    assert!(desk.codes().contains(&"形式化".to_owned()));
    desk.harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    desk.run();
    assert!(desk.codes().contains(&"留痕".to_owned()));
}

#[test]
fn a_document_of_the_past_is_read_and_nothing_can_be_coded_in_it() {
    let mut desk = Desk::open();
    desk.act(Action::Show(Workspace::History));
    desk.click("打开文档 · 访谈 03");
    assert_eq!(desk.shell().desk.workspace, Workspace::Code);
    desk.act(Action::Show(Workspace::History));
    desk.click("查看当日的文档 · 访谈 03");
    desk.click("前一天");
    desk.click("前一天");
    assert!(desk.harness.query_by_label("《访谈 03》在2026年3月1日的样子").is_some());
    let past = desk.shell().desk.past.clone().unwrap();
    assert_eq!(past.project.coding_count(), 1);
    let before = desk.session().revision();
    let span = Span::new(0, 5).unwrap();
    desk.harness.state_mut().views.reading.column().select(span);
    desk.run();
    for key in [Key::C, Key::V, Key::L, Key::Delete] {
        desk.harness.key_press(key);
        desk.run();
        assert!(desk.shell().dialog.is_none());
    }
    desk.harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    desk.run();
    let (document, code) = (desk.document(), desk.session().project().codes().next().unwrap().id);
    desk.act(Action::Code { passages: vec![Passage { document, span }], code });
    assert_eq!(desk.session().revision(), before);
    desk.click("回到现在");
    assert!(desk.shell().desk.past.is_none());
    desk.act(Action::Code { passages: vec![Passage { document, span }], code });
    assert!(desk.session().revision() > before);
}

#[test]
fn a_day_before_the_project_is_refused_in_words_and_the_document_stays_as_it_was() {
    let mut desk = Desk::open();
    let document = desk.document();
    desk.act(Action::OpenPast(document, jiff::civil::date(2026, 2, 1)));
    assert!(desk.shell().desk.past.is_none());
    let problems: Vec<_> = desk.shell().notices.problems().iter().map(|p| p.message.id.clone()).collect();
    assert_eq!(problems, ["history.before_project"]);
}
