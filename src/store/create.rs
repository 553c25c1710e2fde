//! The folder of a new project.

use std::path::Path;

use super::environment::Environment;
use super::error::OpenError;
use super::format::ProjectFile;
use super::fs::{replace, sync_folder_where_possible};
use super::layout::{GIT_ATTRIBUTES, GIT_IGNORE, Layout};
use super::project_store::Store;

impl Store {
    /// Makes the folder of a new project.
    ///
    /// # Errors
    /// [`OpenError::Occupied`] where something is there, and what the system says.
    pub fn create(environment: &Environment, folder: &Path, project: &ProjectFile) -> Result<(), OpenError> {
        let fs = &environment.fs;
        let io = |path: &Path| {
            let path = path.to_owned();
            move |error| OpenError::Io { path: path.clone(), error }
        };
        if fs.exists(folder) && !fs.list(folder).map_err(io(folder))?.is_empty() {
            return Err(OpenError::Occupied(folder.to_owned()));
        }
        fs.create_folder(folder).map_err(io(folder))?;
        let layout = Layout::of(folder);
        for below in [
            layout.codebook_folder(),
            layout.people_folder(),
            layout.documents_folder(),
            layout.codings_folder(),
            layout.sources_folder(),
            layout.journal_folder(),
            layout.checkpoints_folder(),
        ] {
            fs.create_folder(&below).map_err(io(&below))?;
        }
        for (name, text) in [(".gitattributes", GIT_ATTRIBUTES), (".gitignore", GIT_IGNORE)] {
            let path = folder.join(name);
            replace(&**fs, &path, text.as_bytes()).map_err(io(&path))?;
        }
        let path = layout.project_file();
        let text =
            project.encode().map_err(|error| OpenError::Damaged { path: path.clone(), reason: error.to_string() })?;
        replace(&**fs, &path, &text).map_err(io(&path))?;
        if let Some(above) = folder.parent().filter(|above| !above.as_os_str().is_empty()) {
            sync_folder_where_possible(&**fs, above).map_err(io(above))?;
        }
        Ok(())
    }
}
