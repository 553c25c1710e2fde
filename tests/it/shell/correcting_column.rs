//! A text is corrected in the column that it is read in: the same place, colours, margin and ways to select; and across
//! paragraphs.

use std::fmt::Write as _;

use egui::{Event, ImeEvent, Key, Modifiers, OutputCommand, PointerButton, Pos2};
use egui_kittest::kittest::Queryable as _;
use tianye::app::actions::Action;
use tianye::app::text_view::TextView;
use tianye::model::{CharIndex, Text};
use tianye::session::NewDocument;

use super::{Desk, TEXT};

const SHIFT: Modifiers = Modifiers::SHIFT;

fn draft(desk: &Desk) -> String {
    desk.shell().views.correct.draft().expect("a text is being corrected").text().as_str().to_owned()
}

fn column(desk: &mut Desk) -> &mut TextView {
    desk.harness.state_mut().views.correct.column().expect("a text is being corrected")
}

fn correcting() -> Desk {
    let mut desk = Desk::open();
    desk.key(Modifiers::NONE, Key::F4);
    desk.key(Modifiers::COMMAND, Key::Home);
    desk
}

/// The selected words of the draft.
fn selected(desk: &mut Desk) -> String {
    let (anchor, head) = column(desk).ends();
    let (start, end) = (anchor.min(head).get(), anchor.max(head).get());
    draft(desk).chars().skip(start).take(end - start).collect()
}

/// Where the character at a place stands on screen.
fn on_screen(desk: &mut Desk, at: usize) -> Pos2 {
    let ctx = desk.harness.ctx.clone();
    column(desk).rect_on_screen(&ctx, CharIndex(at as u32)).unwrap().center()
}

fn place_of(words: &str) -> usize {
    TEXT[..TEXT.find(words).unwrap()].chars().count()
}

fn press(desk: &mut Desk, at: Pos2) {
    // The harness takes its time over each event.
    desk.harness.ctx.options_mut(|options| options.input_options.max_double_click_delay = 60.0);
    for pressed in [true, false] {
        let button = PointerButton::Primary;
        desk.harness.event(Event::PointerMoved(at));
        desk.harness.event(Event::PointerButton { pos: at, button, pressed, modifiers: Modifiers::NONE });
    }
    desk.harness.step();
}

fn long_interview() -> Text {
    let mut text = String::new();
    for n in 0..200 {
        writeln!(text, "第 {n} 段：来的都是那几位，别人叫也叫不动，办总要办的，上面要看照片，登记表也要交上去。")
            .unwrap();
    }
    Text::new(text.trim_end()).unwrap()
}

#[test]
fn going_in_and_out_keeps_the_line_at_the_top_and_the_caret_stands_at_what_was_selected() {
    let mut desk = Desk::open_with(vec![NewDocument::typed("长访谈", long_interview())]);
    let long = desk.shell().session().unwrap().project().documents().nth(1).unwrap().id;
    desk.act(Action::OpenDocument(long));
    let at = CharIndex(4_000);
    desk.harness.state_mut().views.reading.column().scroll_to(at);
    desk.run();
    let span = tianye::model::Span::new(4_010, 4_014).unwrap();
    desk.harness.state_mut().views.reading.column().select(span);
    desk.run();
    let before = desk.harness.state_mut().views.reading.column().standing().unwrap();
    assert!(before.top.get() > 1_000);

    desk.key(Modifiers::NONE, Key::F4);
    let inside = desk.shell().views.correct.standing().unwrap();
    assert!(inside.top.get().abs_diff(before.top.get()) < 50, "{inside:?} {before:?}");
    let ctx = desk.harness.ctx.clone();
    let stood = desk.harness.state_mut().views.reading.column().rect_on_screen(&ctx, span.start).unwrap();
    let stands = on_screen(&mut desk, span.start.get());
    assert!((stood.center().y - stands.y).abs() < 1.0, "no line moves: {stood} {stands}");
    assert_eq!(desk.shell().views.correct.caret(), span.start);

    desk.key(Modifiers::NONE, Key::Escape);
    assert!(!desk.shell().is_correcting());
    let after = desk.harness.state_mut().views.reading.column().standing().unwrap();
    assert_eq!(after.top, before.top);
    assert!((after.y - before.y).abs() < 1.0, "{after:?} {before:?}");
}

