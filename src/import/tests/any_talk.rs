//! Conversations of pieces in any order: nothing is lost but times that stand at turns.

use proptest::prelude::*;

use super::transcripts::is_sound;
use super::*;

/// What is missing in the text stands as a time at a turn: nothing that anybody said.
fn only_times_are_lost(text: &str, imported: &Imported) {
    let kept: std::collections::BTreeSet<u32> = imported
        .record
        .map
        .segments
        .iter()
        .flat_map(|segment| segment.source.0..segment.source.0 + segment.len)
        .collect();
    let turns = &imported.structure.turns;
    let seconds: Vec<u32> =
        turns.iter().flat_map(|turn| [turn.at, turn.until]).flatten().map(|at| at.milliseconds() / 1000).collect();
    let lost: String = text
        .chars()
        .enumerate()
        .map(|(at, c)| if kept.contains(&(at as u32)) || c == '\n' { '\n' } else { c })
        .collect();
    for piece in lost.split('\n').map(str::trim).filter(|piece| !piece.is_empty()) {
        // Of several paragraphs of one turn that end with a time, the turn keeps the last.
        let ends_a_paragraph = piece.ends_with('#');
        for time in piece.split(|c: char| !c.is_ascii_digit() && c != ':' && c != '-').filter(|time| !time.is_empty()) {
            let time = time.split_once('-').map_or(time, |(time, _)| time);
            let value = time.split(':').map(|part| part.parse::<u32>().unwrap()).fold(0, |sum, part| sum * 60 + part);
            assert!(ends_a_paragraph || seconds.contains(&value), "{piece} is lost from {text:?}");
        }
    }
}

/// Pieces of conversations in any order.
fn any_talk() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[村里的食堂老人说好，。？]{1,20}",
        2 => Just("访谈者：".to_owned()),
        2 => Just("受访者: ".to_owned()),
        1 => Just("李大爷（67岁）：".to_owned()),
        2 => Just("说话人1 00:12".to_owned()),
        1 => Just("[王] 10:00:01".to_owned()),
        2 => "[0-9]{1,2}:[0-5][0-9](:[0-5][0-9])?",
        1 => "[\\[(#<][0-9]{1,2}:[0-5][0-9]:[0-5][0-9](-[0-9])?[\\])#>]",
        1 => Just("\t".to_owned()),
        1 => Just("Q1.".to_owned()),
        1 => Just("访谈时间：三月".to_owned()),
        1 => Just("关键词:\n文字记录:\n".to_owned()),
        1 => Just("以上内容由AI生成".to_owned()),
        1 => Just("𠮷 (0.5) [o::]=".to_owned()),
        5 => Just("\n".to_owned()),
        1 => Just("\n\n".to_owned()),
        1 => "[ \u{3000}]{1,2}",
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn turns_of_any_text_ascend_and_lose_nothing_but_times(text in any_talk(), told in any::<bool>(), places in prop::collection::vec(0_u32..400, 0..4)) {
        let transcript = if told { Transcript::Yes } else { Transcript::Found };
        let mut options = Options { transcript, ..Options::default() };
        for (at, place) in places.into_iter().enumerate() {
            let correction = if at % 2 == 0 { TurnCorrection::GoesOn } else { TurnCorrection::Begins { speaker: "甲".into() } };
            options.corrections.turns.insert(place, correction);
        }
        if let Ok(imported) = read("a.txt", text.as_bytes(), &options) {
            is_sound(&imported);
            let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).collect::<String>();
            prop_assert_eq!(letters(imported.text.as_str()), letters(&text));
        }
        options.off.insert(Step::PageFurniture);
        if let Ok(imported) = read("a.txt", text.as_bytes(), &options) {
            only_times_are_lost(&text, &imported);
        }
        options.times = Times::InText;
        if let Ok(imported) = read("a.txt", text.as_bytes(), &options) {
            is_sound(&imported);
            let visible = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(visible(imported.text.as_str()), visible(&text));
        }
    }

    #[test]
    fn captions_of_any_text_are_sound(text in any_talk()) {
        for head in ["1\n00:00:01,000 --> 00:00:02,000\n", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v 王>"] {
            if let Ok(imported) = read("a.srt", format!("{head}{text}").as_bytes(), &Options::default()) {
                is_sound(&imported);
            }
        }
    }
}
