//! A checkpoint writes what changed into record files, so that the journal before it need not be replayed.
//!
//! [`plan`] is pure: which files, with which bytes. [`carry_out`] puts them on disk in the order that
//! a crash at any moment leaves readable: record files, folders, the checkpoint's own file, and only
//! then the older segments go to the archive, where they stay: they are the audit trail.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::archive;
use super::format::{CURRENT, Version};
use super::fs::{Fs, replace, replace_without_folder_sync, sync_folder_where_possible};
use super::layout::Layout;
use super::ledger::{Dirty, Entity, Ledger};
use super::record::{self, Header, Kind, Record, Stamp};
use crate::model::{Message, Project, Replica, Sequence};

/// `checkpoints/<replica>.ron`: what this replica's record files cover.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Of the format.
    pub version: Version,
    /// The last transaction that every record file of this replica covers.
    pub covers: Sequence,
    /// The highest logical time seen.
    pub lamport: u64,
    /// What can be undone and redone.
    pub history: super::history::Stacks,
    /// Which transactions stand in which archived segment.
    pub archived: Vec<ArchivedSegment>,
    /// What the newest transactions were called, so that undo can be named without reading the archive.
    #[serde(default)]
    pub labels: BTreeMap<Sequence, Message>,
}

const MARK: &str = "// tianye checkpoint ";

impl Checkpoint {
    /// Its file: a comment with a checksum, then RON.
    ///
    /// # Errors
    /// What RON says; nothing in it gives it reason to.
    pub fn encode(&self) -> Result<Vec<u8>, ron::Error> {
        let pretty = ron::ser::PrettyConfig::new().depth_limit(2).new_line("\n");
        let body = format!("{}\n", ron::ser::to_string_pretty(self, pretty)?);
        Ok(format!("{MARK}{:08x}\n{body}", crc32c::crc32c(body.as_bytes())).into_bytes())
    }

    /// Reads what [`Checkpoint::encode`] wrote.
    ///
    /// # Errors
    /// In words for the log, where the file was changed or cut.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
        let (first, body) = text.split_once('\n').ok_or("it is cut short")?;
        if first.strip_prefix(MARK) != Some(&format!("{:08x}", crc32c::crc32c(body.as_bytes()))) {
            return Err("its checksum does not fit".to_owned());
        }
        ron::from_str(body).map_err(|error| error.to_string())
    }
}

/// One segment in the archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchivedSegment {
    /// Of the segment.
    pub number: u32,
    /// First transaction in it.
    pub first: Sequence,
    /// Last transaction in it.
    pub last: Sequence,
}

/// Everything a checkpoint is made from, at one moment.
#[derive(Clone, Debug)]
pub struct Moment {
    /// What is true.
    pub project: Arc<Project>,
    /// Who wrote what.
    pub ledger: Ledger,
    /// The last transaction in it.
    pub seq: Sequence,
    /// Logical time.
    pub lamport: u64,
    /// What can be undone.
    pub history: super::history::Stacks,
    /// What must be written.
    pub dirty: Dirty,
    /// Segments that may go to the archive once the checkpoint stands, with what is in them.
    pub finished: Vec<ArchivedSegment>,
    /// Segments there already.
    pub archived: Vec<ArchivedSegment>,
    /// What the newest transactions were called.
    pub labels: BTreeMap<Sequence, Message>,
}

/// Which files to write.
#[derive(Debug, PartialEq, Eq)]
pub struct Plan {
    /// Record files.
    pub files: Vec<(PathBuf, Vec<u8>)>,
    /// The checkpoint's own file.
    pub last: (PathBuf, Vec<u8>),
    /// Segments to archive, from and to.
    pub archive: Vec<(PathBuf, PathBuf)>,
}

