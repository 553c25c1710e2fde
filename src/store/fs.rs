//! The file system as the store sees it: few calls, each of which can fail or be cut short on its own.
//!
//! [`RealFs`] is the disk. [`super::MemoryFs`] keeps everything in memory, for tests and for the
//! pictures; a recording one can stand in to try every crash. Nothing else in the program writes a
//! file of a project.

use std::any::Any;
use std::fmt::Debug;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::fault::{Fault, planted};

/// What the store asks of a file system.
pub trait Fs: Send + Sync + Debug {
    /// All bytes of a file.
    ///
    /// # Errors
    /// What the system says; `NotFound` where there is none.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// How many bytes a file holds.
    ///
    /// # Errors
    /// As [`Fs::read`].
    fn size(&self, path: &Path) -> io::Result<u64> {
        self.read(path).map(|bytes| bytes.len() as u64)
    }

    /// What lies in a folder, by name; an absent folder is an error.
    ///
    /// # Errors
    /// What the system says.
    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>>;

    /// Whether a file or folder is there.
    fn exists(&self, path: &Path) -> bool;

    /// How a file looks from outside; where it has changed, this has too.
    ///
    /// # Errors
    /// What the system says; `NotFound` where there is none.
    fn look(&self, path: &Path) -> io::Result<Look> {
        Ok(Look(blake3::hash(&self.read(path)?).to_hex().to_string()))
    }

    /// Makes a folder and those above it; fine where it is there already.
    ///
    /// # Errors
    /// What the system says.
    fn create_folder(&self, path: &Path) -> io::Result<()>;

    /// Makes a new file to append to; refuses one that is there.
    ///
    /// # Errors
    /// `AlreadyExists`, and what the system says.
    fn create_new(&self, path: &Path) -> io::Result<Box<dyn Appender>>;

    /// Gives a file another name, replacing what stood under it, at once or not at all.
    ///
    /// # Errors
    /// What the system says; the old file is then intact.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Takes a file away.
    ///
    /// # Errors
    /// What the system says.
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// Makes the names in a folder last over a power cut.
    ///
    /// # Errors
    /// What the system says; network shares answer `Unsupported`.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;

    /// How many bytes still fit beside a path; `None` where nobody can say.
    fn room(&self, path: &Path) -> Option<u64> {
        let _ = path;
        None
    }

    /// How many files it is well to write at the same time. A disk that syncs one file syncs many in the
    /// time of one; 1 keeps all calls in the order in which they are made, which is how crashes are tried.
    fn hands(&self) -> usize {
        1
    }

    /// Holds a lock file until the guard is dropped; `None` while another program holds it.
    ///
    /// # Errors
    /// What the system says where the lock file cannot be made.
    fn try_lock(&self, path: &Path) -> io::Result<Option<LockGuard>>;

    /// The fault that the proof has planted into the protocol.
    #[cfg(test)]
    fn planted(&self) -> Option<super::fault::Fault> {
        None
    }
}

/// Holds a lock as long as it lives.
pub type LockGuard = Box<dyn Any + Send + Sync>;

/// A file that grows at its end.
pub trait Appender: Send {
    /// Adds bytes at the end.
    ///
    /// # Errors
    /// What the system says; how much was written is then unknown.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Makes what was appended last over a power cut.
    ///
    /// # Errors
    /// What the system says; what was appended may then be lost, and asking again proves nothing.
    fn sync(&mut self) -> io::Result<()>;
}

/// How a file looks from outside: its size and time, or what else there is to know it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look(pub String);

/// One name in a folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Without its folder.
    pub name: String,
    /// Whether it is a folder.
    pub is_folder: bool,
}

/// The disk.
#[derive(Debug, Default, Clone, Copy)]
pub struct RealFs;

impl Fs for RealFs {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        fs::File::open(path)?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn size(&self, path: &Path) -> io::Result<u64> {
        Ok(fs::metadata(path)?.len())
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            // A name that is no Unicode is none of ours; it is seen, with marks for what is no text.
            let name = entry.file_name().to_string_lossy().into_owned();
            entries.push(Entry { name, is_folder: entry.file_type()?.is_dir() });
        }
        entries.sort();
        Ok(entries)
    }

    fn exists(&self, path: &Path) -> bool {
        path.exists()
    }

    fn look(&self, path: &Path) -> io::Result<Look> {
        let metadata = fs::metadata(path)?;
        Ok(Look(format!("{} {:?}", metadata.len(), metadata.modified()?)))
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        fs::create_dir_all(path)
    }

    fn create_new(&self, path: &Path) -> io::Result<Box<dyn Appender>> {
        let file = fs::OpenOptions::new().append(true).create_new(true).open(path)?;
        Ok(Box::new(RealAppender(file)))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut wait = std::time::Duration::from_millis(50);
        for _ in 0..5 {
            match fs::rename(from, to) {
                // Windows: access denied or sharing violation while a scanner or a sync client looks at the file.
                Err(error) if cfg!(windows) && matches!(error.raw_os_error(), Some(5 | 32)) => {
                    std::thread::sleep(wait);
                    wait *= 2;
                }
                result => return result,
            }
        }
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        if cfg!(windows) {
            return Ok(()); // Windows has no such call; its rename is written through.
        }
        fs::File::open(folder)?.sync_all()
    }

    fn room(&self, path: &Path) -> Option<u64> {
        fs4::available_space(path).ok()
    }

    fn hands(&self) -> usize {
        16
    }

    fn try_lock(&self, path: &Path) -> io::Result<Option<LockGuard>> {
        let file = fs::OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Box::new(file))),
            Err(fs::TryLockError::WouldBlock) => Ok(None),
            Err(fs::TryLockError::Error(error)) => Err(error),
        }
    }
}

