//! Other programs' data, in and out: today the codebook, the codings and the attributes as tables, which is how
//! spreadsheets and scripts meet a project, and out only what a search found.
//!
//! Coming in, a file becomes a plan: the edits that would take it in, and what was found. Nothing here opens a
//! file or changes a project; the session commits the edits whole or not at all. Reading never fails whole
//! (invariant 8): a row that cannot be used is told with its line, and the others go in.
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

pub mod attributes;
pub mod codebook;
pub mod codings;
mod finding;
pub mod hits;
mod sheet;
mod tree;

pub use finding::{ExchangeError, Finding, Problem};
pub use tree::{BadPath, CodeTree};
