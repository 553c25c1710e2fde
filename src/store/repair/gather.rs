//! Reading everything that a repair can build on. Nothing is written here and nothing decided.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::helpers::backups;
use super::{Helper, Others, RepairError, Wishes};
use crate::model::{Code, Coder, CodingId, Colour, Document, DocumentId, Hash, Replica, Sequence, Timestamp};
use crate::store::check::place::Place;
use crate::store::check::{
    Files, Identity, SegmentState, broken_others, identify, is_removable, missing_folders, missing_git_files, survey,
};
use crate::store::checkpoint::Checkpoint;
use crate::store::environment::Environment;
use crate::store::format::Gate;
use crate::store::installation;
use crate::store::layout::Layout;
use crate::store::ledger::{Dirty, Entity};
use crate::store::loose::StandIns;
use crate::store::more::More;
use crate::store::open::{Loaded, Reading, load_from};
use crate::store::read_files::What;
use crate::store::read_journals::Reach;
use crate::store::read_texts::text_of_hash;
use crate::store::record::{self, Covers, Kind, Record};

/// All that a plan is made from.
pub struct Facts {
    pub layout: Layout,
    pub identity: Identity,
    pub own: Replica,
    /// Numbers up to here have been used by this replica, as far as its data folder knows.
    pub used: Sequence,
    /// Replicas whose files are taken over.
    pub adopted: Vec<Replica>,
    /// The project as everything together says it.
    pub loaded: Loaded,
    /// What the journal holds and the record files do not, as an ordinary opening sees it.
    pub dirty_when_opened: Dirty,
    /// Journals of this replica and of those that are taken over.
    pub segments: BTreeMap<Replica, Vec<SegmentState>>,
    /// Their checkpoints, as far as they can be read.
    pub checkpoints: BTreeMap<Replica, Checkpoint>,
    /// What the whole record files of those that are taken over cover.
    pub covers: BTreeMap<Replica, Covers>,
    pub files: Files,
    /// What stands for what is nowhere.
    pub stand_ins: StandIns,
    /// Copies of record files that lie where others belong or where nobody looks.
    pub misplaced: Vec<Misplaced>,
    /// Texts that were found for hidden documents: where they belong and what they say.
    pub texts: Vec<FoundText>,
    /// Originals that were found again.
    pub sources: Vec<(PathBuf, Vec<u8>)>,
    /// Half written files that may go.
    pub leftovers: Vec<PathBuf>,
    pub missing_folders: Vec<PathBuf>,
    /// Files that stand where a folder belongs.
    pub files_for_folders: Vec<PathBuf>,
    pub missing_git_files: Vec<(PathBuf, &'static str)>,
    /// Whether another readable state of the project was looked into.
    pub was_helped: bool,
}

/// A record file that does not lie in its place.
pub struct Misplaced {
    pub path: PathBuf,
    pub kind: Kind,
    /// Codings in it that another replica made.
    pub codings: Vec<CodingId>,
}

/// A text that was found.
pub struct FoundText {
    pub document: DocumentId,
    pub path: PathBuf,
    pub text: Arc<crate::model::Text>,
    /// What stands at its place is the text of another document that is looked for too.
    pub place_is_wanted: bool,
}

/// Reads everything.
pub fn gather(environment: &Environment, folder: &Path, wishes: &Wishes) -> Result<Facts, RepairError> {
    let layout = Layout::of(folder);
    let files = Files::of(&*environment.fs, &layout);
    let identity = identify(environment, folder, &files)?;
    let project = identity.file.clone();
    let replica = installation::Identity::of(environment, folder, project.id, 1);
    let own = replica.replica();
    let known = BTreeMap::new();
    let reading = |reach| Reading { own: &own, reach, known: &known, unwritten: &[] };
    let opened = load_from(environment, folder, project.clone(), reading(Reach::SinceCheckpoint), &More::default());
    if opened.version.gate() != Gate::Open {
        return Err(RepairError::Newer(folder.to_owned()));
    }
    if let Some(newer) = opened.troubles.iter().find(|trouble| trouble.what == What::Newer) {
        return Err(RepairError::Newer(newer.path.clone()));
    }
    let adopted = match wishes.others {
        Others::Leave => Vec::new(),
        Others::Adopt => broken_others(&opened.troubles, &layout, &own),
    };
    let more = More {
        adopted: adopted.iter().cloned().collect(),
        helpers: &wishes.helpers,
        stand_ins: StandIns::default(),
        distrusted: BTreeSet::new(),
        extra: elsewhere(environment, &files, project.id),
    };
    let mut loaded = load_from(environment, folder, project.clone(), reading(Reach::Everything), &more);
    // Backups say nothing of a sound folder: somebody may have put an older state there on purpose.
    let mut helpers = wishes.helpers.clone();
    if loaded.damaged || opened.damaged {
        helpers.extend(backups(environment, folder, project.id));
    }
    let mut more = More { helpers: &helpers, ..more };
    if helpers.len() > wishes.helpers.len() {
        loaded = load_from(environment, folder, project.clone(), reading(Reach::Everything), &more);
    }
    // What is named and nowhere to be found is put in; that may name something else in turn.
    for _ in 0..3 {
        let (stand_ins, distrusted) = needed(environment, &files, &loaded, &wishes.lost_name);
        let before = (more.stand_ins.clone(), more.distrusted.len());
        more.add(stand_ins);
        more.distrusted.extend(distrusted);
        if (&more.stand_ins, more.distrusted.len()) == (&before.0, before.1) {
            break;
        }
        loaded = load_from(environment, folder, project.clone(), reading(Reach::Everything), &more);
    }
    let of_interest: Vec<Replica> = std::iter::once(own.clone()).chain(adopted.iter().cloned()).collect();
    let checkpoints: BTreeMap<Replica, Checkpoint> = of_interest
        .iter()
        .filter_map(|replica| {
            let bytes = environment.fs.read(&layout.checkpoint(replica)).ok()?;
            Some((replica.clone(), Checkpoint::read(&bytes).ok()?))
        })
        .collect();
    let segments = of_interest
        .iter()
        .map(|replica| {
            let listed = checkpoints.get(replica).map(|held| held.archived.clone()).unwrap_or_default();
            (replica.clone(), survey(&*environment.fs, &layout, project.id, replica, &listed))
        })
        .collect();
    let misplaced = misplaced(environment, &layout, &loaded, &own);
    let is_file = |path: &PathBuf| environment.fs.exists(path) && environment.fs.list(path).is_err();
    Ok(Facts {
        used: replica.used(),
        covers: adopted.iter().map(|replica| (replica.clone(), covers_of(environment, &files, replica))).collect(),
        texts: find_texts(environment, &layout, &files, &loaded.hidden, &helpers),
        sources: find_sources(environment, &layout, &loaded, &helpers),
        leftovers: files.of_place(|place| is_removable(place, &own)).map(|(path, _)| path.to_owned()).collect(),
        missing_folders: missing_folders(environment, &layout),
        files_for_folders: layout.folders().into_iter().filter(is_file).collect(),
        missing_git_files: missing_git_files(environment, &layout),
        dirty_when_opened: opened.dirty,
        was_helped: !helpers.is_empty(),
        stand_ins: more.stand_ins,
        layout,
        identity,
        own,
        adopted,
        loaded,
        segments,
        checkpoints,
        files,
        misplaced,
    })
}

impl More<'_> {
    fn add(&mut self, more: StandIns) {
        let StandIns { coders, codes, documents } = more;
        self.stand_ins.coders.extend(coders);
        self.stand_ins.codes.extend(codes);
        self.stand_ins.documents.extend(documents);
    }
}

