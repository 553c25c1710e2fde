//! What a list of references would print of a paper, from its own pages.
//!
//! The citation that a journal prints is believed first, then the lines of the front matter, then
//! running heads. What the file says of itself wins where it is no remains of a program.
//! Refused: guessing. A field that nothing tells stays empty.

use super::front::{self, FrontMatter, Part};
use super::{citation, names};
use crate::import::script::{is_han, is_sentence_end, width};
use crate::import::steps::references;
use crate::model::Bibliography;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    pub bibliography: Bibliography,
    /// Its title, where that is surely the title of the text.
    pub title: Option<String>,
    /// Whether the text is a paper, or says that it was one.
    pub is_paper: bool,
}

/// Reads the record. `heads` are the running heads that were dropped, `pages` the numbers printed on pages.
pub fn read(lines: &[&str], heads: &[&str], pages: &[&str], given: Bibliography) -> Record {
    let Some(front) = front::find(lines) else {
        let own = reprinted(lines);
        let is_paper = own.is_some();
        return Record { bibliography: merged(own.unwrap_or_default(), given), title: None, is_paper };
    };
    let mut own = of_front(lines, &front);
    let authors_found = !own.authors.is_empty();
    if let Some(cited) = cited(lines, &front) {
        own = prefer(cited, own);
    }
    for found in heads
        .iter()
        .chain(lines.get(..front.head.end.min(6)).unwrap_or(&[]))
        .filter_map(|line| citation::journal_line(line))
    {
        own = prefer(own, found);
    }
    if own.pages.is_empty() {
        own.pages = printed(pages).unwrap_or_default();
    }
    if own.doi.is_empty() {
        own.doi = heads.iter().find_map(|head| citation::doi(head)).unwrap_or_default();
    }
    let title = Some(own.title.clone()).filter(|title| !title.is_empty() && (authors_found || !own.journal.is_empty()));
    Record { bibliography: merged(own, given), title, is_paper: true }
}

/// The first, filled up from the second.
fn prefer(first: Bibliography, second: Bibliography) -> Bibliography {
    let or = |a: String, b: String| if a.is_empty() { b } else { a };
    Bibliography {
        title: or(first.title, second.title),
        title_translated: or(first.title_translated, second.title_translated),
        authors: if first.authors.is_empty() { second.authors } else { first.authors },
        journal: or(first.journal, second.journal),
        year: or(first.year, second.year),
        volume: or(first.volume, second.volume),
        issue: or(first.issue, second.issue),
        pages: or(first.pages, second.pages),
        doi: or(first.doi, second.doi),
        keywords: if first.keywords.is_empty() { second.keywords } else { first.keywords },
    }
}

/// What the text says with what the file says of itself: the file's own data win where they are sound.
fn merged(own: Bibliography, mut given: Bibliography) -> Bibliography {
    let lower = given.title.to_lowercase();
    let by_program = ["microsoft word", "untitled", "无标题", "未命名", "新建", "powerpoint", "文档"];
    let ending = [".doc", ".docx", ".pdf", ".indd", ".dvi", ".tex", ".wps", ".qxd", ".fm", ".caj"];
    if width(given.title.trim()) < 6
        || by_program.iter().any(|start| lower.starts_with(start))
        || ending.iter().any(|end| lower.ends_with(end))
    {
        given.title.clear();
    }
    let machines = [
        "admin",
        "user",
        "microsoft",
        "windows",
        "lenovo",
        "dell",
        "hp",
        "asus",
        "acer",
        "thinkpad",
        "author",
        "owner",
        "cnki",
        "用户",
        "作者",
        "雨林木风",
        "番茄花园",
        "深度",
        "unknown",
        "apache",
        "python",
    ];
    given.authors.retain(|author| {
        let author = author.trim().to_lowercase();
        author.chars().count() >= 2 && !machines.iter().any(|machine| author.contains(machine))
    });
    // Names in the text are by the authors' own hand, and complete; those of a file are often its typist's.
    if !own.authors.is_empty() && given.authors.len() <= own.authors.len() {
        given.authors.clear();
    }
    if !own.title.is_empty() && width(&given.title) <= width(&own.title) {
        given.title.clear();
    }
    if citation::year_place(&given.year) != Some(0) || given.year.len() != 4 {
        given.year = if own.year.is_empty() {
            citation::year_place(&given.year).and_then(|at| given.year.get(at..at + 4)).unwrap_or("").to_owned()
        } else {
            String::new()
        };
    }
    given.doi = citation::doi(&given.doi).unwrap_or_default();
    prefer(given, own)
}

