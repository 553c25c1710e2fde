//! What a person did in one gesture: edits that apply whole or not at all.

use serde::{Deserialize, Serialize};

use super::{CoderId, Edit, Message, Timestamp};

/// One coder on one installation; the only writer of the files that carry its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Replica(pub String);

/// Counts a replica's transactions from 1, without gaps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sequence(pub u64);

/// A gesture as the journal keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transaction {
    /// Who wrote it.
    pub replica: Replica,
    /// Which of that replica's transactions.
    pub seq: Sequence,
    /// Logical time over all replicas (Lamport 1978): higher than everything seen before.
    pub lamport: u64,
    /// Wall clock, for people.
    pub at: Timestamp,
    /// Who did it.
    pub coder: CoderId,
    /// What it is called in history and on the undo button.
    pub label: Message,
    /// The transaction of this replica that this one takes back; an undo taken back is a redo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<Sequence>,
    /// What it did, in order.
    pub edits: Vec<Edit>,
    /// What takes it back, in the order in which to apply.
    pub inverses: Vec<Edit>,
}
