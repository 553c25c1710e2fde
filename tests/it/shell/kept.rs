//! What is found again when the program is started the next time, on this machine and nowhere else.

use std::path::PathBuf;

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use tianye::app::actions::{Action, Centre, Workspace};
use tianye::app::panels::documents::order::{Coded, SortBy, Way};
use tianye::app::panels::memos::{Kind, Mode, Sort};
use tianye::app::picker::FakePicker;
use tianye::i18n::Language;
use tianye::model::{CharIndex, DocumentId, Text};
use tianye::session::NewDocument;

use super::Desk;

fn long_document(title: &str) -> NewDocument {
    let text: Vec<String> = (0..400).map(|n| format!("第 {n} 段，活动室里又坐了半天。")).collect();
    NewDocument::typed(title, Text::new(text.join("\n")).unwrap())
}

impl Desk {
    fn titled(&self, title: &str) -> DocumentId {
        let project = self.shell().session().unwrap().project();
        project.documents().find(|document| document.title == title).unwrap().id
    }

    fn top(&mut self) -> u32 {
        self.harness.state_mut().views.reading.column().on_screen().unwrap().start.0
    }

    /// The program is left, and started anew in a window of this size.
    fn restarted(mut self, size: [f32; 2]) -> Self {
        let folder: PathBuf = self.shell().session().unwrap().folder().to_owned();
        let environment = self.shell().environment().clone();
        self.harness.state_mut().leave();
        let mut desk = Self::with(environment, FakePicker::default(), Language::Chinese);
        desk.harness.set_size(size.into());
        desk.act(Action::OpenProject(folder));
        desk
    }

    fn edge(&self, name: &str) -> egui::Pos2 {
        self.harness.get_by_role_and_label(Role::Splitter, name).rect().center()
    }

    fn drag_edge(&mut self, from: egui::Pos2, to: egui::Pos2) {
        // The text beside it takes the pointer from the line itself on.
        let from = from - egui::vec2(2.0, 0.0);
        self.harness.hover_at(from);
        self.harness.step();
        self.harness.drag_at(from);
        self.harness.step();
        for share in [0.5, 1.0] {
            self.harness.hover_at(from.lerp(to, share));
            self.harness.step();
        }
        self.harness.drop_at(to);
        self.run();
    }
}

#[test]
fn each_document_is_read_on_from_where_it_was_left_also_in_a_window_of_another_size() {
    let mut desk = Desk::open_with(vec![long_document("札记"), long_document("日志")]);
    let (notes, diary) = (desk.titled("札记"), desk.titled("日志"));
    let mut left = Vec::new();
    for (document, at) in [(notes, 2_000), (diary, 4_000)] {
        desk.act(Action::OpenDocument(document));
        desk.harness.state_mut().views.reading.column().scroll_to(CharIndex(at));
        desk.run();
        left.push(desk.top());
        assert!(left.last() > Some(&1_000));
    }
    let mut desk = desk.restarted([1_000.0, 640.0]);
    assert_eq!(desk.shell().desk.document, Some(diary));
    // The row breaks elsewhere, and the character at its head stands in it still.
    assert!(desk.top().abs_diff(left[1]) < 30, "{} {}", desk.top(), left[1]);
    desk.act(Action::OpenDocument(notes));
    assert!(desk.top().abs_diff(left[0]) < 30, "{} {}", desk.top(), left[0]);
}

#[test]
fn filters_orders_and_what_stands_in_the_middle_are_found_again() {
    let mut desk = Desk::open_with(vec![long_document("札记")]);
    desk.act(Action::PasteCodes { outline: "陷阱\n\t合谋".to_owned(), parent: None });
    let shell = desk.harness.state_mut();
    shell.views.documents.filter_by("札");
    shell.views.documents.arrangement.sort = SortBy::Length;
    shell.views.documents.arrangement.way = Way::Down;
    shell.views.documents.arrangement.coded = Coded::Uncoded;
    shell.views.codes.filter_by("合", None);
    shell.views.memos.filter.kind = Kind::Codes;
    shell.views.memos.filter.sort = Sort::Title;
    shell.views.memos.mode = Mode::Both;
    let mut looks = shell.views.sheet.kept();
    looks[0].hidden.insert("年龄".to_owned());
    shell.views.sheet.look_as(&looks);
    shell.desk.inspector = false;
    desk.act(Action::ShowCentre(Centre::Sheet));
    let desk = desk.restarted([1_200.0, 800.0]);
    let shell = desk.shell();
    assert_eq!((shell.desk.workspace, shell.desk.centre), (Workspace::Code, Centre::Sheet));
    assert!(!shell.desk.inspector);
    assert_eq!(shell.views.documents.filtered_by(), "札");
    let arrangement = &shell.views.documents.arrangement;
    assert_eq!((arrangement.sort, arrangement.way, arrangement.coded), (SortBy::Length, Way::Down, Coded::Uncoded));
    assert_eq!(shell.views.codes.filtered_by(), ("合", None));
    let filter = &shell.views.memos.filter;
    assert_eq!((filter.kind, filter.sort, shell.views.memos.mode), (Kind::Codes, Sort::Title, Mode::Both));
    assert_eq!(shell.views.sheet.kept(), looks);
}

