//! Reading a folder's files, each on its own: what cannot be understood becomes a finding with its name.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::checkpoint::Checkpoint;
use super::environment::Environment;
use super::format::{ProjectFile, Version};
use super::layout::Layout;
use super::record::{self, NotRecords};
use crate::model::{Document, Hash, Message, Replica, Text};

/// Reads one folder.
pub(super) struct Reader<'a> {
    pub(super) environment: &'a Environment,
    pub(super) layout: &'a Layout,
    pub(super) findings: Vec<Message>,
    pub(super) damaged: bool,
    /// The newest format met in any file.
    pub(super) newest: Version,
    /// Folders that are there and cannot be looked into.
    pub(super) unlisted: Mutex<Vec<(PathBuf, String)>>,
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
            self.damage(&folder, "store.unreadable", &reason);
        }
    }

    pub(super) fn record_files(&mut self, project: &ProjectFile) -> Vec<record::RecordFile> {
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
        let fs = &self.environment.fs;
        let read: Vec<_> = paths
            .into_par_iter()
            .map(|path| {
                let result = fs
                    .read(&path)
                    .map_err(|error| error.to_string())
                    .and_then(|bytes| record::read(&bytes).map_err(|error: NotRecords| error.to_string()));
                (path, result)
            })
            .collect();
        let mut files = Vec::new();
        for (path, result) in read {
            match result {
                Ok(file) if file.header.project != project.id => {
                    self.findings.push(Message::new("store.of_another_project").with("file", self.name(&path)));
                    self.damaged = true;
                }
                Ok(file) => {
                    self.newest = self.newest.max(file.header.version);
                    if let Some(line) = file.bad_lines.first() {
                        let finding = Message::new("store.bad_lines").with("file", self.name(&path));
                        self.findings.push(finding.with("count", file.bad_lines.len()).with("line", line));
                        self.damaged = true;
                    } else if !file.crc_fits {
                        self.findings.push(Message::new("store.edited_by_hand").with("file", self.name(&path)));
                    }
                    files.push(file);
                }
                Err(reason) => {
                    let finding = Message::new("store.unreadable").with("file", self.name(&path));
                    self.findings.push(finding.with("reason", reason));
                    self.damaged = true;
                }
            }
        }
        files
    }

    pub(super) fn checkpoints(&mut self) -> BTreeMap<Replica, Checkpoint> {
        let folder = self.layout.checkpoints_folder();
        let mut checkpoints = BTreeMap::new();
        for name in self.names(&folder, false) {
            let Some(replica) = name.strip_suffix(".ron") else { continue };
            let path = folder.join(&name);
            let read = self
                .environment
                .fs
                .read(&path)
                .map_err(|error| error.to_string())
                .and_then(|bytes| Checkpoint::read(&bytes));
            match read {
                Ok(checkpoint) => {
                    self.newest = self.newest.max(checkpoint.version);
                    checkpoints.insert(Replica(replica.to_owned()), checkpoint);
                }
                Err(reason) => {
                    let finding = Message::new("store.unreadable").with("file", self.name(&path));
                    self.findings.push(finding.with("reason", reason));
                    self.damaged = true;
                }
            }
        }
        checkpoints
    }

    pub(super) fn damage(&mut self, path: &Path, id: &'static str, reason: &str) {
        let finding = Message::new(id).with("file", self.name(path)).with("reason", reason);
        self.findings.push(finding);
        self.damaged = true;
    }

    /// Puts its text into each document; one whose text is not to be had is left out and told.
    pub(super) fn texts(&mut self, documents: Vec<Document>) -> Vec<Document> {
        let read: Vec<_> = documents
            .into_par_iter()
            .map(|mut document| {
                let path = self.layout.text(document.id, document.revision);
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
                        self.findings.push(Message::new("store.text_changed").with("file", self.name(&path)));
                        self.damaged = true;
                    }
                    good.push(document);
                }
                Err(reason) => self.damage(&path, "store.text_missing", &reason),
            }
        }
        good
    }
}
