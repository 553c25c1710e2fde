//! The margin: a stripe for each coding beside the rows that it covers, and the codes' names.
//!
//! Names never lie on each other. Each wants to stand at its stripe's first visible row; where
//! several want the same place they stack below, and those for which no room is left near their
//! stripe are counted on the name above ("+2"): hovering the stripe still tells.

use egui::{Color32, Rect, pos2};

use super::lanes::{Lanes, Stripe};
use super::page::{Columns, Page};
use super::style::Style;

/// A stripe on screen.
#[derive(Clone, Copy, Debug)]
pub struct Placed {
    /// Its place in the list of codings.
    pub coding: usize,
    /// What is painted, cut to what can be seen.
    pub bar: Rect,
    /// Where its name stands; `None` where there was no room.
    pub name: Option<Rect>,
    /// How many names were left out below this one.
    pub more: usize,
    /// The lane.
    pub lane: usize,
}

/// Places the stripes and names of the rows on screen.
#[must_use]
pub fn place(page: &Page<'_>, lanes: &Lanes, columns: &Columns, left: f32, style: &Style) -> Vec<Placed> {
    // Narrow margins give up names before stripes.
    let names = columns.margin_width >= 100.0;
    let room = columns.margin_width * if names { 0.45 } else { 0.95 };
    let pitch = (room / lanes.count().max(1) as f32).clamp(3.0, 9.0);
    let bar_width = (pitch - 4.0).clamp(2.0, 5.0);
    let last_lane = ((room / pitch) as usize).max(1) - 1;
    let margin = left + columns.margin;
    let used = pitch * lanes.count().min(last_lane + 1) as f32;
    let names_from = margin + used + 8.0;
    let names_to = margin + columns.margin_width;

    let bar = |stripe: &Stripe| {
        // Past the last lane there is no room: those share it.
        let x = margin + pitch * stripe.lane.min(last_lane) as f32;
        let top = page.origin.y + page.layout.top(stripe.first) + 3.0;
        let bottom = page.origin.y + page.layout.bottom(stripe.last) - 3.0;
        let (top, bottom) = (top.max(page.clip.top() - 8.0), bottom.min(page.clip.bottom() + 8.0));
        Rect::from_min_max(pos2(x, top), pos2(x + bar_width, bottom.max(top + 1.0)))
    };
    let mut placed: Vec<Placed> = lanes
        .touching(page.rows.clone())
        .map(|stripe| Placed { coding: stripe.coding, bar: bar(stripe), name: None, more: 0, lane: stripe.lane })
        .filter(|placed| placed.bar.bottom() > page.clip.top() && placed.bar.top() < page.clip.bottom())
        .collect();
    placed.sort_by(|a, b| a.bar.top().total_cmp(&b.bar.top()).then(a.lane.cmp(&b.lane)));
    if names {
        place_names(&mut placed, (names_from, names_to), page.clip.top(), (style.label.size * 1.45).round());
    }
    placed
}

/// Gives names their places from above to below.
fn place_names(placed: &mut [Placed], (left, right): (f32, f32), top: f32, height: f32) {
    let mut free_from = f32::NEG_INFINITY;
    let mut above: Option<usize> = None;
    for at in 0..placed.len() {
        let bar = placed[at].bar;
        let wanted = (bar.top() - 1.0).max(top + 2.0);
        let y = wanted.max(free_from);
        // It may hang below its stripe by about a line, or by some where nothing else wants the place.
        let beside = y <= (bar.bottom() - height * 0.5).max(wanted + height * 1.6);
        let next = placed[at..].iter().map(|one| one.bar.top()).find(|&top| top > bar.top());
        let idle = y <= wanted + height * 4.5 && next.is_none_or(|next| y + height <= next);
        if !beside && !idle {
            if let Some(above) = above {
                placed[above].more += 1;
            }
            continue;
        }
        placed[at].name = Some(Rect::from_min_max(pos2(left, y), pos2(right, y + height)));
        free_from = y + height;
        above = Some(at);
    }
}

/// The colour of a stripe: full where it or its passage is pointed at, a little back where another one is.
#[must_use]
pub fn stripe_colour(colour: Color32, lit: Option<bool>) -> Color32 {
    match lit {
        Some(false) => colour.gamma_multiply(0.55),
        _ => colour,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn names_never_lie_on_each_other_and_each_is_placed_or_counted(
            bars in proptest::collection::vec((0_u16..400, 1_u16..200), 0..30),
        ) {
            let mut bars = bars;
            bars.sort_unstable();
            let mut placed: Vec<Placed> = bars
                .iter()
                .enumerate()
                .map(|(coding, &(top, len))| {
                    let (top, bottom) = (f32::from(top), f32::from(top + len));
                    let bar = Rect::from_min_max(pos2(0.0, top), pos2(4.0, bottom));
                    Placed { coding, bar, name: None, more: 0, lane: coding }
                })
                .collect();
            place_names(&mut placed, (20.0, 100.0), 0.0, 19.0);
            let names: Vec<Rect> = placed.iter().filter_map(|one| one.name).collect();
            for pair in names.windows(2) {
                prop_assert!(pair[0].bottom() <= pair[1].top());
            }
            let counted: usize = placed.iter().map(|one| one.more).sum();
            prop_assert_eq!(names.len() + counted, placed.len());
        }
    }
}
