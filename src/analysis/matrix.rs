//! A symmetric table of counts without its diagonal, kept as one triangle.

/// Counts of pairs: (a, b) and (b, a) are one cell, (a, a) is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Symmetric {
    size: usize,
    /// Row by row above the diagonal: (0,1), (0,2), ..., (1,2), ...
    cells: Vec<u64>,
}

impl Symmetric {
    /// A table of `size` rows, all zero.
    #[must_use]
    pub fn zero(size: usize) -> Self {
        Self { size, cells: vec![0; size * size.saturating_sub(1) / 2] }
    }

    /// How many rows.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }

    /// How many bytes a table of `size` rows takes.
    #[must_use]
    pub fn bytes(size: usize) -> usize {
        size * size.saturating_sub(1) / 2 * size_of::<u64>()
    }

    fn at(&self, first: usize, second: usize) -> Option<usize> {
        let (low, high) = (first.min(second), first.max(second));
        (low < high && high < self.size).then(|| low * (2 * self.size - low - 1) / 2 + high - low - 1)
    }

    /// The count of a cell; 0 on the diagonal and outside.
    #[must_use]
    pub fn get(&self, first: usize, second: usize) -> u64 {
        self.at(first, second).and_then(|at| self.cells.get(at)).copied().unwrap_or(0)
    }

    /// Adds to a cell, or takes away; the diagonal stays as it is.
    pub(super) fn change(&mut self, first: usize, second: usize, by: i64) {
        if let Some(at) = self.at(first, second)
            && let Some(cell) = self.cells.get_mut(at)
        {
            *cell = cell.wrapping_add_signed(by);
        }
    }

    /// Adds a table of the same size, cell by cell.
    pub(super) fn add(&mut self, other: &Self) {
        for (cell, more) in self.cells.iter_mut().zip(&other.cells) {
            *cell += more;
        }
    }

    /// The highest count.
    #[must_use]
    pub fn highest(&self) -> u64 {
        self.cells.iter().copied().max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_has_a_cell_of_its_own_and_both_orders_name_it() {
        let mut table = Symmetric::zero(5);
        let mut next = 1;
        for first in 0..5 {
            for second in first + 1..5 {
                table.change(second, first, next);
                next += 1;
            }
        }
        let all: Vec<u64> =
            (0..5).flat_map(|a| (a + 1..5).map(move |b| (a, b))).map(|(a, b)| table.get(a, b)).collect();
        assert_eq!(all, (1..=10).collect::<Vec<u64>>());
        assert_eq!((table.get(3, 3), table.get(1, 9), table.highest()), (0, 0, 10));
    }
}
