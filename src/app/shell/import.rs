//! Bringing files in: shown in the import dialog first, or read and added at once; always as one change.

use std::path::PathBuf;
use std::sync::Arc;

use crate::import::batch::{self, Event, Origin, Task, Wanted};
use crate::import::report::DocumentReport;
use crate::import::{Cancel, ImportedFile, Options, Worker, cases};
use crate::model::{Message, ProjectId, Tell};
use crate::session::{NewDocument, profiles};

use super::survey::TableFile;
use super::{Shell, survey};
use crate::app::dialogs::{Chosen, Dialog, FileOutcome, ImportDialog, ImportPurpose, ImportReport, Reach};
use crate::app::jobs::{Continuation, JobContext, JobKind, JobRequest};
use crate::app::notices::{Offer, Remedy};
use crate::app::view_state::ImportWay;

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

/// A file's name and what came of it.
pub(super) type Outcome = (String, Result<ImportedFile, Message>);

impl Shell {
    /// Imports files, and the readable files of folders, into a group.
    pub fn import(&mut self, paths: Vec<PathBuf>, group: Option<String>) {
        let (fs, way) = (Arc::clone(&self.environment.fs), self.settings.import);
        let worker = self.import_with.worker();
        let options = self.usual_import_options();
        let project = self.session.as_ref().map(|session| session.project().id);
        self.jobs.start(JobRequest::new(JobKind::Import, Message::new("app.job_import"), move |context| {
            let files = batch::files_of(&*fs, &paths);
            let outcomes = match way {
                ImportWay::Preview => Err(files),
                ImportWay::Directly => Ok(read_all(&worker, files, &options, context)),
            };
            let stopped = context.cancelled();
            let then: Continuation<Self> = Box::new(move |shell| {
                // The project may have been closed meanwhile; another one gets nothing.
                if shell.session.as_ref().map(|session| session.project().id) != project {
                    return;
                }
                match outcomes {
                    Ok(outcomes) => {
                        let reach = if stopped { Reach::Stopped } else { Reach::Whole };
                        let (tables, outcomes): (Vec<_>, Vec<_>) =
                            outcomes.into_iter().partition(|(_, outcome)| outcome.as_ref().is_ok_and(survey::is_table));
                        let tables = tables.into_iter().filter_map(|(name, outcome)| Some((name, outcome.ok()?)));
                        let tables = tables.map(|(name, file)| TableFile::new(name, file, options.clone())).collect();
                        shell.take_in(Arriving { outcomes, tables, group, reach });
                    }
                    Err(files) if !stopped => shell.show_import(files, group, options),
                    Err(_) => {}
                }
            });
            then
        }));
    }

    /// Those of the profile that was chosen last.
    fn usual_import_options(&self) -> Options {
        let chosen = self.settings.import_profile.as_deref();
        let profile = chosen.and_then(|name| profiles::load(&self.environment, name).ok());
        profile.map(|profile| profile.options).unwrap_or_default()
    }

    fn show_import(&mut self, files: Vec<PathBuf>, group: Option<String>, options: Options) {
        let origins = files.into_iter().map(Origin::Path).collect();
        if let Some(Dialog::Import(dialog)) = &mut self.dialog {
            dialog.add(origins);
            return;
        }
        let purpose = ImportPurpose::Import { group: group.unwrap_or_default() };
        let dialog = ImportDialog::new(origins, &options, self.import_with.worker(), purpose, Self::take_chosen)
            .with_profiles(&self.environment, self.settings.import_profile.clone());
        self.ask_in_turn(Dialog::Import(Box::new(dialog)));
    }

    fn take_chosen(&mut self, chosen: Chosen) {
        let Chosen { files, tables, refused, reach, group, directly, profile } = chosen;
        self.settings.import = if directly { ImportWay::Directly } else { ImportWay::Preview };
        self.settings.import_profile = profile;
        self.keep_settings();
        let files = files.into_iter().map(|(name, file)| (name, Ok(file)));
        let refused = refused.into_iter().map(|(name, reason)| (name, Err(reason)));
        let group = Some(group).filter(|group| !group.is_empty());
        self.take_in(Arriving { outcomes: files.chain(refused).collect(), tables, group, reach });
    }

    /// Texts alone go in at once. Where tables are among them it is asked first which of their columns are text,
    /// and everything goes in together.
    fn take_in(&mut self, arriving: Arriving) {
        if arriving.tables.is_empty() {
            let Arriving { outcomes, group, reach, .. } = arriving;
            self.imported(outcomes, group, reach);
        } else {
            self.look_at_tables(arriving);
        }
    }

