//! The clean-up: what must hold of any text, and of texts as pages break them.

use proptest::prelude::*;

use super::*;
use crate::import::steps::{Cleaned, run};

fn clean(text: &str) -> Cleaned {
    run(Draft { text: text.into(), ..Draft::default() }, &Options::default())
}

/// Sets paragraphs in lines of so many half columns, as a PDF copy does.
pub(super) fn wrapped(paragraphs: &[&str], columns: usize, between: &str) -> String {
    let mut out = String::new();
    for paragraph in paragraphs {
        let mut line = 0;
        for character in paragraph.chars() {
            let wide = script::columns(character);
            if line + wide > columns && !script::never_begins_line(character) {
                out.push_str(between);
                line = 0;
            }
            out.push(character);
            line += wide;
        }
        out.push_str(between);
    }
    out
}

pub(super) const STORY: [&str; 4] = [
    "村里的食堂是去年秋天办起来的，地方就在鼓楼底下，原来空着的两间屋子收拾出来，摆了八张桌子，每天中午供一顿饭。刚开始来吃饭的只有十几个人，大家都在观望，不知道能办多久，也不知道要不要交钱，后来慢慢地人就多了。",
    "一、食堂是怎么办起来的",
    "社工说，最难的不是钱，是人。做饭的是村里两位留守的妇女，一个月给八百块钱补贴，她们自己也觉得比在家闲着好；送饭的是几个六十出头的老人，照他们自己的话说，是小老人照顾老老人，走到哪家就跟哪家坐一会儿，说说话，看看有没有什么事。",
    "后来邻村也来看，回去照着做，可是没有做起来。问他们为什么，说是没有人牵头，钱到了账上也不知道怎么花，开了两次会就散了。",
];

#[test]
fn paragraphs_broken_at_any_width_come_back_whole() {
    // At none of these does a paragraph end exactly with its line, which nobody could tell.
    for columns in [40, 64, 78, 100] {
        for between in ["\n", "\n\n"] {
            let cleaned = clean(&wrapped(&STORY, columns, between));
            let lines: Vec<&str> = cleaned.text.lines().collect();
            assert_eq!(lines, STORY, "{columns} columns, {between:?} between lines");
        }
    }
}

#[test]
fn english_words_are_parted_by_one_space_and_hyphens_of_line_ends_go() {
    let text = "The canteen stands under the old drum tower of the village, where\nthe volunteers prepare one warm meal each day for the older inhabi-\ntants who stayed behind. They speak of co-production among friends\nand neighbours, and nobody in the kitchen seems to mind that co-\nproduction is a word from the papers and not from their own lives.\nShort end.\n";
    let cleaned = clean(text).text;
    assert!(cleaned.contains("older inhabitants who") && cleaned.contains("that co-production is"), "{cleaned}");
    assert!(cleaned.contains("where the volunteers") && !cleaned.trim().contains('\n') || cleaned.lines().count() <= 2);
}

#[test]
fn marks_of_notes_on_lines_of_their_own_return_to_their_sentence() {
    let mut text = wrapped(&STORY, 78, "\n\n");
    text = text.replacen("每天中午供一顿饭", "每天中午供一顿饭\n［1］\n", 1);
    let cleaned = clean(&text);
    assert!(cleaned.text.starts_with(&STORY[0].replacen("供一顿饭", "供一顿饭［1］", 1)), "{}", cleaned.text);
}

#[test]
fn a_sentence_cut_by_a_page_break_is_healed_and_a_heading_is_not_swallowed() {
    let text = "食堂要办下去，光靠一家出钱是不够的，村里开了三次会，各家都派了人来，说话的人很多，最后商定先把现有的东西\n\n清点了一遍，再看还缺什么，缺的由谁来补，补了以后归谁管，都一条一条写下来。\n\n2. 结果\n\n办起来以后，来吃饭的人比原先想的多。";
    assert_eq!(clean(text).text.lines().count(), 3);
    assert!(clean(text).text.contains("现有的东西清点了一遍"));
}

#[test]
fn a_conversation_and_a_poem_are_left_as_they_are() {
    let talk = "访谈者：您老今年多大岁数了\n受访者：七十三了\n访谈者：平时谁做饭\n受访者：自己做，有时候不想做就不吃\n访谈者：食堂开了以后呢\n受访者：天天来";
    assert_eq!(clean(talk).text, talk);
    let poem = "床前明月光\n疑是地上霜\n举头望明月\n低头思故乡";
    assert_eq!(clean(poem).text, poem);
    let sentences = "村里有三百多位老人，大多一个人住。\n年轻人在外打工，过年才回来几天。\n食堂开在鼓楼下面，走路五分钟到。\n大家说有了食堂以后，日子好过了。";
    assert_eq!(clean(sentences).text, sentences);
}

