//! What a project keeps beside its texts so that they can be searched and counted: saved searches, lists of synonyms,
//! the words of its own dictionary and its stop words.
//!
//! A thing on a shelf is known by its name, as an attribute is: two people who keep the same mean the same, wherever
//! they did it ([`ShelfItemId::of`]). So renaming is taking one off and putting another on. Nothing here knows how a
//! query is read or a word is found: what stands on a shelf is text, and whoever uses it says what is wrong with it.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

use super::edit::{exists, missing};
use super::{Edit, EditError, Project, ShelfItemId};

/// One of the shelves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Shelf {
    /// Saved searches: a query under a name.
    Search,
    /// Lists of synonyms: words under a name, one a line.
    Synonyms,
    /// Words of the project's own dictionary.
    Word,
    /// Words that are not counted, and those of the program's own list that are.
    StopWord,
}

/// Something that a project keeps under a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShelfItem {
    /// Where it stands.
    pub shelf: Shelf,
    /// Not empty, one line, without white space around it; at most [`ShelfItem::LONGEST_NAME`] characters.
    pub name: String,
    /// Of a search its query, of synonyms the words, one a line; of a word of the dictionary nothing; of a stop word
    /// nothing where it is added, [`ShelfItem::TAKEN_OFF`] where it is taken off the program's list. At most
    /// [`ShelfItem::LONGEST_VALUE`] characters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub value: String,
}

impl Shelf {
    /// All, in the order of a list.
    pub const ALL: [Self; 4] = [Self::Search, Self::Synonyms, Self::Word, Self::StopWord];

    /// For programs, the command line and ids.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Search => "search",
            Self::Synonyms => "synonyms",
            Self::Word => "word",
            Self::StopWord => "stop-word",
        }
    }

    /// A name as it is kept: one line, no white space around it, one space within. The `@` that stands before the
    /// name of synonyms in a query is no part of it.
    #[must_use]
    pub fn tidy(self, name: &str) -> String {
        let name = name.trim_start();
        let name = if self == Self::Synonyms { name.trim_start_matches(['@', '＠']) } else { name };
        one_line(name)
    }

    /// What tells a name from others: its case and the width of its letters do not.
    pub(super) fn identity(self, name: &str) -> String {
        self.tidy(name).nfkc().collect::<String>().to_lowercase()
    }
}

impl ShelfItem {
    /// Of a name, in characters.
    pub const LONGEST_NAME: usize = 200;
    /// Of a value, in characters.
    pub const LONGEST_VALUE: usize = 20_000;
    /// The value of a stop word that is taken off the program's list: it is counted after all.
    pub const TAKEN_OFF: &'static str = "-";

    /// A new one, its name and value tidied: no white space around them, no synonym twice.
    #[must_use]
    pub fn new(shelf: Shelf, name: &str, value: &str) -> Self {
        let value = match shelf {
            Shelf::Synonyms => {
                let mut seen = BTreeSet::new();
                let words = value.lines().map(one_line).filter(|word| !word.is_empty() && seen.insert(word.clone()));
                words.collect::<Vec<_>>().join("\n")
            }
            _ => value.trim().to_owned(),
        };
        Self { shelf, name: shelf.tidy(name), value }
    }

    /// A list of synonyms.
    #[must_use]
    pub fn synonyms(name: &str, words: &[&str]) -> Self {
        Self::new(Shelf::Synonyms, name, &words.join("\n"))
    }

    /// What tells it from others.
    #[must_use]
    pub fn id(&self) -> ShelfItemId {
        ShelfItemId::of(self.shelf, &self.name)
    }

