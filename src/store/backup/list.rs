//! Which backups there are: found by the project's place, and by what project it is, also where the folder is gone.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::manifest::{Backup, read_header};
use super::place;
use crate::model::Message;
use crate::store::environment::Environment;
use crate::store::open::read_project_file;

/// The backups of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The newest first.
    pub backups: Vec<Backup>,
    /// Manifests that could not be read.
    pub findings: Vec<Message>,
}

/// The backups of the project in a folder. The folder may be damaged or gone: then those count that were
/// made of this place, and those of the same projects elsewhere, since folders are moved and renamed.
#[must_use]
pub fn list(environment: &Environment, folder: &Path) -> Listing {
    let mut projects: BTreeSet<PathBuf> =
        place::of_folder(environment, folder).iter().filter_map(|place| Some(place.parent()?.to_owned())).collect();
    if let Ok(file) = read_project_file(environment, folder) {
        projects.insert(place::all(environment).join(file.id.to_string()));
    }
    let by_name = projects.is_empty();
    if by_name {
        projects.extend(place::folders_in(environment, &place::all(environment)));
    }
    let name = place::name_of(folder);
    let mut listing = Listing::default();
    for place in projects.iter().flat_map(|project| place::folders_in(environment, project)) {
        for manifest in place::manifests_in(environment, &place) {
            match header_of(environment, manifest) {
                Ok(backup) if by_name && backup.header.place != name => {}
                Ok(backup) => listing.backups.push(backup),
                // It is not known whose it is.
                Err(_) if by_name => {}
                Err(finding) => listing.findings.push(finding),
            }
        }
    }
    listing.backups.sort_by(|a, b| (b.header.at, &b.manifest).cmp(&(a.header.at, &a.manifest)));
    listing
}

/// The newest backup of exactly this place that can be read.
#[must_use]
pub fn latest(environment: &Environment, folder: &Path) -> Option<Backup> {
    let places = place::of_folder(environment, folder);
    // Names sort as times do: of each place only the newest readable one is looked at.
    let newest = places.iter().filter_map(|place| {
        let mut manifests = place::manifests_in(environment, place);
        manifests.sort();
        manifests.into_iter().rev().find_map(|manifest| header_of(environment, manifest).ok())
    });
    newest.max_by_key(|backup| backup.header.at)
}

fn header_of(environment: &Environment, manifest: PathBuf) -> Result<Backup, Message> {
    let read = environment.fs.read(&manifest).map_err(|error| error.to_string());
    match read.and_then(|bytes| read_header(&bytes)) {
        Ok(header) => Ok(Backup { manifest, header }),
        Err(reason) => {
            log::warn!("{} cannot be read: {reason}", manifest.display());
            Err(Message::new("backup.damaged").with("path", manifest.display()).with("reason", reason))
        }
    }
}
