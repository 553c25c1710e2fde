//! A checkpoint writes what changed into record files, so that the journal before it need not be replayed.
//!
//! [`plan`] is pure: which files, with which bytes. [`carry_out`] puts them on disk in the order that
//! a crash at any moment leaves readable: record files, folders, the checkpoint's own file, and only
//! then the older segments go to the archive, where they stay: they are the audit trail.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::archive;
use super::fault::{Fault, planted};
use super::format::{CURRENT, Version};
use super::fs::{Fs, make_folder, replace, replace_without_folder_sync, sync_folder_where_possible, with_each};
use super::layout::Layout;
use super::ledger::{CodingLedger, Dirty, Entity, Ledger};
use super::record::{self, Covers, Header, Kind, Record};
use super::stamps::{Field, Stamps};
use crate::model::{Case, Code, Document, DocumentId, Memo, Message, Project, Replica, Sequence, Shelf, Stamp};

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
    /// Whose it is, so that a copy under another name is known for what it is. Not in format 1.
    #[serde(default)]
    pub replica: Option<Replica>,
    /// Which record files there are, and what each covered when this was written: one that is missing
    /// or older has been lost or has not arrived. Not in format 1.
    #[serde(default)]
    pub files: Covers,
    /// Documents whose text a repair could not find, see [`Ledger::given_up`].
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub given_up: BTreeSet<DocumentId>,
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
        let bytes = record::as_written(bytes);
        let text = std::str::from_utf8(&bytes).map_err(|error| error.to_string())?;
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
    /// What this replica's record files cover before this checkpoint.
    pub files: Covers,
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
    /// What the record files cover when this has been carried out.
    pub covers: Covers,
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
    let mut covers = moment.files.clone();
    let mut files = Vec::new();
    let mut write = |kind: Kind, records: &[Record]| {
        covers.note(&kind, moment.seq);
        files.push((layout.records(&kind, replica), record::encode(header(kind), records)?));
        Ok::<_, ron::Error>(())
    };
    if moment.dirty.codebook {
        write(Kind::Codebook, &codebook(&moment.project, &moment.ledger))?;
    }
    if moment.dirty.people {
        write(Kind::People, &people(&moment.project, &moment.ledger))?;
    }
    for &id in &moment.dirty.documents {
        if let Some(records) = document(&moment.project, &moment.ledger, id) {
            write(Kind::Document(id), &records)?;
        }
    }
    for &id in &moment.dirty.codings {
        write(Kind::Codings(id), &codings(&moment.project, &moment.ledger, id, Whose::Own))?;
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
        replica: Some(replica.clone()),
        files: covers.clone(),
        given_up: moment.ledger.given_up.clone(),
    };
    Ok(Plan {
        files,
        last: (layout.checkpoint(replica), checkpoint.encode()?),
        archive: moment
            .finished
            .iter()
            .map(|s| (layout.segment(replica, s.number), layout.archived_segment(replica, s.number)))
            .collect(),
        covers,
    })
}

// Every entity is written with whatever stamps it has: another replica that wrote it last may have it
// in its journal only, and records are put together by stamp.

/// Which codings of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// Those that stand in this replica's file.
    Own,
    /// Those that stand in others' files too.
    Everybodys,
}

/// The records of all codes.
pub(super) fn codebook(project: &Project, ledger: &Ledger) -> Vec<Record> {
    let codes = project.codes();
    let mut records: Vec<Record> =
        codes.map(|code| Record::Code(stamps(ledger, Entity::Code(code.id)), as_written(code, ledger))).collect();
    records.extend(removed(ledger).filter_map(|(entity, at)| match entity {
        Entity::Code(id) => Some(Record::RemovedCode(at, id)),
        _ => None,
    }));
    records.extend(versions(ledger, |entity| matches!(entity, Entity::Code(_))));
    records
}

/// A code as its fields' stamps say, though a move of it may be skipped for the time being.
fn as_written(code: &Code, ledger: &Ledger) -> Code {
    let mut code = code.clone();
    if let Some(skipped) = ledger.skipped.get(&code.id) {
        code.parent = skipped.parent.or(code.parent);
        code.alias_of = skipped.alias_of.or(code.alias_of);
    }
    code
}

/// The records of the title, all coders, attributes, cases, shelves and memos.
pub(super) fn people(project: &Project, ledger: &Ledger) -> Vec<Record> {
    let mut records = Vec::new();
    if let Some(title) = ledger.entities.get(&Entity::Title) {
        let is_plain = title.removed.is_none() && title.written(Field::Title).over.is_none();
        records.push(if is_plain {
            Record::Title(title.at(Field::Title).clone(), project.title.clone())
        } else {
            Record::StampedTitle(title.clone(), project.title.clone())
        });
    }
    let coders = project.coders();
    records.extend(coders.map(|coder| Record::Coder(stamps(ledger, Entity::Coder(coder.id)), coder.clone())));
    records.extend(removed(ledger).filter_map(|(entity, at)| match entity {
        Entity::Coder(id) => Some(Record::RemovedCoder(at, id)),
        Entity::Attribute(id) => Some(Record::RemovedAttribute(at, id)),
        Entity::Case(id) => Some(Record::RemovedCase(at, id)),
        Entity::Item(id) => Some(Record::RemovedItem(at, id)),
        Entity::Memo(id) => Some(Record::RemovedMemo(at, id)),
        _ => None,
    }));
    let attributes = project.attributes_in_order().into_iter();
    records
        .extend(attributes.map(|held| Record::Attribute(stamps(ledger, Entity::Attribute(held.id())), held.clone())));
    let cases = project.cases();
    records.extend(cases.map(|case| Record::Case(stamps(ledger, Entity::Case(case.id)), Case::clone(case))));
    let shelves = Shelf::ALL.into_iter().flat_map(|shelf| project.shelf(shelf));
    records.extend(shelves.map(|item| Record::Item(stamps(ledger, Entity::Item(item.id())), item.clone())));
    let memos = project.memos();
    records.extend(memos.map(|memo| Record::Memo(stamps(ledger, Entity::Memo(memo.id)), Memo::clone(memo))));
    let is_of = |entity: &Entity| matches!(entity, Entity::Title | Entity::Case(_) | Entity::Item(_) | Entity::Memo(_));
    records.extend(versions(ledger, is_of));
    records
}

