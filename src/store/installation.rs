//! What an installation keeps of a project outside its folder: its name as a replica, its locks, who codes here.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::environment::Environment;
use super::error::io_message;
use super::fs::{LockGuard, make_folder, replace};
use super::layout::Layout;
use super::project_store::Store;
use crate::model::{CoderId, Hash, Message, ProjectId, Replica, Sequence};

/// What an installation remembers of a project, in its data folder.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Remembered {
    pub(super) coder: Option<CoderId>,
}

impl Store {
    fn remembered_path(&self) -> PathBuf {
        self.environment.data_dir.join("projects").join(format!("{}.ron", self.project))
    }

    pub(super) fn remembered(&self) -> Remembered {
        let bytes = self.environment.fs.read(&self.remembered_path());
        bytes.ok().and_then(|bytes| ron::de::from_bytes(&bytes).ok()).unwrap_or_default()
    }

    /// Remembers who codes in this project on this installation.
    pub fn remember_coder(&self, coder: CoderId) {
        let remembered = Remembered { coder: Some(coder) };
        if let Err(error) = ron::to_string(&remembered)
            .map_err(std::io::Error::other)
            .and_then(|text| write_data(&self.environment, &self.remembered_path(), text.as_bytes()))
        {
            log::warn!("who codes here was not remembered: {error}");
        }
    }
}

/// Writes a file of the data folder, making its folder where needed.
pub(crate) fn write_data(environment: &Environment, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        make_folder(&*environment.fs, folder)?;
    }
    replace(&*environment.fs, path, bytes)
}

/// Which of several windows on one folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// The one that has the folder to itself, or else reads.
    First,
    /// One more that writes at the same time, as a replica of its own.
    Beside,
}

/// Windows that can write to one folder at the same time.
const MOST_WINDOWS: u8 = 9;

/// This installation in this folder: another copy of the project elsewhere has another name, so that
/// two copies can be merged file by file.
#[derive(Clone, Debug)]
pub(super) struct Identity {
    base: String,
    /// Grows when the folder was put back to an older state: numbers that others have seen must not be used again.
    incarnation: u32,
    /// Numbers up to here have been used.
    used: Sequence,
}

/// What the data folder keeps of an identity.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Continuity {
    incarnation: u32,
    used: Sequence,
}

impl Identity {
    /// Of the window that holds lock number `window`, counted from 1.
    pub fn of(environment: &Environment, folder: &Path, project: ProjectId, window: u8) -> Self {
        let mut seed = format!("{}\n{project}\n{}", installation(environment), place_of(folder).display());
        if window > 1 {
            let _ = write!(seed, "\n{window}"); // writing into a string does not fail
        }
        let base = short(&seed);
        let held = environment.fs.read(&continuity_path(environment, &base)).ok();
        let Continuity { incarnation, used } =
            held.and_then(|bytes| ron::de::from_bytes(&bytes).ok()).unwrap_or_default();
        Self { base, incarnation, used }
    }

    /// Its name in the folder.
    pub fn replica(&self) -> Replica {
        match self.incarnation {
            0 => Replica(self.base.clone()),
            incarnation => Replica(short(&format!("{}\n{incarnation}", self.base))),
        }
    }

    /// Whether the folder knows less of this replica than was written to it: somebody put an old state back.
    pub fn is_behind(&self, seq: Sequence) -> bool {
        seq < self.used
    }

    /// Numbers up to here have been used.
    pub fn used(&self) -> Sequence {
        self.used
    }

    /// A new name, from number 1.
    pub fn reborn(&self, environment: &Environment) -> Self {
        let fresh = Self { incarnation: self.incarnation + 1, used: Sequence(0), ..self.clone() };
        fresh.remember(environment, Sequence(0));
        fresh
    }

