//! What was searched for on this computer, newest first: only what found something or was asked for by Enter.
//!
//! Somebody who types 购买服务 does not want 购 and 购买 in the list: a query counts once it has stood in the field
//! for a while with its hits, or once one of them was opened. It is no part of the project.

/// How many are kept.
pub const MOST: usize = 50;
/// How long a query must have stood, in seconds.
const STANDS: f64 = 3.0;
/// Longer ones are pasted pages, not searches.
const LONGEST: usize = 500;

/// The list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recent {
    queries: Vec<String>,
}

impl Recent {
    /// As it was kept.
    #[must_use]
    pub fn of(kept: &[String]) -> Self {
        let mut recent = Self::default();
        for query in kept.iter().rev() {
            recent.remember(query);
        }
        recent
    }

    /// Newest first.
    #[must_use]
    pub fn queries(&self) -> &[String] {
        &self.queries
    }

    /// Puts a query at the head; it stands nowhere else then.
    pub fn remember(&mut self, query: &str) {
        let query = query.trim();
        if query.is_empty() || query.chars().count() > LONGEST || self.queries.first().is_some_and(|q| q == query) {
            return;
        }
        self.queries.retain(|held| held != query);
        self.queries.insert(0, query.to_owned());
        self.queries.truncate(MOST);
    }

    /// Empties it.
    pub fn clear(&mut self) {
        self.queries.clear();
    }
}

/// A query that found something, and since when it has been standing there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    query: String,
    since: f64,
    counted: bool,
}

/// Whether a query has come of age.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Age {
    /// Now.
    Of,
    /// In so many seconds, if nothing else is typed.
    In(f64),
    /// It was before.
    Since,
}

impl Standing {
    /// Looks at what has found something, at a time in seconds.
    pub fn look(&mut self, query: &str, now: f64) -> Age {
        if self.query != query {
            *self = Self { query: query.to_owned(), since: now, counted: false };
        }
        let left = self.since + STANDS - now;
        if self.counted {
            Age::Since
        } else if left > 0.0 {
            Age::In(left)
        } else {
            self.counted = true;
            Age::Of
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_stands_first_and_none_stands_twice() {
        let mut recent = Recent::default();
        for query in ["合谋", "内卷", " 合谋 ", "", "内卷"] {
            recent.remember(query);
        }
        assert_eq!(recent.queries(), ["内卷", "合谋"]);
        assert_eq!(Recent::of(recent.queries()), recent, "the order is kept");
        for n in 0..200 {
            recent.remember(&format!("第{n}次"));
        }
        assert_eq!((recent.queries().len(), recent.queries()[0].as_str()), (MOST, "第199次"));
        recent.remember(&"长".repeat(5_000));
        assert_eq!(recent.queries()[0], "第199次");
    }

    #[test]
    fn what_is_still_being_typed_does_not_come_of_age() {
        let mut standing = Standing::default();
        assert_eq!(standing.look("购", 10.0), Age::In(3.0));
        assert_eq!(standing.look("购买", 12.9), Age::In(3.0));
        assert_eq!(standing.look("购买", 14.9), Age::In(1.0));
        assert_eq!(standing.look("购买", 15.9), Age::Of);
        assert_eq!(standing.look("购买", 16.0), Age::Since);
    }
}
