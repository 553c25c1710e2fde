//! A backup as a file system that can only be read: so that what opens projects opens backups, unpacked nowhere.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::manifest::Files;
use super::objects::{Objects, Trust};
use crate::store::fs::{Appender, Entry, Fs, LockGuard};

/// The files of one backup, as if they lay in a folder.
#[derive(Debug)]
pub struct BackupFs {
    fs: Arc<dyn Fs>,
    /// Where the objects lie.
    place: PathBuf,
    /// Under which name the folder is seen.
    root: PathBuf,
    files: Files,
}

impl BackupFs {
    /// The files of a manifest that lies in `place`, seen as the folder `root`.
    #[must_use]
    pub fn new(fs: Arc<dyn Fs>, place: &Path, root: &Path, files: Files) -> Self {
        Self { fs, place: place.to_owned(), root: root.to_owned(), files }
    }

    /// The manifest's files.
    #[must_use]
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// A path as manifests write it; `None` for what is not inside.
    fn inside(&self, path: &Path) -> Option<String> {
        let parts = path.strip_prefix(&self.root).ok()?.components();
        let parts: Option<Vec<&str>> = parts.map(|part| part.as_os_str().to_str()).collect();
        Some(parts?.join("/"))
    }
}

fn not_found(path: &Path) -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, format!("{} is not in the backup", path.display()))
}

fn read_only<T>() -> io::Result<T> {
    Err(io::Error::new(io::ErrorKind::ReadOnlyFilesystem, "a backup is never changed"))
}

impl Fs for BackupFs {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let name = self.inside(path).ok_or_else(|| not_found(path))?;
        let file = self.files.get(&name).ok_or_else(|| not_found(path))?;
        // Not `NotFound` where the object is gone: the backup does hold the file, and cannot give it.
        Objects::of(&*self.fs, &self.place, Trust::Names).get(&file.hash).map_err(io::Error::other)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        let name = self.inside(folder).ok_or_else(|| not_found(folder))?;
        let above = if name.is_empty() { name } else { format!("{name}/") };
        let below = self.files.range(above.clone()..).map_while(|(path, _)| path.strip_prefix(&above));
        let mut entries: Vec<Entry> = below
            .map(|rest| match rest.split_once('/') {
                Some((folder, _)) => Entry { name: folder.to_owned(), is_folder: true },
                None => Entry { name: rest.to_owned(), is_folder: false },
            })
            .collect();
        entries.sort();
        entries.dedup();
        if entries.is_empty() { Err(not_found(folder)) } else { Ok(entries) }
    }

    fn exists(&self, path: &Path) -> bool {
        self.inside(path).is_some_and(|name| self.files.contains_key(&name)) || self.list(path).is_ok()
    }

    fn create_folder(&self, _: &Path) -> io::Result<()> {
        read_only()
    }

    fn create_new(&self, _: &Path) -> io::Result<Box<dyn Appender>> {
        read_only()
    }

    fn rename(&self, _: &Path, _: &Path) -> io::Result<()> {
        read_only()
    }

    fn remove(&self, _: &Path) -> io::Result<()> {
        read_only()
    }

    fn sync_folder(&self, _: &Path) -> io::Result<()> {
        read_only()
    }

    fn try_lock(&self, _: &Path) -> io::Result<Option<LockGuard>> {
        read_only()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::store::MemoryFs;
    use crate::store::backup::manifest::KeptFile;

    #[test]
    fn a_backup_is_seen_as_the_folder_that_it_was() {
        let fs = MemoryFs::new();
        let objects = Objects::of(&fs, Path::new("/b"), Trust::Names);
        let paths = ["a.ron", "d/x.txt", "d/y/z.ron", "e"];
        let file = |path: &str| {
            let hash = objects.put(path.as_bytes()).unwrap();
            (path.to_owned(), KeptFile { path: path.to_owned(), size: path.len() as u64, hash })
        };
        let files: Files = paths.into_iter().map(file).collect();
        let view = BackupFs::new(Arc::new(fs.clone()), Path::new("/b"), Path::new("/p"), files);
        for path in paths {
            assert_eq!(view.read(&Path::new("/p").join(path)).unwrap(), path.as_bytes());
        }
        let names = |folder: &str| -> Vec<_> {
            view.list(Path::new(folder)).unwrap().into_iter().map(|e| (e.name, e.is_folder)).collect()
        };
        assert_eq!(names("/p"), [("a.ron".into(), false), ("d".into(), true), ("e".into(), false)]);
        assert_eq!(names("/p/d"), [("x.txt".into(), false), ("y".into(), true)]);
        assert!(view.exists(Path::new("/p/d/y")) && !view.exists(Path::new("/p/d/x")));
        assert_eq!(view.list(Path::new("/p/f")).unwrap_err().kind(), io::ErrorKind::NotFound);
        assert_eq!(view.read(Path::new("/q/a.ron")).unwrap_err().kind(), io::ErrorKind::NotFound);
        assert!(view.create_new(Path::new("/p/new")).is_err());
    }
}
