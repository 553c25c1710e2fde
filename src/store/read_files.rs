//! Reading a folder's files, each on its own: what cannot be understood becomes a finding with its name.
//!
//! A file is known by its first line, not by its name: a copy that a cloud client put beside it, or a
//! file that was swapped with another, says itself whose it is and what it is about.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::checkpoint::Checkpoint;
use super::environment::Environment;
use super::format::{Gate, ProjectFile, Version};
use super::layout::Layout;
use super::record::{self, Covers, Kind, NotRecords, RecordFile};
use crate::model::{Document, DocumentId, Hash, Message, Replica};

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
    /// Record files that lie where nobody looks for them.
    pub(super) extra: Vec<PathBuf>,
    /// What whole files under wrong names cover: they stand for those that are not in their places.
    pub(super) stray_covers: BTreeMap<Replica, Covers>,
    /// The newest format met in any file.
    pub(super) newest: Version,
    /// Folders that are there and cannot be looked into.
    pub(super) unlisted: Mutex<Vec<(PathBuf, String)>>,
    /// Documents whose text is known to be lost.
    pub(super) given_up: BTreeSet<DocumentId>,
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
    /// The same in words.
    pub told: Message,
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
    /// A newer program wrote it, in a format that is not known here.
    Newer,
    /// It is of another project.
    OfAnotherProject,
    /// It lies where another belongs.
    Misplaced,
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

