//! Automatic numbers of lists and headings, which stand in no run of text and are counted here.

use std::collections::BTreeMap;

use crate::import::numerals::formatted;
use crate::import::packed::xml::{self, Seen};
use crate::import::script;

#[derive(Clone, Debug)]
struct Level {
    /// One of Word's names; empty where no number is shown.
    format: &'static str,
    prefix: String,
    suffix: String,
    /// How many levels the number shows, from the outermost needed.
    shown: u8,
    start: u32,
    /// The pattern of `LibreOffice`, as `%1%.%2%、`.
    pattern: Option<String>,
}

/// All list styles, that of headings under the empty name.
#[derive(Debug, Default)]
pub struct Lists {
    styles: BTreeMap<String, BTreeMap<u8, Level>>,
}

/// The counts of one list, by level from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    counts: [Option<u32>; 10],
}

impl Lists {
    /// Reads the list styles of a part.
    pub fn read(&mut self, xml: &str) {
        let mut now: Option<(String, BTreeMap<u8, Level>)> = None;
        xml::walk(xml, |seen| match seen {
            Seen::Start(name @ ("list-style" | "outline-style"), element) => {
                let name = if name == "list-style" { xml::attribute(element, "name") } else { Some(String::new()) };
                now = name.map(|name| (name, BTreeMap::new()));
            }
            Seen::End("list-style" | "outline-style") => self.styles.extend(now.take()),
            Seen::Start(
                name @ ("list-level-style-number"
                | "outline-level-style"
                | "list-level-style-bullet"
                | "list-level-style-image"),
                element,
            ) => {
                let Some((_, levels)) = &mut now else { return };
                let of = |name: &str| xml::attribute(element, name);
                let number = |name: &str| of(name).and_then(|value| value.parse::<u32>().ok());
                let is_number = matches!(name, "list-level-style-number" | "outline-level-style");
                let level = Level {
                    format: if is_number { word_format(&of("num-format").unwrap_or_default()) } else { "" },
                    prefix: of("num-prefix").unwrap_or_default(),
                    suffix: of("num-suffix").unwrap_or_default(),
                    shown: number("display-levels").unwrap_or(1).clamp(1, 10) as u8,
                    start: number("start-value").unwrap_or(1),
                    pattern: of("num-list-format"),
                };
                levels.insert(number("level").unwrap_or(1).clamp(1, 10) as u8, level);
            }
            _ => {}
        });
    }

    /// Counts an item on and says its number with its blank; empty for a dot.
    pub fn label(&self, style: &str, level: u8, from: Option<u32>, counts: &mut Counts) -> String {
        let level = level.clamp(1, 10);
        let Some(levels) = self.styles.get(style) else { return String::new() };
        let start = |level: u8| levels.get(&level).map_or(1, |level| level.start);
        if let Some(count) = counts.counts.get_mut(usize::from(level) - 1) {
            *count = Some(from.unwrap_or_else(|| count.map_or(start(level), |count| count.saturating_add(1))));
        }
        for deeper in counts.counts.iter_mut().skip(usize::from(level)) {
            *deeper = None;
        }
        let Some(own) = levels.get(&level).filter(|own| !own.format.is_empty()) else { return String::new() };
        let said = |level: u8| {
            let format = levels.get(&level).map_or("decimal", |level| level.format);
            let count = counts.counts.get(usize::from(level) - 1).copied().flatten().unwrap_or_else(|| start(level));
            if format.is_empty() { String::new() } else { formatted(count, format) }
        };
        let mut label = if let Some(pattern) = &own.pattern {
            filled(pattern, &said)
        } else {
            let shown: Vec<String> = ((level + 1).saturating_sub(own.shown).max(1)..=level)
                .map(said)
                .filter(|number| !number.is_empty())
                .collect();
            format!("{}{}{}", own.prefix, shown.join("."), own.suffix)
        };
        if label.trim().is_empty() {
            return String::new();
        }
        // After 一、 and （一） no blank is set; after 1. it is.
        if label.chars().next_back().is_some_and(|last| !script::is_wide(last) && !last.is_whitespace()) {
            label.push(' ');
        }
        label
    }
}

/// Puts numbers into `%1%.%2%`.
fn filled(pattern: &str, said: &impl Fn(u8) -> String) -> String {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        rest = match after.split_once('%') {
            Some((level, tail)) if level.parse::<u8>().is_ok_and(|level| (1..=10).contains(&level)) => {
                out.push_str(&said(level.parse().unwrap_or(1)));
                tail
            }
            _ => {
                out.push('%');
                after
            }
        };
    }
    out.push_str(rest);
    out
}

/// Word's name of a format that is given by its first numbers.
fn word_format(first: &str) -> &'static str {
    let numbers: Vec<&str> = first.split(',').map(str::trim).collect();
    match numbers.as_slice() {
        [] | [""] => "",
        ["A", ..] => "upperLetter",
        ["a", ..] => "lowerLetter",
        ["I", ..] => "upperRoman",
        ["i", ..] => "lowerRoman",
        ["一", ..] => "chineseCounting",
        ["壹", "贰" | "貳" | "弐", ..] => "chineseLegalSimplified",
        ["甲", ..] => "ideographTraditional",
        ["子", ..] => "ideographZodiac",
        ["①", ..] => "decimalEnclosedCircle",
        ["01", ..] => "decimalZero",
        _ => "decimal",
    }
}
