//! The whole job without a mouse: a project, an import, reading, coding, a memo, a search, an export.

use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use tianye::app::actions::{Action, Workspace};
use tianye::app::picker::{FakePicker, Picked};
use tianye::i18n::Language;
use tianye::store::Environment;

use super::Desk;

const TAB: (Modifiers, Key) = (Modifiers::NONE, Key::Tab);

impl Desk {
    fn press(&mut self, (modifiers, key): (Modifiers, Key)) {
        self.key(modifiers, key);
    }

    /// The name of what has the keyboard.
    fn with_keyboard(&self) -> String {
        let mut nodes = self.harness.root().children_recursive();
        let focused = nodes.find(|node| node.accesskit_node().is_focused_in_tree());
        focused.and_then(|node| node.accesskit_node().label()).unwrap_or_default()
    }

    /// Goes on by Tab until this has the keyboard.
    fn tab_to(&mut self, label: &str) {
        let mut passed = Vec::new();
        for _ in 0..120 {
            if self.with_keyboard() == label {
                return;
            }
            passed.push(self.with_keyboard());
            self.press(TAB);
        }
        panic!("Tab never comes to “{label}”, only to {passed:?}");
    }

    /// Goes on by F6 until the text has the keyboard.
    fn go_to_text(&mut self) {
        for _ in 0..8 {
            self.press((Modifiers::NONE, Key::F6));
            let focused = self.harness.ctx.memory(egui::Memory::focused);
            let place = focused.and_then(|id| self.harness.ctx.read_response(id));
            if place.is_some_and(|place| {
                egui::Rect::from_x_y_ranges(270.0..=900.0, 100.0..=740.0).contains(place.rect.center())
            }) {
                return;
            }
        }
        panic!("F6 never comes to the text");
    }
}

#[test]
fn the_main_job_is_done_without_a_mouse() {
    let place = tempfile::tempdir().unwrap();
    let interview = place.path().join("访谈 07.txt");
    std::fs::write(&interview, "社工 01：您来多久了？\n老人 05：三年多了，签到表上都有。\n").unwrap();
    let exported = place.path().join("摘录.docx");
    let mut picker = FakePicker::default();
    picker.answers.extend([interview, exported.clone()].map(|path| Picked::Paths(vec![path])));
    let mut desk = Desk::with(Environment::in_memory().0, picker, Language::Chinese);

    desk.key(Modifiers::COMMAND, Key::N);
    desk.write("养老社区");
    desk.tab_to("编码者");
    desk.write("研究者 01");
    desk.tab_to("新建");
    desk.key(Modifiers::NONE, Key::Enter);
    assert_eq!(desk.shell().session().unwrap().project().title, "养老社区");

    desk.key(Modifiers::COMMAND, Key::I);
    desk.key(Modifiers::COMMAND, Key::Enter);
    let project = desk.shell().session().unwrap().project().clone();
    let document = project.documents().next().expect("the file came in").id;
    if desk.shell().dialog.is_some() {
        desk.key(Modifiers::NONE, Key::Escape);
    }

    desk.key(Modifiers::COMMAND, Key::K);
    desk.write("访谈");
    desk.key(Modifiers::NONE, Key::Enter);
    assert_eq!(desk.shell().desk.document, Some(document));

    desk.go_to_text();
    desk.key(Modifiers::COMMAND, Key::Home);
    for _ in 0..5 {
        desk.key(Modifiers::SHIFT, Key::ArrowRight);
    }
    assert!(desk.shell().desk.passage.is_some(), "something is selected");
    desk.key(Modifiers::NONE, Key::C);
    desk.write("提问");
    desk.key(Modifiers::NONE, Key::Enter);
    let coding = desk.shell().session().unwrap().project().codings(document).iter().next().cloned();
    let coding = coding.expect("the passage is coded");
    assert_eq!(coding.span.len(), 5);

    desk.key(Modifiers::NONE, Key::M);
    desk.write("开场");
    desk.key(Modifiers::COMMAND, Key::Enter);
    let project = desk.shell().session().unwrap().project().clone();
    assert_eq!(project.codings(document).iter().next().unwrap().memo.as_deref(), Some("开场"));

    desk.key(Modifiers::COMMAND, Key::Num2);
    desk.write("签到");
    assert!(desk.harness.query_all_by_label_contains("签到表上都有").next().is_some(), "the hit is listed");

    desk.key(Modifiers::COMMAND, Key::Num4);
    assert_eq!(desk.shell().desk.workspace, Workspace::Report);
    desk.tab_to("导出…");
    desk.key(Modifiers::NONE, Key::Enter);
    assert!(std::fs::metadata(&exported).is_ok_and(|file| file.len() > 0), "the file was written");
}

