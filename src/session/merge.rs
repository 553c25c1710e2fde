//! Merging another copy of the open project: planned on another thread, shown, and done as one change.

use std::path::Path;

use super::{CommitError, Committed, Session};
use crate::model::{Message, Stamp, Tell};
use crate::store::backup::Reason;
use crate::store::ledger::Entity;
use crate::store::merge::{MergeJob, MergePlan};
use crate::store::stamps::Field;

/// A text that somebody else wrote into a field at the same time, and that lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtherVersion<'a> {
    /// When and by whose installation.
    pub at: &'a Stamp,
    /// What it says.
    pub text: &'a str,
}

/// How much of the other copy must have been readable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    /// All of it.
    OnlyWhole,
    /// What could be read: the person has seen what is missing and wants the rest.
    AsFarAsReadable,
}

/// Why a planned merge was not made. The project is as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MergeRefusal {
    /// The plan is of another state.
    #[error("the project was changed after the merge was planned")]
    ChangedSince,
    /// Nobody agreed to merge a part.
    #[error("the other copy is damaged")]
    Damaged,
    /// No backup could be made before it.
    #[error("no backup could be made: {0:?}")]
    NoBackup(Message),
    /// It cannot be committed.
    #[error(transparent)]
    Commit(#[from] CommitError),
}

impl Tell for MergeRefusal {
    fn tell(&self) -> Message {
        match self {
            Self::ChangedSince => Message::new("merge.changed_since"),
            Self::Damaged => Message::new("merge.refused_damaged"),
            Self::NoBackup(reason) => reason.clone(),
            Self::Commit(error) => error.tell(),
        }
    }
}

impl Session {
    /// The texts that were written elsewhere into a field without knowing the one that stands there. Whoever
    /// writes the field again settles it, be it with one of these or with the same text.
    pub fn other_versions(&self, entity: Entity, field: Field) -> impl Iterator<Item = OtherVersion<'_>> {
        self.store.ledger().versions_of(entity, field).map(|(at, text)| OtherVersion { at, text })
    }

    /// Makes ready to plan the merge of another copy of this project; [`MergeJob::run`] is for a thread of
    /// its own.
    #[must_use]
    pub fn plan_merge(&self, other: &Path) -> MergeJob {
        self.store.merge_job(&self.project, self.revision, other)
    }

    /// Makes a backup and does what was planned, as one change that undo takes back.
    ///
    /// # Errors
    /// [`MergeRefusal`]; then nothing has changed.
    pub fn merge(&mut self, plan: MergePlan, consent: Consent) -> Result<Committed, MergeRefusal> {
        self.may_merge(&plan, consent)?;
        if !plan.is_empty() {
            self.back_up(Reason::BeforeMerging).map_err(|error| MergeRefusal::NoBackup(error.tell()))?;
        }
        self.merge_backed_up(plan, consent)
    }

    /// The same after a backup, which takes long and may have been made on another thread.
    ///
    /// # Errors
    /// [`MergeRefusal`]; then nothing has changed.
    pub fn merge_backed_up(&mut self, plan: MergePlan, consent: Consent) -> Result<Committed, MergeRefusal> {
        self.may_merge(&plan, consent)?;
        let label = Message::new("label.merge_copy").with("name", plan.name());
        let MergePlan { edits, files, learnt, .. } = plan;
        Ok(self.commit_learnt(label, edits, None, files, learnt)?)
    }

    fn may_merge(&self, plan: &MergePlan, consent: Consent) -> Result<(), MergeRefusal> {
        if plan.revision != self.revision {
            return Err(MergeRefusal::ChangedSince);
        }
        if plan.report.damaged && consent == Consent::OnlyWhole {
            return Err(MergeRefusal::Damaged);
        }
        Ok(())
    }
}