/// Whether the paper is in Chinese: of its letters one in five.
fn is_chinese(lines: &[&str]) -> bool {
    let letters = || lines.iter().take(200).flat_map(|line| line.chars()).filter(|c| c.is_alphabetic());
    letters().filter(|&c| is_han(c)).count() * 5 >= letters().count()
}

fn of_front(lines: &[&str], front: &FrontMatter) -> Bibliography {
    let chinese = is_chinese(lines);
    let rows = titles_and_names(lines, front);
    let in_language = |row: &str, wanted: bool| row.chars().any(is_han) == wanted;
    let title_at = rows.iter().position(|row| in_language(row, chinese) && is_title(row));
    let title = title_at.map(|at| with_subtitle(&rows, at)).unwrap_or_default();
    let translated_at = rows.iter().position(|row| in_language(row, !chinese) && is_title(row));
    let authors = title_at
        .and_then(|at| {
            let near = rows.iter().skip(at + 1).take(6);
            near.filter(|row| in_language(row, chinese))
                .find_map(|row| if chinese { names::chinese(row) } else { names::latin(row) })
        })
        .unwrap_or_default();
    Bibliography {
        title,
        title_translated: translated_at.map(|at| with_subtitle(&rows, at)).unwrap_or_default(),
        authors,
        year: year(lines, front).unwrap_or_default(),
        doi: front_lines(lines, front).into_iter().find_map(citation::doi).unwrap_or_default(),
        keywords: keywords(lines, front, chinese).or_else(|| keywords(lines, front, !chinese)).unwrap_or_default(),
        ..Bibliography::default()
    }
}

/// All lines of the front matter.
fn front_lines<'a>(lines: &[&'a str], front: &FrontMatter) -> Vec<&'a str> {
    front.head.clone().chain(front.elsewhere.iter().copied()).filter_map(|at| lines.get(at).copied()).collect()
}

/// The lines that no label claims: titles, names, and what journals print between.
fn titles_and_names<'a>(lines: &[&'a str], front: &FrontMatter) -> Vec<&'a str> {
    let mut rows = Vec::new();
    let mut claimed = false;
    for line in front_lines(lines, front) {
        if let Some(found) = front::labelled(line) {
            claimed = found.rest.is_empty();
        } else if !std::mem::take(&mut claimed) && front::part(line).is_none() {
            rows.push(line.trim());
        }
    }
    rows
}

fn is_title(row: &str) -> bool {
    let latin = !row.chars().any(is_han);
    let words = row.split_whitespace().count();
    let long_enough = if latin { words >= 3 && width(row) >= 12 } else { width(row) >= 8 };
    let is_names = names::chinese(row).is_some() || latin && names::latin(row).is_some();
    let begins = row.chars().next().is_some_and(|c| c.is_alphanumeric() || matches!(c, '“' | '"' | '‘' | '《' | '「'));
    let of_journal =
        citation::journal_line(row).is_some() || row.contains("ISSN") || row.contains("www.") || row.contains("http");
    long_enough
        && width(row) <= 300
        && begins
        && !is_names
        && !of_journal
        && (!is_sentence_end(row) || row.ends_with(['？', '?', '：', ':']))
        && !row.starts_with("编者按")
}

/// A title with the lines that go on with it: after a colon, behind a dash.
fn with_subtitle(rows: &[&str], at: usize) -> String {
    let dash = |c: char| matches!(c, '—' | '－' | '–' | '-' | '─' | '―');
    let mut title = rows.get(at).copied().unwrap_or("").trim().to_owned();
    for row in rows.iter().skip(at + 1).take(2) {
        if title.ends_with(['：', ':']) && is_title(row) {
            if title.ends_with(':') {
                title.push(' ');
            }
            title.push_str(row);
        } else if row.starts_with(dash) {
            let rest = row.trim_start_matches(dash).trim();
            title.push_str(if title.chars().any(is_han) { "——" } else { "—" });
            title.push_str(rest);
        } else {
            break;
        }
    }
    title.trim_end_matches(|c: char| c.is_numeric() && !c.is_ascii_digit() || matches!(c, '*' | '＊')).trim().to_owned()
}