    /// Whether files are shown before they come in: the other way from now on.
    pub(super) fn switch_import_way(&mut self) {
        let (way, said) = match self.settings.import {
            ImportWay::Preview => (ImportWay::Directly, "app.import_directly"),
            ImportWay::Directly => (ImportWay::Preview, "app.import_preview"),
        };
        self.settings.import = way;
        self.keep_settings();
        self.notices.tell(Message::new(said), Offer::Nothing, 0);
    }

    /// Adds what was read as one change, and reports what was not.
    pub(super) fn imported(&mut self, outcomes: Vec<Outcome>, group: Option<String>, reach: Reach) {
        let Some(session) = self.session.as_ref() else { return };
        let project = session.project().id;
        let (mut documents, mut report) = (Vec::new(), Vec::new());
        for (name, outcome) in outcomes {
            match outcome {
                Ok(mut file) => {
                    session.note_twin(&mut file);
                    report.push(FileOutcome::Read {
                        name,
                        documents: file.documents.iter().map(DocumentReport::of).collect(),
                    });
                    documents.extend(NewDocument::of_file(file));
                }
                Err(reason) => report.push(FileOutcome::Refused { name, reason }),
            }
        }
        self.bring_in(Unsaved { project, documents, group, report, reach });
    }

    /// What the project could not take, as on a full disk, is kept with everything that was chosen: it may be
    /// tried again.
    fn bring_in(&mut self, unsaved: Unsaved) {
        let Some(session) = self.session.as_mut().filter(|session| session.project().id == unsaved.project) else {
            return;
        };
        let count = unsaved.documents.len();
        if count > 0 {
            match session.add_documents(unsaved.documents.clone(), unsaved.group.as_deref()) {
                Ok(ids) => {
                    let revision = session.revision().0;
                    self.desk.document = ids.first().copied().or(self.desk.document);
                    self.desk.passage = None;
                    self.notices.tell(Message::new("app.imported").with("count", count), Offer::Undo, revision);
                }
                Err(error) => {
                    self.notices.problem_with(error.tell(), Remedy::ImportAgain);
                    self.unsaved.push(unsaved);
                    return;
                }
            }
        }
        let Unsaved { report, reach, .. } = unsaved;
        if reach == Reach::Stopped || report.iter().any(FileOutcome::wants_a_look) {
            self.ask_in_turn(Dialog::ImportReport(ImportReport::new(report, reach)));
        }
    }

    /// Tries once more to add what the project could not take.
    pub(super) fn import_again(&mut self) {
        self.notices.forget_imports();
        for unsaved in std::mem::take(&mut self.unsaved) {
            self.bring_in(unsaved);
        }
    }

    /// Lets go of what the project could not take.
    pub(super) fn give_imports_up(&mut self) {
        self.notices.forget_imports();
        self.unsaved.clear();
    }
}

/// What an import has read so far.
pub(super) struct Arriving {
    /// Texts, and what was refused.
    pub outcomes: Vec<Outcome>,
    /// About which it is to be asked.
    pub tables: Vec<TableFile>,
    pub group: Option<String>,
    pub reach: Reach,
}

/// Documents that the project could not take, with all that was chosen for them.
pub(super) struct Unsaved {
    project: ProjectId,
    documents: Vec<NewDocument>,
    group: Option<String>,
    report: Vec<FileOutcome>,
    reach: Reach,
}

/// In the order of the files; those that were not read before somebody stopped are named as left out.
fn read_all(worker: &Worker, files: Vec<PathBuf>, options: &Options, context: &JobContext) -> Vec<Outcome> {
    let cancel = Cancel::from(context.cancel_flag());
    let task = |path| Task { origin: Origin::Path(path), options: options.clone(), wanted: Wanted::Documents };
    let tasks: Vec<Task> = files.into_iter().map(task).collect();
    let left_out = |task: &Task| (task.origin.name(), Err(Message::new("importing.left_out")));
    let mut outcomes: Vec<Outcome> = tasks.iter().map(left_out).collect();
    let mut done = 0;
    batch::read(worker, &tasks, batch::children(), &cancel, |event| match event {
        Event::Begun(at) => context.progress(done, tasks.len() as u64, &tasks[at].origin.name()),
        Event::Ended(at, outcome) => {
            done += 1;
            let read = batch::or_table(worker, &tasks[at], outcome, &cancel);
            outcomes[at].1 = read.map(without_cases).map_err(|error| error.tell());
        }
    });
    outcomes
}

/// Nobody was asked who should become a case.
pub(super) fn without_cases(mut file: ImportedFile) -> ImportedFile {
    file.documents.iter_mut().for_each(|imported| cases::choose(imported, |_| false));
    file
}