    /// The words of a list of synonyms, in the order of the list.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.value.lines().filter(|word| !word.is_empty())
    }

    /// Whether it may stand on its shelf.
    #[must_use]
    pub fn is_good(&self) -> bool {
        let fits = match self.shelf {
            Shelf::Search => !self.value.trim().is_empty(),
            Shelf::Synonyms => self.words().next().is_some(),
            Shelf::Word => self.value.is_empty(),
            Shelf::StopWord => self.value.is_empty() || self.value == Self::TAKEN_OFF,
        };
        fits && !self.name.is_empty()
            && self.name == self.shelf.tidy(&self.name)
            && self.name.chars().count() <= Self::LONGEST_NAME
            && self.value.chars().count() <= Self::LONGEST_VALUE
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Project {
    /// What stands on a shelf, by name.
    pub fn shelf(&self, shelf: Shelf) -> impl Iterator<Item = &ShelfItem> {
        let mut items: Vec<&ShelfItem> = self.shelves.values().filter(|item| item.shelf == shelf).collect();
        items.sort_by(|a, b| a.name.cmp(&b.name));
        items.into_iter()
    }

    /// What stands on a shelf under a name.
    #[must_use]
    pub fn shelf_item(&self, shelf: Shelf, name: &str) -> Option<&ShelfItem> {
        self.item(ShelfItemId::of(shelf, name))
    }

    /// What all shelves hold, in no order of meaning.
    pub fn items(&self) -> impl ExactSizeIterator<Item = &ShelfItem> {
        self.shelves.values()
    }

    /// Something on a shelf by id.
    #[must_use]
    pub fn item(&self, id: ShelfItemId) -> Option<&ShelfItem> {
        self.shelves.get(&id)
    }

    /// Whether all shelves are as they are in another project, as far as that can be told at once: what follows from
    /// them need not be made again. Equal ones that came about apart are not known for it.
    #[must_use]
    pub fn shares_shelves_with(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.shelves, &other.shelves)
    }
}

/// Puts something on its shelf, in the place of what stands there under its name. Nothing is done where it stands
/// there already.
#[must_use]
pub fn put_on_shelf(project: &Project, item: ShelfItem) -> Vec<Edit> {
    match project.item(item.id()) {
        Some(held) if *held == item => Vec::new(),
        Some(_) => vec![Edit::SetItem(item)],
        None => vec![Edit::AddItem(item)],
    }
}

/// Takes something off its shelf; nothing is done where it does not stand there.
#[must_use]
pub fn take_off_shelf(project: &Project, shelf: Shelf, name: &str) -> Vec<Edit> {
    project.shelf_item(shelf, name).map(|held| Edit::RemoveItem(held.id())).into_iter().collect()
}

/// Gives something on a shelf another name. What stands under that name already stays, and then nothing is done.
#[must_use]
pub fn rename_on_shelf(project: &Project, shelf: Shelf, name: &str, to: &str) -> Vec<Edit> {
    let Some(held) = project.shelf_item(shelf, name) else { return Vec::new() };
    let renamed = ShelfItem { name: shelf.tidy(to), ..held.clone() };
    if renamed.id() == held.id() {
        return put_on_shelf(project, renamed);
    }
    if project.item(renamed.id()).is_some() {
        return Vec::new();
    }
    vec![Edit::RemoveItem(held.id()), Edit::AddItem(renamed)]
}

/// Applies [`Edit::AddItem`].
pub(super) fn add(project: &mut Project, item: &ShelfItem) -> Result<Edit, EditError> {
    good(item)?;
    let id = item.id();
    if project.item(id).is_some() {
        return Err(exists(id));
    }
    Arc::make_mut(&mut project.shelves).insert(id, item.clone());
    Ok(Edit::RemoveItem(id))
}

/// Applies [`Edit::SetItem`].
pub(super) fn set(project: &mut Project, item: &ShelfItem) -> Result<Edit, EditError> {
    good(item)?;
    let held = Arc::make_mut(&mut project.shelves).get_mut(&item.id()).ok_or_else(|| missing(item.id()))?;
    Ok(Edit::SetItem(std::mem::replace(held, item.clone())))
}

/// Applies [`Edit::RemoveItem`].
pub(super) fn remove(project: &mut Project, id: ShelfItemId) -> Result<Edit, EditError> {
    Arc::make_mut(&mut project.shelves).remove(&id).map(Edit::AddItem).ok_or_else(|| missing(id))
}

