//! From runs to lines: what stands on one line of the page, marks of notes above it included, with a
//! space where the eye sees one between words.

use super::glyph::{Sheet, Size, Style, Turn};
use super::order;
use super::run::{self, Letter, Run, WIDE_GAP};
use crate::import::script::{is_han, is_wide};

/// Rows of a page, and runs of a row, beyond which no mark is looked for that stands elsewhere in the file.
const MOST_ROWS: usize = 4_000;
const MOST_RUNS: usize = 200;

/// A character of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sign {
    /// What it is; a blank or a tab may have been put in where a gap is.
    pub character: char,
    /// How it is set off.
    pub style: Style,
    /// Whether it stands small and above the line.
    pub raised: bool,
}

/// A line of a page.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// Its characters.
    pub signs: Vec<Sign>,
    /// Left edge, as seen with the letters upright.
    pub left: f32,
    /// Right edge.
    pub right: f32,
    /// The line on which most of it stands, downwards from the top.
    pub baseline: f32,
    /// Size of most of it.
    pub size: f32,
    /// Counted from 0 in reading order.
    pub column: u32,
    /// Which way it runs on the page.
    pub turn: Turn,
    /// Gaps in it wide enough to part columns.
    pub gaps: Vec<(f32, f32)>,
}

impl Line {
    /// Its characters as a text.
    pub fn text(&self) -> String {
        self.signs.iter().map(|sign| sign.character).collect()
    }

    /// Whether it is white between two edges, with letters on both sides.
    pub fn has_gap_at(&self, left: f32, right: f32) -> bool {
        self.gaps.iter().any(|&(from, to)| from <= left && to >= right)
    }

    /// Whether the file says that all of it is a running head or foot.
    pub fn is_artifact(&self) -> bool {
        self.signs.iter().filter(|sign| sign.character != ' ').all(|sign| sign.style.artifact)
    }
}

/// The lines of a page in the order in which they are read, and the page's size as they see it.
pub fn lines(sheet: &Sheet) -> (Vec<Line>, Size) {
    let mut out: Vec<Line> = Vec::new();
    let mut seen = sheet.size;
    for (nth, view) in run::views(sheet).into_iter().enumerate() {
        let runs = run::runs(&view.letters);
        let mut lines = merged(&runs, &view.letters);
        if !order::is_believable(&lines, &runs, view.size) {
            let mut ordered = Vec::with_capacity(runs.len());
            order::by_columns(runs, &mut ordered);
            lines = merged(&ordered, &view.letters);
        }
        number_columns(&mut lines, view.size, out.last().map_or(0, |line| line.column + 1));
        for line in &mut lines {
            line.turn = view.turn;
        }
        if nth == 0 {
            seen = view.size;
        }
        out.append(&mut lines);
    }
    (out, seen)
}

/// Puts runs that stand on one line together.
fn merged(runs: &[Run], letters: &[Letter]) -> Vec<Line> {
    let mut rows: Vec<Vec<Run>> = Vec::new();
    for run in runs {
        match rows.last_mut() {
            Some(row) if goes_on(row, run) => row.push(*run),
            _ => rows.push(vec![*run]),
        }
    }
    adopt(&mut rows, letters);
    rows.iter().map(|row| line(row, letters)).collect()
}

/// The run of a row that holds most letters.
fn main_run(row: &[Run]) -> Run {
    row.iter().copied().max_by(|a, b| (a.len() as f32 * a.size).total_cmp(&(b.len() as f32 * b.size))).unwrap_or(Run {
        start: 0,
        end: 0,
        left: 0.0,
        right: 0.0,
        baseline: 0.0,
        size: 1.0,
    })
}

fn goes_on(row: &[Run], run: &Run) -> bool {
    let Some(last) = row.last() else { return false };
    let main = main_run(row.get(row.len().saturating_sub(4)..).unwrap_or(row));
    let gap = run.left - last.right;
    let size = main.size.max(run.size);
    if gap < -size * 0.6 {
        return false;
    }
    (run.baseline - main.baseline).abs() <= size * 0.15 || is_beside(&main, run, gap) || is_beside(run, &main, gap)
}

