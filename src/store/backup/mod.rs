//! Backups: what a project's folder held at a moment, kept outside it (invariant 6) and opened before it counts.
//!
//! They lie in the data folder, at `backups/<project>/<key of its place>/`: every file's bytes once, under
//! their hash in `objects/`, and one [`manifest`] a backup that names them. Texts and originals never
//! change, so an hourly backup writes little more than the hour's work. A backup protects from a mistake,
//! a broken program and a folder that was deleted; it lies on the same machine and is no substitute for a
//! copy on another disk.
//!
//! # Taken while the project is written to
//!
//! No lock keeps the project still: another program, or a cloud client, may be writing it. A folder is
//! read in an order in which whatever happens in between looks to [`super::open`] like a crash that it
//! recovers from:
//!
//! 1. `project.ron` and `checkpoints/`. What they cover is what the journal is read from.
//! 2. The record files. Those that a checkpoint replaces meanwhile are newer than step 1 says, those read
//!    before it are not: as after a crash between two renames, and each says by itself what it covers.
//!    They come after step 1, because a record file *older* than its checkpoint file would lose what lies between.
//! 3. The journals. A checkpoint writes only what the journal holds already, so a journal read after the
//!    record files holds everything that they do, and may hold more. The open segments of a replica come
//!    before its archive: a segment that is put away meanwhile is then found in one of the two.
//! 4. Texts and originals. They are on disk before the frame that speaks of them, so those that are
//!    there after step 3 are all that step 3 names.
//! 5. Step 1 once more. Only *after* it has replaced its own file does a checkpoint take segments out of
//!    step 3's reach. So where nothing of step 1 has changed, no segment was missed that step 1 says is
//!    needed; where something has, everything is read again.
//!
//! That this holds is not only argued: each backup is opened, straight from its objects, by the code
//! that opens projects ([`BackupFs`]). One that shows what the project itself does not is made once more
//! with every stored object checked, and if it still does, it is kept, marked and said.

mod error;
mod gather;
pub mod generations;
mod keep;
mod list;
pub mod manifest;
mod objects;
mod place;
mod prove;
mod restore;
mod view;

pub use error::BackupError;
pub use keep::{Made, back_up, make};
pub use list::{Listing, latest, list};
pub use manifest::{Backup, Counts, Header, Reason, Soundness};
pub use restore::{Restored, restore};
pub use view::BackupFs;

/// Whether to go on with a long work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Going {
    /// On.
    On,
    /// Somebody pressed cancel.
    Stop,
}

/// Is told how many files are done, of how many, and says whether to go on.
pub type Watch<'a> = &'a mut dyn FnMut(usize, usize) -> Going;

/// Files that are worked on together, between two looks at whether to go on.
const TOGETHER: usize = 64;
