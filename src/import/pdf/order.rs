//! The order in which a page is read.
//!
//! Most programs write a page as it is read, so their order is kept as long as it seldom goes upwards or
//! backwards. Where it does, or where two columns were written across, the page is parted at its gutters:
//! lines that cross a gutter part the columns above them from those below.

use super::glyph::Size;
use super::line::Line;
use super::run::{Run, WIDE_GAP};

/// Share of jumps from which a file's own order is not believed.
const JUMPS: f32 = 0.04;
/// How often a page may be parted.
const DEPTH: usize = 8;
/// Width of the strips in which a gutter is looked for.
const STRIP: f32 = 2.0;

/// Whether lines in the order of the file go down the page and its columns.
pub fn is_believable(lines: &[Line], runs: &[Run], page: Size) -> bool {
    let inside: Vec<&Line> =
        lines.iter().filter(|line| line.baseline > page.height * 0.09 && line.baseline < page.height * 0.92).collect();
    let (mut jumps, mut columns) = (0_usize, 0_usize);
    for pair in inside.windows(2) {
        let [a, b] = pair else { continue };
        let size = a.size.max(b.size);
        if b.baseline < a.baseline - size * 0.5 {
            if b.left > a.left + page.width * 0.2 && columns < 4 {
                columns += 1;
            } else {
                jumps += 1;
            }
        } else if (b.baseline - a.baseline).abs() <= size * 0.15 && b.left < a.left {
            jumps += 1;
        }
    }
    if jumps >= 2 && jumps as f32 > inside.len() as f32 * JUMPS {
        return false;
    }
    let Some(gutter) = gutter(runs) else { return true };
    let across = lines.iter().filter(|line| line.has_gap_at(gutter.0, gutter.1)).count();
    (across as f32) < lines.len() as f32 * 0.3
}

/// Runs from the first column's top to the last one's foot.
pub fn by_columns(runs: Vec<Run>, out: &mut Vec<Run>) {
    part(runs, DEPTH, out);
}

fn part(mut runs: Vec<Run>, depth: usize, out: &mut Vec<Run>) {
    let found = if depth == 0 { None } else { gutter(&runs) };
    let Some((left_edge, right_edge)) = found else {
        by_rows(&mut runs);
        out.append(&mut runs);
        return;
    };
    let middle = f32::midpoint(left_edge, right_edge);
    let crosses = |run: &Run| run.left < left_edge && run.right > right_edge;
    let (mut across, columns): (Vec<Run>, Vec<Run>) = runs.into_iter().partition(crosses);
    by_rows(&mut across);
    let mut bands: Vec<(Vec<Run>, Vec<Run>)> = vec![(Vec::new(), Vec::new()); across.len() + 1];
    for run in columns {
        let band = across.partition_point(|line| line.baseline < run.baseline);
        if let Some((left, right)) = bands.get_mut(band) {
            if f32::midpoint(run.left, run.right) < middle { left.push(run) } else { right.push(run) }
        }
    }
    let mut across = across.into_iter();
    for (left, right) in bands {
        for side in [left, right] {
            if !side.is_empty() {
                part(side, depth - 1, out);
            }
        }
        out.extend(across.next());
    }
}

/// Sorts runs from top to bottom, those of one row from left to right.
fn by_rows(runs: &mut [Run]) {
    runs.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    let mut start = 0;
    while start < runs.len() {
        let Some(first) = runs.get(start).copied() else { break };
        let mut size = first.size;
        let mut end = start + 1;
        while let Some(next) = runs.get(end) {
            size = size.max(next.size);
            if next.baseline - first.baseline > size * 0.5 {
                break;
            }
            end += 1;
        }
        if let Some(row) = runs.get_mut(start..end) {
            row.sort_by(|a, b| a.left.total_cmp(&b.left));
        }
        start = end;
    }
}

/// A white strip between columns of prose: its left and right edge.
pub fn gutter(runs: &[Run]) -> Option<(f32, f32)> {
    let letters: usize = runs.iter().map(Run::len).sum();
    if runs.len() < 8 || letters < 80 {
        return None;
    }
    let left = runs.iter().map(|run| run.left).fold(f32::INFINITY, f32::min);
    let right = runs.iter().map(|run| run.right).fold(f32::NEG_INFINITY, f32::max);
    let mut sizes: Vec<f32> = runs.iter().map(|run| run.size).collect();
    sizes.sort_by(f32::total_cmp);
    let size = sizes.get(sizes.len() / 2).copied()?;
    let width = right - left;
    if !(width.is_finite() && width > size * 16.0 && width < 40_000.0) {
        return None;
    }
    let strips = (width / STRIP).ceil() as usize + 1;
    let strip = |x: f32| (((x - left) / STRIP).max(0.0) as usize).min(strips - 1);
    // How many runs begin in a strip, less those that have ended before it.
    let mut change = vec![0_i64; strips + 1];
    for run in runs {
        if let Some(begins) = change.get_mut(strip(run.left)) {
            *begins += 1;
        }
        if let Some(ends) = change.get_mut(strip(run.right) + 1) {
            *ends -= 1;
        }
    }
    let bearable = (runs.len() / 10) as i64;
    let (mut covered, mut from) = (0, None);
    let mut best: Option<(usize, usize)> = None;
    for (at, step) in change.iter().enumerate() {
        covered += step;
        let inside = at > strips / 5 && at < strips * 4 / 5;
        match (inside && covered <= bearable, from) {
            (true, None) => from = Some(at),
            (false, Some(start)) => {
                if best.is_none_or(|(a, b)| at - start > b - a) {
                    best = Some((start, at));
                }
                from = None;
            }
            _ => {}
        }
    }
    let (start, end) = best?;
    let (gutter_left, gutter_right) = (left + start as f32 * STRIP, left + end as f32 * STRIP);
    if gutter_right - gutter_left < size * (WIDE_GAP - 0.5) {
        return None;
    }
    let middle = f32::midpoint(gutter_left, gutter_right);
    let sides = [(left, middle), (middle, right)];
    sides.into_iter().all(|(from, to)| is_prose(runs, from, to)).then_some((middle - 1.0, middle + 1.0))
}

/// Whether what stands between two edges fills lines, as cells of a table do not.
fn is_prose(runs: &[Run], from: f32, to: f32) -> bool {
    let inside = || runs.iter().filter(|run| run.left >= from - STRIP && run.right <= to + STRIP);
    let width = |run: &Run| run.right - run.left;
    let (left, right) =
        inside().fold((f32::INFINITY, f32::NEG_INFINITY), |(l, r), run| (l.min(run.left), r.max(run.right)));
    let all: f32 = inside().map(width).sum();
    let long: f32 = inside().map(width).filter(|&run| run >= (right - left) * 0.5).sum();
    inside().count() >= 4 && long >= all * 0.6 && (right - left) >= (to - from) * 0.4
}
