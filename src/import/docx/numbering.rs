//! Word's automatic numbers: 一、 （一） 1. Q1. stand in no run of text and are counted here.

use std::collections::BTreeMap;

use super::xml::{self, Seen};

/// One level of a list.
#[derive(Clone, Debug)]
struct Level {
    start: u32,
    format: String,
    text: String,
    suffix: Suffix,
    /// Whether all numbers on it are plain digits.
    legal: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Suffix {
    Blank,
    Nothing,
}

impl Default for Level {
    fn default() -> Self {
        Self { start: 1, format: "decimal".into(), text: String::new(), suffix: Suffix::Blank, legal: false }
    }
}

#[derive(Clone, Debug, Default)]
struct Abstract {
    levels: BTreeMap<u8, Level>,
    style_link: Option<String>,
    number_style_link: Option<String>,
}

#[derive(Clone, Debug, Default)]
struct Number {
    list: String,
    starts: BTreeMap<u8, u32>,
    levels: BTreeMap<u8, Level>,
}

/// All lists of a document.
#[derive(Debug, Default)]
pub struct Numbering {
    lists: BTreeMap<String, Abstract>,
    numbers: BTreeMap<String, Number>,
}

/// What stands before a paragraph of a list.
#[derive(Debug, PartialEq, Eq)]
pub enum Label {
    /// A dot or nothing.
    Bullet,
    /// A number with its blank, to be read as text.
    Number(String),
}

/// How far each list has been counted.
#[derive(Debug, Default)]
pub struct Counters {
    counts: BTreeMap<String, Vec<Option<u32>>>,
    /// Numbers whose own start has been used.
    started: BTreeMap<String, Vec<u8>>,
}

impl Numbering {
    fn list_of(&self, number: &Number) -> Option<&Abstract> {
        let list = self.lists.get(&number.list)?;
        match &list.number_style_link {
            Some(link) if list.levels.is_empty() => {
                self.lists.values().find(|other| other.style_link.as_ref() == Some(link)).or(Some(list))
            }
            _ => Some(list),
        }
    }

