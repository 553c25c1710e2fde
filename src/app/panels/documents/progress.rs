//! How much of a text is coded: the share of its characters that lie in at least one coding.

use crate::model::{CoderId, Codings};

/// Shares of a text, 0 to 1. Both are 0 for a text without characters.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Progress {
    /// Coded by anybody.
    pub anybody: f32,
    /// Coded by the one who is asked about.
    pub mine: f32,
}

/// Of a text of so many code points. One walk over its codings, which stand in the order of their starts.
#[must_use]
pub fn progress(codings: &Codings, char_len: u32, me: CoderId) -> Progress {
    if char_len == 0 {
        return Progress::default();
    }
    let mut all = Covered::default();
    let mut mine = Covered::default();
    for coding in codings.iter() {
        all.add(coding.span.start.0, coding.span.end.0);
        if coding.coder == me {
            mine.add(coding.span.start.0, coding.span.end.0);
        }
    }
    let share = |covered: Covered| (f64::from(covered.characters) / f64::from(char_len)).min(1.0) as f32;
    Progress { anybody: share(all), mine: share(mine) }
}

/// How many characters spans cover that come in the order of their starts.
#[derive(Clone, Copy, Default)]
struct Covered {
    characters: u32,
    reached: u32,
}

impl Covered {
    fn add(&mut self, start: u32, end: u32) {
        let from = start.max(self.reached);
        if end > from {
            self.characters += end - from;
            self.reached = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_several_codings_cover_is_counted_once() {
        let mut covered = Covered::default();
        for (start, end) in [(0, 4), (2, 6), (3, 5), (10, 12), (10, 20)] {
            covered.add(start, end);
        }
        assert_eq!(covered.characters, 16);
    }
}
