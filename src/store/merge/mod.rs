//! Merging another copy of the same project: a colleague's copy on a stick, an old backup, a git clone.
//!
//! Both copies are put into one `Loose`, as if their files lay in one folder, and what comes of it is
//! compared with what is open here. The differences are edits of one transaction, so that undo takes the
//! whole merge back. An edit that passes on what was written there bears the stamp under which it was
//! written there ([`crate::model::Transaction::passed_on`]): a merge decides nothing anew, merging twice
//! is merging once, and what a colleague writes later still wins over what she had written before.
//!
//! Nothing is written here and nothing is changed in the other copy. What it says and cannot stand is
//! left out and told in the [`MergeReport`]. Another project is refused.

mod cases;
mod codes;
mod codings;
mod entities;
mod gather;
mod items;
mod memos;
mod plan;
mod report;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

pub use report::{Change, CodingCount, LeftOut, MergeReport, Reason, Side, Thing, TwoTexts, field_name};

use super::environment::Environment;
use super::error::OpenError;
use super::format::{CURRENT, Version};
use super::journal::FileFirst;
use super::layout::Layout;
use super::ledger::Ledger;
use super::project_store::{Learnt, Store};
use crate::model::{Coder, Edit, Message, Project, Replica, Revision, Tell};

/// Why a copy is not merged. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// It cannot be read at all, or is of a program to come.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Another study.
    #[error("{} is another project, \"{title}\"", folder.display())]
    OtherProject {
        /// The folder.
        folder: PathBuf,
        /// What it is called.
        title: String,
    },
    /// The open project itself.
    #[error("{} is the open project itself", .0.display())]
    SameFolder(PathBuf),
    /// Its format may hold what this program would lose.
    #[error("{} has format {found}; this program writes {CURRENT}", folder.display())]
    NewerMinor {
        /// The folder.
        folder: PathBuf,
        /// Its format.
        found: Version,
    },
    /// Somebody stopped it.
    #[error("stopped")]
    Stopped,
}

impl Tell for MergeError {
    fn tell(&self) -> Message {
        match self {
            Self::Open(error) => error.tell(),
            Self::OtherProject { folder, title } => {
                Message::new("merge.other_project").with("path", folder.display()).with("title", title)
            }
            Self::SameFolder(folder) => Message::new("merge.same_folder").with("path", folder.display()),
            Self::NewerMinor { folder, found } => Message::new("merge.newer_minor")
                .with("path", folder.display())
                .with("found", found)
                .with("current", CURRENT),
            Self::Stopped => Message::new("merge.stopped"),
        }
    }
}

/// All that planning needs, so that it can be done on another thread.
pub struct MergeJob {
    environment: Environment,
    here: Layout,
    there: PathBuf,
    replica: Replica,
    project: Arc<Project>,
    ledger: Ledger,
    revision: Revision,
}

/// What a merge would do. Nothing has been changed yet.
#[derive(Debug)]
pub struct MergePlan {
    /// What comes in, what changes, what stays away.
    pub report: MergeReport,
    /// The state that it was planned for.
    pub revision: Revision,
    pub(crate) edits: Vec<Edit>,
    pub(crate) files: Vec<FileFirst>,
    pub(crate) learnt: Learnt,
}

impl MergePlan {
    /// One line that says how much it is.
    #[must_use]
    pub fn summary(&self) -> Message {
        match (self.is_empty(), self.report.damaged) {
            (true, true) => Message::new("merge.nothing_readable"),
            (true, false) => Message::new("merge.nothing"),
            (false, _) => self.report.summary(),
        }
    }

    /// Who of this name comes in: whoever merges under it there already coded there.
    #[must_use]
    pub fn new_coder(&self, name: &str) -> Option<&Coder> {
        self.edits.iter().find_map(|edit| match edit {
            Edit::AddCoder(coder) if coder.name == name => Some(coder),
            _ => None,
        })
    }

    /// What people call the other copy: its folder's name.
    #[must_use]
    pub fn name(&self) -> String {
        self.report.other.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// Whether there is nothing to do: everything is here already, or stays away.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }
}

impl Store {
    /// Who wrote what last, and which texts lost.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Makes ready to plan the merge of another copy into what is open now.
    #[must_use]
    pub fn merge_job(&self, project: &Arc<Project>, revision: Revision, there: &Path) -> MergeJob {
        MergeJob {
            environment: self.environment.clone(),
            here: self.layout.clone(),
            there: there.to_owned(),
            replica: self.replica.clone(),
            project: Arc::clone(project),
            ledger: self.ledger.clone(),
            revision,
        }
    }
}

impl MergeJob {
    /// Reads the other copy and says what merging it would do. `progress` is told how many steps of how
    /// many are done; `stop` is looked at between them.
    ///
    /// # Errors
    /// [`MergeError`].
    pub fn run(self, progress: &dyn Fn(u64, u64), stop: &AtomicBool) -> Result<MergePlan, MergeError> {
        const STEPS: u64 = 4;
        let step = |done: u64| {
            progress(done, STEPS);
            if stop.load(Ordering::Relaxed) { Err(MergeError::Stopped) } else { Ok(()) }
        };
        let canonical = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        if canonical(self.here.root()) == canonical(&self.there) {
            return Err(MergeError::SameFolder(self.there));
        }
        step(0)?;
        let there = Layout::of(&self.there);
        let known = self.project.documents().map(|document| (document.id, Arc::clone(document))).collect();
        let mut other = gather::read_other(&self, &there, &known)?;
        step(1)?;
        let joined = gather::join(&self, &mut other);
        step(2)?;
        let planned = plan::plan(&self, joined, &mut other.reader);
        step(STEPS)?;
        Ok(planned)
    }
}
