//! Joining lines that a page's width had broken.
//!
//! Where a format tells the places of lines, the edges of their columns say which are full, indented
//! or set apart. Otherwise lines are measured in half columns (a Chinese character is two): where
//! many end near one width, the text was wrapped there. A line that is full, into which the next word
//! would not have fitted, goes on in the next one. Marks of notes that a copy put on lines of their
//! own are taken back into their line first. A text that was not wrapped is left alone but for
//! sentences that a page break cut in two.
//!
//! What was decided on thin evidence is noted as a doubt, and a person's corrections overrule the
//! step at exactly their line ends: they are no evidence for other lines, so nothing else moves.
//!
//! Refused: joining headings, captions, rows of tables, items, entries of references, and turns of a
//! conversation; and joining on one sign alone.

mod decide;
mod glue;
mod habit;
mod places;
mod rows;

use std::collections::BTreeMap;

use super::pen::{Pen, Working};
use crate::import::draft::Layout;
use crate::import::{Doubt, Joint};

use decide::{Evidence, Standing, Verdict};
use glue::Seam;
use habit::Habit;
use rows::Row;

/// Joins to a fixed point: a joined text is not touched again, so importing a cleaned text changes nothing.
pub fn act(working: &mut Working) -> u32 {
    if working.is_verbatim() {
        return 0;
    }
    let Found { mut seams, doubts } = find(working);
    let text = working.text().to_owned();
    let rows = rows::of(&text, working);
    let habit = Habit::of(&text, &rows);
    let mut count = 0;
    working.rewrite(|working, pen| {
        for pair in rows.windows(2) {
            let [row, next] = pair else { continue };
            let corrected = correction(working, row, next);
            let found = row.line_end_source(working).and_then(|end| seams.remove(&end));
            let seam = match corrected {
                Some(Joint::Break) => None,
                Some(Joint::Join) => found.or_else(|| Some(glue::seam(row.text, next.text, &habit))),
                None => found,
            };
            if let Some(seam) = seam {
                carry_out(seam, row, next, pen);
                count += 1;
            }
        }
        0
    });
    for (source, taken_for) in doubts {
        working.doubt(Doubt { source, taken_for });
    }
    count
}

/// What a person said of the line ends between two lines.
fn correction(working: &Working, row: &Row, next: &Row) -> Option<Joint> {
    let joints = &working.options().corrections.joints;
    if joints.is_empty() {
        return None;
    }
    let (from, to) = (row.line_end_source(working)?, working.source_of(next.line.start)?);
    if from >= to {
        return joints.get(&from).copied();
    }
    joints.range(from..to).next().map(|(_, joint)| *joint)
}

fn carry_out(seam: Seam, row: &Row, next: &Row, pen: &mut Pen) {
    let end = row.line.content_end();
    pen.copy_to(if seam == Seam::WithoutHyphen { end.saturating_sub(1) } else { end });
    pen.drop_to(next.line.content_start());
    if seam == Seam::Space {
        pen.insert(super::Glue::Space);
    }
}

/// What the step would do by itself, by the source of the line end.
struct Found {
    seams: BTreeMap<u32, Seam>,
    doubts: BTreeMap<u32, Joint>,
}

/// Tries on a copy, where joined lines are looked at again until nothing is left to join.
fn find(working: &Working) -> Found {
    let mut trial = working.clone();
    let mut found = Found { seams: BTreeMap::new(), doubts: BTreeMap::new() };
    // Each round ends fewer lines than the one before; real texts need one and a round that finds nothing.
    for round in 0..8 {
        let text = trial.text().to_owned();
        let rows = rows::of(&text, &trial);
        let habit = Habit::of(&text, &rows);
        let plan = plan(&rows, &habit, trial.layout(), &trial.turn_borders());
        let mut joined = false;
        trial.rewrite(|trial, pen| {
            for (pair, decided) in rows.windows(2).zip(plan) {
                let ([row, next], Some((seam, evidence))) = (pair, decided) else { continue };
                let Some(end) = row.line_end_source(trial) else { continue };
                let taken_for = if seam.is_some() { Joint::Join } else { Joint::Break };
                if let Some(seam) = seam {
                    carry_out(seam, row, next, pen);
                    found.seams.insert(end, seam);
                    joined = true;
                }
                // Line ends are doubtful by what they looked like at first, in the lines of the page.
                let doubted = found.doubts.contains_key(&end);
                if doubted || round == 0 && evidence == Evidence::Thin {
                    found.doubts.insert(end, taken_for);
                }
            }
            0
        });
        // A joined line has kept the place of its first piece, which says nothing of where it ends now: what
        // places tell was told in the first round.
        if !joined || habit.placed {
            break;
        }
    }
    found
}

/// What becomes of each line end, and on what evidence; nothing where a format tells paragraphs apart.
type Decided = Option<(Option<Seam>, Evidence)>;

fn plan(rows: &[Row], habit: &Habit, layout: Layout, borders: &[u32]) -> Vec<Decided> {
    if !habit.is_wrapped() && layout == Layout::Paragraphs {
        return Vec::new();
    }
    let mut standing = rows.first().map(Standing::begin).unwrap_or_default();
    let mut plan = Vec::with_capacity(rows.len());
    for pair in rows.windows(2) {
        let [row, next] = pair else { continue };
        let (verdict, evidence) = if parts_turns(borders, row, next) {
            (Verdict::Break, Evidence::Plain)
        } else {
            decide::decide(row, &standing, next, habit)
        };
        standing = match verdict {
            Verdict::Break => Standing::begin(next),
            Verdict::Join => standing.goes_on(next),
            Verdict::SameLine => standing.same_line(next),
        };
        let seam = (verdict != Verdict::Break).then(|| glue::seam(row.text, next.text, habit));
        plan.push(Some((seam, evidence)));
    }
    plan
}

/// Whether a turn begins or ends between two lines, or its label stands alone on the first.
fn parts_turns(borders: &[u32], row: &Row, next: &Row) -> bool {
    let end = row.line.start + row.line.text.trim_end().chars().count() as u32;
    let begin = next.line.start + next.line.text.chars().take_while(|c| c.is_whitespace()).count() as u32;
    let first = borders.partition_point(|&border| border < end);
    borders.get(first).is_some_and(|&border| border <= begin)
}