/// Whether a small run stands close beside a large one, above or below its line but within its height.
fn is_beside(large: &Run, small: &Run, gap: f32) -> bool {
    let raised = (large.baseline - small.baseline) / large.size;
    small.size <= large.size * 0.82 && (-0.35..=0.75).contains(&raised) && gap <= large.size * 0.9
}

/// Small rows written elsewhere in the file that belong to a line: marks of notes put on at the end.
fn adopt(rows: &mut Vec<Vec<Run>>, letters: &[Letter]) {
    if rows.len() > MOST_ROWS {
        return;
    }
    let mut places: Vec<(Run, usize)> = rows.iter().enumerate().map(|(at, row)| (main_run(row), at)).collect();
    places.sort_by(|a, b| a.0.baseline.total_cmp(&b.0.baseline));
    let mut adopted = vec![false; rows.len()];
    for at in 0..rows.len() {
        let Some([small]) = rows.get(at).map(Vec::as_slice) else { continue };
        let small = *small;
        if small.len() > 12 {
            continue;
        }
        let from = places.partition_point(|(main, _)| main.baseline < small.baseline - small.size);
        let home = places
            .get(from..)
            .unwrap_or_default()
            .iter()
            .take(40)
            .take_while(|(main, _)| main.baseline < small.baseline + small.size * 2.0)
            .filter(|(_, row)| *row != at)
            .find_map(|(main, row)| Some((*row, slot(main, rows.get(*row)?, &small, letters)?)));
        if let Some((home, (nth, letter))) = home
            && let Some(home) = rows.get_mut(home)
        {
            let whole = home.get(nth).copied();
            match whole.filter(|run| run.start < letter && letter < run.end) {
                Some(run) => {
                    let edge = |at: usize, edge: fn(&Letter) -> f32| letters.get(at).map_or(run.left, edge);
                    let before = Run { end: letter, right: edge(letter - 1, |l| l.right), ..run };
                    let after = Run { start: letter, left: edge(letter, |l| l.left), ..run };
                    home.splice(nth..=nth, [before, small, after]);
                }
                None => home.insert(nth + usize::from(whole.is_some_and(|run| run.end <= letter)), small),
            }
            if let Some(mark) = adopted.get_mut(at) {
                *mark = true;
            }
        }
    }
    let mut adopted = adopted.into_iter();
    rows.retain(|_| !adopted.next().unwrap_or(false));
}

/// Where a mark stands in a row: before which letter of which run. `None` where it does not belong there.
fn slot(main: &Run, row: &[Run], small: &Run, letters: &[Letter]) -> Option<(usize, usize)> {
    let raised = (main.baseline - small.baseline) / main.size;
    if small.size > main.size * 0.82 || !(0.12..=0.75).contains(&raised) || row.len() > MOST_RUNS {
        return None;
    }
    let near = main.size * 0.5;
    row.iter().enumerate().find_map(|(nth, run)| {
        if small.right < run.left - near || small.left > run.right + near {
            return None;
        }
        let inside = letters.get(run.start..run.end)?;
        let after = inside.partition_point(|letter| letter.left < small.left);
        let before_it =
            after.checked_sub(1).and_then(|at| inside.get(at)).is_none_or(|l| l.right <= small.left + near / 2.0);
        let after_it = inside.get(after).is_none_or(|letter| letter.left >= small.right - near);
        // Beyond the last letter another run of the row may begin; the mark must stand before it.
        let next = row.get(nth + 1).is_none_or(|next| next.left >= small.right - near);
        (before_it && after_it && (after < inside.len() || next)).then_some((nth, run.start + after))
    })
}

