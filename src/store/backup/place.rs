//! Where the backups of a project lie: `backups/<project>/<key of its place>/` in the data folder.

use std::path::{Path, PathBuf};

use crate::model::{ProjectId, Timestamp};
use crate::store::environment::Environment;
use crate::store::installation::{key_of, place_of};

/// The folder of all backups.
pub(super) fn all(environment: &Environment) -> PathBuf {
    environment.data_dir.join("backups")
}

/// The backups of one project at one place.
pub(super) fn of_project(environment: &Environment, project: ProjectId, folder: &Path) -> PathBuf {
    all(environment).join(project.to_string()).join(key_of(folder))
}

/// A folder's whole name, as manifests keep it.
pub(super) fn name_of(folder: &Path) -> String {
    place_of(folder).display().to_string()
}

/// All folders of backups that belong to this folder's place, whatever project it held.
pub(super) fn of_folder(environment: &Environment, folder: &Path) -> Vec<PathBuf> {
    let key = key_of(folder);
    let below = folders_in(environment, &all(environment));
    below.into_iter().map(|project| project.join(&key)).filter(|place| environment.fs.exists(place)).collect()
}

/// The folders in a folder; none where it is not there.
pub(super) fn folders_in(environment: &Environment, folder: &Path) -> Vec<PathBuf> {
    let entries = environment.fs.list(folder).unwrap_or_default();
    entries.into_iter().filter(|entry| entry.is_folder).map(|entry| folder.join(entry.name)).collect()
}

/// The manifests in a place, by name.
pub(super) fn manifests_in(environment: &Environment, place: &Path) -> Vec<PathBuf> {
    let entries = environment.fs.list(place).unwrap_or_default();
    let paths = entries.into_iter().filter(|entry| !entry.is_folder).map(|entry| place.join(entry.name));
    paths.filter(|path| path.extension().is_some_and(|ending| ending == "ron")).collect()
}

/// A name for a manifest of this time that is not taken: names sort as times do.
pub(super) fn free_manifest(environment: &Environment, place: &Path, at: Timestamp) -> (Timestamp, PathBuf) {
    let mut at = at;
    loop {
        let name = jiff::Timestamp::from_millisecond(at.0)
            .map_or_else(|_| at.0.to_string(), |time| time.strftime("%Y%m%dT%H%M%S.%3fZ").to_string());
        let path = place.join(format!("{name}.ron"));
        if !environment.fs.exists(&path) {
            return (at, path);
        }
        at.0 += 1;
    }
}