/// Record files of the project that lie where nobody looks for them.
fn elsewhere(environment: &Environment, files: &Files, project: crate::model::ProjectId) -> Vec<PathBuf> {
    let is_ron = |path: &Path| path.extension().is_some_and(|extension| extension == "ron");
    let unknown = files.of_place(|place| *place == Place::Unknown).map(|(path, _)| path);
    unknown
        .filter(|path| is_ron(path))
        .filter(|path| {
            let file = environment.fs.read(path).ok().and_then(|bytes| record::read(&bytes).ok());
            file.is_some_and(|file| file.header.project == project)
        })
        .map(Path::to_owned)
        .collect()
}

/// What must stand for something that is named and found nowhere, and which codings record files say wrongly.
fn needed(
    environment: &Environment,
    files: &Files,
    loaded: &Loaded,
    lost_name: &str,
) -> (StandIns, BTreeSet<(DocumentId, CodingId)>) {
    let mut codes = BTreeSet::new();
    let mut coders = BTreeSet::new();
    let mut documents = BTreeSet::new();
    let mut distrusted = BTreeSet::new();
    for entity in &loaded.missing {
        match entity {
            Entity::Code(id) => drop(codes.insert(*id)),
            Entity::Coder(id) => drop(coders.insert(*id)),
            Entity::Document(id) => drop(documents.insert(*id)),
            Entity::Title
            | Entity::Coding(..)
            | Entity::Attribute(_)
            | Entity::Case(_)
            | Entity::Item(_)
            | Entity::Memo(_) => {}
        }
    }
    let ledger = &loaded.ledger;
    let is_hidden = |id: DocumentId| loaded.hidden.iter().any(|document| document.id == id);
    for (document, coding) in &loaded.left_out {
        let is_gone = |entity| ledger.is_removed(entity);
        let excused = [Entity::Document(*document), Entity::Code(coding.code), Entity::Coder(coding.coder)];
        if ledger.is_foreign(*document, coding.id) || excused.into_iter().any(is_gone) {
            continue;
        }
        let held = loaded.project.document(*document);
        let (no_code, no_coder) =
            (loaded.project.code(coding.code).is_none(), loaded.project.coder(coding.coder).is_none());
        // Of a document that is hidden only the text is missing.
        if held.is_none() && !is_hidden(*document) {
            documents.insert(*document);
        }
        if no_code {
            codes.insert(coding.code);
        }
        if no_coder {
            coders.insert(coding.coder);
        }
        // One on another text than the document has waits for it; its record says what is so.
        let waits = held.is_some_and(|held| held.mark() != coding.on);
        if held.is_some() && !no_code && !no_coder && !waits {
            distrusted.insert((*document, coding.id));
        }
    }
    let name = |id: &dyn std::fmt::Display| format!("{lost_name} {}", tail(&id.to_string()));
    let stand_ins = StandIns {
        codes: codes.into_iter().map(|id| Code::named(id, &name(&id), Colour::nth(0))).collect(),
        coders: coders.into_iter().map(|id| Coder::named(id, &name(&id))).collect(),
        documents: documents.into_iter().filter_map(|id| from_text(environment, files, id, &name(&id))).collect(),
    };
    (stand_ins, distrusted)
}

