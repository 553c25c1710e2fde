//! Reading a folder's files, each on its own: what cannot be understood becomes a finding with its name.
//!
//! A file is known by its first line, not by its name: a copy that a cloud client put beside it, or a
//! file that was swapped with another, says itself whose it is and what it is about.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::checkpoint::Checkpoint;
use super::environment::Environment;
use super::format::{ProjectFile, Version};
use super::layout::Layout;
use super::record::{self, Kind, NotRecords, RecordFile};
use crate::model::{Document, DocumentId, Hash, Message, Replica, Text};

/// Reads one folder.
pub(super) struct Reader<'a> {
    pub(super) environment: &'a Environment,
    pub(super) layout: &'a Layout,
    /// Whose reading this is: trouble in its own files forbids writing, trouble in others' is told.
    pub(super) own: &'a Replica,
    pub(super) findings: Vec<Message>,
    pub(super) troubles: Vec<Trouble>,
    /// Files under names that are not theirs.
    pub(super) strays: Vec<Stray>,
    /// Own files that somebody changed with another program.
    pub(super) edited: Vec<(PathBuf, Kind)>,
    /// The newest format met in any file.
    pub(super) newest: Version,
    /// Folders that are there and cannot be looked into.
    pub(super) unlisted: Mutex<Vec<(PathBuf, String)>>,
    /// Texts that are in memory already.
    pub(super) known_texts: &'a BTreeMap<DocumentId, Arc<Document>>,
}

/// A file, or a place where one should be, that is not as it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Where.
    pub path: PathBuf,
    /// In whose file.
    pub whose: Whose,
    /// What is wrong with it.
    pub what: What,
}

/// Who writes a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// This replica, or everybody: what cannot be read must not be written over.
    Ours,
    /// Another replica: it may still be arriving, and is never written to here.
    Theirs,
}

/// What is wrong with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Its bytes cannot be read or understood at all.
    Unreadable,
    /// Some of its lines or frames cannot be understood.
    Damaged,
    /// It is of another project.
    OfAnotherProject,
    /// A checkpoint says that there must be one.
    Missing,
    /// It is older than a checkpoint says that it must be.
    Older,
    /// A text that is not the one its record names.
    OtherText,
    /// Several of these together say what cannot be.
    Contradicts,
}

/// A file under a name that is not its own: what a cloud client or a person left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stray {
    /// Where it lies.
    pub path: PathBuf,
    /// What is in it, where it is a record file.
    pub kind: Option<Kind>,
    /// Of its bytes: it goes only while they are the same.
    pub hash: Hash,
}