fn good(item: &ShelfItem) -> Result<(), EditError> {
    if item.is_good() { Ok(()) } else { Err(EditError::BadItem(item.name.clone())) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CountingMint, EditError, ProjectId, Timestamp, apply_all};

    fn project() -> Project {
        Project::new(ProjectId::new(&mut CountingMint::default()), "样例", Timestamp(0))
    }

    fn put(project: &mut Project, item: ShelfItem) {
        let edits = put_on_shelf(project, item);
        apply_all(project, &edits).unwrap();
    }

    #[test]
    fn a_name_is_the_same_in_another_case_and_width_and_with_white_space_around_it() {
        let id = |name| ShelfItemId::of(Shelf::Word, name);
        assert_eq!(id(" Ｊrc　协会 "), id("jRC 协会"));
        assert_ne!(id("jrc协会"), id("jrc 协会"));
        assert_ne!(id("老人"), ShelfItemId::of(Shelf::StopWord, "老人"), "each shelf has names of its own");
        assert_eq!(ShelfItemId::of(Shelf::Synonyms, "＠老人"), ShelfItemId::of(Shelf::Synonyms, "老人"));
    }

    #[test]
    fn what_is_put_on_a_shelf_stands_there_by_name_and_undoing_takes_it_off() {
        let mut project = project();
        let mut inverses = Vec::new();
        for (name, value) in [("乙", "合谋 NEAR/20 上级"), ("甲", "内卷*")] {
            let edits = put_on_shelf(&project, ShelfItem::new(Shelf::Search, name, value));
            inverses.push(apply_all(&mut project, &edits).unwrap());
        }
        let names: Vec<&str> = project.shelf(Shelf::Search).map(|item| item.name.as_str()).collect();
        assert_eq!(names, ["乙", "甲"]);
        assert_eq!(project.shelf(Shelf::Word).count(), 0);
        for inverse in inverses.iter().rev() {
            apply_all(&mut project, inverse).unwrap();
        }
        assert_eq!(project.items().len(), 0);
    }

    #[test]
    fn putting_it_there_again_changes_it_and_the_same_again_does_nothing() {
        let mut project = project();
        let list = ShelfItem::synonyms("@老人", &["老人", "老年人 ", "", "老人"]);
        assert_eq!((list.name.as_str(), list.value.as_str()), ("老人", "老人\n老年人"));
        put(&mut project, list.clone());
        assert_eq!(put_on_shelf(&project, list.clone()), []);
        let longer = ShelfItem::synonyms("老人", &["老人", "老年人", "长者"]);
        let edits = put_on_shelf(&project, longer.clone());
        assert_eq!(edits, [Edit::SetItem(longer)]);
        let inverses = apply_all(&mut project, &edits).unwrap();
        assert_eq!(inverses, [Edit::SetItem(list)]);
    }

    #[test]
    fn renaming_keeps_what_stands_under_the_other_name() {
        let mut project = project();
        for name in ["一", "二"] {
            put(&mut project, ShelfItem::new(Shelf::Search, name, name));
        }
        assert_eq!(rename_on_shelf(&project, Shelf::Search, "一", "二"), []);
        let edits = rename_on_shelf(&project, Shelf::Search, "一", " 三 ");
        apply_all(&mut project, &edits).unwrap();
        assert_eq!(project.shelf_item(Shelf::Search, "三").map(|item| item.value.as_str()), Some("一"));
        assert_eq!(project.shelf_item(Shelf::Search, "一"), None);
    }

    #[test]
    fn what_may_not_stand_on_a_shelf_is_refused_and_nothing_changes() {
        let mut project = project();
        let raw = |shelf, name: &str, value: &str| ShelfItem { shelf, name: name.into(), value: value.into() };
        let bad = [
            raw(Shelf::Search, "", "合谋"),
            raw(Shelf::Search, "一\n二", "合谋"),
            raw(Shelf::Search, " 一", "合谋"),
            raw(Shelf::Search, "一", " "),
            raw(Shelf::Search, &"长".repeat(ShelfItem::LONGEST_NAME + 1), "合谋"),
            raw(Shelf::Search, "一", &"长".repeat(ShelfItem::LONGEST_VALUE + 1)),
            raw(Shelf::Synonyms, "老人", "\n"),
            raw(Shelf::Word, "内卷", "n"),
            raw(Shelf::StopWord, "的", "+"),
        ];
        for item in bad {
            let refused = Edit::AddItem(item.clone()).apply(&mut project);
            assert_eq!(refused, Err(EditError::BadItem(item.name.clone())), "{item:?}");
        }
        assert_eq!(project.items().len(), 0);
        let word = ShelfItem::new(Shelf::Word, "内卷", "");
        assert!(Edit::SetItem(word.clone()).apply(&mut project).is_err(), "it is not there yet");
        Edit::AddItem(word.clone()).apply(&mut project).unwrap();
        assert!(Edit::AddItem(word).apply(&mut project).is_err(), "it is there");
    }

    #[test]
    fn a_snapshot_shares_its_shelves_until_one_of_them_changes() {
        let mut project = project();
        let snapshot = project.clone();
        assert!(project.shares_shelves_with(&snapshot));
        put(&mut project, ShelfItem::new(Shelf::Word, "内卷", ""));
        assert!(!project.shares_shelves_with(&snapshot));
        assert_eq!(snapshot.items().len(), 0);
    }
}