/// The end of an id: its beginning is the time, which neighbours share.
fn tail(id: &str) -> &str {
    id.get(id.len().saturating_sub(6)..).unwrap_or(id)
}

/// A document whose record is nowhere, from its text.
fn from_text(environment: &Environment, files: &Files, id: DocumentId, title: &str) -> Option<Document> {
    let revisions = files.known.iter().filter_map(|(path, place)| match place {
        Place::Text(of, revision) if *of == id => Some((*revision, path)),
        _ => None,
    });
    let (revision, path) = revisions.max()?;
    let bytes = environment.fs.read(path).ok().filter(|b| !b.iter().all(|&b| b == 0))?;
    let text = crate::model::Text::new(String::from_utf8(bytes).ok()?).ok()?;
    Some(Document { revision, ..Document::of_text(id, title, text, Timestamp(0)) })
}

fn misplaced(environment: &Environment, layout: &Layout, loaded: &Loaded, own: &Replica) -> Vec<Misplaced> {
    let strays = loaded.strays.iter().filter(|stray| match Place::of(layout, &stray.path) {
        Place::Records(_, replica) => replica == *own,
        Place::Unknown => true,
        _ => false,
    });
    strays
        .filter_map(|stray| {
            let file = environment.fs.read(&stray.path).ok().and_then(|bytes| record::read(&bytes).ok())?;
            let codings = file.records.iter().filter_map(|record| match record {
                Record::Coding(coding) | Record::StampedCoding(_, coding) => Some(coding.id),
                _ => None,
            });
            Some(Misplaced { path: stray.path.clone(), codings: codings.collect(), kind: file.header.kind })
        })
        .collect()
}