#[test]
fn tab_goes_from_the_top_bar_over_lists_text_and_details_to_the_status() {
    let mut desk = Desk::open();
    desk.act(Action::PasteCodes { outline: "合谋".to_owned(), parent: None });
    let mut order = Vec::new();
    for _ in 0..80 {
        desk.press(TAB);
        let name = desk.with_keyboard();
        if order.first() == Some(&name) {
            break;
        }
        order.push(name);
    }
    let at = |label: &str| {
        let found = order.iter().position(|name| name == label);
        found.unwrap_or_else(|| panic!("“{label}” is no stop: {order:?}"))
    };
    // It is a circle: counted from the top bar on.
    let count = order.len();
    let from = |label: &str| (at(label) + count - at("项目菜单")) % count;
    let stops = ["编码", "筛选文档", "筛选代码", "历史：谁在什么时候做了什么"].map(from);
    assert!(stops.is_sorted(), "{order:?}");
}

#[test]
fn a_drop_down_list_closes_when_enter_chooses_and_gives_the_keyboard_back() {
    let mut desk = Desk::open();
    desk.key(Modifiers::COMMAND, Key::Num4);
    desk.tab_to("前后文");
    desk.key(Modifiers::NONE, Key::Enter);
    assert!(egui::Popup::is_any_open(&desk.harness.ctx), "the list is open");
    let before = desk.shell().views.report.context;
    for _ in 0..3 {
        desk.key(Modifiers::NONE, Key::ArrowDown);
    }
    desk.key(Modifiers::NONE, Key::Enter);
    assert!(!egui::Popup::is_any_open(&desk.harness.ctx), "one key is enough");
    assert_ne!(desk.shell().views.report.context, before);
    assert_eq!(desk.with_keyboard(), "前后文");
}

impl Desk {
    /// Goes by F6 to the row of a code.
    fn go_to_code(&mut self, name: &str) {
        for _ in 0..9 {
            self.press((Modifiers::NONE, Key::F6));
            if self.with_keyboard() == name {
                return;
            }
        }
        panic!("F6 never comes to “{name}”");
    }
}

#[test]
fn escape_in_the_tree_and_in_a_dialog_leaves_the_keyboard_with_its_row() {
    let mut desk = Desk::open();
    desk.act(Action::PasteCodes { outline: "合谋\n内卷".to_owned(), parent: None });
    desk.go_to_code("合谋");
    desk.press((Modifiers::NONE, Key::ArrowDown));
    desk.press((Modifiers::NONE, Key::Escape));
    assert_eq!(desk.with_keyboard(), "内卷");
    desk.press((Modifiers::NONE, Key::ArrowUp));
    assert_eq!(desk.with_keyboard(), "合谋");
    for (modifiers, key) in [(Modifiers::COMMAND, Key::K), (Modifiers::NONE, Key::F1)] {
        desk.press((modifiers, key));
        assert!(desk.shell().dialog.is_some());
        desk.press((Modifiers::NONE, Key::Escape));
        assert!(desk.shell().dialog.is_none());
        assert_eq!(desk.with_keyboard(), "合谋", "{key:?}");
    }
}

#[test]
fn a_key_whose_command_is_not_possible_says_what_is_missing() {
    let mut desk = Desk::open();
    let told = |desk: &mut Desk| {
        let revision = desk.shell().session().unwrap().revision().0;
        let ctx = desk.harness.ctx.clone();
        let said = desk.harness.state_mut().notices.current(&ctx, revision).map(|told| told.message.clone());
        said.map(|message| Language::Chinese.say(&message))
    };
    for (key, says) in [(Key::F7, "先选一个代码"), (Key::M, "先选一个编码"), (Key::F3, "查找"), (Key::C, "再按 C")]
    {
        desk.press((Modifiers::NONE, key));
        let said = told(&mut desk).unwrap_or_default();
        assert!(said.contains(says), "{key:?}: {said}");
    }
}

#[test]
fn an_edge_of_a_panel_that_has_the_keyboard_is_moved_by_arrows() {
    let mut desk = Desk::open();
    desk.harness.set_size(egui::vec2(1500.0, 800.0));
    desk.act(Action::PasteCodes { outline: "合谋".to_owned(), parent: None });
    desk.go_to_code("合谋");
    let width = |desk: &Desk| desk.harness.get_by_label("左侧列表的宽度").rect().center().x;
    desk.tab_to("左侧列表的宽度");
    let before = width(&desk);
    desk.press((Modifiers::NONE, Key::ArrowRight));
    assert!((width(&desk) - before - 16.0).abs() < 1.5, "{before} {}", width(&desk));
    assert_eq!(desk.with_keyboard(), "左侧列表的宽度");
}