#[test]
fn what_comes_in_above_does_not_lose_the_place_when_it_is_thrown_away() {
    let mut desk = Desk::open_with(vec![NewDocument::typed("长访谈", long_interview())]);
    let long = desk.shell().session().unwrap().project().documents().nth(1).unwrap().id;
    desk.act(Action::OpenDocument(long));
    desk.key(Modifiers::NONE, Key::F4);
    desk.key(Modifiers::COMMAND, Key::Home);
    desk.write(&"补一句。".repeat(20));
    desk.key(Modifiers::COMMAND, Key::End);
    let inside = desk.shell().views.correct.standing().unwrap().top.get();
    desk.key(Modifiers::NONE, Key::Escape);
    desk.click("不保存，退出");
    let after = desk.harness.state_mut().views.reading.column().standing().unwrap().top.get();
    assert!((inside - 80).abs_diff(after) < 60, "{inside} {after}");
}

#[test]
fn stripes_and_names_stand_beside_the_text_and_hidden_coders_stay_hidden() {
    let mut desk = Desk::open();
    desk.select("叫也叫不动");
    desk.key(Modifiers::NONE, Key::V);
    desk.harness.get_by_label("叫也叫不动，第 2 段");
    desk.key(Modifiers::NONE, Key::F4);
    desk.harness.get_by_label("叫也叫不动，第 2 段");
    desk.key(Modifiers::COMMAND, Key::Home);
    desk.key(Modifiers::NONE, Key::Enter);
    desk.harness.get_by_label("叫也叫不动，第 3 段");
    let coder = desk.shell().session().unwrap().coder();
    desk.harness.state_mut().hide_coders([coder].into());
    desk.run();
    assert!(desk.shell().views.correct.codings().is_empty());
    assert!(desk.harness.query_by_label("叫也叫不动，第 3 段").is_none());
}

#[test]
fn letters_stand_with_their_colours_in_the_frame_in_which_they_are_typed() {
    let mut desk = Desk::open();
    desk.select("叫也叫不动");
    desk.key(Modifiers::NONE, Key::V);
    desk.key(Modifiers::NONE, Key::F4);
    desk.key(Modifiers::COMMAND, Key::Home);
    let before = desk.shell().views.correct.codings()[0].span;
    desk.harness.event(Event::Text("其实".to_owned()));
    desk.harness.step();
    let shown = column(&mut desk).layout().unwrap().text().as_str().to_owned();
    assert_eq!(shown, format!("其实{TEXT}"));
    let now = desk.shell().views.correct.codings()[0].span;
    assert_eq!((now.start.get(), now.end.get()), (before.start.get() + 2, before.end.get() + 2));
    desk.harness.get_by_label_contains("1 处改动");
}

#[test]
fn clicks_take_words_sentences_and_paragraphs_and_keys_go_by_words_as_in_reading() {
    let mut desk = Desk::open();
    let end_of = |desk: &mut Desk, keys: usize| {
        for _ in 0..keys {
            desk.harness.key_press_modifiers(Modifiers::CTRL, Key::ArrowRight);
        }
        desk.run();
    };
    let ctx = desk.harness.ctx.clone();
    desk.harness.state_mut().views.reading.column().take_focus(&ctx);
    desk.run();
    desk.key(Modifiers::COMMAND, Key::Home);
    end_of(&mut desk, 5);
    let read = desk.harness.state_mut().views.reading.column().caret();
    assert!(read.get() > 4);
    desk.key(Modifiers::NONE, Key::F4);
    desk.key(Modifiers::COMMAND, Key::Home);
    end_of(&mut desk, 5);
    assert_eq!(desk.shell().views.correct.caret(), read, "words are cut the same");

    let at = on_screen(&mut desk, place_of("那几位") + 1);
    let mut taken = Vec::new();
    for _ in 0..4 {
        press(&mut desk, at);
        taken.push(selected(&mut desk));
    }
    desk.run();
    assert_eq!(taken[0], "");
    assert!((1..=4).contains(&taken[1].chars().count()), "a word, not a clause: {}", taken[1]);
    assert_eq!(taken[3], TEXT.lines().nth(1).unwrap());
    assert!(taken[3].contains(&taken[2]) && taken[2].contains(&taken[1]));
}

