//! Restoring: always into a new folder, never over anything, and opened before it is called done.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::error::BackupError;
use super::keep::lock;
use super::manifest::{Backup, Counts, Files, Reason, read};
use super::view::BackupFs;
use super::{Going, TOGETHER, Watch, place};
use crate::model::Message;
use crate::store::environment::Environment;
use crate::store::fs::{Fs, replace, replace_without_folder_sync, sync_folder_where_possible};
use crate::store::installation::{Identity, begin_anew, place_of};
use crate::store::open::load;

const PROJECT_FILE: &str = "project.ron";

/// A project that was restored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// Where it is.
    pub folder: PathBuf,
    /// What is in it.
    pub counts: Counts,
    /// What is not as it was in the project when the backup was made. Files that could not be restored come first.
    pub findings: Vec<Message>,
}

impl Restored {
    /// How it went, in words; `say` puts a finding into them.
    #[must_use]
    pub fn message(&self, say: impl Fn(&Message) -> String) -> Message {
        let at = |id| Message::new(id).with("path", self.folder.display());
        match self.findings.first() {
            None => at("backup.restored").with("documents", self.counts.documents).with("codings", self.counts.codings),
            Some(first) => {
                at("backup.restored_with_findings").with("count", self.findings.len()).with("first", say(first))
            }
        }
    }
}

/// Writes a backup into a folder that is empty or not there, and opens it. A file whose kept bytes were
/// damaged is left out and told; all the others are restored. `project.ron` comes last: a restore that
/// breaks off leaves no folder that looks like a project.
///
/// # Errors
/// [`BackupError`]; the backup is then as it was.
pub fn restore(
    environment: &Environment,
    backup: &Backup,
    target: &Path,
    watch: Watch<'_>,
) -> Result<Restored, BackupError> {
    let fs = &*environment.fs;
    let damaged = |reason: String| BackupError::Damaged { path: backup.manifest.clone(), reason };
    let place = backup.manifest.parent().unwrap_or(Path::new("")).to_owned();
    let _held = lock(environment, &place, target, Reason::AskedFor, watch)?;
    let bytes = fs.read(&backup.manifest).map_err(|error| damaged(error.to_string()))?;
    let (header, files) = read(&bytes).map_err(damaged)?;
    let whole = place_of(target);
    if whole.starts_with(&header.place) && whole != Path::new(&header.place)
        || whole.starts_with(place_of(&place::all(environment)))
    {
        return Err(BackupError::Inside(target.to_owned()));
    }
    if fs.exists(target) && !fs.list(target).map_err(BackupError::restoring(target))?.is_empty() {
        return Err(BackupError::Occupied(target.to_owned()));
    }
    let view = BackupFs::new(Arc::clone(&environment.fs), &place, target, files);
    // Without it there is no project, so it is looked at first.
    let project_file = view.read(&target.join(PROJECT_FILE)).map_err(|error| damaged(error.to_string()))?;
    fs.create_folder(target).map_err(BackupError::restoring(target))?;
    let mut findings = write_all(fs, &view, target, watch)?;
    begin_anew(environment, target, header.project);
    let path = target.join(PROJECT_FILE);
    replace(fs, &path, &project_file).map_err(BackupError::restoring(&path))?;
    if let Some(above) = target.parent().filter(|above| !above.as_os_str().is_empty()) {
        sync_folder_where_possible(fs, above).map_err(BackupError::restoring(above))?;
    }
    let loaded = load(environment, target, &Identity::of(environment, target, header.project, 1).replica())?;
    findings.extend(loaded.findings.into_iter().filter(|finding| !header.findings.contains(finding)));
    let counts = Counts::of(&loaded.project);
    if counts != header.counts && findings.is_empty() {
        findings.push(Message::new("backup.restored_differs").with("path", target.display()));
    }
    Ok(Restored { folder: target.to_owned(), counts, findings })
}

/// Writes every file but `project.ron`, and syncs every folder. Gives those whose bytes are not to be had.
fn write_all(fs: &dyn Fs, view: &BackupFs, target: &Path, watch: Watch<'_>) -> Result<Vec<Message>, BackupError> {
    let files: &Files = view.files();
    let paths: Vec<&String> = files.keys().filter(|path| *path != PROJECT_FILE).collect();
    let folders: BTreeSet<PathBuf> = paths
        .iter()
        .flat_map(|path| Path::new(path.as_str()).ancestors().skip(1))
        .map(|folder| target.join(folder))
        .collect();
    for folder in &folders {
        fs.create_folder(folder).map_err(BackupError::restoring(folder))?;
    }
    let mut lost = Vec::new();
    for (n, some) in paths.chunks(TOGETHER).enumerate() {
        if watch(n * TOGETHER, paths.len()) == Going::Stop {
            return Err(BackupError::RestoreStopped(target.to_owned()));
        }
        let written: Vec<Result<Option<Message>, BackupError>> =
            some.par_iter().map(|path| write_one(fs, view, &target.join(path), path)).collect();
        for one in written {
            lost.extend(one?);
        }
    }
    sync_all(fs, &folders)?;
    Ok(lost)
}

/// The deepest first: a name is synced after what it names. Those of one depth go together, since a disk
/// takes many at once nearly as fast as one.
fn sync_all(fs: &dyn Fs, folders: &BTreeSet<PathBuf>) -> Result<(), BackupError> {
    let mut by_depth: BTreeMap<usize, Vec<&PathBuf>> = BTreeMap::new();
    for folder in folders {
        by_depth.entry(folder.components().count()).or_default().push(folder);
    }
    let sync = |folder: &&PathBuf| sync_folder_where_possible(fs, folder).map_err(BackupError::restoring(folder));
    by_depth.values().rev().try_for_each(|together| together.par_iter().try_for_each(sync))
}

fn write_one(fs: &dyn Fs, view: &BackupFs, to: &Path, path: &str) -> Result<Option<Message>, BackupError> {
    match view.read(to) {
        Ok(bytes) => {
            replace_without_folder_sync(fs, to, &bytes).map_err(BackupError::restoring(to))?;
            Ok(None)
        }
        Err(error) => {
            log::warn!("{path} was not restored: {error}");
            Ok(Some(Message::new("backup.file_lost").with("file", path).with("reason", error)))
        }
    }
}
