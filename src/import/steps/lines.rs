//! What a line looks like: heading, caption, list, reference, mark of a note, table source.
//! Pure tests on one line, shared by the steps that join and that recognise headings.

use super::references;
use crate::import::script::{is_chinese_numeral, is_sentence_end, width};
use crate::model::BlockKind;

/// A line of the text with its places.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// First byte.
    pub byte: usize,
    /// First code point.
    pub start: u32,
    /// Without its line end.
    pub text: &'a str,
}

impl Line<'_> {
    /// Whether there is nothing to see on it.
    pub fn is_blank(&self) -> bool {
        self.text.chars().all(char::is_whitespace)
    }

    /// Byte after the last character that is no blank.
    pub fn content_end(&self) -> usize {
        self.byte + self.text.trim_end().len()
    }

    /// Byte of the first character that is no blank.
    pub fn content_start(&self) -> usize {
        self.byte + (self.text.len() - self.text.trim_start().len())
    }
}

/// The lines of a text, line ends left out.
pub fn lines(text: &str) -> Vec<Line<'_>> {
    let (mut byte, mut start) = (0, 0);
    text.split('\n')
        .map(|line| {
            let this = Line { byte, start, text: line };
            byte += line.len() + 1;
            start += line.chars().count() as u32 + 1;
            this
        })
        .collect()
}

/// Longest heading in half columns: two lines of a wide page.
const LONGEST_HEADING: usize = 120;

fn is_closed_bracket(character: char) -> bool {
    matches!(character, ')' | '）' | '〕' | ']' | '］' | '】')
}

fn is_open_bracket(character: char) -> bool {
    matches!(character, '(' | '（' | '〔' | '[' | '［' | '【')
}

/// The text after `一、` or `第三章`, after `（二）`, after `1.2.`, with the heading's level.
pub fn numbered(line: &str) -> Option<(u8, &str)> {
    let line = line.trim();
    let first = line.chars().next()?;
    if first == '第' {
        let rest = line.get(first.len_utf8()..)?;
        let number = rest.trim_start_matches(|c: char| is_chinese_numeral(c) || c.is_ascii_digit() || c == ' ');
        if number.len() == rest.len() {
            return None;
        }
        let unit = number.chars().next()?;
        let level = match unit {
            '编' | '篇' | '部' | '章' => 1,
            '节' | '節' => 2,
            _ => return None,
        };
        let after = number.get(unit.len_utf8()..)?;
        return after.starts_with([' ', '　', '：', ':', '、']).then_some((level, after));
    }
    if is_chinese_numeral(first) {
        let after = line.trim_start_matches(is_chinese_numeral);
        let mark = after.chars().next()?;
        return matches!(mark, '、' | '．' | '.').then(|| (1, after.get(mark.len_utf8()..).unwrap_or("")));
    }
    if is_open_bracket(first) {
        let inside = line.get(first.len_utf8()..)?.trim_start();
        let after = inside.trim_start_matches(is_chinese_numeral);
        let closing = after.trim_start();
        let mark = closing.chars().next()?;
        return (after.len() < inside.len() && is_closed_bracket(mark) && matches!(first, '(' | '（' | '〔'))
            .then(|| (2, closing.get(mark.len_utf8()..).unwrap_or("")));
    }
    if first.is_ascii_digit() {
        let number = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        let digits = line.get(..line.len() - number.len())?;
        let parts = digits.split('.').filter(|part| !part.is_empty()).count();
        let sane = digits.split('.').all(|part| part.len() <= 2) && (1..=4).contains(&parts);
        let parted = digits.contains('.') || number.starts_with(['．', '、', '　']);
        if sane
            && parted
            && !number.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '%' | '％' | '-' | '/' | ':'))
        {
            // `1.5 亿` is a number with a unit, `1.5 背景` a heading: a dotted pair needs a blank or a last dot.
            let set_off = digits.ends_with('.') || number.starts_with([' ', '．', '、', '　']);
            return set_off.then_some((parts as u8, number));
        }
    }
    None
}

/// Names of parts that stand alone on their line.
const PARTS: [&str; 24] = [
    "摘要",
    "提要",
    "关键词",
    "關鍵詞",
    "引言",
    "导言",
    "導言",
    "前言",
    "绪论",
    "緒論",
    "结论",
    "結論",
    "结语",
    "結語",
    "致谢",
    "致謝",
    "附录",
    "附錄",
    "参考文献",
    "參考文獻",
    "注释",
    "abstract",
    "keywords",
    "references",
];
const MORE_PARTS: [&str; 7] =
    ["introduction", "conclusion", "conclusions", "acknowledgements", "appendix", "bibliography", "余论"];

/// Whether a line is the name of a part, as 摘 要 or References.
pub fn is_part_name(line: &str) -> bool {
    let folded: String = line.trim().chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    let folded = folded.trim_end_matches([':', '：']);
    PARTS.contains(&folded) || MORE_PARTS.contains(&folded)
}

