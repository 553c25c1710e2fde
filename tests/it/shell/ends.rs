//! Moving the ends of codings and going from one to the next, at the whole window.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use tianye::app::actions::{Action, Choice, Passage};
use tianye::model::{CharIndex, Span};

use super::{Desk, TEXT};

const ALT: Modifiers = Modifiers::ALT;

/// A desk on which passages are coded, the first one chosen.
fn coded(passages: &[(&str, &str)]) -> Desk {
    let mut desk = Desk::open();
    for (code, words) in passages {
        desk.select(words);
        let passage = desk.shell().desk.passage.unwrap();
        desk.act(Action::CodeAsNew { passages: vec![passage], name: (*code).to_owned(), parent: None });
    }
    desk.act(Action::SelectPassage(None));
    choose(&mut desk, passages[0].1);
    desk
}

fn span_of(words: &str) -> Span {
    let start = TEXT[..TEXT.find(words).unwrap()].chars().count() as u32;
    Span::new(start, start + words.chars().count() as u32).unwrap()
}

fn choose(desk: &mut Desk, words: &str) {
    let document = desk.document();
    let project = desk.shell().session().unwrap().project();
    let coding = project.codings(document).iter().find(|coding| coding.span == span_of(words)).unwrap();
    let place = coding.place(document);
    desk.act(Action::Choose(Choice::Coding(place)));
}

fn chosen(desk: &Desk) -> String {
    let Choice::Coding(place) = desk.shell().desk.choice else { return String::new() };
    let project = desk.shell().session().unwrap().project();
    let coding = project.codings(place.document).get(place.start, place.id).expect("what is chosen is there");
    project.document(place.document).unwrap().text.slice(coding.span).to_owned()
}

fn words_coded(desk: &Desk) -> Vec<String> {
    desk.coded().into_iter().map(|(_, words)| words).collect()
}

/// The keys rest.
fn rest(desk: &mut Desk) {
    desk.harness.run_steps(20);
    desk.run();
}

#[test]
fn keys_move_the_ends_of_the_chosen_coding_and_many_steps_are_one_step_of_history() {
    let mut desk = coded(&[("不来", "叫也叫不动")]);
    let before = desk.shell().session().unwrap().revision();
    for _ in 0..3 {
        desk.harness.key_press_modifiers(ALT | Modifiers::SHIFT, Key::ArrowLeft);
        desk.harness.step();
    }
    desk.harness.key_press_modifiers(ALT, Key::ArrowLeft);
    desk.harness.step();
    assert_eq!(words_coded(&desk), ["叫也叫不动"], "the keys have not rested yet");
    rest(&mut desk);
    assert_eq!(words_coded(&desk), ["，别人叫也叫不"]);
    assert_eq!(chosen(&desk), "，别人叫也叫不", "it is chosen afterwards");
    assert_eq!(desk.shell().session().unwrap().revision().0, before.0 + 1);
    desk.key(Modifiers::COMMAND, Key::Z);
    assert_eq!(words_coded(&desk), ["叫也叫不动"]);
    desk.key(Modifiers::COMMAND, Key::Y);
    assert_eq!(words_coded(&desk), ["，别人叫也叫不"]);
}

#[test]
fn escape_drops_the_steps_and_whatever_else_is_done_keeps_them() {
    let mut desk = coded(&[("不来", "叫也叫不动"), ("照片", "上面要看照片")]);
    desk.harness.key_press_modifiers(ALT, Key::ArrowRight);
    desk.harness.step();
    desk.harness.key_press(Key::Escape);
    desk.harness.step();
    rest(&mut desk);
    assert_eq!(words_coded(&desk), ["叫也叫不动", "上面要看照片"]);
    assert_eq!(chosen(&desk), "叫也叫不动", "Escape left nothing else");

    // Undone at once: it is a change by then.
    desk.harness.key_press_modifiers(ALT, Key::ArrowLeft);
    desk.harness.step();
    desk.key(Modifiers::COMMAND, Key::Z);
    rest(&mut desk);
    assert_eq!(words_coded(&desk), ["叫也叫不动", "上面要看照片"]);
    desk.key(Modifiers::COMMAND, Key::Y);
    assert_eq!(words_coded(&desk)[0], "叫也叫不");

    choose(&mut desk, "上面要看照片");
    desk.harness.key_press_modifiers(ALT, Key::ArrowLeft);
    desk.harness.step();
    let Choice::Coding(place) = desk.shell().desk.choice else { panic!("a coding is chosen") };
    desk.act(Action::SetMemo(place, "再看".to_owned()));
    let project = desk.shell().session().unwrap().project();
    let memos: Vec<_> = project.codings(place.document).iter().filter_map(|coding| coding.memo.as_deref()).collect();
    assert_eq!(memos, ["再看"], "a memo goes with its coding");
    assert_eq!(words_coded(&desk)[1], "上面要看照");
}

