//! Looking for what other replicas wrote while the project is open.
//!
//! A look over the folder is cheap: names, sizes and times of the files that are not ours. Only when
//! these differ from the last look is the folder read again, on a thread of the caller's, with what
//! this window has not written yet on top. The same reading as when opening, so there is one way in
//! which replicas are put together.
//!
//! Record files are read first and journals last. Where somebody's checkpoint stands between the two, what it moved
//! from the journal into the record files would be in neither: such a reading is thrown away and done again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::environment::Environment;
use super::error::OpenError;
use super::fs::Fs;
use super::layout::Layout;
use super::open::{Loaded, Reading, load_as};
use super::project_store::Store;
use super::read_journals::Reach;
use crate::model::{DocumentId, Edit, Hash, Message, Project, Replica, Sequence, Transaction};

/// How often a look reads the folder before it leaves it to the next one.
const READINGS: usize = 3;

/// One look for other replicas' files; [`Rescan::run`] may take long and belongs on a thread.
pub struct Rescan {
    environment: Environment,
    folder: PathBuf,
    replica: Replica,
    /// One that only reads follows the files of the window that writes under its name.
    writes: bool,
    seen: Option<Fingerprint>,
    unwritten: Vec<Arc<Transaction>>,
    project: Arc<Project>,
}

/// What the files of others look like from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint(Hash);

/// What a look found.
pub struct Found {
    looks: Looks,
    touched: BTreeSet<DocumentId>,
}

enum Looks {
    /// The files of others are as they were.
    AsBefore(Fingerprint),
    /// They are not: what the folder says now.
    New(Fingerprint, Box<Loaded>),
    /// They changed all the while, so that no reading is whole.
    Restless,
}

impl Found {
    /// Whether another look soon is worth while where this one could not be taken in: something is new, or may be.
    /// Damage does not mend itself; it is read again when it is time.
    #[must_use]
    pub fn is_worth_another(&self) -> bool {
        match &self.looks {
            Looks::AsBefore(_) => false,
            Looks::New(_, loaded) => !loaded.damaged,
            Looks::Restless => true,
        }
    }
}

/// What was taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenIn {
    /// What is true now.
    pub project: Arc<Project>,
    /// Documents that are not what they were, or whose codings are not.
    pub touched: BTreeSet<DocumentId>,
    /// What was not as it should be.
    pub findings: Vec<Message>,
    /// Own files that were edited by hand meanwhile.
    pub edited: Vec<String>,
    /// What was taken out so that the rest can stand.
    pub untangled: Vec<Edit>,
}

impl Rescan {
    /// Looks, and reads where something has changed.
    ///
    /// # Errors
    /// [`OpenError`] where the folder cannot be read at all: it may be away for a moment.
    pub fn run(self) -> Result<Found, OpenError> {
        let layout = Layout::of(&self.folder);
        let own = self.writes.then_some(&self.replica);
        let fs = &*self.environment.fs;
        let known = self.project.documents().map(|document| (document.id, Arc::clone(document))).collect();
        for _ in 0..READINGS {
            let seen = fingerprint(fs, &layout, own);
            if self.seen.as_ref() == Some(&seen) {
                return Ok(Found { looks: Looks::AsBefore(seen), touched: BTreeSet::new() });
            }
            let before = checkpoints(fs, &layout, own);
            let (own, unwritten) = (&self.replica, &self.unwritten);
            let reading = Reading { own, reach: Reach::SinceCheckpoint, known: &known, unwritten };
            let mut loaded = load_as(&self.environment, &self.folder, reading)?;
            if checkpoints(fs, &layout, self.writes.then_some(own)) == before {
                let touched = loaded.project.share_with(&self.project);
                return Ok(Found { looks: Looks::New(seen, Box::new(loaded)), touched });
            }
            log::info!("a checkpoint was written while the folder was read; it is read again");
        }
        Ok(Found { looks: Looks::Restless, touched: BTreeSet::new() })
    }
}

