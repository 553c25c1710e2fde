//! Which documents the list shows and in which order: filter, sorting, groups. Nothing is drawn here.

use std::collections::{BTreeMap, BTreeSet};

use crate::app::finding;
use crate::app::shell::ShellView;
use crate::model::{Document, DocumentId};
use crate::search::pinyin::collation;

use super::progress::{Progress, progress};

/// By what documents of a group are ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum SortBy {
    /// As somebody has put them, which is the only order in which they can be moved.
    #[default]
    Own,
    /// Chinese by pinyin.
    Title,
    /// When they came in.
    Added,
    /// How long they are.
    Length,
    /// How many codings they have.
    Codings,
    /// How much of them is coded.
    Progress,
}

impl SortBy {
    /// All, in the order of the menu.
    pub const ALL: [Self; 6] = [Self::Own, Self::Title, Self::Added, Self::Length, Self::Codings, Self::Progress];

    /// Text id of its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Own => "documents.sort_own",
            Self::Title => "documents.sort_title",
            Self::Added => "documents.sort_added",
            Self::Length => "documents.sort_length",
            Self::Codings => "documents.sort_codings",
            Self::Progress => "documents.sort_progress",
        }
    }
}

/// From small to large or the other way round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Way {
    /// Small, early, A first.
    #[default]
    Up,
    /// Large, late, Z first.
    Down,
}

/// Which documents are shown by whether they are coded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Coded {
    /// All.
    #[default]
    All,
    /// Those with a coding.
    Coded,
    /// Those without any.
    Uncoded,
    /// Those in which the one who codes here has coded nothing.
    NotByMe,
}

impl Coded {
    /// All, in the order of the menu.
    pub const ALL: [Self; 4] = [Self::All, Self::Coded, Self::Uncoded, Self::NotByMe];

    /// Text id of its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "documents.all",
            Self::Coded => "documents.coded",
            Self::Uncoded => "documents.uncoded",
            Self::NotByMe => "documents.not_by_me",
        }
    }
}

/// How the list is arranged; kept for next time.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Arrangement {
    /// By what.
    pub sort: SortBy,
    /// Which way.
    pub way: Way,
    /// Coded or not.
    pub coded: Coded,
    /// Attributes shown as columns where there is room; `None` until somebody chooses: the first two.
    pub columns: Option<Vec<String>>,
}

/// A line of the list.
#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    /// The head of a group.
    Group {
        /// Its name.
        name: String,
        /// How many of its documents are shown, folded away or not.
        documents: usize,
    },
    /// A document, below its group or without one.
    Document(Listed),
}

/// A document in the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// Which.
    pub id: DocumentId,
    /// Its title.
    pub title: String,
    /// The group under which this line stands.
    pub group: Option<String>,
    /// How many codings it has.
    pub codings: usize,
    /// How much of it is coded.
    pub progress: Progress,
}

impl Row {
    /// Its document.
    #[must_use]
    pub fn document(&self) -> Option<&Listed> {
        match self {
            Self::Document(listed) => Some(listed),
            Self::Group { .. } => None,
        }
    }
}

/// A part of what is typed into the filter.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Wanted<'a> {
    /// Title or group, pinyin too.
    Words(&'a str),
    /// An attribute that holds this; nothing behind the sign means: any value.
    Value(&'a str, &'a str),
}

/// `内卷 地区=农村`: words, and attributes with their values.
fn wanted(filter: &str) -> Vec<Wanted<'_>> {
    filter
        .split_whitespace()
        .map(|part| match part.split_once(['=', '＝']) {
            Some((name, value)) if !name.is_empty() => Wanted::Value(name, value),
            _ => Wanted::Words(part),
        })
        .collect()
}

fn fits(document: &Document, wanted: &Wanted<'_>) -> bool {
    match wanted {
        Wanted::Words(words) => {
            finding::fit(&document.title, words).is_some()
                || document.groups.iter().any(|group| finding::fit(group, words).is_some())
        }
        Wanted::Value(name, value) => document
            .attributes
            .iter()
            .filter(|(held, _)| held.eq_ignore_ascii_case(name))
            .any(|(_, held)| held.to_lowercase().contains(&value.to_lowercase())),
    }
}

/// A title as a list orders it. Digits count as numbers, so that 访谈 2 stands before 访谈 10.
#[must_use]
pub fn title_key(title: &str) -> Vec<(u64, u64)> {
    let mut key = Vec::new();
    let mut rest = title;
    let mut before = None;
    while let Some(c) = rest.chars().next() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let numerals = rest.find(|c| NUMERALS.find(c).is_none()).unwrap_or(rest.len());
        let taken = if digits > 0 {
            let number = rest[..digits].bytes();
            let number =
                number.fold(0_u64, |sum, digit| sum.saturating_mul(10).saturating_add(u64::from(digit - b'0')));
            key.push((collation('0'), number));
            digits
        } else if numerals > 0 && is_number(before, rest[numerals..].chars().next()) {
            key.push((collation('0'), chinese_number(&rest[..numerals])));
            numerals
        } else {
            key.push((collation(c.to_lowercase().next().unwrap_or(c)), 0));
            c.len_utf8()
        };
        before = rest[..taken].chars().next_back();
        rest = &rest[taken..];
    }
    key
}

/// From nought to nine, then ten and a hundred.
const NUMERALS: &str = "〇一二三四五六七八九十百";

/// Whether Chinese numerals between these characters count something, as in 第三轮 and 访谈二; those of 四川 and 三农 do
/// not.
fn is_number(before: Option<char>, after: Option<char>) -> bool {
    matches!(before, Some('第' | '（' | '(' | '之'))
        || after.is_none_or(|after| after.is_whitespace() || "、．.，,）)：:年月日轮次期号组章节".contains(after))
}