impl Reader<'_> {
    pub(super) fn name(&self, path: &Path) -> String {
        path.strip_prefix(self.layout.root()).unwrap_or(path).display().to_string()
    }

    pub(super) fn names(&self, folder: &Path, folders: bool) -> Vec<String> {
        let entries = match self.environment.fs.list(folder) {
            Ok(entries) => entries,
            Err(error) => {
                // A folder that cannot be looked into is not an empty one.
                if error.kind() != std::io::ErrorKind::NotFound {
                    let mut unlisted = self.unlisted.lock().unwrap_or_else(PoisonError::into_inner);
                    unlisted.push((folder.to_owned(), error.to_string()));
                }
                Vec::new()
            }
        };
        entries.into_iter().filter(|e| e.is_folder == folders && !e.name.starts_with('.')).map(|e| e.name).collect()
    }

    pub(super) fn tell_of_unlisted(&mut self) {
        let unlisted = std::mem::take(&mut *self.unlisted.lock().unwrap_or_else(PoisonError::into_inner));
        for (folder, reason) in unlisted {
            self.trouble(&folder, Whose::Ours, What::Unreadable, "store.unreadable", &reason);
        }
    }

    /// Whose file a path is, by its name alone.
    pub(super) fn whose(&self, path: &Path) -> Whose {
        let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        if name == self.own.0 || name == format!("meta.{}", self.own.0) { Whose::Ours } else { Whose::Theirs }
    }

    pub(super) fn trouble(&mut self, path: &Path, whose: Whose, what: What, id: &'static str, reason: &str) {
        self.findings.push(Message::new(id).with("file", self.name(path)).with("reason", reason));
        self.troubles.push(Trouble { path: path.to_owned(), whose, what });
    }

    /// Whether something that was saved may be missing from what this replica writes.
    pub(super) fn is_damaged(&self) -> bool {
        self.troubles.iter().any(|trouble| trouble.whose == Whose::Ours)
    }

    /// All record files: those in their places first, then strays.
    pub(super) fn record_files(&mut self, project: &ProjectFile) -> Vec<(RecordFile, Place)> {
        let fs = &self.environment.fs;
        let read: Vec<_> = self
            .record_paths()
            .into_par_iter()
            .map(|path| {
                let bytes = fs.read(&path).map_err(|error| error.to_string());
                let result = bytes.and_then(|bytes| {
                    let file = record::read(&bytes).map_err(|error: NotRecords| error.to_string())?;
                    // Only of the few that need it.
                    let in_place = self.layout.records(&file.header.kind, &file.header.replica) == path;
                    let hash = (!in_place).then(|| Hash::of(&bytes));
                    Ok((file, hash))
                });
                (path, result)
            })
            .collect();
        let (mut files, mut strays) = (Vec::new(), Vec::new());
        for (path, result) in read {
            match result {
                Ok((file, _)) if file.header.project != project.id => {
                    let whose = self.whose(&path);
                    self.trouble(&path, whose, What::OfAnotherProject, "store.of_another_project", "");
                }
                Ok((file, hash)) => {
                    self.newest = self.newest.max(file.header.version);
                    self.tell_of_lines(&path, &file);
                    if let Some(hash) = hash {
                        let kind = Some(file.header.kind.clone());
                        self.findings.push(Message::new("store.stray").with("file", self.name(&path)));
                        self.strays.push(Stray { path, kind, hash });
                        strays.push((file, Place::Stray));
                    } else {
                        files.push((file, Place::Own));
                    }
                }
                Err(reason) => {
                    let whose = self.whose(&path);
                    self.trouble(&path, whose, What::Unreadable, "store.unreadable", &reason);
                }
            }
        }
        // What a person edited comes after what others remember of it.
        files.sort_by_key(|(file, _)| !file.crc_fits);
        files.extend(strays);
        files
    }

    fn tell_of_lines(&mut self, path: &Path, file: &RecordFile) {
        let is_own = file.header.replica == *self.own;
        if let Some(line) = file.bad_lines.first() {
            let finding = Message::new("store.bad_lines").with("file", self.name(path));
            self.findings.push(finding.with("count", file.bad_lines.len()).with("line", line));
            let whose = if is_own { Whose::Ours } else { Whose::Theirs };
            self.troubles.push(Trouble { path: path.to_owned(), whose, what: What::Damaged });
        } else if !file.crc_fits {
            self.findings.push(Message::new("store.edited_by_hand").with("file", self.name(path)));
            if is_own {
                self.edited.push((path.to_owned(), file.header.kind.clone()));
            }
        }
    }

    fn record_paths(&self) -> Vec<PathBuf> {
        let is_ron = |name: &String| Path::new(name).extension().is_some_and(|e| e == "ron");
        let mut paths: Vec<PathBuf> = Vec::new();
        for folder in [self.layout.codebook_folder(), self.layout.people_folder()] {
            paths.extend(self.names(&folder, false).into_iter().filter(is_ron).map(|name| folder.join(name)));
        }
        for above in [self.layout.documents_folder(), self.layout.codings_folder()] {
            let below: Vec<PathBuf> = self.names(&above, true).into_iter().map(|name| above.join(name)).collect();
            let found: Vec<Vec<PathBuf>> = below
                .par_iter()
                .map(|folder| {
                    self.names(folder, false).into_iter().filter(is_ron).map(|name| folder.join(name)).collect()
                })
                .collect();
            paths.extend(found.into_iter().flatten());
        }
        paths
    }

    pub(super) fn checkpoints(&mut self) -> BTreeMap<Replica, Checkpoint> {
        let folder = self.layout.checkpoints_folder();
        let mut checkpoints = BTreeMap::new();
        for name in self.names(&folder, false) {
            let Some(stem) = name.strip_suffix(".ron") else { continue };
            let path = folder.join(&name);
            let bytes = self.environment.fs.read(&path).map_err(|error| error.to_string());
            match bytes.and_then(|bytes| Checkpoint::read(&bytes).map(|checkpoint| (checkpoint, bytes))) {
                Ok((checkpoint, bytes)) => {
                    self.newest = self.newest.max(checkpoint.version);
                    if checkpoint.replica.as_ref().is_some_and(|replica| replica.0 != stem) {
                        // What it covers is said by the one in its place.
                        self.findings.push(Message::new("store.stray").with("file", self.name(&path)));
                        self.strays.push(Stray { path, kind: None, hash: Hash::of(&bytes) });
                    } else {
                        checkpoints.insert(Replica(stem.to_owned()), checkpoint);
                    }
                }
                Err(reason) => {
                    let whose = self.whose(&path);
                    self.trouble(&path, whose, What::Unreadable, "store.unreadable", &reason);
                }
            }
        }
        checkpoints
    }

    /// Finds files that a checkpoint names and that are not there, or are older than it says.
    pub(super) fn compare_with_checkpoints(
        &mut self,
        checkpoints: &BTreeMap<Replica, Checkpoint>,
        covers: &BTreeMap<Replica, record::Covers>,
    ) {
        let none = record::Covers::default();
        for (replica, checkpoint) in checkpoints {
            let held = covers.get(replica).unwrap_or(&none);
            let whose = if replica == self.own { Whose::Ours } else { Whose::Theirs };
            for (kind, expected) in checkpoint.files.all() {
                let path = self.layout.records(&kind, replica);
                // A file that cannot be read was told already.
                if held.of_kind(&kind) >= expected || self.troubles.iter().any(|trouble| trouble.path == path) {
                    continue;
                }
                if self.environment.fs.exists(&path) {
                    self.trouble(&path, whose, What::Older, "store.file_older", "");
                } else {
                    self.trouble(&path, whose, What::Missing, "store.file_missing", "");
                }
            }
        }
    }

    /// Puts its text into each document; one whose text is not to be had is left out and told.
    pub(super) fn texts(&mut self, documents: Vec<Document>) -> Vec<Document> {
        let read: Vec<_> = documents
            .into_par_iter()
            .map(|mut document| {
                let path = self.layout.text(document.id, document.revision);
                let known = self.known_texts.get(&document.id).filter(|known| known.text_hash == document.text_hash);
                if let Some(known) = known {
                    document.text = Arc::clone(&known.text);
                    return (path, Ok((document, true)));
                }
                let text = self.environment.fs.read(&path).map_err(|error| error.to_string()).and_then(|bytes| {
                    let same = Hash::of(&bytes) == document.text_hash;
                    let body = String::from_utf8(bytes).map_err(|error| error.to_string())?;
                    if !same && body.bytes().all(|b| b == 0) {
                        return Err(NotRecords::Hollow.to_string());
                    }
                    Ok((Text::new(body).map_err(|error| error.to_string())?, same))
                });
                match text {
                    Ok((text, same)) => {
                        document.text = Arc::new(text);
                        (path, Ok((document, same)))
                    }
                    Err(reason) => (path, Err(reason)),
                }
            })
            .collect();
        let mut good = Vec::with_capacity(read.len());
        for (path, result) in read {
            match result {
                Ok((document, same)) => {
                    if !same {
                        self.trouble(&path, Whose::Ours, What::OtherText, "store.text_changed", "");
                    }
                    good.push(document);
                }
                Err(reason) => self.trouble(&path, Whose::Ours, What::Unreadable, "store.text_missing", &reason),
            }
        }
        good
    }
}

/// Where a record file was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Where its writer keeps it.
    Own,
    /// Elsewhere.
    Stray,
}
