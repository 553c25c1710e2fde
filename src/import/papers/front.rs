//! The parts that stand around a paper: title, authors, abstract, keywords, what journals print about both.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::import::script::{is_han, is_sentence_end, width};
use crate::import::steps::{self, references};
use crate::import::transcript::is_speaker_label;

/// What a line around a paper tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Abstract,
    Keywords,
    /// 中图分类号, 文献标识码, 文章编号.
    Classification,
    Doi,
    Funding,
    AboutAuthor,
    /// 收稿日期, Received.
    Dates,
    /// How the paper wants to be cited.
    Citation,
    Copyright,
    Affiliation,
}

/// A line that names its part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Labelled<'a> {
    pub part: Part,
    /// As it stands there.
    pub label: &'a str,
    /// What follows on the line; empty where the label stands alone.
    pub rest: &'a str,
}

/// Labels of parts, without blanks, in small letters.
const LABELS: [(&str, Part); 66] = [
    ("内容摘要", Part::Abstract),
    ("内容提要", Part::Abstract),
    ("中文摘要", Part::Abstract),
    ("英文摘要", Part::Abstract),
    ("论文摘要", Part::Abstract),
    ("摘要", Part::Abstract),
    ("提要", Part::Abstract),
    ("abstract", Part::Abstract),
    ("关键词", Part::Keywords),
    ("关键字", Part::Keywords),
    ("關鍵詞", Part::Keywords),
    ("關鍵字", Part::Keywords),
    ("主题词", Part::Keywords),
    ("keywords", Part::Keywords),
    ("indexterms", Part::Keywords),
    ("中图分类号", Part::Classification),
    ("中圖分類號", Part::Classification),
    ("分类号", Part::Classification),
    ("文献标识码", Part::Classification),
    ("文獻標識碼", Part::Classification),
    ("文章编号", Part::Classification),
    ("clcnumber", Part::Classification),
    ("documentcode", Part::Classification),
    ("articleid", Part::Classification),
    ("doi", Part::Doi),
    ("https://doi.org", Part::Doi),
    ("基金项目", Part::Funding),
    ("基金項目", Part::Funding),
    ("基金资助", Part::Funding),
    ("资助项目", Part::Funding),
    ("项目基金", Part::Funding),
    ("项目资助", Part::Funding),
    ("funding", Part::Funding),
    ("fundproject", Part::Funding),
    ("foundationitem", Part::Funding),
    ("supportedby", Part::Funding),
    ("作者简介", Part::AboutAuthor),
    ("作者簡介", Part::AboutAuthor),
    ("作者介绍", Part::AboutAuthor),
    ("作者单位", Part::AboutAuthor),
    ("第一作者", Part::AboutAuthor),
    ("通讯作者", Part::AboutAuthor),
    ("通信作者", Part::AboutAuthor),
    ("责任编辑", Part::AboutAuthor),
    ("責任編輯", Part::AboutAuthor),
    ("correspondingauthor", Part::AboutAuthor),
    ("correspondence", Part::AboutAuthor),
    ("abouttheauthor", Part::AboutAuthor),
    ("abouttheauthors", Part::AboutAuthor),
    ("收稿日期", Part::Dates),
    ("修回日期", Part::Dates),
    ("投稿日期", Part::Dates),
    ("录用日期", Part::Dates),
    ("网络首发", Part::Dates),
    ("received", Part::Dates),
    ("revised", Part::Dates),
    ("accepted", Part::Dates),
    ("published", Part::Dates),
    ("文章引用", Part::Citation),
    ("引用格式", Part::Citation),
    ("本文引用格式", Part::Citation),
    ("引用本文", Part::Citation),
    ("引文格式", Part::Citation),
    ("citation", Part::Citation),
    ("howtocite", Part::Citation),
    ("tocitethisarticle", Part::Citation),
];

/// The part that a line names by its label.
pub fn labelled(line: &str) -> Option<Labelled<'_>> {
    let line = line.trim();
    LABELS.iter().filter_map(|&(label, part)| after_label(line, label, part)).max_by_key(|found| found.label.len())
}

fn after_label<'a>(line: &'a str, label: &str, part: Part) -> Option<Labelled<'a>> {
    let opening = |c: char| matches!(c, '[' | '［' | '【' | '〔' | '*' | '#' | '〖' | '(' | '（' | '☆' | '★');
    let start = line.trim_start_matches(opening);
    let bracketed = start.len() < line.len();
    let mut wanted = label.chars().peekable();
    let mut end = 0;
    for character in start.chars() {
        if character.is_whitespace() {
            end += character.len_utf8();
            continue;
        }
        match wanted.peek() {
            Some(&next) if character.to_lowercase().eq([next]) => {
                wanted.next();
                end += character.len_utf8();
            }
            _ => break,
        }
        if wanted.peek().is_none() {
            break;
        }
    }
    if wanted.peek().is_some() {
        return None;
    }
    let closing = |c: char| matches!(c, ']' | '］' | '】' | '〕' | '〗' | ')' | '）' | '*');
    let after = start.get(end..)?;
    let rest = after.trim_start_matches(closing);
    let closed = bracketed && rest.len() < after.len();
    let separated = rest.is_empty() || rest.starts_with([':', '：', ' ', '　', '\t', '—', '-', '/', '|']) || closed;
    // An English word begins sentences too; only an abstract and keywords go without a colon.
    let bare = rest.trim_start();
    let says_so = !label.is_ascii() || bare.is_empty() || bare.starts_with([':', '：', '.', '/', '—']);
    let free = matches!(part, Part::Abstract | Part::Keywords | Part::Doi);
    (separated && (says_so || free)).then(|| Labelled {
        part,
        label: start.get(..end).unwrap_or("").trim(),
        rest: bare.trim_start_matches([':', '：', '—', ' ', '　']).trim(),
    })
}

