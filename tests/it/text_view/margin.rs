//! Beside the text: stripes and names of many codings, the list under a resting pointer, the codeline.

use egui::accesskit::Role;
use egui_kittest::kittest::NodeT as _;

use super::*;

/// So many codings that all cover one passage.
fn crowded(count: usize) -> Desk {
    let mut desk = Desk::of(INTERVIEW);
    for n in 0..count {
        let passage = ["大家是很感激的", "很感激的；可是后来事情慢慢变了", "感激"][n % 3];
        desk = desk.coded(passage, &format!("编码第 {n:02} 号"));
    }
    desk
}

fn stripes(column: &Column) -> Vec<Rect> {
    let all = column.harness.get_all_by_label_contains("，第 3 段");
    all.filter(|node| node.accesskit_node().role() == Role::Button).map(|node| node.rect()).collect()
}

#[test]
fn four_to_thirty_codings_on_one_passage_have_stripes_that_never_touch() {
    for (count, width) in [(4, 1000.0), (12, 1000.0), (30, 1000.0), (30, 640.0), (30, 420.0)] {
        let column = column_of(crowded(count), [width, 640.0]);
        let bars = stripes(&column);
        assert_eq!(bars.len(), count, "at {width}");
        for (at, bar) in bars.iter().enumerate() {
            assert!(bar.right() <= width, "{bar:?}");
            for other in &bars[at + 1..] {
                let apart = bar.right() <= other.left() + 0.01 || other.right() <= bar.left() + 0.01;
                assert!(apart, "{count} at {width}: {bar:?} {other:?}");
            }
        }
    }
}

#[test]
fn names_without_room_stand_behind_a_number_that_opens() {
    let mut column = column(crowded(12));
    let label = {
        let all = column.harness.get_all_by_label_contains("另有");
        let labels: Vec<String> = all.filter_map(|node| node.accesskit_node().label()).collect();
        assert!(!labels.is_empty(), "twelve names do not stand beside two rows");
        labels[0].clone()
    };
    column.harness.get_by_label(&label).click();
    column.run();
    let hidden: Vec<String> = {
        let buttons = column.harness.get_all_by_role(Role::Button);
        let names = buttons.filter_map(|node| node.accesskit_node().label());
        names.filter(|name| name.starts_with("编码第") && !name.contains('段')).collect()
    };
    assert!(hidden.len() >= 2, "{hidden:?}");
    let id = column.desk().coding(&hidden[1]);
    column.harness.get_by_label(&hidden[1]).click();
    column.run();
    assert_eq!(column.say().clicked, [id]);
}

#[test]
fn a_resting_pointer_is_told_all_codings_under_it_and_a_moving_one_nothing() {
    let desk = Desk::of(INTERVIEW).coded("大家是很感激的", "长").coded("感激", "短");
    let mut column = column(desk);
    let at = column.start_of("激的");
    column.move_to(at);
    column.harness.run_steps(4);
    assert_eq!(column.say().rested, [], "not at once");
    column.harness.run_steps(16);
    let order = ["短", "长"].map(|name| column.desk().coding(name));
    assert_eq!(column.say().rested, order, "the shortest stands first");
    column.move_to(at + vec2(30.0, 0.0));
    column.harness.step();
    assert_eq!(column.say().rested, [], "it goes with the first movement");
}

#[test]
fn a_click_on_the_codeline_goes_there_even_if_it_is_over_at_once() {
    let mut column = column(Desk::of(&long_text()));
    let strip = column.harness.get_by_label("编码分布").rect();
    let at = strip.lerp_inside(vec2(0.5, 0.5));
    column.move_to(at);
    // Pressed and released before a frame was drawn.
    for pressed in [true, false] {
        let button = PointerButton::Primary;
        column.harness.event(Event::PointerButton { pos: at, button, pressed, modifiers: NONE });
    }
    column.harness.step();
    column.run();
    let height = column.desk().view.layout().unwrap().height();
    let share = column.desk().view.offset() / height;
    assert!((share - 0.5).abs() < 0.02, "{share}");
}

#[test]
fn a_press_on_the_codeline_goes_there_and_a_drag_scrolls_on() {
    let mut column = column(Desk::of(&long_text()).coded("00000900", "远处"));
    let strip = column.harness.get_by_label("编码分布").rect();
    assert!(strip.right() <= 1000.0 && strip.width() <= 16.0);
    column.move_to(strip.lerp_inside(vec2(0.5, 0.5)));
    column.button(strip.lerp_inside(vec2(0.5, 0.5)), true, NONE);
    column.run();
    let height = column.desk().view.layout().unwrap().height();
    let share = |column: &mut Column| column.desk().view.offset() / height;
    let half = share(&mut column);
    assert!((half - 0.5).abs() < 0.02, "{half}");
    let below = strip.lerp_inside(vec2(0.5, 0.75));
    column.move_to(below);
    column.run();
    assert!((share(&mut column) - 0.75).abs() < 0.03, "it follows the pointer");
    // And past its end the text ends.
    column.move_to(below + vec2(0.0, 900.0));
    column.run();
    column.button(below + vec2(0.0, 900.0), false, NONE);
    let seen = column.desk().view.on_screen().unwrap();
    assert!(seen.end.0 + 300 > column.desk().document.text.char_len());
}

#[test]
fn the_codeline_shows_codings_in_their_colours_and_is_made_once() {
    let mut desk = Desk::of(&long_text()).coded("00000900", "远处");
    desk.hits = vec![desk.find("00000300")];
    let mut column = column(desk);
    let strip = column.harness.get_by_label("编码分布").rect();
    let picture = column.picture();
    let [r, g, b, _] = column.desk().style.background.to_array();
    let paper = [r, g, b];
    let coloured = |x: f32| {
        let lines = strip.top() as u32 + 60..strip.bottom() as u32;
        let found: Vec<u32> = lines.filter(|&y| picture.pixel(x as u32, y) != paper).collect();
        found.iter().map(|&y| (y as f32 - strip.top()) / strip.height()).collect::<Vec<_>>()
    };
    let codings = coloured(strip.left() + 4.0);
    assert!(!codings.is_empty() && codings.iter().all(|at| (at - 0.45).abs() < 0.02), "{codings:?}");
    let hits = coloured(strip.right() - 2.5);
    assert!(!hits.is_empty() && hits.iter().all(|at| (at - 0.15).abs() < 0.02), "{hits:?}");
    let made = column.desk().view.codeline_made();
    for _ in 0..5 {
        column.key(NONE, Key::PageDown);
        column.move_to(pos2(300.0, 300.0));
    }
    assert_eq!(column.desk().view.codeline_made(), made, "it was made anew although nothing had changed");
}

#[test]
fn where_nothing_moves_nothing_is_drawn() {
    let mut column = column(Desk::of(INTERVIEW).coded("大家是很感激的", "长").coded("感激", "短"));
    for at in [pos2(5.0, 600.0), column.start_of("激的")] {
        column.click(at);
        column.harness.run_steps(40);
        let output = column.harness.output();
        let wanted = output.viewport_output[&egui::ViewportId::ROOT].repaint_delay;
        assert_eq!(wanted, std::time::Duration::MAX, "a frame is wanted at {at:?}");
    }
}
