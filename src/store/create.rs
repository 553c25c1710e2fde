//! The folder of a new project.

use std::path::Path;

use super::environment::Environment;
use super::error::OpenError;
use super::format::ProjectFile;
use super::fs::{Fs, make_folder, replace, sync_folder_where_possible};
use super::layout::{GIT_FILES, Layout};
use super::project_store::Store;

impl Store {
    /// Makes the folder of a new project. One that was only half made, because the power failed, is made to its end.
    ///
    /// # Errors
    /// [`OpenError::Occupied`] where something is there, and what the system says.
    pub fn create(environment: &Environment, folder: &Path, project: &ProjectFile) -> Result<(), OpenError> {
        let fs = &environment.fs;
        let io = |path: &Path| {
            let path = path.to_owned();
            move |error| OpenError::Io { path: path.clone(), error }
        };
        let layout = Layout::of(folder);
        if fs.exists(folder) && !is_empty_or_half_made(&**fs, &layout).map_err(io(folder))? {
            return Err(OpenError::Occupied(folder.to_owned()));
        }
        make_folder(&**fs, folder).map_err(io(folder))?;
        for below in layout.folders() {
            fs.create_folder(&below).map_err(io(&below))?;
        }
        for (name, text) in GIT_FILES {
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

/// Whether nothing is in the folder but what making a project puts there before `project.ron`: a power
/// cut must not leave somebody with a folder that can be neither opened nor made.
fn is_empty_or_half_made(fs: &dyn Fs, layout: &Layout) -> std::io::Result<bool> {
    for entry in fs.list(layout.root())? {
        let path = layout.root().join(&entry.name);
        let is_ours = if entry.is_folder {
            layout.folders().contains(&path) && fs.list(&path)?.is_empty()
        } else {
            let text = GIT_FILES.iter().find(|(name, _)| *name == entry.name);
            let is_temporary = |name: &str| entry.name == format!(".{name}.tmp");
            match text {
                Some((_, text)) => fs.read(&path)? == text.as_bytes(),
                None => is_temporary("project.ron") || GIT_FILES.iter().any(|(name, _)| is_temporary(name)),
            }
        };
        if !is_ours {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::model::{CountingMint, ProjectId, Timestamp};
    use crate::store::format::CURRENT;

    #[test]
    fn a_half_made_project_is_made_to_its_end_and_nobodys_file_is_touched() {
        let (environment, fs) = Environment::in_memory();
        let folder = Path::new("/studies/study.tianye");
        let id = ProjectId::new(&mut CountingMint::default());
        let file = ProjectFile { version: CURRENT, id, title: "养老".into(), created: Timestamp(0) };
        fs.put(&folder.join(".gitattributes"), b"*.docx binary\n");
        assert!(matches!(Store::create(&environment, folder, &file), Err(OpenError::Occupied(_))));
        fs.put(&folder.join(".gitattributes"), GIT_FILES[0].1.as_bytes());
        fs.put(&folder.join(".project.ron.tmp"), b"(ver");
        fs.create_folder(&folder.join("codebook")).unwrap();
        Store::create(&environment, folder, &file).unwrap();
        assert!(fs.exists(&folder.join("project.ron")) && !fs.exists(&folder.join(".project.ron.tmp")));
        assert!(matches!(Store::create(&environment, folder, &file), Err(OpenError::Occupied(_))), "it is whole now");
    }
}
