//! Attributes and cases that documents bring: defined and made in the same change that brings the documents.

use std::collections::{BTreeMap, BTreeSet};

use super::{Session, one_line};
use crate::import::{CandidateOf, CaseCandidate};
use crate::model::{
    Attribute, AttributeId, Attributes, Case, CaseChange, CaseId, CaseMember, Document, Edit, Membership, Mint, Project,
};

/// A case that a document brings. Where the project has a case of that name, what is said here is added to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCase {
    /// Not empty, one line.
    pub name: String,
    /// What of the document belongs to it.
    pub of: CandidateOf,
    /// Name and value.
    pub attributes: Vec<(String, String)>,
}

impl From<CaseCandidate> for NewCase {
    fn from(CaseCandidate { name, of, attributes }: CaseCandidate) -> Self {
        Self { name, of, attributes }
    }
}

/// Names and values as a document or case keeps them: names of one line, no empty values; values of one name are
/// put after each other.
pub(super) fn attributes_of(said: Vec<(String, String)>) -> Attributes {
    let mut attributes = Attributes::new();
    for (name, value) in said {
        let (name, value) = (one_line(&name, ""), value.trim());
        if name.is_empty() || value.is_empty() {
            continue;
        }
        let held: &mut String = attributes.entry(name).or_default();
        if held.is_empty() {
            value.clone_into(held);
        } else if held != value {
            *held = format!("{held}；{value}");
        }
    }
    attributes
}

/// Says of every attribute that the project does not know how its values are to be read, guessed from the values
/// that come in.
pub(super) fn define_attributes<'a>(project: &Project, brought: impl Iterator<Item = &'a Attributes>) -> Vec<Edit> {
    let mut values: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut order: Vec<&str> = Vec::new();
    for (name, value) in brought.flatten() {
        let held = values.entry(name).or_default();
        if held.is_empty() {
            order.push(name);
        }
        held.push(value);
    }
    let mut rank = project.next_attribute_rank();
    let unknown = order.into_iter().filter(|name| project.attribute(AttributeId::of(name)).is_none());
    unknown
        .map(|name| {
            let attribute = Attribute::guessed(name, values.get(name).map(Vec::as_slice).unwrap_or_default(), rank);
            rank = rank.next();
            Edit::AddAttribute(attribute)
        })
        .collect()
}

/// The cases that documents bring, those of one name put together, unless what is said of them cannot be true of
/// one: two people of one name are two cases, the second with a number.
#[derive(Debug, Default)]
pub(super) struct Brought {
    cases: Vec<Case>,
    by_name: BTreeMap<String, Vec<usize>>,
}

/// Whether both say the same of every attribute of which both say something.
fn agree(one: &Attributes, other: &Attributes) -> bool {
    one.iter().all(|(name, value)| other.get(name).is_none_or(|held| held == value))
}

/// A name with a number: `王奶奶 (2)`; the first goes without.
fn numbered(name: &str, number: usize) -> String {
    if number == 1 { name.to_owned() } else { format!("{name} ({number})") }
}

impl Brought {
    /// Takes in the cases of a document.
    pub(super) fn take(&mut self, document: &Document, cases: Vec<NewCase>, mint: &mut dyn Mint) {
        for NewCase { name, of, attributes } in cases {
            let name = one_line(&name, "");
            if name.is_empty() {
                continue;
            }
            let attributes = attributes_of(attributes);
            let same = self.by_name.entry(name.clone()).or_default();
            let fits = |at: &&usize| self.cases.get(**at).is_some_and(|case| agree(&case.attributes, &attributes));
            let at = same.iter().find(fits).copied().unwrap_or_else(|| {
                self.cases.push(Case::named(CaseId::new(mint), &name));
                same.push(self.cases.len() - 1);
                self.cases.len() - 1
            });
            let Some(case) = self.cases.get_mut(at) else { continue };
            match of {
                CandidateOf::Document => {
                    case.members.insert(CaseMember::Document(document.id));
                }
                CandidateOf::Speaker(name) => {
                    case.members.insert(CaseMember::Speaker { document: document.id, name });
                }
                CandidateOf::Passages(spans) => {
                    case.members.extend(spans.into_iter().filter_map(|span| CaseMember::passage(document, span)));
                }
            }
            for (name, value) in attributes {
                case.attributes.entry(name).or_insert(value);
            }
        }
    }

    /// What is said of them.
    pub(super) fn attributes(&self) -> impl Iterator<Item = &Attributes> {
        self.cases.iter().map(|case| &case.attributes)
    }

    /// New cases, and what is added to those that are there. A value that somebody gave a case stays.
    pub(super) fn edits(self, project: &Project) -> Vec<Edit> {
        let mut edits = Vec::new();
        let mut new_names = BTreeSet::new();
        for mut case in self.cases {
            // The first of that name, with or without a number, of whom the same could be said; else a new one.
            let (mut number, mut held) = (1, None);
            loop {
                let name = numbered(&case.name, number);
                match project.case_named(&name) {
                    Some(there) if agree(&there.attributes, &case.attributes) => held = Some(there),
                    None if new_names.insert(name.clone()) => case.name = name,
                    _ => {
                        number += 1;
                        continue;
                    }
                }
                break;
            }
            let Some(held) = held else {
                edits.push(Edit::AddCase(case));
                continue;
            };
            let set = |change| Edit::SetCase(held.id, change);
            let new = case.members.into_iter().filter(|member| !held.members.contains(member));
            edits.extend(new.map(|member| set(CaseChange::Member(member, Membership::In))));
            let unsaid = case.attributes.into_iter().filter(|(name, _)| !held.attributes.contains_key(name));
            edits.extend(unsaid.map(|(name, value)| set(CaseChange::Attribute { name, value: Some(value) })));
        }
        edits
    }
}

impl Session {
    /// The edits that set a value, or take it away where it is empty. An attribute that the project does not know
    /// is defined with it, its kind guessed from the value.
    #[must_use]
    pub fn attribute_edits(&self, name: &str, value: &str, set: impl Fn(String, Option<String>) -> Edit) -> Vec<Edit> {
        self.attributes_edits(&[(name, value)], set)
    }

    /// The same of several values, in their order; of one name the last stands.
    #[must_use]
    pub fn attributes_edits(&self, said: &[(&str, &str)], set: impl Fn(String, Option<String>) -> Edit) -> Vec<Edit> {
        let cleaned = |(name, value): &(&str, &str)| {
            (one_line(name, ""), Some(value.trim().to_owned()).filter(|value| !value.is_empty()))
        };
        let said: Vec<(String, Option<String>)> = said.iter().map(cleaned).collect();
        let brought = said.iter().filter_map(|(name, value)| Some((name.clone(), value.clone()?)));
        let brought: Vec<Attributes> = brought.map(|one| Attributes::from([one])).collect();
        let mut edits = define_attributes(self.project(), brought.iter());
        edits.extend(said.into_iter().map(|(name, value)| set(name, value)));
        edits
    }
}
