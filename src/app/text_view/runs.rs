//! Bold, italic and citation marks of a text, and the labels of speakers, as runs that do not overlap.
//!
//! Marks may nest and cross; a row's layout wants sections that follow each other.

use std::ops::Range;

use crate::model::{Mark, MarkKind, Role, Span, Structure};

/// How a run is set off; nothing set is plain text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Emphasis {
    /// The bold face.
    pub bold: bool,
    /// Slanted.
    pub italic: bool,
    /// Set back, as marks of citations are.
    pub citation: bool,
    /// The name of who speaks, coloured by what they do.
    pub label: Option<Role>,
}

/// A run set off in one way: code points, half open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// First code point.
    pub start: u32,
    /// After the last.
    pub end: u32,
    /// How it is set off.
    pub emphasis: Emphasis,
}

/// What a label can tell, in the order of its counters.
const ROLES: [Role; 3] = [Role::Unknown, Role::Interviewer, Role::Respondent];

/// The names that stand before turns, with what their speakers do.
pub fn labels(structure: &Structure) -> impl Iterator<Item = (Span, Role)> {
    structure.turns.iter().filter_map(|turn| {
        let speaker = structure.speakers.get(usize::from(turn.speaker?))?;
        Some((Span::new(turn.span.start.0, turn.said.0)?, speaker.role))
    })
}

/// Marks and labels as runs, ascending, without overlaps and without plain ones.
#[must_use]
pub fn runs_of(marks: &[Mark], labels: impl Iterator<Item = (Span, Role)>) -> Vec<Run> {
    let kind = |mark: &Mark| match mark.kind {
        MarkKind::Bold => 0_usize,
        MarkKind::Italic => 1,
        MarkKind::Citation => 2,
    };
    // Where a mark begins and where it ends, in order; a count of open marks of each kind.
    let label = |role| 3 + ROLES.iter().position(|known| *known == role).unwrap_or(0);
    let set_off = marks.iter().map(|mark| (mark.span, kind(mark)));
    let named = labels.map(|(span, role)| (span, label(role)));
    let mut events: Vec<(u32, usize, i32)> =
        set_off.chain(named).flat_map(|(span, kind)| [(span.start.0, kind, 1), (span.end.0, kind, -1)]).collect();
    events.sort_unstable();
    let mut open = [0_i32; 6];
    let mut runs: Vec<Run> = Vec::new();
    for (at, &(position, kind, change)) in events.iter().enumerate() {
        open[kind] += change;
        let Some(&(next, ..)) = events.get(at + 1) else { break };
        if next == position || open == [0; 6] {
            continue;
        }
        let label = ROLES.into_iter().zip(&open[3..]).find(|(_, open)| **open > 0).map(|(role, _)| role);
        let emphasis = Emphasis { bold: open[0] > 0, italic: open[1] > 0, citation: open[2] > 0, label };
        match runs.last_mut() {
            Some(last) if last.end == position && last.emphasis == emphasis => last.end = next,
            _ => runs.push(Run { start: position, end: next, emphasis }),
        }
    }
    runs
}

/// A range cut where runs begin and end; the pieces cover it once, in order.
pub fn pieces(runs: &[Run], range: Range<u32>) -> impl Iterator<Item = (Range<u32>, Emphasis)> {
    let mut next = runs.partition_point(|run| run.end <= range.start);
    let mut at = range.start;
    std::iter::from_fn(move || {
        if at >= range.end {
            return None;
        }
        let run = runs.get(next).filter(|run| run.start < range.end);
        let (end, emphasis) = match run {
            Some(run) if run.start <= at => {
                next += 1;
                (run.end.min(range.end), run.emphasis)
            }
            Some(run) => (run.start, Emphasis::default()),
            None => (range.end, Emphasis::default()),
        };
        let piece = (at..end, emphasis);
        at = end;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Span;

    #[test]
    fn crossing_marks_become_runs_that_follow_each_other() {
        let mark = |start, end, kind| Mark { span: Span::new(start, end).unwrap(), kind };
        let runs = runs_of(&[mark(2, 8, MarkKind::Bold), mark(5, 10, MarkKind::Italic)], std::iter::empty());
        let found: Vec<_> = pieces(&runs, 0..12).map(|(range, e)| (range.start, range.end, e.bold, e.italic)).collect();
        assert_eq!(
            found,
            [
                (0, 2, false, false),
                (2, 5, true, false),
                (5, 8, true, true),
                (8, 10, false, true),
                (10, 12, false, false)
            ]
        );
        let inside: Vec<_> = pieces(&runs, 6..7).collect();
        assert_eq!(inside.len(), 1);
        assert!(inside[0].1.bold && inside[0].1.italic);
        assert_eq!(pieces(&[], 3..3).count(), 0);
    }

    #[test]
    fn a_label_is_a_run_with_the_role_of_its_speaker() {
        let span = |start, end| Span::new(start, end).unwrap();
        let bold = Mark { span: span(0, 4), kind: MarkKind::Bold };
        let runs = runs_of(&[bold], [(span(0, 2), Role::Interviewer), (span(9, 11), Role::Respondent)].into_iter());
        let found: Vec<_> =
            runs.iter().map(|run| (run.start, run.end, run.emphasis.bold, run.emphasis.label)).collect();
        let expected =
            [(0, 2, true, Some(Role::Interviewer)), (2, 4, true, None), (9, 11, false, Some(Role::Respondent))];
        assert_eq!(found, expected);
    }
}
