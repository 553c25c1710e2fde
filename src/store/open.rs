//! Opening a project: record files, then the journals after them, then one check of the whole.
//!
//! Reading never fails whole (invariant 8): a file that cannot be understood becomes a finding with
//! its name, the rest is opened, and nothing is written over what was not understood.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::checkpoint::ArchivedSegment;
use super::environment::Environment;
use super::error::OpenError;
use super::fault::{Fault, planted};
use super::format::{Gate, OnlyVersion, ProjectFile, Version};
use super::history::Stacks;
use super::layout::Layout;
use super::ledger::{Dirty, Entity, Ledger};
use super::loose::{Gathered, Loose};
use super::more::{Helped, More};
use super::read_files::{Stray, Trouble, What, Whose};
use super::read_folder::ReadFolder;
use super::read_journals::Reach;
use super::read_texts::{OtherText, Texts};
use super::record::{Covers, Kind, LATEST};
use super::untangle::untangle;
use crate::model::anchor::settle;
use crate::model::invariants::Violation;
use crate::model::{
    Assembled, Coding, Document, DocumentId, Edit, Message, Parts, Project, Replica, Sequence, Transaction, assemble,
};

/// A project as read from its folder.
#[derive(Debug)]
pub struct Loaded {
    /// What is true.
    pub project: Project,
    /// The newest format of any of its files.
    pub version: Version,
    /// As `project.ron` says.
    pub file: ProjectFile,
    /// Who wrote what.
    pub ledger: Ledger,
    /// This replica's last transaction.
    pub seq: Sequence,
    /// The highest logical time seen.
    pub lamport: u64,
    /// What can be undone.
    pub history: Stacks,
    /// What the journal holds and the record files do not.
    pub dirty: Dirty,
    /// What this replica's record files cover.
    pub covers: Covers,
    /// This replica's segments that are not in the archive yet.
    pub segments: Vec<ArchivedSegment>,
    /// Those that are.
    pub archived: Vec<ArchivedSegment>,
    /// The number for the next segment.
    pub next_segment: u32,
    /// This replica's transactions that were replayed: the newest history.
    pub replayed: Vec<Arc<Transaction>>,
    /// What older transactions were called.
    pub labels: BTreeMap<Sequence, Message>,
    /// What was not as it should be, for people.
    pub findings: Vec<Message>,
    /// The same, for a repair.
    pub troubles: Vec<Trouble>,
    /// Files under names that are not theirs; what they hold has been taken.
    pub strays: Vec<Stray>,
    /// Own files that were changed with another program; what they hold has been taken.
    pub edited: Vec<(PathBuf, Kind)>,
    /// What was taken out so that the rest can stand, see `store/untangle.rs`.
    pub untangled: Vec<Edit>,
    /// Documents whose text is not to be had.
    pub hidden: Vec<Document>,
    /// Codings that cannot stand: what they name is not there, or they lie outside their text.
    pub left_out: Vec<(DocumentId, Coding)>,
    /// What was changed and is nowhere to be found.
    pub missing: Vec<Entity>,
    /// Whether something that was saved may be missing; then nothing must be written.
    pub damaged: bool,
}

/// Reads `project.ron` and passes the version gate.
///
/// # Errors
/// [`OpenError`] where there is no project, or one of a newer major version.
pub fn read_project_file(environment: &Environment, folder: &Path) -> Result<ProjectFile, OpenError> {
    let path = Layout::of(folder).project_file();
    let bytes = environment.fs.read(&path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound if !environment.fs.exists(folder) => OpenError::NotThere(folder.to_owned()),
        std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => OpenError::NotAProject(folder.to_owned()),
        _ => OpenError::Io { path: path.clone(), error },
    })?;
    let damaged = |reason: String| OpenError::Damaged { path: path.clone(), reason };
    let text = std::str::from_utf8(&bytes).map_err(|error| damaged(error.to_string()))?;
    let text = text.trim_start_matches('\u{FEFF}');
    let only: OnlyVersion = ron::from_str(text).map_err(|error| damaged(error.to_string()))?;
    if only.version.gate() == Gate::Refuse {
        return Err(OpenError::Newer { folder: folder.to_owned(), found: only.version });
    }
    ron::from_str(text).map_err(|error| damaged(error.to_string()))
}

/// How a folder is to be read.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// By which replica.
    pub own: &'a Replica,
    /// How far back.
    pub reach: Reach,
    /// Documents that are in memory already; their texts are not read again.
    pub known: &'a BTreeMap<DocumentId, Arc<Document>>,
    /// Own transactions that may not be on disk yet, ascending; those that are make no difference.
    pub unwritten: &'a [Arc<Transaction>],
}

