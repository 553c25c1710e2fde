//! What is to be done about a damaged folder, decided from facts alone.
//!
//! The order of the steps is what makes an interruption harmless: copies out first; then copies beside
//! themselves of what would be written over while it belongs elsewhere; then what is new, the record
//! files before the checkpoint; and only then what has been replaced goes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::RepairError;
use super::gather::Facts;
use super::rewrite::{needs_rewriting, rewrite};
use crate::model::{DocumentId, Message, Replica, Sequence};
use crate::store::check::Said;
use crate::store::check::place::Place;
use crate::store::format::{CURRENT, ProjectFile};
use crate::store::ledger::Entity;
use crate::store::read_files::What;

/// One step. What it writes is on disk before the next begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Makes a folder.
    Folder(PathBuf),
    /// Copies a file out of the project, to where things are set aside.
    Keep(PathBuf),
    /// Moves something there that stands where something else must be.
    Displace(PathBuf),
    /// Copies a file inside the project.
    Copy {
        /// Which.
        from: PathBuf,
        /// As what.
        to: PathBuf,
    },
    /// Writes a file, in place of what is there.
    Write {
        /// Where.
        path: PathBuf,
        /// What.
        bytes: Vec<u8>,
    },
    /// Puts a sound segment into the archive.
    PutAway {
        /// Where it stands.
        from: PathBuf,
        /// Where it goes.
        to: PathBuf,
    },
    /// Takes a file away that has been kept, or was never whole.
    Remove(PathBuf),
}

impl Step {
    /// What it is about.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::Folder(path)
            | Self::Keep(path)
            | Self::Displace(path)
            | Self::Remove(path)
            | Self::Write { path, .. } => path,
            Self::Copy { from, .. } | Self::PutAway { from, .. } => from,
        }
    }
}

/// What a repair does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// In order.
    pub steps: Vec<Step>,
    /// What that comes to, in words.
    pub tells: Vec<Message>,
    /// What cannot be had back.
    pub lost: Vec<Message>,
    /// The last number that this replica has then used.
    pub seq: Option<Sequence>,
}

impl Plan {
    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }
}

/// A plan in the making, by the order in which things are done.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) folders: Vec<Step>,
    pub(super) keep: BTreeSet<PathBuf>,
    pub(super) beside: Vec<Step>,
    pub(super) writes: Vec<Step>,
    pub(super) last: Vec<Step>,
    pub(super) gone: BTreeSet<PathBuf>,
    pub(super) tells: Vec<Message>,
    pub(super) lost: Vec<Message>,
}

/// Decides what is to be done.
///
/// # Errors
/// [`RepairError::Io`] where something cannot be encoded; nothing gives it reason to.
pub fn plan(facts: &Facts) -> Result<Plan, RepairError> {
    let mut draft = Draft::default();
    project_file(facts, &mut draft)?;
    folders_and_leftovers(facts, &mut draft);
    let given_up = texts(facts, &mut draft);
    let seq = if needs_rewriting(facts, &given_up) { Some(rewrite(facts, &given_up, &mut draft)?) } else { None };
    Ok(draft.finish(seq))
}

impl Draft {
    pub(super) fn write(&mut self, path: PathBuf, bytes: Vec<u8>) {
        self.writes.push(Step::Write { path, bytes });
    }

    pub(super) fn tell(&mut self, id: &'static str, facts: &Facts, path: &Path) {
        let message = Message::new(id).with("file", facts.name(path));
        if !self.tells.contains(&message) {
            self.tells.push(message);
        }
    }

    fn finish(self, seq: Option<Sequence>) -> Plan {
        let written: BTreeSet<PathBuf> = self
            .writes
            .iter()
            .chain(&self.last)
            .filter_map(|step| match step {
                Step::Write { path, .. } => Some(path.clone()),
                _ => None,
            })
            .collect();
        // Whatever is written over is kept, damaged or not; where nothing stands there is nothing to keep.
        let mut keep = self.keep;
        keep.extend(written.iter().cloned());
        let gone = self.gone.into_iter().filter(|path| !written.contains(path)).map(Step::Remove);
        let keep = keep.into_iter().map(Step::Keep);
        let steps = keep.chain(self.folders).chain(self.beside).chain(self.writes).chain(self.last).chain(gone);
        Plan { steps: steps.collect(), tells: self.tells, lost: self.lost, seq }
    }
}

impl Facts {
    pub(super) fn name(&self, path: &Path) -> String {
        path.strip_prefix(self.layout.root()).unwrap_or(path).display().to_string()
    }

    pub(super) fn place(&self, path: &Path) -> Place {
        Place::of(&self.layout, path)
    }

    pub(super) fn is_taken_over(&self, replica: &Replica) -> bool {
        *replica == self.own || self.adopted.contains(replica)
    }
}