#[test]
fn an_end_dragged_into_a_coding_of_the_same_code_makes_one_of_both_and_says_so() {
    let mut desk = coded(&[("不来", "来的都是那几位"), ("不来", "叫也叫不动")]);
    let ctx = desk.harness.ctx.clone();
    let rect = |desk: &mut Desk, at: u32| {
        let column = desk.harness.state_mut().views.reading.column();
        column.rect_on_screen(&ctx, CharIndex(at)).unwrap()
    };
    let last = rect(&mut desk, span_of("来的都是那几位").end.0 - 1);
    let knob = egui::pos2(last.right(), last.center().y + 15.0);
    let to = rect(&mut desk, span_of("也叫不动").start.0).center();
    desk.harness.drag_at(knob);
    desk.harness.run();
    desk.harness.hover_at(to);
    desk.harness.run();
    desk.harness.drop_at(to);
    desk.run();
    assert_eq!(words_coded(&desk), ["来的都是那几位，别人叫也叫不动"]);
    assert_eq!(chosen(&desk), "来的都是那几位，别人叫也叫不动");
    desk.harness.get_by_label_contains("已合为一处");
    desk.click("撤销这一步");
    assert_eq!(words_coded(&desk), ["来的都是那几位", "叫也叫不动"]);
}

#[test]
fn one_goes_from_coding_to_coding_of_all_codes_or_of_one_and_is_told_which() {
    let mut desk = coded(&[
        ("不来", "来的都是那几位"),
        ("样子", "活动还要不要办"),
        ("不来", "叫也叫不动"),
        ("样子", "上面要看照片"),
    ]);
    let step = |desk: &mut Desk, modifiers| {
        desk.key(modifiers, Key::N);
        chosen(desk)
    };
    assert_eq!(step(&mut desk, Modifiers::NONE), "叫也叫不动");
    assert_eq!(step(&mut desk, Modifiers::NONE), "活动还要不要办");
    desk.harness.get_by_label_contains("第 3 处编码，共 4 处：样子，社工 01。活动还要不要办");
    assert_eq!(step(&mut desk, ALT), "上面要看照片");
    assert_eq!(step(&mut desk, ALT), "活动还要不要办", "round at the end");
    assert_eq!(step(&mut desk, ALT | Modifiers::SHIFT), "上面要看照片");
    assert_eq!(step(&mut desk, Modifiers::SHIFT), "活动还要不要办");
    // From the caret, where nothing is chosen.
    desk.act(Action::Choose(Choice::Nothing));
    assert_eq!(step(&mut desk, Modifiers::SHIFT), "叫也叫不动");
}

#[test]
fn the_selection_grows_to_words_sentences_and_paragraphs_by_commands() {
    let mut desk = Desk::open();
    let selected = |desk: &Desk| {
        let Passage { document, span } = desk.shell().desk.passage.unwrap();
        desk.shell().session().unwrap().project().document(document).unwrap().text.slice(span).to_owned()
    };
    desk.select("人叫也叫");
    desk.key(ALT, Key::W);
    let words = selected(&desk);
    assert!(words.contains("别人叫也叫不动") || words.contains("别人叫也叫"), "{words}");
    desk.key(ALT, Key::S);
    assert_eq!(selected(&desk), "老人 03：来的都是那几位，别人叫也叫不动。");
    desk.select("不动。\n社工");
    desk.key(ALT, Key::P);
    assert_eq!(selected(&desk), TEXT.lines().skip(1).take(2).collect::<Vec<_>>().join("\n"));
}

#[test]
fn the_desk_at_rest_wants_no_frame_soon() {
    let mut desk = coded(&[("不来", "叫也叫不动")]);
    desk.harness.key_press_modifiers(ALT, Key::ArrowRight);
    desk.harness.step();
    let wanted = |desk: &Desk| desk.harness.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay;
    assert!(wanted(&desk) < std::time::Duration::from_secs(2), "a step of an end waits to be settled");
    rest(&mut desk);
    desk.harness.run_steps(60);
    // Records are written when it has been quiet for a while; nothing is drawn until then.
    assert!(wanted(&desk) > std::time::Duration::from_secs(2), "{:?}", wanted(&desk));
}
