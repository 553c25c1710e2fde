//! The matrix as it is shown: rows in the order wanted, the value of each cell, the top of its scale. Pure.

use crate::analysis::cooccurrence::{Coefficient, Cooccurrence, Warning};
use crate::model::{CodeId, CoderId, Colour, Project};

/// What a cell says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Measure {
    /// How often both are together.
    #[default]
    Count,
    /// How close they are.
    Coefficient,
}

/// In which order codes stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    /// As the tree has them.
    #[default]
    Codebook,
    /// The most used first.
    Frequency,
}

/// A row, and column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Which code.
    pub id: CodeId,
    /// Its own name.
    pub name: String,
    /// From the top of the tree.
    pub path: String,
    /// Of the code.
    pub colour: Colour,
    /// How often it is used.
    pub n: u64,
}

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// How often both are together.
    pub count: u64,
    /// How close they are, with what is to be said of that.
    pub coefficient: Coefficient,
}

/// The picture, before it is painted.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Rows and columns, in order.
    pub heads: Vec<Head>,
    values: Vec<Value>,
    /// What cells say.
    pub measure: Measure,
    /// Where the colours end: the highest value off the diagonal; 0 where there is none.
    pub top: f64,
}

impl Figure {
    /// Of a matrix: all coders', or one's own.
    #[must_use]
    pub fn of(result: &Cooccurrence, project: &Project, coder: Option<CoderId>, measure: Measure, sort: Sort) -> Self {
        let own = coder.and_then(|coder| result.of_coder(coder));
        let n = |row| own.map_or_else(|| result.n(row), |own| own.n(row));
        let mut order: Vec<usize> = (0..result.codes.len()).collect();
        if sort == Sort::Frequency {
            order.sort_by_key(|&row| std::cmp::Reverse(n(row)));
        }
        let head = |&row: &usize| {
            let code = &result.codes[row];
            let colour = project.code(code.id).map_or(Colour::nth(0), |code| code.colour);
            Head { id: code.id, name: code.name.clone(), path: code.path.clone(), colour, n: n(row) }
        };
        let value = |(a, b): (usize, usize)| match own {
            Some(own) => Value { count: own.pairs(a, b), coefficient: own.coefficient(a, b) },
            None => Value { count: result.pairs(a, b), coefficient: result.coefficient(a, b) },
        };
        let places = order.iter().flat_map(|&a| order.iter().map(move |&b| (a, b)));
        let heads: Vec<Head> = order.iter().map(head).collect();
        let values = places.map(value).collect();
        let mut figure = Self { heads, values, measure, top: 0.0 };
        let size = figure.size();
        let off = (0..size).flat_map(|a| (0..a).map(move |b| (a, b)));
        figure.top = off.filter_map(|(a, b)| figure.number(a, b)).fold(0.0, f64::max);
        figure
    }

    /// How many codes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.heads.len()
    }

    /// A cell.
    #[must_use]
    pub fn value(&self, row: usize, column: usize) -> Option<&Value> {
        if column < self.size() { self.values.get(row * self.size() + column) } else { None }
    }

    /// What a cell says, as a number; `None` where nothing can be said.
    #[must_use]
    pub fn number(&self, row: usize, column: usize) -> Option<f64> {
        let value = self.value(row, column)?;
        match self.measure {
            Measure::Count => Some(value.count as f64),
            Measure::Coefficient => value.coefficient.value,
        }
    }

    /// How far up the scale a cell stands, above 0 to 1; `None` for nothing and on the diagonal.
    #[must_use]
    pub fn share(&self, row: usize, column: usize) -> Option<f32> {
        if row == column || self.top <= 0.0 {
            return None;
        }
        self.number(row, column).filter(|number| *number > 0.0).map(|number| (number / self.top).min(1.0) as f32)
    }

    /// What stands in a cell; nothing for zero, so that the eye finds what is there.
    #[must_use]
    pub fn text(&self, row: usize, column: usize) -> String {
        if row == column {
            return self.heads.get(row).map_or_else(String::new, |head| head.n.to_string());
        }
        match self.number(row, column) {
            Some(number) if number > 0.0 => self.say(number),
            _ => String::new(),
        }
    }

    /// A number of this measure.
    #[must_use]
    pub fn say(&self, number: f64) -> String {
        match self.measure {
            Measure::Count => format!("{number:.0}"),
            Measure::Coefficient => format!("{number:.2}"),
        }
    }

    /// What to say of a cell's coefficient.
    #[must_use]
    pub fn warnings(&self, row: usize, column: usize) -> &[Warning] {
        if row == column {
            return &[];
        }
        self.value(row, column).map_or(&[], |value| &value.coefficient.warnings)
    }

    /// The place of a code.
    #[must_use]
    pub fn place(&self, code: CodeId) -> Option<usize> {
        self.heads.iter().position(|head| head.id == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::cooccurrence::{Parameters, cooccurrence};
    use crate::session::generate::{Shape, generate};

    #[test]
    fn a_sorted_figure_says_the_same_of_each_pair() {
        let shape = Shape { documents: 3, characters_per_document: 2_000, codes: 9, codings: 300, coders: 2, seed: 5 };
        let project = generate(&shape);
        let result = cooccurrence(&project, &Parameters::default());
        let plain = Figure::of(&result, &project, None, Measure::Count, Sort::Codebook);
        let sorted = Figure::of(&result, &project, None, Measure::Count, Sort::Frequency);
        assert!(sorted.heads.windows(2).all(|pair| pair[0].n >= pair[1].n));
        for a in &plain.heads {
            for b in &plain.heads {
                let at =
                    |figure: &Figure| figure.value(figure.place(a.id).unwrap(), figure.place(b.id).unwrap()).cloned();
                assert_eq!(at(&plain), at(&sorted));
            }
        }
        assert!((plain.top - result.highest() as f64).abs() < 1e-9);
        let shares = (0..9).flat_map(|a| (0..9).map(move |b| (a, b))).filter_map(|(a, b)| plain.share(a, b));
        assert!((shares.fold(0.0, f32::max) - 1.0).abs() < 1e-6);
        assert_eq!((plain.share(2, 2), plain.text(2, 2)), (None, plain.heads[2].n.to_string()));
    }
}