/// The level of a line that looks like a heading on its own.
pub fn heading_level(line: &str) -> Option<u8> {
    let line = line.trim();
    if line.is_empty() || width(line) > LONGEST_HEADING {
        return None;
    }
    if is_part_name(line) || references::opens_references(line) {
        return Some(1);
    }
    let (level, rest) = numbered(line)?;
    let rest = rest.trim();
    let last = rest.chars().next_back()?;
    let is_sentence =
        matches!(last, '。' | '；' | ';' | '，' | ',' | '.' | '…' | '：' | ':' | '、') || rest.contains('。');
    // `一、我们去过的地方很多，他们都说…` is an item of a list that a person dictates, not a heading.
    let clauses = rest.matches(['，', '；']).count();
    (!is_sentence && clauses <= 2 && rest.chars().any(char::is_alphabetic)).then_some(level)
}

/// Whether a line is the title of a table or figure: 表 1 …, 图2 …, Table 3. …
pub fn caption_kind(line: &str) -> Option<Caption> {
    let line = line.trim();
    if line.is_empty() || width(line) > 110 || line.ends_with(['。', '，', '；', '、']) || line.contains('。') {
        return None;
    }
    let after_word = |word: &str| {
        let head = line.get(..word.len())?;
        head.eq_ignore_ascii_case(word).then(|| line.get(word.len()..)).flatten()
    };
    let words = [
        ("表", Caption::Table),
        ("Table", Caption::Table),
        ("图", Caption::Figure),
        ("圖", Caption::Figure),
        ("Figure", Caption::Figure),
        ("Fig.", Caption::Figure),
    ];
    words.into_iter().find_map(|(word, kind)| {
        let rest = after_word(word)?.trim_start();
        let after = rest.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '－' | '–' | '.' | '．'));
        let digits = rest.len() > after.len() && rest.starts_with(|c: char| c.is_ascii_digit());
        // 表1显示…, 图 2 为… speak about it; a title is set off from its number.
        let set_off = after.is_empty()
            || after.starts_with([' ', '　', ':', '：', '\t'])
            || rest.get(..rest.len() - after.len())?.ends_with('.');
        let speaks = ["为", "為", "是", "显示", "顯示", "中", "可", "所示", "给出", "反映"]
            .iter()
            .any(|verb| after.trim_start().starts_with(verb));
        (digits && set_off && !speaks && after.chars().any(char::is_alphabetic)).then_some(kind)
    })
}

/// What a caption belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caption {
    /// Rows follow.
    Table,
    /// A picture stood here.
    Figure,
}

/// Whether a line tells the source of a table, or is a note below it.
pub fn is_table_foot(line: &str) -> bool {
    let line = line.trim();
    ["资料来源", "資料來源", "数据来源", "數據來源", "注：", "注:", "註：", "Source:", "Note:", "Notes:"]
        .iter()
        .any(|start| line.starts_with(start))
}

/// Whether a line is an entry of a list of references: `[12] …`, `- [12] …`.
pub fn is_reference(line: &str) -> bool {
    let line = line.trim_start().trim_start_matches(['-', '*', '•']).trim_start();
    let Some(rest) = line.strip_prefix(['[', '［', '〔']) else { return false };
    let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    after.len() < rest.len()
        && after.len() + 4 >= rest.len()
        && after.strip_prefix([']', '］', '〕']).is_some_and(|entry| {
            // A mark of a note that slipped to the next line goes on with its sentence.
            !entry.starts_with(['。', '，', '、', '；', '：', ',', '.', ';', ':']) && entry.trim().chars().count() > 8
        })
}

/// Whether a line is an item of a list: `- `, `• `, `(1)`, `①`, `1)`.
pub fn is_list_item(line: &str) -> bool {
    let line = line.trim_start();
    let Some(first) = line.chars().next() else { return false };
    match first {
        '-' | '*' | '+' => line.get(1..).is_some_and(|rest| rest.starts_with([' ', '\t'])),
        '•' | '●' | '■' | '◆' | '▪' | '☐' | '☑' => true,
        // ① … ② … in one paragraph is an enumeration inside it.
        '①'..='⑳' => line.chars().filter(|c| ('①'..='⑳').contains(c)).count() == 1,
        '(' | '（' => {
            let inside = line.get(first.len_utf8()..).unwrap_or("");
            let after = inside.trim_start_matches(|c: char| c.is_ascii_digit());
            after.len() < inside.len() && inside.len() - after.len() <= 2 && after.starts_with([')', '）'])
        }
        '0'..='9' => {
            let after = line.trim_start_matches(|c: char| c.is_ascii_digit());
            line.len() - after.len() <= 2
                && (after.starts_with([')', '）', '、']) || after.starts_with(". ") || after.starts_with('．'))
        }
        _ => false,
    }
}

