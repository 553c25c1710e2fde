//! The proof that what is called saved is saved: every call that writes, cut by a power failure in
//! every way that a file system allows, opened again, worked on and opened once more.
//!
//! A [`workload`] runs over a [`recording`] file system. Of every moment between two calls
//! [`images`] makes the disks that a power cut may leave there; [`judge`] opens each and says what is
//! wrong with it; [`enumerate`] does so for all of them and counts. [`mutants`] shows that the judge
//! sees: nine faults are planted into the protocol, and each is found.
//!
//! What is not modelled: a disk that lies about a sync, and folders that are renamed or removed (the
//! store does neither).

#![allow(clippy::print_stdout, reason = "how much was looked at is said by the tests, see `cargo test -- --nocapture`")]
#![allow(clippy::case_sensitive_file_extension_comparisons, reason = "all names here are the store's own")]

mod bit_flips;
mod desk;
mod enumerate;
mod history;
mod images;
mod judge;
mod machine;
mod mutants;
mod power_cuts;
mod recording;
mod workload;
