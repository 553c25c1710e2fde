//! Says which names of a query a project does not have, before anything is looked for.

use std::collections::BTreeSet;

use crate::model::{AttributeKind, Attributes, Project};

use super::super::normalise::normalise_query;
use super::super::notes::misplaced;
use super::super::pattern::{list_of, lists};
use super::super::query::{Field, Filter, Mistake, Query, QueryError, Term, Wording};
use super::attribute::{asked, attribute, read};
use super::nearest::nearest;
use super::{PARTS, Resolved, resolve};

impl Query {
    /// Says what a query names that the project does not have, in its order: never a silent empty list.
    #[must_use]
    pub fn check(&self, project: &Project) -> Vec<QueryError> {
        let filters = self.root.filters().into_iter();
        let mut errors: Vec<QueryError> = filters
            .filter_map(|filter| Some(QueryError { kind: wrong_filter(filter, project)?, at: filter.at.clone() }))
            .collect();
        let terms = self.root.terms().into_iter();
        errors.extend(
            terms.filter_map(|term| Some(QueryError { kind: wrong_term(term, project)?, at: term.at.clone() })),
        );
        errors.extend(misplaced(self));
        errors.sort_by_key(|error| error.at.start);
        errors
    }
}

fn wrong_term(term: &Term, project: &Project) -> Option<Mistake> {
    if term.wording != Wording::Synonyms || list_of(&term.text, project).is_some() {
        return None;
    }
    Some(Mistake::UnknownSynonyms { name: term.text.clone(), nearest: nearest(&term.text, lists(project)) })
}

fn wrong_filter(filter: &Filter, project: &Project) -> Option<Mistake> {
    if filter.field == Field::Attribute {
        return wrong_attribute(&filter.value, project);
    }
    let is_known = match resolve(filter, project) {
        Resolved::Codes(ids) => !ids.is_empty(),
        Resolved::Documents(ids) => !ids.is_empty(),
        Resolved::Coders(ids) | Resolved::Uncoded(Some(ids)) => !ids.is_empty(),
        Resolved::Speakers(named) => !named.is_empty(),
        Resolved::Part(part) => part.is_some(),
        Resolved::Belonging(belonging) => !belonging.cases.is_empty(),
        Resolved::Uncoded(None) | Resolved::Target => true,
    };
    if is_known {
        return None;
    }
    let value = filter.title().unwrap_or(&filter.value).to_owned();
    let nearest = nearest(&value, names(filter.field, project).into_iter());
    Some(Mistake::Unknown { field: filter.field, value, nearest })
}

/// The names that a filter could have.
fn names(field: Field, project: &Project) -> BTreeSet<String> {
    let documents = project.documents();
    match field {
        Field::Code => {
            let codes = project.codes().filter(|code| code.alias_of.is_none());
            codes.map(|code| code.name.clone()).chain(project.codes().map(|code| project.code_path(code.id))).collect()
        }
        Field::Document => documents.map(|document| document.title.clone()).collect(),
        Field::Group => documents.flat_map(|document| document.groups.iter().cloned()).collect(),
        Field::Case => project.cases().map(|case| case.name.clone()).collect(),
        Field::Coder | Field::Uncoded => project.coders().map(|coder| coder.name.clone()).collect(),
        Field::Speaker => {
            documents.flat_map(|document| document.structure.speakers.iter().map(|s| s.name.clone())).collect()
        }
        Field::Part => PARTS.iter().flat_map(|(_, names)| names.iter().map(ToString::to_string)).collect(),
        Field::Attribute | Field::In => BTreeSet::new(),
    }
}

fn wrong_attribute(value: &str, project: &Project) -> Option<Mistake> {
    let asked = asked(value);
    let wanted = normalise_query(&asked.name);
    let held = || {
        let documents = project.documents().map(|document| &document.attributes);
        documents.chain(project.cases().map(|case| &case.attributes)).flat_map(Attributes::iter)
    };
    let known: BTreeSet<&str> = held()
        .map(|(name, _)| name.as_str())
        .chain(project.attributes().map(|attribute| attribute.name.as_str()))
        .collect();
    if !known.iter().any(|name| normalise_query(name) == wanted) {
        let nearest = nearest(&asked.name, known.iter());
        return Some(Mistake::Unknown { field: Field::Attribute, value: asked.name, nearest });
    }
    let (comparison, value) = asked.comparison?;
    let attribute = attribute(&asked.name, project);
    let is_read = read(&attribute, &value).is_some();
    if comparison.is_order() {
        let has_order = !matches!(attribute.kind, AttributeKind::Text | AttributeKind::Choice);
        return (has_order && !is_read).then_some(Mistake::NotComparable { attribute: attribute.name, value });
    }
    // Equality with a value that nothing has would find nothing, or everything, without a word.
    let same: BTreeSet<&str> = known.iter().copied().filter(|name| normalise_query(name) == wanted).collect();
    let values: BTreeSet<&str> = held()
        .filter(|(name, _)| same.contains(name.as_str()))
        .map(|(_, value)| value.as_str())
        .chain(attribute.choices.iter().map(String::as_str))
        .collect();
    let typed = normalise_query(&value);
    let is_words = matches!(attribute.kind, AttributeKind::Text | AttributeKind::Choice) || !is_read;
    if !is_words || values.iter().any(|held| normalise_query(held) == typed) {
        return None;
    }
    let nearest = nearest(&value, values.iter());
    Some(Mistake::UnknownValue { attribute: attribute.name, value, nearest })
}