fn line(row: &[Run], letters: &[Letter]) -> Line {
    let main = main_run(row);
    let mut out = Line {
        left: row.iter().map(|run| run.left).fold(f32::INFINITY, f32::min),
        right: row.iter().map(|run| run.right).fold(f32::NEG_INFINITY, f32::max),
        baseline: main.baseline,
        size: main.size,
        ..Line::default()
    };
    let mut before: Option<&Letter> = None;
    for letter in row.iter().flat_map(|run| letters.get(run.start..run.end).unwrap_or_default()) {
        if let Some(before) = before {
            let gap = gap(before, letter);
            if let Some(character) = gap {
                let style = Style { bold: before.style.bold && letter.style.bold, ..before.style };
                out.signs.push(Sign { character, style, raised: false });
            }
            if gap == Some('\t') {
                out.gaps.push((before.right, letter.left));
            }
        }
        before = Some(letter);
        out.signs.push(Sign {
            character: letter.character,
            style: letter.style,
            raised: letter.size <= main.size * 0.82 && main.baseline - letter.baseline >= main.size * 0.12,
        });
    }
    soften(&mut out.signs);
    out
}

/// What stands between two letters of a line: nothing, a blank, or a tab where a column or a cell begins.
fn gap(before: &Letter, next: &Letter) -> Option<char> {
    let size = before.size.max(next.size);
    let gap = (next.left - before.right) / size;
    if gap > WIDE_GAP {
        return Some('\t');
    }
    let (a, b) = (before.character, next.character);
    let least = match (is_wide(a) || is_quote(a), is_wide(b) || is_quote(b), next.blank_before) {
        (true, true, true) => 0.2,
        (true, true, false) => 0.85,
        (true, false, true) | (false, true, true) => 0.12,
        (true, false, false) | (false, true, false) => 0.5,
        (false, false, true) => 0.04,
        (false, false, false) => 0.17,
    };
    // A closing mark fills half its square; what follows it is not set off by the other half.
    (gap >= least).then_some(' ')
}

/// Quotation marks and dashes belong to Chinese as well as to English; no space is guessed beside them.
fn is_quote(character: char) -> bool {
    matches!(character, '“' | '”' | '‘' | '’' | '—' | '…' | '·')
}

/// A soft hyphen is seen only at the end of a line.
fn soften(signs: &mut Vec<Sign>) {
    if let Some(last) = signs.last_mut()
        && last.character == '\u{AD}'
    {
        last.character = '-';
    }
    signs.retain(|sign| sign.character != '\u{AD}');
}

/// Counts columns: a line that goes up and to the right begins one, and so does one that goes back to the left below.
fn number_columns(lines: &mut [Line], page: Size, first: u32) {
    let mut column = first;
    let mut before: Option<(f32, f32)> = None;
    for line in lines {
        if let Some((left, baseline)) = before {
            let moved = (line.left - left).abs() > page.width * 0.2;
            let up = line.baseline < baseline - line.size * 0.5;
            column += u32::from(up && (moved || line.baseline < baseline - page.height * 0.2));
        }
        line.column = column;
        before = Some((line.left, line.baseline));
    }
}

/// The usual distance of lines on a page, where there are lines enough to say.
pub fn usual_distance(lines: &[Line]) -> Option<f32> {
    let mut distances: Vec<f32> = lines
        .windows(2)
        .filter_map(|pair| match pair {
            [a, b] if a.column == b.column => Some(b.baseline - a.baseline),
            _ => None,
        })
        .filter(|distance| *distance > 2.0)
        .collect();
    distances.sort_by(f32::total_cmp);
    // Paragraphs and tables stand farther apart, never nearer: a low quantile is the distance inside them.
    distances
        .get((distances.len() * 2 / 5).min(distances.len().saturating_sub(1)))
        .copied()
        .filter(|_| distances.len() >= 2)
}

/// Whether a line is mostly Chinese.
pub fn is_chinese(signs: &[Sign]) -> bool {
    signs.iter().filter(|sign| is_han(sign.character)).count() * 3 >= signs.len()
}
