//! `attr:地区=农村`, `attr:年龄>60`, `attr:年龄`: documents whose attribute fits, and what belongs to cases whose
//! attribute fits.
//!
//! Values are compared as the attribute's kind says: numbers as numbers, dates as far as the asked one is said
//! (2016 is before 2017-03 and holds 2016-05), anything else as text. A value that does not fit its kind is equal to
//! itself only. The name alone asks whether there is a value.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use crate::model::attribute::{Reading, reads_as};
use crate::model::{Attribute, AttributeKind, Attributes, Case, Project, Rank};

use super::super::normalise::normalise_query;
use super::{Belonging, Resolved};

/// What a filter by attribute asks.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Asked {
    /// As typed.
    pub name: String,
    pub comparison: Option<(Comparison, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Other,
    Less,
    AtMost,
    More,
    AtLeast,
}

impl Comparison {
    /// Whether it asks which of two comes first.
    pub fn is_order(self) -> bool {
        !matches!(self, Self::Equal | Self::Other)
    }

    fn allows(self, ordering: Ordering) -> bool {
        match self {
            Self::Equal => ordering == Ordering::Equal,
            Self::Other => ordering != Ordering::Equal,
            Self::Less => ordering == Ordering::Less,
            Self::AtMost => ordering != Ordering::Greater,
            Self::More => ordering == Ordering::Greater,
            Self::AtLeast => ordering != Ordering::Less,
        }
    }
}

/// Longer signs first: `>=` is not `>` and a value that begins with `=`.
const SIGNS: [(&str, Comparison); 12] = [
    (">=", Comparison::AtLeast),
    ("≥", Comparison::AtLeast),
    ("<=", Comparison::AtMost),
    ("≤", Comparison::AtMost),
    ("!=", Comparison::Other),
    ("≠", Comparison::Other),
    ("<>", Comparison::Other),
    ("==", Comparison::Equal),
    ("=>", Comparison::AtLeast),
    ("=", Comparison::Equal),
    (">", Comparison::More),
    ("<", Comparison::Less),
];

/// Takes `年龄>60` apart.
pub(super) fn asked(value: &str) -> Asked {
    let narrow: String = value
        .chars()
        .map(|c| match c {
            '＝' => '=',
            '＞' => '>',
            '＜' => '<',
            '！' => '!',
            c => c,
        })
        .collect();
    // A `!` on its own is part of a name.
    let begin = narrow.char_indices().find(|(at, _)| SIGNS.iter().any(|(sign, _)| narrow[*at..].starts_with(sign)));
    let Some((begin, _)) = begin else { return Asked { name: value.trim().to_owned(), comparison: None } };
    let rest = &narrow[begin..];
    let sign = SIGNS.iter().find(|(sign, _)| rest.starts_with(sign));
    let (sign, comparison) = sign.copied().unwrap_or(("=", Comparison::Equal));
    let value = rest[sign.len()..].trim().to_owned();
    Asked { name: narrow[..begin].trim().to_owned(), comparison: Some((comparison, value)) }
}

pub(super) fn resolve(value: &str, project: &Project) -> Resolved {
    let asked = asked(value);
    let mut verdicts = Verdicts::of(&asked, project);
    let fitting: Vec<&Arc<Case>> = project.cases().filter(|case| verdicts.fits(&case.attributes)).collect();
    let mut belonging = Belonging::of(fitting.into_iter(), project);
    let documents =
        project.documents().filter(|document| verdicts.fits(&document.attributes)).map(|document| document.id);
    if belonging.cases.is_empty() {
        return Resolved::Documents(documents.collect());
    }
    for id in documents {
        belonging.stretches.entry(id).or_default().is_whole = true;
    }
    Resolved::Belonging(belonging)
}

/// Which names are the one asked for, and which values fit. Thousands of documents have the same few names and
/// values: each is normalised and read once.
struct Verdicts<'a> {
    asked: &'a Asked,
    wanted: String,
    project: &'a Project,
    /// The attribute of a name that is the one asked for.
    names: HashMap<&'a str, Option<Attribute>>,
    values: HashMap<(&'a str, &'a str), bool>,
}

impl<'a> Verdicts<'a> {
    fn of(asked: &'a Asked, project: &'a Project) -> Self {
        let wanted = normalise_query(&asked.name);
        Self { asked, wanted, project, names: HashMap::new(), values: HashMap::new() }
    }

    fn fits(&mut self, attributes: &'a Attributes) -> bool {
        attributes.iter().any(|(name, held)| {
            let named = self
                .names
                .entry(name)
                .or_insert_with(|| (normalise_query(name) == self.wanted).then(|| attribute(name, self.project)));
            let (named, asked) = match (named, &self.asked.comparison) {
                (None, _) => return false,
                (Some(_), None) => return true,
                (Some(named), Some(asked)) => (named, asked),
            };
            let (comparison, value) = asked;
            *self.values.entry((name, held)).or_insert_with(|| {
                compare(named, held, value)
                    .map_or(*comparison == Comparison::Other, |ordering| comparison.allows(ordering))
            })
        })
    }
}

