//! Conversations in every shape in which people and programs write them: our own talk about a canteen for
//! the old, and what must not be taken for one.

use super::*;
use crate::model::{Moment, Role};

/// Speaker, milliseconds, what was said, of each turn.
type Said = (String, Option<u32>, String);

fn said(imported: &Imported) -> Vec<Said> {
    let structure = &imported.structure;
    structure
        .turns
        .iter()
        .map(|turn| {
            let name = turn.speaker.map_or("", |at| structure.speakers[usize::from(at)].name.as_str());
            let said = Span::new(turn.said.0, turn.span.end.0).map_or("", |span| imported.text.slice(span));
            (name.to_owned(), turn.at.map(Moment::milliseconds), said.to_owned())
        })
        .collect()
}

fn import(text: &str) -> Imported {
    import_with(text, &Options::default())
}

fn import_with(text: &str, options: &Options) -> Imported {
    read("访谈.txt", text.as_bytes(), options).unwrap()
}

fn expect(turns: &[(&str, Option<u32>, &str)]) -> Vec<Said> {
    turns.iter().map(|(name, at, said)| ((*name).to_owned(), *at, (*said).to_owned())).collect()
}

fn roles(imported: &Imported) -> Vec<(&str, Role)> {
    imported.structure.speakers.iter().map(|speaker| (speaker.name.as_str(), speaker.role)).collect()
}

/// The talk in shapes that give times: file by file, with the names of the two who speak.
fn timed_shapes() -> Vec<(&'static str, [&'static str; 2], String)> {
    let lines =
        [(2, "食堂是哪一年开的？"), (9, "前年秋天。\n那时候来的人还少。"), (75, "现在呢？"), (80, "现在坐不下了。")];
    let clock = |seconds: i32| format!("{:02}:{:02}", seconds / 60, seconds % 60);
    let long = |seconds: i32| format!("00:{}", clock(seconds));
    let write = |names: [&'static str; 2], line: &dyn Fn(&str, i32, &str) -> String| -> String {
        lines.iter().enumerate().map(|(at, (seconds, text))| line(names[at % 2], *seconds, text)).collect()
    };
    let (a, b, c) = (["说话人1", "说话人2"], ["Speaker 1", "Speaker 2"], ["王老师", "李大爷"]);
    let tail = "以上内容由AI生成，仅供参考\n";
    vec![
        ("iflytek", a, write(a, &|n, s, t| format!("{n} {}\n{t}\n\n", clock(s))) + tail),
        (
            "feishu",
            ["说话人 1", "说话人 2"],
            "食堂访谈\n2024年5月3日 上午 10:00|2分钟 3秒\n\n关键词:\n食堂、老人\n\n文字记录:\n".to_owned()
                + &write(["说话人 1", "说话人 2"], &|n, s, t| format!("{n} {}\n{t}\n\n", clock(s))),
        ),
        ("feishu_en", b, write(b, &|n, s, t| format!("{n} {}.000\n{t}\n\n", long(s)))),
        (
            "tongyi",
            ["发言人1", "发言人2"],
            write(["发言人1", "发言人2"], &|n, s, t| format!("{n} {}\n{t}\n\n", clock(s))),
        ),
        ("tencent_inline", c, write(c, &|n, s, t| format!("{n}({}): {t}\n", long(s)))),
        ("tencent_above", c, write(c, &|n, s, t| format!("{n} {}\n{t}\n", long(s)))),
        ("dingtalk", c, write(c, &|n, s, t| format!("{} {n}\n{t}\n\n", long(s)))),
        ("wps", c, write(c, &|n, s, t| format!("[{}] {n}：{t}\n", long(s)))),
        ("phone", a, write(a, &|n, s, t| format!("{}\n{n}：{t}\n\n", clock(s)))),
        (
            "otter",
            ["Ann Lee", "Bo Wang"],
            write(["Ann Lee", "Bo Wang"], &|n, s, t| format!("{n}  {}:{:02}\n{t}\n\n", s / 60, s % 60))
                + "Transcribed by https://otter.ai\n",
        ),
        ("trint", b, write(b, &|n, s, t| format!("{n}: [{}] {t}\n", long(s)))),
        ("inline", c, write(c, &|n, s, t| format!("{n} {} {t}\n", long(s)))),
        ("cells", c, write(c, &|n, s, t| format!("{n}\t{}\t{}\n", long(s), t.replace('\n', "")))),
        ("full_width", c, write(c, &|n, s, t| format!("{n}（{}）：{t}\n", long(s).replace(':', "：")))),
    ]
}

