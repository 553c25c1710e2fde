//! Long texts, keeping one's place, and texts that are odd to walk through.

use super::*;

#[test]
fn of_half_a_million_characters_only_the_rows_on_screen_are_laid_out() {
    let mut column = column(Desk::of(&long_text()));
    assert!(column.desk().document.text.char_len() >= 499_000);
    let rows = |column: &mut Column| {
        column.run();
        column.say().rows
    };
    let most = 640 / 36 + 3;
    assert!((10..=most).contains(&rows(&mut column)));
    assert!(column.desk().view.layout().unwrap().rows().len() > 10_000);
    let far = column.desk().find("00001234：");
    column.desk().view.scroll_to(far.start);
    assert!((10..=most).contains(&rows(&mut column)));
    let rect = column.desk_rect(far.start.0);
    assert!((rect.top() - 0.3 * 640.0).abs() < 2.0, "the place stands in the upper third: {rect:?}");
    assert!(column.harness.query_by_label_contains("00001234").is_some(), "painted text is found by its label");
    assert!(column.harness.query_by_label_contains("00000001").is_none());
}

#[test]
fn dragging_below_the_window_scrolls_and_selects_on() {
    let mut column = column(Desk::of(&long_text()));
    let from = column.start_of("00000001");
    column.move_to(from);
    column.button(from, true, NONE);
    column.move_to(pos2(300.0, 400.0));
    column.move_to(pos2(300.0, 700.0));
    column.harness.run_steps(30);
    let scrolled = column.desk().view.offset();
    assert!(scrolled > 300.0, "{scrolled}");
    let selected = column.desk().view.selection().unwrap();
    column.harness.run_steps(10);
    let later = column.desk().view.selection().unwrap();
    assert!(later.end > selected.end && later.start == selected.start);
    column.button(pos2(300.0, 700.0), false, NONE);
    column.run();
    let rest = column.desk().view.offset();
    column.harness.run_steps(5);
    assert_eq!(column.desk().view.offset(), rest, "it stops with the button");
    assert_eq!(column.say().finished.unwrap().span.start, later.start);
}

#[test]
fn the_keyboard_keeps_the_caret_in_sight_and_pages_through_the_text() {
    let mut column = column(Desk::of(&long_text()));
    let at = column.start_of("00000001");
    column.click(at);
    let mut last = column.caret();
    for _ in 0..5 {
        column.key(NONE, Key::PageDown);
        assert!(column.caret() > last);
        last = column.caret();
        let rect = column.desk_rect(last);
        assert!(rect.top() >= 0.0 && rect.bottom() <= 640.0, "{rect:?}");
    }
    column.key(ctrl(), Key::End);
    assert!(column.desk_rect(column.caret()).bottom() <= 640.0);
    column.key(ctrl(), Key::Home);
    assert_eq!((column.caret(), column.desk().view.offset()), (0, 0.0));
}

#[test]
fn a_reader_keeps_their_place_when_the_window_or_the_size_changes() {
    let mut column = column(Desk::of(&long_text()));
    let far = column.desk().find("00000777：").start;
    column.desk().view.scroll_to(far);
    column.run();
    let top = |column: &Column| column.desk_rect(far.0).top();
    let before = top(&column);
    column.harness.set_size(egui::vec2(800.0, 640.0));
    column.run();
    assert!((top(&column) - before).abs() < 160.0, "{before} became {}", top(&column));
    column.desk().style.body.size = 24.0;
    column.run();
    assert!((0.0..640.0).contains(&top(&column)), "{}", top(&column));
}

#[test]
fn a_reader_comes_back_to_where_they_were_in_a_document() {
    let mut column = column(Desk::of(&long_text()));
    let far = column.desk().find("00000777：").start;
    column.desk().view.scroll_to(far);
    column.run();
    let offset = column.desk().view.offset();
    let other = Document { id: DocumentId::new(&mut CountingMint::after(50)), ..Desk::of(INTERVIEW).document };
    let first = std::mem::replace(&mut column.desk().document, other);
    column.run();
    assert_eq!(column.desk().view.offset(), 0.0);
    column.desk().document = first;
    column.run();
    assert_eq!(column.desk().view.offset(), offset);
}