/// The attribute of a name; one that the project does not describe holds words.
pub(super) fn attribute(name: &str, project: &Project) -> Attribute {
    let wanted = normalise_query(name);
    let described = project.attributes().find(|attribute| normalise_query(&attribute.name) == wanted);
    described.cloned().unwrap_or_else(|| Attribute::new(name, AttributeKind::Text, Rank(0)))
}

/// How a value stands to the one asked for; `None` where that cannot be said and they are not the same words.
fn compare(attribute: &Attribute, held: &str, asked: &str) -> Option<Ordering> {
    let (held_text, asked_text) = (normalise_query(held), normalise_query(asked));
    if held_text == asked_text {
        return Some(Ordering::Equal);
    }
    match attribute.kind {
        AttributeKind::Text | AttributeKind::Choice => Some(held_text.cmp(&asked_text)),
        _ => match (read(attribute, held)?, read(attribute, asked)?) {
            (Reading::Decimal(held), Reading::Decimal(asked)) => held.partial_cmp(&asked),
            (Reading::Boolean(held), Reading::Boolean(asked)) => Some(held.cmp(&asked)),
            (Reading::Date(year, month, day), Reading::Date(asked_year, asked_month, asked_day)) => {
                let part = |held: Option<u8>, asked: Option<u8>| match (held, asked) {
                    (_, None) => Some(Ordering::Equal),
                    (Some(held), Some(asked)) => Some(held.cmp(&asked)),
                    (None, Some(_)) => None,
                };
                match year.cmp(&asked_year) {
                    Ordering::Equal => match part(month, asked_month)? {
                        Ordering::Equal => part(day, asked_day),
                        other => Some(other),
                    },
                    other => Some(other),
                }
            }
            _ => None,
        },
    }
}

/// What a value says; whole numbers as numbers, a bare year as a date where the attribute has dates.
pub(super) fn read(attribute: &Attribute, value: &str) -> Option<Reading> {
    match attribute.kind {
        AttributeKind::Integer => reads_as(AttributeKind::Decimal, value),
        AttributeKind::Date => attribute.reads_as(value).or_else(|| attribute.reads_as(&format!("{}年", value.trim()))),
        _ => attribute.reads_as(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_a_sign_and_a_value_are_told_apart_in_either_width() {
        let read = |value| {
            let Asked { name, comparison } = asked(value);
            (name, comparison)
        };
        let is = |name: &str, sign, value: &str| (name.to_owned(), Some((sign, value.to_owned())));
        assert_eq!(read("年龄"), ("年龄".to_owned(), None));
        assert_eq!(read("年龄>=60"), is("年龄", Comparison::AtLeast, "60"));
        assert_eq!(read("年龄 ＞ 60"), is("年龄", Comparison::More, "60"));
        assert_eq!(read("地区！＝农村"), is("地区", Comparison::Other, "农村"));
        assert_eq!(read("地区≠a=b"), is("地区", Comparison::Other, "a=b"));
    }

    #[test]
    fn values_are_compared_as_their_kind_says() {
        let holds = |kind, held: &str, sign: Comparison, asked: &str| {
            compare(&Attribute::new("某", kind, Rank(0)), held, asked).map(|ordering| sign.allows(ordering))
        };
        assert_eq!(holds(AttributeKind::Integer, "9", Comparison::Less, "60.5"), Some(true));
        assert_eq!(holds(AttributeKind::Text, "9", Comparison::Less, "60"), Some(false));
        assert_eq!(holds(AttributeKind::Integer, "约六十", Comparison::More, "50"), None);
        assert_eq!(holds(AttributeKind::Integer, "约六十", Comparison::Equal, "約六十"), Some(true));
        assert_eq!(holds(AttributeKind::Date, "2016年5月", Comparison::Equal, "2016"), Some(true));
        assert_eq!(holds(AttributeKind::Date, "2016年5月", Comparison::More, "2016"), Some(false));
        assert_eq!(holds(AttributeKind::Date, "2016-05-03", Comparison::Less, "2016/6"), Some(true));
        assert_eq!(holds(AttributeKind::Date, "2016年", Comparison::Less, "2016/6"), None);
        assert_eq!(holds(AttributeKind::Boolean, "有", Comparison::Equal, "yes"), Some(true));
        assert_eq!(holds(AttributeKind::Choice, "農村", Comparison::Equal, "农村"), Some(true));
    }
}