#[test]
fn every_shape_with_times_gives_the_same_four_turns() {
    for (shape, [asks, answers], text) in timed_shapes() {
        let imported = import(&text);
        let whole = if shape == "cells" {
            "前年秋天。那时候来的人还少。"
        } else {
            "前年秋天。\n那时候来的人还少。"
        };
        let turns = expect(&[
            (asks, Some(2_000), "食堂是哪一年开的？"),
            (answers, Some(9_000), whole),
            (asks, Some(75_000), "现在呢？"),
            (answers, Some(80_000), "现在坐不下了。"),
        ]);
        assert_eq!(said(&imported), turns, "{shape}: {}", imported.text.as_str());
        assert_eq!(roles(&imported), [(asks, Role::Interviewer), (answers, Role::Respondent)], "{shape}");
        assert!(!imported.text.as_str().contains("0:02"), "{shape}: times leave the text");
        let kept = import_with(&text, &Options { times: Times::InText, ..Options::default() });
        assert_eq!(said(&kept), turns, "{shape}, times in the text: {}", kept.text.as_str());
        assert!(kept.text.as_str().contains(":02") || shape == "full_width", "{shape}: times stay");
    }
}

#[test]
fn what_was_imported_once_has_the_same_speakers_when_it_is_imported_again() {
    for (shape, _, text) in timed_shapes() {
        let once = import(&text);
        let again = import(once.text.as_str());
        let words =
            |imported: &Imported| said(imported).into_iter().map(|(name, _, said)| (name, said)).collect::<Vec<_>>();
        assert_eq!(words(&again), words(&once), "{shape}: {}", once.text.as_str());
    }
}

#[test]
fn what_the_program_writes_about_itself_stands_aside() {
    let shapes = timed_shapes();
    let of = |name: &str| import(&shapes.iter().find(|(shape, ..)| *shape == name).unwrap().2);
    let feishu = of("feishu");
    assert_eq!(feishu.title, "食堂访谈");
    assert!(feishu.attributes.contains(&("关键词".to_owned(), "食堂、老人".to_owned())));
    assert_eq!(kinds(&feishu)[1..5], [BlockKind::Metadata; 4]);
    let iflytek = of("iflytek");
    assert_eq!(kinds(&iflytek).last(), Some(&BlockKind::Metadata));
    assert_eq!(iflytek.title, "访谈", "a speaker is no title");
    assert_eq!(kinds(&of("otter")).last(), Some(&BlockKind::Metadata));
}

#[test]
fn saved_captions_of_meetings_carry_the_time_of_the_day() {
    let imported = import(
        "[Ann Lee] 10:01:22\nWhen did it open?\n\n[李 大爷] 10:01:30\n前年秋天。\n\n[Ann Lee] 10:02:00\nAnd now?\n",
    );
    let ats: Vec<_> = imported.structure.turns.iter().map(|turn| turn.at).collect();
    assert_eq!(ats[0], Some(Moment::Clock(36_082_000)));
    assert_eq!(imported.structure.speakers[1].name, "李 大爷");
    assert_eq!(imported.text.paragraph(0), "[Ann Lee]");
}

#[test]
fn times_at_the_ends_of_paragraphs_end_a_turn_and_begin_the_next() {
    let imported = import(
        "I: 食堂哪年开的？ #00:00:05-1#\n\nB1: 前年秋天。 #00:00:09-0#\n人还少。 #00:00:12-0#\n\nI: 现在呢？ #00:00:15-0#\n\nB1: 坐不下。 #00:00:20-0#\n",
    );
    assert_eq!(imported.text.as_str(), "I: 食堂哪年开的？\nB1: 前年秋天。\n人还少。\nI: 现在呢？\nB1: 坐不下。");
    let times: Vec<_> = imported
        .structure
        .turns
        .iter()
        .map(|t| (t.at.map(Moment::milliseconds), t.until.map(Moment::milliseconds)))
        .collect();
    assert_eq!(times[..3], [(None, Some(5_100)), (Some(5_100), Some(12_000)), (Some(12_000), Some(15_000))]);
}

#[test]
fn paragraphs_with_times_and_without_names_are_turns_of_nobody() {
    let imported = import("[0:00:02.5] 食堂是哪一年开的？\n[0:00:09.0] 前年秋天。\n人还少。\n[0:01:15.0] 现在呢？\n");
    assert_eq!(
        said(&imported),
        expect(&[
            ("", Some(2_500), "食堂是哪一年开的？"),
            ("", Some(9_000), "前年秋天。\n人还少。"),
            ("", Some(75_000), "现在呢？")
        ])
    );
    assert!(imported.structure.speakers.is_empty() && imported.candidates.is_empty());
    let whisper = import(
        "[00:00.000 --> 00:02.000]  食堂开了。\n[00:02.000 --> 00:04.000]  人来了。\n[00:04.000 --> 00:06.000]  坐满了。",
    );
    assert_eq!(whisper.text.as_str(), "食堂开了。\n人来了。\n坐满了。");
    assert_eq!(whisper.structure.turns[1].until, Some(Moment::Recording(4_000)));
}

