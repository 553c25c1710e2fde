//! Bringing files in: shown in the import dialog first, or read and added at once; always as one change.

use std::path::PathBuf;
use std::sync::Arc;

use crate::import::batch::{self, Event, Origin, Read, Task, Wanted};
use crate::import::report::DocumentReport;
use crate::import::{Cancel, ImportedFile, Options, Worker, cases};
use crate::model::{Message, Tell};
use crate::session::{NewDocument, profiles};

use super::{Shell, survey};
use crate::app::dialogs::{Chosen, Dialog, FileOutcome, ImportDialog, ImportPurpose, ImportReport, Reach};
use crate::app::jobs::{Continuation, JobContext, JobKind, JobRequest};
use crate::app::notices::Offer;
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
                        shell.texts_imported(outcomes, group.as_deref(), reach);
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
        let Chosen { files, refused, group, directly, profile } = chosen;
        self.settings.import = if directly { ImportWay::Directly } else { ImportWay::Preview };
        self.settings.import_profile = profile;
        self.keep_settings();
        let files = files.into_iter().map(|(name, file)| (name, Ok(file)));
        let refused = refused.into_iter().map(|(name, reason)| (name, Err(reason)));
        let group = Some(group.as_str()).filter(|group| !group.is_empty());
        self.texts_imported(files.chain(refused).collect(), group, Reach::Whole);
    }

    /// Texts go in at once; of tables it is asked first which columns are text.
    fn texts_imported(&mut self, outcomes: Vec<Outcome>, group: Option<&str>, reach: Reach) {
        let is_table = |(_, outcome): &Outcome| outcome.as_ref().is_ok_and(survey::is_table);
        let (tables, texts): (Vec<Outcome>, Vec<Outcome>) = outcomes.into_iter().partition(is_table);
        if !texts.is_empty() || reach == Reach::Stopped {
            self.imported(texts, group, reach);
        }
        self.look_at_tables(tables, group);
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

    pub(super) fn imported(&mut self, outcomes: Vec<Outcome>, group: Option<&str>, reach: Reach) {
        let Some(session) = self.session.as_mut() else { return };
        let (mut files, mut report) = (Vec::new(), Vec::new());
        for (name, outcome) in outcomes {
            match outcome {
                Ok(mut file) => {
                    session.note_twin(&mut file);
                    let documents = file.documents.iter().map(DocumentReport::of).collect();
                    report.push(FileOutcome::Read { name, documents });
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
        if reach == Reach::Stopped || report.iter().any(FileOutcome::wants_a_look) {
            self.ask_in_turn(Dialog::ImportReport(ImportReport::new(report, reach)));
        }
    }
}

/// In the order of the files; those that were not begun before somebody stopped are left out.
fn read_all(worker: &Worker, files: Vec<PathBuf>, options: &Options, context: &JobContext) -> Vec<Outcome> {
    let cancel = Cancel::from(context.cancel_flag());
    let task = |path| Task { origin: Origin::Path(path), options: options.clone(), wanted: Wanted::Documents };
    let tasks: Vec<Task> = files.into_iter().map(task).collect();
    let mut outcomes: Vec<Option<Outcome>> = tasks.iter().map(|_| None).collect();
    let mut done = 0;
    batch::read(worker, &tasks, batch::children(), &cancel, |event| match event {
        Event::Begun(at) => context.progress(done, tasks.len() as u64, &tasks[at].origin.name()),
        Event::Ended(at, outcome) => {
            done += 1;
            let result = outcome.map(|Read { file, .. }| without_cases(file)).map_err(|error| error.tell());
            outcomes[at] = Some((tasks[at].origin.name(), result));
        }
    });
    outcomes.into_iter().flatten().collect()
}

/// Nobody was asked who should become a case.
pub(super) fn without_cases(mut file: ImportedFile) -> ImportedFile {
    file.documents.iter_mut().for_each(|imported| cases::choose(imported, |_| false));
    file
}
