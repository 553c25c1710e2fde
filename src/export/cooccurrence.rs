//! A co-occurrence matrix as a table: a row a code, a column a code, and what stands beside them.
//!
//! It takes plain numbers and names, counts nothing itself and knows nothing of how they were counted; what
//! its heads are called and which columns stand before the codes is the caller's choice, since a table for a
//! program and one for a paper differ there.

use super::table::{Cell, Table};

/// What stands where two codes meet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Meeting {
    /// Nothing was measured; not the same as zero.
    Unmeasured,
    /// How often.
    Count(u64),
    /// How strongly, where that can be said.
    Coefficient(Option<f64>),
}

impl From<Meeting> for Cell {
    fn from(meeting: Meeting) -> Self {
        match meeting {
            Meeting::Count(count) => Self::Integer(i64::try_from(count).unwrap_or(i64::MAX)),
            Meeting::Coefficient(Some(value)) => Self::Decimal(value),
            Meeting::Coefficient(None) | Meeting::Unmeasured => Self::Empty,
        }
    }
}

/// One row: the cells before the meetings, then a meeting for each code.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Under the first columns.
    pub first: Vec<Cell>,
    /// In the order of the codes.
    pub meetings: Vec<Meeting>,
}

/// The table of a matrix. `first` are the heads before those of the codes.
#[must_use]
pub fn table<'a>(
    first: impl IntoIterator<Item = &'a str>,
    codes: impl IntoIterator<Item = &'a str>,
    rows: impl IntoIterator<Item = Row>,
) -> Table {
    let columns = first.into_iter().chain(codes).map(str::to_owned).collect();
    let cells = |row: Row| row.first.into_iter().chain(row.meetings.into_iter().map(Cell::from)).collect();
    Table { columns, rows: rows.into_iter().map(cells).collect(), ..Table::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_measured_is_empty_and_no_meeting_is_a_zero() {
        let row = Row {
            first: vec![Cell::Text("合谋".into())],
            meetings: vec![Meeting::Count(0), Meeting::Unmeasured, Meeting::Coefficient(Some(0.5))],
        };
        let table = table(["code"], ["合谋", "依附", "内卷"], [row]);
        assert_eq!(table.columns, ["code", "合谋", "依附", "内卷"]);
        let cells = [Cell::Text("合谋".into()), Cell::Integer(0), Cell::Empty, Cell::Decimal(0.5)];
        assert_eq!(table.rows, [cells]);
    }
}