/// The part that a line belongs to by what it says, with or without a label.
pub fn part(line: &str) -> Option<Part> {
    if let Some(found) = labelled(line) {
        return Some(found.part);
    }
    let line = line.trim();
    let starts = |words: &[&str]| words.iter().any(|word| line.starts_with(word));
    if starts(&[
        "Copyright",
        "©",
        "This work is licensed",
        "Open Access",
        "This is an open access",
        "<http",
        "版权所有",
    ]) {
        return Some(Part::Copyright);
    }
    if starts(&["本文系", "本文为", "本研究受", "本文受"])
        && ["项目", "基金", "课题"].iter().any(|word| line.contains(word))
    {
        return Some(Part::Funding);
    }
    is_affiliation(line).then_some(Part::Affiliation)
}

/// Whether a line says where authors work, or how to write to them.
pub fn is_affiliation(line: &str) -> bool {
    let line = line.trim();
    let place = [
        "大学",
        "大學",
        "学院",
        "學院",
        "研究院",
        "研究所",
        "社科院",
        "科学院",
        "党校",
        "University",
        "School of",
        "Department",
        "Institute",
        "College",
        "Faculty",
        "Academy",
    ];
    let short = width(line) <= 220 && !line.ends_with(['。', '；', '？', '！']);
    let set_off = line.contains([',', '，', '(', '（', ';', '；']) || line.chars().any(|c| c.is_ascii_digit());
    let ends = ["学院", "大学", "研究所", "研究院", "系", "University"].iter().any(|end| line.ends_with(end));
    short && (place.iter().any(|word| line.contains(word)) && (set_off || ends && width(line) <= 60) || is_email(line))
}

fn is_email(line: &str) -> bool {
    line.contains('@') && width(line) <= 120 && line.contains('.')
}

/// Where a paper's front matter stands, by lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FrontMatter {
    /// Title, authors, abstract and what goes with them.
    pub head: Range<usize>,
    /// Lines of the same kind elsewhere: at the foot of the first page, behind the references.
    pub elsewhere: BTreeSet<usize>,
}

/// Farthest line at which the first part of a paper may begin.
const HEAD: usize = 60;

/// The front matter of a text in lines without blank ones; `None` where the text is no paper.
pub fn find(lines: &[&str]) -> Option<FrontMatter> {
    let zones = references::zones(lines.iter().copied());
    let parts: Vec<Option<Part>> =
        lines.iter().zip(&zones).map(|(line, in_list)| if *in_list { None } else { part(line) }).collect();
    let first = parts.iter().take(HEAD).position(|part| matches!(part, Some(Part::Abstract | Part::Keywords)))?;
    let mut signs: BTreeSet<(Part, bool)> = BTreeSet::new();
    for (line, part) in lines.iter().zip(&parts).take(HEAD) {
        signs.extend(part.map(|part| (part, line.chars().any(is_han))));
    }
    let listed = zones.iter().filter(|in_list| **in_list).count() >= 3;
    if signs.len() + usize::from(listed) < 2 || is_conversation(lines) {
        return None;
    }
    let body = (first..lines.len().min(HEAD + first)).find(|&at| lines.get(at).is_some_and(|line| begins_body(line)));
    let end = head_end(lines, &parts, first, body);
    let strays = |part: &Part| {
        !matches!(part, Part::Affiliation | Part::Abstract | Part::Keywords | Part::Copyright | Part::Citation)
    };
    let mut elsewhere: BTreeSet<usize> = parts
        .iter()
        .enumerate()
        .skip(end)
        .filter(|(_, part)| part.as_ref().is_some_and(strays))
        .map(|(at, _)| at)
        .collect();
    elsewhere.extend(behind_references(lines, &zones, &parts));
    Some(FrontMatter { head: 0..end, elsewhere })
}

/// Whether a line is the heading of the first part of a paper: 一、, 1. Introduction, 引言.
fn begins_body(line: &str) -> bool {
    steps::is_heading(line) && labelled(line).is_none()
}

