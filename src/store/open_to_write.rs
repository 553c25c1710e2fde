//! Opening a folder to write to it: the lock, the reading, and what must be settled before work begins.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::sync::Arc;

use super::environment::Environment;
use super::error::OpenError;
use super::format::{CURRENT, Gate};
use super::installation::{Held, Identity, Window, take_locks};
use super::journal::{Journal, Target};
use super::layout::Layout;
use super::open::{Loaded, load, read_project_file};
use super::project_store::{Opened, Store};
use super::rescan::fingerprint;
use crate::model::{Message, Sequence};

impl Store {
    /// Opens a project: to write where that is safe, otherwise to read, saying why.
    ///
    /// # Errors
    /// [`OpenError`] where it cannot even be read.
    pub fn open(environment: &Environment, folder: &Path, window: Window) -> Result<Opened, OpenError> {
        let file = read_project_file(environment, folder)?;
        let layout = Layout::of(folder);
        // The lock comes before the reading: what is read must be what is written on.
        let (held, mut read_only) = match take_locks(environment, &layout, window) {
            Ok(held) => (held, None),
            Err(reason) => (Held { locks: Vec::new(), window: 1 }, Some(reason)),
        };
        let mut identity = Identity::of(environment, folder, file.id, held.window);
        // Before the reading, so that what arrives meanwhile is found by the next look.
        let seen = fingerprint(&*environment.fs, &layout, read_only.is_none().then_some(&identity.replica()));
        let mut loaded = load(environment, folder, &identity.replica())?;
        if identity.is_behind(loaded.seq) && read_only.is_none() {
            // Somebody put an older state of the folder back. Under a new name it goes on from there, and
            // what others have of the old name stays what it was.
            identity = identity.reborn(environment);
            loaded = load(environment, folder, &identity.replica())?;
            loaded.findings.push(Message::new("store.put_back"));
        }
        if loaded.version.gate() == Gate::ReadOnly {
            let reason = Message::new("store.newer_minor").with("found", loaded.version).with("current", CURRENT);
            read_only = Some(reason);
        } else if loaded.damaged && read_only.is_none() {
            read_only = Some(Message::new("store.read_only_damaged").with("count", loaded.findings.len()));
        }
        let newest = loaded.segments.iter().rev().find(|segment| segment.first <= segment.last);
        let carried = loaded.replayed.iter().filter(|t| newest.is_some_and(|segment| segment.first <= t.seq));
        let (journal, locks) = if read_only.is_none() {
            let started = Journal::start(Target {
                fs: Arc::clone(&environment.fs),
                clock: Arc::clone(&environment.clock),
                layout: layout.clone(),
                project: file.id,
                replica: identity.replica(),
                next_segment: loaded.next_segment,
                durable: loaded.seq,
                carried: carried.cloned().collect(),
            });
            let journal = started.map_err(|error| OpenError::Io { path: layout.journal_folder(), error })?;
            (Some(journal), held.locks)
        } else {
            (None, Vec::new())
        };
        let Loaded { project, findings, strays, edited, untangled, replayed, .. } = loaded;
        // A checkpoint that was being written when the program was killed may not last, though it can be
        // read; so what the journal still holds is written again by the next one.
        let mut dirty = loaded.dirty;
        replayed.iter().flat_map(|transaction| &transaction.edits).for_each(|edit| dirty.mark(edit));
        let mut store = Self {
            environment: environment.clone(),
            project: file.id,
            replica: identity.replica(),
            identity,
            seq: loaded.seq,
            lamport: loaded.lamport,
            ledger: loaded.ledger,
            dirty,
            covers: loaded.covers,
            strays: Vec::new(),
            newest: VecDeque::new(),
            seen: Some(seen),
            older_format: Some(loaded.file).filter(|file| file.version < CURRENT),
            history: loaded.history,
            bodies: BTreeMap::new(),
            labels: loaded.labels,
            segments: loaded.segments,
            archived: loaded.archived,
            segment_begins: Sequence(loaded.seq.0 + 1),
            since_checkpoint: replayed.iter().map(|t| t.edits.len()).sum(),
            running: None,
            journal,
            read_only,
            _locks: locks,
            layout,
        };
        store.remember_newest(replayed);
        let edited = store.settle(&project, strays, edited);
        let coder = store.remembered().coder;
        Ok(Opened { store, project, findings, coder, edited, untangled })
    }
}
