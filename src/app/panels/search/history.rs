//! What was searched for on this computer, newest first: only what found something or was asked for by Enter.
//!
//! A query that found something is kept once it has stood in the field for a second, and at once where something else
//! takes its place. Somebody who types 购买服务 does not want 购 and 购买 in the list: of a query that was typed on the
//! longer one is kept, and what is only typed on or rubbed out did not take its place. It is no part of the project.

/// How many are kept.
pub const MOST: usize = 50;
/// How long a query must have stood, in seconds.
const STANDS: f64 = 1.0;
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
        for query in kept {
            if !recent.queries.contains(query) && recent.queries.len() < MOST {
                recent.queries.push(query.clone());
            }
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
        // It was typed on.
        if self.queries.first().is_some_and(|newest| query.starts_with(newest.as_str())) {
            self.queries.remove(0);
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
    /// What stood there and found something, where another text takes its place before it came of age.
    pub fn replaced_by(&mut self, text: &str) -> Option<String> {
        if self.query == text {
            return None;
        }
        let before = std::mem::take(self);
        (!before.counted && !before.query.is_empty() && is_another(&before.query, text)).then_some(before.query)
    }

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

/// Whether a text is more than the one before with something put in or rubbed out at one place.
fn is_another(before: &str, now: &str) -> bool {
    if now.is_empty() {
        return true;
    }
    let alike = |pairs: &mut dyn Iterator<Item = (char, char)>| pairs.take_while(|(a, b)| a == b).count();
    let (long, short) = (before.chars().count(), now.chars().count());
    let head = alike(&mut before.chars().zip(now.chars()));
    let tail = alike(&mut before.chars().rev().zip(now.chars().rev()));
    head + tail < long.min(short)
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
        assert_eq!(standing.look("购", 10.0), Age::In(1.0));
        assert_eq!(standing.look("购买", 10.5), Age::In(1.0));
        assert_eq!(standing.look("购买", 11.0), Age::In(0.5));
        assert_eq!(standing.look("购买", 11.5), Age::Of);
        assert_eq!(standing.look("购买", 16.0), Age::Since);
    }

    #[test]
    fn what_another_query_takes_the_place_of_is_kept_and_what_is_typed_on_is_not() {
        let replaced = |before: &str, now: &str| {
            let mut standing = Standing::default();
            standing.look(before, 10.0);
            standing.replaced_by(now).is_some()
        };
        assert!(replaced("购买服务", "内卷") && replaced("购买服务", "") && replaced("老人 政府", "老人 街道 合谋"));
        for (before, now) in [("购", "购买"), ("购买服务", "购买服"), ("服务", "购服务"), ("购服务", "购买服务")]
        {
            assert!(!replaced(before, now), "{before} {now}");
        }
        let mut standing = Standing::default();
        assert_eq!(standing.replaced_by("内卷"), None, "nothing had been found");
        standing.look("合谋", 10.0);
        assert_eq!(standing.replaced_by("合谋"), None, "it stands there still");
        standing.look("合谋", 11.0);
        assert_eq!(standing.replaced_by("内卷"), None, "it was kept already");
    }

    #[test]
    fn of_a_query_that_was_typed_on_the_longer_one_is_kept() {
        let mut recent = Recent::default();
        for query in ["老人", "内卷", "购", "购买", "购买服务", "老人 政府"] {
            recent.remember(query);
        }
        assert_eq!(recent.queries(), ["老人 政府", "购买服务", "内卷", "老人"], "another day’s 老人 stays");
    }
}