/// The first line that is no front matter.
fn head_end(lines: &[&str], parts: &[Option<Part>], first: usize, body: Option<usize>) -> usize {
    let limit = body.unwrap_or_else(|| lines.len().min(first + 30));
    let last = (first..limit).rev().find(|&at| parts.get(at).is_some_and(Option::is_some)).unwrap_or(first);
    let alone = lines.get(last).and_then(|line| labelled(line)).is_some_and(|found| found.rest.is_empty());
    let mut end = (last + 1 + usize::from(alone)).min(limit.max(last + 1));
    // Short lines between the last label and the first heading: 开放获取, a second title.
    let is_short = |line: &&str| width(line) <= 80 && !is_sentence_end(line);
    if body.is_some() && lines.get(end..limit).is_some_and(|between| between.iter().all(is_short)) {
        end = end.max(limit);
    }
    end.min(lines.len())
}

/// A block in the other language behind the list of references: title, authors, abstract, keywords.
fn behind_references(lines: &[&str], zones: &[bool], parts: &[Option<Part>]) -> Range<usize> {
    let Some(last) = zones.iter().rposition(|in_list| *in_list) else { return 0..0 };
    let behind = last + 1..lines.len();
    let named = |at: &usize| matches!(parts.get(*at), Some(Some(Part::Abstract | Part::Keywords)));
    match behind.clone().rev().find(named) {
        Some(to) if behind.len() <= 30 => last + 1..to + 1,
        _ => 0..0,
    }
}

/// Whether lines begin with names of speakers, as turns do.
fn is_conversation(lines: &[&str]) -> bool {
    let mut labels: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    let mut timed = 0;
    for line in lines {
        if let Some(label) = steps::label(line).filter(|label| labelled(line).is_none() && width(label) <= 16) {
            *labels.entry(label).or_default() += 1;
        }
        let stamp = |word: &str| {
            word.contains(':')
                && word.len() >= 4
                && word.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '.' | '(' | ')'))
        };
        timed += usize::from(width(line) <= 40 && line.split_whitespace().any(stamp));
    }
    let comes_back = |(label, count): &(&&str, &usize)| **count >= 3 || is_speaker_label(label);
    let turns: usize = labels.iter().filter(comes_back).map(|(_, count)| count).sum::<usize>() + timed;
    turns >= 5 && turns * 10 >= lines.len()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn labels_are_known_in_their_many_dresses() {
        for (line, part, rest) in [
            ("摘 要", Part::Abstract, ""),
            ("【摘要】本文写食堂。", Part::Abstract, "本文写食堂。"),
            ("[摘 要] 本文写食堂。", Part::Abstract, "本文写食堂。"),
            ("Abstract: On canteens.", Part::Abstract, "On canteens."),
            ("Abstract On canteens.", Part::Abstract, "On canteens."),
            ("关键词 食堂; 村庄", Part::Keywords, "食堂; 村庄"),
            ("Key words：canteen", Part::Keywords, "canteen"),
            ("中图分类号：C916", Part::Classification, "C916"),
            ("Received: May 1, 2020", Part::Dates, "May 1, 2020"),
            ("文章引用:某甲. 食堂[J].", Part::Citation, "某甲. 食堂[J]."),
        ] {
            let found = labelled(line).unwrap_or_else(|| unreachable!("{line} has no label"));
            assert_eq!((found.part, found.rest), (part, rest), "{line}");
        }
        for line in
            ["Received wisdom says so.", "摘要写得好不好，看第一句。", "Published papers say so.", "关键词法是一种方法"]
        {
            assert_eq!(labelled(line), None, "{line}");
        }
        assert_eq!(part("（某某大学社会学院，某地 100000）"), Some(Part::Affiliation));
        assert_eq!(part("他们在大学里念书，后来回来了。"), None);
    }

    #[test]
    fn a_paper_is_told_from_an_interview_with_an_abstract() {
        let paper = [
            "村庄食堂",
            "某甲，某乙",
            "（某某大学社会学院，某地 100000）",
            "摘要：写食堂。",
            "关键词：食堂",
            "引言里没有标题的一段正文，这里说了很多很多很多很多很多很多很多很多很多很多很多话。",
            "一、背景",
            "正文。",
        ];
        assert_eq!(find(&paper).unwrap().head, 0..5);
        let talk = [
            "摘要",
            "讲食堂。",
            "关键词",
            "食堂",
            "问：谁做饭",
            "答：我",
            "问：几个人",
            "答：三个",
            "问：累吗",
            "答：不累",
        ];
        assert_eq!(find(&talk), None);
        assert_eq!(find(&["札记", "今天去了食堂。"]), None);
    }

    #[test]
    fn what_stands_behind_the_references_is_found_too() {
        let paper = [
            "村庄食堂",
            "摘要：写食堂。",
            "关键词：食堂",
            "一、背景",
            "正文。",
            "参考文献",
            "[1] 某某. 研究[J]. 某学报, 2020.",
            "[2] 某某. 研究[J]. 某学报, 2020.",
            "[3] 某某. 研究[J]. 某学报, 2020.",
            "收稿日期：2020-01-02",
            "Canteens of Villages",
            "Abstract: On canteens.",
        ];
        let found = find(&paper).unwrap();
        assert_eq!(found.head, 0..3);
        assert_eq!(found.elsewhere.into_iter().collect::<Vec<_>>(), [9, 10, 11]);
    }
}