impl<'a> Reader<'a> {
    /// One that has read nothing yet.
    pub(super) fn of(
        environment: &'a Environment,
        layout: &'a Layout,
        own: &'a Replica,
        newest: Version,
        known_texts: &'a BTreeMap<DocumentId, Arc<Document>>,
    ) -> Self {
        Self {
            environment,
            layout,
            own,
            findings: Vec::new(),
            troubles: Vec::new(),
            strays: Vec::new(),
            edited: Vec::new(),
            extra: Vec::new(),
            stray_covers: BTreeMap::new(),
            newest,
            unlisted: Mutex::default(),
            given_up: BTreeSet::new(),
            known_texts,
        }
    }
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
        entries
            .into_iter()
            .filter(|e| e.is_folder == folders && !e.name.starts_with('.') && !is_no_text(&e.name))
            .map(|e| e.name)
            .collect()
    }

    fn is_folder(&self, path: &Path) -> bool {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let beside = path.parent().and_then(|folder| self.environment.fs.list(folder).ok()).unwrap_or_default();
        beside.into_iter().any(|entry| entry.is_folder && entry.name == name)
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
        let told = Message::new(id).with("file", self.name(path)).with("reason", reason);
        self.tell_of(Trouble { path: path.to_owned(), whose, what, told });
    }

    pub(super) fn tell_of(&mut self, trouble: Trouble) {
        self.findings.push(trouble.told.clone());
        self.troubles.push(trouble);
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
                let result = bytes.map_err(|reason| (What::Unreadable, "store.unreadable", reason)).and_then(|bytes| {
                    let file = record::read(&bytes).map_err(|error| match error {
                        NotRecords::Hollow => (What::Unreadable, "store.hollow", String::new()),
                        NotRecords::NoHeader => (What::Unreadable, "store.no_header", String::new()),
                        NotRecords::HeaderChanged => (What::Unreadable, "store.header_changed", String::new()),
                        NotRecords::Newer(found) => (What::Newer, "store.newer_file", found.to_string()),
                    })?;
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
                    let place = if hash.is_some() { Place::Stray } else { Place::Own };
                    self.tell_of_lines(&path, &file, place);
                    match hash {
                        Some(hash) => {
                            self.note_stray(path, &file, hash);
                            strays.push((file, place));
                        }
                        None => files.push((file, place)),
                    }
                }
                Err((what, id, reason)) => {
                    let whose = self.whose(&path);
                    self.trouble(&path, whose, what, id, &reason);
                }
            }
        }
        // What a person edited comes after what others remember of it.
        files.sort_by_key(|(file, _)| !file.crc_fits);
        files.extend(strays);
        files
    }

    fn tell_of_lines(&mut self, path: &Path, file: &RecordFile, place: Place) {
        let is_own = file.header.replica == *self.own && place == Place::Own;
        if let Some(line) = file.bad_lines.first() {
            let (count, is_newer) = (file.bad_lines.len(), file.header.version.gate() != Gate::Open);
            // What a newer program wrote is not damaged because this one does not know it.
            let (id, what) =
                if is_newer { ("store.newer_lines", What::Newer) } else { ("store.bad_lines", What::Damaged) };
            let told = Message::new(id).with("file", self.name(path)).with("count", count).with("line", line);
            let whose = if is_own { Whose::Ours } else { Whose::Theirs };
            self.tell_of(Trouble { path: path.to_owned(), whose, what, told });
        } else if !file.crc_fits {
            self.findings.push(Message::new("store.edited_by_hand").with("file", self.name(path)));
            if is_own {
                self.edited.push((path.to_owned(), file.header.kind.clone()));
            }
        }
        let twice = if file.crc_fits { 0 } else { record::said_twice(&file.records) };
        if twice > 0 {
            self.findings.push(Message::new("store.said_twice").with("file", self.name(path)).with("count", twice));
        }
    }

    fn note_stray(&mut self, path: PathBuf, file: &RecordFile, hash: Hash) {
        let header = &file.header;
        if file.bad_lines.is_empty() {
            let covers = self.stray_covers.entry(header.replica.clone()).or_default();
            let most = covers.of_kind(&header.kind).max(header.covers);
            covers.note(&header.kind, most);
        }
        if self.is_a_place(&path) {
            // What belongs there would be written over it.
            let whose = self.whose(&path);
            self.trouble(&path, whose, What::Misplaced, "store.misplaced", "");
        } else {
            self.findings.push(Message::new("store.stray").with("file", self.name(&path)));
        }
        self.strays.push(Stray { path, kind: Some(header.kind.clone()), hash });
    }

    /// Whether a path is one that some replica writes to, as far as names tell.
    fn is_a_place(&self, path: &Path) -> bool {
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let replica = Replica(stem.strip_prefix("meta.").unwrap_or(&stem).to_owned());
        let looks_like_ours = replica == *self.own || is_replica(&replica.0);
        let above = path.parent().and_then(Path::file_name).and_then(|name| name.to_str()?.parse().ok());
        let kinds = [Kind::Codebook, Kind::People].into_iter();
        let kinds = kinds.chain(above.into_iter().flat_map(|id: DocumentId| [Kind::Document(id), Kind::Codings(id)]));
        looks_like_ours && kinds.into_iter().any(|kind| self.layout.records(&kind, &replica) == path)
    }

    fn record_paths(&self) -> Vec<PathBuf> {
        let is_ron = |name: &String| Path::new(name).extension().is_some_and(|e| e == "ron");
        let mut paths: Vec<PathBuf> = self.extra.clone();
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
                    log::warn!("{}: {reason}", self.name(&path));
                    self.trouble(&path, whose, What::Unreadable, "store.checkpoint_damaged", "");
                }
            }
        }
        checkpoints
    }

    /// Finds files that a checkpoint names and that are not there, or are older than it says.
    pub(super) fn compare_with_checkpoints(
        &mut self,
        checkpoints: &BTreeMap<Replica, Checkpoint>,
        covers: &BTreeMap<Replica, Covers>,
    ) {
        let none = Covers::default();
        for (replica, checkpoint) in checkpoints {
            let held = covers.get(replica).unwrap_or(&none);
            let whose = if replica == self.own { Whose::Ours } else { Whose::Theirs };
            for (kind, expected) in checkpoint.files.all() {
                let path = self.layout.records(&kind, replica);
                let elsewhere = self.stray_covers.get(replica).map(|covers| covers.of_kind(&kind)).unwrap_or_default();
                // A file that cannot be read was told already.
                if held.of_kind(&kind).max(elsewhere) >= expected || self.troubles.iter().any(|t| t.path == path) {
                    continue;
                }
                if self.is_folder(&path) {
                    self.trouble(&path, whose, What::Unreadable, "store.folder_for_file", "");
                } else if self.environment.fs.exists(&path) {
                    self.trouble(&path, whose, What::Older, "store.file_older", "");
                } else {
                    self.trouble(&path, whose, What::Missing, "store.file_missing", "");
                }
            }
        }
    }
}

/// Whether a name holds characters that stand for bytes that are no text.
pub(super) fn is_no_text(name: &str) -> bool {
    name.contains('\u{FFFD}')
}

/// Whether a name is one that a replica may have: twelve hexadecimal digits.
pub(super) fn is_replica(name: &str) -> bool {
    name.len() == 12 && name.bytes().all(|b| b.is_ascii_hexdigit() && !b.is_ascii_uppercase())
}

/// Where a record file was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Where its writer keeps it.
    Own,
    /// Elsewhere.
    Stray,
}
