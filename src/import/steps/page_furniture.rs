//! Running heads and page numbers of a copied PDF: short lines that come back at regular
//! distances, and numbers that rise by one from page to page.
//!
//! Careful before all: an answer that comes back (「对。」), a speaker's name, a time, a row of a
//! table is never taken for furniture. A running head must stand beside page numbers or cut sentences.

use std::collections::BTreeMap;

use super::lines::{self, Line};
use super::pen::Working;
use crate::import::draft::Layout;
use crate::import::script::{is_sentence_end, width};

/// Fewest lines between two heads of pages.
const SHORTEST_PAGE: usize = 8;

/// Drops them with their line ends and says how many lines went.
pub fn act(working: &mut Working) -> u32 {
    if working.layout() == Layout::Paragraphs {
        return 0;
    }
    let text = working.text().to_owned();
    let all = lines::lines(&text);
    let rows: Vec<&Line> = all.iter().filter(|line| !line.is_blank()).collect();
    let numbers = page_numbers(&rows);
    let heads = running_heads(&rows, &numbers);
    let mut furniture: Vec<usize> = numbers.into_iter().chain(heads).collect();
    furniture.sort_unstable();
    furniture.dedup();
    working.rewrite(|_, pen| {
        for &at in &furniture {
            if let Some(line) = rows.get(at) {
                pen.copy_to(line.byte);
                pen.drop_to(line.byte + line.text.len() + 1);
            }
        }
        furniture.len() as u32
    })
}

/// The number of a line that is nothing but a page's number: `12`, `- 12 -`, `第 12 页`, `12 / 30`, `Page 12 of 30`.
fn page_number(line: &str) -> Option<u32> {
    let line = line.trim();
    let inner = line.trim_matches(|c: char| matches!(c, '-' | '—' | '–' | '·' | '•' | '|' | '~' | ' '));
    let inner = inner.strip_prefix("Page").or_else(|| inner.strip_prefix("page")).unwrap_or(inner).trim_start();
    let inner = inner.strip_prefix('第').map_or(inner, |rest| rest.trim_start());
    let digits = inner.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = inner.get(..inner.len() - digits.len())?;
    let rest = digits.trim();
    let total = |text: &str| text.trim().trim_end_matches(['页', '頁']).trim().chars().all(|c| c.is_ascii_digit());
    let is_rest = rest.is_empty()
        || matches!(rest, "页" | "頁")
        || rest.strip_prefix('/').is_some_and(total)
        || rest.strip_prefix("of ").is_some_and(total)
        || rest
            .strip_prefix(['页', '頁'])
            .map(|r| r.trim_start_matches([' ', '/', '，', ',']))
            .and_then(|r| r.strip_prefix('共'))
            .is_some_and(total);
    (is_rest && number.len() <= 4).then(|| number.parse().ok()).flatten()
}

/// Rising by one, at least three of them, at least a short page apart.
fn page_numbers(rows: &[&Line]) -> Vec<usize> {
    let mut best = Vec::new();
    let candidates: Vec<(usize, u32)> =
        rows.iter().enumerate().filter_map(|(at, line)| Some((at, page_number(line.text)?))).collect();
    for start in 0..candidates.len().min(40) {
        let mut chain: Vec<(usize, u32)> = Vec::new();
        for &(at, number) in candidates.iter().skip(start) {
            match chain.last() {
                None => chain.push((at, number)),
                Some(&(last, before)) if number == before + 1 && at >= last + SHORTEST_PAGE => chain.push((at, number)),
                Some(_) => {}
            }
        }
        if chain.len() >= 3 && chain.len() > best.len() {
            best = chain.into_iter().map(|(at, _)| at).collect();
        }
    }
    best
}

/// A line with its digits masked, so that heads that carry the page's number are equal.
fn masked(line: &str) -> String {
    line.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .map(|c| if c.is_ascii_digit() { '#' } else { c })
        .collect()
}

fn running_heads(rows: &[&Line], numbers: &[usize]) -> Vec<usize> {
    let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, line) in rows.iter().enumerate() {
        let text = line.text.trim();
        let is_time =
            text.as_bytes().windows(3).any(|w| matches!(w, [a, b':', c] if a.is_ascii_digit() && c.is_ascii_digit()));
        let columns = width(text);
        if (6..=90).contains(&columns)
            && !is_sentence_end(text)
            && !is_time
            && lines::label(text).is_none()
            && !lines::is_list_item(text)
            && !lines::is_reference(text)
            && text.chars().any(char::is_alphabetic)
        {
            places.entry(masked(text)).or_default().push(at);
        }
    }
    places
        .into_values()
        .filter(|places| {
            let gaps: Vec<usize> = places.windows(2).filter_map(|pair| Some(pair.get(1)? - pair.first()?)).collect();
            let (shortest, longest) =
                (gaps.iter().min().copied().unwrap_or(0), gaps.iter().max().copied().unwrap_or(0));
            let regular = places.len() >= 3 && shortest >= SHORTEST_PAGE && longest <= shortest * 3;
            let at_page_end = places.iter().filter(|&&at| is_beside(numbers, at)).count();
            let cuts = places.iter().filter(|&&at| cuts_a_sentence(rows, at)).count();
            regular && (at_page_end * 2 >= places.len() || cuts * 2 >= places.len())
        })
        .flatten()
        .collect()
}

/// Whether one of these ascending places is at most two lines away.
fn is_beside(numbers: &[usize], at: usize) -> bool {
    let next = numbers.partition_point(|&number| number + 2 < at);
    numbers.get(next).is_some_and(|&number| number <= at + 2)
}

/// Whether the line before stops inside a sentence that is long enough to be one.
fn cuts_a_sentence(rows: &[&Line], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| rows.get(before));
    before.is_some_and(|line| width(line.text.trim()) >= 28 && !is_sentence_end(line.text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::Draft;

    fn without(text: &str) -> (String, u32) {
        let mut working = Working::new(Draft { text: text.into(), ..Draft::default() });
        let count = act(&mut working);
        (working.text().to_owned(), count)
    }

    fn page(number: usize) -> String {
        let line = "村里的食堂每天中午十一点半开门，老人们提前半小时就坐在鼓楼下面等着了，一边等一边说话，也有人\n";
        format!("某某大学硕士学位论文\n{}- {number} -\n", line.repeat(9))
    }

    #[test]
    fn heads_and_numbers_of_pages_go_and_the_text_stays() {
        let text: String = (11..15).map(page).collect();
        let (clean, count) = without(&text);
        assert_eq!(count, 8);
        assert!(!clean.contains("学位论文") && !clean.contains("- 12 -"));
        assert_eq!(clean.matches("村里的食堂").count(), 36);
    }

    #[test]
    fn answers_speakers_and_times_that_come_back_are_no_furniture() {
        let turn = "访谈者：那后来呢\n受访者：后来就在村里住下来了，跟着社工一家一家地走，走完了就写记录，\n对。\n说话人1 00:12\n我们村\n";
        let text = turn.repeat(12);
        assert_eq!(without(&text), (text, 0));
    }

    #[test]
    fn numbers_in_a_table_are_no_page_numbers() {
        let text = "次数\n1\n2\n3\n4\n5\n6\n";
        assert_eq!(without(text), (text.to_owned(), 0));
        assert_eq!(page_number("第 3 页 共 10 页"), Some(3));
        assert_eq!(page_number("Page 4 of 9"), Some(4));
        assert_eq!(page_number("12 / 30"), Some(12));
        assert_eq!(page_number("12 人"), None);
    }
}
