//! Attributes: what is known of a document or a case beside its words, as age, place or date of the interview.
//!
//! A value is kept as it was typed. What kind an attribute is says how its values are read ([`reads_as`]) when
//! they are sorted, counted or compared; a value that does not fit the kind stays and is shown for what it is.
//! So nothing is lost when a kind was guessed wrongly, and a column may be put right value by value.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{AttributeId, Rank};

/// Values by the attribute's name. None is empty: an attribute without a value is not there.
pub type Attributes = BTreeMap<String, String>;

/// How the values of an attribute are to be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// Not empty, one line; what tells it from others, so that two copies of a project that bring it agree.
    pub name: String,
    /// What its values are.
    pub kind: AttributeKind,
    /// What can be chosen, where it is a choice; in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// Its place among the others.
    #[serde(default)]
    pub rank: Rank,
}

/// What the values of an attribute are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AttributeKind {
    /// Any words.
    #[default]
    Text,
    /// Whole numbers.
    Integer,
    /// Numbers.
    Decimal,
    /// Yes or no.
    Boolean,
    /// Days, months or years.
    Date,
    /// One of a few.
    Choice,
}

/// What a value says, where it fits its kind.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading {
    /// As it stands.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number; never infinite.
    Decimal(f64),
    /// Yes or no.
    Boolean(bool),
    /// Year, and month and day as far as they are said.
    Date(i16, Option<u8>, Option<u8>),
}

impl Attribute {
    /// A new one.
    #[must_use]
    pub fn new(name: &str, kind: AttributeKind, rank: Rank) -> Self {
        Self { name: name.to_owned(), kind, choices: Vec::new(), rank }
    }

    /// Guessed from values.
    #[must_use]
    pub fn guessed(name: &str, values: &[&str], rank: Rank) -> Self {
        let kind = guess(values);
        let mut attribute = Self::new(name, kind, rank);
        if kind == AttributeKind::Choice {
            for value in values.iter().map(|value| value.trim()).filter(|value| !value.is_empty()) {
                if !attribute.choices.iter().any(|choice| choice == value) {
                    attribute.choices.push(value.to_owned());
                }
            }
            attribute.choices.sort();
        }
        attribute
    }

    /// What tells it from others.
    #[must_use]
    pub fn id(&self) -> AttributeId {
        AttributeId::of(&self.name)
    }

    /// What a value says; `None` where it does not fit.
    #[must_use]
    pub fn reads_as(&self, value: &str) -> Option<Reading> {
        match self.kind {
            AttributeKind::Choice if !self.choices.is_empty() => {
                let value = value.trim();
                self.choices.iter().any(|choice| choice == value).then(|| Reading::Text(value.to_owned()))
            }
            kind => reads_as(kind, value),
        }
    }
}

impl AttributeKind {
    /// All, in the order of a list.
    pub const ALL: [Self; 6] = [Self::Text, Self::Integer, Self::Decimal, Self::Boolean, Self::Date, Self::Choice];

    /// For programs and for the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Decimal => "decimal",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::Choice => "choice",
        }
    }
}

/// What a value says when it is read as one of a kind; `None` where it does not fit.
#[must_use]
pub fn reads_as(kind: AttributeKind, value: &str) -> Option<Reading> {
    let value = value.trim();
    if value.is_empty() {
        return None;
    }
    match kind {
        AttributeKind::Text | AttributeKind::Choice => Some(Reading::Text(value.to_owned())),
        AttributeKind::Integer => number(value)?.parse().ok().map(Reading::Integer),
        AttributeKind::Decimal => number(value)?.parse().ok().filter(|n: &f64| n.is_finite()).map(Reading::Decimal),
        AttributeKind::Boolean => boolean(value).map(Reading::Boolean),
        AttributeKind::Date => date(value),
    }
}