#[test]
fn a_selection_across_paragraphs_is_typed_over_cut_and_pasted() {
    let mut desk = correcting();
    for _ in 0..2 {
        desk.harness.key_press_modifiers(SHIFT, Key::ArrowDown);
    }
    desk.run();
    let lines: Vec<&str> = TEXT.lines().collect();
    assert_eq!(selected(&mut desk), format!("{}\n{}\n", lines[0], lines[1]));
    desk.harness.event(Event::Cut);
    desk.harness.step();
    let copied = desk.harness.output().platform_output.commands.iter().any(
        |command| matches!(command, OutputCommand::CopyText(text) if text.starts_with(lines[0]) && text.contains(lines[1])),
    );
    assert!(copied);
    desk.run();
    assert_eq!(draft(&desk), format!("{}\n{}", lines[2], lines[3]));
    desk.harness.event(Event::Paste("新一\r\n新二\n".to_owned()));
    desk.run();
    assert_eq!(draft(&desk), format!("新一\n新二\n{}\n{}", lines[2], lines[3]));

    desk.key(Modifiers::COMMAND, Key::A);
    desk.write("全");
    assert_eq!(draft(&desk), "全", "all of it is typed over");
    desk.key(Modifiers::COMMAND, Key::Z);
    assert!(draft(&desk).ends_with(lines[3]));
}

#[test]
fn a_drag_goes_on_over_the_end_of_a_paragraph() {
    let mut desk = correcting();
    let (from, to) = (place_of("那几位"), place_of("活动还要"));
    let [from_at, to_at] = [from, to].map(|at| {
        let ctx = desk.harness.ctx.clone();
        column(&mut desk).rect_on_screen(&ctx, CharIndex(at as u32)).unwrap().left_center()
    });
    desk.harness.drag_at(from_at);
    desk.harness.run();
    for share in [0.4, 1.0] {
        desk.harness.hover_at(from_at.lerp(to_at, share));
        desk.harness.run();
    }
    desk.harness.drop_at(to_at);
    desk.run();
    let taken: String = TEXT.chars().skip(from).take(to - from).collect();
    assert!(taken.contains('\n'));
    assert_eq!(selected(&mut desk), taken);
    desk.key(Modifiers::NONE, Key::Delete);
    assert_eq!(draft(&desk), TEXT.replace(&taken, ""), "what is left of the two is one paragraph");
    desk.act(Action::PasteCodes { outline: "合谋".to_owned(), parent: None });
    assert_eq!(desk.coded(), [], "nothing was coded by dragging");
}

#[test]
fn a_paragraph_that_is_erased_whole_leaves_no_gap() {
    let mut desk = correcting();
    let at = on_screen(&mut desk, place_of("那几位") + 1);
    for _ in 0..4 {
        press(&mut desk, at);
    }
    desk.run();
    desk.key(Modifiers::NONE, Key::Delete);
    let lines: Vec<&str> = TEXT.lines().collect();
    assert_eq!(draft(&desk), format!("{}\n{}\n{}", lines[0], lines[2], lines[3]));
}

#[test]
fn after_the_last_line_end_there_is_a_line_to_write_on_in() {
    let mut desk = correcting();
    desk.key(Modifiers::COMMAND, Key::End);
    desk.key(Modifiers::NONE, Key::Enter);
    desk.write("末");
    assert_eq!(draft(&desk), format!("{TEXT}\n末"));
    desk.key(Modifiers::NONE, Key::Backspace);
    desk.key(Modifiers::NONE, Key::Backspace);
    assert_eq!(draft(&desk), TEXT);
}

#[test]
fn a_word_that_takes_the_place_of_another_counts_once() {
    let mut desk = Desk::open();
    desk.key(Modifiers::COMMAND, Key::H);
    desk.write("活动");
    desk.enter("替换为");
    desk.write("生活运动");
    desk.click("全部替换");
    desk.harness.get_by_label("已替换 2 处");
    desk.harness.get_by_label_contains("2 处改动");
    desk.click("保存更正");
    desk.harness.get_by_label_contains("更正了《访谈 03》2 处");
}

#[test]
fn beside_the_text_stands_what_becomes_of_codings_and_no_key_that_does_nothing() {
    let mut desk = Desk::open();
    desk.select("叫也叫不动");
    desk.key(Modifiers::NONE, Key::V);
    desk.key(Modifiers::NONE, Key::F4);
    desk.harness.get_by_label("还没有编码受影响。");
    desk.harness.get_by_label("另起一段");
    assert!(desk.harness.query_by_label("用原话作代码").is_none());
    let line = TEXT.lines().nth(1).unwrap();
    desk.click(line);
    desk.key(Modifiers::COMMAND, Key::Home);
    for _ in 0..place_of("叫也叫不动") {
        desk.harness.key_press(Key::ArrowRight);
    }
    for _ in 0..5 {
        desk.harness.key_press_modifiers(SHIFT, Key::ArrowRight);
    }
    desk.harness.key_press(Key::Delete);
    desk.run();
    desk.harness.get_by_label("1 条的原文已全部删去，保存时移除");
    desk.click("留住 叫也叫不动：叫也叫不动");
    assert_eq!(draft(&desk), TEXT);
    desk.harness.get_by_label("还没有编码受影响。");
}

