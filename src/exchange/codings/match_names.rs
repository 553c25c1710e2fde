//! Finds documents and coders by what a file calls them: exactly, then without regard to blanks around the name
//! and to how its characters are composed, then by id.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

/// A name as it is compared: composed (NFC), without blanks around it.
pub fn normal(name: &str) -> String {
    name.trim().nfc().collect()
}

/// What a name leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match<Id> {
    /// This one.
    One(Id),
    /// More than one thing is called so; this one came first.
    Several(Id),
    /// Nothing is.
    None,
}

/// The names of one kind of thing.
pub struct Names<Id> {
    exact: HashMap<String, Match<Id>>,
    normal: HashMap<String, Match<Id>>,
}

impl<Id: Copy + PartialEq + ToString> Names<Id> {
    /// The names of these things.
    pub fn of<'a>(named: impl Iterator<Item = (Id, &'a str)>) -> Self {
        let mut names = Self { exact: HashMap::new(), normal: HashMap::new() };
        let mut ids = Vec::new();
        for (id, name) in named {
            names.add(id, name);
            ids.push(id);
        }
        // A name is stronger than an id that looks the same.
        for id in ids {
            names.exact.entry(id.to_string()).or_insert(Match::One(id));
        }
        names
    }

    /// Another one.
    pub fn add(&mut self, id: Id, name: &str) {
        for (map, key) in [(&mut self.exact, name.to_owned()), (&mut self.normal, normal(name))] {
            let several = |held: &mut Match<Id>| {
                if let Match::One(first) = *held
                    && first != id
                {
                    *held = Match::Several(first);
                }
            };
            map.entry(key).and_modify(several).or_insert(Match::One(id));
        }
    }

    /// What is called so.
    #[must_use]
    pub fn find(&self, name: &str) -> Match<Id> {
        let exact = self.exact.get(name);
        let found = exact.or_else(|| {
            let name = normal(name);
            // An id may be written in capitals.
            self.normal.get(&name).or_else(|| self.exact.get(&name.to_lowercase()))
        });
        found.copied().unwrap_or(Match::None)
    }
}
