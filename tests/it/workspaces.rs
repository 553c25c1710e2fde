//! Searching, analysing and reporting in the window, driven by labels, keys and the pointer.

mod hits;
mod words;

use std::path::{Path, PathBuf};

use egui::{Event, ImeEvent, Key, Modifiers, PointerButton, Pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use tianye::app::actions::{Action, Passage, Workspace};
use tianye::app::commands::UiCommand;
use tianye::app::dialogs::Dialog;
use tianye::app::panels::search::Listing;
use tianye::app::picker::{FakePicker, Picked};
use tianye::app::shell::{ImportWith, Shell};
use tianye::i18n::Language;
use tianye::model::{DocumentId, Span, Text};
use tianye::search::concordance::Sort;
use tianye::search::counts::By;
use tianye::search::unit::Unit;
use tianye::session::{NewDocument, Session};
use tianye::store::Environment;

use crate::support::window::{finish, whole, window};

const FIRST: &str = "社工 01：最近活动来的人多吗？\n老人 03：来的都是那几位，别人叫也叫不动，活动办给上面看。";
const SECOND: &str = "社工 01：上面怎么看？\n老人 07：活动要有照片。照片有了，活动就算办了。";

struct Desk {
    harness: Harness<'static, Shell>,
}

impl Desk {
    /// A window with a project of two interviews.
    fn open() -> Self {
        Self::with_answers([])
    }

    /// The same, whose file dialog answers with these paths, one after another.
    fn with_answers<const N: usize>(paths: [PathBuf; N]) -> Self {
        let (environment, _) = Environment::in_memory();
        let answers = paths.into_iter().map(|path| Picked::Paths(vec![path])).collect();
        let mut picker = FakePicker::default();
        picker.answers = answers;
        let (builder, _) = window([1120.0, 800.0], egui::Theme::Light);
        let ctx = egui::Context::default();
        let mut session = Session::create(&environment, Path::new("/研究/互动.tianye"), "社区互动", "社工 01").unwrap();
        let documents = [("访谈 03", FIRST), ("访谈 07", SECOND)];
        let typed = documents.map(|(title, text)| NewDocument::typed(title, Text::new(text).unwrap()));
        session.add_documents(typed.into(), None).unwrap();
        let language = Some(Language::Chinese);
        let mut shell = Shell::new(&ctx, environment, Box::new(picker), ImportWith::ThisProcess, language);
        shell.take(session);
        let app = |ui: &mut egui::Ui, shell: &mut Shell| {
            shell.logic();
            whole(ui, |ui| shell.ui(ui));
        };
        let mut desk = Self { harness: builder.build_ui_state(app, shell) };
        desk.run();
        desk
    }

    fn shell(&self) -> &Shell {
        self.harness.state()
    }

    /// Lets everything that goes on behind the window come to its end.
    fn run(&mut self) {
        finish(&mut self.harness);
        self.harness.step();
    }

    fn act(&mut self, action: Action) {
        self.harness.state_mut().carry_out(action);
        self.run();
    }

    fn show(&mut self, workspace: Workspace) {
        self.act(Action::Show(workspace));
    }

    fn click(&mut self, label: &str) {
        self.harness.get_by_label(label).click();
        self.run();
    }

    fn write(&mut self, text: &str) {
        self.harness.event(Event::Text(text.to_owned()));
        self.run();
    }

    fn click_at(&mut self, pos: Pos2) {
        self.harness.event(Event::PointerMoved(pos));
        for pressed in [true, false] {
            let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
            self.harness.event(Event::PointerButton { pos, button, pressed, modifiers });
            self.harness.step();
        }
        self.run();
    }

    /// Two clicks as quick as a hand makes them: within one frame.
    fn double_click_at(&mut self, pos: Pos2) {
        let click = [true, false].map(|pressed| {
            let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
            Event::PointerButton { pos, button, pressed, modifiers }
        });
        self.harness.event(Event::PointerMoved(pos));
        self.harness.step();
        self.harness.input_mut().events.extend(click.iter().chain(&click).cloned());
        self.run();
    }

    fn press(&mut self, key: Key) {
        self.harness.key_press(key);
        self.run();
    }

    fn sees(&self, label: &str) -> bool {
        self.harness.query_all_by_label_contains(label).next().is_some()
    }

    fn document(&self, title: &str) -> DocumentId {
        let session = self.shell().session().unwrap();
        session.project().documents().find(|document| document.title == title).unwrap().id
    }

    fn codings(&self) -> usize {
        self.shell().session().unwrap().project().coding_count()
    }

    /// Codes the first place of these words.
    fn code(&mut self, title: &str, words: &str, code: &str) {
        let document = self.document(title);
        let text = if title == "访谈 03" { FIRST } else { SECOND };
        let at = text[..text.find(words).unwrap()].chars().count() as u32;
        let span = Span::new(at, at + words.chars().count() as u32).unwrap();
        let passages = vec![Passage { document, span }];
        self.act(Action::CodeAsNew { passages, name: code.to_owned(), parent: None });
    }
}

#[test]
fn typing_a_query_lists_every_hit_under_its_document() {
    let mut desk = Desk::open();
    desk.show(Workspace::Search);
    desk.write("活动");
    assert!(desk.sees("4 处，2 篇文档"));
    assert!(desk.sees("《访谈 07》第 2 段") && desk.sees("访谈 03, 2 处"));
    desk.write("照片");
    assert!(desk.sees("没有找到“活动照片”"), "an empty list says why");
    desk.harness.state_mut().views.search.look_for("照片");
    desk.harness.state_mut().views.search.results.listing = Listing::Concordance;
    desk.run();
    assert!(desk.sees("2 处，1 篇文档"));
}

#[test]
fn nothing_is_searched_while_pinyin_is_still_being_typed() {
    let mut desk = Desk::open();
    desk.show(Workspace::Search);
    let preedit = ImeEvent::Preedit { text: "huo'dong".to_owned(), active_range_chars: None };
    desk.harness.event(Event::Ime(preedit));
    desk.harness.step();
    desk.harness.step();
    assert_eq!(desk.shell().views.search.query.get(), "");
    desk.harness.event(Event::Ime(ImeEvent::Commit("活动".to_owned())));
    desk.run();
    assert!(desk.sees("4 处，2 篇文档"));
}

#[test]
fn a_mistake_in_a_query_is_told_with_its_place() {
    let mut desk = Desk::open();
    desk.show(Workspace::Search);
    desk.write("活动 AND");
    assert!(desk.sees("第 4–6 个字符") && desk.sees("检索式还不完整"));
}

#[test]
fn ticking_and_coding_hits_is_one_change_that_undo_takes_back() {
    let mut desk = Desk::open();
    desk.code("访谈 07", "老人 07：活动要有照片。", "摆拍");
    desk.show(Workspace::Search);
    desk.write("活动");
    desk.click("全选");
    desk.click("为 4 处编码…");
    assert!(matches!(desk.shell().dialog, Some(Dialog::CodePicker(_))));
    desk.click("摆拍");
    // Four hits lie in four sentences; one of them had the code.
    assert_eq!(desk.codings(), 4);
    assert!(desk.sees("已用“摆拍”新编 3 处；1 处已有此代码，跳过"));
    assert!(!desk.sees("为 4 处编码…"), "the ticks are taken off what was coded");
    desk.act(Action::Run(UiCommand::Undo));
    assert_eq!(desk.codings(), 1, "all in one change");
}

#[test]
fn a_hit_opens_its_document_with_all_its_hits_marked() {
    let mut desk = Desk::open();
    desk.show(Workspace::Search);
    desk.write("照片");
    let hit = desk
        .harness
        .query_all_by_label_contains("《访谈 07》第 2 段")
        .find(|node| node.accesskit_node().role() == egui::accesskit::Role::ListItem);
    let at = hit.unwrap().rect().center();
    desk.double_click_at(at);
    let found = desk.shell().desk.found.clone().unwrap();
    assert_eq!((desk.shell().desk.workspace, found.spans.len(), found.current), (Workspace::Code, 2, 0));
    desk.click("下一处");
    assert_eq!(desk.shell().desk.found.as_ref().unwrap().current, 1);
    desk.click("关闭查找");
    assert_eq!(desk.shell().desk.found, None);
}

/// The row of a hit, by what is heard of it.
fn hit<'a>(desk: &'a Desk, place: &'a str) -> egui_kittest::Node<'a> {
    let rows = desk.harness.query_all_by_label_contains(place);
    rows.into_iter().find(|node| node.accesskit_node().role() == egui::accesskit::Role::ListItem).unwrap()
}

#[test]
fn documents_fold_over_their_hits_one_by_one_and_all_at_once() {
    let mut desk = Desk::open();
    desk.show(Workspace::Search);
    desk.write("活动");
    assert!(desk.sees("《访谈 07》第 2 段"));
    hit(&desk, "访谈 07, 2 处").click();
    desk.run();
    assert!(!desk.sees("《访谈 07》第 2 段") && desk.sees("《访谈 03》第 2 段"));
    desk.click("全部展开");
    assert!(desk.sees("《访谈 07》第 2 段"));
    desk.click("全部收起");
    assert!(!desk.sees("《访谈 03》第 2 段") && desk.sees("访谈 03, 2 处"));
}

#[test]
fn the_keyboard_goes_through_hits_ticks_them_and_codes_one_after_the_other() {
    let mut desk = Desk::open();
    desk.code("访谈 03", "来的都是那几位", "做样子");
    desk.show(Workspace::Search);
    desk.write("活动");
    desk.harness.state_mut().views.search.results.unit = Unit::Hit;
    hit(&desk, "《访谈 03》第 1 段").focus();
    desk.run();
    for (modifiers, key) in [
        (Modifiers::NONE, Key::Space),
        (Modifiers::NONE, Key::ArrowDown),
        (Modifiers::NONE, Key::ArrowDown),
        (Modifiers::NONE, Key::ArrowDown),
        (Modifiers::SHIFT, Key::Space),
    ] {
        desk.harness.key_press_modifiers(modifiers, key);
        desk.run();
    }
    assert!(desk.sees("为 3 处编码…"), "the range over the heading of a document");
    assert_eq!(desk.shell().desk.workspace, Workspace::Search, "Space opens nothing");
    desk.harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    desk.run();
    assert!(desk.sees("为 4 处编码…"));
    // The third hit has the keyboard: the last code, and on to the fourth.
    desk.harness.key_press(Key::L);
    desk.run();
    desk.harness.key_press(Key::L);
    desk.run();
    assert_eq!(desk.codings(), 3);
    assert!(desk.sees("已用“做样子”编码 1 处"), "and offers to take it back");
    desk.act(Action::Run(UiCommand::Undo));
    assert_eq!(desk.codings(), 2);
}

#[test]
fn the_preview_shows_the_paragraph_and_codes_this_one_and_the_next() {
    let mut desk = Desk::open();
    desk.show(Workspace::Search);
    desk.write("照片");
    assert!(desk.sees("编码并看下一处…"));
    desk.click("新建代码“照片”");
    assert_eq!(desk.codings(), 1, "a code of the name of what was looked for");
    desk.click("用“照片”编码");
    assert_eq!(desk.codings(), 2, "the second hit stands in another sentence");
    desk.click("编码并看下一处…");
    assert!(matches!(desk.shell().dialog, Some(Dialog::CodePicker(_))));
    desk.act(Action::CloseDialog);
    desk.click("关闭原文预览");
    assert!(!desk.sees("编码并看下一处…"));
    desk.click("原文");
    desk.click("打开原文");
    assert_eq!(desk.shell().desk.workspace, Workspace::Code);
}

#[test]
fn a_concordance_stands_in_the_order_of_what_is_beside_the_hits() {
    let mut desk = Desk::open();
    desk.show(Workspace::Search);
    desk.write("活动");
    desk.click("逐行索引");
    let results = |desk: &mut Desk, sort, second| {
        let results = &mut desk.harness.state_mut().views.search.results;
        (results.sort, results.second) = (sort, second);
        desk.run();
    };
    let first = |desk: &Desk| {
        let rows = desk.harness.query_all_by_label_contains("《访谈");
        let tops = rows.into_iter().filter(|node| node.accesskit_node().role() == egui::accesskit::Role::ListItem);
        let top = tops.min_by(|a, b| a.rect().top().total_cmp(&b.rect().top())).unwrap();
        top.accesskit_node().label().unwrap()
    };
    results(&mut desk, Sort::Right, Sort::Left);
    // bàn before jiù, lái and yào.
    assert!(first(&desk).contains("活动办给上面看"), "{}", first(&desk));
    results(&mut desk, Sort::Left, Sort::Document);
    assert!(first(&desk).contains("，活动"), "marks come first: {}", first(&desk));
    results(&mut desk, Sort::Relevance, Sort::Document);
    assert_eq!(desk.shell().views.search.hits().len(), 4);
}

#[test]
fn counts_stand_beside_the_hits_and_a_click_narrows_the_query() {
    let mut desk = Desk::open();
    desk.show(Workspace::Search);
    desk.write("活动");
    desk.click("统计");
    assert!(desk.sees("访谈 07：2 处，1 篇文档"));
    hit(&desk, "访谈 07：2 处").click();
    desk.run();
    assert!(desk.sees("2 处，1 篇文档"));
    assert!(desk.shell().views.search.query.get().starts_with("活动 "), "what was asked stays");
    desk.code("访谈 07", "活动要有照片", "摆拍");
    desk.show(Workspace::Search);
    desk.harness.state_mut().views.search.results.counts.by = By::Code;
    desk.run();
    assert!(desk.sees("摆拍：1 处"));
}

#[test]
fn a_word_tree_branches_from_the_hit_and_a_branch_is_a_query() {
    let mut desk = Desk::open();
    desk.show(Workspace::Search);
    desk.write("活动");
    desk.click("词树");
    let branches: Vec<String> = {
        let nodes = desk.harness.query_all_by_label_contains(", 1 处");
        nodes.into_iter().filter_map(|node| node.accesskit_node().label()).collect()
    };
    assert!(branches.iter().any(|branch| branch.starts_with("要有照片")), "{branches:?}");
    desk.harness.get_by_label_contains("要有照片").click();
    desk.run();
    assert!(desk.shell().views.search.query.get().contains("活动要有照片"));
    assert_eq!(desk.shell().views.search.hits().len(), 1);
}

#[test]
fn hits_go_out_as_a_table_and_as_excerpts_only_those_ticked_or_all() {
    let folder = tempfile::tempdir().unwrap();
    let names = ["全部.csv", "勾选.csv", "表.xlsx", "摘录.docx", "摘录.html"];
    let paths = names.map(|name| folder.path().join(name));
    let mut desk = Desk::with_answers(paths.clone());
    desk.code("访谈 07", "照片有了", "摆拍");
    desk.show(Workspace::Search);
    desk.write("照片");
    let save = |desk: &mut Desk, what: &str| {
        desk.click("导出…");
        desk.click(what);
    };
    save(&mut desk, "表格存为 CSV…");
    let rows = |at: usize| {
        let text = std::fs::read_to_string(&paths[at]).unwrap();
        text.trim_start_matches('\u{FEFF}').lines().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(rows(0).len(), 3);
    assert_eq!(rows(0)[0], "文档,段落,页码,说话人,左侧,命中,右侧,所在文字,代码,起点,终点");
    assert!(rows(0)[2].contains("照片,有了，活动就算办了。,照片有了，活动就算办了。,摆拍,"), "{:?}", rows(0));
    let label = "勾选“照片”，《访谈 07》第 2 段";
    let boxes = desk.harness.query_all_by_label(label);
    boxes.into_iter().next().unwrap().click();
    desk.run();
    save(&mut desk, "表格存为 CSV…");
    assert_eq!(rows(1).len(), 2, "only the one that is ticked");
    save(&mut desk, "表格存为 Excel…");
    save(&mut desk, "摘录存为 Word…");
    desk.click("导出…");
    desk.click("全部 2 处");
    desk.click("摘录存为网页…");
    assert!(std::fs::read(&paths[2]).unwrap().starts_with(b"PK"));
    assert!(std::fs::read(&paths[3]).unwrap().starts_with(b"PK"));
    let page = std::fs::read_to_string(&paths[4]).unwrap();
    assert!(page.contains("照片有了，活动就算办了。") && page.contains("访谈 07，第 2 段"), "{page}");
}

#[test]
fn clicking_a_cell_lists_its_passages_and_the_arrows_go_on() {
    let mut desk = Desk::open();
    desk.code("访谈 03", "活动办给上面看", "做样子");
    desk.code("访谈 03", "给上面看", "上级");
    desk.code("访谈 07", "照片有了，活动就算办了", "做样子");
    desk.show(Workspace::Analyse);
    let place = desk.harness.get_by_label_contains("共现矩阵").rect();
    let cell = place.width() / 2.0;
    desk.click_at(place.min + egui::Vec2::new(cell * 1.5, cell * 0.5));
    assert_eq!(desk.shell().views.cooccurrence.passages(), 1);
    assert!(desk.sees("共现 1 次"));
    // To the diagonal: both passages of the first code.
    desk.harness.key_press(Key::ArrowLeft);
    desk.run();
    assert_eq!(desk.shell().views.cooccurrence.passages(), 2);
    let second = desk.harness.query_all_by_label_contains("《访谈 07》第 2 段").next();
    second.unwrap().click();
    desk.run();
    assert_eq!(desk.shell().desk.document, Some(desk.document("访谈 07")));
    assert_eq!(desk.shell().desk.workspace, Workspace::Code);
}

#[test]
fn the_matrix_follows_every_edit() {
    let mut desk = Desk::open();
    desk.code("访谈 03", "活动办给上面看", "做样子");
    desk.code("访谈 03", "给上面看", "上级");
    desk.show(Workspace::Analyse);
    let top = |desk: &Desk| desk.shell().views.cooccurrence.figure().unwrap().top;
    assert!((top(&desk) - 1.0).abs() < 1e-9);
    desk.act(Action::Run(UiCommand::Undo));
    assert!(top(&desk).abs() < 1e-9);
    desk.act(Action::Run(UiCommand::Redo));
    assert!((top(&desk) - 1.0).abs() < 1e-9);
}

#[test]
fn excerpts_are_written_where_the_picker_says_and_never_over_a_file_without_a_yes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("摘录.docx");
    let mut desk = Desk::with_answers([path.clone(), path.clone()]);
    desk.code("访谈 03", "活动办给上面看", "做样子");
    desk.show(Workspace::Report);
    assert!(desk.sees("1 段摘录，来自 1 篇文档"));
    desk.click("导出…");
    let first = std::fs::read(&path).unwrap();
    assert!(first.starts_with(b"PK") && desk.sees("已保存到"));
    desk.code("访谈 07", "照片有了", "做样子");
    desk.show(Workspace::Report);
    desk.click("导出…");
    assert!(matches!(desk.shell().dialog, Some(Dialog::Confirm(_))));
    assert_eq!(std::fs::read(&path).unwrap(), first, "nothing is written before the yes");
    desk.click("替换");
    assert_ne!(std::fs::read(&path).unwrap(), first);
}

#[test]
fn codings_come_in_after_their_report_and_as_one_change() {
    let file = PathBuf::from("/外来.csv");
    let mut desk = Desk::with_answers([file.clone()]);
    let rows = "coder,doc,start_char,end_char,code_path,memo\n社工 02,访谈 03,0,5,开场,\n社工 02,没有这篇,0,5,开场,\n";
    let fs = std::sync::Arc::clone(&desk.shell().environment().fs);
    fs.create_new(&file).unwrap().append(rows.as_bytes()).unwrap();
    desk.show(Workspace::Report);
    desk.click("代码本与编码");
    desk.click("导入编码（CSV）…");
    assert!(matches!(desk.shell().dialog, Some(Dialog::ExchangeReport(_))));
    assert!(desk.sees("新增 1 条编码") && desk.sees("没有这篇"), "with the row that stays out");
    assert_eq!(desk.codings(), 0, "nothing before the yes");
    desk.click("导入");
    assert_eq!(desk.codings(), 1);
    desk.act(Action::Run(UiCommand::Undo));
    assert_eq!(desk.codings(), 0);
}

#[test]
fn a_matrix_goes_out_as_a_picture_and_as_a_table() {
    let folder = tempfile::tempdir().unwrap();
    let (picture, table) = (folder.path().join("共现.png"), folder.path().join("共现.csv"));
    let mut desk = Desk::with_answers([picture.clone(), table.clone()]);
    desk.code("访谈 03", "活动办给上面看", "做样子");
    desk.code("访谈 03", "给上面看", "上级");
    desk.show(Workspace::Analyse);
    desk.click("导出…");
    desk.click("图片存为 PNG…");
    assert!(std::fs::read(&picture).unwrap().starts_with(b"\x89PNG"));
    desk.click("导出…");
    desk.click("表格存为 CSV…");
    let text = String::from_utf8(std::fs::read(&table).unwrap()).unwrap();
    let lines: Vec<&str> = text.trim_start_matches('\u{FEFF}').lines().collect();
    assert_eq!(lines, ["代码,n,做样子,上级", "做样子,1,1,1", "上级,1,1,1"]);
}

#[test]
fn what_is_not_ticked_is_not_in_the_report() {
    let mut desk = Desk::open();
    desk.code("访谈 03", "活动办给上面看", "做样子");
    desk.code("访谈 07", "照片有了", "照片");
    desk.show(Workspace::Report);
    assert!(desk.sees("2 段摘录，来自 2 篇文档"));
    desk.click("做样子");
    assert!(desk.sees("1 段摘录，来自 1 篇文档"));
    desk.click("代码: 清除");
    assert!(desk.sees("当前的选择没有摘录"), "it says why the page is empty");
    desk.click("代码: 全选");
    assert!(desk.sees("2 段摘录，来自 2 篇文档"));
}
