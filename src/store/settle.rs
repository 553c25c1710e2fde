//! What a person or another program left in the folder, settled when it is opened to be written.
//!
//! Copies under other names ([`Stray`]) have been read with the rest. What they hold is written into
//! this replica's own files; only then, and only while they are what was read, they leave the folder,
//! and a copy of each is kept outside. Of an own file that was edited by hand a copy is kept too, and
//! what it says is stamped anew, so that it holds against what others remember.

use std::path::Path;
use std::sync::Arc;

use super::archive;
use super::frame::{self, Frame};
use super::fs::Fs;
use super::installation::write_data;
use super::ledger::Entity;
use super::project_store::Store;
use super::read_files::Stray;
use super::record::{self, Kind, Record};
use super::stamps::Stamps;
use crate::model::{Edit, Hash, Stamp};

impl Store {
    /// Takes what lies under wrong names and what was edited by hand as this replica's own. Says which
    /// files were edited.
    pub(super) fn settle(&mut self, strays: Vec<Stray>, edited: Vec<(std::path::PathBuf, Kind)>) -> Vec<String> {
        if self.journal.is_none() {
            return Vec::new();
        }
        for stray in strays {
            if self.keep_copy(&stray.path) {
                self.adopt(&stray);
                self.strays.push(stray);
            }
        }
        let mut names = Vec::new();
        for (path, kind) in edited {
            self.keep_copy(&path);
            self.stamp_anew(&kind);
            names.push(path.strip_prefix(self.layout.root()).unwrap_or(&path).display().to_string());
        }
        names
    }

    /// Keeps a copy outside the folder, under the name of its content; says whether it is there.
    fn keep_copy(&self, path: &Path) -> bool {
        let Ok(bytes) = self.environment.fs.read(path) else { return false };
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let short: String = Hash::of(&bytes).0.chars().take(12).collect();
        let folder = self.environment.data_dir.join("conflicts").join(self.project.to_string());
        let copy = folder.join(format!("{short}-{name}"));
        if self.environment.fs.exists(&copy) {
            return true;
        }
        match write_data(&self.environment, &copy, &bytes) {
            Ok(()) => true,
            Err(error) => {
                log::warn!("a copy of {} was not kept, it stays where it is: {error}", path.display());
                false
            }
        }
    }

    /// Marks for writing what a stray holds.
    fn adopt(&mut self, stray: &Stray) {
        let Ok(bytes) = self.environment.fs.read(&stray.path) else { return };
        match &stray.kind {
            Some(Kind::Codebook) => self.dirty.codebook = true,
            Some(Kind::People) => self.dirty.people = true,
            Some(Kind::Document(id)) => {
                self.dirty.documents.insert(*id);
            }
            Some(Kind::Codings(id)) => {
                self.dirty.codings.insert(*id);
                for record in record::read(&bytes).map(|file| file.records).unwrap_or_default() {
                    if let Record::Coding(coding) | Record::StampedCoding(_, coding) = record {
                        self.ledger.adopt(*id, coding.id);
                    }
                }
            }
            None => {
                // A copy of a segment, or of a checkpoint, which holds nothing that is not elsewhere.
                self.dirty.people = true;
                let bytes = if bytes.starts_with(b"\n") { bytes } else { archive::unpack(&bytes).unwrap_or_default() };
                for frame in frame::read(&bytes).frames {
                    let Frame::Transaction(transaction) = frame else { continue };
                    for edit in &transaction.edits {
                        self.dirty.mark(edit);
                        if let Edit::AddCoding(document, coding) = edit {
                            self.ledger.adopt(*document, coding.id);
                        }
                    }
                }
            }
        }
    }

    /// What a person wrote into a file counts as written now.
    fn stamp_anew(&mut self, kind: &Kind) {
        self.lamport += 1;
        let stamp = Stamp(self.lamport, Arc::from(self.replica.0.as_str()));
        let is_of = |entity: &Entity| match kind {
            Kind::Codebook => matches!(entity, Entity::Code(_)),
            Kind::People => matches!(entity, Entity::Title | Entity::Coder(_)),
            Kind::Document(id) => *entity == Entity::Document(*id),
            // A coding stands in the file of its maker alone.
            Kind::Codings(_) => false,
        };
        let there = self.ledger.entities.iter_mut().filter(|(entity, stamps)| is_of(entity) && stamps.is_there());
        for (_, stamps) in there {
            *stamps = Stamps { removed: stamps.removed.take(), ..Stamps::added(stamp.clone()) };
        }
        match kind {
            Kind::Codebook => self.dirty.codebook = true,
            Kind::People => self.dirty.people = true,
            Kind::Document(id) => {
                self.dirty.documents.insert(*id);
            }
            Kind::Codings(id) => {
                self.dirty.codings.insert(*id);
            }
        }
    }
}

/// Takes away files whose content now stands elsewhere; one that has changed since stays.
pub(super) fn remove_strays(fs: &dyn Fs, strays: &[Stray]) {
    for stray in strays {
        let unchanged = fs.read(&stray.path).is_ok_and(|bytes| Hash::of(&bytes) == stray.hash);
        if unchanged && let Err(error) = fs.remove(&stray.path) {
            log::warn!("{} was taken in and stays where it is: {error}", stray.path.display());
        }
    }
}
