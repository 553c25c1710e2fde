//! Running heads, running feet and the printed numbers of pages, by where they stand.
//!
//! A line is one of them where the file itself says so, where it comes back at the same height of other
//! pages with at most its digits changed, or where it carries the number that rises by one from page to
//! page. A speaker's name or time at the edge of a page is none of them, by the same rules as in plain
//! texts. Lines are only named here; whether they are dropped is a step's and a person's choice.

use std::collections::{BTreeMap, BTreeSet};

use super::glyph::{Size, Turn};
use super::line::{Line, usual_distance};
use crate::import::script::{is_sentence_end, width};
use crate::import::steps::{has_time, is_page_number, is_shaped_as_head, names_a_speaker};

/// How much of a page, from its upper and lower edge, may hold heads and feet.
const MARGIN: f32 = 0.14;
/// How many lines from each edge are looked at.
const LINES: usize = 3;
/// How much farther than usual the text must stand from what stands around it, in usual distances.
const APART: f32 = 1.3;
/// Heights that count as the same, in points.
const HEIGHT: f32 = 5.0;
/// A line this wide in half columns is no head.
const WIDEST: usize = 110;

/// A page with its lines.
pub struct PageLines {
    /// In the order in which they are read.
    pub lines: Vec<Line>,
    /// As they see it.
    pub size: Size,
}

impl PageLines {
    /// The page's height as lines see it that run this way.
    fn height_for(&self, turn: Turn) -> f32 {
        let seen = self.lines.first().map_or(Turn::Level, |line| line.turn);
        let lies = |turn: Turn| matches!(turn, Turn::Down | Turn::Up);
        if lies(turn) == lies(seen) { self.size.height } else { self.size.width }
    }
}

/// What stands around the text.
#[derive(Debug, Default)]
pub struct Furniture {
    /// Page and line, both counted from 0.
    pub lines: BTreeSet<(usize, usize)>,
    /// The number printed on a page, where numbers rise.
    pub numbers: Vec<Option<u32>>,
}

/// A line near an edge.
struct Candidate {
    page: usize,
    line: usize,
    masked: String,
    height: i32,
    text: String,
}

/// Finds heads, feet and numbers.
pub fn find(pages: &[PageLines]) -> Furniture {
    let candidates = candidates(pages);
    let mut lines: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (page, sheet) in pages.iter().enumerate() {
        let edge = |line: &Line| {
            let height = sheet.height_for(line.turn);
            line.baseline < height * MARGIN || line.baseline > height * (1.0 - MARGIN)
        };
        let marked = sheet.lines.iter().enumerate().filter(|(_, line)| edge(line) && line.is_artifact());
        lines.extend(marked.map(|(line, _)| (page, line)));
    }
    lines.extend(repeated(&candidates, pages.len()));
    let (numbers, carriers) = numbers(&candidates, pages.len());
    lines.extend(carriers);
    Furniture { lines, numbers }
}

fn candidates(pages: &[PageLines]) -> Vec<Candidate> {
    let mut out = Vec::new();
    for (page, sheet) in pages.iter().enumerate() {
        let usual = usual_distance(&sheet.lines);
        for turn in Turn::ALL {
            let mut down: Vec<(usize, &Line)> =
                sheet.lines.iter().enumerate().filter(|(_, line)| line.turn == turn).collect();
            down.sort_by(|a, b| a.1.baseline.total_cmp(&b.1.baseline));
            let up: Vec<(usize, &Line)> = down.iter().rev().copied().collect();
            let height = sheet.height_for(turn);
            let top = down.iter().take(set_off(&down, usual)).filter(|(_, line)| line.baseline < height * MARGIN);
            let foot = up.iter().take(set_off(&up, usual)).filter(|(_, line)| line.baseline > height * (1.0 - MARGIN));
            for &(line, found) in top.chain(foot) {
                let text = found.text();
                if width(&text) <= WIDEST && !names_a_speaker(&text) {
                    let masked = masked(&text);
                    out.push(Candidate { page, line, masked, height: (found.baseline / HEIGHT) as i32, text });
                }
            }
        }
    }
    out
}

/// How many lines, counted from an edge, stand apart from the text: by their distance, by their size.
fn set_off(lines: &[(usize, &Line)], usual: Option<f32>) -> usize {
    let apart = (1..=LINES).rev().find(|&count| match (lines.get(count - 1), lines.get(count)) {
        (Some((_, last)), Some((_, next))) => {
            let size = last.size.max(next.size);
            (next.baseline - last.baseline).abs() > usual.unwrap_or(size * 1.6).max(size) * APART
        }
        (Some(_), None) => true,
        (None, _) => false,
    });
    // Heads stand as near to the text as its lines do, now and then: the outermost line is looked at always.
    apart.unwrap_or(usize::from(!lines.is_empty()))
}

