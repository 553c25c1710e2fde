//! Where a project lives: its folder, its journal, its record files.
//!
//! The promise: what the status bar calls saved survives a crash of the program or the machine. Every
//! gesture is one frame of a journal, synced before it is called saved ([`journal`]); from time to
//! time a [`checkpoint`] writes what changed into record files; opening reads the record files and
//! replays the journal after them ([`open`]). Every file that changes has one writer, its replica
//! (one installation's copy of one folder), so that folders can be synchronised and merged file by file.
//!
//! The store knows nothing of windows or commands, and decides nothing about a study: that is the model's.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

pub mod archive;
pub mod backup;
pub mod check;
pub mod checkpoint;
pub mod chronicle;
mod coding_line;
mod copy;
mod create;
mod entry;
mod environment;
mod error;
mod fault;
pub mod format;
pub mod frame;
pub mod fs;
pub mod history;
mod installation;
pub mod journal;
mod layout;
pub mod ledger;
mod loose;
mod memory_fs;
pub mod merge;
mod more;
pub mod open;
mod open_to_write;
mod past;
mod project_store;
mod read_files;
mod read_folder;
mod read_journals;
mod read_texts;
pub mod record;
pub mod repair;
pub mod rescan;
mod settle;
mod replay;
pub mod stamps;
mod untangle;
mod v1;
mod size_limit;

pub use copy::write_copy;
pub use environment::{Clock, Environment, SEARCH_INDEX, SteppingClock, SystemClock, SystemMint};
pub use error::{OpenError, SaveError, io_message};
pub use fs::{Fs, RealFs};
pub use history::Stacks;
pub use installation::Window;
pub(crate) use installation::write_data;
pub use layout::{EXTENSION, Layout};
pub use memory_fs::MemoryFs;
pub use past::{with_text, with_texts};
pub use project_store::{Gesture, Learnt, Opened, SaveState, Store};
pub use read_files::{Stray, Trouble, What, Whose};
pub use read_journals::Reach;
pub use size_limit::size_limit_is_an_error;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
mod proof;
