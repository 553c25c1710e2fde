//! A replica's journal looked at segment by segment, the archive too.
//!
//! Opening reads only what the record files do not hold yet. Here every frame's checksum is verified,
//! every header compared with its place, and the numbers of the transactions are counted through.

use std::io;
use std::path::PathBuf;

use crate::model::{ProjectId, Replica, Sequence};
use crate::store::archive::{self, segment_number};
use crate::store::checkpoint::ArchivedSegment;
use crate::store::format::Gate;
use crate::store::frame::{self, End, Frame};
use crate::store::fs::Fs;
use crate::store::layout::Layout;
use crate::store::read_journals::with_own_line_ends;

/// What is wrong with a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The checkpoint names it and it is nowhere.
    Missing,
    /// It cannot be read or unpacked.
    Unreadable(String),
    /// Frames are damaged; how many good ones stand after the damage.
    Damaged(usize),
    /// Empty or nothing but zeros.
    Hollow,
    /// Of another project or a newer program.
    NotOurs,
    /// Its header names another replica or number.
    Misplaced,
    /// It stands in the journal and in the archive, with different content.
    Twice,
}

/// One segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentState {
    /// Its number, by its name.
    pub number: u32,
    /// Where it was found; both places where it stands in both.
    pub paths: Vec<PathBuf>,
    /// Whether it stands among those that are not archived yet.
    pub is_open: bool,
    /// Inclusive ranges of the transactions in it and of those that a repair said are lost, ascending.
    pub known: Vec<(Sequence, Sequence)>,
    /// The first and last transaction in it.
    pub range: Option<(Sequence, Sequence)>,
    /// Up to where the last orderly end says that there must be transactions.
    pub closed: Option<Sequence>,
    /// Whether it may be empty: it is not archived yet, or was archived as what a crash had left.
    pub may_be_hollow: bool,
    /// Whether its last frame is the mark of an orderly end.
    pub ends_in_order: bool,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
    /// All its good frames, kept only where something is wrong.
    pub frames: Vec<Frame>,
}

/// Looks at all segments of a replica, in order of their numbers; those that `listed` names are expected.
#[must_use]
pub fn survey(
    fs: &dyn Fs,
    layout: &Layout,
    project: ProjectId,
    replica: &Replica,
    listed: &[ArchivedSegment],
) -> Vec<SegmentState> {
    let names = |folder: PathBuf| -> Vec<u32> {
        let entries = fs.list(&folder).unwrap_or_default();
        entries.iter().filter(|e| !e.is_folder).filter_map(|e| segment_number(&e.name)).collect()
    };
    let open = names(layout.replica_journal(replica));
    let mut numbers: Vec<u32> = open.clone();
    numbers.extend(names(layout.archive_folder(replica)));
    numbers.extend(listed.iter().map(|segment| segment.number));
    numbers.sort_unstable();
    numbers.dedup();
    numbers
        .into_iter()
        .map(|number| {
            let mut state = look_at(fs, layout, (project, replica), number);
            let entry = listed.iter().find(|segment| segment.number == number);
            let held_nothing = entry.is_none_or(|segment| segment.first > segment.last);
            state.may_be_hollow = state.is_open || held_nothing;
            if state.paths.is_empty() && !held_nothing {
                state.faults.push(Fault::Missing);
            }
            if state.is_sound() {
                state.frames = Vec::new();
            }
            state
        })
        .collect()
}

fn look_at(fs: &dyn Fs, layout: &Layout, of: (ProjectId, &Replica), number: u32) -> SegmentState {
    let replica = of.1;
    let mut state = SegmentState {
        number,
        paths: Vec::new(),
        is_open: false,
        known: Vec::new(),
        range: None,
        closed: None,
        may_be_hollow: false,
        ends_in_order: false,
        faults: Vec::new(),
        frames: Vec::new(),
    };
    let places = [
        layout.segment(replica, number),
        layout.archived_segment(replica, number),
        layout.archived_uncompressed(replica, number),
    ];
    let mut contents: Vec<Vec<u8>> = Vec::new();
    for (at, path) in places.into_iter().enumerate() {
        let read = match fs.read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && !fs.exists(&path) => continue,
            read => read,
        };
        state.is_open |= at == 0;
        state.paths.push(path);
        let unpacked = |bytes: Vec<u8>| match archive::unpack(&bytes) {
            Ok(unpacked) => (unpacked, None),
            Err(error) => (archive::unpack_as_far_as_possible(&bytes), Some(error)),
        };
        match read.map(|bytes| if at == 1 { unpacked(bytes) } else { (bytes, None) }) {
            Ok((bytes, None)) => contents.push(bytes),
            Ok((bytes, Some(error))) => {
                state.faults.push(Fault::Unreadable(error.to_string()));
                if !bytes.is_empty() {
                    contents.push(bytes);
                }
            }
            Err(error) => state.faults.push(Fault::Unreadable(error.to_string())),
        }
    }
    contents.dedup();
    if contents.len() > 1 {
        state.faults.push(Fault::Twice);
    }
    for bytes in &contents {
        state.take(bytes, of);
    }
    state.settle();
    state
}