pub(super) fn encoding(path: &Path) -> impl FnOnce(ron::Error) -> RepairError {
    let path = path.to_owned();
    move |error| RepairError::Io { path, error: std::io::Error::other(error) }
}

fn project_file(facts: &Facts, draft: &mut Draft) -> Result<(), RepairError> {
    if facts.identity.said == Said::Soundly {
        return Ok(());
    }
    let path = facts.layout.project_file();
    draft.keep.insert(path.clone());
    let file = ProjectFile { version: facts.identity.file.version.min(CURRENT), ..facts.identity.file.clone() };
    let bytes = file.encode().map_err(encoding(&path))?;
    draft.write(path, bytes);
    draft.tells.push(Message::new("inspect.will_write_project_file").with("title", &file.title));
    Ok(())
}

fn folders_and_leftovers(facts: &Facts, draft: &mut Draft) {
    for path in &facts.files_for_folders {
        draft.folders.push(Step::Displace(path.clone()));
        draft.folders.push(Step::Folder(path.clone()));
        draft.tell("inspect.will_set_aside", facts, path);
    }
    for path in &facts.missing_folders {
        draft.folders.push(Step::Folder(path.clone()));
        draft.tell("inspect.will_make_folder", facts, path);
    }
    for (path, text) in &facts.missing_git_files {
        draft.write(path.clone(), text.as_bytes().to_vec());
        draft.tell("inspect.will_write", facts, path);
    }
    for path in strangers(facts) {
        draft.keep.insert(path.to_owned());
        draft.gone.insert(path.to_owned());
        draft.tell("inspect.will_set_aside", facts, path);
    }
    for path in &facts.leftovers {
        draft.gone.insert(path.clone());
        draft.tell("inspect.will_remove_leftover", facts, path);
    }
    for (path, bytes) in &facts.sources {
        draft.keep.insert(path.clone());
        draft.write(path.clone(), bytes.clone());
        draft.tell("inspect.will_restore", facts, path);
    }
}

/// Files of another project, but for those in the place of a replica that does write to this one: what
/// stands there is that replica's to mend.
fn strangers(facts: &Facts) -> impl Iterator<Item = &Path> {
    let of_another = || facts.loaded.troubles.iter().filter(|trouble| trouble.what == What::OfAnotherProject);
    let strange: BTreeSet<&Path> = of_another().map(|trouble| trouble.path.as_path()).collect();
    let sound = facts.files.known.iter().filter(move |(path, _)| !strange.contains(path.as_path()));
    let writers: BTreeSet<&Replica> = sound.filter_map(|(_, place)| place.replica()).collect();
    of_another().map(|trouble| trouble.path.as_path()).filter(move |path| {
        facts.place(path).replica().is_none_or(|replica| *replica != facts.own && !writers.contains(replica))
    })
}

/// Texts that are found go back; says which documents must stay hidden.
fn texts(facts: &Facts, draft: &mut Draft) -> BTreeSet<DocumentId> {
    for found in &facts.texts {
        draft.keep.insert(found.path.clone());
        if found.place_is_wanted {
            let to = beside(&found.path);
            draft.beside.push(Step::Copy { from: found.path.clone(), to: to.clone() });
            draft.gone.insert(to);
        }
        draft.write(found.path.clone(), found.text.as_str().as_bytes().to_vec());
        draft.tell("inspect.will_restore", facts, &found.path);
    }
    let mut given_up = BTreeSet::new();
    for document in &facts.loaded.hidden {
        if facts.texts.iter().all(|found| found.document != document.id) {
            given_up.insert(document.id);
            if !facts.loaded.ledger.given_up.contains(&document.id) {
                let path = facts.layout.text(document.id, document.revision, &document.text_hash);
                let lost = Message::new("inspect.lost_text").with("title", &document.title);
                draft.lost.push(lost.with("file", facts.name(&path)));
                draft.tells.push(Message::new("inspect.will_hide").with("title", &document.title));
            }
        }
    }
    // Codings and changes of documents of which neither record nor text is anywhere.
    let ledger = &facts.loaded.ledger;
    let known = |id: DocumentId| {
        facts.loaded.project.document(id).is_some()
            || facts.loaded.hidden.iter().any(|document| document.id == id)
            || ledger.is_removed(Entity::Document(id))
    };
    let named =
        facts.loaded.left_out.iter().filter(|(id, coding)| !ledger.is_foreign(*id, coding.id)).map(|(id, _)| *id);
    let missing = facts.loaded.missing.iter().filter_map(|entity| match entity {
        Entity::Document(id) => Some(*id),
        _ => None,
    });
    for id in named.chain(missing).filter(|id| !known(*id)) {
        if given_up.insert(id) && !ledger.given_up.contains(&id) {
            draft.lost.push(Message::new("inspect.lost_document").with("document", id));
        }
    }
    given_up
}

/// A name beside a file under which what is in it is still found by whoever repairs.
pub(super) fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!("moved-{name}"))
}
