//! From places on pages to the measures of the decision: how much room a line leaves, how far it is
//! indented, whether it is set apart from the line above.
//!
//! A column's edges are where most of its lines begin and end; a column with too few lines borrows
//! those of other pages. Refused: believing an edge that only one line reaches.

use std::collections::BTreeMap;

use super::rows::Row;
use crate::import::draft::LinePlace;

/// Fewest lines from which the edges of a column are read.
const ENOUGH: usize = 6;

/// Edges of a column in tenths of a point.
#[derive(Clone, Copy)]
struct Edges {
    left: i32,
    right: i32,
}

/// Fills in what the places tell, where nearly all lines have one.
pub fn measure(rows: &mut [Row]) {
    let places: Vec<Option<LinePlace>> = rows.iter().map(|row| row.place.filter(is_sane)).collect();
    if places.iter().flatten().count() * 10 < rows.len() * 8 || rows.is_empty() {
        return;
    }
    let known: Vec<LinePlace> = places.iter().flatten().copied().collect();
    let columns = columns(&known);
    let leading = leading(&known);
    let mut before: Option<LinePlace> = None;
    for (row, place) in rows.iter_mut().zip(places) {
        let Some(place) = place else {
            before = None;
            continue;
        };
        if let Some(edges) = columns.get(&(place.page, place.column)) {
            let half = |tenths: i32| (i64::from(tenths.max(0)) * 2 / i64::from(place.size)).min(400) as usize;
            row.room = Some(half(edges.right.saturating_sub(place.right)));
            row.indent = half(edges.left.abs_diff(place.left) as i32 * i32::from(place.left > edges.left));
        }
        if let Some(above) = before {
            let together = above.page == place.page && above.column == place.column;
            let gap = i64::from(place.baseline) - i64::from(above.baseline);
            row.apart = together && leading.get(&(place.size / 5)).is_some_and(|&usual| gap * 10 > usual * 14);
            row.resized = above.size.abs_diff(place.size) * 8 > above.size.unsigned_abs();
        }
        before = Some(place);
    }
}

/// Numbers that no page has come from hostile files.
fn is_sane(place: &LinePlace) -> bool {
    let on_paper = |tenths: i32| (-100_000..=1_000_000).contains(&tenths);
    (10..=20_000).contains(&place.size)
        && on_paper(place.left)
        && on_paper(place.right)
        && on_paper(place.baseline)
        && place.left <= place.right
}

/// The edges of each column of each page.
fn columns(places: &[LinePlace]) -> BTreeMap<(u32, u32), Edges> {
    let mut groups: BTreeMap<(u32, u32), Vec<LinePlace>> = BTreeMap::new();
    for place in places {
        groups.entry((place.page, place.column)).or_default().push(*place);
    }
    let own: BTreeMap<(u32, u32), Edges> =
        groups.iter().filter_map(|(&key, lines)| Some((key, edges(lines)?))).collect();
    // Left and right pages have margins of their own, so pages of the same side are asked first.
    let borrow = |(page, column): (u32, u32)| {
        let of = |side: Option<u32>| {
            let mut found: Vec<Edges> = own
                .iter()
                .filter(|((other, its), _)| *its == column && side.is_none_or(|side| other % 2 == side))
                .map(|(_, edges)| *edges)
                .collect();
            found.sort_by_key(|edges| edges.right);
            found.get(found.len() / 2).copied()
        };
        of(Some(page % 2)).or_else(|| of(None))
    };
    let mut borrowed: BTreeMap<(u32, u32), Option<Edges>> = BTreeMap::new();
    groups
        .keys()
        .filter_map(|&key| {
            let edges = own.get(&key).copied();
            let edges = edges.or_else(|| *borrowed.entry((key.0 % 2, key.1)).or_insert_with(|| borrow(key)));
            Some((key, edges?))
        })
        .collect()
}

fn edges(lines: &[LinePlace]) -> Option<Edges> {
    if lines.len() < ENOUGH {
        return None;
    }
    let mut rights: Vec<i32> = lines.iter().map(|line| line.right).collect();
    rights.sort_unstable();
    let right = *rights.get(rights.len() * 9 / 10)?;
    let slack = lines.get(lines.len() / 2)?.size * 5 / 2;
    let near = lines.iter().filter(|line| (line.right - right).abs() <= slack).count();
    let mut lefts: Vec<i32> = lines.iter().map(|line| line.left).collect();
    lefts.sort_unstable();
    let left = *lefts.get(lefts.len() / 10)?;
    (near * 10 >= lines.len() * 3).then_some(Edges { left, right })
}

/// The usual distance of two lines for each size of type, by half points.
fn leading(places: &[LinePlace]) -> BTreeMap<i32, i64> {
    let mut gaps: BTreeMap<i32, Vec<i64>> = BTreeMap::new();
    for pair in places.windows(2) {
        let [above, below] = pair else { continue };
        let gap = i64::from(below.baseline) - i64::from(above.baseline);
        if above.page == below.page && above.column == below.column && above.size / 5 == below.size / 5 && gap > 0 {
            gaps.entry(below.size / 5).or_default().push(gap);
        }
    }
    gaps.into_iter()
        .filter(|(_, gaps)| gaps.len() >= 3)
        .filter_map(|(size, mut gaps)| {
            gaps.sort_unstable();
            gaps.get(gaps.len() / 2).map(|&gap| (size, gap))
        })
        .collect()
}
