//! Finds names (of codes, documents, commands) by characters, pinyin and initials.
//!
//! `nj`, `neij`, `neijuan` and 内 all find 内卷. What is typed is matched in order, each piece to a
//! character itself or to the beginning of one of its readings; characters between may be left out. For
//! names only: texts are searched by [`super::Query`].

use std::sync::LazyLock;

use pinyin::{ToPinyin, ToPinyinMulti};

use super::normalise::normalise_query;
use super::script::{is_han, is_run};

/// How a name was matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameMatch {
    /// Higher is better; comparable between names for the same query.
    pub score: i32,
    /// The code points of the name that were matched, ascending: to be set off.
    pub positions: Vec<u32>,
}

/// Beyond these, names and queries are cut: nobody types more to pick one.
const LONGEST_NAME: usize = 200;
const LONGEST_QUERY: usize = 40;

const SAME: i32 = 16;
const FULL_READING: i32 = 14;
const PART_OF_READING: i32 = 8;
const NEXT_TO_THE_LAST: i32 = 8;
const BEGINS_A_WORD: i32 = 6;
const LEFT_OUT: i32 = -1;
const WHOLE_NAME: i32 = 40;

/// Matches what was typed with a name; `None` where it is not in it. Nothing typed matches every name alike.
#[must_use]
pub fn match_name(query: &str, name: &str) -> Option<NameMatch> {
    let query: Vec<char> = normalise_query(query).chars().filter(|c| !c.is_whitespace()).take(LONGEST_QUERY).collect();
    if query.is_empty() {
        return Some(NameMatch { score: 0, positions: Vec::new() });
    }
    let letters = letters_of(name);
    let (rows, columns) = (query.len() + 1, letters.len() + 1);
    // best[query left from i][name left from j][whether the character before j was matched]
    let mut best: Vec<[Option<Step>; 2]> = vec![[None; 2]; rows * columns];
    for (i, j) in (0..rows).rev().flat_map(|i| (0..columns).rev().map(move |j| (i, j))) {
        for joined in [0, 1] {
            let step = if i == query.len() {
                Some(Step { score: LEFT_OUT * (letters.len() - j).min(20) as i32, takes: 0, matched: false })
            } else {
                letters.get(j).and_then(|letter| {
                    let at =
                        |i: usize, j: usize, joined: usize| best.get(i * columns + j).and_then(|cell| cell[joined]);
                    let skip =
                        at(i, j + 1, 0).map(|rest| Step { score: rest.score + LEFT_OUT, takes: 0, matched: false });
                    let bonus =
                        if joined == 1 { NEXT_TO_THE_LAST } else { 0 } + if letter.begins { BEGINS_A_WORD } else { 0 };
                    let takes = letter.takes(&query[i..]).into_iter();
                    let matched = takes.filter_map(|(takes, worth)| {
                        let rest = at(i + takes, j + 1, 1)?;
                        Some(Step { score: rest.score + worth + bonus, takes, matched: true })
                    });
                    skip.into_iter().chain(matched).max_by_key(|step| step.score)
                })
            };
            best[i * columns + j][joined] = step;
        }
    }
    let score = best[0][0]?.score;
    let (mut i, mut joined, mut positions) = (0, 0, Vec::new());
    for (j, letter) in letters.iter().enumerate() {
        let Some(step) = best[i * columns + j][joined] else { break };
        if step.matched {
            positions.push(letter.position);
        }
        (i, joined) = (i + step.takes, usize::from(step.matched));
    }
    let whole = positions.len() == letters.len();
    Some(NameMatch { score: score + if whole { WHOLE_NAME } else { 0 }, positions })
}

#[derive(Clone, Copy)]
struct Step {
    score: i32,
    takes: usize,
    matched: bool,
}

/// One visible character of a name.
struct Letter {
    position: u32,
    character: char,
    readings: Vec<&'static str>,
    /// Whether it begins a word or stands after a separator.
    begins: bool,
}

fn letters_of(name: &str) -> Vec<Letter> {
    let mut before = None;
    let mut letters = Vec::new();
    for (position, original) in name.chars().take(LONGEST_NAME).enumerate() {
        if let Some(character) = normalise_query(original.encode_utf8(&mut [0; 4])).chars().next() {
            let begins = before.is_none_or(|before: char| !is_han(before) && (!is_run(before) || is_han(character)));
            letters.push(Letter { position: position as u32, character, readings: readings(character), begins });
        }
        before = Some(original);
    }
    letters
}

impl Letter {
    /// How many characters of the query it can take, and what that is worth.
    fn takes(&self, query: &[char]) -> Vec<(usize, i32)> {
        let mut takes = Vec::new();
        if query.first() == Some(&self.character) {
            takes.push((1, SAME));
        }
        for reading in &self.readings {
            let len = reading.chars().count();
            let common = reading.chars().zip(query).take_while(|(own, typed)| sounds(*own, **typed)).count();
            takes.extend((1..=common).map(|n| (n, if n == len { FULL_READING } else { PART_OF_READING })));
        }
        takes
    }
}

