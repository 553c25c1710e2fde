//! Which backups are kept: the last ten, one an hour for a day, one a day for a month, one a month for a year.
//!
//! Pure: times in, times out. Of each hour, day and month the newest sound backup stands for it; one that
//! did not open well stands for it only where there is no other.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Timestamp;

/// As many of the newest are kept whatever their age.
const LAST: usize = 10;
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// A backup, as far as pruning cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Held {
    /// When it was made.
    pub at: Timestamp,
    /// Whether it opened whole.
    pub sound: bool,
}

/// The backups that may go. Never the newest, never the newest sound one, and none at all where the
/// newest did not open well: then nobody knows what is still needed.
#[must_use]
pub fn to_prune(held: &[Held], now: Timestamp) -> Vec<Timestamp> {
    let mut newest_first: Vec<Held> = held.to_vec();
    newest_first.sort_unstable_by(|a, b| b.cmp(a));
    if newest_first.first().is_none_or(|newest| !newest.sound) {
        return Vec::new();
    }
    let mut kept: BTreeSet<Timestamp> = newest_first.iter().take(LAST).map(|held| held.at).collect();
    for (age, bucket) in [(DAY, hour as fn(Timestamp) -> i64), (31 * DAY, day), (366 * DAY, month)] {
        let mut stands: BTreeMap<i64, Held> = BTreeMap::new();
        for &held in newest_first.iter().filter(|held| now.0.saturating_sub(held.at.0) <= age) {
            let first = stands.entry(bucket(held.at)).or_insert(held);
            if held.sound && !first.sound {
                *first = held;
            }
        }
        kept.extend(stands.values().map(|held| held.at));
    }
    let gone: BTreeSet<Timestamp> = held.iter().map(|held| held.at).filter(|at| !kept.contains(at)).collect();
    gone.into_iter().collect()
}

fn hour(at: Timestamp) -> i64 {
    at.0.div_euclid(HOUR)
}

fn day(at: Timestamp) -> i64 {
    at.0.div_euclid(DAY)
}

/// Months of the calendar since year 0, in UTC.
fn month(at: Timestamp) -> i64 {
    jiff::Timestamp::from_millisecond(at.0).map_or(0, |time| {
        let date = time.to_zoned(jiff::tz::TimeZone::UTC).date();
        i64::from(date.year()) * 12 + i64::from(date.month())
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Noon of 2026-06-15.
    const NOW: Timestamp = Timestamp(1_781_524_800_000);

    fn sound(before: i64) -> Held {
        Held { at: Timestamp(NOW.0 - before), sound: true }
    }

    fn left(held: &[Held], now: Timestamp) -> Vec<Held> {
        let gone = to_prune(held, now);
        held.iter().copied().filter(|held| !gone.contains(&held.at)).collect()
    }

    #[test]
    fn two_years_of_work_leave_ten_hours_days_and_months() {
        // Two a day, morning and evening, and one every quarter of an hour today.
        let today = (0..16).map(|n| n * HOUR / 4);
        let earlier = (1..730).flat_map(|n| [n * DAY, n * DAY - 8 * HOUR]);
        let held: Vec<Held> = today.chain(earlier).map(sound).collect();
        let left = left(&held, NOW);
        let within = |from: i64, to: i64| left.iter().filter(|held| (from..to).contains(&(NOW.0 - held.at.0))).count();
        assert_eq!(within(0, 150 * 60_000), 10, "the last ten");
        assert_eq!(within(150 * 60_000, DAY), 2, "then one an hour: this morning's and last night's");
        assert!((29..=32).contains(&within(DAY, 32 * DAY)), "one a day for a month: {}", within(DAY, 32 * DAY));
        assert!((10..=12).contains(&within(32 * DAY, 367 * DAY)), "one a month for a year");
        assert_eq!(within(367 * DAY, i64::MAX), 0);
    }

    #[test]
    fn an_unsound_newest_one_lets_none_go() {
        let mut held: Vec<Held> = (1..100).map(|n| sound(n * DAY)).collect();
        assert!(!to_prune(&held, NOW).is_empty());
        held.push(Held { at: NOW, sound: false });
        assert_eq!(to_prune(&held, NOW), []);
    }

    #[test]
    fn a_sound_one_stands_for_its_day_before_a_newer_one_that_is_not() {
        let held: Vec<Held> = (0..12)
            .map(|n| sound(n * 60_000))
            .chain([Held { at: Timestamp(NOW.0 - 5 * DAY), sound: false }, sound(5 * DAY + HOUR)])
            .collect();
        let gone = to_prune(&held, NOW);
        assert!(gone.contains(&Timestamp(NOW.0 - 5 * DAY)), "{gone:?}");
        assert!(!gone.contains(&Timestamp(NOW.0 - 5 * DAY - HOUR)), "{gone:?}");
    }

    prop_compose! {
        fn helds()(list in prop::collection::btree_map(-DAY..800 * DAY, prop::bool::weighted(0.8), 0..120)) -> Vec<Held> {
            list.into_iter().map(|(before, sound)| Held { at: Timestamp(NOW.0 - before), sound }).collect()
        }
    }

    proptest! {
        #[test]
        fn the_newest_and_the_newest_sound_one_are_never_pruned(held in helds()) {
            let gone = to_prune(&held, NOW);
            let newest = held.iter().map(|held| held.at).max();
            let newest_sound = held.iter().filter(|held| held.sound).map(|held| held.at).max();
            prop_assert!(newest.into_iter().chain(newest_sound).all(|at| !gone.contains(&at)));
        }

        #[test]
        fn nothing_is_pruned_while_the_newest_is_unsound(held in helds()) {
            if held.iter().max().is_some_and(|newest| !newest.sound) {
                prop_assert_eq!(to_prune(&held, NOW), []);
            }
        }

        #[test]
        fn pruning_twice_is_pruning_once(held in helds()) {
            prop_assert_eq!(to_prune(&left(&held, NOW), NOW), []);
        }

        #[test]
        fn every_day_of_the_last_month_that_had_a_sound_one_keeps_one(held in helds()) {
            let days = |held: &[Held]| -> BTreeSet<i64> {
                let young = held.iter().filter(|held| held.sound && NOW.0 - held.at.0 <= 31 * DAY);
                young.map(|held| day(held.at)).collect()
            };
            prop_assert_eq!(days(&held), days(&left(&held, NOW)));
        }

        #[test]
        fn hourly_backups_never_grow_without_end(hours in 1..3_000_i64) {
            // One an hour, pruned after each, as the program does it.
            let mut held: Vec<Held> = Vec::new();
            for n in (hours - 400).max(0)..hours {
                let now = Timestamp(n * HOUR);
                held.push(Held { at: now, sound: true });
                held = left(&held, now);
            }
            prop_assert!(held.len() <= 10 + 25 + 32 + 13, "{}", held.len());
        }
    }
}
