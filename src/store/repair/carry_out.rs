//! Carrying a plan out, step by step. What is kept is on disk elsewhere before anything takes its place.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::RepairError;
use super::plan::{Plan, Step};
use crate::store::archive;
use crate::store::environment::Environment;
use crate::store::fs::{self, Fs, replace, sync_folder_where_possible};
use crate::store::layout::Layout;

/// Does what a plan says, keeping in `set_aside` what it takes out of its place.
pub(super) fn carry_out(
    environment: &Environment,
    layout: &Layout,
    plan: &Plan,
    set_aside: &Path,
) -> Result<(), RepairError> {
    let fs = &*environment.fs;
    let mut touched = BTreeSet::new();
    for step in &plan.steps {
        let path = step.path();
        take(fs, layout, set_aside, step).map_err(|error| RepairError::Io { path: path.to_owned(), error })?;
        if matches!(step, Step::Remove(_) | Step::PutAway { .. } | Step::Displace(_)) {
            touched.extend(path.parent().map(Path::to_owned));
        }
    }
    for folder in touched.iter().filter(|folder| fs.exists(folder)) {
        sync_folder_where_possible(fs, folder).map_err(|error| RepairError::Io { path: folder.clone(), error })?;
    }
    Ok(())
}

fn take(fs: &dyn Fs, layout: &Layout, set_aside: &Path, step: &Step) -> io::Result<()> {
    match step {
        Step::Folder(path) => make_if_missing(fs, path),
        Step::Keep(path) => keep(fs, path, &kept_as(layout, set_aside, path)),
        Step::Displace(path) => displace(fs, path, &kept_as(layout, set_aside, path)),
        Step::Copy { from, to } => {
            let bytes = fs.read(from)?;
            write(fs, to, &bytes)
        }
        Step::Write { path, bytes } => write(fs, path, bytes),
        Step::PutAway { from, to } => archive::put_away(fs, from, to),
        Step::Remove(path) if fs.exists(path) => fs.remove(path),
        Step::Remove(_) => Ok(()),
    }
}

/// Where something of the project is set aside.
fn kept_as(layout: &Layout, set_aside: &Path, path: &Path) -> PathBuf {
    set_aside.join(path.strip_prefix(layout.root()).unwrap_or(path))
}

/// Copies a file out; one that cannot be read is moved as it is.
fn keep(fs: &dyn Fs, path: &Path, to: &Path) -> io::Result<()> {
    match fs.read(path) {
        Ok(bytes) => write(fs, to, &bytes),
        Err(_) if !fs.exists(path) => Ok(()),
        Err(_) => displace(fs, path, to),
    }
}

/// Moves a file or folder out of the way: copied and removed, or where that cannot be done, renamed.
fn displace(fs: &dyn Fs, path: &Path, to: &Path) -> io::Result<()> {
    if !fs.exists(path) {
        return Ok(());
    }
    if let Ok(bytes) = fs.read(path) {
        write(fs, to, &bytes)?;
        return fs.remove(path);
    }
    if let Some(folder) = to.parent() {
        make_if_missing(fs, folder)?;
    }
    // On another disk it cannot be moved so; it then stays in its folder, under a name that nobody reads.
    fs.rename(path, to).or_else(|_| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        fs.rename(path, &path.with_file_name(format!(".set-aside-{name}")))
    })
}

fn write(fs: &dyn Fs, path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        make_if_missing(fs, folder)?;
    }
    if fs.read(path).is_ok_and(|held| held == bytes) {
        return Ok(());
    }
    replace(fs, path, bytes)
}

fn make_if_missing(fs: &dyn Fs, path: &Path) -> io::Result<()> {
    if fs.exists(path) { Ok(()) } else { fs::make_folder(fs, path) }
}
