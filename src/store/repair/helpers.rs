//! Backups as helpers: what the folder has lost may stand in one of them.

use std::path::Path;
use std::sync::Arc;

use super::Helper;
use crate::model::ProjectId;
use crate::store::backup::{self, BackupFs, Soundness, manifest};
use crate::store::environment::Environment;

/// So many are looked into: each holds nearly what its neighbours do, and reading one takes as long as opening.
const MOST: usize = 3;

/// The newest backups of a project, those first that opened whole when they were made.
pub(super) fn backups(environment: &Environment, folder: &Path, project: ProjectId) -> Vec<Helper> {
    let mut held = backup::list(environment, folder).backups;
    held.retain(|backup| backup.header.project == project);
    // Sorted so that the order of time stays within each sort.
    held.sort_by_key(|backup| backup.header.soundness != Soundness::Sound);
    let helpers = held.into_iter().filter_map(|backup| {
        let bytes = environment.fs.read(&backup.manifest).ok()?;
        let (_, files) = manifest::read(&bytes).ok()?;
        let view = BackupFs::new(Arc::clone(&environment.fs), backup.manifest.parent()?, folder, files);
        let environment = Environment { fs: Arc::new(view), ..environment.clone() };
        Some(Helper { environment, folder: folder.to_owned(), at: backup.header.at })
    });
    helpers.take(MOST).collect()
}