    /// Counts a paragraph of a list on and says what stands before it. `None` where the list is unknown or off.
    pub fn label(&self, id: &str, level: u8, counters: &mut Counters) -> Option<Label> {
        if id == "0" {
            return None;
        }
        let number = self.numbers.get(id)?;
        let list = self.list_of(number)?;
        let at = |level: u8| number.levels.get(&level).or_else(|| list.levels.get(&level));
        let own = at(level)?;
        let level = level.min(8);
        let counts = counters.counts.entry(number.list.clone()).or_insert_with(|| vec![None; 9]);
        let started = counters.started.entry(id.to_owned()).or_default();
        if let Some(&start) = number.starts.get(&level)
            && !started.contains(&level)
        {
            started.push(level);
            if let Some(count) = counts.get_mut(usize::from(level)) {
                *count = Some(start.saturating_sub(1));
            }
        }
        if let Some(count) = counts.get_mut(usize::from(level)) {
            *count = Some(count.map_or(own.start, |count| count.saturating_add(1)));
        }
        for deeper in counts.iter_mut().skip(usize::from(level) + 1) {
            *deeper = None;
        }
        if matches!(own.format.as_str(), "bullet" | "none") && !own.text.contains('%') {
            return Some(Label::Bullet);
        }
        let mut label = String::new();
        let mut characters = own.text.chars().peekable();
        while let Some(character) = characters.next() {
            let place =
                characters.peek().and_then(|digit| digit.to_digit(10)).filter(|digit| character == '%' && *digit > 0);
            let Some(place) = place else {
                label.push(character);
                continue;
            };
            characters.next();
            let other = (place - 1) as u8;
            let format = at(other).map_or("decimal", |level| level.format.as_str());
            let start = at(other).map_or(1, |level| level.start);
            let count = counts.get(usize::from(other)).copied().flatten().unwrap_or(start);
            label.push_str(&formatted(count, if own.legal && other != level { "decimal" } else { format }));
        }
        if label.is_empty() {
            return Some(Label::Bullet);
        }
        // After 一、 and （一） no blank is set; after 1. it is.
        if own.suffix == Suffix::Blank
            && label.chars().next_back().is_some_and(|last| !super::super::script::is_wide(last))
        {
            label.push(' ');
        }
        Some(Label::Number(label))
    }
}

/// Reads `numbering.xml`.
pub fn read(xml: &str) -> Numbering {
    let mut out = Numbering::default();
    let mut list: Option<(String, Abstract)> = None;
    let mut number: Option<(String, Number)> = None;
    let mut level: Option<(u8, Level)> = None;
    let mut overridden = 0_u8;
    xml::walk(xml, |seen| match seen {
        Seen::Start(name, element) => {
            let value = || xml::attribute(element, "val");
            let at = || xml::attribute(element, "ilvl").and_then(|level| level.parse().ok()).unwrap_or(0);
            match name {
                "abstractNum" => {
                    list = xml::attribute(element, "abstractNumId").map(|id| (id, Abstract::default()));
                }
                "num" => number = xml::attribute(element, "numId").map(|id| (id, Number::default())),
                "lvl" => level = Some((at(), Level::default())),
                "lvlOverride" => overridden = at(),
                "startOverride" => {
                    if let (Some((_, number)), Some(start)) = (&mut number, value().and_then(|v| v.parse().ok())) {
                        number.starts.insert(overridden, start);
                    }
                }
                "abstractNumId" => {
                    if let Some((_, number)) = &mut number {
                        number.list = value().unwrap_or_default();
                    }
                }
                "styleLink" | "numStyleLink" => {
                    if let Some((_, list)) = &mut list {
                        *(if name == "styleLink" { &mut list.style_link } else { &mut list.number_style_link }) =
                            value();
                    }
                }
                _ => {
                    let Some((_, level)) = &mut level else { return };
                    match name {
                        "start" => level.start = value().and_then(|v| v.parse().ok()).unwrap_or(1),
                        "numFmt" => level.format = value().unwrap_or_default(),
                        "lvlText" => level.text = value().unwrap_or_default(),
                        "suff" if value().as_deref() == Some("nothing") => level.suffix = Suffix::Nothing,
                        "isLgl" => level.legal = xml::is_on(element),
                        _ => {}
                    }
                }
            }
        }
        Seen::End("lvl") => {
            if let Some((at, done)) = level.take() {
                if let Some((_, number)) = &mut number {
                    number.levels.insert(at, done);
                } else if let Some((_, list)) = &mut list {
                    list.levels.insert(at, done);
                }
            }
        }
        Seen::End("abstractNum") => out.lists.extend(list.take()),
        Seen::End("num") => out.numbers.extend(number.take()),
        _ => {}
    });
    out
}

fn formatted(count: u32, format: &str) -> String {
    match format {
        "none" | "bullet" => String::new(),
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "ideographDigital"
        | "koreanCounting" => chinese(count, "〇一二三四五六七八九", ["十", "百", "千"]),
        "chineseLegalSimplified" => chinese(count, "零壹贰叁肆伍陆柒捌玖", ["拾", "佰", "仟"]),
        "ideographLegalTraditional" | "japaneseLegal" => chinese(count, "零壹貳參肆伍陸柒捌玖", ["拾", "佰", "仟"]),
        "ideographTraditional" => one_of("甲乙丙丁戊己庚辛壬癸", count),
        "ideographZodiac" => one_of("子丑寅卯辰巳午未申酉戌亥", count),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => match count {
            1..=20 => char::from_u32(0x2460 + count - 1).into_iter().collect(),
            21..=35 => char::from_u32(0x3251 + count - 21).into_iter().collect(),
            _ => count.to_string(),
        },
        "ideographEnclosedCircle" if (1..=10).contains(&count) => {
            char::from_u32(0x3280 + count - 1).into_iter().collect()
        }
        "decimalEnclosedParen" if (1..=20).contains(&count) => char::from_u32(0x2474 + count - 1).into_iter().collect(),
        "decimalEnclosedFullstop" if (1..=20).contains(&count) => {
            char::from_u32(0x2488 + count - 1).into_iter().collect()
        }
        "decimalZero" => format!("{count:02}"),
        "upperLetter" => letters(count, b'A'),
        "lowerLetter" => letters(count, b'a'),
        "upperRoman" => roman(count),
        "lowerRoman" => roman(count).to_lowercase(),
        _ => count.to_string(),
    }
}

fn one_of(characters: &str, count: u32) -> String {
    (count as usize)
        .checked_sub(1)
        .and_then(|at| characters.chars().nth(at))
        .map_or_else(|| count.to_string(), String::from)
}

fn letters(count: u32, first: u8) -> String {
    // Word goes on with AA, BB, CC.
    match count.checked_sub(1) {
        Some(at) => char::from(first + (at % 26) as u8).to_string().repeat((at / 26 + 1).min(20) as usize),
        None => String::new(),
    }
}

fn roman(mut count: u32) -> String {
    if count > 3999 {
        return count.to_string();
    }
    let table = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut out = String::new();
    for (value, sign) in table {
        while count >= value {
            out.push_str(sign);
            count -= value;
        }
    }
    out
}

fn chinese(count: u32, digits: &str, units: [&str; 3]) -> String {
    let digit = |n: u32| digits.chars().nth(n as usize).map(String::from).unwrap_or_default();
    if count == 0 || count > 9999 {
        return if count == 0 { digit(0) } else { count.to_string() };
    }
    let [ten, hundred, thousand] = units;
    let mut out = String::new();
    let mut gap = false;
    for (value, unit) in [(1000, thousand), (100, hundred), (10, ten), (1, "")] {
        let n = count / value % 10;
        if n == 0 {
            gap = !out.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            out.push('零');
        }
        // 十一, not 一十一.
        if !(value == 10 && n == 1 && out.is_empty() && ten == "十") {
            out.push_str(&digit(n));
        }
        out.push_str(unit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_said_as_word_says_them() {
        for (count, format, said) in [
            (1, "chineseCounting", "一"),
            (10, "chineseCountingThousand", "十"),
            (21, "japaneseCounting", "二十一"),
            (105, "chineseCounting", "一百零五"),
            (12, "chineseLegalSimplified", "壹拾贰"),
            (3, "ideographTraditional", "丙"),
            (4, "decimalEnclosedCircle", "④"),
            (14, "upperRoman", "XIV"),
            (28, "lowerLetter", "bb"),
            (7, "decimalZero", "07"),
            (9, "decimal", "9"),
        ] {
            assert_eq!(formatted(count, format), said);
        }
    }

    #[test]
    fn deeper_levels_begin_anew_and_a_new_number_may_begin_where_it_likes() {
        let level = |at: u8, format: &str, text: &str| {
            format!(
                "<w:lvl w:ilvl=\"{at}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/><w:lvlText w:val=\"{text}\"/></w:lvl>"
            )
        };
        let xml = format!(
            "<w:numbering xmlns:w=\"w\"><w:abstractNum w:abstractNumId=\"5\">{}{}</w:abstractNum>\
             <w:num w:numId=\"1\"><w:abstractNumId w:val=\"5\"/></w:num>\
             <w:num w:numId=\"2\"><w:abstractNumId w:val=\"5\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"7\"/></w:lvlOverride></w:num></w:numbering>",
            level(0, "chineseCounting", "%1、"),
            level(1, "decimal", "%1.%2")
        );
        let numbering = read(&xml);
        let mut counters = Counters::default();
        let mut say = |id: &str, level| match numbering.label(id, level, &mut counters) {
            Some(Label::Number(said)) => said,
            other => format!("{other:?}"),
        };
        assert_eq!(say("1", 0), "一、");
        assert_eq!(say("1", 1), "一.1 ");
        assert_eq!(say("1", 1), "一.2 ");
        assert_eq!(say("1", 0), "二、");
        assert_eq!(say("1", 1), "二.1 ");
        assert_eq!(say("2", 0), "七、");
        assert_eq!(say("2", 0), "八、");
        assert_eq!(say("0", 0), "None");
    }
}
