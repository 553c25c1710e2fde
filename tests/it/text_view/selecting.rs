//! Selecting by pointer and keys, and copying what is selected.

use super::*;

#[test]
fn a_drag_over_paragraphs_selects_exactly_what_lies_between() {
    let mut column = column(Desk::of(INTERVIEW));
    let (from, to) = (column.start_of("住了多少年"), column.end_of("本来对政府"));
    column.drag(from, to);
    assert_eq!(column.selected(), "住了多少年？\n老人 03：快三十年了。本来对政府");
    let said = column.say();
    let finished = said.finished.expect("the pointer was released");
    assert_eq!(Some(finished.span), column.desk().view.selection());
    assert!(finished.rect.contains(from) && finished.rect.contains(to));
    assert_eq!(said.clicked, [], "a drag is no click");
    // The other way round, and over half of a narrow letter.
    let (from, to) = (column.end_of("brown f"), column.start_of("要求”"));
    column.drag(from, to);
    assert_eq!(column.selected(), "要求”，我们也不好说什么……\n\nThe quick brown f");
}

#[test]
fn clicks_at_one_place_take_the_word_the_sentence_and_the_paragraph() {
    let mut desk = Desk::of(INTERVIEW);
    desk.words = |clause, at| if clause.contains("感激") && at >= 4 { 4..6 } else { 0..2 };
    let mut column = column(desk);
    let at = column.start_of("激的");
    column.click(at);
    assert_eq!(column.selected(), "");
    column.harness.run_steps(20);
    column.click_with(at, 2, NONE);
    assert_eq!(column.selected(), "感激", "by the segmenter that was handed in");
    column.harness.run_steps(20);
    column.click_with(at, 3, NONE);
    let sentence =
        "本来对政府给予我们的这种关怀，大家是很感激的；可是后来事情慢慢变了，表格越填越多，来看我们的人却越来越少。";
    assert_eq!(column.selected(), sentence);
    column.harness.run_steps(20);
    column.click_with(at, 4, NONE);
    assert!(column.selected().starts_with("老人 03：快") && column.selected().ends_with("说什么……"));
    let at = column.start_of("didn’t");
    column.harness.run_steps(20);
    column.click_with(at, 2, NONE);
    assert_eq!(column.selected(), "didn’t");
}

#[test]
fn shift_extends_and_a_drag_from_a_double_click_goes_by_words() {
    let mut column = column(Desk::of(INTERVIEW));
    let (from, to) = (column.start_of("quick"), column.end_of("jumps"));
    column.click(from);
    column.harness.run_steps(20);
    column.click_with(to, 1, SHIFT);
    assert_eq!(column.selected(), "quick brown fox jumps");
    column.harness.run_steps(20);
    let middle = column.start_of("ps over");
    column.move_to(middle);
    column.click_with(middle, 1, NONE);
    column.button(middle, true, NONE);
    let to = column.start_of("azy dog");
    column.move_to(to);
    column.button(to, false, NONE);
    assert_eq!(column.selected(), "jumps over the lazy");
}

#[test]
fn the_keyboard_walks_and_selects_through_rows_and_paragraphs() {
    let mut column = column(Desk::of(INTERVIEW));
    let start = column.start_of("快三十年");
    column.click(start);
    let here = column.caret();
    column.key(NONE, Key::ArrowRight);
    assert_eq!(column.caret(), here + 1);
    column.key(NONE, Key::ArrowLeft);
    for _ in 0..3 {
        column.key(SHIFT, Key::ArrowRight);
    }
    assert_eq!(column.selected(), "快三十");
    column.key(NONE, Key::ArrowLeft);
    assert_eq!((column.selected(), column.caret()), ("", here), "an arrow lets go of what is selected");
    column.key(NONE, Key::Home);
    assert_eq!(column.caret(), column.desk().find("老人 03：快").start.0);
    column.key(SHIFT, Key::End);
    let row = column.selected().to_owned();
    assert!(row.starts_with("老人 03：快") && row.chars().count() > 25 && !row.contains('\n'), "{row}");
    // The end of a row that goes on is not the beginning of the next one.
    column.key(NONE, Key::End);
    let end = column.caret();
    column.key(NONE, Key::Home);
    assert_eq!(column.caret() + row.chars().count() as u32, end);
    column.key(ctrl(), Key::Home);
    column.key(SHIFT | ctrl(), Key::End);
    let text = INTERVIEW.trim_end().to_owned();
    assert_eq!(column.selected(), text);
    column.key(NONE, Key::ArrowRight);
    column.key(ctrl(), Key::A);
    assert_eq!(column.selected(), text);
}

#[test]
fn shift_with_page_keys_and_home_and_end_selects_what_lies_between() {
    let mut column = column(Desk::of(&long_text()));
    let at = column.start_of("他提到了表格");
    column.click(at);
    let here = column.caret();
    let head = |column: &mut Column| column.caret();
    column.key(SHIFT, Key::PageDown);
    let down = head(&mut column);
    assert_eq!(column.selected().chars().count() as u32, down - here);
    assert!(down > here + 400, "about a screenful: {}", down - here);
    column.key(SHIFT, Key::PageUp);
    assert_eq!((head(&mut column), column.selected()), (here, ""), "and back to where it began");
    column.key(SHIFT, Key::Home);
    assert_eq!(column.selected(), "00000000：在这次访谈里，");
    column.key(SHIFT | ctrl(), Key::End);
    let end = column.desk().document.text.char_len() - 1;
    assert_eq!((column.caret(), column.selected().chars().count() as u32), (end, end - here));
    column.key(SHIFT | ctrl(), Key::Home);
    assert_eq!(column.selected(), "00000000：在这次访谈里，");
}

