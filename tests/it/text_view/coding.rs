//! Stripes, coded passages, and codes and passages that are dragged.

use super::*;

#[test]
fn a_stripe_is_a_button_with_its_codes_name() {
    let mut column = column(Desk::of(INTERVIEW).coded("这种关怀", "合谋").coded("表格越填越多", "内卷化"));
    let stripe = column.harness.get_by_label("合谋，第 3 段").rect();
    column.harness.get_by_label("合谋，第 3 段").click();
    column.run();
    let (first, second) = (column.desk().coding("合谋"), column.desk().coding("内卷化"));
    let said = column.say();
    assert_eq!((said.clicked, said.hovered), (vec![first], Some(first)));
    // Its name stands to the right of all stripes, at the same height.
    let name = pos2(stripe.right() + 60.0, stripe.top() + 8.0);
    column.move_to(name);
    column.run();
    assert_eq!(column.say().hovered, Some(first));
    let other = column.harness.get_by_label("内卷化，第 3 段").rect().center();
    column.click(other);
    assert_eq!(column.say().clicked, [second]);
}

#[test]
fn a_click_on_coded_text_takes_the_shortest_coding_and_then_those_below() {
    let desk = Desk::of(INTERVIEW).coded("大家是很感激的", "长").coded("感激", "短").coded("是很感激", "中");
    let mut column = column(desk);
    let at = column.start_of("激的");
    let order = ["短", "中", "长", "短"].map(|name| column.desk().coding(name));
    for expected in order {
        column.click(at);
        assert_eq!(column.say().clicked, [expected]);
    }
    column.move_to(at);
    column.run();
    assert_eq!(column.say().at_caret.len(), 3);
    let beside = column.start_of("可是后来");
    column.click(beside);
    let said = column.say();
    assert_eq!((said.clicked, said.hovered), (vec![], None));
}

#[test]
fn hovering_a_stripe_lights_its_passage_and_hovering_the_passage_its_stripe() {
    let mut column = column(Desk::of(INTERVIEW).coded("这种关怀", "合谋").coded("快三十年", "时间"));
    let passage = column.start_of("关怀");
    let corner = |column: &Column, at: Pos2| column.picture().pixel(at.x as u32 - 2, at.y as u32 - 11);
    let stripe = column.harness.get_by_label("合谋，第 3 段").rect().center();
    let (text, bar) = (corner(&column, passage), column.picture().pixel(stripe.x as u32, stripe.y as u32));
    column.move_to(stripe);
    column.run();
    assert_ne!(corner(&column, passage), text, "the passage is not lit");
    column.move_to(column.start_of("年了"));
    column.run();
    assert_ne!(column.picture().pixel(stripe.x as u32, stripe.y as u32), bar, "the other stripe does not step back");
}

#[test]
fn a_menu_is_wanted_where_the_other_button_was_pressed() {
    let mut column = column(Desk::of(INTERVIEW).coded("这种关怀", "合谋"));
    let at = column.start_of("关怀");
    column.move_to(at);
    for pressed in [true, false] {
        let button = PointerButton::Secondary;
        column.harness.event(Event::PointerButton { pos: at, button, pressed, modifiers: NONE });
    }
    column.run();
    let menu = column.say().menu.expect("a menu");
    assert_eq!((menu.at, menu.position), (at, column.desk().find("关怀").start));
    assert_eq!(menu.codings, [column.desk().coding("合谋")]);
}

#[test]
fn a_code_dropped_on_the_selection_codes_it_and_elsewhere_the_sentence() {
    let mut column = column(Desk::of(INTERVIEW));
    let code = CodeId::new(&mut CountingMint::after(900));
    let passage = column.desk().find("表格越填越多");
    column.desk().view.select(passage);
    for (over, coded) in [("越填", "表格越填越多"), ("三十年", "老人 03：快三十年了。")] {
        let at = column.start_of(over);
        column.desk().code_on_its_way = Some(code);
        column.move_to(pos2(at.x - 30.0, at.y));
        column.move_to(at);
        assert_eq!(column.say().dropped, None, "not before it is let go");
        column.button(at, false, NONE);
        let span = column.desk().find(coded);
        assert_eq!(column.say().dropped, Some(Dropped { code, span }));
        assert_eq!(column.selected(), "表格越填越多", "dropping leaves the selection alone");
    }
}

#[test]
fn a_selected_passage_can_be_carried_away_and_a_mere_click_on_it_lets_go() {
    let mut column = column(Desk::of(INTERVIEW));
    let passage = column.desk().find("表格越填越多");
    column.desk().view.select(passage);
    column.run();
    let (from, to) = (column.start_of("越填"), pos2(990.0, 300.0));
    column.drag(from, to);
    let document = column.desk().document.id;
    assert_eq!(column.say().passage, Some(DraggedPassage { document, span: passage }));
    assert_eq!(column.selected(), "表格越填越多");
    column.click(from);
    assert_eq!((column.selected(), column.caret()), ("", passage.start.0 + 2));
    assert_eq!(column.say().passage, None);
}

#[test]
fn labels_of_speakers_are_coloured_by_what_they_do_and_times_stand_below_the_numbers() {
    let turn = |start, end, speaker| Turn {
        span: Span::new(start, end).unwrap(),
        said: CharIndex(start + 4),
        speaker: Some(speaker),
        at: Some(Moment::Recording(u32::from(speaker) * 83_000)),
        until: None,
    };
    let text = "访谈者：哪一年开的？\n李大爷：前年秋天。";
    let structure = Structure {
        speakers: [("访谈者", Role::Interviewer), ("李大爷", Role::Respondent)]
            .map(|(name, role)| Speaker { name: name.into(), role })
            .into(),
        turns: vec![turn(0, 10, 0), turn(11, 20, 1)],
        ..Structure::default()
    };
    let shown = |structure: Structure| {
        let mut desk = Desk::of(text);
        desk.document.structure = Arc::new(structure);
        column(desk)
    };
    let (plain, told) = (shown(Structure::default()), shown(structure));
    // The darkest pixel of a stretch: its ink.
    let ink = |column: &Column, from: Pos2, to: Pos2| {
        let picture = column.picture();
        let pixels =
            (from.x as u32..to.x as u32).flat_map(|x| (from.y as u32 - 10..to.y as u32 + 10).map(move |y| (x, y)));
        pixels
            .map(|(x, y)| picture.pixel(x, y))
            .min_by_key(|[r, g, b]| u32::from(*r) + u32::from(*g) + u32::from(*b))
            .unwrap()
    };
    let of = |column: &Column, word: &str| ink(column, column.start_of(word), column.end_of(word));
    assert_ne!(of(&told, "访谈者"), of(&plain, "访谈者"), "who asks is set back");
    assert_ne!(of(&told, "李大爷"), of(&told, "访谈者"), "who answers stands out");
    assert_eq!(of(&told, "前年秋天"), of(&plain, "前年秋天"), "what was said is plain text");
    // Below the number of the second paragraph, left of the text.
    let below = |column: &Column| {
        let start = column.start_of("李大爷");
        ink(column, start + vec2(-60.0, 18.0), start + vec2(-10.0, 18.0))
    };
    assert_ne!(below(&told), below(&plain), "the time is not there");
}
