//! Which times at the beginnings of lines are the recorder's, and which are spoken of.
//!
//! `8:30就来了`, `老人 11:30 就坐在门口等` and `8:30-11:30 开门` are what people say. A time is the recorder's
//! where it is written as the file's other times are and lies between those of its neighbours; one
//! without a name must also be set off from what follows.
//!
//! Refused: taking a time for a stamp in doubt. One that stays in the text is read; one that leaves it is lost.

use std::collections::BTreeMap;

use super::label::{Label, Shape};
use super::names::Strength;
use super::stamp::Stamp;
use super::vote::Candidate;
use crate::import::steps::lines::Line;

/// Where the time of a turn with a name stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// Before the name.
    Front,
    /// Behind the name, and a colon or the line's end behind it.
    SetOff,
    /// Between the name and what was said, with nothing else to part them.
    Parting,
    /// Behind the colon.
    BehindColon,
}

fn place(label: &Label) -> Place {
    if label.said_with_stamp.is_some() {
        Place::BehindColon
    } else if label.parted_by_stamp {
        Place::Parting
    } else if label.said_behind_stamp.is_some() {
        Place::Front
    } else {
        Place::SetOff
    }
}

/// Whether what follows a stamp stands apart from it.
pub fn is_set_off(line: &str, label: &Label) -> bool {
    let (Some(stamp), Some((from, _))) = (label.stamp, label.stamped) else { return false };
    let next = line.get(from + stamp.len..).and_then(|rest| rest.chars().next());
    stamp.form.enclosed || next.is_none_or(|c| c.is_whitespace() || c == '|')
}

fn is_named(candidate: &Candidate) -> bool {
    candidate.label.shape != Shape::Nameless
}

/// What the named turns of a file show of its times.
struct Habit<'a> {
    named: usize,
    by_place: BTreeMap<(Place, bool), usize>,
    by_name: BTreeMap<&'a str, usize>,
}

impl<'a> Habit<'a> {
    fn of(elected: &'a [Candidate]) -> Self {
        let mut habit = Self { named: 0, by_place: BTreeMap::new(), by_name: BTreeMap::new() };
        for Candidate { label, .. } in elected.iter().filter(|candidate| is_named(candidate)) {
            habit.named += 1;
            if let Some(stamp) = label.stamp {
                *habit.by_place.entry((place(label), stamp.form.enclosed)).or_default() += 1;
                *habit.by_name.entry(&label.name).or_default() += 1;
            }
        }
        habit
    }

    /// Whether a time is surely the recorder's, whatever the others are.
    fn is_sure(&self, label: &Label, stamp: Stamp) -> bool {
        let often = self.by_name.get(label.name.as_str()).is_some_and(|count| *count >= 2);
        stamp.form.exact || place(label) == Place::SetOff && (label.strength == Strength::Known || often)
    }

    /// Whether so many others stand at the same place that this one may be the recorder's.
    fn is_usual(&self, label: &Label, stamp: Stamp) -> bool {
        let count = self.by_place.get(&(place(label), stamp.form.enclosed)).copied().unwrap_or(0);
        count >= 2 && (stamp.form.enclosed || count * 3 >= self.named)
    }
}

/// Whether a time lies between those before and behind it. Two recordings in one file begin anew.
fn fits(at: u32, before: Option<u32>, behind: Option<u32>) -> bool {
    match (before, behind) {
        (Some(before), Some(behind)) if before > behind => at >= before || at <= behind,
        (before, behind) => before.is_none_or(|before| before <= at) && behind.is_none_or(|behind| at <= behind),
    }
}

/// Takes the times for what they are: a turn that only a spoken time made is none, and others lose the time.
pub fn keep_recorded(all: &[Line], elected: &mut Vec<Candidate>) {
    let habit = Habit::of(elected);
    let text = |candidate: &Candidate| all.get(candidate.line).map_or("", |line| line.text);
    let may_be: Vec<bool> = elected
        .iter()
        .map(|candidate| match candidate.label.stamp {
            Some(_) if !is_named(candidate) => is_set_off(text(candidate), &candidate.label),
            Some(stamp) => habit.is_sure(&candidate.label, stamp) || habit.is_usual(&candidate.label, stamp),
            None => false,
        })
        .collect();
    // Times of named turns judge the others where there are any.
    let judging: Vec<(usize, Stamp)> = {
        let of = |wanted: bool| {
            let fitting = elected.iter().zip(&may_be).enumerate();
            fitting
                .filter(|(_, (candidate, may_be))| **may_be && is_named(candidate) == wanted)
                .filter_map(|(at, (candidate, _))| Some((at, candidate.label.stamp?)))
                .collect::<Vec<_>>()
        };
        let named = of(true);
        if named.is_empty() { of(false) } else { named }
    };
    let short = judging.iter().filter(|(_, stamp)| stamp.form.lead == 1).count();
    let holds = |at: usize, candidate: &Candidate, stamp: Stamp| {
        let after = judging.partition_point(|(other, _)| *other <= at);
        let upto = judging.partition_point(|(other, _)| *other < at);
        let before = upto.checked_sub(1).and_then(|at| judging.get(at)).map(|(_, stamp)| stamp.at);
        let behind = judging.get(after).map(|(_, stamp)| stamp.at);
        let itself = usize::from(after > upto && stamp.form.lead == 1);
        let as_others = stamp.form.exact || stamp.form.lead > 1 || short > itself;
        let sure = is_named(candidate) && habit.is_sure(&candidate.label, stamp);
        sure || as_others && fits(stamp.at, before, behind)
    };
    let kept: Vec<bool> = elected
        .iter()
        .zip(&may_be)
        .enumerate()
        .map(|(at, (candidate, may_be))| {
            candidate.label.stamp.is_none_or(|stamp| *may_be && holds(at, candidate, stamp))
        })
        .collect();
    let mut kept = kept.into_iter();
    elected.retain_mut(|candidate| kept.next().unwrap_or(true) || is_turn_without_stamp(candidate, all));
}

/// Takes the stamp off a label, and says whether it is one without.
fn is_turn_without_stamp(candidate: &mut Candidate, all: &[Line]) -> bool {
    let end = all.get(candidate.line).map_or(0, |line| line.text.trim_end().len());
    let label = &mut candidate.label;
    let is_parted = match place(label) {
        Place::BehindColon => {
            label.said = label.said_with_stamp.take().unwrap_or(label.said);
            true
        }
        Place::Front => matches!(label.shape, Shape::Colon | Shape::Cell),
        Place::SetOff => label.said < end,
        Place::Parting => false,
    };
    if label.shape == Shape::Nameless || !is_parted {
        return false;
    }
    (label.stamp, label.stamped) = (None, None);
    if label.shape == Shape::Timed {
        label.shape = Shape::Colon;
    }
    true
}