#[test]
fn a_revealed_passage_is_brought_into_sight_and_flashes_for_a_moment() {
    let mut column = column(Desk::of(&long_text()));
    let span = column.desk().find("00000900：在这次访谈");
    column.desk().view.reveal(span);
    column.harness.step();
    let bright = column.picture();
    column.harness.run_steps(40);
    assert!(bright != column.picture(), "nothing flashed");
    let offset = column.desk().view.offset();
    column.desk().view.reveal(span);
    column.run();
    assert_eq!(column.desk().view.offset(), offset, "what is in sight stays where it is");
}

#[test]
fn a_passage_far_down_is_brought_into_sight_also_where_a_short_document_was_read_before() {
    let short: String = INTERVIEW.repeat(4);
    let mut column = column(Desk::of(&short));
    column.run();
    let long = Document { id: DocumentId::new(&mut CountingMint::after(50)), ..Desk::of(&long_text()).document };
    column.desk().document = long;
    let span = column.desk().find("00000900：在这次访谈");
    column.desk().view.reveal(span);
    column.run();
    let top = column.desk_rect(span.start.0).top();
    assert!((0.0..640.0).contains(&top), "the passage stands at {top}");
}

#[test]
fn a_click_on_a_number_takes_the_paragraph() {
    let mut column = column(Desk::of(INTERVIEW));
    let at = column.start_of("访谈者：您");
    column.click(pos2(at.x - 40.0, at.y));
    assert_eq!(column.selected(), "访谈者：您在这里住了多少年？");
}

#[test]
fn empty_and_blank_documents_can_be_clicked_and_walked() {
    for text in ["", "\n", "\n\n\n", "   ", "一"] {
        let mut column = column(Desk::of(text));
        column.click(pos2(300.0, 60.0));
        for key in [Key::ArrowDown, Key::ArrowRight, Key::End, Key::PageDown, Key::ArrowUp, Key::Home, Key::ArrowLeft] {
            column.key(SHIFT, key);
            column.key(ctrl(), key);
        }
        column.harness.run_steps(20);
        column.click_with(pos2(300.0, 60.0), 4, NONE);
        column.key(ctrl(), Key::A);
        assert_eq!(column.selected(), text.strip_suffix('\n').unwrap_or(text));
    }
}

#[test]
fn every_position_of_a_mixed_text_is_hit_where_it_is_drawn() {
    let text = INTERVIEW.to_owned() + "村\t表格（份）\t检查（次）\n甲村\t120\t36\n";
    let mut desk = Desk::of(&text);
    let marks = vec![
        Mark { span: desk.find("感激的；可"), kind: MarkKind::Bold },
        Mark { span: desk.find("brown fox"), kind: MarkKind::Italic },
        Mark { span: desk.find("fox jumps"), kind: MarkKind::Bold },
    ];
    let table = |paragraph| Block { paragraph, kind: BlockKind::TableRow };
    let blocks = vec![
        Block { paragraph: 0, kind: BlockKind::Heading(1) },
        Block { paragraph: 5, kind: BlockKind::Quote },
        table(6),
        table(7),
    ];
    desk.document.structure = Arc::new(Structure { blocks, marks, ..Structure::default() });
    let column = column(desk);
    let desk = column.harness.state();
    let layout = desk.view.layout().unwrap();
    for (at, character) in text.chars().enumerate().filter(|(_, c)| *c != '\n') {
        let at = CharIndex(at as u32);
        let rect = column.harness.ctx.fonts_mut(|fonts| layout.rect_of(at, fonts));
        assert!(rect.width() > 0.5, "{character} has no width");
        let hit = column.harness.ctx.fonts_mut(|fonts| {
            let (left, right) = (rect.left() + rect.width() * 0.3, rect.left() + rect.width() * 0.7);
            let y = rect.center().y;
            let under = layout.character_at(pos2(right, y), fonts);
            (layout.position_at(pos2(left, y), fonts).at, layout.position_at(pos2(right, y), fonts).at, under)
        });
        assert_eq!(hit, (at, CharIndex(at.0 + 1), Some(at)), "{character}");
    }
    let left = |passage: &str| {
        let start = desk.find(passage).start;
        column.harness.ctx.fonts_mut(|fonts| layout.rect_of(start, fonts).left())
    };
    assert!((left("检查") - left("36")).abs() < 1.0, "cells of a column begin at the same place");
}
