//! Bringing files in: read one after another in the background, then added as one change.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::import::{Cancel, ImportedFile, OpenedFile, Options, Worker};
use crate::model::{Message, Tell};
use crate::session::NewDocument;
use crate::store::Fs;

use super::Shell;
use crate::app::dialogs::{Dialog, FileOutcome, ImportReport};
use crate::app::jobs::{Continuation, JobContext, JobKind, JobRequest};
use crate::app::notices::Offer;
use crate::import::formats;

/// Who reads foreign bytes.
#[derive(Clone, Debug)]
pub enum ImportWith {
    /// Children of this program: what every window does.
    Children(PathBuf),
    /// This process: for pictures and tests.
    ThisProcess,
}

impl ImportWith {
    pub(super) fn worker(&self) -> Worker {
        match self {
            Self::Children(program) => Worker::process(program),
            Self::ThisProcess => Worker::in_process(),
        }
    }
}

/// A file by its name, and what reading it gave.
pub(super) type Outcome = (String, Result<ImportedFile, Message>);

impl Shell {
    /// Imports files, and the readable files of folders, into a group.
    pub fn import(&mut self, paths: Vec<PathBuf>, group: Option<String>) {
        let worker = self.import_with.worker();
        let fs = Arc::clone(&self.environment.fs);
        let project = self.session.as_ref().map(|session| session.project().id);
        let label = Message::new("app.job_import");
        self.jobs.start(JobRequest::new(JobKind::Import, label, move |context| {
            let (outcomes, tables) = read_all(&worker, &*fs, &paths, context);
            let stopped = context.cancelled();
            let then: Continuation<Self> = Box::new(move |shell| {
                // The project may have been closed meanwhile; another one gets nothing.
                if shell.session.as_ref().map(|session| session.project().id) == project {
                    shell.imported(outcomes, group.as_deref(), stopped);
                    shell.ask_about_surveys(tables, group.as_deref());
                }
            });
            then
        }));
    }

    pub(super) fn imported(&mut self, outcomes: Vec<Outcome>, group: Option<&str>, stopped: bool) {
        let Some(session) = self.session.as_mut() else { return };
        let (mut files, mut report) = (Vec::new(), Vec::new());
        for (name, outcome) in outcomes {
            match outcome {
                Ok(mut file) => {
                    session.note_twin(&mut file);
                    for imported in &file.documents {
                        let findings = imported.record.findings.clone();
                        let characters = imported.text.char_len();
                        report.push(FileOutcome::Read { name: name.clone(), characters, findings });
                    }
                    files.extend(NewDocument::of_file(file));
                }
                Err(reason) => report.push(FileOutcome::Refused { name, reason }),
            }
        }
        let count = files.len();
        if count > 0 {
            match session.add_documents(files, group) {
                Ok(ids) => {
                    let revision = session.revision().0;
                    self.desk.document = ids.first().copied().or(self.desk.document);
                    self.desk.passage = None;
                    self.notices.tell(Message::new("app.imported").with("count", count), Offer::Undo, revision);
                }
                Err(error) => {
                    self.notices.problem(error.tell());
                    return;
                }
            }
        }
        let quiet =
            report.iter().all(|outcome| matches!(outcome, FileOutcome::Read { findings, .. } if findings.is_empty()));
        if stopped || !quiet {
            self.ask_in_turn(Dialog::ImportReport(ImportReport::new(report, stopped)));
        }
    }
}

fn read_all(worker: &Worker, fs: &dyn Fs, paths: &[PathBuf], context: &JobContext) -> (Vec<Outcome>, Vec<OpenedFile>) {
    let cancel = Cancel::from(context.cancel_flag());
    let files = files_of(fs, paths);
    let count = files.len() as u64;
    let (mut outcomes, mut tables) = (Vec::new(), Vec::new());
    for (done, path) in files.iter().enumerate() {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        context.progress(done as u64, count, &name);
        if context.cancelled() {
            break;
        }
        let read = worker.read_file(path, &Options::default(), &cancel);
        if context.cancelled() {
            break;
        }
        match super::survey::table_of(worker, path, &read, &tables, &cancel) {
            Some(table) => tables.push(table),
            None => outcomes.push((name, read.map_err(|error| error.tell()))),
        }
    }
    (outcomes, tables)
}

/// The files themselves, and those of folders that have a known ending, by name.
fn files_of(fs: &dyn Fs, paths: &[PathBuf]) -> Vec<PathBuf> {
    /// Folders in folders; a circle of links ends here.
    const DEEPEST: usize = 8;
    fn known(name: &str) -> bool {
        Path::new(name)
            .extension()
            .is_some_and(|ending| formats::of_extension(&ending.to_string_lossy().to_lowercase()).is_some())
    }
    fn below(fs: &dyn Fs, folder: &Path, depth: usize, files: &mut Vec<PathBuf>) {
        for entry in fs.list(folder).unwrap_or_default() {
            let path = folder.join(&entry.name);
            if entry.name.starts_with('.') || depth >= DEEPEST {
                continue;
            }
            if entry.is_folder {
                below(fs, &path, depth + 1, files);
            } else if known(&entry.name) {
                files.push(path);
            }
        }
    }
    let mut files = Vec::new();
    for path in paths {
        if fs.list(path).is_ok() {
            below(fs, path, 0, &mut files);
        } else {
            files.push(path.clone());
        }
    }
    files
}
