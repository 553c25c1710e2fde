//! The list of references: where it stands, and what begins an entry of it.
//!
//! Shared by the steps that join lines, that mark the list, and that read what a paper says of itself.
//! Refused: guessing a list where no heading opens one.

use super::lines;
use crate::import::script::{is_chinese_numeral, is_han, width};

/// The number with which an entry begins: `[12]`, `［3］`, `- [2]`, `12.`, `3、`, `(4)`, `⑤`.
pub fn entry_number(line: &str) -> Option<u32> {
    let line = line.trim_start().trim_start_matches(['-', '*', '•']).trim_start();
    let first = line.chars().next()?;
    if ('①'..='⑳').contains(&first) {
        return Some(first as u32 - '①' as u32 + 1);
    }
    let close: &[char] = match first {
        '[' => &[']'],
        '［' => &['］', ']'],
        '〔' => &['〕'],
        '(' | '（' => &[')', '）'],
        _ if first.is_ascii_digit() => &[],
        _ => return None,
    };
    let inside = if close.is_empty() { line } else { line.get(first.len_utf8()..)?.trim_start() };
    let after = inside.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = inside.get(..inside.len() - after.len())?;
    let after = after.trim_start();
    let closed = if close.is_empty() {
        after.starts_with(['.', '．', '、', ')', '）'])
            && !after.get(1..).is_some_and(|rest| rest.starts_with(char::is_numeric))
    } else {
        after.starts_with(close)
    };
    (closed && (1..=3).contains(&digits.len())).then(|| digits.parse().ok()).flatten()
}

/// Whether a line without a number begins like an entry: `Smith, J. (2019)`, `某某, 2019`, `某某. 题名[J].`.
pub fn looks_like_entry(line: &str) -> bool {
    let line = line.trim();
    let head: String = line.chars().take(120).collect();
    let year = head.as_bytes().windows(4).any(|digits| {
        (digits.starts_with(b"19") || digits.starts_with(b"20")) && digits.iter().all(u8::is_ascii_digit)
    });
    let kind = ["[J]", "[M]", "[D]", "[C]", "[N]", "[R]", "[S]", "[Z]", "[EB/OL]", "[J/OL]", "[A]", "[P]"]
        .iter()
        .any(|mark| head.contains(mark));
    let name_ends = line.find([',', '，', '.', '．', ':', '：', '、', '(', '（', '《']).unwrap_or(0);
    let name = line.get(..name_ends).unwrap_or("").trim();
    let upper = name.chars().next().is_some_and(|c| c.is_uppercase() || is_han(c));
    upper && width(name) <= 40 && (year || kind)
}

/// Whether a line names the list of references or of notes: `参考文献：`, `【注 释】`, `六、参考文献`, `References`.
pub fn opens_references(line: &str) -> bool {
    if line.trim().len() > 80 {
        return false;
    }
    let folded: String = line.trim().chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    let bare = folded.trim_matches(|c: char| {
        matches!(c, '[' | ']' | '［' | '］' | '【' | '】' | ':' | '：' | '〔' | '〕' | '*' | '#')
    });
    let bare = match bare.find(['、', '.', '．']) {
        Some(at) if bare.get(..at).is_some_and(|n| n.chars().all(|c| is_chinese_numeral(c) || c.is_ascii_digit())) => {
            bare.get(at..).unwrap_or("").trim_start_matches(['、', '.', '．'])
        }
        _ => bare.trim_start_matches(|c: char| c.is_ascii_digit()),
    };
    matches!(
        bare,
        "参考文献"
            | "參考文獻"
            | "主要参考文献"
            | "参考文献与注释"
            | "注释与参考文献"
            | "注释及参考文献"
            | "注释"
            | "註釋"
            | "注釋"
            | "references"
            | "reference"
            | "referencescited"
            | "referencesandnotes"
            | "bibliography"
            | "workscited"
            | "literaturecited"
            | "endnotes"
    )
}

/// Whether a line tells that the list is over: the next part, or what journals print behind it.
pub fn closes_references(line: &str) -> bool {
    let line = line.trim();
    let after = [
        "作者简介",
        "作者簡介",
        "收稿日期",
        "责任编辑",
        "責任編輯",
        "[责任编辑",
        "（责任编辑",
        "(责任编辑",
        "【责任编辑",
        "编辑",
        "基金项目",
        "附录",
        "附錄",
        "致谢",
        "致謝",
        "Appendix",
        "APPENDIX",
        "Acknowledg",
        "About the author",
        "Author",
        "作者单位",
        "通讯作者",
        "Abstract",
        "ABSTRACT",
        "[作者简介",
        "【作者简介",
    ];
    let is_heading = lines::heading_level(line).is_some() && entry_number(line).is_none();
    after.iter().any(|start| line.starts_with(start)) || is_heading && !opens_references(line)
}

/// Which of the lines stand in a list of references, its heading not counted. Lists of notes must
/// begin with an entry, for 注释 heads other things as well.
pub fn zones<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<bool> {
    let mut inside = false;
    let mut begins = false;
    lines
        .map(|line| {
            if opens_references(line) {
                inside = true;
                begins = !line.contains("参考") && !line.to_lowercase().contains("reference");
                return false;
            }
            if std::mem::take(&mut begins) {
                inside = entry_number(line).is_some() || looks_like_entry(line);
            }
            inside = inside && !closes_references(line);
            inside
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_known_by_their_numbers_and_their_shape() {
        for (line, number) in [
            ("[12] 某某. 村庄研究[J].", Some(12)),
            ("- [2] 某某", Some(2)),
            ("［3］某某", Some(3)),
            ("4. Smith, J.", Some(4)),
            ("⑤ 某某", Some(5)),
            ("(6) 某某", Some(6)),
            ("2019, 36(3): 76-90.", None),
            ("36(3): 76-90.", None),
            ("1.5 亿", None),
        ] {
            assert_eq!(entry_number(line), number, "{line}");
        }
        assert!(looks_like_entry("Smith, J. (2019) Canteens of Villages."));
        assert!(looks_like_entry("某某. 村庄食堂研究[J]. 某学报."));
        assert!(!looks_like_entry("and the kitchen of the old village, 2019."));
    }

    #[test]
    fn a_list_reaches_from_its_heading_to_the_next_part() {
        let text = ["正文", "【参考文献】", "[1] 某某. 研究[J].", "续行", "作者简介：某某", "附记"];
        assert_eq!(zones(text.into_iter()), [false, false, true, true, false, false]);
        for heading in ["六、参考文献", "References", "注 释", "[参考文献]", "7. References"] {
            assert!(opens_references(heading), "{heading}");
        }
        assert!(!opens_references("参考文献综述的写法"));
    }
}
