//! A disk that changes while it is read: what a session did to it, picture by picture, and a reader that
//! sees later pictures the longer it reads.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use tianye::store::MemoryFs;
use tianye::store::fs::{Appender, Entry, Fs, LockGuard};

/// All files at one moment.
type Picture = BTreeMap<PathBuf, Vec<u8>>;

/// Takes a picture after each call that writes; of what is appended, one with half of it too.
#[derive(Clone, Debug, Default)]
pub struct Camera {
    pub disk: MemoryFs,
    pub pictures: Arc<Mutex<Vec<Arc<Picture>>>>,
}

impl Camera {
    pub fn taken(&self) -> usize {
        self.pictures.lock().unwrap().len()
    }

    fn take(&self) {
        let files = self.disk.files().into_iter().filter(|(path, _)| !path.starts_with("/data")).collect();
        self.pictures.lock().unwrap().push(Arc::new(files));
    }
}

impl Fs for Camera {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.disk.read(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        self.disk.list(folder)
    }

    fn exists(&self, path: &Path) -> bool {
        self.disk.exists(path)
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        self.disk.create_folder(path)
    }

    fn create_new(&self, path: &Path) -> io::Result<Box<dyn Appender>> {
        let file = self.disk.create_new(path)?;
        self.take();
        Ok(Box::new(Filmed { camera: self.clone(), file }))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.disk.rename(from, to).inspect(|()| self.take())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.disk.remove(path).inspect(|()| self.take())
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.disk.sync_folder(folder)
    }

    fn try_lock(&self, path: &Path) -> io::Result<Option<LockGuard>> {
        self.disk.try_lock(path)
    }
}

struct Filmed {
    camera: Camera,
    file: Box<dyn Appender>,
}

impl Appender for Filmed {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let (first, second) = bytes.split_at(bytes.len() / 2);
        self.file.append(first)?;
        self.camera.take();
        self.file.append(second)?;
        self.camera.take();
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        self.file.sync()
    }
}

/// Shows one picture until a jump comes, counted in looks at it, and keeps what is written in memory.
#[derive(Debug)]
pub struct Film {
    pictures: Vec<Arc<Picture>>,
    /// At which picture, and after how many looks.
    at: Mutex<(usize, usize)>,
    jumps: BTreeMap<usize, usize>,
    data: MemoryFs,
}

impl Film {
    pub fn new(pictures: Vec<Arc<Picture>>, begin: usize, jumps: BTreeMap<usize, usize>, data: MemoryFs) -> Self {
        Self { pictures, at: Mutex::new((begin, 0)), jumps, data }
    }

    fn picture(&self) -> Arc<Picture> {
        let mut at = self.at.lock().unwrap();
        let now = Arc::clone(&self.pictures[at.0]);
        at.0 = (at.0 + self.jumps.get(&at.1).copied().unwrap_or(0)).min(self.pictures.len() - 1);
        at.1 += 1;
        now
    }
}

fn not_found(path: &Path) -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, path.display().to_string())
}

impl Fs for Film {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        if path.starts_with("/data") {
            return self.data.read(path);
        }
        self.picture().get(path).cloned().ok_or_else(|| not_found(path))
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        if folder.starts_with("/data") {
            return self.data.list(folder);
        }
        let mut found = BTreeSet::new();
        for path in self.picture().keys() {
            if let Ok(rest) = path.strip_prefix(folder) {
                let mut parts = rest.components();
                // A file is no folder.
                let Some(first) = parts.next() else { continue };
                let name = first.as_os_str().to_string_lossy().into_owned();
                found.insert(Entry { name, is_folder: parts.next().is_some() });
            }
        }
        if found.is_empty() { Err(not_found(folder)) } else { Ok(found.into_iter().collect()) }
    }

    fn exists(&self, path: &Path) -> bool {
        if path.starts_with("/data") {
            self.data.exists(path)
        } else {
            self.read(path).is_ok() || self.list(path).is_ok()
        }
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        self.data.create_folder(path)
    }

    fn create_new(&self, path: &Path) -> io::Result<Box<dyn Appender>> {
        assert!(path.starts_with("/data"), "a backup writes into the project: {}", path.display());
        self.data.create_new(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.data.rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.data.remove(path)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.data.sync_folder(folder)
    }

    fn try_lock(&self, path: &Path) -> io::Result<Option<LockGuard>> {
        self.data.try_lock(path)
    }
}
