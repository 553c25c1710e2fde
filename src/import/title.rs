//! What a document is called: the file's own title, a first line that is clearly one, or the file's name.

use super::script::{is_sentence_end, width};
use crate::model::{BlockKind, CharIndex, Structure, Text};

/// Titles that programs write on their own.
const EMPTY_TITLES: [&str; 8] =
    ["无标题", "未命名", "untitled", "document", "新建文档", "文档1", "microsoft word", "powerpoint 演示文稿"];

/// Never empty, one line, at most 200 characters.
pub fn choose(name: &str, own: Option<&str>, text: &Text, structure: &Structure) -> String {
    let own = own.map(one_line).filter(|title| {
        let lower = title.to_lowercase();
        !title.is_empty() && !EMPTY_TITLES.iter().any(|empty| lower.starts_with(empty))
    });
    own.or_else(|| first_line(text, structure)).unwrap_or_else(|| stem(name))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().filter(|c| !c.is_control()).take(200).collect()
}

/// The file's name without its ending.
fn stem(name: &str) -> String {
    let stem = match name.rsplit_once('.') {
        Some((stem, _)) if !stem.trim().is_empty() => stem,
        _ => name,
    };
    let stem = one_line(stem);
    if stem.is_empty() { "—".to_owned() } else { stem }
}

/// The first line, where it is a heading or stands above text like one.
fn first_line(text: &Text, structure: &Structure) -> Option<String> {
    let first = text.paragraph(0).trim();
    let kind = structure.kind_of(0);
    let is_heading = matches!(kind, BlockKind::Heading(1 | 2));
    let numbered = super::steps::is_heading(first);
    let columns = width(first);
    let short = (4..=100).contains(&columns);
    let is_plain = matches!(kind, BlockKind::Body | BlockKind::FrontMatter)
        && !first.ends_with(['。', '，', '；', '、', '.', ',', ';', '！', '!'])
        && !is_label(first)
        && text.paragraph_count() >= 3;
    // A speaker's name alone on the first line is no title.
    let is_talk = structure.turn_at(CharIndex(0)).is_some();
    if !short || numbered || is_talk || !(is_heading || is_plain) {
        return None;
    }
    let second = text.paragraph(1).trim();
    let mut title = first.to_owned();
    if first.ends_with(['：', ':']) {
        // A title over two lines, its second after the colon.
        if !(4..=80).contains(&width(second)) || is_sentence_end(second) {
            return None;
        }
        title.push_str(second);
    }
    Some(one_line(&title))
}

/// `访谈时间：2016 年`, `访谈者：您好`, `说话人1 00:00`: the head of an interview, not a title.
fn is_label(line: &str) -> bool {
    let labelled = line.find(['：', ':']).is_some_and(|at| {
        let after = line.get(at..).map_or(0, |rest| rest.chars().count());
        line.get(..at).is_some_and(|label| width(label) <= 12) && after > 1
    });
    let timed =
        line.as_bytes().windows(3).any(|w| matches!(w, [a, b':', c] if a.is_ascii_digit() && c.is_ascii_digit()));
    labelled || timed
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn title(text: &str) -> String {
        choose("老人 03.txt", None, &Text::new(text).unwrap(), &Structure::default())
    }

    #[test]
    fn a_first_line_is_a_title_only_where_it_is_clearly_one() {
        assert_eq!(title("鼓楼食堂观察记\n今天是第一天。\n我们到了。"), "鼓楼食堂观察记");
        assert_eq!(title("购买服务的困境：\n一个村庄的故事\n正文。"), "购买服务的困境：一个村庄的故事");
        for text in
            ["访谈时间：2016 年\n正文。\n完。", "您好。\n您好。\n完。", "一、背景\n甲。\n乙。", "说话人1 00:00\n好\n好"]
        {
            assert_eq!(title(text), "老人 03", "{text}");
        }
    }

    #[test]
    fn a_files_own_title_goes_first_unless_a_program_wrote_it() {
        let text = Text::new("正文。").unwrap();
        let none = Structure::default();
        assert_eq!(choose("a.docx", Some(" 食堂\n札记 "), &text, &none), "食堂 札记");
        assert_eq!(choose("a.docx", Some("Untitled 1"), &text, &none), "a");
        assert_eq!(choose(".docx", None, &text, &none), ".docx");
    }
}
