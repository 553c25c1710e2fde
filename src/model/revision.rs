//! Which state of a project is meant.

/// Counts the states of an open project; results of background work carry the one that they saw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Revision(pub u64);
