//! The ends of a coding, taken hold of by the pointer and moved by keys.

use egui::CursorIcon;

use super::*;

/// The knob of an end of a passage: above its first character, below its last one.
fn knobs(column: &Column, passage: &str) -> [Pos2; 2] {
    let span = column.harness.state().find(passage);
    let (first, last) = (column.desk_rect(span.start.0), column.desk_rect(span.end.0 - 1));
    let half = column.harness.state().style.body.size * 0.75;
    [pos2(first.left(), first.center().y - half), pos2(last.right(), last.center().y + half)]
}

fn coded() -> Column {
    let mut column = column(Desk::of(INTERVIEW).coded("大家是很感激的", "关怀"));
    let middle = column.start_of("很感激");
    column.click(middle);
    assert_eq!(column.say().clicked.len(), 1, "it is chosen");
    column
}

fn said(column: &mut Column) -> Option<String> {
    let (_, span) = column.say().resized?;
    Some(column.desk().document.text.slice(span).to_owned())
}

fn cursor(column: &Column) -> CursorIcon {
    column.harness.output().platform_output.cursor_icon
}

#[test]
fn a_coding_is_made_longer_and_shorter_by_dragging_its_ends() {
    let mut column = coded();
    let [start, finish] = knobs(&column, "大家是很感激的");
    column.move_to(start);
    column.run();
    assert_eq!(cursor(&column), CursorIcon::ResizeHorizontal);
    let to = column.start_of("是很感激");
    column.drag(start, to);
    assert_eq!(said(&mut column).as_deref(), Some("是很感激的"));
    let to = column.end_of("可是后来");
    column.drag(finish, to);
    assert_eq!(said(&mut column).as_deref(), Some("大家是很感激的；可是后来"));
    assert_eq!(column.selected(), "", "nothing was selected meanwhile");
}

#[test]
fn the_new_extent_is_seen_while_it_is_dragged_and_escape_lets_it_go() {
    let mut column = coded();
    let [_, finish] = knobs(&column, "大家是很感激的");
    let beyond = column.start_of("来事情");
    let under = |column: &Column| column.picture().pixel(beyond.x as u32 - 4, beyond.y as u32 - 13);
    let before = under(&column);
    column.move_to(finish);
    column.button(finish, true, NONE);
    let far = column.end_of("慢慢变了");
    column.move_to(far);
    column.harness.step();
    assert_ne!(under(&column), before, "the passage grows under the pointer");
    column.harness.key_press(Key::Escape);
    column.harness.step();
    column.button(far, false, NONE);
    column.run();
    assert_eq!(said(&mut column), None);
    assert_eq!(under(&column), before);
}

#[test]
fn at_least_one_character_remains_and_a_mere_click_moves_nothing() {
    let mut column = coded();
    let [start, finish] = knobs(&column, "大家是很感激的");
    let (far, before) = (column.end_of("慢慢变了"), column.start_of("本来对"));
    column.drag(start, far);
    assert_eq!(said(&mut column).as_deref(), Some("的"));
    column.drag(finish, before);
    assert_eq!(said(&mut column).as_deref(), Some("大"));
    column.click(finish);
    assert_eq!(column.say().resized, None);
}

#[test]
fn with_alt_an_end_goes_by_words() {
    let mut desk = Desk::of(INTERVIEW).coded("brown fox", "狐");
    desk.selected = Some(desk.coding("狐"));
    let mut column = column(desk);
    let [_, finish] = knobs(&column, "brown fox");
    let to = column.start_of("mps over");
    column.move_to(finish);
    column.button(finish, true, NONE);
    column.harness.event_modifiers(Event::PointerMoved(to), Modifiers::ALT);
    column.harness.step();
    column.button(to, false, Modifiers::ALT);
    column.run();
    assert_eq!(said(&mut column).as_deref(), Some("brown fox jumps"));
}

#[test]
fn the_first_coded_character_can_be_pressed_to_select_from_it() {
    let mut column = coded();
    let (from, to) = (column.start_of("大家是"), column.end_of("很感激"));
    column.drag(from, to);
    assert_eq!(column.selected(), "大家是很感激");
    assert_eq!(column.say().resized, None);
}

#[test]
fn an_end_that_keys_move_out_of_sight_is_followed() {
    let mut desk = Desk::of(&long_text()).coded("00000001", "号");
    let (id, span) = (desk.shown[0].id, desk.shown[0].span);
    desk.resizing = Some((id, span));
    let mut column = column(desk);
    let before = column.desk().view.offset();
    column.desk().resizing = Some((id, Span { end: CharIndex(9_000), ..span }));
    column.run();
    assert!(column.desk().view.offset() > before + 1_000.0);
    let seen = column.desk().view.on_screen().unwrap();
    assert!(seen.contains(CharIndex(8_999)), "{seen:?}");
}

#[test]
fn a_coding_has_handles_while_it_is_chosen_or_pointed_at_and_may_be_changed() {
    let mut column = column(Desk::of(INTERVIEW).coded("大家是很感激的", "关怀"));
    let [start, finish] = knobs(&column, "大家是很感激的");
    let knob = |column: &Column| column.picture().pixel(start.x as u32, start.y as u32);
    let bare = knob(&column);
    column.move_to(column.start_of("很感激"));
    column.run();
    assert_ne!(knob(&column), bare, "a hint while it is pointed at");
    column.move_to(pos2(300.0, 600.0));
    column.run();
    assert_eq!(knob(&column), bare);
    column.desk().selected = Some(column.desk().coding("关怀"));
    column.run();
    let chosen = knob(&column);
    assert_ne!(chosen, bare);
    column.desk().may_resize = false;
    column.run();
    assert_ne!(knob(&column), chosen, "only read");
    let to = column.end_of("可是后来");
    column.drag(finish, to);
    assert_eq!(said(&mut column), None);
}
