//! Verifying everything of a project's folder, and saying it in words: `tianye check` and the window's dialog.
//!
//! Nothing is written here but the lock. The folder is read as opening reads it, then once more with the
//! whole archive, and what the two say is compared; beside that every file is named that is not part of
//! the project. What is to be done about it is [`super::repair`]'s.

mod files;
mod finding;
mod folder;
mod history;
mod identity;
mod outside;
pub mod place;
mod segments;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

pub(super) use files::Files;
pub use finding::{Finding, Severity};
pub(super) use folder::{is_removable, missing_folders, missing_git_files};
pub(super) use history::top;
pub(super) use identity::{Identity, Said, identify};
pub(super) use segments::{Fault, SegmentState, gaps, survey};

use super::environment::Environment;
use super::error::OpenError;
use super::format::{CURRENT, Gate};
use super::installation::{self, Window, take_locks};
use super::layout::Layout;
use super::more::More;
use super::open::{Loaded, Reading, load_from};
use super::read_files::Trouble;
use super::read_journals::Reach;
use crate::model::{Message, Project, Replica, invariants};

/// What came of a check.
#[derive(Clone, Debug)]
pub struct Report {
    /// What can be read.
    pub project: Arc<Project>,
    /// Why it would open for reading only.
    pub read_only: Option<Message>,
    /// Everything there is to say, the worst first.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Whether nothing is wrong that anybody should look at.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.findings.iter().all(|finding| finding.severity == Severity::Note)
    }

    /// Whether there is something that a repair could mend.
    #[must_use]
    pub fn is_damaged(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Damage)
    }
}

/// Who writes to the folder while it is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writer {
    /// Nobody, where the lock can be had; somebody else, where not: that is said.
    Nobody,
    /// Whoever asks, who has the lock already.
    Ourselves,
}

/// Checks a folder, whether or not it can be opened.
///
/// # Errors
/// [`OpenError`] where there is no project to be found at all, or one of a newer major version.
pub fn check(environment: &Environment, folder: &Path, writer: Writer) -> Result<Report, OpenError> {
    let layout = Layout::of(folder);
    let files = Files::of(&*environment.fs, &layout);
    let identity = identify(environment, folder, &files)?;
    let mut findings: Vec<Finding> = project_file(&identity, &layout).into_iter().collect();
    // Held to the end: nobody here writes to the folder while it is being looked at.
    let lock = (writer == Writer::Nobody).then(|| take_locks(environment, &layout, Window::First));
    let locked = lock.as_ref().and_then(|lock| lock.as_ref().err().cloned());
    if let Some(reason) = &locked {
        // On a disk that cannot be written to there is no lock to be had, and nobody to be feared.
        let todo = if reason.id == "store.locked" { "inspect.todo_close_the_other" } else { "inspect.todo_nothing" };
        findings.push(Finding::new(Severity::Note, folder, reason.clone(), "inspect.safe_all", todo));
    }
    let replica = installation::Identity::of(environment, folder, identity.file.id, 1);
    let own = replica.replica();
    let read = |reach| {
        let known = BTreeMap::new();
        let reading = Reading { own: &own, reach, known: &known, unwritten: &[] };
        load_from(environment, folder, identity.file.clone(), reading, &More::default())
    };
    let opened = read(Reach::SinceCheckpoint);
    let whole = read(Reach::Everything);
    if replica.is_behind(opened.seq) {
        let what = Message::new("inspect.put_back");
        findings.push(Finding::new(Severity::Notable, folder, what, "inspect.safe_kept", "inspect.todo_put_back"));
    }
    findings.extend(opened.troubles.iter().map(|trouble| Finding::of_trouble(trouble, &layout)));
    let told = |message: &&Message| !opened.troubles.iter().any(|trouble| trouble.told == **message);
    findings.extend(opened.findings.iter().filter(told).map(|message| Finding::of_message(message, &layout)));
    findings.extend(invariants_of(&opened, &layout));
    findings.extend(history::findings(environment, &layout, &own, &opened, &whole, &files));
    if writer == Writer::Ourselves || locked.is_some() {
        // It is open: of course its journal does not end in order yet.
        findings.retain(|finding| finding.what.id != "inspect.not_closed");
    }
    findings.extend(folder::findings(environment, &layout, &opened, &files, &own));
    findings.extend(outside::findings(environment, folder, &opened.project));
    let read_only = read_only(&opened, &identity).or(locked);
    Ok(Report { project: Arc::new(opened.project), read_only, findings: finding::in_order(findings) })
}

/// What is wrong with the one file that names the project.
fn project_file(identity: &Identity, layout: &Layout) -> Option<Finding> {
    let path = layout.project_file();
    let about = |what: Message| {
        Finding::new(Severity::Damage, &path, what, "inspect.safe_kept", "inspect.todo_repair_project_file")
    };
    match &identity.said {
        Said::Soundly => None,
        Said::Not => Some(about(Message::new("inspect.project_file_missing"))),
        Said::Unreadably(reason) => Some(about(Message::new("inspect.project_file_damaged").with("reason", reason))),
        Said::OfAnother => Some(about(Message::new("inspect.project_file_of_another"))),
        Said::Unfinished => Some(about(Message::new("inspect.project_unfinished"))),
    }
}

fn invariants_of(opened: &Loaded, layout: &Layout) -> Vec<Finding> {
    let is_told = |message: &Message| opened.findings.contains(message);
    let violations = invariants::check(&opened.project);
    // A changed text was told as a trouble with its file.
    let violations = violations.iter().filter(|v| !matches!(v, invariants::Violation::TextChanged(_)));
    let messages = violations.map(invariants::Violation::tell).filter(|message| !is_told(message));
    messages.map(|message| Finding::of_message(&message, layout)).collect()
}

/// Why the project would open for reading only, a lock apart.
fn read_only(opened: &Loaded, identity: &Identity) -> Option<Message> {
    if opened.version.gate() != Gate::Open {
        return Some(Message::new("store.newer_minor").with("found", opened.version).with("current", CURRENT));
    }
    if opened.damaged {
        return Some(Message::new("store.read_only_damaged").with("count", opened.findings.len()));
    }
    (identity.said != Said::Soundly).then(|| Message::new("inspect.cannot_be_opened"))
}

/// Of which replicas something is broken that only they may write.
pub(super) fn broken_others(troubles: &[Trouble], layout: &Layout, own: &Replica) -> Vec<Replica> {
    let places = troubles.iter().map(|trouble| place::Place::of(layout, &trouble.path));
    let mut others: Vec<Replica> =
        places.filter_map(|place| place.replica().filter(|replica| *replica != own).cloned()).collect();
    others.sort();
    others.dedup();
    others
}
