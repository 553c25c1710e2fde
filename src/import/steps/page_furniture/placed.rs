//! Furniture where lines' places are known: what stands at one height at the edge of many pages.

use std::collections::{BTreeMap, BTreeSet};

use super::super::lines::Line;
use super::super::pen::Working;
use super::numbers;
use super::{Found, Furniture, can_be_head, masked};
use crate::import::draft::{LinePlace, page_label};
use crate::import::script::width;

/// Lines at either edge of a page among which furniture is looked for.
const OUTER: usize = 3;
/// Two baselines in tenths of a point that count as one height.
const SAME_HEIGHT: u32 = 30;

/// A line at the edge of its page.
struct Edge<'a> {
    row: usize,
    page: u32,
    at_top: bool,
    baseline: i32,
    text: &'a str,
}

/// `None` where too few lines have a place, or there are too few pages to tell.
pub fn find(rows: &[&Line], working: &Working) -> Option<Found> {
    let places: Vec<Option<LinePlace>> = rows.iter().map(|line| working.place_at(line.start)).collect();
    if places.iter().flatten().count() * 10 < rows.len() * 8 {
        return None;
    }
    let edges = edges(rows, &places);
    let pages: BTreeSet<u32> = places.iter().flatten().map(|place| place.page).collect();
    if pages.len() < 2 {
        return None;
    }
    let offset = offset(&edges, pages.len());
    let mut furniture: BTreeMap<usize, Furniture> = BTreeMap::new();
    for edge in &edges {
        let number = numbers::page_number(edge.text);
        if offset.is_some() && number.map(|number| i64::from(number) - i64::from(edge.page)) == offset {
            furniture.insert(edge.row, Furniture::Number);
        }
    }
    for row in heads(&edges, pages.len()) {
        furniture.entry(row).or_insert(Furniture::Head);
    }
    let pages = offset.map(|offset| numbered(rows, &places, working.pages(), &furniture, offset));
    Some(Found { furniture, pages })
}

/// The outermost lines of each page.
fn edges<'a>(rows: &[&Line<'a>], places: &[Option<LinePlace>]) -> Vec<Edge<'a>> {
    let mut pages: BTreeMap<u32, Vec<(usize, i32)>> = BTreeMap::new();
    for (row, place) in places.iter().enumerate() {
        if let Some(place) = place {
            pages.entry(place.page).or_default().push((row, place.baseline));
        }
    }
    let mut edges = Vec::new();
    for (page, mut lines) in pages {
        lines.sort_by_key(|(_, baseline)| *baseline);
        let count = lines.len();
        for (at, (row, baseline)) in lines.into_iter().enumerate() {
            let at_top = at < OUTER && at < count.div_ceil(2);
            if !at_top && at + OUTER < count {
                continue;
            }
            let text = rows.get(row).map_or("", |line| line.text.trim());
            edges.push(Edge { row, page, at_top, baseline, text });
        }
    }
    edges
}

/// By how much printed numbers exceed the place of their page in the file, where many pages agree.
fn offset(edges: &[Edge], pages: usize) -> Option<i64> {
    let mut votes: BTreeMap<i64, BTreeSet<u32>> = BTreeMap::new();
    for edge in edges.iter().filter(|edge| width(edge.text) <= 90) {
        for number in numbers::within(edge.text) {
            votes.entry(i64::from(number) - i64::from(edge.page)).or_default().insert(edge.page);
        }
    }
    let (&offset, on) = votes.iter().max_by_key(|(_, on)| on.len())?;
    let enough = on.len() >= 3 && on.len() * 5 >= pages * 2 || on.len() == 2 && pages == 2;
    enough.then_some(offset)
}

/// Lines that come back at one height, and what stands alone at the height of such lines.
fn heads(edges: &[Edge], pages: usize) -> BTreeSet<usize> {
    let mut groups: BTreeMap<(bool, String), Vec<&Edge>> = BTreeMap::new();
    for edge in edges.iter().filter(|edge| can_be_head(edge.text)) {
        groups.entry((edge.at_top, masked(edge.text))).or_default().push(edge);
    }
    let level = |group: &[&Edge]| {
        let mut heights: Vec<i32> = group.iter().map(|edge| edge.baseline).collect();
        heights.sort_unstable();
        heights.get(heights.len() / 2).copied().unwrap_or(0)
    };
    let mut found = BTreeSet::new();
    let mut levels: Vec<(bool, i32)> = Vec::new();
    for ((at_top, _), group) in &groups {
        let height = level(group);
        let same: Vec<&&Edge> = group.iter().filter(|edge| edge.baseline.abs_diff(height) <= SAME_HEIGHT).collect();
        let on: BTreeSet<u32> = same.iter().map(|edge| edge.page).collect();
        if on.len() >= 3 || on.len() == 2 && pages <= 4 && pages > 2 {
            found.extend(same.iter().map(|edge| edge.row));
            levels.push((*at_top, height));
        }
    }
    // The first page has another head than the others, at their height or alone above everything.
    for edge in edges.iter().filter(|edge| can_be_head(edge.text)) {
        let on_level = levels
            .iter()
            .any(|(at_top, height)| *at_top == edge.at_top && edge.baseline.abs_diff(*height) <= SAME_HEIGHT / 3);
        if on_level
            && edges.iter().all(|other| other.page != edge.page || is_inside(edge, other) || other.row == edge.row)
        {
            found.insert(edge.row);
        }
    }
    found
}

/// Whether the second stands further inside the page than the first, or on its line.
fn is_inside(edge: &Edge, other: &Edge) -> bool {
    let between = other.baseline - edge.baseline;
    if edge.at_top { between > -10 } else { between < 10 }
}

/// Where each page begins, under the number printed on it.
fn numbered(
    rows: &[&Line],
    places: &[Option<LinePlace>],
    known: &[(u32, String)],
    furniture: &BTreeMap<usize, Furniture>,
    offset: i64,
) -> Vec<(u32, String)> {
    let mut starts: Vec<(u32, u32)> = Vec::new();
    for (row, place) in places.iter().enumerate() {
        if let (Some(place), Some(line), false) = (place, rows.get(row), furniture.contains_key(&row))
            && starts.last().is_none_or(|(_, page)| place.page > *page)
        {
            starts.push((line.start, place.page));
        }
    }
    starts
        .into_iter()
        .map(|(start, page)| {
            let own = known.partition_point(|(begin, _)| *begin <= start).checked_sub(1).and_then(|at| known.get(at));
            let number = i64::from(page) + offset;
            (start, page_label(Some(number), own.map(|(_, label)| label.as_str()), page as usize))
        })
        .collect()
}