/// `lv` and `lu` are typed for `lü`.
fn sounds(own: char, typed: char) -> bool {
    own == typed || (own == 'ü' && matches!(typed, 'v' | 'u'))
}

/// All readings of a character, without tones, none twice.
fn readings(character: char) -> Vec<&'static str> {
    let mut readings: Vec<&'static str> =
        character.to_pinyin_multi().map(|all| all.into_iter().map(pinyin::Pinyin::plain).collect()).unwrap_or_default();
    readings.sort_unstable();
    readings.dedup();
    readings
}

/// Whether two names of at least two characters sound the same: each pair of characters is the same one or shares a
/// reading, tones left aside.
pub(super) fn sounds_alike(one: &[char], other: &[char]) -> bool {
    let alike = |(one, other): (&char, &char)| {
        one == other || readings(*one).iter().any(|reading| readings(*other).contains(reading))
    };
    one.len() >= 2 && one.len() == other.len() && one.iter().zip(other).all(alike)
}

/// The place of a character in a list: marks, digits, letters, then Chinese by its most common reading, the
/// tone after the letters, characters of one reading by their code point. Compare the numbers; 0 is of none.
#[must_use]
pub fn collation(c: char) -> u64 {
    let class: u64 = match c {
        _ if is_han(c) => 3,
        _ if c.is_numeric() => 1,
        _ if c.is_alphabetic() => 2,
        _ => 0,
    };
    let reading = u32::from(c).checked_sub(NEAR.start).and_then(|at| READINGS.get(at as usize)).copied().unwrap_or(0);
    class << 56 | u64::from(reading) << 32 | u64::from(u32::from(c))
}

/// The characters whose readings are looked up once.
const NEAR: std::ops::Range<u32> = 0x3400..0xA000;

/// The rank of each near character's most common reading among all readings; 0 of none.
static READINGS: LazyLock<Box<[u16]>> = LazyLock::new(|| {
    let reading = |c: char| c.to_pinyin().map(|reading| (reading.plain(), reading.with_tone_num_end()));
    let all: Vec<_> = NEAR.map(|code| char::from_u32(code).and_then(reading)).collect();
    let mut ranks: Vec<_> = all.iter().flatten().copied().collect();
    ranks.sort_unstable();
    ranks.dedup();
    let rank = |reading: &(&str, &str)| ranks.binary_search(reading).map_or(0, |at| at as u16 + 1);
    all.iter().map(|reading| reading.as_ref().map_or(0, rank)).collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    fn positions(query: &str, name: &str) -> Option<Vec<u32>> {
        match_name(query, name).map(|found| found.positions)
    }

    #[test]
    fn a_name_is_found_by_characters_pinyin_and_initials() {
        for query in ["内卷", "內卷", "nj", "NJ", "neij", "neijuan", "nei juan", "内j", "njuan"] {
            assert_eq!(positions(query, "内卷"), Some(vec![0, 1]), "{query}");
        }
        assert_eq!(positions("xzyf", "陷阱/行政依附"), Some(vec![3, 4, 5, 6]));
        assert_eq!(positions("jrc", "JＲC 访谈"), Some(vec![0, 1, 2]));
        assert_eq!(positions("nvx", "女性"), Some(vec![0, 1]));
        assert_eq!(positions("", "内卷"), Some(vec![]));
    }

    #[test]
    fn every_reading_of_a_character_counts() {
        assert!(match_name("chongq", "重庆").is_some() && match_name("zhongq", "重庆").is_some());
        assert!(match_name("hz", "行政").is_some() && match_name("xz", "行政").is_some());
    }

    #[test]
    fn what_is_not_in_the_name_is_not_found() {
        for query in ["nk", "卷内", "neijuanx", "neixu", "!"] {
            assert_eq!(positions(query, "内卷"), None, "{query}");
        }
    }

    #[test]
    fn the_closer_name_scores_higher() {
        let score = |query: &str, name: &str| match_name(query, name).unwrap().score;
        assert!(score("nj", "内卷") > score("nj", "内卷化"));
        assert!(score("nj", "内卷化") > score("nj", "内部决定"));
        assert!(score("nj", "内部的卷宗") > score("nj", "年底内部的卷宗"));
        assert!(score("hm", "合谋") > score("hm", "会上谋划"));
        assert!(score("合谋", "合谋") > score("hemou", "合谋"));
    }

    #[test]
    fn characters_stand_as_in_a_dictionary() {
        let mut characters: Vec<char> = "重把z阿，安八a7妈麻马骂".chars().collect();
        characters.sort_by_key(|&c| collation(c));
        assert_eq!(String::from_iter(characters), "，7az阿安八把妈麻马骂重");
        assert!(collation('\u{1}') > 0, "nothing comes before everything");
    }

    #[test]
    fn a_page_pasted_as_a_name_or_a_query_does_no_harm() {
        let page = "内卷".repeat(5_000);
        assert!(match_name("nj", &page).is_some());
        assert!(match_name(&page, &page).is_some());
    }
}