#[test]
fn times_of_which_people_speak_stay_in_what_they_say() {
    let text = "说话人1 00:02\n几点开门？\n说话人2 00:10\n8:30就来了，排队\n11:30 才有饭\n[9:00] 那趟车\n说话人1 01:00\n嗯。\n";
    for transcript in [Transcript::Found, Transcript::Yes] {
        let imported = import_with(text, &Options { transcript, ..Options::default() });
        assert_eq!(
            said(&imported),
            expect(&[
                ("说话人1", Some(2_000), "几点开门？"),
                ("说话人2", Some(10_000), "8:30就来了，排队\n11:30 才有饭\n[9:00] 那趟车"),
                ("说话人1", Some(60_000), "嗯。"),
            ])
        );
    }
    let text = "问：几点开门？\n答：分两次。\n8:30-11:30 开门\n13:00-17:00 再开\n问：人多吗？\n答：多。\n老人 11:30 就坐在门口等\n问：10:00 来行吗？\n答：行。";
    for transcript in [Transcript::Found, Transcript::Yes] {
        let imported = import_with(text, &Options { transcript, ..Options::default() });
        assert_eq!(imported.text.as_str(), text);
        let turns = said(&imported);
        assert_eq!(turns.len(), 6, "{turns:?}");
        assert_eq!(turns[1].2, "分两次。\n8:30-11:30 开门\n13:00-17:00 再开");
        assert_eq!(turns[3].2, "多。\n老人 11:30 就坐在门口等");
        assert_eq!((turns[4].1, turns[4].2.as_str()), (None, "10:00 来行吗？"));
    }
    let text = "问：几点来？\n答：早上来（8:30）\n中午也来（11:30）\n有时早些（8:00）\n问：哦。\n答：嗯。";
    assert_eq!(import(text).text.as_str(), text);
}

#[test]
fn a_time_between_those_of_its_neighbours_is_a_stamp_and_another_is_none() {
    let imported = import(
        "[00:00:02] 问：哪年？\n[00:00:09] 答：前年。\n[08:30:00] 开门，\n[00:00:15] 坐满。\n[00:01:00] 问：哦。\n",
    );
    let ats: Vec<_> = said(&imported).into_iter().map(|(_, at, _)| at.unwrap()).collect();
    assert_eq!(ats, [2_000, 9_000, 15_000, 60_000]);
    assert!(imported.text.as_str().contains("[08:30:00] 开门"));
}

#[test]
fn a_transcript_in_columns_of_a_text_is_one_document_with_turns() {
    let text = "时间\t说话人\t内容\n00:02\t说话人1\t食堂哪年开的？\n00:09\t说话人2\t前年。\n00:15\t说话人1\t现在呢？\n00:20\t说话人2\t坐不下。\n";
    let imported = import(text);
    let turns = [
        ("说话人1", Some(2_000), "食堂哪年开的？"),
        ("说话人2", Some(9_000), "前年。"),
        ("说话人1", Some(15_000), "现在呢？"),
        ("说话人2", Some(20_000), "坐不下。"),
    ];
    assert_eq!(said(&imported), expect(&turns));
    assert_eq!(kinds(&imported)[0], BlockKind::Metadata);
}

#[test]
fn a_person_names_who_speaks_where_only_a_time_stands() {
    let begins = |text: &str, lines: &[&str]| {
        let mut options = Options::default();
        for (line, speaker) in lines.iter().zip(["王", "李", "王"]) {
            let at = text[..text.find(line).unwrap()].chars().count() as u32;
            options.corrections.turns.insert(at, TurnCorrection::Begins { speaker: speaker.into() });
        }
        options
    };
    let text = "[00:01:08] 我觉得好。\n[00:01:12] 哪里好？\n[00:01:20] 都好。\n";
    let turns =
        expect(&[("王", Some(68_000), "我觉得好。"), ("李", Some(72_000), "哪里好？"), ("王", Some(80_000), "都好。")]);
    let options = begins(text, &["[00:01:08]", "[00:01:12]", "[00:01:20]"]);
    assert_eq!(said(&import_with(text, &options)), turns);
    let alone = text.replace("] ", "]\n");
    let options = begins(&alone, &["[00:01:08]", "[00:01:12]", "[00:01:20]"]);
    let imported = import_with(&alone, &options);
    assert_eq!(said(&imported), turns, "{}", imported.text.as_str());
    let whisper =
        "[00:01.000 --> 00:02.000]  好。\n[00:02.000 --> 00:04.000]  哪里好？\n[00:04.000 --> 00:06.000]  都好。";
    let names: Vec<_> = said(&import_with(whisper, &begins(whisper, &["[00:01", "[00:02.000 -", "[00:04.000 -"])));
    assert_eq!(names.into_iter().map(|(name, ..)| name).collect::<Vec<_>>(), ["王", "李", "王"]);
}

