//! A file system in memory, for tests and for what must leave no trace.
//!
//! It can be told to fail, and it knows what would survive a power cut: bytes that were synced, under
//! names whose folder was synced.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::fs::{Appender, Entry, Fs, LockGuard};

/// Files and folders in memory; clones share them.
#[derive(Clone, Debug, Default)]
pub struct MemoryFs {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    files: BTreeMap<PathBuf, File>,
    /// The names as a power cut would leave them.
    durable: BTreeMap<PathBuf, File>,
    folders: BTreeSet<PathBuf>,
    locks: BTreeSet<PathBuf>,
    /// Calls that write and are still allowed; then each fails as a full disk does.
    writes_left: Option<usize>,
    /// What is said when somebody asks how much fits.
    room: Option<u64>,
    /// Whether this is a share on which nothing can be synced.
    cannot_sync: bool,
}

impl State {
    fn can_sync(&self) -> io::Result<()> {
        if self.cannot_sync { Err(io::ErrorKind::Unsupported.into()) } else { Ok(()) }
    }
}

/// What a name stands for; a file that was renamed is the same file.
#[derive(Clone, Debug, Default)]
struct File(Arc<Mutex<Content>>);

#[derive(Clone, Debug, Default)]
struct Content {
    bytes: Vec<u8>,
    synced: Vec<u8>,
}

impl File {
    fn content(&self) -> MutexGuard<'_, Content> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn of(bytes: &[u8]) -> Self {
        Self(Arc::new(Mutex::new(Content { bytes: bytes.to_vec(), synced: bytes.to_vec() })))
    }
}

impl MemoryFs {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// After `count` more calls that write, the disk is full; `None` makes room again.
    pub fn fill_up_after(&self, count: Option<usize>) {
        self.state().writes_left = count;
    }

    /// From now on this is said when somebody asks how much fits.
    pub fn say_room(&self, bytes: Option<u64>) {
        self.state().room = bytes;
    }

    /// From now on files and folders cannot be synced, as on some network shares.
    pub fn refuse_to_sync(&self) {
        self.state().cannot_sync = true;
    }

    /// Puts a file there as another program would, for good and without any of the store's care.
    pub fn put(&self, path: &Path, bytes: &[u8]) {
        let mut state = self.state();
        for folder in path.ancestors().skip(1) {
            state.folders.insert(folder.to_owned());
        }
        let file = File::of(bytes);
        state.durable.insert(path.to_owned(), file.clone());
        state.files.insert(path.to_owned(), file);
    }

    /// All files and what they hold, to compare two moments.
    #[must_use]
    pub fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        self.state().files.iter().map(|(path, file)| (path.clone(), file.content().bytes.clone())).collect()
    }

    /// A copy that shares nothing: the disk as a crash of the program leaves it, its locks let go.
    #[must_use]
    pub fn after_a_crash(&self) -> Self {
        let files = self.files();
        self.holding(files)
    }

    /// The disk as a power cut leaves it: only what was synced, under names that were synced.
    #[must_use]
    pub fn after_a_power_cut(&self) -> Self {
        let durable = self.state().durable.clone();
        self.holding(durable.into_iter().map(|(path, file)| (path, file.content().synced.clone())).collect())
    }

    fn holding(&self, files: BTreeMap<PathBuf, Vec<u8>>) -> Self {
        let files: BTreeMap<PathBuf, File> = files.into_iter().map(|(path, bytes)| (path, File::of(&bytes))).collect();
        let folders = self.state().folders.clone();
        let state = State { durable: files.clone(), files, folders, ..State::default() };
        Self { state: Arc::new(Mutex::new(state)) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn writing(&self) -> io::Result<MutexGuard<'_, State>> {
        let mut state = self.state();
        match &mut state.writes_left {
            Some(0) => return Err(io::Error::new(io::ErrorKind::StorageFull, "the disk is full")),
            Some(left) => *left -= 1,
            None => {}
        }
        Ok(state)
    }
}

fn not_found(path: &Path) -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, format!("{} is not there", path.display()))
}

impl Fs for MemoryFs {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.state().files.get(path).map(|file| file.content().bytes.clone()).ok_or_else(|| not_found(path))
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        let state = self.state();
        if !state.folders.contains(folder) {
            return Err(not_found(folder));
        }
        let mut entries = Vec::new();
        let all = state.files.keys().map(|path| (path, false)).chain(state.folders.iter().map(|path| (path, true)));
        for (path, is_folder) in all {
            if path.parent() == Some(folder)
                && let Some(name) = path.file_name()
            {
                entries.push(Entry { name: name.to_string_lossy().into_owned(), is_folder });
            }
        }
        entries.sort();
        Ok(entries)
    }

    fn exists(&self, path: &Path) -> bool {
        let state = self.state();
        state.files.contains_key(path) || state.folders.contains(path)
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        let mut state = self.writing()?;
        for folder in path.ancestors() {
            state.folders.insert(folder.to_owned());
        }
        Ok(())
    }

    fn create_new(&self, path: &Path) -> io::Result<Box<dyn Appender>> {
        let mut state = self.writing()?;
        if state.files.contains_key(path) {
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, format!("{} is there", path.display())));
        }
        if path.parent().is_some_and(|folder| !state.folders.contains(folder)) {
            return Err(not_found(path));
        }
        let file = File::default();
        state.files.insert(path.to_owned(), file.clone());
        Ok(Box::new(MemoryAppender { fs: self.clone(), file }))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut state = self.writing()?;
        let file = state.files.remove(from).ok_or_else(|| not_found(from))?;
        state.files.insert(to.to_owned(), file);
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.state().files.remove(path).map(|_| ()).ok_or_else(|| not_found(path))
    }

    fn room(&self, _: &Path) -> Option<u64> {
        self.state().room
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        let mut state = self.writing()?;
        state.can_sync()?;
        if !state.folders.contains(folder) {
            return Err(not_found(folder));
        }
        let State { files, durable, .. } = &mut *state;
        durable.retain(|path, _| path.parent() != Some(folder));
        let here = files.iter().filter(|(path, _)| path.parent() == Some(folder));
        durable.extend(here.map(|(path, file)| (path.clone(), file.clone())));
        Ok(())
    }

    fn try_lock(&self, path: &Path) -> io::Result<Option<LockGuard>> {
        if !self.state().locks.insert(path.to_owned()) {
            return Ok(None);
        }
        Ok(Some(Box::new(MemoryLock { fs: self.clone(), path: path.to_owned() })))
    }
}

struct MemoryAppender {
    fs: MemoryFs,
    file: File,
}

impl Appender for MemoryAppender {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let _state = self.fs.writing()?;
        self.file.content().bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        self.fs.writing()?.can_sync()?;
        let mut content = self.file.content();
        let Content { bytes, synced } = &mut *content;
        synced.clone_from(bytes);
        Ok(())
    }
}

struct MemoryLock {
    fs: MemoryFs,
    path: PathBuf,
}

impl Drop for MemoryLock {
    fn drop(&mut self) {
        self.fs.state().locks.remove(&self.path);
    }
}