/// Whether a line holds nothing but the mark of a note or citation: `［1］`, `［4］( P80)`, `( P80)`.
pub fn is_note_mark(line: &str) -> bool {
    let mut rest = line.trim();
    let mut any = false;
    while !rest.is_empty() {
        let Some(first) = rest.chars().next().filter(|&c| is_open_bracket(c)) else { return false };
        let Some(end) = rest.find(is_closed_bracket) else { return false };
        let inside = rest.get(first.len_utf8()..end).unwrap_or("").trim();
        let page = inside.strip_prefix(['P', 'p']).map_or(inside, |page| page.trim_start_matches(['p', 'P', '.', ' ']));
        let is_number = !page.is_empty()
            && page.chars().count() <= 12
            && page.starts_with(|c: char| c.is_ascii_digit())
            && page.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '，' | '-' | '－' | '–' | '—' | ' '));
        // ( 12 ) alone may number an item; only square brackets or a page make a mark.
        if !is_number || (matches!(first, '(' | '（') && page.len() == inside.len()) {
            return false;
        }
        any = true;
        rest = rest.get(end..).unwrap_or("");
        rest = rest.get(rest.chars().next().map_or(0, char::len_utf8)..).unwrap_or("").trim_start();
    }
    any
}

/// Whether a line reads as running text: long enough, with the signs of clauses.
pub fn is_prose(line: &str) -> bool {
    let marks = line.chars().filter(|c| matches!(c, '，' | '。' | '；' | '、' | ',' | ';' | '：')).count()
        + line.matches(". ").count();
    width(line.trim()) >= 40 && marks > 0
}

/// The label before a colon at the beginning of a line, where it is short: `访谈者`, `老人 03`, `Q1`.
pub fn label(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let at = line.find([':', '：'])?;
    let label = line.get(..at)?.trim();
    let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '_' | '·' | '（' | '）' | '(' | ')' | '.' | '、');
    (!label.is_empty() && width(label) <= 24 && label.chars().all(plain)).then_some(label)
}

/// Whether a line stands on its own whatever its width: joining would do it harm.
pub fn stands_alone(line: &str) -> bool {
    heading_level(line).is_some()
        || caption_kind(line).is_some()
        || is_table_foot(line)
        || is_reference(line)
        || is_list_item(line)
}

/// The kind that a line on its own shows.
pub fn kind_of(line: &str) -> BlockKind {
    if let Some(level) = heading_level(line) {
        BlockKind::Heading(level)
    } else if caption_kind(line).is_some() || (is_table_foot(line) && !is_sentence_end(line)) {
        BlockKind::Caption
    } else if is_reference(line) {
        BlockKind::Reference
    } else if is_list_item(line) {
        BlockKind::ListItem(0)
    } else {
        BlockKind::Body
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_by_their_numbers_and_their_brevity() {
        for (line, level) in [
            ("一、从哪里说起: 一间食堂", 1),
            ("( 一) 开门: 村里的“老规矩”", 2),
            ("（三）结余资金怎么用", 2),
            ("第二章 研究方法", 1),
            ("第三节：村里的鼓楼", 2),
            ("1. 引言", 1),
            ("3.2. 分工：谁来做饭", 2),
            ("2.1.3 样本", 3),
            ("摘 要", 1),
            ("References", 1),
        ] {
            assert_eq!(heading_level(line), Some(level), "{line}");
        }
        for line in [
            "一、我去过很多地方，见过很多人，听过很多话。",
            "2019 年开的第一间食堂",
            "1.5 亿元。",
            "23.51%，将近四分之一",
            "第一，要明确责任",
            "一年之后他们又回来了",
            "问：你们村有多少人",
        ] {
            assert_eq!(heading_level(line), None, "{line}");
        }
    }

    #[test]
    fn a_caption_is_a_title_and_not_a_sentence_about_it() {
        assert_eq!(caption_kind("表 1 四个村的人口"), Some(Caption::Table));
        assert_eq!(caption_kind("图 2. 合作的过程"), Some(Caption::Figure));
        assert_eq!(caption_kind("Figure 1. The process"), Some(Caption::Figure));
        assert_eq!(caption_kind("图2为各方的合作。"), None);
        assert_eq!(caption_kind("表 1 是两个月的记录"), None);
        assert_eq!(caption_kind("表示感谢"), None);
    }

    #[test]
    fn marks_of_notes_are_told_from_items() {
        for mark in ["［1］", "[12]", "［4］( P80) ", "( P80)", "［9］( P211)", "[3]-[5]"] {
            assert_eq!(is_note_mark(mark), mark != "[3]-[5]", "{mark}");
        }
        assert!(!is_note_mark("(1)"));
        assert!(is_list_item("(1) 第一条") && is_list_item("- 一条") && !is_list_item("-5 度"));
    }

    #[test]
    fn a_reference_is_more_than_its_number() {
        assert!(is_reference("[12] 某某. 村庄研究[J]. 某学报, 2020(1): 1-9."));
        assert!(is_reference("- [2] 某某某.社区养老研究[D]. 某地: 某大学, 2020."));
        assert!(!is_reference("[12]"));
    }
}