#[test]
fn what_the_project_no_longer_has_filters_nothing() {
    let mut desk = Desk::open();
    desk.act(Action::PasteCodes { outline: "陷阱".to_owned(), parent: None });
    desk.harness.state_mut().views.codes.filter_by("", Some("没有的组"));
    let desk = desk.restarted([1_200.0, 800.0]);
    assert_eq!(desk.shell().views.codes.filtered_by(), ("", None));
    desk.harness.get_by_label("陷阱");
}

#[test]
fn a_width_that_somebody_chose_comes_back_after_a_narrow_moment_and_after_a_restart() {
    let mut desk = Desk::open();
    desk.harness.set_size(egui::vec2(1_500.0, 860.0));
    desk.run();
    let (lists, documents) = ("左侧列表的宽度", "文档列表的高度");
    let before = desk.edge(lists);
    desk.drag_edge(before, before + egui::vec2(90.0, 0.0));
    let (wide, low) = (desk.edge(lists).x, desk.edge(documents).y);
    assert!(wide > before.x + 60.0, "{wide} {before:?}");
    for size in [egui::vec2(1_060.0, 860.0), egui::vec2(1_500.0, 420.0)] {
        desk.harness.set_size(size);
        desk.run();
        desk.harness.set_size(egui::vec2(1_500.0, 860.0));
        desk.run();
        assert!((desk.edge(lists).x - wide).abs() < 1.0, "{} {wide}", desk.edge(lists).x);
        assert!((desk.edge(documents).y - low).abs() < 1.0, "{} {low}", desk.edge(documents).y);
    }
    desk.act(Action::Show(Workspace::Report));
    let options = desk.edge("报告选项的宽度");
    desk.drag_edge(options, options + egui::vec2(60.0, 0.0));
    let options = desk.edge("报告选项的宽度").x;
    let mut desk = desk.restarted([1_500.0, 860.0]);
    assert!((desk.edge("报告选项的宽度").x - options).abs() < 1.0);
    desk.act(Action::Show(Workspace::Code));
    assert!((desk.edge(lists).x - wide).abs() < 1.0);
}

#[test]
fn nothing_of_it_stands_in_the_folder_that_is_shared() {
    let mut desk = Desk::open_with(vec![long_document("札记")]);
    let fs = std::sync::Arc::clone(&desk.shell().environment().fs);
    let folder = desk.shell().session().unwrap().folder().to_owned();
    let names = || {
        let mut names: Vec<String> = fs.list(&folder).unwrap().into_iter().map(|entry| entry.name).collect();
        names.sort();
        names
    };
    let before = names();
    desk.harness.state_mut().views.documents.filter_by("札");
    desk.harness.state_mut().leave();
    let added: Vec<String> = names().into_iter().filter(|name| !before.contains(name)).collect();
    assert!(added.iter().all(|name| !name.contains("view") && !name.contains("settings")), "{added:?}");
}

#[test]
fn the_window_comes_back_in_the_size_and_at_the_place_it_had() {
    use tianye::app::view_state::Settings;
    use tianye::app::window_place::Extent;
    let mut desk = Desk::open();
    let stands = |desk: &mut Desk, rect: egui::Rect, maximized: bool| {
        let window = desk.harness.input_mut().viewports.entry(egui::ViewportId::ROOT).or_default();
        (window.inner_rect, window.outer_rect, window.maximized) = (Some(rect), Some(rect), Some(maximized));
        desk.harness.step();
    };
    stands(&mut desk, egui::Rect::from_min_size(egui::pos2(120.0, 60.0), egui::vec2(1_100.0, 700.0)), false);
    desk.act(Action::Run(tianye::app::commands::UiCommand::SwitchTheme));
    stands(&mut desk, egui::Rect::from_min_size(egui::pos2(0.0, 0.0), egui::vec2(1_920.0, 1_080.0)), true);
    desk.harness.state_mut().leave();
    let place = Settings::load(desk.shell().environment()).window.unwrap();
    assert_eq!((place.size.map(f32::to_bits), place.corner), ([1_100.0_f32, 700.0].map(f32::to_bits), Some([120, 60])));
    assert_eq!(place.extent, Extent::Maximised);
}