#[test]
fn words_before_a_colon_that_only_look_like_names_are_no_speakers() {
    for words in ["小时候：", "老规矩：", "小问题：", "某天：", "CEO: ", "First Question: "] {
        let text = by_hand("访谈者：", "李大爷：") + &format!("\n{words}就这样过。\n访谈者：好。\n李大爷：嗯。");
        let turns = said(&import(&text));
        assert_eq!(turns[5].2, format!("村里的妇女。\n{words}就这样过。"), "{words}");
    }
    let text = by_hand("小王：", "老李：") + "\n阿英：我也说。\n小王：好。";
    assert_eq!(said(&import(&text))[6].0, "阿英", "where speakers are called so, another may be");
}

/// The talk as people write it by hand: both labels as they stand before text, and the names they mean.
const BY_HAND: [(&str, &str, &str, &str); 14] = [
    ("访谈者：", "受访者：", "访谈者", "受访者"),
    ("访谈者: ", "受访者: ", "访谈者", "受访者"),
    ("问：", "答：", "问", "答"),
    ("Q：", "A：", "Q", "A"),
    ("Q: ", "A: ", "Q", "A"),
    ("Ｑ：", "Ａ：", "Q", "A"),
    ("王老师：", "某大爷（67岁）：", "王老师", "某大爷"),
    ("访谈者：\n", "李大爷：\n", "访谈者", "李大爷"),
    ("I: ", "P3: ", "I", "P3"),
    ("WY：", "LD：", "WY", "LD"),
    ("【访谈者】", "【受访者】", "访谈者", "受访者"),
    ("访谈者\t", "老人 03\t", "访谈者", "老人 03"),
    ("主持人：", "村民A：", "主持人", "村民A"),
    ("我：", "李婶：", "我", "李婶"),
];

fn by_hand(asks: &str, answers: &str) -> String {
    format!(
        "{asks}食堂是哪一年开的？\n{answers}前年秋天开的，那时候来的人还少，坐了两张桌子。\n刮风下雨也有人来。\n{asks}现在呢？\n{answers}现在坐不下了。\n{asks}谁做饭？\n{answers}村里的妇女。"
    )
}

#[test]
fn labels_by_hand_give_the_same_six_turns() {
    for (asks, answers, asking, answering) in BY_HAND {
        let text = by_hand(asks, answers);
        let imported = import(&text);
        let turns = expect(&[
            (asking, None, "食堂是哪一年开的？"),
            (answering, None, "前年秋天开的，那时候来的人还少，坐了两张桌子。\n刮风下雨也有人来。"),
            (asking, None, "现在呢？"),
            (answering, None, "现在坐不下了。"),
            (asking, None, "谁做饭？"),
            (answering, None, "村里的妇女。"),
        ]);
        assert_eq!(said(&imported), turns, "{asks}");
        assert_eq!(roles(&imported), [(asking, Role::Interviewer), (answering, Role::Respondent)], "{asks}");
        let visible = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        assert_eq!(
            visible(imported.text.as_str()),
            visible(&text).replace('Ｑ', "Q").replace('Ａ', "A"),
            "nothing is dropped"
        );
    }
}

#[test]
fn somebody_who_speaks_once_is_heard_as_well() {
    let imported = import(&(by_hand("访谈者：", "受访者：") + "\n李大爷：我也说一句。\n例如：下雪天。\n受访者：对。"));
    let turns = said(&imported);
    assert_eq!(turns[6..], expect(&[("李大爷", None, "我也说一句。\n例如：下雪天。"), ("受访者", None, "对。")]));
    let zoom = "WEBVTT\n\n1\n00:01.000 --> 00:02.000\nAnn: When?\n\n2\n00:03.000 --> 00:04.000\nBo: Last year.\n\n3\n00:05.000 --> 00:06.000\nCy Li: In autumn.\n";
    let imported = read("a.vtt", zoom.as_bytes(), &Options::default()).unwrap();
    let names: Vec<_> = said(&imported).into_iter().map(|(name, ..)| name).collect();
    assert_eq!(names, ["Ann", "Bo", "Cy Li"]);
}

