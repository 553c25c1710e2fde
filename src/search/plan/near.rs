//! `NEAR` and `PRE`: the shortest stretches that hold a place of either side.
//!
//! A stretch goes from the beginning of the one place to the end of the other; the two do not overlap. One that
//! holds another is none, and of those that overlap the leftmost is taken. Both lists are walked once.

use std::collections::VecDeque;

use super::super::normalised::{Normalised, Scope};
use super::super::pattern::Occurrence;
use super::super::query::{NearOrder, Reach};

/// The places of both, in any order, give the stretches in order.
pub(super) fn near(
    left: &[Occurrence],
    right: &[Occurrence],
    order: NearOrder,
    reach: Reach,
    normalised: &Normalised,
) -> Vec<Occurrence> {
    let mut stretches = Vec::new();
    one_before_other(left, right, reach, normalised, &mut stretches);
    if order == NearOrder::Either {
        one_before_other(right, left, reach, normalised, &mut stretches);
    }
    shortest(stretches)
}

/// For each second place the stretch from the nearest first one, if that is near enough.
fn one_before_other(
    first: &[Occurrence],
    second: &[Occurrence],
    reach: Reach,
    normalised: &Normalised,
    stretches: &mut Vec<Occurrence>,
) {
    let mut first = first.to_vec();
    first.sort_unstable_by_key(|place| (place.end, place.start));
    let mut second = second.to_vec();
    second.sort_unstable();
    let mut ahead = first.into_iter().peekable();
    // First places that end before the second one begins and are near enough: of these, those that begin later
    // than all that end after them. So the first in the list begins last.
    let mut candidates: VecDeque<Occurrence> = VecDeque::new();
    // Kept from place to place: a sentence or a paragraph may be a whole book.
    let mut unit = 0..0;
    for place in second {
        while let Some(next) = ahead.next_if(|next| next.end <= place.start) {
            while candidates.back().is_some_and(|last| last.start <= next.start) {
                candidates.pop_back();
            }
            candidates.push_back(next);
        }
        let begin = match reach {
            Reach::Characters(most) => {
                while candidates.front().is_some_and(|candidate| candidate.end + most < place.start) {
                    candidates.pop_front();
                }
                candidates.front().map(|nearest| nearest.start)
            }
            Reach::Within(scope) => candidates.front().map(|nearest| nearest.start).filter(|&begin| {
                if scope == Scope::Turn || !unit.contains(&place.start) {
                    unit = normalised.unit_around(scope, place.start).unwrap_or(0..0);
                }
                unit.start <= begin && place.end <= unit.end
            }),
        };
        stretches.extend(begin.map(|start| Occurrence { start, end: place.end }));
    }
}

/// Drops stretches that hold another one, then those that overlap the one before.
fn shortest(mut stretches: Vec<Occurrence>) -> Vec<Occurrence> {
    stretches.sort_unstable_by_key(|stretch| (stretch.end, std::cmp::Reverse(stretch.start)));
    let mut latest = None;
    stretches.retain(|stretch| {
        let holds_none = latest.is_none_or(|latest| stretch.start > latest);
        latest = latest.max(Some(stretch.start));
        holds_none
    });
    let mut free = 0;
    stretches.retain(|stretch| {
        let is_free = stretch.start >= free;
        if is_free {
            free = stretch.end;
        }
        is_free
    });
    stretches
}
