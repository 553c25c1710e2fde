//! Furniture of a plain text: only the order of its lines is known, and perhaps its form feeds.
//!
//! A running head must stand beside page numbers or cut sentences.

use std::collections::BTreeMap;

use super::super::lines::Line;
use super::numbers;
use super::{Found, Furniture, can_be_head, is_labelled, masked};
use crate::import::draft::page_label;
use crate::import::script::{is_sentence_end, width};

/// Fewest lines between two heads of pages.
const SHORTEST_PAGE: usize = 8;

pub fn find(rows: &[&Line], pages: &[(u32, String)]) -> Found {
    let candidates: Vec<(usize, u32)> =
        rows.iter().enumerate().filter_map(|(at, line)| Some((at, numbers::page_number(line.text)?))).collect();
    let alone = numbers::rising(&candidates, SHORTEST_PAGE);
    let heads = running_heads(rows, &alone.iter().map(|(at, _)| *at).collect::<Vec<_>>());
    let mut printed = alone.clone();
    if printed.is_empty() {
        let in_heads: Vec<(usize, u32)> = heads
            .iter()
            .filter_map(|&at| Some((at, rows.get(at)?)))
            .flat_map(|(at, line)| numbers::within(line.text).into_iter().map(move |number| (at, number)))
            .collect();
        printed = numbers::rising(&in_heads, SHORTEST_PAGE);
    }
    let mut furniture: BTreeMap<usize, Furniture> = heads.into_iter().map(|at| (at, Furniture::Head)).collect();
    furniture.extend(alone.into_iter().map(|(at, _)| (at, Furniture::Number)));
    let pages = starts(rows, &furniture, &printed, pages);
    Found { furniture, pages }
}

/// Where a page begins for each printed number.
fn starts(
    rows: &[&Line],
    furniture: &BTreeMap<usize, Furniture>,
    printed: &[(usize, u32)],
    known: &[(u32, String)],
) -> Option<Vec<(u32, String)>> {
    let (&(first, first_number), &(last, last_number)) = (printed.first()?, printed.last()?);
    let kept_after = |at: usize| {
        (at..rows.len()).find(|row| !furniture.contains_key(row)).and_then(|row| rows.get(row)).map(|line| line.start)
    };
    let kept = |range: std::ops::Range<usize>| range.filter(|row| !furniture.contains_key(row)).count();
    if !known.is_empty() {
        return Some(labelled(rows, printed, known));
    }
    let is_number_alone = furniture.get(&first) == Some(&Furniture::Number);
    let at_head = kept(0..first) < 3 || !is_number_alone && kept(last + 1..rows.len()) >= 3;
    let mut pages: Vec<(u32, String)> = Vec::new();
    if at_head {
        if kept(0..first) > 0 && first_number > 1 {
            pages.extend(kept_after(0).map(|start| (start, (first_number - 1).to_string())));
        }
        pages.extend(printed.iter().filter_map(|&(at, number)| Some((kept_after(at)?, number.to_string()))));
    } else {
        let begins = [0].into_iter().chain(printed.iter().map(|(at, _)| at + 1));
        let labels = printed.iter().map(|(_, number)| *number).chain([last_number + 1]);
        pages.extend(begins.zip(labels).filter_map(|(row, number)| Some((kept_after(row)?, number.to_string()))));
    }
    pages.dedup_by_key(|(start, _)| *start);
    Some(pages)
}

/// Pages that the file tells apart, under the numbers printed on them.
fn labelled(rows: &[&Line], printed: &[(usize, u32)], known: &[(u32, String)]) -> Vec<(u32, String)> {
    let page_of = |start: u32| known.partition_point(|(begin, _)| *begin <= start).checked_sub(1);
    let mut offsets: BTreeMap<i64, usize> = BTreeMap::new();
    for &(at, number) in printed {
        if let Some(page) = rows.get(at).and_then(|line| page_of(line.start)) {
            *offsets.entry(i64::from(number) - page as i64).or_default() += 1;
        }
    }
    let best = offsets.iter().max_by_key(|(_, count)| **count).filter(|(_, count)| **count * 2 > printed.len());
    known
        .iter()
        .enumerate()
        .map(|(page, (start, label))| {
            let named = best.map(|(offset, _)| page_label(Some(page as i64 + offset), Some(label), page));
            (*start, named.unwrap_or_else(|| label.clone()))
        })
        .collect()
}

fn running_heads(rows: &[&Line], numbers: &[usize]) -> Vec<usize> {
    let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, line) in rows.iter().enumerate() {
        let text = line.text.trim();
        if can_be_head(text) {
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
            let labelled =
                places.first().and_then(|&at| rows.get(at)).is_some_and(|line| is_labelled(line.text.trim()));
            regular && (at_page_end * 2 >= places.len() || cuts * 2 >= places.len() && !labelled)
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
