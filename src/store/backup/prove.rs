//! Opening a backup before it counts: straight from its objects, by the code that opens projects.

use std::path::Path;
use std::sync::Arc;

use super::gather::Gathered;
use super::manifest::{Counts, Soundness};
use super::view::BackupFs;
use crate::model::{Message, Project, Replica, Tell};
use crate::store::environment::Environment;
use crate::store::error::OpenError;
use crate::store::open::{Loaded, load};

/// More findings than these nobody reads; the number of all is kept in the last one.
const FINDINGS: usize = 50;

/// How a backup opened.
#[derive(Debug)]
pub(super) struct Proof {
    /// Of the project, where it could be opened at all.
    pub(super) title: Option<String>,
    pub(super) counts: Counts,
    pub(super) soundness: Soundness,
    pub(super) findings: Vec<Message>,
}

impl Counts {
    pub(super) fn of(project: &Project) -> Self {
        Self {
            documents: project.documents().len(),
            codes: project.codes().len(),
            codings: project.coding_count(),
            characters: project.char_count(),
        }
    }
}

/// Opens files that lie in `place` as if they were the folder `root`.
pub(super) fn open(
    environment: &Environment,
    place: &Path,
    root: &Path,
    files: &super::manifest::Files,
    own: &Replica,
) -> Result<Loaded, OpenError> {
    let view = BackupFs::new(Arc::clone(&environment.fs), place, root, files.clone());
    let seen = Environment { fs: Arc::new(view), ..environment.clone() };
    load(&seen, root, own)
}

/// Opens what was gathered, and the project itself where there is something to compare.
pub(super) fn prove(environment: &Environment, place: &Path, root: &Path, gathered: &Gathered, own: &Replica) -> Proof {
    let opened = open(environment, place, root, &gathered.files, own);
    let of_project = || load(environment, root, own);
    let mut findings = gathered.problems.clone();
    let (title, counts, soundness) = match opened {
        Ok(loaded) => {
            let known = if loaded.findings.is_empty() { Vec::new() } else { findings_of(of_project()) };
            let new = loaded.findings.iter().any(|finding| !known.contains(finding) && !is_being_written(finding));
            // Where something of anybody's is missing or damaged, it is no backup to prune others for.
            let troubled = loaded.damaged || !loaded.troubles.is_empty();
            let soundness = match (new || !findings.is_empty(), troubled) {
                (true, _) => Soundness::Unsound,
                (false, true) => Soundness::AsDamaged,
                (false, false) => Soundness::Sound,
            };
            findings.extend(loaded.findings);
            (Some(loaded.project.title.clone()), Counts::of(&loaded.project), soundness)
        }
        Err(error) => {
            findings.push(error.tell());
            let as_project = gathered.problems.is_empty() && of_project().is_err();
            let soundness = if as_project { Soundness::AsDamaged } else { Soundness::Unsound };
            (None, Counts::default(), soundness)
        }
    };
    if findings.len() > FINDINGS {
        let more = findings.len() - FINDINGS;
        findings.truncate(FINDINGS);
        findings.push(Message::new("backup.more_findings").with("count", more));
    }
    Proof { title, counts, soundness, findings }
}

/// The end of a segment that was taken while a frame was on its way: nothing that was ever called saved.
fn is_being_written(finding: &Message) -> bool {
    finding.id == "store.torn"
}

fn findings_of(opened: Result<Loaded, OpenError>) -> Vec<Message> {
    opened.map(|loaded| loaded.findings).unwrap_or_default()
}
