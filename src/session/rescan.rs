//! What other windows and other people's synchronised folders wrote comes in while the project is open.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use super::Session;
use crate::model::{DocumentId, Message};
use crate::store::rescan::{Found, Rescan};

/// What came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CameIn {
    /// Documents that are not what they were, or whose codings are not.
    pub documents: BTreeSet<DocumentId>,
    /// What was not as it should be.
    pub findings: Vec<Message>,
}

/// A look is taken this often while the project is open, and when the window is looked at again.
pub const BETWEEN_LOOKS: std::time::Duration = std::time::Duration::from_mins(1);

impl Session {
    /// A look for what others wrote, to be run on a thread and handed to [`Session::take_in`].
    #[must_use]
    pub fn rescan(&self) -> Rescan {
        self.store.rescan(&self.project)
    }

    /// Takes in what a look found. It is no change of this coder's: there is nothing to undo.
    /// `None` where nothing has changed, or where work went on meanwhile: the next look tells.
    pub fn take_in(&mut self, found: Found) -> Option<CameIn> {
        let taken = self.store.take_in(found)?;
        let differs = *taken.project != *self.project;
        if differs {
            self.project = taken.project;
            self.revision.0 += 1;
            self.codebook = OnceLock::new();
            self.note_touched(taken.touched.clone());
        }
        self.note_what_was_settled(&taken.edited, taken.untangled);
        self.refresh_labels();
        let news = taken.findings.iter().any(|finding| !self.findings.contains(finding));
        if news {
            self.findings.clone_from(&taken.findings);
        }
        (differs || news).then_some(CameIn { documents: taken.touched, findings: taken.findings })
    }
}
