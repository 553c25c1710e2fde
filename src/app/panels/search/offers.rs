//! What the project has for a filter to name: for the menus of the builder and for what the field proposes.

use std::collections::{BTreeMap, BTreeSet};

use crate::app::finding::fit;
use crate::app::shell::ShellView;
use crate::i18n::Language;
use crate::model::{CodeId, Colour, Role, Shelf, Speaker};
use crate::search::{Field, Target};

/// What is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// What a filter goes by.
    Field(Field),
    /// The values of this attribute.
    Values(String),
    /// Lists of synonyms.
    Synonyms,
}

/// A name that can be put in.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// As it stands in a query, without quotes.
    pub value: String,
    /// Where it stands, how often.
    pub detail: String,
    /// Of a code.
    pub colour: Option<Colour>,
}

/// The names of the parts of a text, in Chinese and English, as a query has them.
pub const PARTS: [(&str, &str); 9] = [
    ("正文", "body"),
    ("标题", "heading"),
    ("引文", "quote"),
    ("表格", "table"),
    ("注释", "note"),
    ("参考文献", "references"),
    ("题头", "front"),
    ("访谈信息", "metadata"),
    ("标签", "label"),
];

/// The names of the roles.
const ROLES: [(&str, &str); 2] = [("受访者", "respondent"), ("访谈者", "interviewer")];

fn plain(value: impl Into<String>) -> Offer {
    Offer { value: value.into(), detail: String::new(), colour: None }
}

fn named(language: Language, names: &[(&str, &str)]) -> Vec<Offer> {
    let pick =
        |(chinese, english): &(&str, &str)| plain(if language == Language::Chinese { *chinese } else { *english });
    names.iter().map(pick).collect()
}

/// All of them, in the project's order.
#[must_use]
fn all(view: &ShellView, source: &Source) -> Vec<Offer> {
    let project = &view.project;
    let distinct = |names: BTreeSet<&str>| names.into_iter().map(plain).collect::<Vec<_>>();
    match source {
        Source::Field(Field::Code) => codes(view),
        Source::Field(Field::Document) => {
            project.documents_in_order().into_iter().map(|document| plain(document.title.as_str())).collect()
        }
        Source::Field(Field::Group) => {
            distinct(project.documents().flat_map(|document| document.groups.iter().map(String::as_str)).collect())
        }
        Source::Field(Field::Case) => distinct(project.cases().map(|case| case.name.as_str()).collect()),
        Source::Field(Field::Attribute) => {
            let of_documents = project.documents().flat_map(|document| document.attributes.keys());
            let of_cases = project.cases().flat_map(|case| case.attributes.keys());
            distinct(of_documents.chain(of_cases).map(String::as_str).collect())
        }
        Source::Field(Field::Speaker) => {
            let speakers = project.documents().flat_map(|document| &document.structure.speakers);
            speakers_of(view.language, speakers)
        }
        Source::Field(Field::Coder | Field::Uncoded) => {
            project.coders().map(|coder| plain(coder.name.as_str())).collect()
        }
        Source::Field(Field::Part) => named(view.language, &PARTS),
        Source::Field(Field::In) => {
            let place = usize::from(view.language == Language::Chinese);
            let names = Target::NAMES.iter().filter_map(|(_, names)| names.get(place).copied());
            names.map(plain).collect()
        }
        Source::Values(attribute) => {
            let of_documents = project.documents().map(|document| &document.attributes);
            let of_cases = project.cases().map(|case| &case.attributes);
            distinct(of_documents.chain(of_cases).filter_map(|held| held.get(attribute).map(String::as_str)).collect())
        }
        Source::Synonyms => {
            let words = |value: &str| value.lines().collect::<Vec<_>>().join("、");
            let lists = project.shelf(Shelf::Synonyms);
            lists.map(|list| Offer { detail: words(&list.value), ..plain(list.name.as_str()) }).collect()
        }
    }
}

/// The roles, then everybody by name. A name that is that of a role means the role too: it stands there once, and says
/// so where it means anybody else.
fn speakers_of<'a>(language: Language, speakers: impl Iterator<Item = &'a Speaker>) -> Vec<Offer> {
    // Of each name the roles of those who bear it.
    let mut names: BTreeMap<&str, BTreeSet<Role>> = BTreeMap::new();
    for speaker in speakers {
        names.entry(&speaker.name).or_default().insert(speaker.role);
    }
    if names.is_empty() {
        return Vec::new();
    }
    let roles = [Role::Respondent, Role::Interviewer];
    let mut offers = Vec::new();
    for ((chinese, english), role) in ROLES.into_iter().zip(roles) {
        let is_role = |name: &str| name == chinese || name.eq_ignore_ascii_case(english);
        let also = names.iter().any(|(name, roles)| is_role(name) && roles.iter().any(|own| *own != role));
        names.retain(|name, _| !is_role(name));
        let value = if language == Language::Chinese { chinese } else { english };
        let detail = if also { "query.role_and_name" } else { "query.role" };
        offers.push(Offer { detail: language.text(detail).to_owned(), ..plain(value) });
    }
    offers.extend(names.into_keys().map(plain));
    offers
}