struct RealAppender(fs::File);

impl Appender for RealAppender {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.0.sync_data()
    }
}

/// Puts bytes under a name so that a crash leaves the old file or the new one, whole: written
/// beside it, synced, renamed, and the folder synced.
///
/// # Errors
/// What the system says; the file that stood there is intact.
pub fn replace(fs: &dyn Fs, path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace_without_folder_sync(fs, path, bytes)?;
    if let Some(folder) = path.parent() {
        sync_folder_where_possible(fs, folder)?;
    }
    Ok(())
}

/// As [`replace`], for many files of one folder: the caller syncs the folder after the last one.
pub(super) fn replace_without_folder_sync(fs: &dyn Fs, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = if planted(fs, Fault::OverwriteInPlace) { path.to_owned() } else { temporary_beside(path) };
    if fs.exists(&beside) {
        fs.remove(&beside)?;
    }
    let mut file = fs.create_new(&beside)?;
    let unsynced = planted(fs, Fault::NoSyncBeforeRename);
    file.append(bytes).and_then(|()| if unsynced { Ok(()) } else { sync_where_possible(&mut *file) }).inspect_err(
        |_| {
            let _ = fs.remove(&beside); // best effort: recovery removes it too
        },
    )?;
    drop(file);
    fs.rename(&beside, path)
}

/// Does something to each of many files, as many at the same time as the file system has hands; in order
/// where it has one. After a failure no other is begun.
///
/// # Errors
/// The first that was met.
pub(super) fn with_each<T: Sync>(
    fs: &dyn Fs,
    items: &[T],
    work: impl Fn(&T) -> io::Result<()> + Sync,
) -> io::Result<()> {
    let next = AtomicUsize::new(0);
    let one_hand = || -> io::Result<()> {
        while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
            work(item).inspect_err(|_| next.store(items.len(), Ordering::Relaxed))?;
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let others = 1..fs.hands().min(items.len());
        // Where the system gives no thread, the work is done by those that are there.
        let others: Vec<_> =
            others.map_while(|_| std::thread::Builder::new().spawn_scoped(scope, one_hand).ok()).collect();
        let mine = one_hand();
        let broke_off = || Err(io::Error::other("a thread broke off"));
        others.into_iter().fold(mine, |ended, other| ended.and(other.join().unwrap_or_else(|_| broke_off())))
    })
}

/// Syncs a folder; a file system that cannot do it is not an error, there is nothing better to be had
/// on it. Nor is a folder above the project that this user may write to but not look into.
pub(super) fn sync_folder_where_possible(fs: &dyn Fs, folder: &Path) -> io::Result<()> {
    if planted(fs, Fault::NoFolderSync) {
        return Ok(());
    }
    match fs.sync_folder(folder) {
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::Unsupported | io::ErrorKind::PermissionDenied | io::ErrorKind::InvalidInput
            ) =>
        {
            log::warn!("a folder cannot be synced ({error}); a power cut may lose the newest names in it");
            Ok(())
        }
        result => result,
    }
}

/// Syncs a file; where the file system cannot do it at all, going on is better than nothing. The journal tells.
pub(super) fn sync_where_possible(file: &mut dyn Appender) -> io::Result<()> {
    match file.sync() {
        Err(error) if error.kind() == io::ErrorKind::Unsupported => Ok(()),
        result => result,
    }
}

/// Makes a folder and those above it, so that they last over a power cut: a folder whose name was not
/// synced in the one above is lost with everything in it.
pub(super) fn make_folder(fs: &dyn Fs, folder: &Path) -> io::Result<()> {
    let missing: Vec<&Path> = folder.ancestors().take_while(|above| !fs.exists(above)).collect();
    fs.create_folder(folder)?;
    for above in missing.iter().rev().filter_map(|made| made.parent()).filter(|above| !above.as_os_str().is_empty()) {
        sync_folder_where_possible(fs, above)?;
    }
    Ok(())
}

/// The name under which a file is written before it takes its own.
fn temporary_beside(path: &Path) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    // Only an imported file may be written by two windows at the same time: they must not take away what
    // the other one has begun.
    let shared = path.parent().is_some_and(|folder| folder.ends_with("sources"));
    let by = if shared { format!(".{}", std::process::id()) } else { String::new() };
    path.with_file_name(format!(".{name}{by}.tmp"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[test]
    fn many_hands_do_everything_once_and_stop_at_a_failure() {
        let items: Vec<usize> = (0..1_000).collect();
        let done = Mutex::new(Vec::new());
        with_each(&RealFs, &items, |&item| {
            done.lock().unwrap().push(item);
            Ok(())
        })
        .unwrap();
        let mut done = done.into_inner().unwrap();
        done.sort_unstable();
        assert_eq!(done, items);

        let begun = AtomicUsize::new(0);
        let failed = with_each(&RealFs, &items, |_| {
            begun.fetch_add(1, Ordering::Relaxed);
            Err(io::ErrorKind::StorageFull.into())
        });
        assert_eq!(failed.unwrap_err().kind(), io::ErrorKind::StorageFull);
        assert!(begun.into_inner() <= RealFs.hands());
    }

    #[test]
    fn one_hand_keeps_the_order() {
        let done = Mutex::new(Vec::new());
        with_each(&super::super::MemoryFs::new(), &[3, 1, 2], |&item| {
            done.lock().unwrap().push(item);
            Ok(())
        })
        .unwrap();
        assert_eq!(done.into_inner().unwrap(), [3, 1, 2]);
    }
}
