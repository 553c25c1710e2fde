//! Counting the codings of one document: unite, then sweep from the first character to the last.
//!
//! Spans are turned into stretches of whatever the unit counts in: characters for overlap, paragraphs
//! or the document itself for containers. A pair of stretches that meet weighs one for overlap; for
//! containers it weighs the number of containers that both lie in, and since the stretches of a row
//! are united first, no container is counted twice.
//!
//! The sweep keeps, for each row, how many of its stretches are open and counts them together, so
//! that a document in which everything overlaps everything costs rows x codings, not codings squared.

use std::collections::BTreeMap;

use super::cooccurrence::{Count, Unit};
use super::dense::{Dense, DenseCoding, DenseDocument};
use super::matrix::Symmetric;
use super::scope::Rows;
use crate::model::{CharIndex, Project, Text};

/// What a matrix is summed up from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sums {
    /// Of each row alone: the diagonal.
    pub n: Vec<u64>,
    /// Of each pair of rows.
    pub pairs: Symmetric,
}

impl Sums {
    pub fn zero(rows: usize) -> Self {
        Self { n: vec![0; rows], pairs: Symmetric::zero(rows) }
    }

    pub fn add(&mut self, other: &Self) {
        for (n, more) in self.n.iter_mut().zip(&other.n) {
            *n += more;
        }
        self.pairs.add(&other.pairs);
    }
}

/// Whether what a document holds is put in or taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    Add,
    Remove,
}

impl Sign {
    fn of(self, weight: u32) -> i64 {
        match self {
            Self::Add => i64::from(weight),
            Self::Remove => -i64::from(weight),
        }
    }
}

/// What is the same for every document of one count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Plan {
    pub unit: Unit,
    pub count: Count,
    /// Rows by the dense number of the code as applied.
    table: Vec<Box<[u32]>>,
    /// Where doubled codings are named: the number of the code that each stands for, of those that have rows.
    stands_for: Vec<Option<u32>>,
    rows: usize,
    coders: usize,
}

impl Plan {
    pub fn new(project: &Project, unit: Unit, count: Count, rows: &Rows, dense: &Dense) -> Self {
        let codes = dense.codes();
        let table: Vec<Box<[u32]>> = codes.ids().iter().map(|&code| rows.of(code).into()).collect();
        let stands_for = if (unit, count) == (Unit::Overlap, Count::Raw) {
            let resolved = codes.ids().iter().map(|&code| codes.number(project.resolve(code)));
            resolved.zip(&table).map(|(code, rows)| code.filter(|_| !rows.is_empty())).collect()
        } else {
            Vec::new()
        };
        Self { unit, count, table, stands_for, rows: rows.ids().len(), coders: dense.coders().ids().len() }
    }

    /// Whether what was counted by this plan can be gone on with by a newer one: every code that had a
    /// number then counts as it did. Codes that came since cannot have been counted.
    pub fn agrees_with(&self, newer: &Self) -> bool {
        (self.unit, self.count, self.rows) == (newer.unit, newer.count, newer.rows)
            && newer.table.starts_with(&self.table)
            && newer.stands_for.starts_with(&self.stands_for)
    }

    /// The doubled codings of a document by start; none unless raw codings are counted.
    pub fn doubles(&self, codings: &[DenseCoding]) -> Vec<Double> {
        let mut all: Vec<Double> = Vec::new();
        let mut last: BTreeMap<(u32, u32), usize> = BTreeMap::new();
        for &DenseCoding { start, end, code, coder } in codings {
            let Some(code) = self.stands_for.get(code as usize).copied().flatten() else { continue };
            let at = last.entry((code, coder)).or_insert(usize::MAX);
            if let Some(held) = all.get_mut(*at).filter(|held| start < held.end) {
                held.end = held.end.max(end);
                held.codings += 1;
            } else {
                *at = all.len();
                all.push(Double { code, coder, start, end, codings: 1 });
            }
        }
        all.retain(|double| double.codings > 1);
        all
    }
}

/// A run of units that one row holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stretch {
    start: u32,
    end: u32,
    row: u32,
}

/// The units from the first to the last that a coding touches.
pub(super) fn stretch_of(unit: Unit, text: &Text, start: u32, end: u32) -> (u32, u32) {
    match unit {
        Unit::Overlap => (start, end),
        Unit::Paragraph => {
            let paragraph = |position| text.paragraph_of(CharIndex(position)) as u32;
            (paragraph(start), paragraph(end - 1) + 1)
        }
        Unit::Document => (0, 1),
    }
}