#[test]
fn numbered_questions_and_turns_are_those_of_two() {
    for text in [
        "Q1. 哪年开的？\nA1. 前年。\nQ2. 现在呢？\nA2. 坐不下。",
        "Q1：哪年开的？\nA1：前年。\nQ2：现在呢？\nA2：坐不下。",
        "1 Q：哪年开的？\n2 A：前年。\n3 Q：现在呢？\n4 A：坐不下。",
        "1. Q：哪年开的？\n2. A：前年。\n3. Q：现在呢？\n4. A：坐不下。",
    ] {
        let imported = import(text);
        let turns =
            [("Q", None, "哪年开的？"), ("A", None, "前年。"), ("Q", None, "现在呢？"), ("A", None, "坐不下。")];
        assert_eq!(said(&imported), expect(&turns), "{text}");
    }
}

#[test]
fn labels_in_bold_alone_on_their_lines_are_labels() {
    let text = "**食堂阿英**\n\n哪一年开的？\n\n**柴垛**\n\n前年秋天。\n\n**食堂阿英**\n\n现在呢？\n\n**柴垛**\n\n坐不下了。\n";
    let imported = read("访谈.md", text.as_bytes(), &Options::default()).unwrap();
    let turns = [
        ("食堂阿英", None, "哪一年开的？"),
        ("柴垛", None, "前年秋天。"),
        ("食堂阿英", None, "现在呢？"),
        ("柴垛", None, "坐不下了。"),
    ];
    assert_eq!(said(&imported), expect(&turns));
}

#[test]
fn rows_of_a_table_in_a_page_or_a_document_are_turns() {
    let rows =
        [("访谈者", "哪一年开的？"), ("老人 03", "前年秋天。"), ("访谈者", "现在呢？"), ("老人 03", "坐不下了。")];
    let turns = expect(&rows.map(|(name, said)| (name, None, said)));
    let cells = rows.map(|(name, said)| format!("<tr><td>{name}</td><td>{said}</td></tr>")).concat();
    let page =
        read("a.html", format!("<!doctype html><table>{cells}</table>").as_bytes(), &Options::default()).unwrap();
    assert_eq!(said(&page), turns);
    let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
    let cells = rows.map(|(name, said)| format!("<w:tr>{}{}</w:tr>", cell(name), cell(said))).concat();
    let body = super::docx::document(&format!("<w:tbl>{cells}</w:tbl>"));
    let word = read("a.docx", &super::docx::package(&[("word/document.xml", &body)]), &Options::default()).unwrap();
    assert_eq!(said(&word), turns);
}

#[test]
fn the_head_becomes_attributes_and_introduces_who_answers() {
    let head = "鼓楼食堂访谈\n访谈时间：2016 年 7 月　访谈地点：鼓楼\n访谈者：甲\n访谈对象：老人 03（女，72 岁）\n职业：务农\n录音时长：20 分钟\n整理人：乙\n\n";
    let imported = import(&(head.to_owned() + &by_hand("访谈者：", "受访者：")));
    assert_eq!(said(&imported).len(), 6);
    let names: Vec<&str> = imported.attributes.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["访谈时间", "访谈地点", "访谈者", "访谈对象", "职业", "录音时长", "整理人"]);
    assert_eq!(kinds(&imported)[1..7], [BlockKind::Metadata; 6]);
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(
        imported.candidates,
        [CaseCandidate {
            name: "老人 03".into(),
            of: CandidateOf::Speaker("受访者".into()),
            attributes: vec![pair("性别", "女"), pair("年龄", "72"), pair("职业", "务农")],
        }]
    );
    assert_eq!(imported.title, "鼓楼食堂访谈");
    let english = import(
        &("Date: 3 May 2024\nPlace: the hall\nInterviewer: Ann Lee\nInterviewee: Bo Wang\n\n".to_owned()
            + &by_hand("Ann Lee: ", "Bo Wang: ")),
    );
    assert_eq!(roles(&english), [("Ann Lee", Role::Interviewer), ("Bo Wang", Role::Respondent)]);
    assert_eq!(english.attributes.len(), 4);
}