#[test]
fn rows_of_a_table_are_not_glued_into_prose() {
    let mut text = wrapped(&STORY, 78, "\n");
    text.push_str("表 1 各村食堂的次数\n村 人数 次数\n甲村 12 人 30 次\n乙村 8 人 21 次\n资料来源：作者整理\n");
    text.push_str(&wrapped(&STORY[2..], 78, "\n"));
    let cleaned = clean(&text);
    let lines: Vec<&str> = cleaned.text.lines().collect();
    assert_eq!(
        lines[4..9],
        ["表 1 各村食堂的次数", "村 人数 次数", "甲村 12 人 30 次", "乙村 8 人 21 次", "资料来源：作者整理"]
    );
    assert_eq!(lines[9..], STORY[2..]);
}

#[test]
fn switched_off_the_lines_are_those_of_the_source() {
    let text = wrapped(&STORY, 56, "\n\n");
    let imported = read("a.txt", text.as_bytes(), &Options::untouched()).unwrap();
    assert_eq!(imported.text.as_str(), text);
    assert!(imported.record.steps.iter().all(|step| !step.on && step.count == 0));
}

/// Characters that matter to the steps, in lines.
pub(super) fn any_text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        4 => "[村里的食堂老人说好，、]{1,30}",
        2 => "[a-z]{1,9}[ ,.-]?",
        1 => Just("［1］".to_owned()),
        1 => Just("( P80) ".to_owned()),
        1 => Just("表 1 次数".to_owned()),
        1 => Just("一、".to_owned()),
        1 => Just("１．５Ａ".to_owned()),
        1 => Just("𠮷①┋〇".to_owned()),
        1 => "[0-9]{1,3}",
        2 => Just("。".to_owned()),
        1 => Just("-".to_owned()),
        1 => "[ \u{3000}\u{A0}\t]{1,3}",
        3 => Just("\n".to_owned()),
        1 => Just("\n\n".to_owned()),
    ];
    prop::collection::vec(word, 0..60).prop_map(|words| words.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_map_is_monotone_and_true(text in any_text()) {
        let source: Vec<char> = text.chars().collect();
        let cleaned = clean(&text);
        let result: Vec<char> = cleaned.text.chars().collect();
        let mut last = (0, 0);
        for segment in &cleaned.map.segments {
            prop_assert!(segment.len > 0 && segment.clean.0 >= last.0 && segment.source.0 >= last.1);
            last = (segment.clean.0 + segment.len, segment.source.0 + segment.len);
            for step in 0..segment.len {
                let (to, from) = (result[(segment.clean.0 + step) as usize], source[(segment.source.0 + step) as usize]);
                let replaced = from.is_whitespace() && matches!(to, ' ' | '\t') || ('\u{FF00}'..='\u{FF5E}').contains(&from);
                prop_assert!(to == from || replaced, "{from:?} became {to:?}");
            }
        }
        prop_assert!(last.0 as usize <= result.len() && last.1 as usize <= source.len());
    }

    #[test]
    fn joining_and_spaces_lose_nothing_that_can_be_seen_but_hyphens(text in any_text()) {
        let mut options = Options::default();
        options.off.extend([Step::WebRemains, Step::PageFurniture, Step::FullWidth]);
        let cleaned = run(Draft { text: text.clone(), ..Draft::default() }, &options);
        let visible = |text: &str| text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect::<String>();
        prop_assert_eq!(visible(&cleaned.text), visible(&text));
    }

    #[test]
    fn cleaning_twice_is_cleaning_once(columns in 30_usize..120, from in 0_usize..4, double in any::<bool>()) {
        let between = if double { "\n\n" } else { "\n" };
        let once = clean(&wrapped(&STORY[from..], columns, between)).text;
        prop_assert_eq!(clean(&once).text, once);
    }

    #[test]
    fn each_step_but_the_page_is_idempotent(text in any_text()) {
        for step in [Step::WebRemains, Step::JoinLines, Step::FullWidth, Step::Spaces] {
            let off = Step::ALL.into_iter().filter(|other| *other != step).collect();
            let options = Options { off, ..Options::default() };
            let act = |text: &str| run(Draft { text: text.into(), ..Draft::default() }, &options).text;
            let once = act(&text);
            prop_assert_eq!(act(&once), once, "{:?}", step);
        }
    }

    #[test]
    fn kinds_and_marks_lie_inside_the_text(text in any_text()) {
        prop_assume!(!text.trim().is_empty());
        if let Ok(imported) = read("a.txt", text.as_bytes(), &Options::default()) {
            let count = imported.text.paragraph_count();
            prop_assert!(imported.structure.blocks.windows(2).all(|pair| pair[0].paragraph < pair[1].paragraph));
            prop_assert!(imported.structure.blocks.iter().all(|block| (block.paragraph as usize) < count));
            prop_assert!(imported.structure.marks.iter().all(|mark| mark.span.end.0 <= imported.text.char_len()));
        }
    }
}
