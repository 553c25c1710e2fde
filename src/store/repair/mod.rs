//! Putting a damaged folder right: only what is safe, and nothing that a person made is deleted.
//!
//! Everything readable is read, whatever it lies in: record files line by line, every good frame of the
//! whole journal, copies under wrong names, backups. Put together by their stamps, that is the project.
//! [`plan`] decides what follows, purely; [`carry_out`] does it in an order in which an interruption at
//! any moment leaves everything readable in the folder, so that repairing again finishes. Whatever is
//! written over or taken away is first copied out, into `set-aside` in the data folder.

pub mod carry_out;
mod gather;
mod helpers;
mod journals;
pub mod plan;
mod rewrite;

use std::path::{Path, PathBuf};

pub use plan::{Plan, Step};

use super::environment::Environment;
use super::error::OpenError;
use super::installation::{self, Window, take_locks};
use super::layout::Layout;
pub use super::more::Helper;
use crate::model::{Message, Tell, Timestamp};

/// What to do about files of other replicas that are broken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Others {
    /// They are left alone: their writers may mend them, or they are still arriving.
    #[default]
    Leave,
    /// What can be read of them is taken into this replica's files, and they are set aside: their
    /// writers will never come back.
    Adopt,
}

/// How to repair.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
    /// What about others' files.
    pub others: Others,
    /// Other readable states of the project, the newest first; where something is damaged, backups come to them.
    pub helpers: Vec<Helper>,
    /// What stands for a code or coder whose name is lost is called so, with a number.
    pub lost_name: String,
}

/// What a repair did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repaired {
    /// What was done, in words.
    pub done: Vec<Message>,
    /// What could not be had back.
    pub lost: Vec<Message>,
    /// Where everything lies that was set aside; `None` where nothing was.
    pub set_aside: Option<PathBuf>,
}

/// Why a folder was not repaired. It is as it was, or as far as it says.
#[derive(Debug, thiserror::Error)]
pub enum RepairError {
    /// Another program has it open.
    #[error("the project is open elsewhere")]
    Locked(Message),
    /// A newer program wrote it, or a part of it.
    #[error("{} was written by a newer program", .0.display())]
    Newer(PathBuf),
    /// There is no project.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The system refused in the middle; repairing again goes on.
    #[error("{}: {error}", path.display())]
    Io {
        /// What was being read or written.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
}

impl Tell for RepairError {
    fn tell(&self) -> Message {
        match self {
            Self::Locked(reason) => reason.clone(),
            Self::Newer(path) => Message::new("inspect.not_repaired_newer").with("path", path.display()),
            Self::Open(error) => error.tell(),
            Self::Io { path, error } => {
                Message::new("inspect.repair_interrupted").with("path", path.display()).with("reason", error)
            }
        }
    }
}

/// What a repair would do. Nothing is written.
///
/// # Errors
/// [`RepairError`] where nothing can be done.
pub fn preview(environment: &Environment, folder: &Path, wishes: &Wishes) -> Result<Plan, RepairError> {
    let facts = gather::gather(environment, folder, wishes)?;
    plan::plan(&facts)
}

/// Repairs a folder that nobody has open. A sound one is left as it is.
///
/// # Errors
/// [`RepairError`]; whatever was readable before is readable still.
pub fn repair(environment: &Environment, folder: &Path, wishes: &Wishes) -> Result<Repaired, RepairError> {
    let layout = Layout::of(folder);
    // Held until the end. A folder that lacks even its own place cannot be locked, and has nothing to repair.
    let _locks = take_locks(environment, &layout, Window::First).map_err(RepairError::Locked)?;
    let facts = gather::gather(environment, folder, wishes)?;
    let plan = plan::plan(&facts)?;
    let set_aside = set_aside_folder(environment, &facts);
    carry_out::carry_out(environment, &layout, &plan, &set_aside)?;
    if let Some(seq) = plan.seq {
        installation::Identity::of(environment, folder, facts.identity.file.id, 1).remember(environment, seq);
    }
    let kept = plan.steps.iter().any(|step| matches!(step, Step::Keep(_) | Step::Displace(_)));
    // One run may not need what an interrupted one has set aside; the folder is told where there is one.
    let set_aside = (kept && environment.fs.exists(&set_aside)).then_some(set_aside);
    Ok(Repaired { done: plan.tells, lost: plan.lost, set_aside })
}

/// Where this repair keeps what it takes out of its place.
fn set_aside_folder(environment: &Environment, facts: &gather::Facts) -> PathBuf {
    let at: Timestamp = environment.clock.now();
    let time = jiff::Timestamp::from_millisecond(at.0)
        .map_or_else(|_| at.0.to_string(), |time| time.strftime("%Y%m%dT%H%M%S.%3fZ").to_string());
    environment.data_dir.join("set-aside").join(facts.identity.file.id.to_string()).join(time)
}
