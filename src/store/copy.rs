//! A whole project written into a new folder: generated projects, and copies saved elsewhere.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::checkpoint::{self, Moment};
use super::environment::Environment;
use super::error::OpenError;
use super::format::{CURRENT, ProjectFile};
use super::fs::{make_folder, replace_without_folder_sync, sync_folder_where_possible, with_each};
use super::history::Stacks;
use super::installation::Identity;
use super::layout::Layout;
use super::ledger::{Dirty, Entity, Ledger};
use super::project_store::Store;
use super::record::Covers;
use super::stamps::Stamps;
use crate::model::{Project, Sequence, Stamp};

/// Writes a project, without history, into a folder that is empty or not there. `original` gives the
/// bytes of imported files by their record; what it has none of is left out.
///
/// # Errors
/// [`OpenError`]; where the folder is occupied nothing is written.
pub fn write_copy(
    environment: &Environment,
    folder: &Path,
    project: &Arc<Project>,
    original: &(dyn Fn(&crate::model::SourceRecord) -> Option<Vec<u8>> + Sync),
) -> Result<(), OpenError> {
    let file = ProjectFile { version: CURRENT, id: project.id, title: project.title.clone(), created: project.created };
    Store::create(environment, folder, &file)?;
    let layout = Layout::of(folder);
    let replica = Identity::of(environment, folder, project.id, 1).replica();
    let fs = &*environment.fs;
    let documents: Vec<_> = project.documents().collect();
    with_each(fs, &documents, |document| {
        let below = layout.document_folder(document.id);
        make_folder(fs, &below)?;
        let path = layout.text(document.id, document.revision, &document.text_hash);
        replace_without_folder_sync(fs, &path, document.text.as_str().as_bytes())?;
        sync_folder_where_possible(fs, &below)
    })
    .map_err(|error| OpenError::Io { path: layout.documents_folder(), error })?;
    for record in documents.iter().filter_map(|document| document.source.as_ref()) {
        let path = layout.source(&record.hash, &record.extension);
        if let Some(bytes) = original(record).filter(|_| !fs.exists(&path)) {
            super::fs::replace(fs, &path, &bytes).map_err(|error| OpenError::Io { path: path.clone(), error })?;
        }
    }
    let entities = [Entity::Title]
        .into_iter()
        .chain(project.coders().map(|coder| Entity::Coder(coder.id)))
        .chain(project.codes().map(|code| Entity::Code(code.id)))
        .chain(documents.iter().map(|document| Entity::Document(document.id)))
        .chain(project.attributes().map(|attribute| Entity::Attribute(attribute.id())))
        .chain(project.cases().map(|case| Entity::Case(case.id)))
        .chain(project.items().map(|item| Entity::Item(item.id())))
        .chain(project.memos().map(|memo| Entity::Memo(memo.id)));
    let stamps = Stamps::added(Stamp(1, Arc::from(replica.0.as_str())));
    let written: BTreeMap<Entity, Stamps> = entities.map(|entity| (entity, stamps.clone())).collect();
    let moment = Moment {
        project: Arc::clone(project),
        ledger: Ledger { entities: written, ..Ledger::of(replica.clone()) },
        seq: Sequence(0),
        lamport: 1,
        history: Stacks::default(),
        dirty: Dirty {
            codebook: true,
            people: true,
            documents: documents.iter().map(|document| document.id).collect(),
            codings: project.all_codings().map(|(id, _)| id).collect(),
        },
        finished: Vec::new(),
        archived: Vec::new(),
        labels: BTreeMap::new(),
        files: Covers::default(),
    };
    let path = layout.checkpoint(&replica);
    let plan = checkpoint::plan(&moment, &layout, &replica)
        .map_err(|error| OpenError::Damaged { path: path.clone(), reason: error.to_string() })?;
    checkpoint::carry_out(&plan, fs).map_err(|error| OpenError::Io { path, error })
}