/// The text without blanks, its digits masked.
fn masked(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars().filter(|c| !c.is_whitespace()) {
        let digit = character.is_ascii_digit() || matches!(character, '０'..='９');
        if !(digit && out.ends_with('#')) {
            out.push(if digit { '#' } else { character });
        }
    }
    out
}

/// Lines that come back at about the same height on at least three pages, on two of a short file.
fn repeated(candidates: &[Candidate], pages: usize) -> BTreeSet<(usize, usize)> {
    let enough = if pages <= 4 { 2 } else { 3 };
    let mut places: BTreeMap<(&str, i32), Vec<&Candidate>> = BTreeMap::new();
    for candidate in candidates {
        // A line near the border of two heights counts in both.
        for height in [candidate.height, candidate.height + 1] {
            places.entry((candidate.masked.as_str(), height)).or_default().push(candidate);
        }
    }
    places
        .into_iter()
        .filter(|((masked, _), found)| is_furniture(masked, found))
        .filter(|(_, found)| {
            let on: BTreeSet<usize> = found.iter().map(|candidate| candidate.page).collect();
            on.len() >= enough
        })
        .flat_map(|(_, found)| found.into_iter().map(|candidate| (candidate.page, candidate.line)))
        .collect()
}

/// Whether lines of one shape can be furniture: numbers, or heads. A time is part of a head where it never changes.
fn is_furniture(masked: &str, found: &[&Candidate]) -> bool {
    let Some(first) = found.first().map(|candidate| candidate.text.trim()) else { return false };
    if masked.ends_with(['，', '、', '；', ',', ';']) {
        return false;
    }
    let times_change = has_time(first) && found.iter().any(|candidate| candidate.text.trim() != first);
    let is_number = is_page_number(first) || masked.contains('#') && !masked.chars().any(char::is_alphabetic);
    (is_number || is_shaped_as_head(first)) && !times_change
}

/// The number on each page, and the lines that carry it: numbers that stand at an end of a line and rise with the pages.
fn numbers(candidates: &[Candidate], pages: usize) -> (Vec<Option<u32>>, BTreeSet<(usize, usize)>) {
    let mut votes: BTreeMap<i64, BTreeSet<usize>> = BTreeMap::new();
    for candidate in candidates {
        for number in outer_numbers(&candidate.text) {
            votes.entry(i64::from(number) - candidate.page as i64).or_default().insert(candidate.page);
        }
    }
    let best = votes.iter().max_by_key(|(_, on)| on.len()).filter(|(_, on)| {
        let enough = if pages <= 2 { pages } else { 3 };
        on.len() >= enough.max(2) && on.len() * 3 >= pages
    });
    let Some((&offset, _)) = best else { return (vec![None; pages], BTreeSet::new()) };
    let number_of = |page: usize| u32::try_from(page as i64 + offset).ok().filter(|number| *number > 0);
    let carriers = candidates
        .iter()
        .filter(|candidate| {
            number_of(candidate.page).is_some_and(|number| outer_numbers(&candidate.text).contains(&number))
                && !(is_sentence_end(&candidate.text) && width(&candidate.text) > 40)
        })
        .map(|candidate| (candidate.page, candidate.line))
        .collect();
    ((0..pages).map(number_of).collect(), carriers)
}

