//! Which project a folder holds, also where its `project.ron` is missing, damaged or another's.
//!
//! Every record file and every segment says in its first line of which project it is, so the one file
//! that names the project can be made again from any of them.

use std::collections::BTreeMap;
use std::path::Path;

use super::files::Files;
use super::place::Place;
use crate::model::{Edit, Mint, ProjectId, Stamp, Timestamp};
use crate::store::archive;
use crate::store::environment::{Environment, SystemMint};
use crate::store::error::OpenError;
use crate::store::format::{CURRENT, ProjectFile, Version};
use crate::store::frame::{self, Frame};
use crate::store::layout::Layout;
use crate::store::open::read_project_file;
use crate::store::record::{self, Record};
use crate::store::stamps::Field;

/// How `project.ron` was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// As it should be.
    Soundly,
    /// It is not there.
    Not,
    /// It cannot be read, for this reason.
    Unreadably(String),
    /// It names a project that no other file of the folder belongs to.
    OfAnother,
    /// The folder was being made when the program was interrupted: there is nothing in it.
    Unfinished,
}

/// A folder's project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// What `project.ron` says, or should.
    pub file: ProjectFile,
    /// How it says so.
    pub said: Said,
}

/// What the other files of a folder say of the project.
#[derive(Default)]
struct Hearsay {
    projects: BTreeMap<ProjectId, usize>,
    newest: Option<Version>,
    title: Option<(Stamp, String)>,
    earliest: Option<Timestamp>,
}

/// Finds out which project a folder holds.
///
/// # Errors
/// [`OpenError`] where there is none, one of a newer major version, or the system refuses.
pub fn identify(environment: &Environment, folder: &Path, files: &Files) -> Result<Identity, OpenError> {
    let refused = match read_project_file(environment, folder) {
        Ok(file) => {
            let hearsay = Hearsay::of(environment, files, None);
            // One file may have been copied in from elsewhere; where nothing is of the project, two agree.
            let others = hearsay.most_named().filter(|(_, count)| *count > 1);
            return match others {
                Some((id, _)) if !hearsay.projects.contains_key(&file.id) => {
                    let found = Hearsay::of(environment, files, Some(id)).file(environment, folder, id);
                    Ok(Identity { file: found, said: Said::OfAnother })
                }
                _ => Ok(Identity { file, said: Said::Soundly }),
            };
        }
        Err(refused) => refused,
    };
    let said = match &refused {
        OpenError::NotAProject(_) => Said::Not,
        OpenError::Damaged { reason, .. } => Said::Unreadably(reason.clone()),
        OpenError::Io { error, .. } => Said::Unreadably(error.to_string()),
        _ => return Err(refused),
    };
    let hearsay = Hearsay::of(environment, files, None);
    if let Some((id, _)) = hearsay.most_named() {
        let found = Hearsay::of(environment, files, Some(id));
        if found.newest.is_some_and(|version| version.0 > CURRENT.0) {
            return Err(OpenError::Newer { folder: folder.to_owned(), found: found.newest.unwrap_or(CURRENT) });
        }
        return Ok(Identity { file: found.file(environment, folder, id), said });
    }
    let layout = Layout::of(folder);
    let is_ours = environment.fs.exists(&layout.journal_folder()) && environment.fs.exists(&layout.codings_folder());
    if !is_ours {
        return Err(refused);
    }
    let id = ProjectId(SystemMint.mint());
    Ok(Identity { file: hearsay.file(environment, folder, id), said: Said::Unfinished })
}

impl Hearsay {
    /// From all record files and segments, or from those of one project.
    fn of(environment: &Environment, files: &Files, only: Option<ProjectId>) -> Self {
        let mut hearsay = Self::default();
        for (path, place) in &files.known {
            let Ok(bytes) = environment.fs.read(path) else { continue };
            match place {
                Place::Records(..) | Place::OtherRecords => hearsay.hear_records(&bytes, only),
                Place::Segment(..) | Place::OtherSegment(_) => hearsay.hear_segment(&bytes, only),
                Place::Archived(..) => {
                    let bytes = if bytes.starts_with(b"\n") { Ok(bytes) } else { archive::unpack(&bytes) };
                    hearsay.hear_segment(&bytes.unwrap_or_default(), only);
                }
                _ => {}
            }
        }
        hearsay
    }

    fn hear_records(&mut self, bytes: &[u8], only: Option<ProjectId>) {
        let Ok(file) = record::read(bytes) else { return };
        if only.is_some_and(|only| file.header.project != only) {
            return;
        }
        *self.projects.entry(file.header.project).or_default() += 1;
        self.newest = self.newest.max(Some(file.header.version));
        for record in file.records {
            match record {
                Record::Title(at, title) => self.note_title(at, title),
                Record::StampedTitle(stamps, title) => self.note_title(stamps.at(Field::Title).clone(), title),
                Record::Document(_, document) => self.note_time(document.added),
                _ => {}
            }
        }
    }

    fn hear_segment(&mut self, bytes: &[u8], only: Option<ProjectId>) {
        let mut is_wanted = false;
        for frame in frame::read_past_damage(bytes) {
            match frame {
                Frame::Segment { version, project, .. } => {
                    is_wanted = only.is_none_or(|only| project == only);
                    if is_wanted {
                        *self.projects.entry(project).or_default() += 1;
                        self.newest = self.newest.max(Some(version));
                    }
                }
                Frame::Transaction(transaction) if is_wanted => {
                    self.note_time(transaction.at);
                    for edit in &transaction.edits {
                        if let Edit::SetTitle(title) = edit {
                            self.note_title(transaction.stamp(), title.clone());
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn note_title(&mut self, at: Stamp, title: String) {
        if self.title.as_ref().is_none_or(|(held, _)| *held < at) {
            self.title = Some((at, title));
        }
    }

    fn note_time(&mut self, at: Timestamp) {
        self.earliest = Some(self.earliest.map_or(at, |earliest| earliest.min(at)));
    }

    fn most_named(&self) -> Option<(ProjectId, usize)> {
        self.projects.iter().map(|(&id, &count)| (id, count)).max_by_key(|&(id, count)| (count, std::cmp::Reverse(id)))
    }

    fn file(self, environment: &Environment, folder: &Path, id: ProjectId) -> ProjectFile {
        let named = || folder.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        ProjectFile {
            version: self.newest.unwrap_or(CURRENT),
            id,
            title: self.title.map_or_else(named, |(_, title)| title),
            created: self.earliest.unwrap_or_else(|| environment.clock.now()),
        }
    }
}