impl Store {
    /// A look that compares with the last one, and what is true now.
    #[must_use]
    pub fn rescan(&self, project: &Arc<Project>) -> Rescan {
        Rescan {
            environment: self.environment.clone(),
            folder: self.layout.root().to_owned(),
            replica: self.replica.clone(),
            writes: self.journal.is_some(),
            seen: self.seen.clone(),
            unwritten: self.newest.iter().map(Arc::clone).collect(),
            project: Arc::clone(project),
        }
    }

    /// Takes in what a look found; `None` where nothing has changed, or where this window wrote
    /// meanwhile, so that the next look must tell.
    pub fn take_in(&mut self, found: Found) -> Option<TakenIn> {
        let Found { looks, touched } = found;
        let (fingerprint, loaded) = match looks {
            Looks::AsBefore(fingerprint) => {
                self.seen = Some(fingerprint);
                return None;
            }
            Looks::Restless => return None,
            Looks::New(fingerprint, loaded) => (fingerprint, loaded),
        };
        self.collect_checkpoint();
        if self.journal.is_none() {
            self.seq = loaded.seq;
        }
        if loaded.seq != self.seq || self.running.is_some() {
            return None;
        }
        if loaded.damaged && self.journal.is_some() {
            // Something of ours is being replaced under our hands: what is in memory is better.
            log::warn!("the folder was read again and is damaged; what is in memory stays");
            return None;
        }
        self.seen = Some(fingerprint);
        let Loaded { project, ledger, lamport, dirty, findings, strays, edited, untangled, .. } = *loaded;
        self.ledger = ledger;
        self.lamport = self.lamport.max(lamport);
        self.dirty.merge(dirty);
        let edited = self.settle(&project, strays, edited);
        Some(TakenIn { project: Arc::new(project), touched, findings, edited, untangled })
    }

    /// Keeps the newest transactions until the record files are sure to hold them.
    pub(super) fn note_newest(&mut self, transaction: &Arc<Transaction>) {
        self.newest.push_back(Arc::clone(transaction));
    }

    /// Lets go of transactions that a reading of the folder finds there.
    pub(super) fn forget_written(&mut self, up_to: Sequence) {
        while self.newest.front().is_some_and(|oldest| oldest.seq <= up_to) {
            self.newest.pop_front();
        }
    }
}

/// Of the checkpoints of others alone.
fn checkpoints(fs: &dyn Fs, layout: &Layout, own: Option<&Replica>) -> BTreeMap<PathBuf, String> {
    let mut seen = BTreeMap::new();
    look(fs, &layout.root().join("checkpoints"), 0, own, &mut seen);
    seen
}

/// Of every file in the folder that another replica writes, or nobody should.
pub(super) fn fingerprint(fs: &dyn Fs, layout: &Layout, own: Option<&Replica>) -> Fingerprint {
    let mut seen = BTreeMap::new();
    let root = layout.root();
    for folder in ["codebook", "people", "checkpoints", "documents", "codings", "journal"] {
        look(fs, &root.join(folder), 2, own, &mut seen);
    }
    let lines: Vec<String> = seen.into_iter().map(|(path, looks)| format!("{}\t{looks}", path.display())).collect();
    Fingerprint(Hash::of(lines.join("\n").as_bytes()))
}

fn look(fs: &dyn Fs, folder: &Path, depth: usize, own: Option<&Replica>, seen: &mut BTreeMap<PathBuf, String>) {
    for entry in fs.list(folder).unwrap_or_default() {
        let path = folder.join(&entry.name);
        if entry.is_folder {
            // Our own journal grows all the time, archives hold nothing new.
            if depth > 0 && own.is_none_or(|own| entry.name != own.0) && entry.name != "archive" {
                look(fs, &path, depth - 1, own, seen);
            }
            continue;
        }
        let stem = entry.name.strip_suffix(".ron").map(|stem| stem.trim_start_matches("meta."));
        let is_own = own.is_some_and(|own| stem == Some(&own.0));
        if !is_own && !entry.name.starts_with('.') {
            let looks = fs.look(&path).map_or_else(|error| error.kind().to_string(), |look| look.0);
            seen.insert(path, looks);
        }
    }
}
