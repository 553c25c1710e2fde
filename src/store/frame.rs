//! Frames of the journal: one write each, checked by length and CRC-32C.
//!
//! `\n<crc32c as 8 hexadecimal digits> <byte length> <one line of RON>\n`. The line end at the front is
//! not decoration: without it, one damaged separator would swallow the next good frame.
//!
//! What is written at once is checked at once: several frames that go out in one write stand under one
//! checksum, a line each. A power cut may leave the end of a write without its beginning; with a
//! checksum for each frame, that would look as if something saved had been damaged.

use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::format::Version;
use crate::model::{ProjectId, Replica, Sequence, Transaction};

/// What stands in a journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Frame {
    /// The first of each segment: what it belongs to.
    Segment {
        /// Of the format.
        version: Version,
        /// Of which project.
        project: ProjectId,
        /// Its only writer.
        replica: Replica,
        /// Counts from 1.
        number: u32,
    },
    /// A gesture.
    Transaction(Arc<Transaction>),
    /// The project was brought to a newer format here.
    Migrated {
        /// What it was.
        from: Version,
        /// What it is.
        to: Version,
    },
    /// A repair found that the transactions from the first to the last of these are nowhere: what the
    /// journal says goes on after them.
    Lost {
        /// The first that is missing.
        first: Sequence,
        /// The last.
        last: Sequence,
    },
    /// The last of a session that ended in order; what is missing before it was damaged, not torn off.
    Closed {
        /// The last transaction.
        seq: Sequence,
    },
}

/// The bytes of frames that are written at once.
///
/// # Errors
/// What RON says; nothing in a [`Frame`] gives it reason to.
pub fn encode(frames: &[Frame]) -> Result<Vec<u8>, ron::Error> {
    let lines = frames.iter().map(ron::to_string).collect::<Result<Vec<_>, _>>()?;
    let payload = lines.join("\n");
    let crc = crc32c::crc32c(payload.as_bytes());
    Ok(format!("\n{crc:08x} {} {payload}\n", payload.len()).into_bytes())
}

/// What a segment's bytes hold.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Segment {
    /// All frames up to the first that is not good.
    pub frames: Vec<Frame>,
    /// How it ends.
    pub end: End,
}

/// How a segment ends.
#[derive(Debug, Default, PartialEq, Eq)]
pub enum End {
    /// With a whole frame.
    #[default]
    Whole,
    /// With bytes that are no frame, and no good frame after them: a write that a crash cut short. It was never called saved.
    Torn {
        /// How many bytes are dropped.
        bytes: usize,
    },
    /// A good frame stands after a bad one: something that was saved is missing.
    Damaged {
        /// The byte at which the bad frame begins.
        at: usize,
        /// How many good frames stand after it.
        good_after: usize,
    },
}

/// Reads a segment. Never fails: what is not understood is told by [`Segment::end`].
#[must_use]
pub fn read(bytes: &[u8]) -> Segment {
    read_checking(bytes, |payload, crc| crc32c::crc32c(payload) == crc)
}

/// As [`read`], with a test of its own for what a checksum says of a payload.
pub(super) fn read_checking(bytes: &[u8], fits: fn(&[u8], u32) -> bool) -> Segment {
    // Where writes begin and end is found in one pass; to understand them is the longer work, and is shared out.
    let mut payloads = Vec::new();
    let mut at = 0;
    while let Some((payload, next)) = payload_at(bytes, at, fits) {
        payloads.push((at, payload));
        at = next;
    }
    let parsed: Vec<Option<Vec<Frame>>> =
        payloads.par_iter().with_min_len(WRITES_AT_ONCE).map(|(_, payload)| frames_of(payload)).collect();
    let mut frames = Vec::with_capacity(parsed.len());
    for (read, (begins, _)) in parsed.into_iter().zip(&payloads) {
        let Some(read) = read else {
            at = *begins;
            break;
        };
        frames.extend(read);
    }
    let good_after = if at < bytes.len() { good_after(bytes, at + 1, fits).len() } else { 0 };
    let end = match good_after {
        _ if at >= bytes.len() => End::Whole,
        0 => End::Torn { bytes: bytes.len() - at },
        _ => End::Damaged { at, good_after },
    };
    Segment { frames, end }
}

/// All good frames of a segment, those after damage too: for a repair, which can tell by their numbers
/// what is missing between them.
#[must_use]
pub fn read_past_damage(bytes: &[u8]) -> Vec<Frame> {
    let Segment { mut frames, end } = read(bytes);
    if let End::Damaged { at, .. } = end {
        frames.extend(good_after(bytes, at + 1, |payload, crc| crc32c::crc32c(payload) == crc));
    }
    frames
}

/// Fewer are not worth another thread.
const WRITES_AT_ONCE: usize = 256;

/// The first transaction of a segment, without reading the rest.
#[must_use]
pub fn first_transaction(bytes: &[u8]) -> Option<Arc<Transaction>> {
    let mut at = 0;
    while let Some((frames, next)) = frames_at(bytes, at, |payload, crc| crc32c::crc32c(payload) == crc) {
        let first = frames.into_iter().find_map(|frame| match frame {
            Frame::Transaction(transaction) => Some(transaction),
            _ => None,
        });
        if first.is_some() {
            return first;
        }
        at = next;
    }
    None
}

