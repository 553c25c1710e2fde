//! What an installation keeps of a project outside its folder: its name as a replica, its locks, who codes here.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::environment::Environment;
use super::error::io_message;
use super::fs::{LockGuard, replace};
use super::layout::Layout;
use super::project_store::Store;
use crate::model::{CoderId, Hash, Message, ProjectId, Replica};

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
        environment.fs.create_folder(folder)?;
    }
    replace(&*environment.fs, path, bytes)
}

/// This installation's name in this folder: another copy of the project elsewhere has another, so that
/// two copies can be merged file by file.
pub(super) fn own_replica(environment: &Environment, folder: &Path, project: ProjectId) -> Replica {
    let path = environment.data_dir.join("installation");
    let held = environment.fs.read(&path).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let installation = held.filter(|text| !text.trim().is_empty()).unwrap_or_else(|| {
        let fresh = Uuid::now_v7().to_string();
        if let Err(error) = write_data(environment, &path, fresh.as_bytes()) {
            log::warn!("this installation's id was not kept: {error}");
        }
        fresh
    });
    let place = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let name = Hash::of(format!("{}\n{project}\n{}", installation.trim(), place.display()).as_bytes());
    Replica(name.0.chars().take(12).collect())
}

pub(super) fn take_locks(
    environment: &Environment,
    layout: &Layout,
    locks: &mut Vec<LockGuard>,
) -> Result<(), Message> {
    let place = layout.root().canonicalize().unwrap_or_else(|_| layout.root().to_owned());
    let name: String = Hash::of(place.display().to_string().as_bytes()).0.chars().take(16).collect();
    let folder = environment.data_dir.join("locks");
    let outside = folder.join(format!("{name}.lock"));
    // Without a data folder the lock inside the project must do.
    if environment.fs.create_folder(&folder).is_ok() {
        match environment.fs.try_lock(&outside) {
            Ok(Some(guard)) => locks.push(guard),
            Ok(None) => return Err(Message::new("store.locked").with("path", layout.root().display())),
            Err(error) => log::warn!("no lock in the data folder: {error}"),
        }
    }
    match environment.fs.try_lock(&layout.lock()) {
        Ok(Some(guard)) => {
            locks.push(guard);
            Ok(())
        }
        Ok(None) => Err(Message::new("store.locked").with("path", layout.root().display())),
        Err(error) if error.kind() == std::io::ErrorKind::Unsupported => Ok(()),
        Err(error) => Err(io_message(layout.root(), &error)),
    }
}
