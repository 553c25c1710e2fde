//! `@老人`: any word of a list that the project keeps, and the list's name. Of two words that begin at the same
//! place the longer one is found.

use aho_corasick::{AhoCorasick, MatchKind};

use super::super::normalise::normalise_query;
use crate::model::{Project, Shelf};

/// A list of more words than this is not looked up in the index word by word; its texts are read.
pub(super) const MOST_LOOKED_UP: usize = 32;

/// The words of a project's list, as they were written; `None` where it has none of that name.
pub(in super::super) fn list_of(name: &str, project: &Project) -> Option<Vec<String>> {
    let item = project.shelf_item(Shelf::Synonyms, name).or_else(|| {
        let wanted = normalise_query(name);
        project.shelf(Shelf::Synonyms).find(|item| normalise_query(&item.name) == wanted)
    });
    item.map(|item| item.words().map(str::to_owned).collect())
}

/// What is looked for: the words and the name, normalised, none twice, the longest first.
pub(super) fn words(name: &str, project: &Project) -> Vec<String> {
    let list = list_of(name, project).unwrap_or_default();
    let words = list.iter().map(String::as_str).chain(std::iter::once(name)).map(normalise_query);
    let mut words: Vec<String> = words.filter(|word| !word.is_empty()).collect();
    words.sort_by(|a, b| b.chars().count().cmp(&a.chars().count()).then_with(|| a.cmp(b)));
    words.dedup();
    words
}

/// Finds all of them in one go, however many they are.
pub(super) fn automaton(words: &[String]) -> Option<AhoCorasick> {
    if words.is_empty() {
        return None;
    }
    AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(words).ok()
}

/// The names of a project's lists.
pub(in super::super) fn lists(project: &Project) -> impl Iterator<Item = &str> {
    project.shelf(Shelf::Synonyms).map(|item| item.name.as_str())
}