fn frames_at(bytes: &[u8], at: usize, fits: fn(&[u8], u32) -> bool) -> Option<(Vec<Frame>, usize)> {
    let (payload, next) = payload_at(bytes, at, fits)?;
    Some((frames_of(payload)?, next))
}

/// The frames of one write, a line each.
fn frames_of(payload: &str) -> Option<Vec<Frame>> {
    payload.split('\n').map(|line| ron::from_str(line).ok()).collect()
}

/// What was written at once here, and where the next one begins.
fn payload_at(bytes: &[u8], at: usize, fits: fn(&[u8], u32) -> bool) -> Option<(&str, usize)> {
    let rest = bytes.get(at..)?.strip_prefix(b"\n")?;
    let crc_text = std::str::from_utf8(rest.get(..8)?).ok()?;
    let crc = u32::from_str_radix(crc_text, 16).ok()?;
    if crc_text.bytes().any(|b| b.is_ascii_uppercase() || b == b'+') || rest.get(8) != Some(&b' ') {
        return None;
    }
    let after_crc = rest.get(9..)?;
    let digits = after_crc.iter().take(20).position(|&b| b == b' ')?;
    let length_text = std::str::from_utf8(after_crc.get(..digits)?).ok()?;
    let length: usize = length_text.parse().ok()?;
    if length_text != length.to_string() {
        return None;
    }
    let payload = after_crc.get(digits + 1..)?.get(..length)?;
    if !fits(payload, crc) || after_crc.get(digits + 1 + length) != Some(&b'\n') {
        return None;
    }
    Some((std::str::from_utf8(payload).ok()?, at + 1 + 9 + digits + 1 + length + 1))
}

fn good_after(bytes: &[u8], mut at: usize, fits: fn(&[u8], u32) -> bool) -> Vec<Frame> {
    let mut good = Vec::new();
    while let Some(offset) = bytes.get(at..).and_then(|rest| rest.iter().position(|&b| b == b'\n')) {
        if let Some((frames, next)) = frames_at(bytes, at + offset, fits) {
            good.extend(frames);
            at = next;
        } else {
            at += offset + 1;
        }
    }
    good
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn closed(n: u64) -> Frame {
        Frame::Closed { seq: Sequence(n) }
    }

    fn three() -> Vec<u8> {
        (1..=3).flat_map(|n| encode(&[closed(n)]).unwrap()).collect()
    }

    #[test]
    fn frames_come_back_in_order() {
        assert_eq!(read(&three()), Segment { frames: vec![closed(1), closed(2), closed(3)], end: End::Whole });
        assert_eq!(read(b""), Segment::default());
    }

    #[test]
    fn a_torn_tail_is_dropped_wherever_the_write_was_cut() {
        let whole = three();
        let two = encode(&[closed(1)]).unwrap().len() + encode(&[closed(2)]).unwrap().len();
        for cut in two + 1..whole.len() {
            let segment = read(&whole[..cut]);
            assert_eq!(segment.frames, [closed(1), closed(2)]);
            assert_eq!(segment.end, End::Torn { bytes: cut - two });
        }
    }

    #[test]
    fn a_frame_that_is_whole_and_says_nothing_ends_the_reading_as_a_broken_one_does() {
        let nonsense = "Nonsense(1)";
        let crc = crc32c::crc32c(nonsense.as_bytes());
        let nonsense = format!("\n{crc:08x} {} {nonsense}\n", nonsense.len());
        let mut bytes = three();
        let at = bytes.len();
        bytes.extend(nonsense.as_bytes());
        assert_eq!(read(&bytes).end, End::Torn { bytes: nonsense.len() });
        assert_eq!(read(&bytes).frames.len(), 3);
        bytes.extend(three());
        assert_eq!(read(&bytes).end, End::Damaged { at, good_after: 3 });
        assert_eq!(read(&bytes).frames.len(), 3);
    }

    #[test]
    fn a_write_of_several_frames_is_there_whole_or_not_at_all() {
        let first = encode(&[closed(1)]).unwrap();
        let whole = [first.clone(), encode(&[closed(2), closed(3)]).unwrap()].concat();
        assert_eq!(read(&whole), read(&three()));
        for hole in first.len()..whole.len() {
            let mut bytes = whole.clone();
            bytes[hole] = 0;
            assert_eq!(read(&bytes).frames, [closed(1)], "a hole at {hole}");
            assert_eq!(read(&bytes).end, End::Torn { bytes: whole.len() - first.len() });
        }
    }

    #[test]
    fn every_bit_flip_is_seen() {
        let whole = three();
        let good = read(&whole);
        for bit in 0..whole.len() * 8 {
            let mut bytes = whole.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert_ne!(read(&bytes), good, "bit {bit} went unseen");
        }
    }

    #[test]
    fn damage_before_a_good_frame_is_not_taken_for_a_torn_tail() {
        let mut bytes = three();
        bytes[15] ^= 4;
        assert_eq!(read(&bytes).end, End::Damaged { at: 0, good_after: 2 });
        assert_eq!(read_past_damage(&bytes), [closed(2), closed(3)]);
        assert_eq!(read_past_damage(&three()), read(&three()).frames);
    }
}
