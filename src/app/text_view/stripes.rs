//! The margin: a stripe for each coding beside the rows that it covers, and the codes' names.
//!
//! Names never lie on each other. Each wants to stand at its stripe's first visible row; where
//! several want the same place they stack below, and those for which no room is left near their
//! stripe are counted on the name above ("+2"): hovering the stripe still tells.

use egui::{Color32, Rect, pos2};

use super::lanes::{Lanes, Stripe};
use super::layout::Caret;
use super::page::{Columns, Page};
use super::style::Style;
use super::view::Shown;
use crate::model::{CharIndex, CodingId, Span};

/// A stripe on screen.
#[derive(Clone, Debug)]
pub struct Placed {
    /// Its place in the list of codings.
    pub coding: usize,
    /// What is painted, cut to what can be seen.
    pub bar: Rect,
    /// How far the pointer may be beside it: half of the way to the next one.
    pub air: f32,
    /// Where its name stands; `None` where there was no room.
    pub name: Option<Rect>,
    /// The codings whose names were left out below this one.
    pub more: Vec<usize>,
    /// The lane.
    pub lane: usize,
}

/// How the margin's width is shared out among lanes and names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shares {
    /// From one lane to the next.
    pub pitch: f32,
    /// Of a stripe.
    pub bar: f32,
    /// So many lanes have room; what runs further out has no stripe of its own.
    pub lanes: usize,
    /// Where names begin, from the margin's left edge; `None` where there is no room for names.
    pub names: Option<f32>,
}

impl Shares {
    /// Of a margin of a width beside a text that needs so many lanes. Stripes never lie on each other.
    #[must_use]
    pub fn of(width: f32, lanes: usize) -> Self {
        const WIDEST: f32 = 9.0;
        const NARROWEST: f32 = 2.0;
        /// Fewer points hold no name.
        const NAME: f32 = 48.0;
        let needed = lanes.max(1) as f32;
        // Narrow margins give up names before stripes.
        let beside =
            if width >= 100.0 { (width * 0.45).max((needed * NARROWEST).min(width * 0.8)) } else { width * 0.95 };
        let pitch = (beside / needed).clamp(NARROWEST, WIDEST);
        let lanes = lanes.min((beside / pitch + 0.01) as usize).max(1);
        let names = pitch * lanes as f32 + 8.0;
        let has_names = width >= 100.0 && width - names >= NAME;
        Self { pitch, bar: (pitch * 0.6).clamp(1.2, 5.0), lanes, names: has_names.then_some(names) }
    }
}

/// Places the stripes and names of the rows on screen.
#[must_use]
pub fn place(page: &Page<'_>, lanes: &Lanes, columns: &Columns, left: f32, style: &Style) -> Vec<Placed> {
    let shares = Shares::of(columns.margin_width, lanes.count());
    let margin = left + columns.margin;
    let bar = |stripe: &Stripe| {
        let x = margin + shares.pitch * stripe.lane as f32;
        let top = page.origin.y + page.layout.top(stripe.first) + 3.0;
        let bottom = page.origin.y + page.layout.bottom(stripe.last) - 3.0;
        let (top, bottom) = (top.max(page.clip.top() - 8.0), bottom.min(page.clip.bottom() + 8.0));
        Rect::from_min_max(pos2(x, top), pos2(x + shares.bar, bottom.max(top + 1.0)))
    };
    let air = ((shares.pitch - shares.bar) / 2.0).min(1.5);
    let mut placed: Vec<Placed> = lanes
        .touching(page.rows.clone())
        .map(|stripe| Placed {
            coding: stripe.coding,
            bar: bar(stripe),
            air,
            name: None,
            more: Vec::new(),
            lane: stripe.lane,
        })
        .filter(|placed| placed.bar.bottom() > page.clip.top() && placed.bar.top() < page.clip.bottom())
        .collect();
    placed.sort_by(|a, b| a.bar.top().total_cmp(&b.bar.top()).then(a.lane.cmp(&b.lane)));
    let out: Vec<Placed> = placed.extract_if(.., |one| one.lane >= shares.lanes).collect();
    if let Some(names) = shares.names {
        let across = (margin + names, margin + columns.margin_width);
        place_names(&mut placed, across, page.clip.top(), (style.label.size * 1.45).round());
    }
    // What has no lane stands behind the "+3" of the name above it.
    for one in out {
        let above = placed.iter_mut().rev().find(|other| other.name.is_some() && other.bar.top() <= one.bar.top());
        if let Some(above) = above {
            above.more.push(one.coding);
        }
    }
    placed
}

/// Lets the stripe of a coding that is being moved stand beside the rows that it would cover.
pub fn stretch(placed: &mut [Placed], extent: Option<(CodingId, Span)>, codings: &[Shown], page: &Page<'_>) {
    let Some((id, span)) = extent else { return };
    let Some(one) = placed.iter_mut().find(|one| codings.get(one.coding).is_some_and(|shown| shown.id == id)) else {
        return;
    };
    let first = page.layout.row_of(Caret::at(span.start));
    let last = page.layout.row_of(Caret::at(CharIndex(span.end.0.saturating_sub(1)))).max(first);
    let top = page.origin.y + page.layout.top(first) + 3.0;
    let bottom = page.origin.y + page.layout.bottom(last) - 3.0;
    one.bar.min.y = top.max(page.clip.top() - 8.0);
    one.bar.max.y = bottom.min(page.clip.bottom() + 8.0).max(one.bar.min.y + 1.0);
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
                let coding = placed[at].coding;
                placed[above].more.push(coding);
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
                    Placed { coding, bar, air: 1.0, name: None, more: Vec::new(), lane: coding }
                })
                .collect();
            place_names(&mut placed, (20.0, 100.0), 0.0, 19.0);
            let names: Vec<Rect> = placed.iter().filter_map(|one| one.name).collect();
            for pair in names.windows(2) {
                prop_assert!(pair[0].bottom() <= pair[1].top());
            }
            let counted: usize = placed.iter().map(|one| one.more.len()).sum();
            prop_assert_eq!(names.len() + counted, placed.len());
        }

        #[test]
        fn stripes_of_many_codings_never_lie_on_each_other_nor_on_names(width in 72_u16..=230, lanes in 0_usize..60) {
            let width = f32::from(width);
            let shares = Shares::of(width, lanes);
            prop_assert!(shares.bar < shares.pitch, "a gap stays between two stripes");
            prop_assert!(shares.bar >= 1.0, "a stripe can be seen");
            let right = shares.pitch * shares.lanes as f32;
            prop_assert!(right <= width + 0.1, "{} lanes reach {}", shares.lanes, right);
            prop_assert!(shares.names.is_none_or(|names| names >= right && names + 40.0 <= width));
            prop_assert!(lanes > 30 || shares.lanes == lanes.max(1), "thirty codings over each other have their stripes");
        }
    }
}