/// Numbers at the beginning and at the end of a line: `12`, `- 12 -`, `第 12 页`, `某学报 … 12`, `12 / 30`.
fn outer_numbers(text: &str) -> Vec<u32> {
    let folded: String = text
        .chars()
        .map(|c| match c {
            '０'..='９' => char::from_u32(u32::from(c) - 0xFF10 + 0x30).unwrap_or(c),
            _ => c,
        })
        .collect();
    let is_edge = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '-' | '—' | '–' | '·' | '•' | '|' | '~' | '第' | '页' | '頁' | '(' | ')' | '（' | '）' | '/' | '共'
            )
    };
    let core = folded.trim().trim_start_matches("Page").trim_start_matches("page").trim_matches(is_edge);
    let read = |digits: &str| if (1..=4).contains(&digits.len()) { digits.parse().ok() } else { None };
    let head = core.split(|c: char| !c.is_ascii_digit()).next().and_then(read);
    let tail = core.rsplit(|c: char| !c.is_ascii_digit()).next().and_then(read);
    let set_off = |number: Option<u32>, at_end: bool| {
        // `2020 年第 3 期` is no page; a number beside words must be parted from them.
        number.filter(|number| {
            let digits = number.to_string();
            let rest = if at_end { core.strip_suffix(digits.as_str()) } else { core.strip_prefix(digits.as_str()) };
            rest.is_some_and(|rest| {
                rest.is_empty()
                    || if at_end {
                        rest.ends_with([' ', '\t', '·', '|', '-', '/'])
                    } else {
                        rest.starts_with([' ', '\t', '·', '|', '-', '/'])
                    }
            })
        })
    };
    let mut out: Vec<u32> = [set_off(head, false), set_off(tail, true)].into_iter().flatten().collect();
    // `12 / 30`, `第 3 页 共 10 页`: the first number is the page's.
    let numbers = core.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).count();
    let words = core.chars().any(|c| c.is_alphabetic() && !matches!(c, '页' | '頁' | '共' | 'o' | 'f'));
    if numbers == 2 && !words {
        out = head.into_iter().collect();
    }
    out.dedup();
    out
}

#[cfg(test)]
mod tests {
    use super::super::glyph::Style;
    use super::super::line::Sign;
    use super::*;

    #[test]
    fn the_number_of_a_page_stands_at_an_end_of_its_line() {
        assert_eq!(outer_numbers("- 12 -"), [12]);
        assert_eq!(outer_numbers("第 3 页 共 10 页"), [3]);
        assert_eq!(outer_numbers("12 / 30"), [12]);
        assert_eq!(outer_numbers("某某学报 2020 年第 3 期\t45"), [45]);
        assert_eq!(outer_numbers("46\t某某学报"), [46]);
        assert_eq!(outer_numbers("１２"), [12]);
        assert_eq!(outer_numbers("2020年第3期"), Vec::<u32>::new());
    }

    fn page(texts: &[(&str, f32)]) -> PageLines {
        let line = |text: &str, baseline: f32| Line {
            signs: text.chars().map(|character| Sign { character, style: Style::default(), raised: false }).collect(),
            baseline,
            size: 10.0,
            ..Line::default()
        };
        let lines = texts.iter().map(|(text, baseline)| line(text, *baseline)).collect();
        PageLines { lines, size: Size { width: 595.0, height: 842.0 } }
    }

    #[test]
    fn heads_and_feet_are_known_by_their_height_and_numbers_by_rising() {
        let pages: Vec<PageLines> = (0..5)
            .map(|at| {
                let number = format!("{}", at + 45);
                let mut lines = vec![("村庄与食堂", 40.0)];
                lines.extend((0..12).map(|line| ("正文在这里，还没有完", 80.0 + 20.0 * line as f32)));
                lines.push((&number, 800.0));
                page(&lines)
            })
            .collect();
        let found = find(&pages);
        assert_eq!(found.numbers, (45..50).map(Some).collect::<Vec<_>>());
        let expected: BTreeSet<(usize, usize)> = (0..5).flat_map(|page| [(page, 0), (page, 13)]).collect();
        assert_eq!(found.lines, expected);
    }

    #[test]
    fn speakers_and_times_at_the_edges_of_pages_are_text_and_a_printed_time_is_none() {
        let pages: Vec<PageLines> = (0..6)
            .map(|at| {
                let first = match at % 3 {
                    0 => format!("说话人{} 0{at}:1{at}", at % 2 + 1),
                    1 => "受访者".to_owned(),
                    _ => format!("00:1{at}"),
                };
                let mut lines = vec![("2026/1/5 06:12 食堂里的谈话", 20.0), (first.as_str(), 50.0)];
                lines.extend((0..12).map(|line| ("正文在这里，还没有完", 90.0 + 20.0 * line as f32)));
                page(&lines)
            })
            .collect();
        assert_eq!(find(&pages).lines, (0..6).map(|page| (page, 0)).collect());
    }

    #[test]
    fn a_first_line_that_does_not_come_back_is_text() {
        let texts = ["甲说食堂好。", "乙说食堂远。", "丙没有说话。", "丁走了。"];
        let pages: Vec<PageLines> = texts.iter().map(|text| page(&[(text, 60.0), ("2016 年", 780.0)])).collect();
        let found = find(&pages);
        assert!(found.lines.iter().all(|(_, line)| *line == 1), "{:?}", found.lines);
        assert_eq!(found.numbers, [None, None, None, None]);
    }
}
