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
use super::stamps::{Field, Fielded, Stamps, Written, fields_of};
use crate::model::{
    Attribute, Case, Code, Coder, Coding, Document, DocumentId, Edit, Hash, Memo, Project, ShelfItem, Stamp,
};

impl Store {
    /// Takes what lies under wrong names and what was edited by hand as this replica's own. Says which
    /// files were edited.
    pub(super) fn settle(
        &mut self,
        project: &Project,
        strays: Vec<Stray>,
        edited: Vec<(std::path::PathBuf, Kind)>,
    ) -> Vec<String> {
        if self.journal.is_none() {
            return Vec::new();
        }
        for stray in strays {
            if self.keep_copy(&stray.path) {
                self.adopt(project, &stray);
                self.strays.push(stray);
            }
        }
        let mut names = Vec::new();
        for (path, kind) in edited {
            self.keep_copy(&path);
            self.stamp_anew(project, &kind);
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
    fn adopt(&mut self, project: &Project, stray: &Stray) {
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
                        self.adopt_coding(project, *id, coding);
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
                            self.adopt_coding(project, *document, coding.clone());
                        }
                    }
                }
            }
        }
    }

    /// Takes a coding into this replica's file. One that cannot be shown, because what it names has not
    /// arrived, is put aside, so that it is written all the same.
    fn adopt_coding(&mut self, project: &Project, document: DocumentId, coding: Coding) {
        self.ledger.adopt(document, coding.id);
        let is_shown = project.codings(document).get(coding.span.start, coding.id).is_some();
        if !is_shown && !self.ledger.is_removed(Entity::Coding(document, coding.id)) {
            self.ledger.put_aside(document, coding);
        }
    }

    /// What a person wrote into a file counts as written now.
    fn stamp_anew(&mut self, project: &Project, kind: &Kind) {
        self.lamport += 1;
        let stamp = Stamp(self.lamport, Arc::from(self.replica.0.as_str()));
        let is_of = |entity: &Entity| match kind {
            Kind::Codebook => matches!(entity, Entity::Code(_)),
            Kind::People => {
                matches!(
                    entity,
                    Entity::Title
                        | Entity::Coder(_)
                        | Entity::Attribute(_)
                        | Entity::Case(_)
                        | Entity::Item(_)
                        | Entity::Memo(_)
                )
            }
            Kind::Document(id) => *entity == Entity::Document(*id),
            // A coding stands in the file of its maker alone.
            Kind::Codings(_) => false,
        };
        let there = self.ledger.entities.iter_mut().filter(|(entity, stamps)| is_of(entity) && stamps.is_there());
        for (entity, stamps) in there {
            // It is there since when it was: what others removed meanwhile stays removed. What others wrote
            // meanwhile and nobody here knew is kept as another version.
            for field in all_fields(project, *entity, stamps) {
                let over = stamps.written(field).at;
                stamps.write(field, Written { at: stamp.clone(), over: Some(over) });
            }
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

fn all_fields(project: &Project, entity: Entity, stamps: &Stamps) -> Vec<Field> {
    match entity {
        Entity::Title => String::FIELDS.to_vec(),
        Entity::Coder(_) => Coder::FIELDS.to_vec(),
        Entity::Code(_) => Code::FIELDS.to_vec(),
        Entity::Attribute(_) => Attribute::FIELDS.to_vec(),
        Entity::Item(_) => ShelfItem::FIELDS.to_vec(),
        Entity::Memo(_) => Memo::FIELDS.to_vec(),
        Entity::Document(id) => {
            fields_of::<Document>(&project.document(id).map(|held| &**held).into_iter().collect::<Vec<_>>(), &[stamps])
        }
        Entity::Case(id) => {
            fields_of::<Case>(&project.case(id).map(|held| &**held).into_iter().collect::<Vec<_>>(), &[stamps])
        }
        Entity::Coding(..) => Coding::FIELDS.to_vec(),
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
