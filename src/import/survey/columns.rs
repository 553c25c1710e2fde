//! What a column looks like: how many cells are filled, how long, how varied, and of what kind they are.

use std::collections::BTreeSet;

use crate::import::script::width;
use crate::import::table::Sheet;

/// Rows that are looked at.
const SAMPLE: usize = 2_000;

/// The first rows below the header that hold anything: a sheet may have a million blank ones between them.
pub fn sample(sheet: &Sheet, header_rows: usize) -> Vec<usize> {
    let holds = |row: &Vec<String>| row.iter().any(|cell| !cell.trim().is_empty());
    let rows = sheet.rows.iter().enumerate().skip(header_rows);
    rows.filter(|(_, row)| holds(row)).map(|(at, _)| at).take(SAMPLE).collect()
}

/// A column in figures.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Look {
    /// Cells that hold something.
    pub filled: usize,
    /// Rows that were looked at.
    pub rows: usize,
    /// Different values.
    pub distinct: usize,
    /// Mean width of a cell, in half columns: a Chinese character is two.
    pub mean_width: usize,
    /// Width of the widest cell.
    pub widest: usize,
    /// Cells that are numbers, dates, times or addresses of the net.
    pub figures: usize,
    /// Parts, where cells are lists of choices.
    pub parts: usize,
    /// Different parts.
    pub distinct_parts: usize,
    /// Cells in which 问卷星 joined choices.
    pub joined: usize,
}

impl Look {
    /// Of a column in these rows.
    pub fn at(sheet: &Sheet, rows: &[usize], column: usize) -> Self {
        let (mut look, mut total) = (Self { rows: rows.len(), ..Self::default() }, 0);
        let (mut values, mut parts) = (BTreeSet::new(), BTreeSet::new());
        for &row in rows {
            let cell = sheet.cell(row, column).trim();
            if cell.is_empty() {
                continue;
            }
            look.filled += 1;
            // Beyond this an answer is long, however long it is.
            let start = cell.get(..cell.floor_char_boundary(3_000)).unwrap_or(cell);
            let width = width(start);
            total += width;
            look.widest = look.widest.max(width);
            look.figures += usize::from(is_figure(start));
            look.joined += usize::from(start.contains('┋'));
            values.insert(start);
            for part in start.split(['┋', ';', '；', ',', '|', '\n']).map(str::trim).filter(|part| !part.is_empty())
            {
                look.parts += 1;
                parts.insert(part);
            }
        }
        look.distinct = values.len();
        look.distinct_parts = parts.len();
        look.mean_width = total / look.filled.max(1);
        look
    }

    /// Whether nearly every cell is a number, a date or an address.
    pub fn is_of_figures(&self) -> bool {
        self.filled > 0 && self.figures * 10 >= self.filled * 8
    }

    /// Whether cells are taken from a few choices, one or several of them at a time.
    pub fn is_of_choices(&self) -> bool {
        let few = |distinct: usize, of: usize| of >= 4 && distinct * 2 <= of;
        self.joined * 10 >= self.filled
            && self.joined > 0
            && (self.filled < 4 || few(self.distinct_parts, self.parts) || self.joined * 2 >= self.filled)
            || few(self.distinct, self.filled)
            || self.parts > self.filled && few(self.distinct_parts, self.parts)
    }

    /// Whether no two cells are alike and hardly any is blank.
    pub fn is_of_names(&self) -> bool {
        self.filled > 0 && self.distinct == self.filled && self.filled * 10 >= self.rows * 9
    }
}

/// A number, a date, a time, an address of a machine or a page.
fn is_figure(cell: &str) -> bool {
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    let others = cell
        .chars()
        .filter(|c| {
            !c.is_ascii_digit()
                && !matches!(
                    c,
                    '.' | ','
                        | '-'
                        | '/'
                        | ':'
                        | '%'
                        | ' '
                        | '+'
                        | '年'
                        | '月'
                        | '日'
                        | '时'
                        | '分'
                        | '秒'
                        | '岁'
                        | '元'
                )
        })
        .count();
    let address =
        cell.starts_with("http://") || cell.starts_with("https://") || (cell.contains('@') && !cell.contains(' '));
    let is_place = digits >= 4 && cell.contains('.') && cell.contains('(') && others < 14;
    (digits > 0 && (others == 0 || digits >= 6 && others * 2 <= digits)) || is_place || (address && cell.is_ascii())
}