#[test]
fn the_age_in_a_label_goes_to_the_case_and_a_label_for_anybody_is_named_by_the_document() {
    let imported = import(&by_hand("王老师：", "某大爷（67岁）："));
    assert_eq!(imported.candidates[0].name, "某大爷");
    assert_eq!(imported.candidates[0].attributes, [("年龄".to_owned(), "67".to_owned())]);
    assert_eq!(import(&by_hand("问：", "答：")).candidates[0].name, "访谈");
}

#[test]
fn an_interview_that_is_retold_keeps_its_head_and_has_no_turns() {
    let imported = import("访谈时间：2016 年 7 月\n访谈地点：鼓楼\n\n老人说，食堂是前年秋天开的，那时候来的人还少。");
    assert_eq!(imported.attributes.len(), 2);
    assert!(imported.structure.turns.is_empty());
    assert_eq!(kinds(&imported), [BlockKind::Metadata, BlockKind::Metadata, BlockKind::Body]);
}

#[test]
fn lines_in_jeffersons_notation_are_never_moved() {
    let text = "01 A:   so when did it o::pen?\n02      (0.5)\n03 B:   well [the aut]umn before=\n04 A:        [ah     ]\n05 B:   =last (.) there were (1.2) ↑two tables\n06      then\n07 A:   mhm\n";
    let imported = import(text);
    assert_eq!(imported.text.as_str(), text.trim_end());
    let turns = said(&imported);
    assert_eq!(turns.len(), 5);
    assert_eq!((turns[0].1, turns[0].2.as_str()), (None, "so when did it o::pen?\n02      (0.5)"));
}

#[test]
fn papers_lists_forms_and_schedules_are_no_conversations() {
    let prose = "村里的食堂是前年秋天办起来的，地方就在鼓楼底下，原来空着的两间屋子收拾出来，摆了八张桌子。".repeat(12);
    let quoted = format!(
        "摘要：食堂与老人\n关键词：食堂；老人\n一、背景\n{prose}\n问：食堂是哪一年开的？\n答：前年秋天。\n问：现在呢？\n答：坐不下了。\n{prose}\n二、讨论\n{prose}\n参考文献\n[1] 某某. 村庄食堂研究[J]. 某学报, 2020(1): 1-9.\n"
    );
    let notes = "日期：三月三日\n天气：晴\n地点：鼓楼\n观察：来了十二个人。\n反思：要多摆两张桌子。\n\n".repeat(6);
    let custom = "菜：白菜\n米：五斤\n油：两斤\n\n".repeat(6);
    let mut texts = vec![
        quoted,
        notes,
        custom,
        "问题：谁来做饭\n建议：轮流\n问题：钱从哪里来\n建议：村里出一半\n问题：谁送饭\n建议：小老人\n".to_owned(),
        "问题：谁来做饭？\n问题：钱从哪里来？\n问题：谁送饭？\n".to_owned(),
        "8:30 开门\n9:00 洗菜\n11:30 开饭\n13:00 收拾\n14:00 关门".to_owned(),
        "[8:30] 开门\n[9:00] 洗菜\n[11:30] 开饭\n[13:00] 收拾".to_owned(),
        "他说：食堂好。\n她说：饭菜好。\n他说：人也好。\n她说：都好。".to_owned(),
        "注：数据来自村里。\n例如：米、油、盐。\n其中：米五十斤。".to_owned(),
        "Q1. 您几岁？\nA. 六十以下\nB. 六十以上\nQ2. 您来吃饭吗？\nA. 来\nB. 不来".to_owned(),
        "床前明月光\n疑是地上霜\n举头望明月\n低头思故乡".to_owned(),
    ];
    texts.push(format!("{prose}\n{prose}\n{prose}\n附录：访谈提纲\n问：您几岁？\n问：您吃什么？\n问：您住哪里？\n"));
    for text in texts {
        let imported = import(&text);
        let head: String = text.chars().take(30).collect();
        assert_eq!(said(&imported), [], "{head}");
        assert!(!kinds(&imported).contains(&BlockKind::Metadata), "{head}");
    }
}

#[test]
fn a_person_can_say_that_it_is_a_conversation_or_that_it_is_none() {
    let with = |text: &str, transcript| import_with(text, &Options { transcript, ..Options::default() });
    let talk = by_hand("问：", "答：");
    assert_eq!(said(&with(&talk, Transcript::No)), []);
    let short = "李大爷：前年开的。\n后来人多了。";
    assert_eq!(said(&with(short, Transcript::Found)), []);
    assert_eq!(said(&with(short, Transcript::Yes)), expect(&[("李大爷", None, "前年开的。\n后来人多了。")]));
    let captions = "1\n00:00:01,000 --> 00:00:02,000\n问：哪年？\n";
    let none =
        read("a.srt", captions.as_bytes(), &Options { transcript: Transcript::No, ..Options::default() }).unwrap();
    assert!(none.structure.turns.is_empty() && none.structure.speakers.is_empty());
}

