//! What a bracket behind a quotation says of its source.

use std::ops::Range;

use crate::import::script::is_han;

/// Who was heard, as the paper names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub name: String,
    pub role: Option<String>,
    /// As 2025-01-15 or 2025-01.
    pub date: Option<String>,
    pub code: Option<String>,
    /// Whether it says that this is an interview.
    pub is_explicit: bool,
}

impl Source {
    /// Somebody known by words that lead in.
    pub fn of_speaker(speaker: String) -> Self {
        Self { role: None, name: speaker, date: None, code: None, is_explicit: false }
    }

    /// Equal for one source: its code, otherwise its name without blanks.
    pub fn key(&self) -> String {
        let name = || self.name.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        self.code.clone().unwrap_or_else(name).to_lowercase()
    }
}

/// Longest attribution.
const LONGEST: usize = 60;

/// The brackets that name a source.
pub fn brackets(characters: &[char]) -> Vec<(Range<usize>, Source)> {
    let mut found = Vec::new();
    for (at, character) in characters.iter().enumerate() {
        if !matches!(character, '(' | '（') {
            continue;
        }
        let rest = characters.get(at + 1..).unwrap_or(&[]);
        let Some(len) = rest.iter().take(LONGEST).position(|c| matches!(c, ')' | '）' | '(' | '（')) else {
            continue;
        };
        let inside: String = rest.get(..len).unwrap_or(&[]).iter().collect();
        if let Some(source) = source(&inside) {
            found.push((at..at + len + 2, source));
        }
    }
    found
}

/// Words that say that somebody was asked.
const ASKED: [&str; 10] =
    ["访谈", "採訪", "采访", "受访", "訪談", "Interview", "interview", "Respondent", "Informant", "Participant"];
/// Words of brackets that name no person.
const OTHER: [&str; 18] = [
    "《",
    "〔",
    "http",
    "简称",
    "下同",
    "参见",
    "详见",
    "例如",
    "出版社",
    "统计",
    "年鉴",
    "公报",
    "大学",
    "同上",
    "万元",
    "人次",
    "%",
    "％",
];

/// What the inside of a bracket says.
pub fn source(inside: &str) -> Option<Source> {
    let inside = inside.trim();
    if inside.is_empty() || OTHER.iter().any(|word| inside.contains(word)) {
        return None;
    }
    let is_explicit = ASKED.iter().any(|word| inside.contains(word));
    let (mut roles, mut date, mut code, mut shown): (Vec<String>, _, Option<String>, Vec<String>) =
        (Vec::new(), None, None, Vec::new());
    for token in inside.split([',', '，', ';', '；', ':', '：', '、', '|']) {
        for token in with_dates_apart(token) {
            let bare = without_labels(&token);
            if bare.is_empty() {
                continue;
            }
            if let Some(found) = as_date(&bare) {
                date = date.or(Some(found));
            } else if is_code(&bare, is_explicit) {
                date = date.or_else(|| bare.get(..8).and_then(as_date));
                code = code.or(Some(bare.clone()));
            } else if !is_explicit && is_authority(&bare) {
                return None;
            } else if is_role(&bare) {
                roles.push(bare.clone());
            } else if !is_explicit {
                return None;
            }
            shown.push(bare);
        }
    }
    let role = (!roles.is_empty()).then(|| roles.join("，"));
    let known = if is_explicit {
        code.is_some() || date.is_some() || role.is_some()
    } else {
        role.is_some() && date.is_some() || code.is_some()
    };
    let separator = if inside.chars().any(is_han) { "，" } else { ", " };
    known.then(|| Source { name: shown.join(separator), role, date, code, is_explicit })
}

/// `2016年7月访谈` is a date and a word.
fn with_dates_apart(token: &str) -> Vec<String> {
    let token = token.trim();
    let digit_first = token.starts_with(|c: char| c.is_ascii_digit());
    let end = token.rfind(['日', '月']).map(|at| at + '日'.len_utf8());
    match end {
        Some(end) if digit_first && end < token.len() => {
            let (date, rest) = token.split_at(end);
            vec![date.trim().to_owned(), rest.trim().to_owned()]
        }
        _ => vec![token.to_owned()],
    }
}

/// A token without the words that only say that it is one of interviews.
fn without_labels(token: &str) -> String {
    let labels = [
        "资料来源",
        "来源",
        "整理自",
        "来自",
        "访谈资料",
        "访谈编号",
        "访谈记录",
        "访谈材料",
        "访谈对象",
        "访谈时间",
        "访谈日期",
        "访谈者",
        "受访者",
        "被访者",
        "被采访者",
        "深度访谈",
        "个案访谈",
        "实地访谈",
        "访谈",
        "采访",
        "訪談",
        "编号",
        "的",
    ];
    let mut rest = token.trim();
    loop {
        let before = rest;
        for label in labels {
            rest = rest.strip_prefix(label).unwrap_or(rest).trim();
            rest = rest.strip_suffix(label).unwrap_or(rest).trim();
        }
        rest = rest.strip_prefix("对").or_else(|| rest.strip_prefix("与")).unwrap_or(rest).trim();
        if rest == before {
            break;
        }
    }
    let english = ["Interview with ", "interview with ", "Interview ", "interview "];
    // `Interview 3` keeps its word: the number alone names nobody.
    for label in english {
        if let Some(after) = rest.strip_prefix(label) {
            return if after.starts_with(|c: char| c.is_ascii_digit()) {
                rest.to_owned()
            } else {
                after.trim().to_owned()
            };
        }
    }
    rest.to_owned()
}