/// The number that Chinese numerals say: 三十二 and 三二 are 32, 十 is 10.
fn chinese_number(numerals: &str) -> u64 {
    let (mut sum, mut digits) = (0_u64, None);
    for value in numerals.chars().filter_map(|c| NUMERALS.chars().position(|numeral| numeral == c)) {
        match value as u64 {
            digit @ 0..10 => digits = Some(digits.unwrap_or(0_u64).saturating_mul(10).saturating_add(digit)),
            place => {
                sum = sum.saturating_add(digits.take().unwrap_or(1).saturating_mul(if place == 10 { 10 } else { 100 }));
            }
        }
    }
    sum.saturating_add(digits.unwrap_or(0))
}

/// The rows of the list: documents of no group first, then the groups by name; a document in two groups stands
/// in both. While something is looked for nothing is folded.
#[must_use]
pub fn rows(view: &ShellView, filter: &str, arrangement: &Arrangement, folded: &BTreeSet<String>) -> Vec<Row> {
    let wanted = wanted(filter);
    let mut list: Vec<(&Document, usize, Progress)> = Vec::new();
    for document in view.project.documents_in_order() {
        if !wanted.iter().all(|wanted| fits(document, wanted)) {
            continue;
        }
        let codings = view.project.codings(document.id);
        let shown = match arrangement.coded {
            Coded::All => true,
            Coded::Coded => !codings.is_empty(),
            Coded::Uncoded => codings.is_empty(),
            Coded::NotByMe => !codings.iter().any(|coding| coding.coder == view.coder),
        };
        if shown {
            list.push((document, codings.len(), progress(codings, document.text.char_len(), view.coder)));
        }
    }
    match arrangement.sort {
        SortBy::Own => {}
        SortBy::Title => list.sort_by_cached_key(|(document, ..)| title_key(&document.title)),
        SortBy::Added => list.sort_by_key(|(document, ..)| document.added),
        SortBy::Length => list.sort_by_key(|(document, ..)| document.text.char_len()),
        SortBy::Codings => list.sort_by_key(|(_, codings, _)| *codings),
        SortBy::Progress => list.sort_by(|a, b| a.2.anybody.total_cmp(&b.2.anybody)),
    }
    if arrangement.way == Way::Down {
        list.reverse();
    }
    let mut rows = Vec::new();
    let mut groups: BTreeMap<&str, Vec<Row>> = BTreeMap::new();
    for (document, codings, progress) in list {
        let row = |group: Option<&String>| {
            let (id, title) = (document.id, document.title.clone());
            Row::Document(Listed { id, title, group: group.cloned(), codings, progress })
        };
        if document.groups.is_empty() {
            rows.push(row(None));
        }
        // Words that fit a group rather than the title bring that group only.
        let title_fits = wanted.iter().all(|wanted| match wanted {
            Wanted::Words(words) => finding::fit(&document.title, words).is_some(),
            Wanted::Value(..) => true,
        });
        for group in &document.groups {
            let named =
                |wanted: &Wanted<'_>| matches!(wanted, Wanted::Words(words) if finding::fit(group, words).is_some());
            if title_fits || wanted.iter().any(named) {
                groups.entry(group).or_default().push(row(Some(group)));
            }
        }
    }
    let mut names: Vec<&str> = groups.keys().copied().collect();
    names.sort_by_cached_key(|name| title_key(name));
    for name in names {
        let documents = groups.remove(name).unwrap_or_default();
        rows.push(Row::Group { name: name.to_owned(), documents: documents.len() });
        if !filter.is_empty() || !folded.contains(name) {
            rows.extend(documents);
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CountingMint, Text, Timestamp};

    #[test]
    fn titles_stand_by_pinyin_and_numbers_by_their_amount() {
        let mut titles = ["访谈 10", "张村", "访谈 2", "安置区", "Focus group", "访谈 2b"];
        titles.sort_by_cached_key(|title| title_key(title));
        assert_eq!(titles, ["Focus group", "安置区", "访谈 2", "访谈 2b", "访谈 10", "张村"]);
    }

    #[test]
    fn chinese_numerals_count_where_they_number_something() {
        let mut titles = ["第十二轮", "第二轮", "第一轮", "第十轮", "第3轮", "四川", "安置区"];
        titles.sort_by_cached_key(|title| title_key(title));
        assert_eq!(titles, ["安置区", "第一轮", "第二轮", "第3轮", "第十轮", "第十二轮", "四川"]);
        let numbers = ["十", "二十", "三十二", "一百〇五", "二〇二六"].map(chinese_number);
        assert_eq!(numbers, [10, 20, 32, 105, 2026]);
    }

    #[test]
    fn the_filter_finds_by_title_by_pinyin_by_group_and_by_attribute() {
        let mut document = Document::of_text(
            DocumentId::new(&mut CountingMint::default()),
            "食堂访谈 03",
            Text::new("好").unwrap(),
            Timestamp(0),
        );
        document.groups.insert("第二轮".to_owned());
        document.attributes.insert("地区".to_owned(), "农村".to_owned());
        let finds = |filter: &str| wanted(filter).iter().all(|wanted| fits(&document, wanted));
        for filter in ["食堂", "stft", "第二轮", "地区=农村", "地区＝农", "地区=", "食堂 地区=农村", ""]
        {
            assert!(finds(filter), "{filter}");
        }
        for filter in ["小学", "地区=城", "年龄=", "食堂 地区=城"] {
            assert!(!finds(filter), "{filter}");
        }
    }
}