#[test]
fn speakers_are_renamed_merged_and_given_roles() {
    let mut options = Options::default();
    let named = |name: &str, role| SpeakerCorrection { name: Some(name.into()), role };
    options.corrections.speakers.insert("说话人1".into(), named("甲", Some(Role::Respondent)));
    options.corrections.speakers.insert("说话人3".into(), named("甲", None));
    options
        .corrections
        .speakers
        .insert("说话人2".into(), SpeakerCorrection { name: None, role: Some(Role::Interviewer) });
    let imported = import_with("说话人1 00:01\n来了。\n说话人2 00:03\n吃了吗？\n说话人3 00:05\n吃了。\n", &options);
    assert_eq!(roles(&imported), [("甲", Role::Respondent), ("说话人2", Role::Interviewer)]);
    assert_eq!(said(&imported)[2].0, "甲");
}

#[test]
fn wrong_turns_are_corrected_by_their_place_in_the_text_as_read() {
    let text = "说话人1 00:01\n来了。\n食堂：开了。\n\n答：行。\n说话人2 00:03\n吃了吗？\n";
    let place = |word: &str| text.chars().take(text[..text.find(word).unwrap()].chars().count()).count() as u32;
    let mut options = Options::default();
    options.corrections.turns.insert(place("答："), TurnCorrection::GoesOn);
    options.corrections.turns.insert(place("来了"), TurnCorrection::Begins { speaker: "说话人2".into() });
    let imported = import_with(text, &options);
    assert_eq!(
        said(&imported),
        expect(&[
            ("说话人1", Some(1_000), ""),
            ("说话人2", None, "来了。\n食堂：开了。\n答：行。"),
            ("说话人2", Some(3_000), "吃了吗？")
        ])
    );
    let mut options = Options::default();
    options.corrections.turns.insert(0, TurnCorrection::Begins { speaker: "李大爷".into() });
    assert_eq!(
        said(&import_with("前年开的。\n后来人多了。", &options)),
        expect(&[("李大爷", None, "前年开的。\n后来人多了。")])
    );
}

#[test]
fn turns_of_captions_can_be_corrected_as_well() {
    let captions = "1\n00:00:01,000 --> 00:00:02,000\n问：哪年？\n\n2\n00:00:03,000 --> 00:00:04,000\n答：前年。\n\n3\n00:00:05,000 --> 00:00:06,000\n问：哦。\n";
    let mut options = Options::default();
    // The text as read: `问：哪年？` LF `答：前年。` LF `问：哦。`
    options.corrections.turns.insert(12, TurnCorrection::Begins { speaker: "答".into() });
    options.corrections.turns.insert(6, TurnCorrection::GoesOn);
    let imported = read("a.srt", captions.as_bytes(), &options).unwrap();
    assert_eq!(imported.text.as_str(), "问：哪年？\n答：前年。\n问：哦。");
    assert_eq!(said(&imported), expect(&[("问", Some(1_000), "哪年？\n答：前年。"), ("答", Some(5_000), "哦。")]));
}

#[test]
fn captions_of_every_format_become_turns() {
    let srt = "1\n00:00:01,000 --> 00:00:02,000\n问：哪年开的？\n\n2\n00:00:03,000 --> 00:00:04,000\n答：前年\n\n3\n00:00:05,000 --> 00:00:06,000\n秋天。\n";
    let vtt = "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\n<v 问>哪年开的？</v>\n\n00:00:03.000 --> 00:00:04.000 align:start\n<v 答>前年</v>\n\n00:00:05.000 --> 00:00:06.000\n<v 答>秋天。</v>\n";
    let zoom = "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\n问: 哪年开的？\n\n2\n00:00:03.000 --> 00:00:04.000\n答: 前年\n\n3\n00:00:05.000 --> 00:00:06.000\n答: 秋天。\n";
    let lrc = "[ti:食堂]\n[00:01.00]问：哪年开的？\n[00:03.00]答：前年\n[00:05.00]秋天。\n";
    let json = r#"{"text":"","segments":[{"start":1.0,"end":2.0,"text":" 哪年开的？","speaker":"问"},{"start":3.0,"end":4.0,"text":"前年","speaker":"答"},{"start":5.0,"end":6.0,"text":"秋天。","speaker":"答"}],"language":"zh"}"#;
    let turns = expect(&[("问", Some(1_000), "哪年开的？"), ("答", Some(3_000), "前年秋天。")]);
    for (name, text) in [("a.srt", srt), ("a.vtt", vtt), ("zoom.vtt", zoom), ("a.lrc", lrc), ("a.json", json)] {
        let imported = read(name, text.as_bytes(), &Options::default()).unwrap();
        assert_eq!(said(&imported), turns, "{name}");
        assert_eq!(roles(&imported), [("问", Role::Interviewer), ("答", Role::Respondent)], "{name}");
        let again = import(imported.text.as_str());
        assert_eq!(roles(&again), roles(&imported), "{name}");
    }
    let renamed = read("字幕.txt", srt.as_bytes(), &Options::default()).unwrap();
    assert_eq!((renamed.record.format.as_str(), said(&renamed)), ("srt", turns));
    assert_eq!(text("a.json", "{\"a\": 1}".as_bytes()), "{\"a\": 1}");
}

