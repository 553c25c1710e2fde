//! The bytes of backups, each once, under their hash and compressed: `objects/ab/abcd….zst`.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::model::Hash;
use crate::store::archive::{pack, unpack};
use crate::store::fs::{Fs, replace_without_folder_sync, sync_folder_where_possible};

/// What is believed of objects that are there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    /// That they hold what their name says: it was checked when they were written.
    Names,
    /// Nothing: each is read, and written anew where it does not.
    Nothing,
}

/// The objects of one project at one place.
pub(super) struct Objects<'a> {
    fs: &'a dyn Fs,
    folder: PathBuf,
    trust: Trust,
    /// What this run has put or found there: two files of the same bytes are written once.
    seen: Mutex<BTreeSet<Hash>>,
    /// Folders whose names are still to be synced.
    touched: Mutex<BTreeSet<PathBuf>>,
}

impl<'a> Objects<'a> {
    pub(super) fn of(fs: &'a dyn Fs, place: &Path, trust: Trust) -> Self {
        let folder = place.join("objects");
        Self { fs, folder, trust, seen: Mutex::default(), touched: Mutex::default() }
    }

    pub(super) fn path(&self, hash: &Hash) -> PathBuf {
        self.folder.join(hash.0.get(..2).unwrap_or_default()).join(format!("{}.zst", hash.0))
    }

    /// Whether an object is there, and is what its name says where names are not enough.
    pub(super) fn holds(&self, hash: &Hash) -> bool {
        match self.trust {
            Trust::Names => self.fs.exists(&self.path(hash)),
            Trust::Nothing => self.get(hash).is_ok(),
        }
    }

    /// The bytes of an object, checked against its name.
    pub(super) fn get(&self, hash: &Hash) -> io::Result<Vec<u8>> {
        let bytes = unpack(&self.fs.read(&self.path(hash))?)?;
        if Hash::of(&bytes) != *hash {
            return Err(io::Error::other("its bytes are not those that were kept"));
        }
        Ok(bytes)
    }

    /// Keeps bytes, unless they are there. They last over a power cut after [`Objects::settle`].
    pub(super) fn put(&self, bytes: &[u8]) -> io::Result<Hash> {
        let hash = Hash::of(bytes);
        // Whoever comes first writes; a run in which that fails ends with an error.
        if !lock(&self.seen).insert(hash.clone()) || self.holds(&hash) {
            return Ok(hash);
        }
        let path = self.path(&hash);
        let folder = path.parent().unwrap_or(&self.folder).to_owned();
        self.fs.create_folder(&folder)?;
        replace_without_folder_sync(self.fs, &path, &pack(bytes)?)?;
        lock(&self.touched).insert(folder);
        Ok(hash)
    }

    /// Makes the names of what was put last over a power cut: before a manifest speaks of them.
    pub(super) fn settle(&self) -> io::Result<()> {
        let touched = std::mem::take(&mut *lock(&self.touched));
        for folder in &touched {
            sync_folder_where_possible(self.fs, folder)?;
        }
        if !touched.is_empty() {
            sync_folder_where_possible(self.fs, &self.folder)?;
        }
        Ok(())
    }

    /// Removes every object that is not in `wanted`, and what a crash left half written. What cannot be
    /// removed is left for the next time.
    pub(super) fn sweep(&self, wanted: &BTreeSet<Hash>) {
        let below = self.fs.list(&self.folder).unwrap_or_default();
        for folder in below.into_iter().filter(|entry| entry.is_folder) {
            let folder = self.folder.join(folder.name);
            for file in self.fs.list(&folder).unwrap_or_default() {
                let is_wanted = file.name.strip_suffix(".zst").is_some_and(|name| wanted.contains(&Hash(name.into())));
                if file.is_folder || is_wanted {
                    continue;
                }
                if let Err(error) = self.fs.remove(&folder.join(&file.name)) {
                    log::warn!("a part of a backup that nobody needs stays: {error}");
                }
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::store::MemoryFs;

    #[test]
    fn the_same_bytes_are_kept_once_and_come_back() {
        let fs = MemoryFs::new();
        let objects = Objects::of(&fs, Path::new("/b"), Trust::Names);
        let hash = objects.put(b"what was said").unwrap();
        assert_eq!(objects.put(b"what was said").unwrap(), hash);
        objects.settle().unwrap();
        assert_eq!(objects.get(&hash).unwrap(), b"what was said");
        assert_eq!(fs.files().len(), 1);
        assert_eq!(fs.after_a_power_cut().files().len(), 1, "and lasts");
    }

    #[test]
    fn an_object_that_was_damaged_is_refused_and_written_anew_where_names_are_not_trusted() {
        let fs = MemoryFs::new();
        let hash = Objects::of(&fs, Path::new("/b"), Trust::Names).put(b"what was said").unwrap();
        let objects = Objects::of(&fs, Path::new("/b"), Trust::Nothing);
        fs.put(&objects.path(&hash), b"nonsense");
        assert!(objects.get(&hash).is_err());
        objects.put(b"what was said").unwrap();
        assert_eq!(objects.get(&hash).unwrap(), b"what was said");
    }

    #[test]
    fn only_what_nobody_wants_is_swept_away() {
        let fs = MemoryFs::new();
        let objects = Objects::of(&fs, Path::new("/b"), Trust::Names);
        let (kept, gone) = (objects.put(b"kept").unwrap(), objects.put(b"gone").unwrap());
        fs.put(&objects.path(&kept).with_file_name(".half.zst.tmp"), b"");
        objects.sweep(&BTreeSet::from([kept.clone()]));
        assert!(objects.holds(&kept) && !objects.holds(&gone));
        assert_eq!(fs.files().len(), 1);
    }
}