/// Digits as Rust reads them: half width, without commas between thousands.
fn number(value: &str) -> Option<String> {
    let narrow = narrow(value);
    let (sign, digits) = match narrow.strip_prefix(['-', '+', '−']) {
        Some(rest) => (if narrow.starts_with('+') { "" } else { "-" }, rest),
        None => ("", narrow.as_str()),
    };
    let (whole, part) = digits.split_once('.').map_or((digits, None), |(whole, part)| (whole, Some(part)));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let mut joined = first.to_owned();
    for group in groups {
        if first.len() > 3 || group.len() != 3 {
            return None;
        }
        joined.push_str(group);
    }
    if !all_digits(&joined) || part.is_some_and(|part| !all_digits(part)) {
        return None;
    }
    Some(part.map_or_else(|| format!("{sign}{joined}"), |part| format!("{sign}{joined}.{part}")))
}

/// Full-width digits and signs as half-width ones.
fn narrow(value: &str) -> String {
    let fold = |c: char| match c {
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    value.chars().map(fold).collect()
}

fn boolean(value: &str) -> Option<bool> {
    match value.to_lowercase().as_str() {
        "是" | "有" | "对" | "對" | "yes" | "y" | "true" | "√" | "✓" => Some(true),
        "否" | "无" | "無" | "没有" | "沒有" | "不是" | "no" | "n" | "false" | "×" | "✗" => Some(false),
        _ => None,
    }
}

/// `2016年7月3日`, `2016-07-03`, `2016/7/3`, `2016.7`, `20160703`, `2016年`; a time of day after it is left unread.
fn date(value: &str) -> Option<Reading> {
    let narrow = narrow(value);
    let day = narrow.split([' ', 'T']).next().unwrap_or_default();
    if day.len() == 8 && day.bytes().all(|b| b.is_ascii_digit()) {
        return calendar(day.get(0..4)?, Some(day.get(4..6)?), Some(day.get(6..8)?));
    }
    // A bare number is none: of `1952` nobody knows whether it is a year or an amount.
    let separators = ['年', '月', '日', '号', '-', '/', '.'];
    if !day.contains(separators) {
        return None;
    }
    let mut parts = day.trim_end_matches(['日', '号', '月', '年']).split(separators);
    let (year, month, last) = (parts.next()?, parts.next(), parts.next());
    if parts.next().is_some() {
        return None;
    }
    calendar(year, month, last)
}

fn calendar(year: &str, month: Option<&str>, day: Option<&str>) -> Option<Reading> {
    const DAYS: [u8; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let small = |text: &str| (text.len() <= 2).then(|| text.parse::<u8>().ok()).flatten();
    let year = (year.len() == 4).then(|| year.parse::<i16>().ok()).flatten().filter(|year| *year > 0)?;
    let month = match month {
        Some(month) => Some(small(month).filter(|month| (1..=12).contains(month))?),
        None => None,
    };
    let day = match (month, day) {
        (Some(month), Some(day)) => {
            let longest = DAYS.get(usize::from(month) - 1).copied()?;
            let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let longest = if month == 2 && !is_leap { 28 } else { longest };
            Some(small(day).filter(|day| (1..=longest).contains(day))?)
        }
        (_, None) => None,
        (None, Some(_)) => return None,
    };
    Some(Reading::Date(year, month, day))
}

/// So many different values at most are a choice, and only where they come up several times.
const MOST_CHOICES: usize = 12;

/// The narrowest kind that all values fit; text where there are none.
#[must_use]
pub fn guess(values: &[&str]) -> AttributeKind {
    let said: Vec<&str> = values.iter().map(|value| value.trim()).filter(|value| !value.is_empty()).collect();
    if said.is_empty() {
        return AttributeKind::Text;
    }
    // `007` and `0571` are numbers of people and places, not amounts.
    let is_label = |value: &str| {
        let digits = narrow(value);
        digits.len() > 1
            && digits.starts_with('0')
            && !digits.starts_with("0.")
            && digits.bytes().all(|b| b.is_ascii_digit())
    };
    let fits = |kind| said.iter().all(|value| reads_as(kind, value).is_some());
    if fits(AttributeKind::Boolean) {
        return AttributeKind::Boolean;
    }
    if fits(AttributeKind::Date) {
        return AttributeKind::Date;
    }
    if !said.iter().any(|value| is_label(value)) {
        for kind in [AttributeKind::Integer, AttributeKind::Decimal] {
            if fits(kind) {
                return kind;
            }
        }
    }
    let different: std::collections::BTreeSet<&str> = said.iter().copied().collect();
    let is_short = said.iter().all(|value| value.chars().count() <= 20);
    if is_short && different.len() <= MOST_CHOICES && said.len() >= 2 * different.len() {
        return AttributeKind::Choice;
    }
    AttributeKind::Text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_full_width_and_with_commas_and_nothing_else_is_a_number() {
        let integer = |value| reads_as(AttributeKind::Integer, value);
        assert_eq!(integer("６７"), Some(Reading::Integer(67)));
        assert_eq!(integer("12,400"), Some(Reading::Integer(12_400)));
        assert_eq!(integer("-3"), Some(Reading::Integer(-3)));
        for no_number in ["67岁", "1,2", "12,4000", "1234,567", "1e9", "", "--3", "99999999999999999999"] {
            assert_eq!(integer(no_number), None, "{no_number}");
        }
        assert_eq!(reads_as(AttributeKind::Decimal, "3.50"), Some(Reading::Decimal(3.5)));
        assert_eq!(reads_as(AttributeKind::Decimal, "inf"), None);
    }

    #[test]
    fn dates_are_read_as_people_write_them_and_the_thirtieth_of_february_is_none() {
        let date = |value| reads_as(AttributeKind::Date, value);
        let day = Some(Reading::Date(2016, Some(7), Some(3)));
        for same in
            ["2016年7月3日", "2016-07-03", "2016/7/3", "2016.7.3", "20160703", "2016年7月3号", "2016-07-03 14:30"]
        {
            assert_eq!(date(same), day, "{same}");
        }
        assert_eq!(date("2016年7月"), Some(Reading::Date(2016, Some(7), None)));
        assert_eq!(date("2016年"), Some(Reading::Date(2016, None, None)));
        for none in ["2016-02-30", "2015-02-29", "2016-13-01", "1952", "昨天", "2016-1-1-1", "日", "--"] {
            assert_eq!(date(none), None, "{none}");
        }
        assert_eq!(date("2016-02-29"), Some(Reading::Date(2016, Some(2), Some(29))));
    }

    #[test]
    fn the_narrowest_kind_that_fits_all_values_is_guessed() {
        assert_eq!(guess(&["67", "71", " "]), AttributeKind::Integer);
        assert_eq!(guess(&["67", "71.5"]), AttributeKind::Decimal);
        assert_eq!(guess(&["是", "否", "是"]), AttributeKind::Boolean);
        assert_eq!(guess(&["2016年7月3日", "2016-07-04"]), AttributeKind::Date);
        assert_eq!(guess(&["女", "男", "女", "女"]), AttributeKind::Choice);
        assert_eq!(guess(&["女", "男"]), AttributeKind::Text, "two different ones may be anything");
        assert_eq!(guess(&["001", "002"]), AttributeKind::Text, "numbers of people are no amounts");
        assert_eq!(guess(&["67岁", "71"]), AttributeKind::Text);
        assert_eq!(guess(&[]), AttributeKind::Text);
    }

    #[test]
    fn a_value_outside_the_choices_does_not_fit_and_is_not_lost() {
        let attribute = Attribute::guessed("性别", &["女", "男", "女", "男"], Rank(0));
        assert_eq!(
            attribute.choices,
            ["女", "男"]
                .map(str::to_owned)
                .into_iter()
                .collect::<std::collections::BTreeSet<_>>()
                .into_iter()
                .collect::<Vec<_>>()
        );
        assert_eq!(attribute.reads_as("女"), Some(Reading::Text("女".into())));
        assert_eq!(attribute.reads_as("不愿说"), None);
        assert_eq!(
            Attribute::new("性别", AttributeKind::Choice, Rank(0)).reads_as("女"),
            Some(Reading::Text("女".into()))
        );
    }

    #[test]
    fn an_attribute_is_known_by_its_name_wherever_it_was_made() {
        assert_eq!(AttributeId::of("年龄"), Attribute::new("年龄", AttributeKind::Integer, Rank(3)).id());
        assert_ne!(AttributeId::of("年龄"), AttributeId::of("性别"));
    }
}