    /// Remembers that numbers up to `used` stand in the folder.
    pub fn remember(&self, environment: &Environment, used: Sequence) {
        let continuity = Continuity { incarnation: self.incarnation, used };
        let written = ron::to_string(&continuity)
            .map_err(std::io::Error::other)
            .and_then(|text| write_data(environment, &continuity_path(environment, &self.base), text.as_bytes()));
        if let Err(error) = written {
            log::warn!("how far this replica has come was not remembered: {error}");
        }
    }
}

fn continuity_path(environment: &Environment, base: &str) -> PathBuf {
    environment.data_dir.join("replicas").join(format!("{base}.ron"))
}

fn short(seed: &str) -> String {
    Hash::of(seed.as_bytes()).0.chars().take(12).collect()
}

fn installation(environment: &Environment) -> String {
    let path = environment.data_dir.join("installation");
    let held = environment.fs.read(&path).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    held.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).unwrap_or_else(|| {
        let fresh = Uuid::now_v7().to_string();
        if let Err(error) = write_data(environment, &path, fresh.as_bytes()) {
            log::warn!("this installation's id was not kept: {error}");
        }
        fresh
    })
}

/// A folder's place, also where the folder itself is gone.
pub(super) fn place_of(folder: &Path) -> PathBuf {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let whole = || folder.canonicalize().ok();
    let above = || Some(folder.parent()?.canonicalize().ok()?.join(folder.file_name()?));
    whole().or_else(above).unwrap_or(folder)
}

/// The name under which the data folder keeps what belongs to a place.
pub(super) fn key_of(folder: &Path) -> String {
    Hash::of(place_of(folder).display().to_string().as_bytes()).0.chars().take(16).collect()
}

/// From now on every window of this installation has another name in this folder. What is restored to the
/// very place where it once lay must not go on under the old ones, even where nobody remembers how far they
/// had come: others may have seen what they did after the backup.
pub(super) fn begin_anew(environment: &Environment, folder: &Path, project: ProjectId) {
    for window in 1..=MOST_WINDOWS {
        let identity = Identity::of(environment, folder, project, window);
        let was_here = environment.fs.exists(&continuity_path(environment, &identity.base));
        if window == 1 || was_here {
            identity.reborn(environment);
        }
    }
}

/// Locks of a window, with its number.
pub(super) struct Held {
    pub locks: Vec<LockGuard>,
    pub window: u8,
}

/// Takes the locks of the first window, or of the first number that is free for one beside it.
pub(super) fn take_locks(environment: &Environment, layout: &Layout, window: Window) -> Result<Held, Message> {
    match window {
        Window::First => take_locks_of(environment, layout, 1),
        Window::Beside => {
            let mut free = (2..=MOST_WINDOWS).filter_map(|window| take_locks_of(environment, layout, window).ok());
            free.next().ok_or_else(|| locked(layout))
        }
    }
}

fn locked(layout: &Layout) -> Message {
    Message::new("store.locked").with("path", layout.root().display())
}

fn take_locks_of(environment: &Environment, layout: &Layout, window: u8) -> Result<Held, Message> {
    let name = key_of(layout.root());
    let folder = environment.data_dir.join("locks");
    let suffix = if window > 1 { format!(".{window}") } else { String::new() };
    let outside = folder.join(format!("{name}{suffix}.lock"));
    let mut locks = Vec::new();
    // Without a data folder the lock inside the project must do.
    if environment.fs.create_folder(&folder).is_ok() {
        match environment.fs.try_lock(&outside) {
            Ok(Some(guard)) => locks.push(guard),
            Ok(None) => return Err(locked(layout)),
            Err(error) => log::warn!("no lock in the data folder: {error}"),
        }
    }
    match environment.fs.try_lock(&layout.lock(&suffix)) {
        Ok(Some(guard)) => locks.push(guard),
        Ok(None) => return Err(locked(layout)),
        Err(error) if error.kind() == std::io::ErrorKind::Unsupported => {}
        Err(error) => return Err(io_message(layout.root(), &error)),
    }
    Ok(Held { locks, window })
}