#[test]
fn in_english_and_in_a_narrow_window_the_bar_says_all_of_it() {
    let mut desk = Desk::open();
    desk.harness.state_mut().settings.language = Some(tianye::i18n::Language::English);
    desk.harness.set_size(egui::vec2(1024.0, 700.0));
    desk.run();
    desk.select("叫也叫不动");
    desk.key(Modifiers::NONE, Key::V);
    desk.key(Modifiers::NONE, Key::F4);
    desk.key(Modifiers::COMMAND, Key::A);
    desk.write("x");
    let said = desk.harness.get_by_label_contains("1 will lose all words").rect();
    let look = desk.harness.get_by_label("Look…").rect();
    let save = desk.harness.get_by_label("Save corrections").rect();
    assert!(look.right() <= save.right() && (look.top() > save.bottom() || look.right() < save.left()));
    let font = egui::FontId::proportional(tianye::app::theme::size::BODY);
    let label = "1 change, 1 will lose all words";
    let whole =
        desk.harness.ctx.fonts_mut(|fonts| fonts.layout_no_wrap(label.to_owned(), font, egui::Color32::BLACK).size());
    assert!(said.width() >= whole.x - 2.0 || said.height() > whole.y * 1.5, "nothing of it is cut off: {said:?}");
}

#[test]
fn what_is_composed_over_a_selection_replaces_it_only_when_it_is_committed() {
    let mut desk = correcting();
    for _ in 0..5 {
        desk.harness.key_press_modifiers(SHIFT, Key::ArrowRight);
    }
    desk.run();
    let held = selected(&mut desk);
    assert_eq!(held, "社工 01");
    let compose = |desk: &mut Desk, text: &str| {
        desk.harness.event(Event::Ime(ImeEvent::Preedit { text: text.to_owned(), active_range_chars: None }));
        desk.harness.step();
        column(desk).layout().unwrap().text().as_str().to_owned()
    };
    assert!(compose(&mut desk, "zhu'shou").starts_with("zhu'shou："), "it is shown in its place");
    desk.harness.key_press(Key::Backspace);
    desk.harness.step();
    assert_eq!(draft(&desk), TEXT, "keys belong to the input method");
    compose(&mut desk, "");
    desk.run();
    assert_eq!((draft(&desk).as_str(), selected(&mut desk)), (TEXT, held.clone()), "given up: nothing happened");

    compose(&mut desk, "zhu'shou");
    desk.harness.event(Event::Ime(ImeEvent::Commit("助手".to_owned())));
    desk.run();
    assert_eq!(draft(&desk), TEXT.replacen(&held, "助手", 1));
    assert_eq!(desk.shell().views.correct.caret().get(), 2);

    // A click elsewhere ends it, and the caret stands where the click was.
    compose(&mut desk, "zai");
    let at = on_screen(&mut desk, 20);
    press(&mut desk, at);
    desk.run();
    assert_eq!(draft(&desk), TEXT.replacen(&held, "助手", 1));
    assert!(desk.shell().views.correct.caret().get().abs_diff(17) <= 1);
}

#[test]
fn the_keys_that_grow_a_selection_grow_the_one_that_is_seen() {
    let mut desk = correcting();
    // As Linux tells it: the key, and its letter as if it had been typed.
    let key = Event::Key { key: Key::S, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::ALT };
    desk.harness.input_mut().events.extend([key, Event::Text("s".to_owned())]);
    desk.run();
    assert_eq!(selected(&mut desk), TEXT.lines().next().unwrap());
    assert_eq!(draft(&desk), TEXT);
}

#[test]
fn what_is_cut_and_pasted_in_its_place_leaves_the_text_as_it_was() {
    let lines: Vec<&str> = TEXT.lines().collect();
    for (line, words) in lines.iter().enumerate() {
        let mut desk = correcting();
        let at = place_of(words);
        let end = CharIndex((at + words.chars().count()) as u32);
        column(&mut desk).put(CharIndex(at as u32), end);
        desk.run();
        desk.harness.event(Event::Cut);
        desk.harness.step();
        let commands = &desk.harness.output().platform_output.commands;
        let copied = commands.iter().find_map(|command| match command {
            OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        });
        desk.run();
        let rest: Vec<&str> = lines.iter().copied().enumerate().filter(|(at, _)| *at != line).map(|(_, l)| l).collect();
        assert_eq!(draft(&desk), rest.join("\n"), "no empty line stays");
        desk.harness.event(Event::Paste(copied.unwrap()));
        desk.run();
        assert_eq!(draft(&desk), TEXT);
    }
}
