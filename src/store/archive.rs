//! The archive: older segments of the journal, compressed and kept for good. They are the audit trail.

use std::io;
use std::path::Path;

use super::frame;
use super::fs::{Fs, make_folder, replace, sync_folder_where_possible};
use super::layout::Layout;
use crate::model::Replica;

/// Of zstd: fast, and already a tenth of the size.
const LEVEL: i32 = 3;

/// No segment is larger when unpacked; a frame of bytes that claims more is not ours.
const LARGEST_SEGMENT: u64 = 4 << 30;

/// No journal packs better than so many to one; what claims to is made to fill the memory.
const MOST_RATIO: u64 = 200;

/// The bytes of a segment, wherever it stands: still open, in the archive, or in the archive of a
/// program that did not compress.
///
/// # Errors
/// What the system says; `NotFound` where it stands nowhere.
pub fn read_segment(fs: &dyn Fs, layout: &Layout, replica: &Replica, number: u32) -> io::Result<Vec<u8>> {
    let missing = |error: &io::Error| error.kind() == io::ErrorKind::NotFound;
    match fs.read(&layout.segment(replica, number)) {
        Err(error) if missing(&error) => {}
        result => return result,
    }
    match fs.read(&layout.archived_segment(replica, number)) {
        Err(error) if missing(&error) => fs.read(&layout.archived_uncompressed(replica, number)),
        Err(error) => Err(error),
        Ok(bytes) => unpack(&bytes),
    }
}

