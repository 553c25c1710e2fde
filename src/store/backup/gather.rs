//! Taking a project's files while they may be written to: which, and in which order (see [`super`]).

use std::io;
use std::path::Path;

use rayon::prelude::*;

use super::error::{BackupError, unreadable};
use super::manifest::{Files, KeptFile};
use super::objects::{Objects, Trust};
use super::{Going, TOGETHER, Watch};
use crate::model::Message;
use crate::store::fs::Fs;

/// So often is everything read again where a checkpoint ran in between.
const TRIES: usize = 5;

/// What was taken.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) files: Files,
    /// What is there and could not be read.
    pub(super) problems: Vec<Message>,
}

/// Where files are taken from and put.
pub(super) struct Source<'a> {
    pub(super) fs: &'a dyn Fs,
    pub(super) root: &'a Path,
    pub(super) objects: &'a Objects<'a>,
    pub(super) trust: Trust,
    /// The files of the backup before this one.
    pub(super) before: &'a Files,
}

/// Takes everything, again where the project moved on in a way that recovery would not understand.
pub(super) fn gather(source: &Source<'_>, watch: Watch<'_>) -> Result<Gathered, BackupError> {
    for _ in 1..TRIES {
        let (gathered, moved) = once(source, watch)?;
        if !moved {
            return Ok(gathered);
        }
    }
    // Opening it will show whether it holds together; nobody writes checkpoints faster than this for long.
    once(source, watch).map(|(gathered, _)| gathered)
}

fn once(source: &Source<'_>, watch: Watch<'_>) -> Result<(Gathered, bool), BackupError> {
    let mut taking =
        Taking { source, watch, of: source.walk("", &mut Vec::new()).len(), gathered: Gathered::default() };
    taking.take(source.marks())?;
    let marks = taking.gathered.files.clone();
    let records = |path: &String| !is_mark(path) && !is_journal(path) && !is_immutable(path);
    taking.step(|path| records(path))?;
    // A segment that has a later one beside it in this list is whole; of the last any beginning will do.
    // So the list is made once, before any of them is read.
    taking.step(|path| is_journal(path) && !is_archive(path))?;
    taking.step(is_archive)?;
    taking.step(is_immutable)?;
    let mut again = Taking { source, watch: &mut |_, _| Going::On, of: 0, gathered: Gathered::default() };
    again.take(source.marks())?;
    Ok((taking.gathered, again.gathered.files != marks))
}

struct Taking<'a, 'w> {
    source: &'a Source<'a>,
    watch: Watch<'w>,
    of: usize,
    gathered: Gathered,
}

impl Taking<'_, '_> {
    /// Lists the folder and takes those files that belong to a step.
    fn step(&mut self, belongs: impl Fn(&String) -> bool) -> Result<(), BackupError> {
        let mut paths = self.source.walk("", &mut self.gathered.problems);
        paths.retain(belongs);
        self.take(paths)
    }

    fn take(&mut self, paths: Vec<String>) -> Result<(), BackupError> {
        for some in paths.chunks(TOGETHER) {
            let done = self.gathered.files.len();
            if (self.watch)(done.min(self.of), self.of) == Going::Stop {
                return Err(BackupError::Cancelled);
            }
            let source = self.source;
            let taken: Vec<Taken> = some.par_iter().map(|path| source.take(path)).collect();
            for one in taken {
                match one {
                    Taken::Kept(file) => {
                        self.gathered.files.insert(file.path.clone(), file);
                    }
                    Taken::Gone => {}
                    Taken::Unreadable(problem) if self.gathered.problems.contains(&problem) => {}
                    Taken::Unreadable(problem) => self.gathered.problems.push(problem),
                    Taken::NotKept(error) => return Err(error),
                }
            }
        }
        Ok(())
    }
}

/// What became of one file.
enum Taken {
    Kept(KeptFile),
    /// It was there when the folder was listed.
    Gone,
    Unreadable(Message),
    NotKept(BackupError),
}

impl Source<'_> {
    fn take(&self, path: &str) -> Taken {
        let whole = self.root.join(path);
        if let Some(file) = self.unchanged(path, &whole) {
            return Taken::Kept(file);
        }
        let bytes = match self.fs.read(&whole) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Taken::Gone,
            Err(error) => return Taken::Unreadable(unreadable(path, &error)),
        };
        match self.objects.put(&bytes) {
            Ok(hash) => Taken::Kept(KeptFile { path: path.to_owned(), size: bytes.len() as u64, hash }),
            Err(error) => {
                Taken::NotKept(BackupError::Keep { path: self.objects.path(&crate::model::Hash::of(&bytes)), error })
            }
        }
    }

    /// An original that the last backup holds: its name is its hash and it is never rewritten. Originals
    /// may be large, so they are not read every hour; should one rot in the folder, the backup still has the good one.
    fn unchanged(&self, path: &str, whole: &Path) -> Option<KeptFile> {
        let held = self.before.get(path).filter(|_| path.starts_with("sources/") && self.trust == Trust::Names)?;
        let is_there = self.fs.size(whole).ok()? == held.size && self.objects.holds(&held.hash);
        is_there.then(|| held.clone())
    }

    fn marks(&self) -> Vec<String> {
        let mut paths = self.walk("", &mut Vec::new());
        paths.retain(is_mark);
        paths
    }

    /// Every file below a folder that a backup keeps, by its path inside the project.
    fn walk(&self, below: &str, problems: &mut Vec<Message>) -> Vec<String> {
        let mut found = Vec::new();
        let mut folders = vec![below.to_owned()];
        while let Some(folder) = folders.pop() {
            let whole = if folder.is_empty() { self.root.to_owned() } else { self.root.join(&folder) };
            match self.fs.list(&whole) {
                Ok(entries) => {
                    for entry in entries.into_iter().filter(|entry| entry.is_folder || is_kept(&entry.name)) {
                        let path = if folder.is_empty() { entry.name } else { format!("{folder}/{}", entry.name) };
                        if entry.is_folder { folders.push(path) } else { found.push(path) }
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => {
                    let problem = unreadable(&folder, &error);
                    if !problems.contains(&problem) {
                        problems.push(problem);
                    }
                }
            }
        }
        found.sort();
        found
    }
}

/// Locks and half-written files belong to nobody.
fn is_kept(name: &str) -> bool {
    !Path::new(name).extension().is_some_and(|ending| ending == "tmp" || ending == "lock") && !name.starts_with(".lock")
}

#[allow(clippy::ptr_arg, reason = "given to `retain` by name")]
fn is_mark(path: &String) -> bool {
    path == "project.ron" || path.starts_with("checkpoints/")
}

#[allow(clippy::ptr_arg, reason = "given to `retain` by name")]
fn is_journal(path: &String) -> bool {
    path.starts_with("journal/")
}

#[allow(clippy::ptr_arg, reason = "given to `retain` by name")]
fn is_archive(path: &String) -> bool {
    is_journal(path) && path.contains("/archive/")
}

/// Texts and originals.
#[allow(clippy::ptr_arg, reason = "given to `retain` by name")]
fn is_immutable(path: &String) -> bool {
    let is_text = path.starts_with("documents/") && Path::new(path).extension().is_some_and(|e| e == "txt");
    is_text || path.starts_with("sources/")
}
