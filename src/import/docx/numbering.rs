//! Word's automatic numbers: 一、 （一） 1. Q1. stand in no run of text and are counted here.

use std::collections::BTreeMap;

use crate::import::numerals::formatted;
use crate::import::packed::xml::{self, Seen};
use crate::import::script;

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
        if own.suffix == Suffix::Blank && label.chars().next_back().is_some_and(|last| !script::is_wide(last)) {
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

#[cfg(test)]
mod tests {
    use super::*;

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
