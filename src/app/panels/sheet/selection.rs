//! Which cells are chosen, and how the keyboard walks among them.

use std::ops::RangeInclusive;

/// A cell by row and column, counted from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// From the top.
    pub row: usize,
    /// From the left; 0 holds the names.
    pub column: usize,
}

/// A rectangle of cells between two corners, and the one of them that is written into.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The cell that is written into.
    pub cursor: Place,
    /// The corner from which the rectangle was drawn.
    pub anchor: Place,
    /// The corner over from it.
    pub corner: Place,
}

/// What a key does to the rectangle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// It becomes the cell that is reached.
    Move,
    /// It grows or shrinks to it.
    Extend,
}

impl Selection {
    /// One cell.
    #[must_use]
    pub fn of(place: Place) -> Self {
        Self { cursor: place, anchor: place, corner: place }
    }

    /// All cells between two.
    #[must_use]
    pub fn between(anchor: Place, corner: Place) -> Self {
        Self { cursor: anchor, anchor, corner }
    }

    /// Its rows.
    #[must_use]
    pub fn rows(&self) -> RangeInclusive<usize> {
        self.anchor.row.min(self.corner.row)..=self.anchor.row.max(self.corner.row)
    }

    /// Its columns.
    #[must_use]
    pub fn columns(&self) -> RangeInclusive<usize> {
        self.anchor.column.min(self.corner.column)..=self.anchor.column.max(self.corner.column)
    }

    /// Whether it is more than one cell.
    #[must_use]
    pub fn is_many(&self) -> bool {
        self.anchor != self.corner
    }

    /// Whether a cell is in it.
    #[must_use]
    pub fn holds(&self, place: Place) -> bool {
        self.rows().contains(&place.row) && self.columns().contains(&place.column)
    }

    /// Its cells, row by row.
    pub fn places(&self) -> impl Iterator<Item = Place> + use<> {
        let columns = self.columns();
        self.rows().flat_map(move |row| columns.clone().map(move |column| Place { row, column }))
    }

    /// Keeps it inside a table of this size.
    pub fn clamp(&mut self, rows: usize, columns: usize) {
        for place in [&mut self.cursor, &mut self.anchor, &mut self.corner] {
            place.row = place.row.min(rows.saturating_sub(1));
            place.column = place.column.min(columns.saturating_sub(1));
        }
    }

    /// Goes by so many rows and columns, as far as the table reaches. Extending moves the far corner.
    pub fn step(&mut self, by: (isize, isize), reach: Reach, rows: usize, columns: usize) {
        let from = if reach == Reach::Extend { self.corner } else { self.cursor };
        let moved = |at: usize, by: isize, count: usize| at.saturating_add_signed(by).min(count.saturating_sub(1));
        self.go(Place { row: moved(from.row, by.0, rows), column: moved(from.column, by.1, columns) }, reach);
    }

    /// Goes to a cell.
    pub fn go(&mut self, to: Place, reach: Reach) {
        match reach {
            Reach::Move => *self = Self::of(to),
            Reach::Extend => (self.corner, self.cursor) = (to, self.anchor),
        }
    }

    /// The next cell for Enter and Tab: within a rectangle of several cells round and round, as in a spreadsheet;
    /// otherwise on through the table.
    pub fn next(&mut self, by: (isize, isize), rows: usize, columns: usize) {
        if !self.is_many() {
            self.step(by, Reach::Move, rows, columns);
            return;
        }
        let (row_range, column_range) = (self.rows(), self.columns());
        let (height, width) = (row_range.clone().count(), column_range.clone().count());
        let (row, column) = (self.cursor.row - row_range.start(), self.cursor.column - column_range.start());
        let count = (height * width) as isize;
        let at = if by.0 != 0 { column * height + row } else { row * width + column } as isize;
        let next = (at + by.0 + by.1).rem_euclid(count) as usize;
        let (row, column) = if by.0 != 0 { (next % height, next / height) } else { (next / width, next % width) };
        self.cursor = Place { row: row_range.start() + row, column: column_range.start() + column };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(row: usize, column: usize) -> Place {
        Place { row, column }
    }

    #[test]
    fn arrows_stop_at_the_edges_and_shift_moves_the_far_corner() {
        let mut selection = Selection::of(at(1, 1));
        selection.step((-5, 0), Reach::Move, 3, 4);
        assert_eq!(selection, Selection::of(at(0, 1)));
        selection.step((2, 0), Reach::Extend, 3, 4);
        selection.step((0, 9), Reach::Extend, 3, 4);
        assert_eq!((selection.cursor, selection.rows(), selection.columns()), (at(0, 1), 0..=2, 1..=3));
        assert_eq!(selection.places().count(), 9);
        selection.clamp(2, 2);
        assert_eq!((selection.rows(), selection.columns()), (0..=1, 1..=1));
    }

    #[test]
    fn enter_and_tab_walk_and_turn_round_in_a_rectangle() {
        let mut one = Selection::of(at(0, 0));
        one.next((1, 0), 5, 5);
        one.next((0, 1), 5, 5);
        assert_eq!(one, Selection::of(at(1, 1)));
        let mut column = Selection::between(at(1, 2), at(3, 2));
        column.next((1, 0), 9, 9);
        assert_eq!((column.cursor, column.rows()), (at(2, 2), 1..=3));
        column.next((1, 0), 9, 9);
        column.next((1, 0), 9, 9);
        assert_eq!((column.cursor, column.rows()), (at(1, 2), 1..=3), "round and round");
    }
}