#[test]
fn ctrl_shift_arrows_select_by_the_words_of_the_segmentation() {
    let mut desk = Desk::of(INTERVIEW);
    // Two characters a word.
    desk.words = |clause, at| at / 2 * 2..(at / 2 * 2 + 2).min(clause.chars().count());
    let mut column = column(desk);
    let at = column.start_of("是很感激的");
    column.click(at);
    for expected in ["是很", "是很感激", "是很感激的"] {
        column.key(ctrl() | SHIFT, Key::ArrowRight);
        assert_eq!(column.selected(), expected);
    }
    column.key(ctrl() | SHIFT, Key::ArrowLeft);
    assert_eq!(column.selected(), "是很感激");
}

#[test]
fn alt_while_dragging_takes_whole_words_at_both_ends() {
    let mut column = column(Desk::of(INTERVIEW));
    let (from, to) = (column.start_of("ick brown"), column.start_of("mps over"));
    let drag = |column: &mut Column, from: Pos2, to: Pos2| {
        column.harness.run_steps(20);
        column.move_to(from);
        column.button(from, true, Modifiers::ALT);
        column.harness.event_modifiers(Event::PointerMoved(to), Modifiers::ALT);
        column.harness.step();
        column.button(to, false, Modifiers::ALT);
        column.run();
        column.selected().to_owned()
    };
    assert_eq!(drag(&mut column, from, to), "quick brown fox jumps");
    let beside = column.start_of("那么您");
    column.click(beside);
    assert_eq!(drag(&mut column, to, from), "quick brown fox jumps", "backwards too");
    let still = column.start_of("lazy");
    column.click_with(still, 1, Modifiers::ALT);
    assert_eq!(column.selected(), "", "a mere click with Alt selects nothing");
}

#[test]
fn up_and_down_keep_their_column_over_short_and_empty_rows() {
    let mut column = column(Desk::of(INTERVIEW));
    let at = column.start_of("lazy dog");
    column.click(at);
    let x = |column: &Column, at: u32| column.desk_rect(at).left();
    let began = x(&column, column.caret());
    column.key(NONE, Key::ArrowUp);
    let empty = column.caret();
    assert_eq!(column.desk().document.text.paragraph_of(CharIndex(empty)), 3, "the empty paragraph");
    column.key(NONE, Key::ArrowUp);
    column.key(NONE, Key::ArrowUp);
    let there = x(&column, column.caret());
    assert!((there - began).abs() <= 10.0, "{began} became {there}");
    for _ in 0..3 {
        column.key(NONE, Key::ArrowDown);
    }
    assert_eq!(x(&column, column.caret()), began);
}

#[test]
fn ctrl_arrows_go_by_words_and_paragraphs_and_copying_takes_the_text_itself() {
    let mut column = column(Desk::of(INTERVIEW));
    let at = column.start_of("The quick");
    column.click(at);
    let step = |column: &mut Column, key| {
        column.key(ctrl() | SHIFT, key);
        column.selected().to_owned()
    };
    assert_eq!(step(&mut column, Key::ArrowRight), "The");
    assert_eq!(step(&mut column, Key::ArrowRight), "The quick");
    assert_eq!(step(&mut column, Key::ArrowLeft), "The ");
    assert_eq!(
        step(&mut column, Key::ArrowDown),
        "The quick brown fox jumps over the lazy dog, which didn’t mind at all."
    );
    column.harness.event(Event::Copy);
    column.harness.step();
    let copied = column.harness.output().platform_output.commands.iter().find_map(|command| match command {
        egui::OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    assert_eq!(copied.as_deref(), Some(column.selected()));
    column.key(NONE, Key::ArrowRight);
    assert_eq!(
        step(&mut column, Key::ArrowUp),
        "The quick brown fox jumps over the lazy dog, which didn’t mind at all."
    );
}

#[test]
fn a_selection_is_one_even_ground_over_what_is_coded_and_what_is_not() {
    for theme in [Theme::Light, Theme::Dark] {
        let mut desk = Desk::of(INTERVIEW).coded("大家是很感激的", "长").coded("感激", "短");
        desk.style = Style::of(theme);
        let mut column = column(desk);
        let selection = column.desk().style.selection;
        let passage = column.desk().find("这种关怀，大家是很感激的；可是");
        column.desk().view.select(passage);
        column.run();
        let picture = column.picture();
        let [r, g, b, _] = selection.to_array();
        let (paper, mut seen) = ([r, g, b], 0);
        for at in passage.start.0..passage.end.0 {
            let rect = column.desk_rect(at);
            // Between the letters: the seam of two characters, over the height of their ink.
            for y in rect.top() as u32 + 2..rect.bottom() as u32 - 6 {
                seen += u32::from(picture.pixel(rect.left() as u32, y) == paper);
            }
        }
        let rows = column.desk_rect(passage.start.0).height() as u32 - 8;
        let all = rows * passage.len();
        assert!(seen * 10 >= all * 8, "{theme:?}: {seen} of {all} are the selection's ground");
    }
}

#[test]
fn english_is_written_with_narrow_curly_quotes_and_chinese_with_wide_ones() {
    let mut column = column(Desk::of(INTERVIEW));
    let width_of = |column: &mut Column, before: &str| {
        let at = column.desk().find(before).end.0;
        column.desk_rect(at).width() / column.desk().style.body.size
    };
    let apostrophe = width_of(&mut column, "which didn");
    assert!(apostrophe < 0.4, "{apostrophe} em");
    let quote = width_of(&mut column, "他们说");
    assert!(quote > 0.8, "{quote} em");
    column.click(pos2(400.0, 200.0));
    column.key(ctrl(), Key::A);
    assert!(column.selected().contains("didn’t"), "what is selected is the text itself");
}
