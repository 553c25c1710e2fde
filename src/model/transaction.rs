//! What a person did in one gesture: edits that apply whole or not at all.

use std::collections::BTreeSet;
use std::sync::Arc;

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

/// When something was written, over all replicas: later wins, ties are broken by the replica's name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Stamp(pub u64, pub Arc<str>);

impl Default for Stamp {
    /// Before everything.
    fn default() -> Self {
        Self(0, Arc::from(""))
    }
}

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
    /// Of edits, counted from 0, that wrote over what another replica had written: up to which stamp
    /// this replica knew the field. A text that was written elsewhere and not known here is kept as
    /// another version of the field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub over: Vec<(u32, Stamp)>,
    /// Of edits, counted from 0, that pass on what was written in another copy of the project: the stamp
    /// under which it was written there. A merge decides nothing anew: what somebody writes there later
    /// still wins over what they had written there before, and merging twice is merging once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passed_on: Vec<(u32, Stamp)>,
    /// Of edits, counted from 0, that only let go again what a merge had brought here: where it came from it
    /// is not removed, and merging again brings it again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forgets: Vec<u32>,
}

impl Transaction {
    /// Which of its inverses only let go what a merge brought, counted from 0 in the order of the inverses.
    #[must_use]
    pub fn inverses_that_forget(&self) -> BTreeSet<u32> {
        let last = self.edits.len() as u32;
        let brought = self.passed_on.iter().map(|(number, _)| last - 1 - number);
        brought.filter(|&at| self.inverses.get(at as usize).is_some_and(Edit::is_removal)).collect()
    }

    /// Its place among those of all replicas.
    #[must_use]
    pub fn stamp(&self) -> Stamp {
        Stamp(self.lamport, Arc::from(self.replica.0.as_str()))
    }

    /// Whether it takes back another one, of whatever replica.
    #[must_use]
    pub fn takes_back(&self) -> bool {
        self.undoes.is_some() || self.label.inner().is_some()
    }
}