/// Says what to write.
///
/// # Errors
/// What RON says; no record gives it reason to.
pub fn plan(moment: &Moment, layout: &Layout, replica: &Replica) -> Result<Plan, ron::Error> {
    let header = |kind| Header {
        version: CURRENT,
        project: moment.project.id,
        replica: replica.clone(),
        kind,
        covers: moment.seq,
        count: 0,
        crc: String::new(),
    };
    let mut files = Vec::new();
    // Every entity is written with whatever stamp it has: another replica that wrote it last may have
    // it in its journal only, and records are put together by stamp.
    let own = |entity| moment.ledger.written.get(&entity).cloned();
    if moment.dirty.codebook {
        let mut records: Vec<Record> = moment
            .project
            .codes()
            .filter_map(|code| Some(Record::Code(own(Entity::Code(code.id))?, code.clone())))
            .collect();
        records.extend(removed(&moment.ledger).filter_map(|(entity, stamp)| match entity {
            Entity::Code(id) => Some(Record::RemovedCode(stamp, id)),
            _ => None,
        }));
        let path = layout.codebook_folder().join(format!("{}.ron", replica.0));
        files.push((path, record::encode(header(Kind::Codebook), &records)?));
    }
    if moment.dirty.people {
        let mut records = Vec::new();
        if let Some(stamp) = own(Entity::Title) {
            records.push(Record::Title(stamp, moment.project.title.clone()));
        }
        records.extend(
            moment
                .project
                .coders()
                .filter_map(|coder| Some(Record::Coder(own(Entity::Coder(coder.id))?, coder.clone()))),
        );
        records.extend(removed(&moment.ledger).filter_map(|(entity, stamp)| match entity {
            Entity::Coder(id) => Some(Record::RemovedCoder(stamp, id)),
            _ => None,
        }));
        let path = layout.people_folder().join(format!("{}.ron", replica.0));
        files.push((path, record::encode(header(Kind::People), &records)?));
    }
    for &id in &moment.dirty.documents {
        let Some(stamp) = own(Entity::Document(id)) else { continue };
        let record = match moment.project.document(id) {
            Some(document) => Record::Document(stamp, Box::new(crate::model::Document::clone(document))),
            None => Record::RemovedDocument(stamp, id),
        };
        files.push((layout.document_records(id, replica), record::encode(header(Kind::Document(id)), &[record])?));
    }
    for &id in &moment.dirty.codings {
        let mut records = Vec::new();
        for coding in moment.project.codings(id).iter() {
            if moment.ledger.foreign_codings.contains(&coding.id) {
                continue;
            }
            records.push(match moment.ledger.changed_codings.get(&coding.id) {
                Some(stamp) => Record::ChangedCoding(stamp.clone(), coding.clone()),
                None => Record::Coding(coding.clone()),
            });
        }
        records.extend(moment.ledger.aside.get(&id).into_iter().flatten().cloned().map(Record::Coding));
        let gone = moment.ledger.removed_codings.get(&id).into_iter().flatten();
        records.extend(
            gone.filter(|(_, stamp)| stamp.1 == replica.0)
                .map(|(&coding, stamp)| Record::RemovedCoding(stamp.clone(), coding)),
        );
        files.push((layout.shard(id, replica), record::encode(header(Kind::Codings(id)), &records)?));
    }
    let mut archived = moment.archived.clone();
    archived.extend(moment.finished.iter().cloned());
    let checkpoint = Checkpoint {
        version: CURRENT,
        covers: moment.seq,
        lamport: moment.lamport,
        history: moment.history.clone(),
        archived,
        labels: moment.labels.clone(),
    };
    Ok(Plan {
        files,
        last: (layout.checkpoint(replica), checkpoint.encode()?),
        archive: moment
            .finished
            .iter()
            .map(|s| (layout.segment(replica, s.number), layout.archived_segment(replica, s.number)))
            .collect(),
    })
}

fn removed(ledger: &Ledger) -> impl Iterator<Item = (Entity, Stamp)> {
    ledger.removed.iter().filter_map(|&entity| Some((entity, ledger.written.get(&entity).cloned()?)))
}

/// Puts a plan on disk.
///
/// # Errors
/// What the system says. What stood there before, and the journal, are intact.
pub fn carry_out(plan: &Plan, fs: &dyn Fs) -> std::io::Result<()> {
    let mut folders: BTreeMap<PathBuf, bool> = BTreeMap::new();
    for (path, bytes) in &plan.files {
        let folder = path.parent().map(PathBuf::from).unwrap_or_default();
        if let Entry::Vacant(vacant) = folders.entry(folder) {
            let is_new = !fs.exists(vacant.key());
            if is_new {
                fs.create_folder(vacant.key())?;
            }
            vacant.insert(is_new);
        }
        replace_without_folder_sync(fs, path, bytes)?;
    }
    let mut above = BTreeSet::new();
    for (folder, is_new) in &folders {
        sync_folder_where_possible(fs, folder)?;
        if *is_new {
            above.extend(folder.parent().map(PathBuf::from));
        }
    }
    for folder in &above {
        sync_folder_where_possible(fs, folder)?;
    }
    let (path, bytes) = &plan.last;
    if let Some(folder) = path.parent() {
        fs.create_folder(folder)?;
    }
    replace(fs, path, bytes)?;
    let mut touched = BTreeSet::new();
    for (from, to) in &plan.archive {
        archive::put_away(fs, from, to)?;
        touched.extend(from.parent().map(PathBuf::from));
    }
    for folder in &touched {
        sync_folder_where_possible(fs, folder)?;
    }
    Ok(())
}