/// Reads the whole project as `own` replica sees it.
///
/// # Errors
/// As [`read_project_file`].
pub fn load(environment: &Environment, folder: &Path, own: &Replica) -> Result<Loaded, OpenError> {
    load_as(
        environment,
        folder,
        Reading { own, reach: Reach::SinceCheckpoint, known: &BTreeMap::new(), unwritten: &[] },
    )
}

/// As [`load`], read in another way.
///
/// # Errors
/// As [`read_project_file`].
pub fn load_as(environment: &Environment, folder: &Path, reading: Reading<'_>) -> Result<Loaded, OpenError> {
    let file = read_project_file(environment, folder)?;
    Ok(load_from(environment, folder, file, reading, &More::default()))
}

/// As [`load_as`], of a folder whose `project.ron` says this, or should.
pub(super) fn load_from(
    environment: &Environment,
    folder: &Path,
    file: ProjectFile,
    reading: Reading<'_>,
    more: &More<'_>,
) -> Loaded {
    let Reading { own, reach, known, unwritten } = reading;
    let layout = Layout::of(folder);
    let mut read = ReadFolder::of_project(environment, &layout, file, own, known, reach, more);
    let mut loose = Loose::of(own.clone());
    loose.adopt(&more.adopted);
    loose.stand_in(&more.stand_ins);
    read.put_records_into(&mut loose);
    loose.recall = read.reads_everything().then(|| loose.held());
    let mut helped = Helped::default();
    if !more.helpers.is_empty() {
        helped.known = loose.held();
        helped.note_journals(&read.journals);
        for helper in more.helpers {
            let journals = helped.take(helper, own, &read.file, more, &mut loose);
            read.journals.extend(journals);
        }
    }
    read.put_journals_into(&mut loose);
    let ReadFolder { file, mut reader, mut covers, checkpoints, journals, .. } = read;

    let own_checkpoint = checkpoints.get(own);
    let mut seq = own_checkpoint.map(|c| c.covers).unwrap_or_default();
    let mut lamport = checkpoints.values().map(|c| c.lamport).filter(|&at| at <= LATEST).max().unwrap_or_default();
    let mut history = own_checkpoint.map(|c| c.history.clone()).unwrap_or_default();
    let mut replayed = Vec::new();
    let (segments, next_segment) =
        journals.iter().find(|j| j.replica == *own).map_or((Vec::new(), 1), |j| (j.segments.clone(), j.next_segment));
    for journal in &journals {
        lamport = journal.transactions.iter().map(|t| t.lamport).fold(lamport, u64::max);
    }
    let mut own_transactions: Vec<Arc<Transaction>> =
        journals.into_iter().flat_map(|j| j.transactions).filter(|t| t.replica == *own).collect();
    let on_disk = own_transactions.iter().map(|t| t.seq).max().unwrap_or(seq).max(seq);
    own_transactions.extend(unwritten.iter().filter(|t| t.seq > on_disk).map(Arc::clone));
    own_transactions.sort_by_key(|t| t.seq);
    let own_covers = Arc::new(covers.remove(own).unwrap_or_default());
    for transaction in own_transactions {
        if transaction.seq > on_disk {
            loose.hear(Arc::clone(&transaction), Arc::clone(&own_covers));
            lamport = lamport.max(transaction.lamport);
        }
        if transaction.seq > seq {
            seq = if planted(&*environment.fs, Fault::SeqBeforeReplay) { seq } else { transaction.seq };
            history.note(&transaction);
            replayed.push(transaction);
        }
    }
    // After the replay, so that no number that a record file has seen is used twice.
    seq = own_covers.all().map(|(_, covered)| covered).chain([seq]).max().unwrap_or(seq);
    let archived = own_checkpoint.map(|c| c.archived.clone()).unwrap_or_default();
    let next_segment = archived.iter().map(|s| s.number + 1).max().unwrap_or(1).max(next_segment);

    let gathered = loose.gather();
    lamport = lamport.max(gathered.ledger.highest_lamport());
    let Gathered {
        title,
        coders,
        mut codes,
        documents,
        codings,
        attributes,
        cases,
        items,
        memos,
        mut ledger,
        missing,
        mut dirty,
    } = gathered;
    helped.settle(&mut ledger, &mut dirty);
    let untangled = untangle(&mut codes, &mut ledger);
    let other = if reach == Reach::Everything { OtherText::Hide } else { OtherText::Show };
    let Texts { shown: documents, hidden } = reader.texts(documents, other);
    // A text that another replica brought in may still be on its way: what it hides is kept aside.
    for document in hidden.iter().filter(|document| ledger.is_of_another(document.id)) {
        let path = layout.text(document.id, document.revision, &document.text_hash);
        for trouble in reader.troubles.iter_mut().filter(|trouble| trouble.path == path) {
            trouble.whose = Whose::Theirs;
        }
    }
    ledger.given_up.clone_from(&reader.given_up);
    let title = title.unwrap_or_else(|| file.title.clone());
    let (id, created) = (file.id, file.created);
    let mut codings = codings;
    let by_id: BTreeMap<DocumentId, &Document> = documents.iter().map(|document| (document.id, document)).collect();
    for (id, codings) in &mut codings {
        let Some(document) = by_id.get(id) else { continue };
        let settled = settle(document, codings);
        if settled.unsure > 0 {
            let told = Message::new("store.codings_moved_unsure").with("document", &document.title);
            reader.findings.push(told.with("count", settled.unsure));
        }
    }
    let parts = Parts { id, title, created, coders, codes, documents, codings, attributes, cases, items, memos };
    let Assembled { project, violations, left_out } = assemble(parts);
    for entity in &missing {
        let whose = match entity {
            Entity::Document(id) if ledger.given_up.contains(id) => continue,
            Entity::Coding(document, id) if ledger.is_foreign(*document, *id) => Whose::Theirs,
            _ => Whose::Ours,
        };
        let told = Message::new("store.waiting_for").with("what", name_of(*entity));
        reader.tell_of(Trouble { path: folder.to_owned(), whose, what: What::Missing, told });
    }
    // Codings of a document that is hidden cannot be shown either; that has been told.
    let hidden_ids: BTreeSet<DocumentId> = hidden.iter().map(|document| document.id).collect();
    let is_hidden = |document| hidden_ids.contains(&document) || ledger.given_up.contains(&document);
    let mut told_of = BTreeSet::new();
    for (document, coding) in left_out.iter().filter(|(document, _)| !is_hidden(*document)) {
        // Two people may have removed a code here and used it there. Anything else that is missing may
        // yet arrive; until then nothing must be written over it.
        // One that was made on another text waits for it, or for somebody who knows the way; that is no damage.
        let is_on_another = project.document(*document).is_some_and(|held| held.mark() != coding.on);
        let removed = [Entity::Code(coding.code), Entity::Document(*document), Entity::Coder(coding.coder)];
        if !is_on_another && !removed.into_iter().any(|entity| ledger.is_removed(entity)) {
            let whose = if ledger.is_foreign(*document, coding.id) { Whose::Theirs } else { Whose::Ours };
            let told =
                Message::new("store.coding_stands_on_nothing").with("coding", coding.id).with("document", document);
            let path = layout.codings_folder().join(document.to_string());
            reader.tell_of(Trouble { path, whose, what: What::Contradicts, told });
            told_of.insert(coding.id);
        }
    }
    let tells = |violation: &&Violation| match violation {
        Violation::Dangling { document, coding } | Violation::OutsideText { document, coding } => {
            !is_hidden(*document) && !told_of.contains(coding)
        }
        _ => true,
    };
    let violations: Vec<Message> = violations.iter().filter(tells).map(Violation::tell).collect();
    reader.findings.extend(violations);
    for (document, coding) in &left_out {
        ledger.put_aside(*document, coding.clone());
    }
    for edit in &untangled {
        if let Edit::SetCode(id, _) = edit {
            let name = project.code(*id).map(|code| code.name.clone()).unwrap_or_default();
            reader.findings.push(Message::new("store.move_skipped").with("code", name));
        }
    }
    reader.tell_of_unlisted();
    Loaded {
        project,
        version: reader.newest,
        file,
        ledger,
        seq,
        lamport,
        history,
        dirty,
        covers: Covers::clone(&own_covers),
        segments,
        archived,
        next_segment,
        replayed,
        labels: own_checkpoint.map(|c| c.labels.clone()).unwrap_or_default(),
        damaged: reader.is_damaged(),
        findings: reader.findings,
        troubles: reader.troubles,
        strays: reader.strays,
        edited: reader.edited,
        untangled,
        hidden,
        left_out,
        missing,
    }
}

/// What people can look for: an entity in the words of the record files.
fn name_of(entity: Entity) -> String {
    match entity {
        Entity::Title => "title".to_owned(),
        Entity::Coder(id) => id.to_string(),
        Entity::Code(id) => id.to_string(),
        Entity::Document(id) => id.to_string(),
        Entity::Attribute(id) => id.to_string(),
        Entity::Case(id) => id.to_string(),
        Entity::Item(id) => id.to_string(),
        Entity::Memo(id) => id.to_string(),
        Entity::Coding(document, id) => format!("{document} / {id}"),
    }
}
