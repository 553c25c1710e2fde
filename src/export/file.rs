//! Puts a finished export on the disk: whole or not at all, and never over a file unless told to.
//!
//! The bytes go into a file beside the target, reach the disk, and only then take its name. Whatever goes wrong
//! before that, a file that was there is as it was. Files of a project are not written here but by `store`.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::model::{Message, Tell};

/// What to do with a file that has the name already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// Leave it and say so.
    Refuse,
    /// The user said yes.
    Replace,
}

/// Why a file was not written. A file that was there is as it was.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// [`Existing::Refuse`].
    #[error("{0} is there already and was not overwritten")]
    Exists(PathBuf),
    /// The path is a folder, or has no file name.
    #[error("{0} is a folder")]
    IsFolder(PathBuf),
    /// The folder to write into is not there.
    #[error("the folder {0} does not exist")]
    NoFolder(PathBuf),
    /// The system refuses: permission, or a file system that cannot be written.
    #[error("no permission to write {0}")]
    NoPermission(PathBuf),
    /// Disk or quota.
    #[error("the disk is full; {0} was not written")]
    DiskFull(PathBuf),
    /// Windows keeps a file that another program shows.
    #[error("{0} is open in another program")]
    InUse(PathBuf),
    /// Everything else.
    #[error("{path} could not be written: {reason}")]
    Other {
        /// The target.
        path: PathBuf,
        /// As the system says it.
        reason: io::Error,
    },
}

impl FileError {
    fn of(reason: io::Error, path: &Path) -> Self {
        let path = path.to_path_buf();
        if cfg!(windows) && matches!(reason.raw_os_error(), Some(32 | 33)) {
            return Self::InUse(path);
        }
        match reason.kind() {
            io::ErrorKind::AlreadyExists => Self::Exists(path),
            io::ErrorKind::IsADirectory => Self::IsFolder(path),
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
                Self::NoFolder(path.parent().map_or(path.clone(), Path::to_path_buf))
            }
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::NoPermission(path),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                Self::DiskFull(path)
            }
            _ => Self::Other { path, reason },
        }
    }
}

impl Tell for FileError {
    fn tell(&self) -> Message {
        let (id, path) = match self {
            Self::Exists(path) => ("export.file.exists", path),
            Self::IsFolder(path) => ("export.file.is_folder", path),
            Self::NoFolder(path) => ("export.file.no_folder", path),
            Self::NoPermission(path) => ("export.file.no_permission", path),
            Self::DiskFull(path) => ("export.file.disk_full", path),
            Self::InUse(path) => ("export.file.in_use", path),
            Self::Other { path, reason } => {
                return Message::new("export.file.failed").with("path", path.display()).with("reason", reason);
            }
        };
        Message::new(id).with("path", path.display())
    }
}

/// Writes bytes that are ready.
///
/// # Errors
/// [`FileError`]; then the target is as it was and nothing is left beside it.
pub fn save(target: &Path, bytes: &[u8], existing: Existing) -> Result<(), FileError> {
    save_with(target, existing, |out| out.write_all(bytes))
}

/// Writes what `fill` gives out, for exports too long to be held in memory.
///
/// # Errors
/// [`FileError`], also where `fill` fails; then the target is as it was and nothing is left beside it.
pub fn save_with<T>(
    target: &Path,
    existing: Existing,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<T>,
) -> Result<T, FileError> {
    let error = |reason| FileError::of(reason, target);
    if target.is_dir() || target.file_name().is_none() {
        return Err(FileError::IsFolder(target.to_path_buf()));
    }
    // Said before the work; the rename below asks again, so nobody can come between.
    if existing == Existing::Refuse && target.symlink_metadata().is_ok() {
        return Err(FileError::Exists(target.to_path_buf()));
    }
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if !folder.is_dir() {
        return Err(FileError::NoFolder(folder.to_path_buf()));
    }
    let mut beside = tempfile::Builder::new();
    beside.prefix(".tianye-").suffix(".tmp");
    #[cfg(unix)]
    {
        // As any program would make it, for the user's mask to narrow; a temporary file would be for the user alone.
        use std::os::unix::fs::PermissionsExt;
        beside.permissions(std::fs::Permissions::from_mode(0o666));
    }
    // Dropping it on any failure below removes it.
    let mut beside = beside.tempfile_in(folder).map_err(error)?;
    let mut out = BufWriter::with_capacity(1 << 18, beside.as_file_mut());
    let given = fill(&mut out).map_err(error)?;
    out.flush().map_err(error)?;
    drop(out);
    beside.as_file().sync_all().map_err(error)?;
    match existing {
        Existing::Refuse => beside.persist_noclobber(target).map_err(|failed| error(failed.error))?,
        Existing::Replace => beside.persist(target).map_err(|failed| error(failed.error))?,
    };
    // The name, too, should outlive a power cut; where a folder cannot be synced the file stands all the same.
    if cfg!(unix)
        && let Err(reason) = File::open(folder).and_then(|folder| folder.sync_all())
    {
        log::info!("the folder of an export could not be synced: {reason}");
    }
    Ok(given)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            folder.read_dir().unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_replaced_only_when_told() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("片段.md");
        save(&target, b"one", Existing::Refuse).unwrap();
        assert!(matches!(save(&target, b"two", Existing::Refuse), Err(FileError::Exists(path)) if path == target));
        assert_eq!(std::fs::read(&target).unwrap(), b"one");
        save(&target, b"three", Existing::Replace).unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), b"three");
        assert_eq!(names(folder.path()), ["片段.md"]);
    }

    #[test]
    fn a_failure_half_way_leaves_the_old_file_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a.csv");
        save(&target, b"old", Existing::Refuse).unwrap();
        let failed = save_with(&target, Existing::Replace, |out| {
            out.write_all(&vec![b'x'; 1 << 20])?;
            Err::<(), _>(io::Error::from(io::ErrorKind::StorageFull))
        });
        assert!(matches!(failed, Err(FileError::DiskFull(_))));
        assert_eq!(std::fs::read(&target).unwrap(), b"old");
        assert_eq!(names(folder.path()), ["a.csv"]);
    }

    #[test]
    fn a_missing_folder_and_a_folder_as_target_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("none").join("a.csv");
        assert!(
            matches!(save(&missing, b"", Existing::Refuse), Err(FileError::NoFolder(path)) if path.ends_with("none"))
        );
        assert!(matches!(save(folder.path(), b"", Existing::Replace), Err(FileError::IsFolder(_))));
    }

    #[cfg(unix)]
    #[test]
    fn others_may_read_an_export_as_far_as_the_users_mask_allows() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (ours, theirs) = (folder.path().join("ours"), folder.path().join("theirs"));
        save(&ours, b"", Existing::Refuse).unwrap();
        #[allow(clippy::disallowed_methods, reason = "the mask is seen only on a file made the ordinary way")]
        File::create(&theirs).unwrap();
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode();
        assert_eq!(mode(&ours), mode(&theirs));
    }

    #[test]
    fn what_the_system_says_becomes_what_people_can_act_on() {
        use crate::i18n::Language;
        for (kind, id) in [
            (io::ErrorKind::StorageFull, "export.file.disk_full"),
            (io::ErrorKind::PermissionDenied, "export.file.no_permission"),
            (io::ErrorKind::ReadOnlyFilesystem, "export.file.no_permission"),
            (io::ErrorKind::TimedOut, "export.file.failed"),
        ] {
            let told = FileError::of(io::Error::from(kind), Path::new("a/b.csv")).tell();
            assert_eq!(told.id, id);
            assert!(Language::Chinese.say(&told).contains("a/b.csv"));
        }
    }
}