fn keywords(lines: &[&str], front: &FrontMatter, chinese: bool) -> Option<Vec<String>> {
    let all = front_lines(lines, front);
    all.iter().enumerate().find_map(|(at, line)| {
        let found = front::labelled(line).filter(|found| found.part == Part::Keywords)?;
        let list = if found.rest.is_empty() { all.get(at + 1).copied()? } else { found.rest };
        if list.chars().any(is_han) != chinese {
            return None;
        }
        let marks: &[char] = if list.contains([';', '；']) {
            &[';', '；']
        } else if list.contains([',', '，', '、', '|']) {
            &[',', '，', '、', '|']
        } else if chinese {
            &[' ', '　']
        } else {
            &['·', '•']
        };
        let words: Vec<String> = list
            .split(marks)
            .map(|word| word.trim().trim_end_matches(['.', '。']).to_owned())
            .filter(|word| !word.is_empty() && width(word) <= 80)
            .take(20)
            .collect();
        (!words.is_empty()).then_some(words)
    })
}

/// The year of publication, by what tells it best.
fn year(lines: &[&str], front: &FrontMatter) -> Option<String> {
    let all = front_lines(lines, front);
    let last_year = |line: &str| {
        let mut found = None;
        let mut rest = line;
        while let Some(at) = citation::year_place(rest) {
            found = rest.get(at..at + 4).map(str::to_owned);
            rest = rest.get(at + 4..).unwrap_or("");
        }
        found
    };
    let of = |part: Part, words: &[&str]| {
        all.iter()
            .filter(|line| {
                front::part(line) == Some(part) && (words.is_empty() || words.iter().any(|word| line.contains(word)))
            })
            .find_map(|line| last_year(line))
    };
    of(Part::Dates, &["发布", "出版", "网络首发", "ublished"])
        .or_else(|| of(Part::Copyright, &[]))
        .or_else(|| of(Part::Dates, &["录用", "接受", "ccepted"]))
}

/// What the line tells that says how the paper wants to be cited.
fn cited(lines: &[&str], front: &FrontMatter) -> Option<Bibliography> {
    let zones = references::zones(lines.iter().copied());
    let mut outside =
        lines.iter().zip(&zones).enumerate().filter(|(at, (_, in_list))| !**in_list || front.elsewhere.contains(at));
    outside.find_map(|(at, (line, _))| {
        let found = front::labelled(line).filter(|found| found.part == Part::Citation)?;
        citation::parse(if found.rest.is_empty() { lines.get(at + 1)? } else { found.rest })
    })
}

/// The first and last of the printed numbers, where they are those of a volume.
fn printed(pages: &[&str]) -> Option<String> {
    let numbers: Vec<u32> = pages.iter().filter_map(|page| page.parse().ok()).collect();
    let (first, last) = (numbers.first()?, numbers.last()?);
    let in_order = numbers.windows(2).all(|pair| matches!(pair, [a, b] if a < b));
    (numbers.len() == pages.len() && numbers.len() >= 3 && in_order && *first > 1).then(|| format!("{first}-{last}"))
}

/// What a reprint on a web page tells of the paper: 本文原载《某某学刊》2020 年第 3 期，原题为《…》，作者：…
fn reprinted(lines: &[&str]) -> Option<Bibliography> {
    let edge = lines.iter().take(8).chain(lines.iter().rev().take(8));
    let mut found = Bibliography::default();
    for line in edge.filter(|line| width(line) <= 300) {
        let quoted = |words: &[&str]| {
            words.iter().find_map(|word| {
                let rest = line.split_once(word)?.1;
                let gap = rest.find('《').filter(|at| *at <= 24)?;
                let inside = rest.get(gap + '《'.len_utf8()..)?.split_once('》')?;
                Some((inside.0.trim().to_owned(), inside.1.to_owned()))
            })
        };
        if let Some((journal, rest)) = quoted(&["原载", "原刊", "刊于", "刊发于", "发表于", "载于"]) {
            let numbers =
                citation::journal_line(rest.split(['，', '。', ',', '；']).next().unwrap_or("")).unwrap_or_default();
            found = prefer(found, Bibliography { journal, ..numbers });
        }
        if let Some((title, _)) = quoted(&["原题", "原标题"]) {
            found = prefer(found, Bibliography { title, ..Bibliography::default() });
        }
        if let Some(rest) = line.split("作者：").nth(1).or_else(|| line.split("作者:").nth(1)) {
            let names = rest.split(['，', '。', '；', '|', '（', '(']).next().and_then(names::chinese);
            found = prefer(found, Bibliography { authors: names.unwrap_or_default(), ..Bibliography::default() });
        }
    }
    let tells = !found.title.is_empty() || !found.authors.is_empty();
    (tells && !found.journal.is_empty()).then_some(found)
}
