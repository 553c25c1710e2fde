//! Faults that the proof plants into the protocol, to show that it would see them. In the program
//! itself there are none: [`planted`] is a constant there.

use super::fs::Fs;

/// A step of the protocol that is left out or done wrongly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// What was appended to the journal is called saved without a sync.
    NoJournalSync,
    /// A file takes its name before its bytes are synced.
    NoSyncBeforeRename,
    /// Names are never synced.
    NoFolderSync,
    /// Segments leave the journal before the checkpoint's own file stands.
    ArchiveFirst,
    /// Frames are believed by their length.
    NoCrc,
    /// A session goes on in the last segment of the one before.
    AppendToOldSegment,
    /// A record file is emptied and written again under its own name.
    OverwriteInPlace,
    /// The next number is known before the journal is read.
    SeqBeforeReplay,
    /// A sync that failed is asked again, and believed.
    RetryFailedSync,
}

/// Whether a fault is planted; the proof's file system carries it.
#[cfg(test)]
pub(super) fn planted(fs: &dyn Fs, fault: Fault) -> bool {
    fs.planted() == Some(fault)
}

/// No.
#[cfg(not(test))]
pub(super) const fn planted(_: &dyn Fs, _: Fault) -> bool {
    false
}
