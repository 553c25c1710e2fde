//! Making a backup: gather, prove, write its manifest, and only then let older ones go.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use super::error::BackupError;
use super::gather::{Gathered, Source, gather};
use super::generations::{Held, to_prune};
use super::list::latest;
use super::manifest::{Backup, Files, Header, MANIFEST, Reason, Soundness, encode, read, read_header};
use super::objects::{Objects, Trust};
use super::prove::{Proof, prove};
use super::{Going, Watch, place};
use crate::model::{Hash, Message, ProjectId, Replica};
use crate::store::environment::Environment;
use crate::store::fs::{LockGuard, replace, sync_folder_where_possible};
use crate::store::installation::Identity;
use crate::store::open::read_project_file;

/// So long one backup waits for another of the same project, where somebody waits for it.
const PATIENCE: Duration = Duration::from_mins(1);
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// A backup that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// It.
    pub backup: Backup,
    /// How many older ones were let go.
    pub pruned: usize,
    /// How often it was made. Twice means that the first did not open well: something that was stored had rotted.
    pub attempts: usize,
}

impl Made {
    /// How it went, in words; `say` puts a finding into them.
    #[must_use]
    pub fn message(&self, say: impl Fn(&Message) -> String) -> Message {
        let header = &self.backup.header;
        let counted = |id| Message::new(id).with("count", header.findings.len());
        match header.soundness {
            Soundness::Sound => Message::new("backup.made")
                .with("documents", header.counts.documents)
                .with("codings", header.counts.codings),
            Soundness::AsDamaged => counted("backup.made_as_damaged"),
            Soundness::Unsound => {
                counted("backup.made_unsound").with("first", header.findings.first().map(say).unwrap_or_default())
            }
        }
    }
}

/// Makes a backup of a project's folder, open or not, and waits until it is on disk and was opened.
/// For whoever is about to do something that no undo takes back: nothing is begun where this fails.
///
/// # Errors
/// [`BackupError`]; the project and its other backups are as they were.
pub fn make(environment: &Environment, folder: &Path, reason: Reason) -> Result<Made, BackupError> {
    back_up(environment, folder, reason, &mut |_, _| Going::On)
}

/// The same, telling how far it is and asking whether to go on.
///
/// # Errors
/// As [`make`].
pub fn back_up(
    environment: &Environment,
    folder: &Path,
    reason: Reason,
    watch: Watch<'_>,
) -> Result<Made, BackupError> {
    let file = read_project_file(environment, folder);
    let before = latest(environment, folder);
    let (project, title) = match (file, &before) {
        (Ok(file), _) => (file.id, file.title),
        // A folder that has lost its name is still backed up before it is repaired.
        (Err(_), Some(before)) if environment.fs.exists(folder) => (before.header.project, before.header.title.clone()),
        (Err(error), _) => return Err(error.into()),
    };
    let at = environment.clock.now();
    let place = place_for(environment, project, folder)?;
    let lock = lock(environment, &place, folder, reason, watch)?;
    let before = files_of(environment, before.filter(|held| held.manifest.parent() == Some(&place)));
    let own = Identity::of(environment, folder, project, 1).replica();
    let (gathered, proof, attempts) = proved(environment, &place, folder, &before, &own, watch)?;
    let (at, manifest) = place::free_manifest(environment, &place, at);
    let mut header = Header {
        version: MANIFEST,
        project,
        title: proof.title.unwrap_or(title),
        at,
        reason,
        place: place::name_of(folder),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        counts: proof.counts,
        soundness: proof.soundness,
        findings: proof.findings,
        files: 0,
        bytes: 0,
        crc: String::new(),
    };
    let bytes = encode(&mut header, &gathered.files)
        .map_err(|error| BackupError::Damaged { path: manifest.clone(), reason: error.to_string() })?;
    replace(&*environment.fs, &manifest, &bytes).map_err(BackupError::keeping(&manifest))?;
    let backup = Backup { manifest, header };
    if backup.header.soundness != Soundness::Sound {
        log::warn!("a backup did not open whole; it and all older ones are kept");
    }
    // Without the lock somebody else's objects might go before their manifest names them.
    let pruned = if lock.is_some() { prune(environment, &place, &backup) } else { 0 };
    Ok(Made { backup, pruned, attempts })
}

