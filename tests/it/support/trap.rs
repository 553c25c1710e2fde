//! A disk on which something happens at a certain moment: just before a file of a certain folder is read.

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use tianye::store::fs::{Appender, Entry, LockGuard, Look};
use tianye::store::{Fs, MemoryFs};

type Deed = Box<dyn FnOnce() + Send>;

/// The disk.
pub struct Trap {
    under: MemoryFs,
    set: Mutex<Option<(&'static str, Deed)>>,
}

impl Trap {
    /// Over another, with nothing set.
    pub fn over(under: &MemoryFs) -> Self {
        Self { under: under.clone(), set: Mutex::new(None) }
    }

    /// Once a file of a folder of this name is read, this is done first, once.
    pub fn set(&self, folder: &'static str, deed: impl FnOnce() + Send + 'static) {
        *self.held() = Some((folder, Box::new(deed)));
    }

    /// Whether it has been done.
    pub fn is_sprung(&self) -> bool {
        self.held().is_none()
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Option<(&'static str, Deed)>> {
        self.set.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Trap {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Trap")
    }
}

impl Fs for Trap {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let parent = path.parent().and_then(Path::file_name);
        let sprung = self.held().take_if(|(folder, _)| parent.is_some_and(|name| name == *folder));
        if let Some((_, deed)) = sprung {
            deed();
        }
        self.under.read(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        self.under.list(folder)
    }

    fn exists(&self, path: &Path) -> bool {
        self.under.exists(path)
    }

    fn look(&self, path: &Path) -> io::Result<Look> {
        self.under.look(path)
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        self.under.create_folder(path)
    }

    fn create_new(&self, path: &Path) -> io::Result<Box<dyn Appender>> {
        self.under.create_new(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.under.rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.under.remove(path)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.under.sync_folder(folder)
    }

    fn try_lock(&self, path: &Path) -> io::Result<Option<LockGuard>> {
        self.under.try_lock(path)
    }
}