fn covers_of(environment: &Environment, files: &Files, replica: &Replica) -> Covers {
    let mut covers = Covers::default();
    for (path, place) in files.of_place(|place| matches!(place, Place::Records(_, of) if of == replica)) {
        let file = environment.fs.read(path).ok().and_then(|bytes| record::read(&bytes).ok());
        if let (Place::Records(kind, _), Some(file)) = (place, file)
            && file.bad_lines.is_empty()
            && file.header.kind == *kind
            && file.header.replica == *replica
        {
            covers.note(kind, file.header.covers);
        }
    }
    covers
}

/// Looks for the texts of hidden documents: under other names in the folder, and in helpers.
fn find_texts(
    environment: &Environment,
    layout: &Layout,
    files: &Files,
    hidden: &[Document],
    helpers: &[Helper],
) -> Vec<FoundText> {
    if hidden.is_empty() {
        return Vec::new();
    }
    let is_text = |path: &Path| path.extension().is_some_and(|extension| extension == "txt");
    let candidates: Vec<(&Path, Vec<u8>)> = files
        .known
        .iter()
        .filter(|(path, _)| is_text(path))
        .filter_map(|(path, _)| Some((path.as_path(), environment.fs.read(path).ok()?)))
        .collect();
    let is_wanted = |path: &Path| {
        let bytes = candidates.iter().find(|(held, _)| *held == path).map(|(_, bytes)| bytes);
        bytes.is_some_and(|bytes| hidden.iter().any(|document| document.text_hash == Hash::of(bytes)))
    };
    hidden
        .iter()
        .filter_map(|document| {
            let path = layout.text(document.id, document.revision, &document.text_hash);
            let here = candidates.iter().map(|(_, bytes)| bytes.clone());
            let there = helpers.iter().filter_map(|helper| {
                let layout = Layout::of(&helper.folder);
                helper.environment.fs.read(&layout.text(document.id, document.revision, &document.text_hash)).ok()
            });
            let text = here.chain(there).find_map(|bytes| text_of_hash(bytes, &document.text_hash))?;
            Some(FoundText { document: document.id, place_is_wanted: is_wanted(&path), path, text })
        })
        .collect()
}

/// Looks in helpers for originals that are missing or changed.
fn find_sources(
    environment: &Environment,
    layout: &Layout,
    loaded: &Loaded,
    helpers: &[Helper],
) -> Vec<(PathBuf, Vec<u8>)> {
    let fits = |bytes: &Vec<u8>, hash: &Hash| Hash::of(bytes) == *hash;
    let sources = loaded.project.documents().filter_map(|document| document.source.clone());
    let mut found: BTreeMap<PathBuf, Vec<u8>> = BTreeMap::new();
    for source in sources {
        let path = layout.source(&source.hash, &source.extension);
        if environment.fs.read(&path).is_ok_and(|bytes| fits(&bytes, &source.hash)) {
            continue;
        }
        let held = helpers.iter().find_map(|helper| {
            let path = Layout::of(&helper.folder).source(&source.hash, &source.extension);
            helper.environment.fs.read(&path).ok().filter(|bytes| fits(bytes, &source.hash))
        });
        if let Some(bytes) = held {
            found.insert(path, bytes);
        }
    }
    found.into_iter().collect()
}