/// Gathers and opens; once more, and trusting nothing that is stored, where that shows what the project does not.
fn proved(
    environment: &Environment,
    place: &Path,
    folder: &Path,
    before: &Files,
    own: &Replica,
    watch: Watch<'_>,
) -> Result<(Gathered, Proof, usize), BackupError> {
    let mut attempt = |trust| {
        let objects = Objects::of(&*environment.fs, place, trust);
        let source = Source { fs: &*environment.fs, root: folder, objects: &objects, trust, before };
        let gathered = gather(&source, watch)?;
        objects.settle().map_err(BackupError::keeping(place))?;
        let proof = prove(environment, place, folder, &gathered, own);
        Ok::<_, BackupError>((gathered, proof))
    };
    let (gathered, proof) = attempt(Trust::Names)?;
    if proof.soundness != Soundness::Unsound {
        return Ok((gathered, proof, 1));
    }
    let (gathered, proof) = attempt(Trust::Nothing)?;
    Ok((gathered, proof, 2))
}

/// The folder for the backups, made where it is not there.
fn place_for(environment: &Environment, project: ProjectId, folder: &Path) -> Result<std::path::PathBuf, BackupError> {
    let fs = &*environment.fs;
    let place = place::of_project(environment, project, folder);
    if !fs.exists(&place) {
        fs.create_folder(&place).map_err(BackupError::keeping(&place))?;
        for above in place.ancestors().skip(1).take_while(|above| above.starts_with(&environment.data_dir)) {
            sync_folder_where_possible(fs, above).map_err(BackupError::keeping(above))?;
        }
    }
    Ok(place)
}

/// Keeps others from making, pruning or restoring backups of this place. `None` where the file system knows no locks.
pub(super) fn lock(
    environment: &Environment,
    place: &Path,
    folder: &Path,
    reason: Reason,
    watch: Watch<'_>,
) -> Result<Option<LockGuard>, BackupError> {
    let patience = match reason {
        // The other one is as good as this one would be.
        Reason::Hourly | Reason::NewProgram => Duration::ZERO,
        _ => PATIENCE,
    };
    let mut waited = Duration::ZERO;
    loop {
        match environment.fs.try_lock(&place.join(".lock")) {
            Ok(Some(guard)) => return Ok(Some(guard)),
            Ok(None) if waited >= patience => return Err(BackupError::Busy(folder.to_owned())),
            Ok(None) => {}
            Err(error) => {
                log::warn!("no lock in the folder of backups: {error}");
                return Ok(None);
            }
        }
        if watch(0, 0) == Going::Stop {
            return Err(BackupError::Cancelled);
        }
        std::thread::sleep(LOOK_EVERY);
        waited += LOOK_EVERY;
    }
}

fn files_of(environment: &Environment, backup: Option<Backup>) -> Files {
    let bytes = backup.and_then(|backup| environment.fs.read(&backup.manifest).ok());
    bytes.and_then(|bytes| read(&bytes).ok()).map(|(_, files)| files).unwrap_or_default()
}

/// Lets the backups go that the generations have no place for, then the objects that nobody names any
/// more. What cannot be removed stays and is tried again next time; what cannot be read is never removed.
fn prune(environment: &Environment, place: &Path, made: &Backup) -> usize {
    let fs = &*environment.fs;
    let manifests = place::manifests_in(environment, place);
    let header = |path: &Path| fs.read(path).ok().and_then(|bytes| read_header(&bytes).ok());
    let known: Vec<_> = manifests.iter().filter_map(|path| Some((path, header(path)?))).collect();
    let held: Vec<Held> =
        known.iter().map(|(_, header)| Held { at: header.at, sound: header.soundness == Soundness::Sound }).collect();
    let gone: BTreeSet<_> = to_prune(&held, made.header.at).into_iter().collect();
    let mut pruned = 0;
    for (path, header) in known {
        if gone.contains(&header.at) && *path != made.manifest {
            match fs.remove(path) {
                Ok(()) => pruned += 1,
                Err(error) => log::warn!("a backup whose time is over stays: {error}"),
            }
        }
    }
    if pruned > 0 {
        // Before the objects go: a manifest that a power cut brings back must still have its own.
        match sync_folder_where_possible(fs, place) {
            Ok(()) => sweep(environment, place),
            Err(error) => log::warn!("nothing is swept from the backups: {error}"),
        }
    }
    pruned
}

fn sweep(environment: &Environment, place: &Path) {
    let mut wanted: BTreeSet<Hash> = BTreeSet::new();
    for path in place::manifests_in(environment, place) {
        let files = environment.fs.read(&path).map_err(|error| error.to_string()).and_then(|bytes| read(&bytes));
        match files {
            Ok((_, files)) => wanted.extend(files.into_values().map(|file| file.hash)),
            // Nobody knows what it needs.
            Err(reason) => return log::warn!("nothing is swept from the backups: {}: {reason}", path.display()),
        }
    }
    Objects::of(&*environment.fs, place, Trust::Names).sweep(&wanted);
}