/// Scratch space, kept from document to document.
#[derive(Default)]
pub(super) struct Sweep {
    stretches: Vec<Stretch>,
    /// End and row of every stretch, sorted by end.
    ends: Vec<(u32, u32)>,
    /// Of each row (and coder): 1 + index of its last stretch; 0 for none.
    last: Vec<u32>,
    open: Open,
}

impl Sweep {
    /// Adds what a document holds to `sums`, or takes it away. `admitted` says whose codings are asked for, by the coder's number.
    pub fn count(&mut self, plan: &Plan, document: &DenseDocument, admitted: &[bool], sign: Sign, sums: &mut Sums) {
        self.gather(plan, document, admitted);
        self.ends.clear();
        self.ends.extend(self.stretches.iter().map(|stretch| (stretch.end, stretch.row)));
        self.ends.sort_unstable();
        self.open.reset(plan.rows);
        let mut closed = 0;
        for stretch in &self.stretches {
            while let Some(&(end, row)) = self.ends.get(closed).filter(|(end, _)| *end <= stretch.start) {
                debug_assert!(end <= stretch.start);
                self.open.close(row);
                closed += 1;
            }
            let n = match plan.unit {
                Unit::Overlap => 1,
                Unit::Paragraph | Unit::Document => stretch.end - stretch.start,
            };
            if let Some(cell) = sums.n.get_mut(stretch.row as usize) {
                *cell = cell.wrapping_add_signed(sign.of(n));
            }
            for other in &self.open.rows {
                let weight = match plan.unit {
                    Unit::Overlap => other.count,
                    Unit::Paragraph | Unit::Document => other.end.min(stretch.end) - stretch.start,
                };
                sums.pairs.change(stretch.row as usize, other.row as usize, sign.of(weight));
            }
            self.open.open(stretch.row, stretch.end);
        }
    }

    /// The stretches of a document by start, united where the plan says so.
    fn gather(&mut self, plan: &Plan, document: &DenseDocument, admitted: &[bool]) {
        self.stretches.clear();
        self.last.clear();
        self.last.resize(plan.rows * plan.coders.max(1), 0);
        for coding in document.codings.iter().filter(|coding| admitted.get(coding.coder as usize) == Some(&true)) {
            let (start, end) = stretch_of(plan.unit, &document.text, coding.start, coding.end);
            for &row in plan.table.get(coding.code as usize).map_or(&[][..], |rows| rows) {
                let slot = match (plan.unit, plan.count) {
                    (Unit::Overlap, Count::Raw) => None,
                    (Unit::Overlap, Count::Merged) => Some(row as usize * plan.coders + coding.coder as usize),
                    // A container holds a code or does not, however often and by whomever it was coded.
                    (Unit::Paragraph | Unit::Document, _) => Some(row as usize),
                };
                let last = slot.and_then(|slot| self.last.get_mut(slot));
                let held = last.as_ref().and_then(|last| (**last as usize).checked_sub(1));
                if let Some(held) = held.and_then(|at| self.stretches.get_mut(at)).filter(|held| start < held.end) {
                    held.end = held.end.max(end);
                    continue;
                }
                self.stretches.push(Stretch { start, end, row });
                if let Some(last) = last {
                    *last = self.stretches.len() as u32;
                }
            }
        }
    }
}

/// The rows with open stretches.
#[derive(Default)]
struct Open {
    rows: Vec<OpenRow>,
    /// Of each row: 1 + its place in `rows`; 0 where nothing is open.
    place: Vec<u32>,
}

struct OpenRow {
    row: u32,
    count: u32,
    /// Of the stretch opened last; of containers there is only one.
    end: u32,
}

impl Open {
    fn reset(&mut self, rows: usize) {
        self.rows.clear();
        self.place.clear();
        self.place.resize(rows, 0);
    }

    fn open(&mut self, row: u32, end: u32) {
        let place = &mut self.place[row as usize];
        if *place == 0 {
            self.rows.push(OpenRow { row, count: 1, end });
            *place = self.rows.len() as u32;
        } else {
            let held = &mut self.rows[*place as usize - 1];
            held.count += 1;
            held.end = end;
        }
    }

    fn close(&mut self, row: u32) {
        let at = self.place[row as usize] as usize - 1;
        self.rows[at].count -= 1;
        if self.rows[at].count == 0 {
            self.rows.swap_remove(at);
            self.place[row as usize] = 0;
            if let Some(moved) = self.rows.get(at) {
                self.place[moved.row as usize] = at as u32 + 1;
            }
        }
    }
}

/// Codings of one code by one coder that share characters: one finding noted more than once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Double {
    pub code: u32,
    pub coder: u32,
    pub start: u32,
    pub end: u32,
    pub codings: u32,
}