/// Codes by name; by path where another one bears the same name.
fn codes(view: &ShellView) -> Vec<Offer> {
    let rows = view.codebook.rows();
    let mut bearers: BTreeMap<&str, usize> = BTreeMap::new();
    for code in rows.iter().filter_map(|row| view.project.code(row.id)) {
        *bearers.entry(&code.name).or_default() += 1;
    }
    let offer = |id: CodeId| {
        let code = view.project.code(id)?;
        let alone = bearers.get(code.name.as_str()) == Some(&1);
        let value = if alone { code.name.clone() } else { view.project.code_path(id) };
        let detail = crate::app::finding::code_detail(view, id);
        Some(Offer { value, detail, colour: Some(code.colour) })
    };
    rows.iter().filter_map(|row| offer(row.id)).collect()
}

/// The names of one source in one state of the project, looked up once and not at every key.
#[derive(Default)]
pub struct Known {
    of: Option<(Source, u64, Language)>,
    offers: Vec<Offer>,
}

impl Known {
    /// All of them, in the project's order.
    pub fn of(&mut self, view: &ShellView, source: &Source) -> &[Offer] {
        self.of_state((source, view.revision, view.language), || all(view, source))
    }

    fn of_state(
        &mut self,
        (source, revision, language): (&Source, u64, Language),
        all: impl FnOnce() -> Vec<Offer>,
    ) -> &[Offer] {
        let is_known =
            self.of.as_ref().is_some_and(|known| known.0 == *source && known.1 == revision && known.2 == language);
        if !is_known {
            self.offers = all();
            self.of = Some((source.clone(), revision, language));
        }
        &self.offers
    }
}

/// Those that fit what was typed, by characters, pinyin or initials, the best first.
#[must_use]
pub fn fitting(offers: &[Offer], typed: &str, most: usize) -> Vec<Offer> {
    let mut found: Vec<(i32, &Offer)> =
        offers.iter().filter_map(|offer| Some((fit(&offer.value, typed)?, offer))).collect();
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    found.into_iter().map(|(_, offer)| offer.clone()).take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_looked_up_once_for_a_source_in_a_state_of_the_project() {
        let (mut known, mut looked) = (Known::default(), 0);
        let (codes, speakers) = (Source::Field(Field::Code), Source::Field(Field::Speaker));
        let mut look = |source: &Source, revision: u64| {
            let names = || {
                looked += 1;
                vec![plain(format!("{looked}"))]
            };
            known.of_state((source, revision, Language::Chinese), names)[0].value.clone()
        };
        assert_eq!((look(&codes, 1), look(&codes, 1)), ("1".to_owned(), "1".to_owned()));
        assert_eq!((look(&speakers, 1), look(&speakers, 2)), ("2".to_owned(), "3".to_owned()));
    }

    #[test]
    fn a_speaker_who_bears_the_name_of_a_role_is_proposed_once() {
        let speaker = |name: &str, role| Speaker { name: name.to_owned(), role };
        let offered = |speakers: &[Speaker]| {
            let offers = speakers_of(Language::Chinese, speakers.iter());
            offers.into_iter().map(|offer| (offer.value, offer.detail)).collect::<Vec<_>>()
        };
        let detail = |id: &str| Language::Chinese.text(id).to_owned();
        let alike = [speaker("访谈者", Role::Interviewer), speaker("老人 03", Role::Respondent)];
        let expected = [
            ("受访者".to_owned(), detail("query.role")),
            ("访谈者".to_owned(), detail("query.role")),
            ("老人 03".to_owned(), String::new()),
        ];
        assert_eq!(offered(&alike), expected);
        let another = [speaker("访谈者", Role::Unknown)];
        assert_eq!(offered(&another)[1], ("访谈者".to_owned(), detail("query.role_and_name")));
        assert_eq!((offered(&another).len(), offered(&[]).len()), (2, 0));
    }

    #[test]
    fn the_best_fit_stands_first_and_no_more_are_given_than_asked_for() {
        let offers: Vec<Offer> = ["摆拍照片", "摆拍", "合谋"].map(plain).into();
        let found = |typed: &str, most| fitting(&offers, typed, most).into_iter().map(|offer| offer.value).collect();
        let found: [Vec<String>; 2] = [found("bp", 9), found("", 2)];
        assert_eq!(found, [vec!["摆拍", "摆拍照片"], vec!["摆拍照片", "摆拍"]]);
    }
}