impl SegmentState {
    fn take(&mut self, bytes: &[u8], (project, replica): (ProjectId, &Replica)) {
        if bytes.iter().all(|&b| b == 0) {
            self.faults.push(Fault::Hollow);
            return;
        }
        let bytes = with_own_line_ends(bytes);
        if let End::Damaged { good_after, .. } = frame::read(&bytes).end {
            self.faults.push(Fault::Damaged(good_after));
        }
        let frames = frame::read_past_damage(&bytes);
        for frame in &frames {
            if let Frame::Segment { version, project: of, replica: writer, number } = frame {
                if *of != project || version.gate() == Gate::Refuse {
                    self.faults.push(Fault::NotOurs);
                    return;
                }
                if writer != replica || *number != self.number {
                    self.faults.push(Fault::Misplaced);
                }
            }
        }
        self.ends_in_order = matches!(frames.last(), Some(Frame::Closed { .. }));
        self.frames.extend(frames);
    }

    /// Sums up the frames; lets go of those of a segment without faults.
    fn settle(&mut self) {
        for frame in &self.frames {
            match frame {
                Frame::Transaction(transaction) => {
                    let seq = transaction.seq;
                    self.known.push((seq, seq));
                    self.range = Some(self.range.map_or((seq, seq), |(first, last)| (first.min(seq), last.max(seq))));
                }
                Frame::Lost { first, last } => self.known.push((*first, *last)),
                Frame::Closed { seq } => self.closed = self.closed.max(Some(*seq)),
                Frame::Segment { .. } | Frame::Migrated { .. } => {}
            }
        }
        self.known = joined(std::mem::take(&mut self.known));
        if self.faults.is_empty() {
            self.frames = Vec::new();
        }
    }

    /// Whether nothing is wrong with it, but that it may be hollow where that is what a crash leaves.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.faults.iter().all(|fault| self.may_be_hollow && *fault == Fault::Hollow)
    }
}

/// Ranges put together where they touch, ascending.
#[must_use]
pub fn joined(mut ranges: Vec<(Sequence, Sequence)>) -> Vec<(Sequence, Sequence)> {
    ranges.sort_unstable();
    let mut all: Vec<(Sequence, Sequence)> = Vec::new();
    for (first, last) in ranges {
        match all.last_mut() {
            Some((_, end)) if first.0 <= end.0 + 1 => *end = (*end).max(last),
            _ => all.push((first, last)),
        }
    }
    all
}

/// The transactions from 1 to `top` that none of the segments knows anything of.
#[must_use]
pub fn gaps(segments: &[SegmentState], top: Sequence) -> Vec<(Sequence, Sequence)> {
    let mut missing = Vec::new();
    let mut next = 1;
    for (first, last) in joined(segments.iter().flat_map(|segment| segment.known.clone()).collect()) {
        if first.0 > next {
            missing.push((Sequence(next), Sequence(first.0 - 1)));
        }
        next = next.max(last.0 + 1);
    }
    if top.0 >= next {
        missing.push((Sequence(next), top));
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(first: u64, last: u64) -> (Sequence, Sequence) {
        (Sequence(first), Sequence(last))
    }

    #[test]
    fn ranges_that_touch_are_one() {
        let ranges = vec![range(4, 4), range(1, 2), range(3, 3), range(7, 9), range(8, 8)];
        assert_eq!(joined(ranges), [range(1, 4), range(7, 9)]);
    }

    #[test]
    fn what_no_segment_knows_is_missing_at_the_front_in_the_middle_and_at_the_end() {
        let segment = |known| SegmentState {
            number: 1,
            paths: Vec::new(),
            is_open: false,
            known,
            range: None,
            closed: None,
            may_be_hollow: false,
            ends_in_order: true,
            faults: Vec::new(),
            frames: Vec::new(),
        };
        let segments = [segment(vec![range(3, 4)]), segment(vec![range(6, 7)])];
        assert_eq!(gaps(&segments, Sequence(9)), [range(1, 2), range(5, 5), range(8, 9)]);
        assert_eq!(gaps(&segments, Sequence(7)), [range(1, 2), range(5, 5)]);
        assert_eq!(gaps(&[], Sequence(0)), []);
    }
}