#[test]
fn the_offset_of_lrc_lets_every_line_come_sooner() {
    let start = |offset: &str| {
        let text = format!("[offset:{offset}]\n[00:02.00]食堂哪年开的\n[00:04.00]前年\n");
        let imported = read("a.lrc", text.as_bytes(), &Options::default()).unwrap();
        imported.structure.turns[0].at.unwrap().milliseconds()
    };
    assert_eq!(["0", "+1500", "5000", "-500", "x"].map(start), [2000, 500, 0, 2500, 2000]);
}

#[test]
fn a_file_of_otranscribe_gives_turns_at_its_own_times() {
    let html = "<p><span class=\\\"timestamp\\\" data-timestamp=\\\"1.25\\\">0:01</span>问：哪年开的？</p><p><span class=\\\"timestamp\\\" data-timestamp=\\\"3.5\\\">0:03</span> 答：<b>前年</b>秋天。<br></p>";
    let file = format!("{{\"text\":\"{html}\",\"media\":\"鼓楼.mp3\",\"media-time\":3.5}}");
    let imported = read("a.otr", file.as_bytes(), &Options::default()).unwrap();
    assert_eq!(said(&imported), expect(&[("问", Some(1_200), "哪年开的？"), ("答", Some(3_500), "前年秋天。")]));
    assert_eq!(imported.attributes, [("media".to_owned(), "鼓楼.mp3".to_owned())]);
    assert_eq!(marked(&imported, MarkKind::Bold), ["前年"]);
}

#[test]
fn two_hundred_mutants_of_captions_are_read_or_refused() {
    let vtt = "WEBVTT\n\nNOTE x\n\n00:00:01.000 --> 00:00:02.000 align:start\n<v Ann>Rice &amp; <i>soup</i></v>\n\n00:03.000 --> 00:04.000\n<v 王>好</v>\n";
    let srt = "1\n00:00:01,000 --> 00:00:02,000\n问：{\\an8}哪年？\n\n2\n00:00:03,000 --> 00:00:04,000\n答：前年\n";
    let otr = "{\"text\":\"<p><span class=\\\"timestamp\\\" data-timestamp=\\\"1.2\\\">0:01</span>问：好？</p><p>答：好</p>\",\"media\":\"a\"}";
    let mut dice = super::hostile::Dice(23);
    let mut read_well = 0;
    for (name, text) in [("a.vtt", vtt), ("a.srt", srt), ("a.otr", otr)] {
        for _ in 0..200 {
            let bytes = super::hostile::mutant(text.as_bytes(), &mut dice);
            if let Ok(imported) = read(name, &bytes, &Options::default()) {
                is_sound(&imported);
                read_well += 1;
            }
        }
    }
    assert!(read_well > 250, "only {read_well} mutants were read at all");
}

/// What holds of every import: turns ascend, never overlap, and cover real text.
pub(super) fn is_sound(imported: &Imported) {
    let structure = &imported.structure;
    let len = imported.text.char_len();
    let mut last = 0;
    for turn in &structure.turns {
        assert!(turn.span.start.0 >= last && turn.span.start < turn.span.end && turn.span.end.0 <= len, "{turn:?}");
        assert!(turn.said >= turn.span.start && turn.said <= turn.span.end, "{turn:?}");
        assert!(turn.speaker.is_none_or(|at| usize::from(at) < structure.speakers.len()));
        last = turn.span.end.0;
    }
    let names: std::collections::BTreeSet<_> = structure.speakers.iter().map(|speaker| &speaker.name).collect();
    assert!(names.len() == structure.speakers.len() && structure.speakers.iter().all(|s| !s.name.trim().is_empty()));
}