/// The numbers of a replica's segments, open and archived, ascending.
///
/// # Errors
/// What the system says; a replica without a journal has none.
pub fn segment_numbers(fs: &dyn Fs, layout: &Layout, replica: &Replica) -> io::Result<Vec<u32>> {
    let mut numbers = Vec::new();
    for folder in [layout.replica_journal(replica), layout.archive_folder(replica)] {
        match fs.list(&folder) {
            Ok(entries) => {
                numbers.extend(entries.iter().filter(|e| !e.is_folder).filter_map(|e| segment_number(&e.name)));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    numbers.sort_unstable();
    numbers.dedup();
    Ok(numbers)
}

/// Of a file's name: `00000007.log`, compressed or not.
pub(super) fn segment_number(name: &str) -> Option<u32> {
    let digits = name.strip_suffix(".zst").unwrap_or(name).strip_suffix(".log")?;
    (digits.len() == 8).then(|| digits.parse().ok()).flatten()
}

/// Packs bytes into one frame of zstd with a checksum.
///
/// # Errors
/// What the encoder says; memory alone gives it reason to.
pub fn pack(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = zstd::Encoder::new(Vec::new(), LEVEL)?;
    encoder.include_checksum(true)?;
    io::Write::write_all(&mut encoder, bytes)?;
    encoder.finish()
}

/// Unpacks what [`pack`] packed.
///
/// # Errors
/// Where it is no whole frame of zstd, or claims to be larger than any segment.
pub fn unpack(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut unpacked = Vec::new();
    let decoder = zstd::Decoder::with_buffer(bytes)?;
    let largest = LARGEST_SEGMENT.min((1 << 20) + MOST_RATIO * bytes.len() as u64);
    let read = io::Read::read_to_end(&mut io::Read::take(decoder, largest), &mut unpacked)?;
    if read as u64 == largest {
        return Err(io::Error::other("it unpacks to more than any segment holds"));
    }
    Ok(unpacked)
}

/// As much as can be unpacked of what is damaged.
pub(super) fn unpack_as_far_as_possible(bytes: &[u8]) -> Vec<u8> {
    let mut unpacked = Vec::new();
    if let Ok(decoder) = zstd::Decoder::with_buffer(bytes) {
        // What comes before the error has been read; frames have checksums of their own.
        let _ = io::Read::read_to_end(&mut io::Read::take(decoder, LARGEST_SEGMENT), &mut unpacked);
    }
    unpacked
}

/// Puts a segment into the archive: packed beside it, synced, and only then taken from where it stood.
/// One that is in the archive already is never written over.
///
/// # Errors
/// What the system says; the segment is then where it was, or in both places.
pub fn put_away(fs: &dyn Fs, from: &Path, to: &Path) -> io::Result<()> {
    if !fs.exists(from) {
        return Ok(());
    }
    // A program that was killed may have made the folder or the file without living to sync their
    // names; so nothing is taken from where it stood before both are sure to last.
    let folder = to.parent().unwrap_or(Path::new(""));
    make_folder(fs, folder)?;
    if let Some(above) = folder.parent() {
        sync_folder_where_possible(fs, above)?;
    }
    let bytes = fs.read(from)?;
    let held = if fs.exists(to) { fs.read(to).and_then(|held| unpack(&held)).ok() } else { None };
    match held {
        // Of what was put away before it was synced, a power cut may have left less here.
        Some(held) if frame::read(&held).frames.starts_with(&frame::read(&bytes).frames) => {
            sync_folder_where_possible(fs, folder)?;
        }
        // Another segment of this number: both are kept, and a check says so.
        Some(_) => return Ok(()),
        None => {
            replace(fs, to, &pack(&bytes)?)?;
        }
    }
    fs.remove(from)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::model::Sequence;
    use crate::store::MemoryFs;

    fn frames(numbers: std::ops::RangeInclusive<u64>) -> Vec<u8> {
        numbers.flat_map(|n| frame::encode(&[frame::Frame::Closed { seq: Sequence(n) }]).unwrap()).collect()
    }

    fn packed() -> (MemoryFs, Layout, Replica) {
        let (fs, layout, replica) = (MemoryFs::new(), Layout::of(Path::new("/p.tianye")), Replica("r".into()));
        fs.put(&layout.segment(&replica, 7), &frames(1..=3));
        put_away(&fs, &layout.segment(&replica, 7), &layout.archived_segment(&replica, 7)).unwrap();
        (fs, layout, replica)
    }

    #[test]
    fn a_segment_is_read_the_same_from_the_archive() {
        let (fs, layout, replica) = packed();
        assert!(!fs.exists(&layout.segment(&replica, 7)));
        assert_eq!(read_segment(&fs, &layout, &replica, 7).unwrap(), frames(1..=3));
        assert_eq!(segment_numbers(&fs, &layout, &replica).unwrap(), [7]);
        assert_eq!(read_segment(&fs, &layout, &replica, 8).unwrap_err().kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn what_is_in_the_archive_is_never_written_over() {
        let (fs, layout, replica) = packed();
        fs.put(&layout.segment(&replica, 7), &frames(5..=6));
        put_away(&fs, &layout.segment(&replica, 7), &layout.archived_segment(&replica, 7)).unwrap();
        assert!(fs.exists(&layout.segment(&replica, 7)), "both are kept");
        let archived = fs.read(&layout.archived_segment(&replica, 7)).unwrap();
        assert_eq!(unpack(&archived).unwrap(), frames(1..=3));
    }

    #[test]
    fn what_a_power_cut_left_of_an_archived_segment_is_taken_away() {
        let (fs, layout, replica) = packed();
        let (from, to) = (layout.segment(&replica, 7), layout.archived_segment(&replica, 7));
        let archived = fs.read(&to).unwrap();
        let whole = frames(1..=3);
        for left in [0, 5, frames(1..=1).len() + 4, whole.len()] {
            fs.put(&from, &whole[..left]);
            put_away(&fs, &from, &to).unwrap();
            assert!(!fs.exists(&from), "{left} bytes of it");
            assert_eq!(fs.read(&to).unwrap(), archived);
        }
    }

    #[test]
    fn a_bit_that_flipped_in_the_archive_is_seen() {
        let (fs, layout, replica) = packed();
        let whole = fs.read(&layout.archived_segment(&replica, 7)).unwrap();
        for bit in 0..whole.len() * 8 {
            let mut flipped = whole.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            if let Ok(read) = unpack(&flipped) {
                assert_eq!(read, frames(1..=3), "bit {bit}");
            }
        }
    }
}