/// `20250115`, `2025-01-15`, `2025.1.15`, `2025年1月15日`, `2025年1月`, `2025-01`: never a year alone.
fn as_date(token: &str) -> Option<String> {
    let token = token.trim();
    if !token.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '.' | '/' | '年' | '月' | '日' | ' ' | '－'))
    {
        return None;
    }
    let runs: Vec<&str> = token.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty()).collect();
    let (year, month, day) = match *runs.as_slice() {
        [run] if run.len() == 8 => (run.get(..4)?, run.get(4..6)?, run.get(6..)),
        [run] if run.len() == 6 && (run.starts_with("19") || run.starts_with("20")) => {
            (run.get(..4)?, run.get(4..)?, None)
        }
        [year, month] if year.len() == 4 => (year, month, None),
        [year, month, day] if year.len() == 4 => (year, month, Some(day)),
        _ => return None,
    };
    let within = |text: &str, most: u32| text.len() <= 2 && text.parse::<u32>().is_ok_and(|n| (1..=most).contains(&n));
    if !(year.starts_with("19") || year.starts_with("20"))
        || !within(month, 12)
        || day.is_some_and(|day| !within(day, 31))
    {
        return None;
    }
    Some(match day {
        Some(day) => format!("{year}-{month:0>2}-{day:0>2}"),
        None => format!("{year}-{month:0>2}"),
    })
}

/// `YJ2`, `S-03`, `20160710YJ2`, `Interview 3`; in a bracket that speaks of interviews any number.
fn is_code(token: &str, is_explicit: bool) -> bool {
    if ["Interview ", "Interviewee ", "Respondent ", "Informant ", "Participant "]
        .iter()
        .any(|word| token.starts_with(word))
    {
        return token.chars().any(|c| c.is_ascii_digit());
    }
    let plain = token.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '#' | '.'));
    let digits = token.chars().filter(char::is_ascii_digit).count();
    let letters = token.chars().filter(char::is_ascii_uppercase).count();
    let small = token.chars().any(|c| c.is_ascii_lowercase());
    // 2015a and 2015 are years of citations.
    let is_year = digits == 4 && letters == 0 && (token.starts_with("19") || token.starts_with("20"));
    if !plain || digits == 0 || token.chars().count() > 24 || is_year {
        return false;
    }
    is_explicit || letters > 0 && !small && (has_date(token) || is_numbered(token))
}

/// Whether a date stands at the beginning of a code or behind its letters: `20160710YJ2`, `YJ-20160710`.
fn has_date(token: &str) -> bool {
    let digits = token.trim_start_matches(|c: char| !c.is_ascii_digit());
    [8, 6].into_iter().any(|len| digits.get(..len).and_then(as_date).is_some())
}

/// `YJ2`, `S-03`, `F2-01`: up to three letters, then numbers. Not B2B, COVID-19, 5G, G20.
fn is_numbered(token: &str) -> bool {
    const NAMES: [&str; 8] = ["G7", "G8", "G20", "G77", "CO2", "PM2", "PM10", "F1"];
    let numbers = token.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let letters = token.len() - numbers.len();
    let numbers = numbers.strip_prefix(['-', '_', '#']).unwrap_or(numbers);
    let is_number = |part: &str| (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    (1..=3).contains(&letters)
        && !NAMES.iter().any(|name| token == *name || token.starts_with(&format!("{name}.")))
        && numbers.split(['-', '_', '.', '#']).all(is_number)
}

/// Words with which those end who issue papers and are not asked.
const AUTHORITIES: [&str; 30] = [
    "国务院",
    "民政部",
    "教育部",
    "财政部",
    "公安部",
    "司法部",
    "商务部",
    "卫生部",
    "农业部",
    "农村部",
    "保障部",
    "建设部",
    "中宣部",
    "中组部",
    "中央",
    "人大",
    "卫健委",
    "发改委",
    "总局",
    "办公厅",
    "政府",
    "委员会",
    "法",
    "条例",
    "报",
    "通知",
    "意见",
    "办法",
    "规划",
    "规定",
];

fn is_authority(token: &str) -> bool {
    AUTHORITIES.iter().any(|end| token.ends_with(end))
}

/// Somebody's part in the matter: 机构负责人, 村民, official.
fn is_role(token: &str) -> bool {
    let count = token.chars().count();
    let named = token.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '·' | '-' | '/' | '_'));
    let digits = token.chars().filter(char::is_ascii_digit).count();
    (1..=24).contains(&count) && named && digits <= 3 && token.chars().any(char::is_alphabetic)
}
