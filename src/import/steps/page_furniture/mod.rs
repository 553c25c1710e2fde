//! Running heads and page numbers, dropped from between the lines of a text that came from pages.
//!
//! A reader that sees pages (PDF) names them itself, by the height at which they stand. Elsewhere they are
//! short lines that come back at regular distances, and numbers that rise by one from page to page. What
//! a head can look like is told here, for both. The printed numbers stay as the numbers of the pages, so that a passage can be cited.
//!
//! Careful before all: an answer that comes back (「对。」), a speaker's name, a time, a row of a
//! table is never taken for furniture. What goes is listed, each head with its count.

mod numbers;
mod plain;

use std::collections::BTreeMap;

use super::lines::{self, Line};
use super::pen::Working;
use crate::import::draft::Layout;
use crate::import::script::{is_sentence_end, width};
use crate::import::transcript::names;

/// A line that is no part of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Furniture {
    Number,
    Head,
}

/// What was found: lines by their place among those that are not blank, and where pages begin.
#[derive(Debug, Default)]
struct Found {
    furniture: BTreeMap<usize, Furniture>,
    /// Code point of the text and printed number; `None` leaves what the file says.
    pages: Option<Vec<(u32, String)>>,
}

/// Drops them with their line ends and says how many lines went.
pub fn act(working: &mut Working) -> u32 {
    if working.layout() == Layout::Paragraphs {
        return 0;
    }
    let text = working.text().to_owned();
    let all = lines::lines(&text);
    let rows: Vec<&Line> = all.iter().filter(|line| !line.is_blank()).collect();
    let Found { furniture, pages } = named(&rows, working).unwrap_or_else(|| plain::find(&rows, working.pages()));
    for (text, count) in listed(&rows, &furniture) {
        working.note_detail(&text, count);
    }
    if let Some(pages) = pages {
        working.set_pages(pages);
    }
    working.rewrite(|_, pen| {
        for line in furniture.keys().filter_map(|&at| rows.get(at)) {
            pen.copy_to(line.byte);
            pen.drop_to(line.byte + line.text.len() + 1);
        }
        furniture.len() as u32
    })
}

/// What a reader named that saw the page: its size, and what the file itself calls a head. `None` where no reader
/// saw any; where one saw pages and named nothing on them, there is nothing.
fn named(rows: &[&Line], working: &Working) -> Option<Found> {
    let furniture: BTreeMap<usize, Furniture> = rows
        .iter()
        .enumerate()
        .filter(|(_, line)| working.is_furniture(line.start))
        .map(|(at, line)| {
            let is_number = numbers::page_number(line.text.trim()).is_some();
            (at, if is_number { Furniture::Number } else { Furniture::Head })
        })
        .collect();
    let saw_pages = || rows.iter().any(|line| working.place_at(line.start).is_some());
    (!furniture.is_empty() || saw_pages()).then_some(Found { furniture, pages: None })
}

/// Heads with their counts, the most frequent first; behind them the numbers as one.
fn listed(rows: &[&Line], furniture: &BTreeMap<usize, Furniture>) -> Vec<(String, u32)> {
    let text = |at: &usize| rows.get(*at).map_or("", |line| line.text.trim());
    let mut heads: BTreeMap<String, (String, u32)> = BTreeMap::new();
    let mut numbers: Vec<&str> = Vec::new();
    for (at, what) in furniture {
        match what {
            Furniture::Number => numbers.push(text(at)),
            Furniture::Head => heads.entry(masked(text(at))).or_insert_with(|| (text(at).to_owned(), 0)).1 += 1,
        }
    }
    let mut list: Vec<(String, u32)> = heads.into_values().collect();
    list.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    if let (Some(first), Some(last)) = (numbers.first(), numbers.last()) {
        let shown = if numbers.len() == 1 { (*first).to_owned() } else { format!("{first} … {last}") };
        list.push((shown, numbers.len() as u32));
    }
    list
}

/// A line with its digits masked, so that heads that carry the page's number are equal.
fn masked(line: &str) -> String {
    line.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .map(|c| if c.is_numeric() { '#' } else { c })
        .collect()
}

/// Whether a line can be a running head at all. Its looks alone are asked, not where it stands.
fn can_be_head(text: &str) -> bool {
    is_shaped_as_head(text) && !has_time(text)
}

/// The same where a time is no hindrance: browsers print theirs on every page.
pub(in crate::import) fn is_shaped_as_head(text: &str) -> bool {
    (6..=90).contains(&width(text))
        && !is_sentence_end(text)
        && !names_a_speaker(text)
        && !lines::is_list_item(text)
        && !lines::is_reference(text)
        && text.chars().any(char::is_alphabetic)
}

/// Whether a line tells a time, as the labels of many transcripts do.
pub(in crate::import) fn has_time(text: &str) -> bool {
    let mut last = ['\0'; 2];
    text.chars().any(|next| {
        let found = last[0].is_numeric() && matches!(last[1], ':' | '：') && next.is_numeric();
        last = [last[1], next];
        found
    })
}

/// Whether a line begins a turn: by a label, or by a word for a speaker on a line of its own. A head of the
/// kind 某甲：村庄食堂的人情与规矩 has a label too and is too long for a short answer.
pub(in crate::import) fn names_a_speaker(text: &str) -> bool {
    let is_word = text.chars().any(char::is_alphabetic) && !is_page_number(text);
    is_labelled(text) && width(text) < 24 || is_word && names::is_generic(&names::fold(text.trim()))
}

/// Whether a line begins with a label: a turn, or a head of author and title.
fn is_labelled(text: &str) -> bool {
    lines::label(text).is_some()
}

/// Whether a line carries a page's number and nothing else.
pub(in crate::import) fn is_page_number(text: &str) -> bool {
    numbers::page_number(text).is_some()
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
        assert_eq!(numbers::page_number("第 3 页 共 10 页"), Some(3));
        assert_eq!(numbers::page_number("Page 4 of 9"), Some(4));
        assert_eq!(numbers::page_number("12 / 30"), Some(12));
        assert_eq!(numbers::page_number("12 人"), None);
    }
}
