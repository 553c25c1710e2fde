//! Menu, palette, page of shortcuts and the keys themselves come from one list.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use tianye::app::actions::Action;
use tianye::app::commands::{Group, UiCommand};
use tianye::i18n::Language;

use super::Desk;

#[test]
fn the_menu_has_every_command_with_its_tooltip() {
    let mut desk = Desk::open();
    let menu = |desk: &mut Desk| desk.click("项目菜单");
    for group in Group::ALL {
        menu(&mut desk);
        if group != Group::Project {
            // Names of groups are names of workspaces too: the one in the menu lies below the bar.
            let all = desk.harness.query_all_by_label_contains(group.name(Language::Chinese));
            let mut all = all.filter(|node| node.rect().top() > 48.0 && node.rect().left() < 40.0);
            let place = all.find(|node| node.rect().width() > 150.0).expect("the group is in the menu").rect().center();
            drop(all);
            desk.harness.hover_at(place);
            desk.run();
            desk.harness.drag_at(place);
            desk.harness.drop_at(place);
            desk.run();
        }
        for command in UiCommand::all().filter(|command| command.group() == group) {
            let name = command.name(Language::Chinese);
            assert!(desk.harness.query_all_by_label_contains(&name).next().is_some(), "{name} is not in the menu");
        }
        desk.key(Modifiers::NONE, Key::Escape);
        desk.key(Modifiers::NONE, Key::Escape);
    }
}

#[test]
fn the_page_of_shortcuts_has_every_command_with_keys_and_can_be_filtered_by_both() {
    let mut desk = Desk::open();
    desk.harness.set_size(egui::vec2(1200.0, 2_400.0));
    desk.key(Modifiers::NONE, Key::F1);
    let with_keys = |desk: &Desk| {
        let keys = |command: UiCommand| Some((command.name(Language::Chinese), command.keys(&desk.harness.ctx)?));
        UiCommand::all().filter_map(keys).collect::<Vec<_>>()
    };
    for (name, keys) in with_keys(&desk) {
        desk.harness.get_by_label(&format!("{name}: {keys}"));
    }
    desk.harness.get_by_label_contains("按词扩大或缩小选区: Ctrl+Shift+");
    desk.write("F6");
    desk.harness.get_by_label("到下一个面板: F6");
    assert!(desk.harness.query_by_label_contains("撤销: ").is_none());
    desk.key(Modifiers::COMMAND, Key::A);
    desk.write("cx");
    desk.harness.get_by_label("撤销: Ctrl+Z");
}

#[test]
fn the_palette_has_every_command_that_is_possible() {
    let mut desk = Desk::open();
    let situation = desk.shell().situation();
    desk.key(Modifiers::COMMAND, Key::K);
    desk.write(">");
    for command in UiCommand::all().filter(|command| command.possible(&situation)) {
        let name = command.name(Language::Chinese);
        let found = desk.harness.query_all_by_label(&name).next().is_some();
        assert_eq!(found, command != UiCommand::FindAnything || found, "{name}");
    }
}

#[test]
fn every_key_of_the_list_runs_its_command() {
    for command in UiCommand::all() {
        let Some(shortcut) = command.shortcut() else { continue };
        let desk = Desk::open();
        let ctx = &desk.harness.ctx;
        let situation = tianye::app::commands::Situation::with_everything();
        let event = egui::Event::Key {
            key: shortcut.logical_key,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: shortcut.modifiers,
        };
        let mut found = Vec::new();
        let input = egui::RawInput { events: vec![event], max_texture_side: Some(8192), ..egui::RawInput::default() };
        ctx.run_ui(input, |ui| found.extend(UiCommand::pressed(ui.ctx(), &situation))).drop_without_applying_deltas();
        // Two commands may share keys where only one of them ever makes sense.
        let same = |one: &UiCommand| one.shortcut() == command.shortcut();
        assert!(!found.is_empty() && found.iter().all(same), "{:?} runs {found:?}", command.keys(ctx));
    }
}

#[test]
fn f6_goes_round_the_panels_and_back() {
    let mut desk = Desk::open();
    desk.act(Action::PasteCodes { outline: "合谋".to_owned(), parent: None });
    let focused = |desk: &Desk| {
        let id = desk.harness.ctx.memory(egui::Memory::focused)?;
        Some(desk.harness.ctx.read_response(id)?.rect.center())
    };
    let mut places = Vec::new();
    for _ in 0..8 {
        desk.key(Modifiers::NONE, Key::F6);
        places.push(focused(&desk).expect("something has the keyboard"));
    }
    // From the text, which had it, over the details, where something in them takes it, to the status bar and round.
    let status = places.iter().position(|place| place.y > 760.0).expect("the status bar");
    let [top, documents, codes, text] = [1, 2, 3, 4].map(|step| places[status + step]);
    assert!(top.y < 50.0, "{places:?}");
    assert!(documents.x < 264.0 && codes.x < 264.0 && documents.y < codes.y, "{places:?}");
    assert!(text.x > 264.0 && text.x < 920.0 && text.y > 50.0, "{places:?}");
    let (last, before) = (places[7], places[6]);
    assert_ne!(last, before, "{places:?}");
    desk.key(Modifiers::SHIFT, Key::F6);
    assert_eq!(focused(&desk), Some(before));
}

#[test]
fn f6_comes_to_the_list_of_a_panel_and_not_to_the_buttons_above_it() {
    use egui_kittest::kittest::NodeT as _;
    let mut desk = Desk::open();
    desk.act(Action::PasteCodes { outline: "合谋".to_owned(), parent: None });
    let mut met = Vec::new();
    for _ in 0..8 {
        desk.key(Modifiers::NONE, Key::F6);
        let focused = desk.harness.root().children_recursive().find(|node| node.accesskit_node().is_focused());
        met.extend(focused.and_then(|node| node.accesskit_node().label()));
    }
    // The first row of the documents is their group.
    for row in ["访谈", "合谋"] {
        assert!(met.iter().any(|label| label.starts_with(row)), "{row}: {met:?}");
    }
    assert!(met.iter().all(|label| !label.contains("导入")), "{met:?}");
}

#[test]
fn the_page_of_shortcuts_is_scrolled_by_keys_while_its_filter_has_the_keyboard() {
    let mut desk = Desk::open();
    desk.key(Modifiers::NONE, Key::F1);
    let name = UiCommand::NewProject.name(Language::Chinese);
    let first = format!("{name}: {}", UiCommand::NewProject.keys(&desk.harness.ctx).unwrap());
    let top = |desk: &Desk| desk.harness.get_by_label(&first).rect().top();
    desk.key(Modifiers::NONE, Key::Home);
    let start = top(&desk);
    for (down, up) in [(Key::ArrowDown, Key::ArrowUp), (Key::PageDown, Key::PageUp), (Key::End, Key::Home)] {
        desk.key(Modifiers::NONE, down);
        assert!(top(&desk) < start - 20.0, "{down:?}");
        desk.key(Modifiers::NONE, up);
        assert!((top(&desk) - start).abs() < 1.0, "{up:?}");
    }
    desk.write("F6");
    desk.harness.get_by_label("到下一个面板: F6");
}
