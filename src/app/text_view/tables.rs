//! Tables: rows of cells parted by tabs, aligned where the whole table fits the column.
//!
//! A row stays one paragraph of running characters, so that it can be selected and coded as any
//! other; only its tabs are as wide as the widest cell of their column asks. A table that is too
//! wide for the column is left to run on, its cells parted by plain tabs.

/// Where the columns of a table begin, the first at 0.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stops(Vec<f32>);

impl Stops {
    /// Of rows given as the widths of their cells; `None` where the table is wider than the column.
    #[must_use]
    pub fn of(rows: &[Vec<f32>], gap: f32, column: f32) -> Option<Self> {
        let count = rows.iter().map(Vec::len).max().unwrap_or(0);
        let mut stops = vec![0.0];
        for cell in 0..count {
            let widest = rows.iter().filter_map(|row| row.get(cell)).copied().fold(0.0, f32::max);
            let at = stops[cell] + widest;
            if at > column {
                return None;
            }
            stops.push(at + gap);
        }
        Some(Self(stops))
    }

    /// How wide each tab of a row must be: `(index of the tab, width)`.
    #[must_use]
    pub fn tabs(&self, characters: &[char], widths: &[f32]) -> Vec<(usize, f32)> {
        let mut tabs = Vec::new();
        let (mut x, mut cell) = (0.0, 0);
        for (at, (&character, &width)) in characters.iter().zip(widths).enumerate() {
            if character == '\t' {
                cell += 1;
                let stop = self.0.get(cell).copied().unwrap_or(x + width);
                tabs.push((at, stop - x));
                x = stop;
            } else {
                x += width;
            }
        }
        tabs
    }
}

/// The widths of a row's cells.
#[must_use]
pub fn cells(characters: &[char], widths: &[f32]) -> Vec<f32> {
    let mut cells = vec![0.0];
    for (&character, &width) in characters.iter().zip(widths) {
        if character == '\t' {
            cells.push(0.0);
        } else if let Some(last) = cells.last_mut() {
            *last += width;
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_a_column_begin_at_the_same_place() {
        let rows: Vec<Vec<char>> =
            ["村\t表格\t检查", "甲村\t1\t36", "乙"].iter().map(|r| r.chars().collect()).collect();
        let widths = |row: &[char]| vec![10.0; row.len()];
        let all: Vec<Vec<f32>> = rows.iter().map(|row| cells(row, &widths(row))).collect();
        assert_eq!(all[0], [10.0, 20.0, 20.0]);
        let stops = Stops::of(&all, 15.0, 200.0).unwrap();
        // The first column is 20 wide, the second 20.
        assert_eq!(stops.tabs(&rows[0], &widths(&rows[0])), [(1, 25.0), (4, 15.0)]);
        assert_eq!(stops.tabs(&rows[1], &widths(&rows[1])), [(2, 15.0), (4, 25.0)]);
        assert_eq!(stops.tabs(&rows[2], &widths(&rows[2])), []);
        assert_eq!(Stops::of(&all, 15.0, 80.0), None, "wider than the column");
    }
}
