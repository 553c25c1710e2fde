//! Who does not see the screen hears the name of everything that can have the keyboard.

use egui_kittest::kittest::NodeT as _;
use tianye::i18n::Language;

use super::Desk;
use super::states::Filled;

/// What can have the keyboard and has no name.
fn nameless(desk: &Desk) -> Vec<String> {
    let mut found = Vec::new();
    for node in desk.harness.root().children_recursive() {
        let node = node.accesskit_node();
        let named = node.label().is_some_and(|label| !label.trim().is_empty());
        if node.data().supports_action(egui::accesskit::Action::Focus) && !named && !node.is_root() {
            found.push(format!("{:?} at {:?}, value {:?}", node.role(), node.bounding_box(), node.value()));
        }
    }
    found
}

fn check(desk: &mut Desk, wrong: &mut Vec<String>, language: Language, place: &str) {
    let english = desk.harness.root().children_recursive().filter_map(|node| node.accesskit_node().label());
    // What egui calls edges by itself.
    wrong.extend(english.filter(|label| label == "Resize panel").map(|label| format!("{place}: {label}")));
    wrong.extend(nameless(desk).into_iter().map(|node| format!("{language:?} {place}: {node}")));
}

#[test]
fn everything_that_can_have_the_keyboard_has_a_name() {
    let mut wrong = Vec::new();
    for language in Language::ALL {
        let mut start = Desk::in_language(language);
        check(&mut start, &mut wrong, language, "start page");
        for filled in [Filled::Full, Filled::Empty] {
            let mut desk = Desk::of_project(filled, language, [1440.0, 900.0]);
            desk.each_workspace(|desk, place| check(desk, &mut wrong, language, &format!("{filled:?} {place}")));
            desk.each_dialog(|desk, place| check(desk, &mut wrong, language, &format!("{filled:?} {place}")));
        }
    }
    assert!(wrong.is_empty(), "{} without a name:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn of_a_choice_of_one_the_menus_say_which_is_chosen_and_that_it_is_one() {
    use egui::accesskit::Role;
    use egui_kittest::kittest::Queryable as _;
    let mut desk = Desk::open();
    desk.click("排序与计数");
    let radios = desk.harness.get_all_by_role(Role::RadioButton).count();
    assert!(radios >= 5, "{radios}");
    assert_eq!(desk.harness.query_all_by_role(Role::CheckBox).count(), 0, "nothing there is ticked beside others");
}