/// The records of one document; none where it is there and could not be shown.
pub(super) fn document(project: &Project, ledger: &Ledger, id: DocumentId) -> Option<Vec<Record>> {
    let entity = Entity::Document(id);
    let stamps = stamps(ledger, entity);
    let mut records = match (project.document(id), &stamps.removed) {
        (Some(document), _) => vec![Record::Document(stamps, Box::new(Document::clone(document)))],
        (None, Some(at)) => vec![Record::RemovedDocument(at.clone(), id)],
        // It is there and could not be shown: its text is missing. The opening said so and nothing is written.
        (None, None) => return None,
    };
    records.extend(versions(ledger, |other| *other == entity));
    Some(records)
}

/// The records of one document's codings.
pub(super) fn codings(project: &Project, ledger: &Ledger, id: DocumentId, whose: Whose) -> Vec<Record> {
    let empty = CodingLedger::default();
    let held = ledger.of_codings(id).unwrap_or(&empty);
    let own =
        project.codings(id).iter().filter(|coding| whose == Whose::Everybodys || !held.foreign.contains(&coding.id));
    let mut records: Vec<Record> = own
        .chain(&held.aside)
        .map(|coding| match held.stamps.get(&coding.id) {
            Some(stamps) => Record::StampedCoding(stamps.clone(), coding.clone()),
            None => Record::Coding(coding.clone()),
        })
        .collect();
    let gone = held.stamps.iter().filter(|(_, stamps)| !stamps.is_there());
    records.extend(gone.filter_map(|(&coding, stamps)| Some(Record::RemovedCoding(stamps.removed.clone()?, coding))));
    records.extend(versions(ledger, |entity| matches!(entity, Entity::Coding(document, _) if *document == id)));
    records
}

fn stamps(ledger: &Ledger, entity: Entity) -> Stamps {
    ledger.entities.get(&entity).cloned().unwrap_or_default()
}

fn removed(ledger: &Ledger) -> impl Iterator<Item = (Entity, Stamp)> {
    let gone = ledger.entities.iter().filter(|(_, stamps)| !stamps.is_there());
    gone.filter_map(|(&entity, stamps)| Some((entity, stamps.removed.clone()?)))
}

fn versions(ledger: &Ledger, of: impl Fn(&Entity) -> bool) -> impl Iterator<Item = Record> {
    let all = ledger.versions.iter().filter(move |((entity, _), _)| of(entity));
    all.flat_map(|(&(entity, field), by_replica)| {
        by_replica.values().map(move |(at, text)| Record::Version(entity, field, at.clone(), text.clone()))
    })
}

/// Puts a plan on disk.
///
/// # Errors
/// What the system says. What stood there before, and the journal, are intact.
pub fn carry_out(plan: &Plan, fs: &dyn Fs) -> std::io::Result<()> {
    let folders: BTreeSet<&Path> = plan.files.iter().filter_map(|(path, _)| path.parent()).collect();
    for folder in &folders {
        make_folder(fs, folder)?;
    }
    with_each(fs, &plan.files, |(path, bytes)| replace_without_folder_sync(fs, path, bytes))?;
    let folders: Vec<&Path> = folders.into_iter().collect();
    with_each(fs, &folders, |folder| sync_folder_where_possible(fs, folder))?;
    // The folders above, too: a program that was killed may have made one of these without living to sync its name.
    let above: BTreeSet<&Path> = folders.iter().filter_map(|folder| folder.parent()).collect();
    for folder in above {
        sync_folder_where_possible(fs, folder)?;
    }
    if planted(fs, Fault::ArchiveFirst) {
        put_away(plan, fs)?;
    }
    let (path, bytes) = &plan.last;
    if let Some(folder) = path.parent() {
        make_folder(fs, folder)?;
    }
    replace(fs, path, bytes)?;
    put_away(plan, fs)
}

fn put_away(plan: &Plan, fs: &dyn Fs) -> std::io::Result<()> {
    let mut touched: BTreeSet<&Path> = BTreeSet::new();
    for (from, to) in &plan.archive {
        archive::put_away(fs, from, to)?;
        touched.extend(from.parent());
    }
    for folder in touched {
        sync_folder_where_possible(fs, folder)?;
    }
    Ok(())
}
