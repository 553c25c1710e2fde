//! Which lane of the margin each coding's stripe runs in.
//!
//! Greedy colouring of intervals over the whole document, in rows and not in characters, because a
//! stripe is as high as the rows that it touches: two codings that meet within a row would lie on
//! each other. Computed once for each state of codings and layout, so a stripe never changes its
//! lane while the reader scrolls.

use std::ops::Range;

use super::layout::{Caret, Layout};
use super::view::Shown;

/// Where one coding's stripe runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stripe {
    /// Its place in the list of codings.
    pub coding: usize,
    /// The first row that it touches.
    pub first: usize,
    /// The last one, inclusive.
    pub last: usize,
    /// 0 runs next to the text.
    pub lane: usize,
}

/// All stripes of a document.
#[derive(Default)]
pub struct Lanes {
    made_of: Option<(u64, u64, usize)>,
    /// By first row, the longer ones first.
    stripes: Vec<Stripe>,
    /// The greatest last row of the stripes up to here: where looking backwards may stop.
    reach: Vec<usize>,
    count: usize,
}

impl Lanes {
    /// Computes the lanes anew where codings or layout have changed.
    pub fn follow(&mut self, codings: &[Shown], revision: u64, layout: &Layout) {
        let made_of = Some((revision, layout.generation(), codings.len()));
        if self.made_of == made_of {
            return;
        }
        self.made_of = made_of;
        let row = |at: u32| layout.row_of(Caret::at(crate::model::CharIndex(at)));
        let mut stripes: Vec<Stripe> = codings
            .iter()
            .enumerate()
            .map(|(coding, shown)| {
                let (first, last) = (row(shown.span.start.0), row(shown.span.end.0.saturating_sub(1)));
                Stripe { coding, first, last: last.max(first), lane: 0 }
            })
            .collect();
        stripes.sort_by_key(|stripe| (stripe.first, std::cmp::Reverse(stripe.last), stripe.coding));
        self.count = assign(&mut stripes);
        self.reach.clear();
        self.reach.extend(stripes.iter().scan(0, |reach, stripe| {
            *reach = stripe.last.max(*reach);
            Some(*reach)
        }));
        self.stripes = stripes;
    }

    /// All stripes, by their first row.
    #[must_use]
    pub fn all(&self) -> &[Stripe] {
        &self.stripes
    }

    /// How many lanes the document needs where it is busiest.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// The stripes that touch some rows, by their first row.
    pub fn touching(&self, rows: Range<usize>) -> impl Iterator<Item = &Stripe> {
        let end = self.stripes.partition_point(|stripe| stripe.first < rows.end);
        let start = self.reach.partition_point(|&reach| reach < rows.start).min(end);
        self.stripes[start..end].iter().filter(move |stripe| stripe.last >= rows.start)
    }
}

/// Gives each stripe, in order of its first row, the lowest lane that is free; says how many were needed.
fn assign(stripes: &mut [Stripe]) -> usize {
    // The row after which each lane is free.
    let mut lanes: Vec<usize> = Vec::new();
    for stripe in stripes {
        if let Some(lane) = lanes.iter().position(|&taken| taken < stripe.first) {
            lanes[lane] = stripe.last;
            stripe.lane = lane;
        } else {
            stripe.lane = lanes.len();
            lanes.push(stripe.last);
        }
    }
    lanes.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn stripes_of_one_lane_never_touch_and_no_lane_is_wasted(
            places in proptest::collection::vec((0_usize..60, 0_usize..12), 0..40),
        ) {
            let mut places = places;
            places.sort_unstable();
            let stripe = |(coding, &(first, len)): (usize, &(usize, usize))| {
                Stripe { coding, first, last: first + len, lane: 0 }
            };
            let mut stripes: Vec<Stripe> = places.iter().enumerate().map(stripe).collect();
            let count = assign(&mut stripes);
            let mut deepest = 0;
            for (at, one) in stripes.iter().enumerate() {
                for other in &stripes[at + 1..] {
                    prop_assert!(one.lane != other.lane || one.last < other.first || other.last < one.first);
                }
                deepest = deepest.max(stripes.iter().filter(|s| s.first <= one.first && one.first <= s.last).count());
            }
            prop_assert_eq!(count, deepest, "as many lanes as lie over each other at the busiest row");
        }
    }
}
